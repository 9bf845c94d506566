"""The book of facts: evaluates the indicators of a workspace, and keeps what it evaluated.

A fact is a pure function of the workspace's data and the window, so two notebooks that
quote the same fact cannot disagree.  :mod:`baocao.facts.find` finds facts by their ids.
"""

from __future__ import annotations

import sys
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
from baocao.facts.counting import Counter, Part, Selection, Tally, counter_of
from baocao.facts.fact import CORRECTED, Fact, Provenance, Status, printed
from baocao.facts.indicators import Indicator, Measure, Ratio, Window
from baocao.facts.targets import TARGETS, Target, targets_of
from baocao.locale.vi import text as vi
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
        INDICATOR-03 parts do not add up; INDICATOR-07 a plan in another unit.
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
        """Whether settings, declarations and registers are those that the book was made from."""
        return (
            workspace.settings == self.workspace.settings
            and self.catalogue.is_current()
            and self._are_current()
        )

    def _are_current(self) -> bool:
        # A check for changes is no use of a register, so it is not recorded as one.
        with recording_paused():
            return all(table.is_current() for table in self._tables.values())

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
        self._tables |= open_all(wanted, self.workspace)

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

    def fact(self, measure: Measure, period: Period) -> Fact:
        """The fact of an indicator at a period."""
        self._require_own(period)
        key = (self.catalogue.id_of(measure), str(period))
        if key not in self._facts:
            if isinstance(measure, Ratio):
                self._facts[key] = self._ratio(key[0], measure, period)
            else:
                self._facts[key] = self._count(key[0], measure, period)
                self._check_parts(measure, period)
        return self._facts[key]

    def breakdown(self, indicator: Indicator, by: str, period: Period) -> tuple[Fact, ...]:
        """The indicator's fact for each value of column `by`, in the declared or register order.

        Ids read ``<id>[<value>]``; values without a row are left out.
        """
        allowed = indicator.register.column(by).allowed
        present = self.texts(indicator, by, period)
        values = [value for value in allowed if value in present] or present
        return tuple(self.part(indicator, by, value, period) for value in values)

    def part(self, indicator: Indicator, by: str, value: str, period: Period) -> Fact:
        """The indicator's fact over the rows with that value in column `by`, even over none."""
        self._require_own(period)
        identity = f"{self.catalogue.id_of(indicator)}[{value}]"
        key = (f"{identity} {by}", str(period))
        if key not in self._facts:
            self._facts[key] = self._count(identity, indicator, period, (by, value))
        return self._facts[key]

    def rows(
        self,
        indicator: Indicator,
        period: Period,
        part: Part | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """The register rows that an indicator, or a part of it, counts at a period.

        Raises
        ------
        IndicatorError
            INDICATOR-08 the register is large and so are its rows, and no `limit` is given.
        """
        counter, selection = self._selected(indicator, period, part)
        return counter.rows(selection, limit)

    def texts(
        self, indicator: Indicator, column: str, period: Period, part: Part | None = None
    ) -> tuple[str, ...]:
        """The distinct texts of a column in those rows, in the register's order."""
        counter, selection = self._selected(indicator, period, part)
        return counter.texts(selection, column)

    def earliest(self, indicator: Indicator, column: str, period: Period) -> date | None:
        """The earliest day of a column in the rows that an indicator counts at a period."""
        counter, selection = self._selected(indicator, period)
        return counter.earliest(selection, column)

    def columns_with(self, register: Register, value: str) -> list[str]:
        """The columns of texts of a register, none of them personal, that hold a value."""
        return self._counter(register).columns_with(value)

    def _selected(
        self, indicator: Indicator, period: Period, part: Part | None = None
    ) -> tuple[Counter, Selection]:
        self._require_own(period)
        selection = Selection(indicator, self._window(indicator, period), part)
        return self._counter(indicator.register), selection

    def _window(self, indicator: Indicator, period: Period) -> Window:
        last = min(period.end, self.complete_until)
        if indicator.ahead is not None:
            return Window(last + timedelta(days=1), period.following().end)
        return indicator.window(period.start, last)

    def _windows_like(self, indicator: Indicator, period: Period) -> list[Window]:
        """The windows of all known periods of the same kind."""
        if period.kind == "span":
            return []
        begins, kinds = indicator.register.begins, (period.kind,)
        known = periods_between(begins, self.complete_until, kinds, period.calendar)
        return [self._window(indicator, one) for one in known]

    def _count(
        self, identity: str, indicator: Indicator, period: Period, part: Part | None = None
    ) -> Fact:
        register = indicator.register
        table = self.table(register)
        counter, selection = self._selected(indicator, period, part)
        window = selection.window
        filter_text = indicator.filter_text(window)
        label = indicator.label
        if part is not None:
            filter_text += f"; {register.column(part[0]).heading} là {part[1]}"
            label += f" ({part[1]})"
        tally = counter.tally(selection, partial(self._windows_like, indicator, period))
        reason = self._uncovered(indicator, period)
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
            label=label,
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

    def _ratio(self, identity: str, ratio: Ratio, period: Period) -> Fact:
        top = self.fact(ratio.numerator, period)
        derived: tuple[str, ...] = (f"{top.id}@{top.period}",)
        if ratio.denominator is not None:
            bottom = self.fact(ratio.denominator, period)
            base, sources = bottom.value, (*top.provenance, *bottom.provenance)
            derived += (f"{bottom.id}@{bottom.period}",)
        else:
            base, source = self._plan(str(ratio.target), top.window.end)
            sources = (*top.provenance, source)
        reason = top.missing or ("không có mẫu số" if not base else None)
        value = None if reason or not base or top.value is None else top.value * 100 / base
        return Fact(
            id=identity,
            period=str(period),
            window=top.window,
            value=value,
            text=reason or self._print(value, "%", ratio.decimals),
            unit="%",
            decimals=ratio.decimals,
            label=ratio.label,
            stock=ratio.stock,
            missing=reason,
            provisional=top.provisional,
            status=top.status,
            provenance=sources,
            derived_from=derived,
        )

    def plan(self, measure: Measure, period: Period) -> Fact:
        """The planned value of an indicator on the period's last day; id ``<id>:plan``."""
        self._require_own(period)
        identity = self.catalogue.id_of(measure)
        day = min(period.end, self.complete_until)
        value, source = self._plan(identity, day)
        reason = "chưa giao chỉ tiêu kế hoạch" if value is None else None
        return Fact(
            id=f"{identity}:plan",
            period=str(period),
            window=Window(None, day),
            value=value,
            text=reason or self._print(value, measure.unit, measure.decimals),
            unit=measure.unit,
            decimals=measure.decimals,
            label=f"Kế hoạch: {measure.label}",
            stock=True,
            missing=reason,
            provenance=(source,),
        )

    def _plan(self, identity: str, day: date) -> tuple[Decimal | None, Provenance]:
        table = self.table(TARGETS)
        assert isinstance(table, Table), "plans are never large"
        if self._targets is None:
            self._targets = targets_of(table)
        plans = [plan for plan in self._targets.get(identity, ()) if plan.holds(day)]
        value = plans[0].value if plans else None
        unit = self.catalogue[identity].unit
        if plans and plans[0].unit != unit:
            raise IndicatorError(
                Finding(
                    "INDICATOR-07",
                    f"Kế hoạch của {identity} ghi đơn vị tính khác chỉ tiêu.",
                    where=f"{self.workspace.relative(table.path)}, {plans[0].key}",
                    found=f"{plans[0].unit}; chỉ tiêu tính bằng {unit}",
                    remedy=f"ghi kế hoạch bằng {unit}, hoặc sửa unit= của chỉ tiêu",
                )
            )
        filter_text = f"Mã chỉ tiêu là {identity}; hiệu lực ngày {short_date(day)}"
        made_up = sum(plan.illustrative for plan in plans)
        keys = tuple(plan.key for plan in plans)
        return value, self._source(table, filter_text, Tally(value, len(plans), made_up, keys))

    def _print(self, value: Decimal | None, unit: str, decimals: int) -> str:
        if value is None:
            return "chưa có số liệu"
        return printed(value, unit, decimals, self.workspace.settings.style.pad_counts)

    def _uncovered(self, indicator: Indicator, period: Period) -> str | None:
        """Why the register has no figure for the period, or None when it has."""
        if not period.days:
            return f"năm {period.year} không có tuần {period.nth}"
        begins = indicator.register.begins
        first_needed = period.end if indicator.stock else period.start
        if first_needed < begins:
            return f"chưa có số liệu (sổ bắt đầu từ ngày {short_date(begins)})"
        if period.start > self.complete_until:
            return f"chưa có số liệu (số liệu mới chốt đến ngày {short_date(self.complete_until)})"
        return None

    def _provisional(self, period: Period) -> date | None:
        return self.complete_until if period.end > self.complete_until else None

    def _status(self, end: date) -> Status:
        closed = self.workspace.settings.data.official_until
        return "official" if closed is None or end <= closed else "preliminary"

    def _check_parts(self, indicator: Indicator, period: Period) -> None:
        if not indicator.parts:
            return
        whole = self.fact(indicator, period)
        parts = [self.fact(part, period) for part in indicator.parts]
        if whole.value is None or any(part.value is None for part in parts):
            return
        total = sum((part.value for part in parts if part.value is not None), Decimal(0))
        if total != whole.value:
            raise IndicatorError(
                Finding(
                    "INDICATOR-03",
                    f"Các phần không cộng thành tổng: {whole.label}.",
                    where=f"{whole.id}, kỳ {period}; {whole.provenance[0].register}",
                    found=f"{' + '.join(_plain(part.value) for part in parts)} = {_plain(total)}, "
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


def _plain(value: Decimal | None) -> str:
    return "?" if value is None else vi.number(value, 0)
