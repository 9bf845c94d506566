"""Sheets of a workbook that are none of data, by their names or titles, beside one that is."""

from __future__ import annotations

from collections.abc import Sequence

from baocao.registers.grid import Grid
from baocao.registers.headings import Headings
from baocao.registers.sheet_names import is_not_counted, purpose_of

__all__ = ["sheets_aside"]


def sheets_aside(grids: Sequence[Grid], heads: Sequence[Headings | None]) -> dict[str, str]:
    """What they are made for, by their names; hidden ones are none of them.

    Where no other sheet has rows, a name says nothing.
    """
    purposes = {
        grid.name: purpose_of(grid.name) or _purpose_of_titles(grid, head)
        for grid, head in zip(grids, heads, strict=True)
        if not grid.is_hidden
    }
    has_data = any(
        head is not None and head.is_enough and grid.rows and max(grid.rows) > head.row
        for grid, head in zip(grids, heads, strict=True)
        if purposes.get(grid.name) == ""
    )
    return {name: purpose for name, purpose in purposes.items() if purpose and has_data}


def _purpose_of_titles(grid: Grid, head: Headings | None) -> str:
    """The same by the titles above the headings: "DANH SÁCH ĐOÀN ĐÃ HỦY"."""
    if head is None or not head.is_enough:
        return ""
    titles = [cell for n, cells in grid.rows.items() if n < head.row for cell in cells.values()]
    is_aside = any(isinstance(title, str) and is_not_counted(title) for title in titles)
    return "không tính" if is_aside else ""
