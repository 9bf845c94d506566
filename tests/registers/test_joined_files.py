"""A register in several files: joined where it is declared, and every row knows its file."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from baocao.core.errors import RegisterError
from baocao.document import provenance
from baocao.document.provenance import ORIGIN
from baocao.facts.book import FactBook
from baocao.registers.declare import Column, Register
from baocao.registers.locate import unread
from baocao.registers.small import read
from baocao.review.explain import explain
from baocao.run.check import check, receipts
from baocao.workspace.manifest import inputs
from baocao.workspace.workspace import Workspace
from support.folders import ROOT, copy_of_the_workspace

CLOSING = date(2023, 11, 14)
GUESTS = Register(
    "guests",
    title="Sổ khách",
    begins=date(2020, 1, 1),
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("score", "Điểm", type="number", required=False),
        Column("kind", "Loại", required=False),
    ),
    common=(),
    files="guests_*",
)
FOLDER = replace(GUESTS, files="guests/*")


def put(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = tmp_path / "data" / "registers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Mã;Điểm;Loại\n{text}", encoding="utf-8")
    return tmp_path / "data"


def found(register: Register, data: Path) -> list[str]:
    with pytest.raises(RegisterError) as caught:
        read(register, data, CLOSING)
    return [str(finding) for finding in caught.value.findings]


def test_files_are_joined_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    # Numbers are written in another way in each file: one convention a file.
    files = {"guests_10.csv": "G-3;1,5;hoá\n", "guests_2.csv": "\nG-1;1.5;Hóa\nG-2;2.25;\n"}
    table = read(GUESTS, put(tmp_path, files), CLOSING)
    assert table.frame["code"].tolist() == ["G-1", "G-2", "G-3"]
    assert table.frame["score"].tolist() == [1.5, 2.25, 1.5]
    assert table.frame["kind"].tolist() == ["Hóa", "", "Hóa"]
    assert table.origins == (
        "guests_2.csv, dòng 3", "guests_2.csv, dòng 4", "guests_10.csv, dòng 2",
    )  # fmt: skip
    assert [(file.path.name, file.rows) for file in table.files] == [
        ("guests_2.csv", 2),
        ("guests_10.csv", 1),
    ]
    assert table.is_current()
    put(tmp_path, {"guests_11.csv": "G-4;1;\n"})
    assert not table.is_current()


def test_a_folder_of_files_is_joined(tmp_path: Path) -> None:
    data = put(tmp_path, {"guests/2022.csv": "G-1;1;\n", "guests/2023.csv": "G-2;1;\n"})
    table = read(FOLDER, data, CLOSING)
    assert table.origins == ("guests/2022.csv, dòng 2", "guests/2023.csv, dòng 2")
    (data / "registers" / "guests" / "~$2022.xlsx").write_bytes(b"")
    assert read(FOLDER, data, CLOSING).frame["code"].tolist() == ["G-1", "G-2"]
    assert unread(data / "registers", [FOLDER], (".csv", ".xlsx")) == []
    assert [path.name for path in unread(data / "registers", [GUESTS], (".csv",))] == ["guests"]


def test_a_key_is_unique_through_all_files(tmp_path: Path) -> None:
    data = put(
        tmp_path, {"guests_1.csv": "G-01;1;\nG-02;1;\n", "guests_2.csv": "G-02;1;\nG-O1;1;\n"}
    )
    near, again = found(GUESTS, data)
    assert near.startswith("[REGISTER-38] ") and "data/registers/guests_2.csv, dòng 3" in near
    assert again.startswith(
        "[REGISTER-09] Khóa bị trùng với data/registers/guests_1.csv, dòng 3.\n"
        "  Ở đâu:    data/registers/guests_2.csv, dòng 2"
    )


def test_every_file_is_named_with_its_faults(tmp_path: Path) -> None:
    one, other = found(
        GUESTS, put(tmp_path, {"guests_1.csv": "G-1;x;\n", "guests_2.csv": "G-2;y;b\n"})
    )
    assert "guests_1.csv, dòng 2" in one and "guests_2.csv, dòng 2" in other


@pytest.mark.parametrize(
    ("files", "code", "word"),
    [
        ({"guests.csv": "G-1;1;\n"}, "[REGISTER-01] ", "guests_*"),
        (
            {"guests_1.csv": "G-1;1;\n", "Guests_1.TXT": "G-2;1;\n"},
            "[REGISTER-13] ",
            "Guests_1.TXT",
        ),
    ],
)
def test_what_cannot_be_joined_is_refused(
    files: dict[str, str], code: str, word: str, tmp_path: Path
) -> None:
    (message,) = found(GUESTS, put(tmp_path, files))
    assert message.startswith(code) and word in message


def test_without_a_declaration_several_files_are_refused_by_name(tmp_path: Path) -> None:
    data = put(tmp_path, {"guests_2022.csv": "G-1;1;\n", "guests_2023.csv": "G-2;1;\n"})
    (message,) = found(replace(GUESTS, files=""), data)
    assert message.startswith("[REGISTER-01] ") and "guests_2022.csv, guests_2023.csv" in message


def split(folder: Path) -> Path:
    """Our register of products in two files, as an office would declare it.

    In a folder of its own: programmes of one place are imported once in a process.
    """
    office = copy_of_the_workspace(folder)
    shutil.copytree(ROOT / "lib" / "dost", office / "lib" / "dost")
    module = office / "lib" / "dost" / "ocop.py"
    source = module.read_text(encoding="utf-8")
    assert source.count("public=True,") == 1
    told = source.replace("public=True,", 'public=True,\n    files="ocop_*",')
    module.write_text(told, encoding="utf-8")
    whole = office / "data" / "registers" / "ocop.csv"
    head, *rows = whole.read_text(encoding="utf-8-sig").splitlines()
    for name, part in (("ocop_2022", rows[:40]), ("ocop_2023", rows[40:])):
        text = "\n".join([head, *part]) + "\n"
        whole.with_name(f"{name}.csv").write_text(text, encoding="utf-8")
    whole.unlink()
    return office


def test_a_joined_register_gives_the_same_facts_and_names_the_file_of_each_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], other_programmes: None
) -> None:
    office = split(tmp_path / "office")
    workspace = Workspace.load(office)
    period = workspace.period("2023-Q3")
    assert check(workspace, [period]) == []
    book = FactBook(workspace)
    fact = book.fact(book.catalogue["ocop.recognised"], period)
    # 119 products, as in the report of that quarter.
    assert (fact.text, fact.provenance[0].register) == ("119", "data/registers/ocop")
    assert {"data/registers/ocop_2022.csv", "data/registers/ocop_2023.csv"} <= inputs(
        workspace
    ).keys()
    explain(workspace, "ocop.recognised", period)
    shown = capsys.readouterr().out
    assert ORIGIN in shown and "ocop_2022.csv, dòng 2" in shown
    (rows,) = provenance.registers(book, [fact])  # type: ignore[list-item]
    assert (rows.columns[0], rows.rows[0][0]) == (ORIGIN, "ocop_2022.csv, dòng 2")
    # The 41st product of the register is the first of the second file.
    assert (rows.keys[40], rows.rows[40][0]) == ("OCOP-041", "ocop_2023.csv, dòng 2")
    receipt = next(r for r in receipts(workspace) if r.file == "data/registers/ocop")
    assert [(file.file, file.rows) for file in receipt.files] == [
        ("data/registers/ocop_2022.csv", 40),
        ("data/registers/ocop_2023.csv", 79),
    ]


def test_joined_files_over_the_limit_are_refused(tmp_path: Path, other_programmes: None) -> None:
    office = split(tmp_path / "office")
    settings = office / "report.toml"
    told = settings.read_text(encoding="utf-8").replace(
        "[data]", "[data]\nlarge = { over_mb = 0.01 }"
    )
    settings.write_text(told, encoding="utf-8")
    workspace = Workspace.load(office)
    findings = [str(finding) for finding in check(workspace, [workspace.period("2023-Q3")])]
    assert any(f.startswith("[REGISTER-58] ") and "data/registers" in f for f in findings)
