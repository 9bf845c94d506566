"""What differs between two periods or two builds, and the rows that made it so."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as markup
from rich.console import Console

from baocao.core.errors import PeriodError, TrendError
from baocao.core.periods import Period
from baocao.document.model import as_json as model_json
from baocao.facts.book import FactBook
from baocao.facts.compare import Comparison, Difference, Side, between, compare, words
from baocao.facts.compare.rows import HIDDEN
from baocao.facts.compare.show import lines, page, show
from baocao.facts.fact import Fact, Provenance, as_json
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from dost import ocop
from support.commands import command
from support.facts import fact
from support.in_process import InProcess

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2023-Q3"
BAOCAO = str(Path(sys.executable).parent / "baocao")


def side(*facts: Fact, period: str = "2021", **known: Any) -> Side:
    return Side("bên", Period.parse(period), facts, **{"contents": {}, **known})


def only(found: Comparison) -> Difference:
    assert len(found.differences) == 1
    return found.differences[0]


def counted(value: int, *keys: str, sha256: str = "0", **about: Any) -> Fact:
    """A figure counted from rows of the register `programme`."""
    made = fact(value, **about)
    source = Provenance("data/registers/programme.csv", "Sổ", sha256, "", len(keys), 0, keys)
    return replace(made, provenance=(source,))


# ------------------------------------------------------------------ one fact


CHANGES = [
    # The seed's 65 projects of 2021 beside 43 of 2020: 22 more, 51,2 %.
    (fact(43), fact(65), "+22 dự án; +51,2%", "tăng"),
    (fact(65), fact(43), "−22 dự án; −33,8%", "giảm"),
    # Nothing grows from nothing by a percentage; to nothing it falls by all of itself.
    (fact(0), fact(2), "+2 dự án", "tăng"),
    (fact(2), fact(0), "−2 dự án; −100%", "giảm"),
    # Percentages differ by points, and have no percent of a percent.
    (fact("30", unit="%"), fact("45.5", unit="%"), "+15,5 điểm phần trăm", "tăng"),
    (fact(654_000_000, unit="đồng"), fact(561_000_000, unit="đồng"),
     "−93 triệu đồng; −14,2%", "giảm"),
    # A signed comparison turns: from 3 more to 5 fewer.
    (fact(3, identity="p.i:change"), fact(-5, identity="p.i:change"), "−8 dự án",
     "giảm; đổi chiều"),
    (fact(-5, identity="p.i:growth", unit="%"), fact(3, identity="p.i:growth", unit="%"),
     "+8 điểm phần trăm", "tăng; đổi chiều"),
    # To nothing is no turn.
    (fact(3, identity="p.i:change"), fact(0, identity="p.i:change"), "−3 dự án", "giảm"),
    (fact(None), fact(4), "", "đã có số liệu"),
    (fact(4), fact(None), "", "không còn số liệu"),
    (fact(None), fact(0), "", "đã có số liệu"),
    (fact(4), fact(4, unit="lượt"), "", "đổi cách tính"),
    (fact(4), fact(4, stock=True), "", "đổi cách tính"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "change", "verb"), CHANGES)
def test_what_is_said_of_a_difference(a: Fact, b: Fact, change: str, verb: str) -> None:
    difference = only(compare(side(a), side(b)))
    assert (words.changed(difference), difference.words) == (change, verb)


def test_new_and_gone() -> None:
    one, other = fact(4, identity="p.one"), fact(5, identity="p.other")
    found = compare(side(one), side(other))
    assert [(d.fact.id, d.words) for d in found.differences] == [
        ("p.one", "không còn"),
        ("p.other", "mới có"),
    ]
    assert [words.stated(d.b) for d in found.differences] == ["không có", "05 dự án"]


def test_signs_are_printed_where_the_text_leaves_them_to_a_sentence() -> None:
    stated = {
        identity: [words.stated(fact(value, identity=identity)) for value in (3, 0)]
        for identity in ("p.i", "p.i:change", "p.i[a:b]")
    }
    assert stated == {
        "p.i": ["03 dự án", "0 dự án"],
        "p.i:change": ["+03 dự án", "0 dự án"],
        "p.i[a:b]": ["03 dự án", "0 dự án"],
    }
    estimate = replace(fact(-3), id="p.i:change", text="ước 03")
    assert words.stated(estimate) == "ước −03 dự án"


def plan(value: int | None) -> Fact:
    return fact(value, identity="programme.indicator:plan", stock=True)


PLANS = [
    ((150, 165), (165, 165), "tăng; đạt kế hoạch"),
    ((165, 165), (150, 165), "giảm; không còn đạt kế hoạch"),
    # The figure stays and the plan moves.
    ((165, 165), (165, 170), "không còn đạt kế hoạch"),
    ((165, 170), (165, 165), "đạt kế hoạch"),
    ((150, 165), (160, 165), "tăng"),
    # A plan that is first given crosses nothing.
    ((150, None), (165, 165), "tăng"),
    ((None, 165), (165, 165), "đã có số liệu"),
]


@pytest.mark.parametrize(("a", "b", "words"), PLANS)
def test_a_plan_that_is_crossed(
    a: tuple[int | None, int | None], b: tuple[int | None, int | None], words: str
) -> None:
    found = compare(side(fact(a[0]), plan(a[1])), side(fact(b[0]), plan(b[1])))
    assert found.differences[0].fact.id == "programme.indicator"
    assert found.differences[0].words == words


def test_a_plan_known_by_its_percentage_alone() -> None:
    done = [fact(value, identity="programme.indicator:of_plan", unit="%") for value in (99, 100)]
    found = compare(side(fact(164), done[0]), side(fact(165), done[1]))
    assert found.differences[0].words == "tăng; đạt kế hoạch"


# ------------------------------------------------------------------ two sides

values = st.one_of(st.none(), st.integers(-20, 20))
figures = st.dictionaries(
    st.sampled_from(["p.a", "p.b", "p.b:change", "p.a:plan", "p.c[x]"]),
    st.tuples(values, st.frozensets(st.sampled_from("ABCDE"))),
)
texts = st.dictionaries(st.sampled_from("ABCDE"), st.sampled_from(["một", "hai", ""]))


def drawn(figures: dict[str, tuple[int | None, frozenset[str]]], texts: dict[str, str]) -> Side:
    facts = []
    for identity, (value, keys) in figures.items():
        made = counted(0, *sorted(keys), identity=identity)
        facts.append(replace(fact(value, identity=identity), provenance=made.provenance))
    contents = {"data/registers/programme": {key: {"Cột": text} for key, text in texts.items()}}
    return side(*facts, contents=contents)


@given(figures, texts)
def test_nothing_differs_from_itself(
    figures: dict[str, tuple[int | None, frozenset[str]]], texts: dict[str, str]
) -> None:
    found = compare(drawn(figures, texts), drawn(figures, texts))
    assert (found.differences, found.same) == ((), len(figures))


MIRRORED = {
    **{"new": "gone", "known": "unknown", "rose": "fell", "reached": "missed"},
    **{"turned": "turned", "rows": "rows", "added": "removed", "altered": "altered"},
}
MIRRORED |= {other: one for one, other in MIRRORED.items()}


@given(figures, texts, figures, texts)
def test_the_other_way_round_is_the_mirror(
    figures: dict[str, tuple[int | None, frozenset[str]]],
    texts: dict[str, str],
    others: dict[str, tuple[int | None, frozenset[str]]],
    other_texts: dict[str, str],
) -> None:
    a, b = drawn(figures, texts), drawn(others, other_texts)
    there = {d.fact.id: d for d in compare(a, b).differences}
    back = {d.fact.id: d for d in compare(b, a).differences}
    assert there.keys() == back.keys()
    for identity, one in there.items():
        other = back[identity]
        assert (other.a, other.b) == (one.b, one.a)
        assert list(other.what) == [MIRRORED[what] for what in one.what]
        if one.change is None:
            assert other.change is None
        else:
            assert other.change is not None and other.change.value == -(one.change.value or 0)
        rows = {(r.key, MIRRORED[r.how], tuple((h, n, w) for h, w, n in r.cells)) for r in one.rows}
        assert {(r.key, r.how, r.cells) for r in other.rows} == rows


def test_two_kinds_of_period_are_refused() -> None:
    with pytest.raises(PeriodError, match=r"PERIOD-03"):
        compare(side(period="2021"), side(period="2021-Q3"))


def test_unlike_windows_are_refused_once_for_all_figures() -> None:
    part = (date(2023, 1, 1), date(2023, 11, 14))
    of_part = [
        replace(fact(5, days=part, identity=identity), period="2023") for identity in ("p.a", "p.b")
    ]
    of_year = [fact(5, 2022, identity=identity) for identity in ("p.a", "p.b")]
    with pytest.raises(TrendError) as raised:
        compare(side(*of_year, period="2022"), side(*of_part, period="2023"))
    (finding,) = raised.value.findings
    assert (finding.code, finding.where) == ("TREND-02", "p.a, kỳ 2023 và kỳ 2022")


def test_a_closing_day_that_moved_is_a_difference_of_two_builds_and_no_fault() -> None:
    days = [(date(2023, 1, 1), date(2023, month, 14)) for month in (9, 11)]
    a, b = (
        replace(fact(value, days=window), period="2023")
        for value, window in zip((80, 106), days, strict=True)
    )
    difference = only(compare(side(a, period="2023"), side(b, period="2023")))
    assert words.changed(difference) == "+26 dự án; +32,5%"
    assert difference.notes[0] == (
        "tính từ 01/01/2023 đến hết 14/9/2023, nay từ 01/01/2023 đến hết 14/11/2023"
    )


def test_figures_of_two_periods_are_paired_by_id_and_their_other_periods_left_out() -> None:
    before = side(fact(86, 2022), fact(65, 2021), period="2022")
    after = side(fact(106, 2023), fact(86, 2022), period="2023")
    found = compare(before, after)
    assert words.changed(only(found)) == "+20 dự án; +23,3%"
    assert found.notes == ("2 số liệu của các kỳ khác mà hai bản có trích thì không so.",)


# ------------------------------------------------------------------ rows

PLACE = "data/registers/programme"
BEFORE = {PLACE: {"A": {"Tên": "a", "Ngày": "01/8/2021"}, "B": {"Tên": "b", "Ngày": "02/8/2021"}}}


def test_rows_that_came_left_and_changed() -> None:
    after = {
        PLACE: {
            "A": {"Tên": "a", "Ngày": "01/02/2022"},
            "B": {"Tên": "b nhỏ", "Ngày": "02/8/2021"},
            "C": {"Tên": "c", "Ngày": ""},
        }
    }
    a, b = counted(2, "A", "B"), counted(2, "B", "C")
    found = compare(side(a, contents=BEFORE), side(b, contents=after, whole=True))
    assert only(found).words == "bằng nhau, từ các dòng sổ khác"
    assert words.row_groups(only(found).rows) == [
        (
            "Sổ: sửa 1 dòng, bớt 1 dòng, thêm 1 dòng",
            [
                "sửa B: Tên: b → b nhỏ",
                "bớt A: Ngày: 01/8/2021 → 01/02/2022",
                "thêm C: Tên: c",
            ],
        )
    ]
    back = compare(side(b, contents=after, whole=True), side(a, contents=BEFORE))
    assert "thêm A: Ngày: 01/02/2022 → 01/8/2021" in words.row_groups(only(back).rows)[0][1]
    assert "sửa B: Tên: b nhỏ → b" in words.row_groups(only(back).rows)[0][1]
    # A build carries the rows it counted, and does not know of others.
    for whole, note in ((True, " (không còn trong sổ)"), (False, "")):
        gone = compare(side(a, contents=BEFORE), side(b, contents={PLACE: {}}, whole=whole))
        assert words.row_groups(only(gone).rows)[0][1][0] == (
            f"bớt A{note}: Tên: a; Ngày: 01/8/2021"
        )
        come = compare(side(b, contents={PLACE: {}}, whole=whole), side(a, contents=BEFORE))
        assert [row.note for row in only(come).rows] == ["", "mới vào sổ" if whole else ""]


def test_a_register_saved_as_another_kind_of_file_is_the_same_register() -> None:
    a = counted(2, "A", "B")
    source = replace(a.provenance[0], register="data/registers/programme.xlsx", sha256="1")
    assert compare(side(a), side(replace(a, provenance=(source,)))).differences == ()


def test_what_cannot_be_compared_is_said() -> None:
    a, b = counted(5, "A"), counted(7, "A", sha256="1")
    blind = only(compare(side(a), side(b)))
    assert (blind.rows, blind.notes) == ((), ("sổ đã sửa, chỉ so được khóa của dòng: Sổ",))
    same = only(compare(side(a), side(counted(7, "A"))))
    assert same.notes == ("các dòng sổ như nhau: cách tính đã đổi",)
    seen = only(compare(side(a, contents=BEFORE), side(b, contents=BEFORE)))
    assert seen.notes == ("các dòng sổ như nhau: cách tính đã đổi",)


def test_twenty_rows_of_a_figure_in_the_terminal_and_all_of_them_on_the_page() -> None:
    keys = [f"K{number:02}" for number in range(25)]
    found = compare(side(counted(0)), side(counted(25, *keys)))
    text = "\n".join(lines(found))
    assert "thêm 25 dòng" in text
    assert re.findall(r"K\d\d", text) == keys[:20]
    assert "… và 5 dòng khác" in text
    assert re.findall(r"K\d\d", page(found)) == keys


def test_figures_that_the_same_rows_made_differ_stand_together() -> None:
    a = [counted(1, "A", identity=identity) for identity in ("p.a", "p.b")]
    b = [counted(2, "A", "B", identity=identity) for identity in ("p.a", "p.b")]
    found = compare(side(*a), side(*b))
    assert [[d.fact.id for d in ds] for ds in found.causes.values()] == [["p.a", "p.b"]]
    assert "\n".join(lines(found)).count("thêm B") == 1


# ------------------------------------------------------------------ builds of a workspace


def built(office: Path, folder: Path, period: str = PERIOD) -> Path:
    """What a build leaves behind of its facts and rows, made without kernels."""
    workspace = Workspace.load(office)
    model = InProcess(workspace).model(workspace.period(period))
    folder.mkdir()
    facts = {"period": model_json(model.period), "facts": model_json(model.facts)}
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    notebook = {"cells": [], "metadata": {"baocao": {"registers": model_json(model.registers)}}}
    (folder / "report.ipynb").write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the real workspace."""
    return built(ROOT, tmp_path_factory.mktemp("differences") / "first")


