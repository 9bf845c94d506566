"""Tables of an indicator and its parts: one column of them, ranked, and across each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from baocao.facts.fact import Fact
from baocao.notebook.known_text import KnownText
from baocao.notebook.table import Align, Cell, ReportTable, Row
from baocao.notebook.visuals import capital, heading
from baocao.prose.quotable import Part, Quotable

__all__ = ["breakdown", "cross_table", "ranked"]

# As in official statistics: a place for which nothing is counted.
NOTHING = "-"
# Of the first ones only, nobody shall take the whole for their sum.
_AND_REST = ", kể cả phần không nêu ở trên"


def breakdown(quotable: Quotable, by: str, title: KnownText, names: str | None) -> ReportTable:
    """Parts down, with their total, and texts of their rows beside them."""
    head: list[tuple[str, str]] = [(heading(quotable, by), "left"), (_unit(quotable), "right")]
    if names:
        head.append((heading(quotable, names), "left"))
    parts = quotable.by(by)
    rows = [Row((KnownText(part.name), part.fact, *_beside(part, names))) for part in parts]
    if rows:
        rows.append(
            Row((_whole(quotable, parts), quotable.fact, *([""] if names else [])), total=True)
        )
    return ReportTable(title, _columns(head), tuple(rows))


def ranked(
    quotable: Quotable, by: str, title: KnownText, names: str | None, top: int | None
) -> ReportTable:
    """Parts from the greatest down, each with its rank; equal ones share it.

    Parameters
    ----------
    top
        How many to list; those that share the last place are listed too.  None: all.  Parts
        without a figure have no rank and come last.  The last row is the whole, which says so
        where it is more than what is listed.
    """
    head: list[tuple[str, str]] = [("Hạng", "center"), (heading(quotable, by), "left")]
    head.append((_unit(quotable), "right"))
    if names:
        head.append((heading(quotable, names), "left"))
    parts = quotable.by(by)
    known = sorted(
        (part for part in parts if part.fact.value is not None), key=lambda p: -_value(p.fact)
    )
    rows: list[Row] = []
    for part in known:
        rank = 1 + sum(_value(other.fact) > _value(part.fact) for other in known)
        if top is None or rank <= top:
            names_of = (KnownText(rank), KnownText(part.name))
            rows.append(Row((*names_of, part.fact, *_beside(part, names))))
    if top is None:
        unknown = (part for part in parts if part.fact.value is None)
        rows += [Row(("", KnownText(p.name), p.fact, *_beside(p, names))) for p in unknown]
    if rows:
        empty = [""] if names else []
        rest = "" if len(rows) == len(parts) else _AND_REST
        whole = f"{_whole(quotable, parts)}{rest}"
        rows.append(Row(("", whole, quotable.fact, *empty), total=True))
    return ReportTable(title, _columns(head), tuple(rows))


def cross_table(quotable: Quotable, down: str, across: str, title: KnownText) -> ReportTable:
    """The parts by one column down, by another across, with the whole of each.

    Every figure is counted where it stands: a mean of a row is that of all its rows in the
    register, never of the cells beside it.
    """
    lines, columns = quotable.by(down), quotable.by(across)
    # One word for both: a thing under two columns makes no total of a line either.
    whole = _whole(quotable, lines, columns)
    head: list[tuple[str, str]] = [(heading(quotable, down), "left")]
    head += [(KnownText(part.name), "right") for part in columns]
    head.append((whole, "right"))
    rows = [
        Row((KnownText(part.name), *_cells(part, across, columns), part.fact)) for part in lines
    ]
    if rows:
        wholes = [part.fact for part in columns]
        rows.append(Row((whole, *wholes, quotable.fact), total=True))
    return ReportTable(title, _columns(head), tuple(rows), one_measure=True)


def _cells(part: Part, across: str, columns: Sequence[Part]) -> Iterator[Cell]:
    there = {one.name: one.fact for one in part.by(across)}
    for column in columns:
        yield there.get(column.name, NOTHING)


def _columns(head: Sequence[tuple[str, str]]) -> tuple[tuple[str, Align], ...]:
    aligned: dict[str, Align] = {"left": "left", "right": "right", "center": "center"}
    return tuple((label, aligned[align]) for label, align in head)


def _beside(part: Part, names: str | None) -> tuple[Cell, ...]:
    return (KnownText(part.names(names)),) if names else ()


def _value(fact: Fact) -> Decimal:
    return fact.value or Decimal(0)


def _whole(quotable: Quotable, *partitions: Sequence[Part]) -> str:
    """What the last row is: parts of a mean make no total, nor what is counted under two."""
    return "Tổng số" if all(map(quotable.is_total_of, partitions)) else "Tính chung"


def _unit(quotable: Quotable) -> KnownText:
    return capital(quotable.measure.unit)
