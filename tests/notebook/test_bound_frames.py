"""Tables made with pandas: each number is counted again, and nothing else is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baocao.core.errors import BaocaoError, BuildError
from baocao.facts.fact import Fact
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import enterprise_support, ocop, technology_appraisal
from support.folders import ROOT

Make = Callable[[Report], Any]


def _opened() -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period("2023-Q3"))


@pytest.fixture(scope="module")
def opened() -> Report:
    return _opened()


def counted(report: Report) -> pd.DataFrame:
    rows = report.rows(ocop.recognised)
    made: pd.DataFrame = rows.groupby("group", observed=True).size().to_frame("n")
    return made


def best(report: Report) -> pd.DataFrame:
    return report.rows(ocop.register).nlargest(3, "score")[["product", "score", "stars"]]


def wide(report: Report, index: str = "period") -> pd.DataFrame:
    parts = report.history(ocop.recognised, by="stars")
    return parts.pivot(index=index, columns="stars", values="value")


def plan_of(report: Report) -> Fact:
    return report.book.plan(report.book.catalogue["iso_9001.completed"], report.period)


# ------------------------------------------------------------------ what is printed


def test_rows_are_printed_as_the_register_has_them(opened: Report) -> None:
    table = opened.frame(best(opened), title="Sản phẩm", source=ocop.register)
    assert table.text == (
        "Sản phẩm (nguồn: Sổ theo dõi sản phẩm OCOP được công nhận; có dòng minh họa)\n"
        "Tên sản phẩm | Điểm | Hạng sao\n"
        "Sản phẩm OCOP 090 | 89,25 | 4 sao\n"
        "Sản phẩm OCOP 048 | 87,84 | 4 sao\n"
        "Sản phẩm OCOP 015 | 85,45 | 4 sao"
    )


def test_rows_of_an_indicator_have_it_among_their_sources(opened: Report) -> None:
    table = opened.frame(best(opened), title="Sản phẩm", source=ocop.recognised)
    assert [fact.id for fact in table.facts] == ["ocop.recognised"]
    assert [fact["id"] for fact in table.payload["facts"]] == ["ocop.recognised"]
    assert all(cell["fact"] is None for row in table.payload["rows"] for cell in row["cells"])


# Counted by hand in the register up to 30/9/2023.
GROUPS = {
    "Thực phẩm": "64",
    "Đồ uống": "24",
    "Dược liệu và sản phẩm từ dược liệu": "20",
    "Thủ công mỹ nghệ": "11",
}


@pytest.mark.parametrize(
    "make",
    [
        counted,
        lambda r: counted(r)["n"],
        lambda r: counted(r).reset_index(),
        lambda r: counted(r).iloc[::-1].iloc[::-1].astype(float),
    ],
    ids=["frame", "series", "column", "float"],
)
def test_counts_are_counted_again(opened: Report, make: Make) -> None:
    table = opened.frame(make(opened), title="Theo nhóm", source=ocop.recognised)
    assert table.columns[0][0] == "Nhóm sản phẩm" and table.columns[1][0] == "Sản phẩm"
    assert {str(row.cells[0]): str(row.cells[1]) for row in table.rows} == GROUPS
    assert {fact.id for fact in table.facts} == {f"ocop.recognised[{name}]" for name in GROUPS}


@pytest.mark.parametrize("index", ["period", "end"])
def test_a_pivot_of_history_keeps_periods_and_parts(opened: Report, index: str) -> None:
    table = opened.frame(wide(opened, index), title="Theo hạng", source=ocop.recognised)
    # 3 and 4 stars on 30 September of each year, counted in the register.
    assert [[str(cell) for cell in row.cells[1:]] for row in table.rows] == [
        *(["24", "06"], ["44", "19"]),
        *(["66", "35"], ["77", "42"]),
    ]


def test_history_itself(opened: Report) -> None:
    made = opened.history(technology_appraisal.appraised)
    table = opened.frame(made, title="Dự án", source=technology_appraisal.appraised)
    assert table.text.splitlines()[1:3] == [
        "Kỳ | Từ ngày | Đến ngày | Dự án | Số dòng | Lý do thiếu",
        "Quý III/2020 | 01/7/2020 | 30/9/2020 | 14 | 15 | ",
    ]


def test_facts_and_words(opened: Report) -> None:
    made = pd.DataFrame({"Chỉ tiêu": ["Còn hiệu lực"], "Số": [opened.fact(ocop.valid)]})
    assert opened.frame(made, title="Sản phẩm").text.endswith("Còn hiệu lực | 89")


def test_heads_of_several_levels(opened: Report) -> None:
    frame = pd.DataFrame(
        {("Công nhận", ""): ["Cộng"], ("Sản phẩm", "OCOP"): [opened.fact(ocop.valid)]}
    )
    table = opened.frame(frame, title="Bảng")
    assert [head for head, _ in table.columns] == ["Công nhận", "Sản phẩm; OCOP"]


def test_a_plan_is_a_fact_too(opened: Report) -> None:
    table = opened.frame(pd.DataFrame({"Kế hoạch": [plan_of(opened)]}), title="Kế hoạch")
    assert table.rows[0].cells[0].text == "165"


def test_no_rows_are_nothing_that_happened(opened: Report) -> None:
    nothing = opened.frame(best(opened).head(0), title="Sản phẩm", source=ocop.register)
    assert nothing._repr_mimebundle_()["text/plain"] == "Sản phẩm: không phát sinh"


# ------------------------------------------------------------------ what is refused


def refused(make: Make, source: Any = None) -> str:
    report = _opened()
    with pytest.raises(BaocaoError) as error:
        report.frame(make(report), title="Bảng", source=source)
    return str(error.value)


def test_a_number_that_nobody_counted() -> None:
    changed = refused(lambda r: counted(r).assign(n=[64, 24, 20, 12]), ocop.recognised)
    assert changed == (
        "[NOTEBOOK-10] Ô khác với số liệu của chỉ tiêu.\n"
        '  Ở đâu:    bảng "Bảng", dòng 4, cột 2\n'
        "  Đang có:  12; báo cáo đếm được 11\n"
        "  Cách sửa: đưa vào bảng số liệu của báo cáo (report.fact(…)), dòng của report.rows(…), "
        "hoặc kết quả đếm của report.history(…), groupby, pivot với source= là chỉ tiêu ấy; xem "
        "docs/recipes.md"
    )


UNBOUND: dict[str, tuple[Make, Any]] = {
    "a changed cell": (lambda r: best(r).assign(score=[1.0, 2.0, 3.0]), ocop.register),
    "a rounded cell": (lambda r: best(r).round(0), ocop.register),
    "another row's name": (lambda r: best(r).assign(product="Gạo"), ocop.register),
    "numbered anew": (lambda r: best(r).reset_index(drop=True), ocop.register),
    "a mean for a count": (
        lambda r: r.rows(ocop.register).groupby("stars", observed=True)[["score"]].mean(),
        ocop.recognised,
    ),
    "of another indicator": (counted, ocop.valid),
    "a part that is none": (
        lambda r: pd.DataFrame({"n": [0]}, index=pd.Index(["Gạo 777"], name="group")),
        ocop.recognised,
    ),
    "true for one": (
        lambda r: pd.DataFrame({"n": [True]}, index=pd.Index(["Thực phẩm"], name="group")),
        ocop.recognised,
    ),
    "text for a number": (lambda r: counted(r).astype(str), ocop.recognised),
    "a hidden number": (lambda r: counted(r).astype("Float64").mask(counted(r) > 20),
                        ocop.recognised),
    "another period's": (
        lambda r: wide(r).rename(index={"2022-Q3": "2023-Q3", "2023-Q3": "2022-Q3"}),
        ocop.recognised,
    ),
    "a period that is none": (lambda r: wide(r).rename(index={"2022-Q3": "hè"}), ocop.recognised),
    "a day of no period": (
        lambda r: wide(r, "end").rename(index=lambda d: d - pd.Timedelta(days=1)),
        ocop.recognised,
    ),
    "history with more rows": (
        lambda r: r.history(ocop.recognised).assign(rows=7), ocop.recognised,
    ),
    "history with a reason": (
        lambda r: r.history(ocop.recognised).assign(missing="mất 777 sổ"), ocop.recognised,
    ),
    "a typed number": (lambda r: pd.DataFrame({"Số": [777]}), None),
    "a typed number of numpy": (lambda r: pd.DataFrame({"Số": [np.float64(1.5)]}), None),
    "a fact that was changed": (
        lambda r: pd.DataFrame({"Số": [replace(r.fact(ocop.valid), text="777")]}), None,
    ),
    "a plan that was changed": (
        lambda r: pd.DataFrame({"Số": [replace(plan_of(r), text="777")]}), None,
    ),
    "a fact under another name": (
        lambda r: pd.DataFrame({"Số": [replace(r.fact(ocop.valid), id="x.y")]}), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNBOUND)
def test_a_cell_that_is_no_figure_of_the_report(name: str) -> None:
    assert refused(*UNBOUND[name]).startswith("[NOTEBOOK-10] ")


UNCLEAR: dict[str, tuple[Make, Any]] = {
    "no frame": (lambda r: 777, ocop.register),
    "no source": (best, None),
    "a source that is none": (best, "ocop"),
    "a column of its own": (lambda r: best(r).assign(n=777), ocop.register),
    "a row twice": (lambda r: pd.concat([best(r), best(r)]), ocop.register),
    "a row that is none": (lambda r: best(r).rename(index=lambda at: at + 500), ocop.register),
    "two columns of one name": (lambda r: best(r)[["score", "score"]], ocop.register),
    "two columns of numbers": (lambda r: counted(r).assign(more=777), ocop.recognised),
    "no parts and no periods": (lambda r: pd.DataFrame({"n": [119]}), ocop.recognised),
    "a private register": (
        lambda r: r.rows(enterprise_support.register).head(2), enterprise_support.register,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCLEAR)
def test_a_frame_of_which_it_is_not_known_what_it_is(name: str) -> None:
    assert refused(*UNCLEAR[name]).startswith("[NOTEBOOK-11] ")


def test_a_share_is_told_apart(opened: Report) -> None:
    share = opened.context(opened.modules)["ocop"]["recognised"].by("stars")[0].share
    told = refused(lambda r: pd.DataFrame({"Tỷ trọng": [share]}))
    assert told.startswith("[NOTEBOOK-10] Số liệu là số so sánh, tỷ trọng.\n")
    assert told.endswith("Cách sửa: dùng report.summary, report.share_chart hoặc lời văn")


@pytest.mark.parametrize(
    "make",
    [
        lambda r: pd.DataFrame({"Bán 777 tấn": ["Gạo"]}),
        lambda r: pd.DataFrame({"Hàng": ["Gạo 777"]}),
        lambda r: pd.DataFrame({"Hàng": ["tăng mạnh nhất"]}),
        lambda r: pd.DataFrame({"Số": [r.fact(ocop.valid)]}, index=["Năm 777"]),
    ],
    ids=["heading", "cell", "claim", "index"],
)
def test_words_hold_no_number_and_no_claim(make: Make) -> None:
    assert refused(make).startswith("[NARRATIVE-0")


@cache
def frames() -> tuple[Report, list[tuple[pd.DataFrame, Any]]]:
    report = _opened()
    scores = best(report)[["score"]]
    return report, [
        *((counted(report), ocop.recognised), (wide(report), ocop.recognised)),
        (scores, ocop.register),
    ]


@settings(max_examples=30)
@given(
    st.integers(0, 2),
    st.integers(0, 3),
    st.integers(0, 1),
    st.floats(-1e6, 1e6).filter(lambda step: abs(step) > 1e-3),
)
def test_no_number_can_be_changed_by_anything(
    which: int, down: int, across: int, by: float
) -> None:
    report, known = frames()
    frame, source = known[which]
    changed = frame.astype(float)
    changed.iloc[down % len(changed), across % len(changed.columns)] += by
    with pytest.raises(BuildError, match="NOTEBOOK-10"):
        report.frame(changed, title="Bảng", source=source)
    assert report.frame(frame, title="Bảng", source=source).rows
