"""A register that is scanned says what the same register says in memory, word for word."""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baocao.core.errors import BaocaoError, Finding, IndicatorError, RegisterError
from baocao.core.periods import CALENDAR
from baocao.document.formats import html
from baocao.facts.book import FactBook
from baocao.facts.counting import LISTED, Selection
from baocao.facts.counting.memory import MemoryCounter
from baocao.facts.counting.scan import ScanCounter
from baocao.facts.find import find, rows_of
from baocao.facts.indicators import Indicator, Window
from baocao.facts.reductions import (
    Reduction,
    count,
    distinct,
    largest,
    mean,
    median,
    smallest,
    total,
)
from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column, Register
from baocao.registers.large import LargeTable, copies, open_large
from baocao.registers.large.checks import SUSPECT, row_faults
from baocao.registers.large.columns import DECOMPOSED, has_strange_letters, select
from baocao.registers.large.engine import literal
from baocao.registers.large.spellings import spelling_faults
from baocao.registers.small import Table, read
from baocao.run.build import build
from baocao.workspace.workspace import Workspace
from support.folders import copy_of_the_workspace, with_sections
from support.in_process import InProcess

CLOSING = dt.date(2023, 11, 14)
SPAN = "2020-01-01--2023-11-14"
LOANS = Register(
    "loans",
    title="Sổ cho mượn",
    begins=dt.date(2021, 1, 1),
    key=("code", "volume"),
    public=True,
    columns=(
        Column("code", "Mã"),
        Column("volume", "Tập", type="integer"),
        Column("reader", "Bạn đọc"),
        Column("kind", "Loại", allowed=("sách", "báo", "bản đồ")),
        Column("branch", "Chi nhánh", required=False),
        Column("lent", "Ngày mượn", type="date"),
        Column("back", "Ngày trả", type="date", required=False),
        Column("due", "Hạn trả", type="date", future=True),
        Column("fee", "Phí", type="money", required=False),
        Column("weight", "Khối lượng", type="number", required=False),
    ),
)
HEADINGS = [column.heading for column in LOANS.all_columns]
GOOD = "M1;1;An;sách;Đông Hà;03/8/2022;;31/12/2030;12.000.000;1.234,5;x;"
PLACE = "data/registers/loans.csv"


def put(tmp_path: Path, *rows: str, head: str = ";".join(HEADINGS)) -> Path:
    path = tmp_path / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\r\n".join([head, *rows, ""]), encoding="utf-8-sig", newline="")
    return path


def scanned(path: Path) -> LargeTable:
    place = f"data/registers/{path.name}"
    return open_large(path, place, LOANS, CLOSING, path.parents[2] / "copies", 256)


def in_memory(path: Path) -> Table:
    return read(LOANS, path.parents[1], CLOSING)


def complaint(reader: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(RegisterError) as caught:
        reader(path)
    return str(caught.value)


def spoilt(number: int, cell: str) -> str:
    cells = GOOD.split(";")
    cells[number] = cell
    return ";".join(cells)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([GOOD, spoilt(0, "")], id="empty"),
        pytest.param([GOOD, "", spoilt(4, "") + "\r\n\r\n" + spoilt(0, "")], id="blank lines"),
        pytest.param([GOOD, ";;;;;;;;;;;", spoilt(0, "")], id="row of separators"),
        pytest.param([spoilt(0, '"M\r\n2"'), spoilt(0, "")], id="line within a cell"),
        pytest.param([spoilt(3, "bút")], id="not allowed"),
        pytest.param([spoilt(5, "31/02/2022")], id="no such day"),
        pytest.param([spoilt(5, "1/1/0000")], id="no such year"),
        pytest.param([spoilt(5, "٣/8/2022")], id="digits of another script"),
        pytest.param([spoilt(5, "15/11/2023")], id="after the closing day"),
        pytest.param([spoilt(1, "1,5")], id="not whole"),
        pytest.param([spoilt(1, "1 5")], id="space in a number"),
        pytest.param([GOOD, spoilt(2, "Bình"), GOOD], id="duplicate"),
        pytest.param([spoilt(2, "?ông H?")], id="lost letters"),
        pytest.param([GOOD, spoilt(0, "\u041c1")], id="Cyrillic letter in a key"),
        pytest.param([spoilt(2, "漢字")], id="another script"),
        pytest.param([spoilt(2, "An\x07")], id="control letter"),
        pytest.param([spoilt(2, "NguyÔn V¨n A")], id="TCVN3"),
        pytest.param([spoilt(2, "Ñoaøn Laøo")], id="VNI"),
        pytest.param([spoilt(2, "Nguyá»…n")], id="UTF-8 read as Windows-1252"),
        pytest.param([spoilt(0, "4,51235E+11")], id="code that Excel has shortened"),
        pytest.param([spoilt(10, "")], id="no source"),
        pytest.param([spoilt(10, "y")], id="strange flag"),
    ],
)
def test_a_fault_is_told_in_the_same_words(rows: list[str], tmp_path: Path) -> None:
    path = put(tmp_path, *rows)
    told = complaint(in_memory, path)
    assert complaint(scanned, path) == told
    assert "[REGISTER-" in told


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(spoilt(3, "Sách"), id="not allowed"),
        pytest.param(spoilt(5, "2022-08-03"), id="another form of day"),
        pytest.param(spoilt(8, "12,000,000"), id="foreign money"),
        pytest.param(spoilt(9, "1.23"), id="foreign decimals"),
        pytest.param(spoilt(2, "Bi\u0300nh"), id="decomposed"),
        pytest.param(spoilt(2, "Bình\u200b"), id="not seen"),
    ],
)
def test_what_a_small_register_reads_a_large_one_may_refuse_but_not_read_otherwise(
    row: str, tmp_path: Path
) -> None:
    path = put(tmp_path, row)
    in_memory(path)
    assert complaint(scanned, path).startswith("[REGISTER-")


