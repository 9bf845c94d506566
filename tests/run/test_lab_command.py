"""``baocao lab`` becomes JupyterLab: on the whole workspace, as it is told, and with one end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from traitlets.config import Config
from typer.testing import CliRunner

from baocao import cli
from baocao.document import exporters
from baocao.run import lab
from baocao.run.kernels import host
from baocao.run.kernels.provisioner import WarmProvisioner
from baocao.workspace.workspace import Workspace
from support.folders import ROOT, copy_of_the_workspace
from support.processes import BAOCAO, alive, children, started, until


@pytest.fixture(scope="module")
def space() -> Workspace:
    return Workspace.load(ROOT)


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        ([], []),
        (["--port", "8899"], ["--ServerApp.port=8899", "--ServerApp.port_retries=0"]),
        (["--no-browser"], ["--no-browser"]),
        (
            ["--port", "8899", "--no-browser", "--", "--ip=0.0.0.0", "notebooks/ocop.ipynb"],
            [
                *("--ServerApp.port=8899", "--ServerApp.port_retries=0", "--no-browser"),
                *("--ip=0.0.0.0", "notebooks/ocop.ipynb"),
            ],
        ),
        # What stands behind is not ours, though we have an option of that name.
        (["--", "--port=1", "--help-all"], ["--port=1", "--help-all"]),
    ],
    ids=["alone", "port", "without a browser", "all", "another's port"],
)
def test_the_command_line_says_what_was_asked(
    arguments: list[str], end: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[list[str]] = []
    monkeypatch.setattr(lab, "become", lambda line, _: made.append(line))
    done = CliRunner().invoke(cli.app, ["lab", "--workspace", str(ROOT), *arguments])
    assert done.exit_code == 0, done.output
    (line,) = made
    assert line[1:4] == ["-m", "jupyterlab", f"--ServerApp.root_dir={ROOT}"]
    assert line[10:] == end


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_that_cannot_be_is_refused(port: str) -> None:
    done = CliRunner().invoke(cli.app, ["lab", "--port", port])
    assert done.exit_code == 2


def test_kernels_are_told_the_workspace_and_start_warm(space: Workspace) -> None:
    told = lab.variables(space, {"HOME": "/home/lan", "BAOCAO_WORKSPACE": "/elsewhere"})
    programs = str(Path(sys.executable).parent)
    assert told == {
        "PATH": programs,
        "HOME": "/home/lan",
        "BAOCAO_WORKSPACE": str(ROOT),
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "baocao-warm",
    }
    own = lab.variables(
        space, {"JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner", "PATH": "/bin"}
    )
    assert own["PATH"] == f"{programs}{os.pathsep}/bin"
    assert own["JUPYTER_DEFAULT_PROVISIONER_NAME"] == "local-provisioner"


def test_what_is_added_to_the_pages_is_there() -> None:
    package = lab.LABEXTENSIONS / "baocao" / "package.json"
    build = json.loads(package.read_text("utf-8"))["jupyterlab"]["_build"]
    assert (package.parent / build["load"]).is_file()


@pytest.mark.parametrize("waits", [True, False])
def test_a_kernel_may_start_before_the_server_of_kernels_is_ready(
    waits: bool, monkeypatch: pytest.MonkeyPatch, space: Workspace
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(host, "CAN_FORK", True)
    monkeypatch.setattr(host, "fork", lambda *_, wait: asked.append(wait))
    setup: Any = object()
    config = Config(WarmProvisioner={"eager": True, "waits": waits})
    assert WarmProvisioner(config=config)._started(setup, setup) is None
    assert asked == [waits]
    assert "--WarmProvisioner.waits=False" in lab.command(space)


def test_no_network_is_asked_for_news_nor_the_analyst_whether_to() -> None:
    package = json.loads((lab.LABEXTENSIONS / "baocao" / "package.json").read_text("utf-8"))
    assert package["jupyterlab"]["disabledExtensions"] == [
        "@jupyterlab/apputils-extension:announcements"
    ]


def test_the_page_has_the_exporters_words() -> None:
    code = (lab.LABEXTENSIONS / "baocao" / "plugins" / "formats.js").read_text("utf-8")
    assert dict(re.findall(r"(baocao_\w+): '([^']+)'", code)) == {
        "baocao_html": exporters.HTMLExporter.export_from_notebook,
        "baocao_pdf": exporters.PDFExporter.export_from_notebook,
        "baocao_docx": exporters.WordExporter.export_from_notebook,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["SIGHUP", *(pytest.param(n, marks=pytest.mark.torture) for n in ("SIGTERM", "SIGKILL"))],
)
def test_nothing_runs_on_when_the_command_ends(name: str, tmp_path: Path) -> None:
    office = copy_of_the_workspace(tmp_path / "office")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [BAOCAO, "lab", "--no-browser", "--port", str(port), "--", "--allow-root"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    private = {f"JUPYTER_{one}_DIR": str(tmp_path / one) for one in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **private, "JUPYTER_TOKEN": "test"}

    def ask(path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        head = {"Authorization": "token test", "Content-Type": "application/json"}
        with urlopen(Request(f"http://127.0.0.1:{port}/api/{path}", data, head)) as reply:
            return json.load(reply)

    def answers() -> bool:
        try:
            return bool(ask("status"))
        except URLError:
            assert server.poll() is None, "the server did not start"
            return False

    with started(line, cwd=office, env=environment, **silent) as server:
        assert until(answers, 60)
        listed = {one["name"] for one in ask("contents")["content"]}
        assert listed == {"data", "notebooks", "outputs", "report.toml"}
        ask("kernels", {"name": "python3"})
        # The fork server, and the kernel below it.
        assert until(lambda: len(children(server.pid)) >= 2, 60)
        below = children(server.pid)
        server.send_signal(getattr(signal, name))
        assert until(lambda: server.poll() is not None, 20)
        assert until(lambda: not alive(*below), 20), below
