"""The report as one HTML file: no request to any network, every number a link to its source."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import chain, count
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets import Unicode, default

from baocao.core import pandoc
from baocao.document.formats.attachments import csv_text
from baocao.document.formats.blocks import printable, take_closing
from baocao.document.formats.html.appendix import appendix
from baocao.document.formats.pictures import embedded, size_in_points
from baocao.document.model import read_model
from baocao.locale.vi.captions import caption, caption_parts, headings_without_gaps, recipient_lines

__all__ = ["HTMLExporter", "render"]

_TEMPLATE = Path(__file__).parent
_FAMILIES = "'Times New Roman', 'TeX Gyre Termes', 'Liberation Serif', serif"
_SCRIPT = (_TEMPLATE / "report.js").read_text(encoding="utf-8")


def render(model: dict[str, Any]) -> str:
    """Write a document model as a web page; the same model gives the same page.

    Raises
    ------
    ExportError
        EXPORT-03 a chart that is not SVG.
    """
    return _exporter().page(model)


class HTMLExporter(TemplateExporter):
    """nbconvert exporter ``baocao-html``; its template lies beside this module."""

    export_from_notebook = "Báo cáo (HTML)"
    output_mimetype = "text/html"
    template_name = Unicode(_TEMPLATE.name).tag(config=True, affects_template=True)

    def page(self, model: dict[str, Any]) -> str:
        """Fill the template with a document model."""
        return str(self.template.render(_Page(model).content))

    def from_notebook_node(  # type: ignore[override]  # nbconvert writes text, not notebooks
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Write an executed section or report notebook."""
        # The parent class would show the template cells; ours shows the model.
        notebook, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **kw)
        return self.page(read_model(notebook)), resources

    def _file_extension_default(self) -> str:
        return ".html"

    @default("extra_template_basedirs")
    def _own_templates(self) -> list[str]:
        # nbconvert would look in the current directory first: whatever lies there is not ours.
        return [str(_TEMPLATE.parent)]

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        return environment.overlay(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )


@cache
def _exporter() -> HTMLExporter:
    # Its template takes longer to be compiled than many a page to be written.
    return HTMLExporter()  # type: ignore[no-untyped-call]


class _Page:
    """What the template reads; knows which facts were already quoted further up the page."""

    def __init__(self, model: dict[str, Any]) -> None:
        self.facts: list[dict[str, Any]] = model["facts"]
        self.quoted: set[int] = set()
        self.pieces: list[list[pandoc.Block]] = []
        # Regions of one page are told apart by their names.
        self.unnamed = (f"Bảng không tên {number}" for number in count(1))
        opening = self.prose(model["opening"])
        blocks = list(self.blocks(model["blocks"]))
        annexes = [
            {**annex, "blocks": list(self.blocks(annex["blocks"]))} for annex in model["annexes"]
        ]
        ends_in_prose = bool(blocks) and blocks[-1]["type"] == "prose"
        last = self.pieces[blocks[-1]["piece"]] if ends_in_prose else []
        self.pieces.append(take_closing(last))
        texts = [self.readable(text) for text in pandoc.render(self.pieces, "html")]
        for block in chain(blocks, *(annex["blocks"] for annex in annexes)):
            if block["type"] == "prose":
                block["html"] = texts[block["piece"]]
        self.content = {
            **model,
            "opening": texts[opening],
            "blocks": blocks,
            "annexes": annexes,
            "closing": texts[-1],
            "recipients": recipient_lines(model),
            **appendix(model, self.quoted),
            "script": Markup(_SCRIPT),
            "script_hash": f"sha256-{base64.b64encode(sha256(_SCRIPT.encode()).digest()).decode()}",
        }

    def blocks(self, blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for block in headings_without_gaps(blocks):
            match block["type"]:
                case "prose":
                    yield {"type": "prose", "piece": self.prose(block["ast"])}
                case "figure":
                    yield {
                        **block,
                        **_downloaded(block, block["table"]),
                        "caption": caption(block),
                        "svg": self.picture(block),
                        "width": _width(block),
                        "table": self.grid(block["table"]),
                    }
                case "table":
                    yield {
                        **block,
                        **_downloaded(block, block),
                        "spoken": "" if block["caption"] else next(self.unnamed),
                        "caption": caption(block),
                        **self.grid(block),
                    }
                case "picture":
                    yield {**block, "svg": self.picture(block), "width": _width(block)}
                case _:
                    yield block

    def prose(self, blocks: list[pandoc.Block]) -> int:
        """Keep a piece for the one run of pandoc; its place in that run."""
        self.pieces.append(printable(blocks, self.mark, dashes=True))
        return len(self.pieces) - 1

    def readable(self, html: str) -> Markup:
        """Tables of the prose with scope, in a box of their own that scrolls when it must.

        pandoc wrote the text and escaped all data in it, so every tag here is one of its own.
        """
        html = html.replace("<th>", '<th scope="col">').replace("<th ", '<th scope="col" ')

        def boxed(_: re.Match[str]) -> str:
            name = next(self.unnamed)
            return f'<div class="scroll" role="region" aria-label="{name}" tabindex="0"><table'

        return Markup(re.sub("<table", boxed, html).replace("</table>", "</table></div>"))

    def mark(self, index: int, inlines: list[Any]) -> list[Any]:
        """A quoted fact as a link to its source."""
        link = self.link(index)
        fact = self.facts[index]
        attributes = [["data-fact", fact["id"]], ["data-period", fact["period"]]]
        target = [f"#{link['target']}", fact["label"]]
        return [{"t": "Link", "c": [[link["id"], ["so-lieu"], attributes], inlines, target]}]

    def link(self, index: int) -> dict[str, Any]:
        first = index not in self.quoted
        self.quoted.add(index)
        return {"target": f"f-{index + 1}", "id": f"q-{index + 1}" if first else ""}

    def grid(self, table: dict[str, Any]) -> dict[str, Any]:
        """Columns and rows, each quoted fact as data and link."""
        rows = [
            {
                "total": row["total"],
                "cells": [
                    {"text": cell["text"], "fact": None, "align": column["align"]}
                    if cell["fact"] is None
                    else {
                        "text": cell["text"],
                        "fact": self.facts[cell["fact"]],
                        "align": column["align"],
                        **self.link(cell["fact"]),
                    }
                    for cell, column in zip(row["cells"], table["columns"], strict=True)
                ],
            }
            for row in table["rows"]
        ]
        return {"columns": table["columns"], "rows": rows}

    def picture(self, block: dict[str, Any]) -> Markup:
        # Made anew from the parsed drawing, element by element.
        return Markup(
            embedded(
                block["svg"],
                block["id"],
                _FAMILIES,
                fluid=True,
                title=caption(block) if "caption" in block else block["alt"],
                description=block["alt"],
            )
        )


def _width(block: dict[str, Any]) -> float | None:
    """The picture's own width in points, None when it gives none."""
    size = size_in_points(block["svg"], block["id"])
    return size[0] if size else None


def _downloaded(block: dict[str, Any], table: dict[str, Any]) -> dict[str, str]:
    """The block's data as a file in a link, and what to call it; nothing without a number."""
    if not block["number"]:
        return {"csv": "", "name": ""}
    data = base64.b64encode(csv_text(table).encode()).decode()
    noun, number, _ = caption_parts(block)
    return {
        "csv": f"data:text/csv;charset=utf-8;base64,{data}",
        "name": f"{noun.lower()} {number}",
    }
