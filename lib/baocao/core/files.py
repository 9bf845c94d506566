"""Hashes of files, and writing of files and folders: completely or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from baocao.core.errors import BaocaoError, BuildError, Finding, is_refusal, refusal

__all__ = [
    "Mark",
    "alone",
    "disk_refusals",
    "is_settled",
    "mark",
    "publish",
    "remove",
    "sha256",
    "staging",
    "sweep",
    "write_whole",
]

_AT_FDCWD = -100
_TRIES = 20
_PAUSE_SECONDS = 0.1
_RENAME_EXCHANGE = 2
_COARSEST_SECONDS = 2.0


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hex; the file may be larger than memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Mark(NamedTuple):
    """What of a file changes whenever its content does; times in nanoseconds.

    ``changed`` is the system's own time of change, which no program can set.
    """

    size: int
    written: int
    changed: int
    disk: int
    place: int


def mark(path: Path) -> Mark | None:
    """The mark of a file; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return Mark(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_dev, found.st_ino)


def is_settled(found: Mark) -> bool:
    """Whether a change of the file from now on gives it another mark, on any disk.

    Some disks count whole seconds: two changes in one of them have one time.
    """
    return time.time() - found.changed / 1e9 > _COARSEST_SECONDS


def remove(path: Path) -> None:
    """Remove what stands at a path: a folder, read-only ones too, a file, a link, or nothing."""
    if path.is_dir() and not path.is_symlink():
        for folder, _, _ in os.walk(path):
            os.chmod(folder, 0o755)
        _remove_tree(path)
    else:
        path.unlink(missing_ok=True)


def _remove_tree(path: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            return shutil.rmtree(path)
        except OSError as error:
            # A section of a report that has failed may still be writing there.
            if error.errno != errno.ENOTEMPTY or not left:
                raise
            time.sleep(_PAUSE_SECONDS)


@contextmanager
def alone(lock: Path, busy: BaocaoError) -> Iterator[None]:
    """Hold a lock file; raise `busy` where another process holds it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock)
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise busy from None
    try:
        yield
    finally:
        held.release()


@contextmanager
def disk_refusals(name: str, folder: Path) -> Iterator[None]:
    """Turn what the disk refuses while the report `name` is made into an error with a code.

    A full disk names no file: then the error names `folder`, in which the report is made.

    Raises
    ------
    BuildError
        BUILD-07 a full disk, a folder that may not be written to, a file that is in use.
    """
    try:
        yield
    except OSError as error:
        if not is_refusal(error):
            raise
        raise BuildError(
            Finding(
                "BUILD-07",
                f"Máy không ghi được báo cáo {name}.",
                where=str(error.filename or folder),
                found=refusal(error),
                remedy="đóng báo cáo cũ nếu đang mở; xem đĩa còn chỗ và thư mục cho ghi không; "
                "rồi chạy lại",
            )
        ) from error


@contextmanager
def staging(outputs: Path, name: str) -> Iterator[Path]:
    """An empty folder for the files of `name`, used by one process at a time.

    First, what a build that was killed has left is removed or put back.  At the end the folder
    is removed, unless :func:`publish` has moved it to its place.

    Raises
    ------
    BuildError
        BUILD-03 another process is building the same report.
    """
    busy = BuildError(
        Finding(
            "BUILD-03",
            f"Một tiến trình khác đang dựng báo cáo {name}.",
            where=str(outputs / name),
            remedy="chờ tiến trình kia xong rồi chạy lại",
        )
    )
    with alone(outputs / f".{name}.lock", busy):
        place, new, old = _paths(outputs, name)
        if old.is_dir() and not os.path.lexists(place):
            old.rename(place)
        remove(new)
        remove(old)
        new.mkdir()
        try:
            yield new
        finally:
            remove(new)


def sweep(outputs: Path, name: str) -> None:
    """Remove what a killed build of `name` has left beside a report that is as it should be."""
    _, new, old = _paths(outputs, name)
    if not (os.path.lexists(new) or os.path.lexists(old)):
        return
    # A build that is under way removes them itself, and the disk may allow nothing.
    with contextlib.suppress(BuildError, OSError), staging(outputs, name):
        pass


def publish(outputs: Path, name: str) -> None:
    """Put the staged folder at ``outputs/<name>`` in one step.

    On Linux two folders change places in one system call.  Elsewhere the old one steps
    aside first; killed between the two steps, the next :func:`staging` puts it back.
    """
    place, new, old = _paths(outputs, name)
    if not os.path.lexists(place):
        new.rename(place)
    elif not _exchange(new, place):
        place.rename(old)
        new.rename(place)
        remove(old)


def write_whole(path: Path, data: str | bytes) -> None:
    """Write a file in one step: whoever reads it finds the old one or the new one, whole."""
    new = path.with_name(f".{path.name}.new")
    # It may be a link that somebody put there: nothing is written through it.
    new.unlink(missing_ok=True)
    try:
        with new.open("xb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def _paths(outputs: Path, name: str) -> tuple[Path, Path, Path]:
    return outputs / name, outputs / f".{name}.new", outputs / f".{name}.old"


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(done == 0)
