"""Issued reports: where they are kept, how they are found, and whether they were changed.

``outputs/issued/`` has a folder for each report and the index of all of them
(:mod:`baocao.workspace.verifier`, :mod:`baocao.workspace.archive_index`).
"""

from __future__ import annotations

import datetime as dt
import os
import re
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from baocao.core.errors import Finding, IssueError
from baocao.core.files import sha256
from baocao.core.periods import Period
from baocao.locale.vi.text import short_date
from baocao.workspace import verifier
from baocao.workspace.archive_head import HEAD, entries, is_sound
from baocao.workspace.verifier import INDEX, MANIFEST, RECORD
from baocao.workspace.workspace import Workspace

__all__ = [
    "INPUTS",
    "REBUILD",
    "REBUILDING",
    "Issued",
    "Record",
    "base_of",
    "fault_of",
    "in_force",
    "is_rebuild",
    "issued",
]

INPUTS = "inputs"
_MOST_BYTES = 100_000
REBUILD = "BAOCAO_REBUILD"
"""The variable that names the folder in which an issued report is built again.

That folder has no archive of its own to enter it in.  The code that was kept with a report reads it
years later: neither this name nor the next one may change.
"""
REBUILDING = ".rebuilding"
"""A file beside that folder, so that the variable alone does nothing."""


class Record(BaseModel):
    """What ``issue.json`` says of an issued report.

    Parameters
    ----------
    number, date, signer
        As printed.
    symbol
        How other documents cite it: ``312/BC-SKHCN``.
    period, start, end
        The period's code and its two days.
    replaces
        :attr:`Issued.name` of the report of the same days that it takes the place of.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    date: dt.date
    signer: str
    symbol: str
    period: str
    start: dt.date
    end: dt.date
    replaces: str | None = None

    @property
    def name(self) -> str:
        """The report's place in the archive: ``2023/0312-BC-SKHCN``."""
        symbol = re.sub(r"[^\w-]+", "-", self.symbol.partition("/")[2])
        return f"{self.date.year}/{self.number:04}-{symbol}"

    @property
    def title(self) -> str:
        """The name of the report as it is printed in a sentence."""
        return f"Báo cáo số {self.symbol} ngày {short_date(self.date)}"


class Issued(BaseModel):
    """An issued report: its folder and its record."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    record: Record

    @property
    def name(self) -> str:
        """The folder's place in the archive: ``2023/0312-BC-SKHCN``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def identity(self) -> dict[str, str]:
        """The report and the hash of its manifest, which holds the hashes of all its files."""
        return {self.name: sha256(self.folder / MANIFEST)}


def issued(workspace: Workspace) -> tuple[Issued, ...]:
    """Every report that the index lists or whose folder is there, by year and number.

    A report whose folder was deleted was issued nevertheless.
    """
    found = {}
    for folder in workspace.issued.glob("[0-9]*/[!.]*"):
        path = folder / RECORD
        with suppress(OSError, ValidationError):  # `damage` says so
            if verifier.is_file(str(path)) and path.stat().st_size < _MOST_BYTES:
                record = Record.model_validate_json(path.read_bytes())
                found[f"{folder.parent.name}/{folder.name}"] = record
    for entry in entries(workspace):
        with suppress(ValidationError):
            found[entry.name] = Record.model_validate(entry.record)
    return tuple(
        Issued(folder=workspace.issued / name, record=record)
        for name, record in sorted(found.items())
    )


def in_force(workspace: Workspace, period: Period) -> Issued | None:
    """The issued report on the same days as `period` that no other has replaced."""
    return next(iter(_alike(workspace, period)), None)


def _alike(workspace: Workspace, period: Period) -> list[Issued]:
    every = issued(workspace)
    listed = {entry.name for entry in entries(workspace)}
    # What lies there otherwise replaces nothing.
    replaced = {one.record.replaces for one in every if one.name in listed or not listed}
    days = (period.start, period.end)
    alike = [one for one in every if (one.record.start, one.record.end) == days]
    return [one for one in alike if one.name not in replaced]


def base_of(workspace: Workspace, period: Period) -> Issued | None:
    """The issued report that a new one on `period` is compared with; None where there is none.

    Raises
    ------
    IssueError
        ISSUE-02 it is not as it was issued, so that nothing can be compared with it.
    """
    alike = _alike(workspace, period)
    findings = [
        Finding(
            "ISSUE-02",
            f"Không lập được báo cáo của kỳ đã ban hành: {one.record.title} bị thay đổi.",
            where=workspace.relative(one.folder),
            found=found,
            remedy="lấy lại thư mục ấy từ bản sao lưu rồi chạy lại",
        )
        for one in alike
        if (found := fault_of(workspace, one))
    ]
    if findings:
        raise IssueError(*findings)
    return next(iter(alike), None)


def fault_of(workspace: Workspace, one: Issued) -> str:
    """What is wrong with an issued report, in words; empty when nothing is."""
    if is_rebuild(workspace):
        return verifier.told(verifier.alterations(str(one.folder)))
    if not is_sound(workspace):
        return f"{INDEX} không còn nguyên vẹn hoặc không khớp {HEAD}"
    entry = next((known for known in entries(workspace) if known.name == one.name), None)
    if entry is None:
        return f"{INDEX} không ghi báo cáo này"
    return verifier.fault_of(str(workspace.issued), entry)


def is_rebuild(workspace: Workspace) -> bool:
    """Whether an issued report is built again in this folder, to be compared and thrown away."""
    is_named = os.environ.get(REBUILD) == str(workspace.root)
    return is_named and (workspace.root.parent / REBUILDING).is_file()
