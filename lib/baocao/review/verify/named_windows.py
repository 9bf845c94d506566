"""Which days a number of a text counts, by the day or period that the text names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter

from baocao.core.periods import Period
from baocao.review.verify.clauses import Clause, clause_of
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.mentions import Mention, days_of, mentions_in
from baocao.review.verify.named_periods import period_named
from baocao.review.verify.passages import Passage

__all__ = ["bases_of", "windows_of"]

# Letters of a paragraph in which an earlier sentence may name the time of a later one.
_REACH_BACK = 600
# "từ ngày … đến ngày …"
_MOST_DAYS = 2
_COMPARED = re.compile(
    r"(?:so với|so|gấp|hơn|kém|bằng)\s+(?:cả |cuối |cùng kỳ |cùng thời điểm |của |con số của )*$",
    re.IGNORECASE,
)
_COMPARED_BETWEEN = re.compile(r"\b(?:so với|so|gấp|hơn|kém|cùng kỳ|bằng)\b", re.IGNORECASE)
_SAME_DAYS = re.compile(r"cùng (?:kỳ|thời điểm)(?: của)?\s+$", re.IGNORECASE)
_UNTIL_NOW = re.compile(r"đến nay|đến thời điểm|tới nay|hiện nay", re.IGNORECASE)
_SINCE = re.compile(r"(?:từ|đầu|kể từ)\s+$", re.IGNORECASE)
_UNTIL = re.compile(r"(?:đến|tới|hết|cuối|đến giữa|tới giữa)\s+$", re.IGNORECASE)
_CHANGED = re.compile(r"tăng|giảm|chênh lệch|so sánh|so với", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
# Words that name a time by that of the report.
_LAST_YEAR, _BEFORE, _SO_FAR, _OWN, _YEAR, _NEXT = range(6)
_RELATIVE = re.compile(
    r"(?<!\w)(?:(cùng kỳ|cùng thời điểm|năm trước|năm ngoái)|"
    r"((?:quý|tháng|kỳ|tuần)(?: liền)? trước)|"
    r"(lũy kế|luỹ kế|cộng dồn|từ đầu năm|tính chung)|"
    r"((?:trong|riêng|riêng trong) (?:quý|kỳ|tháng|tuần)|(?:quý|kỳ|tháng|tuần) này|trong kỳ)|"
    r"(năm nay|(?:trong|cả|riêng|riêng trong) năm(?!\s+(?:\d|trước|ngoái)))|"
    r"((?:quý|kỳ|tháng|năm) tới|sang năm|sắp tới))(?!\w)",
    re.IGNORECASE,
)
_BASE = re.compile(
    r"(?<!\w)(?:(cùng kỳ|cùng thời điểm|năm trước|năm ngoái)|"
    r"((?:quý|tháng|kỳ|tuần)(?: liền)? trước))",
    re.IGNORECASE,
)

_NEXT_BASE = re.compile(r"[^,;.:()\d]{0,25}so với", re.IGNORECASE)
_KINDS = {"quý": "quarter", "tháng": "month", "tuần": "week"}
_FROM = re.compile(r"(?<!\w)từ\s+$", re.IGNORECASE)
_TO = re.compile(r"(?:\s+[^\W\d]+){0,4}\s+(?:lên|xuống|còn)(?!\w)", re.IGNORECASE)
_WHOLE = re.compile(r"(?<!\w)(?:hết|cuối|cả)\s+$", re.IGNORECASE)


def windows_of(
    passage: Passage, mention: Mention, facts: KnownFacts, *, is_change: bool = False
) -> tuple[tuple[Period, ...], bool]:
    """The windows that a number may be about, the likeliest first.

    What its own words name counts first, then what its sentence names before it, then the row and
    the column of a table, then the headings above it.

    Parameters
    ----------
    passage, mention, facts
        The number, its text, and what the workspace knows.
    is_change
        Whether it says a change: "cùng kỳ" beside it is what it is compared with.

    Returns
    -------
    tuple of tuple of Period, bool
        The windows, and whether the text names them; if not, they are those of the report.
    """
    clause = clause_of(passage, mention)
    start = mention.start - len(clause.before)
    first, _ = passage.sentence(mention)
    based = _BASE.search(passage.text, start, mention.start)
    if based and not is_change and _named_before(passage, start, mention.start, facts):
        # "9 tháng: 90 dự án, cùng kỳ 65": of the time that the sentence is about.
        earlier = _named_before(passage, first, start, facts, is_own=False) or _named_in_table(
            passage, facts
        )
        times = [time for time in passage.times if start <= time.start < mention.start]
        if earlier and not times:
            at = facts.book.reached(earlier[0])
            return (at.same_period_last_year() if based[1] else at.previous(),), True
        if earlier and len(times) == 1 and times[0].start >= based.end() and based[1]:
            # "9 tháng: 90 dự án, cùng kỳ năm 2022 có 65"
            year = period_named(times[0].text, facts.period)
            if year is not None and year.kind == "year":
                return (_same_days(facts.book.reached(earlier[0]), year.year),), True
    if _FROM.search(passage.text, 0, mention.start) and _TO.match(passage.text, mention.end):
        # "tăng từ 4 lên 13 dự án": the first is of the time before.
        at = facts.book.reached(facts.period)
        named = _named_after(passage, mention, len(clause.after), facts)
        return named or (at.same_period_last_year(), at.previous()), True
    found = (
        (_named_bracket(passage, first, mention, facts) if _opens(clause, mention) else ())
        or _named_before(passage, start, mention.start, facts, is_own=not is_change)
        or _named_after(passage, mention, len(clause.after), facts)
        or _named_before(passage, first, start, facts, is_own=False)
        or _named_in_table(passage, facts)
    )
    if found:
        return found, True
    own = _windows_of_report(facts)
    for above in passage.above:
        if named := _all_named_in(above, facts):
            # Of a longer time, or of several, the report's own is meant first.
            has_own = any(one.start <= own[0].start and own[0].end <= one.end for one in named)
            return (_distinct(own[0], *named) if has_own else _distinct(*named, own[0])), True
    earlier = _named_before(passage, max(0, first - _REACH_BACK), first, facts, is_own=False)
    return _distinct(*own, *earlier), False


def bases_of(passage: Passage, mention: Mention, at: Period, facts: KnownFacts) -> list[Period]:
    """What a change of a window is from: as its sentence says, else a year or a period earlier."""
    start, end = passage.sentence(mention)
    clause = clause_of(passage, mention)
    near = start if clause.previous is None else clause.previous.end
    # "tăng 2 so với quý II, tăng 7 so với cùng kỳ": behind the comma another one may be named.
    last = max(passage.text.rfind(",", near, mention.start), near)
    if _NEXT_BASE.match(passage.text, mention.end, end):
        near = last
    span = (near, min(end, mention.end + len(clause.after) + 60))
    text = passage.text[slice(*span)]
    for time in passage.times:
        if not (span[0] <= time.start < span[1]):
            continue
        before = passage.text[max(0, time.start - 30) : time.start]
        if _SAME_DAYS.search(before):
            named = period_named(time.text, facts.period)
            return [_same_days(at, named.year)] if named is not None else []
        if _COMPARED.search(before) and not days_of(time.text):
            named = period_named(time.text, facts.period)
            return [facts.book.reached(named)] if named is not None else []
    if passage.row is not None and not _LETTER.search(passage.text):
        text = f"{passage.row.label} {passage.row.head}"
        if based := _base_in(text, at, facts):
            return based
        heads = {w for head in passage.row.heads for w in _named_in(head, facts)}
        earlier = [one for one in heads if one.end < at.end and one.kind == at.kind]
        if earlier and not _BASE.search(text):
            return [max(earlier, key=lambda one: one.end)]
    if match := _BASE.search(text):
        if match[1] is None:
            # "so với quý trước" of nine months says nothing of them.
            noun = match[2].split()[0].lower()
            return [at.previous()] if _KINDS.get(noun, at.kind) == at.kind else []
        # "so với cuối năm trước" of what stands on a day.
        return [at.same_period_last_year(), at.reporting_year().previous()]
    return list(dict.fromkeys((at.same_period_last_year(), at.previous())))


def _base_in(text: str, at: Period, facts: KnownFacts) -> list[Period]:
    """The time that a head compares with: "So với năm 2021"."""
    for time in mentions_in(text):
        before = text[: time.start]
        if time.kind != "time" or not (_COMPARED.search(before) or _SAME_DAYS.search(before)):
            continue
        named = period_named(time.text, facts.period)
        if named is None:
            return []
        return [_same_days(at, named.year) if _SAME_DAYS.search(before) else named]
    return []


def _same_days(at: Period, year: int) -> Period:
    while at.year > year:
        at = at.same_period_last_year()
    return at


def _opens(clause: Clause, mention: Mention) -> bool:
    """Whether a number begins a bracket; "cùng kỳ (+40,5%)" is no number of that time."""
    is_compared = mention.kind in ("percent", "points") or mention.text[0] in "+-\u2212"
    return clause.before.rstrip().endswith("(") and not is_compared


def _named_before(
    passage: Passage, start: int, end: int, facts: KnownFacts, *, is_own: bool = True
) -> tuple[Period, ...]:
    """The last time that is named between two letters, and is not what is compared with.

    "cùng kỳ" is of the number beside it, and of no later one: `is_own` says which it is.
    """
    text = passage.text
    found: list[tuple[int, tuple[Period, ...]]] = []
    times = [time for time in passage.times if start <= time.start and time.end <= end]
    for number, time in enumerate(times):
        before = text[max(0, time.start - 30) : time.start]
        if _SAME_DAYS.search(before) and not _COMPARED.search(before):
            if not is_own:
                continue
            named = period_named(time.text, facts.period)
            if named is not None:
                at = facts.book.reached(facts.period)
                found.append((time.start, (_same_days(at, named.year),)))
        elif not _COMPARED.search(before) and not _is_bracketed(text, time, end):
            found.append((time.start, _windows_at(passage, times[: number + 1], facts)))
    for match in _RELATIVE.finditer(text, start, end):
        is_base = match.lastindex in (_LAST_YEAR + 1, _BEFORE + 1)
        is_compared = is_base and (
            not is_own
            or _COMPARED_BETWEEN.search(text[max(start, match.start() - 15) : match.start()])
        )
        inside = any(time.start <= match.start() < time.end for time in times)
        if not is_compared and not inside:
            found.append((match.start(), _relative(match, facts)))
    return max(found, key=lambda one: one[0])[1] if found else ()


def _is_bracketed(text: str, time: Mention, end: int) -> bool:
    """Whether a time stands in brackets that are closed before the number."""
    between = text[time.end : end]
    return ")" in between and "(" not in between.split(")")[0]


def _named_bracket(
    passage: Passage, start: int, mention: Mention, facts: KnownFacts
) -> tuple[Period, ...]:
    """The time before a bracket: "cao hơn cả năm 2022 (86 dự án)"."""
    opening = passage.text.rindex("(", 0, mention.start)
    times = [time for time in passage.times if start <= time.start and time.end <= opening]
    if times and opening - times[-1].end <= 1:
        if _SAME_DAYS.search(passage.text[: times[-1].start]):
            named = period_named(times[-1].text, facts.period)
            return () if named is None else (_same_days(facts.period, named.year),)
        return _windows_at(passage, times, facts)
    matches = list(_RELATIVE.finditer(passage.text, max(start, opening - 30), opening))
    if matches and opening - matches[-1].end() <= 1:
        return _relative(matches[-1], facts)
    return ()


def _named_after(
    passage: Passage, mention: Mention, length: int, facts: KnownFacts
) -> tuple[Period, ...]:
    """The first time that is named in the words behind a number, unless they compare with it."""
    text, end = passage.text, mention.end + length
    coming = bisect_left(passage.times, mention.end, key=attrgetter("start"))
    time = next((t for t in passage.times[coming : coming + 1] if t.end <= end), None)
    match = _RELATIVE.search(text, mention.end, end)
    if time is not None and (match is None or time.start <= match.start()):
        if _COMPARED_BETWEEN.search(text[mention.end : time.start]):
            return ()
        return _windows_at(passage, [time], facts)
    if match is None or _COMPARED_BETWEEN.search(text[mention.end : match.start()]):
        return ()
    is_base = match.lastindex in (_LAST_YEAR + 1, _BEFORE + 1)
    # "24 dự án cùng kỳ", but not "tăng 24 dự án, cùng kỳ …"
    if is_base and "," in text[mention.end : match.start()]:
        return ()
    return _relative(match, facts)


def _named_in_table(passage: Passage, facts: KnownFacts) -> tuple[Period, ...]:
    row = passage.row
    if row is None:
        return ()
    if _CHANGED.search(row.head):
        # Of columns of two years a third one says what changed up to the later.
        heads = {w for head in row.heads for w in _named_in(head, facts)}
        alike = [one for one in heads if one.kind == facts.period.kind]
        return (max(alike, key=lambda one: one.end),) if len(alike) > 1 else ()
    for text in (row.head, row.label, *row.under):
        if named := _named_in(text, facts):
            return named
    return ()


def _named_in(text: str, facts: KnownFacts) -> tuple[Period, ...]:
    """The time that a heading, or the head of a row or a column, names."""
    for time in mentions_in(text):
        if time.kind != "time" or _COMPARED.search(text[: time.start]):
            continue
        days = list(days_of(time.text))
        if days:
            return _windows_up_to(days, facts)
        named = period_named(time.text, facts.period)
        if named is not None:
            return _windows_in(text, time, named, facts)
    match = _RELATIVE.search(text)
    if match and not _COMPARED_BETWEEN.search(text[: match.start()]):
        return _relative(match, facts)
    return ()


def _all_named_in(text: str, facts: KnownFacts) -> tuple[Period, ...]:
    """All times that a heading names."""
    times = [t for t in mentions_in(text) if t.kind == "time" and not days_of(t.text)]
    named = (period_named(time.text, facts.period) for time in times)
    return _distinct(*(one for one in named if one is not None)) or _named_in(text, facts)


def _windows_at(
    passage: Passage, times: Sequence[Mention], facts: KnownFacts
) -> tuple[Period, ...]:
    """The windows that the last of some times names."""
    time = times[-1]
    if days_of(time.text):
        days = [day for m in times[-_MOST_DAYS:] for day in days_of(m.text)]
        return _windows_up_to(list(dict.fromkeys(days)), facts)
    return _windows_in(passage.text, time, period_named(time.text, facts.period), facts)


def _relative(match: re.Match[str], facts: KnownFacts) -> tuple[Period, ...]:
    """The windows of words such as "năm nay" or "lũy kế"."""
    own = facts.period
    at = facts.book.reached(own)
    of_year = own if own.kind == "year" else at.year_to_date()
    match (match.lastindex or 0) - 1:
        case n if n == _LAST_YEAR:
            return (at.same_period_last_year(),)
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
def _windows_of_report(facts: KnownFacts) -> tuple[Period, ...]:
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


def _windows_in(
    text: str, time: Mention, named: Period | None, facts: KnownFacts
) -> tuple[Period, ...]:
    """Windows of a period named in words; None when it is not understood."""
    if named is None:
        return _windows_of_report(facts)
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
