"""Monthly tables with a column a month: the same rows as with a row a month."""

from __future__ import annotations

import dataclasses
import random
import tempfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baocao.core.errors import RegisterError
from baocao.facts.register_faults import register_faults
from baocao.registers.declare import Column, Register
from baocao.registers.small import Table, read

CLOSING = date(2023, 6, 30)
GUESTS = Register(
    "guests",
    title="Khách theo tháng",
    begins=date(2023, 1, 1),
    key=("month", "place"),
    every="month",
    columns=(
        Column("month", "Tháng", type="month"),
        Column("place", "Địa bàn"),
        Column("guests", "Số khách", type="integer"),
    ),
)
PLACES = ("Đông Hà", "Hải Lăng", "Cam Lộ")
MONTHS = range(1, 7)
Figures = dict[str, list[int]]


def figures(seed: int) -> Figures:
    chance = random.Random(seed)
    return {place: [chance.randrange(100_000) for _ in MONTHS] for place in PLACES}


def write(folder: Path, text: str) -> Path:
    path = folder / "registers" / "guests.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"\ufeff{text}\n", encoding="utf-8")
    return folder


def long(rows: Figures) -> str:
    lines = [
        f"{month:02}/2023;{place};{row[month - 1]};;biểu"
        for month in MONTHS
        for place, row in rows.items()
    ]
    return "\n".join(["Tháng;Địa bàn;Số khách;Minh họa;Nguồn", *lines])


def wide(rows: Figures, heads: list[str], sums: str = "") -> str:
    lines = [";".join(filter(None, ("Địa bàn", ";".join(heads), sums, "Minh họa;Nguồn")))]
    for place, row in rows.items():
        added = f"{sum(row)};" if sums else ""
        lines.append(f"{place};{';'.join(map(str, row))};{added};biểu")
    return "\n".join(lines)


def rows_of(table: Table) -> list[tuple[object, ...]]:
    frame = table.frame.sort_values(["month", "place"])[["month", "place", "guests"]]
    return list(frame.itertuples(index=False, name=None))


def expected(rows: Figures) -> list[tuple[object, ...]]:
    ends = pd.date_range("2023-01-31", periods=6, freq="ME")
    return [(ends[n - 1], place, rows[place][n - 1]) for n in MONTHS for place in sorted(rows)]


@pytest.mark.parametrize(
    "head",
    ["{:02}/2023", "Tháng {}/2023", "{}/2023", "T{}/2023", "tháng {} năm 2023", "2023-{:02}"],
)
def test_months_in_the_headings(head: str, tmp_path: Path) -> None:
    rows = figures(1)
    write(tmp_path, wide(rows, [head.format(month) for month in MONTHS]))
    assert rows_of(read(GUESTS, tmp_path, CLOSING)) == expected(rows)


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_wide_or_long_is_the_same(seed: int) -> None:
    rows = figures(seed)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        write(Path(one), long(rows))
        write(Path(other), wide(rows, [f"{m:02}/2023" for m in MONTHS], "Cộng"))
        found = [rows_of(read(GUESTS, Path(folder), CLOSING)) for folder in (one, other)]
    assert found[0] == found[1] == expected(rows)


def test_a_workbook_whose_headings_are_months_of_its_year(tmp_path: Path) -> None:
    rows = figures(2)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["BIỂU KHÁCH DU LỊCH NĂM 2023"])
    sheet.append(
        ["STT", "Địa bàn", *(f"Tháng {month}" for month in MONTHS), "Cả năm", "Minh họa", "Nguồn"]
    )
    for number, (place, row) in enumerate(rows.items(), start=1):
        sheet.append([number, place, *row, sum(row), None, "biểu"])
    sheet.append([None, "Tổng cộng", *(sum(column) for column in zip(*rows.values(), strict=True))])
    (tmp_path / "registers").mkdir()
    book.save(tmp_path / "registers" / "guests.xlsx")
    table = read(GUESTS, tmp_path, CLOSING)
    assert rows_of(table) == expected(rows)
    # The row of sums is held against the months.
    sheet.cell(6, 4).value += 1
    book.save(tmp_path / "registers" / "guests.xlsx")
    (told,) = refused(tmp_path)
    assert told.startswith("[REGISTER-37] ") and "D6" in told
    sheet.cell(6, 4).value -= 1
    # The same, where each heading is a day that is shown as a month.
    for at, month in enumerate(MONTHS, start=3):
        cell = sheet.cell(2, at, date(2023, month, 1))
        cell.number_format = "mm/yyyy"
    book.save(tmp_path / "registers" / "guests.xlsx")
    assert rows_of(read(GUESTS, tmp_path, CLOSING)) == expected(rows)


