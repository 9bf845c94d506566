"""Records what a report was made from and what was written, so that no build is done twice."""

from __future__ import annotations

import importlib.util
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from baocao.core.errors import Finding, WorkspaceError
from baocao.core.files import sha256
from baocao.core.periods import Period
from baocao.workspace.bare_notebooks import SUFFIX, bare_hash
from baocao.workspace.programmes import TOOLKIT, programmes_folder
from baocao.workspace.verifier import MANIFEST
from baocao.workspace.workspace import CONFIGURATION, Workspace, unopened

__all__ = [
    "MANIFEST",
    "Ingredients",
    "Manifest",
    "ManifestPeriod",
    "Sealed",
    "Section",
    "code_files",
    "inputs",
    "is_current",
    "made_from",
    "made_of",
    "manifest",
    "own_code",
    "own_files",
    "package_files",
    "packages",
    "seal",
    "write_json",
]


class Ingredients(TypedDict):
    """Everything that a report depends on, apart from its period.

    ``complete_until`` is a day in ISO form, ``versions`` are those of all installed packages, and
    ``inputs`` the SHA-256 of each file of the workspace, its code and the toolkit's, by name;
    see :func:`inputs`.
    """

    complete_until: str
    python: str
    versions: dict[str, str]
    inputs: dict[str, str]


class ManifestPeriod(TypedDict):
    """The period of a report: its code, its days in ISO form, the name of its calendar."""

    code: str
    start: str
    end: str
    calendar: str


class Manifest(Ingredients):
    """What a report is made from.

    ``set_against`` is the hash of the issued report that it is compared with, by its name.
    """

    period: ManifestPeriod
    set_against: NotRequired[dict[str, str]]


# An office of a thousand files has a manifest of a few hundred kilobytes.
_MOST_BYTES = 50_000_000


class Section(TypedDict):
    """What a manifest says of one section: see :mod:`baocao.run.reuse`."""

    key: str
    reads: dict[str, str] | None


@dataclass(frozen=True)
class Sealed:
    """What stands in the manifest of a finished folder.

    Attributes
    ----------
    about
        What the report was made from, as :class:`Manifest`, if nobody has written there since.
    sections
        What :func:`seal` was told of them.
    outputs
        The hash of every file.
    holes
        The cells that could not be printed: a note stands in their place.
    """

    about: Mapping[str, Any]
    sections: Mapping[str, Section]
    outputs: Mapping[str, str]
    holes: tuple[Finding, ...] = ()

    @classmethod
    def at(cls, folder: Path) -> Sealed | None:
        """The manifest in a folder; None where there is none that could have been written by us."""
        try:
            path = folder / MANIFEST
            if path.stat().st_size > _MOST_BYTES:
                return None
            made = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(made, dict):
            return None
        outputs, sections = made.pop("outputs", None), made.pop("sections", {})
        # For people: what was read of the registers follows from the inputs.
        receipts, holes = made.pop("registers", []), made.pop("holes", [])
        is_known = isinstance(sections, dict) and isinstance(receipts, list)
        is_known = is_known and isinstance(holes, list) and all(map(_is_texts, holes))
        if not (_is_texts(outputs) and is_known):
            return None
        if not all(map(_is_section, sections.values())):
            return None
        try:
            return cls(made, sections, outputs, tuple(Finding(**hole) for hole in holes))
        except TypeError:
            return None


def _is_section(found: object) -> bool:
    if not (isinstance(found, dict) and found.keys() == {"key", "reads"}):
        return False
    is_known = found["reads"] is None or _is_texts(found["reads"])
    return isinstance(found["key"], str) and is_known


def _is_texts(found: object) -> bool:
    return isinstance(found, dict) and all(isinstance(text, str) for text in found.values())


_CODE = {".py", ".j2", ".css", ".typ", ".html", ".js", ".json", ".docx"}


def write_json(path: Path, data: object) -> None:
    """Write JSON that people can read; the same data give the same bytes."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def own_files(workspace: Workspace) -> dict[str, Path]:
    """Settings, Word template, data and notebooks, by their names relative to the root."""
    files = {CONFIGURATION: workspace.root / CONFIGURATION}
    if workspace.word_template:
        files[workspace.relative(workspace.word_template)] = workspace.word_template
    for folder in (workspace.data, workspace.notebooks):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not _is_of_a_program(path.relative_to(folder)):
                files[workspace.relative(path)] = path
    return files


def _is_of_a_program(path: Path) -> bool:
    """Whether a program keeps the file for itself, such as Excel's lock on an open workbook."""
    return any(part.startswith((".", "~$")) for part in path.parts)


def packages(workspace: Workspace) -> tuple[str, ...]:
    """The names of the packages and modules whose code makes a report, the toolkit first.

    Raises
    ------
    WorkspaceError
        WORKSPACE-07 there is no package of programmes.
    """
    return TOOLKIT, *own_code(workspace)


def code_files(workspace: Workspace) -> dict[str, Path]:
    """The code that makes a report: the toolkit's, and the office's own, named from ``lib/``.

    Raises
    ------
    WorkspaceError
        WORKSPACE-07 there is no package of programmes.
    """
    files = dict(package_files(TOOLKIT))
    for name, place in own_code(workspace).items():
        files |= _files(name, place, every=True)
    return files


