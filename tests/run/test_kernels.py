"""Warm kernels do what stock kernels do, only sooner; they leave nothing behind."""

from __future__ import annotations

import hashlib
import json
import operator
import os
import platform
import re
import signal
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from jupyter_client.manager import AsyncKernelManager
from traitlets.config import Config

from baocao.locale.vi.text import nfc
from baocao.run.kernels import forkserver, host, pool
from baocao.run.kernels.call import LostProcessError, call
from baocao.run.kernels.process import Setup
from baocao.run.preload import PRELOAD
from baocao.run.provisioner import ReportKernelManager
from support import odd_notebooks
from support.processes import alive, children, finished, patience, processes, started, until

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
# For cells that hang; all others have the time that a busy machine may need.
SHORT_SECONDS, LONG_SECONDS = 4, 60
ROOT = Path(__file__).resolve().parents[2]
PARENT = "baocao.run.kernels.forkserver"
VARIABLE = "JUPYTER_DEFAULT_PROVISIONER_NAME"


# What stock kernels did, and with which versions; `make record` writes it anew.
RECORD = Path(__file__).with_name("stock_kernels.json")
# Time zone, locale and the like: compared with a stock kernel each time.
OF_THE_MACHINE = {"surroundings"}
PACKAGES = ("IPython", "ipykernel", "ipywidgets", "matplotlib", "nbclient", "pandas", "papermill")


@pytest.fixture(autouse=True)
def nothing_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test starts without a parent and leaves none; the comparisons have one in common."""
    shares = "oddly" in request.fixturenames
    if not shares:
        host.close()
    yield
    if not shares:
        host.close()


def run(
    cells: list[str], folder: Path, manager: type[AsyncKernelManager], **options: Any
) -> dict[str, Any]:
    """What a notebook comes to: how it ended, its cells, its metadata."""
    folder.mkdir(parents=True, exist_ok=True)
    source, target = folder / "in.ipynb", folder / "out.ipynb"
    nbformat.write(odd_notebooks.notebook(cells), source)
    ended = None
    options["WarmProvisioner"] = {"eager": True, **options.get("WarmProvisioner", {})}
    hangs = any("sleep(60)" in cell for cell in cells)
    settings = {"transport": "ipc", "connection_file": str(folder / "kernel.json")}
    if len(str(folder)) > 80:
        settings = {}
    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            progress_bar=False,
            kernel_manager_class=manager,
            config=Config(KernelManager=settings, **options),
            execution_timeout=SHORT_SECONDS if hangs else int(patience(LONG_SECONDS)),
            shutdown_kernel="immediate",
        )
    except Exception as error:
        ended = [type(error).__name__, plain(str(error))]
    made = json.loads(target.read_text(encoding="utf-8"))
    del made["metadata"]["papermill"]
    for widgets in made["metadata"].get("widgets", {}).values():
        # In the order of their ids, which are drawn by chance.
        states = [plain(json.dumps(state, sort_keys=True)) for state in widgets["state"].values()]
        widgets["state"] = sorted(states)
    for cell in made["cells"]:
        cell["metadata"].pop("papermill", None)
        cell["metadata"].pop("execution", None)
        cell.pop("id")
        cell["outputs" if "outputs" in cell else "attachments"] = joined(cell.get("outputs", []))
    return {"ended": ended, **json.loads(plain(json.dumps(made, ensure_ascii=False)))}


def joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs with the pieces in which a stream happened to arrive put together."""
    found: list[dict[str, Any]] = []
    for output in outputs:
        same = found and output.get("name") == found[-1].get("name") is not None
        if same and output["output_type"] == "stream":
            found[-1]["text"] += output["text"]
        else:
            found.append(output)
    for output in found:
        if output["output_type"] == "stream":
            text = "".join(output["text"])
            output["text"] = text if len(text) < 10_000 else f"{len(text)} letters, {digest(text)}"
    return found


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> str:
    """Text without what is never the same twice."""
    text = re.sub(r"ipykernel_\d+", "ipykernel_N", text)
    text = re.sub(r"\b0x[0-9a-f]+\b", "0x0", text)
    text = re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", "HEX", text)
    text = re.sub(r"In\[\d+\]", "In[N]", text)
    # The environment may lie in the tree or elsewhere.
    text = text.replace(sys.prefix, "/tmp/x").replace(str(ROOT), "/tmp/x")
    # IPython's own lines stand in tracebacks.
    return re.sub(r"/tmp/[\w./-]*", "/tmp/x", text)


def environment() -> dict[str, str]:
    """What the outputs of a notebook depend on, other than the kernel that runs it."""
    packages = {name: version(name) for name in PACKAGES}
    return {"python": platform.python_version(), "system": platform.system(), **packages}


