"""One check or build at a time, in a process of its own, for a form in a notebook.

The kernel goes on meanwhile, and nothing that the work imports or changes is in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from baocao.core.errors import Finding

__all__ = ["Job"]

_WORKER = "baocao.run.worker"
# A build that is given up removes what it has half written.
_PATIENCE_SECONDS = 20
_LAST_LINES = 3


class Job:
    """A process that works, and what it tells.

    Parameters
    ----------
    asked
        See :class:`baocao.run.worker.Request`.
    step
        Called with each step that is done.
    ended
        Called once at the end, with the findings and with what was done; None where the process
        was lost or stopped.
    worker
        The module that works.
    lost
        The finding for a process that ended without an answer, of how it ended.

    `step` and `ended` are called in a thread of their own.
    """

    def __init__(
        self,
        asked: Mapping[str, Any],
        step: Callable[[str], None],
        ended: Callable[[list[Finding], Mapping[str, Any] | None], None],
        worker: str = _WORKER,
        lost: Callable[[str], Finding] | None = None,
    ) -> None:
        self._step, self._ended = step, ended
        self._lost = lost or _lost
        self._is_stopped = False
        # The kernel's drawing is set up for its own screen.
        environment = {name: text for name, text in os.environ.items() if name != "MPLBACKEND"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", worker],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environment, "PYTHONUTF8": "1"},
            # An interrupted cell is no reason to give up a build.
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        self._said: list[str] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._errors = threading.Thread(target=self._keep_errors, daemon=True)
        self._errors.start()
        self._reader.start()

    def stop(self) -> None:
        """Have the process give up; the report that was there stays."""
        self._is_stopped = True
        if self._process.stdin is not None:
            self._process.stdin.close()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until all has been told."""
        self._reader.join(seconds)

    def _keep_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._said = [*self._said, line.strip()][-_LAST_LINES:]

    def _listen(self) -> None:
        assert self._process.stdout is not None
        findings: list[Finding] = []
        done: Mapping[str, Any] | None = None
        for line in self._process.stdout:
            told = json.loads(line)
            findings += [Finding(**one) for one in told.get("findings", ())]
            done = told.get("done", done)
            if "step" in told:
                self._step(told["step"])
        self._close()
        if done is None and not self._is_stopped:
            said = " ".join(filter(None, self._said))
            how = f"mã thoát {self._process.returncode}{f'; {said}' if said else ''}"
            findings.append(self._lost(how))
        self._ended(findings, None if self._is_stopped else done)

    def _close(self) -> None:
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


def _lost(how: str) -> Finding:
    return Finding(
        "NOTEBOOK-21",
        "Tiến trình kiểm tra hoặc dựng báo cáo bị dừng giữa chừng.",
        found=how,
        remedy="xem máy có thiếu bộ nhớ không, rồi nhấn lại",
    )
