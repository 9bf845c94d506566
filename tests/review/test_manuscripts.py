"""Files that people send back are read whole; those that cannot be read are refused in words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from baocao.core.errors import ManuscriptError
from baocao.review.manuscripts import Block, read_manuscript
from baocao.review.manuscripts.read import read_own
from baocao.review.verify.mentions import mentions_in

W = nsdecls("w")


def read(path: Path) -> list[Block]:
    return list(read_manuscript(path).blocks)


def texts(path: Path, kind: str | None = None) -> list[str]:
    return [block.text for block in read(path) if kind is None or block.kind == kind]


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(ManuscriptError) as raised:
        read_manuscript(path)
    (finding,) = raised.value.findings
    return finding.code, finding.remedy


# ---------------------------------------------------------------- Word


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A file with everything that Word puts beside the text of the body."""
    document = Document()
    document.add_heading("I. KẾT QUẢ", 1)
    document.add_paragraph()._p.append(parse_xml(f"<w:r {W}><w:t>Có </w:t></w:r>"))
    line = document.paragraphs[-1]._p
    for xml in (
        '<w:del w:id="1" w:author="A"><w:r><w:delText>42</w:delText></w:r></w:del>',
        '<w:ins w:id="2" w:author="A"><w:r><w:t>4</w:t></w:r><w:r><w:t>3</w:t></w:r></w:ins>',
        '<w:moveFrom w:id="3"><w:r><w:t> dời đi</w:t></w:r></w:moveFrom>',
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> ẩn</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>SEQ Hình 99</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> lượt</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ):
        for node in parse_xml(f"<w:p {W}>{xml}</w:p>"):
            line.append(node)
    line.append(parse_xml(f"<w:r {W}><w:tab/><w:t>và</w:t><w:br/><w:t>hết</w:t></w:r>"))
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells, start=1):
        cell.text = f"ô {number}"
    table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "ô trong ô"
    box = "<w:txbxContent><w:p><w:r><w:t>Trong hộp: 7</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document.add_paragraph("Có hộp.")._p.append(
        parse_xml(
            f'<w:r {W} {mc}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}'
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
    )
    document.sections[0].header.paragraphs[0].text = "Đầu trang 1"
    document.sections[0].footer.paragraphs[0].text = "Chân trang 2"
    run = document.add_paragraph().add_run("Có bình luận")
    document.add_comment(run, "Sao lại 106?", author="Giám đốc")
    document.add_comment(run, "Sai: theo số liệu là 9.", author="baocao")
    notes = (
        f"<w:footnotes {W}>"
        + "".join(
            f'<w:footnote w:id="{n}"{kind}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
            for n, kind, text in ((0, ' w:type="separator"', "gạch"), (2, "", "Chú thích: 5 dự án"))
        )
        + "</w:footnotes>"
    )
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), content, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    path = tmp_path / "edited.docx"
    document.save(str(path))
    return path


def test_insertions_are_read_and_deletions_are_not(edited: Path) -> None:
    assert "Có 43 lượt\tvà\nhết" in texts(edited, "text")


def test_cells_boxes_notes_heads_and_remarks_are_read_once_with_their_places(edited: Path) -> None:
    found = {(b.kind, b.text): (b.place(), b.cell) for b in read(edited)}
    assert found["heading", "I. KẾT QUẢ"] == ("đoạn 1", None)
    assert found["cell", "ô 4"] == ("bảng 1, hàng 2, cột 2", (1, 2, 2))
    assert found["cell", "ô trong ô"] == ("bảng 2, hàng 1, cột 1", (2, 1, 1))
    assert found["box", "Trong hộp: 7"][0] == "hộp chữ 1"
    assert found["footnote", "Chú thích: 5 dự án"][0] == "chú thích 2"
    assert found["header", "Đầu trang 1"][0] == "đầu trang"
    assert found["header", "Chân trang 2"][0] == "chân trang"
    assert ("comment", "Sao lại 106?") in found
    assert [t for t in texts(edited) if "hộp: 7" in t] == ["Trong hộp: 7"]
    assert not any("gạch" in t or "theo số liệu" in t for t in texts(edited))


def test_a_bound_number_is_read_with_its_fact(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Có ")._p.append(
        parse_xml(
            f'<w:sdt {W}><w:sdtPr><w:alias w:val="Sản phẩm (2023)"/><w:tag w:val="ocop.valid"/>'
            "</w:sdtPr><w:sdtContent><w:r><w:t>8</w:t></w:r><w:r><w:t>9</w:t></w:r></w:sdtContent>"
            "</w:sdt>"
        )
    )
    document.save(str(tmp_path / "a.docx"))
    (block,) = read(tmp_path / "a.docx")
    (quote,) = block.quotes
    assert (block.text[quote.start : quote.end], quote.tag, quote.period) == (
        "89",
        "ocop.valid",
        "2023",
    )


