"""What the headings, titles of slides and leading lines above a block say that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baocao.review.manuscripts import Block

__all__ = ["headings_above"]

# The first that fits tells the rank; smaller ranks stand above larger ones.
_MARKED = re.compile(r"\s*(#{1,6})\s")
_ROMAN = re.compile(
    r"\s*(?:\*\*)?(?:[IVX]{1,5}[.)]|(?i:slide|phần|chương|mục|trang)\s+(?:\d+|[IVX]+)\b)"
)
_NUMBERED = re.compile(r"\s*(?:\*\*)?(?:\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ][.)])\s")
_BULLET = re.compile(r"(\s*)[-+•*–]\s")
_FIRST, _ROMAN_RANK, _NUMBERED_RANK, _PLAIN_RANK, _QUESTION_RANK, _BULLET_RANK = (
    1,
    8,
    12,
    20,
    21,
    40,
)
# A heading is short; it ends as no sentence does, and holds no number but that of itself.
_MOST_WORDS = 30
_ENDS = re.compile(r"[.;,!?…]\s*\**\s*$")
_FIGURES = re.compile(
    r"(?i:slide|phần|chương|mục|trang|quý|tháng|năm|giai đoạn|ngày|iso|tcvn|qcvn|số)\s*[\d:./-]+|"
    r"[IVX]+/\d{4}|\b(?:19|20)\d\d\b|\d+/[A-ZĐ]|\d{4,5}:\d{4}|\b[69] tháng|\b[1-6] sao|"
    r"(?i:nghị quyết|quyết định|kế hoạch|chương trình|đề án|chỉ thị)\s+\d+"
)
_DIGIT = re.compile(r"\d")
# How many headings above are kept.
_MOST_ABOVE = 5


def headings_above(blocks: Sequence[Block]) -> list[tuple[str, ...]]:
    """For each block the headings that it stands under, the nearest first.

    A line that ends with a colon leads the lines of the list below it, a question its answer.
    """
    stack: list[tuple[int, str]] = []
    found = []
    for block in blocks:
        rank = _rank(block)
        if rank is None and block.cell is None:
            indent = _BULLET.match(block.text)
            own = _BULLET_RANK + (len(indent[1]) if indent else -_BULLET_RANK + _QUESTION_RANK + 1)
            # A paragraph ends the list that an earlier line leads.
            stack = [(at, text) for at, text in stack if at < own]
        elif rank is not None:
            stack = [(at, text) for at, text in stack if at < rank]
        found.append(tuple(text for _, text in reversed(stack))[:_MOST_ABOVE])
        if rank is not None:
            stack.append((rank, " ".join(block.text.split())))
    return found


def _rank(block: Block) -> int | None:
    """How high a heading stands; None for what is none."""
    text = block.text.strip()
    if block.cell or not text or block.kind not in ("text", "heading", "caption"):
        return None
    if marked := _MARKED.match(text):
        return _FIRST + len(marked[1])
    if text.rstrip("* ").endswith("?") and len(text.split()) <= _MOST_WORDS:
        return _QUESTION_RANK
    leads = text.rstrip("* ").endswith(":")
    numbered = _NUMBERED.match(text)
    plain = _FIGURES.sub(" ", text[numbered.end() :] if numbered else text)
    if _DIGIT.search(plain) or len(text.split()) > _MOST_WORDS:
        return None
    if _ENDS.search(text) and not leads:
        return None
    bullet = _BULLET.match(block.text)
    if bullet:
        return _BULLET_RANK + len(bullet[1]) if leads else None
    if _ROMAN.match(text):
        return _ROMAN_RANK
    if block.kind == "heading":
        return _FIRST + 3
    if numbered:
        return _NUMBERED_RANK
    return _PLAIN_RANK
