"""The shelf lists every report as it is, whatever is built, issued, killed, damaged or gone."""

from __future__ import annotations

import errno
import itertools
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from lxml import html

from baocao.core.errors import ShelfError
from baocao.core.periods import Period
from baocao.review.shelf import after, pages, update, wanted
from baocao.review.shelf.copies import copy_for_readers
from baocao.review.shelf.small_lines import Point, drawn, earlier, later
from baocao.review.shelf.update import enter, rebuild
from baocao.review.shelf.words import words_of
from baocao.workspace.workspace import Workspace
from support.commands import command
from support.folders import contents
from support.shelves import fact, issued, put, report, seal
from support.small_offices import write_office


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    made = Workspace.load(write_office(tmp_path / "office", "travel"))
    made.outputs.mkdir()
    return made


def told(period: Period, received: int | None, solved: int | None = None) -> list[Any]:
    """The sections of a report: what was received, what was solved."""
    first = fact(period, "files.received", received, "Hồ sơ đất đai đã tiếp nhận")
    second = fact(period, "files.solved", solved, "Hồ sơ đã giải quyết")
    found = [("Tiếp nhận", "Trong kỳ đã tiếp nhận {0} hồ sơ đất đai.", [first])]
    if solved is not None:
        found.append(
            ("Giải quyết", "Trong đó {0} hồ sơ đã giải quyết. Không có quá hạn.", [second])
        )
    return found


def built(office: Workspace, code: str, received: int | None = 5, **how: Any) -> str:
    period = office.period(code)
    report(office.outputs, period, told(period, received, 3), **how)
    return code


def page(office: Workspace, name: str) -> Any:
    place = "index.html" if name == "index" else f"shelf/{name}.html"
    return html.fromstring((office.outputs / place).read_text(encoding="utf-8"))


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def codes(findings: Any) -> list[str]:
    return [finding.code for finding in findings]


def shelf(office: Workspace) -> dict[str, bytes]:
    """Every file of the shelf."""
    found = {f"shelf/{k}": v for k, v in contents(office.outputs / "shelf").items()}
    return {**found, "index.html": (office.outputs / "index.html").read_bytes()}


# ---------------------------------------------------------------- what is listed


def test_a_report_its_state_its_figures_and_its_documents(office: Workspace) -> None:
    built(office, "2023-Q2", 7)
    built(office, "2023-Q3", 12)
    assert rebuild(office) == (2, [])
    newest, before = page(office, "index").xpath("//article")
    assert text(newest.find("h3")) == "quý III/2023"
    assert text(newest.xpath(".//p[@class='state']")[0]) == "Chưa ban hành"
    figures = {text(d.find("dt")): text(d.find("dd/b")) for d in newest.xpath(".//dl/div")}
    assert figures == {"Hồ sơ đất đai đã tiếp nhận": "12 hồ sơ", "Hồ sơ đã giải quyết": "03 hồ sơ"}
    assert newest.xpath(".//svg/@aria-label")[0] == (
        "Qua các kỳ: quý II/2023: 07 hồ sơ; quý III/2023: 12 hồ sơ"
    )
    links = {text(a): a.get("href") for a in newest.xpath(".//ul[@class='docs']//a")}
    assert links == {"HTML": "2023-Q3/report.html", "Số liệu": "2023-Q3/facts.json"}
    # One period is no line.
    assert before.xpath(".//svg") == []
    row = page(office, "index").xpath("//tbody/tr")[0]
    assert [text(cell) for cell in row] == ["Năm 2023", "2", "2"]


