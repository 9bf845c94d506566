"""Figures under an office's own calendar, and of weeks: counted again in pandas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from baocao.core.errors import PeriodError
from baocao.core.periods import DECREE_09, Period
from baocao.facts.book import FactBook
from baocao.notebook.report import Report
from baocao.prose.questions import ask
from baocao.run.schedule import due, not_ready
from baocao.workspace.manifest import MANIFEST
from baocao.workspace.workspace import Workspace
from support.calendar_offices import SCHOOL_YEAR, calendar_office, quoted, rows_by_week

ROWS = rows_by_week(date(2018, 1, 3), 400)
# A plan for each school year, from its first day of school to its last; and one by calendar years,
# which a school's report has no use for.
TARGETS = """\
visits.guests;01/9/2023;31/5/2024;450;lượt;QĐ 1;;Kế hoạch
visits.guests;01/9/2024;31/5/2025;500;lượt;QĐ 2;;Kế hoạch
visits.courses;01/01/2024;31/12/2024;70;lớp;QĐ 3;;Kế hoạch
visits.courses;01/01/2025;31/12/2025;80;lớp;QĐ 4;;Kế hoạch"""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("school")
    return calendar_office(root, ROWS, date(2025, 5, 31), SCHOOL_YEAR, TARGETS)


@pytest.fixture(scope="module")
def common(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return calendar_office(tmp_path_factory.mktemp("common"), ROWS, date(2025, 1, 3))


def guests(first: str, last: str) -> int:
    """The guests of some days, both included."""
    frame = pd.DataFrame(ROWS, columns=["day", "over", "guests", "level"])
    days = pd.to_datetime(frame["day"])
    return int(frame.loc[days.between(first, last), "guests"].sum())


FIGURES = [
    # A school year in days: it is one year, and so far all of it.
    ("2024-09-01--2025-05-31", ("2024-09-01", "2025-05-31"), ("2024-09-01", "2025-05-31"), 500),
    ("2023-09-01--2024-05-31", ("2023-09-01", "2024-05-31"), ("2023-09-01", "2024-05-31"), 450),
    ("2023-12-01--2024-05-31", ("2023-12-01", "2024-05-31"), ("2023-09-01", "2024-05-31"), 450),
    # The data reach 31 May.
    ("2024", ("2024-09-01", "2025-05-31"), ("2024-09-01", "2025-05-31"), 500),
    ("2023", ("2023-09-01", "2024-08-31"), ("2023-09-01", "2024-08-31"), None),
    ("2024-H1", ("2024-09-01", "2025-02-28"), ("2024-09-01", "2025-02-28"), 500),
    ("2023-H2", ("2024-03-01", "2024-08-31"), ("2023-09-01", "2024-08-31"), None),
    ("2024-9M", ("2024-09-01", "2025-05-31"), ("2024-09-01", "2025-05-31"), 500),
    ("2024-Q2", ("2024-12-01", "2025-02-28"), ("2024-09-01", "2025-02-28"), 500),
    ("2025-02", ("2025-02-01", "2025-02-28"), ("2024-09-01", "2025-02-28"), 500),
    ("2024-09", ("2024-09-01", "2024-09-30"), ("2024-09-01", "2024-09-30"), 500),
    ("2024-08", ("2024-08-01", "2024-08-31"), ("2023-09-01", "2024-08-31"), None),
    ("2024-W07", ("2024-02-12", "2024-02-18"), ("2023-09-01", "2024-02-18"), 450),
]


@pytest.mark.parametrize(("code", "own", "so_far", "plan"), FIGURES, ids=[f[0] for f in FIGURES])
def test_a_school_counts_from_september(
    school: Workspace, code: str, own: tuple[str, str], so_far: tuple[str, str], plan: int | None
) -> None:
    asked = quoted(school, "guests", code)
    assert asked.fact.value == guests(*own)
    assert asked.year_to_date.fact.value == guests(*so_far)
    assert asked.plan.value == plan


def back(day: str) -> str:
    return str(pd.Timestamp(day) - pd.DateOffset(years=1))[:10]


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2024-Q2", ("2023-12-01", "2024-02-29")),
        ("2025-02", ("2024-02-01", "2024-02-29")),
        ("2023", ("2022-09-01", "2023-08-31")),
        # As far as the data reach this year.
        ("2024", ("2023-09-01", "2024-05-31")),
        ("2024-09-01--2025-05-31", ("2023-09-01", "2024-05-31")),
        ("2024-W07", ("2023-02-13", "2023-02-19")),
    ],
)
def test_the_same_days_of_the_school_year_before(
    school: Workspace, code: str, before: tuple[str, str]
) -> None:
    assert quoted(school, "guests", code).last_year.fact.value == guests(*before)


def test_the_words_of_a_school_year(school: Workspace) -> None:
    asked = quoted(school, "guests", "2025-02")
    now, before = guests("2024-09-01", "2025-02-28"), guests("2023-09-01", "2024-02-29")
    assert now == before
    assert str(ask(asked, "cumulative")) == (
        f"lũy kế từ đầu năm học đến hết ngày 28/02/2025 là {now} lượt, "
        "không đổi so với cùng kỳ năm học trước"
    )
    # 283 of 500.
    assert str(ask(asked, "vs_plan")) == "lũy kế từ đầu năm học đạt 56,6% kế hoạch"
    whole = quoted(school, "guests", "2023")
    assert str(ask(whole, "vs_previous")) == ("so với năm học 2022-2023 tăng 02 lượt (0,4%)")
    assert (guests("2022-09-01", "2023-08-31"), whole.fact.value) == (558, 560)
    assert whole.noun == "năm học"
    # The data reach May: the rest of the year is estimated.
    estimate = str(ask(quoted(school, "courses", "2024"), "year_estimate"))
    assert estimate.startswith("cả năm học 2024-2025 ước ")


def test_a_chart_names_its_years_as_the_calendar_does(school: Workspace) -> None:
    report = Report(school, school.period("2023"))
    measure = report.book.catalogue["visits.guests"]
    assert [str(period) for period in report.periods] == ["2020", "2021", "2022", "2023"]
    multiples = report.small_multiples(measure, by="level")
    assert ">2020-2021<" in multiples.svg and ">2023-2024<" in multiples.svg
    assert "Năm học 2023-2024" in report.column_chart(measure).alt
    # A month's own name has one of the two years.
    for code in ("2024-05", "2024-02-10--2024-05-20"):
        of_days = Report(school, school.period(code)).small_multiples(measure, by="level")
        assert ">2023-2024<" in of_days.svg


# ---------------------------------------------------------------- weeks


@pytest.mark.parametrize(
    ("code", "own", "so_far", "before"),
    [
        (
            "2024-W07",
            ("2024-02-12", "2024-02-18"),
            ("2024-01-01", "2024-02-18"),
            ("2023-02-13", "2023-02-19"),
        ),
        # Two of its days are of the year before.
        (
            "2020-W01",
            ("2019-12-30", "2020-01-05"),
            ("2020-01-01", "2020-01-05"),
            ("2018-12-31", "2019-01-06"),
        ),
        # The data end on its Friday: it stands beside Monday to Friday.
        (
            "2025-W01",
            ("2024-12-30", "2025-01-03"),
            ("2025-01-01", "2025-01-03"),
            ("2024-01-01", "2024-01-05"),
        ),
    ],
)
def test_weeks(
    common: Workspace,
    code: str,
    own: tuple[str, str],
    so_far: tuple[str, str],
    before: tuple[str, str],
) -> None:
    asked = quoted(common, "guests", code)
    assert asked.fact.value == guests(*own)
    assert asked.year_to_date.fact.value == guests(*so_far)
    assert asked.last_year.fact.value == guests(*before)
    report = Report(common, asked.period)
    assert not report.is_long and len(report.years) == 1


def test_week_53_is_missing_beside_a_year_without_one(common: Workspace) -> None:
    asked = quoted(common, "guests", "2020-W53")
    assert asked.fact.value == guests("2020-12-28", "2021-01-03")
    before = asked.last_year
    assert (before.fact.value, before.fact.period) == (None, "2019-W53")
    assert before.fact.missing == "năm 2019 không có tuần 53"
    assert before.by("level") == () and before.names("code") == ""
    said = "không so sánh với cùng kỳ: năm 2019 không có tuần 53"
    assert str(ask(asked, "vs_last_year")) == said
    # Of a stock as well: there is no such day.
    stock = quoted(common, "open_courses", "2020-W53")
    assert str(ask(stock, "vs_last_year")) == said
    assert str(ask(stock, "cumulative")) == f"tại ngày 03/01/2021 là {stock.fact} lớp"
    report = Report(common, asked.period)
    assert [str(period) for period in report.periods] == ["2020-W53"]
    # Its last day lies in 2021, its name says 2020.
    multiples = report.small_multiples(asked.measure, by="level")
    assert ">2020<" in multiples.svg and "2021" not in multiples.alt
    assert report.history(asked.measure)["missing"].notna().tolist() == [True, True, True, False]


def test_a_week_is_named_beside_the_one_of_its_number(common: Workspace) -> None:
    asked = quoted(common, "guests", "2024-W07")
    now, before = guests("2024-02-12", "2024-02-18"), guests("2023-02-13", "2023-02-19")
    assert (now, before) == (7, 22)
    assert str(ask(asked, "vs_last_year")) == "so với tuần 7/2023 giảm 15 lượt (68,2%)"
    assert str(ask(asked, "vs_previous")).startswith("so với tuần 6/2024 giảm")
    stock = quoted(common, "open_courses", "2024-W07")
    assert "so với ngày 19/02/2023" in str(ask(stock, "vs_last_year"))


def test_part_of_a_week_is_named_by_its_days(common: Workspace) -> None:
    asked = quoted(common, "guests", "2025-W01")
    assert str(ask(asked, "vs_last_year")) == (
        "so với giai đoạn từ ngày 01/01/2024 đến ngày 05/01/2024 giảm 10 lượt (62,5%)"
    )
    assert asked.record == ()


def test_prose_may_differ_by_the_week(common: Workspace) -> None:
    told = "{{ report.period }} [tuần? là một tuần|không là tuần]."
    for code, said in (("2024-W07", "là một tuần"), ("2024-02", "không là tuần")):
        report = Report(common, common.period(code))
        text = " ".join(report.narrate(told, report.modules).text.split())
        assert text.endswith(said + "."), text


# ---------------------------------------------------------------- what is due

SCHEDULE = """
[schedule]
kinds = ["week", "quarter", "half", "year"]
since = {since}
"""


def test_what_is_due(tmp_path: Path) -> None:
    office = calendar_office(tmp_path, [], date(2025, 5, 31), SCHOOL_YEAR)
    settings = office.root / "report.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + SCHEDULE.format(since="2024-08-26"), encoding="utf-8")
    office = Workspace.load(office.root)
    # 1 September 2024 is a Sunday, on which a week ends; the school year ended the day before.
    assert [str(p) for p in due(office, date(2024, 9, 2))] == [
        *("2023-Q4", "2023-H2", "2023", "2024-W35")
    ]
    assert [str(p) for p in due(office, date(2024, 9, 1))] == ["2023-Q4", "2023-H2", "2023"]
    waits = not_ready(office, [office.period("2025-W22")])
    assert waits is not None and "chưa nhập đủ: tuần 22/2025." in str(waits)
    (office.outputs / "2024-W35").mkdir(parents=True)
    (office.outputs / "2024-W35" / MANIFEST).write_text("{}", encoding="utf-8")
    assert "2024-W35" not in [str(p) for p in due(office, date(2024, 9, 2))]


# ---------------------------------------------------------------- two calendars


def test_a_period_of_another_calendar_is_refused(common: Workspace, school: Workspace) -> None:
    book = FactBook(common)
    measure = book.catalogue["visits.guests"]
    with pytest.raises(PeriodError) as caught:
        book.fact(measure, Period.parse("2023-Q3", DECREE_09))
    assert str(caught.value) == (
        "[PERIOD-07] Kỳ được đọc theo lịch khác với lịch của báo cáo.\n"
        "  Đang có:  2023-Q3 theo lịch decree-09; report.toml chọn lịch calendar\n"
        "  Cách sửa: viết mã kỳ dạng chữ, "
        "hoặc đọc bằng Period.parse(mã, report.period.calendar)"
    )
    theirs = FactBook(school)
    with pytest.raises(PeriodError, match="PERIOD-07"):
        theirs.plan(theirs.catalogue["visits.guests"], Period.parse("2023-09-01--2024-05-31"))
