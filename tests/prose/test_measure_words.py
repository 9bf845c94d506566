"""What prose says of ratios, means, extremes and sums: ``docs/phrases.md``, measures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from baocao.core.errors import BuildError
from baocao.facts.book import FactBook
from baocao.notebook.report import Report
from baocao.prose.questions import QUESTIONS, Kind, ask
from baocao.prose.quotable import Quotable
from baocao.workspace.workspace import Workspace
from support.commands import command
from support.tourism import PLACES, Tourism, write_office

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "phrases.md").read_text(encoding="utf-8")
PLANS = (
    "visitors.domestic;01/01/2025;31/12/2025;1.200.000;lượt khách;KH;;KH\n"
    "visitors.domestic[Huyện Cô Tô];01/01/2025;31/12/2025;400.000;lượt khách;KH;;KH\n"
    "hotels.occupancy;01/01/2025;31/12/2025;65;%;KH;;KH\n"
    "hotels.price;01/01/2025;31/12/2025;1.250.000;đồng;KH;;KH\n"
)
Open = Callable[[str], Report]


@pytest.fixture(scope="module")
def tourism(tmp_path_factory: pytest.TempPathFactory) -> Tourism:
    return write_office(tmp_path_factory.mktemp("tourism"), "tourism_words", PLANS)


@pytest.fixture(scope="module")
def opened(tourism: Tourism) -> Open:
    workspace = Workspace.load(tourism.root)
    book = FactBook(workspace)
    return lambda code: Report(workspace, workspace.period(code), book)


def quoted(report: Report, key: str) -> Quotable:
    return Quotable(report.book, report.book.catalogue[key], report.period)


def rows() -> Iterator[tuple[str, ...]]:
    section = PAGE.partition("## measures\n")[2]
    for line in section.splitlines():
        if line.startswith("| ") and "`" in line:
            kind, code, asked, sentence = line.strip("| ").split(" | ")
            yield kind.split("`")[1], code, asked.strip("`"), sentence


@pytest.mark.parametrize(("key", "code", "asked", "sentence"), list(rows()))
def test_a_sentence_fits_the_kind_of_indicator(
    key: str, code: str, asked: str, sentence: str, opened: Open
) -> None:
    name, _, argument = asked.rstrip(")").partition("(")
    answer = ask(quoted(opened(code), key), name)
    said = answer(argument.strip('"')) if callable(answer) else answer
    assert str(said) == sentence


CODES = (
    "2025-03",
    "2025-Q2",
    "2025-9M",
    "2024",
    "2024-09-01--2025-05-31",
    "2025-03-10--2025-04-20",
)
NO_SUM = ("hotels.occupancy", "hotels.price", "hotels.median_price", "hotels.highest_price",
          "visitors.per_guest", "residents.per_resident", "inspections.fined_share")  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_no_word_of_a_sum_is_said_of_a_mean(code: str, opened: Open) -> None:
    report = opened(code)
    for key, measure in report.book.catalogue:
        quotable = quoted(report, key)
        said = [
            str(ask(quotable, name))
            for name, question in QUESTIONS.items()
            if question.answer and not question.takes and question.gives is Kind.SENTENCE
        ]
        columns = {column.name for column in measure.sources[0].register.columns} & {
            "place",
            "stars",
        }
        if key != "hotels.nights":
            said += [str(quotable.leading(column)) for column in columns]
        if key in NO_SUM:
            assert not re.search("lũy kế|nhiều nhất|chiếm|cả năm", " ".join(said)), said
            assert all(part.share.value is None for part in quotable.by("place"))
        for sentence in said:
            assert not re.search(r"  | ,|\(\)|None|nan|: *$|^ | $", sentence), (key, sentence)


def test_a_part_is_asked_what_the_whole_is_asked(opened: Open) -> None:
    report = opened("2025-9M")
    cell = (
        '{% for part in visitors.domestic.by("place") %}{{ part.name }}: {{ part }} lượt khách, '
        "{{ part.vs_last_year }}[; {{ part.vs_plan }}].\n{% endfor %}"
    )
    text = report.narrate(cell, report.modules).text
    told = {
        part.name: str(ask(part, "vs_plan"))
        for part in quoted(report, "visitors.domestic").by("place")
    }
    assert list(told) == list(PLACES)
    figures = quoted(report, "visitors.domestic").by("place")
    value = next(part.fact.value for part in figures if part.name == "Huyện Cô Tô")
    assert value is not None
    done = f"{value / 4000:.1f}".replace(".", ",").removesuffix(",0")
    assert told["Huyện Cô Tô"].startswith(f"đạt {done}% kế hoạch")
    assert told["Huyện Vân Đồn"] == "chưa giao chỉ tiêu kế hoạch"
    assert done in text


@pytest.mark.parametrize(
    ("code", "lead"),
    [
        ("2025-03", "tính chung từ đầu năm "),
        ("2025-Q2", "tính chung từ đầu năm "),
        ("2025-Q1", ""),
        ("2025-9M", ""),
        ("2025", ""),
    ],
)
def test_a_plan_is_set_against_the_year_so_far_in_words(
    code: str, lead: str, opened: Open, tourism: Tourism
) -> None:
    """A quarter above the plan may stand in a year below it: whose figure it is must be told."""
    frame = tourism.tables["hotels"]
    last = {"2025-03": 3, "2025-Q2": 6, "2025-Q1": 3}.get(code, 9)
    of_year = frame[frame["month"].map(lambda day: day.year == 2025 and day.month <= last)]
    beyond = of_year["sold"].sum() * 100 / of_year["available"].sum() - 65
    way = "cao hơn" if beyond > 0 else "thấp hơn"
    amount = f"{abs(beyond):.1f}".replace(".", ",")
    said = str(ask(quoted(opened(code), "hotels.occupancy"), "vs_plan"))
    assert said == f"{lead}{way} kế hoạch {amount} điểm phần trăm"


def test_tables_of_parts(opened: Open, tourism: Tourism) -> None:
    report = opened("2025-Q2")
    occupancy = report.book.catalogue["hotels.occupancy"]
    table = report.breakdown(occupancy, by="place", title="Công suất")
    assert [str(row.cells[0]) for row in table.rows] == [*PLACES, "Tính chung"]
    assert table.rows[-1].cells[1] == report.fact(occupancy)
    summed = report.breakdown(report.book.catalogue["hotels.sold"], by="place", title="Buồng")
    assert summed.rows[-1].cells[0] == "Tổng số"
    # By hand from the frame: rows with their ranks, the greatest first.
    frame = tourism.tables["hotels"]
    frame = frame[frame["month"].map(lambda day: (day.year, (day.month + 2) // 3) == (2025, 2))]
    sums = frame.groupby("hotel")[["sold", "available"]].sum()
    ranks = (sums["sold"] / sums["available"]).rank(ascending=False, method="min")
    ranked = report.ranked(occupancy, by="hotel", title="Cơ sở", top=3)
    listed = {str(row.cells[1]): int(str(row.cells[0])) for row in ranked.rows[:-1]}
    assert listed == {name: int(rank) for name, rank in ranks.items() if rank <= 3}
    assert list(listed.values()) == sorted(listed.values())
    # Nobody shall take the whole for the sum of the three above it.
    assert ranked.rows[-1].cells[1] == "Tính chung, kể cả phần không nêu ở trên"
    every = report.ranked(report.book.catalogue["hotels.sold"], by="place", title="A", top=4)
    assert every.rows[-1].cells[1] == "Tổng số"
    cross = report.cross_table(occupancy, "place", "stars", title="Công suất")
    assert [label for label, _ in cross.columns] == [
        "Địa bàn", "3 sao", "4 sao", "5 sao", "Tính chung",
    ]  # fmt: skip
    both = frame.groupby(["place", "stars"])[["sold", "available"]].sum()
    for row in cross.rows[:-1]:
        place = str(row.cells[0])
        for stars, cell in zip(("3 sao", "4 sao", "5 sao"), row.cells[1:4], strict=True):
            if (place, stars) not in both.index:
                assert cell == "-"
                continue
            one = both.loc[(place, stars)]
            assert float(cell.value) == pytest.approx(one["sold"] * 100 / one["available"])  # type: ignore[union-attr]
    assert cross.rows[-1].cells[-1] == report.fact(occupancy)


def test_ranks_of_equals_are_one(opened: Open) -> None:
    report = opened("2025-Q2")
    table = report.ranked(report.book.catalogue["hotels.median_price"], by="place", title="Giá")
    assert [str(row.cells[0]) for row in table.rows] == ["1", "1", "3", "3", ""]
    with pytest.raises(BuildError, match=r"top=5"):
        report.ranked(report.book.catalogue["hotels.sold"], by="place", title="A", top=0)


def test_everything_can_be_looked_at_in_the_lab(opened: Open) -> None:
    report = opened("2025-Q2")
    for key, measure in report.book.catalogue:
        shown = report.explore(measure)
        assert len(shown.sentences) > 5 and len(shown.history) == 4, key
    # A category that only one of two registers has divides neither.
    nights = report.explore(report.book.catalogue["hotels.nights"])
    assert not nights.breakdowns
    assert "Hạng" in report.explore(report.book.catalogue["hotels.occupancy"]).breakdowns


def test_a_chart_of_shares_is_refused_for_a_mean(opened: Open) -> None:
    report = opened("2025-Q2")
    with pytest.raises(BuildError, match="dùng bar_chart"):
        report.share_chart(report.book.catalogue["hotels.occupancy"], by="place")
    drawn = report.bar_chart(report.book.catalogue["hotels.occupancy"], by="place")
    assert "77,8%" in drawn.svg and "Cao nhất là Huyện Vân Đồn: 77,8%" in drawn.alt


def test_an_extreme_may_be_called_what_it_is(tmp_path: Path) -> None:
    """In a label of `largest` "cao nhất" is what is counted; of anything else it is a claim."""
    package = f"tourism_{tmp_path.name}"
    sound = write_office(tmp_path / "sound", f"{package}_sound").root
    assert command(sound, "check", "2025-Q2").returncode == 0
    root = write_office(tmp_path / "claims", package).root
    module = root / "lib" / package / "hotels.py"
    text = module.read_text(encoding="utf-8")
    text = text.replace('"Giá buồng trung vị"', '"Giá buồng cao nhất, theo trung vị"')
    module.write_text(text.replace('"Giá buồng cao nhất"', '"Giá buồng thấp nhất"'), "utf-8")
    said = command(root, "check", "2025-Q2")
    assert said.returncode == 1
    told = re.findall(r"\[NARRATIVE-08\] (.*)", said.stdout + said.stderr)
    assert [one.partition(":")[2] for one in told] == [' "cao nhất".', ' "thấp nhất".']
