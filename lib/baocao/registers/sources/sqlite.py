"""Rows of a SQLite file, which is opened to be read only."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from baocao.core.errors import RegisterError
from baocao.registers.sources import faults

__all__ = ["rows_of"]

_LOCKED_SECONDS = 10
STATEMENT_SECONDS = 600
_STEPS = 10_000


@contextmanager
def rows_of(
    path: Path, statement: str, place: str
) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """The names of the columns and the rows that a statement gives, in one transaction.

    Raises
    ------
    RegisterError
        REGISTER-67 too slow, or the file is locked; REGISTER-69 no such file or table, or the query
        fails; REGISTER-70 no SQLite file; REGISTER-72 a text that is not UTF-8.
    """
    if not path.is_file():
        raise faults.not_found(place, f"không có tệp {path.name}")
    deadline = time.monotonic() + STATEMENT_SECONDS
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            timeout=_LOCKED_SECONDS,
            isolation_level=None,
        )
        with closing(connection):
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            connection.execute("BEGIN")
            cursor = connection.execute(statement)
            yield [name for name, *_ in cursor.description or ()], cursor
    except sqlite3.Error as error:
        raise _told(error, place) from None


def _told(error: sqlite3.Error, place: str) -> RegisterError:
    # The first byte is the kind; the others refine it.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    text = str(error)
    if code == sqlite3.SQLITE_INTERRUPT:
        return faults.no_answer(place, STATEMENT_SECONDS)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return faults.unreachable(place, "tệp đang bị chương trình khác giữ")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return faults.denied(place, "không mở được tệp", "xem quyền đọc tệp và thư mục của tệp")
    if code == sqlite3.SQLITE_NOTADB:
        remedy = "chỉ đúng tệp SQLite, hoặc dùng đường dẫn tệp thường nếu là Excel, CSV"
        return faults.not_a_register(place, "tệp không phải SQLite, hoặc có mật khẩu", remedy)
    if text.startswith("no such"):
        return faults.not_found(place, text)
    if text.startswith("Could not decode"):
        # The driver's message holds the text itself.
        return RegisterError(faults.UNWRITABLE.at(place, "chữ không ở bảng mã UTF-8"))
    return faults.refused_query(place, " ".join(text.split())[:200])
