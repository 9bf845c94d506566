"""Which notebook a command line of papermill names, told without papermill."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from papermill.cli import papermill

from baocao.notebook import own_path
from baocao.notebook.own_path import VALUES_OF_OPTIONS, _input_of, notebook_path


def test_the_options_that_take_values_are_papermills_own() -> None:
    asked = {
        name: option.nargs
        for option in papermill.params
        if option.param_type_name == "option" and not getattr(option, "is_flag", False)
        for name in option.opts
    }
    assert asked == VALUES_OF_OPTIONS


def test_every_short_option_takes_a_value() -> None:
    # That is why letters behind one are its value, and no other options.
    short = [name for o in papermill.params for name in o.opts if name[0] == "-" != name[1]]
    assert set(short) <= VALUES_OF_OPTIONS.keys()


@pytest.mark.parametrize(
    "line",
    [
        "in.ipynb out.ipynb",
        "in.ipynb",
        "in.ipynb out.ipynb -p note other.ipynb",
        "-p note other.ipynb in.ipynb out.ipynb",
        "-pnote other.ipynb in.ipynb out.ipynb",
        "-p=note other.ipynb in.ipynb",
        "--parameters note other.ipynb in.ipynb",
        "--parameters=note other.ipynb in.ipynb",
        "-r note other.ipynb --log-output in.ipynb",
        "-y other.ipynb in.ipynb",
        "-k python3 in.ipynb",
        "-kpython3 in.ipynb",
        "--kernel=python3 in.ipynb",
        "--kernel= in.ipynb",
        "--kernel python3 --no-progress-bar --cwd x in.ipynb out.ipynb",
        "--inject-paths in.ipynb",
        "-p a -1 in.ipynb",
        "-- -in.ipynb out.ipynb",
        "-k python3 -- in.ipynb",
        "- out.ipynb",
        "--progress-bar",
        "--",
        "-k",
        "",
    ],
)
def test_the_notebook_is_the_one_that_papermill_reads(line: str) -> None:
    context = papermill.make_context("papermill", line.split(), resilient_parsing=True)
    path = context.params.get("notebook_path")
    assert _input_of(line.split()) == (path if path != "-" else None)


@pytest.mark.parametrize("name", ["PAPERMILL_INPUT_PATH", "__vsc_ipynb_file__"])
def test_a_program_that_names_the_notebook_is_believed(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shell = SimpleNamespace(user_ns={name: "/office/notebooks/ocop.ipynb"})
    monkeypatch.setattr(own_path, "get_ipython", lambda: shell)
    assert notebook_path() == Path("/office/notebooks/ocop.ipynb")
