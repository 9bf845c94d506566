"""What a document consists of, in every format."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path
from typing import Literal

__all__ = ["Block", "Kind", "Manuscript", "Quote", "without_controls"]

Kind = Literal[
    "text", "heading", "caption", "cell", "chart", "header", "footnote", "comment", "box", "summary"
]
"""What a block is: running text, a heading, a caption, a cell of a table, a label in a chart,
a page header or footer, a footnote or endnote, a comment, a text box, what the page of a report
says before the letter."""

# What ends a line or a page in some program keeps the words before and behind it apart.
_ENDS = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
# LibreOffice writes U+0001 where something is anchored; a terminal obeys others.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def without_controls(text: str) -> str:
    r"""A text without letters that nobody sees and programs may obey; tabs and lines stay.

    Examples
    --------
    >>> without_controls("\x01119\x01 sản phẩm\x0bđạt"), without_controls("a\tb\nc")
    ('119 sản phẩm\nđạt', 'a\tb\nc')
    """
    return _CONTROLS.sub("", _ENDS.sub("\n", text))


@dataclass(frozen=True)
class Quote:
    """Letters of a block that the file itself binds to a fact.

    Parameters
    ----------
    start, end
        Which letters; `end` is the letter after the last.
    tag
        The id of the fact; a Word file may have a shortened form, see
        :func:`~baocao.document.formats.docx.template.control_tag`.
    period
        The code of its period; None where the file does not say.
    """

    start: int
    end: int
    tag: str
    period: str | None


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a table cell or another piece of text of its own.

    Parameters
    ----------
    text
        As in the file, not always in NFC.  Tracked deletions are left out, insertions are in.
    kind
        See :data:`Kind`.
    places
        Names of the places it is in, each with its first letter: (0, "trang 3"), (120, "trang 4").
    quotes
        Parts that the file binds to facts.
    cell
        Table, row and column, each from 1; None outside tables.
    looks
        Letters that are bold, italic, underlined, struck through, raised or lowered, and which of
        these they are (``b i u s ^ _``); only a Word file tells.
    joins_next
        Whether its end was deleted while changes are tracked, and nobody has accepted it yet.
    """

    text: str
    kind: Kind
    places: tuple[tuple[int, str], ...]
    quotes: tuple[Quote, ...] = ()
    cell: tuple[int, int, int] | None = None
    looks: tuple[tuple[int, int, str], ...] = field(default=(), compare=False, repr=False)
    joins_next: bool = field(default=False, compare=False, repr=False)

    def place(self, at: int = 0) -> str:
        """Where a reader finds letter `at`.

        Examples
        --------
        >>> block = Block("một đoạn qua hai trang", "text", ((0, "trang 3"), (13, "trang 4")))
        >>> block.place(), block.place(15)
        ('trang 3', 'trang 4')
        """
        return self.places[bisect_right(self.places, at, key=itemgetter(0)) - 1][1]

    def without_controls(self) -> Block:
        r"""The block with :func:`without_controls` of its text; places and quotes keep their words.

        Examples
        --------
        >>> block = Block("\x01Có \x019", "text", ((0, "đoạn 1"),), (Quote(4, 6, "a.b", None),))
        >>> cleaned = block.without_controls()
        >>> cleaned.text, cleaned.quotes[0].start, cleaned.quotes[0].end
        ('Có 9', 3, 4)
        """
        cleaned = without_controls(self.text)
        if cleaned == self.text:
            return self

        def moved(at: int) -> int:
            return len(without_controls(self.text[:at]))

        return replace(
            self,
            text=cleaned,
            places=tuple((moved(start), place) for start, place in self.places),
            quotes=tuple(
                replace(quote, start=moved(quote.start), end=moved(quote.end))
                for quote in self.quotes
            ),
            looks=tuple((moved(start), moved(end), look) for start, end, look in self.looks),
        )

    def around(self, start: int, end: int, letters: int = 30) -> str:
        """Letters `start` to `end` with at least `letters` more on both sides, on one line."""
        first, last = max(0, start - letters), min(len(self.text), end + letters)
        while first and self.text[first - 1].isalnum() and self.text[first].isalnum():
            first -= 1
        while last < len(self.text) and self.text[last - 1].isalnum() and self.text[last].isalnum():
            last += 1
        cut = " ".join(self.text[first:last].split())
        return f"{'…' if first else ''}{cut}{'…' if last < len(self.text) else ''}"


@dataclass(frozen=True)
class Manuscript:
    """A document that people have worked on.

    Parameters
    ----------
    path
        The file.
    blocks
        In reading order.
    unread
        What the file holds besides and could not be read, each in words.
    """

    path: Path
    blocks: tuple[Block, ...]
    unread: tuple[str, ...] = ()
