"""Reports that are to be entered: noted before the shelf is written, forgotten afterwards.

So what a kill interrupts, or what waits too long for another process, is entered by whoever writes
the shelf next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from baocao.core.errors import Finding, ShelfError
from baocao.core.files import write_whole
from baocao.workspace.workspace import Workspace

__all__ = ["forget", "held", "note", "noted"]

_PATIENCE_SECONDS = 30


def _folder(workspace: Workspace) -> Path:
    return workspace.outputs / ".shelf"


def note(workspace: Workspace, place: str) -> None:
    """Note that the report at a place is to be entered, or taken out if it is gone."""
    folder = _folder(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{hashlib.sha256(place.encode()).hexdigest()[:16]}.txt", place)


def noted(workspace: Workspace) -> dict[Path, str]:
    """What is noted: the places of reports, by the files that say so."""
    found = {}
    for path in sorted(_folder(workspace).glob("*.txt")):
        try:
            found[path] = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            continue  # another process has entered it
    return found


def forget(paths: Iterable[Path]) -> None:
    """Forget what was entered."""
    for path in paths:
        path.unlink(missing_ok=True)


@contextmanager
def held(workspace: Workspace) -> Iterator[None]:
    """Hold the shelf, when other processes have done with it.

    Raises
    ------
    ShelfError
        SHELF-01 another process has held it for long.
    """
    lock = _folder(workspace) / "lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=_PATIENCE_SECONDS):
            yield
    except Timeout:
        raise ShelfError(
            Finding(
                "SHELF-01",
                "Danh mục báo cáo chưa được ghi.",
                where=workspace.relative(lock),
                found="một tiến trình khác đang ghi danh mục",
                remedy="chờ tiến trình kia xong; lệnh sau sẽ ghi tiếp, hoặc chạy baocao shelf",
            )
        ) from None
