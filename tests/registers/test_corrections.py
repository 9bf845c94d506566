"""Corrections of a register: applied, told, and refused once they no longer fit."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from baocao.core.errors import BaocaoError, RegisterError
from baocao.core.periods import Period
from baocao.facts.book import FactBook, shared_book
from baocao.registers.declare import Column, Register
from baocao.registers.open import open_all
from baocao.registers.small import read
from baocao.run.build import build
from baocao.run.check import check, receipts
from baocao.workspace.manifest import own_files
from baocao.workspace.workspace import Workspace
from support.commands import command
from support.small_offices import write_office

CLOSING = date(2023, 12, 31)
HEAD = "Sổ;Khóa;Cột;Giá trị cũ;Giá trị mới;Lý do;Ngày đính chính"
GUESTS = "visits;A;Số khách;30;34;phiếu 12 đếm lại;05/01/2024"
PLACE = "data/corrections.csv"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office whose register has A with 30 guests and B with 12."""
    return write_office(tmp_path / "office")


def correct(office: Path, *rows: str) -> Workspace:
    text = "\n".join([HEAD, *rows]) + "\n"
    (office / PLACE).write_text(text, encoding="utf-8-sig")
    return Workspace.load(office)


def guests(workspace: Workspace) -> object:
    book = FactBook(workspace)
    measure = book.catalogue["visits.guests"]
    return book.fact(measure, Period.parse("2023")).value


def said(workspace: Workspace) -> str:
    return "\n".join(map(str, check(workspace, [workspace.period("2023")])))


def test_a_correction_is_applied_and_told(office: Path) -> None:
    assert guests(Workspace.load(office)) == 42
    workspace = correct(office, GUESTS)
    assert said(workspace) == ""
    assert guests(workspace) == 46
    (receipt,) = receipts(workspace)
    assert receipt.notes == (
        'đính chính A, cột "Số khách": "30" thành "34" (phiếu 12 đếm lại; 05/01/2024)',
    )
    told = command(office, "registers").stdout
    assert f"  {receipt.notes[0]}\n" in told


def test_the_file_itself_is_left_as_it_is(office: Path) -> None:
    before = (office / "data/registers/visits.csv").read_bytes()
    guests(correct(office, GUESTS))
    assert (office / "data/registers/visits.csv").read_bytes() == before


FAULTS = [
    (
        "visits;A;Số khách;28;30;đếm lại;05/01/2024",
        "[REGISTER-49] Sổ đã ghi giá trị mới, không cần đính chính nữa.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  "30"\n'
        "  Cách sửa: xóa dòng đính chính này",
    ),
    (
        "visits;A;Số khách;30;30;đếm lại;05/01/2024",
        "[REGISTER-49] Sổ đã ghi giá trị mới, không cần đính chính nữa.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  "30"\n'
        "  Cách sửa: xóa dòng đính chính này",
    ),
    (
        "visits;A;Số khách;28;34;đếm lại;05/01/2024",
        "[REGISTER-50] Ô trong sổ không còn ghi giá trị cũ của đính chính.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  sổ ghi "30", đính chính ghi "28"\n'
        "  Cách sửa: nếu sổ nay đã đúng thì xóa dòng đính chính; nếu chưa thì sửa giá trị cũ",
    ),
    (
        "visits;C;Số khách;30;34;đếm lại;05/01/2024",
        "[REGISTER-51] Sổ visits không có dòng được đính chính.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  "C"\n'
        "  Cách sửa: sửa khóa cho đúng như trong sổ, hoặc xóa dòng đính chính",
    ),
    (
        "visits;A;Số khácch;30;34;đếm lại;05/01/2024",
        "[REGISTER-52] Sổ visits không có cột được đính chính.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  "Số khácch"\n'
        '  Cách sửa: ghi đúng tiêu đề, có phải: "Số khách"?',
    ),
    (
        "visit;A;Số khách;30;34;đếm lại;05/01/2024",
        "[REGISTER-52] Không có sổ được đính chính.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  "visit"\n'
        '  Cách sửa: ghi tên sổ, có phải: "visits"?',
    ),
    (
        "visits;A;Số khách;30;ba tư;đếm lại;05/01/2024",
        '[REGISTER-53] Giá trị mới không ghi được vào cột "Số khách": Số nguyên sai dạng.\n'
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  "ba tư"\n'
        "  Cách sửa: ghi số nguyên, dấu chấm ngăn hàng nghìn: 1.234",
    ),
    (
        "visits;A;Số khách;30;;đếm lại;05/01/2024",
        '[REGISTER-53] Giá trị mới không ghi được vào cột "Số khách": Ô bắt buộc bị bỏ trống.\n'
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  ""\n'
        "  Cách sửa: điền giá trị",
    ),
    (
        "visits;A;Ngày;02/02/2023;02/02/2024;đếm lại;05/01/2024",
        '[REGISTER-53] Giá trị mới không ghi được vào cột "Ngày": Ngày sau ngày chốt số liệu '
        "31/12/2023.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  "02/02/2024"\n'
        "  Cách sửa: gõ sai thì sửa ngày; là ngày chưa tới (hết hạn, dự kiến) thì khai "
        "future=True cho cột day; sổ đã nhập đủ đến ngày ấy thì dời complete_until trong "
        "report.toml",
    ),
    (
        "visits;A;Số khách;30;34;;05/01/2024",
        "[REGISTER-10] Ô bắt buộc bị bỏ trống.\n"
        '  Ở đâu:    data/corrections.csv, dòng 2, cột "Lý do"\n'
        "  Cách sửa: điền giá trị",
    ),
    (
        "visits;A;Số khách;30;34;đếm lại;31/02/2024",
        "[REGISTER-06] Ngày không có thật hoặc sai dạng.\n"
        '  Ở đâu:    data/corrections.csv, dòng 2, cột "Ngày đính chính"\n'
        "  Đang có:  31/02/2024\n"
        "  Cách sửa: ghi ngày/tháng/năm, ví dụ 14/11/2023",
    ),
    (
        f"{GUESTS}\nVISITS;A;số khách;34;35;đếm lần nữa;06/01/2024",
        "[REGISTER-09] Khóa bị trùng.\n"
        '  Ở đâu:    data/corrections.csv, dòng 3, cột "Sổ", "Khóa", "Cột"\n'
        "  Đang có:  VISITS / A / số khách\n"
        "  Cách sửa: xóa dòng thừa, hoặc cấp mã mới cho một trong hai dòng",
    ),
]


