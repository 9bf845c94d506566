"""From a notebook to the document model; no other module reads an executed notebook for print.

A notebook may be an assembled report, a single executed section, or one that was not written for
this toolkit. What it carries is checked here: a notebook that was changed by hand, or written by a
version too far away, is refused with one message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from baocao.core import pandoc
from baocao.core.errors import ExportError
from baocao.document import other_notebooks
from baocao.document.model import (
    Annex,
    Block,
    Cell,
    Document,
    Figure,
    Grid,
    Heading,
    KeyFigure,
    PageHead,
    Prose,
    QuotedFact,
    ReportPeriod,
    Table,
)
from baocao.document.payloads import (
    About,
    AnnexHead,
    Chart,
    Listing,
    Mark,
    Narrative,
    Revision,
    broken,
    checked,
)
from baocao.notebook.charts import FIGURE_MIME
from baocao.notebook.table import TABLE_MIME
from baocao.prose.narrative import NARRATIVE_MIME

__all__ = ["HIDDEN_TAGS", "PRINTED_MIMES", "read_facts", "read_model", "title_of"]

HIDDEN_TAGS = {"working", "parameters", "injected-parameters"}
KIND = "BÁO CÁO"
UNNAMED = "Mục chưa có tên"
# Registers that one sentence can name.
_LISTED = 4
PRINTED_MIMES = (NARRATIVE_MIME, FIGURE_MIME, TABLE_MIME)


def title_of(section: NotebookNode) -> str:
    """The first heading of a section's first Markdown cell."""
    for cell in section.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("#"):
                    return str(line.lstrip("#").strip())
    return UNNAMED


def read_model(
    notebook: NotebookNode, *, attach: bool = True, beside: Path | None = None
) -> Document:
    """What a format prints of a notebook.

    An assembled report has a letterhead. A single executed section has none, and prints its prose,
    charts and tables. Of a notebook that was not written for this toolkit every cell is printed.

    Citations are settled here: the first mention of a legal document is printed in full, later
    ones by type and number (Nghị định số 30/2020/NĐ-CP, Phụ lục I). The last paragraph ends with
    "./.".

    Parameters
    ----------
    notebook
        Executed or not.
    attach
        Whether the text of the notebook goes in, which takes longer than all the rest; who only
        reads a report does without.
    beside
        The folder of a notebook that was not written for this toolkit, whose pictures it may name.

    Raises
    ------
    ExportError
        EXPORT-05 an output or the metadata have another shape than this toolkit writes.
    """
    text = _carried(notebook) if attach else ""
    return _Reader(notebook, beside).document(text)


def _carried(notebook: NotebookNode) -> str:
    """The notebook as text; half a letter, which JSON can name and no file can hold, as a sign."""
    text: str = nbformat.writes(notebook)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_facts(notebook: NotebookNode) -> tuple[QuotedFact, ...]:
    """The facts of what :func:`read_model` reads."""
    return _Reader(notebook).quoted_facts()


def _payloads(cell: NotebookNode) -> Iterator[tuple[str, Any]]:
    """Type and content of each output that a cell prints in the report.

    None for cells that stay with the analyst: Markdown, ``working``, frames to look at.
    """
    if cell.cell_type != "code" or HIDDEN_TAGS & set(cell.metadata.get("tags", [])):
        return
    for output in cell.outputs:
        data = output.get("data", {})
        yield from ((mime, data[mime]) for mime in PRINTED_MIMES if mime in data)


