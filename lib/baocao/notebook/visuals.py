"""Charts and tables of an indicator, with defaults that fit the report's period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baocao.core.errors import BuildError
from baocao.core.periods import Period, periods_between
from baocao.facts.fact import Fact
from baocao.facts.indicators import YearWindow
from baocao.facts.measures import Measure
from baocao.facts.windows import as_of
from baocao.locale.vi.text import period_name, short_date
from baocao.notebook import charts
from baocao.notebook.arguments import wrong_argument
from baocao.notebook.charts import ReportFigure
from baocao.notebook.known_text import KnownText
from baocao.notebook.table import Align, ReportTable, Row
from baocao.prose.quotable import Quotable

__all__ = [
    "bar_chart",
    "capital",
    "column_chart",
    "heading",
    "label",
    "line_chart",
    "part_of",
    "parts_of",
    "share_chart",
    "slope_chart",
    "small_multiples",
    "table",
]

# What a report's line is made of, and how far back: four years by quarter; in a month's report a
# year and its beginning by month, in a week's a quarter and its beginning by week.
_TRACKS = {"month": ("month", 13), "week": ("week", 14)}
_TRACK = ("quarter", 16)


def label(period: Period, fact: Fact) -> KnownText:
    """A period as heads and axes name it; what stands on a day is named by the day."""
    if fact.stock:
        if _is_of_a_year(fact):
            return KnownText(capital(as_of(fact.window, period.calendar.year_word)))
        return KnownText(f"Đến {short_date(fact.window.end)}")
    if period.kind == "span":
        return KnownText(f"{short_date(period.start)} đến {short_date(period.end)}")
    name = capital(period_name(period))
    return KnownText(f"{name} đến {short_date(fact.window.end)}") if fact.provisional else name


def _is_of_a_year(fact: Fact) -> bool:
    """Whether it is the one figure of a whole year, the same at each of its periods."""
    return isinstance(fact.window, YearWindow)


def column_chart(quotable: Quotable, periods: Sequence[Period], title: KnownText) -> ReportFigure:
    """One column a period; a part of a year is marked."""
    facts = [quotable.at(period).fact for period in periods]
    partial = [_is_partial(quotable, *pair) for pair in zip(periods, facts, strict=True)]
    labels = [label(period, fact) for period, fact in zip(periods, facts, strict=True)]
    plan = _plan(quotable, periods)
    return charts.columns(_caption(quotable, title), labels, facts, partial, plan)


def _is_partial(quotable: Quotable, period: Period, fact: Fact) -> bool:
    """Whether a column covers part of a period only; a stock is complete on any day."""
    is_part = period.kind == "span" and len(quotable.period.years()) > 1
    return not fact.stock and (is_part or fact.provisional is not None)


def line_chart(quotable: Quotable, title: KnownText) -> ReportFigure:
    """The record by quarter, or by month or week in a report on one; of years by year."""
    periods = list(_track(quotable))
    facts = [quotable.at(period).fact for period in periods]
    labels = [label(period, fact) for period, fact in zip(periods, facts, strict=True)]
    return charts.line(_caption(quotable, title), labels, facts, _plan(quotable, periods))


def _track(quotable: Quotable) -> Iterator[Period]:
    """The last whole periods of the record, and of a stock the day reached now."""
    kind, most = _TRACKS.get(quotable.period.kind, _TRACK)
    if quotable.is_of_a_year:
        kind = "year"
    reached = quotable.book.reached(quotable.period)
    begins = quotable.indicator.register.begins
    found = periods_between(begins, reached.end, (kind,), reached.calendar)
    found = [period for period in found if period.start >= begins or quotable.fact.stock]
    yield from found[-most:]
    if quotable.fact.stock and found and found[-1].end < reached.end:
        yield found[-1].following().until(reached.end)


def bar_chart(quotable: Quotable, by: str, title: KnownText) -> ReportFigure:
    """One bar a part."""
    category = heading(quotable, by)
    parts = [(KnownText(part.name), part.fact) for part in quotable.by(by)]
    return charts.bars(_by_caption(quotable, by, title), category, parts)


def share_chart(quotable: Quotable, by: str, title: KnownText) -> ReportFigure:
    """One bar of 100 % cut into its parts."""
    if not quotable.measure.adds_up:
        finding = wrong_argument(
            "Biểu đồ tỷ trọng cần chỉ tiêu cộng được: số bình quân, tỷ lệ không có tỷ trọng.",
            f"{quotable.measure.label} ({quotable.measure.unit})",
            "dùng bar_chart",
        )
        raise BuildError(finding)
    category = heading(quotable, by)
    parts = [(KnownText(part.name), part.fact, part.share) for part in quotable.by(by)]
    return charts.share_bar(_by_caption(quotable, by, title), category, parts)


def slope_chart(quotable: Quotable, by: str, title: KnownText) -> ReportFigure:
    """Each part from the same days of last year to now."""
    category = heading(quotable, by)
    now = quotable.this_year
    before = now.last_year

    names = parts_of((before, now), by)
    pairs = [(name, part_of(before, by, name), part_of(now, by, name)) for name in names]
    ends = (label(before.period, before.fact), label(now.period, now.fact))
    return charts.slope(_by_caption(quotable, by, title), category, ends, pairs)


def small_multiples(
    quotable: Quotable, by: str, periods: Sequence[Period], title: KnownText
) -> ReportFigure:
    """Each part over the periods that are known, all on one scale."""
    category = heading(quotable, by)
    known = [at for at in map(quotable.at, periods) if at.fact.value is not None]
    panels = [(name, [part_of(at, by, name) for at in known]) for name in parts_of(known, by)]
    labels = [label(at.period, at.fact) for at in known]
    caption = _by_caption(quotable, by, title)
    partial = [_is_partial(quotable, at.period, at.fact) for at in known]
    years = [_own_year(at.period) for at in known]
    return charts.small_multiples(caption, category, labels, panels, partial, years)


def _own_year(period: Period) -> str | None:
    """The year that a period's name says, where its last day may lie in another."""
    if period.kind == "week":
        return str(period.year)
    calendar = period.calendar
    return calendar.year_label(period.year) if calendar.is_in_two_years else None


