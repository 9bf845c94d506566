"""What a reader sees in a made document, for tests to read."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO

import pypdfium2
from docx import Document
from docx.oxml.ns import qn

from baocao.core import pandoc

__all__ = ["docx_text", "html_text", "marked", "pdf_text"]


def marked(markdown: str) -> list[pandoc.Block]:
    """Prose as a cell's output holds it; ``[65]{.fact n=0}`` quotes the first fact."""
    reader = "commonmark-raw_html+bracketed_spans+attributes+pipe_tables"
    return pandoc.parse(markdown, reader)


def pdf_text(data: bytes) -> str:
    """The text of a PDF in reading order, white space as single spaces, page numbers left out."""
    pages = []
    with pypdfium2.PdfDocument(data) as document:
        for number in range(len(document)):
            text = document[number].get_textpage().get_text_range()
            # The page number stands alone in the top margin of every page but the first.
            pages.append(re.sub(rf"^\s*{number + 1}\s*\n", "", text) if number else text)
    return " ".join(" ".join(pages).split())


def docx_text(data: bytes) -> str:
    """The text of a Word file in the order of its body, white space as single spaces.

    Read from the XML, as a screen reader would: paragraphs, tables and content controls alike.
    """
    body = Document(BytesIO(data)).element.body
    pieces = []
    for node in body.iter(qn("w:p"), qn("w:t"), qn("w:br")):
        pieces.append(node.text or "" if node.tag == qn("w:t") else " ")
    return " ".join("".join(pieces).split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("style", "script", "title")
        # A block's end is a space; `<b>5</b>%` is not.
        if tag not in ("a", "b", "em", "strong", "span", "i"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script", "title")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def html_text(page: str) -> str:
    """The text of a web page, white space as single spaces."""
    parser = _Text()
    parser.feed(page)
    return " ".join("".join(parser.pieces).split())
