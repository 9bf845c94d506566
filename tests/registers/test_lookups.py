"""Columns that are looked up in ``data/places.csv``: a commune's district on the day of its row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from baocao.core.errors import RegisterError
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.register_faults import has_columns, register_faults
from baocao.registers.declare import Column, Lookup, Register
from baocao.registers.small import Table, read
from baocao.workspace.workspace import Workspace
from support.small_offices import write_office

CLOSING = date(2025, 12, 31)
VISITS = Register(
    "visits",
    title="Lượt khách",
    begins=date(2020, 1, 1),
    key=("code",),
    lookups=(
        Lookup("district", "Cấp huyện", of="commune"),
        Lookup("province", "Tỉnh", of="district"),
    ),
    columns=(Column("code", "Mã"), Column("day", "Ngày", type="date"), Column("commune", "Xã")),
)
# The commune moved on 1 March 2020; districts ended on 30 June 2025.
PLACES = """Tên;Thuộc;Từ ngày;Đến ngày;Nguồn
Xã Hải Lâm;Huyện Hải Lăng;;29/02/2020;NQ
Xã Hải Lâm;Thị xã Quảng Trị;01/3/2020;;NQ
Xã Cam Hiếu;Huyện Cam Lộ;;;NQ
Huyện Hải Lăng;Tỉnh Quảng Trị;;;NQ
Thị xã Quảng Trị;Tỉnh Quảng Trị;;;NQ
Huyện Cam Lộ;Tỉnh Quảng Trị;;30/6/2025;NQ
Huyện Cam Lộ;Tỉnh Quảng Trị (mới);01/7/2025;;NQ
"""
ROWS = (
    ("A", "10/02/2020", "Xã Hải Lâm"),
    ("B", "01/3/2020", "Xã Hải Lâm"),
    ("C", "30/6/2025", "Xã  Cam hiếu"),
    ("D", "01/7/2025", "Xã Cam Hiếu"),
)


def written(folder: Path, *rows: tuple[str, ...], places: str = PLACES) -> Path:
    (folder / "registers").mkdir(parents=True, exist_ok=True)
    lines = ["Mã;Ngày;Xã;Minh họa;Nguồn", *(f"{';'.join(row)};;sổ" for row in rows)]
    text = "\ufeff" + "\n".join(lines) + "\n"
    (folder / "registers" / "visits.csv").write_text(text, encoding="utf-8")
    (folder / "places.csv").write_text(f"\ufeff{places}", encoding="utf-8")
    return folder


def columns(table: Table) -> list[tuple[str, str, str]]:
    frame = table.frame[["code", "district", "province"]]
    return list(frame.itertuples(index=False, name=None))


def test_each_row_lies_where_its_place_lay_on_its_day(tmp_path: Path) -> None:
    table = read(VISITS, written(tmp_path, *ROWS), CLOSING)
    assert columns(table) == [
        ("A", "Huyện Hải Lăng", "Tỉnh Quảng Trị"),
        ("B", "Thị xã Quảng Trị", "Tỉnh Quảng Trị"),
        ("C", "Huyện Cam Lộ", "Tỉnh Quảng Trị"),
        ("D", "Huyện Cam Lộ", "Tỉnh Quảng Trị (mới)"),
    ]


def test_a_change_of_the_places_is_noticed(tmp_path: Path) -> None:
    table = read(VISITS, written(tmp_path, *ROWS), CLOSING)
    assert tmp_path / "places.csv" in table.paths
    assert table.is_current()
    written(tmp_path, *ROWS, places=PLACES.replace("Huyện Hải Lăng", "Huyện Hải Lăng "))
    assert not table.is_current()


@pytest.mark.parametrize(
    ("row", "places", "told"),
    [
        (("E", "01/7/2025", "Xã Lạ"), PLACES, "[REGISTER-63] Xã Lạ (01/7/2025)"),
        (
            ("E", "01/7/2025", "Xã Cam Hiếu"),
            PLACES.replace("Xã Cam Hiếu;Huyện Cam Lộ;;;", "Xã Cam Hiếu;Huyện Cam Lộ;;31/01/2025;"),
            "[REGISTER-63] Xã Cam Hiếu (01/7/2025)",
        ),
        (
            ("E", "01/4/2020", "Xã Hải Lâm"),
            PLACES.replace("29/02/2020", "30/4/2020"),
            "[REGISTER-64] Xã Hải Lâm (01/4/2020)",
        ),
    ],
)
def test_what_is_not_known_is_refused(
    row: tuple[str, ...], places: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(RegisterError) as caught:
        read(VISITS, written(tmp_path, row, places=places), CLOSING)
    first = caught.value.findings[0]
    assert f"[{first.code}] {first.found}" == told


@pytest.mark.parametrize(
    ("lookup", "found"),
    [
        (Lookup("district", "Huyện", of="village"), "lookups: of='village'"),
        (Lookup("commune", "Xã", of="commune"), "lookups: name='commune'"),
        (Lookup("district", "Huyện", of="commune", on="week"), "lookups: on='week'"),
        (Lookup("district", "Huyện", of="commune", on="code"), "lookups: on='code'"),
        (Lookup("district", "Huyện", of="day"), "lookups: of='day'"),
        (Lookup("district", "Xã", of="commune"), 'lookups: "Xã"'),
    ],
)
def test_a_lookup_of_nothing_is_refused(lookup: Lookup, found: str) -> None:
    register = Register("v", title="V", begins=date(2020, 1, 1), key=("code",), lookups=(lookup,),
                        columns=VISITS.columns)  # fmt: skip
    (fault,) = register_faults([register], lambda _: "lib/v.py:3")
    assert (fault.code, fault.found, fault.where) == ("REGISTER-96", found, "lib/v.py:3")


@pytest.mark.parametrize("lookups", [Lookup("d", "Huyện", of="commune"), "commune", ("commune",)])
def test_lookups_are_listed(lookups: object) -> None:
    """``lookups=(Lookup(…))`` without its comma is one lookup, and no list of them."""
    register = Register("v", title="V", begins=date(2020, 1, 1), key=("code",), lookups=lookups,
                        columns=VISITS.columns)  # type: ignore[arg-type]  # fmt: skip
    (fault,) = register_faults([register], lambda _: "lib/v.py:3")
    assert fault.code == "REGISTER-96" and "lookups=(Lookup(…),)" in fault.remedy
    assert not has_columns(register) and has_columns(VISITS)


def test_it_is_counted_by_and_asked_for(tmp_path: Path) -> None:
    package = f"office_{tmp_path.name}"
    office = write_office(tmp_path, package)
    (office / "lib" / package / "visits.py").write_text(
        """\
from datetime import date

from baocao import Column, Indicator, Lookup, Register

register = Register(
    "visits", title="Lượt khách", begins=date(2020, 1, 1), key=("code",),
    lookups=(Lookup("district", "Cấp huyện", of="commune"),),
    columns=(Column("code", "Mã"), Column("day", "Ngày", type="date"), Column("commune", "Xã")),
)
arrivals = Indicator("Lượt khách", unit="lượt", register=register, date="day", stock=True)
here = Indicator(
    "Lượt khách của thị xã", unit="lượt", register=register, date="day", stock=True,
    where={"district": "Thị xã Quảng Trị"},
)
""",
        encoding="utf-8",
    )
    written(office / "data", *ROWS[:2], ("E", "02/8/2021", "Xã Hải Lâm"))
    book = FactBook(Workspace.load(office))
    at = Period.parse("2023")
    found = book.breakdown(book.catalogue["visits.arrivals"], "district", at)
    assert {name: fact.value for name, fact in found.items()} == {
        "Huyện Hải Lăng": 1,
        "Thị xã Quảng Trị": 2,
    }
    here = book.fact(book.catalogue["visits.here"], at)
    assert here.value == 2
    assert "Cấp huyện là Thị xã Quảng Trị" in here.provenance[0].filter
