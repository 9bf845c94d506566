"""Findings as remarks of Word, each at its place."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.run import Run

from baocao.core.files import write_whole
from baocao.review.manuscripts.docx import OWN_REMARKS, Piece, blocks_of_word, open_word
from baocao.review.verify.judge import Judgement
from baocao.review.verify.show import remark

__all__ = ["annotate"]

Element = Any

# Word takes remarks in the body only; those of other places stand at its first letters.
_BODY = ("text", "heading", "caption", "cell")


def annotate(source: Path, judgements: Sequence[Judgement], target: Path) -> int:
    """Write a copy of a Word file with a remark for each finding; how many there are.

    Parameters
    ----------
    source
        The .docx that was judged.
    judgements
        All of them; those that are right or no data get no remark.
    target
        The copy; it appears whole or not at all.

    Raises
    ------
    OSError
        The copy cannot be written.
    ManuscriptError
        The source is no Word file.
    """
    document = open_word(source.read_bytes(), str(source))
    blocks = list(blocks_of_word(document))
    first = next((pieces for _, pieces in blocks if pieces), ())
    by_block: dict[int, list[Judgement]] = {}
    wanted = [j for j in judgements if j.verdict in ("stale", "contradicted", "unmatched")]
    for judgement in wanted:
        by_block.setdefault(judgement.number, []).append(judgement)
    for number, found in by_block.items():
        block, pieces = blocks[number]
        # From the last to the first: to cut a run leaves what stands before it in place.
        for judgement in sorted(found, key=lambda j: -j.mention.start):
            text = remark(judgement)
            if block.kind in _BODY:
                start, end = judgement.letters
                _mark(
                    document, [_isolated(p, start, end) for p in _within(pieces, start, end)], text
                )
            elif first:
                _mark(document, [first[0].element.getparent()], f"{block.place()}: {text}")
    made = io.BytesIO()
    document.save(made)
    write_whole(target, made.getvalue())
    return len(wanted)


def _within(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    return [piece for piece in pieces if piece.start < end and start < piece.end]


def _isolated(piece: Piece, start: int, end: int) -> Element:
    """The run of the wanted letters alone, cut from what stands before and after them."""
    letters = piece.element
    run = letters.getparent()
    content = [child for child in run if child.tag != qn("w:rPr")]
    if letters.tag != qn("w:t") or len(content) != 1:
        return run
    text = letters.text or ""
    first, last = max(0, start - piece.start), min(len(text), end - piece.start)
    if last < len(text):
        _set(_copy_after(run), text[last:])
    if not first:
        _set(run, text[:last])
        return run
    made = _copy_after(run)
    _set(made, text[first:last])
    _set(run, text[:first])
    return made


def _copy_after(run: Element) -> Element:
    made = deepcopy(run)
    run.addnext(made)
    return made


def _set(run: Element, text: str) -> None:
    letters = run.find(qn("w:t"))
    letters.text = text
    letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _mark(document: WordDocument, runs: list[Element], text: str) -> None:
    if runs:
        made = [Run(run, document._body) for run in runs]
        document.add_comment(made, text, author=OWN_REMARKS, initials="bc")
