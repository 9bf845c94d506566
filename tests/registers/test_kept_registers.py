"""A register that takes long to read is kept: the same table comes back, or it is read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from baocao.core.errors import RegisterError
from baocao.core.periods import CALENDAR
from baocao.registers import kept
from baocao.registers.declare import Column, Register
from baocao.registers.kept import read_kept
from baocao.registers.small import read
from baocao.workspace.workspace import Workspace
from dost import enterprise_support, ocop, technology_appraisal

CLOSING = date(2023, 11, 14)
GUESTS = Register(
    "guests",
    title="Sổ khách",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("count", "Số khách", type="integer", required=False),
        Column("fee", "Phí", type="money", required=False),
        Column("score", "Điểm", type="number", required=False),
        Column("day", "Ngày", type="date", required=False),
        Column("note", "Ghi chú", required=False),
    ),
    common=(),
)
ROWS = """Mã;Số khách;Phí;Điểm;Ngày;Ghi chú
G-1;12;999.999.999.999.999;8,25;05/3/2023;hoá
G-2;;;;;
G-3;0;1.000;0,1;31/12/2020;Hóa
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register that counts as one that takes long."""
    monkeypatch.setattr(kept, "_LEAST_BYTES", 0)
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True)
    (folder / "guests.csv").write_text(ROWS, encoding="utf-8")
    return folder.parent


def never(*_: object) -> object:
    raise AssertionError("read again")


def test_what_is_kept_is_what_was_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = read(GUESTS, data, CLOSING)
    first = read_kept(GUESTS, data, CLOSING, CALENDAR, data.parent / "copies")
    monkeypatch.setattr(kept, "read", never)
    again = read_kept(GUESTS, data, CLOSING, CALENDAR, data.parent / "copies")
    for table in (first, again):
        pd.testing.assert_frame_equal(table.frame, expected.frame)
        for name in ("path", "sha256", "keys", "notes", "files", "origins"):
            assert getattr(table, name) == getattr(expected, name), name
    # The largest whole number that a cell of Excel keeps.
    assert again.frame["fee"][0] == 999_999_999_999_999
    assert again.is_current()


def test_joined_files_are_kept_too(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = replace(GUESTS, files="guests*")
    (data / "registers" / "guests_2.csv").write_text(ROWS.replace("G-", "H-"), encoding="utf-8")
    first = read_kept(register, data, CLOSING, CALENDAR, data.parent / "copies")
    monkeypatch.setattr(kept, "read", never)
    again = read_kept(register, data, CLOSING, CALENDAR, data.parent / "copies")
    assert again.origins == first.origins and again.origins[3] == "guests_2.csv, dòng 2"
    assert (again.path, again.files, again.sha256) == (first.path, first.files, first.sha256)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _other_json(path: Path) -> None:
    path.with_name(f"{path.name}.json").write_text("[]", encoding="utf-8")


def _of_fewer_rows(path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows AS SELECT * FROM read_parquet('{path}') LIMIT 1")
        connection.execute(f"COPY rows TO '{path}' (FORMAT parquet)")


@pytest.mark.parametrize("damage", [_cut, _empty, _of_fewer_rows, _other_json, Path.unlink])
def test_what_is_damaged_is_read_again(damage: Callable[[Path], object], data: Path) -> None:
    copies = data.parent / "copies"
    first = read_kept(GUESTS, data, CLOSING, CALENDAR, copies)
    (path,) = copies.glob("*.table")
    damage(path)
    pd.testing.assert_frame_equal(
        read_kept(GUESTS, data, CLOSING, CALENDAR, copies).frame, first.frame
    )


def test_another_content_declaration_or_day_is_read_anew(data: Path) -> None:
    copies = data.parent / "copies"
    read_kept(GUESTS, data, CLOSING, CALENDAR, copies)
    strict = replace(
        GUESTS,
        columns=(
            *GUESTS.columns[:1],
            replace(GUESTS.columns[1], required=True),
            *GUESTS.columns[2:],
        ),
    )
    for register, day in ((strict, CLOSING), (GUESTS, date(2021, 1, 1))):
        with pytest.raises(RegisterError):
            read_kept(register, data, day, CALENDAR, copies)
    (data / "registers" / "guests.csv").write_text(ROWS.replace("12;", "13;"), encoding="utf-8")
    assert read_kept(GUESTS, data, CLOSING, CALENDAR, copies).frame["count"][0] == 13
    # What was made of the earlier content is gone.
    assert len([*copies.glob("*.table")]) == 1


def test_registers_of_an_office_come_back_as_they_were(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_LEAST_BYTES", 0)
    workspace = Workspace.load(office)
    for module in (ocop, technology_appraisal, enterprise_support):
        tables = [
            read_kept(module.register, workspace.data, CLOSING, CALENDAR, workspace.copies)
            for _ in range(2)
        ]
        pd.testing.assert_frame_equal(tables[0].frame, tables[1].frame)
        assert tables[0].keys == tables[1].keys
    assert len([*workspace.copies.glob("*.table")]) == 3
