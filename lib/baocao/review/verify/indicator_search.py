"""Which indicator a number in a new sentence is about, by the words around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log
from operator import attrgetter

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
_LETTER = re.compile(r"[^\W\d_]")
# Everyone abbreviates these; labels of indicators do not.
_ABBREVIATIONS = {
    "HTX": "hợp tác xã", "THT": "tổ hợp tác", "DN": "doanh nghiệp", "HSSV": "học sinh sinh viên",
    "TCCS": "tiêu chuẩn cơ sở", "SP": "sản phẩm", "VB": "văn bản",
}  # fmt: skip
_INITIALS = re.compile(r"\b[A-ZĐ]{2,5}\b")
_MOST_INITIALS = 5
# Where the words about a number end; before a number that follows another, also at "và".
_END = re.compile(r"[.;()](?!\d)|:\s")
_START = re.compile(r"[.;,()](?!\d)|:\s|\b(?:và|với|cùng|cho)\b")
# At most this many words are between two numbers of an enumeration.
_MOST_BETWEEN = 9
# Letters on either side of a number in which the nearest words are looked for.
_REACH = 90
# Letters of a long enumeration in which they are looked for.
_MOST_ENUMERATED = 1500
# Texts whose words are kept: a passage, its sentences, what is near a number.
_TEXTS_KEPT = 64
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
        self._values: dict[Period, dict[str, KnownFact | None]] = {}
        self._changed: dict[tuple[str, Period], tuple[KnownFact, ...]] = {}
        # The last passage that was asked about, and the enumerations in it.
        self._enumerated: tuple[Passage | None, list[Mention]] = (None, [])

    @cached_property
    def _labels(self) -> dict[str, list[str]]:
        """For each indicator the words and pairs of words of its label."""
        return {
            key: sorted(_words_and_pairs(f"{label} {unit}"))
            for key, (label, unit) in self.facts.indicators.items()
        }

    @cached_property
    def _weights(self) -> dict[str, float]:
        """What each word and pair of words counts."""
        times = Counter(feature for found in self._labels.values() for feature in found)
        return {feature: log(1 + len(self._labels) / count) for feature, count in times.items()}

    @cached_property
    def _totals(self) -> dict[str, float]:
        """What all words of an indicator's label count together."""
        return {
            key: sum(self._weights[feature] for feature in found) or 1.0
            for key, found in self._labels.items()
        }

    @cached_property
    def _holders(self) -> dict[str, list[str]]:
        """The indicators whose label has a word or a pair of words."""
        found: dict[str, list[str]] = {}
        for key, features in self._labels.items():
            for feature in features:
                found.setdefault(feature, []).append(key)
        return found

    @cached_property
    def _short(self) -> dict[str, str]:
        """Words that are written by their first letters: "NHTT" for "nhãn hiệu tập thể".

        Those of the labels and units; letters that several phrases have say nothing.
        """
        found: dict[str, set[str]] = {}
        for label, unit in self.facts.indicators.values():
            for text in (label, unit):
                words = _WORD.findall(text.lower())
                for length in range(2, _MOST_INITIALS + 1):
                    for start in range(len(words) - length + 1):
                        phrase = words[start : start + length]
                        letters = "".join(word[0] for word in phrase).upper()
                        found.setdefault(letters, set()).add(" ".join(phrase))
        known = {letters: min(same) for letters, same in found.items() if len(same) == 1}
        return {**known, **_ABBREVIATIONS}

    def _written_out(self, text: str) -> str:
        return _INITIALS.sub(lambda match: self._short.get(match[0], match[0]), text)

    @cached_property
    def _known_words(self) -> Callable[[str], frozenset[str]]:
        """What of a text the labels of indicators have, too.

        The numbers of one sentence and of one passage ask for the same text, one after the other.
        """
        known = self._weights.keys()
        return lru_cache(_TEXTS_KEPT)(
            lambda text: frozenset(known & _words_and_pairs(self._written_out(text)))
        )

    def fits(self, passage: Passage, mention: Mention) -> list[tuple[float, str]]:
        """Fit and id of the indicators with the mention's unit, the best fit first."""
        shares: dict[str, float] = {}
        for share, text in self._surroundings(passage, mention):
            for feature in self._known_words(text):
                shares[feature] = max(share, shares.get(feature, 0.0))
        reached = dict.fromkeys(self._labels, 0.0)
        for feature in sorted(shares):
            for key in self._holders[feature]:
                reached[key] += self._weights[feature] * shares[feature]
        following = passage.text[mention.end : mention.end + _REACH].lstrip(" /,").lower()
        following = following or (passage.row.unit.lower() if passage.row else "")
        found = []
        for key, fit in reached.items():
            unit = self.facts.indicators[key][1]
            if kind_of(unit) == mention.kind:
                bonus = _UNIT_BONUS if following.startswith(unit.lower()) else 0.0
                found.append((fit / self._totals[key] + bonus, key))
        return sorted(found, key=lambda item: (-item[0], item[1]))

    def _surroundings(self, passage: Passage, mention: Mention) -> list[tuple[float, str]]:
        """The texts around a number, with what a word counts there."""
        if passage.row is not None and not _LETTER.search(passage.text):
            # In a cell of its own it is what the row and the column say.
            return [(_AFTER, passage.row.label), (_IN_SENTENCE, passage.row.head)]
        if self._enumerated[0] is not passage:
            self._enumerated = passage, _firsts(passage)
        return _surroundings(passage, mention, self._enumerated[1])

    def windows(self, passage: Passage, mention: Mention) -> tuple[tuple[Period, ...], bool]:
        """See :func:`~baocao.review.verify.named_windows.windows_of`."""
        return windows_of(passage, mention, self.facts)

    def candidates(
        self, passage: Passage, mention: Mention, windows: Sequence[Period]
    ) -> list[Candidate]:
        """The best indicators at each of the windows; those without a value are left out."""
        known = [self._values.setdefault(window, {}) for window in windows]
        found = []
        for fit, key in self.fits(passage, mention)[:_MOST_CANDIDATES]:
            for values, window in zip(known, windows, strict=True):
                if key not in values:
                    values[key] = self._value(key, window)
                fact = values[key]
                if fact is not None:
                    found.append(Candidate(fact, fit))
        return found

    def _value(self, key: str, window: Period) -> KnownFact | None:
        """An indicator at a window; None where it has no value."""
        try:
            fact = self.facts.at(key, window)
        except BaocaoError:
            return None
        return None if fact.value is None else fact

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
            for fact in self._changes_of(key, window)
        ]
        return [c for c in found if kind_of(c.fact.unit) == mention.kind]

    def _changes_of(self, key: str, window: Period) -> tuple[KnownFact, ...]:
        if (key, window) not in self._changed:
            self._changed[key, window] = tuple(self._changes(key, window))
        return self._changed[key, window]

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