def test_every_link_of_the_shelf_leads_to_a_file(office: Workspace) -> None:
    for code in ("2022-Q3", "2023-Q2", "2023-Q3", "2023", "2023-W07", "2023-01-01--2023-11-14"):
        built(office, code)
    period = office.period("2023-Q3")
    old = issued(office, 312, date(2023, 10, 5), period, told(period, 12))
    issued(office, 340, date(2023, 11, 20), period, told(period, 13), old.removeprefix("issued/"))
    assert rebuild(office)[1] == []
    count = 0
    for place in [office.outputs / "index.html", *office.outputs.glob("shelf/*/*.html")]:
        tree = html.fromstring(place.read_text(encoding="utf-8"))
        for link in tree.xpath("//*/@href | //*/@src"):
            name, _, anchor = link.partition("#")
            target = (place.parent / name).resolve() if name else place
            assert target.is_file(), (place, link)
            if anchor and target.suffix == ".html":
                assert html.parse(str(target)).xpath("//*[@id=$id]", id=anchor), (place, link)
            count += 1
    assert count > 60


def test_issued_and_replaced_reports_say_so_and_name_each_other(office: Workspace) -> None:
    period = office.period("2023-Q3")
    old = issued(office, 312, date(2023, 10, 5), period, told(period, 12))
    rebuild(office)
    state = page(office, "index").xpath("//article//p[@class='state']")[0]
    assert text(state) == "Đã ban hành: Báo cáo số 312/BC-SDL ngày 05/10/2023"
    new = issued(office, 340, date(2023, 11, 20), period, told(period, 13), old[len("issued/") :])
    built(office, "2023-Q3", 14)
    assert enter(office, new) == [] and enter(office, "2023-Q3") == []
    first, second, third = page(office, "periods/2023-Q3").xpath("//article")
    assert [text(one.find("h3")) for one in (first, second, third)] == [
        "Báo cáo số 340/BC-SDL ngày 20/11/2023",
        "Bản dựng",
        "Báo cáo số 312/BC-SDL ngày 05/10/2023",
    ]
    assert "Thay thế: Báo cáo số 312/BC-SDL ngày 05/10/2023" in text(first)
    assert "Lập lại, chưa ban hành" in text(second)
    assert text(third).startswith("Báo cáo số 312/BC-SDL ngày 05/10/2023 Kết quả giải quyết hồ sơ")
    assert "Được thay thế bằng: Báo cáo số 340/BC-SDL ngày 20/11/2023" in text(third)
    assert third.xpath(".//p/a/@href") == [f"../../{new}/report.html"]
    # What the period's figures are is what the report in force printed.
    assert text(page(office, "index").xpath("//article//dd/b")[0]) == "13 hồ sơ"


def test_a_draft_is_called_one(office: Workspace) -> None:
    built(office, "2023-Q3", draft=True)
    rebuild(office)
    assert text(page(office, "index").xpath("//article//p[@class='state']")[0]) == "Dự thảo"


@pytest.mark.parametrize(
    ("code", "before", "last_year"),
    [
        ("2023-Q1", "2022-Q4", "2022-Q1"),
        ("2023-9M", "2022-9M", "2022-9M"),
        ("2023-H2", "2023-H1", "2022-H2"),
        ("2023-H1", "2022-H2", "2022-H1"),
        ("2023-01", "2022-12", "2022-01"),
        ("2023-W01", "2022-W52", "2022-W01"),
        ("2023", "2022", "2022"),
        ("2023-02-01--2023-02-28", "2023-01-04--2023-01-31", "2022-02-01--2022-02-28"),
        ("2024-02-01--2024-02-29", "2024-01-03--2024-01-31", "2023-02-01--2023-02-28"),
    ],
)
@pytest.mark.parametrize("last", ["itself", "the one before", "that of last year"])
def test_a_period_leads_to_the_one_before_and_that_of_last_year(
    office: Workspace, code: str, before: str, last_year: str, last: str
) -> None:
    at_last = {"itself": code, "the one before": before, "that of last year": last_year}[last]
    order = [one for one in (code, before, last_year) if one != at_last] + [at_last]
    built(office, order[0])
    rebuild(office)
    for one in order[1:]:
        enter(office, built(office, one))
    links = page(office, f"periods/{code}").xpath(
        "//section[@aria-labelledby='lien-quan']//a/@href"
    )
    # A span is preceded by as many days, which nobody else calls a row of periods.
    assert links == [f"{before}.html", f"{last_year}.html"]


