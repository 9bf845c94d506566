"""Small lines: a figure over the periods of one kind, as the report on each period printed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baocao.core.errors import PeriodError
from baocao.core.periods import Period
from baocao.locale.vi.text import period_name
from baocao.review.shelf.entries import Kept, OnPeriod

__all__ = ["LENGTH", "Point", "SmallLine", "drawn", "earlier", "later", "next_year", "small_line"]

LENGTH = 8
"""Periods that a line covers, the report's own among them."""

_WIDTH, _HEIGHT, _EDGE = 100, 24, 2
_YEARLY = ("half", "nine_months")


@dataclass(frozen=True)
class Point:
    """A figure in one period; ``value`` and ``text`` are None where no report gives it."""

    code: str
    name: str
    value: float | None = None
    text: str | None = None


@dataclass(frozen=True)
class SmallLine:
    """A figure over the last periods, oldest first, and its drawing.

    ``strokes`` are runs of neighbouring periods with a figure: a period without one breaks the
    line, for nothing is known of it.  ``dots`` are figures without a neighbour, and the last one.
    """

    points: tuple[Point, ...]
    strokes: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]

    @property
    def is_drawn(self) -> bool:
        """Whether two periods at least have the figure."""
        return sum(point.value is not None for point in self.points) > 1

    @property
    def words(self) -> str:
        """The same in words, for who does not see the drawing."""
        told = [f"{point.name}: {point.text}" for point in self.points if point.text is not None]
        return "; ".join(told)


def earlier(period: Period, most: int = LENGTH - 1) -> list[Period]:
    """The periods that a small line goes over before it comes to one, oldest first.

    They are of the same kind.  Half a year and nine months are reported on once a year, and so
    follow on those of the year before.  A span of days follows on none.
    """
    found: list[Period] = []
    step = Period.same_period_last_year if period.kind in _YEARLY else Period.previous
    while period.kind != "span" and len(found) < most:
        try:
            period = step(period)
        except (PeriodError, ValueError, OverflowError):
            break  # before the first year that there is
        found.insert(0, period)
    return found


def later(period: Period, most: int = LENGTH - 1) -> Iterator[Period]:
    """The periods whose small lines go over one; the other way of :func:`earlier`."""
    for _ in range(0 if period.kind == "span" else most):
        try:
            period = next_year(period) if period.kind in _YEARLY else period.following()
        except (PeriodError, ValueError, OverflowError):
            return
        yield period


def next_year(period: Period) -> Period:
    """The period that has this one as its same period of last year; of no span.

    Raises
    ------
    PeriodError
        PERIOD-05 week 53, where next year has none.
    """
    code = str(period)
    return Period.parse(f"{int(code[:4]) + 1:04}{code[4:]}", period.calendar)


def small_line(kept: Kept, before: Sequence[Period], own: OnPeriod, indicator: str) -> SmallLine:
    """The line of an indicator up to the period of a report; `before` is of :func:`earlier`.

    Of each period the report that stands for it counts.
    """
    points = []
    for period in before:
        found = kept.find(period)
        points.append(_point(found, period, indicator))
    points.append(_told(own, indicator))
    # What no report tells at the beginning is no gap.
    while points and points[0].value is None and len(points) > 1:
        del points[0]
    return drawn(points)


def _point(found: OnPeriod | None, period: Period, indicator: str) -> Point:
    return _told(found, indicator) if found else Point(str(period), period_name(period))


def _told(found: OnPeriod, indicator: str) -> Point:
    if indicator not in found.main.values:
        return Point(found.code, found.name)
    value, text = found.main.values[indicator]
    return Point(found.code, found.name, float(value), text)


def drawn(points: Sequence[Point]) -> SmallLine:
    """The drawing of some figures; its scale holds zero, so that its height does not mislead."""
    known = [point.value for point in points if point.value is not None]
    top, bottom = max([*known, 0.0]), min([*known, 0.0])
    span = (top - bottom) or 1.0
    step = (_WIDTH - 2 * _EDGE) / max(len(points) - 1, 1)
    strokes: list[list[tuple[float, float]]] = [[]]
    for place, point in enumerate(points):
        if point.value is None:
            strokes.append([])
            continue
        height = (_HEIGHT - 2 * _EDGE) * (point.value - bottom) / span
        strokes[-1].append((round(_EDGE + place * step, 1), round(_HEIGHT - _EDGE - height, 1)))
    last = strokes[-1][-1] if strokes[-1] else None
    texts = [" ".join(f"{x},{y}" for x, y in stroke) for stroke in strokes if len(stroke) > 1]
    dots = dict.fromkeys(stroke[0] for stroke in strokes if len(stroke) == 1)
    if last is not None:
        dots[last] = None
    return SmallLine(tuple(points), tuple(texts), tuple(dots))
