"""The archive knows what it holds: whatever is done to it beside issuing is found, and named."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from baocao.core.errors import IssueError
from baocao.core.files import remove
from baocao.review import archive_view, replay
from baocao.run import schedule
from baocao.workspace import archive, archive_index, verifier
from baocao.workspace.workspace import Workspace
from support.commands import command
from support.folders import contents
from support.small_archives import SIGNER, put
from support.small_offices import write_office

FIRST, SECOND = "2022/0045-BC-SDL", "2023/0312-BC-SDL"
THIRD, LAST = "2023/0340-BC-SDL", "2024/0007-BC-SDL"


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """A small office that has issued four reports in three years; the third replaces the second."""
    workspace = Workspace.load(write_office(tmp_path / "office", "travel"))
    put(workspace, 45, date(2022, 10, 5), "2022-Q3", None)
    put(workspace, 312, date(2023, 10, 5), "2023-Q3", None)
    put(workspace, 340, date(2023, 11, 20), "2023-Q3", SECOND)
    put(workspace, 7, date(2024, 1, 10), "2023", None)
    return workspace


def codes(workspace: Workspace) -> list[str]:
    return sorted(finding.code for finding in archive_index.damage(workspace))


# ---------------------------------------------------------------- what somebody may do to it


def lines(issued: Path) -> list[bytes]:
    return (issued / "index.jsonl").read_bytes().splitlines(keepends=True)


def write(issued: Path, kept: list[bytes]) -> None:
    (issued / "index.jsonl").write_bytes(b"".join(kept))


def delete(issued: Path) -> None:
    shutil.rmtree(issued / SECOND)


def delete_the_last(issued: Path) -> None:
    shutil.rmtree(issued / LAST)


def delete_a_year(issued: Path) -> None:
    shutil.rmtree(issued / "2023")


def rename(issued: Path) -> None:
    (issued / SECOND).rename(issued / "2023/0313-BC-SDL")


def move_to_another_year(issued: Path) -> None:
    (issued / SECOND).rename(issued / "2022/0312-BC-SDL")


def copy(issued: Path) -> None:
    shutil.copytree(issued / SECOND, issued / "2023/0313-BC-SDL")


def copy_to_another_year(issued: Path) -> None:
    shutil.copytree(issued / SECOND, issued / "2025/0312-BC-SDL")


def swap_two(issued: Path) -> None:
    (issued / SECOND).rename(issued / "2023/x")
    (issued / THIRD).rename(issued / SECOND)
    (issued / "2023/x").rename(issued / THIRD)


def change_a_file(issued: Path) -> None:
    (issued / SECOND / "report.html").write_text("<p>Khác</p>", encoding="utf-8")


def change_a_file_and_its_hash(issued: Path) -> None:
    change_a_file(issued)
    path = issued / SECOND / "manifest.json"
    about = json.loads(path.read_text())
    about["outputs"]["report.html"] = hashlib.sha256("<p>Khác</p>".encode()).hexdigest()
    path.write_text(json.dumps(about))


def change_the_code_its_hash_and_the_index(issued: Path) -> None:
    change_a_file_and_its_hash(issued)
    new = hashlib.sha256((issued / SECOND / "manifest.json").read_bytes()).hexdigest()
    kept = lines(issued)
    kept[1] = re.sub(rb'"manifest": "\w+"', f'"manifest": "{new}"'.encode(), kept[1])
    write(issued, kept)


def change_the_record(issued: Path) -> None:
    path = issued / SECOND / "issue.json"
    path.write_text(path.read_text().replace("2023-10-05", "2023-10-06"))


def add_a_file(issued: Path) -> None:
    (issued / SECOND / "note.txt").write_text("")


def add_an_empty_folder(issued: Path) -> None:
    (issued / SECOND / "inputs" / "empty").mkdir()


def delete_a_file(issued: Path) -> None:
    (issued / SECOND / "inputs/report.toml").unlink()


def a_link_for_a_file(issued: Path) -> None:
    path = issued / SECOND / "report.html"
    path.rename(issued.parent / "elsewhere.html")
    path.symlink_to(issued.parent / "elsewhere.html")


def a_link_for_the_manifest(issued: Path) -> None:
    path = issued / SECOND / "manifest.json"
    path.rename(issued.parent / "elsewhere.json")
    path.symlink_to(issued.parent / "elsewhere.json")


def a_link_for_a_folder_inside(issued: Path) -> None:
    (issued / SECOND / "inputs/lib").rename(issued.parent / "lib")
    (issued / SECOND / "inputs/lib").symlink_to(issued.parent / "lib")


def a_link_for_the_report(issued: Path) -> None:
    (issued / SECOND).rename(issued.parent / "elsewhere")
    (issued / SECOND).symlink_to(issued.parent / "elsewhere")


def a_link_for_the_year(issued: Path) -> None:
    (issued / "2022").rename(issued.parent / "2022-elsewhere")
    (issued / "2022").symlink_to(issued.parent / "2022-elsewhere")


def a_pipe_for_a_file(issued: Path) -> None:
    (issued / SECOND / "report.html").unlink()
    os.mkfifo(issued / SECOND / "report.html")


def a_pipe_for_the_record(issued: Path) -> None:
    (issued / SECOND / "issue.json").unlink()
    os.mkfifo(issued / SECOND / "issue.json")


def a_file_for_a_report(issued: Path) -> None:
    shutil.rmtree(issued / SECOND)
    (issued / SECOND).write_text("")


def break_the_manifest(issued: Path) -> None:
    (issued / SECOND / "manifest.json").write_text('{"outputs": [')


def nest_the_manifest(issued: Path) -> None:
    (issued / SECOND / "manifest.json").write_text("[" * 100_000)


def something_beside(issued: Path) -> None:
    (issued / "ghi chú.txt").write_text("")


def a_link_beside(issued: Path) -> None:
    (issued / "2021").symlink_to(issued.parent)


def an_empty_folder_beside(issued: Path) -> None:
    (issued / "2023" / "0400-BC-SDL").mkdir()


def delete_the_index(issued: Path) -> None:
    (issued / "index.jsonl").unlink()


def empty_the_index(issued: Path) -> None:
    write(issued, [])


def cut_the_index(issued: Path) -> None:
    """The last report was never issued: neither the folder nor the line is there."""
    delete_the_last(issued)
    write(issued, lines(issued)[:-1])


def cut_the_index_alone(issued: Path) -> None:
    write(issued, lines(issued)[:-1])


def cut_a_line_in_two(issued: Path) -> None:
    path = issued / "index.jsonl"
    path.write_bytes(path.read_bytes()[:-40])


def take_out_a_line(issued: Path) -> None:
    delete(issued)
    kept = lines(issued)
    write(issued, [kept[0], *kept[2:]])


def number_the_lines_anew(issued: Path) -> None:
    """A gap in the numbers, covered by counting again."""
    delete(issued)
    kept = lines(issued)
    left = [kept[0], *kept[2:]]
    write(
        issued,
        [
            re.sub(rb'"sequence": \d', f'"sequence": {n}'.encode(), line)
            for n, line in enumerate(left, 1)
        ],
    )


def change_a_line(issued: Path) -> None:
    write(issued, [line.replace(b'"number": 312', b'"number": 313') for line in lines(issued)])


def change_the_last_line(issued: Path) -> None:
    write(issued, [line.replace(b'"2024-01-10"', b'"2024-01-11"') for line in lines(issued)])


def repeat_a_line(issued: Path) -> None:
    kept = lines(issued)
    write(issued, [*kept, kept[1]])


def exchange_two_lines(issued: Path) -> None:
    one, two, *more = lines(issued)
    write(issued, [two, one, *more])


def a_link_for_the_index(issued: Path) -> None:
    (issued / "index.jsonl").rename(issued.parent / "index.jsonl")
    (issued / "index.jsonl").symlink_to(issued.parent / "index.jsonl")


def delete_everything(issued: Path) -> None:
    shutil.rmtree(issued)


def delete_the_head(issued: Path) -> None:
    (issued.parents[1] / "issued.json").unlink()


def an_old_head(issued: Path) -> None:
    digest = hashlib.sha256(lines(issued)[1]).hexdigest()
    path = issued.parents[1] / "issued.json"
    path.write_text(json.dumps({"reports": 2, "latest": "312/BC-SDL", "head": digest}))


def spoil_the_head(issued: Path) -> None:
    (issued.parents[1] / "issued.json").write_text("[]")


def forge(issued: Path, name: str, **record: object) -> None:
    """Append a report of one's own to the index, as the next one would be."""
    folder = issued / name.partition("\0")[0]
    if not folder.exists():
        shutil.copytree(issued / LAST, folder)
    manifest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    kept = lines(issued)
    known = json.loads(kept[-1])
    line = {
        "sequence": len(kept) + 1,
        "name": name,
        "record": {**known["record"], **record} if record != {"empty": 1} else {},
        "manifest": manifest,
        "previous": hashlib.sha256(kept[-1]).hexdigest(),
    }
    write(issued, [*kept, json.dumps(line, ensure_ascii=True).encode() + b"\n"])


