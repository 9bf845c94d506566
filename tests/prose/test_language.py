"""The language of prose: what it lets pass, what it refuses and how, what it leaves out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.defaults import DEFAULT_FILTERS

from baocao.core import pandoc
from baocao.core.errors import NarrativeError
from baocao.notebook.report import Report
from baocao.prose.narrative import Narrative
from baocao.prose.phrases import Phrase
from baocao.prose.punctuation import GAP, GAP_AFTER_SENTENCE, mended
from baocao.prose.questions import ask
from baocao.prose.quotable import Quotable
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@cache
def report(period: str) -> Report:
    workspace = Workspace.load(ROOT)
    return Report(workspace, workspace.period(period))


def written(prose: str, period: str = "2023-Q3") -> Narrative:
    opened = report(period)
    return opened.narrate(prose, opened.modules, "ô 8")


def refused(prose: str, period: str = "2023-Q3") -> NarrativeError:
    with pytest.raises(NarrativeError) as caught:
        written(prose, period)
    return caught.value


def spans(narrative: Narrative, kind: str) -> list[str]:
    return [
        pandoc.plain_text(node["c"][1])
        for node in pandoc.walk(narrative.blocks)
        if node["t"] == "Span" and kind in node["c"][0][1]
    ]


# ---------------------------------------------------------------- expressions

EXPRESSIONS = [
    "recognised",
    "recognised.vs_last_year",
    "recognised.fact.text",
    "recognised.fact.value",
    "recognised.fact.window.end",
    "recognised.fact.label",
    "report.period",
    "recognised.by('stars')",
    "cite('58/NQ-CP')",
    "cite",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_filter_of_jinja_but_one_is_refused(expression: str) -> None:
    for name in sorted(set(DEFAULT_FILTERS) - {"capitalize"}):
        (finding,) = refused(f"Có\n  {{{{ {expression}|{name} }}}} dự án.").findings
        assert finding.where.startswith("ô 8, dòng 2, cột ")
        assert (finding.code, name in finding.what) == ("NARRATIVE-10", True)


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("Có {{ recognised }} dự án.", 'tính bằng "sản phẩm" đứng trước đơn vị tính khác: "dự án"'),
        ("{% for part in recognised.by('stars') %}\n- {{ part }} dự án;\n{% endfor %}", '"dự án"'),
        ("Có {{ recognised }} sản phẩm của dự án.", ""),
        ("Số sản phẩm {{ recognised.vs_last_year }} dự án.", ""),
        # "lượt người" is a kind of "lượt"; the standards of an enterprise are told in "lượt".
        ("Có {{ appraised }} dự án, {{ opinions }} ý kiến, {{ standards }} lượt tiêu chuẩn.", ""),
        # What a register lists is what its rows are.
        ("Cho {{ submitted_vietgap_recipients }} hợp tác xã.", ""),
        ("Cho {{ submitted_vietgap_recipients }} sản phẩm.", '"sản phẩm"'),
    ],
)  # fmt: skip
def test_a_figure_stands_before_its_own_unit(prose: str, found: str) -> None:
    if not found:
        written(prose)
        return
    (told,) = refused(prose).findings
    assert str(told).startswith("[NARRATIVE-15] ") and found in told.what


def test_capitals_keep_the_fact() -> None:
    plain, capital = written("{{ recognised.vs_last_year }}"), written(
        "{{ recognised.vs_last_year|capitalize }}"
    )  # fmt: skip
    assert capital.text == plain.text[0].upper() + plain.text[1:]
    assert spans(capital, "fact") == spans(plain, "fact") == ["18", "17,8%"]


# What stands in a cell, the code of its first finding, and what its message names.
ODD = [
    ("{% if recognised.vs_last_yaer %}x{% endif %}", "03", "có phải: vs_last_year"),
    ("{{ recognised.vs_last_yaer }}", "03", "có phải: vs_last_year"),
    ("{{ recognsied }}", "03", "có phải: recognised"),
    ('{{ recognised.leading("star") }}', "03", "có phải: stars"),
    ('{{ recognised.leading("sao") }}', "03", "stars"),
    ("{{ recognised.leading() }}", "03", "tên một cột chữ của sổ"),
    ('{{ recognised.by("stars") }}', "01", "{% for part in"),
    ('{{ recognised.by("stars")["4 sao"] }}', "03", "{% for part in"),
    ('{{ recognised.at("2022") }}', "03", "report.this_year"),
    ("{{ recognised.at(2022) }}", "03", "report.this_year"),
    ("{{ series(recognised) }}", "03", "report.years"),
    ('{{ series(recognised, "2022") }}', "03", "report.years"),
    ('{{ series("recognised", report.years) }}', "03", "một chỉ tiêu"),
    ("{{ cite() }}", "03", "cite(…)"),
    ("{{ cite(5) }}", "03", "cite(…)"),
    ('{{ cite(number="58/NQ-CP") }}', "10", "bỏ tên="),
    ('{{ issued("x") }}', "05", "danh mục"),
    ("{{ recognised.vs_last_year.text }}", "03", "bỏ .text"),
    ("{{ report.period.nope }}", "03", "end"),
    ("{{ report.nope }}", "03", "period"),
    ("{{ report.explore(recognised) }}", "03", "period"),
    ("{{ report }}", "01", "period"),
    ("{{ report.is_long }}", "01", "trích"),
    ("{{ recognised() }}", "03", "bỏ ngoặc tròn"),
    ('{{ recognised["x"] }}', "03", "vs_last_year"),
    ("{{ recognised[0] }}", "10", "trích thẳng"),
    ("{{ 5 }}", "01", "trích một chỉ tiêu"),
    ("{{ recognised.fact.value }}", "01", "trích một chỉ tiêu"),
    ("{{ recognised.fact.window.end + 1 }}", "10", "lib/"),
    ("{{ recognised ~ 'x' }}", "10", "phép nối ~"),
    ("{{ recognised * 2 }}", "10", "phép nhân"),
    ("{{ -recognised }}", "10", "dấu trừ"),
    ("{{ four_star / recognised }}", "10", "Ratio"),
    ("{{ 'a' ~ 5 ~ 'b' }}", "10", "phép nối ~"),
    ("{{ recognised.share }}", "03", "{{ part.share }}"),
    ("{{ four_star.share_of(recognised) }}", "03", "vs_last_year"),
    ("{{ range(3) }}", "03", "cite"),
    ("{% for i in range(3) %}{{ recognised }}{% endfor %}", "03", "cite"),
    ("{% for i in recognised %}x{% endfor %}", "10", 'recognised.by("stars")'),
    ('{% for a, b in recognised.by("stars") %}{% endfor %}', "10", "một tên"),
    ('{% include "x" %}', "10", "{% include %}"),
    ('{% import "x" as y %}', "10", "{% import %}"),
    ("{% macro f() %}{% endmacro %}", "10", "{% macro %}"),
    ("{% set x = recognised %}", "10", "{% set %}"),
    ("{% filter upper %}a{% endfilter %}", "10", "{% filter %}"),
    ("{% foo %}", "04", "thẻ {% foo %}"),
    ("{% else %}", "04", "{% if %}"),
    ("{{", "04", "{{ }}"),
    ("{%", "04", "{% %}"),
    ("{% if recognised %}x", "04", "{% endif %}"),
    ("{{ recognised | currency }}", "10", "|currency"),
    ("{{ recognised.__class__ }}", "03", "vs_last_year"),
    ("{{ recognised.book.workspace }}", "03", "vs_last_year"),
    ("{{ recognised if x else valid }}", "03", "gọi tên x"),
    ("{{ none }}", "01", "trích một chỉ tiêu"),
    ("{{ recognised.streak }}", "11", "[Theo hạng sao"),
    ("{{ recognised.fact.window.start }}", "11", "[ … ]"),
    ('{{ recognised.rank("group") }}', "03", "không có rank"),
    ("{{ recognised.trend.why }}", "03", "bỏ .why"),
    ('{{ recipients.names("tax_code") }}', "03", "là dữ liệu cá nhân"),
    ('{{ recipients.names("national_id") }}', "03", "recipient_type"),
    ('[{{ recognised.leading("score") }}]', "03", "không phải là cột chữ"),
    ('[{{ recipients.kinds("note") }}]', "03", "không phải là cột danh mục không để trống"),
    ('{{ recipients.kinds("recipient_type") }}', "11", "ngoặc vuông"),
    ('{{ recognised.earliest("stars") }}', "03", "recognised_date"),
    ('{% if report.period.kind == "quater" %}x{% endif %}', "03", "có phải: quarter"),
    ("{% if recognised == 'x' %}x{% endif %}", "10", "so hai số liệu"),
    ("{% if report %}x{% endif %}", "10", "report.is_long"),
    ("<script>a</script>", "12", "bỏ thẻ HTML"),
    ("<b>x</b>", "12", "**…**"),
    ("a &frac12; b", "12", "gõ thẳng"),
    ("[chín]{.fact n=0}", "12", "bỏ ngoặc vuông"),
    ("*chín*{.fact}", "12", "bỏ ngoặc nhọn"),
    ("![ảnh](a.png)", "12", "bỏ ảnh"),
    ("Số liệu[^a].", "12", "chú thích"),
    ("[liên kết](javascript:x)", "12", "https://"),
    ("a\u200bb", "12", "U+200B"),
    ("a\U000f0000b", "12", "U+F0000"),
    ("a\u202eb", "12", "U+202E"),
    ("[chữ]", "14", r"\["),
    ("[chữ", "04", "đóng ngoặc"),
    ("chữ]", "04", "mở ngoặc"),
    ("{{ recognised }", "04", "Ngoặc"),
    ("{{ recognised sản phẩm }}", "04", "chưa đóng bằng }}"),
    ('{{ recognised.leading("stars) }}', "04", "dấu nháy"),
    ("[nhieu nam? {{ recognised }}]", "04", "có phải: nhiều năm"),
    ("[, quý? {{ recognised }}]", "04", "dấu phẩy của câu đứng sau dấu hỏi"),
    ("[quý: {{ recognised }}]", "04", "[quý? …]"),
    ("[có recognised hoặc valid? {{ recognised }}]", "04", "có valid"),
    ("--- hàng năm\nx", "04", "nửa năm"),
    ("-- nhiều năm\nx", "04", "--- quý"),
    ("---quý\nx", "04", "--- quý"),
    ("  --- quý\nx", "04", "--- quý"),
    ("— tháng\nx", "04", "--- quý"),
    ("A.\n---\nB.", "04", "--- quý"),
    ("--- còn lại\na\n--- quý\nb", "14", "không bao giờ được in"),
    ("--- quý\na\n--- quý\nb", "14", "không bao giờ được in"),
    ("[{{ recognised }}|không có|hết]", "14", "không bao giờ được in"),
    ("{{ recognised.stars }}", "03", 'by("stars")'),
    ('{{ recognised.by("Hạng sao") }}', "03", "tên là stars"),
    ("{{ expiring }}", "03", "intellectual_property.expiring, ocop.expiring"),
    ("3. Một", "02", "đánh số từ 1"),
    ("Có tổng số\n777. Hết", "02", "777"),
    ("    lệnh", "12", "dấu cách"),
    ("hai\nmươi lăm sản phẩm", "02", "trích chỉ tiêu"),
    ("½ số xã", "02", "½"),
    # What pieces make together.
    ('{{ "hai" }} {{ "mươi" }} dự án', "02", "trích chỉ tiêu"),
    ('ba {{ "dự án" }}', "02", "trích chỉ tiêu"),
    ('{{ "I" }}{{ "V" }} dự án', "02", "trích chỉ tiêu"),
    ("phần {{ 'lớn' }} dự án", "08", "phần lớn"),
    ("phần **lớn** dự án", "08", "phần lớn"),
    ("phần[{{ recognised.fact.missing }}] lớn", "08", "phần lớn"),
    ("tăng {{ recognised.at(period) }}", "08", "tăng"),
    ("tăng {{ '' if is_long else '' }}{{ recognised }}", "08", "tăng"),
    ("tăng {% for p in years %}{{ recognised.at(p) }}{% endfor %}", "08", "tăng"),
    ("{{ recognised }}{{ valid }} sản phẩm", "02", "một số riêng"),
    ("{{ recognised }},{{ valid }} sản phẩm", "02", "một số riêng"),
    ("-{{ recognised }} sản phẩm", "02", "một số riêng"),
    ("\u2212{{ recognised }} sản phẩm", "02", "một số riêng"),
    ("tới âm {{ recognised }} sản phẩm", "02", "một số riêng"),
    ("có hai [{{ recognised }} sản phẩm]", "02", "có hai {{ … }} sản phẩm"),
    ("nhiều hơn năm ngoái", "08", "nhiều hơn năm ngoái"),
    ("{{ recognised }} nghìn sản phẩm", "02", "một số riêng"),
    ("{{ recognised }}% sản phẩm", "02", "một số riêng"),
    ("{{ period }}{{ recognised }}", "02", "một số riêng"),
    ("[số {{ recognised }}](https://a.vn)", "12", "liên kết không bọc số liệu"),
    ("haiㅤmươi", "12", "U+3164"),
    ("ХII dự án", "12", "CYRILLIC"),
    ("㍙", "12", "U+3359"),
    ("a\u2028b", "12", "U+2028"),
    # Too much of it.
    ("a" * 20_001, "04", "quá dài"),
    ("[" * 2000 + "]" * 2000, "04", "quá sâu"),
    ("{{ " + "(" * 500 + "recognised" + ")" * 500 + " }}", "04", "quá sâu"),
    ("{{ " + "9" * 5000 + " }}", "04", "quá dài"),
    ("> " * 2000 + "a", "12", "quá sâu"),
    ("--- " + "năm, " * 1500 + "năm\na", "04", "quá sâu"),
    ("[có not? x]", "04", "Không có điều kiện"),
    ("{% autoescape true %}a{% endautoescape %}", "10", "{% autoescape %}"),
    ("{{ cite(“58/NQ-CP”) }}", "04", "dấu nháy thẳng"),
    ("{% if recognised %}\n--- quý\nx{% endif %}", "04", "ngoài mọi thẻ"),
    ("Đơn vị x²", "02", "x²"),
]


@pytest.mark.parametrize(("prose", "code", "names"), ODD)
def test_what_is_refused_is_named_in_place(prose: str, code: str, names: str) -> None:
    error = refused(prose)
    message = str(error.findings[0])
    assert message.startswith(f"[NARRATIVE-{code}] "), message
    assert names in message
    assert "Ở đâu:    ô 8" in message
    assert len(message.splitlines()) <= 4


ALLOWED = [
    "Bộ phận R&D; và AT&T; phối hợp.",
    "Xã khu vực III vùng đồng bào dân tộc thiểu số.",
    "Hai bên đều nhất trí; giai đoạn hai dự án đã khởi động.",
    "Đạt {{ recognised }}/{{ valid }} sản phẩm.",
    "Từ {{ recognised }}–{{ valid }} sản phẩm; đợt hai {{ recognised }} sản phẩm.",
    "Lần thứ hai {{ recognised }} sản phẩm; đầu tư {{ recognised }}, hết năm {{ valid }} sản phẩm.",
    "Có {{ recognised }} phần mềm; {{ valid }} tỷ lệ.",
    "Nồng độ < ngưỡng cho phép.",
    "Hệ số α và µ theo hướng dẫn.",
    "– Một gạch đầu dòng; “trích dẫn”, (chú thích) và cụm từ – chen giữa.",
]


@pytest.mark.parametrize("prose", ALLOWED)
def test_ordinary_prose_passes(prose: str) -> None:
    assert written(prose)


def test_long_prose_is_quick() -> None:
    prose = "Chữ [, {{ newly_recognised }}]" + " " * 8000 + "chữ." + "\n" * 8000 + "Hết."
    assert written(prose).text == "Chữ chữ.Hết."
    deep = "[x " * 20 + "{{ recognised }}" + "]" * 20
    assert written(deep).text.endswith("119")


def test_all_faults_of_a_piece_come_at_once() -> None:
    error = refused("{{ a }}\n{{ b|upper }} 5 <i>x</i>\n{% include 'x' %}")
    where = [(finding.code[-2:], finding.where) for finding in error.findings]
    assert sorted(where) == [
        ("02", "ô 8, dòng 2, cột 15"),
        ("03", "ô 8, dòng 1, cột 4"),
        ("10", "ô 8, dòng 2, cột 6"),
        ("10", "ô 8, dòng 3, cột 4"),
        ("12", "ô 8, dòng 2, cột 17"),
        ("12", "ô 8, dòng 2, cột 21"),
    ]


def test_comparisons_decide_and_missing_figures_decide_nothing() -> None:
    prose = "A{% if recognised > valid %} hơn{% else %} kém{% endif %}."
    assert written(prose).text == "A hơn."
    # Before its register begins a figure is missing.
    prose = "A{% if documents < 100 %} ít{% else %} nhiều{% endif %}."
    assert written(prose, "2019").text == "A."
    prose = '{% if period.kind in ("quarter", "month") and not is_long %}quý{% endif %}'
    assert (written(prose).text, written(prose, "2023").text) == ("quý", "")
    prose = "{% if recognised == valid or period.end < valid.end %}a{% else %}b{% endif %}"
    assert written(prose).text == "b"


# ---------------------------------------------------------------- what passes prints facts only

STEPS = st.lists(st.sampled_from(["last_year", "this_year", "year_to_date"]), max_size=2)
LAST = st.sampled_from(
    ["", "vs_last_year", "vs_previous", "vs_plan", "course", "standing", "trend"]
)
NAMES = st.sampled_from(["recognised", "appraised", "completed", "approved_amount", "ocop.valid"])
PERIODS = st.sampled_from(["2023-Q3", "2022", "2021-02", "2020-H1", "2019", "2024"])
# No number can be spelled with these letters: one before a quotation is refused.
WORDS = st.text(st.sampled_from("agc đượ,.;: *_~\\\"'–"), max_size=12)


@settings(max_examples=80)
@given(NAMES, STEPS, LAST, PERIODS, WORDS, WORDS)
def test_a_quotation_prints_what_its_answer_holds(
    name: str, steps: list[str], last: str, period: str, before: str, after: str
) -> None:
    opened = report(period)
    context = opened.context(opened.modules)
    asked: object = context["ocop"]["valid"] if "." in name else context[name]  # type: ignore[index]
    for step in steps:
        assert isinstance(asked, Quotable)
        asked = ask(asked, step)
    assert isinstance(asked, Quotable)
    answer = ask(asked, last) if last else asked
    parts = answer.parts if isinstance(answer, Phrase) else (asked.fact,)
    expected = " ".join("".join(map(str, parts)).split())
    path = ".".join([name, *steps, *filter(None, [last])])
    typed = re.sub(r"(?=[*_~\\\"'])", r"\\", before), re.sub(r"(?=[*_~\\\"'])", r"\\", after)
    made = written(f"Chữ {typed[0]}[ {{{{ {path} }}}} ]{typed[1]} chữ", period)
    facts = [" ".join(str(part).split()) for part in parts if not isinstance(part, str)]
    said = bool(answer) if not isinstance(answer, Quotable) else bool(asked)
    said = said and not getattr(answer, "is_absence", False)
    if said:
        assert expected in made.text
        assert spans(made, "fact") == facts
    else:
        assert spans(made, "fact") == []
        assert not re.search(r"\d", made.text)


TOKENS = st.sampled_from([
    *"[]|?{}<>&#*_`~\\-+:;,.()\n \n ", "{{ ", " }}", "{% ", " %}", "{{ recognised }}", "recognised",
    "recognised.vs_last_year", "appraised.streak", ".by('stars')", "|capitalize", "|string", "|int",
    "{% if recognised %}", "{% else %}", "{% endif %}", "{% for p in recognised.by('stars') %}",
    "{{ p }}", "{% endfor %}", "loop.index", "cite('58/NQ-CP')", "{{ cite('58/NQ-CP') }}", " ~ ",
    " + ", "5", "½", "hai mươi", " sản phẩm", "chữ", "--- còn lại\n", "--- có recognised\n",
    "nhiều năm? ", "[{{ documents }} văn bản|không]", "{.fact n=0}", "<b>", "&#49;", "1. ", "- ",
    "\u200b", "\ue000", "\U000f0000", "\U00100000", "{# ", " #}", "'", '"', "not ", " in ", "== ",
    "{{ period.end }}", "{{ report.period }}", "](http://a.b/1)", "![", "[^", "    ", "\t", "٣",
])  # fmt: skip


@settings(max_examples=200)
@given(st.lists(TOKENS, max_size=14).map("".join), PERIODS)
def test_whatever_passes_prints_no_digit_of_its_own(prose: str, period: str) -> None:
    try:
        made = written(prose, period)
    except NarrativeError as error:
        assert all(finding.code.startswith("NARRATIVE-") for finding in error.findings)
        assert all("ô 8" in finding.where for finding in error.findings)
        return
    assert sum(map(len, spans(made, "fact"))) <= len(made.text)
    left = made.text
    for known in (
        *spans(made, "fact"), *spans(made, "cite"),
        # Names of stars, and the days and names of periods.
        "3 sao", "4 sao", *re.findall(r"\d\d?/\d\d?/\d{4}|quý [IV]+/\d{4}|năm \d{4}", left),
        *re.findall(r"6 tháng|tháng \d\d?/\d{4}|\d\d/\d{4}|01/01/2020", left),
    ):  # fmt: skip
        left = left.replace(known, "", 1)
    # Numbers of lists are the list's.
    assert not re.search(r"\d", left), (prose, made.text)
    assert not re.search(r"[\U000f0000-\U0010ffff\ue000]", made.text)
    assert list(_acting(made._repr_mimebundle_()["text/html"])) == []


# ---------------------------------------------------------------- what a cell shows

_TAGS = {
    "p", "em", "strong", "del", "ul", "ol", "li", "span", "a", "code", "blockquote", "br", "table",
    "thead", "tbody", "tr", "th", "td", "hr", "colgroup", "col", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_ATTRIBUTES = {"class", "title", "style", "data-n", "data-to", "start", "type", "id"}


def _acting(page: str) -> Iterator[str]:
    """Whatever in a page is no plain text: other tags, other attributes, other addresses."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in _TAGS:
                found.append(tag)
            for name, value in attrs:
                if name == "href" and re.match(r"https?://|mailto:", value or ""):
                    continue
                if name == "class" and value in ("fact", "cite", "ref", "uri", "email"):
                    continue
                if name == "style" and value in (
                    "border-bottom:1px dotted;cursor:help",
                    *(f"text-align: {side};" for side in ("left", "right", "center")),
                ):
                    continue
                if name not in _ATTRIBUTES - {"style", "class"}:
                    found.append(f"{name}={value}")

    Reader().feed(page)
    yield from found


