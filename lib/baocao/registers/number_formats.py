"""What the look of a cell tells about the number in it: a day, a share, a code, another number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from baocao.locale.vi.look_alikes import folded
from baocao.registers.grid import Code, Day, Disguised, Percent, Value

__all__ = ["EPOCH", "EPOCH_1904", "Style", "number_value", "style_of", "whole"]

EPOCH = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
_MOST_DAYS = 2_958_465
# ECMA-376, part 1, 18.8.30: the formats that have a number and no text.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_MONTH_FORMAT = 17
_WHOLE_DATE_FORMATS = {14, 15, 22, *range(27, 37), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_MASK = re.compile(r'"([^"]*)"|\\(.)|(0+)|([ /-])')
# Hours beyond a day: [h]:mm.
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_SECTION_END = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
# A comma behind the last figure divides by a thousand.
_DIVIDED = re.compile(r"[0#?],+(?![0#?,])")
# A unit in a format that makes another amount of the number, or is not ours.
_UNIT = re.compile(
    r"(?<![^\W\d_])(?:(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm|vạn|kíp|baht|(?:tr|ngh?|n)(?=đ))"
    r"|(?:tr|k|usd|eur|gbp|jpy|cny|lak|thb|krw|sgd|aud)(?![^\W\d_]))|[$€£¥฿₭]"
)
# Text in a format: "…" and \x.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')


@dataclass(frozen=True)
class _Section:
    """One part of a format, for the numbers of one sign."""

    has_figures: bool
    is_divided: bool
    has_more_figures: bool
    literal: str
    unit: str


@dataclass(frozen=True)
class Style:
    """What the look of a cell tells about its value."""

    is_date: bool = False
    is_whole_date: bool = False
    is_month: bool = False
    is_percent: bool = False
    mask: tuple[str, ...] = ()
    is_struck: bool = False
    code: str = ""
    sections: tuple[_Section, ...] = ()
    letters: str = ""


def style_of(number: int, code: str | None, is_struck: bool = False, letters: str = "") -> Style:
    """The look of a cell by its number format, one of those that Excel has, or `code`.

    `letters` are those of its font, see :func:`baocao.registers.legacy_text.letters_of`.
    """
    if code is None:
        return Style(
            number in _DATE_FORMATS, number in _WHOLE_DATE_FORMATS, number == _MONTH_FORMAT,
            number in _PERCENT_FORMATS, is_struck=is_struck, letters=letters,
        )  # fmt: skip
    if code.lower() in ("general", "@", ""):
        return Style(is_struck=is_struck, letters=letters)
    shown = _NOT_SHOWN.sub("", code).partition(";")[0].lower()
    is_date = "general" not in shown and bool(re.search("[dmyhs]", shown) or _ELAPSED.search(code))
    is_whole = is_date and all(letter in shown for letter in "dmy")
    is_month = is_date and {*shown} >= {*"my"} and not {*shown} & {*"dhs"}
    sections = () if is_date else tuple(map(_section, _SECTION_END.split(code)))
    return Style(
        is_date, is_whole, is_month, "%" in shown, _mask(code), is_struck, code, sections, letters
    )  # fmt: skip


def _section(code: str) -> _Section:
    shown = _NOT_SHOWN.sub("", code)
    # [$USD-409] writes the sign of a currency, [Red] and [>=1000] nothing.
    code = re.sub(r"\[\$([^\]-]*)[^\]]*\]", r"\1", re.sub(r"_.|\*.", "", code))
    literal = re.sub(r'\[[^\]]*\]|["\\]', "", code)
    unit = _UNIT.search(folded(literal))
    return _Section(
        bool(re.search("[0#?@]|general", shown, re.IGNORECASE)),
        bool(_DIVIDED.search(shown)),
        any(map(str.isdigit, "".join(map("".join, _LITERAL.findall(code))))),
        literal,
        unit[0] if unit else "",
    )


def _section_of(value: float, style: Style) -> _Section | None:
    """The part of a format that shows a number; of those with conditions the worst one."""
    sections = style.sections
    if not sections:
        return None
    if re.search(r"\[[<>=]", style.code):
        return max(sections, key=lambda one: (one.is_divided, one.unit, not one.has_figures))
    at = 0 if value > 0 else 1 if value < 0 else 2
    return sections[at] if at < len(sections) else sections[0]


def _disguise(value: float, style: Style) -> Disguised | None:
    """The number, where its format shows another: divided, with a unit or more figures, or none."""
    section = _section_of(value, style)
    if section is None:
        return None
    is_unseen = not section.has_figures and (value != 0 or any(map(str.isalpha, section.literal)))
    # Figures in a text are part of a code, "DA-2023-"000; beside an amount they make another of it.
    is_other = section.has_more_figures and not style.mask
    if section.is_divided or is_unseen or is_other:
        return Disguised(whole(value), style.code)
    return Disguised(whole(value), style.code, section.unit) if section.unit else None


def _mask(code: str) -> tuple[str, ...]:
    """The texts and runs of noughts of a format that writes a number as a code: ``"DA-"000``."""
    code = re.sub(r"\[[^\]]*\]|_.|\*.", "", code.partition(";")[0])
    parts = [part for part in _MASK.findall(code) if any(part)]
    if "".join(f'"{t}"' if t else f"\\{e}" if e else z or p for t, e, z, p in parts) != code:
        return ()
    mask = tuple(text or escaped or noughts or plain for text, escaped, noughts, plain in parts)
    noughts = sum(len(part[2]) for part in parts)
    is_code = noughts > 1 or (noughts == 1 and len(parts) > 1)
    return mask if is_code else ()


def number_value(value: float, style: Style, epoch: datetime) -> Value:
    """What a number stands for by the look of its cell: a day since `epoch`, a share, a code."""
    if style.is_date and 0 <= value <= _MOST_DAYS:
        # Excel counts a 29th of February 1900, which there was not.
        early = epoch is EPOCH and value < 60
        moment = epoch + timedelta(days=value + early)
        if 0 < value < 1:
            return moment.time()
        return Day(_to_the_second(moment), style.is_whole_date, style.is_month)
    if hidden := _disguise(value, style):
        return hidden
    if style.is_percent:
        return Percent(value)
    exact = whole(value)
    if style.mask and isinstance(exact, int) and exact >= 0:
        return Code(exact, _masked(exact, style.mask))
    return exact


def _masked(value: int, mask: tuple[str, ...]) -> str:
    """A number as a mask shows it; the first run of noughts takes the figures left over.

    Examples
    --------
    >>> _masked(1, ("DA-", "000")), _masked(12345, ("00", "-", "00"))
    ('DA-001', '123-45')
    """
    figures = f"{value:0{sum(len(part) for part in mask if not part.strip('0'))}}"
    shown = []
    first = next(at for at, part in enumerate(mask) if not part.strip("0"))
    for at in range(len(mask) - 1, -1, -1):
        part = mask[at]
        if part.strip("0"):
            shown.append(part)
            continue
        taken = len(figures) if at == first else len(part)
        shown.append(figures[len(figures) - taken :])
        figures = figures[: len(figures) - taken]
    return "".join(reversed(shown))


def whole(value: float) -> int | float:
    """A number as an integer where it is one, and is known to the last figure."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _to_the_second(moment: datetime) -> datetime:
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
