"""Running sums by day: a window is the difference between the sums of two days.

That works for counts of rows, for sums, for means (a sum and a count), and for the number of
different values of a stock, where each value counts from its first day on.  Of the least and the
greatest number each day's is kept.  One scan of a large
register then answers for every window, and for all indicators that use the same column of days.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

import narwhals as nw

from baocao.facts.counting.tally import Tally
from baocao.facts.indicators import DayLimit, Indicator, Window
from baocao.facts.reductions import Method, Reduction, exact
from baocao.registers.declare import ILLUSTRATIVE, Register
from baocao.registers.large.engine import collect

__all__ = ["Daily", "conditions", "daily", "illustrative", "within"]

_DAY = "!day"
_Sums = Sequence[Any]
_NONE: _Sums = (0, 0, 0, 0)


class _RunningSums:
    """Sums up to any day: of values, of cells or their weights, of rows, of illustrative rows."""

    def __init__(self, steps: Iterable[tuple[dt.date, _Sums]] = ()) -> None:
        ordered = sorted(steps)
        self._days = [day for day, _ in ordered]
        self._sums = list(accumulate((sums for _, sums in ordered), _plus, initial=_NONE))

    def to(self, day: dt.date) -> _Sums:
        return self._sums[bisect_right(self._days, day)]


class _Extremes:
    """The least or the greatest number of each day."""

    def __init__(self, steps: Iterable[tuple[dt.date, Any]], choose: Callable[..., Any]) -> None:
        ordered = sorted((day, number) for day, number in steps if number is not None)
        self._days = [day for day, _ in ordered]
        self._numbers = [number for _, number in ordered]
        self._choose = choose

    def at(self, window: Window) -> Any:
        first = 0 if window.start is None else bisect_left(self._days, window.start)
        inside = self._numbers[first : bisect_right(self._days, window.end)]
        return self._choose(inside) if inside else None


@dataclass(frozen=True)
class Daily:
    """An indicator by day: rows that begin to count, rows that stop, values seen first."""

    came: _RunningSums
    gone: _RunningSums
    new: _RunningSums | None
    extremes: _Extremes | None
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
        if self.extremes is not None:
            value = self.extremes.at(window)
        if self.is_mean:
            value = Decimal(value) / Decimal(cells) if cells else None
        return Tally(exact(value), rows, made_up)


def daily(frame: nw.LazyFrame[Any], indicators: Sequence[Indicator]) -> dict[Indicator, Daily]:
    """The indicators that days can tell, by day."""
    fitting = [indicator for indicator in indicators if _is_told_by_days(indicator)]
    came = _running_sums(frame, fitting, lambda indicator: (indicator.date,))
    ending = [indicator for indicator in fitting if indicator.until]
    # A row stops on the later of both days: what ended before it began never counted.
    gone = _running_sums(frame, ending, lambda indicator: (indicator.date, str(indicator.until)))
    return {
        indicator: Daily(
            came[indicator],
            gone.get(indicator, _RunningSums()),
            _new(frame, indicator),
            _extremes(frame, indicator),
            is_mean=_reduced(indicator, "mean") is not None,
        )
        for indicator in fitting
    }


def conditions(indicator: Indicator) -> Iterator[nw.Expr]:
    """What a row must have to count at some window."""
    for name, values in indicator.values.items():
        yield nw.col(name).is_in(values)
    yield within(DayLimit(indicator.date, indicator.since if indicator.stock else None, None))


def within(limit: DayLimit) -> nw.Expr:
    """Whether a row meets a limit of days."""
    day = nw.col(limit.column)
    met = ~day.is_null()
    if limit.first is not None:
        met &= day >= limit.first
    if limit.last is not None:
        met &= day <= limit.last
    return day.is_null() | met if limit.or_missing else met


def illustrative(register: Register) -> nw.Expr:
    """Whether a row is flagged as illustrative; no row of a register without that column is."""
    is_there = any(column.name == ILLUSTRATIVE for column in register.all_columns)
    return nw.col(ILLUSTRATIVE) != "" if is_there else nw.lit(False)


def _is_told_by_days(indicator: Indicator) -> bool:
    how = indicator.value
    if indicator.ahead is not None or not isinstance(how, Reduction):
        return False
    if how.method == "distinct":
        return indicator.stock and indicator.until is None and not indicator.is_snapshot
    if how.is_extreme:
        return indicator.until is None
    return how.method in ("total", "mean") or how == Reduction("count")


def _running_sums(
    frame: nw.LazyFrame[Any],
    indicators: Sequence[Indicator],
    days: Callable[[Indicator], tuple[str, ...]],
) -> dict[Indicator, _RunningSums]:
    """One scan for all indicators that use the same day, which is the latest of some columns."""
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
            found[indicator] = _RunningSums((day, sums[mine]) for day, *sums in steps)
    return found


def _measures(indicator: Indicator) -> tuple[nw.Expr, ...]:
    """What is summed, in the order of :data:`_NONE`."""
    counts = nw.all_horizontal(*conditions(indicator), ignore_nulls=False)
    rows = nw.when(counts).then(1).sum()
    made_up = nw.when(counts & illustrative(indicator.register)).then(1).sum()
    column = _reduced(indicator, "total", "mean")
    if column is None:
        return rows, rows, rows, made_up
    if isinstance(indicator.value, Reduction) and indicator.value.weight:
        products, weights = (nw.when(counts).then(one).sum() for one in indicator.value.weighed)
        return products, weights, rows, made_up
    value = nw.col(column)
    cells = nw.when(counts & ~value.is_null()).then(1).sum()
    return nw.when(counts).then(value).sum(), cells, rows, made_up


def _new(frame: nw.LazyFrame[Any], indicator: Indicator) -> _RunningSums | None:
    """How many values appear for the first time on each day, of a count of distinct values."""
    column = _reduced(indicator, "distinct")
    if column is None:
        return None
    rows = frame.filter(*conditions(indicator))
    firsts = rows.group_by(column).agg(nw.col(indicator.date).min().alias(_DAY))
    steps = collect(firsts.group_by(_DAY).agg(nw.len()))
    return _RunningSums((day, (count, 0, 0, 0)) for day, count in steps)


def _extremes(frame: nw.LazyFrame[Any], indicator: Indicator) -> _Extremes | None:
    """The least or the greatest number of each day, where the indicator is one."""
    how = indicator.value
    if not isinstance(how, Reduction) or not how.is_extreme:
        return None
    days = frame.filter(*conditions(indicator)).group_by(nw.col(indicator.date).alias(_DAY))
    steps = collect(days.agg(number=how.expressions[0]))
    return _Extremes(steps, max if how.method == "largest" else min)


def _reduced(indicator: Indicator, *methods: Method) -> str | None:
    """The column that is reduced by one of these methods."""
    how = indicator.value
    return how.column if isinstance(how, Reduction) and how.method in methods else None


def _plus(a: _Sums, b: _Sums) -> _Sums:
    return tuple(x + _exactly(y) for x, y in zip(a, b, strict=True))


def _exactly(number: Any) -> Any:
    # Of the sums of years, binary floats would lose what a month adds in its last digits.
    return Decimal(number) if isinstance(number, float) else number
