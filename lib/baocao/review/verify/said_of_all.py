"""Where a text says that all of what it counts are of one part, or of one time.

"11 văn bằng, toàn bộ là nhãn hiệu chứng nhận", "10 sản phẩm được công nhận, tất cả vào tháng 6".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from baocao.core.periods import Period
from baocao.locale.vi.text import number
from baocao.review.verify.asked_facts import AskedFacts
from baocao.review.verify.indicator_search import IndicatorSearch
from baocao.review.verify.judgement import Judgement, Verdict
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage
from baocao.review.verify.stated_values import Stated
from baocao.review.verify.time_phrases import phrases_in

__all__ = ["said_of_all"]

_ALL = re.compile(
    r"(?<!\w)(?:(?:tất cả|toàn bộ)(?:\s+đều)?|đều)\s+(?:là|do|thuộc|của|trong|vào|ở)\s+"
    r"(?P<name>[^.;,:()|•\n]{2,60})",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:,?\s+[^\W\d]+){0,10}\s*,?\s*")


def said_of_all(
    passage: Passage, stated: Stated, search: IndicatorSearch, asked: AskedFacts
) -> Iterator[Judgement]:
    """The verdict on each such place whose number is of an indicator, be it right or wrong.

    Parameters
    ----------
    passage
        A text.
    stated
        What the numbers of the document state.
    search, asked
        How parts are named, and their facts.
    """
    for match in _ALL.finditer(passage.text):
        before = [one for one in passage.figures if one.end <= match.start()]
        if not before or not _BETWEEN.fullmatch(passage.text, before[-1].end, match.start()):
            continue
        told = stated.get((passage.block_number, before[-1].start))
        if told is None or not told.fact or ":" in told.fact:
            continue
        mention = Mention(*match.span(), "claim", match[0].strip().lower())
        if judged := _judged(passage, mention, match, told, search, asked):
            yield judged


def _judged(
    passage: Passage,
    mention: Mention,
    match: re.Match[str],
    told: Judgement,
    search: IndicatorSearch,
    asked: AskedFacts,
) -> Judgement | None:
    key, _, rest = told.fact.partition("[")
    own = rest.rpartition("]")[0]
    name = search.vocabulary.words_of.plain(match["name"])
    parts = search.parts_in(key, name)
    at = search.facts.book.workspace.period_of(told.period)
    # "10 văn bằng, đều là nhãn hiệu tập thể": the words behind the number belong to all of it.
    identity, own = (key, "") if parts == [own] else (told.fact, own)
    whole = asked.fact(identity, at)
    if whole is None or not whole.value:
        return None
    windows = _windows_in(passage, match, search)
    if not own and len(parts) == 1:
        of_all, period = asked.fact(f"{key}[{parts[0]}]", at), at
    elif not parts and len(windows) == 1 and not whole.stock:
        of_all, period = asked.fact(identity, windows[0]), windows[0]
    else:
        return None
    value = of_all.value if of_all is not None and of_all.value is not None else 0
    verdict: Verdict = "right" if value == whole.value else "contradicted"
    reason = "" if verdict == "right" else f"số liệu: {number(value)} trong {whole.text}"
    fact = of_all.id if of_all is not None else identity
    return Judgement(passage, mention, verdict, fact, str(period), "", reason)


def _windows_in(
    passage: Passage, match: re.Match[str], search: IndicatorSearch
) -> tuple[Period, ...]:
    """The time that all are said to be of; empty where none is named."""
    start, end = match.span("name")
    found = [
        one
        for one in phrases_in(passage.text, search.facts, passage.times)
        if start <= one.start < end and not one.is_compared
    ]
    return found[0].windows if len(found) == 1 else ()
