"""Frames of an indicator's figures, by parts and periods: each figure is counted again."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from baocao.core.errors import BuildError, Finding, PeriodError
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact
from baocao.facts.measures import Measure
from baocao.locale.vi.text import period_name, short_date
from baocao.notebook.bound_cells import MOST, align, unbound, unclear, with_index
from baocao.notebook.frames import official
from baocao.notebook.known_text import KnownText
from baocao.notebook.table import Align, ReportTable, Row
from baocao.notebook.visuals import capital
from baocao.prose.quotable import Quotable

__all__ = ["HISTORY_COLUMNS", "Recount"]

# What history frames have besides the columns of the register.
_PERIOD, _START, _END, _VALUE, _ROWS, _MISSING = (
    "period",
    "start",
    "end",
    "value",
    "rows",
    "missing",
)
_SAID = {
    _PERIOD: "Kỳ",
    _START: "Từ ngày",
    _END: "Đến ngày",
    _ROWS: "Số dòng",
    _MISSING: "Lý do thiếu",
}
HISTORY_COLUMNS = {*_SAID, _VALUE}
"""Names of the columns of history frames, besides those of registers."""

# Like periods back in which a day is looked for.
_BACK = 60


@dataclass(frozen=True)
class Recount:
    """Counts the figures of frames again, of the report's period where they name none."""

    book: FactBook
    period: Period

    def table(
        self, frame: pd.DataFrame, title: KnownText, measure: Measure, name: str
    ) -> ReportTable:
        """The frame with the fact of each cell; `name` is what errors call it."""
        flat = with_index(frame)
        across = frame.columns.name if isinstance(frame.columns.name, str) else ""
        columns = measure.sources[0].register.table_columns
        names = {column.name for column in columns if column.type == "text"}
        told = [label for label in flat.columns if label in _SAID and label not in names]
        down = [label for label in flat.columns if label in names and label != _VALUE]
        values = [label for label in flat.columns if label not in (*told, *down)]
        if (across and across not in names and across != _PERIOD) or not (down or told or across):
            found = ", ".join(map(str, flat.columns)) or across
            raise unclear("Không biết mỗi số của bảng là của phần nào, kỳ nào.", name, found)
        if (not across and len(values) != 1) or not values:
            found = ", ".join(map(str, values)) or "không có cột số"
            raise unclear("Bảng phải có đúng một cột số của chỉ tiêu.", name, found)
        for by in (*down, across):
            if by and by != _PERIOD:
                measure.sources[0].register.text_column(str(by))
        findings: list[Finding] = []
        rows = []
        for at in range(len(flat)):
            row = {label: flat[label].iloc[at] for label in flat.columns}
            facts = []
            for label in values:
                where = f"{name}, dòng {at + 1}, cột {list(flat.columns).index(label) + 1}"
                parts = {by: row[by] for by in down} | ({across: label} if across else {})
                try:
                    fact = self._part(measure, parts, row, told, where)
                except BuildError as error:
                    findings += error.findings
                    continue
                facts.append(fact)
                given = row[label]
                if not _is_value(given, fact):
                    found = f"{official(given)}; báo cáo đếm được {fact.text}"
                    findings.append(unbound("Ô khác với số liệu của chỉ tiêu.", where, found))
            if len(facts) == len(values):
                said = {label: self._said(label, facts[0]) for label in told}
                wrong = [label for label in told if not _tells(label, row[label], facts[0])]
                findings += [
                    unbound(
                        "Ô khác với số liệu của chỉ tiêu.", f"{name}, dòng {at + 1}", row[label]
                    )
                    for label in wrong
                ]
                texts = {by: KnownText(row[by]) for by in down}
                cells = dict(zip(values, facts, strict=True))
                rows.append(Row(tuple({**said, **texts, **cells}[label] for label in flat.columns)))
        if findings:
            raise BuildError(*findings[:MOST])
        heads = [self._head(label, measure, told, down, across) for label in flat.columns]
        return ReportTable(title, tuple(heads), tuple(rows))

    def _part(
        self,
        measure: Measure,
        parts: Mapping[Hashable, Any],
        row: Mapping[Hashable, Any],
        told: list[Hashable],
        where: str,
    ) -> Fact:
        """The fact of a cell: of the period and of the parts that its row and column name."""
        at = self.period
        code = parts.get(_PERIOD, row.get(_PERIOD) if _PERIOD in told else None)
        if code is not None:
            at = self._period(code, where)
        elif _END in told:
            at = self._ending(row[_END], where)
        cuts = []
        for by, value in parts.items():
            if by == _PERIOD:
                continue
            column = measure.sources[0].register.column(str(by))
            known = isinstance(value, str) and (
                value in column.allowed
                or any(by in self.book.columns_with(s.register, value) for s in measure.sources)
            )
            if not known:
                raise BuildError(unbound("Sổ không có phần ấy.", where, f"{by}: {value}"))
            cuts.append((str(by), str(value)))
        return self.book.fact(measure, at, tuple(cuts))

    def _period(self, code: object, where: str) -> Period:
        try:
            return Period.parse(str(code), self.book.workspace.calendar)
        except PeriodError:
            raise BuildError(unbound("Không hiểu kỳ của dòng.", where, code)) from None

    def _ending(self, day: Any, where: str) -> Period:
        """The period like the report's, of this year or before, that ends on a day."""
        asked = day.date() if isinstance(day, pd.Timestamp) else day
        reached = self.book.years(self.period)
        at = reached[-1] if len(reached) > 1 else self.period
        for _ in range(_BACK):
            if asked in (at.end, self.book.reached(at).end):
                return at
            at = at.same_period_last_year()
        raise BuildError(unbound("Không có kỳ nào hết vào ngày ấy.", where, asked))

    def _said(self, label: Hashable, fact: Fact) -> KnownText:
        """What the fact itself says in a column beside its figure."""
        if label == _ROWS:
            return KnownText(_rows_of(fact))
        if label == _MISSING:
            return KnownText(fact.missing or "")
        if label == _PERIOD:
            return capital(period_name(Period.parse(fact.period, self.book.workspace.calendar)))
        day = fact.window.start if label == _START else fact.window.end
        return KnownText("" if day is None else short_date(day))

    def _head(
        self,
        label: Hashable,
        measure: Measure,
        told: list[Hashable],
        down: list[Hashable],
        across: str,
    ) -> tuple[KnownText, Align]:
        register = measure.sources[0].register
        if label in told:
            return KnownText(_SAID[str(label)]), align(label == _ROWS)
        if label in down:
            return KnownText(register.column(str(label)).heading), "left"
        if across == _PERIOD:
            at = self._period(label, "đầu cột")
            return capital(period_name(at)), "right"
        # `_part` has found the label among the texts of the register.
        return (KnownText(str(label)) if across else capital(measure.unit)), "right"


