"""A number of a document compared with a fact, or with the number of the built report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baocao.review.verify.agreement import agreement, is_value, kind_of
from baocao.review.verify.alignment import Position
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.known_facts import KnownFact, KnownFacts
from baocao.review.verify.mentions import Mention, as_counted
from baocao.review.verify.passages import Passage
from baocao.review.verify.restated import is_restated

__all__ = ["FigureJudge", "agrees", "differing"]


class FigureJudge:
    """Compares numbers of a document with facts and with the report as built.

    Parameters
    ----------
    built
        The passages of the report as built.
    facts
        What the workspace knows.
    """

    def __init__(self, built: Sequence[Passage], facts: KnownFacts) -> None:
        self.built = built
        self.facts = facts

    def facts_of_quote(self, passage: Passage, mention: Mention) -> tuple[KnownFact, ...]:
        """The facts that the file itself binds a number to; empty when it binds it to none."""
        quote = passage.quote(mention)
        return self.facts.bound(quote) if quote else ()

    def facts_at(self, partner: Position | None) -> tuple[KnownFact, ...]:
        """The facts that the built report quotes at a position; empty when it quotes none."""
        if partner is None:
            return ()
        passage = self.built[partner[0]]
        return self.facts_of_quote(passage, passage.mentions[partner[1]])

    def by_facts(
        self,
        passage: Passage,
        mention: Mention,
        known: Sequence[KnownFact],
        partner: Position | None,
    ) -> Judgement:
        """Compare a number with the facts it may quote; the first one is named in the reason."""
        for fact in known:
            if found := agreement(mention, fact):
                if unit := self._wrong_unit(passage, mention, partner):
                    reason = f"sai đơn vị: {unit}"
                    return Judgement.by_fact(passage, mention, "contradicted", fact, reason)
                return Judgement.by_fact(passage, mention, found, fact)
        for fact in known:
            if is_restated(passage, mention, fact):
                return Judgement.by_fact(passage, mention, "right", fact)
        fact = known[0]
        if kind_of(fact.unit) == "count":
            mention = as_counted(mention, fact.unit)
        if mention.kind != kind_of(fact.unit):
            reason = f"sai đơn vị tính, đúng là {fact.unit}"
            return Judgement.by_fact(passage, mention, "contradicted", fact, reason)
        if mention.value is None:
            return Judgement.by_fact(passage, mention, "contradicted", fact, "số viết sai dạng")
        return differing(passage, mention, fact, self.facts)

    def by_built(self, passage: Passage, mention: Mention, partner: Position) -> Judgement:
        """Compare a number that quotes no fact, such as one of a register's row."""
        built = self.built[partner[0]].mentions[partner[1]]
        if built.value == mention.value and built.kind == mention.kind:
            return Judgement(passage, mention, "right", expected=built.text)
        if passage.block.cell and passage.block.cell[2] == 1:
            return Judgement(passage, mention, "not data", reason="số thứ tự")
        reason = "khác báo cáo đã dựng"
        return Judgement(passage, mention, "contradicted", expected=built.text, reason=reason)

    def _wrong_unit(self, passage: Passage, mention: Mention, partner: Position | None) -> str:
        """The unit after the number, where the built report has another unit; else empty."""
        if partner is None:
            return ""
        built = self.built[partner[0]]
        expected = self._unit_after(built.text, built.mentions[partner[1]].end)
        found = self._unit_after(passage.text, mention.end)
        # "lượt" is short for "lượt ý kiến".
        is_short = found and expected.startswith(f"{found} ")
        return found if expected and found != expected and not is_short else ""

    def _unit_after(self, text: str, end: int) -> str:
        following = " ".join(text[end : end + 60].lower().split())
        return next((u for u in self.facts.units if re.match(rf"{u}\b", following)), "")


def agrees(mention: Mention, known: Sequence[KnownFact]) -> bool:
    """Whether a number says one of the facts."""
    return any(agreement(mention, fact) for fact in known)


def differing(passage: Passage, mention: Mention, fact: KnownFact, facts: KnownFacts) -> Judgement:
    """The verdict on a number that is not its fact: an earlier value of it, or wrong."""
    for name, value in facts.earlier(fact):
        if is_value(mention, value):
            return Judgement.by_fact(passage, mention, "stale", fact, f"là số của {name}")
    return Judgement.by_fact(passage, mention, "contradicted", fact, "khác số liệu")
