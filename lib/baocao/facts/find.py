"""Finds facts by their ids, as people and built reports name them."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import pandas as pd

from baocao.core.errors import Finding, IndicatorError
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.counting import Cuts
from baocao.facts.fact import Fact, suffix_of
from baocao.facts.indicators import Indicator, YearWindow
from baocao.facts.measures import Measure
from baocao.facts.windows import as_of
from baocao.locale.vi.text import period_name, short_date

__all__ = ["Earlier", "Rows", "earlier", "find", "rows_of"]

# Earlier years to look at.
_BACK = 4


class Rows(NamedTuple):
    """The register's rows that an indicator counts, the first of `in_all`."""

    indicator: Indicator
    frame: pd.DataFrame
    in_all: int


class Earlier(NamedTuple):
    """A fact of an earlier year, and what its days are called."""

    name: str
    fact: Fact


class _Found(NamedTuple):
    """A fact, and the rows behind it: those of an indicator, or of a part of one."""

    fact: Fact
    measure: Measure
    cuts: Cuts = ()


def find(book: FactBook, identity: str, period: Period) -> Fact:
    """The fact of that id: an indicator's, or a part's such as ``ocop.recognised[4 sao]``.

    Of a comparison (``…:growth``) it is the fact that was compared.

    Raises
    ------
    IndicatorError
        INDICATOR-05 no such indicator; INDICATOR-06 a breakdown without that value.
    """
    return _find(book, identity, period).fact


def earlier(book: FactBook, identity: str, period: Period) -> list[Earlier]:
    """A fact at the same days of earlier years, oldest first.

    Parameters
    ----------
    identity
        An indicator's id or a part's; comparisons and plans have no history of their own.
    period
        Where the fact is quoted. Days that the data do not reach yet are left out of the
        earlier years too: part of a year stands beside parts of years.

    Returns
    -------
    list of Earlier
        Missing values and windows that overlap are left out.
    """
    if suffix_of(identity):
        return []
    found: list[Earlier] = []
    now = find(book, identity, period)
    at = book.reached(period)
    for _ in range(_BACK):
        before = at.same_period_last_year()
        if not now.stock and before.end >= at.start:
            break
        at = before
        fact = find(book, identity, at)
        if fact.value is not None:
            found.append(Earlier(_name(at, fact), fact))
    return found[::-1]


def _name(period: Period, fact: Fact) -> str:
    if isinstance(fact.window, YearWindow):
        return as_of(fact.window, period.calendar.year_word)
    if fact.stock:
        return f"đến {short_date(fact.window.end)}"
    if period.kind == "span":
        return f"{short_date(period.start)} đến {short_date(period.end)}"
    return period_name(period)


def rows_of(book: FactBook, identity: str, period: Period, limit: int | None = None) -> list[Rows]:
    """The register rows behind what :func:`find` finds, of each indicator that it is made of."""
    _, measure, cuts = _find(book, identity, period)
    found = []
    for source in measure.sources:
        count = sum(one.rows for one in book.fact(source, period, cuts).provenance)
        found.append(Rows(source, book.rows(source, period, cuts, limit), count))
    return found


def _find(book: FactBook, identity: str, period: Period) -> _Found:
    base, _, rest = identity.partition("[")
    measure = book.catalogue[base.partition(":")[0]]
    if not rest:
        return _Found(book.fact(measure, period), measure)
    texts = rest.rpartition("]")[0].split("][")
    columns = [_columns_with(book, measure, text) for text in texts]
    # A text may have the signs that stand between the texts of a cross table.
    if not all(columns):
        texts = ["][".join(texts)]
        columns = [_columns_with(book, measure, texts[0])]
    found = [
        _Found(book.fact(measure, period, cuts), measure, cuts)
        for names in product(*columns)
        if len(set(names)) == len(names)
        for cuts in [tuple(zip(names, texts, strict=True))]
    ]
    if found:
        # Two columns may hold one text: the one that is counted here is meant.
        return next((one for one in found if one.fact), found[0])
    raise IndicatorError(
        Finding(
            "INDICATOR-06",
            f"Không có phần {texts[0]} của {base}.",
            where=f"kỳ {period}",
            found=texts[0],
            remedy="xem các giá trị trong sổ, hoặc giải thích cả chỉ tiêu",
        )
    )


def _columns_with(book: FactBook, measure: Measure, value: str) -> list[str]:
    """The columns, of all the registers behind an indicator, that hold a value in one of them."""
    registers = {source.register.stem: source.register for source in measure.sources}.values()
    held = [set(book.columns_with(register, value)) for register in registers]
    shared = [{column.name for column in register.table_columns} for register in registers]
    names = (column.name for column in measure.sources[0].register.table_columns)
    return [
        name
        for name in names
        if any(name in one for one in held) and all(name in one for one in shared)
    ]
