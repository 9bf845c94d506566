"""The file around a Word report: the office's template, its styles, its pages, its bytes."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from baocao.core.errors import ExportError, Finding
from baocao.document.formats.docx.openxml import Element

__all__ = [
    "STYLES",
    "TEMPLATE",
    "emptied",
    "open_template",
    "repacked",
    "style_ids",
    "turn",
]

TEMPLATE = Path(__file__).with_name("report.docx")
"""The toolkit's own template."""
_EPOCH = (1980, 1, 1, 0, 0, 0)

_STYLE_NAMES = """
Normal, Body Text, Body Text Closing, Quote, Title, Subtitle, Heading 1, Heading 2, Heading 3,
Annex Heading, Annex Attached, Parent Agency, Agency, Nation, Motto, Document Number,
Place and Date, Draft, Draft Mark, Rule, Reporting Window, Notice, Addressee, Addressees,
Addressee List, Figure, Figure Caption, Table Caption, Table Text, Table Number, Table Center,
Table Head, Table End, Section End, Recipients Heading, Recipients, Signature Title,
Signature Name, Program Text, Program Output, Strong, Emphasis, Hyperlink, Report Table,
Layout Table
"""
STYLES = tuple(name.strip() for name in _STYLE_NAMES.split(","))
"""The styles that a template must have; ``docs/word-template.md`` says what each is for."""


def open_template(encoded: str | None) -> WordDocument:
    """The office's template, which a report carries in Base64, or else the toolkit's own.

    Raises
    ------
    ExportError
        EXPORT-04 it is no Word file.
    """
    data = base64.b64decode(encoded) if encoded else TEMPLATE.read_bytes()
    try:
        return Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ExportError(
            Finding(
                "EXPORT-04",
                "Mẫu Word không đọc được.",
                where="report.toml, mục style.word_template",
                found=str(error),
                remedy="lưu lại mẫu bằng Word dưới dạng .docx",
            )
        ) from None


def style_ids(document: WordDocument) -> dict[str, str]:
    """The ids of the template's styles by name.

    Raises
    ------
    ExportError
        EXPORT-04 some of :data:`STYLES` are missing; all of them are named.
    """
    # By name: a Word in another language gives other ids to the same styles.
    found = {str(style.name): str(style.style_id) for style in document.styles}
    missing = [name for name in STYLES if name not in found]
    if missing:
        raise ExportError(
            Finding(
                "EXPORT-04",
                "Mẫu Word thiếu kiểu (style).",
                where="report.toml, mục style.word_template",
                found=f"thiếu: {', '.join(missing)}",
                remedy="chép các kiểu đó từ mẫu của bộ công cụ; docs/word-template.md liệt kê đủ",
            )
        )
    return found


def emptied(body: Element) -> Element:
    """Remove the template's own text; returns its page set-up, which stays."""
    page = body.sectPr
    for child in list(body):
        if child is not page:
            body.remove(child)
    return page


def turn(page: Element, landscape: bool) -> None:
    """Turn a section's pages to landscape, or upright."""
    size = page.find(qn("w:pgSz"))
    sides = sorted((int(size.get(qn("w:w"))), int(size.get(qn("w:h")))), reverse=landscape)
    size.set(qn("w:w"), str(sides[0]))
    size.set(qn("w:h"), str(sides[1]))
    size.attrib.pop(qn("w:orient"), None)
    if landscape:
        size.set(qn("w:orient"), "landscape")


def repacked(document: WordDocument) -> bytes:
    """The file's bytes, every entry with the same date, so that two builds can be compared."""
    first, packed = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
