"""What a number in a cell of a table is of: the words of its row, and the head of its column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baocao.review.manuscripts import Block

__all__ = ["TableRow", "rows_of"]

_MONEY = re.compile(r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)\s+)?đồng|trđ|tr\.đ", re.IGNORECASE)
_PERCENT = re.compile(r"%|phần trăm|điểm phần trăm|điểm %", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(\s*([^()]+?)\s*\)\s*$")
_NUMBERING = re.compile(r"(?:số )?(?:stt|tt|thứ tự)\.?|#", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class TableRow:
    """What the other cells say of a cell.

    Parameters
    ----------
    label
        The first text of its row that is no unit.
    unit
        The unit that stands in a cell of its row, in brackets behind its label or in the head of
        its column; empty where none does.
    head
        The head of its column.
    is_numbering
        Whether its column numbers the rows.
    """

    label: str
    unit: str
    head: str
    is_numbering: bool


def rows_of(
    blocks: Sequence[Block], units: Sequence[str]
) -> Mapping[tuple[int, int, int], TableRow]:
    """For each cell of the tables of a document what the other cells say of it."""
    cells: dict[tuple[int, int, int], str] = {}
    for block in blocks:
        if block.cell:
            cells[block.cell] = f"{cells.get(block.cell, '')} {block.text}".strip()
    rows: dict[tuple[int, int], list[str]] = {}
    heads: dict[tuple[int, int], str] = {}
    for (table, row, column), text in sorted(cells.items()):
        rows.setdefault((table, row), []).append(text)
        if row == 1:
            heads[table, column] = text
    known = {unit.lower() for unit in units}
    found = {}
    for table, row, column in cells:
        texts, head = rows[table, row], heads.get((table, column), "")
        unit = next((text for text in texts if _is_unit(text, known)), "")
        worded = [text for text in texts if _LETTER.search(text) and text != unit]
        label = worded[0] if worded else ""
        for text in (*worded[:1], head):
            match = _IN_BRACKETS.search(text)
            if not unit and match and _is_unit(match[1], known):
                unit = match[1]
        found[table, row, column] = TableRow(
            label, unit, head, bool(_NUMBERING.fullmatch(head.strip()))
        )
    return found


def _is_unit(text: str, units: set[str]) -> bool:
    plain = text.strip().lower()
    return plain in units or bool(_MONEY.fullmatch(plain) or _PERCENT.fullmatch(plain))
