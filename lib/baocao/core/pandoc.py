"""Markdown to pandoc's document tree and from there to a format; the only caller of pandoc.

Prose is read once, where it is written, and kept as a tree: no exporter parses text again,
so nothing that came from a register can turn into markup on the way.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pypandoc
from docx import Document
from docx.oxml.ns import qn

__all__ = ["Block", "formulas", "parse", "parse_page", "plain_text", "render", "walk"]

Block = dict[str, Any]
"""A node of pandoc's JSON tree: ``{"t": type, "c": contents}``."""

# CommonMark without raw HTML; spans carry the marks of facts and citations.
READER = "commonmark-raw_html+bracketed_spans+attributes+pipe_tables"
# Quotes and dashes stay as they were typed.
_PAGE_READER = "commonmark_x-smart"
# A paragraph that no prose can contain parts the pieces of one pandoc run.
_SEPARATOR = "\u241ebaocao\u241e"
# As published in pandoc's own JSON; a newer pandoc refuses a tree that is too old for it.
_API_VERSION = [1, 23, 1]
_PARAGRAPH = qn("w:p")
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"


def _convert(text: str, to: str, reader: str, *options: str) -> str:
    # Pandoc knows its formats: to ask it for their names each time takes two more runs of it.
    return str(
        pypandoc.convert_text(
            text, to, format=reader, extra_args=list(options), verify_format=False
        )
    )


def parse(text: str, reader: str = READER) -> list[Block]:
    """Read Markdown, or text of another of pandoc's formats, into pandoc blocks.

    Examples
    --------
    >>> parse("Có [02]{.fact n=0} dự án.")[0]["t"]
    'Para'
    """
    tree = json.loads(_convert(text, "json", reader))
    blocks: list[Block] = tree["blocks"]
    return blocks


def parse_page(markdown: str) -> list[Block]:
    r"""Read a Markdown cell of any notebook: formulas, tables, and HTML between the lines.

    Examples
    --------
    >>> [block["t"] for block in parse_page("# Một\n\n$x^2$ và <b>hai</b>")]
    ['Header', 'Para']
    """
    blocks = parse(markdown, _PAGE_READER)
    if not any(node["t"] in {"RawBlock", "RawInline"} for node in walk(blocks)):
        return blocks
    # Written as one page and read again, tags become what they mean.
    page = _convert(markdown, "html", _PAGE_READER, "--mathjax")
    return parse(page, "html+tex_math_single_backslash")


def render(pieces: Sequence[Sequence[Block]], to: str) -> list[str]:
    """Write each piece (a list of blocks) in format `to`, in one pandoc run.

    Examples
    --------
    >>> render([parse("Một"), parse("**Hai**")], "html")
    ['<p>Một</p>', '<p><strong>Hai</strong></p>']
    """
    if not pieces:
        return []
    separator = {"t": "Para", "c": [{"t": "Str", "c": _SEPARATOR}]}
    blocks: list[Block] = []
    for piece in pieces:
        blocks += [*piece, separator]
    tree = {"pandoc-api-version": _API_VERSION, "meta": {}, "blocks": blocks}
    mathml = ["--mathml"] if to == "html" else []
    text = _convert(json.dumps(tree), to, "json", "--wrap=none", "--columns=10000", *mathml)
    wrapped = f"<p>{_SEPARATOR}</p>" if to.startswith("html") else _SEPARATOR
    return [part.strip() for part in text.replace("\r\n", "\n").split(wrapped)][: len(pieces)]


def formulas(node: object) -> dict[str, Any]:
    """The formulas of a tree as Word writes them (OMML elements), by their TeX source.

    A formula that pandoc cannot read is left out.
    """
    sources = list(dict.fromkeys(item["c"][1] for item in walk(node) if item["t"] == "Math"))
    if not sources:
        return {}
    inline = {"t": "InlineMath"}
    blocks = [{"t": "Para", "c": [{"t": "Math", "c": [inline, tex]}]} for tex in sources]
    tree = {"pandoc-api-version": _API_VERSION, "meta": {}, "blocks": blocks}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "formulas.docx"
        pypandoc.convert_text(json.dumps(tree), "docx", format="json", outputfile=str(path))
        paragraphs = Document(str(path)).element.body.iterchildren(_PARAGRAPH)
        found = zip(sources, paragraphs, strict=False)
        return {tex: made for tex, p in found if (made := p.find(_FORMULA)) is not None}


def walk(node: object) -> Iterator[Block]:
    """Every node of a tree, outermost first."""
    left = [node]
    while left:
        found = left.pop()
        if isinstance(found, dict):
            if "t" in found:
                yield found
            left.extend(reversed(found.values()))
        elif isinstance(found, list):
            left.extend(reversed(found))


def plain_text(node: object) -> str:
    """The characters a reader sees, without marks.

    Examples
    --------
    >>> plain_text(parse("Có [**02**]{.fact n=0} dự án."))
    'Có 02 dự án.'
    """
    pieces = []
    for item in walk(node):
        match item["t"]:
            case "Str":
                pieces.append(item["c"])
            case "Space" | "SoftBreak" | "LineBreak":
                pieces.append(" ")
            case "Code" | "CodeBlock" | "Math":
                pieces.append(item["c"][1])
    return "".join(pieces)
