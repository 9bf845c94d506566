"""Whether a time series has a trend: Theil–Sen slope and Kendall's test, or only a direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from baocao.facts.fact import Fact
from baocao.facts.trends.comparisons import POINTS
from baocao.facts.trends.time_series import TimeSeries
from baocao.locale.vi.text import enough_decimals, half_up, money, trimmed

__all__ = ["ENOUGH", "TrendTest", "trend_test"]

# Below, Kendall's test can hardly reach 5 % and the slope rests on a handful of pairs.
ENOUGH = 8
_LEVEL = 0.05


@dataclass(frozen=True)
class TrendTest:
    """What may be said of the trend of a time series.

    Parameters
    ----------
    series
        The figures.
    claim
        ``"up"`` or ``"down"`` when Kendall's test rejects chance at the 5 % level;
        ``"none"`` when it does not; None when no trend may be claimed either way.
    why
        Why none may be claimed, in Vietnamese; empty otherwise.
    slope, low, high
        Theil–Sen slope in units a period, with its 95 % interval; None without a test.
    tau, p_value
        Kendall's tau-b and its two-sided p-value; None without a test.
    """

    series: TimeSeries
    claim: Literal["up", "down", "none"] | None
    why: str
    slope: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    tau: float | None = None
    p_value: float | None = None

    def slope_fact(self, noun: str) -> Fact:
        """The slope's size as a fact that prose can quote; `noun` is what one period is."""
        now, size = self.series.facts[-1], abs(self.slope or Decimal(0))
        unit = f"{POINTS if now.unit == '%' else now.unit} mỗi {noun}"
        text = trimmed(size, enough_decimals(size, 1))
        if now.unit == "đồng":
            text = money(half_up(size, 0))
        return replace(
            now,
            id=f"{now.id}:slope",
            value=size,
            text=text,
            unit=f"mỗi {noun}" if now.unit == "đồng" else unit,
            decimals=1,
            label=f"Mức tăng, giảm mỗi {noun} (Theil–Sen): {now.label}",
            provenance=tuple(dict.fromkeys(s for f in self.series.facts for s in f.provenance)),
            derived_from=tuple(f"{fact.id}@{fact.period}" for fact in self.series.facts),
        )


def trend_test(facts: Sequence[Fact]) -> TrendTest:
    """Test like periods, oldest first, for a trend.

    Figures are used as they were counted, neither smoothed nor turned into rates.  Both
    statistics use only the order of the values and assume no distribution.  The test assumes
    independent periods, so stocks are not tested: each of them contains the one before.

    Parameters
    ----------
    facts
        Like periods, one after the other.  Leave out periods cut short by the closing day.

    Examples
    --------
    Eight rising values are significant: only 2 of their 8! orders are as extreme.
    """
    series = TimeSeries.of(facts)
    count = len(series.facts)
    if any(fact.stock for fact in series.facts):
        return TrendTest(series, None, "số lũy kế: kỳ sau chứa kỳ trước, không kiểm định xu hướng")
    if count < ENOUGH:
        why = f"chỉ có {count} kỳ liền nhau có số liệu, cần {ENOUGH} kỳ: chỉ nói hướng tăng, giảm"
        return TrendTest(series, None, why)
    values = [float(value) for value in series.values]
    if len(set(values)) == 1:
        return TrendTest(series, "none", "", Decimal(0), Decimal(0), Decimal(0))
    # Only where it is asked: it takes longer to import than all else that most commands do.
    from scipy.stats import kendalltau, theilslopes

    at = range(count)
    slope, _, low, high = theilslopes(values, at)
    test = kendalltau(at, values)
    significant = test.pvalue < _LEVEL
    claim: Literal["up", "down", "none"] = "none"
    if significant:
        claim = "up" if test.statistic > 0 else "down"
    return TrendTest(
        series, claim, "", _exact(slope), _exact(low), _exact(high),
        float(test.statistic), float(test.pvalue),
    )  # fmt: skip


def _exact(value: float) -> Decimal:
    return Decimal(str(round(float(value), 9)))
