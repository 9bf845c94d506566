"""Calendars: when a year begins, and on which days the figures of its months close.

Three ways, each chosen in ``report.toml``: calendar months; the reports of Nghị định số
09/2019/NĐ-CP, which close on the 14th; and a year of an office's own, such as a school year or a
fiscal year, given by its first month and day.

A month's code names a month of the common calendar.  A year's code is the year that the decree and
the common calendar give it; a year of an office's own has the code of the year in which it
*begins*, and is printed with both ("năm học 2024-2025" for ``2024``).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

__all__ = ["CALENDAR", "DECREE_09", "LAST_FIRST_DAY", "YEAR", "Calendar", "calendars"]

YEAR: Final = "năm"
LAST_FIRST_DAY: Final = 28
"""A year of one's own begins on this day of its month at the latest: every month has it."""


@dataclass(frozen=True)
class Calendar:
    """How months become windows, and years are made of months.

    Parameters
    ----------
    name
        Name used in ``report.toml`` and in manifests.
    closing_day
        Day of the month on which its figures close; the next month opens on the day after.  None
        closes on the last day of the month.
    legal_basis
        The rule, in Vietnamese, as a report would cite it; empty: none.
    first_month
        The month that a year begins with.
    closes_later
        Whether the closing day lies in the month after: a month that is named by where it begins.
    year_word
        What prose calls a year: "năm", "năm học".

    Examples
    --------
    >>> DECREE_09.closing(2024, 2), CALENDAR.closing(2024, 2)
    (datetime.date(2024, 2, 14), datetime.date(2024, 2, 29))
    """

    name: str
    closing_day: int | None
    legal_basis: str
    first_month: int = 1
    closes_later: bool = False
    year_word: str = YEAR

    @classmethod
    def beginning(
        cls, first_month: int, first_day: int = 1, year_word: str = "", legal_basis: str = ""
    ) -> Calendar:
        """The calendar whose years begin on a day; its months begin on the same day of theirs.

        Parameters
        ----------
        first_month, first_day
            1 to 12, and 1 to 28.
        year_word
            What a year is called; default: "năm", or "năm báo cáo" where it lies in two years,
            since "năm 2024-2025" could be read as two years.

        Examples
        --------
        >>> school = Calendar.beginning(9, 1, "năm học")
        >>> school.year_of(date(2025, 5, 31)), school.year_label(2024)
        (2024, '2024-2025')
        """
        if not (1 <= first_month <= 12 and 1 <= first_day <= LAST_FIRST_DAY):
            raise ValueError(f"no first day of years: {first_day}/{first_month}")
        is_common = (first_month, first_day) == (1, 1)
        if year_word == YEAR and not is_common:
            raise ValueError("a year that lies in two years needs a name of its own")
        return cls(
            name=f"from-{first_month:02}-{first_day:02}",
            closing_day=None if first_day == 1 else first_day - 1,
            legal_basis=legal_basis,
            first_month=first_month,
            closes_later=first_day > 1,
            year_word=year_word or (YEAR if is_common else "năm báo cáo"),
        )

    @property
    def is_in_two_years(self) -> bool:
        """Whether a year is named by two years of the common calendar."""
        return self.first_month > 1 or self.closes_later

    @property
    def cited(self) -> str:
        """The rule that a report cites; empty where its days need none."""
        return "" if self.name == "calendar" else self.legal_basis

    def closing(self, year: int, month: int) -> date:
        """Return the day on which the figures of a month close."""
        if self.closes_later:
            year, month = year + month // 12, month % 12 + 1
        last = monthrange(year, month)[1]
        return date(year, month, last if self.closing_day is None else min(self.closing_day, last))

    def closing_of(self, month: int) -> date:
        """Return the day on which a month closes, counted from January of the year 0 as 0."""
        return self.closing(month // 12, month % 12 + 1)

    def month_of(self, day: date) -> tuple[int, int]:
        """Return the year and the month whose figures a day belongs to.

        Examples
        --------
        >>> DECREE_09.month_of(date(2025, 12, 20))
        (2026, 1)
        """
        year, month = day.year, day.month
        if self.closing_day is not None:
            at = 12 * year + month - 1
            at += (day.day > self.closing_day) - self.closes_later
            year, month = at // 12, at % 12 + 1
        return year, month

    def year_of(self, day: date) -> int:
        """Return the reporting year a day belongs to, as its code has it.

        Examples
        --------
        >>> DECREE_09.year_of(date(2025, 12, 20))
        2026
        """
        year, month = self.month_of(day)
        return year if month >= self.first_month else year - 1

    def year_label(self, year: int) -> str:
        """The figures that a year is printed with: "2024", or "2024-2025"."""
        return f"{year}-{year + 1}" if self.is_in_two_years else str(year)


CALENDAR: Final = Calendar("calendar", None, "Năm, quý, tháng dương lịch")
DECREE_09: Final = Calendar("decree-09", 14, "Điều 12 Nghị định số 09/2019/NĐ-CP")
calendars: Final[dict[str, Calendar]] = {c.name: c for c in (CALENDAR, DECREE_09)}
