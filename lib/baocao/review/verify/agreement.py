"""Whether a printed number says what a value is, at the precision it is printed with."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from baocao.review.verify.known_facts import KnownFact
from baocao.review.verify.mentions import Mention, MentionKind, as_counted, mentions_in

__all__ = ["Agreement", "agreement", "is_value", "kind_of"]

Agreement = Literal["right", "rounded"]

_ABOVE = {"hơn", "trên"}
_AT_LEAST = {"ít nhất", "tối thiểu", "không dưới", "không ít hơn"}
_BELOW = {"gần", "ngót", "dưới"}
_AT_MOST = {"không quá", "không trên", "tối đa", "không nhiều hơn"}
_ONE_SIDED = _ABOVE | _AT_LEAST | _BELOW | _AT_MOST


# The slope of a trend is so much a period.
_EACH = " mỗi "
_KINDS: dict[str, MentionKind] = {"%": "percent", "điểm phần trăm": "points", "đồng": "money"}


def kind_of(unit: str) -> MentionKind:
    """The kind of mention that a value of a unit is printed as.

    Examples
    --------
    >>> kind_of("đồng"), kind_of("doanh nghiệp"), kind_of("điểm phần trăm mỗi năm")
    ('money', 'count', 'points')
    """
    return _KINDS.get(unit.partition(_EACH)[0], "count")


def agreement(mention: Mention, known: KnownFact) -> Agreement | None:
    """Whether a number says a fact.

    ``right``: it is the printed value, or the exact one; ``rounded``: the value at a coarser
    precision than the report prints, or behind a word such as "khoảng"; None: another value or
    another unit.  A sign is compared where one is written; elsewhere words such as "giảm" say it.
    """
    if kind_of(known.unit) == "count":
        mention = as_counted(mention, known.unit)
    if known.value is None or mention.value is None or mention.kind != kind_of(known.unit):
        return None
    if _has_wrong_sign(mention, known):
        return None
    printed = _printed(known.text)
    # The printed value counts: shares are printed so that they add up to 100, and may then
    # differ by a tenth from the rounded value.
    is_printed = printed is not None and printed.value == mention.value
    if is_printed and mention.hedge not in _ONE_SIDED:
        return "right"
    if not is_value(mention, known.value):
        return None
    exact = abs(mention.value) == abs(known.value)
    is_coarser = printed is not None and mention.step > printed.step
    return "rounded" if mention.hedge or (is_coarser and not exact) else "right"


def _has_wrong_sign(mention: Mention, known: KnownFact) -> bool:
    """Whether a sign stands before a number whose value has the other one.

    At the beginning of a line a hyphen before a count is the mark of a list.
    """
    assert known.value is not None
    sign = mention.text[0]
    if sign not in "+-\u2212" or not known.value:
        return False
    if not known.is_signed:
        return sign != "+" and mention.start > 0 and known.value > 0
    return (sign == "+") != (known.value > 0)


@lru_cache(maxsize=4096)
def _printed(text: str) -> Mention | None:
    """The number in what a fact prints."""
    return next((mention for mention in mentions_in(text) if mention.is_figure), None)


def is_value(mention: Mention, value: Decimal) -> bool:
    """Whether a number is that value, rounded to its last printed digit.

    "hơn 100" also says 106, "gần 120" says 118: the range is one step of the last digit that is
    not zero.  Counts without such a word are never rounded.

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
        # "trên 106" says that it is more.
        return mention.hedge not in _ABOVE | _BELOW
    if mention.hedge:
        size = _size_of_last_digit(said, mention.step)
        if mention.hedge in _ABOVE | _AT_LEAST:
            return said < true < said + size
        if mention.hedge in _BELOW | _AT_MOST:
            return said - size < true < said
        return abs(said - true) <= size / 2
    # A count is exact: 105 is not a rounded 106.
    if mention.kind == "count" and mention.step == 1:
        return False
    return (true / mention.step).quantize(Decimal(1), ROUND_HALF_UP) * mention.step == said


def _size_of_last_digit(said: Decimal, step: Decimal) -> Decimal:
    """What the last digit that is not zero counts: tens in 120."""
    size = step
    while said and said % (size * 10) == 0:
        size *= 10
    return size