@pytest.mark.parametrize("mark", ["nt", "N/T", "như trên", '""""', "//"])
def test_a_mark_of_what_stands_above_is_refused_in_a_scan(mark: str, tmp_path: Path) -> None:
    path = put(tmp_path, GOOD, spoilt(0, "M2").replace("Đông Hà", mark))
    assert list(in_memory(path).frame["branch"]) == ["Đông Hà", "Đông Hà"]
    message = complaint(scanned, path)
    assert message.startswith("[REGISTER-109] ")
    assert 'dòng 3, cột "Chi nhánh"' in message


OTHER_SPELLINGS = [("Hòa Bình", "Hoà Bình"), ("An – Nhơn", "An-Nhơn"), ("An  Nhơn", "an nhơn")]


@pytest.mark.parametrize("word", ["Cộng", "TỔNG CỘNG", "Tổng số:", "total"])
def test_a_row_of_totals_is_not_counted_in_a_scan(word: str, tmp_path: Path) -> None:
    path = put(tmp_path, GOOD, spoilt(0, word))
    assert "[REGISTER-42]" in complaint(scanned, path)


@pytest.mark.parametrize("pair", OTHER_SPELLINGS)
def test_one_thing_in_two_spellings_is_not_two_in_silence(
    pair: tuple[str, str], tmp_path: Path
) -> None:
    rows = [
        spoilt(0, "M2").replace("Đông Hà", pair[0]),
        spoilt(0, "M3").replace("Đông Hà", pair[1]),
    ]
    path = put(tmp_path, GOOD, *rows)
    assert len(set(in_memory(path).frame["branch"])) == 2
    (message,) = complaint(scanned, path).split("\n\n")
    assert message.startswith("[REGISTER-59] ")
    assert all(f'"{one}"' in message for one in pair) and 'cột "Chi nhánh"' in message


# Each example asks a database, so there are fewer of them; a list has up to six texts.
@settings(max_examples=30)
@given(
    st.lists(st.text("hoòaàuỷyq–- HO\u00a0", min_size=1).map(str.strip).filter(bool), max_size=6)
)
def test_texts_are_alike_in_a_scan_where_they_are_in_memory(texts: list[str]) -> None:
    rows = pd.DataFrame({"branch": [*texts, "Vinh"]})
    with duckdb.connect() as connection:
        frame = nw.from_native(connection.from_df(rows))
        found = list(spelling_faults(frame, LOANS.column("branch"), PLACE))
    distinct = set(texts)
    assert bool(found) == (len({folded(text) for text in distinct}) < len(distinct))


LETTERS_OF_FAULTS = "aĐ ?#/0N!ARE'‘’=+(-.\u00a0\u00ad\u200b\u2060\ufeff\ufffd\u0301ễ\n"


@given(st.lists(st.text(LETTERS_OF_FAULTS, max_size=8), min_size=1, max_size=40))
def test_texts_without_strange_letters_have_no_fault_of_letters(texts: list[str]) -> None:
    with duckdb.connect() as connection:
        connection.register("cells", pd.DataFrame({"cell": [*texts, *FAULTS_OF_LETTERS]}))
        strange = has_strange_letters("cell")
        faulty = " OR ".join(f"regexp_matches(cell, {literal(one)})" for one in SUSPECT)
        rows = connection.sql(f"SELECT {strange}, {faulty} FROM cells").fetchall()
    assert all(is_strange for is_strange, is_faulty in rows if is_faulty)
    assert all(is_faulty for _, is_faulty in rows[len(texts) :])


FAULTS_OF_LETTERS = (
    "#REF!",
    "C? ph?",
    "Đoàn Hu?",
    "a\ufffd",
    "'DA-07",
    "‘07",
    "a\u200bb",
    "a\u00adb",
    "nt",
    "Như trên",
)

DECIMALS = [
    (["1.234", "2"], False),
    (["1.234", "56,8"], True),
    (["1.234", "56,8", "1.234.567"], True),
    (["5,75", "8,5", "6.250"], False),
    (["1.234", "812,5"], True),
]


@pytest.mark.parametrize(("numbers", "is_read"), DECIMALS)
def test_a_stop_is_read_only_where_the_column_tells_what_it_is(
    numbers: list[str], is_read: bool, tmp_path: Path
) -> None:
    rows = [spoilt(0, f"M{n}").replace("1.234,5", text) for n, text in enumerate(numbers)]
    path = put(tmp_path, *rows)
    if is_read:
        scanned(path)
        in_memory(path)
        return
    for reader in (scanned, in_memory):
        message = complaint(reader, path)
        assert message.startswith("[REGISTER-30] ") and 'cột "Khối lượng"' in message


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(";".join(HEADINGS).replace("Bạn đọc", "Ban doc"), id="misspelt"),
        pytest.param(";".join(HEADINGS) + ";Thêm", id="undeclared"),
    ],
)
def test_so_is_a_fault_of_headings(head: str, tmp_path: Path) -> None:
    path = put(tmp_path, GOOD + ";" * (head.count(";") - 11), head=head)
    assert complaint(scanned, path) == complaint(in_memory, path)


def test_a_large_register_has_precomposed_letters(tmp_path: Path) -> None:
    path = put(tmp_path, spoilt(2, "Bi\u0300nh"))
    assert complaint(scanned, path).startswith("[REGISTER-05] ")


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    path = put(tmp_path, spoilt(3, "bút"), spoilt(8, "12,0,0"), spoilt(10, ""))
    found = set(complaint(scanned, path).split("\n\n"))
    assert len(complaint(in_memory, path)) == len(complaint(scanned, path))
    assert found == set(complaint(in_memory, path).split("\n\n"))


