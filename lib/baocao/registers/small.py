"""Reads registers: every fault of every file together, or clean tables."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from baocao.core.errors import Finding, RegisterError
from baocao.core.files import sha256
from baocao.core.periods import CALENDAR, Calendar
from baocao.locale.vi import text as vi
from baocao.locale.vi.look_alikes import folded
from baocao.registers import sheets
from baocao.registers.causes import by_cause
from baocao.registers.cells import Plain, Read, is_english, read_column
from baocao.registers.correcting import corrected
from baocao.registers.corrections import corrections_of, digest_of, file_of
from baocao.registers.day_texts import day_text
from baocao.registers.declare import DTYPES, Column, ColumnType, Register
from baocao.registers.empty_marks import marks_in
from baocao.registers.files import is_blank
from baocao.registers.intervals import gaps, late_starts, sums_of_others
from baocao.registers.locate import locate_all
from baocao.registers.lookups import PLACES, looked_up
from baocao.registers.revisions import known_rows
from baocao.registers.row_checks import cell_faults, keys_of, row_faults
from baocao.registers.row_doubts import row_doubts
from baocao.registers.row_notes import note_of
from baocao.workspace.workspace import unopened

__all__ = ["SourceFile", "Table", "read", "read_all", "shown", "shown_columns", "typed"]

T = TypeVar("T")


@dataclass(frozen=True)
class SourceFile:
    """A file of a register: its content's hash, the sheets read, rows, and what was left out."""

    path: Path
    sha256: str
    sheets: tuple[str, ...]
    rows: int
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A register as read: clean values under English names.

    ``frame`` has one row a register row; text is ``""`` where empty, other types missing
    (``NaT``, ``<NA>``, ``NaN``). ``keys`` are the rows' identities in the same order; ``notes``
    say in Vietnamese what was taken in another way than it is written.  ``path`` is the register's
    file; of a register in several ``files`` it is their common name without an ending, and of an
    optional one without a file the place of one, with an empty ``sha256``.  ``origins`` tell file
    and place of each row.  ``corrected`` has the positions of rows that were corrected, with the
    headings of the corrected cells, and ``corrections`` the file of corrections, if the workspace
    has one; ``places`` is the table in which columns were looked up.
    """

    register: Register
    path: Path
    sha256: str
    frame: pd.DataFrame = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    notes: tuple[str, ...] = ()
    files: tuple[SourceFile, ...] = ()
    origins: tuple[str, ...] = field(default=(), repr=False)
    corrected: Mapping[int, tuple[str, ...]] = field(default_factory=dict, repr=False)
    corrections: Path | None = None
    _corrections_sha256: str = field(default="", repr=False)
    places: Table | None = field(default=None, repr=False)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that it was read from, with those of corrections and places if there are."""
        files = [file.path for file in self.files]
        files += [] if self.corrections is None else [self.corrections]
        return (*files, *(() if self.places is None else self.places.paths))

    def is_current(self) -> bool:
        """Whether the register's files still hold what was read, and are still all of them."""
        try:
            paths = locate_all(self.path.parent, self.register)
            are_same = paths == [file.path for file in self.files] and all(
                sha256(file.path) == file.sha256 for file in self.files
            )
            if self.places is not None and not self.places.is_current():
                return False
            return are_same and (
                self.register.folder != Register.folder
                or digest_of(self.path.parents[1]) == self._corrections_sha256
            )
        except (OSError, RegisterError):
            return False


