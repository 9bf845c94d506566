"""Which days a number of a text counts, by the day or period that the text names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from datetime import date
from functools import lru_cache
from operator import attrgetter

from baocao.core.errors import PeriodError
from baocao.core.periods import Period
from baocao.locale.vi.text import year_name
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.mentions import Mention, days_of
from baocao.review.verify.passages import Passage

__all__ = ["period_named", "windows_of"]

# Letters after a number in which a time may be named: "106 dự án trong năm 2023".
_REACH_AFTER = 45
# "từ ngày … đến ngày …"
_MOST_DAYS = 2
_COMPARED = re.compile(r"\b(?:so với|gấp|hơn|kém|cùng kỳ|bằng)\b", re.IGNORECASE)
_UNTIL_NOW = re.compile(r"đến nay|đến thời điểm|tới nay|hiện nay", re.IGNORECASE)
_SINCE = re.compile(r"(?:từ|đầu)\s+$", re.IGNORECASE)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def windows_of(
    passage: Passage, mention: Mention, facts: KnownFacts
) -> tuple[tuple[Period, ...], bool]:
    """The windows that a number may be about, the likeliest first.

    The last time named before the number in its sentence counts, else one soon after it.

    Returns
    -------
    tuple of tuple of Period, bool
        The windows, and whether the text names them; if not, they are those of the report.
    """
    start, end = passage.sentence(mention)
    times = passage.times
    # Mentions do not overlap, so that they are in order of their ends, too.
    passed = bisect_right(times, mention.start, key=attrgetter("end"))
    before = [m for m in times[max(0, passed - _MOST_DAYS) : passed] if m.start >= start]
    coming = bisect_left(times, mention.end, key=attrgetter("start"))
    last = min(end - 1, mention.end + _REACH_AFTER)
    after = [m for m in times[coming : coming + 1] if m.start <= last]
    if after and _is_of_another(passage, mention, after[0]):
        after = []
    named = before[-1:] or after[:1]
    if not named:
        return _windows_of_report(facts), False
    time = named[0]
    if days_of(time.text):
        days = [day for m in (*before, time) for day in days_of(m.text)]
        return _windows_up_to(list(dict.fromkeys(days)), facts), True
    return _windows_in(passage.text, time, period_named(time.text, facts.period), facts), True


def _is_of_another(passage: Passage, mention: Mention, time: Mention) -> bool:
    """Whether a time behind a number is of another one, or what it is compared with."""
    between = passage.text[mention.end : time.start]
    return bool(_COMPARED.search(between)) or any(
        mention.end <= other.start < time.start for other in passage.figures
    )


@lru_cache(maxsize=4)
def _windows_of_report(facts: KnownFacts) -> tuple[Period, ...]:
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


def _windows_in(
    text: str, time: Mention, named: Period | None, facts: KnownFacts
) -> tuple[Period, ...]:
    """Windows of a period named in words; None when it is not understood."""
    if named is None:
        return _windows_of_report(facts)
    book = facts.book
    reached = book.reached(facts.period)
    after, before = text[time.end : time.end + 60], text[max(0, time.start - 20) : time.start]
    is_open = _UNTIL_NOW.match(after.lstrip()) or _SINCE.search(before)
    if is_open and named.start <= reached.end:
        # "từ năm 2022 đến nay": from its first day to the last day that the data reach.
        since = Period("span", named.start, reached.end, named.calendar)
        return _distinct(since, since.year_to_date(), facts.period)
    if named.kind != "year":
        return (named,)
    return _distinct(named, *(y for y in book.years(facts.period) if y.year == named.year))


def _distinct(*windows: Period) -> tuple[Period, ...]:
    return tuple(dict.fromkeys(windows))


def period_named(text: str, about: Period) -> Period | None:
    """The period that a text names in a report on a period; None when it is not understood."""
    calendar = about.calendar
    words = " ".join(text.lower().split())
    if calendar.is_in_two_years:
        return _in_two_years(words, about)
    try:
        return Period.parse(_code_of(words, about.end.year) or "", calendar)
    except PeriodError:
        return None


def _in_two_years(words: str, about: Period) -> Period | None:
    """The same under a calendar of which each year lies in two.

    A name without a year is of the report's: "quý II", "6 tháng đầu năm"; one that says a single
    year is meant as everyone means it: "quý II/2025" is April to June.
    """
    calendar, own = about.calendar, year_name(about)
    if re.fullmatch(r"quý (?:[ivx]+|[1-4])", words):
        words = f"{words} {own}"
    elif match := re.fullmatch(r"((?:6|9|sáu|chín) tháng (?:đầu|cuối))(?: năm)?", words):
        words = f"{match[1]} {own}"
    elif match := re.fullmatch(r"tháng (\d{1,2})", words):
        year = calendar.year_of(about.end)
        words += f"/{year if int(match[1]) >= calendar.first_month else year + 1}"
    is_bare = re.fullmatch(r"(?:năm )?\d{4}", words)
    try:
        if not is_bare:
            return Period.parse(words, calendar)
    except PeriodError as error:
        if error.findings[0].code != "PERIOD-06":
            return None
    try:
        common = Period.parse(words)
    except PeriodError:
        return None
    return Period("span", common.start, common.end, calendar)


def _code_of(words: str, year: int) -> str | None:
    """The code of a period named in words, such as "quý III"; `year` is used if none is named.

    None when it is not one period, or not a year from 1900 to 2099.
    """
    years = re.findall(r"\d{4}", words)
    at = int(years[-1]) if years else year
    if not 1900 <= at < 2100:
        return None
    if match := re.search(r"tuần (\d{1,2})(?:/| năm )", words):
        return f"{at}-W{int(match[1]):02}"
    if match := re.search(r"quý (iv|i{1,3}|[1-4])", words):
        return f"{at}-Q{_QUARTERS.get(match[1]) or int(match[1])}"
    if re.search(r"(?:6|sáu) tháng", words):
        return f"{at}-H{2 if 'cuối' in words else 1}"
    if re.search(r"(?:9|chín) tháng", words):
        return f"{at}-9M"
    if match := re.search(r"(?:tháng |\b)(\d{1,2})(?:/| năm )\d{4}|tháng (\d{1,2})$", words):
        month = int(match[1] or match[2])
        return f"{at}-{month:02}" if 1 <= month <= 12 else None
    return str(at) if len(years) == 1 else None
