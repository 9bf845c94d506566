"""Small files that ask for much memory or time: each is refused, or read within bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from docx import Document

__all__ = ["HOSTILE", "long_report"]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = f'<w:document xmlns:w="{W}"><w:body>'
_END = "</w:body></w:document>"


def _word(body: str, more: dict[str, bytes] | None = None, before: str = "") -> bytes:
    """A Word file with this XML for its body, and more parts."""
    good, made = io.BytesIO(), io.BytesIO()
    Document().save(good)
    with (
        zipfile.ZipFile(good) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for name in source.namelist():
            is_body = name == "word/document.xml"
            data = f"{before}{_HEAD}{body}{_END}".encode() if is_body else source.read(name)
            target.writestr(name, data)
        for name, data in (more or {}).items():
            target.writestr(name, data)
    return made.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _pdf(contents: list[bytes], pages: int, filters: int = 1) -> bytes:
    """A PDF of `pages` pages, each with one of the streams; they are packed `filters` times."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    first_stream = len(objects) + 1
    for content in contents:
        for _ in range(filters):
            content = zlib.compress(content, 9)
        names = b" ".join([b"/FlateDecode"] * filters)
        head = b"<</Length %d/Filter[%s]>>stream\n" % (len(content), names)
        objects.append(head + content + b"\nendstream")
    first_page = len(objects) + 1
    for number in range(pages):
        stream = first_stream + number % len(contents)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>>>>>" % stream
        )
    kids = b" ".join(b"%d 0 R" % (first_page + number) for number in range(pages))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)
    made, places = io.BytesIO(), []
    made.write(b"%PDF-1.7\n")
    for number, data in enumerate(objects, start=1):
        places.append(made.tell())
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, data))
    start = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        made.write(b"%010d 00000 n \n" % place)
    made.write(b"trailer<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1))
    made.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return made.getvalue()


def _growing_entities(tag: str) -> str:
    lines = ['<!ENTITY a "hahahahaha">']
    for one, other in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f'<!ENTITY {other} "{f"&{one};" * 10}">')
    return f"<!DOCTYPE {tag} [{''.join(lines)}]>"


def _wide_entity(tag: str) -> str:
    return f'<!DOCTYPE {tag} [<!ENTITY a "{"1, " * 100_000}">]>'


_LINE = b"BT /F 9 Tf 10 %d Td (%s) Tj ET\n"


