"""Conditions that no row of a register meets: most likely misspelt, or the register is new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import narwhals as nw

from baocao.core.errors import Finding
from baocao.facts.book import FactBook
from baocao.facts.indicators import Indicator
from baocao.locale.vi.look_alikes import folded
from baocao.locale.vi.text import toneless
from baocao.registers.declare import Column, Register
from baocao.registers.large.engine import collect
from baocao.registers.small import Table

__all__ = ["Unmet", "is_misspelt", "unmet"]

# Of a large register, how many values a misspelt one is held against.
_MOST_VALUES = 10_000
# Shorter words differ by one letter and mean two things: "Quý I" and "Quý II".
_SHORTEST_WORD = 5
_PLAIN = str.maketrans("ăâđêôơư", "aadeoou")


@dataclass(frozen=True)
class Unmet:
    """A value that a condition asks for and no row has, and a value of a row that is nearly it."""

    key: str
    column: Column
    register: Register
    value: str | int
    close: str

    def finding(self, where: str) -> Finding:
        """The finding about one that is most likely misspelt."""
        return Finding(
            "INDICATOR-21",
            f"Chỉ tiêu {self.key} chọn giá trị mà không dòng nào của sổ có.",
            where,
            f'where={{"{self.column.name}": "{self.value}"}}',
            f"có phải: {self.close}? Nếu đúng là hai giá trị, "
            f"ghi cả hai vào allowed= của cột {self.column.name}",
        )

    def note(self, where: str) -> str:
        """What a check says of one that may be right."""
        return (
            f'{where}: chưa dòng nào của sổ {self.register.stem} có "{self.value}" '
            f'ở cột "{self.column.heading}"'
        )


def unmet(book: FactBook) -> Iterator[Unmet]:
    """The values of conditions that no row has, of columns that declare no list of values.

    Raises
    ------
    RegisterError
        A register that breaks its declaration.
    """
    asked: dict[tuple[Register, str], dict[str | int, list[str]]] = {}
    for key, measure in book.catalogue:
        if not isinstance(measure, Indicator):
            continue
        for name, values in measure.values.items():
            if measure.register.column(name).allowed:
                continue  # the list has been looked at already
            keys = asked.setdefault((measure.register, name), {})
            for value in values:
                # An empty cell is no value that could be misspelt.
                if value != "":
                    keys.setdefault(value, []).append(key)
    for (register, name), wanted in asked.items():
        present = _values_of(book, register, name, list(wanted))
        missing = [value for value in wanted if value not in present]
        if not missing:
            continue
        every = _values_of(book, register, name, None)
        for value in missing:
            texts = (one for one in every if isinstance(one, str) and isinstance(value, str))
            close = next((one for one in texts if is_misspelt(str(value), one)), "")
            for key in wanted[value]:
                yield Unmet(key, register.column(name), register, value, close)


def _values_of(
    book: FactBook, register: Register, name: str, among: list[str | int] | None
) -> list[object]:
    """The different values of a column; of a large register some, or those `among` given ones."""
    table = book.table(register)
    if isinstance(table, Table):
        return list(table.frame[name].dropna().unique())
    with table.scan() as frame:
        rows = frame if among is None else frame.filter(nw.col(name).is_in(among))
        return [value for (value,) in collect(rows.select(name).unique().head(_MOST_VALUES))]


def is_misspelt(value: str, present: str) -> bool:
    """Whether a text is most likely another one, misspelt.

    It differs in capitals, spaces, dashes or marks only; or a long word has a letter too many or
    too few.

    Examples
    --------
    >>> is_misspelt("Xử phat", "Xử phạt"), is_misspelt("doanh nghiêp ", "Doanh nghiệp")
    (True, True)
    >>> is_misspelt("Doanh nghệp", "Doanh nghiệp"), is_misspelt("Quý I", "Quý II")
    (True, False)
    """
    one, two = _words(value), _words(present)
    if one == two:
        return True
    wrong = [pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]]
    return len(one) == len(two) and len(wrong) == 1 and _is_cut(*sorted(wrong[0], key=len))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", toneless(folded(text)).translate(_PLAIN))


def _is_cut(short: str, long: str) -> bool:
    """Whether one word is another with a letter left out."""
    if len(short) < _SHORTEST_WORD - 1 or len(long) != len(short) + 1 or not long.isalpha():
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
