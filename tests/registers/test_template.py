"""A workbook to fill in: what it refuses, and that what is filled in is read."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column, Register
from baocao.registers.small import Table, read
from baocao.registers.template import GUIDE, workbook_of
from support.commands import command
from support.processes import finished
from support.small_offices import write_office

CLOSING = date(2023, 11, 14)
OFFICE = shutil.which("soffice")
# Writer alone opens no workbook.
HAS_CALC = OFFICE is not None and Path(os.path.realpath(OFFICE)).with_name("libsclo.so").exists()

FAIRS = Register(
    "fairs",
    title="Sổ hội chợ",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã", pattern=r"\d{4}", pattern_means="bốn chữ số, ví dụ 0012"),
        Column("name", "Tên hội chợ", about="tên ghi trong quyết định tổ chức"),
        Column("host", "Đơn vị", allowed=("Sở, ban, ngành", "Hợp tác xã", "=Khác")),
        Column("opens", "Ngày mở", type="date", minimum=date(2020, 1, 1)),
        Column("closes", "Ngày đóng", type="date", future=True, required=False, after="opens"),
        Column("month", "Tháng báo cáo", type="month", required=False),
        Column("booths", "Số gian", type="integer", minimum=0, maximum=500),
        Column("score", "Điểm", type="number", minimum=0, maximum=10, required=False),
        Column("cost", "Kinh phí (đồng)", type="money", minimum=0, required=False),
        Column("phone", "Điện thoại", required=False, personal=True),
    ),
)
# Typed by hand, as a clerk would: a code with noughts before it, a day, a month as text.
ROWS: list[list[Any]] = [
    [
        *("0012", "Hội chợ Lao Bảo", "Sở, ban, ngành", date(2023, 3, 5), date(2023, 3, 9)),
        *("03/2023", 120, 8.25, 21_500_000, "0233 385 2461", None, "136/QĐ-UBND"),
    ],
    [
        *("0013", "Hội chợ Đông Hà", "=Khác", date(2023, 10, 20), None),
        *("tháng 10/2023", 0, None, None, None, "x", None),
    ],
]


def filled(register: Register, rows: list[list[Any]]) -> bytes:
    """The workbook with rows typed into it: a cell has the look of its column."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(register)))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=2):
        for at, value in enumerate(row, start=1):
            if value is None:
                continue
            look = sheet.column_dimensions[openpyxl.utils.get_column_letter(at)]
            cell = sheet.cell(number, at, value)
            if isinstance(value, str):
                cell.data_type = "s"
            cell.number_format = look.number_format
            cell.protection = copy(look.protection)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def put(folder: Path, content: bytes, name: str) -> Path:
    """The data folder with that file among its registers."""
    path = folder / "data" / "registers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return folder / "data"


def as_typed(table: Table) -> bool:
    frame = table.frame
    return bool(
        frame["code"].tolist() == ["0012", "0013"]
        and frame["name"].tolist() == ["Hội chợ Lao Bảo", "Hội chợ Đông Hà"]
        and frame["host"].tolist() == ["Sở, ban, ngành", "=Khác"]
        and frame["opens"].tolist() == [pd.Timestamp(2023, 3, 5), pd.Timestamp(2023, 10, 20)]
        and frame["closes"].iloc[0] == pd.Timestamp(2023, 3, 9)
        and pd.isna(frame["closes"].iloc[1])
        and frame["month"].tolist() == [pd.Timestamp(2023, 3, 31), pd.Timestamp(2023, 10, 31)]
        and frame["booths"].tolist() == [120, 0]
        and frame["score"].iloc[0] == 8.25
        and pd.isna(frame["score"].iloc[1])
        and frame["cost"].iloc[0] == 21_500_000
        and pd.isna(frame["cost"].iloc[1])
        and frame["phone"].tolist() == ["0233 385 2461", ""]
        and frame["illustrative"].tolist() == ["", "x"]
        and frame["source"].tolist() == ["136/QĐ-UBND", ""]
    )


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(FAIRS)))


def check_of(sheet: Worksheet, letters: str) -> Any:
    found = [c for c in sheet.data_validations.dataValidation if f"{letters}2:" in str(c.sqref)]
    assert len(found) == 1
    return found[0]


