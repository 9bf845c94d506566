"""Reads workbooks of Excel 97 to 2003 (.xls), by xlrd."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT
from xlrd.formatting import std_format_strings

from baocao.registers.format_codes import BUILT_IN
from baocao.registers.grid import ErrorCell, Grid, Value
from baocao.registers.legacy_text import letters_of
from baocao.registers.number_formats import EPOCH, EPOCH_1904, Style, number_value, style_of
from baocao.registers.office_package import WorkbookError
from baocao.registers.row_cells import LEAST_HEIGHT, LEAST_WIDTH, Cell, RowCells, Run

__all__ = ["read_old_workbook"]

_FORMULA = (0x0006, 0x0206, 0x0406)
_BEGINS = (0x0009, 0x0209, 0x0409, 0x0809)
_ENDS, _UNCALCULATED = 0x000A, 0x005E
_EPOCHS = (EPOCH, EPOCH_1904)
_WHITE = (255, 255, 255)


def read_old_workbook(content: bytes) -> list[Grid]:
    """The sheets of a workbook, hidden ones too, in its order.

    Raises
    ------
    WorkbookError
        A password, or a damaged file.
    """
    try:
        # On demand, or the bytes are let go before the formulas are looked for in them.
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=_Silence(), on_demand=True
        )
        made = RowCells(is_1904=book.datemode == 1)
        styles = [_style(book, look) for look in book.xf_list]
        grids = [_grid(book, sheet, made, styles) for sheet in book.sheets()]
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise WorkbookError("tệp có mật khẩu: bỏ mật khẩu trước") from error
        raise WorkbookError("tệp Excel dạng cũ (.xls) bị hỏng") from error
    except Exception as error:
        # xlrd trusts what a damaged file says of its own places and sizes.
        raise WorkbookError("tệp Excel dạng cũ (.xls) bị hỏng") from error
    made.settle()
    return grids


class _Silence:
    """Where xlrd may write what it wonders about."""

    def write(self, _: str) -> None:
        """Take a text, and forget it."""

    def flush(self) -> None:
        """Nothing is kept back."""


def _grid(
    book: xlrd.Book, sheet: xlrd.sheet.Sheet, made: RowCells, styles: Sequence[Style]
) -> Grid:
    made.begin_sheet()
    calculated, made.formulas.is_pending = _formulas(book, sheet)
    # Heights are told in twentieths of a point, widths in parts of a letter.
    hidden = {
        row
        for row, about in sheet.rowinfo_map.items()
        if about.hidden or (about.height / 20 < LEAST_HEIGHT and not about.has_default_height)
    }
    for row in range(sheet.nrows):
        made.row(row + 1, _cells(book, sheet, row, styles, calculated), row in hidden)
    for column, about in sheet.colinfo_map.items():
        if about.hidden or about.width / 256 < LEAST_WIDTH:
            made.hide_columns(column + 1, column + 1)
    made.merged += [
        (top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
    ]
    return made.grid(sheet.name, sheet.visibility != 0)


def _cells(
    book: xlrd.Book,
    sheet: xlrd.sheet.Sheet,
    row: int,
    styles: Sequence[Style],
    calculated: set[tuple[int, int]],
) -> Iterator[Cell]:
    """The cells of a row as the file has them."""
    for column in range(sheet.row_len(row)):
        cell = sheet.cell(row, column)
        style = styles[cell.xf_index]
        value = _value(book, cell, style)
        if (row, column) in calculated:
            # Without a text beside it, xlrd takes a formula's value for an empty one.
            yield Cell(column + 1, "" if value is None else value, style, "=…")
        elif isinstance(value, str):
            yield Cell(column + 1, _runs(book, sheet, row, column, value), style)
        else:
            yield Cell(column + 1, value, style)


def _style(book: xlrd.Book, look: xlrd.formatting.XF) -> Style:
    number = look.format_key
    code = book.format_map[number].format_str if number in book.format_map else None
    # xlrd has the American text of the formats whose currency is the machine's.
    code = None if number in BUILT_IN and code == std_format_strings.get(number) else code
    font = book.font_list[look.font_index]
    back = look.background
    ink = book.colour_map.get(font.colour_index)
    paper = book.colour_map.get(back.pattern_colour_index) if back.fill_pattern == 1 else _WHITE
    is_unseen = ink is not None and back.fill_pattern < 2 and ink == paper
    return style_of(number, code, bool(font.struck_out), letters_of(font.name), is_unseen)


def _runs(
    book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int, column: int, text: str
) -> tuple[Run, ...]:
    """The parts of a text, each with its font."""
    font = book.xf_list[sheet.cell_xf_index(row, column)].font_index
    starts = [(0, font), *sheet.rich_text_runlist_map.get((row, column), ())]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    made = []
    for (start, at), end in zip(starts, ends, strict=True):
        used = book.font_list[at]
        position = {1: 1, 2: -1}.get(used.escapement, 0)
        is_struck = bool(used.struck_out)
        made.append(Run(text[start:end], letters_of(used.name), is_struck, position))
    return tuple(made)


def _formulas(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> tuple[set[tuple[int, int]], bool]:
    """Where formulas stand, which xlrd does not tell, and whether they wait to be calculated.

    [MS-XLS] 2.1.4: a sheet is a run of records, each with its kind and length before it.
    """
    cells = set()
    is_pending = False
    at, depth = book._sh_abs_posn[sheet.number], 0
    while at + 4 <= len(book.mem):
        kind, length = struct.unpack_from("<HH", book.mem, at)
        if kind in _FORMULA and depth == 1:
            cells.add(struct.unpack_from("<HH", book.mem, at + 4))
        is_pending = is_pending or kind == _UNCALCULATED
        depth += (kind in _BEGINS) - (kind == _ENDS)
        if depth == 0:
            break
        at += 4 + length
    return cells, is_pending


def _value(book: xlrd.Book, cell: xlrd.sheet.Cell, style: Style) -> Value | None:
    if cell.ctype == XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == XL_CELL_ERROR:
        return ErrorCell(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in (XL_CELL_NUMBER, XL_CELL_DATE):
        return number_value(float(cell.value), style, _EPOCHS[book.datemode])
    return None
