"""The setting ``calendar`` of ``report.toml``: the name of a known calendar, or one of one's own.

A table gives the first day of a year, and how a year is called::

    [data.calendar]
    first_month = 9
    first_day = 1           # may be left out
    name = "năm học"
    legal_basis = "…"       # may be left out; printed beside the days that a report covers
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic_core import PydanticCustomError

from baocao.core.calendars import LAST_FIRST_DAY, YEAR, Calendar, calendars
from baocao.core.errors import Finding

__all__ = ["OWN_CALENDAR", "calendar_fault", "read_calendar"]

OWN_CALENDAR: Final = "own_calendar"
"""The type of pydantic's error about an own calendar."""

_SETTINGS: Final = ("first_month", "first_day", "name", "legal_basis")
# It is printed inside sentences: "6 tháng đầu năm học 2024-2025", "từ đầu niên độ".
# These first words are also how `baocao verify` finds such a year in an edited text.
_NAME: Final = re.compile(r"(?:năm|niên)(?: [^\W\d_]+){0,3}")


def read_calendar(value: Any) -> Calendar:
    """The calendar that a value of the setting means.

    Raises
    ------
    PydanticCustomError
        It means none; of a table all faults in one.

    Examples
    --------
    >>> read_calendar({"first_month": 9, "name": "năm học"}).year_label(2024)
    '2024-2025'
    """
    if isinstance(value, Calendar):
        return value
    if isinstance(value, str) and value in calendars:
        return calendars[value]
    if not isinstance(value, Mapping):
        raise PydanticCustomError("literal_error", "no such calendar")
    if faults := list(_faults(value)):
        raise PydanticCustomError(OWN_CALENDAR, "{faults}", {"faults": "; ".join(faults)})
    return Calendar.beginning(
        value["first_month"],
        value.get("first_day", 1),
        value.get("name", ""),
        value.get("legal_basis", ""),
    )


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"mục lạ: {name}" for name in table if name not in _SETTINGS)
    if "first_month" not in table:
        yield "thiếu first_month"
    for name, last in (("first_month", 12), ("first_day", LAST_FIRST_DAY)):
        value = table.get(name, 1)
        if type(value) is not int or not 1 <= value <= last:
            yield f"{name} = {value}, phải là số nguyên từ 1 đến {last}"
    name = table.get("name", "năm báo cáo")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name != name.lower():
        yield f"name = {name}, phải viết thường, không quá bốn từ, mở đầu bằng năm hoặc niên"
    elif name == YEAR and (table.get("first_month"), table.get("first_day", 1)) != (1, 1):
        # "năm 2024-2025" could be two years.
        yield f"name = {name}, mà mỗi năm nằm trong hai năm dương lịch nên cần tên riêng"
    if not isinstance(table.get("legal_basis", ""), str):
        yield "legal_basis phải là chữ"


def calendar_fault(faults: str) -> Finding:
    """The finding about an own calendar: all its faults at once."""
    return Finding(
        "WORKSPACE-11",
        "Lịch riêng của cơ quan khai báo chưa đúng.",
        where="report.toml, mục data.calendar",
        found=faults,
        remedy='ghi first_month (tháng đầu năm), nếu cần first_day, name như "năm học" và '
        'legal_basis; hoặc calendar = "calendar", calendar = "decree-09"',
    )
