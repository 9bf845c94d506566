"""What an indicator would measure of no rows shows whether its declaration can be counted."""

from __future__ import annotations

from datetime import date

import narwhals as nw
import pytest

from baocao.facts.catalogue import _faults, _Tried
from baocao.facts.indicators import Indicator
from baocao.facts.reductions import Reduction, mean, total
from baocao.registers.declare import Column, Register

REGISTER = Register(
    "gifts",
    title="Sổ quà",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("day", "Ngày", type="date"),
        Column("cost", "Kinh phí", type="money"),
    ),
)


def found(value: Reduction | nw.Expr, times: int = 2) -> list[str]:
    """What is told of some indicators with one value, tried as a catalogue tries them."""
    tried = _Tried()
    told = [
        fault
        for number in range(times)
        for fault in _faults(
            f"gifts.a{number}",
            Indicator("Quà", unit="món", register=REGISTER, date="day", value=value),
            tried,
        )
    ]
    assert all(fault.code == "INDICATOR-02" for fault in told)
    return [str(fault).splitlines()[0] for fault in told]


@pytest.mark.parametrize(
    "value",
    [nw.col("amount").sum(), mean("code"), mean("amount")],
    ids=["a column in an expression", "the mean of texts", "a column"],
)
def test_each_indicator_that_cannot_be_measured_is_told(value: Reduction | nw.Expr) -> None:
    assert found(value) == [
        f"[INDICATOR-02] Chỉ tiêu gifts.a{number} dùng cột mà sổ không có." for number in range(2)
    ]


@pytest.mark.parametrize("value", [nw.col("cost").sum(), total("cost")], ids=["expression", "sum"])
def test_one_that_can_is_not(value: Reduction | nw.Expr) -> None:
    assert found(value) == []
