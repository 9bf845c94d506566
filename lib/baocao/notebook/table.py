"""Tables of facts and of register text, with the data the exporters print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from baocao.facts.fact import Fact, as_json

__all__ = ["TABLE_MIME", "Cell", "ReportTable", "Row"]

TABLE_MIME = "application/vnd.baocao.table+json"

Cell = str | Fact
Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Row:
    """Cells from left to right; a total is printed bold."""

    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class ReportTable:
    """A captioned table; its first column heads the rows.

    Examples
    --------
    >>> table = ReportTable("Sản phẩm", (("Hạng", "left"), ("Số lượng", "right")),
    ...                     (Row(("4 sao", "42")),))
    >>> print(table.text)
    Sản phẩm
    Hạng | Số lượng
    4 sao | 42
    """

    caption: str
    columns: tuple[tuple[str, Align], ...]
    rows: tuple[Row, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts in reading order, each once."""
        cells = (cell for row in self.rows for cell in row.cells if isinstance(cell, Fact))
        return tuple(dict.fromkeys(cells))

    @property
    def grid(self) -> dict[str, Any]:
        """Columns and rows; a cell's ``fact`` is its place in :attr:`facts`."""
        facts = self.facts
        return {
            "columns": [{"label": label, "align": align} for label, align in self.columns],
            "rows": [
                {"cells": [_cell(cell, facts) for cell in row.cells], "total": row.total}
                for row in self.rows
            ],
        }

    @property
    def payload(self) -> dict[str, Any]:
        """What the exporters read."""
        return {
            "caption": self.caption,
            **self.grid,
            "facts": [as_json(fact) for fact in self.facts],
        }

    @property
    def text(self) -> str:
        """The table as plain lines."""
        lines = [self.caption, " | ".join(label for label, _ in self.columns)]
        lines += [" | ".join(str(cell) for cell in row.cells) for row in self.rows]
        return "\n".join(lines)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        if not self.rows:
            return {"text/plain": f"{self.caption}: không phát sinh"}
        return {TABLE_MIME: self.payload, "text/html": self._html(), "text/plain": self.text}

    def _html(self) -> str:
        head = "".join(
            f'<th scope="col" style="text-align:{align}">{escape(label)}</th>'
            for label, align in self.columns
        )
        body = "".join(
            "<tr>"
            + "".join(
                f'<td style="text-align:{align}">{escape(str(cell))}</td>'
                for cell, (_, align) in zip(row.cells, self.columns, strict=True)
            )
            + "</tr>"
            for row in self.rows
        )
        return (
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _cell(cell: Cell, facts: Sequence[Fact]) -> dict[str, Any]:
    if isinstance(cell, Fact):
        return {"text": cell.text, "fact": facts.index(cell)}
    return {"text": cell, "fact": None}
