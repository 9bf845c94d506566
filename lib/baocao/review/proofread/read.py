"""Reads a document by all rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from baocao.review.manuscripts import Manuscript
from baocao.review.proofread import citing, dates, figures, naming, spacing, spelling, structure
from baocao.review.proofread.dictionary import Dictionary
from baocao.review.proofread.rule import Draft, Hit, Rule
from baocao.workspace.workspace import Workspace

__all__ = ["RULES", "Correction", "corrections", "proofread"]

RULES: tuple[Rule, ...] = (
    *structure.RULES,
    *dates.RULES,
    *citing.RULES,
    *naming.RULES,
    *figures.RULES,
    *spelling.RULES,
    *spacing.RULES,
)


@dataclass(frozen=True)
class Correction:
    """One place that a careful reader would mark.

    Parameters
    ----------
    rule
        Why; it has the severity and the source.
    block
        Which block of the manuscript, from 0.
    start, end
        Which letters of the block's text, as they are in the file.
    place
        Where that is, as a reader would look for it.
    found
        The words themselves.
    around
        The words with some before and after.
    what
        What is wrong with them.
    suggestion
        What to write, or what to do; empty where only people know.
    """

    rule: Rule
    block: int
    start: int
    end: int
    place: str
    found: str
    around: str
    what: str
    suggestion: str


def proofread(manuscript: Manuscript, workspace: Workspace) -> tuple[Correction, ...]:
    """All that a careful reader would mark in a document, in reading order.

    Parameters
    ----------
    manuscript
        The document, as :func:`~baocao.review.manuscripts.read_manuscript` gives it.
    workspace
        Whose names, standards, spellings and legal documents are the right ones.

    Raises
    ------
    BaocaoError
        A register or a catalogue of the workspace that breaks its declaration.
    """
    return corrections(manuscript, Dictionary.of(workspace))


def corrections(
    manuscript: Manuscript, dictionary: Dictionary, rules: Sequence[Rule] = RULES
) -> tuple[Correction, ...]:
    """The same by a dictionary that is at hand."""
    draft = Draft.of(manuscript, dictionary)
    found = [
        _correction(rule, hit)
        for rule in rules
        if draft.format in rule.formats
        for hit in _apart(rule.find(draft))
    ]
    return tuple(sorted(found, key=lambda c: (c.block, c.start, c.end, c.rule.id)))


def _apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Hits of one rule, each place once."""
    seen = set()
    for hit in hits:
        key = (hit.text.number, hit.start, hit.end)
        if key not in seen:
            seen.add(key)
            yield hit


def _correction(rule: Rule, hit: Hit) -> Correction:
    block, places = hit.text.block, hit.text.places
    start, end = places[hit.start], places[hit.end]
    return Correction(
        rule=rule,
        block=hit.text.number,
        start=start,
        end=end,
        place=block.place(start),
        found=hit.text.text[hit.start : hit.end],
        around=block.around(start, end),
        what=hit.what or rule.name,
        suggestion=hit.suggestion,
    )
