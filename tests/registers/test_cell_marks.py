"""Signs in cells that stand for something else: for nothing, for text, for a lost letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from baocao.core.errors import RegisterError
from baocao.registers.cells import read_column
from baocao.registers.declare import Column, Register
from baocao.registers.large import open_large
from baocao.registers.lost_letters import are_lost
from baocao.registers.small import Table, read

CLOSING = date(2023, 11, 14)
VISITS = Register(
    "visits",
    title="Sổ lượt khách",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("host", "Đơn vị"),
        Column("day", "Ngày", type="date"),
        Column("until", "Ngày hết hạn", type="date", required=False, future=True, after="day"),
        Column("guests", "Số khách", type="integer", required=False),
        Column("fee", "Kinh phí (đồng)", type="money", required=False),
        Column("stars", "Hạng", required=False, allowed=("3 sao", "4 sao")),
        Column("note", "Ghi chú", required=False),
    ),
)
HEAD = ";".join(column.heading for column in VISITS.all_columns)
GOOD = "V-01;UBND xã;02/02/2023;;30;1.500.000;3 sao;;;phiếu"


def put(folder: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8-sig") -> Path:
    path = folder / "data" / "registers" / "visits.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, *lines]) + "\n", encoding=encoding)
    return path


def small(path: Path) -> Table:
    return read(VISITS, path.parents[1], CLOSING)


def large(path: Path) -> object:
    place = "data/registers/visits.csv"
    return open_large(path, place, VISITS, CLOSING, path.parents[2] / "copies", 256)


def complaint(reader: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(RegisterError) as caught:
        reader(path)
    return str(caught.value)


# ---------------------------------------------------------------- marks for nothing

OPTIONAL = [
    Column("a", "A", type="date", required=False),
    Column("a", "A", type="month", required=False),
    Column("a", "A", type="integer", required=False),
    Column("a", "A", type="number", required=False),
    Column("a", "A", type="money", required=False),
    Column("a", "A", required=False, allowed=("có", "không")),
]


@pytest.mark.parametrize("mark", ["-", "–", "—", "--", "…", "...", ".....", " - "])
@pytest.mark.parametrize("at", range(len(OPTIONAL)))
def test_a_dash_in_an_optional_column_is_an_empty_cell(mark: str, at: int) -> None:
    (found,) = read_column([mark], OPTIONAL[at])
    assert found.value in (None, "") and found.fault is None


@pytest.mark.parametrize("kind", ["date", "month", "integer", "number", "money"])
@pytest.mark.parametrize("mark", ["-", "…", "x", "không"])
def test_in_a_required_column_nothing_is_a_fault(kind: str, mark: str) -> None:
    (found,) = read_column([mark], Column("a", "A", type=kind))  # type: ignore[arg-type]
    assert found.fault is not None and found.fault.code in ("REGISTER-06", "REGISTER-07")


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize(
    "words", ["x", "không", "Không có", "k/c", "(không)", "chưa có", "N/A", "ko", "?"]
)
def test_words_for_nothing_are_refused_with_what_to_do(words: str, at: int) -> None:
    (found,) = read_column([words], OPTIONAL[at])
    assert found.fault is not None and found.fault.code in ("REGISTER-06", "REGISTER-07")
    assert found.fault.remedy == "không có thì để trống ô, hoặc chỉ ghi dấu gạch ngang (-)"


@pytest.mark.parametrize("text", ["12 khách", "31/02/2023", "-5-", "1-2", "- 12 -"])
def test_a_cell_that_says_something_is_not_empty(text: str) -> None:
    for column in OPTIONAL[:5]:
        (found,) = read_column([text], column)
        assert found.fault is not None and "để trống" not in found.fault.remedy


def test_a_dash_in_free_text_stays() -> None:
    assert read_column(["-"], Column("note", "Ghi chú", required=False))[0].value == "-"


def test_marks_for_nothing_are_told(tmp_path: Path) -> None:
    found = small(put(tmp_path, GOOD, "V-02;UBND;03/02/2023;-;–;…;-;-;-;phiếu"))
    assert found.frame["guests"].isna().tolist() == [False, True]
    assert found.frame["stars"].tolist() == ["3 sao", ""]
    told = "1 ô chỉ ghi dấu gạch hoặc dấu chấm, đọc là ô trống"
    assert [note for note in found.notes if told in note] == [
        f'cột "{heading}": {told}'
        for heading in ("Ngày hết hạn", "Số khách", "Kinh phí (đồng)", "Hạng", "Minh họa")
    ]


@pytest.mark.parametrize("source", ["-", "…", "?"])
def test_a_dash_is_no_source(source: str, tmp_path: Path) -> None:
    told = complaint(small, put(tmp_path, GOOD, f"V-02;UBND;03/02/2023;;5;;;;;{source}"))
    assert told.startswith("[REGISTER-11] ")


# ---------------------------------------------------------------- the apostrophe of text cells


@pytest.mark.parametrize("mark", ["'", "’", "‘"])
def test_the_apostrophe_of_a_text_cell_is_none_of_its_letters(mark: str, tmp_path: Path) -> None:
    row = f"{mark}V-02;{mark}UBND huyện;{mark}03/02/2023;;{mark}5;{mark}2.000.000;;;;phiếu"
    found = small(put(tmp_path, GOOD, row))
    assert found.frame["code"].tolist() == ["V-01", "V-02"]
    assert found.frame["host"].tolist()[1] == "UBND huyện"
    assert found.frame["guests"].tolist() == [30, 5]
    assert "bỏ dấu nháy đơn ở đầu 5 ô" in found.notes


def test_a_repeated_key_is_found_behind_an_apostrophe(tmp_path: Path) -> None:
    assert complaint(small, put(tmp_path, GOOD, GOOD.replace("V-01", "'V-01"))).startswith(
        "[REGISTER-09] "
    )


def test_so_it_is_in_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(";"))
    sheet.append(["'V-01", "UBND", date(2023, 2, 2), None, "'30", None, None, None, None, "phiếu"])
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True)
    book.save(folder / "visits.xlsx")
    found = read(VISITS, tmp_path / "data", CLOSING)
    assert found.keys == ("V-01",) and found.frame["guests"].tolist() == [30]
    assert "trang Sheet: bỏ dấu nháy đơn ở đầu 2 ô" in found.notes


@pytest.mark.parametrize("note", ["'Hoa ban' trắng", "l'Arche", "cao 5'", "'"])
def test_an_apostrophe_of_a_text_stays(note: str, tmp_path: Path) -> None:
    found = small(put(tmp_path, GOOD.replace("3 sao;;", f"3 sao;{note};")))
    assert found.frame["note"].tolist() == [note]


def test_a_large_register_refuses_the_apostrophe(tmp_path: Path) -> None:
    told = complaint(large, put(tmp_path, GOOD, GOOD.replace("V-01", "'V-02")))
    assert told == (
        "[REGISTER-82] Ô bắt đầu bằng dấu nháy đơn, dấu của Excel cho biết ô là chữ.\n"
        '  Ở đâu:    data/registers/visits.csv, dòng 3, cột "Mã"\n'
        "  Đang có:  'V-02\n"
        "  Cách sửa: bỏ dấu nháy ở đầu các ô trong cột"
    )


# ---------------------------------------------------------------- lost letters

# A text, whether letters are lost in a required column, and in an optional one.
LOST = [
    ("Đoàn Hu?", True, True),
    ("Đoàn Hu?, Quảng Trị", True, True),
    ("UBND tỉnh Th?a Thiên", True, True),
    ("?oàn Huế", True, True),
    ("Th?? xã", True, True),
    ("Cà ph? (sạch)", True, True),
    ("Xã Gio M? 2", True, True),
    ("Chè vằng Quảng Trị", False, False),
    ("OCOP là gì?", False, False),
    ("Vì sao phải truy xuất nguồn gốc? Hỏi và đáp", False, False),
    ("Làm thế nào để đăng ký nhãn hiệu?", False, False),
    ("Doanh nghiệp cần ai hỗ trợ?", False, False),
    ("Đúng hay sai?", False, False),
    ("What is OCOP?", False, False),
    ("Đã nộp hồ sơ?", True, False),
    ("hồ sơ còn thiếu?", True, False),
    ("Chưa rõ. Hỏi lại xã?", True, False),
    ("https://quangtri.gov.vn/vb?id=12", False, False),
    ("12?", False, False),
]


@pytest.mark.parametrize(("text", "required", "optional"), LOST)
def test_a_question_mark_in_the_place_of_a_letter_is_found(
    text: str, required: bool, optional: bool
) -> None:
    assert are_lost(text, Column("a", "A")) is required
    assert are_lost(text, Column("a", "A", required=False)) is optional


@pytest.mark.parametrize("reader", [small, large])
def test_a_letter_lost_at_the_end_of_a_name_is_refused(
    reader: Callable[[Path], object], tmp_path: Path
) -> None:
    told = complaint(reader, put(tmp_path, GOOD.replace("UBND xã", "Đoàn Hu?")))
    assert told.startswith("[REGISTER-27] ") and "Đoàn Hu?" in told


@pytest.mark.parametrize("reader", [small, large])
def test_a_question_in_a_note_is_read(reader: Callable[[Path], object], tmp_path: Path) -> None:
    reader(put(tmp_path, GOOD.replace("3 sao;;", "3 sao;Đã nộp hồ sơ chưa?;")))


# ---------------------------------------------------------------- files


COMMAS = "cà phê, tiêu, sắn, lúa, ngô, khoai, lạc, vừng, đậu, điều, cao su, sen, ớt"


@pytest.mark.parametrize("above", ["", "SỞ DU LỊCH\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258"])
def test_cells_may_hold_more_commas_than_there_are_separators(
    above: str, encoding: str, tmp_path: Path
) -> None:
    text = COMMAS if encoding != "cp1258" else "a, b, c, d, e, f, g, h, i, k, l, m, n"
    head = HEAD
    path = put(tmp_path, GOOD.replace("3 sao;;", f"3 sao;{text};"), head=above + head)
    if encoding == "cp1258":
        path.write_bytes(_in_cp1258(path.read_text(encoding="utf-8-sig")))
    elif encoding != "utf-8-sig":
        path.write_text(path.read_text(encoding="utf-8-sig"), encoding=encoding)
    found = small(path)
    assert found.frame["note"].tolist() == [text]
    assert found.frame["fee"].tolist() == [1_500_000]


def _in_cp1258(text: str) -> bytes:
    """Windows-1258 has the tones behind their letters."""
    made = b""
    for letter in text:
        try:
            made += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", parts.replace(tone, ""))
            made += base.encode("cp1258") + tone.encode("cp1258")
    return made


def test_columns_that_nobody_declared_are_one_finding(tmp_path: Path) -> None:
    more = ";".join(f"Cột {number}" for number in range(47))
    told = complaint(small, put(tmp_path, GOOD + ";" * 47, head=f"{HEAD};{more}"))
    assert told.count("[REGISTER-") == 1
    assert told.startswith("[REGISTER-15] 47 cột không có trong khai báo.")
    assert '"Cột 19" và 27 cột khác' in told


def test_columns_that_are_missing_are_one_finding(tmp_path: Path) -> None:
    head = HEAD.replace("Số khách", "SL").replace("Hạng", "Sao")
    told = complaint(small, put(tmp_path, GOOD, head=head))
    assert told.count("[REGISTER-") == 1
    assert told.startswith('[REGISTER-03] Không thấy cột "Số khách", "Hạng".')
    assert 'Đang có:  "SL", "Sao"' in told


@pytest.mark.parametrize("reader", [small, large])
@pytest.mark.parametrize("day", ["02/02/2033", "15/11/2023"])
def test_a_day_too_late_is_one_finding(
    reader: Callable[[Path], object], day: str, tmp_path: Path
) -> None:
    row = GOOD.replace("02/02/2023;;", f"{day};14/11/2023;")
    told = complaint(reader, put(tmp_path, row))
    assert told.count("[REGISTER-") == 1 and told.startswith("[REGISTER-12] ")


def test_a_large_register_with_titles_is_told_where_its_headings_stand(tmp_path: Path) -> None:
    told = complaint(large, put(tmp_path, GOOD, head=f"SỞ DU LỊCH;;;\n{HEAD}"))
    assert told.count("[REGISTER-") == 1
    assert told.startswith("[REGISTER-03] Không thấy dòng tiêu đề của sổ.")
    assert "sổ lớn có tiêu đề ở dòng 1: xóa các dòng tên sổ" in told


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_large_register_in_utf_16_is_told(encoding: str, tmp_path: Path) -> None:
    told = complaint(large, put(tmp_path, GOOD, encoding=encoding))
    assert told == (
        "[REGISTER-04] Tệp không ở bảng mã UTF-8.\n"
        "  Ở đâu:    data/registers/visits.csv\n"
        "  Đang có:  bảng mã UTF-16 (Unicode Text), sổ lớn không đọc được\n"
        '  Cách sửa: trong Excel chọn Lưu thành "CSV UTF-8 (Comma delimited)"'
    )


def test_lines_that_end_in_cr_alone_are_refused_in_a_large_file(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert len(small(path).frame) == 1
    told = complaint(large, path)
    assert told.startswith("[REGISTER-03] ") and "visits.csv, dòng 1" in told and "CR" in told


def test_rows_behind_a_cell_beyond_all_measure_keep_their_numbers(tmp_path: Path) -> None:
    long = GOOD.replace("UBND xã", "a" * 140_000)
    wrong = GOOD.replace("V-01", "V-02").replace("02/02/2023", "32/02/2023")
    told = complaint(large, put(tmp_path, long, "", wrong))
    assert told.startswith("[REGISTER-06] ") and "visits.csv, dòng 4" in told
