"""Words around figures, in the order officials write them: facts in, Vietnamese out.

Every claim that prose makes of a figure (up, highest, above plan, most of) is made here, by a
function that has looked at the figures.  ``docs/phrases.md`` lists what each one says.
"""

from baocao.prose.phrases.comparisons import against_plan, cumulative, leading, versus, weight
from baocao.prose.phrases.phrase import SAME_DAYS, Named, Phrase, unit_of
from baocao.prose.phrases.series import (
    against_extreme,
    course,
    estimated,
    series,
    standing,
    streak,
    trend,
)

__all__ = [
    "SAME_DAYS",
    "Named",
    "Phrase",
    "against_extreme",
    "against_plan",
    "course",
    "cumulative",
    "estimated",
    "leading",
    "series",
    "standing",
    "streak",
    "trend",
    "unit_of",
    "versus",
    "weight",
]
