"""The kernels of a workspace's reports, and calls beside them: one fork server for both."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from baocao.run.kernels import host
from baocao.run.kernels.call import call
from baocao.run.kernels.process import Setup
from baocao.run.preload import PRELOAD
from baocao.workspace.workspace import WORKSPACE_VARIABLE, Workspace

__all__ = ["call_separately", "start_server", "variables"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


def variables(workspace: Workspace) -> dict[str, str]:
    """The variables of a kernel that runs for a workspace, besides those of this process."""
    return {WORKSPACE_VARIABLE: str(workspace.root)}


def start_server(workspace: Workspace) -> None:
    """Start the fork server of a workspace: it imports while this process does."""
    host.start(_setup(workspace))


def call_separately(
    function: Callable[Concatenate[Workspace, _P], _T],
    workspace: Workspace,
    *args: _P.args,
    **kwargs: _P.kwargs,
) -> _T:
    """Call a function of a workspace in a process of its own.

    See :func:`baocao.run.kernels.call.call`.
    """
    return call(_setup(workspace), function, workspace, *args, **kwargs)


def _setup(workspace: Workspace) -> Setup:
    environment = {**os.environ, **variables(workspace)}
    return Setup.of([sys.executable], environment, os.getcwd(), PRELOAD)
