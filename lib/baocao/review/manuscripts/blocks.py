"""What a manuscript is made of, whatever file it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Block", "Kind", "Manuscript", "Quote"]

Kind = Literal[
    "text", "heading", "caption", "cell", "chart", "header", "footnote", "comment", "box"
]
"""What a block is: running text, a heading, a caption, a cell of a table, a label in a chart,
the head or foot of a page, a footnote or endnote, a remark in the margin, a text box."""


@dataclass(frozen=True)
class Quote:
    """Letters `start` to `end` of a block that the file itself binds to a fact.

    ``tag`` is the fact's id as the file bears it; ``period`` is None where the file does not say.
    """

    start: int
    end: int
    tag: str
    period: str | None


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a cell: the smallest piece of text that stands by itself.

    Parameters
    ----------
    text
        Letters as they are in the file, not brought to NFC.  Deleted text is left out, inserted
        text is in.
    kind
        See :data:`Kind`.
    marks
        From which letter on a place holds: (0, "trang 3"), (120, "trang 4").
    quotes
        Parts that the file binds to facts.
    cell
        Table, row and column, each from 1; None outside tables.
    """

    text: str
    kind: Kind
    marks: tuple[tuple[int, str], ...]
    quotes: tuple[Quote, ...] = ()
    cell: tuple[int, int, int] | None = None

    def place(self, at: int = 0) -> str:
        """Where letter `at` stands, as a reader would look for it.

        Examples
        --------
        >>> block = Block("một đoạn qua hai trang", "text", ((0, "trang 3"), (13, "trang 4")))
        >>> block.place(), block.place(15)
        ('trang 3', 'trang 4')
        """
        return [name for start, name in self.marks if start <= at][-1]

    def around(self, start: int, end: int, letters: int = 30) -> str:
        """Letters `start` to `end` with some words before and after, on one line."""
        first, last = max(0, start - letters), min(len(self.text), end + letters)
        while first and self.text[first - 1].isalnum() and self.text[first].isalnum():
            first -= 1
        while last < len(self.text) and self.text[last - 1].isalnum() and self.text[last].isalnum():
            last += 1
        cut = " ".join(self.text[first:last].split())
        return f"{'…' if first else ''}{cut}{'…' if last < len(self.text) else ''}"


@dataclass(frozen=True)
class Manuscript:
    """A document as people see it: its blocks in reading order."""

    path: Path
    blocks: tuple[Block, ...]
