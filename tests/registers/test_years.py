"""Tables of years: a population holds in its whole year, and no gap makes a rate higher."""

from __future__ import annotations

import importlib
import random
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from baocao import open_report
from baocao.core.errors import BaocaoError, RegisterError
from baocao.core.periods import CALENDAR, DECREE_09, Calendar, Period
from baocao.facts.book import FactBook
from baocao.facts.find import earlier
from baocao.facts.likely_tables import likely_tables
from baocao.notebook.origins import definition
from baocao.registers.declare import Column, Register
from baocao.registers.large import open_large
from baocao.registers.large.engine import collect
from baocao.registers.small import read
from baocao.review.explain import explanation
from baocao.workspace.workspace import Workspace
from support.small_offices import SETTINGS, put

PLACES = ("Đông Hà", "Hải Lăng", "Cam Lộ")
PEOPLE = {
    2021: (95_000, 80_000, 44_000),
    2022: (96_200, 80_300, 44_100),
    2023: (97_500, 80_900, 44_400),
}
HEAD = "Năm;Địa bàn;Dân số;Minh họa;Nguồn"
PROGRAMME = """\
from datetime import date

from baocao import Column, Indicator, Ratio, Register, total

people = Register(
    "people",
    title="Dân số trung bình",
    begins=date(2021, 1, 1),
    key=("year", "place"),
    every="year",
    columns=(
        Column("year", "Năm", type="year"),
        Column("place", "Địa bàn"),
        Column("people", "Dân số", type="integer"),
    ),
)
register = Register(
    "cases",
    title="Sổ ca bệnh",
    begins=date(2021, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("day", "Ngày", type="date"),
        Column("place", "Địa bàn"),
    ),
)
cases = Indicator("Ca bệnh", unit="ca", register=register, date="day")
residents = Indicator(
    "Dân số", unit="người", register=people, date="year", value=total("people"), stock=True
)
grown = Indicator("Dân số của năm", unit="người", register=people, date="year",
                  value=total("people"))
rate = Ratio("Ca bệnh trên 10.000 dân", numerator=cases, denominator=residents,
             unit="ca/10.000 dân", per=10_000)
"""


def case_rows() -> pd.DataFrame:
    chance = random.Random(7)
    days = pd.date_range("2021-01-01", "2023-11-14")
    cells = [(chance.choice(days), chance.choices(PLACES, (5, 3, 2))[0]) for _ in range(400)]
    return pd.DataFrame(cells, columns=["day", "place"])


def people_csv(left_out: tuple[tuple[int, str], ...] = ()) -> str:
    return "\n".join(
        f"{year};{place};{number};;Niên giám"
        for year, row in PEOPLE.items()
        for place, number in zip(PLACES, row, strict=True)
        if (year, place) not in left_out
    )


def office(root: Path, people: str, *, scanned: bool = False, ended: str = "") -> FactBook:
    package = f"years_{root.name}"
    settings = SETTINGS.format(package=package).replace("2023-12-31", "2023-11-14")
    settings = settings.replace('section = "visits"', 'sections = ["health"]')
    if scanned:
        large = '[data.large]\nregisters = ["people", "cases"]\n\n[[office]]'
        settings = settings.replace("[[office]]", large, 1)
    put(root / "report.toml", settings)
    put(root / "lib" / package / "__init__.py", "")
    programme = PROGRAMME.replace('every="year",', f'every="year",{ended}')
    put(root / "lib" / package / "health.py", programme)
    put(root / "data" / "registers" / "people.csv", f"{HEAD}\n{people}\n")
    lines = [
        f"C{n};{row.day:%d/%m/%Y};{row.place};;Sổ" for n, row in enumerate(case_rows().itertuples())
    ]
    text = "\n".join(["Mã;Ngày;Địa bàn;Minh họa;Nguồn", *lines, ""])
    put(root / "data" / "registers" / "cases.csv", text)
    return FactBook(Workspace.load(root))


