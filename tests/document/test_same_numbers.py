"""The three files quote the same numbers in the same order, read from the files themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from baocao.document.tags import control_tag
from support.documents import pdf_text

PERIODS = [
    "2020-01-01--2023-11-14",
    *(pytest.param(code, marks=pytest.mark.office) for code in ("2021", "2023-Q3")),
]
Quotes = list[tuple[str, str]]


class _Links(HTMLParser):
    """Id and text of each quoted fact; the data behind a chart and the head are not printed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.quotes: Quotes = []
        self.open: str | None = None
        self.hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.hidden += tag in ("details", "aside")
        if attributes.get("class") == "so-lieu" and not self.hidden:
            self.open = str(attributes["data-fact"])
            self.quotes.append((self.open, ""))

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("details", "aside")
        if tag == "a":
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.open:
            self.quotes[-1] = (self.open, self.quotes[-1][1] + data)


def in_html(folder: Path) -> Quotes:
    return _Links((folder / "report.html").read_text(encoding="utf-8")).quotes


def in_word(folder: Path) -> Quotes:
    return [
        (
            control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")),
            "".join(t.text for t in control.iter(qn("w:t"))),
        )
        for control in Document(str(folder / "report.docx")).element.body.iter(qn("w:sdt"))
    ]


def in_pdf(folder: Path) -> Quotes:
    with pikepdf.open(folder / "report.pdf") as file:
        data = json.loads(file.attachments["facts.json"].get_file().read_bytes())
    return [(data["facts"][n]["id"], data["facts"][n]["text"]) for n in data["quoted"]]


@pytest.mark.parametrize("period", PERIODS)
def test_the_same_numbers_in_the_same_order(reports: Callable[[str], Path], period: str) -> None:
    folder = reports(period)
    page, document, paper = in_html(folder), in_word(folder), in_pdf(folder)
    assert len(page) > 40
    assert page == paper
    assert [(control_tag(identity), text) for identity, text in page] == document


@pytest.mark.parametrize("period", PERIODS)
def test_the_pages_of_the_pdf_bear_them_in_that_order(
    reports: Callable[[str], Path], period: str
) -> None:
    folder = reports(period)
    text = "".join(pdf_text((folder / "report.pdf").read_bytes()).split())
    place = 0
    for identity, printed in in_pdf(folder):
        wanted = "".join(printed.split())
        found = text.find(wanted, place)
        assert found >= 0, f"{identity}: {printed} after …{text[place - 40 : place]}"
        place = found + len(wanted)