def test_headings_stand_first_and_cannot_be_changed(book: Any) -> None:
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        *("Mã", "Tên hội chợ", "Đơn vị", "Ngày mở", "Ngày đóng", "Tháng báo cáo", "Số gian"),
        *("Điểm", "Kinh phí (đồng)", "Điện thoại", "Minh họa", "Nguồn"),
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.protection.sheet and sheet.protection.password is None
    assert all(cell.protection.locked for cell in sheet[1])
    letters = [cell.column_letter for cell in sheet[1]]
    assert not any(sheet.column_dimensions[letter].protection.locked for letter in letters)


def test_cells_refuse_what_the_register_would_refuse(book: Any) -> None:
    sheet = book.worksheets[0]
    listed = check_of(sheet, "C")
    assert (listed.type, listed.formula1) == ("list", f"'{GUIDE}'!$E$4:$G$4")
    values = [cell.value for cell in book[GUIDE]["E4":"G4"][0]]
    assert values == ["Sở, ban, ngành", "Hợp tác xã", "=Khác"]
    booths = check_of(sheet, "G")
    assert (booths.type, booths.formula1, booths.formula2) == ("whole", "0", "500")
    score = check_of(sheet, "H")
    assert (score.type, score.formula1, score.formula2) == ("decimal", "0", "10")
    opens, closes = check_of(sheet, "D"), check_of(sheet, "E")
    assert (opens.type, opens.formula1, opens.formula2) == (
        *("date", "DATE(2020,1,1)", "DATE(2100,12,31)"),
    )
    assert closes.formula1 == "MAX(DATE(1930,1,1),$D2)"
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.column_dimensions["D"].number_format == "dd/mm/yyyy"


def test_a_second_sheet_explains_each_column(book: Any) -> None:
    rows = [[cell.value for cell in row[:4]] for row in book[GUIDE].iter_rows(max_row=13)]
    assert rows[0] == ["Cột", "Nội dung", "Bắt buộc", "Cách ghi"]
    assert rows[1] == [
        *("1. Mã", None, "có"),
        "chữ; dạng: bốn chữ số, ví dụ 0012; khóa của dòng: không dòng nào được trùng",
    ]
    assert rows[2][:3] == ["2. Tên hội chợ", "tên ghi trong quyết định tổ chức", "có"]
    assert rows[5][3] == ('ngày/tháng/năm, ví dụ 14/11/2023; không trước "Ngày mở" của cùng dòng')
    assert rows[7][3] == "số nguyên, ví dụ 1.234; từ 0; đến 500"
    assert rows[10] == ["10. Điện thoại", "dữ liệu cá nhân, không in ra báo cáo", "không", "chữ"]
    assert check_of(book.worksheets[0], "A").prompt.startswith("Bắt buộc: chữ; dạng: bốn chữ số")


def test_what_is_filled_in_is_read(tmp_path: Path) -> None:
    table = read(FAIRS, put(tmp_path, filled(FAIRS, ROWS), "fairs.xlsx"), CLOSING)
    assert as_typed(table)
    assert table.notes == (f"không đọc trang {GUIDE}: trang mẫu",)


def test_an_empty_one_is_a_register_without_rows(tmp_path: Path) -> None:
    assert len(read(FAIRS, put(tmp_path, workbook_of(FAIRS), "fairs.xlsx"), CLOSING).frame) == 0