class _Reader:
    """Reads a notebook from top to bottom: numbers figures and facts, shortens citations."""

    def __init__(self, notebook: NotebookNode, beside: Path | None = None) -> None:
        self.facts: list[QuotedFact] = []
        self.places: dict[tuple[str, str], int] = {}
        self.quoted: list[int] = []
        self.cited: set[str] = set()
        self.figures = self.tables = self.depth = 0
        self.body: list[Block] = []
        self.annexes: list[tuple[AnnexHead, list[Block]]] = []
        self.blocks = self.body
        about = notebook.metadata.get("baocao")
        self.about = checked(About, about, "metadata.baocao") if about else None
        self.marks = [_mark(cell, n) for n, cell in enumerate(notebook.cells, start=1)]
        self.targets = _targets(self.marks)
        self.title = title_of(notebook)
        self.notes: list[str] = []
        self.opening: list[pandoc.Block] = []
        if self.about:
            self.title = self._plain(self.about.title)
            self.notes = self._revision(self.about.revision)
            self.opening = self._prose(self.about.opening, "metadata.baocao.opening")
        self.is_ours = bool(self.about) or any(any(_payloads(cell)) for cell in notebook.cells)
        if self.is_ours:
            for number, cell in enumerate(notebook.cells, start=1):
                self._cell(cell, number)
        else:
            self._other_cells(notebook, beside)

    def document(self, notebook: str) -> Document:
        """The model, with the text of the notebook to be attached."""
        facts = self.quoted_facts()
        annexes = tuple(
            Annex(
                id=f"phu-luc-{position}",
                label=head.label,
                title=head.title,
                attached=head.attached,
                landscape=head.landscape,
                blocks=tuple(blocks),
            )
            for position, (head, blocks) in enumerate(self.annexes, start=1)
        )
        made = Document(
            title=self.title,
            notebook=notebook,
            period=_period_of(facts),
            kind=KIND if self.is_ours else "",
            notes=(*self.notes, *_notes(facts, self.about)),
            opening=self.opening,
            blocks=tuple(self.body),
            annexes=annexes,
            facts=facts,
            quoted=tuple(self.quoted),
        )
        if self.about is None:
            return made
        return replace(
            made,
            period=self.about.period,
            draft=self.about.draft,
            letterhead=self.about.letterhead,
            addressees=self.about.addressees,
            window=self.about.window,
            blocks=_closed(self.body),
            signature=self.about.signature,
            recipients=self.about.recipients,
            archive=self.about.archive,
            registers=self.about.registers,
            head=self._head(self.about.head) if self.about.head else None,
            template=self.about.template,
        )

    def quoted_facts(self) -> tuple[QuotedFact, ...]:
        """The facts with their earlier values, which an assembled report carries apart."""
        return self._with_earlier(self.facts)

    def _with_earlier(self, facts: Sequence[QuotedFact]) -> tuple[QuotedFact, ...]:
        earlier = self.about.earlier if self.about else {}
        return tuple(
            replace(fact, earlier=earlier.get(f"{fact.id}@{fact.period}", ())) for fact in facts
        )

    def _head(self, head: PageHead) -> PageHead:
        """The head with places in the document's list, and with the facts that are not in it."""
        own = [fact for fact in head.facts if (fact.id, fact.period) not in self.places]
        more = {(fact.id, fact.period): len(self.facts) + n for n, fact in enumerate(own)}
        places = {**self.places, **more}
        numbers = [places[fact.id, fact.period] for fact in head.facts]

        def told(figures: Sequence[KeyFigure]) -> tuple[KeyFigure, ...]:
            where = "metadata.baocao.head"
            return tuple(
                replace(
                    one,
                    figure=_placed(one.figure, numbers, where),
                    compared=_placed(one.compared, numbers, where),
                )
                for one in figures
            )

        figures, changes = told(head.figures), told(head.changes)
        return PageHead(figures, head.before, changes, self._with_earlier(own))

    # ------------------------------------------------------------ cells

    def _cell(self, cell: NotebookNode, number: int) -> None:
        mark = self.marks[number - 1]
        if mark.annex:
            self.blocks, self.depth = [], 0
            self.annexes.append((mark.annex, self.blocks))
            return
        if mark.heading:
            position = sum(isinstance(block, Heading) for block in self.blocks) + 1
            head = mark.heading
            depth = self._deeper(head.level)
            made = Heading(f"muc-{position}", head.level, depth, head.number, head.text)
            self.blocks.append(made)
            return
        for mime, payload in _payloads(cell):
            self.blocks.append(self._block(mime, payload, cell, f"ô {number}"))

    def _block(self, mime: str, payload: object, cell: NotebookNode, where: str) -> Block:
        if mime == NARRATIVE_MIME:
            narrative = checked(Narrative, payload, where)
            return Prose(self._prose(narrative, where), cell["id"])
        if mime == FIGURE_MIME:
            chart = checked(Chart, payload, where)
            self.figures += 1
            number = self.figures
            numbers = self._numbers(chart.facts)
            data = self._grid(chart.table, numbers, where)
            try:
                marks = tuple(
                    replace(mark, facts=tuple(numbers[fact] for fact in mark.facts))
                    for mark in chart.marks
                )
            except IndexError:
                raise _outside(where, numbers) from None
            name = f"hinh-{number}"
            drawing = chart.alt, chart.svg, marks
            return Figure(name, number, chart.caption, data, *drawing, cell=cell["id"])
        listing = checked(Listing, payload, where)
        self.tables += 1
        number = self.tables
        grid = Grid(listing.columns, listing.rows)
        data = self._grid(grid, self._numbers(listing.facts), where)
        self.quoted += [c.fact for row in data.rows for c in row.cells if c.fact is not None]
        return Table(f"bang-{number}", number, listing.caption, data, cell=cell["id"])

    def _other_cells(self, notebook: NotebookNode, beside: Path | None) -> None:
        self.title = ""
        for _, block in other_notebooks.blocks_of_cells(notebook, beside):
            name = f"khoi-{len(self.body) + 1}"
            match block:
                case Heading() if not self.title and not self.body:
                    self.title = block.text  # no heading again
                case Heading():
                    self.body.append(replace(block, id=name, depth=self._deeper(block.level)))
                case Prose():
                    self.body.append(block)
                case _:
                    self.body.append(replace(block, id=name))
        headings = (block.text for block in self.body if isinstance(block, Heading))
        self.title = self.title or next(headings, UNNAMED)

    def _deeper(self, level: int) -> int:
        """The depth of the next heading: no level of the outline is left out."""
        self.depth = min(level, self.depth + 1)
        return self.depth

    # ------------------------------------------------------------ prose

    def _prose(self, narrative: Narrative, where: str) -> list[pandoc.Block]:
        """The blocks with facts by their places in the document, citations and references."""
        numbers = self._numbers(narrative.facts)

        def settle(node: pandoc.Node) -> list[pandoc.Inline] | None:
            if node["t"] != "Span":
                return None
            (_, classes, pairs), inner = node["c"]
            kind = next((name for name in classes if name in {"fact", "cite", "ref"}), None)
            if kind is None:
                return None
            attributes = dict(pairs)
            if kind == "ref":
                return self._reference(attributes["to"], inner)
            place = int(attributes["n"])
            if kind == "fact":
                self.quoted.append(numbers[place])
                return [_span("fact", "n", str(numbers[place]), inner)]
            citation = narrative.citations[place]
            is_again = citation.number in self.cited
            self.cited.add(citation.number)
            return [pandoc.text(citation.short if is_again else citation.full)]

        try:
            return pandoc.rewrite(narrative.blocks, settle)
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise broken(where, f"{type(error).__name__}: {error}") from error

    def _plain(self, narrative: Narrative) -> str:
        """Prose as plain text: no format marks the facts in it, so they are not quoted."""
        before = len(self.quoted)
        blocks = self._prose(narrative, "metadata.baocao")
        del self.quoted[before:]
        return " ".join(pandoc.plain_text([block]) for block in blocks)

    def _revision(self, revision: Revision | None) -> list[str]:
        """What an issued report of the same days printed otherwise, and why."""
        if revision is None:
            return []
        return [*revision.notes, f"Lý do: {self._plain(revision.reason)}"]

    def _reference(self, section: str, inner: list[pandoc.Inline]) -> list[pandoc.Inline]:
        """A section's number as a link to its heading; as written where it is not printed."""
        if section not in self.targets:
            return inner
        target, number = self.targets[section]
        return [_span("ref", "to", target, [pandoc.text(f"mục {number}")])]

    # ------------------------------------------------------------ figures

    def _numbers(self, facts: Sequence[QuotedFact]) -> list[int]:
        """The places of a payload's facts in the document's list, to which new ones are added."""
        numbers = []
        for fact in facts:
            place = self.places.setdefault((fact.id, fact.period), len(self.facts))
            if place == len(self.facts):
                self.facts.append(fact)
            numbers.append(place)
        return numbers

    def _grid(self, grid: Grid, numbers: Sequence[int], where: str) -> Grid:
        rows = (replace(row, cells=_placed(row.cells, numbers, where)) for row in grid.rows)
        return Grid(grid.columns, tuple(rows))


