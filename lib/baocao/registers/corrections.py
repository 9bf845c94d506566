"""Corrections of registers whose own files cannot be mended: ``data/corrections.csv``.

Each is a row that names a cell, what stands there and what is right, with the reason.  It is
refused once the cell no longer holds what it corrects.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baocao.core.errors import Finding, RegisterError
from baocao.locale.vi.look_alikes import folded, tidied
from baocao.registers import sheets
from baocao.registers.cells import Read, read_column
from baocao.registers.correction_faults import misspelt_file, no_such_register
from baocao.registers.declare import Column, Register
from baocao.registers.faults import duplicate
from baocao.registers.locate import SUFFIXES, UNREADABLE, locate
from baocao.registers.row_checks import cell_faults
from baocao.registers.shown import shown_cell
from baocao.workspace.workspace import unopened

__all__ = [
    "CORRECTIONS",
    "Correction",
    "compared",
    "corrections_of",
    "digest_of",
    "file_of",
    "strangers",
]

CORRECTIONS = Register(
    "corrections",
    title="Đính chính sổ",
    begins=date(1900, 1, 1),
    key=("register", "row", "column"),
    columns=(
        Column("register", "Sổ", about="tên tệp của sổ, không có đuôi: ocop"),
        Column("row", "Khóa", about="mã của dòng; khóa nhiều cột thì ghi cách nhau dấu /"),
        Column("column", "Cột", about="tiêu đề của cột trong sổ"),
        Column("old", "Giá trị cũ", required=False, about="đúng như đang ghi trong sổ"),
        Column("new", "Giá trị mới", required=False, about="giá trị đúng"),
        Column("reason", "Lý do", about="vì sao, theo văn bản nào"),
        Column("date", "Ngày đính chính", type="date", future=True),
    ),
    folder="",
    common=(),
)


@dataclass(frozen=True)
class Correction:
    """One cell of a register that is to be read otherwise; `place` is the row that says so."""

    place: str
    register: str
    key: str
    heading: str
    old: str
    new: str
    reason: str
    day: date


def file_of(data: Path) -> Path | None:
    """The file of corrections in a workspace's data folder; None without one.

    Raises
    ------
    RegisterError
        REGISTER-13 there are several.
    """
    known = {f"{CORRECTIONS.stem}{suffix}" for suffix in SUFFIXES}
    if not data.is_dir() or not any(path.name.lower() in known for path in data.iterdir()):
        return None
    return locate(data, CORRECTIONS.stem)


def digest_of(data: Path) -> str:
    """The hash of that file; empty without one."""
    path = file_of(data)
    return "" if path is None else hashlib.sha256(path.read_bytes()).hexdigest()


def corrections_of(data: Path, complete_until: date) -> list[Correction]:
    """All corrections of a workspace.

    Raises
    ------
    RegisterError
        Every fault of the file: what any register's file may have, REGISTER-10 without a reason,
        REGISTER-09 two corrections of one cell.
    """
    path = file_of(data)
    if path is None:
        return []
    place = path.relative_to(data.parent).as_posix()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RegisterError(unopened(place, error)) from error
    sheet = sheets.read(content, place, CORRECTIONS)
    findings = list(sheet.findings)
    columns: dict[str, list[Read]] = {}
    for column in CORRECTIONS.columns:
        if column.heading not in sheet.headings:
            continue
        cells = [row.cells.get(column.heading) for row in sheet.rows]
        reads = read_column(cells, column)
        if column.name == "old":
            # What is wrong in a register may be anything.
            reads = [
                Read(tidied(shown_cell(cell))) if read.fault else read
                for cell, read in zip(cells, reads, strict=True)
            ]
        findings += cell_faults(sheet.rows, column, reads, complete_until)
        columns[column.name] = reads
    if findings:
        raise RegisterError(*findings)
    found = []
    for at, row in enumerate(sheet.rows):
        texts = {name: str(reads[at].value or "") for name, reads in columns.items()}
        day = columns["date"][at].value
        assert isinstance(day, date), "the register requires it"
        found.append(
            Correction(
                place=row.place(),
                register=texts["register"],
                key=texts["row"],
                heading=texts["column"],
                old=texts["old"],
                new=texts["new"],
                reason=texts["reason"],
                day=day,
            )
        )
    if again := list(_again(found)):
        raise RegisterError(*again)
    return found


def _again(corrections: Iterable[Correction]) -> Iterator[Finding]:
    """Two corrections of one cell."""
    seen: set[tuple[str, str, str]] = set()
    for one in corrections:
        cell = (folded(one.register), compared(one.key), folded(one.heading))
        if cell in seen:
            headings = [CORRECTIONS.column(name).heading for name in CORRECTIONS.key]
            yield duplicate(one.place, headings, (one.register, one.key, one.heading), None)
        seen.add(cell)


def strangers(data: Path, registers: Sequence[Register], complete_until: date) -> list[Finding]:
    """Corrections of registers that there are not, and files with nearly the right name."""
    known = {folded(register.stem) for register in registers}
    found = [
        no_such_register(one.place, one.register, registers)
        for one in corrections_of(data, complete_until)
        if folded(one.register) not in known
    ]
    for path in sorted(data.iterdir()) if data.is_dir() else ():
        name = folded(path.stem)
        is_near = name.startswith("correction") or "đính chính" in name or "dinh chinh" in name
        is_table = path.suffix.lower() in SUFFIXES and name != CORRECTIONS.stem
        is_table = is_table or path.suffix.lower() in UNREADABLE
        if is_table and is_near and not path.name.startswith((".", "~$")):
            found.append(misspelt_file(path.relative_to(data.parent).as_posix()))
    return found


def compared(key: str) -> str:
    """A key as it is compared: of several columns with or without spaces around the slash."""
    return re.sub(r" ?/ ?", "/", folded(key))
