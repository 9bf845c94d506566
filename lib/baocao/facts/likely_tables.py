"""Registers that most likely are tables of sums, a row a month or a week, declared as events.

Without ``every`` a period that cuts a month counts all of it or nothing, and a month that nobody
has entered is one in which nothing happened.  Nobody can be sure: so a check only says it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from baocao.facts.book import FactBook
from baocao.registers.declare import Column, Register
from baocao.registers.small import Table

__all__ = ["likely_tables"]

# Fewer days may all be the first of a month, or all Mondays, by chance; of years there are few.
_FEWEST: Final = 6
_FEWEST_YEARS: Final = 2
_WEEK: Final = 7


def likely_tables(book: FactBook) -> Iterator[tuple[Register, str]]:
    """Such registers, and what a check says of them, in Vietnamese.

    Raises
    ------
    RegisterError
        A register that breaks its declaration.
    """
    for register in book.catalogue.registers:
        days = [register.column(name) for name in register.key if register.column(name).is_event]
        has_numbers = any(column.is_number for column in register.columns)
        table = book.table(register)
        if register.every or len(days) != 1 or not has_numbers or not isinstance(table, Table):
            continue
        (column,) = days
        found = sorted({day.date() for day in table.frame[column.name].dropna()})
        is_yearly = len({day.year for day in found}) == len(found)
        fewest = _FEWEST_YEARS if is_yearly else _FEWEST
        if len(found) >= fewest and (said := _said(column, found)):
            yield register, f'cột "{column.heading}" của khóa {said}'


def _said(column: Column, days: Sequence[date]) -> str:
    monthly = 'nếu mỗi dòng là số của một tháng thì khai type="month" và every="month"'
    yearly = 'nếu mỗi dòng là số của một năm thì khai type="year" và every="year"'
    if column.type == "year":
        return f"ghi năm; {yearly}"
    for name, first in (("đầu", (1, 1)), ("cuối", (12, 31))):
        if {(day.month, day.day) for day in days} == {first}:
            return f"chỉ có ngày {name} năm; {yearly}"
    if column.type == "month":
        return f"ghi tháng; {monthly}"
    if {day.day for day in days} == {1}:
        return f"chỉ có ngày đầu tháng; {monthly}"
    if all(day.day == monthrange(day.year, day.month)[1] for day in days):
        return f"chỉ có ngày cuối tháng; {monthly}"
    if all((later - former).days % _WEEK == 0 for former, later in pairwise(days)):
        return (
            "luôn là cùng một ngày trong tuần; nếu mỗi dòng là số của một tuần "
            "thì kỳ cắt ngang tuần tính cả tuần vào ngày được ghi"
        )
    return ""
