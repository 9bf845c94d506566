"""Tables that analysts make with pandas, each cell bound anew to a fact or to a register's row.

What a frame says is never printed by itself: the toolkit counts or looks up every cell again,
compares, and prints what it has found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from baocao.core.errors import BuildError, Finding, IndicatorError, PeriodError
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact, suffix_of
from baocao.facts.find import find
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Measure
from baocao.locale.vi.text import period_name, short_date
from baocao.notebook.frames import ShownFrame, official
from baocao.notebook.known_text import KnownText
from baocao.notebook.register_rows import public_rows
from baocao.notebook.table import Align, Cell, ReportTable, Row
from baocao.notebook.visuals import capital
from baocao.prose.quotable import Quotable
from baocao.registers.declare import Column, Register
from baocao.registers.small import shown

__all__ = ["HISTORY_COLUMNS", "Binder", "Source"]

Source = Register | Measure | None
Checked = Callable[[str], KnownText]
"""Makes a text that was typed one that may be printed, or refuses it."""

_WAYS = (
    "đưa vào bảng số liệu của báo cáo (report.fact(…)), dòng của report.rows(…), hoặc kết quả đếm "
    "của report.history(…), groupby, pivot với source= là chỉ tiêu ấy; xem docs/recipes.md"
)
_POSITIONS = "giữ chỉ mục của report.rows(…) (không reset_index) và không sửa ô; " + _WAYS
# More faults of one table say nothing new.
_MOST = 5
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
class Binder:
    """Binds frames at a report's period.

    Parameters
    ----------
    checked
        What makes a typed text one that may be printed.
    """

    book: FactBook
    period: Period
    checked: Checked

    def table(self, frame: object, title: KnownText, source: Source) -> ReportTable:
        """The frame as a table of the report.

        Raises
        ------
        BuildError
            NOTEBOOK-10 cells that are neither facts nor what the register says, all at once;
            NOTEBOOK-11 it cannot be known what the cells are.
        """
        made = frame.to_frame() if isinstance(frame, pd.Series) else frame
        name = f'bảng "{title}"'
        if not isinstance(made, pd.DataFrame):
            raise _unclear("Đây không phải là bảng của pandas.", name, type(frame).__name__)
        if not made.columns.is_unique:
            raise _unclear("Bảng có hai cột cùng tên.", name, ", ".join(map(str, made.columns)))
        if not len(made):
            return ReportTable(title, (), ())
        if source is None and isinstance(made, ShownFrame) and made.about.source:
            raise _unclear("Bảng chưa ghi source=.", name, f"bảng làm từ {made.about.source}")
        if source is None:
            return self._of_facts(made, title, name)
        if isinstance(source, Register):
            return self._of_rows(made, title, source, None, name)
        if not isinstance(source, Measure):
            raise _unclear("source= không phải là sổ hay chỉ tiêu.", name, repr(source))
        if isinstance(source, Indicator) and _are_rows(made, source.register):
            return self._of_rows(made, title, source.register, source, name)
        return self._counted(made, title, source, name)

    def facts(self, frame: pd.DataFrame, measure: Measure, name: str) -> tuple[Fact, ...]:
        """The facts that a frame of counted figures shows."""
        return self._counted(frame, KnownText(), measure, name).facts

    # ------------------------------------------------------------ facts in the cells

    def fact(self, value: object, where: str) -> Fact:
        """The fact itself, counted anew."""
        found = value.fact if isinstance(value, Quotable) else value
        assert isinstance(found, Fact)
        own = None
        if suffix_of(found.id) in ("", "plan"):
            try:
                at = Period.parse(found.period, self.book.workspace.calendar)
                own = find(self.book, found.id, at)
                if suffix_of(found.id):
                    measure = self.book.catalogue[found.id.partition(":")[0].partition("[")[0]]
                    own = self.book.plan(measure, at)
            except (IndicatorError, PeriodError):
                own = None
        if own != found:
            raise BuildError(_unbound("Số liệu không phải do báo cáo đếm.", where, found.id))
        return found

    def _of_facts(self, frame: pd.DataFrame, title: KnownText, name: str) -> ReportTable:
        flat = _with_index(frame)
        found: list[Finding] = []
        rows = []
        for down, values in enumerate(flat.itertuples(index=False, name=None), start=1):
            cells: list[Cell] = []
            for across, value in enumerate(values, start=1):
                where = f"{name}, dòng {down}, cột {across}"
                if isinstance(value, Fact | Quotable):
                    cells.append(self.fact(value, where))
                elif isinstance(value, str):
                    cells.append(self.checked(value))
                elif pd.api.types.is_scalar(value) and pd.isna(value):
                    cells.append("")
                else:
                    found.append(_unbound("Ô có con số không phải là số liệu.", where, value))
            rows.append(Row(tuple(cells)))
        if found:
            raise BuildError(*found[:_MOST])
        heads = [
            (self.checked(str(label)), _align(any(isinstance(r.cells[at], Fact) for r in rows)))
            for at, label in enumerate(flat.columns)
        ]
        return ReportTable(title, tuple(heads), tuple(rows))

    # ------------------------------------------------------------ rows of a register

    def _of_rows(
        self,
        frame: pd.DataFrame,
        title: KnownText,
        register: Register,
        indicator: Indicator | None,
        name: str,
    ) -> ReportTable:
        if not register.public:
            raise _unclear("Sổ không công khai: báo cáo không in dòng sổ.", name, register.title)
        if indicator is None:
            whole = public_rows(self.book.register_rows(register), register)
        else:
            whole = public_rows(self.book.rows(indicator, self.period), register)
        strange = [label for label in frame.columns if label not in whole.columns]
        if strange or not frame.columns.is_unique:
            found = ", ".join(map(str, strange or frame.columns[frame.columns.duplicated()]))
            raise _unclear("Bảng có cột không phải của sổ.", name, found)
        if not frame.index.is_unique or not frame.index.isin(whole.index).all():
            found = "chỉ mục không phải của report.rows(…), hoặc một dòng đứng hai lần"
            raise _unclear("Không biết mỗi dòng của bảng là dòng sổ nào.", name, found)
        columns = [register.public_column(str(label)) for label in frame.columns]
        own = whole.loc[frame.index]
        findings: list[Finding] = []
        rows = []
        for down in range(len(frame)):
            cells = []
            for across, column in enumerate(columns):
                mine, given = own[column.name].iloc[down], frame.iloc[down, across]
                if not _same(given, mine):
                    where = f"{name}, dòng {down + 1}, cột {across + 1}"
                    found = f"{official(given)}; sổ ghi {official(mine)}"
                    findings.append(_unbound("Ô khác với dòng sổ.", where, found, _POSITIONS))
                cells.append(_shown(mine, column))
            rows.append(Row(tuple(cells)))
        if findings:
            raise BuildError(*findings[:_MOST])
        heads = [(KnownText(c.heading), _align(c.is_number)) for c in columns]
        if indicator is not None:
            behind = (self.book.fact(indicator, self.period),)
            return ReportTable(title, tuple(heads), tuple(rows), behind)
        made_up = bool(own["illustrative"].any()) if "illustrative" in own else False
        told = f"nguồn: {register.title}{'; có dòng minh họa' if made_up else ''}"
        return ReportTable(KnownText(f"{title} ({told})"), tuple(heads), tuple(rows))

    # ------------------------------------------------------------ figures counted again

    def _counted(
        self, frame: pd.DataFrame, title: KnownText, measure: Measure, name: str
    ) -> ReportTable:
        flat = _with_index(frame)
        across = frame.columns.name if isinstance(frame.columns.name, str) else ""
        columns = measure.sources[0].register.table_columns
        names = {column.name for column in columns if column.type == "text"}
        told = [label for label in flat.columns if label in _SAID and label not in names]
        down = [label for label in flat.columns if label in names and label != _VALUE]
        values = [label for label in flat.columns if label not in (*told, *down)]
        if (across and across not in names and across != _PERIOD) or not (down or told or across):
            found = ", ".join(map(str, flat.columns)) or across
            raise _unclear("Không biết mỗi số của bảng là của phần nào, kỳ nào.", name, found)
        if (not across and len(values) != 1) or not values:
            found = ", ".join(map(str, values)) or "không có cột số"
            raise _unclear("Bảng phải có đúng một cột số của chỉ tiêu.", name, found)
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
                    findings.append(_unbound("Ô khác với số liệu của chỉ tiêu.", where, found))
            if len(facts) == len(values):
                said = {label: self._said(label, facts[0]) for label in told}
                wrong = [label for label in told if not _tells(label, row[label], facts[0])]
                findings += [
                    _unbound(
                        "Ô khác với số liệu của chỉ tiêu.", f"{name}, dòng {at + 1}", row[label]
                    )
                    for label in wrong
                ]
                texts = {by: KnownText(row[by]) for by in down}
                cells = dict(zip(values, facts, strict=True))
                rows.append(Row(tuple({**said, **texts, **cells}[label] for label in flat.columns)))
        if findings:
            raise BuildError(*findings[:_MOST])
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
                raise BuildError(_unbound("Sổ không có phần ấy.", where, f"{by}: {value}"))
            cuts.append((str(by), str(value)))
        return self.book.fact(measure, at, tuple(cuts))

    def _period(self, code: object, where: str) -> Period:
        try:
            return Period.parse(str(code), self.book.workspace.calendar)
        except PeriodError:
            raise BuildError(_unbound("Không hiểu kỳ của dòng.", where, code)) from None

    def _ending(self, day: Any, where: str) -> Period:
        """The period like the report's, of this year or before, that ends on a day."""
        asked = day.date() if isinstance(day, pd.Timestamp) else day
        reached = self.book.years(self.period)
        at = reached[-1] if len(reached) > 1 else self.period
        for _ in range(_BACK):
            if asked in (at.end, self.book.reached(at).end):
                return at
            at = at.same_period_last_year()
        raise BuildError(_unbound("Không có kỳ nào hết vào ngày ấy.", where, asked))

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
            return KnownText(_SAID[str(label)]), _align(label == _ROWS)
        if label in down:
            return KnownText(register.column(str(label)).heading), "left"
        if across == _PERIOD:
            at = self._period(label, "đầu cột")
            return capital(period_name(at)), "right"
        # `_part` has found the label among the texts of the register.
        return (KnownText(str(label)) if across else capital(measure.unit)), "right"


