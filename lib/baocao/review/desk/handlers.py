"""What the page asks for: itself, a check of a document, its results, where a number comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from tornado.web import StaticFileHandler, stream_request_body

from baocao.core.errors import BaocaoError, WorkspaceError, refused
from baocao.review.desk.checks import plain_name
from baocao.review.desk.faults import gone, too_large
from baocao.review.desk.guard import HEADERS, DeskHandler
from baocao.review.desk.results import ANNOTATED, LABELS, RESULTS, SHEETS
from baocao.review.desk.templates import TEMPLATES
from baocao.review.manuscripts.read import MOST_BYTES, SUFFIXES, require_suffix

__all__ = ["ROUTES", "Shown"]

_PAGES = Path(__file__).with_name("pages")
# More than this is not even thrown away.
_MOST_DISCARDED = 20 * MOST_BYTES


class Shown:
    """What the page shows before anything is dropped: periods and numbers to choose from."""

    def __init__(
        self, office: str, periods: Sequence[tuple[str, str]], facts: Sequence[tuple[str, str]]
    ) -> None:
        self.office, self.periods, self.facts = office, periods, facts


class Home(DeskHandler):
    """The page; its address with the token gives the browser its cookie."""

    def _is_known(self) -> bool:
        token = self.get_query_argument("token", "")
        if self.entry.opens(token):
            self.set_cookie(
                self.entry.cookie_name, self.entry.cookie, httponly=True, samesite="Strict"
            )
            return True
        return super()._is_known()

    def get(self) -> None:
        """The page."""
        page = TEMPLATES.get_template("desk.html.j2").render(
            shown=self.settings["shown"],
            reports=self.reports.newest(),
            suffixes=SUFFIXES,
            most_bytes=self.settings["most_bytes"],
        )
        self.finish(page)


@stream_request_body
class Documents(DeskHandler):
    """A document that is dropped: it is written to its private folder as it comes."""

    _file: BinaryIO | None = None
    _refused: BaocaoError | None = None

    def prepare(self) -> None:
        """Refuse a document before it is sent, where its size or its kind forbid it."""
        super().prepare()
        if self.request.method != "POST":
            return
        name = plain_name(self.get_query_argument("name", ""))
        size = int(self.request.headers.get("Content-Length", "0"))
        most = self.settings["most_bytes"]
        # A browser hears an answer only when all was taken from it.
        self.request.connection.set_max_body_size(_MOST_DISCARDED)  # type: ignore[union-attr]
        try:
            if size > most:
                raise too_large(name, size, most)
            require_suffix(name, name)
            period = self.get_query_argument("period", "")
            self._check = self.checks.begin(name, task="check", period=period)
        except BaocaoError as error:
            self._refused = error
            return
        self._left = most
        self._file = open(self._check.asked["file"], "xb")  # noqa: SIM115 (closed below)

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the document."""
        if self._file is not None and self._refused is None:
            self._left -= len(chunk)
            if self._left < 0:
                most = self.settings["most_bytes"]
                self._refused = too_large(self._check.name, most - self._left, most)
                return
            try:
                self._file.write(chunk)
            except OSError as error:
                # Such as a full disk.
                self._refused = WorkspaceError(refused(error))

    def on_connection_close(self) -> None:
        """Forget a document that was not sent to its end."""
        self._close()
        if self._file is not None:
            self.checks.remove(self._check)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()

    def get(self) -> None:
        """All documents that are here: a page that was loaded anew shows them again."""
        every = self.checks.every()
        self.answer({"documents": [one.as_json(self.checks.before(one)) for one in every]})

    def post(self) -> None:
        """Put the document into the queue."""
        self._close()
        if self._refused is not None:
            if self._file is not None:
                self.checks.remove(self._check)
            self.set_status(413 if self._refused.findings[0].code == "DESK-02" else 400)
            self.tell(self._refused)
            return
        self.checks.add(self._check)
        self.set_status(201)
        self.answer(self._check.as_json(self.checks.before(self._check)))


class Document(DeskHandler):
    """One check: how far it is, its period when that was asked for, its end."""

    def get(self, key: str) -> None:
        """How far it is."""
        check = self.checks[key]
        self.answer(check.as_json(self.checks.before(check)))

    def post(self, key: str) -> None:
        """Its period, which was asked for."""
        check = self.checks[key]
        if check.state != "asking":
            raise gone()
        check.asked["period"] = self.get_query_argument("period", "")
        check.asked["anyway"] = self.get_query_argument("anyway", "") == "1"
        self.checks.add(check)
        self.answer(check.as_json(self.checks.before(check)))

    def delete(self, key: str) -> None:
        """Stop it, and remove all its files."""
        self.checks.remove(self.checks[key])
        self.set_status(204)


class Made(DeskHandler):
    """A file that a check has made."""

    def get(self, key: str, name: str) -> None:
        """The file: shown on the page, or saved."""
        check = self.checks[key]
        path = check.folder / name
        if name not in (RESULTS, *LABELS) or not path.is_file():
            raise gone()
        if name == RESULTS:
            self.set_header("Content-Type", "text/html; charset=utf-8")
        else:
            self.set_header("Content-Type", "application/octet-stream")
            stem = check.name.rpartition(".")[0]
            self.set_header(
                "Content-Disposition", f"attachment; filename*=UTF-8''{quote(f'{stem}-{name}')}"
            )
        self.finish(path.read_bytes())


class Explained(DeskHandler):
    """Where a number comes from."""

    async def post(self) -> None:
        """Explain it."""
        fact, period = (self.get_query_argument(name, "").strip() for name in ("fact", "period"))
        self.answer({"page": await self.explanations.page(fact, period)})


class Shelf(DeskHandler):
    """The shelf of reports, which has a server of its own: no report runs beside documents."""

    def get(self) -> None:
        """Lead to one of its pages."""
        self.redirect(self.reports.address(self.get_query_argument("page", "")))


class Static(StaticFileHandler):
    """The script and the style of the page, which hold nothing of an office."""

    def set_extra_headers(self, path: str) -> None:
        """Say what a browser may do with the answer."""
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.clear_header("Server")


def _names(*names: str) -> str:
    return "|".join(name.replace(".", r"\.") for name in names)


_KEY = r"([A-Za-z0-9_-]+)"
ROUTES: list[tuple[str, Any, bool]] = [
    (r"/", Home, True),
    (r"/documents", Documents, True),
    (rf"/documents/{_KEY}", Document, True),
    (rf"/documents/{_KEY}/({_names(RESULTS, *SHEETS, ANNOTATED)})", Made, True),
    (r"/explanations", Explained, True),
    (r"/shelf", Shelf, True),
    (r"/static/(desk\.(?:js|css))", Static, False),
]
"""Addresses, what answers there, and whether only the page may ask."""
