"""A document as the rules of proofreading read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from baocao.review.manuscripts import Block, Kind, Manuscript
from baocao.review.manuscripts.tracked import TrackedText
from baocao.review.proofread.dictionary import Dictionary

__all__ = ["PROSE", "Draft", "Paragraph", "Run"]

PROSE: frozenset[Kind] = frozenset({"text", "heading"})
"""Running text and headings."""

# Labels in charts have too few words to judge; comments and the head of a page are not part of the
# document.
_NOT_READ: frozenset[Kind] = frozenset({"chart", "comment", "summary"})
# Words of letters only: not "3a"; the small number of a footnote is no part of a word.
_WORD = re.compile(r"(?<!\w)[^\W\d_¹²³⁰-₉]+(?![^\W¹²³⁰-₉])")
_SPACES = re.compile(r"\s+")
_MARKDOWN = re.compile(r"\*+|^#{1,6} ")


Run = tuple[re.Match[str], ...]
"""Words of letters that nothing but single spaces divide."""


@dataclass(frozen=True)
class Paragraph:
    """A block as it is read, or a part of a very long one.

    It is in NFC, with single spaces, without marks of emphasis.

    Parameters
    ----------
    block_number, block
        Which block of the manuscript it is, from 0, and the block.
    text
        What the rules read.
    offsets
        For each letter of the text where it is in the block, and where the text ends.
    """

    block_number: int
    block: Block
    text: str
    offsets: list[int]

    @property
    def kind(self) -> Kind:
        """What the block is."""
        return self.block.kind

    @property
    def written(self) -> str:
        """The same letters as they stand in the file."""
        return self.block.text[self.offsets[0] : self.offsets[-1]]

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Its words of letters, in runs that nothing but single spaces divide."""
        runs: list[list[re.Match[str]]] = []
        end = -2
        for match in _WORD.finditer(self.text):
            if match.start() != end + 1 or self.text[end] != " ":
                runs.append([])
            runs[-1].append(match)
            end = match.end()
        return tuple(map(tuple, runs))

    @cached_property
    def is_capitals(self) -> bool:
        """Whether it is written in capitals only."""
        return self.text.isupper()


@dataclass(frozen=True)
class Draft:
    """A document, and the dictionary to read it with.

    Parameters
    ----------
    paragraphs
        All that is read: headings, text, cells, captions, footnotes, page headers.
    dictionary
        The names and spellings that are right.
    format
        One of :data:`~baocao.review.proofread.rule.FORMATS`.
    """

    paragraphs: tuple[Paragraph, ...]
    dictionary: Dictionary
    format: str

    @classmethod
    def of(cls, manuscript: Manuscript, dictionary: Dictionary) -> Draft:
        """The paragraphs of a manuscript that are to be read."""
        suffix = manuscript.path.suffix.lower().lstrip(".")
        kind = {"docx": "docx", "pdf": "pdf", "html": "html", "htm": "html"}.get(suffix, "text")
        paragraphs = tuple(
            paragraph
            for number, block in enumerate(manuscript.blocks)
            if block.kind not in _NOT_READ
            for paragraph in _paragraphs(number, block, is_plain=kind == "text")
        )
        return cls(paragraphs, dictionary, kind)

    @cached_property
    def recipients(self) -> int | None:
        """The number of the paragraph "Nơi nhận", which ends the text; None without one."""
        for position, paragraph in enumerate(self.paragraphs):
            if paragraph.text.lower().startswith("nơi nhận"):
                return position
        return None

    @cached_property
    def body(self) -> tuple[Paragraph, ...]:
        """The running text and the headings before the list of recipients."""
        return tuple(p for p in self.paragraphs[: self.recipients] if p.kind in PROSE)

    @property
    def neighbours(self) -> Iterator[tuple[Paragraph, Paragraph]]:
        """Pairs of paragraphs of the body with nothing between them."""
        return (
            (one, next_one)
            for one, next_one in pairwise(self.body)
            if next_one.block_number == one.block_number + 1
        )

    def matches(
        self, pattern: re.Pattern[str], kinds: frozenset[Kind] | None = None
    ) -> Iterator[tuple[Paragraph, re.Match[str]]]:
        """All matches of a pattern, each with its paragraph; `kinds` None means all kinds."""
        for paragraph in self.paragraphs:
            if kinds is None or paragraph.kind in kinds:
                for match in pattern.finditer(paragraph.text):
                    yield paragraph, match


def _paragraphs(number: int, block: Block, *, is_plain: bool) -> Iterator[Paragraph]:
    read = TrackedText.of(block)
    if is_plain:
        read = read.replaced(_MARKDOWN, "")
    read = read.replaced(_SPACES, " ")
    for part in read.parts():
        yield Paragraph(number, block, part.text, part.offsets)
