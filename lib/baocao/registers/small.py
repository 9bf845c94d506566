"""Reads registers: every fault of every file together, or clean tables."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from baocao.core.errors import Finding, RegisterError
from baocao.core.files import sha256
from baocao.locale.vi import text as vi
from baocao.locale.vi.look_alikes import folded, visible
from baocao.locale.vi.text import short_date
from baocao.registers import sheets
from baocao.registers.cells import Plain, Read, read_column
from baocao.registers.declare import COMMON, DTYPES, Column, ColumnType, Register
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
from baocao.registers.grid import Day, ErrorCell, Percent, Uncalculated, Value
from baocao.registers.locate import locate
from baocao.registers.sheets import Sheet
from baocao.workspace.workspace import unopened

__all__ = ["Table", "read", "read_all", "shown", "shown_columns"]

T = TypeVar("T")

# Keys are typed by hand: a letter O for a nought, Icelandic ð for đ, Greek capitals.
_SAME_LOOK = str.maketrans("oilðαοκρτχυ", "011đa0kptxy")


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
        findings += _cell_faults(sheet, column, reads, complete_until, place)
        values[column.name] = [read.value for read in reads]
        if column.type == "text" and not column.allowed:
            notes += _same_spelling(values[column.name], column)
    findings += _row_faults(sheet, values, register, place)
    if findings:
        raise RegisterError(*findings)
    frame = pd.DataFrame(
        {c.name: _typed(values[c.name], c.type) for c in register.all_columns if c.name in values}
    )
    keys = tuple(map("/".join, _keys(values, register)))
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


def _cell_faults(
    sheet: Sheet,
    column: Column,
    reads: Sequence[Read],
    complete_until: date,
    place: str,
) -> list[Finding]:
    """One finding for each kind of fault in a column, with all cells that have it."""
    found: dict[Fault, list[tuple[str, str]]] = {}
    for row, read in zip(sheet.rows, reads, strict=True):
        if fault := read.fault or _value_fault(read.value, column, complete_until):
            cell = shown_cell(row.cells.get(column.heading))
            where = f"{place}, {sheet.place(row, column.heading)}"
            found.setdefault(fault, []).append((where, cell))
    return [many(fault, cells) for fault, cells in found.items()]


def _value_fault(value: Plain | None, column: Column, complete_until: date) -> Fault | None:
    if value is None or value == "" or _says_nothing(value, column):
        return EMPTY if column.required else None
    if isinstance(value, date) and not column.future and value > complete_until:
        return after_closing(complete_until)
    return None


def _says_nothing(value: Plain, column: Column) -> bool:
    """Whether a required cell holds only a dash, dots or a question mark."""
    return column.required and isinstance(value, str) and not any(map(str.isalnum, value))


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


def _row_faults(
    sheet: Sheet, values: Mapping[str, Sequence[Plain | None]], register: Register, place: str
) -> list[Finding]:
    findings: list[Finding] = [*_early(sheet, values, register, place)]
    places = [f"{place}, {row.grid.place(row.number)}" for row in sheet.rows]
    if all(name in values for name in register.key):
        headings = [register.column(name).heading for name in register.key]
        findings += _key_faults(
            places,
            [row.number for row in sheet.rows],
            headings,
            list(_keys(values, register)),
        )
    common = [column.heading for column in COMMON]
    if all(sheet.columns.get(heading) for heading in common):
        rows = zip(places, sheet.rows, strict=True)
        if bare := [at for at, row in rows if not any(row.cells.get(h) for h in common)]:
            findings.append(unsourced(bare))
    return findings


def _early(
    sheet: Sheet, values: Mapping[str, Sequence[Plain | None]], register: Register, place: str
) -> Iterator[Finding]:
    """Days before those that they should follow."""
    for column in register.all_columns:
        if column.after is None or not {column.name, column.after} <= values.keys():
            continue
        pairs = zip(sheet.rows, values[column.name], values[column.after], strict=True)
        early = [
            (f"{place}, {sheet.place(row, column.heading)}", short_date(day))
            for row, day, start in pairs
            if isinstance(day, date) and isinstance(start, date) and day < start
        ]
        if early:
            yield many(too_early(register.column(column.after)), early)


def _keys(
    values: Mapping[str, Sequence[Plain | None]], register: Register
) -> Iterator[tuple[str, ...]]:
    """The keys of the rows, as people write them."""
    for row in zip(*(values[name] for name in register.key), strict=True):
        yield tuple(f"{v:%d/%m/%Y}" if isinstance(v, date) else str(v) for v in row)


def _key_faults(
    places: Sequence[str],
    numbers: Sequence[int],
    headings: Sequence[str],
    keys: Sequence[tuple[str, ...]],
) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], tuple[str, int]] = {}
    alike: dict[str, tuple[str, ...]] = {}
    again: list[Finding] = []
    for place, number, key in zip(places, numbers, keys, strict=True):
        if not any(key):
            continue
        first, first_number = seen.setdefault(key, (place, number))
        if first != place:
            again.append(duplicate(place, headings, key, first_number))
        elif (other := alike.setdefault(_outline("/".join(key)), key)) != key:
            yield near_duplicate(place, [" / ".join(other), " / ".join(key)])
    if len(again) > 3:
        rest = f" (và {len(again) - 1} khóa khác)"
        again = [dataclasses.replace(again[0], found=again[0].found + rest)]
    yield from again


def _outline(key: str) -> str:
    """What is left of a key when look-alikes are one: O and 0, I and 1, with spaces or without."""
    plain = folded(key).translate(_SAME_LOOK)
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain.replace(" ", ""))


def shown_cell(value: Value | None) -> str:
    """A cell as its faults quote it."""
    match value:
        case None:
            return ""
        case ErrorCell():
            return value.text
        case Uncalculated():
            return value.formula
        case Day():
            return f"{value.value:%d/%m/%Y}"
        case Percent():
            return f"{value.value * 100:g}%".replace(".", ",")
        case str():
            return visible(value)
        case _:
            return str(value)


def _typed(values: Sequence[Plain | None], kind: ColumnType) -> pd.Series[object]:
    if kind == "text":
        return pd.Series(["" if v is None else v for v in values], dtype="str")
    return pd.Series(values, dtype=DTYPES[kind])
