"""Prose made ready to print: only what an official document may hold, nothing that can act.

The formats share what is here; each says how it shows a quoted fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from baocao.core.pandoc import Block, Inline, plain_text, text

__all__ = ["FactMark", "printable", "take_closing"]

FactMark = Callable[[int, list[Inline]], list[Inline]]
"""How a format shows a quoted fact: called with its place in the document's list, and its text."""

_NO_ATTRIBUTES: list[Any] = ["", [], []]
_SAFE_LINKS = ("http://", "https://", "mailto:")
# A heading of the document, by its id.
_HEADING = re.compile(r"muc-\d+")
# A page may cut a last paragraph of more letters; a shorter one stays with the signature.
_CLOSING_LETTERS = 900


def printable(blocks: Sequence[Block], mark: FactMark, *, as_written: bool = False) -> list[Block]:
    """The same prose with its marks resolved and everything active turned into plain text.

    Raw markup prints as it was typed, pictures print as their description, and headings inside
    prose become bold lines (the document's outline belongs to its model).  Lists become paragraphs
    that begin with a number or a dash, as official documents print them.  With `as_written`, for a
    notebook of another make, lists stay lists and code keeps its lines and its face.

    Examples
    --------
    >>> from baocao.core.pandoc import parse, render
    >>> prose = printable(parse("3. <b>Ba</b>"), lambda index, inlines: inlines)
    >>> render([prose], "html")
    ['<p>3. &lt;b&gt;Ba&lt;/b&gt;</p>']
    """
    return _Printer(mark, as_written).blocks(blocks)


def take_closing(prose: list[Block]) -> list[Block]:
    r"""Take the last paragraph off, to be kept on one page with the signature.

    A signature alone on its page could be put under any text.  Nothing is taken when the prose
    ends with something else than a paragraph, or with a long one.

    Examples
    --------
    >>> from baocao.core.pandoc import parse
    >>> prose = parse("Một.\n\nHai./.")
    >>> [plain_text(taken) for taken in take_closing(prose)], [plain_text(left) for left in prose]
    (['Hai./.'], ['Một.'])
    """
    if prose and prose[-1]["t"] == "Para" and len(plain_text(prose[-1])) <= _CLOSING_LETTERS:
        return [prose.pop()]
    return []


