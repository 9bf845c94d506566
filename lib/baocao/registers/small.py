"""Reads registers: every fault of every file together, or clean tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from baocao.core.errors import Finding, RegisterError
from baocao.core.files import sha256
from baocao.locale.vi import text as vi
from baocao.locale.vi.look_alikes import folded
from baocao.locale.vi.text import short_date
from baocao.registers import sheets
from baocao.registers.cells import Plain, is_english, read_column
from baocao.registers.declare import DTYPES, Column, ColumnType, Register
from baocao.registers.locate import locate
from baocao.registers.row_checks import cell_faults, keys_of, row_faults
from baocao.workspace.workspace import unopened

__all__ = ["Table", "read", "read_all", "shown", "shown_columns"]

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Table:
    """A register as read: clean values under English names.

    ``frame`` has one row a register row; text is ``""`` where empty, other types missing
    (``NaT``, ``<NA>``, ``NaN``). ``keys`` are the rows' identities in the same order; ``notes``
    say in Vietnamese what of the file was left out, or taken in another way than it is written.
    """

    register: Register
    path: Path
    sha256: str
    frame: pd.DataFrame = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    notes: tuple[str, ...] = ()

    def is_current(self) -> bool:
        """Whether the register's file still holds what was read."""
        try:
            return sha256(self.path) == self.sha256
        except OSError:
            return False


def read(register: Register, data: Path, complete_until: date) -> Table:
    """Read and check ``data/registers/<stem>.csv`` or ``.xlsx``.

    Parameters
    ----------
    register
        The declaration.
    data
        The workspace's data folder.
    complete_until
        Closing day of the data: an event after it is a typing fault or a closing day that
        nobody moved on.

    Raises
    ------
    RegisterError
        Every fault of the file, REGISTER-01 to REGISTER-16 and WORKSPACE-06; see
        ``docs/errors.md``.
    """
    path = locate(data / register.folder, register.stem)
    place = path.relative_to(data.parent).as_posix()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RegisterError(unopened(place, error)) from error
    sheet = sheets.read(content, place, register)
    findings = list(sheet.findings)
    values: dict[str, list[Plain | None]] = {}
    notes = [*sheet.notes]
    for column in register.all_columns:
        if not sheet.columns[column.heading]:
            continue
        cells = [row.cells.get(column.heading) for row in sheet.rows]
        reads = read_column(cells, column)
        findings += cell_faults(sheet, column, reads, complete_until, place)
        values[column.name] = [read.value for read in reads]
        if is_english(cells, column):
            notes.append(f'cột "{column.heading}": dấu phẩy ngăn hàng nghìn, dấu chấm thập phân')
        if column.type == "text" and not column.allowed:
            notes += _same_spelling(values[column.name], column)
    findings += row_faults(sheet, values, register, place)
    if findings:
        raise RegisterError(*findings)
    frame = pd.DataFrame(
        {c.name: _typed(values[c.name], c.type) for c in register.all_columns if c.name in values}
    )
    keys = tuple(map("/".join, keys_of(values, register)))
    digest = hashlib.sha256(content).hexdigest()
    return Table(register, path, digest, frame, keys, tuple(notes))


def read_all(registers: Iterable[Register], reader: Callable[[Register], T]) -> dict[Register, T]:
    """Read several registers; the faults of all of them come in one error."""
    tables: dict[Register, T] = {}
    findings: list[Finding] = []
    for register in registers:
        try:
            tables[register] = reader(register)
        except RegisterError as error:
            findings += error.findings
    if findings:
        raise RegisterError(*findings)
    return tables


def shown(value: Any, column: Column) -> str:
    """A cell of a checked table as a report prints it; empty where nothing is known.

    Examples
    --------
    >>> shown(pd.Timestamp(2021, 4, 9), Column("day", "Ngày", type="date"))
    '09/4/2021'
    """
    if column.type == "text":
        return str(value)
    if pd.isna(value):
        return ""
    if column.type == "date":
        return short_date(value.date())
    if column.type == "money":
        return vi.money(int(value))
    exact = Decimal(str(round(value, 9))).normalize()
    return vi.number(exact, max(0, -int(exact.as_tuple().exponent)))


def shown_columns(register: Register, frame: pd.DataFrame) -> dict[str, list[str]]:
    """The cells of rows as :func:`shown` prints them, by heading; without personal columns."""
    return {
        column.heading: [shown(value, column) for value in frame[column.name]]
        for column in register.all_columns
        if not column.personal
    }


def _same_spelling(values: list[Plain | None], column: Column) -> list[str]:
    """Give texts that people take for the same the spelling of the first of them."""
    spelling: dict[str, Plain] = {}
    changed = 0
    for at, value in enumerate(values):
        if isinstance(value, str) and value:
            first = spelling.setdefault(folded(value), value)
            changed += first != value
            values[at] = first
    if not changed:
        return []
    return [f'cột "{column.heading}": {changed} ô viết khác đi, đọc như ô viết trước']


def _typed(values: Sequence[Plain | None], kind: ColumnType) -> pd.Series[object]:
    if kind == "text":
        return pd.Series(["" if v is None else v for v in values], dtype="str")
    return pd.Series(values, dtype=DTYPES[kind])
