"""Cells of a report that cannot be printed: a note stands in the place of each, in every format.

A chart that is no drawing or a letter without a typeface concerns its own cell. The rest of the
report is written all the same, and says on its first page that it is not to be issued. What is
wrong with a number is told before: no note stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from baocao.core import fonts, pandoc
from baocao.core.errors import ExportError, Finding
from baocao.document.formats import pdf
from baocao.document.formats.pdf.odd import odd_ones
from baocao.document.model import Block, Document, Figure, Heading, Prose, Table
from baocao.locale.vi import text as vi

__all__ = ["with_notes"]

_Place = tuple[int, int]
"""Of a block: the number of its annex, 0 for the body, and its own place there."""


def with_notes(
    document: Document, place_of: Callable[[str], str]
) -> tuple[Document, tuple[Finding, ...]]:
    """The document with a note in the place of each block that cannot be set.

    Parameters
    ----------
    document
        A report or a section of one.
    place_of
        How people find a cell, from its id.

    Returns
    -------
    Document, tuple of Finding
        As it was and nothing where all of it can be set.

    Raises
    ------
    ExportError
        EXPORT-01, EXPORT-02 what stands in no cell, such as the title, cannot be set.
    """
    blocks = dict(_placed(document))
    places = [place for place, block in blocks.items() if not isinstance(block, Heading)]
    pdf.render(_only(document, []))

    def fault(some: Sequence[_Place]) -> Finding | None:
        try:
            pdf.render(_only(document, some))
        except ExportError as error:
            return error.findings[0]
        return None

    notes: dict[_Place, Block] = {}
    found: list[Finding] = []
    for place in odd_ones(places, lambda some: fault(some) is not None):
        block = blocks[place]
        told = fault([place]) or Finding("EXPORT-02", "Không dàn được trang PDF.")
        where = place_of(_cell_of(block))
        seen = ": ".join(filter(None, (told.where if told.where[:1] == '"' else "", told.found)))
        found.append(replace(told, where=where, found=seen))
        notes[place] = _note(block, told, where)
    if not found:
        return document, ()
    made = _with(document, lambda place, block: notes.get(place, block))
    head = (
        f"Bản này còn {vi.count(len(found))} chỗ chưa in được, đã ghi rõ tại chỗ; "
        "không dùng để trình ký hoặc ban hành."
    )
    return replace(made, notes=(head, *made.notes), quoted=tuple(_quoted(made))), tuple(found)


def _placed(document: Document) -> Iterator[tuple[_Place, Block]]:
    for number, blocks in enumerate([document.blocks, *(a.blocks for a in document.annexes)]):
        for at, block in enumerate(blocks):
            yield (number, at), block


def _with(document: Document, change: Callable[[_Place, Block], Block | None]) -> Document:
    """The document with other blocks in the places of some; without those that are None."""

    def changed(number: int, blocks: Sequence[Block]) -> tuple[Block, ...]:
        made = (change((number, at), block) for at, block in enumerate(blocks))
        return tuple(block for block in made if block is not None)

    return replace(
        document,
        blocks=changed(0, document.blocks),
        annexes=tuple(
            replace(annex, blocks=changed(number, annex.blocks))
            for number, annex in enumerate(document.annexes, start=1)
        ),
    )


def _only(document: Document, places: Sequence[_Place]) -> Document:
    """The document with some of its blocks; all headings stay, for the outline of the file."""
    kept = set(places)
    return _with(
        document,
        lambda place, block: block if place in kept or isinstance(block, Heading) else None,
    )


def _cell_of(block: Block) -> str:
    return block.cell if isinstance(block, Prose | Figure | Table) else ""


def _note(block: Block, told: Finding, where: str) -> Prose:
    name = "đoạn lời văn ở đây"
    if isinstance(block, Figure | Table):
        name = _drawable(block.full_caption)
    reason = told.what[:1].lower() + told.what[1:].rstrip(".")
    words = f"[Chưa in được {name.rstrip('.')}: {reason}. Xem {where}, sửa rồi dựng lại.]"
    return Prose([{"t": "Para", "c": [{"t": "Strong", "c": [pandoc.text(words)]}]}])


def _drawable(text: str) -> str:
    """The text with the code points of letters that no face has."""
    for letter in fonts.missing_letters(text, fonts.serif()):
        text = text.replace(letter, f"(U+{ord(letter):04X})")
    return text


def _quoted(document: Document) -> Iterator[int]:
    """The places of facts in the order in which the pages quote them."""
    yield from _facts_in(document.opening)
    for block in document.every_block():
        match block:
            case Prose():
                yield from _facts_in(block.ast)
            case Table():
                cells = (cell for row in block.data.rows for cell in row.cells)
                yield from (cell.fact for cell in cells if cell.fact is not None)


def _facts_in(prose: Sequence[pandoc.Block]) -> Iterator[int]:
    for node in pandoc.walk(prose):
        if node["t"] == "Span" and "fact" in node["c"][0][1]:
            yield int(dict(node["c"][0][2])["n"])
