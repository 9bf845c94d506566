"""How rows become one number: counts, sums, means, medians, extremes of a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10
from typing import Any, Final, Literal

import narwhals as nw
import pandas as pd

__all__ = [
    "Method",
    "Reduction",
    "count",
    "distinct",
    "exact",
    "is_total",
    "largest",
    "mean",
    "median",
    "smallest",
    "total",
]

Method = Literal["count", "total", "mean", "median", "smallest", "largest", "distinct"]
_Methods = tuple[Callable[[nw.Expr], nw.Expr], Callable[["pd.Series[Any]"], Any]]

# Each method in an expression, and of a column at hand: a report asks thousands of times.
_METHODS: Final[Mapping[Method, _Methods]] = {
    "count": (nw.Expr.count, pd.Series.count),
    "total": (nw.Expr.sum, pd.Series.sum),
    "median": (nw.Expr.median, pd.Series.median),
    "smallest": (nw.Expr.min, pd.Series.min),
    "largest": (nw.Expr.max, pd.Series.max),
    "distinct": (nw.Expr.n_unique, lambda cells: cells.nunique(dropna=False)),
}
# How many places, and how many figures in all, are true of a float.
_PLACES: Final = 9
_FIGURES: Final = 15
# What a sum of a million floats may lose; whole numbers below a million millions lose nothing.
_LOST: Final = Decimal("1e-12")
_ADDED_UP: Final = frozenset({"count", "total", "distinct"})


@dataclass(frozen=True)
class Reduction:
    """How the rows that count become one number: a method of one column.

    Made by :func:`count`, :func:`total`, :func:`mean`, :func:`median`, :func:`smallest`,
    :func:`largest` and :func:`distinct`.  `column` is empty where the rows themselves are counted;
    `weight` is a second column, which weighs the cells of a mean.
    """

    method: Method
    column: str = ""
    weight: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it needs."""
        return tuple(filter(None, (self.column, self.weight)))

    @property
    def is_extreme(self) -> bool:
        """Whether it is the number of some rows: the least or the greatest."""
        return self.method in ("smallest", "largest")

    @property
    def adds_up(self) -> bool:
        """Whether it is a number of things, or a sum: a mean or a median has no total."""
        return self.method in _ADDED_UP

    @property
    def expressions(self) -> tuple[nw.Expr, ...]:
        """What is asked of the rows, as narwhals expressions; see :meth:`value`."""
        if not self.column:
            return (nw.len(),)
        column = nw.col(self.column)
        if self.method != "mean":
            return (_METHODS[self.method][0](column),)
        if not self.weight:
            return column.sum(), column.count()
        products, weights = self.weighed
        return products.sum(), weights.sum()

    @property
    def weighed(self) -> tuple[nw.Expr, nw.Expr]:
        """Of a weighted mean: cell times weight, and the weight, of rows that have both."""
        # Whole numbers are exact in 53 bits: the same sums come out wherever they are made.
        cell, weight = (nw.col(name).cast(nw.Float64) for name in (self.column, self.weight))
        return cell * weight, nw.when(~cell.is_null()).then(weight)

    def value(self, answers: Sequence[Any]) -> Decimal | None:
        """The number that the answers to :attr:`expressions` come to; None where there is none.

        A mean is divided here, and not where the rows are, so that it is the same everywhere.
        """
        if self.method != "mean":
            return exact(answers[0])
        total_of, count_of = (exact(answer) for answer in answers)
        return exact(total_of / count_of) if total_of is not None and count_of else None

    def of(self, frame: pd.DataFrame) -> Decimal | None:
        """The number that the rows of a frame become; None where there is none."""
        if not self.column:
            return Decimal(len(frame))
        cells = frame[self.column]
        if self.method != "mean":
            return exact(_METHODS[self.method][1](cells))
        if not self.weight:
            return self.value((cells.sum(), cells.count()))
        weights = frame[self.weight].astype(float)[cells.notna()]
        products = cells.astype(float) * weights
        return self.value((products.sum(), weights[products.notna()].sum()))


def count(column: str = "") -> Reduction:
    """How many rows count; with a column, how many of them are not missing there.

    A text that is empty is not missing: use `where` to leave such rows out.
    """
    return Reduction("count", column)


def total(column: str) -> Reduction:
    """The sum of a column; 0 over no rows.

    Examples
    --------
    >>> total("amount")
    Reduction(method='total', column='amount', weight='')
    """
    return Reduction("total", column)


def mean(column: str, *, weight: str = "") -> Reduction:
    """The arithmetic mean of what is not missing in a column; missing over no rows.

    Parameters
    ----------
    weight
        A column of numbers by which each cell counts, as the nights that were sold at a price; a
        row without a weight does not count.  Missing where the weights add up to nothing.

    Examples
    --------
    >>> rooms = pd.DataFrame({"price": [700_000, 900_000], "sold": [1, 3]})
    >>> mean("price", weight="sold").of(rooms)
    Decimal('850000')
    """
    return Reduction("mean", column, weight)


def median(column: str) -> Reduction:
    """The median of what is not missing in a column; missing over no rows."""
    return Reduction("median", column)


def smallest(column: str) -> Reduction:
    """The least number in a column; missing over no rows."""
    return Reduction("smallest", column)


def largest(column: str) -> Reduction:
    """The greatest number in a column; missing over no rows."""
    return Reduction("largest", column)


def distinct(column: str) -> Reduction:
    """How many different values a column has; empty cells together are one value more."""
    return Reduction("distinct", column)


def exact(value: Any) -> Decimal | None:
    """What a data frame or a database has measured, exact; None for what is not a number.

    Examples
    --------
    >>> exact(0.1 + 0.2), exact(float("nan")), exact(12)
    (Decimal('0.3'), None, Decimal('12'))
    >>> exact(98_698_877.4 + 0.1)
    Decimal('98698877.5')
    """
    if pd.isna(value):
        return None
    if not isinstance(value, float | Decimal):
        return Decimal(int(value))
    # Nine places hide what binary floats add, and nothing that a register can hold; of a great
    # sum fewer places are true, for a float has no more than fifteen figures.
    places = _PLACES
    if isinstance(value, float) and value:
        whole_figures = max(1, floor(log10(abs(value))) + 1)
        places = max(0, min(_PLACES, _FIGURES - whole_figures))
    return Decimal(format(Decimal(str(round(value, places))).normalize(), "f"))


def is_total(whole: Decimal, parts: Sequence[Decimal]) -> bool:
    """Whether parts add up to the whole, but for what binary floats lose in sums of decimals.

    Examples
    --------
    >>> is_total(Decimal("12"), [Decimal("5"), Decimal("7")])
    True
    >>> is_total(Decimal("12"), [Decimal("5"), Decimal("8")])
    False
    """
    return abs(sum(parts, Decimal(0)) - whole) <= abs(whole) * _LOST
