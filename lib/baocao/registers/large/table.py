"""Opens a CSV or Parquet file as a table that is scanned; its rows stay in the file."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw

from baocao.core.errors import Finding, RegisterError
from baocao.core.files import Mark, mark, sha256
from baocao.core.periods import CALENDAR, Calendar
from baocao.core.tracing import READ
from baocao.registers.cell_faults import Fault
from baocao.registers.declare import Column, Register
from baocao.registers.faults import empty, heading_faults, no_headings
from baocao.registers.intervals import gaps, sums_of_others
from baocao.registers.large import copies
from baocao.registers.large.checked import keep_checked, known_tidy, seal_of
from baocao.registers.large.checks import row_faults
from baocao.registers.large.columns import (
    BLANK,
    Selected,
    can_hold,
    has_strange_letters,
    may_change,
    select,
)
from baocao.registers.large.engine import ROW, collect, connected, identifier, literal
from baocao.workspace.workspace import unopened

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["LargeTable", "open_large"]

_STRANGE_TYPE = Fault(
    "REGISTER-19",
    "Kiểu của cột trong tệp Parquet không hợp với khai báo.",
    "lưu cột bằng kiểu của khai báo, hoặc bằng chữ như trong tệp CSV",
)
_FIRST_LINE = (
    "; sổ lớn có tiêu đề ở dòng 1: xóa các dòng tên sổ, dòng trống ở trên rồi lưu lại, "
    "hoặc nâng data.large.over_mb trong report.toml"
)
_State = tuple[tuple[str, Mark | None], ...]


@dataclass(frozen=True, eq=False)
class LargeTable:
    """A checked register whose rows stay in its file.

    Parameters
    ----------
    register, path, sha256
        As of :class:`baocao.registers.small.Table`.
    place
        How people name the file.
    parts
        The Parquet files that are scanned: `path`, those in it, or the copy of a CSV.
    selected
        What is selected of it.
    memory_mb
        What a scan may hold in memory.
    state, scanned
        Of `path` and of `parts` when they were read.
    """

    register: Register
    path: Path
    place: str
    sha256: str
    parts: tuple[Path, ...]
    selected: Selected = field(repr=False)
    memory_mb: int = field(repr=False)
    state: _State = field(repr=False)
    scanned: _State = field(repr=False)

    @property
    def paths(self) -> tuple[Path, ...]:
        """What it was read from: the file, or the folder of files."""
        return (self.path,)

    def is_current(self) -> bool:
        """Whether the register's files are those that were read, by their sizes and times."""
        try:
            return _state(self.path) == self.state and _marks(self.parts) == self.scanned
        except OSError:
            return False

    def summary(self) -> tuple[int, dict[str, tuple[date, date]], dict[str, int]]:
        """How many rows, first and last day of each column of events, sum of each of money.

        Raises
        ------
        RegisterError
            As of :meth:`scan`.
        """
        with self.scan() as frame:
            names = frame.collect_schema().names()
            columns = [column for column in self.register.all_columns if column.name in names]
            wanted = {"rows": nw.len()}
            for column in columns:
                cells = nw.col(column.name)
                if column.is_event:
                    wanted |= {
                        f"first {column.name}": cells.min(),
                        f"last {column.name}": cells.max(),
                    }
                if column.type == "money":
                    wanted[f"sum {column.name}"] = cells.sum()
                    wanted[f"count {column.name}"] = cells.count()
            (row,) = collect(frame.select(**wanted))
        found = dict(zip(wanted, row, strict=True))
        days = {
            column.heading: (found[f"first {column.name}"], found[f"last {column.name}"])
            for column in columns
            if column.is_event and found[f"first {column.name}"] is not None
        }
        sums = {
            column.heading: int(found[f"sum {column.name}"])
            for column in columns
            if column.type == "money" and found[f"count {column.name}"]
        }
        return found["rows"], days, sums

    @contextmanager
    def scan(self) -> Iterator[nw.LazyFrame[Any]]:
        """The rows under English names, and their positions as `ROW`.

        Text is ``""`` where empty, other types null; numbers are exact decimals.

        Raises
        ------
        RegisterError
            REGISTER-20 the file has changed since it was checked; REGISTER-21 as of
            :func:`~baocao.registers.large.engine.connected`.
        """
        if not self.is_current():
            raise RegisterError(copies.changed(self.place))
        for name, *_ in self.state:
            sys.audit(READ, name)
        with connected(self.memory_mb, self.place) as connection:
            yield nw.from_native(_rows(connection, self.parts, self.selected))


