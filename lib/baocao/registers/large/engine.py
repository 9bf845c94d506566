"""DuckDB: one database for a process, which no fork inherits, and a connection for each task."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import narwhals as nw

from baocao.core.errors import Finding, RegisterError
from baocao.core.temporary import temporary_folder

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = [
    "FIRST",
    "ON",
    "ROW",
    "SPAN",
    "collect",
    "connected",
    "days_of",
    "identifier",
    "literal",
    "stream",
]

ROW = "!row"
"""The column with a row's position in its file, from 0; frames without files have none."""

SPAN, ON, FIRST = "!span", "!on", "!first"
"""The columns of :func:`days_of`."""

_AT_ONCE = 8192


class _Database:
    """A database in memory, and the folder to which it spills."""

    def __init__(self, memory_mb: int, threads: int | None) -> None:
        import duckdb

        with ExitStack() as stack:
            spill = stack.enter_context(temporary_folder())
            settings: dict[str, str | bool | int | float | list[str]] = {
                "memory_limit": f"{memory_mb}MB",
                "temp_directory": str(spill),
                # Nothing is fetched from a network behind the user's back.
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                # A file is read as it is now.
                "enable_external_file_cache": False,
            }
            if threads is not None:
                settings["threads"] = threads
            self._root = stack.enter_context(duckdb.connect(config=settings))
            self._stack = stack.pop_all()
        self.users = 0

    def connection(self) -> DuckDBPyConnection:
        return self._root.cursor()

    def close(self) -> None:
        self._stack.close()


class _Databases:
    """The databases of this process, kept: to open one takes as long as a small query."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._kept: dict[tuple[int, int | None], _Database] = {}
        self._inherited: list[_Database] = []

    @contextmanager
    def connection(self, memory_mb: int, threads: int | None) -> Iterator[DuckDBPyConnection]:
        import duckdb

        limits = memory_mb, threads
        with self._lock:
            if limits not in self._kept:
                self._kept[limits] = _Database(memory_mb, threads)
            database = self._kept[limits]
            database.users += 1
        try:
            with database.connection() as connection:
                yield connection
        except duckdb.Error:
            # After some errors it answers nothing any more.
            with self._lock:
                if self._kept.get(limits) is database:
                    del self._kept[limits]
            raise
        finally:
            with self._lock:
                database.users -= 1
                if not database.users and database not in self._kept.values():
                    database.close()

    def close(self) -> None:
        """Close those that nobody uses."""
        with self._lock:
            for limits, database in [*self._kept.items()]:
                if not database.users:
                    del self._kept[limits]
                    database.close()

    def before_fork(self) -> None:
        # The threads of a database are not in the child: there it would wait for them for ever.
        self._lock.acquire()
        self.close()

    def after_fork_in_parent(self) -> None:
        self._lock.release()

    def after_fork_in_child(self) -> None:
        # What another thread of the parent used is left as it is: to close it waits, too.
        self._inherited += self._kept.values()
        self._kept.clear()
        self._lock.release()


_databases = _Databases()
atexit.register(_databases.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_databases.before_fork,
        after_in_parent=_databases.after_fork_in_parent,
        after_in_child=_databases.after_fork_in_child,
    )


@contextmanager
def connected(
    memory_mb: int, place: str, threads: int | None = None
) -> Iterator[DuckDBPyConnection]:
    """A connection to a database in memory that spills what exceeds `memory_mb` to the disk.

    `place` is the file that is scanned, as people know it; `threads` None means all processors.

    Raises
    ------
    RegisterError
        REGISTER-18 DuckDB is not installed; REGISTER-21 it cannot read the file, or has too
        little memory or room on the disk.
    """
    try:
        import duckdb
    except ImportError:
        raise RegisterError(
            Finding(
                "REGISTER-18",
                "Sổ lớn và sổ Parquet cần gói duckdb, máy này chưa có.",
                where=place,
                remedy='cài đặt: pip install "baocao[large]"',
            )
        ) from None
    try:
        with _databases.connection(memory_mb, threads) as connection:
            yield connection
    except duckdb.Error as error:
        raise RegisterError(
            Finding(
                "REGISTER-21",
                "Không quét được sổ.",
                where=place,
                found=str(error).splitlines()[0],
                remedy="xem tệp có nguyên vẹn không; nếu thiếu bộ nhớ, tăng "
                "data.large.memory_mb trong report.toml",
            )
        ) from None


def collect(frame: nw.LazyFrame[Any]) -> list[tuple[Any, ...]]:
    """The rows of a frame that is small by now, as Python's own exact values.

    Missing is None.  DuckDB's sums of whole numbers and its decimals would become floats in a
    data frame, so they are fetched without one.
    """
    native = nw.to_native(frame)
    if hasattr(native, "fetchall"):
        rows: list[tuple[Any, ...]] = native.fetchall()
        return rows
    found = frame.collect(backend="pandas")
    return [tuple(None if value != value else value for value in row) for row in found.rows()]


def stream(frame: nw.LazyFrame[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a frame, a few thousand in memory at a time; see :func:`collect`."""
    native = nw.to_native(frame)
    if not hasattr(native, "fetchmany"):
        yield from collect(frame)
        return
    while rows := native.fetchmany(_AT_ONCE):
        yield from rows


def days_of(frame: nw.LazyFrame[Any], spans: Sequence[tuple[date, date]]) -> nw.LazyFrame[Any]:
    """A table beside a frame: of each span, by its position `SPAN`, the days `ON` which it is.

    `FIRST` is the first day of the span.  Spans may overlap; both of their days belong to them.
    """
    rows = ", ".join(
        f"({position}, DATE '{first}', DATE '{last}')"
        for position, (first, last) in enumerate(spans)
    )
    native = nw.to_native(frame)
    table = native.query(
        "all spans",
        f"SELECT position AS {identifier(SPAN)}, start AS {identifier(FIRST)}, "
        f"CAST(unnest(generate_series(start, final, INTERVAL 1 DAY)) AS DATE) "
        f"AS {identifier(ON)} FROM (VALUES {rows}) spans(position, start, final)",
    )
    days: nw.LazyFrame[Any] = nw.from_native(table)
    return days


def identifier(name: str) -> str:
    """A name as SQL quotes it.

    Examples
    --------
    >>> identifier('6" disk') == '"6"" disk"'
    True
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL quotes it.

    Examples
    --------
    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