def edit(office: Path, name: str, old: str, new: str) -> None:
    path = office / "data" / name
    text = path.read_text(encoding="utf-8-sig")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8-sig")


def add(office: Path, name: str, row: str) -> None:
    path = office / "data" / name
    path.write_text(path.read_text(encoding="utf-8-sig") + row + "\n", encoding="utf-8-sig")


def now(office: Path, a: str | Path, b: str | Path = PERIOD) -> Comparison:
    return between(FactBook(Workspace.load(office)), a, b)


def said(found: Comparison) -> dict[str, str]:
    return {
        f"{d.fact.id}@{d.fact.period}": f"{words.changed(d)}|{d.words}" for d in found.differences
    }


NEW = "OCOP-901;Nấm <b>linh chi</b>;Thực phẩm;Hợp tác xã;70,00;4 sao;9/QĐ;10/08/2023;10/08/2026;"


def test_a_row_that_was_added(office: Path, first: Path) -> None:
    add(office, "registers/ocop.csv", NEW + ";;x;")
    found = now(office, first)
    assert said(found) == {
        # 119 and 42, one more; eight in the year so far.
        "ocop.recognised@2023-Q3": "+1 sản phẩm; +0,8%|tăng",
        "ocop.four_star@2023-Q3": "+1 sản phẩm; +2,4%|tăng",
        "ocop.valid@2023-Q3": "+1 sản phẩm; +1,1%|tăng",
        "ocop.newly_recognised@2023-01-01--2023-09-30": "+1 sản phẩm; +12,5%|tăng",
    }
    assert {d.keys("added") for d in found.differences} == {("OCOP-901",)}
    assert not any(d.keys("removed") for d in found.differences)
    back = now(office, PERIOD, first)
    assert said(back)["ocop.recognised@2023-Q3"] == "−1 sản phẩm; −0,8%|giảm"
    assert {d.keys("removed") for d in back.differences} == {("OCOP-901",)}


