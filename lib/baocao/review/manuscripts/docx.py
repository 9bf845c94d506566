"""Reads Word files, and remembers in which element of the file each letter is."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn as name_of
from lxml import etree

from baocao.document.tags import period_of
from baocao.review.manuscripts.blocks import Block, Kind, Quote, without_controls
from baocao.review.manuscripts.elements import TextElement
from baocao.review.manuscripts.faults import unreadable
from baocao.review.manuscripts.kinds import check_content
from baocao.review.manuscripts.looks import looks_of

__all__ = ["COMMENT_AUTHOR", "TextElement", "docx_blocks", "open_docx"]

Element = Any
"""A node of the XML tree; lxml has no types."""

COMMENT_AUTHOR = "baocao"
"""The author of the comments that ``baocao verify --annotate`` writes; they are not read again."""

# Asked a dozen times for each node of a file.
qn = functools.cache(name_of)

_DELETED = {qn("w:del"), qn("w:moveFrom")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ELSEWHERE = {qn("w:txbxContent"), _FALLBACK}
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_HEADING = re.compile(r"heading \d|title|subtitle|annex heading", re.IGNORECASE)
# Fields for page numbers, which Word calculates itself.
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b")


def open_docx(data: bytes, place: str) -> WordDocument:
    """Open a .docx.

    Parameters
    ----------
    data
        The file.
    place
        Its name, for errors.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-02 broken; -03 encrypted; -05 larger when unpacked than a report can be; -08
        another kind of file with the name of a .docx; -11 with macros.
    """
    check_content(data, ".docx", place)
    try:
        return Document(io.BytesIO(data))
    except zipfile.BadZipFile:
        found = "tệp bị cắt cụt hoặc hỏng"
        raise unreadable(place, found, "mở tệp bằng Word rồi lưu lại dưới dạng .docx") from None
    except (KeyError, ValueError, etree.LxmlError, NotImplementedError,
            EOFError, zipfile.LargeZipFile, OSError, AttributeError) as error:  # fmt: skip
        found = str(error) or type(error).__name__
        raise unreadable(place, found, "mở tệp bằng Word rồi lưu lại dưới dạng .docx") from None


def docx_blocks(document: WordDocument) -> Iterator[tuple[Block, tuple[TextElement, ...]]]:
    """The blocks of a Word file, each with the elements its letters are in.

    First the body with its text boxes, then footnotes, endnotes, page headers and footers,
    comments.  Tracked insertions are read, tracked deletions are not.
    """
    reader = _Reader({s.style_id: str(s.name) for s in document.styles})
    yield from reader.container(document.element.body, "text")
    parts = [rel for rel in document.part.rels.values() if not rel.is_external]
    for kind, tag, name, types in (
        ("footnote", "footnote", "chú thích", RELATIONSHIP_TYPE.FOOTNOTES),
        ("footnote", "endnote", "chú thích cuối", RELATIONSHIP_TYPE.ENDNOTES),
        ("header", None, "đầu trang", RELATIONSHIP_TYPE.HEADER),
        ("header", None, "chân trang", RELATIONSHIP_TYPE.FOOTER),
        ("comment", "comment", "bình luận", RELATIONSHIP_TYPE.COMMENTS),
    ):
        for rel in parts:
            if rel.reltype == types:
                yield from reader.part(_root(rel.target_part), kind, tag, name)  # type: ignore[arg-type]


def _root(part: Any) -> Element:
    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element


class _Reader:
    def __init__(self, styles: dict[str, str]) -> None:
        self.styles = styles
        self.paragraphs = self.tables = self.boxes = 0

    def part(
        self, root: Element, kind: Kind, tag: str | None, name: str
    ) -> Iterator[tuple[Block, tuple[TextElement, ...]]]:
        holders = [root] if tag is None else root.findall(qn(f"w:{tag}"))
        for holder in holders:
            if holder.get(qn("w:author")) == COMMENT_AUTHOR or holder.get(qn("w:type")):
                continue  # our own comments; the lines between footnotes and text
            number = holder.get(qn("w:id")) or ""
            for node in holder.iter(qn("w:p")):
                yield from self.paragraph(node, kind, f"{name} {number}".strip())

    def container(
        self, holder: Element, kind: Kind, cell: tuple[int, int, int] | None = None
    ) -> Iterator[tuple[Block, tuple[TextElement, ...]]]:
        for child in holder:
            if child.tag == qn("w:p"):
                yield from self.paragraph(child, kind, "", cell)
            elif child.tag == qn("w:tbl"):
                yield from self.table(child)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
                yield from self.container(child, kind, cell)

    def table(self, node: Element) -> Iterator[tuple[Block, tuple[TextElement, ...]]]:
        self.tables += 1
        number = self.tables
        for row, line in enumerate(_within(node, qn("w:tr")), start=1):
            if line.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            for column, cell in enumerate(_within(line, qn("w:tc")), start=1):
                yield from self.container(cell, "cell", (number, row, column))

    def paragraph(
        self, node: Element, kind: Kind, place: str, cell: tuple[int, int, int] | None = None
    ) -> Iterator[tuple[Block, tuple[TextElement, ...]]]:
        text, pieces, quotes = _letters(node)
        if text.strip():
            if cell:
                place = f"bảng {cell[0]}, hàng {cell[1]}, cột {cell[2]}"
            elif not place:
                self.paragraphs += 1
                place = f"đoạn {self.paragraphs}"
            if kind == "text":
                kind = self.kind(node)
            looks = looks_of(pieces, self.styles)
            mark = node.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}")
            joins = mark is not None
            yield Block(text, kind, ((0, place),), quotes, cell, looks, joins), pieces
        for box in _boxes(node):
            self.boxes += 1
            place = f"hộp chữ {self.boxes}"
            for inner in box.iter(qn("w:p")):
                # Those of a box inside it are read with that one.
                if all(above.tag not in _ELSEWHERE for above in _between(inner, box)):
                    yield from self.paragraph(inner, "box", place)

    def kind(self, node: Element) -> Kind:
        style = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = self.styles.get(style.get(qn("w:val")), "") if style is not None else ""
        if _HEADING.fullmatch(name):
            return "heading"
        return "caption" if name.lower().endswith("caption") else "text"


def _within(holder: Element, tag: str) -> Iterator[Element]:
    """Children with a tag, also those inside a content control or an insertion."""
    for child in holder:
        if child.tag == tag:
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _within(child, tag)


def _letters(paragraph: Element) -> tuple[str, tuple[TextElement, ...], tuple[Quote, ...]]:
    pieces: list[TextElement] = []
    found: list[str] = []
    quotes: list[tuple[Element, Quote]] = []
    fields: list[list[str]] = []
    length = 0

    def walk(node: Element, control: Element | None) -> None:
        nonlocal length
        if node.tag in _DELETED or node.tag in _ELSEWHERE:
            return
        if node.tag == qn("w:fldSimple") and _PAGE_FIELD.match(node.get(qn("w:instr"), "")):
            return
        if node.tag == qn("w:r") and node.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None:
            return
        if node.tag == qn("w:sdt") and _tag(node):
            control = node
        mark_field(node)
        if node.tag == qn("w:t") and node.text:
            # In the element itself: comments are put at letters by their number.
            node.text = without_controls(node.text)
        text = (node.text or "") if node.tag == qn("w:t") else _SIGNS.get(node.tag, "")
        if text and not any(shown and _PAGE_FIELD.match(code) for code, shown in fields):
            pieces.append(TextElement(length, length + len(text), node))
            found.append(text)
            if control is not None:
                bind(control, length, length + len(text))
            length += len(text)
        for child in node:
            walk(child, control)

    def mark_field(node: Element) -> None:
        """Keep the codes of the open fields, and whether their result has started."""
        kind = node.get(qn("w:fldCharType")) if node.tag == qn("w:fldChar") else None
        if kind == "begin":
            fields.append(["", ""])
        elif fields and kind == "separate":
            fields[-1][1] = "shown"
        elif fields and kind == "end":
            fields.pop()
        elif fields and node.tag == qn("w:instrText"):
            fields[-1][0] += node.text or ""

    def bind(control: Element, start: int, end: int) -> None:
        if quotes and quotes[-1][0] is control:
            start = quotes.pop()[1].start
        properties = control.find(qn("w:sdtPr"))
        alias = properties.find(qn("w:alias"))
        period = period_of(alias.get(qn("w:val"), "")) if alias is not None else None
        quotes.append((control, Quote(start, end, _tag(control), period)))

    outer = next((a for a in paragraph.iterancestors(qn("w:sdt")) if _tag(a)), None)
    walk(paragraph, outer)
    return "".join(found), tuple(pieces), tuple(quote for _, quote in quotes)


def _tag(control: Element) -> str:
    """The tag of a content control; empty when it has none."""
    found = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return "" if found is None else found.get(qn("w:val")) or ""


def _boxes(paragraph: Element) -> list[Element]:
    """The text boxes of a paragraph, each once, without those inside another one."""
    return [
        box
        for box in paragraph.iter(qn("w:txbxContent"))
        if not any(
            above.tag in (_FALLBACK, qn("w:txbxContent")) for above in _between(box, paragraph)
        )
    ]


def _between(node: Element, top: Element) -> Iterator[Element]:
    for above in node.iterancestors():
        if above is top:
            return
        yield above
