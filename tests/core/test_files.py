"""Folders are removed although somebody is still writing into them."""

from __future__ import annotations

import errno
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from baocao.core import files
from baocao.core.errors import BuildError


def test_a_folder_is_removed_while_a_section_is_still_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "report" / "sections"
    place.mkdir(parents=True)
    real, tries = files.shutil.rmtree, []

    def meddled(path: Path) -> None:
        tries.append(path)
        if len(tries) == 1:
            raise OSError(files.errno.ENOTEMPTY, "Directory not empty", "sections")
        real(path)

    monkeypatch.setattr(files.shutil, "rmtree", meddled)
    files.remove(tmp_path / "report")
    assert len(tries) == 2 and not (tmp_path / "report").exists()


def test_one_that_is_written_to_without_end_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PAUSE_SECONDS", 0)
    monkeypatch.setattr(files, "_TRIES", 3)

    def full(path: Path) -> None:
        raise OSError(files.errno.ENOTEMPTY, "Directory not empty", str(path))

    monkeypatch.setattr(files.shutil, "rmtree", full)
    with pytest.raises(OSError, match="not empty"):
        files.remove(tmp_path)


def test_a_writer_beside_does_not_stop_it(tmp_path: Path) -> None:
    place = tmp_path / "report"
    place.mkdir()
    ended = threading.Event()

    def write() -> None:
        for number in range(300):
            with suppress(OSError):
                (place / f"{number}.ipynb").write_text("")
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    files.remove(place)
    writer.join()
    assert ended.is_set() and not place.exists()


@pytest.mark.parametrize(
    ("named", "where"), [(None, "outputs"), ("outputs/a.pdf", "outputs/a.pdf")]
)
def test_a_full_disk_is_told_with_a_place(named: str | None, where: str) -> None:
    with (
        pytest.raises(BuildError) as caught,
        files.disk_refusals("2023-Q3", Path("outputs")),
    ):
        raise OSError(errno.ENOSPC, "No space left on device", named)
    (finding,) = caught.value.findings
    assert (finding.where, finding.found) == (where, "đĩa đầy")
