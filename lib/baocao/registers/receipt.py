"""What was read of each register, for a clerk to hold against the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baocao.locale.vi import text as vi
from baocao.registers.small import Table
from baocao.workspace.workspace import Workspace

__all__ = ["Receipt", "as_lines", "receipt_of"]


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
        Of a register in several files each file, how many rows it has, and what was left out.
    """

    title: str
    file: str
    rows: int
    days: dict[str, tuple[date, date]]
    sums: dict[str, int]
    notes: tuple[str, ...]
    files: tuple[tuple[str, int, tuple[str, ...]], ...] = ()


def receipt_of(table: Table, workspace: Workspace) -> Receipt:
    """The receipt of a register that was read into memory."""
    days, sums = {}, {}
    for column in table.register.all_columns:
        if column.name not in table.frame:
            continue
        filled = table.frame[column.name].dropna()
        if column.type == "date" and not column.future and len(filled):
            days[column.heading] = (filled.min().date(), filled.max().date())
        if column.type == "money" and len(filled):
            sums[column.heading] = int(filled.sum())
    files = tuple((workspace.relative(f.path), f.rows, f.notes) for f in table.files)
    return Receipt(
        table.register.title,
        workspace.relative(table.path),
        len(table.frame),
        days,
        sums,
        table.notes,
        files if table.register.files else (),
    )


def as_lines(receipts: Iterable[Receipt]) -> list[str]:
    """Receipts in Vietnamese, a register after another."""
    lines = []
    for receipt in receipts:
        lines.append(f"{receipt.file}: {vi.number(receipt.rows)} dòng")
        lines += [
            f"  {heading}: từ {vi.short_date(first)} đến {vi.short_date(last)}"
            for heading, (first, last) in receipt.days.items()
        ]
        lines += [
            f"  {heading}: cộng {vi.number(total)}" for heading, total in receipt.sums.items()
        ]
        lines += [f"  {note}" for note in receipt.notes]
        for file, rows, notes in receipt.files:
            lines.append(f"  {file}: {vi.number(rows)} dòng")
            lines += [f"    {note}" for note in notes]
    return lines
