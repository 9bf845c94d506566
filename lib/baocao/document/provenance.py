"""What the numbers of a report rest on: the rows of registers, and values of earlier years.

A report carries both, so that a reader without the registers can see where a number comes from.
"""

from __future__ import annotations

from collections.abc import Sequence

from baocao.core.periods import Period
from baocao.document.model import EarlierValue, QuotedFact, RegisterRows
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact, suffix_of
from baocao.facts.find import find
from baocao.locale.vi.text import period_name, short_date
from baocao.registers.small import Table, shown_columns

__all__ = ["ORIGIN", "earlier", "registers"]

# The heading over file and place of each row, where a register has several files.
ORIGIN = "Tệp, dòng"
# Earlier years to look at.
_BACK = 4


def earlier(book: FactBook, identity: str, period: Period) -> list[EarlierValue]:
    """Values of a fact at the same days of earlier years, oldest first.

    Parameters
    ----------
    identity
        An indicator's id or a part's; comparisons and plans have no history of their own.
    period
        Where the fact is quoted. Days that the data do not reach yet are left out of the
        earlier years too: part of a year stands beside parts of years.

    Returns
    -------
    list of EarlierValue
        Missing values and windows that overlap are left out.
    """
    if suffix_of(identity):
        return []
    found: list[EarlierValue] = []
    now = find(book, identity, period)
    at = book.reached(period)
    for _ in range(_BACK):
        before = at.same_period_last_year()
        if not now.stock and before.end >= at.start:
            break
        at = before
        fact = find(book, identity, at)
        if fact.value is not None:
            found.append(EarlierValue(_name(at, fact), str(fact.value), fact.text))
    return found[::-1]


def registers(book: FactBook, facts: Sequence[QuotedFact]) -> list[RegisterRows]:
    """The rows that the facts were counted from, of small registers that may be shown.

    Parameters
    ----------
    facts
        Those that the report quotes.

    Returns
    -------
    list of RegisterRows
        Rows in the register's order; without personal and without empty columns.
    """
    wanted: dict[str, set[str]] = {}
    for fact in facts:
        for source in fact.provenance:
            wanted.setdefault(source.register, set()).update(source.keys)
    shown_registers = []
    for register in book.catalogue.registers:
        table = book.table(register)
        place = book.workspace.relative(table.path)
        # A large register lists no rows.
        if not isinstance(table, Table) or not register.public or not wanted.get(place):
            continue
        positions = [n for n, key in enumerate(table.keys) if key in wanted[place]]
        frame = table.frame.iloc[positions]
        cells = shown_columns(register, frame)
        if table.origins:
            cells = {ORIGIN: [table.origins[n] for n in positions], **cells}
        filled = {heading: texts for heading, texts in cells.items() if any(texts)}
        shown_registers.append(
            RegisterRows(
                register=place,
                title=register.title,
                columns=tuple(filled),
                keys=tuple(table.keys[n] for n in positions),
                rows=tuple(zip(*filled.values(), strict=True)),
            )
        )
    return shown_registers


def _name(period: Period, fact: Fact) -> str:
    if fact.stock:
        return f"đến {short_date(fact.window.end)}"
    if period.kind == "span":
        return f"{short_date(period.start)} đến {short_date(period.end)}"
    return period_name(period)
