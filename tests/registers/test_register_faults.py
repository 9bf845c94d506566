"""Each fault of a register once, by its whole message."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from baocao.core.errors import RegisterError
from baocao.registers.declare import Column, Register
from baocao.registers.small import read, read_all

CLOSING = date(2023, 11, 14)
GIFTS = Register(
    "gifts",
    title="Sổ quà",
    begins=date(2023, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("day", "Ngày tặng", type="date"),
        Column("kind", "Loại", allowed=("sách", "vở")),
        Column("pieces", "Số lượng", type="integer"),
        Column("weight", "Khối lượng", type="number", required=False),
        Column("price", "Giá tiền", type="money", required=False),
        Column("expires", "Hạn dùng", type="date", required=False, future=True),
    ),
)
HEAD = "Mã;Ngày tặng;Loại;Số lượng;Khối lượng;Giá tiền;Hạn dùng;Minh họa;Nguồn"
GOOD = "Q1;03/8/2023;sách;1.234;1.234,5;12.000.000;31/12/2030;x;"
PLACE = "data/registers/gifts.csv"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a register, text as Excel's «CSV UTF-8», and hands over the data folder."""

    def put(content: str | bytes, name: str = "gifts.csv") -> Path:
        folder = tmp_path / "data" / "registers"
        folder.mkdir(parents=True, exist_ok=True)
        raw = content if isinstance(content, bytes) else content.encode("utf-8-sig")
        (folder / name).write_bytes(raw)
        return folder.parent

    return put


def message(data: Path) -> str:
    with pytest.raises(RegisterError) as caught:
        read(GIFTS, data, CLOSING)
    return str(caught.value)


def lines(*rows: str) -> str:
    return "\r\n".join([HEAD, *rows, ""])


def test_a_good_register_is_read_by_its_declared_types(write: Callable[..., Path]) -> None:
    table = read(GIFTS, write(lines(GOOD, "01;14/11/2023;vở;2;;;;;Quyết định 5")), CLOSING)
    first, second = table.frame.to_dict("records")
    assert first["pieces"] == 1234 and first["weight"] == 1234.5 and first["price"] == 12_000_000
    assert first["day"] == pd.Timestamp(2023, 8, 3) and first["expires"].year == 2030
    # A code keeps its zero; what is empty is missing, and text that is empty is empty.
    assert second["code"] == "01" and second["weight"] != second["weight"]
    assert second["price"] is None and second["illustrative"] == ""
    assert table.keys == ("Q1", "01")


@pytest.mark.parametrize("separator", [",", "\t"])
def test_the_separator_is_that_of_the_headings(separator: str, write: Callable[..., Path]) -> None:
    text = lines("Q1;03/8/2023;sách;2;;;;x;").replace(";", separator)
    assert read(GIFTS, write(text), CLOSING).frame["pieces"].tolist() == [2]


def test_a_register_without_rows_is_a_register(write: Callable[..., Path]) -> None:
    assert len(read(GIFTS, write(HEAD), CLOSING).frame) == 0


def test_a_missing_register(tmp_path: Path) -> None:
    (tmp_path / "data" / "registers").mkdir(parents=True)
    assert message(tmp_path / "data") == (
        "[REGISTER-01] Không thấy sổ gifts.\n"
        "  Ở đâu:    data/registers/gifts.csv\n"
        "  Cách sửa: đặt tệp gifts.csv hoặc gifts.xlsx vào thư mục data/registers"
    )


def test_an_empty_file(write: Callable[..., Path]) -> None:
    assert message(write(b"")) == (
        "[REGISTER-02] Tệp không có nội dung.\n"
        f"  Ở đâu:    {PLACE}\n"
        "  Đang có:  0 byte\n"
        "  Cách sửa: chép lại tệp từ bản sao lưu; sổ chưa có dòng nào vẫn phải có dòng tiêu đề"
    )


def test_a_misspelt_column(write: Callable[..., Path]) -> None:
    assert message(write(lines(GOOD).replace("Ngày tặng", "Ngày cho"))) == (
        '[REGISTER-03] Không thấy cột "Ngày tặng".\n'
        f"  Ở đâu:    {PLACE}, dòng 1\n"
        '  Đang có:  "Ngày cho"\n'
        "  Cách sửa: đổi tên cột trong tệp, hoặc sửa khai báo sổ gifts"
    )


