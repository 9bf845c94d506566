"""Whether a statement is known surely enough to call its number wrong.

One rule.  A number is wrong only if all that it states is established where it stands:

- the *indicator*: its own words name it, or its own unit is one of the indicator that was spoken of
  last, or they say a time and nothing else ("90 dự án, cùng kỳ 65"); no other fits nearly as well;
- the *part*: its own words name it, or no part was spoken of; a part that was spoken of in another
  sentence may have given way to the whole;
- the *time* and the *base*: see :mod:`~baocao.review.verify.time_scopes`;
- the *measure*: beside no word and no sign of comparison a number is a value.

Of what is not established every reading stays possible: each time that is named nearby, each base,
the whole beside the part, the change beside the value.  A number that is the value of any possible
reading is not called wrong, it is listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from baocao.core.errors import BaocaoError
from baocao.review.verify.mentions import FALLS, RISES

if TYPE_CHECKING:
    from baocao.core.periods import Period
    from baocao.review.verify.asked_facts import AskedFacts
    from baocao.review.verify.indicator_search import Fit, Words
    from baocao.review.verify.known_facts import KnownFact
    from baocao.review.verify.measures import MeasureName
    from baocao.review.verify.mentions import Mention
    from baocao.review.verify.passages import Passage
    from baocao.review.verify.time_scopes import Scope

__all__ = [
    "CLEAR_FIT",
    "POSSIBLE",
    "STRONG_FIT",
    "is_against_other",
    "is_of_name",
    "is_of_rest",
    "is_sure",
    "possible_readings",
]

STRONG_FIT = 0.5
"""From this fit of its words on, an indicator may contradict a number or a claim."""

CLEAR_FIT = 0.3
"""From this fit on it may where all others are far behind it."""

POSSIBLE = 0.5
"""From this share of the best fit on another indicator may be meant, if it has the value."""

# Where another indicator fits nearly as well as the best it is not clear which one is meant.
_NEAR = 0.92
_FAR = 0.67
# Words that say a time and nothing of what was counted then.
_OF_TIME = re.compile(
    r"(?:(?:riêng|cùng|kỳ|quý|tháng|năm|đầu|cuối|trước|ngoái|nay|này|là|có|[ivx]+|\d+)(?:\s+|$))+",
    re.IGNORECASE,
)
# What may say that a number is a difference, a level that was reached, or what is left.
_COMPARING = re.compile(
    r"(?<!\w)(?:tăng|giảm|hơn|kém|thêm|bớt|vượt|sụt|so|chênh|gấp|nâng|lên|xuống|còn|YoY|QoQ|"
    rf"tỷ lệ|chiếm)(?!\w)|[{RISES}{FALLS}→+±−%]|->",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"(?<!\w)(?:chưa|còn thiếu|còn phải|ngoài ra|khác|nữa)(?!\w)", re.IGNORECASE)
# "Như vậy còn 112 xã", but not "giảm còn 112".
_LEFT = re.compile(r"(?<!\w)(?<!giảm )(?<!xuống )(?<!chỉ )còn\s+$", re.IGNORECASE)
_COMING = re.compile(r"(?:\s+(?!và\b)[^\W\d]+){0,4}\s+sẽ(?!\w)", re.IGNORECASE)
_AGAINST = re.compile(
    r"(?:nhiều|ít|cao|thấp|lớn|nhỏ|kém) hơn\s+"
    r"(?!(?:so với |cả |cuối |mức )*(?:cùng|kỳ|quý|năm|tháng|tuần|khoảng|gần)(?!\w))"
    r"[^\W\d][^,.;:()|\d\n]{0,40}\s$",
    re.IGNORECASE,
)
_OF_OTHER = re.compile(r"\s+(?:của|thuộc)\s")
_OF_NAME = re.compile(r"(?:[\s,]+[^\W\d]+){0,4}?\s+(?:trên|tại|ở|qua|do|bởi)\s+([^\W\d_])")


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


def is_of_name(passage: Passage, mention: Mention) -> bool:
    """Whether a number is of somebody or something else: "8 tin, bài trên Đài Phát thanh".

    "62 của hợp tác xã" counts no cooperatives.
    """
    found = _OF_NAME.match(passage.text, mention.end)
    is_of_other = _OF_OTHER.match(passage.text, mention.end) is not None
    return is_of_other or (found is not None and found[1].isupper())


def is_against_other(passage: Passage, mention: Mention) -> bool:
    """Whether a number is a difference from something else than a time: "hơn Vĩnh Linh 02 xã"."""
    return _AGAINST.search(passage.text, 0, mention.start) is not None


def is_of_rest(passage: Passage, mention: Mention) -> bool:
    """Whether a number counts what an indicator does not: "còn 17 cơ quan chưa xong"."""
    start, end = passage.sentence(mention)
    before = re.split(r"[,;:.(|•\n]", passage.text[start : mention.start])[-1]
    after = re.split(r"[,;:.)|•\n]", passage.text[mention.end : end])[0]
    if _LEFT.search(before):
        return True
    return bool(_NOT_YET.search(f"{before} . {after}") or _COMING.match(after))


def possible_readings(
    passage: Passage,
    mention: Mention,
    fits: Iterable[Fit],
    measure: MeasureName,
    scope: Scope,
    bases_at: Callable[[Passage, Mention, Period], list[Period]],
    asked: AskedFacts,
) -> Iterator[KnownFact]:
    """All facts that a number may state of what its words name.

    Parameters
    ----------
    passage, mention
        The number and its text.
    fits
        The indicators, and the parts of them, that may be meant.
    measure
        What it says most likely.
    scope
        The time it is of.
    bases_at
        What a change of a window is from; empty where its sentence names none.
    asked
        Finds the facts.
    """
    windows = scope.windows if scope.is_sure else scope.possible
    measures = _measures(passage, mention, measure)
    named = {window: bases_at(passage, mention, window) for window in windows}
    if measure == "change" and any(named.values()):
        measures = ["change"]
    for fit in fits:
        for name in measures:
            for window in windows:
                bases = named[window] or _bases(window, windows)
                for fact in asked.of(fit, name, [window], bases):
                    # Nobody says by a number that nothing changed.
                    if name == measure or fact.value:
                        yield fact
        if scope.is_open and measure == "value":
            for fact in asked.of(fit, "value", scope.windows[:1], []):
                for _, value in asked.facts.earlier(fact):
                    yield replace(fact, value=value, text=str(value))


def _bases(window: Period, others: Iterable[Period]) -> list[Period]:
    """What a change of a window may be from, where nothing says it."""
    found = [one for one in others if one.end < window.end]
    for step in ("same_period_last_year", "previous"):
        try:
            found.append(getattr(window, step)())
        except (BaocaoError, ValueError):
            continue
    found.append(window.reporting_year().previous())
    return list(dict.fromkeys(found))


def _measures(passage: Passage, mention: Mention, measure: MeasureName) -> list[MeasureName]:
    """What a number may say, the likeliest first."""
    if mention.kind in ("percent", "points"):
        return list(dict.fromkeys([measure, "growth", "share", "of plan", "value"]))
    if measure in ("change", "growth"):
        return ["change", "growth", "value"]
    if measure != "value":
        return [measure, "value"]
    start, _ = passage.sentence(mention)
    after = re.split(r"[,;.:(|•\n]", passage.text[mention.end : mention.end + 80], maxsplit=1)[0]
    row = "" if passage.row is None else f"{passage.row.head} {passage.row.label}"
    before = re.split(r"[;|•]", passage.text[start : mention.start])[-1]
    if _COMPARING.search(f"{before} . {after} . {row}"):
        return ["value", "change", "growth"]
    return ["value"]
