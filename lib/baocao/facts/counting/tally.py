"""What is counted, and what counting yields: the same wherever the rows are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import pandas as pd

from baocao.facts.indicators import Indicator, Window

__all__ = ["LISTED", "Counter", "OtherWindows", "Part", "Selection", "Tally", "no_other"]

OtherWindows = Callable[[], Sequence[Window]]
"""Tells which other windows will be asked for soon; called only where that saves scans."""

Part = tuple[str, str]
"""A column, and the text that a row must have there besides what the indicator asks for."""

LISTED = 100_000
"""More rows of a large register than this are not put into memory one by one."""


def no_other() -> Sequence[Window]:
    """No other window."""
    return ()


@dataclass(frozen=True)
class Selection:
    """The rows that an indicator counts at a window, or those of one part of them."""

    indicator: Indicator
    window: Window
    part: Part | None = None


@dataclass(frozen=True)
class Tally:
    """An indicator over the rows that count.

    Parameters
    ----------
    value
        Exact; None where nothing can be measured, such as the mean of no rows.
    rows, illustrative
        How many rows count, and how many of them are made up.
    keys
        The rows, one by one; of large registers none, see `LISTED`.
    """

    value: Decimal | None
    rows: int
    illustrative: int
    keys: tuple[str, ...] = ()


class Counter(Protocol):
    """Counts the rows of one register."""

    def prefetch(self) -> None:
        """Scan now for what can be known of all indicators at once."""

    def tally(self, selection: Selection, others: OtherWindows = no_other) -> Tally:
        """The indicator over the selected rows.

        Whoever asks for one of the `others` soon asks for the rest: one scan may answer all.
        """

    def rows(self, selection: Selection, limit: int | None = None) -> pd.DataFrame:
        """The selected rows, in the register's order; at most `limit` of them.

        Raises
        ------
        IndicatorError
            INDICATOR-08 more than `LISTED` rows of a large register, and no limit.
        """

    def texts(self, selection: Selection, column: str) -> tuple[str, ...]:
        """The distinct texts of a column in the selected rows, in the register's order.

        Raises
        ------
        IndicatorError
            INDICATOR-08 more than `LISTED` of a large register.
        """

    def earliest(self, selection: Selection, column: str) -> dt.date | None:
        """The earliest day of a column in the selected rows; None without one."""

    def columns_with(self, value: str) -> list[str]:
        """The columns of texts, none of them personal, that hold a value in some row."""
