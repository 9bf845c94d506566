"""Comparisons and trends, against hand calculation, published tables and scipy's own tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import fisher_exact, poisson

from baocao.core.errors import TrendError
from baocao.facts.fact import Fact
from baocao.facts.indicators import Window
from baocao.facts.trends import (
    TimeSeries,
    change,
    estimate,
    growth,
    months,
    share,
    shares,
    standing,
    trend_test,
)
from support.facts import fact, years

YEAR = Window(date(2023, 1, 1), date(2023, 12, 31))
# The seed's figures: projects a year, and 2023 to 14 November.
SEED = [43, 65, 86, 106]


def part_of(year: int, value: int | None) -> Fact:
    return fact(value, year, days=(date(year, 1, 1), date(year, 11, 14)))


def in_days(*values: str) -> list[Fact]:
    """Days to one decimal, as "5,2": of years in a row."""
    return [
        replace(one, value=Decimal(value), text=f"{Decimal(value):.1f}".replace(".", ","))
        for value, one in zip(values, years([1] * len(values)), strict=True)
    ]


# 5,204 and 5,203 are both printed as 5,2.
@pytest.mark.parametrize(
    ("values", "direction", "run", "standing_of_the_last"),
    [
        (("5.204", "5.203"), "flat", 0, None),
        (("5.1", "5.201", "5.203"), "mixed", 0, None),
        (("5.0", "5.1", "5.203", "5.204"), "mixed", 0, "equal highest"),
        (("5.204", "5.1", "5.0", "5.203"), "mixed", 1, "equal highest"),
        (("5.204", "5.203", "5.202", "5.201"), "flat", 0, None),
        (("5.0", "5.1", "5.2", "5.3"), "up", 3, "highest"),
    ],
)
def test_nothing_changes_between_two_figures_that_are_printed_alike(
    values: tuple[str, ...], direction: str, run: int, standing_of_the_last: str | None
) -> None:
    series = TimeSeries.of(in_days(*values))
    assert (series.direction, series.run) == (direction, run)
    assert standing(series) == standing_of_the_last


def test_the_seed_grows_each_year_while_its_growth_falls() -> None:
    series = TimeSeries.of(years(SEED))
    assert series.direction == "up"
    assert [rate.text for rate in series.growths] == ["51,2%", "32,3%", "23,3%"]
    assert series.pace == "slower"


def test_rounding_is_half_up_and_only_in_print() -> None:
    grown = growth(fact(433), fact(400, 2020))
    assert (grown.value, grown.text) == (Decimal("8.25"), "8,3%")
    third = growth(fact(4), fact(3, 2020))
    assert third.value is not None and str(third.value).startswith("33.333333")
    assert third.text == "33,3%"


def test_percentages_differ_by_points_and_do_not_grow() -> None:
    now, base = fact("78.8", unit="%"), fact("43.6", 2020, "%")
    points = change(now, base)
    assert (points.value, points.unit, points.text) == (
        Decimal("35.2"),
        "điểm phần trăm",
        "35,2",
    )
    assert growth(now, base).missing == "tỷ lệ chỉ so sánh bằng điểm phần trăm"


def test_a_base_of_zero_has_no_percentage() -> None:
    assert growth(fact(5), fact(0, 2020)).missing == "kỳ gốc bằng không"
    assert share(fact(5), fact(0, 2020)).missing == "kỳ gốc bằng không"


@pytest.mark.parametrize(
    ("now", "base", "codes"),
    [
        # 106 projects by 14 November stand against the same days, not against a whole year.
        (part_of(2023, 106), fact(86, 2022), ["TREND-02"]),
        (fact(106, 2023), fact(86, 2022, stock=True), ["TREND-01"]),
        (fact(106, 2023), fact(86, 2022, "lượt"), ["TREND-03"]),
        (part_of(2023, 106), fact(86, 2022, "lượt"), ["TREND-02", "TREND-03"]),
    ],
)
def test_figures_that_are_not_alike_are_refused(now: Fact, base: Fact, codes: list[str]) -> None:
    for comparison in (change, growth, share):
        with pytest.raises(TrendError) as caught:
            comparison(now, base)
        assert [finding.code for finding in caught.value.findings] == codes


@pytest.mark.parametrize(
    ("days", "other"),
    [
        ((date(2024, 2, 1), date(2024, 2, 29)), (date(2024, 1, 1), date(2024, 1, 31))),
        ((date(2024, 1, 1), date(2024, 12, 31)), (date(2023, 1, 1), date(2023, 12, 31))),
        ((date(2024, 2, 20), date(2024, 3, 1)), (date(2023, 2, 20), date(2023, 3, 1))),
    ],
)
def test_months_and_leap_years_are_alike(days: tuple[date, date], other: tuple[date, date]) -> None:
    assert change(fact(3, days=days), fact(2, days=other)).value == 1


def test_a_plan_is_set_against_part_of_a_year() -> None:
    plan = fact(100, stock=True, identity="programme.indicator:plan")
    assert share(part_of(2023, 80), plan).text == "80%"


def test_parts_of_another_whole_have_no_shares() -> None:
    found = shares([fact(42), fact(77)], fact(120))
    assert {share.missing for share in found} == {
        "các phần cộng lại khác tổng nên không tính tỷ trọng"
    }


def test_a_comparison_is_no_firmer_than_its_figures() -> None:
    firm, soft = fact(43, 2020), fact(65, status="preliminary")
    assert change(soft, firm).status == "preliminary"
    assert change(fact(122, 2023, status="estimated"), soft).status == "estimated"
    assert change(fact(122, 2023, status="estimated"), soft).text == "ước 57"


def test_rates_are_compared_as_they_are_printed() -> None:
    assert TimeSeries.of(years([100, 200, 400, 800])).pace == "steady"
    # 10,04 % and 10,02 % are both printed 10 %.
    assert TimeSeries.of(years([10000, 11004, 12107])).pace == "steady"


# ------------------------------------------------------------------ the year


def estimated(now: int, *earlier: tuple[int | None, int | None]) -> tuple[int, int, int] | str:
    first = 2023 - len(earlier)
    pairs = [(part_of(y, p), fact(w, y)) for y, (p, w) in enumerate(earlier, start=first)]
    found = estimate(part_of(2023, now), YEAR, pairs, whole_year="2023")
    if not found:
        return str(found.year.missing)
    return tuple(int(f.value or 0) for f in (found.year, found.low, found.high))  # type: ignore[return-value]


def test_the_year_is_what_has_come_by_the_share_of_earlier_years() -> None:
    # 39 + 54 + 75 of 43 + 65 + 86 had come by 14 November: 106 · 194 / 168 = 122,4.
    found = estimated(106, (39, 43), (54, 65), (75, 86))
    assert found[0] == 122


@pytest.mark.parametrize(("now", "part", "rest"), [(106, 168, 26), (50, 40, 40), (7, 9, 3)])
def test_the_interval_ends_where_fishers_test_begins_to_refuse(
    now: int, part: int, rest: int
) -> None:
    found = estimated(now, (part, part + rest))
    assert isinstance(found, tuple)
    _, low, high = (value - now for value in found)

    def p(remainder: int, side: str) -> float:
        return float(fisher_exact([[now, remainder], [part, rest]], alternative=side).pvalue)

    assert p(high, "less") > 0.025 >= p(high + 1, "less")
    assert p(low, "greater") > 0.025
    assert low == 0 or p(low - 1, "greater") <= 0.025


def test_the_interval_holds_the_year_as_often_as_it_says() -> None:
    random = np.random.default_rng(20231114)
    held = tried = 0
    for _ in range(400):
        # Four years of 60 events, 80 % of them on the first days.
        part, rest = random.poisson(48, 4), random.poisson(12, 4)
        pairs = [(int(p), int(p + r)) for p, r in zip(part[:3], rest[:3], strict=True)]
        found = estimated(int(part[3]), *pairs)
        if isinstance(found, str):
            continue
        tried += 1
        held += found[1] <= part[3] + rest[3] <= found[2]
    assert tried > 350
    # At least 95 %, less three standard errors of the simulation.
    assert held / tried > 0.95 - 3 * (0.05 * 0.95 / tried) ** 0.5


@pytest.mark.parametrize(
    ("now", "earlier", "reason"),
    [
        (50, [(30, 80)], "chưa qua nửa nhịp"),
        (50, [(40, 60), (10, 60)], "không cùng nhịp"),
        (50, [(None, None)], "chưa có năm trọn vẹn"),
        (50, [], "chưa có năm trọn vẹn"),
        (50, [(0, 0)], "không phát sinh"),
    ],
)
def test_a_year_that_cannot_be_estimated_says_why(
    now: int, earlier: list[tuple[int | None, int | None]], reason: str
) -> None:
    assert reason in str(estimated(now, *earlier))


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (fact(412_000_000, 2023, "đồng"), "số đếm"),
        (fact(283, 2023, "lượt người", rows=5), "số đếm"),
        (fact(119, 2023, stock=True), "lũy kế"),
        (fact(None, 2023), "chưa có số liệu"),
    ],
)
def test_only_counts_are_estimated(now: Fact, reason: str) -> None:
    found = estimate(now, YEAR, [(part_of(2022, 75), fact(86, 2022))], whole_year="2023")
    assert not found and reason in str(found.year.missing)


def test_an_estimate_bears_its_word_and_its_method() -> None:
    found = estimate(
        part_of(2023, 106), YEAR, [(part_of(2022, 75), fact(86, 2022))], whole_year="2023"
    )
    assert found.year.text == "ước 122"
    assert {f.status for f in (found.year, found.low, found.high)} == {"estimated"}
    assert "95%" in found.year.method


# ------------------------------------------------------------------ trends


def test_fewer_than_eight_periods_show_a_direction_and_no_trend() -> None:
    found = trend_test(years(range(1, 8)))
    assert (found.claim, found.p_value) == (None, None)
    assert found.why == "chỉ có 7 kỳ liền nhau có số liệu, cần 8 kỳ: chỉ nói hướng tăng, giảm"


def test_stocks_are_not_tested() -> None:
    facts = [fact(value, 2000 + value, stock=True) for value in range(10)]
    assert trend_test(facts).claim is None
    assert "kỳ sau chứa kỳ trước" in trend_test(facts).why


def test_a_gap_breaks_the_record() -> None:
    found = trend_test(years([1, 2, 3, 4, 5, None, 7, 8, 9]))
    assert found.claim is None and len(found.series.facts) == 3


# Kendall's exact distribution for n = 8 (Kendall, "Rank Correlation Methods", table 1):
# P(S >= 16) = 0.031, P(S >= 18) = 0.016, P(S >= 20) = 0.0071 on one side.
@pytest.mark.parametrize(
    ("values", "s", "one_sided"),
    [
        ([3, 2, 1, 4, 5, 6, 8, 7], 20, 0.0071),
        ([3, 2, 1, 4, 6, 5, 8, 7], 18, 0.016),
        ([3, 2, 1, 6, 5, 4, 7, 8], 16, 0.031),
    ],
)
def test_kendalls_test_agrees_with_the_published_table(
    values: list[int], s: int, one_sided: float
) -> None:
    score = sum(np.sign(b - a) for i, a in enumerate(values) for b in values[i + 1 :])
    assert score == s
    found = trend_test(years(values))
    assert found.tau == pytest.approx(s / 28)
    assert found.p_value is not None
    assert found.p_value / 2 == pytest.approx(one_sided, rel=0.03)
    assert found.claim == ("up" if one_sided < 0.025 else "none")


def test_eight_rising_values_are_two_orders_of_all() -> None:
    found = trend_test(years(range(1, 9)))
    assert found.p_value == pytest.approx(2 / 40320)


def test_the_slope_is_the_median_of_all_slopes() -> None:
    # Ten values with one wild: the 45 slopes, sorted by hand, have 2 in the middle.
    values = [1, 3, 5, 7, 9, 100, 13, 15, 17, 19]
    found = trend_test(years(values))
    assert found.slope == 2
    assert found.claim == "up"


def test_a_level_row_has_no_trend() -> None:
    assert trend_test(years([4] * 8)).claim == "none"


# ------------------------------------------------------------------ months


def monthly(values: list[int], first: int = 2020) -> list[Fact]:
    made = []
    for n, value in enumerate(values):
        year, month = first + n // 12, n % 12 + 1
        made.append(fact(value, days=(date(year, month, 1), date(year, month, 28))))
    return made


def test_a_season_is_seen() -> None:
    year = [2, 2, 3, 2, 2, 3, 9, 10, 9, 2, 3, 2]
    found = months(monthly(year + [v + 1 for v in year] + year + year))
    assert found.seasonal is True
    assert not found.frame["outlier"].any()


def test_chance_is_no_season() -> None:
    values = poisson.rvs(6, size=48, random_state=5)
    found = months(monthly([int(v) for v in values]))
    assert found.seasonal is False


def test_an_outlier_is_flagged() -> None:
    values = [int(v) for v in poisson.rvs(6, size=48, random_state=5)]
    values[30] = 40
    found = months(monthly(values))
    flagged = found.frame[found.frame["outlier"]]
    assert [tuple(row) for row in flagged[["year", "month"]].to_numpy()] == [(2022, 7)]


def test_an_outlier_among_equals_is_flagged() -> None:
    values = [3] * 48
    values[30] = 40
    found = months(monthly(values))
    flagged = found.frame[found.frame["outlier"]]
    assert [tuple(row) for row in flagged[["year", "month"]].to_numpy()] == [(2022, 7)]


def test_two_years_are_too_few_for_a_season() -> None:
    found = months(monthly([3] * 24))
    assert found.seasonal is None
    assert found.note == "Chưa đủ 03 năm trọn vẹn để xét tính mùa vụ."


def test_no_month_is_no_error() -> None:
    assert months([]).note == "Chưa có số liệu tháng."
