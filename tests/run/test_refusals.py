"""What the machine refuses: files it will not open, disks it will not write to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from baocao.core.errors import RegisterError, WorkspaceError
from baocao.registers.open import open_all
from baocao.run import build
from baocao.run.build import Built, build_all
from baocao.run.documents import Written
from baocao.run.plan import plans
from baocao.workspace import manifest
from baocao.workspace.manifest import made_from, own_files
from baocao.workspace.workspace import Workspace
from dost import ocop
from support import processes
from support.commands import command

PERIOD = "2023-Q3"


def test_registers_that_do_not_open_are_told_with_all_other_faults(office: Path) -> None:
    registers = office / "data" / "registers"
    for name in ("ocop", "iso_9001"):
        (registers / f"{name}.csv").unlink()
    (registers / "ocop.csv").mkdir()
    done = command(office, "check", PERIOD)
    assert done.returncode == 1 and done.stdout == ""
    assert (
        "[WORKSPACE-06] Không đọc được một tệp của báo cáo.\n"
        "  Ở đâu:    data/registers/ocop.csv\n"
        "  Đang có:  là thư mục, không phải tệp\n"
        "  Cách sửa: đóng tệp nếu đang mở trong Excel, xem quyền đọc của tệp, rồi chạy lại\n"
    ) in done.stderr
    assert "[REGISTER-01] " in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="links are made by administrators there")
def test_a_link_to_a_file_that_is_gone_does_not_open(office: Path) -> None:
    place = office / "data" / "registers" / "ocop.csv"
    place.unlink()
    place.symlink_to(office / "drive" / "ocop.csv")
    with pytest.raises(RegisterError) as caught:
        open_all([ocop.register], Workspace.load(office))
    assert [str(finding) for finding in caught.value.findings] == [
        "[WORKSPACE-06] Không đọc được một tệp của báo cáo.\n"
        "  Ở đâu:    data/registers/ocop.csv\n"
        "  Đang có:  không có tệp\n"
        "  Cách sửa: đặt lại tệp vào chỗ ấy; nếu đó là một liên kết thì xem tệp, "
        "ổ đĩa mà nó trỏ tới"
    ]


def test_a_part_of_a_large_register_that_does_not_open(office: Path) -> None:
    (office / "data" / "registers" / "ocop.csv").unlink()
    (office / "data" / "registers" / "ocop.parquet" / "1.parquet").mkdir(parents=True)
    with pytest.raises(RegisterError) as caught:
        open_all([ocop.register], Workspace.load(office))
    (finding,) = caught.value.findings
    assert (finding.code, finding.where) == ("WORKSPACE-06", "data/registers/ocop.parquet")


def test_settings_that_do_not_open(tmp_path: Path) -> None:
    (tmp_path / "report.toml").mkdir()
    with pytest.raises(WorkspaceError, match=r"^\[WORKSPACE-06\] .*\n.*report\.toml\n.*thư mục"):
        Workspace.load(tmp_path)


def test_files_that_another_program_holds_are_all_told(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {"ocop.csv", "targets.csv"}
    real = manifest.sha256

    def sha256(path: Path) -> str:
        if path.name in held:
            raise PermissionError(13, "The process cannot access the file", str(path))
        return real(path)

    monkeypatch.setattr(manifest, "sha256", sha256)
    workspace = Workspace.load(office)
    with pytest.raises(WorkspaceError) as caught:
        plans(workspace, [workspace.period(PERIOD)])
    assert [(finding.code, finding.where) for finding in caught.value.findings] == [
        ("WORKSPACE-06", "data/registers/ocop.csv"),
        ("WORKSPACE-06", "data/targets.csv"),
    ]
    assert "đang mở trong một chương trình khác" in caught.value.findings[0].found


def test_an_open_workbook_or_editor_changes_nothing(office: Path) -> None:
    workspace = Workspace.load(office)
    before, files = made_from(workspace), own_files(workspace)
    for name in (
        "data/registers/~$ocop.xlsx",
        "data/registers/.~lock.ocop.csv#",
        "data/remarks/.difficulties.md.swp",
        "data/.cache/rows.csv",
        "notebooks/.ipynb_checkpoints/ocop-checkpoint.ipynb",
    ):
        path = office / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert made_from(workspace) == before
    assert own_files(workspace) == files


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are those of Unix")
def test_a_disk_that_takes_no_more_leaves_the_earlier_report(small: Path) -> None:
    assert command(small, "build", PERIOD, "--format", "html").returncode == 0
    place = small / "outputs" / PERIOD
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    register = small / "data" / "registers" / "ocop.csv"
    register.write_bytes(register.read_bytes() + b"\r\n")

    def limit() -> None:
        import resource

        # The sections are smaller, the page is not.
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = processes.command(small, "build", PERIOD, "--format", "html", preexec_fn=limit)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"{PERIOD}: không dựng được\n[BUILD-07] Máy không ghi được báo cáo" in done.stderr
    assert "tệp lớn quá mức hệ thống cho phép" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before
    # Beside the report only the shelf on which it stands.
    folders = {path.name.lstrip(".") for path in place.parent.iterdir() if path.is_dir()}
    assert folders == {PERIOD, "shelf"}


def test_a_place_that_is_no_folder(small: Path) -> None:
    (small / "taken").write_text("")
    done = command(small, "build", PERIOD, "--outputs", "taken")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "[BUILD-07] " in done.stderr and "chỗ của thư mục lại là một tệp" in done.stderr


@pytest.mark.slow
def test_what_nobody_foresaw_in_one_report_is_told_after_the_others(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.load(small)
    periods = [workspace.period(code) for code in ("2023-Q1", "2023-Q2", PERIOD)]
    real = build.write_documents

    def write_documents(workspace: Workspace, plan: Any, *arguments: Any) -> Written:
        if str(plan.period) == "2023-Q1":
            raise ZeroDivisionError("division by zero")
        return real(workspace, plan, *arguments)

    monkeypatch.setattr(build, "write_documents", write_documents)
    done = build_all(workspace, plans(workspace, periods, ["html"]), ["html"])
    built = [next(done), next(done)]
    assert all(isinstance(one, Built) for one in built)
    assert [one.period for one in built] == periods[1:]
    with pytest.raises(ZeroDivisionError) as caught:
        next(done)
    assert caught.value.__notes__ == ["Kỳ báo cáo: 2023-Q1"]
    assert not (workspace.outputs / "2023-Q1").exists()
