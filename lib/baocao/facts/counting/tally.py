"""What is counted, and what counting yields: the same wherever the rows are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from baocao.facts.indicators import Indicator, Window

__all__ = ["LISTED", "Cut", "Cuts", "Holding", "OtherWindows", "Selection", "Tally", "no_other"]

OtherWindows = Callable[[], Sequence[Window]]
"""Tells which other windows will be asked for soon; called only where that saves scans."""

Cut = tuple[str, str]
"""A column, and the text that a row must have there besides what the indicator asks for."""

Holding = tuple[str, Decimal]
"""A column of numbers, and the number that a row must have there."""

Cuts = tuple[Cut, ...]
"""What makes a part of an indicator: none is the whole, two are a cell of a cross table."""

LISTED = 100_000
"""More rows of a large register than this are not put into memory one by one."""


def no_other() -> Sequence[Window]:
    """No other window."""
    return ()


@dataclass(frozen=True)
class Selection:
    """The rows that an indicator counts at a window, or those of a part of them."""

    indicator: Indicator
    window: Window
    cuts: Cuts = ()


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
