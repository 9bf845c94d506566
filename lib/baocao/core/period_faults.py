"""What is said of codes of periods that cannot be read."""

from __future__ import annotations

import re

from baocao.core.calendars import Calendar
from baocao.core.errors import Finding, PeriodError

__all__ = [
    "backwards",
    "in_doubt",
    "no_such_week",
    "of_another_calendar",
    "one_year_of_two",
    "unreadable",
]


def backwards(text: str) -> PeriodError:
    """PERIOD-02: a span, or a range, that ends before it begins."""
    return PeriodError(
        Finding(
            "PERIOD-02",
            "Khoảng ngày kết thúc trước khi bắt đầu.",
            found=text,
            remedy="viết ngày đầu trước, ngày cuối sau",
        )
    )


def unreadable(text: object, remedy: str = "") -> PeriodError:
    """PERIOD-01: neither a code nor a name; `remedy` where it is known what was meant."""
    return PeriodError(
        Finding(
            "PERIOD-01",
            "Không hiểu kỳ báo cáo.",
            found=str(text),
            remedy=remedy
            or "viết 2023, 2023-H1, 2023-9M, 2023-Q3, 2023-11, 2023-W07 "
            "hoặc 2020-01-01--2023-11-14",
        )
    )


def in_doubt(text: object, remedy: str) -> PeriodError:
    """PERIOD-08: a name that may mean several periods."""
    return PeriodError(
        Finding("PERIOD-08", "Không rõ là kỳ báo cáo nào.", found=str(text), remedy=remedy)
    )


def no_such_week(code: str, year: int) -> PeriodError:
    """PERIOD-05: week 53 of a year that has 52."""
    return PeriodError(
        Finding(
            "PERIOD-05",
            "Năm ấy không có tuần này.",
            found=f"{code}: năm {year} chỉ có 52 tuần",
            remedy="chọn tuần 52, hoặc tuần 1 của năm sau (tuần theo ISO 8601, từ thứ Hai)",
        )
    )


def one_year_of_two(text: str, calendar: Calendar) -> PeriodError:
    """PERIOD-06: a name in words that does not say which year is meant."""
    year = int(re.findall(r"[0-9]{4}", text)[-1])
    label = f"{calendar.year_word} {calendar.year_label(year)}"
    return PeriodError(
        Finding(
            "PERIOD-06",
            "Tên kỳ chỉ ghi một năm, mà năm của lịch này nằm trong hai năm dương lịch.",
            found=text,
            remedy=f"ghi cả hai năm như {label}, hoặc viết mã {year}: năm bắt đầu trong {year}",
        )
    )


def of_another_calendar(code: str, its: Calendar, own: Calendar) -> PeriodError:
    """PERIOD-07: a period whose days another calendar set than that of the figures."""
    return PeriodError(
        Finding(
            "PERIOD-07",
            "Kỳ được đọc theo lịch khác với lịch của báo cáo.",
            found=f"{code} theo lịch {its.name}; report.toml chọn lịch {own.name}",
            remedy="viết mã kỳ dạng chữ, hoặc đọc bằng Period.parse(mã, report.period.calendar)",
        )
    )
