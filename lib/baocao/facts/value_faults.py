"""What can be wrong with `value=`: how the rows that count become one number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import narwhals as nw
import pandas as pd
from narwhals.exceptions import ColumnNotFoundError

from baocao.core.errors import Finding
from baocao.facts.declared import KINDS, Declared, no_column, shown
from baocao.facts.indicators import Indicator, empty_frame
from baocao.facts.reductions import Reduction
from baocao.registers.declare import Column, Register

__all__ = ["value_faults"]

_HOW: Final = (
    'total("cột"), mean("cột"), largest("cột"), distinct("cột") hoặc bỏ value= để đếm dòng'
)
# Methods that only count cells; all others compute with them.
_COUNTING: Final = ("count", "distinct")
_NO_NUMBERS: Final = (nw.Boolean, nw.Date, nw.Datetime, nw.Duration)


def value_faults(
    declared: Declared, indicator: Indicator, columns: Mapping[str, Column]
) -> Iterator[Finding]:
    """The faults of the value of an indicator, whose register has these columns."""
    value: object = indicator.value
    if isinstance(value, Reduction):
        yield from _reduction_faults(declared, value, columns)
        return
    if not isinstance(value, nw.Expr):
        column = value if isinstance(value, str) and value in columns else ""
        remedy = f'viết total("{column}"), hoặc cách tính khác của cột ấy' if column else _HOW
        yield _unusable(declared, f"value={shown(value)}", remedy)
        return
    yield from _expression_faults(declared, value, indicator.register, columns)


def _reduction_faults(
    declared: Declared, how: Reduction, columns: Mapping[str, Column]
) -> Iterator[Finding]:
    for name in (how.column, how.weight) if how.weight else (how.column,):
        told = f"value={how.method}({shown(name)})"
        if not isinstance(name, str) or (name == "" and how.method != "count"):
            yield _unusable(declared, told, f'ghi tên một cột trong dấu nháy: {how.method}("cột")')
        elif name and name not in columns:
            yield no_column(declared, name, columns)
        elif name and how.method not in _COUNTING and not columns[name].is_number:
            yield _no_number(declared, f"{told}, cột ghi {KINDS[columns[name].type]}", columns)
    if how.weight and how.weight == how.column:
        told = f"value={how.method}({shown(how.column)}, weight={shown(how.weight)})"
        yield _unusable(declared, told, "ghi ở weight= cột đếm số lần của mỗi giá trị")


def _expression_faults(
    declared: Declared, expression: nw.Expr, register: Register, columns: Mapping[str, Column]
) -> Iterator[Finding]:
    try:
        found = _evaluated(expression, empty_frame(register))
    except ColumnNotFoundError as error:
        for name in re.findall(r"'([^']*)'", _first_line(error)) or [_first_line(error)]:
            yield no_column(declared, name, columns)
        return
    except Exception as error:
        # Each backend has its own words for what it cannot compute.
        found_text = f"value={shown(expression)}: {_first_line(error)}"
        yield _unusable(declared, found_text, f"sửa biểu thức, hoặc dùng {_HOW}")
        return
    if len(found) != 1:
        told = f"value={shown(expression)}: mỗi dòng một giá trị"
        yield _unusable(declared, told, "gộp các dòng thành một số: thêm .sum(), .mean(), .max() …")
        return
    # Over no rows the greatest text is no text.
    rows = _attempt(lambda: _evaluated(expression, _two_rows(register)))
    for result in (found, rows):
        if result is not None and _is_no_number(result):
            told = f"value={shown(expression)}: ra {_word_for(result)}"
            yield _no_number(declared, told, columns)
            return


def _evaluated(expression: nw.Expr, frame: pd.DataFrame) -> nw.Series[Any]:
    found: nw.Series[Any] = nw.from_native(frame, eager_only=True).select(value=expression)["value"]
    return found


def _attempt(step: Callable[[], nw.Series[Any]]) -> nw.Series[Any] | None:
    try:
        return step()
    except Exception:
        return None  # it takes letters apart that made-up ones do not have


def _two_rows(register: Register) -> pd.DataFrame:
    """Two made-up rows in the types of a register."""
    made_up = {"text": "", "date": "2020-01-01", "month": "2020-01-31", "year": "2020-12-31"}
    cells = {
        column.name: [(column.allowed or ("",))[0] or made_up.get(column.type, 1)] * 2
        for column in register.table_columns
    }
    empty = empty_frame(register)
    return pd.DataFrame(cells).astype(dict(empty.dtypes))


def _is_no_number(found: nw.Series[Any]) -> bool:
    return isinstance(found.item(), str) or found.dtype in _NO_NUMBERS


def _word_for(found: nw.Series[Any]) -> str:
    if isinstance(found.item(), str):
        return "chữ"
    return "đúng hay sai" if found.dtype == nw.Boolean else "ngày"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _unusable(declared: Declared, found: str, remedy: str) -> Finding:
    what = f"Chỉ tiêu {declared.key} có cách tính không dùng được."
    return declared.fault("INDICATOR-23", what, found, remedy)


def _no_number(declared: Declared, found: str, columns: Mapping[str, Column]) -> Finding:
    numbers = [column.name for column in columns.values() if column.is_number]
    return declared.fault(
        "INDICATOR-24",
        f"Cách tính của chỉ tiêu {declared.key} không ra một con số.",
        found,
        f"tính trên cột ghi số: {', '.join(numbers)}" if numbers else "bỏ value= để đếm dòng",
    )
