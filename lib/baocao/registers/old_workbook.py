"""Reads workbooks of Excel 97 to 2003 (.xls), by xlrd."""

from __future__ import annotations

import struct

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT

from baocao.registers.formulas import Formulas
from baocao.registers.grid import ErrorCell, Grid, Value
from baocao.registers.legacy_text import LegacyText, letters_of
from baocao.registers.number_formats import EPOCH, EPOCH_1904, number_value, style_of
from baocao.registers.workbook import WorkbookError

__all__ = ["read_old_workbook"]

_FORMULA = (0x0006, 0x0206, 0x0406)
_BEGINS = (0x0009, 0x0209, 0x0409, 0x0809)
_ENDS, _UNCALCULATED = 0x000A, 0x005E
_EPOCHS = (EPOCH, EPOCH_1904)


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
        formulas, legacy = Formulas(), LegacyText()
        grids = [_grid(book, sheet, formulas, legacy) for sheet in book.sheets()]
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise WorkbookError("tệp có mật khẩu: bỏ mật khẩu trước") from error
        raise WorkbookError("tệp Excel dạng cũ (.xls) bị hỏng") from error
    except Exception as error:
        # xlrd trusts what a damaged file says of its own places and sizes.
        raise WorkbookError("tệp Excel dạng cũ (.xls) bị hỏng") from error
    formulas.settle()
    legacy.settle()
    return grids


class _Silence:
    """Where xlrd may write what it wonders about."""

    def write(self, _: str) -> None:
        """Take a text, and forget it."""

    def flush(self) -> None:
        """Nothing is kept back."""


def _grid(book: xlrd.Book, sheet: xlrd.sheet.Sheet, formulas: Formulas, legacy: LegacyText) -> Grid:
    legacy.begin_sheet()
    calculated, formulas.is_pending = _formulas(book, sheet)
    rows: dict[int, dict[int, Value]] = {}
    struck = set()
    for row in range(sheet.nrows):
        cells: dict[int, Value] = {}
        struck_cells = []
        for column in range(sheet.row_len(row)):
            value = _value(book, sheet.cell(row, column))
            if isinstance(value, str) and not value.strip():
                value = None
            if (row, column) in calculated:
                formulas.take(cells, column + 1, "=…", "" if value is None else value)
            elif isinstance(value, str):
                legacy.take(cells, column + 1, _runs(book, sheet, row, column, value))
            elif value is not None:
                cells[column + 1] = value
            if column + 1 in cells:
                font = book.xf_list[sheet.cell_xf_index(row, column)].font_index
                struck_cells.append(bool(book.font_list[font].struck_out))
        if cells:
            rows[row + 1] = cells
            if all(struck_cells):
                struck.add(row + 1)
    hidden = {row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden}
    merged = tuple(
        (top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
    )
    return Grid(
        sheet.name,
        rows,
        sheet.visibility != 0,
        frozenset(hidden & rows.keys()),
        frozenset(struck),
        merged,
        legacy.counts,
    )


def _runs(
    book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int, column: int, text: str
) -> list[tuple[str, str]]:
    """The parts of a text, each with the letters of its font."""
    font = book.xf_list[sheet.cell_xf_index(row, column)].font_index
    starts = [(0, font), *sheet.rich_text_runlist_map.get((row, column), ())]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [
        (text[start:end], letters_of(book.font_list[font].name))
        for (start, font), end in zip(starts, ends, strict=True)
    ]


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


def _value(book: xlrd.Book, cell: xlrd.sheet.Cell) -> Value | None:
    if cell.ctype == XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == XL_CELL_ERROR:
        return ErrorCell(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in (XL_CELL_NUMBER, XL_CELL_DATE):
        look = book.xf_list[cell.xf_index]
        number = look.format_key
        code = book.format_map[number].format_str if number in book.format_map else None
        return number_value(float(cell.value), style_of(number, code), _EPOCHS[book.datemode])
    return None
