"""The apostrophe by which Excel is told that a cell is text: it is no letter of the cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from baocao.registers.grid import Grid, Value

__all__ = ["MARKED_TEXT", "without_text_marks"]

_SIGNS = frozenset("'‘’")
# A quotation has a second one: 'Hoa ban' trắng.
_MARKED = re.compile(r"\s*['‘’](?=[\w=+(\-])[^'‘’]*")
MARKED_TEXT = r"^\s*['‘’][\pL\d=+(\-][^'‘’]*$"
"""The same for DuckDB."""


def without_text_marks(grid: Grid) -> Grid:
    """A sheet without these apostrophes, which other programs write into the cell."""
    rows: dict[int, Mapping[int, Value]] = {}
    found = 0
    for number, cells in grid.rows.items():
        marked = {
            at: cell.lstrip()[1:]
            for at, cell in cells.items()
            if isinstance(cell, str) and cell.lstrip()[:1] in _SIGNS and _MARKED.fullmatch(cell)
        }
        found += len(marked)
        rows[number] = {**cells, **marked} if marked else cells
    return replace(grid, rows=rows, text_marks=found) if found else grid
