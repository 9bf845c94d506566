"""Judges each number, day and claim of a document.

What is judged how: numbers in :mod:`~baocao.review.verify.figures`, numbers in new sentences in
:mod:`~baocao.review.verify.prose`, days and periods in :mod:`~baocao.review.verify.times`, words
such as "cao nhất" in :mod:`~baocao.review.verify.claims`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from baocao.review.verify.alignment import Certainty, Position, aligned
from baocao.review.verify.changed_words import ChangedWords
from baocao.review.verify.claims import ClaimJudge
from baocao.review.verify.figures import FigureJudge, agrees
from baocao.review.verify.indicator_search import IndicatorSearch
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.mentions import Mention, mentions_in
from baocao.review.verify.passages import Passage
from baocao.review.verify.prose import CONTRARY, NO_FIGURE, ProseJudge
from baocao.review.verify.said_of_all import said_of_all
from baocao.review.verify.times import judge_time

__all__ = ["judge"]

# Of the numbers of an edited copy, or of a report on the same plan, at least so many have a place.
_LEAST_OF_COPY = 0.45
# So many passages say whose document it is.
_OPENING = 6


def judge(
    edited: Sequence[Passage],
    built: Sequence[Passage],
    facts: KnownFacts,
    *,
    has_loose_labels: bool = False,
) -> list[Judgement]:
    """Judge every mention of a document, in reading order.

    Parameters
    ----------
    edited
        The document.
    built
        The report as built, read from the same kind of file.
    facts
        What the workspace knows.
    has_loose_labels
        Whether labels of charts are among the lines of the text, as in a PDF.
    """
    return _Judge(edited, built, facts, has_loose_labels).judgements()


class _Judge:
    def __init__(
        self,
        edited: Sequence[Passage],
        built: Sequence[Passage],
        facts: KnownFacts,
        has_loose_labels: bool,
    ) -> None:
        self.edited = edited
        self.facts = facts
        self.built = built
        self.written = {passage.masked for passage in built}
        self.search = IndicatorSearch(facts, built)
        self.figures = FigureJudge(built, facts)
        opening = (passage.text for passage in edited[:_OPENING])
        self.prose = ProseJudge(facts, self.search, opening)
        self.changed = ChangedWords(built, facts, has_loose_labels=has_loose_labels)
        self.partners = {
            position: (partner, certainty)
            for position, (partner, certainty) in _told_by_place(edited, built).items()
            if built[partner[0]].block.kind != "chart"
            or self.built_mention(partner).text == edited[position[0]].mentions[position[1]].text
        }
        # Labels of charts that have no partner are known by their value, each as often as the
        # built report prints it.
        taken = {partner for partner, _ in self.partners.values()}
        self.labels = Counter(
            mention.value
            for number, passage in enumerate(built)
            if has_loose_labels and passage.block.kind == "chart"
            for index, mention in enumerate(passage.mentions)
            if mention.is_figure and (number, index) not in taken
        )

    def built_mention(self, position: Position) -> Mention:
        return self.built[position[0]].mentions[position[1]]

    def judgements(self) -> list[Judgement]:
        # Claims rest on the figures beside them: those are judged first.
        found: dict[Position, Judgement] = {}
        for number, passage in enumerate(self.edited):
            for index, mention in enumerate(passage.mentions):
                if mention.kind != "claim":
                    judgement = self.number_or_time(passage, mention, (number, index))
                    found[number, index] = judgement
                    if mention.is_figure and judgement.fact:
                        self.prose.spoken(judgement)
        found |= self.prose.misread(found)
        claims = ClaimJudge(
            self.built, self.facts, self.search, self.prose.changes, self.prose.stated
        )
        for number, passage in enumerate(self.edited):
            figures = {
                index: (found[number, index].fact, found[number, index].period)
                for index, mention in enumerate(passage.mentions)
                if mention.is_figure
            }
            for index, mention in enumerate(passage.mentions):
                if mention.kind == "claim":
                    found[number, index] = claims.judge(passage, index, figures)
            for index in range(len(passage.mentions)):
                if not self.is_placed(passage, (number, index)):
                    found[number, index] = replace(found[number, index], is_by_words=True)
            for index, judgement in enumerate(self.lost_numbers(passage), len(passage.mentions)):
                found[number, index] = judgement
        partners = {position: partner for position, (partner, _) in self.partners.items()}
        changed = self.changed.judge(
            self.edited, partners, found, lambda at: {fact.id for fact in self.figures.facts_at(at)}
        )
        listed = [(number, judgement) for (number, _), judgement in found.items()]
        listed += changed
        for number, passage in enumerate(self.edited):
            if passage.masked not in self.written:
                of_words = [
                    *self.prose.denied(passage),
                    *said_of_all(passage, self.prose.stated, self.search, self.prose.asked),
                ]
                listed += [(number, replace(one, is_by_words=True)) for one in of_words]
        listed.sort(key=lambda pair: (pair[0], pair[1].mention.start))
        return [judgement for _, judgement in listed]

    def is_placed(self, passage: Passage, position: Position) -> bool:
        """Whether anything but the words around it tells what a number or a claim speaks of."""
        number, index = position
        mention = passage.mentions[index]
        if position in self.partners or passage.quote(mention) is not None:
            return True
        # A lone number stands in many cells; a claim is of the numbers of its paragraph.
        is_written = " " in passage.masked and passage.masked in self.written
        return is_written or (
            not mention.is_figure
            and any((number, other) in self.partners for other in range(len(passage.mentions)))
        )

    def lost_numbers(self, passage: Passage) -> Iterator[Judgement]:
        """Places that the file binds to a fact, and that have no number any more."""
        ends = [mention.end for mention in passage.mentions]
        for quote in passage.quotes:
            known = [fact for fact in self.facts.bound(quote) if fact.value is not None]
            start = bisect_left(passage.offsets, quote.start)
            _, end = passage.letters(quote)
            if not known or start >= end:
                continue
            after = bisect_right(ends, start)
            if after == len(ends) or end <= passage.mentions[after].start:
                lost = Mention(start, end, "count", passage.text[start:end])
                yield Judgement.by_fact(passage, lost, "contradicted", known[0], "mất con số")

    def number_or_time(self, passage: Passage, mention: Mention, position: Position) -> Judgement:
        if mention.kind == "reference":
            return Judgement(passage, mention, "not data")
        partner, certainty = self.partners.get(position, (None, None))
        if mention.kind == "time":
            if not self.is_figure(passage, mention, partner):
                built = self.built_mention(partner) if partner else None
                return judge_time(passage, mention, built, certainty)
            mention = replace(mention, kind="count")
        if passage.row is not None:
            mention = _in_unit(passage.row.unit, mention)
        judgement = self.number(passage, mention, partner)
        if judgement.is_fault and partner is not None and self.has_own_heads(passage, partner):
            # A table of one's own holds the same kinds of signs in the same order: its place says
            # nothing.
            return self.prose.judge(passage, mention)
        if certainty in (None, "same") or passage.quote(mention):
            return judgement
        if judgement.fact and not judgement.is_fault:
            # "47 dự án đầu tư công" at the place of the 47 of other capital; a year at that of a
            # part of it; "hết hiệu lực" at that of what is valid.
            by_words = self.prose.judge(passage, mention)
            is_alike = by_words.fact.partition("[")[0] == judgement.fact.partition("[")[0]
            if is_alike and by_words.verdict not in ("right", "rounded"):
                is_part = "[" in judgement.fact and "[" in by_words.fact
                if is_part or not by_words.is_fault or by_words.reason == CONTRARY:
                    return by_words
        # Words that are only alike, or that name another time: it may be another fact's number.
        is_doubtful = judgement.is_fault and not agrees(mention, self.figures.facts_at(partner))
        is_loose = certainty == "loose"
        if (is_doubtful and is_loose) or (
            (is_doubtful or is_loose) and self.names_other_time(passage, mention, judgement)
        ):
            by_words = self.prose.judge(passage, mention)
            is_known = by_words.verdict != "unmatched" or by_words.reason == NO_FIGURE
            # Without a fact at its place nothing says that it is the same number.
            is_free = is_doubtful and is_loose and not self.figures.facts_at(partner)
            return by_words if is_known or is_free else judgement
        return judgement

    def has_own_heads(self, passage: Passage, partner: Position) -> bool:
        """Whether a cell stands under another head than the one at its place of the report."""
        other = self.built[partner[0]].row
        if passage.row is None or passage.quotes:
            return False
        return other is None or other.head.strip().lower() != passage.row.head.strip().lower()

    def is_figure(self, passage: Passage, mention: Mention, partner: Position | None) -> bool:
        """Whether a number that looks like a year is at the place of a fact."""
        is_quote = passage.quote(mention) is not None
        known = self.figures.facts_of_quote(passage, mention)
        known = known if is_quote else self.figures.facts_at(partner)
        return mention.value is not None and any(fact.value is not None for fact in known)

    def names_other_time(self, passage: Passage, mention: Mention, judgement: Judgement) -> bool:
        """Whether the text names another time than that of the fact it was compared with."""
        windows, is_named = self.search.windows(passage, mention)
        return is_named and judgement.period not in map(str, (*windows, ""))

    def number(self, passage: Passage, mention: Mention, partner: Position | None) -> Judgement:
        """A number by the file's own binding, else by its position, else by the words around."""
        bound = self.figures.facts_of_quote(passage, mention)
        expected = self.figures.facts_at(partner)
        # A bound number may have been moved to the position of another.
        is_moved = bound and expected and not set(bound) & set(expected)
        if is_moved and not agrees(mention, expected):
            return self.figures.by_facts(passage, mention, expected, partner)
        if known := bound or expected:
            return self.figures.by_facts(passage, mention, known, partner)
        if partner is not None:
            return self.figures.by_built(passage, mention, partner)
        judgement = self.prose.judge(passage, mention)
        is_label = self.labels[mention.value] and _is_beside_another(passage, mention)
        if judgement.verdict in ("right", "rounded") or not is_label:
            return judgement
        self.labels[mention.value] -= 1
        return Judgement(passage, mention, "right", reason="nhãn biểu đồ")


