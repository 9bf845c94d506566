"""Counting in a table that is scanned in its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import narwhals as nw
import pandas as pd

from baocao.core.errors import Finding, IndicatorError
from baocao.facts.counting.daily import Daily, conditions, daily, illustrative, within
from baocao.facts.counting.tally import LISTED, Holding, OtherWindows, Selection, Tally, no_other
from baocao.facts.indicators import Indicator, Window, empty_frame
from baocao.locale.vi import text as vi
from baocao.registers.declare import DTYPES
from baocao.registers.large import LargeTable
from baocao.registers.large.engine import FIRST, ON, ROW, SPAN, collect, days_of

__all__ = ["ScanCounter"]

_WINDOW, _PART = "!window", "!part"
_Columns = tuple[str, ...]
_Texts = tuple[str, ...]


class ScanCounter:
    """Counts the rows of a large table, as `MemoryCounter` those of a small one; keeps none.

    Parameters
    ----------
    table
        The table.
    indicators
        Those that may be asked for: one scan finds what it can of all of them.
    """

    def __init__(self, table: LargeTable, indicators: Sequence[Indicator]) -> None:
        self.table = table
        self._indicators = indicators
        self._scanned: dict[tuple[Indicator, _Columns, Window], dict[_Texts, Tally]] = {}
        self._holding: dict[str, list[str]] = {}

    @cached_property
    def _daily(self) -> dict[Indicator, Daily]:
        with self.table.scan() as frame:
            return daily(frame, self._indicators)

    def prefetch(self) -> None:
        """Scan now for what can be known of all indicators at once."""
        _ = self._daily

    def tally(self, selection: Selection, others: OtherWindows = no_other) -> Tally:
        """The indicator over the selected rows; one scan answers for the `others` too."""
        indicator, window = selection.indicator, selection.window
        if not selection.cuts and indicator in self._daily:
            return self._daily[indicator].tally(window)
        by = tuple(name for name, _ in selection.cuts)
        texts = tuple(text for _, text in selection.cuts)
        if (indicator, by, window) not in self._scanned:
            alone = window.start is None or indicator.stock or indicator.until
            windows = dict.fromkeys((window, *(() if alone else others())))
            self._scan(indicator, by, [*windows])
        return self._scanned[indicator, by, window].get(texts) or self._nothing(indicator)

    def _scan(self, indicator: Indicator, by: _Columns, windows: Sequence[Window]) -> None:
        made_up = nw.when(illustrative(indicator.register)).then(1).sum()
        asked = {f"!value{at}": one for at, one in enumerate(indicator.expressions)}
        measures = {**asked, "!rows": nw.len(), "!illustrative": made_up}
        with self.table.scan() as frame:
            rows = _at_windows(frame, indicator, windows)
            parts = [f"{_PART}{number}" for number in range(len(by))]
            for part, name in zip(parts, by, strict=True):
                rows = rows.with_columns(nw.col(name).alias(part)).filter(nw.col(name) != "")
            found = collect(rows.group_by(_WINDOW, *parts).agg(**measures))
        for window in windows:
            self._scanned[indicator, by, window] = {}
        for position, *cells in found:
            texts, answers = tuple(cells[: len(by)]), cells[len(by) : -2]
            tally = Tally(indicator.number(answers), *cells[-2:])
            self._scanned[indicator, by, windows[position]][texts] = tally

    def _nothing(self, indicator: Indicator) -> Tally:
        return Tally(indicator.measure(empty_frame(self.table.register)), 0, 0)

    def rows(self, selection: Selection | None, limit: int | None = None) -> pd.DataFrame:
        """The selected rows, or all, in the register's order; at most `limit` of them.

        Raises
        ------
        IndicatorError
            INDICATOR-08 without a limit, when there are more than `LISTED`.
        """
        columns = self.table.register.all_columns
        with self.table.scan() as frame:
            chosen = frame if selection is None else frame.filter(*_selected(selection))
            chosen = chosen.sort(ROW)
            chosen = chosen.select(*(column.name for column in columns))
            found = collect(chosen.head(LISTED + 1 if limit is None else limit))
        if limit is None:
            asked = self.table.register.title if selection is None else selection.indicator.label
            self._require_few(len(found), asked)
        frame_of = pd.DataFrame(found, columns=[column.name for column in columns], dtype=object)
        return frame_of.astype({c.name: DTYPES.get(c.type, "str") for c in columns})

    def texts(
        self, selection: Selection, column: str, holding: Holding | None = None
    ) -> tuple[str, ...]:
        """The distinct texts of a column in the selected rows, in the register's order.

        With `holding` only of rows that have that number.

        Raises
        ------
        IndicatorError
            INDICATOR-08 there are more than `LISTED`.
        """
        with self.table.scan() as frame:
            rows = frame.filter(*_selected(selection), nw.col(column) != "")
            if holding is not None:
                name, number = holding
                rows = rows.filter(nw.col(name).cast(nw.Float64) == float(number))
            firsts = rows.group_by(column).agg(nw.col(ROW).min()).sort(ROW)
            found = collect(firsts.select(column).head(LISTED + 1))
        self._require_few(len(found), selection.indicator.label)
        return tuple(text for (text,) in found)

    def earliest(self, selection: Selection, column: str) -> dt.date | None:
        """The earliest day of a column in the selected rows; None without one."""
        with self.table.scan() as frame:
            rows = frame.filter(*_selected(selection))
            first: dt.date | None = collect(rows.select(nw.col(column).min()))[0][0]
        return first

    def columns_with(self, value: str) -> list[str]:
        """The columns of texts, none of them personal, that hold a value in some row."""
        # A part is asked for at one period after another.
        if value not in self._holding:
            names = self.table.register.public_texts
            with self.table.scan() as frame:
                held = {name: nw.when(nw.col(name) == value).then(1).sum() for name in names}
                counts = collect(frame.select(**held))[0]
            found = [name for name, count in zip(names, counts, strict=True) if count]
            self._holding[value] = found
        return self._holding[value]

    def _require_few(self, count: int, asked: str) -> None:
        if count > LISTED:
            raise IndicatorError(
                Finding(
                    "INDICATOR-08",
                    "Quá nhiều dòng sổ để liệt kê.",
                    where=f"{self.table.place}; {asked}",
                    found=f"trên {vi.number(LISTED)} dòng",
                    remedy="chọn kỳ ngắn hơn, chỉ tiêu hẹp hơn, hoặc chỉ viết số, không liệt kê",
                )
            )


def _selected(selection: Selection) -> Iterator[nw.Expr]:
    """What a row must have to be selected."""
    yield from conditions(selection.indicator)
    yield from map(within, selection.indicator.limits(selection.window))
    for column, text in selection.cuts:
        yield nw.col(column) == text


def _at_windows(
    frame: nw.LazyFrame[Any], indicator: Indicator, windows: Sequence[Window]
) -> nw.LazyFrame[Any]:
    """The rows that count at the windows, with the position of the window: once for each."""
    first, *others = windows
    if not others:
        rows = frame.filter(*_selected(Selection(indicator, first)))
        return rows.with_columns(nw.lit(0).alias(_WINDOW))
    # To look a day up in a list of days takes a fraction of asking each row for each window.
    days = days_of(frame, [(one.start, one.end) for one in windows if one.start is not None])
    rows = frame.filter(*conditions(indicator))
    rows = rows.join(days, left_on=indicator.date, right_on=ON, how="inner")
    if indicator.ahead is not None:
        rows = rows.filter(nw.col(indicator.ahead) < nw.col(FIRST))
    return rows.rename({SPAN: _WINDOW})
