"""A unit that cannot be that of what is counted: a percentage of rows, millions of a đồng."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baocao.core.errors import Finding
from baocao.facts.declared import Declared
from baocao.facts.indicators import Indicator
from baocao.facts.reductions import Reduction
from baocao.registers.declare import Column

__all__ = ["unit_faults"]

_MONEY: Final = re.compile(r"(?<!\w)(?:(?:nghìn|ngàn|triệu|tỷ|tỉ) )?đồng(?!\w)", re.IGNORECASE)
_DONG: Final = "đồng"


def unit_faults(
    declared: Declared, indicator: Indicator, columns: Mapping[str, Column]
) -> Iterator[Finding]:
    """The faults of an indicator's unit beside the column that it is made of.

    Only sure signs are told: what a narwhals expression makes of its columns is not known.
    """
    how: object = indicator.value
    unit: object = indicator.unit
    if not isinstance(how, Reduction) or not isinstance(unit, str):
        return
    column = columns.get(how.column) if isinstance(how.column, str) else None
    if unit == "%" and how.adds_up:
        remedy = 'tỷ lệ thì khai Ratio(…, numerator=…, denominator=…), hoặc value=mean("cột")'
        yield _fault(declared, f"unit='%', value={how.method}: phần trăm không đếm, cộng", remedy)
    elif indicator.counts and unit.lower() == _DONG:
        remedy = f'cộng một cột tiền: value=total("cột"), hoặc ghi đơn vị của {indicator.label}'
        yield _fault(declared, f"unit={unit!r}, value={how.method}: đếm dòng, không cộng", remedy)
    elif column is not None and column.is_number and not indicator.counts:
        said = _said_by(column)
        if said and unit.lower() != said:
            found = f'unit={unit!r}; cột "{column.heading}" ghi bằng {said}'
            remedy = f"ghi unit={said!r}; đơn vị khác thì khai Derived(…, times=…, unit=…)"
            yield _fault(declared, found, remedy)


def _said_by(column: Column) -> str:
    """The unit of money of a column: by its type, or by its heading; empty where it has none."""
    if column.type == "money":
        return _DONG
    found = {text.lower() for text in _MONEY.findall(column.heading)}
    return found.pop() if len(found) == 1 else ""


def _fault(declared: Declared, found: str, remedy: str) -> Finding:
    what = f"Đơn vị tính của chỉ tiêu {declared.key} không phải của điều được tính."
    return declared.fault("INDICATOR-47", what, found, remedy)
