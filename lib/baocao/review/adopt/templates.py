"""Finds the templates of a report's prose: cells of notebooks, and files of remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from nbformat import NotebookNode

from baocao.notebook.report import Report
from baocao.prose.check import tidy
from baocao.prose.remarks import read_prose
from baocao.review.sequences import equal_pairs
from baocao.workspace.notebooks import open_notebook
from baocao.workspace.workspace import Workspace

__all__ = ["TemplateSource", "prose_of", "template_sources"]

_MAGIC = re.compile(r"%%narrate[^\n]*\n")
_REMARKS = re.compile(r"""report\.remarks\(\s*["'](\w+)["']\s*\)""")


@dataclass(frozen=True)
class TemplateSource:
    """The template of one cell's prose, and where it is written.

    Parameters
    ----------
    path
        The notebook, or the file of remarks.
    cell
        The position of the cell in its notebook, from 0; None for a file of remarks.
    text
        The template, without the line ``%%narrate``, as prose is read: with composed letters.
    names
        The modules that the template may use, by name.
    """

    path: Path
    cell: int | None
    text: str
    names: Mapping[str, ModuleType]

    def label(self, workspace: Workspace) -> str:
        """The file and the cell, as shown to people."""
        place = workspace.relative(self.path)
        return place if self.cell is None else f"{place}, ô {self.cell + 1}"


def prose_of(text: str) -> str:
    """A text of a file as a template is read."""
    return tidy(text)


def template_sources(
    workspace: Workspace, report: Report, built: NotebookNode
) -> dict[str, TemplateSource]:
    """The template of each prose cell of a built report, by the id of the cell.

    Cells that were changed after the report was built are left out: an edit of the old text
    would not fit the new one.
    """
    found: dict[str, TemplateSource] = {}
    for stem in dict.fromkeys(workspace.sections):
        path = workspace.notebooks / f"{stem}.ipynb"
        notebook = open_notebook(path, workspace.relative(path))
        names = {name: report.modules[name] for name in _imported(notebook, report.modules)}
        ran = [c for c in built.cells if c.metadata.get("baocao", {}).get("section") == stem]
        # In order: two cells may hold the same words.
        pairs = equal_pairs([c.source for c in ran], [c.source for c in notebook.cells])
        for number, position in pairs:
            cell = ran[number]
            if magic := _MAGIC.match(cell.source):
                text = tidy(cell.source[magic.end() :])
                found[cell["id"]] = TemplateSource(path, position, text, names)
            elif remarks := _REMARKS.search(cell.source):
                file = workspace.data / "remarks" / str(report.period) / f"{remarks[1]}.md"
                if file.is_file():
                    text = tidy(read_prose(file, workspace.relative(file)))
                    found[cell["id"]] = TemplateSource(file, None, text, report.modules)
    return found


def _imported(notebook: NotebookNode, modules: Mapping[str, Any]) -> Iterator[str]:
    """The programme modules that a notebook imports."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for line in re.findall(r"^\s*from \w+ import ([^\n(]+|\([^)]*\))", code, re.MULTILINE):
        for name in re.findall(r"\w+", line):
            if name in modules:
                yield name
