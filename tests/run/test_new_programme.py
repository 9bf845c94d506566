"""``baocao new programme``: what is proposed from a file passes the check and counts its rows."""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from baocao.core.errors import BaocaoError
from baocao.core.files import write_whole
from baocao.core.periods import CALENDAR
from baocao.facts.book import FactBook
from baocao.registers.guesses import identifier_of
from baocao.registers.propose import Proposal, propose
from baocao.run import new_programme as module
from baocao.run.check import check
from baocao.run.new_programme import new_programme
from baocao.workspace.workspace import Workspace
from support.commands import command
from support.small_offices import put, write_office

pytestmark = pytest.mark.usefixtures("other_programmes")

UNTIL = date(2023, 12, 31)
HEADINGS = ["STT", "Mã cơ sở", "Tên cơ sở", "Họ tên chủ cơ sở", "Loại hình", "Ngày cấp phép", "Vốn"]
KINDS = ("Khách sạn", "Nhà nghỉ", "Homestay")
ROWS = [
    [
        n,
        f"LT-{n:03}",
        f"Cơ sở {n}",
        f"Chủ {n}",
        KINDS[n % 3],
        datetime(2023, n % 12 + 1, n),
        n * 10**6,
    ]
    for n in range(1, 19)
]


def workbook(*rows: list[Any], merged: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(rows: list[list[Any]], separator: str) -> bytes:
    shown = [
        [f"{cell:%d/%m/%Y}" if isinstance(cell, datetime) else str(cell) for cell in row]
        for row in rows
    ]
    return "\n".join(separator.join(row) for row in shown).encode()


TITLE = ["DANH SÁCH CƠ SỞ LƯU TRÚ NĂM 2023"]
TOTAL = [None, "Tổng cộng", None, None, None, None, sum(row[-1] for row in ROWS)]
FILES: dict[str, tuple[str, bytes]] = {
    "semicolons": ("luu.csv", text([HEADINGS, *ROWS], ";")),
    "commas": ("luu.csv", text([HEADINGS, *ROWS], ",")),
    "tabs": ("luu.txt", text([HEADINGS, *ROWS], "\t")),
    "utf-16": ("luu.csv", text([HEADINGS, *ROWS], "\t").decode().encode("utf-16")),
    "workbook": ("luu.xlsx", workbook(HEADINGS, *ROWS)),
    "capital ending": ("luu.XLSX", workbook(HEADINGS, *ROWS)),
    "title": ("luu.xlsx", workbook(TITLE, [], HEADINGS, *ROWS, merged="A1:G1")),
    "letterhead": (
        "luu.xlsx",
        workbook(
            ["UBND TỈNH MẪU", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["SỞ DU LỊCH", None, None, None, "Độc lập - Tự do - Hạnh phúc"],
            TITLE,
            HEADINGS,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            *ROWS,
            TOTAL,
            [None, None, None, None, None, "Người lập biểu"],
        ),
    ),
    "two rows of headings": (
        "luu.xlsx",
        workbook(
            [*HEADINGS[:4], "Cấp phép", None, "Vốn"],
            [None, None, None, None, "Loại hình", "Ngày cấp phép", None],
            *ROWS,
            merged="E1:F1",
        ),
    ),
}


def proposed(content: bytes, name: str = "tep.xlsx") -> Proposal:
    return propose(content, Path(name), "tep", "Sổ", UNTIL, CALENDAR)


@pytest.mark.parametrize("case", FILES)
def test_one_table_in_any_shape_gives_one_declaration(case: str) -> None:
    name, content = FILES[case]
    found = proposed(content, name)
    register = found.register
    kinds = [(c.name, c.type, c.allowed, c.required, c.personal) for c in register.columns]
    lists = tuple(KINDS[n % 3] for n in (1, 2, 3))
    assert kinds == [
        ("ma_co_so", "text", (), True, False),
        ("ten_co_so", "text", (), True, False),
        ("ho_ten_chu_co_so", "text", (), True, True),
        ("loai_hinh", "text", lists, True, False),
        ("ngay_cap_phep", "date", (), True, False),
        ("von", "money", (), True, False),
    ]
    assert (register.key, found.day, found.rows) == (("ma_co_so",), "ngay_cap_phep", 18)
    assert register.begins == date(2023, 1, 1)


def column_of(heading: str, *cells: Any, more: int = 1) -> dict[str, Any]:
    """What is proposed for one column of a workbook, beside a key and a day."""
    rows = [[f"A{n}", date(2023, 1, n + 1), cell] for n, cell in enumerate(cells * more)]
    (found,) = proposed(workbook(["Mã", "Ngày", heading], *rows)).register.columns[2:]
    told = {"type": found.type, "required": found.required}
    told |= {"allowed": found.allowed} if found.allowed else {}
    told |= {"personal": True} if found.personal else {}
    return told | ({"future": True} if found.future else {})


COLUMNS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("Số lượt", (1, 20, 300), {"type": "integer"}),
    ("Số lao động", (2000, 20, 3000), {"type": "integer"}),
    ("Giá trị hợp đồng", (2_000_000, 1_500_000, 3_000_000), {"type": "money"}),
    ("Số lượt", ("1.200", "20", "3.000"), {"type": "integer"}),
    ("Diện tích (ha)", ("1,5", "2", "0,75"), {"type": "number"}),
    ("Kinh phí (đồng)", (1_500_000, 0, 2_000_000), {"type": "money"}),
    ("Kinh phí (triệu đồng)", (1500, 20, 3), {"type": "integer"}),
    ("Tháng báo cáo", ("01/2023", "tháng 2/2023", "3/2023"), {"type": "month"}),
    ("Ngày hết hạn", ("01/02/2025", "03/04/2026", "01/01/2024"), {"type": "date", "future": True}),
    ("Ngày nghiệm thu", ("01/02/2023", None, "15/04/2023"), {"type": "date", "required": False}),
    ("Ngày nghiệm thu", ("01/02/2023", "-", "15/04/2023"), {"type": "date", "required": False}),
    ("Mã số thuế", (3200012345, 3200054321, 3200011111), {"type": "text"}),
    ("Số hộ chiếu", ("0123", "0456", "0789"), {"type": "text", "personal": True}),
    ("Liên hệ", ("0912345678", "0905 123 456", "0987654321"), {"type": "text", "personal": True}),
    ("CCCD", ("045123456789", "045987654321", "1"), {"type": "text", "personal": True}),
    ("Ghi chú", ("rất tốt", None, "đạt"), {"type": "text", "required": False}),
    ("Ghi chú", ("1.200", "chưa rõ", "5"), {"type": "text"}),
    ("Thành tiền", ("500,000", "600,000", "700,000"), {"type": "money"}),
    ("Số lượt", ("1.200", "3,000", "5"), {"type": "text"}),
]


@pytest.mark.parametrize(("heading", "cells", "expected"), COLUMNS)
def test_the_kind_of_a_column_is_what_all_of_its_cells_can_be_read_as(
    heading: str, cells: tuple[Any, ...], expected: dict[str, Any]
) -> None:
    assert column_of(heading, *cells) == {"required": True, **expected}


def test_few_texts_that_come_again_are_a_list() -> None:
    assert column_of("Loại", "A", "B", "a", more=4)["allowed"] == ("A", "B")
    assert "allowed" not in column_of("Loại", "A", "B", "C")
    assert "allowed" not in column_of("Loại", "A", "A", "A")
    assert "allowed" not in column_of("Dân tộc", "Kinh", "Vân Kiều", more=6)
    assert column_of("Loại", "A", "B", "-", more=4) == {
        "type": "text", "required": False, "allowed": ("A", "B"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "rows", "key"),
    [
        (["Tên", "Mã", "Ngày"], [["X", "1a", "1/1/2023"], ["X", "1b", "2/1/2023"]], ("ma",)),
        (["Xã", "Năm", "Ngày"], [["X", 1, "1/1/2023"], ["X", 2, "1/1/2023"], ["Y", 1, "1/1/2023"]],
         ("xa", "nam")),
        (["STT", "Họ tên", "Ngày"], [[1, "An", "1/1/2023"], [2, "Bình", "1/1/2023"]], ("stt",)),
        (["Xã", "Ngày"], [["A", "1/1/2023"], ["A", "2/1/2023"], ["B", "1/1/2023"]], ("xa", "ngay")),
        # O for a nought: one thing in two spellings is no key.
        (["Mã", "Tên", "Ngày"], [["A10", "Một", "1/1/2023"], ["A1O", "Hai", "1/1/2023"]], ("ten",)),
    ],
    ids=["code", "two columns", "numbering", "day", "look-alikes"],
)  # fmt: skip
def test_the_key_is_the_fewest_columns_that_tell_the_rows_apart(
    headings: list[str], rows: list[list[Any]], key: tuple[str, ...]
) -> None:
    assert proposed(workbook(headings, *rows)).register.key == key


def test_names_are_plain_and_no_two_are_alike() -> None:
    headings = [
        "Mã",
        "Ngày",
        "Số lượng (cái)",
        "Số lượng (kg)",
        "Đơn vị / địa bàn",
        "2023",
        "class",
    ]
    rows = [[f"A{n}", f"{n}/1/2023", n, n, "X", "y", "z"] for n in range(1, 4)]
    assert [c.name for c in proposed(workbook(headings, *rows)).register.columns] == [
        "ma", "ngay", "so_luong", "so_luong_2", "don_vi_dia_ban", "cot_2023", "class_",
    ]  # fmt: skip


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_heading_gives_an_identifier(heading: str) -> None:
    name = identifier_of(heading)
    assert name.isidentifier() and name.isascii() and len(name) <= 50


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("a.csv", b"", "[REGISTER-02] "),
    "no workbook": ("a.xlsx", b"PK\x03\x04 cut", "[REGISTER-16] "),
    "letters": ("a.csv", "Mã;Ngày\nẤ;1".encode("cp1258", "replace"), "[REGISTER-04] "),
    "twice": ("a.csv", b"Ma;Ngay;Ma\nA;1/1/2023;B\n", "[REGISTER-35] "),
    "no headings": ("a.csv", b"A-01;1/1/2023\nA-02;2/1/2023\nA-03;3/1/2023\n", "[WORKSPACE-13] "),
    "no rows": ("a.csv", "Mã;Ngày\n".encode(), "[WORKSPACE-13] "),
    "no days": ("a.csv", "Mã;Tên\nA;x\nB;y\n".encode(), "[WORKSPACE-13] "),
    "no key": ("a.csv", "Tên;Ngày\nx;1/1/2023\nx;1/1/2023\n".encode(), "[WORKSPACE-13] "),
    "only personal": ("a.csv", "Họ tên;Ngày\nx;1/1/2023\ny;1/1/2023\n".encode(), "[WORKSPACE-13] "),
    "no day of the calendar": (
        "a.csv", "Mã;Ngày\nA;31/02/2023\nB;1/2/2023\n".encode(), "[REGISTER-06] ",
    ),
    "days and months": ("a.csv", "Mã;Ngày\nA;2/25/2023\nB;1/2/2023\n".encode(), "[REGISTER-"),
    "old letters": ("a.csv", "Maõ;Ngaøy\nA;1/2/2023\nB;1/2/2023\n".encode(), "[WORKSPACE-13] "),
    "money in millions": (
        "a.csv", "Mã;Ngày;Vốn (đồng)\nA;1/2/2023;21\nB;1/2/2023;5\n".encode(), "[REGISTER-",
    ),
    "a thousandfold": (
        "a.csv", "Mã;Ngày;Vốn (đồng)\nA;1/2/2023;500,000\nB;1/2/2023;2.000.000\n".encode(),
        "[REGISTER-",
    ),
    "wrong sum": (
        "a.xlsx",
        workbook(["Mã", "Ngày", "Số"], *[[f"A{n}", date(2023, 1, n), n] for n in (1, 2, 3)],
                 ["Tổng cộng", None, 7]),
        "[REGISTER-",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_declared_is_refused_with_its_name(case: str) -> None:
    name, content, code = REFUSED[case]
    with pytest.raises(BaocaoError) as caught:
        proposed(content, name)
    assert str(caught.value).startswith(code)
    assert name in caught.value.findings[0].where


def test_what_is_missing_is_told_whole() -> None:
    with pytest.raises(BaocaoError) as caught:
        proposed(REFUSED["no days"][1], "a.csv")
    assert str(caught.value) == (
        "[WORKSPACE-13] Không đề xuất được khai báo từ tệp này.\n"
        "  Ở đâu:    a.csv\n"
        "  Đang có:  không có cột nào ghi ngày hoặc tháng\n"
        "  Cách sửa: thêm cột ngày: báo cáo theo kỳ cần biết mỗi dòng thuộc kỳ nào"
    )


@pytest.mark.parametrize("months", ["01/2024;02/2024;03/2024", "Tháng 1;Tháng 2;Tháng 3", "1;2;3"])
def test_a_table_with_a_column_a_month_is_no_wrong_file(months: str) -> None:
    rows = f"Địa bàn;{months}\nĐông Hà;10;11;12\nHải Lăng;20;22;25\n"
    with pytest.raises(BaocaoError) as caught:
        proposed(rows.encode(), "a.csv")
    (told,) = caught.value.findings
    assert (told.code, told.found) == ("WORKSPACE-13", "mỗi tháng một cột")
    assert 'every="month"' in told.remedy


@pytest.mark.parametrize(
    "rows",
    [
        "Năm;Địa bàn;Dân số\n2021;Đông Hà;95000\n2022;Đông Hà;96200\n",
        "Địa bàn;2021;2022\nĐông Hà;95000;96200\nHải Lăng;80000;80300\n",
        "Địa bàn;Năm 2021;Năm 2022\nĐông Hà;95000;96200\nHải Lăng;80000;80300\n",
    ],
)
def test_a_table_of_years_is_no_wrong_file(rows: str) -> None:
    with pytest.raises(BaocaoError) as caught:
        proposed(rows.encode(), "a.csv")
    (told,) = caught.value.findings
    assert (told.code, told.found) == ("WORKSPACE-13", "số của từng năm")
    assert 'every="year"' in told.remedy


# ---------------------------------------------------------------- in an office


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return write_office(tmp_path / "office")


def content_of(office: Path) -> dict[str, bytes]:
    return {
        path.relative_to(office).as_posix(): path.read_bytes()
        for path in office.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("case", FILES)
def test_the_check_passes_at_once_and_the_rows_are_those_of_pandas(
    case: str, desk: Path, tmp_path: Path
) -> None:
    name, content = FILES[case]
    (tmp_path / name).write_bytes(content)
    before = content_of(desk)
    made = new_programme(Workspace.load(desk), "luu_tru", tmp_path / name)
    assert (made.rows, made.indicator) == (18, "luu_tru.recorded")
    new = {f"data/registers/luu_tru.{name.rpartition('.')[2].lower()}", "lib/dost/luu_tru.py"}
    assert {*content_of(desk)} - {*before} == new | {"notebooks/luu_tru.ipynb"}
    changed = {name for name, old in before.items() if content_of(desk)[name] != old}
    assert changed == {"report.toml"}
    workspace = Workspace.load(desk)
    periods = [workspace.period(code) for code in ("2023", "2023-Q2", "2023-05", "2022")]
    assert check(workspace, periods) == []
    frame = pd.DataFrame(ROWS, columns=HEADINGS)
    days = frame["Ngày cấp phép"]
    book = FactBook(workspace)
    recorded = book.catalogue["luu_tru.recorded"]
    assert [book.fact(recorded, period).value for period in periods] == [
        len(frame), int(days.dt.quarter.eq(2).sum()), int(days.dt.month.eq(5).sum()), None,
    ]  # fmt: skip


def test_the_command_tells_what_it_made_and_the_report_prints_the_count(
    desk: Path, tmp_path: Path
) -> None:
    file = tmp_path / "luu.xlsx"
    file.write_bytes(FILES["letterhead"][1])
    done = command(desk, "new", "programme", "luu_tru", "--from", str(file))
    assert done.returncode == 0, done.stderr
    assert "Đã tạo chương trình luu_tru từ 18 dòng của luu.xlsx:\n" in done.stdout
    assert "  ma_co_so: Mã cơ sở (text, khóa)\n" in done.stdout
    assert "  loai_hinh: Loại hình (text, 3 giá trị)\n" in done.stdout
    assert 'Lưu ý: cột "Họ tên chủ cơ sở" được coi là dữ liệu cá nhân' in done.stdout
    assert command(desk, "check", "2023-Q2").returncode == 0
    built = command(desk, "build", "2023-Q2", "--format", "html")
    assert built.returncode == 0, built.stderr
    count = sum(4 <= row[5].month <= 6 for row in ROWS)
    page = (desk / "outputs" / "2023-Q2" / "report.html").read_text(encoding="utf-8")
    facts = json.loads((desk / "outputs/2023-Q2/facts.json").read_text(encoding="utf-8"))["facts"]
    values = {fact["value"] for fact in facts if fact["id"] == "luu_tru.recorded"}
    assert f"{count:02}" in page and "Cơ sở lưu trú" in page
    assert {str(count)} <= {str(value) for value in values}
    assert "Chủ 5" not in page


def test_the_part_stands_behind_the_first_and_the_rest_is_untouched(
    desk: Path, tmp_path: Path
) -> None:
    more = '\n[[parts]]\ntitle = "Khó khăn"\nsection = "difficulties"\n'
    put(desk / "report.toml", (desk / "report.toml").read_text(encoding="utf-8") + more)
    (tmp_path / "luu.csv").write_bytes(FILES["semicolons"][1])
    path = desk / "report.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    new_programme(Workspace.load(desk), "luu_tru", tmp_path / "luu.csv", "Cơ sở lưu trú")
    after = path.read_bytes()
    added = '[[parts]]\r\ntitle = "Cơ sở lưu trú"\r\nsection = "luu_tru"\r\n'.encode()
    assert after.replace(added, b"").split() == before.split() and added in after
    assert Workspace.load(desk).sections == ("visits", "luu_tru", "difficulties")
    # The next one stands behind it, not between.
    new_programme(Workspace.load(desk), "an_o", tmp_path / "luu.csv", "Nơi ăn ở")
    assert Workspace.load(desk).sections == ("visits", "luu_tru", "an_o", "difficulties")


NOT_MADE: list[tuple[str, str, Callable[[Path], object], str]] = [
    ("Lưu trú", "luu.csv", lambda _: None, "[WORKSPACE-12] Không tạo được chương trình Lưu trú."),
    ("report", "luu.csv", lambda _: None, "[WORKSPACE-12] "),
    ("guests", "luu.csv", lambda _: None, "[WORKSPACE-12] "),
    ("visits", "luu.csv", lambda _: None, "[WORKSPACE-12] "),
    ("luu_tru", "luu.tsv", lambda _: None, "[WORKSPACE-13] "),
    (
        "luu_tru", "luu.csv",
        lambda office: (office / "data/registers/LUU_TRU.xlsx").write_bytes(b""),
        "[WORKSPACE-12] ",
    ),
    (
        "luu_tru", "luu.csv",
        lambda office: (office / "notebooks/luu_tru.ipynb").write_text("{}"), "[WORKSPACE-12] ",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "file", "spoil", "code"), NOT_MADE, ids=[f"{n}" for n in range(len(NOT_MADE))]
)
def test_all_or_nothing(
    name: str, file: str, spoil: Callable[[Path], object], code: str, desk: Path, tmp_path: Path
) -> None:
    for one in ("luu.csv", "luu.tsv"):
        (tmp_path / one).write_bytes(FILES["semicolons"][1])
    spoil(desk)
    before = content_of(desk)
    done = command(desk, "new", "programme", name, "--from", str(tmp_path / file))
    assert done.returncode == 1 and done.stderr.startswith(code), done.stderr
    assert content_of(desk) == before


@pytest.mark.parametrize("full_at", [1, 2, 3, 4])
def test_a_full_disk_leaves_nothing(
    full_at: int, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "luu.csv").write_bytes(FILES["semicolons"][1])
    before, calls = content_of(desk), iter(range(1, 5))

    def write(path: Path, data: str | bytes) -> None:
        if next(calls) == full_at:
            raise OSError(errno.ENOSPC, "full", str(path))
        write_whole(path, data)

    monkeypatch.setattr(module, "write_whole", write)
    done = command(desk, "new", "programme", "luu_tru", "--from", str(tmp_path / "luu.csv"))
    assert done.returncode == 1 and done.stderr.startswith("[WORKSPACE-10] "), done.stderr
    assert content_of(desk) == before


def test_an_office_begins_with_its_settings_and_a_file(desk: Path, tmp_path: Path) -> None:
    office, file = tmp_path / "new", tmp_path / "luu.xlsx"
    office.mkdir()
    whole = (desk / "report.toml").read_text(encoding="utf-8").replace('"dost"', '"phong"')
    (office / "report.toml").write_text(whole.partition("[[parts]]")[0], encoding="utf-8")
    with pytest.raises(BaocaoError, match=r"\[WORKSPACE-03\] (?s:.)*baocao new programme"):
        Workspace.load(office)
    file.write_bytes(b"")
    with pytest.raises(BaocaoError):
        new_programme(Workspace.load(office, is_new=True), "luu_tru", file)
    assert [*content_of(office)] == ["report.toml"] and not (office / "lib").exists()
    file.write_bytes(FILES["workbook"][1])
    new_programme(Workspace.load(office, is_new=True), "luu_tru", file)
    workspace = Workspace.load(office)
    assert workspace.sections == ("luu_tru",)
    assert check(workspace, [workspace.period("2023")]) == []


def test_a_promised_day_puts_no_row_into_a_period() -> None:
    rows = [[f"A{n}", date(2023, 2, n), date(2023, 1, n)] for n in (1, 2, 3)]
    content = workbook(["Mã", "Ngày hẹn trả", "Ngày tiếp nhận"], *rows)
    assert proposed(content).day == "ngay_tiep_nhan"


@pytest.mark.parametrize(
    ("heading", "cells", "thing"),
    [
        ("Tên sản phẩm", ("Chè", "Tiêu", "Gạo"), "sản phẩm"),
        ("Số quyết định", ("1/QĐ", "2/QĐ", "3/QĐ"), "quyết định"),
        # Amounts, and one commune of several meetings: rows are neither people nor communes.
        ("Số người dự", (20, 35, 41), "trường hợp"),
        ("Tên xã", ("Hải An", "Hải An", "Hải Khê"), "trường hợp"),
    ],
)
def test_rows_are_called_by_what_names_each_of_them(
    heading: str, cells: tuple[Any, ...], thing: str
) -> None:
    rows = [[f"A{n}", date(2023, 1, n + 1), cell] for n, cell in enumerate(cells)]
    assert module._thing(proposed(workbook(["Mã", "Ngày", heading], *rows))) == thing


def test_a_file_that_is_not_there_is_wrong_usage(desk: Path) -> None:
    for arguments in (("programme", "x", "--from", "none.csv"), ("office", "x", "--from", "x")):
        assert command(desk, "new", *arguments).returncode == 2


def test_a_title_with_a_number_is_refused_and_one_above_a_table_is_mended(
    desk: Path, tmp_path: Path
) -> None:
    (tmp_path / "luu.xlsx").write_bytes(FILES["title"][1])
    with pytest.raises(BaocaoError, match="NARRATIVE-02"):
        new_programme(Workspace.load(desk), "luu_tru", tmp_path / "luu.xlsx", "Có 18 cơ sở")
    new_programme(Workspace.load(desk), "luu_tru", tmp_path / "luu.xlsx")
    assert Workspace.load(desk).settings.parts[-1].title == "Cơ sở lưu trú"
