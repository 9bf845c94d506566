"""Tables, figures and titles that somebody makes by hand print no number that is no fact."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baocao.core.errors import NarrativeError
from baocao.notebook import charts
from baocao.notebook.charts import ReportFigure
from baocao.notebook.known_text import KnownText, drawn_letters, unknown_number
from baocao.notebook.report import Report
from baocao.notebook.table import ReportTable, Row
from baocao.workspace.workspace import Workspace
from dost import ocop, technology_appraisal
from support.facts import fact, years

ROOT = Path(__file__).resolve().parents[2]
HEADS = (("Nhóm", "left"), ("Số", "right"))


def report(period: str = "2023-Q3") -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period(period))


def refused(*table: Any) -> str:
    with pytest.raises(NarrativeError) as error:
        ReportTable(*table)
    return str(error.value)


def test_a_typed_cell() -> None:
    assert refused("Sản phẩm đã bán", HEADS, (Row(("Chè", fact(5))), Row(("Gạo", "777")))) == (
        "[NARRATIVE-13] Ô của bảng có con số không phải là số liệu.\n"
        '  Ở đâu:    bảng "Sản phẩm đã bán", dòng 2, cột 2\n'
        "  Đang có:  777\n"
        "  Cách sửa: trích chỉ tiêu trong lời văn, hoặc dùng report.table, report.breakdown, "
        "report.listing"
    )


def test_all_typed_numbers_come_at_once() -> None:
    heads = (("Nhóm", "left"), ("Năm 2023", "right"))
    told = refused("Bán 12 tấn", heads, (Row(("Gạo", "hai mươi tấn")), Row(("Ⅳ", 777))))
    assert [line for line in told.splitlines() if "Ở đâu" in line or "Đang có" in line] == [
        *('  Ở đâu:    bảng "Bán 12 tấn"', "  Đang có:  12"),
        *('  Ở đâu:    bảng "Bán 12 tấn", đầu cột 2', "  Đang có:  2023"),
        *('  Ở đâu:    bảng "Bán 12 tấn", dòng 1, cột 2', "  Đang có:  hai mươi"),
        *('  Ở đâu:    bảng "Bán 12 tấn", dòng 2, cột 1', "  Đang có:  Ⅳ"),
        *('  Ở đâu:    bảng "Bán 12 tấn", dòng 2, cột 2', "  Đang có:  777"),
    ]


def test_facts_known_texts_and_words_are_printed() -> None:
    rows = (Row((KnownText("4 sao"), fact(42))), Row(("Một sản phẩm", fact(None))))
    table = ReportTable("Sản phẩm", HEADS, rows)
    assert "42" in table.text
    with pytest.raises(NarrativeError, match="NARRATIVE-13"):
        replace(table, caption="Bán 777 sản phẩm")


def test_what_python_makes_of_a_known_text_is_typed() -> None:
    known = KnownText("Năm 2022")
    assert refused(f"{known}", (), ()) and refused(known.replace("2022", "2023"), (), ())
    assert refused(known + "", (), ()) and ReportTable(known, (), ())


def drawing(**changed: Any) -> ReportFigure:
    made = charts.line("Dự án", list(map(KnownText, ("Năm 2020", "Năm 2021"))), years([43, 65]))
    return replace(made, **changed)


def test_a_figure_tells_its_facts_and_periods() -> None:
    svg = "<svg><style>x{width:777px}</style><text x='9'>Năm 2020: 43</text></svg>"
    assert drawing(svg=svg, alt="Năm 2020 có 43 dự án, năm 2021 có 65 dự án.")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"caption": "Dự án, 777"}, "Tên hình"),
        ({"alt": "Có 777 dự án"}, "Lời tả hình"),
        ({"alt": "Có hai mươi dự án"}, "Lời tả hình"),
        ({"svg": "<svg><text>777</text></svg>"}, "Hình vẽ"),
        ({"svg": "<svg><text>7<tspan>77</tspan></text></svg>"}, "Hình vẽ"),
        ({"svg": "<svg><title>777</title></svg>"}, "Hình vẽ"),
        ({"svg": "<svg><text>&#55;77</text></svg>"}, "Hình vẽ"),
        ({"svg": "<svg><text><![CDATA[777]]></text></svg>"}, "Hình vẽ"),
        ({"svg": "<svg><foreignObject><p>777</p></foreignObject></svg>"}, "Hình vẽ"),
    ],
)
def test_a_figure_tells_no_other_number(changed: dict[str, Any], what: str) -> None:
    with pytest.raises(NarrativeError) as error:
        drawing(**changed)
    told = str(error.value)
    assert f"[NARRATIVE-13] {what} có con số không phải là số liệu của hình." in told
    assert "  Đang có:  777" in told or "hai mươi" in told


def test_numbers_of_a_picture_are_whole() -> None:
    assert drawn_letters("<svg><text>4</text><text>3</text></svg>") == ["4", "3"]
    assert unknown_number(["4"], [fact(43)], []) == "4"
    assert unknown_number(["5 dự án"], [fact(5)], []) == ""  # printed as 05 in prose


METHODS = [
    lambda r, title: r.column_chart(ocop.recognised, title=title),
    lambda r, title: r.line_chart(ocop.recognised, title=title),
    lambda r, title: r.bar_chart(ocop.recognised, "stars", title),
    lambda r, title: r.share_chart(ocop.recognised, "stars", title=title),
    lambda r, title: r.slope_chart(ocop.recognised, "stars", title=title),
    lambda r, title: r.small_multiples(ocop.recognised, "stars", title=title),
    lambda r, title: r.table(ocop.recognised, title=title),
    lambda r, title: r.breakdown(ocop.recognised, "stars", title=title),
    lambda r, title: r.summary(ocop.recognised, title=title),
    lambda r, title: r.listing(ocop.recognised, "product", title=title),
]


@pytest.mark.parametrize("method", METHODS)
def test_a_title_is_checked_when_it_is_printed(method: Any) -> None:
    opened = report()
    for title, code in (("Bán 777 tấn", "NARRATIVE-02"), ("Phần lớn sản phẩm", "NARRATIVE-08")):
        with pytest.raises(NarrativeError, match=code):
            method(opened, title)
    assert method(opened, "Sản phẩm đạt 4 sao").caption.startswith("Sản phẩm đạt 4 sao")


@pytest.mark.parametrize("period", ["2020-01-01--2023-11-14", "2023-Q3", "2023-11", "2023", "2021"])
def test_every_form_of_the_toolkit_is_made(period: str) -> None:
    opened = report(period)
    for method in METHODS:
        method(opened, "")._repr_mimebundle_()
    by = (technology_appraisal.appraised, "capital")
    for made in (opened.share_chart(*by), opened.slope_chart(*by), opened.small_multiples(*by)):
        assert made.table.facts
