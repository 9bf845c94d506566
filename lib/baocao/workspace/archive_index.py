"""The index of issued reports: writing into it, and finding what does not fit it.

The hash of the index's last line is kept a second time, in ``issued.json`` beside ``report.toml``:
an archive that was put back to an earlier state fits its own index, but not that.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from baocao.core.errors import Finding, IssueError
from baocao.core.files import sha256, write_whole
from baocao.workspace import verifier
from baocao.workspace.archive import Issued, Record, entries, is_rebuild, issued
from baocao.workspace.verifier import INDEX, MANIFEST, Entry, Fault
from baocao.workspace.workspace import Workspace

__all__ = ["HEAD", "adopt", "damage", "enter", "head"]

HEAD = "issued.json"

_RESTORE = "lấy lại từ bản sao lưu; lệnh này không sửa, không xóa gì ở đó"


class _Head(NamedTuple):
    """What ``issued.json`` says: how many reports, the last one's symbol, the last line's hash."""

    reports: int
    latest: str
    head: str


def head(workspace: Workspace) -> str:
    """The hash of the index's last line, which stands for the whole archive; empty without one."""
    lines = entries(workspace)
    return lines[-1].digest if lines else ""


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
        with suppress(OSError), _entering(workspace):
            _finish(workspace)
            found = _damage(workspace)
    return found


def _damage(workspace: Workspace) -> list[Finding]:
    found = [_finding(workspace, fault) for fault in verifier.faults(str(workspace.issued))]
    lines = entries(workspace)
    if lines or os.path.lexists(workspace.root / HEAD):
        known = _kept_head(workspace)
        if known is None or known.head != head(workspace):
            found.append(_older(workspace, len(lines)))
    return found


def _finding(workspace: Workspace, fault: Fault) -> Finding:
    where = workspace.relative(workspace.issued / fault.where)
    match fault.kind:
        case "report":
            code, what, remedy = "ISSUE-01", "Báo cáo đã ban hành không còn nguyên vẹn.", _RESTORE
        case "gone":
            code, what, remedy = "ISSUE-15", "Mất báo cáo đã ban hành.", _RESTORE
            if fault.found:
                remedy = "trả thư mục về đúng chỗ, đúng tên"
        case "unknown":
            code, what = "ISSUE-16", "Trong kho đã ban hành có thứ không do lệnh ban hành đặt."
            remedy = "chuyển đi nơi khác"
        case _:
            code, what, remedy = "ISSUE-14", f"Sổ {INDEX} của kho đã ban hành bị sửa.", _RESTORE
            if not os.path.lexists(workspace.issued / INDEX):
                what = f"Kho báo cáo đã ban hành không có sổ {INDEX}."
                remedy += "; kho lập trước khi có sổ này thì chạy baocao archive --adopt"
    return Finding(code, what, where, fault.found, remedy)


def _older(workspace: Workspace, lines: int) -> Finding:
    known = _kept_head(workspace)
    told = (
        f"{HEAD} ghi {known.reports} báo cáo, mới nhất là số {known.latest}"
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


def _kept_head(workspace: Workspace) -> _Head | None:
    if not verifier.is_file(str(workspace.root / HEAD)):
        return None
    try:
        found = json.loads((workspace.root / HEAD).read_bytes())
        return _Head(int(found["reports"]), str(found["latest"]), str(found["head"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


@contextmanager
def _entering(workspace: Workspace) -> Iterator[None]:
    """Hold the index: for moments only, unlike the lock of a report that is being issued."""
    workspace.issued.mkdir(parents=True, exist_ok=True)
    with FileLock(workspace.issued / ".index.lock"):
        yield


def enter(workspace: Workspace, new: Path, place: Path, record: Record) -> None:
    """Put a finished report at its place and write it into the index.

    The index is written first: a kill after that leaves a report that is listed and lies in `new`,
    which the next command puts in its place; a kill before leaves nothing.
    """
    if is_rebuild(workspace):
        new.rename(place)
        return
    with _entering(workspace):
        _finish(workspace)
        lines, index = entries(workspace), workspace.issued / INDEX
        if not lines:
            # From now on it is never missing, unless somebody took it away.
            _write_head(workspace, ())
        line = _line(lines, Issued(folder=place, record=record), new)
        write_whole(index, _bytes(lines) + line)
        try:
            new.rename(place)
        except OSError:
            write_whole(index, _bytes(lines))
            raise
        _write_head(workspace, entries(workspace))


def _line(lines: Sequence[Entry], one: Issued, folder: Path) -> bytes:
    previous = lines[-1].digest if lines else ""
    record, manifest = one.record.model_dump(mode="json"), sha256(folder / MANIFEST)
    return verifier.line_of(len(lines) + 1, one.name, record, manifest, previous)


def _bytes(lines: Sequence[Entry]) -> bytes:
    return b"".join(verifier.line_of(*line[:-1]) for line in lines)


def _write_head(workspace: Workspace, lines: Sequence[Entry]) -> None:
    made = _Head(0, "", "")
    if lines:
        made = _Head(len(lines), str(lines[-1].record["symbol"]), lines[-1].digest)
    text = json.dumps(made._asdict(), ensure_ascii=False, indent=1) + "\n"
    write_whole(workspace.root / HEAD, text)


def _finish(workspace: Workspace) -> None:
    """Bring to its end what a kill has interrupted in :func:`enter`."""
    lines, known = entries(workspace), _kept_head(workspace)
    if not lines or known is None or known.head != lines[-1].previous:
        return
    place = workspace.issued / lines[-1].name
    left = place.with_name(f".{place.name}.new")
    altered = verifier.told(verifier.alterations(str(left), lines[-1].manifest))
    if not os.path.lexists(place) and not altered:
        left.rename(place)
    if os.path.lexists(place):
        _write_head(workspace, lines)


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
        names = {one.name for one in new}
        has_index = os.path.lexists(workspace.issued / INDEX)
        wrong = [
            fault
            for fault in verifier.faults(str(workspace.issued))
            if fault.where not in names and (has_index or fault.kind != "index")
        ]
        for one in new:
            found = verifier.told(verifier.alterations(str(one.folder)))
            wrong += [Fault("report", one.name, found)] if found else []
        if wrong:
            raise IssueError(*(_finding(workspace, fault) for fault in wrong))
        made = _bytes(lines)
        for one in new:
            made += _line(lines, one, one.folder)
            lines = verifier.parsed(made)[0]
        known = _kept_head(workspace)
        heads = ["", *(line.digest for line in lines)]
        if known and not (known.reports < len(heads) and heads[known.reports] == known.head):
            raise IssueError(_older(workspace, len(lines)))
        if lines:
            write_whole(workspace.issued / INDEX, made)
            _write_head(workspace, lines)
    return new
