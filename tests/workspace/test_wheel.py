"""The wheel, in an environment of its own, builds the reports of offices that lie elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from support.folders import with_sections
from support.processes import finished
from support.small_offices import write_office

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2023-Q3"
RENAMED = "Văn bản của riêng bản sao"
OLD_LABEL = "Văn bản ban hành, tham mưu ban hành"

pytestmark = pytest.mark.slow

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def in_environment(
    python: Path, *command: str, cwd: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a module or a console script of an environment; nothing leaks in from this one."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    own.pop("BAOCAO_WORKSPACE", None)
    return finished(
        [str(python.with_name(command[0])), *command[1:]], cwd=cwd, env={**own, **variables}
    )


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The Python of a fresh environment with the wheel, and a stale package called ``dost``.

    All other packages are those of the environment that runs the tests, but for what its ``.pth``
    files add: an editable installation is not seen.
    """
    base = tmp_path_factory.getbasetemp()
    place = (base if worker_id == "master" else base.parent) / "wheel"
    python = place / "venv" / "bin" / "python"
    with FileLock(f"{place}.lock"):
        if (place / "ready").exists():
            return python
        source = place / "source"
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(ROOT / "lib", source / "lib", ignore=ignored)
        shutil.copy(ROOT / "pyproject.toml", source)
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
        wheels = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(place))
        finished([*pip, *wheels, str(source)], check=True)
        (wheel,) = place.glob("*.whl")
        finished([sys.executable, "-m", "venv", "--without-pip", str(place / "venv")], check=True)
        install = ("install", "--no-deps", "--no-index", str(wheel))
        finished([*pip, "--python", str(python), *install], check=True)
        (packages,) = (place / "venv").glob("lib/python*/site-packages")
        others = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
        (packages / "others.pth").write_text("\n".join(others) + "\n", encoding="utf-8")
        (packages / "dost").mkdir()
        (packages / "dost" / "__init__.py").write_text("raise RuntimeError('stale')\n")
        (place / "ready").touch()
    return python


