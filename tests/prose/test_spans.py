"""Days that are no calendar period, in every phrase: no sentence of them is torn."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest

from baocao.facts.compare.results import Comparison
from baocao.facts.compare.words import title
from baocao.prose import phrases
from baocao.prose.questions import QUESTIONS, Kind, ask
from baocao.prose.quotable import Quotable, series
from baocao.workspace.workspace import Workspace
from support.calendar_offices import SCHOOL_YEAR, calendar_office, quoted, rows_by_week
from support.facts import fact

# Words that lead to a name, before two days, which are no name; a bracket on a bracket.
TORN = re.compile(
    r"\b(?:đến|với|của|và|từ|là|các|bằng|cùng kỳ|qua|năm|số liệu) từ ngày|\) \(|\(\(|\)\)|  "
    r"|\b(\w+) \1\b|\bnăm (?:học )?(?:năm|cùng)|None|nan"
)

# 10 to 31 March of each year; guests, as the office's register has them.
MARCHES = {2018: 90, 2019: 12, 2020: 70, 2021: 60, 2022: 40, 2023: 65, 2024: 50, 2025: 5}


@pytest.fixture(scope="module")
def marches(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    rows = [
        (date(year, 3, 12), date(year, 3, 20) if year == 2024 else None, count, "Huyện")
        for year, count in MARCHES.items()
    ]
    return calendar_office(tmp_path_factory.mktemp("marches"), rows, date(2025, 5, 31))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("vs_last_year", "so với cùng kỳ năm trước giảm 45 lượt (90%)"),
        # 16 February to 9 March: nobody came.
        (
            "vs_previous",
            "so với giai đoạn từ ngày 16/02/2025 đến ngày 09/3/2025 tăng 05 lượt "
            "(kỳ trước không phát sinh)",
        ),
        (
            "cumulative",
            "lũy kế từ đầu năm đến hết ngày 31/3/2025 là 05 lượt, "
            "so với cùng kỳ năm trước giảm 45 lượt (90%)",
        ),
        (
            "course",
            "qua cùng kỳ các năm từ năm 2022 đến năm 2025 tăng, giảm không đều; "
            "cao nhất là năm 2023 (65 lượt), thấp nhất là năm 2025 (05 lượt)",
        ),
        ("standing", "ở mức thấp nhất so với cùng kỳ các năm từ năm 2018"),
        ("vs_peak", "giảm 85 lượt (94,4%) so với mức cao nhất (cùng kỳ năm 2018)"),
        ("vs_low", "ở mức thấp nhất so với cùng kỳ các năm từ năm 2018"),
        ("streak", "năm thứ 2 liên tiếp giảm so với cùng kỳ năm trước"),
        ("trend", "chưa có xu hướng tăng, giảm rõ rệt"),
    ],
)
def test_what_is_said_of_days(marches: Workspace, question: str, sentence: str) -> None:
    asked = quoted(marches, "guests", "2025-03-10--2025-03-31")
    assert str(ask(asked, question)) == sentence


def test_a_small_base_is_named_once(marches: Workspace) -> None:
    # A course is open from 12 March on; that of 2024 closed on the 20th. Eight, less one.
    asked = quoted(marches, "open_courses", "2025-03-10--2025-03-31")
    assert str(ask(asked, "vs_low")) == (
        "tăng 06 lớp so với mức thấp nhất (cùng kỳ năm 2018: 01 lớp)"
    )


DAYS = {year: (date(year, 3, 10), date(year, 3, 31)) for year in (2024, 2025)}


@pytest.mark.parametrize(
    ("stock", "sentence"),
    [
        (
            False,
            "từ ngày 10/3/2025 đến ngày 31/3/2025 tăng 22 dự án (51,2%) so với cùng kỳ năm 2024",
        ),
        (True, "đến ngày 31/3/2025 tăng 22 dự án (51,2%) so với ngày 31/3/2024"),
    ],
)
def test_the_course_of_two_years(stock: bool, sentence: str) -> None:
    pairs = [
        (f"cùng kỳ năm {year}", fact(count, year, days=DAYS[year], stock=stock))
        for year, count in ((2024, 43), (2025, 65))
    ]
    assert str(phrases.course(pairs, "năm")) == sentence


# ---------------------------------------------------------------- no sentence of any span is torn

SPANS = [
    *("2024-02-29--2024-03-01", "2024-12-10--2024-12-10", "2024-12-10--2025-01-10"),
    *("2025-01-01--2025-02-28", "2025-03-10--2025-04-20", "2024-08-20--2024-09-10"),
    *("2023-01-01--2025-03-10", "2025-05-20--2025-06-10"),
]
OTHERS = ["2025", "2024-H1", "2025-02", "2024-W07", "2025-W22"]


def sentences(asked: Quotable) -> list[str]:
    """All that can be said of an indicator at a period."""
    kinds = (Kind.SENTENCE, Kind.WORDS)
    asked_of = [n for n, q in QUESTIONS.items() if q.answer and not q.takes and q.gives in kinds]
    said = [str(ask(asked, name)) for name in asked_of]
    return [*said, str(asked.leading("level")), str(series(asked, asked.years))]


@pytest.mark.parametrize("calendar", ['"calendar"', '"decree-09"', SCHOOL_YEAR])
def test_no_sentence_is_torn(calendar: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = rows_by_week(date(2022, 1, 5), 180)
    root = tmp_path_factory.mktemp("torn")
    workspace = calendar_office(root, rows, date(2025, 5, 31), calendar, begins=2022)
    for name, code in itertools.product(("guests", "open_courses"), (*SPANS, *OTHERS)):
        for sentence in sentences(quoted(workspace, name, code)):
            assert not TORN.search(sentence), (name, code, sentence)


# ---------------------------------------------------------------- the title of a comparison


def test_the_title_of_a_comparison(marches: Workspace) -> None:
    class OfPeriod:
        def __init__(self, code: str) -> None:
            self.period = marches.period(code)

    class Compared:
        of_one_period = False
        a, b = OfPeriod("2024-03-10--2024-03-31"), OfPeriod("2025-03-10--2025-03-31")

    found: Comparison = Compared()  # type: ignore[assignment]
    assert title(found) == (
        "So sánh giai đoạn từ ngày 10/3/2024 đến ngày 31/3/2024 "
        "và giai đoạn từ ngày 10/3/2025 đến ngày 31/3/2025"
    )
