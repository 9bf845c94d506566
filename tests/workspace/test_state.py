"""A report is made from one state of the workspace: edits are noticed, undone ones too."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baocao.core.errors import BuildError, WorkspaceError
from baocao.core.files import mark
from baocao.run import build as building
from baocao.run.build import build
from baocao.run.written import Written
from baocao.workspace.state import State
from baocao.workspace.workspace import Workspace

# Counted in the register by hand: rows of 4 sao until 30/9/2023, and all rows.
FOUR_STAR, ALL = "42", "119"

Edit = Callable[[Path], None]


def rewritten(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    path.write_bytes(data)


def rewritten_with_its_time(path: Path) -> None:
    times = path.stat()
    rewritten(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def replaced_by_its_copy(path: Path) -> None:
    copy = path.with_suffix(".copy")
    shutil.copy2(path, copy)
    os.replace(copy, path)


def away_and_back(path: Path) -> None:
    path.rename(path.with_suffix(".away"))
    path.with_suffix(".away").rename(path)


EDITS = [rewritten, rewritten_with_its_time, replaced_by_its_copy, away_and_back]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize(
    "name", ["data/registers/ocop.csv", "notebooks/ocop.ipynb", "data/names.csv"]
)
def test_an_edit_that_was_undone_is_noticed(edit: Edit, name: str, office: Path) -> None:
    state = State.of(Workspace.load(office))
    assert state.holds()
    before = (office / name).read_bytes()
    edit(office / name)
    assert (office / name).read_bytes() == before
    assert not state.holds()


def test_a_file_that_comes_or_goes_is_noticed(office: Path) -> None:
    workspace = Workspace.load(office)
    state = State.of(workspace)
    new = office / "data" / "remarks" / "new.md"
    new.write_text("mới", encoding="utf-8")
    assert not state.holds()
    new.unlink()
    assert state.holds()
    (office / "data" / "targets.csv").unlink()
    assert not state.holds()


def test_settings_that_changed_since_they_were_read_are_refused(office: Path) -> None:
    workspace = Workspace.load(office)
    rewritten(office / "report.toml")
    with pytest.raises(WorkspaceError, match="WORKSPACE-09"):
        State.of(workspace)
    assert str(_message(workspace)) == (
        "[WORKSPACE-09] Tệp cấu hình bị sửa sau khi đã nạp.\n"
        "  Ở đâu:    report.toml\n"
        "  Cách sửa: chạy lại lệnh; trong sổ tay, mở lại báo cáo"
    )


def _message(workspace: Workspace) -> WorkspaceError:
    with pytest.raises(WorkspaceError) as caught:
        State.of(workspace)
    return caught.value


def _meddled(
    monkeypatch: pytest.MonkeyPatch,
    before: list[Edit],
    path: Path,
    run: Callable[..., Any] = building.run_sections,
) -> list[int]:
    """While sections run the register is edited, once for each of `before`, and put back."""
    calls: list[int] = []

    def meddled(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        whole = path.read_bytes()
        if len(calls) <= len(before):
            before[len(calls) - 1](path)
        try:
            return run(*arguments, **named)
        finally:
            if path.read_bytes() != whole:
                path.write_bytes(whole)

    monkeypatch.setattr(building, "run_sections", meddled)
    return calls


def _halved(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) // 2]))


def _broken(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40] + b'"\xff')


def test_a_register_edited_during_a_build_is_read_as_it_is_in_the_end(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.load(small)
    path = small / "data" / "registers" / "ocop.csv"
    calls = _meddled(monkeypatch, [_halved, _broken], path)
    steps: list[str] = []
    folder = build(workspace, workspace.period("2023-Q3"), ("html",), progress=steps.append).folder
    assert len(calls) == 3 and steps.count("dữ liệu vừa bị sửa, dựng lại") == 2
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
    printed = {fact["id"]: fact["text"] for fact in facts if fact["period"] == "2023-Q3"}
    assert (printed["ocop.recognised"], printed["ocop.four_star"]) == (ALL, FOUR_STAR)
    assert not build(workspace, workspace.period("2023-Q3"), ("html",)).fresh


def test_a_register_that_is_edited_all_the_time_is_refused(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.load(small)
    path = small / "data" / "registers" / "ocop.csv"

    # What is made does not count here: that it is thrown away is shown above.
    calls = _meddled(monkeypatch, [_halved] * 9, path, lambda *_, **__: {})
    monkeypatch.setattr(building, "write_documents", lambda *_, **__: Written([], []))
    with pytest.raises(BuildError) as caught:
        build(workspace, workspace.period("2023-Q3"), ("html",))
    assert str(caught.value) == (
        "[BUILD-08] Dữ liệu bị sửa liên tục trong lúc dựng báo cáo 2023-Q3.\n"
        "  Ở đâu:    data\n"
        "  Đang có:  đã thử 3 lần\n"
        "  Cách sửa: chờ người đang sửa sổ, sổ tay hoặc mã xong rồi chạy lại"
    )
    assert len(calls) == 3
    assert not list((small / "outputs").glob("2023-Q3*"))


def test_a_mark_is_of_the_file_and_not_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert mark(path) is None
    path.write_text("a", encoding="utf-8")
    link = tmp_path / "b"
    link.symlink_to(path)
    assert mark(link) == mark(path)
