"""Which words of a sentence are a number's own, in prose, in lists and in enumerations.

"4 sao: 44; 3 sao: 77" names first and counts then, "06 nhãn hiệu chứng nhận, 02 chỉ dẫn địa lý"
counts first: what stands between two numbers belongs to the first up to a comma or a joining word,
and to the second from there on.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter

from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["Clause", "clause_of", "question_of"]

# Where the words of one number end and those of the next begin: for certain, at a joining word,
# else at any sign.
_STRONG = re.compile(r"[;.!?|•](?!\d)|\n")
_JOINING = re.compile(
    r"(?<!\w)(?:và|với|(?<!của )cùng|cho|gồm|bao gồm|trong đó|trong khi|(?:số )?còn lại|riêng|"
    r"so với|của|trên tổng số)(?!\w)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[,:()](?!\d)|\s[-–]\s")
# What ends the words behind the last number of a sentence.
_END = re.compile(
    r"[;.!?()|•](?!\d)|\n|,\s+(?=(?:tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn)\b)"
    r"|,?\s+(?=(?:(?:số|phần)\s+)?còn lại\b)"
)
_LETTER = re.compile(r"[^\W\d_]")
_SOFT = re.compile(r"(?:của|trên tổng số)\b", re.IGNORECASE)
_LAST = re.compile(r"(?:với|gồm|bao gồm|cho)\b", re.IGNORECASE)
# Letters on either side in which the words of a number are looked for.
_REACH = 160
# A number with at most so many words behind it may share those of the next one.
_FEW_WORDS = 3


@dataclass(frozen=True)
class Clause:
    """The words around a number.

    Parameters
    ----------
    before, after
        Its own words on either side.
    lead
        What stands before the first number of its sentence.
    tail
        What is said of the number behind it, where it has no more words than its unit: "02 doanh
        nghiệp, 01 hợp tác xã xin chứng nhận".
    sentence, rest
        Its sentence, and what its paragraph says before it.
    previous
        The number before it in the sentence; None for the first.
    """

    before: str
    after: str
    lead: str
    tail: str
    sentence: str
    rest: str
    previous: Mention | None = None

    @property
    def own(self) -> str:
        """Its own words on both sides."""
        return f"{self.before} . {self.after}"


def clause_of(passage: Passage, mention: Mention, *, is_wide: bool = False) -> Clause:
    """The words around a number of a passage.

    Parameters
    ----------
    passage, mention
        A text, and a number in it.
    is_wide
        Whether a number has the words behind it up to the last sign before the next one: "67 nhãn
        hiệu, chỉ dẫn địa lý được bảo hộ, trong đó 59 …".
    """
    text = passage.text
    start, end = passage.sentence(mention)
    figures = passage.figures
    at = bisect_left(figures, mention.start, key=attrgetter("start"))
    previous = figures[at - 1] if at and figures[at - 1].start >= start else None
    while at < len(figures) and figures[at].start < mention.end:
        at += 1
    following = figures[at] if at < len(figures) and figures[at].start < end else None
    first = max(start, mention.start - _REACH)
    if previous is not None:
        first = max(
            first, previous.end + (_joint(text[previous.end : mention.start], is_wide=is_wide) or 0)
        )
    last = min(end, mention.end + _REACH)
    if following is not None:
        joint = _joint(text[mention.end : following.start], is_wide=is_wide)
        last = min(last, following.start if joint is None else mention.end + joint)
    if cut := _END.search(text, mention.end, last):
        last = cut.start()
    before = text[first : mention.start]
    if not is_wide and before.rstrip().endswith(",") and _LETTER.search(text[mention.end : last]):
        # "ở hạng 4 sao, 01 sản phẩm được đề xuất …"
        first = mention.start
    tail = ""
    if following is not None and len(text[mention.end : last].split()) <= _FEW_WORDS:
        tail = text[following.end : min(end, following.end + _REACH)]
        if cut := _END.search(tail):
            tail = tail[: cut.start()]
    opening = next((one for one in figures if one.start >= start), mention)
    return Clause(
        text[first : mention.start],
        text[mention.end : max(last, mention.end)],
        text[start : min(opening.start, mention.start)],
        tail,
        text[start:end],
        text[max(0, start - 1500) : start],
        previous,
    )


def question_of(passage: Passage, mention: Mention) -> str:
    """The question that a number answers: the first of its answer; empty where none is asked."""
    text = passage.text
    start, _ = passage.sentence(mention)
    asked = text.rfind("?", 0, start)
    first = max(0, asked)
    if any(first <= one.start < mention.start for one in passage.figures):
        return ""
    if asked < 0:
        above = passage.above[0] if passage.above else ""
        return above if above.rstrip("* ").endswith("?") else ""
    begins = max(text.rfind(sign, 0, asked) for sign in (". ", "? ", "! ", "\n"))
    return text[begins + 1 : asked]


def _joint(between: str, *, is_wide: bool = False) -> int | None:
    """How many letters between two numbers belong to the first; None where nothing tells."""
    if strong := _STRONG.search(between):
        return strong.start()
    # ", kế đó là đồ uống với 22": the word right before a number joins it to its own words.
    lead = re.search(r",\s+[^\W\d_][^,]*$", between)
    joining = [
        match.start()
        for match in _JOINING.finditer(between)
        if (not _SOFT.match(match[0]) or not _LETTER.search(between[match.end() :]))
        and not (_LAST.match(match[0]) and lead and not _LETTER.search(between[match.end() :]))
    ]
    signs = [match.start() for match in _SIGN.finditer(between)]
    if is_wide:
        return max((*joining, *signs), default=None)
    return max(joining, default=None) if joining else min(signs, default=None)
