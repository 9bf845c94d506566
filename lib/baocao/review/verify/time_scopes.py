"""Which of the times that a text names a number is of, and how surely.

A time covers a number

- that it stands right before ("năm 2020 là 43 dự án") or right behind, without a sign between
  ("47 sản phẩm của năm 2020", "40 cơ quan (31/12/2020)");
- of the list that it opens ("Cùng kỳ năm trước 3 lớp, 177 lượt người"), where it opens the
  sentence and no other time comes between.

Brackets open and close a scope: a time in brackets covers nothing outside them, a number in
brackets is of the time in them, or of the one right before them ("so với quý I (29)").  A time that
something is compared with ("so với quý II") covers no value.  Where nothing covers a number surely,
every time that the sentence, what stands before it, or the headings name remains possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from baocao.core.periods import Period
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.mentions import FALLS, RISES, Mention
from baocao.review.verify.passages import Passage
from baocao.review.verify.time_phrases import (
    TimePhrase,
    phrases_in,
    same_days,
    windows_of_report,
)

__all__ = ["Scope", "compared_with", "scope_of"]

# Letters of a paragraph in which an earlier sentence may name the time of a later one.
_REACH_BACK = 600
_SIGN = re.compile(r"[,;:.()|•\n](?!\d)|\s[-–—]\s|(?<!\w)(?:và|với|còn|nhưng|trong đó|gồm)(?!\w)")
_CELL = re.compile(r"\s[|•·]\s|\s[|•·]$")
# Words between a time and the number that it says: "năm 2020 là 43".
_SAYS = re.compile(
    r"\W*(?:(?:là|có|đạt|chỉ|mới|thì|được|ghi nhận|khoảng|gần|hơn|đã|bằng|ở mức)\W+)*",
    re.IGNORECASE,
)
_MOST_WORDS_BETWEEN = 6
_BESIDE = re.compile(r"(?:\s+[^\W\d]+){0,4}\s*\(")
_FROM = re.compile(r"(?<!\w)từ\s+(?:mức\s+|con số\s+)?$", re.IGNORECASE)
_ROSE_FROM = re.compile(
    rf"(?:tăng|giảm|nâng|[{RISES}{FALLS}])[^,;.]{{0,40}}(?<!\w)từ\s+(?:mức\s+)?$", re.IGNORECASE
)
_TO = re.compile(
    r"(?:\s*%|\s+\(?[^\W\d]+){0,6}[^,;.]{0,25}?\s*(?:lên|xuống|còn|→|->)", re.IGNORECASE
)
_BEFORE_ARROW = re.compile(r"(?:\s+[^\W\d]+){0,4}\s*(?:→|->|=>)")
# Times, and ways to deal numbers out to several of them, that are not read.
_UNREAD = re.compile(
    r"(?<!\w)(?:lần lượt|tương ứng (?:là|với từng)|theo (?:từng )?(?:quý|tháng|năm|kỳ)|"
    r"(?:từng|mỗi|các|bốn|hai|ba|[2-4]) quý(?! (?:đầu|cuối|qua|liền|liên))|"
    r"quý (?:đầu|cuối) năm|tháng (?:giêng|một|hai|ba|tư|sáu|bảy|tám|chín|mười)(?! \d)|"
    r"năm kia|(?:\d|hai|ba|bốn) năm (?:qua|nay|gần|trước)|sau (?:\d|hai|ba) năm|"
    r"nhiệm kỳ|giai đoạn)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scope:
    """The time of a number.

    Parameters
    ----------
    windows
        What it is of, the likeliest first.
    is_named
        Whether the text names them; else they are those of the report.
    is_sure
        Whether a time surely covers it, or none is named where it stands.
    possible
        All windows that the text leaves possible; those of `windows` where they are sure.
    is_open
        Whether it is of a time that is not named: "tăng từ 12", "42 dự án (37)".
    is_unread
        Whether numbers are dealt out to several times in a way that is not read: "lần lượt là …".
    """

    windows: tuple[Period, ...]
    is_named: bool
    is_sure: bool
    possible: tuple[Period, ...]
    is_open: bool = False
    is_unread: bool = False


@dataclass(frozen=True)
class _Place:
    """What stands around a number in its sentence, at its level of brackets."""

    text: str
    start: int
    end: int
    bracket: int
    before: Mention | None
    after: Mention | None
    figures: tuple[Mention, ...]


def scope_of(
    passage: Passage,
    mention: Mention,
    facts: KnownFacts,
    *,
    is_change: bool = False,
    heads: tuple[Period, ...] = (),
    above: Sequence[tuple[Period, ...]] = (),
) -> Scope:
    """The time that a number is of.

    Parameters
    ----------
    passage, mention, facts
        The number, its text, and what the workspace knows.
    is_change
        Whether it says a change: "cùng kỳ" beside it is what it is compared with.
    heads
        What the head of its column or row names.
    above
        What each heading above it names, the nearest first; empty ones left out.
    """
    every = _phrases(passage.text, passage.times, facts)
    start, end = passage.sentence(mention)
    own = windows_of_report(facts)
    around = heads or _around(above, own)
    phrases = [
        _told_by(one, every, around[0], facts)
        for one in every
        if start <= one.start < end and not (is_change and one.is_same)
    ]
    earlier = [one for one in every if start - _REACH_BACK <= one.start < start]
    named = [*phrases, *earlier]
    base = around[0]
    is_like = any(one.is_same for one in every)
    of_before = [w for one in earlier if not one.is_same for w in one.windows]
    possible = _distinct(
        *(w for one in named for w in one.windows),
        *around,
        *(w for of in above for w in of),
        *own,
        *((w.same_period_last_year() for w in (*around, *own, *of_before)) if is_like else ()),
    )
    is_unread = bool(_UNREAD.search(passage.text, start, mention.start)) or any(
        not one.windows for one in phrases
    )
    # "47 → 44": the first is of a time before, whatever the time beside it is.
    is_unread = is_unread or bool(_BEFORE_ARROW.match(passage.text, mention.end))
    place = _place(passage, mention, start, end)
    is_aside = (
        place.bracket >= 0
        and place.before is None
        and _counted_before(passage, start, place.bracket)
    )
    is_open = is_aside
    covering, is_sure = _covering(passage, mention, phrases)
    if covering is not None and covering.windows:
        # A heading of several times does not tell which one "cùng kỳ" is like.
        is_vague = covering.is_same and not heads and len({*around, *of_before}) > len(own)
        is_sure = is_sure and not is_unread and not is_vague
        windows = covering.windows
        is_open = is_open and not is_sure
        return Scope(windows, True, is_sure, windows if is_sure else possible, is_open, is_unread)
    if _is_base(passage, mention):
        before = facts.book.reached(base)
        windows = (before.same_period_last_year(), before.previous())
        possible = _distinct(*windows, *possible)
        return Scope(windows, True, False, possible, is_open=True, is_unread=is_unread)
    if heads:
        is_sure = not any(one for one in phrases if not one.is_compared)
        return Scope(heads, True, is_sure, heads if is_sure else possible, is_open, is_unread)
    brackets = _brackets(passage.text, start, end)
    spoken = [one for one in phrases if one.windows and not one.is_compared and not one.is_same]
    lead = [
        one
        for one in spoken
        if one.end <= mention.start and _level(brackets, one.start) in (-1, place.bracket)
    ]
    is_sure = not spoken and not earlier and not is_open and not is_unread
    windows, is_named = around, bool(above)
    if lead:
        # Named in the sentence, for another number.
        windows, is_named = _distinct(*lead[-1].windows, *around), True
    elif not above:
        carried = [
            w for one in earlier if not one.is_compared and not one.is_same for w in one.windows
        ]
        windows = _distinct(*own, *carried[-2:])
    possible = windows if is_sure else possible
    return Scope(windows, is_named, is_sure, possible, is_open, is_unread)


def _around(above: Sequence[tuple[Period, ...]], own: tuple[Period, ...]) -> tuple[Period, ...]:
    """What the nearest heading that names a time says, else the time of the report.

    Of a longer time, or of several, the report's own is meant first.
    """
    for of in above:
        has_own = any(one.start <= own[0].start and own[0].end <= one.end for one in of)
        return _distinct(own[0], *of) if has_own else _distinct(*of, own[0])
    return own


def compared_with(passage: Passage, mention: Mention, facts: KnownFacts) -> TimePhrase | None:
    """The time that a change is said to be from; None where none is named beside it.

    "tăng 2 so với quý II, tăng 7 so với cùng kỳ": behind it up to the comma, else before it.
    """
    text = passage.text
    start, end = passage.sentence(mention)
    place = _place(passage, mention, start, end)
    last = place.after.start if place.after else end
    phrases = [
        one
        for one in _phrases(text, passage.times, facts)
        if (one.is_compared or one.is_same) and start <= one.start < end
    ]
    for one in phrases:
        if mention.end <= one.start and one.end <= last:
            between = text[mention.end : one.start]
            if not re.search(r"[,;:()|•]", between):
                return one
    before = [one for one in phrases if one.end <= mention.start]
    if before:
        one = before[-1]
        between = text[one.end : mention.start]
        is_near = not any(one.end <= f.start < mention.start for f in place.figures)
        if is_near or not re.search(r"[;|•]", between):
            return one
    return None


@lru_cache(maxsize=64)
def _phrases(text: str, times: tuple[Mention, ...], facts: KnownFacts) -> tuple[TimePhrase, ...]:
    return tuple(phrases_in(text, facts, times))


def _told_by(
    one: TimePhrase, every: Sequence[TimePhrase], around: Period, facts: KnownFacts
) -> TimePhrase:
    """A time such as "cùng kỳ" by the one that its sentence, or what stands above, is about."""
    if not one.is_same or not one.windows:
        return one
    before = [o for o in every if o.end <= one.start and o.windows and not o.is_same]
    about = before[-1].windows[0] if before and not before[-1].is_compared else around
    if about == windows_of_report(facts)[0]:
        about = facts.book.reached(about)
    try:
        if one.year:
            at = same_days(facts.book.reached(about), one.year)
        elif one.windows[0].end < windows_of_report(facts)[0].start and one.windows == (
            facts.period.previous(),
        ):
            return one
        else:
            at = about.same_period_last_year()
    except ValueError:
        return one
    return TimePhrase(one.start, one.end, _distinct(at), one.is_compared, True, one.year)


def _brackets(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where brackets open and close in a part of a text."""
    found, opened = [], []
    for match in re.finditer(r"[()\[\]]", text[start:end]):
        at = start + match.start()
        if match[0] in "([":
            opened.append(at)
        elif opened:
            found.append((opened.pop(), at))
    found += [(at, end) for at in opened]
    return found


