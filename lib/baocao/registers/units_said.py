"""Units that are said once for a whole table: above it, below it, or in the sheet's name.

What is said must be what the columns declare: "Đơn vị tính: triệu đồng" above money in đồng would
make every amount a million times too small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column
from baocao.registers.grid import Grid
from baocao.registers.table_faults import other_unit
from baocao.registers.units import BRACKETS, Unit, scale_word, unit_of, unit_of_column

__all__ = ["units_said"]

_INTRODUCED = re.compile(
    r"(?<!\w)(?:đvt|dvt|unit|(?:đơn vị|don vi)(?: (?:tính|tinh|tiền(?: tệ)?|đo))?|"
    r"(?:tính|được tính|ghi|số liệu) (?:bằng|theo)(?: đơn vị)?)[ .:–-]*\(?"
)
_PARTS = re.compile(r"\s*(?:[,;)]|\bvà\b|$)")
_SCALED_MONEY = re.compile(
    r"(?<![\w.,])(?:(nghìn|ngàn|1[., ]?000(?:[., ]?000)?|10\^[369]|triệu|trđ|tr\.?|tỷ|tỉ) ?"
    r"(?:đồng|đ|vnđ|vnd|việt nam đồng|đồng việt nam)|trđ)(?!\w)"
)
_ENGLISH = re.compile(r"(?<!\w)(thousands?|millions?|billions?) ?(?:of )?(?:vnd|dong|đồng)(?!\w)")
_IN_ENGLISH = {"thousand": "nghìn", "million": "triệu", "billion": "tỷ"}
_WITHOUT_MARKS = {"nghin": "nghìn", "ngan": "ngàn", "trieu": "triệu", "ty": "tỷ", "dong": "đồng"}
# Before a unit they make an amount of it: "hai triệu đồng" is one, and says no unit of others.
_AMOUNT = re.compile(
    r"(?:\d[\d.,]*|một|hai|ba|bốn|tư|lăm|sáu|bảy|tám|chín|mười|mươi|mốt|trăm|linh|lẻ|rưỡi|nghìn|"
    r"ngàn|triệu|tỷ|vài|mấy|nhiều|hàng|chục|vạn)\s*$"
)
# What can be changed into each other.
_MEASURES = (
    {"kg", "g", "gam", "tạ", "tấn", "yến"},
    {"m", "km", "cm", "mm"},
    {"m2", "m²", "ha", "km2"},
    {"kw", "kwh", "mw"},
    {"lít", "ml", "m3", "m³"},
    {"đồng", "usd"},
)


def units_said(
    grid: Grid, file: str, rows: Iterable[int], columns: Sequence[Column]
) -> Iterator[Finding]:
    """What is said of a whole table, where it is another unit than the columns declare.

    Parameters
    ----------
    rows
        The rows of the sheet that are no data.
    columns
        The declared columns that the sheet has.

    Yields
    ------
    Finding
        REGISTER-81, at most one: of the sheet's name, or of the first cell that says another unit.
    """
    places: list[tuple[str, str]] = [(grid.name, f"{file}, trang {grid.name}")]
    for number in rows:
        for at, cell in grid.rows[number].items():
            if isinstance(cell, str):
                places.append((cell, f"{file}, {grid.place(number, at)}"))
    for text, place in places:
        for unit in _said(folded(text)):
            if (column := _differs(unit, columns)) is not None:
                yield other_unit(place, text, column)
                return


def _said(text: str) -> list[Unit]:
    """The units that a text says, without those of amounts: "Tổng vốn 12 triệu đồng" says none."""
    found = []
    for start in _INTRODUCED.finditer(text):
        rest = text[start.end() :]
        if text.isascii():
            rest = re.sub(r"\w+", lambda word: _WITHOUT_MARKS.get(word[0], word[0]), rest)
        for part in _PARTS.split(rest):
            unit = unit_of(part.strip(" .:()"))
            if unit is None and (scale := scale_word(part.strip(" .:()"))):
                unit = (scale, "")
            if unit is None:
                break
            found.append(unit)
    whole = unit_of(BRACKETS.sub(r"\1", text).strip(" .:*"))
    if whole is not None and whole[0]:
        found.append(whole)
    for one in _SCALED_MONEY.finditer(text):
        if not _AMOUNT.search(text[: one.start()]):
            found.append((scale_word(one[1] or "trđ"), "đồng"))
    found += [(_IN_ENGLISH[one[1].rstrip("s")], "đồng") for one in _ENGLISH.finditer(text)]
    return found


def _differs(unit: Unit, columns: Sequence[Column]) -> Column | None:
    """The first column that a unit is said of, and that is declared in another one."""
    scale, measure = unit
    own: Mapping[Column, Unit | None] = {
        column: ("", "đồng") if column.type == "money" else unit_of_column(column)
        for column in columns
        if column.is_number
    }
    if unit in own.values() or (
        scale and any(known and known[0] == scale for known in own.values())
    ):
        return None
    of_kind = next((kind for kind in _MEASURES if measure in kind), {measure})
    for column, known in own.items():
        if known is not None and (known[1] in of_kind or not measure):
            return column
    # Of decimals without a unit in the heading nobody can tell; whole numbers are counted by one.
    whole = [column for column in own if column.type == "integer" and own[column] is None]
    has_unknown = any(known is None and column.type == "number" for column, known in own.items())
    is_money = measure in ("đồng", "usd")
    return whole[0] if whole and scale and not (is_money and has_unknown) else None
