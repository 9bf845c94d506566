"""A workbook for a clerk to fill in, made from a register's declaration."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain, repeat
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from baocao.registers.cell_faults import bound_text
from baocao.registers.cells import FIRST_YEAR, LAST_YEAR
from baocao.registers.declare import Bound, Column, Register

__all__ = ["GUIDE", "described", "workbook_of"]

GUIDE = "Hướng dẫn"
_LAST_ROW = 2**20
_GUIDE_HEADINGS = ("Cột", "Nội dung", "Bắt buộc", "Cách ghi", "Các giá trị được chọn")
_GUIDE_WIDTHS = (28, 40, 12, 44)
_LIST_WIDTH = 20
_NOTES = (
    "Tiêu đề nền xanh: bắt buộc; nền xám: có thể để trống.",
    "Dòng tiêu đề và trang này được khóa, không có mật khẩu; danh sách sửa ở khai báo của sổ.",
)
_WIDTHS = {
    **dict.fromkeys(("date", "month", "year"), 14.0),
    **dict.fromkeys(("integer", "number"), 12.0),
    "money": 20.0,
}
_FORMATS = {"date": "dd/mm/yyyy", "integer": "#,##0", "money": "#,##0", "number": "General"}
_FORMS = {
    "text": "chữ",
    "date": "ngày/tháng/năm, ví dụ 14/11/2023",
    "month": "tháng/năm, ví dụ 03/2023",
    "year": "năm, ví dụ 2023 hoặc 2023-2024 (năm học, năm tài chính)",
    "integer": "số nguyên, ví dụ 1.234",
    "number": "số, dấu phẩy thập phân, ví dụ 1.234,5",
    "money": "số đồng, không viết chữ, ví dụ 12.000.000",
}
_REQUIRED = PatternFill("solid", fgColor="1F4E79")
_OPTIONAL = PatternFill("solid", fgColor="7F7F7F")
_LINE = Border(*(Side("thin", color="BFBFBF"),) * 4)
# Excel keeps fifteen figures of a number, and no more of a title and a text that it shows.
_MOST = 10**15 - 1
_LONGEST_TITLE, _LONGEST_PROMPT = 32, 255


def workbook_of(register: Register) -> bytes:
    """The content of an ``.xlsx`` with a register's headings, ready to be filled in.

    Cells refuse what the register would refuse, as far as Excel can: values outside a list, days
    and numbers outside their limits. The headings are protected, without a password. A second
    sheet explains each column.

    Parameters
    ----------
    register
        The declaration.

    Examples
    --------
    >>> visits = Register("visits", title="Sổ khách", begins=date(2020, 1, 1), key=("code",),
    ...                   columns=(Column("code", "Mã"),))
    >>> workbook_of(visits)[:2]
    b'PK'
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    # These signs stand in no sheet's name.
    sheet.title = re.sub(r"[][:*?/\\]", "_", register.stem)[:31]
    guide = book.create_sheet(GUIDE)
    _fill_guide(guide, register)
    for at, column in enumerate(register.all_columns, start=1):
        _make_column(sheet, at, column, register)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 48
    _print_on_wide_pages(sheet)
    sheet.print_title_rows = "1:1"
    protection = sheet.protection
    protection.sheet = True
    # What is set to False is allowed.
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.insertRows = protection.sort = protection.autoFilter = False
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def described(column: Column) -> Iterator[str]:
    """How the cells of a column are to be written, in Vietnamese, a rule after another.

    Examples
    --------
    >>> list(described(Column("score", "Điểm", type="number", minimum=0, maximum=100)))
    ['số, dấu phẩy thập phân, ví dụ 1.234,5', 'từ 0', 'đến 100']
    """
    yield "chọn trong danh sách" if column.allowed else _FORMS[column.type]
    if column.pattern is not None:
        yield f"dạng: {column.pattern_means or column.pattern}"
    if column.minimum is not None:
        yield f"từ {bound_text(column, column.minimum)}"
    if column.maximum is not None:
        yield f"đến {bound_text(column, column.maximum)}"
    if column.is_day and not column.future:
        yield "không sau ngày chốt số liệu của báo cáo"


def _make_column(sheet: Worksheet, at: int, column: Column, register: Register) -> None:
    letters = get_column_letter(at)
    # Empty cells have the look of their column.
    look = sheet.column_dimensions[letters]
    look.width = _width_of(column, register)
    look.number_format = _FORMATS.get(column.type, "@")
    look.protection = Protection(locked=False)
    look.alignment = Alignment(vertical="top", wrap_text=column.type == "text")
    _put_heading(sheet, at, column.heading, _REQUIRED if column.required else _OPTIONAL)
    check = _check_of(column, register)
    check.allow_blank = True
    check.showInputMessage = check.showErrorMessage = True
    check.promptTitle = check.errorTitle = _cut(column.heading, _LONGEST_TITLE)
    rules = "; ".join(_rules(column, register))
    check.prompt = _cut(f"{'Bắt buộc' if column.required else 'Có thể để trống'}: {rules}.")
    check.error = _cut(f"Giá trị không ghi được vào cột này. Cách ghi: {rules}.")
    check.add(f"{letters}2:{letters}{_LAST_ROW}")
    sheet.add_data_validation(check)


