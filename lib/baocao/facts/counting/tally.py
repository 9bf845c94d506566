"""What counting rows yields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from baocao.facts.indicators import Window

__all__ = ["LISTED", "Alike", "Part", "Tally", "none_alike"]

Alike = Callable[[], Sequence[Window]]
"""Tells the windows that will be asked for beside one; called only where that saves scans."""

Part = tuple[str, str]
"""A column, and the text that a row must have there besides what the indicator asks for."""

LISTED = 100_000
"""More rows of a large register than this are not put into memory one by one."""


def none_alike() -> Sequence[Window]:
    """No window beside one."""
    return ()


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
