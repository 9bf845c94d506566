"""The tree of a piece of prose.

``at`` is always the letter of the source at which a node begins, counted from 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import nodes

__all__ = [
    "TOO_DEEP",
    "Branches",
    "Choice",
    "Loop",
    "NotationError",
    "Option",
    "Piece",
    "Quote",
    "Refused",
    "Text",
]


class NotationError(Exception):
    """The text is not in the notation: what is wrong in one sentence, where, and what to do."""

    def __init__(self, what: str, at: int, remedy: str) -> None:
        super().__init__(what)
        self.at = at
        self.remedy = remedy


TOO_DEEP = NotationError("Lời văn lồng nhau quá sâu.", 0, "tách thành nhiều ô")
"""Brackets, parentheses or conditions stand in one another hundreds of times."""


@dataclass(frozen=True)
class Text:
    """Typed text, which is Markdown."""

    text: str
    at: int


@dataclass(frozen=True)
class Quote:
    """An expression whose value is printed."""

    expression: nodes.Expr
    at: int


@dataclass(frozen=True)
class Option:
    """One of several texts, with the condition under which it is the one."""

    body: tuple[Piece, ...]
    at: int
    condition: nodes.Expr | None = None


@dataclass(frozen=True)
class Choice:
    """Texts of which the first that can be said is said; none of them when none can.

    `by_condition` is true of variants of a cell: there the conditions alone decide.
    """

    options: tuple[Option, ...]
    at: int
    by_condition: bool = False


@dataclass(frozen=True)
class Branches:
    """``{% if %}``: each test with what follows it; the last test is None for ``{% else %}``."""

    branches: tuple[tuple[nodes.Expr | None, tuple[Piece, ...]], ...]
    at: int


@dataclass(frozen=True)
class Loop:
    """``{% for name in … %}``, and what stands there when there is nothing to go through."""

    name: str
    over: nodes.Expr
    body: tuple[Piece, ...]
    otherwise: tuple[Piece, ...]
    at: int


@dataclass(frozen=True)
class Refused:
    """A tag of Jinja that prose has not, or Markdown that it has not.

    Of Markdown `found` is what stands there, and `remedy` what to do.
    """

    at: int
    found: str = ""
    remedy: str = ""


Piece = Text | Quote | Choice | Branches | Loop | Refused
