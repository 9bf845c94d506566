"""Values of a database as the texts that a snapshot is made of: exact, or a fault."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from baocao.registers.cell_faults import Fault
from baocao.registers.declare import FLAG, Column
from baocao.registers.sources.faults import TIME_OF_DAY, UNFIT, UNWRITABLE, ZONED

__all__ = ["TYPES", "cell_of", "shown"]

TYPES = {
    "text": "VARCHAR",
    "date": "DATE",
    "integer": "BIGINT",
    "money": "BIGINT",
    "number": "DECIMAL(38, 9)",
}
"""Of each kind of column its type in a snapshot."""

# As registers.large.columns reads numbers: nothing may be cut there.
_PLACES = 9
_LARGEST = 10 ** (38 - _PLACES)
_BIGINT = 2**63
# A float holds every whole number up to here.
_EXACT_FLOAT = 2**53
_DIGITS = re.compile(r"-?(0|[1-9][0-9]*)")
# SQLite has no days: a day is a text, in ISO form or as offices write it.
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.0+)?)?))?")
_DMY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def cell_of(value: object, column: Column) -> str | Fault:
    """A value as a text that reads back as exactly the same value; empty for NULL.

    Examples
    --------
    >>> cell_of(datetime(2020, 1, 15), Column("day", "Ngày", type="date"))
    '2020-01-15'
    >>> cell_of("007", Column("code", "Mã"))
    '007'
    """
    if value is None or value == "":
        return ""
    if column.type == "text":
        return _text(value, column)
    if column.type == "date":
        return _day(value)
    return _number(value, is_whole=column.type != "number")


def shown(value: object) -> str:
    """A value as a message shows it."""
    text = " ".join(str(value).encode("utf-8", "replace").decode().split())
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return f"{type(value).__name__} {text[:60]}{'…' if len(text) > 60 else ''}"


def _text(value: object, column: Column) -> str | Fault:
    if isinstance(value, str):
        is_writable = "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
        return value if is_writable else UNWRITABLE
    if column.allowed == (FLAG,) and (isinstance(value, bool) or value in (0, 1)):
        return FLAG if value else ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite() and value.as_tuple().exponent == 0:
        return str(int(value))
    return str(value) if isinstance(value, UUID) else UNFIT


def _day(value: object) -> str | Fault:
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return ZONED
        return value.date().isoformat() if value.time() == time() else TIME_OF_DAY
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return UNFIT
    try:
        if found := _ISO.fullmatch(value):
            if found[2] and time.fromisoformat(found[2]) != time():
                return TIME_OF_DAY
            return date.fromisoformat(found[1]).isoformat()
        if found := _DMY.fullmatch(value):
            day, month, year = map(int, found.groups())
            return date(year, month, day).isoformat()
    except ValueError:
        pass
    return UNFIT


def _number(value: object, *, is_whole: bool) -> str | Fault:
    if isinstance(value, bool):
        return UNFIT
    if (isinstance(value, str) and _DIGITS.fullmatch(value)) or isinstance(value, int | Decimal):
        number = Decimal(value)
    elif isinstance(value, float) and (not is_whole or abs(value) <= _EXACT_FLOAT):
        # The shortest decimal that is this float: what people see in the database.
        number = Decimal(repr(value))
    else:
        return UNFIT
    if not number.is_finite():
        return UNFIT
    if is_whole:
        is_held = number == number.to_integral_value() and -_BIGINT <= number < _BIGINT
        return str(int(number)) if is_held else UNFIT
    sign, digits, exponent = number.as_tuple()
    while len(digits) > 1 and not digits[-1] and int(exponent) < 0:
        digits, exponent = digits[:-1], int(exponent) + 1
    if int(exponent) < -_PLACES or abs(number) >= _LARGEST:
        return UNFIT
    return format(Decimal((sign, digits, int(exponent))), "f")
