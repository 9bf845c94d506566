"""A check sheet as a page or as a Word file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from jinja2 import Environment, PackageLoader, StrictUndefined

from baocao.core.files import write_whole
from baocao.review.verify.sheet import Group, Sheet

__all__ = ["SUFFIXES", "sheet_body", "write_sheet"]

SUFFIXES = (".html", ".docx")
_TITLE = "Phiếu đối chiếu văn bản"
_HEADINGS = ("Nơi", "Trong văn bản", "Theo số liệu", "Ghi chú, căn cứ")
_SIGNED = ("Người đối chiếu", "Người soát xét")
_TEMPLATES = Environment(
    loader=PackageLoader("baocao.review.verify", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_sheet(sheet: Sheet, path: Path) -> None:
    """Write a check sheet, whole or not at all; the ending of the path says as what.

    Raises
    ------
    OSError
        It cannot be written.
    """
    write_whole(path, _as_word(sheet) if path.suffix.lower() == ".docx" else _as_page(sheet))


def sheet_body(sheet: Sheet, level: int) -> str:
    """The sheet as a part of a page that explains numbers, its headings from a level on."""
    template = _TEMPLATES.get_template("sheet_body.html.j2")
    body: str = template.render(sheet=sheet, level=level, can_explain=True)
    return body


def _as_page(sheet: Sheet) -> bytes:
    page: str = _TEMPLATES.get_template("sheet.html.j2").render(sheet=sheet)
    return page.encode()


def _as_word(sheet: Sheet) -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    document.core_properties.title = _TITLE
    document.core_properties.language = "vi-VN"
    document.add_heading(_TITLE, 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for style in ("Heading 1", "Heading 2"):
        document.styles[style].font.color.rgb = RGBColor(0, 0, 0)
        document.styles[style].font.name = "Times New Roman"
    about = document.add_table(rows=0, cols=2, style="Table Grid")
    for row in sheet.about:
        for cell, text in zip(about.add_row().cells, row, strict=True):
            cell.text = text
    _set_widths(about, (5.5, 11))
    document.add_paragraph().add_run(sheet.conclusion).bold = True
    for group in sheet.groups:
        _add_group(document, group)
    document.add_heading("Những gì không được đối chiếu, và vì sao", 2)
    for reason in sheet.unchecked:
        document.add_paragraph(reason, style="List Bullet")
    document.add_paragraph()
    signed = document.add_table(rows=1, cols=len(_SIGNED))
    for cell, role in zip(signed.rows[0].cells, _SIGNED, strict=True):
        _sign(cell, role)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _add_group(document: WordDocument, group: Group) -> None:
    document.add_heading(f"{group.title} ({len(group.items)})", 2)
    table = document.add_table(rows=1, cols=len(_HEADINGS), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, _HEADINGS, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    for item in group.items:
        note = "\n".join(filter(None, (item.reason, *item.sources)))
        texts = (item.place, item.words, item.expected or "–", note)
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    _set_widths(table, (2.2, 5.6, 2.9, 5.8))


def _set_widths(table: Table, centimetres: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, centimetres, strict=True):
        for cell in column.cells:
            cell.width = Cm(width)


def _sign(cell: _Cell, role: str) -> None:
    first = cell.paragraphs[0]
    first.alignment = WD_ALIGN_PARAGRAPH.CENTER
    first.add_run(role).bold = True
    second = cell.add_paragraph("(Ký, ghi rõ họ tên, ngày)\n\n\n")
    second.alignment = WD_ALIGN_PARAGRAPH.CENTER