def test_numbers_that_word_counts_itself_are_not_read(tmp_path: Path) -> None:
    document = Document()
    line = document.add_paragraph("Trang ")._p
    for xml in (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> trên </w:t></w:r>',
        '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>9</w:t></w:r></w:fldSimple>',
    ):
        for node in parse_xml(f"<w:p {W}>{xml}</w:p>"):
            line.append(node)
    document.save(str(tmp_path / "a.docx"))
    assert texts(tmp_path / "a.docx") == ["Trang  trên "]


def test_a_control_whose_tag_names_nothing_is_read_as_text(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph()._p.append(
        parse_xml(
            f"<w:sdt {W}><w:sdtPr><w:tag/></w:sdtPr><w:sdtContent><w:r><w:t>9</w:t></w:r>"
            "</w:sdtContent></w:sdt>"
        )
    )
    document.save(str(tmp_path / "a.docx"))
    (block,) = read(tmp_path / "a.docx")
    assert (block.text, block.quotes) == ("9", ())


# ---------------------------------------------------------------- pages and text


def test_a_page_is_read_without_what_serves_to_move_about(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<title>1</title><body><nav>2</nav><aside class='page-head'>12</aside>"
        "<style>p{top:3px}</style><script>4</script>"
        "<p>Đạt <b>5</b>% <a data-fact='x.y' data-period='2023'>06</a></p>"
        "<table><tr><th>7<td>8<p>9</table><p hidden>10</p><svg><text>11</text></svg>",
        encoding="utf-8",
    )
    found = [(b.kind, b.text.strip(), b.cell) for b in read(path)]
    assert found == [
        ("summary", "12", None),
        ("text", "Đạt 5% 06", None),
        ("cell", "7", (1, 1, 1)),
        ("cell", "8", (1, 1, 2)),
        ("cell", "9", (1, 1, 2)),
        ("chart", "11", None),
    ]
    assert read(path)[1].quotes[0].tag == "x.y"


def test_paragraphs_of_plain_text_and_rows_of_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Tên\nMột đoạn\nqua hai dòng.\n- một\n- hai\n\n|a|b|\n|-|-|\n|1|2|\n")
    assert [(b.text, b.place()) for b in read(path)] == [
        ("# Tên\nMột đoạn\nqua hai dòng.", "dòng 1"),
        ("- một", "dòng 4"),
        ("- hai", "dòng 5"),
        ("a", "dòng 7, cột 1"),
        ("b", "dòng 7, cột 2"),
        ("1", "dòng 9, cột 1"),
        ("2", "dòng 9, cột 2"),
    ]
    assert read(path)[0].place(20) == "dòng 3"


# ---------------------------------------------------------------- what cannot be read


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return path


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504


def test_an_encrypted_word_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.docx").write_bytes(OLE + "EncryptedPackage".encode("utf-16-le"))
    assert refused(tmp_path / "c.docx")[0] == "MANUSCRIPT-03"


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"not a zip", Path(__file__).read_bytes()],
    ids=["cut", "words", "code"],
)
def test_broken_word_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    assert refused(tmp_path / "a.docx")[0] == "MANUSCRIPT-02"


def test_a_word_file_with_spoilt_parts_is_refused(tmp_path: Path) -> None:
    good = io.BytesIO()
    Document().save(good)
    for spoil in ("word/document.xml", "[Content_Types].xml", "_rels/.rels"):
        for data in (b"", b"<w:document", b"\xff\xfe\x00"):
            path = tmp_path / "a.docx"
            with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
                for name in source.namelist():
                    target.writestr(name, data if name == spoil else source.read(name))
            assert refused(path)[0] == "MANUSCRIPT-02", (spoil, data)
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
            for name in set(source.namelist()) - {spoil}:
                target.writestr(name, source.read(name))
        assert refused(path)[0] == "MANUSCRIPT-02", spoil


def test_a_word_file_with_spoilt_notes_is_refused(edited: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.docx"
    with zipfile.ZipFile(edited) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            notes = name == "word/footnotes.xml"
            target.writestr(name, b"<w:footnotes" if notes else source.read(name))
    assert refused(path)[0] == "MANUSCRIPT-02"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", word__document_xml=b" " * 400_000_000)
    assert path.stat().st_size < 1_000_000
    assert refused(path)[0] == "MANUSCRIPT-05"


def test_entities_that_grow_are_not_unfolded(tmp_path: Path) -> None:
    good = io.BytesIO()
    Document().save(good)
    lines = ['<!ENTITY a "hahahahaha">']
    lines += [
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    with zipfile.ZipFile(good) as source:
        xml = source.read("word/document.xml").decode()
        bomb = xml.replace("?>", f"?><!DOCTYPE x [{''.join(lines)}]>", 1).replace(
            "<w:body>", "<w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p>"
        )
        path = tmp_path / "a.docx"
        with zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                target.writestr(name, bomb if name == "word/document.xml" else source.read(name))
    assert refused(path)[0] in ("MANUSCRIPT-02", "MANUSCRIPT-04")


def test_pdf_files_without_text_with_a_password_or_broken_are_refused(tmp_path: Path) -> None:
    scan = pypdfium2.PdfDocument.new()
    scan.new_page(595, 842)
    scan.save(tmp_path / "scan.pdf")
    assert refused(tmp_path / "scan.pdf")[0] == "MANUSCRIPT-04"
    with pikepdf.open(tmp_path / "scan.pdf") as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="a", owner="b"))
    assert refused(tmp_path / "locked.pdf")[0] == "MANUSCRIPT-03"
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    assert refused(tmp_path / "broken.pdf")[0] == "MANUSCRIPT-02"