@pytest.mark.parametrize(("rows", "expected"), FAULTS)
def test_a_correction_that_does_not_fit_is_refused(rows: str, expected: str, office: Path) -> None:
    assert said(correct(office, rows)) == expected


def test_a_key_of_two_rows_is_refused(office: Path) -> None:
    path = office / "data/registers/visits.csv"
    path.write_text(path.read_text("utf-8") + "A;05/05/2023;7;;phiếu\n", "utf-8")
    told = said(correct(office, GUESTS))
    assert (
        "[REGISTER-51] Khóa của đính chính là của nhiều dòng trong sổ.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        '  Đang có:  "A": các dòng 2, 4\n'
        "  Cách sửa: sửa khóa bị trùng trong sổ"
    ) in told
    assert "[REGISTER-09] Khóa bị trùng với dòng 2." in told


def test_a_build_is_refused_too(office: Path) -> None:
    workspace = correct(office, "visits;A;Số khách;28;34;đếm lại;05/01/2024")
    with pytest.raises(BaocaoError) as caught:
        build(workspace, workspace.period("2023"), ("html",))
    assert [finding.code for finding in caught.value.findings] == ["REGISTER-50"]


def test_what_cannot_be_read_may_be_corrected(office: Path) -> None:
    path = office / "data/registers/visits.csv"
    path.write_text(path.read_text("utf-8").replace("02/02/2023", "30/02/2023"), "utf-8")
    assert "[REGISTER-06]" in said(Workspace.load(office))
    workspace = correct(office, "visits;A;Ngày;30/02/2023;28/02/2023;theo phiếu;05/01/2024")
    assert said(workspace) == ""
    table = FactBook(workspace).table(FactBook(workspace).catalogue.registers[0])
    assert [f"{day:%d/%m/%Y}" for day in table.frame["day"]] == ["28/02/2023", "03/08/2023"]


def test_checks_see_what_was_corrected(office: Path) -> None:
    path = office / "data/registers/visits.csv"
    path.write_text(path.read_text("utf-8").replace("B;03/08/2023;12;;phiếu", "B;03/08/2023;12;;"))
    assert "[REGISTER-11]" in said(Workspace.load(office))
    assert said(correct(office, "visits;B;Nguồn;;phiếu 13;tìm thấy phiếu;05/01/2024")) == ""
    assert "[REGISTER-11]" in said(correct(office, "visits;A;Nguồn;phiếu;;mất phiếu;05/01/2024"))


def test_a_correction_may_come_in_a_workbook(office: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(";"))
    sheet.append(["visits", "A", "Số khách", 30, 34, "đếm lại", date(2024, 1, 5)])
    book.save(office / "data/corrections.xlsx")
    assert guests(Workspace.load(office)) == 46


def test_the_template_of_corrections_is_read(office: Path) -> None:
    made = command(
        office, "registers", "--template", "corrections", "--output", "data/corrections.xlsx"
    )
    assert made.returncode == 0
    assert said(Workspace.load(office)) == ""
    assert guests(Workspace.load(office)) == 42


