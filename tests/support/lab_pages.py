"""JupyterLab as ``baocao lab`` starts it, and its pages in Chromium."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page

from support.processes import BAOCAO, patience, started, until

__all__ = ["serving", "visiting"]


@contextmanager
def serving(office: Path) -> Iterator[str]:
    """Where ``baocao lab`` answers for an office."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [BAOCAO, "lab", "--no-browser", "--port", str(port), "--", "--allow-root"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    private = {f"JUPYTER_{one}_DIR": str(office.parent / one) for one in ("CONFIG", "RUNTIME")}
    environment = {**os.environ, **private, "JUPYTER_TOKEN": "test"}

    def answers() -> bool:
        head = {"Authorization": "token test"}
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/api/status", None, head)) as reply:
                return bool(json.load(reply))
        except URLError:
            assert server.poll() is None, "the server did not start"
            return False

    with started(line, cwd=office, env=environment, **silent) as server:
        assert until(answers, 60)
        yield f"http://127.0.0.1:{port}"
        server.send_signal(signal.SIGTERM)
        server.wait(patience(20))


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """What opens JupyterLab on a notebook, or on none; nothing may go wrong in the page."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    context.set_default_timeout(patience(20) * 1000)

    def opened(notebook: str = "") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        own = f"/lab/workspaces/{Path(notebook).stem or 'root'}"
        page.goto(f"{address}{own}{f'/tree/{notebook}' if notebook else ''}?token=test&reset")
        page.locator(".jp-DirListing-item").first.wait_for()
        if notebook:
            page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.wait_for()
            # Before there is a kernel JupyterLab runs nothing, and does not say so.
            page.get_by_text(re.compile(r"\| Idle$")).wait_for()
        return page

    yield opened
    context.close()
    assert faults == []
