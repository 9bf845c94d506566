"""Notebooks not written for the toolkit: all of it is in every format, or a note says where."""

from __future__ import annotations

import base64
import copy
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import nbformat
import pikepdf
import pypdfium2
import pytest
from nbformat import NotebookNode, v4
from PIL import Image

from baocao.document.formats import docx, html, pdf
from baocao.document.model import Document, Picture
from baocao.document.read import read_model
from support.documents import docx_text, html_text, pdf_text

FORMATS = ["html", "pdf", "docx"]


def png() -> str:
    file = BytesIO()
    Image.new("RGB", (40, 20), "red").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def shown(**data: Any) -> NotebookNode:
    return v4.new_output("display_data", {name.replace("__", "/"): v for name, v in data.items()})


WIDE = (
    "<div><style>td { color: red }</style><table><thead><tr><th></th>"
    + "".join(f"<th>cột dài tên số {n}</th>" for n in range(30))
    + "</tr></thead><tbody><tr><th>dòng</th>"
    + "".join(f"<td>{1000 + n}</td>" for n in range(30))
    + "</tr></tbody></table></div>"
)
SPANNED = (
    "<table><thead><tr><th></th><th colspan=2>Cả hai</th></tr>"
    "<tr><th></th><th>x</th><th>y</th></tr></thead>"
    "<tbody><tr><th rowspan=2>k</th><td>1</td><td>u</td></tr><tr><td>2</td><td>v</td></tr></tbody>"
    "</table>"
)
MARKDOWN = """# Phân tích của đơn vị khác

Đoạn có $E = mc^2$, **đậm**, `mã lệnh` và <b>thẻ</b><br>xuống dòng -- nguyên dấu.

## Mục thứ hai

| Hạng | Số |
|---|--:|
| bốn | 42 |

![nơi khác](http://nowhere.example/a.png)
![kèm theo](attachment:a.png)

$$\\int_0^1 x\\,dx = \\frac{1}{2}$$
"""


@pytest.fixture
def notebook() -> NotebookNode:
    outputs = [
        v4.new_output("stream", name="stdout", text="tiến độ 10%\rtiến độ 100%\n"),
        v4.new_output("stream", name="stderr", text="\x1b[31mcảnh báo đỏ\x1b[0m\n"),
        shown(text__html=WIDE, text__plain="bảng rộng"),
        shown(text__html=SPANNED),
        shown(image__png=png(), text__plain="<Figure size 40x20>"),
        shown(image__png="!!!", text__plain="hỏng"),
        shown(text__latex="$\\displaystyle a_1 + b_2$"),
        shown(application__json={"khóa": 7}),
        shown(text__html="<script>draw()</script>", text__plain="chữ thay thế"),
        v4.new_output(
            "display_data",
            {
                "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
                "text/html": "<p>phải chạy trong sổ tay</p>",
                "text/plain": "IntSlider(value=0)",
            },
        ),
        v4.new_output("display_data", {"application/vnd.plotly.v1+json": {"data": []}}),
        v4.new_output(
            "error",
            ename="ValueError",
            evalue="hỏng <b>",
            traceback=["\x1b[1mValueError\x1b[0m: hỏng <b>"],
        ),
    ]
    cells = [
        v4.new_markdown_cell(MARKDOWN, attachments={"a.png": {"image/png": png()}}),
        v4.new_code_cell('print("<script>")\n\nx = 1', outputs=outputs),
        v4.new_raw_cell("ô thô"),
    ]
    return v4.new_notebook(cells=cells)


