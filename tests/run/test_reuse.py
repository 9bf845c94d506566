"""Nothing that changed is passed over, and nothing else is run again."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest

from baocao.run.build import Built, build_all
from baocao.run.kernels import host
from baocao.run.plan import plans
from baocao.run.reuse import key_of
from baocao.workspace.manifest import made_from, manifest
from baocao.workspace.workspace import Workspace
from support import edits, processes
from support.editors import as_run
from support.folders import copy_of_the_workspace, with_sections

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2023-Q3"
SECTIONS = ("ocop", "guidance", "difficulties")
ALL = set(SECTIONS)


class Desk:
    """A small workspace that is changed and built again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with_sections(copy_of_the_workspace(root), SECTIONS)
        settings = root / "report.toml"
        text = settings.read_text(encoding="utf-8")
        text = text.replace('overview = "overview" ', '#verview = "overview" ')
        settings.write_text(text, encoding="utf-8")
        self.outside = root.parent / "outside.txt"
        self.outside.write_text("một")

    def runs(self, force: bool = False) -> set[str]:
        """Build, and tell which sections ran."""
        workspace, ran = Workspace.load(self.root), set()
        wanted = plans(workspace, [workspace.period(PERIOD)], ("html",), force)
        for done in build_all(workspace, wanted, ("html",), force=force,
                              progress=lambda _, step: ran.add(step)):  # fmt: skip
            assert isinstance(done, Built), done
            assert done.fresh == bool(ran)
        return ran - {"report.html"}

    def facts(self) -> str:
        return (self.root / "outputs" / PERIOD / "facts.json").read_text(encoding="utf-8")

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        path = self.root / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(change(before), encoding="utf-8")
        assert path.read_text(encoding="utf-8") != before

    def cell(self, source: str, section: str = "ocop") -> None:
        """Put a cell of the analyst's own at the end of one notebook."""
        path = self.root / "notebooks" / f"{section}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if notebook["cells"][-1]["id"] == "own":
            notebook["cells"].pop()
        notebook["cells"].append(
            {"cell_type": "code", "id": "own", "metadata": {"tags": ["working"]},
             "execution_count": None, "outputs": [], "source": source}
        )  # fmt: skip
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("reuse") / "office")
    assert made.runs() == ALL
    yield made
    host.close()


