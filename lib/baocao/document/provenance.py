"""What stands behind the numbers a report quotes: earlier values, and the registers' rows.

A report carries both, so that a reader without the registers can open a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact, suffix_of
from baocao.facts.find import find
from baocao.locale.vi.text import period_name, short_date
from baocao.registers.small import Table, shown_columns

__all__ = ["earlier", "registers"]

# So many like periods before the quoted one.
_BACK = 4


def earlier(book: FactBook, identity: str, period: Period) -> list[dict[str, str]]:
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
    list of dict
        ``period`` in words, ``value`` as text, ``text`` as printed. Missing values and
        windows that overlap are left out.
    """
    if suffix_of(identity):
        return []
    found: list[dict[str, str]] = []
    now = find(book, identity, period)
    at = book.reached(period)
    for _ in range(_BACK):
        before = at.same_period_last_year()
        if not now.stock and before.end >= at.start:
            break
        at = before
        fact = find(book, identity, at)
        if fact.value is not None:
            found.append({"period": _name(at, fact), "value": str(fact.value), "text": fact.text})
    return found[::-1]


def registers(book: FactBook, facts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that the facts were counted from, of small registers that may be shown.

    Parameters
    ----------
    facts
        As in ``facts.json``.

    Returns
    -------
    list of dict
        ``register`` (its file), ``title``, ``columns`` (headings), ``keys`` and ``rows``
        (texts), in the register's order; without personal and without empty columns.
    """
    wanted: dict[str, set[str]] = {}
    for fact in facts:
        for source in fact["provenance"]:
            wanted.setdefault(source["register"], set()).update(source["keys"])
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
        filled = {heading: texts for heading, texts in cells.items() if any(texts)}
        shown_registers.append(
            {
                "register": place,
                "title": register.title,
                "columns": list(filled),
                "keys": [table.keys[n] for n in positions],
                "rows": [list(row) for row in zip(*filled.values(), strict=True)],
            }
        )
    return shown_registers


def _name(period: Period, fact: Fact) -> str:
    if fact.stock:
        return f"đến {short_date(fact.window.end)}"
    if period.kind == "span":
        return f"{short_date(period.start)} đến {short_date(period.end)}"
    return period_name(period)
