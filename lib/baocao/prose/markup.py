"""From rendered prose to pandoc's tree: Markdown is read, then what is quoted is put in place.

What the tree may hold is a list, and everything else is refused; so a piece of prose shows in
JupyterLab what it prints, and nothing in it can act.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from baocao.core import pandoc
from baocao.prose.punctuation import MARKS

__all__ = ["inlines_of", "odd_list_starts", "refused_nodes", "typed_lines", "with_quotes"]

_BLOCKS: Final = frozenset({
    "Para", "Plain", "Header", "BulletList", "OrderedList", "BlockQuote", "Table", "HorizontalRule",
})  # fmt: skip
_INLINES: Final = frozenset({
    "Str", "Space", "SoftBreak", "LineBreak", "Emph", "Strong", "Strikeout", "Link", "Code",
})  # fmt: skip
# Types of pandoc's that only say how a node is set.
_SETTINGS: Final = frozenset({
    "Decimal", "Period", "OneParen", "TwoParens", "DefaultStyle", "DefaultDelim",
    "AlignLeft", "AlignRight", "AlignCenter", "AlignDefault", "ColWidth", "ColWidthDefault",
})  # fmt: skip
_BLANKS: Final = re.compile(r"( +|\n)")


def inlines_of(words: str) -> list[pandoc.Inline]:
    """Plain words as a tree holds them.

    Examples
    --------
    >>> inlines_of("02 dự án")[1:3]
    [{'t': 'Space'}, {'t': 'Str', 'c': 'dự'}]
    """
    return [
        {"t": "Space"} if piece.isspace() else pandoc.text(piece)
        for piece in _BLANKS.split(words)
        if piece
    ]


def with_quotes(
    blocks: Sequence[pandoc.Block], quote: Callable[[str], list[pandoc.Inline]]
) -> list[pandoc.Block]:
    """The tree in which each mark is what `quote` gives for it."""

    def put(node: pandoc.Node) -> list[pandoc.Node] | None:
        if node["t"] not in ("Str", "Code"):
            return None
        words = node["c"] if node["t"] == "Str" else node["c"][1]
        if not MARKS.search(words):
            return None
        made: list[pandoc.Node] = []
        for piece in re.split(f"({MARKS.pattern})", words):
            if MARKS.fullmatch(piece):
                made += quote(piece)
            elif piece:
                made.append(pandoc.text(piece))
        return made

    return pandoc.rewrite(list(blocks), put)


def refused_nodes(blocks: Sequence[pandoc.Block]) -> Iterator[str]:
    """What prose may not hold, as it was typed."""
    known = _BLOCKS | _INLINES | _SETTINGS
    for node in pandoc.walk(blocks):
        if node["t"] not in known:
            yield pandoc.plain_text(node) or str(node["t"])


def odd_list_starts(blocks: Sequence[pandoc.Block]) -> Iterator[int]:
    """Numbers of ordered lists that neither begin at 1 nor go on from the list before."""
    following = 1
    for node in pandoc.walk(blocks):
        if node["t"] == "OrderedList":
            (start, _, _), items = node["c"]
            if start not in (1, following):
                yield start
            following = start + len(items)


def typed_lines(blocks: Sequence[pandoc.Block]) -> Iterator[str]:
    """The typed text of each line of a tree, with its marks where something is quoted."""
    for node in pandoc.walk(blocks):
        if node["t"] in ("Para", "Plain", "Header"):
            yield pandoc.plain_text(_without_links(node))


def _without_links(node: pandoc.Block) -> Any:
    """The node with each link as its words: an address is not printed."""

    def words(inner: pandoc.Node) -> list[pandoc.Node] | None:
        return list(inner["c"][1]) if inner["t"] == "Link" else None

    return pandoc.rewrite([node], words)