def without_last_row(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


def as_jupyterlab_saves(text: str) -> str:
    return json.dumps(as_run(json.loads(text)), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.slow
def test_each_kind_of_input_runs_what_has_read_it(desk: Desk) -> None:
    assert desk.runs() == set()
    assert desk.runs(force=True) == ALL
    before = desk.facts()
    desk.edit("data/registers/ocop.csv", without_last_row)
    assert desk.runs() == {"ocop"}
    assert desk.facts() != before
    # The same content at another time is the same content.
    os.utime(desk.root / "data" / "registers" / "ocop.csv")
    assert desk.runs() == set()
    # No section of this report has read it, but the report says what it was made from.
    desk.edit("data/registers/technology_appraisal.csv", without_last_row)
    assert desk.runs() == set()
    desk.edit("data/targets.csv", lambda text: text.replace("2023-12-31", "2023-12-30") + "\n")
    assert desk.runs() == {"ocop", "guidance"}
    desk.edit("data/names.csv", lambda text: text + "\n")
    assert desk.runs() == ALL
    remark = f"data/remarks/{PERIOD}/difficulties.md"
    desk.edit(remark, lambda _: "Thiếu người làm.\n")
    assert desk.runs() == ALL, "a file that appears may count for any section"
    desk.edit(remark, lambda _: "Thiếu người làm, thiếu kinh phí.\n")
    assert desk.runs() == {"difficulties"}
    desk.edit("notebooks/guidance.ipynb", as_jupyterlab_saves)
    assert desk.runs() == set(), "what programs store in a notebook is none of its author's"
    desk.cell("2", "guidance")
    assert desk.runs() == {"guidance"}
    desk.edit("report.toml", lambda text: text + "\n# Một lời ghi.\n")
    assert desk.runs() == ALL


@pytest.mark.slow
def test_what_a_cell_reads_by_itself_counts(desk: Desk) -> None:
    extra = desk.root / "data" / "extra.txt"
    extra.write_text("1")
    desk.cell(f"open({str(desk.outside)!r}).read(), open({str(extra)!r}).read()")
    assert desk.runs() == ALL
    assert desk.runs() == set()
    extra.write_text("2")
    assert desk.runs() == {"ocop"}
    desk.outside.write_text("hai")
    assert desk.runs() == {"ocop"}
    desk.outside.unlink()
    desk.cell("1")
    assert desk.runs() == {"ocop"}
    desk.cell(f"import os; sorted(os.listdir({str(desk.root / 'data')!r}))")
    assert desk.runs() == {"ocop"}
    desk.cell("3", "guidance")
    assert desk.runs() == {"guidance"}


UNKNOWN = {
    "a process, a file that is written, a variable": (
        "import subprocess; subprocess.run(['true'])",
        "from pathlib import Path; Path({root!r}, 'written.txt').write_text('x')",
        "import os; os.environ.get('SOME_NAME')",
    ),
    "a shell, a process of the system, a connection": (
        "import os; os.system('true')",
        "import os; os.waitpid(os.posix_spawn('/bin/true', ['true'], os.environ), 0)",
        "import socket; s = socket.socket(); s.settimeout(0.1)\ns.connect_ex(('127.0.0.1', 9))",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", UNKNOWN)
def test_what_cannot_be_known_is_run_each_time(desk: Desk, name: str) -> None:
    """Each section is judged on its own, so that one report shows three cases."""
    for section, source in zip(SECTIONS, UNKNOWN[name], strict=True):
        desk.cell(source.format(root=str(desk.root)), section)
    assert desk.runs() == ALL
    assert desk.runs() == ALL
    for section in SECTIONS:
        desk.cell("1", section)


@pytest.mark.slow
def test_a_section_that_was_edited_or_lost_is_run_again(desk: Desk) -> None:
    desk.cell("1")
    desk.runs()
    made = desk.root / "outputs" / PERIOD / "sections"
    (made / "ocop.ipynb").write_text("{}")
    (made / "guidance.ipynb").unlink()
    assert desk.runs() == {"ocop", "guidance"}
    # So is all of it when nobody knows what it was made of.
    (made.parent / "manifest.json").write_text("{")
    assert desk.runs() == ALL


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("python", "3.99.0"),
        ("complete_until", "2024-01-01"),
        ("versions", {"pandas": "99"}),
        ("period", {"code": "2023-Q3", "start": "2023-07-02"}),
    ],
)
def test_versions_code_and_bounds_are_in_the_key(office: Path, name: str, value: Any) -> None:
    workspace = Workspace.load(with_sections(office, SECTIONS))
    about = manifest(workspace.period(PERIOD), made_from(workspace))
    key = key_of(workspace, "ocop", about)
    assert key == key_of(workspace, "ocop", about)
    assert key != key_of(workspace, "guidance", about)
    assert key != key_of(workspace, "ocop", {**about, name: value})
    for code in (
        "baocao/facts/fact.py",
        "dost/ocop.py",
        "baocao/document/formats/html/report.js",
    ):
        assert code in about["inputs"]
        changed = {**about, "inputs": {**about["inputs"], code: "0"}}
        assert key != key_of(workspace, "ocop", changed)
    other = {**about, "inputs": {**about["inputs"], "data/remarks/2022/difficulties.md": "0"}}
    assert key == key_of(workspace, "ocop", other), "another period's remarks"


# ---------------------------------------------------------------- many reports


@pytest.mark.slow
def test_one_report_fails_alone_and_the_rest_goes_on_where_it_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "office")
    desk.edit("data/remarks/2023-Q1/difficulties.md", lambda _: "Còn 5 đơn vị chưa nộp.\n")
    line = ("build", "2022-Q3..2023-Q2", "--format", "html")
    outputs = desk.root / "outputs"
    with processes.started([processes.BAOCAO, *line], cwd=desk.root) as run:
        done = outputs / "2022-Q3" / "manifest.json"
        assert processes.until(lambda: done.exists() or run.poll() is not None, 60)
        assert run.poll() is None, run.communicate()
        run.send_signal(signal.SIGKILL)
        run.communicate()
    first = (outputs / "2022-Q3" / "manifest.json").stat().st_mtime_ns
    done = processes.command(desk.root, *line)
    assert done.returncode == 1
    said = [text for text in done.stdout.splitlines() if not text.startswith(" ")]
    assert said[0] == "2022-Q3: không có gì thay đổi"
    assert said[-1] == "3 báo cáo xong, 1 báo cáo lỗi: 2023-Q1"
    assert "[NARRATIVE-02]" in done.stderr and "data/remarks/2023-Q1/difficulties.md" in done.stderr
    assert (outputs / "2022-Q3" / "manifest.json").stat().st_mtime_ns == first
    assert (outputs / "2023-Q2" / "report.html").is_file()
    assert not (outputs / "2023-Q1").exists()
    assert not [path for path in outputs.iterdir() if path.name.endswith((".new", ".old"))]


@pytest.mark.slow
def test_what_is_not_needed_is_not_imported(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "office")
    heavy = ("pandas", "matplotlib", "nbformat", "papermill", "nbconvert", "IPython")

    def imported(*arguments: str) -> set[str]:
        code = (
            "import sys; from baocao.cli import app\n"
            f"try: app({list(arguments)!r})\n"
            f"finally: print('imported', *[n for n in {heavy!r} if n in sys.modules])"
        )
        done = processes.finished([sys.executable, "-c", code], cwd=desk.root)
        return set(done.stdout.rpartition("imported")[2].split())

    assert imported("--help") == set()
    assert imported("build", PERIOD, "--format", "html") == {"nbformat", "papermill", "IPython"}
    # Nothing to do is found out without them.
    assert imported("build", PERIOD, "--format", "html") == set()


@pytest.mark.parametrize("imported", ["importlib.metadata", "importlib_metadata"])
def test_what_pip_left_behind_has_no_version(tmp_path: Path, imported: str) -> None:
    desk = Desk(tmp_path / "office")
    (tmp_path / "~andas-1.0.dist-info").mkdir()

    def versions(*searched: Path) -> dict[str, str]:
        code = (
            f"import json, pathlib, sys, {imported}; sys.path[:0] = {[*map(str, searched)]!r}\n"
            "from baocao.workspace.manifest import made_from\n"
            "from baocao.workspace.workspace import Workspace\n"
            "print(json.dumps(made_from(Workspace.load(pathlib.Path()))['versions']))"
        )
        told = processes.finished([sys.executable, "-c", code], cwd=desk.root)
        return json.loads(told.stdout)

    installed = {package.metadata["Name"]: package.version for package in distributions()}
    assert versions() == versions(tmp_path) == dict(sorted(installed.items()))


@pytest.mark.slow
@pytest.mark.torture
def test_kernels_of_a_process_that_goes_on_run_the_code_of_today(tmp_path: Path) -> None:
    """As in JupyterLab: the parent of kernels has imported the programmes before the edit."""
    office = edits.Desk(tmp_path / "office")
    office.build()
    office.swap("lib/words.py", "đến", "Xin chào")
    assert "Xin chào" in office.build()["facts.json"].decode()
    office.swap("lib/travel/word.txt", "Lượt", "Tạm biệt")
    assert "Tạm biệt" in office.build()["facts.json"].decode()
    host.close()
