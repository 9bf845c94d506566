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
    "ShownSeries",
    "official",
    "period_head",
    "shown_as",
    "shown_rows",
]

SHOWN_ROWS = 20
"""How many rows of a register are shown; their title says so."""
# Of what the toolkit lists itself nearly all is shown.
_MOST = 1000

_DECIMALS = 2
# Of pieces of texts in one cell, and how many of them are shown.
_SEPARATOR = "; "
_PIECES = 5


@dataclass(frozen=True)
class Head:
    """How a column is shown: its heading, and what makes a text of a value; default: `official`.

    That is a function of a module, so that frames can be pickled.
    """

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
    parts
        Columns by which figures may be shown where rows are not.
    most
        How many rows are shown.
    """

    heads: Mapping[Any, Head] = field(default_factory=dict)
    source: str = ""
    withheld: str = ""
    parts: frozenset[str] = frozenset()
    most: int = _MOST


class ShownFrame(pd.DataFrame):  # type: ignore[misc]
    """A data frame whose values are those of pandas and whose display is official Vietnamese.

    What pandas makes of one, such as a selection of its rows, is shown so too.
    """

    # How pandas hands attributes of a subclass on.
    _metadata: ClassVar[list[str]] = ["about"]
    about: About = About()

    # Not the classes themselves: some operations, such as resampling, hand no attributes on.
    @property
    def _constructor(self) -> Callable[..., ShownFrame]:
        return partial(_like, ShownFrame, _of(self))

    @property
    def _constructor_sliced(self) -> Callable[..., ShownSeries]:
        return partial(_like, ShownSeries, _of(self))

    def _repr_html_(self) -> str:
        return _note_and(self, self.page)

    def __repr__(self) -> str:
        lines = ["  ".join(cells) for cells in _lines(self)]
        return "\n".join(filter(None, (_note(self), *lines)))

    @property
    def page(self) -> str:
        """The table alone, as HTML."""
        return _page(self)


class ShownSeries(pd.Series):  # type: ignore[misc]
    """A column, or what is computed for parts of one, shown in the same way."""

    _metadata: ClassVar[list[str]] = ["_name", "about"]
    about: About = About()

    @property
    def _constructor(self) -> Callable[..., ShownSeries]:
        return partial(_like, ShownSeries, _of(self))

    @property
    def _constructor_expanddim(self) -> Callable[..., ShownFrame]:
        return partial(_like, ShownFrame, _of(self))

    def _repr_html_(self) -> str:
        return _note_and(self, _page(self.to_frame("" if self.name is None else self.name)))

    def __repr__(self) -> str:
        return repr(self.to_frame("" if self.name is None else self.name))


def _like(kind: Any, about: About, *arguments: Any, **named: Any) -> Any:
    made = kind(*arguments, **named)
    made.about = about
    return made


def _of(shown: Any) -> About:
    return getattr(shown, "about", None) or About()


def _is_withheld(shown: Any) -> bool:
    """Whether it has rows of a register that may not be shown, and no figures of parts of it."""
    about, index = _of(shown), shown.index
    if not about.withheld:
        return False
    return not (all(name in about.parts for name in index.names) and index.is_unique)


def _note(shown: Any) -> str:
    about = _of(shown)
    return about.withheld if _is_withheld(shown) else shown_rows(len(shown), about.most)


def _note_and(shown: Any, page: str) -> str:
    note = _note(shown)
    return (f"<p>{escape(note)}</p>" if note else "") + page


def _page(frame: pd.DataFrame) -> str:
    if _is_withheld(frame):
        return ""
    head, *rows = _lines(frame)
    numbers = [*(False for _ in _levels(frame)), *map(_is_number, frame.dtypes)]
    aligned = ["right" if is_number else "left" for is_number in numbers]
    return (
        f"<table><thead><tr>{_cells('th', head, aligned)}</tr></thead><tbody>"
        + "".join(f"<tr>{_cells('td', row, aligned)}</tr>" for row in rows)
        + "</tbody></table>"
    )


def _levels(frame: pd.DataFrame) -> list[Hashable]:
    """Names of the levels of the index that say something: not mere positions."""
    index = frame.index
    named = any(name is not None for name in index.names)
    return list(index.names) if named or not pd.api.types.is_integer_dtype(index.dtype) else []


def _lines(frame: pd.DataFrame) -> Iterator[list[str]]:
    """The texts of the headings, then of each row that is shown."""
    if _is_withheld(frame):
        return
    heads, levels = _of(frame).heads, _levels(frame)
    yield [_heading(heads, name) for name in (*levels, *frame.columns)]
    top = frame.iloc[: _of(frame).most]
    columns = []
    for at, name in enumerate(levels):
        labels = top.index.get_level_values(at)
        # An integer there is a year or a rank, no quantity; of one row they are its columns.
        show = heads.get(name, _NO_HEAD).show or partial(_heading, heads)
        columns.append(_texts(labels, Head("", show)))
    for at, name in enumerate(frame.columns):
        columns.append(_texts(top.iloc[:, at], heads.get(name, _NO_HEAD)))
    yield from (list(row) for row in zip(*columns, strict=True))


def shown_as(frame: pd.DataFrame, heads: Mapping[Any, Head], **about: Any) -> ShownFrame:
    """The same frame, to be shown with these headings; `about` as of :class:`About`."""
    made: ShownFrame = _like(ShownFrame, About(heads, **about), frame)
    return made


def shown_rows(of: int, most: int = SHOWN_ROWS) -> str:
    """That only the first rows of so many are shown; empty where all are.

    Examples
    --------
    >>> shown_rows(1190), shown_rows(20)
    ('20 trong 1.190 dòng', '')
    """
    return f"{vi.number(most)} trong {vi.number(of)} dòng" if of > most else ""


def period_head(calendar: Calendar) -> Head:
    """The head of a column of periods' codes, shown by their names: "quý III/2023"."""
    return Head("kỳ", partial(_period_name, calendar))


def _period_name(calendar: Calendar, code: Any) -> str:
    try:
        return vi.period_name(Period.parse(str(code), calendar))
    except PeriodError:
        return str(code)


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
        return head.show(value)

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
