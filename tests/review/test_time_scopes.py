"""Which time a number is of, and how surely: one rule of scope a line, typed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from baocao.facts.book import FactBook
from baocao.review.manuscripts.text import text_blocks
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.named_windows import bases_of, scope_in
from baocao.review.verify.passages import Passage, passages_of
from baocao.workspace.workspace import Workspace
from support.in_process import InProcess

ROOT = Path(__file__).resolve().parents[2]
UNITS = ("dự án", "sản phẩm", "lượt người", "lượt", "lớp", "văn bản", "cơ quan")


@pytest.fixture(scope="module")
def facts() -> KnownFacts:
    workspace = Workspace.load(ROOT)
    book: FactBook = InProcess(workspace).book
    return KnownFacts(book, workspace.period("2023-Q2"), ())


def _passage(text: str) -> Passage:
    return list(passages_of(text_blocks(text), (), UNITS))[-1]


@pytest.mark.parametrize(
    ("text", "number", "window", "is_sure"),
    [
        # A time at the beginning covers the list, up to another time.
        ("Cùng kỳ năm trước 3 lớp, 177 lượt người", "177", "2022-Q2", True),
        ("Năm 2022 có 86 dự án, 20 sản phẩm", "20", "2022", True),
        ("Năm 2022 có 86 dự án, năm 2021 có 65 dự án, 44 sản phẩm", "44", "2021", False),
        # In the middle it covers its own number.
        ("31 dự án, cùng kỳ 24, 34 lượt", "24", "2022-Q2", True),
        ("31 dự án, cùng kỳ 24, 34 lượt", "34", "2022-Q2", False),
        # Behind a number without a sign it is of that number.
        ("Từ 47 sản phẩm của năm 2020 đã lên 91 sản phẩm cuối năm 2021", "91", "2021", True),
        # Brackets open and close a scope.
        ("15 lượt (21 cùng kỳ năm 2020), 10 văn bản", "21", "2020-Q2", True),
        ("15 lượt (21 cùng kỳ năm 2020), 10 văn bản", "10", "2023-Q2", True),
        # A day is the end of a period of the kind of the report.
        ("40 cơ quan (31/12/2020), 72 cơ quan (30/6/2021)", "72", "2021-Q2", True),
        ("tăng so với quý I (29)", "29", "2023-Q1", True),
        ("31 dự án (24)", "24", "2022-Q2", False),
        # What is compared with is no time of a value.
        ("so với quý I có 31 dự án", "31", "2023-Q2", True),
        # What something rose from is of an earlier time that is not named.
        ("4 sao tăng từ 12 lên 39", "12", "2022-Q2", False),
        ("Sản phẩm công nhận trong năm: 47 → 44", "47", "2023-01-01--2023-06-30", False),
        # Numbers that are dealt out to several times are not read.
        ("Năm 2022 bốn quý lần lượt là 21, 24, 26 dự án", "24", "2022", False),
        # What begins on a day is of no time that ends on it; months in words are not read.
        ("19 sản phẩm hết hạn từ ngày 15/01/2023 nên còn 100 sản phẩm", "100", "2023-Q2", False),
        ("Tháng Ba sôi động nhất, một mình đã có 18 dự án", "18", "2023-Q2", False),
        ("Quý cuối năm bù lại quý III: 17 dự án", "17", "2023-Q3", False),
        # "năm nay" behind a quarter is its year, "năm ngoái" its year before, or all of that year.
        ("Quý I năm nay thẩm định 29 dự án", "29", "2023-Q1", True),
        ("Năm ngoái đăng 52 tin", "52", "2022-Q2", True),
        # "Cùng kỳ" behind several times does not tell which of them it is like.
        (
            "Quý II xử lý 24 dự án. Quý I là 21. Cùng kỳ năm 2021 là 19 dự án",
            "19",
            "2021-Q1",
            False,
        ),
        ("+ 8 tháng: 81 dự án", "81", "2023-01-01--2023-08-31", True),
        # Short names.
        ("H1/2022: 42 dự án", "42", "2022-H1", True),
        ("9T duyệt 24 dự án", "24", "2023-9M", True),
        ("quý III năm ngoái có 26 dự án", "26", "2022-Q3", True),
        ("T5 có 03 lớp, 45 lượt", "45", "2023-05", True),
        ("11T/2022: 76 dự án", "76", "2022-01-01--2022-11-30", True),
        ("c/kỳ 24 dự án", "24", "2022-Q2", True),
        ("9 tháng năm ngoái 65 dự án", "65", "2022-9M", True),
        ("8 dự án (gấp 4 YoY)", "8", "2023-Q2", True),
        ("dự án nhóm B (20 dự án; cùng kỳ 12 dự án)", "20", "2023-Q2", True),
        ("Nửa đầu năm: 59 dự án, 66 lượt", "66", "2023-H1", True),
    ],
)
def test_a_time_covers_what_it_surely_covers(
    facts: KnownFacts, text: str, number: str, window: str, is_sure: bool
) -> None:
    passage = _passage(text)
    mention = next(one for one in passage.figures if one.text == number)
    scope = scope_in(passage, mention, facts)
    assert (str(scope.windows[0]), scope.is_sure) == (window, is_sure)


@pytest.mark.parametrize(
    ("text", "number", "base"),
    [
        ("tăng 2 so với quý I, tăng 7 so với cùng kỳ", "2", "2023-Q1"),
        ("tăng 2 so với quý I, tăng 7 so với cùng kỳ", "7", "2022-Q2"),
        ("So với quý I tăng 2 dự án, so với quý II năm ngoái tăng 7 dự án", "2", "2023-Q1"),
        ("So với quý I tăng 2 dự án, so với quý II năm ngoái tăng 7 dự án", "7", "2022-Q2"),
        ("31 dự án, YoY 7", "7", "2022-Q2"),
        ("31 dự án, QoQ 2", "2", "2023-Q1"),
    ],
)
def test_a_change_is_from_the_time_beside_it(
    facts: KnownFacts, text: str, number: str, base: str
) -> None:
    passage = _passage(text)
    mention = next(one for one in passage.figures if one.text == number)
    assert str(bases_of(passage, mention, facts.period, facts)[0]) == base
