"""The days and periods that a text names, each with the windows that it may mean.

A time is *compared with* behind "so với", "gấp", "hơn" …: the number beside it is no number of that
time, but a change from it.  What a time covers is
:mod:`~baocao.review.verify.time_scopes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from baocao.core.periods import Period
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.mentions import Mention, days_of, mentions_in
from baocao.review.verify.named_periods import period_named

__all__ = ["TimePhrase", "phrases_in", "same_days", "windows_of_report"]

# "từ ngày … đến ngày …"
_TO_DAY = re.compile(r"đến|tới|^\s*[-–]\s*$", re.IGNORECASE)
_ON_DAY = re.compile(r"(?:^|[.;:,(]\s*|\n\s*|(?<!\w)(?:vào|đợt|trong)\s+)ngày\s+$", re.IGNORECASE)
_FROM_DAY = re.compile(r"(?<!\w)(?:từ|kể từ)(?: ngày)?\s+$", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?<!\w)(?:so với|so|gấp|hơn|kém|bằng|vs\.?)\s+(?:(?:cả|cuối|đầu|thời điểm|kết quả|mức|"
    r"con số|số|của|trong|(?:hơn |gần )?[\d,]+\s?(?:lần|%))\s+)*$",
    re.IGNORECASE,
)
_OF_CHANGE = re.compile("YoY|QoQ", re.IGNORECASE)
_SAME_DAYS = re.compile(r"cùng (?:kỳ|thời điểm|quý|tháng)(?: của)?\s+$", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})$")
_YEAR_BEFORE = re.compile(r"(?:\s*(?:của )?năm|(?<=năm))\s+(?:ngoái|trước)(?!\w)", re.IGNORECASE)
_THIS_YEAR = re.compile(r"\s*(?:của )?năm nay(?!\w)", re.IGNORECASE)
_UNTIL_NOW = re.compile(r"đến nay|đến thời điểm|tới nay|hiện nay", re.IGNORECASE)
_SINCE = re.compile(r"(?:từ|đầu|kể từ)\s+$", re.IGNORECASE)
_UNTIL = re.compile(r"(?:đến|tới|hết|cuối|đến giữa|tới giữa)\s+$", re.IGNORECASE)
_WHOLE = re.compile(r"(?<!\w)(?:hết|cuối|cả)\s+$", re.IGNORECASE)
# Words that name a time by that of the report.
_LAST_YEAR, _BEFORE, _SO_FAR, _OWN, _YEAR, _NEXT = range(1, 7)
_RELATIVE = re.compile(
    r"(?<!\w)(?:(cùng (?:kỳ|thời điểm|quý|tháng)(?:(?: của)? năm (?:trước|ngoái))?|c/kỳ|"
    r"năm trước|năm ngoái|YoY)|"
    r"((?:quý|tháng|kỳ|tuần)(?: liền)? trước|QoQ)|"
    r"(lũy kế|luỹ kế|cộng dồn|từ đầu năm|tính chung|YTD)|"
    r"((?:trong|riêng|riêng trong) (?:quý|kỳ|tháng|tuần)|(?:quý|kỳ|tháng|tuần) này)|"
    r"(năm nay|(?:trong|cả|riêng|riêng trong) năm(?!\s+(?:\d{4}|trước|ngoái)))|"
    r"((?:quý|kỳ|tháng|năm) tới|sang năm|sắp tới))(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TimePhrase:
    """A day or a period that a text names.

    Parameters
    ----------
    start, end
        Where it is in the text.
    windows
        What it may mean, the likeliest first; empty where it is not understood.
    is_compared
        Whether something is compared with it: "so với quý II".
    is_same
        Whether it is a time like the one spoken of, before it: "cùng kỳ", "quý trước".
    year
        The year, where it names the same days of that year ("cùng kỳ năm 2021"); 0 elsewhere.
    """

    start: int
    end: int
    windows: tuple[Period, ...]
    is_compared: bool = False
    is_same: bool = False
    year: int = 0


def phrases_in(
    text: str, facts: KnownFacts, times: Sequence[Mention] | None = None
) -> list[TimePhrase]:
    """The times that a text names, in order.

    Parameters
    ----------
    text, facts
        The text, and what the workspace knows.
    times
        The mentions of days and periods in it; None where it was not read for them.
    """
    if times is None:
        times = [one for one in mentions_in(text) if one.kind == "time"]
    found = list(_absolute(text, times, facts))
    for match in _RELATIVE.finditer(text):
        if any(one.start <= match.start() < one.end for one in found):
            continue
        if any(
            one.year and one.start - match.end() <= 4 and one.start > match.start() for one in found
        ):  # "cùng kỳ năm 2021": read with the year
            continue
        before = text[max(0, match.start() - 40) : match.start()]
        is_same = match.lastindex in (_LAST_YEAR, _BEFORE)
        found.append(
            TimePhrase(
                *match.span(),
                _relative(match, facts),
                is_same and bool(_COMPARED.search(before) or _OF_CHANGE.fullmatch(match[0])),
                is_same,
            )
        )
    return sorted(found, key=lambda one: one.start)


def _absolute(text: str, times: Sequence[Mention], facts: KnownFacts) -> Iterator[TimePhrase]:
    for number, time in enumerate(times):
        before = text[max(0, time.start - 40) : time.start]
        same = _SAME_DAYS.search(before)
        is_compared = bool(_COMPARED.search(before[: same.start()] if same else before))
        if same and not days_of(time.text):
            named = period_named(time.text, facts.period)
            if named is None:
                yield TimePhrase(time.start, time.end, (), is_compared)
                continue
            start = time.start - len(same[0])
            at = (same_days(facts.book.reached(facts.period), named.year),)
            yield TimePhrase(start, time.end, at, is_compared, is_same=True, year=named.year)
            continue
        windows = _windows_at(text, times[: number + 1], facts)
        end = time.end
        if not re.search(r"\d{4}", time.text) and (past := _YEAR_BEFORE.match(text, end)):
            windows = tuple(one.same_period_last_year() for one in windows)
            end = past.end()
        elif this := _THIS_YEAR.match(text, end):
            end = this.end()
        yield TimePhrase(time.start, end, windows, is_compared)


def same_days(at: Period, year: int) -> Period:
    """The same days of an earlier year."""
    while at.year > year:
        at = at.same_period_last_year()
    return at


def _windows_at(text: str, times: Sequence[Mention], facts: KnownFacts) -> tuple[Period, ...]:
    """The windows that the last of some times names."""
    time = times[-1]
    if days_of(time.text):
        is_span = len(times) > 1 and _TO_DAY.search(text[times[-2].end : time.start])
        is_first = _FROM_DAY.search(text, 0, time.start) is not None
        if is_first and not is_span and not _TO_DAY.match(text[time.end :].lstrip()):
            # What begins on a day is of no time that ends on it.
            return ()
        days = [day for m in times[-2 if is_span else -1 :] for day in days_of(m.text)]
        if not is_span and len(days) == 1 and _ON_DAY.search(text[: time.start]):
            # "Ngày 25/12/2020 công nhận 17 sản phẩm": on that day, or up to it.
            on = Period("span", days[0], days[0], facts.book.workspace.calendar)
            return _distinct(on, *_windows_up_to(days, facts))
        return _windows_up_to(list(dict.fromkeys(days)), facts)
    if day := _DAY_AND_MONTH.search(time.text):
        try:
            return _windows_up_to([date(facts.period.end.year, int(day[2]), int(day[1]))], facts)
        except ValueError:
            return ()
    named = period_named(time.text, facts.period)
    return () if named is None else _windows_in(text, time, named, facts)


def _relative(match: re.Match[str], facts: KnownFacts) -> tuple[Period, ...]:
    """The windows of words such as "năm nay" or "lũy kế"."""
    own = facts.period
    at = facts.book.reached(own)
    of_year = own if own.kind == "year" else at.year_to_date()
    match match.lastindex or 0:
        case n if n == _LAST_YEAR:
            before = at.same_period_last_year()
            if re.fullmatch(r"năm (?:trước|ngoái)", match[0], re.IGNORECASE):
                # Its same days, or all of it.
                return _distinct(before, before.reporting_year())
            return (before,)
        case n if n == _BEFORE:
            return (own.previous(),)
        case n if n == _SO_FAR:
            return _distinct(at.year_to_date(), own) if own.kind == "span" else (of_year,)
        case n if n == _OWN:
            return (own,)
        case n if n == _YEAR:
            return (of_year,)
    return (own.following(),)


@lru_cache(maxsize=4)
def windows_of_report(facts: KnownFacts) -> tuple[Period, ...]:
    """The windows of a number for which a text names no time."""
    if facts.period.kind != "span":
        return (facts.period,)
    reached = facts.book.reached(facts.period)
    years = facts.book.years(facts.period)
    return _distinct(facts.period, years[-1], reached.year_to_date())


def _windows_up_to(days: list[date], facts: KnownFacts) -> tuple[Period, ...]:
    """Windows that end on the last of some days."""
    calendar = facts.book.workspace.calendar
    last = days[-1]
    found = [window for window in facts.windows if window.end == last]
    if len(days) > 1 and days[-2] <= last:
        found.insert(0, Period("span", days[-2], last, calendar))
    since = last.replace(month=1, day=1)
    if calendar.is_in_two_years:
        since = Period("span", last, last, calendar).reporting_year().start
    return _distinct(*found, Period("span", since, last, calendar))


def _windows_in(text: str, time: Mention, named: Period, facts: KnownFacts) -> tuple[Period, ...]:
    """Windows of a period named in words."""
    book = facts.book
    reached = book.reached(facts.period)
    after, before = text[time.end : time.end + 60], text[max(0, time.start - 20) : time.start]
    is_open = _UNTIL_NOW.match(after.lstrip(" ,(")) or _SINCE.search(before)
    if is_open and named.start <= reached.end:
        # "từ năm 2022 đến nay": from its first day to the last day that the data reach.
        since = Period("span", named.start, reached.end, named.calendar)
        return _distinct(since, since.year_to_date(), facts.period)
    if named.kind != "year":
        until = _UNTIL.search(before)
        return _distinct(named.year_to_date(), named) if until else (named,)
    if _WHOLE.search(before):
        # What stood at the end of the year is not what stands at the end of the period.
        return (named,)
    return _distinct(named, *(y for y in book.years(facts.period) if y.year == named.year))


def _distinct(*windows: Period) -> tuple[Period, ...]:
    return tuple(dict.fromkeys(windows))
