"""Remarks that no report reads, for their name or their place, are told: never left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import v4, writes

from baocao.core.errors import NarrativeError
from baocao.prose.remarks import read_prose
from baocao.run.check import check
from baocao.run.remark_files import names_asked_for, unread_remarks
from baocao.workspace.workspace import Workspace
from support.small_offices import put, write_office

pytestmark = pytest.mark.usefixtures("other_programmes")

NAMES = ("difficulties", "proposals")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.load(write_office(tmp_path / "office"))


def told(workspace: Workspace, *names: str | None, at: str = "") -> list[str]:
    periods = [workspace.period(at)] if at else None
    return [str(one) for one in unread_remarks(workspace, names or NAMES, periods)]


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("2023-q3/difficulties.md", "2023-Q3/difficulties.md"),
        ("Quý III năm 2023/difficulties.md", "2023-Q3/difficulties.md"),
        ("2023-Q03/difficulties.md", "MÃ_KỲ/difficulties.md"),
        ("difficulties.md", "MÃ_KỲ/difficulties.md"),
        ("2023-Q3/Difficulties.md", "2023-Q3/difficulties.md"),
        ("2023-Q3/difficulties.txt", "2023-Q3/difficulties.md"),
        ("2023-Q3/difficulties.md.docx", "2023-Q3/difficulties.md"),
        ("2023-Q3/old/proposals.md", "2023-Q3/proposals.md"),
        ("2023-Q3/dificulties.md", "2023-Q3/difficulties.md hoặc proposals.md hoặc revision.md"),
    ],
)
def test_a_text_that_no_report_reads(name: str, instead: str, workspace: Workspace) -> None:
    put(workspace.data / "remarks" / name, "Thiếu người.\n")
    expected = (
        "[NARRATIVE-17] Tệp nhận xét không báo cáo nào đọc.\n"
        f"  Ở đâu:    data/remarks/{name}\n"
        f"  Đang có:  {name}\n"
        f"  Cách sửa: đổi thành data/remarks/{instead}, ghi bằng văn bản thường (UTF-8); "
        "không phải nhận xét thì chuyển đi nơi khác"
    )
    assert told(workspace) == [expected]
    found = [one.where for one in check(workspace, []) if one.code == "NARRATIVE-17"]
    assert found == [f"data/remarks/{name}"]
    # A report on other days prints it neither way.
    assert told(workspace, at="2022") == ([] if "2023-Q3" in instead else [expected])


@pytest.mark.parametrize(
    "name",
    ["2023-Q3/difficulties.md", "2023-07-01--2023-09-30/proposals.md", "2023/revision.md",
     "README.md", "2023-Q3/.difficulties.md.swp", "2023-Q3/~$ghi.docx", "2023-Q3/anh.png"],
)  # fmt: skip
def test_what_is_read_and_what_is_no_text(name: str, workspace: Workspace) -> None:
    put(workspace.data / "remarks" / name, "Thiếu người.\n")
    assert told(workspace) == []


def test_names_are_those_that_the_notebooks_ask_for(workspace: Workspace) -> None:
    def asked(*cells: str) -> set[str | None]:
        notebook = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
        put(workspace.notebooks / "remarks.ipynb", writes(notebook))
        return names_asked_for(workspace)

    more = 'report.remarks(name="more")'
    assert asked('report.remarks("visits")', more, "%%narrate\nremarks(x)") == {"visits", "more"}
    assert asked("report.remarks(NAME)") == {None}
    put(workspace.data / "remarks" / "2023" / "visits.md", "Thiếu người.\n")
    assert told(workspace, "visits") == []
    # What is put together while the notebook runs may be any name.
    assert told(workspace, "other", None) == []


def test_a_folder_in_the_place_of_remarks_does_not_open(workspace: Workspace) -> None:
    folder = workspace.data / "remarks" / "2023" / "visits.md"
    folder.mkdir(parents=True)
    with pytest.raises(NarrativeError, match=r"\[WORKSPACE-06\] ") as caught:
        read_prose(folder, "data/remarks/2023/visits.md")
    assert "là thư mục, không phải tệp" in str(caught.value)
