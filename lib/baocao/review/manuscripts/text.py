"""Plain text and Markdown as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.review.manuscripts.blocks import Block, Kind

__all__ = ["text_blocks"]

# A line that begins something of its own, though no blank line stands before it.
_BEGINS = re.compile(r"\s*(?:[-+•–] |#{1,6} |\||>|\d{1,2}[.)] |[IVX]+\. |[a-zđ]\) )")
_HEADING = re.compile(r"\s*(?:#{1,6} |[IVX]+\. [^a-zđ]*$)")
_RULE = re.compile(r"[|\s:-]+")


def text_blocks(text: str) -> Iterator[Block]:
    """Paragraphs of a text: lines up to a blank one, or to one that begins a point or a row.

    Marks of Markdown stay in the text, but for the bars of its tables.
    """
    lines: list[tuple[int, str]] = []
    table = row = 0
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        begins = not line.strip() or bool(_BEGINS.match(line))
        if begins and lines:
            yield _paragraph(lines)
            lines = []
        if not line.lstrip().startswith("|"):
            row = 0
            if line.strip():
                lines.append((number, line))
        elif not _RULE.fullmatch(line):
            table, row = (table, row + 1) if row else (table + 1, 1)
            for column, cell in enumerate(line.strip().strip("|").split("|"), start=1):
                place = f"dòng {number}, cột {column}"
                yield Block(cell.strip(), "cell", ((0, place),), cell=(table, row, column))


def _paragraph(lines: list[tuple[int, str]]) -> Block:
    marks, length = [], 0
    for number, line in lines:
        marks.append((length, f"dòng {number}"))
        length += len(line) + 1
    text = "\n".join(line for _, line in lines)
    kind: Kind = "heading" if _HEADING.match(text) else "text"
    return Block(text, kind, tuple(marks))
