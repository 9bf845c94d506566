"""Reporting periods: a short code, two inclusive days, and the calendar that set them.

A period's window depends on who asks.  Statistics count calendar months; periodic reports of
state agencies close their figures on the 14th (Nghị định số 09/2019/NĐ-CP, Điều 12 khoản 1-4),
so that an event of 20/12/2025 belongs to the reporting year 2026.  The calendar is therefore
data, and every period carries the one it was read under.

Codes::

    2023  2023-H1  2023-H2  2023-9M  2023-Q3  2023-11  2020-01-01--2023-11-14
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, cast

from baocao.core.errors import Finding, PeriodError

__all__ = [
    "CALENDAR",
    "DECREE_09",
    "Calendar",
    "Kind",
    "Period",
    "calendars",
    "parse_many",
    "periods_between",
    "require_same_kind",
]

Kind = Literal["year", "half", "nine_months", "quarter", "month", "span"]

# Length in months; spans are counted in days and have none.
_MONTHS: Final[dict[str, int]] = {
    "year": 12,
    "half": 6,
    "nine_months": 9,
    "quarter": 3,
    "month": 1,
}
_NAMES: Final[dict[str, str]] = {
    "year": "năm",
    "half": "6 tháng",
    "nine_months": "9 tháng",
    "quarter": "quý",
    "month": "tháng",
    "span": "khoảng ngày",
}
_CODE: Final = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?:H(?P<half>[12])|(?P<nine_months>9)M|Q(?P<quarter>[1-4])"
    r"|(?P<month>0[1-9]|1[0-2])))?"
)
_SPAN: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})--([0-9]{4}-[0-9]{2}-[0-9]{2})")
_YEARS: Final = range(1900, 3000)  # outside lies a slip of the keyboard
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """How months become windows.

    Parameters
    ----------
    name
        Name used in ``report.toml``.
    closing_day
        Day of a period's last month on which its figures close; the next period opens on the
        day after.  None closes on the last day of the month.
    legal_basis
        The rule, in Vietnamese, as a report would cite it.

    Examples
    --------
    >>> DECREE_09.closing(2024, 2), CALENDAR.closing(2024, 2)
    (datetime.date(2024, 2, 14), datetime.date(2024, 2, 29))
    """

    name: str
    closing_day: int | None
    legal_basis: str

    def closing(self, year: int, month: int) -> date:
        """Return the day on which the figures of a month close."""
        last = monthrange(year, month)[1]
        return date(year, month, last if self.closing_day is None else min(self.closing_day, last))

    def year_of(self, day: date) -> int:
        """Return the reporting year a day belongs to.

        Examples
        --------
        >>> DECREE_09.year_of(date(2025, 12, 20))
        2026
        """
        return day.year if day <= self.closing(day.year, 12) else day.year + 1


CALENDAR: Final = Calendar("calendar", None, "Năm, quý, tháng dương lịch")
DECREE_09: Final = Calendar("decree-09", 14, "Điều 12 Nghị định số 09/2019/NĐ-CP")
calendars: Final[dict[str, Calendar]] = {c.name: c for c in (CALENDAR, DECREE_09)}


@dataclass(frozen=True)
class Period:
    """A reporting period; read one with :meth:`parse`, print its code with :func:`str`.

    Periods have no order of their own (is a year before its last quarter?): sort them with
    ``key=lambda p: (p.end, p.days)``.

    Parameters
    ----------
    kind
        ``year``, ``half``, ``nine_months``, ``quarter``, ``month`` or ``span``.
    start, end
        First and last day, both inside.
    calendar
        The calendar that set the two days.

    Examples
    --------
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
        """Read a period code; a period is handed back as it is, calendar and all.

        Raises
        ------
        PeriodError
            PERIOD-01 when the code is not one of the known forms, PERIOD-02 when a span ends
            before it starts.

        Examples
        --------
        >>> str(Period.parse(" 2023-q3 ")), Period.parse(2023).kind
        ('2023-Q3', 'year')
        """
        if isinstance(text, Period):
            return text
        code = str(text).strip().upper()
        # True is an int to Python, and no year to anyone.
        if not isinstance(text, str | int) or isinstance(text, bool):
            raise _unreadable(text)
        if dates := _SPAN.fullmatch(code):
            try:
                start, end = (date.fromisoformat(part) for part in dates.groups())
            except ValueError:
                raise _unreadable(text) from None
            if start.year not in _YEARS or end.year not in _YEARS:
                raise _unreadable(text)
            return cls._span(start, end, calendar)
        match = _CODE.fullmatch(code)
        if match is None or int(match["year"]) not in _YEARS:
            raise _unreadable(text)
        kind = match.lastgroup or "year"
        # The closing month of the n-th period of a kind: Q3 closes in September.  "9M" comes
        # only once a year, and the captured 9 is its length.
        nth = 1 if kind in ("year", "nine_months") else int(match[kind])
        return cls._closing_in(kind, int(match["year"]), nth * _MONTHS[kind], calendar)

    @classmethod
    def month_with(cls, day: date, calendar: Calendar = CALENDAR) -> Period:
        """Return the reporting month that a day lies in.

        Examples
        --------
        >>> str(Period.month_with(date(2025, 12, 20), DECREE_09))
        '2026-01'
        """
        after = day > calendar.closing(day.year, day.month)
        month = day.year * 12 + day.month - 1 + after
        return cls._closing_in("month", month // 12, month % 12 + 1, calendar)

    @classmethod
    def _closing_in(cls, kind: str, year: int, month: int, calendar: Calendar) -> Period:
        before = year * 12 + month - 1 - _MONTHS[kind]
        start = calendar.closing(before // 12, before % 12 + 1) + _DAY
        return cls(cast(Kind, kind), start, calendar.closing(year, month), calendar)

    @classmethod
    def _span(cls, start: date, end: date, calendar: Calendar) -> Period:
        if end < start:
            raise _backwards(f"{start}--{end}")
        return cls("span", start, end, calendar)

    def __str__(self) -> str:
        """Return the canonical code."""
        # Under every calendar the closing day lies in the period's own last month.
        year, month = self.end.year, self.end.month
        return {
            "year": f"{year:04}",
            "half": f"{year:04}-H{month // 6}",
            "nine_months": f"{year:04}-9M",
            "quarter": f"{year:04}-Q{month // 3}",
            "month": f"{year:04}-{month:02}",
            "span": f"{self.start}--{self.end}",
        }[self.kind]

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1

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
        return self._months_back(12 if self.kind == "nine_months" else _MONTHS[self.kind])

    def same_period_last_year(self) -> Period:
        """Return the same period one year earlier («cùng kỳ năm trước»).

        A span keeps its days and months; one that ends with February still does.

        Examples
        --------
        >>> str(Period.parse("2025-01-01--2025-02-28").same_period_last_year())
        '2024-01-01--2024-02-29'
        """
        if self.kind != "span":
            return self._months_back(12)
        end = _year_back(self.end)
        if self.end.month == 2 and (self.end + _DAY).month == 3:
            end = CALENDAR.closing(end.year, 2)
        return Period("span", _year_back(self.start), end, self.calendar)

    def _months_back(self, months: int) -> Period:
        closing = self.end.year * 12 + self.end.month - 1 - months
        return Period._closing_in(self.kind, closing // 12, closing % 12 + 1, self.calendar)

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
            end = min(self.end + days, _year_on(self.end))
            return Period("span", start, end, self.calendar)
        kind = "quarter" if self.kind == "nine_months" else self.kind
        closing = self.end.year * 12 + self.end.month - 1 + _MONTHS[kind]
        return Period._closing_in(kind, closing // 12, closing % 12 + 1, self.calendar)

    def years(self) -> tuple[Period, ...]:
        """Return the reporting years this period touches, each clipped to it, in order.

        Examples
        --------
        >>> [str(year) for year in Period.parse("2021-01-01--2022-11-14").years()]
        ['2021', '2022-01-01--2022-11-14']
        """
        first, last = (self.calendar.year_of(day) for day in (self.start, self.end))
        whole = (self._year(year) for year in range(first, last + 1))
        return tuple(
            year
            if self.start <= year.start and year.end <= self.end
            else Period("span", max(year.start, self.start), min(year.end, self.end), self.calendar)
            for year in whole
        )

    def _year(self, year: int) -> Period:
        return Period._closing_in("year", year, 12, self.calendar)

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


def periods_between(
    first: date, last: date, kinds: Iterable[str], calendar: Calendar = CALENDAR
) -> list[Period]:
    """List the periods of some kinds whose last day lies in [first, last].

    Ordered by last day, then by length: what closes on a given day reads from the shortest.

    Raises
    ------
    ValueError
        For a kind that does not recur, such as ``span``.

    Examples
    --------
    >>> found = periods_between(date(2023, 6, 1), date(2023, 9, 30), ("nine_months", "quarter"))
    >>> [str(period) for period in found]
    ['2023-Q2', '2023-Q3', '2023-9M']
    """
    found = []
    for kind in sorted(set(kinds)):
        if kind not in _MONTHS:
            raise ValueError(f"no recurring periods of kind {kind!r}")
        months = (9,) if kind == "nine_months" else range(_MONTHS[kind], 13, _MONTHS[kind])
        for year in range(first.year, last.year + 1):
            for month in months:
                if first <= calendar.closing(year, month) <= last:
                    found.append(Period._closing_in(kind, year, month, calendar))
    return sorted(found, key=lambda period: (period.end, period.days))


def parse_many(
    codes: Iterable[str], kinds: Iterable[str] = (), calendar: Calendar = CALENDAR
) -> list[Period]:
    """Read period codes and ranges of them, ``2020..2023``; each period once, in their order.

    Parameters
    ----------
    codes
        Period codes; a range goes from the first day of its first period to the last of its last.
    kinds
        What a range is divided into; default: periods of the kind of its two ends.

    Raises
    ------
    PeriodError
        As :meth:`Period.parse`; PERIOD-02 a range that ends before it begins; PERIOD-03 ends of
        two kinds, or spans, where no kind is given; PERIOD-04 a range without such a period.

    Examples
    --------
    >>> [str(period) for period in parse_many(["2022-H1..2022", "2021-Q4"], ("half", "year"))]
    ['2022-H1', '2022-H2', '2022', '2021-Q4']
    >>> [str(period) for period in parse_many(["2022-Q4..2023-Q1"])]
    ['2022-Q4', '2023-Q1']
    """
    found: list[Period] = []
    for code in codes:
        first, dots, last = code.partition("..")
        if dots:
            found += _range(Period.parse(first, calendar), Period.parse(last, calendar), kinds)
        else:
            found.append(Period.parse(code, calendar))
    return list(dict.fromkeys(found))


def _backwards(text: str) -> PeriodError:
    return PeriodError(
        Finding(
            "PERIOD-02",
            "Khoảng ngày kết thúc trước khi bắt đầu.",
            found=text,
            remedy="viết ngày đầu trước, ngày cuối sau",
        )
    )


def _range(first: Period, last: Period, kinds: Iterable[str]) -> list[Period]:
    wanted = tuple(kinds)
    if not wanted:
        require_same_kind(first, last)
        wanted = (first.kind,)
    if last.end < first.start:
        raise _backwards(f"{first}..{last}")
    recurring = [kind for kind in wanted if kind in _MONTHS]
    found = [
        period
        for period in periods_between(first.start, last.end, recurring, first.calendar)
        if period.start >= first.start
    ]
    if not found:
        raise PeriodError(
            Finding(
                "PERIOD-04",
                "Trong khoảng ấy không có kỳ báo cáo nào của loại được chọn.",
                found=f"{first}..{last}",
                remedy="chọn loại kỳ bằng --every month,quarter,half,9m,year",
            )
        )
    return found


def require_same_kind(a: Period, b: Period) -> None:
    """Refuse to compare a period with one of another kind: part of a year is not a year.

    Raises
    ------
    PeriodError
        PERIOD-03.

    Examples
    --------
    >>> require_same_kind(Period.parse("2023-Q3"), Period.parse("2022-Q3"))
    """
    if a.kind != b.kind:
        raise PeriodError(
            Finding(
                "PERIOD-03",
                "Không so sánh được hai kỳ khác loại.",
                found=f"{a} ({_NAMES[a.kind]}) và {b} ({_NAMES[b.kind]})",
                remedy="so sánh với kỳ cùng loại, ví dụ cùng kỳ năm trước",
            )
        )


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return date(day.year - 1, 2, 28)


def _year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)


def _unreadable(text: object) -> PeriodError:
    return PeriodError(
        Finding(
            "PERIOD-01",
            "Không hiểu kỳ báo cáo.",
            found=str(text),
            remedy="viết 2023, 2023-H1, 2023-9M, 2023-Q3, 2023-11 hoặc 2020-01-01--2023-11-14",
        )
    )
