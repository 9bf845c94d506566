"""What an office's code was when it was imported, so that an edit is noticed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from baocao.core.files import Mark, is_settled, mark, sha256
from baocao.core.tracing import recording_paused
from baocao.workspace.import_faults import TOOLKIT

__all__ = ["CodeSeen", "code_paths"]


@dataclass(frozen=True)
class CodeSeen:
    """The files of an office's code at one moment: of every kind, for code may read them.

    Attributes
    ----------
    root
        The folder on the import path.
    only
        The one package there that is the office's; empty: all but the toolkit.
    files
        The SHA-256 of each file, and its mark, unless it was so new that another change may have
        the same one.
    """

    root: Path
    only: str
    files: Mapping[Path, tuple[Mark | None, str]]

    @classmethod
    def of(cls, root: Path, only: str, earlier: CodeSeen | None = None) -> CodeSeen:
        """The code as it is now; what has the mark that it had earlier is not read again."""
        known = {} if earlier is None else earlier.files
        found: dict[Path, tuple[Mark | None, str]] = {}
        # A look for changes is no use of a file, so it is not recorded as one.
        with recording_paused():
            for path in code_paths(root, only):
                now = mark(path)
                if now is None:
                    continue
                before = known.get(path)
                if before is None or before[0] != now:
                    before = (now if is_settled(now) else None, _digest(path))
                found[path] = before
        return cls(root, only, found)

    def changed_since(self, other: CodeSeen) -> tuple[Path, ...]:
        """The files that have another content than in `other`, or stand in one of the two only."""
        paths = sorted({*self.files, *other.files})
        return tuple(path for path in paths if self._content(path) != other._content(path))

    def _content(self, path: Path) -> str | None:
        found = self.files.get(path)
        return None if found is None else found[1]


def _digest(path: Path) -> str:
    try:
        return sha256(path)
    except OSError:
        # What cannot be read now is told by the import.
        return ""


def code_paths(root: Path, only: str) -> list[Path]:
    """The files of an office's code; see :class:`CodeSeen`."""
    try:
        names = sorted(os.listdir(root))
    except OSError:
        return []
    found = []
    for name in names:
        is_other = name in (TOOLKIT, "__pycache__") or name.endswith(".egg-info")
        if is_other or name.startswith(".") or (only and name != only):
            continue
        entry = root / name
        if entry.is_file():
            found.append(entry)
        for folder, below, files in os.walk(entry):
            below[:] = [name for name in below if name[0] != "." and name != "__pycache__"]
            # An editor keeps what is not saved yet in a file with a dot.
            found += [Path(folder, file) for file in files if _is_code(file)]
    return found


def _is_code(name: str) -> bool:
    """Whether a file of that name may be part of the code."""
    return not name.endswith(".pyc") and not name.startswith(".")