def refused(folder: Path) -> list[str]:
    with pytest.raises(RegisterError) as caught:
        read(GUESTS, folder, CLOSING)
    return [f"[{one.code}] {one.where}: {one.found}" for one in caught.value.findings]


def test_what_is_wrong_is_told_by_its_cell(tmp_path: Path) -> None:
    rows = figures(3)
    heads = [f"{month:02}/2023" for month in MONTHS]
    lines = wide(rows, heads).split("\n")
    cells = lines[2].split(";")
    cells[3] = "nhiều"
    write(tmp_path, "\n".join([*lines[:2], ";".join(cells), *lines[3:]]))
    (told,) = refused(tmp_path)
    place = f"{tmp_path.name}/registers/guests.csv"
    assert told == f'[REGISTER-07] {place}, dòng 3, cột "03/2023": nhiều'


def test_an_empty_month_of_one_place(tmp_path: Path) -> None:
    rows = figures(4)
    lines = wide(rows, [f"{month:02}/2023" for month in MONTHS]).split("\n")
    cells = lines[3].split(";")
    cells[5] = ""
    write(tmp_path, "\n".join([*lines[:3], ";".join(cells)]))
    (told,) = refused(tmp_path)
    assert told.startswith("[REGISTER-98] ")
    assert told.endswith(": 05/2023 / Cam Lộ")


@pytest.mark.parametrize(
    "changes",
    [
        {"every": "week"},
        {"key": ("place",)},
        {"every": "", "ended": {"Cam Lộ": date(2023, 3, 31)}},
        {"ended": {"Cam Lộ": "31/3/2023"}},
        {"ended": ("Cam Lộ", date(2023, 3, 31))},
    ],
)
def test_a_table_of_months_that_cannot_be_one(changes: dict[str, object]) -> None:
    register = dataclasses.replace(GUESTS, **changes)
    (fault,) = register_faults([register], lambda _: "lib/g.py:3")
    assert str(fault).startswith("[REGISTER-96] ")


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        ({"Cam Lô": date(2023, 6, 30)}, "Không dòng nào có tên ấy. Cam Lô có phải: Cam Lộ?"),
        (
            {"Cam Lộ": date(2023, 4, 30)},
            "Còn dòng sau ngày thôi báo cáo. Cam Lộ: 30/4/2023, còn dòng của 06/2023 "
            "sửa ngày trong ended=, hoặc bỏ dòng thừa",
        ),
        # The month in which somebody stops is still told.
        ({"Cam Lộ": date(2023, 6, 15)}, ""),
        ({"Cam Lộ": date(2023, 6, 30)}, ""),
    ],
)
def test_who_reports_no_longer_is_as_the_rows_say(
    ended: dict[str, date], told: str, tmp_path: Path
) -> None:
    register = dataclasses.replace(GUESTS, ended=ended)
    lines = ["Tháng;Địa bàn;Số khách;Minh họa;Nguồn"]
    lines += [f"{month:02}/2023;Cam Lộ;5;;biểu" for month in MONTHS]
    write(tmp_path, "\n".join(lines))
    if not told:
        assert len(read(register, tmp_path, CLOSING).frame) == len(MONTHS)
        return
    with pytest.raises(RegisterError) as caught:
        read(register, tmp_path, CLOSING)
    (one,) = caught.value.findings
    assert f"{one.what} {one.found} {one.remedy}" == told
    assert str(caught.value).startswith("[REGISTER-96] ")


