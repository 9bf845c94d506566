"""Who may use the page: the browser on this machine that was given its address, nobody else."""

from __future__ import annotations

from typing import Any

from tornado.web import Finish, RequestHandler

from baocao.core.errors import BaocaoError
from baocao.core.loopback import Pass
from baocao.review.desk.checks import Checks
from baocao.review.desk.explanations import Explanations
from baocao.review.desk.faults import not_from_the_page
from baocao.review.desk.reports import Reports

__all__ = ["HEADERS", "POLICY", "DeskHandler"]

# Nothing is loaded from elsewhere, nothing runs that is written into a page, and no other page may
# hold this one in a frame.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_READING = ("GET", "HEAD")


class DeskHandler(RequestHandler):
    """A request to the page; one that does not come from the page itself is refused."""

    checks: Checks
    explanations: Explanations
    reports: Reports
    entry: Pass

    def initialize(
        self, checks: Checks, explanations: Explanations, reports: Reports, entry: Pass
    ) -> None:
        """Take what all requests share."""
        self.checks, self.explanations = checks, explanations
        self.reports, self.entry = reports, entry

    def set_default_headers(self) -> None:
        """Say what a browser may do with the answer."""
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.clear_header("Server")

    def prepare(self) -> None:
        """Refuse what was not sent by the page."""
        request = self.request
        if request.host not in self.entry.hosts:
            self._refuse(f"tên máy {request.host[:80]}")
        if request.method not in _READING and not self._is_own_origin():
            self._refuse("yêu cầu gửi từ trang khác")
        if not self._is_known():
            self._refuse("thiếu mã mở trang")

    def _is_own_origin(self) -> bool:
        return self.request.headers.get("Origin") == f"http://{self.request.host}"

    def _is_known(self) -> bool:
        return self.entry.knows(self.get_cookie(self.entry.cookie_name))

    def _refuse(self, found: str) -> None:
        self.set_status(403)
        self.tell(not_from_the_page(found))
        raise Finish

    def tell(self, error: BaocaoError) -> None:
        """Answer with findings."""
        self.answer({"findings": [vars(one) for one in error.findings]})

    def answer(self, told: dict[str, Any]) -> None:
        """Answer with data."""
        self.finish(told)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer what went wrong without telling how the program is made."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, BaocaoError):
            self.set_status(404 if error.findings[0].code == "DESK-06" else 400)
            self.tell(error)
        else:
            self.finish({"findings": []})

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Say nothing of what the user is told."""
        if not isinstance(value, BaocaoError):
            super().log_exception(typ, value, tb)
