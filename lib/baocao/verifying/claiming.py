"""Claims judged: words of direction and of rank against what the figures do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from baocao.errors import BaocaoError
from baocao.quotables import Quotable
from baocao.verifying.binding import Binder
from baocao.verifying.knowledge import Knowledge, Known
from baocao.verifying.mentions import Mention
from baocao.verifying.passages import Passage

__all__ = ["ClaimJudge"]

_OPPOSITES = {
    "tăng": "giảm", "cao nhất": "thấp nhất", "lớn nhất": "nhỏ nhất", "nhiều nhất": "ít nhất",
    "tăng trưởng": "sụt giảm",
}  # fmt: skip
_OPPOSITES |= {other: word for word, other in _OPPOSITES.items()}
_WORD = re.compile(r"\w+|[^\w\s]")
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
        opposite = _OPPOSITES.get(claim.text, "")
        if fact := self._figure_after(passage, position, figures):
            if fact.value:
                way = "tăng" if fact.value > 0 else "giảm"
                if claim.text in ("tăng", "giảm") and way != claim.text:
                    return "contradicted", fact.id, f"số liệu {way}"
                if claim.text in ("tăng", "giảm"):
                    return "right", fact.id, ""
        if passage.masked in self.whole:
            return "right", "", ""
        for context in _contexts(passage, claim):
            words = self.said.get(context, set())
            if claim.text in words:
                return "right", "", ""
            if opposite in words:
                return "contradicted", "", f"báo cáo đã dựng ghi “{opposite}”"
        return self._by_data(passage, claim, figures)

    def _figure_after(self, passage: Passage, position: int, figures: Figures) -> Known | None:
        """The change that a word of direction stands before."""
        claim = passage.mentions[position]
        for number in range(position + 1, len(passage.mentions)):
            mention = passage.mentions[number]
            if mention.is_figure:
                between = passage.text[claim.end : mention.start]
                if len(between.split()) > 4 or re.search(r"[.;]", between):
                    return None
                identity, period = figures.get(number, ("", ""))
                return self.knowledge.change(identity, period)
        return None

    def _by_data(
        self, passage: Passage, claim: Mention, figures: Figures
    ) -> tuple[ClaimVerdict, str, str]:
        """A claim in new prose, set against what the toolkit itself would say."""
        direction = re.search(r"\b(tăng|giảm)\b", passage.text[claim.start : claim.end + 12].lower())
        series = self._series(passage, figures)
        if series and direction and claim.text in ("ngày càng", "ngày một", "liên tục", "liên tiếp"):
            identity, values = series
            steps = [b - a for a, b in zip(values, values[1:], strict=False)]
            rising = direction[1] == "tăng"
            if all((step > 0) == rising and step for step in steps):
                return "right", identity, ""
            return "contradicted", identity, "các số nêu ra không đi một chiều như vậy"
        if claim.text in ("tăng", "giảm"):
            return "unmatched", "", ""
        bound = [identity for identity, _ in figures.values() if identity]
        fits = self.binder.fits(passage, Mention(claim.start, claim.end, "count", claim.text))
        named = bound[:1] or [key for fit, key in fits[:1] if fit >= 0.62]
        for identity in named:
            base = identity.partition("[")[0].partition(":")[0]
            quotable = Quotable(
                self.knowledge.book, self.knowledge.book.catalogue[base], self.knowledge.period
            )
            try:
                said = " ".join(
                    str(phrase)
                    for phrase in (quotable.course, quotable.standing, quotable.streak, quotable.trend)
                )
            except BaocaoError:
                continue
            words = passage.text[claim.start : claim.end + 12].lower()
            words = f"{claim.text} {direction[1]}" if direction and direction[1] in words else claim.text
            if words in said:
                return "right", base, ""
            turned = words
            for word, other in _OPPOSITES.items():
                if word in turned.split() or word == claim.text:
                    turned = turned.replace(word, other)
                    break
            if turned != words and turned in said:
                return "contradicted", base, f"số liệu cho thấy: {turned}"
        return "unmatched", "", ""

    def _series(
        self, passage: Passage, figures: Figures
    ) -> tuple[str, list[object]] | None:
        by_id: dict[str, list[object]] = {}
        for number, (identity, _) in sorted(figures.items()):
            if identity and ":" not in identity:
                by_id.setdefault(identity, []).append(passage.mentions[number].value)
        return next(((key, values) for key, values in by_id.items() if len(values) > 2), None)


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
