"""What an official sees first: number, day, who signs, to whom, annexes.

Expected lines are the samples of Nghị định số 30/2020/NĐ-CP, Phụ lục I and III.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pypdfium2
import pytest

from baocao.core.errors import WorkspaceError
from baocao.document.assemble import assemble
from baocao.document.formats import html, pdf
from baocao.document.model import Document, Table
from baocao.document.read import read_model
from baocao.notebook.open import open_report
from baocao.workspace.office import Issue, Signatory
from baocao.workspace.workspace import Workspace
from support.documents import html_text, pdf_text

SEED = "2020-01-01--2023-11-14"


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        ({"head": "Giám đốc"}, ("GIÁM ĐỐC",)),
        ({"head": "Giám đốc", "authority": "Q."}, ("Q. GIÁM ĐỐC",)),
        (
            {"head": "Giám đốc", "authority": "KT.", "title": "Phó Giám đốc"},
            ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        ),
        (
            {"head": "Giám đốc", "authority": "TL.", "title": "Chánh Văn phòng"},
            ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
        ),
        (
            {"head": "Giám đốc", "authority": "TUQ.", "title": "Chi cục trưởng"},
            ("TUQ. GIÁM ĐỐC", "CHI CỤC TRƯỞNG"),
        ),
        (
            {"head": "Chủ tịch", "collective": "Ủy ban nhân dân"},
            ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ),
        (
            {
                "head": "Chủ tịch",
                "collective": "Ủy ban nhân dân",
                "authority": "KT.",
                "title": "Phó Chủ tịch",
            },
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
    ],
)
def test_the_authority_to_sign(settings: dict[str, Any], lines: tuple[str, ...]) -> None:
    assert Signatory(name="Nguyễn Văn A", **settings).lines == lines


@pytest.mark.parametrize(
    ("number", "day", "line", "place_date"),
    [
        (5, "2026-01-05", "Số: 05/BC-SKHCN", "Quảng Trị, ngày 05 tháng 01 năm 2026"),
        (19, "2020-06-29", "Số: 19/BC-SKHCN", "Quảng Trị, ngày 29 tháng 6 năm 2020"),
        (312, "2023-11-09", "Số: 312/BC-SKHCN", "Quảng Trị, ngày 09 tháng 11 năm 2023"),
    ],
)
def test_number_and_day_of_issue(
    office: Path, number: int, day: str, line: str, place_date: str
) -> None:
    settings = Workspace.load(office).settings.office[0]
    issue = Issue(number=number, date=dt.date.fromisoformat(day))
    assert settings.number_line(issue) == line
    assert settings.place_date(issue, 2099) == place_date


def test_settings_against_the_forms_are_named_all_at_once(office: Path) -> None:
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('title = "Phó Giám đốc"\n', "")
    text = text.replace('name = "Nguyễn Hữu Thắng"', 'name = "TS. Nguyễn Hữu Thắng"')
    text = text.replace(
        'recipients = ["Sở Kế hoạch và Đầu tư"]',
        'addressees = ["Sở Kế hoạch và Đầu tư"]\nrecipients = ["Như trên"]',
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        Workspace.load(office)
    what = "[WORKSPACE-04] Cấu hình trái thể thức văn bản."
    assert str(caught.value).splitlines() == [
        what,
        "  Ở đâu:    report.toml, mục office.signatory.name",
        "  Đang có:  TS. Nguyễn Hữu Thắng",
        "  Cách sửa: bỏ học hàm, học vị trước họ tên",
        what,
        "  Ở đâu:    report.toml, mục office.signatory.title",
        "  Đang có:  để trống",
        "  Cách sửa: ký thay thì ghi chức vụ của người ký",
        what,
        f"  Ở đâu:    report.toml, mục documents.{SEED}.addressees",
        "  Đang có:  Kính gửi: Sở Kế hoạch và Đầu tư",
        "  Cách sửa: báo cáo chỉ kính gửi cấp trên: ghi cơ quan đó vào recipients, "
        "hoặc vào office.superiors nếu là cấp trên",
    ]


def test_a_title_of_ones_own_is_for_those_who_sign_for_the_head(office: Path) -> None:
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'authority = "KT\.".*', "", text), encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"title chỉ dùng khi ký KT\., TL\., TUQ\."):
        Workspace.load(office)


@pytest.fixture
def assembled(office: Path, reports: Callable[[str], Path]) -> Callable[[str], Document]:
    """The document model under the copied office's settings, from sections already run."""

    def make(period: str, issue: Issue | None = None, **changes: str) -> Document:
        path = office / "report.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in changes.values():
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        workspace = Workspace.load(office)
        folder = reports(period) / "sections"
        sections = {
            stem: nbformat.read(folder / f"{stem}.ipynb", as_version=4)
            for stem in workspace.sections
        }
        report = open_report(period, workspace)
        return read_model(assemble(workspace, report, sections, issue))

    return make


