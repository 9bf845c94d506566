"""Where the running notebook lies, as far as what started its kernel tells."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from IPython.core.getipython import get_ipython

__all__ = ["VALUES_OF_OPTIONS", "in_jupyter", "notebook_path"]

# The variable that ``papermill --inject-input-path`` sets in a notebook.
_INJECTED = "PAPERMILL_INPUT_PATH"
# The one that VS Code sets.
_VS_CODE = "__vsc_ipynb_file__"
_PAPERMILL = "papermill"
# Jupyter's servers set a variable: the path of the notebook that was opened.
_SERVERS = {"jupyter-lab", "jupyterlab", "jupyter-notebook", "jupyter-server", "jupyter_server"}
_SESSION = "JPY_SESSION_NAME"
_FORK_SERVER = "baocao.run.kernels.forkserver"

VALUES_OF_OPTIONS = {
    **dict.fromkeys(("-p", "--parameters", "-r", "--parameters_raw"), 2),
    **dict.fromkeys(("-f", "--parameters_file", "-y", "--parameters_yaml"), 1),
    **dict.fromkeys(("-b", "--parameters_base64", "-k", "--kernel", "-l", "--language"), 1),
    **dict.fromkeys(("--engine", "--autosave-cell-every", "--cwd", "--log-level"), 1),
    **dict.fromkeys(("--stdout-file", "--stderr-file"), 1),
    **dict.fromkeys(("--start-timeout", "--start_timeout", "--execution-timeout"), 1),
}
"""The options of papermill's command that take values, and how many.

Papermill could be asked, but to import it takes a kernel longer than all else that it does.
"""


def notebook_path() -> Path | None:
    """The path of the notebook that this kernel runs; None when nobody tells.

    Papermill names it to the notebook with ``--inject-input-path``, and so does VS Code; else the
    command line of the papermill that started this kernel has it, or a variable of Jupyter's
    server.  A kernel is told its working directory only, and that may belong to another office.
    """
    shell: Any = get_ipython()
    if shell is None:
        return None
    told = shell.user_ns.get(_INJECTED, shell.user_ns.get(_VS_CODE))
    return Path(told) if isinstance(told, str) else _told_by_starter()


def in_jupyter() -> bool:
    """Whether a Jupyter server started this kernel: then somebody looks at the notebook."""
    # Without the variable of servers the other processes are not asked.
    starter = _starter() if _SESSION in os.environ else None
    return starter is not None and not _SERVERS.isdisjoint(starter.names)


def _told_by_starter() -> Path | None:
    """What the process tells that started this kernel, itself or through a fork server."""
    starter = _starter()
    if starter is None:
        return None
    path = None
    if _PAPERMILL in starter.names:
        path = _input_of(starter.command[starter.names.index(_PAPERMILL) + 1 :])
    elif not _SERVERS.isdisjoint(starter.names):
        path = os.environ.get(_SESSION)
    return Path(starter.folder, path) if path else None


class _Starter(NamedTuple):
    """A process: its command, the names of the programs in it, and its working directory."""

    command: list[str]
    names: list[str]
    folder: str


def _starter() -> _Starter | None:
    """The process that started this kernel: what stands further up has started another notebook."""
    try:
        for process in psutil.Process().parents():
            command = process.cmdline()
            if _FORK_SERVER not in command:
                return _Starter(command, [Path(word).stem for word in command], process.cwd())
    except (psutil.Error, OSError):
        # Another user's process, or one that has just ended.
        return None
    return None


def _input_of(arguments: list[str]) -> str | None:
    words = iter(arguments)
    for word in words:
        if word == "--":
            word = next(words, "-")
        elif word.startswith("-") and word != "-":
            # A value may stand in the same word: --kernel=python3, -kpython3.
            joined = "=" in word if word.startswith("--") else len(word) > 2
            name = word.partition("=")[0] if word.startswith("--") else word[:2]
            for _ in range(VALUES_OF_OPTIONS.get(name, 0) - joined):
                next(words, None)
            continue
        return word if word != "-" else None
    return None
