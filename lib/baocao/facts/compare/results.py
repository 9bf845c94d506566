"""What a comparison found: two sides, the facts that differ, the rows that made them so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import pandas as pd

from baocao.core.periods import Period
from baocao.facts.compare.rows import Contents, How, RowChange
from baocao.facts.fact import Fact

__all__ = ["WORDS", "Comparison", "Difference", "Side", "What"]

What = Literal[
    "new", "gone", "known", "unknown", "redefined",
    "rose", "fell", "turned", "reached", "missed", "rows",
]  # fmt: skip
WORDS: dict[What, str] = {
    "new": "mới có",
    "gone": "không còn",
    "known": "đã có số liệu",
    "unknown": "không còn số liệu",
    "redefined": "đổi cách tính",
    "rose": "tăng",
    "fell": "giảm",
    "turned": "đổi chiều",
    "reached": "đạt kế hoạch",
    "missed": "không còn đạt kế hoạch",
    "rows": "bằng nhau, từ các dòng sổ khác",
}


@dataclass(frozen=True)
class Side:
    """One of the two that are compared.

    Parameters
    ----------
    name
        What it is, in Vietnamese.
    period
        What it reports on.
    facts
        Each once by id and period.
    contents
        Rows of the registers that may be shown; see :func:`~baocao.facts.compare.rows.row_changes`.
    whole
        Whether `contents` has every row of these registers.
    """

    name: str
    period: Period
    facts: tuple[Fact, ...]
    contents: Contents
    whole: bool = False


@dataclass(frozen=True)
class Difference:
    """A fact that is not the same on both sides.

    ``change`` (B less A, in the fact's unit, by points for percentages) and ``growth`` (in
    percent of A) are None where they mean nothing.
    """

    a: Fact | None
    b: Fact | None
    what: tuple[What, ...]
    change: Fact | None = None
    growth: Fact | None = None
    rows: tuple[RowChange, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def fact(self) -> Fact:
        """The fact in B, or in A where B has none."""
        # Not `or`: a fact of nothing is false.
        found = self.a if self.b is None else self.b
        assert found is not None
        return found

    @property
    def words(self) -> str:
        """In what way it differs, in Vietnamese."""
        return "; ".join(WORDS[what] for what in self.what)

    def keys(self, how: How) -> tuple[str, ...]:
        """Keys of the rows that were ``added``, ``removed`` or ``altered``."""
        return tuple(row.key for row in self.rows if row.how == how)


@dataclass(frozen=True)
class Comparison:
    """Two sides, the facts that differ, how many do not, and remarks on the comparison."""

    a: Side
    b: Side
    differences: tuple[Difference, ...]
    same: int
    notes: tuple[str, ...] = ()

    @property
    def of_one_period(self) -> bool:
        """Whether both sides report on the same period."""
        return str(self.a.period) == str(self.b.period)

    @property
    def causes(self) -> dict[tuple[RowChange, ...], list[Difference]]:
        """The facts that the same rows made differ, by these rows."""
        found: dict[tuple[RowChange, ...], list[Difference]] = {}
        for difference in self.differences:
            if difference.rows:
                found.setdefault(difference.rows, []).append(difference)
        return found

    @property
    def frame(self) -> pd.DataFrame:
        """One row a fact that differs.

        Returns
        -------
        pandas.DataFrame
            ``id``, ``period``, ``label``, ``a``, ``b``, ``change`` (exact, None where missing),
            ``what`` in Vietnamese, ``rows_added``, ``rows_removed``, ``rows_altered`` (keys).
        """
        found = self.differences
        columns: Mapping[str, Sequence[object]] = {
            "id": [d.fact.id for d in found],
            "period": [d.fact.period for d in found],
            "label": [d.fact.label for d in found],
            "a": [_value(d.a) for d in found],
            "b": [_value(d.b) for d in found],
            "change": [_value(d.change) for d in found],
            "what": [d.words for d in found],
            **{
                f"rows_{how}": [d.keys(how) for d in found]
                for how in ("added", "removed", "altered")
            },
        }
        # Exact numbers and None stay as they are: pandas would make NaN of what is missing.
        return pd.DataFrame({name: pd.Series(list(c), dtype=object) for name, c in columns.items()})


def _value(fact: Fact | None) -> Decimal | None:
    return None if fact is None else fact.value
