"""Issued reports: where they are kept, how they are found, and whether they were changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from baocao.core.errors import Finding, IssueError
from baocao.core.files import sha256
from baocao.core.periods import Period
from baocao.locale.vi.text import short_date
from baocao.workspace.manifest import MANIFEST, alterations
from baocao.workspace.workspace import Workspace

__all__ = ["HOW", "INPUTS", "RECORD", "Issued", "Record", "base_of", "damage", "in_force", "issued"]

INPUTS = "inputs"
RECORD = "issue.json"
HOW = {"changed": "bị sửa", "missing": "bị thiếu", "added": "thêm vào"}
# Longer lists of files tell no more.
_LISTED = 5


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
    """Every issued report whose record can be read, by year and number."""
    found = []
    for folder in _folders(workspace):
        try:
            record = Record.model_validate_json((folder / RECORD).read_bytes())
        except (OSError, ValidationError):
            continue  # `damage` says so
        found.append(Issued(folder=folder, record=record))
    return tuple(found)


def in_force(workspace: Workspace, period: Period) -> Issued | None:
    """The issued report on the same days as `period` that no other has replaced."""
    every = issued(workspace)
    replaced = {one.record.replaces for one in every}
    days = (period.start, period.end)
    alike = [one for one in every if (one.record.start, one.record.end) == days]
    return next((one for one in alike if one.name not in replaced), None)


def base_of(workspace: Workspace, period: Period) -> Issued | None:
    """The issued report that a new one on `period` is compared with; None where there is none.

    Raises
    ------
    IssueError
        ISSUE-02 its files were changed, so that nothing can be compared with it.
    """
    base = in_force(workspace, period)
    if base is not None and _fault(base.folder):
        raise IssueError(
            Finding(
                "ISSUE-02",
                f"Không lập được báo cáo của kỳ đã ban hành: {base.record.title} bị thay đổi.",
                where=workspace.relative(base.folder),
                remedy="lấy lại thư mục ấy từ bản sao lưu rồi chạy lại",
            )
        )
    return base


def damage(workspace: Workspace) -> list[Finding]:
    """A finding ISSUE-01 for every issued report whose files are not those that were issued."""
    return [
        Finding(
            "ISSUE-01",
            "Báo cáo đã ban hành không còn nguyên vẹn.",
            where=workspace.relative(folder),
            found=found,
            remedy="lấy lại thư mục từ bản sao lưu; lệnh này không sửa, không xóa gì ở đó",
        )
        for folder in _folders(workspace)
        if (found := _fault(folder))
    ]


def _folders(workspace: Workspace) -> list[Path]:
    # What is being written, or was left by a kill, has a name that begins with a dot.
    return sorted(path for path in workspace.issued.glob("[0-9]*/[!.]*") if path.is_dir())


def _fault(folder: Path) -> str:
    """What is wrong with an issued report; empty when nothing is."""
    try:
        altered = alterations(folder)
        Record.model_validate_json((folder / RECORD).read_bytes())
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return f"không đọc được {MANIFEST} hoặc {RECORD}"
    return "; ".join(f"{HOW[how]}: {_listed(names)}" for how, names in altered.items() if names)


def _listed(names: list[str]) -> str:
    more = f" và {len(names) - _LISTED} tệp khác" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
