"""The book of facts: evaluates the indicators of a workspace, and keeps what it evaluated.

A fact is a pure function of the workspace's data and the window, so two notebooks that
quote the same fact cannot disagree.  :mod:`baocao.facts.find` finds facts by their ids.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pandas as pd

from baocao.core.errors import Finding, IndicatorError
from baocao.core.period_faults import of_another_calendar
from baocao.core.periods import Period, periods_between
from baocao.core.tracing import READ, recording_paused
from baocao.facts.catalogue import Catalogue
from baocao.facts.counting import Counter, Cuts, Selection, Tally, counter_of
from baocao.facts.fact import CORRECTED, FROM_FINAL, Fact, Provenance, Status, printed
from baocao.facts.indicators import Indicator, Window
from baocao.facts.measures import Derived, Measure, Ratio
from baocao.facts.reductions import Reduction, is_total
from baocao.facts.targets import TARGETS, Target, plan_fault, targets_of
from baocao.facts.windows import (
    months_touched,
    why_cut_short,
    why_empty,
    why_unknown,
    window_at,
)
from baocao.locale.vi import text as vi
from baocao.locale.vi.look_alikes import folded
from baocao.locale.vi.text import short_date
from baocao.registers.declare import Register
from baocao.registers.open import AnyTable, open_all
from baocao.registers.small import Table
from baocao.workspace.workspace import Workspace

__all__ = ["FactBook", "shared_book"]


class FactBook:
    """All facts of a workspace, computed when asked for and kept.

    Registers are read at the first fact that needs them.

    Raises
    ------
    RegisterError
        A register that breaks its declaration.
    IndicatorError
        INDICATOR-03 parts do not add up; INDICATOR-07 a plan in another unit; INDICATOR-48 a plan
        of another year.
    PeriodError
        PERIOD-07 a period of another calendar than the workspace's.
    """

    def __init__(self, workspace: Workspace, catalogue: Catalogue | None = None) -> None:
        self.workspace = workspace
        self.catalogue = catalogue or Catalogue(workspace)
        self._tables: dict[Register, AnyTable] = {}
        self._counters: dict[Register, Counter] = {}
        self._facts: dict[tuple[str, str], Fact] = {}
        self._targets: dict[str, list[Target]] | None = None

    def is_current(self, workspace: Workspace) -> bool:
        """Whether settings, declarations and registers are those that the book was made from.

        Raises
        ------
        WorkspaceError, IndicatorError, RegisterError
            The programmes were edited, and no longer import.
        """
        return (
            workspace.settings == self.workspace.settings
            and self.catalogue.is_current(workspace)
            and not self.changed_registers()
        )

    def changed_registers(self) -> list[Register]:
        """The registers whose files are no longer what was read, of those that were read."""
        # A check for changes is no use of a register, so it is not recorded as one.
        with recording_paused():
            return [one for one, table in self._tables.items() if not table.is_current()]

    @property
    def complete_until(self) -> date:
        """Last day the data are known to be complete."""
        return self.workspace.settings.data.complete_until

    def reached(self, period: Period) -> Period:
        """The part of a period that the data reach; all of it when they reach none of it."""
        return period if period.start > self.complete_until else period.until(self.complete_until)

    def years(self, period: Period) -> tuple[Period, ...]:
        """The reporting years of a period, as far as the data reach; a week is not divided."""
        reached = self.reached(period)
        return (reached,) if period.kind == "week" else reached.years()

    def last_year(self, period: Period) -> Period:
        """The same days a year before, never beyond the days that the data reach now.

        Of a week that the data cut short they are the same days of the week, not of the month.
        """
        reached = self.reached(period)
        if period.kind != "week":
            return reached.same_period_last_year()
        before = period.same_period_last_year()
        return before.until(before.start + (reached.end - reached.start))

    def _require_own(self, period: Period) -> None:
        # Facts are kept and named by their periods' codes, and a code means other days elsewhere.
        if period.calendar != self.workspace.calendar:
            raise of_another_calendar(str(period), period.calendar, self.workspace.calendar)

    def load(self, *registers: Register) -> None:
        """Read registers now, all their faults in one error."""
        wanted = [register for register in registers if register not in self._tables]
        distinct = {register: self.catalogue.distinct_columns(register) for register in wanted}
        self._tables |= open_all(wanted, self.workspace, distinct)

    def prefetch(self) -> None:
        """Scan the large registers that are loaded for all that can be known of them at once.

        What a parent process has scanned, its forked kernels need not scan again.
        """
        for register in self._tables:
            self._counter(register).prefetch()

    def table(self, register: Register) -> AnyTable:
        """The checked table of a register."""
        self.load(register)
        table = self._tables[register]
        # It may have been read before the notebook began.
        for path in table.paths:
            sys.audit(READ, str(path))
        return table

    def _counter(self, register: Register) -> Counter:
        table = self.table(register)
        if register not in self._counters:
            mine = [m for _, m in self.catalogue if isinstance(m, Indicator)]
            mine = [indicator for indicator in mine if indicator.register is register]
            self._counters[register] = counter_of(table, mine)
        return self._counters[register]

    def fact(self, measure: Measure, period: Period, cuts: Cuts = ()) -> Fact:
        """The fact of an indicator at a period, or of a part of it, even of one without a row.

        Of what is made of several indicators each is counted over the rows of the part.  The id of
        a part reads ``<id>[<value>]``, of a cell of a cross table ``<id>[<value>][<value>]``.
        """
        self._require_own(period)
        identity = self._id_of(measure, cuts)
        key = (" ".join((identity, *(by for by, _ in cuts))), str(period))
        if key not in self._facts:
            match measure:
                case Indicator():
                    self._facts[key] = self._count(identity, measure, period, cuts)
                case Ratio():
                    self._facts[key] = self._ratio(identity, measure, period, cuts)
                case Derived():
                    self._facts[key] = self._derived(identity, measure, period, cuts)
            self._check_parts(measure, period, cuts)
        return self._facts[key]

    def _id_of(self, measure: Measure, cuts: Cuts) -> str:
        return "".join((self.catalogue.id_of(measure), *(f"[{text}]" for _, text in cuts)))

    def breakdown(
        self, measure: Measure, by: str, period: Period, cuts: Cuts = ()
    ) -> dict[str, Fact]:
        """The indicator's fact for each value of column `by`, in the declared or register order.

        Values without a row, on either side of a ratio, are left out.

        Raises
        ------
        IndicatorError
            INDICATOR-37 a register that it is made of has no such column; INDICATOR-38 two of them
            write one value in two ways, so that neither part would be whole.
        """
        self._require_column(measure, by)
        self._require_own(period)
        present: dict[str, tuple[str, Register]] = {}
        for source in measure.sources:
            window = months_touched(source, self._window(source, period), period)
            selection = Selection(source, window, cuts)
            for text in self._counter(source.register).texts(selection, by):
                spelled, first = present.setdefault(folded(text), (text, source.register))
                if spelled != text:
                    raise IndicatorError(_spelled_twice(by, spelled, first, text, source.register))
        texts = [text for text, _ in present.values()]
        allowed = measure.sources[0].register.column(by).allowed
        values = [*(v for v in allowed if v in texts), *(v for v in texts if v not in allowed)]
        return {value: self.fact(measure, period, (*cuts, (by, value))) for value in values}

    def _require_column(self, measure: Measure, by: str) -> None:
        """Refuse to divide by a column that one of the registers behind an indicator lacks."""
        measure.sources[0].register.column(by)
        for source in measure.sources:
            names = [column.name for column in source.register.table_columns]
            if by in names or source.register is measure.sources[0].register:
                continue
            raise IndicatorError(
                Finding(
                    "INDICATOR-37",
                    f"Không chia được chỉ tiêu theo cột {by}: một sổ không có cột ấy.",
                    where=self.catalogue.id_of(measure),
                    found=f"sổ {source.register.stem} ({source.label}): {', '.join(names)}",
                    remedy=f"khai cột ấy với tên {by} ở cả hai sổ, hoặc chia theo cột khác",
                )
            )

    def rows(
        self,
        indicator: Indicator,
        period: Period,
        cuts: Cuts = (),
        limit: int | None = None,
    ) -> pd.DataFrame:
        """The register rows that an indicator, or a part of it, counts at a period.

        Raises
        ------
        IndicatorError
            INDICATOR-08 the register is large and so are its rows, and no `limit` is given.
        """
        counter, selection = self._selected(indicator, period, cuts)
        return counter.rows(selection, limit)

    def register_rows(self, register: Register) -> pd.DataFrame:
        """All rows of a register.

        Raises
        ------
        IndicatorError
            INDICATOR-08 the register is large and so are its rows.
        """
        return self._counter(register).rows(None)

    def texts(
        self, indicator: Indicator, column: str, period: Period, cuts: Cuts = ()
    ) -> tuple[str, ...]:
        """The distinct texts of a column in those rows, in the register's order."""
        counter, selection = self._selected(indicator, period, cuts)
        return counter.texts(selection, column)

    def holders(
        self, indicator: Indicator, column: str, period: Period, cuts: Cuts = ()
    ) -> tuple[str, ...]:
        """The texts of a column in the rows that have the least or the greatest number counted.

        Empty where the indicator is no extreme of a column, or has no value.
        """
        how = indicator.value
        fact = self.fact(indicator, period, cuts)
        if not isinstance(how, Reduction) or not how.is_extreme or fact.value is None:
            return ()
        counter, selection = self._selected(indicator, period, cuts)
        return counter.texts(selection, column, (how.column, fact.value))

    def earliest(
        self, indicator: Indicator, column: str, period: Period, cuts: Cuts = ()
    ) -> date | None:
        """The earliest day of a column in the rows that an indicator counts at a period."""
        counter, selection = self._selected(indicator, period, cuts)
        return counter.earliest(selection, column)

    def first_day(self, register: Register, column: str) -> date | None:
        """The first day in a column of a register; None without one."""
        rows = Indicator("dòng", unit="dòng", register=register, date=column)
        ever = Selection(rows, Window(None, date.max - timedelta(days=1)))
        return self._counter(register).earliest(ever, column)

    def columns_with(self, register: Register, value: str) -> list[str]:
        """The columns of texts of a register, none of them personal, that hold a value."""
        return self._counter(register).columns_with(value)

    def count(self, indicator: Indicator, period: Period, cuts: Cuts = ()) -> Decimal | None:
        """What an indicator that nobody declared comes to; None where it is not known."""
        if why_unknown(indicator, period, self.complete_until):
            return None
        counter, selection = self._selected(indicator, period, cuts)
        return counter.tally(selection).value

    def _selected(
        self, indicator: Indicator, period: Period, cuts: Cuts = ()
    ) -> tuple[Counter, Selection]:
        self._require_own(period)
        selection = Selection(indicator, self._window(indicator, period), cuts)
        return self._counter(indicator.register), selection

    def _window(self, indicator: Indicator, period: Period) -> Window:
        return window_at(indicator, period, self.complete_until)

    def _windows_like(self, indicator: Indicator, period: Period) -> list[Window]:
        """The windows of all known periods of the same kind."""
        if period.kind == "span":
            return []
        begins, kinds = indicator.register.begins, (period.kind,)
        known = periods_between(begins, self.complete_until, kinds, period.calendar)
        return [self._window(indicator, one) for one in known]

    def _count(self, identity: str, indicator: Indicator, period: Period, cuts: Cuts) -> Fact:
        register = indicator.register
        table = self.table(register)
        counter, selection = self._selected(indicator, period, cuts)
        window = selection.window
        filter_text = indicator.filter_text(window)
        for by, text in cuts:
            filter_text += f"; {register.column(by).heading} là {text}"
        tally = counter.tally(selection, partial(self._windows_like, indicator, period))
        reason = why_unknown(indicator, period, self.complete_until)
        if not tally.rows:
            reason = reason or why_empty(indicator, window)
        if not indicator.adds_up:
            reason = reason or why_cut_short([register], window, cuts)
        if tally.value is None:
            reason = reason or "không có dòng nào để tính"
        value = None if reason else tally.value
        return Fact(
            id=identity,
            period=str(period),
            window=window,
            value=value,
            text=reason or self._print(value, indicator.unit, indicator.decimals),
            unit=indicator.unit,
            decimals=indicator.decimals,
            label=_label(indicator, cuts),
            stock=indicator.stock,
            missing=reason,
            provisional=self._provisional(period),
            status=self._status(window.end),
            provenance=(self._source(table, filter_text, tally),),
        )

    def _source(self, table: AnyTable, filter_text: str, tally: Tally) -> Provenance:
        # Whoever holds the figure against the register's file has to know.
        if isinstance(table, Table) and table.corrected:
            keys = {table.keys[at] for at in table.corrected}
            if count := sum(key in keys for key in tally.keys):
                filter_text += f"{CORRECTED}{count}"
        return Provenance(
            register=self.workspace.relative(table.path),
            title=table.register.title,
            sha256=table.sha256,
            filter=filter_text,
            rows=tally.rows,
            illustrative=tally.illustrative,
            keys=tally.keys,
        )

    def _ratio(self, identity: str, ratio: Ratio, period: Period, cuts: Cuts) -> Fact:
        over = period
        if ratio.target is not None and not ratio.numerator.stock:
            # A plan is that of a year: a quarter of what was done beside it would mislead.
            over = self.reached(period).year_to_date()
        top = self.fact(ratio.numerator, over, cuts)
        if ratio.denominator is not None:
            bottom = self.fact(ratio.denominator, period, cuts)
        else:
            bottom = self._planned(self.catalogue[str(ratio.target)], period, cuts, top.window.end)
        reason = top.missing or bottom.missing
        reason = reason or why_cut_short([s.register for s in ratio.sources], top.window, cuts)
        if not reason and not bottom.value:
            reason = "mẫu số bằng không" if ratio.target is None else "kế hoạch bằng không"
        value = None
        if top.value is not None and bottom.value:
            value = top.value * ratio.times / bottom.value
        found = self._made_of((top, bottom), identity, ratio, cuts, value, reason)
        return replace(found, period=str(period), provisional=self._provisional(period))

    def _derived(self, identity: str, derived: Derived, period: Period, cuts: Cuts) -> Fact:
        terms = [(sign, self.fact(term, period, cuts)) for sign, term in derived.terms]
        reason = next((fact.missing for _, fact in terms if fact.missing), None)
        value = None
        if reason is None:
            added = sum((sign * (fact.value or Decimal(0)) for sign, fact in terms), Decimal(0))
            value = added * derived.factor
        return self._made_of([fact for _, fact in terms], identity, derived, cuts, value, reason)

    def _made_of(
        self,
        facts: Sequence[Fact],
        identity: str,
        measure: Measure,
        cuts: Cuts,
        value: Decimal | None,
        reason: str | None,
    ) -> Fact:
        """A fact of what others come to: of the window of the first, no more final than any."""
        first = facts[0]
        return Fact(
            id=identity,
            period=first.period,
            window=first.window,
            value=None if reason else value,
            text=reason or self._print(value, measure.unit, measure.decimals),
            unit=measure.unit,
            decimals=measure.decimals,
            label=_label(measure, cuts),
            stock=measure.stock,
            missing=reason,
            provisional=next((fact.provisional for fact in facts if fact.provisional), None),
            status=max((fact.status for fact in facts), key=FROM_FINAL.index),
            provenance=tuple(dict.fromkeys(s for fact in facts for s in fact.provenance)),
            derived_from=tuple(f"{fact.id}@{fact.period}" for fact in facts),
        )

    def knows(self, fact: Fact) -> bool:
        """Whether this book has counted a fact, or taken it from the plans, just as it is."""
        base, _, suffix = fact.id.partition(":")
        if suffix != "plan":
            return any(one == fact for one in self._facts.values() if one.id == fact.id)
        period = Period.parse(fact.period, self.workspace.calendar)
        known = dict(self.catalogue).get(base)
        return known is not None and self.plan(known, period) == fact

    def plan(self, measure: Measure, period: Period, cuts: Cuts = ()) -> Fact:
        """The planned value of an indicator on the period's last day; id ``<id>:plan``.

        That of a part stands in ``data/targets.csv`` under ``<id>[<value>]``.
        """
        self._require_own(period)
        day = min(period.end, self.complete_until)
        return self._planned(measure, period, cuts, day)

    def _planned(self, measure: Measure, period: Period, cuts: Cuts, day: date) -> Fact:
        identity = self._id_of(measure, cuts)
        value, source = self._plan(identity, measure, day)
        reason = "chưa giao chỉ tiêu kế hoạch" if value is None else None
        return Fact(
            id=f"{identity}:plan",
            period=str(period),
            window=Window(None, day),
            value=value,
            text=reason or self._print(value, measure.unit, measure.decimals),
            unit=measure.unit,
            decimals=measure.decimals,
            label=f"Kế hoạch: {_label(measure, cuts)}",
            stock=True,
            missing=reason,
            provenance=(source,),
        )

    def _plan(
        self, identity: str, measure: Measure, day: date
    ) -> tuple[Decimal | None, Provenance]:
        table = self.table(TARGETS)
        assert isinstance(table, Table), "plans are never large"
        if self._targets is None:
            known = [key for key, _ in self.catalogue]
            self._targets = targets_of(table, known, self.workspace.relative(table.path))
        plans = [plan for plan in self._targets.get(identity, ()) if plan.holds(day)]
        value = plans[0].value if plans else None
        place = self.workspace.relative(table.path)
        for plan in plans:
            if fault := plan_fault(identity, plan, measure, self.workspace.calendar, place):
                raise IndicatorError(fault)
        filter_text = f"Mã chỉ tiêu là {identity}; hiệu lực ngày {short_date(day)}"
        made_up = sum(plan.illustrative for plan in plans)
        keys = tuple(plan.key for plan in plans)
        return value, self._source(table, filter_text, Tally(value, len(plans), made_up, keys))

    def _print(self, value: Decimal | None, unit: str, decimals: int) -> str:
        if value is None:
            return "chưa có số liệu"
        return printed(value, unit, decimals, self.workspace.settings.style.pad_counts)

    def _provisional(self, period: Period) -> date | None:
        return self.complete_until if period.end > self.complete_until else None

    def _status(self, end: date) -> Status:
        closed = self.workspace.settings.data.official_until
        return "official" if closed is None or end <= closed else "preliminary"

    def _check_parts(self, measure: Measure, period: Period, cuts: Cuts) -> None:
        if not measure.parts or isinstance(measure, Derived):
            return
        whole = self.fact(measure, period, cuts)
        parts = [self.fact(part, period, cuts) for part in measure.parts]
        if whole.value is None or any(part.value is None for part in parts):
            return
        values = [part.value for part in parts if part.value is not None]
        if not is_total(whole.value, values):
            terms = " + ".join(map(_plain, values))
            raise IndicatorError(
                Finding(
                    "INDICATOR-03",
                    f"Các phần không cộng thành tổng: {whole.label}.",
                    where=f"{self.catalogue.places.of(self.catalogue.id_of(measure))}, "
                    f"kỳ {period}; {whole.provenance[0].register}",
                    found=f"{terms} = {_plain(sum(values, Decimal(0)))}, "
                    f"tổng là {_plain(whole.value)}",
                    remedy="tìm dòng không thuộc phần nào hoặc thuộc hai phần, "
                    f"hoặc sửa parts= của {whole.id}",
                )
            )


_shared: dict[Path, FactBook] = {}


def shared_book(workspace: Workspace) -> FactBook:
    """The book that this process keeps of a workspace; a new one when anything it read changed.

    What a parent process has read, its forked kernels need not read again.
    """
    book = _shared.get(workspace.root)
    if book is None or not book.is_current(workspace):
        book = _shared[workspace.root] = FactBook(workspace)
    return book


def _spelled_twice(by: str, one: str, first: Register, other: str, second: Register) -> Finding:
    return Finding(
        "INDICATOR-38",
        "Hai sổ viết một giá trị theo hai cách nên không chia được.",
        where=f"cột {by}",
        found=f'sổ {first.stem}: "{one}"; sổ {second.stem}: "{other}"',
        remedy="viết một cách trong cả hai sổ",
    )


def _label(measure: Measure, cuts: Cuts) -> str:
    texts = "; ".join(text for _, text in cuts)
    return f"{measure.label} ({texts})" if cuts else measure.label


def _plain(value: Decimal | None) -> str:
    return "?" if value is None else vi.number(value, 0)
