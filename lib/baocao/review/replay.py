"""Builds an issued report again from what was kept with it, and lists what differs."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from baocao.review.archive_view import find
from baocao.review.consistency import inconsistencies
from baocao.run.rebuild import Rebuilt, facts_of, rebuilt
from baocao.workspace import archive, verifier
from baocao.workspace.archive import Issued
from baocao.workspace.archive_head import entries, is_sound
from baocao.workspace.verifier import MANIFEST
from baocao.workspace.workspace import Workspace

__all__ = ["NOTHING_RUN", "Replay", "as_lines", "replay"]

NOTHING_RUN = "không chạy, không đối chiếu gì trong thư mục không còn nguyên vẹn"
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

    Python and the packages are those installed now.  Nothing is written into the archive, and
    nothing is run out of a folder that is not as it was issued.

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
    kept = find(workspace, number, year)
    if incomplete := tuple(_altered_files(workspace, kept)):
        return Replay(kept, incomplete, (NOTHING_RUN,), (NOTHING_RUN,), 0, 0, ())
    replaced = next((o for o in archive.issued(workspace) if o.name == kept.record.replaces), None)
    if wrong := _unsound(workspace, kept, replaced):
        again = Rebuilt(wrong, ())
    else:
        again = rebuilt(workspace, kept, kept.name, replaced)
    return Replay(
        kept,
        incomplete,
        again.faults,
        (*again.figures, *inconsistencies(kept.folder)),
        files=len(again.files),
        figures=len(facts_of(kept.folder) or ()),
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


def _altered_files(workspace: Workspace, kept: Issued) -> Iterator[str]:
    entry = next((one for one in entries(workspace) if one.name == kept.name), None)
    if entry is None or not is_sound(workspace):
        yield archive.fault_of(workspace, kept)
        return
    if kept.folder.is_dir():
        altered = verifier.alterations(str(kept.folder), entry.manifest)
        for how, said in verifier.HOW.items():
            yield from (f"{name} {said}" for name in altered[how])
        if any(altered.values()):
            return
    if found := archive.fault_of(workspace, kept):
        yield found


def _unsound(workspace: Workspace, kept: Issued, replaced: Issued | None) -> str:
    """What is wrong with the report that this one replaces; empty when nothing is."""
    if kept.record.replaces is None:
        return ""
    if replaced is None:
        return f"không còn báo cáo {kept.record.replaces} mà nó thay thế"
    found = archive.fault_of(workspace, replaced)
    return f"báo cáo {replaced.name} mà nó thay thế: {found}" if found else ""


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
