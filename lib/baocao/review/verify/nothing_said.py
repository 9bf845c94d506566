"""Where a text says that there is none of something: "quý này chưa có văn bằng nào được cấp"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage

__all__ = ["nothing_in"]

_NOTHING = re.compile(
    r"(?<!\w)(?:không|chưa)\s+"
    r"(?:có|phát sinh|ghi nhận|cấp|công nhận|phê duyệt|hỗ trợ|tổ chức)(?!\w)",
    re.IGNORECASE,
)
# Before it these say a time, or join it to what stands before.
_OF_TIME = re.compile(
    r"(?<!\w)(?:song|nhưng|còn|và|riêng|trong|cùng|kỳ|quý|tháng|năm|đầu|cuối|cả|ngoái|nay|này|"
    r"thì|cũng|vẫn|là|[ivx]+|[\d/]+|(?:năm|quý|tháng|kỳ) trước)(?!\w)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.()|•\n]")
_OPENS = re.compile(r"[,;:.(|•\n]|(?:^|\s)[-+*]\s")
_REACH = 90


def nothing_in(passage: Passage) -> Iterator[tuple[Mention, str]]:
    """Each such place, as if it were the number 0, and what else than a time stands before it.

    What is told of with a number, such as "không có sản phẩm 5 sao", is none of these, nor a
    question.
    """
    for match in _NOTHING.finditer(passage.text):
        start, end = match.span()
        behind = _CLAUSE.split(passage.text[end : end + _REACH], maxsplit=1)[0]
        before = _OPENS.split(passage.text[max(0, start - _REACH) : start])[-1]
        if re.search(r"\d", behind) or passage.text[end:].lstrip().startswith("?"):
            continue
        named = " ".join(_OF_TIME.sub(" ", before).split())
        yield Mention(start, end, "count", match[0], Decimal(0)), named
