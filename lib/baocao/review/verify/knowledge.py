"""What is known of a period: the facts its report quotes, all indicators, and earlier values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from baocao.core.errors import BaocaoError
from baocao.core.periods import Period
from baocao.document.model import QuotedFact
from baocao.document.tags import control_tag
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact, is_signed, suffix_of
from baocao.locale.vi.text import period_name
from baocao.review.manuscripts import Quote

__all__ = ["Knowledge", "Known"]

# So many like periods back a figure may have stayed in the text.
_BACK = 4


@dataclass(frozen=True)
class Known:
    """A value that a number of the text may be set against."""

    id: str
    period: str
    value: Decimal | None
    text: str
    unit: str
    label: str
    derived_from: tuple[str, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether a word says which way it goes: a change or a growth, printed without sign."""
        return is_signed(self.id)

    @classmethod
    def of(cls, fact: Fact) -> Known:
        """What a fact says."""
        return cls(
            fact.id, fact.period, fact.value, fact.text, fact.unit, fact.label, fact.derived_from
        )

    @classmethod
    def quoted(cls, fact: QuotedFact) -> Known:
        """What a fact of a document model says."""
        value = None if fact.value is None else Decimal(fact.value)
        return cls(fact.id, fact.period, value, fact.text, fact.unit, fact.label, fact.derived_from)


class Knowledge:
    """The facts of a report, and of its workspace at any period.

    Parameters
    ----------
    book
        Facts of the workspace.
    period
        What the report covers.
    facts
        Those that the report quotes, as its model holds them.
    """

    def __init__(self, book: FactBook, period: Period, facts: Sequence[QuotedFact]) -> None:
        self.book = book
        self.period = period
        self._by_tag: dict[str, dict[str, Known]] = {}
        self._worked_out: dict[tuple[str, str], Known] = {}
        self._at: dict[tuple[str, str], Known] = {}
        for known in map(Known.quoted, facts):
            self._by_tag.setdefault(control_tag(known.id), {})[known.period] = known

    def bound(self, quote: Quote) -> tuple[Known, ...]:
        """The facts that a binding of the file may mean: one, or several periods of one."""
        by_period = self._by_tag.get(control_tag(quote.tag), {})
        if quote.period in by_period:
            return (by_period[quote.period],)
        return tuple(by_period.values())

    def change(self, identity: str, period: str) -> Known | None:
        """The signed fact of that id that the report quotes, or one worked out; None of others."""
        known = self._by_tag.get(control_tag(identity), {}).get(period)
        if known is None:
            known = self._worked_out.get((identity, period))
        return known if known is not None and known.is_signed else None

    def remember(self, known: Known) -> None:
        """Keep a fact that was worked out for new prose."""
        self._worked_out[known.id, known.period] = known

    @cached_property
    def units(self) -> tuple[str, ...]:
        """What the workspace counts, the longest names first."""
        units = {measure.unit for _, measure in self.book.catalogue} - {"%", "đồng"}
        return tuple(sorted(units, key=lambda unit: (-len(unit), unit)))

    def at(self, identity: str, period: Period) -> Known:
        """An indicator at a period."""
        key = (identity, str(period))
        if key not in self._at:
            self._at[key] = Known.of(self.book.fact(self.book.catalogue[identity], period))
        return self._at[key]

    @cached_property
    def windows(self) -> tuple[Period, ...]:
        """Windows a text about the period may speak of: it, its years, and those before."""
        reached = self.book.reached(self.period)
        years = reached.years()
        found = [self.period, reached, *years, years[-1].reporting_year()]
        found += _back(reached, Period.same_period_last_year)
        if self.period.kind != "span":
            found += _back(self.period, Period.previous)
        found.append(reached.year_to_date())
        found += _back(years[-1].reporting_year(), Period.previous)
        return tuple(dict.fromkeys(found))

    def earlier(self, known: Known) -> Iterator[tuple[str, Decimal]]:
        """Earlier values of a fact with the names of their periods, the newest first."""
        for name, steps in _STEPS.items():
            for back in range(1, _BACK + 1):
                try:
                    window, value = self._moved(known, steps, back)
                except (BaocaoError, ArithmeticError):
                    break
                if value is not None:
                    yield f"{name} {window}".strip(), value

    def _moved(
        self, known: Known, step: Callable[[Period], Period], back: int
    ) -> tuple[str, Decimal | None]:
        def moved(code: str) -> Period:
            at = self.book.reached(self.book.workspace.period(code))
            for _ in range(back):
                at = step(at)
            return at

        def value(reference: str) -> Decimal | None:
            identity, _, code = reference.rpartition("@")
            if identity.endswith(":plan"):
                measure = self.book.catalogue[identity.removesuffix(":plan")]
                return self.book.plan(measure, moved(code)).value
            return self.book.find(identity, moved(code)).value

        window = period_name(moved(known.period))
        suffix = suffix_of(known.id)
        if not suffix:
            return window, value(f"{known.id}@{known.period}")
        if suffix == "plan":
            return window, value(f"{known.id}@{known.period}")
        make = next((m for name, m in _MADE.items() if suffix.startswith(name)), None)
        if make is None or len(known.derived_from) != 2:
            return window, None
        now, base = map(value, known.derived_from)
        return window, None if now is None or base is None else make(now, base)

    @cached_property
    def indicators(self) -> dict[str, tuple[str, str]]:
        """Label and unit of every indicator."""
        return {key: (measure.label, measure.unit) for key, measure in self.book.catalogue}


# How a derived fact is made of two values.
_MADE: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "change": lambda now, base: now - base,
    "growth": lambda now, base: now * 100 / base - 100,
    "multiple": lambda now, base: now / base,
    "over_plan": lambda now, base: now * 100 / base - 100,
    "of_": lambda now, base: now * 100 / base,
    "share": lambda now, base: now * 100 / base,
}
_STEPS: dict[str, Callable[[Period], Period]] = {
    "": Period.same_period_last_year,
    " ": lambda period: period if period.kind == "span" else period.previous(),
}


def _back(period: Period, step: Callable[[Period], Period]) -> list[Period]:
    found = [period]
    for _ in range(_BACK):
        found.append(step(found[-1]))
    return found[1:]
