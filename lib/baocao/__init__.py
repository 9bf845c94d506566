"""Notebook reports whose every number is a fact.

A notebook begins with ``from baocao import open_report`` and ``report = open_report(period)``.
"""

from __future__ import annotations

from typing import Any

__all__ = ["open_report"]


def __getattr__(name: str) -> Any:
    # The command line imports this package; pandas and IPython may wait until a notebook asks.
    if name == "open_report":
        from baocao.notebook.report import open_report

        return open_report
    raise AttributeError(name)
