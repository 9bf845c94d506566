"""Charts of Altair, drawn by vl-convert, which needs neither a browser nor a network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from baocao.notebook.drawings.drawing import (
    Drawing,
    Mark,
    Place,
    lengths,
    letters,
    missing,
    require_inside,
    unreadable,
)

__all__ = ["read"]

_INSTALL = "pip install 'baocao[altair]'"
_COMPUTED = {"role-axis-label", "role-legend-label"}
_MARKS = {"bar", "line", "point", "circle", "square", "text", "tick", "rule", "area"}
# What computes new numbers, or writes others than those of the data.
_COMPUTING = {
    *("transform", "aggregate", "bin", "timeUnit", "labelExpr", "expr", "impute", "params"),
    *("url", "sequence", "sphere", "graticule", "format", "formatType"),
}
# What draws another length than that of the number, or beside its place.
_POWERS = {"log", "symlog", "pow", "sqrt"}
_SMOOTH = {"basis", "bundle", "cardinal", "catmull-rom", "monotone", "natural"}
_MISLEADING = {"interpolate": _SMOOTH, "stack": {"normalize", "center"}}
_OFFSETS = {"xOffset", "yOffset", "x2Offset", "y2Offset"}
# Where a reader sees what a row is of: along an axis or over its part of the picture; in a legend.
_PLACES = {"x", "y", "row", "column", "facet"}
_SERIES = {"color", "fill", "stroke", "shape", "strokeDash"}
_NUMBERS = re.compile(r"[,.~\d]*[df]?")
_LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đồng"]}


def read(chart: Any) -> Drawing:
    """What a chart draws."""
    try:
        import vl_convert
    except ImportError:
        raise missing("Hình của Altair cần gói vl-convert-python.", _INSTALL) from None
    spec = chart.to_dict()
    _require_plain(spec)
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[], format_locale=_LOCALE)
    texts, ticks = letters(svg, _COMPUTED)
    return Drawing(svg, tuple(_marks(spec)), tuple(filter(None, texts)), tuple(ticks))


def _require_plain(spec: Any, inside: str = "") -> None:
    """Refuse what computes: what is drawn then is no number of the data."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            if inside in ("datasets", "values"):
                return
            if name in _COMPUTING and not _is_harmless(name, value):
                raise unreadable(
                    "Hình của Altair tự tính, nên không đọc được số liệu.",
                    name,
                    "tính trong pandas hoặc bằng chỉ tiêu, rồi vẽ đúng các số ấy",
                )
            # Of columns side by side the offset is a column of the data.
            is_beside = name in _OFFSETS and isinstance(value, int | float) and value
            is_misleading = isinstance(value, str) and any(
                name == one and re.split(r"-(?:open|closed)$", value)[0] in those
                for one, those in _MISLEADING.items()
            )
            if is_beside or is_misleading:
                raise unreadable("Hình có phần không đọc được số liệu.", f"{name}={value}")
            if name == "scale" and isinstance(value, Mapping):
                if value.get("type") in _POWERS:
                    raise unreadable("Hình có phần không đọc được số liệu.", str(value["type"]))
                _require_zero(value)
            if name == "mark":
                kind = value if isinstance(value, str) else value.get("type")
                if kind not in _MARKS:
                    raise unreadable("Hình có phần không đọc được số liệu.", f"mark_{kind}")
            _require_plain(value, name)
    elif isinstance(spec, list | tuple):
        for part in spec:
            _require_plain(part, inside)


def _ends(scale: Mapping[str, Any]) -> list[float]:
    """Where a notebook lets a scale of numbers begin and end, as far as it says so."""
    ends = [scale.get(end) for end in ("domainMin", "domainMax")]
    given = scale.get("domain")
    ends = given if isinstance(given, list) else [end for end in ends if end is not None]
    return [float(end) for end in ends if isinstance(end, int | float)]


