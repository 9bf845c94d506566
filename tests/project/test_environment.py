"""One list of what the project needs, what is written from it, and what the repository holds."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from write_environment import environment

ROOT = Path(__file__).resolve().parents[2]

# Its own dependencies, a typesetter, are left out on purpose: see pyproject.toml.
TYPEFACE = "rinoh-typeface-texgyretermes"


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def project() -> dict[str, Any]:
    table: dict[str, Any] = pyproject()["project"]
    return table


def lines() -> list[str]:
    extras = project()["optional-dependencies"]
    return [*project()["dependencies"], *(line for extra in extras.values() for line in extra)]


def declared() -> dict[str, Requirement]:
    """The packages that stand in the lists; not the project's own extras, which name others."""
    wanted = [Requirement(line) for line in lines()]
    return {canonicalize_name(each.name): each for each in wanted if each.name != "baocao"}


def lock_lines() -> list[str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def locked() -> dict[str, Requirement]:
    """The pins, those for other systems and other Pythons too."""
    pins = [Requirement(line) for line in lock_lines()]
    return {canonicalize_name(pin.name): pin for pin in pins}


def pins() -> dict[str, str]:
    """The versions that this system and this Python get."""
    here = {name: pin for name, pin in locked().items() if not pin.marker or pin.marker.evaluate()}
    return {name: str(pin.specifier).removeprefix("==") for name, pin in here.items()}


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def repository() -> None:
    """Skip where the tree was unpacked without its history."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")


def test_the_list_for_conda_is_written_from_pyproject():
    written = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert written == environment(pyproject()), "make lock writes environment.yml"


def test_conda_is_asked_for_every_package_once_and_for_python():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *packages, from_pip = entries["dependencies"]
    asked = [Requirement(line) for line in [*packages, *from_pip["pip"]]]
    names = pyproject()["tool"]["baocao"]["conda"]["names"]
    pypi = {conda: name for name, conda in names.items()}
    bounds = {
        canonicalize_name(pypi.get(each.name, each.name)): str(each.specifier) for each in asked
    }
    assert len(bounds) == len(asked)
    wanted = {name: str(each.specifier) for name, each in declared().items()}
    besides = {"python": project()["requires-python"], "pip": "", "setuptools": ">=77"}
    assert bounds == {**wanted, **besides}


def test_the_tables_for_conda_name_only_what_is_listed():
    table = pyproject()["tool"]["baocao"]["conda"]
    assert {canonicalize_name(name) for name in [*table["names"], *table["pip"]]} <= set(declared())


def test_every_dependency_has_a_lower_bound_and_a_line_of_its_own():
    own = [line for line in lines() if line.startswith("baocao[")]
    assert len(declared()) == len(lines()) - len(own)
    for requirement in declared().values():
        assert any(bound.operator == ">=" for bound in requirement.specifier), requirement


def test_developers_have_every_optional_package():
    table = project()["optional-dependencies"]
    others = ",".join(sorted(table.keys() - {"dev"}))
    assert table["dev"][0] == f"baocao[{others}]"


def test_lock_has_only_exact_pins_and_names_no_index():
    for line in lock_lines():
        pin, _, marker = line.partition(" ; ")
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[0-9][A-Za-z0-9.!+]*", pin), line
        assert not marker or Marker(marker), line
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for trace in ("://", "--hash", "--index", "--extra-index", "--find-links", " @ ", "/"):
        assert trace not in text


def test_lock_names_each_package_once():
    assert len(locked()) == len(lock_lines())


def test_lock_pins_every_dependency_within_its_bounds():
    group = pyproject()["dependency-groups"]["lock"]
    for requirement in [*declared().values(), *map(Requirement, group)]:
        version = pins()[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_the_project_is_built_with_what_is_locked():
    table = pyproject()
    assert set(table["build-system"]["requires"]) <= set(table["dependency-groups"]["lock"])


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
        if name == TYPEFACE:
            continue
        for requirement in map(Requirement, package.requires or []):
            marker = requirement.marker
            if marker is not None and not marker.evaluate({"extra": ""}):
                continue
            if canonicalize_name(requirement.name) not in pins():
                missing.append(f"{name} needs {requirement}")
    assert missing == []


def test_lock_holds_on_windows_too():
    windows = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows"}
    here = {name for name, pin in locked().items() if not pin.marker or pin.marker.evaluate()}
    there = {
        name for name, pin in locked().items() if not pin.marker or pin.marker.evaluate(windows)
    }
    # What JupyterLab's terminals and coloured output need there, and only there.
    assert {"pywinpty", "colorama"} <= there
    assert {"pexpect", "ptyprocess"}.isdisjoint(there)
    assert declared().keys() <= here & there


def test_lock_holds_for_the_oldest_python_that_we_promise():
    """Debian 12 has 3.11.2; a lock made elsewhere may ask for a later 3.11."""
    oldest = project()["requires-python"].removeprefix(">=") + ".0"
    refusing = [
        f"{name} needs Python {asked}"
        for name, package in installed().items()
        # Some packages ask for none.
        if not SpecifierSet(asked := package.metadata.get("Requires-Python", "")).contains(oldest)
    ]
    assert refusing == []


def test_typesetter_of_the_typeface_is_not_installed():
    assert TYPEFACE in pins()
    assert "rinohtype" not in locked()


def test_the_licence_is_in_the_repository():
    assert project()["license"] == "BSD-3-Clause"
    (name,) = project()["license-files"]
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.startswith("BSD 3-Clause License\n")
    assert "The baocao developers\n" in text


TARGETS = ["report", "test", "test-all", "check", "bench", "docs", "lab", "lock", "clean", "help"]


@pytest.mark.parametrize("target", TARGETS)
def test_makefile_has_target(target: str):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


@pytest.mark.parametrize("target", [t for t in TARGETS if t not in {"lock", "clean", "help"}])
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


@pytest.mark.xdist_group("together")
def test_groups_of_tests_are_known_to_whoever_shares_them_out(
    request: pytest.FixtureRequest, worker_id: str
) -> None:
    if worker_id == "master":
        pytest.skip("one worker runs all tests")
    assert request.node.nodeid.endswith("@together")
