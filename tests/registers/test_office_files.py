"""Files as offices keep them: read as they are, or refused with the place; never read wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from baocao.core.errors import IndicatorError, RegisterError
from baocao.locale.vi.look_alikes import folded, tidied
from baocao.locale.vi.text import short_date
from baocao.registers.cells import read_column
from baocao.registers.declare import Column, Register
from baocao.registers.files import grids_of
from baocao.registers.grid import Day, Marked, Percent, Value
from baocao.registers.locate import unread
from baocao.registers.small import Table, read
from baocao.run.check import check, receipts
from baocao.workspace.workspace import Workspace

CLOSING = date(2023, 11, 14)
VISITS = Register(
    "visits",
    title="Sổ đoàn khách",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("name", "Tên đoàn"),
        Column("kind", "Loại", allowed=("Trong nước", "Nước ngoài")),
        Column("day", "Ngày đến", type="date"),
        Column("leaves", "Ngày đi", type="date", future=True, required=False, after="day"),
        Column("guests", "Số khách", type="integer"),
        Column("score", "Điểm", type="number", required=False),
        Column("fee", "Kinh phí (đồng)", type="money", required=False),
    ),
    common=(),
)
HEAD = [column.heading for column in VISITS.columns]
# Typed by hand: code, name, kind, day, leaves, guests, score, fee.
ROWS: list[list[Any]] = [
    ["Đ-01", "Đoàn Lào", "Nước ngoài", date(2023, 1, 15), date(2023, 1, 17), 12, 8.25, 21_500_000],
    ["Đ-02", "Đoàn Huế", "Trong nước", date(2023, 3, 5), None, 30, None, 5_500_000],
    ["Đ-03", "Đoàn Vinh", "Trong nước", date(2023, 10, 20), date(2023, 10, 21), 7, 9.5, None],
]


def data(tmp_path: Path, content: bytes, name: str) -> Path:
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder.parent


def workbook(
    tmp_path: Path, change: Callable[[Worksheet], object], rows: list[list[Any]] = ROWS
) -> Path:
    """A workbook of the register, changed as a clerk would; its data folder."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "So"
    for row in [HEAD, *rows]:
        sheet.append(row)
    change(sheet)
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / "visits.xlsx")
    return folder.parent


def text(rows: list[list[Any]] = ROWS, separator: str = ";") -> str:
    """The register as Excel's CSV in Viet Nam."""

    def cell(value: Any) -> str:
        match value:
            case None:
                return ""
            case date():
                return f"{value:%d/%m/%Y}"
            case int():
                return f"{value:,}".replace(",", ".")
            case float():
                return str(value).replace(".", ",")
        return str(value)

    return "\r\n".join(separator.join(map(cell, row)) for row in [HEAD, *rows]) + "\r\n"


def as_expected(table: Table) -> bool:
    frame = table.frame
    return (
        frame["code"].tolist() == ["Đ-01", "Đ-02", "Đ-03"]
        and frame["kind"].tolist() == ["Nước ngoài", "Trong nước", "Trong nước"]
        and frame["day"].tolist() == [pd.Timestamp(row[3]) for row in ROWS]
        and frame["leaves"].isna().tolist() == [False, True, False]
        and frame["guests"].tolist() == [12, 30, 7]
        and frame["score"].fillna(-1).tolist() == [8.25, -1, 9.5]
        and frame["fee"].fillna(-1).tolist() == [21_500_000, 5_500_000, -1]
    )


def found(place: Path) -> list[str]:
    with pytest.raises(RegisterError) as caught:
        read(VISITS, place, CLOSING)
    return [str(finding) for finding in caught.value.findings]


# ---------------------------------------------------------------- what is read as it is


