"""Builds reports: papermill over the sections, then the document, then one swap into place."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from baocao.archive import Issued, base_of
from baocao.checks import check
from baocao.document import assemble
from baocao.errors import BuildError, Finding
from baocao.exporters.html import HTMLExporter
from baocao.exporters.pdf import PDFExporter
from baocao.exporters.word import WordExporter
from baocao.manifest import is_current, made_of, manifest, seal, write_json
from baocao.model import read_model
from baocao.notebook import Report
from baocao.office import Issue
from baocao.periods import Period
from baocao.publishing import publish, staging
from baocao.workspace import WORKSPACE_VARIABLE, Workspace

__all__ = ["FORMATS", "Built", "build", "built_report", "run_section", "write_report"]

FORMATS: dict[str, type[Exporter]] = {
    "html": HTMLExporter,
    "pdf": PDFExporter,
    "docx": WordExporter,
}
# A section that has not ended by then hangs: the scheduler's night is short.
CELL_TIMEOUT_SECONDS = 600

# A kernel told to stop says on standard error that it was interrupted; what a reader must know
# comes as a message.
_QUIET = ["--log-level=CRITICAL"]

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A report in its place; `fresh` is False when nothing had changed."""

    period: Period
    folder: Path
    fresh: bool


def build(
    workspace: Workspace,
    period: Period,
    formats: Sequence[str] = tuple(FORMATS),
    jobs: int | None = None,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Built:
    """Build the report of a period under ``outputs/<period>/``.

    Parameters
    ----------
    workspace, period
        What to build.
    formats
        Keys of :data:`FORMATS`.
    jobs
        Sections at a time; default: the machine's processors.
    force
        Build even when nothing changed.
    progress
        Called with a line for each step done.

    Raises
    ------
    BuildError
        Everything that :func:`~baocao.checks.check` finds, or BUILD-01 for each section that
        failed and BUILD-05 for each that died or took too long; the failed notebooks are kept
        under ``outputs/<period>.failed/``.  The earlier report stays as it was.
    """
    folder = workspace.outputs / str(period)
    base = base_of(workspace, period)
    about = _about(workspace, period, base)
    names = [f"report.{name}" for name in formats]
    if not force and is_current(folder, about, names):
        return Built(period, folder, fresh=False)
    findings = check(workspace, [period])
    if findings:
        raise BuildError(*findings)
    with staging(workspace.outputs, str(period)) as new:
        write_report(workspace, period, new, formats, jobs, progress, base=base)
        seal(new, about)
        publish(workspace.outputs, str(period))
        shutil.rmtree(_failed(workspace, period), ignore_errors=True)
    return Built(period, folder, fresh=True)


def write_report(
    workspace: Workspace,
    period: Period,
    target: Path,
    formats: Sequence[str] = tuple(FORMATS),
    jobs: int | None = None,
    progress: Progress = lambda _: None,
    issue: Issue | None = None,
    base: Issued | None = None,
) -> dict[str, Any]:
    """Run the notebooks and write every file of a report but its manifest into `target`.

    `issue` and `base` are those of :func:`~baocao.document.assemble`.

    Returns
    -------
    dict
        The document model; see ``docs/document-model.md``.
    """
    sections = _run_sections(workspace, period, target / "sections", jobs, progress)
    report = assemble(workspace, Report(workspace, period), sections, issue, base)
    nbformat.write(report, target / "report.ipynb")
    model = read_model(report)
    write_json(target / "facts.json", {"period": model["period"], "facts": model["facts"]})
    for name in formats:
        body, _ = FORMATS[name]().from_notebook_node(report)
        data = body.encode() if isinstance(body, str) else body
        (target / f"report.{name}").write_bytes(data)
        progress(f"report.{name}")
    return model


def _about(workspace: Workspace, period: Period, base: Issued | None) -> dict[str, Any]:
    """The manifest to be, with the issued report that the new one is set against."""
    about = manifest(workspace, period)
    return about if base is None else {**about, "set_against": base.identity}


def built_report(
    workspace: Workspace, period: Period, progress: Progress = lambda _: None
) -> NotebookNode:
    """The notebook of the report on a period, made from the present inputs.

    That of the standing report when its inputs are unchanged, whatever became of its documents;
    else that of one built for the purpose and thrown away.
    """
    folder = workspace.outputs / str(period)
    if made_of(folder, _about(workspace, period, base_of(workspace, period)), "report.ipynb"):
        return _read(folder)
    with tempfile.TemporaryDirectory() as place:
        elsewhere = replace(workspace, outputs=Path(place))
        return _read(build(elsewhere, period, (), progress=progress).folder)


def _read(folder: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(folder / "report.ipynb", as_version=4)
    return notebook


def _run_sections(
    workspace: Workspace, period: Period, target: Path, jobs: int | None, progress: Progress
) -> dict[str, NotebookNode]:
    target.mkdir()

    def run(stem: str) -> NotebookNode | Finding:
        source = workspace.notebooks / f"{stem}.ipynb"
        try:
            return run_section(source, target / source.name, {"period": str(period)})
        except PapermillExecutionError as error:
            return _failure(error, workspace.relative(source))
        except (CellTimeoutError, RuntimeError) as error:
            # Besides kernels that die (DeadKernelError), those that never started.
            return _stopped(error, workspace.relative(source))
        finally:
            # Jupyter opens an event loop in each thread, with its sockets, and leaves it open.
            ensure_event_loop().close()
            progress(stem)

    with _known_to_kernels(workspace), ThreadPoolExecutor(jobs or os.cpu_count()) as pool:
        results = list(zip(workspace.sections, pool.map(run, workspace.sections), strict=True))
    failures = [result for _, result in results if isinstance(result, Finding)]
    if failures:
        kept = _failed(workspace, period)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(target, kept)
        raise BuildError(*failures)
    return {stem: result for stem, result in results if not isinstance(result, Finding)}


@contextmanager
def _known_to_kernels(workspace: Workspace) -> Iterator[None]:
    """Name the workspace in the environment, which kernels inherit wherever they start."""
    before = os.environ.get(WORKSPACE_VARIABLE)
    os.environ[WORKSPACE_VARIABLE] = str(workspace.root)
    try:
        yield
    finally:
        del os.environ[WORKSPACE_VARIABLE]
        if before is not None:
            os.environ[WORKSPACE_VARIABLE] = before


def run_section(source: Path, target: Path, parameters: Mapping[str, Any]) -> NotebookNode:
    """Execute one notebook in a kernel of its own and keep the result at `target`.

    Raises
    ------
    BuildError
        BUILD-02 a parameter that the notebook does not declare; papermill alone only warns.
    """
    declared = papermill.inspect_notebook(str(source))
    unknown = sorted(parameters.keys() - declared.keys())
    if unknown:
        raise BuildError(
            *(
                Finding(
                    "BUILD-02",
                    f"Sổ tay không có tham số {name}.",
                    where=source.name,
                    found=name,
                    remedy=f"tham số được khai: {', '.join(declared) or 'không có'}",
                )
                for name in unknown
            )
        )
    with tempfile.TemporaryDirectory(prefix="baocao-") as place:
        executed: NotebookNode = papermill.execute_notebook(
            str(source),
            str(target),
            parameters=dict(parameters),
            progress_bar=False,
            config=Config(KernelManager=_connection(Path(place))),
            extra_arguments=_QUIET,
            execution_timeout=CELL_TIMEOUT_SECONDS,
        )
    return executed


def _connection(place: Path) -> dict[str, str]:
    """How a kernel is talked to: by files that no other user of the machine can open.

    Two kernels that start at once may be given the same TCP port, and one of them dies of it.
    """
    if os.name == "posix":
        return {"transport": "ipc", "connection_file": str(place / "kernel.json")}
    return {"transport_encryption": "auto"}


def _failure(error: PapermillExecutionError, place: str) -> Finding:
    coded = re.match(r"\[([A-Z]+-\d+)\] (.+)", str(error.evalue).strip())
    first = str(error.evalue).strip().splitlines()[0] if str(error.evalue).strip() else ""
    return Finding(
        "BUILD-01",
        "Sổ tay chạy không hết.",
        where=f"{place}, ô {error.cell_index + 1}",
        found=str(error.evalue).strip().replace("\n", "\n            ")
        if coded
        else f"{error.ename}: {first}",
        remedy="mở sổ tay giữ trong thư mục .failed của kỳ để xem chỗ dừng",
    )


def _stopped(error: Exception, place: str) -> Finding:
    late = isinstance(error, CellTimeoutError)
    return Finding(
        "BUILD-05",
        "Sổ tay bị dừng giữa chừng.",
        where=place,
        found=f"một ô chạy quá {CELL_TIMEOUT_SECONDS} giây" if late else "nhân Python bị tắt",
        remedy="xem máy có thiếu bộ nhớ không; mở sổ tay trong JupyterLab và chạy từng ô",
    )


def _failed(workspace: Workspace, period: Period) -> Path:
    return workspace.outputs / f"{period}.failed"
