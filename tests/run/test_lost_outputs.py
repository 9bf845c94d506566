"""What a cell shows and no report prints is a finding: by its code, and by what it has shown."""

from __future__ import annotations

import ast
import json
from inspect import getmembers
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode, v4

from baocao.core.errors import BuildError
from baocao.document.read import PRINTED_MIMES
from baocao.notebook.table import NOTHING_MIME, ReportTable
from baocao.run.build import build
from baocao.run.check import check_run, notebook_faults
from baocao.run.notebook_code import python_of, shown_in
from baocao.run.outputs import lost_outputs
from baocao.workspace.workspace import Workspace


def notebook(*cells: tuple[str, Any]) -> NotebookNode:
    made = v4.new_notebook()
    for source, outputs in cells:
        made.cells.append(v4.new_code_cell(source, outputs=list(outputs)))
    return made


def shown(**data: Any) -> NotebookNode:
    return v4.new_output("display_data", {name.replace("__", "/"): v for name, v in data.items()})


def printed(text: str, name: str = "stdout") -> NotebookNode:
    return v4.new_output("stream", name=name, text=text)


def found(*outputs: NotebookNode, tags: tuple[str, ...] = ()) -> list[str]:
    made = notebook(("x", outputs))
    made.cells[0].metadata["tags"] = list(tags)
    return [str(finding) for finding in lost_outputs(made, "notebooks/x.ipynb")]


LOST = {
    "figure": (shown(image__png="…", text__plain="<Figure size 640x480 with 1 Axes>"), "hình: <Fi"),
    "frame": (
        shown(text__html="<table>", text__plain="   n\n0  64"),
        "bảng hoặc trang HTML: n 0 64",
    ),
    "value": (v4.new_output("execute_result", {"text/plain": "119"}), "giá trị của ô: 119"),
    "print": (printed("Có 119 sản phẩm\n"), "chữ in bằng print: Có 119 sản phẩm"),
    "html": (shown(text__html="<b>119</b>", text__plain="<IPython…>"), "bảng hoặc trang HTML"),
    "widget": (
        v4.new_output("display_data", {"application/vnd.jupyter.widget-view+json": {}}),
        "tiện ích tương tác",
    ),
    "markdown": (shown(text__markdown="**119**"), "Markdown"),
}


@pytest.mark.parametrize("name", LOST)
def test_what_is_shown_and_not_printed(name: str) -> None:
    output, told = LOST[name]
    (finding,) = found(output)
    assert finding.startswith("[NOTEBOOK-09] ") and told in finding
    assert found(output, tags=("working",)) == []
    assert found(output, tags=("parameters",)) == []


