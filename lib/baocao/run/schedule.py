"""Which reports are due on a day, by the calendar in ``report.toml``."""

from __future__ import annotations

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


def not_ready(workspace: Workspace, period: Period) -> Finding | None:
    """Why a due report must wait: its registers are not complete to the period's last day."""
    closing = workspace.settings.data.complete_until
    if period.end <= closing:
        return None
    return Finding(
        "BUILD-04",
        f"Báo cáo {period_name(period)} đến hạn nhưng sổ chưa nhập đủ.",
        where="report.toml, mục data.complete_until",
        found=f"số liệu chốt đến {short_date(closing)}, kỳ kết thúc {short_date(period.end)}",
        remedy="nhập đủ sổ rồi dời complete_until; lệnh này chạy lại hằng ngày sẽ tự dựng",
    )
