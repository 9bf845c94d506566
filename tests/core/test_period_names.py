"""What people type for a period, and the code that it means."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.calendars import CALENDAR, DECREE_09, Calendar
from baocao.core.errors import PeriodError, WorkspaceError
from baocao.core.periods import Period, parse_many
from baocao.workspace.workspace import Workspace

SCHOOL = Calendar.beginning(9, 1, "năm học")
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
WORDS = {1: "một", 2: "hai", 3: "ba", 4: "bốn"}

# Typed by hand: how a period of a kind is written, {n} its number and {y} its year.
QUARTERS = [
    *("quý {r}/{y}", "Quý {r} năm {y}", "quý {n}/{y}", "quý {n} năm {y}", "QUÝ {r}/{y}"),
    *("quý {r} {y}", "quý {n}-{y}", "quí {r}/{y}", "quy {r}/{y}", "quy {n} nam {y}"),
    *("quý {w}/{y}", "quý {w} năm {y}", "quý {r} của năm {y}", "Q{n}/{y}", "q{n} / {y}"),
    *("Q{n}-{y}", "Q{n} {y}", "{y}-Q{n}", "{y}q{n}", "{y}/Q{n}", "{y} Q{n}", "  quý   {r}/{y} "),
]
MONTHS = [
    *("tháng {n}/{y}", "tháng {n:02}/{y}", "Tháng {n} năm {y}", "tháng {n} của năm {y}"),
    *("tháng {n}-{y}", "thang {n}/{y}", "THÁNG {n}/{y}", "tháng {n} {y}", "T{n}/{y}", "t{n} {y}"),
    *("{n}/{y}", "{n:02}/{y}", "{n} / {y}", "{n}-{y}", "{n} năm {y}", "{y}-{n:02}", "{y}/{n:02}"),
]
HALVES = {
    1: ["6 tháng đầu năm {y}", "sáu tháng đầu năm {y}", "6 thang dau nam {y}", "6 tháng đầu {y}",
        "nửa đầu năm {y}", "H1/{y}", "H1 {y}", "{y}-H1", "{y}h1"],
    2: ["6 tháng cuối năm {y}", "Sáu tháng cuối năm {y}", "6 tháng cuối của năm {y}",
        "nửa cuối năm {y}", "H2/{y}", "{y}/H2"],
}  # fmt: skip
NINES = [
    *("9 tháng {y}", "9 tháng đầu năm {y}", "9 tháng năm {y}", "chín tháng đầu năm {y}"),
    *("9 tháng đầu {y}", "9 tháng/{y}", "9 thang {y}", "9M/{y}", "9M {y}", "{y}-9M", "{y}9m"),
]
YEARS = ["{y}", "năm {y}", "Năm {y}", "nam {y}", "cả năm {y}", " {y} "]
WEEKS = ["tuần {n}/{y}", "tuần {n:02} năm {y}", "tuan {n}/{y}", "W{n}/{y}", "tuần thứ {n} năm {y}",
         "{y}-W{n:02}", "{y}W{n:02}"]  # fmt: skip
SPANS = [
    *("{a}--{b}", "{a} -- {b}", "{a}–{b}", "{a} — {b}", "{c} - {d}", "{c}-{d}", "{c} đến {d}"),
    *("từ {c} đến {d}", "từ ngày {c} đến hết ngày {d}", "tu ngay {c} den ngay {d}"),
]

years = st.integers(1901, 2998)
forms = st.sampled_from(["NFC", "NFD"])


def code_of(text: str, form: str = "NFC", calendar: Calendar = CALENDAR) -> str:
    period = Period.parse(unicodedata.normalize(form, text), calendar)  # type: ignore[arg-type]
    return str(period)


@given(st.sampled_from(QUARTERS), st.integers(1, 4), years, forms)
def test_quarters(how: str, n: int, y: int, form: str) -> None:
    text = how.format(n=n, r=ROMAN[n], w=WORDS[n], y=y)
    assert code_of(text, form) == f"{y}-Q{n}"
    assert code_of(text.upper(), form, DECREE_09) == f"{y}-Q{n}"


@given(st.sampled_from(MONTHS), st.integers(1, 12), years, forms)
def test_months(how: str, n: int, y: int, form: str) -> None:
    assert code_of(how.format(n=n, y=y), form) == f"{y}-{n:02}"
    # A month is one of the common calendar, whenever the office's year begins.
    assert code_of(how.format(n=n, y=y), form, SCHOOL) == f"{y}-{n:02}"


@given(st.sampled_from([(n, how) for n, all_ in HALVES.items() for how in all_]), years, forms)
def test_halves(half: tuple[int, str], y: int, form: str) -> None:
    assert code_of(half[1].format(y=y), form) == f"{y}-H{half[0]}"


@given(st.sampled_from(NINES), years, forms)
def test_nine_months(how: str, y: int, form: str) -> None:
    assert code_of(how.format(y=y), form) == f"{y}-9M"


@given(st.sampled_from(YEARS), years, forms)
def test_years(how: str, y: int, form: str) -> None:
    assert code_of(how.format(y=y), form) == str(y)


@given(st.sampled_from(WEEKS), st.integers(1, 52), years)
def test_weeks(how: str, n: int, y: int) -> None:
    assert code_of(how.format(n=n, y=y)) == f"{y}-W{n:02}"


day = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(st.sampled_from(SPANS), day, day, forms)
def test_spans(how: str, one: date, other: date, form: str) -> None:
    first, last = sorted((one, other))
    written = [f"{d.day:02}/{d.month:02}/{d.year}" for d in (first, last)]
    text = how.format(a=first, b=last, c=written[0], d=written[1])
    assert code_of(text, form) == f"{first}--{last}"
    assert code_of(text.replace("/0", "/"), form) == f"{first}--{last}"


@given(years)
def test_names_of_years_that_lie_in_two(y: int) -> None:
    for how, code in [
        ("quý II năm học {y}-{z}", f"{y}-Q2"), ("Q2/{y}-{z}", f"{y}-Q2"),
        ("quy 2 nam hoc {y} - {z}", f"{y}-Q2"), ("9 tháng năm học {y}-{z}", f"{y}-9M"),
        ("9 tháng {y}-{z}", f"{y}-9M"), ("6 tháng cuối năm học {y}-{z}", f"{y}-H2"),
        ("H1/{y}-{z}", f"{y}-H1"), ("{y}-{z}", f"{y}"), ("{y}Q2", f"{y}-Q2"),
    ]:  # fmt: skip
        assert code_of(how.format(y=y, z=y + 1), calendar=SCHOOL) == code
    for how in ("quý II/{y}", "9 tháng {y}", "6 tháng đầu năm {y}", "H1/{y}", "năm {y}"):
        with pytest.raises(PeriodError, match="PERIOD-06"):
            Period.parse(how.format(y=y), SCHOOL)


def test_ranges_of_names() -> None:
    found = parse_many(["quý I/2023..quý III/2023", "9 tháng 2023"])
    assert list(map(str, found)) == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-9M"]


def refusal(text: str, calendar: Calendar = CALENDAR) -> str:
    with pytest.raises(PeriodError) as error:
        Period.parse(text, calendar)
    return str(error.value)


def test_a_doubt_is_told_with_each_meaning() -> None:
    assert refusal("6 tháng 2023") == (
        "[PERIOD-08] Không rõ là kỳ báo cáo nào.\n"
        "  Đang có:  6 tháng 2023\n"
        "  Cách sửa: viết 2023-H1 nếu là 6 tháng đầu năm, 2023-H2 nếu là 6 tháng cuối năm"
    )


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        *((text, "viết 2023-H1 nếu là 6 tháng đầu năm, 2023-H2 nếu là 6 tháng cuối năm")
          for text in ("6 tháng năm 2023", "nửa năm 2023", "sáu tháng 2023")),
        ("2023-1", "viết 2023-01 nếu là tháng 1, 2023-Q1 nếu là quý 1"),
        ("2023/4", "viết 2023-04 nếu là tháng 4, 2023-Q4 nếu là quý 4"),
        ("III/2023", "viết 2023-Q3 nếu là quý III, 2023-03 nếu là tháng 3"),
        ("Q3/23", "viết đủ bốn chữ số của năm, ví dụ Q3/2023"),
        ("11/23", "viết đủ bốn chữ số của năm, ví dụ 11/2023"),
        ("quý III năm 23", "viết đủ bốn chữ số của năm, ví dụ quý III năm 2023"),
        ("quý III", "viết cả năm, ví dụ quý III/2023"),
        ("tháng 11", "viết cả năm, ví dụ tháng 11/2023"),
        ("6 tháng đầu năm", "viết cả năm, ví dụ 6 tháng đầu năm 2023"),
        ("2020-2023", "viết 2020-01-01--2023-12-31 cho một báo cáo, "
                      "2020..2023 cho mỗi năm một báo cáo"),
    ],
)  # fmt: skip
def test_doubts(text: str, remedy: str) -> None:
    told = refusal(text)
    assert told.startswith("[PERIOD-08] ") and told.endswith(f"Cách sửa: {remedy}")


@pytest.mark.parametrize(
    ("text", "calendar", "remedy"),
    [
        ("8 tháng đầu năm 2023", CALENDAR, "viết 2023-01-01--2023-08-31"),
        ("11 tháng 2023", CALENDAR, "viết 2023-01-01--2023-11-30"),
        ("11 tháng 2023", DECREE_09, "viết 2022-12-15--2023-11-14"),
        ("3 tháng đầu năm 2023", CALENDAR, "viết 2023-Q1"),
        ("12 tháng năm 2023", CALENDAR, "viết 2023"),
    ],
)
def test_what_has_no_name_but_a_code(text: str, calendar: Calendar, remedy: str) -> None:
    told = refusal(text, calendar)
    assert told.startswith("[PERIOD-01] ") and told.endswith(f"Cách sửa: {remedy}")
    assert Period.parse(remedy.removeprefix("viết "), calendar)


@given(st.text(st.sampled_from("0123456789qQhHwWtTmM/-–. IViv") | st.characters(), max_size=14))
def test_nothing_else_than_a_refusal_comes_of_any_text(text: str) -> None:
    for calendar in (CALENDAR, DECREE_09, SCHOOL):
        try:
            period = Period.parse(text, calendar)
        except PeriodError as error:
            assert len(error.findings) == 1
        else:
            # What is understood is understood again by its code.
            assert Period.parse(str(period), calendar) == period


@pytest.mark.parametrize(
    "text",
    ["11 2023", "202311", "14/11/2023", "quý 2023", "tháng năm 2023", "9 tháng cuối năm 2023",
     "quý này", "năm nay", "2023.11", "tháng giêng 2023", "01/13/2023 - 02/13/2023", "２０２３"],
)  # fmt: skip
def test_what_is_never_guessed(text: str) -> None:
    assert refusal(text).startswith("[PERIOD-01] ")


def test_periods_of_report_toml(office: Path) -> None:
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8")
    own = '[documents."{}"]\ntitle = "Báo cáo riêng"\nopening = "Kính gửi các đơn vị."\n'
    own += 'recipients = ["Như trên"]\narchive = "VT"\n\n'
    path.write_text(text.replace("[schedule]", own.format("quý III/2023") + "[schedule]"), "utf-8")
    space = Workspace.load(office)
    assert space.document(space.period("2023-Q3")).title == "Báo cáo riêng"
    assert space.document(space.period("2023-Q2")).title != "Báo cáo riêng"
    more = own.format("Q3/2023") + own.format("6 tháng 2023")
    path.write_text(
        text.replace("[schedule]", own.format("2023-Q3") + more + "[schedule]"), "utf-8"
    )
    with pytest.raises(WorkspaceError) as error:
        Workspace.load(office)
    assert [(fault.code, fault.where) for fault in error.value.findings] == [
        ("WORKSPACE-03", 'report.toml, mục documents."Q3/2023"'),
        ("PERIOD-08", 'report.toml, mục documents."6 tháng 2023"'),
    ]
