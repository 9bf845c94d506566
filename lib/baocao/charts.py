"""House style of charts: the picture, its alternative text and its data in one value."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from baocao import fonts
from baocao.facts import Fact, as_json
from baocao.tables import ReportTable, Row
from baocao.vietnamese import count

__all__ = ["FIGURE_MIME", "ReportFigure", "bars", "columns"]

FIGURE_MIME = "application/vnd.baocao.figure+json"

# Dark enough to read in grey, one hue only: values are told apart by place and label.
BLUE, GREY = "#0072B2", "#555555"
WIDTH_INCHES = 6.3  # the 160 mm text width of a Decree 30 page
# So many values are read out one by one.
_FEW = 6
_RC: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "baocao", "hatch.linewidth": 0.6}


@dataclass(frozen=True)
class ReportFigure:
    """A chart as SVG with text as text, what it shows in words, and the numbers in it."""

    caption: str
    alt: str
    svg: str = field(repr=False)
    table: ReportTable = field(repr=False)

    @property
    def payload(self) -> dict[str, Any]:
        """What the exporters read."""
        return {
            "caption": self.caption,
            "alt": self.alt,
            "svg": self.svg,
            "table": self.table.grid,
            "facts": [as_json(fact) for fact in self.table.facts],
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        if not self.svg:
            return {"text/plain": f"{self.caption}: không phát sinh, không lập biểu đồ"}
        return {FIGURE_MIME: self.payload, "image/svg+xml": self.svg, "text/plain": self.alt}


def columns(
    caption: str, labels: Sequence[str], facts: Sequence[Fact], partial: Sequence[bool]
) -> ReportFigure:
    """One column a period, from zero; a part of a longer period is hatched and named so.

    Missing facts are left out; where nothing is left but zeros there is no picture.
    """
    kept = [item for item in zip(labels, facts, partial, strict=True) if item[1].value is not None]
    table = _table(caption, "Kỳ", [(label, fact) for label, fact, _ in kept])
    if not any(fact for _, fact, _ in kept):
        return ReportFigure(caption, "", "", table)
    figure, axes = _canvas(2.4)
    values = [float(fact.value or 0) for _, fact, _ in kept]
    colours = ["white" if part else BLUE for _, _, part in kept]
    drawn = axes.bar(
        range(len(kept)), values, width=0.58, color=colours, edgecolor=BLUE, linewidth=1.2
    )
    for bar, (_, fact, part) in zip(drawn, kept, strict=True):
        if part:
            bar.set_hatch("////")
        axes.annotate(
            _value(fact), (bar.get_x() + bar.get_width() / 2, bar.get_height()),
            xytext=(0, 3), textcoords="offset points", ha="center", va="bottom",
            fontsize=11, fontweight="bold",
        )  # fmt: skip
    axes.set_xticks(range(len(kept)), [label.replace(" đến ", "\nđến ") for label, _, _ in kept])
    axes.set_ylim(0, max(values) * 1.18)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    shown = [(label, fact) for label, fact, _ in kept]
    alt = _course(caption, shown, [part for _, _, part in kept])
    return ReportFigure(caption, alt, _svg(figure), table)


def bars(caption: str, category: str, parts: Sequence[tuple[str, Fact]]) -> ReportFigure:
    """One horizontal bar a category, longest first."""
    table = _table(caption, category, parts)
    ranked = sorted(
        (part for part in parts if part[1]), key=lambda part: part[1].value or 0, reverse=True
    )
    if not ranked:
        return ReportFigure(caption, "", "", table)
    figure, axes = _canvas(0.6 + 0.34 * len(ranked))
    values = [float(fact.value or 0) for _, fact in ranked]
    drawn = axes.barh(range(len(ranked)), values, height=0.6, color=BLUE)
    axes.invert_yaxis()
    for bar, (_, fact) in zip(drawn, ranked, strict=True):
        axes.annotate(
            _value(fact), (bar.get_width(), bar.get_y() + bar.get_height() / 2),
            xytext=(4, 0), textcoords="offset points", va="center",
            fontsize=11, fontweight="bold",
        )  # fmt: skip
    axes.set_yticks(range(len(ranked)), [label for label, _ in ranked])
    axes.set_xlim(0, max(values) * 1.12)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    return ReportFigure(caption, _describe("Biểu đồ thanh", caption, ranked), _svg(figure), table)


def _value(fact: Fact) -> str:
    # In a chart the unit stands in the caption and counts are not padded.
    if fact.unit in ("đồng", "%") or fact.decimals or fact.value is None:
        return fact.text
    return count(int(fact.value), pad=False)


def _canvas(height: float) -> tuple[Figure, Axes]:
    face = fonts.serif()
    for path in face.paths:
        font_manager.fontManager.addfont(str(path))
    # A missing family is not the analyst's business: the exporters choose the face.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(length=0, labelsize=11)
    return figure, axes


def _svg(figure: Figure) -> str:
    family = [fonts.serif().family]
    # The style is read when the figure is saved, and texts were made before: both need the face.
    with matplotlib.rc_context({**_RC, "font.family": family}):
        for text in figure.findobj(Text):
            text.set_fontfamily(family)
        buffer = io.StringIO()
        # No date and a fixed salt: the same facts draw the same bytes.
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _table(caption: str, head: str, parts: Sequence[tuple[str, Fact]]) -> ReportTable:
    unit = parts[0][1].unit if parts else "Giá trị"
    return ReportTable(
        caption,
        ((head, "left"), (unit[:1].upper() + unit[1:], "right")),
        tuple(Row((label, fact)) for label, fact in parts),
    )


def _describe(form: str, caption: str, parts: Sequence[tuple[str, Fact]]) -> str:
    """What the chart shows, from its data: every value when few, else their number; extremes."""
    ranked = sorted(parts, key=lambda part: part[1].value or 0)
    shown = "; ".join(map(_said, parts)) if len(parts) <= _FEW else f"{len(parts)} giá trị"
    return f"{form}: {caption}. {shown}. {_extremes(ranked)}"


def _course(caption: str, parts: Sequence[tuple[str, Fact]], partial: Sequence[bool]) -> str:
    """The same of a row of periods, with its first and last value and its direction.

    A part of a period is named and takes no side: it is lower for being shorter.
    """
    whole = [part for part, cut in zip(parts, partial, strict=True) if not cut]
    words = [_describe("Biểu đồ cột", caption, whole or parts)]
    if len(whole) > 1:
        words.append(f"Đầu là {_said(whole[0])}; cuối là {_said(whole[-1])}.")
        words.append(_direction([fact.value or Decimal(0) for _, fact in whole]))
    if whole:
        cut = [part for part, is_cut in zip(parts, partial, strict=True) if is_cut]
        words += [f"Kỳ chưa trọn, không so với kỳ trọn: {_said(part)}." for part in cut]
    return " ".join(words)


def _extremes(ranked: Sequence[tuple[str, Fact]]) -> str:
    if len(ranked) < 2:
        return ""
    return f"Cao nhất là {_said(ranked[-1])}; thấp nhất là {_said(ranked[0])}."


def _direction(values: Sequence[Decimal]) -> str:
    steps = [after - before for before, after in pairwise(values)]
    if all(step > 0 for step in steps):
        return "Tăng qua từng kỳ."
    if all(step < 0 for step in steps):
        return "Giảm qua từng kỳ."
    if not any(steps):
        return "Không đổi."
    return "Có kỳ tăng, có kỳ không tăng."


def _said(part: tuple[str, Fact]) -> str:
    label, fact = part
    unit = "" if fact.unit in ("đồng", "%") else f" {fact.unit}"
    return f"{label}: {fact.text}{unit}"
