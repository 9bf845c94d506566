"""Claims such as "tăng" or "cao nhất" compared with what the figures say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice, pairwise

from baocao.core.errors import BaocaoError
from baocao.core.periods import Period
from baocao.prose.questions import ask
from baocao.prose.quotable import Quotable
from baocao.review.verify.asked_facts import AskedFacts
from baocao.review.verify.confidence import POSSIBLE, STRONG_FIT
from baocao.review.verify.indicator_search import IndicatorSearch
from baocao.review.verify.judgement import Judgement, Verdict
from baocao.review.verify.known_facts import KnownFact, KnownFacts
from baocao.review.verify.mentions import FALLS, RISES, Mention
from baocao.review.verify.named_windows import bases_of, scope_in
from baocao.review.verify.passages import Passage
from baocao.review.verify.ranks import rank_judged
from baocao.review.verify.stated_values import Stated, compared_value, fits_of
from baocao.review.verify.time_scopes import compared_with

__all__ = ["ClaimJudge"]

_OPPOSITES = {
    "tăng trưởng": "sụt giảm", "tăng": "giảm", "cao": "thấp", "lớn": "nhỏ", "nhiều": "ít",
}  # fmt: skip
_OPPOSITES |= {other: word for word, other in _OPPOSITES.items()}
_UP = ("tăng", "vượt", "cao hơn", "nhiều hơn", "lớn hơn", *RISES)
_DOWN = ("giảm", "thấp hơn", "ít hơn", "nhỏ hơn", "kém hơn", *FALLS)
_STEADY = ("ngày càng", "ngày một", "liên tục", "liên tiếp")
# Words on either side by which a claim of the built report is recognised.
_CONTEXT = 3
# No sentence rests on more figures.
_MOST_FIGURES = 60

Figures = Mapping[int, tuple[str, str]]
"""Fact and period of each figure of a passage, by its number; both empty where none is known."""


class ClaimJudge:
    """Judges the claims of a document by the figures beside them and by the report as built.

    Parameters
    ----------
    built
        The passages of the report as built.
    facts, search
        What the workspace knows, and how its indicators are found.
    changes
        The changes that numbers of new sentences are, by block and first letter.
    stated
        What the numbers of the document state.
    """

    def __init__(
        self,
        built: Sequence[Passage],
        facts: KnownFacts,
        search: IndicatorSearch,
        changes: Mapping[tuple[int, int], KnownFact],
        stated: Stated,
    ) -> None:
        self.facts = facts
        self.changes = changes
        self.stated = stated
        self.asked = AskedFacts(facts)
        self.search = search
        self.whole = {passage.masked for passage in built}
        self.said: dict[tuple[str, ...], set[str]] = {}
        self._written: dict[str, str] = {}
        for passage in built:
            for mention in passage.mentions:
                if mention.kind == "claim":
                    for context in _contexts(passage, mention):
                        self.said.setdefault(context, set()).add(mention.text)

    def judge(self, passage: Passage, index: int, figures: Figures) -> Judgement:
        """Judge one claim; `figures` are those of the same passage."""
        verdict, fact, reason = self._verdict(passage, index, figures)
        return Judgement(passage, passage.mentions[index], verdict, fact=fact, reason=reason)

    def _verdict(
        self, passage: Passage, position: int, figures: Figures
    ) -> tuple[Verdict, str, str]:
        """The verdict, the fact it rests on, and the reason."""
        claim = passage.mentions[position]
        opposite = _opposite(claim.text)
        after = self._figure_after(passage, position)
        fact = None
        if after is not None:
            place = passage.block_number, passage.mentions[after].start
            fact = self.changes.get(place) or self.facts.change(*figures.get(after, ("", "")))
        if fact and fact.value and claim.text in _UP + _DOWN:
            direction = "tăng" if fact.value > 0 else "giảm"
            if (direction == "tăng") == (claim.text in _UP):
                return "right", fact.id, ""
            return "contradicted", fact.id, f"số liệu {direction}"
        if passage.masked in self.whole:
            return "right", "", ""
        if after is None and claim.text in _UP + _DOWN:
            compared = self._by_base(passage, claim) or self._by_name(passage, claim)
            if compared is not None:
                return compared
        if ranked := rank_judged(passage, claim, figures, self.search):
            return ranked
        if claim.text.endswith("hơn") and not passage.text[claim.end :].lstrip()[:1].isdigit():
            # "ít hơn năm 2021 …": words like it stand in the report of another number.
            return "unmatched", "", ""
        for context in _contexts(passage, claim):
            words = self.said.get(context, set())
            if claim.text in words:
                # The report claims it of its own number; whether this one does so is unknown.
                unknown = after is not None and not figures.get(after, ("", ""))[0]
                return ("unmatched" if unknown else "right"), "", ""
            if opposite and opposite in words:
                return "contradicted", "", f"báo cáo đã dựng ghi “{opposite}”"
        return self._by_data(passage, claim, figures)

    def _by_base(self, passage: Passage, claim: Mention) -> tuple[Verdict, str, str] | None:
        """A comparison without a number with a named time: "05 dự án FDI, thấp hơn quý II"."""
        value = compared_value(passage, claim, self.stated)
        if value is None or compared_with(passage, claim, self.facts) is None:
            return None
        at = self.facts.book.workspace.period_of(value.period)
        bases = bases_of(passage, claim, at, self.facts)
        found = [
            fact
            for fit in fits_of(value, self.search, self.asked)
            for fact in self.asked.of(fit, "change", [at], bases)
        ]
        return _direction(claim, found)

    def _by_name(self, passage: Passage, claim: Mention) -> tuple[Verdict, str, str] | None:
        """A comparison of what its words name: "số dự án FDI giảm so với cùng kỳ"."""
        place = replace(claim, kind="count")
        if compared_with(passage, place, self.facts) is None:
            return None
        words = self.search.words(passage, place)
        fits = [one for one in self.search.candidates(words, ("count", "money")) if one.is_said]
        if not fits or fits[0].fit < STRONG_FIT or not fits[0].is_named:
            return None
        scope = scope_in(passage, place, self.facts, is_change=True)
        found = [
            fact
            for fit in fits
            if fit.fit >= fits[0].fit * POSSIBLE
            for at in (scope.windows if scope.is_sure else scope.possible)
            for fact in self.asked.of(fit, "change", [at], bases_of(passage, place, at, self.facts))
        ]
        return _direction(claim, found)

    def _figure_after(self, passage: Passage, position: int) -> int | None:
        """The number of the figure that follows a claim; None when none is near."""
        claim = passage.mentions[position]
        # Four words and what is between them.
        for number in range(position + 1, min(position + 6, len(passage.mentions))):
            mention = passage.mentions[number]
            if mention.is_figure:
                between = passage.text[claim.end : mention.start]
                apart = len(between.split()) > 4 or re.search(r"[.;]", between)
                return None if apart else number
        return None

    def _by_data(
        self, passage: Passage, claim: Mention, figures: Figures
    ) -> tuple[Verdict, str, str]:
        """A claim in a new sentence, compared with what the toolkit itself would write."""
        series = self._series(figures)
        if series and any(word in claim.text for word in _STEADY):
            identity, values = series
            steps = [after - before for before, after in pairwise(values)]
            sign = 1 if "tăng" in claim.text else -1
            if all(step * sign > 0 for step in steps):
                return "right", identity, ""
            return "contradicted", identity, "số liệu các kỳ nêu ra không đi một chiều như vậy"
        if claim.text in _UP + _DOWN:
            return "unmatched", "", ""
        bound = [identity for identity, _ in islice(figures.values(), _MOST_FIGURES) if identity]
        fits = self.search.fits(passage, Mention(claim.start, claim.end, "count", claim.text))
        named = bound[:1] or [key for fit, key in fits[:1] if fit >= STRONG_FIT]
        for identity in named:
            base = identity.partition("[")[0].partition(":")[0]
            said = self._said_of(base)
            if claim.text in said:
                return "right", base, ""
            opposite = _opposite(claim.text)
            if opposite and opposite in said:
                return "contradicted", base, f"số liệu cho thấy: {opposite}"
        return "unmatched", "", ""

    def _said_of(self, identity: str) -> str:
        """What the toolkit writes about an indicator over the years; empty when it cannot."""
        if identity not in self._written:
            self._written[identity] = self._write(identity)
        return self._written[identity]

    def _write(self, identity: str) -> str:
        measure = self.facts.book.catalogue[identity]
        quotable = Quotable(self.facts.book, measure, self.facts.period)
        try:
            phrases = [ask(quotable, name) for name in ("course", "standing", "streak", "trend")]
        except BaocaoError:
            return ""
        return " ".join(map(str, phrases))

    def _series(self, figures: Figures) -> tuple[str, list[Decimal]] | None:
        """An indicator that the passage quotes for three years or more, and its values.

        The values are those of the data: a wrong number in the text is judged by itself.
        """
        windows: dict[str, dict[str, Period]] = {}
        for identity, code in islice(figures.values(), _MOST_FIGURES):
            if identity and not {":", "["} & set(identity):
                period = self.facts.book.workspace.period_of(code)
                if len(period.years()) == 1:
                    windows.setdefault(identity, {})[str(period.year)] = period
        for identity, by_year in windows.items():
            periods = sorted(by_year.values(), key=lambda period: period.end)
            values = [self.facts.at(identity, period).value for period in periods]
            known = [value for value in values if value is not None]
            if len(known) > 2:
                return identity, known
        return None


def _direction(claim: Mention, changes: Sequence[KnownFact]) -> tuple[Verdict, str, str] | None:
    """The verdict on a direction by the changes that may be meant; None where these differ."""
    signs = {int((fact.value or Decimal(0)).compare(Decimal(0))) for fact in changes}
    if len(signs) != 1:
        return None
    (sign,) = signs
    if sign == (1 if claim.text in _UP else -1):
        return "right", changes[0].id, ""
    told = {1: "số liệu tăng", -1: "số liệu giảm"}.get(sign, "số liệu không đổi")
    return "contradicted", changes[0].id, told


def _opposite(claim: str) -> str:
    """The claim with its word of direction reversed; empty when it has no such word."""
    for word, other in _OPPOSITES.items():
        if re.search(rf"\b{word}\b", claim):
            return re.sub(rf"\b{word}\b", other, claim)
    return ""


def _contexts(passage: Passage, claim: Mention) -> list[tuple[str, ...]]:
    """Keys for the words around a claim, its numbers masked: of both sides and of each side."""
    starts, words = passage.words
    own, behind = bisect_left(starts, claim.start), bisect_left(starts, claim.end)
    before, after = words[max(0, own - _CONTEXT) : own], words[behind : behind + _CONTEXT]
    found = [("both", *before, "·", *after)]
    if len(before) == _CONTEXT:
        found.append(("before", *before))
    if len(after) == _CONTEXT:
        found.append(("after", *after))
    return found
