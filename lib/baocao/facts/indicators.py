"""Indicators: what is counted, declared once.

An indicator holds no data.  :mod:`baocao.facts.book` evaluates it at a window.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import narwhals as nw
import pandas as pd

from baocao.facts.reductions import Reduction, count, exact
from baocao.locale.vi.text import short_date
from baocao.registers.declare import DTYPES, Register

__all__ = ["DayLimit", "Indicator", "Window", "empty_frame"]

Condition = str | int | tuple[str | int, ...]
_ONE_DAY: Final = dt.timedelta(days=1)
# Rows that show whether an expression adds up.
_SAMPLES: Final = 3
_ROWS: Final = range(7)


@dataclass(frozen=True)
class Window:
    """The days a figure covers, both inclusive; `start` is None for a stock without a first day."""

    start: dt.date | None
    end: dt.date


@dataclass(frozen=True)
class YearWindow(Window):
    """The year that a row of a table of years stands for: its figure is that of each day in it."""


@dataclass(frozen=True)
class DayLimit:
    """The days that a row may have in a column, both inclusive; None: no limit on that side.

    A row without a day meets the limit only where `or_missing` says so.
    """

    column: str
    first: dt.date | None
    last: dt.date | None
    or_missing: bool = False


@dataclass(frozen=True, eq=False)
class Indicator:
    """A number made of the rows of a register that meet conditions.

    What is divided by another is a :class:`~baocao.facts.measures.Ratio`, a sum or a difference of
    indicators a :class:`~baocao.facts.measures.Derived`.

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
        :func:`total`, :func:`mean` and the others of :mod:`baocao.facts.reductions`.  A narwhals
        expression does for everything else; over a large register it takes a scan for each window,
        where counts, sums and means take one for all.
    where
        Column → the value, or the values, that a row must have.
    stock
        True: standing at the period's last day; False: inside the period.  Of a table of months
        (``Register(every="month")``) it is that of the latest month, never a sum of several; of a
        table of years that of the year.
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
    def sources(self) -> tuple[Indicator, ...]:
        """The indicators whose rows it is made of: itself."""
        return (self,)

    @cached_property
    def adds_up(self) -> bool:
        """Whether parts of it make a total; of an expression made-up rows show it."""
        if isinstance(self.value, Reduction):
            return self.value.adds_up
        samples = [_made_up(self.register, seed) for seed in range(_SAMPLES)]
        try:
            alone = [self.measure(rows) for rows in samples]
            together = self.measure(pd.concat(samples, ignore_index=True))
        except Exception:
            # Each backend has its own error; what cannot be tried makes no total.
            return False
        return together == sum((one for one in alone if one is not None), Decimal(0))

    @property
    def accumulates(self) -> bool:
        """Whether it grows from month to month, so that a year so far is "lũy kế".

        What stands and may leave, as schools that close, is there on a day and adds up to nothing.
        """
        return self.adds_up and not self.is_snapshot and not (self.stock and self.until)

    @property
    def counts(self) -> bool:
        """Whether it says how many there are, of rows or of different values."""
        return isinstance(self.value, Reduction) and self.value.method in ("count", "distinct")

    @property
    def is_snapshot(self) -> bool:
        """Whether the rows of each month tell what there is then, so that months never add up."""
        return self.stock and bool(self.register.every) and self.since is None

    @property
    def only_grows(self) -> bool:
        """Whether it can only rise: a number of things, or a sum, from which nothing goes."""
        return self.adds_up and self.stock and self.until is None and not self.is_snapshot

    @property
    def expressions(self) -> tuple[nw.Expr, ...]:
        """What is asked of the rows, as narwhals expressions."""
        return self.value.expressions if isinstance(self.value, Reduction) else (self.value,)

    def number(self, answers: Sequence[Any]) -> Decimal | None:
        """The number that the answers come to; None where there is none."""
        if isinstance(self.value, Reduction):
            return self.value.value(answers)
        return exact(answers[0])

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
        if isinstance(self.value, Reduction):
            return self.value.of(rows)
        found = nw.from_native(rows, eager_only=True).select(value=self.value)
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
        reduced = self.value.columns if isinstance(self.value, Reduction) else ()
        named = (self.date, *self.where, self.until, self.ahead, *reduced)
        return tuple(dict.fromkeys(filter(None, named)))

    @property
    def distinct_columns(self) -> tuple[str, ...]:
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


def _made_up(register: Register, seed: int) -> pd.DataFrame:
    """Some rows of a register whose numbers are all different."""
    chance = random.Random(seed)
    cells: dict[str, Any] = {}
    for column in register.table_columns:
        if column.type == "text":
            cells[column.name] = [chance.choice(column.allowed or ("a", "b", "c")) for _ in _ROWS]
        elif column.is_day:
            days = [dt.date(2020, 1, 1) + chance.randrange(1000) * _ONE_DAY for _ in _ROWS]
            cells[column.name] = pd.to_datetime(days)
        else:
            cells[column.name] = chance.sample(range(1, 10**6), len(_ROWS))
    return pd.DataFrame(cells).astype(dict(empty_frame(register).dtypes))


def empty_frame(register: Register) -> pd.DataFrame:
    """A frame with the register's columns and types, and no row."""
    types: dict[str, Any] = {c.name: DTYPES.get(c.type, "str") for c in register.table_columns}
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})
