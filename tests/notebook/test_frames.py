"""Frames of the report: typed for pandas, shown in official Vietnamese."""

from __future__ import annotations

import pickle
import re
from copy import deepcopy
from html import unescape

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from baocao.notebook.frames import Head, ShownFrame, ShownSeries, official, shown_as
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import enterprise_support, ocop, technology_appraisal
from support.folders import ROOT

# Of pandas, never of an official: dots in decimals, days the wrong way round, missing values.
UNOFFICIAL = re.compile(r"\d\.\d(?!\d\d)|\d{4}-\d\d-\d\d|\b00:00|\b(?:nan|NaN|NaT|None|<NA>)\b")


@pytest.fixture(scope="module")
def opened() -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period("2023-Q3"))


def cells(page: str) -> list[list[str]]:
    """The texts of each row of the tables in a page."""
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    return [[unescape(text) for text in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", r)] for r in rows]


def registered() -> pd.DataFrame:
    """The register as pandas alone reads it."""
    path = ROOT / "data" / "registers" / "ocop.csv"
    return pd.read_csv(path, sep=";", encoding="utf-8-sig", dtype=str, keep_default_na=False)


# ------------------------------------------------------------------ what is shown


def test_no_cell_of_an_exploration_is_empty_that_has_a_value(opened: Report) -> None:
    page = opened.explore(ocop.recognised).html
    table = cells(page.partition("Dòng sổ")[2])
    written = registered()
    assert len(table) == 21
    for at, row in enumerate(table[1:]):
        asked = [written[heading][at] for heading in table[0]]
        assert [bool(text) for text in row] == [bool(text) for text in asked], row
    history = cells(page.partition("Lịch sử")[2].partition("<h5>")[0])
    assert [row[3:5] for row in history[1:]] == [
        ["30", "30"],
        ["63", "63"],
        ["101", "101"],
        ["119", "119"],
    ]


def test_the_title_says_how_many_rows_are_shown(opened: Report) -> None:
    assert "<h5>Dòng sổ (20 trong 119 dòng)</h5>" in opened.explore(ocop.recognised).html
    assert opened.rows(ocop.register)._repr_html_().startswith("<p>20 trong 119 dòng</p>")
    assert "trong" not in opened.rows(ocop.register).head(20)._repr_html_()
    # What the analyst checks is shown whole.
    assert len(cells(opened.coverage()._repr_html_())) == 1 + len(opened.coverage()) > 40


@pytest.mark.parametrize("indicator", [ocop.recognised, technology_appraisal.appraised])
def test_all_that_is_shown_is_official(opened: Report, indicator: object) -> None:
    opened.narrate("Có {{ ocop.recognised }}, {{ ocop.recognised.vs_last_year }}.", opened.modules)
    shown = {
        "explore": opened.explore(indicator),
        "history": opened.history(indicator),
        "coverage": opened.coverage(),
        "ranking": opened.ranking(),
        "quoted": opened.quoted(),
        "diff": opened.diff("2022-Q3"),
        "remarks": opened.past_remarks("difficulties"),
        "rows": opened.rows(ocop.register),
    }
    for name, one in shown.items():
        rows = cells(one._repr_html_())
        assert rows, name
        texts = [text for row in rows for text in row]
        strange = [t for t in texts if UNOFFICIAL.search(t) and not re.match(r"[a-z_]+\.", t)]
        assert not strange, (name, strange[:3])


def test_headings_are_vietnamese(opened: Report) -> None:
    opened.narrate("Có {{ ocop.recognised }}.", opened.modules)
    heads = {
        "history": cells(opened.history(ocop.recognised)._repr_html_())[0],
        "coverage": cells(opened.coverage()._repr_html_())[0],
        "ranking": cells(opened.ranking()._repr_html_())[0],
        "quoted": cells(opened.quoted()._repr_html_())[0],
        "diff": cells(opened.diff("2022-Q3")._repr_html_())[0],
        "remarks": cells(opened.past_remarks("difficulties")._repr_html_())[0],
    }
    for name, found in heads.items():
        english = {"period", "value", "rows", "missing", "text", "label", "section", "change", "id"}
        assert not english.intersection(found), name
    assert heads["history"] == [
        *("kỳ", "từ ngày", "đến ngày"),
        *("số liệu (sản phẩm)", "số dòng", "lý do thiếu"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (56.81, "56,81"),
        (124 / 3, "41,33"),
        (0.0004, "0,0004"),
        (-2.5, "-2,5"),
        (1234567, "1.234.567"),
        (float("nan"), ""),
        (float("inf"), "vô cùng"),
        (pd.NA, ""),
        (pd.NaT, ""),
        (None, ""),
        (pd.Timestamp(2020, 1, 15), "15/01/2020"),
        (pd.Timestamp(2020, 8, 15, 7, 30), "15/8/2020 07:30"),
        (pd.Period("2023-03", "M"), "03/2023"),
        (True, "có"),
        ("3 sao", "3 sao"),
        (tuple("abcdefg"), "a; b; c; d; e; … (tất cả 7)"),
    ],
    ids=str,
)
def test_values(value: object, text: str) -> None:
    assert official(value) == text


def test_a_selection_is_shown_like_the_whole(opened: Report) -> None:
    best = opened.rows(ocop.register).nlargest(2, "score")[["product", "score"]]
    assert cells(best._repr_html_()) == [
        ["Tên sản phẩm", "Điểm"],
        ["Sản phẩm OCOP 090", "89,25"],
        ["Sản phẩm OCOP 048", "87,84"],
    ]
    assert repr(best).splitlines()[1] == "Sản phẩm OCOP 090  89,25"


def test_columns_and_figures_of_parts_are_shown_so_too(opened: Report) -> None:
    rows = opened.rows(ocop.register)
    means = rows.groupby("stars", observed=True)["score"].mean()
    # Of 77 and 42 rows of the register, by a calculator.
    assert cells(means._repr_html_()) == [
        ["Hạng sao", "Điểm"],
        ["3 sao", "59,9"],
        ["4 sao", "78,96"],
    ]
    assert repr(means.to_frame()) == repr(means)
    assert repr(rows["recognised_date"].head(1)).splitlines() == ["Ngày công nhận", "15/01/2020"]
    assert "Ngày công nhận  15/01/2020" in repr(rows.iloc[0]).splitlines()


def test_they_can_be_copied_and_pickled(opened: Report) -> None:
    for frame in (opened.history(ocop.recognised, by="stars"), opened.rows(ocop.register)):
        for same in (pickle.loads(pickle.dumps(frame)), deepcopy(frame), frame.copy()):
            assert repr(same) == repr(frame)
            assert same.equals(frame)


def test_a_year_in_the_index_has_no_dot() -> None:
    frame = pd.DataFrame({"n": [1234]}, index=pd.Index([2023], name="year"))
    shown = shown_as(frame, {"n": Head("số"), "year": Head("năm")})
    assert cells(shown._repr_html_()) == [["năm", "số"], ["2023", "1.234"]]


def test_text_of_a_register_is_no_markup() -> None:
    page = shown_as(pd.DataFrame({"<b>": ["<script>"]}), {})._repr_html_()
    assert "<script>" not in page and "<b>" not in page


# ------------------------------------------------------------------ what pandas has


def test_columns_of_a_register_have_their_types(opened: Report) -> None:
    rows = opened.rows(ocop.register)
    assert len(rows) == 119
    assert rows["score"].dtype == "float64"
    assert rows["illustrative"].dtype == bool
    for day in ("recognised_date", "expiry_date", "proposed_date"):
        assert rows[day].dtype == "datetime64[s]"
    assert list(rows["stars"].cat.categories) == ["3 sao", "4 sao"] and rows["stars"].cat.ordered
    assert rows["proposed_date"].isna().sum() == 118
    assert rows["note"].isna().sum() == (registered()["Ghi chú"] == "").sum()


def test_pandas_counts_what_the_toolkit_counts(opened: Report) -> None:
    rows = opened.rows(ocop.register)
    by_group = rows.groupby("group", observed=True).size().to_dict()
    parts = opened.book.breakdown(ocop.recognised, "group", opened.period)
    assert by_group == {name: int(fact.value or 0) for name, fact in parts.items()}
    by_year = rows.resample("YE", on="recognised_date").size()
    assert by_year.tolist() == [47, 44, 20, 8]


def test_history_is_typed_and_divided(opened: Report) -> None:
    whole = opened.history(ocop.recognised)
    assert whole["value"].tolist() == [30, 63, 101, 119]
    assert whole["end"].dtype == "datetime64[s]"
    parts = opened.history(ocop.recognised, by="stars")
    wide = parts.pivot(index="end", columns="stars", values="value")
    assert list(wide.columns) == ["3 sao", "4 sao"]
    assert wide.sum(axis=1).tolist() == [30, 63, 101, 119]


def test_they_are_drawn_at_once(opened: Report) -> None:
    axes = opened.history(ocop.recognised).plot(x="end", y="value")
    assert list(axes.lines[0].get_ydata()) == [30, 63, 101, 119]
    axes = opened.rows(ocop.register).groupby("stars", observed=True)["score"].mean().plot.bar()
    assert len(axes.patches) == 2
    plt.close("all")


def test_rows_of_a_register_that_is_not_public_are_computed_with_and_unseen(opened: Report) -> None:
    rows = opened.rows(enterprise_support.register)
    assert len(rows) == 84
    first = rows.columns[0]
    for shown in (
        *(rows, rows.head(3), rows[rows.columns[:2]], rows.sort_values(first)),
        *(rows.set_index(first), rows.set_index("standard"), pd.concat([rows, rows])),
        *(rows[first], rows[first].head(), rows.iloc[0], rows.groupby(first).size()),
        *(rows[first].to_frame(), rows.T, rows.melt(), rows[first].str.lower()),
    ):
        assert isinstance(shown, ShownFrame | ShownSeries)
        for text in (shown._repr_html_(), repr(shown)):
            assert text.removeprefix("<p>").startswith("Sổ theo dõi hỗ trợ"), text[:80]
            assert "Sổ không công khai" in text and "Đối tượng" not in text
    sizes = rows.groupby("standard", observed=True).size()
    assert "Sổ không công khai" not in repr(sizes) and "Sổ không công khai" not in repr(
        sizes.to_frame("n")
    )


def test_personal_columns_are_left_out(opened: Report) -> None:
    personal = [c.name for c in enterprise_support.register.all_columns if c.personal]
    for of in (enterprise_support.register, enterprise_support.approved_amount):
        assert not set(personal).intersection(opened.rows(of).columns)
    assert personal