def rows_above(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "SỞ VĂN HÓA"
    sheet["C2"] = "SỔ ĐOÀN KHÁCH NĂM 2023"
    sheet.merge_cells("C2:G2")


def heads_of_two_rows(sheet: Worksheet) -> None:
    sheet.insert_rows(1)
    for column in (1, 2, 3, 6, 7, 8):
        sheet.cell(1, column).value = sheet.cell(2, column).value
        sheet.cell(2, column).value = None
        sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    sheet["D1"] = "Thời gian"
    sheet.merge_cells("D1:E1")


def heads_of_three_rows(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    for column in range(1, 9):
        sheet.cell(1, column).value = sheet.cell(3, column).value
        sheet.cell(3, column).value = f"({column})"
        sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)


def other_order(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    later = sheet.parent.create_sheet("Sau")
    later.append(HEAD[::-1])
    later.append(ROWS[2][::-1])
    sheet.delete_rows(4)


def days_in_many_ways(sheet: Worksheet) -> None:
    sheet["D2"], sheet["D3"], sheet["D4"] = "15.01.2023", "5-3-2023", "2023-10-20T00:00:00"


def numbering(sheet: Worksheet) -> None:
    sheet.insert_rows(2)
    for column in range(1, 9):
        sheet.cell(2, column).value = f"({column})"


def groups(sheet: Worksheet) -> None:
    sheet.insert_rows(3)
    sheet["A3"], sheet["B3"] = "II", "HUYỆN HẢI LĂNG"
    sheet.insert_rows(2)
    sheet["A2"] = "I. Huyện Vĩnh Linh"


def total(sheet: Worksheet) -> None:
    sheet["A5"], sheet["F5"], sheet["H5"] = "Tổng cộng", 49, 27_000_000


def total_in_words(sheet: Worksheet) -> None:
    total(sheet)
    sheet["A6"] = "Bằng chữ: Hai mươi bảy triệu đồng chẵn./."


def signatures(sheet: Worksheet) -> None:
    sheet["F6"] = "Quảng Trị, ngày 14 tháng 11 năm 2023"
    sheet["B7"], sheet["F7"] = "Người lập biểu", "GIÁM ĐỐC"
    sheet["B10"], sheet["F10"] = "Lê A", "Trần B"


def numbered(sheet: Worksheet) -> None:
    sheet.insert_cols(1)
    for row, value in enumerate(["STT", 1, 2, 3], 1):
        sheet.cell(row, 1).value = value


def from_column_c(sheet: Worksheet) -> None:
    sheet.insert_cols(1, 2)


def blank_rows_and_column(sheet: Worksheet) -> None:
    sheet.insert_rows(3)
    sheet.insert_cols(4)


def corner(sheet: Worksheet) -> None:
    sheet["XFD1048576"] = " "


def headings_as_typed(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.value = f"  {str(cell.value).upper()}\u00a0 (*) "


def texts(sheet: Worksheet) -> None:
    for row in range(2, 5):
        cell = sheet.cell(row, 4)
        cell.value = f"{cell.value:%d/%m/%Y}" if row != 3 else "ngày 5 tháng 3 năm 2023"
    sheet["F2"], sheet["G2"], sheet["H2"] = "12", "8,25", "21 500 000"


def serials(sheet: Worksheet) -> None:
    # Days as Excel counts them: 44941 is 15/01/2023, as its manual's formula gives.
    for row, serial in ((2, 44941), (3, 44990), (4, 45219)):
        sheet.cell(row, 4).value = serial
        sheet.cell(row, 4).number_format = "General"


def other_sheets(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    lists = sheet.parent.create_sheet("Danh mục", 0)
    lists["A1"] = "Trong nước"
    lists.sheet_state = "hidden"
    sheet.parent.create_sheet("Sheet2")


def a_sheet_a_year(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    later = sheet.parent.create_sheet("Sau")
    later.append(HEAD)
    later.append(ROWS[2])
    sheet.delete_rows(4)


def look_alikes(sheet: Worksheet) -> None:
    sheet["C3"], sheet["C4"] = "trong\u00a0nước ", "Trong  nu\u031bo\u031b\u0301c"
    sheet["A2"] = "\u200bĐ-01"


def half_hidden(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    for cell in sheet[4]:
        cell.font = Font(strike=True)


def codes_by_format(sheet: Worksheet) -> None:
    for row in (2, 3, 4):
        sheet.cell(row, 1).value = row - 1
        sheet.cell(row, 1).number_format = '"Đ-"00'


def percents(sheet: Worksheet) -> None:
    for row, value in ((2, 0.0825), (4, 0.095)):
        sheet.cell(row, 7).value = value
        sheet.cell(row, 7).number_format = "0.00%"


READ = [
    rows_above, heads_of_two_rows, heads_of_three_rows, numbering, groups, total, total_in_words,
    signatures, numbered, from_column_c, other_order, days_in_many_ways,
    blank_rows_and_column, corner, headings_as_typed, texts, serials, other_sheets,
    a_sheet_a_year, look_alikes, half_hidden, percents,
    codes_by_format,
]  # fmt: skip


@pytest.mark.parametrize("change", READ)
def test_a_workbook_is_read_as_it_is(change: Callable[[Worksheet], object], tmp_path: Path) -> None:
    table = read(VISITS, workbook(tmp_path, change), CLOSING)
    assert as_expected(table), table.frame


def test_what_was_left_out_is_told(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        total(sheet)
        half_hidden(sheet)
        other_sheets(sheet)
        groups(sheet)

    assert read(VISITS, workbook(tmp_path, change), CLOSING).notes == (
        "không đọc trang Danh mục (ẩn): không có tiêu đề của sổ",
        "trang So, dòng cộng: 7",
        "trang So, dòng tên nhóm: 2, 4",
        "trang So, dòng ẩn, có tính: 3",
        "trang So, dòng gạch, có tính: 6",
    )


def test_a_strict_workbook_is_read(tmp_path: Path) -> None:
    place = workbook(tmp_path, lambda _: None)
    path = place / "registers" / "visits.xlsx"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    changes = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
            b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            for was, becomes in changes.items():
                part = part.replace(was, becomes)
            new.writestr(name, part)
    assert as_expected(read(VISITS, place, CLOSING))


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("So")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    sheet.write_merge(0, 0, 0, 7, "SỔ ĐOÀN KHÁCH")
    for number, row in enumerate([HEAD, *ROWS], 1):
        for column, value in enumerate(row):
            style = day if isinstance(value, date) else xlwt.Style.default_style
            sheet.write(number, column, value, style)
    sheet.row(2).hidden = True
    book.add_sheet("Khác").write(0, 0, "x")
    place = data(tmp_path, b"", "visits.xls")
    book.save(place / "registers" / "visits.xls")
    table = read(VISITS, place, CLOSING)
    assert as_expected(table)
    assert table.notes == (
        "trang So, dòng trên bảng: 1",
        "trang So, dòng ẩn, có tính: 3",
        "không đọc trang Khác: không có tiêu đề của sổ",
    )


def open_document(cells: str) -> bytes:
    """A spreadsheet of OpenDocument with these cells in its last column, written by hand."""
    names = ("office", "table", "text", "style")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)

    def cell(value: Any) -> str:
        match value:
            case None:
                return "<table:table-cell/>"
            case date():
                kind = f'"date" office:date-value="{value}"'
                return (
                    f"<table:table-cell office:value-type={kind}>"
                    f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
                )
            case int() | float():
                return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f"<table:table-cell><text:p>{value}</text:p></table:table-cell>"

    rows = [f"<table:table-row>{''.join(map(cell, r))}</table:table-row>" for r in [HEAD, *ROWS]]
    rows[-1] = rows[-1].replace(
        "<table:table-cell/></table:table-row>", f"{cells}</table:table-row>"
    )
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows.append(f'<table:table-row table:number-rows-repeated="1048570">{empty}</table:table-row>')
    sheet = f'<table:table table:name="So">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        document = f"<office:document-content {spaces}>{body}</office:document-content>"
        archive.writestr("content.xml", document)
    return made.getvalue()


def test_an_open_document_is_read(tmp_path: Path) -> None:
    place = data(tmp_path, open_document("<table:table-cell/>"), "visits.ods")
    assert as_expected(read(VISITS, place, CLOSING))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (
            '<table:table-cell table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell>',
            "[REGISTER-23] ",
        ),
        ('<table:table-cell table:formula="of:=[.A1]"/>', "[REGISTER-24] "),
    ],
)
def test_what_an_open_document_could_not_calculate_is_refused(
    cell: str, code: str, tmp_path: Path
) -> None:
    (message,) = found(data(tmp_path, open_document(cell), "visits.ods"))
    assert message.startswith(code) and "So!H4" in message


TEXTS = [
    pytest.param(text().encode("utf-8-sig"), "visits.csv", id="Excel"),
    pytest.param(text().encode(), "visits.csv", id="no mark"),
    pytest.param(text(separator="\t").encode("utf-16"), "visits.txt", id="Unicode text"),
    pytest.param(f"sep=;\r\n{text()}".encode(), "VISITS.CSV", id="separator told"),
    pytest.param(f"SỔ ĐOÀN KHÁCH\r\n;;;\r\n{text()}".encode(), "visits.csv", id="titles"),
    pytest.param(text().replace("Đ-01", '"=""Đ-01"""').encode(), "visits.csv", id="code"),
    pytest.param(text().replace("05/03/2023", "2023-03-05").encode(), "visits.csv", id="ISO day"),
]


@pytest.mark.parametrize(("content", "name"), TEXTS)
def test_a_text_is_read_as_it_is(content: bytes, name: str, tmp_path: Path) -> None:
    assert as_expected(read(VISITS, data(tmp_path, content, name), CLOSING))


def test_merged_cells_stand_for_all_they_cover(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("C3:C4")
        sheet["D3"] = date(2023, 3, 5)
        sheet.merge_cells("D3:D4")

    frame = read(VISITS, workbook(tmp_path, change), CLOSING).frame
    assert frame["kind"].tolist() == ["Nước ngoài", "Trong nước", "Trong nước"]
    assert frame["day"].tolist()[1:] == [pd.Timestamp(2023, 3, 5)] * 2


def test_as_above_is_what_stands_above(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C4"], sheet["D4"] = "nt", "-nt-"

    frame = read(VISITS, workbook(tmp_path, change), CLOSING).frame
    assert frame["kind"].tolist()[2] == "Trong nước"
    assert frame["day"].tolist()[2] == pd.Timestamp(2023, 3, 5)


# Typed by hand from the tables of TCVN 5712 and of VNI, as they look in a Western font.
OLD_HEADS = {
    "TCVN3 (.VnTime)": "M·;Tªn ®oµn;Lo¹i;Ngµy ®Õn;Ngµy ®i;Sè kh¸ch;§iÓm;Kinh phÝ (®ång)",
    "VNI": "Maõ;Teân ñoaøn;Loaïi;Ngaøy ñeán;Ngaøy ñi;Soá khaùch;Ñieåm;Kinh phí (ñoàng)",
}
OLD_ROWS = {
    "TCVN3 (.VnTime)": "§-01;§oµn Lµo;N\u00adíc ngoµi;15/01/2023;;12;;",
    "VNI": "Ñ-01;Ñoaøn Laøo;Nöôùc ngoaøi;15/01/2023;;12;;",
}


@pytest.mark.parametrize("letters", OLD_HEADS)
@pytest.mark.parametrize("as_text", [True, False])
def test_letters_from_before_unicode_are_read_and_told(
    letters: str, as_text: bool, tmp_path: Path
) -> None:
    rows = [OLD_HEADS[letters].split(";"), OLD_ROWS[letters].split(";")]
    if as_text:
        content = "\r\n".join(map(";".join, rows)).encode("cp1252")
        place = data(tmp_path, content, "visits.csv")
    else:
        place = workbook(tmp_path, lambda sheet: sheet.delete_rows(1), [])
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([cell or None for cell in row])  # type: ignore[union-attr]
        book.save(place / "registers" / "visits.xlsx")
    table = read(VISITS, place, CLOSING)
    assert table.frame[["code", "name", "kind"]].to_numpy().tolist() == [
        ["Đ-01", "Đoàn Lào", "Nước ngoài"]
    ]
    assert table.notes == (f"đổi chữ {letters} sang Unicode",)


def test_what_a_column_may_hold_is_no_mark_for_as_above(tmp_path: Path) -> None:
    place = Column("place", "Nơi", allowed=("NT", "TN"))
    register = Register(
        "places", title="", begins=CLOSING, key=("code",), columns=(VISITS.columns[0], place),
        common=(),
    )  # fmt: skip
    content = "Mã;Nơi\r\nĐ-01;TN\r\nĐ-02;NT\r\n".encode()
    assert read(register, data(tmp_path, content, "places.csv"), CLOSING).frame[
        "place"
    ].tolist() == ["TN", "NT"]


def test_one_odd_day_is_named_and_not_the_first_of_the_column(tmp_path: Path) -> None:
    rows = [[f"M-{n}", *ROWS[1][1:3], f"{n + 13}/02/2023", *ROWS[1][4:]] for n in range(9)]
    rows[6][3] = "02/19/2023"
    (message,) = found(workbook(tmp_path, lambda _: None, rows))
    assert message.startswith("[REGISTER-32] ") and "So!D8, " in message
    assert message.splitlines()[2] == "  Đang có:  02/19/2023"


def test_a_number_with_its_unit_in_the_format_is_a_number(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for row in (2, 3, 4):
            sheet.cell(row, 6).number_format = '0" khách"'

    assert as_expected(read(VISITS, workbook(tmp_path, change), CLOSING))


def test_numbers_in_the_english_way_are_told(tmp_path: Path) -> None:
    rows = [[*row[:7], f"{row[7]:,}" if row[7] else None] for row in ROWS]
    table = read(VISITS, workbook(tmp_path, lambda _: None, rows), CLOSING)
    assert as_expected(table)
    told = 'cột "Kinh phí (đồng)": dấu phẩy ngăn hàng nghìn, dấu chấm thập phân'
    assert table.notes == (told,)


def test_a_day_that_should_follow_a_column_that_is_not_there_is_no_silence(tmp_path: Path) -> None:
    columns = (VISITS.columns[0], Column("day", "Ngày đến", type="date", after="begun"))
    register = Register(
        "visits", title="", begins=CLOSING, key=("code",), columns=columns, common=()
    )
    place = data(tmp_path, "Mã;Ngày đến\r\nĐ-01;01/02/2023\r\n".encode(), "visits.csv")
    with pytest.raises(IndicatorError, match="INDICATOR-11"):
        read(register, place, CLOSING)


# ---------------------------------------------------------------- what is refused, and where


def set_to(cell: str, value: Any, number_format: str = "") -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = value
        if number_format:
            sheet[cell].number_format = number_format

    change.__name__ = f"{cell}={value}"
    return change


def two_headings(sheet: Worksheet) -> None:
    sheet["I1"] = "ngày đến"


def hidden_copy(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.copy_worksheet(sheet).sheet_state = "hidden"


def swapped(sheet: Worksheet) -> None:
    # As an American Excel takes 15/01, 05/03 and 20/10: the second one for the third of May.
    sheet["D2"], sheet["D3"], sheet["D4"] = "15/01/2023", date(2023, 5, 3), "20/10/2023"


def lone_percent(sheet: Worksheet) -> None:
    sheet["G2"] = 0.0825
    sheet["G2"].number_format = "0.00%"


def merged_fee(sheet: Worksheet) -> None:
    sheet["F3"] = None
    sheet.merge_cells("F2:F3")


def same_sheet_twice(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.delete_rows(3, 2)
    sheet.parent.copy_worksheet(sheet)


def sheet_without_headings(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    more = sheet.parent.create_sheet("Tiếp")
    for code in ("Đ-04", "Đ-05"):
        more.append([code, *ROWS[0][1:]])


def part_of_the_headings(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.create_sheet("Tiếp").append(HEAD[:3])


REFUSED = [
    (set_to("E2", "#REF!"), "[REGISTER-23] ", "So!E2"),
    (set_to("G2", "=1/0"), "[REGISTER-24] ", "So!G2"),
    (set_to("E2", "=D2+2"), "[REGISTER-24] ", "So!E2"),
    (two_headings, "[REGISTER-35] ", "So!D1 và So!I1"),
    (hidden_copy, "[REGISTER-36] ", "trang So Copy"),
    (set_to("A4", "Đ-O2"), "[REGISTER-38] ", "So!4"),
    (set_to("A4", "\u200bĐ–02"), "[REGISTER-09] ", "So!4"),
    (set_to("D2", "31/02/2023"), "[REGISTER-06] ", "So!D2"),
    (set_to("D2", "01/2023"), "[REGISTER-06] ", "So!D2"),
    (set_to("D2", "15/01/23"), "[REGISTER-06] ", "So!D2"),
    (set_to("D2", "15-17/01/2023"), "[REGISTER-06] ", "So!D2"),
    (set_to("D2", "15/01/2023 (dự kiến)"), "[REGISTER-06] ", "So!D2"),
    (set_to("F2", "~12"), "[REGISTER-07] ", "So!F2"),
    (set_to("G2", "8,25/10"), "[REGISTER-07] ", "So!G2"),
    (set_to("H2", "(21.500.000)"), "[REGISTER-07] ", "So!H2"),
    (set_to("D2", "01/15/2023"), "[REGISTER-32] ", "So!D2"),
    (set_to("D2", date(1900, 1, 1)), "[REGISTER-34] ", "So!D2"),
    (set_to("D2", "15/01/0203"), "[REGISTER-34] ", "So!D2"),
    (set_to("D2", True), "[REGISTER-06] ", "So!D2"),
    (set_to("E2", date(2023, 1, 14)), "[REGISTER-39] ", "So!E2"),
    (swapped, "[REGISTER-33] ", "So!D2"),
    (set_to("B2", date(2020, 12, 1), "mmm-yy"), "[REGISTER-29] ", "So!B2"),
    (set_to("B2", time(7, 30)), "[REGISTER-29] ", "So!B2"),
    (set_to("B2", "Cà phê\ue000"), "[REGISTER-25] ", "So!B2"),
    (set_to("B2", "Đoàn С"), "[REGISTER-25] ", "So!B2"),
    (set_to("B2", "שלום"), "[REGISTER-25] ", "So!B2"),
    (set_to("B2", "CÃ phÃª"), "[REGISTER-26] ", "So!B2"),
    (set_to("B2", "Hîp t¸c x·"), "[REGISTER-26] ", "So!B2"),
    (set_to("B2", "C? ph? s?ch"), "[REGISTER-27] ", "So!B2"),
    (set_to("B2", "?oàn Hu?"), "[REGISTER-27] ", "So!B2"),
    (set_to("B2", "4,51235E+11"), "[REGISTER-28] ", "So!B2"),
    (set_to("F2", datetime(2023, 3, 5)), "[REGISTER-07] ", "So!F2"),
    (set_to("F2", 12.5), "[REGISTER-07] ", "So!F2"),
    (set_to("H2", "21"), "[REGISTER-31] ", "So!H2"),
    (set_to("H2", "500,000"), "[REGISTER-30] ", "So!H2"),
    (set_to("K3", "xem lại"), "[REGISTER-14] ", "So!K3"),
    (set_to("D2", datetime(2023, 3, 1), "mmm-yy"), "[REGISTER-06] ", "So!D2"),
    (set_to("F2", 1e30), "[REGISTER-07] ", "So!F2"),
    (set_to("B2", 4512345678901234567), "[REGISTER-28] ", "So!B2"),
    (lone_percent, "[REGISTER-44] ", "So!G2"),
    (set_to("B2", "n/t"), "[REGISTER-43] ", "So!B2"),
    (set_to("B6", "xem lại đoàn này"), "[REGISTER-42] ", "So!6"),
    (merged_fee, "[REGISTER-41] ", "So!F2"),
    (same_sheet_twice, "[REGISTER-80] ", "trang So Copy"),
    (sheet_without_headings, "[REGISTER-03] ", "trang Tiếp"),
    (part_of_the_headings, "[REGISTER-03] ", "Tiếp!1"),
    (set_to("A4", "Ð-02"), "[REGISTER-38] ", "So!4"),
    (set_to("C2", "Ngoài nước"), "[REGISTER-08] ", "So!C2"),
]


@pytest.mark.parametrize(("change", "code", "place"), REFUSED)
def test_what_cannot_be_read_is_one_finding_with_its_cell(
    change: Callable[[Worksheet], object], code: str, place: str, tmp_path: Path
) -> None:
    rows = [[*row[:7], "5.500.000" if row[7] else None] for row in ROWS]
    (message,) = found(workbook(tmp_path, change, rows))
    first, where, *_ = message.splitlines()
    assert first.startswith(code)
    assert where.startswith(f"  Ở đâu:    data/registers/visits.xlsx, {place}")
    assert "Cách sửa: " in message


SHORT: list[dict[str, Any]] = [
    {"A5": "Đ-04", "B5": "Giám đốc Sở Huế"},
    {"A5": "Đ-04", "B5": "ĐOÀN UBND TỈNH"},
    {"A5": "OCOP", "B5": "ĐOÀN UBND TỈNH"},
    {"A5": "Đ-04", "D5": "ngày 5 tháng 9 năm 2023"},
    {"B5": "ĐOÀN LÀO", "H5": 13_000_000},
]


@pytest.mark.parametrize("cells", SHORT)
def test_a_row_of_data_is_never_left_out(cells: dict[str, Any], tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place] = value

    assert all("So!" in message for message in found(workbook(tmp_path, change)))


def test_a_total_that_is_no_sum_is_refused(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A5"], sheet["F5"] = "Tổng cộng", 50

    assert found(workbook(tmp_path, change)) == [
        "[REGISTER-37] Dòng cộng khác tổng các dòng ở trên.\n"
        '  Ở đâu:    data/registers/visits.xlsx, So!F5, cột "Số khách"\n'
        "  Đang có:  50, cộng các dòng được 49\n"
        "  Cách sửa: xem có dòng thiếu, thừa hoặc gõ sai; sửa cho khớp"
    ]


def test_a_total_is_told_as_people_write_it(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A5"], sheet["H5"] = "Tổng cộng", 27_000_001

    (message,) = found(workbook(tmp_path, change))
    assert "Đang có:  27.000.001, cộng các dòng được 27.000.000" in message


def test_a_merged_key_is_no_row_too_many(tmp_path: Path) -> None:
    (message,) = found(workbook(tmp_path, lambda sheet: sheet.merge_cells("A3:A4")))
    assert message.startswith("[REGISTER-09] Khóa bị trùng với dòng 3.")
    assert message.endswith("bỏ gộp ô (Unmerge Cells), ghi khóa riêng vào từng dòng")
    key = workbook(
        tmp_path, lambda sheet: (sheet.merge_cells("B3:B4"), set_to("A4", "Đ-02")(sheet))
    )
    (message,) = found(key)
    assert message.endswith("xóa dòng thừa, hoặc cấp mã mới cho một trong hai dòng")


def test_a_numbering_left_out_is_told_with_its_sheet(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_cols(1)
        for row, value in enumerate(["STT", 1, 2, 3], 1):
            sheet.cell(row, 1).value = value

    table = read(VISITS, workbook(tmp_path, change), CLOSING)
    assert table.files[0].notes == ('trang So, không đọc cột "STT"',)


def test_one_cause_is_one_finding_with_the_first_places(tmp_path: Path) -> None:
    rows = [[f"M-{n:03}", *ROWS[1][1:3], "2/2023", *ROWS[1][4:]] for n in range(119)]
    (message,) = found(workbook(tmp_path, lambda _: None, rows))
    assert "Đang có:  2/2023 (và 118 ô khác: So!D3, So!D4, …)" in message


def test_other_files_are_called_by_what_they_are(tmp_path: Path) -> None:
    kinds = {
        b"<html><table><tr><td>1</td></tr></table></html>": "trang web (HTML)",
        b'<?xml version="1.0"?><Workbook/>': "tệp XML",
        b"%PDF-1.7": "tệp PDF",
        text().encode(): "tệp văn bản (CSV)",
        b"PK\x03\x04": "tệp bị cắt cụt hoặc hỏng",
        bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"): "có mật khẩu",
        bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook": "tệp Excel dạng cũ (.xls)",
    }
    for content, kind in kinds.items():
        (message,) = found(data(tmp_path, content, "visits.xlsx"))
        assert message.startswith("[REGISTER-16] ") and kind in message


@pytest.mark.parametrize("cell", ['"Đoàn Huế', '"Đoàn" Huế', "a" * 40_000, '"a\r\nb;c;d"'])
def test_quotation_marks_that_swallow_rows_are_refused(cell: str, tmp_path: Path) -> None:
    content = text().replace("Đoàn Huế", cell).encode()
    (message,) = found(data(tmp_path, content, "visits.csv"))
    assert message.startswith("[REGISTER-22] ")


def test_a_register_of_two_files_is_refused(tmp_path: Path) -> None:
    place = data(tmp_path, text().encode(), "visits.csv")
    data(tmp_path, b"", "Visits.XLS")
    (message,) = found(place)
    assert message.startswith("[REGISTER-13] ") and "Visits.XLS, visits.csv" in message


def test_a_folder_that_is_not_there_has_no_register(tmp_path: Path) -> None:
    (message,) = found(tmp_path / "data")
    assert message.startswith("[REGISTER-01] ")


def test_a_file_of_nearly_the_right_name_is_named(tmp_path: Path) -> None:
    (message,) = found(data(tmp_path, text().encode(), "visits_2023.csv"))
    assert message.startswith("[REGISTER-01] ") and "visits_2023.csv" in message


def test_files_that_no_register_reads_are_found(tmp_path: Path) -> None:
    folder = data(tmp_path, b"x", "visits_2022.xlsx") / "registers"
    # What other programs keep is not read, even by the name of the register.
    others = ("visits (1).xlsx", "visits - Copy.csv", "visits.et", "visits.xml", "Them.TSV")
    left = ("~$visits.xlsx", "README.md", ".visits.tsv", "so-do.png")
    for name in ("visits.csv", "gifts_old.csv", *left, *others):
        (folder / name).write_bytes(b"x")
    names = {
        p.name
        for p in unread(folder, [VISITS, replace(VISITS, stem="gifts_old")], (".csv", ".xlsx"))
    }
    assert names == {"visits_2022.xlsx", *others}


# ---------------------------------------------------------------- numbers, by hand

NUMBER, MONEY = Column("n", "N", type="number"), Column("m", "M", type="money")
DAY = Column("d", "D", type="date")
WAYS: list[tuple[list[Value], Column, list[float | None]]] = [
    (["56,81", "1.234"], NUMBER, [56.81, 1234.0]),
    (["56,81", "812,5", "1.234"], NUMBER, [56.81, 812.5, 1234.0]),
    (["5,75", "8,5", "6.250"], NUMBER, [5.75, 8.5, None]),
    (["5.75", 8.5, "6,250"], NUMBER, [5.75, 8.5, None]),
    (["5,75", "8,5", "12.345.678"], NUMBER, [5.75, 8.5, 12_345_678]),
    (["56.81", "812.5", "1,234"], NUMBER, [56.81, 812.5, 1234.0]),
    (["56.810"], NUMBER, [None]),
    (["56,81", "0.500"], NUMBER, [None, None]),
    ([Percent(0.542), 56.81], NUMBER, [None, 56.81]),
    (["500,000"], MONEY, [500_000]),
    (["500,000", "21.500.000", "1.000.000"], MONEY, [None, 21_500_000, 1_000_000]),
    (["21 500 000"], MONEY, [21_500_000]),
    ([21_499_999.999999996], MONEY, [21_500_000]),
    ([Percent(0.5681)], NUMBER, [56.81]),
    ([Percent(0.5)], MONEY, [None]),
    ([True, Day(datetime(2023, 1, 1))], NUMBER, [None, None]),
]


@pytest.mark.parametrize(("cells", "column", "expected"), WAYS)
def test_a_number_is_read_only_where_there_is_one_way(
    cells: list[Value], column: Column, expected: list[float | None]
) -> None:
    reads = read_column(cells, column)
    assert [read.value for read in reads] == expected
    assert all((read.fault is None) == (read.value is not None) for read in reads)


@given(st.lists(st.integers(0, 10**12).filter(lambda n: n == 0 or n >= 1000), min_size=1))
def test_money_is_read_back_in_any_one_way_of_writing(amounts: list[int]) -> None:
    for separator in (".", ",", " ", "\u00a0", ""):
        cells: list[Value] = [f"{amount:,}".replace(",", separator) for amount in amounts]
        assert [read.value for read in read_column(cells, MONEY)] == amounts


@given(st.lists(st.dates(date(1930, 1, 1), date(2100, 12, 31)), min_size=1))
def test_days_are_read_back_in_any_one_way_of_writing(days: list[date]) -> None:
    forms = ["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "ngày %d tháng %m năm %Y", "%d-%m-%Y 00:00"]
    written: list[list[Value]] = [[f"{day:{form}}" for day in days] for form in forms]
    for cells in [*written, [short_date(day) for day in days]]:
        assert [read.value for read in read_column(cells, DAY)] == days


# The third of May, taken for the fifth of March; what Excel could not take stays a text.
SWAPPED = [Day(datetime(2021, 3, 5)), Day(datetime(2021, 2, 7)), "15/03/2021"]
RIGHT = [Day(datetime(2020, 3, 25)), Day(datetime(2020, 4, 18)), Day(datetime(2020, 5, 30))] * 5


@pytest.mark.parametrize(
    ("cells", "sheets"),
    [
        (SWAPPED, []),
        (RIGHT + SWAPPED, ["2020"] * 15 + ["2021"] * 3),
        (["2021-03-05 00:00:00", "2021-02-07 00:00:00", "15/03/2021"], []),
        ([*RIGHT, *SWAPPED[:2], *(f"{day}/03/2021" for day in (13, 15, 19, 22, 30))], []),
    ],
)
def test_days_that_excel_took_for_months_are_refused(cells: list[Value], sheets: list[str]) -> None:
    codes = {read.fault.code for read in read_column(cells, DAY, sheets=sheets) if read.fault}
    assert codes == {"REGISTER-33"}


def rich(runs: str) -> bytes:
    """A workbook whose one text has these runs."""
    made = io.BytesIO()
    book = Workbook()
    book.active.append(["@@"])
    book.save(made)
    with zipfile.ZipFile(made) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert parts[sheet].count(b"<t>@@</t>") == 1
    parts[sheet] = parts[sheet].replace(b"<t>@@</t>", runs.encode())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize(
    ("runs", "found"),
    [
        ("<r><rPr><strike/></rPr><t>DA-1</t></r><r><t>DA-2</t></r>", Marked("DA-1DA-2")),
        ('<r><rPr><strike val="0"/></rPr><t>DA-1</t></r><r><t>x</t></r>', "DA-1x"),
        ('<r><t>7</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>', Marked("71")),
        ('<r><t>m</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>', "m2"),
    ],
)
def test_texts_with_marks(runs: str, found: Value) -> None:
    (grid,) = grids_of(rich(runs), "data/registers/a.xlsx")
    assert grid.rows[1][1] == found
    if isinstance(found, Marked):
        # [REGISTER-60] is what a column of any type says of it.
        (read,) = read_column([found], Column("note", "Ghi chú"))
        assert read.fault is not None and read.fault.code == "REGISTER-60"


def test_days_of_two_habits_are_read() -> None:
    cells: list[Value] = [*RIGHT, "15/03/2021", "03/05/2021", "2021-05-04"]
    assert [read.value for read in read_column(cells, DAY)][-3:] == [
        date(2021, 3, 15),
        date(2021, 5, 3),
        date(2021, 5, 4),
    ]


@pytest.mark.parametrize("cell", ["31/02/2023", "29/02/2023", "1/2/23", "0/1/2023", "٣/8/2022"])
def test_days_that_are_none_are_refused(cell: str) -> None:
    (found,) = read_column([cell], DAY)
    assert found.value is None and found.fault is not None and found.fault.code == "REGISTER-06"


@given(st.text())
def test_folding_twice_is_folding_once(anything: str) -> None:
    assert tidied(tidied(anything)) == tidied(anything)
    assert folded(folded(anything)) == folded(anything)


@given(st.binary(max_size=300))
def test_no_content_ends_in_anything_but_a_coded_error(content: bytes) -> None:
    for name in ("data/registers/a.xlsx", "data/registers/a.csv"):
        for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"<?xml"):
            try:
                grids_of(start + content, name)
            except RegisterError:
                continue


def test_check_names_a_file_that_no_register_reads_and_ends_with_a_receipt(office: Path) -> None:
    workspace = Workspace.load(office)
    assert check(workspace, [workspace.period("2023-Q3")]) == []
    appraisals = receipts(workspace)[-1]
    # The first and last days of the file, and its 333 rows, read with a spreadsheet program.
    assert (appraisals.file, appraisals.rows) == ("data/registers/technology_appraisal.csv", 333)
    assert appraisals.days["Ngày nhận đủ hồ sơ"] == (date(2020, 1, 6), date(2023, 11, 7))
    (office / "data" / "registers" / "ocop_2022.xlsx").write_bytes(b"x")
    (finding,) = check(workspace, [workspace.period("2023-Q3")])
    assert str(finding).startswith(
        "[REGISTER-40] Tệp nằm cạnh các sổ nhưng không sổ nào đọc.\n"
        "  Ở đâu:    data/registers/ocop_2022.xlsx\n"
    )