def forge_a_report(issued: Path) -> None:
    forge(issued, "2024/0009-BC-SDL")


def forge_a_report_that_waits(issued: Path) -> None:
    forge(issued, "2024/0009-BC-SDL")
    (issued / "2024/0009-BC-SDL").rename(issued / "2024/.0009-BC-SDL.new")


def forge_an_empty_record(issued: Path) -> None:
    forge(issued, "2024/0009-BC-SDL", empty=1)


def forge_a_record_of_other_types(issued: Path) -> None:
    forge(issued, "2024/0009-BC-SDL", symbol=5, date=[1])


def forge_a_signer_that_writes_on_the_screen(issued: Path) -> None:
    forge(issued, "2024/0009-BC-SDL", signer="A\nNguyên vẹn.\x1b[8m")


def forge_a_name_that_is_no_file(issued: Path) -> None:
    forge(issued, "2024/0009\0")


def a_name_of_strange_bytes(issued: Path) -> None:
    (issued / SECOND / os.fsdecode(b"\xff\xfe\x1b.html")).write_text("")


def a_folder_of_strange_bytes(issued: Path) -> None:
    (issued / "2023" / os.fsdecode(b"\xff0313")).mkdir()


def folders_without_end(issued: Path) -> None:
    place = issued / SECOND
    for _ in range(300):
        place = place / "d"
    os.makedirs(place)


