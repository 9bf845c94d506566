"""Rows that replace earlier ones: what was known on the closing day counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from baocao.core.errors import RegisterError
from baocao.facts.book import FactBook
from baocao.facts.register_faults import register_faults
from baocao.registers.declare import Column, Register
from baocao.registers.small import read
from baocao.workspace.workspace import Workspace
from support.small_offices import write_office

GUESTS = Register(
    "guests",
    title="Khách theo tháng",
    begins=date(2023, 1, 1),
    key=("month", "place"),
    revised="entered",
    columns=(
        Column("month", "Tháng", type="month"),
        Column("place", "Địa bàn"),
        Column("guests", "Số khách", type="integer"),
        Column("entered", "Ngày cập nhật", type="date", future=True),
    ),
)
ROWS = (
    ("01/2023", "Đông Hà", 100, "10/02/2023"),
    ("01/2023", "Hải Lăng", 40, "10/02/2023"),
    ("01/2023", "Đông Hà", 130, "05/5/2023"),
    ("02/2023", "Đông Hà", 90, "10/3/2023"),
    ("01/2023", "Đông Hà", 125, "02/7/2023"),
)


def written(folder: Path, *rows: tuple[object, ...]) -> Path:
    path = folder / "registers" / "guests.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["Tháng;Địa bàn;Số khách;Ngày cập nhật;Minh họa;Nguồn"]
    lines += [";".join(map(str, (*row, "", "biểu"))) for row in rows]
    path.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("closing", "figures", "notes"),
    [
        (date(2023, 2, 28), [100, 40], ("3 dòng cập nhật sau ngày chốt 28/02/2023, không tính",)),
        (
            date(2023, 3, 31),
            [100, 40, 90],
            ("2 dòng cập nhật sau ngày chốt 31/3/2023, không tính",),
        ),
        (
            date(2023, 6, 30),
            [40, 130, 90],
            (
                "1 dòng đã có dòng cập nhật thay",
                "1 dòng cập nhật sau ngày chốt 30/6/2023, không tính",
            ),
        ),
        (date(2023, 12, 31), [40, 90, 125], ("2 dòng đã có dòng cập nhật thay",)),
    ],
)
def test_what_was_known_on_the_closing_day(
    closing: date, figures: list[int], notes: tuple[str, ...], tmp_path: Path
) -> None:
    table = read(GUESTS, written(tmp_path, *ROWS), closing)
    assert list(table.frame["guests"]) == figures
    assert table.notes == notes
    assert len(table.keys) == len(set(table.keys)) == len(figures)


def test_two_rows_of_one_day_are_a_repeated_key(tmp_path: Path) -> None:
    again = ("01/2023", "Hải Lăng", 41, "10/02/2023")
    with pytest.raises(RegisterError, match=r"\[REGISTER-09\] "):
        read(GUESTS, written(tmp_path, *ROWS, again), date(2023, 12, 31))


def test_rows_that_were_revised_are_no_repeated_keys_beside_another_fault(tmp_path: Path) -> None:
    """A clerk who is told so would delete what was revised."""
    wrong = ("03/2023", "Đông Hà", "nhiều", "10/4/2023")
    with pytest.raises(RegisterError) as caught:
        read(GUESTS, written(tmp_path, *ROWS, wrong), date(2023, 12, 31))
    assert [one.code for one in caught.value.findings] == ["REGISTER-07"]


@pytest.mark.parametrize(
    "column",
    [
        Column("entered", "Ngày cập nhật", type="date"),
        Column("entered", "Ngày cập nhật", type="date", future=True, required=False),
        Column("entered", "Ngày cập nhật"),
        Column("other", "Ngày khác", type="date", future=True),
    ],
)
def test_a_column_that_cannot_tell_it_is_refused(column: Column) -> None:
    register = Register("g", title="G", begins=date(2023, 1, 1), key=("a",), revised="entered",
                        columns=(Column("a", "A"), column))  # fmt: skip
    (fault,) = register_faults([register], lambda _: "lib/g.py:3")
    assert str(fault).startswith("[REGISTER-96] ") and fault.found == "revised='entered'"


def test_a_large_one_is_refused_and_not_half_read(tmp_path: Path) -> None:
    package = f"office_{tmp_path.name}"
    office = write_office(tmp_path, package)
    module = office / "lib" / package / "visits.py"
    text = module.read_text(encoding="utf-8")
    text = text.replace('key=("code",),', 'key=("code",), revised="day",')
    module.write_text(text.replace('type="date"', 'type="date", future=True'), encoding="utf-8")
    settings = office / "report.toml"
    large = "[data.large]\nover_mb = 0.000001\n\n[[office]]"
    settings.write_text(settings.read_text("utf-8").replace("[[office]]", large, 1), "utf-8")
    book = FactBook(Workspace.load(office))
    with pytest.raises(RegisterError) as caught:
        book.fact(book.catalogue["visits.guests"], book.workspace.period("2023"))
    assert str(caught.value).startswith("[REGISTER-61] ")
