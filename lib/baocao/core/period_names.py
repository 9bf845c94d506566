"""The names that people write for periods: "quý III/2023", "9 tháng 2023", "6 thang dau nam 2023".

A name in words says a year as prose prints it: under a calendar whose years lie in two years of
the common calendar both must be written ("quý II năm học 2024-2025"), for "quý II/2025" would be
April to June to one reader, and another quarter to the next.

Marks over letters do not count: on many keyboards they are not at hand.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from baocao.core.calendars import YEAR, Calendar
from baocao.core.period_codes import Code, coded, known, span

__all__ = ["Advice", "OneYearOfTwoError", "advice", "read"]

_PLACES: Final = {
    **{"i": 1, "ii": 2, "iii": 3, "iv": 4, "dau": 1, "cuoi": 2},
    **{"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4},
}
_DAY: Final = r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})"
_DAYS: Final = re.compile(
    rf"(?:tu )?(?:ngay )?{_DAY}(?: ?(?:--|-|–|—) ?| den )(?:het )?(?:ngay )?{_DAY}"
)
_YEAR: Final = r"(?P<year>[0-9]{4})"


class OneYearOfTwoError(Exception):
    """A name in words with one year, where the calendar's years lie in two."""


@dataclass(frozen=True)
class Advice:
    """What to write for a name that was not read; empty where nobody can tell.

    ``is_doubt`` where it may mean one period or another.
    """

    remedy: str = ""
    is_doubt: bool = False


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
    words = _plain(text)
    return coded(words) or _of_days(words) or _named(words, calendar)


