"""One odd cell never refuses a document: what it says is printed, or a note stands in its place."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from nbformat import NotebookNode, v4
from PIL import Image

from baocao.core import fonts, formulas
from baocao.core.errors import ExportError
from baocao.document.formats import docx, html, pdf
from baocao.document.formats.pdf.odd import odd_ones
from baocao.document.model import Document, Heading, Picture, Prose
from baocao.document.other_notebooks import legible
from baocao.document.other_pictures import Unfit, drawing, framed
from baocao.document.read import read_model
from support.documents import docx_text, html_text, pdf_text

RENDER = {"html": html.render, "pdf": pdf.render, "docx": docx.render}
READ = {"html": html_text, "pdf": pdf_text, "docx": docx_text}


def png(width: int = 40, height: int = 20, kind: str = "PNG") -> str:
    file = BytesIO()
    Image.new("RGB", (width, height), "red").save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


def markdown(text: str, **attached: Any) -> NotebookNode:
    return v4.new_markdown_cell(text, attachments=attached)


def shown(mime: str, data: Any) -> NotebookNode:
    return v4.new_code_cell("x", outputs=[v4.new_output("display_data", {mime: data})])


def printed(text: str) -> NotebookNode:
    return v4.new_code_cell("x", outputs=[v4.new_output("stream", name="stdout", text=text)])


CUT = base64.b64encode(base64.b64decode(png(400, 400))[:120]).decode()
# What is odd, and words that must be printed of it in every format.
ODD: dict[str, tuple[NotebookNode, list[str]]] = {
    "svg without a namespace": (
        shown("image/svg+xml", '<svg width="10" height="10"><circle r="4"/></svg>'), []),
    "svg with entities and a prefix": (
        shown("image/svg+xml", '<svg width="9" height="9"><g ink:a="b">&nbsp;<path></svg>'),
        []),
    "svg that is none": (
        shown("image/svg+xml", "<script>alert(1)</script>"), ["không phải là SVG hợp lệ"]),
    "svg without a size": (
        shown("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg" width="1.2.3px"/>'), []),
    "svg of no height": (
        shown("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>'), []),
    "png cut off": (shown("image/png", CUT), ["bị hỏng, không in được"]),
    "png that says it is": (shown("image/png", "????"), ["bị hỏng, không in được"]),
    "png under a wrong name": (shown("image/jpeg", png()), []),
    "webp": (shown("image/webp", png(kind="WEBP")), []),
    "tall picture": (shown("image/png", png(2, 4000)), []),
    "empty formula": (markdown("trong $$ $$ ngoài"), ["trong", "ngoài"]),
    "empty heading": (markdown("<h2>A<h2>"), ["A"]),
    "heading of nothing": (markdown("## \n\nlời"), ["lời"]),
    "determinant in a line": (
        markdown(r"$\begin{vmatrix}a&b\\c&d\end{vmatrix}$"), []),
    "formula that nobody reads": (markdown(r"$\foo{x}{$ đuôi"), ["đuôi"]),
    "formula without its end": (markdown("giá $5 thôi, hay $$ nữa"), ["giá $5 thôi, hay $$ nữa"]),
    "environment that is no formula": (
        markdown("\\begin{tabular}{l}\nô bảng\n\\end{tabular}"), ["tabular"]),
    "emoji and other writing": (markdown("tốt 🦄 và 漢字文 và ก"), ["tốt", "và"]),
    "writing from right to left": (markdown("hai שלום và مرحبا ba"), ["hai", "ba"]),
    "table from right to left": (
        shown("text/html", "<table dir=rtl><tr><td>עדד</td><td>ô này</td></tr></table>"),
        ["ô này"]),
    "letters that each face draws otherwise": (markdown("bốn \ue000\uf8ff năm"), ["bốn", "năm"]),
    "head like settings": (markdown("---\ntitle: tên sổ\n---\n\nlời"), ["title: tên sổ"]),
    "backspace": (printed("10%\b\b\b20%\n"), ["20%"]),
    "control letters": (printed("a\x00b\x07c\x0cd\x1b]0;t\x07e"), ["a�b�c de"]),
    "half a letter": (printed("x\ud83dy"), ["x�y"]),
    "marks of Typst": (
        markdown('#panic("a") @nhan <nhan> \\#x = // rest\n\n= b\n\n/ c: d\n\n+ e'),
        ['#panic("a") @nhan', "// rest", "= b", "/ c: d", "e"]),
    "marks of Typst as output": (printed('#panic() $ x $ `a` @b\n'), ["#panic() $ x $ `a` @b"]),
    "open tags": (markdown("<table><tr><td>ô <b>đậm<div>khối</table> <a href=x>cuối"),
                  ["ô", "đậm", "khối", "cuối"]),
    "address that is none": (markdown("[chữ](http://[::bad) [khác](https://a.b/\x01)"), ["chữ"]),
    "list of nothing": (markdown("-\n- \n\n1.\n2. hai"), ["hai"]),
    "table of nothing": (shown("text/html", "<table></table><table><tr></tr></table>"), []),
    "cells beyond the table": (
        shown("text/html", "<table><tr><td colspan=3 rowspan=9>rộng</td></tr><tr><td>hai</table>"),
        ["rộng"]),
    "note that nothing leads to": (markdown("lời\n\n[^1]: chú thích lạc"), ["chú thích lạc"]),
    "note without a text": (markdown("lời[^2]"), ["lời[^2]"]),
    "deep quotations": (markdown("> " * 40 + "sâu"), ["sâu"]),
    "word longer than a page": (printed("dài" * 3000), []),
}  # fmt: skip


def notebook(*names: str) -> NotebookNode:
    cells = [v4.new_markdown_cell("# Sổ lạ")]
    for place, name in enumerate(names):
        cells += [v4.new_markdown_cell(f"trước{place}"), ODD[name][0],
                  v4.new_markdown_cell(f"sau{place}")]  # fmt: skip
    made = v4.new_notebook()
    made.cells = cells
    return made


def squeezed(text: str) -> str:
    for gone in "\u200b\u2060\ufffe\x02\xad":
        text = text.replace(gone, "")
    return "".join(text.split())


def holds(form: str, model: Document, names: list[str]) -> None:
    text = squeezed(READ[form](RENDER[form](model)))  # type: ignore[operator]
    for place, name in enumerate(names):
        for words in (f"trước{place}", f"sau{place}", *ODD[name][1]):
            assert squeezed(words) in text, (name, words)


@pytest.mark.parametrize("form", RENDER)
def test_all_of_them_in_one_document(form: str) -> None:
    names = list(ODD)
    holds(form, read_model(notebook(*names)), names)


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_each_of_them_alone(name: str) -> None:
    model = read_model(notebook(name))
    for form in RENDER:
        holds(form, model, [name])


def test_a_picture_that_only_a_printer_finds_broken_is_a_note() -> None:
    """Its head is right and its dots are not: who draws it finds out, not who reads it."""
    data = bytearray(base64.b64decode(png(64, 64, "JPEG")))
    broken = base64.b64encode(data[: len(data) // 3]).decode()
    cells = [v4.new_markdown_cell("# Sổ"), shown("image/jpeg", broken), v4.new_markdown_cell("sau")]
    model = read_model(v4.new_notebook(cells=cells))
    words = "Hìnhdoô2củasổtayvẽ"
    for form in ("pdf", "docx"):
        text = squeezed(READ[form](RENDER[form](model)))  # type: ignore[operator]
        assert "khôngvẽđược" not in text or words in text
        assert "sau" in text


def test_a_paragraph_that_cannot_be_set_is_printed_as_plain_words() -> None:
    raw = {"t": "RawInline", "c": ["typst", "#panic()"]}
    model = read_model(notebook("heading of nothing"))
    # As if the writer of formulas had made a slip: nothing of the kind comes from a notebook.
    odd = Prose(
        [
            {
                "t": "Para",
                "c": [
                    {"t": "Str", "c": "lời"},
                    {"t": "Space"},
                    {"t": "Math", "c": [{"t": "InlineMath"}, "x\\text{#"]},
                    raw,
                ],
            }
        ]
    )
    made = Document("Sổ", "{}", model.period, blocks=(Heading("k", 2, 1, "", "Mục"), odd))
    text = pdf_text(pdf.render(made))
    assert "lời" in text


def test_letters_without_a_face_are_told_by_their_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "spare", lambda letters: fonts.Spare())
    cell = v4.new_markdown_cell("# Sổ\n\nmột \U000e0041 hai \U000f0000\U000f0001\U000f0002 ba")
    text = pdf_text(pdf.render(read_model(v4.new_notebook(cells=[cell]))))
    assert "một (U+E0041) hai (3 chữ) ba" in text
    assert "Máy không có phông cho 4 chữ khác nhau của sổ tay (U+E0041, U+F0000" in text


def test_the_notebook_that_is_carried_can_be_read() -> None:
    model = read_model(notebook("half a letter", "control letters"))
    assert json.loads(model.notebook.encode())["cells"]


@pytest.mark.parametrize(
    ("text", "told"),
    [("ab\b\bcd", "cd"), ("a\b\b\bb", "b"), ("a\r\nb", "a\nb"), ("\x00", "�"), ("ệ\t", "ệ\t")],
)
def test_legible(text: str, told: str) -> None:
    assert legible(text) == told


@pytest.mark.parametrize("some", [{0}, {8}, {3, 4}, set(range(9)), set()])
def test_the_odd_ones_are_found(some: set[int]) -> None:
    tried: list[int] = []

    def fails(items: object) -> bool:
        tried.append(1)
        return bool(some & set(items))  # type: ignore[call-overload]

    assert set(odd_ones(range(9), fails)) == some
    assert len(tried) <= 2 * 9


def test_two_that_cannot_stand_together_are_both_odd() -> None:
    assert odd_ones([1, 2, 3, 4], lambda items: {2, 3} <= set(items)) == [1, 2, 3, 4]


def test_a_picture_of_too_many_dots_is_told() -> None:
    file = BytesIO()
    Image.new("1", (12_000, 12_000)).save(file, "PNG")
    found = framed(file.getvalue(), "")
    assert found == Unfit("có quá nhiều điểm ảnh, không in được")


def test_an_output_is_as_wide_as_it_says() -> None:
    made = framed(png(200, 100), "", width=100)
    assert isinstance(made, Picture)
    assert 'width="100" height="50" viewBox="0 0 200 100"' in made.svg


@pytest.mark.parametrize("svg", ["", "x", "<svg>", "<svg", "<html><svg></svg></html>", "<svg/>"])
def test_what_is_hardly_a_drawing_raises_nothing(svg: str) -> None:
    assert isinstance(drawing(svg, ""), Unfit | Picture)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("$x$", ["x"]),
        ("$ x $", ["x"]),
        ("$$\nx\n\ny\n$$", ["x\ny"]),
        ("\\\\(x\\\\) và \\\\[y\\\\]", ["x", "y"]),
        ("\\begin{equation}\\label{a}x\\tag{7}\\end{equation}", ["x\\qquad(\\text{7})"]),
        ("\\begin{align*}x\\end{align*}", ["\\begin{align*}x\\end{align*}"]),
        ("mua $5 hay $10", []),
        ("giá $5 và $10, công thức $a^2$", ["a^2"]),
        ("chi $5 cho $x$ hết", ["x"]),
        ("$5, $10, $15 và $y$", ["y"]),
        ("$ x $ và $2 + 3$", ["x", "2 + 3"]),
        ("\\$x\\$", []),
        ("`$x$` ``a`$b$`` \n```\n$c$\n```\n$d$", ["d"]),
        ("~~~~\n$c$\n~~~\n$c$\n~~~~\n$d$", ["d"]),
        ("<a href='$x$'>$y$</a> <code>$z$</code>", ["y"]),
        ("một $x\n\ny$ hai", []),
        ("$a_b$ và *$c_d$* và $e_f$", ["a_b", "c_d", "e_f"]),
        ("$\\text{giá \\$5}$", ["\\text{giá \\$5}"]),
        (
            "${\\rm a}_1$ $x\\cr y$ $\\large x$ $\\crx$",
            ["{\\mathrm{a}}_1", "x\\\\ y", "x", "\\crx"],
        ),
        ("\\\\(x\\ \\ \\\\) đuôi", ["x"]),
    ],
)
def test_formulas_are_found_as_jupyter_finds_them(text: str, tex: list[str]) -> None:
    assert [found.tex for found in formulas.take_out(text)[1]] == tex


def test_what_a_formula_means_is_in_word() -> None:
    """The equation of two lines that was printed with its signs of TeX."""
    text = "\\begin{align}\na^2 + b^2 &= c^2 \\\\\nx_1 * y &= \\frac{1}{2} * z\n\\end{align}"
    model = read_model(v4.new_notebook(cells=[v4.new_markdown_cell(f"# A\n\n{text}")]))
    with ZipFile(BytesIO(docx.render(model))) as file:
        made = file.read("word/document.xml").decode()
    assert made.count("<m:sSup>") == 3
    assert made.count("<m:f>") == 1
    assert html.render(model).count("<msup>") == 3


class PanicException(BaseException):
    """Of the name of what the bindings of Typst raise; nobody can import that one."""


def test_what_typst_stumbles_over_is_an_error_like_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise PanicException("byte range starts at 2 but ends at 0")

    monkeypatch.setattr("typst.compile", stumble)
    with pytest.raises(ExportError) as caught:
        pdf.render(read_model(notebook("backspace")))
    assert caught.value.findings[0].found == "byte range starts at 2 but ends at 0"
