"""Served is what readers open, to who has the token and names this machine; nothing besides."""

from __future__ import annotations

import asyncio
import http.client
import signal
import socket
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from baocao.core.errors import ShelfError
from baocao.core.loopback import HERE
from baocao.review.shelf.serve import Server
from baocao.review.shelf.update import rebuild
from baocao.workspace.workspace import Workspace
from support.processes import BAOCAO, patience, started
from support.shelves import fact, issued, put, report
from support.small_offices import write_office

ISSUED = "issued/2023/0312-BC-SDL"


class Served:
    """The shelf of an office, served by a thread."""

    def __init__(self, workspace: Workspace) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.server: Server = self.run(self.begin(workspace))

    async def begin(self, workspace: Workspace) -> Server:
        return Server(workspace)

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def close(self) -> None:
        self.run(self.server.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(30)
        self.loop.close()

    def ask(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of what is answered; with the cookie unless one is given."""
        entry = self.server.entry
        sent = {"Host": entry.hosts[0], "Cookie": f"{entry.cookie_name}={entry.cookie}"}
        sent |= headers
        line = http.client.HTTPConnection(HERE, self.server.entry.port, timeout=30)
        line.putrequest(method, path, skip_host=True)
        for name, value in sent.items():
            if value:
                line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        body = answer.read().decode("utf-8", "replace")
        line.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.load(write_office(tmp_path_factory.mktemp("served") / "office", "travel"))
    made.outputs.mkdir()
    period = made.period("2023-Q3")
    sections = [("Tiếp nhận", "Có {0} hồ sơ.", [fact(period, "files", 5, "Hồ sơ")])]
    report(made.outputs, period, sections)
    issued(made, 312, date(2023, 10, 5), period, sections)
    rebuild(made)
    inputs = made.outputs / ISSUED / "inputs" / "data"
    inputs.mkdir(parents=True)
    put(inputs, "register.csv", "bí mật")
    hidden = made.outputs / ".registers"
    hidden.mkdir()
    put(hidden, "report.html", "bí mật")
    put(made.root, "secret.html", "bí mật")
    link = made.outputs / "2023-Q4"
    link.mkdir()
    (link / "report.html").symlink_to(made.root / "secret.html")
    (made.outputs / "2024-Q1").symlink_to(made.outputs / "2023-Q3")
    return made


@pytest.fixture(scope="module")
def served(office: Workspace) -> Iterator[Served]:
    opened = Served(office)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/shelf/shelf.css", "text/css"),
        ("/shelf/shelf.js?v=1", "text/javascript"),
        ("/shelf/words/2023.js?v=12", "text/javascript"),
        ("/shelf/text/2023-Q3.js", "text/javascript"),
        ("/shelf/years/2023.html", "text/html"),
        ("/shelf/periods/2023-Q3.html", "text/html"),
        ("/2023-Q3/report.html", "text/html"),
        ("/2023-Q3/facts.json", "application/json"),
        (f"/{ISSUED}/report.html", "text/html"),
    ],
)
def test_what_readers_open_is_served(served: Served, path: str, kind: str) -> None:
    status, headers, body = served.ask(path)
    assert (status, headers["content-type"].partition(";")[0]) == (200, kind)
    assert body and headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/2023-Q3/report.ipynb",
        "/2023-Q3/manifest.json",
        "/2023-Q3",
        "/2023-Q3/",
        "/shelf/kept/years.json",
        "/shelf/kept/2023/2023-Q3.json",
        "/.shelf/lock",
        "/.registers/report.html",
        f"/{ISSUED}/inputs/data/register.csv",
        f"/{ISSUED}/issue.json",
        "/issued/index.jsonl",
        "/../secret.html",
        "/2023-Q3/../../secret.html",
        "/2023-Q3/%2e%2e/%2e%2e/secret.html",
        "/%2e%2e%2fsecret.html",
        "/2023-Q3/..%2f.registers/report.html",
        "//etc/passwd",
        "/2023-Q3/report.html%00",
        "/2023-Q4/report.html",
        "/2024-Q1/report.html",
        "/shelf/../2023-Q3/report.ipynb",
    ],
)
def test_nothing_else_is(served: Served, path: str) -> None:
    status, _, body = served.ask(path)
    assert status in (400, 403, 404), body
    assert "bí mật" not in body and "root:" not in body


@pytest.mark.parametrize("cookie", ["", "baocao-shelf-{port}=x", "other=1"])
@pytest.mark.parametrize("path", ["/", "/2023-Q3/report.html", "/?token=x", "/none"])
def test_without_the_token_nothing_is_told(served: Served, cookie: str, path: str) -> None:
    sent = cookie.format(port=served.server.entry.port)
    status, headers, body = served.ask(path, Cookie=sent)
    assert (status, body) == (
        403,
        "Cần địa chỉ có mã truy cập mà lệnh baocao shelf --serve đã in ra.",
    )
    assert "set-cookie" not in headers


def test_the_token_becomes_a_cookie_and_leaves_the_address(served: Served) -> None:
    entry = served.server.entry
    status, headers, _ = served.ask(f"/?token={entry.token}", Cookie="")
    assert (status, headers["location"]) == (302, "/")
    cookie = headers["set-cookie"]
    assert f"baocao-shelf-{entry.port}={entry.cookie}" in cookie and entry.token not in cookie
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert len(entry.token) >= 32
    assert entry.address == f"http://127.0.0.1:{entry.port}/?token={entry.token}"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1"]
)
def test_another_name_of_this_machine_is_refused(served: Served, host: str) -> None:
    """A page elsewhere may have its own name lead here, and read what it then asks for."""
    status, _, body = served.ask("/", Host=host.format(port=served.server.entry.port))
    assert (status, body) == (421, "Danh mục này chỉ mở được ở máy đang chạy nó.")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent(served: Served, method: str) -> None:
    assert served.ask("/", method)[0] == 405


def test_a_head_has_no_body(served: Served) -> None:
    status, headers, body = served.ask("/2023-Q3/report.html", "HEAD")
    assert (status, body) == (200, "") and int(headers["content-length"]) > 0


def test_only_this_machine_is_listened_to(served: Served) -> None:
    found = served.server._http._sockets.values()
    assert {one.getsockname()[0] for one in found} == {"127.0.0.1"}


def test_a_port_in_use_is_told(office: Workspace, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ShelfError) as raised:
            Server(office, port)
    assert str(raised.value) == (
        "[SHELF-04] Không mở được cổng để phục vụ danh mục báo cáo.\n"
        f"  Ở đâu:    cổng {port}\n"
        "  Đang có:  cổng đang được dùng\n"
        "  Cách sửa: bỏ --port để lấy một cổng còn trống, hoặc chọn cổng khác từ 1024 trở lên"
    )


@pytest.mark.slow
def test_the_command_prints_the_address_and_ends_by_an_interrupt(office: Workspace) -> None:
    with started([BAOCAO, "shelf", "--serve"], cwd=office.root) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert process.stdout.readline() == "Dừng: Ctrl+C\n"
        opener = build_opener(HTTPCookieProcessor())
        with opener.open(address, timeout=patience(10)) as answer:
            assert answer.url == address.partition("?")[0]
            assert "Danh mục báo cáo" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=patience(10))
    assert (process.returncode, err) == (0, "")