def _plain(text: str) -> str:
    """Small letters without marks, single spaces."""
    parts = unicodedata.normalize("NFD", " ".join(text.split()).lower().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _of_days(words: str) -> Code | None:
    if match := _DAYS.fullmatch(words):
        days = match.groups()
        return span(*(f"{y}-{int(m):02}-{int(d):02}" for d, m, y in (days[:3], days[3:])))
    return None


def _named(words: str, calendar: Calendar) -> Code | None:
    year_words = "|".join(dict.fromkeys(re.escape(_plain(w)) for w in (calendar.year_word, YEAR)))
    own = rf"{_YEAR}(?: ?[-–] ?(?P<next>[0-9]{{4}}))?"
    after, of = rf"(?: ?[-–/] ?| (?:cua )?{_plain(YEAR)} | )", rf"(?: (?:cua )?(?:{year_words}))?"
    slash = r"(?: ?[-–/] ?| )"
    forms = (
        ("month", rf"(?:thang ?|t ?)(?P<nth>[0-9]{{1,2}}){after}{_YEAR}"),
        ("month", rf"(?P<nth>[0-9]{{1,2}})(?: ?[-–/] ?| {_plain(YEAR)} ){_YEAR}"),
        ("week", rf"(?:tuan (?:thu )?|w ?)(?P<nth>[0-9]{{1,2}}){after}{_YEAR}"),
        (
            "quarter",
            rf"(?:quy ?|qui |q ?)(?P<nth>iv|i{{1,3}}|[1-4]|mot|hai|ba|bon|tu){of}{slash}{own}",
        ),
        ("half", rf"(?:(?:6|sau) thang|nua) (?P<nth>dau|cuoi){of}{slash}{own}"),
        ("half", rf"h(?P<nth>[12]){slash}{own}"),
        ("nine_months", rf"(?:(?:9|chin) thang(?: dau)?{of}|9m){slash}{own}"),
        ("year", rf"(?:(?:ca )?(?:{year_words}) )?{own}"),
    )
    for kind, form in forms:
        if match := re.fullmatch(form, words):
            parts = match.groupdict()
            nth = parts.get("nth") or "1"
            found = Code(kind, int(parts["year"]), _PLACES.get(nth) or int(nth))
            if "next" in parts and not _is_named_so(found.year, parts["next"], calendar):
                return None
            return known(found)
    return None


def _is_named_so(year: int, after: str | None, calendar: Calendar) -> bool:
    """Whether the calendar calls a year by those figures."""
    if calendar.is_in_two_years and after is None:
        raise OneYearOfTwoError
    label = str(year) if after is None else f"{year}-{after}"
    return label == calendar.year_label(year)


def advice(text: str, calendar: Calendar) -> Advice:
    """What somebody may have meant by a text that :func:`read` does not know.

    Examples
    --------
    >>> from baocao.core.calendars import CALENDAR
    >>> advice("6 tháng 2023", CALENDAR).remedy
    'viết 2023-H1 nếu là 6 tháng đầu năm, 2023-H2 nếu là 6 tháng cuối năm'
    >>> advice("8 tháng đầu năm 2023", CALENDAR).remedy
    'viết 2023-01-01--2023-08-31'
    """
    words = _plain(text)
    if match := re.fullmatch(rf"(?:(?:6|sau) thang|nua)(?: nam)? {_YEAR}", words):
        year = match["year"]
        both = f"{year}-H1 nếu là 6 tháng đầu năm, {year}-H2 nếu là 6 tháng cuối năm"
        return Advice(f"viết {both}", is_doubt=True)
    if match := re.fullmatch(rf"{_YEAR} ?[-/] ?([1-4])", words):
        year, nth = match.groups()
        return Advice(
            f"viết {year}-0{nth} nếu là tháng {nth}, {year}-Q{nth} nếu là quý {nth}", is_doubt=True
        )
    if match := re.fullmatch(rf"(iv|i{{1,3}})(?: ?[-–/] ?| ){_YEAR}", words):
        nth, year = match.groups()
        place = _PLACES[nth]
        both = f"{year}-Q{place} nếu là quý {nth.upper()}, {year}-{place:02} nếu là tháng {place}"
        return Advice(f"viết {both}", is_doubt=True)
    if calendar.is_in_two_years:
        return Advice()
    return _with_a_whole_year(text, calendar) or _of_months(words, calendar) or Advice()


def _with_a_whole_year(text: str, calendar: Calendar) -> Advice | None:
    """Of a name without a year, or with two figures of one."""
    shown = " ".join(text.split())
    if match := re.fullmatch(r"(.*[^0-9])([0-9]{2})", shown):
        whole = f"{match[1]}20{match[2]}"
        if read(whole, calendar):
            return Advice(f"viết đủ bốn chữ số của năm, ví dụ {whole}", is_doubt=True)
    if re.search(r"[^\W\d]", shown):
        whole = f"{shown} 2023" if _plain(shown).endswith(_plain(YEAR)) else f"{shown}/2023"
        if read(whole, calendar):
            return Advice(f"viết cả năm, ví dụ {whole}", is_doubt=True)
    return None


def _of_months(words: str, calendar: Calendar) -> Advice | None:
    """Of several years, or of a number of months that has no code."""
    if match := re.fullmatch(rf"{_YEAR} ?[-–] ?(?P<last>[0-9]{{4}})", words):
        first, last = int(match["year"]), int(match["last"])
        if first < last:
            code = f"{_opening(first, calendar)}--{calendar.closing(last, 12)}"
            return Advice(
                f"viết {code} cho một báo cáo, {first}..{last} cho mỗi năm một báo cáo",
                is_doubt=True,
            )
    if match := re.fullmatch(rf"(?P<months>[0-9]{{1,2}}) thang(?: dau)?(?: nam)? {_YEAR}", words):
        year, months = int(match["year"]), int(match["months"])
        if 1 <= months <= 12:
            days = f"{_opening(year, calendar)}--{calendar.closing(year, months)}"
            codes = {3: f"{year}-Q1", 12: str(year)}
            return Advice(f"viết {codes.get(months, days)}")
    return None


def _opening(year: int, calendar: Calendar) -> str:
    return (calendar.closing(year - 1, 12) + timedelta(days=1)).isoformat()
