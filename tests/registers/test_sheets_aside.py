"""Rows and sheets of a workbook that are no data: units, samples, summaries, totals with a key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from baocao.core.errors import RegisterError
from baocao.registers.declare import Column, Register
from baocao.registers.sheet_names import purpose_of
from baocao.registers.small import Table, read

CLOSING = date(2023, 11, 14)
VISITS = Register(
    "visits",
    title="Sổ đoàn khách",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("host", "Đơn vị"),
        Column("day", "Ngày", type="date"),
        Column("guests", "Số khách", type="integer"),
        Column("fee", "Kinh phí (đồng)", type="money"),
        Column("yield_", "Sản lượng (tấn)", type="number", required=False),
    ),
    common=(),
)
HEAD = [column.heading for column in VISITS.columns]
A = ["V-01", "Xã A", date(2023, 2, 2), 12, 21_500_000, 1.5]
B = ["V-02", "Xã B", date(2023, 3, 3), 30, 5_500_000, None]
Rows = list[list[Any]]


def table(folder: Path, sheets: dict[str, Rows]) -> Table:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    place = folder / "data" / "registers"
    place.mkdir(parents=True, exist_ok=True)
    book.save(place / "visits.xlsx")
    return read(VISITS, folder / "data", CLOSING)


def refused(folder: Path, sheets: dict[str, Rows]) -> str:
    with pytest.raises(RegisterError) as caught:
        table(folder, sheets)
    (finding,) = caught.value.findings
    return str(finding)


# ---------------------------------------------------------------- units

UNITS = {
    "in brackets": [None, None, "(ngày/tháng/năm)", "(người)", "(đồng)", "(tấn)"],
    "plain": [None, None, "dd/mm/yyyy", "người", "đồng", "tấn"],
    "one alone": [None, None, None, None, "đồng", None],
    "with the word": [None, None, None, None, "ĐVT: đồng", None],
    "kinds": ["(mã)", "(chữ)", "(dd/mm/yyyy)", "(số)", "(đồng)", "(tấn)"],
    "with a label": ["ĐVT", None, None, "người", "đồng", "tấn"],
    "dashes": ["-", "-", "ngày/tháng/năm", "khách", "VNĐ", "tấn"],
}


@pytest.mark.parametrize("numbered", ["", "above", "below"])
@pytest.mark.parametrize("units", UNITS)
def test_a_row_of_units_is_left_out_and_told(units: str, numbered: str, tmp_path: Path) -> None:
    numbers = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]
    head = {"above": [numbers, UNITS[units]], "below": [UNITS[units], numbers]}
    rows = head.get(numbered, [UNITS[units]])
    found = table(tmp_path, {"So": [HEAD, *rows, A, B]})
    assert found.frame["guests"].tolist() == [12, 30]
    assert f"trang So, dòng đơn vị tính: {3 if numbered == 'above' else 2}" in found.notes


OTHER_UNITS = [
    ([None, None, None, None, "(triệu đồng)", None], "So!E2"),
    ([None, None, None, None, "Triệu đồng", None], "So!E2"),
    ([None, None, None, None, "1.000 đồng", None], "So!E2"),
    ([None, None, None, None, "nghìn đồng", None], "So!E2"),
    ([None, None, None, None, "trđ", None], "So!E2"),
    ([None, None, None, None, "USD", None], "So!E2"),
    ([None, None, None, "nghìn lượt", "đồng", None], "So!D2"),
    ([None, None, None, None, "đồng", "kg"], "So!F2"),
    ([None, None, None, None, "đồng", "nghìn tấn"], "So!F2"),
    ([None, None, "mm/dd/yyyy", None, "đồng", None], "So!C2"),
]


@pytest.mark.parametrize("at", range(len(OTHER_UNITS)))
def test_a_unit_that_is_not_the_columns_is_refused(at: int, tmp_path: Path) -> None:
    units, place = OTHER_UNITS[at]
    told = refused(tmp_path, {"So": [HEAD, units, A, B]})
    assert told.startswith("[REGISTER-81] Đơn vị ghi trong bảng khác đơn vị của cột.")
    assert place in told


@pytest.mark.parametrize(
    ("title", "is_read"),
    [
        ("Đơn vị tính: triệu đồng", False),
        ("(ĐVT: nghìn đồng)", False),
        ("ĐVT: 1.000 đồng", False),
        ("Đơn vị: tỷ đồng", False),
        ("Đơn vị tính: đồng", True),
        ("Đơn vị: Sở Du lịch", True),
        ("Tổng vốn 12 triệu đồng", True),
    ],
)
def test_a_unit_above_the_table_is_of_its_money(title: str, is_read: bool, tmp_path: Path) -> None:
    sheets = {"So": [["SỔ ĐOÀN KHÁCH"], [None, None, None, title], HEAD, A, B]}
    if is_read:
        assert table(tmp_path, sheets).frame["fee"].sum() == 27_000_000
    else:
        assert refused(tmp_path, sheets).startswith("[REGISTER-81] ")


@pytest.mark.parametrize(
    ("at", "heading"),
    [(4, "Kinh phí (triệu đồng)"), (4, "Kinh phí, nghìn đồng"), (5, "Sản lượng (kg)")],
)
def test_a_heading_in_another_unit_is_not_only_renamed(
    at: int, heading: str, tmp_path: Path
) -> None:
    head = [*HEAD[:at], heading, *HEAD[at + 1 :]]
    told = refused(tmp_path, {"So": [head, A, B]})
    assert told.startswith("[REGISTER-81] ") and heading in told


@pytest.mark.parametrize("place", ["above", "below", "name"])
def test_it_may_stand_above_below_or_in_the_name_of_the_sheet(place: str, tmp_path: Path) -> None:
    unit: list[list[Any]] = [["Người lập biểu"], ["Ghi chú: số tiền tính bằng nghìn đồng"]]
    rows = [*(unit if place == "above" else []), HEAD, A, B, *(unit if place == "below" else [])]
    name = "Nghìn đồng" if place == "name" else "So"
    assert refused(tmp_path, {name: rows}).startswith("[REGISTER-81] ")


def test_small_amounts_follow_from_the_unit_and_are_no_second_finding(tmp_path: Path) -> None:
    small = [*A[:4], 21, A[5]]
    title = ["Đơn vị tính: triệu đồng"]
    assert refused(tmp_path, {"So": [title, HEAD, small]}).startswith("[REGISTER-81] ")


def test_units_stand_on_each_page_again(tmp_path: Path) -> None:
    units, numbers = UNITS["plain"], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]
    found = table(tmp_path, {"So": [HEAD, numbers, units, A, HEAD, numbers, units, B]})
    assert found.frame["guests"].tolist() == [12, 30]
    other = [*units[:4], "triệu đồng", units[5]]
    told = refused(tmp_path, {"So": [HEAD, units, A, HEAD, other, B]})
    assert told.startswith("[REGISTER-81] ") and "So!E5" in told


def test_a_row_of_data_is_no_row_of_units(tmp_path: Path) -> None:
    rows = [["Khách", "Đoàn", date(2023, 2, 2), 12, 21_500_000, None], A]
    assert len(table(tmp_path, {"So": [HEAD, *rows]}).frame) == 2


# ---------------------------------------------------------------- sheets


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("Mẫu", "mẫu"), ("MAU", "mẫu"), ("Mẫu nhập liệu", "mẫu"), ("Ví dụ", "mẫu"),
        ("Huong dan", "mẫu"), ("Hướng dẫn", "mẫu"), ("Sample", "mẫu"), ("Biểu mẫu", "mẫu"),
        ("Tổng hợp", "tổng hợp"), ("TONG HOP", "tổng hợp"), ("BC tổng hợp", "tổng hợp"),
        ("Tong_hop 2023", "tổng hợp"), ("Tổng", "tổng hợp"), ("Summary", "tổng hợp"),
        ("2023", ""), ("Sheet1", ""), ("Quý I", ""), ("Màu sắc", ""), ("Tổng công ty", ""),
        ("Hải Lăng", ""), ("Mậu dịch", ""), ("Danh sách", ""),
    ],
)  # fmt: skip
def test_what_a_sheet_is_for_by_its_name(name: str, purpose: str) -> None:
    assert purpose_of(name) == purpose


@pytest.mark.parametrize("name", ["Mẫu", "Ví dụ", "Tổng hợp", "Tong hop"])
@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_aside_with_rows_is_refused(name: str, first: bool, tmp_path: Path) -> None:
    data, aside = ("2023", [HEAD, A, B]), (name, [HEAD, ["X", "Huyện", *A[2:]]])
    told = refused(tmp_path, dict([aside, data] if first else [data, aside]))
    assert told.startswith("[REGISTER-80] Trang ") and f"trang {name}" in told
    assert "xóa trang ấy hoặc chuyển sang tệp khác" in told


def test_an_empty_sample_is_left_out(tmp_path: Path) -> None:
    found = table(tmp_path, {"2023": [HEAD, A, B], "Mẫu": [HEAD]})
    assert len(found.frame) == 2
    assert "không đọc trang Mẫu: trang mẫu" in found.notes


def test_a_summary_with_some_of_the_headings_is_left_out(tmp_path: Path) -> None:
    pivot = [["Đơn vị", "Số khách"], ["Xã A", 12], ["Xã B", 30]]
    found = table(tmp_path, {"2023": [HEAD, A, B], "Tổng hợp": pivot})
    assert found.frame["guests"].sum() == 42
    assert "không đọc trang Tổng hợp: trang tổng hợp" in found.notes


def test_a_pivot_of_another_name_is_told_what_to_do(tmp_path: Path) -> None:
    pivot = [["Đơn vị", "Số khách"], ["Xã A", 12], ["Xã B", 30]]
    told = refused(tmp_path, {"2023": [HEAD, A, B], "Sheet3": pivot})
    assert told.startswith("[REGISTER-03] ") and "chuyển sang tệp khác" in told


@pytest.mark.parametrize("names", [["Mẫu 01"], ["Tổng hợp"], ["Mẫu 01", "Mẫu 02"]])
def test_where_no_other_sheet_has_rows_the_name_says_nothing(
    names: list[str], tmp_path: Path
) -> None:
    rows = dict(zip(names, [[HEAD, A], [HEAD, B]], strict=False))
    assert len(table(tmp_path, rows).frame) == len(names)


# ---------------------------------------------------------------- totals


@pytest.mark.parametrize(
    "words",
    ["Tổng cộng", "TỔNG CỘNG", "Tong cong", "- Tổng cộng", "Tổng cộng các đơn vị", "Tổng cộng I+II",
     "Cộng:", "* Tổng số", "T.Cộng", "T/C", "Tổng các xã", "Cả năm 2023", "Sum", "Tổng theo huyện"],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 1])
def test_a_total_in_any_words_is_no_data(words: str, at: int, tmp_path: Path) -> None:
    total = [None, None, None, 42, 27_000_000, None]
    found = table(tmp_path, {"So": [HEAD, A, B, [*total[:at], words, *total[at + 1 :]]]})
    assert found.frame["guests"].tolist() == [12, 30]


@pytest.mark.parametrize("words", ["Tổng cộng", "Cộng", "TỔNG SỐ", "Tong cong"])
@pytest.mark.parametrize("key", [3, "3", "V-03"])
def test_a_total_that_has_a_key_is_refused(words: str, key: object, tmp_path: Path) -> None:
    row = [key, words, date(2023, 3, 3), 42, 27_000_000, None]
    assert refused(tmp_path, {"So": [HEAD, A, B, row]}).startswith("[REGISTER-42] ")


@pytest.mark.parametrize("host", ["Tổng công ty Sông Hồng", "Tổng cục Thống kê", "Cộng đồng xã A"])
def test_a_name_that_begins_alike_is_data(host: str, tmp_path: Path) -> None:
    row = ["V-03", host, date(2023, 3, 3), 5, 2_000_000, None]
    assert len(table(tmp_path, {"So": [HEAD, A, B, row]}).frame) == 3


# ---------------------------------------------------------------- groups

NAMES = Register(
    "visits",
    title="Sổ đoàn khách",
    begins=date(2020, 1, 1),
    key=("host",),
    columns=(
        Column("host", "Đơn vị"),
        Column("guests", "Số khách", type="integer"),
        Column("fee", "Kinh phí (đồng)", type="money"),
        Column("yield_", "Sản lượng (tấn)", type="number", required=False),
        Column("note", "Ghi chú", required=False),
    ),
    common=(),
)
X, Y, Z = ["Sở X", 12, 21_500_000, 1.5], ["Sở Y", 30, 5_500_000], ["Sở Z", 8, 1_000_000, None, "a"]

GROUPED = {
    "years": [["Năm 2022"], X, Y, ["NĂM 2023"], Z],
    "years with sums": [["Năm 2022", 42, 27_000_000], X, Y, ["Năm 2023", 8, 1_000_000], Z],
    "quarters": [["Quý I/2023", 42, 27_000_000, 1.5], X, Y, ["Quý II năm 2023"], Z],
    "months": [["Tháng 3/2023:"], X, Y, Z],
    "notes in some rows": [X, Y, Z, ["Cộng", 50, 28_000_000, 1.5]],
}
NOT_TOLD = {
    "above": [["Khối đảng", 42, 27_000_000], X, Y, Z],
    "above, one amount": [["Khối đảng", None, 27_000_000], X, Y, Z],
    "below": [X, Y, ["Khối đảng", 42, 27_000_000], Z],
    "a part": [X, Y, Z, ["Trong đó: nữ", 20, 7_000_000]],
}


def grouped(folder: Path, rows: Rows, as_text: bool) -> Table:
    place = folder / "data" / "registers"
    place.mkdir(parents=True, exist_ok=True)
    head = [column.heading for column in NAMES.columns]
    if as_text:
        lines = [
            ";".join("" if v is None else str(v).replace(".", ",") for v in [*row, *[None] * 5][:5])
            for row in [head, *rows]
        ]
        (place / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    else:
        book = openpyxl.Workbook()
        for row in [head, *rows]:
            book.worksheets[0].append(row)
        book.save(place / "visits.xlsx")
    return read(NAMES, folder / "data", CLOSING)


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("shape", GROUPED)
def test_rows_that_name_periods_are_no_data(shape: str, as_text: bool, tmp_path: Path) -> None:
    found = grouped(tmp_path, GROUPED[shape], as_text)
    assert found.frame["guests"].tolist() == [12, 30, 8]


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("shape", NOT_TOLD)
def test_a_row_that_is_the_sum_of_others_is_not_taken_for_data(
    shape: str, as_text: bool, tmp_path: Path
) -> None:
    with pytest.raises(RegisterError) as caught:
        grouped(tmp_path, NOT_TOLD[shape], as_text)
    assert "REGISTER-42" in {finding.code for finding in caught.value.findings}


def test_small_sums_by_chance_are_data(tmp_path: Path) -> None:
    rows: Rows = [["Sở A", 10, 5000], ["Sở B", 5, 6000], ["Sở C", 5, 7000]]
    assert len(grouped(tmp_path, rows, False).frame) == 3


def test_periods_that_are_data_are_read(tmp_path: Path) -> None:
    rows: Rows = [["Năm 2020", 12, 5000], ["Năm 2021", 30, 6000], ["Năm 2022", 8, 7000]]
    assert grouped(tmp_path, rows, False).frame["guests"].sum() == 50
