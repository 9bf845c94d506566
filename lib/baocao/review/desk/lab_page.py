"""Opens the page for documents from JupyterLab, as an extension of the Jupyter server.

The page is served beside JupyterLab, by the same process, on loopback and with a token of its own:
whoever reaches JupyterLab over a network does not reach it.
"""

from __future__ import annotations

from contextlib import ExitStack
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.application import ExtensionApp
from tornado.web import authenticated

from baocao.core.errors import BaocaoError
from baocao.core.temporary import temporary_folder
from baocao.workspace.workspace import Workspace

if TYPE_CHECKING:
    from baocao.review.desk.server import Desk

__all__ = ["DeskOfLab"]

_FAR = "Trang đối chiếu chỉ mở được trên chính máy đang chạy JupyterLab.\n"


class _Open(JupyterHandler):
    """Leads a browser on this machine to the page."""

    def initialize(self, extension: DeskOfLab) -> None:
        self.extension = extension

    @authenticated
    def get(self) -> None:
        """To the page, which is served from the first time on."""
        if not ip_address(self.request.remote_ip or "0.0.0.0").is_loopback:
            self._say(403, _FAR)
            return
        try:
            self.redirect(self.extension.desk().address)
        except BaocaoError as error:
            self._say(500, f"{error}\n")

    def _say(self, status: int, text: str) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(text)


class DeskOfLab(ExtensionApp):
    """The extension: one address, ``baocao/desk``."""

    name = "baocao_desk"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._opened = ExitStack()
        self._desk: Desk | None = None

    def initialize_handlers(self) -> None:
        """Add the address, and tell JupyterLab's pages that it is there."""
        self.handlers.append((r"/baocao/desk", _Open, {"extension": self}))
        assert self.serverapp is not None
        settings = self.serverapp.web_app.settings
        settings.setdefault("page_config_data", {})["baocaoDesk"] = True

    def desk(self) -> Desk:
        """The page; it is served from the first time on.

        Raises
        ------
        WorkspaceError
            There is no workspace here.
        """
        if self._desk is None:
            # JupyterLab's start does not wait for it.
            from baocao.review.desk.server import opened

            space = Workspace.find()
            folder = self._opened.enter_context(temporary_folder())
            self._desk = self._opened.enter_context(opened(space, folder))
        return self._desk

    async def stop_extension(self) -> None:
        """Remove what was dropped."""
        self._desk = None
        self._opened.close()


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": __name__, "app": DeskOfLab}]
