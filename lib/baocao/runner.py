"""Builds reports: the sections, then the document, then one swap into place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from baocao.checks import check
from baocao.document import assemble
from baocao.errors import BaocaoError, BuildError
from baocao.exporters.html import HTMLExporter
from baocao.exporters.pdf import PDFExporter
from baocao.exporters.word import WordExporter
from baocao.factbook import shared_book
from baocao.manifest import made_of, seal, write_json
from baocao.model import read_model
from baocao.notebook import Report
from baocao.office import Issue
from baocao.periods import Period
from baocao.planning import FORMATS, Plan, plans
from baocao.publishing import publish, staging
from baocao.reuse import Standing
from baocao.sections import Progress, Runs, failed_folder, kernels, run_sections
from baocao.workspace import Workspace

__all__ = ["Built", "Failed", "build", "build_all", "built_report", "write_report"]

_EXPORTERS: dict[str, type[Exporter]] = {
    "html": HTMLExporter,
    "pdf": PDFExporter,
    "docx": WordExporter,
}
# Reports under way at once: while one is written, the sections of the next ones run.
_UNDER_WAY = 3


@dataclass(frozen=True)
class Built:
    """A report in its place; `fresh` is False when nothing had changed."""

    period: Period
    folder: Path
    fresh: bool


@dataclass(frozen=True)
class Failed:
    """A report that could not be built, and why; the earlier one stays as it was."""

    period: Period
    error: BaocaoError


def build(
    workspace: Workspace,
    period: Period,
    formats: Sequence[str] = FORMATS,
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
        Some of :data:`~baocao.planning.FORMATS`.
    jobs
        Sections at a time; default: the machine's processors.
    force
        Run every section even when nothing changed.
    progress
        Called with a line for each step done.

    Raises
    ------
    BuildError
        Everything that :func:`~baocao.checks.check` finds, or BUILD-01 for each section that
        failed and BUILD-05 for each that died or took too long; the failed notebooks are kept
        under ``outputs/<period>.failed/``.  The earlier report stays as it was.
    """
    (plan,) = plans(workspace, [period], formats, force)
    (found,) = build_all(workspace, [plan], formats, jobs, force, lambda _, step: progress(step))
    if isinstance(found, Failed):
        raise found.error
    return found


def build_all(
    workspace: Workspace,
    wanted: Sequence[Plan],
    formats: Sequence[str] = FORMATS,
    jobs: int | None = None,
    force: bool = False,
    progress: Callable[[Period, str], None] = lambda *_: None,
) -> Iterator[Built | Failed]:
    """Build many reports, the sections of all in one pool; see :func:`build`.

    What is finished stays when the rest is interrupted, and is not built again.

    Parameters
    ----------
    wanted
        What :func:`~baocao.planning.plans` found; reports that are current stay as they are.

    Yields
    ------
    Built or Failed
        Each report when it is done, in the order of `wanted`.
    """

    def one(plan: Plan) -> Built | Failed:
        if plan.current:
            return Built(plan.period, plan.folder, fresh=False)
        try:
            if plan.error is not None:
                raise plan.error
            report = partial(progress, plan.period)
            _build(workspace, plan, pool, formats, force, report)
        except BaocaoError as error:
            return Failed(plan.period, error)
        return Built(plan.period, plan.folder, fresh=True)

    with kernels(workspace, jobs) as pool, ThreadPoolExecutor(_UNDER_WAY) as reports:
        done = [reports.submit(one, plan) for plan in wanted]
        try:
            for future in done:
                yield future.result()
        finally:
            # Interrupted: what has not begun does not begin.
            reports.shutdown(wait=False, cancel_futures=True)
            pool.shutdown(wait=False, cancel_futures=True)


def _build(
    workspace: Workspace,
    plan: Plan,
    pool: Executor,
    formats: Sequence[str],
    force: bool,
    progress: Progress,
) -> None:
    findings = check(workspace, [plan.period])
    if findings:
        raise BuildError(*findings)
    name = str(plan.period)
    with staging(workspace.outputs, name) as new:
        standing = None if force else Standing.at(plan.folder)
        _, runs = write_report(workspace, plan, new, pool, formats, standing, progress)
        kept = {
            stem: {"key": run.key, "reads": run.reads}
            for stem, run in runs.items()
            if run.reads is not None
        }
        seal(new, plan.about, kept)
        publish(workspace.outputs, name)
        shutil.rmtree(failed_folder(workspace, plan.period), ignore_errors=True)


def write_report(
    workspace: Workspace,
    plan: Plan,
    target: Path,
    pool: Executor,
    formats: Sequence[str] = FORMATS,
    standing: Standing | None = None,
    progress: Progress = lambda _: None,
    issue: Issue | None = None,
) -> tuple[dict[str, Any], Runs]:
    """Run the notebooks and write every file of a report but its manifest into `target`.

    `pool` and `standing` are those of :func:`~baocao.sections.run_sections`, `issue` is that of
    :func:`~baocao.document.assemble`.

    Returns
    -------
    dict
        The document model; see ``docs/document-model.md``.
    dict
        The sections by their notebooks' stems.
    """
    folder = target / "sections"
    runs = run_sections(workspace, plan.period, plan.about, folder, pool, standing, progress)
    executed = {stem: run.notebook for stem, run in runs.items()}
    report = Report(workspace, plan.period, shared_book(workspace))
    whole = assemble(workspace, report, executed, issue, plan.base)
    nbformat.write(whole, target / "report.ipynb")
    model = read_model(whole)
    write_json(target / "facts.json", {"period": model["period"], "facts": model["facts"]})

    def export(name: str) -> None:
        body, _ = _EXPORTERS[name]().from_notebook_node(whole)
        data = body.encode() if isinstance(body, str) else body
        (target / f"report.{name}").write_bytes(data)
        progress(f"report.{name}")

    with ThreadPoolExecutor() as exporting:
        # The typesetters are other programs, or run outside the interpreter's lock.
        list(exporting.map(export, formats))
    return model, runs


def built_report(
    workspace: Workspace, period: Period, progress: Progress = lambda _: None
) -> NotebookNode:
    """The notebook of the report on a period, made from the present inputs.

    That of the standing report when its inputs are unchanged, whatever became of its documents;
    else that of one built for the purpose and thrown away.
    """
    (plan,) = plans(workspace, [period])
    if made_of(plan.folder, plan.about, "report.ipynb"):
        return _read(plan.folder)
    with tempfile.TemporaryDirectory() as place:
        elsewhere = replace(workspace, outputs=Path(place))
        return _read(build(elsewhere, period, (), progress=progress).folder)


def _read(folder: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(folder / "report.ipynb", as_version=4)
    return notebook
