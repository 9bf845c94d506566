"""Periods: the windows of the decree, and what holds for every period."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.errors import PeriodError
from baocao.core.periods import CALENDAR, DECREE_09, Calendar, Period, calendars, periods_between

DAY = timedelta(days=1)

# Nghị định 09/2019/NĐ-CP, Điều 12, with the years of the examples beside it; the nine months
# as a province added them (Quyết định 01/2023/QĐ-UBND of Khánh Hòa, Điều 4).
DECREE_WINDOWS = [
    ("2026-03", date(2026, 2, 15), date(2026, 3, 14)),
    ("2026-01", date(2025, 12, 15), date(2026, 1, 14)),
    ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
    ("2026-Q2", date(2026, 3, 15), date(2026, 6, 14)),
    ("2026-Q3", date(2026, 6, 15), date(2026, 9, 14)),
    ("2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
    ("2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
    ("2026-H2", date(2026, 6, 15), date(2026, 12, 14)),
    ("2026-9M", date(2025, 12, 15), date(2026, 9, 14)),
    ("2026", date(2025, 12, 15), date(2026, 12, 14)),
]
CALENDAR_WINDOWS = [
    ("2023", date(2023, 1, 1), date(2023, 12, 31)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2023-9M", date(2023, 1, 1), date(2023, 9, 30)),
    ("2023-Q3", date(2023, 7, 1), date(2023, 9, 30)),
    ("2022-H1", date(2022, 1, 1), date(2022, 6, 30)),
    ("2020-01-01--2023-11-14", date(2020, 1, 1), date(2023, 11, 14)),
]

years = st.integers(1901, 2998)
any_calendar = st.sampled_from(list(calendars.values()))
tails = st.sampled_from(
    ["", "-H1", "-H2", "-9M", *(f"-Q{n}" for n in range(1, 5)), *(f"-{n:02}" for n in range(1, 13))]
)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Any period, spans included."""
    calendar = draw(any_calendar)
    if draw(st.booleans()):
        return Period.parse(f"{draw(years)}{draw(tails)}", calendar)
    start, end = sorted([draw(days), draw(days)])
    return Period.parse(f"{start}--{end}", calendar)


@pytest.mark.parametrize(("code", "start", "end"), DECREE_WINDOWS)
def test_windows_of_decree_09(code: str, start: date, end: date) -> None:
    period = Period.parse(code, DECREE_09)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(("code", "start", "end"), CALENDAR_WINDOWS)
def test_windows_of_the_calendar(code: str, start: date, end: date) -> None:
    period = Period.parse(code)
    assert (period.start, period.end) == (start, end)


def test_a_day_of_late_december_belongs_to_the_next_reporting_year() -> None:
    assert DECREE_09.year_of(date(2025, 12, 20)) == 2026
    assert Period.parse("2026", DECREE_09).contains(date(2025, 12, 20))
    assert CALENDAR.year_of(date(2025, 12, 20)) == 2025


@given(periods())
def test_parse_and_print_are_inverse(period: Period) -> None:
    assert Period.parse(str(period), period.calendar) == period


@given(years, any_calendar)
def test_quarters_halves_and_months_make_the_year(year: int, calendar: Calendar) -> None:
    whole = Period.parse(year, calendar)
    for codes in (
        [f"{year}-{month:02}" for month in range(1, 13)],
        [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        [f"{year}-H1", f"{year}-H2"],
        [f"{year}-9M", f"{year}-Q4"],
    ):
        parts = [Period.parse(code, calendar) for code in codes]
        assert parts[0].start == whole.start and parts[-1].end == whole.end
        assert all(a.end + DAY == b.start for a, b in itertools.pairwise(parts))
        assert sum(part.days for part in parts) == whole.days


@given(periods())
def test_the_previous_period_ends_the_day_before(period: Period) -> None:
    before = period.previous()
    assert before.kind == period.kind
    if period.kind != "nine_months":
        assert before.end + DAY == period.start
    if period.kind == "span":
        assert before.days == period.days


@given(periods())
def test_the_same_period_last_year_is_of_the_same_kind(period: Period) -> None:
    before = period.same_period_last_year()
    assert before.kind == period.kind
    assert before.end.year == period.end.year - 1
    # A leap day may be gained or lost with each February.
    assert abs(before.days - period.days) <= 1


def test_a_part_of_a_year_is_set_against_the_same_days() -> None:
    part = Period.parse("2023-01-01--2023-11-14")
    assert str(part.same_period_last_year()) == "2022-01-01--2022-11-14"


@given(periods())
def test_the_year_to_date_ends_with_the_period(period: Period) -> None:
    date_to = period.year_to_date()
    assert date_to.end == period.end
    assert period.calendar.year_of(date_to.start) == period.calendar.year_of(period.end)


@given(periods())
def test_the_years_of_a_period_make_it_up(period: Period) -> None:
    parts = period.years()
    assert parts[0].start == period.start and parts[-1].end == period.end
    assert all(a.end + DAY == b.start for a, b in itertools.pairwise(parts))


def test_the_years_of_the_long_report() -> None:
    parts = Period.parse("2020-01-01--2023-11-14").years()
    assert [str(part) for part in parts] == ["2020", "2021", "2022", "2023-01-01--2023-11-14"]


@pytest.mark.parametrize("code", [2023, "2023", " 2023 ", "2023-q3", "2023-9m"])
def test_forms_that_are_accepted(code: str | int) -> None:
    assert Period.parse(code).end.year == 2023


@pytest.mark.parametrize(
    "code",
    [
        "2023-Q5",
        "2023-13",
        "2023-0",
        "23",
        "2023-H3",
        "2023-6M",
        "",
        "nan",
        True,
        2023.0,
        None,
        "2023-02-30--2023-03-01",
        "2023-1-1--2023-2-1",
        "٢٠٢٣",
    ],
)
def test_forms_that_are_refused(code: object) -> None:
    with pytest.raises(PeriodError, match="PERIOD-01"):
        Period.parse(code)  # type: ignore[arg-type]


def test_what_closes_in_a_stretch_of_days_from_the_shortest_on() -> None:
    kinds = ("year", "nine_months", "half", "quarter", "month")
    found = periods_between(date(2023, 9, 30), date(2023, 10, 31), kinds)
    assert [str(period) for period in found] == ["2023-09", "2023-Q3", "2023-9M", "2023-10"]
