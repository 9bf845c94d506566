"""What kinds of things prose can name, and what can be asked of each.

Prose is checked before it is rendered: every expression has a kind, which its names and questions
give, and only some kinds can be printed.  What an indicator can be asked is a table of its own,
:data:`baocao.prose.questions.QUESTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from baocao.core.periods import Period
from baocao.facts.fact import Fact
from baocao.facts.measures import Measure
from baocao.prose.citations import Citation
from baocao.prose.phrases import Phrase
from baocao.prose.questions import QUESTIONS, Kind
from baocao.prose.quotable import Part, Quotable, Reference

__all__ = [
    "CONDITIONS",
    "COUNTED",
    "MEMBERS",
    "PRINTED",
    "Field",
    "Kinded",
    "PeriodName",
    "fields_of",
    "kind_of",
]


@dataclass(frozen=True)
class Kinded:
    """The kind of an expression, and the indicator that it is about, where there is one."""

    kind: Kind
    measure: Measure | None = None


@dataclass(frozen=True)
class Field:
    """What can be asked of a thing by one name.

    Parameters
    ----------
    kind
        What answers.
    get
        Makes the answer; of a field with an argument, the function that takes it.
    takes
        What the argument is: a column of the register, or a period; None: there is none.
    may_be_empty
        Whether there may be nothing to say: it can then stand in an optional part only.
    """

    kind: Kind
    get: Callable[[Any], object]
    takes: Kind | None = None
    may_be_empty: bool = False


class PeriodName(StrEnum):
    """The kinds of reporting periods, by which prose may differ."""

    YEAR = "year"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    SPAN = "span"


COUNTED: Final = frozenset({Kind.INDICATOR, Kind.PART, Kind.FIGURE})
"""What stands for one figure."""

PRINTED: Final = COUNTED | {
    Kind.SENTENCE, Kind.WORDS, Kind.DAY, Kind.PERIOD, Kind.CITATION, Kind.REFERENCE, Kind.TEXT,
}  # fmt: skip
"""What may stand in ``{{ … }}``."""

CONDITIONS: Final = COUNTED | {
    Kind.SENTENCE, Kind.WORDS, Kind.CONDITION, Kind.PARTS, Kind.PERIODS, Kind.CHANGES,
}  # fmt: skip
"""What is true or false by itself: true when there is something to report."""

MEMBERS: Final[Mapping[Kind, Kind]] = {
    Kind.PARTS: Kind.PART, Kind.CHANGES: Kind.CHANGE, Kind.PERIODS: Kind.PERIOD,
}  # fmt: skip
"""What a loop can go through, and what it then comes to."""

_FIELDS: Final[Mapping[Kind, Mapping[str, Field]]] = {
    Kind.PART: {
        "name": Field(Kind.WORDS, lambda part: part.name),
        "share": Field(Kind.FIGURE, lambda part: part.share),
        "weight": Field(Kind.SENTENCE, lambda part: part.weight, may_be_empty=True),
    },
    Kind.FIGURE: {
        "window": Field(Kind.WINDOW, lambda fact: fact.window),
        "label": Field(Kind.WORDS, lambda fact: fact.label),
        "unit": Field(Kind.WORDS, lambda fact: fact.unit),
        "missing": Field(Kind.WORDS, lambda fact: fact.missing or "", may_be_empty=True),
        "value": Field(Kind.NUMBER, lambda fact: fact.value),
    },
    Kind.WINDOW: {
        "start": Field(Kind.DAY, lambda window: window.start),
        "end": Field(Kind.DAY, lambda window: window.end),
    },
    Kind.PERIOD: {
        "start": Field(Kind.DAY, lambda period: period.start),
        "end": Field(Kind.DAY, lambda period: period.end),
        "kind": Field(Kind.PERIOD_KIND, lambda period: period.kind),
    },
    Kind.REPORT: {
        "period": Field(Kind.PERIOD, lambda report: report.period),
        "this_year": Field(Kind.PERIOD, lambda report: report.this_year),
        "years": Field(Kind.PERIODS, lambda report: report.years),
        "periods": Field(Kind.PERIODS, lambda report: report.periods),
        "highlights": Field(Kind.CHANGES, lambda report: report.highlights),
        "is_long": Field(Kind.CONDITION, lambda report: report.is_long),
        "is_whole": Field(Kind.CONDITION, lambda report: report.is_whole),
        "opens_year": Field(Kind.CONDITION, lambda report: report.opens_year),
    },
    Kind.CHANGE: {
        "label": Field(Kind.WORDS, lambda change: change.label),
        "figure": Field(Kind.SENTENCE, lambda change: change.figure),
        "comparison": Field(Kind.SENTENCE, lambda change: change.comparison),
        "section": Field(Kind.REFERENCE, lambda change: change.section),
    },
    Kind.LOOP: {
        "first": Field(Kind.CONDITION, lambda loop: loop.first),
        "last": Field(Kind.CONDITION, lambda loop: loop.last),
    },
}


def fields_of(kind: Kind) -> Mapping[str, Field]:
    """What can be asked of a thing of that kind, by name; nothing of most.

    Examples
    --------
    >>> list(fields_of(Kind.WINDOW))
    ['start', 'end']
    """
    own = _FIELDS.get(kind, MappingProxyType({}))
    if kind not in (Kind.INDICATOR, Kind.PART):
        return own
    asked = {
        name: Field(question.gives, question.answered, question.takes, question.may_be_empty)
        for name, question in QUESTIONS.items()
        if question.answer is not None
    }
    return {**own, **asked}


def kind_of(value: object) -> Kinded | None:
    """The kind of what the context of a piece of prose holds; None: prose cannot name it.

    Examples
    --------
    >>> kind_of("Văn phòng").kind
    <Kind.WORDS: 'chữ'>
    """
    match value:
        case Part():
            return Kinded(Kind.PART, value.measure)
        case Quotable():
            return Kinded(Kind.INDICATOR, value.measure)
        case Fact():
            return Kinded(Kind.FIGURE)
        case Phrase():
            return Kinded(Kind.SENTENCE)
        case str():
            return Kinded(Kind.WORDS)
        case Period():
            return Kinded(Kind.PERIOD)
        case date():
            return Kinded(Kind.DAY)
        case Citation():
            return Kinded(Kind.CITATION)
        case Reference():
            return Kinded(Kind.REFERENCE)
        case Mapping():
            return Kinded(Kind.PROGRAMME)
        case Sequence() if value and all(isinstance(one, Period) for one in value):
            return Kinded(Kind.PERIODS)
    is_report = all(hasattr(type(value), name) for name in _FIELDS[Kind.REPORT])
    return Kinded(Kind.REPORT) if is_report else None
