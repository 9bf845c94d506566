"""What the documentation says the commands and the code do is what they do."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import baocao
from baocao.cli import app
from support.folders import with_sections
from support.processes import finished
from write_reference import reference

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.vi.md")
GUIDES = ("docs/guide.md", "docs/guide.vi.md")
DEFAULT_PERIOD = "2020-01-01--2023-11-14"
_BUILT = {".venv", "node_modules", "outputs", "build"}
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in ROOT.rglob("*.md")
    if not _BUILT & set(path.relative_to(ROOT).parts[:-1]) and ".egg-info" not in str(path)
)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[str]:
    return re.findall(r"^```.*?^```$", text(name), re.MULTILINE | re.DOTALL)


def prose(name: str) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text(name), flags=re.MULTILINE | re.DOTALL)


def quoted(name: str) -> list[tuple[str, str]]:
    """Each command of a page's terminal sessions, and the output quoted under it."""
    sessions = "\n".join(b[len("```console\n") : -3] for b in blocks(name) if "$ " in b)
    parts = re.split(r"^\$ ", sessions, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def shortened(shown: str) -> re.Pattern[str]:
    """What a quotation stands for: a line of "…" for any lines, "…" in a line for any words."""
    lines = [
        r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in shown.strip().splitlines()
    ]
    return re.compile("".join(lines))


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    here = Path(sys.executable).parent
    first, *rest = shlex.split(line)
    return finished([str(here / first), *rest], cwd=folder, env={**os.environ, "COLUMNS": "80"})


# ---------------------------------------------------------------- what commands print


@pytest.mark.parametrize(
    ("command", "output"),
    [
        pytest.param(*found, marks=pytest.mark.slow)
        if found[0].startswith("baocao build")
        else found
        for page in (READMES[0], GUIDES[0])
        for found in quoted(page)
        if "make" not in found[0]
    ],
)
def test_a_quoted_command_prints_what_is_quoted(command: str, output: str, office: Path) -> None:
    if command.startswith("baocao build"):
        # What is printed names files and no sections.
        with_sections(office, ("ocop",))
    done = run(command, office)
    assert done.returncode == 0, done.stderr
    assert shortened(output).fullmatch(done.stdout), done.stdout


@pytest.mark.slow
def test_make_report_prints_what_is_quoted(office: Path) -> None:
    recipe = re.search(r"^report:.*\n\t(.+)$", text("Makefile"), re.MULTILINE)
    assert recipe and recipe[1] == "$(BIN)/baocao build $(PERIOD)"
    assert f"PERIOD ?= {DEFAULT_PERIOD}\n" in text("Makefile")
    done = run(f"baocao build {DEFAULT_PERIOD}", office)
    assert done.returncode == 0, done.stderr
    shown = dict(quoted("README.md"))["make report"].strip().splitlines()
    result = shown.index(f"{DEFAULT_PERIOD}: đã dựng")
    assert done.stdout.splitlines() == shown[result:]
    # Sections run side by side: which one ends first is chance.
    steps = [line for line in shown[:result] if line != "…"]
    assert set(steps) <= set(done.stderr.splitlines())
    assert len(steps) < len(done.stderr.splitlines())


def test_a_quotation_may_leave_out_and_may_not_change() -> None:
    assert shortened("one\n…\nthree …\n").fullmatch("one\ntwo\ntwo\nthree or so\n")
    assert not shortened("one\n…\nthree …\n").fullmatch("one\ntwo\nfour or so\n")
    assert not shortened("one\n").fullmatch("one\ntwo\n")


# ---------------------------------------------------------------- how pages look


@pytest.mark.parametrize("page", [*READMES, *GUIDES])
def test_no_line_of_code_makes_a_reader_scroll(page: str) -> None:
    assert [line for block in blocks(page) for line in block.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_table_of_the_readme_is_short(readme: str) -> None:
    rows = re.findall(r"^\| .+ \|$", text(readme), re.MULTILINE)[1:]
    assert 10 <= len(rows) <= 15
    shown = [re.sub(r"\]\([^)]*\)", "]", row) for row in rows]
    assert [row for row in shown if len(row) > 110] == []


@pytest.mark.parametrize(("english", "vietnamese"), [READMES, GUIDES])
def test_both_languages_have_the_same_shape(english: str, vietnamese: str) -> None:
    assert blocks(english) == blocks(vietnamese)
    for mark in (r"^#+ ", r"^\|"):
        shapes = [re.findall(mark, prose(page), re.MULTILINE) for page in (english, vietnamese)]
        assert shapes[0] == shapes[1]


# ---------------------------------------------------------------- what pages name


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def anchors(page: str) -> set[str]:
    return {slug(found) for found in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (ROOT / page).parent / name if name else ROOT / page
        if not target.exists() or (
            anchor and anchor not in anchors(str(target.resolve().relative_to(ROOT)))
        ):
            broken.append(link)
    assert broken == []


def test_the_reference_is_the_help_of_the_program() -> None:
    assert text("docs/reference.md") == reference(), "make docs writes docs/reference.md"


def test_every_command_and_option_is_in_the_reference() -> None:
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", reference(), re.S | re.M))
    assert commands.keys() <= sections.keys()
    for name, command in commands.items():
        for option in (o for p in command.params for o in p.opts if o.startswith("--")):
            assert f"`{option}" in sections[name], f"{name} {option}"


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_is_in_the_guide(guide: str) -> None:
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    missing = [name for name in commands if not re.search(rf"\bbaocao {name}\b", text(guide))]
    assert missing == []


@pytest.mark.parametrize("page", [*READMES, *GUIDES, "CONTRIBUTING.md"])
def test_every_make_target_named_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"`make\s([a-z-]+)", text(page)))
    assert named
    assert named <= targets


def test_every_make_target_is_told_of() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.MULTILINE))
    assert targets - {"help"} <= set(re.findall(r"`make\s([a-z-]+)", text("CONTRIBUTING.md")))


