"""The tutorial: unsolved no step is right, solved every one is; it stays in its own folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from IPython.core.interactiveshell import InteractiveShell

from baocao.core.errors import BaocaoError
from baocao.notebook import live
from baocao.notebook.lesson import Lesson
from baocao.run.check import check
from support.folders import ROOT, contents

TUTORIAL = ROOT / "docs" / "tutorial.ipynb"
STEPS = range(1, 10)
# What an analyst does at each step: to the cell, or in a file that the step names.
SOLUTIONS = {
    1: 'path = lesson.folder / "data/registers/visits.csv"\n'
    'with path.open("a", encoding="utf-8") as file:\n'
    '    file.write("K-05;15/09/2023;Trong nước;20;x;\\n")',
    2: "so_luot = report.fact(visits.guests).value\nso_luot",
    3: "%%narrate\nTrong kỳ có {{ guests }} lượt khách.",
    4: "%%narrate\nTrong kỳ có {{ guests }} lượt khách[, {{ guests.vs_last_year }}].",
    5: 'bieu_do = report.column_chart(visits.guests, title="Lượt khách")\nbieu_do',
    6: 'bang = report.breakdown(visits.guests, by="kind", title="Lượt khách theo loại")\nbang',
    7: 'path = lesson.folder / "lib/tap_lam/visits.py"\n'
    'declared = """foreign = Indicator(\n'
    '    "Lượt khách quốc tế",\n    unit="lượt",\n    register=register,\n    date="day",\n'
    '    value=total("guests"),\n    where={"kind": "Quốc tế"},\n)\n"""\n'
    'with path.open("a", encoding="utf-8") as file:\n'
    "    file.write(declared)",
    8: 'path = lesson.folder / "notebooks/visits.ipynb"\n'
    'new = "lượt khách[, trong đó có {{ foreign }} lượt khách quốc tế]."\n'
    'text = path.read_text(encoding="utf-8").replace("lượt khách.", new)\n'
    'path.write_text(text, encoding="utf-8")\n'
    "from baocao import build\n"
    'build(lesson.workspace, lesson.workspace.period("2023"), ["html"])',
    9: "!{sys.executable} -c 'from baocao.cli import main; main()' new programme luu_tru "
    "--from {folder}/files/luu_tru.csv --workspace {folder}",
}

pytestmark = pytest.mark.usefixtures("other_programmes")


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    yield Lesson(tmp_path / "tutorial")
    InteractiveShell.clear_instance()


def test_its_office_has_no_fault(lesson: Lesson) -> None:
    assert check(lesson.workspace, [lesson.workspace.period("2023")]) == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("answer", [None, ..., 0, "90"])
def test_what_is_not_done_is_not_right(lesson: Lesson, step: int, answer: Any) -> None:
    verdict = lesson.check(step, answer)
    assert verdict.fault.endswith((".", "…"))
    assert str(verdict).startswith(f"Bước {step}: chưa đúng. ")
    assert "✗" in verdict._repr_html_()


def test_a_fault_of_the_analyst_is_told_by_its_code(lesson: Lesson) -> None:
    path = lesson.folder / "data/registers/visits.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("K-05;15/13/2023;Trong nước;20;x;\n")
    assert "[REGISTER-06]" in lesson.check(1).fault
    module = lesson.folder / "lib/tap_lam/visits.py"
    module.write_text(module.read_text(encoding="utf-8") + "foreign = Indicator(", "utf-8")
    assert "[INDICATOR-01]" in lesson.check(7).fault


def test_work_is_kept_until_it_is_begun_anew_and_other_folders_are_left(lesson: Lesson) -> None:
    path = lesson.folder / "data/registers/visits.csv"
    fresh = path.read_bytes()
    path.write_bytes(fresh + "K-05;15/09/2023;Trong nước;20;x;\n".encode())
    assert not Lesson(lesson.folder).check(1).fault
    assert Lesson(lesson.folder, anew=True).check(1).fault
    assert path.read_bytes() == fresh
    other = lesson.folder.parent / "office"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    for anew in (False, True):
        with pytest.raises(BaocaoError) as caught:
            Lesson(other, anew=anew)
        assert str(caught.value) == (
            "[NOTEBOOK-23] Thư mục dành cho bài học đã có tệp khác.\n"
            f"  Ở đâu:    {other}\n"
            '  Cách sửa: chọn thư mục khác: Lesson("tên_thư_mục_mới")'
        )
    assert contents(other) == {"mine.txt": b"mine"}


def test_every_step_has_a_cell_to_work_in_and_its_check() -> None:
    cells = nbformat.read(TUTORIAL, as_version=4).cells
    assert [cell.metadata.step for cell in cells if "step" in cell.metadata] == [*STEPS]
    checks = [cell.source for cell in cells if cell.source.startswith("lesson.check(")]
    assert [int(source[len("lesson.check(")]) for source in checks] == [*STEPS]
    for cell in cells:
        assert cell.cell_type == "markdown" or not (cell.outputs or cell.execution_count)
        assert not cell.source.startswith("## Bước") or cell.cell_type == "markdown"


# By hand, in JupyterLab: test_tutorial_pages.py, in ``make torture``.
@pytest.mark.slow
def test_solved_every_step_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = nbformat.read(TUTORIAL, as_version=4)
    for cell in notebook.cells:
        if "step" in cell.metadata:
            cell.source = SOLUTIONS[cell.metadata.step]
    # Papermill says that nobody answers, and its kernel would see one state: so would a report.
    first = next(cell for cell in notebook.cells if cell.source.startswith("from baocao"))
    first.source = (
        "import sys\nfrom baocao.notebook import live\nlive.is_attended = lambda shell: True\n"
        + first.source
    )
    assert live.is_attended is not None
    path, done = tmp_path / "tutorial.ipynb", tmp_path / "done.ipynb"
    nbformat.write(notebook, path)
    before = contents(ROOT / "data")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "lib")]))
    papermill.execute_notebook(
        str(path),
        str(done),
        parameters={"folder": str(tmp_path / "tutorial")},
        cwd=str(tmp_path),
        progress_bar=False,
    )
    told = [
        output["data"]["text/plain"]
        for cell in nbformat.read(done, as_version=4).cells
        if cell.source.startswith("lesson.check(")
        for output in cell.outputs
        if "data" in output
    ]
    assert told == [f"Bước {step}: Đúng." for step in STEPS]
    assert contents(ROOT / "data") == before