def test_a_row_that_was_deleted(office: Path, first: Path) -> None:
    path = office / "data" / "registers" / "ocop.csv"
    text = path.read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("OCOP-119;"))
    edit(office, "registers/ocop.csv", row + "\n", "")
    found = now(office, first)
    assert said(found)["ocop.recognised@2023-Q3"] == "−1 sản phẩm; −0,8%|giảm"
    removed = next(d for d in found.differences if d.fact.id == "ocop.recognised").rows
    assert [(r.key, r.how, r.note) for r in removed] == [
        ("OCOP-119", "removed", "không còn trong sổ")
    ]


def test_a_date_that_moved_out_of_the_period(office: Path, first: Path) -> None:
    edit(office, "registers/intellectual_property.csv", "23/08/2023", "02/10/2023")
    found = now(office, first)
    assert said(found) == {
        "intellectual_property.collective_marks@2023-Q3": "−1 nhãn hiệu; −1,7%|giảm",
        "intellectual_property.protected@2023-Q3": "−1 đối tượng; −1,5%|giảm",
        "intellectual_property.protected[Nhãn hiệu tập thể]@2023-Q3": "−1 đối tượng; −1,7%|giảm",
        "intellectual_property.granted_in_period@2023-Q3": "−1 văn bằng; −100%|giảm",
        "intellectual_property.granted_in_period@2023-01-01--2023-09-30": (
            "−1 văn bằng; −16,7%|giảm"
        ),
    }
    (rows,) = found.causes
    assert [(r.key, r.how, r.cells) for r in rows] == [
        ("NHTT-59", "removed", (("Ngày cấp", "23/8/2023", "02/10/2023"),))
    ]


