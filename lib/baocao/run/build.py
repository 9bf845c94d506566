"""Builds reports: the sections, then the document, then one swap into place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from baocao.core.errors import BaocaoError, BuildError, Finding
from baocao.core.files import disk_refusals, publish, remove, staging
from baocao.core.periods import Period
from baocao.core.temporary import temporary_folder
from baocao.run import tasks
from baocao.run.kernels.call import LostProcessError
from baocao.run.plan import FORMATS, Plan, plan_of, plans
from baocao.run.reuse import SECTIONS, EarlierReport
from baocao.run.sections import Progress, Runs, Site, failed_folder, kernels, run_sections
from baocao.run.warm import call_separately
from baocao.run.written import Written
from baocao.workspace.manifest import made_of, seal
from baocao.workspace.office import Issue
from baocao.workspace.state import State
from baocao.workspace.workspace import Workspace

__all__ = ["Built", "Failed", "build", "build_all", "built_report", "write_documents"]

# Reports under way at once: while one is written, the sections of the next ones run.
_UNDER_WAY = 3
_HEARING_SECONDS = 0.5
# A clerk saves a file once or twice while a report is built, not more.
_TRIES = 3


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
        Some of :data:`~baocao.run.plan.FORMATS`.
    jobs
        Sections at a time; default: twice the machine's processors.
    force
        Run every section even when nothing changed.
    progress
        Called with a line for each step done.

    Raises
    ------
    BuildError
        Everything that :func:`~baocao.run.check.check` finds, or BUILD-01 for each section that
        failed and BUILD-05 for each that died or took too long; the failed notebooks are kept
        under ``outputs/<period>.failed/``.  BUILD-07 the disk refused something; BUILD-08 files
        were changed all the time.  The earlier report stays as it was.
    """
    (plan,) = plans(workspace, [period], formats, force)
    if plan.current:
        return Built(period, plan.folder, fresh=False)
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
    cluster: str | None = None,
) -> Iterator[Built | Failed]:
    """Build many reports, the sections of all in one pool; see :func:`build`.

    What is finished stays when the rest is interrupted, and is not built again.

    Parameters
    ----------
    wanted
        What :func:`~baocao.run.plan.plans` found; reports that are current stay as they are.
    cluster
        The address of a dask scheduler whose workers run the sections; None: this machine.

    Raises
    ------
    ClusterError
        CLUSTER-01 to CLUSTER-05; see :func:`baocao.run.cluster.workers`.
    Exception
        What no :class:`~baocao.core.errors.BaocaoError` foresaw, once all the other reports are
        done; of several a group.

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
            _build(workspace, plan, site, formats, force, report)
        except BaocaoError as error:
            return Failed(plan.period, error)
        except Exception as error:
            error.add_note(f"Kỳ báo cáo: {plan.period}")
            raise
        return Built(plan.period, plan.folder, fresh=True)

    unforeseen: list[BaseException] = []
    with _site(workspace, jobs, cluster) as site, ThreadPoolExecutor(_UNDER_WAY) as reports:
        done = [reports.submit(one, plan) for plan in wanted]
        try:
            for future in done:
                # A thread that waits for long may not hear that it is interrupted.
                while not future.done():
                    wait([future], _HEARING_SECONDS)
                if error := future.exception():
                    unforeseen.append(error)
                else:
                    yield future.result()
        finally:
            # Interrupted: what has not begun does not begin.
            reports.shutdown(wait=False, cancel_futures=True)
            site.pool.shutdown(wait=False, cancel_futures=True)
            site.abandon()
    if len(unforeseen) > 1:
        raise BaseExceptionGroup("Nhiều báo cáo gặp lỗi chưa lường trước", unforeseen)
    if unforeseen:
        raise unforeseen[0]


def _site(
    workspace: Workspace, jobs: int | None, cluster: str | None
) -> AbstractContextManager[Site]:
    if cluster is None:
        return kernels(workspace, jobs)
    from baocao.run.cluster import workers

    return workers(workspace, cluster, jobs)


def _build(
    workspace: Workspace,
    plan: Plan,
    site: Site,
    formats: Sequence[str],
    force: bool,
    progress: Progress,
) -> None:
    name = str(plan.period)
    with disk_refusals(name, workspace.outputs), staging(workspace.outputs, name) as new:
        for _ in range(_TRIES):
            if not plan.state.holds():
                plan = plan_of(workspace, plan.period, State.of(workspace), ())
                if plan.error is not None:
                    raise plan.error
            try:
                runs, written = _make(workspace, plan, new, site, formats, force, progress)
            except BaocaoError:
                # What is half written is no fault of the workspace.
                if plan.state.holds():
                    raise
            else:
                if plan.state.holds():
                    break
            progress("dữ liệu vừa bị sửa, dựng lại")
            for entry in new.iterdir():
                remove(entry)
        else:
            raise BuildError(
                Finding(
                    "BUILD-08",
                    f"Dữ liệu bị sửa liên tục trong lúc dựng báo cáo {name}.",
                    where=workspace.relative(workspace.data),
                    found=f"đã thử {_TRIES} lần",
                    remedy="chờ người đang sửa sổ, sổ tay hoặc mã xong rồi chạy lại",
                )
            )
        kept = {
            stem: {"key": run.key, "reads": run.reads} for stem, run in runs.items() if run.watched
        }
        seal(new, plan.about, kept, written.registers, written.holes)
        publish(workspace.outputs, name)
        remove(failed_folder(workspace, plan.period))


def _make(
    workspace: Workspace,
    plan: Plan,
    new: Path,
    site: Site,
    formats: Sequence[str],
    force: bool,
    progress: Progress,
) -> tuple[Runs, Written]:
    """Run the sections and write the documents into the folder `new`."""
    earlier = None if force else EarlierReport.at(plan.folder)
    folder = new / SECTIONS
    try:
        runs = run_sections(workspace, plan.period, plan.about, folder, site, earlier, progress)
    except BuildError:
        # The check tells all faults at once, better than notebooks that stumble over them.
        _require_sound(workspace, plan.period)
        _keep_failed(workspace, plan.period, folder)
        raise
    return runs, write_documents(workspace, plan, new, formats, progress)


def write_documents(
    workspace: Workspace,
    plan: Plan,
    target: Path,
    formats: Sequence[str] = FORMATS,
    progress: Progress = lambda _: None,
    issue: Issue | None = None,
) -> Written:
    """Write the documents of a report in a process of its own; see :mod:`baocao.run.documents`."""
    with _losses_told(plan.period):
        written = call_separately(
            tasks.write_documents, workspace, plan.period, target, formats, issue, plan.base
        )
    for name in formats:
        progress(f"report.{name}")
    return written


def _require_sound(workspace: Workspace, period: Period) -> None:
    with _losses_told(period):
        findings = call_separately(tasks.check, workspace, period)
    if findings:
        raise BuildError(*findings)


@contextmanager
def _losses_told(period: Period) -> Iterator[None]:
    try:
        yield
    except LostProcessError as error:
        raise BuildError(
            Finding(
                "BUILD-06",
                "Tiến trình kiểm tra hoặc viết văn bản bị dừng giữa chừng.",
                where=f"kỳ {period}",
                found=str(error),
                remedy="xem máy có thiếu bộ nhớ không, rồi chạy lại",
            )
        ) from None


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
    with temporary_folder() as place:
        elsewhere = replace(workspace, outputs=place)
        return _read(build(elsewhere, period, (), progress=progress).folder)


def _read(folder: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(folder / "report.ipynb", as_version=4)
    return notebook


def _keep_failed(workspace: Workspace, period: Period, folder: Path) -> None:
    """Keep the notebooks of a build that failed, for people to look into."""
    kept = failed_folder(workspace, period)
    remove(kept)
    shutil.copytree(folder, kept)
