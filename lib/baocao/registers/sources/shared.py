"""A file from a shared folder: copied while nobody writes to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from baocao.core.errors import refusal
from baocao.core.files import mark
from baocao.registers.sources import faults

__all__ = ["blocks"]

_BLOCK = 2**20


def blocks(path: Path, place: str) -> Iterator[bytes]:
    """A file's content, block by block.

    Raises
    ------
    RegisterError
        REGISTER-67 the folder is not to be reached, or the file is being written; REGISTER-68 no
        right to read; REGISTER-69 no such file.
    """
    before = mark(path)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except PermissionError as error:
        remedy = "đóng tệp nếu đang mở trong Excel; xem quyền đọc của thư mục dùng chung"
        raise faults.denied(place, refusal(error), remedy) from None
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise faults.not_found(place, f"{path}: {refusal(error)}") from None
    except OSError as error:
        remedy = "xem thư mục dùng chung có được nối vào máy này không, rồi chạy lại"
        raise faults.unreachable(place, refusal(error), remedy) from None
    if mark(path) != before:
        remedy = "chờ người đang ghi tệp xong rồi chạy lại"
        raise faults.unreachable(place, "tệp bị ghi trong lúc chép", remedy)
