"""Issues a report: number, day and signer printed, everything it was made from kept beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baocao.core.errors import BuildError, Finding, IssueError
from baocao.core.files import alone, disk_refusals, remove
from baocao.core.periods import Period
from baocao.locale.vi.text import nfc, period_name, short_date
from baocao.run.build import write_documents
from baocao.run.check import check
from baocao.run.plan import Plan
from baocao.run.rebuild import CODE, rebuilt
from baocao.run.reuse import SECTIONS
from baocao.run.sections import kernels, run_sections
from baocao.run.unseen import CLOCKS, unseen_of
from baocao.workspace import archive
from baocao.workspace.archive import INPUTS, Issued, Record
from baocao.workspace.archive_index import damage, enter
from baocao.workspace.manifest import code_files, manifest, own_files, seal, write_json
from baocao.workspace.notebooks import open_notebook
from baocao.workspace.office import Issue
from baocao.workspace.state import State
from baocao.workspace.verifier import RECORD
from baocao.workspace.workspace import Workspace

__all__ = ["Order", "issue"]

_HOLES = Finding(
    "EXPORT-20",
    "Không ban hành báo cáo còn chỗ không in được.",
    remedy="sửa các chỗ nêu bên dưới, dựng lại, đọc lại rồi ban hành",
)
# Longer lists tell no more.
_LISTED = 5


@dataclass(frozen=True)
class Order:
    """What the office decides when it issues a report.

    ``replaces`` is the number of the issued report of the same days whose place it takes.
    """

    number: int
    date: date
    signer: str
    replaces: int | None = None


def issue(
    workspace: Workspace,
    period: Period,
    order: Order,
    jobs: int | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Issued, tuple[str, ...]]:
    """Build the report of a period as it is issued, and keep it under ``outputs/issued/``.

    The report is made from the copies that are kept, then made once more from nothing but them,
    out of sight of the workspace: the folder appears whole, read-only and proved, or not at all.

    Returns
    -------
    Issued, tuple of str
        The kept report, and the titles of the registers whose made-up rows it counts.

    Raises
    ------
    IssueError
        Everything that stands against it: ISSUE-02 the report that it is set against was
        altered; -03 data that are not complete; -04 a number in use; -05 a period that has its
        report; -06 nothing to replace; -07 a day too early; -08 another signer; -10 a Word
        template outside the workspace; -13 data that were changed meanwhile; -18 an archive that
        is not as it was; -19 a report that cannot be built again from what is kept; -20 a
        notebook that looks at the clock; EXPORT-20 a cell that cannot be printed; and what
        :func:`~baocao.run.check.check` finds. ISSUE-09 another process is issuing.
    BuildError
        A notebook failed, or BUILD-07 the disk refused something; nothing was kept.
    """
    busy = Finding(
        "ISSUE-09",
        "Một tiến trình khác đang ban hành báo cáo.",
        where=workspace.relative(workspace.issued),
        remedy="chờ tiến trình kia xong rồi chạy lại",
    )
    if damaged := damage(workspace):
        raise IssueError(_damaged(workspace, len(damaged)))
    with alone(workspace.issued / ".lock", IssueError(busy)):
        base = archive.base_of(workspace, period)
        record = _record(workspace, period, order, base)
        place = workspace.issued / record.name
        findings = [*_refusals(workspace, period, record, order, base)]
        findings += [*_clocks(workspace), *check(workspace, [period], all_remarks=False)]
        if findings:
            raise IssueError(*findings)
        with disk_refusals(str(period), place.parent), _staging(place) as new:
            kept = _keep(workspace, new / INPUTS)
            state = State.of(kept)
            about = manifest(period, state.ingredients)
            if base is not None:
                about["set_against"] = base.identity
            plan = Plan(period, place, about, state, base)
            number = Issue(record.number, record.date)
            with kernels(kept, jobs) as site:
                run_sections(kept, period, about, new / SECTIONS, site, progress=progress)
                written = write_documents(kept, plan, new, progress=progress, issue=number)
            if written.holes:
                raise IssueError(_HOLES, *written.holes)
            if not state.holds():
                raise IssueError(_altered(workspace, place))
            # Kernels that imported the kept code may have compiled it.
            for compiled in list((new / INPUTS / CODE).rglob("__pycache__")):
                shutil.rmtree(compiled)
            write_json(new / RECORD, record.model_dump(mode="json"))
            seal(new, about, registers=written.registers)
            _lock_away(new)
            made = Issued(folder=place, record=record)
            if not archive.is_rebuild(workspace):
                progress("dựng lại để kiểm chứng")
                _prove(workspace, new, made, base, jobs)
            enter(workspace, new, place, record)
    return made, tuple(written.made_up)


def _damaged(workspace: Workspace, places: int) -> Finding:
    return Finding(
        "ISSUE-18",
        "Không ban hành khi kho báo cáo đã ban hành không còn nguyên vẹn.",
        where=workspace.relative(workspace.issued),
        found=f"{places} chỗ, nêu bên dưới",
        remedy="sửa các chỗ ấy rồi chạy lại",
    )


def _clocks(workspace: Workspace) -> Iterator[Finding]:
    """Sections that look at the clock: no proof on the same day can show that it does not count."""
    for stem in workspace.sections:
        path = workspace.notebooks / f"{stem}.ipynb"
        # What cannot be opened is told by `check`.
        with suppress(BuildError):
            notebook = open_notebook(path, workspace.relative(path))
            if found := [name for name in unseen_of(workspace, notebook) if name in CLOCKS]:
                yield Finding(
                    "ISSUE-20",
                    "Sổ tay hoặc chương trình xem đồng hồ, nên về sau dựng lại không ra như cũ.",
                    where=workspace.relative(path),
                    found=", ".join(found),
                    remedy="dùng ngày của kỳ: report.period.start, report.period.end",
                )


def _prove(
    workspace: Workspace, new: Path, made: Issued, base: Issued | None, jobs: int | None
) -> None:
    """Build the report again from what is kept in `new`.

    Raises
    ------
    IssueError
        ISSUE-19 it does not come out as it is.
    """
    again = rebuilt(workspace, Issued(folder=new, record=made.record), made.name, base, jobs)
    if not again.faults:
        return
    faults = [*again.faults, *again.figures]
    more = f"; và {len(faults) - _LISTED} chỗ khác" if len(faults) > _LISTED else ""
    raise IssueError(
        Finding(
            "ISSUE-19",
            "Không ban hành: dựng lại từ phần lưu kèm thì báo cáo không ra như cũ.",
            where=workspace.relative(made.folder),
            found=" ".join("; ".join(faults[:_LISTED]).split()) + more,
            remedy="để mọi thứ báo cáo cần trong data/, notebooks/, lib/; bỏ phần tính theo giờ, "
            "ngẫu nhiên hay biến môi trường",
        )
    )


def _record(workspace: Workspace, period: Period, order: Order, base: Issued | None) -> Record:
    office = workspace.office(order.date)
    return Record(
        number=order.number,
        date=order.date,
        signer=" ".join(nfc(order.signer).split()),
        symbol=office.symbol(Issue(order.number, order.date)),
        period=str(period),
        start=period.start,
        end=period.end,
        replaces=base.name if base else None,
    )


def _refusals(
    workspace: Workspace, period: Period, record: Record, order: Order, base: Issued | None
) -> Iterator[Finding]:
    closing, name = workspace.settings.data.complete_until, period_name(period)
    if period.end > closing:
        yield Finding(
            "ISSUE-03",
            f"Số liệu {name} chưa đủ để ban hành.",
            where="report.toml, mục data.complete_until",
            found=f"số liệu chốt đến {short_date(closing)}, kỳ kết thúc {short_date(period.end)}",
            remedy="nhập đủ sổ rồi dời complete_until",
        )
    others = [
        one
        for one in archive.issued(workspace)
        if (one.record.number, one.record.date.year) == (record.number, record.date.year)
    ]
    place = workspace.issued / record.name
    if others or place.exists():
        holder = others[0].record if others else record
        yield Finding(
            "ISSUE-04",
            f"Số {record.number} của năm {record.date.year} đã dùng.",
            where=workspace.relative(others[0].folder if others else place),
            found=holder.title,
            remedy="lấy số tiếp theo trong sổ văn bản đi",
        )
    if base is not None and order.replaces is None:
        yield Finding(
            "ISSUE-05",
            f"Báo cáo {name} đã ban hành.",
            where=workspace.relative(base.folder),
            found=base.record.title,
            remedy=f"ban hành báo cáo thay thế: thêm --replaces {base.record.number}",
        )
    if order.replaces is not None and (base is None or base.record.number != order.replaces):
        yield Finding(
            "ISSUE-06",
            f"Không có báo cáo số {order.replaces} đang có hiệu lực của kỳ này để thay thế.",
            found=base.record.title if base else f"chưa ban hành báo cáo {name}",
            remedy=f"ghi --replaces {base.record.number}" if base else "bỏ --replaces",
        )
    earliest = max(period.end, base.record.date if base else period.end)
    if record.date < earliest:
        yield Finding(
            "ISSUE-07",
            "Ngày ban hành quá sớm.",
            where="--date",
            found=f"{short_date(record.date)}; kỳ kết thúc {short_date(period.end)}"
            + (f", {base.record.title}" if base else ""),
            remedy=f"ghi ngày từ {short_date(earliest)} trở đi",
        )
    signatory = workspace.office(record.date).signatory
    if record.signer != " ".join(signatory.name.split()):
        yield Finding(
            "ISSUE-08",
            "Người ký không phải người ký của cơ quan vào ngày ban hành.",
            where="--signer",
            found=record.signer,
            remedy=f"người ký ngày {short_date(record.date)} là {signatory.name} "
            f"({', '.join(signatory.lines)}); nếu đã thay người, thêm mục office vào report.toml",
        )
    template = workspace.word_template
    if template and not template.resolve().is_relative_to(workspace.root):
        yield Finding(
            "ISSUE-10",
            "Mẫu Word nằm ngoài thư mục làm việc nên không lưu kèm được.",
            where="report.toml, mục style.word_template",
            found=str(workspace.settings.style.word_template),
            remedy="chép mẫu vào thư mục của report.toml",
        )


def _keep(workspace: Workspace, target: Path) -> Workspace:
    """Copy everything the report is made from, as it stood at one moment, and open the copy."""
    state = State.of(workspace)
    files = own_files(workspace)
    files |= {f"{CODE}/{name}": path for name, path in code_files(workspace).items()}
    for name, path in files.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    if not state.holds():
        raise IssueError(_altered(workspace, workspace.data))
    return Workspace.load(target, workspace.outputs)


def _altered(workspace: Workspace, place: Path) -> Finding:
    return Finding(
        "ISSUE-13",
        "Dữ liệu bị sửa trong lúc ban hành.",
        where=workspace.relative(place),
        remedy="chờ người đang sửa sổ, sổ tay hoặc mã xong rồi chạy lại",
    )


@contextmanager
def _staging(place: Path) -> Iterator[Path]:
    """An empty folder beside `place`; what an issue that was killed left behind goes first."""
    new = place.with_name(f".{place.name}.new")
    for left in place.parent.parent.glob("*/.*.new"):
        remove(left)
    new.mkdir(parents=True)
    try:
        yield new
    finally:
        remove(new)


def _lock_away(folder: Path) -> None:
    """Make a folder read-only, from the inside out."""
    for path, _, files in os.walk(folder, topdown=False):
        for name in files:
            os.chmod(os.path.join(path, name), 0o444)
        os.chmod(path, 0o555)