@settings(max_examples=100)
@given(st.text(max_size=60) | st.lists(st.sampled_from([
    "<script>", "</script>", "<img src=x onerror=y>", "[a](javascript:x)", "[a](https://b.vn)",
    "<https://b.vn>", "a", "**", "*", "`", "\n\n", "- ", "> ", "# ", "|a|\n|-|\n|b|", "onclick=",
    "{onclick=x}", "<!--", "-->", "&lt;script&gt;", "\\<", "data:text/html,x", "<svg/onload=x>",
]), max_size=10).map("".join))  # fmt: skip
def test_what_a_cell_shows_cannot_act(prose: str) -> None:
    try:
        made = written(prose)
    except NarrativeError:
        return
    assert list(_acting(made._repr_mimebundle_()["text/html"])) == []
    assert "<script" not in html.unescape(made.text).lower() or "\\<" in prose


def test_a_remark_has_no_tags(office: Path) -> None:
    workspace = Workspace.load(office)
    folder = workspace.data / "remarks" / "2023"
    folder.mkdir()
    path = folder / "difficulties.md"
    path.write_text("{% if recognised %}x{% endif %}\n", encoding="utf-8")
    opened = Report(workspace, workspace.period("2023"))
    with pytest.raises(NarrativeError, match="Nhận xét không có điều kiện"):
        opened.remarks("difficulties")
    path.write_text("Có **{{ recognised }}** sản phẩm[; {{ recognised.streak }}].\n", "utf-8")
    assert opened.remarks("difficulties").text == "Có 119 sản phẩm."


