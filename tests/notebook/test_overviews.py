"""The head of the report and its annex: five changes with their sections, all indicators."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from baocao.notebook import overviews
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import enterprise_support, iso_9001, technology_appraisal
from support.documents import html_text, pdf_text
from support.facts import fact

ROOT = Path(__file__).resolve().parents[2]
SEED = "2020-01-01--2023-11-14"


def report(period: str) -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period(period))


def test_at_most_five_changes_each_of_another_section() -> None:
    found = report(SEED).highlights
    assert len(found) == 5
    assert len({item.section for item in found}) == 5
    for item in found:
        assert re.search("tăng|giảm", str(item.comparison))


def test_what_is_done_is_not_news() -> None:
    # All 165 agencies were done in 2022: that none was added in 2023 is no change to report.
    assert "trong kỳ" not in " ".join(item.label for item in report("2023-Q3").highlights)


def test_details_do_not_stand_for_their_whole() -> None:
    # VietGAP is one of the contents that were submitted.
    labels = [item.label for item in report("2023-Q3").highlights]
    assert not any("VietGAP" in label or "4 sao" in label for label in labels)


def test_a_period_without_a_base_says_so() -> None:
    workspace = Workspace.load(ROOT)
    opened = Report(workspace, workspace.period("2024"))
    assert opened.highlights == ()


@pytest.mark.parametrize(
    ("greater", "lesser"),
    [
        # More of the same relative change, and the same difference from a smaller base.
        ((65, 43), (4, 2)),
        ((65, 43), (1022, 1000)),
        ((43, 65), (40, 43)),
        ((12, 0), (1, 0)),
    ],
)
def test_chance_explains_the_lesser_change_better(
    greater: tuple[int, int], lesser: tuple[int, int]
) -> None:
    scores = [overviews.surprise(fact(now), fact(base, 2020)) for now, base in (greater, lesser)]
    assert scores[0] > scores[1] > 0
    assert overviews.surprise(fact(5), fact(5, 2020)) == 0


def test_each_change_leads_to_its_section_in_every_format(reports: Any) -> None:
    folder = reports(SEED)
    page = (folder / "report.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="#(muc-\d+)">mục ([^<]+)</a>', page)
    assert len(links) == 5
    for target, number in links:
        heading = re.search(rf'id="{target}"[^>]*>(.*?)</h', page, re.DOTALL)
        assert heading
        assert html_text(heading[1]).startswith(re.split(r"\.", number)[-1])
    printed = pdf_text((folder / "report.pdf").read_bytes())
    body = Document(str(folder / "report.docx")).element.body
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    names = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert [anchor for anchor in anchors if anchor] == [target for target, _ in links]
    assert set(filter(None, anchors)) <= names
    for _, number in links:
        assert f"xem mục {number}" in printed
    with pikepdf.open(folder / "report.pdf") as document:
        first = document.pages[0]
        inside = [a for a in first.Annots if "/Dest" in a or a.get("/A", {}).get("/S") == "/GoTo"]
    assert len(inside) == 5


def test_the_annex_has_the_columns_that_officials_expect() -> None:
    table = report("2023-Q3").summary(title="Biểu")
    assert [label for label, _ in table.columns] == [
        "STT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Kế hoạch năm",
        "Thực hiện trong kỳ",
        "Lũy kế",
        "So kế hoạch (%)",
        "So cùng kỳ (%)",
    ]


def test_the_annex_lists_every_indicator_once() -> None:
    opened = report("2023-Q3")
    table = opened.summary(title="Biểu")
    # What will expire in the next period is no result of this one.
    ahead = [m for _, m in opened.book.catalogue if getattr(m, "ahead", None)]
    assert len(table.rows) == len(list(opened.book.catalogue)) - len(ahead)
    assert len({row.cells[1] for row in table.rows}) == len(table.rows)


def row(period: str, *measures: Any) -> list[str]:
    (found,) = report(period).summary(*measures, title="Biểu").rows
    return [str(cell) for cell in found.cells]


def test_a_flow_is_summed_from_the_first_day_of_the_year() -> None:
    # Opinions, not projects: a project that comes back in another quarter is one project.
    opened = report("2023-Q3")
    measure = technology_appraisal.opinions
    workspace = opened.book.workspace
    quarters = [workspace.period(f"2023-Q{n}") for n in (1, 2, 3)]
    total = sum(opened.fact(measure, quarter).value or Decimal(0) for quarter in quarters)
    cells = row("2023-Q3", measure)
    assert cells[5] == str(total)


def test_a_stock_stands_under_its_day_and_beside_its_plan() -> None:
    assert row(SEED, iso_9001.completed)[3:] == ["165", "", "165", "100%", "103,1%"]


def test_what_only_adds_up_has_no_year_before() -> None:
    # 654 triệu đồng since 2022 beside the 341 of its first months would be no comparison:
    # 248 were approved in 2023 to 14 November, 341 on the same days of 2022.
    assert row(SEED, enterprise_support.approved_amount)[3:] == [
        *("", "", "654 triệu đồng", "", "")
    ]
    cells = row(SEED, enterprise_support.approved_amount_in_period)
    assert cells[5:] == ["248 triệu đồng", "", "72,7%"]
    labels = [item.label for item in report("2023-Q3").highlights]
    assert "Kinh phí được phê duyệt hỗ trợ" not in labels


def test_a_rate_stands_against_last_year_by_points() -> None:
    # 165 of 165 agencies against 160 of 165.
    assert row(SEED, iso_9001.completed_share)[3:] == ["", "", "100%", "", "+3 điểm phần trăm"]
