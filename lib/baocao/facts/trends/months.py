"""Seasons and outliers of monthly figures, for the analyst; reports do not print them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from baocao.facts.fact import Fact

__all__ = ["Months", "months"]

_LEVEL = 0.05
_YEARS = 3
# Iglewicz and Hoaglin (1993), "How to detect and handle outliers": modified z-scores.
_SCALE, _MEAN_SCALE, _OUTLIER = 0.6745, 1.253314, 3.5


@dataclass(frozen=True)
class Months:
    """Monthly figures with their seasons and outliers.

    Parameters
    ----------
    frame
        One row a month: ``year``, ``month``, ``value``, ``score`` (modified z-score of what
        its year and its calendar month do not explain), ``outlier``.
    seasonal
        Whether calendar months differ by more than chance (Kruskal–Wallis, 5 %); None when
        fewer than three whole years are known.
    p_value
        Of that test.
    note
        The same in a Vietnamese sentence.
    """

    frame: pd.DataFrame
    seasonal: bool | None
    p_value: float | None
    note: str


def months(facts: Sequence[Fact]) -> Months:
    """Find seasons and outliers in monthly flows, oldest first.

    Counts scatter the more the greater they are, so they are compared as ``2·√(x + 3/8)``
    (Anscombe's transform, whose scatter is about 1 for any count).  Each year's median is
    taken off before calendar months are compared, and each calendar month's before outliers
    are sought.
    """
    known = [fact for fact in facts if fact.value is not None]
    frame = pd.DataFrame(
        {
            "year": [_month(fact).year for fact in known],
            "month": [_month(fact).month for fact in known],
            "value": [float(fact.value or 0) for fact in known],
        }
    )
    if frame.empty:
        return Months(frame.assign(score=[], outlier=[]), None, None, "Chưa có số liệu tháng.")
    steadied = 2 * np.sqrt(frame["value"] + 0.375)
    level = steadied - steadied.groupby(frame["year"]).transform("median")
    rest = level - level.groupby(frame["month"]).transform("median")
    middle = rest.median()
    spread = (rest - middle).abs().median()
    # Where most months are alike the median deviation is nothing: then the mean deviation; and
    # counts never scatter by less than chance.
    scale = max(1.0, spread / _SCALE or (rest - middle).abs().mean() * _MEAN_SCALE)
    frame["score"] = (rest - middle) / scale
    frame["outlier"] = frame["score"].abs() > _OUTLIER
    whole = frame.groupby("year")["month"].transform("size") == 12
    seasonal, p_value, note = None, None, "Chưa đủ 03 năm trọn vẹn để xét tính mùa vụ."
    if frame.loc[whole, "year"].nunique() >= _YEARS and level[whole].nunique() > 1:
        # Only where it is asked: it takes longer to import than all else that most commands do.
        from scipy.stats import kruskal

        groups = [group for _, group in level[whole].groupby(frame.loc[whole, "month"])]
        p_value = float(kruskal(*groups).pvalue)
        seasonal = p_value < _LEVEL
        words = "Có" if seasonal else "Chưa thấy"
        shown = f"{p_value:.3f}".replace(".", ",")
        note = f"{words} tính mùa vụ (kiểm định Kruskal–Wallis, p = {shown})."
    return Months(frame, seasonal, p_value, note)


def _month(fact: Fact) -> date:
    """The month that a figure is of: its code names it, even where it ends in the next."""
    try:
        return date.fromisoformat(f"{fact.period}-01")
    except ValueError:
        return fact.window.end
