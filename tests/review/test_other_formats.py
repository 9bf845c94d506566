"""Tables, slides, mails and what LibreOffice opens are read; names that lie are told in words."""

from __future__ import annotations

import io
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import psutil
import pytest
import xlwt
from docx import Document

from baocao.core.errors import ManuscriptError
from baocao.review.manuscripts import Block, Manuscript, office, read_manuscript, read_own
from baocao.review.manuscripts.blocks import Quote, without_controls
from baocao.review.manuscripts.read import SUFFIXES
from support.processes import until

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504


def zipped(**entries: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return made.getvalue()


def word(*paragraphs: str) -> bytes:
    document, made = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(made)
    return made.getvalue()


def workbook() -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(["Chỉ tiêu", "Quý III/2023", "Tỷ lệ"])
    sheet.append(["Sản phẩm OCOP", 119, 0.269])
    sheet["C2"].number_format = "0.0%"
    sheet["D2"], sheet["E2"] = 1234.5, 5_000_000
    sheet["E2"].number_format = '#,##0,"k"'
    sheet["A3"] = "=1+1"
    book.create_sheet("Ẩn")["B1"] = "Có 7 dự án"
    book["Ẩn"].sheet_state = "hidden"
    book.save(made)
    return made.getvalue()


def old_workbook() -> bytes:
    book, made = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("Sổ").write(1, 2, 119)
    book.save(made)
    return made.getvalue()


A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATED = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def relations(**targets: str) -> str:
    each = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}{value.partition(" ")[0]}" '
        f'Target="{value.partition(" ")[2]}"/>'
        for key, value in targets.items()
    )
    return f"<Relationships {RELATED}>{each}</Relationships>"


def shape(text: str, kind: str = "body") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody><a:p>{text}'
        "</a:p></p:txBody></p:sp>"
    )


def presentation() -> bytes:
    run = "<a:r><a:t>{}</a:t></a:r>"
    cells = "".join(
        f"<a:tc><a:txBody><a:p>{run.format(t)}</a:p></a:txBody></a:tc>" for t in ("Dự án", "33")
    )
    first = shape(run.format("Kết quả quý III/2023"), "title")
    second = (
        shape(f"{run.format('Có ')}{run.format('119')}<a:br/>{run.format('sản phẩm')}")
        + shape('<a:fld type="slidenum"><a:t>2</a:t></a:fld>', "sldNum")
        + f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    )
    slide = f"<p:sld {P} {A}><p:spTree>{{}}</p:spTree></p:sld>"
    listed = '<p:sldId id="1" r:id="b"/><p:sldId id="2" r:id="a"/>'
    entries = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(x="officeDocument ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>{listed}</p:sldIdLst>"
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            a="slide slides/slide1.xml", b="slide slides/slide2.xml"
        ),
        "ppt/slides/slide2.xml": slide.format(first),
        "ppt/slides/slide1.xml": slide.format(second),
        "ppt/slides/_rels/slide1.xml.rels": relations(
            n="notesSlide ../notesSlides/n.xml", c="chart ../charts/c.xml"
        ),
        "ppt/notesSlides/n.xml": slide.format(shape(run.format("Nói thêm: 7 dự án"))),
        "ppt/charts/c.xml": "<c/>",
    }
    return zipped(**entries)


def mail(*attached: tuple[str, bytes], body: str = "Kính gửi: có 119 sản phẩm.") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.vn", "Báo cáo quý III/2023"
    message.set_content(body)
    for name, data in attached:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path, read: Callable[[Path], object] = read_own) -> str:
    with pytest.raises(ManuscriptError) as raised:
        read(path)
    return str(raised.value)


# ---------------------------------------------------------------- what is read


def test_cells_of_a_workbook_are_read_as_they_are_shown(tmp_path: Path) -> None:
    found = read_own(put(tmp_path, "a.xlsx", workbook()))
    assert [(b.text, b.place(), b.cell) for b in found.blocks] == [
        ("Chỉ tiêu", "Số liệu!A1", (1, 1, 1)),
        ("Quý III/2023", "Số liệu!B1", (1, 1, 2)),
        ("Tỷ lệ", "Số liệu!C1", (1, 1, 3)),
        ("Sản phẩm OCOP", "Số liệu!A2", (1, 2, 1)),
        ("119", "Số liệu!B2", (1, 2, 2)),
        ("26,9%", "Số liệu!C2", (1, 2, 3)),
        ("1234,5", "Số liệu!D2", (1, 2, 4)),
        ("Có 7 dự án", "Ẩn!B1 (ẩn)", (2, 1, 2)),
    ]
    # Of these nobody knows what a reader sees: they are told, not guessed.
    assert found.unread == (
        'Số liệu!E2: định dạng #,##0,"k" cho thấy số khác với số trong ô',
        "Số liệu!A3: công thức chưa được tính",
    )


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    (block,) = read_own(put(tmp_path, "a.xls", old_workbook())).blocks
    assert (block.text, block.place()) == ("119", "Sổ!C2")


