"""Counting in a table that is in memory."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from baocao.facts.counting.tally import Cut, Holding, OtherWindows, Selection, Tally, no_other
from baocao.facts.indicators import DayLimit, Indicator, Window
from baocao.facts.reductions import Reduction
from baocao.registers.declare import ILLUSTRATIVE
from baocao.registers.small import Table

__all__ = ["Candidates", "MemoryCounter"]


class MemoryCounter:
    """Counts the rows of a table in memory."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # A register without that column has no made-up rows.
        flagged = table.frame.get(ILLUSTRATIVE, pd.Series("", index=table.frame.index))
        self._illustrative = (flagged != "").to_numpy(dtype=bool)
        self._candidates: dict[Indicator, Candidates] = {}
        self._parts: dict[Cut, NDArray[np.bool_]] = {}
        self._texts: dict[str, frozenset[str]] = {}

    def prefetch(self) -> None:
        """Do nothing: the rows are in memory already."""

    def tally(self, selection: Selection, others: OtherWindows = no_other) -> Tally:
        """The indicator over the selected rows; `others` are not used."""
        positions = self._positions(selection)
        keys = self.table.keys
        return Tally(
            value=self._value(selection.indicator, positions),
            rows=len(positions),
            illustrative=int(self._illustrative[positions].sum()),
            keys=tuple(keys[position] for position in positions.tolist()),
        )

    def _value(self, indicator: Indicator, positions: NDArray[np.intp]) -> Decimal | None:
        # To gather all columns, and to ask an expression of them, takes most of a report's time.
        how = indicator.value
        if not isinstance(how, Reduction):
            return indicator.measure(self.table.frame.take(positions))
        if not how.column:
            return Decimal(len(positions))
        return how.of(self.table.frame[list(how.columns)].take(positions))

    def _positions(self, selection: Selection) -> NDArray[np.intp]:
        indicator = selection.indicator
        if indicator not in self._candidates:
            self._candidates[indicator] = Candidates(indicator, self.table.frame)
        positions = self._candidates[indicator].rows(selection.window)
        for cut in selection.cuts:
            if cut not in self._parts:
                name, text = cut
                self._parts[cut] = (self.table.frame[name] == text).to_numpy(dtype=bool)
            positions = positions[self._parts[cut][positions]]
        return positions

    def rows(self, selection: Selection | None, limit: int | None = None) -> pd.DataFrame:
        """The selected rows, or all, in the register's order; at most `limit` of them."""
        if selection is None:
            return self.table.frame.iloc[:limit]
        return self.table.frame.take(self._positions(selection)[:limit])

    def texts(
        self, selection: Selection, column: str, holding: Holding | None = None
    ) -> tuple[str, ...]:
        """The distinct texts of a column in the selected rows, in the register's order.

        With `holding` only of rows that have that number.
        """
        positions = self._positions(selection)
        if holding is not None:
            name, number = holding
            numbers = self.table.frame[name].take(positions)
            positions = positions[(numbers == float(number)).fillna(False).to_numpy(dtype=bool)]
        texts = self.table.frame[column].take(positions)
        return tuple(text for text in dict.fromkeys(texts) if text)

    def earliest(self, selection: Selection, column: str) -> dt.date | None:
        """The earliest day of a column in the selected rows; None without one."""
        first = self.table.frame[column].take(self._positions(selection)).min()
        return None if pd.isna(first) else first.date()

    def columns_with(self, value: str) -> list[str]:
        """The columns of texts, none of them personal, that hold a value in some row."""
        if not self._texts:
            names = self.table.register.public_texts
            self._texts = {name: frozenset(self.table.frame[name]) for name in names}
        return [name for name, values in self._texts.items() if value in values]


class Candidates:
    """The rows that have the values an indicator asks for; windows select from them by days.

    A report asks for the same indicator at dozens of windows; only their days differ.

    Examples
    --------
    >>> from baocao.registers.declare import Column, Register
    >>> columns = (Column("day", "Ngày", type="date"), Column("kind", "Loại"))
    >>> gifts = Register("gifts", title="Quà", begins=dt.date(2020, 1, 1), key=("day",),
    ...                  columns=columns)
    >>> books = Indicator("Sách", unit="cuốn", register=gifts, date="day", where={"kind": "sách"})
    >>> days = pd.to_datetime(["2023-01-05", "2023-02-01", "2023-01-09"]).astype("datetime64[s]")
    >>> frame = pd.DataFrame({"day": days, "kind": ["sách", "sách", "bút"]})
    >>> Candidates(books, frame).rows(Window(dt.date(2023, 1, 1), dt.date(2023, 1, 31)))
    array([0])
    """

    def __init__(self, indicator: Indicator, frame: pd.DataFrame) -> None:
        wanted = np.ones(len(frame), dtype=bool)
        for name, values in indicator.values.items():
            wanted &= frame[name].isin(values).to_numpy(dtype=bool)
        self._indicator = indicator
        self._positions = np.flatnonzero(wanted)
        self._days: dict[str, NDArray[np.datetime64]] = {
            name: frame[name].to_numpy()[self._positions]
            for name in (indicator.date, indicator.until, indicator.ahead)
            if name is not None
        }

    def rows(self, window: Window) -> NDArray[np.intp]:
        """The positions in the frame of the rows that count at `window`, in order."""
        limits = self._indicator.limits(window)
        found = np.logical_and.reduce(
            [_within(limit, self._days[limit.column]) for limit in limits]
        )
        return self._positions[found]


def _within(limit: DayLimit, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    missing = np.isnat(days)
    met = ~missing
    # A missing day compares as false, whatever it is compared with.
    if limit.first is not None:
        met &= days >= np.datetime64(limit.first, "s")
    if limit.last is not None:
        met &= days <= np.datetime64(limit.last, "s")
    return met | missing if limit.or_missing else met
