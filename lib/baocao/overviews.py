"""Tables that survey: many indicators side by side, or the rows of one, for annexes."""

from __future__ import annotations

from collections.abc import Sequence

from baocao.facts import Fact
from baocao.indicators import Ratio
from baocao.quotables import Quotable
from baocao.reading import shown
from baocao.tables import Align, Cell, ReportTable, Row
from baocao.trends import share

__all__ = ["NOTHING", "UNKNOWN", "listing", "summary"]

# The signs of Vietnamese statistical tables: no such event; an event without a figure.
NOTHING, UNKNOWN = "-", "…"


def summary(title: str, quotables: Sequence[Quotable]) -> ReportTable:
    """Each indicator beside its plan and the same days of the year before.

    What happens stands under the period, what stands on a day under "Lũy kế".  In a report
    over several years the comparison is that of the newest year, which gets a column of its
    own.
    """
    period, newest = quotables[0].period, quotables[0].this_year.period
    long = newest != period
    head: list[tuple[str, Align]] = [
        ("STT", "center"),
        ("Chỉ tiêu", "left"),
        ("Đơn vị tính", "left"),
        ("Kế hoạch", "right"),
        ("Trong kỳ", "right"),
    ]
    if long:
        head.append((f"Riêng năm {newest.end.year}", "right"))
    head += [
        ("Lũy kế đến cuối kỳ", "right"),
        ("Đạt kế hoạch", "right"),
        ("Cùng kỳ năm trước", "right"),
        ("Bằng … cùng kỳ", "right"),
    ]
    rows = []
    for position, quotable in enumerate(quotables, start=1):
        now, plan = quotable.fact, quotable.plan
        year, before = quotable.this_year.fact, quotable.this_year.last_year.fact
        standing, happening = (_cell(now), "") if now.stock else ("", _cell(now))
        cells: list[Cell] = [str(position), now.label, now.unit]
        cells += ["" if plan.value is None else plan, happening]
        if long:
            cells.append("" if now.stock else _cell(year))
        cells += [standing, _cell(share(now, plan)) if plan.value else ""]
        # A percentage of a percentage misleads.
        comparable = before.value and not isinstance(quotable.measure, Ratio)
        cells += [_cell(before), _cell(share(year, before)) if comparable else ""]
        rows.append(Row(tuple(cells)))
    return ReportTable(title, tuple(head), tuple(rows))


def listing(title: str, quotable: Quotable, columns: Sequence[str]) -> ReportTable:
    """The register's rows that an indicator counts, numbered, in the register's order.

    Raises
    ------
    PermissionError
        A column of personal data.
    KeyError
        The register has no such column.
    """
    declared = [quotable.indicator.register.column(name) for name in columns]
    for column in declared:
        if column.personal:
            raise PermissionError(f"cột {column.name} là dữ liệu cá nhân, không in ra báo cáo")
    rows = quotable.book.rows(quotable.indicator, quotable.period)
    head: list[tuple[str, Align]] = [("STT", "center")]
    head += [(column.heading, "right" if column.is_number else "left") for column in declared]
    listed = [
        Row((str(position), *(shown(row[column.name], column) for column in declared)))
        for position, row in enumerate(rows.to_dict("records"), start=1)
    ]
    return ReportTable(title, tuple(head), tuple(listed))


def _cell(fact: Fact) -> Cell:
    if fact.value is None:
        return UNKNOWN
    return fact if fact else NOTHING
