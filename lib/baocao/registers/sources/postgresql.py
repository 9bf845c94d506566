"""Rows of a PostgreSQL database, in a transaction that can only read."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from baocao.core.errors import RegisterError
from baocao.registers.sources import faults
from baocao.registers.sources.password import password_of
from baocao.workspace.sources import Source

if TYPE_CHECKING:
    import psycopg

__all__ = ["rows_of"]

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 600
_ROWS = 5000

# What the driver says when there is no connection, whose errors have no code. Only these words are
# looked for; what else it says repeats the address, and is not shown.
_NO_CONNECTION = {
    "resolve host": "không có máy chủ tên ấy",
    "translate host": "không có máy chủ tên ấy",
    "connection refused": "máy chủ từ chối kết nối",
    "no such file": "máy chủ từ chối kết nối",
    "timeout": f"quá {CONNECT_SECONDS} giây không trả lời",
    "certificate": "chứng thư số của máy chủ không được tin cậy",
    "does not support ssl": "máy chủ không mã hóa đường truyền, mà sslmode trong url đòi mã hóa",
    "sslmode": "giá trị sslmode trong url không dùng được",
}
_DENIED = {
    "password authentication failed": "sai người dùng hoặc mật khẩu",
    "no password supplied": "máy chủ đòi mật khẩu: thêm mục password",
    "pg_hba": "máy chủ không cho người dùng này vào từ máy này",
    'role "': "không có người dùng ấy",
}
_NO_DATABASE = re.compile(r'database "[^"]*" does not exist')


@contextmanager
def rows_of(
    source: Source, statement: str, place: str
) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """The names of the columns and the rows that a statement gives, at one state of the database.

    Raises
    ------
    RegisterError
        REGISTER-66 no driver; REGISTER-67 no connection, or too slow; REGISTER-68 a wrong password,
        no right to read; REGISTER-69 no such database, table or column, or the query fails;
        REGISTER-72 values that Python cannot hold.
    """
    try:
        import psycopg
    except ImportError:
        raise faults.no_driver(place, "psycopg") from None
    try:
        connection = psycopg.connect(**_connected_to(source, place))
    except (psycopg.Error, OSError) as error:
        raise _unconnected(error, place) from None
    try:
        with closing(connection):
            # All that is read is of one moment, and nothing can be written.
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.execute(f"SET LOCAL statement_timeout = {STATEMENT_SECONDS * 1000:.0f}")
            # A cursor of the server takes one SELECT, and the rows are fetched by and by.
            with connection.cursor("baocao") as cursor:
                cursor.itersize = _ROWS
                cursor.execute(statement.encode())
                names = [column.name for column in cursor.description or ()]
                yield names, _in_time(cursor, place)
    except psycopg.Error as error:
        raise _told(error, place) from None
    except UnicodeDecodeError:
        raise RegisterError(faults.UNWRITABLE.at(place, "chữ không ở bảng mã UTF-8")) from None


def _connected_to(source: Source, place: str) -> dict[str, Any]:
    parts = source.parts
    settings: dict[str, Any] = {
        "host": parts.hostname,
        "port": parts.port,
        "user": unquote(parts.username or "") or None,
        "dbname": unquote(parts.path.lstrip("/")),
        "password": password_of(source, place),
        **dict(parse_qsl(parts.query)),
        "connect_timeout": CONNECT_SECONDS,
        "client_encoding": "utf8",
        "application_name": "baocao fetch",
    }
    return {name: value for name, value in settings.items() if value is not None}


def _in_time(cursor: Iterator[Sequence[Any]], place: str) -> Iterator[Sequence[Any]]:
    """The rows, as long as they come in time: the server's own limit is one for each block."""
    deadline = time.monotonic() + STATEMENT_SECONDS
    for row in cursor:
        if time.monotonic() > deadline:
            raise faults.no_answer(place, STATEMENT_SECONDS)
        yield row


def _unconnected(error: Exception, place: str) -> RegisterError:
    text = str(error).lower()
    if _NO_DATABASE.search(text):
        return faults.not_found(place, "không có cơ sở dữ liệu tên ấy")
    for word, why in _DENIED.items():
        if word in text:
            return faults.denied(place, why)
    for word, why in _NO_CONNECTION.items():
        if word in text:
            return faults.unreachable(place, why)
    return faults.unreachable(place, f"máy chủ không nhận kết nối ({type(error).__name__})")


def _told(error: psycopg.Error, place: str) -> RegisterError:
    state = error.sqlstate or ""
    # The server's own sentence on the query: it knows nothing of the connection's secrets.
    text = " ".join((error.diag.message_primary or type(error).__name__).split())[:200]
    if state in ("42P01", "42703", "3F000"):
        return faults.not_found(place, text)
    if state == "42501":
        remedy = "cấp quyền SELECT cho người dùng trong url"
        return faults.denied(place, "người dùng không có quyền đọc bảng", remedy)
    if state == "57014":
        return faults.no_answer(place, STATEMENT_SECONDS)
    if state == "25006":
        return faults.refused_query(place, "câu hỏi ghi vào cơ sở dữ liệu")
    if not state and text == "DataError":
        return RegisterError(faults.UNFIT.at(place, "ngày ngoài các năm 1 đến 9999"))
    if not state or state.startswith(("08", "57P")):
        return faults.unreachable(place, "kết nối bị ngắt giữa chừng")
    return faults.refused_query(place, text)
