"""An office of monthly tables: visitors by place, nights sold by hotel, inspections, residents.

Its figures are made by a formula, so that tests can count them anew with pandas.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from support.small_offices import CATALOGUES, SETTINGS, notebook, put

PLACES = ("Thành phố Hạ Long", "Huyện Vân Đồn", "Huyện Cô Tô", "Thị xã Quảng Yên")
STARS = ("3 sao", "4 sao", "5 sao")
RESULTS = ("Đạt", "Nhắc nhở", "Xử phạt")
PACKAGE = "tourism"
CLOSING = date(2025, 9, 30)

PROGRAMMES = {
    "visitors": """\
from datetime import date

from baocao import Column, Derived, Indicator, Ratio, Register, total

register = Register(
    "visitors",
    title="Biểu khách du lịch theo tháng",
    begins=date(2022, 1, 1),
    key=("month", "place"),
    every="month",
    columns=(
        Column("month", "Tháng", type="month"),
        Column("place", "Địa bàn"),
        Column("domestic", "Khách trong nước", type="integer"),
        Column("foreign", "Khách quốc tế", type="integer"),
        Column("revenue", "Doanh thu (đồng)", type="money"),
    ),
    public=True,
)
domestic = Indicator(
    "Khách trong nước", unit="lượt khách", register=register, date="month", value=total("domestic")
)
foreign = Indicator(
    "Khách quốc tế", unit="lượt khách", register=register, date="month", value=total("foreign")
)
guests = Derived("Tổng lượt khách", plus=(domestic, foreign))
surplus = Derived("Khách trong nước nhiều hơn khách quốc tế", plus=(domestic,), minus=(foreign,))
revenue = Indicator(
    "Doanh thu du lịch", unit="đồng", register=register, date="month", value=total("revenue")
)
foreign_share = Ratio("Tỷ lệ khách quốc tế", numerator=foreign, denominator=guests)
per_guest = Ratio(
    "Chi tiêu bình quân một lượt khách", numerator=revenue, denominator=guests, unit="đồng"
)
""",
    "hotels": """\
from datetime import date

from baocao import Column, Indicator, Ratio, Register, largest, mean, median, total
from {package}.visitors import guests

register = Register(
    "hotels",
    title="Biểu công suất buồng",
    begins=date(2022, 1, 1),
    key=("month", "hotel"),
    every="month",
    columns=(
        Column("month", "Tháng", type="month"),
        Column("hotel", "Cơ sở"),
        Column("place", "Địa bàn"),
        Column("stars", "Hạng", allowed=("3 sao", "4 sao", "5 sao")),
        Column("available", "Ngày buồng sẵn có", type="integer"),
        Column("sold", "Ngày buồng bán", type="integer"),
        Column("price", "Giá bình quân (đồng)", type="money"),
    ),
    public=True,
)
available = Indicator(
    "Ngày buồng sẵn có", unit="ngày buồng", register=register, date="month",
    value=total("available"),
)
sold = Indicator(
    "Ngày buồng bán", unit="ngày buồng", register=register, date="month", value=total("sold")
)
occupancy = Ratio("Công suất sử dụng buồng", numerator=sold, denominator=available)
price = Indicator(
    "Giá buồng bình quân", unit="đồng", register=register, date="month",
    value=mean("price", weight="sold"),
)
plain_price = Indicator(
    "Giá niêm yết bình quân", unit="đồng", register=register, date="month", value=mean("price")
)
median_price = Indicator(
    "Giá buồng trung vị", unit="đồng", register=register, date="month", value=median("price")
)
highest_price = Indicator(
    "Giá buồng cao nhất", unit="đồng", register=register, date="month", value=largest("price")
)
rooms = Indicator(
    "Ngày buồng sẵn có của tháng", unit="ngày buồng", register=register, date="month",
    value=total("available"), stock=True,
)
nights = Ratio(
    "Ngày buồng trên một lượt khách", numerator=sold, denominator=guests,
    unit="ngày buồng/lượt khách", decimals=2,
)
""",
    "inspections": """\
from datetime import date

from baocao import Column, Indicator, Ratio, Register, total

register = Register(
    "inspections",
    title="Sổ kiểm tra cơ sở lưu trú",
    begins=date(2022, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Số quyết định"),
        Column("place", "Địa bàn"),
        Column("day", "Ngày kiểm tra", type="date"),
        Column("result", "Kết quả", allowed=("Đạt", "Nhắc nhở", "Xử phạt")),
        Column("fine", "Tiền phạt (đồng)", type="money", required=False),
    ),
    public=True,
)
fined = Indicator(
    "Cơ sở bị xử phạt", unit="lượt", register=register, date="day", where={"result": "Xử phạt"}
)
inspected = Indicator("Lượt kiểm tra", unit="lượt", register=register, date="day")
fines = Indicator(
    "Tiền phạt vi phạm hành chính", unit="đồng", register=register, date="day",
    value=total("fine"),
)
fined_share = Ratio("Tỷ lệ cơ sở bị xử phạt", numerator=fined, denominator=inspected)
""",
    "residents": """\
from datetime import date

from baocao import Column, Indicator, Ratio, Register, total
from {package}.visitors import guests

