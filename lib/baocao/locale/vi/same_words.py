"""Words that officials write for one another, and what everyone abbreviates.

Both sides of a comparison are brought to the first phrase of a row: what a label calls "còn hiệu
lực" is "còn hạn" on a slide.  No report is written from these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["ABBREVIATIONS", "COUNTERS", "FILLERS", "OFFICES", "PLACES", "alike"]

_DIGITS: Final = ("một", "hai", "ba", "bốn", "năm", "sáu")
_ROWS: Final = (
    ("phê duyệt", "duyệt chi", "chấp thuận", "đã duyệt", "được duyệt"),
    ("kinh phí", "số tiền", "tổng tiền", "tiền", "nguồn kinh phí", "đã chi", "chi"),
    ("còn hiệu lực", "còn hạn", "còn giá trị", "đang còn hạn", "đang có hiệu lực"),
    ("hết hiệu lực", "hết hạn", "quá hạn", "đáo hạn", "hết giá trị"),
    ("trình", "chờ phê duyệt", "chờ duyệt", "đang trình", "đã trình"),
    ("đề xuất", "đề nghị", "kiến nghị"),
    ("tin bài", "tin và bài", "bài báo", "bài viết", "bản tin"),
    ("người tham dự", "học viên", "người học", "người dự", "người tham gia"),
    ("ubnd cấp xã", "cấp xã", "xã phường thị trấn", "xã phường", "phường xã", "các xã"),
    ("ubnd cấp huyện", "cấp huyện", "huyện thị xã thành phố", "các huyện"),
    ("sở ban ngành ubnd cấp huyện", "tỉnh huyện", "tỉnh và huyện", "cấp tỉnh huyện",
     "cấp tỉnh và huyện"),
    ("sở ban ngành", "cấp tỉnh", "sở ngành", "cấp sở", "các sở"),
    ("vốn đầu tư nước ngoài", "vốn nước ngoài", "đầu tư nước ngoài", "vốn ngoài nước"),
    ("vốn đầu tư công", "vốn công", "đầu tư công"),
    ("ý kiến", "góp ý", "văn bản ý kiến", "cho ý kiến", "có ý kiến", "văn bản góp ý"),
    ("doanh nghiệp", "công ty", "nhà máy"),
    ("hoàn thành", "làm xong", "đã xong", "hoàn tất"),
    ("chuyển đổi", "chuyển sang"),
    ("tập huấn", "đào tạo", "bồi dưỡng"),
    ("truyền thông", "tuyên truyền"),
    ("ocop", "mỗi xã một sản phẩm"),
    *((f"{digit} sao", f"{word} sao") for digit, word in enumerate(_DIGITS, start=1)),
    # One word, of which the first syllable alone says nothing.
    ("trong-nước", "trong nước"),
    # Longer words that a phrase above is a part of.
    *(("chi cục",), ("chi nhánh",), ("chi phí",), ("chi tiết",), ("đầu tư công nghệ",)),
    *(("tiền lệ",), ("trình độ",), ("quá trình",)),
    *(("chương trình",), ("công trình",), ("quy trình",), ("trình bày",)),
)  # fmt: skip
ABBREVIATIONS: Final[Mapping[str, str]] = {
    "HTX": "hợp tác xã", "THT": "tổ hợp tác", "DN": "doanh nghiệp", "DNNVV":
    "doanh nghiệp nhỏ và vừa", "HSSV": "học sinh sinh viên", "TCCS": "tiêu chuẩn cơ sở",
    "SP": "sản phẩm", "VB": "văn bản", "FDI": "vốn đầu tư nước ngoài", "SHTT": "sở hữu trí tuệ",
    "KH&CN": "khoa học và công nghệ", "CNTT": "công nghệ thông tin", "CBCC": "cán bộ công chức",
    "NSNN": "ngân sách nhà nước", "TTHC": "thủ tục hành chính", "QLNN": "quản lý nhà nước",
    "ĐVT": "đơn vị tính", "HĐND": "hội đồng nhân dân", "TW": "trung ương",
}  # fmt: skip
"""Everyone abbreviates these; labels of indicators do not."""

_FILLERS: Final = (
    "của là đã có được các những và với thì này đó trong tại ở cho về như vậy cũng rằng mà để do "
    "bởi từ đến gồm hiện nay đang sẽ việc theo một số đạt kỳ tới toàn tổng chung ra vào chỉ riêng "
    "lại thêm mới nữa nào"
)
FILLERS: Final = frozenset(_FILLERS.split())
"""Words that do not tell one indicator from another."""

_COUNTERS: Final = (
    "đơn vị tổ chức cá nhân trường hợp cơ sở đối tượng địa phương bộ giấy bản hồ sơ cái nơi lượt "
    "người xã phường huyện nghìn triệu tỷ lần"
)
_RELATIONS: Final = (
    "so năm quý tháng tuần ngày cùng tăng giảm bằng trên mỗi cả kế mục cao thấp nhiều ít vượt hơn "
    "kém gấp trước sau còn nhưng nhờ do khi nên tính đều không chưa hoàn thành xong gần khoảng "
    "dưới chừng ngót xấp xỉ lên xuống nâng hẳn tương ứng lũy luỹ cộng dồn kể"
)
COUNTERS: Final = frozenset(f"{_COUNTERS} {_RELATIONS}".split())
"""Words behind a number that do not say what is counted, or say it of anything."""

OFFICES: Final[Mapping[str, str]] = {
    "xã": "cấp xã", "phường": "cấp xã", "thị trấn": "cấp xã", "xã phường": "cấp xã",
    "huyện": "cấp huyện", "thị xã": "cấp huyện", "thành phố": "cấp huyện", "quận": "cấp huyện",
    "sở": "sở ban ngành", "ban ngành": "sở ban ngành",
}  # fmt: skip
"""What is meant where places are counted: "18 xã" of offices is offices of communes."""

PLACES: Final = ("huyện", "thị xã", "thành phố", "quận", "tỉnh", "phường", "xã", "thị trấn")
"""What stands before the name of a place, and is left out where it is clear."""

_FIRST: Final = {other: row[0] for row in _ROWS for other in row[1:]}
_PATTERN: Final = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(p) for p in sorted({*_FIRST, *(r[0] for r in _ROWS)}, key=len)[::-1])
    + r")(?!\w)"
)


def alike(words: str) -> str:
    """A text in lower case, without signs, each phrase replaced by the first of its row.

    Examples
    --------
    >>> alike("đang còn hạn 89 sp")
    'còn hiệu lực 89 sp'
    """
    return _PATTERN.sub(lambda match: _FIRST.get(match[0], match[0]), words)
