"""Registers that take long to read, such as workbooks of many rows: kept as Parquet once read.

What is kept counts only for the same files, the same declaration, and the same code that read them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence, Set
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from baocao.core.errors import RegisterError
from baocao.core.files import sha256, write_whole
from baocao.core.periods import Calendar
from baocao.registers.code_hash import code_hash
from baocao.registers.corrections import file_of
from baocao.registers.declare import Register
from baocao.registers.large.engine import connected, literal
from baocao.registers.locate import locate_all
from baocao.registers.small import SourceFile, Table, read, typed

__all__ = ["read_kept"]

# Smaller files are read in a second or two.
_LEAST_BYTES = 2**20
_MEMORY_MB = 512
_KEY, _ORIGIN = "!key", "!origin"


def read_kept(
    register: Register,
    data: Path,
    complete_until: date,
    calendar: Calendar,
    folder: Path,
    distinct_columns: Set[str] = frozenset(),
) -> Table:
    """What :func:`baocao.registers.small.read` reads, or has read before.

    Parameters
    ----------
    register, data, complete_until, calendar, distinct_columns
        See :func:`baocao.registers.small.read`.
    folder
        Where tables are kept; what is missing or damaged there is read again.

    Raises
    ------
    RegisterError
        See :func:`baocao.registers.small.read`.
    """
    paths = locate_all(data / register.folder, register)
    try:
        is_small = sum(path.stat().st_size for path in paths) < _LEAST_BYTES
        if is_small or register.lookups or file_of(data) is not None:
            # Corrections are of single cells, as they stand in the file.
            return read(register, data, complete_until, calendar, distinct_columns)
        digests = [sha256(path) for path in paths]
    except OSError:
        return read(register, data, complete_until, calendar, distinct_columns)
    names = [path.relative_to(data).as_posix() for path in paths]
    told = [
        code_hash(),
        *digests,
        *names,
        complete_until.isoformat(),
        repr(calendar),
        repr(register),
    ]
    told.append(repr(sorted(distinct_columns)))
    recipe = hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
    kept = folder / f"{register.stem}-{recipe}.table"
    table = _loaded(kept, register, paths, data / register.folder)
    if table is None:
        table = read(register, data, complete_until, calendar, distinct_columns)
        if [file.sha256 for file in table.files] == digests:
            # Without DuckDB, or room on the disk, it is read again each time.
            with contextlib.suppress(OSError, RegisterError):
                _keep(table, kept)
    return table


def _keep(table: Table, kept: Path) -> None:
    frame = table.frame.assign(**{_KEY: list(table.keys)})
    if table.origins:
        frame = frame.assign(**{_ORIGIN: list(table.origins)})
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=kept.parent) as name:
        fresh = Path(name, "rows.parquet")
        with connected(_MEMORY_MB, kept.name) as connection:
            connection.register("rows", frame)
            connection.execute(f"COPY rows TO {literal(str(fresh))} (FORMAT parquet)")
        about = {
            "rows": sha256(fresh),
            "sha256": table.sha256,
            "notes": table.notes,
            "files": [[file.sheets, file.rows, file.notes, file.sha256] for file in table.files],
        }
        os.replace(fresh, kept)
        write_whole(_about(kept), json.dumps(about, ensure_ascii=False))
    for other in kept.parent.glob(f"{table.register.stem}-*.table*"):
        if other not in (kept, _about(kept)):
            with contextlib.suppress(OSError):
                other.unlink()


def _about(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}.json")


def _loaded(kept: Path, register: Register, paths: Sequence[Path], folder: Path) -> Table | None:
    """The table as it was kept; None where there is none, or it is not whole."""
    try:
        about: dict[str, Any] = json.loads(_about(kept).read_text(encoding="utf-8"))
        if sha256(kept) != about["rows"]:
            return None
        with connected(_MEMORY_MB, kept.name) as connection:
            rows = connection.sql(f"SELECT * FROM read_parquet({literal(str(kept))})").df()
        files = tuple(
            SourceFile(path, digest, tuple(sheets), count, tuple(notes))
            for path, (sheets, count, notes, digest) in zip(paths, about["files"], strict=True)
        )
        frame = pd.DataFrame(
            {c.name: typed(rows[c.name], c.type) for c in register.all_columns if c.name in rows}
        )
        is_joined = bool(register.files)
        return Table(
            register,
            folder / register.stem if is_joined else paths[0],
            about["sha256"],
            frame,
            tuple(rows[_KEY]),
            tuple(about["notes"]),
            files,
            tuple(rows[_ORIGIN]) if is_joined else (),
        )
    except (OSError, ValueError, KeyError, TypeError, RegisterError):
        return None
