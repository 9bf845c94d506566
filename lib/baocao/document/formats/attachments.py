"""The files that a document carries: facts, tables as CSV, the executed notebook."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from baocao.document.model import Document, Figure, Grid, Table, as_json

__all__ = ["Attachment", "attachments", "csv_text"]

# What spreadsheets take for a formula (OWASP); numbers and a single dash are harmless.
_FORMULA = re.compile(r"[=+\-@\t\r\n|%]")
_HARMLESS = re.compile(r"-|[+-]?[\d.]+(,\d+)?%?")


@dataclass(frozen=True)
class Attachment:
    """A file; ``relationship`` is its part in the document, as PDF/A-3 names it."""

    name: str
    text: str
    mime: str
    description: str
    relationship: Literal["data", "alternative", "source"]


def csv_text(grid: Grid) -> str:
    r"""A table as a Vietnamese Excel reads it: byte order mark, semicolons, no cell that acts.

    Examples
    --------
    >>> from baocao.document.model import Cell, Column, Row
    >>> csv_text(Grid((Column("Hạng", "left"),), (Row((Cell("=1+1"),)),)))
    "\ufeffHạng\r\n'=1+1\r\n"
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(_inert(column.label) for column in grid.columns)
    for row in grid.rows:
        writer.writerow(_inert(cell.text) for cell in row.cells)
    return f"\ufeff{file.getvalue()}"


def _inert(text: str) -> str:
    """The text; one that a spreadsheet would take for a formula begins with an apostrophe."""
    # Blanks before the sign do not disarm it.
    acts = _FORMULA.match(text.lstrip() or text) and not _HARMLESS.fullmatch(text)
    return f"'{text}" if acts else text


def attachments(document: Document) -> Iterator[Attachment]:
    """The files: the facts, the numbers of each table and chart in print order, the notebook."""
    facts = {
        "period": as_json(document.period),
        "facts": as_json(document.facts),
        # The places of the facts in the list above, as the pages quote them.
        "quoted": as_json(document.quoted),
    }
    yield Attachment(
        "facts.json",
        json.dumps(facts, ensure_ascii=False, indent=1),
        "application/json",
        "Số liệu trong báo cáo và nguồn của từng số liệu",
        "data",
    )
    for block in document.every_block():
        if isinstance(block, Figure | Table) and block.number:
            yield Attachment(
                f"{block.id}.csv",
                csv_text(block.data),
                "text/csv",
                block.full_caption,
                "data" if isinstance(block, Table) else "alternative",
            )
    yield Attachment(
        "report.ipynb",
        document.notebook,
        "application/x-ipynb+json",
        "Sổ tay đã chạy, từ đó dựng văn bản",
        "source",
    )
