"""What prose can say of an indicator: quotable figures and the phrases around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baocao import vietnamese
from baocao.factbook import FactBook
from baocao.facts import Fact
from baocao.indicators import Indicator, Measure, Ratio
from baocao.periods import Period
from baocao.trends import change, growth
from baocao.vietnamese import period_name, short_date

__all__ = ["Part", "Phrase", "Quotable", "series"]

# Under ten a percentage says more than the count can bear: the base is named instead.
SMALL_BASE = 10


@dataclass(frozen=True)
class Phrase:
    """Words and facts in the order they are printed."""

    parts: tuple[str | Fact, ...]

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)


@dataclass(frozen=True)
class Part:
    """One value of a breakdown: its name, its fact, and texts of the rows behind it."""

    name: str
    fact: Fact
    rows_names: dict[str, tuple[str, ...]]

    def names(self, column: str) -> str:
        """The distinct texts of `column` in this part's rows, as a Vietnamese list."""
        return vietnamese.join(self.rows_names[column])


@dataclass(frozen=True)
class Quotable:
    """An indicator at a period, ready to be quoted: ``{{ recognised }}`` in prose.

    False in a condition when there is nothing to report: zero, or missing.
    """

    book: FactBook
    measure: Measure
    period: Period

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return self.book.fact(self.measure, self.period)

    def __bool__(self) -> bool:
        return bool(self.fact)

    @property
    def absence(self) -> str:
        """What to say when there is nothing to report: that nothing happened, or is known."""
        return self.fact.missing or "không phát sinh"

    def at(self, period: Period) -> Quotable:
        """The same indicator at another period."""
        return Quotable(self.book, self.measure, period)

    @property
    def plan(self) -> Fact:
        """The planned value, from ``data/targets.csv``."""
        return self.book.plan(self.measure, self.period)

    @property
    def this_year(self) -> Quotable:
        """Over the newest reporting year of a long period; a short period as it is."""
        return self.at(self.period.years()[-1])

    @property
    def last_year(self) -> Quotable:
        """The same days a year before; never beyond the days the data reach now."""
        return self.at(self.book.reached(self.period).same_period_last_year())

    @property
    def vs_last_year(self) -> Phrase:
        """How it stands against the same days of the year before, in words."""
        now, base, pad = self.fact, self.last_year.fact, self._pad
        if now.value is None:
            return Phrase(("chưa đủ số liệu để so sánh với cùng kỳ năm trước",))
        if base.value is None:
            return Phrase(("chưa có số liệu cùng kỳ năm trước để so sánh",))
        difference = change(now, base, pad)
        if not difference.value:
            return Phrase(("bằng cùng kỳ năm trước",))
        word = "tăng" if difference.value > 0 else "giảm"
        unit = "" if now.unit in ("đồng", "%") else f" {now.unit}"
        lead: tuple[str | Fact, ...] = (f"{word} ", difference, unit)
        if base.value == 0:
            return Phrase((*lead, " so với cùng kỳ năm trước (cùng kỳ không phát sinh)"))
        if now.unit != "đồng" and base.value < SMALL_BASE:
            return Phrase((*lead, " so với cùng kỳ năm trước (cùng kỳ: ", base, unit, ")"))
        return Phrase((*lead, " (", growth(now, base), ") so với cùng kỳ năm trước"))

    def by(self, column: str) -> tuple[Part, ...]:
        """The breakdown by a column of the register, one part a value."""
        indicator = self.indicator
        rows = self.book.rows(indicator, self.period)
        parts = []
        for fact in self.book.breakdown(indicator, column, self.period):
            name = fact.id[fact.id.index("[") + 1 : -1]
            own = rows[rows[column] == name]
            texts = {
                c.name: tuple(dict.fromkeys(text for text in own[c.name] if text))
                for c in indicator.register.columns
                if c.type == "text" and not c.personal
            }
            parts.append(Part(name, fact, texts))
        return tuple(parts)

    def names(self, column: str) -> str:
        """The distinct texts of `column` in the rows counted, as a Vietnamese list."""
        if self.indicator.register.column(column).personal:
            raise PermissionError(f"cột {column} là dữ liệu cá nhân, không in ra báo cáo")
        rows = self.book.rows(self.indicator, self.period)
        return vietnamese.join(tuple(dict.fromkeys(text for text in rows[column] if text)))

    def earliest(self, column: str) -> str:
        """The year of the earliest day in `column` of the rows counted: "năm 2022"."""
        first: date = self.book.rows(self.indicator, self.period)[column].min().date()
        return f"năm {first.year}"

    @property
    def indicator(self) -> Indicator:
        """The indicator whose rows are counted; a ratio counts those of its numerator."""
        return self.measure.numerator if isinstance(self.measure, Ratio) else self.measure

    @property
    def _pad(self) -> bool:
        return self.book.workspace.settings.style.pad_counts


def series(quotable: Quotable, periods: Sequence[Period]) -> Phrase:
    """The indicator period by period, as officials list it.

    "năm 2020: 43 dự án; năm 2021: 65 dự án": a part of a year is named by its two days, so
    that it cannot pass for a whole one.
    """
    parts: list[str | Fact] = []
    for period in periods:
        fact = quotable.at(period).fact
        if fact.value is None:
            continue
        unit = "" if fact.unit in ("đồng", "%") else f" {fact.unit}"
        value: str | Fact = fact if fact.value != Decimal(0) else "không phát sinh"
        tail = unit if isinstance(value, Fact) else ""
        parts += ["; " if parts else "", f"{_name(period)}: ", value, tail]
    return Phrase(tuple(parts) or ("chưa có số liệu",))


def _name(period: Period) -> str:
    if period.kind == "span":
        return f"từ {short_date(period.start)} đến {short_date(period.end)}"
    return period_name(period)
