"""Builds an issued report again from what was kept with it, and lists what differs."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from baocao.core.errors import Finding, IssueError
from baocao.core.files import sha256
from baocao.core.temporary import temporary_folder
from baocao.review.consistency import inconsistencies
from baocao.run.issue import CODE
from baocao.workspace import archive
from baocao.workspace.archive import INPUTS, Issued
from baocao.workspace.manifest import MANIFEST, alterations
from baocao.workspace.workspace import Workspace

__all__ = ["Replay", "as_lines", "replay"]

# These notebooks hold the time at which each cell ran; the rest is in report.ipynb as well.
_TIMED = "sections/"
_MAIN = "from baocao.cli import main; main()"
_LISTED = 8


@dataclass(frozen=True)
class Replay:
    """What a replay found; each of the three lists is empty when all is well.

    Parameters
    ----------
    issued
        The kept report.
    incomplete
        Kept files that were changed since the report was issued.
    unstable
        Files that are built differently, or why nothing could be built.
    inconsistent
        Figures that are counted differently, and numbers of the kept documents that differ from
        the kept ``facts.json``.
    files, figures
        How many were compared.
    versions
        Python and packages whose versions were different then.
    """

    issued: Issued
    incomplete: tuple[str, ...]
    unstable: tuple[str, ...]
    inconsistent: tuple[str, ...]
    files: int
    figures: int
    versions: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether the report is complete, stable and consistent."""
        return not (self.incomplete or self.unstable or self.inconsistent)


def replay(workspace: Workspace, number: int, year: int | None = None) -> Replay:
    """Issue a kept report again in an empty folder, with the code and the data kept with it.

    Python and the packages are those installed now.  Nothing is written into the archive.

    Parameters
    ----------
    workspace
        Whose archive has the report.
    number, year
        Number and year of issue; `year` None means that only one year has the number.

    Raises
    ------
    IssueError
        ISSUE-11 no issued report has the number; ISSUE-12 several have, of several years.
    """
    kept = _find(workspace, number, year)
    incomplete = tuple(_altered_files(kept.folder))
    with temporary_folder() as place:
        root = place / INPUTS
        made = root / "outputs" / "issued" / kept.name
        failure = _rebuild(workspace, kept, root)
        files = [n for n in _files_in(kept.folder) if n != MANIFEST and not n.startswith(_TIMED)]
        if failure:
            unstable: tuple[str, ...] = (f"không dựng lại được: {failure}",)
        else:
            unstable = tuple(name for name in files if _differs(kept.folder, made, name))
            unstable += tuple(
                f"{n} (mới có)" for n in _files_in(made) if not (kept.folder / n).is_file()
            )
        before, after = _facts(kept.folder), _facts(made)
        changed = () if failure else tuple(_changed_figures(before, after))
    return Replay(
        kept,
        incomplete,
        unstable,
        (*changed, *inconsistencies(kept.folder)),
        files=len(files),
        figures=len(before or ()),
        versions=tuple(_versions(kept.folder)),
    )


def as_lines(found: Replay) -> list[str]:
    """The result of a replay in Vietnamese, line by line."""
    record = found.issued.record
    lines = [
        f"{record.title}, kỳ {record.period}, {record.signer} ký",
        *_verdict("Đầy đủ", found.incomplete, "mọi tệp lưu còn nguyên mã băm"),
        *_verdict("Ổn định", found.unstable, f"{found.files} tệp dựng lại giống từng byte"),
        *_verdict(
            "Nhất quán",
            found.inconsistent,
            f"{found.figures} số liệu như nhau; số trong văn bản là số trong facts.json",
        ),
    ]
    if found.versions and not found.good:
        lines.append("Phiên bản khác lúc ban hành:")
        lines += _some(found.versions)
    return lines


def _verdict(name: str, faults: Sequence[str], good: str) -> list[str]:
    return [f"{name}: {'không' if faults else f'có ({good})'}", *_some(faults)]


