"""Splits printed prose and its template into words, and finds which word printed which."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from baocao.review.manuscripts import Block
from baocao.review.manuscripts.tracked import TrackedText
from baocao.review.sequences import Run, equal_pairs, unequal_runs

__all__ = [
    "BREAK",
    "SENTENCE_ENDS",
    "Shape",
    "TemplateSpan",
    "Token",
    "composed",
    "differences",
    "fact_key",
    "joined",
    "printed_tokens",
    "shape",
    "template_spans",
    "template_tokens",
    "tokens_of",
]

BREAK = "\N{PILCROW SIGN}\n"
"""The key of the token between two paragraphs; no word has it."""

SENTENCE_ENDS = frozenset(".!?…")
"""Signs that a sentence ends with."""

Shape = tuple[tuple[str, bool, str], ...]
"""A paragraph as it is compared: of each token its key and look, its blank, a fact's text."""

_PRINTED = re.compile(r"\w+|[^\w\s]")
# A blank line, or the line end before an item of a list.
_TEMPLATE = re.compile(
    r"(?P<expression>\{\{.*?\}\})|(?P<blank>\n[ \t]*\n\s*)"
    r"|(?P<line>\n)(?=[ \t]*(?:[-*+]|\d{1,2}[.)])\s)|\\?[^\w\s]|\w+",
    re.DOTALL,
)
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,2}[.)])\s")
# Pandoc and Word exchange these by themselves.
_SAME_SIGNS = str.maketrans("“”„‘’–—\u00a0", '"""\'\'-- ')


@dataclass(frozen=True)
class Token:
    """A word, a sign, a quoted fact or a piece of Jinja, and where it is in its text.

    Parameters
    ----------
    key
        What is compared: the word; for a fact ``{id@period}``, so that a changed number is still
        the same fact; :data:`BREAK` between two paragraphs.
    start, end
        Its letters; `end` is the letter after the last.
    is_fact
        Whether it quotes a fact.
    text
        Its letters as they stand there.
    has_space
        Whether a blank stands before it.
    look
        How it is printed; see :class:`~baocao.review.manuscripts.Block`.
    """

    key: str
    start: int
    end: int
    is_fact: bool = False
    text: str = ""
    has_space: bool = False
    look: str = ""

    @property
    def full_key(self) -> str:
        """The key, and how it looks."""
        return f"{self.key}\0{self.look}" if self.look else self.key

    @property
    def is_break(self) -> bool:
        """Whether it stands for the end of a paragraph."""
        return self.key == BREAK

    @property
    def is_number(self) -> bool:
        """Whether it is typed in digits."""
        return not self.is_fact and any(letter.isdigit() for letter in self.key)


@dataclass(frozen=True)
class TemplateSpan:
    """The letters of a template that printed a token; `end` is the letter after the last.

    `is_phrase` is true of expressions that printed it together with others, or not as it stands.
    """

    start: int
    end: int
    is_phrase: bool = False


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
        has_space = text[:start][-1:].isspace()
        tokens.append(Token(f"{{{key}}}", start, end, True, text[start:end], has_space))
        at = end
    return tokens + list(_words(text, at, len(text)))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _PRINTED.finditer(text, start, end):
        has_space = text[: match.start()][-1:].isspace()
        key = match[0].translate(_SAME_SIGNS)
        yield Token(key, *match.span(), text=match[0], has_space=has_space)


def composed(block: Block) -> Block:
    """A block whose letters are composed, without letters that nobody sees."""
    tracked = TrackedText.of(block).without_invisible()
    if tracked.text == block.text:
        return block

    def at(letter: int) -> int:
        return bisect_left(tracked.offsets, letter)

    return replace(
        block,
        text=tracked.text,
        places=tuple((at(start), place) for start, place in block.places),
        quotes=tuple(replace(q, start=at(q.start), end=at(q.end)) for q in block.quotes),
        looks=tuple((at(start), at(end), look) for start, end, look in block.looks),
    )


def tokens_of(block: Block) -> list[Token]:
    """The words of a block, and the facts it quotes."""
    facts = [(quote.start, quote.end, fact_key(block, n)) for n, quote in enumerate(block.quotes)]
    tokens = []
    for token in printed_tokens(block.text, facts):
        looks = {
            look for start, end, look in block.looks if start < token.end and token.start < end
        }
        tokens.append(replace(token, look="".join(sorted(set("".join(looks))))))
    return tokens


def fact_key(block: Block, number: int) -> str:
    """The key of a fact that a block quotes: its tag and its period."""
    quote = block.quotes[number]
    return f"{quote.tag}@{quote.period}"


