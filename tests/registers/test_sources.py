"""Registers fetched from elsewhere: the same figures as from a file, or one code."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
import os
import pwd
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import psycopg
import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from baocao.core.errors import BaocaoError
from baocao.facts.book import FactBook
from baocao.registers.declare import Column, Register
from baocao.registers.open import is_large
from baocao.registers.receipt import as_lines
from baocao.registers.sources import postgresql, shared, web
from baocao.registers.sources import sqlite as sqlite_source
from baocao.registers.sources.fetch import Fetched, fetch, wanted
from baocao.registers.sources.rows import write_parquet
from baocao.registers.sources.values import cell_of, shown
from baocao.run.build import build
from baocao.run.check import check, receipts
from baocao.run.issue import Order, issue
from baocao.workspace.manifest import inputs
from baocao.workspace.workspace import Workspace
from support.binary_workbooks import like
from support.folders import ROOT, contents, copy_of_the_workspace, with_sections

SPAN = "2020-01-01--2023-11-14"
SECRET = "s3cr3t-M4tKhau"
NOON = dt.datetime(2023, 11, 15, 5, 0, 30, tzinfo=dt.UTC)
OCOP_ROWS = 119


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """All registers, and a report that has one section: of products, which most tests move."""
    return with_sections(copy_of_the_workspace(tmp_path / "office"), ("ocop",))


def declared(office: Path, sources: str) -> Workspace:
    """The office with these sources in its settings."""
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8").partition("\n[sources.")[0]
    path.write_text(f"{text}\n{sources}\n", encoding="utf-8")
    return Workspace.load(office)


def register_of(workspace: Workspace, stem: str) -> Register:
    found = {r.stem: r for r in FactBook(workspace).catalogue.registers}
    return found[stem]


def fetched(workspace: Workspace, *stems: str) -> list[Fetched]:
    registers = FactBook(workspace).catalogue.registers
    return list(fetch(wanted(registers, workspace, stems), workspace, lambda: NOON))


def said(workspace: Workspace, *stems: str) -> str:
    """What fetching complains of."""
    findings = [finding for one in fetched(workspace, *stems) for finding in one.findings]
    return "\n".join(map(str, findings))


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(BaocaoError) as caught:
        call()
    return str(caught.value)


def typed(cell: str, column: Column) -> object:
    """A cell of our own CSV as a database would hold it."""
    if not cell:
        return None
    if column.type == "date":
        return dt.datetime.strptime(cell, "%d/%m/%Y").date()
    if column.type in ("integer", "money"):
        return int(cell.replace(".", ""))
    if column.type == "number":
        return Decimal(cell.replace(".", "").replace(",", "."))
    return cell


def rows_of_csv(path: Path, register: Register) -> tuple[list[Column], list[list[object]]]:
    by_heading = {column.heading: column for column in register.all_columns}
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    columns = [by_heading[heading] for heading in head]
    return columns, [[typed(c, k) for c, k in zip(r, columns, strict=True)] for r in rows if any(r)]


def in_sqlite(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def into_sqlite(path: Path, table: str, names: Iterable[str], rows: Iterable[list[Any]]) -> None:
    head = ", ".join(f'"{name}"' for name in names)
    with sqlite3.connect(path) as connection:
        connection.execute(f'DROP TABLE IF EXISTS "{table}"')
        connection.execute(f'CREATE TABLE "{table}" ({head})')
        for row in rows:
            marks = ", ".join("?" * len(row))
            connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', [*map(in_sqlite, row)])
    connection.close()


def moved_to_sqlite(office: Path, stem: str) -> Workspace:
    """The office, with one of its registers in a database beside it, under the names in code."""
    path = office / "data" / "registers" / f"{stem}.csv"
    columns, rows = rows_of_csv(path, register_of(Workspace.load(office), stem))
    into_sqlite(office / "so.db", stem, [column.name for column in columns], rows)
    path.unlink()
    return declared(office, f'[sources.{stem}]\nurl = "sqlite:///so.db"\ntable = "{stem}"')


def figures(workspace: Workspace, stem: str) -> dict[str, object]:
    book = FactBook(workspace)
    at = workspace.period(SPAN)
    return {
        key: book.fact(measure, at).value for key, measure in book.catalogue if key.startswith(stem)
    }


# ---------------------------------------------------------------- SQLite


SOME = ["ocop", *(pytest.param(s, marks=pytest.mark.slow) for s in ("iso_9001", "guidance"))]


@pytest.mark.parametrize("stem", [*SOME, "enterprise_support"])
def test_a_database_gives_the_figures_of_the_file(stem: str, office: Path) -> None:
    expected = figures(Workspace.load(office), stem)
    workspace = moved_to_sqlite(office, stem)
    (one,) = fetched(workspace)
    assert one.findings == () and one.is_new
    assert figures(workspace, stem) == expected
    assert check(workspace, [workspace.period(SPAN)]) == []
    if stem == "ocop":
        # Typed from the signed report.
        assert expected["ocop.recognised"] == OCOP_ROWS


def test_what_was_fetched_is_corrected_at_its_source(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    fetched(workspace)
    (office / "data/corrections.csv").write_text(
        "Sổ;Khóa;Cột;Giá trị cũ;Giá trị mới;Lý do;Ngày đính chính\n"
        "ocop;OCOP-001;Ghi chú;;đã đổi tên;theo văn bản;05/01/2023\n",
        encoding="utf-8-sig",
    )
    assert refused(lambda: figures(Workspace.load(office), "ocop")) == (
        "[REGISTER-54] Sổ ocop lấy từ nguồn, không đính chính được.\n"
        "  Ở đâu:    data/corrections.csv, dòng 2\n"
        "  Cách sửa: sửa ở nguồn, chạy baocao fetch ocop, rồi xóa dòng đính chính"
    )


def test_what_is_written_down_of_a_snapshot(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    fetched(workspace)
    record = json.loads((office / "data" / "sources" / "ocop.json").read_text(encoding="utf-8"))
    assert record.pop("sha256") and record.pop("declared")
    assert record == {
        "file": "ocop.parquet",
        "url": "sqlite:///so.db",
        "table": "ocop",
        "query": None,
        "fetched": "2023-11-15T05:00:30+00:00",
        "rows": OCOP_ROWS,
    }


def test_the_same_rows_are_the_same_snapshot(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    fetched(workspace)
    before = contents(office / "data")
    with sqlite3.connect(office / "so.db") as connection:
        # The same rows in another order: a table has none.
        connection.execute("CREATE TABLE other AS SELECT * FROM ocop ORDER BY product DESC")
        connection.execute("DROP TABLE ocop")
        connection.execute("ALTER TABLE other RENAME TO ocop")
    connection.close()
    (one,) = fetched(workspace)
    assert not one.is_new and contents(office / "data") == before


SMALL = Register(
    "small",
    title="Sổ",
    begins=dt.date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("text", "Tên", required=False),
        Column("day", "Ngày", type="date", required=False),
        Column("many", "Số", type="integer", required=False),
        Column("paid", "Tiền", type="money", required=False),
        Column("score", "Điểm", type="number", required=False),
        Column("flag", "Dấu", required=False, allowed=("x",)),
    ),
    common=(),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
DECIMALS = st.decimals(-(10**20), 10**20, places=9, allow_nan=False)
WHOLE = st.integers(-(2**63), 2**63 - 1)
ROWS = st.lists(
    st.tuples(
        st.from_regex(r"[A-Z0-9]{1,6}", fullmatch=True),
        TEXT,
        st.none() | st.dates(),
        st.none() | WHOLE,
        st.none() | WHOLE,
        st.none() | DECIMALS | st.integers(-(10**20), 10**20),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40)
@given(rows=ROWS)
def test_values_are_kept_exactly(rows: list[tuple[Any, ...]], tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("rows") / "small.parquet"
    write_parquet(path, SMALL, SMALL.columns, rows, "nguồn", 256, in_order=True)
    with duckdb.connect() as connection:
        found = connection.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
    assert [(row[0], row[1] or "", *row[2:6], row[6] == "x") for row in found] == [
        (*row[:5], None if row[5] is None else Decimal(row[5]), row[6]) for row in rows
    ]


def test_long_texts_are_kept_whole(tmp_path: Path) -> None:
    rows = [(f"A{n}", 'ă"\n;' * 20_000, None, None, None, None, None) for n in range(200)]
    path = tmp_path / "small.parquet"
    assert write_parquet(path, SMALL, SMALL.columns, rows, "nguồn", 256, in_order=True) == 200
    with duckdb.connect() as connection:
        found = connection.sql(f"SELECT DISTINCT \"Tên\" FROM read_parquet('{path}')").fetchall()
    assert found == [(rows[0][1],)]


def column(kind: Any) -> Column:
    return Column("name", "Cột", type=kind)


EXACT = [
    ("text", "007", "007"),
    ("text", 'a;"b"\nc', 'a;"b"\nc'),
    ("text", 2020, "2020"),
    ("text", Decimal("3100123456"), "3100123456"),
    ("date", dt.date(2020, 1, 15), "2020-01-15"),
    ("date", dt.datetime(2020, 1, 15), "2020-01-15"),
    ("date", "2020-01-15 00:00:00", "2020-01-15"),
    ("date", "15/1/2020", "2020-01-15"),
    ("number", 56.81, "56.81"),
    ("number", Decimal("54.20"), "54.2"),
    ("number", 1e20, "100000000000000000000"),
    ("number", None, ""),
    ("money", 21_500_000, "21500000"),
    ("money", Decimal("21500000.00"), "21500000"),
    ("money", "12", "12"),
]


@pytest.mark.parametrize(("kind", "value", "text"), EXACT)
def test_a_value_that_is_read(kind: str, value: object, text: str) -> None:
    assert cell_of(value, column(kind)) == text


@pytest.mark.parametrize(
    ("kind", "value", "what"),
    [
        ("text", 1.5, "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("text", True, "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("text", dt.date(2020, 1, 1), "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("text", b"abc", "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("text", "a\0b", "Chữ trong cơ sở dữ liệu có ký tự không ghi được."),
        ("text", "a\ud800b", "Chữ trong cơ sở dữ liệu có ký tự không ghi được."),
        ("date", dt.datetime(2020, 1, 15, 8, 30), "Cột ngày trong cơ sở dữ liệu có cả giờ."),
        ("date", "2020-01-15 08:30:00", "Cột ngày trong cơ sở dữ liệu có cả giờ."),
        ("date", "2020-02-30", "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("date", 43845, "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        (
            "date",
            dt.datetime(2020, 1, 15, tzinfo=dt.UTC),
            "Cột ngày trong cơ sở dữ liệu là thời điểm có múi giờ, ngày tùy theo nơi đọc.",
        ),
        ("integer", 1.5, "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("integer", 2**63, "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("money", "21.500", "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("money", False, "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("number", 1 / 3, "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("number", float("nan"), "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
        ("number", "56.81", "Giá trị trong cơ sở dữ liệu không hợp với cột của sổ."),
    ],
)
def test_a_value_that_is_refused(kind: str, value: object, what: str) -> None:
    found = cell_of(value, column(kind))
    assert not isinstance(found, str)
    assert str(found.at("đây", shown(value))).startswith(f"[REGISTER-72] {what}\n")


def test_cells_of_one_kind_are_one_finding(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    with sqlite3.connect(office / "so.db") as connection:
        connection.execute("UPDATE ocop SET recognised_date = recognised_date || ' 08:30:00'")
    connection.close()
    message = said(workspace)
    assert message.startswith(
        "[REGISTER-72] Cột ngày trong cơ sở dữ liệu có cả giờ.\n"
        "  Ở đâu:    nguồn của sổ ocop (report.toml, mục sources.ocop), dòng 1, "
        'cột "Ngày công nhận"\n'
        "  Đang có:  str 2020-01-15 08:30:00 (và 118 ô khác: dòng 2, dòng 3, …)\n"
    )
    assert message.count("REGISTER") == 1


def test_columns_that_do_not_match_come_at_once(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    with sqlite3.connect(office / "so.db") as connection:
        connection.execute("ALTER TABLE ocop RENAME COLUMN score TO diem")
        connection.execute("ALTER TABLE ocop RENAME COLUMN note TO 'Mã'")
    connection.close()
    assert said(workspace) == (
        "[REGISTER-71] Các cột của cơ sở dữ liệu không khớp với khai báo sổ.\n"
        "  Ở đâu:    nguồn của sổ ocop (report.toml, mục sources.ocop)\n"
        '  Đang có:  thiếu score (Điểm), note (Ghi chú); không rõ cột nào: "code", "Mã"; '
        'thừa "diem"\n'
        "  Cách sửa: viết query chọn đúng các cột của sổ, mỗi cột mang tên trong khai báo hoặc "
        "tiêu đề: select ma as code, …"
    )


def broken(office: Path, how: str) -> Workspace:
    """The office, whose last snapshot stands, with a source that fails."""
    workspace = moved_to_sqlite(office, "ocop")
    assert said(workspace) == ""
    queries = {
        "table": 'table = "ocp"',
        "column": 'query = "select diem from ocop"',
        "syntax": 'query = "select from where"',
        "empty": 'query = "select * from ocop where 1 = 0"',
        "slow": 'query = "with recursive n(i) as (select 1 union all select i + 1 from n) '
        'select count(*) from n"',
    }
    url = {"file": "khac.db", "kind": "report.toml"}.get(how, "so.db")
    query = queries.get(how, 'table = "ocop"')
    return declared(office, f'[sources.ocop]\nurl = "sqlite:///{url}"\n{query}')


@pytest.mark.parametrize(
    ("how", "code", "found"),
    [
        ("file", "[REGISTER-69] ", "không có tệp khac.db"),
        ("kind", "[REGISTER-70] ", "tệp không phải SQLite, hoặc có mật khẩu"),
        ("table", "[REGISTER-69] ", "no such table: ocp"),
        ("column", "[REGISTER-69] ", "no such column: diem"),
        ("syntax", "[REGISTER-69] ", 'near "from": syntax error'),
        ("empty", "[REGISTER-70] ", "không có dòng nào"),
        ("slow", "[REGISTER-67] ", "quá 0.2 giây"),
    ],
)
def test_what_fails_leaves_the_last_snapshot(
    how: str, code: str, found: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_source, "STATEMENT_SECONDS", 0.2)
    workspace = broken(office, how)
    before = contents(office / "data")
    message = said(workspace)
    assert message.startswith(code) and f"Đang có:  {found}\n" in message
    assert contents(office / "data") == before


# ---------------------------------------------------------------- what is declared

DATABASE = "postgresql://reader@db.local/so_kh"
WRONG = [
    (f'url = "postgresql://reader:{SECRET}@db.local/so"\ntable = "ocop"', "mật khẩu"),
    (f'url = "https://kho:{SECRET}@host/ocop.xlsx"', "mật khẩu"),
    (f'url = "https://host/ocop.xlsx?access_token={SECRET}"', "mật khẩu"),
    (f'url = "postgresql://db.local/so?password={SECRET}"\ntable = "ocop"', "mật khẩu"),
    ('url = "http://host/ocop.xlsx"', "địa chỉ loại http://"),
    ('url = "mysql://host/so"\ntable = "ocop"', "địa chỉ loại mysql://"),
    ('url = "https://[x/ocop"', "địa chỉ viết sai"),
    (f'url = "{DATABASE}"', "cần đúng một trong hai"),
    (f'url = "{DATABASE}?options=x"\ntable = "a"', "tùy chọn lạ: options"),
    (f'url = "{DATABASE}"\ntable = "a"\nquery = "select 1"', "cần đúng một trong hai"),
    (f'url = "{DATABASE}"\nquery = "delete from a"', "đúng một câu SELECT"),
    (f'url = "{DATABASE}"\nquery = "select 1; drop table a"', "đúng một câu SELECT"),
    (f'url = "{DATABASE}"\nquery = "select 1 --\'\\n; drop table a --\'"', "một câu SELECT"),
    ('url = "https://host/ocop.xlsx"\ntable = "ocop"', "không có bảng để hỏi"),
    ('url = "sqlite:///so.db"\ntable = "a"\npassword = "P"', "không hỏi mật khẩu"),
    ('url = "sqlite://so.db"\ntable = "a"', "không có đường dẫn"),
    ('url = "postgresql://db.local"\ntable = "a"', "tên cơ sở dữ liệu"),
    ('url = "https:///ocop.xlsx"', "tên máy chủ"),
    ('url = "https://a..b/ocop.xlsx"', "địa chỉ viết sai"),
]


@pytest.mark.parametrize(("text", "found"), WRONG)
def test_a_declaration_that_is_refused(text: str, found: str, office: Path) -> None:
    message = refused(lambda: declared(office, f"[sources.ocop]\n{text}"))
    assert message.startswith(
        "[REGISTER-65] Nguồn của sổ ocop khai báo chưa đúng.\n"
        "  Ở đâu:    report.toml, mục sources.ocop\n"
    )
    assert found in message and SECRET not in message


def test_a_password_is_named_not_written(office: Path) -> None:
    text = f'[sources.ocop]\nurl = "postgresql://r:{SECRET}@db/so"\ntable = "ocop"'
    assert refused(lambda: declared(office, text)) == (
        "[REGISTER-65] Nguồn của sổ ocop khai báo chưa đúng.\n"
        "  Ở đâu:    report.toml, mục sources.ocop\n"
        "  Đang có:  địa chỉ chứa mật khẩu hoặc mã truy cập\n"
        "  Cách sửa: xóa khỏi url; đặt vào biến môi trường và ghi tên biến: "
        'password = "TEN_BIEN"'
    )


def test_a_source_of_no_register(office: Path) -> None:
    workspace = declared(office, '[sources.ocp]\nurl = "/mnt/share/ocop.xlsx"')
    (finding,) = check(workspace, [workspace.period("2023")])
    assert str(finding).startswith("[REGISTER-65] ") and "không có sổ tên ấy" in str(finding)
    assert str(finding) == refused(lambda: fetched(workspace))
    assert "[REGISTER-65] Sổ iso_9001 không có nguồn nào để lấy." in refused(
        lambda: fetched(workspace, "iso_9001")
    )


# ---------------------------------------------------------------- snapshots


def test_a_register_that_was_not_fetched(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    (finding,) = check(workspace, [workspace.period(SPAN)])
    assert str(finding) == (
        "[REGISTER-73] Sổ ocop chưa lấy về từ nguồn đã khai báo.\n"
        "  Ở đâu:    report.toml, mục sources.ocop\n"
        "  Cách sửa: chạy baocao fetch ocop"
    )
    fetched(workspace)
    other = declared(office, '[sources.ocop]\nurl = "sqlite:///so.db"\ntable = "khac"')
    (finding,) = check(other, [other.period(SPAN)])
    assert str(finding).startswith("[REGISTER-73] ")
    assert "lấy từ sqlite:///so.db, bảng ocop lúc 05:00 ngày 15/11/2023" in str(finding)


def test_a_clerks_file_is_not_written_over(office: Path) -> None:
    kept = (office / "data" / "registers" / "ocop.csv").read_bytes()
    workspace = moved_to_sqlite(office, "ocop")
    for name in ("ocop.csv", "OCOP.xlsx"):
        path = office / "data" / "registers" / name
        path.write_bytes(kept)
        assert said(workspace) == (
            "[REGISTER-74] Sổ ocop có nguồn, nhưng đã có tệp không phải ảnh chụp của nguồn.\n"
            "  Ở đâu:    data/registers\n"
            f"  Đang có:  {name}\n"
            "  Cách sửa: chuyển tệp đi nơi khác rồi chạy lại, hoặc bỏ mục sources.ocop trong "
            "report.toml"
        )
        assert path.read_bytes() == kept
        path.unlink()


# ---------------------------------------------------------------- https


def certificate(folder: Path, name: str) -> Path:
    """A certificate that nobody vouches for but itself; its key lies beside it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    made = folder / f"{name}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={name}"]
    command += ["-addext", f"subjectAltName=DNS:{name}"]
    command += ["-keyout", str(made.with_suffix(".key")), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made


class Site:
    """A web server whose answers are told by path: status, headers, content."""

    def __init__(self, folder: Path, name: str = "localhost") -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.certificate = certificate(folder, name)
        key = self.certificate.with_suffix(".key")
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers.get("Authorization")))
                status, headers, content = site.answers.get(self.path, (404, {}, b"<html>"))
                self.send_response(status)
                for header, value in ({"Content-Length": str(len(content))} | headers).items():
                    self.send_header(header, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.close()


@pytest.fixture
def site(running_site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("SSL_CERT_FILE", str(running_site.certificate))
    monkeypatch.setenv("no_proxy", "localhost")
    running_site.answers.clear()
    running_site.asked.clear()
    return running_site


def moved_to(office: Path, url: str, more: str = "") -> Workspace:
    """The office, whose register of products comes from an address."""
    (office / "data" / "registers" / "ocop.csv").unlink(missing_ok=True)
    return declared(office, f'[sources.ocop]\nurl = "{url}"\n{more}')


CSV = (ROOT / "data" / "registers" / "ocop.csv").read_bytes()


def workbook_of(content: bytes, kind: str = "xlsx") -> bytes:
    """The register as a workbook."""
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"):
        book.active.append(row)
    if kind == "xlsb":
        return like(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "xlsb"])
def test_a_file_from_a_web_address(kind: str, office: Path, site: Site) -> None:
    expected = figures(Workspace.load(office), "ocop")
    content = CSV if kind == "csv" else workbook_of(CSV, kind)
    site.answers["/s%E1%BB%95/tai.aspx?id=7"] = (200, {}, content)
    other = moved_to(office, f"https://{site.url}/sổ/tai.aspx?id=8")
    workspace = moved_to(office, f"https://{site.url}/sổ/tai.aspx?id=7")
    assert said(workspace) == ""
    assert (office / "data" / "registers" / f"ocop.{kind}").read_bytes() == content
    assert refused(lambda: figures(other, "ocop")).startswith("[REGISTER-73] ")
    assert figures(workspace, "ocop") == expected
    assert check(workspace, [workspace.period(SPAN)]) == []


def test_a_file_of_another_kind_takes_the_place_of_the_last(office: Path, site: Site) -> None:
    workspace = moved_to(office, f"https://{site.url}/ocop")
    for content in (CSV, workbook_of(CSV)):
        site.answers["/ocop"] = (200, {}, content)
        assert said(workspace) == ""
    names = [path.name for path in (office / "data" / "registers").glob("*ocop*")]
    assert names == ["ocop.xlsx"] and check(workspace, [workspace.period(SPAN)]) == []


@pytest.mark.parametrize(
    ("user", "sent"),
    [
        ("", f"Bearer {SECRET}"),
        ("k%C3%A8o@", "Basic " + base64.b64encode(f"kèo:{SECRET}".encode()).decode()),
    ],
)
def test_a_password_goes_to_the_declared_server_only(
    user: str, sent: str, office: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCOP_PASSWORD", f"{SECRET}\n")
    elsewhere = site.url.replace("localhost", "127.0.0.1")
    site.answers["/here"] = (302, {"Location": "/ocop.csv"}, b"")
    site.answers["/ocop.csv"] = (200, {}, CSV)
    site.answers["/there"] = (302, {"Location": f"https://{elsewhere}/ocop.csv"}, b"")
    site.answers["/plain"] = (302, {"Location": f"http://{site.url}/ocop.csv"}, b"")
    of_env = 'password = "OCOP_PASSWORD"'
    assert said(moved_to(office, f"https://{user}{site.url}/here", of_env)) == ""
    assert site.asked == [("/here", sent), ("/ocop.csv", sent)]
    # The certificate is not that of another name; and nothing follows a way without encryption.
    assert "chứng thư" in said(moved_to(office, f"https://{user}{site.url}/there", of_env))
    assert "không mã hóa" in said(moved_to(office, f"https://{user}{site.url}/plain", of_env))
    assert site.asked[2:] == [("/there", sent), ("/plain", sent)]
    assert_hidden(office)


def test_another_server_is_not_told_the_password(
    office: Path, site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OCOP_PASSWORD", SECRET)
    other = Site(tmp_path)
    both = tmp_path / "both.pem"
    both.write_bytes(site.certificate.read_bytes() + other.certificate.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(both))
    site.answers["/there"] = (302, {"Location": f"https://{other.url}/ocop.csv"}, b"")
    other.answers["/ocop.csv"] = (200, {}, CSV)
    of_env = 'password = "OCOP_PASSWORD"'
    assert said(moved_to(office, f"https://{site.url}/there", of_env)) == ""
    other.close()
    assert other.asked == [("/ocop.csv", None)]


def assert_hidden(office: Path) -> None:
    """No file of the workspace holds the password, in whatever form it was sent."""
    sent = base64.b64encode(f"kèo:{SECRET}".encode())
    for name, content in contents(office).items():
        assert SECRET.encode() not in content and sent not in content, name


LOGIN = b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>Login</body></html>"
ANSWERS: list[tuple[tuple[int, dict[str, str], bytes], str, str]] = [
    ((200, {}, LOGIN), "[REGISTER-70] ", "trang web (HTML)"),
    ((200, {}, b""), "[REGISTER-70] ", "tệp trống"),
    ((200, {}, b"%PDF-1.7"), "[REGISTER-70] ", "tệp PDF"),
    ((200, {}, CSV + b";" * 3_000_000), "[REGISTER-70] ", "tệp quá 2 MB"),
    ((200, {}, b'{"error": "expired"}'), "[REGISTER-03] ", '"{"error": "expired"}"'),
    ((200, {}, b"PK\x03\x04abc"), "[REGISTER-16] ", "tệp bị cắt cụt hoặc hỏng"),
    ((200, {"Content-Length": "99999"}, CSV), "[REGISTER-67] ", "câu trả lời bị ngắt"),
    ((200, {"Content-Encoding": "gzip"}, CSV), "[REGISTER-67] ", "câu trả lời bị ngắt"),
    ((401, {}, LOGIN), "[REGISTER-68] ", "máy chủ trả lời 401: không cho đọc"),
    ((403, {}, LOGIN), "[REGISTER-68] ", "máy chủ trả lời 403: không cho đọc"),
    ((404, {}, LOGIN), "[REGISTER-69] ", "máy chủ trả lời 404"),
    ((503, {}, LOGIN), "[REGISTER-67] ", "máy chủ trả lời 503"),
    ((302, {"Location": "/ocop"}, b""), "[REGISTER-67] ", "máy chủ trả lời 302"),
]


@pytest.mark.parametrize(("answer", "code", "found"), ANSWERS)
def test_an_answer_that_is_no_register(
    answer: tuple[int, dict[str, str], bytes],
    code: str,
    found: str,
    office: Path,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web, "MOST_BYTES", 2 * 2**20)
    workspace = moved_to(office, f"https://{site.url}/ocop")
    site.answers["/ocop"] = (200, {}, CSV)
    assert said(workspace) == ""
    before = contents(office / "data")
    site.answers["/ocop"] = answer
    message = said(workspace)
    assert message.startswith(code) and found in message
    assert contents(office / "data") == before


def test_a_server_that_nobody_vouches_for(
    office: Path, site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site.answers["/ocop"] = (200, {}, CSV)
    workspace = moved_to(office, f"https://{site.url}/ocop")
    other = Site(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(other.certificate))
    assert said(workspace).startswith(
        "[REGISTER-67] Không kết nối được tới nguồn của sổ.\n"
        "  Ở đâu:    nguồn của sổ ocop (report.toml, mục sources.ocop)\n"
        "  Đang có:  chứng thư số của máy chủ không được tin cậy: self-signed certificate\n"
    )
    other.close()
    assert "máy chủ từ chối kết nối" in said(moved_to(office, f"https://{other.url}/ocop"))
    monkeypatch.setenv("no_proxy", "khong-co.invalid")
    workspace = moved_to(office, "https://khong-co.invalid/ocop")
    assert "không có máy chủ tên ấy" in said(workspace)


def test_a_server_that_does_not_answer(
    office: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "ANSWER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert said(moved_to(office, f"https://localhost:{port}/ocop")).startswith(
            "[REGISTER-67] Nguồn của sổ trả lời quá lâu.\n"
        )


@pytest.mark.parametrize(
    ("password", "found"),
    [
        (None, "biến môi trường OCOP_PASSWORD chưa đặt"),
        (f"{SECRET}\udcff", "biến môi trường OCOP_PASSWORD không ở bảng mã UTF-8"),
        (f"{SECRET}\nX-Other: ế", "mã truy cập trong biến môi trường OCOP_PASSWORD có ký tự"),
    ],
)
def test_a_password_that_cannot_be_sent(
    password: str | None,
    found: str,
    office: Path,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if password is not None:
        monkeypatch.setenv("OCOP_PASSWORD", password)
    message = said(moved_to(office, f"https://{site.url}/ocop", 'password = "OCOP_PASSWORD"'))
    assert message.startswith("[REGISTER-68] Nguồn của sổ không cho đọc.\n")
    assert found in message and SECRET not in message and site.asked == []


# ---------------------------------------------------------------- shared folders


def test_a_file_of_a_shared_folder(office: Path, tmp_path: Path) -> None:
    expected = figures(Workspace.load(office), "ocop")
    share = tmp_path / "dùng chung"
    share.mkdir()
    (share / "ocop.xlsx").write_bytes(workbook_of(CSV))
    for url in (
        str(share / "ocop.xlsx"),
        (share / "ocop.xlsx").as_uri(),
        "../dùng chung/ocop.xlsx",
    ):
        workspace = moved_to(office, url)
        assert said(workspace) == ""
        assert figures(workspace, "ocop") == expected
    (share / "ocop.xlsx").unlink()
    assert said(workspace).startswith("[REGISTER-69] Không thấy điều cần lấy ở nguồn của sổ.\n")
    assert said(moved_to(office, str(share))).startswith("[REGISTER-69] ")
    # What was fetched stands.
    workspace = moved_to(office, "../dùng chung/ocop.xlsx")
    assert figures(workspace, "ocop") == expected


def test_a_parquet_file_and_a_large_csv(office: Path, tmp_path: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    assert said(workspace) == ""
    expected = figures(workspace, "ocop")
    (office / "data" / "registers" / "ocop.parquet").rename(tmp_path / "a")
    workspace = moved_to(office, str(tmp_path / "a"))
    assert said(workspace) == ""
    assert figures(workspace, "ocop") == expected
    settings = (office / "report.toml").read_text(encoding="utf-8")
    large = settings.replace("\n[style]", "\n[data.large]\nover_mb = 0.01\n[style]")
    (office / "report.toml").write_text(large, encoding="utf-8")
    (tmp_path / "b").write_bytes(CSV)
    workspace = moved_to(office, str(tmp_path / "b"))
    assert said(workspace) == "" and figures(workspace, "ocop") == expected
    (tmp_path / "b").write_bytes(CSV.replace("Điểm".encode(), b"X"))
    assert said(workspace).startswith('[REGISTER-03] Không thấy cột "Điểm".\n')
    (tmp_path / "b").write_bytes(workbook_of(CSV))
    assert "tệp Excel quá lớn" in said(workspace)


def test_a_file_that_is_written_while_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ocop.csv"
    path.write_bytes(CSV)
    monkeypatch.setattr(shared, "_BLOCK", 1000)
    blocks = shared.blocks(path, "nguồn")
    next(blocks)
    path.write_bytes(CSV[:500])
    assert "tệp bị ghi trong lúc chép" in refused(lambda: list(blocks))


# ---------------------------------------------------------------- PostgreSQL


class Database:
    """A server of PostgreSQL in a folder of its own, with a superuser and a reader."""

    def __init__(self, programs: Path) -> None:
        # Its user must be able to reach the folder, and a socket's path is short.
        self.folder = Path(tempfile.mkdtemp(prefix="baocao-pg-"))
        self.programs = programs
        self.data = self.folder / "data"
        names = ["postgres", "nobody"]
        # The server refuses to run as root.
        self.user = next(filter(_is_user, names)) if os.getuid() == 0 else None
        (self.folder / "password").write_text(SECRET, encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        if self.user:
            shutil.chown(self.folder, self.user)
        made = ["-A", "scram-sha-256", "-U", "chu", "--pwfile", str(self.folder / "password")]
        self.run("initdb", *made, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.certificate = certificate(self.data, "localhost")
        for name in ("localhost.pem", "localhost.key"):
            (self.data / name).chmod(0o600)
            if self.user:
                shutil.chown(self.data / name, self.user)
        settings = f"-p {self.port} -k {self.folder} -c fsync=off -c ssl=on"
        settings += " -c ssl_cert_file=localhost.pem -c ssl_key_file=localhost.key"
        self.run("pg_ctl", "start", "-w", "-o", settings, "-l", str(self.folder / "log"))
        self.do(f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'", "CREATE DATABASE so_kh")
        self.url = f"postgresql://reader@localhost:{self.port}/so_kh"

    def run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), "-D", str(self.data), *words]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, user=self.user, cwd=self.folder
        )

    def do(self, *statements: str, rows: Iterable[Sequence[object]] = (), name: str = "") -> None:
        """Carry out statements as the superuser; the last one for each of the rows."""
        with self.connected(name or "postgres") as connection:
            for statement in statements[:-1] if rows else statements:
                connection.execute(statement.encode())
            for row in rows:
                connection.execute(statements[-1].encode(), row)

    def connected(self, name: str) -> Any:
        at = {"host": "127.0.0.1", "port": self.port, "user": "chu", "password": SECRET}
        return psycopg.connect(**at, dbname=name, autocommit=True)  # type: ignore[arg-type]

    def close(self) -> None:
        self.run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(self.folder)


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@pytest.fixture(scope="module")
def running_database() -> Iterator[Database]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL under /usr/lib/postgresql (apt-get install postgresql)")
    database = Database(found[-1].parent)
    yield database
    database.close()


@pytest.fixture
def database(running_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("OCOP_PASSWORD", SECRET)
    monkeypatch.setenv("PGPASSFILE", os.devnull)
    running_database.do("DROP TABLE IF EXISTS ocop", name="so_kh")
    return running_database


TYPES = {"text": "text", "date": "date", "integer": "integer", "money": "bigint"}


def moved_to_postgresql(office: Path, database: Database, stem: str = "ocop") -> Workspace:
    """The office, with one of its registers in PostgreSQL, under the names in code."""
    path = office / "data" / "registers" / f"{stem}.csv"
    columns, rows = rows_of_csv(path, register_of(Workspace.load(office), stem))
    # A flag is one there.
    kinds = {c.name: "boolean" if c.allowed == ("x",) else TYPES.get(c.type) for c in columns}
    head = ", ".join(f'"{name}" {kind or "numeric(9, 2)"}' for name, kind in kinds.items())
    cells = [
        [
            bool(cell) if kinds[c.name] == "boolean" else cell
            for c, cell in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    database.do(
        f"DROP TABLE IF EXISTS {stem}",
        f"CREATE TABLE {stem} ({head})",
        f"GRANT SELECT ON {stem} TO reader",
        f"INSERT INTO {stem} VALUES ({', '.join(['%s'] * len(columns))})",
        rows=cells,
        name="so_kh",
    )
    path.unlink()
    return declared(office, asked(stem, database.url, f'table = "public.{stem}"'))


def asked(stem: str, url: str, what: str) -> str:
    return f'[sources.{stem}]\nurl = "{url}"\n{what}\npassword = "OCOP_PASSWORD"'


@pytest.mark.parametrize("stem", SOME)
def test_postgresql_gives_the_figures_of_the_file(
    stem: str, office: Path, database: Database
) -> None:
    expected = figures(Workspace.load(office), stem)
    workspace = moved_to_postgresql(office, database, stem)
    assert said(workspace) == ""
    assert figures(workspace, stem) == expected
    assert check(workspace, [workspace.period(SPAN)]) == []
    assert_hidden(office)
    before = contents(office / "data")
    database.do(f"UPDATE {stem} SET note = note", name="so_kh")
    assert said(workspace) == "" and contents(office / "data") == before


def test_types_of_postgresql_are_kept_or_refused(office: Path, database: Database) -> None:
    moved_to_postgresql(office, database)
    told = "select *, {} as {} from (select {} from ocop) q"

    def answer(name: str, value: str) -> str:
        names = [c.name for c in register_of(Workspace.load(office), "ocop").all_columns]
        rest = ", ".join(f'"{other}"' for other in names if other != name)
        query = told.format(value, name, rest)
        return said(declared(office, asked("ocop", database.url, f'query = """{query}"""')))

    for name, value in {
        "score": "56.81::double precision",
        "score ": "56.81::real",
        "score  ": "1234567890123.123456789::numeric",
        "recognised_date": "timestamp '2020-01-15 00:00:00'",
        "note": "'a;\"b\"' || chr(10) || 'c'",
        "stars": "'3 sao'::varchar(5)",
    }.items():
        assert answer(name.strip(), value) == "", value
    for name, value in {
        "score": "'NaN'::numeric",
        "score ": "1::numeric / 3",
        "score  ": "'56.81'::text",
        "recognised_date": "timestamp '2020-01-15 08:30:00'",
        "recognised_date ": "timestamptz '2020-01-15 00:00:00+07'",
        "recognised_date  ": "'infinity'::date",
        "recognised_date   ": "'0044-03-15 BC'::date",
        "note": "'{1}'::int[]",
        "note ": "'{}'::json",
        "note  ": "'ab'::bytea",
        "note   ": "2.50::numeric",
    }.items():
        message = answer(name.strip(), value)
        assert message.startswith("[REGISTER-72] "), (value, message)


REFUSALS = [
    ("table", 'table = "ocp"', "[REGISTER-69] ", 'relation "ocp" does not exist'),
    ("column", 'query = "select diem from ocop"', "[REGISTER-69] ", 'column "diem" does not'),
    ("syntax", 'query = "select from where"', "[REGISTER-69] ", "syntax error"),
    ("text", "query = \"select 'x'::int as code\"", "[REGISTER-69] ", "invalid input syntax"),
    ("right", 'table = "private"', "[REGISTER-68] ", "không có quyền đọc bảng"),
    ("write", 'query = "with a as (delete from ocop returning 1) select 1"', "[REGISTER-69] ", ""),
    (
        "side",
        "query = \"select * from ocop where nextval('counted') > 0\"",
        "[REGISTER-69] ",
        "câu hỏi ghi vào",
    ),
    ("slow", 'query = "select ocop.* from ocop, pg_sleep(20)"', "[REGISTER-67] ", "quá 0.3 giây"),
    ("empty", 'query = "select * from ocop where false"', "[REGISTER-70] ", "không có dòng nào"),
    ("few", 'query = "select code from ocop"', "[REGISTER-71] ", "thiếu product (Tên sản phẩm)"),
]


@pytest.mark.parametrize(("what", "found"), [(r[1], r[2:]) for r in REFUSALS], ids=lambda x: None)
def test_what_postgresql_refuses(
    what: str,
    found: tuple[str, str],
    office: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = moved_to_postgresql(office, database)
    assert said(workspace) == ""
    before = contents(office / "data")
    private = ["CREATE TABLE IF NOT EXISTS private (code text)"]
    private += ["CREATE SEQUENCE IF NOT EXISTS counted", "GRANT ALL ON counted TO reader"]
    database.do(*private, "GRANT ALL ON ocop TO reader", name="so_kh")
    monkeypatch.setattr(postgresql, "STATEMENT_SECONDS", 0.3)
    code, text = found
    message = said(declared(office, asked("ocop", database.url, what)))
    assert message.startswith(code) and text in message
    assert contents(office / "data") == before
    with database.connected("so_kh") as connection:
        assert connection.execute("SELECT count(*) FROM ocop").fetchone() == (OCOP_ROWS,)


def test_a_connection_that_fails_is_told_without_secrets(
    office: Path, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    moved_to_postgresql(office, database)
    other = certificate(tmp_path, "localhost")
    at = f"localhost:{database.port}"

    def answer(url: str) -> str:
        message = said(declared(office, asked("ocop", url, 'table = "ocop"')))
        assert SECRET not in message and "reader" not in message
        return message

    sure = f"?sslmode=verify-full&sslrootcert={database.certificate}"
    assert answer(f"{database.url}{sure}") == ""
    wrong = f"?sslmode=verify-full&sslrootcert={other}"
    assert "chứng thư số của máy chủ không được tin cậy" in answer(f"{database.url}{wrong}")
    assert "không có cơ sở dữ liệu tên ấy" in answer(f"postgresql://reader@{at}/khac")
    with socket.create_server(("127.0.0.1", 0)) as free:
        closed = free.getsockname()[1]
    assert answer(f"postgresql://reader@127.0.0.1:{closed}/so_kh").startswith(
        "[REGISTER-67] Không kết nối được tới nguồn của sổ.\n"
        "  Ở đâu:    nguồn của sổ ocop (report.toml, mục sources.ocop)\n"
        "  Đang có:  máy chủ từ chối kết nối\n"
    )
    assert "sslmode trong url không dùng được" in answer(f"{database.url}?sslmode=khac")
    assert "không có máy chủ tên ấy" in answer("postgresql://reader@khong-co.invalid/so_kh")
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "không trả lời" in answer(f"postgresql://reader@127.0.0.1:{port}/so_kh")
    monkeypatch.setenv("OCOP_PASSWORD", f"{SECRET}-khac")
    denied = answer(database.url)
    assert denied.startswith("[REGISTER-68] ") and "sai người dùng hoặc mật khẩu" in denied
    monkeypatch.delenv("OCOP_PASSWORD")
    assert "biến môi trường OCOP_PASSWORD chưa đặt" in answer(database.url)
    assert_hidden(office)


def test_without_the_driver(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    (office / "data" / "registers" / "ocop.csv").unlink()
    workspace = declared(office, asked("ocop", DATABASE, 'table = "ocop"'))
    assert said(workspace) == (
        "[REGISTER-66] Lấy sổ từ cơ sở dữ liệu cần gói psycopg, máy này chưa có.\n"
        "  Ở đâu:    nguồn của sổ ocop (report.toml, mục sources.ocop)\n"
        '  Cách sửa: cài đặt: pip install "baocao[database]"'
    )


def test_a_snapshot_that_was_edited_by_hand(office: Path, site: Site) -> None:
    workspace = moved_to(office, f"https://{site.url}/ocop")
    site.answers["/ocop"] = (200, {}, CSV)
    fetched(workspace)
    path = office / "data" / "registers" / "ocop.csv"
    path.write_bytes(CSV.replace(b"3 sao", b"4 sao", 1))
    expected = (
        "[REGISTER-74] Ảnh chụp của sổ ocop không còn như lúc lấy về.\n"
        "  Ở đâu:    data/registers/ocop.csv\n"
        f"  Đang có:  lấy từ https://{site.url}/ocop lúc 05:00 ngày 15/11/2023 (giờ UTC)\n"
        "  Cách sửa: chạy baocao fetch ocop; dữ liệu sai thì sửa ở nguồn"
    )
    at = workspace.period(SPAN)
    (finding,) = check(workspace, [at])
    assert str(finding) == expected
    # So does whatever opens the register, such as a build.
    assert refused(lambda: figures(workspace, "ocop")) == expected
    assert refused(lambda: is_large(register_of(workspace, "ocop"), workspace)) == expected
    fetched(workspace)
    assert check(workspace, [at]) == []
    path.unlink()
    (finding,) = check(workspace, [at])
    assert str(finding) == expected


@pytest.mark.parametrize("record", ["", "[]", '{"file": "ocop.csv"}', None])
def test_a_record_that_we_did_not_write(record: str | None, office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    fetched(workspace)
    path = office / "data" / "sources" / "ocop.json"
    # The last one names a file that is another register's.
    ours = path.read_text(encoding="utf-8").replace("ocop.parquet", "guidance.csv")
    path.write_text(ours if record is None else record, encoding="utf-8")
    (finding,) = check(workspace, [workspace.period(SPAN)])
    assert str(finding).startswith("[REGISTER-73] ")


def test_the_receipt_says_where_from_and_since_when(office: Path) -> None:
    expected = {receipt.title: receipt for receipt in receipts(Workspace.load(office))}
    moved_to_sqlite(office, "enterprise_support")
    workspace = moved_to_sqlite(office, "ocop")
    both = [declaration_of("enterprise_support"), declaration_of("ocop")]
    workspace = declared(office, "\n".join(both))
    fetched(workspace)
    found = {receipt.title: receipt for receipt in receipts(workspace)}
    assert found.keys() == expected.keys()
    for title, receipt in found.items():
        # The same rows, days and sums as of the files.
        same = replace(receipt, file=expected[title].file, source="")
        assert same == replace(expected[title], notes=receipt.notes)
    lines = as_lines(found.values())
    at = lines.index("data/registers/ocop.parquet: 119 dòng")
    assert lines[at + 1 : at + 3] == [
        "  lấy từ sqlite:///so.db, bảng ocop lúc 05:00 ngày 15/11/2023 (giờ UTC)",
        "  Ngày công nhận: từ 15/01/2020 đến 28/02/2023",
    ]


def test_what_a_killed_fetch_left_is_no_part_of_a_report(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    fetched(workspace)
    before = inputs(workspace)
    # Before the new file takes its place.
    left = office / "data" / "registers" / ".ocop.new"
    left.write_bytes(b"half")
    assert inputs(workspace) == before and check(workspace, [workspace.period(SPAN)]) == []
    # Between the file and its record.
    path = office / "data" / "registers" / "ocop.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    (finding,) = check(workspace, [workspace.period(SPAN)])
    assert str(finding).startswith("[REGISTER-74] ")
    assert said(workspace) == "" and inputs(workspace) == before and not left.exists()


def test_a_process_that_is_killed_leaves_the_last_snapshot(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    fetched(workspace)
    before = inputs(workspace)
    code = (
        "import os, sys\n"
        "from baocao.core import files\n"
        "from baocao.registers.sources import snapshot\n"
        "snapshot.os.replace = lambda *_: os._exit(9)\n"
        "sys.argv = ['baocao', 'fetch', '--workspace', sys.argv[1]]\n"
        "from baocao.cli import main\n"
        "main()\n"
    )
    with sqlite3.connect(office / "so.db") as connection:
        connection.execute("DELETE FROM ocop WHERE code = 'OCOP-001'")
    connection.close()
    done = subprocess.run([sys.executable, "-c", code, str(office)], check=False)
    assert done.returncode == 9
    assert inputs(workspace) == before
    assert check(workspace, [workspace.period(SPAN)]) == []


def declaration_of(stem: str) -> str:
    return f'[sources.{stem}]\nurl = "sqlite:///so.db"\ntable = "{stem}"'


def test_each_register_is_fetched_on_its_own(office: Path) -> None:
    moved_to_sqlite(office, "iso_9001")
    moved_to_sqlite(office, "ocop")
    wrong = '[sources.guidance]\nurl = "khong-co.csv"'
    (office / "data" / "registers" / "guidance.csv").unlink()
    declared(office, "\n".join([declaration_of("iso_9001"), wrong, declaration_of("ocop")]))

    def run(*words: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "baocao.cli", "fetch", *words, "--workspace", str(office)]
        command[1:3] = ["-c", "from baocao.cli import main; main()"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    code, out, errors = run()
    assert code == 1
    assert [line.partition(" lúc ")[0] for line in out.splitlines()] == [
        "iso_9001: lấy từ sqlite:///so.db, bảng iso_9001",
        "ocop: lấy từ sqlite:///so.db, bảng ocop",
    ]
    assert errors.startswith("[REGISTER-69] ") and errors.count("REGISTER") == 1
    declared(office, "")
    assert run() == (0, "Không có sổ nào khai báo nguồn trong report.toml.\n", "")
    declared(office, declaration_of("ocop"))
    code, out, errors = run("ocop")
    assert (code, errors) == (0, "")
    assert out.startswith("ocop: không có gì thay đổi, lấy từ sqlite:///so.db, bảng ocop lúc ")


def test_two_do_not_fetch_at_once(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    workspace.outputs.mkdir()
    with FileLock(workspace.outputs / ".fetch.lock"):
        assert refused(lambda: fetched(workspace)).startswith(
            "[REGISTER-67] Một tiến trình khác đang lấy sổ về.\n"
        )


@pytest.mark.slow
def test_nothing_is_built_of_a_snapshot_that_was_edited(office: Path) -> None:
    workspace = moved_to_sqlite(office, "ocop")
    fetched(workspace)
    with (office / "data" / "registers" / "ocop.parquet").open("ab") as file:
        file.write(b" ")
    message = refused(lambda: build(workspace, workspace.period(SPAN), ["html"]))
    assert "[REGISTER-74] Ảnh chụp của sổ ocop không còn như lúc lấy về.\n" in message
    assert not (office / "outputs" / SPAN).exists()


@pytest.mark.torture
@pytest.mark.slow
def test_an_issued_report_keeps_the_snapshot_and_no_password(
    office: Path, database: Database
) -> None:
    workspace = moved_to_postgresql(office, database)
    assert said(workspace) == ""
    # The source may be gone: neither the report nor the proof that it can be made again asks it.
    database.do("DROP TABLE ocop", name="so_kh")
    order = Order(1, dt.date(2023, 11, 20), "Nguyễn Hữu Thắng", None)
    made, _ = issue(workspace, workspace.period(SPAN), order)
    for name in ("data/registers/ocop.parquet", "data/sources/ocop.json"):
        kept = [path for path in made.folder.rglob("*") if path.as_posix().endswith(name)]
        assert [path.read_bytes() for path in kept] == [(office / name).read_bytes()]
    assert_hidden(office)