@pytest.mark.slow
def test_a_report_to_a_superior_says_to_whom_and_one_to_a_peer_does_not(
    assembled: Callable[..., Document],
) -> None:
    up, across = assembled("2023-Q3"), assembled(SEED)
    assert "Kính gửi: UBND tỉnh Quảng Trị" in html_text(html.render(up))
    assert "Kính gửi: UBND tỉnh Quảng Trị" in pdf_text(pdf.render(up))
    assert "Kính gửi" not in html_text(html.render(across))
    assert "Kính gửi" not in pdf_text(pdf.render(across))


def test_a_draft_has_no_number(assembled: Callable[..., Document]) -> None:
    model = assembled("2023-Q3", draft=("draft = false ", "draft = true "))
    for text in (html_text(html.render(model)), pdf_text(pdf.render(model))):
        assert "DỰ THẢO" in text
        assert re.search(r"Số:\s+/BC-SKHCN", text)


def test_an_issued_report_has_number_and_day_on_the_first_page_and_on_each_annex(
    assembled: Callable[..., Document],
) -> None:
    draft = ("draft = false ", "draft = true ")
    model = assembled("2023-Q3", Issue(7, dt.date(2023, 10, 2)), draft=draft)
    attached = (
        "(Kèm theo Báo cáo số 07/BC-SKHCN ngày 02 tháng 10 năm 2023 của Sở Khoa học và Công nghệ)"
    )
    for text in (html_text(html.render(model)), pdf_text(pdf.render(model))):
        assert "Số: 07/BC-SKHCN" in text
        assert "Quảng Trị, ngày 02 tháng 10 năm 2023" in text
        assert text.count(attached) == 2
        assert "DỰ THẢO" not in text


@pytest.mark.slow
def test_a_report_is_signed_by_the_office_as_it_is_on_the_day_of_issue(
    assembled: Callable[..., Document], office: Path
) -> None:
    text = (office / "report.toml").read_text(encoding="utf-8")
    entry = text[text.index("[[office]]") : text.index("# What a periodic report says")]
    newer = entry.replace("2019-01-01", "2023-10-01").replace("Nguyễn Hữu Thắng", "Lê Thị C")
    signed = {
        issue: assembled("2023-Q3", issue, **changes).signature.name
        for issue, changes in (
            (None, {"office": (entry, entry + newer)}),
            (Issue(7, dt.date(2023, 10, 2)), {}),
        )
    }
    assert list(signed.values()) == ["Nguyễn Hữu Thắng", "Lê Thị C"]


def test_annexes_have_roman_numbers_when_there_are_two(
    assembled: Callable[..., Document],
) -> None:
    two = assembled("2023-Q3")
    assert [annex.label for annex in two.annexes] == ["Phụ lục I", "Phụ lục II"]
    second = '\n[[annexes]]\nsection = "iso_9001_agencies"\n'
    one = assembled("2023-Q3", annexes=(second, ""))
    assert [annex.label for annex in one.annexes] == ["Phụ lục"]


def test_each_annex_counts_its_own_pages_and_a_wide_one_lies_down(
    reports: Callable[[str], Path],
) -> None:
    """From the PDF itself: what stands in the top margin, and which way each page lies."""
    with pypdfium2.PdfDocument((reports(SEED) / "report.pdf").read_bytes()) as document:
        pages = [
            (document[number].get_textpage().get_text_range(), document[number].get_size())
            for number in range(len(document))
        ]
    firsts = [n for n, (text, _) in enumerate(pages) if text.startswith(("UBND", "Phụ lục"))]
    assert len(firsts) == 3
    for first, end in zip(firsts, [*firsts[1:], len(pages)], strict=True):
        for number in range(first + 1, end):
            assert pages[number][0].splitlines()[0] == str(number - first + 1)
    lying = [number for number, (_, (width, height)) in enumerate(pages) if width > height]
    assert lying == list(range(firsts[1], firsts[2]))


def test_a_long_table_repeats_its_head_on_every_page(reports: Callable[[str], Path]) -> None:
    with pypdfium2.PdfDocument((reports(SEED) / "report.pdf").read_bytes()) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    second = next(n for n, text in enumerate(pages) if text.startswith("Phụ lục II"))
    assert len(pages) - second > 3
    for text in pages[second:]:
        assert "Tên cơ quan" in text


def test_the_list_of_agencies_is_the_figure_beside_it(reports: Callable[[str], Path]) -> None:
    """165 in the seed's text: 40 agencies and 125 communes."""
    notebook = nbformat.read(reports(SEED) / "report.ipynb", as_version=4)
    model = read_model(copy.deepcopy(notebook))
    (table,) = [block for block in model.annexes[1].blocks if isinstance(block, Table)]
    assert len(table.data.rows) == 165
    assert table.data.rows[-1].cells[0].text == "165"
