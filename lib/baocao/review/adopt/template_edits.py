"""Turns an edit of printed words into an edit of the template that printed them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from baocao.review.adopt.printed_report import PrintedReport, tokens_of
from baocao.review.adopt.tokens import Token
from baocao.review.manuscripts import Block
from baocao.review.sequences import Run

__all__ = [
    "NotEditableError",
    "TemplateEdit",
    "appended",
    "edited_text",
    "letters_of",
    "replaced",
]

# Signs of Markdown, and the second sign of what starts a tag of Jinja.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$^]|(?<=\{)%)")
# What decides whether a text is said: tags, brackets, and heads of variants.
_DECIDES = re.compile(r"\{%|(?<!\\)[\[\]|]|^---", re.MULTILINE)
_SHOWN_LETTERS = 60


class NotEditableError(Exception):
    """No piece of template is responsible for the words alone; its text is what cannot be kept."""


@dataclass(frozen=True)
class TemplateEdit:
    """One piece of a template that is replaced.

    Parameters
    ----------
    start, end
        Its letters; equal where text is inserted.
    text
        What to write instead.
    removed, added
        The keys of the printed words that should disappear and appear.
    place, around
        Where the edit is in the edited document, and the words around it.
    """

    start: int
    end: int
    text: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    place: str
    around: str


def edited_text(text: str, edits: Sequence[TemplateEdit]) -> str:
    """A template after its edits."""
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def replaced(printed: PrintedReport, number: int, block: Block, run: Run) -> TemplateEdit:
    """The template edit for one difference between a built and an edited paragraph.

    Parameters
    ----------
    printed
        The report as built.
    number
        The number of the built paragraph, which must be prose of a cell.
    block
        The edited paragraph.
    run
        Where their tokens differ.

    Raises
    ------
    NotEditableError
        The words come from the data, or it is not clear where new words belong.
    """
    a, b, c, d = run
    before, after = printed.tokens[number], tokens_of(block)
    start, end = letters_of(after, c, d)
    old_words = _words(before[a:b], printed.built[number])
    new_words = block.text[start:end]
    spans = printed.spans[number]
    inside = [span for span in spans[a:b] if span is not None]
    cell = printed.cells[number]
    source = printed.sources[cell].text
    if len(inside) < b - a:
        raise NotEditableError(old_words)
    text = _as_template(printed, cell, block, after[c:d])
    if text is None:
        raise NotEditableError(new_words)
    lead = block.text[after[c - 1].end : start] if 0 < c < d else ""
    if inside:
        first, last = inside[0].start, inside[-1].end
        if _DECIDES.search(source, first, last):
            raise NotEditableError(old_words)
        left = spans[a - 1] if a else None
        if left is not None and not source[left.end : first].strip():
            # The blank before the words is edited with them: a comma has none.
            first, text = left.end, f"{lead}{text}"
    elif a and (left := spans[a - 1]):
        following = spans[a] if a < len(spans) else None
        if following is not None and _DECIDES.search(source, left.end, following.start):
            # Only a person can say whether the words belong inside the condition.
            raise NotEditableError(new_words)
        first = last = left.end
        text = f"{lead}{text}"
    elif a < len(spans) and (right := spans[a]):
        first = last = right.start
        text = f"{text}{block.text[end : after[d].start] if d < len(after) else ''}"
        if not source[:first][-1:].isspace():
            text = f"{lead}{text}"
    else:
        raise NotEditableError(new_words)
    removed = tuple(token.key for token in before[a:b])
    added = tuple(token.key for token in after[c:d])
    around = block.around(start, end) if block.text else old_words
    return TemplateEdit(first, last, text, removed, added, block.place(start), around)


def letters_of(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Where some tokens start and end in their text; behind the token before if there are none."""
    if first < last:
        return tokens[first].start, tokens[last - 1].end
    end = tokens[first - 1].end if first else 0
    return end, end


def appended(printed: PrintedReport, left: int | None, block: Block) -> TemplateEdit | None:
    """The template edit for a new paragraph after the built paragraph `left`.

    None when `left` is None or not prose of a cell, or when the new paragraph quotes a fact that
    the cell does not quote.
    """
    cell = None if left is None else printed.cells.get(left)
    if left is None or cell is None:
        return None
    spans = [span for span in printed.spans.get(left, ()) if span]
    tokens = tokens_of(block)
    text = _as_template(printed, cell, block, tokens) if spans else None
    if text is None:
        return None
    source = printed.sources[cell].text
    line_end = source.find("\n", spans[-1].end)
    at = len(source) if line_end < 0 else line_end
    added = tuple(token.key for token in tokens)
    around = block.around(0, min(len(block.text), _SHOWN_LETTERS))
    return TemplateEdit(at, at, f"\n\n{text}", (), added, block.place(), around)


def _as_template(
    printed: PrintedReport, cell: str, block: Block, tokens: Sequence[Token]
) -> str | None:
    """Edited words as a template writes them; None when they quote a fact that it does not."""
    if not tokens:
        return ""
    pieces: list[str] = []
    at = tokens[0].start
    for token in tokens:
        if token.is_fact:
            expression = printed.expression(cell, token.key)
            if expression is None:
                return None
            pieces += _escaped(block.text[at : token.start]), expression
            at = token.end
    return "".join([*pieces, _escaped(block.text[at : tokens[-1].end])])


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _words(tokens: Sequence[Token], block: Block) -> str:
    return block.text[tokens[0].start : tokens[-1].end] if tokens else ""
