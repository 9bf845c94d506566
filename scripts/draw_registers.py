"""Writes docs/register-good.png and docs/register-bad.png, the two pictures of data/README.md.

``python scripts/draw_registers.py`` needs LibreOffice Calc.  Tests read the two workbooks, so that
what the page says of the pictures is what the program finds in them.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
from openpyxl.drawing.image import Image as Drawing
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageChops, ImageDraw, ImageFont

from baocao import Column, Register

__all__ = ["CLOSING", "MARKS", "REGISTER", "Mark", "bad_workbook", "good_workbook"]

DOCS = Path(__file__).resolve().parents[1] / "docs"
FONT = "DejaVu Sans Condensed"
RED = "C00000"
# Twice the width at which the page shows them.
WIDTH = 1600
# Of the red numbers, in pixels of the sheet.
SIZE = 17

CLOSING = date(2023, 11, 14)
REGISTER = Register(
    "ocop_support",
    title="Sổ hỗ trợ sản phẩm OCOP",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("product", "Tên sản phẩm"),
        Column("producer", "Chủ thể"),
        Column("stars", "Hạng sao", allowed=("3 sao", "4 sao")),
        Column("output", "Sản lượng (tấn)", type="number"),
        Column("day", "Ngày hỗ trợ", type="date"),
        Column("money", "Kinh phí (đồng)", type="money"),
    ),
)
TITLE = "SỔ HỖ TRỢ SẢN PHẨM OCOP NĂM 2023"
HEADINGS = ("STT", *(column.heading for column in REGISTER.all_columns))
DECISIONS = ("01/QĐ-UBND", "02/QĐ-UBND")
Cells = tuple[object, ...]
PRODUCTS: tuple[Cells, ...] = (
    ("Cơ sở 01", "3 sao", 12.5, date(2023, 1, 15), 21_500_000, ""),
    ("Cơ sở 02", "4 sao", 3, date(2023, 2, 6), 12_000_000, ""),
    ("Hợp tác xã 03", "3 sao", 0.8, date(2023, 3, 20), 9_500_000, ""),
    ("Cơ sở 04", "3 sao", 7.25, date(2023, 5, 25), 15_000_000, ""),
    ("Hợp tác xã 05", "4 sao", 4.5, date(2023, 6, 8), 8_000_000, ""),
    ("Cơ sở 06", "3 sao", 1.6, date(2023, 8, 3), 6_000_000, "x"),
)
ROWS: tuple[Cells, ...] = tuple(
    (number, f"OC-{number:02}", f"Sản phẩm {number:02}", *cells, DECISIONS[number > 3])
    for number, cells in enumerate(PRODUCTS, start=1)
)


@dataclass(frozen=True)
class Mark:
    """A red number in the picture of the bad workbook: the cells, and the code of the finding.

    A hidden row has no code: it is read, and the receipt says so.
    """

    cells: tuple[str, ...]
    code: str


MARKS = (
    Mark(("G2", "H2"), "REGISTER-35"),
    Mark(("B3",), "REGISTER-09"),
    Mark(("C5",), "REGISTER-23"),
    Mark(("D5",), "REGISTER-26"),
    Mark(("F4",), "REGISTER-30"),
    Mark(("G6",), "REGISTER-32"),
    Mark(("A8",), ""),
    Mark(("I9",), "REGISTER-37"),
)


def good_workbook() -> openpyxl.Workbook:
    """A workbook with what an office writes around its rows, which is read without a finding."""
    book, sheet = _new()
    sheet.append(["SỞ KHOA HỌC VÀ CÔNG NGHỆ"])
    sheet.append([TITLE])
    sheet.append(HEADINGS)
    sheet.append([f"({number})" for number in range(1, len(HEADINGS) + 1)])
    for name, rows in (("I. HUYỆN HẢI LĂNG", ROWS[:3]), ("II. HUYỆN GIO LINH", ROWS[3:])):
        sheet.append([name])
        for row in rows:
            sheet.append(row)
    sheet.append(["", "Tổng cộng", "", "", "", "", "", 72_000_000])
    sheet.append(["Quảng Trị, ngày 14 tháng 11 năm 2023"])
    sheet.append(["NGƯỜI LẬP BIỂU"])
    for name in ("J7", "J8", "J11", "J12"):
        sheet[name] = None
    for area in ("A2:J2", "A5:J5", "A9:J9", "A14:J14", "A15:J15", "J6:J8", "J10:J12"):
        sheet.merge_cells(area)
    _lay_out(sheet, title=2, head=3, last=13)
    for number in (5, 9, 13):
        for cell in sheet[number]:
            cell.font = Font(FONT, 9, bold=True)
    for number, side in ((4, "center"), (14, "right"), (15, "right")):
        for cell in sheet[number]:
            cell.alignment = Alignment(horizontal=side)
    return book


def bad_workbook() -> openpyxl.Workbook:
    """The same register with the faults that the page tells of, at the cells of `MARKS`."""
    book, sheet = _new()
    sheet.append([TITLE])
    sheet.append([*HEADINGS[:7], HEADINGS[6], *HEADINGS[7:]])
    for row in ROWS:
        sheet.append([*row[:7], row[6], *row[7:]])
    sheet.append(["", "Tổng cộng", "", "", "", "", "", "", 64_000_000])
    sheet["C5"] = "#REF!"
    sheet["D5"] = "Hîp t¸c x· 03"
    sheet["F4"] = "1,234"
    sheet["G6"] = "05/25/2023"
    sheet["B4"] = None
    sheet.row_dimensions[7].hidden = True
    sheet.merge_cells("A1:K1")
    sheet.merge_cells("B3:B4")
    _lay_out(sheet, title=1, head=2, last=9)
    for cell in sheet[9]:
        cell.font = Font(FONT, 9, bold=True)
    return book


def _new() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "2023"
    return book, sheet


def _lay_out(sheet: Worksheet, title: int, head: int, last: int) -> None:
    """Widths, lines and number formats, as an office has them; none of it is read."""
    line = Side(style="thin", color="808080")
    widths = {
        "STT": 5, "Mã": 8, "Hạng sao": 7, "Sản lượng (tấn)": 10, "Ngày hỗ trợ": 12,
        "Kinh phí (đồng)": 13, "Minh họa": 7, "Nguồn": 15,
    }  # fmt: skip
    for column, heading in enumerate((cell.value for cell in sheet[head]), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = widths.get(str(heading), 15)
    for row in sheet.iter_rows():
        for cell in row:
            cell.font = Font(FONT, 9, bold=cell.row in (title, head))
            if cell.row == title or cell.row == head:
                cell.alignment = Alignment("center", "center", wrap_text=cell.row == head)
            elif cell.value == "x" or (isinstance(cell.value, int) and cell.column == 1):
                cell.alignment = Alignment("center")
            cell.alignment += Alignment(vertical="center")
            if head <= cell.row <= last:
                cell.border = Border(line, line, line, line)
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
            elif isinstance(cell.value, int) and cell.value > 999:
                cell.number_format = "#,##0"
    sheet.row_dimensions[head].height = 28


# ---------------------------------------------------------------- pictures


def _mark(sheet: Worksheet) -> None:
    """Colour the cells of `MARKS`, and put a red number beside what each holds."""
    for number, mark in enumerate(MARKS, start=1):
        for name in mark.cells:
            sheet[name].fill = PatternFill("solid", fgColor="FADBD8" if mark.code else "FFFFFF")
        cell = sheet[mark.cells[-1]]
        left, top = 0, 2
        if not mark.code:
            # On the line where the hidden row is: above this cell.
            top = -SIZE // 2
        elif isinstance(cell.value, str) and cell.data_type != "e" and cell.row > 2:
            # Behind a text; a letter is seven pixels wide.
            left = int(7 * sheet.column_dimensions[cell.column_letter].width) + 5 - SIZE
        row = cell.row - 1
        while top < 0:
            row -= 1
            top += 0 if sheet.row_dimensions[row + 1].hidden else 20
        picture = Drawing(_circle(number))
        picture.anchor = OneCellAnchor(
            AnchorMarker(cell.column - 1, pixels_to_EMU(left), row, pixels_to_EMU(top)),
            XDRPositiveSize2D(pixels_to_EMU(SIZE), pixels_to_EMU(SIZE)),
        )
        sheet.add_image(picture)


def _circle(number: int) -> io.BytesIO:
    image = Image.new("RGBA", (128, 128), (0, 0, 0, 0))
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((2, 2, 125, 125), fill=f"#{RED}")
    face = ImageFont.load_default(100)
    drawing.text((64, 64), str(number), "white", face, anchor="mm", stroke_width=3)
    content = io.BytesIO()
    image.save(content, "PNG")
    content.seek(0)
    return content


def picture(book: openpyxl.Workbook) -> Image.Image:
    """The first page of a workbook as LibreOffice prints it, without its margins."""
    sheet = book.worksheets[0]
    sheet.print_options.headings = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        book.save(path)
        office = shutil.which("soffice") or "libreoffice"
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        # Numbers and days are shown as on a machine in Viet Nam.
        env = {**os.environ, "LC_ALL": "vi_VN.UTF-8"}
        subprocess.run([*command, str(path)], check=True, capture_output=True, env=env)
        if not path.with_suffix(".pdf").exists():
            raise SystemExit("LibreOffice Calc is missing: apt-get install libreoffice-calc-nogui")
        with pypdfium2.PdfDocument(path.with_suffix(".pdf")) as document:
            image: Image.Image = document[0].render(scale=4).to_pil().convert("RGB")
    box = ImageChops.invert(image).getbbox()
    cropped = image.crop(box)
    height = round(cropped.height * WIDTH / cropped.width)
    small = cropped.resize((WIDTH, height), Image.Resampling.LANCZOS)
    return small.quantize(64, dither=Image.Dither.NONE)


def main() -> None:
    """Write both pictures."""
    bad = bad_workbook()
    _mark(bad.worksheets[0])
    for name, book in (("good", good_workbook()), ("bad", bad)):
        picture(book).save(DOCS / f"register-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
