"""Registers: what a clerk's file must look like, declared once beside the indicators."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from baocao.core.errors import Finding, IndicatorError, RegisterError

__all__ = [
    "COMMON",
    "DTYPES",
    "FLAG",
    "ILLUSTRATIVE",
    "Bound",
    "Column",
    "ColumnType",
    "Lookup",
    "Register",
]

ColumnType = Literal["text", "date", "month", "year", "integer", "number", "money"]
Bound = int | float | date
FLAG = "x"
# The pandas types of checked columns; text has none of its own.
DTYPES = {
    "integer": "Int64",
    "money": "Int64",
    "number": "float64",
    "date": "datetime64[s]",
    "month": "datetime64[s]",
    "year": "datetime64[s]",
}


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
        ``text``; ``date`` (``dd/mm/yyyy``); ``month`` (``03/2023``, "tháng 3/2023"); ``year``
        (``2023``, "năm 2023"; ``2023-2024`` where the workspace's years lie in two);
        ``integer`` and ``money`` (whole numbers, money in đồng); ``number`` (``1.234,5``).  A
        month or a year stands for the day on which its figures close in the workspace's calendar:
        it lies in the period of that month and in no other, and in none that ends before it does.
    required
        Whether a cell may not be empty.
    allowed
        The only values a filled cell may hold; empty tuple: any.
    future
        For dates: may lie after the closing day of the data (due and expiry dates).
    after
        For dates: the name of another column of dates, than which this one is not earlier.
    minimum, maximum
        The least and the greatest value of a filled cell, both allowed: a number; a day for dates;
        any day of the month for months; for years a day that is compared with the year's last.
    pattern
        For texts: a regular expression for the whole of a filled cell.
    pattern_means
        What `pattern` asks for, in Vietnamese, for clerks: "HS-năm-số, ví dụ HS-2022-001".
    personal
        Personal data: never shown outside the register.
    about
        What the column is, in the office's words, for the clerk who fills it.

    Raises
    ------
    RegisterError
        REGISTER-45 the declaration contradicts itself.

    Examples
    --------
    >>> Column("score", "Điểm", type="number", minimum=0, maximum=100).is_number
    True
    """

    name: str
    heading: str
    type: ColumnType = "text"
    required: bool = True
    allowed: tuple[str, ...] = ()
    future: bool = False
    personal: bool = False
    after: str | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    pattern: str | None = None
    pattern_means: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        """Refuse what no cell could meet, or what would never be looked at."""
        if faults := list(self._faults()):
            raise RegisterError(*faults)

    @property
    def is_day(self) -> bool:
        """Whether a cell is a day once it is read: dates, months and years."""
        return self.type == "date" or self.is_interval

    @property
    def is_interval(self) -> bool:
        """Whether a cell names a month or a year, and no day in it."""
        return self.type in {"month", "year"}

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, which tables align on the right."""
        return self.type in {"integer", "number", "money"}

    @property
    def is_event(self) -> bool:
        """Whether it holds days of what has happened; those of expiry may lie ahead."""
        return self.is_day and not self.future

    def _faults(self) -> Iterator[Finding]:
        yield from self._plain_faults()
        if self.type not in get_args(ColumnType):
            kinds = ", ".join(get_args(ColumnType))
            yield self._nonsense(
                "Cột có kiểu lạ.", f"type={self.type!r}", f"chọn một trong: {kinds}"
            )
            return
        allowed: object = self.allowed
        if not isinstance(allowed, tuple | list) or not all(isinstance(x, str) for x in allowed):
            yield self._nonsense(
                "Danh mục không phải các giá trị chữ.",
                f"allowed={allowed!r}",
                'ghi trong ngoặc tròn, một giá trị cũng có dấu phẩy: allowed=("Đạt",)',
            )
            return
        yield from self._list_faults()
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        wrong = {name: value for name, value in bounds.items() if not self._fits(value)}
        for name, value in wrong.items():
            wanted = "một số" if self.is_number else "một ngày, ví dụ date(2020, 1, 1)"
            remedy = "bỏ giới hạn" if self.type == "text" else f"ghi {wanted}"
            yield self._nonsense(
                f"Giới hạn không hợp với cột kiểu {self.type}.", f"{name}={value!r}", remedy
            )
        low, high = self.minimum, self.maximum
        if not wrong and low is not None and high is not None and low > high:  # type: ignore[operator]
            yield self._nonsense(
                "Mức thấp nhất lớn hơn mức cao nhất.",
                f"minimum={low}, maximum={high}",
                "đổi chỗ hai giới hạn",
            )
        if self.after is not None and not self.is_day:
            yield self._nonsense(
                "Chỉ cột ghi ngày mới đứng sau cột khác.", f"after={self.after!r}", "bỏ after"
            )
        elif self.after is not None and self.after == self.name:
            found = f"after={self.after!r}"
            yield self._nonsense("Cột đứng sau chính nó.", found, "ghi tên cột ngày khác")
        if self.future is True and not self.is_day:
            yield self._nonsense("Chỉ cột ghi ngày mới có future.", "future=True", "bỏ future")
        yield from self._pattern_faults()

    def _plain_faults(self) -> Iterator[Finding]:
        """What is no name, no heading, or neither yes nor no."""
        name: object = self.name
        heading: object = self.heading
        if not isinstance(name, str) or not name.isidentifier():
            remedy = 'ghi tên bằng chữ cái, số và dấu _, ví dụ "opened"'
            yield self._nonsense("Tên cột không dùng được trong mã.", f"{name!r}", remedy)
        if not isinstance(heading, str) or not heading.strip():
            remedy = "ghi tiêu đề bằng chữ, đúng như trong tệp"
            yield self._nonsense("Cột thiếu tiêu đề.", f"{heading!r}", remedy)
        flags: dict[str, object] = {
            "required": self.required,
            "future": self.future,
            "personal": self.personal,
        }
        for flag, given in flags.items():
            if not isinstance(given, bool):
                remedy = f"ghi {flag}=True hoặc {flag}=False"
                yield self._nonsense(f"{flag} không phải True hay False.", f"{given!r}", remedy)

    def _list_faults(self) -> Iterator[Finding]:
        """What a list of values would hold in vain."""
        if self.allowed and self.type != "text":
            found = f"type={self.type!r}, allowed={self.allowed!r}"
            remedy = "bỏ allowed, dùng minimum và maximum"
            yield self._nonsense("Danh mục chỉ dùng cho cột ghi chữ.", found, remedy)
        if twice := [value for value, times in Counter(self.allowed).items() if times > 1]:
            found = f"allowed={twice[0]!r}"
            yield self._nonsense("Danh mục có một giá trị hai lần.", found, "bỏ một, hoặc sửa")
        if not all(value.strip() for value in self.allowed):
            remedy = "bỏ giá trị ấy; ô được để trống thì ghi required=False"
            yield self._nonsense("Danh mục có giá trị trống.", f"allowed={self.allowed!r}", remedy)
        if marked := [value for value in self.allowed if value.startswith("'")]:
            # In a cell it is Excel's mark of a text, and no letter of the value.
            found = f"allowed={marked[0]!r}"
            yield self._nonsense("Danh mục có giá trị bắt đầu bằng dấu nháy đơn.", found, "bỏ dấu")

    def _pattern_faults(self) -> Iterator[Finding]:
        if self.pattern is None:
            if self.pattern_means:
                found = f"pattern_means={self.pattern_means!r}"
                yield self._nonsense("Có lời giải thích mà không có mẫu.", found, "thêm pattern")
            return
        if self.type != "text":
            found = f"type={self.type!r}, pattern={self.pattern!r}"
            yield self._nonsense("Mẫu chữ chỉ dùng cho cột ghi chữ.", found, "bỏ pattern")
            return
        try:
            known = re.compile(self.pattern)
        except re.error as error:
            found = f"{self.pattern!r}: {error}"
            yield self._nonsense("Mẫu chữ không phải biểu thức chính quy.", found, "sửa pattern")
            return
        if strange := [value for value in self.allowed if not known.fullmatch(value)]:
            found = f"{strange[0]!r} không khớp {self.pattern!r}"
            yield self._nonsense("Danh mục có giá trị trái với mẫu chữ.", found, "bỏ pattern")

    def _fits(self, bound: object) -> bool:
        """Whether a bound can be set against the values of the column."""
        if bound is None:
            return True
        if self.is_number:
            is_number = isinstance(bound, int | float) and not isinstance(bound, bool)
            return is_number and math.isfinite(bound)  # type: ignore[arg-type]
        return self.is_day and isinstance(bound, date) and not isinstance(bound, datetime)

    def _nonsense(self, what: str, found: str, remedy: str) -> Finding:
        where = f'khai báo cột "{self.heading}" ({self.name})'
        return Finding("REGISTER-45", what, where, found, f"{remedy} trong khai báo")


@dataclass(frozen=True)
class Lookup:
    """A column that no clerk writes: what another column's text lies in, by ``data/places.csv``.

    It can be counted by, asked for in `where` and drawn like a column of the file.

    Parameters
    ----------
    name, heading
        As of a :class:`Column`.
    of
        The name of the column that is looked up, or of an earlier lookup: the province of a
        district of a commune.
    on
        The column of days that decides, for places that moved; default: the first one.

    Raises
    ------
    RegisterError
        REGISTER-45 no column can have that name or heading.

    Examples
    --------
    >>> Lookup("district", "Cấp huyện", of="commune").column.heading
    'Cấp huyện'
    """

    name: str
    heading: str
    of: str
    on: str = ""

    def __post_init__(self) -> None:
        """Refuse what no column could be called."""
        _ = self.column

    @property
    def column(self) -> Column:
        """The same as a column of texts."""
        return Column(self.name, self.heading, required=False)


ILLUSTRATIVE = "illustrative"
# Every row says where it is from, or admits that it is made up for illustration.
COMMON = (
    Column(
        ILLUSTRATIVE,
        "Minh họa",
        required=False,
        allowed=(FLAG,),
        about="đánh dấu dòng đặt ra để minh họa, chưa phải số liệu chính thức",
    ),
    Column(
        "source",
        "Nguồn",
        required=False,
        about="văn bản, hồ sơ mà dòng lấy từ đó; phải có, trừ dòng minh họa",
    ),
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
        Columns that every row of every register has; ``()`` for catalogues, and for a file that
        somebody else keeps without them.
    public
        Whether a report may carry the rows it counted. Personal columns stay out in any case.
    files
        The files that hold it together, where it is not one named `stem`: a pattern of their names
        without endings, ``ocop_*``, or ``ocop/*`` for those in a folder.
    lookups
        Columns that are looked up in ``data/places.csv``.
    revised
        A column of days, declared with ``future=True``: the day on which a row became known.  Of
        rows with one key the last that was known on the closing day of the data counts, so that a
        report that is built for an earlier closing day says what was known then.
    every
        ``month`` or ``year``: a table of sums, whose key has one column of months, or of years.
        Every month up to the closing day of the data must be there, with a row for each who had
        one in a month before; a figure of a part of a month is missing, and an indicator that
        stands on a day is that of the latest month.  The same holds for years, but that what
        stands in a table of years holds in the whole of its year: the population of 2023 is that
        of each day of 2023, also before the year is over.
    ended
        Of a table of months or years: who reports no longer, by the value in the key, and the last
        day.
    optional
        Whether there may be no file, as of plans: then there are no rows. Not for what an office
        counts, where it would print 0 of a register that got lost.

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
    lookups: tuple[Lookup, ...] = ()
    revised: str = ""
    every: Literal["", "month", "year"] = ""
    ended: Mapping[str, date] = field(default_factory=dict)
    optional: bool = False

    @property
    def interval_position(self) -> int:
        """Which column of the key is the month or the year; of such a table only."""
        return [self.column(name).type == self.every for name in self.key].index(True)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Declared columns and the common ones."""
        return self.columns + self.common

    @property
    def table_columns(self) -> tuple[Column, ...]:
        """All columns of the table as it is counted: those of the file, and those looked up."""
        return self.all_columns + tuple(lookup.column for lookup in self.lookups)

    @property
    def public_columns(self) -> tuple[Column, ...]:
        """The declared columns and those looked up, without personal data."""
        looked_up = (lookup.column for lookup in self.lookups)
        return (*(column for column in self.columns if not column.personal), *looked_up)

    @property
    def public_texts(self) -> list[str]:
        """The names of those that hold texts."""
        return [column.name for column in self.public_columns if column.type == "text"]

    def column(self, name: str) -> Column:
        """The column called `name` in code.

        Raises
        ------
        IndicatorError
            INDICATOR-11 there is none.
        """
        for column in self.table_columns:
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
        printable = self.public_columns
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