@pytest.fixture
def run(environment: Path) -> Run:
    """Runs a command of that environment, which must end well."""

    def run(*command: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        done = in_environment(environment, *command, cwd=cwd, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """This repository's office somewhere else, one label and one definition changed.

    Its report has the section that they are of: all sections are built from the tree itself.
    """
    root = tmp_path / "copy"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copytree(
        ROOT / "lib" / "dost", root / "lib" / "dost", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "report.toml", root)
    guidance = root / "lib" / "dost" / "guidance.py"
    text = guidance.read_text(encoding="utf-8")
    changed = text.replace(OLD_LABEL, RENAMED).replace(
        'where={"kind": DOCUMENT}', 'where={"kind": (DOCUMENT, COMMUNICATION)}'
    )
    assert changed.count(RENAMED) == 1 and changed.count("(DOCUMENT, COMMUNICATION)") == 1
    guidance.write_text(changed, encoding="utf-8")
    return with_sections(root, ("guidance",))


def facts(folder: Path) -> dict[str, dict[str, str]]:
    listed = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
    return {fact["id"]: fact for fact in listed if fact["period"] == PERIOD}


def test_the_wheel_holds_the_toolkit_alone(environment: Path) -> None:
    (wheel,) = environment.parents[2].glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    # Beside the toolkit only what JupyterLab and Voilà look for in an environment.
    assert tops == {"baocao", "baocao-0.1.0.data"}
    data = {name.split("/", 1)[1] for name in names if name.startswith("baocao-0.1.0.data/")}
    ours = ("labextensions/baocao/", "voila/templates/baocao/")
    places = tuple(f"data/share/jupyter/{one}" for one in ours)
    assert [name for name in data if not name.startswith(places)] == []
    assert {"baocao/py.typed", "baocao/cli.py"} <= set(names)
    own = {path.relative_to(ROOT / "lib").as_posix() for path in (ROOT / "lib/baocao").rglob("*")}
    left_out = {
        name for name in own - set(names) if not name.endswith(".pyc") and Path(name).suffix
    }
    assert left_out == set()


def test_a_workspace_elsewhere_is_built_by_its_own_programmes(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    named = ("--workspace", str(copy))
    run("baocao", "build", PERIOD, *named, cwd=outside)
    built = copy / "outputs" / PERIOD
    found = facts(built)
    assert found["guidance.documents"]["label"] == RENAMED
    parts = ("guidance.communications", "guidance.documents")
    communications, both = (int(found[name]["value"]) for name in parts)
    assert both > communications > 0
    assert RENAMED in (built / "report.html").read_text(encoding="utf-8")
    inputs = json.loads((built / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    guidance = (copy / "lib" / "dost" / "guidance.py").read_bytes()
    assert inputs["dost/guidance.py"] == hashlib.sha256(guidance).hexdigest()
    assert "baocao/cli.py" in inputs
    # Nothing changed: nothing is built.
    assert "không có gì thay đổi" in run("baocao", "build", PERIOD, cwd=copy).stdout

    assert "Không có lỗi" in run("baocao", "check", *named, cwd=outside).stdout
    told = run("baocao", "explain", "guidance.documents", PERIOD, cwd=copy / "notebooks").stdout
    assert RENAMED in told
    assert not list(copy.rglob("__pycache__"))


def test_plain_papermill_finds_the_programmes_from_any_folder(
    run: Run, environment: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    office = write_office(tmp_path / "office", label=RENAMED)
    notebook = office / "notebooks" / "visits.ipynb"

    def execute(cwd: Path, *options: str, **variables: str) -> None:
        target = outside / "out.ipynb"
        target.unlink(missing_ok=True)
        arguments = (str(notebook), str(target), "-p", "period", "2023", *options)
        run("python", "-m", "papermill", *arguments, cwd=cwd, **variables)
        assert RENAMED in target.read_text(encoding="utf-8")

    # Another workspace around the folder does not take the notebook's place.
    other = write_office(tmp_path / "other")
    execute(other)
    # Nothing tells papermill's users in Python which workspace it is: the notebook does.
    code = (
        "import papermill, sys\n"
        "papermill.execute_notebook(*sys.argv[1:], parameters={'period': 2023}, cwd='notebooks')"
    )
    run("python", "-c", code, str(notebook), str(outside / "api.ipynb"), cwd=office)
    made = (outside / "api.ipynb").read_text(encoding="utf-8")
    assert RENAMED in made
    assert f"Báo cáo theo report.toml của thư mục đang chạy: {office}" in made
    # A notebook outside every workspace says how to mend that; its own folder may be named.
    strayed = Path(shutil.copy(notebook, outside / "strayed.ipynb"))
    done = in_environment(
        environment,
        *("python", "-m", "papermill", str(strayed), str(outside / "lost.ipynb")),
        cwd=outside,
    )
    assert done.returncode != 0
    lost = (outside / "lost.ipynb").read_text(encoding="utf-8")
    assert "[WORKSPACE-01] Không thấy tệp report.toml." in lost
    notebook = strayed
    execute(outside, BAOCAO_WORKSPACE=str(office))
    execute(outside, "--cwd", str(office))


@pytest.mark.torture
def test_two_offices_with_packages_of_one_name_do_not_mix(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    second = write_office(tmp_path / "second", label="Khách của cơ quan thứ hai")
    # From within the first one, and with its name in the environment.
    named = ("--workspace", str(second))
    run("baocao", "build", PERIOD, *named, cwd=copy, BAOCAO_WORKSPACE=str(copy))
    found = facts(second / "outputs" / PERIOD)
    assert {fact["label"] for fact in found.values()} == {"Khách của cơ quan thứ hai"}
    told = run("baocao", "explain", "visits.guests", "2023", *named, cwd=copy).stdout
    assert "42" in told and "Khách của cơ quan thứ hai" in told
    assert RENAMED in run("baocao", "explain", "guidance.documents", "2023", cwd=copy).stdout
    both = (
        "from pathlib import Path\n"
        "from baocao import Workspace, open_report\n"
        f"for folder in {[str(copy), str(second), str(copy)]!r}:\n"
        "    report = open_report('2023', Workspace.load(Path(folder)))\n"
        "    print(sorted(report.modules)[-1])\n"
    )
    printed = run("python", "-c", both, cwd=tmp_path).stdout.split()
    assert printed == ["technology_appraisal", "visits", "technology_appraisal"]


@pytest.mark.torture
def test_an_issued_report_keeps_the_code_of_its_own_office(run: Run, tmp_path: Path) -> None:
    office = write_office(tmp_path / "office")
    (office / "lib" / "titles.txt").write_text("Khách", encoding="utf-8")
    (office / "lib" / "titles.py").write_text(
        "from pathlib import Path\n\n"
        "GUESTS = Path(__file__).with_name('titles.txt').read_text(encoding='utf-8')\n",
        encoding="utf-8",
    )
    notebook = office / "notebooks" / "visits.ipynb"
    text = notebook.read_text(encoding="utf-8")
    text = text.replace("from dost import visits", "import titles\\nfrom dost import visits")
    notebook.write_text(text, encoding="utf-8")
    order = ("--number", "7", "--date", "2023-10-05", "--signer", "Người Ký")
    run("baocao", "issue", PERIOD, *order, cwd=office)
    (kept,) = (office / "outputs" / "issued" / "2023").glob("0007-*/inputs/lib")
    assert {path.name for path in kept.iterdir()} == {"baocao", "dost", "titles.py", "titles.txt"}
    assert (kept / "titles.txt").read_text(encoding="utf-8") == "Khách"
    assert (kept / "dost" / "visits.py").read_bytes() == (
        office / "lib" / "dost" / "visits.py"
    ).read_bytes()
    assert not list(kept.rglob("__pycache__"))
    # The office goes on with other programmes; what was issued does not change by it.
    (office / "lib" / "dost" / "visits.py").write_text("raise RuntimeError\n", encoding="utf-8")
    told = run("baocao", "replay", "7", cwd=office).stdout
    assert "Ổn định: có" in told and "Nhất quán: có" in told
