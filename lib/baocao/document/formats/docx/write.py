"""The report as a Word file: an office's own template, filled; every number a content control."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from itertools import zip_longest
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from baocao.core import pandoc
from baocao.document.formats import layout
from baocao.document.formats.blocks import printable, take_closing
from baocao.document.formats.docx import openxml
from baocao.document.formats.docx.openxml import Element
from baocao.document.formats.docx.prose import ProseWriter
from baocao.document.formats.docx.template import (
    LETTERS,
    control_tag,
    emptied,
    open_template,
    repacked,
    style_ids,
    turn,
)
from baocao.document.formats.pictures import drawn
from baocao.document.model import read_model
from baocao.locale.vi.captions import caption_parts, headings_without_gaps, recipient_lines

__all__ = ["WordExporter", "paragraphs", "render"]

_NO_PERIOD = date(1980, 1, 1)


def render(model: dict[str, Any]) -> bytes:
    """Write a document model as .docx; the same model gives the same bytes.

    Raises
    ------
    ExportError
        EXPORT-03 a chart that is not SVG; EXPORT-04 the template is no Word file or lacks styles.
    """
    return repacked(_Writer(model).document)


class WordExporter(Exporter):
    """nbconvert exporter ``baocao-docx``."""

    export_from_notebook = "Báo cáo (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(  # type: ignore[override]  # nbconvert writes bytes as well as text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Write an executed section or report notebook."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return render(read_model(notebook)), resources


class _Writer:
    """Fills the template from top to bottom."""

    def __init__(self, model: dict[str, Any]) -> None:
        self.model = model
        self.document = open_template(model["template"])
        self.styles = style_ids(self.document)
        self.body = self.document.element.body
        self.page = emptied(self.body)
        self.controls = self.bookmarks = 0
        self.targets = {
            dict(node["c"][0][2])["to"]
            for node in pandoc.walk(list(_asts(model)))
            if node["t"] == "Span" and "ref" in node["c"][0][1]
        }
        self.formulas = pandoc.formulas(list(_asts(model)))
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
        fact = self.model["facts"][index]
        self.controls += 1
        # The period stays whole: by it and the tag the number is found again in an edited file.
        label, period = fact["label"], f" ({fact['period']})"
        if len(label) + len(period) > LETTERS:
            label = f"{label[: LETTERS - len(period) - 1]}…"
        name = label + period
        return openxml.content_control(self.controls, control_tag(fact["id"]), name, *runs)

    def link(self, target: str, runs: list[Element]) -> Element:
        if target.startswith("#"):
            return openxml.element("hyperlink", *runs, anchor=target.removeprefix("#"))
        key = self.document.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
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
        properties = self.document.core_properties
        head = self.model["letterhead"]
        properties.title = self.model["title"][:255]
        properties.author = (head["agency"] if head else "")[:255]
        end = self.model["period"]["end"]
        day = date.fromisoformat(end) if end else _NO_PERIOD
        moment = datetime.combine(day, datetime.min.time(), UTC)
        properties.created = properties.modified = moment

    def letterhead(self) -> None:
        if not self.model["letterhead"]:
            return
        head = layout.letterhead(self.model["letterhead"])
        left, right = head["widths"]
        agency, motto = head["rules"]
        rows = [
            [
                [
                    self.text("Parent Agency", head["parent"]),
                    self.text("Agency", head["agency"]),
                    self.rule(agency, left),
                ],
                [
                    self.text("Nation", head["nation"]),
                    self.text("Motto", head["motto"]),
                    self.rule(motto, right),
                ],
            ],
            [
                [self.text("Document Number", head["number"])],
                [self.text("Place and Date", head["place_date"])],
            ],
        ]
        made = [
            openxml.row(
                openxml.cell(width, content)
                for width, content in zip(head["widths"], row, strict=True)
            )
            for row in rows
        ]
        self.add(openxml.table(self.styles["Layout Table"], head["widths"], made))
        if self.model["draft"]:
            self.add(self.text("Draft", "DỰ THẢO", look="Draft Mark"))

    def title(self) -> None:
        title = self.model["title"]
        width = layout.balanced(title, 14, layout.PORTRAIT, bold=True)
        side = (layout.PORTRAIT - width) / 2
        if self.model["kind"]:
            self.add(self.text("Title", self.model["kind"]))
        self.add(openxml.indented(self.text("Subtitle", title), side, side))
        self.add(self.rule(layout.title_rule(width), layout.PORTRAIT))
        if self.model["window"]:
            self.add(self.text("Reporting Window", self.model["window"]))
        for index, note in enumerate(self.model["notes"]):
            lead = [openxml.run("Lưu ý về số liệu: ", self.styles["Strong"])] if not index else []
            self.add(openxml.paragraph(self.styles["Notice"], *lead, openxml.run(note)))
        names = self.model["addressees"]
        if len(names) == 1:
            self.add(self.text("Addressee", f"Kính gửi: {names[0]}"))
        elif names:
            self.add(self.text("Addressees", "Kính gửi:"))
            ends = [";"] * (len(names) - 1) + ["."]
            for name, end in zip(names, ends, strict=True):
                self.add(self.text("Addressee List", f"- {name}{end}"))

    # ------------------------------------------------------------ the body

    def main(self) -> None:
        blocks = self.model["blocks"]
        self.add(*self.prose.blocks(paragraphs(self.model["opening"])))
        last = blocks[-1] if blocks else None
        closing: list[pandoc.Block] = []
        if last and last["type"] == "prose":
            ast = paragraphs(last["ast"])
            closing = take_closing(ast)
            blocks = [*blocks[:-1], {**last, "ast": ast}]
        self.blocks(blocks, lying=False)
        self.add(*self.prose.blocks(closing, "Body Text Closing"))
        self.ending()

    def ending(self) -> None:
        signature, recipients = self.model["signature"], recipient_lines(self.model)
        if not signature and not recipients:
            return
        sent = [self.text("Recipients Heading", "Nơi nhận:")] if recipients else []
        sent += [self.text("Recipients", line) for line in recipients]
        signed = []
        if signature:
            signed = [self.text("Signature Title", line) for line in signature["lines"]]
            signed.append(self.text("Signature Name", signature["name"]))
        empty = openxml.paragraph(self.styles["Recipients"])
        widths = (layout.PORTRAIT * 0.45, layout.PORTRAIT * 0.55)
        self.add(self.columns(widths, sent or [deepcopy(empty)], signed or [empty]))

    def blocks(self, blocks: Iterable[dict[str, Any]], *, lying: bool) -> None:
        listed = list(headings_without_gaps(blocks))
        for block, following in zip_longest(listed, listed[1:]):
            match block["type"]:
                case "heading":
                    self.heading(block)
                case "prose":
                    self.add(*self.prose.blocks(paragraphs(block["ast"])))
                case "figure":
                    self.figure(block)
                case "table":
                    pieces = layout.pieces(block, lying=lying)
                    for position, piece in enumerate(pieces, start=1):
                        after = block if position < len(pieces) else following
                        self.table(block, piece, after, again=position > 1)
                case "picture":
                    self.picture(block)
                case "code":
                    style = "Program Output" if block["role"] == "output" else "Program Text"
                    self.add(*(self.text(style, line) for line in block["lines"]))

    def heading(self, block: dict[str, Any]) -> None:
        shown = f"{block['number']} {block['text']}".strip()
        made = self.text(f"Heading {block['level']}", shown)
        if block["id"] in self.targets:
            self.bookmarks += 1
            openxml.bookmark(made, self.bookmarks, block["id"])
        self.add(made)

    def figure(self, block: dict[str, Any]) -> None:
        self.picture(block, block["caption"])
        self.add(self.caption(block, "Figure Caption"))

    def picture(self, block: dict[str, Any], title: str | None = None) -> None:
        size = layout.picture_size(block)
        png = io.BytesIO(drawn(block["svg"], block["id"], size))
        inline = self.document.part.new_pic_inline(png, Pt(size[0]), Pt(size[1]))
        about = inline.docPr
        about.set("name", f"Picture {about.id}")
        about.set("descr", block["alt"])
        if title:
            about.set("title", title)
        drawing = openxml.element("drawing", inline)
        self.add(openxml.paragraph(self.styles["Figure"], openxml.element("r", drawing)))

    def caption(self, block: dict[str, Any], style: str, *, again: bool = False) -> Element:
        """A caption whose number Word keeps; `again` repeats it over the rest of a table."""
        noun, number, words = caption_parts(block)
        counted = r"\c" if again else r"\* ARABIC"
        return openxml.paragraph(
            self.styles[style],
            openxml.run(f"{noun} "),
            *openxml.field(f"SEQ {noun} {counted}", number),
            openxml.run(f". {words}"),
        )

    def table(
        self,
        block: dict[str, Any],
        piece: layout.Piece,
        following: dict[str, Any] | None,
        *,
        again: bool,
    ) -> None:
        if piece.landscape:
            self.add(self.section_end(lying=False))
        if block["number"]:
            self.add(self.caption(block, "Table Caption", again=again))
        head = [
            openxml.cell(width, [self.text("Table Head", column["label"])], centred=True)
            for column, width in zip(piece.columns, piece.widths, strict=True)
        ]
        rows = [openxml.row(head, head=not piece.tall_head, whole=not piece.tall_head)]
        for position, (row, tall) in enumerate(zip(piece.rows, piece.tall, strict=True), start=1):
            kept = piece.whole and position < len(piece.rows)
            cells = [
                openxml.cell(width, [self.cell(cell, column, row["total"], kept)], centred=True)
                for cell, column, width in zip(
                    row["cells"], piece.columns, piece.widths, strict=True
                )
            ]
            rows.append(openxml.row(cells, whole=not tall))
        self.add(
            openxml.table(self.styles["Report Table"], piece.widths, rows, caption=block["caption"])
        )
        if piece.landscape:
            self.add(self.section_end(lying=True))
        elif not _captioned(following):
            # A caption brings its own space above.
            self.add(openxml.paragraph(self.styles["Table End"]))

    def cell(
        self, cell: Mapping[str, Any], column: Mapping[str, Any], total: bool, kept: bool
    ) -> Element:
        names = {"left": "Table Text", "right": "Table Number", "center": "Table Center"}
        made = openxml.run(cell["text"], self.styles["Strong"] if total else None)
        if cell["fact"] is not None:
            made = self.quote(cell["fact"], [made])
        return openxml.paragraph(self.styles[names[column["align"]]], made, keep_next=kept)

    # ------------------------------------------------------------ sections

    def annexes(self) -> None:
        """Each annex a section of its own, whose pages count from one."""
        lying = False
        for annex in self.model["annexes"]:
            self.add(self.section_end(lying=lying))
            self.restart()
            lying = annex["landscape"]
            width, available = layout.annex_title(annex)
            side = (available - width) / 2
            heading = self.text("Annex Heading", f"{annex['label']}\n{annex['title']}")
            self.add(openxml.indented(heading, side, side))
            self.add(self.text("Annex Attached", annex["attached"]))
            self.blocks(annex["blocks"], lying=lying)
        turn(self.page, lying)

    def section_end(self, *, lying: bool) -> Element:
        """The paragraph that ends a section, on pages that lie or stand."""
        ended = deepcopy(self.page)
        turn(ended, lying)
        # What follows in the same count of pages shows its number on every page.
        for name in ("titlePg", "pgNumType"):
            for found in self.page.findall(qn(f"w:{name}")):
                self.page.remove(found)
        made = openxml.paragraph(self.styles["Section End"])
        made.find(qn("w:pPr")).append(ended)
        return made

    def restart(self) -> None:
        """Count the pages of the section now open from one, the first without its number."""
        self.page.append(openxml.element("pgNumType", start=1))
        self.page.append(openxml.element("titlePg"))


def paragraphs(prose: Sequence[pandoc.Block]) -> list[pandoc.Block]:
    """Prose as the file has it: one block a paragraph, lists with dashes."""

    def mark(index: int, inlines: list[Any]) -> list[Any]:
        return [{"t": "Span", "c": [["", ["fact"], [["n", str(index)]]], inlines]}]

    return printable(prose, mark, dashes=True)


def _captioned(block: dict[str, Any] | None) -> bool:
    return block is not None and block["type"] in {"figure", "table"} and bool(block["number"])


def _asts(model: dict[str, Any]) -> Iterator[Any]:
    yield model["opening"]
    for blocks in (model["blocks"], *(annex["blocks"] for annex in model["annexes"])):
        yield from (block["ast"] for block in blocks if block["type"] == "prose")
