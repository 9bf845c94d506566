"""Figures of Plotly, drawn by kaleido in a Chromium of this machine, without a network."""

from __future__ import annotations

import math
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import numpy as np

from baocao.notebook.drawings.drawing import (
    Drawing,
    Mark,
    Place,
    are_places,
    lengths,
    letters,
    missing,
    place_of,
    require_inside,
    require_zero,
    unreadable,
)

__all__ = ["read"]

_INSTALL = "pip install 'baocao[plotly]'"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_BROWSER_VARIABLE = "BROWSER_PATH"
_COMPUTED = {"xtick", "ytick"}
_MARKS = {"bar", "scatter"}
# What writes other numbers at ticks and marks than those of the data.
_WRITING = {
    *("ticktext", "tickprefix", "ticksuffix", "labelalias", "texttemplate", "error_x", "error_y"),
    *("shapes", "images", "updatemenus", "sliders", "stackgroup", "transforms", "tickformat"),
    # Shares in the place of figures, and columns beside their place.
    *("tickformatstops", "barnorm", "groupnorm", "histnorm", "offset"),
}
# A scale of powers writes 2 and 5 for 20 and 50; a smoothed line and an area say more than facts.
_MISLEADING = {("type", "log"), ("shape", "spline")}
_SIZE = {"width": 605, "height": 320}


def read(figure: Any) -> Drawing:
    """What a figure draws."""
    try:
        import kaleido
    except ImportError:
        raise missing("Hình của Plotly cần gói kaleido.", _INSTALL) from None
    spec = figure.to_dict()
    _require_plain(spec)
    shown = sum(trace.showlegend is not False for trace in figure.data)
    marks = tuple(
        mark
        for trace in figure.data
        for mark in _of_trace(trace, figure.layout, trace.showlegend or shown > 1)
    )
    _require_whole(figure)
    marks += tuple(_annotations(figure.layout))
    layout = spec.setdefault("layout", {})
    layout["separators"] = ",."
    svg = _normal(_drawn(kaleido, spec))
    texts, ticks = letters(svg, _COMPUTED)
    return Drawing(svg, marks, tuple(filter(None, texts)), tuple(ticks))


def _drawn(kaleido: Any, spec: dict[str, Any]) -> str:
    if not os.environ.get(_BROWSER_VARIABLE):
        found = next(filter(None, map(shutil.which, _BROWSERS)), None)
        if found:
            os.environ[_BROWSER_VARIABLE] = found
    size = {name: spec["layout"].get(name) or default for name, default in _SIZE.items()}
    # MathJax would be fetched from the network.
    page = kaleido.PageGenerator(mathjax=False)
    try:
        made: bytes = kaleido.calc_fig_sync(
            spec, opts={"format": "svg", **size}, kopts={"page_generator": page}
        )
    except Exception as error:
        # Each version of kaleido has its own errors where no browser is found or starts.
        raise missing(
            "Không vẽ được hình của Plotly: không có Chromium, hoặc Chromium không chạy.",
            "cài Chromium (trên Debian: apt-get install chromium), hoặc ghi đường dẫn của nó vào "
            f"biến {_BROWSER_VARIABLE}",
            f"{type(error).__name__}: {error}".splitlines()[0].partition(". ")[0],
        ) from None
    return made.decode()


def _require_plain(spec: Any, is_template: bool = False) -> None:
    if isinstance(spec, dict):
        for name, value in spec.items():
            # How bars of errors look is in any template; there it draws none.
            is_look = is_template and name in ("error_x", "error_y")
            is_area = name == "fill" and isinstance(value, str) and value != "none"
            is_written = name in _WRITING and value not in (None, "", (), [])
            is_misleading = isinstance(value, str) and (name, value) in _MISLEADING
            if (is_written and not is_look) or is_area or is_misleading:
                raise unreadable("Hình của Plotly có phần không đọc được số liệu.", name)
            _require_plain(value, is_template or name == "template")
    elif isinstance(spec, list | tuple):
        for part in spec:
            _require_plain(part, is_template)


def _require_whole(figure: Any) -> None:
    """Refuse scales that a notebook made shorter than what is drawn along them."""
    drawn: dict[str, list[float]] = {}
    stacked: dict[tuple[str, bool, str], float] = {}
    for trace in figure.data:
        flat = trace.type == "bar" and trace.orientation == "h"
        values, places = (trace.x, trace.y) if flat else (trace.y, trace.x)
        name = _axis(trace, "x" if flat else "y")
        numbers = [value for value in (() if values is None else values) if _is_number(value)]
        drawn.setdefault(name, []).extend(lengths(numbers))
        if trace.type != "bar":
            continue
        require_zero(*(_range(figure, name) or (0, 0)))
        if figure.layout.barmode in ("stack", "relative") and places is not None:
            for place, value in zip(map(str, places), numbers, strict=False):
                key = (name, value < 0, place)
                stacked[key] = stacked.get(key, 0) + float(value)
    for (name, _, _), total in stacked.items():
        drawn[name].append(total)
    for name, numbers in drawn.items():
        if ends := _range(figure, name):
            require_inside(*ends, numbers)