def _level(brackets: Iterable[tuple[int, int]], at: int) -> int:
    """Where the innermost bracket around a letter opens; -1 outside brackets."""
    return max((first for first, last in brackets if first < at <= last), default=-1)


def _place(passage: Passage, mention: Mention, start: int, end: int) -> _Place:
    brackets = _brackets(passage.text, start, end)
    level = _level(brackets, mention.start)
    figures = tuple(
        one
        for one in passage.figures
        if start <= one.start < end
        and one.start != mention.start
        and _level(brackets, one.start) == level
    )
    before = [one for one in figures if one.end <= mention.start]
    after = [one for one in figures if one.start >= mention.end]
    return _Place(
        passage.text,
        *(start, end, level),
        before[-1] if before else None,
        after[0] if after else None,
        figures,
    )


def _covering(
    passage: Passage, mention: Mention, phrases: Sequence[TimePhrase]
) -> tuple[TimePhrase | None, bool]:
    """The time that covers a number, and whether surely."""
    start, end = passage.sentence(mention)
    text = passage.text
    place = _place(passage, mention, start, end)
    brackets = _brackets(text, start, end)
    levels = {one: _level(brackets, one.start) for one in phrases}
    if beside := _BESIDE.match(text, mention.end, end):
        # "40 cơ quan (31/12/2020)"
        inside = [one for one in phrases if levels[one] == beside.end() - 1]
        filled = any(_level(brackets, f.start) == beside.end() - 1 for f in passage.figures)
        if inside and not filled and not inside[0].is_compared:
            return inside[0], True
    if place.bracket >= 0:
        inside = [one for one in phrases if levels[one] == place.bracket]
        lead = [one for one in inside if one.end <= mention.start]
        if lead:
            return lead[-1], len(lead) == 1 or _says(text, lead[-1], mention)
        if (
            inside
            and (place.after is None or inside[0].end <= place.after.start)
            and not re.search(r"[;|•]", text[mention.end : inside[0].start])
            and not _is_of_next(place, inside[0], mention)
        ):
            return inside[0], True
        right_before = [
            one
            for one in phrases
            if one.end <= place.bracket and not text[one.end : place.bracket].strip()
        ]
        if (
            right_before
            and mention.kind not in ("percent", "points")
            and mention.text[0] not in "+-−"
        ):
            return right_before[-1], True
        if place.before is None and _counted_before(passage, start, place.bracket):
            # "42 dự án (37)": of another time than the number before the bracket, or another thing.
            return None, False
    outside = [one for one in phrases if levels[one] in (-1, place.bracket) and not one.is_compared]
    return _covering_outside(place, mention, outside)


