"""Finds what data can confirm in a text: numbers, amounts, percentages, days, claims."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from baocao.locale.vi.spelled_numbers import SpelledNumber, spelled_numbers_in

__all__ = ["FALLS", "RISES", "Mention", "MentionKind", "as_counted", "days_of", "mentions_in"]

RISES, FALLS = "▲△↑⬆↗", "▼▽↓⬇↘"
"""Arrows that say that a number rises or falls."""

MentionKind = Literal["count", "percent", "points", "money", "time", "reference", "claim", "words"]
"""``count``: a number of things, or one without a unit; ``percent``; ``points``: percentage points;
``money``; ``time``: a day, a year or another period; ``reference``: no data, such as the number of
a document, a heading or a page, the edition of a standard; ``claim``: a word such as "cao nhất";
``words``: words around a number that the built report does not have."""


@dataclass(frozen=True)
class Mention:
    """One number, day or claim of a text.

    Parameters
    ----------
    start, end
        Where it is in the text; `end` is the letter after its last.
    kind
        See :data:`MentionKind`.
    text
        As printed; of claims in lower case.
    value
        In units, percent or đồng; the number of a year that stands alone.  None for other times,
        for references and claims, and for digits that are not a number ("1.167.5").
    step
        What the last printed digit counts, in the unit of the value: 10 triệu in 0,65 tỷ đồng;
        one in a number written in words.
    hedge
        The word that says that the number is not exact, such as "khoảng" or "hơn"; empty without
        one.
    """

    start: int
    end: int
    kind: MentionKind
    text: str
    value: Decimal | None = None
    step: Decimal = Decimal(1)
    hedge: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether it is a number that may be the value of a fact."""
        return self.kind in ("count", "percent", "points", "money")


# Everything written with digits; `_value` says whether it is a number.
_NUMBER: Final = r"[0-9]+(?:[.,\u00a0\u202f][0-9]+)*"
# No figure has more digits.
_MOST_DIGITS: Final = 18
_DAY: Final = r"\d{1,2}/\d{1,2}/\d{4}|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
_SYMBOL: Final = r"\d{1,6}(?:/\d{4})?[/-][A-ZĐ][A-ZĐa-z]*\d*(?:[-/&][A-ZĐ][A-ZĐa-z]*\d*)*"

