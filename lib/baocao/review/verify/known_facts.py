"""What a document is compared with: the facts of a report, all indicators, earlier values."""

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
from baocao.facts.find import find
from baocao.locale.vi.text import period_noun
from baocao.review.manuscripts import Quote

__all__ = ["KnownFact", "KnownFacts"]

# How many periods back an old figure is looked for.
_MOST_BACK = 4


@dataclass(frozen=True)
class KnownFact:
    """A fact that a number of a document may be compared with.

    Parameters
    ----------
    id, period
        Its id and the code of its period.
    value
        Exact; None when it is missing.
    text
        As the report prints it, without its unit.
    unit, label
        What it counts, and the name of its indicator.
    derived_from
        Of a comparison: the facts it is calculated from, each as ``id@period``.
    """

    id: str
    period: str
    value: Decimal | None
    text: str
    unit: str
    label: str
    derived_from: tuple[str, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether it is a change or a growth: printed without a sign, a word says the direction."""
        return is_signed(self.id)

    @property
    def told(self) -> str:
        """Its text with its unit."""
        return (
            self.text
            if self.unit in self.text or self.unit in ("%", "đồng")
            else (f"{self.text} {self.unit}")
        )

    @classmethod
    def of(cls, fact: Fact) -> KnownFact:
        """From a fact of the workspace."""
        return cls(
            fact.id, fact.period, fact.value, fact.text, fact.unit, fact.label, fact.derived_from
        )

    @classmethod
    def from_model(cls, fact: QuotedFact) -> KnownFact:
        """From a fact of a document model."""
        value = None if fact.value is None else Decimal(fact.value)
        return cls(fact.id, fact.period, value, fact.text, fact.unit, fact.label, fact.derived_from)


class KnownFacts:
    """The facts of a report, and of its workspace at any period.

    Parameters
    ----------
    book
        Facts of the workspace.
    period
        What the report reports on.
    facts
        The facts of the report's document model.
    """

    def __init__(self, book: FactBook, period: Period, facts: Sequence[QuotedFact]) -> None:
        self.book = book
        self.period = period
        self.quoted = tuple(facts)
        self._by_tag: dict[str, dict[str, KnownFact]] = {}
        self._at: dict[tuple[str, Period], KnownFact] = {}
        self._earlier: dict[tuple[str, str], tuple[tuple[str, Decimal], ...]] = {}
        for fact in facts:
            known = KnownFact.from_model(fact)
            self._by_tag.setdefault(control_tag(known.id), {})[known.period] = known

    def bound(self, quote: Quote) -> tuple[KnownFact, ...]:
        """The facts that a file may mean: one, or one at several periods if it names no period."""
        by_period = self._by_tag.get(control_tag(quote.tag), {})
        if quote.period in by_period:
            return (by_period[quote.period],)
        return tuple(by_period.values())

    def change(self, identity: str, period: str) -> KnownFact | None:
        """A change or a growth that the report quotes; None where it is no such fact."""
        known = self._by_tag.get(control_tag(identity), {}).get(period)
        return known if known is not None and known.is_signed else None

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units of all indicators except % and đồng, the longest first."""
        units = {measure.unit for _, measure in self.book.catalogue} - {"%", "đồng"}
        return tuple(sorted(units, key=lambda unit: (-len(unit), unit)))

    def at(self, identity: str, period: Period) -> KnownFact:
        """An indicator at a period.

        Raises
        ------
        BaocaoError
            It cannot be counted for that period.
        """
        key = (identity, period)
        if key not in self._at:
            self._at[key] = KnownFact.of(self.book.fact(self.book.catalogue[identity], period))
        return self._at[key]

    @cached_property
    def windows(self) -> tuple[Period, ...]:
        """The windows that a text on the period may name: it, its years, and earlier ones."""
        reached = self.book.reached(self.period)
        years = self.book.years(self.period)
        found = [self.period, reached, *years, years[-1].reporting_year()]
        found += _earlier(reached, Period.same_period_last_year)
        if self.period.kind != "span":
            found += _earlier(self.period, Period.previous)
        found.append(reached.year_to_date())
        found += _earlier(years[-1].reporting_year(), Period.previous)
        return tuple(dict.fromkeys(window for window in found if window.days))

    def earlier(self, known: KnownFact) -> tuple[tuple[str, Decimal], ...]:
        """Earlier values of a fact, each after the name of its period, the newest first.

        First those of the same period in earlier years, then those of the periods before.
        """
        key = (known.id, known.period)
        if key not in self._earlier:
            self._earlier[key] = tuple(self._values_before(known))
        return self._earlier[key]

    def _values_before(self, known: KnownFact) -> Iterator[tuple[str, Decimal]]:
        for step in (Period.same_period_last_year, _previous):
            for back in range(1, _MOST_BACK + 1):
                try:
                    name, value = self._value_before(known, step, back)
                except (BaocaoError, ArithmeticError):
                    break
                if value is not None:
                    yield name, value

    def _value_before(
        self, known: KnownFact, step: Callable[[Period], Period], back: int
    ) -> tuple[str, Decimal | None]:
        """Name of the period some steps back, and the value that the fact had then."""

        def moved(code: str) -> Period:
            at = self.book.reached(self.book.workspace.period_of(code))
            for _ in range(back):
                at = step(at)
            return at

        def value(identity: str, code: str) -> Decimal | None:
            if identity.endswith(":plan"):
                measure = self.book.catalogue[identity.removesuffix(":plan")]
                return self.book.plan(measure, moved(code)).value
            return find(self.book, identity, moved(code)).value

        name = period_noun(moved(known.period))
        suffix = suffix_of(known.id)
        if suffix in ("", "plan"):
            return name, value(known.id, known.period)
        formula = next((f for start, f in _FORMULAS.items() if suffix.startswith(start)), None)
        if formula is None or len(known.derived_from) != 2:
            return name, None
        now, base = (value(*of.rpartition("@")[::2]) for of in known.derived_from)
        return name, None if now is None or base is None else formula(now, base)

    @cached_property
    def indicators(self) -> dict[str, tuple[str, str]]:
        """Label and unit of every indicator."""
        return {key: (measure.label, measure.unit) for key, measure in self.book.catalogue}


def _percent_of(now: Decimal, base: Decimal) -> Decimal:
    return now * 100 / base


def _percent_above(now: Decimal, base: Decimal) -> Decimal:
    return now * 100 / base - 100


# How a comparison is calculated, by the beginning of its suffix.
_FORMULAS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "change": lambda now, base: now - base,
    "growth": _percent_above,
    "multiple": lambda now, base: now / base,
    "over_plan": _percent_above,
    "beyond_plan": lambda now, plan: now - plan,
    "of_": _percent_of,
    "share": _percent_of,
}


def _previous(period: Period) -> Period:
    """The period before; a span of days has none and stays as it is."""
    return period if period.kind == "span" else period.previous()


def _earlier(period: Period, step: Callable[[Period], Period]) -> list[Period]:
    found = [period]
    for _ in range(_MOST_BACK):
        found.append(step(found[-1]))
    return found[1:]
