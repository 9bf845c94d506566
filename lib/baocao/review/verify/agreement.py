"""Whether a printed number says what a value is, at the precision it is printed with."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from baocao.review.verify.knowledge import Known
from baocao.review.verify.mentions import Mention, mentions_in

__all__ = ["Agreement", "agreement", "is_value", "sort_of"]

Agreement = Literal["right", "rounded"]

_ABOVE = {"hơn", "trên", "ít nhất", "tối thiểu"}
_BELOW = {"gần", "ngót", "dưới"}


def sort_of(unit: str) -> str:
    """The sort of mention that a unit is printed as."""
    return {"%": "percent", "điểm phần trăm": "points", "đồng": "money"}.get(unit, "count")


def agreement(mention: Mention, known: Known) -> Agreement | None:
    """Whether a number says a fact: exactly, at its own coarser precision, or not at all.

    Signs are left aside: words say them.
    """
    if known.value is None or mention.value is None or mention.sort != sort_of(known.unit):
        return None
    printed = next((m for m in mentions_in(known.text) if m.is_figure), None)
    # Shares that add up to 100 may differ from the rounded value by a tenth.
    alike = printed is not None and printed.value == mention.value
    if alike and mention.hedge not in _ABOVE | _BELOW:
        return "right"
    if not is_value(mention, known.value):
        return None
    exact = abs(mention.value) == abs(known.value)
    coarser = printed is not None and mention.step > printed.step
    return "rounded" if mention.hedge or (coarser and not exact) else "right"


def is_value(mention: Mention, value: Decimal) -> bool:
    """Whether a number is that value, rounded to its last printed digit or hedged by a word.

    Examples
    --------
    >>> from baocao.review.verify.mentions import mentions_in
    >>> def said(text): return mentions_in(text)[0]
    >>> is_value(said("41%"), Decimal("41.33")), is_value(said("42%"), Decimal("41.33"))
    (True, False)
    >>> is_value(said("0,65 tỷ đồng"), Decimal(654_000_000))
    True
    >>> [is_value(said(text), Decimal(106)) for text in ("hơn 100 dự án", "gần 100 dự án")]
    [True, False]
    """
    if mention.value is None:
        return False
    said, true = abs(mention.value), abs(value)
    if said == true:
        return True
    if mention.hedge:
        size = _last_digit(said, mention.step)
        if mention.hedge in _ABOVE:
            return said <= true < said + size
        if mention.hedge in _BELOW:
            return said - size < true <= said
        return abs(said - true) <= size / 2
    # A count is whole: two counts that differ are two counts.
    if mention.sort == "count" and mention.step == 1:
        return False
    return (true / mention.step).quantize(Decimal(1), ROUND_HALF_UP) * mention.step == said


def _last_digit(said: Decimal, step: Decimal) -> Decimal:
    """One of the last digit that is not zero: 120 is said to tens."""
    size = step
    while said and said % (size * 10) == 0:
        size *= 10
    return size
