"""Which indicator a number in a new sentence is about, by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import log

from baocao.core.errors import BaocaoError
from baocao.core.periods import Period
from baocao.facts.trends import change, growth
from baocao.review.verify.agreement import kind_of
from baocao.review.verify.known_facts import KnownFact, KnownFacts
from baocao.review.verify.mentions import Mention
from baocao.review.verify.named_windows import windows_of
from baocao.review.verify.passages import Passage

__all__ = ["Candidate", "IndicatorSearch"]

_WORD = re.compile(r"[^\W_]+")
# Everyone abbreviates these; labels of indicators do not.
_ABBREVIATIONS = {
    "HTX": "hợp tác xã", "THT": "tổ hợp tác", "DN": "doanh nghiệp", "HSSV": "học sinh sinh viên",
    "TCCS": "tiêu chuẩn cơ sở",
}  # fmt: skip
# Where the words about a number end; before a number that follows another, also at "và".
_END = re.compile(r"[.;()](?!\d)|:\s")
_START = re.compile(r"[.;,()](?!\d)|:\s|\b(?:và|với|cùng|cho)\b")
# At most this many words are between two numbers of an enumeration.
_MOST_BETWEEN = 9
# Letters on either side of a number in which the nearest words are looked for.
_REACH = 90
# What a word counts by where it is: after the number, before it, in its sentence, in its passage.
_AFTER, _BEFORE, _IN_SENTENCE, _IN_PASSAGE = 1.0, 0.9, 0.5, 0.25
_UNIT_BONUS = 0.15
_MOST_CANDIDATES, _MOST_CHANGES = 12, 8


@dataclass(frozen=True)
class Candidate:
    """A fact that a number may be about; `fit` is how well the words fit, 0 to about 1."""

    fact: KnownFact
    fit: float


class IndicatorSearch:
    """Finds indicators by the words of their labels; rare words weigh more."""

    def __init__(self, facts: KnownFacts) -> None:
        self.facts = facts

    @cached_property
    def _weights(self) -> dict[str, dict[str, float]]:
        """For each indicator the words and pairs of words of its label, with their weights."""
        labels = {
            key: _words_and_pairs(f"{label} {unit}")
            for key, (label, unit) in self.facts.indicators.items()
        }
        weights = {
            feature: log(1 + len(labels) / sum(feature in found for found in labels.values()))
            for found in labels.values()
            for feature in found
        }
        return {key: {f: weights[f] for f in found} for key, found in labels.items()}

    def fits(self, passage: Passage, mention: Mention) -> list[tuple[float, str]]:
        """Fit and id of the indicators with the mention's unit, the best fit first."""
        surroundings = _surroundings(passage, mention)
        following = passage.text[mention.end :].lstrip(" /,").lower()
        found = []
        for key, weights in self._weights.items():
            unit = self.facts.indicators[key][1]
            if kind_of(unit) != mention.kind:
                continue
            total = sum(weights.values()) or 1.0
            reached = sum(
                weight
                * max((share for share, words in surroundings if feature in words), default=0.0)
                for feature, weight in weights.items()
            )
            bonus = _UNIT_BONUS if following.startswith(unit.lower()) else 0.0
            found.append((reached / total + bonus, key))
        return sorted(found, key=lambda item: (-item[0], item[1]))

    def windows(self, passage: Passage, mention: Mention) -> tuple[tuple[Period, ...], bool]:
        """See :func:`~baocao.review.verify.named_windows.windows_of`."""
        return windows_of(passage, mention, self.facts)

    def candidates(
        self, passage: Passage, mention: Mention, windows: Iterable[Period]
    ) -> list[Candidate]:
        """The best indicators at each of the windows; those without a value are left out."""
        at = list(windows)
        found = []
        for fit, key in self.fits(passage, mention)[:_MOST_CANDIDATES]:
            for window in at:
                try:
                    fact = self.facts.at(key, window)
                except BaocaoError:
                    continue
                if fact.value is not None:
                    found.append(Candidate(fact, fit))
        return found

    def changes(
        self, passage: Passage, mention: Mention, windows: Iterable[Period]
    ) -> list[Candidate]:
        """How the best indicators changed from the year before and from the period before."""
        changing = [mention] if mention.kind == "money" else [replace(mention, kind="count")]
        if mention.kind == "percent":
            changing.append(replace(mention, kind="money"))
        at = list(windows)
        best = sorted((fit for one in changing for fit in self.fits(passage, one)), reverse=True)
        found = [
            Candidate(fact, fit)
            for fit, key in best[:_MOST_CHANGES]
            for window in at
            for fact in self._changes(key, window)
        ]
        return [c for c in found if kind_of(c.fact.unit) == mention.kind]

    def _changes(self, key: str, window: Period) -> Iterator[KnownFact]:
        book = self.facts.book
        measure = book.catalogue[key]
        at = book.reached(window)
        for base in dict.fromkeys((at.same_period_last_year(), at.previous())):
            for compare in (change, growth):
                try:
                    fact = KnownFact.of(compare(book.fact(measure, at), book.fact(measure, base)))
                except BaocaoError:
                    continue
                if fact.value is not None:
                    yield fact


def _surroundings(passage: Passage, mention: Mention) -> list[tuple[float, set[str]]]:
    """The words around a number, with what a word counts there."""
    text = passage.text
    figures = [m for m in passage.mentions if m.is_figure]
    first = _first_enumerated(passage, mention, figures)
    previous = _previous(first, figures)
    start = max(previous.end if previous else 0, first.start - _REACH)
    end = min((m.start for m in figures if m.start >= mention.end), default=len(text))
    after = _END.split(text[mention.end : min(end, mention.end + _REACH)], maxsplit=1)[0]
    # Behind another number, the words up to "và" are still about that one.
    before = (_START if previous else _END).split(text[start : first.start])[-1]
    before = f"{before} {text[first.end : mention.start]}"
    sentence_start, sentence_end = passage.sentence(mention)
    return [
        (_AFTER, _words_and_pairs(after)),
        (_BEFORE, _words_and_pairs(before)),
        (_IN_SENTENCE, _words_and_pairs(text[sentence_start:sentence_end])),
        (_IN_PASSAGE, _words_and_pairs(text)),
    ]


def _first_enumerated(passage: Passage, mention: Mention, figures: list[Mention]) -> Mention:
    """The first number of the enumeration that a number is in; the number itself outside one.

    "thẩm định năm 2020: 43 dự án; năm 2021: 65 dự án": the words before 43 are about 65 too.
    """
    while (previous := _previous(mention, figures)) is not None:
        between = passage.text[previous.end : mention.start]
        has_time = any(
            m.kind == "time" and previous.end <= m.start < mention.start for m in passage.mentions
        )
        if not has_time or len(between.split()) > _MOST_BETWEEN or re.search(r"[.()]", between):
            return mention
        mention = previous
    return mention


def _previous(mention: Mention, figures: list[Mention]) -> Mention | None:
    return max((m for m in figures if m.end <= mention.start), key=lambda m: m.end, default=None)


def _words_and_pairs(text: str) -> set[str]:
    for short, long in _ABBREVIATIONS.items():
        text = re.sub(rf"\b{short}\b", long, text)
    words = [word.lower() for word in _WORD.findall(text)]
    return {*words, *(f"{a} {b}" for a, b in pairwise(words))}
