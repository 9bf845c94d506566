"""Prose: what it may quote, how it is bound, and the phrases around a figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nbformat import v4

from baocao.core import pandoc
from baocao.core.errors import NarrativeError
from baocao.document.model import Prose
from baocao.document.read import read_model
from baocao.notebook.report import Report
from baocao.prose.narrative import NARRATIVE_MIME, Narrative, narrate
from baocao.prose.phrases import Phrase
from baocao.prose.questions import ask
from baocao.prose.quotable import Quotable, series
from baocao.workspace.workspace import Workspace
from dost import ocop, technology_appraisal

ROOT = Path(__file__).resolve().parents[2]


def report(period: str) -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period(period))


def written(prose: str, period: str = "2021") -> Narrative:
    opened = report(period)
    return opened.narrate(prose, opened.modules)


def test_a_figure_is_printed_and_bound() -> None:
    narrative = written("Có {{ appraised }} dự án.")
    assert narrative.text == "Có 65 dự án."
    (fact,) = narrative.facts
    assert (fact.id, fact.period, fact.value) == ("technology_appraisal.appraised", "2021", 65)
    spans = [n for n in pandoc.walk(narrative.blocks) if n["t"] == "Span"]
    assert [pandoc.plain_text(span["c"][1]) for span in spans] == ["65"]


def test_a_period_that_the_data_do_not_reach_compares_nothing() -> None:
    opened = report("2024")
    quotable = opened.context(opened.modules)["appraised"]
    assert isinstance(quotable, Quotable)
    assert str(ask(quotable, "vs_last_year")) == "chưa đủ số liệu để so sánh với cùng kỳ năm trước"
    (row,) = opened.summary(technology_appraisal.appraised, title="Chỉ tiêu").rows
    assert [str(cell) for cell in row.cells][3:] == ["", "…", "…", "", ""]


def test_the_notebook_shows_the_definition() -> None:
    shown = written("Có {{ appraised }} dự án.")._repr_mimebundle_()
    assert shown["text/markdown"] == "Có 65 dự án."
    assert "technology_appraisal.appraised, kỳ 2021" in shown["text/html"]
    assert NARRATIVE_MIME in shown


def test_a_tree_that_is_changed_afterwards_is_not_printed() -> None:
    narrative = written("Có {{ appraised }} dự án.")
    for blocks in (narrative.blocks, narrative.payload["blocks"]):
        blocks[0]["c"][0]["c"] = "777"
    shown = narrative._repr_mimebundle_()
    assert "777" not in str(shown) and shown["text/plain"] == "Có 65 dự án."


@pytest.mark.parametrize(
    "prose",
    ["ISO 9001:2015 và TCVN ISO 9001:2015.", "đạt 4 sao", "1. Một mục\n2. Hai mục"],
)
def test_names_and_list_marks_may_hold_digits(prose: str) -> None:
    assert written(prose).facts == ()


@pytest.mark.parametrize(
    "prose",
    ["Có 5 sản phẩm.", "tăng {{ '5' }}%", "năm 2021", "ISO 9001:2016", "gấp 1,5 lần", "x2"],
)
def test_typed_digits_are_refused(prose: str) -> None:
    with pytest.raises(NarrativeError, match="NARRATIVE-02"):
        written(prose)


@pytest.mark.parametrize(
    "prose",
    [
        "{{ ''.__class__ }}",
        "{{ appraised.book.workspace.root.unlink() }}",
        "{{ report._workspace }}",
        "{{ report.remarks('x') }}",
        "{{ appraised.measure }}",
        "{{ range }}",
        "{{ appraised.nothing }}",
    ],
)
def test_prose_reaches_nothing_but_what_it_may_quote(prose: str) -> None:
    with pytest.raises(NarrativeError, match=r"NARRATIVE-0[13]"):
        written(prose)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](http://a.b)", "*x*", "# x", "$(x)", "=cmd|x", "- x", "`x`"],
)
def test_text_of_a_register_is_only_text(text: str) -> None:
    opened = report("2021")
    context = {"name": text, "phrase": Phrase((text,))}
    made = narrate("Tên: {{ name }}; {{ phrase }}.", context, opened.library)
    assert made.text == f"Tên: {text}; {text}."
    assert {node["t"] for node in pandoc.walk(made.blocks)} <= {"Para", "Str", "Space"}


def cell(narrative: Narrative) -> Any:
    code = v4.new_code_cell("%%narrate")
    code.outputs = [v4.new_output("display_data", {NARRATIVE_MIME: narrative.payload})]
    return code


def test_a_document_is_cited_in_full_once_and_then_by_number() -> None:
    prose = written('Thực hiện {{ cite("127/QĐ-UBND") }}.')
    notebook = v4.new_notebook(cells=[cell(prose), cell(prose)])
    first, second = (
        pandoc.plain_text(b.ast) for b in read_model(notebook).blocks if isinstance(b, Prose)
    )
    assert first.startswith("Thực hiện Quyết định số 127/QĐ-UBND ngày 15/01/2020 của UBND tỉnh")
    assert second == "Thực hiện Quyết định số 127/QĐ-UBND."


def test_a_fact_quoted_twice_is_listed_once() -> None:
    prose = written("Có {{ appraised }} dự án.")
    model = read_model(v4.new_notebook(cells=[cell(prose), cell(prose)]))
    assert [fact.text for fact in model.facts] == ["65"]


def test_part_of_a_year_is_set_against_the_same_days_and_named_by_them() -> None:
    opened = report("2020-01-01--2023-11-14")
    appraised = opened.context(opened.modules)["appraised"]
    assert isinstance(appraised, Quotable)
    this_year = appraised.this_year
    assert str(this_year.last_year.period) == "2022-01-01--2022-11-14"
    assert str(series(appraised, opened.years)) == (
        "năm 2020: 43 dự án; năm 2021: 65 dự án; năm 2022: 86 dự án; "
        "từ 01/01/2023 đến 14/11/2023: 106 dự án"
    )


def test_a_month_that_the_data_do_not_reach_the_end_of_compares_only_its_days() -> None:
    opened = report("2023-11")
    appraised = opened.context(opened.modules)["appraised"]
    assert isinstance(appraised, Quotable)
    window = appraised.last_year.fact.window
    assert (str(window.start), str(window.end)) == ("2022-11-01", "2022-11-14")


def test_what_is_recognised_is_not_what_is_valid() -> None:
    opened = report("2023-01-01--2023-11-14")
    # The 19 of 15/01/2020 had run out after 36 months.
    assert opened.fact(ocop.recognised).value == 119
    valid = opened.fact(ocop.valid).value
    assert valid is not None and valid <= 119 - 19


def test_before_the_register_begins_a_figure_is_missing_and_not_zero() -> None:
    fact = report("2019").fact(technology_appraisal.appraised)
    assert fact.value is None
    assert fact.text == "chưa có số liệu (sổ bắt đầu từ ngày 01/01/2020)"
