"""The period of a report in an open notebook, which follows the notebook's own variable."""

from __future__ import annotations

import ast
import inspect
import linecache
from collections.abc import Callable
from types import FrameType
from typing import Any

from baocao.core.periods import Period
from baocao.locale.vi.text import period_name
from baocao.notebook.live import is_attended
from baocao.workspace.workspace import Workspace

__all__ = ["LivePeriod", "live_period"]

# As in baocao.workspace.notebooks, whose imports a kernel can do without.
_VARIABLE = "period"
_last: LivePeriod | None = None


class LivePeriod:
    """The period of a report.

    Parameters
    ----------
    workspace, code
        The workspace and the period's code, as it was given.
    asked
        What the variable holds now; None: the period stays as it is.
    """

    def __init__(
        self,
        workspace: Workspace,
        code: str | int | Period,
        asked: Callable[[], Any] | None = None,
    ) -> None:
        self._code: Any = code
        self._asked = asked
        self._period = workspace.period(code)

    def release(self) -> None:
        """Follow the variable no longer."""
        self._asked = None

    def at(self, workspace: Workspace) -> Period:
        """The period in a workspace, whose calendar may be another one than before.

        Raises
        ------
        PeriodError
            The variable holds no period.
        """
        code = self._code if self._asked is None else self._asked()
        if code != self._code:
            self._period = workspace.period(code)
            self._code = code
            print(f"Kỳ báo cáo đã đổi: số liệu theo {period_name(self._period)}.")
        elif self._period.calendar != workspace.calendar:
            self._period = workspace.period(str(self._period))
        return self._period


def live_period(
    workspace: Workspace, code: str | int | Period, shell: Any, called: FrameType | None
) -> LivePeriod:
    """The period of a report that is opened now.

    Parameters
    ----------
    called
        The frame of the function that a cell calls to open it.
    """
    global _last
    caller = None if called is None else called.f_back
    if not (is_attended(shell) and caller and _is_opened_with_variable(caller, shell.user_ns)):
        return LivePeriod(workspace, code)
    # Two reports that are to be held against each other may be opened with it in turn.
    if _last is not None:
        _last.release()
    _last = LivePeriod(workspace, code, lambda: shell.user_ns.get(_VARIABLE, code))
    return _last


def _is_opened_with_variable(caller: FrameType, names: object) -> bool:
    """Whether a cell says ``report = open_report(period)`` where it is now, outside of any loop."""
    if caller.f_globals is not names or caller.f_locals is not caller.f_globals:
        return False
    at = inspect.getframeinfo(caller, context=0).positions
    try:
        tree = ast.parse("".join(linecache.getlines(caller.f_code.co_filename)))
    except SyntaxError:
        return False
    return any(
        isinstance(statement, ast.Assign)
        and isinstance(call := statement.value, ast.Call)
        and at is not None
        and (call.lineno, call.col_offset) == (at.lineno, at.col_offset)
        and any(
            isinstance(given, ast.Name) and given.id == _VARIABLE
            for given in (*call.args[:1], *(k.value for k in call.keywords if k.arg == "period"))
        )
        for statement in tree.body
    )