def part_of(at: Quotable, by: str, name: str) -> Fact:
    """The fact of the part that has a text in a column."""
    return at.book.fact(at.measure, at.period, (*at.cuts, (by, name)))


def parts_of(quotables: Sequence[Quotable], by: str) -> list[KnownText]:
    """The values of a column in any of the periods, as the newest orders them."""
    found = (KnownText(part.name) for at in reversed(quotables) for part in at.by(by))
    return list(dict.fromkeys(found))


def table(
    quotables: Sequence[Quotable],
    periods: Sequence[Period],
    title: KnownText,
    total: Quotable | None,
) -> ReportTable:
    """Indicators down, periods across."""
    listed = [*quotables, *([total] if total is not None else [])]
    facts = {
        period: [quotable.at(period).fact for quotable in listed]
        for period in periods
        if any(quotable.at(period).fact.value is not None for quotable in listed)
    }
    if not any(fact for column in facts.values() for fact in column):
        return ReportTable(title, (), ())
    head: list[tuple[str, Align]] = [("Chỉ tiêu", "left"), ("Đơn vị tính", "left")]
    # Above what happened in a period a day, or a whole year, would say something else.
    head += [
        (label(period, min(column, key=lambda fact: (fact.stock, _is_of_a_year(fact)))), "right")
        for period, column in facts.items()
    ]
    rows = [
        Row(
            (*_named(quotable.measure), *(column[n] for column in facts.values())),
            total=quotable is total,
        )
        for n, quotable in enumerate(listed)
    ]
    return ReportTable(title, tuple(head), tuple(rows))


def _plan(quotable: Quotable, periods: Sequence[Period]) -> Fact | None:
    """The plan, where one line can stand for it: the same for every period that has one.

    A plan is for a year: what happens in a quarter is not compared with it.
    """
    if not quotable.fact.stock and any(at.kind not in ("year", "span") for at in periods):
        return None
    plans = [quotable.at(period).plan for period in periods]
    known = [plan for plan in plans if plan.value is not None]
    return known[-1] if len({plan.value for plan in known}) == 1 else None


def _named(measure: Measure) -> tuple[KnownText, KnownText]:
    """The label and the unit, as they are declared."""
    return KnownText(measure.label), KnownText(measure.unit)


def heading(quotable: Quotable, column: str) -> KnownText:
    """The heading of a column of texts of the register."""
    return KnownText(quotable.indicator.register.text_column(column).heading)


def _caption(quotable: Quotable, title: str) -> KnownText:
    return KnownText(f"{title or quotable.measure.label} ({quotable.measure.unit})")


def _by_caption(quotable: Quotable, by: str, title: KnownText) -> KnownText:
    category = heading(quotable, by)
    words = f"{quotable.measure.label} theo {category[:1].lower()}{category[1:]}"
    return _caption(quotable, title or words)


def capital(text: str) -> KnownText:
    """A text with a capital."""
    return KnownText(text[:1].upper() + text[1:])
