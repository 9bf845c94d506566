"""Documents that wait, are checked one at a time, and have results; their files go with them."""

from __future__ import annotations

import re
import secrets
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from baocao.core.errors import Finding
from baocao.core.files import remove
from baocao.notebook.job import Job
from baocao.review.desk.faults import gone, lost, too_many
from baocao.review.manuscripts.blocks import without_controls
from baocao.workspace.workspace import Workspace

__all__ = ["KEPT_SECONDS", "MOST_WAITING", "Check", "Checks", "plain_name"]

KEPT_SECONDS = 1800
"""How long results stay that nobody has removed."""
MOST_WAITING = 8

_WORKER = "baocao.review.desk.worker"
# Letters may take four bytes, and a name 255.
_LONGEST_STEM, _LONGEST_SUFFIX = 50, 10
# What no system takes, and letters that turn the order of others around.
_NO_NAME = re.compile('[<>:"/\\\\|?*\\n\\r\\t\u200b-\u200f\u202a-\u202e\u2066-\u2069]')


def plain_name(name: str) -> str:
    r"""The name of a file without folders and without letters that lead elsewhere.

    Examples
    --------
    >>> plain_name("../../báo cáo.docx"), plain_name("C:\\a\\b.docx"), plain_name("..")
    ('báo cáo.docx', 'b.docx', 'van-ban')
    """
    bare = PureWindowsPath(PurePosixPath(name).name).name
    bare = without_controls(unicodedata.normalize("NFC", bare))
    bare = _NO_NAME.sub("", bare)
    stem, dot, suffix = bare.strip(" .").rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    return f"{stem[:_LONGEST_STEM]}{dot}{suffix[:_LONGEST_SUFFIX]}" or "van-ban"


@dataclass
class Check:
    """A document on the page.

    Parameters
    ----------
    key
        Its name in addresses; nobody can guess it.
    asked
        See :class:`baocao.review.desk.worker.Asked`.
    name
        What a reader calls it.
    folder
        Where its files lie.
    state
        ``waiting``, ``working``, ``asking`` for its period, ``done``, or ``failed``.
    """

    key: str
    asked: dict[str, Any]
    name: str
    folder: Path
    state: str = "waiting"
    step: str = ""
    findings: list[Finding] = field(default_factory=list)
    told: Mapping[str, Any] = field(default_factory=dict)
    ended: float = 0.0

    def as_json(self, before: int) -> dict[str, Any]:
        """What the page shows of it; `before` is how many are checked first."""
        return {
            "key": self.key,
            "name": self.name,
            "state": self.state,
            "step": self.step,
            "before": before,
            "findings": [asdict(one) for one in self.findings],
            "told": dict(self.told),
        }


class Checks:
    """All that is on the page.

    Parameters
    ----------
    space
        The workspace.
    folder
        A private folder; every file lies below it.
    call
        Calls a function in the thread of the server: a job tells in a thread of its own.
    """

    def __init__(
        self, space: Workspace, folder: Path, call: Callable[[Callable[[], None]], None]
    ) -> None:
        self._space, self._folder, self._call = space, folder, call
        self._all: dict[str, Check] = {}
        self._job: Job | None = None

    def __getitem__(self, key: str) -> Check:
        """The check of that key.

        Raises
        ------
        DeskError
            DESK-06 there is none.
        """
        if key not in self._all:
            raise gone()
        return self._all[key]

    def begin(self, name: str, **asked: Any) -> Check:
        """A new check, which has its folder and is not in the queue yet.

        Raises
        ------
        DeskError
            DESK-04 too many wait.
        """
        self.sweep()
        if sum(one.state in ("waiting", "asking") for one in self._all.values()) >= MOST_WAITING:
            raise too_many(MOST_WAITING)
        key = secrets.token_urlsafe(12)
        folder = self._folder / key
        (folder / "document").mkdir(parents=True)
        about = {
            "root": str(self._space.root),
            "outputs": str(self._space.outputs),
            "folder": str(folder),
            "file": str(folder / "document" / name),
            "period": "",
            "anyway": False,
        }
        return Check(key, {**about, **asked}, name, folder)

    def add(self, check: Check) -> None:
        """Put a check into the queue, anew when its period was asked for."""
        check.state, check.step, check.findings, check.told = "waiting", "", [], {}
        check.ended = 0.0
        # The last one of the queue, also when it is put there again.
        self._all.pop(check.key, None)
        self._all[check.key] = check
        self._next()

    def every(self) -> list[Check]:
        """All that a page shows that is opened now, in the order of the queue."""
        self.sweep()
        return list(self._all.values())

    def before(self, check: Check) -> int:
        """How many are checked before one."""
        queue = [o for o in self._all.values() if o.state in ("waiting", "working")]
        return queue.index(check) if check in queue else 0

    def remove(self, check: Check) -> None:
        """Forget a check and its files; one that works is stopped."""
        self._all.pop(check.key, None)
        if check.state == "working" and self._job is not None:
            self._job.stop()
        else:
            remove(check.folder)

    def sweep(self) -> None:
        """Forget what has been kept long enough."""
        for one in list(self._all.values()):
            if one.ended and time.monotonic() - one.ended > KEPT_SECONDS:
                self.remove(one)

    def close(self) -> None:
        """Stop what works, and wait until it has stopped."""
        self._all.clear()
        if self._job is not None:
            self._job.stop()
            self._job.wait(30)

    def _next(self) -> None:
        waiting = next((one for one in self._all.values() if one.state == "waiting"), None)
        if self._job is not None or waiting is None:
            return
        waiting.state = "working"

        def step(words: str) -> None:
            waiting.step = words

        def ended(findings: list[Finding], done: Mapping[str, Any] | None) -> None:
            self._call(lambda: self._end(waiting, findings, done))

        self._job = Job(waiting.asked, step, ended, worker=_WORKER, lost=lost)

    def _end(self, check: Check, findings: list[Finding], done: Mapping[str, Any] | None) -> None:
        self._job = None
        told = done or {}
        check.findings, check.told = findings, told
        if told.get("ask"):
            check.state = "asking"
        else:
            check.state = "done" if told.get("good") else "failed"
        check.ended = time.monotonic()
        if check.state != "asking":
            # What was dropped is needed no longer; what was made of it is shown.
            remove(check.folder / "document")
        if check.key not in self._all:
            remove(check.folder)
        self._next()
