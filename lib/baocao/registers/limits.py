"""What a column's declaration asks of filled cells: the least, the greatest, the form of a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from baocao.registers.declare import Bound, Column
from baocao.registers.faults import Fault, mismatched, too_large, too_small

__all__ = ["Limit", "limits_of", "month_of"]

Limit = tuple[Callable[[Any], bool], Fault]
"""What a value must meet, and what is wrong where it does not."""


def limits_of(column: Column) -> tuple[Limit, ...]:
    """What each filled cell of a column must meet; nothing for most columns.

    Examples
    --------
    >>> score = Column("score", "Điểm", type="number", minimum=0, maximum=100)
    >>> [is_met(100.5) for is_met, _ in limits_of(score)]
    [True, False]
    """
    of: Callable[[Any], Any] = month_of if column.type == "month" else _itself
    limits: list[Limit] = []
    if column.minimum is not None:
        least = of(column.minimum)
        limits.append((lambda value: of(value) >= least, too_small(column, column.minimum)))
    if column.maximum is not None:
        most = of(column.maximum)
        limits.append((lambda value: of(value) <= most, too_large(column, column.maximum)))
    if column.pattern is not None:
        known = re.compile(column.pattern)
        limits.append((lambda value: known.fullmatch(value) is not None, mismatched(column)))
    return tuple(limits)


def month_of(day: date) -> int:
    """A number that is larger for each later month, and the same for all days of one."""
    return 12 * day.year + day.month


def _itself(value: Bound) -> Bound:
    return value
