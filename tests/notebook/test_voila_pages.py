"""The form in Voilà, by clicks in Chromium, and nothing is asked of a network."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from baocao.run.lab import VOILA
from baocao.workspace.launcher import write_launcher
from baocao.workspace.workspace import WORKSPACE_VARIABLE, Workspace
from support.browsers import chromium, needs_chromium
from support.processes import started, until
from support.small_offices import write_office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
    pytest.mark.skipif(
        find_spec("voila") is None,
        reason="Voilà is no dependency: pip install voila, then this test runs",
    ),
]


def test_the_form_by_clicks(tmp_path: Path) -> None:
    office = write_office(tmp_path / "office")
    page_file = write_launcher(Workspace.load(office))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    private = {f"JUPYTER_{one}_DIR": str(tmp_path / one) for one in ("CONFIG", "RUNTIME")}
    environment = {**os.environ, **private, WORKSPACE_VARIABLE: str(office)}
    # Also where the toolkit is used from its folder.
    environment["JUPYTER_PATH"] = str(VOILA)
    voila = str(shutil.which("voila"))
    line = [voila, str(page_file), "--no-browser", f"--port={port}", "--template=baocao"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    asked: list[str] = []
    faults: list[str] = []

    def answers() -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{port}/voila/static/voila.js") as reply:
                return bool(reply.status)
        except URLError as error:
            assert server.poll() is None, "the server did not start"
            return not isinstance(error.reason, OSError)

    with started(line, cwd=office, env=environment, **silent) as server, chromium() as browser:
        assert until(answers, 60)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"http://127.0.0.1:{port}/")
        page.locator("input[list]").fill("2022")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Kiểm tra").click()
        expect(page.locator("body")).to_contain_text("Không có lỗi, kỳ 2022.")
        for name in ("PDF (in, lưu trữ)", "Word (sửa)"):
            page.get_by_text(name).click()
        page.get_by_role("button", name="Dựng báo cáo").click()
        expect(page.locator("body")).to_contain_text("Đã dựng xong: outputs/2022.")
        page.get_by_role("button", name="Mở").click()
        printed = page.frame_locator("iframe").locator("body")
        expect(printed).to_contain_text("Trong kỳ có")
        with page.expect_download() as saved:
            page.locator("a.bc-save", has_text="HTML").click()
        assert saved.value.suggested_filename == "2022.html"
    assert (office / "outputs" / "2022" / "report.html").is_file()
    outside = [url for url in asked if url.startswith("http") and "127.0.0.1" not in url]
    assert (outside, faults) == ([], [])