class _Printer:
    """Goes through a tree once, with what it needs to know on the way."""

    def __init__(self, mark: FactMark, as_written: bool) -> None:
        self.mark = mark
        self.as_written = as_written

    def blocks(self, blocks: Sequence[Block]) -> list[Block]:
        return [made for block in blocks for made in self.block(block)]

    def block(self, block: Block) -> list[Block]:
        content = block.get("c")
        match block["t"], content:
            case ("Para" | "Plain") as kind, list():
                return [{"t": kind, "c": self.inlines(content)}]
            case "Header", [_, _, inlines]:
                return [_paragraph([{"t": "Strong", "c": self.inlines(inlines)}])]
            case "OrderedList", [about, items] if self.as_written:
                return [{"t": "OrderedList", "c": [about, self.items(items)]}]
            case "OrderedList", [[start, _, delimiter], items]:
                sign = ("(", ")") if delimiter["t"] == "TwoParens" else ("", ")")
                sign = sign if "Paren" in delimiter["t"] else ("", ".")
                return [
                    made
                    for number, item in enumerate(items, start)
                    for made in self.led(f"{sign[0]}{number}{sign[1]}", item)
                ]
            case "BulletList", list() if self.as_written:
                return [{"t": "BulletList", "c": self.items(content)}]
            case "BulletList", list():
                return [made for item in content for made in self.led("-", item)]
            case "DefinitionList", list() if self.as_written:
                return [made for term, told in content for made in self.defined(term, told)]
            case "BlockQuote", list():
                return [{"t": "BlockQuote", "c": self.blocks(content)}]
            case "Div", [_, inner]:
                return self.blocks(inner)
            case "Figure", [_, _, inner]:
                return self.blocks(inner)
            case "LineBlock", list():
                return [_paragraph(self.inlines(line)) for line in content]
            case "CodeBlock" | "RawBlock", [_, str() as code] if self.as_written:
                return [{"t": "CodeBlock", "c": [_NO_ATTRIBUTES, code]}]
            case "CodeBlock" | "RawBlock", [_, str() as code]:
                return [_paragraph([text(line)]) for line in code.splitlines() if line.strip()]
            case "Table", list():
                return [{"t": "Table", "c": self.cells(content)}]
            case _:  # a rule across the page, or a type of a later pandoc
                words = plain_text(block)
                return [_paragraph([text(words)])] if words.strip() else []

    def items(self, items: Sequence[Sequence[Block]]) -> list[list[Block]]:
        """The items of a list; an empty one keeps its place."""
        return [self.blocks(item) or [_paragraph([])] for item in items]

    def defined(self, term: Sequence[Inline], told: Sequence[Sequence[Block]]) -> list[Block]:
        """A term and what it means, moved in below it."""
        meaning = [made for blocks in told for made in self.blocks(blocks)]
        shown = _paragraph([{"t": "Strong", "c": self.inlines(term)}])
        return [shown, {"t": "BlockQuote", "c": meaning}]

    def led(self, sign: str, item: Sequence[Block]) -> list[Block]:
        """A list item as paragraphs, the first of them led by its number or dash."""
        first, *rest = self.blocks(item) or [_paragraph([])]
        lead = [text(sign), {"t": "Space"}]
        if first["t"] in {"Para", "Plain"}:
            return [_paragraph([*lead, *first["c"]]), *map(_as_paragraph, rest)]
        return [_paragraph(lead), first, *map(_as_paragraph, rest)]

    def cells(self, node: Any) -> Any:
        """A table with every block inside it made printable, and without attributes."""
        if isinstance(node, list):
            if _is_attributes(node):
                return _NO_ATTRIBUTES
            if node and all(isinstance(item, dict) and item.get("t") in _BLOCKS for item in node):
                return self.blocks(node)
            return [self.cells(item) for item in node]
        return node

    def inlines(self, inlines: Sequence[Inline]) -> list[Inline]:
        return [made for inline in inlines for made in self.inline(inline)]

    def inline(self, inline: Inline) -> list[Inline]:
        content = inline.get("c")
        match inline["t"], content:
            case "Str", str() as words:
                return [text(words)]
            case "Space" | "SoftBreak" | "LineBreak", _:
                return [inline]
            case (
                "Emph" | "Strong" | "Underline" | "Strikeout" | "Superscript" | "Subscript"
            ) as kind, list():
                return [{"t": kind, "c": self.inlines(content)}]
            case "Quoted", [sign, inner]:
                return [{"t": "Quoted", "c": [sign, self.inlines(inner)]}]
            case "Span", [[_, ["ref"], [["to", to]]], inner] if _HEADING.fullmatch(to):
                return [{"t": "Link", "c": [_NO_ATTRIBUTES, self.inlines(inner), [f"#{to}", ""]]}]
            case "Span", [[_, classes, attributes], inner]:
                index = dict(attributes).get("n", "") if "fact" in classes else ""
                made = self.inlines(inner)
                return self.mark(int(index), made) if index.isdecimal() else made
            case "Link", [_, inner, [target, _]]:
                made = self.inlines(inner)
                nested = any(item["t"] == "Link" for item in made)
                if nested or not target.lower().startswith(_SAFE_LINKS):
                    return made
                return [{"t": "Link", "c": [_NO_ATTRIBUTES, made, [target, ""]]}]
            case "Image", [_, inner, _]:
                return self.inlines(inner)
            case "Math", _:
                return [inline]
            case "Code" | "RawInline", [_, str() as code] if self.as_written and code.strip():
                return [{"t": "Code", "c": [_NO_ATTRIBUTES, code]}]
            case "Code" | "RawInline", [_, str() as code]:
                return [text(code)]
            case "SmallCaps", list():
                return self.inlines(content)
            case _:
                return [text(plain_text(inline))]


_BLOCK_NAMES = """
Para Plain Header OrderedList BulletList BlockQuote Div Figure LineBlock CodeBlock RawBlock
Table HorizontalRule DefinitionList
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())


def _is_attributes(node: list[Any]) -> bool:
    match node:
        case [str(), list(), list()]:
            return True
        case _:
            return False


def _paragraph(inlines: list[Inline]) -> Block:
    return {"t": "Para", "c": inlines}


def _as_paragraph(block: Block) -> Block:
    return _paragraph(block["c"]) if block["t"] == "Plain" else block
