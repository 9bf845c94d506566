"""The period that words name: "quý III/2022", "6 tháng đầu năm"."""

from __future__ import annotations

import re
from calendar import monthrange

from baocao.core.errors import PeriodError
from baocao.core.periods import Period
from baocao.locale.vi.text import year_name

__all__ = ["period_named"]

_MONTHS = {"ba": 3, "sáu": 6, "chín": 9, "mười hai": 12, "hai": 12}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def period_named(text: str, about: Period) -> Period | None:
    """The period that a text names in a report on a period; None when it is not understood."""
    calendar = about.calendar
    words = " ".join(text.lower().split())
    if re.fullmatch(r"(?:6|sáu) tháng", words) and about.kind == "half":
        # In a report of the last half of a year it is that half.
        return about
    if calendar.is_in_two_years:
        return _in_two_years(words, about)
    try:
        return Period.parse(_code_of(words, about.end.year) or "", calendar)
    except PeriodError:
        return None


def _in_two_years(words: str, about: Period) -> Period | None:
    """The same under a calendar of which each year lies in two.

    A name without a year is of the report's: "quý II", "6 tháng đầu năm"; one that says a single
    year is meant as everyone means it: "quý II/2025" is April to June.
    """
    calendar, own = about.calendar, year_name(about)
    if re.fullmatch(r"quý (?:[ivx]+|[1-4])", words):
        words = f"{words} {own}"
    elif match := re.fullmatch(r"((?:6|9|sáu|chín) tháng (?:đầu|cuối))(?: năm)?", words):
        words = f"{match[1]} {own}"
    elif match := re.fullmatch(r"tháng (\d{1,2})", words):
        year = calendar.year_of(about.end)
        words += f"/{year if int(match[1]) >= calendar.first_month else year + 1}"
    is_bare = re.fullmatch(r"(?:năm )?\d{4}", words)
    try:
        if not is_bare:
            return Period.parse(words, calendar)
    except PeriodError as error:
        if error.findings[0].code != "PERIOD-06":
            return None
    try:
        common = Period.parse(words)
    except PeriodError:
        return None
    return Period("span", common.start, common.end, calendar)


def _code_of(words: str, year: int) -> str | None:
    """The code of a period named in words, such as "quý III"; `year` is used if none is named.

    None when it is not one period, or not a year from 1900 to 2099.
    """
    years = re.findall(r"\d{4}", words)
    at = int(years[-1]) if years else year
    if not 1900 <= at < 2100:
        return None
    if match := re.search(r"tuần (\d{1,2})(?:/| năm )", words):
        return f"{at}-W{int(match[1]):02}"
    if match := re.search(r"(?:quý |\bq\.?)(iv|i{1,3}|[1-4])\b", words):
        return f"{at}-Q{_QUARTERS.get(match[1]) or int(match[1])}"
    if match := re.search(r"\bh([12])\b", words):
        return f"{at}-H{match[1]}"
    if re.search(r"nửa (?:đầu|cuối)", words):
        return f"{at}-H{2 if 'cuối' in words else 1}"
    if match := re.search(r"(\d{1,2}|[^\W\d]+) tháng|\b(\d{1,2}) ?t\b", words):
        return _of_months(match[1] or match[2], at, is_last="cuối" in words)
    if match := re.search(
        r"(?:tháng |\bt|\b)(\d{1,2})(?:/| năm )\d{4}|(?:tháng |\bt)(\d{1,2})$", words
    ):
        month = int(match[1] or match[2])
        return f"{at}-{month:02}" if 1 <= month <= 12 else None
    return str(at) if len(years) == 1 else None


def _of_months(said: str, year: int, *, is_last: bool) -> str | None:
    """The code of the first months of a year, or the last; None of other numbers of them."""
    count = _MONTHS.get(said) or (int(said) if said.isdigit() else 0)
    if is_last:
        return {3: f"{year}-Q4", 6: f"{year}-H2"}.get(count)
    known = {3: f"{year}-Q1", 6: f"{year}-H1", 9: f"{year}-9M", 12: str(year)}
    if count in known or not 1 < count < 12:
        return known.get(count)
    return f"{year}-01-01--{year}-{count:02}-{monthrange(year, count)[1]}"
