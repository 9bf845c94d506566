"""Amounts of one column of a table are printed in one unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from baocao.facts.fact import Fact
from baocao.notebook.table import ReportTable, Row
from support.facts import fact

MONEY = [
    # Millions and thousand millions, as a clerk would write them below one another.
    (["1250000000", "654000000"], ["1.250 triệu đồng", "654 triệu đồng"]),
    (["12500000", "3000000000", "0"], ["12,5 triệu đồng", "3.000 triệu đồng", "0 đồng"]),
    (["850001", "2000000"], ["850.001 đồng", "2.000.000 đồng"]),
    (["2000000000", "1500000000"], ["2 tỷ đồng", "1,5 tỷ đồng"]),
    (["-1250000000", "654000000"], ["-1.250 triệu đồng", "654 triệu đồng"]),
    (["1234567000000", "1000000"], ["1.234.567 triệu đồng", "1 triệu đồng"]),
]


def column(*facts: Fact) -> list[str]:
    rows = tuple(Row((name, one)) for name, one in zip("abc", facts, strict=False))
    table = ReportTable("Kinh phí", (("Huyện", "left"), ("Số tiền", "right")), rows)
    cells = [row["cells"][1] for row in table.payload["rows"]]
    assert [cell["fact"] for cell in cells] == [*range(len(facts))]
    texts = [str(cell["text"]) for cell in cells]
    assert table.text.splitlines()[2:] == [
        f"{r.cells[0]} | {t}" for r, t in zip(rows, texts, strict=True)
    ]
    html = table._repr_mimebundle_()["text/html"]
    assert all(f">{text}</td>" in html for text in texts)
    return texts


@pytest.mark.parametrize(("amounts", "texts"), MONEY)
def test_amounts_of_a_column_have_one_unit(amounts: list[str], texts: list[str]) -> None:
    assert column(*(fact(amount, 2020 + n, "đồng") for n, amount in enumerate(amounts))) == texts


def test_what_is_no_money_stays_as_it_is() -> None:
    assert column(fact(1_250_000_000, unit="đồng"), fact(2)) == [
        "1,25 tỷ đồng",
        "02",
    ]


def test_an_estimate_says_so_in_any_unit_and_a_difference_keeps_its_words() -> None:
    estimate = fact(1_250_000_000, unit="đồng", status="estimated")
    # As facts.trends.comparisons words it: "giảm" stands beside it.
    fall = replace(fact(-654_000_000, unit="đồng"), text="654 triệu đồng")
    assert column(estimate, fall) == ["ước 1.250 triệu đồng", "654 triệu đồng"]


def test_amounts_of_one_indicator_have_one_unit_across_columns_too() -> None:
    cells = [
        fact(amount, identity=f"p.i[{amount}]", unit="đồng") for amount in (11_000_000, 8_500_001)
    ]
    head = (("Huyện", "left"), ("Nội", "right"), ("Nhi", "right"), ("Sản", "right"))
    table = ReportTable("Phí", head, (Row(("A", *cells, "-")),), one_measure=True)
    assert table.text.splitlines()[-1] == "A | 11.000.000 đồng | 8.500.001 đồng | -"
