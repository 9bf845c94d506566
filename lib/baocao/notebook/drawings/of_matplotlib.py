"""Figures of matplotlib, and of pandas and seaborn, which draw with it."""

from __future__ import annotations

import datetime as dt
import math
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
    Mark,
    are_places,
    lengths,
    letters,
    require_inside,
    require_zero,
    unreadable,
)
from baocao.notebook.drawings.matplotlib_places import Places

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
    # What is refused is refused before anything is drawn.
    for pair, axes in enumerate(figure.axes, start=1):
        list(_marks(axes, Places(axes), pair))
    places = [(axes, Places(axes)) for axes in figure.axes]
    scales = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    written = [axis for axis in scales if not _write_officially(axis)]
    svg = drawn(figure)
    pairs = enumerate(places, start=1)
    marks = [mark for pair, (axes, named) in pairs for mark in _marks(axes, named, pair)]
    texts, ticks = letters(svg, _COMPUTED)
    for axis in written:
        texts += [label.get_text() for label in axis.get_ticklabels() if label.get_visible()]
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    return Drawing(svg, tuple(marks), tuple(filter(None, texts)), tuple(ticks))


def _figure_of(given: Any) -> Figure:
    if isinstance(given, np.ndarray):
        given = given.flat[0] if given.size else None
    given = getattr(given, "figure", given)
    # A part of a figure stands in a whole one.
    found = getattr(given, "figure", given)
    if not isinstance(found, Figure):
        raise unreadable("Đây không phải là hình của matplotlib.", type(given).__name__)
    return found


def _marks(axes: Axes, places: Places, pair: int) -> Iterator[Mark]:
    """What the marks of one pair of axes stand for; columns get ids of their own."""
    columns = [
        (bar, getattr(container, "orientation", "vertical") == "horizontal")
        for container in axes.containers
        for bar in container
        if isinstance(bar, Rectangle)
    ]
    for line in axes.lines:
        yield from _of_line(line, axes, places)
    for number, (bar, flat) in enumerate(columns, start=1):
        name = f"so-lieu-{pair}-{number}"
        bar.set_gid(name)
        along: Axis = axes.yaxis if flat else axes.xaxis
        start, width = (bar.get_y(), bar.get_height()) if flat else (bar.get_x(), bar.get_width())
        middle = start + width / 2
        for length in lengths([bar.get_width() if flat else bar.get_height()]):
            at = (places.at(along, middle),)
            yield Mark(length, at, places.of(bar), element=name)
    for flat in {flat for _, flat in columns}:
        low, high = axes.get_xlim() if flat else axes.get_ylim()
        require_zero(low, high)
        boxes = [bar.get_bbox() for bar, lies in columns if lies == flat]
        require_inside(low, high, lengths(box.x1 if flat else box.y1 for box in boxes))
    known = {id(bar) for bar, _ in columns}
    for patch in axes.patches:
        if id(patch) not in known:
            raise _strange(patch)
    for collection in axes.collections:
        is_plain = isinstance(collection, PathCollection)
        if not is_plain or not all(map(_is_marker, collection.get_paths())):
            raise _strange(collection)
        points: Any = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan)
        yield from _of_points(points[:, 0], points[:, 1], collection, axes, places)
    for other in (*axes.images, *axes.tables, *axes.child_axes, *axes.artists):
        raise _strange(other)
    yield from places.written(columns)


def _is_marker(path: Path) -> bool:
    """Whether points are marked by one of the usual signs, and not by letters."""
    corners: Any = path.vertices
    return any(one.shape == corners.shape and np.allclose(one, corners) for one in _markers())


@cache
def _markers() -> list[Any]:
    usual = [MarkerStyle(name) for name in MarkerStyle.markers if name not in ("none", "None", "")]
    return [one.get_path().transformed(one.get_transform()).vertices for one in usual]


def _of_line(line: Line2D, axes: Axes, places: Places) -> Iterator[Mark]:
    if str(line.get_marker()).startswith("$"):
        raise _strange(line)
    across: Any = line.get_xdata(orig=False)
    up: Any = line.get_ydata(orig=False)
    if line.get_transform() == axes.get_xaxis_transform():
        # A line up through the whole picture stands at a number of the scale below.
        if not places.is_named(axes.xaxis) and not are_places(lengths(across)):
            yield from (Mark(number, of=places.of(line)) for number in {*lengths(across)})
    elif line.get_transform() == axes.get_yaxis_transform():
        yield from (Mark(number, of=places.of(line)) for number in {*lengths(up)} if number)
    else:
        yield from _of_points(across, up, line, axes, places)


def _of_points(across: Any, up: Any, artist: Any, axes: Axes, places: Places) -> Iterator[Mark]:
    of = places.of(artist)
    is_named = places.is_named(axes.xaxis) or are_places(lengths(across))
    for x, y in zip(map(float, across), map(float, up), strict=True):
        if not math.isfinite(x) or not math.isfinite(y):
            continue
        require_inside(*axes.get_ylim(), [y])
        yield Mark(y, (places.at(axes.xaxis, x),), of) if is_named else Mark(y, (), of, x)


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