@pytest.mark.parametrize("scanned", [False, True])
def test_a_rate_divides_by_the_people_of_its_year(scanned: bool, tmp_path: Path) -> None:
    book, rows = office(tmp_path, people_csv(), scanned=scanned), case_rows()
    rate, residents = book.catalogue["health.rate"], book.catalogue["health.residents"]
    for code, year in (("2021", 2021), ("2022-Q1", 2022), ("2022-07", 2022), ("2023-9M", 2023)):
        at = Period.parse(code)
        inside = rows[(rows["day"] >= str(at.start)) & (rows["day"] <= str(at.end))]
        assert book.fact(residents, at).value == sum(PEOPLE[year])
        found = book.fact(rate, at).value
        assert found is not None
        assert float(found) == pytest.approx(len(inside) * 10_000 / sum(PEOPLE[year]), rel=1e-12)
        for place, people in zip(PLACES, PEOPLE[year], strict=True):
            part = book.breakdown(rate, "place", at)[place].value
            cases = int((inside["place"] == place).sum())
            assert part is not None
            assert float(part) == pytest.approx(cases * 10_000 / people, rel=1e-12)


def test_a_sum_of_a_year_has_no_figure_inside_it(tmp_path: Path) -> None:
    book = office(tmp_path, people_csv())
    grown = book.catalogue["health.grown"]
    assert book.fact(grown, Period.parse("2022")).value == 96_200 + 80_300 + 44_100
    told = {code: book.fact(grown, Period.parse(code)).text for code in ("2022-Q2", "2023")}
    assert told == {
        "2022-Q2": "không tính được (số liệu theo năm, kỳ cắt ngang năm 2022)",
        "2023": "chưa có số liệu (số liệu theo năm mới trọn đến hết năm 2022)",
    }


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        (((2022, "Cam Lộ"),), "[REGISTER-98] Bảng theo năm thiếu dòng. 2022 / Cam Lộ"),
        # What is not over is whole or not there.
        (((2023, "Cam Lộ"),), "[REGISTER-98] Bảng theo năm thiếu dòng. 2023 / Cam Lộ"),
        (tuple((2022, p) for p in PLACES), "[REGISTER-97] Bảng theo năm thiếu năm. 2022"),
    ],
)
def test_a_place_without_its_year_stops_the_rate(
    left_out: tuple[tuple[int, str], ...], told: str, scanned: bool, tmp_path: Path
) -> None:
    book = office(tmp_path, people_csv(left_out), scanned=scanned)
    with pytest.raises(RegisterError) as caught:
        book.fact(book.catalogue["health.rate"], Period.parse("2022"))
    (finding,) = caught.value.findings
    assert f"[{finding.code}] {finding.what} {finding.found}" == told


@pytest.mark.parametrize("scanned", [False, True])
def test_the_year_that_is_not_written_yet_has_no_rate(scanned: bool, tmp_path: Path) -> None:
    text = people_csv(tuple((2023, place) for place in PLACES))
    book = office(tmp_path, text, scanned=scanned)
    told = "chưa có số liệu (bảng chưa có dòng của năm 2023)"
    for key in ("health.residents", "health.rate"):
        fact = book.fact(book.catalogue[key], Period.parse("2023-Q1"))
        assert (fact.value, fact.text) == (None, told)
        # Nor has a part of it: nobody lives nowhere.
        part = book.fact(book.catalogue[key], Period.parse("2023-Q1"), (("place", "Cam Lộ"),))
        assert (part.value, part.text) == (None, told)
    assert book.fact(book.catalogue["health.residents"], Period.parse("2022-Q4")).value == 220_600


def test_a_place_that_was_merged_is_declared(tmp_path: Path) -> None:
    ended = ' ended={"Cam Lộ": date(2022, 12, 31)},'
    book = office(tmp_path, people_csv(((2023, "Cam Lộ"),)), ended=ended)
    fact = book.fact(book.catalogue["health.residents"], Period.parse("2023-Q1"))
    assert fact.value == 97_500 + 80_900


@pytest.mark.parametrize("scanned", [False, True])
def test_a_year_stands_once_for_a_place_and_none_ahead(scanned: bool, tmp_path: Path) -> None:
    text = f"{people_csv()}\n2022;Cam Lộ;44000;;Niên giám\n2024;Cam Lộ;45000;;Dự báo"
    book = office(tmp_path, text, scanned=scanned)
    with pytest.raises(RegisterError) as caught:
        book.fact(book.catalogue["health.residents"], Period.parse("2022"))
    assert {finding.code for finding in caught.value.findings} == {"REGISTER-09", "REGISTER-12"}


