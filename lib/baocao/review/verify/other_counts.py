"""Counts of an indicator's register that no indicator declares, but that its words may mean.

"22 đối tượng" beside an indicator of those whose application for one purpose waits may be all that
applied, "11 đối tượng" beside one of all since 2022 those of the period.  A number that is one of
these counts is not called wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from baocao.core.periods import Period
from baocao.facts.indicators import Indicator
from baocao.review.verify.indicator_search import Fit, IndicatorSearch, Words
from baocao.review.verify.known_facts import KnownFact
from baocao.review.verify.vocabulary import kind

__all__ = ["OtherCounts"]


class OtherCounts:
    """Counts what no indicator declares.

    Parameters
    ----------
    search
        How indicators and parts are named.
    """

    def __init__(self, search: IndicatorSearch) -> None:
        self._search = search
        self._book = search.facts.book
        self._counted: dict[tuple[object, ...], Decimal | None] = {}

    def of(self, fit: Fit, words: Words, windows: Iterable[Period]) -> Iterator[KnownFact]:
        """What a number may count instead of the indicator that its words fit best.

        Within the window what stands on its last day, where the words do not say that it stands;
        without each condition that the words do not say, and then by any day of the register.

        Parameters
        ----------
        fit
            The indicator, or the part of one.
        words
            Those around the number.
        windows
            The times that it may be of.
        """
        own = self._book.catalogue[fit.key]
        if not isinstance(own, Indicator) or own.ahead or own.register.every:
            return
        cuts = self._cuts(own, fit.part)
        label, unit = self._search.facts.indicators[fit.key]
        profile = self._search.vocabulary.profiles[fit.key]
        told = words.own | words.lead
        where = [
            column
            for column in own.where
            if column in profile.columns and _is_said(profile.columns[column], told)
        ]
        days = [own.date]
        if len(where) < len(own.where):
            days += [day for day in self._days[own.register.stem] if day != own.date]
        stocks = [own.stock] if words.own_mode == profile.mode else [True, False]
        for window in windows:
            for date in days:
                for stock in stocks:
                    value = self._value(own, date, stock, where, window, cuts)
                    if value is not None:
                        yield KnownFact(fit.identity, str(window), value, str(value), unit, label)

    def _value(
        self,
        own: Indicator,
        date: str,
        stock: bool,
        where: Collection[str],
        window: Period,
        cuts: tuple[tuple[str, str], ...],
    ) -> Decimal | None:
        key = (own, date, stock, tuple(where), window, cuts)
        if key not in self._counted:
            other = replace(
                own,
                date=date,
                stock=stock,
                where={column: own.where[column] for column in where},
                until=own.until if stock else None,
                since=own.since if stock else None,
                parts=(),
            )
            self._counted[key] = self._book.count(other, window, cuts)
        return self._counted[key]

    def _cuts(self, own: Indicator, part: str) -> tuple[tuple[str, str], ...]:
        if not part:
            return ()
        columns = self._book.columns_with(own.register, part)
        return ((columns[0], part),) if columns else ()

    @cached_property
    def _days(self) -> dict[str, list[str]]:
        """For each register the columns by whose days its indicators count."""
        found: dict[str, list[str]] = {}
        for _, measure in self._book.catalogue:
            for source in measure.sources:
                days = found.setdefault(source.register.stem, [])
                if source.date not in days and kind(source.unit) != "%":
                    days.append(source.date)
        return found


def _is_said(values: frozenset[str], told: frozenset[str]) -> bool:
    """Whether words say a condition: two in a row of its values, where they have any."""
    pairs = {word for word in values if " " in word}
    return bool((pairs or values) & told)
