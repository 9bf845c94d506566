"""Parts by looked-up places, of decimals, of things counted twice, of the least numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from baocao.core.errors import NarrativeError
from baocao.facts.book import FactBook
from baocao.facts.reductions import is_total, total
from baocao.notebook.open import open_report
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from support.commands import command
from support.small_offices import CATALOGUES, SETTINGS, notebook, put

PROGRAMMES = """\
from datetime import date

from baocao import (
    Column, Derived, Indicator, Lookup, Ratio, Register, distinct, largest, smallest, total,
)

register = Register(
    "harvests", title="Sổ thu hoạch", begins=date(2022, 1, 1), key=("code",),
    lookups=(Lookup("place", "Địa bàn", of="commune"),),
    columns=(
        Column("code", "Mã"), Column("commune", "Xã"), Column("day", "Ngày", type="date"),
        Column("crop", "Cây trồng", allowed=("Lúa", "Cây ngô", "Sắn Đông Hà")),
        Column("farm", "Trang trại"), Column("weight", "Sản lượng", type="number"),
    ),
    public=True,
)
reaped = Indicator("Lượt thu hoạch", unit="lượt", register=register, date="day")
yielded = Indicator("Sản lượng", unit="tấn", register=register, date="day", value=total("weight"),
                   decimals=1)
rice = Indicator("Sản lượng lúa", unit="tấn", register=register, date="day",
                 value=total("weight"), decimals=1, where={"crop": "Lúa"})
other = Indicator("Sản lượng cây khác", unit="tấn", register=register, date="day",
                  value=total("weight"), decimals=1, where={"crop": ("Cây ngô", "Sắn Đông Hà")})
both = Indicator("Sản lượng chung", unit="tấn", register=register, date="day",
                 value=total("weight"), decimals=1, parts=(rice, other))
farms = Indicator("Trang trại có thu hoạch", unit="trang trại", register=register, date="day",
                  value=distinct("farm"))
least = Indicator("Sản lượng một lượt thấp nhất", unit="tấn", register=register, date="day",
                  value=smallest("weight"), decimals=1)
most = Indicator("Sản lượng một lượt cao nhất", unit="tấn", register=register, date="day",
                 value=largest("weight"), decimals=1)
kilos = Derived("Sản lượng quy đổi", plus=(yielded,), times=0.001, unit="nghìn tấn",
                decimals=1)
density = Ratio("Lượt thu hoạch trên một vạn tấn", numerator=reaped, denominator=yielded,
                unit="lượt/1 vạn tấn", per=10_000, decimals=5)
here = Indicator("Lượt thu hoạch ở huyện", unit="lượt", register=register, date="day",
                 where={"place": "Huyện Hải Lăng"})