def test_what_has_no_report_is_said_to_have_none(office: Workspace) -> None:
    built(office, "2023-Q3")
    rebuild(office)
    related = page(office, "periods/2023-Q3").xpath("//section[@aria-labelledby='lien-quan']//dd")
    assert [text(one) for one in related] == [
        "quý II/2023: chưa có báo cáo",
        "quý III/2022: chưa có báo cáo",
    ]


# ---------------------------------------------------------------- figures


def test_a_figure_is_printed_as_in_facts_json(office: Workspace) -> None:
    period = office.period("2023-Q3")
    money = fact(
        period, "fees", 350_500_000, "Phí đã thu", text="350,5 triệu đồng", unit="đồng",
        status="preliminary",
    )  # fmt: skip
    cut = fact(period, "cut", 4, "Hồ sơ mới", provisional="2023-09-10", text="ước 04")
    part = fact(period, "files[Đông Hà]", 2, "Hồ sơ (Đông Hà)")
    change = fact(period, "files:change", 1, "Tăng, giảm")
    other = fact(office.period("2022-Q3"), "files", 8, "Hồ sơ")
    own = fact(period, "files", 9, "Hồ sơ")
    sections = [
        ("Phí", "Đã thu {0} phí.", [money]),
        ("Mới", "Có {0} hồ sơ mới.", [cut]),
        (
            "Hồ sơ",
            "Có {0} ở Đông Hà, thêm {1}, năm trước {2}, nay {3}.",
            [part, change, other, own],
        ),
        ("Trống", "Không phát sinh {0} hồ sơ.", [fact(period, "none", None, "Không có")]),
    ]
    report(office.outputs, period, sections)
    rebuild(office)
    headings = page(office, "periods/2023-Q3").xpath("//div[@class='figure']/h3")
    assert [text(one) for one in headings] == [
        "Phí đã thu: 350,5 triệu đồng (sơ bộ)",
        "Hồ sơ mới: ước 04 hồ sơ (mới đến hết ngày 10/9/2023)",
        "Hồ sơ: 09 hồ sơ",
    ]


def test_figures_without_a_neighbour_are_dots() -> None:
    values = (4.0, None, 2.0)
    points = [Point(str(n), str(n), value, value and str(value)) for n, value in enumerate(values)]
    line = drawn(points)
    assert (line.strokes, line.dots) == ((), ((2.0, 2.0), (98.0, 12.0)))


def test_a_small_line_breaks_where_a_period_has_no_report_and_starts_at_zero(
    office: Workspace,
) -> None:
    for code, value in (("2022-Q4", 20), ("2023-Q1", 10), ("2023-Q3", 0), ("2023-Q4", 40)):
        built(office, code, value)
    rebuild(office)
    figure = page(office, "periods/2023-Q4").xpath("//div[@class='figure']")[0]
    assert [text(one) for one in figure.xpath(".//thead//th")] == [
        "quý IV/2022", "quý I/2023", "quý II/2023", "quý III/2023", "quý IV/2023",
    ]  # fmt: skip
    assert [text(one) for one in figure.xpath(".//tbody//td")] == [
        "20 hồ sơ", "10 hồ sơ", "…", "0 hồ sơ", "40 hồ sơ",
    ]  # fmt: skip
    # 20 of 40 is half of the height of 20 above the foot at 22.
    assert figure.xpath(".//polyline/@points") == ["2.0,12.0 26.0,17.0", "74.0,22.0 98.0,2.0"]
    assert figure.xpath(".//circle/@cx") == ["98.0"]


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2023-03", "2022-08 2022-09 2022-10 2022-11 2022-12 2023-01 2023-02"),
        ("2023-H1", "2016-H1 2017-H1 2018-H1 2019-H1 2020-H1 2021-H1 2022-H1"),
        ("2023-9M", "2016-9M 2017-9M 2018-9M 2019-9M 2020-9M 2021-9M 2022-9M"),
        ("2023", "2016 2017 2018 2019 2020 2021 2022"),
        ("2021-W02", "2020-W48 2020-W49 2020-W50 2020-W51 2020-W52 2020-W53 2021-W01"),
        ("2023-01-01--2023-01-31", ""),
    ],
)
def test_a_line_goes_back_seven_periods_of_its_kind(
    office: Workspace, code: str, before: str
) -> None:
    at = office.period(code)
    found = earlier(at)
    assert [str(one) for one in found] == before.split()
    assert all(at in later(one) for one in found)


