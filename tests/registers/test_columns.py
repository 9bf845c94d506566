"""What a column's declaration asks of its cells: limits, the form of a text, months."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.errors import RegisterError
from baocao.core.periods import CALENDAR, DECREE_09, Calendar, Period
from baocao.registers.cells import read_column
from baocao.registers.declare import Column, Lookup, Register
from baocao.registers.large import open_large
from baocao.registers.large.engine import collect
from baocao.registers.limits import limits_of
from baocao.registers.receipt import receipt_of
from baocao.registers.small import read, shown
from baocao.run.check import check
from baocao.workspace.workspace import Workspace
from support.folders import copy_of_the_workspace
from support.small_offices import write_office

CLOSING = date(2023, 11, 14)
# Its months begin on the 15th of theirs.
OWN = Calendar.beginning(10, 15, "năm tài chính")
PLACE = "data/registers/plots.csv"
PLOTS = Register(
    "plots",
    title="Sổ thửa đất",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column(
            "code", "Mã", pattern=r"[A-ZĐ]{2}-\d{3}", pattern_means="hai chữ, ba số, ví dụ ĐH-001"
        ),
        Column("owner", "Chủ", pattern=r"(\w+ )+\w+", required=False),
        Column("area", "Diện tích", type="number", minimum=0.1, maximum=999.9, required=False),
        Column("trees", "Số cây", type="integer", minimum=0, maximum=5000, required=False),
        Column("rent", "Tiền thuê", type="money", minimum=0, required=False),
        Column(
            "planted",
            "Ngày trồng",
            type="date",
            minimum=date(2020, 1, 1),
            maximum=date(2023, 6, 30),
            required=False,
        ),
        Column("month", "Tháng thu", type="month", minimum=date(2023, 2, 10), required=False),
    ),
    common=(),
)
HEAD = "Mã;Chủ;Diện tích;Số cây;Tiền thuê;Ngày trồng;Tháng thu"
GOOD = ["ĐH-001;Lê Vũ;0,1;0;0;01/01/2020;02/2023", "ĐH-002;;999,9;5.000;;30/06/2023;tháng 3/2023"]


def put(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8-sig")
    return path


def in_memory(path: Path, calendar: Calendar = CALENDAR) -> Any:
    return read(PLOTS, path.parents[1], CLOSING, calendar)


def scanned(path: Path, calendar: Calendar = CALENDAR) -> Any:
    return open_large(path, PLACE, PLOTS, CLOSING, path.parents[2] / "copies", 256, calendar)


READERS = [pytest.param(in_memory, id="small"), pytest.param(scanned, id="large")]


def said(step: Callable[[], object]) -> str:
    with pytest.raises(RegisterError) as caught:
        step()
    return str(caught.value)


@pytest.mark.parametrize("reader", READERS)
def test_what_lies_on_the_limits_is_read(reader: Callable[[Path], Any], tmp_path: Path) -> None:
    reader(put(tmp_path, *GOOD))


WRONG = [
    (
        "ĐH-003;Lê Vũ;0,09;;;;",
        "[REGISTER-46] Giá trị nhỏ hơn mức thấp nhất được ghi: 0,1.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Diện tích"\n'
        "  Đang có:  0,09\n"
        "  Cách sửa: xem lại giá trị, kể cả dấu và đơn vị",
    ),
    (
        "ĐH-003;Lê Vũ;1,5;-1;;;",
        "[REGISTER-46] Giá trị nhỏ hơn mức thấp nhất được ghi: 0.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Số cây"\n'
        "  Đang có:  -1\n"
        "  Cách sửa: xem lại giá trị, kể cả dấu và đơn vị",
    ),
    (
        "ĐH-003;Lê Vũ;1,5;;-5.000.000;;",
        "[REGISTER-46] Giá trị nhỏ hơn mức thấp nhất được ghi: 0.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Tiền thuê"\n'
        "  Đang có:  -5.000.000\n"
        "  Cách sửa: xem lại giá trị, kể cả dấu và đơn vị",
    ),
    (
        "ĐH-003;Lê Vũ;1,5;5.001;;;",
        "[REGISTER-47] Giá trị lớn hơn mức cao nhất được ghi: 5.000.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Số cây"\n'
        "  Đang có:  5.001\n"
        "  Cách sửa: xem lại giá trị, kể cả dấu phẩy và đơn vị",
    ),
    (
        "ĐH-003;Lê Vũ;1,5;;;31/12/2019;",
        "[REGISTER-46] Ngày sớm hơn ngày sớm nhất được ghi: 01/01/2020.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Ngày trồng"\n'
        "  Đang có:  31/12/2019\n"
        "  Cách sửa: xem lại ngày, tháng, năm",
    ),
    (
        "ĐH-003;Lê Vũ;1,5;;;01/07/2023;",
        "[REGISTER-47] Ngày muộn hơn ngày muộn nhất được ghi: 30/6/2023.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Ngày trồng"\n'
        "  Đang có:  01/7/2023\n"
        "  Cách sửa: xem lại ngày, tháng, năm",
    ),
    (
        "ĐH-003;Lê Vũ;1,5;;;;01/2023",
        "[REGISTER-46] Ngày sớm hơn ngày sớm nhất được ghi: 02/2023.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Tháng thu"\n'
        "  Đang có:  01/2023\n"
        "  Cách sửa: xem lại ngày, tháng, năm",
    ),
    (
        "DH-1;Lê Vũ;1,5;;;;",
        "[REGISTER-48] Chữ trong ô sai dạng đã khai báo.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Mã"\n'
        "  Đang có:  DH-1\n"
        "  Cách sửa: ghi đúng dạng: hai chữ, ba số, ví dụ ĐH-001",
    ),
    (
        "ĐH-003;Vũ;1,5;;;;",
        "[REGISTER-48] Chữ trong ô sai dạng đã khai báo.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Chủ"\n'
        "  Đang có:  Vũ\n"
        "  Cách sửa: ghi đúng dạng: theo mẫu (\\w+ )+\\w+",
    ),
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("row", "expected"), WRONG)
def test_what_lies_outside_is_named(
    row: str, expected: str, reader: Callable[[Path], Any], tmp_path: Path
) -> None:
    told = said(lambda: reader(put(tmp_path, *GOOD, row)))
    # A clerk's own way of writing a day is quoted by a small register, ours by a large one.
    assert re.sub(r"(?<=/)0(?=[3-9]/)", "", told) == expected


def test_one_cause_is_one_finding_with_three_places(tmp_path: Path) -> None:
    rows = [f"ĐH-{number:03};;;{-number};;;" for number in range(3, 8)]
    assert said(lambda: in_memory(put(tmp_path, *GOOD, *rows))) == (
        "[REGISTER-46] Giá trị nhỏ hơn mức thấp nhất được ghi: 0.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 4, cột "Số cây"\n'
        "  Đang có:  -3 (và 4 ô khác: dòng 5, dòng 6, …)\n"
        "  Cách sửa: xem lại giá trị, kể cả dấu và đơn vị"
    )


def test_a_large_register_shows_the_first_and_counts_the_rest(tmp_path: Path) -> None:
    rows = [f"DH{number};;;;;;" for number in range(30)]
    told = said(lambda: scanned(put(tmp_path, *GOOD, *rows)))
    assert told.count("[REGISTER-48] Chữ trong ô") == 20
    assert "[REGISTER-48] Còn 10 chỗ khác như vậy." in told
    assert "dòng 4," in told and "dòng 24," not in told


@given(
    st.one_of(st.none(), st.integers(-50, 50)),
    st.one_of(st.none(), st.integers(-50, 50)),
    st.lists(st.integers(-60, 60), min_size=1),
)
def test_exactly_what_lies_outside_is_a_fault(
    low: int | None, high: int | None, amounts: list[int]
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    column = Column("n", "Số", type="integer", minimum=low, maximum=high)
    for amount in amounts:
        inside = (low is None or low <= amount) and (high is None or amount <= high)
        assert all(is_met(amount) for is_met, _ in limits_of(column)) == inside


# ---------------------------------------------------------------- declarations

NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"type": "number", "minimum": 5, "maximum": 1}, "Mức thấp nhất lớn hơn mức cao nhất."),
    ({"minimum": 5}, "Giới hạn không hợp với cột kiểu text."),
    ({"type": "date", "minimum": 5}, "Giới hạn không hợp với cột kiểu date."),
    ({"type": "date", "maximum": datetime(2023, 1, 1)}, "Giới hạn không hợp với cột kiểu date."),
    ({"type": "money", "minimum": date(2023, 1, 1)}, "Giới hạn không hợp với cột kiểu money."),
    ({"type": "number", "maximum": float("nan")}, "Giới hạn không hợp với cột kiểu number."),
    ({"type": "integer", "minimum": True}, "Giới hạn không hợp với cột kiểu integer."),
    ({"type": "number", "pattern": r"\d+"}, "Mẫu chữ chỉ dùng cho cột ghi chữ."),
    ({"pattern": "["}, "Mẫu chữ không phải biểu thức chính quy."),
    ({"pattern": "a+", "allowed": ("b",)}, "Danh mục có giá trị trái với mẫu chữ."),
    ({"allowed": ("'a",)}, "Danh mục có giá trị bắt đầu bằng dấu nháy đơn."),
    ({"pattern_means": "hai chữ"}, "Có lời giải thích mà không có mẫu."),
    ({"type": "number", "after": "day"}, "Chỉ cột ghi ngày mới đứng sau cột khác."),
    ({"type": "day"}, "Cột có kiểu lạ."),
    ({"allowed": "Đạt"}, "Danh mục không phải các giá trị chữ."),
    ({"allowed": ("Đạt", 5)}, "Danh mục không phải các giá trị chữ."),
    ({"allowed": ("Đạt", "Hỏng", "Đạt")}, "Danh mục có một giá trị hai lần."),
    ({"allowed": ("Đạt", " ")}, "Danh mục có giá trị trống."),
    ({"type": "integer", "allowed": ("6", "7")}, "Danh mục chỉ dùng cho cột ghi chữ."),
    ({"type": "date", "after": "size"}, "Cột đứng sau chính nó."),
    ({"future": True}, "Chỉ cột ghi ngày mới có future."),
    ({"required": "không"}, "required không phải True hay False."),
]


@pytest.mark.parametrize(("asked", "expected"), NONSENSE)
def test_a_declaration_that_contradicts_itself_is_refused(
    asked: dict[str, Any], expected: str
) -> None:
    told = said(lambda: Column("size", "Cỡ", **asked))
    assert told.startswith(f'[REGISTER-45] {expected}\n  Ở đâu:    khai báo cột "Cỡ" (size)\n')


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Column("so phong", "Số phòng"), "Tên cột không dùng được trong mã."),
        (lambda: Column("", "Số phòng"), "Tên cột không dùng được trong mã."),
        (lambda: Column("rooms", " "), "Cột thiếu tiêu đề."),
        (lambda: Column("rooms", 5), "Cột thiếu tiêu đề."),  # type: ignore[arg-type]
        (lambda: Lookup(3, "Vùng", of="place"), "Tên cột không dùng được trong mã."),  # type: ignore[arg-type]
    ],
)
def test_a_column_needs_a_name_and_a_heading(make: Callable[[], object], expected: str) -> None:
    assert said(make).startswith(f"[REGISTER-45] {expected}\n")


def test_a_wrong_declaration_is_told_with_its_line(tmp_path: Path) -> None:
    office = write_office(tmp_path / "office")
    path = office / "lib/dost/visits.py"
    old = 'Column("guests", "Số khách", type="integer")'
    source = path.read_text(encoding="utf-8")
    assert old in source.splitlines()[14]
    path.write_text(source.replace(old, f"{old[:-1]}, minimum=100, maximum=0)"), "utf-8")
    assert [str(finding) for finding in check(Workspace.load(office), [])] == [
        "[REGISTER-45] Mức thấp nhất lớn hơn mức cao nhất.\n"
        '  Ở đâu:    lib/dost/visits.py:15, khai báo cột "Số khách" (guests)\n'
        "  Đang có:  minimum=100, maximum=0\n"
        "  Cách sửa: đổi chỗ hai giới hạn trong khai báo"
    ]


# ---------------------------------------------------------------- months

MONTH = Column("month", "Tháng", type="month", future=True)


@pytest.mark.parametrize(
    "cell",
    [
        *("tháng 3/2023", "Tháng 03/2023", "03/2023", "3-2023", "3.2023", "3 / 2023"),
        *("tháng 3 năm 2023", "T3/2023", "T.3/2023", "2023-03", "THÁNG 3/2023"),
    ],
)
def test_a_month_is_read(cell: str) -> None:
    assert [r.value for r in read_column([cell], MONTH)] == [date(2023, 3, 31)]


@pytest.mark.parametrize(
    "cell",
    [
        *("13/2023", "0/2023", "3/23", "15/3/2023", "2023", "quý 1/2023", "tháng 3", "3"),
        *(45016, 3.2023, "03/0000", "tháng 3/2023 - 4/2023"),
    ],
)
def test_what_is_no_month_is_refused(cell: Any) -> None:
    fault = read_column([cell], MONTH)[0].fault
    assert fault is not None and fault.code == "REGISTER-06"


@pytest.mark.parametrize(
    ("day", "number_format", "expected"),
    [
        (date(2023, 3, 1), "mmm-yy", date(2023, 3, 31)),
        (date(2023, 3, 1), "mm/yyyy", date(2023, 3, 31)),
        (date(2023, 3, 31), '"tháng "m/yyyy', date(2023, 3, 31)),
        # Excel takes "3/23" for the 23rd of March of the year in which it is typed.
        (date(2026, 3, 23), "d-mmm", None),
        (date(2023, 3, 1), "dd/mm/yyyy", None),
        (date(2023, 5, 3), "mmm-yy", None),
        (datetime(2023, 3, 1, 8), "mm:ss", None),
    ],
)
def test_a_month_in_a_workbook_is_what_the_cell_shows(
    day: date, number_format: str, expected: date | None, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(";"))
    sheet.append(["ĐH-001", None, 1.5, 3, None, None, day])
    sheet["G2"].number_format = number_format
    path = tmp_path / "data/registers/plots.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    if expected is None:
        assert "[REGISTER-06] Tháng không có thật hoặc sai dạng." in said(lambda: in_memory(path))
    else:
        assert in_memory(path).frame["month"].tolist() == [pd.Timestamp(expected)]


@given(st.integers(2020, 2023), st.integers(1, 12), st.sampled_from([CALENDAR, DECREE_09, OWN]))
def test_a_month_falls_into_its_period_and_no_other(
    year: int, month: int, calendar: Calendar
) -> None:
    day = read_column([f"tháng {month}/{year}"], MONTH, calendar)[0].value
    periods = [
        Period.parse(f"{y}-{m:02}", calendar) for y in range(2019, 2025) for m in range(1, 13)
    ]
    inside = [str(period) for period in periods if period.start <= day <= period.end]  # type: ignore[operator]
    assert inside == [f"{year}-{month:02}"]


@pytest.mark.parametrize(
    ("calendar", "period", "expected"),
    [
        (CALENDAR, "2023-01-01--2023-03-30", False),
        (CALENDAR, "2023-01-01--2023-03-31", True),
        (CALENDAR, "2023-Q1", True),
        (CALENDAR, "2023-04", False),
        (DECREE_09, "2023-01-01--2023-03-13", False),
        (DECREE_09, "2023-01-01--2023-03-14", True),
        (DECREE_09, "2023-Q1", True),
        (DECREE_09, "2023-04", False),
        (OWN, "2023-01-01--2023-04-13", False),
        (OWN, "2023-01-01--2023-04-14", True),
        (OWN, "2022-Q2", True),
        (OWN, "2023-04", False),
    ],
)
def test_a_month_counts_once_it_is_over(calendar: Calendar, period: str, expected: bool) -> None:
    day = read_column(["03/2023"], MONTH, calendar)[0].value
    assert isinstance(day, date)
    at = Period.parse(period, calendar)
    assert (at.start <= day <= at.end) is expected


@pytest.mark.parametrize("calendar", [CALENDAR, DECREE_09, OWN], ids=lambda one: one.name)
def test_a_large_register_reads_the_same_months(calendar: Calendar, tmp_path: Path) -> None:
    months = ["02/2023", "tháng 3/2023", "4-2023", "T5/2023", "2023-06", "tháng 7 năm 2023", ""]
    path = put(tmp_path, *(f"ĐH-{at:03};Lê Vũ;1,5;;;;{month}" for at, month in enumerate(months)))
    small = in_memory(path, calendar).frame["month"]
    with scanned(path, calendar).scan() as frame:
        large = [row[0] for row in collect(frame.select("month"))]
    expected = [calendar.closing(2023, month) for month in range(2, 8)]
    assert large == [*expected, None]
    assert [day.date() for day in small[:6]] == expected and pd.isna(small[6])


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("cell", ["13/2023", "quý 1/2023", "15/3/2023"])
def test_both_refuse_the_same_months(
    cell: str, reader: Callable[[Path], Any], tmp_path: Path
) -> None:
    assert said(lambda: reader(put(tmp_path, f"ĐH-001;Lê Vũ;1,5;;;;{cell}"))) == (
        "[REGISTER-06] Tháng không có thật hoặc sai dạng.\n"
        '  Ở đâu:    data/registers/plots.csv, dòng 2, cột "Tháng thu"\n'
        f"  Đang có:  {cell}\n"
        "  Cách sửa: ghi tháng/năm, ví dụ 03/2023"
    )


@pytest.mark.parametrize("reader", READERS)
def test_a_month_that_has_not_closed_is_told(reader: Callable[[Path], Any], tmp_path: Path) -> None:
    told = said(lambda: reader(put(tmp_path, "ĐH-001;Lê Vũ;1,5;;;;11/2023")))
    assert told.startswith("[REGISTER-12] Ngày sau ngày chốt số liệu 14/11/2023.")


def test_a_month_is_shown_as_a_month(tmp_path: Path) -> None:
    table = in_memory(put(tmp_path, *GOOD))
    months = [shown(day, PLOTS.column("month")) for day in table.frame["month"]]
    assert months == ["02/2023", "03/2023"]
    workspace = Workspace.load(copy_of_the_workspace(tmp_path / "office"))
    receipt = receipt_of(table, workspace)
    assert receipt.days["Tháng thu"] == (date(2023, 2, 28), date(2023, 3, 31))
