"""Habits of clerks that would count rows twice, leave some out, or make several findings of one."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from baocao.core.errors import Finding, RegisterError
from baocao.registers.declare import Column, Register
from baocao.registers.sheet_names import is_not_counted, purpose_of
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
        Column("day", "Ngày đến", type="date"),
        Column("leaves", "Ngày đi", type="date", required=False, after="day"),
        Column("guests", "Số khách", type="integer"),
        Column("fee", "Kinh phí (đồng)", type="money"),
    ),
)
HEAD = [column.heading for column in VISITS.all_columns]
ROWS: list[list[Any]] = [
    ["V-01", "Hải Lăng", date(2023, 1, 15), date(2023, 1, 17), 12, 21_500_000, None, "Sổ trực"],
    ["V-02", "Hải Lăng", date(2023, 3, 5), None, 30, 5_500_000, None, "Sổ trực"],
    ["V-03", "Cam Lộ", date(2023, 10, 20), date(2023, 10, 21), 7, 2_000_000, None, "Sổ trực"],
]
MORE = ["V-04", "Cam Lộ", date(2023, 11, 2), None, 5, 4_000_000, None, "Sổ trực"]
Rows = list[list[Any]]


def put(folder: Path, content: bytes, name: str = "visits.xlsx") -> Path:
    place = folder / "data" / "registers"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content)
    return folder / "data"


def book_of(sheets: dict[str, Rows], is_1904: bool = False) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def table(folder: Path, sheets: dict[str, Rows], register: Register = VISITS) -> Table:
    return read(register, put(folder, book_of(sheets), f"{register.stem}.xlsx"), CLOSING)


def refused(data: Path, register: Register = VISITS, closing: date = CLOSING) -> Finding:
    """The one finding of a file that is refused."""
    with pytest.raises(RegisterError) as caught:
        read(register, data, closing)
    (finding,) = caught.value.findings
    return finding


def told(folder: Path, rows: Rows) -> str:
    return str(refused(put(folder, book_of({"So": [HEAD, *rows]}))))


# ---------------------------------------------------------------- sheets


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("Nháp", "nháp"),
        ("Bản nháp 2", "nháp"),
        ("test", "nháp"),
        ("2023 (2)", "bản sao"),
        ("Copy of 2023", "bản sao"),
        ("Bản cũ", "bản sao"),
        ("2022 cũ", "bản sao"),
        ("backup", "bản sao"),
        ("Sao lưu 05.11", "bản sao"),
        ("Kế hoạch 2024", "kế hoạch"),
        ("Dự kiến", "không tính"),
        ("Đã hủy", "không tính"),
        ("DS đoàn huỷ", "không tính"),
        ("Không tính", "không tính"),
        ("2023", ""),
        ("Sở Kế hoạch và Đầu tư", ""),
        ("Chợ Cũ", ""),
        ("Huyện Hải Lăng", ""),
        ("Tạm trú", ""),
        ("Quý 1 (2023)", ""),
    ],
)
def test_what_a_sheet_is_for_by_its_name(name: str, purpose: str) -> None:
    assert purpose_of(name) == purpose


@pytest.mark.parametrize("name", ["Nháp", "2023 (2)", "Bản cũ", "Đã hủy", "Kế hoạch 2024"])
def test_a_copy_or_a_draft_with_rows_is_refused(name: str, tmp_path: Path) -> None:
    sheets = {"2023": [HEAD, *ROWS], name: [HEAD, MORE]}
    finding = refused(put(tmp_path, book_of(sheets)))
    assert str(finding).startswith("[REGISTER-80] ")
    assert finding.where.endswith(f"trang {name}")
    # Alone it is the register.
    assert len(table(tmp_path, {name: [HEAD, *ROWS]}).frame) == 3


def test_the_title_of_a_sheet_may_say_that_it_does_not_count(tmp_path: Path) -> None:
    other = [["DANH SÁCH CÁC ĐOÀN ĐÃ HỦY"], HEAD, MORE]
    finding = refused(put(tmp_path, book_of({"2023": [HEAD, *ROWS], "2": other})))
    assert str(finding).startswith("[REGISTER-80] ") and finding.where.endswith("trang 2")


def test_one_row_in_a_sheet_without_headings_is_not_left_out(tmp_path: Path) -> None:
    finding = refused(put(tmp_path, book_of({"2023": [HEAD, *ROWS], "tiếp": [MORE]})))
    assert str(finding).startswith("[REGISTER-03] ") and finding.where.endswith("trang tiếp")
    note = {"2023": [HEAD, *ROWS], "Ghi chú": [["V-02", "xem hồ sơ"]]}
    assert len(table(tmp_path, note).frame) == 3


# ---------------------------------------------------------------- rows that do not count


@pytest.mark.parametrize(
    ("name", "is_aside"),
    [
        ("DANH SÁCH ĐOÀN HỦY", True),
        ("II. Các đoàn đã hủy", True),
        ("III. Không tính vào kế hoạch", True),
        ("IV. Đoàn dự kiến", True),
        ("B. Hồ sơ bị loại", True),
        ("II. Huyện Hải Lăng", False),
        ("HUYỆN HỦY", True),
        ("III. Xã Thủy Ba", False),
        ("I. Loại hình dịch vụ", False),
    ],
)
def test_the_name_of_a_group_may_say_that_its_rows_do_not_count(
    name: str, is_aside: bool, tmp_path: Path
) -> None:
    assert is_not_counted(name) is is_aside
    if is_aside:
        assert "[REGISTER-42] " in told(tmp_path, [*ROWS, [name], MORE])
    else:
        assert len(table(tmp_path, {"So": [HEAD, *ROWS, [name], MORE]}).frame) == 4


@pytest.mark.parametrize(
    "words",
    ["Tiểu cộng", "Cộng nhóm", "Tổng phụ", "Subtotal", "Cộng Hải Lăng", "Hải Lăng Total", "Σ",
     "Hải Lăng: cộng", "Cộng phát sinh", "Cộng đợt 1", "Tổng địa bàn", "Sub-total"],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_sum_in_any_words_fits_or_is_refused(words: str, at: int, tmp_path: Path) -> None:
    total: list[Any] = [None, None, None, None, 42, 27_000_000]
    total[at] = words
    found = table(tmp_path, {"So": [HEAD, *ROWS[:2], total, *ROWS[2:]]})
    assert found.frame["guests"].tolist() == [12, 30, 7]
    assert "trang So, dòng cộng: 4" in found.notes
    total[4] = 43
    assert told(tmp_path, [*ROWS[:2], total, *ROWS[2:]]).startswith("[REGISTER-37] ")


def test_groups_may_have_their_numbers_in_the_column_of_keys(tmp_path: Path) -> None:
    first = ["I", "HUYỆN HẢI LĂNG", None, None, 42, 27_000_000]
    second = ["II", "HUYỆN CAM LỘ", None, None, 7, 2_000_000]
    found = table(tmp_path, {"So": [HEAD, first, *ROWS[:2], second, ROWS[2]]})
    assert found.keys == ("V-01", "V-02", "V-03")
    assert "trang So, dòng tên nhóm: 2, 5" in found.notes
    first[4] = 41
    assert told(tmp_path, [first, *ROWS[:2], second, ROWS[2]]).startswith("[REGISTER-37] ")


@pytest.mark.parametrize("at", [0, 7])
def test_rows_that_were_filled_in_advance_are_one_finding(at: int, tmp_path: Path) -> None:
    rows = [[None] * at + [cell] for cell in ("V-04", "V-05", "V-06")]
    assert told(tmp_path, [*ROWS, *rows]).startswith("[REGISTER-42] ")


@pytest.mark.parametrize("at", [0, 3])
def test_a_row_that_is_the_sum_of_all_others_is_refused_though_it_has_a_key(
    at: int, tmp_path: Path
) -> None:
    whole = ["V-09", "Quảng Trị", date(2023, 10, 30), None, 49, 29_000_000, None, "Sổ trực"]
    assert told(tmp_path, [*ROWS[:at], whole, *ROWS[at:]]).startswith("[REGISTER-42] ")
    whole[4] = 48
    assert len(table(tmp_path, {"So": [HEAD, *ROWS[:at], whole, *ROWS[at:]]}).frame) == 4


NAMED = Register(
    "named",
    title="Sổ cơ sở",
    begins=date(2020, 1, 1),
    key=("place", "name"),
    columns=(
        Column("place", "Địa bàn"),
        Column("name", "Cơ sở"),
        Column("people", "Lao động", type="integer"),
    ),
)


def test_a_key_that_says_total_is_none(tmp_path: Path) -> None:
    head = [column.heading for column in NAMED.all_columns]
    rows = [["Cam Lộ", "HTX Cùa", 18, None, "b"], ["Cam Lộ", "HTX An", 40, None, "b"]]
    total = ["Cam Lộ", "Tổng cộng", 58, None, "b"]
    data = put(tmp_path, book_of({"So": [head, *rows, total]}), "named.xlsx")
    assert str(refused(data, NAMED)).startswith("[REGISTER-42] ")


def test_true_is_no_amount(tmp_path: Path) -> None:
    odd = ["V-04", "Cam Lộ", date(2023, 11, 2), None, True, 4_000_000, None, "Sổ trực"]
    assert told(tmp_path, [*ROWS, odd]).startswith("[REGISTER-07] ")


# ---------------------------------------------------------------- days


def test_numbers_of_days_in_a_workbook_of_1904_count_from_1904(tmp_path: Path) -> None:
    # 15/01/2023 is day 43479 there: 44941 less the 1462 days between the two beginnings.
    rows = [[*ROWS[0][:2], 43_479, None, *ROWS[0][4:]]]
    found = read(VISITS, put(tmp_path, book_of({"So": [HEAD, *rows]}, is_1904=True)), CLOSING)
    assert found.frame["day"].dt.date.tolist() == [date(2023, 1, 15)]


@pytest.mark.parametrize("at", [0, 1])
def test_a_day_among_names_is_what_excel_made_of_one(at: int, tmp_path: Path) -> None:
    rows = [[*row] for row in ROWS]
    rows[1][at] = date(2023, 1, 2)
    assert told(tmp_path, rows).startswith("[REGISTER-29] ")
    # Beside other times it is one of them.
    if at == 1:
        rows[0][1], rows[2][1] = "Tháng 01/2023", "Quý IV"
        assert len(table(tmp_path, {"So": [HEAD, *rows]}).frame) == 3


# ---------------------------------------------------------------- letters


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        ("Ñoaøn Laøo", False),
        ("Hueä", False),
        ("Xaõ Haûi Laêng", False),
        ("§oµn Lµo", False),
        ("CÃ phÃª", False),
        ("Malmö Göteborg", True),
        ("Citroën, Noël", True),
        ("Peña Nuñez", True),
        ("Le goût", True),
        ("Thaï Airways", True),
        ("Zürich", True),
        ("Tromsø", True),
        ("Đoàn Huế", True),
    ],
)
def test_letters_of_old_fonts_are_no_name(name: str, is_read: bool, tmp_path: Path) -> None:
    row = ["V-04", name, *MORE[2:]]
    if is_read:
        assert table(tmp_path, {"So": [HEAD, *ROWS, row]}).frame["host"].iloc[3] == name
    else:
        assert told(tmp_path, [*ROWS, row]).startswith("[REGISTER-26] ")


# ---------------------------------------------------------------- one cause, one finding


def csv_of(*lines: str) -> bytes:
    head = ";".join(HEAD)
    return "\r\n".join(["\ufeff" + head, *lines, ""]).encode()


LINES = ("V-01;Xã A;15/01/2023;;12;21.500.000;;b", "V-02;Xã B;05/03/2023;;30;5.500.000;;b")


@pytest.mark.parametrize(
    "line",
    [
        "V-03;Xã; A;20/10/2023;;7;2.000.000;;b",
        "V-03;Xã A 20/10/2023;;7;2.000.000;;b",
        "V-03;Xã A;20/10/2023",
    ],
)
def test_a_line_with_shifted_cells_is_one_finding(line: str, tmp_path: Path) -> None:
    total = ";Tổng cộng;;;49;29.000.000;;"
    data = put(tmp_path, csv_of(*LINES, line, total), "visits.csv")
    assert str(refused(data)).startswith("[REGISTER-14] ")


@pytest.mark.parametrize("at", [1, 3, 5])
def test_a_row_that_was_pushed_to_the_right_is_one_finding(at: int, tmp_path: Path) -> None:
    pushed = [*MORE[:at], "Lăng", *MORE[at:]]
    assert told(tmp_path, [*ROWS, pushed]).startswith("[REGISTER-14] ")


def test_days_with_the_month_first_in_all_columns_are_one_finding(tmp_path: Path) -> None:
    lines = ["V-01;Xã A;1/15/2023;1/17/2023;12;21.500.000;;b"]
    finding = refused(put(tmp_path, csv_of(*lines), "visits.csv"))
    assert str(finding).startswith("[REGISTER-32] ")
    assert finding.found == '1/15/2023; cả ở cột "Ngày đi"'


def test_a_table_that_stands_twice_is_one_finding(tmp_path: Path) -> None:
    finding = refused(put(tmp_path, book_of({"So": [[*HEAD, None, *HEAD], ROWS[0]]})))
    assert str(finding).startswith("[REGISTER-35] ")
    assert finding.found == '"Mã" (và 7 tiêu đề khác)'


def test_a_second_table_in_another_order_is_one_finding(tmp_path: Path) -> None:
    head = [*HEAD[:2], HEAD[3], HEAD[2], *HEAD[4:]]
    row = [*MORE[:2], MORE[2], MORE[2], *MORE[4:]]
    told_once = told(tmp_path, [*ROWS, [], head, row])
    assert told_once.startswith("[REGISTER-42] ") and "So!6" in told_once
    again = [[], HEAD, MORE]
    assert len(table(tmp_path, {"So": [HEAD, *ROWS, *again]}).frame) == 4


# ---------------------------------------------------------------- months

MONTHS = Register(
    "months",
    title="Khách theo tháng",
    begins=date(2023, 1, 1),
    key=("month", "place"),
    every="month",
    columns=(
        Column("month", "Tháng", type="month"),
        Column("place", "Địa bàn"),
        Column("guests", "Số khách", type="integer"),
    ),
)
CLOSED = date(2023, 3, 31)
FIGURES = {"Đông Hà": [120, 135, 150], "Hải Lăng": [40, 42, 38], "Cam Lộ": [22, 25, 31]}
SUMS = [182, 202, 219]


def wide(rows: dict[str, list[Any]], months: int = 3) -> bytes:
    head = ["Địa bàn", *(f"{month:02}/2023" for month in range(1, months + 1)), "Minh họa", "Nguồn"]
    return book_of({"So": [head, *([place, *row, None, "b"] for place, row in rows.items())]})


def long(rows: dict[str, list[Any]]) -> bytes:
    head = ["Tháng", "Địa bàn", "Số khách", "Minh họa", "Nguồn"]
    cells = [
        [f"{month + 1:02}/2023", place, row[month], None, "b"]
        for month in range(3)
        for place, row in rows.items()
    ]
    return book_of({"So": [head, *cells]})


@pytest.mark.parametrize("name", ["Toàn tỉnh", "Quảng Trị"])
@pytest.mark.parametrize("shape", [wide, long])
def test_the_sum_of_all_places_is_no_place(shape: Any, name: str, tmp_path: Path) -> None:
    data = put(tmp_path, shape({**FIGURES, name: SUMS}), "months.xlsx")
    if (shape, name) == (wide, "Toàn tỉnh"):
        # Its words tell that it is a total.
        assert len(read(MONTHS, data, CLOSED).frame) == 9
        return
    assert str(refused(data, MONTHS, CLOSED)).startswith("[REGISTER-42] ")
    put(tmp_path, shape({**FIGURES, name: [182, 202, 220]}), "months.xlsx")
    assert len(read(MONTHS, data, CLOSED).frame) == 12


def test_equal_small_figures_are_no_sum(tmp_path: Path) -> None:
    rows = {"A": [2, 2, 2], "B": [1, 1, 1], "C": [1, 1, 1]}
    assert len(read(MONTHS, put(tmp_path, long(rows), "months.xlsx"), CLOSED).frame) == 9
    rows = {"A": [5, 6, 7], "B": [5, 6, 7], "C": [0, 0, 0]}
    put(tmp_path, long(rows), "months.xlsx")
    assert len(read(MONTHS, tmp_path / "data", CLOSED).frame) == 9


def test_a_dash_in_a_month_to_come_is_no_figure(tmp_path: Path) -> None:
    rows = {place: [*row, *["-"] * 3] for place, row in FIGURES.items()}
    assert len(read(MONTHS, put(tmp_path, wide(rows, 6), "months.xlsx"), CLOSED).frame) == 9
    # In a month that is over it is a figure that is not there.
    rows["Cam Lộ"][1] = "-"
    put(tmp_path, wide(rows, 6), "months.xlsx")
    assert str(refused(tmp_path / "data", MONTHS, CLOSED)).startswith("[REGISTER-98] ")


# ---------------------------------------------------------------- told, and not refused

NOTED = Register(
    "noted",
    title="Sổ hỗ trợ",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("name", "Đơn vị"),
        Column("day", "Ngày", type="date"),
        Column("fee", "Kinh phí (đồng)", type="money"),
        Column("note", "Ghi chú", required=False),
    ),
)


def notes_of(folder: Path, rows: Rows) -> tuple[str, ...]:
    head = [column.heading for column in NOTED.all_columns]
    return table(folder, {"So": [head, *([*row, None, "b"] for row in rows)]}, NOTED).notes


SUPPORT: Rows = [
    ["H-01", "HTX Cùa", date(2023, 2, 1), 21_500_000, "chi đợt 1"],
    ["H-02", "HTX Gio An", date(2023, 3, 1), 5_500_000, None],
    ["H-03", "HTX Hải Phú", date(2023, 4, 1), 12_000_000, "loại hình mới"],
]


@pytest.mark.parametrize(
    ("note", "is_told"),
    [
        ("Hủy", True),
        ("đã hủy theo QĐ 12", True),
        ("Trùng với H-01", True),
        ("không tính", True),
        ("nhập sai", True),
        ("chưa hủy", False),
        ("loại hình mới", False),
        ("loại khỏi danh sách", True),
        ("chi đợt 2", False),
        ("Trung tâm", False),
        (None, False),
    ],
)
def test_a_remark_that_a_row_was_cancelled_is_told(
    note: str | None, is_told: bool, tmp_path: Path
) -> None:
    rows = [SUPPORT[0], [*SUPPORT[1][:4], note]]
    line = "trang So, dòng có ghi chú hủy, trùng hoặc sai, có tính: 3"
    assert (line in notes_of(tmp_path, rows)) is is_told


def test_rows_that_are_the_same_but_for_their_codes_are_told(tmp_path: Path) -> None:
    again = [["H-04", *SUPPORT[0][1:]], ["H-05", *SUPPORT[2][1:]]]
    line = "trang So, dòng giống một dòng trước ở mọi ô trừ mã, có tính: 5–6"
    assert line in notes_of(tmp_path, [*SUPPORT, *again])
    again[0][3], again[1][1] = 21_400_000, "HTX Khác"
    assert not any("giống" in note for note in notes_of(tmp_path, [*SUPPORT, *again]))


def test_an_amount_far_below_the_others_is_told(tmp_path: Path) -> None:
    small = ["H-04", "HTX Cam Chính", date(2023, 5, 1), 7_500, None]
    told_once = [note for note in notes_of(tmp_path, [*SUPPORT, small]) if "nghìn đồng" in note]
    assert [note.endswith(": 5") for note in told_once] == [True]
    small[3] = 750_000
    assert not any("nghìn đồng" in note for note in notes_of(tmp_path, [*SUPPORT, small]))
