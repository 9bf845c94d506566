"""Charts of parts: bars side by side, one bar of shares, a slope from one period to another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from baocao.facts.fact import Fact
from baocao.notebook.charts.style import (
    BLUE,
    GREY,
    LETTERS,
    Marks,
    ReportFigure,
    canvas,
    describe,
    drawn,
    point,
    said,
    shown_value,
    table_of,
    unit_head,
    write,
)
from baocao.notebook.known_text import KnownText
from baocao.notebook.table import ReportTable, Row

__all__ = ["bars", "share_bar", "slope"]

_LINE_INCHES = 0.2
# Told apart in grey by lightness or by hatching.
_LOOKS = (
    (BLUE, ""),
    ("white", "////"),
    ("#AAAAAA", ""),
    ("white", ""),
    ("#333333", ""),
    ("white", "...."),
)


def bars(caption: str, category: str, parts: Sequence[tuple[str, Fact]]) -> ReportFigure:
    """One horizontal bar a category, longest first."""
    table = table_of(caption, category, parts)
    ranked = sorted(
        (part for part in parts if part[1]), key=lambda part: part[1].value or 0, reverse=True
    )
    if not ranked:
        return ReportFigure(caption, "", "", table)
    figure, axes = canvas(0.6 + 0.34 * len(ranked))
    values = [float(fact.value or 0) for _, fact in ranked]
    made = axes.barh(range(len(ranked)), values, height=0.6, color=BLUE)
    axes.invert_yaxis()
    marks = Marks()
    for bar, (_, fact) in zip(made, ranked, strict=True):
        marks.bind(bar, fact)
        at = (bar.get_width(), bar.get_y() + bar.get_height() / 2)
        left = bar.get_width() < 0
        at_end: dict[str, Any] = {
            "xytext": (-4 if left else 4, 0),
            "ha": "right" if left else "left",
        }
        write(axes, shown_value(fact), at, va="center", **at_end)
    axes.set_yticks(range(len(ranked)), [label for label, _ in ranked])
    axes.set_xlim(min(0.0, *values) * 1.12, max(0.0, *values) * 1.12)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    alt = describe("Biểu đồ thanh", caption, ranked)
    return ReportFigure(caption, alt, drawn(figure), table, marks=marks.bound)


def share_bar(caption: str, category: str, parts: Sequence[tuple[str, Fact, Fact]]) -> ReportFigure:
    """One bar of 100 % cut into parts, greatest first, each named under it with its share.

    Parameters
    ----------
    parts
        Name, figure and share in percent of each part; the shares add up to 100.
    """
    table = ReportTable(
        caption,
        (
            (category, "left"),
            (unit_head([fact for _, fact, _ in parts]), "right"),
            ("Tỷ trọng", "right"),
        ),
        tuple(Row((name, fact, share)) for name, fact, share in parts),
    )
    ranked = sorted(
        (part for part in parts if part[2].value), key=lambda part: -(part[2].value or 0)
    )
    if not ranked:
        return ReportFigure(caption, "", "", table)
    figure, axes = canvas(0.62 + 0.27 * len(ranked))
    left = 0.0
    marks = Marks()
    for place, (name, fact, share) in enumerate(ranked):
        shade, hatch = _LOOKS[place % len(_LOOKS)]
        look: dict[str, Any] = {
            **{"color": shade, "hatch": hatch},
            **{"edgecolor": BLUE, "linewidth": 0.8},
        }
        width = float(share.value or 0)
        (piece,) = axes.barh(0, width, left=left, height=0.8, **look)
        marks.bind(piece, fact, share)
        down = -1.1 - place * 0.85
        axes.barh(down, 2, left=0, height=0.5, **look)
        words = f"{name}: {shown_value(fact)} {fact.unit} ({share.text})"
        plain = {"ha": "left", "va": "center", "fontweight": "normal"}
        write(axes, words, (3.2, down), xytext=(0, 0), **plain)
        left += width
    axes.set_xlim(0, 100)
    axes.set_ylim(-1.6 - (len(ranked) - 1) * 0.85, 0.5)
    axes.set_axis_off()
    told = "; ".join(f"{said((name, fact))} ({share.text})" for name, fact, share in ranked)
    alt = KnownText(f"Biểu đồ tỷ trọng: {caption}. {told}.")
    return ReportFigure(caption, alt, drawn(figure), table, marks=marks.bound)


def slope(
    caption: str,
    category: str,
    ends: tuple[str, str],
    pairs: Sequence[tuple[str, Fact, Fact]],
) -> ReportFigure:
    """A line a category from an earlier figure to a later one, both ends named; from zero.

    Parameters
    ----------
    ends
        Names of the two periods.
    pairs
        Name, earlier and later figure of each category; unknown ones are left out.
    """
    known = [p for p in pairs if p[1].value is not None and p[2].value is not None]
    table = ReportTable(
        caption,
        ((category, "left"), (ends[0], "right"), (ends[1], "right")),
        tuple(Row((name, before, now)) for name, before, now in known),
    )
    if not any(before or now for _, before, now in known):
        return ReportFigure(caption, "", "", table)
    height = max(2.2, 0.8 + 0.34 * len(known))
    figure, axes = canvas(height)
    top = max(float(fact.value or 0) for _, *facts in known for fact in facts)
    sides: tuple[list[float], list[float]] = ([], [])
    marks = Marks()
    for _, before, now in known:
        values = float(before.value or 0), float(now.value or 0)
        fell = values[1] < values[0]
        colour, dashes = (GREY, "--") if fell else (BLUE, "-")
        axes.plot((0, 1), values, color=colour, linewidth=2, linestyle=dashes)
        for at, (side, value, fact) in enumerate(zip(sides, values, (before, now), strict=True)):
            marks.bind(point(axes, (at, value), colour, 5), fact)
            side.append(value)
    # A line of letters, in units of the values: the drawing less its lower names.
    gap = top * _LINE_INCHES / (height - 0.5)
    left, right = (_apart(side, gap) for side in sides)
    plain = {"va": "center", "fontweight": "normal"}
    for (name, before, now), low, high in zip(known, left, right, strict=True):
        write(axes, shown_value(before), (0, low), xytext=(-8, 0), ha="right", **plain)
        words = f"{shown_value(now)}  {name}"
        write(axes, words, (1, high), xytext=(8, 0), ha="left", **plain)
    axes.set_xlim(-0.25, 2.1)
    axes.set_ylim(min(0.0, *left, *right), max(top, *left, *right) * 1.08)
    axes.set_xticks((0, 1), [end.replace(" đến ", "\nđến ") for end in ends], fontsize=LETTERS)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    told = "; ".join(
        f"{name}: từ {shown_value(before)} {_way(before, now)} {shown_value(now)} {now.unit}"
        for name, before, now in known
    )
    alt = KnownText(f"Biểu đồ dốc: {caption}, {ends[0]} và {ends[1]}. {told}.")
    return ReportFigure(caption, alt, drawn(figure), table, marks=marks.bound)


def _way(before: Fact, now: Fact) -> str:
    difference = (now.value or 0) - (before.value or 0)
    if not difference:
        return "giữ nguyên ở"
    return "tăng lên" if difference > 0 else "giảm còn"


def _apart(values: Sequence[float], gap: float) -> list[float]:
    """Heights for names, as near to their values as a distance between them allows.

    Examples
    --------
    >>> _apart([5, 5, 9], 1)
    [5, 6, 9]
    """
    placed = list(values)
    order = sorted(range(len(values)), key=lambda n: values[n])
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + gap)
    return placed