def _shown(lines: int, letters: int) -> bytes:
    return b"".join(_LINE % (n % 800, b"12, " * (letters // 4)) for n in range(lines))


HOSTILE: dict[str, Callable[[], bytes]] = {
    # Plain text.
    "numbers.txt": lambda: b"12, " * 300_000,
    "a-million-numbers.txt": lambda: b"7 " * 1_000_000,
    "numbers-in-lines.md": lambda: b"12\n\n" * 90_000,
    "cells.md": lambda: b"".join(b"|%d|12|\n" % n for n in range(45_000)),
    "totals.md": lambda: b"|Tong|1|\n" + "|Tổng|12|\n".encode() * 40_000,
    "one-line.txt": lambda: b"a" * 20_000_000,
    "blanks.txt": lambda: b"12" + b" " * 4_000_000 + b"13",
    "many-years.txt": lambda: "năm 2020 có 12 dự án, ".encode() * 60_000,
    "claims.txt": lambda: "tăng 12% và giảm 13 dự án, cao nhất; ".encode() * 40_000,
    "counts-with-parts.txt": lambda: "12 hồ sơ (gồm 7 hồ sơ giấy và 5 hồ sơ) ".encode() * 30_000,
    "words.txt": lambda: "ba mươi mốt dự án ".encode() * 80_000,
    "no-words.txt": lambda: "không không ".encode() * 200_000,
    "digits.txt": lambda: b"1" * 3_000_000,
    "digits-and-points.txt": lambda: b"1." * 1_000_000,
    "brackets.txt": lambda: b"(" * 2_000_000,
    "letters-and-dashes.txt": lambda: b"A-" * 1_000_000,
    "marks.txt": lambda: ("a" + "\u0301" * 1_500_000).encode(),
    "stops.txt": lambda: b". " * 1_000_000,
    "quotes.txt": lambda: "“a ".encode() * 500_000,
    "resolutions.txt": lambda: "Nghị quyết số 58/NQ-CP ngày 21/4/2023; ".encode() * 40_000,
    "sentence-a-line.txt": lambda: "Có 12 dự án được thẩm định. Tăng 3%.\n".encode() * 40_000,
    "resolutions-in-lines.md": lambda: "- Nghị quyết số 58/NQ-CP về OCOP;\n".encode() * 45_000,
    "lists-in-lists.md": lambda: "- Có 2 mục sau:\n".encode() * 90_000,
    "periods-in-lines.md": lambda: "- Năm 2023 và 9 tháng năm 2023;\n".encode() * 45_000,
    "same-paragraphs.txt": lambda: "Toàn tỉnh có 119 sản phẩm.\n\n".encode() * 80_000,
    # Word.
    "numbers.docx": lambda: _word(_paragraph("12, " * 300_000)),
    "runs.docx": lambda: _word(
        "<w:p>" + "<w:r><w:t>12, </w:t></w:r>" * 500_000 + "</w:p>"
    ),
    "paragraphs.docx": lambda: _word(_paragraph("12 dự án") * 400_000),
    "empty-paragraphs.docx": lambda: _word("<w:p/>" * 4_000_000),
    "large-text.docx": lambda: _word(_paragraph("a" * 24_000_000)),
    "deep.docx": lambda: _word("<w:sdt>" * 200_000 + "</w:sdt>" * 200_000),
    "deep-boxes.docx": lambda: _word(
        "<w:p><w:r><w:txbxContent>" * 120 + "</w:txbxContent></w:r></w:p>" * 120
    ),
    "boxes-in-boxes.docx": lambda: _word(
        "<w:p><w:r><w:t>1</w:t></w:r><w:r><w:txbxContent>" * 80
        + "</w:txbxContent></w:r></w:p>" * 80
    ),
    "tables-in-tables.docx": lambda: _word(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p>" * 80
        + "</w:tc></w:tr></w:tbl>" * 80
    ),
    "attributes.docx": lambda: _word(
        "<w:p " + " ".join(f'a{n}="1"' for n in range(400_000)) + "/>"
    ),
    "fields.docx": lambda: _word(
        "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/><w:t>1</w:t></w:r>' * 100_000 + "</w:p>"
    ),
    "bomb.docx": lambda: _word("", {"word/media/a.xml": b" " * 400_000_000}),
    "bombs.docx": lambda: _word(
        "", {f"word/media/{n}.png": b"\0" * 25_000_000 for n in range(10)}
    ),
    "many-parts.docx": lambda: _word("", {f"word/a{n}.xml": b"<a/>" for n in range(9_000)}),
    "nested-zip.docx": lambda: _word(
        "", {"word/embeddings/a.docx": _word("", {"a.xml": b" " * 100_000_000})}
    ),
    "growing-entities.docx": lambda: _word(
        _paragraph("&i;"), before=_growing_entities("w:document")
    ),
    "wide-entity.docx": lambda: _word(
        _paragraph("&a;") * 1000, before=_wide_entity("w:document")
    ),
    # Web pages.
    "deep.html": lambda: b"<div>" * 100_000 + b"12",
    "deep-closed.html": lambda: b"<b>" * 100_000 + b"12" + b"</b>" * 100_000,
    "large.html": lambda: b"<p>12 d\xe1\xbb\xb1 \xc3\xa1n</p>" * 2_500_000,
    "large-words.html": lambda: b"<p>" + b"abc " * 12_500_000,
    "many-tags.html": lambda: b"<br>" * 12_500_000,
    "unclosed.html": lambda: b"<a href='" * 500_000,
    "attributes.html": lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(400_000)) + b">1",
    "facts.html": lambda: b"<p>" + b"<a data-fact='a.b'>12</a> " * 200_000,
    "growing-entities.html": lambda: (_growing_entities("html") + "<p>&i;</p>").encode(),
    # PDF.
    "bomb.pdf": lambda: _pdf([b"q Q " * 60_000_000], 1),
    "text-bomb.pdf": lambda: _pdf([_shown(200_000, 400)], 1),
    "twice-packed.pdf": lambda: _pdf([b"q Q " * 60_000_000], 1, filters=2),
    "many-pages.pdf": lambda: _pdf([_shown(300, 200)], 1000),
    "page-count.pdf": lambda: _pdf([_shown(1, 40)], 1).replace(b"/Count 1", b"/Count 999999999"),
    "million-pages.pdf": lambda: _pdf([_shown(1, 40)], 300_000),
}  # fmt: skip
"""What each file holds, by its name."""


def long_report(folder: Path) -> Path:
    """An honest report of two hundred pages, with tables."""
    document = Document()
    for chapter in range(100):
        document.add_heading(f"{chapter + 1}. Kết quả thực hiện", 2)
        for number in range(16):
            document.add_paragraph(
                f"Trong năm 2023, Sở đã thẩm định {number + 3} dự án với kinh phí "
                f"{number + 11},5 triệu đồng, tăng {number + 1}% so với năm trước; hướng dẫn "
                f"{number + 7} tổ chức, cá nhân theo Quyết định số {number + 1}/QĐ-UBND. "
                "Việc ứng dụng tiến bộ kỹ thuật vào sản xuất tiếp tục được quan tâm, nhiều "
                "doanh nghiệp chủ động đổi mới công nghệ và đăng ký bảo hộ nhãn hiệu."
            )
        table = document.add_table(12, 4)
        for row, line in enumerate(table.rows):
            for column, cell in enumerate(line.cells):
                cell.text = str(row * column) if row and column else f"Mục {row}.{column}"
    path = folder / "long-report.docx"
    document.save(str(path))
    return path
