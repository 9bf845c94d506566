"""Edits that belong together: a sentence that went from one paragraph to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baocao.review.adopt.pairing import Unit
from baocao.review.adopt.refusals import NotEditableError
from baocao.review.adopt.template_edits import TemplateEdit
from baocao.review.adopt.tokens import Token, differences
from baocao.review.sequences import equal_pairs

__all__ = ["LEAST_WORDS", "Bundle", "Part", "bundles_of"]

LEAST_WORDS = 4
"""So many words in a row are moved, not written twice by chance."""
_LEAST_COMMON = 0.5


@dataclass(frozen=True)
class Part:
    """A unit, and its edits of one cell's template.

    Parameters
    ----------
    unit
        The paragraphs.
    cell
        The id of the cell.
    edits
        What changes in its template.
    before, after
        The tokens that stood there, and those that stand there now.
    error
        Why it cannot be adopted; None when it can be tried.
    is_move
        Whether it is one end of a paragraph that went elsewhere with its template.
    """

    unit: Unit
    cell: str | None
    edits: tuple[TemplateEdit, ...]
    before: tuple[Token, ...]
    after: tuple[Token, ...]
    error: NotEditableError | None = None
    is_move: bool = False

    def moved(self) -> tuple[list[str], list[str]]:
        """What disappeared and what appeared, each run of words as one text."""
        runs = differences(self.before, self.after)
        gone = [_text(self.before[a:b]) for a, b, _, _ in runs]
        come = [_text(self.after[c:d]) for _, _, c, d in runs]
        return gone, come


@dataclass(frozen=True)
class Bundle:
    """Parts that are adopted together or not at all."""

    parts: tuple[Part, ...]

    @property
    def is_move(self) -> bool:
        """Whether it only puts paragraphs elsewhere."""
        return all(part.is_move for part in self.parts)

    @property
    def error(self) -> NotEditableError | None:
        """Why it cannot be adopted."""
        return next((part.error for part in self.parts if part.error is not None), None)


def bundles_of(parts: Sequence[Part]) -> list[Bundle]:
    """The parts, those together between which words were moved."""
    moved = [part.moved() for part in parts]
    group = list(range(len(parts)))
    for one, (gone, _) in enumerate(moved):
        for other, (_, come) in enumerate(moved):
            is_moved = any(_is_in(a, b) for a in gone for b in come)
            if one != other and (is_moved or _is_reworded(parts[one], parts[other])):
                kept, lost = group[one], group[other]
                group = [kept if number == lost else number for number in group]
    return [
        Bundle(tuple(part for part, number in zip(parts, group, strict=True) if number == wanted))
        for wanted in dict.fromkeys(group)
    ]


def _is_reworded(gone: Part, come: Part) -> bool:
    """Whether a paragraph that went is one that came, with at least half of its words."""
    if gone.unit.edited or come.unit.built:
        return False
    one, other = (_text(tokens).split() for tokens in (gone.before, come.after))
    common = sum(1 for _ in equal_pairs(one, other))
    return common >= max(LEAST_WORDS, _LEAST_COMMON * min(len(one), len(other)))


def _text(tokens: Sequence[Token]) -> str:
    """Words as they are printed: a number that lost its content control is still the same."""
    words = (token.text or token.key for token in tokens if not token.is_break)
    return " ".join(" ".join(word.split()) for word in words if word.strip(".,;:"))


def _is_in(gone: str, come: str) -> bool:
    shorter, longer = sorted((gone, come), key=len)
    return len(shorter.split()) >= LEAST_WORDS and f" {shorter} " in f" {longer} "