def test_an_incomplete_period_is_on_no_line(office: Workspace) -> None:
    built(office, "2023-Q2", 30)
    built(office, "2023-Q3", 31)
    period = office.period("2023-Q4")
    cut = fact(period, "files.received", 2, "Hồ sơ", provisional="2023-11-14")
    report(office.outputs, period, [("Tiếp nhận", "Mới có {0} hồ sơ.", [cut])])
    rebuild(office)
    figure = page(office, "periods/2023-Q4").xpath("//div[@class='figure']")[0]
    assert [text(one) for one in figure.xpath(".//tbody//td")] == ["30 hồ sơ", "31 hồ sơ", "…"]


# ---------------------------------------------------------------- one more is the same as all anew


YEARS = ("2021-Q4", "2022-Q4", "2023-Q1", "2023-Q4", "2023", "2022")


@pytest.mark.parametrize("order", [0, 1, 250, 500, 719])
def test_entering_one_by_one_in_any_order_gives_the_same_files(
    office: Workspace, order: int
) -> None:
    codes = next(itertools.islice(itertools.permutations(YEARS), order, None))
    period = office.period("2023-Q4")
    old = issued(office, 12, date(2024, 1, 5), period, told(period, 8))
    new = issued(office, 15, date(2024, 1, 9), period, told(period, 9), old[len("issued/") :])
    rebuild(office)
    for place in [*codes[:3], new, *codes[3:], old]:
        if "/" not in place:
            built(office, place, int(place[3]))
        assert enter(office, place) == []
    one_by_one = shelf(office)
    assert rebuild(office) == (8, [])
    assert shelf(office) == one_by_one


def test_a_report_that_is_gone_goes_from_the_shelf(office: Workspace) -> None:
    for code in ("2022-Q3", "2023-Q2", "2023-Q3"):
        built(office, code)
    rebuild(office)
    before = shelf(office)
    enter(office, built(office, "2021"))
    shutil.rmtree(office.outputs / "2021")
    enter(office, "2021")
    assert shelf(office) == before
    shutil.rmtree(office.outputs / "2022-Q3")
    assert rebuild(office) == (2, [])
    assert not [name for name in shelf(office) if "2022" in name]
    assert "quý III/2022: chưa có báo cáo" in text(page(office, "periods/2023-Q3"))


def test_a_report_that_is_built_anew_is_shown_anew(office: Workspace) -> None:
    built(office, "2023-Q3", 12)
    rebuild(office)
    enter(office, built(office, "2023-Q3", 13))
    once = shelf(office)
    assert b"13 h" in once["index.html"] and b"12 h" not in once["index.html"]
    assert "13" in words_of(once["shelf/text/2023-Q3.js"].decode())
    assert '"12"' not in once["shelf/words/2023.js"].decode()
    enter(office, "2023-Q3")
    assert shelf(office) == once


def test_without_a_shelf_the_first_report_brings_all(office: Workspace) -> None:
    built(office, "2023-Q2")
    built(office, "2023-Q3")
    assert enter(office, "2023-Q3") == []
    assert len(page(office, "index").xpath("//article")) == 2
    # Nor with that of a version with other files.
    built(office, "2023-Q1")
    (office.outputs / "shelf" / "kept" / "about.json").write_text('{"format": 0}')
    enter(office, "2023-Q3")
    assert len(page(office, "index").xpath("//article")) == 3


