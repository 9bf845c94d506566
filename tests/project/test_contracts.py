"""What people and scripts outside the code rely on."""

from __future__ import annotations

import ast
import asyncio
import hashlib
import importlib
import inspect
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from jupyter_client.manager import AsyncKernelManager

import baocao
from baocao.document.read import read_model
from baocao.facts.catalogue import Catalogue
from baocao.run.check import notebook_faults
from baocao.workspace.workspace import Workspace
from support import odd_notebooks
from support.commands import command
from support.processes import finished

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(baocao.__path__, "baocao.")
    if not module.name.startswith("baocao.document.formats.templates")
)


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return finished(
        [str(BIN / command[0]), *command[1:]], cwd=cwd, env={**os.environ, **environment}
    )


# ---------------------------------------------------------------- code


def test_imports_run_one_way() -> None:
    done = run("lint-imports", "--no-cache")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_it_is_and_names_what_it_offers(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    offered = getattr(module, "__all__", [])
    if name not in {"baocao.cli", "baocao.document.formats"}:
        assert offered == sorted(offered, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    for item in offered:
        assert hasattr(module, item), item
        value = getattr(module, item)
        if inspect.isfunction(value) or inspect.isclass(value):
            assert inspect.getdoc(value), item


def test_the_command_starts_without_pandas() -> None:
    script = (
        "import sys, baocao.cli; print([m for m in ('pandas', 'nbformat') if m in sys.modules])"
    )
    assert run("python", "-c", script).stdout.strip() == "[]"


def test_importing_the_toolkit_imports_nothing_heavy() -> None:
    script = "import sys, baocao; dir(baocao); print(sorted(sys.modules))"
    loaded = ast.literal_eval(run("python", "-c", script).stdout)
    assert [name for name in loaded if name.partition(".")[0] == "baocao"] == ["baocao"]


def test_the_public_names_are_all_there_and_those_of_their_homes() -> None:
    order = sorted(baocao.__all__, key=lambda name: (not name[0].isupper(), name))
    assert baocao.__all__ == order and len(set(order)) == len(order)
    assert baocao._HOMES.keys() == set(order)
    tree = ast.parse(inspect.getsource(baocao))
    typed = {
        (alias.name, node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("baocao.")
        for alias in node.names
    }
    assert typed == set(baocao._HOMES.items())
    for name, home in baocao._HOMES.items():
        value = getattr(baocao, name)
        assert value is getattr(importlib.import_module(home), name)
        assert value.__module__ == home, "a second way to name it"
        assert inspect.getdoc(value) and name in dir(baocao)
    with pytest.raises(AttributeError, match="no attribute 'FactBook'"):
        _ = baocao.FactBook


OF_AN_OFFICE = [
    *sorted((ROOT / "lib" / "dost").rglob("*.py")),
    *sorted((ROOT / "bench" / "office" / "lib").rglob("*.py")),
    *NOTEBOOKS,
    *sorted((ROOT / "bench" / "office" / "notebooks").glob("*.ipynb")),
]


def sources(path: Path) -> Iterator[str]:
    if path.suffix == ".py":
        yield path.read_text(encoding="utf-8")
        return
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and not cell.source.startswith("%%"):
            yield cell.source


def test_offices_import_the_public_names_and_nothing_else() -> None:
    used: dict[str, set[str]] = {}
    for path in OF_AN_OFFICE:
        for node in (n for source in sources(path) for n in ast.walk(ast.parse(source))):
            if isinstance(node, ast.Import):
                used.setdefault(path.suffix, set()).update(
                    alias.name for alias in node.names if alias.name.startswith("baocao")
                )
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("baocao"):
                assert node.module == "baocao", (path, node.lineno)
                used.setdefault(path.suffix, set()).update(alias.name for alias in node.names)
    assert used == {
        ".py": {
            *("Column", "Derived", "Indicator", "Ratio", "Register"),
            *("distinct", "largest", "mean", "total"),
        },
        ".ipynb": {"open_report"},
    }
    assert set().union(*used.values()) <= set(baocao.__all__)


def test_every_indicator_says_what_it_counts() -> None:
    catalogue = dict(Catalogue(Workspace.load(ROOT)))
    assert len(catalogue) > 35
    for key, measure in catalogue.items():
        assert measure.label[:1].isupper() and len(measure.label) > 8, key
        assert measure.unit, key


# ---------------------------------------------------------------- notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_thin(path: Path) -> None:
    assert list(notebook_faults(nbformat.read(path, as_version=4), path.name)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_begins_in_the_same_way(path: Path) -> None:
    title, parameters, opening, *_ = nbformat.read(path, as_version=4).cells
    assert title.cell_type == "markdown" and title.source.startswith("# ")
    assert parameters.metadata["tags"] == ["parameters"]
    assert re.fullmatch(r'period = "2023"  # .+', parameters.source)
    assert opening.source.splitlines()[0] == "from baocao import open_report"
    assert opening.source.endswith("report = open_report(period)")
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and not cell.source.startswith("%%"):
            texts = [
                n.value for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Constant)
            ]
            assert not any("/" in text or "\\" in text for text in texts if isinstance(text, str))


def facts(notebook: Path) -> list[tuple[str, str, str | None, str]]:
    model = read_model(nbformat.read(notebook, as_version=4))
    return [(f.id, f.period, f.value, f.text) for f in model.facts]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook as the command of plain papermill executes it; a year arrives as a number."""
    target = tmp_path_factory.mktemp("plain") / "ocop.ipynb"
    done = run("papermill", "notebooks/ocop.ipynb", str(target), "-p", "period", "2023")
    assert done.returncode == 0, done.stderr
    return target


def test_plain_papermill_gives_the_same_facts(plain: Path, reports: Any) -> None:
    here = facts(plain)
    assert here == facts(reports("2023") / "sections" / plain.name)
    assert len(here) > 3


class StockKernel(AsyncKernelManager):
    """The kernel that plain papermill would start, kept for the next notebook."""

    def __init__(self) -> None:
        super().__init__(kernel_name="python3")
        self.clients: list[Any] = []

    def client(self, **how: Any) -> Any:
        self.clients.append(super().client(**how))
        return self.clients[-1]

    def execute(self, *asked: object) -> None:
        try:
            papermill.execute_notebook(*asked, km=self, progress_bar=False)
        finally:
            # A kernel that papermill was given is no business of its, nor are its clients.
            while self.clients:
                self.clients.pop().stop_channels()


@pytest.fixture
def stock_kernel() -> Iterator[StockKernel]:
    manager = StockKernel()
    yield manager
    asyncio.run(manager.shutdown_kernel(now=True))


@pytest.mark.office
@pytest.mark.torture
def test_so_it_does_for_every_notebook(
    reports: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stock_kernel: StockKernel
) -> None:
    """All in one stock kernel, whose names go after each: its start and imports are most of it."""
    monkeypatch.chdir(ROOT)
    built, quoted = reports("2023"), 0
    sections = Workspace.load(ROOT).sections
    emptying = tmp_path / "emptying.ipynb"
    nbformat.write(odd_notebooks.notebook(["%reset -f"]), emptying)
    for path in NOTEBOOKS:
        made = tmp_path / path.name
        stock_kernel.execute(path, made, {"period": 2023})
        stock_kernel.execute(emptying, emptying)
        if path.stem in sections:
            here, there = facts(made), facts(built / "sections" / path.name)
            assert here == there, path.stem
            quoted += len(here)
    assert quoted > 40


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("baocao-html", marks=pytest.mark.slow),
        # A section is exported by each command in tests/document/test_formats.py too.
        *(pytest.param(f"baocao-{name}", marks=pytest.mark.torture) for name in ("pdf", "docx")),
    ],
)
def test_nbconvert_exports_one_section(name: str, plain: Path) -> None:
    done = run("jupyter", "nbconvert", "--to", name, plain.name, cwd=plain.parent)
    assert done.returncode == 0, done.stderr
    made = plain.parent / f"ocop.{name.removeprefix('baocao-')}"
    assert made.stat().st_size > 10_000


# ---------------------------------------------------------------- outputs


def quoted(node: Any) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r'data-fact="([^"]+)" data-period="([^"]+)"', node):
        yield found[1], found[2]


def test_facts_json_lists_what_the_letter_quotes_and_nothing_else(reports: Any) -> None:
    folder = reports("2023")
    listed = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    # What stands before the letter has sources on the page and is no part of the report.
    head, letter = page.split("</aside>")
    assert {(fact["id"], fact["period"]) for fact in listed} == set(quoted(letter))
    assert set(quoted(head))
    for fact in listed:
        for source in fact["provenance"]:
            data = (ROOT / source["register"]).read_bytes()
            assert source["sha256"] == hashlib.sha256(data).hexdigest()
            assert len(source["keys"]) == source["rows"] >= source["illustrative"]


def test_the_manifest_names_inputs_versions_and_bounds(reports: Any) -> None:
    manifest = json.loads((reports("2023") / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["period"] == {
        **{"code": "2023", "start": "2023-01-01", "end": "2023-12-31"},
        "calendar": "calendar",
    }
    inputs = manifest["inputs"]
    assert {"report.toml", "data/registers/ocop.csv", "notebooks/ocop.ipynb"} <= inputs.keys()
    assert {"baocao/facts/fact.py", "dost/ocop.py"} <= inputs.keys()
    digest = hashlib.sha256((ROOT / "data" / "registers" / "ocop.csv").read_bytes()).hexdigest()
    assert inputs["data/registers/ocop.csv"] == digest
    assert {"papermill", "pandas", "typst"} <= manifest["versions"].keys()
    assert not any(os.fspath(ROOT) in text for text in [json.dumps(manifest)])


def test_a_report_on_illustrative_rows_says_so(reports: Any) -> None:
    page = (reports("2023") / "report.html").read_text(encoding="utf-8")
    assert "Báo cáo dựng trên dòng số liệu minh họa" in page


def test_a_comparison_is_explained_by_its_figure_and_said_to_be_derived() -> None:
    done = command(ROOT, "explain", "technology_appraisal.appraised:growth", "2022")
    assert done.returncode == 0, done.stderr
    assert "Số liệu:   86 dự án" in done.stdout
    assert "technology_appraisal.appraised:growth suy ra từ số liệu này" in done.stdout
