"""Which library a figure is of."""

from __future__ import annotations

from importlib import import_module

from baocao.notebook.drawings.drawing import Drawing, unreadable

__all__ = ["read_figure"]

# None of them is imported before a notebook shows a figure of it.
_LIBRARIES = {
    "matplotlib": "baocao.notebook.drawings.of_matplotlib",
    "pandas": "baocao.notebook.drawings.of_matplotlib",
    "numpy": "baocao.notebook.drawings.of_matplotlib",
    "seaborn": "baocao.notebook.drawings.of_matplotlib",
    "altair": "baocao.notebook.drawings.of_altair",
    "plotly": "baocao.notebook.drawings.of_plotly",
}


def read_figure(figure: object) -> Drawing:
    """What a figure draws.

    Parameters
    ----------
    figure
        A ``Figure`` or ``Axes`` of matplotlib (also an array of them, or a grid of seaborn), a
        chart of Altair, a figure of Plotly.

    Raises
    ------
    BuildError
        NOTEBOOK-13 it is none of these, or has a part whose numbers cannot be read; NOTEBOOK-14
        what draws it is not installed.
    """
    for kind in type(figure).__mro__:
        library = kind.__module__.partition(".")[0]
        if library in _LIBRARIES:
            found: Drawing = import_module(_LIBRARIES[library]).read(figure)
            return found
    raise unreadable("Đây không phải là hình vẽ được biết.", type(figure).__name__)
