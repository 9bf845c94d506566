"""Reads binary workbooks of Excel (.xlsb): what workbook.py reads from XML, from records.

The numbers are those of [MS-XLSB], section 2.3 and the sections named below.  Of the cells of a
sheet every kind is known here; a file that has another is refused, for it may be a number.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise

from baocao.registers.binary_records import records, rk_number, text_at, uint_at
from baocao.registers.formulas import Formulas
from baocao.registers.grid import ErrorCell, Grid, Value
from baocao.registers.legacy_text import letters_of
from baocao.registers.number_formats import EPOCH, EPOCH_1904, Style, number_value
from baocao.registers.office_book import WHITE, Book, Font, Looks, color_of
from baocao.registers.office_package import main_part, opened, relations
from baocao.registers.row_cells import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MOST_COLUMNS,
    Cell,
    RowCells,
    Text,
    text_of,
)

__all__ = ["read_binary_workbook"]

# A cell has half as many bytes as in XML, or fewer.
_MOST_BYTES = 2**28
_MOST_ROWS = 2**20

# The workbook.
_BOOK_END, _BOOK_ABOUT, _BOOK_SHEET, _BOOK_CALCULATION = 132, 153, 156, 157
# Shared texts.
_TEXT, _TEXTS_END = 19, 160
# Looks.
_FONT, _FORMAT, _FILL, _LOOK, _LOOKS_BEGIN, _LOOKS_END = 43, 44, 45, 47, 617, 618
_STYLES_END = 279
# A sheet.
_ROW, _COLUMNS, _ROWS_BEGIN, _ROWS_END, _MERGED, _SHEET_END = 0, 60, 145, 146, 176, 130
_BLANK, _RK, _ERROR, _BOOL, _REAL, _STRING, _SHARED = range(1, 8)
_FORMULA_STRING, _FORMULA_REAL, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
# As 1 to 7, in the column after the cell before; no part of [MS-XLSB], but Excel reads them.
_SHORT_BLANK, _SHORT_SHARED = 12, 18
_RICH_STRING = 62
# What is for newer programs only, and its end; about a cell: metadata.
_FUTURE_BEGINS, _FUTURE_ENDS, _METADATA = (35, 37), (36, 38), (49, 50)
# Kinds of one byte are kept for cells and what else there is much of (2.1.4).
_MOST_COMMON = 127

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
_COLORS = ("auto", "indexed", "rgb", "theme")
_RAISED, _LOWERED = 1, 2
_EMPTY, _SOLID = 0, 1
_SHORT = struct.Struct("<H")
_PAIR = struct.Struct("<HH")
_TRIPLE = struct.Struct("<HHH")
_REAL_NUMBER = struct.Struct("<d")
_AREA = struct.Struct("<IIII")
_COLOR = struct.Struct("<BBh3s")


def read_binary_workbook(content: bytes) -> list[Grid]:
    """The sheets of a binary workbook, hidden ones too, in its order.

    Raises
    ------
    WorkbookError
        No workbook, a damaged one, or one that is far larger than it says.
    """
    with opened(content, _MOST_BYTES) as archive:
        return _sheets(archive)


def _sheets(archive: zipfile.ZipFile) -> list[Grid]:
    main = main_part(archive)
    related = relations(archive, main)
    place = {kind: target for kind, target in related.values()}
    epoch, is_pending = EPOCH, False
    sheets: list[tuple[str, bool, str]] = []
    for kind, content in records(archive, main, _BOOK_END):
        if kind == _BOOK_ABOUT and uint_at(content, 0) & 1:
            epoch = EPOCH_1904
        elif kind == _BOOK_CALCULATION:
            is_pending = _is_pending(content)
        elif kind == _BOOK_SHEET:
            identity, end = text_at(content, 8)
            # A module of a macro has no part of its own.
            what, target = related[identity] if identity else ("", "")
            if what == "worksheet":
                sheets.append((text_at(content, end)[0], uint_at(content, 0) != 0, target))
    looks, styles = _looks(archive, place.get("styles"))
    texts = list(_texts(archive, place.get("sharedStrings"), looks.fonts))
    made = RowCells(Formulas(is_pending, "calcChain" in place), is_1904=epoch is EPOCH_1904)
    book = Book(texts, styles, epoch, made)
    grids = [
        _grid(archive, target, name, is_hidden, book, looks.fonts)
        for name, is_hidden, target in sheets
    ]
    book.cells.settle()
    return grids


def _is_pending(content: bytes) -> bool:
    """Whether the formulas are to be calculated when the workbook is opened (2.4.315)."""
    is_automatic = uint_at(content, 4) != 0
    # Of the flags, which have two bytes.
    flags = content[24]
    is_full, is_incomplete, is_saved_calculated = flags & 0x01, flags & 0x10, flags & 0x20
    return bool(is_full or is_incomplete or not (is_automatic or is_saved_calculated))


def _looks(archive: zipfile.ZipFile, part: str | None) -> tuple[Looks, list[Style]]:
    """The parts of looks, and the looks that cells refer to (2.1.7.50)."""
    looks = Looks()
    styles: list[Style] = []
    is_of_cells = False
    for kind, content in records(archive, part, _STYLES_END) if part else ():
        if kind == _FONT:
            looks.fonts.append(_font(content))
        elif kind == _FILL:
            looks.fills.append(_fill(content))
        elif kind == _FORMAT:
            looks.formats[_SHORT.unpack_from(content)[0]] = text_at(content, 2)[0]
        elif kind in (_LOOKS_BEGIN, _LOOKS_END):
            is_of_cells = kind == _LOOKS_BEGIN
        elif kind == _LOOK and is_of_cells:
            styles.append(looks.style(*_TRIPLE.unpack_from(content, 2)))
    return looks, styles


def _font(content: bytes) -> Font:
    flags, raised = _SHORT.unpack_from(content, 2)[0], _SHORT.unpack_from(content, 6)[0]
    return Font(
        letters_of(text_at(content, 21)[0]),
        bool(flags & 0x08),
        {_RAISED: 1, _LOWERED: -1}.get(raised, 0),
        _color(content, 12),
    )


def _fill(content: bytes) -> str | None:
    """The colour of a cell; None where it has a pattern of two."""
    pattern = uint_at(content, 0)
    if pattern == _EMPTY:
        return WHITE
    return _color(content, 4) if pattern == _SOLID else None


def _color(content: bytes, at: int) -> str | None:
    """The colour at a place in a record, to be compared with others."""
    flags, index, tint, rgb = _COLOR.unpack_from(content, at)
    # The lowest bit says whether the other kinds have their red, green and blue told, too.
    kind = _COLORS[flags >> 1]
    return color_of(kind, rgb.hex() if kind == "rgb" else str(index), tint)


def _texts(archive: zipfile.ZipFile, part: str | None, fonts: Sequence[Font]) -> Iterator[Text]:
    for kind, content in records(archive, part, _TEXTS_END) if part else ():
        if kind == _TEXT:
            yield _rich_text(content, 0, fonts)


def _rich_text(content: bytes, at: int, fonts: Sequence[Font]) -> Text:
    """A text whose parts may have fonts of their own (2.5.122)."""
    text, end = text_at(content, at + 1)
    if not content[at] & 1:
        return text
    letters = content[at + 5 : end]
    count = uint_at(content, end)
    starts = [_PAIR.unpack_from(content, end + 4 + 4 * number) for number in range(count)]
    places = [0, *(2 * start for start, _ in starts), len(letters)]
    if places != sorted(places):
        raise ValueError(places)
    parts = [letters[a:b].decode("utf-16-le") for a, b in pairwise(places)]
    runs = [fonts[number].run(part) for part, (_, number) in zip(parts[1:], starts, strict=True)]
    return text_of(parts[0], runs)


def _grid(
    archive: zipfile.ZipFile,
    part: str,
    name: str,
    is_hidden: bool,
    book: Book,
    fonts: Sequence[Font],
) -> Grid:
    made = book.cells
    made.begin_sheet()
    # None before the cells, and after them.
    cells: _Cells | None = None
    has_cells = False
    for kind, content in records(archive, part, _SHEET_END):
        if kind == _ROWS_END:
            if cells is not None:
                cells.end_row()
            cells = None
        elif cells is not None:
            cells.take(kind, content)
        elif kind == _ROWS_BEGIN:
            if has_cells:
                raise ValueError(part)
            cells, has_cells = _Cells(book, fonts), True
        elif kind == _COLUMNS:
            first, last, width, _ = _AREA.unpack_from(content)
            # Parts of a letter's width.
            if content[16] & 0x01 or width / 256 < LEAST_WIDTH:
                made.hide_columns(first + 1, last + 1)
        elif kind == _MERGED:
            top, bottom, left, right = _AREA.unpack_from(content)
            made.merged.append((top + 1, left + 1, bottom + 1, right + 1))
    if cells is not None or not has_cells:
        raise ValueError(part)
    return made.grid(name, is_hidden)


class _Cells:
    """Takes the rows and cells of a sheet, which stand in the order of their places (2.2.1)."""

    def __init__(self, book: Book, fonts: Sequence[Font]) -> None:
        self.book = book
        self.fonts = fonts
        self.row = self.column = 0
        self.is_hidden = False
        self.given: list[Cell] = []
        self.future = 0

    def take(self, kind: int, content: bytes) -> None:
        """Take a record, which may be a row, a cell, or what belongs to one.

        Raises
        ------
        ValueError
            What may be a cell, but is none that is known here, or is in no order.
        """
        if kind in _FUTURE_BEGINS:
            self.future += 1
        elif kind in _FUTURE_ENDS:
            self.future -= 1
        elif self.future and kind > _MOST_COMMON:
            return
        elif self.future:
            raise ValueError(kind)
        elif kind == _ROW:
            self._take_row(content)
        elif _BLANK <= kind <= _SHORT_SHARED or kind == _RICH_STRING:
            self._take_cell(kind, content)
        elif kind <= _MOST_COMMON and kind not in _METADATA:
            raise ValueError(kind)

    def _take_row(self, content: bytes) -> None:
        number = uint_at(content, 0) + 1
        if not self.row < number <= _MOST_ROWS:
            raise ValueError(number)
        self.end_row()
        self.row, self.column = number, 0
        # Twentieths of a point.
        height = _SHORT.unpack_from(content, 8)[0] / 20
        self.is_hidden = bool(content[11] & 0x10) or height < LEAST_HEIGHT

    def end_row(self) -> None:
        """Put the cells of the row into the sheet, when all of them are taken."""
        self.book.cells.row(self.row, self.given, self.is_hidden)
        self.given = []

    def _take_cell(self, kind: int, content: bytes) -> None:
        if kind >= _SHORT_BLANK and kind != _RICH_STRING:
            kind, at = kind - (_SHORT_BLANK - _BLANK), 4
            # The first cell of a row tells its column.
            column = self.column + 1 if self.column else 0
        else:
            column, at = uint_at(content, 0) + 1, 8
        if not (self.row and self.column < column <= MOST_COLUMNS):
            raise ValueError(column)
        self.column = column
        if kind == _BLANK:
            return
        # The uppermost byte says how the text is to be pronounced.
        style = self.book.style(uint_at(content, at - 4) & 0xFFFFFF)
        formula = "=…" if _FORMULA_STRING <= kind <= _FORMULA_ERROR else None
        self.given.append(Cell(column, self._value(kind, content, at, style), style, formula))

    def _value(self, kind: int, content: bytes, at: int, style: Style) -> Value | Text:
        if kind == _SHARED:
            return self.book.texts[uint_at(content, at)]
        if kind == _RK:
            return number_value(rk_number(content, at), style, self.book.epoch)
        if kind in (_REAL, _FORMULA_REAL):
            return number_value(_REAL_NUMBER.unpack_from(content, at)[0], style, self.book.epoch)
        if kind in (_STRING, _FORMULA_STRING):
            return text_at(content, at)[0]
        if kind in (_BOOL, _FORMULA_BOOL):
            return content[at] != 0
        if kind == _RICH_STRING:
            return _rich_text(content, at, self.fonts)
        return ErrorCell(_ERRORS.get(content[at], "#N/A"))
