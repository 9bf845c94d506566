"""The state of a workspace at one moment: what a report is made from, and whether it stood still.

Files are hashed first and read later.  A file that is edited meanwhile, and even put back as it
was, has another time of change: the system sets that time itself, and no program can set it back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from baocao.core.errors import Finding, WorkspaceError
from baocao.core.files import Mark, mark
from baocao.workspace.manifest import Ingredients, code_files, made_from, own_files
from baocao.workspace.workspace import CONFIGURATION, Workspace

__all__ = ["State"]

# Two changes in one tick of the system's clock have the same time.
_TICK_SECONDS = 0.02
_COARSE_TICK_SECONDS = 2.0
_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class State:
    """What a report is made from, as it stood at one moment.

    Attributes
    ----------
    ingredients
        The hashes and versions, for the manifest.
    """

    ingredients: Ingredients
    _workspace: Workspace = field(repr=False)
    _own: Mapping[Path, Mark | None] = field(repr=False)
    _code: Mapping[Path, Mark | None] = field(repr=False)

    @classmethod
    def of(cls, workspace: Workspace) -> State:
        """The state of a workspace now.

        Raises
        ------
        WorkspaceError
            WORKSPACE-06 files that cannot be read; WORKSPACE-09 ``report.toml`` was changed
            after the workspace was opened.
        """
        own = _marks(own_files(workspace).values())
        code = _marks(code_files(workspace).values())
        _let_the_clock_tick({**own, **code})
        if workspace.opened_as not in (None, own[workspace.root / CONFIGURATION]):
            raise WorkspaceError(
                Finding(
                    "WORKSPACE-09",
                    "Tệp cấu hình bị sửa sau khi đã nạp.",
                    where=CONFIGURATION,
                    remedy="chạy lại lệnh; trong sổ tay, mở lại báo cáo",
                )
            )
        return cls(made_from(workspace), workspace, own, code)

    def holds(self) -> bool:
        """Whether nothing has changed since: no file was written, put in place or taken away."""
        own = own_files(self._workspace).values()
        return _marks(own) == self._own and _marks(self._code) == self._code


def _marks(paths: Iterable[Path]) -> dict[Path, Mark | None]:
    return {path: mark(path) for path in paths}


def _let_the_clock_tick(marks: Mapping[Path, Mark | None]) -> None:
    """Wait until a change from now on gets another time than the last one."""
    changes = [found.changed for found in marks.values() if found is not None]
    last = max(changes, default=0)
    is_coarse = all(change % _NANOSECONDS == 0 for change in changes)
    tick = _COARSE_TICK_SECONDS if is_coarse else _TICK_SECONDS
    left = last / _NANOSECONDS + tick - time.time()
    if 0 < left <= tick:
        time.sleep(left)
