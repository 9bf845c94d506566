"""Data frames to work on that are shown as officials read them.

The values stay those of pandas: numbers, days, categories. Only what JupyterLab shows of them has
Vietnamese headings, numbers and days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from html import escape
from numbers import Integral, Real
from typing import Any, ClassVar

import pandas as pd

from baocao.core.errors import PeriodError
from baocao.core.periods import Calendar, Period
from baocao.facts.fact import Fact
from baocao.locale.vi import text as vi
from baocao.registers.months import month_text

__all__ = [
    "SHOWN_ROWS",
    "About",
    "Head",
    "ShownFrame",
    "official",
    "period_head",
    "shown_as",
    "shown_rows",
]

SHOWN_ROWS = 20
"""How many rows of a frame are shown; its title says so."""

_DECIMALS = 2
# Of pieces of texts in one cell, and how many of them are shown.
_SEPARATOR = "; "
_PIECES = 5


@dataclass(frozen=True)
class Head:
    """How a column is shown: its heading, and what makes a text of a value; default: `official`."""

    heading: str
    show: Callable[[Any], str] | None = None


_NO_HEAD = Head("")


@dataclass(frozen=True)
class About:
    """What is known of a frame besides its values.

    Parameters
    ----------
    heads
        How columns are shown, by their names.
    source
        What its rows are of: the id of an indicator, or the stem of a register.
    withheld
        Why the rows are not shown; empty: they are.
    """

    heads: Mapping[Any, Head] = field(default_factory=dict)
    source: str = ""
    withheld: str = ""


class ShownFrame(pd.DataFrame):  # type: ignore[misc]
    """A data frame whose values are those of pandas and whose display is official Vietnamese.

    What pandas makes of one, such as a selection of its rows, is shown so too.
    """

    # How pandas hands attributes of a subclass on.
    _metadata: ClassVar[list[str]] = ["about"]
    about: About = About()

    @property
    def _constructor(self) -> Callable[..., ShownFrame]:
        # Not the class: some operations, such as resampling, hand no attributes on.
        return partial(_like, self._of())

    def _repr_html_(self) -> str:
        note = self._note()
        return (f"<p>{escape(note)}</p>" if note else "") + self.page

    def __repr__(self) -> str:
        lines = ["  ".join(cells) for cells in self._lines()]
        return "\n".join(filter(None, (self._note(), *lines)))

    @property
    def page(self) -> str:
        """The table alone, as HTML."""
        if self._of().withheld:
            return ""
        head, *rows = self._lines()
        numbers = [*(False for _ in self._indices()), *map(_is_number, self.dtypes)]
        aligned = ["right" if is_number else "left" for is_number in numbers]
        return (
            f"<table><thead><tr>{_cells('th', head, aligned)}</tr></thead><tbody>"
            + "".join(f"<tr>{_cells('td', row, aligned)}</tr>" for row in rows)
            + "</tbody></table>"
        )

    def _of(self) -> About:
        return getattr(self, "about", None) or About()

    def _note(self) -> str:
        return self._of().withheld or shown_rows(len(self))

    def _indices(self) -> list[Hashable]:
        """Names of the levels of the index that say something: not mere positions."""
        index = self.index
        named = any(name is not None for name in index.names)
        return list(index.names) if named or not pd.api.types.is_integer_dtype(index.dtype) else []

    def _lines(self) -> Iterator[list[str]]:
        """The texts of the headings, then of each row that is shown."""
        if self._of().withheld:
            return
        heads, levels = self._of().heads, self._indices()
        yield [_heading(heads, name) for name in (*levels, *self.columns)]
        top = self.iloc[:SHOWN_ROWS]
        columns = [
            # An integer there is a year or a rank, no quantity.
            _texts(top.index.get_level_values(at), Head("", heads.get(name, _NO_HEAD).show or str))
            for at, name in enumerate(levels)
        ]
        for at, name in enumerate(self.columns):
            columns.append(_texts(top.iloc[:, at], heads.get(name, _NO_HEAD)))
        yield from (list(row) for row in zip(*columns, strict=True))


def _like(about: About, *arguments: Any, **named: Any) -> ShownFrame:
    made = ShownFrame(*arguments, **named)
    made.about = about
    return made


def shown_as(
    frame: pd.DataFrame, heads: Mapping[Any, Head], source: str = "", withheld: str = ""
) -> ShownFrame:
    """The same frame, to be shown with these headings; see :class:`About`."""
    return _like(About(heads, source, withheld), frame)


def shown_rows(of: int) -> str:
    """That only the first rows of so many are shown; empty where all are.

    Examples
    --------
    >>> shown_rows(1190), shown_rows(20)
    ('20 trong 1.190 dòng', '')
    """
    return f"{SHOWN_ROWS} trong {vi.number(of)} dòng" if of > SHOWN_ROWS else ""


def period_head(calendar: Calendar) -> Head:
    """The head of a column of periods' codes, shown by their names: "quý III/2023"."""

    def show(code: Any) -> str:
        try:
            return vi.period_name(Period.parse(str(code), calendar))
        except PeriodError:
            return str(code)

    return Head("kỳ", show)