def test_only_registers_are_corrected(office: Path) -> None:
    told = said(correct(office, "targets;x;Kế hoạch;1;2;sửa;05/01/2024"))
    assert told.startswith("[REGISTER-52] Không có sổ được đính chính.")


@pytest.mark.parametrize(
    "name",
    [
        "correction.csv",
        "corrections (1).csv",
        "Đính chính.xlsx",
        "dinh chinh 2023.csv",
        "corrections.et",
    ],
)
def test_a_file_with_nearly_the_right_name_is_told(name: str, office: Path) -> None:
    (office / "data" / name).write_text(f"{HEAD}\n{GUESTS}\n", encoding="utf-8-sig")
    assert said(Workspace.load(office)) == (
        "[REGISTER-40] Tệp đính chính không được đọc vì sai tên.\n"
        f"  Ở đâu:    data/{name}\n"
        "  Cách sửa: đặt tên tệp là corrections.csv hoặc corrections.xlsx, hoặc chuyển đi nơi khác"
    )


def test_two_files_of_corrections_are_refused(office: Path) -> None:
    correct(office, GUESTS)
    (office / "data/corrections.txt").write_text(f"{HEAD}\n{GUESTS}\n", encoding="utf-8-sig")
    assert said(Workspace.load(office)).startswith(
        "[REGISTER-13] Sổ corrections có nhiều tệp, không biết tệp nào là thật."
    )


def test_a_large_register_is_corrected_in_its_file(office: Path) -> None:
    workspace = correct(office, GUESTS)
    settings = office / "report.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("[[office]]", '[data.large]\nregisters = ["visits"]\n\n[[office]]', 1)
    settings.write_text(text, encoding="utf-8")
    register = FactBook(workspace).catalogue.registers[0]
    with pytest.raises(RegisterError) as caught:
        open_all([register], Workspace.load(office))
    assert str(caught.value) == (
        "[REGISTER-54] Sổ visits là sổ lớn, không đính chính được.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        "  Cách sửa: sửa trong tệp của sổ rồi xóa dòng đính chính; hoặc trong report.toml "
        "nâng data.large.over_mb, bỏ tên sổ khỏi data.large.registers"
    )


def test_a_parquet_register_is_made_anew(office: Path) -> None:
    workspace = correct(office, GUESTS)
    path = office / "data/registers/visits.csv"
    made = path.with_suffix(".parquet")
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{path}', delim = ';', all_varchar = true)) TO '{made}'"
    )
    path.unlink()
    told = said(workspace)
    assert "Sổ visits là tệp Parquet, không đính chính được." in told
    assert "tạo lại tệp Parquet với giá trị đúng" in told


SUGGESTED = [
    ("visits.csv", "Số khách", 'ghi tên sổ, có phải: "visits"?'),
    ("Sổ lượt khách", "Số khách", 'ghi tên sổ, có phải: "visits"?'),
    ("so luot khach", "Số khách", 'ghi tên sổ, có phải: "visits"?'),
    ("ocop", "Số khách", "ghi tên một trong các sổ: visits"),
    ("visits", "so khach", 'ghi đúng tiêu đề, có phải: "Số khách"?'),
    ("visits", "guests", 'ghi đúng tiêu đề, có phải: "Số khách"?'),
    ("visits", "Hạng sao", 'ghi một trong: "Mã", "Ngày", "Số khách", "Minh họa", "Nguồn"'),
]


@pytest.mark.parametrize(("stem", "heading", "remedy"), SUGGESTED)
def test_a_misspelt_name_gets_the_one_that_was_meant(
    stem: str, heading: str, remedy: str, office: Path
) -> None:
    told = said(correct(office, f"{stem};A;{heading};30;34;đếm lại;05/01/2024"))
    assert told.startswith("[REGISTER-52] ") and told.endswith(f"Cách sửa: {remedy}")


