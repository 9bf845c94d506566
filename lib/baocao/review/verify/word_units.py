"""Paragraphs and rows of tables as words, and which of them are laid beside each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from rapidfuzz import fuzz, process

from baocao.review.verify.alignment import Position
from baocao.review.verify.passages import Passage

__all__ = ["Span", "Unit", "Word", "paired", "units_of"]

Span = tuple[int, int]
"""First letter in the text of a unit, and the one after the last."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-zđ])|\n|;\s")
# Texts without a number that has a partner are laid beside each other from this likeness on.
_ALIKE = 75
# Of a text with more of them only titles are: it is another one.
_MOST_LEFT = 300


class Word(NamedTuple):
    """A word, a sign, a number or a time of a unit.

    `key` is what it is compared by: one sign for all numbers, one for all times.
    """

    start: int
    end: int
    key: str
    passage: int
    mention: int | None


@dataclass(frozen=True, eq=False)
class Unit:
    """A paragraph, or the cells of a table's row, as one text.

    Parameters
    ----------
    passages
        Those of the document.
    numbers
        Which of them it has, from 0.
    """

    passages: Sequence[Passage]
    numbers: tuple[int, ...]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each of its passages begins in the text."""
        found, at = [], 0
        for number in self.numbers:
            found.append(at)
            at += len(self.passages[number].text) + 1
        return tuple(found)

    @cached_property
    def text(self) -> str:
        """Its passages, one a line."""
        return "\n".join(self.passages[number].text for number in self.numbers)

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self.passages[self.numbers[0]].block.cell is not None

    @property
    def is_title(self) -> bool:
        """Whether it names what follows: a heading, a caption, a line that leads to a list."""
        kind = self.passages[self.numbers[0]].block.kind
        return kind in ("heading", "caption") or self.text.rstrip().endswith(":")

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """What it consists of, in order."""
        found: list[Word] = []
        for number, offset in zip(self.numbers, self.starts, strict=True):
            passage, at = self.passages[number], 0
            for index, mention in enumerate(passage.mentions):
                if mention.is_figure or mention.kind == "time":
                    found += _words(passage.text, (at, mention.start), offset, number)
                    key = "#" if mention.is_figure else "#time"
                    start, end = offset + mention.start, offset + mention.end
                    found.append(Word(start, end, key, number, index))
                    at = mention.end
            found += _words(passage.text, (at, len(passage.text)), offset, number)
        return tuple(found)

    def letters(self, first: int, last: int) -> Span:
        """The letters of some words; of none the place where they would stand."""
        if first < last:
            return self.words[first].start, self.words[last - 1].end
        at = self.words[first].start if first < len(self.words) else len(self.text)
        return at, at

    def sentence(self, span: Span) -> Span:
        """The sentence around some letters; of a row all of it."""
        if self.is_row:
            return 0, len(self.text)
        ends = self._sentence_ends
        first = max((after for _, after in ends if after <= span[0]), default=0)
        last = min((before for before, _ in ends if before >= span[1]), default=len(self.text))
        return first, last

    def sentence_of(self, place: Position) -> Span | None:
        """The sentence of a mention; None where it is in another unit."""
        number, index = place
        if number not in self.numbers:
            return None
        mention = self.passages[number].mentions[index]
        offset = self.starts[self.numbers.index(number)]
        return self.sentence((offset + mention.start, offset + mention.end))

    @cached_property
    def _sentence_ends(self) -> list[Span]:
        return [match.span() for match in _SENTENCE_END.finditer(self.text)]

    def is_quoting(self, span: Span) -> bool:
        """Whether the file binds some of the letters to a fact."""
        for number, offset in zip(self.numbers, self.starts, strict=True):
            passage = self.passages[number]
            for quote in passage.quotes:
                first, last = passage.letters(quote)
                if offset + first < span[1] and span[0] < offset + last:
                    return True
        return False


def _words(text: str, span: Span, offset: int, number: int) -> Iterator[Word]:
    for match in _TOKEN.finditer(text, *span):
        start, end = offset + match.start(), offset + match.end()
        yield Word(start, end, match[0].lower(), number, None)


def units_of(passages: Sequence[Passage]) -> list[Unit]:
    """The paragraphs of a document, and the rows of its tables."""

    def place(number: int) -> tuple[int, int, int]:
        cell = passages[number].block.cell
        return (*cell[:2], -1) if cell else (0, 0, number)

    return [Unit(passages, tuple(unit)) for _, unit in groupby(range(len(passages)), place)]


def paired(
    edited: Sequence[Unit], built: Sequence[Unit], partners: Mapping[Position, Position]
) -> Iterator[tuple[Unit, Unit]]:
    """Units of a document that the built report does not have, each with the one at its place.

    Parameters
    ----------
    partners
        For mentions of the document those at the same place of the built report.
    """
    unit_of = {number: unit for unit in built for number in unit.numbers}
    same = Counter(unit.text for unit in built)
    texts = {unit.text for unit in edited}
    left: list[Unit] = []
    taken: set[Unit] = set()
    for unit in edited:
        if same[unit.text] > 0:
            same[unit.text] -= 1
            continue
        votes = Counter(
            unit_of[partners[number, index][0]]
            for number in unit.numbers
            for index, mention in enumerate(unit.passages[number].mentions)
            if mention.is_figure and (number, index) in partners
        )
        if votes:
            other = votes.most_common(1)[0][0]
            taken.add(other)
            yield unit, other
        else:
            left.append(unit)
    if len(left) > _MOST_LEFT:
        left = [unit for unit in left if unit.is_title][:_MOST_LEFT]
    free = [unit for unit in built if unit not in taken and unit.text not in texts]
    for unit in left:
        choices = [one.text for one in free]
        found = process.extractOne(unit.text, choices, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if found is not None:
            yield unit, free.pop(found[2])
