"""A register's declaration proposed from a file that somebody keeps already.

Nothing is decided here that a reader decides: where the table is, which rows are data, what a cell
holds.  The proposal is read by the same code that will read the register.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from baocao.core.errors import Finding, RegisterError, WorkspaceError
from baocao.core.periods import CALENDAR, Calendar
from baocao.core.temporary import temporary_folder
from baocao.locale.vi.look_alikes import folded
from baocao.locale.vi.text import short_date
from baocao.registers import sheets, small
from baocao.registers.cells import SMALLEST_MONEY, Plain, Read, read_column
from baocao.registers.declare import COMMON, Column, ColumnType, Register
from baocao.registers.files import grids_of
from baocao.registers.grid import Day, Value
from baocao.registers.guesses import (
    identifier_of,
    is_named_key,
    is_personal,
    looks_like_day,
    may_be_money,
    says_code,
    says_dong,
    says_end,
)
from baocao.registers.months import day_of_month
from baocao.registers.near_equal import NearEqual
from baocao.registers.table_head import Head, head_of
from baocao.registers.years import is_year

__all__ = ["Proposal", "nothing_proposed", "propose"]

# A list of values that an analyst can look over, each met several times.
_MOST_VALUES = 12
_LONGEST_VALUE = 60
_TIMES = 3
# Keys of more columns are those of no table that people keep.
_KEY_COLUMNS = 3
_TRIED_COLUMNS = 10
_PASSES = 2


@dataclass(frozen=True)
class Proposal:
    """What a register could be declared as.

    Attributes
    ----------
    register
        The declaration; the file was read by it without a fault.
    day
        The name of the column whose day puts a row into a period.
    title_above
        What stands above the table, empty without anything.
    rows
        How many rows were read.
    names
        The columns that name what a row is: texts, or the key, that are others in every row.
    notes
        In Vietnamese, what the analyst has to look at.
    """

    register: Register
    day: str
    title_above: str
    rows: int
    names: tuple[str, ...]
    notes: tuple[str, ...]


def propose(
    content: bytes, file: Path, stem: str, title: str, complete_until: date, calendar: Calendar
) -> Proposal:
    """Propose the declaration of a register.

    Parameters
    ----------
    content, file
        The bytes of the file, and its name, which errors tell.
    stem, title
        Of the register to be.
    complete_until, calendar
        The closing day of the data, and the calendar of the reports.

    Raises
    ------
    RegisterError
        What is wrong with the file, as the check of a register would tell it.
    WorkspaceError
        WORKSPACE-13 no table is found, no column of days, nothing that tells the rows apart.
    """
    place = file.name
    head = head_of(grids_of(content, place), place)
    # Rows are told from titles and sums by how much of what is required they fill.
    columns = tuple(Column(name, heading) for name, heading in _named(head))
    register = Register(stem, title, date(1900, 1, 1), (_first(columns),), columns, common=())
    cells: dict[str, list[Value | None]] = {}
    for _ in range(_PASSES):
        # Which rows are data depends on what the columns hold, and that on the rows.
        rows = sheets.read(content, place, register).rows
        cells = {c.heading: [row.cells.get(c.heading) for row in rows] for c in columns}
        columns = tuple(_typed(column, cells[column.heading], calendar) for column in columns)
        register = replace(register, columns=columns)
    if not rows:
        raise nothing_proposed("bảng chỉ có dòng tiêu đề", place, "nhập vài dòng rồi chạy lại")
    values = {
        column.name: [read.value for read in _reads(cells[column.heading], column, calendar)]
        for column in columns
    }
    columns = tuple(
        _complete(column, cells[column.heading], values[column.name], complete_until)
        for column in columns
    )
    common = COMMON if {c.heading for c in COMMON} <= {*head.headings} else ()
    columns = tuple(c for c in columns if c.heading not in {one.heading for one in common})
    key = _key(columns, values, place)
    day = _event(columns, place)
    days = [value for value in values[day.name] if isinstance(value, date)]
    kept = tuple(
        column
        for column in columns
        if folded(column.heading) not in sheets.NUMBERED or column.name in key
    )
    register = Register(
        stem,
        title,
        # Without a day that can be read, the reading below tells why.
        date(min(days, default=complete_until).year, 1, 1),
        key,
        _in_lists(kept, key, cells, values),
        common=common,
    )
    read = _required_to_read(content, file, register, complete_until, calendar)
    names = tuple(
        column.name
        for column in register.columns
        if key == (column.name,) or (column.type == "text" and _tell_apart([values[column.name]]))
    )
    notes = tuple(_notes(register, day, values, complete_until))
    return Proposal(register, day.name, head.title, len(read.keys), names, notes)


def nothing_proposed(found: str, where: str, remedy: str) -> WorkspaceError:
    """The error about a file from which no declaration can be proposed."""
    return WorkspaceError(
        Finding(
            "WORKSPACE-13",
            "Không đề xuất được khai báo từ tệp này.",
            where=where,
            found=found,
            remedy=remedy,
        )
    )


def _named(head: Head) -> Iterator[tuple[str, str]]:
    """A name for each heading; no two alike."""
    of_common = {column.heading: column.name for column in COMMON}
    taken: set[str] = set()
    for heading in head.headings:
        plain = of_common.get(heading) or identifier_of(heading)
        names = itertools.chain([plain], (f"{plain}_{n}" for n in itertools.count(2)))
        name = next(one for one in names if one not in taken)
        taken.add(name)
        yield name, heading


def _first(columns: Sequence[Column]) -> str:
    """The column in which words such as "Tổng cộng" are looked for, while no key is known."""
    named = [column.name for column in columns if folded(column.heading) not in sheets.NUMBERED]
    return (named or [columns[0].name])[0]


# -------------------------------------------------------------------------------- kinds


def _typed(column: Column, cells: Sequence[Value | None], calendar: Calendar) -> Column:
    """The column with the type in which all of its cells can be read."""
    filled = [cell for cell in cells if cell is not None and _says(cell)]
    kinds: list[ColumnType] = ["date", "month", "integer", "number"]
    if not filled or says_code(column.heading, filled):
        return replace(column, type="text")
    if 2 * sum(map(looks_like_day, filled)) >= len(filled):
        # One day that cannot be read is told, and makes no text of the whole column.
        kinds = ["date"]
    for kind in kinds:
        if kind in ("integer", "number") and any(isinstance(cell, Day | bool) for cell in filled):
            continue
        tried = replace(column, type=kind)
        reads = _reads(cells, tried, calendar)
        if kinds != ["date"] and any(read.fault for read in reads):
            continue
        if all(read.fault is None and read.value is None for read in reads):
            continue
        numbers = [abs(read.value) for read in reads if isinstance(read.value, int | float)]
        is_money = kind in ("integer", "number") and _is_money(column.heading, kind, numbers)
        return replace(column, type="money") if is_money else tried
    return replace(column, type="text")


def _is_money(heading: str, kind: ColumnType, numbers: Sequence[float]) -> bool:
    """Whether numbers are amounts in đồng; what is wrong with one of them the reader tells."""
    if says_dong(heading):
        return True
    if not may_be_money(heading):
        return False
    large = [number == 0 or number >= SMALLEST_MONEY for number in numbers]
    return all(large) if kind == "integer" else 2 * sum(large) > len(large)


def _reads(cells: Sequence[Value | None], column: Column, calendar: Calendar) -> list[Read]:
    """The cells as they are read where some may be empty, or hold a dash for nothing."""
    return read_column(cells, replace(column, required=False), calendar)


def _says(cell: Value) -> bool:
    """Whether a cell holds more than a dash or dots."""
    return any(map(str.isalnum, cell)) if isinstance(cell, str) else True


def _complete(
    column: Column,
    cells: Sequence[Value | None],
    values: Sequence[Plain | None],
    complete_until: date,
) -> Column:
    is_full = all(cell is not None and _says(cell) for cell in cells)
    is_full = is_full and all(value not in (None, "") for value in values)
    later = any(isinstance(value, date) and value > complete_until for value in values)
    return replace(
        column,
        required=is_full,
        future=later,
        personal=is_personal(column.heading, values),
    )


def _in_lists(
    columns: Sequence[Column],
    key: Sequence[str],
    cells: Mapping[str, Sequence[Value | None]],
    values: Mapping[str, Sequence[Plain | None]],
) -> tuple[Column, ...]:
    """The columns, those of few texts that come again and again with the list of them."""
    found = []
    for column in columns:
        said = [
            str(value)
            for cell, value in zip(cells[column.heading], values[column.name], strict=True)
            if cell is not None and value and _says(cell)
        ]
        if column.type == "text" and not column.personal and column.name not in key:
            column = replace(column, allowed=_list_of(said))
        found.append(column)
    return tuple(found)


def _list_of(said: Sequence[str]) -> tuple[str, ...]:
    spelling: dict[str, Counter[str]] = {}
    for text in said:
        spelling.setdefault(folded(text), Counter())[text] += 1
    texts = tuple(spellings.most_common(1)[0][0] for spellings in spelling.values())
    is_list = 1 < len(texts) <= _MOST_VALUES and len(said) >= _TIMES * len(texts)
    return texts if is_list and max(map(len, texts)) <= _LONGEST_VALUE else ()


# -------------------------------------------------------------------------------- key and day


def _key(
    columns: Sequence[Column], values: Mapping[str, Sequence[Plain | None]], place: str
) -> tuple[str, ...]:
    """The fewest columns that tell the rows apart; personal ones, which reports print, never."""
    numbering = [column for column in columns if folded(column.heading) in sheets.NUMBERED]
    usable = [
        column
        for column in columns
        if column.required and not column.personal and column not in numbering
    ]
    usable.sort(key=lambda column: (not is_named_key(column.heading), column.type != "text"))
    tried = usable[:_TRIED_COLUMNS]
    for size in range(1, _KEY_COLUMNS + 1):
        for some in itertools.combinations(tried, size):
            # A sum of money or a measure is no name of a row.
            is_name = size > 1 or some[0].type == "text" or is_named_key(some[0].heading)
            if is_name and _tell_apart([values[column.name] for column in some]):
                return tuple(column.name for column in some)
        if size == 1 and numbering and _tell_apart([values[numbering[0].name]]):
            return (numbering[0].name,)
    raise nothing_proposed(
        "không cột nào, và không vài cột nào cùng nhau, phân biệt được các dòng",
        place,
        "thêm cột Mã hoặc STT, mỗi dòng một giá trị riêng, rồi chạy lại",
    )


def _tell_apart(columns: Sequence[Sequence[Plain | None]]) -> bool:
    known, seen = NearEqual(), set()
    for row in zip(*columns, strict=True):
        text = "/".join("" if value is None else str(value) for value in row)
        if None in row or folded(text) in seen or known.other(text) is not None:
            return False
        seen.add(folded(text))
    return True


_OF_YEAR = {"năm", "năm học", "năm báo cáo", "niên độ"}


def _names_month(heading: str) -> bool:
    alone = heading.casefold().removeprefix("tháng ")
    return day_of_month(heading, CALENDAR) is not None or (alone.isdigit() and 0 < int(alone) < 13)


def _event(columns: Sequence[Column], place: str) -> Column:
    """The column of days that puts a row into a period: the first that is full and lies behind."""
    days = [column for column in columns if column.is_day and not column.personal]
    if not days and sum(_names_month(column.heading) for column in columns) > 1:
        raise nothing_proposed(
            "mỗi tháng một cột",
            place,
            'khai sổ bằng tay với every="month", một cột tháng và một cột số '
            "(docs/declaring.md); không phải đổi tệp",
        )
    of_year = any(folded(column.heading) in _OF_YEAR for column in columns)
    if not days and (of_year or sum(is_year(column.heading) for column in columns) > 1):
        raise nothing_proposed(
            "số của từng năm",
            place,
            'khai sổ bằng tay với every="year", một cột năm và một cột số '
            "(docs/declaring.md); không phải đổi tệp",
        )
    if not days:
        raise nothing_proposed(
            "không có cột nào ghi ngày hoặc tháng",
            place,
            "thêm cột ngày: báo cáo theo kỳ cần biết mỗi dòng thuộc kỳ nào",
        )
    return min(
        days, key=lambda column: (says_end(column.heading), column.future, not column.required)
    )


# -------------------------------------------------------------------------------- the whole


def _required_to_read(
    content: bytes, file: Path, register: Register, complete_until: date, calendar: Calendar
) -> small.Table:
    """The file read by its declaration, as it will be from now on."""
    with temporary_folder() as data:
        folder = data / "data" / register.folder
        folder.mkdir(parents=True)
        copy = folder / f"{register.stem}{file.suffix.lower()}"
        copy.write_bytes(content)
        try:
            return small.read(register, data / "data", complete_until, calendar)
        except RegisterError as error:
            name = f"data/{register.folder}/{copy.name}"
            raise RegisterError(
                *(replace(one, where=one.where.replace(name, file.name)) for one in error.findings)
            ) from None


def _notes(
    register: Register,
    day: Column,
    values: Mapping[str, Sequence[Plain | None]],
    complete_until: date,
) -> Iterator[str]:
    for column in register.columns:
        held = values[column.name]
        if column.personal:
            yield f'cột "{column.heading}" được coi là dữ liệu cá nhân, không in ra báo cáo'
        if column.future:
            later = sum(isinstance(value, date) and value > complete_until for value in held)
            yield (
                f'cột "{column.heading}" có {later} ngày sau ngày chốt số liệu '
                f"{short_date(complete_until)} nên khai future=True; nếu là việc đã xảy ra thì dời "
                "complete_until trong report.toml và bỏ future"
            )
        if column.type == "text" and _looks_like_numbers(held):
            yield (
                f'cột "{column.heading}" để kiểu chữ vì có ô không đọc chắc được là số; '
                'sửa cách ghi rồi khai type="integer", "number" hoặc "money"'
            )
    if missing := sum(value is None for value in values[day.name]):
        yield f'{missing} dòng không ghi "{day.heading}" nên không thuộc kỳ nào, không được đếm'
    if not register.common:
        yield 'tệp không có cột "Minh họa" và "Nguồn", nên khai common=()'


def _looks_like_numbers(values: Sequence[Plain | None]) -> bool:
    said = [str(value) for value in values if value]
    alike = [text for text in said if re.fullmatch(r"-?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?", text)]
    return bool(said) and 2 * len(alike) > len(said)