def _placed(cells: Sequence[Cell], numbers: Sequence[int], where: str) -> tuple[Cell, ...]:
    """The cells with the places of their facts in the document's list."""
    try:
        return tuple(
            cell if cell.fact is None else Cell(cell.text, numbers[cell.fact]) for cell in cells
        )
    except IndexError:
        raise _outside(where, numbers) from None


def _outside(where: str, numbers: Sequence[int]) -> ExportError:
    return broken(where, f"số liệu ngoài danh sách {len(numbers)} số")


def _mark(cell: NotebookNode, number: int) -> Mark:
    data = cell.metadata.get("baocao")
    return checked(Mark, data, f"ô {number}, metadata.baocao") if data else Mark()


def _targets(marks: Sequence[Mark]) -> dict[str, tuple[str, str]]:
    """The id and the full number ("I.2.a") of each section's heading, by the section's stem."""
    targets: dict[str, tuple[str, str]] = {}
    numbers: list[str] = []
    headings = [(mark.heading, mark.leads) for mark in marks if mark.heading]
    for position, (heading, section) in enumerate(headings, start=1):
        numbers = [*numbers[: heading.level - 1], heading.number.rstrip(".)")]
        if section:
            targets[section] = (f"muc-{position}", ".".join(numbers))
    return targets


