"""The codes of periods, read into their parts; their names are :mod:`baocao.core.period_names`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

__all__ = ["MONTHS", "YEARS", "Code", "coded", "known", "span"]

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
    r"(?:[-/ ]?(?:H(?P<half>[12])|(?P<nine_months>9)M|Q(?P<quarter>[1-4])"
    r"|W(?P<week>0[1-9]|[1-4][0-9]|5[0-3]))|[-/](?P<month>0[1-9]|1[0-2]))?",
    re.IGNORECASE,
)
# Word makes a dash of two hyphens.
_SPAN: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ?(?:--|–|—) ?([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True)
class Code:
    """The parts of a code: of a span its two days, of others the year and the how-manieth it is."""

    kind: str
    year: int = 0
    nth: int = 1
    days: tuple[date, date] | None = None


def coded(words: str) -> Code | None:
    """The parts of a code, typed in small letters with single spaces; None when it is none.

    Examples
    --------
    >>> coded("2023-q3"), coded("2023/11") == coded("2023-11")
    (Code(kind='quarter', year=2023, nth=3, days=None), True)
    """
    if dates := _SPAN.fullmatch(words):
        return span(*dates.groups())
    if match := _CODE.fullmatch(words):
        kind = match.lastgroup or "year"
        # "9M" comes only once a year, and the captured 9 is its length.
        nth = 1 if kind in ("year", "nine_months") else int(match[kind])
        return known(Code(kind, int(match["year"]), nth))
    return None


def span(*texts: str) -> Code | None:
    """The code of two days in ISO form; None where one is no day."""
    try:
        start, end = (date.fromisoformat(text) for text in texts)
    except ValueError:
        return None
    if start.year not in YEARS or end.year not in YEARS:
        return None
    return Code("span", days=(start, end))


def known(code: Code) -> Code | None:
    """The same code; None where there is no such period."""
    most = {"month": 12, "week": 53}.get(code.kind, 4)
    return code if code.year in YEARS and 1 <= code.nth <= most else None
