"""The reports that the page leads to: those on the shelf, served beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from baocao.review.shelf.entries import Kept
from baocao.review.shelf.places import INDEX, SHELF, is_for_readers
from baocao.review.shelf.serve import Server
from baocao.workspace.workspace import Workspace

__all__ = ["OnPage", "Reports"]

_NEWEST = 6


@dataclass(frozen=True)
class OnPage:
    """A period that has a report: its name, what became of the report, its page on the shelf."""

    name: str
    state: str
    page: str


class Reports:
    """The shelf of a workspace; it is served from the first time on that somebody goes there."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._server: Server | None = None

    def newest(self) -> list[OnPage]:
        """The newest periods that have a report; none where there is no shelf."""
        kept = Kept(self._space.outputs / SHELF)
        if not kept.is_current() or not (self._space.outputs / INDEX).is_file():
            return []
        found: list[OnPage] = []
        # It may be written anew at this moment: the link to it stays.
        with suppress(OSError, ValueError):
            for year in kept.years():
                for code in kept.rows(year):
                    if len(found) == _NEWEST:
                        return found
                    if (one := kept.read(year, code)) is not None:
                        page = f"{SHELF}/periods/{code}.html"
                        found.append(OnPage(one.name, one.state(one.main), page))
        return found

    def address(self, page: str) -> str:
        """Where a page of the shelf is, with what opens it; of another name the first page.

        Raises
        ------
        ShelfError
            SHELF-04 there is no port for it.
        """
        if self._server is None:
            self._server = Server(self._space)
        home, _, token = self._server.entry.address.partition("?")
        return f"{home}{quote(page) if is_for_readers(page) else ''}?{token}"

    def close(self) -> None:
        """Serve it no longer."""
        if self._server is not None:
            self._server.stop()
