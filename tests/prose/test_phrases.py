"""Every phrase function, line by line of ``docs/phrases.md``; and what holds for all figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.facts.fact import Fact, Status
from baocao.facts.indicators import Window
from baocao.facts.trends import estimate, shares, trend_test
from baocao.locale.vi.text import parse_number
from baocao.prose import phrases
from support.facts import fact, years

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "phrases.md").read_text(encoding="utf-8")
SILENT = "(không nói)"
STATUS: dict[str, Status] = {"chính thức": "official", "sơ bộ": "preliminary", "ước": "estimated"}


def number(text: str) -> Decimal | None:
    return None if text == "–" else parse_number(text)


def numbers(text: str) -> list[Decimal | None]:
    return [number(item.strip()) for item in text.split(";")]


def named(text: str) -> list[tuple[str, Fact]]:
    return [(f"năm {f.period}", f) for f in years(numbers(text))]


def versus(now: str, base: str, unit: str, kind: str) -> object:
    stock = kind == "lũy kế"
    return phrases.versus(
        fact(number(now), 2021, unit, stock=stock), fact(number(base), 2020, unit, stock=stock)
    )


def orders(now: str, base: str, variant: str) -> object:
    return phrases.versus(fact(number(now)), fact(number(base), 2020), variant=int(variant))


def status(now: str, firm: str, base: str, base_firm: str) -> object:
    return phrases.versus(
        fact(number(now), status=STATUS[firm]), fact(number(base), 2020, status=STATUS[base_firm])
    )


def cumulative(now: str, base: str, kind: str) -> object:
    stock = kind == "lũy kế"

    def so_far(value: str, year: int) -> Fact:
        days = (date(year, 1, 1), date(year, 11, 14))
        return fact(number(value), year, stock=stock, days=days)

    return phrases.cumulative(so_far(now, 2023), so_far(base, 2022))


def against_plan(now: str, plan: str) -> object:
    planned = fact(number(plan), stock=True, identity="programme.indicator:plan")
    return phrases.against_plan(fact(number(now)), planned)


def estimated(now: str, part: str, whole: str) -> object:
    def days(year: int) -> tuple[date, date]:
        return date(year, 1, 1), date(year, 11, 14)

    wholes = numbers(whole)
    first = 2023 - len(wholes)
    pairs = [
        (fact(p, year, days=days(year)), fact(w, year))
        for year, (p, w) in enumerate(zip(numbers(part), wholes, strict=True), start=first)
    ]
    found = estimate(
        fact(number(now), 2023, days=days(2023)),
        Window(date(2023, 1, 1), date(2023, 12, 31)),
        pairs,
        whole_year="2023",
    )
    return phrases.estimated(found, "cả năm 2023")


def printed_shares(parts: str) -> object:
    facts = [fact(value, identity=f"p.i[{n}]") for n, value in enumerate(numbers(parts))]
    whole = fact(sum(f.value or Decimal(0) for f in facts))
    return "; ".join(share.text for share in shares(facts, whole))


def leading(parts: str) -> object:
    pairs = [item.rpartition(":") for item in parts.split(";")]
    facts = [fact(number(value.strip()), identity=f"p.i[{name}]") for name, _, value in pairs]
    whole = fact(sum(f.value or Decimal(0) for f in facts))
    found = shares(facts, whole)
    names = [name.strip() for name, _, _ in pairs]
    return phrases.leading(list(zip(names, facts, found, strict=True)))


def trend(text: str) -> object:
    pairs = named(text)
    return phrases.trend(trend_test([f for _, f in pairs]), pairs[-4:], "năm")


FUNCTIONS: dict[str, Callable[..., object]] = {
    "versus": versus,
    "versus, orders": orders,
    "versus, status": status,
    "cumulative": cumulative,
    "against_plan": against_plan,
    "series": lambda text: phrases.series(named(text)),
    "course": lambda text: phrases.course(named(text), "năm"),
    "standing": lambda text: phrases.standing(named(text)),
    "against_extreme": lambda text, which: phrases.against_extreme(
        named(text), peak=which == "cao nhất"
    ),
    "streak": lambda text: phrases.streak([f for _, f in named(text)], "năm", "năm trước"),
    "trend": trend,
    "estimated": estimated,
    "weight": lambda text: phrases.weight(fact(number(text), unit="%")),
    "shares": printed_shares,
    "leading": leading,
}


def cases() -> Iterator[tuple[str, list[str], str]]:
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        if title.strip() == "measures":
            continue  # of an office: tests/prose/test_measure_words.py
        rows = [line.strip("| ").split(" | ") for line in body.splitlines() if line[:1] == "|"]
        for row in rows[2:]:
            *given_cells, sentence = (cell.strip() for cell in row)
            yield title.strip(), given_cells, sentence


@pytest.mark.parametrize(("function", "cells", "sentence"), list(cases()))
def test_a_phrase_says_what_is_signed(function: str, cells: list[str], sentence: str) -> None:
    said = str(FUNCTIONS[function](*cells))
    assert (said or SILENT) == sentence


def test_every_phrase_function_has_its_table() -> None:
    tables = {title for title, _, _ in cases()}
    assert tables == FUNCTIONS.keys()
    functions = {name for name in phrases.__all__ if name.islower() and name != "unit_of"}
    assert functions <= tables


values = st.integers(min_value=0, max_value=10**6)


@given(now=values, base=values, scale=st.sampled_from([10, 1000, 10**6]))
def test_another_unit_changes_no_percentage(now: int, base: int, scale: int) -> None:
    small = phrases.versus(fact(now, unit="đồng"), fact(base, 2020, unit="đồng"))
    large = phrases.versus(fact(now * scale, unit="đồng"), fact(base * scale, 2020, unit="đồng"))

    def percentages(phrase: phrases.Phrase) -> list[str]:
        parts = [part for part in phrase.parts if isinstance(part, Fact)]
        return [part.text for part in parts if part.unit in ("%", "lần")]

    assert percentages(small) == percentages(large)


@given(value=values, unit=st.sampled_from(["dự án", "đồng", "%"]), stock=st.booleans())
def test_a_figure_against_itself_is_unchanged(value: int, unit: str, stock: bool) -> None:
    same = fact(value, unit=unit, stock=stock)
    assert str(phrases.versus(same, same)).startswith("không đổi so với cùng")


@given(now=values, base=values, variant=st.integers(0, 2))
def test_the_word_of_direction_agrees_with_the_sign(now: int, base: int, variant: int) -> None:
    said = str(phrases.versus(fact(now), fact(base, 2020), variant=variant))
    assert ("tăng" in said) == (now > base)
    assert ("giảm" in said) == (now < base)
    assert "-" not in said


@given(parts=st.lists(values, min_size=1, max_size=12).filter(any))
def test_printed_shares_of_a_whole_add_up_to_100(parts: list[int]) -> None:
    facts = [fact(value, identity=f"p.i[{n}]") for n, value in enumerate(parts)]
    found = shares(facts, fact(sum(parts)))
    printed = [parse_number(share.text.removesuffix("%")) for share in found]
    assert sum(printed) == 100
    for share, shown in zip(found, printed, strict=True):
        assert share.value is not None and abs(share.value - shown) < Decimal("0.1")
        assert (shown == 0) == (share.value == 0) or share.value < Decimal("0.00001")


@given(values=st.lists(st.integers(10, 10**4), min_size=3, max_size=9))
def test_ever_rising_is_said_of_rising_figures_only(values: list[int]) -> None:
    pairs = [(f"năm {f.period}", f) for f in years(values)]
    said = str(phrases.course(pairs, "năm"))
    rising = all(a < b for a, b in pairwise(values))
    falling = all(a > b for a, b in pairwise(values))
    assert said.startswith("ngày càng tăng") == rising
    assert said.startswith("ngày càng giảm") == falling


@given(values=st.lists(values, min_size=1, max_size=9))
def test_the_highest_is_the_highest(values: list[int]) -> None:
    pairs = [(f"năm {f.period}", f) for f in years(values)]
    said = str(phrases.standing(pairs))
    *earlier, now = values
    assert said.startswith("đạt mức cao nhất") == (len(earlier) > 2 and now > max(earlier))
    assert said.startswith("ở mức thấp nhất") == (len(earlier) > 2 and now < min(earlier))


@given(done=values, plan=st.integers(1, 10**6))
def test_above_the_plan_is_said_of_what_is_above(done: int, plan: int) -> None:
    said = str(against_plan(f"{done}", f"{plan}"))
    assert ("cao hơn" in said) == (done > plan)
    assert ("đạt 100% " in said) == (done == plan)


def test_a_row_of_unlike_firmness_says_so() -> None:
    facts = [*years([43, 65, 86]), fact(106, 2023, status="preliminary")]
    pairs = [(f"năm {f.period}", f) for f in facts]
    assert str(phrases.course(pairs, "năm")).endswith("(có số sơ bộ)")
    assert str(phrases.standing(pairs)) == "đạt mức cao nhất kể từ năm 2020 (có số sơ bộ)"
    assert str(phrases.streak(facts, "năm", "năm trước")).endswith("(có số sơ bộ)")
    many = [*years(range(1, 9), 2010), fact(9, 2018, status="preliminary")]
    assert str(phrases.trend(trend_test(many), [], "năm")).endswith("(có số sơ bộ)")


def test_counts_are_padded_as_the_office_writes() -> None:
    pairs = [(f"năm {f.period}", f) for f in years([13, 16])]
    assert "tăng 3 dự án" in str(phrases.course(pairs, "năm", pad_counts=False))


def test_same_days_of_earlier_years_are_called_so() -> None:
    facts = years([43, 65, 86, 106])
    pairs = [(f"cùng kỳ năm {f.period}", f) for f in facts]
    expected = "đạt mức cao nhất so với cùng kỳ các năm từ năm 2020"
    assert str(phrases.standing(pairs)) == expected


def difference(value: int, year: int = 2021) -> Fact:
    """What is left when one figure is taken from another."""
    return replace(fact(value, year), derived_from=("a", "b"))


@pytest.mark.parametrize(
    ("now", "base", "said"),
    [
        # As many came as went: that is not "không phát sinh".
        (4, 0, "tăng 04 dự án so với cùng kỳ năm trước (cùng kỳ: 0 dự án)"),
        (-50, 120, "giảm 170 dự án so với cùng kỳ năm trước (cùng kỳ: 120 dự án)"),
        (50, -120, "tăng 170 dự án so với cùng kỳ năm trước (cùng kỳ: -120 dự án)"),
    ],
)
def test_a_difference_may_be_zero_or_below_it(now: int, base: int, said: str) -> None:
    assert str(phrases.versus(difference(now), difference(base, 2020))) == said


def test_what_lies_below_zero_has_no_percentage() -> None:
    left = [difference(value, 2020 + at) for at, value in enumerate((100, 40, -30))]
    assert str(phrases.course([(f"năm {one.period}", one) for one in left], "năm")) == (
        "ngày càng giảm"
    )
    assert str(phrases.series([("năm 2020", difference(0, 2020))])) == "năm 2020: 0 dự án"
    plan = replace(fact(80), id="programme.indicator:plan")
    assert str(phrases.against_plan(left[2], plan)) == (
        "số âm nên không tính tỷ lệ so với kế hoạch"
    )
