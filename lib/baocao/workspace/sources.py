"""Where a register is fetched from: a database, a web address, a file in a shared folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import Field

from baocao.core.errors import Finding
from baocao.workspace.office import StrictSettings

__all__ = ["Kind", "Source", "source_faults"]

Kind = Literal["sqlite", "postgresql", "web", "file"]

_SCHEMES: dict[str, Kind] = {
    "sqlite": "sqlite",
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "https": "web",
    "file": "file",
}
# What an address of PostgreSQL may say besides; everything else may hide a password.
_POSTGRESQL = {"host", "port", "sslmode", "sslrootcert"}
_SECRET = re.compile(r"pass|pwd|token|secret|sig|auth|key|credential", re.IGNORECASE)
_SELECT = re.compile(r"\s*(select|with)\b", re.IGNORECASE)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class Source(StrictSettings):
    """Where one register comes from.

    Parameters
    ----------
    url
        ``postgresql://user@host/database``, ``sqlite:///file`` (from the workspace's folder;
        four strokes before an absolute path), ``https://…``, ``file:///…``, or the path of a file.
    table, query
        What is read of a database: exactly one of the two.
    password
        The name of the environment variable with the password.  Over https it is sent with the
        user that the address names ("basic"), or by itself ("bearer") where it names none.
    """

    url: Annotated[str, Field(min_length=1)]
    table: Annotated[str, Field(min_length=1)] | None = None
    query: Annotated[str, Field(min_length=1)] | None = None
    password: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None

    @property
    def kind(self) -> Kind | None:
        """What is asked; None for an address of a kind that nobody reads."""
        scheme, is_address, _ = self.url.partition("://")
        return _SCHEMES.get(scheme.lower()) if is_address else "file"

    @property
    def is_database(self) -> bool:
        """Whether rows are asked for, rather than a file."""
        return self.kind in ("sqlite", "postgresql")

    @property
    def parts(self) -> SplitResult:
        """The parts of the address."""
        return urlsplit(self.url)

    @property
    def shown(self) -> str:
        """The address as people may read it: without user, options and password."""
        if self.kind == "file" and "://" not in self.url:
            return self.url
        parts = self.parts
        host = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{host}{parts.path}"

    @property
    def fingerprint(self) -> str:
        """The hash of all that decides what is fetched."""
        told = f"{self.url}\n{self.table}\n{self.query}"
        return hashlib.sha256(told.encode()).hexdigest()

    def path(self, root: Path) -> Path:
        """The file that a shared folder or a SQLite address names; relative ones from `root`."""
        if "://" not in self.url:
            return root / self.url
        path = unquote(self.parts.path)
        if self.kind == "sqlite":
            return root / path.removeprefix("/")
        if self.parts.netloc and self.parts.netloc != "localhost":
            return Path(f"//{self.parts.netloc}{path}")
        # file:///C:/ocop.xlsx
        return Path(path[1:] if re.match(r"/[A-Za-z]:", path) else path)


def source_faults(sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What is wrong in the declarations of sources; no message repeats a password."""
    for stem, source in sources.items():
        for found, remedy in _faults(source):
            yield Finding(
                "REGISTER-65",
                f"Nguồn của sổ {stem} khai báo chưa đúng.",
                where=f"report.toml, mục sources.{stem}",
                found=found,
                remedy=remedy,
            )


def _faults(source: Source) -> Iterator[tuple[str, str]]:
    try:
        parts, _ = source.parts, source.parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:
        yield "địa chỉ viết sai", "sửa url, ví dụ postgresql://reader@may-chu/so_kh"
        return
    if source.kind is None:
        remedy = "dùng postgresql://, sqlite:///, https://, hoặc đường dẫn tệp"
        yield f"địa chỉ loại {parts.scheme or '?'}://", remedy
        return
    if source.kind != "file" and _holds_password(source):
        yield (
            "địa chỉ chứa mật khẩu hoặc mã truy cập",
            'xóa khỏi url; đặt vào biến môi trường và ghi tên biến: password = "TEN_BIEN"',
        )
    elif source.kind == "postgresql" and (more := _options(source) - _POSTGRESQL):
        yield (
            f"tùy chọn lạ: {', '.join(sorted(more))}",
            f"chỉ dùng {', '.join(sorted(_POSTGRESQL))}",
        )
    if source.kind in ("postgresql", "web") and not (parts.hostname or "host" in _options(source)):
        yield "địa chỉ không có tên máy chủ", "ghi tên máy chủ sau ://"
    if source.kind == "postgresql" and not parts.path.strip("/"):
        yield "địa chỉ không có tên cơ sở dữ liệu", "ghi tên cơ sở dữ liệu sau tên máy chủ và dấu /"
    if source.kind == "sqlite" and (parts.netloc or not parts.path.strip("/")):
        yield "địa chỉ SQLite không có đường dẫn tệp", "viết sqlite:/// rồi đến đường dẫn của tệp"
    if source.kind in ("sqlite", "file") and source.password:
        yield "tệp không hỏi mật khẩu", "bỏ mục password"
    if source.is_database and (source.table is None) == (source.query is None):
        yield "cần đúng một trong hai: table hoặc query", "giữ một mục"
    if not source.is_database and (source.table or source.query):
        yield "tệp không có bảng để hỏi", "bỏ mục table, query"
    if source.query is not None and not _is_one_select(source.query):
        yield (
            "query không phải đúng một câu SELECT",
            "viết một câu bắt đầu bằng select hoặc with, không có dấu ; ở giữa",
        )


def _options(source: Source) -> set[str]:
    return {name for name, _ in parse_qsl(source.parts.query, keep_blank_values=True)}


def _holds_password(source: Source) -> bool:
    user = source.parts.netloc.rpartition("@")[0]
    names = _options(source) | {n for n, _ in parse_qsl(source.parts.fragment)}
    # An option without a value may be a token by itself.
    return ":" in unquote(user) or any(map(_SECRET.search, names))


def _is_one_select(query: str) -> bool:
    """Whether it is one statement that reads.

    The transaction allows nothing else; what could hide a second statement from this look is
    refused beside a semicolon.

    Examples
    --------
    >>> _is_one_select("select a from b where c = ';';")
    True
    >>> _is_one_select("select 1; drop table b")
    False
    """
    body = query.rstrip().removesuffix(";")
    if not _SELECT.match(body):
        return False
    if any(mark in body for mark in ("\\", "--", "/*", "$")):
        return ";" not in body
    return ";" not in _QUOTED.sub("", body)