def test_a_column_that_is_not_there(write: Callable[..., Path]) -> None:
    def without(heading: str) -> str:
        at = HEAD.split(";").index(heading)
        rows = [row.split(";") for row in (HEAD, GOOD)]
        return message(write("\r\n".join(";".join(r[:at] + r[at + 1 :]) for r in rows)))

    assert "  Cách sửa: thêm cột vào tệp, hoặc sửa khai báo sổ gifts" in without("Ngày tặng")
    # Of the columns of every register nobody declares one.
    told = without("Minh họa")
    assert told.startswith('[REGISTER-03] Không thấy cột "Minh họa".\n')
    assert told.endswith(
        '\n  Cách sửa: thêm cột vào tệp; "Minh họa": đánh dấu dòng đặt ra để minh họa, '
        "chưa phải số liệu chính thức"
    )


def test_cells_under_a_heading_misspelt_on_one_sheet_are_not_told_as_empty(tmp_path: Path) -> None:
    register = Register(
        "so",
        title="Sổ",
        begins=date(2023, 1, 1),
        key=("code",),
        columns=(Column("code", "Mã"), Column("day", "Ngày nhận", type="date"), Column("a", "A")),
        common=(),
    )
    (tmp_path / "registers").mkdir()
    book = openpyxl.Workbook()
    for number, heading in enumerate(("Ngày nhận", "Ngày đến")):
        sheet = book.create_sheet(f"Tháng {number}")
        for row in (["Mã", heading, "A"], [f"K{number}", date(2023, 5, 1), None]):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "registers" / "so.xlsx")
    with pytest.raises(RegisterError) as caught:
        read(register, tmp_path, date(2023, 12, 31))
    told = [(one.code, one.where.rpartition(", ")[2]) for one in caught.value.findings]
    # The empty cells of the other column are a fault of their own.
    assert told == [("REGISTER-03", "Tháng 1!1"), ("REGISTER-10", 'cột "A"')]


def test_a_column_of_every_register_that_is_misspelt(write: Callable[..., Path]) -> None:
    assert message(write(lines(GOOD).replace("Nguồn", "Nguon"))).endswith(
        '\n  Cách sửa: đổi tên cột trong tệp, hoặc thêm cột; "Nguồn": văn bản, hồ sơ mà dòng lấy '
        "từ đó; phải có, trừ dòng minh họa"
    )


def test_windows_1258(write: Callable[..., Path]) -> None:
    # Windows-1258 writes tones as marks of their own, one byte each.
    content = "Ma\u0303;Nga\u0300y tă\u0323ng"
    assert message(write(content.encode("cp1258"))) == (
        "[REGISTER-04] Tệp không ở bảng mã UTF-8.\n"
        f"  Ở đâu:    {PLACE}, byte 2\n"
        "  Đang có:  byte 0xDE, có thể là Windows-1258 hoặc TCVN3\n"
        '  Cách sửa: trong Excel chọn Lưu thành "CSV UTF-8 (Comma delimited)"'
    )


def test_decomposed_letters_are_read(write: Callable[..., Path]) -> None:
    table = read(GIFTS, write(lines(GOOD.replace("sách", "s\u0061\u0301ch"))), CLOSING)
    assert table.frame["kind"].tolist() == ["sách"]


