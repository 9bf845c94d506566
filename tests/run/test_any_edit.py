"""Whatever was edited between two builds, the second makes what a build from nothing makes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baocao.run.kernels import host
from support.edits import EDITS, Desk, Edit

pytestmark = pytest.mark.torture

_FOLDERS = iter(range(10**6))
Steps = list[list[tuple[Edit, int]]]


def compared(root: Path, steps: Steps) -> None:
    """After each step of edits, the next build and one from nothing make the same."""
    desk = Desk(root)
    desk.build()
    for edits in steps:
        for edit, seed in edits:
            edit(desk, random.Random(seed))
        made = desk.build()
        # Nothing is left of what kernels' parents have imported before the edits.
        host.close()
        assert made == desk.build(force=True), [edit.__name__ for edit, _ in edits]
        if "error" in made:
            # The next step begins with an office that can be built.
            root = root.with_name(f"{root.name}-{next(_FOLDERS)}") / "office"
            desk = Desk(root)
            desk.build()


@pytest.fixture(scope="module", autouse=True)
def kernels_end() -> Iterator[None]:
    yield
    host.close()


def test_after_each_kind_of_edit_the_next_build_is_as_from_nothing(tmp_path: Path) -> None:
    compared(tmp_path / "office", [[(edit, number)] for number, edit in enumerate(EDITS)])


@settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 10**6)), min_size=1, max_size=3),
        min_size=3,
        max_size=3,
    )
)
def test_after_any_edits_the_next_build_is_as_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: Steps
) -> None:
    compared(tmp_path_factory.mktemp("any") / "office", steps)
