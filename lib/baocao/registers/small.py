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
from baocao.locale.vi.text import parse_date, parse_number, short_date
from baocao.registers import sheets
from baocao.registers.declare import COMMON, DTYPES, Column, ColumnType, Register
from baocao.registers.faults import (
    EMPTY,
    Fault,
    after_closing,
    duplicate,
    heading_faults,
    not_allowed,
    unreadable,
    unsourced,
)
from baocao.workspace.workspace import unopened

__all__ = ["Table", "read", "read_all", "shown", "shown_columns"]

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Table:
    """A register as read: clean values under English names.

    ``frame`` has one row a register row; text is ``""`` where empty, other types missing
    (``NaT``, ``<NA>``, ``NaN``). ``keys`` are the rows' identities in the same order.
    """

    register: Register
    path: Path
    sha256: str
    frame: pd.DataFrame = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)

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
    path = sheets.locate(data / register.folder, register.stem)
    place = path.relative_to(data.parent).as_posix()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RegisterError(unopened(place, error)) from error
    sheet = sheets.read(path, content, place)
    findings = list(sheet.findings)
    columns = [column for column in register.all_columns if column.heading in sheet.headings]
    findings += heading_faults(register, sheet.headings, f"{place}, dòng 1")
    text = pd.DataFrame(
        [cells for _, cells in sheet.rows], columns=list(sheet.headings), dtype=object
    )
    numbers = [number for number, _ in sheet.rows]
    findings += _cell_faults(text, numbers, columns, complete_until, place)
    findings += _row_faults(text, numbers, register, place)
    if findings:
        raise RegisterError(*findings)
    frame = pd.DataFrame({c.name: _convert(text[c.heading], c.type) for c in columns})
    keys = tuple("/".join(row) for row in text[_headings(register, register.key)].to_numpy())
    return Table(register, path, hashlib.sha256(content).hexdigest(), frame, keys)


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


def _headings(register: Register, names: Sequence[str]) -> list[str]:
    return [register.column(name).heading for name in names]


def _parse(text: str, kind: ColumnType) -> object:
    if kind == "date":
        return parse_date(text)
    value = parse_number(text)
    if kind == "number":
        return float(value)
    if value != value.to_integral_value():
        raise ValueError(text)
    return int(value)


def _cell_faults(
    text: pd.DataFrame,
    numbers: Sequence[int],
    columns: Sequence[Column],
    complete_until: date,
    place: str,
) -> list[Finding]:
    findings: list[tuple[int, Finding]] = []
    for column in columns:
        for number, cell in zip(numbers, text[column.heading], strict=True):
            where = f'{place}, dòng {number}, cột "{column.heading}"'
            if fault := _cell_fault(cell, column, complete_until):
                findings.append((number, fault.at(where, cell)))
    return [finding for _, finding in sorted(findings, key=lambda pair: pair[0])]


def _cell_fault(cell: str, column: Column, complete_until: date) -> Fault | None:
    if not cell:
        return EMPTY if column.required else None
    if column.allowed and cell not in column.allowed:
        return not_allowed(column)
    if column.type == "text":
        return None
    try:
        value = _parse(cell, column.type)
    except ValueError:
        return unreadable(column)
    if isinstance(value, date) and not column.future and value > complete_until:
        return after_closing(complete_until)
    return None


def _row_faults(
    text: pd.DataFrame, numbers: Sequence[int], register: Register, place: str
) -> list[Finding]:
    findings = []
    keys = [heading for heading in _headings(register, register.key) if heading in text]
    if len(keys) == len(register.key):
        seen: dict[tuple[str, ...], int] = {}
        for number, key in zip(numbers, text[keys].itertuples(index=False, name=None), strict=True):
            first = seen.setdefault(key, number)
            if first != number:
                findings.append(duplicate(f"{place}, dòng {number}", keys, key, first))
    flag, source = (column.heading for column in COMMON)
    if flag in text and source in text:
        for number, cells in zip(numbers, text[[flag, source]].to_numpy(), strict=True):
            if not any(cells):
                findings.append(unsourced(f"{place}, dòng {number}"))
    return findings


def _convert(cells: pd.Series[str], kind: ColumnType) -> pd.Series[object]:
    if kind == "text":
        return cells.astype("str")
    values = [_parse(cell, kind) if cell else None for cell in cells]
    return pd.Series(values, index=cells.index, dtype=DTYPES[kind])
