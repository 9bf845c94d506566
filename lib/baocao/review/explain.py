"""Tells where a number comes from, and shows it in the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from baocao.core.periods import Period
from baocao.document.provenance import ORIGIN
from baocao.facts.book import shared_book
from baocao.facts.fact import with_unit
from baocao.facts.find import Rows, find, rows_of
from baocao.facts.indicators import YearWindow
from baocao.facts.windows import as_of
from baocao.locale.vi.text import period_name, short_date
from baocao.registers.open import AnyTable
from baocao.registers.small import Table, shown
from baocao.workspace.workspace import Workspace

__all__ = ["Explanation", "RowsShown", "explain", "explanation"]

_CORRECTED = "Đã đính chính"
SHOWN_ROWS = 20
SHOWN_COLUMNS = 5


@dataclass(frozen=True)
class RowsShown:
    """The first of the rows that an indicator counts.

    Parameters
    ----------
    title
        The label of the indicator.
    headings, rows
        As a reader of the register knows them; personal columns are left out.
    more
        How many rows are not shown.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int


@dataclass(frozen=True)
class Explanation:
    """Where a number comes from: names with their texts, and the rows of each indicator in it."""

    about: tuple[tuple[str, str], ...]
    rows: tuple[RowsShown, ...]


def explanation(workspace: Workspace, fact_id: str, period: Period) -> Explanation:
    """Value, definition, window, filter and rows of a fact.

    Parameters
    ----------
    workspace, period
        The data, and the period of the fact.
    fact_id
        The id of an indicator, of a part of one (``ocop.recognised[4 sao]``), or of a comparison
        (``ocop.recognised:growth``), which is explained by its indicator; or the name of an
        indicator as readers know it.

    Raises
    ------
    IndicatorError
        INDICATOR-05 no such indicator; INDICATOR-06 a breakdown without that value.
    """
    # Who asks for one number asks for more of the same data.
    book = shared_book(workspace)
    fact_id = book.catalogue.meant(fact_id)
    fact = find(book, fact_id, period)
    start = fact.window.start
    window = f"từ {short_date(start)} đến" if start else "đến hết"
    kind = "lũy kế tại ngày cuối kỳ" if fact.stock else "phát sinh trong kỳ"
    if isinstance(fact.window, YearWindow):
        kind = f"số của cả {as_of(fact.window, period.calendar.year_word)}"
    about = [
        ("Số liệu", with_unit(fact)),
        ("Chỉ tiêu", f"{fact.label} [{fact.id}]"),
        ("Kỳ", f"{period_name(period)}; tính {window} ngày {short_date(fact.window.end)}"),
        ("Loại", kind),
        *((("Lưu ý", f"{fact_id} suy ra từ số liệu này"),) if fact_id != fact.id else ()),
        *((("Tính từ", ", ".join(fact.derived_from)),) if fact.derived_from else ()),
    ]
    for source in fact.provenance:
        known = f"sha256 {source.sha256[:12]}…" if source.sha256 else "chưa có tệp"
        about.append(
            (
                "Nguồn",
                f"{source.register} ({known}): {source.filter}; "
                f"{source.rows} dòng, {source.illustrative} dòng minh họa",
            )
        )
    found = rows_of(book, fact.id, period, SHOWN_ROWS)
    return Explanation(
        tuple(about),
        tuple(_rows(rows, book.table(rows.indicator.register)) for rows in found),
    )


def explain(workspace: Workspace, fact_id: str, period: Period) -> None:
    """Print what :func:`explanation` tells; parameters and errors are the same."""
    told = explanation(workspace, fact_id, period)
    console = Console(soft_wrap=True, highlight=False)
    for name, text in told.about:
        console.print(f"{name + ':':<10}", text, markup=False)
    for shown_rows in told.rows:
        if len(told.rows) > 1:
            console.print(f"{shown_rows.title}:", markup=False)
        grid = RichTable(*shown_rows.headings)
        if ORIGIN in shown_rows.headings:
            grid.columns[0].no_wrap = True
        for row in shown_rows.rows:
            grid.add_row(*map(Text, row))
        console.print(grid)
        if shown_rows.more:
            console.print(f"… và {shown_rows.more} dòng khác")


def _rows(found: Rows, table: AnyTable) -> RowsShown:
    register, rows = table.register, found.frame
    cells = {
        column.heading: [shown(value, column) for value in rows[column.name]]
        for column in register.public_columns
    }
    filled = [heading for heading, column in cells.items() if any(column)]
    # What is counted must be seen, wherever it stands.
    used = {register.column(name).heading for name in found.indicator.columns}
    chosen = sorted(filled, key=lambda heading: heading not in used)[:SHOWN_COLUMNS]
    headings = [heading for heading in filled if heading in chosen]
    if isinstance(table, Table) and table.origins:
        cells[ORIGIN] = [table.origins[position] for position in rows.index]
        headings.insert(0, ORIGIN)
    corrected = table.corrected if isinstance(table, Table) else {}
    # The index of rows is their position in the register.
    marks = [", ".join(corrected.get(at, ())) for at in rows.index] if corrected else []
    if any(marks):
        cells[_CORRECTED] = marks
        headings.append(_CORRECTED)
    made = zip(*(cells[heading] for heading in headings), strict=True)
    more = max(0, found.in_all - len(rows))
    return RowsShown(found.indicator.label, tuple(headings), tuple(made), more)