def test_a_row_a_month_is_no_column_a_month(tmp_path: Path) -> None:
    """Though two cells of its first row are months."""
    columns = (*GUESTS.columns, Column("told", "Tháng báo", type="month"))
    register = dataclasses.replace(GUESTS, columns=columns)
    lines = ["Tháng;Địa bàn;Số khách;Tháng báo;Minh họa;Nguồn"]
    lines += [f"{month:02}/2023;Đông Hà;{month * 10};{month:02}/2023;;biểu" for month in MONTHS]
    write(tmp_path, "\n".join(lines))
    table = read(register, tmp_path, CLOSING)
    assert list(table.frame["guests"]) == [10, 20, 30, 40, 50, 60]


def test_a_text_beside_the_figure_is_no_figure(tmp_path: Path) -> None:
    columns = (*GUESTS.columns, Column("region", "Vùng"))
    register = dataclasses.replace(GUESTS, columns=columns)
    months = ";".join(f"{month:02}/2023" for month in MONTHS)
    write(tmp_path, f"Địa bàn;Vùng;{months};Minh họa;Nguồn\nĐông Hà;đồng bằng;1;2;3;4;5;6;;biểu")
    table = read(register, tmp_path, CLOSING)
    assert list(table.frame["guests"]) == [1, 2, 3, 4, 5, 6]
    assert set(table.frame["region"]) == {"đồng bằng"}


def test_the_year_of_a_decision_is_not_that_of_the_months(tmp_path: Path) -> None:
    head = ["Địa bàn", *(f"Tháng {month}" for month in MONTHS), "Minh họa", "Nguồn"]
    titles = [
        ["(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2022)"],
        ["Theo Nghị quyết số 58/2020/NQ-HĐND"],
    ]
    rows = figures(11)
    data = [[place, *row, None, "biểu"] for place, row in rows.items()]
    workbook(tmp_path, *titles, head, *data)
    assert refused(tmp_path)[0].startswith("[REGISTER-0")
    (tmp_path / "registers" / "guests.xlsx").unlink()
    (tmp_path / "registers").rmdir()
    workbook(tmp_path, *titles, ["Biểu năm 2023"], head, *data)
    assert rows_of(read(GUESTS, tmp_path, CLOSING)) == expected(rows)


def test_a_place_that_never_reports(tmp_path: Path) -> None:
    place = dataclasses.replace(GUESTS.column("place"), allowed=(*PLACES, "Gio Linh"))
    columns = (GUESTS.columns[0], place, GUESTS.columns[2])
    write(tmp_path, long(figures(8)))
    with pytest.raises(RegisterError) as caught:
        read(dataclasses.replace(GUESTS, columns=columns), tmp_path, CLOSING)
    (finding,) = caught.value.findings
    assert str(caught.value).startswith("[REGISTER-99] ")
    assert finding.found == "Gio Linh"


def test_a_sum_that_does_not_fit(tmp_path: Path) -> None:
    rows = figures(5)
    text = wide(rows, [f"{month:02}/2023" for month in MONTHS], "Cả năm")
    write(tmp_path, text.replace(f";{sum(rows['Cam Lộ'])};", f";{sum(rows['Cam Lộ']) + 1};"))
    (told,) = refused(tmp_path)
    assert told.startswith("[REGISTER-37] ")
    assert "dòng 4" in told


def test_months_of_no_year_are_not_guessed(tmp_path: Path) -> None:
    write(tmp_path, wide(figures(6), [f"Tháng {month}" for month in MONTHS]))
    assert refused(tmp_path)[0].startswith("[REGISTER-0")


