"""data/README.md, the clerk's page: its pictures, its table and its receipt are what is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from baocao.core.errors import Finding, RegisterError
from baocao.registers import locate, sheets, small
from baocao.registers.cells import read_column
from baocao.registers.declare import Column
from baocao.registers.receipt import as_lines, receipt_of
from baocao.workspace.workspace import Workspace
from draw_registers import CLOSING, MARKS, REGISTER, bad_workbook, good_workbook
from support.folders import ROOT
from support.small_offices import write_office

PAGE = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"REGISTER-\d\d")
NAME = "ocop_support.xlsx"


def saved(book: openpyxl.Workbook, folder: Path) -> Path:
    """The data folder in which a workbook is the register."""
    (folder / "data" / "registers").mkdir(parents=True, exist_ok=True)
    book.save(folder / "data" / "registers" / NAME)
    return folder / "data"


def found(data: Path) -> list[Finding]:
    with pytest.raises(RegisterError) as caught:
        small.read(REGISTER, data, CLOSING)
    return list(caught.value.findings)


# ---------------------------------------------------------------- the pictures


def test_the_good_sheet_is_read_whole_and_its_receipt_is_the_one_quoted(tmp_path: Path) -> None:
    workspace = Workspace.load(write_office(tmp_path))
    table = small.read(REGISTER, saved(good_workbook(), tmp_path), CLOSING)
    assert table.frame["code"].tolist() == [f"OC-0{number}" for number in range(1, 7)]
    assert table.frame["output"].tolist() == [12.5, 3, 0.8, 7.25, 4.5, 1.6]
    assert table.frame["source"].tolist() == ["01/QĐ-UBND"] * 3 + ["02/QĐ-UBND"] * 3
    (quoted,) = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert as_lines([receipt_of(table, workspace)]) == quoted.splitlines()


def test_each_fault_of_the_bad_sheet_is_found_with_the_code_told_of_it(tmp_path: Path) -> None:
    findings = found(saved(bad_workbook(), tmp_path))
    assert sorted(finding.code for finding in findings) == sorted(
        mark.code for mark in MARKS if mark.code
    )
    for finding in findings:
        (mark,) = (mark for mark in MARKS if mark.code == finding.code)
        # A key that comes again is told of at the second row, where the merged cell goes on.
        places = ("2023!4, ",) if finding.code == "REGISTER-09" else mark.cells
        assert all(place in f"{finding.where}, " for place in places), finding


def test_the_hidden_row_of_the_bad_sheet_is_read_and_told(tmp_path: Path) -> None:
    content = (saved(bad_workbook(), tmp_path) / "registers" / NAME).read_bytes()
    sheet = sheets.read(content, NAME, REGISTER)
    assert len(sheet.rows) == 6
    assert "trang 2023, dòng ẩn, có tính: 7" in sheet.notes
    assert '"dòng ẩn, có tính: 7"' in PAGE


def test_the_page_explains_each_red_number_with_its_code() -> None:
    told = re.search(r"register-bad\.png\)\n\n(.*?)\n\n", PAGE, re.DOTALL)
    assert told
    lines = told[1].splitlines()
    assert [line.partition(".")[0] for line in lines] == [str(n + 1) for n in range(len(MARKS))]
    assert [("".join(CODE.findall(line))) for line in lines] == [mark.code for mark in MARKS]


@pytest.mark.parametrize("name", ["good", "bad"])
def test_a_picture_is_wide_enough_to_be_read_and_small_enough_to_be_loaded(name: str) -> None:
    path = ROOT / "docs" / f"register-{name}.png"
    assert path.stat().st_size <= 150_000
    with Image.open(path) as image:
        assert image.width == 1600


# ---------------------------------------------------------------- the table of what is refused


def put(**cells: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for name, value in cells.items():
            sheet[name] = value

    return change


def without_source(sheet: Worksheet) -> None:
    sheet.unmerge_cells("J10:J12")


def merged_money(sheet: Worksheet) -> None:
    sheet.merge_cells("H6:H7")


def hidden_sheet(sheet: Worksheet) -> None:
    sheet.parent.copy_worksheet(sheet).sheet_state = "hidden"


def swapped(sheet: Worksheet) -> None:
    put(G7=datetime(2023, 6, 2), G8="20/03/2023", G10="25/05/2023", G11=datetime(2023, 8, 6))(sheet)
    put(G6="15/01/2023", G12=datetime(2023, 3, 8))(sheet)


def percents(sheet: Worksheet) -> None:
    sheet["F6"] = 0.542
    sheet["F6"].number_format = "0.0%"


def month(sheet: Worksheet) -> None:
    sheet["C7"] = date(2020, 12, 1)
    sheet["C7"].number_format = "mmm-yy"


CHANGES: dict[str, Callable[[Worksheet], None]] = {
    "REGISTER-03": put(D3="Đơn vị"),
    "REGISTER-15": put(K3="Ghi chú", K6="a"),
    "REGISTER-35": put(K3="Nguồn"),
    "REGISTER-10": put(D7=None),
    "REGISTER-11": without_source,
    "REGISTER-09": put(B7="OC-01"),
    "REGISTER-38": put(B7="OC-O1"),
    "REGISTER-08": put(E7="5 sao"),
    "REGISTER-06": put(G7="31/02/2023"),
    "REGISTER-34": put(G7=date(1902, 2, 6)),
    "REGISTER-12": put(G7=date(2023, 11, 15)),
    "REGISTER-32": put(G7="02/16/2023"),
    "REGISTER-33": swapped,
    "REGISTER-07": put(H7="12 triệu"),
    "REGISTER-30": put(F7="1,234"),
    "REGISTER-31": put(H7=12),
    "REGISTER-23": put(C7="#N/A"),
    "REGISTER-24": put(H7="=6000000*2"),
    "REGISTER-25": put(C7="S\u0430n phẩm"),
    "REGISTER-26": put(C7="CÃ phÃª"),
    "REGISTER-27": put(C7="C? ph?"),
    "REGISTER-28": put(D7="4,51235E+11"),
    "REGISTER-29": month,
    "REGISTER-37": put(H13=64_000_000),
    "REGISTER-56": put(B13="Bình quân", H13=11_000_000),
    "REGISTER-41": merged_money,
    "REGISTER-42": put(B8=None, E8=None, F8=None, G8=None, H8=None),
    "REGISTER-36": hidden_sheet,
    "REGISTER-44": percents,
}
# Of the file itself, and of two days, which the register of the pictures has not.
OTHERS = {"REGISTER-01", "REGISTER-13", "REGISTER-16", "REGISTER-39", "REGISTER-40"}


def table_of_refusals() -> list[str]:
    part = PAGE.partition("## Bị từ chối thì làm gì")[2].partition("\n## ")[0]
    return re.findall(r"^\| .+ \|$", part, re.MULTILINE)[1:]


def test_the_table_of_refusals_is_short_and_each_of_its_codes_is_tried() -> None:
    rows = table_of_refusals()
    assert 10 <= len(rows) <= 15
    assert all(CODE.search(row) for row in rows)
    assert {*CODE.findall("\n".join(rows))} == CHANGES.keys() | OTHERS


@pytest.mark.parametrize("code", CHANGES)
def test_what_the_table_tells_of_a_sheet_is_refused_with_its_code(
    code: str, tmp_path: Path
) -> None:
    book = good_workbook()
    CHANGES[code](book.worksheets[0])
    assert code in {finding.code for finding in found(saved(book, tmp_path))}


def test_what_the_table_tells_of_files_is_refused_with_its_code(tmp_path: Path) -> None:
    data = saved(good_workbook(), tmp_path)
    path = data / "registers" / NAME
    copy = path.with_name("ocop_support (1).xlsx")
    copy.write_bytes(path.read_bytes())
    assert locate.unread(path.parent, [REGISTER], locate.SUFFIXES) == [copy]
    copy.rename(path.with_suffix(".xls"))
    assert [finding.code for finding in found(data)] == ["REGISTER-13"]
    path.with_suffix(".xls").unlink()
    path.write_text("<html><table></table></html>", encoding="utf-8")
    assert [finding.code for finding in found(data)] == ["REGISTER-16"]
    path.unlink()
    assert [finding.code for finding in found(data)] == ["REGISTER-01"]


# ---------------------------------------------------------------- how to write


def forms(name: str) -> tuple[list[str], list[str]]:
    """What the page says to write for days, numbers or money, and what not to write."""
    found = re.search(rf"^\| {name} \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert found
    good, bad = (re.findall("`([^`]+)`", part) for part in found.groups())
    return good, bad


DAYS = Column("day", "Ngày", type="date")


def test_a_day_is_read_in_each_form_that_the_page_allows_and_in_no_other() -> None:
    good, bad = forms("Ngày")
    assert [read.value for read in read_column(good, DAYS)] == [date(2023, 11, 14)] * 4
    assert [read_column([text], DAYS)[0].fault is None for text in bad] == [False] * 3


def test_a_number_is_read_in_the_form_that_the_page_allows_and_in_no_other() -> None:
    column = Column("output", "Sản lượng", type="number")
    good, bad = forms("Số")
    assert [read.value for read in read_column(good, column)] == [1234.5]
    assert [read.fault is None for read in read_column(bad, column)] == [False] * 3
    money = Column("money", "Kinh phí", type="money")
    good, bad = forms("Tiền")
    assert [read.value for read in read_column(good, money)] == [12_000_000]
    assert [read_column([text], money)[0].fault is None for text in bad] == [False] * 2


@pytest.mark.parametrize("text", ["nt", "như trên"])
def test_a_mark_for_the_cell_above_is_read_but_not_in_a_key(text: str, tmp_path: Path) -> None:
    book = good_workbook()
    put(D7=text, D8=text)(book.worksheets[0])
    table = small.read(REGISTER, saved(book, tmp_path), CLOSING)
    assert table.frame["producer"].tolist()[:3] == ["Cơ sở 01"] * 3
    put(B7=text)(book.worksheets[0])
    assert "REGISTER-43" in {finding.code for finding in found(saved(book, tmp_path))}


def test_two_spellings_are_one_value(tmp_path: Path) -> None:
    book = good_workbook()
    put(D6="Hoà Bình", D7="Hòa Bình", D8="HÒA  BÌNH")(book.worksheets[0])
    table = small.read(REGISTER, saved(book, tmp_path), CLOSING)
    assert table.frame["producer"].tolist()[:3] == ["Hoà Bình"] * 3


# ---------------------------------------------------------------- how the page looks


def test_only_tables_are_wider_than_a_screen() -> None:
    wide = [line for line in PAGE.splitlines() if len(line) > 90 and not line.startswith("|")]
    assert wide == []
