"""Indicators: what is counted, declared once.

An indicator holds no data.  :mod:`baocao.facts.book` evaluates it at a window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

import narwhals as nw
import pandas as pd

from baocao.locale.vi.text import short_date
from baocao.registers.declare import DTYPES, Register

__all__ = [
    "DayLimit",
    "Indicator",
    "Measure",
    "Method",
    "Ratio",
    "Reduction",
    "Window",
    "count",
    "distinct",
    "empty_frame",
    "exact",
    "largest",
    "mean",
    "median",
    "smallest",
    "total",
]

Condition = str | int | tuple[str | int, ...]
Method = Literal["count", "total", "mean", "median", "smallest", "largest", "distinct"]
_ONE_DAY: Final = dt.timedelta(days=1)

_Methods = tuple[Callable[[nw.Expr], nw.Expr], Callable[[nw.Series[Any]], Any]]

# Each method in an expression, and of a column at hand.
_METHODS: Final[Mapping[Method, _Methods]] = {
    "count": (nw.Expr.count, nw.Series.count),
    "total": (nw.Expr.sum, nw.Series.sum),
    "mean": (nw.Expr.mean, nw.Series.mean),
    "median": (nw.Expr.median, nw.Series.median),
    "smallest": (nw.Expr.min, nw.Series.min),
    "largest": (nw.Expr.max, nw.Series.max),
    "distinct": (nw.Expr.n_unique, nw.Series.n_unique),
}


@dataclass(frozen=True)
class Window:
    """The days a figure covers, both inclusive; `start` is None for a stock without a first day."""

    start: dt.date | None
    end: dt.date


@dataclass(frozen=True)
class DayLimit:
    """The days that a row may have in a column, both inclusive; None: no limit on that side.

    A row without a day meets the limit only where `or_missing` says so.
    """

    column: str
    first: dt.date | None
    last: dt.date | None
    or_missing: bool = False


@dataclass(frozen=True)
class Reduction:
    """How the rows that count become one number: a method of one column.

    Made by :func:`count`, :func:`total`, :func:`mean`, :func:`median`, :func:`smallest`,
    :func:`largest` and :func:`distinct`.  `column` is empty where the rows themselves are counted.
    """

    method: Method
    column: str = ""

    @property
    def expression(self) -> nw.Expr:
        """The same as a narwhals expression."""
        return _METHODS[self.method][0](nw.col(self.column)) if self.column else nw.len()

    def of(self, cells: pd.Series[Any]) -> Any:
        """The number that these cells of `column` become; NaN or None where there is none."""
        return _METHODS[self.method][1](nw.from_native(cells, series_only=True))


def count(column: str = "") -> Reduction:
    """How many rows count; with a column, how many of them are not missing there.

    A text that is empty is not missing: use `where` to leave such rows out.
    """
    return Reduction("count", column)


def total(column: str) -> Reduction:
    """The sum of a column; 0 over no rows.

    Examples
    --------
    >>> total("amount")
    Reduction(method='total', column='amount')
    """
    return Reduction("total", column)


def mean(column: str) -> Reduction:
    """The arithmetic mean of what is not missing in a column; missing over no rows."""
    return Reduction("mean", column)


def median(column: str) -> Reduction:
    """The median of what is not missing in a column; missing over no rows."""
    return Reduction("median", column)


def smallest(column: str) -> Reduction:
    """The least number in a column; missing over no rows."""
    return Reduction("smallest", column)


def largest(column: str) -> Reduction:
    """The greatest number in a column; missing over no rows."""
    return Reduction("largest", column)


def distinct(column: str) -> Reduction:
    """How many different values a column has; empty cells together are one value more."""
    return Reduction("distinct", column)


@dataclass(frozen=True, eq=False)
class Indicator:
    """A number made of the rows of a register that meet conditions.

    Use :class:`Ratio` for a share of a plan or of another indicator.

    Parameters
    ----------
    label
        The definition in official Vietnamese.
    unit
        What is counted ("dự án"), or "đồng".
    register
        Where it is counted.
    date
        Column whose day decides the period.
    value
        What turns the rows that count into one number: :func:`count` (the default),
        :func:`total`, :func:`distinct` and the others of this module.  A narwhals expression does
        for everything else, such as the quotient of two sums; over a large register it takes a
        scan for each window, where counts, sums and means take one for all.
    where
        Column → the value, or the values, that a row must have.
    stock
        True: standing at the period's last day; False: inside the period.
    until
        Column with the day a row stops counting (stocks only); empty: never.
    ahead
        Column with the day a row became known. The figure then looks ahead: it counts, on the
        day after the last one reached to the end of the period that follows, what rows known
        by then say will come, such as expiries.
    since
        First day a stock is added up from ("lũy kế từ …").
    parts
        Indicators that must add up to this one, checked whenever it is read.
    decimals
        Decimals printed.
    """

    label: str
    unit: str = field(kw_only=True)
    register: Register = field(kw_only=True)
    date: str = field(kw_only=True)
    value: Reduction | nw.Expr = field(default_factory=count, kw_only=True, repr=False)
    where: Mapping[str, Condition] = field(default_factory=dict, kw_only=True)
    stock: bool = field(default=False, kw_only=True)
    until: str | None = field(default=None, kw_only=True)
    ahead: str | None = field(default=None, kw_only=True)
    since: dt.date | None = field(default=None, kw_only=True)
    parts: tuple[Indicator, ...] = field(default=(), kw_only=True)
    decimals: int = field(default=0, kw_only=True)

    def window(self, start: dt.date, end: dt.date) -> Window:
        """The days that count for a period from `start` to `end`."""
        return Window(self.since if self.stock else start, end)

    @property
    def counted(self) -> Indicator:
        """Whose rows are counted: itself, as a :class:`Ratio` counts those of its numerator."""
        return self

    @property
    def expression(self) -> nw.Expr:
        """`value` as a narwhals expression."""
        return self.value.expression if isinstance(self.value, Reduction) else self.value

    @property
    def values(self) -> dict[str, tuple[str | int, ...]]:
        """`where`, with a tuple of values for every column."""
        return {
            name: value if isinstance(value, tuple) else (value,)
            for name, value in self.where.items()
        }

    def limits(self, window: Window) -> Iterator[DayLimit]:
        """The days that a row must have to count at a window."""
        yield DayLimit(self.date, window.start, window.end)
        if self.until is not None:
            yield DayLimit(self.until, window.end + _ONE_DAY, None, or_missing=True)
        if self.ahead is not None and window.start is not None:
            yield DayLimit(self.ahead, None, window.start - _ONE_DAY)

    def measure(self, rows: pd.DataFrame) -> Decimal | None:
        """The value over selected rows, exact; None where there is none, as the mean of no rows."""
        found = nw.from_native(rows, eager_only=True).select(value=self.expression)
        return exact(found["value"].item())

    def filter_text(self, window: Window) -> str:
        """The selection in Vietnamese, for readers of the report's sources."""
        heading = {name: self.register.column(name).heading for name in self.columns}
        conditions = [
            f"{heading[name]} là " + " hoặc ".join(map(str, values))
            for name, values in self.values.items()
        ]
        for limit in self.limits(window):
            name = heading[limit.column]
            match limit:
                case DayLimit(first=dt.date() as first, or_missing=True):
                    conditions.append(f"{name} trống hoặc sau {short_date(first - _ONE_DAY)}")
                case DayLimit(first=None, last=dt.date() as last):
                    conditions.append(f"{name} đến hết {short_date(last)}")
                case DayLimit(first=dt.date() as first, last=dt.date() as last):
                    conditions.append(f"{name} từ {short_date(first)} đến {short_date(last)}")
        return "; ".join(conditions)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names; those within a narwhals expression are not known."""
        reduced = self.value.column if isinstance(self.value, Reduction) else ""
        named = (self.date, *self.where, self.until, self.ahead, reduced)
        return tuple(dict.fromkeys(filter(None, named)))

    @property
    def told_apart(self) -> tuple[str, ...]:
        """The columns of free texts whose different values make the number.

        Of a narwhals expression they are those that it cannot do without.
        """
        texts = [c.name for c in self.register.all_columns if c.type == "text" and not c.allowed]
        if isinstance(self.value, Reduction):
            is_counted = self.value.method == "distinct" and self.value.column in texts
            return (self.value.column,) if is_counted else ()
        frame = empty_frame(self.register)
        return tuple(name for name in texts if not self._is_measured(frame.drop(columns=name)))

    def _is_measured(self, rows: pd.DataFrame) -> bool:
        try:
            self.measure(rows)
        except Exception:
            # Each backend has its own error for a column that is not there.
            return False
        return True


def exact(value: Any) -> Decimal | None:
    """What a data frame or a database has measured, exact; None for what is not a number.

    Examples
    --------
    >>> exact(0.1 + 0.2), exact(float("nan")), exact(12)
    (Decimal('0.3'), None, Decimal('12'))
    """
    if pd.isna(value):
        return None
    if not isinstance(value, float | Decimal):
        return Decimal(int(value))
    # Nine places hide what binary floats add, and nothing that a register can hold.
    return Decimal(format(Decimal(str(round(value, 9))).normalize(), "f"))


@dataclass(frozen=True, eq=False)
class Ratio:
    """An indicator as percent of another, or of its plan in ``data/targets.csv``.

    Exactly one of `denominator` and `target` is given; `target` is the id of the planned
    indicator.
    """

    label: str
    numerator: Indicator = field(kw_only=True)
    denominator: Indicator | None = field(default=None, kw_only=True)
    target: str | None = field(default=None, kw_only=True)
    decimals: int = field(default=1, kw_only=True)
    unit: str = field(default="%", init=False)

    @property
    def stock(self) -> bool:
        """As its numerator."""
        return self.numerator.stock

    @property
    def counted(self) -> Indicator:
        """Whose rows are counted: the numerator."""
        return self.numerator


Measure = Indicator | Ratio


def empty_frame(register: Register) -> pd.DataFrame:
    """A frame with the register's columns and types, and no row."""
    types: dict[str, Any] = {c.name: DTYPES.get(c.type, "str") for c in register.all_columns}
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})
