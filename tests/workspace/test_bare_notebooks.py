"""What programs keep in a notebook is not read; what somebody wrote in it is, all of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from baocao.notebook.save_hook import strip
from baocao.run.check import notebook_faults
from baocao.workspace.bare_notebooks import bare, bare_hash
from baocao.workspace.manifest import inputs
from baocao.workspace.notebooks import open_notebook
from baocao.workspace.workspace import Workspace
from support.editors import as_run, as_vs_code
from support.folders import ROOT

SECTIONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PROGRAMS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "JupyterLab": as_run,
    "VS Code": as_vs_code,
}


def content(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def written(folder: Path, notebook: object) -> Path:
    path = folder / "ocop.ipynb"
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def ocop() -> dict[str, Any]:
    return content(ROOT / "notebooks" / "ocop.ipynb")


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
def test_a_notebook_that_was_run_has_no_faults_and_the_same_hash(
    path: Path, program: str, tmp_path: Path
) -> None:
    ran = written(tmp_path, PROGRAMS[program](content(path)))
    assert bare_hash(ran) == bare_hash(path)
    notebook = open_notebook(ran, "ocop")
    assert list(notebook_faults(notebook, "ocop")) == []
    assert "911" not in nbformat.writes(notebook)
    sources = [cell.source for cell in notebook.cells]
    assert sources == [*(cell.source for cell in open_notebook(path, "ocop").cells), ""]


def test_inputs_count_what_somebody_wrote(office: Path) -> None:
    before = inputs(Workspace.load(office))
    for path in (office / "notebooks").glob("*.ipynb"):
        path.write_text(json.dumps(as_run(content(path)), indent=2), encoding="utf-8")
    assert inputs(Workspace.load(office)) == before


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a word": lambda n: n["cells"][0].update(source="# OCOP"),
    "a tag": lambda n: n["cells"][4]["metadata"].update(tags=[]),
    "a cell's kind": lambda n: n["cells"][0].update(cell_type="raw"),
    "a cell more": lambda n: n["cells"].append(copy.deepcopy(n["cells"][0])),
    "a cell less": lambda n: n["cells"].pop(),
    "an empty cell between": lambda n: n["cells"].insert(1, {**n["cells"][0], "source": ""}),
    "the order": lambda n: n["cells"].reverse(),
    "an attachment": lambda n: n["cells"][0].update(attachments={"a.png": {}}),
    "an own key": lambda n: n["metadata"].update(own=1),
    "the language": lambda n: n["metadata"]["kernelspec"].update(language="R"),
    "the format": lambda n: n.update(nbformat=5),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_somebody_changes_counts(change: str, ocop: dict[str, Any], tmp_path: Path) -> None:
    before = bare_hash(written(tmp_path, ocop))
    CHANGES[change](ocop)
    assert bare_hash(written(tmp_path, ocop)) != before


SHAPES: list[Any] = [
    *([], 3, None, {}, {"nbformat": 4}, {"nbformat": 4, "cells": [1]}),
    {"nbformat": 4, "cells": [{"source": [1]}]},
    {"nbformat": 4, "metadata": [], "cells": []},
    {"nbformat": 3, "worksheets": []},
]


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_other_shapes_count_byte_by_byte(number: int, tmp_path: Path) -> None:
    path = written(tmp_path, SHAPES[number])
    before = bare_hash(path)
    path.write_bytes(path.read_bytes() + b"\n")
    assert bare_hash(path) != before


def test_what_is_no_json_counts_byte_by_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"\xff{")
    before = bare_hash(path)
    path.write_bytes(b"\xff[")
    assert bare_hash(path) != before


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_notebook_is_saved_without_its_outputs(program: str, ocop: dict[str, Any]) -> None:
    ran = PROGRAMS[program](ocop)
    strip(model={"type": "notebook", "content": ran}, path="ocop.ipynb", contents_manager=None)
    for cell in ran["cells"]:
        assert set(cell["metadata"]) <= {"tags"}
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert ran["cells"][1]["metadata"] == {"tags": ["parameters"]}
    assert ran["metadata"]["language_info"] == {"name": "python"}
    assert set(ran["metadata"]) == {"kernelspec", "language_info"}


def test_what_git_holds_is_saved_as_it_is() -> None:
    for path in SECTIONS:
        model = {"type": "notebook", "content": content(path)}
        strip(model=model, path=path.name, contents_manager=None)
        assert model["content"] == content(path)


@pytest.mark.parametrize(
    "model",
    [
        {"type": "file", "format": "text", "content": "a"},
        {"type": "directory"},
        {"type": "notebook", "content": None},
        {"type": "notebook", "content": {"nbformat": 3, "worksheets": []}},
    ],
    ids=["a file", "a folder", "nothing", "an old notebook"],
)
def test_everything_else_is_saved_as_it_is(model: dict[str, Any]) -> None:
    before = copy.deepcopy(model)
    strip(model=model, path="a", contents_manager=None)
    assert model == before


def test_what_is_bare_stays_as_it_is(ocop: dict[str, Any]) -> None:
    once = bare(as_run(ocop))
    assert bare(once) == once
