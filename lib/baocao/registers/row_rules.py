"""Which rows of a sheet are data, by its columns: those that name, add up or sign are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column, Register
from baocao.registers.grid import Value
from baocao.registers.row_kinds import (
    LOWEST,
    is_signed,
    is_total,
    level_of,
    shape_of,
    summary_of,
    tells_of_total,
)
from baocao.registers.summaries import LARGE, amount_of, sums_of_others, wholes

__all__ = ["RowRules"]

Cells = Mapping[int, Value]


@dataclass(frozen=True)
class RowRules:
    """The rules for the rows of one sheet.

    Attributes
    ----------
    register
        The register that the sheet is one of.
    columns
        Its declared columns, by their places in the sheet.
    body
        The rows below the headings.
    """

    register: Register
    columns: Mapping[int, Column]
    body: Mapping[int, Cells]

    @cached_property
    def key(self) -> int:
        """The column of the key, or of its first part; 0 where the sheet has none."""
        name = self.register.key[0]
        return next((at for at, column in self.columns.items() if column.name == name), 0)

    @cached_property
    def filled(self) -> dict[int, dict[int, Value]]:
        """The filled cells of each row."""
        return {
            number: {at: cell for at, cell in cells.items() if cell != ""}
            for number, cells in self.body.items()
        }

    @cached_property
    def kinds(self) -> dict[int, str]:
        """What each row does with others by its words, as :func:`summary_of` tells."""
        return {number: summary_of(filled, self.key) for number, filled in self.filled.items()}

    # A long sheet asks for these once a row.
    @cached_property
    def _sources(self) -> list[int]:
        names = {column.name for column in self.register.common}
        return [at for at, column in self.columns.items() if column.name in names]

    @cached_property
    def _required(self) -> set[int]:
        return {at for at, column in self.columns.items() if column.required}

    @cached_property
    def _amounts(self) -> set[int]:
        return {at for at, column in self.columns.items() if column.is_number}

    @cached_property
    def _days(self) -> list[int]:
        return [at for at, column in self.columns.items() if column.type == "date"]

    @cached_property
    def shapes(self) -> frozenset[str]:
        """What the keys of full rows look like: "Đ-00" for Đ-01 and Đ-12."""
        full = [
            cells
            for number, cells in self.filled.items()
            if self._is_full(cells) and not self.kinds[number] and not self._names_a_sum(cells)
        ]
        return frozenset({self._shape(cells) for cells in full} - {""})

    def has_known_key(self, filled: Cells) -> bool:
        """Whether the key of a row looks like those of the others."""
        return self._shape(filled) in self.shapes

    def is_sum_by_words(self, filled: Cells) -> bool:
        """Whether a row without a key has a word of totals in its name, and amounts beside it.

        The amounts are held against the rows as those of any total: what is none is refused.
        """
        return self._names_a_sum(filled) and not self.has_known_key(filled)

    def is_numbered_total(self, filled: Cells) -> bool:
        """Whether a row has a key and says that it is a total: nobody can tell which it is."""
        totals = {
            column.name
            for at, column in self.columns.items()
            if column.type == "text" and is_total(filled.get(at, ""))
        }
        return bool(totals & {*self.register.key} if self.is_sourced(filled) else totals)

    def is_data(self, filled: Cells) -> bool:
        """Whether a row is one of data, though perhaps a faulty one.

        Half of its required cells are filled, or its key looks like the others, or it says where it
        is from.
        """
        if len(filled) == 1 and len(self._required) > 2:
            # Only numbered, or only sourced, in advance.
            return False
        return self.is_sourced(filled) or self._is_full(filled) or self.has_known_key(filled)

    def is_sourced(self, filled: Cells) -> bool:
        """Whether a row says where it is from, or that it is made up."""
        return any(at in filled for at in self._sources)

    def has_days(self, filled: Cells) -> bool:
        """Whether something stands under a heading of days that is no word of totals."""
        return any(at in filled and not tells_of_total(filled[at]) for at in self._days)

    def without_amounts(self, filled: Cells) -> dict[int, Value]:
        """The cells of a row that stand under no heading of numbers."""
        return {at: cell for at, cell in filled.items() if at not in self._amounts}

    @cached_property
    def above(self) -> frozenset[int]:
        """Rows that look like data, but name others below them, with their sums beside the name.

        "I. Huyện Hải Lăng", 42 stands above its communes.
        """
        levels: dict[int, int] = {}
        for number, filled in self.filled.items():
            if self._is_full(filled) and not self.kinds[number]:
                names = self.without_amounts(filled)
                is_named = len(names) <= 2 and len(names) < len(filled)
                levels[number] = level_of(names) if is_named else LOWEST
        lowest = max(levels.values(), default=0)
        above = {n for n, level in levels.items() if level < lowest and n < max(levels)}
        return frozenset(above if 2 * len(above) <= len(levels) else ())

    @cached_property
    def summed(self) -> frozenset[int]:
        """Rows that look like data, and hold the sums of those beside them in all their amounts."""
        places = sorted(self._amounts)
        if not places:
            return frozenset()
        bare = {number for number, filled in self.filled.items() if self._is_bare(filled)}
        numbers = [number for number, kind in self.kinds.items() if not kind]
        amounts = [[amount_of(self.body[number].get(at)) for at in places] for number in numbers]
        found = {numbers[at] for at in wholes(amounts)}
        are_sums = sums_of_others(amounts) if bare else [False] * len(amounts)
        for number, amount, is_sum in zip(numbers, amounts, are_sums, strict=True):
            is_sure = sum(map(bool, amount)) > 1 or max(amount) >= LARGE
            if is_sum and number in bare and is_sure:
                found.add(number)
        return frozenset(found)

    @cached_property
    def signed_from(self) -> int | None:
        """The first row of what stands below a table: a place and day, who made it, who signs."""
        first = None
        days = {at for at, column in self.columns.items() if column.is_day}
        for number in reversed(list(self.body)):
            filled = self.filled[number]
            if self.is_data(filled) or len(filled) > 4:
                break
            texts = {at: folded(cell) for at, cell in filled.items() if isinstance(cell, str)}
            if any(is_signed(t) and not (a in days and len(filled) > 1) for a, t in texts.items()):
                first = number
        return first

    def _names_a_sum(self, filled: Cells) -> bool:
        names = self.without_amounts(filled)
        texts = [cell for cell in names.values() if isinstance(cell, str)]
        return (
            0 < len(names) < len(filled)
            and len(texts) == 1
            and len(names) <= 2
            and tells_of_total(texts[0])
            and not self.has_days(filled)
            and not self.is_sourced(filled)
        )

    def _shape(self, filled: Cells) -> str:
        cell = filled.get(self.key, "")
        return shape_of(cell) if isinstance(cell, str) else ""

    def _is_bare(self, filled: Cells) -> bool:
        """Whether a row has a name and amounts, and neither a code nor a source."""
        if self.is_sourced(filled):
            return False
        return len(self.without_amounts(filled)) <= 2 and not self._shape(filled)

    def _is_full(self, filled: Cells) -> bool:
        """Whether so many cells are filled that it must be data.

        Half of the required ones; where a wide table requires one or two, three of any.
        """
        there = {at for at in self.columns if filled.get(at, "") != ""}
        if len(self._required) < 3 and len(self.columns) > 4:
            return len(there) >= 3
        return 2 * len(there & self._required) >= len(self._required) > 0
