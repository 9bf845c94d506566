"""The head of a page: which figures it shows, and what it says of the period before.

The figures are counted with pandas in data/registers: projects with an opinion (distinct, by day of
the opinion) 26 in quý III/2022, 31 in quý II/2023, 33 in quý III/2023, 65 in 2021, 86 in 2022; OCOP
products recognised 101 by 30/9/2022, 119 by 30/6/2023 and by 30/9/2023.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baocao.core import pandoc
from baocao.document.key_facts import key_facts
from baocao.document.model import (
    Cell,
    Column,
    Document,
    Grid,
    Heading,
    Prose,
    QuotedFact,
    ReportPeriod,
    Row,
    Table,
    Window,
)
from baocao.document.page_head import page_head
from baocao.facts.book import FactBook
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NOTHING = Document(title="", notebook="", period=ReportPeriod())


@pytest.fixture(scope="module")
def book() -> FactBook:
    """Of an office that has declared two key figures."""
    workspace = Workspace.load(ROOT)
    names = ("technology_appraisal.appraised", "ocop.recognised")
    declared = workspace.settings.model_copy(update={"key_figures": names})
    return FactBook(replace(workspace, settings=declared))


def head(book: FactBook, code: str) -> dict[str, Any]:
    report = Report(book.workspace, book.workspace.period(code), book)
    return page_head(report, NOTHING)


def text(cells: list[dict[str, Any]]) -> str:
    return "".join(cell["text"] for cell in cells)


def test_declared_figures_stand_against_the_year_before(book: FactBook) -> None:
    found = head(book, "2023-Q3")
    told = [(text(one["figure"]), text(one["compared"])) for one in found["figures"]]
    assert told == [
        ("33 dự án", "tăng 07 dự án (26,9%) so với cùng kỳ năm trước"),
        ("119 sản phẩm", "tăng 18 sản phẩm (17,8%) so với cùng thời điểm năm trước"),
    ]


def test_every_number_of_the_head_is_a_fact(book: FactBook) -> None:
    found = head(book, "2023-Q3")
    cells = [
        cell
        for one in (*found["figures"], *found["changes"])
        for cell in (*one["figure"], *one["compared"])
    ]
    for cell in cells:
        if any(letter.isdigit() for letter in cell["text"].replace(found["before"], "")):
            assert found["facts"][cell["fact"]]["text"] == cell["text"]
    assert {cell["fact"] for cell in cells} - {None} == set(range(len(found["facts"])))


@pytest.mark.parametrize(
    ("code", "before", "changes"),
    [
        # Nothing was recognised in the quarter: what is as it was is not told.
        ("2023-Q3", "quý II/2023", ["33 dự án: tăng 6,5% (02 dự án) so với quý II/2023"]),
        # The data end within the quarter; days of one's own choice follow no report.
        ("2023-Q4", "", []),
        ("2020-01-01--2023-11-14", "", []),
    ],
)
def test_what_changed_since_the_period_before(
    book: FactBook, code: str, before: str, changes: list[str]
) -> None:
    found = head(book, code)
    assert found["before"] == before
    told = [f"{text(one['figure'])}: {text(one['compared'])}" for one in found["changes"]]
    assert told == changes


def test_after_a_year_comes_the_year_before(book: FactBook) -> None:
    found = head(book, "2022")
    assert found["before"] == "năm 2021"
    assert [text(one["figure"]) for one in found["changes"]] == ["86 dự án", "111 sản phẩm"]


def test_several_years_are_compared_with_nothing_but_a_day_is(book: FactBook) -> None:
    flow, stock = head(book, "2020-01-01--2023-11-14")["figures"]
    assert (text(flow["figure"]), flow["compared"]) == ("300 dự án", [])
    assert "so với cùng thời điểm năm trước" in text(stock["compared"])


def quoting(*places: int) -> list[pandoc.Block]:
    spans = [{"t": "Span", "c": [["", ["fact"], [["n", str(n)]]], []]} for n in places]
    return [{"t": "Para", "c": spans}]


def test_without_a_choice_it_is_the_first_indicator_of_each_section() -> None:
    names = (
        "a.of_overview", "a.x:growth", "a.x[4 sao]", "a.earlier", "a.empty", "a.first", "a.y",
        "a.second", "a.third",
    )  # fmt: skip
    facts = tuple(
        QuotedFact(
            decimals=0,
            id=name,
            label="",
            period="2023-Q2" if name == "a.earlier" else "2023-Q3",
            stock=False,
            text="1",
            unit="",
            value=None if name == "a.empty" else "1",
            window=Window(end="2023-09-30", start="2023-07-01"),
        )
        for name in names
    )
    row = Row((Cell("6", 6), Cell("5", 5)))
    document = Document(
        title="",
        notebook="",
        period=ReportPeriod(code="2023-Q3"),
        facts=facts,
        blocks=(
            Prose(quoting(0)),
            Heading("muc-1", 1, 1, "I.", "Một"),
            Prose(quoting(1, 2, 3, 4)),
            Prose([{"t": "Para", "c": [{"t": "Span", "c": [["", ["so"], []], []]}]}]),
            Prose(quoting(5, 7)),
            Prose(quoting(8)),
            Heading("muc-2", 1, 1, "II.", "Hai"),
            Table("bang-1", 1, "", Grid((Column("", "right"), Column("", "right")), (row,))),
        ),
    )
    assert [fact.id for fact in key_facts(document)] == ["a.first", "a.y"]
