"""Which sections of the earlier report can be used again, because nothing that they read changed.

A section is known by its key: the notebook, the period, the settings, the code of the toolkit and
of the programmes, the versions of everything installed, and the names of the data files.  Beside
it stands what the section read when it ran, file by file.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from baocao.core.files import sha256
from baocao.core.tracing import LIBRARIES
from baocao.workspace.manifest import Manifest, Sealed, Section, packages
from baocao.workspace.workspace import CONFIGURATION, Workspace

__all__ = ["SECTIONS", "EarlierReport", "Reads", "key_of", "what_was_read"]

# What the system says of itself is never the same twice.
_UNCOUNTED = ("/proc", "/sys", "/dev", *LIBRARIES)

SECTIONS = "sections"
"""The folder of a report that holds its executed notebooks."""

Reads = dict[str, str]


@dataclass(frozen=True)
class EarlierReport:
    """The report of a period that was built before, and what its manifest says of its sections."""

    folder: Path
    sections: Mapping[str, Section]
    outputs: Mapping[str, str]

    @classmethod
    def at(cls, folder: Path) -> EarlierReport:
        """The report in a folder; without sections when its manifest cannot be read."""
        made = Sealed.at(folder)
        return cls(folder, {}, {}) if made is None else cls(folder, made.sections, made.outputs)

    def copy_section(
        self, stem: str, key: str, root: Path, inputs: Mapping[str, str], target: Path
    ) -> Reads | None:
        """Copy a section to `target` if it would come out the same; what it read, or None.

        `inputs` are those of the new manifest.
        """
        name = f"{SECTIONS}/{stem}.ipynb"
        try:
            known = self.sections[stem]
            reads = known["reads"]
            if (
                known["key"] != key
                or sha256(self.folder / name) != self.outputs[name]
                or not _are_unchanged(reads, root, inputs)
            ):
                return None
            shutil.copyfile(self.folder / name, target)
        except (OSError, ValueError, KeyError):
            return None
        return reads

    def is_unchanged(self, root: Path, inputs: Mapping[str, str]) -> bool:
        """Whether nothing has changed that a section read, as far as that is recorded."""
        every = (known["reads"] for known in self.sections.values())
        try:
            return all(_are_unchanged(reads, root, inputs) for reads in every)
        except (OSError, ValueError):
            # What cannot be looked at, or is no path at all.
            return False


def key_of(workspace: Workspace, stem: str, about: Manifest) -> str:
    """The key of a section of the report that `about` is the manifest of."""
    notebook = workspace.relative(workspace.notebooks / f"{stem}.ipynb")
    data = workspace.relative(workspace.data)
    inputs: Mapping[str, str] = about["inputs"]
    code = {*packages(workspace), CONFIGURATION}
    files = {
        name: digest
        for name, digest in inputs.items()
        if name == notebook or name.partition("/")[0] in code
    }
    # A new file may count although no section has read it yet.
    remarks = f"{data}/remarks/"
    mine = f"{remarks}{about['period']['code']}/"
    names = [
        name
        for name in inputs
        if name.startswith(f"{data}/") and (name.startswith(mine) or not name.startswith(remarks))
    ]
    rest = {
        "period": about["period"],
        "complete_until": about["complete_until"],
        "python": about["python"],
        "versions": about["versions"],
    }
    known = json.dumps([stem, files, sorted(names), rest], sort_keys=True)
    return hashlib.sha256(known.encode()).hexdigest()


def what_was_read(trace: Path, workspace: Workspace, about: Manifest, began: float) -> Reads | None:
    """The files and folders that a section has read, and their state when it began.

    Parameters
    ----------
    trace
        What :func:`baocao.core.tracing.record_reads` wrote.
    about
        The manifest of the build; it knows the workspace's files as they were before.
    began
        When the section began, in seconds since the epoch.

    Returns
    -------
    dict or None
        By path, relative within the workspace. None when it cannot be known: the section ran
        another program, talked to another machine, wrote in the workspace, or read what changed
        meanwhile. Programs that come with a package, such as pandoc, only turn what they are given.
    """
    reads: Reads = {}
    lines = trace.read_text(encoding="utf-8").splitlines()
    root = workspace.root.resolve()
    uncounted = (str(trace.parent), *_UNCOUNTED)
    for sort, name in map(json.loads, lines):
        path = Path(name)
        inside = path.is_relative_to(root)
        if any(path.is_relative_to(place) for place in uncounted):
            continue
        if sort in ("elsewhere", "program") or (sort == "written" and inside):
            return None
        if sort == "written":
            continue
        path = _source(path)
        place = path.relative_to(root).as_posix() if inside else str(path)
        if place in about["inputs"]:
            reads[place] = about["inputs"][place]
            continue
        state = _state(path)
        if path.exists() and max(path.stat().st_mtime, path.stat().st_ctime) >= began:
            return None
        reads[place] = state
    return reads


def _are_unchanged(reads: Reads | None, root: Path, inputs: Mapping[str, str]) -> bool:
    return reads is not None and all(
        (inputs.get(path) or _state(root / path)) == state for path, state in reads.items()
    )


def _state(path: Path) -> str:
    """The hash of a file's content, or of a folder's names; empty where there is nothing."""
    if path.is_dir():
        names = "\n".join(sorted(entry.name for entry in path.iterdir()))
        return hashlib.sha256(names.encode()).hexdigest()
    return sha256(path) if path.is_file() else ""


def _source(path: Path) -> Path:
    """The source of a compiled module, which is what people edit."""
    if path.suffix == ".pyc":
        try:
            return Path(importlib.util.source_from_cache(str(path)))
        except ValueError:
            return path
    return path
