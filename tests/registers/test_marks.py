"""What is drawn through a text, raised beside it or hidden: the same in every kind of workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from baocao.registers.cells import read_column
from baocao.registers.declare import Column, Register
from baocao.registers.files import grids_of
from baocao.registers.grid import Grid, Marked, Pictured
from baocao.registers.small import read
from support.binary_workbooks import BinaryBook, cell, color, columns, shared
from support.binary_workbooks import row as binary_row
from support.open_documents import spreadsheet

TEXT = Column("note", "Ghi chú")
MARKED = "REGISTER-60"
Runs = Sequence[tuple[str, str]]
Row = Sequence[Runs | int]


def new_workbook(row: Row) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for column, runs in enumerate(row, 1):
        cell = book.active.cell(1, column)
        if isinstance(runs, int):
            cell.value = runs
            continue
        if len(runs) == 1:
            cell.value, cell.font = runs[0][0], Font(strike=runs[0][1] == "struck")
            continue
        rich = CellRichText()
        for text, mark in runs:
            raised = {"above": "superscript", "below": "subscript"}.get(mark)
            rich.append(TextBlock(InlineFont(strike=mark == "struck", vertAlign=raised), text))
        cell.value = rich
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def binary_workbook(row: Row) -> bytes:
    book = BinaryBook()
    fonts = {
        "": book.font(),
        "struck": book.font(is_struck=True),
        "above": book.font(raised=1),
        "below": book.font(raised=2),
    }
    cells = []
    for column, runs in enumerate(row, 1):
        if isinstance(runs, int):
            cells.append(cell(column, runs))
            continue
        if len(runs) == 1:
            cells.append(cell(column, runs[0][0], book.look(0, fonts[runs[0][1]])))
            continue
        whole, starts = "", []
        for text, mark in runs:
            starts.append((len(whole), fonts[mark]))
            whole += text
        cells.append(shared(column, book.shared_text(whole, starts)))
    book.sheet("So", binary_row(1, *cells))
    return book.content()


def old_workbook(row: Row) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("So")
    for column, runs in enumerate(row):
        if isinstance(runs, int):
            sheet.write(0, column, runs)
            continue
        parts = []
        for text, mark in runs:
            font = xlwt.Font()
            font.struck_out = mark == "struck"
            font.escapement = {"above": 1, "below": 2}.get(mark, 0)
            parts.append((text, font))
        if len(parts) == 1:
            style = xlwt.XFStyle()
            style.font = parts[0][1]
            sheet.write(0, column, parts[0][0], style)
        else:
            sheet.write_rich_text(0, column, parts)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


STYLES = "".join(
    f'<style:style style:name="{name}" style:family="{family}"><style:text-properties {said}/>'
    "</style:style>"
    for family in ("text", "table-cell")
    for name, said in (
        ("struck", 'style:text-line-through-style="solid"'),
        ("above", 'style:text-position="super 58%"'),
        ("below", 'style:text-position="-33% 58%"'),
    )
)


def open_document(row: Row) -> bytes:
    cells = ""
    for runs in row:
        if isinstance(runs, int):
            cells += f'<table:table-cell office:value-type="float" office:value="{runs}"/>'
            continue
        look, parts = "", ""
        for text, mark in runs:
            part = text if text.strip() else "<text:s/>"
            if len(runs) == 1 and mark:
                look = f'table:style-name="{mark}"'
            elif mark:
                part = f'<text:span text:style-name="{mark}">{part}</text:span>'
            parts += part
        cells += f'<table:table-cell {look} office:value-type="string"><text:p>{parts}</text:p>'
        cells += "</table:table-cell>"
    return spreadsheet(cells, STYLES)


WRITERS: dict[str, Callable[[Row], bytes]] = {
    ".xlsx": new_workbook,
    ".xlsb": binary_workbook,
    ".xls": old_workbook,
    ".ods": open_document,
}


def grid_of(kind: str, row: Row) -> Grid:
    (grid,) = grids_of(WRITERS[kind](row), f"a{kind}")
    return grid


# A text by its parts, and what a column of texts reads of it.
MARKS: list[tuple[Runs, str]] = [
    ([("DA-1", "struck"), ("DA-2", "")], MARKED),
    ([("DA-2 ", ""), ("DA-1", "struck")], MARKED),
    ([("DA", ""), (" ", "struck"), ("2", "")], "DA 2"),
    ([("7", ""), ("1", "above")], MARKED),
    ([("7", ""), ("1", "below")], MARKED),
    ([("1.250", ""), ("(2)", "above")], "1.250(2)"),
    ([("m", ""), ("2", "above")], "m2"),
    ([("500 km", ""), ("2", "above")], "500 km2"),
    ([("500m", ""), ("3", "above"), ("/ngày", "")], "500m3/ngày"),
    ([("CO", ""), ("2", "below")], "CO2"),
    ([("CO", ""), ("2", "above")], "CO2"),
    ([("Vitamin", ""), ("2", "below")], "Vitamin2"),
    ([("Nghị quyết 15", ""), ("1", "above")], MARKED),
    ([("Đ-02", ""), ("1", "above"), (" cũ", "")], MARKED),
    ([("Đoàn Lào", ""), ("1", "above")], MARKED),
    ([("DA-", ""), ("1", "")], "DA-1"),
    # A struck cell in a row that counts.
    ([("DA-1", "struck")], MARKED),
    ([("DA", "struck"), ("-1", "struck")], MARKED),
]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(("runs", "found"), MARKS, ids=range(len(MARKS)))
def test_marks_of_a_text(runs: Runs, found: str, kind: str) -> None:
    grid = grid_of(kind, [runs, 5])
    (cell,) = read_column([grid.rows[1][1]], TEXT)
    assert (cell.fault.code if cell.fault else cell.value) == found
    if found == MARKED:
        assert grid.rows[1][1] == Marked("".join(text for text, _ in runs))
    assert grid.struck == frozenset()


@pytest.mark.parametrize("kind", WRITERS)
def test_a_row_that_is_struck_out_counts_and_is_told(kind: str) -> None:
    grid = grid_of(kind, [[("DA-1", "struck")], [("Đoàn", "struck"), (" Lào", "struck")]])
    assert grid.rows[1] == {1: "DA-1", 2: "Đoàn Lào"}
    assert grid.struck == {1}


# ---------------------------------------------------------------- letters of fonts


def test_the_fonts_of_an_open_document_tell_its_letters() -> None:
    faces = '<style:font-face style:name="F1" svg:font-family="&apos;.VnTime&apos;"/>'
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}">'
        f"<style:text-properties {font}/></style:style>"
        for name, family, font in (
            ("ce1", "table-cell", 'style:font-name="F1"'),
            ("ce2", "table-cell", 'fo:font-family="VNI-Times"'),
            ("T1", "text", 'style:font-name="F1"'),
        )
    )
    cells = "".join(
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for style, text in (
            ("ce1", "§oµn HuÕ"),
            ("ce2", "Ñoaøn Laøo"),
            ("", '<text:span text:style-name="T1">§oµn</text:span> cá Huế'),
            ("", "Đoàn Lào"),
        )
    )
    (grid,) = grids_of(spreadsheet(cells, faces + styles), "a.ods")
    assert list(grid.rows[1].values()) == ["Đoàn Huế", "Đoàn Lào", "Đoàn cá Huế", "Đoàn Lào"]
    assert grid.converted == {"TCVN3 (.VnTime)": 2, "VNI": 1}


def pictured_new(font: str, value: str | int) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    cell = book.active.cell(1, 1, value)
    cell.font = Font(name=font)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def pictured_old(font: str, value: str | int) -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("So").write(0, 0, value, xlwt.easyxf(f"font: name {font}"))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def pictured_binary(font: str, value: str | int) -> bytes:
    book = BinaryBook()
    book.sheet("So", binary_row(1, cell(1, value, book.look(0, book.font(font)))))
    return book.content()


def pictured_open(font: str, value: str | int) -> bytes:
    style = (
        '<style:style style:name="ce1" style:family="table-cell">'
        f'<style:text-properties fo:font-family="{font}"/></style:style>'
    )
    told = f'office:value-type="float" office:value="{value}"'
    told = 'office:value-type="string"' if isinstance(value, str) else told
    cell = f'<table:table-cell table:style-name="ce1" {told}><text:p>{value}</text:p>'
    return spreadsheet(f"{cell}</table:table-cell>", style)


PICTURED: dict[str, Callable[[str, str | int], bytes]] = {
    ".xlsx": pictured_new,
    ".xlsb": pictured_binary,
    ".xls": pictured_old,
    ".ods": pictured_open,
}


@pytest.mark.parametrize("kind", PICTURED)
@pytest.mark.parametrize(
    ("font", "value"), [("Wingdings", "ü"), ("Wingdings 2", "P"), ("Symbol", "m"), ("Webdings", 4)]
)
def test_letters_that_are_drawn_as_pictures_are_refused(
    font: str, value: str | int, kind: str
) -> None:
    (grid,) = grids_of(PICTURED[kind](font, value), f"a{kind}")
    (cell,) = read_column([grid.rows[1][1]], TEXT)
    assert grid.rows[1][1] == Pictured(str(value))
    # [REGISTER-76] is what a column of any type says of it.
    assert cell.fault is not None and cell.fault.code == "REGISTER-76"


# ---------------------------------------------------------------- what is not seen

SEEN = Register(
    "fees",
    title="Sổ phí",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("guests", "Số khách", type="integer"),
        Column("fee", "Phí (đồng)", type="money"),
    ),
    common=(),
)
TABLE = [["Mã", "Số khách", "Phí (đồng)"], ["P-1", 2, 18_000], ["P-2", 3, 27_000]]


def unseen_new() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "So"
    for row in TABLE:
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["C"].width = 0.1
    sheet["A2"].font = Font(color="FFFFFFFF")
    sheet["A3"].font = Font(color="FF4472C4")
    sheet["A3"].fill = PatternFill("solid", fgColor="FF4472C4")
    # White letters on blue are seen.
    sheet["A1"].font = Font(color=Color(theme=0))
    sheet["A1"].fill = PatternFill("solid", fgColor="FF4472C4")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def unseen_binary() -> bytes:
    book = BinaryBook()
    white, blue = color("FFFFFF"), color(4, 0.5)
    looks = {
        # White letters on blue are seen.
        1: book.look(0, book.font(ink=color(0)), book.fill(1, blue)),
        2: book.look(0, book.font(ink=white)),
        3: book.look(0, book.font(ink=blue), book.fill(1, blue)),
    }
    rows = [
        binary_row(number, cell(1, first, looks[number]), *map(cell, (2, 3), others))
        for number, (first, *others) in enumerate(TABLE, 1)
    ]
    book.sheet("So", *rows, widths=[columns(2, 2, hidden=True), columns(3, 3, 0.1)])
    return book.content()


def unseen_old() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("So")
    styles = {
        (0, 0): "font: colour white; pattern: pattern solid, fore_colour blue",
        (1, 0): "font: colour white",
        (2, 0): "font: colour blue; pattern: pattern solid, fore_colour blue",
    }
    for row, cells in enumerate(TABLE):
        for column, value in enumerate(cells):
            look = styles.get((row, column), "")
            sheet.write(row, column, value, xlwt.easyxf(look))
    sheet.col(1).hidden = True
    sheet.col(2).width = 0
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def unseen_open() -> bytes:
    def cell(value: object, style: str) -> str:
        told = 'office:value-type="string"'
        if isinstance(value, int):
            told = f'office:value-type="float" office:value="{value}"'
        look = f'table:style-name="{style}"' if style else ""
        return f"<table:table-cell {look} {told}><text:p>{value}</text:p></table:table-cell>"

    looks = {"blue": ("#4472c4", "#4472c4"), "white": ("#ffffff", "transparent")}
    looks["head"] = ("#ffffff", "#4472c4")
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-cell">'
        f'<style:table-cell-properties fo:background-color="{paper}"/>'
        f'<style:text-properties fo:color="{ink}"/></style:style>'
        for name, (ink, paper) in looks.items()
    )
    styles += (
        '<style:style style:name="co1" style:family="table-column">'
        '<style:table-column-properties style:column-width="0in"/></style:style>'
    )
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:style-name="co1"/>'
    )
    of_rows = ("head", "white", "blue")
    rows = [
        "".join(cell(value, style if not at else "") for at, value in enumerate(cells))
        for cells, style in zip(TABLE, of_rows, strict=True)
    ]
    return spreadsheet("</table:table-row><table:table-row>".join(rows), styles, columns=columns)


UNSEEN: dict[str, Callable[[], bytes]] = {
    ".xlsx": unseen_new,
    ".xlsb": unseen_binary,
    ".xls": unseen_old,
    ".ods": unseen_open,
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_what_is_not_seen_counts_and_is_told(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True)
    (folder / f"fees{kind}").write_bytes(UNSEEN[kind]())
    found = read(SEEN, tmp_path / "data", date(2023, 11, 14))
    assert found.frame.to_numpy().tolist() == TABLE[1:]
    assert found.notes == (
        "trang So, dòng có chữ trùng màu nền, có tính: 2–3",
        'trang So, cột ẩn, có tính: B "Số khách"',
        'trang So, cột ẩn, có tính: C "Phí (đồng)"',
    )
