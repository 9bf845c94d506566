"""What git and nbmerge leave of a line that two people changed is told, never printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbformat import v4

from baocao.core.errors import BuildError, NarrativeError
from baocao.core.merges import unsettled
from baocao.notebook.report import Report
from baocao.run.check import check, notebook_faults
from baocao.workspace.notebooks import open_notebook
from baocao.workspace.workspace import Workspace
from support.small_offices import put, write_office

pytestmark = pytest.mark.usefixtures("other_programmes")

PROSE = "Trong kỳ có {{ visits.guests }} khách."
BOTH = "\n".join(["<<<<<<< local", f"{PROSE} Một.", "=======", f"{PROSE} Hai.", ">>>>>>> remote"])
# As nbmerge 4.0 writes them, into a line, above a cell and as cells of their own.
MARKS = [
    "<<<<<<< HEAD",
    "<<<<<<< local",
    "||||||| base",
    ">>>>>>> remote",
    "<<<<<<< LOCAL CELL DELETED >>>>>>>",
    '<span style="color:red">**<<<<<<< LOCAL CELL ADDED**</span>',
    "`<<<<<<< local`",
]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "office")


def faults(root: Path) -> list[str]:
    workspace = Workspace.load(root)
    return [str(one) for one in check(workspace, [workspace.period("2023")])]


def conflict(where: str, mark: str = "<<<<<<< local") -> str:
    return (
        "[NOTEBOOK-26] Còn dấu xung đột khi gộp hai bản sửa.\n"
        f"  Ở đâu:    {where}\n"
        f"  Đang có:  {mark}\n"
        "  Cách sửa: giữ một trong hai bản, xóa các dòng <<<<<<<, =======, >>>>>>>"
    )


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_a_mark_is_told_in_any_cell(mark: str, kind: str) -> None:
    made = v4.new_notebook(cells=[v4.new_code_cell('period = "2023"')])
    made.cells[0].metadata["tags"] = ["parameters"]
    made.cells.append(getattr(v4, f"new_{kind}_cell")(f"# Khách\n{mark}\nx = 1"))
    (found,) = notebook_faults(made, "notebooks/visits.ipynb")
    assert (found.code, found.where) == ("NOTEBOOK-26", "notebooks/visits.ipynb, ô 2, dòng 2")
    assert "span" not in found.found


def test_prose_with_both_versions_is_neither_checked_nor_printed(office: Path) -> None:
    path = office / "notebooks" / "visits.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][3]["source"] = f"%%narrate\n{BOTH}"
    put(path, json.dumps(notebook))
    assert faults(office) == [conflict("notebooks/visits.ipynb, ô 4, dòng 2")]
    workspace = Workspace.load(office)
    report = Report(workspace, workspace.period("2023"))
    with pytest.raises(NarrativeError) as error:
        report.narrate(BOTH, report.modules)
    assert str(error.value) == conflict("dòng 1")


def test_a_file_that_git_could_not_merge_is_told_by_its_line(office: Path) -> None:
    path = office / "notebooks" / "visits.ipynb"
    lines = path.read_text(encoding="utf-8").splitlines()
    put(path, "\n".join(["{", "<<<<<<< HEAD", *lines, "=======", *lines, ">>>>>>> other"]))
    assert faults(office) == [conflict("notebooks/visits.ipynb, dòng 2", "<<<<<<< HEAD")]
    with pytest.raises(BuildError, match="NOTEBOOK-26"):
        open_notebook(path, "notebooks/visits.ipynb")


def test_remarks_with_both_versions_are_refused(office: Path) -> None:
    put(office / "data" / "remarks" / "2023" / "visits.md", f"Nhận xét.\n\n{BOTH}\n")
    workspace = Workspace.load(office)
    report = Report(workspace, workspace.period("2023"))
    with pytest.raises(NarrativeError) as error:
        report.remarks("visits")
    assert str(error.value) == conflict("data/remarks/2023/visits.md, dòng 3")


@pytest.mark.parametrize(
    "text",
    ["1 << 7", "Tiêu đề\n=======", "a <<<<<<< b", "<<<<<<<< tám dấu", '"<<<<<<<"', "> trích", ""],
)
def test_what_is_no_mark(text: str) -> None:
    assert unsettled(text, "x") is None
