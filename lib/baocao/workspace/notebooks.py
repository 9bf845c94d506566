"""Reads the notebook of a section; people may have run, damaged or removed it."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from baocao.core.errors import BuildError, Finding
from baocao.core.merges import unsettled
from baocao.workspace.bare_notebooks import PARAMETER, bare

__all__ = ["LANGUAGE", "PARAMETER", "open_notebook"]

LANGUAGE = "python"


def open_notebook(path: Path, place: str) -> NotebookNode:
    """Read the notebook of a section, without what an earlier run or a program left in it.

    Parameters
    ----------
    path, place
        The file, and how people name it.

    Raises
    ------
    BuildError
        NOTEBOOK-01 it is missing, or not a notebook; NOTEBOOK-26 two versions of it were merged
        and not settled.
    """
    try:
        with warnings.catch_warnings():
            # Cells without ids, or with one twice, are no fault: a report sets its own.
            warnings.simplefilter("ignore")
            notebook: NotebookNode = nbformat.read(path, as_version=4)
        made: NotebookNode = nbformat.from_dict(bare(notebook))
        return made
    except FileNotFoundError:
        found = "không có tệp"
    except Exception as error:
        # nbformat raises whatever JSON or its schema raise.
        if conflict := unsettled(path.read_text(encoding="utf-8", errors="replace"), place):
            raise BuildError(conflict) from None
        found = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    raise BuildError(
        Finding(
            "NOTEBOOK-01",
            f"Không mở được sổ tay của mục {path.stem}.",
            where=place,
            found=found,
            remedy="khôi phục hoặc tạo sổ tay, hoặc bỏ mục khỏi parts trong report.toml",
        )
    )