def test_every_letter_is_tidied_as_in_memory() -> None:
    known = (chr(code) for code in range(1, 0x30000) if not 0xD800 <= code < 0xE000)
    letters = [letter for letter in known if unicodedata.category(letter) != "Cn"]
    cells = [c for letter in letters for c in (f"a{letter}", f"{letter}a", f" {letter}\u0301")]
    frame = pd.DataFrame({"Mã": cells})
    selected = select([Column("code", "Mã")], {"Mã": "VARCHAR"})
    with duckdb.connect() as connection:
        connection.register("cells", frame)
        rows = connection.sql(f'SELECT code, "{DECOMPOSED}" FROM ({selected.of("cells")})')
        found = rows.fetchall()
    tidied = [unicodedata.normalize("NFC", cell.strip()) for cell in cells]
    changed = [None if unicodedata.is_normalized("NFC", cell) else cell for cell in cells]
    assert found == list(zip(tidied, changed, strict=True))


def test_rows_of_another_width_are_told_by_their_lines(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD, "M2;1;An", "", GOOD + ";thừa")
    assert complaint(scanned, path) == (
        "[REGISTER-14] Số ô của dòng khác số cột.\n"
        f"  Ở đâu:    {PLACE}, dòng 3\n"
        "  Đang có:  khác 12 cột\n"
        "  Cách sửa: ô có dấu phân cách phải nằm trong ngoặc kép; mở tệp bằng Excel và lưu lại\n"
        "[REGISTER-14] Số ô của dòng khác số cột.\n"
        f"  Ở đâu:    {PLACE}, dòng 5\n"
        "  Đang có:  khác 12 cột\n"
        "  Cách sửa: ô có dấu phân cách phải nằm trong ngoặc kép; mở tệp bằng Excel và lưu lại"
    )
    assert not list(tmp_path.glob("copies/*"))


def _truncated(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-100])


def _with_one_bit_turned(copy: Path) -> None:
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(bytes(data))


def _of_other_rows(copy: Path) -> None:
    duckdb.sql("SELECT 'M9' AS code, 1 AS number").write_parquet(str(copy))


def _without_its_hash(copy: Path) -> None:
    copy.with_name(f"{copy.name}.sha256").unlink()


@pytest.mark.parametrize(
    "damage", [_truncated, _with_one_bit_turned, _of_other_rows, _without_its_hash]
)
def test_a_damaged_copy_is_made_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = put(tmp_path, GOOD, spoilt(0, "M2"), spoilt(0, "M3"))

    def rows(table: LargeTable) -> int:
        with table.scan() as frame:
            return len(frame.to_native().fetchall())

    opened = scanned(path)
    assert rows(opened) == 3
    (copy,) = tmp_path.glob("copies/*.parquet")
    damage(copy)
    if damage is not _without_its_hash:
        # Who has opened it already notices, too.
        assert "[REGISTER-20]" in complaint(lambda _: rows(opened), path)
    assert rows(scanned(path)) == 3
    (again,) = tmp_path.glob("copies/*.parquet")
    assert again == copy and len(list(tmp_path.glob("copies/*.parquet*"))) == 2


def test_a_cell_under_no_heading_is_told(tmp_path: Path) -> None:
    head = ";".join([*HEADINGS, " "])
    path = put(tmp_path, GOOD + ";", GOOD.replace("M1", "M2") + ";  thừa ", head=head)
    assert complaint(scanned, path) == (
        "[REGISTER-14] Số ô của dòng khác số cột.\n"
        f"  Ở đâu:    {PLACE}, dòng 3\n"
        '  Đang có:  "thừa"\n'
        "  Cách sửa: ô có dấu phân cách phải nằm trong ngoặc kép; mở tệp bằng Excel và lưu lại"
    )


def test_of_many_faults_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [f"M{n};1;An;Sách;;03/8/2022;;31/12/2030;;;x;" for n in range(1234)]
    with pytest.raises(RegisterError) as caught:
        scanned(put(tmp_path, *rows))
    *first, last = caught.value.findings
    assert [finding.where for finding in first] == [
        f'{PLACE}, dòng {number}, cột "Loại"' for number in range(2, 22)
    ]
    assert (last.code, last.what) == ("REGISTER-08", "Còn 1.214 chỗ khác như vậy.")


