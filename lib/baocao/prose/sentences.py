"""Sentences of prose as a reader meets them, and those that are too long to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from baocao.core import pandoc

__all__ = ["LIMIT", "long_sentences", "sentences"]

# Vietnamese words are written syllable by syllable: what stands between spaces is counted.
LIMIT: Final = 60
_END: Final = re.compile(r"(?<=[.!?…])\s+")


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph.

    Examples
    --------
    >>> sentences("Có 1.234 dự án. Năm 2021: 65 dự án; năm 2022: 86 dự án.")
    ['Có 1.234 dự án.', 'Năm 2021: 65 dự án; năm 2022: 86 dự án.']
    >>> sentences("Có 5 dự án. Đến nay có 6. Ước cả năm có 7.")
    ['Có 5 dự án.', 'Đến nay có 6.', 'Ước cả năm có 7.']
    """
    found = [""]
    for piece in filter(None, _END.split(text.strip())):
        # A small letter goes on: the stop was that of an abbreviation.
        if found[-1] and not (piece[0].isupper() or piece[0].isdigit()):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return list(filter(None, found))


def long_sentences(
    blocks: Sequence[pandoc.Block], citations: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, int]]:
    """Sentences of more than 60 words, with their length; every list item is its own.

    A document cited in full counts as its type and number: the rest is a title that the
    decree has us repeat (Nghị định số 30/2020/NĐ-CP, Phụ lục I, Mục II.6).
    """
    for paragraph in _paragraphs(blocks):
        for sentence in sentences(_spoken(paragraph, citations)):
            length = sum(any(c.isalnum() for c in word) for word in sentence.split())
            if length > LIMIT:
                yield sentence, length


def _paragraphs(node: Any) -> Iterator[Any]:
    if isinstance(node, list):
        for item in node:
            yield from _paragraphs(item)
    elif isinstance(node, dict):
        if node.get("t") in ("Para", "Plain", "Header"):
            yield node
        else:
            yield from _paragraphs(node.get("c"))


def _spoken(paragraph: Any, citations: Sequence[Mapping[str, Any]]) -> str:
    def short(node: Any) -> Any:
        if isinstance(node, list):
            return [short(item) for item in node]
        if not isinstance(node, dict):
            return node
        if node.get("t") == "Span" and "cite" in node["c"][0][1]:
            number = int(dict(node["c"][0][2])["n"])
            return {"t": "Str", "c": citations[number]["short"]}
        return {key: short(value) for key, value in node.items()}

    return pandoc.plain_text(short(paragraph))
