"""Ratios, derived indicators, means and monthly tables, against the same figures by pandas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.errors import IndicatorError, RegisterError
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.fact import Fact
from baocao.facts.find import find
from baocao.facts.indicators import Indicator
from baocao.facts.reductions import mean, total
from baocao.facts.trends import growth
from baocao.workspace.workspace import Workspace
from support.tourism import PLACES, STARS, Tourism, tables, write_office, write_tables

PERIODS = ("2025-03", "2025-Q2", "2025-9M", "2024", "2024-09-01--2025-05-31", "2022-H2")


@pytest.fixture(scope="module")
def tourism(tmp_path_factory: pytest.TempPathFactory) -> Tourism:
    plans = (
        "visitors.domestic;01/01/2025;31/12/2025;1.200.000;lượt khách;KH;;KH\n"
        "visitors.domestic[Huyện Cô Tô];01/01/2025;31/12/2025;400.000;lượt khách;KH;;KH\n"
        "hotels.occupancy;01/01/2025;31/12/2025;65;%;KH;;KH\n"
    )
    return write_office(tmp_path_factory.mktemp("tourism"), "tourism_measures", plans)


@pytest.fixture(scope="module")
def book(tourism: Tourism) -> FactBook:
    return FactBook(Workspace.load(tourism.root))


Rows = Callable[[str, str], pd.DataFrame]


@pytest.fixture(scope="module")
def rows(tourism: Tourism) -> Rows:
    def chosen(name: str, code: str) -> pd.DataFrame:
        period = Period.parse(code)
        frame = tourism.tables[name]
        day = frame["month" if "month" in frame else "day"]
        return frame[(day >= period.start) & (day <= period.end)]

    return chosen


def near(fact: Fact, value: float) -> None:
    assert fact.value is not None, fact.missing
    assert float(fact.value) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("code", PERIODS)
def test_a_ratio_is_that_of_each_part_and_of_all(code: str, book: FactBook, rows: Rows) -> None:
    at = Period.parse(code)
    frame = rows("hotels", code)
    occupancy = book.catalogue["hotels.occupancy"]
    near(book.fact(occupancy, at), frame["sold"].sum() * 100 / frame["available"].sum())
    for by in ("place", "stars"):
        sums = frame.groupby(by)[["sold", "available"]].sum()
        found = book.breakdown(occupancy, by, at)
        assert set(found) == set(sums.index)
        for value, fact in found.items():
            near(fact, sums["sold"][value] * 100 / sums["available"][value])
            # What people ask for by its id is the same.
            assert find(book, f"hotels.occupancy[{value}]", at).value == fact.value
    assert list(book.breakdown(occupancy, "stars", at)) == list(STARS)


@pytest.mark.parametrize("code", PERIODS)
def test_sums_and_differences(code: str, book: FactBook, rows: Rows) -> None:
    at = Period.parse(code)
    frame = rows("visitors", code)
    domestic, foreign = frame["domestic"].sum(), frame["foreign"].sum()
    near(book.fact(book.catalogue["visitors.guests"], at), domestic + foreign)
    near(book.fact(book.catalogue["visitors.surplus"], at), domestic - foreign)
    near(
        book.fact(book.catalogue["visitors.foreign_share"], at),
        foreign * 100 / (domestic + foreign),
    )
    per_guest = book.fact(book.catalogue["visitors.per_guest"], at)
    near(per_guest, frame["revenue"].sum() / (domestic + foreign))
    assert per_guest.text.endswith(" đồng")
    of_place = frame.groupby("place")[["domestic", "foreign"]].sum()
    parts = book.breakdown(book.catalogue["visitors.surplus"], "place", at)
    assert list(parts) == list(PLACES)
    for place, fact in parts.items():
        near(fact, of_place["domestic"][place] - of_place["foreign"][place])


@pytest.mark.parametrize("code", PERIODS)
def test_means_medians_and_extremes(code: str, book: FactBook, rows: Rows) -> None:
    at = Period.parse(code)
    frame = rows("hotels", code)
    weighted = (frame["price"] * frame["sold"]).sum() / frame["sold"].sum()
    near(book.fact(book.catalogue["hotels.price"], at), weighted)
    near(book.fact(book.catalogue["hotels.plain_price"], at), round(frame["price"].mean(), 9))
    near(book.fact(book.catalogue["hotels.median_price"], at), frame["price"].median())
    near(book.fact(book.catalogue["hotels.highest_price"], at), frame["price"].max())


@pytest.mark.parametrize("code", PERIODS)
def test_a_snapshot_is_that_of_the_latest_month(code: str, book: FactBook, rows: Rows) -> None:
    at = Period.parse(code)
    people, hotels = rows("residents", code), rows("hotels", code)
    latest = people[people["month"] == people["month"].max()]
    fact = book.fact(book.catalogue["residents.people"], at)
    near(fact, latest["people"].sum())
    assert fact.window.end == at.end
    near(
        book.fact(book.catalogue["hotels.rooms"], at),
        hotels[hotels["month"] == hotels["month"].max()]["available"].sum(),
    )
    # A rate of two registers, in each place.
    visitors = rows("visitors", code)
    guests = visitors.groupby("place")[["domestic", "foreign"]].sum().sum(axis=1)
    found = book.breakdown(book.catalogue["residents.per_resident"], "place", at)
    for place, fact in found.items():
        near(fact, guests[place] / latest.set_index("place")["people"][place])
        assert fact.unit == "lượt khách/người"


def test_a_cell_of_a_cross_table(book: FactBook, rows: Rows) -> None:
    at = Period.parse("2025-Q2")
    frame = rows("hotels", "2025-Q2")
    sums = frame.groupby(["place", "stars"])[["sold", "available"]].sum()
    for (place, stars), row in sums.iterrows():
        cuts = (("place", place), ("stars", stars))
        fact = book.fact(book.catalogue["hotels.occupancy"], at, cuts)
        near(fact, row["sold"] * 100 / row["available"])
        assert find(book, fact.id, at).value == fact.value
        assert fact.id == f"hotels.occupancy[{place}][{stars}]"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "2025-03-10--2025-03-31",
            "không tính được (số liệu theo tháng, kỳ cắt ngang tháng 3/2025)",
        ),
        (
            "2025-03-01--2025-03-20",
            "không tính được (số liệu theo tháng, kỳ cắt ngang tháng 3/2025)",
        ),
        (
            "2025-01-31--2025-03-31",
            "không tính được (số liệu theo tháng, kỳ cắt ngang tháng 01/2025)",
        ),
    ],
)
def test_a_month_that_is_cut_has_no_figure(code: str, told: str, book: FactBook) -> None:
    for name in ("visitors.domestic", "visitors.guests", "hotels.occupancy"):
        fact = book.fact(book.catalogue[name], Period.parse(code))
        assert (fact.value, fact.text) == (None, told)
    # What is known by the day can be cut anywhere.
    assert book.fact(book.catalogue["inspections.inspected"], Period.parse(code)).value


def test_the_closing_day_cuts_a_month(tmp_path: Path) -> None:
    office = write_office(tmp_path, "tourism_cut")
    kept = {
        name: frame[frame["month" if "month" in frame else "day"] <= date(2025, 8, 31)]
        for name, frame in office.tables.items()
    }
    write_tables(tmp_path, kept)
    settings = tmp_path / "report.toml"
    settings.write_text(settings.read_text("utf-8").replace("2025-09-30", "2025-09-14"), "utf-8")
    book = FactBook(Workspace.load(tmp_path))
    fact = book.fact(book.catalogue["visitors.domestic"], Period.parse("2025-Q3"))
    assert fact.text == "chưa có số liệu (số liệu theo tháng mới trọn đến hết tháng 8/2025)"
    people = book.fact(book.catalogue["residents.people"], Period.parse("2025-Q3"))
    august = kept["residents"][kept["residents"]["month"] == date(2025, 8, 31)]
    near(people, august["people"].sum())
    assert people.window.end == date(2025, 8, 31)


def test_nothing_divided_by_nothing_says_why(book: FactBook) -> None:
    share = book.catalogue["inspections.fined_share"]
    fact = book.fact(share, Period.parse("2025-03"), (("place", "Nơi khác"),))
    assert (fact.value, fact.text) == (None, "mẫu số bằng không")
    # Nothing of something is none, not missing.
    at, foreign = Period.parse("2025-02"), book.catalogue["visitors.foreign_share"]
    assert book.fact(foreign, at, (("place", "Huyện Cô Tô"),)).value == 0


def test_plans_of_a_whole_and_of_a_part(book: FactBook) -> None:
    domestic, at = book.catalogue["visitors.domestic"], Period.parse("2025-9M")
    assert book.plan(domestic, at).value == 1_200_000
    part = book.plan(domestic, at, (("place", "Huyện Cô Tô"),))
    assert (part.id, part.value) == ("visitors.domestic[Huyện Cô Tô]:plan", 400_000)
    other = book.plan(domestic, at, (("place", "Huyện Vân Đồn"),))
    assert other.missing == "chưa giao chỉ tiêu kế hoạch"


def without(name: str, keep: Callable[[pd.DataFrame], pd.Series]) -> dict[str, pd.DataFrame]:
    frames = tables()
    frames[name] = frames[name][keep(frames[name])]
    return frames


@pytest.mark.parametrize(
    ("keep", "told"),
    [
        (
            lambda frame: frame["month"] < date(2025, 9, 1),
            "[REGISTER-97] Bảng theo tháng thiếu tháng. data/registers/visitors: 09/2025",
        ),
        (
            lambda frame: (frame["month"] != date(2025, 8, 31)) | (frame["place"] != "Huyện Cô Tô"),
            "[REGISTER-98] Bảng theo tháng thiếu dòng. data/registers/visitors: "
            "08/2025 / Huyện Cô Tô",
        ),
        (
            lambda frame: frame["month"] >= date(2022, 3, 1),
            "[REGISTER-97] Bảng theo tháng thiếu tháng. data/registers/visitors: 01/2022; 02/2022",
        ),
        (
            lambda frame: (frame["month"] < date(2025, 5, 1)) | (frame["place"] != "Huyện Cô Tô"),
            "[REGISTER-98] Bảng theo tháng thiếu dòng. data/registers/visitors: "
            "05/2025 / Huyện Cô Tô; 06/2025 / Huyện Cô Tô; 07/2025 / Huyện Cô Tô (và 2 mục khác)",
        ),
    ],
)
def test_a_month_or_a_row_that_is_missing_is_a_finding(
    keep: Callable[[pd.DataFrame], pd.Series], told: str, tmp_path: Path
) -> None:
    write_office(tmp_path, f"tourism_{tmp_path.name}")
    write_tables(tmp_path, without("visitors", keep))
    book = FactBook(Workspace.load(tmp_path))
    with pytest.raises(RegisterError) as caught:
        book.fact(book.catalogue["visitors.domestic"], Period.parse("2025-Q3"))
    (finding,) = caught.value.findings
    assert f"[{finding.code}] {finding.what} {finding.where}: {finding.found}" == told


def test_who_reports_no_longer_is_declared(tmp_path: Path) -> None:
    package = f"tourism_{tmp_path.name}"
    write_office(tmp_path, package)
    module = tmp_path / "lib" / package / "visitors.py"
    text = module.read_text("utf-8")
    ended = 'every="month",\n    ended={"Huyện Cô Tô": date(2025, 4, 30)},'
    module.write_text(text.replace('every="month",', ended), "utf-8")
    frames = without(
        "visitors",
        lambda frame: (frame["month"] < date(2025, 5, 1)) | (frame["place"] != "Huyện Cô Tô"),
    )
    write_tables(tmp_path, frames)
    book = FactBook(Workspace.load(tmp_path))
    fact = book.fact(book.catalogue["visitors.domestic"], Period.parse("2025-Q3"))
    kept = frames["visitors"]
    near(fact, kept[kept["month"] >= date(2025, 7, 1)]["domestic"].sum())
    # What it had of a quarter that it left is a number of guests, but no rate of that quarter.
    here = (("place", "Huyện Cô Tô"),)
    mine = kept[(kept["place"] == "Huyện Cô Tô") & (kept["month"] >= date(2025, 4, 1))]
    second, first = Period.parse("2025-Q2"), Period.parse("2025-Q1")
    near(book.fact(book.catalogue["visitors.domestic"], second, here), mine["domestic"].sum())
    share = book.catalogue["visitors.foreign_share"]
    cut = book.fact(share, second, here)
    assert cut.text == "không tính được (chỉ có số liệu đến hết ngày 30/4/2025)"
    assert book.fact(share, second).value and book.fact(share, first, here).value == 0
    assert book.fact(share, second, (("place", PLACES[0]),)).value
    assert not book.fact(share, Period.parse("2025-Q3"), here).value


def test_what_contradicts_itself_is_refused(book: FactBook) -> None:
    from baocao import Derived, Ratio

    domestic, sold = book.catalogue["visitors.domestic"], book.catalogue["hotels.sold"]
    people = book.catalogue["residents.people"]
    share = book.catalogue["visitors.foreign_share"]
    for declare, code in (
        (lambda: Ratio("A", numerator=domestic), "[INDICATOR-35] "),
        (lambda: Ratio("A", numerator=domestic, denominator=sold, target="a.b"), "[INDICATOR-35] "),
        (lambda: Ratio("A", numerator=domestic, denominator=sold, per=1000), "[INDICATOR-35] "),
        (lambda: Ratio("A", numerator=share, denominator=sold), "[INDICATOR-35] "),
        (lambda: Derived("A", plus=()), "[INDICATOR-35] "),
        (lambda: Derived("A", plus=(domestic,), times=2), "[INDICATOR-35] "),
        (lambda: Derived("A", plus=(share,)), "[INDICATOR-35] "),
        (lambda: Derived("A", plus=(domestic,), times=float("nan"), unit="B"), "[INDICATOR-35] "),
        (lambda: Derived("A", plus=(domestic,), times=float("inf"), unit="B"), "[INDICATOR-35] "),
        (lambda: Derived("A", plus=(domestic, sold)), "[INDICATOR-36] "),
        (lambda: Derived("A", plus=(people,), minus=(domestic,)), "[INDICATOR-36] "),
        (lambda: Ratio("A", numerator=domestic, denominator=domestic), "[INDICATOR-43] "),
        # Declared twice under two names it is the same.
        (lambda: Ratio("A", numerator=domestic, denominator=replace(domestic)), "[INDICATOR-43] "),
        (lambda: Derived("A", plus=(domestic,), minus=(replace(domestic),)), "[INDICATOR-43] "),
        (lambda: Derived("A", plus=(domestic,), minus=(domestic,)), "[INDICATOR-35] "),
    ):
        with pytest.raises(IndicatorError) as caught:
            declare()
        assert str(caught.value).startswith(code)


def test_how_much_of_a_plan_is_done_is_told_of_the_year_so_far(tmp_path: Path) -> None:
    package = f"tourism_{tmp_path.name}"
    plan = "visitors.domestic;01/01/2025;31/12/2025;1.200.000;lượt khách;KH;;KH\n"
    office = write_office(tmp_path, package, plan)
    module = tmp_path / "lib" / package / "visitors.py"
    done = 'done = Ratio("Thực hiện kế hoạch", numerator=domestic, target="visitors.domestic")\n'
    module.write_text(module.read_text("utf-8") + done, "utf-8")
    book = FactBook(Workspace.load(tmp_path))
    months = office.tables["visitors"]
    for code, last in (("2025-Q2", 6), ("2025-05", 5), ("2025", 9), ("2025-Q1", 3)):
        so_far = (months["month"] >= date(2025, 1, 1)) & (months["month"] < date(2025, last + 1, 1))
        fact = book.fact(book.catalogue["visitors.done"], Period.parse(code))
        near(fact, months[so_far]["domestic"].sum() / 12_000)
        assert fact.period == code and fact.stock


@pytest.mark.parametrize(
    ("module", "old", "new", "told"),
    [
        ("residents", 'value=total("people"), stock=True', 'value=total("people")', "per_resident"),
        # A person counted by rows of another kind is none of those who live there.
        ("residents", '"Dân số", unit="người"', '"Khách", unit="người"', ""),
        ("hotels", "numerator=sold, denom", "numerator=rooms, denom", "occupancy"),
    ],
)
def test_months_of_what_there_is_are_no_denominator(
    tmp_path: Path, module: str, old: str, new: str, told: str
) -> None:
    package = f"tourism_{tmp_path.name}"
    write_office(tmp_path, package)
    path = tmp_path / "lib" / package / f"{module}.py"
    text = path.read_text("utf-8")
    assert old in text
    if module == "hotels":
        # What is used has to stand above.
        at, after = text.index("rooms = Indicator("), text.index("nights = Ratio(")
        text = text[:at] + text[after:]
        rooms = (
            'rooms = Indicator("Buồng", unit="ngày buồng", register=register, date="month", '
            'value=total("available"), stock=True)\n'
        )
        text = text.replace("occupancy = ", f"{rooms}occupancy = ")
    path.write_text(text.replace(old, new), "utf-8")
    if not told:
        FactBook(Workspace.load(tmp_path))
        return
    with pytest.raises(IndicatorError) as caught:
        FactBook(Workspace.load(tmp_path))
    (finding,) = caught.value.findings
    what = f"Mẫu số của chỉ tiêu {module}.{told} cộng số hiện có của các tháng."
    assert str(finding).startswith(f"[INDICATOR-44] {what}\n")


def test_a_column_that_one_register_lacks(book: FactBook) -> None:
    nights = book.catalogue["hotels.nights"]
    assert book.breakdown(nights, "place", Period.parse("2025-03"))
    with pytest.raises(IndicatorError) as caught:
        book.breakdown(nights, "stars", Period.parse("2025-03"))
    assert str(caught.value).startswith("[INDICATOR-37] ") and "cột stars" in str(caught.value)
    with pytest.raises(IndicatorError, match=r"\[INDICATOR-11\] "):
        book.breakdown(book.catalogue["residents.per_resident"], "stars", Period.parse("2025-03"))


def test_one_place_in_two_spellings_is_refused(tmp_path: Path) -> None:
    """Visitors of Hoà Bình per resident of Hòa Bình would be nothing, and 0 per resident."""
    package = f"tourism_{tmp_path.name}"
    write_office(tmp_path, package)
    frames = tables()
    for name, spelling in (("visitors", "Phường Hoà Bình"), ("residents", "Phường Hòa Bình")):
        frames[name] = frames[name].replace({"Huyện Cô Tô": spelling})
    write_tables(tmp_path, frames)
    book, at = FactBook(Workspace.load(tmp_path)), Period.parse("2025-Q2")
    with pytest.raises(IndicatorError) as caught:
        book.breakdown(book.catalogue["residents.per_resident"], "place", at)
    assert str(caught.value).startswith("[INDICATOR-38] ")
    assert "Phường Hoà Bình" in str(caught.value) and "Phường Hòa Bình" in str(caught.value)
    # Each register by itself, and the whole of both, are what they are.
    assert len(book.breakdown(book.catalogue["visitors.guests"], "place", at)) == 4
    assert book.fact(book.catalogue["residents.per_resident"], at).value


def test_thousands(book: FactBook) -> None:
    from baocao import Derived

    domestic = book.catalogue["visitors.domestic"]
    thousands = Derived(
        "Khách", plus=(domestic,), times=Decimal("0.001"), unit="nghìn lượt", decimals=1
    )
    assert (thousands.unit, thousands.decimals, thousands.counts) == ("nghìn lượt", 1, False)


@pytest.mark.parametrize(
    "code",
    [
        "2025-9M",
        *(pytest.param(c, marks=pytest.mark.slow) for c in ("2025-03", "2024-09-01--2025-05-31")),
    ],
)
def test_scanned_registers_count_the_same(
    code: str, book: FactBook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scanned = _scanned(tmp_path_factory)
    at = Period.parse(code)
    for key, measure in book.catalogue:
        same = scanned.catalogue[key]
        assert scanned.fact(same, at).value == book.fact(measure, at).value, key
        columns = {column.name for column in measure.sources[0].register.columns}
        for by in {"place", "stars"} & columns if key != "hotels.nights" else {"place"}:
            found = scanned.breakdown(same, by, at)
            expected = book.breakdown(measure, by, at)
            assert {k: v.value for k, v in found.items()} == {
                k: v.value for k, v in expected.items()
            }, (key, by)
    cuts = (("place", PLACES[0]), ("stars", STARS[0]))
    rate = scanned.fact(scanned.catalogue["hotels.occupancy"], at, cuts)
    assert rate.value == book.fact(book.catalogue["hotels.occupancy"], at, cuts).value
    highest = "hotels.highest_price"
    holders = scanned.holders(_indicator(scanned, highest), "hotel", at)
    assert holders == book.holders(_indicator(book, highest), "hotel", at) == ("KS-6",)


_kept: dict[str, FactBook] = {}


def _scanned(factory: pytest.TempPathFactory) -> FactBook:
    if "book" not in _kept:
        root = factory.mktemp("scanned")
        write_office(root, "tourism_scanned")
        settings = root / "report.toml"
        large = '[data.large]\nregisters = ["visitors", "hotels", "inspections", "residents"]\n\n'
        text = settings.read_text("utf-8").replace("[[office]]", f"{large}[[office]]", 1)
        settings.write_text(text, "utf-8")
        _kept["book"] = FactBook(Workspace.load(root))
    return _kept["book"]


def _indicator(book: FactBook, key: str) -> Indicator:
    found = book.catalogue[key]
    assert isinstance(found, Indicator)
    return found


def test_a_large_table_of_months_is_whole_too(tmp_path: Path) -> None:
    write_office(tmp_path, f"tourism_{tmp_path.name}")
    frames = without(
        "visitors",
        lambda frame: (frame["month"] != date(2025, 8, 31)) | (frame["place"] != "Huyện Cô Tô"),
    )
    write_tables(tmp_path, frames)
    settings = tmp_path / "report.toml"
    text = settings.read_text("utf-8")
    settings.write_text(
        text.replace("[[office]]", '[data.large]\nregisters = ["visitors"]\n\n[[office]]', 1),
        "utf-8",
    )
    book = FactBook(Workspace.load(tmp_path))
    with pytest.raises(RegisterError, match=r"\[REGISTER-98\] .*"):
        book.fact(book.catalogue["visitors.domestic"], Period.parse("2025-Q3"))


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=1, max_size=8))
def test_a_ratio_of_all_lies_between_those_of_its_parts(pairs: list[tuple[int, int]]) -> None:
    rows = pd.DataFrame(pairs, columns=["sold", "available"])
    top, bottom = total("sold").of(rows), total("available").of(rows)
    parts = [Decimal(int(a)) / int(b) for a, b in pairs]
    assert min(parts) <= Decimal(int(top)) / int(bottom) <= max(parts)
    weighted = rows.assign(price=rows["sold"]).pipe(mean("price", weight="available").of)
    assert min(rows["sold"]) <= weighted <= max(rows["sold"]) + 1e-9 * max(rows["sold"])


@pytest.mark.parametrize("code", PERIODS)
def test_another_unit_changes_no_percentage(
    code: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A share of thousands is the share of units; growth is the growth."""
    if "thousands" not in _kept:
        root = tmp_path_factory.mktemp("thousands")
        write_office(root, "tourism_thousands")
        module = root / "lib" / "tourism_thousands" / "visitors.py"
        module.write_text(
            module.read_text("utf-8")
            + """
thousands = Derived(
    "Nghìn lượt khách", plus=(domestic, foreign), times=0.001, unit="nghìn lượt", decimals=1
)
thousands_foreign = Derived(
    "Nghìn lượt khách quốc tế", plus=(foreign,), times=0.001, unit="nghìn lượt", decimals=1
)
thousands_share = Ratio("Tỷ lệ", numerator=thousands_foreign, denominator=thousands)
""",
            "utf-8",
        )
        _kept["thousands"] = FactBook(Workspace.load(root))
    book, at = _kept["thousands"], Period.parse(code)
    shares = [book.fact(book.catalogue[f"visitors.{name}"], at) for name in
              ("foreign_share", "thousands_share")]  # fmt: skip
    assert shares[0].value == shares[1].value is not None
    whole, thousands = (book.catalogue[f"visitors.{name}"] for name in ("guests", "thousands"))
    before = at.same_period_last_year()
    if book.fact(whole, before).value is None:
        return
    rates = [growth(book.fact(m, at), book.fact(m, before)).value for m in (whole, thousands)]
    assert rates[0] == rates[1] is not None