CELLS = [
    (
        "Q1;31/02/2023;sách;2;;;;x;",
        "[REGISTER-06] Ngày không có thật hoặc sai dạng.\n"
        f'  Ở đâu:    {PLACE}, dòng 2, cột "Ngày tặng"\n'
        "  Đang có:  31/02/2023\n"
        "  Cách sửa: ghi ngày/tháng/năm, ví dụ 14/11/2023",
    ),
    (
        "Q1;03/8/2023;sách;2;1.234,5,6;;;x;",
        "[REGISTER-07] Số sai dạng.\n"
        f'  Ở đâu:    {PLACE}, dòng 2, cột "Khối lượng"\n'
        "  Đang có:  1.234,5,6\n"
        "  Cách sửa: dấu chấm ngăn hàng nghìn, dấu phẩy thập phân: 1.234,5",
    ),
    (
        "Q1;03/8/2023;sách;2,5;;;;x;",
        "[REGISTER-07] Số nguyên sai dạng.\n"
        f'  Ở đâu:    {PLACE}, dòng 2, cột "Số lượng"\n'
        "  Đang có:  2,5\n"
        "  Cách sửa: ghi số nguyên, dấu chấm ngăn hàng nghìn: 1.234",
    ),
    (
        "Q1;03/8/2023;sách;2;;12 triệu;;x;",
        "[REGISTER-07] Số tiền sai dạng.\n"
        f'  Ở đâu:    {PLACE}, dòng 2, cột "Giá tiền"\n'
        "  Đang có:  12 triệu\n"
        "  Cách sửa: ghi số đồng, dấu chấm ngăn hàng nghìn: 12.000.000",
    ),
    (
        "Q1;03/8/2023;bút;2;;;;x;",
        "[REGISTER-08] Giá trị không có trong danh mục.\n"
        f'  Ở đâu:    {PLACE}, dòng 2, cột "Loại"\n'
        "  Đang có:  bút\n"
        '  Cách sửa: chọn một trong: "sách", "vở"',
    ),
    (
        "Q1;03/8/2023;;2;;;;x;",
        "[REGISTER-10] Ô bắt buộc bị bỏ trống.\n"
        f'  Ở đâu:    {PLACE}, dòng 2, cột "Loại"\n'
        "  Cách sửa: điền giá trị",
    ),
    (
        "Q1;03/8/2023;sách;2;;;;;",
        "[REGISTER-11] Dòng không ghi nguồn và cũng không đánh dấu minh họa.\n"
        f"  Ở đâu:    {PLACE}, dòng 2\n"
        '  Cách sửa: ghi cột "Nguồn", hoặc đánh dấu x ở cột "Minh họa"',
    ),
    (
        "Q1;15/11/2023;sách;2;;;;x;",
        "[REGISTER-12] Ngày sau ngày chốt số liệu 14/11/2023.\n"
        f'  Ở đâu:    {PLACE}, dòng 2, cột "Ngày tặng"\n'
        "  Đang có:  15/11/2023\n"
        "  Cách sửa: gõ sai thì sửa ngày; là ngày chưa tới (hết hạn, dự kiến) thì khai "
        "future=True cho cột day; sổ đã nhập đủ đến ngày ấy thì dời complete_until trong "
        "report.toml",
    ),
    (
        "Q1;03/8/2023;sách;2;;;;x;;thừa",
        "[REGISTER-14] Số ô của dòng khác số cột.\n"
        f"  Ở đâu:    {PLACE}, dòng 2\n"
        "  Đang có:  10 ô, 9 cột\n"
        "  Cách sửa: ô có dấu phân cách phải nằm trong ngoặc kép; mở tệp bằng Excel và lưu lại",
    ),
]


@pytest.mark.parametrize(("row", "expected"), CELLS)
def test_a_fault_in_a_row(row: str, expected: str, write: Callable[..., Path]) -> None:
    assert message(write(lines(row))) == expected


def test_a_duplicate_key(write: Callable[..., Path]) -> None:
    assert message(write(lines(GOOD, GOOD))) == (
        "[REGISTER-09] Khóa bị trùng với dòng 2.\n"
        f'  Ở đâu:    {PLACE}, dòng 3, cột "Mã"\n'
        "  Đang có:  Q1\n"
        "  Cách sửa: xóa dòng thừa, hoặc cấp mã mới cho một trong hai dòng"
    )


def test_two_files_of_one_register(write: Callable[..., Path]) -> None:
    write(b"", "gifts.xlsx")
    assert message(write(lines(GOOD))) == (
        "[REGISTER-13] Sổ gifts có nhiều tệp, không biết tệp nào là thật.\n"
        "  Ở đâu:    data/registers\n"
        "  Đang có:  gifts.csv, gifts.xlsx\n"
        "  Cách sửa: giữ một tệp, chuyển các tệp kia đi nơi khác"
    )


def test_a_column_too_many(write: Callable[..., Path]) -> None:
    text = "\r\n".join([HEAD + ";Ghi chú", GOOD + ";"])
    assert message(write(text)) == (
        '[REGISTER-15] Cột "Ghi chú" không có trong khai báo.\n'
        f"  Ở đâu:    {PLACE}, dòng 1\n"
        '  Đang có:  "Ghi chú"\n'
        "  Cách sửa: xóa cột, hoặc thêm cột vào khai báo sổ gifts"
    )


