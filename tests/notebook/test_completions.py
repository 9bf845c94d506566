"""JupyterLab completes what prose may say in a ``%%narrate`` cell, and leaves Python alone."""

from __future__ import annotations

import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from baocao.core.errors import NarrativeError
from baocao.notebook.completions import Offer, complete_in, offers
from baocao.notebook.language import EXAMPLES, NARRATE
from baocao.notebook.report import Report
from baocao.notebook.tooltips import explained
from baocao.prose.questions import QUESTIONS
from baocao.prose.unfinished import Asking
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def report() -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period("2023-Q3"))


def asking(report: Report, before: str) -> Asking:
    return Asking(report.context(report.modules), report.library, report.period.end, before)


def offered(report: Report, before: str) -> dict[str, str]:
    """What is offered, each with what stands beside it; nothing in free text too."""
    found = offers(asking(report, before), seconds=60)
    return {one.text: one.about for one in found.found} if found else {}


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Có {{ apprai", ["appraised"]),
        ("{{ appraised.vs_p", ["vs_previous", "vs_plan", "vs_peak"]),
        ("{{ a }} {% if ocop.recognised.this_year.stan", ["standing"]),
        ("{{ technology_appraisal.appr", ["appraised"]),
        ("{{ appraised.fact.", ["window", "label", "unit", "missing", "value"]),
        ("{{ this_y", ["this_year"]),
        ("{{ report.period.st", ["start"]),
        ("{{ appraised.fact.value.", []),
        ("{{ appraised }} dự án appr", []),
        ("{% if appraised %} appr", []),
        ("{{ nothing.vs", []),
        # An answer that is called for.
        ("{{ recognised.at(this_year).vs_pl", ["vs_plan"]),
        ("{{ recognised.at(th", ["this_year"]),
        ("{{ recognised.at(report.th", ["this_year"]),
        # Names of loops, of those that are open only.
        ('{% for p in recognised.by("stars") %}{{ p.sh', ["share"]),
        ("{% for p in highlights %}{{ p.comp", ["comparison"]),
        ("{% for p in highlights %}{% endfor %}{{ p.comp", []),
        ('{% for p in recognised.by("stars") %}{% if loop.l', ["last"]),
        # Texts.
        ('{{ recognised.by("sta', ["stars"]),
        ("{{ recognised.by('sta", ["stars"]),
        ('{{ recognised.earliest("', ["recognised_date", "expiry_date", "proposed_date"]),
        ('{{ cite("58', ["58/NQ-CP"]),
        ('{% if issued("58', ["58/NQ-CP"]),
        ('{% if period.kind == "qu', ["quarter"]),
        ('{% for p in recognised.by("stars") %}{% if p.name == "4', ["4 sao"]),
        ('{{ recognised.by("stars") }} "sta', []),
        # Notation.
        ("{{ recognised | ", ["capitalize"]),
        ("{% en", ["endif", "endfor"]),
        ("Có.\n--- quý hoặc th", ["tháng"]),
        ("Có.\n--- cò", ["còn lại"]),
        ("Có.\n--- quý, có apprai", ["appraised"]),
        ("Có.\n--- không có ocop.val", ["valid"]),
        ("Sở [nhi", ["nhiều năm? "]),
        ("Sở [quý? x|thá", ["tháng? "]),
        ("Sở nhi", []),
    ],
)
def test_what_may_stand_at_the_cursor_is_offered(
    before: str, expected: list[str], report: Report
) -> None:
    assert list(offered(report, before)) == expected


def test_a_programme_is_offered_with_its_indicators(report: Report) -> None:
    found = offered(report, "{{ oc")
    assert next(iter(found)) == "ocop"
    assert {name for name in found if name != "ocop"} == {
        f"ocop.{name}"
        for name in (
            *("recognised", "four_star", "three_star", "proposed_five_star", "valid"),
            *("newly_recognised", "expiring"),
        )
    }
    assert found["ocop.recognised"] == "119 sản phẩm: Sản phẩm OCOP được công nhận"


@pytest.mark.parametrize(
    ("before", "name", "beside"),
    [
        ("{{ ocop.recognised.", "vs_last_year", "tăng 18 sản phẩm (17,8%)"),
        ("{{ ocop.recognised.", "last_year", "101 sản phẩm"),
        ("{{ ocop.recognised.", "end", "30/9/2023"),
        ("{{ ocop.recognised.", "start", "lúc này không có gì để in"),
        ("{{ ocop.recognised.", 'by("', "các phần theo cột"),
        ('{% for p in recognised.by("stars") %}{{ p.', "share", "64,7%"),
    ],
)
def test_beside_a_question_stands_what_it_would_print_now(
    before: str, name: str, beside: str, report: Report
) -> None:
    assert beside in offered(report, before)[name]


def test_every_sentence_that_is_offered_is_what_prose_prints(report: Report) -> None:
    """The table beside the cursor, and the cell that is run, say the same."""
    shown = 0
    for key in ("ocop.recognised", "ocop.expiring", "technology_appraisal.appraised"):
        for name, about in offered(report, f"{{{{ {key}.").items():
            if about.startswith("(") or name.endswith(("(", '"')) or about.endswith("…"):
                continue
            try:
                said = report.narrate(f"Kết quả: {{{{ {key}.{name} }}}}", report.modules).text
            except NarrativeError:
                # It is no quotation, or may be empty at another period.
                continue
            words = " ".join(said.removeprefix("Kết quả: ").split()).rstrip(".")
            assert about.rstrip(".").startswith(words), name
            shown += 1
    assert shown > 20


def test_every_question_of_an_indicator_is_offered(report: Report) -> None:
    names = {name.rstrip('("') for name in offered(report, "{{ appraised.")}
    assert names == {name for name, one in QUESTIONS.items() if one.answer is not None}