class Opened:
    """The files below a folder that this process opens, while they are watched."""

    def __init__(self) -> None:
        self.below: str | None = None
        self.names: set[str] = set()
        sys.addaudithook(self.hear)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.below and event in ("open", "os.listdir", "os.scandir"):
            path = str(arguments[0])
            if path.startswith(self.below):
                self.names.add(path.removeprefix(self.below))

    @contextmanager
    def watched(self, folder: Path) -> Iterator[set[str]]:
        self.names, self.below = set(), f"{folder}/"
        try:
            yield self.names
        finally:
            self.below = None


OPENED = Opened()


def test_one_more_report_opens_no_more_files_among_many_than_among_few(office: Workspace) -> None:
    """The files of its own year, and those of the quarters before that the small lines go over."""
    found = []
    for first in (2018, 2013):
        for year in range(first, 2023):
            for quarter in range(1, 5):
                built(office, f"{year}-Q{quarter}")
        for quarter in range(1, 3):
            built(office, f"2023-Q{quarter}")
        shutil.rmtree(office.outputs / "2023-Q3", ignore_errors=True)
        rebuild(office)
        built(office, "2023-Q3")
        with OPENED.watched(office.outputs) as names:
            assert enter(office, "2023-Q3") == []
        found.append(set(names))
    few, many = found
    assert many == few
    assert not [name for name in many if re.search(r"201[0-8]", name)]
    assert len(many) < 60


# ---------------------------------------------------------------- two at once, and one killed


def test_builds_that_end_at_once_are_all_entered(office: Workspace) -> None:
    built(office, "2022")
    rebuild(office)
    places = [built(office, f"2023-{month:02}") for month in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda place: enter(office, place), places))
    assert found == [[]] * 8
    one_by_one = shelf(office)
    assert rebuild(office) == (9, [])
    assert shelf(office) == one_by_one


class Killed(BaseException):
    """Ends what runs as a kill does: nothing is told or tidied by the code."""


