"""Pre-started kernels, where a process cannot be forked: one is always being made ready.

Like a fork server it has the environment and the folder of the kernel from its start.
"""

from __future__ import annotations

import atexit
import contextlib
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import replace

from jupyter_client.launcher import launch_kernel

from baocao.run.kernels.process import Job, Setup

__all__ = ["close", "take"]

_SESSION = "JPY_SESSION_NAME"

_lock = threading.Lock()
_waiting: list[tuple[Setup, subprocess.Popen[bytes]]] = []


def take(setup: Setup, job: Job) -> subprocess.Popen[bytes] | None:
    """A pre-started process that now does `job`; the next one is started.

    None for the first kernel of its setup: nothing was ready.
    """
    found = None
    with _lock:
        for entry in list(_waiting):
            if entry[0] != setup or entry[1].poll() is not None:
                _waiting.remove(entry)
                _end(entry[1])
            elif found is None:
                _waiting.remove(entry)
                found = entry[1]
        _waiting.append((setup, _start(setup, job.environment or {})))
    if found is None or found.stdin is None:
        return None
    try:
        found.stdin.write(replace(job, environment={}).to_json().encode() + b"\n")
        found.stdin.close()
    except OSError:
        _end(found)
        return None
    return found


def _start(setup: Setup, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    session = {name: environment.get(name, "") for name in (_SESSION,)}
    # Jupyter's own launcher: it hands over what Windows needs to interrupt and to watch.
    made: subprocess.Popen[bytes] = launch_kernel(
        [*setup.python, "-m", "baocao.run.kernels.pool_worker", setup.preload.to_json()],
        stdin=subprocess.PIPE,
        env=dict(setup.environment) | session,
        cwd=setup.cwd,
    )
    return made


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    process.kill()
    process.wait()


@atexit.register
def close() -> None:
    """End the processes that nobody took."""
    with _lock:
        for _, process in _waiting:
            _end(process)
        _waiting.clear()