def test_text_of_another_encoding_is_told(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    path.write_bytes(path.read_bytes() + "M2;1;Hué;sách".encode("cp1258"))
    assert complaint(scanned, path).startswith(
        f"[REGISTER-04] Tệp không ở bảng mã UTF-8.\n  Ở đâu:    {PLACE}, dòng 3\n"
    )


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = put(tmp_path)
    path.write_bytes(b"")
    assert complaint(scanned, path) == complaint(in_memory, path)


# --- What is counted ---------------------------------------------------------------------

COUNTED = {
    "flow": Indicator("a", unit="lượt", register=LOANS, date="lent"),
    "where": Indicator(
        "b", unit="lượt", register=LOANS, date="lent", where={"kind": ("sách", "báo")}
    ),
    "by whole number": Indicator(
        "c", unit="lượt", register=LOANS, date="lent", where={"volume": (1, 3)}
    ),
    "stock": Indicator("d", unit="lượt", register=LOANS, date="lent", stock=True),
    "until": Indicator("e", unit="lượt", register=LOANS, date="lent", stock=True, until="back"),
    "until, money": Indicator(
        "f", unit="đồng", register=LOANS, date="lent", stock=True, until="due",
        value=total("fee"), where={"kind": "sách"},
    ),
    "since": Indicator(
        "g", unit="lượt", register=LOANS, date="back", stock=True, since=dt.date(2022, 5, 3)
    ),
    "since, until": Indicator(
        "h", unit="lượt", register=LOANS, date="lent", stock=True, until="back",
        since=dt.date(2022, 5, 3),
    ),
    "ahead": Indicator("i", unit="lượt", register=LOANS, date="due", ahead="lent"),
    "money": Indicator(
        "j", unit="đồng", register=LOANS, date="lent", value=total("fee")
    ),
    "weight": Indicator(
        "k", unit="kg", register=LOANS, date="lent", value=total("weight"), decimals=1
    ),
    "readers": Indicator(
        "l", unit="bạn đọc", register=LOANS, date="lent", value=distinct("reader")
    ),
    "readers ever": Indicator(
        "m", unit="bạn đọc", register=LOANS, date="lent", stock=True,
        value=distinct("reader"), where={"kind": "sách"},
    ),
    "readers since": Indicator(
        "n", unit="bạn đọc", register=LOANS, date="lent", stock=True,
        value=distinct("reader"), since=dt.date(2022, 5, 3),
    ),
    "readers now": Indicator(
        "o", unit="bạn đọc", register=LOANS, date="lent", stock=True, until="back",
        value=distinct("reader"),
    ),
    "branches": Indicator(
        "p", unit="nơi", register=LOANS, date="lent", value=distinct("fee")
    ),
    "mean": Indicator(
        "q", unit="kg", register=LOANS, date="lent", value=mean("weight"), decimals=1
    ),
    "mean of whole numbers": Indicator(
        "t", unit="đồng", register=LOANS, date="lent", value=mean("fee"),
        where={"kind": "sách"},
    ),
    "a mean of its own": Indicator(
        "r", unit="đồng", register=LOANS, date="lent",
        value=nw.col("fee").sum() / nw.col("reader").n_unique(),
    ),
    "heaviest": Indicator(
        "u", unit="kg", register=LOANS, date="lent", value=largest("weight"), decimals=1
    ),
    "lightest": Indicator(
        "x", unit="kg", register=LOANS, date="lent", value=smallest("weight"), decimals=1
    ),
    "lightest so far": Indicator(
        "z", unit="kg", register=LOANS, date="lent", stock=True, value=smallest("weight"),
        since=dt.date(2022, 5, 3), where={"kind": "sách"}, decimals=1,
    ),
    "lightest still out": Indicator(
        "aa", unit="kg", register=LOANS, date="lent", stock=True, until="back",
        value=smallest("weight"), decimals=1,
    ),
    "fee by weight": Indicator(
        "ab", unit="đồng", register=LOANS, date="lent", value=mean("fee", weight="weight")
    ),
    "median": Indicator(
        "v", unit="đồng", register=LOANS, date="lent", value=median("fee")
    ),
    "with a fee": Indicator(
        "w", unit="lượt", register=LOANS, date="lent", value=count("fee")
    ),
    "money, as an expression": Indicator(
        "y", unit="đồng", register=LOANS, date="lent", value=nw.col("fee").sum()
    ),
    "heavy ones": Indicator(
        "s", unit="lượt", register=LOANS, date="lent", value=(nw.col("weight") >= 2.5).sum()
    ),
}  # fmt: skip
NOT_ADDED_UP = {
    "ahead",
    "readers",
    "readers now",
    "branches",
    "a mean of its own",
    "heavy ones",
    "money, as an expression",
    "lightest still out",
    "median",
    "with a fee",
}


@pytest.fixture(scope="module")
def loans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand loans, with gaps wherever a cell may be empty."""
    dice = random.Random(20231114)

    def day(latest: int) -> str:
        return f"{dt.date(2021, 1, 1) + dt.timedelta(days=dice.randrange(latest)):%d/%m/%Y}"

    rows = [
        ";".join(
            [
                f"M{number // 3}",
                str(number % 3),
                f"Bạn đọc {dice.randrange(150)}",
                dice.choice(("sách", "báo", "bản đồ")),
                dice.choice(("", "Đông Hà", "Vĩnh Linh", "Hải Lăng")),
                day(1047),
                dice.choice(("", day(1047))),
                day(1600),
                dice.choice(("", f"{dice.randrange(10**6) * 1000}")),
                dice.choice(("", f"{dice.randrange(5000)},{dice.randrange(10**6):06}")),
                dice.choice(("x", "")),
                "Phiếu mượn",
            ]
        )
        for number in range(2000)
    ]
    return put(tmp_path_factory.mktemp("loans"), *rows)


def windows(*years: int) -> Iterator[tuple[dt.date, dt.date]]:
    """Months, quarters and years, days around what is counted from, and years without rows."""
    for year in years or (2020, 2021, 2022, 2023):
        for first, length in [(m, 1) for m in range(1, 13)] + [(1, 3), (4, 3), (1, 6), (1, 12)]:
            start = dt.date(year, first, 1)
            after = dt.date(year + (first + length > 12), (first + length - 1) % 12 + 1, 1)
            yield start, after - dt.timedelta(days=1)
    for day in range(1, 6):
        yield dt.date(2022, 5, day), dt.date(2022, 5, day)


@pytest.fixture(
    scope="module",
    params=["csv", *(pytest.param(form, marks=pytest.mark.slow) for form in ("parquet", "parts"))],
)
def counters(
    request: pytest.FixtureRequest, loans: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[MemoryCounter, ScanCounter]:
    table = in_memory(loans)
    path = loans
    if request.param != "csv":
        # As pandas would write it: days, whole numbers and floats, missing where empty.
        home = tmp_path_factory.mktemp("typed")
        path = home / PLACE.replace(".csv", ".parquet")
        path.parent.mkdir(parents=True)
        typed = table.frame.rename(columns={c.name: c.heading for c in LOANS.all_columns})
        with duckdb.connect() as connection:
            connection.register("typed", typed)
            if request.param == "parquet":
                connection.execute(f"COPY (SELECT * FROM typed) TO '{path}' (FORMAT parquet)")
            else:
                path.mkdir()
                for number in range(12):
                    some = f"SELECT * FROM typed LIMIT 170 OFFSET {number * 170}"
                    connection.execute(f"COPY ({some}) TO '{path}/part.{number}.parquet'")
    return MemoryCounter(table), ScanCounter(scanned(path), list(COUNTED.values()))


def alike(a: Decimal | None, b: Decimal | None) -> bool:
    """The same, but for the last digit that a float has when means are worked out."""
    if a is None or b is None:
        return a is b
    return a == b or (a != int(a) and abs(a - b) <= abs(b) * Decimal("1e-14"))


# However it is stored, one year is counted; the other years of the text file are a test of their
# own, for what is scanned is the same table by then.
@pytest.mark.parametrize("name", COUNTED)
def test_a_scan_counts_what_memory_counts(
    name: str, counters: tuple[MemoryCounter, ScanCounter]
) -> None:
    assert counted_alike(name, counters, 2022) > 5


@pytest.mark.torture
@pytest.mark.slow
@pytest.mark.parametrize("counters", ["csv"], indirect=True)
@pytest.mark.parametrize("name", COUNTED)
def test_so_it_does_in_every_year(name: str, counters: tuple[MemoryCounter, ScanCounter]) -> None:
    assert counted_alike(name, counters, 2020, 2021, 2023) > 15


def counted_alike(name: str, counters: tuple[MemoryCounter, ScanCounter], *years: int) -> int:
    """How many windows have a value, the same in memory and by a scan."""
    memory, scan = counters
    indicator = COUNTED[name]
    known = 0
    for start, end in windows(*years):
        window = indicator.window(start, end)
        selection = Selection(indicator, window)
        here, there = memory.tally(selection), scan.tally(selection)
        assert alike(there.value, here.value), window
        assert (there.rows, there.illustrative) == (here.rows, here.illustrative), window
        # In one step, or by the expression as it is declared.
        assert here.value == indicator.measure(memory.rows(selection)), window
        known += bool(here.value)
    return known


@pytest.mark.parametrize(
    ("declared", "expression"),
    [
        (count(), nw.len()),
        (count("fee"), nw.col("fee").count()),
        (total("fee"), nw.col("fee").sum()),
        (mean("weight"), nw.col("weight").mean()),
        (median("fee"), nw.col("fee").median()),
        (smallest("weight"), nw.col("weight").min()),
        (largest("weight"), nw.col("weight").max()),
        (distinct("reader"), nw.col("reader").n_unique()),
    ],
    ids=str,
)
def test_a_declared_reduction_gives_the_figure_of_the_expression(
    declared: Reduction, expression: nw.Expr, loans: Path
) -> None:
    memory = MemoryCounter(in_memory(loans))
    window = Window(dt.date(2022, 1, 1), dt.date(2022, 6, 30))
    figures = [
        memory.tally(
            Selection(Indicator("a", unit="b", register=LOANS, date="lent", value=v), window)
        )
        for v in (declared, expression)
    ]
    assert figures[0] == figures[1] and figures[0].value


def test_what_adds_up_is_scanned_for_once(
    counters: tuple[MemoryCounter, ScanCounter], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, scan = counters
    scan.prefetch()
    with monkeypatch.context() as patch:
        patch.setattr(LargeTable, "scan", None)
        for name in COUNTED.keys() - NOT_ADDED_UP:
            for start, end in windows():
                scan.tally(Selection(COUNTED[name], COUNTED[name].window(start, end)))
        for name in NOT_ADDED_UP:
            with pytest.raises(TypeError):
                window = COUNTED[name].window(dt.date(2022, 1, 1), CLOSING)
                scan.tally(Selection(COUNTED[name], window))


@pytest.mark.parametrize("name", ["readers", "a mean of its own", "ahead", "heavy ones"])
def test_windows_of_one_kind_share_a_scan(
    name: str, counters: tuple[MemoryCounter, ScanCounter], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, scan = counters
    indicator = COUNTED[name]
    months = [indicator.window(*days) for days in windows() if 26 < (days[1] - days[0]).days < 31]
    # One that overlaps with others is scanned for when it is asked for.
    across = Window(dt.date(2022, 3, 15), dt.date(2022, 4, 14))
    fresh = ScanCounter(scan.table, [])
    books = (("kind", "sách"),)
    fresh.tally(Selection(indicator, months[5]), lambda: [across, *months])
    fresh.tally(Selection(indicator, months[5], books), lambda: months)
    with monkeypatch.context() as patch:
        patch.setattr(LargeTable, "scan", None)
        found = [fresh.tally(Selection(indicator, month)).value for month in months]
        parts = [fresh.tally(Selection(indicator, month, books)).value for month in months]
        with pytest.raises(TypeError):
            other = Window(dt.date(2022, 3, 16), dt.date(2022, 4, 14))
            fresh.tally(Selection(indicator, other))
    assert len(found) == 48
    for month, value, part in zip(months, found, parts, strict=True):
        assert alike(value, memory.tally(Selection(indicator, month)).value)
        assert alike(part, memory.tally(Selection(indicator, month, books)).value)
    selection = Selection(indicator, across)
    assert alike(fresh.tally(selection).value, memory.tally(selection).value)


@pytest.mark.parametrize("name", ["where", "until", "readers", "mean"])
def test_parts_rows_texts_and_days_are_the_same(
    name: str, counters: tuple[MemoryCounter, ScanCounter]
) -> None:
    memory, scan = counters
    indicator = COUNTED[name]
    window = indicator.window(dt.date(2022, 1, 1), dt.date(2022, 6, 30))
    books = ("kind", "sách")
    for cuts in [(books,), (("branch", "Đông Hà"), books), (("branch", "không có"),)]:
        selection = Selection(indicator, window, cuts)
        here, there = memory.tally(selection), scan.tally(selection)
        assert alike(there.value, here.value)
        assert (there.rows, there.illustrative) == (here.rows, here.illustrative)
        rows = memory.rows(selection)
        found = scan.rows(selection)
        pd.testing.assert_frame_equal(found, rows.reset_index(drop=True))
        assert len(scan.rows(selection, 3)) == min(3, len(rows))
        for column in ("reader", "branch"):
            texts = memory.texts(selection, column)
            assert scan.texts(selection, column) == texts
    whole = Selection(indicator, window)
    assert memory.texts(whole, "branch")
    for column in ("lent", "back"):
        assert scan.earliest(whole, column) == memory.earliest(whole, column)
    for text in ("sách", "Đông Hà", "Bạn đọc 7", "không có"):
        assert scan.columns_with(text) == memory.columns_with(text)


def test_all_rows_are_the_same(counters: tuple[MemoryCounter, ScanCounter]) -> None:
    memory, scan = counters
    pd.testing.assert_frame_equal(scan.rows(None), memory.rows(None))
    assert len(scan.rows(None, 3)) == len(memory.rows(None, 3)) == 3


def test_rows_too_many_for_memory_are_not_fetched(
    counters: tuple[MemoryCounter, ScanCounter], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LISTED == 100_000
    stock = Selection(COUNTED["stock"], Window(None, CLOSING))
    monkeypatch.setattr("baocao.facts.counting.scan.LISTED", 100)
    with pytest.raises(IndicatorError) as caught:
        counters[1].rows(stock)
    assert str(caught.value).partition("\n")[0] == "[INDICATOR-08] Quá nhiều dòng sổ để liệt kê."
    with pytest.raises(IndicatorError):
        counters[1].texts(stock, "code")
    with pytest.raises(IndicatorError, match="Sổ cho mượn"):
        counters[1].rows(None)
    assert len(counters[1].rows(stock, limit=5)) == 5


# --- In a workspace ----------------------------------------------------------------------


def all_large(office: Path) -> Workspace:
    """The workspace, its registers all scanned: half of them CSV, half Parquet."""
    stems = sorted(path.stem for path in (office / "data" / "registers").glob("*.csv"))
    for stem in stems[::2]:
        path = office / "data" / "registers" / f"{stem}.csv"
        with duckdb.connect() as connection:
            rows = f"read_csv('{path}', all_varchar = true, delim = ';')"
            connection.execute(f"COPY (SELECT * FROM {rows}) TO '{path.with_suffix('.parquet')}'")
        path.unlink()
    named = ", ".join(f'"{stem}"' for stem in stems[1::2])
    settings = office / "report.toml"
    text = settings.read_text(encoding="utf-8")
    table = f"[data.large]\nregisters = [{named}]\n\n[style]"
    settings.write_text(text.replace("[style]", table, 1), encoding="utf-8")
    return Workspace.load(office)


@pytest.mark.slow
def test_every_figure_of_a_workspace_is_the_same(office: Path) -> None:
    small = FactBook(Workspace.load(office))
    expected = {}
    for code in (SPAN, "2023-Q3", "2022-05", "2021", "2025"):
        period = small.workspace.period(code)
        for key, measure in small.catalogue:
            expected[key, code] = small.fact(measure, period)
    stars = find(small, "ocop.recognised[4 sao]", small.workspace.period(SPAN))
    large = FactBook(all_large(office), small.catalogue)
    for (key, code), fact in expected.items():
        found = large.fact(large.catalogue[key], large.workspace.period(code))
        assert (found.value, found.text, found.missing) == (fact.value, fact.text, fact.missing)
        for one, other in zip(found.provenance, fact.provenance, strict=True):
            assert (one.rows, one.illustrative, one.filter) == (
                other.rows,
                other.illustrative,
                other.filter,
            )
    found = find(large, "ocop.recognised[4 sao]", large.workspace.period(SPAN))
    assert (found.value, found.provenance[0].rows) == (stars.value, stars.provenance[0].rows)
    assert stars.value == 42  # the seed report: "42 sản phẩm đạt 4 sao"


def settings(office: Path, lines: str) -> Workspace:
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[style]", f"[data.large]\n{lines}\n[style]", 1), encoding="utf-8")
    return Workspace.load(office)


def said(step: Callable[[], object]) -> str:
    with pytest.raises(BaocaoError) as caught:
        step()
    return str(caught.value)


def ocop(workspace: Workspace) -> LargeTable | Table:
    book = FactBook(workspace)
    return book.table(next(r for r in book.catalogue.registers if r.stem == "ocop"))


def test_a_csv_is_scanned_from_the_size_that_is_set(office: Path) -> None:
    size = (office / "data" / "registers" / "ocop.csv").stat().st_size / 2**20
    assert isinstance(ocop(Workspace.load(office)), Table)
    assert isinstance(ocop(settings(office, f"over_mb = {size * 0.99}")), LargeTable)


def test_a_large_register_that_is_not_there_is_told(office: Path) -> None:
    assert said(lambda: settings(office, 'registers = ["ocopp"]')) == (
        "[WORKSPACE-05] Không thấy sổ lớn.\n"
        "  Ở đâu:    report.toml, mục data.large.registers\n"
        "  Đang có:  ocopp\n"
        "  Cách sửa: đặt ocopp.csv hoặc ocopp.parquet vào data/registers, hoặc bỏ tên này"
    )


def test_a_workbook_too_large_is_told(office: Path) -> None:
    registers = office / "data" / "registers"
    (registers / "ocop.csv").unlink()
    (registers / "ocop.xlsx").write_bytes(bytes(3 * 2**20))
    workspace = settings(office, "over_mb = 2.5")
    assert said(lambda: ocop(workspace)) == (
        "[REGISTER-17] Tệp Excel quá lớn để đọc.\n"
        "  Ở đâu:    data/registers/ocop.xlsx\n"
        "  Đang có:  3,0 MB\n"
        '  Cách sửa: lưu thành "CSV UTF-8 (Comma delimited)", '
        "hoặc nâng data.large.over_mb trong report.toml"
    )


def test_without_duckdb_it_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert complaint(scanned, put(tmp_path, GOOD)) == (
        "[REGISTER-18] Sổ lớn và sổ Parquet cần gói duckdb, máy này chưa có.\n"
        f"  Ở đâu:    {PLACE}\n"
        '  Cách sửa: cài đặt: pip install "baocao[large]"'
    )


def parquet(tmp_path: Path, replaced: str = "") -> Path:
    table = scanned(put(tmp_path, GOOD))
    path = table.path.with_suffix(".parquet")
    names = ", ".join(f'"{c.name}" AS "{c.heading}"' for c in LOANS.all_columns)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE ({replaced or 'Mã AS Mã'}) FROM "
            f"(SELECT {names} FROM '{table.parts[0]}')) TO '{path}' (FORMAT parquet)"
        )
    table.path.unlink()
    return path


def test_a_column_of_another_type_is_told(tmp_path: Path) -> None:
    path = parquet(tmp_path, '1.5::DOUBLE AS "Bạn đọc"')
    assert complaint(scanned, path) == (
        "[REGISTER-19] Kiểu của cột trong tệp Parquet không hợp với khai báo.\n"
        '  Ở đâu:    data/registers/loans.parquet, cột "Bạn đọc"\n'
        "  Đang có:  DOUBLE; khai báo: text\n"
        "  Cách sửa: lưu cột bằng kiểu của khai báo, hoặc bằng chữ như trong tệp CSV"
    )


def test_cells_of_a_typed_file_are_checked(tmp_path: Path) -> None:
    path = parquet(tmp_path, '\'nan\'::DOUBLE AS "Khối lượng", 1.5::DOUBLE AS "Tập"')
    told = complaint(scanned, path)
    assert 'loans.parquet, dòng 1, cột "Khối lượng"\n  Đang có:  nan\n' in told
    assert "[REGISTER-07] Số nguyên sai dạng.\n" in told and "Đang có:  1.5\n" in told


def test_rows_of_many_files_are_numbered_through(tmp_path: Path) -> None:
    one = parquet(tmp_path)
    folder = one.rename(one.with_name("part.0"))
    one.mkdir()
    for number in range(11):
        shutil.copy(folder, one / f"part.{number}.parquet")
    folder.unlink()
    with pytest.raises(RegisterError) as caught:
        scanned(one)
    assert [finding.where.split(", ")[1] for finding in caught.value.findings] == [
        f"dòng {number}" for number in range(2, 12)
    ]
    for path in one.iterdir():
        path.unlink()
    assert "[REGISTER-02]" in complaint(scanned, one)


def test_what_is_no_parquet_file_is_told(tmp_path: Path) -> None:
    path = parquet(tmp_path)
    path.write_bytes(path.read_bytes()[:-100])
    told = complaint(scanned, path)
    assert told.startswith(
        "[REGISTER-21] Không quét được sổ.\n  Ở đâu:    data/registers/loans.parquet\n  Đang có:  "
    )
    assert told.endswith(
        "  Cách sửa: xem tệp có nguyên vẹn không; nếu thiếu bộ nhớ, tăng "
        "data.large.memory_mb trong report.toml"
    )


def test_a_file_that_changes_while_it_is_used_is_told(tmp_path: Path) -> None:
    table = scanned(put(tmp_path, GOOD))
    assert table.is_current()
    put(tmp_path, GOOD, GOOD.replace("M1", "M2"))
    assert not table.is_current()
    counter = ScanCounter(table, list(COUNTED.values()))
    assert said(counter.prefetch) == (
        "[REGISTER-20] Sổ đã thay đổi sau khi được kiểm tra.\n"
        f"  Ở đâu:    {PLACE}\n"
        "  Cách sửa: chạy lại khi không còn ai ghi vào tệp"
    )


def test_a_copy_is_made_once_for_a_content_and_replaced_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = scanned(put(tmp_path, GOOD)).parts
    stamp = first.stat().st_mtime_ns
    assert scanned(put(tmp_path, GOOD)).parts == (first,) and first.stat().st_mtime_ns == stamp
    (second,) = scanned(put(tmp_path, GOOD.replace("An", "Bình"))).parts
    kept = [second.name, f"{second.name}.sha256"]
    assert sorted(path.name for path in first.parent.glob("*.parquet*")) == kept
    # Of a build that is killed meanwhile nothing is left but the folder it wrote into.
    monkeypatch.setattr(copies.os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        scanned(put(tmp_path, GOOD))
    assert sorted(path.name for path in first.parent.glob("*.parquet*")) == kept


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The registers whose rows are checked from now on."""
    found: list[str] = []

    def checks(*given: Any) -> list[Finding]:
        found.append(given[1].stem)
        return row_faults(*given)

    monkeypatch.setattr("baocao.registers.large.table.row_faults", checks)
    return found


@pytest.mark.parametrize("kind", ["csv", pytest.param("parquet", marks=pytest.mark.slow)])
def test_rows_without_faults_are_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = parquet(tmp_path) if kind == "parquet" else put(tmp_path, GOOD, spoilt(0, "M2"))
    checked = looked_at(monkeypatch)
    earlier = replace(LOANS, begins=LOANS.begins - dt.timedelta(1))
    ways: list[tuple[Register, dt.date, set[str]]] = [
        (LOANS, CLOSING, set()),
        (LOANS, CLOSING, {"reader"}),
        (LOANS, CLOSING - dt.timedelta(1), set()),
        (earlier, CLOSING, set()),
    ]
    for number, (register, closing, counted) in enumerate(ways, start=1):
        for _ in range(2):
            open_large(path, PLACE, register, closing, tmp_path / "kept", 256, CALENDAR, counted)
            assert len(checked) == number
    # Of each register one seal is kept, that of the last time.
    assert len(list(tmp_path.glob("kept/*.checked"))) == 1
    if kind == "csv":
        put(tmp_path, GOOD, spoilt(0, "M3"))
        open_large(path, PLACE, earlier, CLOSING, tmp_path / "kept", 256)
        assert len(checked) == 5


@pytest.mark.parametrize("damaged", ["", "[]", '["Mã"]\n0', "\ufeff"])
def test_of_a_damaged_seal_nothing_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    path = parquet(tmp_path, "' An ' AS \"Bạn đọc\"")
    checked = looked_at(monkeypatch)
    table = scanned(path)
    (seal,) = tmp_path.glob("copies/*.checked")
    told = seal.read_text("utf-8")
    # One column has a text with spaces around it, which are taken away at each scan.
    assert '"Bạn đọc"' not in told and '"Mã"' in told
    seal.write_text(damaged, "utf-8")
    assert len(checked) == 1 and scanned(path).selected == table.selected and len(checked) == 2
    assert seal.read_text("utf-8") == told
    assert scanned(path).selected == table.selected and len(checked) == 2


def test_rows_with_faults_are_checked_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = put(tmp_path, GOOD)
    scanned(good)
    checked = looked_at(monkeypatch)
    for _ in range(2):
        assert "[REGISTER-" in complaint(scanned, put(tmp_path, GOOD, GOOD))
    assert len(checked) == 2


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_that_changes_while_it_is_checked_is_told_and_not_taken_for_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = parquet(tmp_path) if kind == "parquet" else put(tmp_path, GOOD)

    def checks(*_: Any) -> list[Finding]:
        # Whoever writes the file now has put no fault into what was read, but who knows.
        path.write_bytes(path.read_bytes() + b" ")
        return []

    monkeypatch.setattr("baocao.registers.large.table.row_faults", checks)
    for seal in tmp_path.glob("copies/*.checked"):
        seal.unlink()
    assert "[REGISTER-20]" in complaint(scanned, path)
    assert not list(tmp_path.glob("copies/*.checked"))


def test_a_copy_of_a_file_that_changes_meanwhile_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, GOOD)
    monkeypatch.setattr("baocao.registers.large.table._digest", lambda _: "0" * 64)
    assert "[REGISTER-20]" in complaint(scanned, path)
    assert not list(tmp_path.glob("copies/*"))


