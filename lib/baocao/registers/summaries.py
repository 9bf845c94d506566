"""Rows that sum up others: totals, running totals, sums of a group, averages.

They are no data.  What they say must fit the rows that were read, once these are corrected.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import folded
from baocao.locale.vi.text import number, parse_number
from baocao.registers.cells import Read, read_column
from baocao.registers.declare import Column
from baocao.registers.grid import Grid, Value
from baocao.registers.table_faults import wrong_average, wrong_group, wrong_total

__all__ = ["LARGE", "Summaries", "Summary", "amount_of", "sums_of_others", "wholes"]

_AMOUNTS = ("money", "integer", "number")
# What no row adds up: the total of a column of shares is a share of the totals.
_RATES = re.compile(
    r"%|\b(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tỷ suất|bình quân|trung bình|đơn giá|năng suất|điểm|"
    r"hệ số|tốc độ|lãi suất|mức|giá)\b"
)
# Smaller numbers are sums of others by chance.
LARGE = 10_000
# Binary fractions leave less than this of a number.
_DUST = Decimal("1e-12")


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
    """The summaries of a sheet, and where its groups begin.

    Attributes
    ----------
    file, grid, columns
        The file as people name it, the sheet, and its declared columns by their places.
    """

    file: str
    grid: Grid
    columns: Mapping[int, Column]
    rows: list[Summary] = field(default_factory=list)
    # By how many rows of data stand above each row that parts the table.
    bounds: set[int] = field(default_factory=set)

    def add(self, number: int, cells: Mapping[int, Value], behind: int, kind: str) -> None:
        """Remember a row that sums up others."""
        self.rows.append(Summary(number, cells, behind, kind))
        self.bounds.add(behind)

    def faults(
        self,
        data: Sequence[Mapping[str, Value]],
        ways: Sequence[Mapping[str, Sequence[Read]]],
    ) -> tuple[list[Finding], list[int]]:
        """What does not fit the rows of data, and the summaries that could not be compared.

        Parameters
        ----------
        data
            The cells of the sheet's rows by heading, as they stand there.
        ways
            The same by the names of columns, as read: each way in which a summary may fit, the
            one to be told first.  With corrections, a sum may be of the rows before them.
        """
        findings: list[Finding] = []
        unread: set[int] = set()
        for at, column in self.columns.items():
            told = [row for row in self.rows if row.cells.get(at, "") != ""]
            reads = [way[column.name] for way in ways if column.name in way]
            if column.type not in _AMOUNTS or not told or not reads:
                continue
            if any(read.fault for read in reads[0]):
                # A cell that cannot be read is a finding of its own.
                continue
            cells = [row.get(column.heading) for row in data]
            # An average of whole numbers is none.
            kind = Column(column.name, column.heading, "number")
            sums = read_column([*cells, *(row.cells[at] for row in told)], kind)[len(data) :]
            for row, read in zip(told, sums, strict=True):
                where = f'{self.file}, {self.grid.place(row.number, at)}, cột "{column.heading}"'
                if not isinstance(read.value, int | float):
                    unread.add(row.number)
                    continue
                found = [
                    self._faults_of(
                        row, read.value, _Amounts.of(way, cells), where, column.type == "number"
                    )
                    for way in reads
                ]
                if not all(found):
                    continue
                if row.kind == "total" and column.type == "number" and _is_rate(column):
                    unread.add(row.number)
                    continue
                findings += found[0]
        return findings, sorted(unread)

    def _faults_of(
        self, row: Summary, value: float, amounts: _Amounts, where: str, is_decimal: bool
    ) -> list[Finding]:
        bounds = sorted({0, len(amounts.values), *self.bounds})
        total = Decimal(str(value))
        if row.kind == "average":
            return [*_average_faults(row, total, amounts, bounds, where)]
        # Beside totals of money a column of decimals may have its average.
        if is_decimal and not [*_average_faults(row, total, amounts, bounds, where)]:
            return []
        return [*_sum_faults(row, total, amounts, bounds, where)]


def amount_of(cell: Value | None) -> Decimal:
    """What a cell most likely amounts to, before its column is read; nothing for other texts."""
    if type(cell) in (int, float) and math.isfinite(cell):  # type: ignore[arg-type]
        return Decimal(str(cell))
    if isinstance(cell, str) and cell[:1].isdigit():
        with contextlib.suppress(ValueError):
            return parse_number(cell.strip())
    return Decimal(0)


def sums_of_others(amounts: Sequence[Sequence[Decimal]]) -> list[bool]:
    """Of each row whether its amounts are all the sums of two or more rows right beside it.

    Where a row has no amount, those of the others say nothing.

    Examples
    --------
    >>> rows = [[42, 27], [12, 21], [30, 6], [7, 3]]
    >>> sums_of_others([[amount_of(cell) for cell in row] for row in rows])
    [True, False, False, False]
    """
    found = [False] * len(amounts)
    for places in {tuple(at for at, value in enumerate(row) if value) for row in amounts} - {()}:
        rows = [[row[at] for at in places] for row in amounts]
        sums = [tuple(map(Decimal, [0] * len(places)))]
        for row in rows:
            sums.append(tuple(before + value for before, value in zip(sums[-1], row, strict=True)))
        first = {one: at for at, one in reversed([*enumerate(sums)])}
        last = {one: at for at, one in enumerate(sums)}
        for at, row in enumerate(rows):
            if all(row) and sum(map(bool, amounts[at])) == len(places):
                below = tuple(s + value for s, value in zip(sums[at + 1], row, strict=True))
                above = tuple(s - value for s, value in zip(sums[at], row, strict=True))
                found[at] = last.get(below, 0) > at + 2 or first.get(above, at) < at - 1
    return found


def wholes(amounts: Sequence[Sequence[Decimal]]) -> list[int]:
    """The first or the last row, where it is the sum of three or more others in all its amounts.

    Two amounts are enough where they are large, else three.

    Examples
    --------
    >>> wholes([[Decimal(n), Decimal(3 * n), Decimal(2 * n)] for n in (2, 3, 4, 9)])
    [3]
    """
    sums = [sum(column, Decimal(0)) for column in zip(*amounts, strict=True)]
    return [
        at
        for at in sorted({0, len(amounts) - 1})
        if sum(map(any, amounts)) > 3
        and sum(map(bool, amounts[at])) > (1 if max(amounts[at]) >= LARGE else 2)
        and all(2 * one == whole for one, whole in zip(amounts[at], sums, strict=True))
    ]


@dataclass(frozen=True)
class _Amounts:
    """The amounts of a column, and how far each may be from what it was before it was rounded."""

    values: tuple[Decimal | None, ...]
    rounded: Decimal

    @classmethod
    def of(cls, reads: Sequence[Read], cells: Sequence[Value | None]) -> _Amounts:
        values = [r.value if isinstance(r.value, int | float) else None for r in reads]
        made = tuple(None if v is None else Decimal(str(v)) for v in values)
        # A text file holds what Excel showed; a workbook holds the numbers themselves.
        texts = [v for v, cell in zip(made, cells, strict=True) if isinstance(cell, str) and v]
        places = max(map(_places, texts), default=0)
        return cls(made, _half(places) if places else Decimal(0))

    def sums(self) -> list[Decimal]:
        return [Decimal(0), *accumulate(value or Decimal(0) for value in self.values)]


def _sum_faults(
    row: Summary, total: Decimal, amounts: _Amounts, bounds: Sequence[int], where: str
) -> Iterator[Finding]:
    """A sum is one of the rows above it, from any bound on; of a group, of those below it."""
    sums, here = amounts.sums(), row.behind
    above = [(sums[here] - sums[bound], here - bound) for bound in bounds if bound < here]
    below = [(sums[bound] - sums[here], bound - here) for bound in bounds if bound > here]

    def fits(parts: Sequence[tuple[Decimal, int]]) -> bool:
        return any(_is_near(total, part, amounts.rounded, count) for part, count in parts)

    if row.kind == "group":
        if not fits(below):
            yield wrong_group(where, _shown(total), _shown(below[0][0] if below else 0))
    elif not fits(above) and not fits(below) and (above or below or total):
        # Below all headings stands the total of all that follows.
        yield wrong_total(where, _shown(total), _shown(above[0][0] if above else sums[-1]))


def _is_near(total: Decimal, counted: Decimal, rounded: Decimal, count: int) -> bool:
    """Whether a total is a sum, as far as their shown figures tell.

    A sum of fractions may be shown with fewer figures.  Where the rows are rounded, too, the
    faults of `count` rows grow as its square root.
    """
    dust = _DUST * max(Decimal(1), abs(counted))
    if counted == counted.to_integral_value() and not rounded:
        is_whole = total == total.to_integral_value()
        return total == counted if is_whole else abs(total - counted) <= dust
    return abs(total - counted) <= _half(_places(total)) + rounded * Decimal(count).sqrt() + dust


def _average_faults(
    row: Summary, shown: Decimal, amounts: _Amounts, bounds: Sequence[int], where: str
) -> Iterator[Finding]:
    # Typed, it is rounded; a formula keeps fifteen figures.
    places = min(_places(shown), 9)
    means: list[Decimal] = []
    for bound in (bound for bound in bounds if bound < row.behind):
        part = [v for v in amounts.values[bound : row.behind] if v is not None]
        means += [
            sum(part, Decimal(0)) / count for count in (len(part), row.behind - bound) if count
        ]
    # Some cut the last figure off instead of rounding it.
    step = Decimal(1).scaleb(-places) if places else _half(0)
    if not any(abs(mean - shown) <= step for mean in means):
        yield wrong_average(where, _shown(shown), _shown(round(means[0], 2)) if means else "")


def _is_rate(column: Column) -> bool:
    return bool(_RATES.search(folded(column.heading)))


def _places(value: Decimal) -> int:
    """How many figures stand after the comma."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _half(places: int) -> Decimal:
    """Half of the last figure that is shown."""
    return Decimal(5).scaleb(-places - 1)


def _shown(value: Decimal | int) -> str:
    """A sum as people write it: 2.895.000."""
    exact = Decimal(value).normalize()
    return number(exact, max(0, -int(exact.as_tuple().exponent)))
