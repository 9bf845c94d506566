"""A file from a web address, over https with the server's certificate checked."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from email.message import Message
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from baocao.core.errors import RegisterError, refusal
from baocao.registers.sources import faults
from baocao.registers.sources.password import password_of
from baocao.workspace.sources import Source

__all__ = ["blocks"]

ANSWER_SECONDS = 30
TRANSFER_SECONDS = 600
MOST_BYTES = 2**30
_BLOCK = 2**20
_SAFE = "/%:@!$&'()*+,;=~?"


def blocks(source: Source, place: str) -> Iterator[bytes]:
    """What stands at a web address, block by block.

    Raises
    ------
    RegisterError
        REGISTER-67 no connection, no answer in time, a certificate that nobody vouches for, an
        answer that breaks off; REGISTER-68 the server asks who we are; REGISTER-69 no such page;
        REGISTER-70 too large.
    """
    password = password_of(source, place)
    request = Request(_address(source))
    if password is not None:
        # Unredirected: another server than the declared one never sees it.
        request.add_unredirected_header("Authorization", _credentials(source, password, place))
    # The certificates that the system trusts, or those in SSL_CERT_FILE.
    context = ssl.create_default_context()
    opener = build_opener(_Redirects, HTTPSHandler(context=context))
    try:
        with opener.open(request, timeout=ANSWER_SECONDS) as answer:
            yield from _received(answer, place)
    except HTTPError as error:
        error.close()
        raise _status_told(error.code, place) from None
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise _fault_told(reason, place) from None


def _address(source: Source) -> str:
    """The address as it is sent: without the user, other letters than ASCII encoded."""
    parts = source.parts
    host = parts.netloc.rpartition("@")[2].encode("idna").decode()
    return urlunsplit((parts.scheme, host, quote(parts.path, _SAFE), quote(parts.query, _SAFE), ""))


def _credentials(source: Source, password: str, place: str) -> str:
    user = unquote(source.parts.netloc.rpartition("@")[0])
    if user:
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    if not (password.isascii() and password.isprintable() and " " not in password):
        raise faults.denied(
            place,
            f"mã truy cập trong biến môi trường {source.password} có ký tự không gửi được",
            "chép lại mã; nếu là mật khẩu, ghi người dùng vào url: https://nguoi-dung@…",
        )
    return f"Bearer {password}"


class _Redirects(HTTPRedirectHandler):
    """Goes where a server sends us, over https only; the same server is told again who we are."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is None or urlsplit(new.full_url).scheme != "https":
            fp.close()
            raise http.client.HTTPException
        held = req.unredirected_hdrs.get("Authorization")
        if held is not None and new.host == req.host:
            new.add_unredirected_header("Authorization", held)
        return new


def _received(answer: Any, place: str) -> Iterator[bytes]:
    headers: Message = answer.headers
    if headers.get("Content-Encoding", "identity") != "identity":
        raise http.client.HTTPException
    deadline = time.monotonic() + TRANSFER_SECONDS
    size = 0
    while block := answer.read(_BLOCK):
        size += len(block)
        if size > MOST_BYTES:
            remedy = "xuất sổ ít cột, ít dòng hơn, hoặc khai báo thẳng cơ sở dữ liệu làm nguồn"
            raise faults.not_a_register(place, f"tệp quá {MOST_BYTES / 2**20:g} MB", remedy)
        if time.monotonic() > deadline:
            raise faults.no_answer(place, TRANSFER_SECONDS)
        yield block
    # A connection that is cut ends the reading without a word.
    declared = headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) != size:
        raise http.client.IncompleteRead(b"")


def _status_told(status: int, place: str) -> RegisterError:
    if status in (401, 403, 407):
        return faults.denied(place, f"máy chủ trả lời {status}: không cho đọc")
    if status in (404, 410):
        return faults.not_found(place, f"máy chủ trả lời {status}: không có tệp ở địa chỉ này")
    return faults.unreachable(place, f"máy chủ trả lời {status}")


def _fault_told(reason: object, place: str) -> RegisterError:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return faults.unreachable(
            place,
            f"chứng thư số của máy chủ không được tin cậy: {reason.verify_message}",
            "hỏi người quản trị máy chủ; chứng thư nội bộ thì ghi tệp vào biến SSL_CERT_FILE",
        )
    if isinstance(reason, ssl.SSLError):
        return faults.unreachable(place, "không bắt tay được TLS với máy chủ")
    if isinstance(reason, socket.gaierror):
        return faults.unreachable(place, "không có máy chủ tên ấy")
    if isinstance(reason, ConnectionRefusedError):
        return faults.unreachable(place, "máy chủ từ chối kết nối")
    if isinstance(reason, TimeoutError):
        return faults.no_answer(place, ANSWER_SECONDS)
    if isinstance(reason, OSError) and not isinstance(reason, ConnectionError):
        return faults.unreachable(
            place, refusal(reason) if reason.errno else "đường mạng không thông"
        )
    return faults.unreachable(place, "câu trả lời bị ngắt, hoặc chuyển sang địa chỉ không mã hóa")
