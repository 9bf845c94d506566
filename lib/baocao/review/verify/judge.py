"""Each number and claim of a document judged: right, rounded, stale, contradicted, or not known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from baocao.review.verify.agreement import agreement, is_value, sort_of
from baocao.review.verify.alignment import Place, Tie, aligned
from baocao.review.verify.binding import Binder, Candidate
from baocao.review.verify.claims import ClaimJudge
from baocao.review.verify.knowledge import Knowledge, Known
from baocao.review.verify.mentions import Mention, days_of
from baocao.review.verify.passages import Passage

__all__ = ["Judgement", "Verdict", "judge"]

Verdict = Literal["right", "rounded", "stale", "contradicted", "not data", "unmatched"]

# How well words must fit before a number with the right value is taken for the fact, and before
# another number is said to contradict it.
_ENOUGH, _STRONG, _MARGIN = 0.3, 0.62, 0.2
# Of strong words so little may be missing in another fact that has the right value.
_CLOSE = 0.12
_SMALL = 20


@dataclass(frozen=True)
class Judgement:
    """What is found of one mention.

    Parameters
    ----------
    verdict
        ``right``; ``rounded`` (right at its printed precision); ``stale`` (the same fact at an
        earlier period); ``contradicted``; ``not data``; ``unmatched``.
    fact, period
        The fact it was set against; empty when none.
    expected
        What the data say, as printed; empty when nothing else is known.
    reason
        One Vietnamese clause.
    """

    passage: Passage
    mention: Mention
    verdict: Verdict
    fact: str = ""
    period: str = ""
    expected: str = ""
    reason: str = ""

    @property
    def letters(self) -> tuple[int, int]:
        """Where the mention stands in its block, whose text may not be in NFC."""
        places = self.passage.places
        return places[self.mention.start], places[self.mention.end]

    @property
    def place(self) -> str:
        """Where it stands, as a reader would look for it."""
        return self.passage.block.place(self.letters[0])

    @property
    def around(self) -> str:
        """The words around it."""
        return self.passage.block.around(*self.letters)

    @property
    def number(self) -> int:
        """Which block of the document it stands in, from 0."""
        return self.passage.number

    @property
    def is_fault(self) -> bool:
        """Whether the text is wrong."""
        return self.verdict in ("stale", "contradicted")


def judge(
    edited: Sequence[Passage],
    built: Sequence[Passage],
    knowledge: Knowledge,
    *,
    is_scattered: bool = False,
) -> list[Judgement]:
    """Judge every mention of a document, in reading order.

    Parameters
    ----------
    edited
        The document.
    built
        The report as built, from the same kind of file.
    knowledge
        Facts of the workspace.
    is_scattered
        Whether the labels of charts lie among the lines, as in a PDF.
    """
    return _Judge(edited, built, knowledge, is_scattered).all()


class _Judge:
    def __init__(
        self,
        edited: Sequence[Passage],
        built: Sequence[Passage],
        knowledge: Knowledge,
        is_scattered: bool,
    ) -> None:
        self.edited = edited
        self.built = built
        self.knowledge = knowledge
        self.partners = aligned(edited, built)
        self.binder = Binder(knowledge)
        # A PDF scatters the labels of its charts among the lines: what does not stand in its
        # place is told by its value, each as often as it is printed.
        self.partners = {
            place: (other, tie)
            for place, (other, tie) in self.partners.items()
            if built[other[0]].block.kind != "chart"
            or built[other[0]].mentions[other[1]].text == self.mention(place).text
        }
        taken = {other for other, _ in self.partners.values()}
        self.labels = Counter(
            mention.value
            for number, passage in enumerate(built)
            if is_scattered and passage.block.kind == "chart"
            for position, mention in enumerate(passage.mentions)
            if mention.is_figure and (number, position) not in taken
        )

    def mention(self, place: Place) -> Mention:
        """The mention at a place of the document."""
        return self.edited[place[0]].mentions[place[1]]

    def all(self) -> list[Judgement]:
        found: dict[Place, Judgement] = {}
        for number, passage in enumerate(self.edited):
            for position, mention in enumerate(passage.mentions):
                if mention.sort != "claim":
                    found[number, position] = self.one(passage, mention, (number, position))
        claims = ClaimJudge(self.edited, self.built, self.knowledge, self.binder)
        for number, passage in enumerate(self.edited):
            figures = {
                position: (found[number, position].fact, found[number, position].period)
                for position, mention in enumerate(passage.mentions)
                if mention.is_figure
            }
            for position, mention in enumerate(passage.mentions):
                if mention.sort == "claim":
                    verdict, fact, reason = claims.verdict(passage, position, figures)
                    found[number, position] = Judgement(
                        passage, mention, verdict, fact=fact, reason=reason
                    )
        for number, passage in enumerate(self.edited):
            for position, judgement in enumerate(self.lost(passage)):
                found[number, len(passage.mentions) + position] = judgement
        return [found[place] for place in sorted(found)]

    def lost(self, passage: Passage) -> Iterator[Judgement]:
        """Bindings of the file that hold a fact's place, and no number any more."""
        for quote in passage.block.quotes:
            inside = [
                n for n, place in enumerate(passage.places) if quote.start <= place < quote.end
            ]
            known = [fact for fact in self.knowledge.bound(quote) if fact.value is not None]
            if not inside or not known:
                continue
            start, end = inside[0], min(inside[-1] + 1, len(passage.text))
            if all(m.end <= start or end <= m.start for m in passage.mentions):
                mention = Mention(start, end, "count", passage.text[start:end])
                yield self.verdict(passage, mention, "contradicted", known[0], "mất con số")

    def one(self, passage: Passage, mention: Mention, place: Place) -> Judgement:
        if mention.sort == "apparatus":
            return Judgement(passage, mention, "not data")
        partner, tie = self.partners.get(place, (None, None))
        if mention.sort == "time":
            if not self.is_figure(passage, mention, partner):
                return self.time(passage, mention, partner, tie)
            mention = replace(mention, sort="count")
        judged = self.figure(passage, mention, partner)
        if tie in (None, "same") or passage.quote(mention):
            return judged
        doubtful = judged.is_fault and not self.agree(mention, self.like(partner))
        if (doubtful and tie == "loose") or (
            (doubtful or tie == "loose") and self.is_elsewhere(passage, mention, judged)
        ):
            # Words that are only alike, or of another time: the number may be of something else.
            spoken = self.by_words(passage, mention)
            return judged if spoken.verdict == "unmatched" else spoken
        return judged

    def is_elsewhere(self, passage: Passage, mention: Mention, judged: Judgement) -> bool:
        """Whether the text names another time than that of the fact in whose place it stands."""
        windows, named = self.binder.windows(passage, mention)
        return named and judged.period not in map(str, (*windows, ""))

    def is_figure(self, passage: Passage, mention: Mention, partner: Place | None) -> bool:
        """Whether what looks like a year stands where a figure belongs."""
        quote = passage.quote(mention)
        known = self.knowledge.bound(quote) if quote else self.like(partner)
        return mention.value is not None and any(fact.value is not None for fact in known)

    def figure(self, passage: Passage, mention: Mention, partner: Place | None) -> Judgement:
        """A number, by the file's own binding, by its place, by the words around it."""
        quote = passage.quote(mention)
        known: tuple[Known, ...] = self.knowledge.bound(quote) if quote else ()
        like = self.like(partner)
        if partner is not None and like:
            if known and not set(known) & set(like) and not self.agree(mention, like):
                # A bound number that was moved to where another stood.
                return self.against(passage, mention, like, partner)
            known = known or like
        if known:
            return self.against(passage, mention, known, partner)
        if partner is not None:
            return self.as_built(passage, mention, partner)
        spoken = self.by_words(passage, mention)
        is_label = self.labels[mention.value] and _in_a_row(passage, mention)
        if spoken.verdict in ("right", "rounded") or not is_label:
            return spoken
        self.labels[mention.value] -= 1
        return Judgement(passage, mention, "right", reason="nhãn biểu đồ")

    def like(self, partner: Place | None) -> tuple[Known, ...]:
        """The facts bound where the mention stands, in the report as built."""
        if partner is None:
            return ()
        passage = self.built[partner[0]]
        quote = passage.quote(passage.mentions[partner[1]])
        return self.knowledge.bound(quote) if quote else ()

    @staticmethod
    def agree(mention: Mention, known: Sequence[Known]) -> bool:
        return any(agreement(mention, fact) for fact in known)

    def time(
        self, passage: Passage, mention: Mention, partner: Place | None, tie: Tie | None
    ) -> Judgement:
        if re.fullmatch(
            r"(?:ngày\s+)?\d+(?:/|\s+tháng\s+)\d+(?:/|\s+năm\s+)\d+", mention.text
        ) and not (days_of(mention.text)):
            return Judgement(passage, mention, "contradicted", reason="ngày không có thật")
        if partner is None:
            return Judgement(passage, mention, "not data", reason="mốc thời gian")
        was = self.built[partner[0]].mentions[partner[1]]
        if _same_time(mention.text, was.text):
            return Judgement(passage, mention, "right", expected=was.text)
        if tie == "loose":
            return Judgement(passage, mention, "not data", reason="mốc thời gian")
        return Judgement(
            passage, mention, "contradicted", expected=was.text, reason="mốc thời gian bị đổi"
        )

    def against(
        self, passage: Passage, mention: Mention, known: Sequence[Known], partner: Place | None
    ) -> Judgement:
        """Set a number against the facts it is bound to."""
        for fact in known:
            if found := agreement(mention, fact):
                unit = self.wrong_unit(passage, mention, partner)
                if unit:
                    return self.verdict(
                        passage, mention, "contradicted", fact, f"sai đơn vị: {unit}"
                    )
                return self.verdict(passage, mention, found, fact)
        fact = known[0]
        if mention.sort != sort_of(fact.unit):
            reason = f"sai đơn vị tính, đúng là {fact.unit}"
            return self.verdict(passage, mention, "contradicted", fact, reason)
        if mention.value is None:
            return self.verdict(passage, mention, "contradicted", fact, "số viết sai dạng")
        for name, value in self.knowledge.earlier(fact):
            if is_value(mention, value):
                reason = f"là số của {name}"
                return self.verdict(passage, mention, "stale", fact, reason)
        return self.verdict(passage, mention, "contradicted", fact, "khác số liệu")

    @staticmethod
    def verdict(
        passage: Passage, mention: Mention, verdict: Verdict, fact: Known, reason: str = ""
    ) -> Judgement:
        unit = fact.unit
        expected = fact.text if sort_of(unit) != "count" else f"{fact.text} {unit}"
        return Judgement(passage, mention, verdict, fact.id, fact.period, expected, reason)

    def wrong_unit(self, passage: Passage, mention: Mention, partner: Place | None) -> str:
        """Another unit of the workspace where that of the report stood."""
        if partner is None:
            return ""
        built = self.built[partner[0]]
        was = self.unit_after(built.text, built.mentions[partner[1]].end)
        now = self.unit_after(passage.text, mention.end)
        return now if was and now and was != now else ""

    def unit_after(self, text: str, end: int) -> str:
        following = " ".join(text[end : end + 60].lower().split())
        return next((u for u in self.knowledge.units if re.match(rf"{u}\b", following)), "")

    def as_built(self, passage: Passage, mention: Mention, partner: Place) -> Judgement:
        """A number that no fact stands behind, such as one of a register's row."""
        was = self.built[partner[0]].mentions[partner[1]]
        if was.value == mention.value and was.sort == mention.sort:
            return Judgement(passage, mention, "right", expected=was.text)
        if passage.block.cell and passage.block.cell[2] == 1:
            return Judgement(passage, mention, "not data", reason="số thứ tự")
        return Judgement(
            passage, mention, "contradicted", expected=was.text, reason="khác báo cáo đã dựng"
        )

    # ------------------------------------------------------------ new prose

    def by_words(self, passage: Passage, mention: Mention) -> Judgement:
        if mention.value is None:
            return Judgement(passage, mention, "unmatched", reason="số viết sai dạng")
        windows, _ = self.binder.windows(passage, mention)
        if _after_direction(passage, mention) or mention.sort == "points":
            found = self.binder.changes(passage, mention, windows)
        else:
            found = self.binder.candidates(passage, mention, windows)
        best = max((c.fit for c in found), default=0.0)
        equal = [c for c in found if agreement(mention, c.known)]
        # Small counts are the value of many facts.
        is_small = (
            mention.sort == "count" and mention.value is not None and abs(mention.value) < _SMALL
        )
        margin = _CLOSE if best >= _STRONG or is_small else _MARGIN
        fitting = [c for c in equal if c.fit >= max(_ENOUGH, best - margin)]
        if fitting:
            chosen = max(fitting, key=lambda c: c.fit)
            verdict = agreement(mention, chosen.known) or "right"
            self.knowledge.remember(chosen.known)
            return self.verdict(passage, mention, verdict, chosen.known)
        listed = _listed(passage, mention)
        if listed is not None and mention.value == listed:
            return Judgement(passage, mention, "right", reason="đúng số mục liệt kê")
        if found and best >= _STRONG:
            return self.differing(passage, mention, found, best)
        if listed is not None:
            reason = f"liệt kê {listed} mục"
            return Judgement(passage, mention, "contradicted", expected=str(listed), reason=reason)
        return Judgement(passage, mention, "unmatched")

    def differing(
        self, passage: Passage, mention: Mention, found: list[Candidate], best: float
    ) -> Judgement:
        chosen = next(c for c in found if c.fit == best).known
        for name, value in self.knowledge.earlier(chosen):
            if is_value(mention, value):
                return self.verdict(passage, mention, "stale", chosen, f"là số của {name}")
        return self.verdict(passage, mention, "contradicted", chosen, "khác số liệu")


