"""Reads spreadsheets of OpenDocument (.ods), as LibreOffice writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time

from lxml import etree

from baocao.registers.grid import Disguised, ErrorCell, Grid, Percent, Uncalculated, Value
from baocao.registers.number_formats import EPOCH, Style, day_value, number_value, style_of
from baocao.registers.office_package import WorkbookError
from baocao.registers.open_document_styles import Styles
from baocao.registers.row_cells import Cell, RowCells, Run

__all__ = ["read_open_document"]

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MOST_BYTES = 2**29
_DAY = style_of(14, None)
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
            names = {"content.xml", "styles.xml"} & {*archive.namelist()}
            if sum(archive.getinfo(name).file_size for name in names) > _MOST_BYTES:
                raise WorkbookError("tệp nén chứa quá nhiều dữ liệu")
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise WorkbookError("tệp có mật khẩu: bỏ mật khẩu trước")
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            tree = etree.fromstring(archive.read("content.xml"), parser)
            common = None
            if "styles.xml" in names:
                common = etree.fromstring(archive.read("styles.xml"), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, EOFError, OSError) as error:
        raise WorkbookError("tệp OpenDocument bị cắt cụt hoặc hỏng") from error
    sheet = tree.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    if sheet is None:
        raise WorkbookError("tệp OpenDocument không phải bảng tính")
    try:
        styles, made = Styles(tree, common), RowCells()
        grids = [_grid(table, styles, made) for table in sheet.iterfind(f"{_TABLE}table")]
    except (ValueError, OverflowError, TypeError) as error:
        raise WorkbookError("nội dung tệp OpenDocument hỏng") from error
    made.settle()
    return grids


def _grid(table: etree._Element, styles: Styles, made: RowCells) -> Grid:
    made.begin_sheet()
    looks = _columns(table, styles, made)
    number = 0
    for element in table.iter(f"{_TABLE}table-row"):
        repeated = int(element.get(f"{_TABLE}number-rows-repeated", 1))
        is_hidden = element.get(f"{_TABLE}visibility", "visible") != "visible"
        given, spans = _row(element, styles, looks)
        if made.row(number + 1, given, is_hidden):
            if repeated > _MOST_REPEATED:
                raise ValueError(repeated)
            for at in range(number + 2, number + repeated + 1):
                made.row(at, given, is_hidden)
            made.merged += [
                (number + 1, column, number + down, column + across - 1)
                for column, down, across in spans
            ]
        number += repeated
    is_hidden = styles.is_hidden(table.get(f"{_TABLE}style-name", ""))
    return made.grid(table.get(f"{_TABLE}name", ""), is_hidden)


def _columns(table: etree._Element, styles: Styles, made: RowCells) -> list[tuple[int, str]]:
    """The last column of each run of columns with the style of their cells."""
    looks: list[tuple[int, str]] = []
    last = 0
    for column in table.iter(f"{_TABLE}table-column"):
        first, last = last + 1, last + int(column.get(f"{_TABLE}number-columns-repeated", 1))
        looks.append((last, column.get(f"{_TABLE}default-cell-style-name", "")))
        is_shown = column.get(f"{_TABLE}visibility", "visible") == "visible"
        if not is_shown or styles.is_without_width(column.get(f"{_TABLE}style-name", "")):
            made.hide_columns(first, last)
    return looks


def _row(
    element: etree._Element, styles: Styles, looks: list[tuple[int, str]]
) -> tuple[list[Cell], list[tuple[int, int, int]]]:
    """The filled cells of a row, and those that span more: column, rows, columns."""
    cells: list[Cell] = []
    spans = []
    column = 1
    of_row = element.get(f"{_TABLE}default-cell-style-name", "")
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        is_empty = not len(cell) and not cell.get(f"{_OFFICE}value-type")
        is_covered = cell.tag == f"{_TABLE}covered-table-cell"
        if is_covered or (is_empty and not cell.get(f"{_TABLE}formula")):
            pass
        elif given := [*_given(cell, column, repeated, of_row, styles, looks)]:
            cells += given
            down = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
            across = int(cell.get(f"{_TABLE}number-columns-spanned", 1))
            if down > 1 or across > 1:
                spans.append((column, down, across))
        column += repeated
    return cells, spans


def _given(
    cell: etree._Element,
    column: int,
    repeated: int,
    of_row: str,
    styles: Styles,
    looks: list[tuple[int, str]],
) -> Iterator[Cell]:
    """A cell as often as it is repeated; nothing where it is empty."""
    name = cell.get(f"{_TABLE}style-name") or of_row
    for at in range(column, column + repeated):
        style = styles.cell(name or next((look for last, look in looks if at <= last), ""))
        value = _value(cell, style, styles)
        if value is None or (isinstance(value, tuple) and not any(r.text.strip() for r in value)):
            return
        if repeated > _MOST_REPEATED:
            raise ValueError(repeated)
        yield Cell(at, value, style)


def _value(cell: etree._Element, style: Style, styles: Styles) -> Value | tuple[Run, ...] | None:
    kind = cell.get(f"{_OFFICE}value-type")
    runs = tuple(_runs(cell, styles))
    shown = "".join(run.text for run in runs)
    formula = cell.get(f"{_TABLE}formula")
    if cell.get(f"{_CALC}value-type") == "error" or (formula and shown.startswith(("#", "Err:"))):
        return ErrorCell(shown)
    if kind in ("float", "currency", "percentage"):
        value = float(cell.get(f"{_OFFICE}value"))
        currency = cell.get(f"{_OFFICE}currency", "VND")
        if style.format is None and currency != "VND":
            style = style_of(200, f"General [${currency}]")
        found = number_value(value, style, EPOCH)
        return Percent(value) if style.format is None and kind == "percentage" else found
    if kind == "boolean":
        return bool(cell.get(f"{_OFFICE}boolean-value") == "true")
    if kind == "date":
        held = cell.get(f"{_OFFICE}date-value")
        try:
            moment = datetime.fromisoformat(held).replace(tzinfo=None, microsecond=0)
        except ValueError:
            # LibreOffice knows days of other millennia.
            return Disguised(held, style.format.code if style.format else "")
        return day_value(moment, style if style.format else _DAY)
    if kind == "time":
        return time.min
    if kind is None and formula:
        return Uncalculated(formula.partition(":")[2] or formula)
    held = cell.get(f"{_OFFICE}string-value")
    return runs if not held or held == shown else (Run(held),)


def _runs(cell: etree._Element, styles: Styles) -> Iterator[Run]:
    """The parts of a cell's text, each with its font; paragraphs are lines of it."""
    for number, paragraph in enumerate(cell.iterfind(f"{_TEXT}p")):
        if number:
            yield Run("\n")
        yield from _parts(paragraph, (), styles)


def _parts(element: etree._Element, names: tuple[str, ...], styles: Styles) -> Iterator[Run]:
    if element.text:
        yield styles.run(element.text, names)
    for part in element:
        if part.tag == f"{_TEXT}s":
            yield Run(" " * int(part.get(f"{_TEXT}c", 1)))
        elif part.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield Run("\n" if part.tag.endswith("break") else "\t")
        elif part.tag == f"{_TEXT}span":
            yield from _parts(part, (*names, part.get(f"{_TEXT}style-name", "")), styles)
        elif isinstance(part.tag, str) and part.tag.startswith(_TEXT):
            yield from _parts(part, names, styles)
        if part.tail:
            yield styles.run(part.tail, names)
