"""Words beside a number that exclude one another: who exchanges them changes what is said.

Each row of :data:`CONTRASTS` is one thing that a sentence says of a number; its meanings exclude
one another, the phrases of one meaning are ways to say it.  No report is written from these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

__all__ = ["BASE", "CONTRASTS", "DIRECTION", "NEUTRAL", "STATES", "Contrast", "Said"]

BASE: Final = "mốc so sánh"
DIRECTION: Final = "chiều tăng, giảm"


@dataclass(frozen=True)
class Said:
    """What a phrase says: letters `start` to `end` of a text, and its meaning."""

    start: int
    end: int
    phrase: str
    meaning: str


@dataclass(frozen=True)
class Contrast:
    """One thing that is said of a number.

    Parameters
    ----------
    name
        What it is, in Vietnamese.
    meanings
        The meanings that exclude one another, each with the phrases that say it.
    one_side_counts
        Whether it also is a change when a phrase comes or goes, as with "không".

    Examples
    --------
    >>> direction = next(one for one in CONTRASTS if one.name == DIRECTION)
    >>> [(said.phrase, said.meaning) for said in direction.said("tăng 17, không đổi, ít hơn 3")]
    [('tăng', 'up'), ('không đổi', 'same'), ('ít hơn', 'down')]
    """

    name: str
    meanings: Mapping[str, tuple[str, ...]]
    one_side_counts: bool = False

    @cached_property
    def _phrases(self) -> dict[str, str]:
        return {phrase: key for key, phrases in self.meanings.items() for phrase in phrases}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._phrases, key=lambda phrase: (-len(phrase), phrase))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")

    def said(self, text: str) -> Iterator[Said]:
        """The phrases of a text, in lower case; of two that overlap the longer one."""
        for match in self._pattern.finditer(text.lower()):
            yield Said(*match.span(), match[0], self._phrases[match[0]])


STATES: Final = (
    Contrast(
        "hiệu lực",
        {
            "valid": ("còn hiệu lực", "còn hạn", "còn giá trị", "đang có hiệu lực"),
            "ended": ("hết hiệu lực", "hết hạn", "quá hạn", "hết giá trị", "không còn hiệu lực"),
        },
    ),
    Contrast(
        "kết quả xét duyệt",
        {
            "approved": ("phê duyệt", "chấp thuận", "được duyệt", "đã duyệt", "thông qua"),
            "refused": ("từ chối", "bác", "không phê duyệt", "không chấp thuận", "trả lại"),
            "withdrawn": ("thu hồi", "hủy bỏ", "huỷ bỏ", "bãi bỏ"),
        },
    ),
    Contrast(
        "trong nước, ngoài nước",
        {
            "home": ("trong nước", "nội địa"),
            "abroad": ("ngoài nước", "nước ngoài", "quốc tế"),
        },
    ),
)
"""Contraries of which the labels of indicators say one: where a text says the other, the number is
none of that indicator's."""