def read(
    register: Register,
    data: Path,
    complete_until: date,
    calendar: Calendar = CALENDAR,
    distinct_columns: Set[str] = frozenset(),
) -> Table:
    """Read and check ``data/registers/<stem>.csv`` or ``.xlsx``, or the files that it declares.

    Parameters
    ----------
    register
        The declaration.
    data
        The workspace's data folder.
    complete_until
        Closing day of the data: an event after it is a typing fault or a closing day that
        nobody moved on.
    calendar
        The calendar of the workspace's reports, for columns of months.
    distinct_columns
        The names of columns whose different texts are counted.

    Raises
    ------
    RegisterError
        Every fault of the files and of their corrections, REGISTER-01 to REGISTER-16, REGISTER-22
        to REGISTER-57 and WORKSPACE-06; see ``docs/errors.md``.  An optional register without a
        file, or with one in which nothing stands, has no rows.
    """
    folder = data / register.folder
    files, tables = [], []
    findings: list[Finding] = []
    for path in locate_all(folder, register):
        place = path.relative_to(data.parent).as_posix()
        try:
            content = _content(path, place)
            if register.optional and is_blank(content, place):
                digest = hashlib.sha256(content).hexdigest()
                files.append(SourceFile(path, digest, (), 0, ()))
                continue
            table = sheets.read(content, place, register)
        except RegisterError as error:
            findings += error.findings
            continue
        digest = hashlib.sha256(content).hexdigest()
        names = tuple(dict.fromkeys(row.grid.name for row in table.rows if row.grid.name))
        files.append(SourceFile(path, digest, names, len(table.rows), table.notes))
        tables.append(table)
        findings += table.findings
    notes: list[str] = []
    reads: dict[str, list[Read]] = {}
    for column in register.all_columns:
        if not all(column.heading in table.headings for table in tables):
            continue
        reads[column.name] = []
        for table in tables:
            # One convention a column: each file has its own.
            cells = [row.cells.get(column.heading) for row in table.rows]
            of_sheets = [row.grid.name for row in table.rows]
            reads[column.name] += read_column(cells, column, calendar, of_sheets)
            if marks := marks_in(cells, column):
                notes.append(
                    f'cột "{column.heading}": {marks} ô chỉ ghi dấu gạch hoặc dấu chấm, '
                    "đọc là ô trống"
                )
            if is_english(cells, column):
                notes.append(
                    f'cột "{column.heading}": dấu phẩy ngăn hàng nghìn, dấu chấm thập phân'
                )
    is_correctable = register.folder == Register.folder
    corrections = corrections_of(data, complete_until) if is_correctable else []
    rows = [row for table in tables for row in table.rows]
    done = corrected(rows, reads, register, corrections, complete_until, calendar)
    findings += done.findings
    for at, table in enumerate(tables):
        found, unread = _sum_faults(table, rows, done.reads, reads)
        findings += found
        files[at] = replace(files[at], notes=(*files[at].notes, *unread))
    notes = [*done.notes, *notes]
    values: dict[str, list[Plain | None]] = {}
    for name, cells_read in done.reads.items():
        column = register.column(name)
        start = 0
        for table in tables:
            own = slice(start, start := start + len(table.rows))
            findings += cell_faults(done.rows[own], column, cells_read[own], complete_until)
        values[name] = [read.value for read in cells_read]
        if column.type == "text" and not column.allowed:
            notes += _same_spelling(values[column.name], column)
    if not tables:
        values = {column.name: [] for column in register.all_columns}
    positions: Sequence[int] = range(len(rows))
    if register.revised:
        if findings:
            # Which rows count is not known yet: those that were revised are no repeated keys.
            raise RegisterError(*findings)
        known = known_rows(values, register, complete_until)
        positions, notes = known.positions, [*notes, *known.notes]
        values = {name: [cells[at] for at in positions] for name, cells in values.items()}
    if tables:
        rows_known = [done.rows[at] for at in positions]
        findings += row_faults(rows_known, values, register, complete_until, distinct_columns)
    if findings:
        raise RegisterError(*by_cause(findings))
    if tables:
        notes += row_doubts([done.rows[at] for at in positions], values, register)
    if register.every:
        in_order = list(zip(*(values[name] for name in register.key), strict=True))
        place = (folder / register.stem).relative_to(data.parent).as_posix()
        numbers = {c.name: values[c.name] for c in register.columns if c.is_number}
        if absent := [
            *gaps(in_order, register, complete_until, calendar, place),
            *sums_of_others(in_order, register, numbers, place),
        ]:
            raise RegisterError(*absent)
        notes += late_starts(in_order, register)
    frame = pd.DataFrame(
        {c.name: typed(values[c.name], c.type) for c in register.all_columns if c.name in values}
    )
    places = read(PLACES, data, complete_until) if register.lookups else None
    if places is not None:
        where = (folder / register.stem).relative_to(data.parent).as_posix()
        if unknown := list(looked_up(frame, register, places.frame, complete_until, where)):
            raise RegisterError(*unknown)
    keys = tuple(map("/".join, keys_of(values, register)))
    places_of = {at: place for place, at in enumerate(positions)}
    marked = {places_of[at]: names for at, names in done.positions.items() if at in places_of}
    about = (marked, file_of(data), digest_of(data), places) if is_correctable else ()
    if not files:
        return Table(register, folder / f"{register.stem}.csv", "", frame, keys)
    if not register.files:
        (file,) = files
        told_all = (*file.notes, *notes)
        return Table(register, file.path, file.sha256, frame, keys, told_all, (file,), (), *about)
    told = "".join(f"{file.sha256}  {file.path.relative_to(folder).as_posix()}\n" for file in files)
    origins = tuple(
        f"{Path(row.file).relative_to(folder.relative_to(data.parent)).as_posix()}, "
        f"{row.grid.place(row.number)}"
        for row in (rows[at] for at in positions)
    )
    digest = hashlib.sha256(told.encode()).hexdigest()
    path = folder / register.stem
    return Table(register, path, digest, frame, keys, tuple(notes), tuple(files), origins, *about)


def _sum_faults(
    table: sheets.Sheet, rows: Sequence[sheets.Row], *ways: Mapping[str, Sequence[Read]]
) -> tuple[list[Finding], list[str]]:
    """What does not fit in the rows that sum up others, and what is told of them."""
    findings: list[Finding] = []
    notes: list[str] = []
    for summaries in table.summaries:
        if not summaries.rows:
            continue
        mine = [at for at, row in enumerate(rows) if row.grid is summaries.grid]
        of_sheet = [
            {name: [cells[at] for at in mine] for name, cells in way.items()} for way in ways
        ]
        found, unread = summaries.faults([rows[at].cells for at in mine], of_sheet)
        findings += found
        if unread:
            notes.append(note_of(summaries.grid, "dòng cộng chưa có số, không đối chiếu", unread))
    return findings, notes


def _content(path: Path, place: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RegisterError(unopened(place, error)) from error


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
        # A fault of the corrections shows at each register.
        raise RegisterError(*dict.fromkeys(findings))
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
    if column.is_day:
        return day_text(value.date(), column.type)
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


def typed(values: Iterable[Plain | None], kind: ColumnType) -> pd.Series[object]:
    """The cells of a column in the type that a table has them in; texts are empty where missing."""
    if kind == "text":
        return pd.Series(["" if v is None else v for v in values], dtype="str")
    return pd.Series(values, dtype=DTYPES[kind])
