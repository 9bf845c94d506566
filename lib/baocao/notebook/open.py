"""How a notebook begins: ``report = open_report(period)``, of the workspace it belongs to."""

from __future__ import annotations

import inspect
import os
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from baocao.core.errors import BaocaoError, Finding, WorkspaceError
from baocao.core.periods import Period
from baocao.facts.book import shared_book
from baocao.notebook.injected import require_given
from baocao.notebook.language import NARRATE
from baocao.notebook.live import followed, is_attended
from baocao.notebook.live_period import live_period
from baocao.notebook.own_path import in_jupyter, notebook_path
from baocao.notebook.report import Report
from baocao.prose.unfinished import Asking
from baocao.workspace.programmes import load_programmes
from baocao.workspace.workspace import CONFIGURATION, WORKSPACE_VARIABLE, Workspace

__all__ = ["open_report", "prepare"]


def prepare() -> None:
    """Make the programmes of the notebook's workspace importable, where there is one.

    What is wrong with the workspace or its programmes is said when the report is opened; only
    that there is no workspace is said here, since the notebook's own import will fail first.
    """
    try:
        load_programmes(_workspace_here())
    except BaocaoError as error:
        if get_ipython() is not None and isinstance(error, WorkspaceError):
            warnings.warn(str(error), stacklevel=3)


def _workspace_here() -> Workspace:
    """The workspace that a notebook belongs to: its own folder says so before the working one."""
    try:
        return Workspace.find(_own_folder())
    except WorkspaceError as error:
        if not hasattr(get_ipython(), "kernel"):
            raise
        # A notebook has no command line, and what runs it has no such option.
        raise WorkspaceError(*map(_for_a_notebook, error.findings)) from None


def _for_a_notebook(finding: Finding) -> Finding:
    if finding.code != "WORKSPACE-01":
        return finding
    remedy = f"đặt biến {WORKSPACE_VARIABLE} là thư mục có {CONFIGURATION} trước khi chạy sổ tay"
    return replace(finding, remedy=f"{remedy}, hoặc chạy sổ tay trong thư mục ấy")


def _own_folder() -> Path | None:
    """The notebook's folder if it lies in a workspace; None where a variable names another one."""
    path = None if WORKSPACE_VARIABLE in os.environ else notebook_path()
    if path is None:
        return None
    folder = path.resolve().parent
    inside = any((place / CONFIGURATION).is_file() for place in (folder, *folder.parents))
    return folder if inside else None


def _tell_guess(workspace: Workspace) -> None:
    """Print the workspace in a kernel where only the working directory has led to it."""
    shell: Any = get_ipython()
    told = WORKSPACE_VARIABLE in os.environ or _own_folder() is not None
    if hasattr(shell, "kernel") and not told:
        print(f"Báo cáo theo {CONFIGURATION} của thư mục đang chạy: {workspace.root}")


def open_report(
    period: str | int | Period, workspace: Workspace | Path | str | None = None
) -> Report:
    """Open the workspace's report on a period; in IPython also ``%%narrate`` and its completions.

    There the report follows its files: before each cell that somebody runs, what has changed is
    read again. Opened by ``report = open_report(period)``, it follows that variable as well.

    Parameters
    ----------
    period
        A code such as ``"2023-Q3"``; ``2023`` may arrive as an int from papermill.
    workspace
        An office, or its folder.  Default: the one that ``BAOCAO_WORKSPACE`` names; else the
        nearest folder with ``report.toml`` at or above the notebook that papermill runs, or else
        the working directory.

    Raises
    ------
    PeriodError, WorkspaceError, IndicatorError
    BuildError
        NOTEBOOK-16, NOTEBOOK-17: the notebook was given another parameter, or another period.
    """
    if workspace is None:
        workspace = _workspace_here()
        _tell_guess(workspace)
    elif not isinstance(workspace, Workspace):
        workspace = Workspace.load(Path(workspace))
    require_given(workspace.period(period), workspace.period)
    shell: Any = get_ipython()
    if shell is None:
        return Report(workspace, workspace.period(period), shared_book(workspace))
    live = followed(workspace, shell)
    report = Report.of(
        live,
        live_period(live.workspace, period, shell, inspect.currentframe()),
        is_looked_at=in_jupyter(),
    )
    _help_to_write(shell, report)
    return report


def _help_to_write(shell: Any, report: Report) -> None:
    """Give a shell ``%%narrate``, its completions and, in a kernel, its tooltips.

    What is misspelt is told in Vietnamese: the magic, and an indicator of a programme.
    """

    def magic(line: str, cell: str) -> None:
        # The line of the magic counts: errors name the lines that the analyst sees.
        display(report.narrate("\n" + cell, shell.user_ns))

    def asking(before: str) -> Asking:
        return Asking(report.context(shell.user_ns), report.library, report.period.end, before)

    magic.__doc__ = NARRATE
    shell.register_magic_function(magic, magic_kind="cell", magic_name="narrate")
    # A shell has loaded IPython's completer already; a build's own process need not.
    from baocao.notebook.completions import complete_in
    from baocao.notebook.misspelt import tell_misspelt
    from baocao.notebook.tooltips import explain_in

    if is_attended(shell):
        tell_misspelt(shell, lambda: report.book.catalogue)
    complete_in(shell, asking)
    explain_in(shell, asking, lambda: report.book)
