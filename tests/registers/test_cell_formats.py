"""What a workbook shows of a number: one verdict, whichever kind of workbook it is."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.errors import RegisterError
from baocao.registers.cells import read_column
from baocao.registers.declare import Column
from baocao.registers.files import grids_of
from baocao.registers.format_codes import BUILT_IN
from baocao.registers.grid import Grid, Percent, Value
from baocao.registers.number_formats import EPOCH, number_value, style_of
from support.binary_workbooks import like
from support.open_documents import spreadsheet

OFFICE = shutil.which("soffice")
NUMBER = Column("count", "Số lượng", type="number")
TEXT = Column("note", "Ghi chú")
DAY = Column("day", "Ngày", type="date")
OTHER = "REGISTER-55"
NOTED = "REGISTER-75"
NO_TEXT = "REGISTER-29"
NO_NUMBER = "REGISTER-07"
NO_DAY = "REGISTER-06"


@dataclass(frozen=True)
class Case:
    """A cell, what Excel shows of it on a Vietnamese machine, and what columns read.

    A column of texts reads what is shown, if nothing else is said; one of numbers what is held.
    """

    code: str
    value: Any
    shown: str
    number: object = None
    text: object = None
    # Whether LibreOffice keeps the format as it is when it saves it as another kind.
    is_kept: bool = True

    @property
    def verdicts(self) -> tuple[object, object]:
        held = float(self.value) if isinstance(self.value, int | float) else None
        return (
            held if self.number is None else self.number,
            self.shown if self.text is None else self.text,
        )


# Typed by hand from Excel's rules: what it shows, and what follows from it.
CASES = [
    Case("General", 12, "12"),
    Case("General", 12.5, "12,5"),
    Case("0", 12, "12"),
    Case("0", 12.4, "12"),
    Case("0.00", 12, "12,00"),
    Case("0.00", 1.1, "1,10"),
    Case("0.0", 12.35, "12,4"),
    Case("0.0##", 12.5, "12,5"),
    Case("#,##0", 12, "12"),
    # Between thousands machines write what they like.
    Case("#,##0", 21_500_000, "21.500.000", text="21500000"),
    Case("#,##0.00", 1234.5, "1.234,50", text="1234,5"),
    Case("000", 7, "007"),
    Case("@", 12, "12"),
    Case("[Red]0", 12, "12"),
    Case("#,##0_);(#,##0)", 12, "12"),
    Case("#,##0_);(#,##0)", -12, "(12)"),
    Case("#,##0 ;[Red]-#,##0 ", -12, "-12"),
    Case('_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', 12, "12"),
    Case('_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', 0, "-"),
    Case('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', -12, "-12"),
    Case("#,##0;-#,##0;", 0, "", number=0.0),
    # Divided, and multiplied.
    Case("#,##0,", 21_500_000, "21.500", OTHER, OTHER),
    Case("0.0,,", 21_500_000, "21,5", OTHER, OTHER),
    Case("0.0,,", -21_500_000, "-21,5", OTHER, OTHER),
    Case('#,##0.0,," tr"', 21_500_000, "21,5 tr", OTHER, OTHER),
    Case("0%", 0.56, "56%", number=56.0),
    Case("0.0%", 0.5678, "56,8%", number=56.78),
    Case('0.00"%"', 56.81, "56,81%"),
    Case("0%%", 0.5, "5000%%", OTHER, OTHER),
    # Signs.
    Case("#,##0;#,##0", -12, "12", OTHER, OTHER),
    Case("#,##0;#,##0", 12, "12"),
    Case("0.0;0.0;0", -1.5, "1,5", OTHER, OTHER),
    Case("#,##0;[Red]#,##0", -12, "12"),
    Case("-0", 12, "-12", OTHER, OTHER),
    Case("\\-0", 12, "-12", OTHER, OTHER),
    Case('"–"0', 12, "–12", OTHER, OTHER),
    Case("(0)", 12, "(12)", OTHER, OTHER),
    Case("0-", 12, "12-", OTHER, OTHER),
    Case("+0;-0", 12, "+12"),
    Case("+0;-0", -12, "-12"),
    Case('"Thu "0;"Chi "0', -12, "Chi 12", OTHER, OTHER),
    # Sections with conditions.
    Case('[>=1000]0.0," k";0.0', 8250, "8,3 k", OTHER, OTHER),
    Case('[>=1000]0.0," k";0.0', 825, "825,0"),
    Case('[=0]"-";0', 0, "-"),
    Case('[=0]"-";0', 12, "12"),
    Case('[<10]"dưới mười";0', 5, "dưới mười", OTHER, OTHER),
    Case("[>100]0;[>50]0.0", 5, "####", OTHER, OTHER, is_kept=False),
    # Shown as nothing.
    Case(";;;", 12, "", OTHER, OTHER),
    Case(";;;", 0, "", OTHER, OTHER),
    Case(";;;", "ẩn", "", OTHER, OTHER),
    Case("0;;;@", -12, "", OTHER, OTHER),
    Case("[White]0", 12, "12", OTHER, OTHER),
    Case('"Có";;"Không"', 1, "Có", OTHER, OTHER),
    Case('"Có";;"Không"', 0, "Không", OTHER, OTHER),
    # Texts beside the number.
    Case('General"/QĐ-UBND"', 12, "12/QĐ-UBND"),
    Case('#,##0"/QĐ-UBND"', 12, "12/QĐ-UBND"),
    Case('#,##0"/QĐ-UBND"', 1234, "1.234/QĐ-UBND", text=NOTED),
    Case('0"/QĐ-UBND"', 1234, "1234/QĐ-UBND"),
    Case('@"/QĐ-UBND"', "12", "12/QĐ-UBND", number=NO_NUMBER),
    Case('"Số: "@', "12", "Số: 12", number=NO_NUMBER),
    Case('0;-0;0;@" (cũ)"', "DA-1", "DA-1 (cũ)", number=NO_NUMBER),
    Case('"DA-"0000', 12, "DA-0012", number=OTHER),
    Case('"DA-2023-"000', 7, "DA-2023-007", number=OTHER),
    Case("00\\-00\\-00", 12_345, "01-23-45", number=OTHER),
    Case('#,##0" đồng"', 12, "12 đồng"),
    Case('#,##0" đồng"', 21_500_000, "21.500.000 đồng", text=NOTED),
    Case('0.0" km"', 12.5, "12,5 km"),
    Case('0" nghìn"', 12, "12 nghìn", OTHER, OTHER),
    Case('0" Tỷ"', 12, "12 Tỷ", OTHER, OTHER),
    Case("#,##0\\ [$₫-42A]", 12, "12 ₫"),
    Case("[$$-409]#,##0.00", 12, "$12,00", OTHER, OTHER),
    Case('"$"#,##0', 12, "$12", OTHER, OTHER),
    Case("#,##0\\ [$USD]", 12, "12 USD", OTHER, OTHER),
    Case('"Trên "0', 12, "Trên 12", number=OTHER),
    Case('0" trở lên"', 12, "12 trở lên", number=OTHER),
    Case('"~"0', 12, "~12", number=OTHER),
    Case('"Số lượng "0', 12, "Số lượng 12"),
    Case('#,##0".000"', 12, "12.000", number=OTHER),
    Case('0"m2"', 12, "12m2", number=OTHER),
    Case("0\\.000", 21_500, "21.500"),
    Case('0"."00', 2150, "21.50", number=OTHER),
    Case("0\\,000", 21_500, "21,500", number=OTHER),
    Case('0" 5"\\"', 12, '12 5"', number=OTHER, is_kept=False),
    # Shown another way: the same number.
    Case("# ?/?", 12.5, "12 1/2", text=NOTED),
    Case("0.00E+00", 450_000, "4,50E+05", text="450000"),
    # No day that Excel could show.
    Case("dd/mm/yyyy", -5, "####", OTHER, OTHER, is_kept=False),
    Case("dd/mm/yyyy", 21_500_000, "####", OTHER, OTHER, is_kept=False),
]
# Texts are read from workbooks below.
JUDGED = [case for case in CASES if not isinstance(case.value, str)]

# A day, its format, what Excel shows, and what columns of days and of texts read.
NEW_YEAR = date(2023, 1, 15)
DAYS: list[tuple[str, str, object, object]] = [
    ("dd/mm/yyyy", "15/01/2023", NEW_YEAR, "15/01/2023"),
    ("d/m/yy", "15/1/23", NEW_YEAR, "15/01/2023"),
    ("[$-1010000]d/m/yyyy;@", "15/1/2023", NEW_YEAR, "15/01/2023"),
    ('"ngày "dd" tháng "mm" năm "yyyy', "ngày 15 tháng 01 năm 2023", NEW_YEAR, "15/01/2023"),
    ('dd/mm/"20"yy', "15/01/2023", NEW_YEAR, "15/01/2023"),
    ("mm/yyyy", "01/2023", NO_DAY, NO_TEXT),
    ("mmm\\-yy", "Jan-23", NO_DAY, NO_TEXT),
    ("dd/mm", "15/01", NO_DAY, NO_TEXT),
    ("yyyy", "2023", NO_DAY, NO_TEXT),
    ("dddd\\ mm/yyyy", "Chủ nhật 01/2023", NO_DAY, NO_TEXT),
    ('dd/mm/yyyy" - 31/12/2023"', "15/01/2023 - 31/12/2023", OTHER, OTHER),
    ('"trước "dd/mm/yyyy', "trước 15/01/2023", OTHER, OTHER),
    ('dd/mm/yyyy" (gia hạn)"', "15/01/2023 (gia hạn)", NEW_YEAR, NOTED),
    (";;;", "", OTHER, OTHER),
]


def verdict(cell: Value | None, column: Column) -> object:
    (read,) = read_column([cell], column)
    return read.fault.code if read.fault else read.value


def verdicts(cells: Sequence[Value | None]) -> list[tuple[object, object]]:
    """Of the cases first, then of the days: what two columns read."""
    found = []
    for at, cell in enumerate(cells):
        first = NUMBER if at < len(CASES) else DAY
        # An empty text is how a table says that nothing is there.
        found.append((verdict(cell, first), verdict(cell, TEXT) or ""))
    return found


WANTED = [case.verdicts for case in CASES] + [(day, text) for _, _, day, text in DAYS]
WRITTEN = [(case.value, case.code) for case in CASES]
WRITTEN += [(datetime(2023, 1, 15), code) for code, *_ in DAYS]


def column_of(grid: Grid) -> list[Value | None]:
    return [grid.rows.get(row, {}).get(1) for row in range(1, len(WRITTEN) + 1)]


@cache
def book_of_all() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row, (value, code) in enumerate(WRITTEN, 1):
        cell = book.active.cell(row, 1)
        cell.value, cell.number_format = value, code
    return book


def new_workbook() -> bytes:
    made = io.BytesIO()
    book_of_all().save(made)
    return made.getvalue()


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("So")
    for row, (value, code) in enumerate(WRITTEN):
        sheet.write(row, 0, value, xlwt.easyxf(num_format_str=code))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    "case", JUDGED, ids=[f"{at}: {case.code} {case.value}" for at, case in enumerate(JUDGED)]
)
def test_what_is_shown_is_read_or_refused(case: Case) -> None:
    """[REGISTER-55] where a column of numbers or [REGISTER-75] one of texts would be wrong."""
    cell = number_value(float(case.value), style_of(200, case.code), EPOCH)
    assert (verdict(cell, NUMBER), verdict(cell, TEXT)) == case.verdicts


def binary_workbook() -> bytes:
    return like(book_of_all())


WRITERS = {".xlsx": new_workbook, ".xlsb": binary_workbook, ".xls": old_workbook}


@pytest.mark.parametrize("kind", WRITERS)
def test_workbooks_of_all_kinds_have_one_verdict(kind: str) -> None:
    (grid,) = grids_of(WRITERS[kind](), f"a{kind}")
    assert dict(enumerate(verdicts(column_of(grid)))) == dict(enumerate(WANTED))


@pytest.mark.office
@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice")
def test_what_libreoffice_saves_has_the_same_verdict(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(new_workbook())
    command = [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    for kind in ("ods", "xls"):
        convert = [*command, "--convert-to", kind, "--outdir", str(tmp_path / kind)]
        subprocess.run([*convert, str(tmp_path / "a.xlsx")], check=True, timeout=180)
        content = (tmp_path / kind / f"a.{kind}").read_bytes()
        (grid,) = grids_of(content, f"a.{kind}")
        kept = [case.is_kept for case in CASES] + [True] * len(DAYS)
        found = verdicts(column_of(grid))
        assert {at: one for at, one in enumerate(found) if kept[at]} == {
            at: one for at, one in enumerate(WANTED) if kept[at]
        }


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("code", ["General", "0", "dd/mm/yyyy", "0%", ";;;"])
def test_what_is_no_number_is_refused(code: str, value: float) -> None:
    with pytest.raises(ValueError, match=r"nan|inf"):
        number_value(value, style_of(200, code), EPOCH)


@pytest.mark.parametrize("kind", ["float", "percentage", "currency"])
def test_an_open_document_with_what_is_no_number_is_refused(kind: str) -> None:
    with pytest.raises(RegisterError, match=r"^\[REGISTER-16\] "):
        first(spreadsheet(cell(float("nan"), "", kind)))


def test_formats_that_excel_has_by_number_hide_nothing() -> None:
    for number, code in BUILT_IN.items():
        cell = number_value(44_941.0, style_of(number, None), EPOCH)
        if number in (5, 6, 7, 8, 42, 44):
            # Which currency it is depends on the machine.
            assert verdict(cell, NUMBER) == OTHER, code
        elif number in (14, 15, 22, *range(27, 37), *range(50, 59)):
            assert verdict(cell, DAY) == NEW_YEAR, code
        elif number in (16, 17, 18, 19, 20, 21, 45, 46, 47):
            assert (verdict(cell, DAY), verdict(cell, NUMBER)) == (NO_DAY, NO_NUMBER), code
        else:
            assert verdict(cell, NUMBER) == 44_941.0 * (100 if "%" in code else 1), code


@given(
    st.text(alphabet='0#?.,%"\\[]$-_*;@/EeGdmyhsab<>=()1 đ', max_size=20),
    st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0.0, -0.0, 1.0, -5.0, 1e300, 44_941.0, 2_958_466.0]),
)
def test_any_code_gives_one_answer(code: str, value: float) -> None:
    """What is no format at all, as a damaged file may have it, stops nothing."""
    first, second = (number_value(value, style_of(200, code), EPOCH) for _ in range(2))
    assert repr(first) == repr(second)
    for column in (NUMBER, TEXT, DAY):
        found = verdict(first, column)
        # Only what was held, a hundred times as much of it, or a code of the catalogue.
        assert (
            found is None
            or isinstance(found, str | date)
            or found == pytest.approx(value * (100 if isinstance(first, Percent) else 1))
        )


# ---------------------------------------------------------------- OpenDocument, by hand

PLAIN = '<number:number number:decimal-places="0" number:min-integer-digits="1"/>'
GROUPED = PLAIN.replace("/>", ' number:grouping="true"/>')


def number(inside: str, kind: str = "number", maps: Sequence[tuple[str, str]] = ()) -> str:
    """A number style as LibreOffice writes it, and those that it applies to some numbers."""
    parts = "".join(
        f'<number:number-style style:name="N1P{at}">{part}</number:number-style>'
        for at, (_, part) in enumerate(maps)
    )
    applied = "".join(
        f'<style:map style:condition="value(){told}" style:apply-style-name="N1P{at}"/>'
        for at, (told, _) in enumerate(maps)
    )
    style = f"{inside}{applied}</number:{kind}-style>"
    return f'{parts}<number:{kind}-style style:name="N1">{style}'


def said(text: str) -> str:
    return f"<number:text>{text}</number:text>"


LOOK = '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'


def cell(value: Any, style: str = "ce1", kind: str = "") -> str:
    look = f'table:style-name="{style}"' if style else ""
    if isinstance(value, date):
        told = f'office:value-type="date" office:date-value="{value}"'
        return f"<table:table-cell {look} {told}><text:p>…</text:p></table:table-cell>"
    if isinstance(value, str):
        told = 'office:value-type="string"'
        return f"<table:table-cell {look} {told}><text:p>{value}</text:p></table:table-cell>"
    told = f'office:value-type="{kind or "float"}" office:value="{value}"'
    return f"<table:table-cell {look} {told}><text:p>…</text:p></table:table-cell>"


def first(content: bytes) -> Value | None:
    (grid,) = grids_of(content, "a.ods")
    return grid.rows.get(1, {}).get(1)


FACTOR = GROUPED.replace("/>", ' number:display-factor="1000"/>')
YEAR = '<number:year number:style="long"/>'
MONTH = '<number:month number:style="long"/>'
WHOLE = f'<number:day number:style="long"/>{said("/")}{MONTH}{said("/")}{YEAR}'
EMBEDDED = (
    '<number:number number:decimal-places="0" number:min-integer-digits="4">'
    '<number:embedded-text number:position="2">/</number:embedded-text></number:number>'
)
# As LibreOffice writes them, each with a value and what Excel would say of the same.
OPEN: dict[str, tuple[str, Any, object, object]] = {
    "General": (number('<number:number number:min-integer-digits="1"/>'), 12.5, 12.5, "12,5"),
    "#,##0": (number(GROUPED), 21_500_000, 21_500_000.0, "21500000"),
    "#,##0,": (number(FACTOR), 21_500_000, OTHER, OTHER),
    '#,##0" triệu"': (number(GROUPED + said(" triệu")), 12, OTHER, OTHER),
    '#,##0".000"': (number(GROUPED + said(".000")), 12, OTHER, "12.000"),
    "0%": (number(PLAIN + said("%"), "percentage"), 0.56, 56.0, "56%"),
    '0"%"': (number(PLAIN + said("%")), 56, 56.0, "56%"),
    "0;0": (number(PLAIN, maps=[("&gt;=0", PLAIN)]), -5, OTHER, OTHER),
    "0;-0": (number(said("-") + PLAIN, maps=[("&gt;=0", PLAIN)]), -5, -5.0, "-5"),
    '[>=9]"x"0;0': (number(PLAIN, maps=[("&gt;=9", said("x") + PLAIN)]), 12, OTHER, "x12"),
    "of the others": (number(PLAIN, maps=[("&gt;=9", said("x") + PLAIN)]), 5, 5.0, "5"),
    ";;;": (
        number(said(""), "text", [("&gt;0", said("")), ("&lt;0", said("")), ("=0", said(""))]),
        12, OTHER, OTHER,
    ),
    "#,##0 ₫": (
        number(f"{GROUPED}{said(' ')}<number:currency-symbol>₫</number:currency-symbol>",
               "currency"), 12, 12.0, "12 ₫",
    ),
    "#,##0 $": (
        number(f"{GROUPED}<number:currency-symbol>$</number:currency-symbol>", "currency"),
        12, OTHER, OTHER,
    ),
    "of the machine": (number(f"{GROUPED}<number:currency-symbol/>", "currency"), 12, OTHER, OTHER),
    '0"/QĐ-UBND"': (number(PLAIN + said("/QĐ-UBND")), 12, 12.0, "12/QĐ-UBND"),
    '@"/QĐ-UBND"': (
        number("<number:text-content/>" + said("/QĐ-UBND"), "text"), "12", NO_NUMBER, "12/QĐ-UBND",
    ),
    '00"/"00': (number(EMBEDDED), 12, OTHER, "00/12"),
    '"Trên "0': (number(said("Trên ") + PLAIN), 12, OTHER, "Trên 12"),
    "white": (number('<style:text-properties fo:color="#ffffff"/>' + PLAIN), 12, OTHER, OTHER),
    "# ?/?": (
        number('<number:fraction number:min-integer-digits="0" number:min-numerator-digits="1" '
               'number:min-denominator-digits="1"/>'), 12.5, 12.5, NOTED,
    ),
    "0.00E+00": (
        number('<number:scientific-number number:decimal-places="2" number:min-integer-digits="1" '
               'number:min-exponent-digits="2"/>'), 450_000, 450_000.0, "450000",
    ),
    "0.0##": (
        number('<number:number number:decimal-places="3" number:min-decimal-places="1" '
               'number:min-integer-digits="1" number:decimal-replacement=""/>'),
        12.5, 12.5, "12,5",
    ),
    "dd/mm/yyyy": (number(WHOLE, "date"), NEW_YEAR, NO_NUMBER, "15/01/2023"),
    "mm/yyyy": (number(MONTH + said("/") + YEAR, "date"), NEW_YEAR, NO_NUMBER, NO_TEXT),
    'dd/mm/yyyy" (cũ)"': (number(WHOLE + said(" (cũ)"), "date"), NEW_YEAR, NO_NUMBER, NOTED),
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_an_open_document_is_judged_as_a_workbook_of_excel(name: str) -> None:
    style, value, as_number, as_text = OPEN[name]
    found = first(spreadsheet(cell(value), style + LOOK))
    assert (verdict(found, NUMBER), verdict(found, TEXT)) == (as_number, as_text)


@pytest.mark.parametrize(
    ("content", "column"),
    [
        (spreadsheet(cell(12), number(FACTOR) + LOOK), 1),
        # Of the named style that the cell's own inherits from.
        (
            spreadsheet(
                cell(12),
                LOOK.replace("style:data-style-name", "style:parent-style-name"),
                number(FACTOR) + LOOK.replace("ce1", "N1"),
            ),
            1,
        ),
        # Of the column, and of the row.
        (
            spreadsheet(
                cell(12, ""),
                number(FACTOR) + LOOK,
                columns='<table:table-column table:default-cell-style-name="ce1"/>',
            ),
            1,
        ),
        (
            spreadsheet(
                '<table:table-cell table:number-columns-repeated="2"/>' + cell(12, ""),
                number(FACTOR) + LOOK,
                columns='<table:table-column table:number-columns-repeated="2"/>'
                '<table:table-column table:default-cell-style-name="ce1"/>',
            ),
            3,
        ),
        (
            spreadsheet(
                cell(12, ""),
                number(FACTOR) + LOOK,
                rows='table:default-cell-style-name="ce1"',
            ),
            1,
        ),
    ],
    ids=["its own", "inherited", "of the column", "of the third column", "of the row"],
)
def test_the_look_of_a_cell_is_found_wherever_it_is_said(content: bytes, column: int) -> None:
    (grid,) = grids_of(content, "a.ods")
    assert verdict(grid.rows[1][column], NUMBER) == OTHER


def test_a_currency_without_a_format_is_one_of_the_cell() -> None:
    dollars = cell(12, "", "currency").replace("office:value=", 'office:currency="USD" \\g<0>')
    dollars = dollars.replace("\\g<0>", "office:value=")
    assert verdict(first(spreadsheet(dollars)), NUMBER) == OTHER
    assert verdict(first(spreadsheet(cell(12, "", "currency"))), NUMBER) == 12.0
