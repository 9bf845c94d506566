"""Reporting periods: a short code, two inclusive days, and the calendar that set them.

A period's window depends on who asks.  Statistics count calendar months; periodic reports of
state agencies close their figures on the 14th (Nghị định số 09/2019/NĐ-CP, Điều 12 khoản 1-4),
so that an event of 20/12/2025 belongs to the reporting year 2026; a school counts its year from
September.  The calendar is therefore data, and every period carries the one it was read under
(:mod:`baocao.core.calendars`).

Codes::

    2023  2023-H1  2023-H2  2023-9M  2023-Q3  2023-11  2023-W07  2020-01-01--2023-11-14

Weeks are those of ISO 8601, Monday to Sunday, under every calendar.  A year has 52 or 53 of them:
week 53 of a year without one is a period of no days, of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from baocao.core.calendars import CALENDAR, DECREE_09, Calendar, calendars
from baocao.core.errors import Finding, PeriodError
from baocao.core.period import Kind, Period
from baocao.core.period_codes import MONTHS
from baocao.core.period_faults import backwards

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

_NAMES: Final[dict[str, str]] = {
    "year": "năm",
    "half": "6 tháng",
    "nine_months": "9 tháng",
    "quarter": "quý",
    "month": "tháng",
    "week": "tuần",
    "span": "khoảng ngày",
}


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
    found: list[Period] = []
    for kind in sorted(set(kinds)):
        if kind == "week":
            found += _weeks_between(first, last, calendar)
        elif kind not in MONTHS:
            raise ValueError(f"no recurring periods of kind {kind!r}")
        else:
            found += _closing_between(first, last, kind, calendar)
    return sorted(found, key=lambda period: (period.end, period.days))


def _weeks_between(first: date, last: date, calendar: Calendar) -> Iterator[Period]:
    sunday = first + timedelta(days=6 - first.weekday())
    while sunday <= last:
        yield Period("week", sunday - timedelta(days=6), sunday, calendar)
        sunday += timedelta(days=7)


def _closing_between(first: date, last: date, kind: str, calendar: Calendar) -> Iterator[Period]:
    (begins, opening), (ends, closing) = map(calendar.month_of, (first, last))
    for month in range(12 * begins + opening - 1, 12 * ends + closing):
        # How many months of its year are over when it closes.
        over = (month - (calendar.first_month - 1)) % 12 + 1
        is_end = over == 9 if kind == "nine_months" else over % MONTHS[kind] == 0
        if is_end and first <= calendar.closing_of(month) <= last:
            yield Period.closing_in(kind, month, calendar)


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


def _range(first: Period, last: Period, kinds: Iterable[str]) -> list[Period]:
    wanted = tuple(kinds)
    if not wanted:
        require_same_kind(first, last)
        wanted = (first.kind,)
    if last.end < first.start:
        raise backwards(f"{first}..{last}")
    recurring = [kind for kind in wanted if kind in MONTHS or kind == "week"]
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
                remedy="chọn loại kỳ bằng --every week,month,quarter,half,9m,year",
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
