"""Numbers that somebody has typed into a text, in signs or in words.

A typed number stays in the text when the figures change.  What names something and counts nothing
is no number: "lần thứ tư", "tháng mười hai", "sáu tháng đầu năm", "Mục II", "một sản phẩm".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from baocao.locale.vi.spelled_numbers import (
    GAP,
    SpelledNumber,
    number_from_words,
    spelled_numbers_in,
)

__all__ = ["COUNTED", "is_number", "numbers_in"]

COUNTED: Final = (
    "%", "bài", "buổi", "ca", "cá nhân", "chi cục", "chi nhánh", "chỉ số", "chỉ tiêu",
    "chính sách", "chủ thể", "chuyến", "chuyên mục", "chứng nhận", "công chức", "công trình",
    "công ty", "công văn", "cơ quan", "cơ sở", "cuộc", "doanh nghiệp", "dự án", "đại biểu",
    "đề án", "đề tài", "đề xuất", "địa phương", "điểm", "điểm phần trăm", "điều", "đoàn",
    "đối tượng", "đồng", "đơn", "đơn vị", "đợt", "giải pháp", "giải thưởng", "giấy chứng nhận",
    "giấy phép", "gói thầu", "ha", "hạng mục", "héc-ta", "hiện vật", "hoạt động", "học sinh",
    "học viên", "hộ", "hồ sơ", "hội nghị", "hội thảo", "hợp đồng", "hợp tác xã", "huyện",
    "kế hoạch", "kg", "khách hàng", "khoản", "khu công nghiệp", "kiến nghị", "km", "lao động",
    "lần", "lĩnh vực", "loại", "lớp", "lượt", "máy", "mẫu", "mét", "mô hình", "mục tiêu",
    "ngành", "nghị quyết", "người", "nhãn hiệu", "nhiệm vụ", "nhóm", "nội dung",
    "nông dân", "phần trăm", "phòng", "phong trào", "phường", "phương tiện", "quy chuẩn",
    "quy hoạch", "quy trình", "quyết định", "sản phẩm", "sáng chế", "sáng kiến", "sổ", "sở",
    "sự kiện", "tác giả", "tấn", "tập thể", "thành phố", "thị trấn", "thị xã", "thôn",
    "thông tư", "thủ tục", "thương hiệu", "tỉ", "tỉ đồng", "tiêu chí", "tiêu chuẩn", "tin",
    "tỉnh", "tổ chức", "tổ hợp tác", "triệu", "triệu đồng", "trung tâm", "trường", "trường hợp",
    "tỷ", "tỷ đồng", "văn bản", "văn bằng", "viên chức", "vụ", "vùng", "xã", "ý kiến",
)  # fmt: skip
"""What official prose counts, whatever a workspace's own units are."""

# These name a period with the number before them ("sáu tháng đầu năm"), and count nothing.
_PERIODS: Final = {"tháng", "năm", "quý", "tuần", "kỳ"}
# What makes even "một" a number.
_MEASURED: Final = re.compile(
    rf"{GAP}(?:triệu(?!{GAP}(?:chứng|tập|hồi))|(?:tỷ|tỉ)(?!{GAP}(?:lệ|trọng|suất|giá|số|phú|mỉ))|"
    rf"(?:điểm{GAP})?phần{GAP}trăm|%)(?![^\W_])|\s*%",
    re.IGNORECASE,
)

# ---- signs: every character that has a numeric value, with what is joined to it
_ENTITY: Final = re.compile(r"&#?\w+;")
_JOINED: Final = re.compile(r"\w+(?:[.,/:]+\w+)*")

# ---- Roman numerals, which count where a unit follows and name where such a word stands before
_ROMAN: Final = re.compile(
    r"(?<![^\W_])(?=[IVXLCDM])M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})(?![^\W_])"
)
_SMALL_ROMAN: Final = re.compile(
    re.sub(r"[IVXLCDM]+", lambda letters: letters[0].lower(), _ROMAN.pattern)
)
# Written small, these are words.
_SMALL_WORDS: Final = {"vi", "xi", "di", "mi", "li", "mix"}
_NAMED: Final = {
    "mục", "lục", "quý", "thứ", "chương", "phần", "điều", "khoản", "bảng", "biểu", "mẫu", "hình",
    "nhóm", "loại", "hạng", "bậc", "khối", "khóa", "khoá", "kỳ", "đợt", "lần", "khu", "vực", "vùng",
    "tập", "quyển", "đoạn", "hệ", "kiểu", "dạng", "cấp", "hội", "kỷ", "ương",
}  # fmt: skip

