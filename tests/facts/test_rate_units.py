"""What the unit of a rate says of its multiplier, and what its label may then say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from baocao.facts.rate_units import base_number, forms_of_base, has_scale
from support.commands import command
from support.small_offices import put, write_office


@pytest.mark.parametrize(
    ("unit", "number"),
    [
        ("ca/1 vạn dân", 10_000),
        ("ca/vạn dân", 10_000),
        ("ca/một vạn dân", 10_000),
        ("ca/10.000 dân", 10_000),
        ("ca / 1.000 dân", 1000),
        ("ca/100 nghìn dân", 100_000),
        ("ca/1 triệu dân", 1_000_000),
        ("trường hợp/100.000 trẻ đẻ sống", 100_000),
        ("vụ/1 năm", 1),
        ("‰", 1000),
        ("%", None),
        ("đồng", None),
        ("đồng/lượt khách", None),
        ("đồng/m2", None),
        ("người/km²", None),
        ("tấn/ha", None),
        ("ca/vạnh dân", None),
    ],
)
def test_the_number_that_a_unit_says(unit: str, number: int | None) -> None:
    assert base_number(unit) == (None if number is None else Decimal(number))


def test_units_of_many_at_once() -> None:
    assert [has_scale(unit) for unit in ("nghìn lượt", "Triệu đồng", "lượt", "vạnh")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "forms"),
    [
        ("ca/1 vạn dân", {"1 vạn dân", "một vạn dân", "vạn dân", "10.000 dân"}),
        ("ca/1.000 dân", {"1.000 dân"}),
        ("ca/100 nghìn dân", {"100 nghìn dân", "100.000 dân"}),
        ("đồng/lượt", set()),
    ],
)
def test_how_a_label_may_write_it(unit: str, forms: set[str]) -> None:
    assert set(forms_of_base(unit)) == forms


@pytest.mark.parametrize(
    ("label", "is_sound"),
    [
        ("Khách trên một vạn lượt", True),
        ("Khách trên 10.000 lượt", True),
        ("Khách trên 1 vạn lượt của 5 phường", False),
        ("Khách trên 1.000 lượt", False),
    ],
)
def test_a_label_may_say_what_a_rate_is_counted_per(
    label: str, is_sound: bool, tmp_path: Path
) -> None:
    package = f"rates_{tmp_path.name}"
    root = write_office(tmp_path, package)
    module = root / "lib" / package / "visits.py"
    more = (
        "from baocao import Ratio\n"
        'lines = Indicator("Lượt ghi", unit="lượt", register=register, date="day")\n'
        f'rate = Ratio("{label}", numerator=guests, denominator=lines,\n'
        '             unit="khách/1 vạn lượt", per=10_000)\n'
    )
    put(module, module.read_text("utf-8") + more)
    said = command(root, "check", "2023")
    assert (said.returncode == 0) is is_sound
    assert ("[NARRATIVE-02]" in said.stdout + said.stderr) is not is_sound