POPULATION = Register(
    "people",
    title="Dân số",
    begins=date(2021, 1, 1),
    key=("year", "place"),
    every="year",
    columns=(
        Column("year", "Năm", type="year"),
        Column("place", "Địa bàn"),
        Column("people", "Dân số", type="integer"),
    ),
)


def test_a_column_a_year_is_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Địa bàn", *PEOPLE, "Minh họa", "Nguồn"])
    for place, *row in zip(PLACES, *PEOPLE.values(), strict=True):
        sheet.append([place, *row, None, "Niên giám"])
    wide, long = tmp_path / "wide" / "registers", tmp_path / "long" / "registers"
    for folder in (wide, long):
        folder.mkdir(parents=True)
    book.save(wide / "people.xlsx")
    (long / "people.csv").write_text(f"\ufeff{HEAD}\n{people_csv()}\n", "utf-8")
    closing, key = date(2023, 11, 14), ["year", "place"]
    one, other = (
        read(POPULATION, folder.parent, closing).frame[[*key, "people"]].sort_values(key)
        for folder in (wide, long)
    )
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))
    assert len(one) == 9


def test_the_whole_among_its_parts_is_refused(tmp_path: Path) -> None:
    # One year is enough: it would be counted twice.
    rows = [(2021, place, number) for place, number in zip(PLACES, PEOPLE[2021], strict=True)]
    rows.append((2021, "Quảng Trị", 219_000))
    text = "\n".join(f"{year};{place};{number};;NG" for year, place, number in rows)
    put(tmp_path / "registers" / "people.csv", f"{HEAD}\n{text}\n")
    with pytest.raises(RegisterError, match=r"(?s)\[REGISTER-42\] .* Quảng Trị"):
        read(POPULATION, tmp_path, date(2021, 12, 31))


@pytest.mark.parametrize("scanned", [False, True])
def test_a_province_among_its_places_is_refused_in_a_scan_too(
    scanned: bool, tmp_path: Path
) -> None:
    sums = "\n".join(f"{year};Quảng Trị;{sum(row)};;Niên giám" for year, row in PEOPLE.items())
    book = office(tmp_path, f"{people_csv()}\n{sums}", scanned=scanned)
    with pytest.raises(RegisterError, match=r"(?s)\[REGISTER-42\] .* Quảng Trị"):
        book.fact(book.catalogue["health.residents"], Period.parse("2022"))


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize(
    ("calendar", "cell", "day"),
    [
        (CALENDAR, "2022", date(2022, 12, 31)),
        (CALENDAR, "Năm 2022", date(2022, 12, 31)),
        (DECREE_09, "2022", date(2022, 12, 14)),
        (Calendar.beginning(9, 1, "năm học"), "2022-2023", date(2023, 8, 31)),
        (Calendar.beginning(9, 1, "năm học"), "năm học 2022 – 2023", date(2023, 8, 31)),
        (Calendar.beginning(4, 16, "năm tài chính"), "2022-2023", date(2023, 4, 15)),
        (CALENDAR, "2022-2023", None),
        (CALENDAR, "22", None),
        (CALENDAR, "01/2022", None),
        (Calendar.beginning(9, 1, "năm học"), "2022", None),
        (Calendar.beginning(9, 1, "năm học"), "2022-2024", None),
    ],
)
def test_what_is_a_year(
    calendar: Calendar, cell: str, day: date | None, scanned: bool, tmp_path: Path
) -> None:
    path = tmp_path / "registers" / "people.csv"
    put(path, f"{HEAD}\n{cell};Đông Hà;12000;;NG\n")
    once = Register(
        "people",
        title="Dân số",
        begins=date(2021, 1, 1),
        key=("place",),
        columns=POPULATION.columns,
    )

    def years() -> list[date]:
        closing = date(2030, 1, 1)
        if not scanned:
            frame = read(once, tmp_path, closing, calendar).frame
            return [found.date() for found in frame["year"]]
        table = open_large(path, path.name, once, closing, tmp_path / "kept", 256, calendar)
        with table.scan() as scan:
            return [found for (found,) in collect(scan.select("year"))]

    if day is None:
        with pytest.raises(RegisterError, match=r"\[REGISTER-06\] Năm"):
            years()
        return
    assert years() == [day]


