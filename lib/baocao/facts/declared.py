"""What findings about a declaration share: the id, the place, how wrong values are shown."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from baocao.core.errors import Finding
from baocao.registers.declare import Column

__all__ = ["KINDS", "Declared", "no_column", "shown"]

# How much of a wrong value a message shows.
_MOST_LETTERS: Final = 60
KINDS: Final = {
    "text": "chữ",
    "date": "ngày",
    "month": "tháng",
    "year": "năm",
    "integer": "số nguyên",
    "number": "số",
    "money": "tiền",
}
"""What a column of each type holds, in words."""


def shown(value: object) -> str:
    """A value on one short line, as Python writes it.

    Examples
    --------
    >>> shown("Xử  phạt"), shown(len)
    ("'Xử phạt'", 'len')
    """
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__).strip("<>")
    # Where something lies in the memory tells nobody anything.
    text = re.sub(r" at 0x[0-9a-f]+", "", " ".join(repr(value).split()))
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


@dataclass(frozen=True)
class Declared:
    """An indicator by its id, and the place of its declaration."""

    key: str
    where: str

    def fault(self, code: str, what: str, found: str, remedy: str) -> Finding:
        """A finding about it."""
        return Finding(code, what, self.where, found, remedy)


def no_column(declared: Declared, name: str, columns: Mapping[str, Column]) -> Finding:
    """The declaration names a column that its register lacks."""
    close = difflib.get_close_matches(name, columns, n=1)
    return declared.fault(
        "INDICATOR-02",
        f"Chỉ tiêu {declared.key} dùng cột mà sổ không có.",
        name or shown(name),
        f"có phải cột {close[0]}?" if close else f"các cột của sổ: {', '.join(columns)}",
    )
