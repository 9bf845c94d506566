"""The lists of what the project needs agree, and the repository holds what it should."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]

# Where conda-forge calls the same thing by another name.
CONDA_TO_PYPI = {"matplotlib-base": "matplotlib"}
# What a wheel's installer brings by itself and conda must be asked for.
CONDA_ONLY = {"python", "pip", "setuptools"}
# In the lock without standing in a list: see the Makefile.
LOCK_ONLY = {"rinoh-typeface-texgyretermes"}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def declared() -> dict[str, Requirement]:
    table = project()["project"]
    lines = [*table["dependencies"], *table["optional-dependencies"]["dev"]]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def conda() -> dict[str, Requirement]:
    lines: list[str] = []
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    for entry in environment["dependencies"]:
        lines.extend([entry] if isinstance(entry, str) else entry["pip"])
    requirements = [Requirement(line) for line in lines]
    return {
        canonicalize_name(CONDA_TO_PYPI.get(requirement.name, requirement.name)): requirement
        for requirement in requirements
    }


def lock_lines() -> list[str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins() -> dict[str, str]:
    pairs = [line.split("==") for line in lock_lines()]
    return {canonicalize_name(name): version for name, version in pairs}


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def repository() -> None:
    """Skip where the tree was unpacked without its history."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")


def test_conda_and_pip_ask_for_the_same_packages():
    assert conda().keys() - CONDA_ONLY == declared().keys()


def test_conda_and_pip_ask_for_the_same_versions():
    asked = conda()
    assert {name: str(asked[name].specifier) for name in declared()} == {
        name: str(requirement.specifier) for name, requirement in declared().items()
    }


def test_conda_and_pip_ask_for_the_same_python_and_build_tool():
    table = project()
    assert str(conda()["python"].specifier) == table["project"]["requires-python"]
    assert f"setuptools{conda()['setuptools'].specifier}" in table["build-system"]["requires"]


def test_every_dependency_has_a_lower_bound_and_a_line_of_its_own():
    table = project()["project"]
    lines = [*table["dependencies"], *table["optional-dependencies"]["dev"]]
    assert len(declared()) == len(lines)
    for requirement in declared().values():
        assert str(requirement.specifier).startswith(">="), requirement


def test_lock_has_only_exact_pins_and_names_no_index():
    for line in lock_lines():
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.!+]*", line), line
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for trace in ("://", "--hash", "--index", "--extra-index", "--find-links", " @ "):
        assert trace not in text


def test_lock_names_each_package_once():
    names = [line.split("==")[0].lower().replace("_", "-") for line in lock_lines()]
    assert len(set(names)) == len(names)
    assert len(pins()) == len(names)


def test_lock_pins_every_dependency_within_its_bounds():
    wanted = [*declared().values(), *map(Requirement, project()["build-system"]["requires"])]
    for requirement in wanted:
        version = pins()[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def installed() -> dict[str, Distribution]:
    """Return the locked packages that stand here as they are locked; all, after `make test`."""
    found = {canonicalize_name(each.name): each for each in distributions()}
    return {
        name: found[name]
        for name, version in pins().items()
        if name in found and found[name].version == version
    }


def test_lock_is_complete():
    """Whatever a locked package needs here is locked too: `--no-deps` is safe."""
    missing = []
    for name, package in installed().items():
        if name in LOCK_ONLY:
            continue
        for requirement in map(Requirement, package.requires or []):
            marker = requirement.marker
            if marker is not None and not marker.evaluate({"extra": ""}):
                continue
            if canonicalize_name(requirement.name) not in pins():
                missing.append(f"{name} needs {requirement}")
    assert missing == []


def test_lock_holds_for_the_oldest_python_that_we_promise():
    """Debian 12 has 3.11.2; a lock made elsewhere may ask for a later 3.11."""
    oldest = project()["project"]["requires-python"].removeprefix(">=") + ".0"
    refusing = [
        f"{name} needs Python {asked}"
        for name, package in installed().items()
        # Some packages ask for none.
        if not SpecifierSet(asked := package.metadata.get("Requires-Python", "")).contains(oldest)
    ]
    assert refusing == []


def test_typesetter_of_the_typeface_is_not_installed():
    assert pins().keys() >= LOCK_ONLY
    assert "rinohtype" not in pins()


@pytest.mark.parametrize("target", ["report", "test", "check", "lab", "lock", "clean", "help"])
def test_makefile_has_target(target: str):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


@pytest.mark.parametrize("target", ["report", "test", "check", "lab"])
def test_target_makes_its_own_environment(target: str):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}: \$\(STAMP\)", makefile, flags=re.MULTILINE)


def test_ci_calls_the_two_targets_and_nothing_beside_them():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[-2:] == ["make check", "make test-all"]
    assert "set -euo pipefail" in script
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


@pytest.mark.usefixtures("repository")
def test_outputs_holds_its_readme_and_nothing_else():
    assert (ROOT / "outputs" / "README.md").is_file()
    assert set(git("ls-files", "outputs").stdout.split()) <= {"outputs/README.md"}
    assert git("check-ignore", "--quiet", "outputs/2023/report.html").returncode == 0
    assert git("check-ignore", "--quiet", "--no-index", "outputs/README.md").returncode == 1


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    "path",
    [
        "lib/baocao/core/errors.py",
        "lib/dost/ocop.py",
        "data/registers/ocop.csv",
        "notebooks/ocop.ipynb",
    ],
)
def test_git_does_not_hide(path: str):
    assert git("check-ignore", "--quiet", "--no-index", path).returncode == 1


@pytest.mark.usefixtures("repository")
def test_git_keeps_the_registers_byte_for_byte():
    assert "text: unset" in git("check-attr", "text", "data/registers/ocop.csv").stdout
