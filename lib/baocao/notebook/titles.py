"""The titles of a report's sections, as their notebooks have them."""

from __future__ import annotations

import re

from baocao.core.errors import BuildError
from baocao.workspace.notebooks import open_notebook
from baocao.workspace.workspace import Workspace

__all__ = ["titles_of"]

_TITLE = re.compile(r"^# +(.+?) *$", re.MULTILINE)


def titles_of(workspace: Workspace) -> dict[str, str]:
    """The title of each section by its stem, in print order; the stem where it has none."""
    found = {}
    for stem in dict.fromkeys(workspace.sections):
        path = workspace.notebooks / f"{stem}.ipynb"
        try:
            cells = open_notebook(path, workspace.relative(path)).cells
        except BuildError:
            # The check tells what is wrong with it.
            cells = []
        heads = (_TITLE.search(cell.source) for cell in cells if cell.cell_type == "markdown")
        found[stem] = next((head[1] for head in heads if head), stem)
    return found
