"""What is wrong in the rows of a register that was read: its cells, its days, its keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date

from baocao.core.errors import Finding
from baocao.registers.cell_faults import EMPTY, Fault, after_closing, bound_text, too_early
from baocao.registers.cells import Plain, Read
from baocao.registers.declare import COMMON, Column, Register
from baocao.registers.faults import duplicate, many, near_duplicate, near_values, unsourced
from baocao.registers.limits import Limit, last_day, limits_of, measure_of
from baocao.registers.near_equal import NearEqual
from baocao.registers.sheets import Row
from baocao.registers.shown import shown_cell

__all__ = ["cell_faults", "keys_of", "row_faults", "value_fault"]

# Signs that are a unit by themselves.
_SIGNS = "%‰°$€"


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
    if isinstance(value, date) and not column.future and value > last_day(column, complete_until):
        return after_closing(complete_until, column)
    return next((fault for is_met, fault in limits if not is_met(value)), None)


def _says_nothing(value: Plain, column: Column) -> bool:
    """Whether a required cell holds only a dash, dots or a question mark."""
    if not (column.required and isinstance(value, str)):
        return False
    return not any(letter.isalnum() or letter in _SIGNS for letter in value)


def row_faults(
    rows: Sequence[Row],
    values: Mapping[str, Sequence[Plain | None]],
    register: Register,
    complete_until: date,
    distinct_columns: Set[str] = frozenset(),
) -> list[Finding]:
    """Days in the wrong order, keys that come again, rows without a source.

    `distinct_columns` are those whose different texts are counted: two spellings would be two.
    """
    findings: list[Finding] = [*_early(rows, values, register, complete_until)]
    if all(name in values for name in register.key):
        headings = [register.column(name).heading for name in register.key]
        # A key of which a part is missing is a fault of that cell.
        needed = [at for at, name in enumerate(register.key) if register.column(name).required]
        keys = [
            key if all(key[at] for at in needed) else ("",) for key in keys_of(values, register)
        ]
        findings += _key_faults(rows, headings, keys)
    for name in sorted(
        distinct_columns & values.keys() - ({*register.key} if len(register.key) == 1 else {})
    ):
        findings += _counted_faults(rows, register.column(name), values[name])
    if all(column.name in values for column in COMMON):
        headings = [register.column(column.name).heading for column in COMMON]
        if bare := [row.place() for row in rows if not _is_sourced(row, headings)]:
            findings.append(unsourced(bare, headings))
    return findings


def _is_sourced(row: Row, headings: Sequence[str]) -> bool:
    """Whether one of the cells says something: a dash is no source."""
    cells = [row.cells.get(heading) for heading in headings]
    return any(
        any(map(str.isalnum, cell)) if isinstance(cell, str) else cell is not None for cell in cells
    )


def _early(
    rows: Sequence[Row],
    values: Mapping[str, Sequence[Plain | None]],
    register: Register,
    complete_until: date,
) -> Iterator[Finding]:
    """Days before those that they should follow; one that is a fault of its own is no second."""
    for column in register.all_columns:
        if column.after is None:
            continue
        first = register.column(column.after)
        if not {column.name, first.name} <= values.keys():
            continue
        limits, first_limits = limits_of(column), limits_of(first)
        of = measure_of(column, first)
        pairs = zip(rows, values[column.name], values[first.name], strict=True)
        early = [
            (row.place(column.heading), bound_text(column, day))
            for row, day, start in pairs
            if isinstance(day, date)
            and isinstance(start, date)
            and of(day) < of(start)
            and not value_fault(day, column, complete_until, limits)
            and not value_fault(start, first, complete_until, first_limits)
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
    column = register.column(name)
    return bound_text(column, day) if column.is_interval else f"{day:%d/%m/%Y}"


def _key_faults(
    rows: Sequence[Row], headings: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], Row] = {}
    known = NearEqual()
    again: list[Finding] = []
    near: list[Finding] = []
    for row, key in zip(rows, keys, strict=True):
        if not any(key):
            continue
        first = seen.setdefault(key, row)
        if first is not row:
            is_beside = first.grid is row.grid
            where = first.number if is_beside else first.place()
            is_merged = is_beside and _is_one_cell(first, row, headings)
            again.append(duplicate(row.place(), headings, key, where, is_merged=is_merged))
        elif (other := known.other("/".join(key))) is not None:
            near.append(near_duplicate(row.place(), [other.replace("/", " / "), " / ".join(key)]))
    yield from _in_short(near, "cặp")
    yield from _in_short(again, "khóa")


def _is_one_cell(first: Row, second: Row, headings: Sequence[str]) -> bool:
    """Whether a merged cell under one of the headings reaches over both rows of a sheet."""
    columns = [first.columns.get(heading, 0) for heading in headings]
    return any(
        top <= first.number <= second.number <= bottom
        and any(left <= at <= right for at in columns)
        for top, left, bottom, right in first.grid.merged
    )


def _in_short(findings: list[Finding], what: str) -> list[Finding]:
    """Of many findings of one kind the first, which counts the others."""
    if len(findings) <= 3:
        return findings
    rest = f" (và {len(findings) - 1} {what} khác)"
    return [dataclasses.replace(findings[0], found=findings[0].found + rest)]


def _counted_faults(
    rows: Sequence[Row], column: Column, values: Sequence[Plain | None]
) -> Iterator[Finding]:
    """Texts that would be counted as two, and look like one."""
    known = NearEqual()
    told: set[str] = set()
    near: list[Finding] = []
    for row, value in zip(rows, values, strict=True):
        if isinstance(value, str) and value and value not in told:
            told.add(value)
            if (other := known.other(value)) is not None:
                near.append(near_values(row.place(column.heading), [other, value]))
    yield from _in_short(near, "cặp")