def test_a_cell_that_was_corrected(office: Path, first: Path) -> None:
    edit(office, "registers/guidance.csv", "2023-003;;;;Quản lý khoa học;54", "2023-003;;;;;64")
    difference = only(now(office, first))
    assert difference.fact.id == "guidance.training_attendances"
    assert difference.fact.period == "2023-01-01--2023-09-30"
    # 283 attendances and ten more.
    assert words.changed(difference) == "+10 lượt người; +3,5%"
    assert [(r.key, r.how, r.cells) for r in difference.rows] == [
        (
            "TH-2023-003",
            "altered",
            (("Lĩnh vực", "Quản lý khoa học", ""), ("Số lượt người", "54", "64")),
        )
    ]
    assert "Lĩnh vực: Quản lý khoa học → trống; Số lượt người: 54 → 64" in page(now(office, first))


def test_an_amount_of_a_register_that_is_not_public(office: Path, first: Path) -> None:
    path = office / "data" / "registers" / "enterprise_support.csv"
    text = path.read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("HS-2023-025;"))
    mended = row.replace("9.500.000", "19.500.000").replace("Đối tượng 35;;", "Tên;045123456789;")
    edit(office, "registers/enterprise_support.csv", row, mended)
    found = now(office, first)
    # 350,5 and ten more are 2,9 %.
    assert said(found) == {
        f"enterprise_support.submitted_amount@{period}": "+10 triệu đồng; +2,9%|tăng"
        for period in (PERIOD, "2023-01-01--2023-09-30")
    }
    title = "Sổ theo dõi hỗ trợ áp dụng tiêu chuẩn, hệ thống quản lý chất lượng"
    assert found.differences[0].notes == (f"sổ đã sửa, chỉ so được khóa của dòng: {title}",)
    assert found.differences[0].rows == ()
    assert not re.search("045123456789|Đối tượng 35", "\n".join(lines(found)) + page(found))


