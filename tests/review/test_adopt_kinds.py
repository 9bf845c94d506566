"""Each kind of edit that people make in Word: a paragraph is adopted whole, or refused and told."""

from __future__ import annotations

import io
import json
import random
import unicodedata
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from nbformat import NotebookNode
from typer.testing import CliRunner

from baocao.cli import app
from baocao.core import together
from baocao.core.errors import BuildError, Finding, ManuscriptError
from baocao.core.together import finish, write_together
from baocao.document.assemble import assemble
from baocao.document.formats import docx
from baocao.document.formats.docx import openxml
from baocao.document.read import read_model
from baocao.notebook.report import Report
from baocao.review.adopt import Proposal, adopt, rebuilt_faults, write
from baocao.review.adopt.printed_report import PrintedReport
from baocao.review.adopt.refusals import NotEditableError, refusal
from baocao.review.adopt.trial import Trial
from baocao.review.manuscripts import read_manuscript
from baocao.run.check import check
from baocao.workspace.workspace import Workspace
from support.folders import contents, copy_of_the_workspace, emptied, with_sections
from support.in_process import InProcess
from support.mutations import replaced, unbound
from support.report_edits import (
    KINDS,
    Change,
    deleted,
    inserted,
    joined_to_the_one_before,
    looking,
    moved_behind,
    paragraph,
    random_edit,
    sentence_deleted,
    sentence_moved,
    split,
    tracked,
)

PERIOD = "2023-Q3"
SECTIONS = ("guidance", "iso_9001", "enterprise_support", "ocop", "difficulties")
REMARKS = f"data/remarks/{PERIOD}/difficulties.md"


