"""Measures of the page in points: how wide words are, where tables and titles break.

The PDF and the Word file take their widths from here, so that both break lines, rows and pages
at the same places. Letters are measured in the face that :func:`baocao.core.fonts.serif` finds,
whose letters are as wide as those of Times New Roman.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from matplotlib.ft2font import FT2Font, LoadFlags

from baocao.core import fonts
from baocao.document.formats.pictures import size_in_points
from baocao.document.model import Annex, Column, Figure, Grid, Letterhead, Picture, Row
from baocao.locale.vi.captions import MOTTO

__all__ = [
    "LANDSCAPE",
    "MM",
    "PORTRAIT",
    "Piece",
    "annex_title",
    "balanced",
    "head_rules",
    "head_widths",
    "picture_size",
    "pieces",
    "text_width",
    "title_rule",
]

MM = 72 / 25.4
PORTRAIT = (210 - 30 - 20) * MM
"""Width of the text on an upright A4 page: margins of 30 and 20 mm (Phụ lục I, Mục I.4)."""
LANDSCAPE = (297 - 30 - 20) * MM
"""Width of the text on a page in landscape."""
_PAGE_HEIGHT = (297 - 20 - 20) * MM
# The letterhead's right column: the country's name on one line, and a little more.
_NATION_WIDTH = 258.0
# The line under agency and title: between a third and a half of the words (Mục II.2 and II.5).
_SHORT_RULE = 0.4

# In tables: size of the letters, height of the lines, space beside and above them.
_TABLE_SIZE, _TABLE_LINE, _INSET, _ABOVE = 12.0, 15.0, 5.0, 2.0
# A table of 15 rows fits a page together with its caption and the text around it.
_WHOLE_ROWS = 15
# A word wider than this is broken, wherever it can be.
_LONGEST_WORD = 0.4 * PORTRAIT
# Rounding of widths in either format must not push a word to the next line.
_SLACK = 0.5
# Where the face has no letter of its own: half as wide as the size.
_UNKNOWN = 0.5


@dataclass(frozen=True)
class Piece:
    """A table, or as many of its columns as a page can hold.

    Attributes
    ----------
    columns, rows
        Those of the table that the piece shows.
    widths
        Of the columns, in points.
    landscape
        Whether the piece needs a page in landscape of its own.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    widths: list[float]
    landscape: bool

    @property
    def whole(self) -> bool:
        """Whether the table is short enough never to be cut by a page."""
        return len(self.rows) <= _WHOLE_ROWS and not any(self.tall) and not self.tall_head

    @property
    def tall(self) -> list[bool]:
        """For each row, whether a page may cut it: it is taller than half a page."""
        return [self._is_tall([cell.text for cell in row.cells]) for row in self.rows]

    @property
    def tall_head(self) -> bool:
        """Whether a page may cut the head, which then is not repeated on the next page."""
        return self._is_tall([column.label for column in self.columns])

    def _is_tall(self, texts: Sequence[str]) -> bool:
        space = text_width(" ", _TABLE_SIZE)
        lines = 1
        for text, width in zip(texts, self.widths, strict=True):
            room = width - 2 * _INSET
            words = [text_width(word, _TABLE_SIZE) for word in text.split()]
            # A word wider than its column takes as many lines as it needs.
            broken = sum(int(word // room) for word in words)
            lines = max(lines, _lines(words, space, room) + broken)
        return lines * _TABLE_LINE + 2 * _ABOVE > _PAGE_HEIGHT / 2


def text_width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The width of a line of text in points, without kerning.

    Examples
    --------
    >>> text_width("Quảng Trị", 14) > text_width("Quảng", 14)
    True
    """
    style = " ".join(["Bold"] * bold + ["Italic"] * italic) or "Regular"
    return sum(_advance(style, letter) for letter in text) * size


def balanced(text: str, size: float, available: float, *, bold: bool = False) -> float:
    """The narrowest width in which `text` needs no more lines than in `available`.

    A centred title set to it has no last line of one word.

    Examples
    --------
    >>> width = balanced("một hai ba bốn", 14, text_width("một hai ba bốn", 14) - 1)
    >>> width < text_width("một hai ba", 14)
    True
    """
    words = [text_width(word, size, bold=bold) for word in text.split()]
    space = text_width(" ", size, bold=bold)
    least = _lines(words, space, available)
    # Lines break differently only at widths that some words beside each other take.
    candidates = {
        sum(words[start:end]) + space * (end - start - 1)
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    }
    fitting = (width for width in sorted(candidates) if _lines(words, space, width) <= least)
    return min(available, next(fitting, available) + _SLACK)


def head_widths() -> tuple[float, float]:
    """The widths of the letterhead's two columns."""
    return PORTRAIT - _NATION_WIDTH, _NATION_WIDTH


def head_rules(head: Letterhead) -> tuple[float, float]:
    """The lengths of the lines under the agency (a part of its name) and the motto (all of it)."""
    agency = min(text_width(head.agency, 12, bold=True), head_widths()[0])
    return agency * _SHORT_RULE, text_width(MOTTO, 13, bold=True)


def title_rule(width: float) -> float:
    """The length of the line under a title set to that width."""
    return width * _SHORT_RULE


def annex_title(annex: Annex) -> tuple[float, float]:
    """The width to set an annex's title to, and that of its page."""
    available = LANDSCAPE if annex.landscape else PORTRAIT
    return balanced(annex.title, 14, available, bold=True), available


def picture_size(block: Figure | Picture) -> tuple[float, float]:
    """Width and height of a picture in points, no wider than the page."""
    width, height = size_in_points(block.svg, block.id) or (PORTRAIT, PORTRAIT / 2)
    shrunk = min(1.0, PORTRAIT / width)
    return width * shrunk, height * shrunk


def pieces(grid: Grid, *, landscape: bool = False) -> list[Piece]:
    """A table as the pages can hold it, with the widths of its columns.

    Upright where every column can hold its longest word, else on a page in landscape, else
    cut into pieces that repeat the first column.

    Parameters
    ----------
    grid
        The whole table.
    landscape
        Whether the page is in landscape already.
    """
    columns = _measured(grid)
    if not columns:
        return [Piece(grid.columns, grid.rows, [], False)]
    available = LANDSCAPE if landscape or _least(columns) > PORTRAIT else PORTRAIT
    return [
        Piece(
            columns=tuple(grid.columns[place] for place in places),
            rows=tuple(
                Row(tuple(row.cells[place] for place in places), row.total) for row in grid.rows
            ),
            widths=_shared([columns[place] for place in places], available),
            landscape=available > PORTRAIT and not landscape,
        )
        for places in _cut(columns, available)
    ]


@dataclass(frozen=True)
class _Column:
    """The least width of a column, and the width at which no line of it breaks."""

    least: float
    most: float


def _measured(grid: Grid) -> list[_Column]:
    measured = []
    for place, column in enumerate(grid.columns):
        texts = [(row.cells[place].text, row.total) for row in grid.rows]
        words = [_words(column.label, bold=True)] + [
            _words(text, bold=bold) for text, bold in texts
        ]
        least = min(max(words, default=0.0), _LONGEST_WORD)
        # A head of two lines is no reason to widen a column of short cells.
        lines = [text_width(column.label, _TABLE_SIZE, bold=True) / 2]
        lines += [text_width(text, _TABLE_SIZE, bold=bold) for text, bold in texts]
        inset = 2 * _INSET + _SLACK
        measured.append(_Column(least + inset, max(least, *lines) + inset))
    return measured


def _words(text: str, *, bold: bool) -> float:
    return max((text_width(word, _TABLE_SIZE, bold=bold) for word in text.split()), default=0.0)


def _least(columns: Sequence[_Column]) -> float:
    return sum(column.least for column in columns)


def _cut(columns: Sequence[_Column], available: float) -> list[list[int]]:
    """Places of the columns on each page, the first column on every one."""
    if _least(columns) <= available:
        return [list(range(len(columns)))]
    groups: list[list[int]] = [[]]
    room = available - columns[0].least
    for place, column in enumerate(columns[1:], start=1):
        taken = sum(columns[other].least for other in groups[-1])
        if groups[-1] and taken + column.least > room:
            groups.append([])
        groups[-1].append(place)
    return [[0, *group] for group in groups]


def _shared(columns: Sequence[_Column], available: float) -> list[float]:
    """Widths that fill the page.

    Columns of short lines get the width they want, the narrowest first. The others share what is
    left, and none gets less than its longest word.
    """
    most = sum(column.most for column in columns)
    if most <= available:
        return [column.most * available / most for column in columns]
    widths = [column.least for column in columns]
    left = available - sum(widths)
    by_want = sorted(range(len(columns)), key=lambda place: columns[place].most - widths[place])
    for rank, place in enumerate(by_want):
        given = min(columns[place].most - widths[place], left / (len(columns) - rank))
        widths[place] += given
        left -= given
    return widths


def _lines(words: Sequence[float], space: float, available: float) -> int:
    """How many lines the words take, each filled before the next."""
    lines, used = 1, 0.0
    for word in words:
        needed = used + space + word if used else word
        if used and needed > available:
            lines, used = lines + 1, word
        else:
            used = needed
    return lines


@cache
def _advance(style: str, letter: str) -> float:
    """The width of a letter as a share of its size."""
    font = _fonts().get(style)
    if font is None or not font.get_char_index(ord(letter)):
        return _UNKNOWN
    glyph = font.load_char(ord(letter), flags=LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / font.units_per_EM


@cache
def _fonts() -> dict[str, FT2Font]:
    # From memory: forked processes and threads share the position in an open file.
    loaded = [FT2Font(BytesIO(path.read_bytes())) for path in fonts.serif().paths]
    return {font.style_name.replace("BoldItalic", "Bold Italic"): font for font in loaded}
