"""Judgements written as comments into a copy of a Word file."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from baocao.core.files import write_whole
from baocao.review.manuscripts.docx import COMMENT_AUTHOR, TextElement, docx_blocks, open_docx
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.show import MOST_SHOWN, comment_text

__all__ = ["annotate"]

Element = Any

# Wrong; words that were changed; not matched.
_SHADES = {
    **{"contradicted": "F4B6B6", "stale": "F4B6B6"},
    **{"reworded": "FBE3A1", "unmatched": "D9D9D9"},
}

# Word allows comments in the body only; a comment on another place is put at the first word.
_BODY = ("text", "heading", "caption", "cell")


def annotate(source: Path, judgements: Sequence[Judgement], target: Path) -> int:
    """Write a copy of a Word file with a comment for each number that is not right.

    Parameters
    ----------
    source
        The .docx that was judged.
    judgements
        All of them; those that are right, rounded or not data get no comment.
    target
        The copy; it is written whole or not at all.

    Returns
    -------
    int
        How many comments were written.

    Raises
    ------
    OSError
        The copy cannot be written.
    ManuscriptError
        The source is not a Word file; codes as in
        :func:`~baocao.review.manuscripts.docx.open_docx`.
    """
    document = open_docx(source.read_bytes(), str(source))
    blocks = list(docx_blocks(document))
    first = next((pieces for _, pieces in blocks if pieces), ())
    by_block: dict[int, list[Judgement]] = {}
    wanted = [
        j for j in judgements if j.verdict in ("stale", "contradicted", "reworded", "unmatched")
    ]
    # Each new comment of python-docx looks at all the others.  What is wrong comes first.
    wanted = sorted(wanted, key=lambda judgement: not judgement.is_fault)[:MOST_SHOWN]
    for judgement in wanted:
        by_block.setdefault(judgement.block_number, []).append(judgement)
    told = _summary(judgements)
    for number, found in by_block.items():
        block, pieces = blocks[number]
        # From the last to the first: cutting a run does not move what is before it.
        for judgement in sorted(found, key=lambda j: -j.mention.start):
            text = comment_text(judgement)
            if block.kind in _BODY:
                start, end = judgement.span
                runs = [_isolated(p, start, end) for p in _within(pieces, start, end)]
                for run in runs:
                    _shade(run, _SHADES[judgement.verdict])
                _mark(document, runs, text)
            elif first:
                _mark(document, [first[0].element.getparent()], f"{block.place()}: {text}")
    if first:
        _mark(document, [first[0].element.getparent()], told)
    made = io.BytesIO()
    document.save(made)
    write_whole(target, made.getvalue())
    return len(wanted)


def _within(pieces: Sequence[TextElement], start: int, end: int) -> list[TextElement]:
    return [piece for piece in pieces if piece.start < end and start < piece.end]


def _isolated(piece: TextElement, start: int, end: int) -> Element:
    """The wanted letters in a run of their own, cut off from those before and after."""
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


def _summary(judgements: Sequence[Judgement]) -> str:
    """What was found, and what is to be done, for the comment at the beginning."""
    counts = Counter(judgement.verdict for judgement in judgements)
    wrong = counts["contradicted"] + counts["stale"]
    return (
        f"Đối chiếu với số liệu: {wrong} chỗ sai (nền đỏ), {counts['reworded']} chỗ đã đổi lời "
        f"quanh số (nền vàng), {counts['unmatched']} chỗ chưa đối chiếu được (nền xám). Việc cần "
        "làm: sửa chỗ nền đỏ theo nhận xét; đọc lại chỗ nền vàng; tra chỗ nền xám trong sổ; rồi "
        "đối chiếu lại."
    )


def _shade(run: Element, colour: str) -> None:
    """Give a run a background, and keep all else of its looks."""
    looks = run.get_or_add_rPr()
    for old in looks.findall(qn("w:shd")):
        looks.remove(old)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    # The schema has an order: the shade stands before these.
    later = (
        "w:fitText",
        "w:vertAlign",
        "w:rtl",
        "w:cs",
        "w:em",
        "w:lang",
        "w:eastAsianLayout",
        "w:specVanish",
        "w:oMath",
    )
    at = next((n for n, child in enumerate(looks) if child.tag in map(qn, later)), len(looks))
    looks.insert(at, shade)


def _mark(document: WordDocument, runs: list[Element], text: str) -> None:
    if runs:
        made = [Run(run, document._body) for run in runs]
        document.add_comment(made, text, author=COMMENT_AUTHOR, initials="bc")
