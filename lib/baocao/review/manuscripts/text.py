"""Reads plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.review.manuscripts.blocks import Block, Kind

__all__ = ["text_blocks"]

# A line that starts a new paragraph without a blank line before it.
_PARAGRAPH_START = re.compile(r"\s*(?:[-+•–] |#{1,6} |\||>|\d{1,2}[.)] |[IVX]+\. |[a-zđ]\) )")
_HEADING = re.compile(r"\s*(?:#{1,6} |[IVX]+\. [^a-zđ]*$)")
_TABLE_LINE = re.compile(r"[|\s:-]+")


def text_blocks(text: str) -> Iterator[Block]:
    r"""The paragraphs and table cells of a text.

    A paragraph ends at a blank line, or before a line that starts a heading, a list item or a
    table row.  Signs of Markdown are kept, except the bars of tables.

    Examples
    --------
    >>> [(block.text, block.place()) for block in text_blocks("Một\nhai\n\n- ba")]
    [('Một\nhai', 'dòng 1'), ('- ba', 'dòng 4')]
    """
    lines: list[tuple[int, str]] = []
    table = row = 0
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        begins = not line.strip() or bool(_PARAGRAPH_START.match(line))
        if begins and lines:
            yield _paragraph(lines)
            lines = []
        if not line.lstrip().startswith("|"):
            row = 0
            if line.strip():
                lines.append((number, line))
        elif not _TABLE_LINE.fullmatch(line):
            table, row = (table, row + 1) if row else (table + 1, 1)
            for column, cell in enumerate(line.strip().strip("|").split("|"), start=1):
                place = f"dòng {number}, cột {column}"
                yield Block(cell.strip(), "cell", ((0, place),), cell=(table, row, column))


def _paragraph(lines: list[tuple[int, str]]) -> Block:
    places, length = [], 0
    for number, line in lines:
        places.append((length, f"dòng {number}"))
        length += len(line) + 1
    text = "\n".join(line for _, line in lines)
    kind: Kind = "heading" if _HEADING.match(text) else "text"
    return Block(text, kind, tuple(places))
