"""Where the headings of a register stand in a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from baocao.locale.vi.look_alikes import folded, tidied
from baocao.registers.declare import Register
from baocao.registers.grid import Grid, Value

__all__ = ["Headings", "headings_of"]

# Titles above a table take no more rows.
_TITLE_ROWS = 30
_MARKS = re.compile(r"(?:\s*(?:\(\s*\*+\s*\)|\*|:))+\s*$")


@dataclass(frozen=True)
class Headings:
    """The headings of a sheet.

    Attributes
    ----------
    row
        The last row that they take.
    columns
        The heading of each column, in the spelling of the declaration where it is declared.
    matched
        How many declared headings are among them.
    is_enough
        Whether they are half of those declared, so that the sheet is one of the register.
    """

    row: int
    columns: Mapping[int, str]
    matched: int
    is_enough: bool

    @cached_property
    def _compared(self) -> frozenset[str]:
        return frozenset(map(_compared, self.columns.values()))

    @cached_property
    def _longest(self) -> int:
        """Longer texts, with the marks and spaces of a heading, are none."""
        return 2 * max(map(len, self.columns.values()), default=0) + 10

    def are_again_in(self, filled: Mapping[int, Value]) -> bool:
        """Whether a row repeats the headings, as on each page that is printed."""
        alike = [
            at
            for at, text in self.columns.items()
            if isinstance(cell := filled.get(at), str)
            and len(cell) <= self._longest
            and _compared(cell) == _compared(text)
        ]
        return len(alike) >= max(2, len(self.columns) - 1)

    def stand_otherwise_in(self, filled: Mapping[int, Value]) -> bool:
        """Whether a row has most of the headings, in other columns: a second table begins."""
        texts = [cell for cell in filled.values() if isinstance(cell, str)]
        known = self._compared
        found = [text for text in texts if len(text) <= self._longest and _compared(text) in known]
        return len(found) >= max(3, len(known) // 2 + 1) and not self.are_again_in(filled)


def headings_of(grid: Grid, register: Register) -> Headings | None:
    """The row, or the two rows, that hold the most headings of a register; None without a row."""
    declared = {_compared(column.heading): column.heading for column in register.all_columns}
    found = []
    for number in [*grid.rows][:_TITLE_ROWS]:
        upper = _texts(grid.rows[number])
        below = _texts(grid.rows.get(number + 1, {}))
        for last, texts in ((number, upper), (number + 1, {**upper, **below})):
            columns = {at: declared.get(_compared(text), text) for at, text in texts.items()}
            matched = len(set(columns.values()) & set(declared.values()))
            is_enough = 2 * matched >= len(declared)
            found.append(Headings(last, columns, matched, is_enough))
    # Of rows with as many, the one without titles beside them.
    return max(found, key=lambda one: (one.matched, -len(one.columns)), default=None)


@lru_cache(maxsize=2**16)
def _compared(text: str) -> str:
    """A heading as it is compared: without the asterisk of required columns."""
    # Excel's mark of a text is left out wherever it stands.
    return folded(_MARKS.sub("", tidied(text).removeprefix("'")))


def _texts(cells: Mapping[int, Value]) -> dict[int, str]:
    return {
        at: tidied(cell) for at, cell in cells.items() if isinstance(cell, str) and cell.strip()
    }
