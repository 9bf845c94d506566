"""Rows that count, and that somebody should look at: told in the receipt, and never refused.

Nobody but the clerk knows whether a row with the note "hủy" counts, or why two rows are the same
but for their codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from statistics import median

from baocao.locale.vi.look_alikes import folded
from baocao.registers.cells import Plain
from baocao.registers.declare import Column, Register
from baocao.registers.row_notes import note_of
from baocao.registers.sheets import Row

__all__ = ["row_doubts"]

Values = Mapping[str, Sequence[Plain | None]]

_CANCELLED = re.compile(
    r"(?:(?:(?:đã|bị|xin|đề nghị) (?:hủy|xóa|loại|rút)|hủy|xóa|loại (?:bỏ|khỏi|ra)|"
    r"(?:ghi |nhập )?(?:trùng|nhầm|sai)|(?:không|chưa)(?: được)? tính)(?: .{0,40})?)"
)
# How many times smaller an amount is than most, where it was perhaps written in thousands.
_FAR = 200
# Rows with fewer filled cells are the same by chance.
_LEAST = 4
# How many of them a note names.
_MOST = 20


def row_doubts(rows: Sequence[Row], values: Values, register: Register) -> list[str]:
    """What somebody should look at, in Vietnamese: notes, twins, and amounts that are too small."""
    return [
        *_cancelled(rows, values, register),
        *_twins(rows, values, register),
        *_small_amounts(rows, values, register),
    ]


def _cancelled(rows: Sequence[Row], values: Values, register: Register) -> Iterator[str]:
    """Rows whose remarks say that they were cancelled."""
    remarks = [column for column in register.columns if _is_remark(column)]
    found = [
        row
        for at, row in enumerate(rows)
        if any(
            isinstance(cell := values[column.name][at], str) and _CANCELLED.fullmatch(folded(cell))
            for column in remarks
            if column.name in values
        )
    ]
    yield from _notes("dòng có ghi chú hủy, trùng hoặc sai, có tính", found)


def _is_remark(column: Column) -> bool:
    return column.type == "text" and not column.required and not column.allowed


def _twins(rows: Sequence[Row], values: Values, register: Register) -> Iterator[str]:
    """Rows that are the same as one before but for a code: pasted twice, perhaps."""
    names = [c.name for c in register.columns if c.name not in register.key and c.name in values]
    if len(register.key) > 1:
        # Their names are the key, and a key that comes again is refused.
        return
    seen: set[tuple[Plain | None, ...]] = set()
    found = []
    for at, row in enumerate(rows):
        cells = tuple(values[name][at] for name in names)
        if sum(cell not in (None, "") for cell in cells) < _LEAST:
            continue
        if cells in seen:
            found.append(row)
        seen.add(cells)
    yield from _notes("dòng giống một dòng trước ở mọi ô trừ mã, có tính", found)


def _small_amounts(rows: Sequence[Row], values: Values, register: Register) -> Iterator[str]:
    """Amounts of money far below the others: in thousands of đồng, perhaps."""
    for column in register.columns:
        amounts = values.get(column.name, ())
        known = [v for v in amounts if isinstance(v, int | float) and v > 0]
        if column.type != "money" or len(known) < 3:
            continue
        least = median(known) / _FAR
        found = [
            row
            for row, v in zip(rows, amounts, strict=True)
            if isinstance(v, int | float) and 0 < v < least
        ]
        what = f'cột "{column.heading}" nhỏ hơn số ở giữa trên {_FAR} lần, xem có phải nghìn đồng'
        yield from _notes(what, found)


def _notes(what: str, found: Sequence[Row]) -> Iterator[str]:
    for _, group in groupby(found, key=lambda row: id(row.grid)):
        of_sheet = list(group)
        note = note_of(of_sheet[0].grid, what, [row.number for row in of_sheet[:_MOST]])
        more = len(of_sheet) - _MOST
        yield f"{note} và {more} dòng khác" if more > 0 else note
