"""Tables that analysts make with pandas, each cell bound anew to a fact or to a register's row.

What a frame says is never printed by itself: the toolkit counts or looks up every cell again,
compares, and prints what it has found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from baocao.core.errors import BuildError, Finding
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact, suffix_of
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Measure
from baocao.notebook.bound_cells import MOST, POSITIONS, align, unbound, unclear, with_index
from baocao.notebook.counted import Recount
from baocao.notebook.frames import ShownFrame, official
from baocao.notebook.known_text import KnownText
from baocao.notebook.register_rows import public_rows
from baocao.notebook.table import Cell, ReportTable, Row
from baocao.prose.quotable import Quotable
from baocao.registers.declare import Column, Register
from baocao.registers.small import shown

__all__ = ["Binder", "Source"]

Source = Register | Measure | None
Checked = Callable[[str], KnownText]
"""Makes a text that was typed one that may be printed, or refuses it."""


@dataclass(frozen=True)
class Binder:
    """Binds frames at a report's period.

    Parameters
    ----------
    checked
        What makes a typed text one that may be printed.
    names
        Names that may hold numbers: "ISO 9001".
    """

    book: FactBook
    period: Period
    checked: Checked
    names: Sequence[str]

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
            raise unclear("Đây không phải là bảng của pandas.", name, type(frame).__name__)
        if not made.columns.is_unique:
            raise unclear("Bảng có hai cột cùng tên.", name, ", ".join(map(str, made.columns)))
        if not len(made):
            return ReportTable(title, (), ())
        if source is None and isinstance(made, ShownFrame) and made.about.source:
            raise unclear("Bảng chưa ghi source=.", name, f"bảng làm từ {made.about.source}")
        if source is None:
            return self._of_facts(made, title, name)
        if isinstance(source, Register):
            return self._of_rows(made, title, source, None, name)
        if not isinstance(source, Measure):
            raise unclear("source= không phải là sổ hay chỉ tiêu.", name, repr(source))
        if isinstance(source, Indicator) and _are_rows(made, source.register):
            return self._of_rows(made, title, source.register, source, name)
        return self._recount.table(made, title, source, name)

    def facts(self, frame: pd.DataFrame, measure: Measure, name: str) -> tuple[Fact, ...]:
        """The facts that a frame of counted figures shows."""
        return self._recount.table(frame, KnownText(), measure, name).facts

    @property
    def _recount(self) -> Recount:
        return Recount(self.book, self.period)

    # ------------------------------------------------------------ facts in the cells

    def fact(self, value: object, where: str) -> Fact:
        """The fact itself, if it is one that the report has counted."""
        found = value.fact if isinstance(value, Quotable) else value
        assert isinstance(found, Fact)
        if not self.book.knows(found):
            is_compared = suffix_of(found.id) not in ("", "plan")
            kind = "là số so sánh, tỷ trọng" if is_compared else "không phải do báo cáo đếm"
            remedy = "dùng report.summary, report.share_chart hoặc lời văn"
            told = (remedy,) if is_compared else ()
            raise BuildError(unbound(f"Số liệu {kind}.", where, found.id, *told))
        return found

    def _of_facts(self, frame: pd.DataFrame, title: KnownText, name: str) -> ReportTable:
        flat = with_index(frame)
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
                    found.append(unbound("Ô có con số không phải là số liệu.", where, value))
            rows.append(Row(tuple(cells)))
        if found:
            raise BuildError(*found[:MOST])
        heads = [
            (self.checked(_head(label)), align(any(isinstance(r.cells[at], Fact) for r in rows)))
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
            raise unclear("Sổ không công khai: báo cáo không in dòng sổ.", name, register.title)
        if indicator is None:
            whole = public_rows(self.book.register_rows(register), register)
        else:
            whole = public_rows(self.book.rows(indicator, self.period), register)
        strange = [label for label in frame.columns if label not in whole.columns]
        if strange or not frame.columns.is_unique:
            found = ", ".join(map(str, strange or frame.columns[frame.columns.duplicated()]))
            raise unclear("Bảng có cột không phải của sổ.", name, found)
        if not frame.index.is_unique or not frame.index.isin(whole.index).all():
            found = "chỉ mục không phải của report.rows(…), hoặc một dòng đứng hai lần"
            raise unclear("Không biết mỗi dòng của bảng là dòng sổ nào.", name, found)
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
                    findings.append(unbound("Ô khác với dòng sổ.", where, found, POSITIONS))
                cells.append(_shown(mine, column))
            rows.append(Row(tuple(cells)))
        if findings:
            raise BuildError(*findings[:MOST])
        heads = [(KnownText(c.heading), align(c.is_number)) for c in columns]
        if indicator is not None:
            behind = (self.book.fact(indicator, self.period),)
            return ReportTable(title, tuple(heads), tuple(rows), behind)
        made_up = bool(own["illustrative"].any()) if "illustrative" in own else False
        told = f"nguồn: {register.title}{'; có dòng minh họa' if made_up else ''}"
        return ReportTable(KnownText(f"{title} ({told})"), tuple(heads), tuple(rows))


def _head(label: object) -> str:
    """The head of a column, also of one under several levels."""
    levels = label if isinstance(label, tuple) else (label,)
    return "; ".join(str(level) for level in levels if level != "")


def _are_rows(frame: pd.DataFrame, register: Register) -> bool:
    """Whether a frame looks like a selection of rows: positions, and columns of the register."""
    names = {column.name for column in register.table_columns}
    is_plain = frame.index.name is None and pd.api.types.is_integer_dtype(frame.index.dtype)
    return is_plain and frame.columns.name is None and set(frame.columns) <= names


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
