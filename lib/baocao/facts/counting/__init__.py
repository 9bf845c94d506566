"""Counts the rows of a register for indicators at windows, wherever the rows are."""

from __future__ import annotations

from collections.abc import Sequence

from baocao.facts.counting.memory import MemoryCounter
from baocao.facts.counting.scan import ScanCounter
from baocao.facts.counting.tally import LISTED, Cut, Cuts, Selection, Tally
from baocao.facts.indicators import Indicator
from baocao.registers.open import AnyTable
from baocao.registers.small import Table

__all__ = ["LISTED", "Counter", "Cut", "Cuts", "Selection", "Tally", "counter_of"]

Counter = MemoryCounter | ScanCounter


def counter_of(table: AnyTable, indicators: Sequence[Indicator]) -> Counter:
    """What counts the rows of a table; `indicators` are all that may be asked for of it."""
    return MemoryCounter(table) if isinstance(table, Table) else ScanCounter(table, indicators)
