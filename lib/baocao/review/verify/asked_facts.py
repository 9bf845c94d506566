"""The facts that a number may state: an indicator's value, its change, its share, its plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from baocao.core.errors import BaocaoError
from baocao.core.periods import Period
from baocao.facts.fact import Fact, printed
from baocao.facts.find import find
from baocao.facts.trends import change, growth, share
from baocao.review.verify.indicator_search import Fit
from baocao.review.verify.known_facts import KnownFact, KnownFacts
from baocao.review.verify.measures import MeasureName

__all__ = ["AskedFacts"]


class AskedFacts:
    """Finds and keeps the facts that free sentences may state.

    Parameters
    ----------
    facts
        What the workspace knows.
    """

    def __init__(self, facts: KnownFacts) -> None:
        self.facts = facts
        self._found: dict[tuple[str, Period], Fact | None] = {}

    @cached_property
    def _wholes(self) -> dict[str, str]:
        """For each indicator the one that it is a part of."""
        book = self.facts.book
        return {
            book.catalogue.id_of(part): key
            for key, measure in book.catalogue
            for part in measure.parts
        }

    def of(
        self, fit: Fit, measure: MeasureName, windows: Sequence[Period], bases: Sequence[Period]
    ) -> list[KnownFact]:
        """The facts that a number states of an indicator, the likeliest first.

        Parameters
        ----------
        fit
            The indicator, or the part of one.
        measure
            What the number says of it.
        windows
            The windows that it may be about.
        bases
            What a change is from.
        """
        found: list[KnownFact] = []
        for window in self._windows(fit.key, windows):
            found += self._at(fit, measure, window, bases)
        return [fact for fact in found if fact.value is not None]

    def _windows(self, key: str, windows: Sequence[Period]) -> Iterator[Period]:
        """The windows; of an indicator that looks ahead those before them."""
        measure = self.facts.book.catalogue[key]
        is_ahead = any(source.ahead for source in measure.sources)
        for window in windows:
            if not is_ahead or window == self.facts.period:
                yield window
                continue
            before = [
                one for one in (self.facts.period, window.previous()) if one.following() == window
            ]
            yield from before[:1]

    def _at(
        self, fit: Fit, measure: MeasureName, window: Period, bases: Sequence[Period]
    ) -> Iterator[KnownFact]:
        now = self.fact(fit.identity, window)
        if measure == "plan":
            yield from self._plan(fit, window)
            return
        if now is None:
            return
        if fit.is_ended:
            if measure == "value" and (whole := self.fact(self._without_end(fit), window)):
                yield _ended(now, whole)
            return
        if measure == "value":
            yield KnownFact.of(now)
        elif measure == "whole":
            yield from self._plan(fit, window)
            yield KnownFact.of(now)
            if whole := self.fact(self._wholes.get(fit.key, ""), window):
                yield KnownFact.of(whole)
        elif measure == "share":
            key = fit.key if fit.part else self._wholes.get(fit.key, "")
            if whole := self.fact(key, window):
                yield from _share(now, whole)
        elif measure == "of plan":
            if now.unit == "%":
                yield KnownFact.of(now)
            for plan in self._planned(fit, window):
                yield from _share(now, plan)
        else:
            for base in bases:
                yield from self._changes(fit, now, base, measure)

    def _without_end(self, fit: Fit) -> str:
        """The indicator that counts also what has ended since; empty where there is none."""
        book = self.facts.book
        (own, *others) = book.catalogue[fit.key].sources
        if others or own.until is None:
            return ""
        for key, measure in book.catalogue:
            one = measure.sources[0]
            if len(measure.sources) == 1 and one.until is None and one.stock:
                same = (one.register, one.date, one.values, one.unit, one.value, one.since)
                if same == (own.register, own.date, own.values, own.unit, own.value, own.since):
                    return f"{key}[{fit.part}]" if fit.part else key
        return ""

    def _changes(
        self, fit: Fit, now: Fact, base: Period, measure: MeasureName
    ) -> Iterator[KnownFact]:
        before = self.fact(fit.identity, base)
        if before is None:
            return
        compare = (change,) if measure == "change" else (growth, change)
        for one in compare:
            try:
                yield KnownFact.of(one(now, before))
            except BaocaoError:
                continue

    def _planned(self, fit: Fit, window: Period) -> Iterator[Fact]:
        if fit.part:
            return
        try:
            plan = self.facts.book.plan(self.facts.book.catalogue[fit.key], window)
        except BaocaoError:
            return
        if plan.value is not None:
            yield plan

    def _plan(self, fit: Fit, window: Period) -> Iterator[KnownFact]:
        for plan in self._planned(fit, window):
            yield KnownFact.of(plan)

    def fact(self, identity: str, window: Period) -> Fact | None:
        """An indicator, or a part of one, at a window; None where it has no value."""
        if not identity:
            return None
        key = (identity, window)
        if key not in self._found:
            try:
                fact = find(self.facts.book, identity, window)
            except BaocaoError:
                self._found[key] = None
            else:
                self._found[key] = None if fact.value is None else fact
        return self._found[key]


def _ended(standing: Fact, whole: Fact) -> KnownFact:
    """What is no longer in force: all that began, without what still stands."""
    assert standing.value is not None and whole.value is not None
    value = whole.value - standing.value
    text = printed(value, whole.unit, 0, pad_counts=True)
    label = f"{whole.label}, trừ: {standing.label}"
    return KnownFact(f"{whole.id}:ended", whole.period, Decimal(value), text, whole.unit, label)


def _share(part: Fact, whole: Fact) -> Iterator[KnownFact]:
    if not part.value or not whole.value:
        return
    try:
        known = KnownFact.of(share(part, whole))
    except BaocaoError:
        value = part.value * 100 / whole.value
        text = printed(value, "%", 1, pad_counts=False)
        known = KnownFact(f"{part.id}:share", part.period, Decimal(value), text, "%", part.label)
    yield known