def test_a_register_without_rows_is_a_register(tmp_path: Path) -> None:
    counter = ScanCounter(scanned(put(tmp_path)), list(COUNTED.values()))
    window = Window(dt.date(2022, 1, 1), CLOSING)
    values = {name: counter.tally(Selection(one, window)).value for name, one in COUNTED.items()}
    assert {name for name, value in values.items() if value is None} == {
        "mean",
        "mean of whole numbers",
        "a mean of its own",
        "heaviest",
        "lightest",
        "lightest so far",
        "lightest still out",
        "fee by weight",
        "median",
    }
    assert sum(value or 0 for value in values.values()) == 0
    assert len(counter.rows(Selection(COUNTED["flow"], window))) == 0


@pytest.mark.slow
@pytest.mark.torture
def test_a_report_reads_the_same_whatever_the_size_of_its_registers(tmp_path: Path) -> None:
    # Those of two registers are built below.
    sections = ("enterprise_support", "intellectual_property", "iso_9001", "integrated_management")
    office = with_sections(copy_of_the_workspace(tmp_path / "office"), sections)
    small = page(Workspace.load(office))
    assert len(printed(small)) > 5_000
    assert printed(page(all_large(office))) == printed(small)


@pytest.mark.slow
def test_a_report_on_large_registers_is_built_and_carries_no_rows(tmp_path: Path) -> None:
    """The sections of a register scanned from CSV, and of one scanned from Parquet."""
    # A place of its own, and so a parent of kernels that has scanned these registers: what a
    # kernel scans by itself is no file whose content could be compared the next time.
    sections = ("ocop", "technology_appraisal")
    office = with_sections(copy_of_the_workspace(tmp_path / "office"), sections)
    small = page(Workspace.load(office))
    workspace = all_large(office)
    period = workspace.period("2023-Q3")
    built = build(workspace, period, ("html",))
    large = (built.folder / "report.html").read_text(encoding="utf-8")
    assert built.fresh and printed(large) == printed(small)
    assert not build(workspace, period, ("html",)).fresh
    # The rows of a large register are not carried, but asked for.
    assert "OCOP-003" in small and "OCOP-003" not in large
    (rows,) = rows_of(FactBook(workspace), "ocop.recognised[4 sao]", period)
    assert len(rows.frame) == rows.in_all == 42 and rows.frame["code"].iloc[0] == "OCOP-003"


def page(workspace: Workspace) -> str:
    """The page of the report, made without kernels; what the notebooks ask is asked together."""
    in_process = InProcess(workspace)
    in_process.book.load(*in_process.book.catalogue.registers)
    in_process.book.prefetch()
    return html.render(in_process.model(workspace.period("2023-Q3")))


def printed(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])
