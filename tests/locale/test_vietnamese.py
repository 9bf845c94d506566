"""Numbers, dates and words as officials write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.periods import Period
from baocao.locale.vi import text as vi

# Dates of the report of November 2023; the last one broke the rule there (03/08/2022).
SHORT_DATES = [
    (date(2020, 4, 27), "27/4/2020"),
    (date(2019, 8, 20), "20/8/2019"),
    (date(2023, 11, 7), "07/11/2023"),
    (date(2021, 2, 9), "09/02/2021"),
    (date(2023, 5, 24), "24/5/2023"),
    (date(2020, 1, 15), "15/01/2020"),
    (date(2021, 12, 9), "09/12/2021"),
    (date(2020, 6, 1), "01/6/2020"),
    (date(2022, 12, 5), "05/12/2022"),
    (date(2022, 8, 3), "03/8/2022"),
]
# The samples of Nghị định 30/2020/NĐ-CP, and one more.
LONG_DATES = [
    (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
    (date(2020, 6, 29), "ngày 29 tháng 6 năm 2020"),
    (date(2021, 3, 9), "ngày 09 tháng 3 năm 2021"),
]
NAMES = [
    ("2023", "năm 2023"),
    ("2022-H1", "6 tháng đầu năm 2022"),
    ("2022-H2", "6 tháng cuối năm 2022"),
    ("2023-9M", "9 tháng đầu năm 2023"),
    ("2026-Q1", "quý I/2026"),
    ("2023-Q4", "quý IV/2023"),
    ("2026-03", "tháng 3/2026"),
    ("2026-01", "tháng 01/2026"),
    ("2023-11", "tháng 11/2023"),
    ("2020-01-01--2023-11-14", "từ ngày 01/01/2020 đến ngày 14/11/2023"),
]
decimals = st.decimals(-(10**12), 10**12, allow_nan=False, places=6)


@pytest.mark.parametrize(("day", "printed"), SHORT_DATES)
def test_short_dates(day: date, printed: str) -> None:
    assert vi.short_date(day) == printed


@pytest.mark.parametrize(("day", "printed"), LONG_DATES)
def test_long_dates(day: date, printed: str) -> None:
    assert vi.long_date(day) == printed


@pytest.mark.parametrize(("code", "printed"), NAMES)
def test_period_names(code: str, printed: str) -> None:
    assert vi.period_name(Period.parse(code)) == printed


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("1063487", 0, "1.063.487"),
        ("131.81", 2, "131,81"),
        # Half up, where Python and Babel print 8,2 and 2.
        ("8.25", 1, "8,3"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("-0.04", 1, "0,0"),
        ("999.95", 1, "1.000,0"),
    ],
)
def test_numbers(value: str, places: int, printed: str) -> None:
    assert vi.number(Decimal(value), places) == printed


# 65 of 43, 86 of 65 and 106 of 86 are the growths of the report of November 2023.
@pytest.mark.parametrize(
    ("now", "base", "printed"),
    [(65, 43, "51,2%"), (86, 65, "32,3%"), (106, 86, "23,3%"), (330, 165, "100%"), (43, 43, "0%")],
)
def test_percentages(now: int, base: int, printed: str) -> None:
    assert vi.percent(Decimal(now - base) * 100 / base) == printed


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        (654_000_000, "654 triệu đồng"),
        (412_000_000, "412 triệu đồng"),
        (1_250_000_000, "1,25 tỷ đồng"),
        (12_500_000, "12,5 triệu đồng"),
        (1_234_567, "1.234.567 đồng"),
        (1_234_567_890, "1.234.567.890 đồng"),
        (2_000_000_000, "2 tỷ đồng"),
        (500_000, "500.000 đồng"),
        (0, "0 đồng"),
    ],
)
def test_money_is_never_rounded_away(amount: int, printed: str) -> None:
    assert vi.money(amount) == printed


def test_counts_under_ten_are_padded_and_nothing_else() -> None:
    assert [vi.count(n) for n in (0, 1, 9, 10, 100, 1063)] == [
        "0",
        "01",
        "09",
        "10",
        "100",
        "1.063",
    ]
    assert vi.count(2, pad=False) == "2"


@given(decimals, st.integers(0, 6))
def test_a_printed_number_reads_back(value: Decimal, places: int) -> None:
    assert vi.parse_number(vi.number(value, places)) == vi.half_up(value, places)
    assert vi.parse_number(vi.number(value, places, grouping=False)) == vi.half_up(value, places)


@given(st.integers(0, 10**15))
def test_printed_money_means_the_same_amount(amount: int) -> None:
    number, _, unit = vi.money(amount).partition(" ")
    size = {"đồng": 1, "triệu đồng": 10**6, "tỷ đồng": 10**9}[unit]
    assert vi.parse_number(number) * size == amount


@pytest.mark.parametrize(
    "text",
    [
        "1,234.5",
        "1.23",
        "12.34",
        "1.2345",
        "1,2,3",
        "",
        "-",
        "1e3",
        "１２",
        "1 234",
        "+5",
        ",5",
        "5,",
    ],
)
def test_numbers_of_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        vi.parse_number(text)


def test_words_stand_in_the_order_of_the_dictionary() -> None:
    # Letters: a ă â … d đ … ; then tones: level, falling, asking, tumbling, sharp, heavy.
    words = ["an", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "cam", "da", "đa", "e", "ê"]
    words += ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "o", "ô", "ơ", "tư", "tự", "u", "ư"]
    assert sorted(reversed(words), key=vi.sort_key) == words


def test_points_are_numbered_by_the_vietnamese_alphabet() -> None:
    assert "".join(vi.point_letter(n) for n in range(1, 24)) == "abcdđeghiklmnopqrstuvxy"


@pytest.mark.parametrize(("value", "printed"), [(1, "I"), (3, "III"), (4, "IV"), (9, "IX")])
def test_parts_are_numbered_in_roman(value: int, printed: str) -> None:
    assert vi.roman(value) == printed


@given(st.text())
def test_text_is_precomposed_once_normalised(text: str) -> None:
    assert vi.is_nfc(vi.nfc(text))
