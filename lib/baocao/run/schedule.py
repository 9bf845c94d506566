"""Which reports are due on a day, by the calendar in ``report.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baocao.core.errors import Finding
from baocao.core.periods import Period, periods_between
from baocao.locale.vi.text import period_name, short_date
from baocao.workspace.archive import issued
from baocao.workspace.manifest import MANIFEST
from baocao.workspace.workspace import Workspace

__all__ = ["due", "not_ready"]


def due(workspace: Workspace, on: date) -> tuple[Period, ...]:
    """Periods of the scheduled kinds that closed before `on` and have no report, issued or not.

    A period closes at the end of its last day, so it is due from the next day on; a night
    that was missed is made up for on the next.
    """
    schedule = workspace.settings.schedule
    if schedule is None:
        return ()
    closed = periods_between(
        schedule.since, on - timedelta(days=1), schedule.kinds, workspace.calendar
    )
    done = {one.record.period for one in issued(workspace)}
    return tuple(
        period
        for period in closed
        if str(period) not in done and not (workspace.outputs / str(period) / MANIFEST).is_file()
    )


def not_ready(workspace: Workspace, periods: Sequence[Period]) -> Finding | None:
    """Why due reports must wait: their registers are not complete to the periods' last days.

    One finding, however many wait: a night's log is read for what is wrong, and months that wait
    have one cause.
    """
    closing = workspace.settings.data.complete_until
    waiting = [period for period in periods if period.end > closing]
    if not waiting:
        return None
    reports = "Báo cáo" if len(waiting) == 1 else f"{len(waiting)} báo cáo"
    names = ", ".join(period_name(period) for period in waiting)
    first, last = (short_date(find(period.end for period in waiting)) for find in (min, max))
    ends = first if first == last else f"từ {first} đến {last}"
    return Finding(
        "BUILD-04",
        f"{reports} đến hạn nhưng sổ chưa nhập đủ: {names}.",
        where="report.toml, mục data.complete_until",
        found=f"số liệu chốt đến {short_date(closing)}, kỳ kết thúc {ends}",
        remedy="nhập đủ sổ rồi dời complete_until; lệnh này chạy lại hằng ngày sẽ tự dựng",
    )
