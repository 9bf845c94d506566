"""Pages that this machine serves to one browser: a port of its own, a token, a cookie."""

from __future__ import annotations

import hmac
import os
import secrets
import socket
from dataclasses import dataclass, field

__all__ = ["HERE", "Pass", "listening"]

# Beyond loopback nobody is served.
HERE = "127.0.0.1"


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Pass:
    """What opens a page: the address has the token, and the browser then has the cookie.

    Parameters
    ----------
    page
        The name of the page, in Latin letters.
    port
        Where the server listens; cookies do not tell ports of a machine apart.

    Examples
    --------
    >>> made = Pass("desk", 8888)
    >>> made.cookie_name, made.hosts
    ('baocao-desk-8888', ('127.0.0.1:8888', 'localhost:8888'))
    >>> made.opens(made.token), made.opens(made.cookie), made.opens(None)
    (True, False, False)
    >>> made.address.startswith("http://127.0.0.1:8888/?token=")
    True
    """

    page: str
    port: int
    token: str = field(default_factory=_secret)
    cookie: str = field(default_factory=_secret)

    @property
    def address(self) -> str:
        """Where a browser begins."""
        return f"http://{HERE}:{self.port}/?token={self.token}"

    @property
    def cookie_name(self) -> str:
        """The name of the cookie."""
        return f"baocao-{self.page}-{self.port}"

    @property
    def hosts(self) -> tuple[str, str]:
        """How the browser may call the server; any other name leads here by a trick."""
        return f"{HERE}:{self.port}", f"localhost:{self.port}"

    def opens(self, token: str | None) -> bool:
        """Whether an address has the token."""
        return _same(token, self.token)

    def knows(self, cookie: str | None) -> bool:
        """Whether a browser has the cookie."""
        return _same(cookie, self.cookie)


def _same(given: str | None, held: str) -> bool:
    # In the same time whatever is given, so that nobody learns it letter by letter.
    return hmac.compare_digest((given or "").encode(), held.encode())


def listening(port: int) -> socket.socket:
    """A socket that listens on a port of this machine; 0 takes a free one.

    Raises
    ------
    OSError
        The port is not to be had.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # What was served a moment ago keeps no other from its port; elsewhere it means more.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setblocking(False)
        made.bind((HERE, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made
