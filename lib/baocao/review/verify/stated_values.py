"""The value that a change in its sentence is of: "dự án FDI là 09, ít hơn cùng kỳ 01 dự án"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from baocao.facts.fact import Fact
from baocao.review.verify.asked_facts import AskedFacts
from baocao.review.verify.clauses import clause_of
from baocao.review.verify.indicator_search import Fit, IndicatorSearch
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.mentions import FALLS, RISES, Mention
from baocao.review.verify.passages import Passage

__all__ = ["Stated", "changed_value", "compared_value", "fits_of", "value_before"]

Stated = Mapping[tuple[int, int], Judgement]
"""What the numbers of a document were found to state, by block and first letter."""

# Between a value and its change: what is counted, a sign, and the change at once.
_CHANGES = re.compile(
    r"(?:\s+[^\W\d]+){0,8}\s*[,(–-]\s*(?:(?:đã|lại|cũng|và)\s+)?"
    rf"(?:[{RISES}{FALLS}]|tăng|giảm|vượt|(?:cao|thấp|nhiều|ít|lớn|nhỏ|kém) hơn|up|down|$)"
    r"[^.;:|•\n]{0,60}",
    re.IGNORECASE,
)

# The same, where no number follows the comparison.
_COMPARES = re.compile(
    r"(?:,?\s+[^\W\d]+){0,8}\s*[,(–-]?\s*(?:(?:đã|lại|cũng|và)\s+)?", re.IGNORECASE
)
_OF_BEFORE = re.compile(
    r"(?<!\w)(?:cùng (?:kỳ|thời điểm)|(?:năm|quý|tháng|kỳ) (?:trước|ngoái))(?!\w)", re.IGNORECASE
)
_REACH = 40


def changed_value(passage: Passage, mention: Mention, stated: Stated) -> Judgement | None:
    """The right value right before a change, with which it shares its indicator and its time."""
    before = value_before(passage, mention)
    found = before and stated.get((passage.block_number, before.start))
    return found if found and found.verdict == "right" and ":" not in found.fact else None


def value_before(passage: Passage, mention: Mention) -> Mention | None:
    """The number right before a change that is the change of it; None where there is none.

    Examples
    --------
    "65 dự án, số lượt ý kiến tăng 21" is the change of something else:

    >>> [bool(_CHANGES.fullmatch(between)) for between in
    ...  (" dự án, ít hơn cùng kỳ ", " dự án, số lượt ý kiến tăng ", " (+")]
    [True, False, False]
    """
    previous = clause_of(passage, mention).previous
    if previous is None:
        return None
    start, _ = passage.sentence(mention)
    if _OF_BEFORE.search(passage.text[max(start, previous.start - _REACH) : previous.start]):
        # "283 lượt (năm trước 430 lượt, giảm 147 lượt)"
        return None
    between = passage.text[previous.end : mention.start]
    if not _CHANGES.fullmatch(between) or any(
        previous.end <= time.start < mention.start and not _is_base(passage, time)
        for time in passage.times
    ):
        return None
    return previous


def fits_of(judgement: Judgement, search: IndicatorSearch, asked: AskedFacts) -> list[Fit]:
    """The indicator, or the part of one, that a right number states.

    Others of its topic follow that have the same value then: it may be of any of them.
    """
    key, _, rest = judgement.fact.partition("[")
    own = Fit(1.0, key, rest.rpartition("]")[0], is_named=True, is_said=True)
    at = search.facts.book.workspace.period_of(judgement.period)
    known = asked.fact(own.identity, at)
    profiles = search.vocabulary.profiles
    alike = [
        replace(own, key=other)
        for other, profile in profiles.items()
        if other != key and profile.topic == profiles[key].topic
    ]
    return [own, *(one for one in alike if _has_value(asked.fact(one.identity, at), known))]


def compared_value(passage: Passage, claim: Mention, stated: Stated) -> Judgement | None:
    """The right value before a comparison without a number: "05 dự án FDI, thấp hơn quý II"."""
    start, _ = passage.sentence(claim)
    before = [one for one in passage.figures if start <= one.start < claim.start]
    if not before or not _COMPARES.fullmatch(passage.text, before[-1].end, claim.start):
        return None
    found = stated.get((passage.block_number, before[-1].start))
    return found if found and found.verdict == "right" and ":" not in found.fact else None


def _has_value(fact: Fact | None, other: Fact | None) -> bool:
    return fact is not None and other is not None and fact.value == other.value


def _is_base(passage: Passage, time: Mention) -> bool:
    before = passage.text[max(0, time.start - 24) : time.start]
    return bool(re.search(r"(?:hơn|so với|so|cùng kỳ)\s+(?:cả\s+)?$", before, re.IGNORECASE))