# ---- words
# A number after these is the name of a day or of an item, as far as such numbers go.
_ORDINAL: Final = {
    **{"thứ": 10_000, "điều": 10_000, "khoản": 100, "mục": 100, "chương": 100},
    **{"tháng": 12, "quý": 4, "ngày": 31, "mồng": 10, "mùng": 10},
    # Stages and levels: "giai đoạn hai", "đợt hai", "cấp độ ba".
    **{"đoạn": 20, "đợt": 20, "độ": 20},
}
# After these it names an item unless something counted follows.
_ITEM: Final = {
    "khóa", "khoá", "kỳ", "lần", "đợt", "bài", "tập", "đoạn", "hạng", "bậc", "nhóm", "loại", "lớp",
    "bước", "vòng", "tuần", "khu", "vùng", "phần",
}  # fmt: skip
# "năm" means year after these.
_OF_YEAR: Final = {
    "trong", "mỗi", "hằng", "hàng", "cả", "các", "từng", "những", "qua", "đầu", "cuối", "giữa",
    "nhiều", "theo", "hoạch", "một", "mấy", "vài", "bao", "sang", "suốt",
}  # fmt: skip
_YEAR_OF: Final = re.compile(rf"{GAP}(?:kế{GAP}hoạch|hoạt{GAP}động)", re.IGNORECASE)
_LAST_WORD: Final = re.compile(rf"([^\W\d_]+){GAP}$")
_SIZES: Final = "chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ"
_VAGUE: Final = re.compile(
    rf"(?<![^\W_])(?:hàng|vài|mấy|dăm|nửa|cả|mươi|hơn|gần|trên|dưới|ngót|khoảng|chừng)"
    rf"({GAP}(?:{_SIZES}))*(?![^\W_])",
    re.IGNORECASE,
)
# These are numbers whatever follows: "triệu rưỡi", "trăm phần trăm".
_BARE: Final = re.compile(
    rf"(?<![^\W_])(?:(?:{_SIZES}){GAP}(?:rưỡi|rưởi)|trăm{GAP}phần{GAP}trăm)(?![^\W_])",
    re.IGNORECASE,
)
# Of no size by themselves, these are numbers before what is counted.
_PACKED: Final = re.compile(
    rf"(?<![^\W_])(?:(?:một|hai|ba|bốn|năm|vài|mấy|nửa|hàng){GAP}(?:tá|cặp|đôi)|chục"
    rf"|mươi{GAP}(?:mốt|hai|ba|bốn|tư|lăm|nhăm|sáu|bảy|tám|chín))(?![^\W_])",
    re.IGNORECASE,
)
_SOME: Final = re.compile(rf"{GAP}mấy(?![^\W_])", re.IGNORECASE)


