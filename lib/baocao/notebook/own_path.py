"""Where the running notebook lies, as far as papermill tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psutil
from IPython.core.getipython import get_ipython

__all__ = ["notebook_path"]

# The name of the variable that ``papermill --inject-input-path`` sets in a notebook.
_INJECTED = "PAPERMILL_INPUT_PATH"
_PAPERMILL = "papermill"


def notebook_path() -> Path | None:
    """The path of the notebook that this kernel runs; None when nobody tells.

    Papermill names it to the notebook with ``--inject-input-path``.  Else the command line of the
    papermill that started this kernel has it: a kernel is told its working directory only, and that
    may belong to another office.
    """
    shell: Any = get_ipython()
    if shell is None:
        return None
    told = shell.user_ns.get(_INJECTED)
    return Path(told) if isinstance(told, str) else _on_command_line()


def _on_command_line() -> Path | None:
    try:
        for process in psutil.Process().parents():
            command = process.cmdline()
            names = [Path(word).stem for word in command]
            if _PAPERMILL not in names:
                continue
            for word in command[names.index(_PAPERMILL) + 1 :]:
                path = Path(process.cwd(), word)
                if path.suffix == ".ipynb" and path.is_file():
                    return path
    except (psutil.Error, OSError):
        # Another user's process, or one that has just ended.
        return None
    return None
