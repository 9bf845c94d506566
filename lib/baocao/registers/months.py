"""Months in cells: which texts and days mean one, and the day that stands for it in a table."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from baocao.core.periods import Calendar
from baocao.registers.grid import Day, Value

__all__ = ["MONTH_FIRST", "YEAR_FIRST", "day_of_month", "month_text"]

# As DuckDB's regular expressions read them, too.
MONTH_FIRST = r"(?:tháng |t\.? ?)?([0-9]{1,2})(?: ?[/.-] ?| năm )([0-9]{4})"
YEAR_FIRST = r"([0-9]{4})-([0-9]{1,2})"


def day_of_month(cell: Value, calendar: Calendar) -> date | None:
    """The day that stands for the month of a cell; None where the cell holds no month.

    It is the day on which the figures of the month close: with reports by calendar months the
    last one, with those by Nghị định 09/2019 the 14th. Any other day would put the month's figure
    into a report that ends before the month does, or into that on the next month.

    Examples
    --------
    >>> from baocao.core.periods import CALENDAR, DECREE_09
    >>> day_of_month("tháng 3/2023", CALENDAR), day_of_month("3-2023", DECREE_09)
    (datetime.date(2023, 3, 31), datetime.date(2023, 3, 14))
    """
    if isinstance(cell, Day):
        day = cell.value.date()
        # Programs keep a month as its first day, formulas as its last; what is shown as a month
        # with another day was typed as a day.
        is_edge = day.day in (1, monthrange(day.year, day.month)[1])
        return calendar.closing(day.year, day.month) if cell.is_month and is_edge else None
    if not isinstance(cell, str):
        return None
    if found := re.fullmatch(MONTH_FIRST, cell, re.IGNORECASE):
        month, year = map(int, found.groups())
    elif found := re.fullmatch(YEAR_FIRST, cell):
        year, month = map(int, found.groups())
    else:
        return None
    # A calendar may close a month in the next year: there is none after 9999.
    is_month = 1 <= month <= 12 and 0 < year <= 9999 - calendar.closes_later
    return calendar.closing(year, month) if is_month else None


def month_text(day: date) -> str:
    """The month that a day stands for, as people write it.

    Examples
    --------
    >>> month_text(date(2023, 3, 31))
    '03/2023'
    """
    return f"{day:%m/%Y}"