def _told_by_place(
    edited: Sequence[Passage], built: Sequence[Passage]
) -> dict[Position, tuple[Position, Certainty]]:
    """The places of the built report that those of a document are surely the same as.

    In a document most of whose numbers have no place, as in a text written freely, those that stand
    between a few like words are there by chance.
    """
    found = aligned(edited, built)
    figures = [
        (number, index) in found
        for number, passage in enumerate(edited)
        for index, mention in enumerate(passage.mentions)
        if mention.is_figure
    ]
    if sum(figures) >= _LEAST_OF_COPY * len(figures):
        return found
    return {position: at for position, at in found.items() if at[1] == "same"}


def _in_unit(unit: str, mention: Mention) -> Mention:
    """A number of a cell, in the unit that its row or its column says."""
    if mention.kind != "count" or not unit:
        return mention
    read = [one for one in mentions_in(f"{mention.text} {unit}") if one.is_figure]
    if len(read) != 1 or read[0].kind == "count":
        return mention
    # Of an indicator in "triệu đồng" the word tells how many of its units the number is.
    return replace(
        mention, kind=read[0].kind, value=read[0].value, step=read[0].step, text=read[0].text
    )


def _is_beside_another(passage: Passage, mention: Mention) -> bool:
    """Whether nothing is between it and another number or day, as with labels of charts."""
    numbers = (other for other in passage.mentions if other.kind != "claim")
    return any(
        mention in (left, right) and not passage.text[left.end : right.start].strip()
        for left, right in pairwise(numbers)
    )
