"""Measures the toolkit beside its alternatives: ``make bench``; a table in Markdown comes out.

``python bench/run.py [one|batch|small|many|kernel|first]…`` measures some of it.
"""

from __future__ import annotations

import itertools
import json
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from registers import generate
from timing import Cost, alternate, machine, once

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BAOCAO = str(Path(sys.executable).with_name("baocao"))
PERIOD = "2023-Q3"
YEARS = range(2020, 2024)
EVERY = [
    f"{year}{part}"
    for year in YEARS
    for part in ("", "-H1", "-H2", "-9M", *(f"-Q{n}" for n in range(1, 5)),
                 *(f"-{n:02}" for n in range(1, 13)))
]  # fmt: skip
# Plain papermill takes about a minute a report: some of the periods stand for all.
PLAIN = ["2020-Q2", "2021-H1", "2022-05", "2023-Q3"]


def row(work: str, against: str, aim: str, found: str) -> None:
    """Print a line of the table."""
    print(f"| {work} | {against} | {aim} | {found} |", flush=True)


def places() -> Iterator[str]:
    """Folders that nobody has used yet."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        for number in itertools.count():
            yield str(Path(place, str(number)))


FOLDERS = places()


def script(name: str, *arguments: str) -> list[str]:
    """The command of a script beside this one."""
    return [PYTHON, str(ROOT / "bench" / name), *arguments]


def build(*arguments: str) -> list[str]:
    """The command that builds reports."""
    return [BAOCAO, "build", *arguments]


def one() -> None:
    """One report, cold."""
    costs = alternate(
        {
            "ours": lambda: build(PERIOD, "--outputs", next(FOLDERS)),
            "plain": lambda: script("plain.py", next(FOLDERS), "1", PERIOD),
            "floor": lambda: script("floor.py", next(FOLDERS), PERIOD),
        },
        runs=3,
    )
    ours, plain, floor = costs["ours"], costs["plain"], costs["floor"]
    seconds = f"{ours.wall:.1f} s"
    row("one report, cold: HTML, PDF, Word", "papermill, nbconvert, Chromium", "≥ 8 times faster",
        f"{plain.wall / ours.wall:.1f} times ({seconds} and {plain.wall:.1f} s)")  # fmt: skip
    row("one report, cold", "the floor: a plain script", "≤ 1.4 times",
        f"{ours.wall / floor.wall:.2f} times ({floor.wall:.1f} s); "
        f"processors {ours.cpu / floor.cpu:.2f} times")  # fmt: skip


def batch() -> None:
    """All periods, twice, and once after a change."""
    plain = once(script("plain.py", next(FOLDERS), "2", *PLAIN))
    floor = once(script("floor.py", next(FOLDERS), *EVERY))
    office = Path(next(FOLDERS))
    office.mkdir(parents=True)
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, office / name)
    shutil.copy(ROOT / "report.toml", office)
    command = build("2020..2023", "--every", "month,quarter,half,9m,year",
                    "--workspace", str(office))  # fmt: skip
    first = once(command)
    again = once(command)
    register = office / "data" / "registers" / "ocop.csv"
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    register.write_text("".join(lines[:-1]), encoding="utf-8")
    since = datetime.now(UTC).isoformat()
    changed = once(command)
    count = len(EVERY)
    row(f"{count} periods", f"papermill with 2 processes ({len(PLAIN)} periods)",
        "≥ 12 times the throughput",
        f"{plain.wall / len(PLAIN) / (first.wall / count):.1f} times "
        f"({first.wall / count:.2f} s and {plain.wall / len(PLAIN):.1f} s a report)")  # fmt: skip
    row(f"{count} periods, seconds of processors", "the floor", "≤ 1.25 times",
        f"{first.cpu / floor.cpu:.2f} times ({first.cpu / count:.2f} s and "
        f"{floor.cpu / count:.2f} s a report)")  # fmt: skip
    row(f"{count} periods again, nothing changed", "the first run", "≤ 2 %",
        f"{again.wall / first.wall:.1%} ({again.wall:.1f} s)")  # fmt: skip
    row("one register row changed", "the first run", "only what it touches",
        f"{changed.wall / first.wall:.0%} of the time; "
        f"{_ran(office, since)} sections a report ran again")  # fmt: skip


def _ran(office: Path, since: str) -> str:
    """How many sections of a report have run since then."""
    sections = office / "outputs" / PERIOD / "sections"
    stamps = []
    for path in sections.glob("*.ipynb"):
        told = json.loads(path.read_text(encoding="utf-8"))["metadata"]["papermill"]
        stamps.append(told["start_time"])
    return f"{sum(stamp > since for stamp in stamps)} of {len(stamps)}"


def small(counts: Sequence[int] = (100, 1_000)) -> None:
    """More and more reports of a library with one section and a hundred loans."""
    costs: list[tuple[int, Cost]] = []
    for count in counts:
        office = Path(next(FOLDERS))
        generate(office, 100)
        (office / "loans.csv").rename(office / "data" / "registers" / "loans.csv")
        days = (date(2022, 1, 1) + timedelta(n) for n in range(365))
        pairs = itertools.islice(itertools.combinations(days, 2), count)
        spans = [f"{start}--{end}" for start, end in pairs]
        cost = once(build(*spans, "--format", "html", "--workspace", str(office)))
        costs.append((count, cost))
    (least, low), (most, high) = costs[0], costs[-1]
    time_ratio = high.wall / most / (low.wall / least)
    counts = " → ".join(str(count) for count, _ in costs)
    row(f"{counts} small reports", "linear", "flat within 10 %",
        f"{time_ratio:.2f} times a report ({low.wall / least:.2f}, {high.wall / most:.2f} s); "
        f"peak memory {high.memory / low.memory:.2f} times ({high.memory:.0f} MiB)")  # fmt: skip


def many() -> None:
    """The same up to ten thousand: more than an hour, and only when asked for."""
    small((100, 1_000, 10_000))


def kernel() -> None:
    """A kernel until it is ready, and a cell's round trip."""
    from jupyter_client.manager import KernelManager
    from traitlets.config import Config

    from baocao.run.preload import PROVISIONER

    imports = "import pandas, matplotlib.pyplot, baocao.notebook.open"

    def ready(name: str) -> tuple[float, float]:
        """Seconds until the imports are done, and of a cell after that."""
        began = time.perf_counter()
        eager = Config(WarmProvisioner={"eager": True})
        manager = KernelManager(kernel_name="python3", config=eager)
        spec = manager.kernel_spec
        assert spec is not None
        spec.metadata["kernel_provisioner"] = {"provisioner_name": name}
        manager.start_kernel()
        # A client that calls too early tries again a tenth of a second later.
        while socket.socket().connect_ex((manager.ip, manager.shell_port)):
            time.sleep(0.001)
        client = manager.client()
        client.start_channels()
        asked = client.execute(imports)
        while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != asked:
            pass
        until = time.perf_counter() - began
        client.wait_for_ready()
        began = time.perf_counter()
        for _ in range(20):
            client.execute_interactive("1 + 1", timeout=60, output_hook=lambda _: None)
        trip = (time.perf_counter() - began) / 20
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        return until, trip

    ready(PROVISIONER)
    found: dict[str, list[tuple[float, float]]] = {PROVISIONER: [], "local-provisioner": []}
    for _ in range(5):
        for name, times in found.items():
            times.append(ready(name))
    warm, stock = (sorted(times)[2][0] for times in found.values())
    warm_trip, stock_trip = (sorted(t for _, t in times)[2] for times in found.values())
    row("kernel ready, the same imported", "stock ipykernel", "≥ 10 times sooner",
        f"{stock / warm:.1f} times ({warm:.2f} and {stock:.2f} s); a cell's round trip "
        f"{warm_trip / stock_trip:.2f} times ({warm_trip * 1000:.1f} ms)")  # fmt: skip


