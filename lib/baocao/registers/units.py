"""Units that stand in a sheet beside its numbers: in a row below the headings, or above them.

A row of units is no data.  What it says must be what the columns declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column
from baocao.registers.faults import other_unit
from baocao.registers.grid import Grid, Value

__all__ = ["headings_in_other_units", "is_unit_row", "unit_faults", "units_above"]

_SCALE = r"nghìn|ngàn|1[. ]?000|triệu|1[. ]?000[. ]?000|trđ|tr\.?|tỷ|tỉ|trăm|chục|vạn"
_SCALES = {
    "ngàn": "nghìn", "1000": "nghìn", "1000000": "triệu", "tr": "triệu", "trđ": "triệu", "tỉ": "tỷ",
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
_IN_BRACKETS = re.compile(r"[(\[](.{1,40})[)\]]")
_ABOVE = re.compile(rf"(?:đvt|đơn vị(?: tính)?)\s*:?\s*({_SCALE}) ?(?:đồng|đ|vnđ|vnd)?\b")
# Headings end with a unit, in brackets or after a comma.
_OF_HEADING = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$|, ([^,]+)$")


def is_unit_row(filled: Mapping[int, Value], key: int) -> bool:
    """Whether a row right under the headings only says in which units the columns are."""
    texts = {at: folded(cell) for at, cell in filled.items() if isinstance(cell, str)}
    if len(texts) < len(filled) or not texts:
        return False
    words = {at: _word(text) for at, text in texts.items()}
    if not all(_IN_BRACKETS.fullmatch(t) or _is_known(words[at]) for at, t in texts.items()):
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


def units_above(
    grid: Grid, file: str, head: int, columns: Mapping[int, Column]
) -> Iterator[Finding]:
    """What is said above the table of all its amounts: "Đơn vị tính: triệu đồng"."""
    money = [column for column in columns.values() if column.type == "money"]
    for number, cells in grid.rows.items():
        if number >= head:
            return
        for at, cell in cells.items():
            found = _ABOVE.search(folded(cell)) if isinstance(cell, str) else None
            if found is None or not money:
                continue
            scale = _scale(found[1])
            if not any(_scale_of_heading(column) == scale for column in columns.values()):
                assert isinstance(cell, str)
                yield other_unit(f"{file}, {grid.place(number, at)}", cell, money[0])


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
        own = _unit_of_heading(column)
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
    inner = _IN_BRACKETS.fullmatch(text)
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
    unit = _unit_of(word)
    # Money is in đồng; whole numbers are counted one by one; of decimals only the heading tells.
    own = ("", "đồng") if column.type == "money" else _unit_of_heading(column)
    if unit is None or own is None:
        return unit is not None and bool(unit[0]) and column.type == "integer"
    return unit != own


def _unit_of(word: str) -> tuple[str, str] | None:
    """Scale and unit of a word: ``("triệu", "đồng")``; None where it is no known unit."""
    if money := _MONEY.fullmatch(word):
        return _scale(money[1] or money[2] or ""), "đồng"
    measure = _MEASURE.fullmatch(word)
    return (_scale(measure[1] or ""), measure[2]) if measure else None


def _unit_of_heading(column: Column) -> tuple[str, str] | None:
    return _unit_of_text(column.heading)


def _unit_of_text(heading: str) -> tuple[str, str] | None:
    found = _OF_HEADING.search(folded(heading))
    return _unit_of((found[1] or found[2]).strip()) if found else None


def _scale_of_heading(column: Column) -> str:
    unit = _unit_of_heading(column)
    return unit[0] if unit else ""


def _scale(word: str) -> str:
    plain = word.replace(".", "").replace(" ", "")
    return _SCALES.get(plain, plain)
