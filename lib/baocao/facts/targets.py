"""Plans: the value that an indicator is to reach, and the days on which the plan is valid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from baocao.facts.indicators import exact
from baocao.registers.declare import Column, Register
from baocao.registers.small import Table

__all__ = ["TARGETS", "Target", "targets_of"]

TARGETS = Register(
    "targets",
    title="Chỉ tiêu kế hoạch",
    begins=date(1900, 1, 1),
    key=("indicator", "valid_from"),
    columns=(
        Column("indicator", "Mã chỉ tiêu"),
        Column("valid_from", "Từ ngày", type="date"),
        Column("valid_to", "Đến ngày", type="date", future=True, required=False),
        Column("plan", "Kế hoạch", type="number"),
        Column("unit", "Đơn vị tính"),
        Column("basis", "Căn cứ"),
    ),
    folder="",
    optional=True,
)


@dataclass(frozen=True)
class Target:
    """A row of the register of plans; `until` is None for one without a last day."""

    key: str
    since: date
    until: date | None
    value: Decimal
    unit: str
    illustrative: bool

    def holds(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def targets_of(table: Table) -> dict[str, list[Target]]:
    """The plans of each indicator that has any, in the order of the register."""
    found: dict[str, list[Target]] = defaultdict(list)
    for key, row in zip(table.keys, table.frame.to_dict("records"), strict=True):
        until = row["valid_to"]
        value = exact(row["plan"])
        assert value is not None, "the register requires it"
        found[row["indicator"]].append(
            Target(
                key=key,
                since=row["valid_from"].date(),
                until=None if pd.isna(until) else until.date(),
                value=value,
                unit=row["unit"],
                illustrative=row["illustrative"] != "",
            )
        )
    return found