def test_a_plan_that_was_raised(office: Path, first: Path) -> None:
    edit(office, "targets.csv", ";165;", ";170;")
    found = said(now(office, first))
    assert found["iso_9001.completed@2023-Q3"] == "|không còn đạt kế hoạch"
    assert found["iso_9001.completed:plan@2023-Q3"] == "+5 cơ quan; +3%|tăng"
    # 165 of 170 are 97,06 %.
    assert found["iso_9001.completed_share@2023-Q3"] == "−2,9 điểm phần trăm|giảm"
    assert said(now(office, PERIOD, first))["iso_9001.completed@2023-Q3"] == "|đạt kế hoạch"


def test_two_builds_are_compared_with_all_they_quote(
    office: Path, first: Path, tmp_path: Path
) -> None:
    edit(office, "registers/intellectual_property.csv", "23/08/2023", "02/10/2023")
    second = built(office, tmp_path / "second")
    found = said(now(ROOT, first, second))
    # 67 beside 59 of the year before were eight more; 66 are seven.
    assert found["intellectual_property.protected:change@2023-Q3"] == "−1 đối tượng|giảm"
    assert found["intellectual_property.protected@2023-Q3"] == "−1 đối tượng; −1,5%|giảm"
    assert now(ROOT, second, second).differences == ()


