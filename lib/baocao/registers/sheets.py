"""The files clerks save, as rows of NFC text: CSV in Excel's dialects, and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from baocao.core.errors import Finding, RegisterError
from baocao.locale.vi.text import is_nfc, nfc
from baocao.registers.faults import decomposed, empty, not_utf8, wrong_width

__all__ = ["Sheet", "locate", "read", "separator_of"]

SUFFIXES = (".csv", ".xlsx")
# Excel writes the list separator of the machine's region; the heading row tells which.
_SEPARATORS = ";,\t"


@dataclass(frozen=True)
class Sheet:
    """Headings, rows with the row number a clerk sees, and faults that did not stop the reading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    findings: tuple[Finding, ...]


def locate(folder: Path, stem: str, suffixes: Sequence[str] = SUFFIXES) -> Path:
    """The one file of that stem in `folder`.

    Raises
    ------
    RegisterError
        REGISTER-01 none; REGISTER-13 more than one: which one counts?
    """
    place = f"{folder.parent.name}/{folder.name}" if folder.name != "data" else "data"
    found = [path for suffix in suffixes if (path := folder / f"{stem}{suffix}").exists()]
    if not found:
        raise RegisterError(
            Finding(
                "REGISTER-01",
                f"Không thấy sổ {stem}.",
                where=f"{place}/{stem}.csv",
                remedy=f"đặt tệp {stem}.csv hoặc {stem}.xlsx vào thư mục {place}",
            )
        )
    if len(found) > 1:
        raise RegisterError(
            Finding(
                "REGISTER-13",
                f"Sổ {stem} có nhiều tệp, không biết tệp nào là thật.",
                where=place,
                found=", ".join(path.name for path in found),
                remedy="giữ một tệp, chuyển các tệp kia đi nơi khác",
            )
        )
    return found[0]


def read(path: Path, content: bytes, place: str) -> Sheet:
    """Read `content` of `path`; cells are stripped NFC text, empty rows are dropped.

    Raises
    ------
    RegisterError
        REGISTER-02 empty; REGISTER-04 not UTF-8; REGISTER-16 not a workbook.
    """
    grid = _workbook(content, place) if path.suffix == ".xlsx" else _csv(content, place)
    numbered = [(number, row) for number, row in enumerate(grid, start=1) if any(row)]
    if not numbered:
        raise RegisterError(empty(place, len(content)))
    findings = [*_decomposed(numbered, place)]
    (_, head), *body = [(number, [nfc(cell) for cell in row]) for number, row in numbered]
    while head and not head[-1]:
        head.pop()
    rows = []
    for number, row in body:
        if len(row) < len(head) or any(row[len(head) :]):
            width = f"{len(row)} ô, {len(head)} cột"
            findings.append(wrong_width(f"{place}, dòng {number}", width))
        rows.append((number, tuple((row + [""] * len(head))[: len(head)])))
    return Sheet(tuple(head), tuple(rows), tuple(findings))


def _csv(content: bytes, place: str) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"{place}, byte {error.start}"
        raise RegisterError(not_utf8(where, content[error.start])) from None
    separator = separator_of(text.partition("\n")[0])
    return [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    ]


def separator_of(head: str) -> str:
    """What stands between the cells of a CSV with this heading row."""
    return max(_SEPARATORS, key=head.count)


def _workbook(content: bytes, place: str) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise RegisterError(
            Finding(
                "REGISTER-16",
                "Không đọc được tệp Excel.",
                where=place,
                found=str(error),
                remedy="mở tệp bằng Excel và lưu lại dạng .xlsx",
            )
        ) from None
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: object) -> str:
    """A typed Excel cell as the text a clerk would have typed into the CSV."""
    match value:
        case datetime() | date():
            return f"{value:%d/%m/%Y}"
        case bool() | None:
            return "" if value is None else str(value)
        case float() | int():
            return format(Decimal(str(value)).normalize(), "f").replace(".", ",")
        case _:
            return str(value).strip()


def _decomposed(rows: list[tuple[int, list[str]]], place: str) -> list[Finding]:
    """The text is normalised all the same, so that the other faults found are real ones."""
    cells = [(number, cell) for number, row in rows for cell in row if not is_nfc(cell)]
    if not cells:
        return []
    number, cell = cells[0]
    return [decomposed(f"{place}, dòng {number}", cell, len(cells) - 1)]
