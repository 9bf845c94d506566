"""Which part of an indicator is said to be the largest, the smallest, the second: "nhiều nhất"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from baocao.core.errors import BaocaoError
from baocao.facts.find import find
from baocao.review.verify.indicator_search import IndicatorSearch
from baocao.review.verify.judgement import Verdict
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["rank_judged"]

_MOST = re.compile(r"(?:cao|lớn|nhiều|đông)\b.*\bnhất|dẫn đầu|đứng đầu|(?:đứng|xếp) thứ nhất")
_LEAST = re.compile(r"(?:thấp|nhỏ|ít)\b.*\bnhất|đứng cuối|xếp cuối")
_ORDINAL = re.compile(r"(?:đứng|xếp|nhiều|cao|lớn) thứ (hai|nhì|ba|tư|năm)")
_ORDINALS = {"hai": 2, "nhì": 2, "ba": 3, "tư": 4, "năm": 5}
# Words that say that it is the largest of some only.
_OF_SOME = re.compile(
    r"(?<!\w)(?:trong (?:các|số|nhóm|khối)|ngoài|còn lại|sau|trừ|tiếp|kế|riêng|năm|quý|tháng)"
    r"(?!\w)",
    re.IGNORECASE,
)
_END = re.compile(r"[.;!?](?!\d)|\n")
# Letters on either side of a claim in which the part and its number stand.
_REACH = 120
_MOST_PARTS = 60


def rank_judged(
    passage: Passage,
    claim: Mention,
    figures: Mapping[int, tuple[str, str]],
    search: IndicatorSearch,
) -> tuple[Verdict, str, str] | None:
    """The verdict on a rank of a part whose number follows; None where nothing can be said.

    Parameters
    ----------
    passage, claim
        The text, and "nhiều nhất" or the like in it.
    figures
        Fact and period of each figure of the passage, by its number.
    search
        How parts are named.

    Returns
    -------
    tuple of Verdict, str, str, or None
        The verdict, the fact, and the reason.
    """
    part = _part_after(passage, claim, figures, search)
    if part is None:
        return None
    identity, ranked = part
    own = ranked.get(identity)
    if own is None or len(ranked) < 2:
        return None
    if ordinal := _ORDINAL.search(claim.text):
        wanted, is_most = _ORDINALS[ordinal[1]], True
    elif _MOST.search(claim.text):
        wanted, is_most = 1, True
    elif _LEAST.search(claim.text):
        wanted, is_most = 1, False
    else:
        return None
    beyond = [v for v in ranked.values() if (v > own if is_most else v < own)]
    equal = sum(value == own for value in ranked.values())
    if len(beyond) < wanted <= len(beyond) + equal:
        return "right", identity, ""
    before = passage.text[max(0, claim.start - _REACH) : claim.start]
    if _OF_SOME.search(re.split(_END, before)[-1]):
        return None
    side = "nhiều" if is_most else "ít"
    return "contradicted", identity, f"số liệu: đứng thứ {len(beyond) + 1} từ {side} nhất"


def _part_after(
    passage: Passage,
    claim: Mention,
    figures: Mapping[int, tuple[str, str]],
    search: IndicatorSearch,
) -> tuple[str, dict[str, Decimal]] | None:
    """The part of an indicator that is named beside a claim and counted behind it.

    Its fact, and the values of all parts of its column.
    """
    text = passage.text
    for index in sorted(figures):
        mention = passage.mentions[index]
        if mention.start < claim.end:
            continue
        between = text[claim.end : mention.start]
        identity, period = figures[index]
        key, _, rest = identity.partition("[")
        value = rest.rpartition("]")[0]
        if len(between) > _REACH or _END.search(between) or not value or ":" in key:
            return None
        known = search.vocabulary.parts.get(search.vocabulary.profiles[key].topic, {})
        # Named between the claim and its number, or right before the claim.
        before = re.split(r"[,;.:(]", text[max(0, claim.start - _REACH) : claim.start])[-1]
        told = f" {search.vocabulary.words_of.plain(f'{before} {between}')} "
        names = {
            column
            for word, pairs in known.items()
            for column, one in pairs
            if one == value and f" {word} " in told
        }
        if len(names) != 1:
            return None
        values = {one for pairs in known.values() for column, one in pairs if column in names}
        return identity, _values(search, key, period, values)
    return None


def _values(search: IndicatorSearch, key: str, period: str, parts: set[str]) -> dict[str, Decimal]:
    """The values of the parts of an indicator; those that have no row are left out."""
    book = search.facts.book
    at = book.workspace.period_of(period)
    found: dict[str, Decimal] = {}
    for part in sorted(parts)[:_MOST_PARTS]:
        try:
            fact = find(book, f"{key}[{part}]", at)
        except BaocaoError:
            continue
        if fact.value:
            found[f"{key}[{part}]"] = fact.value
    return found
