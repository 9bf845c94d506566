"""Each form of chart: an honest picture, words that say the same, and the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from lxml import etree
from matplotlib.colors import to_rgb

from baocao.facts.fact import Fact
from baocao.facts.trends import shares
from baocao.notebook import charts
from baocao.notebook.charts import ReportFigure
from baocao.notebook.charts.breakdown import _LOOKS
from baocao.notebook.charts.over_time import _in_lines
from baocao.notebook.known_text import KnownText
from baocao.notebook.table import NOTHING_MIME
from support.facts import fact, years

YEARS = ("Năm 2020", "Năm 2021", "Năm 2022", "Năm 2023 đến 14/11/2023")
LABELS = [KnownText(name) for name in YEARS]
SVG = "{http://www.w3.org/2000/svg}"


def parts(values: Sequence[int], names: str = "ABCDEFGH") -> list[tuple[str, Fact]]:
    return [(n, fact(v, identity=f"p.i[{n}]")) for n, v in zip(names, values, strict=False)]


def with_shares(values: Sequence[int]) -> list[tuple[str, Fact, Fact]]:
    facts = [f for _, f in parts(values)]
    found = shares(facts, fact(sum(values)))
    return [(n, f, s) for (n, f), s in zip(parts(values), found, strict=True)]


def plan(value: int | None) -> Fact:
    return fact(value, stock=True, identity="p.i:plan")


FORMS: dict[str, Callable[[], ReportFigure]] = {
    "columns": lambda: charts.columns(
        "Dự án", LABELS, years([43, 65, 86, 106]), [False, False, False, True], plan(120)
    ),
    "line": lambda: charts.line("Dự án", LABELS, years([43, 65, 86, 106]), plan(120)),
    "bars": lambda: charts.bars("Dự án", "Nhóm", parts([3, 9, 5])),
    "share_bar": lambda: charts.share_bar("Dự án", "Nhóm", with_shares([42, 77])),
    "slope": lambda: charts.slope(
        "Dự án",
        "Nhóm",
        (KnownText("2022"), KnownText("2023")),
        [("A", fact(17), fact(23)), ("B", fact(13), fact(10))],
    ),
    "small_multiples": lambda: charts.small_multiples(
        "Dự án",
        "Địa bàn",
        LABELS,
        [("Đông Hà", years([1, 2, 3, 4])), ("Cam Lộ", years([0, 2, 2, 9]))],
        [False, False, False, True],
    ),
}


def letters(figure: ReportFigure) -> list[str]:
    tree = etree.fromstring(figure.svg.encode())
    return [" ".join("".join(node.itertext()).split()) for node in tree.iter(f"{SVG}text")]


@pytest.fixture(params=FORMS)
def figure(request: pytest.FixtureRequest) -> ReportFigure:
    return FORMS[request.param]()


def test_every_form_is_tried() -> None:
    assert set(FORMS) | {"FIGURE_MIME", "ReportFigure"} == set(charts.__all__)


def test_text_stays_text(figure: ReportFigure) -> None:
    assert letters(figure)
    assert figure.table.facts
    assert not re.search(r'id="(DejaVu|STIX|TeXGyre)[^"]*-[0-9a-f]+"', figure.svg)


def test_values_are_told_to_those_who_do_not_see_them(figure: ReportFigure) -> None:
    # The last figure of each row is told by every form.
    for row in figure.table.rows:
        last = [cell for cell in row.cells if isinstance(cell, Fact)][-1]
        assert re.search(rf"\b0?{re.escape(last.text.lstrip('0'))}", figure.alt), row


def test_the_same_figures_draw_the_same_bytes(figure: ReportFigure) -> None:
    again = next(form() for form in FORMS.values() if form().alt == figure.alt)
    assert again.svg == figure.svg


def boxes(figure: ReportFigure, fill: str) -> list[tuple[float, float]]:
    """Bottom and top of each filled rectangle of that colour."""
    found = []
    for node in etree.fromstring(figure.svg.encode()).iter(f"{SVG}path"):
        if f"fill: {fill}" in (node.get("style") or ""):
            points = re.findall(r"[ML] ([\d.]+) ([\d.]+)", node.get("d", ""))
            heights = [float(y) for _, y in points]
            if len(points) == 4:
                found.append((max(heights), min(heights)))
    return found


def test_columns_begin_at_zero_and_are_as_high_as_their_values() -> None:
    made = FORMS["columns"]()
    whole = boxes(made, "#0072b2")
    assert len(whole) == 3 and len({bottom for bottom, _ in whole}) == 1
    heights = [bottom - top for bottom, top in whole]
    assert heights[1] / heights[0] == pytest.approx(65 / 43, rel=0.01)
    assert heights[2] / heights[0] == pytest.approx(86 / 43, rel=0.01)


# What a reader finds going from mark to mark; a share after its figure.
BOUND = {
    "columns": ["43", "65", "86", "106", "120"],
    "line": ["43", "65", "86", "106", "120"],
    "bars": ["09", "05", "03"],
    "share_bar": ["77 64,7%", "42 35,3%"],
    "slope": ["17", "23", "13", "10"],
    "small_multiples": ["01", "02", "03", "04", "0", "02", "02", "09"],
}


def mark(figure: ReportFigure, place: int) -> list[tuple[float, float]]:
    """The corners of a mark in the drawing, or where its point stands."""
    name, _ = figure.marks[place]
    (found,) = etree.fromstring(figure.svg.encode()).xpath(f"//*[@id='{name}']")
    for node in found.iter(f"{SVG}use"):
        return [(float(node.get("x")), float(node.get("y")))]
    node = next(found.iter(f"{SVG}path"))
    return [(float(x), float(y)) for x, y in re.findall(r"[ML] ([\d.]+) ([\d.]+)", node.get("d"))]


@pytest.mark.parametrize("form", FORMS)
def test_marks_are_bound_to_their_facts(form: str) -> None:
    made = FORMS[form]()
    assert [" ".join(f.text for f in facts) for _, facts in made.marks] == BOUND[form]
    payload = made.payload
    assert [
        " ".join(payload["facts"][n]["text"] for n in one["facts"]) for one in payload["marks"]
    ] == BOUND[form]


@pytest.mark.parametrize(
    ("form", "values", "across"),
    [("columns", (43, 65, 86, 106), 1), ("bars", (9, 5, 3), 0), ("share_bar", (77, 42), 0)],
)
def test_a_bound_mark_is_as_long_as_its_fact(form: str, values: Sequence[int], across: int) -> None:
    made = FORMS[form]()
    lengths = []
    for place in range(len(values)):
        sides = [corner[across] for corner in mark(made, place)]
        lengths.append(max(sides) - min(sides))
    assert [one / lengths[0] for one in lengths] == pytest.approx(
        [value / values[0] for value in values], rel=0.01
    )


def test_a_bound_point_stands_at_its_fact() -> None:
    for form, values in (("line", (43, 65, 86, 106)), ("slope", (17, 23, 13, 10))):
        heights = [mark(FORMS[form](), place)[0][1] for place in range(4)]
        steps = [(heights[0] - one) / (heights[0] - heights[1]) for one in heights]
        assert steps == pytest.approx(
            [(value - values[0]) / (values[1] - values[0]) for value in values], abs=0.01
        )


def axis(figure: ReportFigure) -> float:
    """The height of the line that the columns stand on."""
    for node in etree.fromstring(figure.svg.encode()).iter(f"{SVG}path"):
        points = re.findall(r"[ML] ([\d.]+) ([\d.]+)", node.get("d", ""))
        style = node.get("style") or ""
        if "stroke: #555555" in style and "dasharray" not in style and len(points) == 2:
            (_, one), (_, other) = points
            if one == other:
                return float(one)
    raise AssertionError("no axis")


def test_columns_stand_on_the_line_of_zero() -> None:
    made = FORMS["columns"]()
    (bottom,) = {bottom for bottom, _ in boxes(made, "#0072b2")}
    assert bottom == pytest.approx(axis(made))


def test_part_of_a_year_is_marked_and_takes_no_side() -> None:
    made = FORMS["columns"]()
    assert "<pattern" in made.svg
    assert "Kỳ chưa trọn, không so với kỳ trọn: Năm 2023 đến 14/11/2023: 106 dự án." in made.alt
    assert "Cao nhất là Năm 2022: 86 dự án" in made.alt
    assert "<pattern" in FORMS["small_multiples"]().svg


def test_a_plan_is_drawn_named_and_listed() -> None:
    for form in ("columns", "line"):
        made = FORMS[form]()
        assert "Kế hoạch: 120" in letters(made)
        assert made.alt.endswith("Kế hoạch: 120 dự án.")
        assert made.table.rows[-1].cells[0] == "Kế hoạch"
        assert "stroke-dasharray" in made.svg


def test_a_plan_that_is_none_is_not_drawn() -> None:
    made = charts.line("Dự án", LABELS, years([43, 65, 86, 106]), plan(None))
    assert "Kế hoạch" not in made.svg + made.alt + made.table.text


def test_an_estimate_bears_its_word_in_a_chart() -> None:
    facts = [fact(86, 2022), fact(122, 2023, status="estimated")]
    made = charts.columns("Dự án", LABELS[:2], facts, [False, False])
    assert "ước 122" in letters(made)
    assert "ước 122 dự án" in made.alt


def test_a_gap_breaks_a_line() -> None:
    made = charts.line("Dự án", LABELS, years([43, None, 86, 106]))
    (drawn,) = (
        node.get("d")
        for node in etree.fromstring(made.svg.encode()).iter(f"{SVG}path")
        if "stroke-width: 2" in (node.get("style") or "") and "fill: none" in node.get("style")
    )
    assert drawn.count("M") == 2
    assert "Năm 2021" not in made.table.text


def test_a_fall_is_told_from_a_rise_without_colour() -> None:
    made = FORMS["slope"]()
    assert "A: từ 17 tăng lên 23 dự án; B: từ 13 giảm còn 10 dự án." in made.alt
    dashed = [
        node
        for node in etree.fromstring(made.svg.encode()).iter(f"{SVG}path")
        if "stroke-dasharray" in (node.get("style") or "")
    ]
    assert len(dashed) == 1


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_parts_are_told_apart_in_black_and_white() -> None:
    for (one, hatch), (other, other_hatch) in combinations(_LOOKS, 2):
        assert hatch != other_hatch or abs(luminance(one) - luminance(other)) > 0.1


def test_shares_are_drawn_in_proportion_and_named() -> None:
    made = FORMS["share_bar"]()
    assert letters(made) == ["B: 77 dự án (64,7%)", "A: 42 dự án (35,3%)"]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_zeros_is_no_picture(form: str) -> None:
    zero: dict[str, Any] = {
        "columns": lambda: charts.columns("X", LABELS, years([0] * 4), [False] * 4),
        "line": lambda: charts.line("X", LABELS, years([0] * 4)),
        "bars": lambda: charts.bars("X", "Nhóm", parts([0, 0])),
        "share_bar": lambda: charts.share_bar("X", "Nhóm", with_shares([0, 0])),
        "slope": lambda: charts.slope("X", "N", ("a", "b"), [("A", fact(0), fact(0))]),
        "small_multiples": lambda: charts.small_multiples(
            "X", "N", LABELS, [("A", years([0] * 4))], [False] * 4
        ),
    }
    made = zero[form]()
    assert made.svg == ""
    told = "X: không phát sinh, không lập biểu đồ"
    assert made._repr_mimebundle_() == {NOTHING_MIME: {}, "text/plain": told}


def test_money_and_decimals_are_written_in_vietnamese() -> None:
    money = [("A", fact(654_000_000, unit="đồng")), ("B", fact(1_250_000_000, unit="đồng"))]
    assert letters(charts.bars("Kinh phí", "Nhóm", money))[-1:] != []
    written = " ".join(letters(charts.bars("Kinh phí", "Nhóm", money)))
    assert "1,25 tỷ đồng" in written and "654 triệu đồng" in written


def test_day_of_a_part_is_in_its_window() -> None:
    days = (date(2023, 1, 1), date(2023, 11, 14))
    label = KnownText("01/01/2023 đến 14/11/2023")
    made = charts.columns("Dự án", [label], [fact(5, days=days)], [True])
    assert "đến 14/11/2023" in " ".join(letters(made))


def test_long_names_of_periods_are_broken_into_lines() -> None:
    # A year of one's own: 31 letters, of which four would stand side by side.
    names = [KnownText(f"Quý {n} năm ngân sách 2023-2024") for n in ("I", "II", "III", "IV")]
    assert _in_lines(names)[2] == "Quý III năm ngân\nsách 2023-2024"
    assert _in_lines(YEARS) == ["Năm 2020", "Năm 2021", "Năm 2022", "Năm 2023\nđến 14/11/2023"]
