"""Rows that sum up others: totals, running totals, sums of a group, averages.

They are no data.  What they say must fit the rows that were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from baocao.core.errors import Finding
from baocao.registers.cells import read_column
from baocao.registers.declare import Column
from baocao.registers.faults import wrong_average, wrong_group, wrong_total
from baocao.registers.grid import Grid, Value

__all__ = ["Summaries", "Summary"]

_AMOUNTS = ("money", "integer", "number")


@dataclass(frozen=True)
class Summary:
    """A row that sums up others.

    Attributes
    ----------
    number, cells
        The row in its sheet.
    behind
        How many rows of data stand above it.
    kind
        ``total``, ``group`` or ``average``.
    """

    number: int
    cells: Mapping[int, Value]
    behind: int
    kind: str


@dataclass
class Summaries:
    """The summaries of a sheet, and where its groups begin."""

    rows: list[Summary] = field(default_factory=list)
    # By how many rows of data stand above each row that parts the table.
    bounds: set[int] = field(default_factory=set)

    def add(self, number: int, cells: Mapping[int, Value], behind: int, kind: str) -> None:
        """Remember a row that sums up others."""
        self.rows.append(Summary(number, cells, behind, kind))
        self.bounds.add(behind)

    def faults(
        self,
        file: str,
        grid: Grid,
        data: Sequence[Mapping[int, Value]],
        columns: Mapping[int, Column],
    ) -> tuple[list[Finding], list[int]]:
        """What does not fit the rows of data, and the summaries that could not be compared."""
        findings: list[Finding] = []
        unread: set[int] = set()
        bounds = sorted({0, len(data), *self.bounds})
        for at, column in columns.items():
            told = [row for row in self.rows if row.cells.get(at, "") != ""]
            if column.type not in _AMOUNTS or not told:
                continue
            # An average of whole numbers is none.
            kind = Column(column.name, column.heading, "number")
            reads = read_column(
                [*(row.get(at) for row in data), *(row.cells[at] for row in told)], kind
            )
            values = [r.value if isinstance(r.value, int | float) else None for r in reads]
            for row, value in zip(told, values[len(data) :], strict=True):
                where = f'{file}, {grid.place(row.number, at)}, cột "{column.heading}"'
                if value is None:
                    unread.add(row.number)
                elif row.kind == "average":
                    findings += _average_faults(row, value, values[: len(data)], bounds, where)
                elif column.type != "number":
                    findings += _sum_faults(row, value, values[: len(data)], bounds, where)
        return findings, sorted(unread)


def _sum_faults(
    row: Summary,
    value: float,
    values: Sequence[float | None],
    bounds: Sequence[int],
    where: str,
) -> Iterator[Finding]:
    """A sum is one of the rows above it, from any bound on; of a group, of those below it."""
    sums = [Decimal(0), *accumulate(Decimal(str(v or 0)) for v in values)]
    total, here = Decimal(str(value)), row.behind
    above = [sums[here] - sums[bound] for bound in bounds if bound < here]
    below = [sums[bound] - sums[here] for bound in bounds if bound > here]
    if row.kind == "group":
        if total not in below:
            yield wrong_group(where, _shown(total), _shown(below[0] if below else 0))
    elif total not in above and total not in below and (above or below or total):
        # Below all headings stands the total of all that follows.
        yield wrong_total(where, _shown(total), _shown(above[0] if above else sums[-1]))


def _average_faults(
    row: Summary,
    value: float,
    values: Sequence[float | None],
    bounds: Sequence[int],
    where: str,
) -> Iterator[Finding]:
    shown = Decimal(str(value))
    # Typed, it is rounded; a formula keeps fifteen figures.
    places = min(-int(shown.as_tuple().exponent), 9)
    means: list[Decimal] = []
    for bound in (bound for bound in bounds if bound < row.behind):
        part = [Decimal(str(v)) for v in values[bound : row.behind] if v is not None]
        means += [
            sum(part, Decimal(0)) / count for count in (len(part), row.behind - bound) if count
        ]
    step = Decimal(1).scaleb(-places)
    if not any(abs(mean - shown) <= step for mean in means):
        yield wrong_average(where, _shown(shown), _shown(round(means[0], 2)) if means else "")


def _shown(value: Decimal | int) -> str:
    shown = f"{Decimal(value):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
