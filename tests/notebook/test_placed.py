"""A mark of a figure stands at the period and the part that its number is of, in every library.

Recognised products of the register `ocop`, counted by hand: 3 sao and 4 sao, at the end of each
year and on the closing day.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from baocao.core.errors import BaocaoError
from baocao.notebook.drawings.of_plotly import _annotations, _of_trace
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import ocop, technology_appraisal
from support.folders import ROOT

YEARS = ("2020", "2021", "2022", "2023")
WHOLE = (47, 91, 111, 119)
THREE, FOUR = (35, 60, 72, 77), (12, 31, 39, 42)
DAYS = (*(dt.date(year, 12, 31) for year in (2020, 2021, 2022)), dt.date(2023, 11, 14))
STARS = ("3 sao", "4 sao")

Draw = Callable[[Axes], Any]


@pytest.fixture(scope="module")
def opened() -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period("2023"))


@pytest.fixture(autouse=True)
def _closed() -> Any:
    yield
    plt.close("all")


def codes(report: Report, drawn: object, *describes: object) -> list[str]:
    """The codes of what is wrong with a figure."""
    try:
        report.figure(drawn, title="Sản phẩm", describes=describes or [ocop.recognised])
    except BaocaoError as error:
        return [finding.code for finding in error.findings]
    return []


def drawn(draw: Draw) -> Any:
    made, axes = plt.subplots(figsize=(4, 2))
    draw(axes)
    return made


def turned(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The same numbers, the first two the other way round."""
    return (numbers[1], numbers[0], *numbers[2:])


WAYS: dict[str, Callable[[Axes, tuple[int, ...]], Any]] = {
    "columns": lambda axes, n: axes.bar(YEARS, n),
    "flat columns": lambda axes, n: axes.barh(YEARS, n),
    "line": lambda axes, n: axes.plot(YEARS, n),
    "steps": lambda axes, n: axes.step(YEARS, n),
    "points": lambda axes, n: axes.scatter(YEARS, n),
    "years as numbers": lambda axes, n: axes.bar([int(year) for year in YEARS], n),
    "days": lambda axes, n: axes.plot(DAYS, n),
    "columns of days": lambda axes, n: axes.bar(DAYS, n, width=200),
    "ticks with texts": lambda axes, n: (
        axes.bar(range(4), n),
        axes.set_xticks(range(4), ["Năm 2020", "Năm 2021", "Năm 2022", "Đến 14/11/2023"]),
    ),
    "second scale": lambda axes, n: axes.twinx().plot(YEARS, n),
    "codes of periods": lambda axes, n: axes.bar([f"{year}" for year in YEARS], n),
}


@pytest.mark.parametrize("way", WAYS)
def test_two_periods_that_are_swapped(opened: Report, way: str) -> None:
    assert codes(opened, drawn(lambda axes: WAYS[way](axes, WHOLE))) == []
    assert codes(opened, drawn(lambda axes: WAYS[way](axes, turned(WHOLE)))) == ["NOTEBOOK-24"]


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(range(4)), places=st.permutations(range(4)))
def test_only_the_right_pairs_are_printed(
    opened: Report, order: list[int], places: list[int]
) -> None:
    """In whichever order they are drawn."""
    figure = drawn(lambda axes: axes.bar([YEARS[at] for at in places], [WHOLE[at] for at in order]))
    assert (codes(opened, figure) == []) is (order == places)


def test_the_fault_is_told_whole(opened: Report) -> None:
    with pytest.raises(BaocaoError) as error:
        figure = drawn(lambda axes: axes.bar(YEARS, turned(WHOLE)))
        opened.figure(figure, title="Sản phẩm", describes=[ocop.recognised])
    assert str(error.value) == (
        "[NOTEBOOK-24] Hình vẽ số liệu ở chỗ của số liệu khác.\n"
        '  Ở đâu:    hình "Sản phẩm"\n'
        '  Đang có:  91 ở "2020", số liệu của chỗ ấy: 47; 47 ở "2021", số liệu của chỗ ấy: 91\n'
        "  Cách sửa: vẽ mỗi số ở đúng kỳ, đúng phần của nó; vẽ thẳng từ report.history hoặc bảng "
        "của báo cáo thì không lệch"
    )
    with pytest.raises(BaocaoError) as error:
        figure = drawn(lambda axes: axes.bar(["Gạo", "Chè", "Cam", "Bưởi"], WHOLE))
        opened.figure(figure, title="Sản phẩm", describes=[ocop.recognised])
    assert str(error.value) == (
        "[NOTEBOOK-25] Không biết số trong hình là của số liệu nào.\n"
        '  Ở đâu:    hình "Sản phẩm"\n'
        '  Đang có:  47 ở "Gạo"; 91 ở "Chè"; 111 ở "Cam"; 119 ở "Bưởi"\n'
        '  Cách sửa: ghi tên ở trục và chú giải đúng như báo cáo gọi, ví dụ "Đến 31/12/2020", '
        '"Đến 31/12/2021", "Đến 31/12/2022"; hình nhiều dãy số phải có chú giải'
    )


