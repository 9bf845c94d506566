"""Days, and what stands for months and years, as people write them in a column."""

from __future__ import annotations

from datetime import date

from baocao.locale.vi.text import short_date
from baocao.registers.declare import ColumnType
from baocao.registers.months import month_text
from baocao.registers.years import year_text

__all__ = ["day_text"]


def day_text(day: date, kind: ColumnType) -> str:
    """A day of a column of that type, as people write it.

    Examples
    --------
    >>> [day_text(date(2023, 12, 31), kind) for kind in ("date", "month", "year")]
    ['31/12/2023', '12/2023', '2023']
    """
    if kind == "year":
        return year_text(day)
    return month_text(day) if kind == "month" else short_date(day)
