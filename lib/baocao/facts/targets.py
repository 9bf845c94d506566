"""Plans: the value that an indicator is to reach, and the days on which the plan is valid."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import pandas as pd

from baocao.core.errors import Finding, IndicatorError
from baocao.core.periods import Calendar, Period
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Measure
from baocao.facts.reductions import exact
from baocao.locale.vi.text import enough_decimals, half_up, short_date, trimmed, year_name
from baocao.registers.declare import Column, Register
from baocao.registers.small import Table

__all__ = ["TARGETS", "Target", "plan_fault", "targets_of"]

TARGETS = Register(
    "targets",
    title="Chỉ tiêu kế hoạch",
    begins=date(1900, 1, 1),
    key=("indicator", "valid_from"),
    columns=(
        Column("indicator", "Mã chỉ tiêu"),
        Column("valid_from", "Từ ngày", type="date", future=True),
        Column(
            "valid_to", "Đến ngày", type="date", future=True, required=False, after="valid_from"
        ),
        Column("plan", "Kế hoạch", type="number"),
        Column("unit", "Đơn vị tính"),
        Column("basis", "Căn cứ"),
    ),
    folder="",
    optional=True,
)

# A plan of so many days is that of a year; one that begins and ends so many days away from those
# of the calendar is that of another one.
_DAYS_OF_A_YEAR: Final = range(300, 400)
_DAYS_APART: Final = 45
# As many as a plan may be written with, and be read back as it was.
_MOST_DECIMALS: Final = 9


@dataclass(frozen=True)
class Target:
    """A row of the register of plans; `until` is None for one without a last day."""

    key: str
    since: date
    until: date | None
    value: Decimal
    unit: str
    illustrative: bool

    def holds(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def targets_of(table: Table, known: Iterable[str], place: str) -> dict[str, list[Target]]:
    """The plans of each indicator that has any, in the order of the register.

    Parameters
    ----------
    table
        The register of plans.
    known
        The ids of all indicators.
    place
        Its file, as people name it.

    Raises
    ------
    IndicatorError
        INDICATOR-29 a plan of an indicator that there is not; INDICATOR-30 two plans of one
        indicator hold on the same day: which one counts?
    """
    found: dict[str, list[Target]] = defaultdict(list)
    for key, row in zip(table.keys, table.frame.to_dict("records"), strict=True):
        until = row["valid_to"]
        value = exact(row["plan"])
        assert value is not None, "the register requires it"
        found[row["indicator"]].append(
            Target(
                key=key,
                since=row["valid_from"].date(),
                until=None if pd.isna(until) else until.date(),
                value=value,
                unit=row["unit"],
                illustrative=row["illustrative"] != "",
            )
        )
    if faults := [*_strangers(found, list(known), place), *_overlaps(found, place)]:
        raise IndicatorError(*faults)
    return found


def plan_fault(
    identity: str, plan: Target, measure: Measure, calendar: Calendar, place: str
) -> Finding | None:
    """What keeps an indicator from being set against its plan; `place` is the file of plans.

    Returns
    -------
    Finding or None
        INDICATOR-07 the plan is in another unit; INDICATOR-50 it would be printed as another
        number, or is less than nothing where things are counted; INDICATOR-48 it is that of another
        year than the reports have, as of a calendar year where a school year is reported.
    """
    if plan.unit != measure.unit:
        return Finding(
            "INDICATOR-07",
            f"Kế hoạch của {identity} ghi đơn vị tính khác chỉ tiêu.",
            where=f"{place}, {plan.key}",
            found=f"{plan.unit}; chỉ tiêu tính bằng {measure.unit}",
            remedy=f"ghi kế hoạch bằng {measure.unit}, hoặc sửa unit= của chỉ tiêu",
        )
    if fault := _another_number(identity, plan, measure, place):
        return fault
    return None if measure.stock else _another_year(identity, plan, calendar, place)


def _another_number(identity: str, plan: Target, measure: Measure, place: str) -> Finding | None:
    """A plan that no figure of the indicator can be equal to as it is printed."""
    value, counts = plan.value, isinstance(measure, Indicator) and measure.counts
    rounded = half_up(value, enough_decimals(value, measure.decimals))
    if value == rounded and not (counts and value < 0):
        return None
    written = trimmed(value, _MOST_DECIMALS)
    if counts:
        what, found = "không phải số đếm được", f"{written} {measure.unit}"
        remedy = f"ghi số {measure.unit}: một số nguyên, không âm"
    else:
        what, found = "in ra thành số khác", f"{written}; in ra: {trimmed(rounded, _MOST_DECIMALS)}"
        remedy = "ghi kế hoạch như báo cáo in, hoặc khai decimals= của chỉ tiêu nhiều hơn"
    return Finding(
        "INDICATOR-50", f"Kế hoạch của {identity} {what}.", f"{place}, {plan.key}", found, remedy
    )


def _another_year(identity: str, plan: Target, calendar: Calendar, place: str) -> Finding | None:
    """A plan of a year that neither begins nor ends with one of the calendar.

    What happens is set against it from the first day of the reporting year.  A plan that is given
    or changed within the year ends with it; one of several years, or of a part of one, is no
    year's.
    """
    days = None if plan.until is None else (plan.until - plan.since).days
    if plan.until is None or days not in _DAYS_OF_A_YEAR:
        return None
    middle = plan.since + (plan.until - plan.since) / 2
    year = Period.month_with(middle, calendar).reporting_year()
    apart = (abs((plan.since - year.start).days), abs((plan.until - year.end).days))
    if min(apart) <= _DAYS_APART:
        return None
    return Finding(
        "INDICATOR-48",
        f"Kế hoạch của {identity} là của một năm khác với năm của báo cáo.",
        where=f"{place}, {plan.key}",
        found=f"{_days(plan)}; báo cáo tính "
        f"{year_name(year)} từ {short_date(year.start)} đến {short_date(year.end)}",
        remedy="ghi Từ ngày, Đến ngày và số kế hoạch theo năm của báo cáo, hoặc bỏ dòng ấy",
    )


def _strangers(
    plans: Mapping[str, Sequence[Target]], known: Sequence[str], place: str
) -> Iterator[Finding]:
    for key, mine in plans.items():
        # A plan of a part bears its texts: visitors.total[Huyện Cô Tô].
        whole = key.partition("[")[0]
        if whole in known:
            continue
        close = difflib.get_close_matches(whole, known, n=3)
        for plan in mine:
            yield Finding(
                "INDICATOR-29",
                f"Kế hoạch của chỉ tiêu không có: {key}.",
                where=f"{place}, {plan.key}",
                found=key,
                remedy=f"có phải: {', '.join(close)}?"
                if close
                else "ghi mã chỉ tiêu là tên mô-đun, dấu chấm, tên chỉ tiêu; "
                f"ví dụ {next(iter(known), 'visitors.total')}",
            )


def _overlaps(plans: Mapping[str, Sequence[Target]], place: str) -> Iterator[Finding]:
    for key, mine in plans.items():
        in_order = sorted(mine, key=lambda plan: plan.since)
        for at, plan in enumerate(in_order):
            # The longest of those before it reaches furthest.
            over = [one for one in in_order[:at] if one.holds(plan.since)]
            if over:
                yield Finding(
                    "INDICATOR-30",
                    f"Hai kế hoạch của {key} cùng hiệu lực một ngày.",
                    where=f"{place}, {plan.key}",
                    found=f"{_days(over[0])} và {_days(plan)}",
                    remedy="ghi Đến ngày của kế hoạch trước là ngày liền trước Từ ngày của "
                    "kế hoạch sau, hoặc xóa một kế hoạch",
                )


def _days(plan: Target) -> str:
    until = "không ghi ngày hết" if plan.until is None else f"đến {short_date(plan.until)}"
    return f"từ {short_date(plan.since)} {until}"
