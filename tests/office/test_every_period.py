"""The notebooks build any period: what did not happen is said, and never printed as a fault."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from baocao.document.formats.html.page import render
from baocao.prose.citations import Library
from baocao.workspace.workspace import Workspace
from support import faults
from support.documents import html_text, pdf_text
from support.in_process import InProcess

ROOT = Path(__file__).resolve().parents[2]


def among(codes: Iterable[str], *shown: str) -> list[Any]:
    """Periods, of which only those shown are read by ``make test``."""
    return [code if code in shown else pytest.param(code, marks=OFFICE) for code in codes]


OFFICE = pytest.mark.office
PERIODS = among(["2021", "2022-H1", "2023-9M", "2023", "2023-Q3", "2023-11"])
YEARS = range(2020, 2024)
EVERY = [
    *(f"{year}-{month:02}" for year in YEARS for month in range(1, 13)),
    *(f"{year}-{code}" for year in YEARS for code in ("Q1", "Q2", "Q3", "Q4", "H1", "H2", "9M")),
    *map(str, YEARS),
]
FAULTS = re.compile(r"\b(nan|NaN|None|NaT|inf|null|undefined|Quotable|Fact)\b|\{\{|\}\}|\{%")


@pytest.fixture(scope="module", params=PERIODS)
def report(request: pytest.FixtureRequest, reports: Any) -> tuple[str, str, str, Any]:
    """The period's code, the text of its page and of its PDF, and its facts."""
    folder = reports(request.param)
    page = (folder / "report.html").read_text(encoding="utf-8")
    printed = pdf_text((folder / "report.pdf").read_bytes())
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
    return request.param, page, printed, facts


def test_no_fault_is_printed(report: tuple[str, str, str, Any]) -> None:
    _, page, printed, _ = report
    for text in (html_text(page), printed):
        assert not FAULTS.search(text), FAULTS.search(text)
        # In the lists of the annexes a cell may begin as the last one ended.
        body, _, _ = text.partition("(Kèm theo Báo cáo")
        # Two equal numbers may stand beside each other in a table; two equal words may not.
        assert not re.search(r"\b([^\W\d_]{3,}) \1\b", body)
    assert not re.search(r" [,;.:)]|\( ", printed)


@pytest.fixture(scope="module")
def in_process() -> InProcess:
    return InProcess(Workspace.load(ROOT))


def test_there_are_eighty_periods() -> None:
    assert len(set(EVERY)) == 80


# The months of three years are left to ``make torture`` (and to ``make periods``).
MANY = re.compile(r"202[012]-(?!02)\d\d")


@pytest.mark.parametrize(
    "code",
    [
        *among([code for code in EVERY if not MANY.fullmatch(code)], "2020-02", "2022-Q1"),
        *(pytest.param(c, marks=pytest.mark.torture) for c in EVERY if MANY.fullmatch(c)),
    ],
)
def test_a_careful_reader_finds_nothing(code: str, in_process: InProcess) -> None:
    page = render(in_process.model(in_process.workspace.period(code)))
    assert faults.read(page, Library(in_process.workspace)) == []


@pytest.mark.slow
def test_without_kernels_the_page_is_the_same(in_process: InProcess, reports: Any) -> None:
    built = (reports("2023") / "report.html").read_text(encoding="utf-8")
    made = render(in_process.model(in_process.workspace.period("2023")))
    assert list(faults.texts(made)) == list(faults.texts(built))


SPOILT = {
    "tăng nan dự án": "mã máy: nan",
    "của các các tổ chức": "lặp từ: các các",
    "có  hai dấu cách": "hai dấu cách",
    "tăng 22 dự án (51,2%": "ngoặc không cân",
    "số dự án ,": "dấu câu: số dự án ,",
    "có 59nội dung": "số dính chữ: 9nội",
    "chưa có missing value": "từ nước ngoài: missing",
    "tăng so với the năm trước": "từ nước ngoài: the",
    "một hai ba " * 21: "câu dài 63 chữ",
}


@pytest.mark.parametrize(("text", "fault"), SPOILT.items())
def test_the_reader_sees_what_is_spoilt(text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults.faults_of(text.strip(), {}))


def test_every_chart_has_something_to_show(report: tuple[str, str, str, Any]) -> None:
    _, page, _, _ = report
    # The small lines beside earlier values bear no letters.
    charts = re.findall(r'<svg(?! class="line").*?</svg>', page, re.DOTALL)
    assert charts
    for chart in charts:
        written = re.findall(r">\s*([^<>]+?)\s*</text>", chart)
        assert any(re.search(r"[1-9]", text) for text in written)


def test_missing_is_never_zero(report: tuple[str, str, str, Any]) -> None:
    *_, facts = report
    for fact in facts:
        if fact["value"] is None:
            assert fact["missing"] and fact["missing"].startswith("chưa")
        else:
            assert fact["missing"] is None


@OFFICE
def test_november_2023_says_what_did_not_happen_and_where_the_data_end(reports: Any) -> None:
    printed = pdf_text((reports("2023-11") / "report.pdf").read_bytes())
    assert "Số liệu tính từ ngày 01/11/2023 đến hết ngày 30/11/2023." in printed
    assert "các sổ mới chốt đến hết ngày 14/11/2023" in printed
    assert "sản phẩm được công nhận mới: không phát sinh" in printed
    assert "không tổ chức lớp tập huấn nào" in printed


@OFFICE
def test_2021_comes_before_the_support_register(reports: Any) -> None:
    printed = pdf_text((reports("2021") / "report.pdf").read_bytes())
    assert (
        "Hỗ trợ được phê duyệt đến cuối kỳ: chưa có số liệu (sổ bắt đầu từ ngày 01/01/2022)."
        in printed
    )
    assert "65 dự án" in printed and "tăng 51,2% (22 dự án) so với cùng kỳ năm trước" in printed
    # The plan of legal documents issued later cannot be carried out yet.
    assert "155/KH-UBND" not in printed


@OFFICE
def test_no_data_after_the_closing_day_reach_a_report(reports: Any) -> None:
    facts = json.loads((reports("2023-11") / "facts.json").read_text(encoding="utf-8"))["facts"]
    # Expiries are known ahead, and an estimate is of the whole year.
    ahead = (".expiring", ":estimate", ":estimate_low", ":estimate_high")
    facts = [fact for fact in facts if not fact["id"].endswith(ahead)]
    assert all(fact["window"]["end"] <= "2023-11-30" for fact in facts)
    assert all(
        fact["provisional"] == "2023-11-14"
        for fact in facts
        if fact["period"] == "2023-11" and not fact["id"].endswith(":plan")
    )