"""
PLACES = (
    "Tên;Thuộc;Từ ngày;Đến ngày;Nguồn\nXã A;Huyện Hải Lăng;;;NQ\nXã B;Huyện Hải Lăng;;;NQ\n"
    "Xã C;Thị xã Quảng Trị;;;NQ\n"
)
# A harvest a line: commune, day, crop, farm, weight.
ROWS = (
    "Xã A;05/01/2023;Lúa;T1;34.567.890,1",
    "Xã B;06/02/2023;Cây ngô;T1;12.345.678,3",
    "Xã B;07/03/2023;Lúa;T2;98.765.432,2",
    "Xã C;08/3/2023;Lúa;T1;23.456.789,7",
    "Xã C;09/3/2023;Sắn Đông Hà;T3;5,5",
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("harvests")
    for name, text in CATALOGUES.items():
        if not name.startswith("registers"):
            put(root / "data" / f"{name}.csv", f"{text}\n")
    put(root / "data" / "places.csv", PLACES)
    lines = "".join(f"T-{number:03d};{row};;sổ\n" for number, row in enumerate(ROWS, start=1))
    head = "Mã;Xã;Ngày;Cây trồng;Trang trại;Sản lượng;Minh họa;Nguồn\n"
    put(root / "data" / "registers" / "harvests.csv", head + lines)
    put(root / "report.toml", SETTINGS.format(package="harvesting").replace("visits", "harvests"))
    put(root / "lib" / "harvesting" / "__init__.py", '"""Programmes."""\n')
    put(root / "lib" / "harvesting" / "harvests.py", PROGRAMMES)
    prose = '[Trong kỳ, {{ reaped.leading("place") }}.]'
    put(root / "notebooks" / "harvests.ipynb", notebook("harvesting", "harvests", "2023", prose))
    return root


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    workspace = Workspace.load(root)
    return Report(workspace, workspace.period("2023"), FactBook(workspace))


def said(report: Report, prose: str) -> str:
    return report.narrate(prose, report.modules).text


# Sums by hand: 34,567,890.1 + 12,345,678.3 + 98,765,432.2 = 145,679,000.6 of 169,135,795.8;
# the rest 23,456,795.2.
@pytest.mark.parametrize(
    ("prose", "text"),
    [
        (
            'Có {{ harvests.reaped }} lượt[, {{ harvests.reaped.leading("place") }}].',
            "Có 05 lượt, nhiều nhất là Huyện Hải Lăng (03 lượt, chiếm 60%).",
        ),
        ('{{ harvests.reaped.names("place") }}', "Huyện Hải Lăng và Thị xã Quảng Trị"),
        # In the order of the list, whatever that of the rows: in Xã B corn was first.
        (
            '{% for one in harvests.reaped.by("commune") %}[{{ one.name }}: {{ one.kinds("crop") }}'
            "; ]{% endfor %}",
            "Xã A: lúa; Xã B: lúa và cây ngô; Xã C: lúa và Sắn Đông Hà;",
        ),
        ('[{{ harvests.most.held_by("place") }}]', "Huyện Hải Lăng"),
        (
            '[{{ harvests.yielded.leading("place") }}]',
            "nhiều nhất là Huyện Hải Lăng (145.679.000,6 tấn, chiếm 86,1%)",
        ),
        ("{{ harvests.both }}", "169.135.795,8"),
        (
            '[{{ harvests.least.leading("place") }}]',
            "thấp nhất là Thị xã Quảng Trị (5,5 tấn)",
        ),
        (
            '[{{ harvests.most.leading("place") }}]',
            "cao nhất là Huyện Hải Lăng (98.765.432,2 tấn)",
        ),
        ("{{ harvests.here }}", "03"),
        # A common noun begins small within a sentence; what holds a proper name stays.
        (
            '{% for part in harvests.reaped.by("crop") %}\n- {{ part.name }}: {{ part }};\n'
            "{% endfor %}",
            "Lúa: 03;Cây ngô: 01;Sắn Đông Hà: 01.",
        ),
    ],
)
def test_prose_asks_for_parts(prose: str, text: str, report: Report) -> None:
    assert said(report, prose) == text


def test_a_category_with_a_proper_name_keeps_its_capital(report: Report) -> None:
    of_corn = report.narrate('[{{ harvests.least.leading("crop") }}]', report.modules).text
    assert of_corn == "thấp nhất là Sắn Đông Hà (5,5 tấn)"
    of_rice = report.narrate('[{{ harvests.reaped.leading("crop") }}]', report.modules).text
    assert of_rice == "nhiều nhất là lúa (03 lượt, chiếm 60%)"


def test_a_column_that_is_not_there_offers_those_looked_up(report: Report) -> None:
    with pytest.raises(NarrativeError, match="có phải: place"):
        said(report, '[{{ harvests.reaped.leading("plase") }}]')


def test_the_check_and_explain_know_what_is_looked_up(root: Path) -> None:
    checked = command(root, "check", "2023")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    explained = command(root, "explain", "harvests.here", "2023")
    assert "Địa bàn" in explained.stdout and "Huyện Hải" in explained.stdout


@pytest.mark.parametrize(
    ("prose", "text"),
    [
        ("Được {{ harvests.kilos }} nghìn tấn.", "Được 169.135,8 nghìn tấn."),
        ("Được {{ harvests.kilos }} nghìn  tấn/vụ.", "Được 169.135,8 nghìn tấn/vụ."),
        # Five of 169,135,795.8 tấn, a rate of 0,0002956 per ten thousand.
        ("Có {{ harvests.density }} lượt/1 vạn tấn.", "Có 0,0003 lượt/1 vạn tấn."),
    ],
)
def test_a_unit_with_a_number_is_typed_after_its_figure(
    prose: str, text: str, report: Report
) -> None:
    assert said(report, prose).replace("0,00030", "0,0003") == text


@pytest.mark.parametrize(
    "prose",
    [
        "Được {{ harvests.yielded }} nghìn tấn.",
        "Được {{ harvests.kilos }} nghìn tấn, {{ harvests.reaped }} nghìn lượt.",
        "Được {{ harvests.kilos }} triệu tấn.",
        "Được {{ harvests.kilos }} nghìn.",
        "Có {{ harvests.density }} lượt/1 vạn dân.",
        "Có {{ harvests.density }} lượt trên 2 vạn tấn.",
        "Có 1 vạn tấn.",
    ],
)
def test_no_other_number_is_typed_after_a_figure(prose: str, report: Report) -> None:
    with pytest.raises(NarrativeError, match="NARRATIVE-02"):
        said(report, prose)


def test_a_folder_opens_a_report(root: Path) -> None:
    for folder in (root, str(root)):
        assert open_report("2023", folder).period == open_report(2023, Workspace.load(root)).period


def test_what_is_counted_under_two_parts_makes_no_total(report: Report) -> None:
    """T1 reaps in both places: two farms there and two here are three farms, not four."""
    farms, reaped = (report.book.catalogue[f"harvests.{name}"] for name in ("farms", "reaped"))
    table = report.breakdown(farms, by="place", title="Trang trại")
    assert [[str(cell) for cell in row.cells] for row in table.rows] == [
        ["Huyện Hải Lăng", "02"],
        ["Thị xã Quảng Trị", "02"],
        ["Tính chung", "03"],
    ]
    assert report.ranked(farms, by="place", title="A").rows[-1].cells[1] == "Tính chung"
    cross = report.cross_table(farms, "place", "crop", title="A")
    assert (cross.columns[-1][0], cross.rows[-1].cells[0]) == ("Tính chung", "Tính chung")
    assert not report.share_chart(farms, by="place").svg

    assert report.breakdown(reaped, by="place", title="A").rows[-1].cells[0] == "Tổng số"
    assert "Tổng số" in report.cross_table(reaped, "place", "crop", title="A").text
    assert report.share_chart(reaped, by="place").svg


@pytest.mark.parametrize("decimals", [1, 2, 3])
@pytest.mark.parametrize("greatest", [1e3, 1e5, 1e7, 1e9])
def test_sums_of_decimals_are_those_of_their_parts(decimals: int, greatest: float) -> None:
    """As in pen and paper: what binary floats add is no part of a sum of decimals."""
    chance = np.random.default_rng(20251)
    frame = pd.DataFrame({
        "weight": np.round(chance.uniform(0, greatest, 500), decimals),
        "part": chance.integers(0, 8, 500),
    })  # fmt: skip
    by_hand = sum(Decimal(f"{cell:.{decimals}f}") for cell in frame["weight"])
    whole = total("weight").of(frame)
    assert whole is not None
    assert whole.quantize(Decimal(1).scaleb(-decimals)) == by_hand
    parts = [total("weight").of(rows) for _, rows in frame.groupby("part")]
    assert is_total(whole, [part for part in parts if part is not None])
    one_more = [*parts[1:], parts[0] + Decimal(1).scaleb(-decimals)]
    assert not is_total(whole, [part for part in one_more if part is not None]) or greatest > 1e6
