"""Numbers, dates, money, period names and alphabetical order in official Vietnamese.

Printing rounds half up, in :class:`~decimal.Decimal`, at the last step only: Babel and Python
round half to even and print 8,25 to one decimal as 8,2 where officials expect 8,3.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from baocao.core.calendars import YEAR
from baocao.core.periods import Period

__all__ = [
    "TONES",
    "count",
    "days_year",
    "enough_decimals",
    "half_up",
    "is_nfc",
    "join",
    "long_date",
    "money",
    "nfc",
    "nfc_with_offsets",
    "number",
    "parse_number",
    "percent",
    "period_name",
    "period_noun",
    "period_title",
    "point_letter",
    "roman",
    "short_date",
    "sort_key",
    "toneless",
    "trimmed",
    "year_name",
]

Number = Decimal | int

_NUMBER: Final = re.compile(r"-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?")
_ROMAN: Final = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
# The alphabet, and the letters that number points; f, j, w and z are not Vietnamese.
_LETTERS: Final = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_POINTS: Final = "abcdđeghiklmnopqrstuvxy"
_MONEY: Final = {10**9: "tỷ đồng", 10**6: "triệu đồng"}
_SWAP: Final = str.maketrans(",.", ".,")

TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""The combining marks of the tones huyền, hỏi, ngã, sắc, nặng, in the order of dictionaries."""


def half_up(value: Number, decimals: int) -> Decimal:
    """Round half away from zero.

    Examples
    --------
    >>> half_up(Decimal("8.25"), 1)
    Decimal('8.3')
    """
    return Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: Number, decimals: int = 0, grouping: bool = True) -> str:
    """A number with a decimal comma and dots between thousands (Luật Kế toán, Điều 11).

    Examples
    --------
    >>> number(1063487), number(Decimal("131.805"), 2)
    ('1.063.487', '131,81')
    """
    rounded = half_up(value, decimals)
    if not rounded:
        rounded = abs(rounded)  # no "-0,0"
    text = f"{rounded:,f}" if grouping else f"{rounded:f}"
    return text.translate(_SWAP)


