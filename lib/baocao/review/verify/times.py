"""A day or a period of a document compared with that of the built report."""

from __future__ import annotations

import re

from baocao.review.verify.alignment import Certainty
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.mentions import Mention, days_of
from baocao.review.verify.passages import Passage

__all__ = ["judge_time"]

_WHOLE_DAY = re.compile(r"(?:ngày\s+)?\d+(?:/|\s+tháng\s+)\d+(?:/|\s+năm\s+)\d+")
_LEADING_NOUN = re.compile(r"^(?:năm|ngày|giai đoạn)\s")


def judge_time(
    passage: Passage, mention: Mention, built: Mention | None, certainty: Certainty | None
) -> Judgement:
    """Judge a mention of the kind ``time``.

    Parameters
    ----------
    passage, mention
        The day or period, and its text.
    built
        The mention at the same position of the built report; None in new text.
    certainty
        How certain it is that the positions are the same; None in new text.
    """
    if _WHOLE_DAY.fullmatch(mention.text) and not days_of(mention.text):
        return Judgement(passage, mention, "contradicted", reason="ngày không có thật")
    if built is not None and _is_same_time(mention.text, built.text):
        return Judgement(passage, mention, "right", expected=built.text)
    if built is None or certainty == "loose":
        return Judgement(passage, mention, "not data", reason="mốc thời gian")
    reason = "mốc thời gian bị đổi"
    return Judgement(passage, mention, "contradicted", expected=built.text, reason=reason)


def _is_same_time(one: str, other: str) -> bool:
    if days_of(one) and days_of(one) == days_of(other):
        return True
    return _without_noun(one) == _without_noun(other)


def _without_noun(text: str) -> str:
    words = _LEADING_NOUN.sub("", " ".join(text.lower().split()))
    return re.sub(r"\s*[-–]\s*", "-", words)