def stock(name: str, folder: Path) -> dict[str, Any]:
    """What a stock kernel makes of one of the odd notebooks."""
    return run(odd_notebooks.NOTEBOOKS[name], folder, AsyncKernelManager)


@pytest.fixture(scope="session")
def recorded(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """What stock kernels did in this environment; empty where it was recorded in another.

    With ``--record`` empty at first, and written down at the end.
    """
    asked: bool = request.config.getoption("--record")
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    made = dict(record["made"]) if record["environment"] == environment() and not asked else {}
    yield made
    if asked:
        text = json.dumps(
            {"environment": environment(), "made": made}, ensure_ascii=False, indent=1
        )
        RECORD.write_text(text + "\n", encoding="utf-8")


@pytest.fixture
def oddly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The surroundings that the odd notebooks look at."""
    monkeypatch.setenv("AWKWARD", "có")
    monkeypatch.chdir(ROOT)


def call_separately(function: Callable[..., Any], *arguments: Any) -> Any:
    return call(Setup.of([sys.executable], os.environ, os.getcwd(), PRELOAD), function, *arguments)


@pytest.mark.xdist_group("compared")
@pytest.mark.parametrize("name", odd_notebooks.NOTEBOOKS)
def test_a_warm_kernel_does_what_a_stock_kernel_does(
    name: str,
    tmp_path: Path,
    oddly: None,
    recorded: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    warm = run(odd_notebooks.NOTEBOOKS[name], tmp_path / "a", ReportKernelManager)
    expected = recorded.get(name) or stock(name, tmp_path / "b")
    if request.config.getoption("--record") and name not in OF_THE_MACHINE:
        recorded[name] = expected
    assert warm["ended"] == expected["ended"]
    for ours, theirs in zip(warm["cells"], expected["cells"], strict=True):
        assert ours == theirs
    assert warm == expected
    if name in ("displays", "streams", "asyncio", "surroundings", "processes", "widgets"):
        assert expected["ended"] is None, "the notebook itself is sound"


@pytest.mark.slow
@pytest.mark.xdist_group("compared")
@pytest.mark.parametrize("name", ["displays", "streams", "an exception"])
def test_the_record_is_what_stock_kernels_do(
    name: str, tmp_path: Path, oddly: None, recorded: dict[str, Any]
) -> None:
    if name not in recorded:
        pytest.skip("recorded with other versions; with these both kernels were run")
    assert stock(name, tmp_path) == recorded[name]


def outputs(made: dict[str, Any]) -> list[str]:
    """The plain text of each result."""
    return [
        "".join(output["data"]["text/plain"])
        for cell in made["cells"]
        for output in cell.get("outputs", [])
        if "data" in output
    ]


@pytest.mark.slow
def test_kernels_of_one_parent_share_nothing(tmp_path: Path) -> None:
    spoil = [
        "import decimal, os, random, sys, warnings",
        "import matplotlib, numpy, pandas",
        "os.environ['LEAK'] = 'x'; os.chdir('/'); sys.path.insert(0, '/leak'); leak = 1",
        "matplotlib.rcParams['font.size'] = 33; decimal.getcontext().prec = 3",
        "pandas.set_option('display.max_rows', 7); warnings.simplefilter('error')",
        "import baocao.locale.vi.text; baocao.locale.vi.text.leak = 1",
        "random.seed(1); numpy.random.seed(1)",
        "import matplotlib.pyplot as plt; plt.figure()",
    ]
    look = [
        "import decimal, os, random, sys",
        "import baocao.locale.vi.text, matplotlib, numpy, pandas",
        "'LEAK' in os.environ, os.getcwd() == '/', '/leak' in sys.path, 'leak' in globals()",
        "matplotlib.rcParams['font.size'] == 33, decimal.getcontext().prec == 3",
        "pandas.get_option('display.max_rows') == 7, hasattr(baocao.locale.vi.text, 'leak')",
        "import matplotlib.pyplot as plt; len(plt.get_fignums()) > 0",
        "random.random(), numpy.random.random()",
        "import tempfile, uuid; uuid.uuid4().int, os.path.basename(tempfile.mktemp())",
    ]
    assert run(spoil, tmp_path / "a", ReportKernelManager)["ended"] is None
    one = outputs(run(look, tmp_path / "b", ReportKernelManager))
    two = outputs(run(look, tmp_path / "c", ReportKernelManager))
    assert len(one) == 6
    assert not any("True" in text for text in one[:4])
    # What is drawn by chance is drawn anew.
    assert one[4:] != two[4:]
    assert not set(re.findall(r"0\.\d+|\d{9,}", "".join(one[4:]))) & set(
        re.findall(r"0\.\d+|\d{9,}", "".join(two[4:]))
    )


@pytest.mark.torture
@pytest.mark.slow
def test_a_kernel_that_wants_too_much_memory_ends_with_an_error(tmp_path: Path) -> None:
    cells = ["blocks = [bytearray(100_000_000) for _ in range(10)]"]
    limit = {"memory_limit": 800_000_000}
    ended = run(cells, tmp_path, ReportKernelManager, WarmProvisioner=limit)["ended"]
    assert ended is not None and ended[0] == "PapermillExecutionError" and "MemoryError" in ended[1]
    assert run(cells, tmp_path, ReportKernelManager)["ended"] is None


def test_what_a_notebook_started_goes_with_it(tmp_path: Path) -> None:
    cells = [
        "import subprocess\n"
        "print(subprocess.Popen(['sleep', '99']).pid, subprocess.Popen(['sleep', '98']).pid)"
    ]
    made = run(cells, tmp_path, ReportKernelManager)
    pids = [int(pid) for pid in made["cells"][1]["outputs"][0]["text"].split()]
    assert len(pids) == 2
    assert until(lambda: not alive(*pids))


HOST = """
import sys, threading, time
from pathlib import Path
sys.path[:0] = [{tests!r}, {tests!r} + "/run"]
from test_kernels import run, ReportKernelManager
threads = [
    threading.Thread(
        target=run,
        args=(["import os, time", "print(os.getpid(), flush=True)", "time.sleep(99)"],
              Path({folder!r}, str(n)), ReportKernelManager),
    )
    for n in range(2)
]
for thread in threads: thread.daemon = True; thread.start()
# A signal that another thread was given wakes no sleeper.
while True: time.sleep(0.2)
"""


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, marks=pytest.mark.torture),
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(signal.SIGKILL, marks=pytest.mark.torture),
    ],
)
def test_no_kernel_outlives_its_host(number: int, tmp_path: Path) -> None:
    code = HOST.format(tests=str(Path(__file__).parents[1]), folder=str(tmp_path))
    with started([sys.executable, "-c", code]) as host:
        # The parent, and its two kernels.
        assert until(lambda: len(children(host.pid)) >= 3, 30), host.poll()
        below = children(host.pid)
        host.send_signal(number)
        host.communicate(timeout=patience(20))
    assert until(lambda: not alive(*below), 5), below


def test_a_kernel_without_a_group_of_its_own_is_ended_too() -> None:
    pid = os.fork()
    if pid == 0:
        time.sleep(patience(30))
        os._exit(0)
    try:
        forkserver._end([pid])
    finally:
        status = os.waitpid(pid, 0)[1]
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL


@pytest.mark.slow
def test_kernels_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    def forked() -> list[tuple[int, int]]:
        every = processes()
        parents = [p for p, (above, c) in every.items() if above == os.getpid() and PARENT in c]
        return [(above, pid) for pid, (above, _) in every.items() if above in parents]

    killed: list[int] = []

    def kill() -> None:
        # A parent may start a program while it gets ready: that one is soon gone, and no kernel.
        def stood() -> bool:
            before = set(forked())
            time.sleep(1)
            standing.update(before & set(forked()))
            return bool(standing)

        standing: set[tuple[int, int]] = set()
        until(stood, 30)
        for above, kernel in standing:
            os.kill(above, signal.SIGKILL)
            killed.append(kernel)

    killer = threading.Thread(target=kill)
    killer.start()
    # Longer than it may take to find the parent; the kill ends it at once.
    ended = run(["import time\ntime.sleep(90)"], tmp_path, ReportKernelManager)["ended"]
    killer.join()
    assert ended is not None and ended[0] in ("DeadKernelError", "RuntimeError")
    assert killed and until(lambda: not alive(*killed), 5)
    # And the next kernel has a new parent.
    assert run(["1"], tmp_path / "b", ReportKernelManager)["ended"] is None


@pytest.mark.slow
def test_code_that_changed_is_not_run_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "code"
    package.mkdir()
    (package / "sitecustomize.py").write_text("import changing\n")
    module = package / "changing.py"
    module.write_text("value = 1\n")
    monkeypatch.setenv("PYTHONPATH", str(package))
    look = ["import changing; changing.value"]
    assert outputs(run(look, tmp_path / "a", ReportKernelManager)) == ["1"]
    module.write_text("value = 22\n")
    assert outputs(run(look, tmp_path / "b", ReportKernelManager)) == ["22"]


@pytest.mark.slow
def test_a_parent_forks_no_more_when_a_package_has_come_or_gone(tmp_path: Path) -> None:
    look = ["import os; os.getppid()"]
    first, second = (outputs(run(look, tmp_path / n, ReportKernelManager)) for n in "ab")
    assert first == second
    # As when something is installed: only the time of the folder changes.
    os.utime(sysconfig.get_path("purelib"))
    assert outputs(run(look, tmp_path / "c", ReportKernelManager)) != first


@pytest.mark.slow
def test_without_a_parent_kernels_start_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(host, "_ForkServer", refuse)
    look = ["import os, pathlib", "pathlib.Path(f'/proc/{os.getppid()}/cmdline').read_bytes()"]
    made = run(look, tmp_path, ReportKernelManager)
    assert made["ended"] is None
    assert "baocao.run.kernels.forkserver" not in outputs(made)[0]
    assert call_separately(nfc, "a") == "a"


@pytest.mark.slow
@pytest.mark.torture
def test_where_nothing_can_be_forked_a_spare_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "CAN_FORK", False)
    look = [
        "import pathlib",
        "'baocao.run.kernels.pool_worker' in pathlib.Path('/proc/self/cmdline').read_text()",
    ]
    told = [outputs(run(look, tmp_path / str(n), ReportKernelManager)) for n in range(3)]
    # The first finds nothing ready.
    assert told == [["False"], ["True"], ["True"]]
    for name in ("displays", "surroundings", "an exception"):
        cells = odd_notebooks.NOTEBOOKS[name]
        spare = run(cells, tmp_path / "a" / name, ReportKernelManager)
        assert spare == run(cells, tmp_path / "b" / name, AsyncKernelManager)
    assert call_separately(operator.add, 2, 3) == 5
    pool.close()
    assert not [
        c for _, (above, c) in processes().items() if "pool_worker" in c and above == os.getpid()
    ]


def in_a_parent(code: str) -> str:
    """What code prints in a process that has imported all that a fork server does."""
    preloaded = (
        "import os\nfrom baocao.run.kernels.child import preload_modules\n"
        "from baocao.run.warm import PRELOAD\npreload_modules(PRELOAD)\n"
    )
    setup = Setup.of([sys.executable], os.environ, os.getcwd(), PRELOAD)
    line = [sys.executable, "-c", f"{preloaded}import baocao.run.preload_documents\n{code}"]
    return finished(line, check=True, env=dict(setup.environment)).stdout


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="tells threads on Linux only")
def test_a_parent_has_no_threads_that_its_children_would_wait_for() -> None:
    assert in_a_parent("print(len(os.listdir('/proc/self/task')))") == "1\n"


@pytest.mark.slow
@pytest.mark.skipif(not host.CAN_FORK, reason="no fork here")
def test_letters_are_measured_alike_in_many_processes_and_threads() -> None:
    told = in_a_parent(
        "import sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from baocao.document.formats.layout import text_width\n"
        "sys.setswitchinterval(1e-6)\n"
        "letters = [chr(code) for code in range(33, 0x1EFA)]\n"
        "def measured(_):\n"
        "    return [text_width(letter, 1, bold=True) for letter in letters]\n"
        "ends = []\n"
        "for _ in range(4):\n"
        "    end, started = os.pipe()\n"
        "    if os.fork() == 0:\n"
        "        with ThreadPoolExecutor(4) as pool:\n"
        "            widths = list(pool.map(measured, range(4)))\n"
        "        os.write(started, str(hash(str(widths))).encode())\n"
        "        os._exit(0)\n"
        "    os.close(started)\n"
        "    ends.append(end)\n"
        "told = {os.read(end, 100) for end in ends}\n"
        "print(told == {str(hash(str([measured(0)] * 4))).encode()})\n"
    )
    assert told == "True\n"


def test_calls_answer_raise_and_are_killed() -> None:
    assert call_separately(operator.add, 2, 3) == 5
    with pytest.raises(ValueError, match="invalid literal"):
        call_separately(int, "x")
    with pytest.raises(LostProcessError, match="mã thoát 3"):
        call_separately(os._exit, 3)
    assert call_separately(os.getpid) not in (os.getpid(), call_separately(os.getpid))


@pytest.mark.slow
def test_nbconvert_and_the_server_start_warm_kernels(tmp_path: Path) -> None:
    cells = [
        "import os, pathlib",
        "parent = pathlib.Path(f'/proc/{os.getppid()}/cmdline').read_text()\n"
        "print('baocao.run.kernels.forkserver' in parent)",
        "import matplotlib.pyplot as plt; plt.plot([1])",
    ]
    nbformat.write(odd_notebooks.notebook(cells), tmp_path / "in.ipynb")
    made = {}
    for name in ("local-provisioner", "baocao-warm"):
        finished(
            [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "in.ipynb",
             "--WarmProvisioner.eager=True", "--output", f"{name}.ipynb"],
            cwd=tmp_path, env={**os.environ, VARIABLE: name}, check=True,
        )  # fmt: skip
        made[name] = json.loads((tmp_path / f"{name}.ipynb").read_text())["cells"]
    told = [cells[2]["outputs"][0]["text"] for cells in made.values()]
    assert told == [["False\n"], ["True\n"]]
    assert [list(cells[3]["outputs"][1]["data"]) for cells in made.values()] == [
        ["image/png", "text/plain"]
    ] * 2
