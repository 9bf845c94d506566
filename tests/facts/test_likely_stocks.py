"""What a check says of indicators that most likely tell what there is on a day."""

from __future__ import annotations

from pathlib import Path

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
