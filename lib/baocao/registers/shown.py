"""A cell in the words of those who look for it in their workbook."""

from __future__ import annotations

from baocao.locale.vi.look_alikes import tidied, visible
from baocao.registers.grid import (
    Code,
    Day,
    Disguised,
    ErrorCell,
    Marked,
    Percent,
    Pictured,
    Uncalculated,
    UnsureText,
    Value,
)
from baocao.registers.months import month_text

__all__ = ["shown", "shown_cell"]


def shown(value: Value) -> str:
    """A cell on one line, as a finding about its row quotes it."""
    return tidied(value) if isinstance(value, str) else shown_cell(value)


def shown_cell(value: Value | None) -> str:
    """A cell as its faults quote it."""
    match value:
        case None:
            return ""
        case ErrorCell() | Marked() | Pictured():
            return value.text
        case Uncalculated():
            return value.formula
        case Code(shown=str() as shown) if not value.is_other and not value.words:
            return shown
        case UnsureText():
            return f"{visible(value.text)}, hoặc {visible(value.other)}"
        case Code() | Disguised():
            return f"{shown_cell(value.value)}, định dạng {value.code}"
        case Day():
            return month_text(value.value) if value.is_month else f"{value.value:%d/%m/%Y}"
        case Percent():
            return f"{value.value * 100:g}%".replace(".", ",")
        case str():
            return visible(value)
        case float():
            return str(value).replace(".", ",")
        case _:
            return str(value)
