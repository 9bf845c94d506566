"""The Word file, read as XML: page, styles, controls, captions, sections, template."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import nbformat
import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn

from baocao.core.errors import ExportError, WorkspaceError
from baocao.document.formats import docx
from baocao.document.formats.docx.template import STYLES, TEMPLATE
from baocao.document.model import Cell, Column, Document, Grid, Row, Table
from baocao.document.read import read_model
from baocao.workspace.workspace import Workspace

SEED = "2020-01-01--2023-11-14"
TWENTIETHS_PER_MM = 1440 / 25.4


@pytest.fixture(scope="module")
def seed(reports: Callable[[str], Path]) -> Any:
    return WordDocument(str(reports(SEED) / "report.docx"))


@pytest.fixture(scope="module")
def model(reports: Callable[[str], Path]) -> Document:
    return read_model(nbformat.read(reports(SEED) / "report.ipynb", as_version=4))


def values(node: Any, *path: str) -> dict[str, str]:
    """The attributes of an element below `node`, without their namespace."""
    for name in path:
        node = node.find(qn(f"w:{name}"))
    return {name.rpartition("}")[2]: value for name, value in node.attrib.items()}


def text_of(node: Any) -> str:
    return "".join(t.text or "" for t in node.iter(qn("w:t")))


def test_the_page_is_that_of_the_decree(seed: Any) -> None:
    """A4; margins of 20, 20, 30 and 20 mm (Phụ lục I, Mục I)."""
    sections = [section._sectPr for section in seed.sections]
    sizes = [values(section, "pgSz") for section in sections]
    upright, lying = {"w": "11906", "h": "16838"}, {"w": "16838", "h": "11906"}
    assert sizes == [upright, {**lying, "orient": "landscape"}, upright]
    for section in sections:
        margins = values(section, "pgMar")
        for side, millimetres in (("top", 20), ("bottom", 20), ("left", 30), ("right", 20)):
            assert abs(int(margins[side]) - millimetres * TWENTIETHS_PER_MM) < 1.5


def test_pages_are_numbered_at_the_top_from_the_second_and_anew_in_each_annex(seed: Any) -> None:
    for section in seed.sections:
        assert section._sectPr.find(qn("w:titlePg")) is not None
        (paragraph,) = section.header.paragraphs
        assert paragraph.style.name == "Header"
        assert [e.text for e in paragraph._p.iter(qn("w:instrText"))] == [" PAGE "]
        assert text_of(section.first_page_header._element) == ""
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in seed.sections]
    assert [s is not None and s.get(qn("w:start")) for s in starts] == [False, "1", "1"]


def test_the_settings_of_a_section_stand_in_the_order_of_the_schema(seed: Any) -> None:
    """ECMA-376, part 1, 17.6.17: what stands elsewhere, strict readers refuse."""
    order = ["headerReference", "pgSz", "pgMar", "pgNumType", "cols", "titlePg", "docGrid"]
    for section in seed.sections:
        names = [child.tag.rpartition("}")[2] for child in section._sectPr]
        assert names == sorted(names, key=order.index)


def test_styles_have_the_measures_of_the_decree(seed: Any) -> None:
    """domain rules: body 14, indent 1.27 cm, 6 pt between, 11 and 12 under "Nơi nhận"."""

    def style(name: str) -> tuple[Any, ...]:
        found = seed.styles[name]
        while found.font.size is None:
            found = found.base_style
        own = seed.styles[name].font
        return found.font.size.pt, bool(own.bold), bool(own.italic)

    assert style("Parent Agency") == (12, False, False)
    assert style("Agency") == style("Nation") == (12, True, False)
    assert style("Motto") == (13, True, False)
    assert style("Document Number") == (13, False, False)
    assert style("Place and Date") == (13, False, True)
    assert style("Title") == style("Subtitle") == (14, True, False)
    assert style("Recipients Heading") == (12, True, True)
    assert style("Recipients") == (11, False, False)
    assert style("Signature Title") == style("Signature Name") == (14, True, False)
    assert style("Annex Attached") == (14, False, True)
    body = seed.styles["Body Text"].element.find(qn("w:pPr"))
    assert values(body, "jc") == {"val": "both"}
    assert values(body, "ind") == {"firstLine": "720"}
    assert values(body, "spacing") == {"before": "0", "after": "120"}
    defaults = seed.styles.element.find(qn("w:docDefaults"))
    assert values(defaults, "rPrDefault", "rPr", "lang")["val"] == "vi-VN"
    assert values(defaults, "rPrDefault", "rPr", "rFonts")["ascii"] == "Times New Roman"


def test_the_letterhead_and_the_end_stand_in_tables_without_lines(seed: Any) -> None:
    tables = [t for t in seed.tables if t.style.name == "Layout Table"]
    assert [text_of(cell._tc) for cell in tables[0]._cells] == [
        "UBND TỈNH QUẢNG TRỊSỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAMĐộc lập - Tự do - Hạnh phúc",
        "Số:        /BC-SKHCN",
        "Quảng Trị, ngày      tháng      năm 2023",
    ]
    sent, signed = tables[1]._cells
    assert [p.text for p in sent.paragraphs] == [
        *("Nơi nhận:", "- Sở Kế hoạch và Đầu tư;", "- Lưu: VT.")
    ]
    assert [p.text for p in signed.paragraphs] == [
        *("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Hữu Thắng")
    ]
    # The words before the signature never leave it.
    last = tables[1]._tbl.getprevious()
    assert text_of(last).endswith("./.")
    style = seed.styles["Body Text Closing"].element.find(qn("w:pPr"))
    assert values(last, "pPr", "pStyle")["val"] == seed.styles["Body Text Closing"].style_id
    assert style.find(qn("w:keepNext")) is not None
    assert style.find(qn("w:keepLines")) is not None


def test_headings_are_headings(seed: Any) -> None:
    headings = [p for p in seed.paragraphs if p.style.name.startswith(("Heading", "Annex Heading"))]
    assert [p.text for p in headings if p.style.name == "Heading 1"] == [
        "I. Kết quả thực hiện",
        "II. Khó khăn, tồn tại, hạn chế",
        "III. Kiến nghị, đề xuất",
    ]
    assert len([p for p in headings if p.style.name == "Heading 3"]) == 6
    assert len([p for p in headings if p.style.name == "Annex Heading"]) == 2
    for name in ("Heading 1", "Heading 2", "Heading 3", "Annex Heading", "Table Caption"):
        assert seed.styles[name].paragraph_format.keep_with_next


def test_looks_come_from_styles(seed: Any) -> None:
    """Direct formatting only where no style can know: the width of a title, a whole table."""
    body = seed.element.body
    looks = {child.tag for properties in body.iter(qn("w:rPr")) for child in properties}
    assert looks <= {qn("w:rStyle")}
    shapes = {child.tag for properties in body.iter(qn("w:pPr")) for child in properties}
    allowed = ("pStyle", "keepNext", "ind", "sectPr")
    assert shapes <= {qn(f"w:{name}") for name in allowed}
    moved = [p for p in body.iter(qn("w:p")) if p.find(f"{qn('w:pPr')}/{qn('w:ind')}") is not None]
    names = {values(p, "pPr", "pStyle")["val"] for p in moved}
    assert names == {"Subtitle", "Rule", "AnnexHeading"}


def test_tables_repeat_their_heads_and_keep_their_rows_whole(seed: Any) -> None:
    tables = [t for t in seed.tables if t.style.name == "Report Table"]
    assert len(tables) == 9
    for table in tables:
        for position, row in enumerate(table._tbl.iter(qn("w:tr"))):
            properties = row.find(qn("w:trPr"))
            assert properties.find(qn("w:cantSplit")) is not None
            assert (properties.find(qn("w:tblHeader")) is not None) is (position == 0)
        assert values(table._tbl, "tblPr", "tblCaption")["val"]


def test_captions_are_numbered_by_word(seed: Any) -> None:
    shown: dict[str, list[str]] = {"Bảng": [], "Hình": []}
    for paragraph in seed.paragraphs:
        if paragraph.style.name in {"Table Caption", "Figure Caption"}:
            (code,) = (e.text for e in paragraph._p.iter(qn("w:instrText")))
            noun, number = re.match(r"(Bảng|Hình) (\d+)\. ", paragraph.text).groups()  # type: ignore[union-attr]
            assert code == f" SEQ {noun} \\* ARABIC "
            shown[noun].append(number)
    assert shown == {
        "Bảng": [str(n) for n in range(1, 10)],
        "Hình": [str(n) for n in range(1, len(shown["Hình"]) + 1)],
    }
    assert len(shown["Hình"]) >= 3


def test_a_table_in_pieces_keeps_one_number(model: Document) -> None:
    """`SEQ … \\c` repeats the number that `SEQ … \\* ARABIC` counted."""
    columns = tuple(Column(f"cộtdàitên{n}", "left") for n in range(30))
    table = Table("bang-1", 1, "Rộng", Grid(columns, (Row((Cell("một"),) * 30),)))
    made = WordDocument(BytesIO(docx.render(replace(model, blocks=(table,), annexes=()))))
    codes = [code.text for code in made.element.body.iter(qn("w:instrText"))]
    assert codes[0] == " SEQ Bảng \\* ARABIC "
    assert len(codes) > 1
    assert set(codes[1:]) == {" SEQ Bảng \\c "}


def test_pictures_have_alternative_text(seed: Any) -> None:
    pictures = list(seed.element.body.iter("{*}docPr"))
    assert len(pictures) >= 3
    for picture in pictures:
        assert picture.get("descr").startswith("Biểu đồ ")
        assert picture.get("title")
    assert len({picture.get("id") for picture in pictures}) == len(pictures)


def test_controls_have_numbers_of_their_own_and_tags_that_word_takes(seed: Any) -> None:
    controls = list(seed.element.body.iter(qn("w:sdt")))
    assert len(controls) > 150
    numbers = [values(control, "sdtPr", "id")["val"] for control in controls]
    assert len(set(numbers)) == len(numbers)
    for control in controls:
        assert 0 < len(values(control, "sdtPr", "tag")["val"]) <= 64
        assert 0 < len(values(control, "sdtPr", "alias")["val"]) <= 64


def test_an_office_fills_its_own_template(office: Path, model: Document, tmp_path: Path) -> None:
    changed = WordDocument(BytesIO(TEMPLATE.read_bytes()))
    changed.styles["Body Text"].font.name = "Arial"
    changed.styles["Heading 1"].font.all_caps = False
    changed.save(str(office / "own.docx"))
    path = office / "report.toml"
    settings = path.read_text(encoding="utf-8")
    settings = settings.replace("[style]", '[style]\nword_template = "own.docx"', 1)
    path.write_text(settings, encoding="utf-8")
    template = Workspace.load(office).word_template
    assert template == office / "own.docx"
    encoded = base64.b64encode((office / "own.docx").read_bytes()).decode()
    made = WordDocument(BytesIO(docx.render(replace(model, template=encoded))))
    assert made.styles["Body Text"].font.name == "Arial"
    assert text_of(made.element.body) == text_of(
        WordDocument(BytesIO(docx.render(model))).element.body
    )


def test_a_template_that_is_not_there_is_named(office: Path) -> None:
    path = office / "report.toml"
    settings = path.read_text(encoding="utf-8")
    settings = settings.replace("[style]", '[style]\nword_template = "gone.docx"', 1)
    path.write_text(settings, encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        Workspace.load(office)
    assert str(caught.value) == (
        "[WORKSPACE-05] Không thấy mẫu Word.\n"
        "  Ở đâu:    report.toml, mục style.word_template\n"
        "  Đang có:  gone.docx\n"
        "  Cách sửa: đặt tệp .docx vào đúng chỗ, tính từ thư mục của report.toml, hoặc bỏ mục này"
    )


def test_a_template_without_a_style_is_named(model: Document) -> None:
    changed = WordDocument(BytesIO(TEMPLATE.read_bytes()))
    for name in ("Motto", "Table Head"):
        style = changed.styles[name].element
        style.getparent().remove(style)
    file = BytesIO()
    changed.save(file)
    with pytest.raises(ExportError) as caught:
        docx.render(replace(model, template=base64.b64encode(file.getvalue()).decode()))
    assert str(caught.value) == (
        "[EXPORT-04] Mẫu Word thiếu kiểu (style).\n"
        "  Ở đâu:    report.toml, mục style.word_template\n"
        "  Đang có:  thiếu: Motto, Table Head\n"
        "  Cách sửa: chép các kiểu đó từ mẫu của bộ công cụ; docs/word-template.md liệt kê đủ"
    )


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_a_template_that_is_no_word_file_is_named(model: Document, data: bytes) -> None:
    with pytest.raises(ExportError, match=r"\[EXPORT-04\] Mẫu Word không đọc được\."):
        docx.render(replace(model, template=base64.b64encode(data).decode() or "IA=="))


def test_the_file_says_nothing_of_when_it_was_made(reports: Callable[[str], Path]) -> None:
    with ZipFile(reports(SEED) / "report.docx") as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
    assert core.count("2023-11-14T00:00:00Z") == 2


def test_the_guide_to_the_template_lists_every_style() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "word-template.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([^`]+)` \|", guide, re.MULTILINE)
    assert sorted(listed) == sorted(STYLES)