def test_columns_are_offered_with_what_they_may_hold_and_none_that_is_personal(
    report: Report,
) -> None:
    assert offered(report, '{{ recognised.by("')["stars"] == "Hạng sao: 3 sao, 4 sao"
    assert "tax_code" not in offered(report, '{{ recipients.names("')
    assert list(offered(report, '{{ recipients.kinds("')) == [
        "recipient_type", "content", "standard", "state",
    ]  # fmt: skip


def test_conditions_are_offered_with_whether_they_hold(report: Report) -> None:
    found = offered(report, "--- ")
    assert (found["quý"], found["tháng"]) == ("lúc này đúng", "lúc này sai")


def test_a_text_that_is_due_is_offered_with_its_quotes(report: Report) -> None:
    assert '"58/NQ-CP"' in offered(report, "{{ cite(")
    assert '"stars"' in offered(report, "{{ recognised.by(")


def test_time_that_is_up_leaves_the_values_out(report: Report) -> None:
    found = offers(asking(report, "{{ ocop.recognised.vs_la"), seconds=-1)
    assert found is not None
    assert found.found == (Offer("vs_last_year", "so với cùng kỳ năm trước"),)


def test_the_whole_office_is_offered_in_no_time(report: Report) -> None:
    offered(report, "{{ ")  # registers are read once
    took = []
    for _ in range(3):
        start = time.process_time()
        assert len(offered(report, "{{ ")) > 90
        took.append(time.process_time() - start)
    assert min(took) < 0.2


PIECES = [
    *("{{ ", "}}", "{% ", "%}", "for x in ", "if ", 'recognised.by("stars")', "recognised", "x"),
    *("ocop", ".", "(", ")", '"', "'", "|", "[", "]", "?", "\n", "--- ", "có ", "report", "cite("),
    *("highlights", "periods", "endfor", "loop", ",", " ", "@", "\\", "at(", "series(", "=="),
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=5))
def test_no_text_upsets_completion_or_tooltips(report: Report, before: str, after: str) -> None:
    asked = asking(report, before)
    found = offers(asked)
    assert found is None or before.endswith(found.typed)
    assert isinstance(explained(asked, report.book, after), str)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "{{ recog",
            "nised }}",
            [
                *("Sản phẩm OCOP được công nhận: 119 sản phẩm", "ocop.recognised, kỳ 2023-Q3"),
                *("đơn vị tính: sản phẩm", "lũy kế đến hết ngày 30/9/2023"),
                *("data/registers/ocop.csv", "119 dòng"),
            ],
        ),
        ("{{ ocop.recognised.vs_la", "st_year }}", ["tăng 18 sản phẩm (17,8%)", "cùng kỳ"]),
        ("{{ ocop.recog", "nised.vs_last_year }}", ["119 sản phẩm"]),
        ("{{ oco", "p.recognised }}", ["Chương trình ocop", "four_star"]),
        ('{{ recognised.by("st', 'ars") }}', ["Cột Hạng sao: 3 sao, 4 sao"]),
        ("{{ recognised.b", 'y("stars") }}', ["cột chữ của sổ", "stars (Hạng sao)"]),
        ('{{ cite("58/NQ', '-CP") }}', ["Nghị quyết số 58/NQ-CP ngày 27/4/2020 của Chính phủ"]),
        ("{{ ci", 'te("58/NQ-CP") }}', ["văn bản"]),
        ("{{ this_", "year }}", ["quý III/2023"]),
        ('{% for part in recognised.by("stars") %}{{ par', "t }}", ["77 sản phẩm", "[3 sao]"]),
    ],
)
def test_a_name_is_explained(before: str, after: str, expected: list[str], report: Report) -> None:
    told = explained(asking(report, before), report.book, after)
    assert [words for words in expected if words not in told] == [], told


@pytest.mark.parametrize("before", ["Có recog", "{{ nothing", "{{ recognised }} x", ""])
def test_what_is_no_name_is_not_explained(before: str, report: Report) -> None:
    assert explained(asking(report, before), report.book, "") == ""


@pytest.mark.parametrize("title", EXAMPLES)
def test_the_examples_of_the_help_can_be_run(title: str, report: Report) -> None:
    assert report.narrate(EXAMPLES[title], report.modules).text


def test_the_help_names_every_question() -> None:
    assert [name for name in QUESTIONS if f"    {name}" not in NARRATE] == []


def test_the_shell_completes_prose_cells_only(report: Report) -> None:
    shell = InteractiveShell()
    for _ in range(2):  # a report that is opened anew takes the place of the one before
        complete_in(shell, lambda before: asking(report, before))
    assert len(shell.Completer.custom_matchers) == 1

    def found(text: str) -> list[tuple[str, int, int, str]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # IPython calls its own interface provisional
            given = shell.Completer.completions(text, len(text))
            return [(one.text, one.start, one.end, one.type) for one in given]

    text = "%%narrate\nCó {{ appraised }}, {{ appraised.year_t"
    start = text.rindex("year_t")
    assert found(text) == [("year_to_date", start, len(text), "90 dự án")]
    assert "appraised" not in {name for name, *_ in found("x = 1\nappr")}
    assert "appraised" not in {name for name, *_ in found("%%narrated\n{{ appr")}
    # Python's names, which prose does not have, stay away.
    text = "%%narrate\nCó {{ pri"
    assert [name for name, *_ in found(text)] == ["pri"]


def test_a_report_that_cannot_answer_does_not_disturb_who_writes() -> None:
    shell = InteractiveShell()

    def broken(_: str) -> Asking:
        raise ValueError("registers are being changed")

    complete_in(shell, broken)
    text = "%%narrate\nCó {{ appr"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert "appraised" not in {one.text for one in shell.Completer.completions(text, len(text))}
