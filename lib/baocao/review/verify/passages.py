"""Blocks of a document with the numbers, days and claims in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from baocao.review.manuscripts import Block, Quote
from baocao.review.manuscripts.tracked import TrackedText
from baocao.review.verify.mentions import Mention, mentions_in

__all__ = ["Passage", "Token", "passages_of"]

_WORD = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-zđ])|\n")
# No paragraph of a report is longer.
_LONGEST = 6000
# One sign for numbers of all units: a number with a wrong unit must keep its partner.
_NUMBER_MASK = "\ue000"


@dataclass(frozen=True)
class Token:
    """A word, a sign or a mention, to compare two documents by.

    Parameters
    ----------
    exact
        Its text in lower case.
    masked
        The same for words and references; one sign for all numbers and times.
    mention
        The number of the mention in its passage, from 0; None for words and signs.
    """

    exact: str
    masked: str
    mention: int | None = None


@dataclass(frozen=True)
class Passage:
    """The text of a block, or a part of a very long one, with its mentions.

    Parameters
    ----------
    block_number, block
        Which block of the document it is, from 0, and the block.
    text
        In NFC, without letters that nobody sees.
    offsets
        For each letter of the text where it is in the block, and where the text ends.
    mentions
        See :func:`~baocao.review.verify.mentions.mentions_in`.
    row_head
        The text of the first cell of its row; empty outside tables.
    """

    block_number: int
    block: Block
    text: str
    offsets: list[int]
    mentions: tuple[Mention, ...]
    row_head: str = ""

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words, signs and mentions of the text, in order."""
        found: list[Token] = []
        at = 0
        for position, mention in enumerate(self.mentions):
            if mention.kind == "claim":
                continue  # its words are compared like all others
            found += _words(self.text[at : mention.start])
            exact = " ".join(mention.text.lower().split())
            masked = exact if mention.kind == "reference" else _NUMBER_MASK
            found.append(Token(exact, masked, position))
            at = mention.end
        found += _words(self.text[at:])
        return tuple(found)

    @cached_property
    def exact(self) -> str:
        """The tokens of the text in one string."""
        return " ".join(token.exact for token in self.tokens)

    @cached_property
    def masked(self) -> str:
        """The tokens of the text in one string, numbers replaced by one sign."""
        return " ".join(token.masked for token in self.tokens)

    def quote(self, mention: Mention) -> Quote | None:
        """The fact that the file itself binds a mention to; None when it binds it to none."""
        start, end = self.offsets[mention.start], self.offsets[mention.end]
        for quote in self.block.quotes:
            if quote.start < end and start < quote.end:
                return quote
        return None

    def sentence(self, mention: Mention) -> tuple[int, int]:
        """Where the sentence around a mention starts and ends in the text."""
        ends = list(_SENTENCE_END.finditer(self.text))
        return (
            max((end.end() for end in ends if end.end() <= mention.start), default=0),
            min((e.start() for e in ends if e.start() >= mention.end), default=len(self.text)),
        )


def _words(text: str) -> list[Token]:
    return [Token(word, word) for word in _WORD.findall(text.lower())]


def passages_of(
    blocks: Iterable[Block], names: Sequence[str], units: Sequence[str]
) -> list[Passage]:
    """The blocks with their mentions; a very long block becomes several passages.

    Parameters
    ----------
    blocks
        Those of a document.
    names, units
        See :func:`~baocao.review.verify.mentions.mentions_in`.
    """
    found = []
    heads: dict[tuple[int, int], str] = {}
    for number, block in enumerate(blocks):
        visible = TrackedText.of(block).without_invisible()
        text, offsets = visible.text, visible.offsets
        if block.cell:
            heads.setdefault(block.cell[:2], text)
        head = heads[block.cell[:2]] if block.cell else ""
        for start, end in _bounded(text):
            mentions = mentions_in(text[start:end], names, units)
            part = offsets[start : end + 1]
            found.append(Passage(number, block, text[start:end], part, mentions, head))
    return found


def _bounded(text: str) -> Iterator[tuple[int, int]]:
    """The text in parts of bounded length, cut at blanks: judging takes time with the length."""
    start = 0
    while len(text) - start > _LONGEST:
        blank = text.rfind(" ", start + 1, start + _LONGEST)
        end = blank if blank > 0 else start + _LONGEST
        yield start, end
        start = end
    yield start, len(text)