def _covering_outside(
    place: _Place, mention: Mention, phrases: Sequence[TimePhrase]
) -> tuple[TimePhrase | None, bool]:
    text = place.text
    figures = sorted((*place.figures, mention), key=lambda one: one.start)
    lead = [
        one
        for one in phrases
        if one.end <= mention.start and _belongs(text, one, figures, place.end) != "left"
    ]
    trail = [
        one
        for one in phrases
        if one.start >= mention.end and (place.after is None or one.start < place.after.start)
    ]
    last = lead[-1] if lead else None
    behind = trail[0] if trail and _is_beside(text[mention.end : trail[0].start]) else None
    if behind is not None and _belongs(text, behind, figures, place.end) == "right":
        behind = None
    if last is not None:
        between = [f for f in figures if last.end <= f.start < mention.start]
        is_opening = not any(f.end <= last.start for f in figures)
        if not between and _says(text, last, mention):
            belongs = _belongs(text, last, figures, place.end)
            if behind is not None and belongs == "both":
                # "47 của năm 2020 đã có 91 vào cuối năm 2021"
                return behind, True
            return last, behind is None and belongs != "both"
        if not between and behind is None:
            return last, _belongs(text, last, figures, place.end) != "both"
        if behind is None:
            others = [one for one in phrases if last.end <= one.start and one.end <= mention.start]
            in_cell = _CELL.search(text, between[0].end, mention.start) and not _CELL.search(
                text, last.end, between[0].start
            )
            return last, is_opening and not others and not in_cell
    if behind is not None:
        return behind, _belongs(text, behind, figures, place.end) != "both"
    return last, False


