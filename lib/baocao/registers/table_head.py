"""Where the headings of a table stand in a file that nobody has declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from baocao.core.errors import Finding, RegisterError, WorkspaceError
from baocao.locale.vi.look_alikes import folded, tidied
from baocao.registers.grid import Grid, Value
from baocao.registers.row_kinds import is_numbering, shape_of
from baocao.registers.sheet_names import purpose_of
from baocao.registers.shown import shown
from baocao.registers.table_faults import duplicate_heading

__all__ = ["Head", "head_of"]

# Titles above a table take no more rows.
_TITLE_ROWS = 30
# A row of headings has nearly as many texts as the fullest row of texts.
_SHARE = 0.75
_LETTERHEAD = re.compile(r"cộng hòa xã hội|độc lập ?-|đơn vị(?: tính)? ?:|^mẫu (?:số|biểu)")
# Letters of Windows-1252 that no Vietnamese word has.
_OLD_LETTERS = frozenset("ñÑøØïÏöÖûÛüÜäÄåÅëËÿæÆœ¸µ¶·¹¨»¾¼½®¬¦§©")


@dataclass(frozen=True)
class Head:
    """The headings of a table, in the order of its columns, and the title above it."""

    headings: tuple[str, ...]
    title: str


def head_of(grids: Sequence[Grid], place: str) -> Head:
    """The headings of the largest table of a file; hidden sheets, samples and sums have none.

    Raises
    ------
    RegisterError
        REGISTER-35 two columns of one heading.
    WorkspaceError
        WORKSPACE-13 no row looks like headings.
    """
    shown_grids = [grid for grid in grids if not grid.is_hidden and grid.rows]
    of_data = [grid for grid in shown_grids if not purpose_of(grid.name)] or shown_grids
    found = [(grid, head) for grid in of_data if (head := _head(grid)) is not None]
    if not found:
        first = next((grid for grid in of_data), None)
        cells = [] if first is None else list(next(iter(first.rows.values())).values())[:6]
        raise WorkspaceError(
            Finding(
                "WORKSPACE-13",
                "Không đề xuất được khai báo từ tệp này.",
                where=place,
                found="không thấy dòng tiêu đề; dòng đầu: " + ", ".join(map(shown, cells))
                if cells
                else "không có trang nào có dữ liệu",
                remedy="ghi tên từng cột thành một dòng ngay trên dữ liệu rồi chạy lại",
            )
        )
    grid, (number, columns) = max(found, key=lambda one: len(one[0].rows) - one[1][0])
    seen: dict[str, int] = {}
    faults = []
    for at, heading in sorted(columns.items()):
        first_at = seen.setdefault(folded(heading), at)
        if first_at != at:
            places = [grid.place(number, one) for one in (first_at, at)]
            faults.append(duplicate_heading(place, heading, places))
    if faults:
        raise RegisterError(*faults)
    if old := [text for text in columns.values() if set(text) & _OLD_LETTERS]:
        raise WorkspaceError(
            Finding(
                "WORKSPACE-13",
                "Không đề xuất được khai báo từ tệp này.",
                where=f"{place}, {grid.place(number)}",
                found=f'tiêu đề viết bằng bảng mã cũ (VNI, TCVN3): "{old[0]}"',
                remedy="chuyển tệp sang Unicode rồi chạy lại",
            )
        )
    return Head(tuple(heading for _, heading in sorted(columns.items())), _title(grid, number))


def _head(grid: Grid) -> tuple[int, dict[int, str]] | None:
    """The last row of the headings, and the headings by their columns."""
    rows = [number for number in grid.rows if _filled(grid.rows[number])]
    texts = {number: _texts(grid.rows[number]) for number in rows[:_TITLE_ROWS]}
    fullest = max((len(found) for found in texts.values()), default=0)
    for number, found in texts.items():
        if len(found) < max(2, _SHARE * fullest) or len(found) < len(_filled(grid.rows[number])):
            continue
        if any(_LETTERHEAD.search(folded(text)) for text in found.values()):
            continue
        if is_numbering(_filled(grid.rows[number])):
            continue
        last = number + 1 if _has_second_row(grid, number) else number
        columns = {**found, **(_texts(grid.rows[last]) if last > number else {})}
        below = [grid.rows[one] for one in rows if one > last]
        return None if _is_data(columns, below) else (last, columns)
    return None


def _has_second_row(grid: Grid, number: int) -> bool:
    """Whether a heading over several columns is divided in the row below."""
    below = _filled(grid.rows.get(number + 1, {}))
    if not below or len(_texts(below)) < len(below):
        return False
    wide = [(left, right) for top, left, low, right in grid.merged if top == low == number]
    return any(
        left < right and all(below.get(at, "") != "" for at in range(left, right + 1))
        for left, right in wide
    )


def _is_data(columns: Mapping[int, str], below: Sequence[Mapping[int, Value]]) -> bool:
    """Whether the row is one of data like those below it: a file without headings."""
    return any(
        shape_of(text) and sum(_has_shape(row.get(at), shape_of(text)) for row in below) > 1
        for at, text in columns.items()
    )


def _has_shape(cell: Value | None, shape: str) -> bool:
    return isinstance(cell, str) and shape_of(cell) == shape


def _title(grid: Grid, head: int) -> str:
    """The longest line above the table that is no letterhead."""

    def lines() -> Iterator[str]:
        for number, cells in grid.rows.items():
            if number < head:
                yield from (text for text in _texts(cells).values() if len(text.split()) > 1)

    wanted = [line for line in lines() if not _LETTERHEAD.search(folded(line))]
    named = [line for line in wanted if re.match(r"danh sách|sổ|bảng|biểu|thống kê", folded(line))]
    return max(named or [], key=len, default="")


def _filled(cells: Mapping[int, Value]) -> dict[int, Value]:
    return {at: cell for at, cell in cells.items() if cell != ""}


def _texts(cells: Mapping[int, Value]) -> dict[int, str]:
    return {
        at: tidied(cell) for at, cell in cells.items() if isinstance(cell, str) and cell.strip()
    }
