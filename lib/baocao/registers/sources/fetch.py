"""Takes snapshots of sources: each register on its own, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from baocao.core.errors import Finding, RegisterError, is_refusal, refused
from baocao.core.files import alone
from baocao.registers.declare import Register
from baocao.registers.large.engine import identifier
from baocao.registers.locate import named
from baocao.registers.open import SUFFIXES
from baocao.registers.sources import postgresql, shared, sqlite, web
from baocao.registers.sources.content import require_register
from baocao.registers.sources.rows import columns_of, write_parquet
from baocao.registers.sources.snapshot import (
    Snapshot,
    keep,
    place_of,
    snapshot_of,
    stranger_faults,
)
from baocao.workspace.sources import Source
from baocao.workspace.workspace import Workspace

__all__ = ["Fetched", "fetch", "wanted"]


@dataclass(frozen=True)
class Fetched:
    """What became of one register: its snapshot, whether it is a new one; or what went wrong."""

    register: Register
    snapshot: Snapshot | None = None
    is_new: bool = False
    findings: tuple[Finding, ...] = ()


def fetch(
    registers: Iterable[Register],
    workspace: Workspace,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Fetched]:
    """Fetch registers from their sources, one after another; one's failure is its own.

    Raises
    ------
    RegisterError
        REGISTER-67 another process is fetching.
    """
    busy = RegisterError(
        Finding(
            "REGISTER-67",
            "Một tiến trình khác đang lấy sổ về.",
            where=str(workspace.outputs),
            remedy="chờ tiến trình kia xong rồi chạy lại",
        )
    )
    with alone(workspace.outputs / ".fetch.lock", busy):
        for register in registers:
            try:
                made, is_new = _fetched(register, workspace, clock())
            except RegisterError as error:
                yield Fetched(register, findings=error.findings)
            except OSError as error:
                if not is_refusal(error):
                    raise
                yield Fetched(register, findings=(refused(error),))
            else:
                yield Fetched(register, made, is_new)


def wanted(
    registers: Iterable[Register], workspace: Workspace, stems: Iterable[str] | None = None
) -> list[Register]:
    """The registers of these stems, or all that have a source, in the order of ``report.toml``.

    Raises
    ------
    RegisterError
        REGISTER-65 a stem without a source, or a source without a register.
    """
    known = {register.stem: register for register in registers if register.folder == "registers"}
    declared = workspace.settings.sources
    findings = [
        Finding(
            "REGISTER-65",
            f"Sổ {stem} không có nguồn nào để lấy.",
            where="report.toml, mục sources",
            found=", ".join(declared),
            remedy=f"khai báo [sources.{stem}], hoặc gọi tên một sổ có nguồn",
        )
        for stem in stems or ()
        if stem not in declared
    ]
    findings += stranger_faults(workspace, known)
    if findings:
        raise RegisterError(*findings)
    return [known[stem] for stem in dict.fromkeys(stems or declared)]


def _fetched(register: Register, workspace: Workspace, now: datetime) -> tuple[Snapshot, bool]:
    source = workspace.settings.sources[register.stem]
    folder = workspace.data / register.folder
    folder.mkdir(parents=True, exist_ok=True)
    _require_room(register, workspace)
    with _new_file(folder, register) as new:
        rows, suffix = None, ".parquet"
        if source.is_database:
            rows = _take_rows(register, source, workspace, new)
        else:
            suffix = _take_file(register, source, workspace, new)
        made = Snapshot.made(source, f"{register.stem}{suffix}", new, rows, now)
        return made, keep(register, workspace, new, made)


@contextmanager
def _new_file(folder: Path, register: Register) -> Iterator[Path]:
    """A file that no report is made from; what a killed process has left is written over."""
    new = folder / f".{register.stem}.new"
    try:
        yield new
    finally:
        new.unlink(missing_ok=True)


def _require_room(register: Register, workspace: Workspace) -> None:
    """Make sure that the register has no file but its snapshot: a clerk's file is not ours.

    Raises
    ------
    RegisterError
        REGISTER-74 there is one.
    """
    last = snapshot_of(register, workspace)
    folder = workspace.data / register.folder
    others = [
        path
        for path in named(folder, register.stem, SUFFIXES)
        if last is None or path.name != last.file
    ]
    if others:
        raise RegisterError(
            Finding(
                "REGISTER-74",
                f"Sổ {register.stem} có nguồn, nhưng đã có tệp không phải ảnh chụp của nguồn.",
                where=workspace.relative(folder),
                found=", ".join(path.name for path in others),
                remedy="chuyển tệp đi nơi khác rồi chạy lại, hoặc bỏ mục "
                f"sources.{register.stem} trong report.toml",
            )
        )


def _take_rows(register: Register, source: Source, workspace: Workspace, new: Path) -> int:
    """Write the rows of a database to a Parquet file."""
    place = place_of(register)
    statement = source.query or f"SELECT * FROM {_table(source)}"
    if source.kind == "postgresql":
        asked = postgresql.rows_of(source, statement, place)
    else:
        asked = sqlite.rows_of(source.path(workspace.root), statement, place)
    with asked as (names, rows):
        columns = columns_of(names, register, place)
        memory = workspace.settings.data.large.memory_mb
        is_ordered = source.query is not None
        return write_parquet(new, register, columns, rows, place, memory, in_order=is_ordered)


def _take_file(register: Register, source: Source, workspace: Workspace, new: Path) -> str:
    """Take over a file as it is; its ending is what its content asks for."""
    place = place_of(register)
    if source.kind == "web":
        blocks = web.blocks(source, place)
    else:
        blocks = shared.blocks(source.path(workspace.root), place)
    with new.open("wb") as file:
        for block in blocks:
            file.write(block)
    return require_register(new, source.shown, register, workspace)


def _table(source: Source) -> str:
    """A table as SQL quotes it; a schema may stand before it."""
    return ".".join(map(identifier, (source.table or "").split(".")))
