"""Reads PDF files: joins the lines of the pages to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2

from baocao.review.manuscripts.blocks import Block
from baocao.review.manuscripts.faults import encrypted, too_large, unreadable

__all__ = ["pdf_blocks"]

# No report has more pages; the limit bounds time and memory.
_MOST_PAGES = 1000

_PARAGRAPH_END = re.compile(r"[.;:!?]\s*$")
_PARAGRAPH_START = re.compile(
    r"[-–•] |(?:Bảng|Hình|Phụ lục) [\dIVX]+|[IVX]+\. |\d{1,2}\. |[a-zđ]\) "
)
_PAGE_NUMBER = re.compile(r"\s*\d{1,4}\s*")
# What pdfium writes for a hyphen at the end of a line, and for letters it does not know.
_NO_LETTER = re.compile("[\u0002\ufffe\u00ad]")


def pdf_blocks(data: bytes, place: str) -> Iterator[Block]:
    """The paragraphs of a PDF in the order of its content, without page numbers.

    Parameters
    ----------
    data
        The file.
    place
        Its name, for errors.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-02 it is not a PDF; -03 it needs a password; -05 it has too many pages.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_encrypted = "password" in str(error).lower()
        raise (encrypted(place) if is_encrypted else unreadable(place, str(error))) from None
    with document:
        if len(document) > _MOST_PAGES:
            raise too_large(
                place,
                f"{len(document)} trang; đọc được nhiều nhất {_MOST_PAGES} trang",
                "tách tệp, hoặc dùng bản Word của văn bản",
            )
        lines = [line for page in range(len(document)) for line in _lines(document, page)]
    yield from _paragraphs(lines)


def _lines(document: pypdfium2.PdfDocument, page: int) -> list[tuple[str, str]]:
    """The lines of a page, each with the name of the page."""
    opened = document[page]
    try:
        text = opened.get_textpage().get_text_range()
    finally:
        opened.close()
    lines = [line for line in _NO_LETTER.sub("", text).splitlines() if line.strip()]
    # The page number is a line of its own at the top or the bottom. The pages of an annex are
    # counted from one, so their numbers are smaller.
    if lines and _PAGE_NUMBER.fullmatch(lines[0]) and 1 < int(lines[0]) <= page + 1:
        lines = lines[1:]
    if lines and _PAGE_NUMBER.fullmatch(lines[-1]) and int(lines[-1]) == page + 1:
        lines = lines[:-1]
    return [(line.strip(), f"trang {page + 1}") for line in lines]


def _paragraphs(lines: list[tuple[str, str]]) -> Iterator[Block]:
    text, places = "", [(0, "")]
    for line, place in lines:
        if text and not _PARAGRAPH_END.search(text) and not _PARAGRAPH_START.match(line):
            if places[-1][1] != place:
                places.append((len(text) + 1, place))
            text += f" {line}"
            continue
        if text:
            yield Block(text, "text", tuple(places))
        text, places = line, [(0, place)]
    if text:
        yield Block(text, "text", tuple(places))
