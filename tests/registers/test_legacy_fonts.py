"""Texts in fonts from before Unicode: cell by cell, and run by run, as the font shows them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from baocao.core.errors import RegisterError
from baocao.registers.declare import Column, Register
from baocao.registers.legacy_text import TCVN3, VNI, LegacyText
from baocao.registers.number_formats import Style
from baocao.registers.row_cells import Cell, RowCells
from baocao.registers.small import Table, read

NAMES = Register(
    "names",
    title="Sổ tên",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(Column("code", "Mã"), Column("name", "Tên đoàn")),
    common=(),
)
UNICODE = "Times New Roman"


def table(tmp_path: Path, rows: list[list[tuple[Any, str]]]) -> Table:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "So"
    for row, cells in enumerate(rows, 1):
        for column, (value, font) in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            cell.value, cell.font = value, Font(name=font)
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / "names.xlsx")
    return read(NAMES, tmp_path / "data", date(2023, 11, 14))


HEAD = [("Mã", UNICODE), ("Tên đoàn", UNICODE)]


def test_each_cell_is_read_in_the_letters_of_its_font(tmp_path: Path) -> None:
    # Typed by hand from the tables of TCVN 5712 and of VNI.
    found = table(
        tmp_path,
        [
            [("M·", ".VnTime"), ("TÊN ĐOÀN", "Arial")],
            [("®-01", ".VnTimeH"), ("§oµn HuÕ", ".VnArial")],
            [("Đ-02", UNICODE), ("Ñoaøn Laøo", "VNI-Times")],
            [("Đ-03", UNICODE), ("Cá sông Bồ", UNICODE)],
            [("§-04", ".VnTime"), ("CÇu cá sang", ".VnTime")],
        ],
    )
    assert found.frame["code"].tolist() == ["Đ-01", "Đ-02", "Đ-03", "Đ-04"]
    names = ["Đoàn Huế", "Đoàn Lào", "Cá sông Bồ", "Cầu cỏ sang"]
    assert found.frame["name"].tolist() == names
    assert found.notes == (
        "trang So: đổi 4 ô chữ TCVN3 (.VnTime) sang Unicode theo phông chữ",
        "trang So: đổi 1 ô chữ TCVN3 (.VnTimeH) sang Unicode theo phông chữ",
        "trang So: đổi 1 ô chữ VNI sang Unicode theo phông chữ",
    )


def test_each_run_is_read_in_the_letters_of_its_font(tmp_path: Path) -> None:
    runs = CellRichText(
        TextBlock(InlineFont(rFont=".VnTime"), "§oµn "),
        TextBlock(InlineFont(rFont=UNICODE), "cá Huế"),
    )
    found = table(tmp_path, [HEAD, [("Đ-01", UNICODE), (runs, UNICODE)]])
    assert found.frame["name"].tolist() == ["Đoàn cá Huế"]


def test_unicode_typed_in_an_old_font_is_unicode(tmp_path: Path) -> None:
    rows = [
        [("Đ-01", ".VnTime"), ("Đoàn Huế", ".VnTime")],
        [("Đ-02", ".VnTime"), ("Cá", ".VnTime")],
    ]
    found = table(tmp_path, [HEAD, *rows])
    assert found.frame["name"].tolist() == ["Đoàn Huế", "Cá"]
    assert found.notes == ()


def test_a_text_that_reads_in_both_letters_is_refused_where_there_are_both(tmp_path: Path) -> None:
    rows = [
        [("Đ-01", UNICODE), ("Đoàn Huế", ".VnTime")],
        [("Đ-02", UNICODE), ("§oµn Lµo", ".VnTime")],
        [("Đ-03", UNICODE), ("Cá", ".VnTime")],
    ]
    with pytest.raises(RegisterError) as caught:
        table(tmp_path, [HEAD, *rows])
    (finding,) = caught.value.findings
    assert str(finding).startswith("[REGISTER-57] ") and "So!B4" in finding.where
    assert finding.found == "Cá, hoặc Cỏ"


def test_an_old_workbook_tells_the_fonts_of_cells_and_runs(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("So")
    old, new = xlwt.easyxf("font: name .VnTime"), xlwt.easyxf(f"font: name {UNICODE}")
    fonts = {}
    for name in (".VnTime", UNICODE):
        fonts[name] = xlwt.Font()
        fonts[name].name = name
    for column, text in enumerate(("Mã", "Tên đoàn")):
        sheet.write(0, column, text, new)
    sheet.write(1, 0, "§-01", old)
    sheet.write(1, 1, "§oµn Lµo", old)
    sheet.write(2, 0, "Đ-02", new)
    runs = (("§oµn ", fonts[".VnTime"]), ("cá Huế", fonts[UNICODE]))
    sheet.write_rich_text(2, 1, runs, new)
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True)
    made = io.BytesIO()
    book.save(made)
    (folder / "names.xls").write_bytes(made.getvalue())
    found = read(NAMES, tmp_path / "data", date(2023, 11, 14))
    assert found.frame.to_numpy().tolist() == [["Đ-01", "Đoàn Lào"], ["Đ-02", "Đoàn cá Huế"]]


def test_a_text_that_a_formula_gives_has_the_letters_of_its_font() -> None:
    made = RowCells()
    look = Style(letters=TCVN3)
    assert made.row(1, [Cell(1, "§oµn HuÕ", look, "=A2")]) == {1: "Đoàn Huế"}
    assert made.legacy.counts == {TCVN3: 1}


@given(st.text(alphabet="ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ abc", min_size=1))
def test_vietnamese_in_unicode_is_never_converted(text: str) -> None:
    sure = f"ệ{text}"
    for letters in (TCVN3, VNI):
        cells: dict[int, Any] = {}
        legacy = LegacyText()
        legacy.take(cells, 1, [(sure, letters)])
        legacy.settle()
        assert cells == {1: sure} and not legacy.counts