def _some(texts: Sequence[str]) -> list[str]:
    more = [f"  … và {len(texts) - _LISTED} chỗ khác"] if len(texts) > _LISTED else []
    return [f"  {text}" for text in texts[:_LISTED]] + more


def _find(workspace: Workspace, number: int, year: int | None) -> Issued:
    found = [one for one in archive.issued(workspace) if one.record.number == number]
    if year is not None:
        found = [one for one in found if one.record.date.year == year]
    where = workspace.relative(workspace.issued)
    if not found:
        what = f"Không có báo cáo đã ban hành số {number}" + (f" của năm {year}." if year else ".")
        latest = "; ".join(one.record.title for one in archive.issued(workspace)[-5:])
        remedy = "xem issue.json trong các thư mục ở đó"
        raise IssueError(Finding("ISSUE-11", what, where, latest, remedy))
    if len(found) > 1:
        what = f"Nhiều năm có báo cáo số {number}."
        titles = "; ".join(one.record.title for one in found)
        remedy = f"thêm --year {found[-1].record.date.year}"
        raise IssueError(Finding("ISSUE-12", what, where, titles, remedy))
    return found[0]


def _rebuild(workspace: Workspace, kept: Issued, root: Path) -> str:
    """Issue the report again under `root`; the reason if it fails, else empty."""
    record = kept.record
    shutil.copytree(kept.folder / INPUTS, root, copy_function=shutil.copyfile)
    _make_writable(root)
    options = [f"--number={record.number}", f"--date={record.date}", f"--signer={record.signer}"]
    if record.replaces:
        # The new report lists what changed against the one it replaces: it must be there.
        earlier = next((o for o in archive.issued(workspace) if o.name == record.replaces), None)
        if earlier is None:
            return f"không còn báo cáo {record.replaces} mà nó thay thế"
        shutil.copytree(earlier.folder, root / "outputs" / "issued" / earlier.name)
        options.append(f"--replaces={earlier.record.number}")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _MAIN,
            "issue",
            record.period,
            *options,
            "--workspace",
            str(root),
        ],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / CODE), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return "" if done.returncode == 0 else done.stderr.strip() or f"mã thoát {done.returncode}"


def _make_writable(folder: Path) -> None:
    for path, _, _ in os.walk(folder):
        os.chmod(path, 0o755)


def _altered_files(folder: Path) -> Iterator[str]:
    try:
        altered = alterations(folder)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        yield f"không đọc được {MANIFEST}"
        return
    for how, said in archive.HOW.items():
        yield from (f"{name} {said}" for name in altered[how])


def _files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _differs(kept: Path, made: Path, name: str) -> bool:
    return not (made / name).is_file() or sha256(kept / name) != sha256(made / name)


def _facts(folder: Path) -> dict[tuple[str, str], dict[str, Any]] | None:
    try:
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        return {(fact["id"], fact["period"]): fact for fact in facts}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _changed_figures(
    before: dict[tuple[str, str], dict[str, Any]] | None,
    after: dict[tuple[str, str], dict[str, Any]] | None,
) -> Iterator[str]:
    if before is None or after is None:
        yield "không đọc được facts.json"
        return
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was != now:
            texts = " → ".join("không có" if f is None else str(f["text"]) for f in (was, now))
            yield f"{key[0]}, kỳ {key[1]}: {texts}"


def _versions(folder: Path) -> Iterator[str]:
    try:
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        then = {"python": about["python"], **about["versions"]}
    except (OSError, ValueError, KeyError, TypeError):
        return
    now = {d.metadata["Name"]: d.version for d in metadata.distributions()}
    now["python"] = platform.python_version()
    for name in sorted({**then, **now}, key=str.lower):
        if then.get(name) != now.get(name):
            yield f"{name}: {then.get(name, 'không có')} → {now.get(name, 'không có')}"
