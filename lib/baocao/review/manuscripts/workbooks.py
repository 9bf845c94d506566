"""Reads workbooks: each filled cell as it is shown, with its sheet and its reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from decimal import Decimal

from baocao.core.errors import RegisterError
from baocao.registers.files import OLE, grids_of
from baocao.registers.format_codes import exact
from baocao.registers.grid import (
    Code,
    Day,
    Disguised,
    ErrorCell,
    Grid,
    Marked,
    Percent,
    Pictured,
    Uncalculated,
    UnsureText,
    Value,
)
from baocao.registers.months import month_text
from baocao.registers.office_package import WorkbookError
from baocao.registers.old_workbook import read_old_workbook
from baocao.review.manuscripts.blocks import Block
from baocao.review.manuscripts.faults import encrypted, unreadable

__all__ = ["SUFFIXES", "workbook_blocks"]

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
"""The workbooks that are read."""


def workbook_blocks(data: bytes, place: str, unread: Callable[[str], None]) -> Iterator[Block]:
    """The filled cells of all sheets, also of hidden ones, row by row.

    Parameters
    ----------
    data
        The file.
    place
        Its name, for errors.
    unread
        Told of each cell of which nobody knows what a reader sees.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-02 broken; -03 it needs a password.
    """
    try:
        # What kind of file it is has been seen; an old workbook may hold a document.
        grids = read_old_workbook(data) if data.startswith(OLE) else grids_of(data, place)
    except (RegisterError, WorkbookError) as error:
        found = error.findings[0].found if isinstance(error, RegisterError) else str(error)
        raise (encrypted(place) if "mật khẩu" in found else unreadable(place, found)) from None
    for number, grid in enumerate(grids, start=1):
        yield from _cells(number, grid, unread)


def _cells(table: int, grid: Grid, unread: Callable[[str], None]) -> Iterator[Block]:
    for row, cells in sorted(grid.rows.items()):
        is_hidden = grid.is_hidden or row in grid.hidden
        for column, value in sorted(cells.items()):
            place = grid.place(row, column)
            if is_hidden or column in grid.hidden_columns:
                place += " (ẩn)"
            text = _shown(value)
            if text is None:
                unread(f"{place}: {_why(value)}")
            elif text.strip():
                yield Block(text, "cell", ((0, place),), cell=(table, row, column))


def _shown(value: Value) -> str | None:
    """What a reader sees in a cell; None where that is not known."""
    match value:
        case Disguised() | Uncalculated() | Pictured():
            return None
        case Code() | Percent(shown=str()):
            return value.shown if value.shown is not None else _number(value.value)
        case Percent():
            return f"{_plain(Decimal(100) * exact(value.value))}%"
        case ErrorCell() | Marked() | UnsureText():
            return value.text
        case Day():
            return month_text(value.value) if value.is_month else f"{value.value:%d/%m/%Y}"
        case bool() | str():
            return str(value)
        case time():
            return f"{value:%H:%M}"
        case _:
            return _number(value)


def _why(value: Value) -> str:
    match value:
        case Disguised():
            return f"định dạng {value.code} cho thấy số khác với số trong ô"
        case Uncalculated():
            return "công thức chưa được tính"
    return "chữ của phông hình"


def _number(value: int | float) -> str:
    return _plain(Decimal(value) if isinstance(value, int) else exact(value))


def _plain(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")
