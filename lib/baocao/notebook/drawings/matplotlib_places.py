"""What a reader of a matplotlib figure takes a mark for: its tick, its entry of the legend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, cast

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryConverter
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.dates import num2date
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.ticker import ScalarFormatter

from baocao.notebook.drawings.drawing import Mark, Place, place_of, unreadable

__all__ = ["Places"]

# Where converters of days are at home.
_DAYS = ("matplotlib.dates", "pandas.plotting._matplotlib.converter")


class Places:
    """What the marks of one pair of axes are called.

    To be made before scales are given their official numbers.
    """

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        every: list[Axis] = [axes.xaxis, axes.yaxis]
        self._measuring = {axis for axis in every if _is_measuring(axis)}
        # Asked for once: making them takes as long as all else together.
        self._ticks: dict[Axis, list[tuple[float, str]]] = {}
        self._legend = list(_entries(axes))

    def is_named(self, axis: Axis) -> bool:
        """Whether an axis names its places, and measures nothing."""
        return axis.get_converter() is not None or (
            axis not in self._measuring and axis.get_scale() == "linear"
        )

    def at(self, axis: Axis, number: float) -> Place:
        """What a place of an axis that names them is called; empty: it has no name."""
        converter = axis.get_converter()
        if type(converter).__module__ in _DAYS:
            steps = getattr(self._axes, "freq", None)
            if steps is not None:
                # pandas counts periods where all days are equally far from each other.
                closing: date = pd.Period(ordinal=round(number), freq=steps).end_time.date()
                return closing
            day: date = num2date(number + 1e-6).date()  # type: ignore[no-untyped-call]
            return day
        if axis in self._measuring and converter is None:
            return place_of(number)
        return self._tick(axis, number) or _category(axis, number)

    def _tick(self, axis: Axis, number: float) -> str:
        """The text of the tick that stands there: nearer than half the way to the next."""
        if axis not in self._ticks:
            labels = axis.get_majorticklabels()
            pairs = zip(axis.get_majorticklocs(), labels, strict=False)
            self._ticks[axis] = sorted((float(at), label.get_text()) for at, label in pairs)
        ticks = self._ticks[axis]
        if not ticks:
            return ""
        steps = [right - left for (left, _), (right, _) in pairwise(ticks)]
        at, text = min(ticks, key=lambda tick: abs(tick[0] - number))
        return " ".join(text.split()) if abs(at - number) < min(steps, default=1.0) / 2 else ""

    def of(self, artist: Any) -> tuple[str, ...]:
        """What names the series of a mark: the legend's entry that looks so, and the title.

        Raises
        ------
        BuildError
            NOTEBOOK-13 two entries of the legend look alike.
        """
        like = {text: look for text, look in self._legend if look[0] == _look(artist)[0]}
        alike = [text for text, look in like.items() if look == _look(artist)] or [*like]
        if len(alike) > 1:
            raise unreadable(
                "Chú giải có hai mục cùng màu, nên không biết mục nào nói về gì.",
                ", ".join(alike),
                "vẽ mỗi dãy số bằng một màu",
            )
        return (*alike, *filter(None, [self._axes.get_title().strip()]))

    def written(self, bars: list[tuple[Rectangle, bool]]) -> Iterator[Mark]:
        """The texts within the axes, each as what it stands beside.

        Parameters
        ----------
        bars
            The columns, and of each whether it lies flat.
        """
        for text in self._axes.texts:
            if not text.get_visible() or not text.get_text().strip():
                continue
            x, y = self._point(text)
            named = [(axis, n) for axis, n in ((self._axes.xaxis, x), (self._axes.yaxis, y))]
            at = tuple(self.at(axis, n) for axis, n in named if self.is_named(axis))
            yield Mark(text.get_text(), at, self._beside(x, y, bars))

    def _point(self, text: Text) -> tuple[float, float]:
        """Where a text is read: at the head of its arrow, else where it is put."""
        if (
            isinstance(text, Annotation)
            and text.arrow_patch is not None
            and text.xycoords == "data"
        ):
            at, axes = text.xy, cast(Any, self._axes)
            return float(axes.convert_xunits(at[0])), float(axes.convert_yunits(at[1]))
        # Only then an annotation knows where it is.
        text.get_window_extent()
        anchor = text.get_transform().transform(text.get_unitless_position())
        x, y = self._axes.transData.inverted().transform(anchor)
        return float(x), float(y)

    def _beside(self, x: float, y: float, bars: list[tuple[Rectangle, bool]]) -> tuple[str, ...]:
        """The series of the column that a text stands in or at the end of; else the title alone."""
        near, inside = set(), set()
        for bar, flat in bars:
            left, low = bar.get_x(), bar.get_y()
            spans = [sorted((left, left + bar.get_width())), sorted((low, low + bar.get_height()))]
            holds = [low <= at <= high for (low, high), at in zip(spans, (x, y), strict=True)]
            if holds[flat]:
                near.add(self.of(bar))
            if all(holds):
                inside.add(self.of(bar))
        found = inside or near
        if len(found) == 1:
            return found.pop()
        return tuple(filter(None, [self._axes.get_title().strip()]))


def _is_measuring(axis: Axis) -> bool:
    """Whether its ticks are numbers, and no texts such as pandas gives to columns."""
    return type(axis.get_major_formatter()) is ScalarFormatter


def _category(axis: Axis, number: float) -> str:
    """What stands there, where the tick leaves it out."""
    if not isinstance(axis.get_converter(), StrCategoryConverter):
        return ""
    known = getattr(cast(Any, axis).get_units(), "_mapping", {})
    if not len(axis.get_majorticklocs()):
        return ""
    return next((str(name) for name, at in known.items() if abs(at - number) < 0.5), "")


def _entries(axes: Axes) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The texts of the legends that a reader sees, each with how its sign looks."""
    figure = axes.figure
    every = figure.axes if figure else []
    # Two scales over each other have one legend, at either of them.
    over = [one for one in every if one.get_position().bounds == axes.get_position().bounds]
    legends = [axes.get_legend(), *(figure.legends if figure else ())]
    if not any(legends):
        legends = [one.get_legend() for one in over]
    for legend in filter(None, legends):
        signs = legend.legend_handles
        for sign, text in zip(signs, legend.get_texts(), strict=False):
            yield " ".join(text.get_text().split()), _look(sign)


def _look(artist: Any) -> tuple[Any, ...]:
    if isinstance(artist, Line2D):
        return _hex(artist.get_color()), artist.get_linestyle(), artist.get_marker()
    if isinstance(artist, PathCollection):
        colours: Any = artist.get_facecolor()
        return (_hex(colours[0]) if len(colours) else "",)
    if isinstance(artist, Rectangle):
        return _hex(artist.get_facecolor()), artist.get_hatch()
    return ("",)


def _hex(colour: Any) -> str:
    return to_hex(colour, keep_alpha=True)
