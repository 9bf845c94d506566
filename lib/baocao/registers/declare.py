"""Registers: what a clerk's file must look like, declared once beside the indicators."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from typing import Literal

from baocao.core.errors import Finding, IndicatorError

__all__ = ["COMMON", "DTYPES", "FLAG", "Column", "ColumnType", "Register"]

ColumnType = Literal["text", "date", "integer", "number", "money"]
FLAG = "x"
# The pandas types of checked columns; text has none of its own.
DTYPES = {"integer": "Int64", "money": "Int64", "number": "float64", "date": "datetime64[s]"}


@dataclass(frozen=True)
class Column:
    """One column: the heading in the file, the name in code, what a cell may hold.

    Parameters
    ----------
    name
        English name used in indicators.
    heading
        Vietnamese heading, exactly as in the file (NFC).
    type
        ``text``; ``date`` (``dd/mm/yyyy``); ``integer`` and ``money`` (whole numbers,
        money in đồng); ``number`` (``1.234,5``).
    required
        Whether a cell may not be empty.
    allowed
        The only values a filled cell may hold; empty tuple: any.
    future
        For dates: may lie after the closing day of the data (due and expiry dates).
    after
        For dates: the name of another column of dates, than which this one is not earlier.
    personal
        Personal data: never shown outside the register.
    """

    name: str
    heading: str
    type: ColumnType = "text"
    required: bool = True
    allowed: tuple[str, ...] = ()
    future: bool = False
    personal: bool = False
    after: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, which tables align on the right."""
        return self.type in {"integer", "number", "money"}

    @property
    def is_event(self) -> bool:
        """Whether it holds days of what has happened; those of expiry may lie ahead."""
        return self.type == "date" and not self.future


# Every row says where it is from, or admits that it is made up for illustration.
COMMON = (
    Column("illustrative", "Minh họa", required=False, allowed=(FLAG,)),
    Column("source", "Nguồn", required=False),
)


@dataclass(frozen=True, eq=False)
class Register:
    """A programme's table, one row an event or an object.

    Parameters
    ----------
    stem
        File name without ending, under ``data/registers/``.
    title
        Vietnamese name of the register.
    begins
        First day it covers; before it figures are missing, not zero.
    key
        Names of the columns that together identify a row.
    columns
        Declared columns; `common` is added.
    folder
        Folder under ``data/``.
    common
        Columns that every row of every register has; ``()`` for catalogues.
    public
        Whether a report may carry the rows it counted. Personal columns stay out in any case.
    files
        The files that hold it together, where it is not one named `stem`: a pattern of their names
        without endings, ``ocop_*``, or ``ocop/*`` for those in a folder.

    Examples
    --------
    >>> register = Register("gifts", title="Sổ quà", begins=date(2020, 1, 1), key=("code",),
    ...                     columns=(Column("code", "Mã"),))
    >>> [column.heading for column in register.all_columns]
    ['Mã', 'Minh họa', 'Nguồn']
    """

    stem: str
    title: str
    begins: date
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    folder: str = "registers"
    common: tuple[Column, ...] = COMMON
    public: bool = False
    files: str = ""

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Declared columns and the common ones."""
        return self.columns + self.common

    @property
    def public_texts(self) -> list[str]:
        """The names of the declared columns of texts, without personal data."""
        return [c.name for c in self.columns if c.type == "text" and not c.personal]

    def column(self, name: str) -> Column:
        """The column called `name` in code.

        Raises
        ------
        IndicatorError
            INDICATOR-11 there is none.
        """
        for column in self.all_columns:
            if column.name == name:
                return column
        raise IndicatorError(self._no_column(str(name)))

    def public_column(self, name: str) -> Column:
        """The same, for what is to be printed.

        Raises
        ------
        IndicatorError
            INDICATOR-11 there is none; INDICATOR-12 it holds personal data.
        """
        column = self.column(name)
        if not column.personal:
            return column
        raise IndicatorError(
            Finding(
                "INDICATOR-12",
                f"Cột {name} là dữ liệu cá nhân, không in ra báo cáo.",
                where=f"sổ {self.stem}",
                found=f"{name} ({column.heading})",
                remedy="chọn cột khác",
            )
        )

    def text_column(self, name: str) -> Column:
        """The same, for what is to be told apart by its texts; numbers and days are no parts.

        Raises
        ------
        IndicatorError
            INDICATOR-11 there is none; INDICATOR-12 it holds personal data; INDICATOR-13 it
            holds numbers or days.
        """
        column = self.public_column(name)
        if column.type == "text":
            return column
        categories = [c.name for c in self.columns if c.allowed and not c.personal]
        raise IndicatorError(
            Finding(
                "INDICATOR-13",
                f"Cột {name} ghi số hoặc ngày, không chia được theo cột ấy.",
                where=f"sổ {self.stem}",
                found=f"{name} ({column.heading})",
                remedy=f"chọn cột ghi chữ, ví dụ {', '.join(categories or self.public_texts)}",
            )
        )

    def _no_column(self, name: str) -> Finding:
        printable = [column for column in self.columns if not column.personal]
        # People know a column by its heading, too.
        named = {**{c.name: c for c in printable}, **{c.heading.lower(): c for c in printable}}
        close = difflib.get_close_matches(name.lower(), named, n=3)
        likely = dict.fromkeys(f"{named[key].name} ({named[key].heading})" for key in close)
        return Finding(
            "INDICATOR-11",
            f"Sổ {self.stem} không có cột {name}.",
            where=f"sổ {self.stem}",
            found=name,
            remedy=f"có phải: {', '.join(likely)}"
            if likely
            else f"các cột: {', '.join(column.name for column in printable)}",
        )
