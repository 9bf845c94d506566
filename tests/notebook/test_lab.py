"""JupyterLab's server shows the notebooks and exports them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import papermill
import pytest

from baocao.notebook.save_hook import OPTION as SAVE_HOOK
from support.editors import as_run
from support.folders import copy_of_the_workspace
from support.processes import patience, started, until

ROOT = Path(__file__).resolve().parents[2]
Get = Callable[..., bytes]

# One server for all of them, whose start is most of it.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """A server on a copy of the workspace, with one notebook executed: what it answers."""
    office = copy_of_the_workspace(tmp_path_factory.mktemp("lab") / "office")
    papermill.execute_notebook(
        str(office / "notebooks" / "ocop.ipynb"),
        str(office / "notebooks" / "executed.ipynb"),
        parameters={"period": "2023"},
        cwd=str(office),
        progress_bar=False,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", SAVE_HOOK),
        *(f"--port={port}", "--ServerApp.port_retries=0", str(office / "notebooks")),
    ]
    environment = {**os.environ, "JUPYTER_TOKEN": "test"}
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def answer(path: str, saved: bytes | None = None) -> bytes:
        address, own = f"http://127.0.0.1:{port}/{path}", {"Authorization": "token test"}
        request = Request(address, saved, own, method="GET" if saved is None else "PUT")
        with urlopen(request) as reply:
            body: bytes = reply.read()
            return body

    def answers() -> bool:
        try:
            answer("api/status")
        except URLError:
            assert server.poll() is None, "the server did not start"
            return False
        return True

    with started(line, env=environment, **silent) as server:
        assert until(answers, 60)
        yield answer
        server.terminate()
        server.wait(patience(20))


def test_the_notebooks_are_listed(get: Get) -> None:
    names = {item["name"] for item in json.loads(get("api/contents"))["content"]}
    assert names >= {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}


def test_the_menu_offers_every_format(get: Get) -> None:
    assert json.loads(get("api/nbconvert")).keys() >= {
        "baocao_html",
        "baocao_pdf",
        "baocao_docx",
    }


def test_the_menu_exports_a_section(get: Get) -> None:
    page = get("nbconvert/baocao_html/executed.ipynb").decode()
    assert "Chương trình OCOP đã phân hạng và công nhận" in page
    assert 'data-fact="ocop.recognised"' in page
    assert get("nbconvert/baocao_pdf/executed.ipynb").startswith(b"%PDF-")
    assert get("nbconvert/baocao_docx/executed.ipynb").startswith(b"PK")


def test_the_server_takes_no_hyphen(get: Get) -> None:
    with pytest.raises(HTTPError, match="404"):
        get("nbconvert/baocao-html/executed.ipynb")


def test_a_notebook_that_was_run_is_saved_without_its_outputs(get: Get) -> None:
    kept = json.loads((ROOT / "notebooks" / "guidance.ipynb").read_text(encoding="utf-8"))
    model = {"type": "notebook", "format": "json", "content": as_run(kept)}
    get("api/contents/saved.ipynb", json.dumps(model).encode())
    saved = json.loads(get("api/contents/saved.ipynb?content=1"))["content"]
    assert "911" not in json.dumps(saved)
    assert saved["cells"][1]["metadata"]["tags"] == ["parameters"]
