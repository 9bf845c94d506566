"""Confines the process that builds an issued report again to what was kept with the report.

A report that can be built again only where it was made is not kept.  This file is put, as
``sitecustomize.py``, before everything else that Python imports, in kernels too; so it imports
nothing of the toolkit.  Where the system is Linux with Landlock, it confines libraries and programs
that read files by themselves as well.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["HIDDEN"]

HIDDEN = "BAOCAO_HIDDEN_FOLDER"
"""The variable that names the workspace's folder."""

# What belongs to the machine, and is there wherever the environment is.
_SYSTEM = (
    "/Applications", "/Library", "/System", "/bin", "/dev", "/etc", "/lib", "/lib32", "/lib64",
    "/nix/store", "/opt", "/proc", "/run", "/sbin", "/sys", "/usr", "/var/cache/fontconfig",
    os.environ.get("SYSTEMROOT", "/usr"),
)  # fmt: skip
_READING = ("open", "os.listdir", "os.scandir", "sqlite3.connect")
_STARTING = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.startfile")

# linux/landlock.h
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_BELOW_A_PATH = 1
_PR_SET_NO_NEW_PRIVS = 38


class _Rules(ctypes.Structure):
    _fields_ = [("handled", ctypes.c_uint64)]


class _Below(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _without(folder: str, hidden: str) -> list[str]:
    """A folder, or what is in it where something in it is hidden."""
    if not _is_below(hidden, folder):
        return [folder]
    if folder == hidden:
        return []
    inside = [os.path.join(folder, name) for name in os.listdir(folder)]
    return [place for entry in inside for place in _without(entry, hidden)]


def _confine_python(allowed: list[str]) -> None:
    """Let Python open, list and look at nothing but what is allowed, nor start or call others."""
    # Programs that come with a package lie where it lies.
    programs = [place for path in sys.path if path for place in (path, os.path.realpath(path))]
    python = os.path.realpath(sys.executable)

    def is_kept(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return True
        name = os.fsdecode(path).removeprefix("file:").partition("?")[0]
        if name == ":memory:" or not name:
            return True
        whole = os.path.abspath(name)
        return any(_is_below(whole, place) for place in allowed)

    def is_ours(program: object) -> bool:
        if not isinstance(program, str | bytes | os.PathLike):
            return False
        found = shutil.which(os.fsdecode(program)) or os.fsdecode(program)
        return os.path.realpath(found) == python or any(_is_below(found, p) for p in programs)

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event in _READING and not is_kept(arguments[0]):
            raise FileNotFoundError(2, f"not kept with the report: {os.fsdecode(arguments[0])}")  # type: ignore[arg-type]
        if event in _STARTING and not is_ours(arguments[0]):
            raise FileNotFoundError(2, f"not kept with the report: {arguments[0]!r}")
        # The sockets of this machine's processes have paths, those of others a host and a port.
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            raise ConnectionRefusedError(111, f"not kept with the report: {arguments[1]}")

    for name in ("stat", "lstat", "access"):
        setattr(os, name, _looking(getattr(os, name), is_kept, allowed))
    sys.addaudithook(refuse)


def _looking(
    real: Callable[..., object], is_kept: Callable[[object], bool], allowed: list[str]
) -> Callable[..., object]:
    """A function of the system that looks at a path, and sees nothing that is not allowed."""

    def look(path: Any, *more: object, **named: object) -> object:
        # The folders above what is allowed are there as well.
        if not is_kept(path) and not any(
            _is_below(place, os.path.abspath(os.fsdecode(path))) for place in allowed
        ):
            raise FileNotFoundError(2, f"not kept with the report: {os.fsdecode(path)}")
        return real(path, *more, **named)

    return look


def _confine_natively(allowed: list[str]) -> None:
    """Let this process, and all that it starts, read nothing but what is allowed, where Linux can.

    On older systems, and on others, libraries that read files by themselves are not confined.
    """
    if not sys.platform.startswith("linux"):
        return
    system = ctypes.CDLL(None, use_errno=True)
    rules = _Rules(_READ_FILE | _READ_DIR)
    made = system.syscall(_CREATE, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if made < 0:
        return
    for place in allowed:
        try:
            folder = os.open(place, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        is_folder = os.path.isdir(place)
        rule = _Below(_READ_FILE | (_READ_DIR if is_folder else 0), folder)
        system.syscall(_ADD, made, _BELOW_A_PATH, ctypes.byref(rule), 0)
        os.close(folder)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    system.syscall(_RESTRICT, made, 0)
    os.close(made)


def _confine(hidden: str, kept: str) -> None:
    # An environment may lie in the workspace.
    own = [sys.prefix, os.path.dirname(sys.executable), kept]
    sys.path[:] = [
        place
        for place in sys.path
        if not _is_below(os.path.abspath(place), hidden)
        or any(_is_below(os.path.abspath(place), one) for one in own)
    ]
    wanted = [*_SYSTEM, *sys.path, sys.base_prefix]
    places = [entry for place in wanted if place for entry in _without(place, hidden)]
    places += own
    real = [os.path.realpath(place) for place in places]
    allowed = [place for place in dict.fromkeys([*places, *real]) if os.path.lexists(place)]
    _confine_natively(allowed)
    _confine_python(allowed)


if __name__ == "sitecustomize" and HIDDEN in os.environ:
    _confine(os.path.realpath(os.environ[HIDDEN]), os.path.dirname(os.environ["BAOCAO_REBUILD"]))
