"""Years in cells: which texts and numbers mean one, and the day that stands for it in a table."""

from __future__ import annotations

import re
from datetime import date

from baocao.core.periods import CALENDAR, Calendar
from baocao.registers.grid import Value

__all__ = ["YEAR_TEXT", "closing_of_year", "day_of_year", "is_year", "year_text"]

# As DuckDB's regular expressions read them, too.
YEAR_TEXT = r"(?:(?:cả )?năm (?:học |tài chính |báo cáo )?)?([0-9]{4})(?: ?[-–/] ?([0-9]{4}))?"
_DECEMBER = 12
_PLAUSIBLE = (1900, 2100)
_IN_TWO_YEARS = Calendar.beginning(9)


def day_of_year(cell: Value, calendar: Calendar) -> date | None:
    """The day that stands for the year of a cell; None where the cell holds no year.

    It is the day on which the year's figures close, as :func:`~.months.day_of_month` has it of a
    month. A year that lies in two years of the common calendar is written with both: of "2024"
    nobody knows whether the school year began or ended in it.

    Examples
    --------
    >>> day_of_year("năm 2023", CALENDAR), day_of_year(2023.0, CALENDAR)
    (datetime.date(2023, 12, 31), datetime.date(2023, 12, 31))
    >>> school = Calendar.beginning(9, 1, "năm học")
    >>> day_of_year("2023-2024", school), day_of_year("2023", school)
    (datetime.date(2024, 8, 31), None)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell != cell or cell in (float("inf"), float("-inf")) or cell != int(cell):
            return None
        first, second = int(cell), None
    elif isinstance(cell, str) and (found := re.fullmatch(YEAR_TEXT, cell, re.IGNORECASE)):
        first, second = int(found[1]), found[2] and int(found[2])
    else:
        return None
    if calendar.is_in_two_years != (second is not None):
        return None
    is_year = 0 < first < 9999 and second in (None, first + 1)
    return closing_of_year(first, calendar) if is_year else None


def is_year(cell: Value) -> bool:
    """Whether a cell names a year of any calendar, as the heading of a column may.

    Examples
    --------
    >>> is_year("Năm 2023"), is_year("2023-2024"), is_year(2023), is_year(12.345)
    (True, True, True, False)
    """
    day = day_of_year(cell, CALENDAR) or day_of_year(cell, _IN_TWO_YEARS)
    return day is not None and _PLAUSIBLE[0] <= day.year <= _PLAUSIBLE[1]


def closing_of_year(year: int, calendar: Calendar) -> date:
    """The last day of a reporting year, by its code.

    Examples
    --------
    >>> from baocao.core.periods import DECREE_09
    >>> closing_of_year(2023, DECREE_09)
    datetime.date(2023, 12, 14)
    """
    return calendar.closing_of(12 * year + calendar.first_month - 1 + 11)


def year_text(day: date) -> str:
    """The year that a day stands for, as people write it.

    Examples
    --------
    >>> year_text(date(2023, 12, 31)), year_text(date(2024, 8, 31))
    ('2023', '2023-2024')
    """
    return str(day.year) if day.month == _DECEMBER else f"{day.year - 1}-{day.year}"
