"""Which days a number of a text counts, by the day or period that the text names."""

from __future__ import annotations

import re

from baocao.core.periods import Period
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage
from baocao.review.verify.time_phrases import TimePhrase, phrases_in, same_days
from baocao.review.verify.time_scopes import Scope, compared_with, scope_of

__all__ = ["bases_of", "named_bases", "scope_in", "windows_of"]

_CHANGED = re.compile(r"tăng|giảm|chênh lệch|so sánh|so với", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
# Words for the period before.
_BEFORE = ("quý", "tháng", "kỳ", "tuần", "qoq")
_KINDS = {"quý": "quarter", "qoq": "quarter", "tháng": "month", "tuần": "week"}


def scope_in(
    passage: Passage, mention: Mention, facts: KnownFacts, *, is_change: bool = False
) -> Scope:
    """The time of a number, by its sentence, the heads of its table, and the headings above it."""
    above = [found for text in passage.above if (found := _all_named_in(text, facts))]
    heads = _named_in_table(passage, facts)
    return scope_of(passage, mention, facts, is_change=is_change, heads=heads, above=above)


def windows_of(
    passage: Passage, mention: Mention, facts: KnownFacts, *, is_change: bool = False
) -> tuple[tuple[Period, ...], bool]:
    """The windows that a number may be about, the likeliest first, and whether they are named."""
    scope = scope_in(passage, mention, facts, is_change=is_change)
    return scope.windows, scope.is_named


def bases_of(passage: Passage, mention: Mention, at: Period, facts: KnownFacts) -> list[Period]:
    """What a change of a window is from: as its sentence says, else a year or a period earlier."""
    if based := compared_with(passage, mention, facts):
        return _base(based, passage.text, at, facts)
    if passage.row is not None and not _LETTER.search(passage.text):
        text = f"{passage.row.label} {passage.row.head}"
        for one in phrases_in(text, facts):
            if one.is_compared or one.is_same:
                # "So với năm 2021"
                return _base(one, text, at, facts)
        heads = {w for head in passage.row.heads for w in _named_in(head, facts)}
        earlier = [one for one in heads if one.end < at.end and one.kind == at.kind]
        if earlier:
            return [max(earlier, key=lambda one: one.end)]
    return list(dict.fromkeys((at.same_period_last_year(), at.previous())))


def named_bases(passage: Passage, mention: Mention, at: Period, facts: KnownFacts) -> list[Period]:
    """The same, where its sentence names one; else empty."""
    is_named = compared_with(passage, mention, facts) is not None
    return bases_of(passage, mention, at, facts) if is_named else []


def _base(one: TimePhrase, text: str, at: Period, facts: KnownFacts) -> list[Period]:
    """What a change of a window is from, by the time that is named for it."""
    if one.year:
        return [same_days(at, one.year)]
    if not one.is_same:
        return [facts.book.reached(window) for window in one.windows[:1]]
    noun = text[one.start : one.end].split()[0].lower()
    if noun in _BEFORE:
        # "so với quý trước" of nine months says nothing of them.
        return [at.previous()] if _KINDS.get(noun, at.kind) == at.kind else []
    # "so với cuối năm trước" of what stands on a day.
    return [at.same_period_last_year(), at.reporting_year().previous()]


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
    named = (one.windows for one in phrases_in(text, facts) if not one.is_compared and one.windows)
    return next(named, ())


def _all_named_in(text: str, facts: KnownFacts) -> tuple[Period, ...]:
    """All times that a heading names."""
    found = [one for one in phrases_in(text, facts) if not one.is_compared and not one.is_same]
    return tuple(dict.fromkeys(w for one in found for w in one.windows)) or _named_in(text, facts)
