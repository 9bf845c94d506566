"""Charts over periods: columns, a line with its plan, small multiples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from textwrap import wrap

from matplotlib.axes import Axes

from baocao.facts.fact import Fact
from baocao.notebook.charts.style import (
    BLUE,
    GREY,
    LETTERS,
    Marks,
    ReportFigure,
    canvas,
    describe_series,
    drawn,
    grid,
    point,
    said,
    shown_value,
    table_of,
    write,
)
from baocao.notebook.known_text import KnownText
from baocao.notebook.table import ReportTable, Row

__all__ = ["columns", "line", "small_multiples"]

# How many names of periods fit under a line, and how many panels side by side.
_TICKS, _ACROSS = 5, (3, 4, 5)
# How many letters fit under the whole width of a drawing.
_LETTERS_ACROSS = 76


def columns(
    caption: str,
    labels: Sequence[str],
    facts: Sequence[Fact],
    partial: Sequence[bool],
    plan: Fact | None = None,
) -> ReportFigure:
    """One column a period, from zero; a part of a longer period is hatched and named so.

    Missing facts are left out; where nothing is left but zeros there is no picture.  A plan is
    a dashed line across.
    """
    kept = [item for item in zip(labels, facts, partial, strict=True) if item[1].value is not None]
    shown = [(label, fact) for label, fact, _ in kept]
    table = _with_plan(table_of(caption, "Kỳ", shown), plan)
    if not any(fact for _, fact, _ in kept):
        return ReportFigure(caption, "", "", table)
    figure, axes = canvas(2.4)
    values = [float(fact.value or 0) for _, fact, _ in kept]
    colours = ["white" if part else BLUE for _, _, part in kept]
    bars = axes.bar(
        range(len(kept)), values, width=0.58, color=colours, edgecolor=BLUE, linewidth=1.2
    )
    marks = Marks()
    for bar, (_, fact, part) in zip(bars, kept, strict=True):
        marks.bind(bar, fact)
        if part:
            bar.set_hatch("////")
        at = (bar.get_x() + bar.get_width() / 2, bar.get_height())
        below = {"xytext": (0, -4), "va": "top"} if bar.get_height() < 0 else {}
        write(axes, shown_value(fact), at, **below)
    axes.set_xticks(range(len(kept)), _in_lines([label for label, _, _ in kept]))
    _from_zero(axes, values, plan, marks)
    alt = describe_series(caption, list(zip(labels, facts, strict=True)), partial)
    return ReportFigure(caption, _planned(alt, plan), drawn(figure), table, marks=marks.bound)


def line(
    caption: str, labels: Sequence[str], facts: Sequence[Fact], plan: Fact | None = None
) -> ReportFigure:
    """A line over many periods, from zero; its first, last, highest and lowest points named.

    Missing facts break the line.  A plan is a dashed line across.
    """
    pairs = list(zip(labels, facts, strict=True))
    known = [(at, fact) for at, (_, fact) in enumerate(pairs) if fact.value is not None]
    shown = [pair for pair in pairs if pair[1].value is not None]
    table = _with_plan(table_of(caption, "Kỳ", shown), plan)
    if len(known) < 2 or not any(fact for _, fact in known):
        return ReportFigure(caption, "", "", table)
    figure, axes = canvas(2.4)
    values = [float("nan") if f.value is None else float(f.value) for f in facts]
    axes.plot(range(len(values)), values, color=BLUE, linewidth=2)
    marks = Marks()
    for at, fact in known:
        marks.bind(point(axes, (at, values[at]), BLUE, 4), fact)
    ranked = sorted(known, key=lambda item: item[1].value or 0)
    named = dict([known[0], known[-1], ranked[0], ranked[-1]])
    for at, fact in named.items():
        below = fact is ranked[0][1] and at not in (known[0][0], known[-1][0])
        offset, side = ((0, -6), "top") if below else ((0, 5), "bottom")
        write(axes, shown_value(fact), (at, float(fact.value or 0)), xytext=offset, va=side)
    step = max(1, ceil(len(labels) / _TICKS))
    ticks = range((len(labels) - 1) % step, len(labels), step)
    axes.set_xticks(list(ticks), _in_lines([labels[at] for at in ticks]))
    _from_zero(axes, [float(fact.value or 0) for _, fact in known], plan, marks)
    alt = describe_series(caption, pairs, [False] * len(pairs), "Biểu đồ đường")
    drawing = drawn(figure)
    return ReportFigure(caption, _planned(alt, plan), drawing, table, tuple(labels), marks.bound)


def small_multiples(
    caption: str,
    category: str,
    labels: Sequence[str],
    panels: Sequence[tuple[str, Sequence[Fact]]],
    partial: Sequence[bool],
    years: Sequence[str | None] = (),
) -> ReportFigure:
    """One small chart of columns a category, all on one scale, in the order given.

    The last period is named by its value; years stand under the lowest panels: those of `years`,
    or of a period's last day where it has None.  Parts of a longer period are hatched.
    """
    table = ReportTable(
        caption,
        ((category, "left"), *((label, "right") for label in labels)),
        tuple(Row((name, *facts)) for name, facts in panels),
    )
    if not any(fact for _, facts in panels for fact in facts):
        return ReportFigure(caption, "", "", table)
    # The widest row that leaves the fewest places blank.
    across = min(_ACROSS, key=lambda wide: (-len(panels) % wide, -wide))
    across = min(across, len(panels))
    down = ceil(len(panels) / across)
    figure, axes = grid(0.35 + 1.05 * down, down, across)
    heights = [float(fact.value or 0) for _, facts in panels for fact in facts]
    bottom, top = min(0.0, *heights), max(0.0, *heights)
    marks = Marks()
    own = dict(enumerate(years))
    ends = {at: own.get(at) or str(panels[0][1][at].window.end.year) for at in (0, len(labels) - 1)}
    for position, panel in enumerate(axes):
        panel.set_yticks([])
        panel.spines["left"].set_visible(False)
        if position >= len(panels):
            panel.set_visible(False)
            continue
        name, facts = panels[position]
        values = [float(fact.value or 0) for fact in facts]
        shades = [GREY] * (len(values) - 1) + [BLUE]
        bars = panel.bar(range(len(values)), values, width=0.7, color=shades, edgecolor=shades)
        for bar, fact, cut in zip(bars, facts, partial, strict=True):
            if fact.value is not None:
                marks.bind(bar, fact)
            if cut:
                bar.set(facecolor="white", hatch="////")
        write(panel, shown_value(facts[-1]), (len(values) - 1, values[-1]), fontsize=LETTERS - 2)
        panel.set_title(name, fontsize=LETTERS - 2, loc="left")
        panel.set_ylim(bottom * 1.3, top * 1.3)
        named = ends if position + across >= len(panels) else {}
        panel.set_xticks(list(named), list(named.values()), fontsize=LETTERS - 2)
    last = [(name, facts[-1]) for name, facts in panels]
    ranked = sorted(last, key=lambda pair: pair[1].value or 0)
    alt = KnownText(
        f"Biểu đồ cột nhỏ, {len(panels)} ô cùng thang đo: {caption}. "
        f"Kỳ cuối ({labels[-1]}), {'; '.join(map(said, last))}. "
        f"Cao nhất là {said(ranked[-1])}; thấp nhất là {said(ranked[0])}."
    )
    # A month of a school year is named by two years, one of which its own name has not.
    names = tuple(map(KnownText, ends.values()))
    return ReportFigure(caption, alt, drawn(figure), table, names, marks.bound)


def _from_zero(axes: Axes, values: Sequence[float], plan: Fact | None, marks: Marks) -> None:
    """A scale that holds zero and the plan, drawn as a dashed line."""
    top = max(values)
    if plan is not None and plan.value is not None:
        level = float(plan.value)
        top = max(top, level)
        marks.bind(axes.axhline(level, color=GREY, linestyle=(0, (5, 3)), linewidth=1.2), plan)
        place = (0, level)
        look = {"ha": "left", "va": "bottom", "fontweight": "normal", "color": GREY}
        write(axes, f"Kế hoạch: {shown_value(plan)}", place, xytext=(-10, 2), **look)
    axes.set_ylim(min(0.0, *values) * 1.18, max(0.0, top) * 1.18)
    if min(values) < 0:
        axes.axhline(0, color=GREY, linewidth=0.8)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _with_plan(table: ReportTable, plan: Fact | None) -> ReportTable:
    if plan is None or plan.value is None:
        return table
    return ReportTable(table.caption, table.columns, (*table.rows, Row(("Kế hoạch", plan))))


def _planned(alt: KnownText, plan: Fact | None) -> KnownText:
    if plan is None or plan.value is None:
        return alt
    return KnownText(f"{alt} {said(('Kế hoạch', plan))}.")


def _in_lines(labels: Sequence[str]) -> list[str]:
    """Names side by side, each broken where it would run into the next one."""
    room = _LETTERS_ACROSS // max(1, len(labels))
    return ["\n".join(_lines(label.removeprefix("Đến "), room)) for label in labels]


def _lines(label: str, room: int) -> Iterator[str]:
    for part in label.replace(" đến ", "\nđến ").split("\n"):
        yield from wrap(part, room, break_long_words=False, break_on_hyphens=False)
