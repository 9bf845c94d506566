"""What a notebook was given by papermill, and what it opens in the end."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import papermill
import pytest
from nbformat import NotebookNode, v4
from papermill.exceptions import PapermillExecutionError
from papermill.parameterize import parameterize_notebook

from baocao.core.periods import Period
from baocao.notebook.injected import _staged, faults
from support import processes
from support.folders import ROOT

OWN = v4.new_code_cell('period = "2023"  # kỳ báo cáo', metadata={"tags": ["parameters"]})
OPENED = Period.parse("2023-Q3")
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def cells(parameters: dict[str, Any], *own: NotebookNode) -> list[str]:
    """The cells of a notebook as papermill runs it."""
    notebook = v4.new_notebook(cells=list(own), metadata={**KERNEL, "papermill": {}})
    made = parameterize_notebook(notebook, parameters)
    return ["", *(cell.source for cell in made.cells)]


def told(texts: list[str], opened: Period | None = OPENED) -> list[str]:
    return [str(fault) for fault in faults(texts, opened, Period.parse, "ocop.ipynb")]


@pytest.mark.parametrize("name", ["perod", "Period", "ky", "year", "period_", "kỳ"])
def test_a_name_that_the_notebook_does_not_have(name: str) -> None:
    expected = (
        "[NOTEBOOK-16] Sổ tay không có tham số này nên không chạy theo nó.\n"
        "  Ở đâu:    ocop.ipynb\n"
        f"  Đang có:  {name} = '2023-Q3'\n"
        "  Cách sửa: sửa tên tham số; sổ tay này nhận period"
    )
    assert told(cells({name: "2023-Q3"}, OWN)) == [expected]
    # The right one beside it is no excuse.
    assert told(cells({"period": "2023-Q3", name: "2023-Q3"}, OWN)) == [expected]
    # Without a cell that has the tag papermill puts its own at the top.
    assert told([*cells({name: "2023-Q3"}), 'period = "2023"']) == [expected]


@pytest.mark.parametrize(
    "value", ["a", 1, 1.5, True, None, [1, "b"], {"a": [None]}, float("nan"), float("inf"), "\n'\""]
)
def test_values_of_every_kind(value: object) -> None:
    (fault,) = told(cells({"perod": value}, OWN))
    assert fault.startswith("[NOTEBOOK-16] ") and len(fault.splitlines()) == 4
    assert told(cells({"period": "2023-Q3", "extra": value}, OWN))


@pytest.mark.parametrize("value", ["2023-Q3", " 2023-q3 ", "quý III/2023"])
@pytest.mark.parametrize("own", [[OWN], []], ids=["tagged", "at the top"])
def test_the_period_that_was_given_is_opened(value: str, own: list[NotebookNode]) -> None:
    assert told(cells({"period": value}, *own)) == []
    paths = {"PAPERMILL_INPUT_PATH": "a.ipynb", "PAPERMILL_OUTPUT_PATH": "b.ipynb"}
    assert told(cells({**paths, "period": value}, *own)) == []


def test_a_year_may_be_a_number() -> None:
    assert told(cells({"period": 2023}, OWN), Period.parse("2023")) == []


def test_a_period_that_is_overwritten() -> None:
    # Without the tag the notebook's own line runs after papermill's.
    texts = [*cells({"period": "2023-Q3"}), 'period = "2023"']
    assert told(texts, Period.parse("2023")) == [
        "[NOTEBOOK-17] Sổ tay mở báo cáo của kỳ khác với kỳ được giao.\n"
        "  Ở đâu:    ocop.ipynb\n"
        "  Đang có:  được giao period = '2023-Q3', mở báo cáo 2023\n"
        "  Cách sửa: gắn thẻ parameters cho ô period = …, đặt ô ấy ở đầu sổ tay, "
        "rồi mở báo cáo bằng open_report(period)"
    ]
    assert told(texts, None) == [], "a second report may be on another period"


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["", 'period = "2023"'],
        ["", "# Parameters"],
        ["", "# Parameters\nprint(1)"],
        ["", '# Parameters\nperiod = "2023-Q3"\nown = 1'],
        ["", "%matplotlib inline", "x = ("],
        ["", "# Parameters of the chart\nwidth = 3"],
    ],
    ids=range(7),
)
def test_cells_of_somebody_s_own_are_not_papermills(texts: list[str]) -> None:
    assert told(texts) == []


@pytest.mark.parametrize(
    ("given", "opened", "fault"),
    [
        ('period = "2023-Q3"', "2023-Q3", None),
        ("period = 2023", "2023", None),
        ('perod = "2023-Q3"', "2023", "NOTEBOOK-16"),
        ("period = 2023-11", "2012", "NOTEBOOK-17"),
        ("top = 5", "2023", None),
    ],
)
def test_a_job_of_jupyter_scheduler(given: str, opened: str, fault: str | None) -> None:
    own = {'period = "2023"', "top = 5", "from baocao import open_report"}
    texts = ["", 'period = "2023"', given, "from baocao import open_report"]
    found = list(faults(texts, Period.parse(opened), Period.parse, "ocop.ipynb", own))
    assert [one.code for one in found] == ([fault] if fault else [])


def test_a_subtraction_is_told_as_one() -> None:
    texts = ["", 'period = "2023"', "period = 2023-11"]
    (found,) = faults(texts, Period.parse(2012), Period.parse, "ocop.ipynb", {'period = "2023"'})
    assert str(found) == (
        "[NOTEBOOK-17] Giá trị của tham số bị hiểu là phép tính.\n"
        "  Ở đâu:    ocop.ipynb\n"
        "  Đang có:  period = 2023 - 11, tức là 2012\n"
        '  Cách sửa: viết giá trị trong dấu nháy: "2023-11"'
    )


def test_the_cells_of_a_job_are_those_of_the_copy(tmp_path: Path) -> None:
    place = tmp_path / "scheduler_staging_area" / "1"
    place.mkdir(parents=True)
    (place / "a.ipynb").write_text('{"cells": [{"source": ["a\\n", "b"]}, {"source": "c"}]}')
    assert _staged(place) == {"a\nb", "c"}
    assert _staged(tmp_path) == set()


def run(tmp_path: Path, *options: str) -> CompletedProcess[str]:
    line = [sys.executable, "-m", "papermill", "--no-progress-bar", *options]
    line += [str(ROOT / "notebooks" / "guidance.ipynb"), str(tmp_path / "out.ipynb")]
    return processes.finished(line, cwd=tmp_path)


def test_a_notebook_that_runs_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(PapermillExecutionError) as error:
        papermill.execute_notebook(
            ROOT / "notebooks" / "guidance.ipynb", tmp_path / "out.ipynb", {"perod": "2023-Q3"},
            cwd=ROOT / "notebooks", progress_bar=False,
        )  # fmt: skip
    assert str(error.value.evalue).startswith("[NOTEBOOK-16] ")


@pytest.mark.slow
@pytest.mark.torture
def test_each_way_to_tell_papermill_a_parameter(tmp_path: Path) -> None:
    (tmp_path / "given.yaml").write_text("perod: 2023-Q3\n")
    coded = base64.b64encode(b"perod: 2023-Q3").decode()
    ways = [
        *(["-y", "perod: 2023-Q3"], ["-f", "given.yaml"], ["-b", coded]),
        ["-p", "perod", "2023-Q3", "--inject-paths"],
    ]
    for way in ways:
        done = run(tmp_path, *way)
        assert done.returncode == 1, way
        assert "[NOTEBOOK-16] " in done.stderr and "--workspace" not in done.stderr
        assert "guidance.ipynb, ô tham số được chèn khi chạy" in done.stderr
    assert run(tmp_path, "-p", "period", "2023-Q3").returncode == 0
