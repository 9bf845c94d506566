"""What a command does when it has built or issued a report: the report goes on the shelf.

Nothing heavy is imported here: reports are read in a process of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from baocao.core.errors import Finding
from baocao.review.shelf.entries import Kept
from baocao.review.shelf.places import SHELF, faults_told, place_of
from baocao.workspace import archive
from baocao.workspace.workspace import Workspace

__all__ = ["put_on_shelf"]


def put_on_shelf(workspace: Workspace, folder: Path, fresh: bool = True) -> Sequence[Finding]:
    """Enter the report in a folder; one that is not `fresh` only where the shelf lacks it.

    A report outside ``workspace.outputs`` stands on no shelf, nor does one that is built to be
    compared and thrown away.

    Returns
    -------
    sequence of Finding
        What :func:`baocao.review.shelf.update.enter` returns; nothing is raised.
    """
    with faults_told(workspace) as findings:
        place = place_of(workspace, folder)
        if archive.is_rebuild(workspace):
            return findings
        if place is not None and (fresh or not _has(workspace, place)):
            from baocao.run.warm import call_separately

            findings += call_separately(_enter, workspace, place)
    return findings


def _has(workspace: Workspace, place: str) -> bool:
    folder = workspace.outputs / SHELF
    return Kept(folder).is_current() and (folder / "periods" / f"{place}.html").is_file()


def _enter(workspace: Workspace, place: str) -> Sequence[Finding]:
    from baocao.review.shelf.update import enter

    return enter(workspace, place)
