"""Which period a document reports on: by its title, by its file's name, by its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from baocao.cli import app
from baocao.core.calendars import Calendar
from baocao.core.errors import ManuscriptError
from baocao.core.periods import Period
from baocao.document.formats import docx
from baocao.review.manuscripts import Block, Manuscript
from baocao.review.verify import Verifier
from baocao.review.verify.other_period import other_period, require_own_period
from baocao.review.verify.reported_period import guess_period, named_in_file, require_period
from baocao.workspace.workspace import Workspace
from support.folders import copy_of_the_workspace, with_sections
from support.in_process import InProcess


def manuscript(*texts: str, name: str = "a.docx") -> Manuscript:
    return Manuscript(Path(name), tuple(Block(text, "text", ((0, "đoạn 1"),)) for text in texts))


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("BÁO CÁO Kết quả công tác quý III năm 2023", "2023-Q3"),
        ("KẾT QUẢ QUÝ III NĂM 2023", "2023-Q3"),
        ("BÁO CÁO 9 THÁNG ĐẦU NĂM 2023", "2023-9M"),
        ("Kết quả quý III, phương hướng quý IV năm 2023", "2023-Q3"),
        ("Kết quả công tác 9 tháng đầu năm, nhiệm vụ 3 tháng cuối năm 2023", "2023-9M"),
        ("Sơ kết 6 tháng đầu năm và phương hướng, nhiệm vụ 6 tháng cuối năm 2024", "2024-H1"),
        ("Kết quả thực hiện Kế hoạch năm 2023 trong quý III", "2023-Q3"),
        ("Báo cáo tháng 11 năm 2023", "2023-11"),
        ("Báo cáo tuần 7/2024", "2024-W07"),
        ("Báo cáo tình hình năm 2023", "2023"),
        ("Số liệu tính từ ngày 01/7/2023 đến hết ngày 30/9/2023.", "2023-Q3"),
        ("Báo cáo từ ngày 01/01/2020 đến ngày 14/11/2023", "2020-01-01--2023-11-14"),
        ("Báo cáo 06 tháng đầu năm 2023", "2023-H1"),
        ("BÁO CÁO 09 THÁNG NĂM 2023", "2023-9M"),
        ("Quý III - 2023", "2023-Q3"),
        ("Báo cáo Quý 03, năm 2023", "2023-Q3"),
        ("Tình hình 9 tháng, ước cả năm 2022", "2022-9M"),
        ("Kết quả từ ngày 01 tháng 7 đến ngày 30 tháng 9 năm 2023", "2023-Q3"),
        ("(từ 15/12 đến 14/6/2023)", "2022-12-15--2023-06-14"),
        # One paragraph names it, and nothing another.
        ("Trong 9 tháng đầu năm 2022, Sở đã tiếp nhận 33 dự án.", "2022-9M"),
        ("Quý III/2023 có 5 sản phẩm, so với quý II/2023 tăng 3.", "2023-Q3"),
        ("So với cùng kỳ năm 2022, quý III/2023 có thêm 3 sản phẩm.", "2023-Q3"),
    ],
)
def test_a_title_names_the_period(title: str, code: str) -> None:
    letterhead = "Quảng Trị, ngày 05 tháng 10 năm 2024"
    found = guess_period(manuscript("Số: 15/BC-SKHCN", letterhead, title))
    assert ([str(period) for period in found.periods], found.is_sure) == ([code], True)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Quảng Trị, ngày 05 tháng 10 năm 2023", "a.docx"),
        ("Thực hiện Nghị quyết số 163/2021/NQ-HĐND giai đoạn 2021-2025", "a.docx"),
        ("Trong năm 2023, các đơn vị tiếp tục phối hợp.", "a.docx"),
        ("So sánh quý II/2023 với quý III/2023", "a.docx"),
        ("Báo cáo quý III và 9 tháng đầu năm 2023", "a.docx"),
        ("Lũy kế đến ngày 30/9/2023, toàn tỉnh có 119 sản phẩm.", "a.docx"),
        ("Báo cáo quý III/2023", "2023-Q2.docx"),
        ("Báo cáo", "Báo cáo 2023.docx"),
    ],
)
def test_where_it_is_not_sure_the_period_is_asked_for(title: str, name: str) -> None:
    guess = guess_period(manuscript(title, name=name))
    assert not guess.is_sure
    with pytest.raises(ManuscriptError) as raised:
        require_period(guess, name)
    assert str(raised.value).startswith("[MANUSCRIPT-12] Chưa rõ văn bản báo cáo về kỳ nào.\n")


def test_a_title_that_says_another_period_is_noted() -> None:
    guess = guess_period(manuscript("Báo cáo quý III/2023"))
    days = Period.parse("2023-07-01--2023-09-30")
    assert [guess.is_other_than(p) for p in (Period.parse("2023-Q2"), days)] == [True, False]
    assert not guess_period(manuscript("Báo cáo")).is_other_than(days)


def test_what_was_found_of_two_periods_is_told() -> None:
    with pytest.raises(ManuscriptError) as raised:
        require_period(guess_period(manuscript("Báo cáo quý III/2023", name="2023-Q2.docx")), "a")
    assert str(raised.value) == (
        "[MANUSCRIPT-12] Chưa rõ văn bản báo cáo về kỳ nào.\n"
        "  Ở đâu:    a\n"
        "  Đang có:  phần đầu văn bản nêu quý III/2023, tên tệp nêu quý II/2023\n"
        "  Cách sửa: ghi kỳ báo cáo, ví dụ 2023-Q3 hoặc 2023-Q2"
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("BC_2023-Q3 (sửa).docx", "2023-Q3"),
        ("Báo cáo Quý III.2023.doc", "2023-Q3"),
        ("bao-cao-quy-3-2023.docx", "2023-Q3"),
        ("BC 9 tháng 2023.docx", "2023-9M"),
        ("bao cao 6 thang dau nam 2023.docx", "2023-H1"),
        ("bc thang 11-2023.docx", "2023-11"),
        ("2020-01-01--2023-11-14.docx", "2020-01-01--2023-11-14"),
        ("BC-9T-2022.docx", "2022-9M"),
        ("BC T9.2023.docx", "2023-09"),
        ("baocaoquy3nam2023.docx", "2023-Q3"),
        ("bc tu 01-07-2023 den 30-09-2023.docx", "2023-Q3"),
        ("report.docx", "None"),
        ("2023-Q2 và 2023-Q3.docx", "None"),
        ("20231114 bao cao.docx", "None"),
    ],
)
def test_the_name_of_a_file_names_the_period(name: str, code: str) -> None:
    assert str(named_in_file(name)) == code


def test_a_calendar_of_ones_own_names_years_by_two() -> None:
    school = Calendar.beginning(9, 1, "năm học")
    sure = guess_period(manuscript("Báo cáo kết quả quý II năm học 2024-2025"), school)
    assert (str(sure.period), sure.is_sure) == ("2024-Q2", True)


# ---------------------------------------------------------------- by the numbers


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    office = copy_of_the_workspace(tmp_path_factory.mktemp("periods") / "office")
    return Workspace.load(with_sections(office, ("ocop", "technology_appraisal")))


@pytest.fixture(scope="module")
def last_quarter(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "edited.docx"
    path.write_bytes(docx.render(InProcess(workspace).model(workspace.period("2023-Q2"))))
    return path


def test_numbers_of_another_period_are_told_before_they_are_judged(
    workspace: Workspace, last_quarter: Path
) -> None:
    period = workspace.period("2023-Q3")
    found = Verifier(workspace, period, InProcess(workspace).model(period)).verify(last_quarter)
    other = other_period(found)
    assert other is not None and str(other.period) == "2023-Q2"
    with pytest.raises(ManuscriptError) as raised:
        require_own_period(found)
    told = str(raised.value)
    assert told == (
        "[MANUSCRIPT-13] Văn bản có lẽ báo cáo về kỳ khác với kỳ đã nêu.\n"
        f"  Ở đâu:    {last_quarter}\n"
        f"  Đang có:  trong {other.numbers} con số so được, {other.own} khớp với quý III/2023 "
        f"(2023-Q3), {other.fitting} khớp với quý II/2023 (2023-Q2)\n"
        "  Cách sửa: đối chiếu lại với kỳ 2023-Q2; nếu đúng là kỳ 2023-Q3, thêm --anyway"
    )


def test_a_report_on_its_own_period_is_judged(workspace: Workspace, last_quarter: Path) -> None:
    period = workspace.period("2023-Q2")
    found = Verifier(workspace, period, InProcess(workspace).model(period)).verify(last_quarter)
    assert other_period(found) is None
    require_own_period(found)


@pytest.mark.torture
@pytest.mark.slow
def test_the_command_guesses_asks_and_goes_on_when_told(
    workspace: Workspace, last_quarter: Path
) -> None:
    run = CliRunner().invoke
    root = ("--workspace", str(workspace.root))
    guessed = run(app, ["verify", str(last_quarter), *root])
    assert guessed.exit_code == 0, guessed.output
    assert "Kỳ báo cáo: quý II/2023 (2023-Q2); phần đầu văn bản nêu quý II/2023." in guessed.stderr
    stopped = run(app, ["verify", str(last_quarter), "2023-Q3", *root])
    assert stopped.exit_code == 1 and "[MANUSCRIPT-13]" in stopped.stderr and not stopped.stdout
    assert "Lưu ý: phần đầu văn bản nêu quý II/2023; đang đối chiếu với" in stopped.stderr
    gone_on = run(app, ["verify", str(last_quarter), "2023-Q3", "--anyway", *root])
    assert gone_on.exit_code == 1 and "phải sửa trước khi ký" in gone_on.stdout
