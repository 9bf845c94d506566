"""What a column's declaration asks of filled cells: the least, the greatest, the form of a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from baocao.core.period import year_on
from baocao.registers.cell_faults import Fault, mismatched, too_large, too_small
from baocao.registers.declare import Bound, Column

__all__ = ["Limit", "last_day", "limits_of", "measure_of", "month_of"]

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
    of = measure_of(column)
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


def last_day(column: Column, complete_until: date) -> date:
    """The last day that may stand in a column of what has happened.

    What stands in a table of years holds from the first day of its year; it is written there
    before the year is over, and the year after it has not begun.

    Examples
    --------
    >>> last_day(Column("year", "Năm", type="year"), date(2023, 11, 14))
    datetime.date(2024, 11, 13)
    """
    if column.type != "year":
        return complete_until
    return year_on(complete_until) - timedelta(days=1)


def measure_of(*columns: Column) -> Callable[[Any], Any]:
    """What days of columns are compared by: a month has none that could stand before another.

    Examples
    --------
    >>> day, month = Column("day", "Ngày", type="date"), Column("month", "Tháng", type="month")
    >>> measure_of(month, day)(date(2023, 12, 30)) == measure_of(day, month)(date(2023, 12, 31))
    True
    """
    return month_of if any(column.type == "month" for column in columns) else _itself


def _itself(value: Bound) -> Bound:
    return value
