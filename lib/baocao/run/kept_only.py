"""Hides a workspace from the process that builds one of its issued reports again.

A report that can be built again only where it was made is not kept.  This file is put, as
``sitecustomize.py``, before everything else that Python imports, in kernels too; so it imports
nothing of the toolkit.
"""

import os
import sys
import tempfile

__all__ = ["HIDDEN"]

HIDDEN = "BAOCAO_HIDDEN_FOLDER"
"""The variable that names the workspace's folder."""


def _hide(folder: str, allowed: tuple[str, ...]) -> None:
    """Open nothing below a folder, apart from what lies below those that are allowed."""

    def is_hidden(path: object) -> bool:
        if not isinstance(path, str | bytes):
            return False
        try:
            real = os.path.realpath(os.fsdecode(path))
        except (OSError, ValueError):
            return False
        return _is_below(real, folder) and not any(_is_below(real, place) for place in allowed)

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event in _READING and arguments and is_hidden(arguments[0]):
            name = os.fsdecode(arguments[0])  # type: ignore[arg-type]
            raise FileNotFoundError(2, "not kept with the report", name)

    sys.path[:] = [place for place in sys.path if not is_hidden(place)]
    sys.addaudithook(refuse)


_READING = ("open", "os.listdir", "os.scandir", "sqlite3.connect")


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


if __name__ == "sitecustomize" and HIDDEN in os.environ:
    _folder = os.path.realpath(os.environ[HIDDEN])
    _places = [sys.prefix, sys.base_prefix, os.path.dirname(os.environ["BAOCAO_REBUILD"])]
    _temporary = os.path.realpath(tempfile.gettempdir())
    _places += [_temporary] if _is_below(_temporary, _folder) else []
    # An environment around the workspace hides nothing of it.
    _allowed = [place for place in map(os.path.realpath, _places) if _is_below(place, _folder)]
    _hide(_folder, tuple(_allowed))