def workbook(folder: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    (folder / "registers").mkdir()
    book.save(folder / "registers" / "guests.xlsx")
    return folder


def test_months_in_a_row_below_their_year(tmp_path: Path) -> None:
    rows = figures(9)
    head = ["Địa bàn", "Năm 2023", *[None] * 5, "Minh họa", "Nguồn"]
    months = [None, *(f"T{month}" for month in MONTHS), None, None]
    data = [[place, *row, None, "biểu"] for place, row in rows.items()]
    workbook(tmp_path, head, months, *data)
    assert rows_of(read(GUESTS, tmp_path, CLOSING)) == expected(rows)


def test_a_month_that_stands_twice(tmp_path: Path) -> None:
    head = ["Địa bàn", "01/2023", "02/2023", "02/2023", "03/2023", "Minh họa", "Nguồn"]
    workbook(tmp_path, head, ["Đông Hà", 1, 2, 3, 4, None, "biểu"])
    assert any(told.startswith("[REGISTER-35] ") for told in refused(tmp_path))


def test_months_to_come_may_stand_empty(tmp_path: Path) -> None:
    head = ["Địa bàn", *(f"{month:02}/2023" for month in range(1, 13)), "Minh họa", "Nguồn"]
    rows = figures(10)
    data = [[place, *row, *[None] * 7, "biểu"] for place, row in rows.items()]
    workbook(tmp_path, head, *data)
    assert rows_of(read(GUESTS, tmp_path, CLOSING)) == expected(rows)


def test_a_register_of_two_figures_is_not_wide(tmp_path: Path) -> None:
    more = (*GUESTS.columns, Column("nights", "Số đêm", type="integer"))
    write(tmp_path, wide(figures(7), [f"{month:02}/2023" for month in MONTHS]))
    with pytest.raises(RegisterError, match=r"\[REGISTER-0[0-9]\] "):
        read(dataclasses.replace(GUESTS, columns=more), tmp_path, CLOSING)


def test_the_unit_of_the_figures_is_that_of_their_column(tmp_path: Path) -> None:
    rows = figures(1)
    lines = wide(rows, [f"{month:02}/2023" for month in MONTHS])
    write(tmp_path, f"Đơn vị tính: nghìn lượt\n{lines}")
    (told,) = refused(tmp_path)
    assert told.startswith("[REGISTER-81] ")
    write(tmp_path, f"Đơn vị tính: lượt\n{lines}")
    assert rows_of(read(GUESTS, tmp_path, CLOSING)) == expected(rows)


@pytest.mark.parametrize(
    ("head", "months"),
    [
        ("Quý I", range(1, 4)),
        ("Quý 2/2023", range(4, 7)),
        ("Cộng quý II năm 2023", range(4, 7)),
        ("6 tháng", range(1, 7)),
        ("6 tháng đầu năm", range(1, 7)),
        ("3 tháng đầu năm 2023", range(1, 4)),
        ("Cả năm", range(1, 7)),
        ("Lũy kế 3 tháng", range(1, 4)),
    ],
)
@pytest.mark.parametrize("at", [1, 4, 7])
def test_sums_of_quarters_stand_beside_their_months(
    head: str, months: range, at: int, tmp_path: Path
) -> None:
    rows = figures(4)
    heads = ["Địa bàn", *(f"{month:02}/2023" for month in MONTHS), "Minh họa", "Nguồn"]

    def text(more: int) -> str:
        lines = [[*heads[:at], head, *heads[at:]]]
        for place, row in rows.items():
            cells = [place, *map(str, row), "", "biểu"]
            total = sum(row[month - 1] for month in months) + more * (place == "Hải Lăng")
            lines.append([*cells[:at], str(total), *cells[at:]])
        return "\n".join(map(";".join, lines))

    write(tmp_path, text(0))
    assert rows_of(read(GUESTS, tmp_path, CLOSING)) == expected(rows)
    write(tmp_path, text(1))
    (told,) = refused(tmp_path)
    assert told.startswith("[REGISTER-37] ")


@pytest.mark.parametrize("head", ["Quý V", "Quý I/2022x", "Bình quân", "So cùng kỳ (%)"])
def test_a_column_beside_the_months_that_is_no_sum_is_refused(head: str, tmp_path: Path) -> None:
    write(tmp_path, wide(figures(4), [f"{month:02}/2023" for month in MONTHS], head))
    assert refused(tmp_path)[0].startswith("[REGISTER-15] ")