def _are_rows(frame: pd.DataFrame, register: Register) -> bool:
    """Whether a frame looks like a selection of rows: positions, and columns of the register."""
    names = {column.name for column in register.table_columns}
    is_plain = frame.index.name is None and pd.api.types.is_integer_dtype(frame.index.dtype)
    return is_plain and frame.columns.name is None and set(frame.columns) <= names


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the levels of its index as columns, unless they are mere positions."""
    index = frame.index
    named = any(name is not None for name in index.names)
    if not named and pd.api.types.is_integer_dtype(index.dtype):
        return pd.DataFrame(frame)
    flat = pd.DataFrame(frame)
    # A categorical axis takes no other label.
    flat.columns = pd.Index(list(flat.columns), dtype=object)
    return flat.reset_index(names=["" if name is None else name for name in index.names])


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


def _same(given: Any, mine: Any) -> bool:
    if not pd.api.types.is_scalar(given):
        return False
    if pd.isna(given) or pd.isna(mine):
        return bool(pd.isna(given) and pd.isna(mine))
    return bool(given == mine)


def _shown(value: Any, column: Column) -> KnownText:
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return KnownText(column.allowed[0] if value else "")
    return KnownText("" if pd.isna(value) else shown(value, column))


def _align(is_number: bool) -> Align:
    return "right" if is_number else "left"


def _unbound(what: str, where: str, found: object, remedy: str = _WAYS) -> Finding:
    return Finding("NOTEBOOK-10", what, where=where, found=official(found), remedy=remedy)


def _unclear(what: str, where: str, found: str) -> BuildError:
    return BuildError(Finding("NOTEBOOK-11", what, where=where, found=found, remedy=_WAYS))
