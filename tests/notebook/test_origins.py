"""A number in a notebook's output opens its definition, history and rows; nothing private."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from baocao.facts.book import FactBook
from baocao.notebook.open import open_report
from baocao.notebook.origins import SHOWN_ROWS
from baocao.notebook.own_path import in_jupyter
from baocao.notebook.report import Report
from baocao.prose.narrative import NARRATIVE_MIME
from baocao.workspace.workspace import Workspace
from support.small_offices import put, write_office

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def book() -> FactBook:
    return FactBook(Workspace.load(ROOT))


def opened(book: FactBook, period: str, *, is_looked_at: bool = True) -> Report:
    return Report(book.workspace, book.workspace.period(period), book, is_looked_at=is_looked_at)


def page_of(report: Report, prose: str) -> html.HtmlElement:
    bundle = report.narrate(prose, report.modules)._repr_mimebundle_()
    return html.fragment_fromstring(bundle["text/html"], create_parent="div")


def opens(page: html.HtmlElement, number: str) -> html.HtmlElement:
    """What the first link of that text opens."""
    (link, *_) = [one for one in page.iter("a") if one.text_content() == number]
    (place,) = [one for one in page.iter("div") if one.get("id") == link.get("href")[1:]]
    source = place.getparent()
    assert source.get("class") == "baocao-source"
    return source


def test_a_number_opens_what_it_rests_on(book: FactBook) -> None:
    report = opened(book, "2023-Q3")
    source = opens(page_of(report, "Có {{ ocop.four_star }} sản phẩm."), "42")
    register = pd.read_csv(ROOT / "data" / "registers" / "ocop.csv", sep=";", dtype=str)
    days = pd.to_datetime(register["Ngày công nhận"], format="%d/%m/%Y")
    counted = register[(days <= "2023-09-30") & (register["Hạng sao"] == "4 sao")]
    rows = [[cell.text_content() for cell in row] for row in source.iter("tr")]
    assert rows[0][:2] == ["Mã", "Tên sản phẩm"]
    assert [row[:2] for row in rows[1:]] == counted.iloc[:10, :2].to_numpy().tolist()
    text = source.text_content()
    assert f"… và {len(counted) - 10} dòng khác trong sổ." in text
    assert "ocop.four_star, kỳ 2023-Q3; đơn vị tính: sản phẩm" in text
    before = {
        year: ((days <= f"{year}-09-30") & (register["Hạng sao"] == "4 sao")).sum()
        for year in (2020, 2021, 2022)
    }
    history = "; ".join(f"đến 30/9/{year}: {count:02d}" for year, count in before.items())
    assert f"Trước đây: {history}" in text


def test_a_comparison_opens_the_figures_that_it_compares(book: FactBook) -> None:
    page = page_of(opened(book, "2023-Q3"), "Sản phẩm {{ recognised.vs_last_year }}.")
    text = opens(page, "18").text_content()
    assert "ocop.recognised@2023-Q3 (119); ocop.recognised@2022-Q3 (101)" in text
    assert "<table" not in html.tostring(opens(page, "18")).decode()


@pytest.mark.parametrize("period", ["2020-Q1", "2023-Q3", "2020-01-01--2023-11-14"])
def test_every_number_of_every_indicator_opens_something_small(book: FactBook, period: str) -> None:
    report = opened(book, period)
    parts = [
        f"[{{{{ {key}{question} }}}}]"
        for key, _ in book.catalogue
        for question in ("", ".vs_last_year", ".vs_plan", ".cumulative")
    ]
    page = page_of(report, "\n\n".join(f"Số liệu: {part}." for part in parts))
    links = [one.get("href")[1:] for one in page.iter("a")]
    places = [one.get("id") for one in page.iter("div") if one.get("id")]
    assert set(links) == set(places)
    assert len(places) == len(set(places)) > 20
    for source in page.xpath("//details[@class='baocao-source']"):
        rows = [len(table.findall("tbody/tr")) for table in source.iter("table")]
        assert all(0 < count <= SHOWN_ROWS for count in rows)
        assert len(html.tostring(source)) < 12_000
        # What a click opens stands in the paragraph's own <details>.
        assert source.getparent().get("class") == "baocao-sources"


def test_what_the_exporters_read_is_the_same(book: FactBook) -> None:
    prose = "Có {{ recognised }} sản phẩm, {{ recognised.vs_last_year }}."
    with_origins, without = (
        report.narrate(prose, report.modules)
        for report in (opened(book, "2023"), opened(book, "2023", is_looked_at=False))
    )
    assert with_origins == without
    bundles = [one._repr_mimebundle_() for one in (with_origins, without)]
    for mime in (NARRATIVE_MIME, "text/markdown", "text/plain"):
        assert bundles[0][mime] == bundles[1][mime]
    assert "<details" not in bundles[1]["text/html"]


def test_prose_without_numbers_opens_nothing(book: FactBook) -> None:
    page = page_of(opened(book, "2023"), "Sở tiếp tục thực hiện.")
    assert html.tostring(page) == "<div><p>Sở tiếp tục thực hiện.</p></div>".encode(
        "ascii", "xmlcharrefreplace"
    )


def office(root: Path, *, public: bool) -> Report:
    """An office whose register has a card number, and a name that is no markup."""
    write_office(root, "private" if public else "secret")
    module = root / "lib" / ("private" if public else "secret") / "visits.py"
    code = module.read_text("utf-8")
    code = code.replace(
        'Column("day"', 'Column("card", "CCCD", personal=True),\n        Column("day"'
    )
    code = code.replace('title="Sổ lượt khách",', f'title="Sổ lượt khách", public={public},')
    module.write_text(code, "utf-8")
    put(
        root / "data" / "registers" / "visits.csv",
        "Mã;CCCD;Ngày;Số khách;Minh họa;Nguồn\n"
        "<img src=x onerror=alert(1)>;045099000001;02/02/2023;30;;phiếu\n",
    )
    workspace = Workspace.load(root)
    return Report(workspace, workspace.period("2023"), is_looked_at=True)


@pytest.mark.usefixtures("other_programmes")
def test_personal_columns_stay_in_the_register(tmp_path: Path) -> None:
    page = page_of(office(tmp_path, public=True), "Có {{ visits.guests }} khách.")
    source = opens(page, "30")
    assert [cell.text_content() for cell in source.iter("th")][:3] == ["Mã", "Ngày", "Số khách"]
    assert "<img src=x onerror=alert(1)>" in source.text_content()
    assert list(page.iter("img")) == []
    assert "045099000001" not in html.tostring(page).decode()


@pytest.mark.usefixtures("other_programmes")
def test_rows_of_a_register_that_is_not_public_stay_in_it(tmp_path: Path) -> None:
    source = opens(page_of(office(tmp_path, public=False), "Có {{ visits.guests }} khách."), "30")
    assert list(source.iter("table")) == []
    assert "Sổ không công khai" in source.text_content()
    assert "02/02/2023" not in source.text_content()


def test_outputs_of_builds_hold_no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whatever a variable says: no server started this process.
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/ocop.ipynb")
    assert not in_jupyter()
    report = open_report("2023", Workspace.load(ROOT))
    shown = report.narrate("Có {{ recognised }} sản phẩm.", report.modules)._repr_mimebundle_()
    assert re.findall("<details|<a ", shown["text/html"]) == []


def test_an_indicator_by_part_opens_the_part(book: FactBook) -> None:
    report = opened(book, "2023-Q3")
    prose = '{% for part in recognised.by("stars") %}\n- {{ part }} sản phẩm;\n{% endfor %}'
    text = opens(page_of(report, prose), "77").text_content()
    assert "ocop.recognised[3 sao], kỳ 2023-Q3" in text
    assert "Hạng sao là 3 sao" in text
