"""Whatever stands in the outputs folder, a build makes the right report or says what is wrong."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.commands import command
from support.folders import contents
from support.small_offices import write_office

PERIOD = "2023-Q3"
BUILD = ("build", PERIOD, "--format", "html")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_office(tmp_path_factory.mktemp("standing") / "office", "travel")


@pytest.fixture(scope="module")
def good(office: Path) -> dict[str, bytes]:
    """The report as it is made when nothing is in its way."""
    assert command(office, *BUILD).returncode == 0
    return contents(office / "outputs" / PERIOD)


@pytest.fixture(autouse=True)
def clean(office: Path, good: dict[str, bytes]) -> Iterator[None]:
    """Each test begins with the good report, and leaves nothing behind."""
    yield
    outputs = office / "outputs"
    if outputs.is_symlink() or outputs.is_file():
        outputs.unlink()
    shutil.rmtree(outputs, ignore_errors=True)
    for name, data in good.items():
        path = outputs / PERIOD / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def rebuilt(office: Path, good: dict[str, bytes]) -> str:
    """What a build says; the report is the good one afterwards, or a coded error is told."""
    done = command(office, *BUILD)
    if done.returncode == 0:
        made = contents(office / "outputs" / PERIOD)
        assert steady(made) == steady(good)
        left = [p.name for p in (office / "outputs").iterdir() if p.name.endswith((".new", ".old"))]
        assert not left
        assert "không có gì thay đổi" in command(office, *BUILD).stdout
    else:
        assert done.returncode == 1
        assert re.match(rf"({PERIOD}: không dựng được\n)?\[[A-Z]+-\d\d\] ", done.stderr), (
            done.stderr
        )
        assert re.search(r"\n  Ở đâu: +/", done.stderr), done.stderr
    return done.stdout + done.stderr


def steady(made: dict[str, bytes]) -> dict[str, bytes]:
    """The files without the times at which cells ran, and the hashes of such files."""
    kept = {}
    for name, data in made.items():
        if name.startswith("sections/"):
            notebook = json.loads(data)
            cells = [(cell["source"], cell.get("outputs")) for cell in notebook["cells"]]
            kept[name] = json.dumps(cells).encode()
        elif name != "manifest.json":
            kept[name] = data
    return kept


# ---------------------------------------------------------------- manifests


WHOLE = {
    "empty": b"",
    "cut": b'{"period": ',
    "null": b"null",
    "list": b"[]",
    "number": b"3",
    "word": b'"a"',
    "nothing in it": b"{}",
    "not UTF-8": b'{"outputs": {"\xff": 1}}',
    "UTF-16": '{"outputs": {}}'.encode("utf-16"),
    "deep": b"[" * 200_000,
    "deep and closed": b"[" * 200_000 + b"]" * 200_000,
    "a number of a million digits": b"1" * 1_000_000,
    "large": b" " * 80_000_000 + b"{}",
    "infinite": b'{"outputs": Infinity, "sections": NaN}',
}
PARTS: list[Any] = [
    None, [], {}, 3, "a", True, {"a": 1}, {"visits": None}, {"visits": []}, {"visits": {}},
    {"visits": {"key": 3, "reads": []}}, {"visits": {"key": "a", "reads": {"b": 1}}},
    {"../../report.toml": "a"}, {"\u0000": "a"}, {"\udcff": "a"}, [["a", "b"]],
    {"report.html": None}, {"report.html": ["a"]},
]  # fmt: skip


@pytest.mark.torture
@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_a_manifest_that_is_none_is_made_anew(
    data: bytes, office: Path, good: dict[str, bytes]
) -> None:
    (office / "outputs" / PERIOD / "manifest.json").write_bytes(data)
    assert "đã dựng" in rebuilt(office, good)


@pytest.mark.torture
@pytest.mark.parametrize("key", ["sections", "outputs", "inputs", "versions", "period"])
def test_a_manifest_with_a_wrong_part_is_made_anew(
    key: str, office: Path, good: dict[str, bytes]
) -> None:
    about = json.loads(good["manifest.json"])
    for part in PARTS:
        path = office / "outputs" / PERIOD / "manifest.json"
        path.write_text(json.dumps(about | {key: part}), encoding="utf-8")
        told = rebuilt(office, good)
        # Without sections nothing can be used again, but the report is still the right one.
        assert "đã dựng" in told or (key, part) == ("sections", {}), part


def test_sections_that_are_a_list_are_none(office: Path, good: dict[str, bytes]) -> None:
    about = json.loads(good["manifest.json"])
    path = office / "outputs" / PERIOD / "manifest.json"
    for key in ("sections", "outputs"):
        path.write_text(json.dumps(about | {key: []}), encoding="utf-8")
        assert "đã dựng" in rebuilt(office, good)


@pytest.mark.torture
def test_what_a_section_is_said_to_have_read_may_be_anything(
    office: Path, good: dict[str, bytes]
) -> None:
    about = json.loads(good["manifest.json"])
    path = office / "outputs" / PERIOD / "manifest.json"
    for part in PARTS:
        for more in ({"reads": part}, {"key": part}):
            known = {"visits": about["sections"]["visits"] | more}
            path.write_text(json.dumps(about | {"sections": known}), encoding="utf-8")
            rebuilt(office, good)


# ---------------------------------------------------------------- files and folders


def a_file(path: Path, _: Path) -> None:
    path.write_text("của ai đó", encoding="utf-8")


def a_folder(path: Path, _: Path) -> None:
    path.mkdir()
    (path / "note.txt").write_text("của ai đó", encoding="utf-8")


def a_dangling_link(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere / "nothing")


def a_link_to_a_file(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere / "note.txt")


def a_link_to_a_folder(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere)


def a_link_to_itself(path: Path, _: Path) -> None:
    path.symlink_to(path)


KINDS = [a_file, a_folder, a_dangling_link, a_link_to_a_file, a_link_to_a_folder, a_link_to_itself]
NAMES = [
    PERIOD, f".{PERIOD}.new", f".{PERIOD}.old", f".{PERIOD}.lock", f"{PERIOD}.failed",
    ".registers", "issued", f"{PERIOD}/manifest.json", f"{PERIOD}/report.html",
    f"{PERIOD}/sections", f"{PERIOD}/sections/visits.ipynb", ".",
]  # fmt: skip
QUICK = [(PERIOD, a_file), (f".{PERIOD}.lock", a_folder), (".", a_dangling_link)]
IN_THE_WAY = [
    pytest.param(name, make, marks=() if (name, make) in QUICK else pytest.mark.torture)
    for name in NAMES
    for make in KINDS
]


@pytest.mark.parametrize(("name", "make"), IN_THE_WAY)
def test_what_stands_in_the_way_is_replaced_or_told(
    name: str, make: Callable[[Path, Path], None], office: Path, good: dict[str, bytes],
    tmp_path: Path,
) -> None:  # fmt: skip
    (tmp_path / "note.txt").write_text("của ai đó", encoding="utf-8")
    path = office / "outputs" / name
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    make(path, tmp_path)
    rebuilt(office, good)
    # What a link leads to is somebody's own.
    assert (tmp_path / "note.txt").read_text(encoding="utf-8") == "của ai đó"


@pytest.mark.parametrize("words", [("check", PERIOD), ("explain", "visits.guests", PERIOD)])
def test_a_file_in_the_place_of_copies_of_registers_is_told(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    large = write_office(tmp_path / "office", "travel")
    settings = (large / "report.toml").read_text(encoding="utf-8")
    more = '\n[data.large]\nregisters = ["visits"]\n'
    (large / "report.toml").write_text(settings + more, encoding="utf-8")
    place = large / "outputs" / ".registers"
    place.parent.mkdir()
    place.write_text("của ai đó", encoding="utf-8")
    done = command(large, *words)
    assert done.returncode == 1
    assert done.stderr == (
        "[WORKSPACE-10] Máy không mở hoặc không ghi được một tệp.\n"
        f"  Ở đâu:    {place}\n"
        "  Đang có:  chỗ của thư mục lại là một tệp\n"
        "  Cách sửa: xem tệp hay thư mục ấy có đúng chỗ, có quyền và đĩa còn chỗ không; "
        "rồi chạy lại\n"
    )


@pytest.mark.torture
@pytest.mark.parametrize("name", [f"{PERIOD}.failed", f".{PERIOD}.new"])
@pytest.mark.parametrize("make", KINDS)
def test_a_failed_build_says_what_failed_whatever_stands_in_the_way(
    name: str, make: Callable[[Path, Path], None], office: Path, good: dict[str, bytes],
    tmp_path: Path,
) -> None:  # fmt: skip
    (tmp_path / "note.txt").write_text("của ai đó", encoding="utf-8")
    notebook = office / "notebooks" / "visits.ipynb"
    whole = notebook.read_text(encoding="utf-8")
    notebook.write_text(whole.replace("report = open", "1 / 0; report = open"), encoding="utf-8")
    try:
        make(office / "outputs" / name, tmp_path)
        assert "[BUILD-01]" in command(office, *BUILD).stderr
    finally:
        notebook.write_text(whole, encoding="utf-8")
    assert (tmp_path / "note.txt").exists()
