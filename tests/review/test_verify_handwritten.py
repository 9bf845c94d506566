"""A report written by hand set against the data: every figure found, no citation taken for one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from baocao.core.periods import Period
from baocao.review.verify import Verification, Verifier
from baocao.review.verify.judgement import Judgement
from baocao.workspace.workspace import Workspace
from support.in_process import InProcess

ROOT = Path(__file__).resolve().parents[2]
HANDWRITTEN = Path(__file__).with_name("handwritten.txt")
OWN = ROOT.parent / "shared" / "seed-report.txt"
SPAN = "2020-01-01--2023-11-14"

# Typed from the department's report: the number as printed, the fact that it is, and for figures
# of years the year. Each line is one figure of that report; some are of two numbers.
FIGURES: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (("43", "technology_appraisal.appraised", "2020"),),
    (("65", "technology_appraisal.appraised", "2021"),),
    (("86", "technology_appraisal.appraised", "2022"),),
    (("106", "technology_appraisal.appraised", "2023-01-01--2023-11-14"),),
    (("40", "iso_9001.agencies_completed", ""),),
    (("125", "iso_9001.communes_completed", ""),),
    (("100%", "iso_9001.completed_share", ""),),
    (("31", "enterprise_support.recipients", ""),),
    (("654 triệu đồng", "enterprise_support.approved_amount", ""),),
    (("38", "enterprise_support.company_standards", ""),),
    (("02", "enterprise_support.organic_certificates", ""),),
    (("19", "enterprise_support.advanced_certificates", ""),),
    (
        ("02", "enterprise_support.submitted_quality_system_enterprises", ""),
        ("01", "enterprise_support.submitted_quality_system_cooperatives", ""),
    ),
    (("02", "enterprise_support.submitted_company_standard_recipients", ""),),
    (("09", "enterprise_support.submitted_vietgap_recipients", ""),),
    (
        ("05", "enterprise_support.submitted_conformity_standard_dossiers", ""),
        ("02", "enterprise_support.submitted_conformity_standard_recipients", ""),
    ),
    (
        ("06", "enterprise_support.submitted_conformity_regulation_dossiers", ""),
        ("03", "enterprise_support.submitted_conformity_regulation_recipients", ""),
    ),
    (("412 triệu đồng", "enterprise_support.submitted_amount", ""),),
    (("05", "integrated_management.enterprises", ""),),
    # Of the five enterprises; by the list that follows, or by the register.
    tuple((number, "standards listed", "") for number in ("03", "02", "02", "02", "03")),
    (("02", "intellectual_property.geographical_indications", ""),),
    (("06", "intellectual_property.certification_marks", ""),),
    (("59", "intellectual_property.collective_marks", ""),),
    (("119", "ocop.recognised", ""),),
    (("42", "ocop.four_star", ""),),
    (("01", "ocop.proposed_five_star", ""),),
    (("77", "ocop.three_star", ""),),
)
# Numbers and days of documents, editions of standards, and what else only looks like data.
CITED = (
    *("58/NQ-CP", "27/4/2020", "50-NQ/TW", "20/8/2019", "2625/SKHĐT-DN", "07/11/2023"),
    *("32/KH-UBND", "09/02/2021", "14/CT-TTg", "24/5/2023", "127/QĐ-UBND", "15/01/2020"),
    *("163/2021/NQ-HĐND", "09/12/2021", "07/CT-UBND", "01/6/2020", "155/KH-UBND", "03/08/2022"),
    *("3101/QĐ-UBND", "05/12/2022"),
    *("ISO 9001:2015", "ISO 9001: 2015", "ISO 9001:2008", "ISO 14001:2015", "ISO 14001: 2015"),
    *("ISO 22000: 2018", "ISO 45001: 2015", "lần thứ 4", "3 sao", "4 sao", "5 sao"),
)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.load(ROOT)


@pytest.fixture(scope="module")
def period(workspace: Workspace) -> Period:
    return workspace.period(SPAN)


@pytest.fixture(scope="module")
def verifier(workspace: Workspace, period: Period) -> Verifier:
    return Verifier(workspace, period, InProcess(workspace).model(period))


@pytest.fixture(scope="module", params=[HANDWRITTEN, OWN], ids=["handwritten", "own"])
def path(request: pytest.FixtureRequest) -> Path:
    """A report of our making; and the department's own, where it is."""
    path: Path = request.param
    if path == OWN and not path.exists():
        pytest.skip("the department's own report is no part of the repository")
    return path


