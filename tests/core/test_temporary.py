"""Temporary folders go with their process, or with the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from baocao.core import temporary
from baocao.core.temporary import temporary_folder

HOLDER = """
import time
from baocao.core.temporary import temporary_folder
with temporary_folder() as folder:
    (folder / "data").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of the system for this test alone, not searched yet."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(temporary, "_swept", False)
    return tmp_path


def held() -> tuple[subprocess.Popen[str], Path]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    return holder, Path(holder.stdout.readline().strip())


def test_what_killed_processes_left_goes_and_what_others_use_stays() -> None:
    (killed, left), (living, used) = held(), held()
    try:
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        assert (left / "data").exists() and (used / "data").exists()
        with temporary_folder() as own:
            assert not left.exists()
            assert (used / "data").exists() and own.exists()
        assert not own.exists()
    finally:
        living.kill()
        living.wait()
        for process in (killed, living):
            assert process.stdout is not None
            process.stdout.close()


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
