"""PDF files as blocks: lines of pages put together again to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2

from baocao.core.errors import Finding, ManuscriptError
from baocao.review.manuscripts.blocks import Block

__all__ = ["pdf_blocks"]

# More pages than any report has; reading them is bounded in time and memory all the same.
_MOST_PAGES = 1000

_ENDS = re.compile(r"[.;:!?]\s*$")
_BEGINS = re.compile(r"[-–•] |(?:Bảng|Hình|Phụ lục) [\dIVX]+|[IVX]+\. |\d{1,2}\. |[a-zđ]\) ")
_NUMBER = re.compile(r"\s*\d{1,4}\s*")
# Where pdfium met a hyphen at the end of a line, and letters without a meaning.
_NOTHING = re.compile("[\u0002\ufffe\u00ad]")


def pdf_blocks(data: bytes, place: str) -> Iterator[Block]:
    """The paragraphs of a PDF in the order of its content, numbers of pages left out.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-02 it is no PDF; MANUSCRIPT-03 it wants a password; MANUSCRIPT-05 it has too
        many pages.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ManuscriptError(_unreadable(str(error), place)) from None
    with document:
        if len(document) > _MOST_PAGES:
            raise ManuscriptError(
                Finding(
                    "MANUSCRIPT-05",
                    "Tệp quá lớn để đọc.",
                    where=place,
                    found=f"{len(document)} trang; đọc được nhiều nhất {_MOST_PAGES} trang",
                    remedy="tách tệp, hoặc dùng bản Word của văn bản",
                )
            )
        lines = [line for page in range(len(document)) for line in _lines(document, page)]
    yield from _paragraphs(lines)


def _lines(document: pypdfium2.PdfDocument, page: int) -> list[tuple[str, str]]:
    """The lines of a page, each with its place."""
    opened = document[page]
    try:
        text = opened.get_textpage().get_text_range()
    finally:
        opened.close()
    lines = [line for line in _NOTHING.sub("", text).splitlines() if line.strip()]
    # The number of the page stands alone at its top or bottom.
    # An annex counts its pages from one: its numbers are smaller than the page's.
    if lines and _NUMBER.fullmatch(lines[0]) and 1 < int(lines[0]) <= page + 1:
        lines = lines[1:]
    if lines and _NUMBER.fullmatch(lines[-1]) and int(lines[-1]) == page + 1:
        lines = lines[:-1]
    return [(line.strip(), f"trang {page + 1}") for line in lines]


def _paragraphs(lines: list[tuple[str, str]]) -> Iterator[Block]:
    text, marks = "", [(0, "")]
    for line, place in lines:
        if text and not _ENDS.search(text) and not _BEGINS.match(line):
            if marks[-1][1] != place:
                marks.append((len(text) + 1, place))
            text += f" {line}"
            continue
        if text:
            yield Block(text, "text", tuple(marks))
        text, marks = line, [(0, place)]
    if text:
        yield Block(text, "text", tuple(marks))


def _unreadable(reason: str, place: str) -> Finding:
    if "password" in reason.lower():
        return Finding(
            "MANUSCRIPT-03",
            "Tệp có mật khẩu.",
            where=place,
            remedy="mở tệp bằng mật khẩu rồi lưu lại một bản không mật khẩu",
        )
    return Finding(
        "MANUSCRIPT-02",
        "Tệp không đọc được.",
        where=place,
        found=reason,
        remedy="mở tệp bằng chương trình đã làm ra nó rồi lưu lại",
    )
