"""``docs/declaring.md``: its programmes run, and its figures are those worked out by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baocao.core.periods import Period
from baocao.facts.book import FactBook
from baocao.facts.find import find
from baocao.workspace.workspace import Workspace
from support.small_offices import SETTINGS, put

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "declaring.md").read_text(encoding="utf-8")
FIGURES = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ", PAGE.partition("| Figure |")[2], re.MULTILINE)


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


def test_who_has_the_highest(book: FactBook) -> None:
    highest = book.catalogue["checks.highest"]
    assert book.holders(highest.sources[0], "place", Period.parse("2024-Q1")) == ("Hải Lăng",)
