"""Applies the rules of proofreading to a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from baocao.review.manuscripts import Manuscript
from baocao.review.proofread.dictionary import Dictionary
from baocao.review.proofread.draft import Draft
from baocao.review.proofread.rule import Hit, Rule
from baocao.review.proofread.rules import RULES
from baocao.workspace.workspace import Workspace

__all__ = ["MOST_OF_ONE_RULE", "Correction", "find_corrections", "proofread"]

MOST_OF_ONE_RULE = 500
"""How many places one rule marks: nobody reads more of one kind, and a file may have millions."""


@dataclass(frozen=True)
class Correction:
    """One place that a careful reader would mark.

    Parameters
    ----------
    rule
        Why it is marked; it has the severity and the source.
    block
        Which block of the manuscript, from 0.
    start, end
        Which letters of the block's text, as in the file; `end` is the letter after the last.
    place
        Where a reader finds it, such as "trang 3".
    found
        The words that are marked.
    around
        The same with some words before and after.
    what
        What is wrong with them.
    suggestion
        What to write, or what to do; empty where only a person can know.
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


def proofread(
    manuscript: Manuscript, workspace: Workspace, *, hints: bool = False
) -> tuple[Correction, ...]:
    """All that a careful reader would mark in a document, in reading order.

    Of one rule at most :data:`MOST_OF_ONE_RULE` places.

    Parameters
    ----------
    manuscript
        The document, as :func:`~baocao.review.manuscripts.read_manuscript` gives it.
    workspace
        Whose names, standards, spellings and legal documents are the right ones.
    hints
        Whether habits are marked too, the rules of severity "gợi ý".

    Raises
    ------
    BaocaoError
        A register or a catalogue of the workspace has errors.
    """
    rules = [rule for rule in RULES if hints or rule.severity != "gợi ý"]
    return find_corrections(manuscript, Dictionary.of(workspace), rules)


def find_corrections(
    manuscript: Manuscript, dictionary: Dictionary, rules: Sequence[Rule] = RULES
) -> tuple[Correction, ...]:
    """As :func:`proofread`, with a dictionary and rules of one's own.

    Examples
    --------
    >>> from pathlib import Path
    >>> from baocao.review.manuscripts import Block
    >>> block = Block("Đã bổ xung hồ sơ.", "text", ((0, "đoạn 1"),))
    >>> (found,) = find_corrections(Manuscript(Path("a.docx"), (block,)), Dictionary())
    >>> found.found, found.suggestion, found.rule.severity
    ('bổ xung', 'bổ sung', 'lỗi')
    """
    draft = Draft.of(manuscript, dictionary)
    found: dict[tuple[str, int, int, int], Correction] = {}
    for rule in rules:
        if draft.format in rule.formats:
            for hit in islice(rule.find(draft), MOST_OF_ONE_RULE):
                # One rule marks a place once.
                key = (rule.id, hit.paragraph.block_number, hit.start, hit.end)
                found.setdefault(key, _correction(rule, hit))
    return tuple(sorted(found.values(), key=lambda c: (c.block, c.start, c.end, c.rule.id)))


def _correction(rule: Rule, hit: Hit) -> Correction:
    block, offsets = hit.paragraph.block, hit.paragraph.offsets
    start, end = offsets[hit.start], offsets[hit.end]
    return Correction(
        rule=rule,
        block=hit.paragraph.block_number,
        start=start,
        end=end,
        place=block.place(start),
        found=hit.paragraph.text[hit.start : hit.end],
        around=block.around(start, end),
        what=hit.what or rule.name,
        suggestion=hit.suggestion,
    )
