"""What the cells of a column hold: read by their kind, and, where that is text, by the column.

A text such as ``500,000`` can be read in two ways.  It is read only where the other cells of the
column leave one way; else it is refused.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from baocao.core.periods import CALENDAR, Calendar
from baocao.locale.vi.look_alikes import folded, tidied, unseen_letters
from baocao.locale.vi.text import parse_number
from baocao.registers.cell_faults import (
    DAMAGED_TEXT,
    DISGUISED,
    ERROR_CELL,
    IMPLAUSIBLE_DAY,
    LONE_PERCENT,
    LOST_DIGITS,
    LOST_LETTERS,
    MARKED,
    MIXED_DAYS,
    MIXED_NUMBERS,
    NOT_A_TEXT,
    NOTED,
    PICTURED,
    SMALL_MONEY,
    SWAPPED_DAYS,
    UNCALCULATED,
    UNSURE_LETTERS,
    UNUSABLE_LETTER,
    Fault,
    not_allowed,
    nothing_there,
    unreadable,
)
from baocao.registers.damaged_letters import are_damaged
from baocao.registers.declare import Column
from baocao.registers.empty_marks import is_empty_mark, says_none
from baocao.registers.format_codes import exact
from baocao.registers.grid import (
    Code,
    Day,
    Disguised,
    ErrorCell,
    Marked,
    Percent,
    Pictured,
    Uncalculated,
    UnsureText,
    Value,
)
from baocao.registers.lost_letters import are_lost
from baocao.registers.months import day_of_month
from baocao.registers.years import day_of_year

__all__ = [
    "ERRORS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "SHORTENED",
    "SMALLEST_MONEY",
    "Plain",
    "Read",
    "is_english",
    "read_column",
    "read_text",
    "text_fault",
]

Plain = str | date | int | float
# Before it nothing was registered, and Excel's empty dates are of 1900.
FIRST_YEAR, LAST_YEAR = 1930, 2100
_SERIALS = range(10_960, 73_416)
_SERIAL_START = date(1899, 12, 30).toordinal()
# An amount below it was most likely meant in millions.
SMALLEST_MONEY = 1000
_LONGEST = 32_767
# Excel keeps fifteen figures of a number.
_MOST = 10**15

ERRORS = r"^#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|#+)$"
SHORTENED = r"\d(?:[.,]\d+)?[eE]\+\d+"
_DAY_FIRST = re.compile(
    r"(?:ngày )?([0-9]{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)([0-9]{1,2})(?:\s*[/.-]\s*|\s+năm\s+)"
    r"([0-9]{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.0+)?)?"
)

# A time in words, or a day with one number more or less.
_TIME = re.compile(r"\b(?:ngày|tháng|quý|năm|tuần)\b|\d{1,4}[/.-]\d{1,2}\b", re.IGNORECASE)
_SPACED = re.compile(r"-?[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?")
# Each sign stands for the other.
_ENGLISH_SIGNS = str.maketrans(".,", ",.")


@dataclass(frozen=True)
class Read:
    """A cell as read, or why it could not be; an empty cell has neither."""

    value: Plain | None = None
    fault: Fault | None = None


def read_column(
    cells: Sequence[Value | None],
    column: Column,
    calendar: Calendar = CALENDAR,
    sheets: Sequence[str] = (),
) -> list[Read]:
    """Read the cells of a column; None stands for an empty one.

    The calendar says which day stands for a month, `sheets` which sheet each cell is of.

    Examples
    --------
    >>> [r.value for r in read_column(["1.234,5", "2"], Column("weight", "Cân", type="number"))]
    [1234.5, 2.0]
    """
    shown = [tidied(cell) if isinstance(cell, str) else cell for cell in cells]
    if not column.required:
        shown = [None if is_empty_mark(cell, column) else cell for cell in shown]
    reads = [_damage(cell, column) for cell in shown]
    rest = [None if read.fault else cell for cell, read in zip(shown, reads, strict=True)]
    if column.type == "text":
        found = _texts(rest, column)
    elif column.type == "date":
        found = _days(rest, column, sheets)
    elif column.is_interval:
        found = [_interval(cell, column, calendar) for cell in rest]
    else:
        found = _numbers(rest, column)
    found = [read if read.fault else made for read, made in zip(reads, found, strict=True)]
    if column.required or column.type == "text":
        return found
    nothing = nothing_there(column)
    return [
        Read(fault=nothing) if made.fault and says_none(cell, column) else made
        for cell, made in zip(shown, found, strict=True)
    ]


def read_text(text: str, column: Column, calendar: Calendar = CALENDAR) -> Read:
    """Read a text that stands alone: a number in the official way, dots between thousands.

    Examples
    --------
    >>> read_text("56.810", Column("amount", "Số", type="integer")).value
    56810
    """
    if not column.is_number or not tidied(text) or is_empty_mark(text, column):
        return read_column([text], column, calendar)[0]
    damaged = _damage(tidied(text), column)
    return damaged if damaged.fault else _number_of_text(tidied(text), column, Counter(vi=1), ())


def _damage(cell: Value | None, column: Column) -> Read:
    if isinstance(cell, ErrorCell) or (
        isinstance(cell, str) and cell[:1] == "#" and re.match(ERRORS, cell)
    ):
        return Read(fault=ERROR_CELL)
    if isinstance(cell, Uncalculated):
        return Read(fault=UNCALCULATED)
    if isinstance(cell, Marked):
        return Read(fault=MARKED)
    if isinstance(cell, Pictured):
        return Read(fault=PICTURED)
    if isinstance(cell, UnsureText):
        return Read(fault=UNSURE_LETTERS)
    if isinstance(cell, Disguised) and not _are_told([cell.unit], column):
        return Read(fault=DISGUISED)
    if isinstance(cell, Code) and column.is_number:
        is_other = cell.is_other or not _are_told(cell.words, column)
        return Read(fault=DISGUISED if is_other else None)
    return Read()


def _are_told(words: Sequence[str], column: Column) -> bool:
    """Whether a column of numbers says in its heading what a cell's format says beside each."""
    told = re.findall(r"\w+|[^\w\s]", folded(column.heading))
    return column.is_number and all(word in told for word in words)