def trimmed(value: Number, decimals: int) -> str:
    """A number without zeros at the end of its decimals.

    Examples
    --------
    >>> trimmed(Decimal("2.50"), 2), trimmed(Decimal(3), 1)
    ('2,5', '3')
    """
    text = number(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def enough_decimals(value: Number, decimals: int, avoided: Sequence[int] = (0,)) -> int:
    """How many decimals a value needs so that it is not printed as another value.

    Parameters
    ----------
    value
        The exact value.
    decimals
        How many to print if that is enough; five at the most are returned.
    avoided
        Values it must not be printed as unless it is one of them, such as 0 and 100 percent.

    Examples
    --------
    >>> enough_decimals(Decimal("0.02"), 1), enough_decimals(Decimal("99.98"), 1, (0, 100))
    (2, 2)
    >>> enough_decimals(0, 1)
    1
    """
    for enough in range(decimals, 5):
        shown = half_up(value, enough)
        if shown == value or shown not in avoided:
            return enough
    return 5


def count(value: int, pad: bool = True) -> str:
    """A count; `pad` puts a zero before a single digit except 0.

    "02 doanh nghiệp" is a habit of official prose, not a rule.

    Examples
    --------
    >>> count(2), count(2, pad=False), count(0), count(106)
    ('02', '2', '0', '106')
    """
    return f"{value:02}" if pad and 0 < value < 10 else number(value)


def percent(value: Number, decimals: int = 1) -> str:
    """A percentage without a space before the sign, and without zeros at its end.

    Examples
    --------
    >>> percent(Decimal("51.1627")), percent(100)
    ('51,2%', '100%')
    """
    return f"{trimmed(value, decimals)}%"


def money(value: Number) -> str:
    """An amount of đồng in the largest unit that is exact with at most three decimals.

    Examples
    --------
    >>> money(654_000_000), money(1_250_000_000), money(850_001), money(0)
    ('654 triệu đồng', '1,25 tỷ đồng', '850.001 đồng', '0 đồng')
    """
    return money_in(value, money_scale(value))


def money_scale(value: Number) -> int:
    """In how many đồng at once an amount is printed: 1, a million or a thousand million.

    Examples
    --------
    >>> money_scale(654_000_000), money_scale(850_001)
    (1000000, 1)
    """
    amount = Decimal(value)
    for size in _MONEY:
        scaled = amount / size
        if abs(scaled) >= 1 and scaled == half_up(scaled, 3):
            return size
    return 1


def money_in(value: Number, scale: int) -> str:
    """An amount of đồng in a given unit, with up to three decimals.

    Examples
    --------
    >>> money_in(1_250_000_000, 10**6), money_in(654_000_000, 10**6)
    ('1.250 triệu đồng', '654 triệu đồng')
    """
    if scale not in _MONEY:
        return f"{number(Decimal(value))} đồng"
    scaled = Decimal(value) / scale
    digits = max(0, -int(scaled.normalize().as_tuple().exponent))
    return f"{number(scaled, digits)} {_MONEY[scale]}"


def short_date(day: date) -> str:
    """A day as 27/4/2020 or 01/6/2020.

    A zero leads days under ten and the months 1 and 2 only (Nghị định số 30/2020/NĐ-CP,
    Phụ lục I, Mục II.4).

    Examples
    --------
    >>> short_date(date(2022, 8, 3)), short_date(date(2021, 2, 9))
    ('03/8/2022', '09/02/2021')
    """
    return f"{day.day:02}/{_month(day)}/{day.year}"


def long_date(day: date) -> str:
    """A day in words.

    Examples
    --------
    >>> long_date(date(2021, 3, 9))
    'ngày 09 tháng 3 năm 2021'
    """
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month < 3 else str(day.month)


def period_name(period: Period) -> str:
    """The name of a period in prose.

    Examples
    --------
    >>> [period_name(Period.parse(code)) for code in ("2023", "2022-H1", "2023-9M", "2023-Q3")]
    ['năm 2023', '6 tháng đầu năm 2022', '9 tháng đầu năm 2023', 'quý III/2023']
    >>> period_name(Period.parse("2020-01-01--2023-11-14"))
    'từ ngày 01/01/2020 đến ngày 14/11/2023'
    >>> from baocao.core.calendars import Calendar
    >>> school = Calendar.beginning(9, 1, "năm học")
    >>> [period_name(Period.parse(code, school)) for code in ("2024", "2024-Q2", "2025-01")]
    ['năm học 2024-2025', 'quý II năm học 2024-2025', 'tháng 01/2025']
    """
    match period.kind:
        case "year":
            return year_name(period)
        case "half":
            return f"6 tháng {'đầu' if period.nth == 1 else 'cuối'} {year_name(period)}"
        case "nine_months":
            return f"9 tháng đầu {year_name(period)}"
        case "quarter":
            of_year = year_name(period)
            bare = of_year.removeprefix(f"{YEAR} ")
            return f"quý {roman(period.nth)}{f'/{bare}' if bare.isdigit() else f' {of_year}'}"
        case "month":
            year, month = period.calendar.month_of(period.end)
            return f"tháng {_month(date(year, month, 1))}/{year}"
        case "week":
            return f"tuần {period.nth}/{period.year}"
    return _days_of(period)


def year_name(period: Period) -> str:
    """The name of the reporting year that a period's last day belongs to.

    Examples
    --------
    >>> year_name(Period.parse("2023-Q3"))
    'năm 2023'
    """
    calendar = period.calendar
    return f"{calendar.year_word} {calendar.year_label(calendar.year_of(period.end))}"


def days_year(period: Period) -> str:
    """The year or years that two days lie in, as "cùng kỳ" names them of earlier years.

    Examples
    --------
    >>> days_year(Period.parse("2023-03-01--2023-03-10"))
    'năm 2023'
    >>> days_year(Period.parse("2022-12-20--2023-01-10"))
    'năm 2022-2023'
    """
    years, calendar = (period.start.year, period.end.year), period.calendar
    is_in_one = calendar.year_of(period.start) == calendar.year_of(period.end)
    if is_in_one and (calendar.is_in_two_years or years[0] != years[1]):
        return year_name(period)
    return f"{YEAR} {'-'.join(map(str, dict.fromkeys(years)))}"


def period_title(period: Period) -> str:
    """The name of a period with its days, where the name alone leaves a reader to guess them.

    So a week, and a month that begins on another day than the first in an office's own calendar.

    Examples
    --------
    >>> period_title(Period.parse("2024-W07")), period_title(Period.parse("2024-02"))
    ('tuần 7 năm 2024 (từ ngày 12/02/2024 đến ngày 18/02/2024)', 'tháng 02/2024')
    """
    name = period_name(period)
    if period.kind == "week":
        name = name.replace("/", " năm ")
    elif period.kind != "month" or not period.calendar.closes_later:
        return name
    return f"{name} ({_days_of(period)})"


def period_noun(period: Period) -> str:
    """The name of a period as a noun, which may follow "so với" or "và"; two days are no noun.

    Examples
    --------
    >>> period_noun(Period.parse("2023-03-01--2023-03-10"))
    'giai đoạn từ ngày 01/3/2023 đến ngày 10/3/2023'
    """
    return f"{'giai đoạn ' if period.kind == 'span' else ''}{period_name(period)}"


def _days_of(period: Period) -> str:
    return f"từ ngày {short_date(period.start)} đến ngày {short_date(period.end)}"


def roman(value: int) -> str:
    """A Roman numeral, for parts, quarters and annexes.

    Examples
    --------
    >>> roman(4), roman(14)
    ('IV', 'XIV')
    """
    text = ""
    for size, sign in _ROMAN:
        text += sign * (value // size)
        value %= size
    return text


def point_letter(position: int) -> str:
    """The letter of a point (điểm) by its position from 1; f, j, w and z are not used.

    Examples
    --------
    >>> point_letter(1), point_letter(5), point_letter(7)
    ('a', 'đ', 'g')
    """
    return _POINTS[position - 1]


def join(items: Sequence[str]) -> str:
    """A list in prose; empty for no items.

    Examples
    --------
    >>> join(["a", "b", "c"]), join(["a"]), join([])
    ('a, b và c', 'a', '')
    """
    *first, last = items or ("",)
    return f"{', '.join(first)} và {last}" if first else last


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """A key that sorts words as a Vietnamese dictionary does: letters first, then tones.

    Examples
    --------
    >>> sorted(["đá", "da", "dạ", "dà", "ăn", "an"], key=sort_key)
    ['an', 'ăn', 'da', 'dà', 'dạ', 'đá']
    """
    letters, tones = [], []
    for character in nfc(text).lower():
        marks = unicodedata.normalize("NFD", character)
        tone = next((mark for mark in marks if mark in TONES), "")
        plain = toneless(character) if tone else character
        place = _LETTERS.find(plain)
        letters.append(ord(plain) if place < 0 else 0x1000 + place)
        tones.append(TONES.index(tone) + 1 if tone else 0)
    return tuple(letters), tuple(tones), text


def toneless(word: str) -> str:
    """A word in lower case without its tone marks; ă, â, đ, ê, ô, ơ, ư stay.

    Examples
    --------
    >>> toneless("Quảng"), toneless("đồng")
    ('quang', 'đông')
    """
    marks = unicodedata.normalize("NFD", word.lower())
    return nfc("".join(mark for mark in marks if mark not in TONES))


def nfc(text: str) -> str:
    """Text in precomposed letters (Unicode NFC), as TCVN 6909:2001 asks for exchange."""
    return unicodedata.normalize("NFC", text)


def is_nfc(text: str) -> bool:
    """Whether a text is in precomposed letters already."""
    return unicodedata.is_normalized("NFC", text)


def nfc_with_offsets(text: str) -> tuple[str, list[int]]:
    """A text in NFC, and for each of its letters where it was in the given text.

    The last offset is that of the end.

    Examples
    --------
    >>> nfc_with_offsets("đa\u0323t")
    ('đạt', [0, 1, 3, 4])
    """
    if is_nfc(text):
        return text, list(range(len(text) + 1))
    letters: list[str] = []
    places: list[int] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            made = nfc(text[start:place])
            letters.append(made)
            places += [start] * len(made)
            start = place
    return "".join(letters), [*places, len(text)]


def parse_number(text: str) -> Decimal:
    """Read a number as Vietnamese offices write it.

    ``1.234`` is one thousand two hundred and thirty-four.  Foreign forms are not guessed: a wrong
    guess is a thousandfold error.

    Raises
    ------
    ValueError
        Any other form, such as ``1,234.5`` or ``12.34``.

    Examples
    --------
    >>> parse_number("1.234,5"), parse_number("-1234")
    (Decimal('1234.5'), Decimal('-1234'))
    """
    # Python's \d and int() accept digits of every script; registers use 0 to 9.
    if not text.isascii() or not _NUMBER.fullmatch(text):
        raise ValueError(f"not a Vietnamese number: {text!r}")
    return Decimal(text.replace(".", "").replace(",", "."))
