"""What `baocao verify` says of documents: of ours untouched, of edited ones, of new sentences."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from typer.testing import CliRunner

from baocao.cli import app
from baocao.document.formats import docx, html, pdf
from baocao.document.model import Document
from baocao.review.manuscripts import Manuscript
from baocao.review.manuscripts.docx import docx_blocks
from baocao.review.verify import Judgement, Verification, Verifier
from baocao.review.verify.annotate import annotate
from baocao.review.verify.sheet import sheet_of
from baocao.review.verify.write_sheet import write_sheet
from baocao.workspace.workspace import Workspace
from support import mutations
from support.documents import docx_text, html_text
from support.in_process import InProcess
from support.mutations import replaced

ROOT = Path(__file__).resolve().parents[2]
SPAN = "2020-01-01--2023-11-14"
Judge = Callable[[str], list[Judgement]]


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.load(ROOT)


@pytest.fixture(scope="module")
def model(workspace: Workspace) -> Document:
    return InProcess(workspace).model(workspace.period(SPAN))


@pytest.fixture(scope="module")
def verifier(workspace: Workspace, model: Document) -> Verifier:
    return Verifier(workspace, workspace.period(SPAN), model)


@pytest.fixture(scope="module")
def in_word(model: Document) -> bytes:
    """The report as a Word file."""
    return docx.render(model)


@pytest.fixture
def judged(verifier: Verifier, tmp_path: Path) -> Judge:
    """The judgements of a text that someone wrote anew."""

    def judge(text: str) -> list[Judgement]:
        path = tmp_path / "new.txt"
        path.write_text(text, encoding="utf-8")
        return list(verifier.verify(path).judgements)

    return judge


@pytest.fixture
def check(verifier: Verifier, in_word: bytes, tmp_path: Path) -> Any:
    """The verification of the report after a change of its Word file."""

    def verified(*changes: Callable[[Any], None]) -> Verification:
        path = tmp_path / "edited.docx"
        path.write_bytes(in_word)
        document = WordDocument(str(path))
        for change in changes:
            change(document)
        document.save(str(path))
        return verifier.verify(path)

    return verified


def letters(node: Any) -> str:
    return "".join(text.text for text in node.iter(qn("w:t")))


def found(verification: Verification) -> list[tuple[str, str, str, str]]:
    return [(j.mention.text, j.verdict, j.expected, j.fact) for j in verification.faults]


# ---------------------------------------------------------------- untouched


@pytest.mark.parametrize(
    "code",
    [
        "2022-05",
        *(pytest.param(code, marks=pytest.mark.office) for code in ("2019", "2023-Q3", "2023")),
        *(pytest.param(code, marks=pytest.mark.torture) for code in ("2020", "2022-H1", "2024")),
    ],
)
def test_every_number_of_an_untouched_report_is_right(
    workspace: Workspace, code: str, tmp_path: Path
) -> None:
    period = workspace.period(code)
    model = InProcess(workspace).model(period)
    verifier = Verifier(workspace, period, model)
    for name, data in (
        ("report.docx", docx.render(model)),
        ("report.html", html.render(model).encode()),
        ("report.pdf", pdf.render(model)),
    ):
        (tmp_path / name).write_bytes(data)
        verification = verifier.verify(tmp_path / name)
        assert verification.found == verification.judged > 50
        assert verification.counts.keys() == {"right", "not data"}, name
    if code == "2022-05":
        page = html.render(model)
        head, letter = page.index('class="page-head"'), page.index('class="letterhead"')
        number = re.compile(r'data-fact="([^":]+)"[^>]*>(\d+)</a>').search(page, head, letter)
        assert number, "the head quotes a count"
        spoiled = f"{page[: number.start(2)]}987{page[number.end(2) :]}"
        (tmp_path / "report.html").write_text(spoiled, encoding="utf-8")
        faults = verifier.verify(tmp_path / "report.html").faults
        assert ("987", number[1]) in {(one.mention.text, one.fact) for one in faults}


@pytest.mark.slow
def test_a_built_report_is_right_by_the_command_and_a_changed_number_is_not(
    reports: Any, tmp_path: Path
) -> None:
    folder = reports(SPAN)
    outputs = str(folder.parent)
    run = CliRunner().invoke
    for name in ("report.docx", "report.html", "report.pdf"):
        done = run(app, ["verify", str(folder / name), SPAN, "--outputs", outputs])
        assert done.exit_code == 0, done.output
        assert "Mọi con số và lời khẳng định đã đối chiếu đều khớp với số liệu." in done.stdout
    document = WordDocument(str(folder / "report.docx"))
    replaced("119", "109", "119 sản phẩm (42")(document)
    path = tmp_path / "edited.docx"
    document.save(str(path))
    copy = tmp_path / "marked.docx"
    options = ["--outputs", outputs, "--json", "--annotate", str(copy)]
    done = run(app, ["verify", str(path), SPAN, *options])
    assert done.exit_code == 1
    data = json.loads(done.stdout)
    (fault,) = [m for m in data["mentions"] if m["verdict"] == "contradicted"]
    assert (fault["text"], fault["expected"]) == ("109", "119 sản phẩm")
    assert data["numbers"] == data["judged"]
    strange = tmp_path / "strange.txt"
    strange.write_text("Toàn tỉnh có 61 trạm quan trắc, 17 phòng thí nghiệm.", encoding="utf-8")
    sheet = tmp_path / "sheet.html"
    done = run(app, ["verify", str(strange), SPAN, "--outputs", outputs, "--sheet", str(sheet)])
    assert done.exit_code == 3, done.output
    assert "Chưa đủ căn cứ để kết luận" in done.stdout
    assert "61 trạm quan trắc" in sheet.read_text(encoding="utf-8")
    assert "119 sản phẩm" in " ".join(c.text for c in WordDocument(str(copy)).comments)


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("5")
    run = CliRunner().invoke
    for options in (
        ["a.txt", SPAN, "--annotate", "b.docx"],
        ["a.docx", SPAN, "--annotate", "a.docx"],
        ["a.docx", SPAN, "--sheet", "a.docx"],
        ["a.docx", SPAN, "--sheet", "a.pdf"],
    ):
        assert run(app, ["verify", *options]).exit_code == 2
    assert run(app, ["verify", str(tmp_path / "none.docx"), SPAN]).exit_code == 1


# ---------------------------------------------------------------- edited


def test_a_changed_number_an_old_one_and_a_rounded_one(check: Any) -> None:
    # 111 products stood at the end of 2022; 101 on 14 November 2022.
    verification = check(
        replaced("119", "101", "119 sản phẩm (42"),
        replaced("654 triệu", "645 triệu", "kinh phí 654 triệu"),
        replaced("41,3%", "41%"),
    )
    assert found(verification) == [
        ("645 triệu đồng", "contradicted", "654 triệu đồng", "enterprise_support.approved_amount"),
        ("101", "stale", "119 sản phẩm", "ocop.recognised"),
    ]
    (rounded,) = [j for j in verification.judgements if j.verdict == "rounded"]
    assert rounded.mention.text == "41%"


def test_a_number_in_its_own_control_at_another_place_is_found(check: Any) -> None:
    def swapped(document: Any) -> None:
        controls = [
            control
            for control in document.element.body.iter(qn("w:sdt"))
            if control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
            in ("ocop.four_star", "ocop.three_star")
        ]
        four, three = (next(c for c in controls if letters(c) == n) for n in ("42", "77"))
        mark = parse_xml(f"<w:r {nsdecls('w')}/>")
        four.addprevious(mark)
        three.addprevious(four)
        mark.addprevious(three)

    assert [(text, fact) for text, _, _, fact in found(check(swapped))] == [
        ("77", "ocop.four_star"),
        ("42", "ocop.three_star"),
    ]


def test_a_tracked_change_counts_as_accepted(check: Any) -> None:
    def tracked(document: Any) -> None:
        for block, pieces in docx_blocks(document):
            place = block.text.find("213 dự án, chiếm")
            if place >= 0:
                run = next(p for p in pieces if p.start == place).element.getparent()
                gone = parse_xml(
                    f'<w:del {nsdecls("w")} w:id="9" w:author="A"><w:r><w:delText>213</w:delText>'
                    "</w:r></w:del>"
                )
                come = parse_xml(
                    f'<w:ins {nsdecls("w")} w:id="8" w:author="A"><w:r><w:t>231</w:t></w:r></w:ins>'
                )
                run.addprevious(gone)
                run.addprevious(come)
                run.getparent().remove(run)
                return

    assert [(text, expected) for text, _, expected, _ in found(check(tracked))] == [
        ("231", "213 dự án")
    ]


@pytest.mark.parametrize("typed", ["2050", "109sp", "1.1.9", "1\u200b09", "không rõ", "١٠٩"])
def test_whatever_is_typed_over_a_bound_number_is_judged(check: Any, typed: str) -> None:
    verification = check(replaced("119", typed, "119 sản phẩm (42"))
    (fault,) = found(verification)
    assert fault[1:] == ("contradicted", "119 sản phẩm", "ocop.recognised")


def test_a_label_of_a_chart_does_not_bear_out_a_sentence(
    verifier: Verifier, model: Document, tmp_path: Path
) -> None:
    # The chart of products by year shows 111, the value at the end of 2022.
    page = html.render(model)
    spoilt = page.replace("</main>", "<p>Đến nay có 111 sản phẩm OCOP được công nhận.</p></main>")
    assert spoilt != page
    path = tmp_path / "report.html"
    path.write_text(spoilt, encoding="utf-8")
    assert [fault[:2] for fault in found(verifier.verify(path))] == [("111", "contradicted")]


def test_a_wrong_unit_a_wrong_word_and_a_wrong_day(check: Any) -> None:
    verification = check(
        replaced("654 triệu", "654 tỷ", "kinh phí 654 triệu"),
        replaced("300 dự án", "300 văn bản"),
        replaced("tăng", "giảm", "412 triệu đồng, tăng"),
        replaced("14/11/2023", "30/11/2023", "ngày 14/11/2023, đã có 40"),
        replaced("cao nhất", "thấp nhất", "mức cao nhất"),
    )
    assert [(text, verdict) for text, verdict, _, _ in found(verification)] == [
        ("giảm", "contradicted"),
        ("300", "contradicted"),
        ("thấp nhất", "contradicted"),
        ("30/11/2023", "contradicted"),
        ("654 tỷ đồng", "contradicted"),
    ]


def test_a_new_table_is_judged_by_its_own_total(check: Any) -> None:
    def table(*rows: tuple[str, str]) -> Callable[[Any], None]:
        def change(document: Any) -> None:
            made = document.add_table(len(rows), 2)
            for line, texts in zip(made.rows, rows, strict=True):
                for cell, text in zip(line.cells, texts, strict=True):
                    cell.text = text

        return change

    rows = (("Loại phiếu", "Số phiếu"), ("Phiếu giấy", "17"), ("Phiếu trực tuyến", "25"))
    assert found(check(table(*rows, ("Tổng cộng", "42")))) == []
    (fault,) = found(check(table(*rows, ("Tổng cộng", "43"))))
    assert fault[:3] == ("43", "contradicted", "42")


def test_letters_in_parts_are_the_same_letters(check: Any) -> None:
    def decomposed(document: Any) -> None:
        for node in document.element.body.iter(qn("w:t")):
            node.text = unicodedata.normalize("NFD", node.text or "")

    verification = check(replaced("119", "109", "119 sản phẩm (42"), decomposed)
    assert [fault[0] for fault in found(verification)] == ["109"]
    assert verification.judged == verification.found


def test_remarks_stand_at_the_numbers_and_are_not_read_again(
    check: Any, verifier: Verifier, tmp_path: Path
) -> None:
    verification = check(replaced("119", "109", "119 sản phẩm (42"))
    target = tmp_path / "marked.docx"
    assert annotate(verification.manuscript.path, verification.judgements, target) == 1
    document = WordDocument(str(target))
    comment, summary = sorted(document.comments, key=lambda one: one.text)
    assert summary.text.startswith("Đối chiếu với số liệu: 1 chỗ sai (nền đỏ), 0 chỗ đã đổi lời")
    assert comment.text == "Sai: theo số liệu là 119 sản phẩm; khác số liệu (ocop.recognised, " + (
        f"kỳ {SPAN})."
    )
    starts = {
        start.get(qn("w:id")): start.getnext()
        for start in document.element.body.iter(qn("w:commentRangeStart"))
    }
    marked = starts[str(comment.comment_id)]
    assert letters(marked) == "109"
    (shade,) = marked.iter(qn("w:shd"))
    assert shade.get(qn("w:fill")) == "F4B6B6"
    again = verifier.verify(target)
    assert again.counts == verification.counts
    assert not list(tmp_path.glob(".*"))


# ---------------------------------------------------------------- new sentences

# 43, 65 and 86 projects in 2020 to 2022, 106 by 14/11/2023; 75 by 14/11/2022: the seed's figures.
APPRAISED = "Sở đã thẩm định, có ý kiến về công nghệ đối với"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"Năm 2021, {APPRAISED} 65 dự án.", "right"),
        (f"Năm 2021, {APPRAISED} sáu mươi lăm dự án.", "right"),
        (f"Năm 2021, {APPRAISED} hơn 60 dự án.", "rounded"),
        (f"Năm 2021, {APPRAISED} gần 60 dự án.", "contradicted"),
        (f"Năm 2021, {APPRAISED} 43 dự án.", "stale"),
        (f"Năm 2021, {APPRAISED} 66 dự án.", "contradicted"),
        (f"Năm 2021, {APPRAISED} sáu mươi sáu dự án.", "contradicted"),
        ("Đến hết ngày 14/11/2023 có 59 nhãn hiệu tập thể được bảo hộ.", "right"),
        ("Đến hết ngày 14/11/2023 có 95 nhãn hiệu tập thể được bảo hộ.", "contradicted"),
        ("Toàn tỉnh có 61 trạm quan trắc.", "unmatched"),
    ],
)
def test_numbers_of_new_sentences_are_judged_by_their_words(
    judged: Judge, text: str, verdict: str
) -> None:
    (figure,) = [j for j in judged(text) if j.mention.is_figure]
    assert figure.verdict == verdict, figure


TABLE = """\
| STT | Chỉ tiêu | Đơn vị tính | Kết quả |
|---|---|---|---|
| 1 | Nhãn hiệu chứng nhận | nhãn hiệu | {} |
| 2 | Kinh phí được phê duyệt hỗ trợ | triệu đồng | {} |
| 3 | Sản phẩm OCOP đạt 4 sao (sản phẩm) | | {} |
"""


def test_a_number_of_a_cell_is_of_its_row(judged: Judge) -> None:
    # The seed: 6 certification marks, 654 million đồng, 42 products of four stars.
    for cells, verdicts in (
        (("06", "654", "42"), ["right"] * 3),
        (("08", "564", "24"), ["contradicted"] * 3),
    ):
        found_ = judged(TABLE.format(*cells))
        figures = [j for j in found_ if j.passage.block.cell and j.passage.block.cell[2] == 4]
        assert [j.verdict for j in figures] == verdicts, figures
        # The numbers of the rows are none of the data's.
        numbering = [j for j in found_ if j.passage.block.cell and j.passage.block.cell[2] == 1]
        assert [j.verdict for j in numbering] == ["not data"] * 3


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Toàn tỉnh có 59 NHTT được bảo hộ.", "right"),
        ("Toàn tỉnh có 95 nhãn hiệu tập thể (NHTT) được bảo hộ.", "contradicted"),
        ("Bình quân mỗi tháng thẩm định, có ý kiến về công nghệ hơn 7 dự án.", "unmatched"),
        (f"Năm 2022, {APPRAISED} 86 dự án, gấp rưỡi năm 2021.", "right"),
    ],
)
def test_short_words_means_and_bases_are_read_for_what_they_are(
    judged: Judge, text: str, verdict: str
) -> None:
    (figure,) = [j for j in judged(text) if j.mention.is_figure]
    assert figure.verdict == verdict, figure


def test_a_listed_count_is_the_length_of_its_list(judged: Judge) -> None:
    sentence = "Công ty A được cấp {} chứng chỉ: ISO 9001:2015, ISO 14001:2015, ISO 45001:2018."
    verdicts = [
        [j.verdict for j in judged(sentence.format(count)) if j.mention.is_figure]
        for count in ("03", "04")
    ]
    assert verdicts == [["right"], ["contradicted"]]


def test_a_stated_whole_is_the_sum_of_its_stated_parts(judged: Judge) -> None:
    sentence = "Đã nhận {} phiếu khảo sát (gồm 17 phiếu giấy và 25 phiếu trực tuyến)."
    assert [j.verdict for j in judged(sentence.format(42))] == ["right"] * 3
    assert judged(sentence.format(43))[0].verdict == "contradicted"


def test_a_claim_of_a_rising_row_is_judged_by_the_data(judged: Judge) -> None:
    row = "(năm 2020: 43 dự án; năm 2021: 65 dự án; năm 2022: 86 dự án)"
    for word_, verdict in (("tăng", "right"), ("giảm", "contradicted")):
        text = f"Số dự án được thẩm định, có ý kiến về công nghệ ngày càng {word_} {row}."
        (claim,) = [j for j in judged(text) if j.mention.kind == "claim"]
        assert claim.verdict == verdict


def test_a_direction_is_right_only_before_a_number_that_is_known(judged: Judge) -> None:
    # The report itself says "213 dự án, tăng …"; of 7 it says nothing.
    (claim,) = [j for j in judged("Có 7 dự án, tăng 41,7%.") if j.mention.kind == "claim"]
    assert claim.verdict == "unmatched"


def test_citations_editions_and_headings_are_no_data(judged: Judge) -> None:
    text = (
        "I. KẾT QUẢ\n\nThực hiện Nghị quyết số 163/2021/NQ-HĐND ngày 09/12/2021 của HĐND tỉnh và "
        "Quyết định 127/QĐ-UBND, theo TCVN ISO 9001:2015, Điều 12 khoản 2, Bảng 3."
    )
    assert {j.verdict for j in judged(text)} == {"not data"}


def test_impossible_numbers_and_days_do_no_harm(judged: Judge) -> None:
    text = f"Có 1{'0' * 400} dự án, tăng 41,{'0' * 4000}%; ngày 01/01/9999, 01/01/0001; 1.167.5."
    numbers = {j.verdict for j in judged(text) if j.mention.kind != "claim"}
    assert numbers == {"unmatched", "contradicted"}
    (day,) = judged("Hội nghị tổ chức ngày 31/02/2023.")
    assert (day.verdict, day.reason) == ("contradicted", "ngày không có thật")


def test_years_are_told_from_counts(judged: Judge) -> None:
    text = "Có 2050 sản phẩm được kiểm tra trong năm 2022, gấp nhiều lần của 1998 doanh nghiệp."
    sorts = {j.mention.text: j.mention.kind for j in judged(text)}
    assert [sorts[text] for text in ("2050", "năm 2022", "1998")] == ["count", "time", "count"]


@pytest.mark.torture
def test_a_text_of_five_hundred_pages_is_read_to_its_end(judged: Judge) -> None:
    page = "\n\n".join(
        f"Đoạn văn không nói về số liệu nào của sổ, chỉ có số thứ tự kho {n}."
        for n in range(3000, 8000)
    )
    found_ = judged(f"{page}\n\nNăm 2021, {APPRAISED} 66 dự án.")
    assert len([j for j in found_ if j.mention.is_figure]) == 5001
    assert found_[-1].verdict == "contradicted"


# ---------------------------------------------------------------- words around a number

# Old words, new ones, some that tell the place, and what the reason begins with.
EXCHANGED = [
    ("cùng thời điểm năm trước tăng 18", "quý trước tăng 18", "mốc so sánh"),
    ("06 nhãn hiệu chứng nhận", "06 nhãn hiệu tập thể", "loại"),
    ("(Tiêu Quảng Trị và", "(Tiêu Quảng Trị, Cà phê Khe Sanh và", "liệt kê 3 mục, không phải 02"),
    ("nhiều nhất là 3 sao", "nhiều nhất là 4 sao", "hạng sao"),
    ("đạt 100%", "chưa đạt 100%", "lời phủ định đã thêm: “chưa”"),
    ("Trong kỳ, Sở ban hành", "Lũy kế, Sở ban hành", "khoảng thời gian"),
    ("tổng số 67 đối tượng", "bình quân 67 đối tượng", "tổng số, bình quân"),
]
# The same said otherwise; what is printed is true of the data.
RESTATED = [
    ("tăng ", "tăng thêm ", "tăng 37 lượt ý kiến (44%)"),
    ("cùng kỳ năm trước", "cùng kỳ năm 2022", "so với cùng kỳ năm trước tăng 03"),
    ("248 triệu đồng", "248 trđ", "phê duyệt 248 triệu đồng"),
    ("1.167", "1 167", "1.167 lượt người"),
    ("27,3%", "bằng 72,7% so với cùng kỳ", "triệu đồng (27,3%)"),
    ("tăng ", "gấp ", "106 dự án, tăng 41,3%"),
    ("41,3%", "1,41 lần", "gấp 41,3%"),
    ("42", "bốn mươi hai", "42 sản phẩm đạt 4 sao"),
]


def test_words_that_exclude_those_of_the_report_contradict_it(check: Any) -> None:
    changed = check(*(replaced(old, new) for old, new, _ in EXCHANGED))
    reasons = [judgement.reason for judgement in changed.faults]
    for _, new, reason in EXCHANGED:
        assert any(told.startswith(reason) for told in reasons), (new, reasons)
    assert len(reasons) == len(EXCHANGED)
    assert changed.counts["contradicted"] == len(EXCHANGED)


def test_another_way_to_say_the_same_is_no_fault(check: Any) -> None:
    changed = check(*(replaced(old, new, at) for old, new, at in RESTATED))
    assert found(changed) == []


def test_a_sign_a_time_and_a_word_of_degree_are_compared(check: Any) -> None:
    changed = check(
        replaced("tăng 05 cơ quan (3,1%)", "ít hơn 05 cơ quan (3,1%)"),
        replaced("có 89 sản phẩm còn", "có trên 89 sản phẩm còn"),
        replaced("05 văn bằng hết", "không dưới 05 văn bằng hết"),
        replaced("Trong kỳ", "Trong quý III/2023", "Trong kỳ, Sở ban hành"),
    )
    told = [(judgement.mention.text, judgement.reason) for judgement in changed.faults]
    assert ("ít hơn", "số liệu tăng") in told
    assert ("89", "khác số liệu") in told
    assert ("quý III/2023", f"thời gian đã đổi: 65 là số của kỳ {SPAN}") in told
    # "không dưới 05" of 05 is true.
    assert not any(text == "05" for text, _ in told)


def test_other_words_beside_a_number_are_listed_with_those_that_stood_there(check: Any) -> None:
    changed = check(
        replaced("Chè vằng Quảng Trị", "Nước mắm Cửa Tùng"),
        replaced("có quy mô nhỏ và siêu nhỏ", "có quy mô lớn"),
    )
    listed = [j.reason for j in changed.judgements if j.verdict == "reworded"]
    assert listed == ["“Nước mắm Cửa Tùng” thay cho “Chè vằng Quảng Trị”"]
    assert changed.faults == ()
    assert changed.counts["reworded"] == 1


def test_titles_and_units_of_tables_are_part_of_what_is_said(check: Any) -> None:
    changed = check(
        replaced("dự án", "triệu đồng", "công nghệ (dự án)"),
        replaced("theo kênh truyền thông", "theo địa bàn"),
    )
    assert [judgement.reason for judgement in changed.faults] == [
        "đơn vị tính đã đổi: báo cáo ghi “dự án”"
    ]
    assert [j.reason for j in changed.judgements if j.verdict == "reworded"] == [
        "“địa bàn” thay cho “kênh truyền thông”"
    ]


# ---------------------------------------------------------------- the check sheet


@pytest.mark.parametrize("suffix", [".html", ".docx"])
def test_the_sheet_says_what_is_wrong_and_what_was_not_checked(
    check: Any, tmp_path: Path, suffix: str
) -> None:
    found_ = check(
        replaced("300", "310", "300 dự án"),
        replaced("Chè vằng Quảng Trị", "Nước mắm <Cửa Tùng>"),
    )
    path = tmp_path / f"sheet{suffix}"
    write_sheet(sheet_of(found_, found_.facts.period), path)
    text = html_text(path.read_text("utf-8")) if suffix == ".html" else docx_text(path.read_bytes())
    assert hashlib.sha256(found_.manuscript.path.read_bytes()).hexdigest() in text
    assert "Có 1 chỗ sai so với số liệu, phải sửa trước khi ký." in text
    # What is wrong comes first, with its rows: two opinions may be on one project.
    wrong, reworded = text.index("310 dự án"), text.index("Nước mắm <Cửa Tùng>")
    assert wrong < reworded
    assert "300 dự án" in text and "technology_appraisal.csv" in text and "333 dòng" in text
    assert "“Nước mắm <Cửa Tùng>” thay cho “Chè vằng Quảng Trị”" in text
    assert "Những gì không được đối chiếu, và vì sao" in text and "Hình ảnh" in text
    assert "Người đối chiếu" in text and "Người soát xét" in text
    assert "100%" not in text


def test_a_conclusion_says_no_more_than_was_compared(judged: Judge, verifier: Verifier) -> None:
    told = {
        "Năm 2021, Sở đã thẩm định, có ý kiến về công nghệ đối với 65 dự án.": (True, "Mọi con số"),
        "Năm 2021, Sở đã thẩm định, có ý kiến về công nghệ đối với 66 dự án.": (True, "Có 1 chỗ"),
        "Toàn tỉnh có 61 trạm quan trắc.": (False, "Chưa đủ căn cứ"),
        "Không có con số nào.": (False, "Chưa đủ căn cứ"),
    }
    for text, (is_checked, words) in told.items():
        verification = Verification(
            Manuscript(Path("a.txt"), ()), tuple(judged(text)), verifier._facts
        )
        assert verification.is_checked is is_checked, text
        assert verification.conclusion.startswith(words)


# ---------------------------------------------------------------- by hundreds


@pytest.mark.slow
def test_edited_copies_are_seen_through() -> None:
    tallies = mutations.measure(periods=("2023-Q3",), count=3, seed=7)
    assert tallies.keys() == set(mutations.FORMS)
    for form, tally in tallies.items():
        assert sum(tally.made.values()) > 35
        assert tally.recall >= 0.98 and tally.precision >= 0.98, (form, tally.missed, tally.alarms)
        for kind, made in tally.made.items():
            assert tally.seen[kind] / made >= 0.95, (form, kind, tally.missed)
