"""Blocks of a document with their mentions, ready to be laid beside those of another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from baocao.locale.vi.text import composed
from baocao.review.manuscripts import Block, Quote
from baocao.review.verify.mentions import Mention, mentions_in

__all__ = ["Passage", "Token", "passages_of"]

_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Token:
    """A word, a sign or a mention; `masked` hides what a number says."""

    exact: str
    masked: str
    mention: int | None = None


@dataclass(frozen=True)
class Passage:
    """A block's text in NFC with its mentions.

    ``number`` counts the blocks of the document from 0.  ``places`` gives for each letter of the
    text its place in the block, whose text may not be in NFC.  ``row_head`` is the first cell
    of its row, of cells in tables.
    """

    number: int
    block: Block
    text: str
    places: list[int]
    mentions: tuple[Mention, ...]
    row_head: str = ""

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words and signs in lower case, each mention one of them."""
        found: list[Token] = []
        at = 0
        for position, mention in enumerate(self.mentions):
            if mention.sort == "claim":
                continue  # words like the others, which may be exchanged
            found += _words(self.text[at : mention.start])
            exact = " ".join(mention.text.lower().split())
            masked = exact if mention.sort == "apparatus" else _MASKS[mention.sort]
            found.append(Token(exact, masked, position))
            at = mention.end
        found += _words(self.text[at:])
        return tuple(found)

    @cached_property
    def exact(self) -> str:
        """The text as one key."""
        return " ".join(token.exact for token in self.tokens)

    @cached_property
    def masked(self) -> str:
        """The text as one key, whatever its numbers say."""
        return " ".join(token.masked for token in self.tokens)

    def quote(self, mention: Mention) -> Quote | None:
        """The binding that the file itself gives a mention."""
        start, end = self.places[mention.start], self.places[mention.end]
        for quote in self.block.quotes:
            if quote.start < end and start < quote.end:
                return quote
        return None


# Longer paragraphs no report has.
_LONGEST = 6000
# Numbers of all kinds are one mask: a wrong unit is to be found, not to hide the number.
_NUMBER = "\ue000"
_MASKS = {
    "count": _NUMBER,
    "percent": _NUMBER,
    "points": _NUMBER,
    "money": _NUMBER,
    "time": _NUMBER,
}


def _words(text: str) -> list[Token]:
    return [Token(word, word) for word in _WORD.findall(text.lower())]


def passages_of(
    blocks: Iterable[Block], names: Sequence[str], units: Sequence[str]
) -> list[Passage]:
    """The blocks with their mentions."""
    found = []
    heads: dict[tuple[int, int], str] = {}
    for number, block in enumerate(blocks):
        text, places = _seen(*composed(block.text))
        if block.cell:
            heads.setdefault(block.cell[:2], text)
        head = heads[block.cell[:2]] if block.cell else ""
        for start, end in _pieces(text):
            mentions = mentions_in(text[start:end], names, units)
            kept = places[start : end + 1]
            found.append(Passage(number, block, text[start:end], kept, mentions, head))
    return found


def _seen(text: str, places: list[int]) -> tuple[str, list[int]]:
    """The text without letters that no reader sees, such as joiners of no width."""
    if all(unicodedata.category(letter) != "Cf" for letter in set(text)):
        return text, places
    kept = [n for n, letter in enumerate(text) if unicodedata.category(letter) != "Cf"]
    return "".join(text[n] for n in kept), [*(places[n] for n in kept), places[-1]]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """A text in pieces of bounded length, cut between words: what is said of a number is near."""
    start = 0
    while len(text) - start > _LONGEST:
        blank = text.rfind(" ", start + 1, start + _LONGEST)
        end = blank if blank > 0 else start + _LONGEST
        yield start, end
        start = end
    yield start, len(text)
