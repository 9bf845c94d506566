"""What counting rows yields."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["LISTED", "Part", "Tally"]

Part = tuple[str, str]
"""A column, and the text that a row must have there besides what the indicator asks for."""

LISTED = 100_000
"""More rows of a large register than this are not put into memory one by one."""


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