def test_rows_that_replace_one_another_are_no_denominator(tmp_path: Path) -> None:
    package = f"years_{tmp_path.name}"
    office(tmp_path, people_csv())
    path = tmp_path / "lib" / package / "health.py"
    text = (
        path.read_text("utf-8").replace('every="year",', "").replace('type="year"', 'type="date"')
    )
    path.write_text(text, "utf-8")
    with pytest.raises(BaocaoError) as caught:
        FactBook(Workspace.load(tmp_path))
    (finding,) = caught.value.findings
    assert str(finding).startswith(
        "[INDICATOR-46] Mẫu số của chỉ tiêu health.rate cộng các dòng thay nhau theo thời gian.\n"
    )


def test_prose_tells_the_year_and_no_day_of_it(tmp_path: Path) -> None:
    office(tmp_path, people_csv())
    report = open_report("2022-Q2", workspace=tmp_path)
    asked = "{{ health.residents.vs_last_year }}; {{ health.residents.vs_previous }}"
    told = report.narrate(asked, {"health": report.modules["health"]}).text
    # 220.600 after 219.000 people.
    assert told == "tăng 0,7% (1.600 người) so với năm 2021; là số của cả năm 2022"
    asked = "[{{ health.residents.cumulative }}; {{ health.residents.course }}]"
    told = report.narrate(asked, {"health": report.modules["health"]}).text
    # One number a year is no course of quarters.
    assert told == (
        "năm 2022 là 220.600 người, tăng 0,7% (1.600 người) so với năm 2021; "
        "năm 2022 tăng 1.600 người (0,7%) so với năm 2021"
    )


def test_heads_name_the_days_of_what_happened_and_the_year_of_what_stands_alone(
    tmp_path: Path,
) -> None:
    office(tmp_path, people_csv())
    report = open_report("2022-Q2", workspace=tmp_path)
    health = importlib.import_module(f"years_{tmp_path.name}.health")
    both = report.table(health.residents, health.cases, title="Dân số và ca bệnh")
    heads = [head for head, _ in both.columns][2:]
    assert heads == ["Quý II/2021", "Quý II/2022"]
    alone = report.table(health.residents, title="Dân số")
    assert [head for head, _ in alone.columns][2:] == ["Năm 2021", "Năm 2022"]
    figure = report.line_chart(health.residents)
    years = [str(row.cells[0]) for row in figure.table.rows]
    assert years == ["Năm 2021", "Năm 2022"]


def test_a_year_is_named_behind_its_figure_and_not_added_up(tmp_path: Path) -> None:
    book = office(tmp_path, people_csv())
    at = Period.parse("2022-Q2")
    about = dict(explanation(book.workspace, "health.residents", at).about)
    assert about["Loại"] == "số của cả năm 2022"
    fact = book.fact(book.catalogue["health.residents"], at)
    assert "Cách tính: số của cả năm 2022" in definition(book, fact)
    assert [one.name for one in earlier(book, "health.residents", at)] == ["năm 2021"]
    # Of a year that is not written there is nothing to say of the quarter before either.
    book = office(tmp_path / "b", people_csv(tuple((2023, place) for place in PLACES)))
    report = open_report("2023-Q3", workspace=tmp_path / "b")
    told = report.narrate("{{ health.residents.vs_previous }}", report.modules).text
    assert told == "chưa có số liệu (bảng chưa có dòng của năm 2023)"


@pytest.mark.parametrize("days", [("01/01/2021", "01/01/2022"), ("31/12/2021", "31/12/2022")])
def test_a_check_notes_rows_of_years_that_are_declared_as_events(
    days: tuple[str, str], tmp_path: Path
) -> None:
    office(tmp_path, "")
    module = tmp_path / "lib" / f"years_{tmp_path.name}" / "health.py"
    text = module.read_text("utf-8").replace('every="year",', "")
    text = text.replace('type="year"', 'type="date"').split("cases = Indicator")[0]
    residents = 'people_of = Indicator("Dân số", unit="người", register=people, date="year")\n'
    module.write_text(text + residents, "utf-8")
    lines = "\n".join(f"{day};{place};100;;NG" for day in days for place in PLACES)
    put(tmp_path / "data" / "registers" / "people.csv", f"{HEAD}\n{lines}\n")
    book = FactBook(Workspace.load(tmp_path))
    assert [said for _, said in likely_tables(book)] == [
        f'cột "Năm" của khóa chỉ có ngày {"đầu" if days[0].startswith("01") else "cuối"} năm; '
        'nếu mỗi dòng là số của một năm thì khai type="year" và every="year"'
    ]