register = Register(
    "residents",
    title="Dân số trung bình",
    begins=date(2022, 1, 1),
    key=("month", "place"),
    every="month",
    columns=(
        Column("month", "Tháng", type="month"),
        Column("place", "Địa bàn"),
        Column("people", "Dân số", type="integer"),
    ),
    public=True,
)
people = Indicator(
    "Dân số", unit="người", register=register, date="month", value=total("people"), stock=True
)
per_resident = Ratio(
    "Lượt khách trên một người dân", numerator=guests, denominator=people,
    unit="lượt khách/người", decimals=2,
)
""",
}


@dataclass(frozen=True)
class Tourism:
    """The office, and its tables as pandas frames with English headings."""

    root: Path
    tables: dict[str, pd.DataFrame]


def months() -> list[date]:
    """The last days of the months from January 2022 to the closing day."""
    days = pd.date_range("2022-01-01", CLOSING, freq="ME")
    return [day.date() for day in days]


def tables() -> dict[str, pd.DataFrame]:
    """The rows of the four registers."""
    visitors, hotels, residents = [], [], []
    for number, month in enumerate(months()):
        for at, place in enumerate(PLACES):
            domestic = 10_000 * (at + 1) + 731 * ((number * 7 + at * 3) % 12) + 90 * number
            foreign = (
                0 if place == "Huyện Cô Tô" and month.month < 4 else 300 + 41 * number + 97 * at
            )
            visitors.append(
                (month, place, domestic, foreign, domestic * 1_200_000 + foreign * 3_100_000)
            )
            residents.append((month, place, 50_000 * (4 - at) + 100 * number))
        for at in range(6):
            available = 600 * (at + 1)
            sold = available * (40 + (number * 5 + at * 11) % 55) // 100
            stars = STARS[at % 3]
            hotels.append(
                (month, f"KS-{at + 1}", PLACES[at % 4], stars, available, sold,
                 500_000 + 250_000 * at + 10_000 * (number % 12))
            )  # fmt: skip
    inspections = []
    for number in range(400):
        day = date(2022, 1, 3) + timedelta(days=number * 17 % 1365)
        result = RESULTS[0 if number % 5 < 3 else number % 5 - 2]
        fine = 2_000_000 + 500_000 * (number % 9) if result == "Xử phạt" else None
        place = PLACES[number * 3 % 4 if number % 7 else 0]
        inspections.append((f"KT-{number:04}", place, day, result, fine))
    return {
        "visitors": pd.DataFrame(
            visitors, columns=["month", "place", "domestic", "foreign", "revenue"]
        ),
        "hotels": pd.DataFrame(
            hotels, columns=["month", "hotel", "place", "stars", "available", "sold", "price"]
        ),
        "inspections": pd.DataFrame(
            inspections, columns=["code", "place", "day", "result", "fine"]
        ).astype({"fine": "Int64"}),
        "residents": pd.DataFrame(residents, columns=["month", "place", "people"]),
    }


_HEADINGS = {
    "visitors": "Tháng;Địa bàn;Khách trong nước;Khách quốc tế;Doanh thu (đồng)",
    "hotels": "Tháng;Cơ sở;Địa bàn;Hạng;Ngày buồng sẵn có;Ngày buồng bán;Giá bình quân (đồng)",
    "inspections": "Số quyết định;Địa bàn;Ngày kiểm tra;Kết quả;Tiền phạt (đồng)",
    "residents": "Tháng;Địa bàn;Dân số",
}


def write_tables(root: Path, frames: dict[str, pd.DataFrame]) -> None:
    """The registers as a clerk writes them."""
    for name, frame in frames.items():
        lines = [f"{_HEADINGS[name]};Minh họa;Nguồn"]
        for row in frame.itertuples(index=False):
            lines.append(";".join((*map(_cell, frame.columns, row), "", "biểu")))
        put(root / "data" / "registers" / f"{name}.csv", "\n".join(lines) + "\n")


def _cell(column: str, value: object) -> str:
    if isinstance(value, date):
        return f"{value:%m/%Y}" if column == "month" else f"{value:%d/%m/%Y}"
    return "" if value is None or value is pd.NA else str(value)


def write_office(root: Path, package: str = PACKAGE, targets: str = "") -> Tourism:
    """The office in a folder.

    Parameters
    ----------
    package
        The name of its programmes: a process imports a package once.
    targets
        Lines of the register of plans.
    """
    frames = tables()
    write_tables(root, frames)
    settings = SETTINGS.format(package=package).replace("2023-12-31", str(CLOSING))
    settings = settings.replace('section = "visits"', 'sections = ["visitors"]')
    put(root / "report.toml", settings)
    put(root / "data" / "targets.csv", f"{CATALOGUES['targets']}\n{targets}")
    put(root / "lib" / package / "__init__.py", '"""Programmes of a department of tourism."""\n')
    for name, text in PROGRAMMES.items():
        put(root / "lib" / package / f"{name}.py", text.replace("{package}", package))
    prose = "Trong kỳ có {{ visitors.guests }} lượt khách."
    put(root / "notebooks" / "visitors.ipynb", notebook(package, "visitors", "2025-Q3", prose))
    return Tourism(root, frames)
