"""The report as a Word file: an office's own template, filled; every number a content control."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import zip_longest
from typing import Any, assert_never

import typst
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from baocao.core import pandoc
from baocao.core.errors import ExportError, Finding
from baocao.document.formats import layout
from baocao.document.formats.docx import openxml
from baocao.document.formats.docx.openxml import Element
from baocao.document.formats.docx.prose import ProseWriter
from baocao.document.formats.docx.template import (
    emptied,
    open_template,
    repacked,
    style_ids,
    turn,
)
from baocao.document.formats.pictures import NOT_DRAWN, dots, drawn
from baocao.document.formats.prose import printable, take_closing
from baocao.document.model import (
    Block,
    Cell,
    Code,
    Column,
    Document,
    Figure,
    Heading,
    Picture,
    Prose,
    Table,
)
from baocao.document.tags import control_name, control_tag
from baocao.locale.vi.captions import MOTTO, NATION

__all__ = ["paragraphs", "render"]


def render(document: Document) -> bytes:
    """Write a document as .docx; the same document gives the same bytes.

    Raises
    ------
    ExportError
        EXPORT-02 a chart that cannot be drawn; EXPORT-03 one that is not SVG; EXPORT-04 the
        template is no Word file or lacks styles.
    """
    return repacked(_Writer(document).file)


class _Writer:
    """Fills the template from top to bottom."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = open_template(document.template)
        self.styles = style_ids(self.file)
        self.body = self.file.element.body
        self.page = emptied(self.body)
        self.controls = self.bookmarks = 0
        trees = list(_trees(document))
        self.targets = {
            dict(node["c"][0][2])["to"]
            for node in pandoc.walk(trees)
            if node["t"] == "Span" and "ref" in node["c"][0][1]
        }
        self.formulas = pandoc.formulas(trees)
        self.prose = ProseWriter(self.styles, self.quote, self.link, self.formulas)
        self.describe()
        self.letterhead()
        self.title()
        self.main()
        self.annexes()

    # ------------------------------------------------------------ pieces

    def add(self, *elements: Element) -> None:
        for made in elements:
            self.page.addprevious(made)

    def text(self, style: str, *texts: str, look: str | None = None, **options: Any) -> Element:
        """A paragraph of plain runs."""
        shown = self.styles[look] if look else None
        runs = (openxml.run(text, shown) for text in texts)
        return openxml.paragraph(self.styles[style], *runs, **options)

    def quote(self, index: int, runs: list[Element]) -> Element:
        fact = self.document.facts[index]
        self.controls += 1
        name = control_name(fact.label, fact.period)
        return openxml.content_control(self.controls, control_tag(fact.id), name, *runs)

    def link(self, target: str, runs: list[Element]) -> Element:
        if target.startswith("#"):
            return openxml.element("hyperlink", *runs, anchor=target.removeprefix("#"))
        key = self.file.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        made = openxml.element("hyperlink", *runs)
        made.set(qn("r:id"), key)
        return made

    def columns(self, widths: Sequence[float], *cells: Iterable[Element]) -> Element:
        """Cells beside each other, without lines."""
        made = [openxml.cell(width, cell) for width, cell in zip(widths, cells, strict=True)]
        return openxml.table(self.styles["Layout Table"], widths, [openxml.row(made)])

    def rule(self, width: float, within: float) -> Element:
        """A line of that width in the middle of a column."""
        side = (within - width) / 2
        return openxml.indented(openxml.paragraph(self.styles["Rule"]), side, side)

    # ------------------------------------------------------------ the head

    def describe(self) -> None:
        properties = self.file.core_properties
        head = self.document.letterhead
        properties.title = self.document.short_title
        properties.author = (head.agency if head else "")[:255]
        properties.created = properties.modified = self.document.timestamp

    def letterhead(self) -> None:
        head = self.document.letterhead
        if not head:
            return
        left, right = widths = layout.head_widths()
        agency, motto = layout.head_rules(head)
        rows = [
            [
                [
                    self.text("Parent Agency", head.parent),
                    self.text("Agency", head.agency),
                    self.rule(agency, left),
                ],
                [
                    self.text("Nation", NATION),
                    self.text("Motto", MOTTO),
                    self.rule(motto, right),
                ],
            ],
            [
                [self.text("Document Number", head.number)],
                [self.text("Place and Date", head.place_date)],
            ],
        ]
        made = [
            openxml.row(
                openxml.cell(width, content) for width, content in zip(widths, row, strict=True)
            )
            for row in rows
        ]
        self.add(openxml.table(self.styles["Layout Table"], widths, made))
        if self.document.draft:
            self.add(self.text("Draft", "DỰ THẢO", look="Draft Mark"))

    def title(self) -> None:
        title = self.document.title
        width = layout.balanced(title, 14, layout.PORTRAIT, bold=True)
        side = (layout.PORTRAIT - width) / 2
        if self.document.kind:
            self.add(self.text("Title", self.document.kind))
        self.add(openxml.indented(self.text("Subtitle", title), side, side))
        self.add(self.rule(layout.title_rule(width), layout.PORTRAIT))
        if self.document.window:
            self.add(self.text("Reporting Window", self.document.window))
        for index, note in enumerate(self.document.notes):
            lead = [openxml.run("Lưu ý về số liệu: ", self.styles["Strong"])] if not index else []
            self.add(openxml.paragraph(self.styles["Notice"], *lead, openxml.run(note)))
        names = self.document.addressees
        if len(names) == 1:
            self.add(self.text("Addressee", f"Kính gửi: {names[0]}"))
        elif names:
            self.add(self.text("Addressees", "Kính gửi:"))
            ends = [";"] * (len(names) - 1) + ["."]
            for name, end in zip(names, ends, strict=True):
                self.add(self.text("Addressee List", f"- {name}{end}"))

    # ------------------------------------------------------------ the body

    def main(self) -> None:
        blocks = self.document.blocks
        self.add(*self.prose.blocks(paragraphs(self.document.opening)))
        last: list[pandoc.Block] = []
        if blocks and isinstance(blocks[-1], Prose):
            last = self.paragraphs(blocks[-1].ast)
            blocks = blocks[:-1]
        self.blocks(blocks, landscape=False)
        closing = take_closing(last)
        self.add(*self.prose.blocks(last))
        self.add(*self.prose.blocks(closing, "Body Text Closing"))
        self.ending()

    def ending(self) -> None:
        signature, recipients = self.document.signature, self.document.recipient_lines
        if not signature and not recipients:
            return
        sent = [self.text("Recipients Heading", "Nơi nhận:")] if recipients else []
        sent += [self.text("Recipients", line) for line in recipients]
        signed = []
        if signature:
            signed = [self.text("Signature Title", line) for line in signature.lines]
            signed.append(self.text("Signature Name", signature.name))
        empty = openxml.paragraph(self.styles["Recipients"])
        widths = (layout.PORTRAIT * 0.45, layout.PORTRAIT * 0.55)
        self.add(self.columns(widths, sent or [deepcopy(empty)], signed or [empty]))

    def paragraphs(self, prose: Sequence[pandoc.Block]) -> list[pandoc.Block]:
        return paragraphs(prose, as_written=self.document.is_of_another_make)

    def blocks(self, blocks: Sequence[Block], *, landscape: bool) -> None:
        for block, following in zip_longest(blocks, blocks[1:]):
            match block:
                case Heading():
                    self.heading(block)
                case Prose():
                    self.add(*self.prose.blocks(self.paragraphs(block.ast)))
                case Figure():
                    self.picture(block, block.caption)
                    self.add(self.caption(block, "Figure Caption"))
                case Table():
                    pieces = layout.pieces(block.data, landscape=landscape)
                    for position, piece in enumerate(pieces, start=1):
                        after = block if position < len(pieces) else following
                        self.table(block, piece, after, again=position > 1)
                case Picture():
                    self.picture(block)
                case Code():
                    style = "Program Output" if block.role == "output" else "Program Text"
                    self.add(*(self.text(style, line) for line in block.lines))
                case _:
                    assert_never(block)

    def heading(self, block: Heading) -> None:
        made = self.text(f"Heading {block.level}", f"{block.number} {block.text}".strip())
        if block.id in self.targets:
            self.bookmarks += 1
            openxml.bookmark(made, self.bookmarks, block.id)
        self.add(made)

    def picture(self, block: Figure | Picture, title: str | None = None) -> None:
        size = layout.picture_size(block)
        try:
            data = dots(block.svg) or drawn(block.svg, block.id, size)
        except typst.TypstError as error:
            if not self.document.is_of_another_make:
                raise ExportError(
                    Finding(
                        "EXPORT-02",
                        "Không vẽ được hình.",
                        where=block.id,
                        found=error.message,
                        remedy="vẽ biểu đồ bằng report.bar_chart hoặc report.column_chart",
                    )
                ) from None
            words = NOT_DRAWN.format(block.alt)
            self.add(openxml.paragraph(self.styles["Body Text"], self.emphasized(words)))
            return
        inline = self.file.part.new_pic_inline(io.BytesIO(data), Pt(size[0]), Pt(size[1]))
        about = inline.docPr
        about.set("name", f"Picture {about.id}")
        about.set("descr", block.alt)
        if title:
            about.set("title", title)
        drawing = openxml.element("drawing", inline)
        self.add(openxml.paragraph(self.styles["Figure"], openxml.element("r", drawing)))

    def emphasized(self, words: str) -> Element:
        return openxml.run(words, self.styles["Emphasis"])

    def caption(self, block: Figure | Table, style: str, *, again: bool = False) -> Element:
        """A caption that Word numbers; `again` repeats the number over the rest of a table."""
        counted = r"\c" if again else r"\* ARABIC"
        return openxml.paragraph(
            self.styles[style],
            openxml.run(f"{block.noun} "),
            *openxml.field(f"SEQ {block.noun} {counted}", str(block.number)),
            openxml.run(f". {block.caption}"),
        )

    def table(
        self, block: Table, piece: layout.Piece, following: Block | None, *, again: bool
    ) -> None:
        if piece.landscape:
            self.add(self.section_end(landscape=False))
        if block.number:
            self.add(self.caption(block, "Table Caption", again=again))
        elif block.caption and not again:
            self.add(self.text("Table Caption", block.caption))
        head = [
            openxml.cell(width, [self.text("Table Head", column.label)], centred=True)
            for column, width in zip(piece.columns, piece.widths, strict=True)
        ]
        rows = [openxml.row(head, head=not piece.tall_head, whole=not piece.tall_head)]
        for position, (row, tall) in enumerate(zip(piece.rows, piece.tall, strict=True), start=1):
            kept = piece.whole and position < len(piece.rows)
            cells = [
                openxml.cell(width, [self.cell(cell, column, row.total, kept)], centred=True)
                for cell, column, width in zip(row.cells, piece.columns, piece.widths, strict=True)
            ]
            rows.append(openxml.row(cells, whole=not tall))
        self.add(
            openxml.table(self.styles["Report Table"], piece.widths, rows, caption=block.caption)
        )
        if piece.landscape:
            self.add(self.section_end(landscape=True))
        elif not (isinstance(following, Figure | Table) and following.number):
            # A caption brings its own space above.
            self.add(openxml.paragraph(self.styles["Table End"]))

    def cell(self, cell: Cell, column: Column, total: bool, kept: bool) -> Element:
        names = {"left": "Table Text", "right": "Table Number", "center": "Table Center"}
        made = openxml.run(cell.text, self.styles["Strong"] if total else None)
        if cell.fact is not None:
            made = self.quote(cell.fact, [made])
        return openxml.paragraph(self.styles[names[column.align]], made, keep_next=kept)

    # ------------------------------------------------------------ sections

    def annexes(self) -> None:
        """Each annex a section of its own, whose pages count from one."""
        landscape = False
        for annex in self.document.annexes:
            self.add(self.section_end(landscape=landscape))
            self.restart()
            landscape = annex.landscape
            width, available = layout.annex_title(annex)
            side = (available - width) / 2
            heading = self.text("Annex Heading", f"{annex.label}\n{annex.title}")
            self.add(openxml.indented(heading, side, side))
            self.add(self.text("Annex Attached", annex.attached))
            self.blocks(annex.blocks, landscape=landscape)
        turn(self.page, landscape)

    def section_end(self, *, landscape: bool) -> Element:
        """The paragraph that ends a section, whose pages are upright or in landscape."""
        ended = deepcopy(self.page)
        turn(ended, landscape)
        # What follows in the same count of pages shows its number on every page.
        for name in ("titlePg", "pgNumType"):
            for found in self.page.findall(qn(f"w:{name}")):
                self.page.remove(found)
        made = openxml.paragraph(self.styles["Section End"])
        made.find(qn("w:pPr")).append(ended)
        return made

    def restart(self) -> None:
        """Count the pages of the section now open from one, the first without its number."""
        openxml.set_page(self.page, openxml.element("pgNumType", start=1))
        openxml.set_page(self.page, openxml.element("titlePg"))


def paragraphs(prose: Sequence[pandoc.Block], *, as_written: bool = False) -> list[pandoc.Block]:
    """Prose as the file has it: each block a paragraph, lists with dashes or `as_written`."""

    def mark(index: int, inlines: list[pandoc.Inline]) -> list[pandoc.Inline]:
        return [{"t": "Span", "c": [["", ["fact"], [["n", str(index)]]], inlines]}]

    return printable(prose, mark, as_written=as_written)


def _trees(document: Document) -> Iterator[list[pandoc.Block]]:
    yield document.opening
    yield from (block.ast for block in document.every_block() if isinstance(block, Prose))
