"""Where the blocks of a report come from that are no prose of a cell, as people find them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baocao.core.pandoc import plain_text
from baocao.document.model import Figure, Table
from baocao.document.read import HIDDEN_TAGS, PRINTED_MIMES
from baocao.prose.narrative import NARRATIVE_MIME
from baocao.review.adopt.printed_report import PrintedReport
from baocao.workspace.notebooks import open_notebook
from baocao.workspace.workspace import CONFIGURATION

__all__ = ["Origin", "Origins"]

_REMARKS = re.compile(r"""report\.remarks\(\s*["'](\w+)["']""")
_CAPTION = re.compile(r"(Bảng|Hình) (\d+)\. ")


@dataclass(frozen=True)
class Origin:
    """The code of the refusal of edits there, and the place to go to."""

    code: str
    place: str


class Origins:
    """Finds the origin of the blocks of one report."""

    def __init__(self, printed: PrintedReport) -> None:
        self.printed = printed
        self.of_cells = dict(self._cells())
        self.captions: dict[str, str] = dict(self._captions())
        self.headings = dict(self._headings())
        self.found = [Origin("ADOPTION-03", CONFIGURATION)] * len(printed.built)
        self._fill()

    def of(self, number: int) -> Origin:
        """The origin of a block of the built report, by its number."""
        return self.found[number]

    def _fill(self) -> None:
        caption = ""
        model = self.printed.model
        opening = {" ".join(plain_text([block]).split()) for block in model.opening}
        for number, block in enumerate(self.printed.built):
            text = " ".join(block.text.split())
            if (cell := self.printed.cells.get(number)) is not None:
                self.found[number] = self._of_prose(cell)
            elif (match := _CAPTION.match(text)) and match[0] in self.captions:
                caption = self.captions[match[0]]
                self.found[number] = Origin("ADOPTION-26", f"{caption}, đối số title=")
            elif block.cell is not None and caption and block.kind == "cell":
                self.found[number] = Origin("ADOPTION-26", caption)
            elif block.kind == "heading":
                caption = ""
                place = self.headings.get(text, f"{CONFIGURATION}, parts")
                if text == " ".join(model.title.split()):
                    place = f"{CONFIGURATION}, title"
                self.found[number] = Origin("ADOPTION-28", place)
            elif text in opening:
                self.found[number] = Origin("ADOPTION-03", f"{CONFIGURATION}, opening")

    def _of_prose(self, cell: str) -> Origin:
        label, source = self.of_cells.get(cell, ("", ""))
        if remarks := _REMARKS.search(source):
            printed = self.printed
            folder = printed.workspace.data / "remarks" / str(printed.period)
            return Origin("ADOPTION-27", printed.workspace.relative(folder / f"{remarks[1]}.md"))
        return Origin("ADOPTION-03", label)

    def _cells(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """The place and the source of each cell of the built notebook, by its id."""
        workspace = self.printed.workspace
        for stem in dict.fromkeys(workspace.sections):
            path = workspace.notebooks / f"{stem}.ipynb"
            place = workspace.relative(path)
            numbers = {
                cell.source: n for n, cell in enumerate(open_notebook(path, place).cells, start=1)
            }
            for cell in self.printed.notebook.cells:
                if cell.metadata.get("baocao", {}).get("section") == stem:
                    number = numbers.get(cell.source)
                    label = place if number is None else f"{place}, ô {number}"
                    yield cell["id"], (label, cell.source)

    def _captions(self) -> Iterator[tuple[str, str]]:
        """The cell of each table and figure, by how its caption begins."""
        numbered = [b for b in self.printed.model.every_block() if isinstance(b, Figure | Table)]
        cells = [
            cell["id"]
            for cell in self.printed.notebook.cells
            if cell.cell_type == "code" and cell["id"] in self.of_cells
            if not HIDDEN_TAGS & set(cell.metadata.get("tags", []))
            for output in cell.get("outputs", ())
            for mime in PRINTED_MIMES
            if mime != NARRATIVE_MIME and mime in output.get("data", ())
        ]
        for block, cell in zip(numbered, cells, strict=False):
            yield f"{block.noun} {block.number}. ", self.of_cells[cell][0]

    def _headings(self) -> Iterator[tuple[str, str]]:
        """Where each heading is written, by its text."""
        workspace = self.printed.workspace
        for cell in self.printed.notebook.cells:
            about = cell.metadata.get("baocao", {})
            if heading := about.get("heading"):
                text = f"{heading['number']} {heading['text']}".strip()
                section = about.get("leads")
                place = f"{CONFIGURATION}, parts"
                if section:
                    path = workspace.relative(workspace.notebooks / f"{section}.ipynb")
                    place = f"{path}, ô 1 (dòng # …), hoặc {place}"
                yield " ".join(text.split()), place
