"""An indicator over like periods, one after the other: direction, pace, extremes, runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import Literal

from baocao.facts.fact import Fact, prints_alike
from baocao.facts.trends.comparisons import Against, growth
from baocao.locale.vi.text import half_up

__all__ = ["Direction", "Pace", "Standing", "TimeSeries", "standing"]

Direction = Literal["up", "down", "flat", "mixed"]
Pace = Literal["faster", "slower", "steady", "mixed"]
Standing = Literal["highest", "equal highest", "lowest", "equal lowest"]

_BEFORE = Against("step", "kỳ trước", "cuối kỳ trước", "kỳ trước", "kỳ trước")
# "The highest of two" says nothing.
_RECORD = 3


@dataclass(frozen=True)
class TimeSeries:
    """Facts of like periods, oldest first.

    Only the values after the last gap count: what happened in a gap is unknown.

    Examples
    --------
    The seed's 43, 65, 86 and 106 go up, each time by a smaller percentage; see the tests.
    """

    facts: tuple[Fact, ...]

    @classmethod
    def of(cls, facts: Sequence[Fact]) -> TimeSeries:
        """The last facts, back to the first gap."""
        known = list(takewhile(lambda fact: fact.value is not None, reversed(facts)))
        return cls(tuple(reversed(known)))

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The values, oldest first."""
        return tuple(fact.value for fact in self.facts if fact.value is not None)

    @property
    def steps(self) -> tuple[Decimal, ...]:
        """The change from each value to the next; none between two that are printed alike."""
        values = zip(pairwise(self.facts), pairwise(self.values), strict=True)
        return tuple(
            Decimal(0) if prints_alike(*facts) else after - before
            for facts, (before, after) in values
        )

    @property
    def direction(self) -> Direction | None:
        """The way every step goes; None without a step."""
        if not self.steps:
            return None
        if all(step > 0 for step in self.steps):
            return "up"
        if all(step < 0 for step in self.steps):
            return "down"
        return "mixed" if any(self.steps) else "flat"

    @property
    def growths(self) -> tuple[Fact, ...]:
        """The growth of each step, in percent."""
        return tuple(growth(now, base, _BEFORE) for base, now in pairwise(self.facts))

    @property
    def pace(self) -> Pace | None:
        """Whether the growth, as a size, rises or falls at every step: the rate, not the level.

        Rates are compared as they are printed, to one decimal.  None with fewer than two, or
        where one is unknown.
        """
        known = (rate.value for rate in self.growths if rate.value is not None)
        rates = [half_up(abs(value), 1) for value in known]
        if len(rates) < max(2, len(self.steps)):
            return None
        steps = [after - before for before, after in pairwise(rates)]
        if not any(steps):
            return "steady"
        if all(step > 0 for step in steps):
            return "faster"
        return "slower" if all(step < 0 for step in steps) else "mixed"

    @property
    def highest(self) -> tuple[Fact, ...]:
        """The facts with the highest value: one, or equals."""
        return self._like(max(self.values))

    @property
    def lowest(self) -> tuple[Fact, ...]:
        """The facts with the lowest value: one, or equals."""
        return self._like(min(self.values))

    def _like(self, value: Decimal) -> tuple[Fact, ...]:
        """The facts with a value, and those that are printed as they are."""
        first = next(fact for fact in self.facts if fact.value == value)
        return tuple(fact for fact in self.facts if prints_alike(fact, first))

    @property
    def run(self) -> int:
        """How many of the last steps go the same way, up or down; 0 when the last is level."""
        if not self.steps or not self.steps[-1]:
            return 0
        up = self.steps[-1] > 0
        return len(list(takewhile(lambda s: s > 0 if up else s < 0, reversed(self.steps))))

    def streak(self, noun: str) -> Fact:
        """:attr:`run` as a fact that prose can quote; `noun` is what one period is."""
        return replace(
            self.facts[-1],
            id=f"{self.facts[-1].id}:streak",
            value=Decimal(self.run),
            text=str(self.run),
            unit=f"{noun} liên tiếp",
            decimals=0,
            label=f"Số {noun} liên tiếp tăng hoặc giảm: {self.facts[-1].label}",
            provenance=tuple(dict.fromkeys(s for fact in self.facts for s in fact.provenance)),
            derived_from=tuple(f"{fact.id}@{fact.period}" for fact in self.facts),
        )


def standing(series: TimeSeries) -> Standing | None:
    """Where the last value stands among the earlier ones: a peak, a low, or neither.

    None with fewer than three earlier values, and when all are printed alike.
    """
    if len(series.facts) <= _RECORD or len(series.highest) == len(series.facts):
        return None
    now = series.facts[-1]
    if now in series.highest:
        return "highest" if len(series.highest) == 1 else "equal highest"
    if now in series.lowest:
        return "lowest" if len(series.lowest) == 1 else "equal lowest"
    return None