def own_code(workspace: Workspace) -> dict[str, Path]:
    """The office's packages and modules: all that lie in its ``lib/``, for one may use another."""
    folder = programmes_folder(workspace)
    if not workspace.lib.is_dir():
        name = workspace.settings.data.programmes
        top = name.partition(".")[0]
        return {top: folder.parents[name.count(".")] / top}
    entries = sorted(workspace.lib.iterdir())
    return {
        path.name: path
        for path in entries
        if path.name not in (TOOLKIT, "__pycache__") and not path.name.endswith(".egg-info")
    }


def inputs(workspace: Workspace) -> dict[str, str]:
    """Hashes of everything a report depends on: settings, data, notebooks and code.

    Of a notebook what somebody wrote counts, not what a program stored in it.

    Raises
    ------
    WorkspaceError
        WORKSPACE-06 files that cannot be read.
    """
    hashes, findings = {}, []
    for name, path in (own_files(workspace) | code_files(workspace)).items():
        try:
            is_notebook = path.suffix == SUFFIX and path.is_relative_to(workspace.notebooks)
            hashes[name] = bare_hash(path) if is_notebook else sha256(path)
        except OSError as error:
            findings.append(unopened(name, error))
    if findings:
        raise WorkspaceError(*findings)
    return hashes


def package_files(package: str) -> Iterator[tuple[str, Path]]:
    """The files of an installed package that make a report."""
    spec = importlib.util.find_spec(package)
    for location in (spec.submodule_search_locations if spec else None) or []:
        yield from _files(package, Path(location)).items()


def _files(name: str, place: Path, *, every: bool = False) -> dict[str, Path]:
    """The code in a folder that is called `name`, or a module's one file.

    With `every` also what the code may read when it is imported: files of every kind.
    """
    found = {name: place} if place.is_file() else {}
    for path in sorted(place.rglob("*")):
        found[f"{name}/{path.relative_to(place).as_posix()}"] = path
    return {
        label: path
        for label, path in found.items()
        if _is_kept(path, every=every) and not _is_of_a_program(Path(label))
    }


def _is_kept(path: Path, *, every: bool) -> bool:
    if not every:
        return path.suffix in _CODE
    return path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts


def made_from(workspace: Workspace) -> Ingredients:
    """Everything that a report built now depends on, apart from its period."""
    return {
        "complete_until": workspace.settings.data.complete_until.isoformat(),
        "python": platform.python_version(),
        "versions": _versions(),
        "inputs": inputs(workspace),
    }


def _versions() -> dict[str, str]:
    versions: dict[str, str] = {}
    for distribution in metadata.distributions():
        # Of what pip was interrupted in removing no metadata is left: it reads as empty, or fails
        # where something imported has put importlib_metadata in the standard library's place.
        with suppress(FileNotFoundError):
            # Each time it is asked for, it is read and parsed anew.
            if about := distribution.metadata:
                versions.setdefault(about["Name"], about["Version"])
    return dict(sorted(versions.items()))


def manifest(period: Period, ingredients: Ingredients) -> Manifest:
    """The manifest of a report to be built; `ingredients` is what :func:`made_from` returned."""
    about: ManifestPeriod = {
        "code": str(period),
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "calendar": period.calendar.name,
    }
    return {
        "period": about,
        "complete_until": ingredients["complete_until"],
        "python": ingredients["python"],
        "versions": ingredients["versions"],
        "inputs": ingredients["inputs"],
    }


def seal(
    folder: Path,
    about: Manifest,
    sections: Mapping[str, Any] | None = None,
    registers: Sequence[Any] | None = None,
    holes: Sequence[Finding] = (),
) -> None:
    """Write the manifest of a finished folder: `about`, and the hash of every file in it.

    `sections` is what :mod:`baocao.run.reuse` wants to find again; `registers` are the receipts of
    what was read, see :mod:`baocao.registers.receipt`; `holes` what could not be printed.
    """
    outputs = {name: sha256(folder / name) for name in _names(folder)}
    more: dict[str, Any] = {} if sections is None else {"sections": sections}
    if registers is not None:
        more["registers"] = list(registers)
    if holes:
        more["holes"] = [asdict(one) for one in holes]
    write_json(folder / MANIFEST, {**about, **more, "outputs": outputs})


def holes_of(folder: Path) -> tuple[Finding, ...]:
    """The cells of the report in a folder that could not be printed; none where there is none."""
    made = Sealed.at(folder)
    return made.holes if made is not None else ()


def _names(folder: Path) -> list[str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [path.relative_to(folder).as_posix() for path in files]
    return [name for name in names if name != MANIFEST]


def is_current(folder: Path, wanted: Manifest, files: Sequence[str]) -> bool:
    """Whether the report in `folder` was made from the same inputs and still holds `files`.

    Anything unexpected, an edited output included, counts as not current: a needless build costs
    seconds, but a report that is not renewed may be wrong.
    """
    made = Sealed.at(folder)
    try:
        return (
            made is not None
            and made.about == wanted
            and made.outputs.keys() >= set(files)
            and all(sha256(folder / name) == digest for name, digest in made.outputs.items())
        )
    except (OSError, ValueError):
        return False


def made_of(folder: Path, wanted: Manifest, name: str) -> bool:
    """Whether one file of the report in `folder` is as it was made, and from the same inputs.

    The other files may have been edited since.
    """
    made = Sealed.at(folder)
    try:
        return (
            made is not None
            and made.about == wanted
            and sha256(folder / name) == made.outputs.get(name)
        )
    except OSError:
        return False
