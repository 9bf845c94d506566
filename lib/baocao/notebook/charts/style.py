"""House style: the picture, its alternative text and its data in one value.

Dark blue and grey read in black and white and to colour-blind eyes; what lightness cannot tell
hatching does. Values stand beside their marks, bars begin at zero, and text stays text.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

from baocao.core import fonts
from baocao.core.errors import NarrativeError
from baocao.facts.fact import Fact, as_json
from baocao.facts.trends import TimeSeries
from baocao.locale.vi.text import count
from baocao.notebook.known_text import KnownText, drawn_letters, refused, unknown_number
from baocao.notebook.table import NOTHING_MIME, ReportTable, Row

__all__ = [
    "BLUE",
    "FIGURE_MIME",
    "GREY",
    "LETTERS",
    "Marks",
    "ReportFigure",
    "canvas",
    "describe",
    "describe_series",
    "drawn",
    "grid",
    "point",
    "said",
    "shown_value",
    "table_of",
    "unit_head",
    "write",
]

FIGURE_MIME = "application/vnd.baocao.figure+json"

# Dark enough to read in grey, one hue only: values are told apart by place and label.
BLUE, GREY = "#0072B2", "#555555"
LETTERS = 11
WIDTH_INCHES = 6.3  # the 160 mm text width of a Decree 30 page
# Up to this number, alternative text gives every value.
_FEW = 6
_RC: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "baocao", "hatch.linewidth": 0.6}


@dataclass(frozen=True)
class ReportFigure:
    """A chart as SVG with text as text, what it shows in words, and the numbers in it.

    Parameters
    ----------
    axis
        Names of periods that the picture shows besides those of the table, such as those of gaps.
    marks
        What the marks of the picture stand for, see :class:`Marks`.

    Raises
    ------
    NarrativeError
        NARRATIVE-13 a number in the caption, the words or the picture that is no fact of the
        table and stands in none of its known texts.
    """

    caption: str
    alt: str
    svg: str = field(repr=False)
    table: ReportTable = field(repr=False)
    axis: tuple[str, ...] = field(default=(), repr=False)
    marks: tuple[tuple[str, tuple[Fact, ...]], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        told = (
            ("Tên hình", [self.caption]),
            ("Lời tả hình", [self.alt]),
            ("Hình vẽ", drawn_letters(self.svg)),
        )
        known = (*self.table.known, *self.axis)
        findings = [
            refused(
                f"{what} có con số không phải là số liệu của hình.",
                f'hình "{self.caption}"',
                number,
            )
            for what, texts in told
            if (number := unknown_number(texts, self.table.facts, known))
        ]
        if findings:
            raise NarrativeError(*findings)

    @property
    def payload(self) -> dict[str, Any]:
        """What the exporters read."""
        facts = self.table.facts
        return {
            "caption": self.caption,
            "alt": self.alt,
            "svg": self.svg,
            "table": self.table.grid,
            "facts": [as_json(fact) for fact in facts],
            "marks": [
                {"id": name, "facts": [facts.index(fact) for fact in marked]}
                for name, marked in self.marks
            ],
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        if not self.svg:
            told = f"{self.caption}: không phát sinh, không lập biểu đồ"
            return {NOTHING_MIME: {}, "text/plain": told}
        return {FIGURE_MIME: self.payload, "image/svg+xml": self.svg, "text/plain": self.alt}


class Marks:
    """Binds columns, bars and points to the facts that they are drawn from.

    ``bound`` holds the id of each mark's element in the SVG and its facts: the figure, and where
    the picture shows one the share after it; in the order in which a reader goes from one mark to
    the next.
    """

    def __init__(self) -> None:
        self._bound: list[tuple[str, tuple[Fact, ...]]] = []

    def bind(self, artist: Artist, *facts: Fact) -> None:
        """Give the mark an id, and remember what it stands for."""
        name = f"so-lieu-{len(self._bound) + 1}"
        artist.set_gid(name)
        self._bound.append((name, facts))

    @property
    def bound(self) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
        """The marks so far."""
        return tuple(self._bound)


def point(axes: Axes, at: tuple[float, float], colour: str, size: float) -> Line2D:
    """A point of a line as an element of its own, which can be bound to its fact."""
    x, y = at
    (made,) = axes.plot([x], [y], color=colour, linestyle="none", marker="o", markersize=size)
    return made


def shown_value(fact: Fact) -> str:
    """A value at its mark."""
    if fact.status == "estimated":
        return fact.text
    # In a chart the unit stands in the caption and counts are not padded.
    if fact.unit in ("đồng", "%") or fact.decimals or fact.value is None:
        return fact.text
    return count(int(fact.value), pad=False)


def canvas(height: float) -> tuple[Figure, Axes]:
    """A drawing as wide as the text, with one pair of axes."""
    figure = _figure(height)
    axes = figure.subplots()
    dress(axes)
    return figure, axes


def grid(height: float, rows: int, columns: int) -> tuple[Figure, list[Axes]]:
    """A drawing with panels that share their scale; surplus ones are left blank."""
    figure = _figure(height)
    panels = list(figure.subplots(rows, columns, sharey=True, squeeze=False).flat)
    for axes in panels:
        dress(axes)
    return figure, panels


def _figure(height: float) -> Figure:
    _prepare()
    return Figure(figsize=(WIDTH_INCHES, height), layout="constrained")


def _prepare() -> None:
    _know(fonts.serif())
    # A missing family is not the analyst's business: the exporters choose the face.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


@cache
def _know(face: fonts.Face) -> None:
    # After each font it learns of, matplotlib looks through all of them again.
    for path in face.paths:
        font_manager.fontManager.addfont(str(path))


def dress(axes: Axes) -> None:
    """Remove box and ticks of the axes: the values are written at their marks."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(length=0, labelsize=LETTERS)


