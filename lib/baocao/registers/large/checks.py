"""What is wrong in the rows of a large register: counted in one scan, the first ones shown."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Any

import narwhals as nw

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import UNSEEN, visible
from baocao.locale.vi.text import nfc
from baocao.registers.cell_faults import (
    DAMAGED_TEXT,
    DITTO_MARK,
    EMPTY,
    ERROR_CELL,
    IMPLAUSIBLE_DAY,
    LOST_DIGITS,
    LOST_LETTERS,
    MIXED_NUMBERS,
    SMALL_MONEY,
    TEXT_MARK,
    TOTAL_ROW,
    UNUSABLE_LETTER,
    Fault,
    after_closing,
    bound_text,
    mismatched,
    not_allowed,
    quote,
    too_early,
    too_large,
    too_small,
    unreadable,
)
from baocao.registers.cells import ERRORS, FIRST_YEAR, LAST_YEAR, SMALLEST_MONEY, text_fault
from baocao.registers.declare import COMMON, Bound, Column, Register
from baocao.registers.faults import SHOWN, and_more, decomposed, duplicate, unsourced, wrong_width
from baocao.registers.large.columns import (
    DECOMPOSED,
    DITTO_MARKS,
    EXTRA,
    JUDGED,
    is_sure,
    lone,
    unread,
)
from baocao.registers.large.engine import ROW, collect, stream
from baocao.registers.large.spellings import doubtful, spelling_faults
from baocao.registers.limits import last_day, measure_of
from baocao.registers.lost_letters import ASKED, LOST, LOST_AT_END
from baocao.registers.row_kinds import TOTAL_TEXTS
from baocao.registers.text_marks import MARKED_TEXT

__all__ = ["SUSPECT", "Numbering", "row_faults"]

Numbering = Callable[[int], int]

SUSPECT = (ERRORS, LOST, LOST_AT_END, MARKED_TEXT, UNSEEN, DITTO_MARKS)
"""What is wrong in the letters of a text, as patterns of the engine."""

_ANY_SUSPECT = "|".join(f"(?:{one})" for one in SUSPECT)


@dataclass(frozen=True)
class _Kind:
    """Rows with one kind of fault in one column, and the cell that tells it."""

    condition: nw.Expr
    fault: Fault
    column: Column
    cell: str


def row_faults(
    frame: nw.LazyFrame[Any],
    register: Register,
    complete_until: date,
    place: str,
    numbering: Numbering,
    distinct_columns: Set[str] = frozenset(),
    clean: Set[str] = frozenset(),
) -> list[Finding]:
    """Every fault of the rows, as :func:`baocao.registers.small.read` words them.

    Parameters
    ----------
    frame
        As :func:`baocao.registers.large.columns.select` makes it, with `ROW` where rows are
        numbered.
    register, complete_until
        See :func:`baocao.registers.small.read`.
    place
        The file, as people know it.
    numbering
        From the position of a row to the number that people see beside it.
    distinct_columns
        The names of columns whose different texts are counted.
    clean
        The names of columns of texts without any letter that faults of letters have, see
        :func:`baocao.registers.large.columns.has_strange_letters`.

    Returns
    -------
    list of Finding
        Of each kind the first `SHOWN`, and one more that counts the rest.
    """
    names = frame.collect_schema().names()
    columns = [column for column in register.all_columns if column.name in names]
    kinds = [
        kind
        for column in columns
        for kind in _kinds(column, complete_until, register, names, column.name in clean)
    ]
    conditions = {f"kind{position}": kind.condition for position, kind in enumerate(kinds)}
    for name in (DECOMPOSED, EXTRA):
        conditions[name] = ~nw.col(name).is_null()
    common = [column.name for column in COMMON]
    if {*common} <= {*names}:
        conditions["unsourced"] = nw.all_horizontal(
            *(nw.col(name) == "" for name in common), ignore_nulls=False
        )
    decimals = [column for column in columns if column.type == "number"]
    counts = _one_row(frame, _counted(conditions) | _of_lone_numbers(decimals))
    if lone_numbers := [*_lone_numbers(counts, decimals)]:
        more = {f"kind{at}": one.condition for at, one in enumerate(lone_numbers, len(kinds))}
        conditions |= more
        counts |= _one_row(frame, _counted(more))
        kinds += lone_numbers

    def first(name: str, *columns: str, limit: int = SHOWN) -> list[tuple[str, tuple[Any, ...]]]:
        rows = _first(frame, conditions[name], columns, limit)
        return [(f"{place}, dòng {numbering(position)}", cells) for position, cells in rows]

    findings: list[Finding] = []
    if counts.get(DECOMPOSED):
        (row, (cell,)) = first(DECOMPOSED, DECOMPOSED, limit=1)[0]
        findings.append(decomposed(row, cell, counts[DECOMPOSED] - 1))
    if counts.get(EXTRA):
        found = [wrong_width(row, f'"{cell}"') for row, (cell,) in first(EXTRA, EXTRA)]
        findings += and_more(found, counts[EXTRA], place)
    for position, kind in enumerate(kinds):
        if total := counts[f"kind{position}"]:
            where = f'cột "{kind.column.heading}"'
            found = [
                kind.fault.at(f"{row}, {where}", _shown(cell, kind.column))
                for row, (cell,) in first(f"kind{position}", kind.cell)
            ]
            findings += and_more(found, total, f"{place}, {where}")
    texts = [column.name for column in columns if column.type == "text" and not column.allowed]
    key = register.key if {*register.key} <= {*names} else ()
    doubted, comes_twice = doubtful(frame, texts, distinct_columns, key)
    for column in columns:
        if column.name in doubted:
            is_counted = column.name in distinct_columns and (column.name,) != key
            findings += spelling_faults(frame, column, place, is_counted)
        if column.type == "text" and column.name not in clean:
            findings += _letter_faults(frame, column, place, numbering)
        findings += _mismatches(frame, column, place, numbering)
    if comes_twice:
        findings += _duplicates(frame, register, place, numbering)
    if total := counts.get("unsourced"):
        headings = [register.column(name).heading for name in common]
        found = [unsourced([row], headings) for row, _ in first("unsourced")]
        findings += and_more(found, total, place)
    return findings


def _kinds(
    column: Column,
    complete_until: date,
    register: Register,
    names: Sequence[str],
    is_clean: bool,
) -> Iterator[_Kind]:
    cell = nw.col(column.name)
    if column.type == "text":
        missing = cell == ""
        if column.allowed:
            strange = ~missing & ~cell.is_in(column.allowed)
            yield _Kind(strange, not_allowed(column), column, column.name)
        elif column.name in register.key:
            # Small registers are read without such rows; here they would be counted.
            yield _Kind(cell.is_in(sorted(TOTAL_TEXTS)), TOTAL_ROW, column, column.name)
    else:
        raw = nw.col(unread(column.name))
        missing = cell.is_null() & raw.is_null()
        yield _Kind(~raw.is_null(), unreadable(column), column, unread(column.name))
    if column.type == "text" and not is_clean:
        lost = cell.str.contains(LOST_AT_END) & ~cell.str.contains(ASKED)
        found = [
            (cell.str.contains(ERRORS), ERROR_CELL),
            (lost | cell.str.contains(LOST), LOST_LETTERS),
            (cell.str.contains(MARKED_TEXT), TEXT_MARK),
            # Small registers are read as if these were not there; here they would make two of one.
            (cell.str.contains(UNSEEN), UNUSABLE_LETTER),
        ]
        if not column.allowed:
            # Small registers read them as what stands above; here there is no row above.
            found.append((cell.str.contains(DITTO_MARKS), DITTO_MARK))
        # Few texts have any of these: to ask for all at once costs a fraction.
        any_of = nw.when(cell.str.contains(_ANY_SUSPECT))
        for condition, fault in found:
            suspect = any_of.then(condition).otherwise(nw.lit(False))
            yield _Kind(suspect, fault, column, column.name)
    if column.type == "money":
        small = (cell.abs() < SMALLEST_MONEY) & (cell != 0)
        yield _Kind(small, SMALL_MONEY, column, column.name)
    if column.is_day:
        first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
        yield _Kind((cell < first) | (cell > last), IMPLAUSIBLE_DAY, column, column.name)
    if column.after is not None and (before := register.column(column.after)).name in names:
        of = _measure_of(column, before)
        early = of(cell) < of(nw.col(before.name))
        # A day after the closing one is a fault of its own, and no second one here.
        for day in (column, before):
            if not day.future:
                early = early & (nw.col(day.name) <= last_day(day, complete_until))
        yield _Kind(early, too_early(before), column, column.name)
    of = _measure_of(column)
    if (low := column.minimum) is not None:
        yield _Kind(of(cell) < _bound(column, low), too_small(column, low), column, column.name)
    if (high := column.maximum) is not None:
        yield _Kind(of(cell) > _bound(column, high), too_large(column, high), column, column.name)
    if column.is_day and not column.future:
        late = cell > last_day(column, complete_until)
        yield _Kind(late, after_closing(complete_until, column), column, column.name)
    if column.required:
        yield _Kind(missing, EMPTY, column, column.name)


def _counted(conditions: Mapping[str, nw.Expr]) -> dict[str, nw.Expr]:
    return {name: rows.cast(nw.Int64).sum() for name, rows in conditions.items()}


def _one_row(frame: nw.LazyFrame[Any], wanted: Mapping[str, nw.Expr]) -> dict[str, Any]:
    if not wanted:
        return {}
    (row,) = collect(frame.select(**wanted))
    return dict(zip(wanted, row, strict=True))


def _of_lone_numbers(decimals: Iterable[Column]) -> dict[str, nw.Expr]:
    """What :func:`_lone_numbers` must know."""
    told: dict[str, nw.Expr] = {}
    for column in decimals:
        value, one = nw.col(column.name), nw.col(lone(column.name))
        others = nw.when(one.is_null()).then(value)
        told |= {
            f"lone {column.name}": (~one.is_null()).cast(nw.Int64).sum(),
            f"sure {column.name}": nw.col(is_sure(column.name)).cast(nw.Int64).sum(),
            f"low {column.name}": others.min(),
            f"high {column.name}": others.max(),
        }
    return told


def _lone_numbers(found: Mapping[str, Any], decimals: Iterable[Column]) -> Iterator[_Kind]:
    """Numbers such as 1.234 where no other cell tells thousands, or only decimals fit in."""
    for column in decimals:
        if not found[f"lone {column.name}"]:
            continue
        value, one = nw.col(column.name), ~nw.col(lone(column.name)).is_null()
        if found[f"sure {column.name}"]:
            low, high = float(found[f"low {column.name}"]), float(found[f"high {column.name}"])
            far = value.abs() > 10 * max(abs(low), abs(high))
            one = one & far & (value / 1000 >= low / 10) & (value / 1000 <= high * 10)
        yield _Kind(one, MIXED_NUMBERS, column, lone(column.name))


def _mismatches(
    frame: nw.LazyFrame[Any], column: Column, place: str, numbering: Numbering
) -> list[Finding]:
    """Texts of another form than the one declared.

    Python looks at them: DuckDB's expressions take only English letters for letters of words.
    """
    if column.pattern is None:
        return []
    known, fault = re.compile(column.pattern), mismatched(column)
    return _judged(
        frame.filter(nw.col(column.name) != ""),
        column,
        place,
        numbering,
        lambda cell: None if known.fullmatch(cell) else fault,
    )


def _letter_faults(
    frame: nw.LazyFrame[Any], column: Column, place: str, numbering: Numbering
) -> list[Finding]:
    """Texts that small registers refuse for letters which the engine cannot tell from others."""
    cell = nw.col(column.name)

    def wrong(text: str) -> Fault | None:
        fault = text_fault(text, column)
        return fault if fault in (UNUSABLE_LETTER, DAMAGED_TEXT, LOST_DIGITS) else None

    doubted = frame.filter(cell.str.contains(JUDGED) & ~cell.str.contains(UNSEEN))
    return _judged(doubted, column, place, numbering, wrong)


def _judged(
    frame: nw.LazyFrame[Any],
    column: Column,
    place: str,
    numbering: Numbering,
    wrong: Callable[[str], Fault | None],
) -> list[Finding]:
    """What a function finds wrong in the cells of rows: of each fault the first, and how many."""
    totals: Counter[Fault] = Counter()
    first: dict[Fault, list[tuple[int, str]]] = {}
    for row, cell in stream(frame.select(ROW, column.name)):
        if (fault := wrong(cell)) is None:
            continue
        totals[fault] += 1
        first[fault] = heapq.nsmallest(SHOWN, [*first.get(fault, []), (row, cell)])
    where = f'cột "{column.heading}"'
    findings: list[Finding] = []
    for fault, total in totals.items():
        found = [
            fault.at(f"{place}, dòng {numbering(row)}, {where}", visible(cell))
            for row, cell in first[fault]
        ]
        findings += and_more(found, total, f"{place}, {where}")
    return findings


def _measure_of(*columns: Column) -> Callable[[nw.Expr], nw.Expr]:
    """The same as :func:`~baocao.registers.limits.measure_of`, for the engine."""
    is_month = any(column.type == "month" for column in columns)
    return _month_of if is_month else lambda cell: cell


def _month_of(cell: nw.Expr) -> nw.Expr:
    return 12 * cell.dt.year() + cell.dt.month()


def _bound(column: Column, bound: Bound) -> Bound:
    found: Bound = measure_of(column)(bound)
    return found


def _duplicates(
    frame: nw.LazyFrame[Any], register: Register, place: str, numbering: Numbering
) -> list[Finding]:
    keys = register.key
    again = frame.group_by(*keys).agg(**{"!rows": nw.len()}).filter(nw.col("!rows") > 1)
    total = collect(again.select(nw.len()))[0][0]
    if not total:
        return []
    headings = [register.column(name).heading for name in keys]
    found = []
    for *key, _ in collect(again.sort(*keys).head(SHOWN)):
        same = reduce(and_, (_equals(name, value) for name, value in zip(keys, key, strict=True)))
        (earliest, _), *others = _first(frame, same, (), SHOWN)
        for position, _ in others:
            row = f"{place}, dòng {numbering(position)}"
            cells = zip(key, map(register.column, keys), strict=True)
            shown = [_shown(cell, column) for cell, column in cells]
            found.append(duplicate(row, headings, shown, numbering(earliest)))
    return and_more(found[:SHOWN], max(total, len(found)), f"{place}, cột {quote(headings)}")


def _equals(name: str, value: Any) -> nw.Expr:
    return nw.col(name).is_null() if value is None else nw.col(name) == value


def _first(
    frame: nw.LazyFrame[Any], condition: nw.Expr, columns: tuple[str, ...], limit: int
) -> list[tuple[int, tuple[Any, ...]]]:
    """Position and cells of the first rows that meet a condition."""
    rows = collect(frame.filter(condition).select(ROW, *columns).sort(ROW).head(limit))
    return [(row[0], row[1:]) for row in rows]


def _shown(cell: Any, column: Column) -> str:
    if isinstance(cell, int | float | Decimal | date):
        return bound_text(column, cell)
    return nfc(str(cell or ""))
