"""Counting in a table that is in memory."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from baocao.facts.counting.reductions import reduction
from baocao.facts.counting.tally import Alike, Part, Tally, none_alike
from baocao.facts.indicators import Indicator, Window, exact
from baocao.registers.small import Table

__all__ = ["MemoryCounter", "Selection"]


class MemoryCounter:
    """Counts the rows of a table in memory."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._illustrative = (table.frame["illustrative"] != "").to_numpy(dtype=bool)
        self._selections: dict[Indicator, Selection] = {}
        self._parts: dict[Part, NDArray[np.bool_]] = {}
        self._texts: dict[str, frozenset[str]] = {}

    def foresee(self) -> None:
        """Nothing need be done before figures are asked for."""

    def tally(
        self,
        indicator: Indicator,
        window: Window,
        part: Part | None = None,
        alike: Alike = none_alike,
    ) -> Tally:
        """The indicator over the rows that count at a window; those `alike` cost as much."""
        positions = self._positions(indicator, window, part)
        keys = self.table.keys
        return Tally(
            value=self._value(indicator, positions),
            rows=len(positions),
            illustrative=int(self._illustrative[positions].sum()),
            keys=tuple(keys[position] for position in positions.tolist()),
        )

    def _value(self, indicator: Indicator, positions: NDArray[np.intp]) -> Decimal | None:
        # To gather all columns, and to ask an expression of them, takes most of a report's time.
        how = reduction(indicator)
        if how is None:
            return indicator.measure(self.table.frame.take(positions))
        if not how.column:
            return exact(len(positions))
        cells = nw.from_native(self.table.frame[how.column].take(positions), series_only=True)
        return exact(getattr(cells, how.method)())

    def _positions(
        self, indicator: Indicator, window: Window, part: Part | None
    ) -> NDArray[np.intp]:
        if indicator not in self._selections:
            self._selections[indicator] = Selection(indicator, self.table.frame)
        positions = self._selections[indicator].rows(window)
        if part is None:
            return positions
        if part not in self._parts:
            name, text = part
            self._parts[part] = (self.table.frame[name] == text).to_numpy(dtype=bool)
        return positions[self._parts[part][positions]]

    def rows(
        self,
        indicator: Indicator,
        window: Window,
        part: Part | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """The rows that count, in the register's order; at most so many."""
        return self.table.frame.take(self._positions(indicator, window, part)[:limit])

    def texts(
        self, indicator: Indicator, window: Window, column: str, part: Part | None = None
    ) -> tuple[str, ...]:
        """The distinct texts of a column in the rows that count, in the register's order."""
        texts = self.table.frame[column].take(self._positions(indicator, window, part))
        return tuple(text for text in dict.fromkeys(texts) if text)

    def earliest(self, indicator: Indicator, window: Window, column: str) -> dt.date | None:
        """The earliest day of a column in the rows that count; None without one."""
        first = self.table.frame[column].take(self._positions(indicator, window, None)).min()
        return None if pd.isna(first) else first.date()

    def columns_with(self, value: str) -> list[str]:
        """The columns of texts, none of them personal, that hold a value in some row."""
        if not self._texts:
            self._texts = {
                column.name: frozenset(self.table.frame[column.name])
                for column in self.table.register.columns
                if column.type == "text" and not column.personal
            }
        return [name for name, values in self._texts.items() if value in values]


class Selection:
    """The rows that have the values an indicator asks for, ready to be cut to any window.

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
    >>> Selection(books, frame).rows(Window(dt.date(2023, 1, 1), dt.date(2023, 1, 31)))
    array([0])
    """

    def __init__(self, indicator: Indicator, frame: pd.DataFrame) -> None:
        wanted = np.ones(len(frame), dtype=bool)
        for name, value in indicator.where.items():
            values = value if isinstance(value, tuple) else (value,)
            wanted &= frame[name].isin(values).to_numpy(dtype=bool)
        self._positions = np.flatnonzero(wanted)
        self._days = self._column(frame, indicator.date)
        self._until = self._column(frame, indicator.until) if indicator.until else None
        self._ahead = self._column(frame, indicator.ahead) if indicator.ahead else None

    def _column(self, frame: pd.DataFrame, name: str) -> NDArray[np.datetime64]:
        days: NDArray[np.datetime64] = frame[name].to_numpy()[self._positions]
        return days

    def rows(self, window: Window) -> NDArray[np.intp]:
        """The positions in the frame of the rows that count at `window`, in order."""
        # A missing day compares as false, whatever it is compared with.
        end = _day(window.end)
        found = self._days <= end
        if window.start is not None:
            found &= self._days >= _day(window.start)
        if self._until is not None:
            found &= np.isnat(self._until) | (self._until > end)
        if self._ahead is not None and window.start is not None:
            found &= self._ahead < _day(window.start)
        return self._positions[found]


def _day(day: dt.date) -> np.datetime64:
    return np.datetime64(day, "s")
