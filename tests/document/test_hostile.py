"""Whatever a register's cell holds reaches the three formats as plain text."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from nbformat import v4

from baocao.core import pandoc
from baocao.document.formats import docx, html, pdf
from baocao.document.model import Document
from baocao.document.read import read_model
from baocao.facts.fact import Fact
from baocao.facts.indicators import Window
from baocao.notebook.known_text import KnownText
from baocao.notebook.table import TABLE_MIME, ReportTable, Row
from baocao.prose.narrative import NARRATIVE_MIME, escape
from support.documents import docx_text, html_text, pdf_text

CELLS = {
    "script": "<script>alert(1)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "typst": '#read("/etc/passwd") #sys.inputs $x$ *b* _i_ @ref <label>',
    "link": "[x](javascript:alert(1))",
    "field": '{ INCLUDETEXT "C:\\\\secret.docx" } { DDEAUTO c:\\\\cmd.exe "/k calc" }',
    "formula": '=HYPERLINK("http://evil.example";"x")',
    "command": "=cmd|' /C calc'!A0",
    "template": "{{ 7 * 7 }}{% raw %}",
    "entity": "&lt;b&gt; &amp; &#x41; ]]> <![CDATA[x]]>",
    "right to left": "abc\u202edef\u202c \u200fghi",
    "emoji": "tốt 😀 ★ ✓",
    "zero width": "a\u200bb\u200dc\ufeffd\u2060e",
    "long": "dài" * 3334,
    "backslash": "\\input{x} \\\\server\\share",
}
FORMATS = {"html": html.render, "pdf": pdf.render, "docx": docx.render}
# Letters without a shape: a reader of any format may leave them out.
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\u0002\ufffe\s]")


class Attributes(HTMLParser):
    """The attributes of every element of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(dict(attrs))


def model(text: str) -> Document:
    """A section whose prose, table head, cell and caption hold the text."""
    ast = pandoc.parse(f"Có {escape(text)} trong sổ.")
    narrative = {"blocks": ast, "facts": [], "citations": []}
    known, one = KnownText(text), KnownText("1")
    table = ReportTable(known, ((known, "left"), ("Số", "right")), (Row((known, one)),))
    fact = Fact("a.b", "2023", Window(None, date(2023, 1, 1)), None,
                text, text, 0, text, True)  # fmt: skip
    quoting = ReportTable("Số liệu", ((known, "left"),), (Row((fact,)),))
    cells = [
        v4.new_code_cell("x", outputs=[v4.new_output("display_data", {mime: payload})])
        for mime, payload in (
            (NARRATIVE_MIME, narrative),
            (TABLE_MIME, table.payload),
            (TABLE_MIME, quoting.payload),
        )
    ]
    return read_model(v4.new_notebook(cells=[v4.new_markdown_cell("# Mục thử"), *cells]))


def read(form: str, data: Any) -> str:
    readers = {"html": html_text, "pdf": pdf_text, "docx": docx_text}
    return UNSEEN.sub("", readers[form](data))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", CELLS)
def test_it_is_text(form: str, name: str) -> None:
    data = FORMATS[form](model(CELLS[name]))
    text, wanted = read(form, data), UNSEEN.sub("", CELLS[name])
    if form == "pdf" and name == "right to left":
        # What is drawn from right to left is read back in that order.
        assert "abc" in text
        return
    if name == "long":
        # Cells side by side run over several pages: every letter is there, in turns.
        assert sum(map(text.count, "dài")) >= 6 * len(wanted)
        return
    # Prose, caption, two heads, two cells.
    assert text.count(wanted) >= 6


@pytest.mark.parametrize("name", CELLS)
def test_nothing_in_it_acts(name: str) -> None:
    made = model(CELLS[name])
    page = html.render(made)
    assert page.count("<script>") == 1
    for attributes in Attributes(page).found:
        assert not [attribute for attribute in attributes if attribute.startswith("on")]
        for attribute in ("href", "src", "xlink:href"):
            assert (attributes.get(attribute) or "#").startswith(("#", "data:text/csv;"))
    with ZipFile(BytesIO(docx.render(made))) as file:
        xml = file.read("word/document.xml").decode()
        relations = file.read("word/_rels/document.xml.rels").decode()
    fields = re.findall(r"<w:instrText[^>]*>([^<]*)<", xml)
    assert all(re.fullmatch(r" SEQ \w+ \\\* ARABIC ", field) for field in fields)
    assert "External" not in relations
    with pikepdf.open(BytesIO(pdf.render(made))) as file:
        for leaf in file.pages:
            assert "/Annots" not in leaf


@pytest.mark.parametrize("name", ["script", "long", "formula"])
def test_no_word_leaves_the_page(name: str) -> None:
    """A word of ten thousand letters is broken, not cut off."""
    with pypdfium2.PdfDocument(pdf.render(model(CELLS[name]))) as document:
        for page in document:
            text = page.get_textpage()
            rights = [text.get_rect(n)[2] for n in range(text.count_rects())]
            assert max(rights, default=0) <= page.get_width() - 20 * 72 / 25.4 + 4
            bottoms = [text.get_rect(n)[1] for n in range(text.count_rects())]
            assert min(bottoms, default=100) >= 20 * 72 / 25.4 - 4
