"""A unit that is said once for a whole table, wherever it stands, is the columns' or is refused."""

from __future__ import annotations

import pytest

from baocao.core.errors import Finding
from baocao.registers.declare import Column
from baocao.registers.grid import Grid
from baocao.registers.units_said import units_said

MONEY = Column("fee", "Kinh phí (đồng)", type="money")
MILLIONS = Column("cost", "Vốn (triệu đồng)", type="number")
GUESTS = Column("guests", "Số khách", type="integer")
TONNES = Column("weight", "Sản lượng (tấn)", type="number")
REVENUE = Column("revenue", "Doanh thu", type="number")

OF_MONEY = [
    "Đơn vị tính: triệu đồng",
    "(ĐVT: nghìn đồng)",
    "(triệu đồng)",
    "Triệu đồng",
    "ĐVT: 1.000đ",
    "Đơn vị tính: 1,000 đồng",
    "Đơn vị tính: 10^6 đồng",
    "Đơn vị tính: đồng; nghìn đồng",
    "Đơn vị tính: người, triệu đồng",
    "Đơn vị tính - triệu đồng",
    "Đơn vị tính (triệu đồng)",
    "Đơn vị tiền: nghìn đồng",
    "Đơn vị: tỷ",
    "ĐVT : Trđ",
    "Tính bằng triệu đồng",
    "Số liệu tính theo nghìn đồng",
    "Kinh phí: triệu đồng",
    "Ghi chú: số tiền tính bằng nghìn đồng",
    "DVT: trieu dong",
    "Unit: million VND",
    "Đơn vị: USD",
]
OF_NOTHING = [
    "Đơn vị tính: đồng",
    "Đơn vị: Sở Du lịch",
    "Đơn vị: Công ty Đồng Tâm",
    "Tổng vốn 12 triệu đồng",
    "Các hồ sơ từ 1.500 triệu đồng",
    "Hồ sơ trên một trăm triệu đồng",
    "Bằng chữ: sáu mươi hai triệu đồng",
    "Bằng chữ: hai triệu năm trăm nghìn đồng",
    "Thu nhập hàng triệu đồng",
    "Đơn vị tính: khách",
    "Cong ty Dong Ha",
]


def told(text: str, *columns: Column) -> list[Finding]:
    return [*units_said(Grid("So", {1: {3: text}}), "so.xlsx", [1], columns)]


@pytest.mark.parametrize("text", OF_MONEY)
def test_another_unit_than_that_of_money_is_refused(text: str) -> None:
    (finding,) = told(text, GUESTS, MONEY)
    assert str(finding).startswith("[REGISTER-81] ")
    assert (finding.where, finding.found) == ("so.xlsx, So!C1", text)


@pytest.mark.parametrize("text", OF_NOTHING)
def test_what_says_no_other_unit_is_left_alone(text: str) -> None:
    assert told(text, GUESTS, MONEY) == []


@pytest.mark.parametrize(
    ("text", "column", "is_other"),
    [
        ("Đơn vị tính: nghìn lượt", GUESTS, True),
        ("Đơn vị tính: nghìn", GUESTS, True),
        ("Đơn vị tính: lượt", GUESTS, False),
        ("Đơn vị tính: triệu đồng", GUESTS, True),
        ("Đơn vị tính: tạ", TONNES, True),
        ("Đơn vị tính: nghìn tấn", TONNES, True),
        ("Đơn vị tính: tấn", TONNES, False),
        ("Đơn vị tính: ha", TONNES, False),
        ("Đơn vị tính: triệu đồng", MILLIONS, False),
        ("Đơn vị tính: nghìn đồng", MILLIONS, True),
        ("Đơn vị tính: đồng", MILLIONS, True),
        ("Đơn vị tính: triệu đồng", REVENUE, False),
    ],
)
def test_a_unit_is_held_against_columns_of_its_kind(
    text: str, column: Column, is_other: bool
) -> None:
    assert bool(told(text, column)) is is_other
