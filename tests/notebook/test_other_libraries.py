"""Figures of Altair and Plotly in a report, drawn without a network."""

from __future__ import annotations

import builtins
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from baocao.core.errors import BaocaoError
from baocao.notebook.drawings import of_altair, of_plotly
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import ocop
from support.folders import ROOT


@pytest.fixture(scope="module")
def opened() -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period("2023"))


def refused(report: Report, drawn: object) -> str:
    with pytest.raises(BaocaoError) as error:
        report.figure(drawn, title="Sản phẩm", describes=[ocop.recognised])
    return str(error.value)


@pytest.mark.parametrize(
    ("module", "package", "told"),
    [
        (of_altair, "vl_convert", "Hình của Altair cần gói vl-convert-python."),
        (of_plotly, "kaleido", "Hình của Plotly cần gói kaleido."),
    ],
)
def test_what_draws_them_is_not_installed(
    module: Any, package: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == package:
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BaocaoError) as error:
        module.read(object())
    extra = module.__name__.rpartition("_")[2]
    assert str(error.value) == f"[NOTEBOOK-14] {told}\n  Cách sửa: pip install 'baocao[{extra}]'"


# ------------------------------------------------------------------ Altair


def bars(report: Report, **encoded: Any) -> Any:
    altair = pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    history = report.history(ocop.recognised)
    title = {"title": None}
    made = {"x": altair.X("period:N", **title), "y": altair.Y("value:Q", **title), **encoded}
    return altair.Chart(history).mark_bar().encode(**made)


def test_a_chart_of_altair(opened: Report) -> None:
    chart = bars(opened)
    first, second = (
        opened.figure(
            chart + chart.mark_text().encode(text="value:Q"),
            title="Sản phẩm",
            describes=[ocop.recognised],
        )
        for _ in range(2)
    )
    assert first.svg == second.svg
    # Recognised products at the end of each year, counted in the register.
    assert [int(fact.value or 0) for fact in first.table.facts] == [47, 91, 111, 119]


Chart = Callable[[Report, Any], Any]
TYPED: dict[str, Chart] = {
    "title": lambda r, alt: bars(r).properties(title="Bán 777 tấn"),
    "axis": lambda r, alt: bars(r, x=alt.X("period:N", title="777")),
    "a column of code": lambda r, alt: bars(r, y=alt.Y("value:Q")),
    "values": lambda r, alt: (
        alt.Chart(r.history(ocop.recognised).assign(value=[1.0, 2.0, 3.0, 777.0]))
        .mark_bar()
        .encode(x=alt.X("period:N", title=None), y=alt.Y("value:Q", title=None))
    ),
    "words": lambda r, alt: bars(r) + bars(r).mark_text(text="777"),
    "rule": lambda r, alt: bars(r) + alt.Chart().mark_rule().encode(y=alt.datum(777)),
}


@pytest.mark.parametrize("name", TYPED)
def test_a_number_of_altair_that_no_fact_has(opened: Report, name: str) -> None:
    altair = pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    assert refused(opened, TYPED[name](opened, altair)).startswith("[NOTEBOOK-12] ")


COMPUTING: dict[str, Chart] = {
    "mean": lambda r, alt: bars(r, y="mean(value):Q"),
    "bins": lambda r, alt: bars(r, x=alt.X("value:Q", bin=True)),
    "formula": lambda r, alt: bars(r).transform_calculate(value="datum.value * 7"),
    "labels": lambda r, alt: bars(r, y=alt.Y("value:Q", axis=alt.Axis(labelExpr="'777'"))),
    "no zero": lambda r, alt: bars(r, y=alt.Y("value:Q", scale=alt.Scale(zero=False))),
    "cut": lambda r, alt: bars(r, y=alt.Y("value:Q", scale=alt.Scale(domain=[40, 130]))),
    "shorter": lambda r, alt: bars(r, y=alt.Y("value:Q", scale=alt.Scale(domain=[0, 100]))),
    "shorter above": lambda r, alt: bars(r, y=alt.Y("value:Q", scale=alt.Scale(domainMax=100))),
    "powers": lambda r, alt: bars(r, y=alt.Y("value:Q", scale=alt.Scale(type="symlog"))),
    "shares": lambda r, alt: bars(r, y=alt.Y("value:Q", stack="normalize")),
    "higher": lambda r, alt: bars(r).mark_bar(yOffset=40),
    "smoothed": lambda r, alt: bars(r).mark_line(interpolate="monotone"),
    "pie": lambda r, alt: bars(r).mark_arc(),
    "network": lambda r, alt: alt.Chart("https://example.org/x.csv").mark_bar().encode(y="n:Q"),
}


