"""Which reports there are to build: those whose inputs or files are not as they were.

Nothing heavy is imported here: a command that finds nothing to do must find it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from baocao.core.errors import BaocaoError
from baocao.core.files import sweep
from baocao.core.periods import Period
from baocao.run.reuse import EarlierReport
from baocao.workspace.archive import Issued, base_of
from baocao.workspace.manifest import Manifest, is_current, manifest
from baocao.workspace.state import State
from baocao.workspace.workspace import Workspace

__all__ = ["FORMATS", "Plan", "plan_of", "plans"]

FORMATS = ("html", "pdf", "docx")


@dataclass(frozen=True)
class Plan:
    """A report to build, or one that is there already.

    Parameters
    ----------
    period
        What it covers.
    folder
        Its place.
    about
        The manifest to be.
    state
        The state of the workspace that it tells of.
    base
        The issued report that it is set against.
    current
        Whether it stands there as it would be built.
    error
        Why it cannot be built at all.
    """

    period: Period
    folder: Path
    about: Manifest
    state: State
    base: Issued | None = None
    current: bool = False
    error: BaocaoError | None = None


def plans(
    workspace: Workspace,
    periods: Sequence[Period],
    formats: Sequence[str] = FORMATS,
    force: bool = False,
) -> list[Plan]:
    """What is to be done for each period, in their order; with `force` all of it."""
    state = State.of(workspace)
    names = () if force else [f"report.{name}" for name in formats]

    def one(period: Period) -> Plan:
        found = plan_of(workspace, period, state, names)
        if found.current:
            sweep(workspace.outputs, str(period))
        return found

    # Hashes are computed outside the interpreter's lock.
    with ThreadPoolExecutor() as pool:
        return list(pool.map(one, dict.fromkeys(periods)))


def plan_of(workspace: Workspace, period: Period, state: State, names: Sequence[str]) -> Plan:
    """The plan of one report that is to hold the files `names`; without names it is never current.

    `state` is that of the workspace.
    """
    folder = workspace.outputs / str(period)
    about = manifest(period, state.ingredients)
    try:
        base = base_of(workspace, period)
    except BaocaoError as error:
        return Plan(period, folder, about, state, error=error)
    if base is not None:
        about["set_against"] = base.identity
    current = (
        bool(names)
        and is_current(folder, about, names)
        and EarlierReport.at(folder).is_unchanged(workspace.root, about["inputs"])
    )
    return Plan(period, folder, about, state, base, current)
