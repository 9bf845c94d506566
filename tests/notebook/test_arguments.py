"""What a notebook may call a report with, and what is said of everything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baocao.core.errors import BaocaoError
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import enterprise_support, ocop, technology_appraisal

ROOT = Path(__file__).resolve().parents[2]
APPRAISED = technology_appraisal.appraised


@pytest.fixture(scope="module")
def report() -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period("2023-Q3"))


TOLD: list[tuple[Callable[[Any], object], str]] = [
    (
        lambda report: report.table("ocop.recognized", title="Sản phẩm"),
        "[INDICATOR-10] Ở đây cần một chỉ tiêu.\n"
        "  Đang có:  'ocop.recognized' (str)\n"
        "  Cách sửa: viết không có dấu nháy, có phải: ocop.recognised, ocop.newly_recognised",
    ),
    (
        lambda report: report.bar_chart(5, by="stars"),
        "[INDICATOR-10] Ở đây cần một chỉ tiêu.\n"
        "  Đang có:  5 (int)\n"
        "  Cách sửa: viết tên chỉ tiêu trong lib/dost, ví dụ enterprise_support.recipients",
    ),
    (
        lambda report: report.breakdown(APPRAISED, by="captial", title="Dự án"),
        "[INDICATOR-11] Sổ technology_appraisal không có cột captial.\n"
        "  Ở đâu:    sổ technology_appraisal\n"
        "  Đang có:  captial\n"
        "  Cách sửa: có phải: capital (Nguồn vốn)",
    ),
    (
        lambda report: report.listing(
            enterprise_support.recipients, "recipient", "tax_code", title="Đối tượng"
        ),
        "[INDICATOR-12] Cột tax_code là dữ liệu cá nhân, không in ra báo cáo.\n"
        "  Ở đâu:    sổ enterprise_support\n"
        "  Đang có:  tax_code (Mã số thuế hoặc CCCD)\n"
        "  Cách sửa: chọn cột khác",
    ),
    (
        lambda report: report.bar_chart(ocop.recognised, by="score"),
        "[INDICATOR-13] Cột score ghi số hoặc ngày, không chia được theo cột ấy.\n"
        "  Ở đâu:    sổ ocop\n"
        "  Đang có:  score (Điểm)\n"
        "  Cách sửa: chọn cột ghi chữ, ví dụ group, producer_type, stars",
    ),
    (
        lambda report: report.table(APPRAISED, titel="Dự án"),
        "[NOTEBOOK-08] report.table không có tham số titel.\n"
        "  Đang có:  titel=\n"
        "  Cách sửa: có phải: title",
    ),
    (
        lambda report: report.table(APPRAISED),
        "[NOTEBOOK-08] report.table thiếu tham số title.\n"
        "  Cách sửa: viết report.table(*measures, title=…, total=…)",
    ),
    (
        lambda report: report.line_chart(APPRAISED, "Dự án", "năm"),
        "[NOTEBOOK-08] report.line_chart nhận thừa tham số.\n"
        "  Đang có:  3 giá trị không tên\n"
        "  Cách sửa: viết report.line_chart(measure, title)",
    ),
    (
        lambda report: report.table(APPRAISED, title=5),
        "[NOTEBOOK-08] Tên bảng, hình không phải là chữ.\n"
        "  Đang có:  5\n"
        '  Cách sửa: viết title="…"',
    ),
]


@pytest.mark.parametrize(("call", "expected"), TOLD)
def test_the_message(call: Callable[[Any], object], expected: str, report: Report) -> None:
    with pytest.raises(BaocaoError) as error:
        call(report)
    assert str(error.value) == expected


WRONG: list[tuple[str, Callable[[Any], object]]] = [
    *(
        ("INDICATOR-10", call)
        for call in (
            lambda r: r.table("x", title="A"),
            lambda r: r.table(ocop.recognised, total="ocop.recognised", title="A"),
            lambda r: r.summary("x", title="A"),
            lambda r: r.listing("x", "product", title="A"),
            lambda r: r.breakdown(ocop, by="stars", title="A"),
            lambda r: r.column_chart("x"),
            lambda r: r.line_chart(None),
            lambda r: r.share_chart("x", by="stars"),
            lambda r: r.slope_chart("x", by="stars"),
            lambda r: r.small_multiples("x", by="stars"),
            lambda r: r.fact("ocop.recognised"),
            lambda r: r.explore("x"),
            lambda r: r.rows("x"),
            lambda r: r.history("x"),
        )
    ),
    *(
        ("INDICATOR-11", call)
        for call in (
            lambda r: r.bar_chart(ocop.recognised, by="sao"),
            lambda r: r.share_chart(ocop.recognised, by=None),
            lambda r: r.slope_chart(ocop.recognised, by=5),
            lambda r: r.small_multiples(ocop.recognised, by=""),
            lambda r: r.breakdown(ocop.recognised, by="stars", names="sao", title="A"),
            lambda r: r.listing(ocop.recognised, "Hạng sao", title="A"),
        )
    ),
    *(
        ("INDICATOR-12", call)
        for call in (
            lambda r: r.bar_chart(enterprise_support.recipients, by="tax_code"),
            lambda r: r.share_chart(enterprise_support.recipients, by="tax_code"),
            lambda r: r.slope_chart(enterprise_support.recipients, by="tax_code"),
            lambda r: r.small_multiples(enterprise_support.recipients, by="tax_code"),
            lambda r: r.breakdown(enterprise_support.recipients, by="tax_code", title="A"),
            lambda r: r.breakdown(
                enterprise_support.recipients, by="content", names="tax_code", title="A"
            ),
        )
    ),
    *(
        ("INDICATOR-13", call)
        for call in (
            lambda r: r.slope_chart(ocop.recognised, by="recognised_date"),
            lambda r: r.breakdown(ocop.recognised, by="stars", names="score", title="A"),
            lambda r: r.breakdown(enterprise_support.recipients, by="amount", title="A"),
        )
    ),
    *(
        ("NOTEBOOK-08", call)
        for call in (
            lambda r: r.summary(titel="A"),
            lambda r: r.bar_chart(ocop.recognised),
            lambda r: r.fact(ocop.recognised, on="2022"),
            lambda r: r.explore(),
            lambda r: r.rows(ocop.recognised, 5),
            lambda r: r.history(ocop.recognised, years="x"),
            lambda r: r.history(ocop.recognised, years=0),
            lambda r: r.listing(title="A"),
        )
    ),
    ("PERIOD-01", lambda r: r.fact(ocop.recognised, "2022-Q9")),
]


@pytest.mark.parametrize(("code", "call"), WRONG)
def test_no_call_ends_in_a_traceback(
    code: str, call: Callable[[Any], object], report: Report
) -> None:
    with pytest.raises(BaocaoError, match=rf"^\[{code}\]") as error:
        call(report)
    assert len(str(error.value).splitlines()) <= 4


def test_a_heading_finds_its_column(report: Report) -> None:
    with pytest.raises(BaocaoError, match=r"có phải: stars \(Hạng sao\)"):
        report.bar_chart(ocop.recognised, by="hạng sao")


def test_a_period_may_be_a_code(report: Report) -> None:
    wanted = report.fact(ocop.recognised, report.period.same_period_last_year())
    assert report.fact(ocop.recognised, "2022-Q3") == wanted