def test_a_workbook_that_holds_a_document_is_a_workbook(tmp_path: Path) -> None:
    data = old_workbook() + "WordDocument".encode("utf-16-le")
    assert read_own(put(tmp_path, "a.xls", data)).blocks[0].text == "119"


def test_of_much_that_is_not_read_the_first_is_told(tmp_path: Path) -> None:
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "Tên"
    for row in range(2, 62):
        book.active[f"A{row}"] = "=1+1"
    book.save(made)
    unread = read_own(put(tmp_path, "a.xlsx", made.getvalue())).unread
    assert (len(unread), unread[-1]) == (51, "và 10 chỗ khác")


def test_slides_are_read_in_their_order_with_tables_and_notes(tmp_path: Path) -> None:
    found = read_own(put(tmp_path, "a.pptx", presentation()))
    assert [(b.kind, b.text, b.place()) for b in found.blocks] == [
        ("heading", "Kết quả quý III/2023", "trang chiếu 1"),
        ("text", "Có 119\nsản phẩm", "trang chiếu 2"),
        ("cell", "Dự án", "trang chiếu 2, bảng, hàng 1, cột 1"),
        ("cell", "33", "trang chiếu 2, bảng, hàng 1, cột 2"),
        ("text", "Nói thêm: 7 dự án", "trang chiếu 2, ghi chú"),
    ]
    assert found.unread == ("trang chiếu 2: biểu đồ",)


def test_a_mail_is_read_with_all_that_is_attached(tmp_path: Path) -> None:
    inner = mail(("b.xlsx", workbook()), body="Chuyển tiếp.")
    outer = mail(("../../báo cáo.docx", word("Có 33 dự án.")), ("logo.png", b"\x89PNG"))
    outer.add_attachment(inner)
    found = read_manuscript(put(tmp_path, "a.eml", outer.as_bytes()))
    said = {(b.text.split("\n")[0], b.place()) for b in found.blocks}
    assert said >= {
        ("# Báo cáo quý III/2023", "dòng 1"),
        ("Kính gửi: có 119 sản phẩm.", "dòng 3"),
        ("Có 33 dự án.", "đính kèm ../../báo cáo.docx, đoạn 1"),
    }
    (number,) = [b for b in found.blocks if b.text == "119"]
    assert number.place().endswith("đính kèm b.xlsx, Số liệu!B2")
    assert "đính kèm logo.png" in found.unread
    assert not (tmp_path.parent / "báo cáo.docx").exists()


def test_a_page_in_a_mail_is_read_once(tmp_path: Path) -> None:
    message = mail()
    message.add_alternative("<p>Kính gửi: có 119 sản phẩm.</p>", subtype="html")
    found = read_manuscript(put(tmp_path, "a.eml", message.as_bytes()))
    assert [b.text for b in found.blocks] == [
        "# Báo cáo quý III/2023",
        "Kính gửi: có 119 sản phẩm.",
    ]


@pytest.mark.browser
@pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="không có LibreOffice: apt-get install libreoffice-writer-nogui",
)
def test_libreoffice_reads_what_we_do_not(tmp_path: Path) -> None:
    rtf = r"{\rtf1\ansi\ansicpg1252 C\'f3 119 d\u7921? \'e1n.\par}"
    found = read_manuscript(put(tmp_path, "a.rtf", rtf.encode()))
    assert [(b.text, b.place()) for b in found.blocks] == [("Có 119 dự án.", "đoạn 1")]
    assert found.path == tmp_path / "a.rtf"
    assert [path.name for path in tmp_path.iterdir()] == ["a.rtf"]


