"""One reporting period: two days, and the code that names them; see :mod:`baocao.core.periods`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, cast

from baocao.core.calendars import CALENDAR, Calendar
from baocao.core.period_codes import MONTHS, Code
from baocao.core.period_faults import backwards, in_doubt, no_such_week, one_year_of_two, unreadable
from baocao.core.period_names import OneYearOfTwoError, advice, read

__all__ = ["Kind", "Period", "year_on"]

Kind = Literal["year", "half", "nine_months", "quarter", "month", "week", "span"]

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Period:
    """A reporting period; read one with :meth:`parse`, print its code with :func:`str`.

    Periods have no order of their own (is a year before its last quarter?): sort them with
    ``key=lambda p: (p.end, p.days)``.

    Parameters
    ----------
    kind
        ``year``, ``half``, ``nine_months``, ``quarter``, ``month``, ``week`` or ``span``.
    start, end
        First and last day, both inside.
    calendar
        The calendar that set the two days.

    Examples
    --------
    >>> from baocao.core.calendars import DECREE_09
    >>> quarter = Period.parse("2026-Q1", DECREE_09)
    >>> quarter.start.isoformat(), quarter.end.isoformat(), quarter.days
    ('2025-12-15', '2026-03-14', 90)
    >>> str(quarter.previous()), str(quarter.same_period_last_year())
    ('2025-Q4', '2025-Q1')
    """

    kind: Kind
    start: date
    end: date
    calendar: Calendar = CALENDAR

    @classmethod
    def parse(cls, text: str | int | Period, calendar: Calendar = CALENDAR) -> Period:
        """Read a period code or name; a period is handed back as it is, calendar and all.

        Raises
        ------
        PeriodError
            PERIOD-01 when the code is not one of the known forms, PERIOD-02 when a span ends
            before it starts, PERIOD-05 for week 53 of a year that has none, PERIOD-06 for a name
            in words that says one year of the two that the calendar's years lie in, PERIOD-08
            for a name that may mean several periods.

        Examples
        --------
        >>> str(Period.parse(" 2023-q3 ")), Period.parse(2023).kind
        ('2023-Q3', 'year')
        >>> str(Period.parse("quý III/2023")), str(Period.parse("tuần 7/2024"))
        ('2023-Q3', '2024-W07')
        """
        period = cls.of_fact(text, calendar)
        if not period.days and not isinstance(text, Period):
            raise no_such_week(str(period), period.year)
        return period

    @classmethod
    def of_fact(cls, text: str | int | Period, calendar: Calendar = CALENDAR) -> Period:
        """Read the code of a fact's period: as :meth:`parse`, and of a week that its year lacks.

        Examples
        --------
        >>> Period.of_fact("2023-W53").days
        0
        """
        if isinstance(text, Period):
            return text
        # True is an int to Python, and no year to anyone.
        if not isinstance(text, str | int) or isinstance(text, bool):
            raise unreadable(text)
        try:
            code = read(str(text), calendar)
        except OneYearOfTwoError:
            raise one_year_of_two(str(text), calendar) from None
        if code is None:
            known = advice(str(text), calendar)
            raise in_doubt(text, known.remedy) if known.is_doubt else unreadable(text, known.remedy)
        return cls._of_code(code, calendar)

    @classmethod
    def _of_code(cls, code: Code, calendar: Calendar) -> Period:
        if code.days:
            return cls._span(*code.days, calendar)
        if code.kind == "week":
            return cls._week(code.year, code.nth, calendar)
        # The closing month of the n-th period of a kind: Q3 of a year from January closes in
        # September.  Months are those of the common calendar.
        first = 1 if code.kind == "month" else calendar.first_month
        closing = 12 * code.year + first - 1 + code.nth * MONTHS[code.kind] - 1
        return cls.closing_in(code.kind, closing, calendar)

    @classmethod
    def month_with(cls, day: date, calendar: Calendar = CALENDAR) -> Period:
        """Return the reporting month that a day lies in.

        Examples
        --------
        >>> from baocao.core.calendars import DECREE_09
        >>> str(Period.month_with(date(2025, 12, 20), DECREE_09))
        '2026-01'
        """
        year, month = calendar.month_of(day)
        return cls.closing_in("month", year * 12 + month - 1, calendar)

    @classmethod
    def interval_with(cls, kind: str, day: date, calendar: Calendar = CALENDAR) -> Period:
        """Return the month, or the reporting year, that a day lies in.

        Examples
        --------
        >>> [str(Period.interval_with(kind, date(2025, 3, 20))) for kind in ("month", "year")]
        ['2025-03', '2025']
        """
        month = cls.month_with(day, calendar)
        return month.reporting_year() if kind == "year" else month

    @classmethod
    def closing_in(cls, kind: str, month: int, calendar: Calendar) -> Period:
        """The period of a kind whose last month is the given one, as counted from the year 0."""
        start = calendar.closing_of(month - MONTHS[kind]) + _DAY
        return cls(cast(Kind, kind), start, calendar.closing_of(month), calendar)

    @classmethod
    def _week(cls, year: int, number: int, calendar: Calendar) -> Period:
        start = date.fromisocalendar(year, 1, 1) + _WEEK * (number - 1)
        # The week that would be the 53rd of a year that has none is the next year's first.
        is_there = start.isocalendar()[:2] == (year, number)
        return cls("week", start, start + (6 * _DAY if is_there else -_DAY), calendar)

    @classmethod
    def _span(cls, start: date, end: date, calendar: Calendar) -> Period:
        if end < start:
            raise backwards(f"{start}--{end}")
        return cls("span", start, end, calendar)

    def __str__(self) -> str:
        """Return the canonical code."""
        if self.kind == "span":
            return f"{self.start}--{self.end}"
        if self.kind == "week":
            return f"{self.year:04}-W{self.nth:02}"
        if self.kind == "month":
            year, month = self.calendar.month_of(self.end)
            return f"{year:04}-{month:02}"
        tails = {"quarter": f"-Q{self.nth}", "half": f"-H{self.nth}", "nine_months": "-9M"}
        return f"{self.year:04}{tails.get(self.kind, '')}"

    @property
    def year(self) -> int:
        """The code of the reporting year of the last day; of a week its year of ISO 8601."""
        return self.end.isocalendar()[0] if self.kind == "week" else self.calendar.year_of(self.end)

    @property
    def nth(self) -> int:
        """The how-manieth half, quarter or week of its year this is; of other kinds 1.

        Examples
        --------
        >>> Period.parse("2023-Q3").nth
        3
        """
        if self.kind == "week":
            # Of a week that is not there, the number after the last one that is.
            return self.end.isocalendar()[1] + (not self.days)
        if self.kind not in ("half", "quarter"):
            return 1
        month = self.calendar.month_of(self.end)[1]
        return ((month - self.calendar.first_month) % 12 + 1) // MONTHS[self.kind]

    @property
    def days(self) -> int:
        """Number of days, both ends counted; none in a week that its year lacks."""
        return (self.end - self.start).days + 1

    @property
    def opens_year(self) -> bool:
        """Whether it begins with its reporting year: then it is the year to date.

        A week that begins in the year before holds days that are not of the year to date.
        """
        first = self.reporting_year().start
        return self.start == first if self.kind == "week" else self.start <= first

    def contains(self, day: date) -> bool:
        """Tell whether a day lies inside, ends included."""
        return self.start <= day <= self.end

    def previous(self) -> Period:
        """Return the period just before, of the same kind and length.

        The nine months of a year have no nine months beside them: theirs are those of the
        year before.  A span's are the same number of days.

        Examples
        --------
        >>> str(Period.parse("2023-H1").previous()), str(Period.parse("2023-9M").previous())
        ('2022-H2', '2022-9M')
        >>> str(Period.parse("2023-03-01--2023-03-10").previous())
        '2023-02-19--2023-02-28'
        """
        if self.kind == "span":
            length = timedelta(days=self.days)
            return Period("span", self.start - length, self.start - _DAY, self.calendar)
        if self.kind == "week":
            return Period("week", self.start - _WEEK, self.start - _DAY, self.calendar)
        return self._months_on(-12 if self.kind == "nine_months" else -MONTHS[self.kind])

    def same_period_last_year(self) -> Period:
        """Return the same period one year earlier («cùng kỳ năm trước»).

        A span keeps its days and months; one that ends with February still does.  A week keeps
        its number; a year that has no week 53 has nothing to set beside one, and answers with a
        period of no days.

        Examples
        --------
        >>> str(Period.parse("2025-01-01--2025-02-28").same_period_last_year())
        '2024-01-01--2024-02-29'
        >>> str(Period.parse("2024-W07").same_period_last_year())
        '2023-W07'
        >>> before = Period.parse("2020-W53").same_period_last_year()
        >>> str(before), before.days
        ('2019-W53', 0)
        """
        if self.kind == "week":
            return Period._week(self.year - 1, self.nth, self.calendar)
        if self.kind != "span":
            return self._months_on(-12)
        end = _year_back(self.end)
        if self.end.month == 2 and (self.end + _DAY).month == 3:
            end = CALENDAR.closing(end.year, 2)
        return Period("span", _year_back(self.start), end, self.calendar)

    def _months_on(self, months: int, kind: str | None = None) -> Period:
        year, month = self.calendar.month_of(self.end)
        return Period.closing_in(kind or self.kind, 12 * year + month - 1 + months, self.calendar)

    def year_to_date(self) -> Period:
        """Return the reporting year from its first day to this period's end («lũy kế»).

        Examples
        --------
        >>> str(Period.parse("2023-Q3").year_to_date()), str(Period.parse("2023-Q4").year_to_date())
        ('2023-01-01--2023-09-30', '2023')
        """
        return self.reporting_year().until(self.end)

    def reporting_year(self) -> Period:
        """Return the whole reporting year that this period's last day belongs to.

        Examples
        --------
        >>> str(Period.parse("2023-01-01--2023-11-14").reporting_year())
        '2023'
        """
        return self._year(self.calendar.year_of(self.end))

    def following(self) -> Period:
        """Return the period just after, of the same kind and length («kỳ tới»).

        After the nine months of a year come the three that are left; after a span the same
        number of days, a year at most.

        Examples
        --------
        >>> str(Period.parse("2023-Q4").following()), str(Period.parse("2023-9M").following())
        ('2024-Q1', '2023-Q4')
        >>> str(Period.parse("2020-01-01--2023-11-14").following())
        '2023-11-15--2024-11-14'
        """
        if self.kind == "span":
            start, days = self.end + _DAY, timedelta(days=self.days)
            end = min(self.end + days, year_on(self.end))
            return Period("span", start, end, self.calendar)
        if self.kind == "week":
            return Period("week", self.end + _DAY, self.end + _WEEK, self.calendar)
        kind = "quarter" if self.kind == "nine_months" else self.kind
        return self._months_on(MONTHS[kind], kind)

    def years(self) -> tuple[Period, ...]:
        """Return the reporting years this period touches, each clipped to it, in order.

        A week is not divided: it is of the year of its last day.

        Examples
        --------
        >>> [str(year) for year in Period.parse("2021-01-01--2022-11-14").years()]
        ['2021', '2022-01-01--2022-11-14']
        """
        if self.kind == "week":
            return (Period("span", self.start, self.end, self.calendar),)
        first, last = (self.calendar.year_of(day) for day in (self.start, self.end))
        whole = (self._year(year) for year in range(first, last + 1))
        return tuple(
            year
            if self.start <= year.start and year.end <= self.end
            else Period("span", max(year.start, self.start), min(year.end, self.end), self.calendar)
            for year in whole
        )

    def _year(self, year: int) -> Period:
        return Period._of_code(Code("year", year), self.calendar)

    def until(self, day: date) -> Period:
        """Return this period cut off after a day; itself when it ends no later.

        Raises
        ------
        PeriodError
            PERIOD-02 when the day comes before the period's first.

        Examples
        --------
        >>> str(Period.parse("2023").until(date(2023, 11, 14)))
        '2023-01-01--2023-11-14'
        """
        return self if day >= self.end else Period._span(self.start, day, self.calendar)


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return date(day.year - 1, 2, 28)


def year_on(day: date) -> date:
    """The same day a year later; 28 February after the 29th.

    Examples
    --------
    >>> year_on(date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)
