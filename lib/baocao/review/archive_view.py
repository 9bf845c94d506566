"""Tells what the archive of issued reports holds, and copies one report out of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from baocao.core.errors import Finding, IssueError
from baocao.core.files import remove
from baocao.locale.vi.text import short_date
from baocao.workspace import archive, verifier
from baocao.workspace.archive import Issued
from baocao.workspace.archive_head import entries, head
from baocao.workspace.verifier import EXPORTED, INDEX
from baocao.workspace.workspace import Workspace

__all__ = ["Held", "as_json", "as_lines", "code_line", "export", "find", "held"]


@dataclass(frozen=True)
class Held:
    """An issued report and its state.

    Attributes
    ----------
    issued
        The report.
    replaced_by
        The report that took its place.
    fault
        What is wrong with its folder; empty when nothing is.
    """

    issued: Issued
    replaced_by: Issued | None
    fault: str

    @property
    def state(self) -> str:
        """The state in Vietnamese."""
        place = f"; đã thay bằng số {self.replaced_by.record.symbol}" if self.replaced_by else ""
        return (self.fault or "nguyên vẹn") + place


def held(workspace: Workspace) -> list[Held]:
    """Every issued report, by year and number."""
    every = archive.issued(workspace)
    later = {one.record.replaces: one for one in every if one.record.replaces}
    return [Held(one, later.get(one.name), archive.fault_of(workspace, one)) for one in every]


def as_lines(workspace: Workspace, found: list[Held]) -> list[str]:
    """The archive in Vietnamese, a report a line."""
    if not found:
        return ["Chưa ban hành báo cáo nào."]
    rows = [
        (
            one.issued.record.symbol,
            short_date(one.issued.record.date),
            one.issued.record.period,
            one.issued.record.signer,
            one.state,
        )
        for one in found
    ]
    heading = ("Số, ký hiệu", "Ngày", "Kỳ", "Người ký", "Tình trạng")
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heading, *rows)
    ]
    return [*lines, f"{len(found)} báo cáo. {code_line(workspace)}"]


def code_line(workspace: Workspace) -> str:
    """The code of the archive, for the office to write down."""
    return f"Mã của kho: {head(workspace)[:12] or 'chưa có'}"


def as_json(workspace: Workspace, found: list[Held]) -> dict[str, object]:
    """The archive for a program to read."""
    reports = [
        {
            **one.issued.record.model_dump(mode="json"),
            "name": one.issued.name,
            "replaced_by": one.replaced_by.name if one.replaced_by else None,
            "fault": one.fault or None,
        }
        for one in found
    ]
    return {"head": head(workspace), "reports": reports}


def find(workspace: Workspace, number: int, year: int | None) -> Issued:
    """The issued report of a number.

    Parameters
    ----------
    number, year
        Number and year of issue; `year` None means that only one year has the number.

    Raises
    ------
    IssueError
        ISSUE-11 no issued report has the number; ISSUE-12 several have, of several years.
    """
    found = [one for one in archive.issued(workspace) if one.record.number == number]
    if year is not None:
        found = [one for one in found if one.record.date.year == year]
    where = workspace.relative(workspace.issued)
    if not found:
        what = f"Không có báo cáo đã ban hành số {number}" + (f" của năm {year}." if year else ".")
        latest = "; ".join(one.record.title for one in archive.issued(workspace)[-5:])
        remedy = "xem các báo cáo đang giữ: baocao archive"
        raise IssueError(Finding("ISSUE-11", what, where, latest, remedy))
    listed = {entry.name for entry in entries(workspace)}
    if len(found) > 1 and sum(one.name in listed for one in found) == 1:
        # The others were put there otherwise.
        found = [one for one in found if one.name in listed]
    if len(found) > 1:
        what = f"Nhiều năm có báo cáo số {number}."
        titles = "; ".join(one.record.title for one in found)
        remedy = f"thêm --year {found[-1].record.date.year}"
        raise IssueError(Finding("ISSUE-12", what, where, titles, remedy))
    return found[0]


def export(workspace: Workspace, one: Issued, target: Path) -> None:
    """Copy an issued report, the index up to it and the verifier into a new folder.

    The folder appears whole or not at all.  Whoever is given it runs ``python3 -I verify.py`` in
    it, without the toolkit.

    Raises
    ------
    IssueError
        ISSUE-01 the report is not as it was issued; ISSUE-21 something is at `target`.
    """
    findings = list(_against_export(workspace, one, target))
    if findings:
        raise IssueError(*findings)
    new = target.with_name(f".{target.name}.new")
    remove(new)
    try:
        shutil.copytree(one.folder, new / one.name, copy_function=shutil.copyfile)
        # What was issued later is no matter of whoever is given this one.
        lines = entries(workspace)
        own = [known.name for known in lines].index(one.name)
        (new / INDEX).write_bytes(b"".join(line.line for line in lines[: own + 1]))
        shutil.copyfile(verifier.__file__, new / EXPORTED)
        new.rename(target)
    finally:
        remove(new)


def _against_export(workspace: Workspace, one: Issued, target: Path) -> Iterator[Finding]:
    if found := archive.fault_of(workspace, one):
        yield Finding(
            "ISSUE-01",
            "Báo cáo đã ban hành không còn nguyên vẹn.",
            where=workspace.relative(one.folder),
            found=found,
            remedy="lấy lại từ bản sao lưu rồi chạy lại",
        )
    is_inside = target.resolve().is_relative_to(workspace.issued.resolve())
    if os.path.lexists(target) or is_inside:
        yield Finding(
            "ISSUE-21",
            "Nơi chép báo cáo ra đã có rồi, hoặc nằm trong kho.",
            where=str(target),
            remedy="ghi tên một thư mục chưa có, ngoài outputs/issued",
        )