# The total below A (30) and B (12) before and after A becomes 34, and one that is never right.
@pytest.mark.parametrize(("total", "fits"), [(42, True), (46, True), (44, False)])
@pytest.mark.parametrize("as_text", [False, True])
def test_a_total_may_be_of_the_rows_before_or_after_a_correction(
    total: int, fits: bool, as_text: bool, office: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mã", "Ngày", "Số khách", "Nguồn", "Minh họa"])
    sheet.append(["A", date(2023, 2, 2), "30" if as_text else 30, "phiếu", None])
    sheet.append(["B", date(2023, 8, 3), 12, "phiếu", None])
    sheet.append(["Tổng cộng", None, str(total) if as_text else total])
    (office / "data/registers/visits.csv").unlink()
    book.save(office / "data/registers/visits.xlsx")
    told = said(correct(office, GUESTS))
    if fits:
        assert told == ""
        assert guests(Workspace.load(office)) == 46
    else:
        assert told.startswith("[REGISTER-37] ") and "44, cộng các dòng được 46" in told


def test_a_total_of_rows_with_one_that_cannot_be_read_is_no_second_fault(office: Path) -> None:
    path = office / "data/registers/visits.csv"
    path.write_text(
        path.read_text("utf-8").replace(";30;", ";ba mươi;") + "Tổng cộng;;42;;\n", "utf-8"
    )
    told = said(Workspace.load(office))
    assert told.startswith("[REGISTER-07] ") and told.count("[REGISTER") == 1
    workspace = correct(office, "visits;A;Số khách;ba mươi;30;theo phiếu;05/01/2024")
    assert said(workspace) == ""
    assert guests(workspace) == 42


TRIPS = Register(
    "trips",
    title="Sổ chuyến đi",
    begins=date(2020, 1, 1),
    key=("who", "day"),
    columns=(
        Column("who", "Ai"),
        Column("day", "Ngày", type="date"),
        Column("card", "CCCD", personal=True),
        Column("cost", "Kinh phí", type="money", required=False),
        Column("weight", "Cân", type="number", required=False),
    ),
    common=(),
)


def trips(tmp_path: Path, *rows: str) -> Path:
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True)
    lines = ["Ai;Ngày;CCCD;Kinh phí;Cân", "An;05/03/2023;044;1.000.000;1.5", "Bé;06/03/2023;045;;2"]
    (folder / "trips.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    text = "\n".join([HEAD, *rows]) + "\n"
    (folder.parent / "corrections.csv").write_text(text, encoding="utf-8-sig")
    return folder.parent


def test_a_key_of_several_columns_is_written_with_slashes(tmp_path: Path) -> None:
    table = read(
        TRIPS,
        trips(
            tmp_path,
            "trips;An / 05/03/2023;Kinh phí;1.000.000;2.500.000;hóa đơn 7;01/04/2023",
            "trips;bé/06/03/2023;Kinh phí;;500.000;hóa đơn 8;01/04/2023",
            "trips;An/05/03/2023;Cân;1,5;56.810;cân lại;01/04/2023",
        ),
        CLOSING,
    )
    assert table.frame["cost"].tolist() == [2_500_000, 500_000]
    # A correction is written in the official way, whatever the column's own.
    assert table.frame["weight"].tolist() == [56810.0, 2.0]
    assert table.corrected == {0: ("Kinh phí", "Cân"), 1: ("Kinh phí",)}


def test_personal_data_are_not_told(tmp_path: Path) -> None:
    row = "trips;An/05/03/2023;CCCD;044;046;xem lại thẻ;01/04/2023"
    table = read(TRIPS, trips(tmp_path, row), CLOSING)
    assert table.frame["card"].tolist() == ["046", "045"]
    assert table.notes[0] == (
        'đính chính An/05/03/2023, cột "CCCD": dữ liệu cá nhân (xem lại thẻ; 01/4/2023)'
    )
    assert not any("046" in note for note in table.notes)


# ---------------------------------------------------------------- what stands behind a figure


def test_a_figure_says_that_rows_of_it_were_corrected(office: Path) -> None:
    workspace = correct(office, GUESTS)
    book = FactBook(workspace)
    fact = book.fact(book.catalogue["visits.guests"], Period.parse("2023"))
    assert fact.provenance[0].filter.endswith("; số dòng đã đính chính: 1")
    third = book.fact(book.catalogue["visits.guests"], Period.parse("2023-Q3"))
    assert "đính chính" not in third.provenance[0].filter
    told = command(office, "explain", "visits.guests", "2023").stdout
    assert "Đã đính chính" in told
    assert "Số khách" in told.partition("Đã đính chính")[2]


def test_the_file_is_an_input_of_the_report(office: Path) -> None:
    assert PLACE in own_files(correct(office, GUESTS))


def test_a_process_that_goes_on_sees_corrections_that_come_and_go(office: Path) -> None:
    workspace = Workspace.load(office)

    def value() -> object:
        book = shared_book(workspace)
        return book.fact(book.catalogue["visits.guests"], Period.parse("2023")).value

    assert value() == 42
    correct(office, GUESTS)
    assert value() == 46
    correct(office, GUESTS.replace("34", "35"))
    assert value() == 47
    (office / PLACE).unlink()
    assert value() == 42


@pytest.mark.slow
def test_a_report_is_built_anew_when_a_correction_comes_or_changes(office: Path) -> None:
    def printed(*rows: str) -> list[str]:
        workspace = correct(office, *rows)
        done = build(workspace, workspace.period("2023"), ("html",))
        facts = (done.folder / "facts.json").read_text(encoding="utf-8")
        return [one["value"] for one in json.loads(facts)["facts"] if one["id"] == "visits.guests"]

    assert printed() == ["42"]
    assert printed(GUESTS) == ["46"]
    assert printed(GUESTS.replace("34", "35")) == ["47"]
