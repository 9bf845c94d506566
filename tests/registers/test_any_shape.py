"""A register in any of the shapes that offices give it is the same register."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from baocao.registers.small import read
from dost import enterprise_support
from support.folders import ROOT

SUPPORT = enterprise_support.register
CLOSING = date(2023, 11, 14)
# As the file has them, read without the toolkit; the first forty suffice.
SOURCE = ROOT / "data" / "registers" / "enterprise_support.csv"
ROWS = pd.read_csv(SOURCE, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")[:40]
HEADINGS = list(ROWS.columns)
DAYS = [name for name in HEADINGS if name.startswith("Ngày")]
MONEY = "Kinh phí hỗ trợ (đồng)"
AMOUNTS = [int(text.replace(".", "")) for text in ROWS[MONEY]]


def a_day(text: str) -> datetime | None:
    return datetime.strptime(text, "%d/%m/%Y") if text else None


# ---------------------------------------------------------------- how it is written

DAY_TEXTS: list[Callable[[datetime], Any]] = [
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"ngày {day:%d} tháng {day:%m} năm {day:%Y}",
]
MONEY_TEXTS: list[Callable[[int], Any]] = [
    lambda n: f"{n:,}".replace(",", "."),
    lambda n: f"{n:,}",
    lambda n: f"{n:,}".replace(",", " "),
    str,
]


def written(day: Callable[[datetime], Any], money: Callable[[int], Any]) -> list[list[Any]]:
    """The cells of the rows, with days and money in one of the ways."""
    rows = []
    for number, row in enumerate(ROWS.to_dict("records")):
        cells: dict[str, Any] = dict(row)
        for name in DAYS:
            found = a_day(row[name])
            cells[name] = day(found) if found else None
        cells[MONEY] = money(AMOUNTS[number])
        rows.append([cells[name] or None for name in HEADINGS])
    return rows


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, bytes]:
    """A text file: separator, encoding, form of letters, ends of lines, a line for Excel."""
    separator = draw(st.sampled_from([";", ",", "\t"]))
    money = draw(st.sampled_from(MONEY_TEXTS))
    rows = written(draw(st.sampled_from(DAY_TEXTS)), money)
    made = io.StringIO()
    end = draw(st.sampled_from(["\r\n", "\n"]))
    writer = csv.writer(made, delimiter=separator, lineterminator=end)
    for cells in [HEADINGS, *rows]:
        writer.writerow(["" if cell is None else cell for cell in cells])
    text = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), made.getvalue())
    if draw(st.booleans()):
        text = f"sep={separator}{end}{text}"
    encoding = draw(st.sampled_from(["utf-8-sig", "utf-8", "utf-16"]))
    return "enterprise_support.csv", text.encode(encoding)


@st.composite
def workbooks(draw: st.DrawFn) -> tuple[str, bytes]:
    """A workbook: titles, an offset, STT, groups, a total, two sheets, any order of columns."""
    day = draw(st.sampled_from([*DAY_TEXTS, lambda found: found]))
    money = draw(st.sampled_from([*MONEY_TEXTS, lambda n: n, float]))
    order = draw(st.permutations(range(len(HEADINGS))))
    rows = [[cells[at] for at in order] for cells in written(day, money)]
    headings = [HEADINGS[at] for at in order]
    is_numbered, offset = draw(st.booleans()), draw(st.integers(0, 2))
    has_total = draw(st.booleans())
    parts = draw(st.sampled_from([[rows], [rows[:25], rows[25:]]]))
    book = Workbook()
    book.remove(book.active)
    if draw(st.booleans()):
        book.create_sheet("Ghi chú").append(["Người lập: văn phòng Sở"])
    for number, part in enumerate(parts, 1):
        sheet = book.create_sheet(f"Trang {number}")
        for line in draw(st.sampled_from([[], ["UBND TỈNH", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", None]])):
            sheet.append([line])
        before = [None] * offset + (["STT"] if is_numbered else [])
        sheet.append([*before, *headings])
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
        if draw(st.booleans()):
            width = len(headings) + is_numbered
            sheet.append([None] * offset + [f"({n})" for n in range(1, width + 1)])
        for at, cells in enumerate(part, 1):
            if draw(st.booleans()) and at % 10 == 5:
                sheet.append([])
            sheet.append([None] * offset + ([at] if is_numbered else []) + cells)
        if has_total:
            start = 0 if number == 1 else 25
            total = sum(AMOUNTS[start : start + len(part)])
            line = [None] * (offset + is_numbered + len(headings))
            line[offset + is_numbered + headings.index(MONEY)] = total
            # Nobody writes the words where a sum or a day would stand.
            if is_numbered or headings[0] not in (MONEY, *DAYS):
                line[offset] = "Tổng cộng"
                sheet.append(line)
    made = io.BytesIO()
    book.save(made)
    return (
        f"enterprise_support{draw(st.sampled_from(['.xlsx', '.XLSX', '.xlsm']))}",
        made.getvalue(),
    )


@pytest.mark.slow
@settings(max_examples=60)
@given(shape=st.one_of(texts(), workbooks()))
def test_a_register_in_any_shape_is_the_same(
    shape: tuple[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    name, content = shape
    data = tmp_path_factory.mktemp("shape") / "data"
    (data / "registers").mkdir(parents=True)
    (data / "registers" / name).write_bytes(content)
    frame = read(SUPPORT, data, CLOSING).frame
    assert frame["code"].tolist() == ROWS["Mã hồ sơ"].tolist()
    assert frame["amount"].tolist() == AMOUNTS
    for column in SUPPORT.all_columns:
        if column.heading in DAYS:
            days = [None if pd.isna(one) else one.to_pydatetime() for one in frame[column.name]]
            assert days == [a_day(text) for text in ROWS[column.heading]]
        elif column.type == "text" and column.name in frame:
            assert frame[column.name].tolist() == ROWS[column.heading].tolist()
