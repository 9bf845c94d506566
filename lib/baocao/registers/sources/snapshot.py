"""The snapshot of a source: its file among the registers, and what is written down beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from baocao.core.errors import Finding, RegisterError
from baocao.core.files import sha256, write_whole
from baocao.registers.declare import Register
from baocao.workspace.sources import Source
from baocao.workspace.workspace import Workspace

__all__ = ["Snapshot", "keep", "place_of", "require", "snapshot_of", "stranger_faults"]


@dataclass(frozen=True)
class Snapshot:
    """What a snapshot was fetched from, and when.

    Attributes
    ----------
    file
        Its name in ``data/registers``.
    url
        The address, without user, options and password.
    table, query
        What was asked of a database.
    declared
        The hash of the declaration: the address has parts that are not written down.
    fetched
        The time in UTC, in ISO form.
    rows
        How many rows came; None of a file that is kept as it is.
    sha256
        The hash of the file.
    """

    file: str
    url: str
    table: str | None
    query: str | None
    declared: str
    fetched: str
    rows: int | None
    sha256: str

    @classmethod
    def made(
        cls, source: Source, name: str, new: Path, rows: int | None, now: datetime
    ) -> Snapshot:
        """What is to be written down of a file that was fetched now."""
        time = now.astimezone(UTC).isoformat(timespec="seconds")
        asked = (source.shown, source.table, source.query, source.fingerprint)
        return cls(name, *asked, time, rows, sha256(new))

    def is_of(self, source: Source) -> bool:
        """Whether it was fetched as the source is declared now."""
        return self.declared == source.fingerprint

    def holds(self, folder: Path) -> bool:
        """Whether the file is there as it was fetched."""
        try:
            return sha256(folder / self.file) == self.sha256
        except OSError:
            return False

    @property
    def words(self) -> str:
        """Where it is from and since when, in Vietnamese."""
        at = datetime.fromisoformat(self.fetched)
        what = f", bảng {self.table}" if self.table else ", theo câu hỏi" if self.query else ""
        return f"lấy từ {self.url}{what} lúc {at:%H:%M ngày %d/%m/%Y} (giờ UTC)"


def place_of(register: Register) -> str:
    """How people know the source of a register."""
    return f"nguồn của sổ {register.stem} (report.toml, mục sources.{register.stem})"


def snapshot_of(register: Register, workspace: Workspace) -> Snapshot | None:
    """What is written down of a register's snapshot; None where nothing that we wrote is."""
    try:
        text = workspace.snapshot_record(register.stem).read_text(encoding="utf-8")
        found = Snapshot(**json.loads(text))
        datetime.fromisoformat(found.fetched)
        # Nothing else is ever taken for a snapshot, and replaced.
        return found if found.file == f"{register.stem}{Path(found.file).suffix}" else None
    except (OSError, ValueError, TypeError):
        return None


def require(register: Register, workspace: Workspace) -> None:
    """Make sure that a register with a source has its snapshot, as it was fetched.

    Raises
    ------
    RegisterError
        REGISTER-73 it was not fetched yet, or of another source; REGISTER-74 its file was changed
        or taken away.
    """
    source = workspace.settings.sources.get(register.stem)
    if source is None:
        return
    found = snapshot_of(register, workspace)
    if found is None or not found.is_of(source):
        raise RegisterError(
            Finding(
                "REGISTER-73",
                f"Sổ {register.stem} chưa lấy về từ nguồn đã khai báo.",
                where=f"report.toml, mục sources.{register.stem}",
                found="" if found is None else f"ảnh chụp {found.words}",
                remedy=f"chạy baocao fetch {register.stem}",
            )
        )
    folder = workspace.data / register.folder
    if not found.holds(folder):
        raise RegisterError(
            Finding(
                "REGISTER-74",
                f"Ảnh chụp của sổ {register.stem} không còn như lúc lấy về.",
                where=workspace.relative(folder / found.file),
                found=found.words,
                remedy=f"chạy baocao fetch {register.stem}; dữ liệu sai thì sửa ở nguồn",
            )
        )


def keep(register: Register, workspace: Workspace, new: Path, made: Snapshot) -> bool:
    """Put a fetched file in the place of the last snapshot; False where nothing is different.

    The file comes first: killed before the record is written, the next check finds that the two
    do not fit.
    """
    folder = workspace.data / register.folder
    last = snapshot_of(register, workspace)
    if last is not None and last.holds(folder):
        same = asdict(last) | {"fetched": made.fetched}
        if same == asdict(made):
            return False
    os.replace(new, folder / made.file)
    record = workspace.snapshot_record(register.stem)
    record.parent.mkdir(exist_ok=True)
    write_whole(record, json.dumps(asdict(made), ensure_ascii=False, indent=1) + "\n")
    if last is not None and last.file != made.file:
        (folder / last.file).unlink(missing_ok=True)
    return True


def stranger_faults(workspace: Workspace, registers: dict[str, Register]) -> Iterator[Finding]:
    """Sources of registers that nobody declares, or that are kept in several files."""
    for stem in workspace.settings.sources:
        register = registers.get(stem)
        if register is not None and not register.files:
            continue
        what = f"Nguồn của sổ {stem} khai báo chưa đúng."
        where = f"report.toml, mục sources.{stem}"
        if register is None:
            found, remedy = "không có sổ tên ấy", f"dùng một trong: {', '.join(sorted(registers))}"
        else:
            found, remedy = f"sổ gồm nhiều tệp ({register.files})", "bỏ files= trong khai báo sổ"
        yield Finding("REGISTER-65", what, where, found, remedy)
