"""Builds an issued report again from what was kept with it, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baocao.core.files import sha256
from baocao.core.temporary import temporary_folder
from baocao.run import kept_only
from baocao.workspace import verifier
from baocao.workspace.archive import INPUTS, REBUILD, REBUILDING, Issued
from baocao.workspace.verifier import MANIFEST
from baocao.workspace.workspace import Workspace

__all__ = ["CODE", "Rebuilt", "facts_of", "rebuilt"]

CODE = "lib"

# These notebooks hold the time at which each cell ran; the rest is in report.ipynb as well.
_TIMED = "sections/"
_MAIN = "from baocao.cli import main; main()"

# What a process needs of its machine; everything else may be of one person's session, and so may
# the settings in a home folder and the language.
_VARIABLES = ("LD_LIBRARY_PATH", "PATHEXT", "SYSTEMROOT", "WINDIR")
_HOMES = ("APPDATA", "HOME", "LOCALAPPDATA", "USERPROFILE")
_TEMPORARY = ("TEMP", "TMP", "TMPDIR")


@dataclass(frozen=True)
class Rebuilt:
    """What came of building a report again.

    Parameters
    ----------
    failure
        Why nothing was built; empty when something was.
    files
        The kept files that were compared.
    different
        Those that come out differently, and files that are new.
    figures
        Facts that come out differently, each with both texts.
    """

    failure: str
    files: tuple[str, ...]
    different: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that came out differently; empty when all is as it was kept."""
        failed = (f"không dựng lại được: {self.failure}",) if self.failure else ()
        return (*failed, *self.different)


def rebuilt(
    workspace: Workspace,
    kept: Issued,
    name: str,
    replaced: Issued | None,
    jobs: int | None = None,
) -> Rebuilt:
    """Issue a kept report again in an empty folder, with the code and the data kept with it.

    The copies are verified before anything of them runs.  The new process sees neither the
    workspace nor this session's variables and home folder: what the report needed and was not kept
    is missing there.

    Parameters
    ----------
    workspace
        The one that the report was made in; it is hidden, as is all else that was not kept.
    kept
        The report; its folder may still be on its way into the archive.
    name
        Its name in the archive.
    replaced
        The report whose place it takes, which it says the differences from.
    jobs
        How many sections run at once.
    """
    files = tuple(
        file for file in _files_in(kept.folder) if file != MANIFEST and not file.startswith(_TIMED)
    )
    with temporary_folder() as place:
        root = place.resolve() / INPUTS
        failure = _copy(kept, root, replaced) or _issue(workspace, kept, root, replaced, jobs)
        if failure:
            return Rebuilt(failure, files)
        made = root / "outputs" / "issued" / name
        different = [file for file in files if _differs(kept.folder, made, file)]
        new = set(_files_in(made)) - set(_files_in(kept.folder))
        different += [f"{file} (mới có)" for file in sorted(new) if not file.startswith(_TIMED)]
        figures = tuple(_changed_figures(facts_of(kept.folder), facts_of(made)))
    return Rebuilt("", files, tuple(different), figures)


def _copy(kept: Issued, root: Path, replaced: Issued | None) -> str:
    """Copy what the report was made from; what is wrong with the copy, else empty."""
    shutil.copytree(kept.folder / INPUTS, root, symlinks=True, copy_function=_copy_file)
    _make_writable(root)
    hashes = json.loads((kept.folder / MANIFEST).read_text(encoding="utf-8"))["outputs"]
    wanted = {file: digest for file, digest in hashes.items() if file.startswith(f"{INPUTS}/")}
    there = {f"{INPUTS}/{file}": sha256(root / file) for file in _files_in(root)}
    if there != wanted:
        return "các tệp lưu bị sửa trong lúc chép"
    if replaced is not None:
        # The new report lists what changed against the one it replaces: it must be there.
        copy = root / "outputs" / "issued" / replaced.name
        shutil.copytree(replaced.folder, copy, symlinks=True, copy_function=_copy_file)
        if found := verifier.told(verifier.alterations(str(copy))):
            return f"{replaced.name}: {found}"
    return ""


def _copy_file(source: str, target: str) -> None:
    shutil.copyfile(source, target, follow_symlinks=False)


def _issue(
    workspace: Workspace, kept: Issued, root: Path, replaced: Issued | None, jobs: int | None
) -> str:
    """Run the kept command; the reason if it fails, else empty."""
    record = kept.record
    options = [f"--number={record.number}", f"--date={record.date}", f"--signer={record.signer}"]
    options += [f"--replaces={replaced.record.number}"] if replaced else []
    options += [f"--jobs={jobs}"] if jobs else []
    first, home, temporary = (root.parent / name for name in ("first", "home", "t"))
    for folder in (first, home, temporary):
        folder.mkdir()
    (root.parent / REBUILDING).touch()
    shutil.copyfile(kept_only.__file__, first / "sitecustomize.py")
    environment = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    environment |= dict.fromkeys(_HOMES, str(home)) | dict.fromkeys(_TEMPORARY, str(temporary))
    environment |= {
        "PYTHONPATH": os.pathsep.join([str(first), str(root / CODE)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "LANG": "C.UTF-8",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
        REBUILD: str(root),
        kept_only.HIDDEN: str(workspace.root),
    }
    command = [sys.executable, "-c", _MAIN, "issue", record.period, *options]
    done = subprocess.run(
        [*command, "--workspace", str(root)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode == 0:
        return ""
    # Findings stand behind the lines of progress.
    told = done.stderr.strip()
    return told[max(told.find("["), 0) :] or f"mã thoát {done.returncode}"


def _make_writable(folder: Path) -> None:
    for path, _, _ in os.walk(folder):
        os.chmod(path, 0o755)


def _files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _differs(kept: Path, made: Path, name: str) -> bool:
    return not (made / name).is_file() or sha256(kept / name) != sha256(made / name)


Facts = dict[tuple[str, str], dict[str, Any]]


def facts_of(folder: Path) -> Facts | None:
    """The facts of a report by id and period; None where they cannot be read."""
    try:
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        return {(fact["id"], fact["period"]): fact for fact in facts}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _changed_figures(
    before: Mapping[tuple[str, str], dict[str, Any]] | None,
    after: Mapping[tuple[str, str], dict[str, Any]] | None,
) -> Iterator[str]:
    if before is None or after is None:
        yield "không đọc được facts.json"
        return
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was != now:
            texts = " → ".join("không có" if f is None else str(f["text"]) for f in (was, now))
            yield f"{key[0]}, kỳ {key[1]}: {texts}"
