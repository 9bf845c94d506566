"""Finds facts by their ids, as people and built reports name them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from baocao.core.errors import Finding, IndicatorError
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.counting import Part
from baocao.facts.fact import Fact
from baocao.facts.indicators import Indicator

__all__ = ["find", "rows_of"]


class _Found(NamedTuple):
    """A fact, and the rows behind it: those of an indicator, or of a part of one."""

    fact: Fact
    indicator: Indicator
    part: Part | None = None


def find(book: FactBook, identity: str, period: Period) -> Fact:
    """The fact of that id: an indicator's, or a part's such as ``ocop.recognised[4 sao]``.

    Of a comparison (``…:growth``) it is the fact that was compared.

    Raises
    ------
    IndicatorError
        INDICATOR-05 no such indicator; INDICATOR-06 a breakdown without that value.
    """
    return _find(book, identity, period).fact


def rows_of(
    book: FactBook, identity: str, period: Period, limit: int | None = None
) -> pd.DataFrame:
    """The register rows behind what :func:`find` finds; of a ratio those of its numerator."""
    _, indicator, part = _find(book, identity, period)
    return book.rows(indicator, period, part, limit)


def _find(book: FactBook, identity: str, period: Period) -> _Found:
    base, _, rest = identity.partition("[")
    measure = book.catalogue[base.partition(":")[0]]
    indicator = measure.counted
    if not rest:
        return _Found(book.fact(measure, period), indicator)
    value = rest.rpartition("]")[0]
    found = [
        _Found(book.part(indicator, by, value, period), indicator, (by, value))
        for by in book.columns_with(indicator.register, value)
    ]
    if found:
        # Two columns may hold one text: the one that is counted here is meant.
        return next((one for one in found if one.fact), found[0])
    raise IndicatorError(
        Finding(
            "INDICATOR-06",
            f"Không có phần {value} của {base}.",
            where=f"kỳ {period}",
            found=value,
            remedy="xem các giá trị trong sổ, hoặc giải thích cả chỉ tiêu",
        )
    )
