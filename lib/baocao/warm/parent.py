"""The parent of warm kernels: it imports what they need, then forks one whenever it is told to.

Run as ``python -m baocao.warm.parent FD``; FD is a socket on which the host asks for kernels.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import runpy
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from baocao.reads import record

_BEGAN = time.time_ns()
_LAUNCHER = "ipykernel_launcher"
_GRAMMAR = "rfc3987_syntax"
# What a kernel imports at its start, and what a notebook of a report does.
_PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "matplotlib.pyplot",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "baocao.warm.rehearsal",
)
# What only the toolkit's own calls need may wait until no kernel is asked for.
_LATER = ("baocao.checks", "baocao.writing")
_IDLE_SECONDS = 0.1


@dataclass(frozen=True)
class Job:
    """A process to become: ``python -m module arguments``, with imports done.

    ``environment`` is what it has beside the parent's, ``memory`` the bytes of data that it may
    hold (0: any), and ``reads`` the file that is to name what it reads.
    """

    module: str
    arguments: list[str]
    environment: dict[str, str]
    memory: int = 0
    reads: str = ""


def main(descriptor: int) -> None:
    """Preload, serve until the host lets go; in a forked child, be a kernel."""
    control = socket.socket(fileno=descriptor)
    _preload()
    job = _serve(control)
    if job is not None:
        _become(job)


def _preload() -> None:
    # As the kernel itself does, but before matplotlib is imported and reads it.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    # The debugger that comes with kernels tells of modules it cannot step into.
    quiet = "PYDEVD_DISABLE_FILE_VALIDATION" not in os.environ
    if quiet:
        os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    here = sys.path.pop(0)
    for name in _PRELOADED:
        _import(name)
    sys.path.insert(0, here)
    if quiet:
        del os.environ["PYDEVD_DISABLE_FILE_VALIDATION"]
    gc.collect()
    # What is never collected is never written to: its pages stay shared with the children.
    gc.freeze()


def _import(name: str) -> None:
    # What cannot be imported here fails in the notebook that wants it, where it is seen.
    with contextlib.suppress(Exception):
        importlib.import_module(name)


@contextlib.contextmanager
def _without_grammar() -> Iterator[None]:
    # To check schemas, jsonschema builds a grammar of web addresses, which takes longer than all
    # else; no schema of ours has an address.
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_GRAMMAR]


def _serve(control: socket.socket) -> Job | None:
    """Fork kernels as they are asked for. Returns None at the end, and the job in a child."""
    woken, waking = socket.socketpair()
    waking.setblocking(False)
    signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # It ends when its host does, after its kernels.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    lines: dict[int, socket.socket] = {}
    made, retired, later = _modification_times(), False, list(_LATER)
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while lines or not retired:
            ready = selector.select(_IDLE_SECONDS if later else None)
            if not ready and later:
                with _without_grammar():
                    _import(later.pop(0))
                made = _modification_times() | made
            for key, _ in ready:
                if key.fileobj is woken:
                    woken.recv(1024)
                    _reap(lines, selector)
                elif key.data is not None:
                    # The host has let go of this kernel.
                    selector.unregister(key.fileobj)
                    _kill(key.data)
                else:
                    request, line = _received(control)
                    if line is None:
                        if not request:
                            _end(lines)
                            return None
                        retired = True
                    elif _is_stale(made):
                        line.sendall(b"stale\n")
                        line.close()
                    else:
                        pid = os.fork()
                        if pid == 0:
                            signal.set_wakeup_fd(-1)
                            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                            signal.signal(signal.SIGTERM, signal.SIG_DFL)
                            for other in (control, woken, waking, line, *lines.values()):
                                other.close()
                            return Job(**json.loads(request))
                        lines[pid] = line
                        line.sendall(f"{pid}\n".encode())
                        selector.register(line, selectors.EVENT_READ, pid)
    return None


def _received(control: socket.socket) -> tuple[bytes, socket.socket | None]:
    """A request and the line of the kernel to be; only the request, to retire; nothing, to end."""
    data, descriptors = b"", []
    while not data.endswith(b"\n"):
        more, found, _, _ = socket.recv_fds(control, 65536, 1)
        descriptors += found
        data += more
        if not more:
            return b"", None
    return data, socket.socket(fileno=descriptors[0]) if descriptors else None


def _reap(lines: dict[int, socket.socket], selector: selectors.BaseSelector) -> None:
    for pid in list(lines):
        try:
            done, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            done, status = pid, 0
        if done:
            line = lines.pop(pid)
            # What the kernel has started goes with it.
            _kill(pid)
            with contextlib.suppress(OSError):
                line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            with contextlib.suppress(KeyError):
                selector.unregister(line)
            line.close()


def _end(lines: dict[int, socket.socket]) -> None:
    for pid in lines:
        _kill(pid)
    for pid in lines:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _kill(group: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(group, signal.SIGKILL)


def _is_stale(made: dict[str, int]) -> bool:
    """Whether a file was changed after it was imported, or while it was."""
    now = _modification_times()
    return now != made or max(now.values()) > _BEGAN


def _modification_times() -> dict[str, int]:
    """Of every file that was imported: a kernel must not run code of yesterday."""
    times = {}
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if path:
            with contextlib.suppress(OSError):
                times[path] = os.stat(path).st_mtime_ns
    return times


def _become(job: Job) -> None:
    os.setsid()
    os.environ.update(job.environment)
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    if job.memory:
        resource.setrlimit(resource.RLIMIT_DATA, (job.memory, job.memory))
    if "numpy" in sys.modules:
        # Else all kernels would draw the same numbers.
        sys.modules["numpy"].random.seed()
    sys.argv = [job.module, *job.arguments]
    if job.module == _LAUNCHER:
        # The kernel watches its parent and ends after it, but read the variable long ago.
        sys.argv.append(f"--IPKernelApp.parent_handle={os.getppid()}")
        # Notebooks import it whole.
        for name in [name for name in sys.modules if name.partition(".")[0] == "jsonschema"]:
            del sys.modules[name]
    if job.reads:
        record(job.reads)
    runpy.run_module(job.module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