# ---------------------------------------------------------------- control letters


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.md"])
def test_control_letters_are_left_out_of_every_format(tmp_path: Path, name: str) -> None:
    page = "\x01Có \x02119\x01 sản\x1b[31m phẩm\x00, 12\x0b34"
    if name.endswith("html"):
        # HTML has no such letters; LibreOffice writes them all the same.
        page = "<p>" + page.replace("\x00", "").replace("\x0b", " ") + "</p>"
    (block, *others) = read_own(put(tmp_path, name, page.encode())).blocks
    text = " ".join([block.text, *(other.text for other in others)])
    assert "".join(text.split()) == "Có119sản[31mphẩm,1234"
    assert "12 34" in " ".join(text.split())


def test_places_and_bound_letters_stay_with_their_words() -> None:
    block = Block(
        "\x01Có \x01119\x01 dự án\x01 ở hai trang",
        "text",
        ((0, "trang 1"), (14, "trang 2")),
        (Quote(4, 9, "ocop.valid", None),),
    )
    cleaned = block.without_controls()
    assert cleaned.text == "Có 119 dự án ở hai trang"
    assert cleaned.text[cleaned.quotes[0].start : cleaned.quotes[0].end] == "119"
    assert cleaned.places == ((0, "trang 1"), (11, "trang 2"))
    assert without_controls("a\tb\nc\r\n") == "a\tb\nc\r\n"


# ---------------------------------------------------------------- names that lie