# ------------------------------------------------------------------ parts and series


def test_two_parts_that_are_swapped(opened: Report) -> None:
    parts = opened.breakdown(ocop.recognised, "stars", title="Theo hạng")
    for numbers, told in (((77, 42), []), ((42, 77), ["NOTEBOOK-24"])):
        assert codes(opened, drawn(lambda axes, n=numbers: axes.barh(STARS, n)), parts) == told
    # The whole under its own name, as the table writes it.
    total = (*STARS, "Tổng số")
    for numbers, told in (((77, 42, 119), []), ((77, 119, 42), ["NOTEBOOK-24"])):
        assert codes(opened, drawn(lambda axes, n=numbers: axes.bar(total, n)), parts) == told


def side_by_side(axes: Axes, names: tuple[str, ...] = STARS, legend: Any = True) -> None:
    for shift, numbers, name in zip((-0.2, 0.2), (THREE, FOUR), names, strict=True):
        axes.bar([at + shift for at in range(4)], numbers, 0.4, label=name)
    axes.set_xticks(range(4), YEARS)
    if legend:
        axes.legend(*([legend] if isinstance(legend, list) else []))


def over_each_other(axes: Axes, names: tuple[str, ...]) -> None:
    other = axes.twinx()
    lines = [*axes.plot(YEARS, THREE, "b", label=names[0])]
    lines += other.plot(YEARS, FOUR, "r", label=names[1])
    axes.legend(handles=lines)


SERIES: dict[str, tuple[Draw, list[str]]] = {
    "named": (side_by_side, []),
    "swapped": (lambda axes: side_by_side(axes, ("4 sao", "3 sao")), ["NOTEBOOK-24"]),
    "swapped in the legend": (
        lambda axes: side_by_side(axes, legend=["4 sao", "3 sao"]),
        ["NOTEBOOK-24"],
    ),
    "two scales, one legend": (
        lambda axes: over_each_other(axes, STARS),
        [],
    ),
    "two scales, one legend, swapped": (
        lambda axes: over_each_other(axes, STARS[::-1]),
        ["NOTEBOOK-24"],
    ),
    "no legend": (lambda axes: side_by_side(axes, legend=False), ["NOTEBOOK-25"]),
    "strange names": (lambda axes: side_by_side(axes, ("Nhóm A", "Nhóm B")), ["NOTEBOOK-25"]),
    "lines": (
        lambda axes: (
            axes.plot(YEARS, THREE, label="3 sao"),
            axes.plot(YEARS, FOUR, label="4 sao"),
            axes.legend(),
        ),
        [],
    ),
    "lines, swapped": (
        lambda axes: (
            axes.plot(YEARS, THREE, label="4 sao"),
            axes.plot(YEARS, FOUR, label="3 sao"),
            axes.legend(),
        ),
        ["NOTEBOOK-24"],
    ),
    "one colour": (
        lambda axes: (
            axes.plot(YEARS, THREE, "b", label="3 sao"),
            axes.plot(YEARS, FOUR, "b", label="4 sao"),
            axes.legend(),
        ),
        ["NOTEBOOK-13"],
    ),
    "one colour, two kinds of line": (
        lambda axes: (
            axes.plot(YEARS, THREE, "b-", label="3 sao"),
            axes.plot(YEARS, FOUR, "b--", label="4 sao"),
            axes.legend(),
        ),
        [],
    ),
    "each column a colour": (
        lambda axes: (
            axes.bar(["2023"], [77], color="red", label="3 sao"),
            axes.bar(["2023"], [42], bottom=[77], color="blue", label="4 sao"),
            axes.legend(),
        ),
        [],
    ),
}


@pytest.mark.parametrize("name", SERIES)
def test_series(opened: Report, name: str) -> None:
    draw, told = SERIES[name]
    history = opened.history(ocop.recognised, by="stars")
    assert codes(opened, drawn(draw), history) == told


