"""The report as it was built: its paragraphs, and the templates that their words come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nbformat import NotebookNode
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from baocao.core import pandoc
from baocao.core.periods import Period
from baocao.document.formats import docx
from baocao.document.model import Document, Prose
from baocao.document.read import read_model
from baocao.notebook.report import Report
from baocao.review.adopt.templates import sources
from baocao.review.adopt.tokens import Slot, Token, origins, printed_tokens, template_tokens
from baocao.review.manuscripts import Block
from baocao.review.manuscripts.docx import blocks_of_word, open_word
from baocao.workspace.workspace import Workspace

__all__ = ["Printed", "paired", "tokens_of"]

# Below this share of common letters two paragraphs are two, not one that was edited.
_ALIKE = 55


class Printed:
    """A built report's Word file, paragraph by paragraph.

    Attributes
    ----------
    window
        The sentence with the two days of the report.
    built
        The blocks of the file.
    cells
        The id of the cell that wrote a block, by the block's place; prose only.
    sources
        The template of each cell.
    tokens, slots
        Words and facts of each block, and the pieces of template they come from.
    texts
        What each fact prints, by its key.
    """

    def __init__(self, workspace: Workspace, period: Period, notebook: NotebookNode) -> None:
        self.report = Report(workspace, period)
        self.sources = sources(workspace, self.report, notebook)
        model = read_model(notebook)
        self.window = model.window
        document = open_word(docx.render(model), "report.docx")
        self.built = [block for block, _ in blocks_of_word(document)]
        self.cells = _cells(model, self.built)
        self.tokens = {number: tokens_of(block) for number, block in enumerate(self.built)}
        self.slots = self._slots()
        self.texts = {
            f"{quote.tag}@{quote.period}": block.text[quote.start : quote.end]
            for block in self.built
            for quote in block.quotes
        }

    def _slots(self) -> dict[int, list[Slot | None]]:
        """For each built paragraph of prose the pieces of template its tokens come from."""
        found: dict[int, list[Slot | None]] = {}
        for cell, source in self.sources.items():
            numbers = [number for number, owner in self.cells.items() if owner == cell]
            tokens = [token for number in numbers for token in self.tokens[number]]
            slots = origins(tokens, template_tokens(source.text))
            for number in numbers:
                length = len(self.tokens[number])
                found[number], slots = slots[:length], slots[length:]
        return found

    def expression(self, cell: str, key: str) -> str | None:
        """The expression of a cell that prints a fact."""
        for number, owner in self.cells.items():
            if owner == cell:
                for token, slot in zip(self.tokens[number], self.slots[number], strict=True):
                    if token.key == key and slot is not None:
                        return self.sources[cell].text[slot.start : slot.end]
        return None


def tokens_of(block: Block) -> list[Token]:
    """The words of a block, and the facts it quotes."""
    facts = [(q.start, q.end, f"{q.tag}@{q.period}") for q in block.quotes]
    return printed_tokens(block.text, facts)


def _cells(model: Document, built: Sequence[Block]) -> dict[int, str]:
    """Which cell each built paragraph of prose was written in."""
    found: dict[int, str] = {}
    at = 0
    for block in model.blocks:
        if not isinstance(block, Prose):
            continue
        for text in _paragraphs(docx.paragraphs(block.ast)):
            for number in range(at, len(built)):
                if " ".join(built[number].text.split()) == text:
                    found[number], at = block.cell, number + 1
                    break
    return found


def _paragraphs(blocks: Sequence[pandoc.Block]) -> Iterator[str]:
    for block in blocks:
        if block["t"] == "BlockQuote":
            yield from _paragraphs(block["c"])
        elif block["t"] in ("Para", "Plain"):
            yield " ".join(pandoc.plain_text(block).split())


def paired(edited: Sequence[str], built: Sequence[str]) -> dict[int, int]:
    """Which built paragraph each edited one was: equal ones first, then, between, the likest."""
    ours, theirs = (["".join(text.split()) for text in texts] for texts in (edited, built))
    found: dict[int, int] = {}
    gaps: list[tuple[range, range]] = []
    a = c = 0
    steps = [s for s in Indel.opcodes(ours, theirs) if s.tag == "equal"]
    for b, e, d, f in [
        *((s.src_start, s.src_end, s.dest_start, s.dest_end) for s in steps),
        (len(ours), len(ours), len(theirs), len(theirs)),
    ]:
        gaps.append((range(a, b), range(c, d)))
        found.update(zip(range(b, e), range(d, f), strict=True))
        a, c = e, f
    for mine, others in gaps:
        first = others.start
        for number in mine:
            likes = [
                (fuzz.ratio(edited[number], built[other]), -other)
                for other in range(first, others.stop)
            ]
            likeness, other = max(likes, default=(0.0, 0))
            if likeness >= _ALIKE:
                found[number], first = -other, -other + 1
    return found
