"""What is wrong in the rows of a register that was read: its cells, its days, its keys."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import folded
from baocao.locale.vi.text import short_date
from baocao.registers.cells import Plain, Read
from baocao.registers.declare import COMMON, Column, Register
from baocao.registers.faults import (
    EMPTY,
    Fault,
    after_closing,
    duplicate,
    many,
    near_duplicate,
    too_early,
    unsourced,
)
from baocao.registers.limits import Limit, limits_of, month_of
from baocao.registers.months import month_text
from baocao.registers.sheets import Row
from baocao.registers.shown import shown_cell

__all__ = ["cell_faults", "keys_of", "row_faults", "value_fault"]

# Keys are typed by hand: a letter O for a nought, Icelandic ð for đ, Greek capitals.
_SAME_LOOK = str.maketrans("oilðαοκρτχυ", "011đa0kptxy")


def cell_faults(
    rows: Sequence[Row], column: Column, reads: Sequence[Read], complete_until: date
) -> list[Finding]:
    """One finding for each kind of fault in a column, with all cells that have it."""
    found: dict[Fault, list[tuple[str, str]]] = {}
    limits = limits_of(column)
    for row, read in zip(rows, reads, strict=True):
        if fault := read.fault or value_fault(read.value, column, complete_until, limits):
            cell = shown_cell(row.cells.get(column.heading))
            found.setdefault(fault, []).append((row.place(column.heading), cell))
    return [many(fault, cells) for fault, cells in found.items()]


def value_fault(
    value: Plain | None,
    column: Column,
    complete_until: date,
    limits: Sequence[Limit],
) -> Fault | None:
    """What is wrong with a cell that was read; `limits` are those of :func:`limits_of`."""
    if value is None or value == "" or _says_nothing(value, column):
        return EMPTY if column.required else None
    if isinstance(value, date) and not column.future and value > complete_until:
        return after_closing(complete_until)
    return next((fault for is_met, fault in limits if not is_met(value)), None)


def _says_nothing(value: Plain, column: Column) -> bool:
    """Whether a required cell holds only a dash, dots or a question mark."""
    return column.required and isinstance(value, str) and not any(map(str.isalnum, value))


def row_faults(
    rows: Sequence[Row], values: Mapping[str, Sequence[Plain | None]], register: Register
) -> list[Finding]:
    """Days in the wrong order, keys that come again, rows without a source."""
    findings: list[Finding] = [*_early(rows, values, register)]
    if all(name in values for name in register.key):
        headings = [register.column(name).heading for name in register.key]
        findings += _key_faults(rows, headings, list(keys_of(values, register)))
    if all(column.name in values for column in COMMON):
        headings = [column.heading for column in COMMON]
        if bare := [row.place() for row in rows if not any(row.cells.get(h) for h in headings)]:
            findings.append(unsourced(bare))
    return findings


def _early(
    rows: Sequence[Row], values: Mapping[str, Sequence[Plain | None]], register: Register
) -> Iterator[Finding]:
    """Days before those that they should follow."""
    for column in register.all_columns:
        if column.after is None:
            continue
        first = register.column(column.after)
        if not {column.name, first.name} <= values.keys():
            continue
        # A month has no days that could stand before others of the same month.
        of = month_of if "month" in (column.type, first.type) else date.toordinal
        pairs = zip(rows, values[column.name], values[first.name], strict=True)
        early = [
            (row.place(column.heading), _shown_day(day, column))
            for row, day, start in pairs
            if isinstance(day, date) and isinstance(start, date) and of(day) < of(start)
        ]
        if early:
            yield many(too_early(first), early)


def keys_of(
    values: Mapping[str, Sequence[Plain | None]], register: Register
) -> Iterator[tuple[str, ...]]:
    """The keys of the rows, as people write them."""
    for row in zip(*(values[name] for name in register.key), strict=True):
        yield tuple(
            _key_day(value, name, register)
            if isinstance(value, date)
            else ""
            if value is None
            else str(value)
            for name, value in zip(register.key, row, strict=True)
        )


def _key_day(day: date, name: str, register: Register) -> str:
    return month_text(day) if register.column(name).type == "month" else f"{day:%d/%m/%Y}"


def _shown_day(day: date, column: Column) -> str:
    return month_text(day) if column.type == "month" else short_date(day)


def _key_faults(
    rows: Sequence[Row], headings: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], Row] = {}
    alike: dict[str, tuple[str, ...]] = {}
    again: list[Finding] = []
    for row, key in zip(rows, keys, strict=True):
        if not any(key):
            continue
        first = seen.setdefault(key, row)
        if first is not row:
            is_beside = first.grid is row.grid
            again.append(
                duplicate(row.place(), headings, key, first.number if is_beside else first.place())
            )
        elif (other := alike.setdefault(_outline("/".join(key)), key)) != key:
            yield near_duplicate(row.place(), [" / ".join(other), " / ".join(key)])
    if len(again) > 3:
        rest = f" (và {len(again) - 1} khóa khác)"
        again = [dataclasses.replace(again[0], found=again[0].found + rest)]
    yield from again


def _outline(key: str) -> str:
    """What is left of a key when look-alikes are one: O and 0, I and 1, with spaces or without."""
    plain = folded(key).translate(_SAME_LOOK)
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain.replace(" ", ""))
