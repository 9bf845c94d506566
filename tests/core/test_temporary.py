"""Temporary folders go with their process, or with the next one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from baocao.core import temporary
from baocao.core.temporary import temporary_folder
from support.processes import patience, started

HOLDER = """
import time
from baocao.core.temporary import temporary_folder
with temporary_folder() as folder:
    (folder / "data").write_text("x")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of the system for this test alone, not searched yet."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(temporary, "_swept", False)
    return tmp_path


@contextmanager
def held() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has a temporary folder, and the folder."""
    with started([sys.executable, "-c", HOLDER]) as holder:
        assert holder.stdout is not None
        yield holder, Path(holder.stdout.readline().strip())


def test_what_killed_processes_left_goes_and_what_others_use_stays() -> None:
    with held() as (killed, left), held() as (_, used):
        killed.kill()
        killed.wait(patience(10))
        assert (left / "data").exists() and (used / "data").exists()
        with temporary_folder() as own:
            assert not left.exists()
            assert (used / "data").exists() and own.exists()
        assert not own.exists()


def test_only_own_and_old_folders_are_removed(place: Path) -> None:
    for name in ("baocao-just-made", "baocao-made-long-ago", "baocao-with-files", "other"):
        (place / name).mkdir()
    (place / "baocao-with-files" / "kept").write_text("x")
    for name in ("baocao-made-long-ago", "baocao-with-files", "other"):
        os.utime(place / name, (0, 0))
    (place / "baocao-file").write_text("x")
    with temporary_folder() as own:
        left = {path.name for path in place.iterdir()} - {own.name}
    assert left == {"baocao-just-made", "baocao-with-files", "baocao-file", "other"}