def a_lock_that_is_a_folder(issued: Path) -> None:
    (issued / ".lock").mkdir()


def a_list_that_is_a_link(issued: Path) -> None:
    (issued / ".index.jsonl.new").symlink_to(issued.parents[1] / "report.toml")


def a_waiting_report_that_is_a_link(issued: Path) -> None:
    (issued / "2023/.0400-BC-SDL.new").symlink_to(issued.parents[1])


def a_verifier(issued: Path) -> None:
    (issued / "verify.py").write_text("")


def edit_head(issued: Path, **changes: object) -> None:
    path = issued.parents[1] / "issued.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def count_more(issued: Path) -> None:
    edit_head(issued, reports=99)


def count_in_letters(issued: Path) -> None:
    edit_head(issued, reports="4")


def count_without_end(issued: Path) -> None:
    edit_head(issued, reports=float("inf"))


def name_another_latest(issued: Path) -> None:
    edit_head(issued, latest="999/GIẢ")


def add_to_the_head(issued: Path) -> None:
    edit_head(issued, more=1)


def a_head_of_four_terabytes(issued: Path) -> None:
    os.truncate(issued.parents[1] / "issued.json", 1 << 40)


def a_head_that_is_a_folder(issued: Path) -> None:
    (issued.parents[1] / "issued.json").unlink()
    (issued.parents[1] / "issued.json").mkdir()


def replace_by_a_stranger(issued: Path) -> None:
    """A folder that says it takes the place of the report in force, of other days."""
    shutil.copytree(issued / LAST, issued / "2024/0010-BC-SDL")
    path = issued / "2024/0010-BC-SDL/issue.json"
    path.write_text(path.read_text().replace('"replaces":null', f'"replaces":"{THIRD}"'))


