"""Figures of matplotlib in a report: each number that is drawn or written is a named fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from baocao.core.errors import BaocaoError
from baocao.notebook.charts import FIGURE_MIME
from baocao.notebook.drawings.drawing import are_places, letters
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import enterprise_support, ocop, technology_appraisal
from support.folders import ROOT

Draw = Callable[[Axes], Any]
# Recognised products at the end of each year, and on the closing day: counted in the register.
YEARS, COUNTS = ("2020", "2021", "2022", "2023"), (47, 91, 111, 119)


@pytest.fixture(scope="module")
def opened() -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period("2023"))


def figure(draw: Draw = lambda axes: None, kind: str = "bar") -> Figure:
    made, axes = plt.subplots(figsize=(4, 2))
    getattr(axes, kind)(YEARS, COUNTS)
    draw(axes)
    return made


def refused(report: Report, drawn: object, *describes: object, **more: Any) -> str:
    with pytest.raises(BaocaoError) as error:
        report.figure(drawn, title="Sản phẩm", describes=describes or [ocop.recognised], **more)
    plt.close("all")
    return str(error.value)


# ------------------------------------------------------------------ what is printed


@pytest.mark.parametrize("kind", ["bar", "barh"])
def test_columns_of_a_figure_are_bound_to_their_facts(opened: Report, kind: str) -> None:
    made = opened.figure(figure(kind=kind), title="Sản phẩm", describes=[ocop.recognised])
    assert [(f.period, int(f.value or 0)) for _, (f,) in made.marks] == [
        *zip(YEARS, COUNTS, strict=True)
    ]
    assert all(f'id="{name}"' in made.svg for name, _ in made.marks)


def test_a_figure_answers_with_all_its_marks_or_none(opened: Report) -> None:
    def line(axes: Axes) -> None:
        axes.plot(YEARS, COUNTS)

    made = opened.figure(figure(line), title="Sản phẩm", describes=[ocop.recognised])
    assert made.marks == ()


@pytest.mark.parametrize("kind", ["bar", "plot", "scatter", "step"])
def test_a_figure_of_facts(opened: Report, kind: str) -> None:
    made = opened.figure(figure(kind=kind), title="Sản phẩm", describes=[ocop.recognised])
    assert made.caption == "Sản phẩm (sản phẩm)"
    assert [fact.period for fact in made.table.facts] == list(YEARS)
    assert [int(fact.value or 0) for fact in made.table.facts] == list(COUNTS)
    assert "Đến 31/12/2021: 91 sản phẩm" in made.alt
    assert FIGURE_MIME in made._repr_mimebundle_()
    assert [fact["id"] for fact in made.payload["facts"]] == ["ocop.recognised"] * 4


def test_it_is_shown_once_and_drawn_the_same_each_time(opened: Report) -> None:
    plt.close("all")
    first, second = (
        opened.figure(figure(), title="Sản phẩm", describes=[ocop.recognised]) for _ in range(2)
    )
    assert plt.get_fignums() == []
    assert first.svg == second.svg


def test_what_may_be_named(opened: Report) -> None:
    history = opened.history(ocop.recognised)
    facts = opened.fact(ocop.recognised)
    breakdown = opened.breakdown(ocop.recognised, "stars", title="Theo hạng")
    made, axes = plt.subplots()
    axes.barh(["3 sao", "4 sao"], [77, 42])
    assert opened.figure(made, title="Theo hạng", describes=[breakdown]).table.facts
    for describes in ([history], [facts, history], (history,)):
        assert opened.figure(figure(), title="Sản phẩm", describes=describes).svg


TEXTS = [
    "119",
    "119 sản phẩm",
    "Năm 2023: 119",
    "Đến 31/12/2021 (91 sản phẩm)",
    "năm 2022\n111",
    "ISO 9001: 119",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_written_fact(opened: Report, text: str) -> None:
    drawn = figure(lambda axes: axes.annotate(text, (3, 50)))
    assert (
        text.partition("\n")[0]
        in opened.figure(drawn, title="Sản phẩm", describes=[ocop.recognised], alt=text).svg
    )


def test_scales_write_officially(opened: Report) -> None:
    made, axes = plt.subplots()
    amounts = opened.history(enterprise_support.approved_amount)
    axes.plot(amounts["end"], amounts["value"].astype(float))
    found = opened.figure(made, title="Kinh phí", describes=[amounts])
    _, ticks = letters(found.svg, {"xtick", "ytick"})
    assert any("." in tick for tick in ticks) and not any("e" in tick for tick in ticks)
    made, axes = plt.subplots()
    axes.plot([2020, 2021, 2022, 2023], COUNTS)
    found = opened.figure(made, title="Sản phẩm", describes=[ocop.recognised])
    _, ticks = letters(found.svg, {"xtick"})
    assert "2021" in ticks and "2.021" not in ticks


def test_amounts_may_be_drawn_in_millions(opened: Report) -> None:
    amounts = opened.history(enterprise_support.approved_amount)
    made, axes = plt.subplots()
    axes.bar(amounts["period"], amounts["value"].astype(float) / 10**6)
    axes.set_ylabel("triệu đồng")
    assert opened.figure(made, title="Kinh phí", describes=[amounts]).svg


# ------------------------------------------------------------------ what is refused


def test_a_typed_number(opened: Report) -> None:
    drawn = figure(lambda axes: axes.annotate("777 sản phẩm", (0, 50)))
    assert refused(opened, drawn) == (
        "[NOTEBOOK-12] Chữ trong hình có con số không phải là số liệu nêu trong describes=.\n"
        '  Ở đâu:    hình "Sản phẩm"\n'
        "  Đang có:  777 sản phẩm\n"
        "  Cách sửa: vẽ đúng số liệu của báo cáo (report.history, report.breakdown, report.fact) "
        "và nêu chúng trong describes=, hình chia theo phần thì nêu report.breakdown(…); đặt tên "
        "trục, chú giải bằng tiếng Việt; xem docs/recipes.md"
    )


STRANGE: dict[str, Draw] = {
    "title": lambda axes: axes.set_title("Bán 777 tấn"),
    "words": lambda axes: axes.set_title("hai mươi tấn"),
    "axis": lambda axes: axes.set_xlabel("777 tấn"),
    "legend": lambda axes: axes.legend(["777 tấn"]),
    "text of the figure": lambda axes: axes.figure.suptitle("777"),
    "a year as a figure": lambda axes: axes.text(0, 1, "2023 tấn"),
    "a fact of something else": lambda axes: axes.text(0, 1, "119 tấn"),
    "glued": lambda axes: axes.text(0, 1, "1190"),
    "English": lambda axes: axes.text(0, 1, "111.5"),
    "formula": lambda axes: axes.text(0, 1, "$777$"),
    "ticks": lambda axes: axes.set_yticks([0, 50], ["0", "777"]),
    "names of ticks": lambda axes: axes.set_xticks([0, 1], ["Gạo 777", "Chè"]),
    "format of ticks": lambda axes: axes.yaxis.set_major_formatter("777{x}"),
    "bar labels": lambda axes: axes.bar_label(axes.containers[0], ["1", "2", "3", "4"]),
    "line": lambda axes: axes.plot(YEARS, [47, 91, 111, 777]),
    "line across": lambda axes: axes.axhline(777),
    "point": lambda axes: axes.scatter(YEARS, [777] * 4),
    "second scale": lambda axes: axes.twinx().plot(YEARS, [1, 2, 3, 777]),
    "English column": lambda axes: axes.set_ylabel("score"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_number_that_no_fact_has(opened: Report, name: str) -> None:
    assert refused(opened, figure(STRANGE[name])).startswith("[NOTEBOOK-12] ")


@pytest.mark.parametrize(
    ("what", "describes"),
    [
        ("of another indicator", technology_appraisal.appraised),
        ("nothing that is known", 777),
        ("a fact that is missing", None),
    ],
)
def test_what_does_not_describe_it(opened: Report, what: str, describes: Any) -> None:
    if describes is None:
        workspace = Workspace.load(ROOT)
        describes = opened.fact(ocop.recognised, workspace.period("2019"))
    assert refused(opened, figure(), describes).startswith("[NOTEBOOK-12] ")


def test_words_for_the_blind_and_claims(opened: Report) -> None:
    assert "Lời tả hình" in refused(opened, figure(), alt="Có 777 sản phẩm")
    for claim in ("Tăng mạnh", "Tăng mạnh: 119 sản phẩm", "phần lớn, năm 2023"):
        drawn = figure(lambda axes, claim=claim: axes.set_title(claim))
        assert "[NARRATIVE-08]" in refused(opened, drawn), claim
    assert "[NARRATIVE-08]" in refused(opened, figure(), alt="Tăng mạnh: 119")


UNREADABLE: dict[str, Draw] = {
    "pie": lambda axes: axes.pie([1, 2]),
    "area": lambda axes: axes.fill_between([0, 1], [1, 2]),
    "picture": lambda axes: axes.imshow(np.zeros((2, 2))),
    "table": lambda axes: axes.table([["777"]]),
    "patch": lambda axes: axes.add_patch(Circle((0, 0), 1)),
    "error bars": lambda axes: axes.errorbar([0], [47], yerr=[777]),
    "letters as points": lambda axes: axes.scatter([0], [47], marker="$777$"),
    "letters on a line": lambda axes: axes.plot([0], [47], marker="$777$"),
    "not from zero": lambda axes: axes.set_ylim(40, 130),
    "shorter than its columns": lambda axes: axes.set_ylim(0, 100),
    "shorter than its line": lambda axes: (axes.plot([0], [130]), axes.set_ylim(0, 120)),
    "inset": lambda axes: axes.inset_axes((0.5, 0.5, 0.4, 0.4)).bar(["a"], [777]),
    "picture of the figure": lambda axes: axes.figure.figimage(np.zeros((2, 2))),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_part_whose_numbers_cannot_be_read(opened: Report, name: str) -> None:
    assert refused(opened, figure(UNREADABLE[name])).startswith("[NOTEBOOK-13] ")


@pytest.mark.parametrize("what", [777, "hình", None, Figure()], ids=str)
def test_what_is_no_figure(opened: Report, what: object) -> None:
    assert refused(opened, what).startswith("[NOTEBOOK-13] ")


@pytest.mark.parametrize(
    ("values", "told"),
    [([0, 1, 2], True), ([2020, 2023], True), ([1.5, 2.5], False), ([47, 91], False)],
)
def test_places_along_an_axis(values: list[float], told: bool) -> None:
    assert are_places(values) is told