STEPS = ["write_year", "write_period", "write_index"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("what", ["one", "all"])
def test_a_kill_leaves_the_old_page_and_the_next_report_brings_both(
    office: Workspace, monkeypatch: pytest.MonkeyPatch, step: str, what: str
) -> None:
    built(office, "2023-Q1")
    rebuild(office)
    before = (office.outputs / "index.html").read_bytes()

    def kill(*_: object) -> None:
        raise Killed

    built(office, "2023-Q2")
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(pages, step, kill)
        enter(office, "2023-Q2") if what == "one" else rebuild(office)
    assert (office.outputs / "index.html").read_bytes() == before
    built(office, "2023-Q3")
    # What was to be entered is known still; all anew is for whoever asks for it again.
    enter(office, "2023-Q3") if what == "one" else rebuild(office)
    found = [text(one) for one in page(office, "index").xpath("//article/h3")]
    assert found == ["quý III/2023", "quý II/2023", "quý I/2023"]
    one_by_one = shelf(office)
    rebuild(office)
    assert shelf(office) == one_by_one


def test_what_waits_too_long_is_entered_by_the_next(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(office, "2023-Q1")
    rebuild(office)
    monkeypatch.setattr(wanted, "_PATIENCE_SECONDS", 0.1)
    with FileLock(office.outputs / ".shelf" / "lock"):
        (busy,) = enter(office, built(office, "2023-Q2"))
    assert str(busy) == (
        "[SHELF-01] Danh mục báo cáo chưa được ghi.\n"
        "  Ở đâu:    outputs/.shelf/lock\n"
        "  Đang có:  một tiến trình khác đang ghi danh mục\n"
        "  Cách sửa: chờ tiến trình kia xong; lệnh sau sẽ ghi tiếp, hoặc chạy baocao shelf"
    )
    enter(office, built(office, "2023-Q3"))
    assert len(page(office, "index").xpath("//article")) == 3


# ---------------------------------------------------------------- faults


def test_a_full_disk_is_told_and_leaves_the_report_and_the_page(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(office, "2023-Q1")
    rebuild(office)
    before, folder = shelf(office), built(office, "2023-Q2")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(office.outputs / "x"))

    with monkeypatch.context() as patched:
        patched.setattr(update, "write_text", full)
        (found,) = enter(office, folder)
    assert found.code == "SHELF-01" and found.found == "đĩa đầy"
    assert shelf(office) == before


def test_a_fault_of_the_shelf_itself_is_told_too(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(office, "2023-Q1")
    rebuild(office)
    (office.outputs / "shelf" / "kept" / "2023" / "2023-Q1.json").write_text("{")
    (found,) = enter(office, built(office, "2023-Q2"))
    assert found.code == "SHELF-01" and found.found.startswith("JSONDecodeError")
    assert rebuild(office) == (2, [])


@pytest.mark.parametrize("name", ["report.html", "facts.json", "report.ipynb", "manifest.json"])
def test_a_report_that_was_edited_is_listed_without_figures(office: Workspace, name: str) -> None:
    folder = office.outputs / built(office, "2023-Q3", 12)
    # The same text with another figure.
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace("12", "13") + " ", encoding="utf-8")
    if name == "manifest.json":
        path.write_text("{")
    count, findings = rebuild(office)
    assert count == 1 and codes(findings) == ["SHELF-03"]
    assert str(findings[0]).startswith(
        "[SHELF-03] Danh mục không nêu số liệu của một báo cáo đã bị sửa sau khi lập.\n"
        "  Ở đâu:    outputs/2023-Q3\n"
    )
    article = page(office, "index").xpath("//article")[0]
    assert "Không còn nguyên vẹn" in text(article)
    assert article.xpath(".//dl | .//ul[@class='docs']") == []
    assert not (office.outputs / "shelf" / "text" / "2023-Q3.js").exists()
    enter(office, built(office, "2023-Q3", 12))
    assert "12 hồ sơ" in text(page(office, "index").xpath("//article")[0])


def test_what_a_damaged_report_replaced_is_replaced(office: Workspace) -> None:
    period = office.period("2023-Q3")
    old = issued(office, 312, date(2023, 10, 5), period, told(period, 12))
    new = issued(office, 340, date(2023, 11, 20), period, told(period, 13), old[len("issued/") :])
    (office.outputs / new / "more.txt").write_text("x")
    assert codes(rebuild(office)[1]) == ["SHELF-03"]
    states = page(office, "periods/2023-Q3").xpath("//article/p[@class='state']/strong")
    assert [text(one) for one in states] == ["Đã được thay thế", "Không còn nguyên vẹn"]
    # A copy of a report that nobody issued replaces nothing.
    shutil.copytree(office.outputs / new, office.issued / "2023" / "0350-BC-SDL")
    shutil.rmtree(office.outputs / new)
    assert codes(rebuild(office)[1]) == ["SHELF-03", "SHELF-03"]


def change(issued: Path) -> None:
    (issued / "2023/0312-BC-SDL/more.txt").write_text("x")


def delete(issued: Path) -> None:
    shutil.rmtree(issued / "2023/0312-BC-SDL")


def cut_the_index(issued: Path) -> None:
    (issued / "index.jsonl").write_bytes(b"")


def lose_the_index(issued: Path) -> None:
    (issued / "index.jsonl").unlink()
    (issued.parents[1] / "issued.json").unlink()


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (change, "thêm vào: more.txt"),
        # What was issued was issued, whatever became of it.
        (delete, "không còn thư mục"),
        (cut_the_index, "index.jsonl không còn nguyên vẹn hoặc không khớp issued.json"),
        (lose_the_index, "index.jsonl không ghi báo cáo này"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_an_issued_report_that_is_not_as_it_was_is_not_quoted(
    office: Workspace, harm: Callable[[Path], None], found: str
) -> None:
    period = office.period("2023-Q3")
    issued(office, 312, date(2023, 10, 5), period, told(period, 12))
    harm(office.issued)
    count, findings = rebuild(office)
    assert count == 1 and codes(findings) == ["SHELF-03"] and findings[0].found == found
    article = page(office, "index").xpath("//article")[0]
    state = f"Không còn nguyên vẹn: Báo cáo số 312/BC-SDL ngày 05/10/2023: {found}"
    assert text(article.xpath(".//p[@class='state']")[0]) == state
    assert article.xpath(".//dl | .//ul[@class='docs']") == []


def test_figures_that_differ_between_the_two_files_are_no_figures(office: Workspace) -> None:
    folder = office.outputs / built(office, "2023-Q3", 12)
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    facts["facts"][0]["text"] = "13"
    put(folder, "facts.json", json.dumps(facts))
    seal(folder)
    (found,) = rebuild(office)[1]
    assert found.code == "SHELF-03" and "files.received@2023-Q3 khác nhau" in found.found


@pytest.mark.parametrize("name", ["2023-Q3 - Copy", "2023-q3", "2023-Q2"])
def test_a_folder_that_is_not_named_after_its_period_is_told(office: Workspace, name: str) -> None:
    built(office, "2023-Q3", folder=office.outputs / name)
    count, findings = rebuild(office)
    assert count == 0 and codes(findings) == ["SHELF-02"]
    assert str(findings[0]).startswith(
        f"[SHELF-02] Thư mục không đưa vào danh mục báo cáo được.\n  Ở đâu:    outputs/{name}\n"
    )


def test_what_is_no_report_is_passed_over(office: Workspace) -> None:
    built(office, "2023-Q3")
    (office.outputs / "2023-Q2.failed").mkdir()
    (office.outputs / "README.md").write_text("x")
    (office.outputs / ".2023-Q1.new").mkdir()
    (office.outputs / "2023-Q4").symlink_to(office.outputs / "2023-Q3")
    assert rebuild(office) == (1, [])


@pytest.mark.parametrize("name", ["index.html", "shelf"])
def test_nothing_is_written_over_what_is_somebody_elses(office: Workspace, name: str) -> None:
    built(office, "2023-Q3")
    place = office.outputs / name
    if name == "shelf":
        place.mkdir()
        (place / "mine.txt").write_text("của tôi")
    else:
        place.write_text("của tôi", encoding="utf-8")
    before = contents(office.outputs)
    for findings in (enter(office, "2023-Q3"), rebuild(office)[1]):
        assert str(findings[0]) == (
            "[SHELF-05] Chỗ của trang danh mục đã có thứ khác.\n"
            f"  Ở đâu:    outputs/{name}\n"
            "  Cách sửa: đổi tên hoặc chuyển đi nơi khác, rồi chạy baocao shelf"
        )
    after = {n: b for n, b in contents(office.outputs).items() if not n.startswith(".shelf")}
    assert after == before


# ---------------------------------------------------------------- text of reports in pages


def test_what_a_report_says_is_text_on_every_page(office: Workspace) -> None:
    hostile = "</script><script>alert(1)</script> \u2028 & <b>"
    period = office.period("2023-Q3")
    own = fact(period, "x", 1, hostile, unit=hostile)
    report(office.outputs, period, [(hostile, "Có {0} và </script>.", [own])], title=hostile)
    assert rebuild(office) == (1, [])
    for name, body in shelf(office).items():
        if name.endswith((".html", ".js")) and not name.endswith("shelf.js"):
            assert b"<script>" not in body and b"<b>Nguy" not in body, name
    for name in ("text/2023-Q3", "words/2023"):
        assert b"<" not in shelf(office)[f"shelf/{name}.js"]
    assert enter(office, "2023-Q3") == []


# ---------------------------------------------------------------- commands


def test_the_command_makes_the_page_anew_and_tells_what_it_leaves_out(office: Workspace) -> None:
    built(office, "2023-Q3")
    done = command(office.root, "shelf")
    assert (done.returncode, done.stdout) == (0, "1 báo cáo: outputs/index.html\n"), done.stderr
    built(office, "2023-Q2", folder=office.outputs / "copy")
    done = command(office.root, "shelf")
    assert done.returncode == 1 and "[SHELF-02]" in done.stderr


def test_another_folder_of_outputs_has_a_shelf_of_its_own(
    office: Workspace, tmp_path: Path
) -> None:
    period = office.period("2023-Q3")
    issued(office, 312, date(2023, 10, 5), period, told(period, 12))
    elsewhere = Workspace.load(office.root, tmp_path / "elsewhere")
    elsewhere.outputs.mkdir()
    built(elsewhere, "2023-Q3")
    assert rebuild(elsewhere) == (1, [])
    assert after.put_on_shelf(elsewhere, office.outputs / "issued" / "2023" / "x") == []
    assert not (office.outputs / "index.html").exists()


# ---------------------------------------------------------------- a copy for readers


def test_a_copy_has_what_readers_open_and_nothing_else(office: Workspace, tmp_path: Path) -> None:
    period = office.period("2023-Q3")
    place = issued(office, 312, date(2023, 10, 5), period, told(period, 12))
    built(office, "2023-Q2")
    put(office.outputs / built(office, "2023-Q1"), "report.html", "đã bị sửa")
    target = tmp_path / "www"
    done = command(office.root, "shelf", "--copy", str(target))
    assert done.returncode == 1 and "[SHELF-03]" in done.stderr
    made = contents(target)
    assert done.stdout.endswith(f"{target}: chép {len(made)} tệp, bỏ 0 tệp\n")
    assert {name for name in made if not name.startswith("shelf/")} == {
        "index.html", "2023-Q2/report.html", "2023-Q2/facts.json",
        f"{place}/report.html", f"{place}/facts.json",
    }  # fmt: skip
    assert {name.split("/")[1] for name in made if name.startswith("shelf/")} == {
        "periods", "years", "words", "text", "shelf.css", "shelf.js",
    }  # fmt: skip
    assert all(body == (office.outputs / name).read_bytes() for name, body in made.items())


def test_a_copy_is_brought_up_to_date_and_leaves_other_files(
    office: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "www"
    built(office, "2023-Q1")
    built(office, "2023-Q2")
    rebuild(office)
    copy_for_readers(office, target)
    put(target, "robots.txt", "của máy chủ")
    assert copy_for_readers(office, target) == (0, 0)
    # Pages that are written anew and say the same are no new files.
    rebuild(office)
    assert copy_for_readers(office, target) == (0, 0)
    shutil.rmtree(office.outputs / "2023-Q1")
    enter(office, "2023-Q1")
    copied, removed = copy_for_readers(office, target)
    # Two documents, the page of the period, the lines for the search.
    assert removed == 4 and copied == 4
    assert not (target / "2023-Q1").exists() and (target / "robots.txt").exists()
    assert {n: b for n, b in contents(target).items() if n != "robots.txt"} == {
        n: (office.outputs / n).read_bytes() for n in contents(target) if n != "robots.txt"
    }


@pytest.mark.parametrize("where", ["outputs", "outputs/www", ".", "other"])
def test_no_copy_goes_where_something_else_is(office: Workspace, where: str) -> None:
    built(office, "2023-Q1")
    rebuild(office)
    target = office.root / where
    if where == "other":
        target.mkdir()
        put(target, "mine.txt", "của tôi")
    before = contents(office.root)
    with pytest.raises(ShelfError) as raised:
        copy_for_readers(office, target)
    found = "đã có thứ khác" if where == "other" else "nằm chung với outputs"
    assert str(raised.value) == (
        "[SHELF-06] Không chép danh mục vào thư mục này được.\n"
        f"  Ở đâu:    {target.resolve()}\n"
        f"  Đang có:  {found}\n"
        "  Cách sửa: ghi tên một thư mục chưa có, hoặc một bản chép trước của danh mục này"
    )
    assert contents(office.root) == before