CONTRASTS: Final = (
    *STATES,
    Contrast(
        BASE,
        {
            "last year": (
                *("cùng kỳ năm trước", "cùng thời điểm năm trước", "cùng kỳ năm ngoái"),
                *("năm trước", "năm ngoái", "cùng kỳ", "cùng thời điểm", "cùng ngày năm trước"),
            ),
            "previous": (
                *("quý trước", "tháng trước", "tuần trước", "kỳ trước", "quý liền trước"),
                *("tháng liền trước", "kỳ liền trước", "kỳ báo cáo trước"),
            ),
            "plan": ("kế hoạch", "chỉ tiêu kế hoạch", "mục tiêu"),
            "first day": ("so với đầu năm", "so với đầu kỳ", "so với đầu nhiệm kỳ"),
            "others": ("bình quân cả nước", "bình quân chung", "cả nước", "toàn quốc", "toàn tỉnh"),
        },
    ),
    Contrast(
        DIRECTION,
        {
            "up": (
                *("tăng", "tăng thêm", "gia tăng", "tăng trưởng", "cao hơn", "nhiều hơn"),
                *("lớn hơn", "vượt", "tăng lên", "đi lên"),
            ),
            "down": (
                *("giảm", "giảm bớt", "sụt giảm", "suy giảm", "thấp hơn", "ít hơn"),
                *("nhỏ hơn", "kém hơn", "hụt", "giảm xuống", "đi xuống", "giảm đi", "sụt", "tụt"),
            ),
            "same": ("không đổi", "không thay đổi", "giữ nguyên", "bằng cùng kỳ", "đi ngang"),
        },
    ),
    Contrast(
        "thứ bậc cao nhất, thấp nhất",
        {
            "most": (
                *("cao nhất", "nhiều nhất", "lớn nhất", "đứng đầu", "dẫn đầu", "đứng thứ nhất"),
                "kỷ lục",
            ),
            "least": ("thấp nhất", "nhỏ nhất", "đứng cuối", "xếp cuối"),
            "second": (
                "đứng thứ hai",
                "xếp thứ hai",
                "cao thứ hai",
                "nhiều thứ hai",
                "lớn thứ hai",
            ),
            "third": ("đứng thứ ba", "xếp thứ ba", "cao thứ ba", "nhiều thứ ba", "lớn thứ ba"),
        },
    ),
    Contrast(
        "lời phủ định",
        {"no": ("không", "chưa", "chẳng", "không còn", "chưa từng", "không hề", "chưa có")},
        one_side_counts=True,
    ),
    Contrast(
        "mức đạt",
        {
            "reached": ("đạt", "hoàn thành", "đã đạt", "vượt mức"),
            "not reached": ("chưa đạt", "không đạt", "chưa hoàn thành", "không hoàn thành"),
        },
    ),
    Contrast(
        "khoảng thời gian",
        {
            "period": ("trong kỳ", "trong quý", "trong tháng", "riêng trong kỳ"),
            "so far": (
                *("lũy kế", "luỹ kế", "từ đầu năm", "tính từ đầu năm", "cộng dồn"),
                *("lũy kế từ đầu năm", "luỹ kế từ đầu năm"),
            ),
            "first half": ("đầu năm",),
            "second half": ("cuối năm",),
        },
    ),
    Contrast(
        "phạm vi địa bàn",
        {
            "province": ("toàn tỉnh", "trên địa bàn tỉnh", "cấp tỉnh"),
            "city": ("toàn thành phố", "trên địa bàn thành phố", "trong thành phố"),
            "district": ("toàn huyện", "trên địa bàn huyện", "cấp huyện"),
            "commune": ("toàn xã", "trên địa bàn xã", "cấp xã"),
            "country": ("cả nước", "toàn quốc"),
        },
    ),
    Contrast("hạng sao", {f"{stars} sao": (f"{stars} sao",) for stars in range(1, 7)}),
    Contrast(
        "tổng số, bình quân",
        {
            "whole": ("tổng số", "tổng cộng", "tất cả"),
            "mean": ("bình quân", "trung bình"),
        },
    ),
    Contrast(
        "phần lớn, phần nhỏ",
        {
            "most of": ("phần lớn", "đa số", "đa phần", "hầu hết", "phần nhiều", "quá nửa"),
            "few of": ("phần nhỏ", "thiểu số", "một ít", "số ít", "chưa đến một nửa"),
            "all": ("toàn bộ", "tất cả các"),
        },
    ),
)
"""What may be said of a number, and must not be exchanged."""

_NEUTRAL = (
    "của là đã có được các những và với thì này đó trong tại ở cho về như vậy cũng rằng mà để do "
    "bởi từ đến gồm hiện nay đang sẽ việc theo một số lượng đạt ghi nhận cụ thể"
)
NEUTRAL: Final = frozenset(_NEUTRAL.split())
"""Words that come and go without changing what is said of a number."""
