"""What people write in a cell that has nothing to say: a dash, "không có"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column
from baocao.registers.grid import Value

__all__ = ["is_empty_mark", "marks_in", "says_none"]

_LONGEST = 40
_MARK = re.compile(r"[-‐-―−]{1,3}|(?:- ){1,2}-|…+|\.{2,}")
_WORDS = re.compile(
    r"x|k|ko|không(?: có| rõ| biết)?|khong(?: co)?|k/c|k/có|chưa(?: có| rõ)?|chua(?: co)?|"
    r"trống|bỏ trống|n/?a|none|null|nil|\?+"
)


def is_empty_mark(cell: Value | None, column: Column) -> bool:
    """Whether a cell of an optional column holds a mark for nothing: a dash or dots.

    In free text a dash may mean something, so it stays.
    """
    is_chosen = column.type != "text" or bool(column.allowed)
    if column.required or not is_chosen or not isinstance(cell, str):
        return False
    is_mark = len(cell) <= _LONGEST and bool(_MARK.fullmatch(cell.strip()))
    return is_mark and cell.strip() not in column.allowed


def says_none(cell: Value | None, column: Column) -> bool:
    """Whether a cell of an optional column says in words that there is nothing."""
    is_text = isinstance(cell, str) and not column.required
    return is_text and bool(_WORDS.fullmatch(folded(str(cell)).strip(" .()")))


def marks_in(cells: Sequence[Value | None], column: Column) -> int:
    """How many cells of a column hold a mark for nothing."""
    return sum(is_empty_mark(cell, column) for cell in cells)