def test_what_pandas_draws(opened: Report) -> None:
    history = opened.history(ocop.recognised, by="stars")
    wide = history.pivot(index="period", columns="stars", values="value")
    for how in ({"stacked": True}, {}):
        for kind in (wide.plot.bar, wide.plot.barh):
            axes = kind(**how)
            axes.set(xlabel="", ylabel="")
            axes.legend(title="Hạng sao")
            assert codes(opened, axes, history) == []
    false = wide.rename(columns={"3 sao": "4 sao", "4 sao": "3 sao"})
    axes = false.plot.bar()
    axes.set(xlabel="", ylabel="")
    axes.legend(title="Hạng sao")
    assert codes(opened, axes, history) == ["NOTEBOOK-24"]
    days = history.pivot(index="end", columns="stars", values="value")
    axes = days.plot()
    axes.set(xlabel="", ylabel="")
    axes.legend(title="Hạng sao")
    assert codes(opened, axes, history) == []


def test_parts_of_a_picture_are_named_by_their_titles(opened: Report) -> None:
    history = opened.history(ocop.recognised, by="stars")
    for names, told in ((STARS, []), (STARS[::-1], ["NOTEBOOK-24"])):
        made, two = plt.subplots(2, sharex=True)
        for axes, numbers, name in zip(two, (THREE, FOUR), names, strict=True):
            axes.bar(YEARS, numbers)
            axes.set_title(name)
        assert codes(opened, made, history) == told


# ------------------------------------------------------------------ written figures, other places


@pytest.mark.parametrize("kind", ["edge", "center"])
def test_figures_written_at_columns(opened: Report, kind: str) -> None:
    for texts, told in ((WHOLE, []), (turned(WHOLE), ["NOTEBOOK-24"])):
        for way in ("bar", "barh"):
            figure = drawn(
                lambda axes, way=way, texts=texts: axes.bar_label(
                    getattr(axes, way)(YEARS, WHOLE), [*map(str, texts)], label_type=kind
                )
            )
            assert codes(opened, figure) == told


def test_a_figure_written_alone_is_of_its_place(opened: Report) -> None:
    def with_text(text: str, at: Any, **more: Any) -> list[str]:
        return codes(
            opened,
            drawn(lambda axes: (axes.bar(YEARS, WHOLE), axes.annotate(text, at, **more))),
        )

    assert with_text("119 sản phẩm", (3, 60)) == []
    assert with_text("119 sản phẩm", (0, 60)) == ["NOTEBOOK-24"]
    assert with_text("Năm 2023: 119", (0, 60)) == []
    arrow = {"arrowprops": {"arrowstyle": "->"}, "xytext": (0, 100)}
    assert with_text("119", (3, 119), **arrow) == []
    assert with_text("47", (3, 119), **arrow) == ["NOTEBOOK-24"]


def test_a_name_with_its_figure(opened: Report) -> None:
    names = [f"{year}: {number}" for year, number in zip(YEARS, WHOLE, strict=True)]
    assert codes(opened, drawn(lambda axes: axes.bar(names, WHOLE))) == []
    wrong = [f"{year}: {n}" for year, n in zip(YEARS, turned(WHOLE), strict=True)]
    assert codes(opened, drawn(lambda axes: axes.bar(wrong, WHOLE))) == ["NOTEBOOK-24"]


