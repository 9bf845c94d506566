"""A cell of a report that cannot be printed: a note in its place, the same in every format."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordFile
from typer.testing import CliRunner

from baocao.cli import app
from baocao.core.errors import ExportError, Finding
from baocao.document.formats import docx, html, pdf
from baocao.document.holes import with_notes
from baocao.document.model import (
    Annex,
    Cell,
    Column,
    Document,
    Figure,
    Grid,
    Heading,
    Prose,
    QuotedFact,
    ReportPeriod,
    Row,
    Table,
    Window,
)
from baocao.review.shelf.entries import Entry, OnPeriod
from baocao.run.plan import Plan
from baocao.workspace.manifest import Sealed, holes_of, seal
from baocao.workspace.state import State
from baocao.workspace.workspace import Workspace
from support.documents import pdf_text
from support.small_offices import write_office

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="40pt" height="20pt"/>'
WHERE = "notebooks/ocop.ipynb, ô 5"


def prose(text: str, cell: str = "ocop-4", fact: int | None = None) -> Prose:
    words: list[dict[str, Any]] = [{"t": "Str", "c": text}]
    if fact is not None:
        number = [{"t": "Str", "c": "43"}]
        words += [{"t": "Space"}]
        words += [{"t": "Span", "c": [["", ["fact"], [["n", str(fact)]]], number]}]
    return Prose([{"t": "Para", "c": words}], cell)


def fact(name: str) -> QuotedFact:
    return QuotedFact(
        id=name, period="2023", window=Window(start="2023-01-01", end="2023-12-31"), value="43",
        text="43", unit="sản phẩm", decimals=0, label=name, stock=False,
    )  # fmt: skip


def table(text: str, cell: str) -> Table:
    data = Grid(
        (Column("Huyện", "left"), Column("Số", "right")), (Row((Cell(text), Cell("43", 1))),)
    )
    return Table("bang-1", 1, "Sản phẩm", data, cell=cell)


def report(*blocks: Any, title: str = "Báo cáo", annexed: tuple[Any, ...] = ()) -> Document:
    return Document(
        kind="BÁO CÁO",
        title=title,
        notebook="{}",
        period=ReportPeriod("2023", "năm 2023", "2023-01-01", "2023-12-31"),
        blocks=(Heading("muc-1", 1, 1, "I.", "Kết quả"), *blocks),
        annexes=(Annex("phu-luc-1", "Phụ lục", "SỐ LIỆU", "", False, annexed),) if annexed else (),
        facts=(fact("a"), fact("b")),
        quoted=(0, 1),
    )


def figure(svg: str) -> Figure:
    data = Grid((Column("Huyện", "left"),), (Row((Cell("Gio Linh"),)),))
    return Figure("hinh-1", 1, "Tình hình 漢", data, "cột", svg, cell="ocop-5")


def place_of(cell: str) -> str:
    return f"notebooks/{cell.replace('-', '.ipynb, ô ')}"


def texts(document: Document) -> list[str]:
    """What each format prints, in words alone."""
    word = WordFile(io.BytesIO(docx.render(document)))
    told = [
        re.sub("<[^>]+>", "", html.render(document)),
        pdf_text(pdf.render(document)),
        " ".join(paragraph.text for paragraph in word.paragraphs),
    ]
    return ["".join(one.split()) for one in told]


def test_the_rest_is_printed_and_the_note_says_what_is_missing() -> None:
    made = report(
        prose("Trước.", fact=0), figure("<html/>"), prose("Chữ 漢 lạ.", "iso-2", 1),
        annexed=(table("Gio Linh 國", "annex-3"), prose("Sau.")),
    )  # fmt: skip
    noted, holes = with_notes(made, place_of)
    assert [str(one) for one in holes] == [
        "[EXPORT-03] Biểu đồ không phải là SVG hợp lệ.\n"
        f"  Ở đâu:    {WHERE}\n"
        "  Đang có:  html\n"
        "  Cách sửa: vẽ biểu đồ bằng report.bar_chart hoặc report.column_chart",
        "[EXPORT-01] Có chữ mà không phông nào in được.\n"
        "  Ở đâu:    notebooks/iso.ipynb, ô 2\n"
        '  Đang có:  "Chữ 漢 lạ. 43": 漢 (U+6F22)\n'
        "  Cách sửa: sửa chữ đó trong lời văn hoặc trong sổ theo dõi",
        "[EXPORT-01] Có chữ mà không phông nào in được.\n"
        "  Ở đâu:    notebooks/annex.ipynb, ô 3\n"
        '  Đang có:  "Gio Linh 國": 國 (U+570B)\n'
        "  Cách sửa: sửa chữ đó trong lời văn hoặc trong sổ theo dõi",
    ]
    # A number that is not printed is not quoted; the table's stood in the same place of the list.
    assert noted.quoted == (0,) and noted.facts == made.facts
    wanted = [
        "Trước.",
        "Sau.",
        f"[Chưa in được Hình 1. Tình hình (U+6F22): biểu đồ không phải là SVG hợp lệ. Xem {WHERE}, "
        "sửa rồi dựng lại.]",
        "[Chưa in được đoạn lời văn ở đây: có chữ mà không phông nào in được. Xem "
        "notebooks/iso.ipynb, ô 2, sửa rồi dựng lại.]",
        "[Chưa in được Bảng 1. Sản phẩm: có chữ mà không phông nào in được. Xem "
        "notebooks/annex.ipynb, ô 3, sửa rồi dựng lại.]",
        "Bản này còn 03 chỗ chưa in được, đã ghi rõ tại chỗ; không dùng để trình ký hoặc ban hành.",
    ]
    for told in texts(noted):
        assert not [one for one in wanted if "".join(one.split()) not in told]


def test_nothing_is_taken_out_of_a_sound_report() -> None:
    made = report(prose("Trước.", fact=0), figure(DRAWING), table("Gio Linh", "ocop-6"))
    made = replace(made, blocks=(*made.blocks[:2], *made.blocks[3:]))
    assert with_notes(made, place_of) == (made, ())


def test_what_stands_in_no_cell_is_refused() -> None:
    with pytest.raises(ExportError, match=r"^\[EXPORT-01\] .*\n.*Dự án 漢"):
        with_notes(report(prose("Trước."), title="Dự án 漢"), place_of)


def test_a_finished_folder_remembers_what_is_missing(tmp_path: Path) -> None:
    hole = Finding("EXPORT-01", "Có chữ mà không phông nào in được.", WHERE, "漢", "sửa chữ đó")
    about: Any = {"inputs": {}}
    seal(tmp_path, about, {}, [], [hole])
    assert holes_of(tmp_path) == (hole,)
    made = Sealed.at(tmp_path)
    assert made is not None and made.about == about
    seal(tmp_path, about, {}, [])
    assert holes_of(tmp_path) == ()
    manifest = tmp_path / "manifest.json"
    manifest.write_text('{"outputs": {}, "holes": [{"code": "x"}]}', encoding="utf-8")
    assert Sealed.at(tmp_path) is None and holes_of(tmp_path / "none") == ()


def test_a_build_with_a_note_ends_with_1_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = write_office(tmp_path)
    workspace = Workspace.load(office)
    about: Any = {}
    folder = tmp_path / "outputs" / "2023"
    folder.mkdir(parents=True)
    plan = Plan(workspace.period("2023"), folder, about, State.of(workspace), current=True)
    monkeypatch.setattr("baocao.run.plan.plans", lambda *_: [plan])
    monkeypatch.setattr("baocao.review.shelf.after.put_on_shelf", lambda *_: ())
    hole = Finding("EXPORT-02", "Không dàn được trang PDF.", WHERE)
    for holes, status, told in ([], 0, "2023: không có gì thay đổi\n"), ([hole], 1, WHERE):
        seal(folder, about, {}, [], holes)
        done = CliRunner().invoke(app, ["build", "2023", "--workspace", str(office)])
        assert done.exit_code == status and told in done.output


def test_the_shelf_says_so() -> None:
    one = Entry("2023", "Báo cáo", is_draft=True, holes=2)
    period = OnPeriod("2023", "year", "năm 2023", "2023-01-01", "2023-12-31", 2023, "", (one,))
    assert period.state(one) == "Còn chỗ chưa in được"
    assert period.state(replace(one, holes=0)) == "Dự thảo"
