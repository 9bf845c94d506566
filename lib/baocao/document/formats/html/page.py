"""The report as one HTML file: no request to any network, every number a link to its source."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import chain, count
from pathlib import Path
from typing import Any, assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from baocao.core import pandoc
from baocao.document.formats.attachments import csv_text
from baocao.document.formats.html.marks import answers
from baocao.document.formats.html.sources import addresses, sources
from baocao.document.formats.pictures import embedded, size_in_points
from baocao.document.formats.prose import printable, take_closing
from baocao.document.model import (
    Block,
    Cell,
    Code,
    Document,
    Figure,
    Grid,
    Heading,
    KeyFigure,
    PageHead,
    Picture,
    Prose,
    Table,
)

__all__ = ["render"]

_FOLDER = Path(__file__).parent
_FAMILIES = "'Times New Roman', 'TeX Gyre Termes', 'Liberation Serif', serif"
# pandoc says of some heads itself what they are the head of.
_BARE_HEAD = re.compile(r"<th(?=[ >])(?![^>]*\bscope=)")
# One script to the browser, for the policy names it by its hash; a file for each thing it does.
_SCRIPTS = ("copying.js", "tables.js", "excerpt.js", "report.js", "marks.js")
_SCRIPT = "".join((_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS)


def render(document: Document) -> str:
    """Write a document as a web page; the same document gives the same page.

    Raises
    ------
    ExportError
        EXPORT-03 a chart that is not SVG.
    """
    return _template().render(_Page(document).content)


@cache
def _template() -> Template:
    # To compile the template takes longer than to write most pages.
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("index.html.j2")


class _Page:
    """What the template reads; knows which facts were already quoted further up the page."""

    def __init__(self, document: Document) -> None:
        document = replace(document, facts=document.facts_on_page)
        self.facts = document.facts
        self.addresses = addresses(document)
        self.as_written = document.is_of_another_make
        self.quoted: set[int] = set()
        self.pieces: list[list[pandoc.Block]] = []
        # Each region of a page needs a name of its own.
        self.unnamed = (f"Bảng không tên {number}" for number in count(1))
        opening = self.prose(document.opening)
        blocks = [self.block(block) for block in document.blocks]
        annexes = [
            {**vars(annex), "blocks": [self.block(block) for block in annex.blocks]}
            for annex in document.annexes
        ]
        ends_in_prose = bool(blocks) and blocks[-1]["type"] == "prose"
        last = self.pieces[blocks[-1]["piece"]] if ends_in_prose else []
        self.pieces.append(take_closing(last))
        texts = [self.readable(text) for text in pandoc.render(self.pieces, "html")]
        for block in chain(blocks, *(annex["blocks"] for annex in annexes)):
            if block["type"] == "prose":
                block["html"] = texts[block["piece"]]
        self.content = {
            **vars(document),
            "lang": "vi",
            "as_written": self.as_written,
            "opening": texts[opening],
            "blocks": blocks,
            "annexes": annexes,
            "closing": texts[-1],
            # Last: the way back from a source leads to the letter.
            "head": self.head(document.head) if document.head else None,
            "recipients": document.recipient_lines,
            "sources": sources(document, self.quoted),
            "script": Markup(_SCRIPT),
            "script_hash": f"sha256-{base64.b64encode(sha256(_SCRIPT.encode()).digest()).decode()}",
        }

    def block(self, block: Block) -> dict[str, Any]:
        """What the template prints of a block; the text of prose is added later."""
        match block:
            case Heading():
                return {"type": "heading", **vars(block)}
            case Prose():
                return {"type": "prose", "piece": self.prose(block.ast)}
            case Figure():
                return {
                    "type": "figure",
                    "id": block.id,
                    "caption": block.full_caption,
                    **_download(block),
                    **self.picture(block, block.full_caption),
                    "table": self.grid(block.data),
                    "marks": answers(block, self.facts, self.addresses),
                }
            case Table():
                return {
                    "type": "table",
                    "id": block.id,
                    "caption": block.full_caption,
                    "spoken": "" if block.caption else next(self.unnamed),
                    **_download(block),
                    **self.grid(block.data),
                }
            case Picture():
                return {"type": "picture", "id": block.id, **self.picture(block, block.alt)}
            case Code():
                return {"type": "code", **vars(block)}
            case _:
                assert_never(block)

    def prose(self, blocks: Sequence[pandoc.Block]) -> int:
        """Keep a piece of prose for the one run of pandoc; returns its place in that run."""
        self.pieces.append(printable(blocks, self.mark, as_written=self.as_written))
        return len(self.pieces) - 1

    def readable(self, html: str) -> Markup:
        """Tables of the prose with scopes, each in a box that scrolls where the page is narrow.

        pandoc wrote the text and escaped all data in it, so every tag here is pandoc's own.
        """
        html = _BARE_HEAD.sub('<th scope="col"', html)
        # A line too wide for the page scrolls: whoever has no mouse must reach it.
        html = html.replace("<pre>", '<pre tabindex="0">')

        def boxed(_: re.Match[str]) -> str:
            name = next(self.unnamed)
            return f'<div class="scroll" role="region" aria-label="{name}" tabindex="0"><table'

        return Markup(re.sub("<table", boxed, html).replace("</table>", "</table></div>"))

    def mark(self, index: int, inlines: list[pandoc.Inline]) -> list[pandoc.Inline]:
        """A quoted fact as a link to its source."""
        link = self.link(index)
        fact = self.facts[index]
        attributes = [["data-fact", fact.id], ["data-period", fact.period]]
        target = [f"#{link['target']}", fact.label]
        return [{"t": "Link", "c": [[link["id"], ["so-lieu"], attributes], inlines, target]}]

    def link(self, index: int) -> dict[str, str]:
        """Where the link of a quoted fact leads, and its own id where the fact is quoted first."""
        first = index not in self.quoted
        self.quoted.add(index)
        return {"target": self.addresses[index], "id": f"q-{index + 1}" if first else ""}

    def grid(self, grid: Grid) -> dict[str, Any]:
        """Columns and rows, each quoted fact as data and link."""
        rows = [
            {
                "total": row.total,
                "cells": [
                    {**self.cell(cell), "align": column.align}
                    for cell, column in zip(row.cells, grid.columns, strict=True)
                ],
            }
            for row in grid.rows
        ]
        return {"columns": grid.columns, "rows": rows}

    def head(self, head: PageHead) -> dict[str, Any]:
        """The key figures and the changes, each quoted fact as data and link."""

        def told(figures: Sequence[KeyFigure]) -> list[dict[str, Any]]:
            return [
                {
                    "label": one.label,
                    "figure": [self.cell(cell) for cell in one.figure],
                    "compared": [self.cell(cell) for cell in one.compared],
                }
                for one in figures
            ]

        return {
            "figures": told(head.figures),
            "before": head.before,
            "changes": told(head.changes),
        }

    def cell(self, cell: Cell) -> dict[str, Any]:
        """A text, with the fact that it quotes and the link to its source."""
        if cell.fact is None:
            return {"text": cell.text, "fact": None}
        return {"text": cell.text, "fact": self.facts[cell.fact], **self.link(cell.fact)}

    def picture(self, block: Figure | Picture, title: str) -> dict[str, Any]:
        """The drawing, and its own width in points; None when it gives none."""
        size = size_in_points(block.svg, block.id)
        drawing = embedded(
            block.svg, block.id, _FAMILIES, fluid=True, title=title, description=block.alt
        )
        # Safe as markup: the drawing was parsed and written anew, element by element.
        return {"svg": Markup(drawing), "width": size[0] if size else None}


def _download(block: Figure | Table) -> dict[str, str]:
    """The block's data as a file in a link, and what to call it; nothing without a number."""
    if not block.number:
        return {"csv": "", "name": ""}
    data = base64.b64encode(csv_text(block.data).encode()).decode()
    return {
        "csv": f"data:text/csv;charset=utf-8;base64,{data}",
        "name": f"{block.noun.lower()} {block.number}",
    }