# What is found: for each finding its code, and a piece of what it says.
TAMPERINGS: dict[Callable[[Path], None], dict[str, str]] = {
    delete: {"ISSUE-15": SECOND},
    delete_the_last: {"ISSUE-15": LAST},
    delete_a_year: {"ISSUE-15": SECOND},
    rename: {"ISSUE-15": "nay ở 2023/0313-BC-SDL", "ISSUE-16": "2023/0313-BC-SDL"},
    move_to_another_year: {"ISSUE-15": "nay ở 2022/0312-BC-SDL", "ISSUE-16": "2022/0312-BC-SDL"},
    copy: {"ISSUE-16": "2023/0313-BC-SDL"},
    copy_to_another_year: {"ISSUE-16": "2025/0312-BC-SDL"},
    swap_two: {"ISSUE-01": "bị sửa: manifest.json"},
    change_a_file: {"ISSUE-01": "bị sửa: report.html"},
    change_a_file_and_its_hash: {"ISSUE-01": "bị sửa: manifest.json"},
    change_the_code_its_hash_and_the_index: {"ISSUE-14": "dòng 3 không nối tiếp dòng trước"},
    change_the_record: {"ISSUE-01": "bị sửa: issue.json"},
    add_a_file: {"ISSUE-01": "thêm vào: note.txt"},
    add_an_empty_folder: {"ISSUE-01": "thêm vào: inputs/empty/"},
    delete_a_file: {"ISSUE-01": "bị thiếu: inputs/report.toml"},
    a_link_for_a_file: {"ISSUE-01": "không phải tệp thường: report.html"},
    a_link_for_the_manifest: {"ISSUE-01": "không phải tệp thường: manifest.json"},
    a_link_for_a_folder_inside: {"ISSUE-01": "không phải tệp thường: inputs/lib"},
    a_link_for_the_report: {"ISSUE-01": "không phải"},
    a_link_for_the_year: {"ISSUE-01": "thư mục năm là liên kết", "ISSUE-16": "2022"},
    a_pipe_for_a_file: {"ISSUE-01": "không phải tệp thường: report.html"},
    a_pipe_for_the_record: {"ISSUE-01": "không phải tệp thường: issue.json"},
    a_file_for_a_report: {"ISSUE-01": "không phải"},
    break_the_manifest: {"ISSUE-01": "bị sửa: manifest.json"},
    nest_the_manifest: {"ISSUE-01": "bị sửa: manifest.json"},
    something_beside: {"ISSUE-16": "ghi chú.txt"},
    a_link_beside: {"ISSUE-16": "2021"},
    an_empty_folder_beside: {"ISSUE-16": "2023/0400-BC-SDL"},
    delete_the_index: {"ISSUE-14": "không có", "ISSUE-17": "4 báo cáo, mới nhất là số 7/BC-SDL"},
    empty_the_index: {"ISSUE-16": FIRST, "ISSUE-17": "index.jsonl ghi 0 báo cáo"},
    cut_the_index: {"ISSUE-17": "index.jsonl ghi 3 báo cáo; issued.json ghi 4 báo cáo"},
    cut_the_index_alone: {"ISSUE-16": LAST, "ISSUE-17": "index.jsonl ghi 3 báo cáo"},
    cut_a_line_in_two: {"ISSUE-14": "dòng cuối bị cắt", "ISSUE-16": LAST, "ISSUE-17": "ghi 4"},
    take_out_a_line: {"ISSUE-14": "dòng 2 không nối tiếp dòng trước", "ISSUE-17": "ghi 4"},
    number_the_lines_anew: {"ISSUE-14": "dòng 2 không nối tiếp", "ISSUE-17": "4 báo cáo"},
    change_a_line: {"ISSUE-01": "issue.json khác index.jsonl", "ISSUE-14": "dòng 3 không nối tiếp"},
    change_the_last_line: {"ISSUE-01": "issue.json khác index.jsonl", "ISSUE-17": "4 báo cáo"},
    repeat_a_line: {"ISSUE-14": "dòng 5 lặp lại 2023/0312-BC-SDL"},
    exchange_two_lines: {"ISSUE-14": "dòng 1 không nối tiếp dòng trước"},
    a_link_for_the_index: {"ISSUE-14": "không phải tệp thường", "ISSUE-16": FIRST, "ISSUE-17": "4"},
    delete_everything: {"ISSUE-17": "index.jsonl ghi 0 báo cáo; issued.json ghi 4 báo cáo"},
    delete_the_head: {"ISSUE-17": "không đọc được issued.json"},
    an_old_head: {"ISSUE-17": "issued.json ghi 2 báo cáo, mới nhất là số 312/BC-SDL"},
    spoil_the_head: {"ISSUE-17": "không đọc được issued.json"},
    forge_a_report: {"ISSUE-17": "index.jsonl ghi 5 báo cáo; issued.json ghi 4"},
    forge_a_report_that_waits: {"ISSUE-15": "2024/0009-BC-SDL", "ISSUE-17": "index.jsonl ghi 5"},
    forge_an_empty_record: {"ISSUE-14": "dòng 5 không đọc được", "ISSUE-16": "2024/0009-BC-SDL"},
    forge_a_record_of_other_types: {"ISSUE-14": "dòng 5", "ISSUE-16": "2024/0009-BC-SDL"},
    forge_a_signer_that_writes_on_the_screen: {"ISSUE-14": "dòng 5", "ISSUE-16": "2024/0009"},
    forge_a_name_that_is_no_file: {"ISSUE-14": "dòng 5 không đọc được", "ISSUE-16": "2024/0009"},
    a_name_of_strange_bytes: {"ISSUE-01": r"thêm vào: \udcff\udcfe\x1b.html"},
    a_folder_of_strange_bytes: {"ISSUE-16": r"2023/\udcff0313"},
    folders_without_end: {"ISSUE-01": "thêm vào: d/d/d"},
    a_lock_that_is_a_folder: {"ISSUE-16": ".lock"},
    a_list_that_is_a_link: {"ISSUE-16": ".index.jsonl.new"},
    a_waiting_report_that_is_a_link: {"ISSUE-16": "2023/.0400-BC-SDL.new"},
    a_verifier: {"ISSUE-16": "verify.py"},
    count_more: {"ISSUE-17": "issued.json ghi 99 báo cáo"},
    count_in_letters: {"ISSUE-17": "không đọc được issued.json"},
    count_without_end: {"ISSUE-17": "không đọc được issued.json"},
    name_another_latest: {"ISSUE-17": "mới nhất là số 999/GIẢ"},
    add_to_the_head: {"ISSUE-17": "không đọc được issued.json"},
    a_head_of_four_terabytes: {"ISSUE-17": "không đọc được issued.json"},
    a_head_that_is_a_folder: {"ISSUE-17": "không đọc được issued.json"},
    replace_by_a_stranger: {"ISSUE-16": "2024/0010-BC-SDL"},
}  # fmt: skip
BY_NAME = {change.__name__: change for change in TAMPERINGS}


