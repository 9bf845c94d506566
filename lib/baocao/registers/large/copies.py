"""CSV files turned into Parquet once: DuckDB scans that many times faster."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import os
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from baocao.core.errors import Finding, RegisterError
from baocao.core.files import sha256, write_whole
from baocao.core.periods import CALENDAR, Calendar
from baocao.locale.vi.text import nfc
from baocao.registers.declare import Column
from baocao.registers.faults import SHOWN, and_more, empty, not_utf8, wide_letters, wrong_width
from baocao.registers.files import separator_of
from baocao.registers.large.columns import select
from baocao.registers.large.engine import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["changed", "copied", "head", "numbering"]

_LONGEST_LINE = 2**24


def head(path: Path, place: str) -> tuple[list[str], str]:
    """The headings of a CSV, and its separator.

    A heading that is empty or comes again gets a name that no declared column has.

    Raises
    ------
    RegisterError
        REGISTER-02 an empty file; REGISTER-03 a first line that does not end where the headings
        do; REGISTER-04 not UTF-8.
    """
    with path.open("rb") as file:
        line = file.readline(_LONGEST_LINE)
    if not line.strip():
        raise RegisterError(empty(place, path.stat().st_size))
    if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
        raise RegisterError(wide_letters(place))
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegisterError(not_utf8(f"{place}, dòng 1", line[error.start])) from None
    separator = separator_of(text)
    names: list[str] = []
    try:
        cells = next(csv.reader([text], delimiter=separator))
    except csv.Error:
        raise RegisterError(_endless(place)) from None
    for cell in cells:
        name = nfc(cell.strip())
        while name in names or not name:
            name += " "
        names.append(name)
    return names, separator


def copied(
    connection: DuckDBPyConnection,
    path: Path,
    place: str,
    digest: str,
    columns: Sequence[Column],
    folder: Path,
    calendar: Calendar = CALENDAR,
) -> Path:
    """A Parquet file with the typed rows of a CSV.

    What was made of an earlier content goes when a new copy comes.

    Parameters
    ----------
    digest
        The hash of the file: a copy that was made of the same content in the same way is used
        again.
    columns
        Those of the register that the file has.
    folder
        Where copies are kept.
    calendar
        See :func:`baocao.registers.small.read`.

    Raises
    ------
    RegisterError
        REGISTER-04 cells that are not UTF-8; REGISTER-14 rows of another width; REGISTER-20 the
        file changed meanwhile.
    """
    names, separator = head(path, place)
    made = select(columns, dict.fromkeys(names, "VARCHAR"), calendar)
    recipe = hashlib.sha256(f"{digest}\n{separator}\n{made.of('')}".encode()).hexdigest()
    kept = folder / f"{path.stem}-{recipe[:32]}.parquet"
    if _is_whole(kept):
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as name:
        fresh = Path(name, "rows.parquet")
        cells = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
        options = f"""auto_detect = false, header = true, delim = {literal(separator)}, quote = '"',
            escape = '"', columns = {{{cells}}}, store_rejects = true,
            max_line_size = {_LONGEST_LINE}"""
        rows = made.of(f"read_csv({literal(str(path))}, {options})")
        connection.execute(f"COPY ({rows}) TO {literal(str(fresh))} (FORMAT parquet)")
        if faults := _rejected(connection, place, len(names)):
            raise RegisterError(*faults)
        if sha256(path) != digest:
            # What is kept under the hash of one content must not be another.
            raise RegisterError(changed(place))
        made_as = sha256(fresh)
        os.replace(fresh, kept)
        write_whole(_seal(kept), made_as)
    for other in folder.glob(f"{path.stem}-*.parquet*"):
        if other not in (kept, _seal(kept)):
            with contextlib.suppress(OSError):
                other.unlink()
    return kept


def changed(place: str) -> Finding:
    """The finding that a file is another than the one that was read."""
    return Finding(
        "REGISTER-20",
        "Sổ đã thay đổi sau khi được kiểm tra.",
        where=place,
        remedy="chạy lại khi không còn ai ghi vào tệp",
    )


def _endless(place: str) -> Finding:
    """Lines that end in CR alone, as on computers of long ago, or a heading beyond all measure."""
    return Finding(
        "REGISTER-03",
        "Không thấy dòng tiêu đề của sổ.",
        where=f"{place}, dòng 1",
        found="dòng chỉ ngắt bằng ký tự CR, hoặc ô quá dài; sổ lớn không đọc được",
        remedy='trong Excel chọn Lưu thành "CSV UTF-8 (Comma delimited)"',
    )


def _seal(kept: Path) -> Path:
    """The file that holds the hash of a copy, as it was made."""
    return kept.with_name(f"{kept.name}.sha256")


def _is_whole(kept: Path) -> bool:
    """Whether a copy is there as it was made; one that is damaged is made anew."""
    try:
        return sha256(kept) == _seal(kept).read_text(encoding="ascii")
    except (OSError, ValueError):
        return False


def numbering(path: Path) -> Callable[[int], int]:
    """From the position of a row to the number people see beside it, blank lines counted."""

    @cache
    def before() -> list[int]:
        # The rows before each blank line. Few ever need to know.
        separator = head(path, path.name)[1]
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            lines = enumerate(csv.reader(file, delimiter=separator), start=1)
            # The scan takes cells as long as its lines; the limit of this module is shorter.
            usual = csv.field_size_limit(_LONGEST_LINE)
            try:
                blank = [number for number, cells in lines if not cells]
            finally:
                csv.field_size_limit(usual)
        return [number - position for position, number in enumerate(blank)]

    return lambda position: position + 2 + bisect_right(before(), position + 2)


def _rejected(connection: DuckDBPyConnection, place: str, width: int) -> list[Finding]:
    """What DuckDB would not read: by line, as a CSV reader counts them."""
    encoding = "error_type = 'INVALID ENCODING'"
    rows = connection.sql(
        f"SELECT line, any_value({encoding}) FROM reject_errors GROUP BY line ORDER BY line"
    )
    total = rows.count("*").fetchall()[0][0]
    found = [
        not_utf8(f"{place}, dòng {line}")
        if is_encoding
        else wrong_width(f"{place}, dòng {line}", f"khác {width} cột")
        for line, is_encoding in rows.limit(SHOWN).fetchall()
    ]
    return and_more(found, total, place)