def _surroundings(
    passage: Passage, mention: Mention, firsts: list[Mention]
) -> list[tuple[float, str]]:
    text, figures = passage.text, passage.figures
    first = _first_enumerated(passage, mention, firsts)
    previous = _previous(first, figures)
    start = max(previous.end if previous else 0, first.start - _REACH)
    coming = bisect_left(figures, mention.end, key=attrgetter("start"))
    end = figures[coming].start if coming < len(figures) else len(text)
    after = _END.split(text[mention.end : min(end, mention.end + _REACH)], maxsplit=1)[0]
    # Behind another number, the words up to "và" are still about that one.
    before = (_START if previous else _END).split(text[start : first.start])[-1]
    before = f"{before} {text[first.end : min(mention.start, first.end + _MOST_ENUMERATED)]}"
    sentence_start, sentence_end = passage.sentence(mention)
    return [
        (_AFTER, after),
        (_BEFORE, before),
        (_IN_SENTENCE, text[sentence_start:sentence_end]),
        (_IN_PASSAGE, text),
    ]


def _firsts(passage: Passage) -> list[Mention]:
    """For each figure of a passage the first one of the enumeration that it is in."""
    found: list[Mention] = []
    for figure in passage.figures:
        found.append(_first_enumerated(passage, figure, found))
    return found


def _first_enumerated(passage: Passage, mention: Mention, firsts: list[Mention]) -> Mention:
    """The first number of the enumeration that a number is in; the number itself outside one.

    "thẩm định năm 2020: 43 dự án; năm 2021: 65 dự án": the words before 43 are about 65 too.
    `firsts` are those of the figures before it.
    """
    previous = _previous(mention, passage.figures)
    if previous is None:
        return mention
    between = passage.text[previous.end : mention.start]
    at = bisect_left(passage.times, previous.end, key=attrgetter("start"))
    has_time = at < len(passage.times) and passage.times[at].start < mention.start
    if not has_time or len(between.split()) > _MOST_BETWEEN or re.search(r"[.()]", between):
        return mention
    return firsts[bisect_left(passage.figures, previous.start, key=attrgetter("start"))]


def _previous(mention: Mention, figures: Sequence[Mention]) -> Mention | None:
    passed = bisect_right(figures, mention.start, key=attrgetter("end"))
    return figures[passed - 1] if passed else None


def _words_and_pairs(text: str) -> set[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    return {*words, *(f"{a} {b}" for a, b in pairwise(words))}
