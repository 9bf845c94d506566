"""Blocks of a document with the numbers, days and claims in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from baocao.core.errors import Finding, ManuscriptError
from baocao.review.manuscripts import Block, Quote
from baocao.review.manuscripts.tracked import TrackedText
from baocao.review.verify.mentions import Mention, mentions_in
from baocao.review.verify.outline import headings_above
from baocao.review.verify.table_rows import TableRow, rows_of

__all__ = ["Passage", "Token", "passages_of"]

_WORD = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-zđ])|\n")
# A report of two hundred pages has half of it.
_MOST_MENTIONS = 30_000
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
    quotes
        Those of the block that are in this part of it.
    row
        What stands in the cells of its row; None outside tables.
    above
        The headings and leading lines that it stands under, the nearest first.
    """

    block_number: int
    block: Block
    text: str
    offsets: list[int]
    mentions: tuple[Mention, ...]
    row_head: str = ""
    quotes: tuple[Quote, ...] = ()
    row: TableRow | None = None
    above: tuple[str, ...] = ()

    @cached_property
    def figures(self) -> tuple[Mention, ...]:
        """The mentions that may be the value of a fact."""
        return tuple(mention for mention in self.mentions if mention.is_figure)

    @cached_property
    def times(self) -> tuple[Mention, ...]:
        """The days and periods that it names."""
        return tuple(mention for mention in self.mentions if mention.kind == "time")

    @cached_property
    def references(self) -> tuple[Mention, ...]:
        """The documents, standards and headings that it names."""
        return tuple(mention for mention in self.mentions if mention.kind == "reference")

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
    def words(self) -> tuple[list[int], list[str]]:
        """Its words and signs in lower case, one sign for each mention that is no claim.

        Where each of them starts in the text, and what it is.
        """
        starts: list[int] = []
        words: list[str] = []
        at = 0
        for mention in self.mentions:
            if mention.kind == "claim":
                continue
            for match in _WORD.finditer(self.text, at, mention.start):
                starts.append(match.start())
                words.append(match[0].lower())
            starts.append(mention.start)
            words.append("#")
            at = mention.end
        for match in _WORD.finditer(self.text, at):
            starts.append(match.start())
            words.append(match[0].lower())
        return starts, words

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
        if not self.quotes:
            return None
        number = min(self._bound_letters[mention.start : mention.end])
        return self.quotes[number] if number < len(self.quotes) else None

    def letters(self, quote: Quote) -> tuple[int, int]:
        """The letters of the text that a quote covers, wholly or in part."""
        first = max(0, bisect_right(self.offsets, quote.start) - 1)
        return first, min(bisect_left(self.offsets, quote.end), len(self.text))

    @cached_property
    def _bound_letters(self) -> list[int]:
        """For each letter the number of the first quote that covers it, or a larger number."""
        found = [len(self.quotes)] * len(self.text)
        for number in reversed(range(len(self.quotes))):
            start, end = self.letters(self.quotes[number])
            found[start:end] = [number] * (end - start)
        return found

    def sentence(self, mention: Mention) -> tuple[int, int]:
        """Where the sentence around a mention starts and ends in the text."""
        starts, ends = self._sentence_ends
        before, after = bisect_right(ends, mention.start), bisect_left(starts, mention.end)
        return (
            ends[before - 1] if before else 0,
            starts[after] if after < len(starts) else len(self.text),
        )

    @cached_property
    def _sentence_ends(self) -> tuple[list[int], list[int]]:
        found = [match.span() for match in _SENTENCE_END.finditer(self.text)]
        return [start for start, _ in found], [end for _, end in found]


def _words(text: str) -> list[Token]:
    return [_word(word) for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=4096)
def _word(text: str) -> Token:
    return Token(text, text)


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

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-05 there are more numbers than any report has.
    """
    found = []
    count = 0
    heads: dict[tuple[int, int], str] = {}
    blocks = list(blocks)
    rows = rows_of(blocks, units)
    above = headings_above(blocks)
    for number, block in enumerate(blocks):
        visible = TrackedText.of(block).without_invisible()
        if block.cell:
            heads.setdefault(block.cell[:2], visible.text)
        head = heads[block.cell[:2]] if block.cell else ""
        parts = list(visible.parts())
        quotes = _quotes_of(block, [part.offsets[0] for part in parts])
        for part, bound in zip(parts, quotes, strict=True):
            mentions = mentions_in(part.text, names, units)
            row = rows.get(block.cell) if block.cell else None
            found.append(
                Passage(
                    *(number, block, part.text, part.offsets, mentions),
                    *(head, bound, row, above[number]),
                )
            )
            count += len(mentions)
            if count > _MOST_MENTIONS:
                raise _too_many(block.place(part.offsets[0]))
    return found


def _too_many(place: str) -> ManuscriptError:
    return ManuscriptError(
        Finding(
            "MANUSCRIPT-05",
            "Tệp quá lớn để đối chiếu.",
            place,
            f"hơn {_MOST_MENTIONS} con số, ngày và lời khẳng định",
            "kiểm tra có đúng là tệp báo cáo không; nếu đúng, tách tệp",
        )
    )


def _quotes_of(block: Block, starts: list[int]) -> list[tuple[Quote, ...]]:
    """For each part of a block, by the letter that it starts at, the quotes that touch it."""
    found: list[list[Quote]] = [[] for _ in starts]
    for quote in block.quotes:
        first = max(0, bisect_right(starts, quote.start) - 1)
        for part in found[first : max(first + 1, bisect_left(starts, quote.end))]:
            part.append(quote)
    return [tuple(quotes) for quotes in found]
