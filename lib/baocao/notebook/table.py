"""Tables of facts and of register text, with the data the exporters print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from baocao.core.errors import Finding, NarrativeError
from baocao.facts.fact import Fact, as_json
from baocao.notebook.known_text import KnownText, refused, typed_in

__all__ = ["NOTHING_MIME", "TABLE_MIME", "Cell", "ReportTable", "Row"]

TABLE_MIME = "application/vnd.baocao.table+json"
NOTHING_MIME = "application/vnd.baocao.nothing+json"
"""Marks what a report leaves out because nothing happened, so that it is not taken for a slip."""

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

    Its numbers are facts; a text may have one only where it is a
    :class:`~baocao.notebook.known_text.KnownText`.

    Parameters
    ----------
    behind
        Facts that the rows come from and that no cell prints: they stand among the sources.

    Raises
    ------
    NarrativeError
        NARRATIVE-13 a number that is no fact, in the caption, a heading or a cell.

    Examples
    --------
    >>> table = ReportTable("Sản phẩm", (("Hạng", "left"), ("Nhóm", "left")),
    ...                     (Row((KnownText("4 sao"), "Thực phẩm")),))
    >>> print(table.text)
    Sản phẩm
    Hạng | Nhóm
    4 sao | Thực phẩm
    """

    caption: str
    columns: tuple[tuple[str, Align], ...]
    rows: tuple[Row, ...]
    behind: tuple[Fact, ...] = ()

    def __post_init__(self) -> None:
        findings = list(self._typed())
        if findings:
            raise NarrativeError(*findings)

    def _typed(self) -> Iterator[Finding]:
        """Numbers that are no facts."""
        name = f'bảng "{self.caption}"'
        for number in typed_in(self.caption):
            yield refused("Tên bảng có con số không phải là số liệu.", name, number)
        for place, (heading, _) in enumerate(self.columns, start=1):
            for number in typed_in(heading):
                where = f"{name}, đầu cột {place}"
                yield refused("Đầu cột có con số không phải là số liệu.", where, number)
        for down, row in enumerate(self.rows, start=1):
            for across, cell in enumerate(row.cells, start=1):
                numbers = typed_in(cell) if isinstance(cell, str) else (repr(cell),)
                for number in () if isinstance(cell, Fact) else numbers:
                    where = f"{name}, dòng {down}, cột {across}"
                    yield refused("Ô của bảng có con số không phải là số liệu.", where, number)

    @property
    def known(self) -> tuple[str, ...]:
        """The texts whose numbers the toolkit answers for, of caption, headings and cells."""
        texts = [self.caption, *(heading for heading, _ in self.columns)]
        texts += [cell for row in self.rows for cell in row.cells if isinstance(cell, str)]
        return tuple(text for text in texts if isinstance(text, KnownText))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts in reading order, each once, then those behind the rows."""
        cells = (cell for row in self.rows for cell in row.cells if isinstance(cell, Fact))
        return tuple(dict.fromkeys((*cells, *self.behind)))

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
            return {NOTHING_MIME: {}, "text/plain": f"{self.caption}: không phát sinh"}
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
