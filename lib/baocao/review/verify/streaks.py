"""For how many periods in a row an indicator has gone one way: "tăng 4 quý liền"."""

from __future__ import annotations

import re
from datetime import timedelta

from baocao.core.period import Period
from baocao.core.periods import periods_between
from baocao.review.verify.asked_facts import AskedFacts
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["Streak", "streak_of", "streak_said"]

Streak = tuple[str, int]
"""The kind of period, and 1 for up, -1 for down."""

_KINDS = {"quý": "quarter", "tháng": "month", "năm": "year"}
_NOUN = re.compile(r"\s*(quý|tháng|năm)\s", re.IGNORECASE)
_DIRECTION = re.compile(r"(?<!\w)(?:(tăng|đi lên)|(giảm|sụt|đi xuống))(?!\w)", re.IGNORECASE)
# A period of any of these kinds ends within so many days.
_LONGEST = timedelta(days=400)
_MOST_STEPS = 40


def streak_said(passage: Passage, mention: Mention) -> Streak | None:
    """What a number counts that stands before "quý liền"; None where no direction is named."""
    noun = _NOUN.match(passage.text, mention.end)
    start, _ = passage.sentence(mention)
    ways = list(_DIRECTION.finditer(passage.text, start, mention.start))
    if noun is None or not ways:
        return None
    return _KINDS[noun[1].lower()], 1 if ways[-1][1] else -1


def streak_of(asked: AskedFacts, identity: str, window: Period, streak: Streak) -> int | None:
    """For how many periods up to the end of a window an indicator has gone one way.

    None where no such period ends with the window, or it has no value.
    """
    kind, sign = streak
    end = asked.facts.book.reached(window).end
    closed = periods_between(end - _LONGEST, end, (kind,), window.calendar)
    if not closed or closed[-1].end != end:
        return None
    period, steps = closed[-1], 0
    now = asked.fact(identity, period)
    if now is None:
        return None
    while steps < _MOST_STEPS:
        period = period.previous()
        before = asked.fact(identity, period)
        if before is None or before.value is None or now.value is None:
            break
        if (now.value - before.value) * sign <= 0:
            break
        now, steps = before, steps + 1
    return steps