class Desk:
    """A small office, its report on a quarter, and copies of it that people edit."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace.load(root)
        self.period = self.workspace.period(PERIOD)
        self.built = self.build(self.workspace)
        self.docx = docx.render(read_model(self.built))

    def build(self, workspace: Workspace, *_: object) -> NotebookNode:
        in_process = InProcess(workspace)
        report = Report(workspace, self.period, in_process.book)
        sections = {stem: in_process.section(stem, report) for stem in workspace.sections}
        return assemble(workspace, report, sections)

    def edited(self, *changes: Change) -> Path:
        document = Document(io.BytesIO(self.docx))
        for change in changes:
            change(document)
        path = self.workspace.root / "edited.docx"
        document.save(str(path))
        return path

    def proposal(self, *changes: Change) -> Proposal:
        manuscript = read_manuscript(self.edited(*changes))
        return adopt(manuscript, self.workspace, self.period, deepcopy(self.built))

    def texts(self, data: bytes | None = None) -> list[str]:
        """The paragraphs of the edited file, or of another one, without their blanks."""
        path = self.workspace.root / "edited.docx"
        if data is not None:
            path = self.workspace.root / "other.docx"
            path.write_bytes(data)
        blocks = read_manuscript(path).blocks
        return [" ".join(unicodedata.normalize("NFC", block.text).split()) for block in blocks]

    def printed(self) -> list[str]:
        """What the report of the templates of now says."""
        return self.texts(docx.render(read_model(self.build(self.workspace))))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = copy_of_the_workspace(emptied(tmp_path_factory.mktemp("kinds") / "office"))
    return Desk(with_sections(root, SECTIONS))


@pytest.fixture
def notebooks(desk: Desk) -> Any:
    """The desk; what is written there is taken back."""
    before = contents(desk.workspace.notebooks)
    yield desk
    for name, data in before.items():
        (desk.workspace.notebooks / name).write_bytes(data)


def codes(proposal: Proposal) -> list[str]:
    return [finding.code for finding in proposal.refused]


def cell_of(desk: Desk, words: str) -> str:
    """The text of the notebook cell that holds some words, as the file has it."""
    for path in desk.workspace.notebooks.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if words in (text := "".join(cell["source"])):
                return text
    return ""


# ---------------------------------------------------------------- adopted

ADOPTED: dict[str, tuple[Change, ...]] = {
    "a paragraph in brackets is split": (split("Qua đó, các tổ chức"),),
    "a paragraph is split into three": (
        split("Trọng tâm là các cơ chế"),
        split("Việc phát triển tài sản"),
    ),
    "two paragraphs of a cell are joined": (joined_to_the_one_before("Giấy chứng nhận có thời"),),
    "the only paragraph of a cell is deleted": (deleted("Việc áp dụng Hệ thống quản lý"),),
    "an item of a list is deleted": (deleted("- chứng nhận VietGAP"),),
    "an item of a list is reworded": (replaced("cho 02 cơ sở", "tại 02 cơ sở", "cho 02 cơ sở"),),
    "one branch of a condition is reworded": (
        replaced("được công nhận mới: không", "mới được xét công nhận: không"),
    ),
}  # fmt: skip
AT_ONCE: tuple[Change, ...] = tuple(change for changes in ADOPTED.values() for change in changes)


def test_all_kinds_are_adopted_and_print_again_as_they_were_edited(notebooks: Desk) -> None:
    desk = notebooks
    proposal = desk.proposal(*AT_ONCE)
    # The branch stands in one of the paragraphs that were joined.
    assert (codes(proposal), proposal.adopted) == ([], len(ADOPTED) - 1)
    wanted = desk.texts()
    assert rebuilt_faults(proposal, desk.workspace, desk.period, lambda w, _: desk.build(w)) == []
    write(proposal, desk.workspace)
    assert desk.printed() == wanted
    # The cell is gone, not empty; the other branch is as it was.
    assert not cell_of(desk, "Việc áp dụng Hệ thống quản lý")
    assert "có {{ newly_recognised }} sản phẩm được công nhận\n" in cell_of(desk, "xét công nhận")
    sources = [
        "".join(cell["source"]).strip()
        for path in desk.workspace.notebooks.glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    assert "%%narrate" not in sources


def test_new_paragraphs_in_a_row_and_paragraphs_that_are_moved(notebooks: Desk) -> None:
    desk = notebooks
    proposal = desk.proposal(
        inserted("Việc áp dụng Hệ thống", "Hồ sơ được lưu đủ. " * 8 + "Hồ sơ được lưu."),
        inserted("Việc áp dụng Hệ thống", "Sở tiếp tục rà soát."),
        # Each has what it says at other periods, in brackets that are not printed now.
        moved_behind("- chứng nhận VietGAP", "- chứng nhận hợp quy"),
        moved_behind("Đến hết ngày 30/9/2023, Chương trình", "Giấy chứng nhận có thời"),
        replaced("40", "41", "đã có 40 cơ quan"),
        replaced("Đến hết ngày 30/9/2023, đã có", "Tính đến hết ngày 30/9/2023, đã có"),
    )
    assert (codes(proposal), proposal.adopted) == (["ADOPTION-01"], 6)
    # The sentence of the number, not that of the first word that was edited.
    assert "đã có 41 cơ quan là sở" in proposal.refused[0].found
    wanted = [
        text.replace("Tính đến hết ngày 30/9/2023, đã có 41", "Đến hết ngày 30/9/2023, đã có 40")
        for text in desk.texts()
    ]
    write(proposal, desk.workspace)
    assert desk.printed() == wanted
    lines = cell_of(desk, "Sở tiếp tục rà soát.").splitlines()
    assert lines[-12:] == [
        "",
        "Sở tiếp tục rà soát.",
        "",
        *["Hồ sơ được lưu đủ."] * 8,
        "Hồ sơ được lưu.",
    ]
    items = cell_of(desk, "chứng nhận VietGAP")
    assert 'kinds("recipient_type") }};]\n- [chứng nhận VietGAP cho {{ submitted_vietgap' in items
    assert "\n\nĐến hết ngày {{ recognised.end }}" in cell_of(desk, "Giấy chứng nhận")
    assert "|sản phẩm được công nhận mới:" in cell_of(desk, "Giấy chứng nhận")


def test_a_last_item_and_the_paragraph_of_a_cell_of_variants_are_moved(notebooks: Desk) -> None:
    desk = notebooks
    proposal = desk.proposal(
        moved_behind("- tổng kinh phí đề nghị", "- chứng nhận VietGAP"),
        moved_behind("Trong kỳ, Sở ban hành", "Thực hiện Nghị quyết số 58/NQ-CP ngày"),
    )
    assert (codes(proposal), proposal.adopted) == ([], 4)
    write(proposal, desk.workspace)
    printed = desk.printed()
    items = [text for text in printed if text.startswith(("- chứng", "- tổng", "- xây"))]
    assert items == [
        "- xây dựng và áp dụng hệ thống quản lý chất lượng theo tiêu chuẩn tiên tiến "
        "(ISO 9001:2015, ISO 14001:2015) cho 01 hợp tác xã;",
        "- xây dựng Tiêu chuẩn cơ sở cho 02 cơ sở, doanh nghiệp;",
        "- chứng nhận VietGAP cho 08 hợp tác xã và tổ hợp tác;",
        "- tổng kinh phí đề nghị hỗ trợ là 350,5 triệu đồng;",
        "- chứng nhận hợp chuẩn (05 hồ sơ) cho 02 doanh nghiệp;",
        "- chứng nhận hợp quy (06 hồ sơ) cho 03 doanh nghiệp.",
    ]
    starts = ("Thực hiện Nghị quyết số 58/NQ-CP ngày", "Trong kỳ, Sở ban", "Sở đã đăng tải")
    found = [start for text in printed for start in starts if text.startswith(start)]
    assert found == list(starts)
    moved = cell_of(desk, "documents }} văn bản")
    assert "toàn Sở.]\n\n[có documents hoặc có communications hoặc có training_classes?\n" in moved
    assert "\n  |Văn bản, tin, bài tuyên truyền và lớp tập huấn trong kỳ: " in moved
    assert "hợp quy (" in (list_cell := cell_of(desk, "chứng nhận VietGAP"))
    assert 'kinds("recipient_type") }};]\n\n--- còn lại' in list_cell


def test_a_move_that_other_periods_would_lose_is_refused(desk: Desk) -> None:
    # There it would be said only when there is something to approve.
    proposal = desk.proposal(moved_behind("Thực hiện Nghị quyết số 163", "- tổng kinh phí đề nghị"))
    assert (codes(proposal), proposal.changes) == (["ADOPTION-29", "ADOPTION-29"], ())
    assert 'kỳ 2023-Q2: in khác đi "Thực hiện Nghị quyết số 163/2021' in proposal.refused[0].found


MORE: dict[str, tuple[Change, ...]] = {
    "a sentence with a figure is deleted": (sentence_deleted("Theo hạng sao", "64,7%). "),),
    "a sentence goes to the next paragraph, in another cell": (
        sentence_moved(" Việc phát triển", "và phát triển.", "Việc áp dụng Hệ thống"),
    ),
    "a paragraph is typed behind another": (
        inserted("Thực hiện Nghị quyết số 163", "Sở tiếp tục rà soát văn bản."),
    ),
    "words are bold": (looking("Trọng tâm", "b"),),
    "changes are tracked": (tracked("được đăng lên", "đã được đăng trên"),),
    "letters are composed otherwise": (
        replaced("Thực hiện chế độ", unicodedata.normalize("NFD", "Thực hiện chế độ")),
        replaced("trong sản xuất", unicodedata.normalize("NFD", "cho sản xuất")),
    ),
    "what looks like a tag": (replaced("các ấn phẩm,", "các {{ ấn }} {% if %} phẩm,"),),
    "quotes of Word": (replaced("quy định của Đảng", "“quy định” của Đảng"),),
}  # fmt: skip


@pytest.mark.slow
def test_more_kinds_are_adopted(notebooks: Desk) -> None:
    desk = notebooks
    proposal = desk.proposal(*(change for changes in MORE.values() for change in changes))
    assert [str(finding) for finding in proposal.refused] == []
    wanted = desk.texts()
    write(proposal, desk.workspace)
    assert desk.printed() == wanted
    assert "**Trọng tâm** là" in cell_of(desk, "Trọng tâm")
    assert "[Theo hạng sao" not in cell_of(desk, "Chương trình OCOP đã phân hạng")


NOTHING: dict[str, Change] = {
    "blanks": replaced("trên địa bàn tỉnh được", "trên\u00a0địa bàn  tỉnh được"),
    "an empty paragraph": inserted("Việc áp dụng Hệ thống", " "),
    "a letter without width": replaced("Trọng tâm", "Trọng\u200b tâm"),
    "no content controls": unbound,
}


def test_what_nobody_reads_is_no_edit(desk: Desk) -> None:
    assert desk.proposal(*NOTHING.values()) == Proposal((), (), 0)


# ---------------------------------------------------------------- refused

REFUSED: dict[str, tuple[str, Change]] = {
    "paragraphs of two cells are joined": (
        "ADOPTION-21",
        joined_to_the_one_before("Các cơ chế, chính sách về khoa"),
    ),
    "a number is changed": ("ADOPTION-01", replaced("31", "32", "hỗ trợ 31 cá nhân")),
    "underline": ("ADOPTION-24", looking("Văn bản được đăng", "u")),
    "a day that the data make": ("ADOPTION-02", replaced("30/9", "29/9", "30/9/2023, đã có")),
    "words at a condition": (
        "ADOPTION-20",
        replaced("sản phẩm được công nhận mới: không phát sinh", "không công nhận sản phẩm nào"),
    ),
    "a paragraph with words of other periods is deleted": (
        "ADOPTION-22",
        deleted("Giấy chứng nhận có thời hạn"),
    ),
    "a title of a table": ("ADOPTION-26", replaced("theo hạng sao (lũy", "theo hạng (lũy")),
    "a cell of a table": ("ADOPTION-26", replaced("Lớp tập huấn", "Khóa tập huấn")),
    "remarks without a file": ("ADOPTION-27", replaced("Đơn vị chưa có nội dung", "Còn khó khăn")),
    "a heading": ("ADOPTION-28", replaced("Khó khăn, tồn tại", "Vướng mắc, tồn tại")),
    "the words of the letter": ("ADOPTION-03", replaced("Thực hiện chế độ", "Theo chế độ")),
    "a number in words": ("ADOPTION-04", replaced("Việc áp dụng Hệ", "Hai mươi lần áp dụng Hệ")),
}  # fmt: skip


def test_each_refused_paragraph_is_told_and_stays_as_it_was(desk: Desk) -> None:
    proposal = desk.proposal(*(change for _, change in REFUSED.values()))
    assert sorted(codes(proposal)) == sorted(code for code, _ in REFUSED.values())
    assert (proposal.changes, proposal.adopted) == ((), 0)
    for finding in proposal.refused:
        assert finding.where and finding.remedy, finding
    told = {finding.code: str(finding) for finding in proposal.refused}
    for start in (
        "[ADOPTION-03] Chỗ bị sửa không phải lời văn của một ô trong sổ tay.\n",
        "[ADOPTION-20] Chỗ sửa giáp lời văn chỉ in khi có điều kiện, không rõ thuộc bên nào.\n",
        "[ADOPTION-21] Đoạn sửa ghép lời văn của nhiều ô.\n",
        "[ADOPTION-22] Đoạn bị xóa không bỏ được khỏi ô: kỳ khác còn lời văn in ở chỗ đó.\n",
        "[ADOPTION-24] Kiểu chữ được đổi không giữ được.\n",
        "[ADOPTION-26] Bảng, hình bị sửa trong Word, không đưa vào sổ tay.\n",
        "[ADOPTION-27] Nhận xét của kỳ bị sửa trong Word nhưng chưa có tệp để ghi.\n",
        "[ADOPTION-28] Tên mục bị sửa trong Word, không đưa vào sổ tay.\n",
    ):
        assert any(text.startswith(start) for text in told.values()), start
    for code, place in (
        ("ADOPTION-22", "; notebooks/ocop.ipynb, ô 6\n"),
        ("ADOPTION-27", f"; {REMARKS}\n"),
        ("ADOPTION-28", "; notebooks/difficulties.ipynb, ô 1 (dòng # …), hoặc report.toml, parts"),
        ("ADOPTION-03", "; report.toml, opening\n"),
    ):
        assert place in told[code], code
    places = [finding.where for finding in proposal.refused if finding.code == "ADOPTION-26"]
    assert any(place.endswith("; notebooks/ocop.ipynb, ô 8, đối số title=") for place in places)
    assert any(place.endswith("; notebooks/guidance.ipynb, ô 10") for place in places)


@pytest.mark.slow
def test_nothing_of_a_refused_paragraph_is_written_and_nothing_of_another_is_lost(
    notebooks: Desk,
) -> None:
    desk = notebooks
    before = desk.texts(desk.docx)
    # Two edits of one paragraph, one of them of a number; an edit of another paragraph.
    proposal = desk.proposal(
        replaced("đã phân hạng và công nhận", "đã xếp hạng và công nhận"),
        replaced("119", "120", "công nhận 119 sản phẩm"),
        replaced("nhằm đáp ứng", "để đáp ứng"),
    )
    assert (codes(proposal), proposal.adopted) == (["ADOPTION-01"], 1)
    write(proposal, desk.workspace)
    assert desk.printed() == [text.replace("nhằm đáp ứng", "để đáp ứng") for text in before]


def test_a_move_without_content_controls_is_whole_or_not_at_all(desk: Desk) -> None:
    item = moved_behind("- chứng nhận VietGAP", "- chứng nhận hợp quy")
    proposal = desk.proposal(item, unbound)
    assert (codes(proposal), proposal.adopted) == ([], 2)
    # Reworded on the way, it cannot arrive, and so does not leave.
    proposal = desk.proposal(item, unbound, replaced("tổ hợp tác", "tổ hợp tác khác"))
    assert codes(proposal) == ["ADOPTION-29", "ADOPTION-29"] and proposal.changes == ()


def test_what_cannot_go_along_is_named(desk: Desk) -> None:
    proposal = desk.proposal(
        moved_behind("Trong kỳ, Sở ban hành", "Việc áp dụng Hệ thống"),
        deleted("Giấy chứng nhận có thời hạn"),
    )
    assert sorted(codes(proposal)) == ["ADOPTION-22", "ADOPTION-29", "ADOPTION-29"]
    told = {finding.code: finding.found for finding in proposal.refused}
    assert told["ADOPTION-22"].endswith('; "sản phẩm hết hiệu lực: {{ expiring.absence }}"')
    # The other notebook does not have the figures.
    assert told["ADOPTION-29"].endswith("; [NARRATIVE-03] Lời văn gọi tên documents không có.")


def test_a_sentence_that_cannot_arrive_does_not_leave(desk: Desk) -> None:
    # Its figures are those of the other notebook.
    proposal = desk.proposal(
        sentence_moved(" Văn bản được đăng", "hình tỉnh.", "Từ ngày 01/01/2022 đến hết"),
        replaced("31", "32", "hỗ trợ 31 cá nhân"),
    )  # fmt: skip
    assert sorted(codes(proposal)) == ["ADOPTION-01", "ADOPTION-29"]
    told = next(str(one) for one in proposal.refused if one.code == "ADOPTION-29")
    assert told.startswith(
        "[ADOPTION-29] Lời văn được chuyển chỗ mà một đầu không đưa vào sổ tay được.\n"
    )
    assert proposal.changes == ()


def test_one_turn_of_a_loop(desk: Desk) -> None:
    first = replaced("xem mục", "chi tiết tại mục")
    proposal = desk.proposal(first)
    assert str(proposal.refused[0]).startswith(
        "[ADOPTION-23] Một lời văn của ô in ra nhiều chỗ nhưng chỉ một số chỗ được sửa.\n"
    )
    assert proposal.changes == ()


def test_the_end_of_a_paragraph_that_is_deleted_and_not_accepted(desk: Desk) -> None:
    def change(document: Any) -> None:
        properties = paragraph(document, "Việc áp dụng Hệ thống").find(qn("w:pPr"))
        properties.append(openxml.element("rPr", openxml.element("del", id=9, author="a")))

    proposal = desk.proposal(change)
    assert [str(finding).splitlines()[0] for finding in proposal.refused] == [
        "[ADOPTION-33] Dấu ngắt đoạn bị xóa mà thay đổi chưa được chấp nhận."
    ]


@pytest.mark.slow
def test_a_paragraph_can_be_moved_to_another_notebook(notebooks: Desk) -> None:
    desk = notebooks
    proposal = desk.proposal(moved_behind("Việc áp dụng Hệ thống", "Các cơ chế, chính sách về"))
    assert codes(proposal) == []
    wanted = desk.texts()
    write(proposal, desk.workspace)
    assert desk.printed() == wanted


def test_a_change_that_another_period_cannot_print(desk: Desk) -> None:
    printed = PrintedReport(desk.workspace, desk.period, deepcopy(desk.built))
    trial = Trial(printed, lambda _: {})
    source = next(one for one in printed.sources.values() if "newly_recognised" in one.text)
    # What half a rewording of the other branch left behind.
    half = source.text.replace("được công nhận mới: {{", "được công nhận : {{")
    with pytest.raises(NotEditableError) as told:
        trial.require_other_periods(source, half)
    assert "sản phẩm được công nhận : không phát sinh" in told.value.found
    with pytest.raises(NotEditableError) as told:
        trial.require_other_periods(
            source, source.text.replace("[Theo", "Theo").replace(").]", ").")
        )
    assert str(refusal(told.value.code, "đoạn 3", told.value.found)).startswith(
        "[ADOPTION-25] Lời sửa làm báo cáo kỳ khác không in được hoặc in sai.\n"
        "  Ở đâu:    đoạn 3\n"
        "  Đang có:  kỳ 2023-Q2: [NARRATIVE-"
    )
    trial.require_other_periods(source, source.text.replace("đã phân hạng", "đã xếp hạng"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(2, 10))]
)
def test_whatever_is_edited_no_sentence_is_lost_and_none_is_half_written(
    notebooks: Desk, seed: int
) -> None:
    desk, chance = notebooks, random.Random(seed)
    built = desk.texts(desk.docx)
    done: list[str] = []

    def edit(document: Any) -> None:
        for kind in chance.sample(KINDS, 3):
            if random_edit(document, kind, chance):
                done.append(kind)

    proposal = desk.proposal(edit)
    edited = desk.texts()
    write(proposal, desk.workspace)
    printed = desk.printed()
    if not proposal.refused:
        assert printed == edited, done
    if not proposal.adopted:
        assert printed == built, done
    assert set(printed) <= set(built) | set(edited), done
    for sentence in {one for text in built for one in _sentences(text)}:
        if any(sentence in text for text in edited):
            assert any(sentence in text for text in printed), (done, sentence)


def _sentences(text: str) -> list[str]:
    return [one.strip(" ./") for one in text.split(". ") if one.strip(" ./")]


# ---------------------------------------------------------------- before and while it is written


@pytest.mark.slow
def test_a_report_that_comes_out_otherwise_is_not_written(notebooks: Desk) -> None:
    desk = notebooks
    before = contents(desk.workspace.root)
    proposal = desk.proposal(replaced("nhằm đáp ứng", "để đáp ứng"))

    def otherwise(workspace: Workspace, _: object) -> NotebookNode:
        path = workspace.notebooks / "iso_9001.ipynb"
        text = path.read_text(encoding="utf-8").replace("kịp thời phát hiện", "phát hiện")
        path.unlink()
        path.write_text(text, encoding="utf-8")
        return desk.build(workspace)

    (fault,) = rebuilt_faults(proposal, desk.workspace, desk.period, otherwise)
    assert str(fault).startswith(
        "[ADOPTION-30] Báo cáo dựng thử khác bản đã sửa ở chỗ khác, chưa ghi gì.\n"
    )
    (fault,) = rebuilt_faults(proposal, desk.workspace, desk.period, _fails)
    assert str(fault).startswith(
        "[ADOPTION-31] Dựng thử báo cáo với lời văn mới không xong, chưa ghi gì.\n"
    )
    after = contents(desk.workspace.root)
    assert after.pop("edited.docx") and before.pop("edited.docx", b"") is not None
    assert after == before


def _fails(*_: object) -> NotebookNode:
    raise BuildError(Finding("BUILD-01", "Sổ tay chạy không hết."))


def test_a_notebook_that_was_saved_meanwhile_is_not_written_over(notebooks: Desk) -> None:
    desk = notebooks
    proposal = desk.proposal(replaced("nhằm đáp ứng", "để đáp ứng"))
    path = desk.workspace.notebooks / "guidance.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Trọng tâm", "Trước hết"), "utf-8")
    with pytest.raises(ManuscriptError) as told:
        write(proposal, desk.workspace)
    assert str(told.value) == (
        "[ADOPTION-32] Sổ tay vừa bị sửa, chưa ghi gì.\n"
        "  Ở đâu:    guidance.ipynb\n"
        "  Cách sửa: lưu và đóng sổ tay trong JupyterLab rồi chạy lại"
    )
    assert "để đáp ứng" not in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_command_builds_the_report_before_it_writes(small: Path) -> None:
    run = CliRunner().invoke
    assert run(app, ["build", PERIOD, "--workspace", str(small), "--format", "docx"]).exit_code == 0
    document = Document(str(small / "outputs" / PERIOD / "report.docx"))
    for change in (split("Qua đó, các tổ chức"), deleted("Các cơ chế, chính sách về khoa")):
        change(document)
    document.save(str(small / "edited.docx"))
    before = contents(small / "notebooks")
    command = ["adopt", str(small / "edited.docx"), PERIOD, "--workspace", str(small), "--write"]
    done = run(app, command)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    assert "2 chỗ sửa đưa về được, 0 chỗ không; đã ghi 1 tệp." in done.stdout
    after = contents(small / "notebooks")
    assert {name for name in after if after[name] != before[name]} == {"guidance.ipynb"}
    cells = json.loads(after["guidance.ipynb"])["cells"]
    assert len(cells) == len(json.loads(before["guidance.ipynb"])["cells"]) - 1
    assert run(app, ["build", PERIOD, "--workspace", str(small), "--format", "docx"]).exit_code == 0
    # The sign at the end of a report goes to the paragraph that is the last one now.
    texts = [
        [" ".join(b.text.split()).replace("./.", ".") for b in read_manuscript(path).blocks]
        for path in (small / "outputs" / PERIOD / "report.docx", small / "edited.docx")
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("after", range(4))
def test_files_are_written_all_or_none_wherever_it_is_interrupted(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{name}.ipynb" for name in "abc"]
    for path in paths:
        path.write_text("cũ", encoding="utf-8")
    whole, left = together.write_whole, after

    def killed(path: Path, data: str | bytes) -> None:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        whole(path, data)

    monkeypatch.setattr(together, "write_whole", killed)
    with pytest.raises(KeyboardInterrupt):
        write_together(tmp_path, dict.fromkeys(paths, "mới"))
    monkeypatch.undo()
    finish(tmp_path)
    assert {path.read_text(encoding="utf-8") for path in paths} == {"mới" if after else "cũ"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ipynb", "b.ipynb", "c.ipynb"]


def test_a_file_that_was_edited_after_an_interruption_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("sửa tay", encoding="utf-8")
    note = [{"path": "a.ipynb", "before": "0" * 64, "text": "mới"}]
    (tmp_path / ".baocao-writing.json").write_text(json.dumps(note), encoding="utf-8")
    assert finish(tmp_path) == []
    assert path.read_text(encoding="utf-8") == "sửa tay"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.ipynb"]


def test_an_empty_cell_of_prose_is_told_before_a_build(small: Path) -> None:
    path = small / "notebooks" / "ocop.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][5]["source"] = ["%%narrate\n", "\n"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    workspace = Workspace.load(small)
    found = check(workspace, [workspace.period(PERIOD)], all_remarks=False)
    assert [str(one) for one in found] == [
        "[NARRATIVE-04] Ô lời văn trống.\n"
        "  Ở đâu:    notebooks/ocop.ipynb, ô 6\n"
        "  Đang có:  %%narrate\n"
        "  Cách sửa: viết lời văn dưới dòng %%narrate, hoặc xóa cả ô"
    ]
