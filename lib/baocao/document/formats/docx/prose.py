"""Prose as paragraphs of Word: from pandoc's tree to runs, controls and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from baocao.core import pandoc
from baocao.document.formats import layout
from baocao.document.formats.docx import openxml
from baocao.document.formats.docx.openxml import Element

__all__ = ["ProseWriter"]

_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}
# Signs of a list in a list in a list; further in, the last one again.
_SIGNS = ("•", "◦", "▪")
# How far each list is moved in, and how much of it is the sign's.
_STEP, _HANGING = 21.0, 15.0
_PROGRAM = "Consolas"
_EMPHASIS = {"Strong": "Strong", "Emph": "Emphasis", "Underline": "Hyperlink"}


class ProseWriter:
    """Writes printable prose (see :func:`baocao.document.formats.prose.printable`).

    Parameters
    ----------
    styles
        Style ids by name.
    quote
        Makes the content control of a quoted fact: its index and its runs in.
    link
        Makes a link: its target and its runs in.
    formulas
        OMML by TeX source.
    """

    def __init__(
        self,
        styles: Mapping[str, str],
        quote: Callable[[int, list[Element]], Element],
        link: Callable[[str, list[Element]], Element],
        formulas: Mapping[str, Element],
    ) -> None:
        self.styles = styles
        self.quote = quote
        self.link = link
        self.formulas = formulas

    def blocks(
        self, blocks: Sequence[pandoc.Block], style: str = "Body Text", depth: int = 0
    ) -> Iterator[Element]:
        """The blocks as paragraphs of `style`, and tables; `depth` counts the lists around."""
        for block in blocks:
            match block["t"], block.get("c"):
                case "BlockQuote", list() as inner:
                    yield from self.blocks(inner, "Quote", depth)
                case "BulletList", list() as items:
                    for item in items:
                        sign = _SIGNS[min(depth, len(_SIGNS) - 1)]
                        yield from self.item(sign, item, style, depth + 1)
                case "OrderedList", [[start, _, _], items]:
                    for number, item in enumerate(items, start):
                        yield from self.item(f"{number}.", item, style, depth + 1)
                case "CodeBlock", [_, str() as code]:
                    for line in code.split("\n"):
                        made = openxml.run(line.expandtabs())
                        line_of_code = openxml.paragraph(self.styles["Program Output"], made)
                        yield self.moved(line_of_code, depth)
                case "Table", list() as content:
                    yield from self.table(content)
                case _, list() as inlines:
                    made = openxml.paragraph(self.styles[style], *self.inlines(inlines))
                    yield self.moved(made, depth)

    def moved(self, made: Element, depth: int) -> Element:
        """A paragraph under the words of the item that it belongs to."""
        return openxml.indented(made, depth * _STEP, 0) if depth else made

    def item(
        self, sign: str, blocks: Sequence[pandoc.Block], style: str, depth: int
    ) -> Iterator[Element]:
        """An item of a list; its first paragraph begins with the sign."""
        first, rest = blocks[0], blocks[1:]
        inlines = first["c"] if first["t"] in {"Para", "Plain"} else []
        if not inlines:
            rest = blocks
        lead = openxml.paragraph(self.styles[style], openxml.sign(sign), *self.inlines(inlines))
        yield openxml.indented(lead, depth * _STEP, 0, _HANGING)
        yield from self.blocks(rest, style, depth)

    def table(self, content: list[Any]) -> Iterator[Element]:
        """A table of the prose: without caption, as wide as the page."""
        _, caption, specs, head, bodies, foot = content
        for block in caption[1]:
            yield openxml.paragraph(self.styles["Table Caption"], *self.inlines(block["c"]))
        width = layout.PORTRAIT / len(specs)
        heads, tails = head[1], foot[1]
        rows = [row for body in bodies for part in (body[2], body[3]) for row in part]
        yield openxml.table(
            self.styles["Report Table"],
            [width] * len(specs),
            [
                *(self._row(row, width, "Table Head") for row in heads),
                *(self._row(row, width, "Table Text") for row in [*rows, *tails]),
            ],
        )
        yield openxml.paragraph(self.styles["Table End"])

    def _row(self, row: list[Any], width: float, style: str) -> Element:
        def cell(content: list[Any]) -> Element:
            made = list(self.blocks(content[4], style))
            return openxml.cell(width, made or [openxml.paragraph(self.styles[style])])

        return openxml.row(map(cell, row[1]), head=style == "Table Head")

    def inlines(
        self, inlines: Sequence[pandoc.Inline], style: str | None = None, **look: Any
    ) -> Iterator[Element]:
        """The inlines as runs, in the `style` and `look` of the text around them."""
        for inline in inlines:
            match inline["t"], inline.get("c"):
                case "Str", str() as text:
                    yield self._run(text, style, look)
                case "Space" | "SoftBreak", _:
                    yield self._run(" ", style, look)
                case "LineBreak", _:
                    yield self._run("\n", style, look)
                case ("Strong" | "Emph" | "Underline") as kind, list() as inner:
                    yield from self.inlines(inner, _EMPHASIS[kind], **look)
                case "Strikeout", list() as inner:
                    yield from self.inlines(inner, style, **{**look, "toggles": ("strike",)})
                case ("Superscript" | "Subscript") as kind, list() as inner:
                    yield from self.inlines(inner, style, **{**look, "position": kind.lower()})
                case "Quoted", [{"t": sign}, inner]:
                    opening, closing = _QUOTES[sign]
                    yield self._run(opening, style, look)
                    yield from self.inlines(inner, style, **look)
                    yield self._run(closing, style, look)
                case "Span", [[_, _, attributes], inner]:
                    runs = list(self.inlines(inner, style, **look))
                    yield self.quote(int(dict(attributes)["n"]), runs)
                case "Link", [_, inner, [target, _]]:
                    yield self.link(target, list(self.inlines(inner, "Hyperlink", **look)))
                case "Code", [_, str() as code]:
                    yield self._run(code, style, {**look, "face": _PROGRAM})
                case "Math", [_, tex] if tex in self.formulas:
                    yield deepcopy(self.formulas[tex])
                case _:
                    yield self._run(pandoc.plain_text(inline), style, look)

    def _run(self, text: str, style: str | None, look: Mapping[str, Any]) -> Element:
        return openxml.run(text, self.styles[style] if style else None, **look)
