"""Indicators that most likely tell what there is on a day, declared as what happens in a period.

Nobody can be sure: so a check only says it, and only at signs that figures of events seldom have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from statistics import median

from baocao.facts.book import FactBook
from baocao.facts.indicators import Indicator
from baocao.facts.reductions import Reduction
from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Register
from baocao.registers.small import Table

__all__ = ["likely_stocks"]

# Words of what there is. "Tồn tại, hạn chế" and "dư luận" are none of them.
_LEVEL = re.compile(
    r"(?<!\w)(?:hiện có|hiện còn|hiện đang|số dư|dư nợ|dư quỹ|tồn (?:kho|quỹ|đọng|cuối|đầu)|"
    r"tổng đàn|dân số|biên chế|(?:đến|tại) (?:cuối|ngày|thời điểm)|"
    r"(?:đầu|cuối) (?:kỳ|tháng|quý|năm))(?!\w)"
)
# Fewer months are no habit, and small numbers are often the same by chance.
_FEWEST_MONTHS, _SMALLEST = 12, 100
_BARELY = Decimal("0.01")


def likely_stocks(book: FactBook) -> Iterator[tuple[str, str]]:
    """The ids of such indicators, and what is the sign of it, in Vietnamese.

    Raises
    ------
    RegisterError
        A register that breaks its declaration.
    """
    for key, measure in book.catalogue:
        if not isinstance(measure, Indicator) or measure.stock or measure.ahead is not None:
            continue
        if not measure.adds_up:
            continue
        names = [measure.label]
        column = measure.value.column if isinstance(measure.value, Reduction) else ""
        if column and measure.register.every:
            names.append(measure.register.column(column).heading)
        said = next((found[0] for name in names if (found := _LEVEL.search(folded(name)))), "")
        if said:
            yield key, f'tên có chữ "{said}"'
        elif column and measure.register.every and _barely_changes(book, measure.register, column):
            yield key, "số của tháng sau gần bằng tháng trước"


def _barely_changes(book: FactBook, register: Register, column: str) -> bool:
    """Whether most months of a table have nearly the number of the month before, and not it.

    What is paid each month may be the same for years; of what there is a little comes and goes.
    """
    table = book.table(register)
    if not isinstance(table, Table) or register.column(column).type == "money":
        return False
    interval = register.key[register.interval_position]
    rows = table.frame[[*register.key, column]].sort_values(interval)
    others = [name for name in register.key if not register.column(name).is_interval]
    series = [group for _, group in rows.groupby(others)] if others else [rows]
    steps = [
        abs(Decimal(str(later)) / Decimal(str(former)) - 1)
        for one in series
        if len(one) >= _FEWEST_MONTHS
        for former, later in pairwise(one[column].dropna())
        if former >= _SMALLEST
    ]
    return bool(steps) and median(steps) <= _BARELY and sum(map(bool, steps)) * 2 > len(steps)
