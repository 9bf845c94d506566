"""What a check says of indicators that are most likely stocks, and of registers of sums."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from baocao.run.declarations import notes
from baocao.workspace.workspace import Workspace
from support.small_offices import put, write_office

PROGRAMME = """\
from datetime import date

from baocao import Column, Indicator, Register, total

register = Register(
    "visits",
    title="Biểu tháng",
    begins=date(2022, 1, 1),
    key=("month", "place"),
    every="month",
    columns=(
        Column("month", "Tháng", type="month"),
        Column("place", "Địa bàn"),
        Column("herd", "Số con", type="integer"),
        Column("steady", "Lượt cấp", type="integer"),
        Column("guests", "Số khách", type="integer"),
        Column("left", "Số hồ sơ tồn cuối tháng", type="integer"),
        Column("paid", "Lương", type="money"),
    ),
)


def of(label, name, unit="con", **more):
    return Indicator(
        label, unit=unit, register=register, date="month", value=total(name), **more
    )


herd = of("Số con đang nuôi", "herd")
known = of("Tổng đàn bò", "herd")
told = of("Tổng đàn trâu", "herd", stock=True)
steady = of("Lượt cấp phát", "steady")
guests = of("Lượt khách", "guests")
faults = of("Tồn tại, hạn chế được khắc phục", "guests")
left = of("Hồ sơ", "left")
paid = of("Lương đã trả", "paid", unit="đồng")
"""


def rows() -> list[str]:
    """Two years: a herd that grows by half a percent, the same 500 each month, guests by season."""
    found = []
    for n in range(24):
        month = f"{n % 12 + 1:02}/{2022 + n // 12}"
        herd = 10_000 + 50 * n
        guests = 1000 + 400 * (n % 3)
        found.append(f"{month};Gio Linh;{herd};500;{guests};{guests};{900_000_000 + n};x;")
    return found


def test_only_likely_stocks_are_noted(tmp_path: Path) -> None:
    root = write_office(tmp_path)
    put(root / "lib" / "dost" / "visits.py", PROGRAMME)
    head = "Tháng;Địa bàn;Số con;Lượt cấp;Số khách;Số hồ sơ tồn cuối tháng;Lương;Minh họa;Nguồn"
    put(root / "data" / "registers" / "visits.csv", "\n".join([head, *rows()]))
    advice = "; nếu là số hiện có ở một ngày thì thêm stock=True"
    told = [one.partition("chỉ tiêu ")[2] for one in notes(Workspace.load(root))]
    assert told == [
        f"herd: số của tháng sau gần bằng tháng trước{advice}",
        f'known: tên có chữ "tổng đàn"{advice}',
        f'left: tên có chữ "tồn cuối"{advice}',
    ]


TABLE = """\
from datetime import date

from baocao import Column, Indicator, Register, total

register = Register(
    "visits",
    title="Biểu",
    begins=date(2022, 1, 1),
    key=("day", "place"),
    columns=(
        Column("day", "Ngày", type="date"),
        Column("place", "Địa bàn"),
        Column("guests", "Số khách", type="integer"),
    ),
)
guests = Indicator("Khách", unit="lượt", register=register, date="day", value=total("guests"))
"""
MONTHLY = 'nếu mỗi dòng là số của một tháng thì khai type="month" và every="month"'


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([date(2023, month, 1) for month in range(1, 8)], f"chỉ có ngày đầu tháng; {MONTHLY}"),
        (
            [date(2023, month + 1, 1) - timedelta(1) for month in range(1, 8)],
            f"chỉ có ngày cuối tháng; {MONTHLY}",
        ),
        (
            [date(2023, 9, 10) + timedelta(weeks=n) for n in (0, 1, 2, 4, 5, 6)],
            "luôn là cùng một ngày trong tuần; nếu mỗi dòng là số của một tuần "
            "thì kỳ cắt ngang tuần tính cả tuần vào ngày được ghi",
        ),
        ([date(2023, month, 1) for month in range(1, 6)], ""),
        ([date(2023, month, month) for month in range(1, 8)], ""),
    ],
)
def test_a_table_of_sums_that_is_declared_as_events_is_noted(
    tmp_path: Path, days: list[date], said: str
) -> None:
    root = write_office(tmp_path)
    put(root / "lib" / "dost" / "visits.py", TABLE)
    lines = [f"{day:%d/%m/%Y};Gio Linh;{n};x;" for n, day in enumerate(days)]
    head = "Ngày;Địa bàn;Số khách;Minh họa;Nguồn"
    put(root / "data" / "registers" / "visits.csv", "\n".join([head, *lines]))
    told = f'lib/dost/visits.py:5: cột "Ngày" của khóa {said}'
    assert notes(Workspace.load(root)) == ([told] if said else [])