def read(form: str, model: Document) -> str:
    match form:
        case "html":
            return html_text(html.render(model))
        case "pdf":
            return pdf_text(pdf.render(model))
        case _:
            return docx_text(docx.render(model))


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_lost(notebook: NotebookNode, form: str) -> None:
    text = "".join(read(form, read_model(notebook)).split())
    for words in (
        "Phân tích của đơn vị khác",
        *("đậm", "mã lệnh", "thẻ", "xuống dòng -- nguyên dấu", "Mục thứ hai", "bốn", "42"),
        *('print("<script>")', "x = 1", "ô thô"),
        *("tiến độ 100%", "cảnh báo đỏ", "ValueError: hỏng <b>", '"khóa": 7'),
        *(f"{1000 + n}" for n in range(30)),
        *("Cả hai / x", "Cả hai / y", "chữ thay thế", "IntSlider(value=0)"),
        "Hình không nằm trong sổ tay: nơi khác (http://nowhere.example/a.png)",
        "Hình của ô 2 bị hỏng, không in được (image/png).",
        "Kết quả của ô 2 có dạng chỉ xem được trong sổ tay: application/vnd.plotly.v1+json.",
        "vnd.jupyter.widget-view+json.",
    ):
        assert "".join(words.split()) in text, words
    for gone in ("BÁOCÁO", "Kínhgửi", "Nơinhận", "color:red", "draw()", "tiếnđộ10%", "\x1b"):
        assert gone not in text
    # Once in the text of the page; the title is no heading again.
    assert text.count("Phântíchcủađơnvịkhác") == 1


def test_formulas_are_formulas_in_every_format(notebook: NotebookNode) -> None:
    model = read_model(notebook)
    assert html.render(model).count("<math ") == 3
    with ZipFile(BytesIO(docx.render(model))) as file:
        assert file.read("word/document.xml").decode().count("<m:oMath>") == 3
    with pikepdf.open(BytesIO(pdf.render(model))) as file:
        spoken = {
            str(item.Alt)
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Formula"
        }
    assert spoken == {
        "E = mc^2",
        "\\int_0^1 x\\,dx = \\frac{1}{2}",
        "\\displaystyle a_1 + b_2",
    }


def test_pictures_come_with_the_description_there_is(notebook: NotebookNode) -> None:
    model = read_model(notebook)
    pictures = [block.alt for block in model.blocks if isinstance(block, Picture)]
    assert pictures == ["kèm theo", "Hình do ô 2 của sổ tay vẽ"]
    assert html.render(model).count("data:image/png;base64,") == 2
    with ZipFile(BytesIO(docx.render(model))) as file:
        # One picture twice is stored once.
        assert sum(name.startswith("word/media/") for name in file.namelist()) == 1


def test_a_table_wider_than_a_page_that_lies_is_cut_into_pieces(notebook: NotebookNode) -> None:
    with pypdfium2.PdfDocument(pdf.render(read_model(notebook))) as document:
        lying = [
            page.get_textpage().get_text_range() for page in document if page.get_width() > 800
        ]
    assert len(lying) > 1
    for text in lying:
        assert "dòng" in text
    found = [n for n in range(30) if any(str(1000 + n) in text for text in lying)]
    assert found == list(range(30))


def test_a_notebook_that_never_ran_prints_its_code(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    notebook = nbformat.read(root / "notebooks" / "ocop.ipynb", as_version=4)
    text = html_text(html.render(read_model(notebook)))
    assert "report = open_report(period)" in text


def test_reading_changes_nothing(notebook: NotebookNode) -> None:
    before = copy.deepcopy(notebook)
    assert pdf.render(read_model(notebook)) == pdf.render(read_model(notebook))
    assert notebook == before


def test_an_empty_notebook_is_an_empty_page() -> None:
    model = read_model(v4.new_notebook())
    for form in FORMATS:
        assert "Mục chưa có tên" in read(form, model)


def test_no_server_is_asked_and_no_file_is_read(tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<p>4321</p>")

    secret = tmp_path / "secret.html"
    secret.write_text("<p>8765</p>", encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        hostile = "".join(
            f'<{tag} src="{place}"></{tag}><{tag} data="{place}" href="{place}"></{tag}>'
            for tag in ("iframe", "object", "embed", "video", "img", "link", "audio", "source")
            for place in (f"{address}/{tag}", secret.as_uri(), str(secret))
        )
        cells = [
            v4.new_markdown_cell(f"# A\n\n{hostile}\n\n![b]({address}/c)"),
            v4.new_code_cell("x", outputs=[shown(text__html=hostile)]),
            v4.new_code_cell("x", outputs=[shown(text__markdown=hostile)]),
        ]
        model = read_model(v4.new_notebook(cells=cells))
        made = [html_text(html.render(model)), pdf_text(pdf.render(model)),
                docx_text(docx.render(model))]  # fmt: skip
        server.shutdown()
    assert asked == []
    assert not any("4321" in text or "8765" in text for text in made)
