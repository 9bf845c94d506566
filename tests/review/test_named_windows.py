"""Which days a text names, under each calendar."""

from __future__ import annotations

import pytest

from baocao.core.calendars import CALENDAR, DECREE_09, Calendar
from baocao.core.periods import Period
from baocao.review.verify.mentions import mentions_in
from baocao.review.verify.named_periods import period_named

SCHOOL = Calendar.beginning(9, 1, "năm học")
COURSE = Calendar.beginning(9, 1, "niên khóa")


@pytest.mark.parametrize(
    ("calendar", "about", "text", "code"),
    [
        (CALENDAR, "2023-Q3", "quý III", "2023-Q3"),
        (CALENDAR, "2023-Q3", "Quý II/2022", "2022-Q2"),
        (CALENDAR, "2023-Q3", "6 tháng cuối năm", "2023-H2"),
        (CALENDAR, "2023-Q3", "9 tháng đầu năm 2022", "2022-9M"),
        (CALENDAR, "2023-Q3", "tháng 11 năm 2022", "2022-11"),
        (CALENDAR, "2023-Q3", "11/2022", "2022-11"),
        (CALENDAR, "2023-Q3", "tuần 7/2024", "2024-W07"),
        (CALENDAR, "2023-Q3", "Tuần 7 năm 2024", "2024-W07"),
        (CALENDAR, "2023-Q3", "tuần 53/2023", None),
        (CALENDAR, "2023-Q3", "năm 2021", "2021"),
        (CALENDAR, "2023-Q3", "giai đoạn 2021-2025", None),
        (DECREE_09, "2026-Q1", "quý I", "2026-Q1"),
        (SCHOOL, "2024-H1", "năm học 2023-2024", "2023"),
        (SCHOOL, "2024-H1", "quý II năm học 2023-2024", "2023-Q2"),
        (SCHOOL, "2024-H1", "quý II", "2024-Q2"),
        (SCHOOL, "2024-H1", "6 tháng đầu năm", "2024-H1"),
        (SCHOOL, "2024-H1", "6 tháng đầu năm học 2023-2024", "2023-H1"),
        # The month of that name within the report's school year.
        (SCHOOL, "2024-H1", "tháng 11", "2024-11"),
        (SCHOOL, "2024-H1", "tháng 02", "2025-02"),
        (SCHOOL, "2024-H1", "tháng 02/2024", "2024-02"),
        # One year is meant as everyone means it.
        (SCHOOL, "2024-H1", "năm 2024", "2024-01-01--2024-12-31"),
        (SCHOOL, "2024-H1", "2024", "2024-01-01--2024-12-31"),
        (SCHOOL, "2024-H1", "quý II/2025", "2025-04-01--2025-06-30"),
        (SCHOOL, "2024-H1", "giai đoạn 2021-2022", None),
        (COURSE, "2024", "quý III niên khóa 2023-2024", "2023-Q3"),
    ],
)
def test_the_period_that_a_text_names(
    calendar: Calendar, about: str, text: str, code: str | None
) -> None:
    found = period_named(text, Period.parse(about, calendar))
    assert (None if found is None else str(found)) == code
    if found is not None:
        assert found.calendar is calendar


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Năm học 2024-2025 có 25 lớp", ["Năm học 2024-2025"]),
        ("Quý II năm học 2024-2025 mở 25 lớp", ["Quý II năm học 2024-2025"]),
        ("6 tháng đầu niên khóa 2024–2025: 25 lớp", ["6 tháng đầu niên khóa 2024–2025"]),
        ("tuần 7/2024 có 25 lớp, mỗi tuần 2 buổi", ["tuần 7/2024"]),
        ("Tuần 7 năm 2024 có 25 lớp", ["Tuần 7 năm 2024"]),
        ("năm 2024 có 25 lớp", ["năm 2024"]),
        ("giai đoạn 2021-2025 có 25 lớp", ["giai đoạn 2021-2025"]),
    ],
)
def test_years_and_weeks_are_times_and_no_numbers(text: str, times: list[str]) -> None:
    found = mentions_in(text, units=("lớp",))
    assert [mention.text for mention in found if mention.kind == "time"] == times
    assert "25" in [mention.text.strip() for mention in found if mention.kind == "count"]