@pytest.mark.parametrize("name", COMPUTING)
def test_a_chart_that_computes(opened: Report, name: str) -> None:
    altair = pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    assert refused(opened, COMPUTING[name](opened, altair)).startswith("[NOTEBOOK-13] ")


# ------------------------------------------------------------------ Plotly


def plotly_of(report: Report, **more: Any) -> Any:
    objects = pytest.importorskip("plotly.graph_objects")
    pytest.importorskip("kaleido")
    if not shutil.which("chromium"):
        pytest.skip("Chromium is not installed")
    history = report.history(ocop.recognised)
    return objects.Figure(objects.Bar(x=history["period"], y=history["value"], **more))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.torture
def test_a_figure_of_plotly(opened: Report) -> None:
    first, second = (
        opened.figure(
            plotly_of(opened, text=["47", "91", "111", "119"]),
            title="Sản phẩm",
            describes=[ocop.recognised],
        )
        for _ in range(2)
    )
    assert first.svg == second.svg
    assert [int(fact.value or 0) for fact in first.table.facts] == [47, 91, 111, 119]
    typed = plotly_of(opened).add_annotation(text="777 tấn")
    assert refused(opened, typed).startswith("[NOTEBOOK-12] ")


@pytest.mark.parametrize(
    "change",
    [
        lambda made, plotly: plotly.Figure(plotly.Pie(values=[1, 2])),
        lambda made, plotly: made.update_yaxes(ticksuffix=" 777"),
        lambda made, plotly: made.update_yaxes(range=[40, 130]),
        lambda made, plotly: made.add_shape(type="line", x0=0, x1=1, y0=777, y1=777),
        lambda made, plotly: made.update_traces(texttemplate="777"),
        lambda made, plotly: made.update_traces(base=777),
        lambda made, plotly: made.update_traces(offset=1),
        lambda made, plotly: made.update_layout(barnorm="percent"),
        lambda made, plotly: made.update_yaxes(type="log"),
        lambda made, plotly: made.update_yaxes(range=[0, 100]),
        lambda made, plotly: made.add_bar(x=made.data[0].x, y=made.data[0].y).update_layout(
            barmode="stack", yaxis_range=[0, 200]
        ),
        lambda made, plotly: made.update_layout(template={"layout": {"yaxis": {"type": "log"}}}),
        lambda made, plotly: made.update_layout(
            template={"layout": {"yaxis": {"tickprefix": "7"}}}
        ),
        lambda made, plotly: plotly.Figure(plotly.Scatter(y=made.data[0].y, fill="tozeroy")),
        lambda made, plotly: plotly.Figure(plotly.Scatter(y=made.data[0].y, line_shape="spline")),
    ],
    ids=[
        "pie",
        "suffix",
        "not from zero",
        "shape",
        "template",
        "base",
        "beside its place",
        "shares",
        "powers",
        "cut",
        "cut stack",
        "powers of a template",
        "prefix of a template",
        "area",
        "smoothed",
    ],
)
def test_a_part_of_plotly_whose_numbers_cannot_be_read(opened: Report, change: Chart) -> None:
    objects = pytest.importorskip("plotly.graph_objects")
    changed = change(plotly_of(opened), objects)
    assert refused(opened, changed).startswith("[NOTEBOOK-13] ")
