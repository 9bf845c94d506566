"""Checks or builds a report for a form: a process of its own, told what to do on standard input.

A line of JSON is read: see :class:`Request`.  Lines of JSON are written: ``{"step": …}`` for each
step done, ``{"findings": […]}`` with what is wrong, ``{"done": …}`` at the end.  When standard
input is closed, the work is given up; the earlier report stays as it was.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TextIO, TypedDict

from baocao.core.errors import BaocaoError, Finding, is_refusal, refused
from baocao.workspace.archive_index import damage
from baocao.workspace.manifest import holes_of
from baocao.workspace.workspace import Node, Settings, Workspace

__all__ = ["PREVIEW", "Request", "Tell", "answer", "main", "only"]

PREVIEW = "preview"
"""The folder under ``outputs/`` of reports that hold some of the sections only."""


class Request(TypedDict):
    """What a form asks for; `sections` is empty for all of them."""

    root: str
    task: str
    period: str
    formats: list[str]
    sections: list[str]


def only(settings: Settings, sections: Sequence[str]) -> Settings:
    """The settings of a draft that has some of the sections."""

    def kept(nodes: Iterable[str | Node]) -> tuple[Any, ...]:
        found: list[str | Node] = []
        for node in nodes:
            if isinstance(node, str):
                found += [node] if node in sections else []
            elif node.section:
                found += [node] if node.section in sections else []
            elif inner := kept(node.sections):
                found.append(node.model_copy(update={"sections": inner}))
        return tuple(found)

    draft = {"draft": True}
    return settings.model_copy(
        update={
            "overview": settings.overview if settings.overview in sections else None,
            "parts": kept(settings.parts),
            "annexes": tuple(one for one in settings.annexes if one.section in sections),
            "document": settings.document.model_copy(update=draft),
            "documents": {
                code: text.model_copy(update=draft) for code, text in settings.documents.items()
            },
        }
    )


def _check(workspace: Workspace, asked: Request, tell: Tell) -> None:
    from baocao.run.check import check

    period = workspace.period(asked["period"])
    findings = [*check(workspace, [period]), *damage(workspace)]
    tell.findings(findings)
    tell(done={"good": not findings, "period": str(period)})


def _build(workspace: Workspace, asked: Request, tell: Tell) -> None:
    from baocao.run.build import build
    from baocao.run.warm import start_server

    period = workspace.period(asked["period"])
    if asked["sections"]:
        workspace = replace(
            workspace,
            settings=only(workspace.settings, asked["sections"]),
            outputs=workspace.outputs / PREVIEW,
        )
    start_server(workspace)
    built = build(workspace, period, asked["formats"], progress=lambda step: tell(step=step))
    holes = holes_of(built.folder)
    tell.findings([*holes, *damage(workspace)])
    tell(done={"good": not holes, "period": str(period), "fresh": built.fresh})


class Tell:
    """Writes lines of JSON; whoever reads them may be gone."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lock = threading.Lock()

    def __call__(self, **line: object) -> None:
        """Write a line."""
        with self._lock, suppress(OSError, ValueError):
            print(json.dumps(line, ensure_ascii=False), file=self._out, flush=True)

    def findings(self, found: Iterable[Finding]) -> None:
        """Tell what is wrong."""
        self(findings=[asdict(one) for one in found])


def main() -> None:
    """Do what the first line of standard input asks for."""
    answer({"check": _check, "build": _build})


def answer(tasks: Mapping[str, Callable[[Workspace, Any, Tell], None]]) -> None:
    """Do the task that the first line of standard input names, and tell how it went.

    Parameters
    ----------
    tasks
        By their names; each is given the workspace, what was asked, and what writes lines.
    """
    # What libraries print is no line of ours.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    tell = Tell(out)
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_give_up_with_input, daemon=True).start()
    try:
        outputs = Path(asked["outputs"]) if asked.get("outputs") else None
        tasks[asked["task"]](Workspace.load(Path(asked["root"]), outputs), asked, tell)
    except BaocaoError as error:
        tell.findings(error.findings)
        tell(done={"good": False})
    except OSError as error:
        if not is_refusal(error):
            raise
        tell.findings([refused(error)])
        tell(done={"good": False})


def _give_up_with_input() -> None:
    # Not by the stream: at its end Python would wait for whoever reads from it.
    while os.read(0, 4096):
        pass
    # As somebody does at a terminal: what is half written is put away.
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main()
