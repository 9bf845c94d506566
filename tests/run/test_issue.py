"""A report is issued once, kept as it was, told apart from what the registers say later."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import sysconfig
import venv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from baocao.core.errors import Finding, IssueError
from baocao.document.formats import docx, html, pdf
from baocao.document.revisions import revision
from baocao.notebook.report import Report
from baocao.review import archive_view, replay
from baocao.review.consistency import inconsistencies
from baocao.run import issue, schedule
from baocao.run.issue import Order
from baocao.run.written import Written
from baocao.workspace import archive, archive_index
from baocao.workspace.bare_notebooks import bare_hash
from baocao.workspace.workspace import Workspace
from support import processes
from support.commands import command
from support.documents import docx_text, html_text, pdf_text
from support.folders import contents, copy_of_the_workspace, emptied, with_sections
from support.in_process import InProcess

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2023-Q3"
SIGNER = "Nguyễn Hữu Thắng"
ISSUE = ("issue", PERIOD, "--number", "312", "--date", "2023-10-05", "--signer", SIGNER)
NAME = "2023/0312-BC-SKHCN"
FIRST = "Báo cáo số 312/BC-SKHCN ngày 05/10/2023 của Sở Khoa học và Công nghệ"
APPRAISALS = "technology_appraisal"
SUPPORT = "enterprise_support"


def baocao(office: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    done = command(office, *arguments)
    return done.returncode, done.stdout, done.stderr


def line_of_the_index(office: Path) -> str:
    """The hash of the one line that the index has."""
    return hashlib.sha256((office / "outputs/issued/index.jsonl").read_bytes()).hexdigest()


def taken_in(office: Path) -> Workspace:
    """The office, whose archive takes what lies in it now for what was issued."""
    workspace = Workspace.load(office)
    for folder in workspace.issued.glob("2*/*"):
        about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        about["outputs"] = {
            n: hashlib.sha256(data).hexdigest() for n, data in contents(folder).items()
        }
        del about["outputs"]["manifest.json"]
        (folder / "manifest.json").chmod(0o644)
        (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    (workspace.issued / "index.jsonl").unlink()
    (office / "issued.json").unlink()
    archive_index.adopt(workspace)
    return workspace


def edit(path: Path, old: str, new: str) -> None:
    """Change a text that stands once in a file, which may be read-only."""
    text = path.read_bytes().decode()
    assert text.count(old) == 1, (path, old, text.count(old))
    path.chmod(0o644)
    path.write_bytes(text.replace(old, new).encode())


@pytest.fixture(scope="session")
def issued_once(shared: Path) -> Path:
    """An office of two sections and an annex whose report was issued by one of two commands.

    Both ran at once; ``said.json`` beside the office has what they printed.
    """
    made = shared / "issued"
    with FileLock(f"{made}.lock"):
        if not made.exists():
            office = copy_of_the_workspace(made / "office")
            annex = '[[annexes]]\nsection = "summary"\nlandscape = true\n\n'
            with_sections(office, (APPRAISALS, SUPPORT), annex)
            edit(office / "report.toml", "draft = false ", "draft = true ")
            line = [processes.BAOCAO, *ISSUE]
            with (
                processes.started(line, cwd=office) as one,
                processes.started(line, cwd=office) as other,
            ):
                said = [
                    (*process.communicate(timeout=processes.patience(100)), process.returncode)
                    for process in (one, other)
                ]
            (made / "said.json").write_text(json.dumps(said), encoding="utf-8")
    return made


@pytest.fixture
def office(issued_once: Path, desk_of_this_worker: Path) -> Path:
    """A copy of that office, to spoil."""
    place = emptied(desk_of_this_worker)
    return Path(shutil.copytree(issued_once / "office", place, dirs_exist_ok=True))


@pytest.fixture
def kept(office: Path) -> Path:
    return office / "outputs" / "issued" / NAME


def order(**changes: Any) -> Order:
    return Order(**{"number": 340, "date": date(2023, 11, 20), "signer": SIGNER, **changes})


def refused(office: Path, period: str, asked: Order) -> list[str]:
    """The messages of the findings for which a report is not issued."""
    workspace = Workspace.load(office)
    with pytest.raises(IssueError) as caught:
        issue.issue(workspace, workspace.period(period), asked)
    return [str(finding) for finding in caught.value.findings]


# ---------------------------------------------------------------- what is printed and kept


def test_of_two_commands_at_once_one_issues_and_the_other_is_told(issued_once: Path) -> None:
    said = json.loads((issued_once / "said.json").read_text(encoding="utf-8"))
    (out, err, _), (_, told, _) = sorted(said, key=lambda one: one[2])
    assert sorted(code for *_, code in said) == [0, 1]
    assert out.splitlines() == [
        "2023-Q3: đã ban hành Báo cáo số 312/BC-SKHCN ngày 05/10/2023",
        f"  outputs/issued/{NAME}",
        f"  Mã của kho: {line_of_the_index(issued_once / 'office')[:12]}",
    ]
    assert "Cảnh báo: báo cáo có tính dòng số liệu minh họa, chưa phải số liệu chính thức" in err
    assert told == (
        "[ISSUE-09] Một tiến trình khác đang ban hành báo cáo.\n"
        "  Ở đâu:    outputs/issued\n"
        "  Cách sửa: chờ tiến trình kia xong rồi chạy lại\n"
    )


READERS: dict[str, Callable[[bytes], str]] = {
    "html": lambda data: html_text(data.decode()),
    "pdf": pdf_text,
    "docx": docx_text,
}


@pytest.mark.parametrize("ending", READERS)
def test_number_day_and_signer_are_printed_and_the_draft_mark_is_not(
    ending: str, kept: Path
) -> None:
    text = READERS[ending]((kept / f"report.{ending}").read_bytes())
    assert "Số: 312/BC-SKHCN" in text
    assert "Quảng Trị, ngày 05 tháng 10 năm 2023" in text
    assert (
        "(Kèm theo Báo cáo số 312/BC-SKHCN ngày 05 tháng 10 năm 2023 của Sở Khoa học và Công nghệ)"
    ) in text
    assert f"KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC {SIGNER}" in text
    assert "DỰ THẢO" not in text


def test_everything_it_was_made_from_is_kept(kept: Path, office: Path) -> None:
    assert json.loads((kept / "issue.json").read_text(encoding="utf-8")) == {
        "number": 312,
        "date": "2023-10-05",
        "signer": SIGNER,
        "symbol": "312/BC-SKHCN",
        "period": PERIOD,
        "start": "2023-07-01",
        "end": "2023-09-30",
        "replaces": None,
    }
    about = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
    assert about["python"].startswith("3.") and about["versions"]["papermill"]
    hashes = {n: hashlib.sha256(data).hexdigest() for n, data in contents(kept).items()}
    del hashes["manifest.json"]
    assert about["outputs"] == hashes
    # Code lies under lib/, so that it can be run from there.
    of_code = ("baocao/", "dost/")
    places = {
        name: f"{'lib/' if name.startswith(of_code) else ''}{name}" for name in about["inputs"]
    }
    assert {f"inputs/{place}" for place in places.values()} == {
        name for name in hashes if name.startswith("inputs/")
    }
    for name, place in places.items():
        # Of a notebook counts what somebody wrote.
        is_notebook = place.endswith(".ipynb")
        found = bare_hash(kept / "inputs" / place) if is_notebook else hashes[f"inputs/{place}"]
        assert found == about["inputs"][name], name
    for name in ("report.toml", "data/registers/ocop.csv", "notebooks/overview.ipynb"):
        assert (kept / "inputs" / name).read_bytes() == (office / name).read_bytes()


def test_it_is_read_only(issued_once: Path) -> None:
    folder = issued_once / "office" / "outputs" / "issued" / NAME
    modes = {
        (path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (folder, *folder.rglob("*"))
    }
    assert modes == {(True, 0o555), (False, 0o444)}
    assert not list(folder.parent.glob(".*"))


def test_a_later_build_is_a_draft_again_and_leaves_it_as_it_was(office: Path, kept: Path) -> None:
    before = contents(kept)
    edit(office / "data" / "registers" / f"{SUPPORT}.csv", ROW, ROW.replace("6.500", "7.500"))
    code, _, err = baocao(office, "build", PERIOD, "--force", "--format", "html")
    assert code == 0, err
    text = html_text((office / "outputs" / PERIOD / "report.html").read_text(encoding="utf-8"))
    assert "DỰ THẢO" in text and "Số: /BC-SKHCN" in text
    assert f"So với {FIRST}, " in text
    assert contents(kept) == before


def test_an_issued_period_is_not_due(office: Path) -> None:
    workspace = Workspace.load(office)
    due = [str(period) for period in schedule.due(workspace, date(2023, 10, 5))]
    assert "2023-Q2" in due and PERIOD not in due


# ---------------------------------------------------------------- what stands against it


def test_everything_against_an_issue_is_named_at_once(office: Path) -> None:
    template = ROOT / "lib/baocao/document/formats/docx/report.docx"
    shutil.copy(template, office.parent / "letterhead.docx")
    edit(
        office / "report.toml",
        '# word_template = "letterhead.docx"',
        'word_template = "../letterhead.docx"',
    )
    asked = order(number=312, date=date(2023, 12, 1), signer="Trần Văn B", replaces=9)
    assert refused(office, "2023", asked) == [
        "[ISSUE-03] Số liệu năm 2023 chưa đủ để ban hành.\n"
        "  Ở đâu:    report.toml, mục data.complete_until\n"
        "  Đang có:  số liệu chốt đến 14/11/2023, kỳ kết thúc 31/12/2023\n"
        "  Cách sửa: nhập đủ sổ rồi dời complete_until",
        "[ISSUE-04] Số 312 của năm 2023 đã dùng.\n"
        f"  Ở đâu:    outputs/issued/{NAME}\n"
        "  Đang có:  Báo cáo số 312/BC-SKHCN ngày 05/10/2023\n"
        "  Cách sửa: lấy số tiếp theo trong sổ văn bản đi",
        "[ISSUE-06] Không có báo cáo số 9 đang có hiệu lực của kỳ này để thay thế.\n"
        "  Đang có:  chưa ban hành báo cáo năm 2023\n"
        "  Cách sửa: bỏ --replaces",
        "[ISSUE-07] Ngày ban hành quá sớm.\n"
        "  Ở đâu:    --date\n"
        "  Đang có:  01/12/2023; kỳ kết thúc 31/12/2023\n"
        "  Cách sửa: ghi ngày từ 31/12/2023 trở đi",
        "[ISSUE-08] Người ký không phải người ký của cơ quan vào ngày ban hành.\n"
        "  Ở đâu:    --signer\n"
        "  Đang có:  Trần Văn B\n"
        "  Cách sửa: người ký ngày 01/12/2023 là Nguyễn Hữu Thắng "
        "(KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC); nếu đã thay người, thêm mục office vào report.toml",
        "[ISSUE-10] Mẫu Word nằm ngoài thư mục làm việc nên không lưu kèm được.\n"
        "  Ở đâu:    report.toml, mục style.word_template\n"
        "  Đang có:  ../letterhead.docx\n"
        "  Cách sửa: chép mẫu vào thư mục của report.toml",
    ]


def test_a_period_is_issued_again_only_in_place_of_its_report(office: Path) -> None:
    assert refused(office, PERIOD, order()) == [
        "[ISSUE-05] Báo cáo quý III/2023 đã ban hành.\n"
        f"  Ở đâu:    outputs/issued/{NAME}\n"
        "  Đang có:  Báo cáo số 312/BC-SKHCN ngày 05/10/2023\n"
        "  Cách sửa: ban hành báo cáo thay thế: thêm --replaces 312"
    ]
    # The same days under another code are the same window.
    (same,) = refused(office, "2023-07-01--2023-09-30", order())
    assert same.startswith("[ISSUE-05] ")
    other, early = refused(office, PERIOD, order(replaces=311, date=date(2023, 10, 4)))
    assert other.startswith("[ISSUE-06] ") and other.endswith("ghi --replaces 312")
    assert early.splitlines()[2:] == [
        "  Đang có:  04/10/2023; kỳ kết thúc 30/9/2023, Báo cáo số 312/BC-SKHCN ngày 05/10/2023",
        "  Cách sửa: ghi ngày từ 05/10/2023 trở đi",
    ]


def test_the_faults_that_check_finds_stand_against_it_too(office: Path) -> None:
    edit(office / "data" / "registers" / f"{SUPPORT}.csv", ROW, ROW.replace("15/09", "31/09"))
    (found,) = refused(office, "2023-Q2", order())
    assert found.startswith("[REGISTER-06] ")


def test_who_signs_is_the_signatory_of_the_day_of_issue(office: Path) -> None:
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8")
    entry = text[text.index("[[office]]") : text.index("# What a periodic report says")]
    newer = entry.replace("2019-01-01", "2023-11-01").replace(SIGNER, "Lê Thị C")
    path.write_text(text.replace(entry, entry + newer), encoding="utf-8")
    (found,) = refused(office, "2023-Q2", order())
    assert "người ký ngày 20/11/2023 là Lê Thị C" in found


def test_a_report_with_a_hole_is_not_issued_and_nothing_is_kept(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.load(office)
    before = contents(workspace.issued)
    # What a killed one left behind, read-only already, goes too.
    left = workspace.issued / "2023" / ".0339-BC-SKHCN.new"
    left.mkdir()
    left.chmod(0o555)

    hole = Finding("EXPORT-02", "Không dàn được trang PDF.", "notebooks/ocop.ipynb, ô 5")
    monkeypatch.setattr(issue, "write_documents", lambda *_, **__: Written([], [], (hole,)))
    with pytest.raises(IssueError) as caught:
        issue.issue(workspace, workspace.period("2023-Q2"), order())
    assert str(caught.value) == (
        "[EXPORT-20] Không ban hành báo cáo còn chỗ không in được.\n"
        "  Cách sửa: sửa các chỗ nêu bên dưới, dựng lại, đọc lại rồi ban hành\n"
        "[EXPORT-02] Không dàn được trang PDF.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 5"
    )
    assert contents(workspace.issued) == before
    assert [path.name for path in left.parent.iterdir()] == [Path(NAME).name]


# ---------------------------------------------------------------- proved before it is issued


def with_cell(office: Path, source: str) -> None:
    """Put a cell before all others of the first section that prints nothing in the report."""
    path = office / "notebooks" / f"{APPRAISALS}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append(
        {"cell_type": "code", "id": "extra", "metadata": {"tags": ["working"]},
         "execution_count": None, "outputs": [], "source": source}
    )  # fmt: skip
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


@pytest.mark.torture
@pytest.mark.slow
def test_what_needs_more_than_is_kept_is_not_issued(office: Path) -> None:
    """A cell that says what it sees of the workspace; what else is hidden: test_kept_only.py."""
    (office / "x.csv").write_text("a\n1\n")
    place = str(office / "x.csv")
    with_cell(office, f"try: print(open({place!r}).read())\nexcept OSError: print('hidden')")
    before = contents(office / "outputs" / "issued")
    workspace = Workspace.load(office)
    with pytest.raises(IssueError) as caught:
        issue.issue(workspace, workspace.period("2023-Q2"), order())
    assert str(caught.value).startswith(
        "[ISSUE-19] Không ban hành: dựng lại từ phần lưu kèm thì báo cáo không ra như cũ."
    )
    assert contents(office / "outputs" / "issued") == before


def test_a_notebook_that_looks_at_the_clock_is_not_issued(office: Path) -> None:
    with_cell(office, "from datetime import date; date.today()")
    (found,) = refused(office, "2023-Q2", order())
    assert found == (
        "[ISSUE-20] Sổ tay hoặc chương trình xem đồng hồ, nên về sau dựng lại không ra như cũ.\n"
        f"  Ở đâu:    notebooks/{APPRAISALS}.ipynb\n"
        "  Đang có:  today\n"
        "  Cách sửa: dùng ngày của kỳ: report.period.start, report.period.end"
    )


# ---------------------------------------------------------------- checked by hash


def change_a_byte(kept: Path) -> None:
    path = kept / "report.pdf"
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def add_a_file(kept: Path) -> None:
    kept.chmod(0o755)
    (kept / "note.txt").write_text("")


def remove_a_file(kept: Path) -> None:
    (kept / "inputs" / "data").chmod(0o755)
    (kept / "inputs" / "data" / "targets.csv").unlink()


def break_the_manifest(kept: Path) -> None:
    edit(kept / "manifest.json", '"outputs": {', '"outputs": [')


def edit_the_lot(kept: Path) -> None:
    for path in (kept / "inputs" / "notebooks").iterdir():
        path.chmod(0o644)
        path.write_text("{}")


DAMAGE: list[tuple[Callable[[Path], None], str]] = [
    (change_a_byte, "bị sửa: report.pdf"),
    (add_a_file, "thêm vào: note.txt"),
    (remove_a_file, "bị thiếu: inputs/data/targets.csv"),
    (break_the_manifest, "bị sửa: manifest.json"),
    (
        edit_the_lot,
        "bị sửa: inputs/notebooks/difficulties.ipynb, inputs/notebooks/enterprise_support.ipynb, "
        "inputs/notebooks/guidance.ipynb, inputs/notebooks/integrated_management.ipynb, "
        "inputs/notebooks/intellectual_property.ipynb và 8 tệp khác",
    ),
]


@pytest.mark.parametrize(("spoil", "found"), DAMAGE)
def test_damage_is_found_and_not_mended(
    spoil: Callable[[Path], None], found: str, office: Path, kept: Path
) -> None:
    workspace = Workspace.load(office)
    assert archive_index.damage(workspace) == []
    spoil(kept)
    before = contents(kept)
    message = (
        "[ISSUE-01] Báo cáo đã ban hành không còn nguyên vẹn.\n"
        f"  Ở đâu:    outputs/issued/{NAME}\n"
        f"  Đang có:  {found}\n"
        "  Cách sửa: lấy lại từ bản sao lưu; lệnh này không sửa, không xóa gì ở đó"
    )
    assert list(map(str, archive_index.damage(workspace))) == [message]
    assert contents(kept) == before


# Each command with each kind of damage is in test_archive.py; here they follow one another.
@pytest.mark.torture
def test_every_command_that_builds_or_checks_ends_with_1_after_damage(
    office: Path, kept: Path
) -> None:
    assert baocao(office, "check", "2023-Q2")[0] == 0
    change_a_byte(kept)
    code, _, err = baocao(office, "check", "2023-Q2")
    assert (code, err.count("[ISSUE-01] ")) == (1, 1)
    # Another period's report is built all the same.
    code, out, err = baocao(office, "build", "2023-Q2", "--format", "html")
    assert (code, err.count("[ISSUE-01] ")) == (1, 1)
    assert "2023-Q2: đã dựng" in out
    # A report of the same days has nothing sound to be set against.
    code, out, err = baocao(office, "build", PERIOD)
    assert (code, out) == (1, "")
    assert err.startswith(
        "2023-Q3: không dựng được\n"
        "[ISSUE-02] Không lập được báo cáo của kỳ đã ban hành: "
        "Báo cáo số 312/BC-SKHCN ngày 05/10/2023 bị thay đổi.\n"
        f"  Ở đâu:    outputs/issued/{NAME}\n"
        "  Đang có:  bị sửa: report.pdf\n"
        "  Cách sửa: lấy lại thư mục ấy từ bản sao lưu rồi chạy lại\n"
        "[ISSUE-01] "
    )
    assert "[ISSUE-01] " in baocao(office, "due", "--on", "2023-01-01")[2]
    code, _, err = baocao(office, *ISSUE)
    assert code == 1 and "[ISSUE-18] " in err and "[ISSUE-01] " in err


# ---------------------------------------------------------------- what changed since

# A third quarter's row of each kind: money approved on 15/09, a project on 24/07.
ROW = (
    "HS-2023-017;DT-22;Đối tượng 22;;Doanh nghiệp;Tiêu chuẩn cơ sở;TCCS;Đã phê duyệt;"
    "26/07/2023;15/09/2023;6.500.000;;x;"
)
NEW = (
    "YK-2023-999;DA-2023-999;Dự án bổ sung;Nhóm B;Vốn đầu tư công;Quyết định đầu tư;"
    "14/07/2023;04/08/2023;24/07/2023;Thống nhất;;x;\r\n"
)
OLD = (
    "YK-2023-085;DA-2023-077;Dự án 2023-077;Nhóm A;Vốn khác trong nước;"
    "Quyết định chủ trương đầu tư;25/07/2023;15/08/2023;11/08/2023;Thống nhất;;x;\r\n"
)
APPRAISALS_TITLE = "Sổ theo dõi thẩm định, có ý kiến về công nghệ dự án đầu tư"
SUPPORT_TITLE = "Sổ theo dõi hỗ trợ áp dụng tiêu chuẩn, hệ thống quản lý chất lượng"


def notes(office: Path, period: str = PERIOD) -> list[str]:
    """The notes of an ordinary report, without those that every report of these data has."""
    in_process = InProcess(Workspace.load(office))
    model = in_process.model(in_process.workspace.period(period))
    return [n for n in model.notes if "minh họa" not in n and "ước cả năm" not in n]


def test_unchanged_registers_are_no_news(office: Path) -> None:
    # A cell that no figure counts, and a closing day that has moved on.
    path = office / "data" / "registers" / f"{APPRAISALS}.csv"
    edit(path, "Dự án 2023-077", "Dự án đã đổi tên")
    edit(office / "report.toml", "complete_until = 2023-11-14", "complete_until = 2023-12-31")
    assert notes(office) == []


def test_a_revision_names_figures_rows_and_reason_in_every_format(office: Path) -> None:
    appraisals = office / "data" / "registers" / f"{APPRAISALS}.csv"
    # Two rows come, one goes: 33 projects and 37 opinions were issued.
    other = NEW.replace("2023-999", "2023-998")
    edit(appraisals, OLD, NEW + other)
    # 81,5 triệu đồng of the quarter become 82,5: the register itself is not public.
    edit(office / "data" / "registers" / f"{SUPPORT}.csv", ROW, ROW.replace("6.500", "7.500"))
    remarks = office / "data" / "remarks" / PERIOD
    remarks.mkdir()
    (remarks / "revision.md").write_text(
        "Nhập sót hồ sơ; nay đủ {{ appraised }} dự án.\n\nĐã đối chiếu sổ.\n", encoding="utf-8"
    )
    workspace = Workspace.load(office)
    in_process = InProcess(workspace)
    model = in_process.model(workspace.period(PERIOD))
    first, second, third, fourth, fifth, reason = model.notes[:6]
    assert first.startswith(f"So với {FIRST}, ")
    assert second.startswith(
        f"Thêm dòng YK-2023-999 và YK-2023-998, bớt dòng YK-2023-085 ({APPRAISALS_TITLE}): "
    )
    assert "Dự án được thẩm định, có ý kiến về công nghệ: 33 dự án, nay là 34 dự án" in second
    assert "Lượt ý kiến về công nghệ dự án đầu tư: 37 lượt ý kiến, nay là 38 lượt ý kiến" in second
    # The rows that came are of one kind of capital, the row that went of another.
    assert fourth == (
        f"Bớt dòng YK-2023-085 ({APPRAISALS_TITLE}): Dự án được thẩm định, có ý kiến về công nghệ "
        "(Vốn khác trong nước): 24 dự án, nay là 23 dự án."
    )
    assert fifth == (
        f"Thêm dòng YK-2023-999 và YK-2023-998 ({APPRAISALS_TITLE}): Dự án được thẩm định, có ý "
        "kiến về công nghệ (Vốn đầu tư công): 06 dự án, nay là 08 dự án."
    )
    assert third.startswith(f"Sửa dòng HS-2023-017 ({SUPPORT_TITLE}): ")
    assert (
        "Kinh phí được phê duyệt hỗ trợ trong kỳ: 81,5 triệu đồng, nay là 82,5 triệu đồng"
    ) in third
    assert reason == "Lý do: Nhập sót hồ sơ; nay đủ 34 dự án. Đã đối chiếu sổ."
    made = {
        "html": html_text(html.render(model)),
        "pdf": pdf_text(pdf.render(model)),
        "docx": docx_text(docx.render(model)),
    }
    for text in made.values():
        for note in model.notes[:6]:
            assert note.replace(" ", "") in text.replace(" ", "")


def test_how_many_figures_are_listed_and_that_others_follow_is_said(office: Path) -> None:
    """One project more changes five figures; its nine months, shares and growth follow."""
    edit(office / "data" / "registers" / f"{APPRAISALS}.csv", OLD, OLD + NEW)
    first, second, reason = notes(office)
    listed = second.partition("): ")[2].split("; ")
    assert len(listed) == 4 and listed[-1].startswith("và 0")
    more = int(listed[-1].split()[1])
    assert f", {3 + more:02} số liệu đã được điều chỉnh, kéo theo " in first
    assert reason == "Lý do: đơn vị chưa nêu."


def test_a_row_that_moved_out_of_the_quarter_says_which_cell(office: Path) -> None:
    """Its register is public, so the cell may be shown."""
    later = OLD.replace("11/08/2023", "03/10/2023")
    edit(office / "data" / "registers" / f"{APPRAISALS}.csv", OLD, later)
    second = notes(office)[1]
    assert second.startswith(
        "Bớt dòng YK-2023-085 (Ngày văn bản ý kiến: 11/8/2023, nay là 03/10/2023) "
    )


def test_a_figure_of_last_year_that_only_a_comparison_quotes(office: Path) -> None:
    path = office / "data" / "registers" / f"{APPRAISALS}.csv"
    edit(path, OLD, OLD + NEW.replace("2023", "2022"))
    told = " ".join(notes(office))
    assert "Thêm dòng YK-2022-999" in told
    assert "(quý III/2022): 26 dự án, nay là 27 dự án" in told


# ---------------------------------------------------------------- issued anew, replayed


@pytest.mark.slow
def test_a_replay_says_what_differs_and_runs_the_kept_code(office: Path, kept: Path) -> None:
    # The label of an indicator in the kept code, an amount in the kept data.
    code = kept / "inputs" / "lib" / "dost" / f"{APPRAISALS}.py"
    edit(code, '"Lượt ý kiến về công nghệ dự án đầu tư"', '"Lượt ý kiến đã đổi"')
    register = kept / "inputs" / "data" / "registers" / f"{SUPPORT}.csv"
    edit(register, ROW, ROW.replace("6.500", "7.500"))
    version = json.loads((kept / "manifest.json").read_text())["versions"]["papermill"]
    edit(kept / "manifest.json", f'"papermill": "{version}"', '"papermill": "0.1"')
    # What was not issued so is not run at all.
    found = replay.replay(Workspace.load(office), 312)
    assert set(found.incomplete) == {
        "manifest.json bị sửa",
        f"inputs/data/registers/{SUPPORT}.csv bị sửa",
        f"inputs/lib/dost/{APPRAISALS}.py bị sửa",
    }
    assert found.unstable == found.inconsistent == (replay.NOTHING_RUN,)
    found = replay.replay(taken_in(office), 312)
    assert found.incomplete == ()
    assert {"report.html", "report.pdf", "report.docx", "facts.json"} <= set(found.unstable)
    assert (
        "enterprise_support.approved_amount_in_period, kỳ 2023-Q3: "
        "81,5 triệu đồng → 82,5 triệu đồng"
    ) in found.inconsistent
    assert any(text.startswith("technology_appraisal.opinions,") for text in found.inconsistent)
    assert found.versions == (f"papermill: 0.1 → {version}",)
    lines = replay.as_lines(found)
    assert not found.good
    assert [line for line in lines if not line.startswith(" ")][1:] == [
        "Đầy đủ: có (mọi tệp lưu còn nguyên mã băm)",
        "Ổn định: không",
        "Nhất quán: không",
        "Phiên bản khác lúc ban hành:",
    ]


@pytest.mark.slow
def test_a_report_that_cannot_be_built_anew(office: Path, kept: Path) -> None:
    edit(kept / "inputs" / "report.toml", "[data]", "[date]")
    taken_in(office)
    code, out, err = baocao(office, "replay", "312")
    assert code == 1
    assert "  không dựng lại được: [WORKSPACE-03] " in out
    assert "Traceback" not in out + err


@pytest.mark.slow
def test_a_replacement_says_what_it_replaces_and_is_complete_stable_and_consistent(
    office: Path, kept: Path, tmp_path: Path
) -> None:
    before = contents(kept)
    edit(office / "data" / "registers" / f"{APPRAISALS}.csv", OLD, OLD + NEW)
    workspace = Workspace.load(office)
    made, made_up = issue.issue(workspace, workspace.period(PERIOD), order(replaces=312))
    assert made.record.replaces == NAME
    assert APPRAISALS_TITLE in made_up
    text = docx_text((made.folder / "report.docx").read_bytes())
    assert "Số: 340/BC-SKHCN" in text
    assert f"Báo cáo này thay thế {FIRST}; " in text
    assert "33 dự án, nay là 34 dự án" in text
    assert contents(kept) == before
    # From now on a report of the quarter is set against the new one.
    assert notes(office) == []
    assert archive.in_force(workspace, workspace.period(PERIOD)) == made
    # The working tree is of no use to a replay, and neither it nor the archive is written to.
    for name in ("data", "notebooks"):
        shutil.rmtree(office / name)
    before, temporary = contents(workspace.issued), tmp_path / "temporary"
    temporary.mkdir()
    done = processes.command(office, "replay", "340", env={**os.environ, "TMPDIR": str(temporary)})
    assert done.returncode == 0, done.stdout + done.stderr
    title, complete, stable, consistent = done.stdout.splitlines()
    assert title == ("Báo cáo số 340/BC-SKHCN ngày 20/11/2023, kỳ 2023-Q3, Nguyễn Hữu Thắng ký")
    assert complete == "Đầy đủ: có (mọi tệp lưu còn nguyên mã băm)"
    assert stable.startswith("Ổn định: có (") and consistent.startswith("Nhất quán: có (")
    assert contents(workspace.issued) == before
    assert list(temporary.iterdir()) == []


def test_a_replacement_without_other_figures_says_so(office: Path) -> None:
    workspace = Workspace.load(office)
    period = workspace.period(PERIOD)
    base = archive.base_of(workspace, period)
    assert base is not None
    in_process = InProcess(workspace)
    model = in_process.model(period)
    report = Report(workspace, period, in_process.book)
    said = revision(report, base, model.facts, replacing=True)
    assert said is not None and said["notes"] == [
        f"Báo cáo này thay thế {FIRST}; số liệu không thay đổi."
    ]


def spoil_html(kept: Path) -> None:
    page = (kept / "report.html").read_text(encoding="utf-8")
    at = page.index(">33<", page.index('class="letterhead"'))
    (kept / "report.html").chmod(0o644)
    (kept / "report.html").write_text(page[:at] + ">34<" + page[at + 4 :], encoding="utf-8")


def spoil_facts(kept: Path) -> None:
    path = kept / "facts.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    (fact,) = [
        f for f in data["facts"] if (f["id"], f["period"]) == (f"{APPRAISALS}.appraised", PERIOD)
    ]
    assert fact["text"] == "33"
    fact["text"] = "34"
    path.chmod(0o644)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_numbers_of_the_documents_are_those_of_the_facts(kept: Path) -> None:
    assert list(inconsistencies(kept)) == []
    spoil_html(kept)
    assert list(inconsistencies(kept)) == [f"report.html: {APPRAISALS}.appraised ghi 34"]
    page = kept / "report.html"
    before, head, after = page.read_text(encoding="utf-8").partition('class="page-head"')
    number = re.search(r'data-fact="([^"]+)" data-period="[^"]+">(\d+)</a>', after)
    assert number, "the head quotes a count"
    spoiled = f"{after[: number.start(2)]}999{after[number.end(2) :]}"
    page.write_text(before + head + spoiled, encoding="utf-8")
    assert f"report.html: {number[1]} ghi 999" in set(inconsistencies(kept))
    spoil_facts(kept)
    found = set(inconsistencies(kept))
    assert f"report.docx: {APPRAISALS}.appraised ghi 33" in found
    assert "report.pdf: số liệu kèm theo không phải facts.json" in found
    (kept / "facts.json").write_text("{", encoding="utf-8")
    assert list(inconsistencies(kept)) == ["không đọc được facts.json"]


def test_which_report_to_replay(office: Path, kept: Path) -> None:
    workspace = Workspace.load(office)

    def said(*asked: int) -> str:
        with pytest.raises(IssueError) as caught:
            replay.replay(workspace, *asked)
        return str(caught.value)

    assert said(313) == (
        "[ISSUE-11] Không có báo cáo đã ban hành số 313.\n"
        "  Ở đâu:    outputs/issued\n"
        "  Đang có:  Báo cáo số 312/BC-SKHCN ngày 05/10/2023\n"
        "  Cách sửa: xem các báo cáo đang giữ: baocao archive"
    )
    assert said(312, 2022).startswith(
        "[ISSUE-11] Không có báo cáo đã ban hành số 312 của năm 2022."
    )
    other = kept.parent.parent / "2024" / kept.name
    shutil.copytree(kept, other)
    edit(other / "issue.json", "2023-10-05", "2024-10-04")
    # What the index does not list is no report.
    assert archive_view.find(workspace, 312, None).name == NAME
    taken_in(office)
    assert said(312) == (
        "[ISSUE-12] Nhiều năm có báo cáo số 312.\n"
        "  Ở đâu:    outputs/issued\n"
        "  Đang có:  Báo cáo số 312/BC-SKHCN ngày 05/10/2023; "
        "Báo cáo số 312/BC-SKHCN ngày 04/10/2024\n"
        "  Cách sửa: thêm --year 2024"
    )


def later_version(folder: Path) -> Path:
    """An interpreter with a later version of the toolkit, whose kernels have other names."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(processes.finished([str(python), "-c", asked], check=True).stdout.strip())
    shutil.copytree(ROOT / "lib" / "baocao", site / "baocao")
    (site / "baocao" / "run" / "kernels").rename(site / "baocao" / "run" / "engines")
    (site / "baocao" / "run" / "provisioner.py").rename(site / "baocao" / "run" / "engine.py")
    for path in (site / "baocao").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("baocao.run.kernels", "baocao.run.engines")
        text = text.replace("from baocao.run import kernels", "from baocao.run import engines")
        text = text.replace("baocao.run.provisioner", "baocao.run.engine")
        path.write_text(text, encoding="utf-8")
    about = site / "baocao-9.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: baocao\nVersion: 9\n")
    (about / "entry_points.txt").write_text(
        "[jupyter_client.kernel_provisioners]\nbaocao-warm = baocao.run.engine:ReportProvisioner\n"
    )
    # All other packages are this environment's; its own toolkit is not among them.
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


