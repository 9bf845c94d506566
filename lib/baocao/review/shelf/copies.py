"""Copies what is meant for readers into another folder, such as that of a web server."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from baocao.core.errors import Finding, ShelfError
from baocao.review.shelf import pages
from baocao.review.shelf.entries import FACTS, Kept
from baocao.review.shelf.places import INDEX, SHELF, is_for_readers
from baocao.review.shelf.wanted import held
from baocao.workspace import verifier
from baocao.workspace.workspace import Workspace

__all__ = ["copy_for_readers"]


def copy_for_readers(workspace: Workspace, target: Path) -> tuple[int, int]:
    """Copy the shelf and the documents that it leads to, as far as they are not there already.

    Returns
    -------
    tuple of int
        How many files were copied, and how many removed that are on the shelf no longer.

    Raises
    ------
    ShelfError
        SHELF-01 the shelf is being written; SHELF-06 the folder holds something else, or lies in
        ``outputs``.
    """
    target = Path(os.path.realpath(target))
    _require_free(workspace, target)
    with held(workspace):
        wanted = dict.fromkeys(_names(workspace))
        # The first page last: until then the old one leads to what is still there.
        copied = sum(_copy(workspace.outputs / name, target / name) for name in wanted)
    gone = [name for name in _held_by(target) if name not in wanted]
    for name in gone:
        (target / name).unlink()
    for folder, _, _ in os.walk(target, topdown=False):
        if not os.listdir(folder) and Path(folder) != target:
            os.rmdir(folder)
    return copied, len(gone)


def _require_free(workspace: Workspace, target: Path) -> None:
    outputs = workspace.outputs
    is_within = target.is_relative_to(outputs) or outputs.is_relative_to(target)
    is_ours = pages.is_ours(target / INDEX)
    if is_within or (target.exists() and not is_ours and any(target.iterdir())):
        raise ShelfError(
            Finding(
                "SHELF-06",
                "Không chép danh mục vào thư mục này được.",
                where=str(target),
                found="nằm chung với outputs" if is_within else "đã có thứ khác",
                remedy="ghi tên một thư mục chưa có, hoặc một bản chép trước của danh mục này",
            )
        )


def _names(workspace: Workspace) -> Iterator[str]:
    """The files for readers that are regular files: the documents, the pages, the first page."""
    kept = Kept(workspace.outputs / SHELF)
    reports = (entry for period in kept.every() for entry in period.entries if not entry.fault)
    named = [f"{entry.place}/{file}" for entry in reports for file in (*entry.files, FACTS)]
    named += [*_below(workspace.outputs, f"{SHELF}/*"), *_below(workspace.outputs, f"{SHELF}/*/*")]
    for name in (*named, INDEX):
        if is_for_readers(name) and verifier.is_file(str(workspace.outputs / name)):
            yield name


def _held_by(target: Path) -> list[str]:
    """What an earlier copy has put there."""
    patterns = ("*", "*/*", "*/*/*", "*/*/*/*")
    return [n for pattern in patterns for n in _below(target, pattern) if is_for_readers(n)]


def _below(folder: Path, pattern: str) -> list[str]:
    found = (path for path in folder.glob(pattern) if verifier.is_file(str(path)))
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _copy(source: Path, target: Path) -> bool:
    """Copy a file whole or not at all, if it is not there already."""
    known, found = os.stat(source), os.stat(target) if target.exists() else None
    if found and found.st_size == known.st_size:
        if found.st_mtime_ns == known.st_mtime_ns:
            return False
        # The pages are written anew each time, most of them as they were.
        if filecmp.cmp(source, target, shallow=False):
            os.utime(target, ns=(known.st_atime_ns, known.st_mtime_ns))
            return False
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.new")
    new.unlink(missing_ok=True)
    # Not its mode: what was issued is read-only, and a copy is to be written anew.
    shutil.copyfile(source, new)
    os.utime(new, ns=(known.st_atime_ns, known.st_mtime_ns))
    os.replace(new, target)
    return True