def _texts(cells: Sequence[Value | None], column: Column) -> list[Read]:
    spelling = {folded(value): value for value in column.allowed}
    # Among codes and names, a day is what Excel made of one: 1-2 in a cell for days.
    texts = [cell for cell in cells if isinstance(cell, str) and cell] if column.required else []
    has_names = bool(texts) and any(isinstance(cell, Day) for cell in cells)
    has_names = has_names and not any(map(_TIME.search, texts))
    reads = []
    for cell in cells:
        text = _as_text(cell)
        if text is None or (has_names and isinstance(cell, Day)):
            is_beside = isinstance(cell, Day) and cell.whole and cell.has_more
            is_shown = isinstance(cell, Code | Percent) or is_beside
            reads.append(Read(fault=NOTED if is_shown else NOT_A_TEXT))
        elif isinstance(cell, int | float) and abs(cell) >= _MOST:
            reads.append(Read(fault=LOST_DIGITS))
        elif fault := text_fault(text, column):
            reads.append(Read(fault=fault))
        elif column.allowed and text:
            known = spelling.get(folded(text))
            reads.append(Read(known) if known else Read(fault=not_allowed(column)))
        else:
            reads.append(Read(text))
    return reads


def _as_text(cell: Value | None) -> str | None:
    """What the cell shows, where that is a text or as good as one."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case Day() if cell.whole and not cell.has_more:
            return f"{cell.value:%d/%m/%Y}"
        case bool() | Day() | time():
            return None
        case Code():
            return cell.shown
        case Percent() if cell.shown is not None or cell.has_words:
            return cell.shown
        case Percent():
            return f"{exact(cell.value * 100)}%".replace(".", ",")
        case int() | float():
            return str(exact(cell)).replace(".", ",")
        case _:
            return None


def text_fault(text: str, column: Column) -> Fault | None:
    """What is wrong in the letters of a text, if anything is."""
    if not text.isascii() or not text.isprintable():
        if any(text[at] != "\ufffd" for at in unseen_letters(text)):
            return UNUSABLE_LETTER
        if are_damaged(text):
            return DAMAGED_TEXT
    if len(text) > _LONGEST:
        return UNUSABLE_LETTER
    if "?" in text or "\ufffd" in text:
        return LOST_LETTERS if are_lost(text, column) else None
    return LOST_DIGITS if re.fullmatch(SHORTENED, text) else None


# -------------------------------------------------------------------------------- numbers


def _numbers(cells: Sequence[Value | None], column: Column) -> list[Read]:
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    ways = _ways(texts, column)
    others = _sure(cells, column)
    # Beside other numbers a percentage has another scale.
    is_mixed = any(isinstance(cell, int | float | str | Code) and cell != "" for cell in cells)
    reads = []
    for cell in cells:
        match cell:
            case None | "":
                reads.append(Read())
            case bool() | Day() | time():
                reads.append(Read(fault=unreadable(column)))
            case Percent() if column.type == "number":
                percent = _number(exact(cell.value * 100), column)
                reads.append(Read(fault=LONE_PERCENT) if is_mixed else percent)
            case Code(held) | Disguised(int() | float() as held):
                reads.append(_number(exact(held), column))
            case int() | float():
                reads.append(_number(exact(cell), column))
            case str():
                reads.append(_number_of_text(cell, column, ways, others))
            case _:
                reads.append(Read(fault=unreadable(column)))
    return reads


def is_english(cells: Sequence[Value | None], column: Column) -> bool:
    """Whether the texts of a column of numbers are read with commas between thousands."""
    texts = [tidied(cell) for cell in cells if isinstance(cell, str)]
    return column.is_number and list(_ways(texts, column)) == ["en"]


def _ways(texts: Sequence[str], column: Column) -> Counter[str]:
    """How often each way is the only one in which a text of the column can be read."""
    return Counter(
        way for text in texts if len(ways := set(_readings(text, column))) == 1 for way in ways
    )


def _readings(text: str, column: Column) -> dict[str, Decimal]:
    """What a text may mean, by the way of writing; plain digits mean the same in each."""
    if re.fullmatch("-?[0-9]+", text):
        return {"vi": Decimal(text), "en": Decimal(text)}
    found = {}
    for way, written in (
        ("vi", text.replace(" ", ".") if _SPACED.fullmatch(text) else text),
        ("en", text.translate(_ENGLISH_SIGNS)),
    ):
        with contextlib.suppress(ValueError):
            found[way] = parse_number(written)
    if column.type != "number":
        # Three figures after a comma are thousands, even where they are noughts.
        found = {
            way: value
            for way, value in found.items()
            if value == value.to_integral_value()
            and not re.search(r",\d{3}$" if way == "vi" else r"\.\d{3}$", text)
        }
    return found


def _sure(cells: Sequence[Value | None], column: Column) -> list[Decimal]:
    """The numbers of a column of decimals of which each can be read in one way."""
    if column.type != "number":
        return []
    held = [cell.value if isinstance(cell, Code) else cell for cell in cells]
    sure = [exact(cell) for cell in held if type(cell) in (int, float)]  # type: ignore[arg-type]
    for text in cells:
        if isinstance(text, str) and text:
            found = set(_readings(text, column).values())
            sure += found if len(found) == 1 else ()
    return sure


def _is_out_of_place(found: dict[str, Decimal], way: str, others: Sequence[Decimal]) -> bool:
    """Whether a text fits among the other numbers only when it is read in the other way.

    ``6.250`` is six thousand by the commas of ``5,75`` and ``8,5``, but a decimal among them.
    """
    rest = [value for other, value in found.items() if other != way]
    if not rest or not others:
        return False
    low, high = min(others), max(others)
    is_far = abs(found[way]) > 10 * max(abs(low), abs(high))
    return is_far and all(low / 10 <= value <= high * 10 for value in rest)


def _number_of_text(
    text: str, column: Column, ways: Counter[str], others: Sequence[Decimal]
) -> Read:
    found = _readings(text, column)
    if not found:
        return Read(fault=unreadable(column))
    if len(set(found.values())) > 1:
        # Only the other cells of the column can tell.
        found = {
            way: value
            for way, value in found.items()
            if [way] == list(ways) and not _is_out_of_place(found, way, others)
        }
    elif len(ways) > 1 and len(found) == 1 and ways[next(iter(found))] <= min(ways.values()):
        found = {}
    if not found:
        return Read(fault=MIXED_NUMBERS)
    return _number(next(iter(found.values())), column)


def _number(value: Decimal, column: Column) -> Read:
    if not value.is_finite() or abs(value) >= _MOST:
        return Read(fault=unreadable(column))
    if column.type == "number":
        return Read(float(value))
    if value != value.to_integral_value():
        return Read(fault=unreadable(column))
    if column.type == "money" and 0 < abs(value) < SMALLEST_MONEY:
        return Read(fault=SMALL_MONEY)
    return Read(int(value))


# -------------------------------------------------------------------------------- days


def _days(cells: Sequence[Value | None], column: Column, sheets: Sequence[str]) -> list[Read]:
    # Each sheet has been saved by somebody else.
    names = sheets or [""] * len(cells)
    swapped = {
        name
        for name in set(names)
        if _are_swapped([cell for cell, one in zip(cells, names, strict=True) if one == name])
    }
    pairs = [_numbers_of_day(cell) for cell in cells]
    months_first = [pair for pair in pairs if pair and pair[0] <= 12 < pair[1]]
    days_first = [pair for pair in pairs if pair and pair[1] <= 12 < pair[0]]
    # A few that break the habit of the column are named; else none of its texts is sure.
    is_habit = len(months_first) >= len(days_first) and bool(months_first)
    reads = []
    for cell, pair, name in zip(cells, pairs, names, strict=True):
        day = _day_of(cell)
        if cell is None or cell == "":
            reads.append(Read())
        elif name in swapped and (day or pair):
            reads.append(Read(fault=SWAPPED_DAYS))
        elif pair and (pair[0] <= 12 < pair[1] or is_habit):
            reads.append(Read(fault=MIXED_DAYS))
        elif isinstance(cell, str):
            reads.append(_day_of_text(cell, column))
        else:
            reads.append(_day(day) if day else Read(fault=unreadable(column)))
    return reads


def _day_of(cell: Value | None) -> date | None:
    """The day of a cell that holds one, not as a text; General cells hold it as a number."""
    if isinstance(cell, Day):
        return cell.value.date() if cell.whole else None
    if type(cell) is int and cell in _SERIALS:
        return date.fromordinal(_SERIAL_START + cell)
    return None


def _numbers_of_day(cell: Value | None) -> tuple[int, int] | None:
    """The first two numbers of a text that is a day, a month and a year in some order."""
    found = _DAY_FIRST.fullmatch(cell) if isinstance(cell, str) else None
    return (int(found[1]), int(found[2])) if found else None


def _are_swapped(cells: Sequence[Value | None]) -> bool:
    """Whether Excel has taken days for months.

    One with American settings takes 5/3/2023 for the third of May and leaves 15/3/2023 as a text:
    then all real days have a day up to twelve, and all texts a day beyond it.  Written as text by
    another program, real days have the year first and a time of day.  Where some real days are
    right, the texts tell if there are many: by chance five of them are all beyond the twelfth once
    in eleven times.
    """
    real = [day.day for day in map(_day_of, cells) if day]
    real += [int(found[3]) for found in map(_moment, cells) if found]
    texts = [pair[0] > 12 for pair in map(_numbers_of_day, cells) if pair]
    # By chance 19 of 31 real days are beyond the twelfth.
    few = sum(day > 12 for day in real) <= len(real) / 5
    return bool(texts and real) and all(texts) and (few or len(texts) >= 5)


def _moment(cell: Value | None) -> re.Match[str] | None:
    return _YEAR_FIRST.fullmatch(cell) if isinstance(cell, str) and ":" in cell else None


def _day_of_text(text: str, column: Column) -> Read:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return Read(fault=unreadable(column))
    try:
        return _day(date(year, month, day))
    except ValueError:
        return Read(fault=unreadable(column))


def _interval(cell: Value | None, column: Column, calendar: Calendar) -> Read:
    if cell is None or cell == "":
        return Read()
    day = (day_of_year if column.type == "year" else day_of_month)(cell, calendar)
    return _day(day) if day else Read(fault=unreadable(column))


def _day(value: date) -> Read:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return Read(fault=IMPLAUSIBLE_DAY)
    return Read(value)
