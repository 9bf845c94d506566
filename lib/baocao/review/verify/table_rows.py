"""What a number in a cell of a table is of: the words of its row, and the head of its column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baocao.review.manuscripts import Block
from baocao.review.verify.mentions import mentions_in

__all__ = ["TableRow", "rows_of"]

_MONEY = re.compile(r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)\s+)?đồng|trđ|tr\.đ", re.IGNORECASE)
_PERCENT = re.compile(r"%|phần trăm|điểm phần trăm|điểm %", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(\s*([^()]+?)\s*\)\s*$")
_NUMBERING = re.compile(r"(?:số )?(?:stt|tt|thứ tự)\.?|#", re.IGNORECASE)
_ROMAN = re.compile(r"[IVX]{1,5}[.)]?|[A-ZĐa-zđ][.)]?")
_PART = re.compile(r"\s*(?:[-+•–]|trong đó|gồm|bao gồm)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
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
    under
        The labels of the rows that it stands under: of a row without numbers, and of the last row
        that this one is a part of ("Trong đó: …").
    heads
        The heads of all columns of its row.
    """

    label: str
    unit: str
    head: str
    is_numbering: bool
    under: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


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
    labels = {place: _label(texts, known) for place, texts in rows.items()}
    under = _under(rows, labels)
    turned = _turned(labels, heads)
    found = {}
    for table, row, column in cells:
        texts, head = rows[table, row], heads.get((table, column), "")
        label = labels[table, row]
        unit = (
            _bracketed_unit(head, known)
            or next((t for t in texts if _is_unit(t, known) and t != label), "")
            or _bracketed_unit(label, known)
        )
        is_numbering = bool(_NUMBERING.fullmatch(head.strip()))
        if table in turned:
            times = (text for (of, at), text in labels.items() if of == table and at > 1)
            found[table, row, column] = TableRow(
                head, unit, label, is_numbering, heads=("", *times)
            )
            continue
        found[table, row, column] = TableRow(
            label,
            unit,
            head,
            is_numbering,
            under[table, row],
            tuple(text for (of, _), text in heads.items() if of == table),
        )
    return found


def _turned(
    labels: Mapping[tuple[int, int], str], heads: Mapping[tuple[int, int], str]
) -> frozenset[int]:
    """The tables whose rows are times and whose columns are indicators."""
    found = set()
    for table in {table for table, _ in heads}:
        rows = [text for (of, row), text in labels.items() if of == table and row > 1]
        columns = [text for (of, _), text in heads.items() if of == table]
        is_of_times = 2 * sum(map(_is_time, rows)) > len(rows)
        if is_of_times and not any(map(_is_time, columns)):
            found.add(table)
    return frozenset(found)


def _is_time(text: str) -> bool:
    """Whether a cell says a time and nothing else."""
    read = mentions_in(text)
    return len(read) == 1 and read[0].kind == "time" and read[0].text == text.strip()


def _bracketed_unit(text: str, units: set[str]) -> str:
    """The unit in brackets behind a label or a head; empty without one."""
    match = _IN_BRACKETS.search(text)
    return match[1] if match and _is_unit(match[1], units) else ""


def _label(texts: Sequence[str], units: set[str]) -> str:
    """The first text of a row that is neither its unit nor its number."""
    worded = (t for t in texts if _LETTER.search(t) and not _is_unit(t, units))
    label = next((text for text in worded if not _ROMAN.fullmatch(text.strip())), "")
    # "Lượt ý kiến" is a unit and what is counted, beside the unit "lượt".
    counted = [text for text in texts if text.strip().lower() in units]
    return label or (counted[0] if len(counted) > 1 else "")


def _under(
    rows: Mapping[tuple[int, int], Sequence[str]], labels: Mapping[tuple[int, int], str]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """The labels of the rows that each row stands under."""
    found = {}
    section = whole = ""
    for (table, row), texts in rows.items():
        if row == 1:
            section = whole = ""
        label = labels[table, row]
        is_part = bool(_PART.match(label))
        found[table, row] = tuple(filter(None, (whole if is_part else "", section)))
        has_number = any(_DIGIT.search(text) and text != label for text in texts[1:])
        if not has_number and row > 1:
            section, whole = label, ""
        elif not is_part:
            whole = label
    return found


def _is_unit(text: str, units: set[str]) -> bool:
    plain = text.strip().lower()
    return plain in units or bool(_MONEY.fullmatch(plain) or _PERCENT.fullmatch(plain))