def first() -> None:
    """One notebook that does next to nothing, the only one of its process; then twenty of them."""
    import nbformat

    folder = Path(next(FOLDERS))
    folder.mkdir()
    cell = nbformat.v4.new_code_cell("print(1)")
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": spec})
    nbformat.write(notebook, folder / "in.ipynb")
    run = (
        "import papermill, sys\n"
        "for n in range(int(sys.argv[1])):\n"
        "    papermill.execute_notebook("
        "sys.argv[2], f'{sys.argv[2]}-{n}.ipynb', progress_bar=False)"
    )

    def command(provisioner: str, notebooks: int) -> list[str]:
        variable = f"JUPYTER_DEFAULT_PROVISIONER_NAME={provisioner}"
        return ["env", variable, PYTHON, "-c", run, str(notebooks), str(folder / "in.ipynb")]

    for notebooks, aim in ((1, "≤ 1 times"), (20, "sooner")):
        warm, stock = alternate(
            {
                name: lambda name=name, n=notebooks: command(name, n)  # type: ignore[misc]
                for name in ("baocao-warm", "local-provisioner")
            },
            5,
        ).values()
        row(f"{notebooks} trivial notebooks in one process", "stock ipykernel", aim,
            f"{warm.wall / stock.wall:.2f} times ({warm.wall:.1f} and {stock.wall:.1f} s), "
            f"processors {warm.cpu / stock.cpu:.2f} times")  # fmt: skip


USUAL = ("one", "batch", "small", "kernel", "first")
PARTS: dict[str, Callable[[], None]] = {
    part.__name__: part for part in (one, batch, small, many, kernel, first)
}

if __name__ == "__main__":
    print(f"{machine()}\n\n| Work | Against | Aim | Measured |\n|---|---|---|---|", flush=True)
    for name in sys.argv[1:] or USUAL:
        PARTS[name]()
