"""Where the prose of a report was written: cells of notebooks, and files of people's remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from nbformat import NotebookNode

from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace

__all__ = ["Source", "sources"]

_MAGIC = re.compile(r"%%narrate[^\n]*\n")
_REMARKS = re.compile(r"""report\.remarks\(\s*["'](\w+)["']\s*\)""")


@dataclass(frozen=True)
class Source:
    """The template behind one piece of prose.

    Parameters
    ----------
    path
        The notebook, or the file of remarks.
    cell
        The place of the cell in its notebook, from 0; None of a file.
    text
        The template, without the line of the magic.
    names
        What the prose may quote from.
    """

    path: Path
    cell: int | None
    text: str
    names: Mapping[str, ModuleType]

    def label(self, workspace: Workspace) -> str:
        """The place as people call it."""
        place = workspace.relative(self.path)
        return place if self.cell is None else f"{place}, ô {self.cell + 1}"


def sources(workspace: Workspace, report: Report, built: NotebookNode) -> dict[str, Source]:
    """The template of each prose cell of a built report, by the cell's id.

    Cells whose notebook has changed since are left out: their words would go astray.
    """
    found: dict[str, Source] = {}
    for stem in dict.fromkeys(workspace.sections):
        path = workspace.notebooks / f"{stem}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        names = {name: report.modules[name] for name in _imported(notebook, report.modules)}
        by_source = {cell.source: n for n, cell in enumerate(notebook.cells)}
        for cell in built.cells:
            if cell.metadata.get("baocao", {}).get("section") != stem:
                continue
            position = by_source.get(cell.source)
            if position is None:
                continue
            if magic := _MAGIC.match(cell.source):
                found[cell["id"]] = Source(path, position, cell.source[magic.end() :], names)
            elif remarks := _REMARKS.search(cell.source):
                file = workspace.data / "remarks" / str(report.period) / f"{remarks[1]}.md"
                if file.is_file():
                    text = file.read_text(encoding="utf-8-sig")
                    found[cell["id"]] = Source(file, None, text, report.modules)
    return found


def _imported(notebook: NotebookNode, modules: Mapping[str, Any]) -> Iterator[str]:
    """The programme modules that a notebook imports."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for line in re.findall(r"^\s*from \w+ import ([^\n(]+|\([^)]*\))", code, re.MULTILINE):
        for name in re.findall(r"\w+", line):
            if name in modules:
                yield name
