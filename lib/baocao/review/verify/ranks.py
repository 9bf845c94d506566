"""Which part of an indicator is said to be the largest, the smallest, the second: "nhiều nhất"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from baocao.core.errors import BaocaoError
from baocao.facts.find import find
from baocao.locale.vi.text import number
from baocao.review.verify.confidence import CLEAR_FIT, POSSIBLE
from baocao.review.verify.indicator_search import IndicatorSearch
from baocao.review.verify.judgement import Verdict
from baocao.review.verify.mentions import Mention
from baocao.review.verify.named_windows import scope_in
from baocao.review.verify.passages import Passage

__all__ = ["rank_judged"]

_MOST = re.compile(
    r"(?:cao|lớn|nhiều|đông)\b.*\bnhất|(?:dẫn|đứng|đi|xếp) đầu|(?:đứng|xếp) thứ nhất"
)
_LEAST = re.compile(r"(?:thấp|nhỏ|ít)\b.*\bnhất|(?:đứng|xếp) cuối")
_ORDINAL = re.compile(r"(?:đứng|xếp|nhiều|cao|lớn) thứ (hai|nhì|ba|tư|năm)")
_ORDINALS = {"hai": 2, "nhì": 2, "ba": 3, "tư": 4, "năm": 5}
# Words that say that it is the largest of some only.
_OF_SOME = re.compile(
    r"(?<!\w)(?:trong (?:các|số|nhóm|khối)|ngoài|còn lại|sau|trừ|tiếp|kế|riêng|năm|quý|tháng)"
    r"(?!\w)",
    re.IGNORECASE,
)
_OF_SOME_PARTS = re.compile(
    r"(?<!\w)(?:trong (?:các|số|nhóm|khối)|ngoài|còn lại|sau|trừ|tiếp|kế|riêng)(?!\w)",
    re.IGNORECASE,
)
# What stands between a rank and the name that has it.
_NAME = re.compile(
    r"[^.;:|•\n]{0,60}?(?:(?<!\w)(?:là|thuộc về)\s|:)\s*(?P<name>[^.;,:()|•\n\d]{2,60})",
    re.IGNORECASE,
)
_MOST_OF_NAME = 8
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
    said = _said(claim.text)
    if said is None:
        return None
    if part := _part_after(passage, claim, figures, search):
        identity, ranked = part
        if identity not in ranked or len(ranked) < 2:
            return None
        if not _has_other_rank(said, identity, ranked):
            return "right", identity, ""
        return None if _is_of_some(passage, claim) else _wrong(said, identity, ranked)
    readings = list(_parts_named(passage, claim, search))
    if not readings or _is_of_some(passage, claim, at_times=True):
        return None
    wrong = [_has_other_rank(said, identity, ranked) for identity, ranked in readings]
    if all(wrong):
        return _wrong(said, *readings[0])
    # Right in some readings only: a person has to see which one is meant.
    return None if any(wrong) else ("right", readings[0][0], "")


def _said(claim: str) -> tuple[int, bool] | None:
    """The rank that a claim says, and whether from the largest on; None where it says none."""
    if ordinal := _ORDINAL.search(claim):
        return _ORDINALS[ordinal[1]], True
    if _MOST.search(claim):
        return 1, True
    return (1, False) if _LEAST.search(claim) else None


def _has_other_rank(said: tuple[int, bool], identity: str, ranked: Mapping[str, Decimal]) -> bool:
    """Whether a part has another rank than is said of it; parts of one value share theirs."""
    wanted, is_most = said
    own = ranked.get(identity, Decimal(0))
    beyond = sum((value > own if is_most else value < own) for value in ranked.values())
    equal = sum(value == own for value in ranked.values())
    return not beyond < wanted <= beyond + max(equal, 1)


def _wrong(
    said: tuple[int, bool], identity: str, ranked: Mapping[str, Decimal]
) -> tuple[Verdict, str, str]:
    wanted, is_most = said
    in_order = sorted(ranked, key=lambda one: ((-1 if is_most else 1) * ranked[one], one))
    if identity in ranked:
        own = ranked[identity]
        at = 1 + sum((value > own if is_most else value < own) for value in ranked.values())
        told = f"số liệu: đứng thứ {at} từ {'nhiều' if is_most else 'ít'} nhất"
    else:
        told = "số liệu: không có"
    if wanted <= len(in_order):
        named = in_order[wanted - 1]
        name = named.partition("[")[2].rpartition("]")[0]
        place = f"đứng {'đầu' if wanted == 1 else f'thứ {wanted}'}"
        told += f"; {place} là {name} ({number(ranked[named])})"
    return "contradicted", identity, told


def _is_of_some(passage: Passage, claim: Mention, *, at_times: bool = False) -> bool:
    """Whether words before a claim say that it is of some parts only.

    So do those of a time, but where the ranks are those at the time that they name (`at_times`).
    """
    before = passage.text[max(0, claim.start - _REACH) : claim.start]
    return bool((_OF_SOME if not at_times else _OF_SOME_PARTS).search(re.split(_END, before)[-1]))


def _parts_named(
    passage: Passage, claim: Mention, search: IndicatorSearch
) -> Iterator[tuple[str, dict[str, Decimal]]]:
    """The part that is named beside a claim and not counted, of each indicator it may be of.

    "Huyện có nhiều xã hoàn thành nhất đến nay là Vĩnh Linh", "Vĩnh Linh dẫn đầu": its fact, and
    the values of all parts of its column.
    """
    place = Mention(claim.start, claim.end, "count", claim.text)
    words = search.words(passage, place)
    fits = search.candidates(words, ("count", "money"))
    behind = _NAME.match(passage.text, claim.end)
    before = re.split(r"[,;.:()|•\n]", passage.text[max(0, claim.start - _REACH) : claim.start])[-1]
    name = behind["name"] if behind else before
    told = f" {' '.join(search.vocabulary.words_of.plain(name).split()[:_MOST_OF_NAME])} "
    best = 0.0
    scope = scope_in(passage, place, search.facts)
    for fit in fits:
        if fit.fit < max(CLEAR_FIT, best * POSSIBLE):
            break
        known = search.vocabulary.parts.get(search.vocabulary.profiles[fit.key].topic, {})
        named = {pair for word, pairs in known.items() if f" {word} " in told for pair in pairs}
        # "các huyện Vĩnh Linh và Triệu Phong": of several nobody is said to come first.
        if len(named) != 1 or not fit.part or (pair := named.pop())[1] != fit.part:
            continue
        best = best or fit.fit
        values = {one for pairs in known.values() for column, one in pairs if column == pair[0]}
        for window in scope.windows if scope.is_sure else scope.possible:
            ranked = _values(search, fit.key, str(window), values)
            # Where all are alike nobody speaks of a rank.
            if len(set(ranked.values())) > 1:
                yield fit.identity, ranked


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
