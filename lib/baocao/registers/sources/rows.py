"""Rows of a database written to a Parquet file under a register's headings."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from baocao.core.errors import Finding, RegisterError
from baocao.core.temporary import temporary_folder
from baocao.locale.vi.text import nfc
from baocao.registers.cell_faults import Fault
from baocao.registers.declare import Column, Register
from baocao.registers.faults import many
from baocao.registers.large.engine import connected, identifier, literal
from baocao.registers.sources.faults import column_fault, not_a_register
from baocao.registers.sources.values import TYPES, cell_of, shown

__all__ = ["columns_of", "write_parquet"]

_LONGEST_LINE = 2**24


def columns_of(names: Sequence[str], register: Register, place: str) -> list[Column]:
    """The declared column of each column of a database, by its name in code or its heading.

    Raises
    ------
    RegisterError
        REGISTER-71 columns that are missing, come twice, or are not declared.
    """
    known = {c.name: c for c in register.all_columns}
    headings = {c.heading: c for c in register.all_columns}
    matched = [known.get(name) or headings.get(nfc(name.strip())) for name in names]
    places: dict[Column, list[str]] = {}
    for name, column in zip(names, matched, strict=True):
        if column is not None:
            places.setdefault(column, []).append(name)
    # A name in code that is another column's heading could mean either.
    ambiguous = [n for n in names if n in known and headings.get(n, known[n]) is not known[n]]
    ambiguous += [name for found in places.values() if len(found) > 1 for name in found]
    missing = [column for column in register.all_columns if column not in places]
    strangers = [name for name, column in zip(names, matched, strict=True) if column is None]
    if missing or ambiguous or strangers:
        raise RegisterError(column_fault(place, missing, [*dict.fromkeys(ambiguous)], strangers))
    return [column for column in matched if column is not None]


def write_parquet(
    path: Path,
    register: Register,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    place: str,
    memory_mb: int,
    *,
    in_order: bool,
) -> int:
    """Write rows of a database as a Parquet file; the same rows give the same bytes.

    Parameters
    ----------
    columns
        The declared column of each cell of a row.
    in_order
        Whether the order of the rows means something; else they are ordered by the register's key.

    Returns
    -------
    int
        How many rows there are.

    Raises
    ------
    RegisterError
        REGISTER-70 there is no row; REGISTER-72 values that cannot be kept as they are;
        REGISTER-18, REGISTER-21 as of :func:`baocao.registers.large.engine.connected`.
    """
    with temporary_folder() as folder:
        raw = folder / "rows.csv"
        count, findings = _write_cells(raw, columns, rows, place)
        if findings:
            raise RegisterError(*findings)
        if not count:
            remedy = "xem lại bảng và điều kiện của câu hỏi; ảnh chụp trước được giữ nguyên"
            raise not_a_register(place, "không có dòng nào", remedy)
        cells = ", ".join(f"{literal(c.name)}: 'VARCHAR'" for c in columns)
        # Declared, not guessed: every cell is a text in quotation marks.
        options = f"""auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
            new_line = '\\n', columns = {{{cells}}}, parallel = false,
            max_line_size = {_LONGEST_LINE}"""
        made = ", ".join(
            f"CAST({identifier(c.name)} AS {TYPES[c.type]}) AS {identifier(c.heading)}"
            for c in register.all_columns
        )
        order = "" if in_order else " ORDER BY " + ", ".join(map(identifier, register.key))
        with connected(memory_mb, place, threads=1) as connection:
            connection.execute(
                f"COPY (SELECT {made} FROM read_csv({literal(str(raw))}, {options}){order}) "
                f"TO {literal(str(path))} (FORMAT parquet)"
            )
            (kept,) = connection.sql(
                f"SELECT count(*) FROM read_parquet({literal(str(path))})"
            ).fetchall()
    if kept[0] != count:
        raise RuntimeError(f"{count} rows were read, {kept[0]} were written")
    return count


def _write_cells(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], place: str
) -> tuple[int, list[Finding]]:
    """Write the cells of rows as texts: how many rows, and the faults of each column."""
    faults: dict[tuple[Column, Fault], list[tuple[str, str]]] = {}
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
        for count, row in enumerate(rows, start=1):
            cells = []
            for value, column in zip(row, columns, strict=True):
                cell = cell_of(value, column)
                if isinstance(cell, Fault):
                    where = f'{place}, dòng {count}, cột "{column.heading}"'
                    faults.setdefault((column, cell), []).append((where, shown(value)))
                    cell = ""
                cells.append(cell)
            write(cells)
    return count, [many(fault, found) for (_, fault), found in faults.items()]
