"""Splits printed prose and its template into words, and finds which word printed which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from baocao.review.sequences import Run, equal_pairs, unequal_runs

__all__ = [
    "TemplateSpan",
    "Token",
    "differences",
    "printed_tokens",
    "template_spans",
    "template_tokens",
]

_PRINTED = re.compile(r"\w+|[^\w\s]")
# Conditions are no words: heads of variants, and what an optional part begins with.
_TEMPLATE = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|^---[^\n]*|(?<=[\[|])[^\[\]|?{}\n]+\?|\\?[^\w\s]|\w+",
    re.DOTALL | re.MULTILINE,
)
# Pandoc and Word exchange these by themselves.
_SAME_SIGNS = str.maketrans("“”„‘’–—\u00a0", '"""\'\'-- ')


@dataclass(frozen=True)
class Token:
    """A word, a sign, a quoted fact or a piece of Jinja, and where it is in its text.

    Parameters
    ----------
    key
        What is compared: the word; for a fact ``{id@period}``, so that a changed number is still
        the same fact.
    start, end
        Its letters; `end` is the letter after the last.
    is_fact
        Whether it quotes a fact.
    """

    key: str
    start: int
    end: int
    is_fact: bool = False


@dataclass(frozen=True)
class TemplateSpan:
    """The letters of a template that printed a token; `end` is the letter after the last."""

    start: int
    end: int


def printed_tokens(text: str, facts: Sequence[tuple[int, int, str]]) -> list[Token]:
    """Words and signs of printed prose.

    Parameters
    ----------
    text
        The prose.
    facts
        Start, end and key of each quoted fact.

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
        yield Token(match[0].translate(_SAME_SIGNS), *match.span())


def template_tokens(source: str) -> list[Token]:
    """Words and signs of a template; each expression, tag or condition is one token."""
    return [
        Token(match[0].removeprefix("\\").translate(_SAME_SIGNS), *match.span())
        for match in _TEMPLATE.finditer(source)
    ]


def template_spans(
    printed: Sequence[Token], template: Sequence[Token]
) -> list[TemplateSpan | None]:
    """For each printed token the piece of template that printed it; None where it is not one piece.

    A phrase such as ``{{ recognised.vs_last_year }}`` prints several words: none of them is a
    word of the template.  A fact belongs to the one expression between the same words.
    """
    found: list[TemplateSpan | None] = [None] * len(printed)
    pairs = list(equal_pairs(_keys(printed), _keys(template)))
    for at, origin in pairs:
        found[at] = TemplateSpan(template[origin].start, template[origin].end)
    for (a, c), (b, d) in pairwise([(-1, -1), *pairs, (len(printed), len(template))]):
        expressions = [token for token in template[c + 1 : d] if token.key.startswith("{{")]
        between = range(a + 1, b)
        if len(expressions) == len(between) and all(printed[n].is_fact for n in between):
            for n, expression in zip(between, expressions, strict=True):
                found[n] = TemplateSpan(expression.start, expression.end)
    return found


def differences(before: Sequence[Token], after: Sequence[Token]) -> list[Run]:
    """Where two sequences of tokens differ."""
    return unequal_runs(_keys(before), _keys(after))


def _keys(tokens: Sequence[Token]) -> list[str]:
    return [token.key for token in tokens]
