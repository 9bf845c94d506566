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
    from baocao.core.errors import BaocaoError
    from baocao.core.period import Period
    from baocao.facts.indicators import Indicator
    from baocao.facts.measures import Derived, Ratio
    from baocao.facts.reductions import count, distinct, largest, mean, median, smallest, total
    from baocao.notebook.open import open_report
    from baocao.registers.declare import Column, Lookup, Register
    from baocao.run.build import build
    from baocao.workspace.workspace import Workspace

__all__ = [
    "BaocaoError",
    "Column",
    "Derived",
    "Indicator",
    "Lookup",
    "Period",
    "Ratio",
    "Register",
    "Workspace",
    "build",
    "count",
    "distinct",
    "largest",
    "mean",
    "median",
    "open_report",
    "smallest",
    "total",
]

_HOMES = {
    "BaocaoError": "baocao.core.errors",
    "Column": "baocao.registers.declare",
    "Derived": "baocao.facts.measures",
    "Indicator": "baocao.facts.indicators",
    "Lookup": "baocao.registers.declare",
    "Period": "baocao.core.period",
    "Ratio": "baocao.facts.measures",
    "Register": "baocao.registers.declare",
    "Workspace": "baocao.workspace.workspace",
    "build": "baocao.run.build",
    "count": "baocao.facts.reductions",
    "distinct": "baocao.facts.reductions",
    "largest": "baocao.facts.reductions",
    "mean": "baocao.facts.reductions",
    "median": "baocao.facts.reductions",
    "open_report": "baocao.notebook.open",
    "smallest": "baocao.facts.reductions",
    "total": "baocao.facts.reductions",
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
