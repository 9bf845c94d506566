"""Formulas: a value that the writing program did not calculate is never taken for one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from baocao.core.errors import RegisterError
from baocao.registers.declare import Column, Register
from baocao.registers.small import read

CLOSING = date(2023, 11, 14)
FEES = Register(
    "fees",
    title="Sổ phí",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("guests", "Số khách", type="integer"),
        Column("fee", "Phí (đồng)", type="money", required=False),
    ),
    common=(),
)
WAITS = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
EXCEL = '<calcPr calcId="191029"/>'


def workbook(
    values: list[int | str | None], calculation: str = EXCEL, chain: bool = False, app: str = ""
) -> bytes:
    """A workbook whose fees are formulas with these cached values, as programs write them."""
    book = openpyxl.Workbook()
    book.active.append(["Mã", "Số khách", "Phí (đồng)"])  # type: ignore[union-attr]
    for row, _ in enumerate(values, 2):
        book.active.append([f"P-{row}", row, "=B2*9"])  # type: ignore[union-attr]
    plain = io.BytesIO()
    book.save(plain)
    made = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if name == "xl/workbook.xml":
                part = part.replace(WAITS, calculation)
                assert calculation in part
            if name == "xl/worksheets/sheet1.xml":
                empty = "<f>B2*9</f><v></v></c>" if "<v></v>" in part else "<f>B2*9</f><v/></c>"
                assert part.count(empty) == len(values), part
                for value in values:
                    held = "" if value is None else f"<v>{value}</v>"
                    part = part.replace(empty, f"<f>B2*9</f>{held}</c>", 1)
            if name == "docProps/app.xml" and app:
                part = part.replace("Microsoft Excel", app)
            if name == "xl/_rels/workbook.xml.rels" and chain:
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                link = f'<Relationship Id="c" Type="{kind}/calcChain" Target="calcChain.xml"/>'
                part = part.replace("</Relationships>", f"{link}</Relationships>")
            new.writestr(name, part)
    return made.getvalue()


def outcome(tmp_path: Path, content: bytes, name: str = "fees.xlsx") -> list[int] | str:
    folder = tmp_path / "data" / "registers"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    try:
        return read(FEES, tmp_path / "data", CLOSING).frame["fee"].fillna(-1).tolist()
    except RegisterError as error:
        (finding,) = error.findings
        return str(finding)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(workbook([18_000, 27_000], WAITS), id="to be calculated when opened"),
        pytest.param(workbook([0, 0]), id="noughts of a program that does not calculate"),
        pytest.param(workbook([None, None]), id="no values"),
        pytest.param(
            workbook([18_000, 27_000], '<calcPr calcCompleted="0"/>'), id="saved before it was done"
        ),
        pytest.param(
            workbook([18_000, 0], '<calcPr calcMode="manual" calcOnSave="0"/>'), id="by hand only"
        ),
    ],
)
def test_values_that_were_not_calculated_are_refused(content: bytes, tmp_path: Path) -> None:
    message = outcome(tmp_path, content)
    assert str(message).startswith("[REGISTER-24] ")
    assert "Sheet!C2" in str(message) and "=B2*9 (và 1 ô khác: Sheet!C3)" in str(message)
    assert "mở tệp bằng Excel, để Excel tính xong rồi lưu lại" in str(message)


@pytest.mark.parametrize(
    ("content", "fees"),
    [
        (workbook([18_000, 0]), [18_000, 0]),
        (workbook([0, 0], chain=True), [0, 0]),
        (workbook([0, 0], app="LibreOffice/7.4"), [0, 0]),
    ],
    ids=["a value beside it", "a chain of calculation", "LibreOffice"],
)
def test_values_that_were_calculated_are_read(
    content: bytes, fees: list[int], tmp_path: Path
) -> None:
    assert outcome(tmp_path, content) == fees


@given(st.lists(st.sampled_from([0, 5000, 12_000]), min_size=1, max_size=5))
def test_noughts_count_only_beside_a_value_that_is_none(
    tmp_path_factory: pytest.TempPathFactory, values: list[int]
) -> None:
    found = outcome(tmp_path_factory.mktemp("fees"), workbook([*values]))
    assert (found == values) if any(values) else str(found).startswith("[REGISTER-24] ")


def old_workbook(fees: Callable[[xlwt.Worksheet], object]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("So")
    for row, cells in enumerate([["Mã", "Số khách", "Phí (đồng)"], ["P-2", 2], ["P-3", 3]]):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    fees(sheet)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_an_old_workbook_of_a_program_that_does_not_calculate_is_refused(tmp_path: Path) -> None:
    # xlwt writes an empty text beside each formula.
    content = old_workbook(lambda sheet: sheet.write(1, 2, xlwt.Formula("B2*9000")))
    message = str(outcome(tmp_path, content, "fees.xls"))
    assert message.startswith("[REGISTER-24] ") and "So!C2" in message
    typed = old_workbook(lambda sheet: sheet.write(1, 2, 18_000))
    assert outcome(tmp_path, typed, "fees.xls") == [18_000, -1]
