"""Reads presentations of PowerPoint: titles, texts, tables and notes of each slide."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from baocao.registers.office_package import WorkbookError, main_part, opened, relations, tree
from baocao.review.manuscripts.blocks import Block, Kind
from baocao.review.manuscripts.faults import encrypted, unreadable

__all__ = ["SUFFIXES", "slide_blocks"]

SUFFIXES = (".pptx", ".pptm")

Element = Any

_MOST_UNPACKED = 300_000_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = ("title", "ctrTitle", "subTitle")
# What stands on every slide alike, and numbers that PowerPoint counts itself.
_NOT_READ = ("sldNum", "dt", "ftr", "hdr", "sldImg")


def slide_blocks(data: bytes, place: str, unread: Callable[[str], None]) -> Iterator[Block]:
    """The paragraphs and table cells of all slides, in their order, each slide with its notes.

    Parameters
    ----------
    data
        The file.
    place
        Its name, for errors.
    unread
        Told of each chart and drawing whose text is not read.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-02 broken, -03 it needs a password.
    """
    try:
        with opened(data, _MOST_UNPACKED) as archive:
            yield from _slides(archive, unread)
    except WorkbookError as error:
        found = str(error)
        raise (encrypted(place) if "mật khẩu" in found else unreadable(place, found)) from None


def _slides(archive: zipfile.ZipFile, unread: Callable[[str], None]) -> Iterator[Block]:
    main = main_part(archive)
    related = relations(archive, main)
    tables = _Tables()
    listed = tree(archive, main).iterfind("{*}sldIdLst/{*}sldId")
    for number, slide in enumerate(listed, start=1):
        _, part = related[slide.get(_RELATION)]
        name = f"trang chiếu {number}"
        root = tree(archive, part)
        yield from _shapes(root, name, tables)
        about = relations(archive, part) if _has_relations(archive, part) else {}
        for kind, target in about.values():
            if kind == "notesSlide":
                yield from _shapes(tree(archive, target), f"{name}, ghi chú", tables)
            elif kind in ("chart", "chartEx"):
                unread(f"{name}: biểu đồ")
            elif kind == "diagramData":
                unread(f"{name}: sơ đồ SmartArt")


def _has_relations(archive: zipfile.ZipFile, part: str) -> bool:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" in archive.namelist()


class _Tables:
    """Counts tables: each has a number in its document."""

    def __init__(self) -> None:
        self.count = 0


def _shapes(root: Element, place: str, tables: _Tables) -> Iterator[Block]:
    for node in root.iter("{*}txBody", "{*}tbl"):
        name = etree.QName(node).localname
        if name == "tbl":
            yield from _table(node, place, tables)
        elif etree.QName(node.getparent()).localname == "sp":
            kind = _placeholder(node.getparent())
            if kind not in _NOT_READ:
                block_kind: Kind = "heading" if kind in _TITLES else "text"
                for text in _paragraphs(node):
                    yield Block(text, block_kind, ((0, place),))


def _placeholder(shape: Element) -> str:
    found = next(shape.iterfind("{*}nvSpPr/{*}nvPr/{*}ph"), None)
    return "" if found is None else found.get("type", "body")


def _table(node: Element, place: str, tables: _Tables) -> Iterator[Block]:
    tables.count += 1
    number = tables.count
    for row, line in enumerate(node.iterfind("{*}tr"), start=1):
        for column, cell in enumerate(line.iterfind("{*}tc"), start=1):
            at = f"{place}, bảng, hàng {row}, cột {column}"
            for text in _paragraphs(cell):
                yield Block(text, "cell", ((0, at),), cell=(number, row, column))


def _paragraphs(holder: Element) -> Iterator[str]:
    for paragraph in holder.iter("{*}p"):
        pieces = []
        for node in paragraph.iter("{*}t", "{*}br", "{*}tab"):
            name = etree.QName(node).localname
            is_field = etree.QName(node.getparent()).localname == "fld"
            if name == "t" and not is_field:
                pieces.append(node.text or "")
            elif name != "t":
                pieces.append("\n" if name == "br" else "\t")
        text = "".join(pieces)
        if text.strip():
            yield text
