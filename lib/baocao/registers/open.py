"""Opens the registers of a workspace: small ones in memory, large ones for scans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from pathlib import Path

from baocao.core.errors import Finding, RegisterError
from baocao.locale.vi import text as vi
from baocao.locale.vi.look_alikes import folded
from baocao.registers import locate
from baocao.registers.correction_faults import not_for_large
from baocao.registers.corrections import corrections_of
from baocao.registers.declare import Register
from baocao.registers.files import WORKBOOKS
from baocao.registers.kept import read_kept
from baocao.registers.large import LargeTable, open_large
from baocao.registers.small import Table, read_all
from baocao.registers.sources.snapshot import require
from baocao.workspace.workspace import Workspace, unopened

__all__ = ["SUFFIXES", "AnyTable", "is_large", "open_all"]

AnyTable = Table | LargeTable

SUFFIXES = (*locate.SUFFIXES, ".parquet")


def open_all(
    registers: Iterable[Register],
    workspace: Workspace,
    distinct_columns: Mapping[Register, Set[str]] | None = None,
) -> dict[Register, AnyTable]:
    """Open several registers and check them.

    Parameters
    ----------
    registers, workspace
        What to open, and where.
    distinct_columns
        Of each register the names of columns whose different texts are counted: there two
        spellings of one code would be two.

    Raises
    ------
    RegisterError
        The faults of all of them; see ``docs/errors.md``.
    """
    of = distinct_columns or {}
    return read_all(registers, lambda one: _open(one, workspace, of.get(one, frozenset())))


def is_large(register: Register, workspace: Workspace) -> bool:
    """Whether a register is scanned in its file, rather than read into memory.

    Catalogues and plans never are.

    Raises
    ------
    RegisterError
        REGISTER-01 there is no file; REGISTER-13 there are several; REGISTER-17 a workbook is
        too large; REGISTER-73 and REGISTER-74 its snapshot is not as it should be; WORKSPACE-06 it
        does not open.
    """
    return _large_file(register, workspace) is not None


def _large_file(register: Register, workspace: Workspace) -> Path | None:
    if register.folder != Register.folder:
        return None
    require(register, workspace)
    paths = locate.locate_all(workspace.data / register.folder, register, SUFFIXES)
    large = workspace.settings.data.large
    size = sum(_bytes_of(path, workspace) for path in paths) / 2**20
    if not paths:
        return None
    path = paths[0]
    is_whole = bool(register.revised or register.lookups)
    if is_whole and (size > large.over_mb or path.suffix.lower() == ".parquet"):
        raise RegisterError(
            Finding(
                "REGISTER-61",
                "Sổ có cột ngày cập nhật hoặc cột tra cứu quá lớn để đọc.",
                where=workspace.relative(path),
                found=f"{vi.number(Decimal(size), 1)} MB",
                remedy="nâng data.large.over_mb trong report.toml, hoặc ghi sẵn cột ấy, dòng mới "
                "nhất trong tệp và bỏ revised=, lookups=",
            )
        )
    if register.files:
        if size > large.over_mb or any(path.suffix.lower() == ".parquet" for path in paths):
            raise RegisterError(_too_many(register, workspace.relative(path.parent), size))
        return None
    is_named = register.stem in large.registers and not is_whole
    if path.suffix != ".parquet" and size <= large.over_mb and not is_named:
        return None
    if path.suffix.lower() in WORKBOOKS:
        raise RegisterError(
            Finding(
                "REGISTER-17",
                "Tệp Excel quá lớn để đọc.",
                where=workspace.relative(path),
                found=f"{vi.number(Decimal(size), 1)} MB",
                remedy='lưu thành "CSV UTF-8 (Comma delimited)", '
                "hoặc nâng data.large.over_mb trong report.toml",
            )
        )
    return path


def _bytes_of(path: Path, workspace: Workspace) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        # A link to a file that is gone, or on a drive that is not there.
        raise RegisterError(unopened(workspace.relative(path), error)) from error


def _too_many(register: Register, place: str, size: float) -> Finding:
    return Finding(
        "REGISTER-58",
        f"Sổ {register.stem} gồm nhiều tệp, cộng lại quá lớn để đọc.",
        where=place,
        found=f"{vi.number(Decimal(size), 1)} MB",
        remedy=f"gộp vào tệp {register.stem}.csv, hoặc nâng data.large.over_mb trong report.toml",
    )


def _open(register: Register, workspace: Workspace, distinct_columns: Set[str]) -> AnyTable:
    closing = workspace.settings.data.complete_until
    path = _large_file(register, workspace)
    if path is None:
        return read_kept(
            register,
            workspace.data,
            closing,
            workspace.calendar,
            workspace.copies,
            distinct_columns,
        )
    kind = "parquet" if path.suffix == ".parquet" else "large"
    kind = "source" if register.stem in workspace.settings.sources else kind
    own = [
        not_for_large(one.place, register.stem, kind)
        for one in corrections_of(workspace.data, closing)
        if folded(one.register) == folded(register.stem)
    ]
    if own:
        raise RegisterError(*own)
    memory = workspace.settings.data.large.memory_mb
    return open_large(
        path,
        workspace.relative(path),
        register,
        closing,
        workspace.copies,
        memory,
        workspace.calendar,
        distinct_columns,
    )
