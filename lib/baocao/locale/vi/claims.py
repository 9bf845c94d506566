"""Words that claim something about figures, which nobody may type into prose.

Typed by hand, "ngày càng tăng", "cao nhất", "phần lớn", "vượt" stay in the text when the figures
change; functions that look at the figures write them instead.  An expression that claims nothing
("vượt khó") is allowed when it is in ``data/names.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["claims_in", "is_claim"]

# Patterns of what may not be typed, and the name in a template that writes it instead.
_CLAIMS: Final[tuple[tuple[str, str], ...]] = (
    (r"ngày càng|ngày một", "course"),
    (r"(?:liên tục|liên tiếp) (?:tăng|giảm)|(?:tăng|giảm) (?:liên tục|liên tiếp)", "streak"),
    (r"xu hướng (?:tăng|giảm)|tăng trưởng|sụt giảm", "trend"),
    (
        r"(?:tăng|giảm) (?:cao|dần|đều|mạnh|nhanh|chậm|vọt|sâu|đáng kể|rõ rệt)|"
        r"(?:tăng|giảm)(?: \w+){0,6} so với|"
        r"(?:cao|thấp|nhiều|ít|lớn|nhỏ) hơn(?: \w+){0,4} "
        r"(?:cùng kỳ|năm ngoái|(?:năm(?: \w+){0,2}|kỳ|quý|tháng|tuần) trước)",
        "vs_last_year",
    ),
    (r"(?:cao|thấp|lớn|nhỏ|nhiều|tốt|kém) nhất|kỷ lục|dẫn đầu", "standing"),
    (
        r"phần lớn|phần nhiều|đa số|đa phần|hầu hết|toàn bộ|chủ yếu|"
        r"(?:quá|hơn|gần|một) (?:một )?nửa|nửa (?:tổng )?số",
        "weight",
    ),
    (r"vượt|(?:hoàn thành|đạt) (?:kế hoạch|chỉ tiêu)|đều (?:đã )?(?:hoàn thành|đạt)", "vs_plan"),
    (r"gấp (?:bội|đôi|rưỡi|ba|bốn|năm|nhiều lần)", "vs_last_year"),
)
_WORDS: Final = tuple(
    (re.compile(rf"\b(?:{pattern})\b".replace(" ", r"\s+"), re.IGNORECASE), instead)
    for pattern, instead in _CLAIMS
)
# A word of direction right before a figure, with or without marks of emphasis between: the
# figure may change its direction, the word would not.  A figure that is printed as it was counted
# is neither more nor less than it says: "hơn", "gần".
_BEFORE_A_FIGURE: Final = re.compile(
    r"\b(?:tăng|giảm|gấp|ước|(?:cao |thấp |nhiều |ít )?hơn|gần|ngót|xấp xỉ|chưa (?:đến|tới))"
    r"(?:\s+(?:thêm|đạt|khoảng|tới|đến|lên))*[\s*_~(]*$",
    re.IGNORECASE,
)


def claims_in(text: str, *, before_figure: bool) -> Iterator[tuple[int, str, str]]:
    """Claims typed in a piece of prose.

    Parameters
    ----------
    text
        Prose between two figures, in NFC.
    before_figure
        Whether a figure follows.

    Yields
    ------
    tuple of int, str, str
        Where it starts in the text, its words, and the name that writes them instead.

    Examples
    --------
    >>> list(claims_in("Số dự án ngày càng tăng", before_figure=False))
    [(9, 'ngày càng', 'course')]
    >>> list(claims_in("tăng thêm ", before_figure=True))
    [(0, 'tăng thêm', 'vs_last_year')]
    >>> list(claims_in("Đã hỗ trợ hơn ", before_figure=True))
    [(10, 'hơn', 'vs_last_year')]
    """
    for pattern, instead in _WORDS:
        for match in pattern.finditer(text):
            yield match.start(), " ".join(match[0].split()), instead
    if before_figure and (found := _BEFORE_A_FIGURE.search(text)):
        yield found.start(), " ".join(found[0].strip("*_~( \n").split()), "vs_last_year"


def is_claim(name: str) -> bool:
    """Whether a text claims something by itself, and names nothing.

    Examples
    --------
    >>> [is_claim(name) for name in ("vượt", "Cao nhất", "tăng", "vượt khó", "Vượt Thác")]
    [True, True, True, False, False]
    """
    found = [*claims_in(name, before_figure=True)]
    return any(start == 0 and len(words) == len(name) for start, words, _ in found)
