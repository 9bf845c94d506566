"""Numbers of a document in units of many at once: "295,3 nghìn lượt" of one so declared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from baocao.review.verify.agreement import agreement
from baocao.review.verify.judge import _in_unit
from baocao.review.verify.known_facts import KnownFact
from baocao.review.verify.mentions import mentions_in


@pytest.mark.parametrize(
    ("printed", "value", "text", "unit", "found"),
    [
        ("295,3 nghìn lượt", "295.342", "295,3", "nghìn lượt", "right"),
        # Counts are never rounded without a word that says so.
        ("295 nghìn lượt", "295.342", "295,3", "nghìn lượt", None),
        ("295,4 nghìn lượt", "295.342", "295,3", "nghìn lượt", None),
        ("295,3 triệu lượt", "295.342", "295,3", "nghìn lượt", None),
        ("1,2 triệu người", "1.2", "1,2", "triệu người", "right"),
        ("21,6 tỷ đồng", "21.61", "21,6", "tỷ đồng", "right"),
        ("21,6 triệu đồng", "21.61", "21,6", "tỷ đồng", None),
        ("295,3 lượt", "295.342", "295,3", "nghìn lượt", "right"),
        # Money in đồng is money, however it is written.
        ("520 nghìn", "520000", "520.000 đồng", "đồng", "right"),
        ("520 nghìn đồng", "520000", "520.000 đồng", "đồng", "right"),
        ("0,52 triệu đồng", "520000", "520.000 đồng", "đồng", "right"),
        ("520 đồng", "520000", "520.000 đồng", "đồng", None),
        ("520 nghìn lượt", "520", "520", "lượt", None),
    ],
)
def test_a_number_says_a_value_in_its_unit(
    printed: str, value: str, text: str, unit: str, found: str | None
) -> None:
    (mention,) = (one for one in mentions_in(printed) if one.is_figure)
    fact = KnownFact("a.b", "2025-Q3", Decimal(value), text, unit, "A")
    assert agreement(mention, fact) == found


@pytest.mark.parametrize(
    ("cell", "beside", "unit", "found"),
    [
        ("34.263,5", "triệu đồng", "triệu đồng", "right"),
        ("34.263,6", "triệu đồng", "triệu đồng", None),
        ("34.263,5", "tỷ đồng", "triệu đồng", None),
        ("34.263,5", "triệu đồng/học sinh", "triệu đồng/học sinh", "right"),
        ("34.263,5", "nghìn lượt", "nghìn lượt", "right"),
        ("34.263,5", "lượt", "lượt", "right"),
    ],
)
def test_a_cell_says_a_value_in_the_unit_beside_it(
    cell: str, beside: str, unit: str, found: str | None
) -> None:
    (mention,) = (one for one in mentions_in(cell) if one.is_figure)
    fact = KnownFact("a.b", "2025-Q3", Decimal("34263.5"), "34.263,5", unit, "A")
    assert agreement(_in_unit(beside, mention), fact) == found