# ---------------------------------------------------------------- what falls away

# What stands in a cell, the period, and what is printed.
PARTS = [
    ("Có {{ recognised }}[; {{ recognised.streak }}].", "2023-Q3", "Có 119."),
    ("[Đây là {{ recognised.streak }}.]\nCó {{ recognised }}.", "2023-Q3", "Có 119."),
    ("Có {{ recognised }}[, {{ recognised.streak }}.]", "2023-Q3", "Có 119."),
    ("Có {{ recognised }} ([{{ recognised.streak }}]).", "2023-Q3", "Có 119."),
    ("Có {{ recognised }} ([{{ recognised.streak }}]; hết).", "2023-Q3", "Có 119 (hết)."),
    ("[{{ recognised.streak }}], số liệu đủ.", "2023-Q3", "Số liệu đủ."),
    ("A [{{ recognised.streak }}] b.", "2023-Q3", "A b."),
    ("A. [B {{ recognised.streak }}.] C.", "2023-Q3", "A. C."),
    ("A[{{ recognised.streak }}], b.", "2023-Q3", "A, b."),
    ("A: [{{ recognised.streak }}]; [{{ recognised.trend }}].", "2023-Q3", ""),
    ("A. B: [{{ recognised.streak }}]. C.", "2023-Q3", "A. C."),
    # A tie: nothing is the greatest.
    ('[Theo hạng sao, {{ proposed_five_star.leading("stars") }}.]', "2020-01", ""),
    # The first figure is the one that a part is about; another may be a counted zero.
    ("Có [{{ agencies_completed }} cơ quan, {{ communes_completed }} xã].", "2020-Q3",
     "Có 10 cơ quan, 0 xã."),
    ("Có [{{ communes_completed }} xã, {{ agencies_completed }} cơ quan].", "2020-Q3", ""),
    # Lists.
    ("Có [{{ communes_completed }} xã][; {{ agencies_completed }} cơ quan].", "2020-Q3",
     "Có 10 cơ quan."),
    ("Có [{{ agencies_completed }} cơ quan][ và {{ communes_completed }} xã] xong.", "2020-Q3",
     "Có 10 cơ quan xong."),
    ("Có [{{ communes_completed }} xã][ và {{ agencies_completed }} cơ quan] xong.", "2020-Q3",
     "Có 10 cơ quan xong."),
    ("Có {{ recognised }}[; {{ communes_completed }} xã][; {{ agencies_completed }} cơ quan].",
     "2020-Q3", "Có 30; 10 cơ quan."),
    # Instead: typed words need a counted zero.
    ("Sở [có {{ documents }} văn bản|không có văn bản].", "2023-03", "Sở không có văn bản."),
    ("Sở [có {{ documents }} văn bản|không có văn bản].", "2019", ""),
    ("Sở[ có {{ documents }} văn bản|: {{ documents.absence }}].", "2023-03",
     "Sở: không phát sinh."),
    # What is told of an absence is told only where there is one.
    ("Có {{ recognised }}[: {{ recognised.absence }}].", "2023-Q3", "Có 119."),
    ("[Số [{{ recognised.streak }}][{{ recognised.trend }}].]", "2023-Q3", ""),
    # A document that has not been issued yet.
    ("[Thực hiện {{ cite('58/NQ-CP') }}, ]Sở báo cáo.", "2019", "Sở báo cáo."),
    ("[nhiều năm? Riêng {{ this_year }}.|Trong {{ period }}.]", "2022", "Trong năm 2022."),
    ("[quý hoặc tháng, trọn kỳ? A {{ recognised }}.]", "2023-Q3", "A 119."),
    ("[quý hoặc tháng, trọn kỳ? A {{ recognised }}.]", "2023-Q4", ""),
    ("--- có documents\nA\n--- còn lại\nB", "2023-03", "B"),
    ("--- tháng\nA\n--- còn lại\nB", "2023-03", "A"),
    ("Đầu.\n--- tháng\nA\n--- quý\nB", "2023", "Đầu."),
    # Of what is missing nothing is claimed, neither something nor nothing.
    ("--- không có appraised\nSở không thẩm định dự án nào.", "2024-01", ""),
    ("[không có appraised? Sở không thẩm định dự án nào.]", "2019-Q1", ""),
    ("--- có appraised\nA.\n--- còn lại\nSở không thẩm định dự án nào.", "2024-01", ""),
    ("{% if appraised %}A{% else %}Sở không thẩm định{% endif %}.", "2019-Q1", ""),
    ("A {% if not appraised %}không thẩm định{% endif %}.", "2019-Q1", "A."),
    ("{% for part in appraised.by('capital') %}A{% else %}Không.{% endfor %}", "2024-01", ""),
    ("{% if appraised.leading('capital') %}A{% else %}Như nhau.{% endif %}", "2024-01", ""),
    ("A{{ ' nhiều' if appraised else ' không có' }}.", "2019-Q1", "A."),
    ("--- có appraised\nA.\n--- còn lại\nDự án: {{ appraised.absence }}.", "2019-Q1",
     "Dự án: chưa có số liệu (sổ bắt đầu từ ngày 01/01/2020)."),
    # A reason stands for itself, or for a figure that words around it need.
    ("{{ appraised | capitalize }}.", "2019-Q1",
     "Chưa có số liệu (sổ bắt đầu từ ngày 01/01/2020)."),
    ("Dự án: **{{ appraised }}**; A.", "2019-Q1",
     "Dự án: chưa có số liệu (sổ bắt đầu từ ngày 01/01/2020); A."),
    ("Có {{ appraised }} dự án.", "2019-Q1",
     "Có … (chưa có số liệu: sổ bắt đầu từ ngày 01/01/2020) dự án."),
    ("- A: {{ appraised }} dự án;", "2019-Q1",
     "A: … (chưa có số liệu: sổ bắt đầu từ ngày 01/01/2020) dự án."),
    ("Có\n  {{ appraised }}.", "2019-Q1",
     "Có … (chưa có số liệu: sổ bắt đầu từ ngày 01/01/2020)."),
    ("--- có documents hoặc có recognised\nA.\n--- còn lại\nB.", "2023-03", "A."),
    ("--- có appraised\nA [{{ opinions }}|{{ opinions.absence }}].\n--- còn lại\nB.",
     "2019-Q1", ""),
    ("[có appraised? A [{{ opinions }}|{{ opinions.absence }}].]", "2019-Q1", ""),
    ("[{{ recognised.streak }}]\n  [{{ recognised }} một, hai].", "2023-Q3", "119 một, hai."),
    # One of them is there; that the other's register begins later decides nothing.
    ("--- có documents hoặc có protected\nA.\n--- còn lại\nB.", "2019-Q4", "A."),
    ("--- có documents, có protected\nA.\n--- còn lại\nB.", "2019-Q4", ""),
    ("[trọn kỳ? Đủ số liệu.|Chưa đủ số liệu.]", "2023-11", "Chưa đủ số liệu."),
    ("[trọn kỳ? Đủ số liệu.|Chưa đủ số liệu.]", "2024-01", "Chưa đủ số liệu."),
    ("[trọn kỳ? Đủ số liệu.|Chưa đủ số liệu.]", "2023-09", "Đủ số liệu."),
    ("[quý? Có {{ newly_recognised }} sản phẩm mới.|Không có sản phẩm mới.]", "2023-Q3",
     "Không có sản phẩm mới."),
    ("[có newly_recognised? Có {{ newly_recognised }} sản phẩm.|Không có sản phẩm mới.]",
     "2023-Q3", "Không có sản phẩm mới."),
    ("[có newly_recognised? Có {{ newly_recognised }} sản phẩm.|Không có sản phẩm mới.]",
     "2024-01", ""),
    ('[Nhiều: {{ appraised.leading("capital") }}.|Các nguồn vốn như nhau.]', "2022-02",
     "Các nguồn vốn như nhau."),
    ('[Nhiều: {{ appraised.leading("capital") }}.|Các nguồn vốn như nhau.]', "2024-01", ""),
    # Lines that begin with a sign go on with the one before.
    ("Có [{{ agencies_completed }} cơ quan]\n  [; {{ communes_completed }} xã]\n  [, {{ valid }}].",
     "2023-Q3", "Có 40 cơ quan; 125 xã, 89."),
    ("Có [{{ communes_completed }} xã]\n  [; {{ agencies_completed }} cơ quan].", "2020-Q3",
     "Có 10 cơ quan."),
    ("Có {{ recognised }} sản phẩm\n  , hết.", "2023-Q3", "Có 119 sản phẩm, hết."),
    # Typed words are said only where it is known that there was nothing, whatever they quote else.
    ("[Có {{ appraised }} dự án|Trong {{ period }} không có dự án nào].", "2024", ""),
    ("[Có {{ appraised }} dự án|Trong {{ period }} không có dự án nào].", "2020-02",
     "Trong tháng 02/2020 không có dự án nào."),
    ("[Có {{ appraised }} dự án|[tháng? không có dự án nào]].", "2019-03", ""),
    ("[Có {{ newly_recognised }}|Có {{ granted_in_period }} văn bằng|Không có gì] A.", "2019-01",
     "A."),
    ("[nhiều năm? Nhiều năm.|Trong năm.]", "2023-Q3", "Trong năm."),
    # A sentence that is there makes what is said instead untrue.
    ("[Số liệu {{ recognised.vs_last_year }}; {{ recognised.trend }}|Không so sánh được] A.",
     "2023-Q3", "A."),
    # Lines, signs and pairs of signs around a gap.
    ("Có [{{ documents }} văn bản]\n  [, {{ newly_recognised }} mới].", "2023-Q3",
     "Có 05 văn bản."),
    ("Kết quả gồm:\n  [{{ newly_recognised }} mới], [{{ documents }} văn bản].", "2023-Q3",
     "Kết quả gồm: 05 văn bản."),
    ("[Có {{ newly_recognised }} mới]. Hết.", "2023-Q3", "Hết."),
    ("Đầu. [{{ newly_recognised }} mới], {{ documents }} văn bản.", "2023-Q3",
     "Đầu. 05 văn bản."),
    ("Sở báo cáo[, có {{ newly_recognised }} mới.] Câu sau.", "2023-Q3", "Sở báo cáo. Câu sau."),
    ("Sở báo cáo ([{{ newly_recognised }} mới]; [{{ valid.streak }}]).", "2023-Q3", "Sở báo cáo."),
    ("Gồm:\n\n- [{{ newly_recognised }} mới];\n- [{{ documents }} văn bản];", "2023-Q3",
     "Gồm:05 văn bản."),
    ("Theo cấp:[ {{ newly_recognised }} mới][, {{ documents }} văn bản].", "2023-Q3",
     "Theo cấp: 05 văn bản."),
    ("Sở **[{{ newly_recognised }}]** báo cáo “[{{ newly_recognised }}]”.", "2023-Q3",
     "Sở báo cáo."),
    ("Theo vốn: {% for part in appraised.by('capital') %}{{ part }}; {% endfor %}.", "2024", ""),
    ("Số: {{ appraised.course if appraised.course }}.", "2024", ""),
    ("Có {{ appraised if appraised > 10 else opinions }}.", "2024", ""),
    (r"A \[b\] \| c", "2023", "A [b] | c"),
]  # fmt: skip