def _check_of(column: Column, register: Register) -> DataValidation:
    """What Excel is to refuse in a column; for free texts nothing."""
    if column.allowed:
        row = register.all_columns.index(column) + 2
        first = get_column_letter(len(_GUIDE_HEADINGS))
        last = get_column_letter(len(_GUIDE_HEADINGS) + len(column.allowed) - 1)
        return DataValidation("list", formula1=f"'{GUIDE}'!${first}${row}:${last}${row}")
    low, high = column.minimum, column.maximum
    if column.type == "date":
        first_day = _formula(low or date(FIRST_YEAR, 1, 1))
        if column.after is not None:
            names = [one.name for one in register.all_columns]
            before = get_column_letter(names.index(column.after) + 1)
            # Where that cell is empty, the greater one is the first day.
            first_day = f"MAX({first_day},${before}2)"
        last_day = _formula(high or date(LAST_YEAR, 12, 31))
        return DataValidation("date", operator="between", formula1=first_day, formula2=last_day)
    if column.is_number:
        kind = "decimal" if column.type == "number" else "whole"
        limits = [str(default if one is None else one) for one, default in _bounds(low, high)]
        return DataValidation(kind, operator="between", formula1=limits[0], formula2=limits[1])
    return DataValidation()


def _bounds(low: Bound | None, high: Bound | None) -> tuple[tuple[Bound | None, int], ...]:
    return (low, -_MOST), (high, _MOST)


def _formula(day: Bound) -> str:
    assert isinstance(day, date)
    return f"DATE({day.year},{day.month},{day.day})"


def _rules(column: Column, register: Register) -> Iterator[str]:
    yield from described(column)
    if column.after is not None:
        yield f'không trước "{register.column(column.after).heading}" của cùng dòng'
    if column.name in register.key:
        others = [register.column(name).heading for name in register.key if name != column.name]
        alone = f" cùng với {', '.join(others)}" if others else ""
        yield f"khóa của dòng{alone}: không dòng nào được trùng"


def _fill_guide(guide: Worksheet, register: Register) -> None:
    """A row a column; the values to choose from stand one a cell, where the lists take them."""
    for at, text in enumerate(_GUIDE_HEADINGS, start=1):
        _put_heading(guide, at, text, _REQUIRED)
    for number, column in enumerate(register.all_columns, start=1):
        about = [column.about, "dữ liệu cá nhân, không in ra báo cáo" if column.personal else ""]
        texts = (
            # With its number a heading is none: the guide is not taken for the register.
            f"{number}. {column.heading}",
            ". ".join(filter(None, about)),
            "có" if column.required else "không",
            "; ".join(_rules(column, register)),
            *column.allowed,
        )
        for at, text in enumerate(texts, start=1):
            cell = _put(guide, number + 1, at, text)
            cell.border = _LINE
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        # Excel makes rows as high as their texts when they are typed, not when a file is opened.
        widths = zip(texts, chain(_GUIDE_WIDTHS, repeat(_LIST_WIDTH)), strict=False)
        lines = max(ceil(1.15 * len(text) / width) for text, width in widths)
        guide.row_dimensions[number + 1].height = 15 * max(1, lines)
    for at, text in enumerate(_NOTES, start=len(register.all_columns) + 3):
        _put(guide, at, 1, text)
    most = max(len(column.allowed) for column in register.all_columns)
    for at, width in enumerate((*_GUIDE_WIDTHS, *[_LIST_WIDTH] * most), start=1):
        guide.column_dimensions[get_column_letter(at)].width = width
    guide.freeze_panes = "A2"
    _print_on_wide_pages(guide)
    # A list that somebody changes here is not changed in the declaration.
    guide.protection.sheet = True
    guide.protection.formatColumns = guide.protection.formatRows = False


def _width_of(column: Column, register: Register) -> float:
    if column.type in _WIDTHS:
        return _WIDTHS[column.type]
    if column.allowed or column.name in register.key:
        longest = max(map(len, (*column.allowed, *column.heading.split())))
        return max(14.0, min(40.0, longest + 4))
    return 28.0


def _put_heading(sheet: Worksheet, at: int, text: str, fill: PatternFill) -> None:
    cell = _put(sheet, 1, at, text)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = fill
    cell.border = _LINE
    cell.alignment = Alignment("center", "center", wrap_text=True)


def _print_on_wide_pages(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = sheet.cell(row, column, text)
    assert isinstance(cell, Cell)
    # One that begins with "=" is no formula.
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _cut(text: str, longest: int = _LONGEST_PROMPT) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
