"""The same value said in another way: "tăng 41,3%" as "gấp 1,41 lần", or as "bằng 141,3%"."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from baocao.facts.fact import suffix_of
from baocao.review.verify.agreement import Agreement, agreement, is_value
from baocao.review.verify.known_facts import KnownFact
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["is_restated", "says"]

_TIMES_BEFORE = re.compile(r"\b(?:gấp|bằng)(?:\s+(?:khoảng|gần|hơn))?\s+$", re.IGNORECASE)
_TIMES_AFTER = re.compile(r"\s+lần\b")
_OF_BEFORE = re.compile(r"\b(?:chỉ bằng|bằng|đạt|còn|tương đương)(?:\s+(?:khoảng|gần|hơn))?\s+$")
_OF_AFTER = re.compile(r"\s+(?:so với|của|cùng kỳ|năm trước)\b")


def is_restated(passage: Passage, mention: Mention, known: KnownFact) -> bool:
    """Whether a number says a growth as a multiple or as a percentage of the base, or back.

    Rounded to its last printed digit.
    """
    if known.value is None or mention.value is None:
        return False
    before = passage.text[max(0, mention.start - 30) : mention.start]
    after = passage.text[mention.end : mention.end + 20]
    suffix = suffix_of(known.id)
    is_times = mention.kind == "count" and bool(
        _TIMES_BEFORE.search(before) and _TIMES_AFTER.match(after)
    )
    is_of = mention.kind == "percent" and bool(_OF_BEFORE.search(before.lower()))
    if suffix.startswith("growth"):
        if is_times:
            return _rounds_to(mention, 1 + known.value / 100)
        return is_of and bool(_OF_AFTER.match(after)) and _rounds_to(mention, 100 + known.value)
    if suffix.startswith("multiple") and mention.kind == "percent":
        whole = known.value * 100
        return _rounds_to(mention, whole if is_of else whole - 100)
    return False


def says(passage: Passage, mention: Mention, fact: KnownFact) -> Agreement | None:
    """Whether a number says a fact, as it is or as a multiple of its base."""
    if found := agreement(mention, fact):
        return found
    if fact.id.rpartition(":")[2].startswith("growth") and fact.value is not None:
        if mention.kind == "count" and mention.value is not None:
            steps = ((1 + fact.value / 100) / mention.step).quantize(Decimal(1), ROUND_HALF_UP)
            return "right" if steps * mention.step == mention.value else None
        if mention.kind == "percent" and (
            is_restated(passage, mention, fact) or _is_of_base(passage, mention, fact)
        ):
            return "right"
    return None


def _is_of_base(passage: Passage, mention: Mention, fact: KnownFact) -> bool:
    """Whether a cell under "So với năm 2022 (%)" holds a percentage of that year."""
    if (
        passage.row is None
        or fact.value is None
        or re.search("tăng|giảm", passage.row.head.lower())
    ):
        return False
    return is_value(replace(mention, hedge=""), 100 + fact.value)


def _rounds_to(mention: Mention, value: Decimal) -> bool:
    assert mention.value is not None
    steps = (value / mention.step).quantize(Decimal(1), ROUND_HALF_UP)
    return steps * mention.step == mention.value
