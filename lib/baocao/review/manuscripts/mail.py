"""Takes mails apart: their text and what is attached, each a document of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from pathlib import Path

from baocao.review.manuscripts.faults import too_large, unreadable

__all__ = ["MailPart", "unpack_mail"]

_DEEPEST = 3
_MOST_PARTS = 20
_NAME = 80
_BODIES = {"text/plain": ".txt", "text/html": ".html"}


@dataclass(frozen=True)
class MailPart:
    """A text or an attachment, written to a file.

    Parameters
    ----------
    path
        The file; its name is ours, with the ending of the attachment's.
    place
        What a reader calls it; empty for the mail's own text.
    """

    path: Path
    place: str


def unpack_mail(data: bytes, place: str, folder: Path, depth: int = 1) -> list[MailPart]:
    """Write the text of a mail and its attachments into a folder, also of mails attached to it.

    Names of attachments lead nowhere: only their endings are taken over.

    Raises
    ------
    ManuscriptError
        MANUSCRIPT-02 no mail; -05 mails in mails beyond the third, or more than 20 parts.
    """
    message = BytesParser(policy=policy.default).parsebytes(data)
    if not any(name in message for name in ("From", "Subject", "Date", "Received", "To")):
        raise unreadable(place, "không có phần đầu của một thư", "lưu lại thư dưới dạng .eml")
    return _parts(message, place, folder, "", depth, [])


def _parts(
    message: EmailMessage,
    place: str,
    folder: Path,
    inside: str,
    depth: int,
    found: list[MailPart],
) -> list[MailPart]:
    if depth > _DEEPEST:
        raise too_large(place, f"thư trong thư quá {_DEEPEST} lớp", "gửi riêng từng thư, từng tệp")
    subject = " ".join(str(message.get("Subject", "")).split())
    body = message.get_body(("plain", "html"))
    if body is not None or subject:
        is_page = body is not None and body.get_content_type() == "text/html"
        if is_page or body is None:
            _write(f"# {subject}\n".encode(), ".txt", inside, place, folder, found)
        if body is not None:
            suffix = _BODIES.get(body.get_content_type(), ".txt")
            text = _text(body, place)
            head = "" if is_page or not subject else f"# {subject}\n\n"
            _write(f"{head}{text}".encode(), suffix, inside, place, folder, found)
    for part in _attached(message, body):
        name = " ".join(str(part.get_filename() or "").split())[:_NAME]
        if part.get_content_type() == "message/rfc822":
            inner = part.get_content()
            shown = f"thư kèm {name or len(found) + 1}"
            _parts(inner, place, folder, _joined(inside, shown), depth + 1, found)
            continue
        if part.is_multipart():
            continue
        ending = re.search(r"\.[A-Za-z0-9]{1,5}$", name)
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            shown = _joined(inside, f"đính kèm {name or 'không tên'}")
            _write(data, ending[0].lower() if ending else "", shown, place, folder, found)
    return found


def _attached(message: MIMEPart, body: object) -> Iterator[MIMEPart]:
    """All parts but the text that is read and those that hold others."""
    stack: list[MIMEPart] = [message]
    while stack:
        part = stack.pop(0)
        if part is body:
            continue
        if part.get_content_maintype() == "multipart":
            inner = list(part.iter_parts())
            if part.get_content_type() == "multipart/alternative" and body in inner:
                # The same text again, in another form.
                continue
            stack = [*inner, *stack]
        elif part is not message:
            yield part


def _text(body: MIMEPart, place: str) -> str:
    try:
        return str(body.get_content())
    except (LookupError, ValueError) as error:
        raise unreadable(place, str(error), "lưu lại thư ở bảng mã UTF-8") from None


def _joined(inside: str, name: str) -> str:
    return f"{inside}, {name}" if inside else name


def _write(
    data: bytes, suffix: str, shown: str, place: str, folder: Path, found: list[MailPart]
) -> None:
    if len(found) >= _MOST_PARTS:
        raise too_large(place, f"hơn {_MOST_PARTS} phần trong thư", "gửi riêng từng tệp")
    path = folder / f"{len(found) + 1:03}{suffix}"
    path.write_bytes(data)
    found.append(MailPart(path, shown))
