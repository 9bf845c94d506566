"""Numbers that are shown as others, and rows that sum up: refused, or left out and compared."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.errors import RegisterError
from baocao.registers.cells import read_column
from baocao.registers.declare import Column, Register
from baocao.registers.number_formats import EPOCH, number_value, style_of
from baocao.registers.row_kinds import summary_of
from baocao.registers.shown import shown_cell
from baocao.registers.small import Table, read

MONEY = Column("fee", "Kinh phí (đồng)", type="money")
THOUSANDS = Column("fee", "Kinh phí (nghìn đồng)", type="number")
DOLLARS = Column("fee", "Vốn (USD)", type="number")
SCORE = Column("score", "Điểm", type="number")
TEXT = Column("note", "Ghi chú")
DAY = Column("day", "Ngày", type="date")

# A number as the cell holds it, its format, the column, and what is read; None: REGISTER-55.
LOOKS: list[tuple[float, str, Column, object]] = [
    (21_500_000, "#,##0", MONEY, 21_500_000),
    (21_500_000, "#,##0,", MONEY, None),
    (21_500_000, "#,##0,,", MONEY, None),
    (21_500_000, "0.0,,", MONEY, None),
    (21_500_000, '#,##0" đồng"', MONEY, 21_500_000),
    (21_500_000, "#,##0\\ [$₫-42A]", MONEY, 21_500_000),
    (21_500_000, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-', MONEY, 21_500_000),
    (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-', MONEY, 0),
    (21_500, '#,##0" nghìn"', MONEY, None),
    (21_500, '#,##0" nghìn đồng"', THOUSANDS, 21_500.0),
    (21.5, '0.0" triệu"', THOUSANDS, None),
    (21_500, "[$$-409]#,##0.00", MONEY, None),
    (21_500, "$#,##0", MONEY, None),
    (21_500, "#,##0\\ [$USD]", DOLLARS, 21_500.0),
    (21_500, ";;;", MONEY, None),
    (1, '"Có";;"Không"', TEXT, None),
    (0, '"Có";;"Không"', TEXT, None),
    (5_000_000, '#,##0,," triệu"', TEXT, None),
    (5, '0" triệu"', TEXT, None),
    (12, '0" khách"', TEXT, "12 khách"),
    (12, "General", TEXT, "12"),
    (450_000_000_000, "0.00E+00", TEXT, "450000000000"),
    (8.25, "0.00E+00", SCORE, 8.25),
    (56.81, '0.00"%"', SCORE, 56.81),
    (8.25, '[>=8]0.0" tốt";0.0', SCORE, 8.25),
    (8250, '[>=1000]0.0," k";0.0', SCORE, None),
    # Noughts that are typed once, in the format, and units that are run together.
    (654, '#,##0".000"', MONEY, None),
    (654, '0".000"', MONEY, None),
    (654, '#,##0"000"', MONEY, None),
    (654, "#,##0\\.\\0\\0\\0", MONEY, None),
    (21_500, '#,##0" trđ"', MONEY, None),
    (21_500, '#,##0" Trđồng"', MONEY, None),
    (21_500, '#,##0" tỷđ"', MONEY, None),
    (21_500, '#,##0" triệuđồng"', MONEY, None),
    (21_500, '#,##0" ngđ"', MONEY, None),
    (21_500, '#,##0" (1.000đ)"', MONEY, None),
    (21_500, '#,##0" x1000"', MONEY, None),
    (21_500, "#,##0\\ [$GBP]", MONEY, None),
    (21_500_000, '#,##0" đ"', MONEY, 21_500_000),
    (7, '"DA-2023-"000', TEXT, "DA-2023-007"),
    (7, '"DA-2023-"000', SCORE, None),
    (7, "000", SCORE, 7.0),
]


@pytest.mark.parametrize(
    ("text", "is_total"),
    [
        ("Toàn tỉnh", True),
        ("Cả tỉnh (23 xã)", True),
        ("Tổng kinh phí", True),
        ("Tổng số tiền:", True),
        ("Cộng II", True),
        ("Tổng: 02 đơn vị", True),
        ("Cộng 2 đơn vị", True),
        ("Cộng cuối kỳ", True),
        ("Total", True),
        ("Tổng công ty Sông Hồng", False),
        ("Cộng đồng dân cư xã Gio Mai", False),
        ("Tổng cục Thống kê", False),
        ("Toàn tỉnh đoàn", False),
    ],
)
def test_words_of_totals(text: str, is_total: bool) -> None:
    assert bool(summary_of({1: text, 4: 12}, 1)) is is_total


@pytest.mark.parametrize(("value", "code", "column", "expected"), LOOKS)
def test_a_number_is_what_its_cell_shows(
    value: float, code: str, column: Column, expected: object
) -> None:
    (found,) = read_column([number_value(float(value), style_of(200, code), EPOCH)], column)
    assert found.value == expected
    if expected is None:
        # [REGISTER-55] shows another number.
        assert found.fault is not None and found.fault.code == "REGISTER-55"


@pytest.mark.parametrize(
    ("value", "code", "quoted"),
    [
        (21, '#,##0".000"', '21, định dạng #,##0".000"'),
        (21.5, '0.0" triệu"', '21,5, định dạng 0.0" triệu"'),
        (21_500_000, "0.0,,", "21500000, định dạng 0.0,,"),
        (5, "0\\ [$USD-409]", "5, định dạng 0\\ [$USD-409]"),
    ],
)
def test_a_format_is_quoted_as_excel_shows_it(value: float, code: str, quoted: str) -> None:
    assert shown_cell(number_value(float(value), style_of(200, code), EPOCH)) == quoted


@pytest.mark.parametrize("code", ["[h]:mm", "[h]", "hh:mm:ss", "[mm]:ss.0"])
@pytest.mark.parametrize("column", [SCORE, MONEY, TEXT, DAY])
def test_hours_are_no_number_and_no_day(code: str, column: Column) -> None:
    (found,) = read_column([number_value(1.5, style_of(200, code), EPOCH)], column)
    assert found.value is None and found.fault is not None


def test_a_day_beside_words_in_its_format_is_a_day() -> None:
    look = style_of(200, '"ngày "dd" tháng "mm" năm "yyyy')
    (found,) = read_column([number_value(44941, look, EPOCH)], DAY)
    assert found.value == datetime(2023, 1, 15).date()


# ---------------------------------------------------------------- rows that sum up

VISITS = Register(
    "visits",
    title="Sổ đoàn khách",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("guests", "Số khách", type="integer"),
        Column("fee", "Kinh phí (đồng)", type="money"),
        Column("score", "Điểm", type="number", required=False),
    ),
    common=(),
)
A, B = ["Đoàn A", 12, 21_500_000, 8.25], ["Đoàn B", 30, 5_500_000, None]
C = ["Đoàn C", 7, 3_000_000, 9.5]


def table(tmp_path: Path, rows: list[list[Any]]) -> Table:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "So"
    for row in [[column.heading for column in VISITS.columns], *rows]:
        sheet.append(row)
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / "visits.xlsx")
    return read(VISITS, tmp_path / "data", date(2023, 11, 14))


SUMMED = {
    "total below": [A, B, C, ["Tổng cộng", 49, 30_000_000, None]],
    "total above": [["TỔNG CỘNG", 49, 30_000_000, None], A, B, C],
    "total of a page": [A, B, ["Cộng trang", 42, 27_000_000, None], C],
    "carried over": [
        A, B, ["Cộng mang sang", 42, 27_000_000], ["Trang trước chuyển sang", 42, 27_000_000], C,
        ["Lũy kế", 49, 30_000_000],
    ],
    "sums above their rows": [
        ["I. Huyện Hải Lăng", 42, 27_000_000], A, B, ["II. Huyện Gio Linh", 7, 3_000_000], C,
    ],
    "sums of sums": [
        ["Tổng số", 49, 30_000_000], ["Huyện Hải Lăng", 42, 27_000_000], A, B,
        ["Huyện Gio Linh", 7, 3_000_000], C,
    ],
    "districts above communes": [
        ["Huyện Hải Lăng", 42, 27_000_000], ["Xã A", 12, 21_500_000], ["Xã B", 30, 5_500_000],
        ["Huyện Gio Linh", 7, 3_000_000], ["Thị trấn C", 7, 3_000_000],
    ],
    "a sum above and one below": [
        ["Huyện Hải Lăng", 42, 27_000_000], A, B, ["Cộng huyện", 42, 27_000_000], C,
        ["Tổng cộng", 49, 30_000_000],
    ],
    "averages": [A, B, C, ["Bình quân", 16.33, 10_000_000, 8.875]],
    "averages of a formula": [A, B, C, ["Trung bình (đoàn)", 49 / 3, 10_000_000, 5.92]],
    "running total": [A, ["Luỹ kế", 12, 21_500_000], B, ["Cộng dồn", 42, 27_000_000], C],
}  # fmt: skip


@pytest.mark.parametrize("shape", SUMMED)
def test_rows_that_sum_up_are_never_data(shape: str, tmp_path: Path) -> None:
    found = table(tmp_path, SUMMED[shape])
    assert [code[-1] for code in found.frame["code"]] == ["A", "B", "C"]
    assert found.frame["guests"].sum() == 49
    assert found.notes


WRONG = {
    "total below": ([A, B, C, ["Tổng cộng", 50, None]], "[REGISTER-37] ", "So!B5"),
    "total above": ([["Tổng cộng", 50, None], A, B, C], "[REGISTER-37] ", "So!B2"),
    "above its rows": ([["Huyện Hải Lăng", 35], A, B, C], "[REGISTER-37] Số ở dòng", "So!B2"),
    "from elsewhere": ([["Mang sang", 5, None], A, B, C], "[REGISTER-37] ", "So!B2"),
    "until now": ([A, B, ["Lũy kế từ đầu năm", 99, None]], "[REGISTER-37] ", "So!B4"),
    "average": ([A, B, C, ["Bình quân", 17, 10_000_000]], "[REGISTER-56] ", "So!B5"),
    "shares": ([A, B, C, ["Tỷ lệ (%)", 24, 71, None]], "[REGISTER-42] ", "So!5"),
    "compared": ([A, B, C, ["So với cùng kỳ", 24, 7_100, None]], "[REGISTER-42] ", "So!5"),
}


@pytest.mark.parametrize("shape", WRONG)
def test_a_summary_that_does_not_fit_is_refused(shape: str, tmp_path: Path) -> None:
    rows, code, place = WRONG[shape]
    with pytest.raises(RegisterError) as caught:
        table(tmp_path, rows)
    (finding,) = caught.value.findings
    assert str(finding).startswith(code) and place in finding.where


def test_a_row_that_names_others_and_has_a_source_of_its_own_is_refused(tmp_path: Path) -> None:
    """10 is the sum of the others by chance, or the row is a group's: nobody can tell."""
    rows = [("Huyện Cam Lộ", 10), ("Sở Y tế", 5), ("Sở Tài chính", 2), ("Sở Nội vụ", 3)]
    lines = ["Mã;Số khách;Nguồn", *(f"{name};{count};phiếu" for name, count in rows)]
    register = Register(
        "visits",
        title="Sổ đoàn khách",
        begins=date(2020, 1, 1),
        key=("code",),
        columns=VISITS.columns[:2],
        common=(Column("source", "Nguồn", required=False),),
    )
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True)
    (folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    with pytest.raises(RegisterError) as caught:
        read(register, tmp_path / "data", date(2023, 11, 14))
    (finding,) = caught.value.findings
    assert finding.code == "REGISTER-42" and "dòng 2" in finding.where


def test_a_total_that_was_not_calculated_is_told(tmp_path: Path) -> None:
    found = table(tmp_path, [A, B, C, ["Tổng cộng", "=SUM(B2:B4)", "=SUM(C2:C4)", None]])
    assert found.notes == (
        "trang So, dòng cộng: 5",
        "trang So, dòng cộng chưa có số, không đối chiếu: 5",
    )


@given(
    st.lists(st.lists(st.integers(0, 999), min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from(["above", "below"]),
)
def test_sums_of_groups_in_any_place_leave_the_rows(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list[int]], place: str
) -> None:
    rows: list[list[Any]] = []
    count = 0
    for number, guests in enumerate(groups, 1):
        body = []
        for one in guests:
            count += 1
            body.append([f"Đoàn {count}", one, 1000 * one, None])
        total = [sum(guests), 1000 * sum(guests)]
        rows += [[f"Huyện số {number}", *total], *body] if place == "above" else body
        rows += [["Cộng huyện", *total]] if place == "below" else []
    found = table(tmp_path_factory.mktemp("visits"), rows)
    assert found.frame["guests"].tolist() == [one for guests in groups for one in guests]


# Decimals: rows, the total below them, and whether it fits; added up by hand.
DECIMALS: list[tuple[list[float], float, bool]] = [
    ([12.34, 56.78], 69.12, True),
    ([12.34, 56.78], 69.1, True),
    ([12.34, 56.78], 69, True),
    ([12.34, 56.78], 69.2, False),
    ([12.34, 56.78], 68.12, False),
    ([12.34, 56.78], 70, False),
    ([12.34, 56.78], 56.78, False),
    ([0.1, 0.2], 0.30000000000000004, True),
    ([1.5, 2.5], 4, True),
    ([1.5, 2.5], 4.1, False),
    ([3, 4], 7, True),
    ([3, 4], 8, False),
    ([1e12, 2e12], 3e12 + 1, False),
    ([0.1] * 10, 0.9999999999999999, True),
    # The average of the column, beside totals of others.
    ([8.25, 9.75], 9, True),
]
WEIGHT = Register(
    "weights",
    title="Sổ sản lượng",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(Column("code", "Mã"), Column("weight", "Sản lượng (tấn)", type="number")),
    common=(),
)


def weights(folder: Path, lines: list[str], heading: str = "Sản lượng (tấn)") -> Table:
    register = WEIGHT
    if heading != "Sản lượng (tấn)":
        columns = (WEIGHT.columns[0], Column("weight", heading, type="number"))
        register = Register(
            "weights", title="", begins=date(2020, 1, 1), key=("code",), columns=columns, common=()
        )
    place = folder / "data" / "registers" / "weights.csv"
    place.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join([f"Mã;{heading}", *lines]) + "\n"
    place.write_text(text, encoding="utf-8-sig")
    return read(register, folder / "data", date(2023, 11, 14))


@pytest.mark.parametrize(("rows", "total", "fits"), DECIMALS)
def test_a_total_of_decimals_must_fit_as_far_as_it_is_shown(
    rows: list[float], total: float, fits: bool, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([column.heading for column in WEIGHT.columns])
    for number, weight in enumerate(rows, 1):
        sheet.append([f"SP-{number}", weight])
    sheet.append(["Tổng cộng", total])
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True)
    book.save(folder / "weights.xlsx")
    if fits:
        found = read(WEIGHT, tmp_path / "data", date(2023, 11, 14))
        assert found.frame["weight"].tolist() == rows
        return
    with pytest.raises(RegisterError) as caught:
        read(WEIGHT, tmp_path / "data", date(2023, 11, 14))
    (finding,) = caught.value.findings
    assert str(finding).startswith("[REGISTER-37] ")


def test_a_total_of_rounded_texts_may_differ_by_what_was_rounded(tmp_path: Path) -> None:
    """Three thirds shown as 0,33 and their sum as 1: Excel saved what it showed."""
    thirds = ["SP-1;0,33", "SP-2;0,33", "SP-3;0,33"]
    assert len(weights(tmp_path, [*thirds, "Tổng cộng;1,00"]).frame) == 3
    with pytest.raises(RegisterError) as caught:
        weights(tmp_path, [*thirds, "Tổng cộng;1,05"])
    assert [finding.code for finding in caught.value.findings] == ["REGISTER-37"]


@pytest.mark.parametrize("heading", ["Tỷ lệ (%)", "Đơn giá", "Điểm trung bình"])
def test_a_rate_beside_totals_is_told_and_not_compared(heading: str, tmp_path: Path) -> None:
    found = weights(tmp_path, ["SP-1;12,5", "SP-2;37,5", "Tổng cộng;31,2"], heading)
    assert found.frame["weight"].tolist() == [12.5, 37.5]
    assert "dòng cộng chưa có số, không đối chiếu: 4" in found.notes
