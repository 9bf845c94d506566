"""Odd parts of a notebook of another make, found and replaced so that the rest is printed.

Typst sets a document whole or not at all, and does not say which block it could not set. So the
blocks are halved until those remain that fail alone. What stands in their place says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import typst

from baocao.core import pandoc
from baocao.document.model import Block, Document, Prose

__all__ = ["odd_ones", "plain", "with_code_for", "without_odd"]

T = TypeVar("T")

_FORMULA_NOTE = "Công thức ở trên không dựng được trên trang PDF, in nguyên mã TeX."
_NOTES = {
    "prose": "Đoạn dưới đây không dàn được như trong sổ tay, in thành chữ thường:",
    "picture": "Hình ở chỗ này không vẽ được: {}.",
    "table": "Bảng ở chỗ này không dàn được trên trang PDF.",
    "code": "Chữ của chương trình ở chỗ này không dàn được trên trang PDF.",
}


def odd_ones(items: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> list[T]:
    """Those of the items that fail alone, or only together with others beside them.

    Examples
    --------
    >>> odd_ones(range(9), lambda some: 3 in some or 7 in some)
    [3, 7]
    """
    if not items or not fails(items):
        return []
    if len(items) == 1:
        return list(items)
    middle = len(items) // 2
    found = odd_ones(items[:middle], fails) + odd_ones(items[middle:], fails)
    # Each half can be set, both together cannot: neither is to be trusted.
    return found or list(items)


def plain(block: Prose) -> dict[str, list[str]]:
    """The words of prose, line by line, for when it cannot be set; nothing for a report's own."""
    if block.cell:
        return {}
    lines = [line for part in block.ast for line in pandoc.plain_text(part).split("\n")]
    return {"plain": lines}


def with_code_for(document: Document, odd: set[str]) -> Document:
    """The document with those formulas as code, and a note below them."""

    def change(node: pandoc.Node) -> list[pandoc.Node] | None:
        if node["t"] == "Math" and node["c"][1] in odd:
            return [{"t": "Code", "c": [["", [], []], node["c"][1]]}]
        return None

    def changed(block: Block) -> Block:
        if not isinstance(block, Prose):
            return block
        has_odd = any(n["t"] == "Math" and n["c"][1] in odd for n in pandoc.walk(block.ast))
        if not has_odd:
            return block
        note = {"t": "Para", "c": [{"t": "Emph", "c": [pandoc.text(_FORMULA_NOTE)]}]}
        return replace(block, ast=[*pandoc.rewrite(block.ast, change), note])

    return replace(document, blocks=tuple(map(changed, document.blocks)))


def without_odd(
    report: dict[str, Any], compiled: Callable[[dict[str, Any]], bytes]
) -> dict[str, Any]:
    """What ``report.typ`` reads, with a note in the place of each block that Typst cannot set."""
    blocks: list[dict[str, Any]] = report["blocks"]
    places = [n for n, block in enumerate(blocks) if block["type"] != "heading"]

    def fails(some: Sequence[int]) -> bool:
        # All headings stay: the outline of a file must not leave out a level.
        kept = [b for n, b in enumerate(blocks) if b["type"] == "heading" or n in set(some)]
        try:
            compiled({**report, "blocks": kept, "files": []})
        except typst.TypstError:
            return True
        return False

    odd = set(odd_ones(places, fails))
    made = [
        shown
        for place, block in enumerate(blocks)
        for shown in (_in_place_of(block) if place in odd else [block])
    ]
    return {**report, "blocks": made}


def _in_place_of(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    words = _NOTES[block["type"]].format(block.get("alt", ""))
    yield {"type": "note", "text": words}
    if block["type"] == "prose":
        yield {"type": "code", "role": "output", "lines": block["plain"]}
