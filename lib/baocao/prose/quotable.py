"""What prose may quote: an indicator at a period, its other periods and its parts.

What can be said of it in words is in :mod:`baocao.prose.questions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from baocao.core.calendars import YEAR
from baocao.core.periods import Period
from baocao.facts import trends
from baocao.facts.book import FactBook
from baocao.facts.counting import Cuts
from baocao.facts.fact import Fact
from baocao.facts.indicators import Indicator, YearWindow
from baocao.facts.measures import Measure
from baocao.facts.reductions import Reduction, is_total
from baocao.facts.trends import Estimate, TrendTest
from baocao.locale.vi import text as vi
from baocao.locale.vi.text import days_year, period_name, short_date
from baocao.prose import phrases
from baocao.prose.phrases import SAME_DAYS, Named, Phrase

__all__ = ["Part", "Quotable", "Reference", "series"]

# What prose calls one period of a record; spans are counted by the year, which a calendar names.
_NOUNS = {
    "half": "kỳ 6 tháng",
    "nine_months": "kỳ 9 tháng",
    "quarter": "quý",
    "month": "tháng",
    "week": "tuần",
}
# How many years back an estimate looks: earlier years may have had another rhythm.
_YEARS = 5


@dataclass(frozen=True)
class Reference:
    """Another section of the report, printed as its number: "mục I.2.a"."""

    section: str


@dataclass(frozen=True)
class Quotable:
    """An indicator, or a part of one, at a period: ``{{ recognised }}`` in prose.

    False in a condition when there is nothing to report: zero, or missing.

    Parameters
    ----------
    cuts
        Columns and texts that the rows counted must have; none: all rows.
    """

    book: FactBook
    measure: Measure
    period: Period
    cuts: Cuts = ()

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return self.book.fact(self.measure, self.period, self.cuts)

    def __bool__(self) -> bool:
        return bool(self.fact)

    @property
    def absence(self) -> str:
        """What to say when there is nothing to report: nothing happened, or nothing is known."""
        nothing = "bằng không" if self.fact.derived_from else "không phát sinh"
        return self.fact.missing or nothing

    def at(self, period: Period) -> Quotable:
        """The same indicator, or part of it, at another period."""
        return Quotable(self.book, self.measure, period, self.cuts)

    @property
    def plan(self) -> Fact:
        """The planned value, from ``data/targets.csv``."""
        return self.book.plan(self.measure, self.period, self.cuts)

    @property
    def this_year(self) -> Quotable:
        """Over the newest reporting year of a long period; a short period as it is."""
        return self.at(self.years[-1]) if len(self.years) > 1 else self

    @property
    def last_year(self) -> Quotable:
        """The same days a year before; never beyond the days the data reach now."""
        return self.at(self.book.last_year(self.period))

    @property
    def year_to_date(self) -> Quotable:
        """From the first day of the reporting year to the last day reached."""
        return self.at(self.book.reached(self.period).year_to_date())

    @property
    def opens_year(self) -> bool:
        """Whether the period begins with its reporting year: then it is the year to date."""
        return self.period.opens_year

    @property
    def is_cut(self) -> bool:
        """Whether the data end before the period does."""
        return self.book.reached(self.period) != self.period

    @property
    def record(self) -> tuple[Named, ...]:
        """The like periods of the record up to this one, oldest first, with their names.

        One after the other; of a span, and of a period that the data cut short, the same days
        of the years before, named by their years; of what stands for a year the years.  Empty
        for a period that overlaps the next, and for part of a week: its days of the month are
        other days of the week each year.
        """
        if self.period.kind == "week" and self.is_cut:
            return ()
        found: list[Named] = []
        at = self.book.reached(self.period)
        if self.is_of_a_year:
            at = at.reporting_year()
        is_span = at.kind == "span"
        while (fact := self.at(at).fact).value is not None:
            # What stands on a day is of that day's year.
            of = replace(at, start=at.end) if fact.stock else at
            found.append((f"{SAME_DAYS} {days_year(of)}" if is_span else period_name(at), fact))
            before = at.same_period_last_year() if is_span else at.previous()
            if before.end >= at.start:
                return ()
            at = before
        return tuple(reversed(found))

    @property
    def trend_test(self) -> TrendTest:
        """The test of the record for a trend."""
        return trends.trend_test([fact for _, fact in self.record])

    @property
    def estimate(self) -> Estimate | None:
        """The whole of the newest year, estimated; None when the period holds all of it."""
        if not self.measure.counts or self.is_ahead:
            return None
        part = self.book.reached(self.this_year.period).year_to_date()
        whole = part.reporting_year()
        if part == whole:
            return None
        pairs: list[tuple[Fact, Fact]] = []
        before, of_year = part.same_period_last_year(), whole.previous()
        while len(pairs) < _YEARS and self.at(of_year).fact.value is not None:
            pairs.append((self.at(before).fact, self.at(of_year).fact))
            before, of_year = before.same_period_last_year(), of_year.previous()
        window = self.indicator.window(whole.start, whole.end)
        return trends.estimate(
            self.at(part).fact, window, pairs, whole_year=str(whole), pad_counts=self.pad_counts
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """The indicators that add up to this one."""
        found = [Quotable(self.book, part, self.period, self.cuts) for part in self.measure.parts]
        facts = tuple(one.fact for one in found)
        return tuple(
            Part(self.book, one.measure, self.period, self.cuts, one.measure.label, self, facts)
            for one in found
        )

    def by(self, column: str) -> tuple[Part, ...]:
        """The breakdown by a column of the register, one part a value."""
        self.indicator.register.text_column(column)
        facts = self.book.breakdown(self.measure, column, self.period, self.cuts)
        siblings = tuple(facts.values())
        return tuple(
            Part(
                self.book,
                self.measure,
                self.period,
                (*self.cuts, (column, name)),
                name,
                self,
                siblings,
            )
            for name in facts
        )

    def is_total_of(self, parts: Sequence[Part]) -> bool:
        """Whether parts of it make a total: what is counted under two of them makes none.

        Of parts whose figures are missing it is not known: then the kind of number decides.
        """
        if not self.measure.adds_up or self.fact.value is None:
            return self.measure.adds_up
        values = [part.fact.value for part in parts if part.fact.value is not None]
        return len(values) < len(parts) or is_total(self.fact.value, values)

    def leading(self, column: str) -> Phrase:
        """The greatest part by a column of the register, in words."""
        is_category = bool(self.indicator.register.column(column).allowed)
        found = [
            (_in_a_sentence(part.name) if is_category else part.name, part.fact, part.share)
            for part in self.by(column)
        ]
        how = self.measure.value if isinstance(self.measure, Indicator) else None
        least = isinstance(how, Reduction) and how.method == "smallest"
        return phrases.leading(found, adds_up=self.measure.adds_up, least=least)

    def names(self, column: str) -> str:
        """The distinct texts of `column` in the rows counted, as a Vietnamese list."""
        self.indicator.register.public_column(column)
        return vi.join(self.book.texts(self.indicator, column, self.period, self.cuts))

    def kinds(self, column: str) -> str:
        """What was counted, by the kinds of a column: "hợp tác xã và tổ hợp tác"."""
        return vi.join([_in_a_sentence(part.name) for part in self.by(column)])

    def held_by(self, column: str) -> str:
        """The texts of `column` in the rows that have the least or greatest number, as a list."""
        self.indicator.register.public_column(column)
        if not isinstance(self.measure, Indicator):
            return ""
        return vi.join(self.book.holders(self.measure, column, self.period, self.cuts))

    def earliest(self, column: str) -> str:
        """The year of the earliest day in `column` of the rows counted: "năm 2022"."""
        first = self.book.earliest(self.indicator, column, self.period, self.cuts)
        return self.absence if first is None else f"năm {first.year}"

    @property
    def indicator(self) -> Indicator:
        """The indicator whose rows are listed first: of a ratio the numerator's."""
        return self.measure.sources[0]

    @property
    def pad_counts(self) -> bool:
        """Whether counts below ten are printed with a zero before them."""
        return self.book.workspace.settings.style.pad_counts

    @property
    def comparable(self) -> bool:
        """Whether it can be compared with the year before.

        What is to come has no past, and what has been added up since a day grows with the
        days: its year before is shorter.
        """
        return not self.is_ahead and all(one.since is None for one in self.measure.sources)

    @property
    def is_extreme(self) -> bool:
        """Whether it is the least or the greatest number of a column."""
        how = self.measure.value if isinstance(self.measure, Indicator) else None
        return isinstance(how, Reduction) and how.is_extreme

    @property
    def is_of_a_year(self) -> bool:
        """Whether it is the one figure of a whole year, the same at each of its periods."""
        return isinstance(self.fact.window, YearWindow)

    @property
    def is_ahead(self) -> bool:
        """Whether it tells what is to come."""
        return any(one.ahead is not None for one in self.measure.sources)

    @property
    def only_grows(self) -> bool:
        """Whether it can only rise, so that to say so says nothing; and what is to come."""
        return self.measure.only_grows or self.is_ahead

    @property
    def years(self) -> tuple[Period, ...]:
        """The reporting years of the period, as far as the data reach."""
        return self.book.years(self.period)

    @property
    def noun(self) -> str:
        """What prose calls one period of the record."""
        kind = "year" if self.is_of_a_year else self.book.reached(self.period).kind
        return _NOUNS.get(kind, self.year_word)

    @property
    def year_word(self) -> str:
        """What prose calls a year: "năm", "năm học"; weeks have the years of ISO 8601."""
        return YEAR if self.period.kind == "week" else self.period.calendar.year_word

    @property
    def variant(self) -> int:
        """Which order of words its comparisons have.

        By the indicator, so that a page does not repeat one sentence and a rebuild does.
        """
        texts = (self.book.catalogue.id_of(self.measure), *(text for _, text in self.cuts))
        return crc32("".join(texts).encode())


