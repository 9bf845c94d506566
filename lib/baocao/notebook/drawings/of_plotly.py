"""Figures of Plotly, drawn by kaleido in a Chromium of this machine, without a network."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import numpy as np

from baocao.notebook.drawings.drawing import (
    Drawing,
    are_places,
    lengths,
    letters,
    missing,
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
}
_SIZE = {"width": 605, "height": 320}


def read(figure: Any) -> Drawing:
    """What a figure draws."""
    try:
        import kaleido
    except ImportError:
        raise missing("Hình của Plotly cần gói kaleido.", _INSTALL) from None
    spec = figure.to_dict()
    _require_plain(spec)
    for name, axis in spec.get("layout", {}).items():
        ends = axis.get("range") if re.fullmatch(r"[xy]axis\d*", name) else None
        if ends and any(trace.type == "bar" for trace in figure.data):
            require_zero(*lengths(end for end in ends if isinstance(end, int | float)))
    numbers = tuple(number for trace in figure.data for number in _of_trace(trace))
    layout = spec.setdefault("layout", {})
    layout["separators"] = ",."
    svg = _normal(_drawn(kaleido, spec))
    texts, ticks = letters(svg, _COMPUTED)
    return Drawing(svg, numbers, tuple(filter(None, texts)), tuple(ticks))


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


def _require_plain(spec: Any, inside: str = "") -> None:
    if isinstance(spec, dict):
        for name, value in spec.items():
            # The look of any chart is in the template, which draws nothing.
            if name == "template":
                continue
            if name in _WRITING and value not in (None, "", (), []):
                raise unreadable("Hình của Plotly có phần không đọc được số liệu.", name)
            _require_plain(value, name)
    elif isinstance(spec, list | tuple):
        for part in spec:
            _require_plain(part, inside)


def _of_trace(trace: Any) -> Iterator[float]:
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
    yield from lengths(cell for cell in cells if cell is not None)
    along = [] if places is None else list(places)
    if all(isinstance(place, int | float | np.number) for place in along):
        numbers = list(lengths(along))
        if not are_places(numbers):
            yield from numbers


def _normal(svg: str) -> str:
    """The same picture with names that do not change from one drawing to the next."""
    found = re.search(r'id="defs-([0-9a-f]{6})"', svg)
    return svg.replace(found[1], "ve") if found else svg
