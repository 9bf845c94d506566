"""Figures of every day, added up: a window is the difference of two days.

What adds up is a count of rows, a sum of a column, the two parts of a mean, and how many different
values a stock has, of which each counts from its first day on.  Such indicators of a large register
are known at every window after one scan, which those that go by the same day share.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

import narwhals as nw

from baocao.facts.counting.reductions import reduction
from baocao.facts.counting.tally import Tally
from baocao.facts.indicators import Indicator, Window, exact
from baocao.registers.large.lazy import collect

__all__ = ["Daily", "conditions", "daily", "illustrative"]

_DAY = "!day"
_Sums = Sequence[Any]
_NONE: _Sums = (0, 0, 0, 0)


class _Course:
    """Sums up to any day: of value, the cells that it is of, rows, illustrative rows."""

    def __init__(self, steps: Iterable[tuple[dt.date, _Sums]] = ()) -> None:
        ordered = sorted(steps)
        self._days = [day for day, _ in ordered]
        self._sums = list(accumulate((sums for _, sums in ordered), _plus, initial=_NONE))

    def to(self, day: dt.date) -> _Sums:
        return self._sums[bisect_right(self._days, day)]


@dataclass(frozen=True)
class Daily:
    """An indicator by day: the rows that came, those that went, and the values that were new."""

    came: _Course
    gone: _Course
    new: _Course | None
    is_mean: bool

    def tally(self, window: Window) -> Tally:
        """The indicator at a window."""
        before = _NONE
        if window.start is not None:
            before = self.came.to(window.start - dt.timedelta(days=1))
        value, cells, rows, made_up = (
            came - earlier - gone
            for came, earlier, gone in zip(
                self.came.to(window.end), before, self.gone.to(window.end), strict=True
            )
        )
        if self.new is not None:
            value = self.new.to(window.end)[0]
        if self.is_mean:
            value = Decimal(value) / cells if cells else None
        return Tally(exact(value), rows, made_up)


def daily(frame: nw.LazyFrame[Any], indicators: Sequence[Indicator]) -> dict[Indicator, Daily]:
    """The indicators that add up, by day."""
    fitting = [indicator for indicator in indicators if _adds_up(indicator)]
    came = _courses(frame, fitting, lambda indicator: (indicator.date,))
    ending = [indicator for indicator in fitting if indicator.until]
    # It goes on the day it ends; what ended before it came never counted.
    gone = _courses(frame, ending, lambda indicator: (indicator.date, str(indicator.until)))
    return {
        indicator: Daily(
            came[indicator],
            gone.get(indicator, _Course()),
            _new(frame, indicator),
            is_mean=_method(indicator) == "mean",
        )
        for indicator in fitting
    }


def conditions(indicator: Indicator) -> Iterator[nw.Expr]:
    """What a row must have to count at some window."""
    for name, value in indicator.where.items():
        yield nw.col(name).is_in(value if isinstance(value, tuple) else (value,))
    yield ~nw.col(indicator.date).is_null()
    if indicator.stock and indicator.since is not None:
        yield nw.col(indicator.date) >= indicator.since


def illustrative() -> nw.Expr:
    """Whether a row is flagged as made up."""
    return nw.col("illustrative") != ""


def _adds_up(indicator: Indicator) -> bool:
    if indicator.ahead is not None:
        return False
    method = _method(indicator)
    if method == "n_unique":
        return indicator.stock and indicator.until is None
    return method in {"len", "sum", "mean"}


def _method(indicator: Indicator) -> str:
    how = reduction(indicator)
    return how.method if how else ""


def _courses(
    frame: nw.LazyFrame[Any],
    indicators: Sequence[Indicator],
    days: Callable[[Indicator], tuple[str, ...]],
) -> dict[Indicator, _Course]:
    """One scan for all indicators that go by the same day, the latest of some columns."""
    groups: dict[tuple[str, ...], list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        groups[days(indicator)].append(indicator)
    found = {}
    for names, group in groups.items():
        rows = frame.filter(*(~nw.col(name).is_null() for name in names))
        rows = rows.with_columns(nw.max_horizontal(*names).alias(_DAY))
        measures = {
            f"{position} {number}": expression
            for position, indicator in enumerate(group)
            for number, expression in enumerate(_measures(indicator))
        }
        steps = collect(rows.group_by(_DAY).agg(**measures))
        for position, indicator in enumerate(group):
            mine = slice(position * len(_NONE), (position + 1) * len(_NONE))
            found[indicator] = _Course((day, sums[mine]) for day, *sums in steps)
    return found


def _measures(indicator: Indicator) -> tuple[nw.Expr, ...]:
    """What is summed, in the order of a course."""
    counts = nw.all_horizontal(*conditions(indicator), ignore_nulls=False)
    rows = nw.when(counts).then(1).sum()
    made_up = nw.when(counts & illustrative()).then(1).sum()
    how = reduction(indicator)
    if how is None or how.method not in {"sum", "mean"}:
        return rows, rows, rows, made_up
    value = nw.col(how.column)
    cells = nw.when(counts & ~value.is_null()).then(1).sum()
    return nw.when(counts).then(value).sum(), cells, rows, made_up


def _new(frame: nw.LazyFrame[Any], indicator: Indicator) -> _Course | None:
    """How many values are there for the first time, when values are what is counted."""
    how = reduction(indicator)
    if how is None or how.method != "n_unique":
        return None
    rows = frame.filter(*conditions(indicator))
    firsts = rows.group_by(how.column).agg(nw.col(indicator.date).min().alias(_DAY))
    steps = collect(firsts.group_by(_DAY).agg(nw.len()))
    return _Course((day, (count, 0, 0, 0)) for day, count in steps)


def _plus(a: _Sums, b: _Sums) -> _Sums:
    return tuple(x + y for x, y in zip(a, b, strict=True))
