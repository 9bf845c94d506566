"""Charts: each form is a function that returns picture, alternative text and data."""

from baocao.notebook.charts.breakdown import bars, share_bar, slope
from baocao.notebook.charts.over_time import columns, line, small_multiples
from baocao.notebook.charts.style import FIGURE_MIME, ReportFigure

__all__ = [
    "FIGURE_MIME",
    "ReportFigure",
    "bars",
    "columns",
    "line",
    "share_bar",
    "slope",
    "small_multiples",
]
