"""The fork server: it imports what kernels need, then forks one whenever it is told to.

Run as ``python -m baocao.run.kernels.forkserver FD PRELOAD``; FD is a socket on which the host asks
for kernels, PRELOAD what :meth:`~baocao.run.kernels.process.Preload.to_json` writes.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterable, Mapping

from baocao.core.tracing import LIBRARIES
from baocao.run.kernels.child import keep_from_collector, preload_modules, run_job
from baocao.run.kernels.imports import also_read, import_quietly, without_grammar
from baocao.run.kernels.process import READY, RETIRE, Job, Preload

_BEGAN = time.time_ns()
_IDLE_SECONDS = 0.1


def main(descriptor: int, preload: Preload) -> None:
    """Preload, serve until the host lets go; in a forked child, do what it is forked for."""
    control = socket.socket(fileno=descriptor)
    preload_modules(preload)
    # The host may be gone by now.
    with contextlib.suppress(OSError):
        control.sendall(READY)
    job = _serve(control, preload.when_idle)
    if job is not None:
        # A group of its own, which interrupts and ends all that it starts.
        os.setsid()
        os.environ["JPY_PARENT_PID"] = str(os.getppid())
        run_job(job)
    else:
        # To clean up all imported modules takes a while, for which the host would wait.
        os._exit(0)


def _serve(control: socket.socket, when_idle: Iterable[str]) -> Job | None:
    """Fork kernels as they are asked for. Returns None at the end, and the job in a child."""
    woken, waking = socket.socketpair()
    waking.setblocking(False)
    signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # It ends when its host does, after its kernels.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    lines: dict[int, socket.socket] = {}
    made, retired, later = _modification_times(_imported()), False, list(when_idle)
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while lines or not retired:
            ready = selector.select(_IDLE_SECONDS if later else None)
            if not ready and later:
                with without_grammar():
                    import_quietly(later.pop(0))
                keep_from_collector()
                made = _modification_times(_imported()) | made
            for key, _ in ready:
                if key.fileobj is woken:
                    woken.recv(1024)
                    _reap(lines, selector)
                elif key.data is not None:
                    # The host has let go of this kernel, unless it has just been reaped.
                    if key.data in lines:
                        selector.unregister(key.fileobj)
                        _end([key.data])
                else:
                    request, line = _received(control)
                    if line is None:
                        if not request:
                            _end(lines)
                            for pid in lines:
                                os.waitpid(pid, 0)
                            return None
                        retired = True
                    elif _is_stale(made):
                        _tell(line, "stale")
                        line.close()
                    else:
                        pid = os.fork()
                        if pid == 0:
                            signal.set_wakeup_fd(-1)
                            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                            signal.signal(signal.SIGTERM, signal.SIG_DFL)
                            for other in (control, woken, waking, line, *lines.values()):
                                other.close()
                            return Job.from_json(request)
                        lines[pid] = line
                        _tell(line, pid)
                        selector.register(line, selectors.EVENT_READ, pid)
    return None


def _tell(line: socket.socket, word: object) -> None:
    # The host may have given up waiting, or be gone.
    with contextlib.suppress(OSError):
        line.sendall(f"{word}\n".encode())


def _received(control: socket.socket) -> tuple[bytes, socket.socket | None]:
    """A request and the line of the kernel to be; only the request, to retire; nothing, to end."""
    data, descriptors = b"", []
    while not data.endswith(b"\n"):
        try:
            more, found, _, _ = socket.recv_fds(control, 65536, 1)
        except ConnectionError:
            # The host ended before it read that this server is ready.
            more, found = b"", []
        descriptors += found
        data += more
        if not more:
            return b"", None
    lines = [socket.socket(fileno=descriptor) for descriptor in descriptors]
    if data.endswith(RETIRE) or not lines:
        # Nobody waits any more for what was asked before.
        for line in lines:
            line.close()
        return data, None
    return data, lines[0]


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
            _tell(line, os.waitstatus_to_exitcode(status))
            with contextlib.suppress(KeyError):
                selector.unregister(line)
            line.close()


def _end(kernels: Iterable[int]) -> None:
    """Kill kernels, and all that they have started."""
    for pid in kernels:
        _kill(pid)
        # One that was just forked has no group of its own yet.
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _kill(group: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(group, signal.SIGKILL)


def _is_stale(made: Mapping[bytes, int]) -> bool:
    """Whether a file was changed after it was imported, or while it was."""
    now = _modification_times(made)
    return now != made or max(now.values()) > _BEGAN


def _modification_times(files: Iterable[bytes]) -> dict[bytes, int]:
    times = {}
    for file in files:
        with contextlib.suppress(OSError):
            found = os.stat(file)
            # Whoever puts an old content back may put its time back, too; not that of the change.
            times[file] = max(found.st_mtime_ns, found.st_ctime_ns)
    return times


def _imported() -> list[bytes]:
    """Every file that was imported: a kernel must not run code of yesterday.

    Of what is installed only the folders, which change when a package comes, goes or is renewed.

    Python counts references in what it looks at, and what is written to after a fork is copied.
    Looked at before each fork, modules and their own names of files would be thousands of pages.
    """
    found = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    installed = tuple(f"{place}{os.sep}" for place in LIBRARIES)
    files = [file for file in found if file and not file.startswith(installed)]
    return [os.fsencode(file) for file in (*files, *also_read(), *set(LIBRARIES))]


if __name__ == "__main__":
    main(int(sys.argv[1]), Preload.from_json(sys.argv[2]))
