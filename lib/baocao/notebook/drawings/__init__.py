"""Figures of other libraries: what each draws, as SVG and as the numbers and texts in it."""

from baocao.notebook.drawings.drawing import Drawing, Mark, Place
from baocao.notebook.drawings.read import read_figure

__all__ = ["Drawing", "Mark", "Place", "read_figure"]
