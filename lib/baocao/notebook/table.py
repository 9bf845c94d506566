"""Tables of facts and of register text, with the data the exporters print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, Literal

from baocao.core.errors import Finding, NarrativeError
from baocao.facts.fact import Fact, as_json
from baocao.locale.vi import text as vi
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
    one_measure
        Whether all columns are parts of one indicator: then all amounts are in one unit, not only
        those of a column.

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
    one_measure: bool = False

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
                {"cells": [_cell(*one, facts) for one in cells], "total": row.total}
                for row, cells in zip(self.rows, self._printed, strict=True)
            ],
        }

    @cached_property
    def _printed(self) -> list[list[tuple[Cell, str]]]:
        """Each cell of each row with its text: amounts of one column are in one unit."""
        if self.one_measure:
            every = iter(_texts([cell for row in self.rows for cell in row.cells]))
            return [[(cell, next(every)) for cell in row.cells] for row in self.rows]
        columns = zip(*(row.cells for row in self.rows), strict=True)
        texts = [_texts(column) for column in columns]
        return [
            [(cell, texts[at][down]) for at, cell in enumerate(row.cells)]
            for down, row in enumerate(self.rows)
        ]

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
        lines += [" | ".join(text for _, text in cells) for cells in self._printed]
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
                f'<td style="text-align:{align}">{escape(text)}</td>'
                for (_, text), (_, align) in zip(cells, self.columns, strict=True)
            )
            + "</tr>"
            for cells in self._printed
        )
        return (
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _cell(cell: Cell, text: str, facts: Sequence[Fact]) -> dict[str, Any]:
    return {"text": text, "fact": facts.index(cell) if isinstance(cell, Fact) else None}


def _texts(column: Sequence[Cell]) -> list[str]:
    """The texts of a column, or of all cells that are read beside one another.

    Amounts of đồng alone are printed each in the largest unit that is exact. One below the other
    they are read at a glance, so all are in the smallest of these units: it is exact for all.
    """
    texts = [str(cell) for cell in column]
    facts = [cell for cell in column if isinstance(cell, Fact)]
    if any(fact.unit != "đồng" for fact in facts):
        return texts
    scales = {vi.money_scale(fact.value) for fact in facts if fact.value}
    if len(scales) < 2:
        return texts
    return [
        _in_unit(cell, min(scales)) if isinstance(cell, Fact) else text
        for cell, text in zip(column, texts, strict=True)
    ]


def _in_unit(fact: Fact, scale: int) -> str:
    """An amount in a unit; of a comparison the text leaves the sign to the words around it."""
    for amount in (fact.value, abs(fact.value)) if fact.value else ():
        before, own, after = fact.text.rpartition(vi.money(amount))
        if own:
            return f"{before}{vi.money_in(amount, scale)}{after}"
    return fact.text
