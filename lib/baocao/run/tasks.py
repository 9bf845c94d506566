"""Work that is done in a process of its own.

Each function imports what it needs when it runs, so that the process that asks for it stays small
and starts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from baocao.core.errors import Finding
from baocao.core.periods import Period
from baocao.run.written import Written
from baocao.workspace.archive import Issued
from baocao.workspace.office import Issue
from baocao.workspace.workspace import Workspace

__all__ = ["check", "write_documents"]


def check(workspace: Workspace, period: Period) -> Sequence[Finding]:
    """Everything that :func:`baocao.run.check.check` finds before a report is built."""
    from baocao.run.check import check

    return check(workspace, [period], all_remarks=False)


def write_documents(
    workspace: Workspace,
    period: Period,
    target: Path,
    formats: Sequence[str],
    issue: Issue | None,
    base: Issued | None,
) -> Written:
    """What :func:`baocao.run.documents.write_documents` does and returns."""
    from baocao.run.documents import write_documents

    return write_documents(workspace, period, target, formats, issue, base)
