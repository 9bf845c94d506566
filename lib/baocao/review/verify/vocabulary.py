"""The words by which a workspace names its indicators, and how they are found in free text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from math import log

from baocao.facts.measures import Measure, Ratio
from baocao.locale.vi.same_words import ABBREVIATIONS, FILLERS, PLACES, alike
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.known_values import values_of
from baocao.review.verify.passages import Passage

__all__ = ["Profile", "Vocabulary"]

_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"\b[A-ZĐ&]{2,5}\b")
_MOST_INITIALS = 5
_PAIR = re.compile("[ -]")
_PLACE = re.compile(rf"(?:{'|'.join(PLACES)})\s+", re.IGNORECASE)
# A shorter word may be any.
_LEAST_LETTERS = 4
# A single word says less than two words in a row: most words of Vietnamese are two syllables.
_SINGLE = 0.35
# Texts whose words are kept: a passage, its sentences, what is near a number.
_TEXTS_KEPT = 256
# Words of what a section says besides its heading count less for its topic.
_OF_SECTION = 0.4
# Little that was heard says little of the topic.
_DOUBT = 0.6


@dataclass(frozen=True)
class Profile:
    """How an indicator is named.

    Parameters
    ----------
    key, unit
        Its id, and what it counts.
    words
        The words and pairs of words of its label and its unit.
    needed
        Those that tell it from a wider indicator: one of them has to be said.
    topic
        The register that it is counted from.
    mode
        ``stock``: what stands on a day; ``flow``: what happens within days; ``ahead``: what will
        happen in the days to come.
    columns
        The columns whose values restrict its rows, each with the words of the values.
    twins
        Indicators of the same words and another mode.
    """

    key: str
    unit: str
    words: frozenset[str]
    needed: frozenset[str]
    topic: str
    mode: str
    columns: Mapping[str, frozenset[str]]
    twins: tuple[str, ...] = ()


class Vocabulary:
    """The words of all indicators of a workspace, of the values of its columns, of its topics.

    Parameters
    ----------
    facts
        What the workspace knows.
    built
        The report as built: the words of its sections tell what topic a text is about.
    """

    def __init__(self, facts: KnownFacts, built: Iterable[Passage] = ()) -> None:
        self._facts = facts
        self._built = tuple(built)

    @cached_property
    def words_of(self) -> _WordsOf:
        """The words and pairs of words of a text, brought to those of the workspace."""
        return _WordsOf(self._short)

    @cached_property
    def _short(self) -> Mapping[str, str]:
        """Words that are written by their first letters: "NHTT" for "nhãn hiệu tập thể".

        Those of the labels and units; letters that several phrases have say nothing.
        """
        found: dict[str, set[str]] = {}
        for label, unit in self._facts.indicators.values():
            for text in (label, unit):
                words = _WORD.findall(text.lower())
                for length in range(2, _MOST_INITIALS + 1):
                    for start in range(len(words) - length + 1):
                        phrase = words[start : start + length]
                        letters = _initials(phrase)
                        found.setdefault(letters, set()).add(" ".join(phrase))
        known = {letters: min(same) for letters, same in found.items() if len(same) == 1}
        return {**known, **self._short_units, **ABBREVIATIONS}

    @cached_property
    def _short_units(self) -> dict[str, str]:
        """The same of whole units: "DA" is "dự án" before it is anything else."""
        found: dict[str, set[str]] = {}
        for unit in self._facts.units:
            words = _WORD.findall(unit.lower())
            found.setdefault(_initials(words), set()).add(unit.lower())
        return {letters: min(same) for letters, same in found.items() if len(same) == 1}

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """How each indicator is named, by its id."""
        catalogue = list(self._facts.book.catalogue)
        labels = {key: self.words_of(m.label) | self.words_of(m.unit) for key, m in catalogue}
        wide = {key: _conditions(m) for key, m in catalogue}
        found = {}
        for key, measure in catalogue:
            topic, mode = _topic(measure), _mode(measure)
            wider = [
                other
                for other, one in catalogue
                if other != key
                and _topic(one) == topic
                and kind(one.unit) == kind(measure.unit)
                and wide[other] < wide[key]
            ]
            needed: frozenset[str] = frozenset()
            if wider:
                own = (value for _, values in wide[key] for value in values)
                of_values = frozenset(chain.from_iterable(self.words_of(one) for one in own))
                needed = labels[key] & of_values
                needed = needed.difference(*(labels[other] for other in wider))
                # "hữu cơ" does not say "cơ sở": two words in a row do, where there are any.
                needed = frozenset(word for word in needed if " " in word) or needed
            twins = tuple(
                other
                for other, one in catalogue
                if other != key
                and _topic(one) == topic
                and kind(one.unit) == kind(measure.unit)
                and labels[other] == labels[key]
                and _mode(one) != mode
            )
            columns = {
                name: frozenset(chain.from_iterable(map(self.words_of, values)))
                for name, values in wide[key]
            }
            found[key] = Profile(
                *(key, measure.unit, labels[key], needed, topic, mode, columns, twins)
            )
        return found

    @cached_property
    def weights(self) -> dict[str, float]:
        """What each word and pair of words of a label counts: rare ones more."""
        times = Counter(word for one in self.profiles.values() for word in one.words)
        whole = len(self.profiles)
        return {
            word: log(1 + whole / count) * (1.0 if " " in word else _SINGLE)
            for word, count in times.items()
        }

    def whole_weight(self, word: str) -> float:
        """What a word counts that is not a half of one."""
        return self.weights.get(word, 0.0) / (1.0 if " " in word else _SINGLE)

    @cached_property
    def kind_weights(self) -> dict[str, float]:
        """What the kind of a unit counts: amounts and shares are few."""
        times = Counter(kind(one.unit) for one in self.profiles.values())
        return {name: log(1 + len(self.profiles) / count) for name, count in times.items()}

    @cached_property
    def shared(self) -> dict[str, dict[str, float]]:
        """For each register how many of its indicators have a word, of one."""
        found: dict[str, dict[str, float]] = {}
        for topic in {one.topic for one in self.profiles.values()}:
            of = [one.words for one in self.profiles.values() if one.topic == topic]
            times = Counter(word for words in of for word in words)
            found[topic] = {word: count / len(of) for word, count in times.items()}
        return found

    @cached_property
    def parts(self) -> dict[str, dict[str, tuple[tuple[str, str], ...]]]:
        """For each register what divides its rows: words, the columns and values they name."""
        found: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
        for register in self._facts.book.catalogue.registers:
            of: dict[str, set[tuple[str, str]]] = {}
            for column in register.columns:
                if column.type != "text" or column.personal:
                    continue
                values = sorted(set(values_of(self._facts.book, register, column)))
                for value, words in self._told(values, is_list=bool(column.allowed)).items():
                    for word in words:
                        of.setdefault(word, set()).add((column.name, value))
            found[register.stem] = {word: tuple(sorted(pairs)) for word, pairs in of.items()}
        return found

    def _told(self, values: Sequence[str], *, is_list: bool) -> dict[str, set[str]]:
        """What names each value of a column: all of its words, and pairs that no other value has.

        Pairs only of a declared list: of names that clerks type anything may be a part.
        """
        words = {value: self.words_of(value) for value in values}
        shared = Counter(chain.from_iterable(words.values()))
        found: dict[str, set[str]] = {}
        for value in values:
            plain = self.words_of.plain(value)
            found[value] = {plain} if " " in plain or len(plain) >= _LEAST_LETTERS else set()
            if name := _PLACE.match(value):
                short = self.words_of.plain(value[name.end() :])
                if " " in short and not self._is_named_elsewhere(short, plain):
                    found[value].add(short)
            if is_list:
                found[value] |= {
                    word
                    for word in words[value]
                    if _PAIR.search(word) and shared[word] == 1 and word not in self.weights
                }
        return found

    def _is_named_elsewhere(self, short: str, whole: str) -> bool:
        """Whether the report also writes the short name of a place of something else.

        "Quảng Trị" is the province before it is the town.
        """
        nouns = "".join(f"(?<!{noun} )" for noun in PLACES if noun != "tỉnh")
        rest = self._built_words.replace(whole, "")
        return re.search(rf"(?<!\w){nouns}{re.escape(short)}(?!\w)", rest) is not None

    @cached_property
    def _built_words(self) -> str:
        return " . ".join(self.words_of.plain(passage.text) for passage in self._built)

    @cached_property
    def topics(self) -> dict[str, dict[str, float]]:
        """For each register what words say that a text is about it."""
        told: dict[str, dict[str, float]] = {}
        for register in self._facts.book.catalogue.registers:
            words = told.setdefault(register.stem, {})
            words.update(dict.fromkeys(self.words_of(register.title), 1.0))
        for one in self.profiles.values():
            told.setdefault(one.topic, {}).update(dict.fromkeys(one.words, 1.0))
        for topic, heading, text in self._sections():
            for word in self.words_of(text):
                told[topic].setdefault(word, _OF_SECTION)
            told[topic].update(dict.fromkeys(self.words_of(heading), 1.0))
        times = Counter(word for words in told.values() for word in words)
        whole = len(told)
        return {
            topic: {
                word: share * log(whole / times[word]) * (1.0 if " " in word else _SINGLE)
                for word, share in words.items()
                if times[word] < whole
            }
            for topic, words in told.items()
        }

    def _sections(self) -> Iterable[tuple[str, str, str]]:
        """The register, the heading and the text of each passage of the report with figures."""
        heading = ""
        for passage in self._built:
            if passage.block.kind == "heading":
                heading = passage.text
            registers = {
                self.profiles[key].topic
                for quote in passage.quotes
                for fact in self._facts.bound(quote)
                if (key := fact.id.partition("[")[0].partition(":")[0]) in self.profiles
            }
            if len(registers) == 1 and passage.block.cell is None:
                yield registers.pop(), heading, passage.text

    @cached_property
    def _heard(self) -> Callable[[str], dict[str, float]]:
        """What a text says of each register; numbers of one passage ask for the same texts."""

        def heard(text: str) -> dict[str, float]:
            words = self.words_of(text)
            return {
                topic: sum(known[word] for word in words & known.keys())
                for topic, known in self.topics.items()
            }

        return lru_cache(_TEXTS_KEPT)(heard)

    def topic_of(self, texts: Iterable[tuple[float, str]]) -> dict[str, float]:
        """How well texts, each with what it counts, fit each register: 1 for the best."""
        heard = dict.fromkeys(self.topics, 0.0)
        for share, text in texts:
            for topic, weight in self._heard(text).items():
                heard[topic] += share * weight
        most = max(heard.values(), default=0.0)
        if most <= 0:
            return dict.fromkeys(heard, 1.0)
        return {topic: (weight + _DOUBT) / (most + _DOUBT) for topic, weight in heard.items()}


class _WordsOf:
    """Words and pairs of words of texts; the numbers of one passage ask for the same ones."""

    def __init__(self, short: Mapping[str, str]) -> None:
        self._short = short
        self._kept = lru_cache(_TEXTS_KEPT)(self._words)
        self._told = lru_cache(_TEXTS_KEPT)(self._plain)

    def __call__(self, text: str) -> frozenset[str]:
        return self._kept(text)

    def plain(self, text: str) -> str:
        """A text in the words of the workspace."""
        return self._told(text)

    def _plain(self, text: str) -> str:
        spelled = _INITIALS.sub(lambda match: self._short.get(match[0], match[0]), text)
        told = alike(" ".join(_WORD.findall(spelled.lower())))
        return " ".join(word for word in told.split() if word not in FILLERS)

    def _words(self, text: str) -> frozenset[str]:
        words = self.plain(text).split()
        return frozenset({*words, *(f"{a} {b}" for a, b in pairwise(words))})


def _initials(words: Sequence[str]) -> str:
    """The first letters without marks: "DA" for "dự án"."""
    return "".join(unicodedata.normalize("NFD", word[0])[0] for word in words).upper()


def kind(unit: str) -> str:
    """Whether a unit is of amounts, of shares, or of things."""
    return unit if unit in ("%", "đồng") else "count"


def _topic(measure: Measure) -> str:
    return measure.sources[0].register.stem


def _mode(measure: Measure) -> str:
    if any(source.ahead for source in measure.sources):
        return "ahead"
    return "stock" if measure.stock else "flow"


def _conditions(measure: Measure) -> frozenset[tuple[str, tuple[str, ...]]]:
    """What restricts the rows that an indicator counts."""
    if isinstance(measure, Ratio):
        return frozenset()
    return frozenset(
        (name, tuple(map(str, values)))
        for source in measure.sources
        for name, values in source.values.items()
    )
