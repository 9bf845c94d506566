"""Numbers that a text bears out by itself: how long a list is, what two numbers make of 100."""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter

from baocao.locale.vi.text import trimmed
from baocao.review.verify.agreement import is_value
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["length_of_list", "of_fraction"]

_FRACTION = re.compile(
    r"(?<![\w/.,])(\d[\d.]*)\s*(?:/|trên(?: tổng số)?|trong(?: tổng)? số)\s*(\d[\d.]*)"
    r"(?:\s+[^\W\d]+){0,5}\s*[,(]\s*(?:tức(?: là)?|đạt|bằng|tương đương|chiếm|hay)?\s*$",
    re.IGNORECASE,
)
_LIST_LEAD = re.compile(r"(?:\s+[^\W\d]+){1,6}\s*[:(]")
_LIST_END = re.compile(r"[;)]|\.(?:\s|$)")
_LONGEST_LIST = 30


def of_fraction(passage: Passage, mention: Mention) -> Judgement | None:
    """A percentage of two numbers right before it: "đạt 90/125, tức 72%"."""
    if mention.kind != "percent" or mention.value is None:
        return None
    found = _FRACTION.search(passage.text, 0, mention.start)
    if found is None:
        return None
    part, whole = (
        next((one.value for one in passage.figures if one.start == found.start(group)), None)
        for group in (1, 2)
    )
    if part is None or not whole:
        return None
    share = part * 100 / whole
    if is_value(mention, share):
        return Judgement(passage, mention, "right", reason="bằng hai số đứng trước chia nhau")
    told = f"{trimmed(share.quantize(Decimal('0.1'), ROUND_HALF_UP), 1)}%"
    reason = "khác hai số đứng trước chia nhau"
    return Judgement(passage, mention, "contradicted", expected=told, reason=reason)


def length_of_list(passage: Passage, mention: Mention) -> Decimal | None:
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
    if any(lead.end() <= figure.start < last for figure in passage.figures):
        # "8 sản phẩm (3 sản phẩm 4 sao, 5 sản phẩm 3 sao)" lists no names.
        return None
    listed = end_of_list - first
    return Decimal(listed) if listed > 1 else None
