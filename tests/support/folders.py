"""Copies of the workspace, and what stands in a folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

__all__ = ["ROOT", "contents", "copy_of_the_workspace", "emptied", "with_sections"]

ROOT = Path(__file__).resolve().parents[2]


def copy_of_the_workspace(folder: Path) -> Path:
    """The workspace's own files in a folder, new or empty, which is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "report.toml", folder)
    return folder


def emptied(folder: Path) -> Path:
    """The folder, with nothing in it: it may be some process's own, so that it is kept itself."""
    folder.mkdir(parents=True, exist_ok=True)
    # What is issued is read-only.
    for path, _, _ in os.walk(folder):
        os.chmod(path, 0o755)
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    return folder


def with_sections(office: Path, sections: Iterable[str], more: str = "") -> Path:
    """The same office, whose report has only these sections, and what `more` declares."""
    path = office / "report.toml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("[[parts]]"), text.index("[schedule]")
    named = ", ".join(f'"{section}"' for section in sections)
    parts = f'[[parts]]\ntitle = "Kết quả"\nsections = [{named}]\n\n'
    path.write_text(text[:start] + parts + more + text[end:], encoding="utf-8")
    return office


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path from there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
