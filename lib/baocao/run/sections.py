"""Runs the notebooks of a report, each in a kernel of its own."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from baocao.core.errors import BuildError, Finding
from baocao.core.periods import Period
from baocao.core.temporary import temporary_folder
from baocao.run.provisioner import ReportKernelManager
from baocao.run.reuse import EarlierReport, Reads, key_of, what_was_read
from baocao.run.unseen import unseen_of
from baocao.run.warm import start_server, variables
from baocao.workspace.manifest import Manifest
from baocao.workspace.notebooks import LANGUAGE, PARAMETER, open_notebook
from baocao.workspace.workspace import Workspace

__all__ = [
    "Progress",
    "Run",
    "Runs",
    "Site",
    "execute",
    "failed_folder",
    "kernels",
    "run_sections",
    "stopped",
]

# A section that has not ended by then hangs: the scheduler's night is short.
CELL_TIMEOUT_SECONDS = 600

# A kernel told to stop says on standard error that it was interrupted; what a reader must know
# comes as a message.
_QUIET = ["--log-level=CRITICAL"]

# A socket's path has 104 letters at most on some systems; Jupyter puts its own ending to it.
_LONGEST_SOCKET = 90
_READS = "reads"

_ANSI = re.compile(r"\x1b\[[0-9;]*m")

_ENGINE = "baocao"
_KERNEL = "python3"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """A section that has run, or need not.

    ``reads`` is what it read, None when that cannot be known.  A kernel that was not warm is not
    watched; what it read is then taken to be inputs of the report, as they are listed.
    """

    key: str
    reads: Reads | None
    watched: bool = True


Runs = dict[str, Run]

Execute = Callable[[Workspace, str, Period, Manifest, Path], Run | Finding]
"""Runs a section of a report and writes the executed notebook to a path; see :func:`execute`."""


@dataclass(frozen=True)
class Site:
    """Where sections run: threads that wait for them, and what they do meanwhile.

    ``abandon`` ends their waiting, where the sections may never answer.
    """

    pool: Executor
    execute: Execute
    abandon: Callable[[], None] = lambda: None


@contextmanager
def kernels(workspace: Workspace, jobs: int | None = None) -> Iterator[Site]:
    """Run sections on this machine, `jobs` at a time, in warm kernels.

    By default twice as many as there are processors: half of its time a kernel is waited for.
    """
    start_server(workspace)
    with ThreadPoolExecutor(jobs or 2 * (os.cpu_count() or 1)) as pool:
        yield Site(pool, execute)


def run_sections(
    workspace: Workspace,
    period: Period,
    about: Manifest,
    target: Path,
    site: Site,
    earlier: EarlierReport | None = None,
    progress: Progress = lambda _: None,
) -> Runs:
    """Run the sections of a report, except those that would come out as in `earlier`.

    Parameters
    ----------
    about
        The manifest of the build.
    target
        The folder to be made for the executed notebooks.
    site
        See :func:`kernels`.
    earlier
        The report that is there now; None: every section runs.

    Raises
    ------
    BuildError
        BUILD-01 and BUILD-05, as many as there are sections that failed.
    """
    target.mkdir()

    def run(stem: str) -> Run | Finding:
        made = target / f"{stem}.ipynb"
        if earlier is not None:
            key = key_of(workspace, stem, about)
            reads = earlier.copy_section(stem, key, workspace.root, about["inputs"], made)
            if reads is not None:
                return Run(key, reads)
        found = site.execute(workspace, stem, period, about, made)
        progress(stem)
        if isinstance(found, Run) and unseen_of(workspace, open_notebook(made, made.name)):
            # What it depends on cannot be known: it runs every time.
            return Run(found.key, None)
        return found

    runs = dict(zip(workspace.sections, site.pool.map(run, workspace.sections), strict=True))
    failures = [found for found in runs.values() if isinstance(found, Finding)]
    if failures:
        raise BuildError(*failures)
    return {stem: found for stem, found in runs.items() if isinstance(found, Run)}


def execute(
    workspace: Workspace, stem: str, period: Period, about: Manifest, made: Path
) -> Run | Finding:
    """Run one section in a kernel of this machine.

    Returns
    -------
    Run or Finding
        BUILD-01 a cell failed; BUILD-05 the kernel died, or a cell took too long.

    Raises
    ------
    BuildError
        What :func:`~baocao.workspace.notebooks.open_notebook` raises.
    """
    source = workspace.notebooks / f"{stem}.ipynb"
    open_notebook(source, workspace.relative(source))
    try:
        with temporary_folder() as place:
            began = time.time()
            _run(workspace, source, made, period, place)
            key, trace = key_of(workspace, stem, about), place / _READS
            if not trace.exists():
                return Run(key, None, watched=False)
            return Run(key, what_was_read(trace, workspace, about, began))
    except PapermillExecutionError as error:
        kept = workspace.relative(failed_folder(workspace, period) / f"{stem}.ipynb")
        return _failure(error, workspace.relative(source), kept)
    except (CellTimeoutError, RuntimeError) as error:
        # Besides kernels that die (DeadKernelError), those that never started.
        late = isinstance(error, CellTimeoutError)
        found = f"một ô chạy quá {CELL_TIMEOUT_SECONDS} giây" if late else "nhân Python bị tắt"
        return stopped(workspace.relative(source) + _last_cell(made), found)
    finally:
        # Jupyter opens an event loop in each thread, with its sockets, and leaves it open.
        ensure_event_loop().close()


def _literal(path: Path) -> str:
    """A path as papermill is to take it, which fills parameters into what stands in braces.

    Examples
    --------
    >>> _literal(Path("a {period}")).format(period="2023")
    'a {period}'
    """
    return str(path).replace("{", "{{").replace("}", "}}")


def _run(workspace: Workspace, source: Path, target: Path, period: Period, place: Path) -> None:
    """Execute a notebook in a kernel of its own and keep the result at `target`.

    `place` is a folder that nobody else can look into; a file ``reads`` in it will name what the
    notebook has read.
    """
    papermill.execute_notebook(
        _literal(source),
        _literal(target),
        parameters={PARAMETER: str(period)},
        engine_name=_ENGINE,
        # Whatever kernel was at hand where it was written: the toolkit is in this environment.
        kernel_name=_KERNEL,
        language=LANGUAGE,
        progress_bar=False,
        config=Config(
            KernelManager=_connection(place),
            WarmKernelManager={"environment": variables(workspace)},
            WarmProvisioner={"reads": str(place / _READS), "eager": True},
        ),
        kernel_manager_class=ReportKernelManager,
        # Told to end in order, a kernel that ends at once may wait for itself for seconds.
        shutdown_kernel="immediate",
        extra_arguments=_QUIET,
        execution_timeout=CELL_TIMEOUT_SECONDS,
    )


class _Engine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own, but a notebook is not written anew before and after each of its cells.

    Nobody looks at it meanwhile. One that ends early is written as far as it came.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any
    ) -> None:
        path, nb_man.output_path = nb_man.output_path, None
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        except BaseException:
            # Papermill itself writes what has run to its end, or to a cell that failed.
            nb_man.output_path = path
            raise


papermill_engines.register(_ENGINE, _Engine)


def _connection(place: Path) -> dict[str, str]:
    """How a kernel is talked to: by files that no other user of the machine can open.

    Two kernels that start at once may be given the same TCP port, and one of them dies of it.
    """
    file = place / "kernel.json"
    if os.name == "posix" and len(str(file)) < _LONGEST_SOCKET:
        return {"transport": "ipc", "connection_file": str(file)}
    return {"transport_encryption": "auto"}


def _last_cell(made: Path) -> str:
    """Which cell was running when a notebook ended early, as far as it was written down."""
    try:
        cells = nbformat.read(made, as_version=4).cells
    except Exception:
        # It may have ended before anything was written.
        return ""
    # Papermill calls every cell completed in the end, but only those that ran have begun.
    begun = [
        n for n, cell in enumerate(cells) if cell.metadata.get("papermill", {}).get("start_time")
    ]
    # Counted from 0, but after the cell of parameters that papermill has put in.
    return f", ô {begun[-1]}" if begun else ""


def failed_folder(workspace: Workspace, period: Period) -> Path:
    """Where the notebooks of a build that failed are kept, for people to look into."""
    return workspace.outputs / f"{period}.failed"


def _failure(error: PapermillExecutionError, place: str, kept: str) -> Finding:
    coded = re.match(r"\[([A-Z]+-\d+)\] (.+)", str(error.evalue).strip())
    first = str(error.evalue).strip().splitlines()[0] if str(error.evalue).strip() else ""
    line = re.search(r"Cell In\[\d+\], line (\d+)", _ANSI.sub("", "\n".join(error.traceback)))
    return Finding(
        "BUILD-01",
        "Sổ tay chạy không hết.",
        # Counted from 0, but after the cell of parameters that papermill has put in.
        where=f"{place}, ô {error.cell_index}" + (f", dòng {line[1]}" if line else ""),
        found=str(error.evalue).strip().replace("\n", "\n            ")
        if coded
        else f"{error.ename}: {first}",
        remedy=f"mở {kept} để xem chỗ dừng",
    )


def stopped(place: str, found: str) -> Finding:
    """BUILD-05 of the notebook at `place`."""
    return Finding(
        "BUILD-05",
        "Sổ tay bị dừng giữa chừng.",
        where=place,
        found=found,
        remedy="xem máy có thiếu bộ nhớ không; mở sổ tay trong JupyterLab và chạy từng ô",
    )