def numbers_in(text: str, units: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """Where somebody typed a number.

    Parameters
    ----------
    text
        In NFC.
    units
        What the workspace counts ("sản phẩm"), besides :data:`COUNTED`: a single word such as
        "hai" is a number before one of these only, and so is a Roman numeral.

    Yields
    ------
    tuple of int, int
        Start and end of each, in order; none overlaps another.

    Examples
    --------
    >>> text = "Có 25 dự án, IV đơn vị, hai mươi lăm sản phẩm của tháng mười hai; lần thứ tư."
    >>> [text[start:end] for start, end in numbers_in(text)]
    ['25', 'IV', 'hai mươi lăm']
    >>> list(numbers_in("Chương trình mỗi xã một sản phẩm, sáu tháng đầu năm"))
    []
    """
    unit = _before_unit(frozenset(units))
    found = [*_signs(text), *_roman(text, unit), *_spelled(text, unit), *_vague(text, unit)]
    after = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= after:
            yield start, end
            after = end


def is_number(name: str, units: Iterable[str] = ()) -> bool:
    """Whether a text is a number by itself, perhaps with its unit, and names nothing.

    Examples
    --------
    >>> [is_number(name) for name in ("119", "1.234,5", "30/4", "một trăm", "119 sản phẩm", "50%")]
    [True, True, True, True, True, True]
    >>> [is_number(name) for name in ("ISO 9001", "5S", "3 sao", "ngày 30/4", "Điều 5", "một cửa")]
    [False, False, False, False, False, False]
    """
    unit = _before_unit(frozenset(units))
    last = next((one.start() for one in unit.finditer(name) if one.end() == len(name)), len(name))
    bare = name[:last].strip()
    has_figure = any(letter.isnumeric() for letter in bare)
    is_word = any(letter.isalpha() and not letter.isnumeric() for letter in bare)
    return number_from_words(bare.lower().split()) is not None or (has_figure and not is_word)


@lru_cache(maxsize=64)
def _before_unit(units: frozenset[str]) -> re.Pattern[str]:
    """What follows a number that counts: a gap and one of the units."""
    counted = {" ".join(unit.lower().split()) for unit in units} - _PERIODS
    words = sorted(counted.union(COUNTED) - {""}, key=len, reverse=True)
    nouns = (re.escape(word).replace(r"\ ", GAP) for word in words)
    return re.compile(rf"{GAP}(?:{'|'.join(nouns)})(?![^\W_])|\s*%", re.IGNORECASE)


def _signs(text: str) -> Iterator[tuple[int, int]]:
    for match in _JOINED.finditer(text):
        if any(letter.isnumeric() for letter in match[0]):
            yield match.span()
    for match in _ENTITY.finditer(text):
        if any(letter.isnumeric() for letter in html.unescape(match[0])):
            yield match.span()


def _roman(text: str, unit: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in _SMALL_ROMAN.finditer(text):
        is_word = len(match[0]) < 2 or match[0] in _SMALL_WORDS
        is_named = _word_before(text, match.start()) in _NAMED
        if (
            not is_word
            and not is_named
            and {*"ivx"} & {*match[0]}
            and unit.match(text, match.end())
        ):
            yield match.span()
    for match in _ROMAN.finditer(text):
        # Without I, V or X it is rather a name: "vitamin C", "CL sản phẩm".
        is_name = not {*"IVX"} & {*match[0]} or _word_before(text, match.start()) in _NAMED
        if not is_name and unit.match(text, match.end()):
            yield match.span()


def _spelled(text: str, unit: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for number in spelled_numbers_in(text):
        if _counts(text, number, unit):
            yield number.start, number.end


def _counts(text: str, number: SpelledNumber, unit: re.Pattern[str]) -> bool:
    before = _word_before(text, number.start)
    some = _SOME.match(text, number.end)  # "mười mấy sản phẩm"
    has_unit = bool(unit.match(text, some.end() if some else number.end))
    if number.value <= _ORDINAL.get(before, -1) or (before in _ITEM and not has_unit):
        return False
    match number.words:
        case ("một",):
            return bool(_MEASURED.match(text, number.end))
        case ("năm",):
            is_year = before in _OF_YEAR or _YEAR_OF.match(text, number.end)
            return has_unit and not is_year
        case (_,) | (_, "tư"):
            # "hai tư vấn viên", "ba tư liệu"
            return has_unit
    return True


def _vague(text: str, unit: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Such as "hàng trăm", "vài chục", "nửa triệu", before what they count."""
    yield from (match.span() for match in _BARE.finditer(text))
    yield from (m.span() for m in _PACKED.finditer(text) if unit.match(text, m.end()))
    for match in _VAGUE.finditer(text):
        is_size = match[1] or match[0].lower() in ("mươi", "dăm")
        if not is_size or not unit.match(text, match.end()):
            continue
        # "ngày hai mươi": what it is has been judged.
        if number_from_words([_word_before(text, match.start())]) is None:
            yield match.span()


def _word_before(text: str, place: int) -> str:
    found = _LAST_WORD.search(text, max(0, place - 40), place)
    return found[1].lower() if found else ""
