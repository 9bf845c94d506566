"""What phrases are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from baocao.facts.fact import Fact

__all__ = ["SAME_DAYS", "STATUS", "WAYS", "Named", "Phrase", "mixture", "unit_of"]

Named = tuple[str, Fact]
"""A fact with what prose calls its period or its part."""

SAME_DAYS: Final = "cùng kỳ"
"""What names of the same days of several years begin with: "cùng kỳ năm 2022"."""

STATUS: Final = {"official": "chính thức", "preliminary": "sơ bộ", "estimated": "ước"}
WAYS: Final = {"up": "tăng", "down": "giảm"}


@dataclass(frozen=True)
class Phrase:
    """Words and facts in the order they are printed; false when there is nothing to say.

    One that `is_absence` only says that there is nothing to compare with: it can be printed, and
    a part in brackets is left out.
    """

    parts: tuple[str | Fact, ...] = ()
    is_absence: bool = False

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)


def unit_of(fact: Fact) -> str:
    """The unit as it follows the number; nothing where the number bears it already."""
    return "" if fact.unit in ("đồng", "%") else f" {fact.unit}"


def mixture(facts: Sequence[Fact]) -> str:
    """A note that figures do not all have the same status; empty where they do."""
    statuses = {fact.status for fact in facts}
    if len(statuses) == 1:
        return ""
    return f" (có số {STATUS['estimated' if 'estimated' in statuses else 'preliminary']})"