@pytest.mark.slow
def test_a_later_version_with_other_names_replays_by_the_kept_code(
    office: Path, kept: Path, tmp_path: Path
) -> None:
    python = later_version(tmp_path / "later")
    where = "import baocao.run.engines; print(baocao.run.engines.__file__)"
    told = processes.finished([str(python), "-c", where], check=True, cwd=tmp_path).stdout
    assert Path(told.strip()).is_relative_to(tmp_path)
    line = [str(python), "-c", "from baocao.cli import main; main()", "replay", "312"]
    done = processes.finished(line, cwd=office)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.partition(" (")[0] for line in done.stdout.splitlines()[1:]] == [
        "Đầy đủ: có",
        "Ổn định: có",
        "Nhất quán: có",
    ]


def test_a_register_saved_while_it_is_copied_is_not_issued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = with_sections(copy_of_the_workspace(tmp_path / "fresh"), (APPRAISALS,))
    register = office / "data" / "registers" / f"{APPRAISALS}.csv"
    copyfile = shutil.copyfile

    def meddled(source: Path, target: Path) -> None:
        copyfile(source, target)
        if source == register:
            register.write_bytes(register.read_bytes())

    monkeypatch.setattr(issue.shutil, "copyfile", meddled)
    workspace = Workspace.load(office)
    order = Order(312, date(2023, 10, 5), SIGNER)
    with pytest.raises(IssueError) as caught:
        issue.issue(workspace, workspace.period(PERIOD), order)
    assert str(caught.value) == (
        "[ISSUE-13] Dữ liệu bị sửa trong lúc ban hành.\n"
        "  Ở đâu:    data\n"
        "  Cách sửa: chờ người đang sửa sổ, sổ tay hoặc mã xong rồi chạy lại"
    )
    assert not list(workspace.issued.glob("2*/*"))
