"""What a row of a sheet is, where it is no row of data: by the words and numbers in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from baocao.locale.vi.look_alikes import folded
from baocao.registers.grid import Code, Disguised, Grid, Value

__all__ = [
    "DITTO",
    "LOWEST",
    "TOTAL_TEXTS",
    "are_numbers",
    "is_ditto",
    "is_group",
    "is_numbering",
    "is_signed",
    "is_total",
    "level_of",
    "shape_of",
    "summary_of",
    "tells_of_total",
]

_TOTAL = re.compile(
    r"(?:(?:cộng|trang trước) )?(?:mang|chuyển) (?:sang|trang)\b.*|tổng cộng\b.*|tong cong\b.*|"
    r"(?:tong so|tong|luy ke|cong don)[ :.]*\d*$|"
    r"(?:tổng cộng|tổng số|tổng|cộng|lũy kế|t ?[./]? ?cộng|sum)"
    r"(?: (?:toàn|cả|chung|huyện|thị|thành|xã|tỉnh|năm|quý|tháng|trang|dồn|mang sang|từ|đến|"
    r"kinh phí|số tiền|tiền|cuối|các|trong|theo|của)\b.*|"
    r" [ivx]+|:? \d+ \w+(?: \w+)?| ?\(.*)?[ :.]*\d*$|"
    r"(?:toàn|cả) (?:tỉnh|huyện|thành phố|thị xã|xã|vùng|nước|ngành|năm|quý)"
    r"(?: \d+)?(?: ?\(.*)?[ :.]*$|t[./]c[ :.]*$|(?:grand )?total[ :.]*$"
)
_TOTAL_WITHIN = re.compile(
    r"(?<!\w)(?:(?:tiểu|sơ|tổng)? ?cộng|tổng(?: (?:số|phụ|nhóm))?|(?:grand |sub-? ?)?total|sum)"
    r"(?!\w)|[σ∑]"
)
# A mark of a list may stand before the words.
_MARK = re.compile(r"^[-*+•–=>. ]+")
_AVERAGE = re.compile(
    r"(?:binh quan|trung binh)[ :.]*$|"
    r"(?:bình quân|trung bình|tb)(?: (?:chung|cộng|toàn|cả|một|mỗi|năm|quý|tháng)\b.*| ?\(.*|/.*)?"
    r"[ :.]*$"
)
# Rows of statistics that are neither data nor the sum of any.
_COMPARED = re.compile(
    r"(?:(?:tỷ|tỉ) (?:lệ|trọng)|so với .*|trong đó\b.*|chia ra\b.*|"
    r"tăng ?[/, ] ?giảm|cùng kỳ.*|(?:lớn|nhỏ|cao|thấp) nhất)"
    r"(?: ?\(.*| ?%)?[ :.]*$"
)
_TOTALS = (
    *("tổng cộng", "tổng số", "tổng", "cộng", "cộng dồn", "lũy kế", "tong cong", "tong so"),
    *("luy ke", "grand total", "total"),
)
_ONLY_TOTAL = re.compile(rf"(?:{'|'.join(_TOTALS)})[ :.]*")
TOTAL_TEXTS = frozenset(
    f"{way(words)}{sign}"
    for words in _TOTALS
    for way in (str.lower, str.capitalize, str.title, str.upper)
    for sign in ("", ":")
)
"""What stands in a cell that says nothing but that its row is a total, as most people write it."""
_SIGNED = re.compile(
    r"người (?:lập|ghi|tổng hợp)|lập biểu|phê duyệt|thủ trưởng|(?:phó )?giám đốc|chủ tịch|kế toán|"
    r"trưởng phòng|chánh văn phòng|tm\.|kt\.|in ngày|\(ký|nơi nhận|ghi chú:|"
    r"(?:\(?(?:viết )?bằng chữ|số tiền (?:viết |ghi )?bằng chữ)|"
    r".*\bngày\b.*\btháng\b.*\bnăm\b"
)
_GROUP = re.compile(
    r"(?:[ivx]+|[a-zđ]|\d{1,3})[.)]?(?: |$)|(?:huyện|thị xã|thị trấn|thành phố|xã|phường) |"
    r"(?:năm|quý|tháng|đợt|kỳ|khối|cụm|khu vực|nhóm) [^\s:]{1,12}(?: năm \d{4}| ?/ ?\d{4})?:?$"
)
_LEVELS = tuple(
    map(
        re.compile,
        (
            r"[abcdđe][.)] [^\W\d]",
            r"(?:i{1,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xv)[.)] [^\W\d]",
            r"(?:năm|quý|tháng|đợt|kỳ) [^\s:]{1,8}(?: năm \d{4}| ?/ ?\d{4})?:?$",
            r"(?:\d{1,3}[.)]? )?(?:huyện|thị xã|thành phố|tp\.?) ",
        ),
    )
)
LOWEST = len(_LEVELS)
"""The level of rows whose name does not tell that they name others."""
_NUMBERING = re.compile(r"(?:[IVX]+|[A-ZĐa-zđ]|\d{1,3})[.)]?")
DITTO = r"[-(. ]*(?:n[./]?t|như (?:dòng |ô )?trên|//|[\"“”″〃]|['’]{2}|[\"”] [\"”])[-). ]*"
"""What a cell that is as the one above has in it, as a pattern of small letters."""


def is_signed(text: str) -> bool:
    """Whether a text is one of those below a table: a place and day, who made it, who signs."""
    return bool(_SIGNED.match(folded(text)))


def is_ditto(text: str) -> bool:
    """Whether a cell says that it is as the one above: "nt"."""
    return bool(re.fullmatch(DITTO, folded(text)))


def summary_of(filled: Mapping[int, Value], key: int) -> str:
    """What a row does with others by its words; empty where it has none, or has a key.

    Parameters
    ----------
    key
        The column of the register's key, in which the words may stand themselves.

    Returns
    -------
    str
        ``total``, ``average``, ``compared`` or nothing.
    """
    texts = [(at, _words(cell)) for at, cell in sorted(filled.items()) if isinstance(cell, str)]
    # A number of its own may stand before the words, in the column of numbers.
    for at, text in texts[:2]:
        if filled.get(key, "") != "" and at != key:
            continue
        for kind, words in (("total", _TOTAL), ("average", _AVERAGE), ("compared", _COMPARED)):
            if words.match(text):
                return kind
    return ""


def tells_of_total(cell: Value) -> bool:
    """Whether a cell has a word of totals anywhere: "Hải Lăng Total", "Tiểu cộng".

    Names have them too, so that it only counts where the amounts beside it are a sum.
    """
    return isinstance(cell, str) and bool(_TOTAL_WITHIN.search(folded(cell)))


def is_total(cell: Value) -> bool:
    """Whether a cell says nothing but that its row is a total."""
    return isinstance(cell, str) and bool(_ONLY_TOTAL.fullmatch(_words(cell)))


def _words(cell: str) -> str:
    return _MARK.sub("", folded(cell))


def is_group(grid: Grid, number: int, filled: Mapping[int, Value]) -> bool:
    """Whether a row only names the rows below it: "I. HUYỆN HẢI LĂNG"."""
    texts = [cell for _, cell in sorted(filled.items()) if isinstance(cell, str)]
    if len(filled) > 2 or not texts:
        return False
    is_wide = any(
        top == number == bottom and right - left >= 2 for top, left, bottom, right in grid.merged
    )
    if len(filled) == 2 and not (is_wide or _NUMBERING.fullmatch(str(min(filled.items())[1]))):
        return False
    name = texts[-1]
    is_capital = name.isupper() and " " in name.strip() and not any(map(str.isdigit, name))
    is_named = len(texts) == 1 and " " in name and bool(_GROUP.match(folded(name)))
    return is_wide or is_capital or is_named


def level_of(filled: Mapping[int, Value]) -> int:
    """How high a row stands by its name: parts of a table, periods, districts, and all others.

    Examples
    --------
    >>> level_of({1: "A. Tổng hợp"}), level_of({1: "II. Gio Linh"}), level_of({1: "1. Huyện X"})
    (0, 1, 3)
    >>> level_of({1: "II", 2: "GIO LINH"})
    1
    >>> level_of({1: "Năm 2022"}), level_of({1: "Xã Gio Mai"}) == LOWEST
    (2, True)
    """
    texts = [cell for _, cell in sorted(filled.items()) if isinstance(cell, str)]
    if len(texts) > 1 and re.fullmatch(r"(?:[IVX]+|[A-ZĐ])[.)]?", texts[0].strip()):
        # Its number stands in a column of its own.
        texts = [f"{texts[0].strip().rstrip('.)')}. {texts[1]}"]
    name = folded(texts[0]) if texts else ""
    for level, words in enumerate(_LEVELS):
        if words.match(name):
            return level
    return LOWEST


def are_numbers(filled: Mapping[int, Value]) -> bool:
    """Whether a row has nothing but whole numbers, such as one that was numbered in advance."""
    return bool(filled) and all(isinstance(_held(cell), int) for cell in filled.values())


def _held(cell: Value) -> object:
    """What a cell holds: 1 in one whose format shows (1)."""
    return cell.value if isinstance(cell, Code | Disguised) else cell


def is_numbering(filled: Mapping[int, Value]) -> bool:
    """Whether a row under the headings only numbers the columns: (1), (2), (3)."""
    texts = [str(_held(cell)).strip(" ()[]") for _, cell in sorted(filled.items())]
    letters = [text for text in texts if text.isalpha()]
    numbers = [text for text in texts if not text.isalpha()]
    wanted = [str(number) for number in range(1, len(numbers) + 1)]
    return len(numbers) >= 3 and numbers == wanted and letters == [*"ABCDE"[: len(letters)]]


def shape_of(key: str) -> str:
    """What keys have in common; empty for plain words and plain numbers, which anything is like."""
    shape = re.sub(r"\d+", "0", folded(key))
    return shape if "0" in shape and shape != "0" else ""