def joined(paragraphs: Sequence[Sequence[Token]]) -> list[Token]:
    """The tokens of several paragraphs, with a break between two of them."""
    found: list[Token] = []
    for tokens in paragraphs:
        if found and tokens:
            found.append(Token(BREAK, 0, 0))
        found += tokens
    return found


def shape(tokens: Sequence[Token]) -> Shape:
    """What of a paragraph must be the same when it is printed again.

    The sign that ends a report ("./.") is put there by the program.
    """
    found = [
        (
            token.full_key,
            token.has_space and number > 0,
            " ".join(token.text.split()) if token.is_fact else "",
        )
        for number, token in enumerate(tokens)
    ]
    if [key for key, _, _ in found[-3:]] == [".", "/", "."]:
        del found[-2:]
    return tuple(found)


def template_tokens(source: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Words and signs of a piece of template that holds no tags and no brackets.

    Each expression is one token, and so is each end of a paragraph.
    """
    stop = len(source) if end is None else end
    found: list[Token] = []
    if source[:start][-1:] in ("", "\n") and _ITEM.match(source, start, stop):
        found.append(Token(BREAK, start, start))
    for match in _TEMPLATE.finditer(source, start, stop):
        if match["blank"] or match["line"]:
            found.append(Token(BREAK, *match.span()))
        else:
            key = match[0].removeprefix("\\").translate(_SAME_SIGNS)
            found.append(Token(key, *match.span(), text=match[0]))
    return found


def template_spans(
    printed: Sequence[Token], template: Sequence[Token]
) -> list[TemplateSpan | None]:
    """For each printed token the piece of template that printed it; None where none is known.

    A phrase such as ``{{ recognised.vs_last_year }}`` prints several words: none of them is a
    word of the template.  A fact belongs to the one expression between the same words.
    """
    found: list[TemplateSpan | None] = [None] * len(printed)
    pairs = list(equal_pairs(_keys(printed), _keys(template)))
    for at, origin in pairs:
        found[at] = TemplateSpan(template[origin].start, template[origin].end)
    for (a, c), (b, d) in pairwise([(-1, -1), *pairs, (len(printed), len(template))]):
        between = range(a + 1, b)
        expressions = [token for token in template[c + 1 : d] if token.key.startswith("{{")]
        if not expressions or not between:
            continue
        if len(expressions) == len(between) and all(printed[n].is_fact for n in between):
            for n, expression in zip(between, expressions, strict=True):
                found[n] = TemplateSpan(expression.start, expression.end)
        elif expressions[0].start <= expressions[-1].start:
            for n in between:
                if not printed[n].is_break:
                    found[n] = TemplateSpan(expressions[0].start, expressions[-1].end, True)
    return found


def differences(before: Sequence[Token], after: Sequence[Token]) -> list[Run]:
    """Where two sequences of tokens differ, in words, looks or blanks.

    Where only a blank came or went, both sides are empty.
    """
    runs = _at_sentences(before, after)
    end = (len(before), len(before), len(after), len(after))
    for (_, a, _, c), (b, _, _, _) in pairwise([(0, 0, 0, 0), *runs, end]):
        for n in range(1, b - a):
            one, other = before[a + n], after[c + n]
            is_inside = not (one.is_break or before[a + n - 1].is_break)
            if is_inside and one.has_space != other.has_space:
                runs.append((a + n, a + n, c + n, c + n))
    return sorted(runs)


def _at_sentences(before: Sequence[Token], after: Sequence[Token]) -> list[Run]:
    """The runs that differ; words that came or went begin, if they can, with a sentence.

    Of "A. B. C." without "B." it may look as if ". B" had gone.
    """
    ours, theirs = ([token.full_key for token in tokens] for tokens in (before, after))
    runs = unequal_runs(ours, theirs)
    for place, (a, b, c, d) in enumerate(runs):
        if (a < b) == (c < d):
            continue
        tokens, keys, start, stop = (before, ours, a, b) if a < b else (after, theirs, c, d)
        room = a - (runs[place - 1][1] if place else 0)
        ahead = (runs[place + 1][0] if place + 1 < len(runs) else len(ours)) - b
        left = next((n for n in range(room) if keys[start - n - 1] != keys[stop - n - 1]), room)
        right = next((n for n in range(ahead) if keys[start + n] != keys[stop + n]), ahead)
        for by in sorted(range(-left, right + 1), key=abs):
            at = start + by
            if at == 0 or tokens[at - 1].is_break or tokens[at - 1].key in SENTENCE_ENDS:
                runs[place] = (a + by, b + by, c + by, d + by)
                break
    return runs


def _keys(tokens: Sequence[Token]) -> list[str]:
    return [token.key for token in tokens]