UNKNOWN: dict[str, Draw] = {
    "no names": lambda axes: axes.bar(range(4), WHOLE),
    "no ticks": lambda axes: (axes.bar(YEARS, WHOLE), axes.set_xticks([])),
    "other names": lambda axes: axes.bar(["Gạo", "Chè", "Cam", "Bưởi"], WHOLE),
    "the how manieth": lambda axes: axes.plot([1, 2, 3, 4], WHOLE),
    "another day": lambda axes: axes.plot([day.replace(day=2) for day in DAYS], WHOLE),
    "every second tick": lambda axes: (
        axes.bar(range(4), WHOLE),
        axes.set_xticks([0, 2], ["Năm 2020", "Năm 2022"]),
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_place_that_has_no_known_name(opened: Report, name: str) -> None:
    assert "NOTEBOOK-25" in codes(opened, drawn(UNKNOWN[name]))


def test_one_number_alone_may_be_called_otherwise(opened: Report) -> None:
    fact = opened.fact(ocop.recognised)
    assert codes(opened, drawn(lambda axes: axes.bar(["Sản phẩm"], [119])), fact) == []


def test_a_line_across_names_nothing(opened: Report) -> None:
    figure = drawn(lambda axes: (axes.bar(YEARS, WHOLE), axes.axhline(91)))
    assert codes(opened, figure) == []


def test_a_point_of_two_numbers_is_of_one_period(opened: Report) -> None:
    appraised = opened.history(technology_appraisal.appraised)
    # Projects appraised in each year, counted in the register.
    across = [int(n) for n in appraised["value"]]
    assert across == [43, 65, 86, 106]
    both = (opened.history(ocop.recognised), appraised)
    for numbers, told in ((WHOLE, []), (turned(WHOLE), ["NOTEBOOK-24"])):
        figure = drawn(lambda axes, n=numbers: axes.scatter(across, n))
        assert codes(opened, figure, *both) == told


# ------------------------------------------------------------------ Altair, Plotly


@pytest.mark.parametrize("kind", ["bar", "line", "point", "text"])
def test_altair(opened: Report, kind: str) -> None:
    alt = pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    history = opened.history(ocop.recognised)
    for numbers, told in ((WHOLE, []), (turned(WHOLE), ["NOTEBOOK-24"])):
        for axis in ("period:N", "end:T"):
            chart = alt.Chart(history.assign(value=[float(n) for n in numbers]))
            more = {"text": "value:Q"} if kind == "text" else {}
            chart = getattr(chart, f"mark_{kind}")().encode(
                x=alt.X(axis, title=None), y=alt.Y("value:Q", title=None), **more
            )
            assert codes(opened, chart) == told


def test_series_of_altair(opened: Report) -> None:
    alt = pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    history = opened.history(ocop.recognised, by="stars")
    history["stars"] = history["stars"].astype(str)
    swapped = history.assign(stars=history["stars"].map(dict(itertools.permutations(STARS))))
    for frame, legend, told in (
        (history, {}, []),
        (swapped, {}, ["NOTEBOOK-24"]),
        (history, {"legend": None}, ["NOTEBOOK-25"]),
    ):
        chart = (
            alt.Chart(frame)
            .mark_bar()
            .encode(
                x=alt.X("period:N", title=None),
                y=alt.Y("value:Q", title=None),
                color=alt.Color("stars:N", title=None, **legend),
            )
        )
        assert codes(opened, chart, history) == told


def marks_of_plotly(*traces: Any, **layout: Any) -> list[Any]:
    objects = pytest.importorskip("plotly.graph_objects")
    figure = objects.Figure([*traces], layout)
    return [mark for trace in figure.data for mark in _of_trace(trace, figure.layout, True)]


def test_plotly_is_read() -> None:
    objects = pytest.importorskip("plotly.graph_objects")
    (one, two) = marks_of_plotly(objects.Bar(x=["2020", "2021"], y=[47, 91], name="3 sao"))
    assert (one.value, one.at, one.of) == (47, ("2020",), ("3 sao",))
    assert (two.value, two.at) == (91, ("2021",))
    (flat,) = marks_of_plotly(objects.Bar(y=["2020"], x=[47], orientation="h"))
    assert (flat.value, flat.at, flat.of) == (47, ("2020",), ())
    number, text = marks_of_plotly(objects.Bar(x=[2020], y=[47], text=["91"]))
    assert (number.at, text.value, text.at) == (("2020",), "91", ("2020",))
    (day,) = marks_of_plotly(objects.Scatter(x=["2020-12-31"], y=[47]))
    assert day.at == (dt.date(2020, 12, 31),)
    (deep,) = marks_of_plotly(objects.Bar(x=[["2020"], ["3 sao"]], y=[35]))
    assert deep.at == ("2020", "3 sao")
    (point,) = marks_of_plotly(objects.Scatter(x=[43.5], y=[47]))
    assert (point.at, point.beside) == ((), 43.5)
    for hidden in ({"xaxis_visible": False}, {"xaxis_showticklabels": False}):
        (mark,) = marks_of_plotly(objects.Bar(x=["2020"], y=[47]), **hidden)
        assert mark.at == ("",)
    (mark,) = marks_of_plotly(objects.Bar(x=["2020"], y=[47], name="3 sao"), showlegend=False)
    assert mark.of == ()
    noted = objects.Figure(objects.Bar(x=["2020"], y=[47]))
    noted.add_annotation(text="91", x="2020", y=60).add_annotation(text="1", x=0.5, xref="paper")
    assert [(one.value, one.at) for one in _annotations(noted.layout)] == [("91", ("2020",))]


@pytest.mark.parametrize("title", ["Giai đoạn 2020–2023", "Năm 2020, năm 2023", "Năm 2020; 2021"])
def test_a_title_that_names_several_years_names_none(opened: Report, title: str) -> None:
    def titled(axes: Axes) -> None:
        axes.bar(YEARS, WHOLE)
        axes.set_title(title)

    found = codes(opened, drawn(titled))
    assert found in ([], ["NOTEBOOK-12"])