@pytest.mark.parametrize(
    ("value", "adds_up"),
    [
        (nw.col("sold").sum(), True),
        (nw.col("sold").sum() * 2, True),
        (nw.col("sold").sum() + nw.col("available").sum(), True),
        ((nw.col("sold") > 500_000).sum(), True),
        (nw.col("price").filter(nw.col("stars") == "3 sao").sum(), True),
        (nw.len(), True),
        (nw.col("sold").mean(), False),
        (nw.col("sold").max(), False),
        (nw.col("sold").median(), False),
        (nw.col("sold").sum() * 100 / nw.col("available").sum(), False),
        (nw.col("available").filter(nw.col("month") == nw.col("month").max()).sum(), False),
        (nw.col("sold").sum() + 1, False),
    ],
)
def test_made_up_rows_show_whether_an_expression_adds_up(
    value: nw.Expr, adds_up: bool, book: FactBook
) -> None:
    register = book.catalogue["hotels.sold"].sources[0].register
    found = Indicator("A", unit="b", register=register, date="month", value=value)
    assert found.adds_up is adds_up


@pytest.mark.parametrize("code", ["2025-W20", "2025-05-12--2025-05-18"])
def test_a_window_inside_a_month_has_all_parts_and_says_why_they_have_no_figure(
    book: FactBook, code: str
) -> None:
    # No month closes in the week: nobody has a row there, and all have one in May.
    measure = book.catalogue["visitors.domestic"]
    parts = book.breakdown(measure, "place", Period.parse(code))
    assert list(parts) == list(PLACES)
    assert {fact.text for fact in parts.values()} == {
        "không tính được (số liệu theo tháng, kỳ cắt ngang tháng 5/2025)"
    }
