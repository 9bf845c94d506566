"""Markdown to pandoc's document tree and from there to a format; only this module calls pandoc.

Prose is parsed once, where it is written, and kept as a tree. No format parses text again, so
nothing that came from a register can turn into markup on the way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import DEVNULL, PIPE, run
from typing import Any, TypeVar

import pypandoc
from docx import Document
from docx.oxml.ns import qn

from baocao.core.temporary import temporary_folder

__all__ = [
    "Block",
    "Inline",
    "Node",
    "formulas",
    "parse",
    "parse_pages",
    "plain_text",
    "render",
    "rewrite",
    "text",
    "walk",
]

Node = dict[str, Any]
"""A node of pandoc's JSON tree: ``{"t": type, "c": contents}``; some types have no contents."""
Block = Node
"""A node that stands on lines of its own: ``Para``, ``BulletList``, ``Table`` …"""
Inline = Node
"""A node inside a line: ``Str``, ``Space``, ``Strong``, ``Span`` …"""

Tree = TypeVar("Tree")

# CommonMark without raw HTML and without attributes: who writes prose writes words.
READER = "commonmark-raw_html+pipe_tables"
# Prose may come from strangers: pandoc reads no file and asks no server for them.
_ALONE = ("--sandbox", "--quiet")
_PAGES = Path(__file__).with_name("pages.lua")
# A paragraph that no prose can contain: it separates the pieces of one pandoc run.
_SEPARATOR = "\u241ebaocao\u241e"
# As published in pandoc's own JSON; a newer pandoc refuses a tree that is too old for it.
_API_VERSION = [1, 23, 1]
_PARAGRAPH = qn("w:p")
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"


def _convert(text: str, to: str, reader: str, *options: str) -> str:
    # The names of the formats are right: to verify them would run pandoc twice more.
    return str(
        pypandoc.convert_text(
            text, to, format=reader, extra_args=[*_ALONE, *options], verify_format=False
        )
    )


def parse(markdown: str, reader: str = READER) -> list[Block]:
    """Read Markdown, or text in another format that pandoc reads, into pandoc blocks.

    Examples
    --------
    >>> parse("Có **hai** dự án.")[0]["t"]
    'Para'
    """
    tree = json.loads(_convert(markdown, "json", reader))
    blocks: list[Block] = tree["blocks"]
    return blocks


def parse_pages(pages: Sequence[tuple[str, str]]) -> list[list[Block] | None]:
    r"""Read many texts in one pandoc run; None stands for one that pandoc cannot read.

    Parameters
    ----------
    pages
        Text and reader of each; the reader ``markdown`` takes Markdown as notebooks write it, with
        tables, notes and HTML tags. Formulas are taken out before
        (:func:`baocao.core.formulas.take_out`).

    Examples
    --------
    >>> first, second = parse_pages([("# Một\n\n<b>hai</b>", "markdown"), ("<p>ba</p>", "html")])
    >>> [block["t"] for block in first], plain_text(second)
    (['Header', 'Para'], 'ba')
    """
    if not pages:
        return []
    made = run(
        [pypandoc.get_pandoc_path(), "lua", str(_PAGES)],
        input=json.dumps([list(page) for page in pages]).encode(),
        stdout=PIPE,
        stderr=DEVNULL,
        check=True,
    )
    trees = map(json.loads, made.stdout.decode().split("\n")[:-1])
    return [tree and tree["blocks"] for tree in trees]


def render(pieces: Sequence[Sequence[Block]], to: str) -> list[str]:
    """Write each piece (a list of blocks) in format `to`, in one pandoc run.

    Examples
    --------
    >>> render([parse("Một"), parse("**Hai**")], "html")
    ['<p>Một</p>', '<p><strong>Hai</strong></p>']
    """
    if not pieces:
        return []
    separator = {"t": "Para", "c": [text(_SEPARATOR)]}
    blocks: list[Block] = []
    for piece in pieces:
        blocks += [*piece, separator]
    tree = {"pandoc-api-version": _API_VERSION, "meta": {}, "blocks": blocks}
    mathml = ["--mathml"] if to == "html" else []
    made = _convert(json.dumps(tree), to, "json", "--wrap=none", "--columns=10000", *mathml)
    wrapped = f"<p>{_SEPARATOR}</p>" if to.startswith("html") else _SEPARATOR
    return [part.strip() for part in made.replace("\r\n", "\n").split(wrapped)][: len(pieces)]


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
    with temporary_folder() as folder:
        path = folder / "formulas.docx"
        pypandoc.convert_text(
            json.dumps(tree), "docx", format="json", outputfile=str(path), extra_args=list(_ALONE)
        )
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


def rewrite(tree: Tree, change: Callable[[Node], list[Node] | None]) -> Tree:
    """A copy of a tree in which some nodes were replaced; the tree itself stays as it is.

    Parameters
    ----------
    tree
        A list of nodes, or any part of pandoc's JSON.
    change
        Called with each node of a list, outermost first. It returns the nodes to put in its
        place, which are not searched again, or None to keep the node and go on inside it.

    Examples
    --------
    >>> def shout(node):
    ...     return [text(node["c"].upper())] if node["t"] == "Str" else None
    >>> plain_text(rewrite(parse("Có **hai** dự án."), shout))
    'CÓ HAI DỰ ÁN.'
    """
    copy: Tree = _rewritten(tree, change)
    return copy


def _rewritten(part: Any, change: Callable[[Node], list[Node] | None]) -> Any:
    if isinstance(part, dict):
        return {key: _rewritten(value, change) for key, value in part.items()}
    if not isinstance(part, list):
        return part
    made: list[Any] = []
    for item in part:
        found = change(item) if isinstance(item, dict) and "t" in item else None
        if found is None:
            made.append(_rewritten(item, change))
        else:
            made += found
    return made


def text(words: str) -> Inline:
    """A ``Str`` node: text that stands for itself.

    Examples
    --------
    >>> text("02")
    {'t': 'Str', 'c': '02'}
    """
    return {"t": "Str", "c": words}


def plain_text(node: object) -> str:
    """The characters a reader sees, without marks.

    Examples
    --------
    >>> plain_text(parse("Có **hai** dự án."))
    'Có hai dự án.'
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
