"""A number in a sentence that the built report does not have, judged by the words around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal
from operator import attrgetter

from baocao.review.verify.agreement import agreement
from baocao.review.verify.figures import differing
from baocao.review.verify.indicator_search import IndicatorSearch
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["STRONG_FIT", "ProseJudge"]

STRONG_FIT = 0.62
"""From this fit of its words on, an indicator may contradict a number or a claim."""

# The least fit for a fact that has the right value.
_LEAST_FIT = 0.3
# How much better the words of another fact may fit before the right value is taken for chance;
# less where the words fit well, and for small counts, which are the value of many facts.
_MARGIN, _CLOSE_MARGIN = 0.2, 0.12
_SMALL_COUNT = 20
_LONGEST_LIST = 30
# Letters before a number in which a word of direction may stand.
_REACH_BEFORE = 120
_DIRECTION_BEFORE = re.compile(r"\b(?:tăng|giảm|vượt)(?:\s+(?:thêm|khoảng|gần|hơn))?$")
# "tăng 18 sản phẩm (17,8%)"
_CHANGE_BEFORE_PERCENT = re.compile(r"\b(?:tăng|giảm)\s+[\d.,]+(?:\s+\w+){1,4}\s*\($")
# "bình quân mỗi tháng hơn 7 dự án" is no figure of the period.
_AVERAGE_BEFORE = re.compile(
    r"\b(?:bình quân|trung bình|mỗi (?:ngày|tuần|tháng|quý|năm|đơn vị|xã|huyện))\b[^.;\d]*$",
    re.IGNORECASE,
)
_LIST_LEAD = re.compile(r"(?:\s+[^\W\d]+){1,6}\s*[:(]")
_LIST_END = re.compile(r"[;)]|\.(?:\s|$)")


class ProseJudge:
    """Judges numbers by the indicator that the words around them name."""

    def __init__(self, facts: KnownFacts, search: IndicatorSearch) -> None:
        self.facts = facts
        self.search = search

    def judge(self, passage: Passage, mention: Mention) -> Judgement:
        """The verdict on a number; ``unmatched`` where no indicator fits well enough."""
        if mention.value is None:
            return Judgement(passage, mention, "unmatched", reason="số viết sai dạng")
        if passage.row is not None and passage.row.is_numbering:
            return Judgement(passage, mention, "not data", reason="số thứ tự")
        if _AVERAGE_BEFORE.search(
            passage.text[max(0, mention.start - _REACH_BEFORE) : mention.start]
        ):
            return Judgement(passage, mention, "unmatched", reason="số bình quân")
        windows, _ = self.search.windows(passage, mention)
        if mention.kind == "points" or _is_change(passage, mention):
            found = self.search.changes(passage, mention, windows)
        else:
            found = self.search.candidates(passage, mention, windows)
        best = max(found, key=lambda candidate: candidate.fit, default=None)
        best_fit = best.fit if best else 0.0
        is_small = mention.kind == "count" and abs(mention.value) < _SMALL_COUNT
        margin = _CLOSE_MARGIN if best_fit >= STRONG_FIT or is_small else _MARGIN
        least = max(_LEAST_FIT, best_fit - margin)
        fitting = [c for c in found if c.fit >= least and agreement(mention, c.fact)]
        if fitting:
            fact = max(fitting, key=lambda candidate: candidate.fit).fact
            self.facts.remember(fact)
            verdict = agreement(mention, fact) or "right"
            return Judgement.by_fact(passage, mention, verdict, fact)
        listed = _length_of_list(passage, mention)
        if listed is not None and mention.value == listed:
            return Judgement(passage, mention, "right", reason="đúng số mục liệt kê")
        if best and best_fit >= STRONG_FIT:
            return differing(passage, mention, best.fact, self.facts)
        if listed is not None:
            reason = f"liệt kê {listed} mục"
            return Judgement(passage, mention, "contradicted", expected=str(listed), reason=reason)
        return Judgement(passage, mention, "unmatched")


def _is_change(passage: Passage, mention: Mention) -> bool:
    """Whether a word of direction says that a number is a change, not a value."""
    before = passage.text[max(0, mention.start - _REACH_BEFORE) : mention.start]
    if _DIRECTION_BEFORE.search(before.rstrip(" (~").lower()):
        return True
    return mention.kind == "percent" and bool(_CHANGE_BEFORE_PERCENT.search(before))


def _length_of_list(passage: Passage, mention: Mention) -> Decimal | None:
    """How many standards or documents follow a count: "03 tiêu chuẩn: ISO 9001, …".

    None where no such list follows.
    """
    if mention.kind != "count" or mention.value is None or mention.value > _LONGEST_LIST:
        return None
    lead = _LIST_LEAD.match(passage.text, mention.end)
    if not lead:
        return None
    end = _LIST_END.search(passage.text, lead.end())
    last = end.start() if end else len(passage.text)
    first, end_of_list = (
        bisect_left(passage.references, place, key=attrgetter("start"))
        for place in (lead.end(), last)
    )
    listed = end_of_list - first
    return Decimal(listed) if listed > 1 else None
