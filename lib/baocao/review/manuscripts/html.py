"""Reads web pages: the text of the document, without navigation and buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree, html

from baocao.review.manuscripts.blocks import Block, Kind, Quote

__all__ = ["html_blocks"]

_NOT_READ = {
    "button", "del", "dialog", "head", "nav", "noscript", "s", "script", "strike", "style",
    "template", "title",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div",
    "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SUMMARY = "page-head"
_CAPTIONS = {"caption", "figcaption", "summary"}


def html_blocks(data: bytes) -> Iterator[Block]:
    """The blocks of a page.

    Of a report.html the appendix of sources, the table of contents and the downloads are left out:
    they are not part of the document.
    """
    try:
        # A page that does not name its encoding is taken for UTF-8.
        source: str | bytes = re.sub(r"^\s*<\?xml[^>]*\?>", "", data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        source = data
    try:
        tree = html.document_fromstring(source)
    except etree.ParserError:
        return  # only blanks and comments
    yield from _Reader().read(tree)


class _Reader:
    """Walks the tree and collects text until a block ends."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.quotes: list[Quote] = []
        self.kinds: list[Kind] = ["text"]
        self.table = self.row = self.column = self.count = 0
        self.inside_cell = False

    def read(self, tree: Any) -> Iterator[Block]:
        yield from self.element(tree)
        yield from self.flush()

    def element(self, node: Any) -> Iterator[Block]:
        tag = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else None
        if tag is None or tag in _NOT_READ or _is_outside_text(node):
            return
        if tag == "svg":
            yield from self.flush()
            yield from self.drawing(node)
            return
        is_block = tag in _BLOCKS
        if is_block:
            yield from self.flush()
            self.enter(tag, _classes(node))
        start = self.length
        self.letters(node.text)
        for child in node:
            yield from self.element(child)
            self.letters(child.tail)
        if (fact := node.get("data-fact")) and self.length > start:
            self.quotes.append(Quote(start, self.length, fact, node.get("data-period")))
        if is_block:
            yield from self.flush()
            self.leave(tag)

    def enter(self, tag: str, classes: Sequence[str]) -> None:
        if tag == "table":
            self.table, self.row = self.table + 1, 0
        elif tag == "tr":
            self.row, self.column = self.row + 1, 0
        elif tag in ("td", "th"):
            self.column, self.inside_cell = self.column + 1, True
        kind: Kind | None = None
        if tag in _HEADINGS:
            kind = "heading"
        elif tag in _CAPTIONS:
            kind = "caption"
        elif _SUMMARY in classes:
            kind = "summary"
        self.kinds.append(kind or self.kinds[-1])

    def leave(self, tag: str) -> None:
        self.kinds.pop()
        if tag in ("td", "th"):
            self.inside_cell = False

    def letters(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def drawing(self, node: Any) -> Iterator[Block]:
        for label in node.iter("{*}text", "text"):
            text = " ".join("".join(label.itertext()).split())
            if text:
                self.count += 1
                yield Block(text, "chart", ((0, f"chữ thứ {self.count} trong hình"),))

    def flush(self) -> Iterator[Block]:
        text = "".join(self.pieces)
        quotes = tuple(self.quotes)
        self.pieces, self.quotes, self.length = [], [], 0
        if not text.strip():
            return
        if self.inside_cell:
            at = (self.table, self.row, self.column)
            place = f"bảng {at[0]}, hàng {at[1]}, cột {at[2]}"
            yield Block(text, "cell", ((0, place),), quotes, at)
            return
        self.count += 1
        yield Block(text, self.kinds[-1], ((0, f"đoạn {self.count}"),), quotes)


def _classes(node: Any) -> list[str]:
    return (node.get("class") or "").split()


def _is_outside_text(node: Any) -> bool:
    classes = _classes(node)
    return (
        node.get("hidden") is not None
        or "display:none" in (node.get("style") or "").replace(" ", "")
        or "sources" in classes
        or "skip" in classes
        or "download" in classes
    )
