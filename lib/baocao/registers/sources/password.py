"""The password of a source, from the environment: it is used and never written."""

from __future__ import annotations

import os

from baocao.registers.sources.faults import denied
from baocao.workspace.sources import Source

__all__ = ["password_of"]


def password_of(source: Source, place: str) -> str | None:
    """The password in the variable that a source names; None where it names none.

    Raises
    ------
    RegisterError
        REGISTER-68 the variable is not set, or empty, or holds what is no text.
    """
    if source.password is None:
        return None
    # Whoever fills a variable from a file has the file's last line end in it.
    found = os.environ.get(source.password, "").rstrip("\r\n")
    if not found:
        raise denied(
            place,
            f"biến môi trường {source.password} chưa đặt",
            f"đặt mật khẩu vào biến {source.password} của máy chạy baocao fetch",
        )
    try:
        found.encode()
    except UnicodeEncodeError:
        raise denied(
            place, f"biến môi trường {source.password} không ở bảng mã UTF-8", "đặt lại biến ấy"
        ) from None
    return found
