"""Records which files a process reads, from Python's audit events."""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["LIBRARIES", "READ", "record_reads", "recording_paused"]

_INSTALLED = map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib"))
# An environment may see packages of another one: the machine's, or the user's.
_SEEN = (place for place in sys.path if place.endswith(("site-packages", "dist-packages")))
LIBRARIES = tuple(dict.fromkeys((*_INSTALLED, *_SEEN)))
"""The folders of Python and of installed packages: what lies there is known by its version."""

READ = "baocao.read"
"""The audit event, with a path, for a file whose content was already in memory."""

_PAUSE, _RESUME = "baocao.pause", "baocao.resume"
_FOLDERS = {"os.listdir", "os.scandir"}
# What another program does, or another machine tells, no event of this process shows.
_ELSEWHERE = {
    "os.exec", "os.startfile", "os.system", "pty.spawn", "socket.connect",
}  # fmt: skip


def record_reads(target: str) -> None:
    """Write, until the process ends, a line to `target` for everything that it reads.

    A line is ``[sort, path]`` in JSON.  The sorts are ``file``; ``folder``, whose names were
    listed; ``written``, a file; ``program``, one that was run; and ``elsewhere``, what no path
    can tell, such as a connection to another machine.
    """
    line = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    seen: set[tuple[str, str]] = set()
    paused = False

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal paused
        if event == "open":
            if isinstance(arguments[0], str | bytes | os.PathLike):
                writes = (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
                note("written" if writes else "file", arguments[0])
        elif event == READ:
            note("file", arguments[0])
        elif event in _FOLDERS:
            note("folder", arguments[0] or ".")
        elif event == "subprocess.Popen":
            note("program", arguments[0] or arguments[1][0])
        elif event == "os.posix_spawn":
            # From Python 3.13 on, subprocess starts programs by it.
            note("program", arguments[0])
        elif event in _ELSEWHERE:
            note("elsewhere", event)
        elif event in (_PAUSE, _RESUME):
            paused = event == _PAUSE

    def note(sort: str, name: str | bytes | os.PathLike[str] | int) -> None:
        if paused or isinstance(name, int):
            return
        path = os.fsdecode(name)
        found = (sort, path if sort == "elsewhere" else os.path.abspath(path))
        if found not in seen:
            seen.add(found)
            os.write(line, json.dumps(found).encode() + b"\n")

    sys.addaudithook(hook)


@contextmanager
def recording_paused() -> Iterator[None]:
    """Leave out what is read meanwhile: the result does not depend on it."""
    sys.audit(_PAUSE)
    try:
        yield
    finally:
        sys.audit(_RESUME)