def open_large(
    path: Path,
    place: str,
    register: Register,
    complete_until: date,
    folder: Path,
    memory_mb: int,
    calendar: Calendar = CALENDAR,
    distinct_columns: Set[str] = frozenset(),
) -> LargeTable:
    """Open and check a CSV or Parquet file, or a folder of Parquet files.

    Parameters
    ----------
    path, place
        The file or folder, and how people name it.
    register, complete_until
        See :func:`baocao.registers.small.read`.
    folder
        Where copies of CSV files are kept, see :func:`baocao.registers.large.copies.copied`.
    memory_mb
        What a scan may hold in memory.
    calendar, distinct_columns
        See :func:`baocao.registers.small.read`.

    Raises
    ------
    RegisterError
        What :func:`baocao.registers.small.read` raises of the file's content, and REGISTER-18 to
        REGISTER-21; REGISTER-20 where the file changes meanwhile.
    """
    try:
        state, digest, parts = _state(path), _digest(path), _parts(path)
    except OSError as error:
        raise RegisterError(unopened(place, error)) from error
    if not parts:
        raise RegisterError(empty(place, 0))
    is_csv = path.suffix == ".csv"
    with connected(memory_mb, place) as connection:
        types = (
            dict.fromkeys(copies.head(path, place)[0], "VARCHAR")
            if is_csv
            else _types(connection, parts)
        )
        columns = [column for column in register.all_columns if column.heading in types]
        headings = [name for name in types if name.strip()]
        declared = {column.heading for column in register.all_columns}
        if is_csv and 2 * len(declared.intersection(headings)) < len(declared):
            # Nothing stands above the headings of a file that is scanned.
            raise RegisterError(no_headings(register, f"{place}, dòng 1", headings, _FIRST_LINE))
        findings = heading_faults(register, headings, f"{place}, dòng 1" if is_csv else place)
        findings += _type_faults(types, columns, place)
        if not all(can_hold(column.type, types[column.heading]) for column in columns):
            raise RegisterError(*findings)
        selected = select(columns, types, calendar)
        seal = seal_of(
            folder, register, digest, selected, complete_until, calendar, distinct_columns
        )
        if is_csv:
            copy = copies.copied(connection, path, place, digest, columns, folder, calendar)
            parts, selected = (copy,), Selected()
        tidy = known_tidy(seal)
        if findings or tidy is None:
            texts = {c.name if is_csv else c.heading: c for c in columns if c.type == "text"}
            texts = {h: c for h, c in texts.items() if is_csv or types[c.heading] == "VARCHAR"}
            tidy, clean = _looked_over(connection, parts, list(texts))
            if not is_csv:
                selected = select(columns, types, calendar, tidy)
            frame = nw.from_native(_rows(connection, parts, selected))
            numbering = copies.numbering(path) if is_csv else _from_one
            findings += row_faults(
                frame,
                register,
                complete_until,
                place,
                numbering,
                distinct_columns,
                {texts[heading].name for heading in clean},
            )
            if register.every and not findings:
                figures = [c.name for c in register.columns if c.is_number]
                rows = collect(frame.select(*register.key, *figures))
                keys = [row[: len(register.key)] for row in rows]
                amounts = {
                    name: [row[at] for row in rows]
                    for at, name in enumerate(figures, len(register.key))
                }
                findings += gaps(keys, register, complete_until, calendar, place)
                findings += sums_of_others(keys, register, amounts, place)
            # The copy of a CSV was compared with its content when it was made.
            if _state(path) != state or (not is_csv and _digest(path) != digest):
                raise RegisterError(copies.changed(place))
            if not findings:
                keep_checked(seal, tidy)
        elif not is_csv:
            selected = select(columns, types, calendar, tidy)
    if findings:
        raise RegisterError(*findings)
    return LargeTable(
        register, path, place, digest, parts, selected, memory_mb, state, _marks(parts)
    )


