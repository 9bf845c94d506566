"""What the numbers of a report rest on: the rows of registers, and values of earlier years.

A report carries both, so that a reader without the registers can see where a number comes from.
"""

from __future__ import annotations

from collections.abc import Sequence

from baocao.core.periods import Period
from baocao.document.model import EarlierValue, QuotedFact, RegisterRows
from baocao.facts import find
from baocao.facts.book import FactBook
from baocao.registers.small import Table, shown_columns

__all__ = ["ORIGIN", "earlier", "registers"]

# The heading over file and place of each row, where a register has several files.
ORIGIN = "Tệp, dòng"


def earlier(book: FactBook, identity: str, period: Period) -> list[EarlierValue]:
    """Values of a fact at the same days of earlier years, see :func:`baocao.facts.find.earlier`."""
    return [
        EarlierValue(name, str(fact.value), fact.text)
        for name, fact in find.earlier(book, identity, period)
    ]


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