def _same_time(one: str, other: str) -> bool:
    if days_of(one) and days_of(one) == days_of(other):
        return True

    def plain(text: str) -> str:
        words = re.sub(r"^(?:năm|ngày|giai đoạn)\s", "", " ".join(text.lower().split()))
        return re.sub(r"\s*[-–]\s*", "-", words)

    return plain(one) == plain(other)


def _in_a_row(passage: Passage, mention: Mention) -> bool:
    """Whether another number or day stands right beside it, as labels of a chart do in a PDF."""
    return any(
        not passage.text[a.end : b.start].strip()
        for a, b in pairwise(m for m in passage.mentions if m.sort != "claim")
        if mention in (a, b)
    )


def _after_direction(passage: Passage, mention: Mention) -> bool:
    """Whether a word of direction stands right before a number."""
    before = passage.text[: mention.start].rstrip(" (~").lower()
    return bool(re.search(r"\b(?:tăng|giảm|vượt)(?:\s+(?:thêm|khoảng|gần|hơn))?$", before)) or bool(
        mention.sort == "percent"
        and re.search(
            r"\b(?:tăng|giảm)\s+[\d.,]+(?:\s+\w+){1,4}\s*\($", passage.text[: mention.start]
        )
    )


def _listed(passage: Passage, mention: Mention) -> Decimal | None:
    """How many standards or documents are listed after a count: "03 tiêu chuẩn: ISO 9001, …"."""
    if mention.sort != "count" or mention.value is None or mention.value > 30:
        return None
    following = passage.text[mention.end :]
    lead = re.match(r"(?:\s+[^\W\d]+){1,6}\s*[:(]", following)
    if not lead:
        return None
    end = re.search(r"[;)]|\.(?:\s|$)", following[lead.end() :])
    last = mention.end + lead.end() + (end.start() if end else len(following) - lead.end())
    first = mention.end + lead.end()
    items = [m for m in passage.mentions if m.sort == "apparatus" and first <= m.start < last]
    return Decimal(len(items)) if len(items) > 1 else None
