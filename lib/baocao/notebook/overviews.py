"""Overviews of a report: the greatest changes, many indicators in one table, rows of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import log, sqrt

from baocao.facts.fact import Fact
from baocao.facts.indicators import Indicator
from baocao.facts.trends import beyond_plan, change, share
from baocao.notebook.known_text import KnownText
from baocao.notebook.table import Align, Cell, ReportTable, Row
from baocao.prose.phrases import Phrase, unit_of
from baocao.prose.questions import vs_last_year
from baocao.prose.quotable import Quotable, Reference
from baocao.registers.small import shown

__all__ = [
    "Highlight",
    "highlights",
    "listing",
    "ranking",
    "summary",
    "surprise",
]

# The signs of Vietnamese statistical tables: no such event; an event without a figure; nothing
# that could stand there.
NOTHING, UNKNOWN, NO_BASIS = "-", "…", ""
_HIGHLIGHTS = 5


@dataclass(frozen=True)
class Highlight:
    """One change of an overview: what, how much, how it changed, where the report tells more."""

    label: str
    figure: Phrase
    comparison: Phrase
    section: Reference


def highlights(sections: Mapping[str, Sequence[Quotable]]) -> tuple[Highlight, ...]:
    """The five changes against the same days of last year that weigh most.

    Of each section the indicator whose change is greatest relative to the scatter of its counts:
    the logarithm of the ratio of both figures over its standard error (see :func:`surprise`).
    A change from 2 to 4 so weighs less than one from 43 to 65, and one from 1.000 to 1.022 less
    as well.  Then the five greatest of all sections.  Parts of another indicator, percentages,
    figures that have no like year before and unchanged ones do not stand for a section.

    Parameters
    ----------
    sections
        The figures of each section, by its stem and in print order.
    """
    first: dict[str, Quotable] = {}
    for score, stem, quotable in ranking(sections):
        if score:
            first.setdefault(stem, quotable)
    found = []
    for position, (stem, quotable) in enumerate(list(first.items())[:_HIGHLIGHTS]):
        fact = quotable.fact
        figure = Phrase((fact, unit_of(fact)))
        compared = vs_last_year(quotable, position)
        found.append(Highlight(fact.label, figure, compared, Reference(stem)))
    return tuple(found)


def ranking(sections: Mapping[str, Sequence[Quotable]]) -> list[tuple[float, str, Quotable]]:
    """What :func:`highlights` chooses from, greatest first: score, section, figure."""
    candidates = [
        (surprise(now.fact, now.last_year.fact), stem, now)
        for stem, figures in sections.items()
        for now in (figure.this_year for figure in _wholes(figures))
        if _tells(now)
    ]
    # Equal scores keep the order of print.
    return sorted(candidates, key=lambda candidate: -candidate[0])


def _wholes(figures: Sequence[Quotable]) -> Iterator[Quotable]:
    """The figures that are not details of others.

    Details are parts, and counts over some of the rows that another counts.  What is added to
    a stock is the change of the stock, which is listed already.
    """
    indicators = [f.measure for f in figures if isinstance(f.measure, Indicator)]
    parts = {id(part) for indicator in indicators for part in indicator.parts}
    stocks = [(i.register, i.date, i.where) for i in indicators if i.stock and not i.since]
    for figure in figures:
        own = figure.measure
        if not isinstance(own, Indicator):
            yield figure
            continue
        added = not own.stock and (own.register, own.date, own.where) in stocks
        narrower = any(_narrower(own, other) for other in indicators)
        if not (added or narrower or id(own) in parts):
            yield figure


def _narrower(one: Indicator, other: Indicator) -> bool:
    """Whether one counts only some of the rows that the other counts."""
    alike = one.register is other.register and one.date == other.date and one.stock == other.stock
    return alike and other.where.items() < one.where.items()


def _tells(quotable: Quotable) -> bool:
    return (
        quotable.measure.adds_up
        and quotable.comparable
        and quotable.fact.value is not None
        and quotable.last_year.fact.value is not None
    )


def surprise(now: Fact, base: Fact) -> float:
    """How far two figures are apart, in standard errors of the logarithm of their ratio.

    The rows behind each are its count; sums scatter by the size of what is summed as well, as
    much again where sizes differ as they usually do (a deviation as great as the mean).  0 when
    both are equal, or one is below zero.
    """
    if now.value == base.value:
        return 0.0
    if min(now.value or 0, base.value or 0) < 0:
        return 0.0
    rows = [sum(source.rows for source in fact.provenance) + 0.5 for fact in (now, base)]
    ratio = now.value / base.value if now.value and base.value else Decimal(rows[0] / rows[1])
    is_sum = (now.value or 0) > rows[0] or (base.value or 0) > rows[1]
    return abs(log(ratio)) / sqrt(sum(1 / n for n in rows) * (2 if is_sum else 1))


def summary(title: KnownText, quotables: Sequence[Quotable]) -> ReportTable:
    """Each indicator with its plan, the period, the year so far, and how both compare.

    What happens stands under the period and, from the first day of the year, under "Lũy kế";
    what stands on a day only there.  Against the same days of last year stands the period, and
    in a report over several years the newest of them, so far; a percentage by points.
    """
    head: list[tuple[str, Align]] = [
        ("STT", "center"),
        ("Chỉ tiêu", "left"),
        ("Đơn vị tính", "left"),
        ("Kế hoạch năm", "right"),
        ("Thực hiện trong kỳ", "right"),
        ("Lũy kế", "right"),
        ("So kế hoạch (%)", "right"),
        ("So cùng kỳ (%)", "right"),
    ]
    rows = []
    # What is to come is no result.
    results = [quotable for quotable in quotables if not quotable.is_ahead]
    for position, quotable in enumerate(results, start=1):
        now, plan, compared = quotable.fact, quotable.plan, quotable.this_year
        so_far = now if now.stock else compared.year_to_date.fact
        texts = map(KnownText, (position, now.label, now.unit))
        cells: list[Cell] = [*texts, plan if plan else NO_BASIS]
        cells.append(NO_BASIS if now.stock else _cell(now))
        cells.append(_cell(so_far))
        cells.append(_against_plan(so_far, plan))
        cells.append(_against_last_year(compared))
        rows.append(Row(tuple(cells)))
    return ReportTable(title, tuple(head), tuple(rows))


def _against_last_year(quotable: Quotable) -> Cell:
    now, before = quotable.fact, quotable.last_year.fact
    if not quotable.comparable or now.value is None or before.value is None:
        return NO_BASIS
    if now.unit != "%":
        found = share(now, before)
        return NO_BASIS if found.value is None else found
    # A percentage of a percentage misleads.
    return _signed(change(now, before))


def _against_plan(now: Fact, plan: Fact) -> Cell:
    if not plan:
        return NO_BASIS
    if now.unit != "%" or now.value is None:
        found = share(now, plan)
        # What has come to less than nothing is no part of a plan.
        return NO_BASIS if found.value is None and now.value is not None else _cell(found)
    return _signed(beyond_plan(now, plan))


def _signed(points: Fact) -> Fact:
    value = points.value or 0
    sign = "+" if value > 0 else "-" if value < 0 else ""
    return replace(points, text=f"{sign}{points.text} {points.unit}")


def listing(title: KnownText, quotable: Quotable, columns: Sequence[str]) -> ReportTable:
    """The register's rows that an indicator counts, numbered, in the register's order.

    Raises
    ------
    IndicatorError
        INDICATOR-11 the register has no such column; INDICATOR-12 one of personal data.
    """
    declared = [quotable.indicator.register.public_column(name) for name in columns]
    rows = quotable.book.rows(quotable.indicator, quotable.period)
    head: list[tuple[str, Align]] = [("STT", "center")]
    head += [
        (KnownText(column.heading), "right" if column.is_number else "left") for column in declared
    ]
    listed = [
        Row(tuple(map(KnownText, (position, *(shown(row[c.name], c) for c in declared)))))
        for position, row in enumerate(rows.to_dict("records"), start=1)
    ]
    return ReportTable(title, tuple(head), tuple(listed))


def _cell(fact: Fact) -> Cell:
    if fact.value is None:
        return UNKNOWN
    return fact if fact else NOTHING
