"""A figure of any library, reduced to what a report has to know of it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree import ElementTree

from baocao.core.errors import BuildError, Finding

__all__ = [
    "Drawing",
    "Mark",
    "Place",
    "are_places",
    "lengths",
    "letters",
    "missing",
    "place_of",
    "require_inside",
    "require_zero",
    "unreadable",
]

_SVG = "{http://www.w3.org/2000/svg}"
_PRINTED = (
    "vẽ bằng report.column_chart, report.bar_chart, …; hoặc chỉ vẽ cột, đường, điểm từ số liệu; "
    "xem docs/recipes.md"
)
# A number, or a day of a scale of days.
_SCALE = re.compile(r"[-−–]?\d[\d.,/]*")
_YEARS = range(1900, 2101)


Place = str | date
"""What an axis calls a place: the text of its tick, or the day of a scale of days."""


@dataclass(frozen=True)
class Mark:
    """A column, a point or a written figure, and what tells a reader what it is of.

    Parameters
    ----------
    value
        What it stands for, or the text that is written there.
    at
        Its places along axes that name places; an empty text: one without a name.
    of
        What names its series: the entry of the legend, the title of its part of the picture.
    beside
        What it stands for along the other axis, where both have a scale of numbers.
    element
        The id of its own element in the picture; empty where it shares one.
    """

    value: float | str
    at: tuple[Place, ...] = ()
    of: tuple[str, ...] = ()
    beside: float | None = None
    element: str = ""


@dataclass(frozen=True)
class Drawing:
    """A picture, what its marks stand for, and the texts in it.

    Parameters
    ----------
    svg
        With texts as texts; the same figure gives the same bytes.
    marks
        Its columns, points and corners of lines, and figures that are written beside them.
    texts
        What is written in it, without the numbers that a scale computes for its ticks.
    ticks
        Those numbers.
    """

    svg: str = field(repr=False)
    marks: tuple[Mark, ...]
    texts: tuple[str, ...]
    ticks: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[float, ...]:
        """What columns, lines and points stand for, one by one."""
        drawn = [mark for mark in self.marks if not isinstance(mark.value, str)]
        found = [number for mark in drawn for number in (mark.value, mark.beside)]
        return tuple(number for number in found if isinstance(number, float))


def letters(svg: str, computed: Set[str]) -> tuple[list[str], list[str]]:
    """The texts of a picture, and apart from them the numbers at the ticks of its scales.

    Parameters
    ----------
    computed
        Classes and ids of the groups in which a scale writes; an id may end with a number.

    Examples
    --------
    >>> svg = '<svg xmlns="http://www.w3.org/2000/svg"><g id="ytick_1"><text>20</text></g>'
    >>> letters(svg + '<text>12 <tspan>tấn</tspan></text></svg>', {"ytick"})
    (['12 tấn'], ['20'])
    """
    found: tuple[list[str], list[str]] = ([], [])

    def walk(element: ElementTree.Element, at_tick: bool) -> None:
        named = re.sub(r"_\d+$", "", element.get("id", ""))
        at_tick = at_tick or bool(computed & {named, *element.get("class", "").split()})
        if element.tag in (f"{_SVG}text", f"{_SVG}title", f"{_SVG}desc"):
            text = " ".join("".join(element.itertext()).split())
            is_scale = at_tick and bool(_SCALE.fullmatch(text))
            found[is_scale].append(text)
            return
        for child in element:
            walk(child, at_tick)

    walk(ElementTree.fromstring(svg.encode()), False)
    return found


def lengths(values: Iterable[Any]) -> Iterator[float]:
    """The numbers in a row of data; gaps are none."""
    for value in values:
        number = float(value)
        if math.isfinite(number):
            yield number


def are_places(values: Iterable[float]) -> bool:
    """Whether numbers along an axis only put marks one after the other, or are years.

    Examples
    --------
    >>> are_places([0, 1, 2]), are_places([2020, 2022]), are_places([3.5, 7])
    (True, True, False)
    """
    found = sorted(set(values))
    one_by_one = all(step == at + found[0] for at, step in enumerate(found))
    return (one_by_one and found[:1] in ([], [0], [1])) or all(n in _YEARS for n in found)


def place_of(number: float) -> str:
    """What a place is called that only has a number: a year, or the how manieth it is.

    Examples
    --------
    >>> place_of(2023.0), place_of(0.5)
    ('2023', '0,5')
    """
    return f"{number:g}".replace(".", ",")


def require_zero(low: float, high: float) -> None:
    """Refuse a scale of columns that does not hold zero: their lengths would mislead.

    Raises
    ------
    BuildError
        NOTEBOOK-13
    """
    if min(low, high) > 0 or max(low, high) < 0:
        raise unreadable(
            "Trục của cột không bắt đầu từ số 0, nên chiều dài cột không nói đúng số liệu.",
            f"từ {low:g} đến {high:g}".replace(".", ","),
            "để trục bắt đầu từ 0, ví dụ ax.set_ylim(bottom=0)",
        )


def require_inside(low: float, high: float, values: Iterable[float]) -> None:
    """Refuse a scale that ends before what is drawn along it: a column of 42 cut off at 20.

    Raises
    ------
    BuildError
        NOTEBOOK-13
    """
    low, high = sorted((low, high))
    # What a library computes may miss the end of a scale by the last digit.
    room = (high - low) * 1e-9
    for value in values:
        if not low - room <= value <= high + room:
            raise unreadable(
                "Trục ngắn hơn số liệu, nên hình cắt mất một phần.",
                f"trục từ {low:g} đến {high:g}, số liệu {value:g}".replace(".", ","),
                "bỏ giới hạn của trục, hoặc cho trục dài đến hết số liệu",
            )


def unreadable(what: str, found: str, remedy: str = _PRINTED) -> BuildError:
    """The error NOTEBOOK-13: of a part of the figure it cannot be known what it says."""
    return BuildError(Finding("NOTEBOOK-13", what, found=found, remedy=remedy))


def missing(what: str, remedy: str, found: str = "") -> BuildError:
    """The error NOTEBOOK-14: something that has to be installed for such figures."""
    return BuildError(Finding("NOTEBOOK-14", what, found=found, remedy=remedy))
