"""Words of printed prose beside the words of the template that printed them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel

__all__ = ["Slot", "Token", "edits", "origins", "printed_tokens", "template_tokens"]

_PRINTED = re.compile(r"\w+|[^\w\s]")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\\?[^\w\s]|\w+", re.DOTALL)
# Pandoc and Word set these by themselves.
_ALIKE = str.maketrans("“”„‘’–—\u00a0", '"""\'\'-- ')


@dataclass(frozen=True)
class Token:
    """A word, a sign, a quoted fact or a piece of template, and where it stands in its text.

    Facts have the key of the fact, so that a changed number is no other word.
    """

    key: str
    start: int
    end: int
    is_fact: bool = False


@dataclass(frozen=True)
class Slot:
    """Where a printed token comes from: letters `start` to `end` of the template."""

    start: int
    end: int


def printed_tokens(text: str, facts: Sequence[tuple[int, int, str]]) -> list[Token]:
    """Words and signs of printed prose; `facts` are letters that quote one, with its key.

    Examples
    --------
    >>> [token.key for token in printed_tokens("Có 02 dự án.", [(3, 5, "a@2023")])]
    ['Có', '{a@2023}', 'dự', 'án', '.']
    """
    tokens: list[Token] = []
    at = 0
    for start, end, key in sorted(facts):
        tokens += _words(text, at, start)
        tokens.append(Token(f"{{{key}}}", start, end, True))
        at = end
    return tokens + list(_words(text, at, len(text)))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _PRINTED.finditer(text, start, end):
        yield Token(match[0].translate(_ALIKE), *match.span())


def template_tokens(source: str) -> list[Token]:
    """Words and signs of a template, each of Jinja's pieces one token."""
    return [
        Token(match[0].removeprefix("\\").translate(_ALIKE), *match.span())
        for match in _TEMPLATE.finditer(source)
    ]


def origins(printed: Sequence[Token], template: Sequence[Token]) -> list[Slot | None]:
    """For each printed token the piece of template that printed it alone; None of the others.

    What a phrase such as ``{{ recognised.vs_last_year }}`` prints belongs to no word of the
    template; a fact belongs to the one expression that stands between the same words.
    """
    found: list[Slot | None] = [None] * len(printed)
    ours = [token.key for token in printed]
    theirs = [token.key for token in template]
    pairs = [
        (step.src_start + n, step.dest_start + n)
        for step in Indel.opcodes(ours, theirs)
        if step.tag == "equal"
        for n in range(step.src_end - step.src_start)
    ]
    for here, there in pairs:
        found[here] = Slot(template[there].start, template[there].end)
    bounds = [(-1, -1), *pairs, (len(printed), len(template))]
    for (a, c), (b, d) in pairwise(bounds):
        pieces = [token for token in template[c + 1 : d] if token.key.startswith("{{")]
        between = range(a + 1, b)
        if len(pieces) == len(between) and all(printed[n].is_fact for n in between):
            for n, piece in zip(between, pieces, strict=True):
                found[n] = Slot(piece.start, piece.end)
    return found


def edits(before: Sequence[Token], after: Sequence[Token]) -> list[tuple[int, int, int, int]]:
    """The stretches in which two rows of tokens differ: of the first, and of the second."""
    found: list[tuple[int, int, int, int]] = []
    steps = Indel.opcodes([t.key for t in before], [t.key for t in after])
    for step in steps:
        if step.tag == "equal":
            continue
        last = found[-1] if found else None
        here = (step.src_start, step.src_end, step.dest_start, step.dest_end)
        if last and last[1] == here[0] and last[3] == here[2]:
            found[-1] = (last[0], here[1], last[2], here[3])
        else:
            found.append(here)
    return found
