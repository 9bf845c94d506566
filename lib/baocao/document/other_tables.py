"""Tables of notebooks that were not written for this toolkit, as tables of the document model."""

from __future__ import annotations

import re
from typing import Any

from baocao.core import pandoc
from baocao.document.model import Align, Cell, Column, Grid, Row, Table

__all__ = ["is_prose", "table_of"]

_NUMBER = re.compile(r"[+-]?[\d.,]+(e[+-]?\d+)?%?", re.IGNORECASE)
# What a table of prose may have beside plain text, and how many columns so that each has room.
_RICH = {"Math", "Link"}
_MOST_COLUMNS = 6


def is_prose(content: list[Any]) -> bool:
    """Whether a table is printed as prose: few columns, with formulas or links in its cells."""
    specs = content[2]
    has_spans = any(cell[2] > 1 or cell[3] > 1 for row in _all_rows(content) for cell in row[1])
    is_rich = any(node["t"] in _RICH for node in pandoc.walk(content))
    return is_rich and not has_spans and len(specs) <= _MOST_COLUMNS


def _all_rows(content: list[Any]) -> list[Any]:
    _, _, _, head, bodies, foot = content
    return [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]


def table_of(content: list[Any]) -> Table:
    """A table of pandoc's tree; a link in it prints its address too."""
    _, caption, specs, head, bodies, foot = content
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
    words = " ".join(_text(block) for block in caption[1])
    return Table("", 0, words, Grid(tuple(columns), tuple(cells)))


def _rows(rows: list[Any], width: int, *, repeated: bool = False) -> list[list[str]]:
    """Texts of the cells; a text that spans places stands in the first of them, or `repeated`."""
    grid: list[list[str | None]] = [[None] * width for _ in rows]
    for down, row in enumerate(rows):
        for _, _, rowspan, colspan, content in row[1]:
            place = next((n for n in range(width) if grid[down][n] is None), None)
            if place is None:
                break
            text = " ".join(_text(block) for block in content)
            for below in range(down, min(down + rowspan, len(rows))):
                for right in range(place, min(place + colspan, width)):
                    grid[below][right] = text if repeated else ""
            grid[down][place] = text
    return [[text or "" for text in row] for row in grid]


def _text(block: pandoc.Block) -> str:
    def told(node: pandoc.Node) -> list[pandoc.Node] | None:
        match node["t"], node.get("c"):
            case "Link", [_, inner, [target, _]]:
                words = pandoc.plain_text(inner)
                is_said = not target or target.startswith("#") or target in words
                return [pandoc.text(words if is_said else f"{words} ({target})")]
            case _:
                return None

    return pandoc.plain_text(pandoc.rewrite([block], told)).strip()


def _numeric(texts: list[str]) -> bool:
    filled = [text for text in texts if text.strip() not in {"", "NaN", "None", "NaT", "<NA>"}]
    return bool(filled) and all(_NUMBER.fullmatch(text.strip()) for text in filled)
