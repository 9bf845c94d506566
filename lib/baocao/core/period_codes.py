"""The codes of periods, and the names that people write for them, read into their parts.

A name in words says a year as prose prints it: under a calendar whose years lie in two years of
the common calendar both must be written ("quý II năm học 2024-2025"), for "quý II/2025" would be
April to June to one reader, and another quarter to the next.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from baocao.core.calendars import YEAR, Calendar

__all__ = ["MONTHS", "YEARS", "Code", "OneYearOfTwoError", "read"]

MONTHS: Final[dict[str, int]] = {
    "year": 12,
    "half": 6,
    "nine_months": 9,
    "quarter": 3,
    "month": 1,
}
"""Length in months; weeks and spans are counted in days and have none."""
YEARS: Final = range(1900, 3000)
"""Outside lies a slip of the keyboard."""

_CODE: Final = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?:H(?P<half>[12])|(?P<nine_months>9)M|Q(?P<quarter>[1-4])"
    r"|W(?P<week>0[1-9]|[1-4][0-9]|5[0-3])|(?P<month>0[1-9]|1[0-2])))?",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})--([0-9]{4}-[0-9]{2}-[0-9]{2})")
_PLACES: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "đầu": 1, "cuối": 2}


class OneYearOfTwoError(Exception):
    """A name in words with one year, where the calendar's years lie in two."""


@dataclass(frozen=True)
class Code:
    """The parts of a code: of a span its two days, of others the year and the how-manieth it is."""

    kind: str
    year: int = 0
    nth: int = 1
    days: tuple[date, date] | None = None


def read(text: str, calendar: Calendar) -> Code | None:
    """The parts of a code or of a name; None when it is neither.

    Raises
    ------
    OneYearOfTwoError
        A name in words that does not say which year is meant.

    Examples
    --------
    >>> from baocao.core.calendars import CALENDAR
    >>> read("2023-q3", CALENDAR)
    Code(kind='quarter', year=2023, nth=3, days=None)
    >>> read("quý III/2023", CALENDAR) == read("Q3/2023", CALENDAR) == read("2023-Q3", CALENDAR)
    True
    """
    words = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    if dates := _SPAN.fullmatch(words):
        return _span(*dates.groups())
    if match := _CODE.fullmatch(words):
        kind = match.lastgroup or "year"
        # "9M" comes only once a year, and the captured 9 is its length.
        nth = 1 if kind in ("year", "nine_months") else int(match[kind])
        return _known(Code(kind, int(match["year"]), nth))
    return _named(words, calendar)


def _span(*texts: str) -> Code | None:
    try:
        start, end = (date.fromisoformat(text) for text in texts)
    except ValueError:
        return None
    if start.year not in YEARS or end.year not in YEARS:
        return None
    return Code("span", days=(start, end))


def _named(words: str, calendar: Calendar) -> Code | None:
    """A name in words: "quý III/2023", "tháng 11/2023", "tuần 7 năm 2024", "năm học 2024-2025"."""
    year_word = "|".join(dict.fromkeys((re.escape(calendar.year_word), YEAR)))
    common, own = r"(?P<year>[0-9]{4})", r"(?P<year>[0-9]{4})(?: ?[-–] ?(?P<next>[0-9]{4}))?"
    slash, of = rf"(?: ?/ ?| {YEAR} )", rf"(?: ?/ ?| (?:{year_word}) )"
    forms = {
        "month": rf"(?:tháng |t ?)?(?P<nth>[0-9]{{1,2}}){slash}{common}",
        "week": rf"(?:tuần |w)(?P<nth>[0-9]{{1,2}}){slash}{common}",
        "quarter": rf"(?:quý |q ?)(?P<nth>iv|i{{1,3}}|[1-4]){of}{own}",
        "half": rf"(?:6|sáu) tháng (?P<nth>đầu|cuối) (?:{year_word}) {own}",
        "nine_months": rf"(?:9|chín) tháng (?:đầu )?(?:{year_word}) {own}",
        "year": rf"(?:(?:{year_word}) )?{own}",
    }
    for kind, form in forms.items():
        if match := re.fullmatch(form, words):
            parts = match.groupdict()
            nth = parts.get("nth") or "1"
            found = Code(kind, int(parts["year"]), _PLACES.get(nth) or int(nth))
            if "next" in parts and not _is_named_so(found.year, parts["next"], calendar):
                return None
            return _known(found)
    return None


def _is_named_so(year: int, after: str | None, calendar: Calendar) -> bool:
    """Whether the calendar calls a year by those figures."""
    if calendar.is_in_two_years and after is None:
        raise OneYearOfTwoError
    label = str(year) if after is None else f"{year}-{after}"
    return label == calendar.year_label(year)


def _known(code: Code) -> Code | None:
    most = {"month": 12, "week": 53}.get(code.kind, 4)
    return code if code.year in YEARS and 1 <= code.nth <= most else None
