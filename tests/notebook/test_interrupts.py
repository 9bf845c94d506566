"""A kernel that is interrupted while a form builds: the build ends, the form can be used again."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from baocao.notebook.interrupts import heard_while_idle
from baocao.workspace.workspace import WORKSPACE_VARIABLE
from support.folders import ROOT, contents
from support.processes import patience, until
from support.small_offices import put, write_office


@pytest.fixture(autouse=True)
def _own_handler() -> Iterator[None]:
    """As a kernel between two messages: it ignores interruptions."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_outside_of_a_kernel_nothing_is_done() -> None:
    heard_while_idle(lambda: pytest.fail("called"))()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_it_is_heard_until_it_ends() -> None:
    heard: list[int] = []

    async def main() -> None:
        end = heard_while_idle(lambda: heard.append(1))
        await asyncio.sleep(0.01)
        interrupt()
        await asyncio.sleep(0.01)
        assert heard == [1]
        await asyncio.to_thread(end)
        await asyncio.sleep(0.01)
        interrupt()
        end()

    asyncio.run(main())
    assert heard == [1]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_cell_that_runs_is_interrupted_itself() -> None:
    async def main() -> None:
        # The click is a message that the kernel still handles.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        end = heard_while_idle(lambda: pytest.fail("called"))
        await asyncio.sleep(0.15)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with pytest.raises(KeyboardInterrupt):
            interrupt()
        end()
        await asyncio.sleep(0.15)

    asyncio.run(main())


@pytest.mark.slow
def test_the_build_of_an_interrupted_kernel_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = write_office(tmp_path / "office")
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(office))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "lib"))
    put(office / "outputs" / "2023" / "report.html", "old")
    sleeping = office / "notebooks" / "visits.ipynb"
    text = sleeping.read_text(encoding="utf-8")
    opening = "from baocao import open_report"
    assert opening in text
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(office))
    client = manager.client()
    client.start_channels()

    def run(code: str) -> str:
        printed: list[str] = []
        client.execute_interactive(
            code,
            timeout=patience(60),
            output_hook=lambda m: printed.append(str(m["content"].get("text", m["content"]))),
        )
        return "".join(printed)

    def state() -> str:
        return run("print(form.result.value, form.build.disabled, form._job is None)")

    try:
        client.wait_for_ready(timeout=patience(60))
        run("from baocao import open_report\nfrom baocao.notebook.form import Form")
        run('report = open_report("2023")\nform = Form(report._workspace, "2023", ["2023"], {})')
        run("form.sections.options = [('Khách', 'visits')]\nform.sections.value = ('visits',)")
        put(sleeping, text.replace(opening, f"import time\\ntime.sleep(600)\\n{opening}"))
        run("form.build.click()")
        assert until(lambda: "True False" in state(), 20), "the build does not run"
        manager.interrupt_kernel()
        assert until(lambda: "False True" in state(), 30), "the build goes on"
        assert "Đã dừng; báo cáo cũ, nếu có, vẫn như trước." in state()
        assert contents(office / "outputs") == {"2023/report.html": b"old"}
        put(sleeping, text)
        run("form.check.click()")
        assert until(lambda: "Không có lỗi, kỳ 2023." in state(), 30), state()
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
