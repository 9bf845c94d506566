"""What the marks of a chart answer: category, figure with its unit, share, and the source."""

from __future__ import annotations

from collections.abc import Sequence

from baocao.document.model import ChartMark, Figure, Grid, QuotedFact, Row

__all__ = ["answers"]


def answers(
    figure: Figure, facts: Sequence[QuotedFact], addresses: Sequence[str]
) -> list[dict[str, str]]:
    """For each mark of a chart its element on the page, its words and the address of its fact.

    The words are those of the chart's table and of the facts; nothing is read off the picture.
    """
    return [
        {
            "mark": f"{figure.id}-{mark.id}",
            "words": _words(figure.data, mark, facts),
            "target": addresses[mark.facts[0]],
        }
        for mark in figure.marks
        if mark.facts
    ]


def _words(data: Grid, mark: ChartMark, facts: Sequence[QuotedFact]) -> str:
    figure, *shares = (_told(facts[place]) for place in mark.facts)
    name = next((_name(data, row, mark) for row in data.rows if _quotes(row, mark)), "")
    share = f" ({', '.join(shares)})" if shares else ""
    return f"{name or facts[mark.facts[0]].label}: {figure}{share}"


def _quotes(row: Row, mark: ChartMark) -> bool:
    return any(cell.fact == mark.facts[0] for cell in row.cells)


def _name(data: Grid, row: Row, mark: ChartMark) -> str:
    """The head of the row; of the column too where the row has figures of other marks."""
    head = row.cells[0].text
    quoted = {cell.fact for cell in row.cells if cell.fact is not None}
    if quoted <= set(mark.facts):
        return head
    columns = zip(row.cells, data.columns, strict=True)
    period = next(column.label for cell, column in columns if cell.fact == mark.facts[0])
    return f"{head}, {period[:1].lower()}{period[1:]}"


def _told(fact: QuotedFact) -> str:
    # These units stand in the text of the number.
    return fact.text if fact.unit in ("đồng", "%") else f"{fact.text} {fact.unit}"
