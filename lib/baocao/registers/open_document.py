"""Reads spreadsheets of OpenDocument (.ods), as LibreOffice writes them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time

from lxml import etree

from baocao.registers.grid import Day, ErrorCell, Grid, Percent, Uncalculated, Value
from baocao.registers.number_formats import whole
from baocao.registers.workbook import WorkbookError

__all__ = ["read_open_document"]

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MOST_BYTES = 2**29
# A row or cell that stands for more empty ones than this is the rest of the sheet.
_MOST_REPEATED = 10_000


def read_open_document(content: bytes) -> list[Grid]:
    """The sheets of a spreadsheet, hidden ones too, in its order.

    Raises
    ------
    WorkbookError
        A password, a text document, a damaged file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo("content.xml").file_size > _MOST_BYTES:
                raise WorkbookError("tệp nén chứa quá nhiều dữ liệu")
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise WorkbookError("tệp có mật khẩu: bỏ mật khẩu trước")
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            tree = etree.fromstring(archive.read("content.xml"), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, EOFError, OSError) as error:
        raise WorkbookError("tệp OpenDocument bị cắt cụt hoặc hỏng") from error
    sheet = tree.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    if sheet is None:
        raise WorkbookError("tệp OpenDocument không phải bảng tính")
    hidden = {
        style.get(f"{_STYLE}name")
        for style in tree.iter(f"{_STYLE}style")
        if any(p.get(f"{_TABLE}display") == "false" for p in style)
    }
    try:
        tables = sheet.iterfind(f"{_TABLE}table")
        return [_grid(table, table.get(f"{_TABLE}style-name") in hidden) for table in tables]
    except (ValueError, OverflowError) as error:
        raise WorkbookError("nội dung tệp OpenDocument hỏng") from error


def _grid(table: etree._Element, is_hidden: bool) -> Grid:
    rows: dict[int, dict[int, Value]] = {}
    hidden, merged = set(), []
    number = 0
    for element in table.iter(f"{_TABLE}table-row"):
        repeated = int(element.get(f"{_TABLE}number-rows-repeated", 1))
        cells, spans = _row(element)
        if cells:
            if repeated > _MOST_REPEATED:
                raise ValueError(repeated)
            for at in range(number + 1, number + repeated + 1):
                rows[at] = dict(cells)
                if element.get(f"{_TABLE}visibility", "visible") != "visible":
                    hidden.add(at)
            merged += [
                (number + 1, column, number + down, column + across - 1)
                for column, down, across in spans
            ]
        number += repeated
    name = table.get(f"{_TABLE}name", "")
    return Grid(name, rows, is_hidden, frozenset(hidden), merged=tuple(merged))


def _row(element: etree._Element) -> tuple[dict[int, Value], list[tuple[int, int, int]]]:
    """The filled cells of a row, and those that span more: column, rows, columns."""
    cells: dict[int, Value] = {}
    spans = []
    column = 1
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        value = _value(cell) if cell.tag == f"{_TABLE}table-cell" else None
        if value is not None and not (isinstance(value, str) and not value.strip()):
            if repeated > _MOST_REPEATED:
                raise ValueError(repeated)
            cells |= dict.fromkeys(range(column, column + repeated), value)
            down = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
            across = int(cell.get(f"{_TABLE}number-columns-spanned", 1))
            if down > 1 or across > 1:
                spans.append((column, down, across))
        column += repeated
    return cells, spans


def _value(cell: etree._Element) -> Value | None:
    kind = cell.get(f"{_OFFICE}value-type")
    shown = "\n".join(_paragraphs(cell))
    formula = cell.get(f"{_TABLE}formula")
    if cell.get(f"{_CALC}value-type") == "error" or (formula and shown.startswith(("#", "Err:"))):
        return ErrorCell(shown)
    if kind in ("float", "currency"):
        return whole(float(cell.get(f"{_OFFICE}value")))
    if kind == "percentage":
        return Percent(float(cell.get(f"{_OFFICE}value")))
    if kind == "boolean":
        return bool(cell.get(f"{_OFFICE}boolean-value") == "true")
    if kind == "date":
        moment = datetime.fromisoformat(cell.get(f"{_OFFICE}date-value")).replace(tzinfo=None)
        is_whole = _is_whole(shown, moment)
        is_month = not is_whole and _is_month(shown, moment)
        return Day(moment.replace(microsecond=0), is_whole, is_month)
    if kind == "time":
        return time.min
    if kind is None and formula:
        return Uncalculated(formula.partition(":")[2] or formula)
    return cell.get(f"{_OFFICE}string-value") or shown or None


def _paragraphs(cell: etree._Element) -> Iterator[str]:
    for paragraph in cell.iterfind(f"{_TEXT}p"):
        yield "".join(
            " " * int(part.get(f"{_TEXT}c", 1)) + (part.tail or "")
            if part.tag == f"{_TEXT}s"
            else (part.text or "") + ((part.tail or "") if part is not paragraph else "")
            for part in paragraph.iter()
        )


def _is_whole(shown: str, moment: datetime) -> bool:
    """Whether a cell shows the day, the month and the year."""
    numbers = [int(figures) for figures in re.findall(r"\d+", shown)]
    year = next((n for n in (moment.year, moment.year % 100) if n in numbers), None)
    if year is None:
        return False
    numbers.remove(year)
    # 5-Mar-21 names its month, "tháng 3 năm 2021" and 03/2021 name no day.
    is_named = bool(re.search(r"[^\W\d_]", shown)) and "tháng" not in shown.lower()
    return moment.day in numbers and (len(numbers) >= 2 or is_named)


def _is_month(shown: str, moment: datetime) -> bool:
    """Whether a cell shows a month and its year, as "03/2023" or "Mar 23"; "01/03" shows neither.

    What is typed as a month is kept as its first day.
    """
    has_year = shown.endswith(f"{moment.year % 100:02}") and len(shown) >= 6
    return moment.day == 1 and has_year and ":" not in shown
