"""Serves the page on this machine until it is told to stop; then nothing of it is left."""

from __future__ import annotations

import asyncio
import signal
import webbrowser
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback
from tornado.web import Application

from baocao.core.errors import BaocaoError, refusal
from baocao.core.loopback import Pass, listening
from baocao.core.periods import Period, periods_between
from baocao.core.temporary import temporary_folder
from baocao.facts.book import shared_book
from baocao.locale.vi.text import period_name
from baocao.review.desk.checks import Checks
from baocao.review.desk.explanations import Explanations
from baocao.review.desk.faults import port_taken
from baocao.review.desk.handlers import ROUTES, Shown
from baocao.review.desk.reports import Reports
from baocao.review.manuscripts.read import MOST_BYTES
from baocao.workspace.workspace import Workspace

__all__ = ["Desk", "open_desk", "opened"]

_KINDS = ("month", "quarter", "half", "nine_months", "year")
_RECENT_YEARS = 3
_SWEEP_MILLISECONDS = 60_000


@dataclass(frozen=True)
class Desk:
    """A page that is served.

    Parameters
    ----------
    address
        Its address with the token.
    entry, checks
        What opens it, and what is on it.
    """

    address: str
    entry: Pass
    checks: Checks


def open_desk(
    space: Workspace, port: int | None, browser: bool, tell: Callable[[str], None]
) -> None:
    """Serve the page until the process is interrupted or ended; all files are removed then.

    Parameters
    ----------
    space
        The workspace whose data documents are compared with.
    port
        The port that must be free; None for any.
    browser
        Whether a browser is opened.
    tell
        Called with the address.

    Raises
    ------
    DeskError
        DESK-01 the port is taken.
    """
    asyncio.run(_serve(space, port, browser, tell))


async def _serve(
    space: Workspace, port: int | None, browser: bool, tell: Callable[[str], None]
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            # Windows has no such handlers: there the interrupt ends the loop by itself.
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, ended.set)
    with temporary_folder() as folder, opened(space, folder, port) as desk:
        tell(desk.address)
        if browser:
            await loop.run_in_executor(None, webbrowser.open, _leading(folder, desk.address))
        await ended.wait()


def _leading(folder: Path, address: str) -> str:
    """The address of a private file that leads to the page.

    Everybody on the machine sees what a browser is started with, and the address holds the token.
    """
    page = folder / "desk.html"
    page.write_text(
        f'<!DOCTYPE html><meta http-equiv="refresh" content="0; url={address}">', encoding="utf-8"
    )
    return page.as_uri()


@contextmanager
def opened(
    space: Workspace, folder: Path, port: int | None = None, most_bytes: int = MOST_BYTES
) -> Iterator[Desk]:
    """The page, served by the running loop for as long as the block runs.

    Raises
    ------
    DeskError
        DESK-01 the port is taken.
    """
    loop = asyncio.get_running_loop()

    def call(function: Callable[[], None]) -> None:
        # A job may end after the loop.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(function)

    try:
        taken = listening(port or 0)
    except OSError as error:
        raise port_taken(port or 0, refusal(error)) from None
    entry = Pass("desk", taken.getsockname()[1])
    checks = Checks(space, folder, call)
    explanations, reports = Explanations(space), Reports(space)
    shared = {"checks": checks, "explanations": explanations, "reports": reports, "entry": entry}
    pages = str(Path(__file__).with_name("pages"))
    routes = [
        (pattern, handler, shared if is_guarded else {"path": pages})
        for pattern, handler, is_guarded in ROUTES
    ]
    application = Application(routes, shown=_shown(space), most_bytes=most_bytes, log_function=_no)
    server = HTTPServer(application, idle_connection_timeout=60)
    server.add_socket(taken)
    sweeping = PeriodicCallback(checks.sweep, _SWEEP_MILLISECONDS)
    sweeping.start()
    try:
        yield Desk(entry.address, entry, checks)
    finally:
        sweeping.stop()
        server.stop()
        checks.close()
        explanations.close()
        reports.close()


def _no(_: object) -> None:
    """Log nothing: addresses hold the token, and names of documents."""


def _shown(space: Workspace) -> Shown:
    """What the page offers; where declarations are wrong, the first check tells so."""
    labels: list[tuple[str, str]] = []
    with suppress(BaocaoError):
        labels = [(key, measure.label) for key, measure in shared_book(space).catalogue]
    often = Counter(label for _, label in labels)
    # What two indicators are called says neither.
    facts = [(key, label if often[label] == 1 else key) for key, label in labels]
    return Shown(space.settings.office[-1].name, list(_recent(space)), facts)


def _recent(space: Workspace) -> Iterator[tuple[str, str]]:
    """The periods of the last years that the data know whole, the newest first."""
    last = space.settings.data.complete_until
    first = last.replace(year=last.year - _RECENT_YEARS, day=1)
    found: list[Period] = periods_between(first, last, _KINDS, space.calendar)
    for period in reversed(found):
        yield str(period), period_name(period)
