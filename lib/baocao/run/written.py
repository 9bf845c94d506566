"""What a process that has written documents tells the one that asked for them.

Nothing heavy is imported here: the one that asks must stay small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from baocao.core.errors import Finding

__all__ = ["Written"]


@dataclass(frozen=True)
class Written:
    """What there is to tell of documents that were written.

    Attributes
    ----------
    made_up
        The titles of the registers with made-up rows that the report counts.
    registers
        What was read of each register, as the manifest keeps it.
    holes
        The cells in whose place a note stands, because they cannot be printed.
    """

    made_up: list[str]
    registers: list[dict[str, Any]]
    holes: tuple[Finding, ...] = ()
