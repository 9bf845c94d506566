"""The host's side: the parent it starts, and the kernels that the parent forks."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from baocao.run.kernels.child import RETIRE
from baocao.workspace.workspace import WORKSPACE_VARIABLE, Workspace

__all__ = ["CAN_FORK", "Child", "Likeness", "close", "fork", "warming"]

# Kernels run side by side, one a processor: threads of linear algebra would only be in the way,
# and those that stand in the parent are not there after a fork.
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
# What Jupyter says to one kernel; all else is the same for all of them.
_OWN = "JPY_"


class Child:
    """A forked kernel, with those methods of :class:`subprocess.Popen` that Jupyter calls."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line = line

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        if self.returncode is None and select.select([self._line], [], [], 0)[0]:
            self._read()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and tell the exit code.

        Raises
        ------
        subprocess.TimeoutExpired
            It has not ended within so many seconds.
        """
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"kernel {self.pid}", timeout or 0)
            self._read()
        assert self.returncode is not None
        return self.returncode

    def _read(self) -> None:
        told = b""
        with contextlib.suppress(OSError):
            told = self._line.recv(64)
        # Nothing told: the parent is gone, and its kernels with it.
        self.returncode = int(told) if told else -signal.SIGKILL
        self._line.close()

    def send_signal(self, number: int) -> None:
        """Send a signal unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


@dataclass(frozen=True)
class Likeness:
    """What kernels of one kind have in common from the start: nothing needs to be undone."""

    python: tuple[str, ...]
    environment: Mapping[str, str]
    cwd: str

    @classmethod
    def of(cls, python: Sequence[str], env: Mapping[str, str], cwd: str) -> Likeness:
        """That of a kernel with such an interpreter, environment and folder."""
        shared = {name: value for name, value in env.items() if not name.startswith(_OWN)}
        return cls(tuple(python), _ONE_THREAD | shared, cwd)


class _Parent:
    def __init__(self, likeness: Likeness) -> None:
        self.likeness: Likeness | None = likeness
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*likeness.python, "-m", "baocao.run.kernels.forkserver", str(theirs.fileno())],
                env=likeness.environment,
                cwd=likeness.cwd,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def fork(self, job: Mapping[str, object]) -> Child | None:
        """A child that does the job; None when this parent is older than its code, or dead."""
        ours, theirs = socket.socketpair()
        answer = b""
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(self._control, [json.dumps(job).encode() + b"\n"], [theirs.fileno()])
        ours.settimeout(_PATIENCE_SECONDS)
        with contextlib.suppress(OSError):
            while not answer.endswith(b"\n") and (letter := ours.recv(1)):
                answer += letter
        ours.settimeout(None)
        if answer.strip().isdigit():
            return Child(int(answer), ours)
        ours.close()
        return None

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def retire(self) -> None:
        """Let it fork no more, and end after the last of its kernels."""
        with contextlib.suppress(OSError):
            self._control.sendall(RETIRE)

    def close(self) -> None:
        """End it and its kernels now."""
        self._control.close()
        # While it still imports it has no kernels to end; later it does not listen to this.
        self._process.terminate()
        try:
            self._process.wait(_PARTING_SECONDS)
        except subprocess.TimeoutExpired:
            # Its kernels watch it, and end when it is gone.
            self._process.kill()
            self._process.wait()


# Imports take two seconds; on a machine that has no time at all, a minute.
_PATIENCE_SECONDS = 60
_PARTING_SECONDS = 5
CAN_FORK = hasattr(os, "fork")

_lock = threading.Lock()
# The last one forks the next kernel; those before it wait for their kernels to end.
_parents: list[_Parent] = []


@contextmanager
def warming(workspace: Workspace) -> Iterator[None]:
    """Name the workspace to the kernels that start meanwhile, and start their parent at once.

    Kernels inherit the environment wherever they start.
    """
    before = os.environ.get(WORKSPACE_VARIABLE)
    os.environ[WORKSPACE_VARIABLE] = str(workspace.root)
    try:
        if CAN_FORK:
            with _lock, contextlib.suppress(OSError):
                _parent_for(Likeness.of([sys.executable], os.environ, os.getcwd()))
        yield
    finally:
        del os.environ[WORKSPACE_VARIABLE]
        if before is not None:
            os.environ[WORKSPACE_VARIABLE] = before


def fork(
    python: Sequence[str], env: Mapping[str, str], cwd: str, job: Mapping[str, object]
) -> Child | None:
    """A kernel from a parent that was started by the same command, environment and folder.

    Parameters
    ----------
    python
        The interpreter and its options.
    env, cwd
        As for :class:`subprocess.Popen`.
    job
        The other fields of :class:`~baocao.run.kernels.child.Job`.

    Returns
    -------
    Child or None
        None when no parent can be had.
    """
    own = {name: value for name, value in env.items() if name.startswith(_OWN)}
    with _lock:
        # A parent may be older than its code, or have been killed: once more, with a new one.
        for _ in range(2):
            with contextlib.suppress(OSError):
                child = _parent_for(Likeness.of(python, env, cwd)).fork({"environment": own, **job})
                if child is not None:
                    return child
                _parents[-1].retire()
                _parents[-1].likeness = None
    return None


def _parent_for(likeness: Likeness) -> _Parent:
    if not _parents or _parents[-1].likeness != likeness:
        if _parents:
            _parents[-1].retire()
        for parent in list(_parents):
            if not parent.is_alive():
                parent.close()
                _parents.remove(parent)
        _parents.append(_Parent(likeness))
    return _parents[-1]


# A process that is forked from this one has copies, which are not its own to use or to end.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_parents.clear)


@atexit.register
def close() -> None:
    """End the parents and every kernel that they forked."""
    for parent in _parents:
        parent.close()
    _parents.clear()
