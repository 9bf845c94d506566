"""Binary workbooks (.xlsb): the same grid as from the same workbook in XML, or a refusal."""

from __future__ import annotations

import csv
import io
import struct
import tracemalloc
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.workbook import Workbook

from baocao.core.errors import RegisterError
from baocao.registers import binary_workbook
from baocao.registers.files import grids_of
from baocao.registers.grid import (
    Code,
    Day,
    Disguised,
    ErrorCell,
    Grid,
    Marked,
    Percent,
    Pictured,
    Uncalculated,
    Value,
)
from support.binary_workbooks import (
    ERRORS,
    BinaryBook,
    cell,
    color,
    columns,
    error,
    formula,
    like,
    record,
    row,
    shared,
    text,
)

DATA = Path(__file__).parents[2] / "data" / "registers"
REFUSED = r"^\[REGISTER-16\] Không đọc được tệp Excel"


def read(content: bytes) -> list[Grid]:
    return grids_of(content, "data/registers/visits.xlsb")


def only(book: BinaryBook, *rows: bytes, **about: Any) -> Grid:
    """The one sheet of a workbook with these rows."""
    book.sheet("So", *rows, **about)
    (grid,) = read(book.content())
    return grid


def value(book: BinaryBook, one: bytes) -> Value:
    """What stands in A1."""
    return only(book, row(1, one)).rows[1][1]


def in_both(book: Workbook) -> tuple[list[Grid], list[Grid]]:
    """The sheets of a workbook, read from its file in XML and from its file in records."""
    made = io.BytesIO()
    book.save(made)
    return grids_of(made.getvalue(), "visits.xlsx"), read(like(book))


# ---------------------------------------------------------------- the same as in XML


