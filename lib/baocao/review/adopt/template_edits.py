"""Turns an edit of printed words into an edit of the template that printed them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from baocao.review.adopt.list_ends import ITEM_SIGNS
from baocao.review.adopt.markup import written
from baocao.review.adopt.printed_report import CellProse
from baocao.review.adopt.refusals import NotEditableError
from baocao.review.adopt.tokens import (
    SENTENCE_ENDS,
    TemplateSpan,
    Token,
    differences,
    template_tokens,
)
from baocao.review.sequences import Run

__all__ = ["TemplateEdit", "added", "edited_text", "edits_of", "put_in", "removed", "taken_out"]

# What decides whether a text is said: tags, brackets, and heads of variants.
_DECIDES = re.compile(r"\{%|(?<!\\)[\[\]|]|^---", re.MULTILINE)
_BRACKETS = re.compile(r"(?<!\\)[\[\]]")
# The end of a sentence in brackets, the line end, and the beginning of the next one.
_BETWEEN_SENTENCES = re.compile(r"(?P<closed>\]*)[ \t]*\n[ \t]*(?:\[[^\[\]|{}\n]*)?")
_CLOSED = re.compile(r"\]+(?=[ \t]*(?:\n|\Z))")
_CONDITION = re.compile(r"\[(?:[^\[\]|?{}\n]+\?)?\s*\Z")
_HEAD = re.compile(r"(?<=\[)[^\[\]|?{}\n]+\?")
_SHOWN_LETTERS = 80
# Where the block of a paragraph, or an item of a list, begins and ends in a template.
_BLOCK_BEGINS = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)*|^---[^\n]*\n\s*", re.MULTILINE)
_BLOCK_ENDS = re.compile(r"\n[ \t]*(?=\n|---)|\s*\Z")
_ITEM_BEGINS = re.compile(r"^(?=[-*+] )", re.MULTILINE)
_ITEM_ENDS = re.compile(r"\n(?![ \t]+\S)")
# An item, or a line that goes on with it, right above.
_ITEM_ABOVE = re.compile(r"^(?:[-*+] |[ \t]+\S)[^\n]*\n\Z", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n|\Z)")
_EMPTY_VARIANT = re.compile(r"^---[^\n]*\s*(?=^---|\Z)", re.MULTILINE)


@dataclass(frozen=True)
class TemplateEdit:
    """One piece of a template that is replaced: its letters, and what to write instead.

    `paragraph` is given where it is a new paragraph: its number in the edited document, from 1.
    Several may go to one place, in their order.
    """

    start: int
    end: int
    text: str
    paragraph: int = 0


def edited_text(text: str, edits: Sequence[TemplateEdit]) -> str:
    """A template after its edits.

    Raises
    ------
    NotEditableError
        ADOPTION-23: two of them are about the same letters.
    """
    before = text
    last: TemplateEdit | None = None
    order = sorted(set(edits), key=lambda e: (e.start, e.end, e.paragraph), reverse=True)
    for edit in order:
        is_beside = edit.paragraph and edit.start == edit.end
        same_place = last is not None and edit.start == last.start and not is_beside
        if last is not None and (edit.end > last.start or same_place):
            raise NotEditableError("ADOPTION-23", before[edit.start : edit.end].strip())
        text = text[: edit.start] + edit.text + text[edit.end :]
        last = edit
    if _EMPTY_VARIANT.search(text) and not _EMPTY_VARIANT.search(before):
        raise NotEditableError("ADOPTION-22", "một biến thể --- của ô thành trống")
    return text


def edits_of(prose: CellProse, part: range, after: Sequence[Token]) -> list[TemplateEdit]:
    """The edits for one or more paragraphs of a cell.

    Parameters
    ----------
    prose
        What the cell printed.
    part
        The tokens of the paragraphs.
    after
        What is to be printed instead, with a break between two paragraphs.

    Raises
    ------
    NotEditableError
        ADOPTION-01 a number was typed over; -02 words come from the data; -20 it is not clear
        whether they belong to what a condition prints; -24 a look that has no place in prose.
    """
    editor = _Editor(prose, part, after)
    return [editor.edit(run) for run in differences(editor.before, after) if editor.concerns(run)]


def removed(prose: CellProse, part: range) -> TemplateEdit:
    """The edit that takes paragraphs out of a template.

    Raises
    ------
    NotEditableError
        ADOPTION-22 they share their place in the template with others.
    """
    editor = _Editor(prose, part, ())
    try:
        edit = editor.edit((0, len(part), 0, 0))
    except NotEditableError as error:
        if error.code not in ("ADOPTION-02", "ADOPTION-20"):
            raise
        spans = [span for span in editor.spans if span is not None]
        start, end = (spans[0].start, spans[-1].end) if spans else (0, 0)
        raise NotEditableError("ADOPTION-22", editor.unsaid(start, end)) from None
    return _without_lines(prose.source.text, edit.start, edit.end)


def added(
    prose: CellProse, number: int, tokens: Sequence[Token], paragraph: int, *, behind: bool
) -> TemplateEdit:
    """The edit that puts a new paragraph behind or before a paragraph of a cell.

    `paragraph` is its number in the edited document, from 1.

    Raises
    ------
    NotEditableError
        ADOPTION-02 it quotes a fact that the cell does not quote; -20 there is no place for it.
    """
    text = written(tokens, prose.expression)
    return put_in(prose, number, text, tokens, paragraph, behind=behind)


def taken_out(prose: CellProse, number: int) -> tuple[TemplateEdit, str] | None:
    """The edit that takes a paragraph's own block out of a template, and the block.

    The block holds all that stands there, what other periods say too. None where it is no
    paragraph's own, or stands under a condition that it shares.
    """
    part = prose.part(number)
    source = prose.source.text
    mine = [span for span in prose.spans[part.start : part.stop] if span is not None]
    if not mine:
        return None
    start, end = min(span.start for span in mine), max(span.end for span in mine)
    is_item = prose.tokens[part.start].key in ITEM_SIGNS
    begins, ends = (_ITEM_BEGINS, _ITEM_ENDS) if is_item else (_BLOCK_BEGINS, _BLOCK_ENDS)
    starts = [match.end() for match in begins.finditer(source) if match.end() <= start]
    start = max(starts, default=0)
    found = ends.search(source, end)
    end = found.start() if found else len(source)
    block = source[start:end]
    others = [*prose.spans[: part.start], *prose.spans[part.stop :]]
    is_shared = any(span and span.start < end and start < span.end for span in others)
    depths = list(accumulate(1 if sign == "[" else -1 for sign in _BRACKETS.findall(block)))
    if is_shared or "{%" in block or min(depths, default=0) < 0 or (depths and depths[-1]):
        return None
    return _without_lines(source, start, end), block


def _without_lines(source: str, start: int, end: int) -> TemplateEdit:
    """The edit that takes out whole lines, with a blank line or a line end that parted them."""
    is_behind = source[:start][-1:] == "\n" and source[end : end + 1] in ("", "\n")
    # The blank line behind the last item of a list belongs to the list.
    is_item = source[start : start + 1] in ITEM_SIGNS and _ITEM_ABOVE.search(source, 0, start)
    if not (is_behind and is_item) and (blank := _BLANK_LINE.match(source, end)) is not None:
        end = blank.end() + (source[blank.end() : blank.end() + 1] == "\n")
    elif is_behind:
        start -= 1
    return TemplateEdit(start, end, "")


def put_in(
    prose: CellProse,
    number: int,
    text: str,
    tokens: Sequence[Token],
    paragraph: int,
    *,
    behind: bool,
) -> TemplateEdit:
    """The edit that puts the text of a paragraph behind or before another one; see :func:`added`.

    `tokens` are what it prints.
    """
    part = prose.part(number)
    spans = [span for span in prose.spans[part.start : part.stop] if span is not None]
    source = prose.source.text
    if not spans:
        raise NotEditableError("ADOPTION-20", text)
    is_item = tokens[0].key in ITEM_SIGNS and prose.tokens[part.start].key in ITEM_SIGNS
    if not behind:
        at = source.rfind("\n", 0, spans[0].start) + 1
        return TemplateEdit(at, at, f"{text}\n" if is_item else f"{text}\n\n", paragraph)
    end = (_ITEM_ENDS if is_item else _BLOCK_ENDS).search(source, spans[-1].end)
    at = end.start() if end else len(source.rstrip())
    return TemplateEdit(at, at, f"\n{text}" if is_item else f"\n\n{text}", paragraph)


class _Editor:
    """Edits some paragraphs of one cell, difference by difference."""

    def __init__(self, prose: CellProse, part: range, after: Sequence[Token]) -> None:
        self.prose = prose
        self.source = prose.source.text
        self.before = prose.tokens[part.start : part.stop]
        self.spans = prose.spans[part.start : part.stop]
        self.after = after

    def concerns(self, run: Run) -> bool:
        """Whether the template is to be changed: the signs behind items set themselves."""
        a, b, c, d = run
        signs = {token.key for token in (*self.before[a:b], *self.after[c:d])}
        at_end = b == len(self.before) or self.before[b].is_break
        starts = [n for n, token in enumerate(self.before[:a]) if token.is_break]
        first = self.before[starts[-1] + 1 if starts else 0]
        return not (signs and signs <= {";", "."} and at_end and first.key in ITEM_SIGNS)

    def edit(self, run: Run) -> TemplateEdit:
        a, b, c, d = run
        old, new = self.before[a:b], self.after[c:d]
        if any(token.is_fact for token in old) and any(token.is_number for token in new):
            was = " ".join(token.text for token in old if not token.is_break)
            now = " ".join(token.text for token in new if not token.is_break)
            number = next(token for token in new if token.is_number)
            raise NotEditableError("ADOPTION-01", f"{was} thành {now}", number)
        return self.insertion(run) if a == b else self.replacement(run)

    # ------------------------------------------------------------ words instead of words

    def replacement(self, run: Run) -> TemplateEdit:
        a, b, c, d = run
        words = _words(self.before[a:b])
        start, end = self.region(run)
        is_removal = not self.text(c, d).strip() and not any(t.is_break for t in self.after[c:d])
        if is_removal:
            end = self.closed(start, end)
        is_free = is_removal and self.is_whole(start, end)
        if not is_free and _DECIDES.search(self.source, start, end):
            raise NotEditableError("ADOPTION-20", self.beside(words, start, end))
        if is_removal:
            while opening := _CONDITION.search(self.source, 0, start):
                if self.source[end : end + 1] != "]":
                    break
                start, end = opening.start(), end + 1
            if self.is_option(start, end):
                raise NotEditableError("ADOPTION-20", words)
        else:
            start, end = self.with_marks(run, start, end)
        return self.placed(run, start, end)

    def region(self, run: Run) -> tuple[int, int]:
        """The letters of the template that printed some tokens, and nothing else."""
        a, b, c, d = run
        inside = [span for span in self.spans[a:b] if span is not None]
        is_removal = c == d
        if not inside or (len(inside) < b - a and not is_removal):
            raise NotEditableError("ADOPTION-02", _words(self.before[a:b]))
        phrases = {span for span in inside if span.is_phrase}
        others = [span for n, span in enumerate(self.spans) if span and not a <= n < b]
        if phrases and (not is_removal or phrases & set(others)):
            raise NotEditableError("ADOPTION-02", _words(self.before[a:b]))
        if [span.start for span in inside] != sorted(span.start for span in inside):
            raise NotEditableError("ADOPTION-23", _words(self.before[a:b]))
        return inside[0].start, max(span.end for span in inside)

    def closed(self, start: int, end: int) -> int:
        """The end of a part of the template, behind the brackets that it has opened."""
        depth = 0
        for bracket in _BRACKETS.findall(self.source, start, end):
            depth = max(0, depth + (1 if bracket == "[" else -1))
        while depth and self.source[end : end + 1] == "]":
            depth, end = depth - 1, end + 1
        return end

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a part of the template is said as a whole, with the brackets that it opens."""
        piece = self.source[start:end]
        depth = 0
        for bracket in _BRACKETS.findall(piece):
            depth += 1 if bracket == "[" else -1
            if depth < 0:
                return False
        if depth or "{%" in piece or re.search(r"^---", piece, re.MULTILINE):
            return False
        said = {token.start for token in self.prose.said}
        conditions = [m.span() for m in _HEAD.finditer(piece)]
        return all(
            token.start in said or token.is_break or token.key in ("[", "]")
            for token in template_tokens(self.source, start, end)
            if not any(at <= token.start - start < stop for at, stop in conditions)
        )

    def is_option(self, start: int, end: int) -> bool:
        """Whether nothing would be left of one of several texts in a bracket."""
        before, behind = self.source[:start].rstrip(), self.source[end:].lstrip()
        return (before[-1:] in ("[", "|") or bool(_CONDITION.search(before))) and (
            behind[:1] in ("|", "]")
        )

    def with_marks(self, run: Run, start: int, end: int) -> tuple[int, int]:
        """The region with the signs of emphasis around it, where all that was emphasised goes."""
        a, b, _, _ = run
        looks = {token.look for token in self.before[a:b]}
        around = {token.look for token in (*self.before[:a][-1:], *self.before[b : b + 1])}
        if looks - {""} and not (looks & around):
            while start and end < len(self.source) and self.source[start - 1] in "*_":
                if self.source[end] != self.source[start - 1]:
                    break
                start, end = start - 1, end + 1
        return start, end

    def placed(self, run: Run, start: int, end: int) -> TemplateEdit:
        """The new words in their place, with the blanks that they and their neighbours have."""
        a, b, c, d = run
        text = self.text(c, d)
        left = self.end_of(a - 1, start)
        right = self.start_of(b, end)
        before, behind = self.source[left:start], self.source[end:right]
        if not text:
            if a == 0 or self.before[a - 1].is_break:
                return TemplateEdit(start, right, "")
            if b == len(self.before) or self.before[b].is_break:
                return TemplateEdit(left, end, "")
            if any(token.is_break for token in self.before[a:b]) and not before + behind:
                behind = "\n" if self.before[a - 1].key in SENTENCE_ENDS else " "
            blank = max(before, behind, key=lambda gap: (gap.count("\n"), len(gap)))
            wants = d < len(self.after) and self.after[d].has_space
            # A blank beside a bracket stays, and is enough.
            if right == end and self.source[end : end + 1].isspace():
                return TemplateEdit(left, end, "")
            if left == start and self.source[:start][-1:].isspace():
                return TemplateEdit(start, right, "")
            if wants and not blank:
                return TemplateEdit(start, end, "")
            return TemplateEdit(left, right, blank if wants else "")
        # Breaks bring their own blanks.
        lead = before if text[:1] != "\n" else ""
        if (
            a
            and c
            and not any(t.is_break for t in (self.before[a - 1], *self.after[c - 1 : c + 1]))
        ):
            lead = (before or " ") if self.after[c].has_space else ""
            # The blank stands before the bracket: "[ … |không …]".
            if not before and self.source[left - 1 : left] in ("[", "|") and b > a:
                lead = "" if self.before[a].has_space else lead
        tail = behind if text[-1:] != "\n" else ""
        inside = d < len(self.after) and b < len(self.before) and text[-1:] != "\n"
        if inside and not self.before[b].is_break and not self.after[d].is_break:
            tail = (behind or " ") if self.after[d].has_space else ""
        return TemplateEdit(left, right, lead + text + tail)

    def end_of(self, token: int, otherwise: int) -> int:
        """Where the piece of the token before ends, if only blanks follow it."""
        span = self.spans[token] if 0 <= token < len(self.spans) else None
        if span is None or self.before[token].is_break or span.end > otherwise:
            return otherwise
        return otherwise if self.source[span.end : otherwise].strip() else span.end

    def start_of(self, token: int, otherwise: int) -> int:
        """Where the piece of the token behind begins, if only blanks stand before it."""
        span = self.spans[token] if 0 <= token < len(self.spans) else None
        if span is None or self.before[token].is_break or span.start < otherwise:
            return otherwise
        return otherwise if self.source[otherwise : span.start].strip() else span.start

    # ------------------------------------------------------------ words where none were

    def insertion(self, run: Run) -> TemplateEdit:
        a, _, c, d = run
        left = self.spans[a - 1] if a else None
        right = self.spans[a] if a < len(self.spans) else None
        is_break = a < len(self.before) and self.before[a].is_break
        words = _words(self.after[c:d]) or _words(self.after[max(0, c - 1) : d + 1])
        if left is not None and right is not None and not is_break:
            if left.end > right.start:
                raise NotEditableError("ADOPTION-23", words)
            between = self.source[left.end : right.start]
            if not between.strip():
                return self.between(run, left, right)
            return self.at_a_bracket(run, left, right, words)
        if left is not None and (right is None or is_break):
            if a < len(self.before) and not is_break:
                # The word behind comes from the data: words before it may belong to the phrase.
                raise NotEditableError("ADOPTION-02", words)
            closed = _CLOSED.match(self.source, left.end)
            if closed and self.is_sentence(run):
                return TemplateEdit(closed.end(), closed.end(), f"\n{self.text(c, d)}")
            return self.between(run, left, TemplateSpan(left.end, left.end))
        if right is not None and not a:
            tail = " " if d < len(self.after) and self.after[d].has_space else ""
            text = self.text(c, d)
            tail = "" if text[-1:] == "\n" else tail
            return TemplateEdit(right.start, right.start, text + tail)
        raise NotEditableError("ADOPTION-02", words)

    def between(self, run: Run, left: TemplateSpan, right: TemplateSpan) -> TemplateEdit:
        """Words between two pieces of template that stand side by side."""
        _, _, c, d = run
        text, gap = self.text(c, d), self.source[left.end : right.start]
        has_space = d < len(self.after) and self.after[d].has_space
        tail = (gap or " ") if has_space else ""
        if not text:
            return TemplateEdit(left.end, right.start, tail)
        lead = ""
        if text[:1] != "\n" and (c < d and self.after[c].has_space):
            lead = "\n" if self.is_sentence(run) else " "
        if self.is_sentence(run) and has_space and "\n" not in tail:
            tail = "\n"
        if text[-1:] == "\n" or (right.start == left.end and d == len(self.after)):
            tail = ""
        return TemplateEdit(left.end, right.start, lead + text + tail)

    def at_a_bracket(
        self, run: Run, left: TemplateSpan, right: TemplateSpan, words: str
    ) -> TemplateEdit:
        """A whole sentence, or a break, between two sentences one of which is in brackets."""
        _, _, c, d = run
        found = _BETWEEN_SENTENCES.fullmatch(self.source, left.end, right.start)
        only_break = all(token.is_break for token in self.after[c:d]) and c < d
        if found is None or not (only_break or self.is_sentence(run)):
            # Only a person can say whether the words belong inside the condition.
            raise NotEditableError("ADOPTION-20", self.beside(words, left.end, right.start))
        at = found.end("closed")
        if only_break:
            line = self.source.index("\n", at)
            return TemplateEdit(at, line + 1, "\n\n")
        return TemplateEdit(at, at, f"\n{self.text(c, d)}".replace("\n\n\n", "\n\n"))

    def is_sentence(self, run: Run) -> bool:
        """Whether what is inserted are whole sentences between whole sentences."""
        a, _, c, d = run
        new = [token for token in self.after[c:d] if not token.is_break]
        before = self.before[a - 1].key if a else "."
        return bool(new) and before in SENTENCE_ENDS and new[-1].key in SENTENCE_ENDS

    def beside(self, words: str, start: int, end: int) -> str:
        """Words, and the part of the template beside them that this period does not print."""
        unsaid = self.unsaid(start, end) or _shown(self.source[start:end])
        return f"{words}; cạnh {unsaid}" if unsaid else words

    def unsaid(self, start: int, end: int) -> str:
        """The first part of a piece of template that this period does not print; else empty."""
        said = {token.start for token in self.prose.said}
        conditions = [match.span() for match in _HEAD.finditer(self.source, start, end)]
        tokens = [
            token
            for token in template_tokens(self.source, start, end)
            if not token.is_break and token.key not in ("[", "]", "|")
            if not any(at <= token.start < stop for at, stop in conditions)
        ]
        groups = groupby(tokens, key=lambda token: token.start in said)
        first = next((list(group) for is_said, group in groups if not is_said), None)
        return _shown(self.source[first[0].start : first[-1].end]) if first else ""

    def text(self, first: int, last: int) -> str:
        return written(self.after[first:last], self.prose.expression, self.context(first, last))

    def context(self, first: int, last: int) -> str:
        """How the letters around new words look, where they all look the same."""
        around = [*self.after[:first][-1:], *self.after[last : last + 1]]
        looks = {token.look for token in around if not token.is_break}
        return looks.pop() if len(looks) == 1 and len(around) == 2 else ""


def _shown(source: str) -> str:
    """A piece of a template as it is shown in a message."""
    piece = " ".join(source.split())
    return (
        f'"{piece[:_SHOWN_LETTERS]}{" …" if len(piece) > _SHOWN_LETTERS else ""}"' if piece else ""
    )


def _words(tokens: Sequence[Token]) -> str:
    """Tokens as they are read."""
    found = ""
    for token in tokens:
        found += f"{' ' if token.has_space or token.is_break else ''}{token.text}"
    return found.strip()
