"""Units that stand in a sheet beside its numbers: in the headings, or in a row below them.

A row of units is no data.  What it says must be what the columns declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column
from baocao.registers.grid import Grid, Value
from baocao.registers.table_faults import other_unit

__all__ = [
    "BRACKETS",
    "Unit",
    "headings_in_other_units",
    "is_unit_row",
    "scale_word",
    "unit_faults",
    "unit_of",
    "unit_of_column",
]

Unit = tuple[str, str]
"""Scale and unit: ``("triệu", "đồng")``; an empty scale is one."""


_SCALE = r"nghìn|ngàn|1[., ]?000|triệu|1[., ]?000[., ]?000|10\^[369]|trđ|tr\.?|tỷ|tỉ|trăm|chục|vạn"
_SCALES = {
    "ngàn": "nghìn", "1000": "nghìn", "1000000": "triệu", "tr": "triệu", "trđ": "triệu", "tỉ": "tỷ",
    "10^3": "nghìn", "10^6": "triệu", "10^9": "tỷ",
}  # fmt: skip
_MONEY = re.compile(rf"({_SCALE})? ?(?:đồng|đ|vnđ|vnd|việt nam đồng|đồng việt nam)|(trđ)")
_MEASURE = re.compile(
    rf"(?:({_SCALE}) ?)?(%|‰|phần trăm|kg|g|gam|tạ|tấn|yến|lít|ml|m|m2|m²|m3|m³|km|km2|cm|mm|ha|"
    r"kwh?|mw|usd|người|lượt|lượt người|lượt khách|khách|hộ|sản phẩm|dự án|hồ sơ|đơn vị|cơ sở|"
    r"doanh nghiệp|văn bản|cái|chiếc|con|cây|bộ|lần|giờ|phút|điểm|sao|tin|bài|lớp|cuộc|đoàn)"
)
_DAY = re.compile(
    r"ngày[/, -]+tháng[/, -]+năm|d{1,2}[/.-]m{1,2}[/.-]y{2,4}|tháng[/, -]+năm|m{1,2}/y{4}|ngày|năm"
)
_MONTH_FIRST = re.compile(r"m{1,2}[/.-]d{1,2}[/.-]y{2,4}|tháng[/, -]+ngày[/, -]+năm")
_KIND = re.compile(r"đvt|đơn vị(?: tính)?|chữ|số|số nguyên|text|number|date|mã|-|x")
_BEFORE = re.compile(r"(?:đvt|đơn vị(?: tính)?)\s*[:.]?\s*")
BRACKETS = re.compile(r"[(\[](.{1,40})[)\]]")
# Headings end with a unit, in brackets or after a comma.
_OF_HEADING = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$|, ([^,]+)$")


def is_unit_row(filled: Mapping[int, Value], key: int) -> bool:
    """Whether a row right under the headings only says in which units the columns are."""
    texts = {at: folded(cell) for at, cell in filled.items() if isinstance(cell, str)}
    if len(texts) < len(filled) or not texts:
        return False
    words = {at: _word(text) for at, text in texts.items()}
    if not all(BRACKETS.fullmatch(t) or _is_known(words[at]) for at, t in texts.items()):
        return False
    # A key in such a row is at most told what it is: "(mã)".
    is_keyless = key not in texts or texts[key] != words[key] or bool(_KIND.fullmatch(words[key]))
    return is_keyless and any(_is_unit(word) for word in words.values())


def unit_faults(
    grid: Grid, file: str, number: int, columns: Mapping[int, Column]
) -> Iterator[Finding]:
    """Units of a row that are other ones than the columns declare."""
    for at, column in columns.items():
        cell = grid.rows[number].get(at, "")
        if isinstance(cell, str) and cell and _is_other(_word(folded(cell)), column):
            where = f'{file}, {grid.place(number, at)}, cột "{column.heading}"'
            yield other_unit(where, cell, column)


def headings_in_other_units(
    strangers: Sequence[str], missing: Sequence[Column], place: str
) -> Iterator[tuple[str, Column, Finding]]:
    """Headings that are declared ones but for their unit: to rename them alone would be wrong.

    Yields
    ------
    str, Column, Finding
        The heading, the column that it is meant for, and what is wrong.
    """
    for column in missing:
        own = unit_of_column(column)
        own = ("", "đồng") if column.type == "money" else own
        plain = _without_unit(column.heading)
        for heading in strangers:
            unit = _unit_of_text(heading)
            if unit and own and unit != own and _without_unit(heading) == plain:
                yield heading, column, other_unit(place, heading, column)


def _without_unit(heading: str) -> str:
    return _OF_HEADING.sub("", folded(heading)).strip(" ,")


def _word(text: str) -> str:
    """A unit without brackets and the words before it."""
    inner = BRACKETS.fullmatch(text)
    plain = (inner[1] if inner else text).strip(" .:")
    return _BEFORE.sub("", plain) or plain


def _is_known(word: str) -> bool:
    return _is_unit(word) or bool(_KIND.fullmatch(word))


def _is_unit(word: str) -> bool:
    return any(form.fullmatch(word) for form in (_MONEY, _MEASURE, _DAY, _MONTH_FIRST))


def _is_other(word: str, column: Column) -> bool:
    if column.is_day:
        return bool(_MONTH_FIRST.fullmatch(word))
    if not column.is_number:
        return False
    unit = unit_of(word)
    # Money is in đồng; whole numbers are counted one by one; of decimals only the heading tells.
    own = ("", "đồng") if column.type == "money" else unit_of_column(column)
    if unit is None or own is None:
        return unit is not None and bool(unit[0]) and column.type == "integer"
    return unit != own


def unit_of(word: str) -> Unit | None:
    """Scale and unit of a word: ``("triệu", "đồng")``; None where it is no known unit."""
    if money := _MONEY.fullmatch(word):
        return _scale(money[1] or money[2] or ""), "đồng"
    measure = _MEASURE.fullmatch(word)
    return (_scale(measure[1] or ""), measure[2]) if measure else None


def unit_of_column(column: Column) -> Unit | None:
    """The unit with which the heading of a column ends."""
    return _unit_of_text(column.heading)


def _unit_of_text(heading: str) -> Unit | None:
    found = _OF_HEADING.search(folded(heading))
    return unit_of((found[1] or found[2]).strip()) if found else None


def scale_word(word: str) -> str:
    """The scale that a word alone says: "triệu"; empty where it says none."""
    return _scale(word) if re.fullmatch(_SCALE, word) else ""


def _scale(word: str) -> str:
    plain = re.sub("[., ]", "", word)
    return _SCALES.get(plain, plain)
