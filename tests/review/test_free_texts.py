"""Texts that were written freely from the data: wrong figures are found, right ones left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baocao.core.periods import Period
from baocao.review.manuscripts import Manuscript
from baocao.review.manuscripts.text import text_blocks
from baocao.review.verify import Verifier
from baocao.review.verify.clauses import clause_of
from baocao.review.verify.confidence import is_of_name
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.mentions import mentions_in
from baocao.review.verify.named_periods import period_named
from baocao.review.verify.outline import headings_above
from baocao.review.verify.passages import passages_of
from baocao.review.verify.show import comment_text
from baocao.workspace.workspace import Workspace
from support.free_texts import Seen, measured, period_of, unmarked
from support.in_process import InProcess

ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted(Path(__file__).with_name("free").glob("*.*"))
# In the quick tests two texts of one period; all of them in ``make torture``.
QUICK = "2023-9M"
UNITS = ("sản phẩm", "nhãn hiệu", "dự án", "lượt")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.load(ROOT)


@pytest.fixture(scope="module")
def verifier(workspace: Workspace) -> Callable[[str], Verifier]:
    known: dict[str, Verifier] = {}

    def of(code: str) -> Verifier:
        if code not in known:
            period = workspace.period(code)
            known[code] = Verifier(workspace, period, InProcess(workspace).model(period))
        return known[code]

    return of


def test_marks_are_taken_away_and_their_places_kept() -> None:
    plain, marks = unmarked("Có {T:33} dự án,\n| a | {F:35} |")
    assert plain == "Có 33 dự án,\n| a | 35 |\n"
    assert [(m.line, m.start, m.end, m.is_true) for m in marks] == [
        (1, 3, 5, True),
        (2, 6, 8, False),
    ]


@pytest.mark.parametrize(
    ("texts", "recall", "precision", "borne_out", "strays"),
    [
        pytest.param(
            [path for path in TEXTS if period_of(path) == QUICK], 0.7, 0.97, 0.82, 8, id="quick"
        ),
        # As docs/verification.md has them.
        pytest.param(TEXTS, 0.63, 0.97, 0.74, 10, id="all", marks=pytest.mark.torture),
    ],
)
def test_wrong_figures_are_found_and_right_ones_left_alone(
    texts: list[Path],
    recall: float,
    precision: float,
    borne_out: float,
    strays: int,
    verifier: Callable[[str], Verifier],
) -> None:
    seen = Seen()
    for path in texts:
        seen = seen + measured(path, verifier(period_of(path)))
    assert seen.wrong > 25 and seen.right > 25
    assert seen.recall >= recall, seen.missed
    assert seen.precision >= precision, seen.false_alarms
    # What is not called wrong is mostly borne out, and little that is wrong passes.
    assert seen.bore_out >= borne_out * seen.right
    assert len(seen.passed) <= 0.04 * seen.wrong, seen.passed
    assert len(seen.strays) <= strays, seen.strays


@pytest.fixture
def judge_all(
    verifier: Callable[[str], Verifier],
) -> Callable[[str], list[Judgement]]:
    def judge(text: str) -> list[Judgement]:
        told = Manuscript(Path("new.txt"), tuple(text_blocks(text)))
        return list(verifier(QUICK).compare(told).judgements)

    return judge


@pytest.fixture
def judged(verifier: Callable[[str], Verifier], tmp_path: Path) -> Callable[[str], list[Judgement]]:
    def judge(text: str) -> list[Judgement]:
        path = tmp_path / "new.txt"
        path.write_text(text, encoding="utf-8")
        found = verifier(QUICK).verify(path).judgements
        return [one for one in found if one.mention.is_figure]

    return judge


# Counted with pandas over data/registers: 90 projects in nine months of 2023, 65 in those of 2022,
# 33 in the third quarter; 119 products, 42 of four stars, 89 valid, 17 that end in the fourth
# quarter; 6 certificates in nine months; 350,5 million đồng submitted; 248 approved in the time.
SAID = [
    ("I. OCOP\n\n- 4 sao: {}", "42", "24"),
    ("I. OCOP\n\n- Còn hạn {} SP", "89", "98"),
    ("I. OCOP\n\n- Quý IV có {} sản phẩm hết hạn", "17", "27"),
    ("Sở hữu trí tuệ\n\n- Văn bằng được cấp: {}", "06", "08"),
    ("Công nghệ\n\n- {} DA được thẩm định", "90", "33"),
    ("Công nghệ\n\n- Riêng quý III thẩm định {} dự án", "33", "90"),
    ("Công nghệ\n\n- 90 dự án được thẩm định, cùng kỳ {}", "65", "56"),
    ("Công nghệ\n\n- 90 dự án được thẩm định, tăng {} so với cùng kỳ", "38,5%", "35,8%"),
    ("Công nghệ\n\n- 90 dự án được thẩm định\n- Cao hơn cùng kỳ: {} dự án", "25", "52"),
    ("Công nghệ\n\n- Dự án vốn FDI được thẩm định: {}", "16", "18"),
    ("Hỗ trợ doanh nghiệp\n\n- Đang trình: {} trđ", "350,5", "305,5"),
    ("Hỗ trợ doanh nghiệp\n\n- Phê duyệt trong 9 tháng: {} trđ", "248", "284"),
    # 18 communes of each of two districts, 21 of the first; 9 wards of the town.
    ("ISO 9001\n\nHuyện Vĩnh Linh và huyện Triệu Phong, mỗi nơi {} xã hoàn thành.", "18", "17"),
    ("ISO 9001\n\nCấp xã: Hướng Hóa {}", "21", "18"),
    ("ISO 9001\n\nThành phố Đông Hà có {} phường hoàn thành chuyển đổi.", "9", "13"),
    ("ISO 9001\n\n| Địa bàn | Số xã hoàn thành |\n|---|---|\n| Gio Linh | {} |", "17", "18"),
    # Quarters: 24, 29, 31, 33 projects, 26 before them.
    ("Số dự án được thẩm định công nghệ tăng {} quý liền.", "3", "5"),
    (
        "Công nghệ\n\n| Chỉ tiêu | 9T/2022 |\n|---|---|\n| Số dự án được thẩm định | {} |",
        "65",
        "90",
    ),
    ("Công nghệ\n\nDự án vốn FDI: 16 dự án. Riêng quý III có {} dự án.", "33", "16"),
    ("SHTT\n\nCó 06 văn bằng được cấp, gồm {} nhãn hiệu tập thể.", "5", "8"),
    ("OCOP\n\n- Hết hiệu lực: {} sản phẩm", "30", "89"),
    # A table whose rows are times.
    (
        "| Kỳ | Lượt ý kiến | Dự án thẩm định |\n|---|---|---|\n| Quý II/2023 | 34 | 31 |\n"
        "| Quý III/2023 | 37 | {} |",
        "33",
        "90",
    ),
]


@pytest.mark.parametrize("says", SAID, ids=[f"said{number}" for number in range(len(SAID))])
def test_headings_bullets_times_and_bases_tell_the_fact(
    judged: Callable[[str], list[Judgement]], says: tuple[str, str, str]
) -> None:
    text, right, wrong = says
    for number, verdicts in ((right, {"right"}), (wrong, {"contradicted", "stale"})):
        last = judged(text.format(number))[-1]
        assert last.verdict in verdicts, (last.verdict, last.expected, last.reason)


@pytest.mark.parametrize(
    ("rank", "verdict"),
    [("nhiều nhất", "right"), ("ít nhất", "contradicted"), ("đứng thứ hai", "contradicted")],
)
def test_a_rank_is_compared_with_the_other_parts(
    judge_all: Callable[[str], list[Judgement]], rank: str, verdict: str
) -> None:
    found = judge_all(f"ISO 9001 cấp xã\n\nHuyện Hướng Hóa {rank} với 21 xã hoàn thành.")
    assert [one.verdict for one in found if one.mention.kind == "claim"] == [verdict]


def test_a_part_of_a_year_is_not_the_year(verifier: Callable[[str], Verifier]) -> None:
    """101 products on 30/9/2022, 111 at the end of that year."""
    text = "Năm 2022 có 101 sản phẩm OCOP được công nhận."
    found = verifier("2022-Q3").compare(Manuscript(Path("a.txt"), tuple(text_blocks(text))))
    (figure,) = [one for one in found.judgements if one.mention.is_figure]
    assert (figure.verdict != "right" and not found.faults) or figure.is_fault


@pytest.mark.parametrize(
    "text",
    [
        "OCOP\n\n- 119 sản phẩm được công nhận\n- 350 đầu sách",
        "Công nghệ\n\n- 90 dự án được thẩm định\n- SĐT: 0912 345 678",
        "Công nghệ\n\n- 90 dự án được thẩm định\n- Dự báo cả năm: 130 dự án",
        "Công nghệ\n\n- 90 dự án được thẩm định, bình quân mỗi tháng 10 dự án",
        "Công nghệ\n\n- Dự án được thẩm định: 90; so với quý trước thì nhiều hơn (2)",
    ],
    ids=["other things", "telephone", "forecast", "mean", "carried over"],
)
def test_numbers_of_nothing_that_is_counted_are_not_called_wrong(
    judged: Callable[[str], list[Judgement]], text: str
) -> None:
    assert {one.verdict for one in judged(text)} <= {"right", "unmatched", "not data"}


def test_what_stays_unmatched_is_told_its_nearest_facts(
    judged: Callable[[str], list[Judgement]],
) -> None:
    # Of marks there are two kinds, of dossiers two.
    for text in ("Trong kỳ có 300 nhãn hiệu.", "Hồ sơ: 300"):
        (figure,) = judged(text)
        assert figure.verdict == "unmatched"
        assert figure.reason.startswith("gần nhất: ") and figure.reason.count(";") > 0
    (figure,) = judged("Năm qua, các doanh nghiệp được tích hợp 7 phần mềm.")
    assert figure.verdict == "unmatched"


def test_headings_slides_and_leading_lines_stand_above_what_follows() -> None:
    text = (
        "# Báo cáo\n\nSlide 1. OCOP\n\n- 4 sao: 42\n- Theo nhóm:\n  - thực phẩm 64\n\n"
        "Slide 2. ISO\n\n- 165 cơ quan.\n\n1. Có 3 việc cần làm.\n\n- việc một"
    )
    blocks = list(text_blocks(text))
    above = {
        block.text.strip(): names
        for block, names in zip(blocks, headings_above(blocks), strict=True)
    }
    assert above["- 4 sao: 42"] == ("Slide 1. OCOP", "# Báo cáo")
    assert above["- thực phẩm 64"] == ("- Theo nhóm:", "Slide 1. OCOP", "# Báo cáo")
    assert above["- 165 cơ quan."] == ("Slide 2. ISO", "# Báo cáo")
    assert above["- việc một"] == ("Slide 2. ISO", "# Báo cáo")


@pytest.mark.parametrize(
    ("text", "number", "own"),
    [
        ("4 sao: 44; 3 sao: 77", "77", "3 sao:|"),
        ("06 nhãn hiệu chứng nhận, 02 chỉ dẫn địa lý", "06", "|nhãn hiệu chứng nhận"),
        ("33 dự án, 37 lượt", "37", "|lượt"),
        ("nhãn hiệu tập thể là 49, nhãn hiệu chứng nhận là 6", "49", "nhãn hiệu tập thể là|"),
        ("67 nhãn hiệu được bảo hộ, trong đó 59 của hợp tác xã", "59", "|của hợp tác xã"),
        ("Năm nay có 8 sản phẩm mới, nâng tổng số lên 119", "119", "nâng tổng số lên|"),
    ],
)
def test_the_words_between_two_numbers_are_shared_out(text: str, number: str, own: str) -> None:
    (passage,) = passages_of(text_blocks(text), (), UNITS)
    mention = next(one for one in passage.mentions if one.is_figure and one.text == number)
    clause = clause_of(passage, mention)
    before, after = own.split("|")
    joints = " ,;"
    told = clause.before.strip(joints).removeprefix("trong đó").strip()
    assert (told, clause.after.strip(joints)) == (before, after)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("6 chục tin, bài", "count", 60),
        ("cao gấp ba năm 2021", "count", 3),
        ("Cộng dồn 9 tháng: 90 dự án", "time", None),
        ("SĐT: 0912 345 678", "reference", None),
        ("trước 17h", "reference", None),
        ("phòng 305", "reference", None),
        ("xem I.2.a", "reference", None),
        ("Câu hỏi 1: vì sao", "reference", None),
        ("ông Trần Quý Văn báo cáo 33 dự án", "count", 33),
        ("9 tháng 2021", "time", None),
        ("6T/2022", "time", None),
    ],
)
def test_tens_multiples_months_and_telephones_are_read(
    text: str, kind: str, value: int | None
) -> None:
    first = next(one for one in mentions_in(text, (), UNITS) if one.kind != "claim")
    assert (first.kind, first.value) == (kind, value)


@pytest.mark.parametrize(("number", "verdict"), [(165, "right"), (148, "contradicted")])
def test_the_end_of_a_year_is_not_the_end_of_the_report(
    number: int, verdict: str, verifier: Callable[[str], Verifier]
) -> None:
    """165 agencies at the end of 2022, 148 at the end of its third quarter."""
    text = f"Đến hết năm 2022, có {number} cơ quan hoàn thành chuyển đổi TCVN ISO 9001:2015."
    found = verifier("2022-Q3").compare(Manuscript(Path("a.txt"), tuple(text_blocks(text))))
    assert [j.verdict for j in found.judgements if j.mention.text == str(number)] == [verdict]


@pytest.mark.parametrize(("number", "verdict"), [(49, "right"), (12, "contradicted")])
def test_the_same_days_of_a_named_year_are_those_of_the_sentence(
    number: int, verdict: str, verifier: Callable[[str], Verifier]
) -> None:
    """49 projects in nine months of 2021, 12 in its third quarter."""
    text = (
        f"Chín tháng đầu năm 2022 có 65 dự án được thẩm định; cùng kỳ năm 2021 có {number} dự án."
    )
    found = verifier("2022-Q3").compare(Manuscript(Path("a.txt"), tuple(text_blocks(text))))
    told = {j.mention.text: j.verdict for j in found.judgements}
    assert (told["65"], told[str(number)]) == ("right", verdict)


@pytest.mark.parametrize(("stars", "is_right"), [("4 sao", True), ("5 sao", False)])
def test_a_clause_that_is_left_out_changes_no_other(
    stars: str, is_right: bool, verifier: Callable[[str], Verifier]
) -> None:
    """The report also tells of one product of five stars."""
    text = (
        "Quý III/2023, Chương trình OCOP đã công nhận 119 sản phẩm, trong đó "
        f"42 sản phẩm đạt {stars} và 77 sản phẩm đạt 3 sao."
    )
    found = verifier("2023-Q3").compare(Manuscript(Path("a.txt"), tuple(text_blocks(text))))
    assert (not found.faults) == is_right


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("tăng 03 văn bản so với quý II/2023", []),
        ("giảm 03 văn bản so với quý II/2023", ["giảm"]),
        ("giảm 02 văn bản so với cùng kỳ năm trước", []),
        ("tăng 02 văn bản so với cùng kỳ năm trước", ["tăng"]),
        # ▲ and ▼ are words of direction too.
        ("▼ 02 văn bản so với cùng kỳ năm trước", []),
        ("▲ 02 văn bản so với cùng kỳ năm trước", ["▲"]),
    ],
)
def test_a_direction_is_that_of_the_change_its_number_is(
    text: str, wrong: list[str], verifier: Callable[[str], Verifier]
) -> None:
    """5 documents in the third quarter of 2023, 2 in the second, 7 a year before.

    All texts are compared by one verifier: what one of them says is not remembered in the next.
    """
    told = f"Quý III/2023 Sở ban hành, tham mưu ban hành 05 văn bản, {text}."
    found = verifier("2023-Q3").compare(Manuscript(Path("a.txt"), tuple(text_blocks(told))))
    assert [one.mention.text for one in found.faults] == wrong


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("8 tin, bài trên Đài Phát thanh", True),
        ("8 tin, bài trên địa bàn tỉnh", False),
        ("8 tin, bài do Báo tỉnh đăng", True),
        ("8 tin, bài ở tỉnh", False),
    ],
)
def test_who_a_number_is_of_by_name(text: str, is_name: bool) -> None:
    (passage,) = passages_of(tuple(text_blocks(text)), (), UNITS)
    assert is_of_name(passage, next(iter(passage.figures))) == is_name


# Counted with pandas: 33 projects in the third quarter of 2023, 31 in the second, 90 in nine months
# and 65 in those of 2022; of foreign capital 10 in the third quarter, 7 in the second.
@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("Quý III thẩm định 33 dự án, tăng {} dự án so với quý II.", "02", "25"),
        ("9 tháng thẩm định 90 dự án (tăng {} dự án so với cùng kỳ).", "25", "02"),
        ("Cấp xã hoàn thành 90/125 đơn vị, tức {}.", "72%", "65,5%"),
    ],
)
def test_a_change_is_of_the_value_right_before_it(
    text: str, right: str, wrong: str, judged: Callable[[str], list[Judgement]]
) -> None:
    for said, is_fault in ((right, False), (wrong, True)):
        (found,) = (one for one in judged(text.format(said)) if said.startswith(one.mention.text))
        assert found.is_fault == is_fault, (found.reason, found.expected)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Quý III thẩm định 33 dự án, nhiều hơn quý II.", "right"),
        ("Quý III thẩm định 33 dự án, ít hơn quý II.", "contradicted"),
        ("9 tháng thẩm định 90 dự án, thấp hơn cùng kỳ năm 2022.", "contradicted"),
        # Of what the comparison is, nothing says.
        ("Quý III thẩm định 33 dự án. Công việc ít hơn quý II.", "unmatched"),
    ],
)
def test_a_comparison_without_a_number(
    text: str, verdict: str, judge_all: Callable[[str], list[Judgement]]
) -> None:
    (claim,) = (one for one in judge_all(text) if one.mention.kind == "claim")
    assert claim.verdict == verdict, claim.reason


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("Quý III chưa có dự án nào được thẩm định.", True),
        ("Trong quý này không có dự án nào được thẩm định.", True),
        # 11 projects of public capital in nine months; of group A 4, one of them in the quarter.
        ("Vốn đầu tư công chưa có dự án nào.", True),
        ("Quý III, nhóm A không có dự án nào.", True),
        ("Dự án nhóm A, quý III không có dự án nào.", True),
        ("Riêng quý III, nhóm thủ công mỹ nghệ không có sản phẩm nào.", False),
        # None of these says that of the whole.
        ("Quý III chưa có dự án nào bị đình chỉ.", False),
        ("Quý III không có sản phẩm 5 sao.", False),
        ("Trước đó chưa có dự án nào được thẩm định.", False),
        ("Nếu chưa có dự án nào được thẩm định thì báo lại.", False),
        ("Quý III chưa có chỉ dẫn địa lý nào được cấp.", False),
    ],
)
def test_what_a_text_says_there_is_none_of(
    text: str, is_wrong: bool, judge_all: Callable[[str], list[Judgement]]
) -> None:
    told = [one for one in judge_all(text) if one.is_fault]
    assert [one.mention.text.lower()[:5] for one in told] == (
        ["chưa "] if is_wrong and "chưa" in text else ["không"] if is_wrong else []
    )


@pytest.mark.parametrize(
    "text",
    [
        "Sản phẩm OCOP: 62 của hợp tác xã, 29 của doanh nghiệp.",
        "Còn 17 xã sẽ hoàn thành trong quý IV.",
        "Vốn đầu tư nước ngoài đã quay lại. Quý II năm nay thẩm định 07 dự án.",
    ],
)
def test_what_may_be_of_something_else_is_not_called_wrong(
    text: str, judged: Callable[[str], list[Judgement]]
) -> None:
    assert not [one for one in judged(text) if one.is_fault]


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        # 350,5 million đồng were submitted, of which the text says nothing exact but the digits.
        ("Hồ sơ hỗ trợ nhiều. Đã trình 350,5 tỷ đồng, chờ quyết định.", True),
        ("Hồ sơ hỗ trợ nhiều. Đã trình 350,5 triệu đồng, chờ quyết định.", False),
        ("Hồ sơ hỗ trợ nhiều. Doanh thu của chủ thể đạt 35 tỷ đồng.", False),
    ],
)
def test_the_digits_of_an_amount_with_another_unit(
    text: str, is_wrong: bool, judged: Callable[[str], list[Judgement]]
) -> None:
    assert [one.reason for one in judged(text) if one.is_fault] == (
        ["đúng chữ số, sai đơn vị tính"] if is_wrong else []
    )


def test_six_months_in_a_report_of_the_last_half_are_its_own() -> None:
    last, quarter = Period.parse("2022-H2"), Period.parse("2022-Q3")
    assert period_named("6 tháng", last) == last
    assert period_named("6 tháng", quarter) == Period.parse("2022-H1")
    assert period_named("6 tháng đầu năm", last) == Period.parse("2022-H1")


# Counted with pandas and with the csv module, to 30/9/2023: communes of Hướng Hóa 21, of Vĩnh Linh
# and Triệu Phong 18 each, of Gio Linh 17; products of food 64, of drinks 24.
@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Địa phương có nhiều xã hoàn thành nhất đến nay là huyện Hướng Hóa.", "right"),
        ("Địa phương có nhiều xã hoàn thành nhất đến nay là huyện Vĩnh Linh.", "contradicted"),
        ("Về số xã hoàn thành ISO, huyện Gio Linh dẫn đầu.", "contradicted"),
        ("Về sản phẩm OCOP được công nhận, nhiều nhất là nhóm thực phẩm.", "right"),
        ("Về sản phẩm OCOP được công nhận, nhiều nhất là nhóm đồ uống.", "contradicted"),
        # Of some only, and of several.
        ("Dẫn đầu về số xã hoàn thành là các huyện Vĩnh Linh và Triệu Phong.", "unmatched"),
        ("Trong các huyện miền núi, nhiều xã hoàn thành nhất là huyện Đa Krông.", "unmatched"),
    ],
)
def test_a_rank_of_a_name_without_its_number(
    text: str, verdict: str, judge_all: Callable[[str], list[Judgement]]
) -> None:
    found = judge_all(f"Báo cáo\n\n{text}")
    (claim,) = (one for one in found if one.mention.kind == "claim")
    assert claim.verdict == verdict
    first = "Thực phẩm (64)" if "OCOP" in text else "huyện Hướng Hóa ("
    assert verdict != "contradicted" or f"; đứng đầu là {first}" in claim.reason, claim.reason


# Six titles were granted in nine months, five of them collective marks, one a geographical
# indication; all eight products were recognised in the first quarter.
@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (
            "Chín tháng có 06 văn bằng bảo hộ được cấp, tất cả đều là nhãn hiệu tập thể.",
            "contradicted",
        ),
        ("Riêng quý III cấp 01 văn bằng bảo hộ, toàn bộ là nhãn hiệu tập thể.", "right"),
        ("Chín tháng công nhận 08 sản phẩm OCOP, tất cả trong quý I.", "right"),
        ("Chín tháng công nhận 08 sản phẩm OCOP, tất cả trong quý II.", "contradicted"),
    ],
)
def test_what_is_said_of_all_that_is_counted(
    text: str, verdict: str, judge_all: Callable[[str], list[Judgement]]
) -> None:
    (claim,) = (one for one in judge_all(text) if one.mention.kind == "claim")
    assert claim.verdict == verdict, (claim.fact, claim.reason)


# 16 projects of foreign capital in nine months, 9 in those of 2022; 14 and 9 articles in the third
# quarters; 283 and 430 attendances.
@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Riêng quý III đăng 14 tin, bài, tăng so với cùng kỳ.", "right"),
        ("Riêng quý III đăng 14 tin, bài, giảm so với cùng kỳ.", "contradicted"),
        ("Số lượt người tham dự tập huấn giảm so với cùng kỳ.", "right"),
        ("Số lượt người tham dự tập huấn tăng so với cùng kỳ.", "contradicted"),
        ("Sở tăng cường phối hợp so với cùng kỳ.", "unmatched"),
    ],
)
def test_a_direction_of_what_is_named(
    text: str, verdict: str, judge_all: Callable[[str], list[Judgement]]
) -> None:
    (claim,) = (one for one in judge_all(text) if one.mention.kind == "claim")
    assert claim.verdict == verdict, (claim.fact, claim.reason)


# 46 dossiers of 31 applicants with 598,5 million đồng came in nine months, 30 of 22 in the third
# quarter; 24 were approved for 15.  No indicator counts any of these.
@pytest.mark.parametrize(
    "text",
    [
        "Hỗ trợ doanh nghiệp: riêng quý III đã có 22 đối tượng nộp đơn, trình cấp trên.",
        "Hỗ trợ doanh nghiệp\n\n- Trình: 46 hồ sơ / 598,5 triệu đồng",
        "Hỗ trợ doanh nghiệp: chín tháng năm 2023 có thêm 15 đối tượng được phê duyệt.",
        "Quý III có ý kiến về 33 dự án, bằng 37 văn bản.",
        "Trong 9 tháng, toàn tỉnh có 5 nhãn hiệu tập thể được cấp văn bằng.",
        "Còn 112 xã trong tổng số 125 xã, phường, thị trấn.",
        "Tỉnh công nhận 8 sản phẩm (5 sản phẩm 3 sao, 3 sản phẩm 4 sao).",
        "Doanh thu của đơn vị đạt 1,2 tỷ đồng, tăng 15% nhờ có nhãn hiệu.",
        "Một dự án được cho ý kiến ở nhiều quý chỉ tính một lần.",
    ],
)
def test_what_no_indicator_counts_is_not_called_wrong(
    text: str, judge_all: Callable[[str], list[Judgement]]
) -> None:
    assert not [one for one in judge_all(text) if one.is_fault]


def test_a_document_of_one_place_counts_there(judge_all: Callable[[str], list[Judgement]]) -> None:
    """17 communes of Gio Linh, 13 of Đa Krông."""
    text = "UBND HUYỆN GIO LINH\n\nBáo cáo áp dụng ISO 9001\n\nToàn huyện có {} xã hoàn thành."
    assert not [one for one in judge_all(text.format(17)) if one.is_fault]
    assert [one for one in judge_all(text.format(13)) if one.is_fault]


def test_a_number_of_another_register_is_not_borne_out(
    judge_all: Callable[[str], list[Judgement]],
) -> None:
    """9 documents of guidance; of the opinions 10 asked for more, 59 agreed."""
    text = "Công nghệ: 59 lượt thống nhất, 9 văn bản đề nghị bổ sung hồ sơ."
    assert "right" not in [one.verdict for one in judge_all(text) if one.mention.text == "9"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ngọc, 08:40: duyệt 14 nội dung", {"08:40": "reference", "14": "count"}),
        ("Điện thoại 0233 3 555 678", {"0233 3 555 678": "reference"}),
        ("Giấy chứng nhận 00126", {"00126": "reference"}),
        ("05 dự án, 0,5%, 012 sản phẩm", {"05": "count", "0,5%": "percent", "012": "count"}),
        ("2/ ISO: xong 148", {"2/": "reference", "148": "count"}),
        ("ngày 01/01/0001", {"01/01/0001": "time"}),
    ],
)
def test_times_of_a_day_telephones_and_numbers_of_items(text: str, found: dict[str, str]) -> None:
    read = {one.text.removeprefix("ngày "): one.kind for one in mentions_in(text, (), UNITS)}
    assert read == found


def test_what_only_words_tell_is_told_as_such(
    judge_all: Callable[[str], list[Judgement]],
) -> None:
    text = "Hội nghị nghe: riêng trong quý III đã thẩm định 95 dự án mới."
    (wrong,) = (one for one in judge_all(text) if one.is_fault)
    assert wrong.is_by_words
    assert "đọc lại câu trước khi sửa" in comment_text(wrong)