def _belongs(text: str, one: TimePhrase, figures: Sequence[Mention], end: int) -> str:
    """Whether a time is of the number to its left, the one to its right, of both or of none."""
    left = [f for f in figures if f.end <= one.start]
    right = [f for f in figures if f.start >= one.end]
    is_left = bool(left) and _is_beside(text[left[-1].end : one.start])
    is_right = bool(right) and _says(text, one, right[0])
    if is_left and is_right:
        return "both"
    return "left" if is_left else "right" if is_right else ""


def _is_of_next(place: _Place, one: TimePhrase, mention: Mention) -> bool:
    """Whether a time behind a number is of the next one: "(45 lượt, cùng kỳ 33 lượt)"."""
    figures = sorted((*place.figures, mention), key=lambda figure: figure.start)
    return _belongs(place.text, one, figures, place.end) == "right"


def _says(text: str, one: TimePhrase, mention: Mention) -> bool:
    """Whether a number stands right behind a time: "năm 2020 là 43"."""
    return bool(_SAYS.fullmatch(text[one.end : mention.start]))


def _is_beside(between: str) -> bool:
    return not _SIGN.search(between) and len(between.split()) <= _MOST_WORDS_BETWEEN


def _is_base(passage: Passage, mention: Mention) -> bool:
    """Whether a number is what something changed from: "tăng từ 4 lên 13 dự án", "42 (37)"."""
    text = passage.text
    if _ROSE_FROM.search(text, max(0, mention.start - 80), mention.start):
        return True
    if _FROM.search(text, 0, mention.start) and _TO.match(text, mention.end):
        return True
    start, end = passage.sentence(mention)
    place = _place(passage, mention, start, end)
    return (
        place.bracket >= 0
        and place.before is None
        and mention.kind in ("count", "money")
        and mention.text[0] not in "+-−"
        and bool(re.match(r"\s*[);]", text[mention.end :]))
        and not text[place.bracket + 1 : mention.start].strip()
        and _counted_before(passage, start, place.bracket)
    )


def _counted_before(passage: Passage, start: int, bracket: int) -> bool:
    """Whether a bracket stands right behind a number and its unit."""
    before = [one for one in passage.figures if start <= one.start and one.end <= bracket]
    return bool(before) and _is_beside(passage.text[before[-1].end : bracket])


def _distinct(*windows: Period) -> tuple[Period, ...]:
    return tuple(dict.fromkeys(windows))