WORDS = st.text("abcđêơư 019=+-@'\"", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    kinds = draw(
        st.lists(st.sampled_from(["text", "date", "month", "integer", "money"]), min_size=1)
    )
    columns = [Column("code", "Mã")]
    for at, kind in enumerate(kinds):
        values = WORDS.filter(lambda word: not word.startswith("'"))
        allowed = tuple(draw(st.lists(values, max_size=3, unique=True))) if kind == "text" else ()
        heading = f"{draw(WORDS)} {'abcdefghijklmnopqrstuvwxyz'[at % 26] * (at // 26 + 1)}"
        columns.append(
            Column(f"c{at}", heading, type=kind, allowed=allowed, required=False)  # type: ignore[arg-type]
        )
    return Register(
        "any", title="Sổ", begins=date(2020, 1, 1), key=("code",), columns=tuple(columns)
    )


@settings(max_examples=25)
@given(registers(), st.data())
def test_no_declaration_makes_a_workbook_that_is_refused(
    tmp_path_factory: pytest.TempPathFactory, register: Register, drawn: st.DataObject
) -> None:
    headings = [column.heading for column in register.all_columns]
    if len(set(map(folded, headings))) < len(headings):
        return
    values: dict[str, Callable[[], Any]] = {
        "date": lambda: drawn.draw(st.dates(date(2020, 1, 1), CLOSING)),
        "month": lambda: f"{drawn.draw(st.integers(1, 10)):02}/2023",
        "integer": lambda: drawn.draw(st.integers(-9, 9)),
        "money": lambda: drawn.draw(st.integers(1000, 10**9)),
    }
    rows = [
        [
            f"K-{number}",
            *(
                drawn.draw(st.sampled_from(column.allowed))
                if column.allowed
                else values.get(column.type, lambda: "chữ")()
                for column in register.columns[1:]
            ),
            None,
            "phiếu",
        ]
        for number in range(3)
    ]
    folder = tmp_path_factory.mktemp("any")
    table = read(register, put(folder, filled(register, rows), "any.xlsx"), CLOSING)
    assert table.keys == ("K-0", "K-1", "K-2")
    for at, column in enumerate(register.columns):
        found = table.frame[column.name].tolist()
        typed = [row[at] for row in rows]
        if column.type == "date":
            assert found == [pd.Timestamp(day) for day in typed]
        elif column.type == "month":
            assert [f"{day:%m/%Y}" for day in found] == typed
        elif column.type != "text" or column.allowed:
            assert found == typed


@pytest.mark.browser
@pytest.mark.skipif(
    not HAS_CALC, reason="không có LibreOffice Calc: apt-get install libreoffice-calc-nogui"
)
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_what_libreoffice_saves_is_read(ending: str, tmp_path: Path) -> None:
    typed = tmp_path / "typed" / "fairs.xlsx"
    typed.parent.mkdir()
    typed.write_bytes(filled(FAIRS, ROWS))
    finished(
        [
            *(str(OFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
            *("--headless", "--convert-to", ending, "--outdir", os.fspath(tmp_path / "saved")),
            os.fspath(typed),
        ],
        check=True,
    )
    saved = (tmp_path / "saved" / f"fairs.{ending}").read_bytes()
    assert as_typed(read(FAIRS, put(tmp_path, saved, f"fairs.{ending}"), CLOSING))
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(saved)).worksheets[0]
        assert check_of(sheet, "C").type == "list"
        assert sheet.protection.sheet and sheet["A1"].protection.locked
        assert not sheet["A2"].protection.locked


# ---------------------------------------------------------------- the command


def test_the_command_writes_a_workbook_and_never_over_another(tmp_path: Path) -> None:
    office = write_office(tmp_path / "office")
    done = command(office, "registers", "--template", "visits")
    assert (done.returncode, done.stdout) == (0, "Mẫu để điền: visits.xlsx\n")
    made = office / "visits.xlsx"
    sheet = openpyxl.load_workbook(made).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Mã", "Ngày", "Số khách", "Minh họa", "Nguồn"]
    made.write_bytes(b"filled in")
    again = command(office, "registers", "--template", "visits")
    assert again.returncode == 2 and "đã có tệp visits.xlsx" in _plain(again.stderr)
    assert made.read_bytes() == b"filled in"
    other = command(office, "registers", "--template", "visits", "--output", "khac.XLSX")
    assert other.returncode == 0 and (office / "khac.XLSX").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--template", "visit"), "không có sổ visit; chọn trong: visits, targets, corrections"),
        (("--template", "visits", "--output", "visits.csv"), "cần tên tệp .xlsx"),
        (("--template", "visits", "--output", "no/where.xlsx"), "không ghi được no/where.xlsx"),
        (("--output", "visits.xlsx"), "chỉ dùng cùng --template"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    done = command(write_office(tmp_path / "office"), "registers", *arguments)
    assert done.returncode == 2
    assert expected in _plain(done.stderr)


def _plain(text: str) -> str:
    """What a message says, without the frame that the terminal draws around it."""
    return " ".join(text.replace("│", " ").split())