NOTHING = ReportTable("Bảng", (), ())._repr_mimebundle_()
HARMLESS = {
    "warning": printed("UserWarning: …", "stderr"),
    "empty print": printed("\n"),
    "nothing happened": v4.new_output("display_data", NOTHING),
    **{mime: v4.new_output("display_data", {mime: {}}) for mime in PRINTED_MIMES},
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless(name: str) -> None:
    assert found(HARMLESS[name]) == []


def test_cells_are_counted_as_the_analyst_sees_them() -> None:
    made = notebook(("period", ()), ("period = 1", ()), ("x", [LOST["value"][0]]))
    made.cells[1].metadata["tags"] = ["injected-parameters"]
    (finding,) = lost_outputs(made, "notebooks/x.ipynb")
    assert finding.where == "notebooks/x.ipynb, ô 2"


def test_the_mark_of_nothing_is_no_content() -> None:
    assert NOTHING_MIME not in PRINTED_MIMES


# ------------------------------------------------------------------ what the code tells


TOLD = [
    "report.rows(ocop.recognised)",
    "report.rows(ocop.recognised).groupby('group').size().to_frame('n')",
    "report.history(ocop.recognised)[['value']]",
    "report.explore(ocop.recognised)",
    "report.quoted().iloc[0]",
    "print('777')",
    "x = 1\nprint(x)",
    "plt.show()",
    "chart.show()",
    "display(report.rows(ocop.recognised))",
]
NOT_TOLD = [
    "report.table(ocop.recognised, title='x')",
    "report.frame(report.rows(ocop.recognised), title='x', source=ocop.recognised)",
    "report.figure(report.history(ocop.recognised).plot(), title='x', describes=[ocop.recognised])",
    "rows = report.rows(ocop.recognised)",
    "report.rows(ocop.recognised);",
    "print('đang chạy', file=sys.stderr)",
    "display(report.table(ocop.recognised, title='x'))",
    "axes.set_title('x')",
    "",
]


@pytest.mark.parametrize("source", [*TOLD, *NOT_TOLD])
def test_what_code_tells(source: str) -> None:
    tree = python_of(source)
    assert tree is not None
    assert bool(list(shown_in(tree, source))) is (source in TOLD)


def test_a_check_names_the_cell_and_the_way() -> None:
    made = notebook(("period = '2023'", ()), ("import pandas\nreport.rows(ocop.valid).head()", ()))
    made.cells[0].metadata["tags"] = ["parameters"]
    assert [str(finding) for finding in notebook_faults(made, "notebooks/x.ipynb")] == [
        "[NOTEBOOK-09] Ô hiện ra thứ mà báo cáo không in.\n"
        "  Ở đâu:    notebooks/x.ipynb, ô 2, dòng 2\n"
        "  Đang có:  report.rows(ocop.valid).head()\n"
        "  Cách sửa: dùng report.figure(hình, title=…, describes=[…]) hoặc report.frame(bảng, "
        'title=…, source=…); nếu chỉ để xem, gắn thẻ "working" cho ô'
    ]
    made.cells[1].metadata["tags"] = ["working"]
    assert list(notebook_faults(made, "notebooks/x.ipynb")) == []


def test_methods_named_here_are_those_of_the_report() -> None:
    from baocao.notebook.report import Report
    from baocao.run import notebook_code

    for name in notebook_code.LOOKS | notebook_code.PRINTED:
        assert callable(getattr(Report, name)), name
    public = {n for n, v in getmembers(Report) if callable(v) and not n.startswith("_")}
    assert public - notebook_code.LOOKS - notebook_code.PRINTED == {"choose", "context", "of"}


# ------------------------------------------------------------------ what a build finds


def test_a_build_finds_what_only_running_shows(small: Path) -> None:
    made = notebook(("x", [LOST["figure"][0]]), ("y", [LOST["print"][0]]), ("z", ()))
    workspace = Workspace.load(small)
    found = check_run(workspace, workspace.period("2023"), {"ocop": made})
    assert [(one.code, one.where) for one in found] == [
        ("NOTEBOOK-09", "notebooks/ocop.ipynb, ô 1"),
        ("NOTEBOOK-09", "notebooks/ocop.ipynb, ô 2"),
    ]


@pytest.mark.slow
def test_a_build_refuses_what_only_running_shows(small: Path) -> None:
    path = small / "notebooks" / "ocop.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))
    for at, source in enumerate(
        (
            "import matplotlib.pyplot as plt\n\naxes = report.history(ocop.valid).plot(y='value')",
            "rows = report.rows(ocop.valid)\nrows",
            "import sys\n\nprint('đang chạy', file=sys.stderr)",
        )
    ):
        assert not list(shown_in(ast.parse(source), source))
        cell = v4.new_code_cell(source, id=f"more-{at}")
        made["cells"].append({**cell, "source": source, "outputs": []})
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    workspace = Workspace.load(small)
    with pytest.raises(BuildError) as error:
        build(workspace, workspace.period("2023"), ())
    told = [(finding.code, finding.where, finding.found) for finding in error.value.findings]
    assert [(code, where) for code, where, _ in told] == [
        ("NOTEBOOK-09", "notebooks/ocop.ipynb, ô 10"),
        ("NOTEBOOK-09", "notebooks/ocop.ipynb, ô 11"),
    ]
    assert told[0][2].startswith("hình: ") and "20 trong 89 dòng" in told[1][2]
