"""The host's side: the fork server it starts, and the children that the server forks."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
from dataclasses import dataclass, field

from baocao.run.kernels.process import READY, RETIRE, Job, Setup

__all__ = ["CAN_FORK", "Child", "close", "fork", "repeated", "start"]

CAN_FORK = hasattr(os, "fork")
"""Whether processes can be forked here: not on Windows."""

# Imports take two seconds; on a machine that has no time at all, a minute.
_ANSWER_SECONDS = 60
_END_SECONDS = 5
# To start a fork server costs as much as the start of about three ordinary kernels.
_PAYS_AFTER = 3
# Two threads may build for two offices, in turn; a third setup ends the server of the first.
_MOST_SERVERS = 2


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
        """Wait for the end; the exit code.

        Raises
        ------
        subprocess.TimeoutExpired
            It has not ended within `timeout` seconds.
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
        # No answer: the fork server is gone, and its kernels with it.
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


class _ForkServer:
    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.retired = False
        self._ready = False
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*setup.python, "-m", _MODULE, str(theirs.fileno()), setup.preload.to_json()],
                env=setup.environment,
                cwd=setup.cwd,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def fork(self, job: Job) -> Child | None:
        """A child that does the job; None when this server is older than its code, or dead."""
        ours, theirs = socket.socketpair()
        answer = b""
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(self._control, [job.to_json().encode() + b"\n"], [theirs.fileno()])
        ours.settimeout(_ANSWER_SECONDS)
        with contextlib.suppress(OSError):
            while not answer.endswith(b"\n") and (letter := ours.recv(1)):
                answer += letter
        ours.settimeout(None)
        if answer.strip().isdigit():
            return Child(int(answer), ours)
        ours.close()
        return None

    def is_ready(self) -> bool:
        """Whether it has imported all: a child would be there at once."""
        if not self._ready and select.select([self._control], [], [], 0)[0]:
            with contextlib.suppress(OSError):
                self._ready = self._control.recv(len(READY)) == READY
        return self._ready

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def retire(self) -> None:
        """Let it fork no more, and end after the last of its kernels."""
        self.retired = True
        with contextlib.suppress(OSError):
            self._control.sendall(RETIRE)

    def close(self) -> None:
        """End it and its kernels now."""
        self._control.close()
        # While it still imports it has no kernels to end; later it ignores this signal, since it
        # ends in order when its socket is closed.
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            # Its kernels watch it, and end when it is gone.
            self._process.kill()
            self._process.wait()


_MODULE = "baocao.run.kernels.forkserver"


@dataclass
class _State:
    """What this process has started; a process that is forked from it begins with nothing.

    ``servers`` are those that fork, and those that are retired and wait for their kernels to end.
    ``last`` is the setup of the last kernel, and ``in_a_row`` how many
    kernels of it came one after the other.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    servers: list[_ForkServer] = field(default_factory=list)
    last: Setup | None = None
    in_a_row: int = 0


_state = _State()


def _begin_anew() -> None:
    global _state
    _state = _State()


# The copies in a forked process are not its own to use or to end, and its lock may be held by a
# thread that is not there.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


def start(setup: Setup) -> None:
    """Start the fork server of the kernels to come; it imports while this process goes on."""
    if CAN_FORK:
        with _state.lock, contextlib.suppress(OSError):
            _server_of(setup)


def repeated(setup: Setup) -> bool:
    """Whether enough kernels of one setup came in a row for a fork server to pay.

    To be asked once for each kernel.
    """
    with _state.lock:
        _state.in_a_row = _state.in_a_row + 1 if _state.last == setup else 1
        _state.last = setup
        return _state.in_a_row > _PAYS_AFTER


def fork(setup: Setup, job: Job, wait: bool = True) -> Child | None:
    """A child of a fork server of that setup, which is started if there is none.

    Parameters
    ----------
    setup
        What the server is started with.
    job
        What the child does.
    wait
        Wait for a server that is still importing.

    Returns
    -------
    Child or None
        None when no server can be had, or, without `wait`, when it is not ready yet.
    """
    state = _state
    with state.lock:
        # A server may be older than its code, or have been killed: once more, with a new one.
        for _ in range(2):
            with contextlib.suppress(OSError):
                server = _server_of(setup)
                if not (wait or server.is_ready()):
                    return None
                if (child := server.fork(job)) is not None:
                    return child
                server.retire()
    return None


def _server_of(setup: Setup) -> _ForkServer:
    servers = _state.servers
    for server in list(servers):
        if not server.is_alive():
            server.close()
            servers.remove(server)
    serving = [server for server in servers if not server.retired]
    for server in serving:
        if server.setup == setup:
            return server
    if len(serving) == _MOST_SERVERS:
        serving[0].retire()
    servers.append(_ForkServer(setup))
    return servers[-1]


@atexit.register
def close() -> None:
    """End the fork servers and every kernel that they forked."""
    for server in _state.servers:
        server.close()
    _state.servers.clear()
