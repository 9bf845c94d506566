"""What a rule of proofreading is.

To add a rule, add a :class:`Rule` to ``RULES`` in one of the modules of
:mod:`baocao.review.proofread.rules`, with examples on both sides: tests try them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from baocao.review.manuscripts import Kind
from baocao.review.proofread.draft import Draft, Paragraph

__all__ = ["FORMATS", "NOT_PDF", "Find", "Hit", "Rule", "Severity", "find_pattern"]

Severity = Literal["lỗi", "nên sửa", "xem lại", "gợi ý"]
"""An error; something that should be corrected; something that a person should look at; a habit
that no decree asks for, which is marked only when asked for."""

FORMATS = frozenset({"docx", "html", "pdf", "text"})
"""The formats of documents."""

NOT_PDF = FORMATS - {"pdf"}
"""The formats that keep paragraphs and letters as they were written."""


@dataclass(frozen=True)
class Hit:
    """A place that a rule finds wrong.

    Parameters
    ----------
    paragraph
        Where it is.
    start, end
        The letters of the paragraph's text; `end` is the letter after the last.
    suggestion
        What to write instead, or what to do; empty where only a person can know.
    what
        What is wrong; empty where the name of the rule says it.
    """

    paragraph: Paragraph
    start: int
    end: int
    suggestion: str
    what: str = ""

    @classmethod
    def of(cls, paragraph: Paragraph, match: re.Match[str], suggestion: str, what: str = "") -> Hit:
        """All that a pattern matched."""
        return cls(paragraph, match.start(), match.end(), suggestion, what)


Find = Callable[[Draft], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    """One thing that a careful reader marks.

    Parameters
    ----------
    id
        Starts with ``PROOF-`` and never changes.
    name
        What is wrong, in Vietnamese.
    severity
        See :data:`Severity`.
    source
        Where the rule comes from: a decree with its article, a dictionary, a habit of the office.
    find
        Finds the places in a document.
    wrong
        Texts in which it finds something, each with the suggestion; a blank line starts a new
        paragraph.  They are read with :data:`~baocao.review.proofread.dictionary.EXAMPLE`.
    right
        Similar texts in which it finds nothing.
    formats
        The formats of documents that it can be used on.
    """

    id: str
    name: str
    severity: Severity
    source: str
    find: Find
    wrong: tuple[tuple[str, str], ...]
    right: tuple[str, ...]
    formats: frozenset[str] = FORMATS


def find_pattern(
    expression: str,
    suggest: str | Callable[[re.Match[str]], str | None],
    kinds: frozenset[Kind] | None = None,
    flags: int = 0,
) -> Find:
    r"""Make a function that finds the matches of a regular expression.

    Parameters
    ----------
    expression
        Without nested repetition: paragraphs may be long.
    suggest
        What to write instead, as in ``re.sub`` (``\1``); or a function of the match, which
        returns None when the text is right after all.
    kinds
        Kinds of paragraphs to look in; None means all.
    flags
        Those of ``re``.
    """
    compiled = re.compile(expression, flags)

    def find(draft: Draft) -> Iterator[Hit]:
        for paragraph, match in draft.matches(compiled, kinds):
            suggestion = match.expand(suggest) if isinstance(suggest, str) else suggest(match)
            if suggestion is not None:
                yield Hit.of(paragraph, match, suggestion)

    return find
