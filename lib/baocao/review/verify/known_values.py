"""What a workspace tells apart by name: places, kinds, indicators, units."""

from __future__ import annotations

from collections.abc import Iterator

from baocao.core.errors import BaocaoError
from baocao.facts.book import FactBook
from baocao.locale.vi.contrasts import Contrast
from baocao.registers.declare import Column, Register
from baocao.registers.small import Table

__all__ = ["named_contrasts", "values_of"]

# A column with more values than this names things, and does not divide them.
_MOST_VALUES = 200
# Of shorter texts too many are words of everyday.
_LEAST_LETTERS = 4


def named_contrasts(book: FactBook) -> tuple[Contrast, ...]:
    """One for the labels of indicators, one for their units, one for each column of names.

    Of a column of texts its values are told apart, where they are few; personal columns and large
    registers are left out.
    """
    measures = [measure for _, measure in book.catalogue]
    labels = {measure.label: (measure.label.lower(),) for measure in measures}
    units = {measure.unit: (measure.unit.lower(),) for measure in measures}
    found = [Contrast("tên chỉ tiêu", labels), Contrast("đơn vị tính", units)]
    for register in book.catalogue.registers:
        for column in register.columns:
            if column.type != "text" or column.personal:
                continue
            values = sorted(set(values_of(book, register, column)))
            if len(values) > 1:
                heading = column.heading[:1].lower() + column.heading[1:]
                found.append(Contrast(heading, {value: (value.lower(),) for value in values}))
    return tuple(found)


def values_of(book: FactBook, register: Register, column: Column) -> Iterator[str]:
    """The values of a column that are long enough to be told from other words."""
    values = list(column.allowed)
    if not values:
        try:
            table = book.table(register)
        except BaocaoError:
            return
        if isinstance(table, Table) and column.name in table.frame:
            values = [str(value) for value in table.frame[column.name].unique()]
    if len(values) > _MOST_VALUES:
        return
    yield from (value for value in values if len(value) >= _LEAST_LETTERS)
