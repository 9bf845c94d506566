"""A notebook of another make keeps what its author wrote: lists, code, notes, tables' parts."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from io import BytesIO

import docx as word
import pypdfium2
import pytest
from docx.oxml.ns import qn
from nbformat import v4
from PIL import Image

from baocao.document.formats import docx, html, pdf
from baocao.document.model import Document, Heading, Picture, Prose, Table
from baocao.document.read import read_model
from support.documents import docx_text, html_text, pdf_text

LISTS = """1. một
   - hai
     - ba
2. bốn

lời

10. mười
    đoạn

- [ ] chưa
- [x] rồi
"""
CODE = "Chạy:\n\n```python\nfor x in y:\n    if x:\n        print(x)\n```\n\nrồi `a  b` xong."
NOTES = "Thuật ngữ[^1] H~2~O x^2^ và[^lâu].\n\n[^1]: lời chú\n[^lâu]: lời chú dài\n    hai dòng"
STYLED = (
    "<style>#T_1 td{background:red;color:white}</style><table id=T_1><caption>Tên bảng</caption>"
    "<thead><tr><th></th><th colspan=2>2023</th></tr><tr><th>k</th><th>Q1</th><th>Q2</th></tr>"
    "</thead><tbody><tr><th rowspan=2>A</th><td>-1</td><td>2</td></tr>"
    '<tr><td>3</td><td><a href="https://e.org">4</a></td></tr></tbody></table>'
)
PANDAS = (
    "<div><style scoped>.dataframe tbody tr th { vertical-align: top; }</style><table>"
    "<thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div>"
)


def png() -> str:
    file = BytesIO()
    Image.new("RGB", (8, 6), "red").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def of_markdown(text: str) -> Document:
    return read_model(v4.new_notebook(cells=[v4.new_markdown_cell(f"# Sổ\n\n{text}")]))


def of_html(text: str) -> Document:
    shown = v4.new_output("display_data", {"text/html": text, "text/plain": "chữ thay"})
    return read_model(v4.new_notebook(cells=[v4.new_code_cell("x", outputs=[shown])]))


def lefts(data: bytes) -> Callable[[str], float]:
    """Where words of a PDF begin, in points."""

    def left(words: str) -> float:
        with pypdfium2.PdfDocument(data) as document:
            page = document[0].get_textpage()
            start, _ = page.search(words).get_next()
            return float(page.get_charbox(start)[0])

    return left


def paragraphs(model: Document) -> list[tuple[str, str, int]]:
    """Words, style and left indent in twentieths of a point, of each paragraph in Word."""
    made = []
    for node in word.Document(BytesIO(docx.render(model))).element.body.iter(qn("w:p")):
        text = "".join(t.text or "" for t in node.iter(qn("w:t")))
        indent = node.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        moved = int(indent.get(qn("w:left"))) if indent is not None else 0
        made.append((text, node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")), moved))
    return made


def test_nested_lists_stay_nested() -> None:
    model = of_markdown(LISTS)
    page = re.sub(r"\s+", "", html.render(model))
    assert "<li>một<ul><li>hai<ul><li>ba</li></ul></li></ul></li><li>bốn" in page
    left = lefts(pdf.render(model))
    assert left("một") < left("hai") < left("ba")
    assert abs(left("bốn") - left("một")) < 1
    moved = {text: at for text, _, at in paragraphs(model)}
    assert moved["1.một"] < moved["◦hai"] < moved["▪ba"]
    assert moved["2.bốn"] == moved["1.một"]
    for text in (html_text(html.render(model)), docx_text(docx.render(model))):
        assert "☐ chưa" in text
        assert "☒ rồi" in text
    assert "10. mười" in pdf_text(pdf.render(model))


def test_code_keeps_its_lines_its_indentation_and_its_face() -> None:
    model = of_markdown(CODE)
    page = html.render(model)
    assert "<code>for x in y:\n    if x:\n        print(x)</code></pre>" in page
    assert "<code>a  b</code>" in page
    left = lefts(pdf.render(model))
    assert left("for x") < left("if x") < left("print")
    found = [(text, style) for text, style, _ in paragraphs(model) if style == "ProgramOutput"]
    assert [text for text, _ in found] == ["for x in y:", "    if x:", "        print(x)"]
    faces = word.Document(BytesIO(docx.render(model))).element.body.iter(qn("w:rFonts"))
    assert [face.get(qn("w:ascii")) for face in faces] == ["Consolas"]


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_a_note_is_a_number_and_its_text_below(form: str) -> None:
    model = of_markdown(NOTES)
    match form:
        case "html":
            text = html.render(model)
            assert "Thuật ngữ<sup>1</sup>" in text
            text = html_text(text)
        case "docx":
            text = docx_text(docx.render(model))
        case _:
            text = pdf_text(pdf.render(model))
    order = [text.index(words) for words in ("Thuật", "lời chú", "lời chú dài hai dòng")]
    assert order == sorted(order)


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_a_table_keeps_its_caption_and_links_and_its_colours_are_told(form: str) -> None:
    model = of_html(STYLED)
    table = next(block for block in model.blocks if isinstance(block, Table))
    assert table.full_caption == "Tên bảng"
    assert [cell.text for cell in table.data.rows[1].cells] == ["", "3", "4 (https://e.org)"]
    text = {
        "html": lambda: html_text(html.render(model)),
        "docx": lambda: docx_text(docx.render(model)),
        "pdf": lambda: pdf_text(pdf.render(model)),
    }[form]()
    assert "Tên bảng" in text
    assert "4 (https://e.org)" in text
    assert "Bảng của ô 1 có màu riêng trong sổ tay, ở đây không giữ màu." in text


def test_a_table_of_pandas_has_no_colours_to_tell() -> None:
    assert "màu" not in html_text(html.render(of_html(PANDAS)))


def test_formulas_and_links_of_a_small_table_are_kept_as_such() -> None:
    model = of_markdown("| a | b |\n|---|---|\n| $x^2$ | [lời](https://e.org) |")
    page = html.render(model)
    assert "<msup>" in page
    assert '<a href="https://e.org">lời</a>' in page
    xml = word.Document(BytesIO(docx.render(model))).element.body
    assert list(xml.iter("{http://schemas.openxmlformats.org/officeDocument/2006/math}sSup"))
    assert list(xml.iter(qn("w:hyperlink")))


@pytest.mark.parametrize(
    "text",
    [
        f"| a |\n|---|\n| ![tả](data:image/png;base64,{png()}) |",
        f"lời ![tả](data:image/png;base64,{png()}) lời",
        f"- mục ![tả](data:image/png;base64,{png()})",
        f"## Mục ![tả](data:image/png;base64,{png()})",
        "lời <svg width='4' height='4'><circle r='2'/></svg> lời",
        "<table><tr><td><svg width='4' height='4'><circle r='2'/></svg></td></tr></table>",
    ],
)
def test_a_picture_among_other_things_is_a_picture(text: str) -> None:
    model = of_markdown(text)
    assert sum(isinstance(block, Picture) for block in model.blocks) == 1


@pytest.mark.parametrize("tag", ["audio", "video", "iframe", "canvas", "script", "input"])
def test_what_is_heard_or_runs_is_told_beside_the_text(tag: str) -> None:
    text = html_text(html.render(of_html(f"<p>lời</p><{tag} src='x'></{tag}>")))
    assert "lời" in text
    assert f"Ô 1 có phần chỉ nghe, xem hoặc chạy được trong sổ tay: {tag}." in text


def test_a_tag_that_is_only_written_about_is_not_told() -> None:
    assert "chỉ nghe" not in html_text(html.render(of_markdown("viết `<audio>` thế này")))


def test_headings_are_the_words_of_the_page_and_not_its_marks() -> None:
    model = of_markdown("```\n# chú thích\n```\n\n## **Mục** `một`")
    assert model.title == "Sổ"
    assert [block.text for block in model.blocks if isinstance(block, Heading)] == ["Mục một"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "<figure><img src='a.png' alt='tả'><figcaption>lời dưới</figcaption></figure>",
            "lời dưới",
        ),
        ("- [ ]`mã`", "mã"),
        ("- [x]", "☒"),
    ],
)
def test_nothing_beside_is_lost(text: str, told: str) -> None:
    assert html_text(html.render(of_markdown(text))).count(told) == 1


def test_a_rule_across_the_page_prints_nothing() -> None:
    made = of_markdown("một\n\n***\n\nhai\n\n***")
    assert "*" not in html_text(html.render(made))
    assert all(isinstance(block, Prose) for block in made.blocks)
