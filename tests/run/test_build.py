"""A build publishes a whole report or leaves the earlier one; the scheduler's command."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from baocao.core import files
from baocao.core.errors import BuildError
from baocao.core.files import publish, staging
from baocao.run.build import build
from baocao.workspace.workspace import WORKSPACE_VARIABLE, Workspace
from support import processes
from support.commands import command
from support.folders import contents, copy_of_the_workspace, emptied, with_sections

PERIOD = "2023-Q3"


def whole(folder: Path) -> bool:
    """Whether every file that the manifest lists is there and as it was."""
    outputs = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert {"report.html", "report.pdf", "facts.json", "report.ipynb"} <= outputs.keys()
    return all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        for name, digest in outputs.items()
    )


def spoil(office: Path, source: str) -> None:
    path = office / "notebooks" / "ocop.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append(
        {
            **{"cell_type": "code", "execution_count": None, "id": "spoilt"},
            **{"metadata": {"tags": ["working"]}, "outputs": [], "source": source},
        }
    )
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="session")
def built_once(shared: Path) -> Path:
    """A small office whose report was built by the command; ``said.json`` beside it says how."""
    made = shared / "built"
    with FileLock(f"{made}.lock"):
        if not (made / "said.json").exists():
            office = copy_of_the_workspace(made / "office")
            with_sections(office, ("ocop", "guidance"))
            beginning = time.monotonic()
            done = processes.command(office, "build", PERIOD)
            length = time.monotonic() - beginning
            said = {"code": done.returncode, "out": done.stdout, "err": done.stderr}
            (made / "said.json").write_text(json.dumps({**said, "length": length}))
    return made


@pytest.fixture
def standing(built_once: Path, desk_of_this_worker: Path) -> Path:
    """A copy of that office, with its report."""
    place = emptied(desk_of_this_worker)
    return Path(shutil.copytree(built_once / "office", place, dirs_exist_ok=True))


def said(built_once: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((built_once / "said.json").read_text(encoding="utf-8"))
    return found


def test_a_build_a_second_one_and_each_kind_of_change(built_once: Path, standing: Path) -> None:
    small, folder = standing, standing / "outputs" / PERIOD
    first = said(built_once)
    assert first["code"] == 0, first["err"]
    assert whole(folder)
    assert f"{PERIOD}: đã dựng" in first["out"]
    assert f"{PERIOD}: không có gì thay đổi" in command(small, "build", PERIOD).stdout
    # An output that someone edited is not the report of these inputs any more.
    (folder / "report.html").write_text("sửa tay", encoding="utf-8")
    assert f"{PERIOD}: đã dựng" in command(small, "build", PERIOD).stdout
    assert whole(folder)
    register = small / "data" / "registers" / "ocop.csv"
    register.write_bytes(register.read_bytes() + b"\r\n")
    assert f"{PERIOD}: đã dựng" in command(small, "build", PERIOD).stdout


def test_a_build_puts_its_report_on_the_shelf_and_stands_without_it(standing: Path) -> None:
    outputs = standing / "outputs"
    assert f'href="{PERIOD}/report.html"' in (outputs / "index.html").read_text(encoding="utf-8")
    before = contents(outputs / PERIOD)
    shutil.rmtree(outputs / "shelf")
    (outputs / "index.html").write_text("của tôi", encoding="utf-8")
    done = command(standing, "build", PERIOD)
    assert done.returncode == 0 and f"{PERIOD}: không có gì thay đổi" in done.stdout
    assert "[SHELF-05] Chỗ của trang danh mục đã có thứ khác." in done.stderr
    assert (outputs / "index.html").read_text(encoding="utf-8") == "của tôi"
    # When nothing is in the way any more, a report that is not built again is entered too.
    (outputs / "index.html").unlink()
    assert command(standing, "build", PERIOD).stderr == ""
    assert f'href="{PERIOD}/report.html"' in (outputs / "index.html").read_text(encoding="utf-8")
    assert contents(outputs / PERIOD) == before


@pytest.mark.slow
def test_two_builds_of_the_same_inputs_give_the_same_documents(standing: Path) -> None:
    """One by a process of its own in another folder, one by this process."""
    done = command(standing, "build", PERIOD, "--outputs", "two")
    assert done.returncode == 0, done.stderr
    made = [contents(standing / name / PERIOD) for name in ("outputs", "two")]
    for name in (
        *(f"report.{ending}" for ending in ("html", "pdf", "docx", "ipynb")),
        "facts.json",
    ):
        assert made[0][name] == made[1][name], name


def test_faults_of_three_registers_in_one_run_leave_the_earlier_report(standing: Path) -> None:
    small, folder = standing, standing / "outputs" / PERIOD
    before = contents(folder)
    registers = small / "data" / "registers"
    for name, old, new in (
        ("ocop", "Hạng sao", "Hạng"),
        ("iso_9001", "UBND cấp xã", "UBND xã"),
        ("guidance", "01/06/2020", "31/02/2020"),
    ):
        path = registers / f"{name}.csv"
        text = path.read_text(encoding="utf-8-sig")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8-sig")
    for arguments in (("build", PERIOD), ("check", PERIOD)):
        done = command(small, *arguments)
        assert done.returncode == 1
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        found = re.findall(r"^\[([A-Z]+-\d+)\].*\n  Ở đâu:    ([^,]+)", done.stderr, re.MULTILINE)
        assert sorted(found) == [
            ("REGISTER-03", "data/registers/ocop.csv"),
            ("REGISTER-06", "data/registers/guidance.csv"),
            ("REGISTER-08", "data/registers/iso_9001.csv"),
        ]
    assert contents(folder) == before


def test_a_failed_notebook_is_kept_with_its_banner(standing: Path) -> None:
    small = standing
    before = contents(small / "outputs" / PERIOD)
    spoil(small, "report.history(ocop.recognised).loc['x']")
    done = command(small, "build", PERIOD)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "[BUILD-01] Sổ tay chạy không hết.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10, dòng 1\n"
        "  Đang có:  KeyError: 'x'\n"
        "  Cách sửa: mở outputs/2023-Q3.failed/ocop.ipynb để xem chỗ dừng\n"
    ), done.stderr
    kept = (small / "outputs" / f"{PERIOD}.failed" / "ocop.ipynb").read_text(encoding="utf-8")
    assert "An Exception was encountered at" in kept
    assert contents(small / "outputs" / PERIOD) == before


def test_a_coded_error_inside_a_notebook_is_said_whole(small: Path) -> None:
    spoil(small, "report.narrate('Có {{ recognised.fact.value }}', globals(), 'ô thử')")
    done = command(small, "build", PERIOD)
    assert done.returncode == 1
    assert "[BUILD-01] Sổ tay chạy không hết." in done.stderr
    assert "[NARRATIVE-01] Số không phải là số liệu" in done.stderr
    assert "{{ recognised.fact.value }}" in done.stderr


@pytest.mark.slow
def test_a_sentence_too_long_stops_a_build_and_is_placed(small: Path) -> None:
    spoil(small, f"%%narrate\nMột{' và một' * 40} nữa.")
    done = command(small, "build", PERIOD)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "[NARRATIVE-09] Câu dài quá 60 chữ.\n"
        f"  Ở đâu:    notebooks/ocop.ipynb, ô 10, kỳ {PERIOD}\n"
        "  Đang có:  82 chữ: Một và một và một và một và một và một và …\n"
        "  Cách sửa: tách thành các câu ngắn, hoặc thành danh sách gạch đầu dòng\n"
    ), done.stderr
    assert not (small / "outputs" / PERIOD).exists()


@pytest.mark.parametrize(
    "content",
    [
        "{",
        pytest.param('{"cells": 1, "nbformat": 4}', marks=pytest.mark.slow),
        pytest.param(None, marks=pytest.mark.slow),
    ],
)
def test_a_notebook_that_cannot_be_opened(small: Path, content: str | None) -> None:
    path = small / "notebooks" / "ocop.ipynb"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = command(small, "build", PERIOD)
    assert done.returncode == 1
    assert "[NOTEBOOK-01] Không mở được sổ tay của mục ocop." in done.stderr
    assert "  Ở đâu:    notebooks/ocop.ipynb\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (small / "outputs" / PERIOD).exists()


@pytest.mark.slow
def test_the_kernel_is_this_environments_whatever_a_notebook_names(small: Path) -> None:
    named = {"name": "conda-root-py", "display_name": "Conda", "language": "python"}
    for stem, metadata in (("ocop", {"kernelspec": named}), ("guidance", {})):
        path = small / "notebooks" / f"{stem}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**notebook, "metadata": metadata}), encoding="utf-8")
    done = command(small, "build", PERIOD, "--format", "html")
    assert done.returncode == 0, done.stderr
    assert (small / "outputs" / PERIOD / "report.html").is_file()


def test_a_kernel_that_dies(small: Path) -> None:
    spoil(small, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    done = command(small, "build", PERIOD)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "[BUILD-05] Sổ tay bị dừng giữa chừng.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 10\n"
        "  Đang có:  nhân Python bị tắt\n"
        "  Cách sửa: xem máy có thiếu bộ nhớ không; mở sổ tay trong JupyterLab và chạy từng ô\n"
    ), done.stderr
    assert not (small / "outputs" / PERIOD).exists()
    kept = small / "outputs" / f"{PERIOD}.failed" / "ocop.ipynb"
    *before, last = json.loads(kept.read_text(encoding="utf-8"))["cells"]
    assert all(cell["metadata"]["papermill"]["status"] == "completed" for cell in before)
    assert any(cell.get("outputs") for cell in before)
    assert last["outputs"] == []


@pytest.mark.slow
def test_a_kernel_that_never_starts(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: object, **__: object) -> None:
        raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr("papermill.execute_notebook", dead)
    workspace = Workspace.load(small)
    with pytest.raises(BuildError, match=r"\[BUILD-05\] Sổ tay bị dừng giữa chừng\."):
        build(workspace, workspace.period(PERIOD))
    assert not (small / "outputs" / PERIOD).exists()


@pytest.mark.slow
@pytest.mark.torture
def test_a_build_killed_at_any_moment_leaves_the_earlier_report(
    built_once: Path, standing: Path
) -> None:
    small, folder, length = standing, standing / "outputs" / PERIOD, said(built_once)["length"]
    before = contents(folder)
    # In the middle, and about the end, where the folders change; `make torture` kills 200 times.
    for part in (0.5, 0.85, 1.0):
        with processes.started([processes.BAOCAO, "build", PERIOD, "--force"], cwd=small):
            time.sleep(length * part)
        assert whole(folder), part
    after = contents(folder)
    assert after["facts.json"] == before["facts.json"]
    assert command(small, "build", PERIOD, "--force").returncode == 0
    assert whole(folder)
    left = {path.name for path in (small / "outputs").iterdir()}
    shelf = {".shelf", ".shelf.lock", "index.html", "shelf"}
    assert left - shelf == {PERIOD, f".{PERIOD}.lock"}


@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_a_kill_while_folders_change_places_where_they_cannot_be_swapped(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(Exception):
        pass

    def kill(*_: Any) -> Any:
        raise KilledError

    (tmp_path / "2023").mkdir()
    (tmp_path / "2023" / "report").write_text("earlier")
    monkeypatch.setattr(files, "_exchange", lambda *_: False)
    if moment == "between":
        rename = Path.rename
        monkeypatch.setattr(
            Path, "rename", lambda s, t: kill() if s.name == ".2023.new" else rename(s, t)
        )
    elif moment == "after":
        monkeypatch.setattr(files, "remove", lambda f: f.name != ".2023.old" or kill())
    # A kill does not tidy up: neither does this.
    new = tmp_path / ".2023.new"
    new.mkdir()
    (new / "report").write_text("later")
    if moment != "before":
        with pytest.raises(KilledError):
            publish(tmp_path, "2023")
    monkeypatch.undo()
    with staging(tmp_path, "2023"):
        found = (tmp_path / "2023" / "report").read_text()
    assert found == ("later" if moment == "after" else "earlier")


def test_publishing_swaps_two_folders(tmp_path: Path) -> None:
    for text in ("earlier", "later"):
        with staging(tmp_path, "2023") as new:
            (new / "report").write_text(text)
            publish(tmp_path, "2023")
    assert (tmp_path / "2023" / "report").read_text() == "later"
    assert {path.name for path in tmp_path.iterdir()} == {"2023", ".2023.lock"}


@pytest.mark.slow
def test_a_build_leaves_no_trace_in_its_process(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(WORKSPACE_VARIABLE, raising=False)
    workspace = Workspace.load(small)
    before = dict(os.environ)
    build(workspace, workspace.period(PERIOD), ["html"])
    assert dict(os.environ) == before


def test_two_builds_of_one_report_at_once(tmp_path: Path) -> None:
    with (
        staging(tmp_path, "2023"),
        pytest.raises(BuildError) as caught,
        staging(tmp_path, "2023"),
    ):
        pass
    assert str(caught.value) == (
        "[BUILD-03] Một tiến trình khác đang dựng báo cáo 2023.\n"
        f"  Ở đâu:    {tmp_path / '2023'}\n"
        "  Cách sửa: chờ tiến trình kia xong rồi chạy lại"
    )


def test_due_builds_what_has_closed_and_waits_for_the_rest(small: Path) -> None:
    path = small / "report.toml"
    text = path.read_text(encoding="utf-8")
    assert "since = 2023-01-01" in text
    path.write_text(text.replace("since = 2023-01-01", "since = 2023-07-01"), encoding="utf-8")
    # On the last day itself the period is not over.
    assert "Không có báo cáo nào đến hạn" in command(small, "due", "--on", "2023-09-30").stdout
    done = command(small, "due", "--on", "2023-10-01")
    assert done.returncode == 0, done.stderr
    told = r"Chạy ngày \d\d/\d{1,2}/\d{4} lúc \d\d:\d\d, tính hạn đến ngày 01/10/2023\.\n"
    assert re.match(told, done.stdout), done.stdout
    assert re.findall(r"^(\S+): đã dựng", done.stdout, re.MULTILINE) == ["2023-Q3", "2023-9M"]
    assert "Không có báo cáo nào đến hạn" in command(small, "due", "--on", "2023-10-01").stdout
    late = command(small, "due", "--on", "2024-01-01")
    assert late.returncode == 1
    assert re.findall(
        r"\[BUILD-04\] 3 báo cáo đến hạn nhưng sổ chưa nhập đủ: (.+)\.", late.stderr
    ) == ["quý IV/2023, 6 tháng cuối năm 2023, năm 2023"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["build", "2023-Q7"], 1),
        (["build"], 2),
        (["build", PERIOD, "--format", "odt"], 2),
        (["explain", "ocop.nothing", PERIOD], 1),
        (["check"], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int, office: Path) -> None:
    done = command(office, *arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "closed",
    [
        ">&-",
        *(pytest.param(one, marks=pytest.mark.torture) for one in ("<&-", "2>&-", "<&- >&- 2>&-")),
    ],
)
def test_a_build_needs_no_standard_streams(closed: str, small: Path) -> None:
    baocao = Path(sys.executable).with_name("baocao")
    line = f'exec "$0" build 2023-Q3 --format html --workspace "$1" {closed}'
    done = processes.finished(["sh", "-c", line, str(baocao), str(small)])
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    made = small / "outputs" / "2023-Q3"
    assert (made / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((made / "facts.json").read_text(encoding="utf-8"))["facts"]
