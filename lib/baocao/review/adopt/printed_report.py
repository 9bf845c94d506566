"""The report as built: its paragraphs, and the templates that their words come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nbformat import NotebookNode, v4

from baocao.core import pandoc
from baocao.core.periods import Period
from baocao.document.formats import docx
from baocao.document.model import Block as ModelBlock
from baocao.document.model import Document, Prose
from baocao.document.read import read_model
from baocao.notebook.report import Report
from baocao.prose.narrative import Narrative
from baocao.prose.place import Place
from baocao.prose.rendering import said
from baocao.prose.syntax import parse
from baocao.prose.tree import Text
from baocao.review.adopt.templates import TemplateSource, template_sources
from baocao.review.adopt.tokens import (
    BREAK,
    TemplateSpan,
    Token,
    joined,
    template_spans,
    template_tokens,
    tokens_of,
)
from baocao.review.manuscripts import Block
from baocao.review.manuscripts.docx import docx_blocks, open_docx
from baocao.workspace.workspace import Workspace

__all__ = ["CellProse", "PrintedReport", "blocks_of", "narrated"]


@dataclass(frozen=True)
class CellProse:
    """The prose of one cell, paragraph by paragraph, and where its words come from.

    Parameters
    ----------
    source
        The template.
    numbers
        The paragraphs, as numbers of the blocks of the report.
    tokens
        The tokens of all paragraphs, with a break between two of them.
    spans
        For each token the piece of template that printed it.
    said
        The tokens of those parts of the template that are printed at this period, in the order
        of print: words of a loop once for each turn.
    """

    source: TemplateSource
    numbers: tuple[int, ...]
    tokens: tuple[Token, ...]
    spans: tuple[TemplateSpan | None, ...]
    said: tuple[Token, ...]

    def expression(self, key: str) -> str | None:
        """The expression of the template that prints a fact; None when it has none of its own."""
        for token, span in zip(self.tokens, self.spans, strict=True):
            if token.key == key and span is not None and not span.is_phrase:
                return self.source.text[span.start : span.end]
        return None

    @property
    def is_repeated(self) -> bool:
        """Whether a loop prints a piece of the template several times."""
        starts = [token.start for token in self.said if not token.is_break]
        return len(set(starts)) < len(starts)

    def part(self, number: int) -> range:
        """Which tokens are those of a paragraph."""
        at = 0
        for mine, length in self._lengths:
            if mine == number:
                return range(at, at + length)
            at += length + 1
        raise KeyError(number)

    @property
    def _lengths(self) -> list[tuple[int, int]]:
        lengths, length = [], 0
        for token in (*self.tokens, Token(BREAK, 0, 0)):
            if token.is_break:
                lengths.append(length)
                length = 0
            else:
                length += 1
        return list(zip(self.numbers, lengths, strict=True))


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
    fact_texts
        What each fact prints, by its key.
    prose
        The prose of each cell that has a template.
    """

    def __init__(self, workspace: Workspace, period: Period, notebook: NotebookNode) -> None:
        self.workspace = workspace
        self.period = period
        self.report = Report(workspace, period)
        self.notebook = notebook
        self.sources = template_sources(workspace, self.report, notebook)
        self.model = read_model(notebook)
        self.window = self.model.window
        self.built = blocks_of(self.model)
        self.cells = _cells(self.model, self.built)
        self.tokens = [tokens_of(block) for block in self.built]
        self.fact_texts = {
            token.key: " ".join(token.text.split())
            for tokens in self.tokens
            for token in tokens
            if token.is_fact
        }
        self.prose = {
            cell: found
            for cell, source in self.sources.items()
            if (found := self._prose(cell, source)) is not None
        }

    def _prose(self, cell: str, source: TemplateSource) -> CellProse | None:
        numbers = tuple(number for number, owner in self.cells.items() if owner == cell)
        if not numbers:
            return None
        tokens = joined([self.tokens[number] for number in numbers])
        template = self.said(source)
        spans = template_spans(tokens, template)
        return CellProse(source, numbers, tuple(tokens), tuple(spans), tuple(template))

    def said(self, source: TemplateSource) -> list[Token]:
        """The tokens of those parts of a template that are printed at this period."""
        report, text = self.report, source.text
        place = Place("", text)
        pieces = said(
            parse(text), report.context(source.names), report.library, self.period.end, place
        )
        found: list[Token] = []
        for piece in pieces:
            if isinstance(piece, Text):
                found += template_tokens(text, piece.at, piece.at + len(piece.text))
            else:
                start = text.rfind("{{", 0, piece.at + 1)
                end = text.find("}}", piece.at) + 2
                found.append(Token(text[start:end], start, end, text=text[start:end]))
        return found

    def reprinted(self, narratives: Mapping[str, Narrative | None]) -> dict[str, list[Block]]:
        """The paragraphs of each cell if these cells had printed this prose; None: nothing."""
        notebook = NotebookNode(self.notebook)
        notebook["cells"] = [
            _with_output(cell, narratives[cell["id"]]) if cell["id"] in narratives else cell
            for cell in self.notebook.cells
        ]
        model = _prose_alone(read_model(notebook))
        blocks = blocks_of(model)
        found: dict[str, list[Block]] = {}
        for number, cell in _cells(model, blocks).items():
            found.setdefault(cell, []).append(blocks[number])
        return found


def narrated(report: Report, source: TemplateSource, text: str) -> Narrative | None:
    """The prose of a new text of a template; None when nothing is left of it.

    Raises
    ------
    BaocaoError
        The text is no prose, or cannot be said at this period.
    """
    return report.narrate(text, source.names) if text.strip() else None


def blocks_of(model: Document) -> list[Block]:
    """The blocks of a document's Word file."""
    document = open_docx(docx.render(model), "report.docx")
    return [block for block, _ in docx_blocks(document)]


def _with_output(cell: NotebookNode, narrative: Narrative | None) -> NotebookNode:
    made = NotebookNode(cell)
    made["outputs"] = []
    if narrative is not None:
        made["outputs"] = [v4.new_output("display_data", narrative._repr_mimebundle_())]
    return made


def _prose_alone(model: Document) -> Document:
    def prose(blocks: Sequence[ModelBlock]) -> tuple[ModelBlock, ...]:
        return tuple(block for block in blocks if isinstance(block, Prose))

    annexes = tuple(replace(annex, blocks=prose(annex.blocks)) for annex in model.annexes)
    return replace(model, blocks=prose(model.blocks), annexes=annexes)


def _cells(model: Document, built: Sequence[Block]) -> dict[int, str]:
    """For each paragraph of prose the id of the cell that wrote it."""
    found: dict[int, str] = {}
    at = 0
    for block in model.every_block():
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
