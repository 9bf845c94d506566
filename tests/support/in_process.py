"""Reports without kernels: the same notebooks and assembly, run in this process.

For tests that read many periods. What papermill adds (a process a notebook, files, publishing)
is tested on real builds; ``test_every_period`` holds the two equal for one period.
"""

from __future__ import annotations

import ast
from typing import Any

import nbformat
from nbformat import NotebookNode, v4

import baocao
from baocao.core.periods import Period
from baocao.document.assemble import assemble
from baocao.document.model import Document
from baocao.document.read import read_model
from baocao.facts.book import FactBook
from baocao.notebook.report import Report
from baocao.workspace.archive import base_of
from baocao.workspace.workspace import Workspace


class InProcess:
    """Runs the sections of a workspace for many periods over one book of facts."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.book = FactBook(workspace)

    def model(self, period: Period) -> Document:
        """The document model of the report on a period."""
        report = Report(self.workspace, period, self.book)
        sections = {stem: self.section(stem, report) for stem in self.workspace.sections}
        base = base_of(self.workspace, period)
        return read_model(assemble(self.workspace, report, sections, base=base))

    def section(self, stem: str, report: Report) -> NotebookNode:
        path = self.workspace.notebooks / f"{stem}.ipynb"
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        names: dict[str, object] = {}
        opened, baocao.open_report = baocao.open_report, lambda _: report
        try:
            for cell in notebook.cells:
                # What only the analyst looks at is no part of the report.
                if cell.cell_type == "code" and "working" not in cell.metadata.get("tags", []):
                    cell.outputs = [v4.new_output("display_data", data) for data in _run(
                        cell.source, names, report
                    )]  # fmt: skip
        finally:
            baocao.open_report = opened
        return notebook


def _run(source: str, names: dict[str, object], report: Report) -> list[dict[str, Any]]:
    if source.startswith("%%narrate"):
        shown: Any = report.narrate(source.partition("\n")[2], names)
    else:
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if last is None:
            return []
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    if hasattr(shown, "_repr_mimebundle_"):
        return [shown._repr_mimebundle_()]
    return [{"text/html": shown._repr_html_()}]
