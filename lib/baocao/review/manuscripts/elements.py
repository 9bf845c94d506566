"""Letters of a block, and the element of the file that they are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["TextElement"]


@dataclass(frozen=True)
class TextElement:
    """Letters of a block, from `start` to before `end`, and the element of the file they are in."""

    start: int
    end: int
    element: Any