def test_not_a_workbook(write: Callable[..., Path]) -> None:
    text = message(write(b"PK, not really", "gifts.xlsx"))
    first, place, found, remedy = text.splitlines()
    assert first == "[REGISTER-16] Không đọc được tệp Excel."
    assert place == "  Ở đâu:    data/registers/gifts.xlsx"
    assert found.startswith("  Đang có:  ")
    assert remedy.startswith("  Cách sửa: mở tệp bằng Excel, chọn Lưu thành")


def test_all_faults_of_all_registers_come_at_once(write: Callable[..., Path]) -> None:
    other = Register("books", title="", begins=CLOSING, key=("code",), columns=GIFTS.columns[:1])
    write("Mã;Minh họa;Nguồn\r\n;x;\r\nA;;", "books.csv")
    data = write(lines("Q1;31/02/2023;bút;2;;;;x;", "Q1;03/8/2023;sách;hai;;;;;"))
    with pytest.raises(RegisterError) as caught:
        read_all([GIFTS, other], lambda register: read(register, data, CLOSING))
    assert [(f.code, f.where.partition(", ")[2]) for f in caught.value.findings] == [
        ("REGISTER-06", 'dòng 2, cột "Ngày tặng"'),
        ("REGISTER-08", 'dòng 2, cột "Loại"'),
        ("REGISTER-07", 'dòng 3, cột "Số lượng"'),
        ("REGISTER-09", 'dòng 3, cột "Mã"'),
        ("REGISTER-11", "dòng 3"),
        ("REGISTER-10", 'dòng 2, cột "Mã"'),
        ("REGISTER-11", "dòng 3"),
    ]


def test_a_workbook_of_the_same_content_reads_the_same(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    written = read(GIFTS, write(lines(GOOD, "01;14/11/2023;vở;2;;;;;Quyết định 5")), CLOSING)
    (tmp_path / "data" / "registers" / "gifts.csv").unlink()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(";"))
    # As Excel keeps them: days and numbers as such, codes as text.
    first: list[object] = ["Q1", date(2023, 8, 3), "sách", 1234, 1234.5, 12_000_000]
    sheet.append([*first, date(2030, 12, 31), "x", None])
    second: list[object] = ["01", date(2023, 11, 14), "vở", 2, None, None, None, None]
    sheet.append([*second, "Quyết định 5"])
    book.save(tmp_path / "data" / "registers" / "gifts.xlsx")
    table = read(GIFTS, tmp_path / "data", CLOSING)
    pd.testing.assert_frame_equal(table.frame, written.frame)
    assert table.keys == written.keys


def test_a_source_is_looked_for_under_the_registers_own_heading(
    write: Callable[..., Path],
) -> None:
    names = ("illustrative", "Illustrative"), ("source", "Source")
    loans = dataclasses.replace(
        GIFTS,
        columns=(Column("code", "Code"),),
        common=tuple(Column(name, heading, required=False) for name, heading in names),
    )
    data = write("Code;Illustrative;Source\n1;;ledger\n2;x;\n3;;\n")
    with pytest.raises(RegisterError) as caught:
        read(loans, data, CLOSING)
    (told,) = caught.value.findings
    assert (told.code, told.where) == ("REGISTER-11", f"{PLACE}, dòng 4")
    assert told.remedy == 'ghi cột "Source", hoặc đánh dấu x ở cột "Illustrative"'


def test_thousands_beside_decimals_may_be_written_without_a_sign(
    write: Callable[..., Path],
) -> None:
    weights = "5,75", "8,5", "6.250"
    rows = [f"Q{n};03/8/2023;sách;2;{weight};;;x;" for n, weight in enumerate(weights)]
    told = message(write(lines(*rows)))
    assert told.startswith("[REGISTER-30] ") and "còn không rõ thì bỏ dấu ngăn (160000)" in told
    table = read(GIFTS, write(lines(*rows).replace("6.250", "6250")), CLOSING)
    assert table.frame["weight"].tolist() == [5.75, 8.5, 6250]
