"""What can be wrong in the declaration of an indicator, found before anything is counted.

Python takes any value for any argument, and a condition that no row can meet counts 0; so each
argument is looked at, and all faults are told at once.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from baocao.core.errors import Finding
from baocao.facts.declared import KINDS, Declared, no_column, shown
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Derived, Measure, Ratio
from baocao.facts.rate_units import base_number, has_scale
from baocao.facts.unit_faults import unit_faults
from baocao.facts.value_faults import value_faults
from baocao.locale.vi.text import nfc
from baocao.registers.declare import Column, Register

__all__ = ["measure_faults"]

_MOST_DECIMALS: Final = 9


def measure_faults(
    key: str, measure: Measure, where: str, known: Mapping[str, Measure]
) -> list[Finding]:
    """All faults of one declaration.

    Parameters
    ----------
    key, where
        Its id, and the place of the declaration.
    known
        All indicators by their ids.
    """
    declared = Declared(key, where)
    faults = [*_print_faults(declared, measure)]
    if isinstance(measure, Ratio):
        faults += _ratio_faults(declared, measure, known)
    elif isinstance(measure, Derived):
        pass  # its terms are looked at where it is made
    elif isinstance(measure.register, Register):
        faults += _indicator_faults(declared, measure, measure.register)
    else:
        faults.append(_no_register(declared, measure.register))
    return faults


def _print_faults(declared: Declared, measure: Measure) -> Iterator[Finding]:
    """What a figure is printed with."""
    for name, value, remedy in (
        ("label", measure.label, "đặt tên chỉ tiêu bằng chữ, đúng như in ra"),
        ("unit", measure.unit, 'ghi đơn vị tính bằng chữ, ví dụ unit="lượt khách"'),
    ):
        if not isinstance(value, str) or not value.strip() or len(value.splitlines()) > 1:
            yield declared.fault(
                "INDICATOR-28",
                f"Chỉ tiêu {declared.key} thiếu hoặc ghi sai {name}.",
                f"{name}={shown(value)}",
                remedy,
            )
    unit: object = measure.unit
    if isinstance(unit, str) and unit.strip()[:1].isdigit():
        # "1.234 100 lượt" is one number to whoever reads it.
        yield declared.fault(
            "INDICATOR-28",
            f"Đơn vị tính của chỉ tiêu {declared.key} bắt đầu bằng một số.",
            f"unit={shown(unit)}",
            'ghi đơn vị không có số, hoặc Derived(…, times=0.01, unit="trăm lượt")',
        )
    decimals: object = measure.decimals
    is_whole = isinstance(decimals, int) and not isinstance(decimals, bool)
    if not (is_whole and 0 <= measure.decimals <= _MOST_DECIMALS):
        yield declared.fault(
            "INDICATOR-28",
            f"Số chữ số lẻ của chỉ tiêu {declared.key} không phải số nguyên từ 0 đến 9.",
            f"decimals={shown(decimals)}",
            "ghi decimals=0, decimals=1, …",
        )
    if isinstance(measure, Indicator) and not isinstance(measure.stock, bool):
        yield declared.fault(
            "INDICATOR-28",
            f"stock của chỉ tiêu {declared.key} không phải True hay False.",
            f"stock={shown(measure.stock)}",
            "ghi stock=True cho số hiện có ở cuối kỳ, bỏ đi cho số phát sinh trong kỳ",
        )


# ---------------------------------------------------------------- ratios


def _ratio_faults(
    declared: Declared, ratio: Ratio, known: Mapping[str, Measure]
) -> Iterator[Finding]:
    sides = {"numerator": ratio.numerator, "denominator": ratio.denominator}
    for name, side in sides.items():
        if not isinstance(side, Indicator | Derived) and (side is not None or name == "numerator"):
            yield _no_indicator(declared, name, side)
    if ratio.target is not None and ratio.target not in known:
        # Python hands over the object where the quotation marks are forgotten.
        named = ratio.target if isinstance(ratio.target, str) else ""
        close = difflib.get_close_matches(named, known, n=3)
        yield declared.fault(
            "INDICATOR-05",
            f"Không có chỉ tiêu {named}." if named else "target không phải mã của một chỉ tiêu.",
            f"target={_labelled(ratio.target)}",
            f"có phải: {', '.join(close)}?" if close else 'ghi mã trong dấu nháy: "visitors.total"',
        )
    elif ratio.target is not None and known[ratio.target].unit != ratio.numerator.unit:
        planned = known[ratio.target]
        yield declared.fault(
            "INDICATOR-45",
            f"Chỉ tiêu {declared.key} tính phần trăm của hai đơn vị tính khác nhau.",
            f"{_labelled(ratio.numerator)}: {ratio.numerator.unit}; "
            f"target={ratio.target!r}: {planned.unit}",
            f"ghi target= của chỉ tiêu tính bằng {ratio.numerator.unit}",
        )
    yield from _per_faults(declared, ratio)
    yield from _percent_faults(declared, ratio)
    yield from _added_up_faults(declared, ratio)
    yield from _replaced_faults(declared, ratio)


def _percent_faults(declared: Declared, ratio: Ratio) -> Iterator[Finding]:
    """A percentage of what cannot be a part of the other: visits of residents, money of beds.

    Units may be named differently of one thing ("cơ sở" of "lượt"); sure signs are money, thousands
    and people who live somewhere on one side only.
    """
    top, below = ratio.numerator, ratio.denominator
    if ratio.unit != "%" or not isinstance(below, Indicator | Derived):
        return
    if not isinstance(top, Indicator | Derived):
        return
    units = top.unit, below.unit
    if not all(isinstance(unit, str) for unit in units):
        return
    first, second = (unit.strip().lower() for unit in units)
    is_money = "đồng" in (first, second)
    is_head = _is_population(below)
    if first != second and (is_money or is_head or has_scale(first) != has_scale(second)):
        yield declared.fault(
            "INDICATOR-45",
            f"Chỉ tiêu {declared.key} tính phần trăm của hai đơn vị tính khác nhau.",
            f"{_labelled(top)}: {units[0]}; {_labelled(below)}: {units[1]}",
            f'ghi đơn vị của tỷ số, ví dụ unit="{units[0]}/{units[1]}", có per= thì ghi cả số',
        )


def _added_up_faults(declared: Declared, ratio: Ratio) -> Iterator[Finding]:
    """A denominator that would add up the months of what there is in each of them.

    Sure signs: people who live somewhere, and a share of what stands in the latest month.
    """
    top, below = ratio.numerator, ratio.denominator
    if not isinstance(below, Indicator) or below.stock or not below.adds_up or below.counts:
        return
    if not isinstance(below.register, Register) or not below.register.every:
        return
    is_share = (
        isinstance(top, Indicator)
        and top.is_snapshot
        and top.register is below.register
        and top.unit == below.unit
    )
    if _is_population(below) or is_share:
        word = "năm" if below.register.every == "year" else "tháng"
        yield declared.fault(
            "INDICATOR-44",
            f"Mẫu số của chỉ tiêu {declared.key} cộng số hiện có của các {word}.",
            f"{_labelled(below)}, không có stock=True",
            f"thêm stock=True vào chỉ tiêu ấy: số của {word} gần nhất, không cộng các {word}",
        )


def _replaced_faults(declared: Declared, ratio: Ratio) -> Iterator[Finding]:
    """A denominator whose rows replace one another, where nobody looks whether one is left out.

    Of a place without its row of the year the denominator of the whole is too small and the rate
    too high; of two rows in force on one day it is twice as large.
    """
    for below in () if ratio.denominator is None else ratio.denominator.sources:
        register: object = below.register
        if not isinstance(register, Register) or register.every or not below.stock:
            continue
        is_replaced = below.until is not None or _is_population(below)
        adds_amounts = below.adds_up and not below.counts
        if is_replaced and adds_amounts and {below.date} < {*register.key}:
            yield declared.fault(
                "INDICATOR-46",
                f"Mẫu số của chỉ tiêu {declared.key} cộng các dòng thay nhau theo thời gian.",
                f"{_labelled(below)}: khóa của sổ {register.stem} là {', '.join(register.key)}",
                'khai sổ theo năm: một cột Column("year", "Năm", type="year") trong key và '
                'every="year" (hoặc month), chỉ tiêu có stock=True, không có until: thiếu dòng của '
                "một năm thì phần mềm báo",
            )


def _is_population(measure: Indicator | Derived) -> bool:
    """Whether it says how many people live somewhere."""
    return isinstance(measure.label, str) and measure.label.lower().startswith("dân số")


def _per_faults(declared: Declared, ratio: Ratio) -> Iterator[Finding]:
    """What a wrong `per` would multiply all figures by, in silence."""
    per: object = ratio.per
    is_number = isinstance(per, int | float | Decimal) and not isinstance(per, bool)
    if per is not None and not (is_number and math.isfinite(per) and per > 0):  # type: ignore[arg-type, operator]
        yield declared.fault(
            "INDICATOR-40",
            f"per của chỉ tiêu {declared.key} không phải một số lớn hơn không.",
            f"per={shown(per)}",
            "ghi một số, không có dấu nháy, dấu chấm: per=10_000",
        )
        return
    if not isinstance(ratio.unit, str) or (said := base_number(ratio.unit)) is None:
        return
    sides = (ratio.numerator, ratio.denominator)
    scaled = any(has_scale(one.unit) for one in sides if one and isinstance(one.unit, str))
    if said != ratio.times and not scaled:
        yield declared.fault(
            "INDICATOR-41",
            f"Đơn vị tính của chỉ tiêu {declared.key} ghi một số khác per.",
            f"unit={shown(ratio.unit)}, per={shown(per)}",
            f"ghi per={int(said)}, hoặc sửa unit cho đúng điều được tính",
        )


def _no_indicator(declared: Declared, name: str, found: object) -> Finding:
    if isinstance(found, Ratio):
        remedy = "dùng chỉ tiêu đếm được (Indicator), không dùng tỷ lệ của tỷ lệ"
    else:
        remedy = "ghi tên chỉ tiêu (Indicator) khai báo ở trên, không có dấu nháy"
    return declared.fault(
        "INDICATOR-27",
        f"Chỉ tiêu {declared.key} dựa vào thứ không phải chỉ tiêu.",
        f"{name}={_labelled(found)}",
        remedy,
    )


def _labelled(found: object) -> str:
    if isinstance(found, Measure):
        return f"{type(found).__name__}({shown(found.label)})"
    return shown(found)


# ---------------------------------------------------------------- indicators


def _no_register(declared: Declared, found: object) -> Finding:
    if isinstance(found, tuple | list):
        remedy = "một chỉ tiêu đếm ở một sổ; khai mỗi sổ một chỉ tiêu"
    else:
        remedy = "ghi tên sổ (Register) khai báo ở trên, ví dụ register=register"
    return declared.fault(
        "INDICATOR-26",
        f"register của chỉ tiêu {declared.key} không phải một sổ.",
        f"register={type(found).__name__}" if found is not None else "register=None",
        remedy,
    )


def _indicator_faults(
    declared: Declared, indicator: Indicator, register: Register
) -> Iterator[Finding]:
    columns = {column.name: column for column in register.table_columns}
    days = {"date": indicator.date, "until": indicator.until, "ahead": indicator.ahead}
    for argument, name in days.items():
        if name is not None or argument == "date":
            yield from _day_faults(declared, argument, name, columns)
    since: object = indicator.since
    if since is not None and (not isinstance(since, dt.date) or isinstance(since, dt.datetime)):
        yield declared.fault(
            "INDICATOR-25",
            f"since của chỉ tiêu {declared.key} không phải một ngày.",
            f"since={shown(since)}",
            "ghi date(năm, tháng, ngày), ví dụ date(2020, 1, 1)",
        )
    ends = columns.get(str(indicator.until))
    limits = {"until": indicator.until if ends and ends.is_day else None, "since": since}
    for name, limit in limits.items():
        if limit is not None and not indicator.stock and indicator.ahead is None:
            yield declared.fault(
                "INDICATOR-42",
                f"{name} của chỉ tiêu {declared.key} chỉ dùng cho số hiện có.",
                f"{name}={shown(limit)}, không có stock=True",
                f"thêm stock=True, hoặc bỏ {name}",
            )
    if indicator.until is not None and indicator.until == indicator.date:
        # A row would stop counting on the day on which it begins: the figure is always zero.
        yield declared.fault(
            "INDICATOR-42",
            f"until của chỉ tiêu {declared.key} là chính cột ngày bắt đầu.",
            f"date={shown(indicator.date)}, until={shown(indicator.until)}",
            "ghi tên cột ngày kết thúc, hoặc bỏ until",
        )
    yield from _condition_faults(declared, indicator.where, columns)
    yield from value_faults(declared, indicator, columns)
    yield from unit_faults(declared, indicator, columns)
    parts: object = indicator.parts
    if not isinstance(parts, tuple | list):
        yield _no_indicator(declared, "parts", parts)
        return
    for part in parts:
        if not isinstance(part, Indicator):
            yield _no_indicator(declared, "parts", part)


def _day_faults(
    declared: Declared, argument: str, name: object, columns: Mapping[str, Column]
) -> Iterator[Finding]:
    if isinstance(name, str) and name not in columns:
        yield no_column(declared, name, columns)
        return
    column = columns[name] if isinstance(name, str) else None
    if column is not None and column.is_day:
        return
    days = [one.name for one in columns.values() if one.is_day]
    yield declared.fault(
        "INDICATOR-25",
        f"{argument} của chỉ tiêu {declared.key} không phải cột ngày.",
        f"{argument}={shown(name)}" + (f", cột ghi {KINDS[column.type]}" if column else ""),
        f"ghi tên một cột ngày: {', '.join(days)}"
        if days
        else 'khai cột ngày trong sổ: Column("day", "Ngày", type="date")',
    )


# ---------------------------------------------------------------- conditions


def _condition_faults(
    declared: Declared, where: object, columns: Mapping[str, Column]
) -> Iterator[Finding]:
    if not isinstance(where, Mapping):
        yield _wrong_kind(declared, f"where={shown(where)}", 'ghi where={"tên cột": "giá trị"}')
        return
    for name, given in where.items():
        if not isinstance(name, str):
            remedy = 'ghi tên cột trong dấu nháy: where={"tên cột": "giá trị"}'
            yield _wrong_kind(declared, f"where={{{shown(name)}: …}}", remedy)
        elif name not in columns:
            yield no_column(declared, name, columns)
        else:
            yield from _wanted_faults(declared, columns[name], given)


def _wanted_faults(declared: Declared, column: Column, given: object) -> Iterator[Finding]:
    """What is wrong with the value, or the values, that a column is to have."""
    if not isinstance(given, tuple):
        if isinstance(given, list | set | frozenset):
            several = 'ghi nhiều giá trị trong ngoặc tròn: ("một", "hai")'
            yield _wrong_kind(declared, _condition(column, given), several)
            return
        given = (given,)
    if not given:
        yield _wrong_kind(declared, _condition(column, given), "ghi ít nhất một giá trị")
    for value in given:
        if fault := _wanted_fault(declared, column, value):
            yield fault


def _wanted_fault(declared: Declared, column: Column, value: object) -> Finding | None:
    told = _condition(column, value)
    if column.is_day:
        remedy = "chọn ngày bằng kỳ báo cáo (date=), until= hoặc since="
        return _wrong_kind(declared, f"{told}, cột ghi {KINDS[column.type]}", remedy)
    if column.is_number:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return None
        remedy = "ghi một số, không có dấu nháy"
        return _wrong_kind(declared, f"{told}, cột ghi {KINDS[column.type]}", remedy)
    if not isinstance(value, str):
        likely = [one for one in column.allowed if str(value) in one.split()]
        remedy = "ghi giá trị trong dấu nháy, đúng như trong sổ"
        if likely:
            remedy = f"có phải: {', '.join(likely)}?"
        return _wrong_kind(declared, f"{told}, cột ghi chữ", remedy)
    if value == "":
        # An empty cell of a column in which none may be empty.
        allowed = not column.required
        remedy = "cột bắt buộc, không ô nào trống: ghi giá trị khác, hoặc khai required=False"
    else:
        allowed = value in column.allowed or not column.allowed
        close = difflib.get_close_matches(nfc(value).strip(), column.allowed, n=1, cutoff=0.5)
        remedy = f"có phải: {close[0]}?" if close else f"ghi một trong: {', '.join(column.allowed)}"
    if allowed:
        return None
    return declared.fault(
        "INDICATOR-20",
        f"Chỉ tiêu {declared.key} chọn giá trị mà cột không có.",
        told,
        remedy,
    )


def _condition(column: Column, value: object) -> str:
    return f'where={{"{column.name}": {shown(value)}}}'


def _wrong_kind(declared: Declared, found: str, remedy: str) -> Finding:
    what = f"Điều kiện của chỉ tiêu {declared.key} không hợp với cột."
    return declared.fault("INDICATOR-22", what, found, remedy)
