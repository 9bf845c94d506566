"""Fork servers that are forked themselves, from one process that imported what all of them import.

Tests open many workspaces, each needs a fork server of its own, and two seconds of processor go
into the same imports every time.  What makes a server that of its workspace is still done in each:
its environment, its folder, and whatever ``preload_notebooks`` does there.  How servers and their
kernels start is tested without this (``test_kernels.py``, ``test_warm.py``).
"""

from __future__ import annotations

import json
import os
import socket
import sys
import uuid
from pathlib import Path

from baocao.run.kernels import host
from baocao.run.kernels.process import Job, Preload, Setup

__all__ = ["PreparedServer", "close"]

TESTS = str(Path(__file__).resolve().parents[1])
# What ``preload_notebooks`` and ``preload_documents`` import before they look at a workspace.
COMMON = (
    "scipy.stats",
    "baocao.notebook.browse",
    "baocao.notebook.open",
    "baocao.notebook.tooltips",
    "baocao.notebook.charts.style",
    "baocao.run.documents",
)
OfImports = host._ForkServer

_common: OfImports | None = None


def _begin_anew() -> None:
    global _common
    _common = None


os.register_at_fork(after_in_child=_begin_anew)


class PreparedServer(OfImports):
    """A fork server as the toolkit's own, without the two seconds of its imports."""

    def __init__(self, setup: Setup) -> None:
        if setup.python != (sys.executable,) or _of_python(setup) != _of_python(_own_setup()):
            super().__init__(setup)
            return
        self.setup, self.retired, self._ready = setup, False, False
        address = f"\0{uuid.uuid4().hex}"
        with socket.socket(socket.AF_UNIX) as waiting:
            waiting.bind(address)
            waiting.listen(1)
            waiting.settimeout(host._ANSWER_SECONDS)
            about = json.dumps([address, setup.cwd, dict(setup.environment)])
            child = _forked(Job(__name__, (about, setup.preload.to_json())))
            self._control, _ = waiting.accept()
        self._control.settimeout(None)
        self._process = child  # type: ignore[assignment]


def _forked(job: Job) -> host.Child:
    global _common
    for _ in range(2):
        _common = _common or OfImports(_own_setup())
        if (child := _common.fork(job)) is not None:
            return child
        # Something that it imported has changed meanwhile.
        close()
    raise OSError("no process to fork fork servers from")


def _own_setup() -> Setup:
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), TESTS)))
    own = {**os.environ, "PYTHONPATH": path}
    return Setup.of((sys.executable,), own, os.getcwd(), Preload(COMMON))


def _of_python(setup: Setup) -> dict[str, str]:
    """What of an environment Python reads at its start."""
    found = {name: text for name, text in setup.environment.items() if name.startswith("PYTHON")}
    places = found.pop("PYTHONPATH", "").split(os.pathsep)
    return {**found, "PYTHONPATH": os.pathsep.join(p for p in places if p and p != TESTS)}


def close() -> None:
    """End the process that they are forked from, and so all of them."""
    global _common
    if _common is not None:
        _common.close()
    _common = None


def _serve(about: str, preload: str) -> None:
    from baocao.run.kernels import forkserver

    address, folder, environment = json.loads(about)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[:] = [folder, *(place for place in sys.path[1:] if place != TESTS)]
    control = socket.socket(socket.AF_UNIX)
    control.connect(address)
    forkserver.main(control.detach(), Preload.from_json(preload))


if __name__ == "__main__":
    _serve(*sys.argv[1:])
