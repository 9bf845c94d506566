"""The cells of a register with its corrections applied, each only where it still fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from baocao.core.errors import Finding
from baocao.core.periods import CALENDAR, Calendar
from baocao.locale.vi.look_alikes import folded, tidied
from baocao.locale.vi.text import short_date
from baocao.registers.cells import Read, read_text
from baocao.registers.correction_faults import (
    mended,
    no_such_column,
    no_such_row,
    not_as_said,
    several_rows,
    unusable,
)
from baocao.registers.corrections import Correction, compared
from baocao.registers.declare import Column, Register
from baocao.registers.limits import limits_of
from baocao.registers.row_checks import keys_of, value_fault
from baocao.registers.sheets import Row
from baocao.registers.shown import shown_cell

__all__ = ["Corrected", "corrected"]


@dataclass(frozen=True)
class Corrected:
    """A register's cells after its corrections.

    Attributes
    ----------
    rows, reads
        The rows and the cells of each column, as they are to be checked.
    notes
        What was corrected, in Vietnamese, for the receipt.
    positions
        The positions of corrected rows, with the headings of their corrected cells.
    findings
        Corrections that cannot be applied.
    """

    rows: Sequence[Row]
    reads: Mapping[str, list[Read]]
    notes: tuple[str, ...] = ()
    positions: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def corrected(
    rows: Sequence[Row],
    reads: Mapping[str, list[Read]],
    register: Register,
    corrections: Sequence[Correction],
    complete_until: date,
    calendar: Calendar = CALENDAR,
) -> Corrected:
    """The cells of a register with its corrections applied.

    Parameters
    ----------
    rows, reads
        The register's rows, and their cells by the names of columns.
    corrections
        Those of all registers.
    complete_until, calendar
        See :func:`baocao.registers.small.read`.
    """
    mine = [one for one in corrections if folded(one.register) == folded(register.stem)]
    if not mine or not {*register.key} <= reads.keys():
        return Corrected(rows, reads)
    positions: dict[str, list[int]] = {}
    values = {name: [read.value for read in reads[name]] for name in register.key}
    for at, key in enumerate(keys_of(values, register)):
        positions.setdefault(compared("/".join(key)), []).append(at)
    headings = {folded(column.heading): column for column in register.all_columns}
    rows, made = list(rows), {name: list(cells) for name, cells in reads.items()}
    notes: list[str] = []
    findings: list[Finding] = []
    touched: dict[int, tuple[str, ...]] = {}
    for one in mine:
        column = headings.get(folded(one.heading))
        there = positions.get(compared(one.key), [])
        if column is None:
            findings.append(no_such_column(one.place, one.heading, register))
        elif not there:
            findings.append(no_such_row(one.place, one.key, register.stem))
        elif len(there) > 1:
            findings.append(several_rows(one.place, one.key, [rows[at].number for at in there]))
        elif column.name in made:
            (at,) = there
            cell = shown_cell(rows[at].cells.get(column.heading))
            present, fresh = made[column.name][at], read_text(one.new, column, calendar)
            fault = fresh.fault or value_fault(
                fresh.value, column, complete_until, limits_of(column)
            )
            if finding := _refused(
                one, cell, present, read_text(one.old, column, calendar), fresh
            ) or (fault and unusable(one.place, one.new, column, fault)):
                findings.append(finding)
                continue
            made[column.name][at] = fresh
            cells = {**rows[at].cells, column.heading: one.new}
            rows[at] = replace(rows[at], cells={h: c for h, c in cells.items() if c != ""})
            touched[at] = (*touched.get(at, ()), column.heading)
            notes.append(_note(one, column))
    return Corrected(rows, made, tuple(notes), touched, tuple(findings))


def _refused(one: Correction, cell: str, present: Read, old: Read, fresh: Read) -> Finding | None:
    """Why a correction does not fit the cell that it names, which shows `cell`."""
    if _are_same(present, fresh):
        return mended(one.place, cell)
    # What could not be read is known by its letters.
    if not _are_same(present, old) and tidied(cell) != tidied(one.old):
        return not_as_said(one.place, cell, one.old)
    return None


def _are_same(a: Read, b: Read) -> bool:
    return a.fault is None and b.fault is None and a.value == b.value


def _note(one: Correction, column: Column) -> str:
    change = f'"{one.old}" thành "{one.new}"'
    if column.personal:
        change = "dữ liệu cá nhân"
    return (
        f'đính chính {one.key}, cột "{column.heading}": {change} '
        f"({one.reason}; {short_date(one.day)})"
    )
