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
_OF_TIME = re.compile(
    r"(?:(?:riêng|trong|cùng|kỳ|quý|tháng|năm|đầu|cuối|trước|ngoái|nay|này|thì|cũng|vẫn|là|"
    r"[ivx\d/]+)(?:\s+|$))*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.()|•\n]")
_OPENS = re.compile(r"[;:.(|•\n]|(?:^|\s)[-+*]\s")
_REACH = 90


def nothing_in(passage: Passage) -> Iterator[Mention]:
    """Each such place, as if it were the number 0.

    What is told of with a number, such as "không có sản phẩm 5 sao", is none of these, nor what
    something else than a time stands before, nor a question.
    """
    for match in _NOTHING.finditer(passage.text):
        start, end = match.span()
        behind = _CLAUSE.split(passage.text[end : end + _REACH], maxsplit=1)[0]
        before = _OPENS.split(passage.text[max(0, start - _REACH) : start])[-1]
        if re.search(r"\d", behind) or not _OF_TIME.fullmatch(before.strip()):
            continue
        if not passage.text[end:].lstrip().startswith("?"):
            yield Mention(start, end, "count", match[0], Decimal(0))