def typed(cell: str) -> Any:
    """A cell of a CSV as a clerk's workbook has it: days and whole numbers by their kinds."""
    day, _, rest = cell.partition("/")
    month, _, year = rest.partition("/")
    if len(year) == 4 and (day + month + year).isdigit():
        return date(int(year), int(month), int(day))
    figures = cell.replace(".", "")
    return int(figures) if figures.isdigit() and not cell.startswith("0") else cell or None


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_the_registers_of_the_office_are_read_as_from_xml(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    with path.open(encoding="utf-8-sig", newline="") as file:
        content = file.read()
    separator = max(";,", key=content.split("\n", 1)[0].count)
    for cells in csv.reader(io.StringIO(content), delimiter=separator):
        sheet.append([typed(cell) for cell in cells])
    for cells in sheet.iter_rows():
        for one in cells:
            if one.is_date:
                one.number_format = "dd/mm/yyyy"
    xml, records = in_both(book)
    assert records == xml and len(xml[0].rows) > 10


VALUES = st.one_of(
    st.integers(-(2**40), 2**40),
    # openpyxl writes sixteen figures into XML.
    st.floats(-1e12, 1e12).map(lambda number: float(f"{number:.12g}")),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.sampled_from([*ERRORS, "Đoàn Lào", " ", "m²", "𝄞 nhạc", "§oµn", "1.234", "007"]),
)
COLORS = [Color("FFFFFFFF"), Color("FF1F4E79"), Color(theme=0), Color(theme=0, tint=-0.25),
          Color(theme=4), Color(indexed=9), Color(indexed=65), Color(indexed=10)]  # fmt: skip
LOOKS = st.tuples(
    st.sampled_from(
        ["General", "@", "0", "#,##0", "0%", "0.00%", "dd/mm/yyyy", "d-mmm", "mmm-yy", "h:mm",
         '"DA-"000', '#,##0,"k"', '0 "tr"', "[Red]0;;", "m/d/yy h:mm"]
    ),
    st.booleans(),
    st.sampled_from(["Calibri", ".VnTime", "VNI-Times", "Wingdings"]),
    st.sampled_from([None, *COLORS]),
    st.sampled_from([None, *COLORS]),
)  # fmt: skip
CELLS = st.dictionaries(
    st.tuples(st.integers(1, 6), st.integers(1, 5)), st.tuples(VALUES, LOOKS), max_size=12
)


@settings(max_examples=40)
@given(
    st.lists(CELLS, min_size=1, max_size=3),
    st.sets(st.integers(1, 6)),
    st.dictionaries(st.integers(1, 6), st.sampled_from([0.5, 0.95, 1, 15])),
    st.dictionaries(
        st.sampled_from("ABCDE"), st.tuples(st.booleans(), st.sampled_from([0.1, 0.19, 0.21, 9]))
    ),
    st.sampled_from([(), ("A1:B2",), ("A2:A5", "C1:D1")]),
    st.sampled_from(["visible", "hidden", "veryHidden"]),
)
def test_whatever_a_workbook_holds_it_is_read_as_from_xml(
    sheets: list[dict[tuple[int, int], Any]],
    hidden: set[int],
    heights: dict[int, float],
    widths: dict[str, tuple[bool, float]],
    merged: tuple[str, ...],
    state: str,
) -> None:
    book = openpyxl.Workbook()
    for number, cells in enumerate(sheets):
        sheet = book.create_sheet(f"Tờ {number}")
        for (at, column), (held, (code, is_struck, font, ink, paper)) in cells.items():
            one = sheet.cell(at, column, held)
            one.number_format, one.font = code, Font(name=font, strike=is_struck, color=ink)
            if paper is not None:
                one.fill = PatternFill("solid", fgColor=paper)
        for at, height in heights.items():
            sheet.row_dimensions[at].height = height
        for name, (is_hidden, width) in widths.items():
            sheet.column_dimensions[name].hidden = is_hidden
            sheet.column_dimensions[name].width = width
        for at in hidden:
            sheet.row_dimensions[at].hidden = True
        for area in merged:
            sheet.merge_cells(area)
        if number:
            sheet.sheet_state = state
    xml, records = in_both(book)
    assert records == xml


# ---------------------------------------------------------------- kinds of cells


# [MS-XLSB] 2.5.123: bit 0 divides by a hundred, bit 1 marks a whole number.
PACKED: list[tuple[int, float]] = [
    ((5 << 2) | 2, 5),
    ((-7 << 2) | 2, -7),
    ((12_345 << 2) | 3, 123.45),
    ((-150 << 2) | 3, -1.5),
    (0x3FF00000, 1),
    (0x40590000 | 1, 1),
    (0xC0090000, -3.125),
]


@pytest.mark.parametrize(("raw", "expected"), PACKED)
def test_numbers_of_four_bytes(raw: int, expected: float) -> None:
    packed = struct.pack("<III", 0, 0, raw & 0xFFFFFFFF)
    assert value(BinaryBook(), record(2, packed)) == expected


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_told_by_name(name: str) -> None:
    assert value(BinaryBook(), error(1, name)) == ErrorCell(name)
    assert value(BinaryBook(), formula(1, name)) == ErrorCell(name)


def test_an_error_that_is_not_known_here_is_one_all_the_same() -> None:
    assert value(BinaryBook(), record(3, bytes(8) + b"\x99")) == ErrorCell("#N/A")


@pytest.mark.parametrize(
    ("code", "held", "expected"),
    [
        (14, 45_000, Day(datetime(2023, 3, 15))),
        (17, 45_000, Day(datetime(2023, 3, 15), whole=False, is_month=True)),
        (9, 0.5, Percent(0.5, "50%")),
        (3, 1_234_567, 1_234_567),
        (20, 0.5, time(12)),
        ("dd/mm/yyyy", 45_000, Day(datetime(2023, 3, 15))),
        ('"DA-"000', 7, Code(7, "DA-007", '"DA-"000', words=("da",))),
        ('#,##0,"k"', 12_000, Disguised(12_000, '#,##0,"k"')),
        (";;;", 12, Disguised(12, ";;;")),
    ],
    ids=str,
)
def test_a_number_counts_for_what_its_cell_shows(
    code: str | int, held: float, expected: Value
) -> None:
    for write in (cell, formula):
        book = BinaryBook()
        assert value(book, write(1, held, book.look(code))) == expected


def test_how_a_text_is_pronounced_is_no_part_of_its_look() -> None:
    book = BinaryBook()
    one = cell(1, 0.5, book.look(9) | 0x01000000)
    assert value(book, one) == Percent(0.5, "50%")


def test_days_of_the_system_of_1904() -> None:
    book = BinaryBook(is_1904=True)
    assert value(book, cell(1, 43_538, book.look(14))) == Day(datetime(2023, 3, 15))


def test_short_cells_stand_in_the_column_after_the_one_before() -> None:
    book = BinaryBook()
    percent, name = book.look(9), book.shared_text("Đoàn Huế")
    look = struct.pack("<I", 0)
    short = [
        record(12, look),
        record(13, struct.pack("<II", percent, (50 << 2) | 3)),
        record(14, look + b"\x17"),
        record(15, look + b"\x01"),
        record(16, look + struct.pack("<d", 2.5)),
        record(17, look + text("Đoàn Lào")),
        record(18, look + struct.pack("<I", name)),
    ]
    assert only(book, row(1, cell(3, None), *short)).rows[1] == {
        5: Percent(0.5, "50%"), 6: ErrorCell("#REF!"), 7: True, 8: 2.5, 9: "Đoàn Lào",
        10: "Đoàn Huế",
    }  # fmt: skip


def test_rows_and_sheets_tell_whether_they_are_hidden_or_struck() -> None:
    book = BinaryBook()
    struck = book.look(0, book.font(is_struck=True))
    rows = [
        row(1, cell(1, "Mã"), cell(2, "Tên")),
        row(2, cell(1, "a", struck), cell(2, 5, struck), cell(3, None), hidden=True),
        row(3, cell(1, "b", struck), cell(2, 6)),
        row(4, cell(1, "c"), height=0.5),
        row(5, hidden=True),
    ]
    wide = [columns(1, 1), columns(2, 3, hidden=True), columns(5, 2**20, 0.1)]
    book.sheet("Ẩn", row(1, cell(1, 1)), state=1)
    book.sheet("Rất ẩn", state=2)
    book.sheet("So", *rows, merged=[(1, 1, 3, 1), (2, 2, 2, 4)], widths=wide)
    first, second, third = read(book.content())
    assert (first.name, first.is_hidden, first.rows) == ("Ẩn", True, {1: {1: 1}})
    assert (second.name, second.is_hidden, second.rows) == ("Rất ẩn", True, {})
    assert not third.is_hidden and third.hidden == {2, 4} and third.struck == {2}
    assert third.merged == ((1, 1, 3, 1), (2, 2, 2, 4)) and [*third.rows] == [1, 2, 3, 4]
    # A struck cell in a row that counts is refused where it is read.
    assert third.rows[3] == {1: Marked("b"), 2: 6}
    assert third.hidden_columns == {2, 3, *range(5, 2**14 + 1)}


@pytest.mark.parametrize(
    ("ink", "pattern", "paper", "is_seen"),
    [
        (color(), 0, color(), True),
        (color("FFFFFF"), 0, color(), False),
        (color(0), 0, color(), False),
        # White, made darker by a quarter.
        (color(0, -0.25), 0, color(), True),
        (color(4, 0.5), 1, color(4, 0.5), False),
        (color(4, 0.5), 1, color(4), True),
        (color(4), 1, color(4, kind=1), True),
        (color(9, kind=1), 1, color("FFFFFF"), False),
        # A pattern of two colours.
        (color("FFFFFF"), 2, color("FFFFFF"), True),
    ],
)
def test_a_text_in_the_colour_of_its_cell_is_told(
    ink: bytes, pattern: int, paper: bytes, is_seen: bool
) -> None:
    book = BinaryBook()
    look = book.look(0, book.font(ink=ink), book.fill(pattern, paper))
    assert only(book, row(3, cell(1, "Huế", look))).unseen == (set() if is_seen else {3})


@pytest.mark.parametrize(
    ("written", "runs", "expected"),
    [
        ("Đoàn Huế", [], "Đoàn Huế"),
        ("Đoàn Huế", [("plain", 0)], "Đoàn Huế"),
        ("12 đoàn", [("plain", 0), ("struck", 3)], Marked("12 đoàn")),
        ("12 ", [("struck", 2)], "12 "),
        ("71", [("raised", 1)], Marked("71")),
        ("71", [("raised", 0)], "71"),
        ("m2", [("raised", 1)], "m2"),
        ("a 4", [("plain", 0), ("pictures", 2)], Pictured("a 4")),
        ("§oµn Lào", [("legacy", 0), ("plain", 4)], "Đoàn Lào"),
        ("𝄞 sai", [("struck", 3)], Marked("𝄞 sai")),
        ("𝄞 §oµn", [("legacy", 3)], "𝄞 Đoàn"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_parts_of_a_text_have_looks_of_their_own(
    written: str, runs: list[tuple[str, int]], expected: Value
) -> None:
    for is_shared in (True, False):
        book = BinaryBook()
        fonts = {
            "plain": book.font("Times New Roman"),
            "struck": book.font(is_struck=True),
            "raised": book.font(raised=1),
            "legacy": book.font(".VnTime"),
            "pictures": book.font("Webdings"),
        }
        number = book.shared_text(written, [(at, fonts[name]) for name, at in runs])
        # A cell of kind 62 holds what a shared text does, behind the head of its record.
        one = shared(1, number) if is_shared else record(62, bytes(8) + book.texts[number][2:])
        assert value(book, one) == expected


def test_a_cell_in_an_old_font_is_read_by_its_letters() -> None:
    book = BinaryBook()
    grid = only(book, row(1, cell(1, "§oµn", book.look(0, book.font(".VnTime"))), cell(2, "§oµn")))
    assert grid.rows[1] == {1: "Đoàn", 2: "§oµn"} and grid.converted == {"TCVN3 (.VnTime)": 1}


# ---------------------------------------------------------------- formulas


@pytest.mark.parametrize(
    ("about", "is_calculated"),
    [
        ({}, True),
        ({"is_manual": True}, True),
        ({"calculation": 0x6B}, False),
        ({"calculation": 0x7A}, False),
        ({"calculation": 0x4A}, True),
        ({"calculation": 0x4A, "is_manual": True}, False),
    ],
    ids=str,
)
def test_a_formula_counts_where_the_workbook_was_calculated(
    about: dict[str, Any], is_calculated: bool
) -> None:
    for held in (18.5, "Huế", True):
        expected = held if is_calculated else Uncalculated("=…")
        assert value(BinaryBook(**about), formula(1, held)) == expected


def test_noughts_beside_formulas_count_only_where_something_was_calculated() -> None:
    noughts = [row(1, formula(1, 0.0), formula(2, ""))]
    assert only(BinaryBook(), *noughts).rows[1] == {1: Uncalculated("=…"), 2: Uncalculated("=…")}
    assert only(BinaryBook(has_chain=True), *noughts).rows[1] == {1: 0}
    assert only(BinaryBook(), *noughts, row(2, formula(1, 4.0))).rows == {1: {1: 0}, 2: {1: 4}}


# ---------------------------------------------------------------- what is refused


def sample() -> BinaryBook:
    book = BinaryBook()
    name = book.shared_text("Đoàn Huế", [(5, 0)])
    book.sheet("So", row(1, cell(1, "Mã"), shared(2, name)), row(2, cell(1, 1.5), formula(2, "a")))
    return book


PARTS = [f"xl/{name}.bin" for name in ("workbook", "styles", "sharedStrings", "worksheets/sheet1")]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_ends_too_early_is_refused(name: str) -> None:
    book = sample()
    part = book.parts()[name]
    for end in range(len(part)):
        with pytest.raises(RegisterError, match=REFUSED):
            read(book.content({name: part[:end]}))
    assert read(book.content({name: part})) == read(book.content())


def test_a_file_that_is_cut_is_refused() -> None:
    content = sample().content()
    for end in range(4, len(content), 7):
        with pytest.raises(RegisterError, match=REFUSED):
            read(content[:end])


@given(st.sampled_from(PARTS), st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_is_read_or_refused(name: str, place: int, change: int) -> None:
    book = sample()
    part = book.parts()[name]
    changed = bytearray(part)
    changed[place % len(part)] ^= change
    try:
        read(book.content({name: bytes(changed)}))
    except RegisterError as error:
        assert error.findings[0].code == "REGISTER-16"


def test_a_changed_byte_of_the_archive_is_refused_or_does_not_matter() -> None:
    content, expected = sample().content(), read(sample().content())
    # The bytes of the archive's own index, and some of the others.
    index = content.rindex(b"PK\5\6")
    (start,) = struct.unpack_from("<I", content, index + 16)
    places = [*range(0, start, 5), *range(start, len(content))]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 0x55
        try:
            found = read(bytes(changed))
        except RegisterError as error:
            assert error.findings[0].code in ("REGISTER-04", "REGISTER-16")
        else:
            assert found == expected


A1 = cell(1, 1)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([A1], id="a cell before any row"),
        pytest.param([row(1, record(16, bytes(12)))], id="a short cell that is the first"),
        pytest.param([row(1, A1, A1)], id="a cell twice"),
        pytest.param([row(1, cell(2, 1), A1)], id="a cell after a later one"),
        pytest.param([row(1, A1), row(1, A1)], id="a row twice"),
        pytest.param([row(2, A1), row(1, A1)], id="a row after a later one"),
        pytest.param([row(2**20 + 1, A1)], id="a row below the last"),
        pytest.param([row(1, cell(2**14 + 1, 1))], id="a column behind the last"),
        pytest.param([row(1, record(63, bytes(12)))], id="a cell of a kind that is not known"),
        pytest.param([row(1, record(7, bytes(12)))], id="a shared text that is not there"),
        pytest.param([row(1, cell(1, float("nan")))], id="what is no number"),
        pytest.param([row(1, cell(1, float("inf")))], id="a number without end"),
        pytest.param([row(1, record(6, bytes(8) + b"\xff\xff\xff\x00"))], id="a text that is cut"),
        pytest.param([row(1, record(6, bytes(8) + b"\1\0\0\0\0\xd8"))], id="half a letter"),
        pytest.param([record(37, bytes(6)), row(1, A1), record(38)], id="a row for newer programs"),
        pytest.param([record(146), record(145)], id="rows that end twice, and begin again"),
    ],
)
def test_what_may_be_read_wrong_is_refused(rows: list[bytes]) -> None:
    with pytest.raises(RegisterError, match=REFUSED):
        only(BinaryBook(), *rows)


def test_what_is_beside_the_cells_is_not_looked_at() -> None:
    descent = record(37, bytes(6)) + record(1024, bytes(2)) + record(38)
    about = record(49, bytes(4)) + record(427, bytes(40)) + record(3_000, bytes(200))
    assert only(BinaryBook(), descent, row(1, about, A1)).rows == {1: {1: 1}}


def test_a_workbook_with_a_password_is_refused() -> None:
    content = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(RegisterError, match="có mật khẩu: bỏ mật khẩu trước"):
        read(content)


# ---------------------------------------------------------------- what asks for much


def test_a_cell_in_the_last_place_costs_nothing() -> None:
    tracemalloc.start()
    try:
        grid = only(BinaryBook(), row(1, A1), row(2**20, cell(2**14, 5)))
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()
    assert grid.rows == {1: {1: 1}, 2**20: {2**14: 5}}


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(record(129) + record(145) + b"\xff" * 2**20, id="lengths"),
        pytest.param(record(129) + b"\x94\x01\xff\xff\xff\x7f" + bytes(2**20), id="a long record"),
        pytest.param(
            record(129) + b"\x80\x08\x00" * 2**20 + record(130), id="more than a workbook"
        ),
    ],
)
def test_a_small_file_that_unpacks_to_much_is_refused_at_once(
    part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binary_workbook, "_MOST_BYTES", 2**21)
    book = BinaryBook()
    book.sheet("So", part=part)
    content = book.content()
    assert len(content) < 2**15
    tracemalloc.start()
    try:
        with pytest.raises(RegisterError, match=REFUSED):
            read(content)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_sizes_that_a_file_only_tells_are_not_believed() -> None:
    book = BinaryBook()
    runs = struct.pack("<I", 2**31)
    book.texts.append(record(19, b"\1" + text("Huế") + runs))
    with pytest.raises(RegisterError, match=REFUSED):
        value(book, shared(1, 0))


def test_a_workbook_of_another_program_is_not_taken_for_one() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    with pytest.raises(RegisterError, match=REFUSED):
        read(made.getvalue())
