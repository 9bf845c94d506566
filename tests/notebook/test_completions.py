"""JupyterLab completes names and questions in a ``%%narrate`` cell, and leaves Python alone."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from baocao.notebook.completions import complete_in, completions
from baocao.notebook.report import Report
from baocao.prose.questions import QUESTIONS
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names() -> dict[str, object]:
    workspace = Workspace.load(ROOT)
    report = Report(workspace, workspace.period("2023-Q3"))
    return report.context(report.modules)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Có {{ apprai", ["appraised"]),
        ("{{ appraised.vs_p", ["appraised.vs_previous", "appraised.vs_plan", "appraised.vs_peak"]),
        ("{{ a }} {% if ocop.recognised.this_year.stan", ["ocop.recognised.this_year.standing"]),
        ("{{ technology_appraisal.appr", ["technology_appraisal.appraised"]),
        (
            "{{ appraised.fact.",
            [f"appraised.fact.{name}" for name in ("window", "label", "unit", "missing", "value")],
        ),
        ("{{ this_y", ["this_year"]),
        ("{{ report.period.st", ["report.period.start"]),
        ("{{ appraised.fact.value.", []),
        ("{{ appraised }} dự án appr", []),
        ("{% if appraised %} appr", []),
        ("{{ nothing.vs", []),
    ],
)
def test_what_may_stand_at_the_cursor_is_offered(
    before: str, expected: list[str], names: dict[str, object]
) -> None:
    assert completions(names, before) == expected


def test_every_question_of_an_indicator_is_offered(names: dict[str, object]) -> None:
    offered = {name.removeprefix("appraised.") for name in completions(names, "{{ appraised.")}
    assert offered == {name for name, one in QUESTIONS.items() if one.answer is not None}


def test_the_shell_completes_prose_cells_only(names: dict[str, object]) -> None:
    shell = InteractiveShell()
    for _ in range(2):  # a report that is opened anew takes the place of the one before
        complete_in(shell, lambda: names)
    assert len(shell.Completer.custom_matchers) == 1

    def offered(text: str) -> list[tuple[str, int, int]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # IPython calls its own interface provisional
            found = shell.Completer.completions(text, len(text))
            return [(one.text, one.start, one.end) for one in found]

    text = "%%narrate\nCó {{ appraised }}, {{ appraised.year_e"
    start = text.rindex("appraised")
    assert offered(text) == [("appraised.year_estimate", start, len(text))]
    assert "appraised" not in {name for name, *_ in offered("x = 1\nappr")}
