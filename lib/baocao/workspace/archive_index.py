"""Enters reports into the index of issued ones, and finds what does not fit it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from baocao.core.errors import Finding, IssueError
from baocao.core.files import sha256, write_whole
from baocao.workspace import verifier
from baocao.workspace.archive import Issued, Record, is_rebuild, issued
from baocao.workspace.archive_head import HEAD, Head, entries, is_sound, kept_head, write_head
from baocao.workspace.verifier import INDEX, MANIFEST, Entry, Fault, printable
from baocao.workspace.workspace import Workspace

__all__ = ["adopt", "damage", "enter"]

_PATIENCE_SECONDS = 10
_RESTORE = "lấy lại từ bản sao lưu; lệnh này không sửa, không xóa gì ở đó"


def damage(workspace: Workspace) -> list[Finding]:
    """A finding for everything in the archive that is not as it was issued.

    ISSUE-01 a report with other files, ISSUE-14 an index that was changed, ISSUE-15 a report that
    is gone, ISSUE-16 what was put there otherwise, ISSUE-17 an archive older than it was.  What a
    kill has left half done is first brought to its end.  What is built again has no archive.
    """
    if is_rebuild(workspace):
        return []
    found = _damage(workspace)
    if found:
        # Another process may be entering a report at this moment.
        with suppress(OSError, IssueError), _entering(workspace):
            _finish(workspace)
            found = _damage(workspace)
    return found


def _damage(workspace: Workspace) -> list[Finding]:
    found = [_finding(workspace, fault) for fault in verifier.faults(str(workspace.issued))]
    lines = entries(workspace)
    if (lines or os.path.lexists(workspace.root / HEAD)) and not _ends(workspace, lines):
        found.append(_older(workspace, len(lines)))
    return found


def _ends(workspace: Workspace, lines: Sequence[Entry]) -> bool:
    known = kept_head(workspace)
    return known is not None and known._replace(next="") == Head.of(lines)


def _finding(workspace: Workspace, fault: Fault) -> Finding:
    where = workspace.relative(workspace.issued / fault.where)
    if fault.kind == "report":
        what = "Báo cáo đã ban hành không còn nguyên vẹn."
        return Finding("ISSUE-01", what, where, fault.found, _RESTORE)
    if fault.kind == "gone":
        remedy = "trả thư mục về đúng chỗ, đúng tên" if fault.found else _RESTORE
        return Finding("ISSUE-15", "Mất báo cáo đã ban hành.", where, fault.found, remedy)
    if fault.kind == "unknown":
        what = "Trong kho đã ban hành có thứ không do lệnh ban hành đặt."
        return Finding("ISSUE-16", what, where, fault.found, "chuyển đi nơi khác")
    what, remedy = f"Sổ {INDEX} của kho đã ban hành bị sửa.", _RESTORE
    if not os.path.lexists(workspace.issued / INDEX):
        what = f"Kho báo cáo đã ban hành không có sổ {INDEX}."
        remedy += "; kho lập trước khi có sổ này thì chạy baocao archive --adopt"
    return Finding("ISSUE-14", what, where, fault.found, remedy)


def _older(workspace: Workspace, lines: int) -> Finding:
    known = kept_head(workspace)
    told = (
        f"{HEAD} ghi {known.reports} báo cáo, mới nhất là số {printable(known.latest)}"
        if known
        else f"không đọc được {HEAD}"
    )
    return Finding(
        "ISSUE-17",
        f"Sổ {INDEX} của kho đã ban hành không khớp {HEAD}.",
        where=HEAD,
        found=f"{INDEX} ghi {lines} báo cáo; {told}",
        remedy=f"lấy lại {workspace.relative(workspace.issued)} và {HEAD} từ bản sao lưu mới nhất; "
        f"chỉ mất {HEAD} thì chạy baocao archive --adopt",
    )


@contextmanager
def _entering(workspace: Workspace) -> Iterator[None]:
    """Hold the index: for moments only, unlike the lock of a report that is being issued."""
    workspace.issued.mkdir(parents=True, exist_ok=True)
    lock = workspace.issued / ".index.lock"
    try:
        with FileLock(lock, timeout=_PATIENCE_SECONDS):
            yield
    except Timeout:
        raise IssueError(
            Finding(
                "ISSUE-09",
                f"Một tiến trình khác đang giữ sổ {INDEX}.",
                where=workspace.relative(lock),
                remedy="chờ tiến trình kia xong rồi chạy lại",
            )
        ) from None


def enter(workspace: Workspace, new: Path, place: Path, record: Record) -> None:
    """Put a finished report at its place and write it into the index.

    ``issued.json`` names the line to come, then the index is written, then the folder is put in its
    place.  A kill after the index was written leaves a report that is listed and lies in `new`,
    which the next command puts in its place; a kill before leaves nothing.
    """
    if is_rebuild(workspace):
        new.rename(place)
        return
    with _entering(workspace):
        _finish(workspace)
        lines, index = entries(workspace), workspace.issued / INDEX
        before = b"".join(entry.line for entry in lines)
        entry = _entry(lines, Issued(folder=place, record=record), new)
        write_head(workspace, Head.of(lines, next=entry.digest))
        write_whole(index, before + entry.line)
        try:
            new.rename(place)
        except OSError:
            write_whole(index, before)
            raise
        write_head(workspace, Head.of([*lines, entry]))


def _entry(lines: Sequence[Entry], one: Issued, folder: Path) -> Entry:
    """The next line of the index.

    Raises
    ------
    IssueError
        ISSUE-16 a name that cannot be written there.
    """
    previous = lines[-1].digest if lines else ""
    record, manifest = one.record.model_dump(mode="json"), sha256(folder / MANIFEST)
    made: list[Entry] = []
    with suppress(UnicodeError):
        line = verifier.line_of(len(lines) + 1, one.name, record, manifest, previous)
        made, _ = verifier.parsed(line)
    if not made:
        raise IssueError(
            Finding(
                "ISSUE-16",
                "Tên thư mục hoặc nội dung issue.json không ghi vào sổ được.",
                where=printable(one.name),
                remedy="chuyển thư mục đi nơi khác",
            )
        )
    return made[0]


def _finish(workspace: Workspace) -> None:
    """Bring to its end what a kill has interrupted in :func:`enter`."""
    lines, known = entries(workspace), kept_head(workspace)
    if not lines or known is None or known.next != lines[-1].digest or not is_sound(workspace):
        return
    place = workspace.issued / lines[-1].name
    left = place.with_name(f".{place.name}.new")
    altered = verifier.told(verifier.alterations(str(left), lines[-1].manifest))
    if not os.path.lexists(place) and not altered:
        left.rename(place)
    if os.path.lexists(place):
        write_head(workspace, Head.of(lines))


def adopt(workspace: Workspace) -> list[Issued]:
    """Write into the index the reports that are there and that it does not list, by their days.

    For an archive that was made before there was an index.  The same reports in the same order
    give the same lines, so that an index that was lost is made again as it was.

    Raises
    ------
    IssueError
        ISSUE-01 the own hashes of a report do not fit; ISSUE-17 what is there is less than
        ``issued.json`` says; and what else :func:`damage` finds. Nothing was written.
    """
    with _entering(workspace):
        _finish(workspace)
        lines = entries(workspace)
        listed = {entry.name for entry in lines}
        new = [one for one in issued(workspace) if one.name not in listed]
        new.sort(key=lambda one: (one.record.date, one.record.number))
        if findings := list(_against_adoption(workspace, new)):
            raise IssueError(*findings)
        for one in new:
            lines.append(_entry(lines, one, one.folder))
        known = kept_head(workspace)
        heads = [Head.of(lines[:count]) for count in range(len(lines) + 1)]
        if os.path.lexists(workspace.root / HEAD) and (
            known is None or known._replace(next="") not in heads
        ):
            raise IssueError(_older(workspace, len(lines)))
        if lines:
            write_whole(workspace.issued / INDEX, b"".join(entry.line for entry in lines))
            write_head(workspace, Head.of(lines))
    return new


def _against_adoption(workspace: Workspace, new: Sequence[Issued]) -> Iterator[Finding]:
    names = {one.name for one in new}
    has_index = os.path.lexists(workspace.issued / INDEX)
    for fault in verifier.faults(str(workspace.issued)):
        if fault.where not in names and (has_index or fault.kind != "index"):
            yield _finding(workspace, fault)
    for one in new:
        if found := verifier.told(verifier.alterations(str(one.folder))):
            yield _finding(workspace, Fault("report", one.name, found))
        elif one.name != one.record.name:
            found = f"issue.json là của {one.record.name}"
            yield _finding(workspace, Fault("unknown", printable(one.name), found))
    yield from _numbered_twice(workspace, issued(workspace), names)


def _numbered_twice(
    workspace: Workspace, every: Iterable[Issued], new: set[str]
) -> Iterator[Finding]:
    seen: dict[tuple[int, int], Issued] = {}
    for one in every:
        first = seen.setdefault((one.record.number, one.record.date.year), one)
        if first is not one and {one.name, first.name} & new:
            yield _finding(workspace, Fault("unknown", one.name, f"trùng số với {first.name}"))