def official(value: Any) -> str:
    """A value of a frame as official Vietnamese writes it; empty where there is none.

    Numbers have at most two decimals, unless they would be printed as nothing.

    Examples
    --------
    >>> official(56.81), official(124 / 3), official(1250000), official(0.004)
    ('56,81', '41,33', '1.250.000', '0,004')
    >>> official(pd.Timestamp(2020, 1, 15)), official(True), official(pd.NaT), official(("a", "b"))
    ('15/01/2020', 'có', '', 'a; b')
    """
    if isinstance(value, Fact):
        return value.text
    if isinstance(value, list | tuple):
        more = f"{_SEPARATOR}… (tất cả {vi.number(len(value))})" if len(value) > _PIECES else ""
        return _SEPARATOR.join(map(official, value[:_PIECES])) + more
    if isinstance(value, Period):
        return vi.period_name(value)
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "có" if value else "không"
    if isinstance(value, Integral):
        return vi.number(int(value))
    if isinstance(value, Real | Decimal):
        exact = Decimal(str(value))
        if not exact.is_finite():
            return "vô cùng"
        return vi.trimmed(exact, vi.enough_decimals(exact, _DECIMALS))
    if isinstance(value, pd.Period):
        is_month = value.freqstr == "M"
        return month_text(value.start_time.date()) if is_month else str(value)
    if isinstance(value, dt.datetime):
        clock = f" {value:%H:%M}" if value.time() != dt.time() else ""
        return f"{vi.short_date(value.date())}{clock}"
    return vi.short_date(value) if isinstance(value, dt.date) else str(value)


def _texts(values: Any, head: Head) -> list[str]:
    def text(value: Any) -> str:
        if head.show is None or not official(value):
            return official(value)
        # Whole numbers may come as floats; a day at any level of an index is a day.
        return official(value) if head.show is str and _is_day(value) else head.show(value)

    return [text(value) for value in values]


def _heading(heads: Mapping[Any, Head], name: Hashable) -> str:
    if name in heads:
        return heads[name].heading
    if isinstance(name, tuple):
        return _SEPARATOR.join(_heading(heads, part) for part in name if part != "")
    if name is None:
        return ""
    return official(name) if _is_day(name) else str(name)


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date | pd.Period)


def _is_number(kind: Any) -> bool:
    is_bool: bool = pd.api.types.is_bool_dtype(kind)
    return bool(pd.api.types.is_numeric_dtype(kind)) and not is_bool


def _cells(tag: str, texts: list[str], aligned: list[str]) -> str:
    return "".join(
        f'<{tag} style="text-align:{side}">{escape(text)}</{tag}>'
        for text, side in zip(texts, aligned, strict=True)
    )
