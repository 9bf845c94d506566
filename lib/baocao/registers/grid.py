"""A sheet as a file keeps it: cells with the values and the kinds that the clerk's program gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from string import ascii_uppercase

__all__ = [
    "Code",
    "Day",
    "Disguised",
    "ErrorCell",
    "Grid",
    "Marked",
    "Percent",
    "Pictured",
    "Uncalculated",
    "UnsureText",
    "Value",
    "column_letters",
]


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """What Excel shows where a formula went wrong: ``#REF!``, ``#N/A``."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula whose value the file does not hold."""

    formula: str


@dataclass(frozen=True, slots=True)
class UnsureText:
    """A text in a font from before Unicode: as it stands there, and in the letters of the font."""

    text: str
    other: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of which a part is struck out, or a number with a small one above it: 7 and a note."""

    text: str


@dataclass(frozen=True, slots=True)
class Pictured:
    """A cell whose font draws pictures in the places of letters: ü is a tick in Wingdings."""

    text: str


@dataclass(frozen=True, slots=True)
class Percent:
    """A number that is shown as a percentage: 0.5 is shown as 50 %.

    `shown` is that text where it is known, and `has_words` says whether it has words beside it.
    """

    value: float
    shown: str | None = None
    has_words: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A number that its format shows as a text: 1 as ``DA-001``, 12 as ``12/QĐ-UBND``.

    Attributes
    ----------
    shown
        None where it depends on the settings of a machine: 1234 is ``1,234 km`` or ``1.234 km``.
    code
        The format.
    is_other
        Whether the text has figures that the number has not, or parts its figures: ``12.000``.
    words
        Words beside it that may make another number of it: ``Trên 5``.
    """

    value: int | float
    shown: str | None
    code: str = ""
    is_other: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disguised:
    """A value that is shown as another one: by a thousand less, in dollars, or not at all.

    `unit` is the word in its format that changes what it means, where that is what does it.
    """

    value: float | str
    code: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, perhaps with a time of day; `whole` says whether the cell shows day, month and year.

    What a clerk typed as ``12/2020`` and Excel took for a day is shown as ``Dec-20``: then
    `is_month` says that the cell shows a month and a year, and no day.  `has_more` says that it
    shows words or a time of day beside it.
    """

    value: datetime
    whole: bool = True
    is_month: bool = False
    has_more: bool = False


Value = (
    str
    | int
    | float
    | bool
    | time
    | Code
    | Day
    | Disguised
    | ErrorCell
    | Marked
    | Uncalculated
    | Percent
    | Pictured
    | UnsureText
)
"""A filled cell; cells without anything are not kept."""


@dataclass(frozen=True)
class Grid:
    """One sheet of a file.

    Attributes
    ----------
    name
        The sheet's name; empty for a text file, which has no sheets.
    rows
        The filled cells of each row that has any, by column; rows and columns count from 1.
    is_hidden
        Whether the sheet is hidden.
    hidden, struck
        Rows that are hidden, and rows whose text is struck out.
    merged
        Areas that are one cell to the eye: first row, first column, last row, last column.
    hidden_columns
        Columns that are hidden, or have no width.
    unseen
        Rows with a cell whose text has the colour of the cell.
    converted
        How many cells had letters from before Unicode, by the name of the letters.
    text_marks
        How many cells began with the apostrophe that makes text of a number.
    is_1904
        Whether the workbook counts its days from 1904, as Excel did on other computers.
    """

    name: str
    rows: Mapping[int, Mapping[int, Value]]
    is_hidden: bool = False
    hidden: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    converted: Mapping[str, int] = field(default_factory=dict)
    text_marks: int = 0
    is_1904: bool = False

    def place(self, row: int, column: int | None = None) -> str:
        """How people name a row or a cell of this sheet.

        Examples
        --------
        >>> Grid("ocop", {}).place(5, 28), Grid("", {}).place(5, 2)
        ('ocop!AB5', 'dòng 5')
        """
        if not self.name:
            return f"dòng {row}"
        return f"{self.name}!{'' if column is None else column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """The letters over a column, which counts from 1.

    Examples
    --------
    >>> column_letters(1), column_letters(27), column_letters(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while column:
        column, at = divmod(column - 1, 26)
        letters = ascii_uppercase[at] + letters
    return letters
