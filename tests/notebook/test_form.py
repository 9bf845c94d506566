"""``report.choose()``: what the buttons do, without a browser."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from baocao.notebook import job
from baocao.notebook.form import FORMATS, PREVIEW, Form
from baocao.notebook.titles import titles_of
from baocao.run import worker
from baocao.run.plan import FORMATS as KNOWN_FORMATS
from baocao.workspace.launcher import write_launcher
from baocao.workspace.workspace import Workspace
from support.processes import patience, until
from support.small_offices import put, write_office

pytestmark = pytest.mark.usefixtures("other_programmes")


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return form_of(write_office(tmp_path / "office"))


def form_of(root: Path) -> Form:
    workspace = Workspace.load(root)
    return Form(workspace, "2023", ["2023", "2022"], titles_of(workspace))


def ended(form: Form) -> str:
    """What stands in the form when its job has come to an end, without marks."""
    if form._job is not None:
        form._job.wait(patience(60))
    assert form._job is None and not form.build.disabled and form.stop.disabled
    return re.sub(r"<br>", "\n", re.sub(r"</?(?!br)[^>]+>", "", form.result.value))


class Asked:
    """Stands for a job: keeps what it is asked, and ends when the test says so."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def __init__(self, asked: dict[str, Any], step: Any, end: Any) -> None:
        self.asked.append(asked)
        self.step, self.end, self.stopped = step, end, False

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    Asked.asked.clear()
    monkeypatch.setattr("baocao.notebook.form.Job", Asked)
    yield Asked.asked


def test_the_form_knows_what_a_build_knows() -> None:
    assert tuple(FORMATS) == KNOWN_FORMATS
    assert PREVIEW == worker.PREVIEW
    assert worker.__name__ == job._WORKER


def test_two_clicks_are_one_build(form: Form, asked: list[dict[str, Any]]) -> None:
    form.build.click()
    form.build.click()
    form.check.click()
    assert [one["task"] for one in asked] == ["build"]
    assert form.build.disabled and form.check.disabled and form.show.disabled
    assert not form.stop.disabled
    running: Any = form._job
    running.step("visits")
    assert (form.progress.value, form.progress.max) == (1, 4)
    form.stop.click()
    assert running.stopped
    running.end([], None)
    assert ended(form) == "Đã dừng; báo cáo cũ, nếu có, vẫn như trước."
    form.build.click()
    assert len(asked) == 2


def test_what_is_chosen_is_asked_for(form: Form, asked: list[dict[str, Any]]) -> None:
    form.period.value = "2023-Q3"
    form.formats[1].value = False
    form.build.click()
    root = str(form._workspace.root)
    assert asked == [
        {
            **{"root": root, "task": "build", "period": "2023-Q3"},
            **{"formats": ["html", "docx"], "sections": []},
        }
    ]


def test_a_wrong_choice_is_told_and_starts_nothing(form: Form, asked: list[dict[str, Any]]) -> None:
    form.period.value = "2023-Q7"
    form.build.click()
    assert "[PERIOD-01] Không hiểu kỳ báo cáo." in ended(form)
    form.show.click()
    assert "[PERIOD-01] " in ended(form)
    form.period.value = "2023"
    for box in form.formats:
        box.value = False
    form.build.click()
    assert "[NOTEBOOK-22] Chưa chọn dạng văn bản." in ended(form)
    form.sections.value = ()
    form.check.click()
    assert "[NOTEBOOK-22] Chưa chọn mục nào của báo cáo." in ended(form)
    assert asked == []


@pytest.mark.slow
def test_check_build_and_open(form: Form) -> None:
    form.formats[1].value = form.formats[2].value = False
    form.show.click()
    assert "Kỳ này chưa có báo cáo" in form.view.value
    form.check.click()
    assert ended(form) == "Không có lỗi, kỳ 2023."
    form.build.click()
    assert ended(form) == 'Đã dựng xong: outputs/2023. Nhấn "Mở" để xem.'
    form.show.click()
    assert 'download="2023.html"' in form.view.value and "<iframe" in form.view.value
    assert "Trong kỳ có" in form.view.value
    form.build.click()
    assert ended(form) == 'Không có gì thay đổi: outputs/2023. Nhấn "Mở" để xem.'


@pytest.mark.slow
@pytest.mark.torture
def test_a_failing_build_names_notebook_and_cell_and_leaves_the_old_report(form: Form) -> None:
    root = form._workspace.root
    old = root / "outputs" / "2023" / "report.html"
    put(old, "old")
    path = root / "notebooks" / "visits.ipynb"
    path.write_text(
        path.read_text(encoding="utf-8").replace("visits.guests }}", "visits.guest }}"),
        encoding="utf-8",
    )
    for button in (form.check, form.build):
        button.click()
        told = ended(form)
        assert "Ở đâu: notebooks/visits.ipynb, ô 4" in told
        assert "[NARRATIVE-" in told
    assert old.read_text(encoding="utf-8") == "old"


def test_a_lost_process_and_a_stopped_one(form: Form) -> None:
    form.check.click()
    running = form._job
    assert running is not None
    os.kill(running._process.pid, signal.SIGKILL)
    running.wait(patience(20))
    assert ended(form).startswith(
        "Có lỗi:[NOTEBOOK-21] Tiến trình kiểm tra hoặc dựng báo cáo bị dừng giữa chừng.\n"
        "Đang có: mã thoát -9"
    )
    form.build.click()
    form.stop.click()
    assert ended(form) == "Đã dừng; báo cáo cũ, nếu có, vẫn như trước."
    outputs = form._workspace.outputs
    assert until(lambda: not [*outputs.glob(".*.new")])


@pytest.mark.slow
def test_a_part_of_the_report_is_a_draft_of_its_own(tmp_path: Path) -> None:
    root = write_office(tmp_path / "office")
    more = '\n[[parts]]\ntitle = "Thêm"\nsections = ["visits", "other"]\n'
    put(root / "report.toml", (root / "report.toml").read_text(encoding="utf-8") + more)
    put(root / "notebooks/other.ipynb", (root / "notebooks/visits.ipynb").read_text("utf-8"))
    settings = worker.only(Workspace.load(root).settings, ["other"])
    assert [[*part.leaves()] for part in settings.parts] == [["other"]]
    assert settings.document.draft and settings.overview is None
    form = form_of(root)
    assert [title for title, _ in form.sections.options] == ["Khách", "Khách"]
    form.sections.value = ("other",)
    form.formats[1].value = form.formats[2].value = False
    form.build.click()
    assert ended(form) == 'Đã dựng xong: outputs/preview/2023. Nhấn "Mở" để xem.'
    page = (root / "outputs/preview/2023/report.html").read_text(encoding="utf-8")
    assert "DỰ THẢO" in page.upper()
    assert not (root / "outputs/2023").exists()


def test_the_launcher_is_no_input_of_a_report_and_keeps_what_was_changed(tmp_path: Path) -> None:
    workspace = Workspace.load(write_office(tmp_path / "office"))
    path = write_launcher(workspace)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert path.parent == workspace.outputs
    assert notebook["cells"][1]["source"].endswith('open_report("2023").choose()')
    path.write_text("mine", encoding="utf-8")
    assert write_launcher(workspace).read_text(encoding="utf-8") == "mine"
