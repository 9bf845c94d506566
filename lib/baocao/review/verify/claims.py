"""Claims judged: words of direction and of rank against what the figures do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from baocao.core.errors import BaocaoError
from baocao.core.periods import Period
from baocao.prose.questions import ask
from baocao.prose.quotable import Quotable
from baocao.review.verify.binding import Binder
from baocao.review.verify.knowledge import Knowledge
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["ClaimJudge"]

_OPPOSITES = {
    "tăng trưởng": "sụt giảm", "tăng": "giảm", "cao": "thấp", "lớn": "nhỏ", "nhiều": "ít",
}  # fmt: skip
_OPPOSITES |= {other: word for word, other in _OPPOSITES.items()}
_MOVES = ("ngày càng", "ngày một", "liên tục", "liên tiếp")
_WORD = re.compile(r"\w+|[^\w\s]")
_STRONG = 0.62  # how well words must fit an indicator before it judges a claim
_BESIDE = 3  # words to either side by which a claim of the report is known again

ClaimVerdict = Literal["right", "contradicted", "unmatched"]
Figures = Mapping[int, tuple[str, str]]
"""The fact and the period of each figure of a passage that is bound to one."""


class ClaimJudge:
    """Judges the claims of a document beside those of the report as built."""

    def __init__(
        self,
        edited: Sequence[Passage],
        built: Sequence[Passage],
        knowledge: Knowledge,
        binder: Binder,
    ) -> None:
        self.knowledge = knowledge
        self.binder = binder
        self.whole = {passage.masked for passage in built}
        self.said: dict[tuple[str, ...], set[str]] = {}
        for passage in built:
            for mention in passage.mentions:
                if mention.sort == "claim":
                    for context in _contexts(passage, mention):
                        self.said.setdefault(context, set()).add(mention.text)

    def verdict(
        self, passage: Passage, position: int, figures: Figures
    ) -> tuple[ClaimVerdict, str, str]:
        """The verdict, the fact it rests on, and why."""
        claim = passage.mentions[position]
        opposite = _opposite(claim.text)
        after = self._figure_after(passage, position)
        fact = None if after is None else self.knowledge.change(*figures.get(after, ("", "")))
        if fact and fact.value and claim.text in ("tăng", "giảm"):
            way = "tăng" if fact.value > 0 else "giảm"
            if way == claim.text:
                return "right", fact.id, ""
            return "contradicted", fact.id, f"số liệu {way}"
        if passage.masked in self.whole:
            return "right", "", ""
        for context in _contexts(passage, claim):
            words = self.said.get(context, set())
            if claim.text in words:
                # The report says so of a number of its own; of this one nobody knows.
                unknown = after is not None and not figures.get(after, ("", ""))[0]
                return ("unmatched" if unknown else "right"), "", ""
            if opposite and opposite in words:
                return "contradicted", "", f"báo cáo đã dựng ghi “{opposite}”"
        return self._by_data(passage, claim, figures)

    def _figure_after(self, passage: Passage, position: int) -> int | None:
        """Which figure a word of direction stands before."""
        claim = passage.mentions[position]
        for number in range(position + 1, len(passage.mentions)):
            mention = passage.mentions[number]
            if mention.is_figure:
                between = passage.text[claim.end : mention.start]
                apart = len(between.split()) > 4 or re.search(r"[.;]", between)
                return None if apart else number
        return None

    def _by_data(
        self, passage: Passage, claim: Mention, figures: Figures
    ) -> tuple[ClaimVerdict, str, str]:
        """A claim in new prose, set against what the toolkit itself would say."""
        series = self._series(figures)
        if series and any(move in claim.text for move in _MOVES):
            identity, values = series
            steps = [after - before for before, after in pairwise(values)]
            way = 1 if "tăng" in claim.text else -1
            if all(step * way > 0 for step in steps):
                return "right", identity, ""
            return "contradicted", identity, "số liệu các kỳ nêu ra không đi một chiều như vậy"
        if claim.text in ("tăng", "giảm"):
            return "unmatched", "", ""
        bound = [identity for identity, _ in figures.values() if identity]
        fits = self.binder.fits(passage, Mention(claim.start, claim.end, "count", claim.text))
        named = bound[:1] or [key for fit, key in fits[:1] if fit >= _STRONG]
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
        """What the toolkit says of an indicator over the years."""
        measure = self.knowledge.book.catalogue[identity]
        quotable = Quotable(self.knowledge.book, measure, self.knowledge.period)
        try:
            phrases = [ask(quotable, name) for name in ("course", "standing", "streak", "trend")]
        except BaocaoError:
            return ""
        return " ".join(map(str, phrases))

    def _series(self, figures: Figures) -> tuple[str, list[Decimal]] | None:
        """An indicator that the passage tells of three years or more, and its values by the data.

        Of the text's own numbers one may be wrong, which is a finding of its own.
        """
        windows: dict[str, dict[str, Period]] = {}
        for identity, code in figures.values():
            if identity and not {":", "["} & set(identity):
                period = self.knowledge.book.workspace.period(code)
                if len(period.years()) == 1:
                    windows.setdefault(identity, {})[str(period.end.year)] = period
        for identity, by_year in windows.items():
            periods = sorted(by_year.values(), key=lambda period: period.end)
            values = [self.knowledge.at(identity, period).value for period in periods]
            known = [value for value in values if value is not None]
            if len(known) > 2:
                return identity, known
        return None


def _opposite(claim: str) -> str:
    """The claim the other way round; empty when it has none."""
    for word, other in _OPPOSITES.items():
        if re.search(rf"\b{word}\b", claim):
            return re.sub(rf"\b{word}\b", other, claim)
    return ""


def _contexts(passage: Passage, claim: Mention) -> list[tuple[str, ...]]:
    """The words around a claim, numbers hidden: on both sides, or more of them on one."""
    before = _masked(passage, 0, claim.start)[-_BESIDE:]
    after = _masked(passage, claim.end, len(passage.text))[:_BESIDE]
    found = [("both", *before, "·", *after)]
    if len(before) == _BESIDE:
        found.append(("before", *before))
    if len(after) == _BESIDE:
        found.append(("after", *after))
    return found


def _masked(passage: Passage, start: int, end: int) -> list[str]:
    words, at = [], start
    for mention in passage.mentions:
        if mention.sort == "claim" or not start <= mention.start < end:
            continue
        words += _WORD.findall(passage.text[at : mention.start].lower())
        words.append("#")
        at = mention.end
    return words + _WORD.findall(passage.text[at:end].lower())
