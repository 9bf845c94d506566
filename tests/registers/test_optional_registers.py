"""Plans, legal documents and names: an office may have none of them, or empty files."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from baocao.core.errors import RegisterError
from baocao.facts.book import FactBook
from baocao.facts.targets import TARGETS
from baocao.notebook.report import Report
from baocao.prose.citations import LEGAL_DOCUMENTS, NAMES, Library
from baocao.registers.declare import Register
from baocao.registers.small import read
from baocao.run.reuse import key_of
from baocao.workspace.manifest import made_from, manifest
from baocao.workspace.workspace import Workspace
from support.commands import command
from support.small_offices import write_office

pytestmark = pytest.mark.usefixtures("other_programmes")

CATALOGUES = (TARGETS, LEGAL_DOCUMENTS, NAMES)
STEMS = [register.stem for register in CATALOGUES]
# What a file may be and still hold nothing; None: there is no file.
NOTHING: dict[str, bytes | None] = {
    "missing": None,
    "no byte": b"",
    "a mark of UTF-8": b"\xef\xbb\xbf",
    "a mark of UTF-16": b"\xff\xfe",
    "lines": b"\r\n\r\n \r\n",
    "cells": b"\xef\xbb\xbf;;;\r\n;;;\r\n",
}


def office_with(root: Path, content: bytes | None) -> Workspace:
    """An office in which all three files hold `content`."""
    write_office(root)
    for stem in STEMS:
        path = root / "data" / f"{stem}.csv"
        path.unlink()
        if content is not None:
            path.write_bytes(content)
    settings = root / "report.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        f'{text}\n[schedule]\nkinds = ["year"]\nsince = 2023-01-01\n', encoding="utf-8"
    )
    return Workspace.load(root)


@pytest.mark.parametrize("kind", NOTHING)
@pytest.mark.parametrize("register", CATALOGUES, ids=STEMS)
def test_nothing_is_as_good_as_a_heading_alone(
    tmp_path: Path, register: Register, kind: str
) -> None:
    workspace = office_with(tmp_path, NOTHING[kind])
    until = workspace.settings.data.complete_until
    found = read(register, workspace.data, until)
    headings = ";".join(column.heading for column in register.all_columns)
    path = workspace.data / f"{register.stem}.csv"
    path.write_text(f"\ufeff{headings}\r\n", encoding="utf-8")
    alone = read(register, workspace.data, until)
    assert len(found.frame) == 0 and found.keys == alone.keys == ()
    assert dict(found.frame.dtypes) == dict(alone.frame.dtypes)
    assert (found.is_current(), alone.is_current()) == (False, True)


def test_an_empty_workbook_is_as_good_as_no_file(tmp_path: Path) -> None:
    workspace = office_with(tmp_path, None)
    Workbook().save(workspace.data / "targets.xlsx")
    assert len(read(TARGETS, workspace.data, workspace.settings.data.complete_until).frame) == 0


@pytest.mark.parametrize(
    "name", ["target.csv", "Targets (1).csv", "targets_2023.xlsx", "targets.et"]
)
def test_a_file_with_nearly_the_name_is_not_taken_for_none(tmp_path: Path, name: str) -> None:
    workspace = office_with(tmp_path, None)
    (workspace.data / name).write_bytes(b"x")
    with pytest.raises(RegisterError) as caught:
        read(TARGETS, workspace.data, workspace.settings.data.complete_until)
    assert str(caught.value).startswith("[REGISTER-01] Không thấy sổ targets.")
    assert f"có tên gần giống: {name}" in str(caught.value)


def test_a_register_of_an_office_is_not_optional(tmp_path: Path) -> None:
    workspace = office_with(tmp_path, None)
    (workspace.data / "registers" / "visits.csv").write_bytes(b"")
    done = command(tmp_path, "check")
    assert done.returncode == 1 and "[REGISTER-02] " in done.stdout + done.stderr


def test_what_is_wrong_in_such_a_file_is_still_told(tmp_path: Path) -> None:
    workspace = office_with(tmp_path, "\ufeffMã;Ngày\r\n".encode())
    with pytest.raises(RegisterError, match="REGISTER-03"):
        read(TARGETS, workspace.data, workspace.settings.data.complete_until)
    with pytest.raises(RegisterError, match="REGISTER-03"):
        Library(workspace)


@pytest.mark.parametrize("kind", ["missing", "no byte"])
def test_every_command_works_without_them(tmp_path: Path, kind: str) -> None:
    workspace = office_with(tmp_path, NOTHING[kind])
    text = tmp_path / "draft.md"
    text.write_text("Năm 2023 có 42 lượt khách.\n", encoding="utf-8")
    commands: tuple[tuple[str, ...], ...] = (
        ("check", "2023"),
        ("registers",),
        ("registers", "--template", "targets"),
        ("explain", "visits.guests:plan", "2023"),
        ("explain", "visits.guests", "2023"),
        ("verify", str(text), "2023"),
        ("proofread", str(text)),
        ("diff", "2022", "2023"),
    )
    if kind == "missing":
        commands = (*commands, ("due", "--on", "2024-02-01", "--format", "html"))
    for arguments in commands:
        done = command(tmp_path, *arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    assert workspace.data.joinpath("targets.csv").exists() is (NOTHING[kind] is not None)


@pytest.mark.parametrize("kind", ["missing", "no byte"])
def test_a_notebook_says_that_no_plan_is_set(tmp_path: Path, kind: str) -> None:
    workspace = office_with(tmp_path, NOTHING[kind])
    book = FactBook(workspace)
    report = Report(workspace, workspace.period("2023"), book)
    guests = book.catalogue["visits.guests"]
    assert book.plan(guests, report.period).text == "chưa giao chỉ tiêu kế hoạch"
    prose = "Đón {{ visits.guests }} khách; {{ visits.guests.vs_plan }}."
    said = report.narrate(prose, report.modules).text
    assert said == "Đón 42 khách; chưa giao chỉ tiêu kế hoạch."
    prose = "Đón {{ visits.guests }} khách[; {{ visits.guests.vs_plan }}{}]."
    asked = [report.narrate(prose.replace("{}", end), report.modules).text for end in ("", "|; x")]
    assert asked == ["Đón 42 khách.", "Đón 42 khách; x."]
    assert "42" in report.explore(guests).html
    assert report.summary(title="Tổng hợp") and report.line_chart(guests).svg
    assert list(report.coverage()["rows"]) == [2]
    assert book.is_current(workspace)


def test_plans_that_come_later_are_seen(tmp_path: Path) -> None:
    workspace = office_with(tmp_path, None)
    book = FactBook(workspace)
    guests, year = book.catalogue["visits.guests"], workspace.period("2023")
    assert book.plan(guests, year).value is None

    def key() -> str:
        return key_of(workspace, "visits", manifest(year, made_from(workspace)))

    before = key()
    rows = "visits.guests;01/01/2023;31/12/2023;60;lượt;KH;;KH\r\n"
    headings = ";".join(column.heading for column in TARGETS.all_columns)
    path = workspace.data / "targets.csv"
    path.write_text(f"\ufeff{headings}\r\n{rows}", encoding="utf-8")
    assert not book.is_current(workspace)
    # A section that ran without plans is not taken again.
    assert key() != before
    assert FactBook(workspace).plan(guests, year).value == 60
