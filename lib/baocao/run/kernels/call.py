"""Calls of a function in a process of its own, forked from the warm parent.

Work in many threads of one process would wait for the interpreter's lock, and some libraries
may not be called by two threads at once.
"""

from __future__ import annotations

import importlib
import os
import pickle
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from baocao.run.kernels import host

__all__ = ["LostProcessError", "call"]

_RESULT = "result"
_alone = threading.Lock()


class LostProcessError(RuntimeError):
    """The process of a call ended without an answer: killed, or out of memory."""


def call(function: str, *arguments: Any) -> Any:
    """What ``module:function`` returns for these arguments, or raises.

    Parameters
    ----------
    function
        Such as ``"baocao.run.check:check"``: this process need not import it.
    arguments
        They are pickled, and so is the result.

    Raises
    ------
    LostProcessError
        It was killed; and whatever the function raises.
    """
    with tempfile.TemporaryDirectory(prefix="baocao-") as name:
        place = Path(name, "call")
        place.write_bytes(pickle.dumps((function, arguments)))
        job = {"module": __name__, "arguments": [str(place)]}
        child = host.fork([sys.executable], os.environ, os.getcwd(), job) if host.CAN_FORK else None
        if child is None:
            with _alone:
                return _function(function)(*arguments)
        code = child.wait()
        try:
            value, error = pickle.loads(place.with_name(_RESULT).read_bytes())
        except OSError:
            raise LostProcessError(f"{function}, mã thoát {code}") from None
    if error is not None:
        raise error
    return value


def _function(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def main(place: Path) -> None:
    """Answer a call, in the forked process."""
    name, arguments = pickle.loads(place.read_bytes())
    value, error = None, None
    try:
        value = _function(name)(*arguments)
    except Exception as raised:
        error = raised
    place.with_name(_RESULT).write_bytes(pickle.dumps((value, error)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    sys.stdout.flush()
    sys.stderr.flush()
    # To take down all that was imported, piece by piece, takes longer than many a call.
    os._exit(0)