# Numbers of documents, editions of standards, numbered items, product codes, addresses.
_REFERENCE: Final = re.compile(
    rf"(?:[Ss]ố:?\s*)?\b{_SYMBOL}(?:\s*,?\s*(?:ngày\s+)?(?:{_DAY}))?"
    r"|\b(?:(?:TCVN|QCVN|ISO(?:/IEC)?|IEC|HACCP)\s{0,3}){1,4}\d[\d.-]*(?:\s*:\s*\d{4})?(?:/[A-Z]+)?"
    r"|\b\d{4,5}\s*:\s*\d{4}\b"
    r"|\b(?:(?<![Tt]ình )[Hh]ình|[Bb]ảng|[Bb]iểu|[Đđ]iều|[Kk]hoản|[Cc]hương|[Mm]ẫu|[Tt]rang|"
    r"[Mm]ục)\s+(?:số\s+)?(?:[IVX]+|\d+)(?:\.\w{1,2})*\b"
    r"|\b[Pp]hụ lục\s+(?:[IVX]+|\d+)\b"
    r"|\b(?:lần\s+)?thứ\s+\d+\b|\b[1-6]\s+sao\b|\b4\.0\b"
    r"|\b[A-ZĐ][A-ZĐ\d]*(?:-[A-ZĐ\d]*\d[A-ZĐ\d]*)+\b"
    r"|\b0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}\b(?!\s*(?:đồng|triệu|tỷ))|\b\d{1,2}h(?:\d{2})?\b"
    # Four digits that begin with a zero are telephones, certificates; "08:40:" is a time of a day.
    r"|(?<![\d.,/-])\b0\d{3,5}(?: \d{1,4})*\b(?![.,]\d)|(?<![\d:])\b[012]?\d:[0-5]\d\b(?!:\d)"
    r"|\b(?:lúc|hồi|trước|sau|từ|đến|chiều nay|sáng nay|thời gian:?)\s+\d{1,2}\s+giờ(?:\s+\d{2})?\b"
    r"|\b(?i:slide|phòng(?: họp)?|hội trường|tầng|số nhà)\s+(?:số\s+)?\d{1,4}\b"
    # "Câu hỏi 1: …": the number of what is asked.
    r"|^\W*(?i:câu(?: hỏi)?|ý kiến|vấn đề|nội dung|nhiệm vụ|nhóm|bài|phần|đại biểu)\s+"
    r"(?:(?:số|thứ)\s+)?\d{1,2}(?=\s*[:.)])"
    r"|\b[IVX]{1,5}\.\d{1,2}(?:\.\w{1,2})*\b(?!\s*%)"
    r"|https?://\S{1,300}|\b[\w.+-]{1,64}@[\w.-]{1,200}"
)
_HEADING_NUMBER: Final = re.compile(
    r"^[#*>\s]{0,20}(?:[IVX]{1,6}\.|\d{1,2}(?:\.\d{1,2})*[.)/]|(?<=#)\d{1,2}|[a-zđ]\))(?=\s)"
)
_PLACE_AND_DAY: Final = re.compile(r"^[^,\d]{2,40},\s*ngày\s+[\d ]*tháng\s+[\d ]*năm\s+\d{4}\s*$")
# A year that lies in two: "năm học 2024-2025".
_TWO_YEARS: Final = (
    r"(?:năm|niên)(?:\s+[^\W\d_]+){0,3}\s+(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d(?!\d)"
)
_TIME: Final = re.compile(
    rf"(?:{_DAY})"
    rf"|\b(?:[69]|chín|sáu)\s+tháng(?:\s+(?:đầu|cuối))?\s+{_TWO_YEARS}"
    rf"|\b[Qq]uý\s+(?:[IV]+|[1-4])\b\s+{_TWO_YEARS}|\b(?i:{_TWO_YEARS})"
    r"|\b[Tt]uần\s+\d{1,2}\s*(?:/|năm\s+)\s*\d{4}\b"
    r"|\b(?i:(?:[36912]{1,2}|mười hai|chín|sáu)\s+tháng(?:\s+(?:đầu|cuối))?\s+năm(?:\s+\d{4})?)"
    r"|\b(?:1[01]|[2-9])\s?[Tt]\s?[/-]?\s?(?:19|20)\d\d(?![\d/])"
    r"|\b(?:[69]|[Cc]hín|[Ss]áu)\s+tháng(?:\s+(?:đầu|cuối))?\s*[/ ]\s*(?:19|20)\d\d(?![\d/])"
    r"|(?:(?<=[Cc]ộng )|(?<=[Tt]ổng )|(?<=[Hh]ết )|(?<=[Cc]ả )|(?<=[Ll]ũy kế ))"
    r"(?:1[01]|[2-9])\s+tháng(?!\w)"
    r"|\b(?:1[01]|[2-9]|[Cc]hín|[Ss]áu)\s+tháng(?=\s*[:,;.)(]|\s+(?:qua|này|tỉnh|hoàn|đã|có|là|toàn|Sở))"
    r"|\b(?:[Qq]uý|QUÝ)\s+(?:[IV]+|[1-4])\b(?:\s*(?:/|(?:năm|NĂM)\s+)\s*\d{4})?"
    # "mỗi tháng 10 dự án" names no month.
    r"|(?<!mỗi )(?<!hằng )(?<!hàng )\b[Tt]háng\s+\d{1,2}(?:\s*(?:/|năm\s+)\s*\d{4})?\b"
    r"|\b(?:[Nn]ăm\s+|[Gg]iai đoạn\s+)?(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?"
    r"(?![\d.,]*\d|\s*%)\b"
    r"|\b(?:ngày|đến|tới|hết|tại|sau)\s+\d{1,2}/\d{1,2}(?!\d|/\d)|\b\d{1,2}/\d{4}\b"
    r"|\b(?:[Nn]ửa|NỬA)\s+(?i:đầu|cuối)(?:\s+(?i:năm))?(?:\s+(?:19|20)\d\d(?!\d)|(?=\W|$)(?<=m))"
    # "H1/2022", "Q2", "T5/2023", "9T": short names in messages.
    r"|\b[HQ][1-4](?:\s?[/-]\s?(?:19|20)\d\d)?(?![\w/])|\bQ\.?(?:I{1,3}|IV)(?:/(?:19|20)\d\d)?(?!\w)"
    r"|\bT\d{1,2}/(?:19|20)\d\d(?!\d)|\b(?:1[01]|[2-9])T(?![\w/])|\bT(?:1[0-2]|[1-9])(?![\w/.])"
)
_MONEY: Final = {
    "đồng": 1, "nghìn đồng": 10**3, "nghìn": 10**3, "ngàn đồng": 10**3, "ngàn": 10**3,
    "triệu đồng": 10**6, "triệu": 10**6,
    "tỷ đồng": 10**9, "tỉ đồng": 10**9, "tỷ": 10**9, "tỉ": 10**9,
    "trđ": 10**6, "tr.đ": 10**6, "tr đ": 10**6, "triệu đ": 10**6, "tỷ đ": 10**9, "tỉ đ": 10**9,
    "nghìn đ": 10**3, "ngàn đ": 10**3, "ngđ": 10**3, "đ": 1, "vnđ": 1,
}  # fmt: skip
# Of things: "1,2 nghìn dự án", "2 triệu lượt".
_SIZES: Final = {
    "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
_UNIT: Final = (
    r"(?P<points>\s{0,3}(?:điểm\s+(?:phần\s+trăm|%)))|(?P<percent>\s{0,3}(?:%|phần\s+trăm\b))|"
    r"(?P<money>\s{0,3}(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)(?:\s+(?:đồng|đ))?|đồng|đ|tr\.?\s?đ|ngđ|vnđ)\b)"
)
_FIGURE: Final = re.compile(rf"(?<!\w)(?<!\d[.,])[+\u2212-]?(?:{_NUMBER})(?:{_UNIT})?")
_AFTER_WORDS: Final = re.compile(_UNIT)
_SPACED: Final = re.compile(r"(?<![\w.,])(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?![\d.,]*\d)")
_ABOUT: Final = re.compile(
    r"\b(?:hơn|gần|trên|dưới|khoảng|ngót|cả)\s+(chục|trăm|nghìn|ngàn)\b", re.IGNORECASE
)
_ROUND: Final = {"chục": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000}
_TIMES: Final = re.compile(r"\bgấp\s+$", re.IGNORECASE)
_TENS: Final = re.compile(r"\s(chục|trăm)(?!\w)", re.IGNORECASE)
_HEDGE: Final = re.compile(
    r"\b(không dưới|không quá|không trên|không ít hơn|không nhiều hơn|tối đa|khoảng|gần|trên|dưới|"
    r"(?<!ít )(?<!nhiều )(?<!cao )(?<!thấp )(?<!lớn )(?<!nhỏ )(?<!kém )hơn|xấp xỉ|ngót|độ|chừng|"
    r"ít nhất|tối thiểu)\s+$",
    re.IGNORECASE,
)
_CLAIM: Final = re.compile(
    r"\b(?:(?:ngày càng|ngày một|liên tục|liên tiếp|xu hướng)\s+(?:tăng|giảm)|"
    r"(?:tăng|giảm)\s+(?:liên tục|liên tiếp)|tăng trưởng|sụt giảm|không đổi|"
    r"(?:cao|thấp|lớn|nhỏ|nhiều|ít|kém) hơn"
    r"(?=\s+(?:\d|cả |cùng |so với |(?:cuối )?(?:quý|năm|tháng|kỳ|nửa|"
    r"(?:[69]|sáu|chín) tháng)(?!\w)))|"
    r"(?:cao|thấp|lớn|nhỏ|nhiều|đông) nhất|ít nhất(?!\s+\d)|kỷ lục|dẫn đầu|đi đầu|"
    r"(?:nhiều|ít)(?:\s+[^\W\d]+){1,5}\s+nhất|(?:đứng|xếp) (?:đầu|cuối)|"
    r"(?:đứng|xếp|nhiều|cao|lớn) thứ (?:nhất|nhì|hai|ba|tư|năm)|"
    r"phần lớn|phần nhiều|đa số|đa phần|"
    r"hầu hết|quá nửa|hơn một nửa|gần một nửa|vượt|tăng|giảm|gấp đôi|gấp)\b|"
    rf"[{RISES}{FALLS}](?=\s*\d)",
    re.IGNORECASE,
)


def as_counted(mention: Mention, unit: str) -> Mention:
    """A number as it counts things: "520 nghìn" of "nghìn lượt" is 520.

    Examples
    --------
    >>> (amount,) = mentions_in("295,3 nghìn lượt")
    >>> amount.value, as_counted(amount, "nghìn lượt").value, as_counted(amount, "lượt").value
    (Decimal('295300.0'), Decimal('295.3'), Decimal('295300.0'))
    """
    if mention.kind not in ("money", "count"):
        return mention
    word = re.search(r"[^\W\d]+(?:\s+[^\W\d]+)*$", mention.text)
    name = " ".join(word[0].split()).lower() if word else ""
    size = _MONEY.get(name)
    if size is None or not re.match(rf"{re.escape(name)}(?!\w)", " ".join(unit.lower().split())):
        # "gần 1,2 nghìn", where nothing says what it is of.
        return replace(mention, kind="count") if name in _SIZES else mention
    value = None if mention.value is None else mention.value / size
    return replace(mention, kind="count", value=value, step=mention.step / size)


def mentions_in(
    text: str, names: Sequence[str] = (), units: Sequence[str] = ()
) -> tuple[Mention, ...]:
    """All mentions of a text, in order; none overlaps another.

    Parameters
    ----------
    text
        In NFC.
    names
        Catalogued names with digits, such as "TCVN ISO 9001:2015"; longest first.
    units
        What the workspace counts.  A word such as "hai" is a number before one of these.

    Examples
    --------
    >>> found = mentions_in("Năm 2022 chi 654 triệu đồng theo Quyết định số 127/QĐ-UBND, tăng 3%")
    >>> [(mention.kind, mention.text) for mention in found]  # doctest: +NORMALIZE_WHITESPACE
    [('time', 'Năm 2022'), ('money', '654 triệu đồng'), ('reference', 'số 127/QĐ-UBND'),
     ('claim', 'tăng'), ('percent', '3%')]
    """
    # Patterns are tried in this order; each letter belongs to the first that takes it.
    taken = [False] * len(text)
    found: list[Mention] = []

    def take(start: int, end: int) -> bool:
        if any(taken[start:end]):
            return False
        taken[start:end] = [True] * (end - start)
        return True

    for pattern in (_PLACE_AND_DAY, _HEADING_NUMBER, _REFERENCE, *_catalogued(tuple(names))):
        for match in pattern.finditer(text):
            if re.search(r"\d|^\W*[IVX]+\.", match[0]) and take(*match.span()):
                found.append(Mention(*match.span(), "reference", match[0].strip()))
    counted = _counted(tuple(units))
    for match in _TIME.finditer(text):
        is_count = len(match[0]) == 4 and counted.match(text, match.end())
        if not is_count and take(*match.span()):
            value = Decimal(match[0]) if re.fullmatch("[0-9]{4}", match[0]) else None
            found.append(Mention(*match.span(), "time", match[0], value))
    for spaced in _SPACED.finditer(text):
        # "1 167 dự án": before a unit only, since in a row of a table they are two numbers.
        unit = _AFTER_WORDS.match(text, spaced.end())
        end = spaced.end() if unit is None else unit.end()
        is_money = unit is not None and unit["money"]
        if (is_money or counted.match(text, spaced.end())) and take(spaced.start(), end):
            value, step = _value(re.sub(r"\s", "", spaced[0]))
            found.append(_measured(text, spaced.start(), end, value, step, unit, counted))
    for match in _ABOUT.finditer(text):
        if counted.match(text, match.end()) and take(*match.span(1)):
            value = Decimal(_ROUND[match[1].lower()])
            found.append(_measured(text, *match.span(1), value, value, None, counted))
    for match in _FIGURE.finditer(text):
        if take(*match.span()):
            found.append(_figure(text, match, counted))
    for spelled in spelled_numbers_in(text):
        if spelled.is_fraction:
            continue  # "một phần ba" is a share of something, which is seldom named
        unit = _AFTER_WORDS.match(text, spelled.end)
        # "gấp ba năm 2021"
        is_multiple = _TIMES.search(text, 0, spelled.start)
        sure = spelled.is_sure or is_multiple or bool(counted.match(text, spelled.end))
        if (sure or (unit is not None and spelled.value > 1)) and take(spelled.start, spelled.end):
            found.append(_spelled(text, spelled, unit, counted))
    for match in _CLAIM.finditer(text):
        if take(*match.span()):
            found.append(Mention(*match.span(), "claim", " ".join(match[0].lower().split())))
    return tuple(sorted(found, key=lambda mention: mention.start))


# All texts of a document are searched for the same names and units.
@functools.lru_cache(8)
def _catalogued(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    numbered = [name for name in names if any(c.isdigit() for c in name)]
    return tuple(re.compile(rf"(?<![\w.,]){re.escape(name)}(?!\w)") for name in numbered)


@functools.lru_cache(8)
def _counted(units: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\s{1,3}(?:" + ("|".join(map(re.escape, units)) or "(?!)") + r")\b")


def _figure(text: str, match: re.Match[str], counted: re.Pattern[str]) -> Mention:
    digits = re.search(_NUMBER, match[0])
    assert digits is not None
    value, step = _value(digits[0])
    if value is not None and match[0][0] in "-\u2212":
        value = -value
    end = match.end()
    # "6 chục tin, bài"
    if value is not None and (tens := _TENS.match(text, end)):
        size, end = _ROUND[tens[1].lower()], tens.end()
        value, step = value * size, step * size
    return _measured(text, match.start(), end, value, step, match, counted)


def _spelled(
    text: str, spelled: SpelledNumber, unit: re.Match[str] | None, counted: re.Pattern[str]
) -> Mention:
    end = spelled.end if unit is None else unit.end()
    step = Decimal(1).scaleb(min(0, int(spelled.value.as_tuple().exponent)))
    return _measured(text, spelled.start, end, spelled.value, step, unit, counted)


def _measured(
    text: str,
    start: int,
    end: int,
    value: Decimal | None,
    step: Decimal,
    unit: re.Match[str] | None,
    counted: re.Pattern[str],
) -> Mention:
    kind: MentionKind = "count"
    if unit is not None and unit["points"]:
        kind = "points"
    elif unit is not None and unit["percent"]:
        kind = "percent"
    elif unit is not None and unit["money"]:
        name = " ".join(unit["money"].split())
        is_of_things = name in _SIZES and counted.match(text, end)
        kind = "count" if is_of_things else "money"
        size = _SIZES[name] if is_of_things else _MONEY.get(name, 1)
        value, step = None if value is None else value * size, step * size
    hedge = _HEDGE.search(text[max(0, start - 20) : start])
    return Mention(
        start, end, kind, text[start:end], value, step, hedge[1].lower() if hedge else ""
    )


def _value(digits: str) -> tuple[Decimal | None, Decimal]:
    """The value of digits written as in Vietnam, and what the last digit counts.

    The value is None for what is not a number ("1.167.5"), and for too many digits.
    """
    if re.fullmatch(r"\d{1,3}(?:[.\u00a0\u202f]\d{3})+(?:,\d+)?", digits):
        digits = re.sub("[.\u00a0\u202f]", "", digits)
    # A point that is not before three digits is a decimal point, as written abroad.
    if not re.fullmatch(r"\d+(?:[,.]\d+)?", digits) or len(digits) > _MOST_DIGITS:
        return None, Decimal(1)
    value = Decimal(digits.replace(",", "."))
    return value, Decimal(1).scaleb(int(value.as_tuple().exponent))


def days_of(text: str) -> tuple[date, ...]:
    """The days that a text names, in order; days that do not exist are left out.

    Examples
    --------
    >>> days_of("từ 01/6/2022 đến ngày 31 tháng 02 năm 2023")
    (datetime.date(2022, 6, 1),)
    """
    found = []
    for day, month, year in re.findall(
        r"(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*(\d{4})", text
    ):
        try:
            named = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if 1900 <= named.year < 2100:
            found.append(named)
    return tuple(found)