def _parts(path: Path) -> tuple[Path, ...]:
    if path.is_file():
        return (path,)
    # Whoever writes many numbers them: part.2 stands before part.10.
    return tuple(sorted(path.glob("*.parquet"), key=lambda part: (len(part.name), part.name)))


def _digest(path: Path) -> str:
    if path.is_file():
        return sha256(path)
    told = "".join(f"{sha256(part)}  {part.name}\n" for part in _parts(path))
    return hashlib.sha256(told.encode()).hexdigest()


def _listed(parts: Sequence[Path]) -> str:
    return f"[{', '.join(literal(str(part)) for part in parts)}]"


def _types(connection: DuckDBPyConnection, parts: Sequence[Path]) -> dict[str, str]:
    """The columns of Parquet files, each with its type in DuckDB."""
    found = connection.sql(f"SELECT * FROM read_parquet({_listed(parts)}) LIMIT 0")
    return dict(zip(found.columns, map(str, found.types), strict=True))


def _looked_over(
    connection: DuckDBPyConnection, parts: Sequence[Path], texts: Sequence[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Of the columns of texts those that need no tidying, and those without strange letters."""

    def without(letters: Callable[[str], str], names: Iterable[str]) -> frozenset[str]:
        asked = {name: f"count(*) FILTER ({letters(identifier(name))})" for name in names}
        if not asked:
            return frozenset()
        counted = f"SELECT {', '.join(asked.values())} FROM read_parquet({_listed(parts)})"
        (found,) = connection.sql(counted).fetchall()
        return frozenset(name for name, count in zip(asked, found, strict=True) if not count)

    clean = without(has_strange_letters, texts)
    return clean | without(may_change, [name for name in texts if name not in clean]), clean


def _type_faults(
    types: Mapping[str, str], columns: Sequence[Column], place: str
) -> Iterator[Finding]:
    for column in columns:
        if not can_hold(column.type, types[column.heading]):
            where = f'{place}, cột "{column.heading}"'
            yield _STRANGE_TYPE.at(where, f"{types[column.heading]}; khai báo: {column.type}")


def _rows(
    connection: DuckDBPyConnection, parts: Sequence[Path], selected: Selected
) -> DuckDBPyRelation:
    """The rows of Parquet files without the empty ones, numbered through all files."""
    position = "file_row_number"
    if len(parts) > 1:
        files = connection.sql(
            f"SELECT file_name, num_rows FROM parquet_file_metadata({_listed(parts)})"
        )
        counts = dict(files.fetchall())
        before = accumulate((counts[str(part)] for part in parts), initial=0)
        steps = (f"WHEN {literal(str(p))} THEN {n}" for p, n in zip(parts, before, strict=False))
        position += f" + CASE filename {' '.join(steps)} END"
    rows = selected.of(
        f"(SELECT * EXCLUDE (filename, file_row_number), {position} AS {identifier(ROW)} FROM "
        f"read_parquet({_listed(parts)}, file_row_number = true, filename = true))",
        ROW,
    )
    return connection.sql(f"SELECT * FROM ({rows}) WHERE NOT {identifier(BLANK)}")


def _from_one(position: int) -> int:
    return position + 1


def _state(path: Path) -> _State:
    """Of each file its name, size, time and place on the disk."""
    return _marks(_parts(path))


def _marks(files: Iterable[Path]) -> _State:
    return tuple((str(file), mark(file)) for file in files)