@dataclass(frozen=True)
class Part(Quotable):
    """One part of a whole: all that can be asked of an indicator, and its name and its share.

    Parameters
    ----------
    name
        The text that its rows have, or its label.
    whole
        What it is a part of.
    siblings
        The figures of all parts of the whole.
    """

    name: str = ""
    whole: Quotable | None = None
    siblings: tuple[Fact, ...] = ()

    @property
    def share(self) -> Fact:
        """Its percent of the whole; the printed shares of all parts add up to 100.

        Missing where parts make no total, as those of a mean.
        """
        assert self.whole is not None, "parts are made by Quotable.by and Quotable.parts"
        found = trends.shares(self.siblings, self.whole.fact, adds_up=self.whole.measure.adds_up)
        return found[self.siblings.index(self.fact)]

    @property
    def weight(self) -> Phrase:
        """The share in words: "phần lớn"."""
        return phrases.weight(self.share)


def _in_a_sentence(name: str) -> str:
    """A category inside a sentence: "vốn khác trong nước", but "UBND cấp xã", "Hải Lăng".

    Examples
    --------
    >>> [_in_a_sentence(name) for name in ("Hợp tác xã", "VietGAP", "A", "Ở nhà")]
    ['hợp tác xã', 'VietGAP', 'A', 'ở nhà']
    """
    first, *others = name.split()
    named = any(word[0].isupper() and word[1:2].islower() for word in others)
    is_name = first[1:] != first[1:].lower() or named or len(name) == 1
    return name if is_name else name[:1].lower() + name[1:]


def series(quotable: Quotable, periods: Sequence[Period]) -> Phrase:
    """The indicator period by period, as officials list it.

    "năm 2020: 43 dự án; năm 2021: 65 dự án": a part of a year is named by its two days, so
    that it cannot pass for a whole one.
    """
    return phrases.series([(_listed(period), quotable.at(period).fact) for period in periods])


def _listed(period: Period) -> str:
    if period.kind == "span":
        return f"từ {short_date(period.start)} đến {short_date(period.end)}"
    return period_name(period)