def _span(kind: str, name: str, value: str, inner: list[pandoc.Inline]) -> pandoc.Inline:
    return {"t": "Span", "c": [["", [kind], [[name, value]]], inner]}


def _closed(body: Sequence[Block]) -> tuple[Block, ...]:
    """The body ended with "./." (Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.4)."""
    prose = [block for block in body if isinstance(block, Prose)]
    words = [node for node in pandoc.walk(prose[-1].ast) if node["t"] == "Str"] if prose else []
    if not words:
        return tuple(body)

    def end(node: pandoc.Node) -> list[pandoc.Node] | None:
        return [pandoc.text(node["c"].removesuffix(".") + "./.")] if node is words[-1] else None

    closed = replace(prose[-1], ast=pandoc.rewrite(prose[-1].ast, end))
    return tuple(closed if block is prose[-1] else block for block in body)


def _notes(facts: Sequence[QuotedFact], about: About | None) -> list[str]:
    notes = [note for note in (about.provisional, about.preliminary) if note] if about else []
    titles = dict.fromkeys(
        source.title for fact in facts for source in fact.provenance if source.illustrative
    )
    if titles:
        first, others = list(titles)[:_LISTED], list(titles)[_LISTED:]
        notes.append(
            "Báo cáo dựng trên dòng số liệu minh họa, chưa dùng làm số liệu chính thức. "
            f"Sổ có dòng minh họa: {'; '.join(first)}."
            + (f" Sổ khác có dòng minh họa: {'; '.join(others)}." if others else "")
        )
    notes += dict.fromkeys(f"{fact.method}." for fact in facts if fact.method)
    return notes


def _period_of(facts: Sequence[QuotedFact]) -> ReportPeriod:
    """The period of a single section, as its facts tell it."""
    if not facts:
        return ReportPeriod()
    first = facts[0]
    return ReportPeriod(first.period, first.period, first.window.start or "", first.window.end)
