"""Columns whose different texts are counted: one thing in two spellings is no second one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import narwhals as nw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.errors import RegisterError
from baocao.core.periods import CALENDAR, Period
from baocao.facts.book import FactBook
from baocao.facts.indicators import Indicator
from baocao.facts.reductions import count, distinct, mean
from baocao.registers.declare import Column, Register
from baocao.registers.kept import read_kept
from baocao.registers.large import open_large
from baocao.registers.near_equal import NearEqual
from baocao.registers.small import read
from baocao.workspace.workspace import Workspace
from support.folders import copy_of_the_workspace

CLOSING = date(2023, 11, 14)
VISITS = Register(
    "visits",
    title="Sổ lượt khách",
    begins=date(2020, 1, 1),
    key=("number", "host"),
    columns=(
        Column("number", "Số", type="integer"),
        Column("host", "Đơn vị"),
        Column("project", "Mã dự án", required=False),
        Column("kind", "Loại", allowed=("A", "B")),
        Column("day", "Ngày", type="date"),
        Column("score", "Điểm", type="number", required=False),
    ),
    common=(),
)
COUNTED = frozenset({"host", "project"})

# Two texts of a column, and whether people take them for the same.
PAIRS = [
    ("DA-2020-07", "DA-2020-007", True),
    ("DA-2020-07", "DA-2020-7", True),
    ("DA-2020-07", "DA-2020-O7", True),
    ("DA-2020-07", "DA 2020.07", True),
    ("DA-2020-07", "DA/2020/07", True),
    ("DA2020-07", "DA-2020-07", True),
    ("DA-2020-1l", "DA-2020-11", True),
    ("Công ty An Phú", "Công ty AnPhú", True),
    ("HTX Tân Lập 02", "HTX Tân Lập 2", True),
    ("Ð-02", "Đ-02", True),
    ("DA-2020-07", "DA-2020-08", False),
    ("DA-2020-1", "DA-2020-10", False),
    ("DA-2020-1", "DA-2020-11", False),
    ("1.1", "11", False),
    ("1-11", "11-1", False),
    ("Hội An", "Hồi An", False),
    ("Sao 1", "Sa 1", False),
    ("Công ty Hoi", "Công ty Hi", False),
    ("Xã Hải An", "Xã Hải Ân", False),
    # Read as one, in the spelling of the first.
    ("DA-2020-07", "da–2020–07", False),
]


def rows_of(first: str, second: str) -> list[list[str]]:
    return [
        ["1", "UBND xã", first, "A", "02/02/2023", "8,5"],
        ["2", "UBND huyện", second, "B", "03/02/2023", "9"],
    ]


def put(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "data" / "registers" / "visits.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([column.heading for column in VISITS.columns])
        writer.writerows(rows)
    return path


def small(path: Path) -> None:
    read(VISITS, path.parents[1], CLOSING, CALENDAR, COUNTED)


def large(path: Path) -> None:
    copies = path.parents[2] / "copies"
    place = "data/registers/visits.csv"
    open_large(path, place, VISITS, CLOSING, copies, 256, CALENDAR, COUNTED)


@pytest.mark.parametrize(("first", "second", "is_near"), PAIRS)
def test_what_people_take_for_the_same_is_near(first: str, second: str, is_near: bool) -> None:
    known = NearEqual()
    assert known.other(first) is None
    assert known.other(second) == (first if is_near else None)


@given(st.lists(st.integers(1, 9999), unique=True, max_size=40), st.sampled_from(["{}", "{:04}"]))
def test_codes_that_are_numbered_are_all_different(numbers: list[int], form: str) -> None:
    known = NearEqual()
    assert [known.other(f"DA-2023-{form.format(number)}") for number in numbers] == [None] * len(
        numbers
    )


@pytest.mark.parametrize("reader", [small, large])
@pytest.mark.parametrize("pair", [PAIRS[0], PAIRS[3], PAIRS[7]])
def test_a_counted_column_with_two_spellings_is_refused(
    reader: Callable[[Path], None], pair: tuple[str, str, bool], tmp_path: Path
) -> None:
    with pytest.raises(RegisterError) as caught:
        reader(put(tmp_path, rows_of(*pair[:2])))
    (finding,) = caught.value.findings
    assert str(finding).startswith("[REGISTER-38] Hai giá trị gần như giống nhau trong cột")
    assert 'cột "Mã dự án"' in finding.where
    assert f'"{pair[0]}"' in finding.found and f'"{pair[1]}"' in finding.found


@pytest.mark.parametrize("reader", [small, large])
def test_different_codes_are_read(reader: Callable[[Path], None], tmp_path: Path) -> None:
    reader(put(tmp_path, rows_of("DA-2020-1", "DA-2020-10")))


def test_a_part_of_the_key_is_counted_too(tmp_path: Path) -> None:
    rows = rows_of("", "")
    rows[0][1], rows[1][1] = "HTX 2", "HTX 02"
    with pytest.raises(RegisterError) as caught:
        small(put(tmp_path, rows))
    assert "[REGISTER-38] " in str(caught.value)


def test_many_pairs_are_one_finding(tmp_path: Path) -> None:
    rows = [
        [str(n), f"Đơn vị {n}", f"DA-{n:03}" if n < 100 else f"DA-{n - 90}", "A", "02/02/2023", ""]
        for n in [*range(10, 20), *range(100, 110)]
    ]
    with pytest.raises(RegisterError) as caught:
        small(put(tmp_path, rows))
    (finding,) = caught.value.findings
    assert finding.found == '"DA-010" và "DA-10" (và 9 cặp khác)'


def test_a_column_that_is_not_counted_may_have_both(tmp_path: Path) -> None:
    path = put(tmp_path, rows_of("05/QĐ-UBND", "5/QĐ-UBND"))
    assert len(read(VISITS, path.parents[1], CLOSING).frame) == 2


def test_a_kept_register_is_read_again_for_other_counted_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baocao.registers.kept._LEAST_BYTES", 0)
    data = put(tmp_path, rows_of("DA-07", "DA-7")).parents[1]
    copies = tmp_path / "copies"
    assert len(read_kept(VISITS, data, CLOSING, CALENDAR, copies).frame) == 2
    with pytest.raises(RegisterError):
        read_kept(VISITS, data, CLOSING, CALENDAR, copies, COUNTED)


def indicator(value: object) -> Indicator:
    return Indicator("Lượt", unit="lượt", register=VISITS, date="day", value=value)  # type: ignore[arg-type]


TOLD_APART = [
    (distinct("project"), ("project",)),
    (distinct("kind"), ()),
    (distinct("day"), ()),
    (count(), ()),
    (count("project"), ()),
    (mean("score"), ()),
    (nw.col("project").n_unique(), ("project",)),
    (nw.col("score").sum() / nw.col("host").n_unique(), ("host",)),
    (nw.col("score").sum(), ()),
]


@pytest.mark.parametrize("at", range(len(TOLD_APART)))
def test_an_indicator_says_which_texts_it_counts(at: int) -> None:
    value, expected = TOLD_APART[at]
    assert indicator(value).distinct_columns == expected


def test_the_project_counted_twice_is_refused_in_the_office(tmp_path: Path) -> None:
    """Of 300 projects one is written in two ways: it would be 301."""
    office = copy_of_the_workspace(tmp_path / "office")
    path = office / "data/registers/technology_appraisal.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert text.count(";DA-2020-007;") == 2
    path.write_text(text.replace(";DA-2020-007;", ";DA-2020-07;", 1), encoding="utf-8-sig")
    workspace = Workspace.load(office)
    book = FactBook(workspace)
    with pytest.raises(RegisterError) as caught:
        book.fact(book.catalogue["technology_appraisal.appraised"], Period.parse("2023"))
    assert [finding.code for finding in caught.value.findings] == ["REGISTER-38"]
