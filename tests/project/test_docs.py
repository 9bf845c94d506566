"""What the documentation says the commands do is what they do."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from baocao.cli import app
from support.processes import patience

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.vi.md")
DEFAULT_PERIOD = "2020-01-01--2023-11-14"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[str]:
    return re.findall(r"^```.*?^```$", text(name), re.MULTILINE | re.DOTALL)


def quoted() -> list[tuple[str, str]]:
    """Each command of the README's terminal sessions, and the output quoted under it."""
    sessions = "\n".join(b[len("```console\n") : -3] for b in blocks("README.md") if "$ " in b)
    parts = re.split(r"^\$ ", sessions, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    here = Path(sys.executable).parent
    first, *rest = shlex.split(line)
    return subprocess.run(
        [str(here / first), *rest],
        cwd=folder,
        env={**os.environ, "COLUMNS": "96"},
        capture_output=True,
        text=True,
        timeout=patience(100),
    )


@pytest.mark.parametrize(("command", "output"), [q for q in quoted() if q[0].startswith("baocao")])
def test_a_quoted_command_prints_what_is_quoted(command: str, output: str, office: Path) -> None:
    done = run(command, office)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == output.strip()


@pytest.mark.slow
def test_make_report_prints_what_is_quoted(office: Path) -> None:
    recipe = re.search(r"^report:.*\n\t(.+)$", text("Makefile"), re.MULTILINE)
    assert recipe and recipe[1] == "$(BIN)/baocao build $(PERIOD)"
    assert f"PERIOD ?= {DEFAULT_PERIOD}\n" in text("Makefile")
    done = run(f"baocao build {DEFAULT_PERIOD}", office)
    assert done.returncode == 0, done.stderr
    lines = [*done.stderr.splitlines(), *done.stdout.splitlines()]
    # Sections run side by side: which one ends first is chance.
    assert sorted(lines) == sorted(dict(quoted())["make report"].strip().splitlines())


def test_both_languages_show_the_same_commands() -> None:
    assert blocks("README.md") == blocks("README.vi.md")


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_option_is_in_the_readme(readme: str) -> None:
    lines = [line for line in text(readme).splitlines() if line.startswith("| `baocao ")]
    documented = {line.split()[2].rstrip("`"): line for line in lines if "`baocao " in line}
    commands = get_command(app).commands  # type: ignore[attr-defined]
    # A command's own options stand in its row; those of `build` that others share, in its row.
    assert documented.keys() >= commands.keys()
    for option in (o for p in commands["build"].params for o in p.opts if o.startswith("--")):
        assert option in text(readme), option
    assert "--on DATE" in text(readme)


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_named_exists_and_the_other_way_round(readme: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)`", text(readme))) | {"report", "test"}
    assert named <= targets
    assert {"report", "test", "check", "lab", "lock"} <= named


@pytest.mark.parametrize("readme", READMES)
def test_every_file_named_exists(readme: str) -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", text(readme))
    assert len(linked) > 5
    missing = [name for name in linked if not (ROOT / name).exists()]
    assert missing == []


def test_the_windows_and_systemd_lines_name_the_command() -> None:
    command = tomllib.loads(text("pyproject.toml"))["project"]["scripts"]
    assert "baocao" in command
    crontab, units, task = (b for b in blocks("README.md") if "due" in b)
    assert "cd /srv/baocao && .venv/bin/baocao due" in crontab
    assert "ExecStart=/srv/baocao/.venv/bin/baocao due" in units
    assert ".venv\\Scripts\\baocao due" in task
