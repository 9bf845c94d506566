"""Fixtures that several files share: a copy of the workspace, and reports built once a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from baocao.run.build import build
from baocao.workspace.programmes import load_programmes
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A copy of the workspace, to spoil or to build in."""
    folder = tmp_path / "office"
    folder.mkdir()
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "report.toml", folder)
    return folder


@pytest.fixture
def small(office: Path) -> Path:
    """An office whose report has two sections: quick to build."""
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("[[parts]]"), text.index("[schedule]")
    parts = '[[parts]]\ntitle = "Kết quả"\nsections = ["ocop", "guidance"]\n\n'
    path.write_text(text[:start] + parts + text[end:], encoding="utf-8")
    return office


@pytest.fixture
def other_programmes() -> Iterator[None]:
    """Other offices with a ``dost`` of their own are opened: ours comes back afterwards."""
    yield
    load_programmes(Workspace.load(ROOT))


class Reports:
    """Reports of the real workspace, each built once for all workers of a run."""

    def __init__(self, outputs: Path) -> None:
        self.workspace = Workspace.load(ROOT, outputs)

    def __call__(self, period: str) -> Path:
        """The folder of the report on `period`."""
        with FileLock(self.workspace.outputs / f"{period}.test-lock"):
            # A report that stands and whose inputs are the same is not built again.
            return build(self.workspace, self.workspace.period(period)).folder


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Reports:
    """Builds, or hands over, a report of the real workspace."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    outputs = shared / "reports"
    outputs.mkdir(exist_ok=True)
    return Reports(outputs)