def _require_zero(scale: Mapping[str, Any]) -> None:
    numbers = _ends(scale)
    if scale.get("zero") is False or (numbers and not min(numbers) <= 0 <= max(numbers)):
        raise unreadable(
            "Thang đo không có số 0, nên chiều dài cột không nói đúng số liệu.",
            ", ".join(f"{name}={value}" for name, value in scale.items()),
            "bỏ zero=False và domain= của thang đo",
        )


def _is_harmless(name: str, value: object) -> bool:
    if name == "params" and isinstance(value, list):
        # What a reader selects with the mouse changes nothing on paper.
        return all(isinstance(one, Mapping) and "select" in one for one in value)
    return not value or (name == "format" and bool(_NUMBERS.fullmatch(str(value))))


def _marks(spec: Mapping[str, Any]) -> Iterator[Mark]:
    """What the marks of each layer stand for, of each row of the data that they name."""
    datasets: Mapping[str, Sequence[Mapping[str, Any]]] = spec.get("datasets", {})

    def walk(part: Any, rows: Sequence[Mapping[str, Any]], above: Mapping[str, Any]) -> Any:
        if not isinstance(part, Mapping):
            return
        data = part.get("data")
        if isinstance(data, Mapping):
            rows = data.get("values") or datasets.get(str(data.get("name")), rows)
        encoding = {**above, **part.get("encoding", {})}
        if "mark" in part:
            yield from _of_channels(encoding, rows)
        for kind in ("layer", "hconcat", "vconcat", "concat"):
            for inner in part.get(kind, ()):
                yield from walk(inner, rows, encoding)
        if "spec" in part:
            yield from walk(part["spec"], rows, encoding)

    yield from walk(spec, (), {})


def _of_channels(encoding: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[Mark]:
    channels = [
        (name, one)
        for name, channel in encoding.items()
        for one in (channel if isinstance(channel, list) else [channel])
        if isinstance(one, Mapping)
    ]
    for name, one in channels:
        if isinstance(one.get("datum"), int | float):
            yield Mark(float(one["datum"]))
        if name in ("x", "y") and one.get("type") == "quantitative":
            _require_inside(one, rows)
    for row in rows:
        at = tuple(
            _place(one, row)
            for name, one in channels
            if name in _PLACES and one.get("type") not in (None, "quantitative") and "field" in one
        )
        of = tuple(
            str(row.get(str(one["field"])))
            for name, one in channels
            if name in _SERIES and "field" in one and one.get("type") != "quantitative"
            # Without a legend nobody knows what a colour means.
            if one.get("legend", True) is not None
        )
        measured = [
            number
            for _, one in channels
            if one.get("type") == "quantitative"
            if (cell := row.get(str(one.get("field")))) is not None
            for number in lengths([cell])
        ]
        for number in measured:
            # One number along each axis: what they are of must be one thing.
            yield Mark(number, at, of, measured[0] if not at and len(measured) > 1 else None)
        for name, one in channels:
            if name == "text" and one.get("type") != "quantitative" and "field" in one:
                yield Mark(str(row.get(str(one["field"]))), at, of)


def _require_inside(channel: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    scale = channel.get("scale")
    ends = _ends(scale) if isinstance(scale, Mapping) else []
    cells = [row.get(str(channel.get("field"))) for row in rows]
    numbers = [*lengths(cell for cell in cells if isinstance(cell, int | float))]
    if isinstance(scale, Mapping) and ends and numbers:
        # An end that is not given is where the data end.
        has_both = isinstance(scale.get("domain"), list)
        low = min(ends) if has_both or "domainMin" in scale else min(*ends, *numbers)
        high = max(ends) if has_both or "domainMax" in scale else max(*ends, *numbers)
        require_inside(low, high, numbers)


def _place(channel: Mapping[str, Any], row: Mapping[str, Any]) -> Place:
    """What a row's place along an axis is called; empty where the axis shows no names."""
    axis = channel.get("axis", {})
    cell = row.get(str(channel["field"]))
    if axis is None or (isinstance(axis, Mapping) and axis.get("labels") is False) or cell is None:
        return ""
    if channel.get("type") == "temporal":
        with suppress(ValueError):
            return date.fromisoformat(str(cell)[:10])
    return str(cell)