def _is_value(given: object, fact: Fact) -> bool:
    """Whether a cell says what the fact says; what is missing may be nothing or not known."""
    if isinstance(given, Fact | Quotable):
        return bool((given.fact if isinstance(given, Quotable) else given) == fact)
    if not pd.api.types.is_scalar(given):
        return False
    if pd.isna(given):
        return not fact.value
    is_number = pd.api.types.is_number(given) or isinstance(given, Decimal)
    if not is_number or isinstance(given, bool) or fact.value is None:
        return False
    return math.isclose(float(given), float(fact.value), rel_tol=1e-9, abs_tol=1e-12)  # type: ignore[arg-type]


def _rows_of(fact: Fact) -> int:
    return sum(source.rows for source in fact.provenance)


def _tells(label: Hashable, given: Any, fact: Fact) -> bool:
    """Whether a cell beside a figure says what the fact says of itself."""
    nothing = bool(pd.api.types.is_scalar(given) and pd.isna(given))
    if label == _ROWS:
        return not nothing and bool(given == _rows_of(fact))
    if label == _MISSING:
        return nothing or bool(given == (fact.missing or ""))
    if label == _PERIOD:
        return bool(str(given) == fact.period)
    day = fact.window.start if label == _START else fact.window.end
    asked = given.date() if isinstance(given, pd.Timestamp) else given
    return (nothing and day is None) or bool(asked == day)
