"""Reports written from registers, in which every number can be traced to the rows behind it.

What offices and notebooks may import is here, and nothing else is promised to stay where it is.
A notebook begins with ``from baocao import open_report`` and ``report = open_report(period)``; a
module of programmes declares a :class:`Register` and its :class:`Indicator` objects.

Nothing heavy is imported until its name is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baocao.core.errors import BaocaoError, Finding
    from baocao.core.periods import Period
    from baocao.facts.fact import Fact
    from baocao.facts.indicators import Indicator, Ratio
    from baocao.notebook.report import Report, open_report
    from baocao.registers.declare import Column, Register
    from baocao.run.build import build
    from baocao.workspace.workspace import Workspace

__all__ = [
    "BaocaoError",
    "Column",
    "Fact",
    "Finding",
    "Indicator",
    "Period",
    "Ratio",
    "Register",
    "Report",
    "Workspace",
    "build",
    "open_report",
]

_HOMES = {
    "BaocaoError": "baocao.core.errors",
    "Column": "baocao.registers.declare",
    "Fact": "baocao.facts.fact",
    "Finding": "baocao.core.errors",
    "Indicator": "baocao.facts.indicators",
    "Period": "baocao.core.periods",
    "Ratio": "baocao.facts.indicators",
    "Register": "baocao.registers.declare",
    "Report": "baocao.notebook.report",
    "Workspace": "baocao.workspace.workspace",
    "build": "baocao.run.build",
    "open_report": "baocao.notebook.report",
}


def __getattr__(name: str) -> Any:
    # The command line imports this package; pandas and IPython may wait until a notebook asks.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(_HOMES[name])
    if name == "open_report":
        # In its next line a notebook imports the programmes of its workspace.
        home.prepare()
    return getattr(home, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
