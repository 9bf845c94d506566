"""What was read of each register: told alike of small and large ones, and kept by each report."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from baocao.registers.receipt import as_lines
from baocao.run.build import build
from baocao.run.check import receipts
from baocao.workspace.workspace import Workspace

PERIOD = "2023-Q3"


def test_a_report_keeps_what_was_read_and_is_as_current_as_without(small: Path) -> None:
    workspace = Workspace.load(small)
    period = workspace.period(PERIOD)
    folder = build(workspace, period, ("html",)).folder
    first, page = ((folder / name).read_bytes() for name in ("manifest.json", "report.html"))
    told = {one["file"]: one for one in json.loads(first)["registers"]}
    # As a spreadsheet program shows the file.
    assert told["data/registers/technology_appraisal.csv"] == {
        "title": "Sổ theo dõi thẩm định, có ý kiến về công nghệ dự án đầu tư",
        "file": "data/registers/technology_appraisal.csv",
        "rows": 333,
        "days": {
            "Ngày nhận đủ hồ sơ": ["2020-01-06", "2023-11-07"],
            "Ngày văn bản ý kiến": ["2020-01-14", "2023-11-14"],
        },
    }
    assert not build(workspace, period, ("html",)).fresh
    assert build(workspace, period, ("html",), force=True).fresh
    # Notebooks that ran again hold other times; what people read is the same to the byte.
    again = json.loads((folder / "manifest.json").read_bytes())
    assert again["registers"] == json.loads(first)["registers"]
    assert (folder / "report.html").read_bytes() == page


def test_a_large_register_has_the_receipt_of_a_small_one(office: Path) -> None:
    small = receipts(Workspace.load(office))
    settings = office / "report.toml"
    large = '[data]\nlarge = { registers = ["technology_appraisal", "enterprise_support"] }'
    told = settings.read_text(encoding="utf-8").replace("[data]", large)
    settings.write_text(told, encoding="utf-8")
    assert receipts(Workspace.load(office)) == small
    support = next(r for r in small if r.file.endswith("enterprise_support.csv"))
    lines = (office / "data" / "registers" / "enterprise_support.csv").read_text("utf-8-sig")
    heads, *rows = [line.split(";") for line in lines.splitlines()]
    at = heads.index("Kinh phí hỗ trợ (đồng)")
    amounts = [int(row[at].replace(".", "")) for row in rows if row[at]]
    assert support.sums == {"Kinh phí hỗ trợ (đồng)": sum(amounts)}
    assert f"data/registers/enterprise_support.csv: {len(rows)} dòng" in as_lines(small)


def test_sheets_are_told(office: Path) -> None:
    import openpyxl

    source = office / "data" / "registers" / "ocop.csv"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Năm 2020–2023"
    for line in source.read_text("utf-8-sig").splitlines():
        sheet.append(line.split(";"))
    book.save(source.with_suffix(".xlsx"))
    source.unlink()
    receipt = next(r for r in receipts(Workspace.load(office)) if "ocop" in r.file)
    assert receipt.as_json()["sheets"] == ("Năm 2020–2023",)
    assert receipt.days["Ngày công nhận"][0] == date(2020, 1, 15)
    assert as_lines([receipt])[0] == "data/registers/ocop.xlsx (trang Năm 2020–2023): 119 dòng"
