"""Calls of a function in a process of its own that may use only so much memory and time.

For work on what strangers wrote: a small file may ask for all the memory of a machine.
"""

from __future__ import annotations

import contextlib
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, ParamSpec, TypeVar

__all__ = ["Bounds", "BoundsError", "call_bounded"]

_P = ParamSpec("_P")
_T = TypeVar("_T")

# How often is looked what the process has used.
_LOOK_SECONDS = 0.05
# A process that waits, such as for a disk, uses no time of its own.
_MOST_WAITING = 6


@dataclass(frozen=True)
class Bounds:
    """How much a call may use.

    Parameters
    ----------
    memory
        Bytes.
    seconds
        Of the processor, so that a busy machine refuses nothing.
    """

    memory: int
    seconds: float


class BoundsError(RuntimeError):
    """A call that would have used more than it may, or whose process broke down.

    Attributes
    ----------
    what
        One Vietnamese clause.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def call_bounded(
    bounds: Bounds, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs
) -> _T:
    """What a function returns or raises, called within bounds in a new process.

    Parameters
    ----------
    bounds
        How much it may use; the start of Python is counted.
    function
        A function of a module of the toolkit.
    args, kwargs
        They are pickled, and so is the result.

    Raises
    ------
    BoundsError
        It used more, or its process ended without an answer; and whatever the function raises.

    Examples
    --------
    >>> call_bounded(Bounds(memory=200_000_000, seconds=5), len, "abc")
    3
    """
    # -P: no module is taken from the folder in which the command was started.
    command = [sys.executable, "-P", "-m", __name__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            told = _watched(child, pickle.dumps((bounds.memory, function, args, kwargs)), bounds)
        finally:
            child.kill()
    try:
        value, error = pickle.loads(told)
    except (EOFError, pickle.UnpicklingError):
        # A library in C that gets no memory aborts, before Python can tell.
        if child.returncode == -signal.SIGABRT:
            raise _too_much_memory(bounds) from None
        raise BoundsError(f"chương trình đọc tệp bị dừng, mã {child.returncode}") from None
    if isinstance(error, MemoryError):
        raise _too_much_memory(bounds)
    if error is not None:
        raise error
    result: _T = value
    return result


def _watched(child: subprocess.Popen[bytes], question: bytes, bounds: Bounds) -> bytes:
    """What the process answers.

    It is watched from here: not every system can limit a process.
    """
    import psutil

    watched = psutil.Process(child.pid)
    end = time.monotonic() + bounds.seconds * _MOST_WAITING
    said: bytes | None = question
    while True:
        try:
            return child.communicate(said, timeout=_LOOK_SECONDS)[0]
        except subprocess.TimeoutExpired:
            said = None
        with contextlib.suppress(psutil.Error):
            used = watched.cpu_times()
            if watched.memory_info().rss > bounds.memory:
                raise _too_much_memory(bounds)
            if used.user + used.system > bounds.seconds or time.monotonic() > end:
                raise BoundsError(f"cần hơn {bounds.seconds:g} giây")


def _too_much_memory(bounds: Bounds) -> BoundsError:
    return BoundsError(f"cần hơn {bounds.memory // 1_000_000} MB bộ nhớ")


def _answer(asked: BinaryIO, told: BinaryIO) -> None:
    """Answer a call, in the new process."""
    memory, function, args, kwargs = pickle.load(asked)
    value: Any = None
    error: Exception | None = None
    try:
        _limit(memory)
        value = function(*args, **kwargs)
    except Exception as raised:
        error = raised
    told.write(pickle.dumps((value, error)))
    told.flush()


def _limit(memory: int) -> None:
    # Memory that is taken faster than the host looks.
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _answer(sys.stdin.buffer, sys.stdout.buffer)
