"""The report as built: its paragraphs, and the templates that their words come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from baocao.core import pandoc
from baocao.core.periods import Period
from baocao.document.formats import docx
from baocao.document.model import Document, Prose
from baocao.document.read import read_model
from baocao.notebook.report import Report
from baocao.review.adopt.templates import template_sources
from baocao.review.adopt.tokens import (
    TemplateSpan,
    Token,
    printed_tokens,
    template_spans,
    template_tokens,
)
from baocao.review.manuscripts import Block, Quote
from baocao.review.manuscripts.docx import docx_blocks, open_docx
from baocao.workspace.workspace import Workspace

__all__ = ["PrintedReport", "fact_key", "tokens_of"]


class PrintedReport:
    """The Word file of a built report, paragraph by paragraph.

    Paragraphs are numbered from 0 as in ``built``.

    Attributes
    ----------
    report
        Writes prose from a template.
    window
        The sentence with the first and the last day of the report.
    built
        The paragraphs, as blocks.
    cells
        For each paragraph of prose the id of the cell that wrote it.
    sources
        The template of each cell.
    tokens
        The words and facts of each paragraph.
    spans
        For each token of a paragraph of prose the piece of template it comes from.
    texts
        What each fact prints, by its key.
    """

    def __init__(self, workspace: Workspace, period: Period, notebook: NotebookNode) -> None:
        self.report = Report(workspace, period)
        self.sources = template_sources(workspace, self.report, notebook)
        model = read_model(notebook)
        self.window = model.window
        document = open_docx(docx.render(model), "report.docx")
        self.built = [block for block, _ in docx_blocks(document)]
        self.cells = _cells(model, self.built)
        self.tokens = {number: tokens_of(block) for number, block in enumerate(self.built)}
        self.spans = self._spans()
        self.texts = {
            fact_key(quote): block.text[quote.start : quote.end]
            for block in self.built
            for quote in block.quotes
        }

    def _spans(self) -> dict[int, list[TemplateSpan | None]]:
        found: dict[int, list[TemplateSpan | None]] = {}
        for cell, source in self.sources.items():
            numbers = [number for number, owner in self.cells.items() if owner == cell]
            tokens = [token for number in numbers for token in self.tokens[number]]
            spans = template_spans(tokens, template_tokens(source.text))
            for number in numbers:
                length = len(self.tokens[number])
                found[number], spans = spans[:length], spans[length:]
        return found

    def expression(self, cell: str, key: str) -> str | None:
        """The expression of a cell's template that prints a fact; None when it has none."""
        for number, owner in self.cells.items():
            if owner == cell:
                for token, span in zip(self.tokens[number], self.spans[number], strict=True):
                    if token.key == key and span is not None:
                        return self.sources[cell].text[span.start : span.end]
        return None


def tokens_of(block: Block) -> list[Token]:
    """The words of a block, and the facts it quotes."""
    facts = [(quote.start, quote.end, fact_key(quote)) for quote in block.quotes]
    return printed_tokens(block.text, facts)


def fact_key(quote: Quote) -> str:
    """The key of a quoted fact: its tag and its period."""
    return f"{quote.tag}@{quote.period}"


def _cells(model: Document, built: Sequence[Block]) -> dict[int, str]:
    """For each paragraph of prose the id of the cell that wrote it."""
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
