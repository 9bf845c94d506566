"""What people do to the paragraphs of a report in Word: split, join, move, delete, make bold."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from docx.oxml.ns import qn

from baocao.document.formats.docx import openxml
from baocao.review.manuscripts.docx import docx_blocks

__all__ = [
    "KINDS",
    "Change",
    "deleted",
    "inserted",
    "joined_to_the_one_before",
    "looking",
    "moved_behind",
    "paragraph",
    "random_edit",
    "sentence_deleted",
    "sentence_moved",
    "split",
    "tracked",
]

Change = Callable[[Any], None]
"""An edit of a python-docx document."""


def paragraph(document: Any, words: str) -> Any:
    """The paragraph that holds some words."""
    for block, pieces in docx_blocks(document):
        if words in block.text:
            return next(pieces[0].element.iterancestors(qn("w:p")))
    raise AssertionError(words)


def _runs(node: Any) -> list[Any]:
    return [child for child in node if child.tag != qn("w:pPr")]


def _text(node: Any) -> str:
    return "".join(letters.text or "" for letters in node.iter(qn("w:t")))


def _cut(node: Any, at: int) -> Any:
    """The child of a paragraph that begins at a letter; a run is cut there. None at the end."""
    position = 0
    for child in _runs(node):
        text = _text(child)
        if position == at:
            return child
        if position < at < position + len(text):
            rest = deepcopy(child)
            child.find(qn("w:t")).text = text[: at - position]
            rest.find(qn("w:t")).text = text[at - position :]
            child.addnext(rest)
            return rest
        position += len(text)
    return None


def _stretch(node: Any, first: str, last: str) -> list[Any]:
    """The children from where `first` begins to where `last` ends."""
    text = "".join(map(_text, _runs(node)))
    start = text.index(first)
    end = text.index(last, start) + len(last)
    beginning, behind = _cut(node, start), _cut(node, end)
    runs = _runs(node)
    return runs[runs.index(beginning) : len(runs) if behind is None else runs.index(behind)]


def split(words: str) -> Change:
    """A paragraph is split before some words."""

    def change(document: Any) -> None:
        node = paragraph(document, words)
        first = _cut(node, "".join(map(_text, _runs(node))).index(words))
        new = deepcopy(node)
        for child in _runs(new):
            new.remove(child)
        runs = _runs(node)
        new.extend(runs[runs.index(first) :])
        node.addnext(new)

    return change


def joined_to_the_one_before(words: str) -> Change:
    """A paragraph becomes the end of the one before it."""

    def change(document: Any) -> None:
        node = paragraph(document, words)
        before = node.getprevious()
        before.append(openxml.run(" "))
        before.extend(_runs(node))
        node.getparent().remove(node)

    return change


def deleted(words: str) -> Change:
    """A paragraph is deleted."""

    def change(document: Any) -> None:
        node = paragraph(document, words)
        node.getparent().remove(node)

    return change


def inserted(behind: str, words: str) -> Change:
    """A new paragraph is typed behind another one."""

    def change(document: Any) -> None:
        before = paragraph(document, behind)
        new = openxml.element("p", deepcopy(before.find(qn("w:pPr"))), openxml.run(words))
        before.addnext(new)

    return change


def moved_behind(words: str, other: str) -> Change:
    """A paragraph is moved behind another one."""
    return lambda document: paragraph(document, other).addnext(paragraph(document, words))


def sentence_deleted(first: str, last: str) -> Change:
    """The words from `first` to `last` are deleted, with the blank before or behind them."""

    def change(document: Any) -> None:
        node = paragraph(document, first)
        for child in _stretch(node, first, last):
            node.remove(child)

    return change


def sentence_moved(first: str, last: str, other: str) -> Change:
    """The words from `first` to `last` are moved to the beginning of another paragraph."""

    def change(document: Any) -> None:
        node, target = paragraph(document, first), paragraph(document, other)
        begin = _runs(target)[0]
        for child in _stretch(node, first, last):
            begin.addprevious(child)
        begin.addprevious(openxml.run(" "))

    return change


def looking(words: str, tag: str) -> Change:
    """Words are made bold (``b``), italic (``i``) or underlined (``u``)."""

    def change(document: Any) -> None:
        for child in _stretch(paragraph(document, words), words, words):
            for run in child.iter(qn("w:r")):
                if (properties := run.find(qn("w:rPr"))) is None:
                    properties = openxml.element("rPr")
                    run.insert(0, properties)
                properties.append(openxml.element(tag))

    return change


def tracked(old: str, new: str) -> Change:
    """Words are replaced while changes are tracked, and nobody has accepted it."""

    def change(document: Any) -> None:
        stretch = _stretch(paragraph(document, old), old, old)
        gone = openxml.element("del", id=901, author="a")
        stretch[0].addprevious(gone)
        come = openxml.element("ins", openxml.run(new), id=902, author="a")
        gone.addnext(come)
        for child in stretch:
            gone.append(child)
            for letters in child.iter(qn("w:t")):
                letters.tag = qn("w:delText")

    return change


_WORDS = ("kịp thời", "đồng bộ", "thường xuyên", "theo quy định", "của ngành")
_SENTENCES = ("Sở tiếp tục đôn đốc thực hiện.", "Các phòng đã phối hợp chặt chẽ.")
KINDS = ("word", "fewer words", "split", "join", "delete", "move", "insert", "sentence", "digit",
         "bold", "sentence to next")  # fmt: skip
"""What :func:`random_edit` knows to do."""


def random_edit(document: Any, kind: str, chance: random.Random) -> bool:
    """Edit a paragraph of running text somewhere; whether there was one to edit so."""
    nodes = []
    for block, pieces in docx_blocks(document):
        if block.kind == "text" and len(block.text) > 60:
            nodes.append(next(pieces[0].element.iterancestors(qn("w:p"))))
    node = chance.choice(nodes[3:])
    text = "".join(map(_text, _runs(node)))
    blanks = [n for n, letter in enumerate(text) if letter == " " and 0 < n < len(text) - 1]
    ends = [n + 2 for n in range(len(text) - 2) if text[n : n + 2] == ". "]
    at = chance.choice(blanks)
    match kind:
        case "word":
            _cut(node, at).addprevious(openxml.run(f" {chance.choice(_WORDS)}"))
        case "fewer words":
            behind = min((n for n in blanks if n > at), default=None)
            if behind is None or any(letter.isdigit() for letter in text[at:behind]):
                return False
            for child in _stretch(node, text[at:behind], text[at:behind]):
                if child.tag != qn("w:sdt"):
                    node.remove(child)
        case "split" | "sentence" | "sentence to next" if not ends:
            return False
        case "split":
            split(text[chance.choice(ends) :])(document)
        case "sentence":
            _cut(node, chance.choice(ends)).addprevious(
                openxml.run(f"{chance.choice(_SENTENCES)} ")
            )
        case "sentence to next":
            following = nodes[min(nodes.index(node) + 1, len(nodes) - 1)]
            if following is node:
                return False
            begin = _runs(following)[0]
            start = ends[-1]
            first = _cut(node, start)
            runs = _runs(node)
            for child in runs[runs.index(first) :]:
                begin.addprevious(child)
            begin.addprevious(openxml.run(" "))
        case "join":
            before = node.getprevious()
            if before not in nodes:
                return False
            before.append(openxml.run(" "))
            before.extend(_runs(node))
            node.getparent().remove(node)
        case "delete":
            node.getparent().remove(node)
        case "move":
            chance.choice(nodes[3:]).addnext(node)
        case "insert":
            new = openxml.element(
                "p", deepcopy(node.find(qn("w:pPr"))), openxml.run(chance.choice(_SENTENCES))
            )
            node.addnext(new)
        case "digit":
            letters = [t for t in node.iter(qn("w:t")) if (t.text or "").isdigit()]
            if not letters:
                return False
            one = chance.choice(letters)
            one.text = str(int(one.text) + 1).zfill(len(one.text))
        case "bold":
            child = _cut(node, at)
            for run in child.iter(qn("w:r")):
                properties = run.find(qn("w:rPr"))
                if properties is None:
                    properties = openxml.element("rPr")
                    run.insert(0, properties)
                properties.append(openxml.element("b"))
    return True