def _range(figure: Any, name: str) -> tuple[float, float] | None:
    """The ends of a scale of numbers that a notebook gave it, or its template."""
    layouts = (figure.layout, figure.layout.template.layout)
    ends = next((one[name].range for one in layouts if one[name].range), None)
    return (float(ends[0]), float(ends[1])) if ends and all(map(_is_number, ends)) else None


def _of_trace(trace: Any, layout: Any, is_in_legend: bool) -> Iterator[Mark]:
    if trace.type not in _MARKS:
        raise unreadable("Hình có phần không đọc được số liệu.", f"Plotly {trace.type}")
    flat = trace.type == "bar" and trace.orientation == "h"
    if trace.type == "bar" and trace.base is not None:
        raise unreadable("Hình có phần không đọc được số liệu.", "Plotly bar, base")
    values, places = (trace.x, trace.y) if flat else (trace.y, trace.x)
    if values is None:
        raise unreadable("Hình có phần không đọc được số liệu.", "Plotly: không có dữ liệu")
    cells = np.asarray(values, dtype=object)
    if any(isinstance(cell, str) for cell in cells):
        raise unreadable("Hình có phần không đọc được số liệu.", "Plotly: trục số ghi chữ")
    is_off = layout.showlegend is False or trace.showlegend is False
    of = (str(trace.name),) if is_in_legend and not is_off and trace.name else ()
    names = _names(places, layout[_axis(trace, "y" if flat else "x")], len(cells))
    texts = _texts(trace, len(cells))
    for number, (at, along), text in zip(cells, names, texts, strict=True):
        if number is None or not math.isfinite(float(number)):
            continue
        yield Mark(float(number), at, of, along)
        if text:
            yield Mark(text, at, of)


def _axis(trace: Any, letter: str) -> str:
    """The name of the axis of a trace: "x2" is "xaxis2"."""
    return f"{letter}axis{(trace[f'{letter}axis'] or letter)[1:]}"


def _names(places: Any, axis: Any, count: int) -> Iterator[tuple[tuple[Place, ...], float | None]]:
    """What the axis calls each place; instead of that its number, where it is a scale."""
    if places is None:
        yield from [(("",), None)] * count
        return
    levels = (
        places if len(places) and isinstance(places[0], list | tuple | np.ndarray) else [places]
    )
    if axis.visible is False or axis.showticklabels is False:
        yield from [(("",), None)] * count
        return
    numbers = [place for level in levels for place in level if _is_number(place)]
    is_scale = len(numbers) == count and not are_places(map(float, numbers))
    for one in zip(*levels, strict=True):
        if is_scale and axis.type != "category":
            yield (), float(one[0])
        else:
            yield tuple(map(_place, one)), None


def _annotations(layout: Any) -> Iterator[Mark]:
    """The texts that are put at a place of an axis which names places."""
    for one in layout.annotations:
        refs = ((one.x, one.xref or "x"), (one.y, one.yref or "y"))
        at = [place for place, ref in refs if place is not None and re.fullmatch(r"[xy]\d*", ref)]
        named = [place for place in at if not _is_number(place) or are_places([float(place)])]
        if named and one.text:
            yield Mark(str(one.text), tuple(map(_place, named)))


def _is_number(place: Any) -> bool:
    return isinstance(place, int | float | np.number)


def _place(place: Any) -> Place:
    if _is_number(place):
        return place_of(float(place))
    with suppress(ValueError):
        # Plotly takes such texts for days.
        return date.fromisoformat(str(place)[:10])
    return " ".join(str(place).replace("<br>", " ").split())


def _texts(trace: Any, count: int) -> list[str]:
    """What is written at each mark."""
    is_written = trace.type == "bar" or "text" in (trace.mode or "")
    if trace.text is None or not is_written:
        return [""] * count
    return [trace.text] * count if isinstance(trace.text, str) else [*map(str, trace.text)]


def _normal(svg: str) -> str:
    """The same picture with names that do not change from one drawing to the next."""
    found = re.search(r'id="defs-([0-9a-f]{6})"', svg)
    return svg.replace(found[1], "ve") if found else svg
