"""What was read of each register, for a clerk to hold against the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from baocao.locale.vi import text as vi
from baocao.registers.large import LargeTable
from baocao.registers.open import AnyTable
from baocao.registers.sources.snapshot import snapshot_of
from baocao.workspace.workspace import Workspace

__all__ = ["FileReceipt", "Receipt", "as_lines", "receipt_of"]


@dataclass(frozen=True)
class FileReceipt:
    """What was read of one file of a register: sheets, how many rows, what was left out."""

    file: str
    sheets: tuple[str, ...]
    rows: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """What was read of one register.

    Attributes
    ----------
    title, file
        The register's name in Vietnamese, and its file.
    rows
        How many rows of data were read.
    days
        First and last day of each column of events, by its heading; days that may lie ahead, such
        as those of expiry, are no events.
    sums
        The sum in đồng of each column of money, by its heading.
    notes
        What was left out, or taken in another way than it is written.
    files
        Of a register in several files each of them.
    sheets
        The sheets that were read; none of a text, or where there are several files.
    source
        What it was fetched from, and when; empty of a clerk's file.
    """

    title: str
    file: str
    rows: int
    days: dict[str, tuple[date, date]]
    sums: dict[str, int]
    notes: tuple[str, ...]
    files: tuple[FileReceipt, ...] = ()
    sheets: tuple[str, ...] = ()
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """The receipt in short, as a manifest keeps it: without what is empty."""
        told = {
            "title": self.title,
            "file": self.file,
            "source": self.source,
            "sheets": self.sheets,
            "rows": self.rows,
            "days": {h: [day.isoformat() for day in days] for h, days in self.days.items()},
            "sums": self.sums,
            "notes": self.notes,
            "files": [_filled(asdict(file)) for file in self.files],
        }
        return _filled(told)


def receipt_of(table: AnyTable, workspace: Workspace) -> Receipt:
    """The receipt of a register; a large one is scanned for it."""
    made = _receipt_of(table, workspace)
    if table.register.stem not in workspace.settings.sources:
        return made
    snapshot = snapshot_of(table.register, workspace)
    return replace(made, source="" if snapshot is None else snapshot.words)


def _receipt_of(table: AnyTable, workspace: Workspace) -> Receipt:
    place = workspace.relative(table.path)
    if isinstance(table, LargeTable):
        rows, days, sums = table.summary()
        return Receipt(table.register.title, place, rows, days, sums, ())
    days, sums = {}, {}
    for column in table.register.all_columns:
        if column.name not in table.frame:
            continue
        filled = table.frame[column.name].dropna()
        if column.is_event and len(filled):
            days[column.heading] = (filled.min().date(), filled.max().date())
        if column.type == "money" and len(filled):
            sums[column.heading] = int(filled.sum())
    files = tuple(
        FileReceipt(workspace.relative(file.path), file.sheets, file.rows, file.notes)
        for file in table.files
    )
    rows = len(table.frame)
    if table.register.files:
        return Receipt(table.register.title, place, rows, days, sums, table.notes, files)
    sheets = files[0].sheets if files else ()
    return Receipt(table.register.title, place, rows, days, sums, table.notes, (), sheets)


def as_lines(receipts: Iterable[Receipt]) -> list[str]:
    """Receipts in Vietnamese, a register after another."""
    lines = []
    for receipt in receipts:
        lines.append(_heading(receipt))
        if receipt.source:
            lines.append(f"  {receipt.source}")
        lines += [
            f"  {heading}: từ {vi.short_date(first)} đến {vi.short_date(last)}"
            for heading, (first, last) in receipt.days.items()
        ]
        lines += [
            f"  {heading}: cộng {vi.number(total)}" for heading, total in receipt.sums.items()
        ]
        lines += [f"  {note}" for note in receipt.notes]
        for file in receipt.files:
            lines.append(f"  {_heading(file)}")
            lines += [f"    {note}" for note in file.notes]
    return lines


def _heading(read: Receipt | FileReceipt) -> str:
    sheets = f" (trang {', '.join(read.sheets)})" if read.sheets else ""
    return f"{read.file}{sheets}: {vi.number(read.rows)} dòng"


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value or value == 0}
