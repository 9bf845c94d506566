"""Comparisons and trends of facts: pure functions on facts that give facts.

Values stay exact, whatever their text rounds; an estimate alone is a whole number.
"""

from baocao.trends.comparisons import (
    LAST_YEAR,
    Against,
    change,
    excess,
    growth,
    multiple,
    share,
    shares,
)
from baocao.trends.courses import Course, standing
from baocao.trends.estimates import Estimate, estimate
from baocao.trends.months import Months, months
from baocao.trends.tendencies import Tendency, tendency

__all__ = [
    "LAST_YEAR",
    "Against",
    "Course",
    "Estimate",
    "Months",
    "Tendency",
    "change",
    "estimate",
    "excess",
    "growth",
    "months",
    "multiple",
    "share",
    "shares",
    "standing",
    "tendency",
]
