"""Serves the shelf to a browser on this machine, to whoever has the token, and nothing besides.

Only what readers open is served: the pages, and of each report its documents and ``facts.json``.
What an issued report keeps beside them holds registers with personal columns.
"""

from __future__ import annotations

import asyncio
import errno
import hmac
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, StaticFileHandler

from baocao.core.errors import Finding, ShelfError, is_refusal, refusal
from baocao.review.shelf.places import INDEX, is_for_readers
from baocao.workspace.workspace import Workspace

__all__ = ["Server", "serve"]

HOST = "127.0.0.1"
_COOKIE = "baocao-shelf"


class _Handler(StaticFileHandler):
    """Gives a file of ``outputs`` to a request that has the token and asks this machine by name."""

    def initialize(self, path: str, token: str, hosts: frozenset[str]) -> None:  # type: ignore[override]
        super().initialize(path, default_filename=INDEX)
        self.token, self.hosts = token, hosts

    def set_default_headers(self) -> None:
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-cache, private")
        self.clear_header("Server")

    def prepare(self) -> None:
        # Another name that leads here is that of a page elsewhere, which wants to read these.
        if self.request.host not in self.hosts:
            raise HTTPError(421)
        given = self.get_query_argument("token", None)
        if given is not None and self._fits(given):
            # The address that is kept in the history has no token.
            self.set_cookie(_COOKIE, self.token, httponly=True, samesite="Strict", path="/")
            self.redirect(self.request.path)
        elif not self._fits(self.get_cookie(_COOKIE) or ""):
            raise HTTPError(403)

    def _fits(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.token.encode())

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        return os.path.join(root, *(path or INDEX).split("/"))

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        name = Path(os.path.relpath(absolute_path, root)).as_posix()
        if not is_for_readers(name):
            raise HTTPError(404)
        # Neither a link nor a ".." on the way: what is opened is what was asked for.
        is_itself = os.path.realpath(absolute_path) == os.path.normpath(absolute_path)
        if not is_itself or not os.path.isfile(absolute_path):
            raise HTTPError(404)
        return absolute_path

    def write_error(self, status_code: int, **_: object) -> None:
        words = {
            403: "Cần địa chỉ có mã truy cập mà lệnh baocao shelf --serve đã in ra.",
            404: "Không có trang này trong danh mục báo cáo.",
            421: "Danh mục này chỉ mở được ở máy đang chạy nó.",
        }
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(words.get(status_code, "Yêu cầu không hợp lệ."))


class Server:
    """The shelf of a workspace on a port of this machine; `port` 0 takes a free one.

    Raises
    ------
    ShelfError
        SHELF-04 the port is not to be had.
    """

    def __init__(self, workspace: Workspace, port: int = 0) -> None:
        listening = _listening(port)
        self.port = listening.getsockname()[1]
        self.token = secrets.token_urlsafe(24)
        hosts = frozenset(f"{name}:{self.port}" for name in (HOST, "localhost"))
        handler = {"path": str(workspace.outputs), "token": self.token, "hosts": hosts}
        self._http = HTTPServer(Application([(r"/(.*)", _Handler, handler)], log_function=_silent))
        self._http.add_socket(listening)

    @property
    def address(self) -> str:
        """Where a browser begins, with the token."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    async def close(self) -> None:
        """Serve nobody any more."""
        self._http.stop()
        await self._http.close_all_connections()


def serve(workspace: Workspace, port: int, tell: Callable[[str], object]) -> None:
    """Serve the shelf until this process is interrupted; `tell` is given the address.

    Raises
    ------
    ShelfError
        SHELF-04.
    """

    async def run() -> None:
        server = Server(workspace, port)
        tell(server.address)
        try:
            await asyncio.Event().wait()
        finally:
            await server.close()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        return


def _silent(_: object) -> None:
    """Write no line for a request."""


def _listening(port: int) -> socket.socket:
    made = socket.socket()
    try:
        if os.name == "posix":
            # What was served a moment ago keeps no other from its port; elsewhere it means more.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setblocking(False)
        made.bind((HOST, port))
        made.listen()
    except OSError as error:
        made.close()
        raise ShelfError(_no_port(port, error)) from None
    return made


def _no_port(port: int, error: OSError) -> Finding:
    in_use = error.errno == errno.EADDRINUSE
    return Finding(
        "SHELF-04",
        "Không mở được cổng để phục vụ danh mục báo cáo.",
        where=f"cổng {port}",
        found="cổng đang được dùng"
        if in_use
        else refusal(error)
        if is_refusal(error)
        else str(error),
        remedy="bỏ --port để lấy một cổng còn trống, hoặc chọn cổng khác từ 1024 trở lên",
    )
