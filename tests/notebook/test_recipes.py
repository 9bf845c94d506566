"""The blocks of docs/recipes.md run, and print what stands under them."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec

import pytest
from matplotlib import pyplot as plt

import baocao
from baocao.notebook.charts import ReportFigure
from baocao.notebook.report import Report
from baocao.notebook.table import ReportTable
from baocao.workspace.workspace import Workspace
from support.folders import ROOT

PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
OPENING, *RECIPES = re.findall(
    r"^```python\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", PAGE, re.MULTILINE | re.DOTALL
)
# What needs a browser takes seconds, and is tried where there is one.
OTHERS = {"altair": "vl_convert", "plotly": "kaleido"}


@pytest.fixture(scope="module")
def opened() -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period("2023"))


def shown(code: str, names: dict[str, object]) -> list[object]:
    """What each expression of a block gives, as if it were the last of a cell."""
    found = []
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.Expr):
            found.append(eval(compile(ast.Expression(statement.value), "recipe", "eval"), names))
        else:
            exec(compile(ast.Module([statement], []), "recipe", "exec"), names)
    return found


@pytest.mark.parametrize("number", range(len(RECIPES)))
def test_a_recipe(number: int, opened: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    code, printed = RECIPES[number]
    if (library := next((one for one in OTHERS if f"import {one}" in code), "")) and (
        library == "plotly" or find_spec(OTHERS[library]) is None
    ):
        pytest.skip(f"{library} is tried in test_other_libraries.py, where it is installed")
    monkeypatch.setattr(baocao, "open_report", lambda _: opened, raising=False)
    names: dict[str, object] = {}
    shown(OPENING[0], names)
    found = shown(code, names)
    plt.close("all")
    assert found
    if printed:
        assert repr(found[-1]) == printed.rstrip()


def test_there_are_ten_and_they_print_what_they_say(
    opened: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert re.findall(r"^\*\*(\d+)\.", PAGE, re.MULTILINE) == [str(n) for n in range(1, 11)]
    monkeypatch.setattr(baocao, "open_report", lambda _: opened, raising=False)
    names: dict[str, object] = {}
    shown(OPENING[0], names)
    (tables,) = [code for code, _ in RECIPES if "report.frame" in code]
    for table in (one for one in shown(tables, names) if one is not None):
        assert isinstance(table, ReportTable)
    figures = [code for code, _ in RECIPES if "axes.bar_label" in code]
    assert isinstance(shown(figures[0], names)[-1], ReportFigure)
