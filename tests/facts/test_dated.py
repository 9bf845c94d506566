"""What a day decides: plans and rosters, expiries, how firm a figure is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from baocao.core import pandoc
from baocao.core.errors import IndicatorError
from baocao.document.model import Figure, Prose
from baocao.notebook.report import Report
from baocao.prose.questions import ask
from baocao.prose.quotable import Quotable
from baocao.workspace.workspace import Workspace
from dost import intellectual_property, ocop
from support.in_process import InProcess


def settings(office: Path, **dates: str) -> Workspace:
    path = office / "report.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.partition(" ")[0] not in dates]
    place = kept.index("[data]") + 1
    kept[place:place] = [f"{name} = {day}" for name, day in dates.items()]
    path.write_text("\n".join(kept), encoding="utf-8")
    return Workspace.load(office)


def append(office: Path, name: str, row: str) -> None:
    path = office / "data" / name
    path.write_text(path.read_text(encoding="utf-8-sig") + row + "\n", encoding="utf-8-sig")


@pytest.fixture
def quote(office: Path) -> Callable[..., Quotable]:
    def quoted(period: str, name: str = "completed") -> Quotable:
        workspace = Workspace.load(office)
        report = Report(workspace, workspace.period(period))
        found = report.context(report.modules)[name]
        assert isinstance(found, Quotable)
        return found

    return quoted


# ------------------------------------------------------------------ plans and rosters


def test_a_plan_holds_from_its_first_to_its_last_day(
    office: Path, quote: Callable[..., Quotable]
) -> None:
    settings(office, complete_until="2026-03-31")
    assert str(ask(quote("2025-Q2"), "vs_plan")) == "đạt 100% kế hoạch"
    # The plan of 165 ended with the districts on 30/6/2025.
    assert str(ask(quote("2025-Q3"), "vs_plan")) == "chưa giao chỉ tiêu kế hoạch"
    assert quote("2025-Q3", "completed_share").fact.missing == "chưa giao chỉ tiêu kế hoạch"
    append(
        office,
        "targets.csv",
        "iso_9001.completed;01/07/2025;;200;cơ quan;Kế hoạch của tỉnh mới;x;",
    )
    assert str(ask(quote("2025-Q3"), "vs_plan")) == "đạt 82,5% kế hoạch"
    assert str(ask(quote("2025-Q2"), "vs_plan")) == "đạt 100% kế hoạch"


def test_an_agency_leaves_the_roster_on_its_last_day(
    office: Path, quote: Callable[..., Quotable]
) -> None:
    settings(office, complete_until="2026-03-31")
    path = office / "data" / "registers" / "iso_9001.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    heads = lines[0].split(";")
    kind, closed = heads.index("Loại cơ quan"), heads.index("Ngày kết thúc hoạt động")
    changed = [lines[0]]
    for line in lines[1:]:
        cells = line.split(";")
        if cells[kind] == "UBND cấp huyện":
            cells[closed] = "30/06/2025"
        changed.append(";".join(cells))
    path.write_text("\n".join(changed) + "\n", encoding="utf-8-sig")
    # Ten districts (Nghị quyết 832/NQ-UBTVQH14) were among the forty agencies.
    assert quote("2025-05", "agencies_completed").fact.value == 40
    assert quote("2025-06", "agencies_completed").fact.value == 30


def test_part_of_a_flow_stands_against_the_plan_of_its_year(
    office: Path, quote: Callable[..., Quotable]
) -> None:
    append(
        office,
        "targets.csv",
        "technology_appraisal.opinions;01/01/2023;31/12/2023;100;lượt ý kiến;Kế hoạch năm;x;",
    )
    # 121 opinions by 14/11/2023, in every report of that year.
    said = "đạt 121% kế hoạch, cao hơn 21%"
    assert str(ask(quote("2023-11", "opinions"), "vs_plan")) == f"lũy kế từ đầu năm {said}"
    assert str(ask(quote("2023", "opinions"), "vs_plan")) == "đạt 121% kế hoạch, cao hơn 21%"
    assert str(ask(quote("2022", "opinions"), "vs_plan")) == "chưa giao chỉ tiêu kế hoạch"


# ------------------------------------------------------------------ what will expire


@pytest.mark.parametrize(
    ("period", "name", "expected"),
    [
        # 19 products of 15/01/2020 (Quyết định 136/QĐ-UBND), valid for 36 months.
        ("2022-Q4", ocop.expiring, 19),
        ("2022-12", ocop.expiring, 19),
        ("2022-11", ocop.expiring, 0),
        ("2023-Q1", ocop.expiring, 0),
        # A mark ends ten years after its filing on 06/01/2014; none of 2013 is in the register.
        ("2022", intellectual_property.expiring, 0),
    ],
)
def test_what_will_expire_in_the_next_period(period: str, name: object, expected: int) -> None:
    workspace = Workspace.load(Path(__file__).resolve().parents[2])
    report = Report(workspace, workspace.period(period))
    assert report.fact(name).value == expected  # type: ignore[arg-type]


def test_what_was_not_yet_known_is_not_counted(office: Path) -> None:
    # Recognised in the period that follows, and ending in it.
    row = "OCOP-999;Sản phẩm OCOP 999;Thực phẩm;Hợp tác xã;55,00;3 sao;;10/01/2023;01/03/2023;;;x;"
    append(office, "registers/ocop.csv", row)
    workspace = Workspace.load(office)
    found = Report(workspace, workspace.period("2022-Q4")).fact(ocop.expiring)
    assert found.value == 19
    assert found.provenance[0].filter == (
        "Ngày hết hiệu lực từ 01/01/2023 đến 31/3/2023; Ngày công nhận đến hết 31/12/2022"
    )


def test_recognised_less_valid_is_what_has_expired() -> None:
    workspace = Workspace.load(Path(__file__).resolve().parents[2])
    report = Report(workspace, workspace.period("2023-Q1"))
    recognised, valid = (report.fact(m).value for m in (ocop.recognised, ocop.valid))
    assert recognised is not None and valid is not None
    assert recognised - valid == 19


# ------------------------------------------------------------------ how firm a figure is


def test_figures_after_the_last_official_day_are_preliminary(
    office: Path, quote: Callable[..., Quotable]
) -> None:
    settings(office, official_until="2022-12-31")
    appraised = quote("2023-Q3", "appraised")
    assert appraised.fact.status == "preliminary"
    assert appraised.last_year.fact.status == "official"
    assert str(ask(appraised, "vs_last_year")).endswith("(số sơ bộ so với số chính thức)")
    assert "(số sơ bộ" not in str(ask(appraised, "vs_previous"))
    assert quote("2022", "appraised").fact.status == "official"


@pytest.mark.slow
def test_a_report_with_preliminary_figures_says_so(office: Path) -> None:
    workspace = settings(office, official_until="2022-12-31")
    model = InProcess(workspace).model(workspace.period("2023-Q3"))
    note = (
        "Số liệu sau ngày 31/12/2022 là số sơ bộ, còn có thể điều chỉnh; "
        "lời so sánh với số chính thức được ghi rõ."
    )
    assert note in model.notes
    assert note not in InProcess(workspace).model(workspace.period("2022-Q3")).notes


def test_an_estimate_is_marked_wherever_it_is_printed(office: Path) -> None:
    workspace = Workspace.load(office)
    model = InProcess(workspace).model(workspace.period("2023-9M"))
    estimates = [fact for fact in model.facts if fact.status == "estimated"]
    assert {fact.id for fact in estimates} == {
        f"technology_appraisal.appraised:{name}"
        for name in ("estimate", "estimate_low", "estimate_high")
    }
    assert [f.text for f in estimates if f.id.endswith(":estimate")] == ["ước 118"]
    assert any("Fisher" in note for note in model.notes)


# ------------------------------------------------------------------ how far the data reach


def test_years_end_where_the_data_end(office: Path) -> None:
    workspace = Workspace.load(office)
    long = Report(workspace, workspace.period("2020-01-01--2023-12-31"))
    assert str(long.years[-1]) == "2023-01-01--2023-11-14"
    appraised = long.context(long.modules)["appraised"]
    assert isinstance(appraised, Quotable)
    assert str(appraised.this_year.period) == "2023-01-01--2023-11-14"
    said = str(ask(appraised, "course"))
    assert said == "ngày càng tăng nhưng tốc độ tăng chậm dần (51,2%; 32,3%)"


def test_a_span_over_parts_of_years_has_no_course_of_years(office: Path) -> None:
    workspace = Workspace.load(office)
    report = Report(workspace, workspace.period("2022-07-01--2023-06-30"))
    appraised = report.context(report.modules)["appraised"]
    assert isinstance(appraised, Quotable)
    assert not ask(appraised, "course")


def test_what_can_only_rise_is_not_said_to_rise(quote: Callable[..., Quotable]) -> None:
    recognised = quote("2022-H1", "recognised")
    for said in (ask(recognised, name) for name in ("course", "standing", "streak", "trend")):
        assert not said
    assert str(ask(recognised, "vs_last_year")).startswith("tăng 54 sản phẩm")
    amount = quote("2023-Q3", "approved_amount")
    assert str(ask(amount, "vs_last_year")) == "không so sánh với cùng kỳ"


def test_what_is_to_come_is_neither_compared_nor_estimated() -> None:
    workspace = Workspace.load(Path(__file__).resolve().parents[2])
    report = Report(workspace, workspace.period("2023"))
    context = report.context({"ocop": report.modules["ocop"]})
    expiring = context["expiring"]
    assert isinstance(expiring, Quotable)
    assert expiring.estimate is None and not ask(expiring, "year_estimate")
    assert str(ask(expiring, "vs_last_year")) == "không so sánh với cùng kỳ"
    assert not any(ask(expiring, name) for name in ("course", "standing", "streak"))


def test_personal_columns_are_not_broken_down(quote: Callable[..., Quotable]) -> None:
    with pytest.raises(IndicatorError, match="INDICATOR-12"):
        quote("2023-Q3", "recipients").by("tax_code")


def test_a_thing_under_two_values_has_no_share(office: Path) -> None:
    path = office / "data" / "registers" / "technology_appraisal.csv"
    text = path.read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("YK-2023-010;"))
    other = "Vốn đầu tư công" if "Vốn khác" in row else "Vốn khác trong nước"
    cells = row.split(";")
    cells[0], cells[4] = "YK-2023-999", other
    path.write_text(text.rstrip("\n") + "\n" + ";".join(cells) + "\n", encoding="utf-8-sig")
    workspace = Workspace.load(office)
    model = InProcess(workspace).model(workspace.period("2023-9M"))
    said = " ".join(pandoc.plain_text(b.ast) for b in model.blocks if isinstance(b, Prose))
    assert re.search(r"nhiều nhất là vốn khác trong nước \(\d+ dự án\)", said)
    assert not any("tỷ trọng" in b.alt for b in model.blocks if isinstance(b, Figure))
