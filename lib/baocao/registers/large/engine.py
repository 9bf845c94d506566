"""DuckDB for the length of a task: no connection outlives it, so no fork can inherit one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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


@contextmanager
def connected(memory_mb: int, place: str) -> Iterator[DuckDBPyConnection]:
    """A database in memory that spills what exceeds `memory_mb` to a folder of its own.

    `place` is the file that is scanned, as people know it.

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
    with temporary_folder() as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": str(spill),
            # Nothing is fetched from a network behind the user's back.
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            with duckdb.connect(config=settings) as connection:
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
