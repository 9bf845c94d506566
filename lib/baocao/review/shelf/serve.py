"""Serves the shelf to a browser on this machine, to whoever has the token, and nothing besides.

Only what readers open is served: the pages, and of each report its documents and ``facts.json``.
What an issued report keeps beside them holds registers with personal columns.
"""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, StaticFileHandler

from baocao.core.errors import Finding, ShelfError, is_refusal, refusal
from baocao.core.loopback import Pass, listening
from baocao.review.shelf.places import INDEX, is_for_readers
from baocao.workspace.workspace import Workspace

__all__ = ["Server", "serve"]


class _Handler(StaticFileHandler):
    """Gives a file of ``outputs`` to a request that has the token and asks this machine by name."""

    def initialize(self, path: str, entry: Pass) -> None:  # type: ignore[override]
        super().initialize(path, default_filename=INDEX)
        self.entry = entry

    def set_default_headers(self) -> None:
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-cache, private")
        self.clear_header("Server")

    def prepare(self) -> None:
        # Another name that leads here is that of a page elsewhere, which wants to read these.
        entry = self.entry
        if self.request.host not in entry.hosts:
            raise HTTPError(421)
        if entry.opens(self.get_query_argument("token", None)):
            # The address that is kept in the history has no token.
            self.set_cookie(entry.cookie_name, entry.cookie, httponly=True, samesite="Strict")
            self.redirect(self.request.path)
        elif not entry.knows(self.get_cookie(entry.cookie_name)):
            raise HTTPError(403)

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
        try:
            taken = listening(port)
        except OSError as error:
            raise ShelfError(_no_port(port, error)) from None
        self.entry = Pass("shelf", taken.getsockname()[1])
        handler = {"path": str(workspace.outputs), "entry": self.entry}
        self._http = HTTPServer(Application([(r"/(.*)", _Handler, handler)], log_function=_silent))
        self._http.add_socket(taken)

    def stop(self) -> None:
        """Let nobody in any more."""
        self._http.stop()

    async def close(self) -> None:
        """Serve nobody any more."""
        self.stop()
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
        tell(server.entry.address)
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
