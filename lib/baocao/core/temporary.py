"""Temporary folders that are removed even when their process was killed."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from baocao.core.files import remove
from baocao.core.tracing import recording_paused

__all__ = ["temporary_folder"]

_PREFIX = "baocao-"
_LOCK = ".lock"
_JUST_MADE_SECONDS = 3600

_once = threading.Lock()
_swept = False


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that no other user can look into; it is removed at the end.

    It holds a file ``.lock``, which is locked as long as the folder is used.  The first folder that
    a process asks for has the system's temporary folder searched for those whose lock nobody holds
    any more, because their process was killed, and they are removed.

    Examples
    --------
    >>> with temporary_folder() as folder:
    ...     (folder / "a.txt").write_text("a")
    1
    >>> folder.exists()
    False
    """
    _sweep_once()
    folder, lock = _locked()
    try:
        yield folder
    finally:
        lock.release()
        _remove(folder)


def _locked() -> tuple[Path, FileLock]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Not one lock for each thread: a folder may be given back by another one.
        lock = FileLock(folder / _LOCK, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            # Another process took it for one that was left behind.
            _remove(folder)
            continue
        return folder, lock


def _sweep_once() -> None:
    global _swept
    with _once:
        if _swept:
            return
        _swept = True
    # A notebook that is traced does not depend on what lies there.
    with recording_paused():
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            # Somebody else's folder, or one that another process removes at this moment.
            with suppress(OSError, Timeout):
                _remove_if_left(folder)


def _remove_if_left(folder: Path) -> None:
    lock = folder / _LOCK
    if not lock.is_file():
        if time.time() - folder.stat().st_mtime > _JUST_MADE_SECONDS:
            # Killed before it was locked: nothing is in it, else it is not ours and stays.
            folder.rmdir()
        return
    with FileLock(lock, timeout=0):
        _remove(folder)


def _remove(folder: Path) -> None:
    with suppress(OSError):
        # The lock goes last: a folder whose removal is cut short is found again.
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                remove(path)
            elif path.name != _LOCK:
                path.unlink()
        remove(folder)
