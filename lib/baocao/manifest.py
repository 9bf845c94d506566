"""What a build was made from and what it made, so that a second build knows it is not needed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import platform
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from baocao.periods import Period
from baocao.workspace import CONFIGURATION, Workspace

__all__ = ["MANIFEST", "inputs", "is_current", "made_of", "manifest", "sha256"]

MANIFEST = "manifest.json"
_CODE = {".py", ".j2", ".css", ".typ", ".html", ".js", ".json", ".docx"}


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def inputs(workspace: Workspace) -> dict[str, str]:
    """Hashes of everything a report depends on: settings, data, notebooks and code.

    Names are relative to the workspace; code is named by package, wherever it is installed.
    """
    files = {CONFIGURATION: workspace.root / CONFIGURATION}
    if workspace.word_template:
        files[workspace.relative(workspace.word_template)] = workspace.word_template
    for folder in (workspace.data, workspace.notebooks):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                files[workspace.relative(path)] = path
    for package in ("baocao", workspace.settings.data.programmes):
        files.update(_code(package))
    return {name: sha256(path) for name, path in files.items()}


def _code(package: str) -> Iterator[tuple[str, Path]]:
    spec = importlib.util.find_spec(package)
    for location in (spec.submodule_search_locations if spec else None) or []:
        home = Path(location)
        for path in sorted(home.rglob("*")):
            if path.suffix in _CODE:
                yield f"{package}/{path.relative_to(home).as_posix()}", path


def manifest(workspace: Workspace, period: Period) -> dict[str, Any]:
    """The manifest of a build about to run; the runner adds ``outputs``."""
    return {
        "period": {
            "code": str(period),
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "calendar": period.calendar.name,
        },
        "complete_until": workspace.settings.data.complete_until.isoformat(),
        "python": platform.python_version(),
        "versions": dict(sorted((d.metadata["Name"], d.version) for d in metadata.distributions())),
        "inputs": inputs(workspace),
    }


def is_current(folder: Path, wanted: dict[str, Any], files: Sequence[str]) -> bool:
    """Whether the report in `folder` was made from the same inputs and still holds `files`.

    Anything unexpected, an edited output included, counts as not current: building once too
    often costs seconds, once too seldom costs trust.
    """
    try:
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        outputs = made.pop("outputs")
        return bool(
            made == wanted
            and set(files) <= set(outputs)
            and all(sha256(folder / name) == digest for name, digest in outputs.items())
        )
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def made_of(folder: Path, wanted: dict[str, Any], name: str) -> bool:
    """Whether one file of the report in `folder` is as it was made, and from the same inputs.

    The other files may have been edited since.
    """
    try:
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        outputs = made.pop("outputs")
        return bool(made == wanted and sha256(folder / name) == outputs[name])
    except (OSError, ValueError, KeyError, AttributeError):
        return False
