"""The kernels of reports, and calls beside them: what their fork server imports."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ParamSpec, TypeVar

from baocao.run.kernels import host
from baocao.run.kernels.call import call
from baocao.run.kernels.process import Setup
from baocao.run.preload import PRELOAD
from baocao.workspace.workspace import WORKSPACE_VARIABLE, Workspace

__all__ = ["call_separately", "serving"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


def serving(workspace: Workspace) -> AbstractContextManager[None]:
    """Start the fork server for the kernels of a workspace at once, and name it to them."""
    environment = {WORKSPACE_VARIABLE: str(workspace.root)}
    setup = Setup.of([sys.executable], os.environ | environment, os.getcwd(), PRELOAD)
    return host.serving(setup, environment)


def call_separately(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Call a function in a process of its own; see :func:`baocao.run.kernels.call.call`."""
    return call(PRELOAD, function, *args, **kwargs)
