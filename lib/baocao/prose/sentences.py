"""Sentences of prose as a reader meets them, and those that are too long to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

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
    blocks: Sequence[pandoc.Block], short_forms: Sequence[str]
) -> Iterator[tuple[str, int]]:
    """Sentences of more than 60 words, with their length; every list item is its own.

    A document cited in full counts as its type and number: the rest is a title that the
    decree has us repeat (Nghị định số 30/2020/NĐ-CP, Phụ lục I, Mục II.6).

    Parameters
    ----------
    blocks
        Prose whose citations are spans of class ``cite`` with their place in `short_forms`.
    short_forms
        Type and number of each document that the prose cites.
    """
    for paragraph in pandoc.walk(blocks):
        if paragraph["t"] not in ("Para", "Plain", "Header"):
            continue
        for sentence in sentences(_spoken(paragraph, short_forms)):
            length = sum(any(c.isalnum() for c in word) for word in sentence.split())
            if length > LIMIT:
                yield sentence, length


def _spoken(paragraph: pandoc.Block, short_forms: Sequence[str]) -> str:
    def short(node: pandoc.Node) -> list[pandoc.Node] | None:
        if node["t"] != "Span" or "cite" not in node["c"][0][1]:
            return None
        return [pandoc.text(short_forms[int(dict(node["c"][0][2])["n"])])]

    return pandoc.plain_text(pandoc.rewrite([paragraph], short))
