"""``docs/declaring.md``: its programmes run, and its figures are those worked out by hand."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from baocao import open_report
from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.find import find
from baocao.notebook.report import Report
from baocao.workspace.workspace import Workspace
from support.small_offices import SETTINGS, put

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "declaring.md").read_text(encoding="utf-8")
FIGURES = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ", PAGE.partition("| Figure |")[2], re.MULTILINE)

REPORT = PAGE.partition("## What a report offers")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> FactBook:
    root = tmp_path_factory.mktemp("town")
    for text in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        put(root / text.partition("\n")[0].removeprefix("# "), text)
    put(root / "lib" / "town" / "__init__.py", '"""A town."""\n')
    tables = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    for name, text in zip(("checks", "rooms"), tables, strict=True):
        put(root / "data" / "registers" / f"{name}.csv", text)
    settings = SETTINGS.format(package="town").replace("2023-12-31", "2024-03-31")
    put(root / "report.toml", settings)
    return FactBook(Workspace.load(root))


def test_the_page_has_figures() -> None:
    assert len(FIGURES) == 12


@pytest.mark.parametrize(("identity", "text"), FIGURES)
def test_a_figure_worked_out_by_hand(identity: str, text: str, book: FactBook) -> None:
    assert find(book, identity, Period.parse("2024-Q1")).text == text.strip()


def test_the_page_tells_all_that_a_report_offers() -> None:
    told = dict(re.findall(r"^\| `(\w+)(?:\(…\))?` \| (.+) \|$", REPORT, re.MULTILINE))
    offered = {
        name: (inspect.getdoc(getattr(Report, name)) or "").partition("\n")[0]
        for name, member in inspect.getmembers_static(Report)
        if not name.startswith("_") and not isinstance(member, classmethod)
    }
    roles = {name: re.sub(r":\w+:`(\w+)`", r"`\1`", line) for name, line in offered.items()}
    assert told == {name: line.replace("``", "`") for name, line in roles.items()}


def test_a_report_is_opened_outside_of_notebooks(book: FactBook) -> None:
    report = open_report("2024-Q1", workspace=book.workspace.root)
    rooms = report.modules["rooms"]
    assert report.fact(rooms.occupancy).text == "55,6%"
    prose = "Công suất buồng là {{ rooms.occupancy }}."
    said = report.narrate(prose, {"rooms": rooms})
    assert said.markdown.replace("\\", "") == "Công suất buồng là 55,6%."


def test_who_has_the_highest(book: FactBook) -> None:
    highest = book.catalogue["checks.highest"]
    assert book.holders(highest.sources[0], "place", Period.parse("2024-Q1")) == ("Hải Lăng",)
