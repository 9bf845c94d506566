"""Rows that replace earlier ones: which of them were known on the closing day of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from baocao.locale.vi.text import number, short_date
from baocao.registers.cells import Plain
from baocao.registers.declare import Register
from baocao.registers.row_checks import keys_of

__all__ = ["Known", "known_rows"]


@dataclass(frozen=True)
class Known:
    """The positions of the rows that count, in order, and notes on those that do not."""

    positions: Sequence[int]
    notes: tuple[str, ...]


def known_rows(
    values: Mapping[str, Sequence[Plain | None]], register: Register, complete_until: date
) -> Known:
    """Of rows with one key the last that was known on the closing day.

    Two rows of one key and one day both stay: they are a repeated key, and are told as such.
    """
    days = values[register.revised]
    keys = list(keys_of(values, register))
    known = [at for at, day in enumerate(days) if isinstance(day, date) and day <= complete_until]
    last: dict[tuple[str, ...], date] = {}
    for at in known:
        day = days[at]
        assert isinstance(day, date)
        last[keys[at]] = max(day, last.get(keys[at], day))
    kept = [at for at in known if days[at] == last[keys[at]]]
    notes = []
    if replaced := len(known) - len(kept):
        notes.append(f"{number(replaced)} dòng đã có dòng cập nhật thay")
    if later := len(days) - len(known):
        told = (
            f"{number(later)} dòng cập nhật sau ngày chốt {short_date(complete_until)}, không tính"
        )
        notes.append(told)
    return Known(kept, tuple(notes))