@pytest.mark.parametrize("change", BY_NAME)
def test_whatever_is_done_to_the_archive_is_found(change: str, office: Workspace) -> None:
    assert codes(office) == []
    tamper, expected = BY_NAME[change], TAMPERINGS[BY_NAME[change]]
    tamper(office.issued)
    if change == a_head_of_four_terabytes.__name__:
        assert codes(office) == ["ISSUE-17"]
        return
    before = contents(office.root)
    findings = archive_index.damage(office)
    assert {finding.code for finding in findings} == set(expected)
    for code, piece in expected.items():
        assert any(piece in str(one) for one in findings if one.code == code), list(
            map(str, findings)
        )
    # Nothing is mended, nothing is deleted.
    assert {n: d for n, d in contents(office.root).items() if n in before} == before
    # Nothing trips over it, and no number is lost or forged.
    done = command(office.root, "archive")
    assert done.returncode == 1
    assert "340/BC-SDL" in done.stdout or change == delete_everything.__name__
    str(findings).encode()


def test_what_was_done_is_told_with_what_to_do(office: Workspace) -> None:
    rename(office.issued)
    cut_the_index_alone(office.issued)
    assert list(map(str, archive_index.damage(office))) == [
        "[ISSUE-15] Mất báo cáo đã ban hành.\n"
        f"  Ở đâu:    outputs/issued/{SECOND}\n"
        "  Đang có:  nay ở 2023/0313-BC-SDL\n"
        "  Cách sửa: trả thư mục về đúng chỗ, đúng tên",
        "[ISSUE-16] Trong kho đã ban hành có thứ không do lệnh ban hành đặt.\n"
        "  Ở đâu:    outputs/issued/2023/0313-BC-SDL\n"
        "  Cách sửa: chuyển đi nơi khác",
        "[ISSUE-16] Trong kho đã ban hành có thứ không do lệnh ban hành đặt.\n"
        f"  Ở đâu:    outputs/issued/{LAST}\n"
        "  Cách sửa: chuyển đi nơi khác",
        "[ISSUE-17] Sổ index.jsonl của kho đã ban hành không khớp issued.json.\n"
        "  Ở đâu:    issued.json\n"
        "  Đang có:  index.jsonl ghi 3 báo cáo; issued.json ghi 4 báo cáo, mới nhất là số "
        "7/BC-SDL\n"
        "  Cách sửa: lấy lại outputs/issued và issued.json từ bản sao lưu mới nhất; chỉ mất "
        "issued.json thì chạy baocao archive --adopt",
    ]


def test_what_takes_a_place_without_being_listed_takes_none(office: Workspace) -> None:
    replace_by_a_stranger(office.issued)
    period = office.period("2023-Q3")
    base = archive.base_of(office, period)
    assert base is not None and base.name == THIRD


@pytest.mark.parametrize("change", [cut_the_index_alone, change_a_line, forge_a_report, count_more])
def test_a_line_proves_nothing_in_an_index_that_is_not_whole(
    change: Callable[[Path], None], office: Workspace, tmp_path: Path
) -> None:
    change(office.issued)
    assert replay.replay(office, 45).unstable == (replay.NOTHING_RUN,)
    with pytest.raises(IssueError) as caught:
        archive.base_of(office, office.period("2022-Q3"))
    assert "[ISSUE-02] " in str(caught.value)
    assert "index.jsonl không còn nguyên vẹn hoặc không khớp issued.json" in str(caught.value)


