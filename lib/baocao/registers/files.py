"""What the bytes of a register's file are, whatever its name says: a workbook, or a text."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import replace

from baocao.core.errors import Finding, RegisterError
from baocao.locale.vi.text import nfc
from baocao.registers.faults import empty, not_utf8
from baocao.registers.grid import Grid, Value
from baocao.registers.legacy_text import LETTERS, LegacyText
from baocao.registers.office_package import DAMAGED_ARCHIVE, WorkbookError
from baocao.registers.workbook import read_workbook

__all__ = [
    "OLE",
    "WORKBOOKS",
    "ZIP",
    "foreign_kind",
    "grids_of",
    "is_blank",
    "readings",
    "separator_of",
    "workbook_suffix",
]

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

# Excel writes the list separator of the machine's region; the heading row tells which.
_SEPARATORS = ";,\t"
# Excel keeps no longer text in a cell.
_LONGEST_CELL = 32_767
# What Windows-1252 has in the places of control letters; a few bytes are none of its letters.
_WESTERN = {
    byte: letter for byte in range(128, 160) if (letter := bytes([byte]).decode("cp1252", "ignore"))
}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK"
_NO_ARCHIVE = (*DAMAGED_ARCHIVE, ValueError)
_XLSX = "mở tệp bằng Excel, chọn Lưu thành, dạng Excel Workbook (.xlsx), rồi thay tệp này"


def readings(content: bytes, place: str) -> Iterator[tuple[str, list[Grid]]]:
    """The sheets of a file in each way that its letters may be meant, the likeliest first.

    Yields
    ------
    str, list of Grid
        The name of the letters, empty for Unicode, and the sheets.

    Raises
    ------
    RegisterError
        See :func:`grids_of`.
    """
    try:
        grids = grids_of(content, place)
    except RegisterError as error:
        if error.findings[0].code == "REGISTER-22":
            # Cells may hold more of another sign than there are separators.
            for other in _other_grids(content, place):
                yield "", other
        if error.findings[0].code != "REGISTER-04":
            raise
        # One byte a letter: which one, only the font knew.
        western = content.decode("latin-1").translate(_WESTERN)
        readable = {"Windows-1258": content.decode("cp1258", "replace")}
        readable |= {name: convert(western) for name, convert in LETTERS.items()}
        for name, text in readable.items():
            yield name, grids_of(text.encode(), place)
            for other in _other_grids(text.encode(), place):
                yield name, other
        raise
    yield "", grids
    for other in _other_grids(content, place):
        yield "", other
    for name in LETTERS:
        yield name, _converted(grids, name)


def _other_grids(content: bytes, place: str) -> Iterator[list[Grid]]:
    """A text file with each other separator, where it can be read so."""
    if not place.lower().endswith((".csv", ".txt")) or content.startswith((ZIP, OLE)):
        return
    with contextlib.suppress(RegisterError):
        text = _decoded(content, place)
        if text[:4].lower() != "sep=":
            for separator in _SEPARATORS.replace(separator_of(_heading_line(text)), ""):
                with contextlib.suppress(RegisterError):
                    yield [_text_grid(text, place, separator)]


def _converted(grids: list[Grid], letters: str) -> list[Grid]:
    """Sheets whose texts are in these letters, but for those that are in Unicode already."""
    legacy = LegacyText()
    made = []
    for grid in grids:
        rows: dict[int, dict[int, Value]] = {}
        for number, cells in grid.rows.items():
            rows[number] = {}
            for at, value in cells.items():
                if isinstance(value, str):
                    legacy.take(rows[number], at, [(value, letters)])
                else:
                    rows[number][at] = value
        made.append(replace(grid, rows=rows))
    legacy.settle()
    return made


def is_blank(content: bytes, place: str) -> bool:
    """Whether nothing stands in a file: no letter, or no cell that is filled.

    Raises
    ------
    RegisterError
        See :func:`grids_of`.
    """
    if not content.removeprefix(BOM_UTF8).strip():
        return True
    _, grids = next(readings(content, place))
    return not any(grid.rows for grid in grids)


def grids_of(content: bytes, place: str) -> list[Grid]:
    """The sheets of a file; a text file is one sheet without a name.

    Raises
    ------
    RegisterError
        REGISTER-02 empty; REGISTER-04 neither UTF-8 nor UTF-16; REGISTER-16 what is no workbook and
        no text, or a damaged one; REGISTER-22 quotation marks that do not pair.
    """
    if not content.removeprefix(BOM_UTF8).strip():
        raise RegisterError(empty(place, len(content)))
    kind = foreign_kind(content)
    is_named_text = place.lower().endswith((".csv", ".txt"))
    if kind is None and not content.startswith((ZIP, OLE)):
        if is_named_text:
            return [_text_grid(_decoded(content, place), place)]
        kind = "tệp văn bản (CSV) đặt tên là tệp Excel"
    if kind is None:
        try:
            return _reader(content)(content)
        except WorkbookError as error:
            kind = str(error)
    raise RegisterError(
        Finding("REGISTER-16", "Không đọc được tệp Excel.", where=place, found=kind, remedy=_XLSX)
    )


def _reader(content: bytes) -> Callable[[bytes], list[Grid]]:
    """What reads a workbook; those that few offices write are imported when they are met."""
    match workbook_suffix(content):
        case ".xls":
            from baocao.registers.old_workbook import read_old_workbook

            return read_old_workbook
        case ".ods":
            from baocao.registers.open_document import read_open_document

            return read_open_document
        case ".xlsb":
            from baocao.registers.binary_workbook import read_binary_workbook

            return read_binary_workbook
    return read_workbook


def workbook_suffix(content: bytes) -> str:
    """What a workbook's name should end in, by its bytes."""
    if content.startswith(OLE):
        return ".xls"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except _NO_ARCHIVE:
        return ".xlsx"
    if "mimetype" in names:
        return ".ods"
    is_binary = any(name.lower().endswith("workbook.bin") for name in names)
    return ".xlsb" if is_binary else ".xlsx"


