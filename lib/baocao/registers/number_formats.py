"""What the look of a cell tells about the value in it: a day, a share, a code, another number.

A column of numbers reads what a cell holds, where that is what it shows; a column of texts reads
what it shows.  All kinds of workbooks have their formats judged here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from baocao.locale.vi.look_alikes import folded
from baocao.registers.format_codes import BUILT_IN, Format, Section, format_of
from baocao.registers.grid import Code, Day, Disguised, Percent, Value

__all__ = ["EPOCH", "EPOCH_1904", "Style", "day_value", "number_value", "style_of", "text_around"]

EPOCH = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
_MOST_DAYS = 2_958_465
# A unit in a format that makes another amount of the number, or is not ours.
_UNIT = re.compile(
    r"(?<![^\W\d_])(?:(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm|chục|vạn|kíp|baht|(?:tr|ngh?|n)(?=đ))"
    r"|(?:tr|k|mil|mio|bn|million|billion|thousand|usd|eur|gbp|jpy|cny|lak|thb|krw|sgd|aud)"
    r"(?![^\W\d_]))|[$€£¥฿₭‰?]"
)
# Words that make another number of the one beside them, wherever they stand.
_ABOUT = re.compile(
    r"(?<![^\W\d_])(?:trên|dưới|hơn|kém|gần|khoảng|ước|chừng|tối thiểu|tối đa|ít nhất|nhiều nhất"
    r"|không quá|không đến|chưa|quá|trở lên|trở xuống|trở lại|dự kiến|tạm tính|trước|sau|thiếu|âm"
    r"|lỗ|nợ|giảm|từ|đến|tới)(?![^\W\d_])|[<>≤≥±~≈×÷*^]"
)
# What stands before a number and changes nothing.
_BEFORE = {"", "đ", "đồng", "vnd", "vnđ", "số"}
_OF_DAYS = re.compile(r"(?<![^\W\d_])(?:ngày|tháng|năm|thứ|giờ|phút|giây|lúc|h|g|t)(?![^\W\d_])")
_WHITE = {"white", "color2"}


@dataclass(frozen=True)
class Style:
    """The look of a cell: its number format, what is drawn through its text, and its letters.

    Attributes
    ----------
    format
        None shows any value as it is.
    is_struck
        Whether its text is struck out.
    letters
        Those of its font, see :func:`baocao.registers.legacy_text.letters_of`.
    is_unseen
        Whether its text has the colour of the cell.
    """

    format: Format | None = None
    is_struck: bool = False
    letters: str = ""
    is_unseen: bool = False


def style_of(
    number: int,
    code: str | None,
    is_struck: bool = False,
    letters: str = "",
    is_unseen: bool = False,
) -> Style:
    """The look of a cell by its number format, one of those that Excel has, or `code`."""
    code = BUILT_IN.get(number, "") if code is None else code
    is_plain = code.lower() in ("general", "@", "")
    return Style(None if is_plain else format_of(code), is_struck, letters, is_unseen)


def number_value(value: float, style: Style, epoch: datetime) -> Value:
    """What a number stands for by the look of its cell: a day since `epoch`, a share, a code.

    Raises
    ------
    ValueError
        What is no number; programs keep none such.
    """
    if not math.isfinite(value):
        raise ValueError(value)
    held = _whole(float(value))
    if style.format is None:
        return held
    section = style.format.section(value)
    if section is None:
        return Disguised(held, style.format.code)
    if section.is_date:
        # Excel shows #### for what is no day.
        if not 0 <= value <= _MOST_DAYS:
            return Disguised(held, style.format.code)
        # Excel counts a 29th of February 1900, which there was not.
        early = epoch is EPOCH and value < 60
        moment = _to_the_second(epoch + timedelta(days=value + early))
        return moment.time() if 0 < value < 1 else day_value(moment, style)
    return _number(value, held, style.format, section)


def day_value(moment: datetime, style: Style) -> Value:
    """A day as the look of its cell shows it; all of it where it has none for days."""
    section = style.format.section(1) if style.format else None
    if style.format is None or section is None or not section.is_date:
        return Day(moment)
    is_other, has_more = _beside_days(section, moment.year // 100)
    if is_other:
        return Disguised(f"{moment:%d/%m/%Y}", style.format.code)
    has_more = has_more or (section.has_time and moment.time() != time.min)
    return Day(moment, section.is_whole_date, section.is_month, has_more)


@lru_cache(maxsize=2**12)
def _beside_days(section: Section, century: int) -> tuple[bool, bool]:
    """Whether a format makes other days of those that it shows, or writes words beside them."""
    # dd/mm/20yy: the century is typed in the format.
    words = folded(re.sub(f"{century}$", "", section.literal))
    is_other = bool(re.search(r"\d", words) or _ABOUT.search(words)) or section.color in _WHITE
    return is_other, bool(re.search(r"\w", _OF_DAYS.sub("", words)))


def text_around(style: Style) -> tuple[str, str] | None:
    """What the look of a cell writes before and behind a text; None where it hides the text."""
    section = style.format.text if style.format else None
    if section is None:
        return "", ""
    if "at" not in section.kinds or section.color in _WHITE:
        return None
    before, within, behind = section.literals
    # A format that writes the text twice is of no use to anybody.
    return (before, behind) if not within else None


@dataclass(frozen=True)
class _Words:
    """What the texts of a section say of the number that it shows."""

    is_hidden: bool
    unit: str
    has_letters: bool
    has_figures: bool
    is_about: bool
    is_other: bool
    words: tuple[str, ...]
    is_bare: bool


@lru_cache(maxsize=2**12)
def _words_of(section: Section) -> _Words:
    literal = folded(section.literal)
    before, within, _ = map(folded, section.literals)
    unit, about = _UNIT.search(literal), _ABOUT.findall(literal)
    found = [word for word in re.findall(r"[^\W\d_]+", before) if word not in _BEFORE]
    has_figures = bool(re.search(r"\d", literal))
    return _Words(
        section.color in _WHITE or "divide" in section.kinds or section.percents > 1,
        unit[0] if unit else "",
        bool(re.search(r"[^\W\d_]", literal)),
        has_figures,
        bool(about),
        has_figures or bool(within.strip() and not section.is_thousands),
        tuple(dict.fromkeys([*found, *about])),
        not literal.strip() and "slash" not in section.kinds,
    )


def _number(value: float, held: int | float, look: Format, section: Section) -> Value:
    told = _words_of(section)
    if told.is_hidden or (value and _is_of_other_sign(value, look, section)):
        return Disguised(held, look.code)
    if not section.has_number:
        # A dash stands for nought.
        is_nought = not value and not told.has_letters and not re.search("[1-9]", section.literal)
        if not is_nought or look.shows_no_number:
            return Disguised(held, look.code)
        return Code(held, " ".join(section.literal.split()), look.code)
    if told.unit:
        return Disguised(held, look.code, told.unit)
    shown = section.shown(value, look.is_signed)
    shown = None if shown is None else " ".join(shown.split())
    if section.percents:
        if told.has_figures or told.is_about:
            return Disguised(held, look.code)
        return Percent(value, shown, told.has_letters)
    if told.is_bare and shown is None:
        # 1,234 and 1.234 are the same; so is 4.5E+11.
        return held
    if shown == str(held).replace(".", ",") and not told.is_other and not told.words:
        return held
    return Code(held, shown, look.code, told.is_other, told.words)


def _is_of_other_sign(value: float, look: Format, section: Section) -> bool:
    """Whether a number is shown with the sign that it does not have."""
    if value > 0 or look.is_signed:
        return section.is_negative
    # Excel's own formats write negative numbers in red.
    is_red = section.color == "red" and look.numbers[0].color != "red" and not look.has_conditions
    return not section.is_negative and not is_red


def _whole(value: float) -> int | float:
    """A number as an integer where it is one, and is known to the last figure."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _to_the_second(moment: datetime) -> datetime:
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
