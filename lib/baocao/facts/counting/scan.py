"""Counting in a table that is scanned where it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import narwhals as nw
import pandas as pd

from baocao.core.errors import Finding, IndicatorError
from baocao.facts.counting.daily import Daily, conditions, daily, illustrative
from baocao.facts.counting.tally import LISTED, Alike, Part, Tally, none_alike
from baocao.facts.indicators import Indicator, Window, empty_frame, exact
from baocao.locale.vi import text as vi
from baocao.registers.declare import DTYPES
from baocao.registers.large import LargeTable
from baocao.registers.large.lazy import ROW, collect

__all__ = ["ScanCounter"]

_WINDOW, _PART = "!window", "!part"


class ScanCounter:
    """Counts the rows of a large table; none of them is kept.

    Parameters
    ----------
    table
        The table.
    indicators
        Those that may be asked for: what can be learnt of them in one scan is.
    """

    def __init__(self, table: LargeTable, indicators: Sequence[Indicator]) -> None:
        self.table = table
        self._indicators = indicators
        self._scanned: dict[tuple[Indicator, str | None, Window], dict[str, Tally]] = {}

    @cached_property
    def _daily(self) -> dict[Indicator, Daily]:
        with self.table.scan() as frame:
            return daily(frame, self._indicators)

    def foresee(self) -> None:
        """Scan now for what will be asked."""
        _ = self._daily

    def tally(
        self,
        indicator: Indicator,
        window: Window,
        part: Part | None = None,
        alike: Alike = none_alike,
    ) -> Tally:
        """The indicator over the rows that count at a window.

        Whoever asks for one of the windows `alike` soon asks for the others: one scan answers.
        """
        if part is None and indicator in self._daily:
            return self._daily[indicator].tally(window)
        by, text = part or (None, "")
        if (indicator, by, window) not in self._scanned:
            self._scan(indicator, by, _beside(window, () if indicator.stock else alike()))
        return self._scanned[indicator, by, window].get(text) or self._nothing(indicator)

    def _scan(self, indicator: Indicator, by: str | None, windows: Sequence[Window]) -> None:
        made_up = nw.when(illustrative()).then(1).sum()
        measures = {"!value": indicator.value, "!rows": nw.len(), "!illustrative": made_up}
        with self.table.scan() as frame:
            rows = _at_windows(frame, indicator, windows)
            if by is None:
                rows = rows.with_columns(nw.lit("").alias(_PART))
            else:
                rows = rows.with_columns(nw.col(by).alias(_PART)).filter(nw.col(by) != "")
            found = collect(rows.group_by(_WINDOW, _PART).agg(**measures))
        for window in windows:
            self._scanned[indicator, by, window] = {}
        for position, text, value, count, flagged in found:
            tally = Tally(exact(value), count, flagged)
            self._scanned[indicator, by, windows[position]][text] = tally

    def _nothing(self, indicator: Indicator) -> Tally:
        return Tally(indicator.measure(empty_frame(self.table.register)), 0, 0)

    def rows(
        self,
        indicator: Indicator,
        window: Window,
        part: Part | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """The rows that count, in the register's order; at most so many.

        Raises
        ------
        IndicatorError
            INDICATOR-08 without a limit, when there are more than `LISTED`.
        """
        columns = self.table.register.all_columns
        with self.table.scan() as frame:
            rows = frame.filter(*_counted(indicator, window), *_of_part(part))
            chosen = rows.sort(ROW).select(*(column.name for column in columns))
            found = collect(chosen.head(LISTED + 1 if limit is None else limit))
        if limit is None:
            self._require_few(len(found), indicator)
        frame_of = pd.DataFrame(found, columns=[column.name for column in columns], dtype=object)
        return frame_of.astype({c.name: DTYPES.get(c.type, "str") for c in columns})

    def texts(
        self, indicator: Indicator, window: Window, column: str, part: Part | None = None
    ) -> tuple[str, ...]:
        """The distinct texts of a column in the rows that count, in the register's order.

        Raises
        ------
        IndicatorError
            INDICATOR-08 there are more than `LISTED`.
        """
        with self.table.scan() as frame:
            rows = frame.filter(*_counted(indicator, window), *_of_part(part), nw.col(column) != "")
            firsts = rows.group_by(column).agg(nw.col(ROW).min()).sort(ROW)
            found = collect(firsts.select(column).head(LISTED + 1))
        self._require_few(len(found), indicator)
        return tuple(text for (text,) in found)

    def earliest(self, indicator: Indicator, window: Window, column: str) -> dt.date | None:
        """The earliest day of a column in the rows that count; None without one."""
        with self.table.scan() as frame:
            rows = frame.filter(*_counted(indicator, window))
            first: dt.date | None = collect(rows.select(nw.col(column).min()))[0][0]
        return first

    def columns_with(self, value: str) -> list[str]:
        """The columns of texts, none of them personal, that hold a value in some row."""
        names = [c.name for c in self.table.register.columns if c.type == "text" and not c.personal]
        with self.table.scan() as frame:
            held = {name: nw.when(nw.col(name) == value).then(1).sum() for name in names}
            counts = collect(frame.select(**held))[0]
        return [name for name, count in zip(names, counts, strict=True) if count]

    def _require_few(self, count: int, indicator: Indicator) -> None:
        if count > LISTED:
            raise IndicatorError(
                Finding(
                    "INDICATOR-08",
                    "Quá nhiều dòng sổ để liệt kê.",
                    where=f"{self.table.place}; {indicator.label}",
                    found=f"trên {vi.number(LISTED)} dòng",
                    remedy="chọn kỳ ngắn hơn, chỉ tiêu hẹp hơn, hoặc chỉ viết số, không liệt kê",
                )
            )


def _counted(indicator: Indicator, window: Window) -> Iterator[nw.Expr]:
    """What a row must have to count at a window; a missing day meets no condition."""
    yield from conditions(indicator)
    day = nw.col(indicator.date)
    yield day <= window.end
    if window.start is not None:
        yield day >= window.start
    if indicator.until is not None:
        until = nw.col(indicator.until)
        yield until.is_null() | (until > window.end)
    if indicator.ahead is not None and window.start is not None:
        yield nw.col(indicator.ahead) < window.start


def _of_part(part: Part | None) -> Iterator[nw.Expr]:
    if part is not None:
        yield nw.col(part[0]) == part[1]


def _beside(window: Window, alike: Sequence[Window]) -> list[Window]:
    """The window and those of the others that overlap with none: a row lies in one of them."""
    found = [window]
    for other in sorted(alike, key=lambda one: one.end):
        if all(_apart(other, one) for one in (window, found[-1])):
            found.append(other)
    return found


def _apart(one: Window, other: Window) -> bool:
    if one.start is None or other.start is None:
        return False
    return one.end < other.start or other.end < one.start


def _at_windows(
    frame: nw.LazyFrame[Any], indicator: Indicator, windows: Sequence[Window]
) -> nw.LazyFrame[Any]:
    """The rows that count at windows apart, with the position of their window."""
    first, *others = windows
    if not others:
        return frame.filter(*_counted(indicator, first)).with_columns(nw.lit(0).alias(_WINDOW))
    day = nw.col(indicator.date)
    position, start = nw.lit(None), nw.lit(None)
    for number, window in enumerate(windows):
        inside = (day >= window.start) & (day <= window.end)
        position = nw.when(inside).then(number).otherwise(position)
        start = nw.when(inside).then(nw.lit(window.start)).otherwise(start)
    rows = frame.filter(*conditions(indicator)).with_columns(position.alias(_WINDOW))
    rows = rows.filter(~nw.col(_WINDOW).is_null())
    return rows if indicator.ahead is None else rows.filter(nw.col(indicator.ahead) < start)
