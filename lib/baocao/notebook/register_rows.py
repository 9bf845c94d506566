"""Rows of a register as pandas users expect them: each column in its type, without personal data.

Numbers are numbers and days are days already; texts that are missing become missing values, and
those of a declared list ordered categories.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from baocao.locale.vi import text as vi
from baocao.notebook.frames import SHOWN_ROWS, Head, ShownFrame, official, shown_as
from baocao.registers.day_texts import day_text
from baocao.registers.declare import FLAG, Column, ColumnType, Register

__all__ = ["public_rows", "row_heads"]


def public_rows(rows: pd.DataFrame, register: Register) -> ShownFrame:
    """The rows without personal columns, typed; those of a register that is not public unseen.

    Parameters
    ----------
    rows
        Of the register, as a checked table has them.

    Returns
    -------
    ShownFrame
        Under the English names of columns; its index is the position in the register.  A column
        of days holds timestamps (a month those of its closing day), one with ``allowed=`` an
        ordered categorical, a mark such as ``illustrative`` booleans.
    """
    columns = [column for column in register.table_columns if not column.personal]
    made = {
        column.name: _typed(rows[column.name], column) for column in columns if column.name in rows
    }
    withheld, parts = "", frozenset[str]()
    if not register.public:
        withheld = (
            f"{register.title}: {vi.number(len(rows))} dòng. Sổ không công khai nên không hiện "
            "dòng nào ở đây, vì sổ tay đã chạy đi kèm báo cáo."
        )
        parts = frozenset(column.name for column in columns if column.allowed or column.is_day)
    frame = pd.DataFrame(made, index=rows.index)
    about = {"source": register.stem, "withheld": withheld, "parts": parts, "most": SHOWN_ROWS}
    return shown_as(frame, row_heads(register), **about)


def row_heads(register: Register) -> dict[Any, Head]:
    """How columns of the register are shown."""
    return {
        column.name: Head(column.heading, _show_of(column)) for column in register.table_columns
    }


def _typed(cells: pd.Series[Any], column: Column) -> pd.Series[Any]:
    if column.allowed == (FLAG,):
        return cells == FLAG
    if column.type != "text":
        return cells
    filled = cells.where(cells != "")
    if not column.allowed:
        return filled
    kind = pd.CategoricalDtype(list(column.allowed), ordered=True)
    return filled.astype(object).astype(kind)


def _show_of(column: Column) -> Any:
    if column.type == "money":
        return _money
    if column.is_interval:
        return partial(_interval, kind=column.type)
    return _mark if column.allowed == (FLAG,) else None


def _money(value: Any) -> str:
    return vi.money(vi.half_up(Decimal(str(value)), 0))


def _interval(value: Any, kind: ColumnType) -> str:
    return day_text(value, kind) if hasattr(value, "month") else official(value)


def _mark(value: Any) -> str:
    # Sums of marks are numbers.
    is_mark = type(value).__name__ in ("bool", "bool_")
    return (FLAG if value else "") if is_mark else official(value)
