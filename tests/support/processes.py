"""Processes that a test starts: waited for with patience, ended in any case, missed by none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

__all__ = [
    "BAOCAO",
    "RUN_VARIABLE",
    "alive",
    "children",
    "command",
    "finished",
    "kill",
    "left_over",
    "patience",
    "processes",
    "started",
    "until",
]

BAOCAO = str(Path(sys.executable).with_name("baocao"))
# Every process that a run of the tests starts inherits it, and so is known whatever becomes of it.
RUN_VARIABLE = "BAOCAO_TEST_RUN"


def patience(seconds: float) -> float:
    """How long to wait for what takes `seconds` on an idle machine: by the load of this one."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 1.0
    return seconds * 4 * max(1.0, load / (os.cpu_count() or 1))


def until(condition: Callable[[], object], seconds: float = 10) -> bool:
    """Whether the condition came true in as long as :func:`patience` allows."""
    end = time.monotonic() + patience(seconds)
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def command(
    office: Path, *arguments: str, seconds: float = 100, **how: Any
) -> subprocess.CompletedProcess[str]:
    """Run ``baocao`` in a folder to its end, and tell what it printed."""
    return finished([BAOCAO, *arguments], seconds=seconds, cwd=office, **how)


def finished(
    arguments: list[str], *, seconds: float = 100, check: bool = False, **how: Any
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, and tell what it printed; what it started ends with it.

    Parameters
    ----------
    seconds
        How long it may take on an idle machine.
    check
        Whether it must end well.
    """
    with started(arguments, **how) as process:
        out, err = process.communicate(timeout=patience(seconds))
    assert not check or process.returncode == 0, f"{arguments}\n{out}{err}"
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@contextmanager
def started(arguments: list[str], **how: Any) -> Iterator[subprocess.Popen[str]]:
    """A process in a session of its own; at the end the whole session is killed and reaped."""
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **how}
    with subprocess.Popen(arguments, start_new_session=True, **how) as process:
        try:
            yield process
        finally:
            kill(process.pid)


def kill(group: int) -> None:
    """Kill what is left of a group of processes."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def processes() -> dict[int, tuple[int, str]]:
    """The parent and the command of every process."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text()
            arguments = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        # A zombie is gone but for its name.
        if stat.rpartition(")")[2].split()[0] != "Z":
            found[int(entry.name)] = (int(stat.rpartition(")")[2].split()[1]), arguments)
    return found


def alive(*pids: int) -> list[int]:
    """Those of some processes that have not ended."""
    return [pid for pid in pids if pid in processes()]


def children(pid: int) -> list[int]:
    """All processes below one, children's children too."""
    every = processes()
    mine = [one for one, (above, _) in every.items() if above == pid]
    return mine + [deeper for one in mine for deeper in children(one)]


def left_over(run: str) -> dict[int, str]:
    """The commands of the processes that a run of the tests started and that still live."""
    mark = f"{RUN_VARIABLE}={run}".encode()
    found = {}
    for pid, (above, arguments) in processes().items():
        # Python's own helper ends with the process that it belongs to.
        helper = above == os.getpid() and "multiprocessing.resource_tracker" in arguments
        with suppress(OSError):
            environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            if mark in environment and pid != os.getpid() and not helper:
                found[pid] = arguments
    return found
