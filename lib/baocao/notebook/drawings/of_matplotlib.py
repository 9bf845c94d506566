"""Figures of matplotlib, and of pandas and seaborn, which draw with it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.dates import AutoDateFormatter, ConciseDateFormatter, num2date
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, ScalarFormatter

from baocao.locale.vi import text as vi
from baocao.notebook.charts.style import drawn
from baocao.notebook.drawings.drawing import (
    Drawing,
    are_places,
    lengths,
    letters,
    require_zero,
    unreadable,
)

__all__ = ["read"]

# Written by scales alone; what a notebook writes there is judged as any other text.
_COMPUTED = {"xtick", "ytick"}


def read(given: object) -> Drawing:
    """What a figure draws; it is closed, so that the notebook shows it once only."""
    figure = _figure_of(given)
    if not figure.axes:
        raise unreadable("Hình không vẽ gì.", "không có trục nào")
    for other in (*figure.images, *figure.patches, *figure.lines, *figure.artists):
        raise _strange(other)
    numbers = [number for axes in figure.axes for number in _numbers(axes)]
    scales = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    written = [axis for axis in scales if not _write_officially(axis)]
    svg = drawn(figure)
    texts, ticks = letters(svg, _COMPUTED)
    for axis in written:
        texts += [label.get_text() for label in axis.get_ticklabels() if label.get_visible()]
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    return Drawing(svg, tuple(numbers), tuple(filter(None, texts)), tuple(ticks))


def _figure_of(given: Any) -> Figure:
    if isinstance(given, np.ndarray):
        given = given.flat[0] if given.size else None
    given = getattr(given, "figure", given)
    # A part of a figure stands in a whole one.
    found = getattr(given, "figure", given)
    if not isinstance(found, Figure):
        raise unreadable("Đây không phải là hình của matplotlib.", type(given).__name__)
    return found


def _numbers(axes: Axes) -> Iterator[float]:
    """What the marks of one pair of axes stand for."""
    bars = {id(bar) for container in axes.containers for bar in container}
    for line in axes.lines:
        yield from _of_line(line, axes)
    for container in axes.containers:
        rectangles = [bar for bar in container if isinstance(bar, Rectangle)]
        flat = getattr(container, "orientation", "vertical") == "horizontal"
        yield from lengths(bar.get_width() if flat else bar.get_height() for bar in rectangles)
        if rectangles:
            require_zero(*(axes.get_xlim() if flat else axes.get_ylim()))
    for patch in axes.patches:
        if id(patch) not in bars:
            raise _strange(patch)
    for collection in axes.collections:
        is_plain = isinstance(collection, PathCollection)
        if not is_plain or not all(map(_is_marker, collection.get_paths())):
            raise _strange(collection)
        points: Any = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan)
        yield from _along(axes.xaxis, points[:, 0])
        yield from lengths(points[:, 1])
    for other in (*axes.images, *axes.tables, *axes.child_axes, *axes.artists):
        raise _strange(other)


def _is_marker(path: Path) -> bool:
    """Whether points are marked by one of the usual signs, and not by letters."""
    corners: Any = path.vertices
    return any(one.shape == corners.shape and np.allclose(one, corners) for one in _markers())


@cache
def _markers() -> list[Any]:
    usual = [MarkerStyle(name) for name in MarkerStyle.markers if name not in ("none", "None", "")]
    return [one.get_path().transformed(one.get_transform()).vertices for one in usual]


def _of_line(line: Line2D, axes: Axes) -> Iterator[float]:
    if str(line.get_marker()).startswith("$"):
        raise _strange(line)
    across: Any = line.get_xdata(orig=False)
    up: Any = line.get_ydata(orig=False)
    if line.get_transform() == axes.get_xaxis_transform():
        # A line up through the whole picture stands at a number of the scale below.
        yield from _along(axes.xaxis, across)
    elif line.get_transform() == axes.get_yaxis_transform():
        yield from {number for number in lengths(up) if number}
    else:
        yield from _along(axes.xaxis, across)
        yield from lengths(up)


def _along(axis: Axis, values: Any) -> Iterator[float]:
    """What marks stand for along an axis that may only name them: periods, parts, days."""
    numbers = list(lengths(values))
    if axis.get_converter() is None and not are_places(numbers):
        yield from numbers


def _write_officially(axis: Axis) -> bool:
    """Let a computed scale write official numbers and days; whether it is one."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, AutoDateFormatter | ConciseDateFormatter):
        axis.set_major_formatter(FuncFormatter(lambda value, _: _day(value)))
        return True
    if type(formatter) is not ScalarFormatter or axis.get_scale() != "linear":
        return False
    low, high = axis.get_view_interval()
    are_years = are_places([round(low), round(high)]) and low > 1
    write = _year if are_years else _official
    axis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
    return True


def _official(value: float) -> str:
    return vi.trimmed(Decimal(str(round(value, 9))), 9)


def _day(value: float) -> str:
    day: dt.date = num2date(value)  # type: ignore[no-untyped-call]
    return vi.short_date(day)


def _year(value: float) -> str:
    return str(int(value)) if value == int(value) else ""


def _strange(artist: Any) -> Exception:
    kind = type(artist).__name__
    return unreadable("Hình có phần không đọc được số liệu.", f"matplotlib {kind}")
