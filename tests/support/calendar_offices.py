"""Offices whose registers have many days, to be reported on under any calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from baocao.facts.book import FactBook
from baocao.prose.quotable import Quotable
from baocao.workspace.workspace import Workspace
from support.small_offices import write_office

SCHOOL_YEAR = '{ first_month = 9, name = "năm học", legal_basis = "Quyết định số 2045/QĐ-BGDĐT" }'

PROGRAMMES = """\
from datetime import date

import narwhals as nw

from baocao import Column, Indicator, Ratio, Register

register = Register(
    "visits",
    title="Sổ hoạt động",
    begins=date(2018, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("day", "Ngày", type="date"),
        Column("over", "Ngày kết thúc", type="date", required=False, future=True),
        Column("guests", "Số khách", type="integer"),
        Column("level", "Cấp", allowed=("Huyện", "Tỉnh")),
    ),
)
guests = Indicator(
    "Lượt khách", unit="lượt", register=register, date="day", value=nw.col("guests").sum()
)
courses = Indicator("Lớp học", unit="lớp", register=register, date="day")
open_courses = Indicator(
    "Lớp đang mở", unit="lớp", register=register, date="day", until="over", stock=True
)
"""
HEADINGS = "Mã;Ngày;Ngày kết thúc;Số khách;Cấp;Minh họa;Nguồn"

Row = tuple[date, date | None, int, str]


def rows_by_week(first: date, weeks: int) -> list[Row]:
    """One row or two a week from a day on, with guests that rise and fall: 1, 8, 4, 11, 7, …"""
    found: list[Row] = []
    for number in range(weeks):
        day = first + timedelta(days=7 * number)
        found.append((day, day + timedelta(days=100), 1 + number * 7 % 17, "Huyện"))
        if number % 3 == 0:
            found.append((day + timedelta(days=2), None, 5, "Tỉnh"))
    return found


def calendar_office(
    root: Path,
    rows: list[Row],
    until: date,
    calendar: str = '"calendar"',
    targets: str = "",
    begins: int = 2018,
) -> Workspace:
    """An office with these rows, complete until a day, under a calendar written as in TOML.

    Its register begins on 1 January of the year `begins`.
    """
    write_office(root, package="calendar_office")
    settings = (root / "report.toml").read_text(encoding="utf-8")
    settings = settings.replace(
        "complete_until = 2023-12-31", f"calendar = {calendar}\ncomplete_until = {until}"
    )
    (root / "report.toml").write_text(settings, encoding="utf-8")
    (root / "lib" / "calendar_office" / "visits.py").write_text(
        PROGRAMMES.replace("date(2018", f"date({begins}"), encoding="utf-8"
    )
    lines = [
        f"A{number};{day:%d/%m/%Y};{f'{over:%d/%m/%Y}' if over else ''};{guests};{level};;phiếu"
        for number, (day, over, guests, level) in enumerate(rows)
        if day <= until
    ]
    table = "\n".join([HEADINGS, *lines])
    (root / "data" / "registers" / "visits.csv").write_text(f"\ufeff{table}\n", encoding="utf-8")
    if targets:
        head = "Mã chỉ tiêu;Từ ngày;Đến ngày;Kế hoạch;Đơn vị tính;Căn cứ;Minh họa;Nguồn"
        path = root / "data" / "targets.csv"
        path.write_text(f"\ufeff{head}\n{targets}\n", encoding="utf-8")
    return Workspace.load(root)


def quoted(workspace: Workspace, name: str, period: str) -> Quotable:
    """One of the office's indicators at a period."""
    book = FactBook(workspace)
    return Quotable(book, book.catalogue[f"visits.{name}"], workspace.period(period))