@pytest.fixture(scope="module")
def found(path: Path, verifier: Verifier) -> Verification:
    return verifier.verify(path)


def said(judgement: Judgement) -> tuple[str, str, str]:
    """A number with the fact it was set against, as :data:`FIGURES` names it."""
    fact = judgement.fact
    if fact.startswith("integrated_management.standards[") or judgement.reason.startswith(
        "đúng số mục liệt kê"
    ):
        return judgement.mention.text, "standards listed", ""
    year = judgement.period if fact == "technology_appraisal.appraised" else ""
    return judgement.mention.text, fact, year


def test_every_figure_is_bound_to_its_fact_and_nothing_else_is(found: Verification) -> None:
    assert len(FIGURES) == 27
    figures = [judgement for judgement in found.judgements if judgement.mention.is_figure]
    assert Counter(map(said, figures)) == Counter(number for row in FIGURES for number in row)
    assert {judgement.verdict for judgement in figures} == {"right"}


def test_nothing_is_stale_or_contradicted(found: Verification) -> None:
    assert [judgement.around for judgement in found.faults] == []


def test_citations_are_not_data(found: Verification, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for cited in CITED:
        within = [one for one in found.numbers if cited in one.mention.text]
        assert len(within) == text.count(cited) > 0, cited
        assert {judgement.verdict for judgement in within} == {"not data"}, cited


# One digit changed, and the fact that it then contradicts.
WRONG = {
    ("43 dự án", "44 dự án"): "technology_appraisal.appraised",
    ("86 dự án", "88 dự án"): "technology_appraisal.appraised",
    ("đạt 100%", "đạt 99%"): "iso_9001.completed_share",
    ("412 triệu", "421 triệu"): "enterprise_support.submitted_amount",
    ("05 hồ sơ", "07 hồ sơ"): "enterprise_support.submitted_conformity_standard_dossiers",
    ("05 doanh nghiệp", "06 doanh nghiệp"): "integrated_management.enterprises",
    ("59 nhãn hiệu", "58 nhãn hiệu"): "intellectual_property.collective_marks",
    ("119 sản phẩm", "118 sản phẩm"): "ocop.recognised",
    ("42 sản phẩm", "43 sản phẩm"): "ocop.four_star",
}
# Where the words are far from those of the indicator: at least these are not called right.
UNSURE = (
    *(("106 dự án", "116 dự án"), ("40 cơ quan", "41 cơ quan"), ("125 UBND", "124 UBND")),
    *(("31 đối tượng", "32 đối tượng"), ("654 triệu", "645 triệu"), ("38 bộ", "37 bộ")),
    *(("19 giấy", "18 giấy"), ("09 HTX", "08 HTX"), ("77 sản phẩm", "76 sản phẩm")),
    ("06 nhãn hiệu", "07 nhãn hiệu"),
)


@pytest.fixture
def spoiled(request: pytest.FixtureRequest, tmp_path: Path, verifier: Verifier) -> list[Judgement]:
    """The figures of the handwritten text that are not right once one of them is changed."""
    right, wrong = request.param
    text = HANDWRITTEN.read_text(encoding="utf-8")
    assert text.count(right) == 1
    copy = tmp_path / "spoiled.txt"
    copy.write_text(text.replace(right, wrong), encoding="utf-8")
    judgements = verifier.verify(copy).judgements
    return [j for j in judgements if j.mention.is_figure and j.verdict != "right"]


@pytest.mark.parametrize(("spoiled", "fact"), WRONG.items(), indirect=["spoiled"])
def test_a_wrong_figure_contradicts_its_fact(spoiled: list[Judgement], fact: str) -> None:
    """The words are not those of the report as built: what they say binds the number."""
    assert [(j.verdict, j.fact) for j in spoiled] == [("contradicted", fact)]


@pytest.mark.parametrize("spoiled", UNSURE, indirect=True)
def test_a_wrong_figure_is_not_called_right(spoiled: list[Judgement]) -> None:
    assert [j.verdict for j in spoiled] in (["contradicted"], ["unmatched"])