def test_a_personal_column_is_never_shown(
    office: Path, first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office / "data" / "registers" / "ocop.csv"
    text = path.read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("OCOP-119;"))
    # The build carries the old row with its name: it was not personal then.
    assert "OCOP 119" in (first / "report.ipynb").read_text(encoding="utf-8")
    edit(office, "registers/ocop.csv", row, NEW + ";;x;")
    hidden = tuple(
        replace(column, personal=column.name == "product") for column in ocop.register.columns
    )
    monkeypatch.setitem(vars(ocop.register), "columns", hidden)
    for found in (now(office, first), now(office, PERIOD, first)):
        text = "\n".join(lines(found)) + page(found)
        assert "OCOP-901" in text and "OCOP-119" in text
        assert "linh chi" not in text and "OCOP 119" not in text


def test_a_key_of_personal_data_is_not_shown(
    office: Path, first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, "registers/ocop.csv", NEW + ";;x;")
    hidden = tuple(
        replace(column, personal=column.name == "code") for column in ocop.register.columns
    )
    monkeypatch.setitem(vars(ocop.register), "columns", hidden)
    found = now(office, first)
    assert "OCOP-901" not in "\n".join(lines(found)) + page(found)
    assert {d.keys("added") for d in found.differences} == {(HIDDEN,)}


def test_an_indicator_that_is_no_longer_declared(office: Path, first: Path) -> None:
    path = first / "facts.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["facts"].append({**as_json(fact(3)), "id": "ocop.dropped", "period": PERIOD})
    other = office / "older"
    other.mkdir()
    (other / "facts.json").write_text(json.dumps(data), encoding="utf-8")
    found = now(office, other)
    assert said(found) == {"ocop.dropped@2023-Q3": "|không còn"}
    assert found.notes[-1] == (
        f"{other.as_posix()} không có report.ipynb: chỉ so được khóa của các dòng sổ."
    )


@pytest.mark.slow
def test_a_real_build_says_what_the_workspace_says(reports: Callable[[str], Path]) -> None:
    folder = reports(PERIOD)
    found = now(ROOT, folder)
    assert found.differences == ()
    quoted = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
    derived = [f for f in quoted if ":" in f["id"].rpartition("]")[2] and ":plan" not in f["id"]]
    assert found.same == len(quoted) - len(derived) > 100
    assert found.notes[0].startswith(f"{len(derived)} số suy ra từ các số khác")


# ------------------------------------------------------------------ two periods


def test_two_periods_are_compared_over_the_whole_catalogue(office: Path) -> None:
    found = now(office, "2022-Q3", "2023-Q3")
    catalogue = list(FactBook(Workspace.load(office)).catalogue)
    # A figure and a plan of each indicator.
    assert len(found.differences) + found.same == 2 * len(catalogue)
    marks = next(d for d in found.differences if d.fact.id == "intellectual_property.protected")
    # As the report says: 67, eight more than the 59 of a year before.
    assert (words.stated(marks.a), words.stated(marks.b)) == ("59 đối tượng", "67 đối tượng")
    assert words.changed(marks) == "+8 đối tượng; +13,6%"
    # 52 collective marks became 59, and one geographical indication came.
    assert sorted(key[:4] for key in marks.keys("added")) == ["CDDL", *["NHTT"] * 7]
    assert now(office, "2023-Q3", "2023-Q3").differences == ()


def test_a_year_that_is_not_over_is_not_set_against_a_whole_one(office: Path) -> None:
    with pytest.raises(TrendError, match=r"318 ngày; 01/01/2022–31/12/2022: 365 ngày"):
        now(office, "2022", "2023")


# ------------------------------------------------------------------ what is handed over