@pytest.mark.parametrize(("prose", "period", "printed"), PARTS)
def test_what_cannot_be_said_goes_with_its_signs(prose: str, period: str, printed: str) -> None:
    assert written(prose, period).text == printed


SENTENCES = st.tuples(
    st.sampled_from(["A", "B c", "D, e"]),
    st.sampled_from(["", ", ", "; ", " ", ": ", " (", ". "]),
    st.lists(st.sampled_from([GAP, GAP_AFTER_SENTENCE]), min_size=1, max_size=3).map("".join),
    st.sampled_from([", f.", "; f.", ".", "), f.", ").", " f.", "\nF.", ": f."]),
).map("".join)


@given(st.lists(SENTENCES, min_size=1, max_size=4).map("\n".join))
def test_no_sign_is_left_alone(marked: str) -> None:
    made = mended(marked)
    assert GAP not in made and GAP_AFTER_SENTENCE not in made
    assert not re.search(r"[,;:.] ?[,;:.]|\( ?[,;:)]| [,;.:)]|  ", made), made


# ---------------------------------------------------------------- the page about the language


def examples(page: str) -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"```narrate (\S+)\n(.*?)```\n```text\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("page", ["prose.md", "prose.vi.md"])
def test_the_page_prints_what_it_says(page: str) -> None:
    assert len(examples(page)) >= 6
    for period, prose, printed in examples(page):
        made = written(prose, period)
        lines = pandoc.render([made.blocks], "plain")[0]
        plain = "\n".join(line.replace("- ", "- ", 1) for line in lines.splitlines() if line)
        assert re.sub(r"(?m)^- +", "- ", plain) == printed.strip()


def test_both_pages_have_the_same_examples() -> None:
    assert examples("prose.md") == examples("prose.vi.md")
