"""Whether a statement is known surely enough to call its number wrong.

One rule: what a number is of must be said where it stands.  Its own words name the indicator, or
its own unit is one of the indicator that was spoken of last, or they say a time and nothing else
("90 dự án, cùng kỳ 65"); no other indicator fits nearly as well.  A bare number whose indicator is
only carried over from what stands before it, as in "giảm so với quý II (6)", may be a difference, a
base or another thing: it is listed with the nearest facts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baocao.review.verify.indicator_search import Fit, Words
    from baocao.review.verify.mentions import Mention

__all__ = ["CLEAR_FIT", "STRONG_FIT", "is_sure"]

STRONG_FIT = 0.5
"""From this fit of its words on, an indicator may contradict a number or a claim."""

CLEAR_FIT = 0.3
"""From this fit on it may where all others are far behind it."""

# Where another indicator fits nearly as well as the best it is not clear which one is meant.
_NEAR = 0.92
_FAR = 0.67
# Words that say a time and nothing of what was counted then.
_OF_TIME = re.compile(
    r"(?:(?:riêng|cùng|kỳ|quý|tháng|năm|đầu|cuối|trước|ngoái|nay|này|là|có|[ivx]+|\d+)(?:\s+|$))+",
    re.IGNORECASE,
)


def is_sure(best: Fit, second: float, words: Words, mention: Mention) -> bool:
    """Whether the words beside a number say which indicator it is of.

    Parameters
    ----------
    best
        The indicator that fits best.
    second
        The fit of the best other one.
    words
        The words around the number.
    mention
        The number.
    """
    is_strong = best.fit >= STRONG_FIT and second < best.fit * _NEAR
    is_alone = best.fit >= CLEAR_FIT and second <= best.fit * _FAR and best.is_named
    # A percentage and an amount bear their unit in themselves.
    has_unit = bool(words.unit) or mention.kind != "count"
    is_said = best.is_said or best.is_named or has_unit or _OF_TIME.fullmatch(words.text)
    return (is_strong or is_alone) and bool(is_said)
