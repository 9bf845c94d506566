"""Spare kernels, where a process cannot be forked: one is always being made ready.

As the parent of forked kernels has, a spare has the environment and the folder of the kernel to
be, from its start.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_client.launcher import launch_kernel

from baocao.run.kernels.host import Likeness

__all__ = ["close", "take"]

_lock = threading.Lock()
_waiting: list[tuple[Likeness, subprocess.Popen[bytes]]] = []


def take(
    python: Sequence[str], env: Mapping[str, str], cwd: str, job: Mapping[str, Any]
) -> subprocess.Popen[bytes] | None:
    """A process that is becoming the kernel of `job`; the next spare is started.

    None for the first kernel of its kind: nothing was ready.
    """
    likeness = Likeness.of(python, env, cwd)
    found = None
    with _lock:
        for entry in list(_waiting):
            if entry[0] != likeness or entry[1].poll() is not None:
                _waiting.remove(entry)
                _end(entry[1])
            elif found is None:
                _waiting.remove(entry)
                found = entry[1]
        _waiting.append((likeness, _started(likeness, env)))
    if found is None or found.stdin is None:
        return None
    line = json.dumps({**job, "environment": {}}).encode() + b"\n"
    try:
        found.stdin.write(line)
        found.stdin.close()
    except OSError:
        _end(found)
        return None
    return found


def _started(likeness: Likeness, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # Jupyter's own launcher: it hands over what Windows needs to interrupt and to watch.
    made: subprocess.Popen[bytes] = launch_kernel(
        [*likeness.python, "-m", "baocao.run.kernels.pool_worker"],
        stdin=subprocess.PIPE,
        env=dict(likeness.environment) | {"JPY_SESSION_NAME": env.get("JPY_SESSION_NAME", "")},
        cwd=likeness.cwd,
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
    """End the spares that nobody took."""
    with _lock:
        for _, process in _waiting:
            _end(process)
        _waiting.clear()