@pytest.mark.parametrize(
    ("name", "data", "found", "suffix"),
    [
        ("a.docx", workbook, "sổ tính Excel (.xlsx)", ".xlsx"),
        ("a.docx", presentation, "bài trình chiếu PowerPoint (.pptx)", ".pptx"),
        ("a.docx", lambda: OLE + "WordDocument".encode("utf-16-le"), "Word đời cũ (.doc)", ".doc"),
        ("a.doc", old_workbook, "sổ tính Excel đời cũ (.xls)", ".xls"),
        ("a.doc", lambda: rb"{\rtf1 119}", "văn bản RTF (.rtf)", ".rtf"),
        ("a.doc", lambda: b"<html><p>119</p></html>", "trang web (.html)", ".html"),
        ("a.doc", lambda: word("119"), "văn bản Word (.docx)", ".docx"),
        ("a.pdf", lambda: word("119"), "văn bản Word (.docx)", ".docx"),
        ("a.xlsx", lambda: word("119"), "văn bản Word (.docx)", ".docx"),
        ("a.txt", lambda: b"%PDF-1.7", "tệp PDF (.pdf)", ".pdf"),
        ("a.pptx", lambda: zipped(a=b"1"), "tệp nén (.zip)", ".zip"),
        ("a.docx", lambda: b"\x89PNG\r\n", "tệp hình (.png)", ".png"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_of_another_kind_is_told_in_words(
    tmp_path: Path, name: str, data: Callable[[], bytes], found: str, suffix: str
) -> None:
    path = put(tmp_path, name, data())
    told = refusal(path)
    assert told.startswith("[MANUSCRIPT-08] Nội dung tệp không phải loại mà tên tệp ghi.\n"), told
    assert f"  Đang có:  tên ghi {path.suffix}, nội dung là " in told and found in told
    assert f"  Cách sửa: đổi đuôi tên tệp thành {suffix}; nếu gửi nhầm tệp" in told


def test_programs_in_a_document_are_refused(tmp_path: Path) -> None:
    types = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    path = put(tmp_path, "a.docx", zipped(**{"[Content_Types].xml": types, "word/a.xml": b""}))
    assert refusal(path) == (
        "[MANUSCRIPT-11] Văn bản có kèm macro, tức là chương trình.\n"
        f"  Ở đâu:    {path}\n"
        "  Đang có:  macro Word\n"
        "  Cách sửa: mở tệp bằng Word với macro đã tắt, lưu lại dưới dạng .docx; hỏi người gửi vì "
        "sao có"
    )


@pytest.mark.parametrize("name", ["a.xlsx", "a.pptx", "a.docx", "a.odt"])
def test_encrypted_files_are_refused(tmp_path: Path, name: str) -> None:
    data = OLE + "EncryptedPackage".encode("utf-16-le")
    if name == "a.odt":
        kind = b"application/vnd.oasis.opendocument.text"
        data = zipped(mimetype=kind, **{"META-INF__manifest_xml": b"<x:encryption-data/>"})
    assert "[MANUSCRIPT-03] Tệp có mật khẩu." in refusal(put(tmp_path, name, data))


@pytest.mark.parametrize("name", ["a.xlsx", "a.pptx", "a.docx"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no workbook"], ids=["none", "cut", "words"])
def test_broken_files_are_refused(tmp_path: Path, name: str, data: bytes) -> None:
    told = refusal(put(tmp_path, name, data))
    assert told.startswith("[MANUSCRIPT-02] " if data else "[MANUSCRIPT-04] ")
    assert data or "tệp trống, 0 byte" in told


@pytest.mark.parametrize("name", ["a.xlsx", "a.pptx", "a.odt"])
def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, zipped(xl__a_xml=b" " * 30_000_000))
    assert refusal(path).startswith("[MANUSCRIPT-05] Tệp quá lớn để đọc.\n")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (lambda: _nested(4), "thư trong thư quá 3 lớp"),
        (lambda: mail(*[(f"{n}.txt", b"1") for n in range(20)]), "hơn 20 phần trong thư"),
    ],
    ids=["deep", "many"],
)
def test_mails_that_hold_too_much_are_refused(
    tmp_path: Path, message: Callable[[], EmailMessage], told: str
) -> None:
    path = put(tmp_path, "a.eml", message().as_bytes())
    found = refusal(path, read_manuscript)
    assert found.startswith("[MANUSCRIPT-05] ") and told in found


def _nested(depth: int) -> EmailMessage:
    message = mail()
    for _ in range(depth - 1):
        outer = mail()
        outer.add_attachment(message)
        message = outer
    return message


def test_what_is_wrong_with_an_attachment_names_it(tmp_path: Path) -> None:
    path = put(tmp_path, "a.eml", mail(("bc.docx", b"PK\x03\x04")).as_bytes())
    found = refusal(path, read_manuscript)
    assert found.startswith("[MANUSCRIPT-02] ")
    assert f"  Ở đâu:    {path}, đính kèm bc.docx\n" in found


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "a.eml", "Toàn tỉnh có 119 sản phẩm.\n".encode())
    assert "không có phần đầu của một thư" in refusal(path, read_manuscript)


# ---------------------------------------------------------------- LibreOffice


def test_without_libreoffice_it_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda _: None)
    path = put(tmp_path, "a.rtf", rb"{\rtf1 119}")
    assert refusal(path, read_manuscript) == (
        "[MANUSCRIPT-09] Máy này chưa cài LibreOffice để đọc tệp .rtf.\n"
        f"  Ở đâu:    {path}\n"
        "  Đang có:  không có lệnh soffice\n"
        "  Cách sửa: cài LibreOffice (Debian, Ubuntu: apt-get install libreoffice-writer-nogui), "
        "hoặc mở tệp bằng Word rồi lưu lại dưới dạng .docx"
    )


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("sleep 60 & echo $! >{folder}/child; wait", "cần hơn 1 giây"),
        ("sleep 60 & echo $! >{folder}/child; exit 0", "tệp hỏng, có mật khẩu"),
    ],
    ids=["too long", "nothing made"],
)
def test_what_libreoffice_started_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    program = put(tmp_path, "soffice", f"#!/bin/sh\n{script.format(folder=tmp_path)}\n".encode())
    program.chmod(stat.S_IRWXU)
    monkeypatch.setattr(office.shutil, "which", lambda _: str(program))
    monkeypatch.setattr(office, "_SECONDS", 1)
    with pytest.raises(ManuscriptError) as raised, office.as_word_file(tmp_path / "soffice", "a"):
        raise AssertionError("nothing was made")
    (finding,) = raised.value.findings
    assert finding.code == "MANUSCRIPT-10" and told in finding.found
    assert str(raised.value).startswith("[MANUSCRIPT-10] LibreOffice không đọc được tệp.\n")
    child = int((tmp_path / "child").read_text())
    assert until(lambda: not psutil.pid_exists(child))


def test_in_the_profile_of_libreoffice_nothing_may_run(tmp_path: Path) -> None:
    office._write_profile(tmp_path)
    text = (tmp_path / "user" / "registrymodifications.xcu").read_text()
    for name in ("DisableMacrosExecution", "DisableActiveContent", "BlockUntrustedRefererLinks"):
        assert f'<prop oor:name="{name}" oor:op="fuse" oor:type="xs:boolean"><value>true<' in text


def test_every_kind_is_named_where_another_is_refused(tmp_path: Path) -> None:
    told = refusal(put(tmp_path, "a.wav", b"RIFF"))
    assert told.startswith("[MANUSCRIPT-01] ")
    assert all(suffix in told for suffix in SUFFIXES)
    assert Manuscript(tmp_path, ()).unread == ()
