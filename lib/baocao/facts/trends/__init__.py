"""Comparisons and trends of facts: pure functions on facts that give facts.

Values stay exact, whatever their text rounds; an estimate alone is a whole number.
"""

from baocao.facts.trends.comparisons import (
    LAST_YEAR,
    Against,
    beyond_plan,
    change,
    excess,
    growth,
    last_year,
    multiple,
    share,
    shares,
)
from baocao.facts.trends.estimates import Estimate, estimate
from baocao.facts.trends.months import Months, months
from baocao.facts.trends.time_series import TimeSeries, standing
from baocao.facts.trends.trend import TrendTest, trend_test

__all__ = [
    "LAST_YEAR",
    "Against",
    "Estimate",
    "Months",
    "TimeSeries",
    "TrendTest",
    "beyond_plan",
    "change",
    "estimate",
    "excess",
    "growth",
    "last_year",
    "months",
    "multiple",
    "share",
    "shares",
    "standing",
    "trend_test",
]
