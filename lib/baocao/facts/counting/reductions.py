"""What an indicator makes of the rows that count, where its expression is a plain one."""

from __future__ import annotations

import re
from typing import NamedTuple

from baocao.facts.indicators import Indicator

__all__ = ["Reduction", "reduction"]

# As narwhals writes expressions down; its columns have these methods too.
_PLAIN = re.compile(
    r"len\(\)"
    r"|col\((?P<column>\w+)\)\.(?P<method>count|len|max|mean|median|min|n_unique|sum)\(\)"
)


class Reduction(NamedTuple):
    """A column's method that yields one number: ``len`` of no column counts rows."""

    column: str
    method: str


def reduction(indicator: Indicator) -> Reduction | None:
    """How an indicator reduces the rows that count to one number; None: not in one step.

    Examples
    --------
    >>> import datetime as dt
    >>> import narwhals as nw
    >>> from baocao.registers.declare import Column, Register
    >>> day, price = Column("day", "Ngày", type="date"), Column("price", "Giá", type="money")
    >>> gifts = Register("gifts", title="Quà", begins=dt.date(2020, 1, 1), key=("day",),
    ...                  columns=(day, price))
    >>> spent = Indicator("Chi", unit="đồng", register=gifts, date="day",
    ...                   value=nw.col("price").sum())
    >>> reduction(spent)
    Reduction(column='price', method='sum')
    """
    plain = _PLAIN.fullmatch(repr(indicator.value))
    return Reduction(plain["column"] or "", plain["method"] or "len") if plain else None
