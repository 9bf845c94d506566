"""Calls of a function in a process of its own, forked from the fork server.

Work in many threads of one process would wait for the interpreter's lock, and some libraries
may not be called by two threads at once.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from baocao.core.temporary import temporary_folder
from baocao.run.kernels import host
from baocao.run.kernels.process import Job, Setup

__all__ = ["LostProcessError", "call"]

_RESULT = "result"
_P = ParamSpec("_P")
_T = TypeVar("_T")
_alone = threading.Lock()


class LostProcessError(RuntimeError):
    """The process of a call ended without an answer: killed, or out of memory."""


def call(setup: Setup, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """What a function returns or raises, called in a process of its own.

    Parameters
    ----------
    setup
        That of the fork server to use.
    function
        A function of a module; what it imports inside itself is imported only there.
    args, kwargs
        They are pickled, and so is the result.

    Raises
    ------
    LostProcessError
        The process was killed; and whatever the function raises.
    """
    with temporary_folder() as folder:
        place = folder / "call"
        place.write_bytes(pickle.dumps((function, args, kwargs)))
        job = Job.of(__name__, [str(place)], os.environ)
        child = host.fork(setup, job) if host.CAN_FORK else None
        if child is None:
            with _alone:
                return function(*args, **kwargs)
        code = child.wait()
        try:
            value, error = pickle.loads(place.with_name(_RESULT).read_bytes())
        except OSError:
            raise LostProcessError(f"{function.__name__}, mã thoát {code}") from None
    if error is not None:
        raise error
    result: _T = value
    return result


def main(place: Path) -> None:
    """Answer a call, in the forked process."""
    value: Any = None
    error: Exception | None = None
    try:
        function, args, kwargs = pickle.loads(place.read_bytes())
        value = function(*args, **kwargs)
    except Exception as raised:
        error = raised
    place.with_name(_RESULT).write_bytes(pickle.dumps((value, error)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    sys.stdout.flush()
    sys.stderr.flush()
    # To clean up all imported modules one by one takes longer than many a call.
    os._exit(0)
