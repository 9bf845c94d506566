"""Fixtures that several files share: a copy of the workspace, and reports built once a run."""

from __future__ import annotations

import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from baocao.run.kernels import host, pool
from baocao.run.kernels.imports import without_grammar
from baocao.workspace.programmes import load_programmes
from baocao.workspace.workspace import Workspace
from support import prepared_servers as servers
from support.folders import ROOT, copy_of_the_workspace, emptied, with_sections
from support.processes import RUN_VARIABLE, left_over, until

# As the command line does it, for each worker imports it.
with without_grammar():
    from baocao.run.build import build

# How long an example takes is the machine's matter, not the test's. The same examples at each run
# judge a change by what it changed; make torture looks for new ones.
settings.register_profile("new", deadline=None)
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same")

# Markers of what takes long.
LONG = {"slow", "office", "cluster", "browser"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record",
        action="store_true",
        help="write down anew what stock kernels do, for tests/run/test_kernels.py",
    )


def pytest_configure() -> None:
    # A shell that puts the tests into the background lets them ignore interrupts, and what they
    # start would ignore them too.
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # So does nohup with the end of a terminal.
    if hasattr(signal, "SIGHUP") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two processors: a test waits for a kernel or a browser much of its time."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; keep what shares a thing that its file makes on one worker."""
    # At the end no worker should be alone with one of these.
    items.sort(key=lambda item: not any(mark.name in LONG for mark in item.iter_markers()))
    for item in items:
        used = getattr(item, "_fixtureinfo", None)
        defined = used.name2fixturedefs.values() if used is not None else ()
        if any(one.scope == "module" for several in defined for one in several):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


# What reads a stranger's file in a process of its own, a second each time, is tested there.
READ_APART = {"test_bounds", "test_manuscripts", "test_other_formats", "test_desk"}


@pytest.fixture(autouse=True)
def read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read documents in this process, but for the tests of how they are read."""
    if request.path.stem not in READ_APART:
        monkeypatch.setattr("baocao.review.manuscripts.read.call_bounded", _called_here)


def _called_here(_: object, function: Callable[..., object], *args: object) -> object:
    return function(*args)


# How fork servers and kernels start, and what they import, is tested there.
STARTED_APART = {"test_kernels", "test_warm", "test_reuse"}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Fork servers begin with what all of them import, but for the tests of how they start."""
    is_apart = item.path.stem in STARTED_APART
    host._ForkServer = servers.OfImports if is_apart else servers.PreparedServer  # type: ignore[misc]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call() -> None:
    _name_no_test()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup() -> None:
    _name_no_test()


def _name_no_test() -> None:
    # Kernels have a parent for each environment, and the test's own name would make it another.
    # That the variable is there keeps ipykernel from taking over pytest's capture.
    os.environ["PYTEST_CURRENT_TEST"] = "a test (call)"


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_running() -> Iterator[None]:
    """Ends, and reports, what the tests of a worker started and left behind."""
    run = os.environ[RUN_VARIABLE] = uuid.uuid4().hex
    yield
    host.close()
    servers.close()
    pool.close()
    until(lambda: not left_over(run), 5)
    found = left_over(run)
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert not found, f"left running: {found}"


@pytest.fixture(scope="session")
def desk_of_this_worker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every test of a worker has its office: kernels have a parent for each place."""
    return tmp_path_factory.mktemp("desk") / "office"


@pytest.fixture
def office(desk_of_this_worker: Path) -> Path:
    """A copy of the workspace, to spoil or to build in."""
    return copy_of_the_workspace(emptied(desk_of_this_worker))


@pytest.fixture
def small(office: Path) -> Path:
    """An office whose report has two sections: quick to build."""
    return with_sections(office, ("ocop", "guidance"))


@pytest.fixture
def other_programmes() -> Iterator[None]:
    """Other offices with a ``dost`` of their own are opened: ours comes back afterwards."""
    yield
    load_programmes(Workspace.load(ROOT))


class Reports:
    """Reports of the real workspace, each built once for all workers of a run."""

    def __init__(self, outputs: Path) -> None:
        self.workspace = Workspace.load(ROOT, outputs)
        self._built: dict[str, Path] = {}

    def __call__(self, period: str) -> Path:
        """The folder of the report on `period`."""
        if period not in self._built:
            self._built[period] = self._build(period)
        return self._built[period]

    def _build(self, period: str) -> Path:
        with FileLock(self.workspace.outputs / f"{period}.test-lock"):
            # A report that stands and whose inputs are the same is not built again.
            return build(self.workspace, self.workspace.period(period)).folder


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of a run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def reports(shared: Path) -> Reports:
    """Builds, or hands over, a report of the real workspace."""
    outputs = shared / "reports"
    outputs.mkdir(exist_ok=True)
    return Reports(outputs)
