"""The page and the PDF keep their promises, on a small report whose every word is hostile."""

from __future__ import annotations

import base64
import copy
import csv
import hashlib
import json
import os
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import pikepdf
import pytest
from nbformat import v4

from baocao.core import pandoc
from baocao.core.errors import ExportError
from baocao.document.formats import docx, html, pdf
from baocao.document.formats.attachments import csv_text
from baocao.document.model import (
    Annex,
    Cell,
    ChartMark,
    Column,
    Document,
    EarlierValue,
    Figure,
    Grid,
    Heading,
    KeyFigure,
    Letterhead,
    PageHead,
    Prose,
    QuotedFact,
    RegisterRows,
    ReportPeriod,
    Row,
    Signature,
    Source,
    Table,
    Window,
    as_json,
)
from baocao.document.tags import address
from baocao.notebook.charts import FIGURE_MIME
from baocao.notebook.table import TABLE_MIME
from baocao.prose.narrative import NARRATIVE_MIME
from support.documents import docx_text, marked, pdf_text
from support.processes import finished

ROOT = Path(__file__).resolve().parents[2]

VOID = {"meta", "link", "img", "br", "hr", "input", "col"}

SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     width="240pt" height="120pt" viewBox="0 0 240 120" onload="alert(1)">
 <style>@import url(http://evil.example/a.css); body { display: none }</style>
 <script>alert(1)</script>
 <foreignObject><p>x</p></foreignObject>
 <defs><clipPath id="c"><rect width="240" height="120"/></clipPath></defs>
 <image xlink:href="http://evil.example/p.png" width="9" height="9"/>
 <g clip-path="url(#c)"><rect width="40" height="80" style="fill: url(http://evil.example/f)"/>
 <text x="10" y="20" style="font: 11px 'Evil'" onclick="alert(1)">43 &lt;script&gt;</text></g>
</svg>"""


def bad(place: str) -> str:
    """What a register cell may hold, told apart by where it stands."""
    return f"{place} <script>alert('{place}')</script> #include(\"{place}\") $(x) =cmd|'/C {place}'"


def fact(index: int, text: str) -> QuotedFact:
    return QuotedFact(
        id=bad(f"id{index}"),
        period=bad(f"period{index}"),
        window=Window(start="2023-01-01", end="2023-11-14"),
        value=text,
        text=text,
        unit=bad(f"unit{index}"),
        decimals=0,
        label=bad(f"label{index}"),
        stock=False,
        provenance=(
            Source(
                register=bad(f"register{index}"),
                title=bad(f"title{index}"),
                sha256="ab" * 32,
                filter=bad(f"filter{index}"),
                rows=1234,
                illustrative=100,
                keys=(bad(f"key{index}"),),
            ),
        ),
        earlier=(EarlierValue(bad(f"before{index}"), "40", "40"),),
    )


def table(first: int) -> Grid:
    """Two rows; the first quotes fact `first`."""
    return Grid(
        (Column(bad("column"), "left"), Column("Số lượng", "right")),
        (
            Row((Cell(bad("cell")), Cell("43", first))),
            Row((Cell("Cộng"), Cell(bad("total"))), total=True),
        ),
    )


def prose(text: str) -> list[pandoc.Block]:
    return [{"t": "Para", "c": [{"t": "Str", "c": text}]}]


def quoting(index: int, text: str) -> list[pandoc.Block]:
    span = {"t": "Span", "c": [["", ["fact"], [["n", str(index)]]], [{"t": "Str", "c": text}]]}
    return [{"t": "Para", "c": [{"t": "Str", "c": "Có"}, {"t": "Space"}, span]}]


@pytest.fixture
def model() -> Document:
    active: list[pandoc.Block] = [
        {"t": "RawBlock", "c": ["html", "<script>raw()</script>"]},
        {
            "t": "Para",
            "c": [
                {"t": "RawInline", "c": ["typst", '#read("/etc/passwd")']},
                {
                    "t": "Link",
                    "c": [["", [], []], [{"t": "Str", "c": "đây"}], ["javascript:x", ""]],
                },
                {
                    "t": "Image",
                    "c": [["", [], []], [{"t": "Str", "c": "ảnh"}], ["http://evil.example/i", ""]],
                },
            ],
        },
        *marked("| Hạng | Số |\n|---|---|\n| 4 sao | [42]{.fact n=2} |"),
    ]
    return Document(
        kind="BÁO CÁO",
        title=bad("title"),
        draft=True,
        letterhead=Letterhead(bad("parent"), bad("agency"), bad("number"), bad("place")),
        addressees=(bad("to1"), bad("to2")),
        opening=prose(bad("opening")),
        window=bad("window"),
        notes=(bad("note"),),
        blocks=(
            Heading("muc-1", 1, 1, "I.", bad("h1")),
            Heading("muc-2", 2, 2, "1.", bad("h2")),
            Heading("muc-3", 3, 3, "a)", bad("h3")),
            Prose(quoting(0, "119")),
            Prose(active),
            Figure(
                "hinh-1", 1, bad("figure"), table(1), bad("alt"), SVG, (ChartMark("c", (1, 2)),)
            ),
            Table("bang-1", 1, bad("table"), table(0)),
            Prose(prose(bad("closing"))),
        ),
        signature=Signature((bad("line"),), bad("name")),
        recipients=(bad("copy"),),
        archive=bad("archive"),
        annexes=tuple(
            Annex(
                id=f"phu-luc-{number}",
                label="Phụ lục I",
                title=bad("annex"),
                attached=bad("attached"),
                landscape=landscape,
                blocks=(Prose(prose(bad("annexed"))),),
            )
            for number, landscape in ((1, True), (2, False))
        ),
        facts=(fact(0, "119"), fact(1, "43"), fact(2, "42")),
        quoted=(0, 2, 0),
        registers=(
            RegisterRows(
                register=bad("register0"),
                title=bad("title0"),
                columns=(bad("heading"), "Ngày"),
                keys=(bad("other"), bad("key0")),
                rows=((bad("uncounted"), "01/01/2023"), (bad("row"), "02/01/2023")),
            ),
        ),
        notebook="{}",
        period=ReportPeriod("2023", "năm 2023", "2023-01-01", "2023-12-31"),
    )


@pytest.fixture
def section(model: Document) -> Document:
    """What one executed section gives: no letterhead, and headings from the second level on."""
    second, third = (
        replace(block, depth=block.depth - 1)
        for block in model.blocks[1:3]
        if isinstance(block, Heading)
    )
    return Document(
        title=model.title,
        notebook=model.notebook,
        period=model.period,
        kind=model.kind,
        draft=model.draft,
        blocks=(second, third, *model.blocks[3:]),
        facts=model.facts,
        quoted=model.quoted,
    )


def with_fact(model: Document, **changes: Any) -> Document:
    """The document with another first fact."""
    return replace(model, facts=(replace(model.facts[0], **changes), *model.facts[1:]))


class Page(HTMLParser):
    """The elements of a page, its text, and whether every element is closed in turn."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.inside == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.inside):
            self.text += data

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture
def page(model: Document) -> Page:
    return Page(html.render(model))


def squeezed(text: str) -> str:
    """Without white space: lines break where the page is narrow."""
    return "".join(text.split())


# ---------------------------------------------------------------- HTML

PLACES = """
parent agency number place title window note to1 to2 opening h1 h2 h3 column cell total figure
alt table closing line name copy archive annex attached annexed
"""
EVERYWHERE = PLACES.split()
ABOUT_A_FACT = ["id", "period", "unit", "label", "register", "title", "filter", "before"]


def test_the_page_asks_nothing_of_the_network(page: Page) -> None:
    forbidden = {"link", "iframe", "object", "embed", "base", "form", "foreignobject"}
    assert not forbidden & {tag for tag, _ in page.elements}
    assert len(page.all("style")) == 1
    # Its own script and no other: every name beside it would be somebody else's.
    assert page.all("script") == [{}]
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "srcset", "data", "poster", "action", "xlink:href"):
            assert name not in attributes
        if "download" in attributes:
            assert attributes["href"].startswith("data:text/csv;charset=utf-8;base64,")
        else:
            assert attributes.get("href", "#").startswith("#")
        assert "evil" not in attributes.get("style", "").lower()
    style = page.source[page.source.index("<style>") : page.source.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    without_names = page.source.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.findall(r"https?://", without_names)


def test_the_policy_forbids_what_the_page_does_not_need(page: Page) -> None:
    script = page.source[page.source.index("<script>") + 8 : page.source.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policies = [
        attributes["content"]
        for attributes in page.all("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == [
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    ]
    # A policy binds what comes after it.
    assert page.source.index("Content-Security-Policy") < page.source.index("<style")


def test_the_page_has_one_title_a_language_and_landmarks(page: Page) -> None:
    assert page.all("html") == [{"lang": "vi"}]
    for landmark in ("h1", "header", "nav", "main", "footer"):
        assert len(page.all(landmark)) == 1, landmark
    assert page.all("a")[0] == {"class": "skip", "href": "#noi-dung"}
    assert page.all("main")[0]["id"] == "noi-dung"


def test_every_link_leads_somewhere_and_no_anchor_stands_twice(page: Page) -> None:
    anchors = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    links = [attributes for attributes in page.all("a") if "download" not in attributes]
    targets = {attributes["href"] for attributes in links}
    assert targets <= {f"#{anchor}" for anchor in anchors}
    assert {"#muc-1", "#muc-2", "#muc-3", "#nguon-so-lieu"} <= targets
    for _, attributes in page.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(attributes.get(name, "").split()) <= set(anchors)


def test_every_quoted_fact_links_to_its_source(page: Page) -> None:
    links = [link for link in page.all("a") if link.get("class") == "so-lieu"]
    # In prose, in a table of the prose, in the chart's data, in the table.
    anchors = [address(bad(f"id{n}"), bad(f"period{n}")) for n in (0, 2, 1, 0)]
    assert [link["href"] for link in links] == [f"#{anchor}" for anchor in anchors]
    assert [link["data-fact"] for link in links] == [bad(f"id{n}") for n in (0, 2, 1, 0)]
    assert [link["data-period"] for link in links] == [bad(f"period{n}") for n in (0, 2, 1, 0)]
    # The way back leads to the first place only.
    assert [link.get("id") for link in links] == ["q-1", "q-3", "q-2", None]


def test_the_address_of_a_number_is_made_of_its_fact_and_period_alone(model: Document) -> None:
    """Typed from what a reader is to send; the next build may have other facts before it."""
    third = replace(model.facts[2], id="ocop.recognised", period="2023")
    earlier = replace(third, period="2022-Q3")
    for facts in ((third, earlier), (earlier, third), (model.facts[0], earlier, third)):
        page = Page(html.render(replace(model, facts=facts, blocks=(), annexes=())))
        found = {entry["id"] for entry in page.all("li") if "id" in entry}
        assert {"ocop.recognised", "ocop.recognised@2022-Q3"} <= found
    # What looks the same without its marks is told apart.
    assert len({address(f"ocop.by[{name}]") for name in ("Tổ", "Tô", "To", "Tố")}) == 4


def test_sources_are_folded_by_register(model: Document) -> None:
    (source,) = model.facts[0].provenance
    first, second, third = model.facts
    third = replace(third, provenance=(source, *second.provenance))
    none = replace(second, id="x.none", provenance=())
    page = html.render(replace(model, facts=(first, second, third, none)))
    groups = page[page.index('<details class="register">') :].split('<details class="register">')[
        1:
    ]
    # Under the first of its registers; that of its rows has the rows, no other has.
    assert [group.count("<li id=") for group in groups] == [2, 1, 1]
    assert [group.count('id="so-1"') for group in groups] == [1, 0, 0]
    assert "Số liệu không tính từ sổ" in groups[2]
    assert "<details open" not in page


def test_a_mark_of_a_chart_says_its_fact(page: Page) -> None:
    (shown,) = (item for item in page.all("li") if item.get("role") == "option")
    figure, share = f"43 {bad('unit1')}", f"42 {bad('unit2')}"
    (cell, *_) = (one for one in page.all("a") if one.get("data-fact") == bad("id1"))
    assert shown == {
        "role": "option",
        "aria-label": f"{bad('cell')}: {figure} ({share})",
        "data-mark": "hinh-1-c",
        "data-source": cell["href"].removeprefix("#"),
    }


@pytest.fixture
def headed(model: Document) -> Document:
    """With a head, which quotes one fact of the text and one that stands nowhere else."""
    shown = KeyFigure(
        bad("key"),
        (Cell("119", 0), Cell(bad("unit"))),
        (Cell(bad("rose")), Cell("07", 3), Cell(" dự án")),
    )
    return replace(model, head=PageHead((shown,), bad("before"), (shown,), (fact(3, "07"),)))


def test_the_head_of_a_page_is_of_facts_with_their_sources(headed: Document) -> None:
    made = html.render(headed)
    page = Page(made)
    links = [link for link in page.all("a") if link.get("class") == "so-lieu"]
    assert [link["data-fact"] for link in links[:4]] == [bad("id0"), bad("id3")] * 2
    assert [link["href"] for link in links[:2]] == [link["href"] for link in links[2:4]]
    assert links[0]["href"] != links[1]["href"]
    # The way back leads to the letter, where a fact stands in it.
    assert [link.get("id") for link in links[:5]] == [None, "q-4", None, None, "q-1"]
    for place in ("key", "unit", "rose", "before", "label3", "register3"):
        assert bad(place) in page.text
    assert made.index('class="page-head"') < made.index('class="letterhead"')
    test_every_link_leads_somewhere_and_no_anchor_stands_twice(page)


def test_no_other_format_prints_the_head(headed: Document, model: Document) -> None:
    assert docx.render(headed) == docx.render(model)
    assert pdf.render(headed) == pdf.render(model)


def test_the_appendix_tells_where_a_number_comes_from(page: Page) -> None:
    appendix = " ".join(page.text[page.text.index("Phần này không thuộc văn bản") :].split())
    for part in ABOUT_A_FACT:
        for index in range(3):
            assert bad(f"{part}{index}") in appendix
    assert "phát sinh từ ngày 01/01/2023 đến hết ngày 14/11/2023" in appendix
    assert "1.234, trong đó 100 dòng minh họa" in appendix
    assert "ab" * 32 in appendix


def test_the_rows_stand_on_the_page_where_the_register_may_be_shown(page: Page) -> None:
    # The second of its two rows was counted; the other two facts name their rows by key.
    assert [link["data-rows"] for link in page.all("a") if "data-rows" in link] == ["1"]
    text = " ".join(page.text.split())
    for shown in ("row", "heading", "key1", "key2"):
        assert bad(shown) in text
    assert bad("key0") not in text


def test_earlier_values_stand_beside_a_small_line(page: Page) -> None:
    text = " ".join(page.text.split())
    assert f"Trước đây: {bad('before0')}: 40" in text
    lines = [line["points"] for line in page.all("polyline")]
    # From zero: 40 stands at a third of 119, at 40/43 of 43, at 40/42 of 42.
    assert lines[0] == "2.0,15.3 98.0,2.0"
    assert len(lines) == 3


def test_each_table_and_chart_can_be_downloaded(page: Page) -> None:
    files = {link["download"]: link["href"] for link in page.all("a") if "download" in link}
    assert files.keys() == {"hinh-1.csv", "bang-1.csv"}
    data = base64.b64decode(files["bang-1.csv"].partition("base64,")[2])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1] == [bad("cell"), "43"]


def test_row_keys_are_listed_up_to_two_hundred(model: Document) -> None:
    (source,) = model.facts[0].provenance
    for count in (200, 201):
        keys = tuple(f"K{index}-" for index in range(count))
        listed = with_fact(model, provenance=(replace(source, keys=keys),))
        assert ("K199-" in html.render(replace(listed, registers=()))) is (count == 200)


def test_a_missing_fact_and_a_derived_one_say_so(model: Document) -> None:
    changed = with_fact(
        model,
        missing="sổ bắt đầu từ ngày 01/01/2020",
        stock=True,
        window=Window(start=None, end="2023-11-14"),
        derived_from=(f"{bad('id1')}@{bad('period1')}", "gone@2019"),
    )
    page = Page(html.render(changed))
    words = squeezed(page.text)
    assert squeezed("Lý do thiếu: sổ bắt đầu từ ngày 01/01/2020") in words
    assert squeezed("Cách tính: lũy kế đến hết ngày 14/11/2023") in words
    assert squeezed(f"Tính từ: {bad('id1')}@{bad('period1')}, gone@2019") in words
    assert {"href": f"#{address(bad('id1'), bad('period1'))}"} in page.all("a")


def test_cells_that_spreadsheets_would_run_are_data_in_the_file() -> None:
    cells = ['=HYPERLINK("http://x")', "+1+2", "-2+3|cmd", "@SUM(A1)", "\t=1", " =1", "-5,2", "-"]
    grid = Grid((Column("=A", "left"),), tuple(Row((Cell(cell),)) for cell in cells))
    written = csv_text(grid).removeprefix("\ufeff").splitlines()
    read = [row[0] for row in csv.reader(written, delimiter=";")]
    assert read == ["'=A", *(f"'{cell}" for cell in cells[:6]), "-5,2", "-"]


@pytest.mark.parametrize("place", EVERYWHERE)
def test_the_page_shows_hostile_text_as_it_stands(page: Page, place: str) -> None:
    assert bad(place) in " ".join(page.text.split())


def test_the_page_shows_raw_markup_as_it_was_typed(page: Page) -> None:
    assert "<script>raw()</script>" in page.text
    assert '#read("/etc/passwd")đâyảnh' in page.text


def test_tables_have_captions_and_scopes(page: Page) -> None:
    # The chart's data, the table, the register; one stands in prose, where captions are unknown.
    assert len(page.all("table")) == 4
    assert len(page.all("caption")) == 3
    headers = [attributes.get("scope") for attributes in page.all("th")]
    assert headers == ["col", "col", *["col", "col", "row", "row"] * 3]
    boxes = [box for box in page.all("div") if box.get("class") == "scroll"]
    assert len(boxes) == 4
    for box in boxes:
        assert box["tabindex"] == "0"
        assert box["role"] == "region"
        assert box.get("aria-label") or box.get("aria-labelledby")


def test_charts_are_pictures_with_a_name_and_their_data(page: Page) -> None:
    (svg,) = [svg for svg in page.all("svg") if svg.get("class") != "line"]
    assert svg["role"] == "img"
    assert svg["aria-labelledby"] == "hinh-1-title"
    assert svg["aria-describedby"] == "hinh-1-desc"
    assert f"Hình 1. {bad('figure')}" in page.text
    assert "Số liệu của hình 1" in page.text
    assert "43 <script>" in page.text
    assert {"id": "hinh-1-c"} in page.all("clippath")


def test_headings_follow_each_other(page: Page, section: Document) -> None:
    def levels(of: Page) -> list[str]:
        return [tag for tag, _ in of.elements if re.fullmatch(r"h\d", tag)]

    # The last ones are the three registers under "Nguồn số liệu".
    registers = ["h2", "h3", "h3", "h3"]
    assert levels(page) == ["h1", "h2", "h3", "h4", "h2", "h2", *registers]
    assert levels(Page(html.render(section))) == ["h1", "h2", "h3", *registers]


def test_a_section_stands_without_a_letterhead(section: Document) -> None:
    page = Page(html.render(section))
    assert not page.all("header")
    assert len(page.all("h1")) == 1
    for words in ("CỘNG HÒA", "Kính gửi", "Nơi nhận", "Lưu ý về số liệu"):
        assert words not in page.text


@pytest.mark.parametrize("draft", [True, False])
def test_a_draft_says_so(model: Document, draft: bool) -> None:
    model = replace(model, draft=draft)
    assert ("DỰ THẢO" in html.render(model)) is draft
    assert ("DỰTHẢO" in printed(pdf.render(model))) is draft
    assert ("DỰ THẢO" in docx_text(docx.render(model))) is draft


def test_one_addressee_stands_on_the_line_and_several_below(model: Document) -> None:
    assert f"- {bad('to1')};" in Page(html.render(model)).text
    assert f"- {bad('to2')}." in Page(html.render(model)).text
    model = replace(model, addressees=("UBND tỉnh",))
    assert "Kính gửi: UBND tỉnh" in Page(html.render(model)).text
    assert "Kínhgửi:UBNDtỉnh" in printed(pdf.render(model))


def test_a_caption_is_the_last_of_its_figure(model: Document) -> None:
    """HTML lets it be the first or the last; the numbers behind a chart stand below the figure."""
    page = html.render(model)
    assert re.findall(r"<figure.*?</figcaption>\s*</figure>\s*<details", page, re.DOTALL)
    assert page.count("<figcaption") == page.count("</figcaption>\n</figure>")


@pytest.mark.parametrize("length", [199, 200, 201, 900])
def test_the_properties_hold_a_title_of_less_than_200_letters(model: Document, length: int) -> None:
    """More is refused by archives; the page prints all of it."""
    model = replace(model, title="A" + "b" * (length - 1))
    assert len(model.short_title) < 200
    assert (model.short_title == model.title) == (length < 200)


# ---------------------------------------------------------------- PDF


def printed(data: bytes) -> str:
    """The PDF's text as a reader would copy it, without white space."""
    return squeezed(pdf_text(data))


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def test_the_pdf_is_tagged_titled_and_vietnamese(model: Document) -> None:
    with opened(pdf.render(model)) as file:
        assert str(file.Root.Lang).split("-")[0] == "vi"
        assert file.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in file.Root
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert str(file.docinfo["/Title"]) == bad("title")
        assert str(file.docinfo["/Author"]) == bad("agency")
        with file.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["pdfuaid:part"] == "1"


def test_the_pdf_does_nothing_by_itself(model: Document) -> None:
    with opened(pdf.render(model)) as file:
        for key in ("/OpenAction", "/AA", "/AcroForm"):
            assert key not in file.Root
        assert "/JavaScript" not in file.Root.get("/Names", {})
        links = [link for leaf in file.pages for link in leaf.get("/Annots", [])]
        assert [link for link in links if "/URI" in link.get("/A", {})] == []


def test_the_pdf_carries_its_facts(model: Document) -> None:
    with opened(pdf.render(model)) as file:
        files = {name: spec.get_file().read_bytes() for name, spec in file.attachments.items()}
        relations = {name: str(spec.obj.AFRelationship) for name, spec in file.attachments.items()}
    assert files.keys() == {"facts.json", "hinh-1.csv", "bang-1.csv", "report.ipynb"}
    facts = json.loads(files["facts.json"])
    assert facts == {
        "period": as_json(model.period),
        "facts": as_json(model.facts),
        "quoted": [0, 2, 0],
    }
    assert files["report.ipynb"] == b"{}"
    rows = list(csv.reader(files["bang-1.csv"].decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows == [
        [bad("column"), "Số lượng"],
        [bad("cell"), "43"],
        ["Cộng", bad("total")],
    ]
    assert relations == {
        "facts.json": "/Data",
        "hinh-1.csv": "/Alternative",
        "bang-1.csv": "/Data",
        "report.ipynb": "/Source",
    }


# Printed in capitals: the part's title.  Not printed: the chart's description, in the tags only.
@pytest.mark.parametrize("place", [word for word in EVERYWHERE if word not in {"h1", "alt"}])
def test_the_pdf_shows_hostile_text_as_it_stands(model: Document, place: str) -> None:
    assert squeezed(bad(place)) in printed(pdf.render(model))


def test_the_pdf_prints_part_titles_in_capitals_and_raw_markup_as_typed(model: Document) -> None:
    text = printed(pdf.render(model))
    assert squeezed("I. H1 <SCRIPT>ALERT('H1')</SCRIPT>") in text
    assert squeezed("<script>raw()</script>") in text
    assert '#read("/etc/passwd")đâyảnh' in text


def test_both_formats_number_and_quote_alike(model: Document) -> None:
    page, text = squeezed(Page(html.render(model)).text), printed(pdf.render(model))
    for words in ("Có 119", "4 sao", f"Hình 1. {bad('figure')}", f"Bảng 1. {bad('table')}"):
        assert squeezed(words) in page
        assert squeezed(words) in text
    for line in (f"- {bad('copy')};", f"- {bad('archive')}."):
        assert squeezed(line) in page
        assert squeezed(line) in text


@pytest.mark.parametrize("render", [html.render, pdf.render, docx.render])
def test_the_same_model_gives_the_same_bytes(
    model: Document, render: Callable[[Document], str | bytes]
) -> None:
    before = copy.deepcopy(model)
    assert render(model) == render(model)
    assert model == before


def test_a_section_without_facts_has_no_day_and_still_prints(section: Document) -> None:
    blocks = (Prose(prose("Không có.")),)
    section = replace(section, blocks=blocks, facts=(), period=ReportPeriod())
    assert "Khôngcó." in printed(pdf.render(section))
    assert "Không có." in html.render(section)


# ---------------------------------------------------------------- errors


def test_a_letter_without_a_font_is_named(model: Document) -> None:
    with pytest.raises(ExportError) as caught:
        pdf.render(replace(model, title="Dự án 漢 của tỉnh"))
    assert str(caught.value) == (
        "[EXPORT-01] Có chữ mà không phông nào in được.\n"
        '  Ở đâu:    "Dự án 漢 của tỉnh"\n'
        "  Đang có:  漢 (U+6F22)\n"
        "  Cách sửa: sửa chữ đó trong lời văn hoặc trong sổ theo dõi"
    )


def test_a_letter_that_is_only_attached_is_not_blamed(model: Document) -> None:
    model = with_fact(model, label="國")
    pdf.render(model)
    with pytest.raises(ExportError) as caught:
        pdf.render(replace(model, title="Chữ \x1b[31m"))
    assert "Đang có:  � (U+001B)\n" in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_document_that_typst_refuses_says_why(model: Document) -> None:
    with pytest.raises(ExportError) as caught:
        pdf.render(replace(model, title=""))
    assert str(caught.value) == (
        "[EXPORT-02] Không dàn được trang PDF.\n"
        "  Đang có:  PDF/UA-1 error: missing document title; "
        "set the title with `set document(title: [...])`\n"
        "  Cách sửa: nếu lời văn không có gì khác thường, "
        "báo lỗi này cho người giữ bộ công cụ"
    )


@pytest.mark.parametrize("render", [html.render, pdf.render, docx.render])
def test_a_chart_that_is_not_svg_is_named(
    model: Document, render: Callable[[Document], str | bytes]
) -> None:
    blocks = tuple(
        replace(block, svg="<html/>") if isinstance(block, Figure) else block
        for block in model.blocks
    )
    with pytest.raises(ExportError) as caught:
        render(replace(model, blocks=blocks))
    assert str(caught.value) == (
        "[EXPORT-03] Biểu đồ không phải là SVG hợp lệ.\n"
        "  Ở đâu:    hinh-1\n"
        "  Đang có:  html\n"
        "  Cách sửa: vẽ biểu đồ bằng report.bar_chart hoặc report.column_chart"
    )


# ---------------------------------------------------------------- nbconvert


def entry_points() -> dict[str, str]:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    points: dict[str, str] = declared["project"]["entry-points"]["nbconvert.exporters"]
    return points


@pytest.fixture
def notebook(tmp_path: Path, model: Document) -> Path:
    """An executed section: a narrative, a chart and a table, and a cell for the analyst."""

    def cell(mime: str, payload: dict[str, Any], tags: list[str]) -> nbformat.NotebookNode:
        output = v4.new_output("display_data", {mime: payload, "text/plain": "chữ thô"})
        return v4.new_code_cell("mã", outputs=[output], metadata={"tags": tags})

    facts, grid = as_json(model.facts), as_json(table(0))
    narrative = {"blocks": quoting(0, "119"), "facts": facts[:1], "citations": []}
    figure = {
        "caption": "Dự án theo năm",
        "alt": "Biểu đồ cột",
        "svg": SVG,
        "table": grid,
        "facts": facts[1:2],
    }
    listing = {"caption": "Sản phẩm theo hạng", **grid, "facts": facts[:1]}
    hidden = {"blocks": prose("cho người phân tích"), "facts": [], "citations": []}
    made = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Chương trình OCOP\n\n**Câu hỏi:** không in"),
            cell(NARRATIVE_MIME, narrative, []),
            cell(FIGURE_MIME, figure, []),
            cell(TABLE_MIME, listing, []),
            cell(NARRATIVE_MIME, hidden, ["working"]),
        ]
    )
    path = tmp_path / "ocop.ipynb"
    nbformat.write(made, path)
    return path


def converted(notebook: Path, name: str) -> Path:
    """What ``jupyter nbconvert --to NAME`` writes, with this tree's own entry points."""
    about = notebook.parent / "site" / "baocao_under_test-0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: baocao-under-test\nVersion: 0\n")
    lines = [f"{key} = {value}\n" for key, value in entry_points().items()]
    (about / "entry_points.txt").write_text("[nbconvert.exporters]\n" + "".join(lines))
    paths = os.pathsep.join([str(about.parent), str(ROOT / "lib")])
    finished(
        [sys.executable, "-m", "nbconvert", "--to", name, "--output", "made", notebook.name],
        cwd=notebook.parent,
        env={**os.environ, "PYTHONPATH": paths},
        check=True,
    )
    (made,) = notebook.parent.glob("made.*")
    return made


@pytest.mark.parametrize("name", ["baocao-html", "baocao-pdf", "baocao-docx"])
def test_entry_points_name_what_exists(name: str) -> None:
    module, _, attribute = entry_points()[name].partition(":")
    assert getattr(import_module(module), attribute).export_from_notebook


def test_nbconvert_writes_a_section_as_html(notebook: Path) -> None:
    made = converted(notebook, "baocao-html")
    assert made.name == "made.html"
    page = Page(made.read_text(encoding="utf-8"))
    words = " ".join(page.text.split())
    for shown in ("BÁO CÁO Chương trình OCOP", "Có 119", "Hình 1. Dự án theo năm", "Bảng 1. Sản"):
        assert shown in words
    for hidden in ("chữ thô", "mã", "cho người phân tích", "Câu hỏi"):
        assert hidden not in words.replace("Mã số liệu", "")


@pytest.mark.slow
def test_nbconvert_writes_a_section_as_pdf(notebook: Path) -> None:
    made = converted(notebook, "baocao-pdf")
    assert made.name == "made.pdf"
    text = printed(made.read_bytes())
    for shown in ("ChươngtrìnhOCOP", "Có119", "Hình1.Dựántheonăm", "Bảng1.Sảnphẩmtheohạng"):
        assert shown in text
    assert "chongườiphântích" not in text
