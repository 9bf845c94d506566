"""Edits of a report's prose in Word come back to the cells, or are refused with the reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from nbformat import NotebookNode
from typer.testing import CliRunner

from baocao.cli import app
from baocao.document.assemble import assemble
from baocao.document.formats import docx
from baocao.document.read import read_model
from baocao.notebook.report import Report
from baocao.review.adopt import Proposal, adopt, write
from baocao.review.adopt.tokens import printed_tokens, template_spans, template_tokens
from baocao.review.manuscripts import read_manuscript
from baocao.review.manuscripts.docx import docx_blocks
from baocao.workspace.workspace import Workspace
from support.in_process import InProcess
from support.mutations import replaced, unbound

ROOT = Path(__file__).resolve().parents[2]
SPAN = "2020-01-01--2023-11-14"
Change = Callable[[Any], None]


class Desk:
    """A workspace whose report someone edits in Word."""

    def __init__(
        self, root: Path, standing: NotebookNode | None = None, printed: bytes | None = None
    ) -> None:
        self.workspace = Workspace.load(root)
        self.period = self.workspace.period(SPAN)
        self.standing = standing
        self.printed = printed

    def built(self) -> NotebookNode:
        """The report as it was when it was first asked for."""
        self.standing = self.standing or self.build()
        return self.standing

    def build(self) -> NotebookNode:
        in_process = InProcess(self.workspace)
        report = Report(self.workspace, self.period, in_process.book)
        sections = {stem: in_process.section(stem, report) for stem in self.workspace.sections}
        return assemble(self.workspace, report, sections)

    def edited(self, *changes: Change) -> Path:
        self.printed = self.printed or docx.render(read_model(self.built()))
        document = Document(io.BytesIO(self.printed))
        for change in changes:
            change(document)
        path = self.workspace.root / "edited.docx"
        document.save(str(path))
        return path

    def proposal(self, *changes: Change) -> Proposal:
        manuscript = read_manuscript(self.edited(*changes))
        return adopt(manuscript, self.workspace, self.period, self.built())

    def prose(self) -> str:
        """What the report says now."""
        self.standing = self.printed = None
        blocks = [b.text for b in read_manuscript(self.edited()).blocks]
        return "\n".join(blocks)


@pytest.fixture(scope="module")
def standing() -> tuple[NotebookNode, bytes]:
    """The report of the workspace as it is, and its Word file."""
    built = Desk(ROOT).build()
    return built, docx.render(read_model(built))


@pytest.fixture
def desk(office: Path, standing: tuple[NotebookNode, bytes]) -> Desk:
    """A copy of the workspace, and its report as it was before anything is changed."""
    built, printed = standing
    return Desk(office, deepcopy(built), printed)


def paragraph(document: Any, words: str) -> Any:
    for block, pieces in docx_blocks(document):
        if words in block.text:
            return next(pieces[0].element.iterancestors(qn("w:p")))
    raise AssertionError(words)


def codes(proposal: Proposal) -> list[str]:
    return [finding.code for finding in proposal.refused]


def test_an_untouched_report_changes_nothing(desk: Desk) -> None:
    assert desk.proposal() == Proposal((), (), 0)


@pytest.mark.slow
def test_edited_words_print_again_as_they_were_edited(desk: Desk) -> None:
    # One word put in, words exchanged around a comma, words taken out, brackets, a remark's file.
    edits = (
        ("đã phân hạng và công nhận", "đã đánh giá, phân hạng và công nhận"),
        ("Giấy chứng nhận có thời hạn nên", "Vì giấy chứng nhận có thời hạn,"),
        (" trong sản xuất, kinh doanh, dịch vụ.", "."),
        ("nhằm đáp ứng yêu cầu", "để đáp ứng *đúng* yêu cầu [mới]"),
        ("có quy mô nhỏ", "có quy mô rất nhỏ"),
    )
    path = desk.edited(*(replaced(old, new) for old, new in edits))
    wanted = "\n".join(block.text for block in read_manuscript(path).blocks)
    proposal = adopt(read_manuscript(path), desk.workspace, desk.period, desk.built())
    assert codes(proposal) == []
    assert {change.source.path.name for change in proposal.changes} == {
        "ocop.ipynb", "enterprise_support.ipynb", "guidance.ipynb", "difficulties.md",
    }  # fmt: skip
    assert desk.prose() != wanted
    assert len(write(proposal, desk.workspace)) == 4
    assert desk.prose() == wanted


def test_writing_touches_the_edited_cells_and_nothing_else(desk: Desk) -> None:
    path = desk.workspace.notebooks / "ocop.ipynb"
    before = path.read_text(encoding="utf-8")
    proposal = desk.proposal(replaced("đã phân hạng và công nhận", "đã xếp hạng và công nhận"))
    assert path.read_text(encoding="utf-8") == before, "a proposal writes nothing"
    write(proposal, desk.workspace)
    assert path.read_text(encoding="utf-8") == before.replace(
        "đã phân hạng và công nhận", "đã xếp hạng và công nhận"
    )
    assert "{{ recognised }} sản phẩm" in before
    # The cell is kept as lines, which stay lines.
    assert '    "Đến hết ngày {{ recognised.end }}' in before
    assert not list(desk.workspace.notebooks.glob(".*new"))


def test_a_new_paragraph_goes_behind_the_one_before_it_and_one_in_a_variant_is_told(
    desk: Desk,
) -> None:
    added = "Sở sẽ tiếp tục kiểm tra việc duy trì hệ thống."
    of_a_variant = "Sở tiếp tục theo dõi việc công nhận lại."

    def change(document: Any) -> None:
        for words, new in (
            ("Việc áp dụng Hệ thống quản lý chất lượng giúp", added),
            ("Giấy chứng nhận có thời hạn", of_a_variant),
        ):
            before = paragraph(document, words)
            made = deepcopy(before)
            before.addnext(made)
            for node in list(made)[2:]:
                made.remove(node)
            made.find(f".//{qn('w:t')}").text = new

    proposal = desk.proposal(change)
    plain, other = proposal.changes
    assert plain.text == f"{plain.source.text.rstrip()}\n\n{added}"
    assert f"+{added}" in plain.diff(desk.workspace)
    assert plain.diff(desk.workspace).startswith("--- notebooks/iso_9001.ipynb, ô 8")
    assert of_a_variant in other.text
    # Of the first one there is nothing to tell.
    assert proposal.notes == (
        f'Đoạn mới "{of_a_variant}" đứng trong biến thể '
        '"--- có recognised" của notebooks/ocop.ipynb, ô 6: chỉ in ở kỳ in biến thể ấy.',
    )


def test_a_paragraph_that_is_gone_is_taken_out(desk: Desk) -> None:
    def change(document: Any) -> None:
        node = paragraph(document, "Việc áp dụng Hệ thống quản lý chất lượng giúp")
        node.getparent().remove(node)

    proposal = desk.proposal(change)
    (only,) = proposal.changes
    assert only.text.strip() == ""


def test_a_figure_that_is_moved_stays_bound_to_its_fact(desk: Desk) -> None:
    def change(document: Any) -> None:
        controls = list(paragraph(document, "thực hiện 183 lượt tin").iter(qn("w:sdt")))
        first, second = controls[:2]
        mark = deepcopy(first)
        first.addprevious(mark)
        second.addprevious(first)
        mark.addprevious(second)
        mark.getparent().remove(mark)

    proposal = desk.proposal(change)
    # Each is still its own fact, and so it is told that documents stand before "lượt".
    assert codes(proposal) == ["ADOPTION-04"]
    said = str(proposal.refused[0])
    assert '[NARRATIVE-15] Số liệu tính bằng "văn bản" đứng trước đơn vị tính khác: "lượt"' in said


@pytest.mark.slow
def test_a_changed_number_is_refused_bound_or_not(desk: Desk) -> None:
    for loosen in (False, True):
        changes: list[Change] = [replaced("42", "43", "119 sản phẩm (42")]
        if loosen:
            changes.append(unbound)
        proposal = desk.proposal(*changes)
        assert (codes(proposal), proposal.changes) == (["ADOPTION-01"], ())
        assert "42 thành 43" in proposal.refused[0].found
        assert str(proposal.refused[0]).startswith(
            "[ADOPTION-01] Con số bị sửa tay, không đưa vào sổ tay.\n"
            "  Ở đâu:    đoạn 63; notebooks/ocop.ipynb, ô 6\n"
        )


@pytest.mark.slow  # In test_adopt_kinds.py a file without controls is no edit, and is edited.
def test_numbers_that_only_lost_their_binding_are_no_edit(desk: Desk) -> None:
    proposal = desk.proposal(unbound, replaced("Trong kỳ, Sở ban hành", "Sở ban hành"))
    assert codes(proposal) == []
    (only,) = proposal.changes
    assert "{{ documents }} văn bản" in only.text


def test_what_the_data_say_and_what_no_cell_says_is_refused(desk: Desk) -> None:
    proposal = desk.proposal(
        replaced("tăng", "hơn", "cùng thời điểm năm trước tăng 18"),
        replaced("Hình 1. Tin, bài", "Hình 1. Các tin, bài"),
        replaced("Nếu giữ nhịp như các năm trước", "Nếu giữ nhịp như 03 năm trước"),
        replaced("được xây dựng, bổ sung", "ngày càng được xây dựng, bổ sung"),
    )
    assert str(proposal.refused[0]) == (
        "[ADOPTION-02] Lời bị sửa do số liệu sinh ra, không đưa vào sổ tay được.\n"
        "  Ở đâu:    đoạn 10; notebooks/overview.ipynb, ô 6\n"
        "  Đang có:  …với cùng thời điểm năm trước hơn 18 sản phẩm (17,8%), xem mục I.2.e;; tăng\n"
        "  Cách sửa: sửa câu trong ô của sổ tay, chọn cách nói khác của chỉ tiêu"
    )
    for start in (
        "[ADOPTION-26] Bảng, hình bị sửa trong Word, không đưa vào sổ tay.\n"
        "  Ở đâu:    đoạn 19; notebooks/guidance.ipynb, ô 9, đối số title=\n",
        "[ADOPTION-04] Lời sửa chưa đưa vào sổ tay được.\n  Ở đâu:    đoạn 25; notebooks/",
    ):
        assert any(str(finding).startswith(start) for finding in proposal.refused)
    assert proposal.changes == ()
    assert sorted(codes(proposal)) == ["ADOPTION-02", "ADOPTION-04", "ADOPTION-04", "ADOPTION-26"]
    found = " ".join(finding.found for finding in proposal.refused)
    assert "NARRATIVE-02" in found and "NARRATIVE-08" in found


@pytest.mark.slow
def test_a_cell_that_changed_since_is_left_alone(desk: Desk) -> None:
    built = desk.built()
    path = desk.edited(replaced("đã phân hạng và công nhận", "đã xếp hạng và công nhận"))
    notebook = desk.workspace.notebooks / "ocop.ipynb"
    text = notebook.read_text(encoding="utf-8").replace("đã phân hạng", "đã chấm điểm, phân hạng")
    notebook.write_text(text, encoding="utf-8")
    proposal = adopt(read_manuscript(path), desk.workspace, desk.period, built)
    assert (proposal.changes, codes(proposal)) == ((), ["ADOPTION-03"])


@pytest.mark.slow
def test_another_report_is_refused_as_a_whole(desk: Desk) -> None:
    path = desk.workspace.root / "other.docx"
    document = Document()
    document.add_paragraph("Biên bản họp giao ban.")
    document.save(str(path))
    proposal = adopt(read_manuscript(path), desk.workspace, desk.period, desk.built())
    assert [str(finding) for finding in proposal.refused] == [
        "[ADOPTION-05] Tệp không phải báo cáo của kỳ này.\n"
        "  Ở đâu:    đoạn 1\n"
        "  Đang có:  Biên bản họp giao ban.\n"
        "  Cách sửa: kiểm tra tên tệp và kỳ báo cáo"
    ]
    # The same words on other days are another period's report.
    proposal = desk.proposal(
        lambda document: [
            setattr(node, "text", (node.text or "").replace("14/11/2023", "15/11/2023"))
            for node in document.element.body.iter(qn("w:t"))
        ]
    )
    assert codes(proposal) == ["ADOPTION-05"]


def test_a_change_in_a_table_is_not_passed_over(desk: Desk) -> None:
    def change(document: Any) -> None:
        cells = (c for table in document.tables for row in table.rows for c in row.cells)
        cell = next(cell for cell in cells if cell.text == "Lớp tập huấn")
        cell.paragraphs[0].runs[0].text = "Khóa tập huấn"

    assert codes(desk.proposal(change)) == ["ADOPTION-26"]


@pytest.mark.slow
def test_hostile_words_come_back_as_words(desk: Desk) -> None:
    hostile = "{{ recognised.vs_last_year }} {% if x %} <b> [a](javascript:x) `c` $x$ | *d*"
    path = desk.edited(replaced("có quy mô nhỏ", f"có quy mô {hostile} nhỏ"))
    wanted = "\n".join(block.text for block in read_manuscript(path).blocks)
    proposal = adopt(read_manuscript(path), desk.workspace, desk.period, desk.built())
    assert codes(proposal) == []
    write(proposal, desk.workspace)
    assert desk.prose() == wanted


def test_the_command_shows_the_change_and_writes_it_only_when_told(
    reports: Any, tmp_path: Path
) -> None:
    folder = reports(SPAN)
    document = Document(str(folder / "report.docx"))
    replaced("đã phân hạng và công nhận", "đã xếp hạng và công nhận")(document)
    path = tmp_path / "edited.docx"
    document.save(str(path))
    run = CliRunner().invoke
    done = run(app, ["adopt", str(path), SPAN, "--outputs", str(folder.parent)])
    assert done.exit_code == 0, done.output
    assert "+Đến hết ngày" in done.stdout and "đã xếp hạng và công nhận" in done.stdout
    assert "1 chỗ sửa đưa về được, 0 chỗ không; chưa ghi gì" in done.stdout
    assert run(app, ["adopt", "a.pdf", SPAN]).exit_code == 2


@pytest.mark.parametrize(
    ("template", "printed", "facts", "found"),
    [
        ("Có {{ a }} dự án.", "Có 02 dự án.", [(3, 5, "a@1")], "Có|{{ a }}|dự|án|."),
        # What a phrase says belongs to its expression as a whole.
        (
            "Có {{ a.vs }}, hết.",
            "Có tăng 2, hết.",
            [(8, 9, "a:change@1")],
            "Có|{{ a.vs }}|{{ a.vs }}|,|hết|.",
        ),
        ("A {{ b }}{{ c }} D", "A 12 D", [(2, 3, "b@1"), (3, 4, "c@1")], "A|{{ b }}|{{ c }}|D"),
        ("x {% if a %}y{% endif %} z", "x y z", [], "x|y|z"),
    ],
)
def test_words_and_facts_are_traced_to_the_template(
    template: str, printed: str, facts: list[tuple[int, int, str]], found: str
) -> None:
    slots = template_spans(printed_tokens(printed, facts), template_tokens(template))
    assert (
        "|".join("None" if slot is None else template[slot.start : slot.end] for slot in slots)
        == found
    )
