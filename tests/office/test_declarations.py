"""The department's declarations are only declarations, and its data keep the programmes' rules."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from baocao.facts.book import FactBook
from baocao.facts.indicators import Indicator
from baocao.facts.measures import Ratio
from baocao.facts.targets import TARGETS
from baocao.notebook.report import Report
from baocao.prose.citations import LEGAL_DOCUMENTS, NAMES
from baocao.registers.declare import Register
from baocao.registers.small import read
from baocao.workspace.workspace import Workspace
from dost import (
    enterprise_support,
    guidance,
    integrated_management,
    intellectual_property,
    iso_9001,
    ocop,
    technology_appraisal,
)
from support.folders import copy_of_the_workspace

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "lib" / "dost").glob("*.py"))
REGISTERS = [
    enterprise_support.register,
    guidance.register,
    integrated_management.register,
    intellectual_property.register,
    iso_9001.register,
    ocop.register,
    technology_appraisal.register,
]
SPAN = "2020-01-01--2023-11-14"
# Whole and partial years, a month in which little happened, and the long span.
PERIODS = ("2020", "2021", "2022", "2022-Q3", "2023-H1", "2023-9M", "2023-11", SPAN)

# What a declaration may be made of, beside docstrings and imports.
LOGIC = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.While,
    ast.If,
    ast.IfExp,
    ast.Try,
    ast.With,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


@pytest.fixture(scope="module")
def book() -> FactBook:
    return FactBook(Workspace.load(ROOT))


def frame(book: FactBook, register: Register) -> pd.DataFrame:
    return book.table(register).frame


def value(book: FactBook, measure: Indicator | Ratio, period: str) -> int:
    found = book.fact(measure, book.workspace.period(period)).value
    assert found is not None
    return int(found)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_modules_hold_no_logic(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [type(node).__name__ for node in ast.walk(tree) if isinstance(node, LOGIC)] == []
    statements = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    assert all(isinstance(node, statements) for node in tree.body)


def test_ids_labels_and_stems_are_unique(book: FactBook) -> None:
    ids = [key for key, _ in book.catalogue]
    assert len(ids) == len(set(ids))
    labels = [measure.label for _, measure in book.catalogue]
    assert len(labels) == len(set(labels))
    assert {register.stem for register in book.catalogue.registers} == {r.stem for r in REGISTERS}
    # One indicator under two names would have only one id.
    assert all(book.catalogue.id_of(measure) == key for key, measure in book.catalogue)


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.stem)
def test_a_module_declares_the_register_of_its_name(book: FactBook, register: Register) -> None:
    assert book.catalogue.modules[register.stem].register is register
    assert (ROOT / "data" / "registers" / f"{register.stem}.csv").is_file()


@pytest.mark.parametrize(
    "register", [*REGISTERS, TARGETS, LEGAL_DOCUMENTS, NAMES], ids=lambda register: register.stem
)
def test_registers_are_clean_and_say_where_rows_are_from(
    book: FactBook, register: Register
) -> None:
    rows = read(register, book.workspace.data, book.complete_until).frame
    assert len(rows)
    known = rows["source"] != ""
    if "illustrative" in rows:
        known |= rows["illustrative"] == "x"
    assert known.all()


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.stem)
def test_files_are_as_excel_saves_them(register: Register) -> None:
    content = (ROOT / "data" / "registers" / f"{register.stem}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize("period", PERIODS)
def test_parts_add_up(book: FactBook, period: str) -> None:
    for _, measure in book.catalogue:
        if not isinstance(measure, Indicator) or not measure.parts:
            continue
        facts = [book.fact(part, book.workspace.period(period)) for part in measure.parts]
        whole = book.fact(measure, book.workspace.period(period))
        if whole.value is None:
            assert all(fact.value is None for fact in facts)
        else:
            assert whole.value == sum(fact.value or 0 for fact in facts)


@pytest.mark.parametrize("period", PERIODS)
def test_subsets_are_not_larger_than_their_sets(book: FactBook, period: str) -> None:
    pairs: list[tuple[Indicator, Indicator]] = [
        (technology_appraisal.appraised, technology_appraisal.opinions),
        (ocop.proposed_five_star, ocop.four_star),
        (ocop.valid, ocop.recognised),
        (enterprise_support.recipients, enterprise_support.approved_items),
        (integrated_management.enterprises, integrated_management.standards),
    ]
    for small, large in pairs:
        facts = [book.fact(measure, book.workspace.period(period)) for measure in (small, large)]
        assert (facts[0].value or 0) <= (facts[1].value or 0), facts


def test_a_project_belongs_to_one_year(book: FactBook) -> None:
    rows = frame(book, technology_appraisal.register)
    assert (
        rows.groupby("project_code")["opinion_date"].agg(lambda d: d.dt.year.nunique()) == 1
    ).all()
    assert (rows["received_date"] < rows["opinion_date"]).all()
    assert (rows["received_date"] < rows["due_date"]).all()
    whole = value(book, technology_appraisal.appraised, SPAN)
    years = ("2020", "2021", "2022", "2023-01-01--2023-11-14")
    assert whole == sum(value(book, technology_appraisal.appraised, year) for year in years)


def test_a_recipient_gets_two_items_a_year_at_most(book: FactBook) -> None:
    rows = frame(book, enterprise_support.register)
    approved = rows[rows["state"].isin(enterprise_support.APPROVED)]
    items = approved.groupby(["recipient_code", approved["approved_date"].dt.year]).size()
    assert items.max() <= 2


def test_support_dossiers_are_consistent(book: FactBook) -> None:
    rows = frame(book, enterprise_support.register)
    approved = rows["state"].isin(enterprise_support.APPROVED)
    assert (rows["approved_date"].notna() == approved).all()
    assert (rows[approved]["submitted_date"] < rows[approved]["approved_date"]).all()
    assert (rows["amount"] > 0).all()
    assert (rows["amount"] % 500_000 == 0).all()
    for name in ("recipient", "recipient_type"):
        assert (rows.groupby("recipient_code")[name].nunique() == 1).all()
    assert (rows["tax_code"] == "").all()


def test_agencies_have_real_names_where_real_ones_are_known(book: FactBook) -> None:
    rows = frame(book, iso_9001.register)
    assert rows["agency"].is_unique
    districts = rows[rows["type"] == "UBND cấp huyện"]
    communes = rows[rows["type"] == iso_9001.COMMUNE]
    assert (len(districts), len(communes), len(rows)) == (10, 125, 165)
    assert ("UBND " + districts["district"] == districts["agency"]).all()
    # The island district has no communes.
    assert set(districts["district"]) - set(communes["district"]) == {"huyện Cồn Cỏ"}
    assert set(communes["district"]) < set(districts["district"])
    for commune in communes.itertuples():
        assert commune.agency.startswith(("UBND xã ", "UBND phường ", "UBND thị trấn "))
        assert commune.agency.endswith(f", {commune.district}")
    assert (communes["source"] != "").all()
    assert (communes["illustrative"] == "x").all()


def test_enterprises_integrate_the_standards_named_for_them(book: FactBook) -> None:
    facts = book.breakdown(
        integrated_management.standards, "enterprise", book.workspace.period(SPAN)
    )
    rows = frame(book, integrated_management.register)
    named = rows.groupby("enterprise")["standard"].nunique()
    assert {name: int(fact.value or 0) for name, fact in facts.items()} == dict(named)
    assert sorted(named) == [2, 2, 2, 3, 3]
    # Every system is built upon ISO 9001.
    assert (rows["standard"] == "ISO 9001:2015").sum() == len(named)


def test_geographical_indications_are_named(book: FactBook) -> None:
    rows = book.rows(intellectual_property.geographical_indications, book.workspace.period(SPAN))
    assert list(rows["name"]) == ["Tiêu Quảng Trị", "Chè vằng Quảng Trị"]


def test_marks_last_ten_years_from_filing(book: FactBook) -> None:
    rows = frame(book, intellectual_property.register)
    indication = rows["type"] == intellectual_property.GEOGRAPHICAL_INDICATION
    assert rows[indication]["expiry_date"].isna().all()
    marks = rows[~indication]
    assert (marks["filed_date"] < marks["granted_date"]).all()
    ten_years = marks["filed_date"] + pd.DateOffset(years=10)
    assert (marks["expiry_date"] == ten_years).all()


def test_published_totals_of_earlier_years_come_out(book: FactBook) -> None:
    # October 2018: 4 certification marks and 16 collective marks.
    assert value(book, intellectual_property.certification_marks, "2018-10-01--2018-10-01") == 4
    assert value(book, intellectual_property.collective_marks, "2018-10-01--2018-10-01") == 16
    # The decision of January 2020, and the products of 2019-2021.
    assert value(book, ocop.four_star, "2020-01") == 2
    assert value(book, ocop.three_star, "2020-01") == 17
    assert value(book, ocop.recognised, "2021") == 91
    assert value(book, ocop.recognised, "2023-01-01--2023-02-28") == 119


def test_stars_follow_scores_and_last_three_years(book: FactBook) -> None:
    rows = frame(book, ocop.register)
    four = rows["stars"] == ocop.FOUR_STAR
    assert rows[four]["score"].between(70, 90, inclusive="left").all()
    assert rows[~four]["score"].between(50, 70, inclusive="left").all()
    assert (rows["expiry_date"] == rows["recognised_date"] + pd.DateOffset(months=36)).all()
    assert four[rows["proposed_date"].notna()].all()


def test_targets_plan_declared_indicators_in_their_unit(book: FactBook) -> None:
    for row in frame(book, TARGETS).itertuples():
        assert book.catalogue[row.indicator].unit == row.unit
    ratios = [measure for _, measure in book.catalogue if isinstance(measure, Ratio)]
    assert {ratio.target for ratio in ratios if ratio.target} <= set(
        frame(book, TARGETS)["indicator"]
    )


def test_recipients_are_called_what_their_rows_say(tmp_path: Path) -> None:
    root = copy_of_the_workspace(tmp_path)
    shutil.copytree(ROOT / "lib" / "dost", root / "lib" / "dost")
    path = root / "data" / "registers" / "enterprise_support.csv"
    text = path.read_text(encoding="utf-8")
    for row, before, now in (
        ("HS-2023-027;DT-39;Đối tượng 39;;", "Hợp tác xã", "Doanh nghiệp"),
        ("HS-2023-034;DT-50;Đối tượng 50;;", "Doanh nghiệp", "Cá nhân"),
    ):
        assert row + before in text
        text = text.replace(row + before, row + now)
    path.write_text(text, encoding="utf-8")
    workspace = Workspace.load(root)
    report = Report(workspace, workspace.period("2023"), FactBook(workspace))
    prose = nbformat.read(root / "notebooks" / "enterprise_support.ipynb", 4).cells[7].source
    said = report.narrate(prose.removeprefix("%%narrate"), report.modules).text
    assert "chứng nhận VietGAP cho 09 doanh nghiệp, hợp tác xã và tổ hợp tác;" in said
    assert "chứng nhận hợp chuẩn (05 hồ sơ) cho 02 doanh nghiệp;" in said
    assert "chứng nhận hợp quy (06 hồ sơ) cho 03 doanh nghiệp và cá nhân;" in said
