"""Charts: each form is a function that returns picture, alternative text and data."""

from baocao.charts.house import FIGURE_MIME, ReportFigure
from baocao.charts.parts import bars, share_bar, slope
from baocao.charts.periods import columns, line, small_multiples

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