def test_the_frame_of_the_notebook(office: Path, first: Path) -> None:
    edit(office, "registers/intellectual_property.csv", "23/08/2023", "02/10/2023")
    workspace = Workspace.load(office)
    frame = Report(workspace, workspace.period(PERIOD)).diff(first)
    assert isinstance(frame, pd.DataFrame)
    row = frame[frame["id"] == "intellectual_property.granted_in_period"].iloc[0]
    assert row.to_dict() == {
        "id": "intellectual_property.granted_in_period",
        "period": "2023-Q3",
        "label": "Văn bằng bảo hộ được cấp trong kỳ",
        "a": Decimal(1),
        "b": Decimal(0),
        "change": Decimal(-1),
        "what": "giảm",
        "rows_added": (),
        "rows_removed": ("NHTT-59",),
        "rows_altered": (),
    }
    assert list(Report(workspace, workspace.period(PERIOD)).diff(PERIOD)["id"]) == []


def test_what_is_missing_is_none_in_the_frame() -> None:
    frame = compare(side(fact(None)), side(fact(4))).frame
    assert frame[["a", "b", "change"]].iloc[0].tolist() == [None, Decimal(4), None]


def test_the_command(office: Path, first: Path) -> None:
    add(office, "registers/ocop.csv", NEW + ";;x;")
    done = command(office, "diff", str(first), PERIOD, "--html", "diff.html")
    assert done.returncode == 0, done.stderr
    assert (
        "ocop.recognised, kỳ 2023-Q3: Sản phẩm OCOP được công nhận: "
        "119 sản phẩm → 120 sản phẩm (+1 sản phẩm; +0,8%): tăng\n"
    ) in done.stdout
    assert "thêm OCOP-901: Tên sản phẩm: Nấm <b>linh chi</b>;" in done.stdout
    assert "\x1b" not in done.stdout and "┃" not in done.stdout
    assert "linh chi" in (office / "diff.html").read_text(encoding="utf-8")
    assert not list(office.glob(".diff.html*"))
    alike = command(office, "diff", PERIOD, PERIOD)
    assert (alike.returncode, alike.stderr) == (0, "")
    assert "Không có số liệu nào khác nhau; 88 số liệu như nhau." in alike.stdout


def test_the_command_names_faults_and_wrong_usage(office: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "facts.json").write_text('{"period": {"code": "2023-Q3"}, "fac', encoding="utf-8")
    done = command(office, "diff", "2023-Q9", str(broken))
    assert done.returncode == 1
    assert re.findall(r"\[[A-Z]+-\d\d\]", done.stderr) == ["[DIFF-01]", "[DIFF-03]"]
    assert "Traceback" not in done.stderr
    assert command(office, "diff", PERIOD).returncode == 2
    nowhere = command(office, "diff", PERIOD, PERIOD, "--html", "nowhere/diff.html")
    assert (nowhere.returncode, nowhere.stdout) == (2, "")


def test_a_table_on_a_terminal() -> None:
    a, b = fact(43, identity="p.[red]i[/red]"), fact(65, identity="p.[red]i[/red]")
    out = StringIO()
    show(compare(side(a), side(b)), Console(file=out, force_terminal=True, width=120))
    shown = re.sub(r"\x1b\[[\d;]*m", "", out.getvalue())
    assert "┃ Số liệu" in shown
    assert "p.[red]i[/red], kỳ 2021" in shown
    assert "│ 43 dự án │ 65 dự án │ +22 dự án; +51,2% │ tăng" in shown


def test_the_page_is_whole_accessible_and_escaped(office: Path, first: Path) -> None:
    add(office, "registers/ocop.csv", NEW + ";;x;")
    text = page(now(office, first))
    tree = markup.fromstring(text)
    assert tree.get("lang") == "vi"
    assert tree.xpath("string(//title)") == tree.xpath("string(//h1)")
    assert tree.xpath("//script | //link | //img | //iframe | //b") == []
    assert not re.search(r"https?:|url\(|@import", text)
    assert "Nấm <b>linh chi</b>" in tree.xpath("string(//ul)")
    (table,) = tree.xpath("//table")
    assert table.xpath("string(caption)") == "Các số liệu khác nhau"
    assert {th.get("scope") for th in table.xpath("thead//th")} == {"col"}
    assert len(table.xpath("tbody/tr/th[@scope='row']")) == len(table.xpath("tbody/tr")) == 4
    targets = {link.get("href") for link in table.xpath(".//a")}
    assert targets == {f"#{section.get('id')}" for section in tree.xpath("//section")}
    assert "<table" not in page(now(office, PERIOD))
