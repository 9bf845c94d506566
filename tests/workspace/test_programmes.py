"""A workspace's own programmes are used, and never another's."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from baocao.core.errors import IndicatorError, WorkspaceError
from baocao.facts.book import FactBook
from baocao.facts.catalogue import Catalogue
from baocao.run.build import build
from baocao.workspace.manifest import code_files, inputs, packages
from baocao.workspace.programmes import load_programmes, programmes_folder
from baocao.workspace.workspace import Workspace
from support.processes import finished
from support.small_offices import write_office

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("other_programmes")


@pytest.fixture
def search_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """The import path, to put folders on for a while."""
    before = list(sys.path)
    yield sys.path
    sys.path[:] = [place for place in sys.path if place in before or "lib" in place]


def label(workspace: Workspace) -> str:
    return Catalogue(workspace)["visits.guests"].label


def test_two_workspaces_with_a_package_of_one_name_do_not_mix(tmp_path: Path) -> None:
    one = Workspace.load(write_office(tmp_path / "one", label="Khách một"))
    two = Workspace.load(write_office(tmp_path / "two", label="Khách hai"))
    book = FactBook(one)
    first = importlib.import_module("dost.visits")
    assert label(two) == "Khách hai"
    assert importlib.import_module("dost.visits") is not first
    assert label(one) == "Khách một"
    # The same objects as before: a book that is kept still knows them.
    assert importlib.import_module("dost.visits") is first
    assert book.fact(first.guests, one.period("2023")).value == 42
    ours = load_programmes(Workspace.load(ROOT))
    assert "visits" not in ours and ours["ocop"] is importlib.import_module("dost.ocop")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("dost.visits")


def test_what_lies_beside_the_programmes_does_not_mix_either(tmp_path: Path) -> None:
    offices = []
    for name in ("one", "two"):
        root = write_office(tmp_path / name)
        (root / "lib" / "shared_words.py").write_text(f"LABEL = {name!r}\n", encoding="utf-8")
        module = root / "lib" / "dost" / "visits.py"
        text = module.read_text(encoding="utf-8")
        text = text.replace('"Lượt khách"', "shared_words.LABEL")
        module.write_text(f"import shared_words\n{text}", encoding="utf-8")
        offices.append(Workspace.load(root))
    assert [label(office) for office in (*offices, *offices)] == ["one", "two", "one", "two"]
    load_programmes(Workspace.load(ROOT))
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("shared_words")
    # Both are part of what a report is made from.
    assert set(packages(offices[0])) == {"baocao", "dost", "shared_words.py"}
    assert {"dost/visits.py", "shared_words.py"} <= inputs(offices[0]).keys()


def test_an_installed_package_of_the_name_loses(tmp_path: Path, search_path: list[str]) -> None:
    stale = tmp_path / "installed" / "dost"
    stale.mkdir(parents=True)
    (stale / "__init__.py").write_text("raise RuntimeError('stale')\n", encoding="utf-8")
    search_path.insert(0, str(stale.parent))
    office = Workspace.load(write_office(tmp_path / "office", label="Khách của ta"))
    assert label(office) == "Khách của ta"
    # Even when somebody puts his own folder first once more.
    search_path.insert(0, str(stale.parent))
    assert label(office) == "Khách của ta"
    assert importlib.import_module("dost.visits").__file__ == str(office.lib / "dost" / "visits.py")
    assert code_files(office)["dost/visits.py"] == office.lib / "dost" / "visits.py"


def test_a_workspace_without_lib_takes_an_installed_package_and_no_other_workspaces(
    tmp_path: Path, search_path: list[str]
) -> None:
    other = Workspace.load(write_office(tmp_path / "other", package="visitors"))
    bare = write_office(tmp_path / "bare", package="visitors")
    installed = tmp_path / "installed"
    (bare / "lib").rename(installed)
    workspace = Workspace.load(bare)
    assert label(other) == "Lượt khách"
    # That one is open, and its lib/ first on the import path: it is not ours to use.
    with pytest.raises(WorkspaceError, match="WORKSPACE-07"):
        programmes_folder(workspace)
    search_path.append(str(installed))
    assert label(workspace) == "Lượt khách"
    assert importlib.import_module("visitors.visits").__file__ == str(
        installed / "visitors" / "visits.py"
    )
    assert code_files(workspace)["visitors/visits.py"] == installed / "visitors" / "visits.py"


def test_no_compiled_files_are_left_in_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    office = write_office(tmp_path / "office")
    load_programmes(Workspace.load(office))
    assert not sys.dont_write_bytecode
    assert not list(office.rglob("*.pyc"))


def test_a_toolkit_in_a_workspace_is_not_used(tmp_path: Path) -> None:
    office = write_office(tmp_path / "office")
    copied = office / "lib" / "baocao"
    copied.mkdir()
    (copied / "__init__.py").write_text("raise RuntimeError('copied')\n", encoding="utf-8")
    workspace = Workspace.load(office)
    assert label(workspace) == "Lượt khách"
    assert "baocao/__init__.py" in code_files(workspace)
    assert code_files(workspace)["baocao/__init__.py"] != copied / "__init__.py"


SCRIPT = """
from baocao import open_report
from dost import visits
report = open_report({period!r})
print(report.fact(visits.guests).value)
"""


@pytest.mark.parametrize("place", [".", "notebooks", "data/registers"])
def test_a_script_imports_the_programmes_of_the_workspace_around_it(
    tmp_path: Path, place: str
) -> None:
    office = write_office(tmp_path / "office")
    done = finished([sys.executable, "-c", SCRIPT.format(period="2023-Q3")], cwd=office / place)
    assert (done.returncode, done.stdout) == (0, "12\n"), done.stderr


def test_an_office_whose_programmes_lie_behind_a_link(tmp_path: Path) -> None:
    one = write_office(tmp_path / "one", label="Khách một")
    two = write_office(tmp_path / "two", label="Khách hai")
    shutil.rmtree(two / "lib" / "dost")
    (two / "lib" / "dost").symlink_to(one / "lib" / "dost")
    book = FactBook(Workspace.load(two))
    visits = importlib.import_module("dost.visits")
    assert book.fact(visits.guests, book.workspace.period("2023")).value == 42
    shutil.rmtree(two / "lib")
    (two / "lib").symlink_to(one / "lib")
    assert label(Workspace.load(two)) == "Khách một"


def test_an_indicator_of_another_office_is_refused(tmp_path: Path) -> None:
    one = Workspace.load(write_office(tmp_path / "one", label="Khách một"))
    two = Workspace.load(write_office(tmp_path / "two", label="Khách hai"))
    FactBook(one)
    strange = importlib.import_module("dost.visits").guests
    with pytest.raises(IndicatorError) as caught:
        FactBook(two).fact(strange, two.period("2023"))
    assert str(caught.value) == (
        "[INDICATOR-09] Chỉ tiêu không thuộc các chương trình của báo cáo này.\n"
        "  Ở đâu:    lib/dost\n"
        "  Đang có:  Khách một\n"
        "  Cách sửa: mở báo cáo của đúng cơ quan khai báo chỉ tiêu ấy, hoặc chạy lại ô đầu"
    )


@pytest.mark.slow
def test_two_threads_build_for_two_offices(tmp_path: Path) -> None:
    offices = {
        name: Workspace.load(write_office(tmp_path / name, label=f"Khách {name}"))
        for name in ("một", "hai")
    }
    before = dict(os.environ)
    with ThreadPoolExecutor(len(offices)) as pool:
        made = list(pool.map(lambda one: build(one, one.period("2023"), ()), offices.values()))
    assert dict(os.environ) == before
    for name, built in zip(offices, made, strict=True):
        assert built.folder.is_relative_to(tmp_path / name)
        facts = json.loads((built.folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        assert {fact["label"] for fact in facts} == {f"Khách {name}"}