def write(axes: Axes, text: str, at: tuple[float, float], **look: Any) -> Annotation:
    """A value or a name beside its mark."""
    style = {"fontsize": LETTERS, "fontweight": "bold", "textcoords": "offset points"}
    return axes.annotate(text, at, **{**style, "xytext": (0, 3), "ha": "center", **look})


def drawn(figure: Figure) -> str:
    """The drawing as SVG; the same drawing gives the same bytes."""
    _prepare()
    family = [fonts.serif().family]
    # The style is read when the figure is saved, and texts were made before: both need the face.
    with matplotlib.rc_context({**_RC, "font.family": family}):
        for text in figure.findobj(Text):
            text.set_fontfamily(family)
        buffer = io.StringIO()
        # No date and a fixed salt: the same facts draw the same bytes.
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def table_of(caption: str, head: str, parts: Sequence[tuple[str, Fact]]) -> ReportTable:
    """The numbers of a chart of one row of figures."""
    return ReportTable(
        caption,
        ((head, "left"), (unit_head([fact for _, fact in parts]), "right")),
        tuple(Row((label, fact)) for label, fact in parts),
    )


def unit_head(facts: Sequence[Fact]) -> KnownText:
    """The unit of the figures as the head of their column."""
    unit = facts[0].unit if facts else "Giá trị"
    return KnownText(unit[:1].upper() + unit[1:])


def describe(form: str, caption: str, parts: Sequence[tuple[str, Fact]]) -> KnownText:
    """What the chart shows, from its data: every value when few, else their number; extremes."""
    ranked = sorted(parts, key=lambda part: part[1].value or 0)
    shown = "; ".join(map(said, parts)) if len(parts) <= _FEW else f"{len(parts)} giá trị"
    return KnownText(f"{form}: {caption}. {shown}. {_extremes(ranked)}".strip())


def describe_series(
    caption: str,
    parts: Sequence[tuple[str, Fact]],
    partial: Sequence[bool],
    form: str = "Biểu đồ cột",
) -> KnownText:
    """The same of a row of periods, with its first and last value and its direction.

    A part of a period is named and takes no side: it is lower for being shorter.  Across a
    missing period no direction is told.
    """
    pairs = list(zip(parts, partial, strict=True))
    known = [(part, cut) for part, cut in pairs if part[1].value is not None]
    whole = [part for part, cut in known if not cut]
    words: list[str] = [describe(form, caption, whole or [part for part, _ in known])]
    if len(whole) > 1:
        words.append(f"Đầu là {said(whole[0])}; cuối là {said(whole[-1])}.")
        unbroken = TimeSeries.of([fact for (_, fact), cut in pairs if not cut])
        if len(unbroken.facts) == len(whole):
            words.append(_direction(unbroken))
    if whole:
        cut = [part for part, is_cut in known if is_cut]
        words += [f"Kỳ chưa trọn, không so với kỳ trọn: {said(part)}." for part in cut]
    return KnownText(" ".join(filter(None, words)))


def _extremes(ranked: Sequence[tuple[str, Fact]]) -> str:
    if len(ranked) < 2 or ranked[0][1].value == ranked[-1][1].value:
        return ""
    return f"Cao nhất là {said(ranked[-1])}; thấp nhất là {said(ranked[0])}."


def _direction(series: TimeSeries) -> str:
    rises, falls = any(step > 0 for step in series.steps), any(step < 0 for step in series.steps)
    match series.direction:
        case "up":
            return "Tăng qua từng kỳ."
        case "down":
            return "Giảm qua từng kỳ."
        case "flat":
            return "Không đổi."
    if rises and falls:
        return "Có kỳ tăng, có kỳ giảm."
    return "Có kỳ tăng, không kỳ nào giảm." if rises else "Có kỳ giảm, không kỳ nào tăng."


def said(part: tuple[str, Fact]) -> str:
    """A figure with its name and unit, as alternative text says it."""
    label, fact = part
    unit = "" if fact.unit in ("đồng", "%") else f" {fact.unit}"
    return f"{label}: {fact.text}{unit}"
