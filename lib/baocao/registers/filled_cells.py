"""Cells whose value stands in another one: those of a merged area, and "as above"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import timedelta
from itertools import product

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column
from baocao.registers.grid import Day, Grid, Value
from baocao.registers.number_formats import EPOCH_1904
from baocao.registers.row_kinds import is_ditto
from baocao.registers.row_notes import note_of
from baocao.registers.shown import shown
from baocao.registers.table_faults import merged_amount, nothing_above

__all__ = ["fill_days_of_1904", "fill_ditto", "fill_merged"]

# Days of a General cell, from 1930 to 2100.
_SERIALS = range(9_497, 71_955)


def fill_merged(
    grid: Grid, file: str, kept: Mapping[int, dict[int, Value]], columns: Mapping[int, Column]
) -> Iterator[Finding | str]:
    """Give all cells of a merged area the value that stands in its first one.

    Yields
    ------
    Finding or str
        What is wrong with the areas, and what is to be told of them.
    """
    for top, left, bottom, right in grid.merged:
        value = grid.rows.get(top, {}).get(left)
        rows = [number for number in kept if top <= number <= bottom]
        areas = [at for at in range(left, right + 1) if at in columns]
        if value is None or top not in kept or len(rows) * len(areas) < 2:
            continue
        kinds = {columns[at].type for at in areas}
        hidden = [kept[number].get(at, value) for number, at in product(rows, areas)]
        is_amount = not kinds <= {"text", "date", "month", "year"}
        if is_amount or len(areas) > 1 or any(v != value for v in hidden):
            yield merged_amount(f"{file}, {grid.place(top, left)}", shown(value))
        for number, at in product(rows, areas):
            kept[number].setdefault(at, value)
        yield note_of(grid, "ô gộp, điền cho cả", rows)


def fill_days_of_1904(
    grid: Grid, kept: Mapping[int, dict[int, Value]], columns: Mapping[int, Column]
) -> None:
    """Read numbers in columns of days as Excel does in a workbook that counts from 1904."""
    if not grid.is_1904:
        return
    days = [at for at, column in columns.items() if column.type == "date"]
    for cells, at in product(kept.values(), days):
        cell = cells.get(at)
        if type(cell) is int and cell in _SERIALS:
            cells[at] = Day(EPOCH_1904 + timedelta(days=cell))


def fill_ditto(
    grid: Grid,
    file: str,
    kept: Mapping[int, dict[int, Value]],
    columns: Mapping[int, Column],
    keys: Set[str],
) -> Iterator[Finding | str]:
    """Read "nt" (as above) as what stands above; a key is never the one above.

    `keys` are the names of the columns that are the key; what comes is as of :func:`fill_merged`.
    """
    above: dict[int, Value] = {}
    told = []
    for number, cells in kept.items():
        for at, column in columns.items():
            cell = cells.get(at, "")
            # What the column may hold is no mark: "NT" of "NT, TN".
            may_hold = map(folded, column.allowed)
            if not isinstance(cell, str) or not is_ditto(cell) or folded(cell) in may_hold:
                continue
            if column.name in keys or above.get(at, "") == "":
                where = f'{file}, {grid.place(number, at)}, cột "{column.heading}"'
                yield nothing_above(where, cell)
            else:
                cells[at] = above[at]
                told.append(number)
        above = cells
    if told:
        yield note_of(grid, '"như trên", đọc như ô trên', sorted(set(told)))
