"""Words around figures, in the order officials write them: facts in, Vietnamese out.

Every claim that prose makes of a figure (up, highest, above plan, most of) is made here, by a
function that has looked at the figures.  ``docs/phrases.md`` lists what each one says.
"""

from baocao.phrases.comparisons import against_plan, cumulative, versus
from baocao.phrases.rows import (
    against_extreme,
    course,
    estimated,
    series,
    standing,
    streak,
    trend,
)
from baocao.phrases.shares import leading, weight
from baocao.phrases.words import Named, Phrase, unit_of

__all__ = [
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
