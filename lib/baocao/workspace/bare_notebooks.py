"""Notebooks as people wrote them, without what programs keep in the same file.

JupyterLab, VS Code and papermill store what a run printed, how often a cell ran, which of them are
folded, and which Python it was.  None of it is its author's: it reaches no report, makes no section
run again, and a save from JupyterLab leaves it out (:mod:`baocao.notebook.save_hook`).

Nothing of Jupyter is imported here: a command that finds nothing to do must find it at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from baocao.core.files import sha256

__all__ = ["PARAMETER", "SUFFIX", "bare", "bare_hash"]

SUFFIX: Final = ".ipynb"
PARAMETER: Final = "period"
"""The name of the parameter that every notebook of a section gets."""

# What programs note of a cell: folded, scrolled, the times at which it ran.
_OF_A_CELL: Final = {
    *("collapsed", "heading_collapsed", "hidden", "jp-MarkdownHeadingCollapsed", "scrolled"),
    *("ExecuteTime", "execution", "papermill", "pycharm", "trusted", "vscode"),
}
_FOLDED: Final = {"outputs_hidden", "source_hidden"}
_OF_A_NOTEBOOK: Final = {"papermill", "signature", "toc", "vscode", "widgets"}
_KERNEL: Final = "python3"
_SHOWN_AS: Final = "Python 3 (ipykernel)"


def bare(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """A notebook of format 4 without what programs put into it.

    Tags, attachments, cells and their ids stay, and every key of the metadata that somebody may
    have set on purpose.

    Raises
    ------
    TypeError
        It has not the shape of a notebook.

    Examples
    --------
    >>> made = bare({"cells": [{"cell_type": "code", "source": "1", "execution_count": 3,
    ...              "outputs": [{}], "metadata": {"scrolled": True, "tags": ["working"]}}]})
    >>> made["cells"][0]["outputs"], made["cells"][0]["metadata"]
    ([], {'tags': ['working']})
    """
    made = dict(notebook)
    made["metadata"] = _about_notebook(_mapping(notebook.get("metadata", {})))
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise TypeError("a notebook without cells")
    made["cells"] = [_bare_cell(_mapping(cell)) for cell in cells]
    return made


def bare_hash(path: Path) -> str:
    """The hash of what somebody wrote in a notebook; of its bytes where they are no notebook.

    The same text saved by JupyterLab, by VS Code or by hand has the same hash.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    try:
        notebook = json.loads(path.read_bytes())
        if _mapping(notebook).get("nbformat") != 4:
            return sha256(path)
        written = json.dumps(_written(bare(notebook)), sort_keys=True)
    except (ValueError, TypeError, RecursionError):
        return sha256(path)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _mapping(found: object) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise TypeError("not an object")
    return found


def _bare_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(cell)
    about = {k: v for k, v in _mapping(cell.get("metadata", {})).items() if k not in _OF_A_CELL}
    if isinstance(shown := about.get("jupyter"), Mapping):
        about["jupyter"] = {k: v for k, v in shown.items() if k not in _FOLDED}
        if not about["jupyter"]:
            del about["jupyter"]
    made["metadata"] = about
    if cell.get("cell_type") == "code":
        made |= {"outputs": [], "execution_count": None}
    return made


def _about_notebook(about: Mapping[str, Any]) -> dict[str, Any]:
    made = {key: value for key, value in about.items() if key not in _OF_A_NOTEBOOK}
    if isinstance(language := made.get("language_info"), Mapping):
        # Its version is that of the Python which happened to run it.
        made["language_info"] = {k: v for k, v in language.items() if k == "name"}
    if isinstance(kernel := made.get("kernelspec"), Mapping) and kernel.get("name") == _KERNEL:
        # VS Code shows the folder of an environment, and JupyterLab the kernel.
        made["kernelspec"] = {**kernel, "display_name": _SHOWN_AS}
    return made


def _written(notebook: dict[str, Any]) -> list[Any]:
    """What counts of a bare notebook: not how its lines are kept, nor ids, which reports set."""
    cells = [
        {
            **{key: value for key, value in cell.items() if key not in ("id", "source")},
            "source": _joined(cell.get("source", "")),
        }
        for cell in notebook["cells"]
    ]
    # JupyterLab puts an empty cell behind the last one that it runs.
    while cells and not cells[-1]["source"].strip():
        cells.pop()
    about = dict(notebook["metadata"])
    # Which kernel it was written with is all one: reports name their own.
    kernel = about.pop("kernelspec", None)
    language = kernel.get("language") if isinstance(kernel, Mapping) else kernel
    return [cells, about, language]


def _joined(source: object) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    if not isinstance(source, str):
        raise TypeError("a cell's source is no text")
    return source
