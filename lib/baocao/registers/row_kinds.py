"""What a row of a sheet is, where it is no row of data: by the words and numbers in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from baocao.locale.vi.look_alikes import folded
from baocao.registers.grid import Grid, Value

__all__ = [
    "are_numbers",
    "is_ditto",
    "is_group",
    "is_numbering",
    "is_signed",
    "is_total",
    "shape_of",
]

_TOTAL = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng|lũy kế)"
    r"(?: (?:toàn|cả|chung|huyện|xã|tỉnh|năm|quý|tháng|trang|dồn|mang sang)\b.*| \(.*)?[ :.]*\d*$"
)
_SIGNED = re.compile(
    r"người (?:lập|ghi|tổng hợp)|lập biểu|phê duyệt|thủ trưởng|(?:phó )?giám đốc|chủ tịch|kế toán|"
    r"trưởng phòng|chánh văn phòng|tm\.|kt\.|in ngày|\(ký|nơi nhận|ghi chú:|"
    r".*\bngày\b.*\btháng\b.*\bnăm\b"
)
_GROUP = re.compile(r"(?:[ivx]+|[a-zđ]|\d{1,3})[.)]?(?: |$)|(?:huyện|thị xã|thành phố|xã|phường) ")
_NUMBERING = re.compile(r"(?:[IVX]+|[A-ZĐa-zđ]|\d{1,3})[.)]?")
_DITTO = re.compile(
    r"[-(. ]*(?:n[./]?t|như (?:dòng |ô )?trên|//|[\"“”″〃]|['’]{2}|[\"”] [\"”])[-). ]*"
)


def is_signed(text: str) -> bool:
    """Whether a text is one of those below a table: a place and day, who made it, who signs."""
    return bool(_SIGNED.match(folded(text)))


def is_ditto(text: str) -> bool:
    """Whether a cell says that it is as the one above: "nt"."""
    return bool(_DITTO.fullmatch(folded(text)))


def is_total(filled: Mapping[int, Value]) -> bool:
    """Whether a row adds up those above it."""
    texts = [folded(cell) for _, cell in sorted(filled.items()) if isinstance(cell, str)]
    # A number of its own may stand before the word, in the column of numbers.
    return any(_TOTAL.match(text) for text in texts[:2])


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


def are_numbers(filled: Mapping[int, Value]) -> bool:
    """Whether a row has nothing but whole numbers, such as one that was numbered in advance."""
    return bool(filled) and all(isinstance(cell, int) for cell in filled.values())


def is_numbering(filled: Mapping[int, Value]) -> bool:
    """Whether a row under the headings only numbers the columns: (1), (2), (3)."""
    texts = [str(cell).strip(" ()[]") for _, cell in sorted(filled.items())]
    letters = [text for text in texts if text.isalpha()]
    numbers = [text for text in texts if not text.isalpha()]
    wanted = [str(number) for number in range(1, len(numbers) + 1)]
    return len(numbers) >= 3 and numbers == wanted and letters == [*"ABCDE"[: len(letters)]]


def shape_of(key: str) -> str:
    """What keys have in common; empty for plain words and plain numbers, which anything is like."""
    shape = re.sub(r"\d+", "0", folded(key))
    return shape if "0" in shape and shape != "0" else ""
