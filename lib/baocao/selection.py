"""Which rows of a register an indicator counts at a window."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from baocao.indicators import Indicator, Window

__all__ = ["Selection"]


class Selection:
    """The rows that have the values an indicator asks for, ready to be cut to any window.

    A report asks for the same indicator at dozens of windows; only their days differ.

    Examples
    --------
    >>> from baocao.registers import Column, Register
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
