"""The process that builds an issued report again sees what was kept with it, and the machine."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from baocao.run import kept_only
from baocao.workspace.archive import REBUILD

SOMEWHERE = {
    "a file": "open({place!r} + '/x.csv').read()",
    "a file by its number": "import os; os.open({place!r} + '/x.csv', os.O_RDONLY)",
    "a file from its folder": (
        "import os; os.open('x.csv', os.O_RDONLY, dir_fd=os.open({place!r}, os.O_RDONLY))"
    ),
    "a table": "import pandas; pandas.read_csv({place!r} + '/x.csv')",
    "a table by a library": "import duckdb; duckdb.read_csv({place!r} + '/x.csv').fetchall()",
    "a program that reads it": (
        "import subprocess; subprocess.run(['cat', {place!r} + '/x.csv'], check=True)"
    ),
    "a shell": "import os; assert os.system('cat ' + {place!r} + '/x.csv') == 0",
    "a database": (
        "import sqlite3; sqlite3.connect('file:{place}/x.db?mode=ro', uri=True)"
        ".execute('select * from t').fetchall()"
    ),
    "the names in a folder": "import os; os.listdir({place!r})",
    "names by a pattern": "import glob; assert glob.glob({place!r} + '/*.csv')",
    "whether a file is there": "import os; assert os.path.exists({place!r} + '/x.csv')",
    "whether a path is a file": (
        "from pathlib import Path; assert Path({place!r}, 'x.csv').is_file()"
    ),
    "a file behind a link": "open('link.csv').read()",
    "a module": "import sys; sys.path.insert(0, {place!r}); import beside",
}
ELSEWHERE = {
    "a page of a server": "import urllib.request as u; u.urlopen({page!r}).read()",
    "another program": "import subprocess; subprocess.run(['true'], check=True)",
    "a variable": "import os; os.environ['OF_THIS_SESSION']",
}


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"1")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """A page of a server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where a report is built again, beside a workspace and another folder."""
    for name in ("office", "elsewhere"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "x.csv").write_text("a\n1\n")
        (folder / "beside.py").write_text("")
        with sqlite3.connect(folder / "x.db") as database:
            database.execute("create table t (a)")
        database.close()
    root = tmp_path / "again" / "inputs"
    (root / "data").mkdir(parents=True)
    (root / "data" / "own.csv").write_text("a\n1\n")
    first = root.parent / "first"
    first.mkdir()
    shutil.copyfile(kept_only.__file__, first / "sitecustomize.py")
    return root


def run(root: Path, source: str, *, confined: bool) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(root.parent)}
    if confined:
        environment |= {
            "PYTHONPATH": str(root.parent / "first"),
            REBUILD: str(root),
            kept_only.HIDDEN: str(root.parents[1] / "office"),
        }
    else:
        environment["OF_THIS_SESSION"] = "1"
    line = [sys.executable, "-c", source]
    return subprocess.run(line, cwd=root, env=environment, capture_output=True, text=True)


def has_landlock() -> bool:
    """Whether this system can confine what reads files by itself (landlock_create_ruleset)."""
    return sys.platform == "linux" and ctypes.CDLL(None).syscall(444, None, 0, 1) > 0


@pytest.mark.parametrize("where", ["office", "elsewhere"])
@pytest.mark.parametrize("name", SOMEWHERE)
def test_what_lies_anywhere_else_is_not_seen(name: str, where: str, kept: Path) -> None:
    if name == "a table by a library" and not has_landlock():
        pytest.skip("this system has no Landlock: only Python's own reading is confined")
    place = kept.parents[1] / where
    (kept / "link.csv").symlink_to(place / "x.csv")
    source = SOMEWHERE[name].format(place=str(place))
    done = run(kept, source, confined=False)
    assert done.returncode == 0, done.stderr
    assert run(kept, source, confined=True).returncode == 1


@pytest.mark.parametrize("name", ELSEWHERE)
def test_neither_are_other_programs_and_machines(name: str, kept: Path, page: str) -> None:
    source = ELSEWHERE[name].format(page=page)
    done = run(kept, source, confined=False)
    assert done.returncode == 0, done.stderr
    assert run(kept, source, confined=True).returncode == 1


@pytest.mark.parametrize(
    "source",
    [
        "open('data/own.csv').read()",
        "import duckdb; duckdb.read_csv('data/own.csv').fetchall()",
        "import sqlite3; sqlite3.connect(':memory:').execute('select 1')",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)",
        "import tempfile; tempfile.TemporaryFile().write(b'1')",
        "import pandas, matplotlib.pyplot, lxml.etree",
        "from pathlib import Path; assert not Path('data/none.csv').exists()",
        "from pathlib import Path; assert Path('data').resolve().is_dir()",
        "import pypandoc; pypandoc.get_pandoc_version()",
    ],
)
def test_what_is_kept_and_the_machine_are_there(source: str, kept: Path) -> None:
    done = run(kept, source, confined=True)
    assert done.returncode == 0, done.stderr


def test_processes_of_this_machine_talk_to_each_other(kept: Path) -> None:
    path = kept.parent / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        source = f"import socket; socket.socket(socket.AF_UNIX).connect({str(path)!r})"
        done = run(kept, source, confined=True)
    assert done.returncode == 0, done.stderr
