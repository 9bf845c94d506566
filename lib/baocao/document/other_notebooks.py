"""Notebooks that were not written for this toolkit, as blocks of the document model.

Such a notebook has none of the toolkit's prose, charts and tables. It is printed whole: text, code,
and each output in the richest form that paper can hold. Nothing is left out in silence: where an
output can only be shown on a screen, a note says so.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from docx.image.exceptions import InvalidImageStreamError, UnrecognizedImageError
from docx.image.image import Image
from nbformat import NotebookNode

from baocao.core import pandoc
from baocao.document.model import (
    Align,
    Block,
    Cell,
    Code,
    Column,
    Grid,
    Heading,
    Picture,
    Prose,
    Role,
    Row,
    Table,
)

__all__ = ["blocks_of_cell"]

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_NUMBER = re.compile(r"[+-]?[\d.,]+(e[+-]?\d+)?%?", re.IGNORECASE)
# Elements that style a page or run on it, and print nothing.
_STYLING = re.compile(r"<(style|script)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")
_WIDGET = "application/vnd.jupyter.widget-view+json"


def blocks_of_cell(cell: NotebookNode, number: int) -> Iterator[Block]:
    """What a cell prints.

    Parameters
    ----------
    cell
        Of any type, executed or not.
    number
        Its place in the notebook, from 1. Notes and descriptions of pictures name the cell by it.

    Yields
    ------
    Block
        Headings, prose, tables, pictures and code, with an empty ``id`` and a heading's ``depth``
        of 0: both depend on the blocks before.
    """
    if cell.cell_type == "markdown":
        yield from _prose(pandoc.parse_page(cell.source), cell.get("attachments", {}), number)
    elif cell.source.strip():
        yield _code("input" if cell.cell_type == "code" else "output", cell.source)
    for output in cell.get("outputs", []):
        yield from _output(output, number)


def _output(output: NotebookNode, number: int) -> Iterator[Block]:
    match output.output_type:
        case "stream":
            yield _code("output", output.text)
        case "error":
            # Some programs write no traceback, only the error.
            traceback = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
            yield _code("error", traceback)
        case _:
            yield from _shown(output.data, number)


def _shown(data: Mapping[str, Any], number: int) -> Iterator[Block]:
    """The richest form of an output that paper can hold, and a note of a richer one."""
    forms: list[tuple[str, Callable[[str, int], list[Block]]]] = [
        *((mime, _picture(mime)) for mime in _PICTURES),
        ("text/html", lambda text, n: list(_prose(_page(text), {}, n))),
        ("text/markdown", lambda text, n: list(_prose(pandoc.parse_page(text), {}, n))),
        ("text/latex", lambda text, _: [_formula(text)]),
        ("application/json", lambda text, _: [_code("output", text)]),
        ("text/plain", lambda text, _: [_code("output", text)]),
    ]
    interactive = [mime for mime in data if mime not in dict(forms)]
    made: list[Block] = []
    for mime, form in forms:
        # An output for the screen often comes with a picture for paper, or with an empty page.
        if mime in data and not made and not (mime == "text/html" and _WIDGET in data):
            made = form(_text(data[mime]), number)
    yield from made
    if interactive or not made:
        names = ", ".join(interactive or data) or "trống"
        yield _note(f"Kết quả của ô {number} có dạng chỉ xem được trong sổ tay: {names}.")


def _page(html: str) -> list[pandoc.Block]:
    return pandoc.parse(_STYLING.sub("", html), "html")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def _picture(mime: str) -> Callable[[str, int], list[Block]]:
    def made(data: str, number: int) -> list[Block]:
        if mime != "image/svg+xml":
            try:
                data = _framed(mime, "".join(data.split()))
            except (binascii.Error, UnrecognizedImageError, InvalidImageStreamError, KeyError):
                return [_note(f"Hình của ô {number} bị hỏng, không in được ({mime}).")]
        return [Picture("", data, f"Hình do ô {number} của sổ tay vẽ")]

    return made


def _framed(mime: str, data: str) -> str:
    """A raster image inside an SVG drawing, so that a format has one kind of picture to print."""
    image = Image.from_blob(base64.b64decode(data, validate=True))
    width, height = image.px_width, image.px_height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" xlink:href="data:{mime};base64,{data}"/></svg>'
    )


def _code(role: Role, text: str) -> Block:
    lines = _ANSI.sub("", text).rstrip("\n").split("\n")
    # A progress bar writes over its line: what it wrote last stayed on the screen.
    last = (line.rstrip("\r").rpartition("\r")[2].expandtabs() for line in lines)
    return Code("", role, tuple(last))


def _formula(text: str) -> Block:
    tex = re.sub(r"^\$+|\$+$|\\(begin|end)\{equation\*?\}|^\\\[|\\\]$", "", text.strip()).strip()
    return Prose([{"t": "Para", "c": [{"t": "Math", "c": [{"t": "DisplayMath"}, tex]}]}])


def _note(text: str) -> Block:
    return Prose([{"t": "Para", "c": [{"t": "Emph", "c": [pandoc.text(text)]}]}])


def _prose(blocks: list[pandoc.Block], attached: Mapping[str, Any], number: int) -> Iterator[Block]:
    """Paragraphs as prose; headings, tables and pictures among them as blocks of their own."""
    run: list[pandoc.Block] = []
    for block in _flat(blocks):
        made: list[Block] = []
        match block["t"], block.get("c"):
            case "Header", [level, _, inlines]:
                # Capitals and Roman numbers are for parts of an official report.
                level, text = min(max(level, 2), 3), pandoc.plain_text(inlines)
                made = [Heading("", level, 0, "", text)]
            case "Table", list() as content:
                made = [_table(content)]
            case _:
                made = [p for image in _images(block) for p in _attached(image, attached, number)]
                if not made:
                    run.append(block)
        if made and run:
            yield Prose(run)
            run = []
        yield from made
    if run:
        yield Prose(run)


def _flat(blocks: list[pandoc.Block]) -> Iterator[pandoc.Block]:
    """The blocks; those inside a ``<div>`` or a figure stand in the place of it."""
    for block in blocks:
        match block["t"], block.get("c"):
            case "Div", [_, inner]:
                yield from _flat(inner)
            case "Figure", [_, _, inner]:
                yield from _flat(inner)
            case _:
                yield block


def _images(block: pandoc.Block) -> Iterator[tuple[str, str]]:
    """Description and address of each picture of a paragraph that holds nothing else."""
    if pandoc.plain_text([i for i in pandoc.walk(block) if i["t"] == "Str"]).strip():
        text = [i for i in block.get("c") or [] if isinstance(i, dict) and i["t"] != "Image"]
        if pandoc.plain_text(text).strip():
            return
    for node in pandoc.walk(block):
        if node["t"] == "Image":
            yield pandoc.plain_text(node["c"][1]), node["c"][2][0]


def _attached(image: tuple[str, str], attached: Mapping[str, Any], number: int) -> Iterator[Block]:
    """A picture that is in the notebook; a note for one that is not."""
    description, address = image
    carried = dict(attached.get(address.removeprefix("attachment:"), {}))
    if found := re.fullmatch(r"data:(image/[a-z+]+);base64,(.*)", address, re.DOTALL):
        carried[found[1]] = found[2]
    for mime in _PICTURES[1:]:
        if mime in carried:
            for block in _picture(mime)(carried[mime], number):
                if description and isinstance(block, Picture):
                    block = replace(block, alt=description)
                yield block
            return
    shown = address if len(address) < 200 else f"{address[:200]}…"
    yield _note(f"Hình không nằm trong sổ tay: {description} ({shown})".replace(":  (", ": ("))


def _table(content: list[Any]) -> Block:
    _, _, specs, head, bodies, foot = content
    # The head of several columns is repeated in each of them.
    heads = _rows(head[1], len(specs), repeated=True)
    body = [row for part in bodies for rows in (part[2], part[3]) for row in rows]
    rows = _rows([*body, *foot[1]], len(specs))
    named = zip(*heads, strict=True)
    labels = [" / ".join(dict.fromkeys(filter(None, column))) for column in named]
    aligned: list[Align] = [
        "right" if _numeric([row[place] for row in rows]) else "left" for place in range(len(specs))
    ]
    columns = [
        Column(labels[place] if labels else "", align) for place, align in enumerate(aligned)
    ]
    cells = [Row(tuple(map(Cell, row))) for row in rows]
    return Table("", 0, "", Grid(tuple(columns), tuple(cells)))


def _rows(rows: list[Any], width: int, *, repeated: bool = False) -> list[list[str]]:
    """Texts of the cells; a text that spans places stands in the first of them, or `repeated`."""
    grid: list[list[str | None]] = [[None] * width for _ in rows]
    for down, row in enumerate(rows):
        for _, _, rowspan, colspan, content in row[1]:
            place = next((n for n in range(width) if grid[down][n] is None), None)
            if place is None:
                break
            text = " ".join(pandoc.plain_text([block]) for block in content)
            for below in range(down, min(down + rowspan, len(rows))):
                for right in range(place, min(place + colspan, width)):
                    grid[below][right] = text if repeated else ""
            grid[down][place] = text
    return [[text or "" for text in row] for row in grid]


def _numeric(texts: list[str]) -> bool:
    filled = [text for text in texts if text.strip() not in {"", "NaN", "None", "NaT", "<NA>"}]
    return bool(filled) and all(_NUMBER.fullmatch(text.strip()) for text in filled)
