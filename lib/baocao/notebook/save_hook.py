"""What JupyterLab's server does before it writes a notebook: outputs stay out of the file.

``baocao lab`` names :func:`strip` on the server's command line.  On the screen the outputs stay.
"""

from __future__ import annotations

from typing import Any

from baocao.workspace.bare_notebooks import bare

__all__ = ["OPTION", "strip"]


def strip(model: dict[str, Any], **_: Any) -> None:
    """Leave out of a notebook that is saved what programs put into it; see :func:`bare`.

    Parameters
    ----------
    model
        What the contents manager is to save, of any type.
    """
    content = model.get("content")
    if model.get("type") != "notebook" or not isinstance(content, dict):
        return
    if content.get("nbformat") == 4:
        content.update(bare(content))


OPTION = f"--ContentsManager.pre_save_hook={__name__}.{strip.__name__}"
"""What the server's command line says."""