def test_a_pdf_of_more_pages_than_any_report_is_refused(tmp_path: Path) -> None:
    long = pypdfium2.PdfDocument.new()
    for _ in range(1001):
        long.new_page(100, 100)
    long.save(tmp_path / "long.pdf")
    assert refused(tmp_path / "long.pdf")[0] == "MANUSCRIPT-05"


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Quảng Trị".encode("utf-16"))
    (tmp_path / "b.vsdx").write_bytes(b"")
    (tmp_path / "c.txt").write_text("\n \n")
    (tmp_path / "d.html").write_text("<!-- nothing -->")
    (tmp_path / "folder.docx").mkdir()
    codes = {
        name: refused(tmp_path / name)[0]
        for name in ("a.txt", "b.vsdx", "c.txt", "d.html", "folder.docx", "none.docx")
    }
    assert codes == {
        "a.txt": "MANUSCRIPT-06",
        "b.vsdx": "MANUSCRIPT-01",
        "c.txt": "MANUSCRIPT-04",
        "d.html": "MANUSCRIPT-04",
        "folder.docx": "MANUSCRIPT-01",
        "none.docx": "MANUSCRIPT-01",
    }


def test_each_kind_of_empty_file_is_told_in_its_own_words(tmp_path: Path) -> None:
    scan = pypdfium2.PdfDocument.new()
    scan.new_page(595, 842)
    scan.save(tmp_path / "a.pdf")
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    (tmp_path / "c.html").write_text("<p> </p>")
    Document().save(str(tmp_path / "d.docx"))
    (tmp_path / "e.txt").write_text("\n \n")
    (tmp_path / "f.docx").write_bytes(b"")
    found = {}
    for path in sorted(tmp_path.iterdir()):
        with pytest.raises(ManuscriptError, match=r"\[MANUSCRIPT-04\] ") as raised:
            read_own(path)
        found[path.name] = raised.value.findings[0].found
    assert found == {
        "a.pdf": "các trang chỉ có hình, như bản quét",
        "b.xlsx": "các trang tính không có ô nào có chữ hoặc số",
        "c.html": "trang không có chữ",
        "d.docx": "văn bản không có chữ, hoặc chỉ có hình",
        "e.txt": "tệp chỉ có dấu cách và dòng trống",
        "f.docx": "tệp trống, 0 byte",
    }


# ---------------------------------------------------------------- mentions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(Năm 2020: 43 dự án; năm 2021: 65 dự án)", "time count time count"),
        ("Nghị quyết số 163/2021/NQ-HĐND ngày 09/12/2021 của HĐND", "reference"),
        ("tích hợp 03 tiêu chuẩn: ISO 9001: 2015, ISO 45001:2018", "count reference reference"),
        ("cuộc Cách mạng lần thứ 4; Hình 2; mục I.2.a; đạt 4 sao", "reference " * 4),
        ("từ 01/01/2023 đến ngày 14 tháng 11 năm 2023", "time time"),
        ("quý III/2023, tháng 11 năm 2023, 6 tháng đầu năm 2023, 9 tháng năm 2023", "time " * 4),
        ("51,2% và 1,5 điểm phần trăm, 654 triệu đồng, 850.001 đồng", "percent points money money"),
        ("số DA-2023-097 gửi x1@y.vn", "reference reference"),
        ("I. KẾT QUẢ", "reference"),
        ("2. Kết quả: 5 hồ sơ", "reference count"),
        ("Quảng Trị, ngày 05 tháng 10 năm 2023", "reference"),
        ("ba mươi mốt đối tượng, năm doanh nghiệp trong năm", "count count"),
        ("một số đơn vị, hai bên cùng đầu tư trong năm", ""),
        ("ngày càng tăng, cao nhất, phần lớn", "claim claim claim"),
        ("ngày càng được chú trọng", ""),
    ],
)
def test_mentions_are_told_apart(text: str, found: str) -> None:
    mentions = mentions_in(text, ("ISO 45001:2018",), ("đối tượng", "doanh nghiệp"))
    assert [mention.kind for mention in mentions] == found.split()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.167 lượt", "1167"),
        ("0,65 tỷ đồng", "650000000"),
        ("51.2%", "51.2"),
        ("một trăm linh sáu dự án", "106"),
        ("hai mươi lăm phần trăm", "25"),
        ("ba triệu đồng", "3000000"),
        ("–5 dự án", "5"),
    ],
)
def test_values_are_read_as_vietnamese_write_them(text: str, value: str) -> None:
    (mention,) = mentions_in(text)
    assert mention.value is not None and format(mention.value.normalize(), "f") == value


def test_the_reader_of_word_does_not_resolve_entities() -> None:
    # The parser of python-docx; ours rests on it.
    with pytest.raises(etree.XMLSyntaxError):
        parse_xml("<a>&undefined;</a>")
