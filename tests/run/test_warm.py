"""When warm kernels pay, what they import, and pools of processes that run notebooks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
import pytest
from traitlets import Bool

from baocao.run.kernels import host
from baocao.run.kernels.manager import WarmKernelManager
from baocao.run.kernels.process import Preload, Setup
from baocao.run.kernels.provisioner import WarmProvisioner
from support import odd_notebooks
from support.processes import finished

pytestmark = pytest.mark.skipif(not host.CAN_FORK, reason="no fork on this system")

POOL = """
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
import papermill
from traitlets.config import Config
from baocao.run.kernels import host

def run(name):
    papermill.execute_notebook(
        "in.ipynb", f"{name}.ipynb", progress_bar=False,
        config=Config(WarmProvisioner={"eager": EAGER}),
    )
    return name

if __name__ == "__main__":
    run("first")
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        print(*pool.map(run, ["a", "b", "c", "d"]))
"""


@pytest.mark.parametrize("eager", [pytest.param(True, marks=pytest.mark.slow), False])
def test_a_forked_pool_runs_notebooks_after_its_process_has(eager: bool, tmp_path: Path) -> None:
    nbformat.write(odd_notebooks.notebook(["print(6 * 7)"]), tmp_path / "in.ipynb")
    (tmp_path / "pool.py").write_text(POOL.replace("EAGER", str(eager)))
    done = finished(
        [sys.executable, "pool.py"],
        cwd=tmp_path,
        env={**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "baocao-warm"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "a b c d\n"
    for name in ("first", "a", "b", "c", "d"):
        made = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
        assert made.cells[-1].outputs[0]["text"] == "42\n", name


def setup(name: str) -> Setup:
    return Setup.of([sys.executable], {"NAME": name}, "/", Preload())


def test_a_fork_server_pays_for_the_fourth_kernel_of_one_setup_in_a_row() -> None:
    a, b = setup("a"), setup("b")
    assert [host.repeated(a) for _ in range(5)] == [False, False, False, True, True]
    assert [host.repeated(b) for _ in range(3)] == [False, False, False]
    # Setups that alternate never pay: each server would be ended by the next one.
    assert not any(host.repeated(one) for _ in range(5) for one in (a, b))


def test_variables_that_jupyter_sets_for_one_kernel_make_no_other_setup() -> None:
    one, two = ({"JPY_SESSION_NAME": name, "A": "1"} for name in "xy")
    assert Setup.of(["p"], one, "/", Preload()) == Setup.of(["p"], two, "/", Preload())
    assert Setup.of(["p"], one, "/", Preload()) != Setup.of(["p"], one, "/", Preload(("json",)))


def test_a_kernel_has_imported_what_was_passed_in_and_nothing_of_reports(tmp_path: Path) -> None:
    look = "import sys; print('colorsys' in sys.modules, 'baocao.notebook' in sys.modules)"
    source, target = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    nbformat.write(odd_notebooks.notebook([look]), source)
    import papermill

    try:
        papermill.execute_notebook(
            str(source), str(target), progress_bar=False, kernel_manager_class=Manager
        )
    finally:
        host.close()
    made = nbformat.read(target, as_version=4)
    assert made.cells[-1].outputs[0]["text"] == "True False\n"


class Provisioner(WarmProvisioner):
    eager = Bool(True)
    preload = Preload(first=("colorsys",))


class Manager(WarmKernelManager):
    provisioner_class = Provisioner
