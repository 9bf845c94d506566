"""What an analyst gets in JupyterLab: an indicator from all sides, and widgets to choose one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import papermill
import pytest
from IPython.lib.pretty import pretty

from baocao.facts.measures import Ratio
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import enterprise_support, ocop, technology_appraisal
from support.processes import patience

ROOT = Path(__file__).resolve().parents[2]
SEED = "2020-01-01--2023-11-14"


def report(period: str) -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period(period))


@pytest.mark.slow
def test_every_indicator_can_be_explored_at_every_kind_of_period() -> None:
    for period in (SEED, "2023", "2023-Q3", "2022-02", "2019", "2024"):
        opened = report(period)
        for key, measure in opened.book.catalogue:
            shown = opened.explore(measure)
            assert key in shown.title
            assert "nan" not in shown._repr_html_().lower().replace("tài nan", "")


def test_a_fact_is_shown_in_one_line() -> None:
    assert pretty(report("2023-Q3").fact(ocop.recognised)) == (
        "119 sản phẩm: Sản phẩm OCOP được công nhận [ocop.recognised], 2023-Q3"
    )


def test_sentences_are_those_that_prose_gives() -> None:
    opened = report("2023-Q3")
    shown = opened.explore(technology_appraisal.appraised)
    for name, sentence in shown.sentences[["name", "sentence"]].itertuples(index=False):
        prose = opened.narrate(f"[{{{{ appraised.{name} }}}}]", opened.modules)
        # A part in brackets is left out where there is no plan to compare with.
        assert prose.text == ("" if sentence == "chưa giao chỉ tiêu kế hoạch" else sentence), name


def test_it_says_why_no_trend_is_claimed() -> None:
    notes = report(SEED).explore(technology_appraisal.appraised).notes
    assert "chỉ có 4 kỳ liền nhau có số liệu, cần 8 kỳ: chỉ nói hướng tăng, giảm" in notes


def test_breakdowns_show_shares_that_add_up() -> None:
    shown = report(SEED).explore(ocop.recognised)
    assert list(shown.breakdowns) == ["Nhóm sản phẩm", "Loại chủ thể", "Hạng sao"]
    assert list(shown.breakdowns["Hạng sao"]["share"]) == ["64,7%", "35,3%"]


def test_rows_that_may_not_be_shown_are_not() -> None:
    shown = report(SEED).explore(enterprise_support.approved_amount)
    assert len(shown.rows) == 0
    assert "Đối tượng 10" not in shown._repr_html_()
    public = report(SEED).explore(technology_appraisal.appraised)
    assert len(public.rows) == 333


def test_months_are_flagged_and_not_printed(reports: Any) -> None:
    shown = report(SEED).explore(technology_appraisal.appraised)
    assert shown.months is not None
    assert any("mùa vụ" in note for note in shown.notes)
    page = (reports(SEED) / "report.html").read_text(encoding="utf-8")
    assert "mùa vụ" not in page and "Kruskal" not in page


# ------------------------------------------------------------------ widgets


def test_widgets_offer_every_indicator_and_take_any_window() -> None:
    opened = report("2023-Q3")
    box = opened.browse()
    indicator, window, view = box.children
    assert "<svg" in view.value and indicator.value in view.value
    assert {key for _, key in indicator.options} == {key for key, _ in opened.book.catalogue}
    assert window.value == "2023-Q3"
    assert {"2020", "2023-9M", "2022-02"} <= set(window.options)


def test_a_choice_shows_what_was_chosen() -> None:
    indicator, window, view = report("2023-Q3").browse().children
    indicator.value = "ocop.recognised"
    window.value = "2022-H1"
    assert "[ocop.recognised], 6 tháng đầu năm 2022: 101 sản phẩm" in view.value


def test_a_window_that_is_none_is_answered_in_its_place() -> None:
    _, window, view = report("2023-Q3").browse().children
    window.value = "2023-Q7"
    assert view.value.startswith("<pre>[PERIOD-01]")
    window.value = "2023-Q2"
    assert "quý II/2023" in view.value


def test_the_notebook_of_trends_runs_unattended(tmp_path: Path) -> None:
    made = tmp_path / "trends.ipynb"
    papermill.execute_notebook(
        str(ROOT / "notebooks" / "trends.ipynb"),
        str(made),
        parameters={"period": SEED},
        cwd=str(ROOT / "notebooks"),
        progress_bar=False,
        execution_timeout=int(patience(60)),
    )
    notebook = json.loads(made.read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    views = [o for o in outputs if "application/vnd.jupyter.widget-view+json" in o.get("data", {})]
    assert len(views) == 1
    (state,) = notebook["metadata"]["widgets"].values()
    shown = [str(model["state"].get("value")) for model in state["state"].values()]
    assert any("<svg" in value and "Câu có thể viết" in value for value in shown)


def test_ratios_have_no_months() -> None:
    opened = report(SEED)
    for _, measure in opened.book.catalogue:
        if isinstance(measure, Ratio):
            assert opened.explore(measure).months is None


# ------------------------------------------------------------------ the other sections


def test_every_section_has_a_part_for_the_analyst() -> None:
    for stem in Workspace.load(ROOT).sections:
        notebook = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))
        working = [c for c in notebook["cells"] if "working" in c["metadata"].get("tags", [])]
        assert working, stem


def test_the_ranking_shows_what_the_overview_chose_from() -> None:
    opened = report(SEED)
    frame = opened.ranking()
    assert list(frame["score"]) == sorted(frame["score"], reverse=True)
    first = frame.drop_duplicates("section").head(5)
    assert list(first["label"]) == [item.label for item in opened.highlights]


def test_coverage_counts_what_is_made_up() -> None:
    frame = report(SEED).coverage().set_index("id")
    # Every appraisal is illustrative: 333 opinions.
    assert tuple(frame.loc["technology_appraisal.opinions", ["rows", "illustrative"]]) == (333, 333)
    assert frame.loc["iso_9001.completed", "plan"] == 165


def test_remarks_of_other_periods_are_shown_and_not_printed() -> None:
    frame = report("2023-Q3").past_remarks("difficulties")
    assert list(frame["period"]) == [SEED]
    assert len(report(SEED).past_remarks("difficulties")) == 0
