"""Calendars that begin on any day, and weeks: what holds for all, and days counted by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.calendars import CALENDAR, DECREE_09, Calendar
from baocao.core.errors import PeriodError
from baocao.core.periods import Period, parse_many, periods_between
from baocao.locale.vi.text import days_year, period_name, period_noun, period_title, year_name

DAY = timedelta(days=1)
JANUARY = Calendar.beginning(1)
SCHOOL = Calendar.beginning(9, 1, "năm học")
FISCAL = Calendar.beginning(10, 15, "năm tài chính", "Quyết định số 01/QĐ-UBND")
TAILS = [
    *([""], ["-H1", "-H2"], ["-9M"]),
    [f"-Q{n}" for n in range(1, 5)],
    [f"-{n:02}" for n in range(1, 13)],
    [f"-W{n:02}" for n in range(1, 53)],
]

years = st.integers(1903, 2990)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
own = st.builds(Calendar.beginning, st.integers(1, 12), st.integers(1, 28))
any_calendar = st.one_of(own, st.sampled_from([CALENDAR, DECREE_09, SCHOOL, FISCAL]))


@st.composite
def codes(draw: st.DrawFn) -> str:
    """The code of a period of any kind."""
    # Each kind as often: of weeks there are more than of all others.
    if (kind := draw(st.integers(0, len(TAILS)))) < len(TAILS):
        return f"{draw(years)}{draw(st.sampled_from(TAILS[kind]))}"
    start, end = sorted([draw(days), draw(days)])
    return f"{start}--{end}"


OPERATIONS: list[Callable[[Period], Period]] = [
    Period.previous,
    Period.following,
    Period.same_period_last_year,
    Period.year_to_date,
    Period.reporting_year,
    lambda period: period.until(period.start + (period.end - period.start) // 2),
]


# ---------------------------------------------------------------- a year from January is the year


def shown(period: Period) -> tuple[object, ...]:
    """All that a period says of itself but its calendar."""
    of_text = (period_name, period_title, period_noun, year_name, days_year)
    return (
        *(str(period), period.kind, period.start, period.end, period.days),
        *(period.opens_year, period.year, period.nth, *(name(period) for name in of_text)),
    )


@given(codes())
def test_a_calendar_from_january_is_the_one_there_is(code: str) -> None:
    ours, theirs = Period.parse(code, JANUARY), Period.parse(code)
    assert shown(ours) == shown(theirs)
    for operation in OPERATIONS:
        assert shown(operation(ours)) == shown(operation(theirs))
    assert list(map(shown, ours.years())) == list(map(shown, theirs.years()))


@given(days, days)
def test_the_same_periods_close_in_a_calendar_from_january(a: date, b: date) -> None:
    first = max(a, b) - timedelta(days=800)
    kinds = ("year", "nine_months", "half", "quarter", "month", "week")
    found, known = (
        [shown(p) for p in periods_between(first, max(a, b), kinds, calendar)]
        for calendar in (JANUARY, CALENDAR)
    )
    assert found == known


@given(days)
def test_a_day_is_of_the_same_month_and_year_in_a_calendar_from_january(day: date) -> None:
    assert JANUARY.month_of(day) == (day.year, day.month)
    assert JANUARY.year_of(day) == day.year
    assert JANUARY.closing(day.year, day.month) == CALENDAR.closing(day.year, day.month)


# ---------------------------------------------------------------- what holds for every calendar


@given(codes(), any_calendar)
def test_a_code_is_read_back(code: str, calendar: Calendar) -> None:
    period = Period.parse(code, calendar)
    assert str(period) == code
    assert Period.parse(str(period), calendar) == period
    for operation in OPERATIONS:
        other = operation(period)
        # The span before a long one may begin where no code is read.
        if other.start.year >= 1900:
            assert Period.of_fact(str(other), calendar) == other


@given(codes(), any_calendar)
def test_a_name_is_read_back(code: str, calendar: Calendar) -> None:
    period = Period.parse(code, calendar)
    if period.kind != "span":
        assert Period.parse(period_name(period), calendar) == period
        assert Period.parse(period_name(period).upper(), calendar) == period


@given(codes(), any_calendar)
def test_the_one_before_the_next_is_the_same(code: str, calendar: Calendar) -> None:
    period = Period.parse(code, calendar)
    if period.kind not in ("span", "nine_months"):
        assert period.following().previous() == period == period.previous().following()
        assert period.following().start == period.end + DAY


@given(years, any_calendar)
def test_halves_quarters_and_months_make_the_year(year: int, calendar: Calendar) -> None:
    whole = Period.parse(year, calendar)
    quarters = [Period.parse(f"{year}-Q{n}", calendar) for n in range(1, 5)]
    months = [Period.parse(f"{year}-{calendar.first_month:02}", calendar)]
    while len(months) < 12:
        months.append(months[-1].following())
    nine = Period.parse(f"{year}-9M", calendar)
    halves = [Period.parse(f"{year}-H{n}", calendar) for n in (1, 2)]
    for parts in (halves, quarters, months, [nine, quarters[3]]):
        assert parts[0].start == whole.start and parts[-1].end == whole.end
        assert all(a.end + DAY == b.start for a, b in itertools.pairwise(parts))
        assert all(part.reporting_year() == whole for part in parts)
    assert whole.following().start == whole.end + DAY


@given(st.integers(1, 12), st.integers(1, 28), years)
def test_a_year_of_ones_own_begins_where_it_is_said_to(month: int, day: int, year: int) -> None:
    calendar = Calendar.beginning(month, day)
    whole = Period.parse(year, calendar)
    assert whole.start == date(year, month, day)
    assert whole.end == date(year + 1, month, day) - DAY
    at = Period.parse(f"{year}-{month:02}", calendar)
    assert (at.start, at.start.month) == (whole.start, month)
    assert at.end == calendar.closing(year, month)


@given(days, any_calendar)
def test_a_day_lies_in_the_month_and_the_year_it_is_said_to(day: date, calendar: Calendar) -> None:
    year, month = calendar.month_of(day)
    assert Period.parse(f"{year}-{month:02}", calendar).contains(day)
    assert Period.parse(calendar.year_of(day), calendar).contains(day)


@given(codes(), any_calendar)
def test_the_year_to_date_begins_with_the_year(code: str, calendar: Calendar) -> None:
    period = Period.parse(code, calendar)
    so_far = period.year_to_date()
    assert so_far.end == period.end
    assert so_far.start == period.reporting_year().start <= period.end
    assert (period.opens_year and period.start == so_far.start) <= (period.days == so_far.days)


@given(codes(), any_calendar)
def test_what_closes_between_two_days_is_found(code: str, calendar: Calendar) -> None:
    period = Period.parse(code, calendar)
    if period.kind != "span":
        found = periods_between(period.end, period.end, (period.kind,), calendar)
        assert found == [period]


# ---------------------------------------------------------------- counted by hand

WINDOWS = [
    (SCHOOL, "2024", date(2024, 9, 1), date(2025, 8, 31)),
    (SCHOOL, "2024-H1", date(2024, 9, 1), date(2025, 2, 28)),
    (SCHOOL, "2023-H1", date(2023, 9, 1), date(2024, 2, 29)),
    (SCHOOL, "2024-H2", date(2025, 3, 1), date(2025, 8, 31)),
    (SCHOOL, "2024-9M", date(2024, 9, 1), date(2025, 5, 31)),
    (SCHOOL, "2024-Q1", date(2024, 9, 1), date(2024, 11, 30)),
    (SCHOOL, "2024-Q4", date(2025, 6, 1), date(2025, 8, 31)),
    # A month is the month of the common calendar that its code names.
    (SCHOOL, "2024-09", date(2024, 9, 1), date(2024, 9, 30)),
    (SCHOOL, "2025-02", date(2025, 2, 1), date(2025, 2, 28)),
    (FISCAL, "2024", date(2024, 10, 15), date(2025, 10, 14)),
    (FISCAL, "2024-Q1", date(2024, 10, 15), date(2025, 1, 14)),
    (FISCAL, "2024-10", date(2024, 10, 15), date(2024, 11, 14)),
    (FISCAL, "2025-12", date(2025, 12, 15), date(2026, 1, 14)),
    (SCHOOL, "2024-W07", date(2024, 2, 12), date(2024, 2, 18)),
]


@pytest.mark.parametrize(("calendar", "code", "start", "end"), WINDOWS)
def test_windows(calendar: Calendar, code: str, start: date, end: date) -> None:
    period = Period.parse(code, calendar)
    assert (period.start, period.end) == (start, end)
    assert str(period) == code


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("2024", "năm học 2024-2025"),
        ("2024-H1", "6 tháng đầu năm học 2024-2025"),
        ("2024-H2", "6 tháng cuối năm học 2024-2025"),
        ("2024-9M", "9 tháng đầu năm học 2024-2025"),
        ("2024-Q2", "quý II năm học 2024-2025"),
        ("2025-02", "tháng 02/2025"),
        ("2024-W07", "tuần 7/2024"),
        ("2024-09-01--2025-05-31", "từ ngày 01/9/2024 đến ngày 31/5/2025"),
    ],
)
def test_names_in_a_school_year(code: str, printed: str) -> None:
    assert period_name(Period.parse(code, SCHOOL)) == printed


@pytest.mark.parametrize(
    ("calendar", "code", "printed"),
    [
        (CALENDAR, "2024-W07", "tuần 7 năm 2024 (từ ngày 12/02/2024 đến ngày 18/02/2024)"),
        (CALENDAR, "2024-W01", "tuần 1 năm 2024 (từ ngày 01/01/2024 đến ngày 07/01/2024)"),
        (CALENDAR, "2025-W01", "tuần 1 năm 2025 (từ ngày 30/12/2024 đến ngày 05/01/2025)"),
        (FISCAL, "2024-10", "tháng 10/2024 (từ ngày 15/10/2024 đến ngày 14/11/2024)"),
        (FISCAL, "2024-Q1", "quý I năm tài chính 2024-2025"),
        (SCHOOL, "2024-10", "tháng 10/2024"),
        (DECREE_09, "2024-10", "tháng 10/2024"),
    ],
)
def test_titles_say_the_days_that_a_name_leaves_open(
    calendar: Calendar, code: str, printed: str
) -> None:
    assert period_title(Period.parse(code, calendar)) == printed


def test_the_year_of_a_span_follows_the_calendar() -> None:
    span = "2024-09-01--2025-05-31"
    assert [str(year) for year in Period.parse(span, SCHOOL).years()] == [span]
    assert [str(year) for year in Period.parse(span).years()] == [
        "2024-09-01--2024-12-31",
        "2025-01-01--2025-05-31",
    ]
    assert str(Period.parse(span, SCHOOL).reporting_year()) == "2024"
    assert str(Period.parse("2025-Q1", SCHOOL).previous()) == "2024-Q4"
    assert str(Period.parse("2024-11", SCHOOL).year_to_date()) == "2024-09-01--2024-11-30"
    assert days_year(Period.parse(span, SCHOOL)) == "năm học 2024-2025"
    assert days_year(Period.parse(span)) == "năm 2024-2025"


def test_what_closes_in_a_school_year() -> None:
    kinds = ("year", "nine_months", "half", "quarter")
    found = periods_between(date(2024, 9, 1), date(2025, 8, 31), kinds, SCHOOL)
    assert [(str(p), p.end) for p in found] == [
        ("2024-Q1", date(2024, 11, 30)),
        *((code, date(2025, 2, 28)) for code in ("2024-Q2", "2024-H1")),
        *((code, date(2025, 5, 31)) for code in ("2024-Q3", "2024-9M")),
        *((code, date(2025, 8, 31)) for code in ("2024-Q4", "2024-H2", "2024")),
    ]


def test_a_year_without_a_name_cannot_be_taken_for_two() -> None:
    assert period_name(Period.parse("2024", Calendar.beginning(4))) == "năm báo cáo 2024-2025"
    with pytest.raises(ValueError, match="name of its own"):
        Calendar.beginning(4, 1, "năm")
    with pytest.raises(ValueError, match="29/2"):
        Calendar.beginning(2, 29)


# ---------------------------------------------------------------- forms that people write


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Q3/2023", "2023-Q3"),
        ("q3 / 2023", "2023-Q3"),
        ("quý III/2023", "2023-Q3"),
        ("Quý 3 năm 2023", "2023-Q3"),
        ("tháng 11/2023", "2023-11"),
        ("Tháng 01/2023", "2023-01"),
        ("tháng 1 năm 2023", "2023-01"),
        ("11/2023", "2023-11"),
        ("T11/2023", "2023-11"),
        ("tuần 7/2024", "2024-W07"),
        ("Tuần 07 năm 2024", "2024-W07"),
        ("2024-w07", "2024-W07"),
        ("6 tháng đầu năm 2023", "2023-H1"),
        ("sáu tháng cuối năm 2023", "2023-H2"),
        ("9 tháng đầu năm 2023", "2023-9M"),
        ("9 tháng năm 2023", "2023-9M"),
        ("năm 2023", "2023"),
        ("qu\u0079\u0301 III/2023", "2023-Q3"),
    ],
)
def test_names_are_read_as_codes(text: str, code: str) -> None:
    assert str(Period.parse(text)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024", "2024"),
        ("2024-2025", "2024"),
        ("năm học 2024-2025", "2024"),
        ("Năm học 2024 – 2025", "2024"),
        ("năm 2024-2025", "2024"),
        ("quý II năm học 2024-2025", "2024-Q2"),
        ("quý II/2024-2025", "2024-Q2"),
        ("6 tháng đầu năm học 2024-2025", "2024-H1"),
        ("tháng 02/2025", "2025-02"),
        ("tuần 7/2025", "2025-W07"),
    ],
)
def test_names_in_a_school_year_are_read(text: str, code: str) -> None:
    assert str(Period.parse(text, SCHOOL)) == code


@pytest.mark.parametrize(
    ("calendar", "text", "fault"),
    [
        (CALENDAR, "quý V/2023", "PERIOD-01"),
        (CALENDAR, "quý 5/2023", "PERIOD-01"),
        (CALENDAR, "tháng 13/2023", "PERIOD-01"),
        (CALENDAR, "13/2023", "PERIOD-01"),
        (CALENDAR, "tuần 0/2023", "PERIOD-01"),
        (CALENDAR, "tuần 54/2023", "PERIOD-01"),
        (CALENDAR, "2023-W00", "PERIOD-01"),
        (CALENDAR, "2023-W7", "PERIOD-01"),
        (CALENDAR, "2023-W54", "PERIOD-01"),
        (CALENDAR, "11/23", "PERIOD-08"),
        (CALENDAR, "12 tháng năm 2023", "PERIOD-01"),
        (CALENDAR, "năm học 2024-2025", "PERIOD-01"),
        (CALENDAR, "2024-2025", "PERIOD-08"),
        (SCHOOL, "2024-2027", "PERIOD-01"),
        (CALENDAR, "tuần 53/2023", "PERIOD-05"),
        (SCHOOL, "năm học 2024-2026", "PERIOD-01"),
        (SCHOOL, "năm học 2025-2024", "PERIOD-01"),
        (SCHOOL, "năm học 2024", "PERIOD-06"),
        (SCHOOL, "Q3/2023", "PERIOD-06"),
        (SCHOOL, "6 tháng đầu năm 2024", "PERIOD-06"),
        (SCHOOL, "2023-W53", "PERIOD-05"),
    ],
)
def test_names_that_are_refused(calendar: Calendar, text: str, fault: str) -> None:
    with pytest.raises(PeriodError, match=fault):
        Period.parse(text, calendar)


# ---------------------------------------------------------------- weeks


@given(days)
def test_weeks_are_those_of_iso_8601(day: date) -> None:
    year, number, weekday = day.isocalendar()
    week = Period.parse(f"{year}-W{number:02}")
    assert (week.kind, week.days, week.contains(day)) == ("week", 7, True)
    assert week.start == day - (weekday - 1) * DAY
    assert (week.start.weekday(), week.end.weekday()) == (0, 6)
    assert week.previous().start == week.start - 7 * DAY
    assert week.following().start == week.start + 7 * DAY
    assert (week.year, week.nth) == (year, number)


@given(years, st.integers(1, 53))
def test_a_week_stands_beside_that_of_its_number(year: int, number: int) -> None:
    code = f"{year}-W{number:02}"
    week = Period.of_fact(code)
    before = week.same_period_last_year()
    assert str(week) == code
    assert str(before) == f"{year - 1}-W{number:02}"
    # The last week of a year holds its 28 December.
    for one, of in ((week, year), (before, year - 1)):
        is_there = number <= date(of, 12, 28).isocalendar()[1]
        assert one.days == (7 if is_there else 0)
        assert Period.of_fact(str(one)) == one


def test_week_53_has_nothing_beside_it_where_the_year_before_has_none() -> None:
    week = Period.parse("2020-W53")
    assert (week.start, week.end) == (date(2020, 12, 28), date(2021, 1, 3))
    assert week.same_period_last_year().days == 0
    assert str(week.following()) == "2021-W01" and str(week.previous()) == "2020-W52"
    # 2015 was the last year before with a week 53.
    assert [Period.of_fact(f"{year}-W53").days for year in range(2014, 2021)] == [
        *(0, 7, 0, 0, 0, 0, 7)
    ]


def test_a_week_across_new_year_is_not_divided() -> None:
    week = Period.parse("2025-W01")
    assert (week.start, week.end) == (date(2024, 12, 30), date(2025, 1, 5))
    assert [str(part) for part in week.years()] == ["2024-12-30--2025-01-05"]
    assert str(week.year_to_date()) == "2025-01-01--2025-01-05"
    # Two of its days are not of the year to date, which is therefore said beside it.
    assert not week.opens_year
    assert Period.parse("2024-W01").opens_year


def test_weeks_that_close_in_a_stretch_of_days() -> None:
    found = periods_between(date(2024, 2, 11), date(2024, 2, 29), ("week", "month"))
    assert [str(p) for p in found] == ["2024-W06", "2024-W07", "2024-W08", "2024-02"]
    assert [str(p) for p in parse_many(["2020-W52..2021-W01"])] == [
        *("2020-W52", "2020-W53", "2021-W01")
    ]
    assert [str(p) for p in parse_many(["2024-02"], ("week",))] == ["2024-02"]
    assert [str(p) for p in parse_many(["2024-02..2024-02"], ("week",))] == [
        *("2024-W06", "2024-W07", "2024-W08")
    ]
