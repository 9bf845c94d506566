"""Which days a figure covers at a period, and why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from baocao.core.calendars import YEAR
from baocao.core.periods import Period
from baocao.facts.indicators import Indicator, Window, YearWindow
from baocao.locale.vi.text import period_name, short_date
from baocao.registers.declare import Register
from baocao.registers.years import year_text

__all__ = [
    "as_of",
    "months_touched",
    "why_cut_short",
    "why_empty",
    "why_unknown",
    "window_at",
]


def window_at(indicator: Indicator, period: Period, complete_until: date) -> Window:
    """The days that count for an indicator at a period, never beyond the closing day of the data.

    What looks ahead counts behind that day; a stock of a table of months is that of the latest
    month that is whole, and of a table of years that of the year.
    """
    last = min(period.end, complete_until)
    if indicator.ahead is not None:
        return Window(last + timedelta(days=1), period.following().end)
    if indicator.is_snapshot:
        every = indicator.register.every
        whole = Period.interval_with(every, last, period.calendar)
        if every == "month" and whole.end != last:
            whole = whole.previous()
        return (YearWindow if every == "year" else Window)(whole.start, whole.end)
    return indicator.window(period.start, last)


def as_of(window: Window, year_word: str = YEAR) -> str:
    """What a figure that stands on a day is told as of: a day, or the year that it is of.

    Examples
    --------
    >>> as_of(Window(None, date(2022, 12, 31)))
    'ngày 31/12/2022'
    >>> as_of(YearWindow(date(2022, 1, 1), date(2022, 12, 31)))
    'năm 2022'
    """
    if isinstance(window, YearWindow):
        return f"{year_word} {year_text(window.end)}"
    return f"ngày {short_date(window.end)}"


def months_touched(indicator: Indicator, window: Window, period: Period) -> Window:
    """The whole months or years that a window cuts, of such a table; any other as it is.

    Who has rows in them has a figure or a reason for none, also where no month closes inside.
    """
    if not indicator.register.every or window.start is None or indicator.ahead is not None:
        return window
    every, calendar = indicator.register.every, period.calendar
    first, last = (Period.interval_with(every, day, calendar) for day in (window.start, window.end))
    return Window(first.start, last.end)


def why_unknown(indicator: Indicator, period: Period, complete_until: date) -> str | None:
    """Why the register has no figure for a period, in Vietnamese, or None when it has."""
    if not period.days:
        return f"năm {period.year} không có tuần {period.nth}"
    begins = indicator.register.begins
    window = window_at(indicator, period, complete_until)
    needed = period.end if indicator.stock else period.start
    if indicator.is_snapshot:
        needed = window.end
    if needed < begins:
        return f"chưa có số liệu (sổ bắt đầu từ ngày {short_date(begins)})"
    if period.start > complete_until:
        return f"chưa có số liệu (số liệu mới chốt đến ngày {short_date(complete_until)})"
    if indicator.register.every and indicator.ahead is None:
        return _cut(window, period, indicator.register.every)
    return None


def why_empty(indicator: Indicator, window: Window) -> str | None:
    """Why what stands in no row of a year is no nought: the year is not written yet."""
    if indicator.is_snapshot and indicator.register.every == "year":
        return f"chưa có số liệu (bảng chưa có dòng của năm {year_text(window.end)})"
    return None


def why_cut_short(
    registers: Iterable[Register], window: Window, cuts: Iterable[tuple[str, str]]
) -> str | None:
    """Why a part has no rate or mean of a window: it reported in the first months only.

    What adds up is what there was; a rate of eight months beside one of twelve misleads.

    Parameters
    ----------
    cuts
        The columns and texts that make the part.
    """
    cuts = list(cuts)
    for register in registers:
        for name, text in cuts:
            last = register.ended.get(text) if name in register.key else None
            if last is not None and (window.start or date.min) <= last < window.end:
                return f"không tính được (chỉ có số liệu đến hết ngày {short_date(last)})"
    return None


def _cut(window: Window, period: Period, every: str) -> str | None:
    """Why a table of months or years has no figure for a window that cuts one, or None."""
    told = f"số liệu theo {'năm' if every == 'year' else 'tháng'}"
    last = Period.interval_with(every, window.end, period.calendar)
    if last.end != window.end:
        if period.end > window.end:
            whole = period_name(last.previous())
            return f"chưa có số liệu ({told} mới trọn đến hết {whole})"
        return f"không tính được ({told}, kỳ cắt ngang {period_name(last)})"
    if window.start is not None:
        first = Period.interval_with(every, window.start, period.calendar)
        if first.start != window.start:
            return f"không tính được ({told}, kỳ cắt ngang {period_name(first)})"
    return None
