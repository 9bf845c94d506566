"""Reads the notebook of a section; people may have damaged or removed the file."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from baocao.core.errors import BuildError, Finding

__all__ = ["LANGUAGE", "PARAMETER", "open_notebook"]

PARAMETER = "period"
"""The name of the parameter that every notebook of a section gets."""
LANGUAGE = "python"


def open_notebook(path: Path, place: str) -> NotebookNode:
    """Read the notebook of a section.

    Parameters
    ----------
    path, place
        The file, and how people name it.

    Raises
    ------
    BuildError
        NOTEBOOK-01 it is missing, or not a notebook.
    """
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        return notebook
    except FileNotFoundError:
        found = "không có tệp"
    except Exception as error:
        # nbformat raises whatever JSON or its schema raise.
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
