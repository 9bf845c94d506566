"""What a fetched file is: only one with the register's table takes the last one's place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from baocao.core.errors import RegisterError
from baocao.locale.vi import text as vi
from baocao.registers import sheets
from baocao.registers.declare import Register
from baocao.registers.faults import heading_faults
from baocao.registers.files import OLE, ZIP, foreign_kind, workbook_suffix
from baocao.registers.large.copies import head
from baocao.registers.large.engine import connected, literal
from baocao.registers.sources.faults import not_a_register
from baocao.workspace.workspace import Workspace

__all__ = ["require_register"]

_PARQUET = b"PAR1"
_START = 4096
_LOGIN = "có thể là trang đăng nhập: thêm mục password, hoặc xin địa chỉ tải thẳng tệp Excel, CSV"


def require_register(new: Path, name: str, register: Register, workspace: Workspace) -> str:
    """The ending that the file's content asks for; its rows are checked later, as a clerk's are.

    Parameters
    ----------
    new
        The file.
    name
        Where it is from, as people know it.

    Raises
    ------
    RegisterError
        REGISTER-70 it is empty, a web page or too large; what reading raises of a file that is no
        table, or whose headings are not those of the register.
    """
    with new.open("rb") as file:
        start = file.read(_START)
    size = new.stat().st_size / 2**20
    is_small = size <= workspace.settings.data.large.over_mb
    if not start.strip():
        raise not_a_register(name, "tệp trống", "xem tệp ở nguồn có nội dung không")
    if start.startswith(_PARQUET):
        _require_parquet(new, name, register, workspace)
        return ".parquet"
    if start.startswith((ZIP, OLE)):
        if not is_small:
            told = f"tệp Excel quá lớn: {vi.number(Decimal(size), 1)} MB"
            remedy = "xuất dạng CSV UTF-8, hoặc nâng data.large.over_mb trong report.toml"
            raise not_a_register(name, told, remedy)
        suffix = workbook_suffix(new.read_bytes())
    elif kind := foreign_kind(start):
        raise not_a_register(name, kind.partition(" đặt tên")[0], _LOGIN)
    else:
        suffix = ".csv"
    place = f"{name}, lấy về thành {register.stem}{suffix}"
    if is_small:
        sheets.read(new.read_bytes(), place, register)
    elif findings := heading_faults(register, head(new, place)[0], f"{place}, dòng 1"):
        raise RegisterError(*findings)
    return suffix


def _require_parquet(new: Path, name: str, register: Register, workspace: Workspace) -> None:
    with connected(workspace.settings.data.large.memory_mb, name) as connection:
        found = connection.sql(f"SELECT * FROM read_parquet({literal(str(new))}) LIMIT 0")
        findings = heading_faults(register, found.columns, name)
    if findings:
        raise RegisterError(*findings)