def foreign_kind(content: bytes) -> str | None:
    """What a file is that is neither text nor a workbook of Office Open XML."""
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return "tệp có mật khẩu: bỏ mật khẩu trước"
        if "WordDocument".encode("utf-16-le") in content:
            return "tệp Word"
        return None
    if content.startswith(b"%PDF"):
        return "tệp PDF"
    start = content[:4096].decode("utf-8", errors="ignore").lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<meta", "<head", "<style")):
        return "trang web (HTML) đặt tên là tệp Excel"
    if start.startswith("<?xml") or start.startswith("<workbook"):
        return "tệp XML"
    if content.startswith(ZIP):
        return _zip_kind(content)
    return None


def _zip_kind(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except _NO_ARCHIVE:
        return "tệp bị cắt cụt hoặc hỏng"
    if any(name.startswith("word/") for name in names):
        return "tệp Word"
    return None


def _text_grid(text: str, place: str, separator: str = "") -> Grid:
    if text[:4].lower() == "sep=" and "\n" in text:
        head, _, text = text.partition("\n")
        separator, skipped = head.strip("\r\n")[4:5] or "\t", 1
    else:
        separator, skipped = separator or separator_of(_heading_line(text)), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, number = {}, skipped
    try:
        for number, cells in enumerate(reader, start=1 + skipped):
            filled = {at: cell for at, raw in enumerate(cells, 1) if (cell := _typed(raw.strip()))}
            if _holds_rows(cells, separator):
                raise csv.Error
            if filled or len(cells) > 1:
                # How many cells a row has is told by its last one, even an empty one.
                rows[number] = {**filled, len(cells): filled.get(len(cells), "")}
    except csv.Error:
        raise RegisterError(
            Finding(
                "REGISTER-22",
                "Dấu ngoặc kép không thành cặp, hoặc một ô chứa cả các dòng sau.",
                where=f"{place}, từ dòng {number if number > skipped else 1}",
                remedy="mở tệp bằng Notepad, xem dấu ngoặc kép ở dòng ấy và các dòng sau; "
                "trong ô, mỗi dấu ngoặc kép viết hai lần",
            )
        ) from None
    return Grid("", {number: cells for number, cells in rows.items() if any(cells.values())})


def _decoded(content: bytes, place: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise RegisterError(not_utf8(place)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegisterError(
            not_utf8(f"{place}, byte {error.start}", content[error.start])
        ) from None


def _heading_line(text: str) -> str:
    """The line with the most separators among the first ones: titles above it have few."""
    lines = text.split("\n", 20)[:20]
    return max(lines, key=lambda line: max(map(line.count, _SEPARATORS)))


def separator_of(head: str) -> str:
    """What stands between the cells of a CSV with this heading row."""
    return max(_SEPARATORS, key=head.count)


def _typed(cell: str) -> str:
    """What Excel shows of a cell: ``="001"`` is how programs keep the zeros of a code."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return nfc(cell[2:-1])
    return nfc(cell)


def _holds_rows(cells: list[str], separator: str) -> bool:
    """Whether a cell has swallowed the rows after it."""
    return any(
        len(cell) > _LONGEST_CELL
        or ("\n" in cell and any(line.count(separator) > 1 for line in cell.split("\n")[1:]))
        for cell in cells
    )