@pytest.mark.parametrize("guide", GUIDES)
def test_the_windows_and_systemd_lines_name_the_command(guide: str) -> None:
    command = tomllib.loads(text("pyproject.toml"))["project"]["scripts"]
    assert "baocao" in command
    crontab, units, task = (b for b in blocks(guide) if "due" in b)
    assert "cd /srv/baocao && .venv/bin/baocao due" in crontab
    assert "ExecStart=/srv/baocao/.venv/bin/baocao due" in units
    assert ".venv\\Scripts\\baocao due" in task


def code_names(page: str) -> set[str]:
    return set(re.findall(r"`([^`\s]+)`", text(page)))


@pytest.mark.parametrize("page", [p for p in PAGES if p != "CHANGELOG.md"])
def test_every_path_of_the_repository_that_is_named_exists(page: str) -> None:
    """`lib/…`, `tests/…`, `docs/…`: not those of a workspace's data, nor made-up ones named x."""
    named = {
        name.partition("::")[0]
        for name in code_names(page)
        if re.match(r"(?:lib|tests|docs|bench|scripts|notebooks)/", name)
        and not re.search(r"[<>*…]|/x\.", name)
    }
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def resolved(name: str) -> object:
    """The module, class, function or method of that dotted name."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[cut:]:
            found = getattr(found, attribute)
        return found
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("page", [p for p in PAGES if p != "CHANGELOG.md"])
def test_every_name_of_the_toolkit_that_is_written_out_exists(page: str) -> None:
    for name in sorted(code_names(page)):
        if re.fullmatch(r"baocao(?:\.\w+)+(?:\(\))?", name) and not name.endswith(".toml"):
            assert resolved(name.removesuffix("()")), name


# ---------------------------------------------------------------- docs/architecture.md


ARCHITECTURE = "docs/architecture.md"


def packages() -> set[str]:
    (home,) = baocao.__path__
    return {path.parent.name for path in Path(home).glob("*/__init__.py")}


def test_the_packages_of_the_architecture_are_those_that_exist() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", text(ARCHITECTURE), re.MULTILINE)
    assert set(rows) == packages()
    assert len(rows) == len(set(rows)) == 10


def test_a_package_of_the_architecture_may_import_what_the_contract_lets_it() -> None:
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = (found["layers"] for found in contracts if found["id"] == "layers")
    order = [layer for layer in reversed(layers) if layer in packages()]
    told = re.findall(r"^\| `(\w+)` \|", text(ARCHITECTURE), re.MULTILINE)
    assert told == order


def test_every_function_of_the_architecture_exists() -> None:
    """A step names its code as `package.module.function`, below `baocao`."""
    named = {
        name
        for name in code_names(ARCHITECTURE)
        if re.fullmatch(r"\w+(?:\.\w+)+", name)
        and name.partition(".")[0] in packages()
        and not name.endswith(".json")
    }
    assert len(named) > 25
    for name in sorted(named):
        assert resolved(f"baocao.{name}"), name


def test_the_drawing_names_what_the_text_names() -> None:
    drawing = text("docs/way-of-a-number.svg")
    assert drawing.startswith("<svg ") and "<title" in drawing and "<desc" in drawing
    calls = set(re.findall(r">([\w.]+)\(\)<", drawing))
    assert len(calls) >= 8
    named = {name.rpartition(".")[2] for name in code_names(ARCHITECTURE)}
    assert {call.rpartition(".")[2] for call in calls} <= named
    (alternative,) = re.findall(r"!\[([^\]]+)\]\(way-of-a-number\.svg\)", text(ARCHITECTURE))
    assert len(alternative) > 60