def test_code_its_hashes_and_its_line_changed_together_do_not_run(
    office: Workspace, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    folder = office.issued / LAST
    code = folder / "inputs/lib/travel/__init__.py"
    code.write_text(f"open({str(ran)!r}, 'w')")
    about = json.loads((folder / "manifest.json").read_text())
    name = "inputs/lib/travel/__init__.py"
    about["outputs"][name] = hashlib.sha256(code.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(about))
    new = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    kept = lines(office.issued)
    kept[-1] = re.sub(rb'"manifest": "\w+"', f'"manifest": "{new}"'.encode(), kept[-1])
    write(office.issued, kept)
    assert replay.replay(office, 7).unstable == (replay.NOTHING_RUN,)
    assert not ran.exists()


def test_the_variable_of_a_rebuild_alone_switches_nothing_off(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(archive.REBUILD, str(office.root))
    delete(office.issued)
    assert codes(office) == ["ISSUE-15"]


def test_nothing_is_written_through_a_link(office: Workspace) -> None:
    precious = office.root.parent / "precious"
    precious.write_text("quý")
    for place in (office.issued / ".index.jsonl.new", office.root / ".issued.json.new"):
        place.unlink(missing_ok=True)
        place.symlink_to(precious)
    put(office, 60, date(2024, 2, 1), "2023-Q4", None)
    assert precious.read_text() == "quý"
    assert codes(office) == []


@pytest.mark.parametrize("place", ["2023/0999-X", "2020/0312-BC-SDL"])
def test_a_copy_is_not_taken_in_as_a_report(place: str, office: Workspace) -> None:
    shutil.copytree(office.issued / SECOND, office.issued / place)
    with pytest.raises(IssueError) as caught:
        archive_index.adopt(office)
    assert f"issue.json là của {SECOND}" in str(caught.value)


def test_an_index_of_a_hundred_thousand_lines_is_read_at_once(office: Workspace) -> None:
    text = lines(office.issued)[-1]
    many = b"".join(text.replace(b"0007", f"{n:04}".encode()) for n in range(100_000))
    entries, wrong = verifier.parsed(many)
    assert len(entries) == 100_000 and len(wrong) == 100_000


@pytest.mark.parametrize("change", [delete, cut_the_index])
@pytest.mark.parametrize(
    "line",
    [
        ("check", "2022"),
        ("build", "2022", "--format", "html"),
        ("due", "--on", "2022-01-01"),
        ("archive",),
        ("issue", "2022", "--number", "50", "--date", "2023-01-09", "--signer", SIGNER),
        ("replay", "45"),
    ],
    ids=lambda line: line[0],
)
def test_every_command_that_builds_or_checks_ends_with_1(
    change: Callable[[Path], None], line: tuple[str, ...], office: Workspace
) -> None:
    change(office.issued)
    done = command(office.root, *line)
    assert done.returncode == 1
    for code in TAMPERINGS[change]:
        assert f"[{code}] " in done.stderr
    if line[0] == "issue":
        assert "[ISSUE-18] Không ban hành khi kho báo cáo đã ban hành không còn nguyên vẹn." in (
            done.stderr
        )


def test_a_whole_archive_is_no_news(office: Workspace) -> None:
    done = command(office.root, "check", "2022")
    assert (done.returncode, done.stderr) == (0, "")
    done = command(office.root, "archive")
    head = hashlib.sha256((office.issued / "index.jsonl").read_bytes().splitlines(True)[-1])
    assert done.stdout.splitlines() == [
        "Số, ký hiệu  Ngày        Kỳ       Người ký  Tình trạng",
        "45/BC-SDL    05/10/2022  2022-Q3  Người Ký  nguyên vẹn",
        "312/BC-SDL   05/10/2023  2023-Q3  Người Ký  nguyên vẹn; đã thay bằng số 340/BC-SDL",
        "340/BC-SDL   20/11/2023  2023-Q3  Người Ký  nguyên vẹn",
        "7/BC-SDL     10/01/2024  2023     Người Ký  nguyên vẹn",
        f"4 báo cáo. Mã của kho: {head.hexdigest()[:12]}",
    ]
    assert done.returncode == 0


def test_the_archive_for_a_program(office: Workspace) -> None:
    delete_a_file(office.issued)
    done = command(office.root, "archive", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert [(one["name"], one["replaced_by"], one["fault"]) for one in found["reports"]] == [
        (FIRST, None, None),
        (SECOND, THIRD, "bị thiếu: inputs/report.toml"),
        (THIRD, None, None),
        (LAST, None, None),
    ]


# ---------------------------------------------------------------- what was issued stays issued


def test_a_number_is_not_given_twice_although_its_report_is_gone(office: Workspace) -> None:
    delete(office.issued)
    assert [one.name for one in archive.issued(office)] == [FIRST, SECOND, THIRD, LAST]
    period = office.period("2023-Q3")
    assert archive.in_force(office, period) == archive_view.find(office, 340, None)


def test_a_report_that_is_gone_is_neither_due_nor_forgotten(office: Workspace) -> None:
    path = office.root / "report.toml"
    schedule_text = '\n[schedule]\nkinds = ["quarter"]\nsince = 2022-07-01\n'
    path.write_text(path.read_text(encoding="utf-8") + schedule_text, encoding="utf-8")
    remove(office.issued / FIRST)
    again = Workspace.load(office.root)
    due = [str(period) for period in schedule.due(again, date(2023, 1, 5))]
    assert due == ["2022-Q4"]
    with pytest.raises(IssueError) as caught:
        archive.base_of(again, again.period("2022-Q3"))
    assert str(caught.value).startswith(
        "[ISSUE-02] Không lập được báo cáo của kỳ đã ban hành: Báo cáo số 45/BC-SDL ngày "
        "05/10/2022 bị thay đổi.\n  Ở đâu:    outputs/issued/2022/0045-BC-SDL\n"
        "  Đang có:  không còn thư mục\n"
    )


def test_nothing_runs_out_of_a_damaged_folder(office: Workspace, tmp_path: Path) -> None:
    """Neither of the report's own nor of the one that it replaces."""
    ran = tmp_path / "ran"
    for name in (SECOND, THIRD):
        code = office.issued / name / "inputs/lib/travel/__init__.py"
        code.write_text(f"open({str(ran)!r}, 'w')")
    found = replay.replay(office, 340)
    assert found.incomplete == ("inputs/lib/travel/__init__.py bị sửa",)
    assert found.unstable == found.inconsistent == (replay.NOTHING_RUN,)
    assert not ran.exists()
    done = command(office.root, "replay", "340")
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines()[1:] if line[0] != " "] == [
        "Đầy đủ: không",
        "Ổn định: không",
        "Nhất quán: không",
    ]


def test_a_replacement_is_not_replayed_from_a_damaged_one(office: Workspace) -> None:
    (office.issued / SECOND / "report.html").write_text("")
    found = replay.replay(office, 340)
    assert found.incomplete == ()
    assert found.unstable == (
        f"không dựng lại được: báo cáo {SECOND} mà nó thay thế: bị sửa: report.html",
    )


# ---------------------------------------------------------------- kills


STEPS = """
import os, sys
from datetime import date
from pathlib import Path
from baocao.workspace import archive_index
sys.path.insert(0, {tests!r})
from support.small_archives import put
from baocao.workspace.workspace import Workspace
count = 0

def stopping(real):
    def step(*given, **named):
        global count
        count += 1
        if count == {at}:
            os._exit(9)
        return real(*given, **named)
    return step

archive_index.write_whole = stopping(archive_index.write_whole)
Path.rename = stopping(Path.rename)
os.replace = stopping(os.replace)
put(Workspace.load(Path({root!r})), 50, date(2024, 2, 1), "2023-Q4", None)
"""


@pytest.mark.parametrize("before", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_kill_leaves_a_report_that_was_issued_or_was_not(
    at: int, before: int, tmp_path: Path
) -> None:
    """Every step that writes or renames is the last one once."""
    workspace = Workspace.load(write_office(tmp_path / "office", "travel"))
    if before:
        put(workspace, 45, date(2022, 10, 5), "2022-Q3", None)
    tests = str(Path(__file__).resolve().parents[1])
    script = STEPS.format(tests=tests, at=at, root=str(workspace.root))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode in (0, 9), done.stderr
    assert archive_index.damage(workspace) == []
    names = [one.name for one in archive.issued(workspace)]
    assert names in ([FIRST] * before, [FIRST] * before + ["2024/0050-BC-SDL"])
    # It can be issued after all, once.
    if len(names) == before:
        remove(workspace.issued / "2024" / ".0050-BC-SDL.new")
        put(workspace, 50, date(2024, 2, 1), "2023-Q4", None)
    assert archive_index.damage(workspace) == []
    assert len((workspace.issued / "index.jsonl").read_bytes().splitlines()) == before + 1


# ---------------------------------------------------------------- archives without an index


def test_an_archive_from_before_the_index_is_taken_in(office: Workspace) -> None:
    index, head = office.issued / "index.jsonl", office.root / "issued.json"
    was = index.read_bytes(), head.read_bytes()
    index.unlink()
    head.unlink()
    done = command(office.root, "check", "2022")
    assert "[ISSUE-14] Kho báo cáo đã ban hành không có sổ index.jsonl." in done.stderr
    assert "baocao archive --adopt" in done.stderr and done.returncode == 1
    done = command(office.root, "archive", "--adopt")
    assert done.stdout.splitlines()[:4] == [
        "Đã ghi vào sổ: Báo cáo số 45/BC-SDL ngày 05/10/2022",
        "Đã ghi vào sổ: Báo cáo số 312/BC-SDL ngày 05/10/2023",
        "Đã ghi vào sổ: Báo cáo số 340/BC-SDL ngày 20/11/2023",
        "Đã ghi vào sổ: Báo cáo số 7/BC-SDL ngày 10/01/2024",
    ]
    # The same reports, the same lines.
    assert (index.read_bytes(), head.read_bytes()) == was
    assert done.returncode == 0 and codes(office) == []


def test_a_lost_index_or_head_is_made_again_as_it_was(office: Workspace) -> None:
    for name in ("outputs/issued/index.jsonl", "issued.json"):
        was = (office.root / name).read_bytes()
        (office.root / name).unlink()
        archive_index.adopt(office)
        assert (office.root / name).read_bytes() == was
        assert codes(office) == []


@pytest.mark.parametrize(
    "change",
    [delete, change_a_file, cut_a_line_in_two, change_a_line, something_beside, a_link_for_a_file],
)
def test_what_was_damaged_is_not_taken_in(
    change: Callable[[Path], None], office: Workspace
) -> None:
    change(office.issued)
    before = contents(office.root)
    with pytest.raises(IssueError):
        archive_index.adopt(office)
    assert {n: d for n, d in contents(office.root).items() if n in before} == before


def test_a_report_that_went_with_the_index_is_missed_by_the_head(office: Workspace) -> None:
    remove(office.issued / LAST)
    (office.issued / "index.jsonl").unlink()
    with pytest.raises(IssueError) as caught:
        archive_index.adopt(office)
    assert [finding.code for finding in caught.value.findings] == ["ISSUE-17"]
    assert not (office.issued / "index.jsonl").exists()


# ---------------------------------------------------------------- exported


def verified(folder: Path) -> tuple[int, list[str]]:
    """What the exported verifier says, in a Python that has nothing of ours."""
    line = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    done = subprocess.run(line, capture_output=True, text=True, cwd="/")
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.fixture
def exported(office: Workspace, tmp_path: Path) -> Path:
    target = tmp_path / "gửi đi"
    done = command(office.root, "archive", "--export", str(target), "--number", "312")
    assert done.returncode == 0, done.stderr
    return target


def test_an_exported_report_is_verified_by_python_alone(office: Workspace, exported: Path) -> None:
    assert contents(exported / SECOND) == contents(office.issued / SECOND)
    line = (office.issued / "index.jsonl").read_bytes().splitlines(True)[1]
    manifest = hashlib.sha256((office.issued / SECOND / "manifest.json").read_bytes()).hexdigest()
    assert verified(exported) == (
        0,
        [
            "Báo cáo số 312/BC-SDL, ngày 2023-10-05, kỳ 2023-Q3, Người Ký ký",
            f"  Mã của kho khi ban hành: {hashlib.sha256(line).hexdigest()[:12]}",
            f"  SHA-256 của {SECOND}/manifest.json: {manifest}",
            "Nguyên vẹn. Đối chiếu mã trên với mã cơ quan đã ghi.",
        ],
    )


@pytest.mark.parametrize(
    "change",
    [
        rename, change_a_file, change_a_file_and_its_hash, change_the_record, add_a_file,
        add_an_empty_folder, delete_a_file, a_link_for_a_file, a_link_for_the_manifest,
        a_link_for_a_folder_inside, a_link_for_the_report, a_pipe_for_a_file,
        a_pipe_for_the_record, a_file_for_a_report, break_the_manifest, nest_the_manifest,
        something_beside, a_link_beside, an_empty_folder_beside, delete_the_index,
        empty_the_index, cut_the_index_alone, cut_a_line_in_two, repeat_a_line,
        exchange_two_lines, a_link_for_the_index, delete, copy,
    ],
)  # fmt: skip
def test_the_verifier_finds_what_was_done_to_an_export(
    change: Callable[[Path], None], exported: Path
) -> None:
    change(exported)
    code, told = verified(exported)
    assert (code, told[-1]) == (1, "Không nguyên vẹn.")


def test_what_is_damaged_or_would_overwrite_is_not_exported(
    office: Workspace, exported: Path
) -> None:
    change_a_file(office.issued)
    before = contents(exported)
    done = command(office.root, "archive", "--export", str(exported), "--number", "312")
    assert done.returncode == 1
    assert "[ISSUE-01] " in done.stderr
    assert (
        f"[ISSUE-21] Nơi chép báo cáo ra đã có rồi, hoặc nằm trong kho.\n  Ở đâu:    {exported}\n"
        in done.stderr
    )
    assert contents(exported) == before
    done = command(office.root, "archive", "--export", str(exported))
    assert done.returncode == 2
