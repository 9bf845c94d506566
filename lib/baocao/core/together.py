"""Several files written as one: all of them or none, whatever happens on the way.

What is to be written is first put down in one file.  From then on it counts as written: if the
process is killed before all files have changed, whoever opens the workspace next finishes the work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from baocao.core.files import sha256, write_whole

__all__ = ["finish", "write_together"]

_NOTE = ".baocao-writing.json"


def write_together(root: Path, texts: Mapping[Path, str]) -> None:
    """Write files that lie in the folder `root` and exist there already."""
    finish(root)
    files = [
        {"path": path.relative_to(root).as_posix(), "before": sha256(path), "text": text}
        for path, text in texts.items()
    ]
    if files:
        write_whole(root / _NOTE, json.dumps(files, ensure_ascii=False))
        finish(root)


def finish(root: Path) -> list[str]:
    """Finish what a killed process has begun to write in the folder `root`; the files written.

    A file that is neither as it was nor as it was to be has been edited since, and is left alone.
    """
    note = root / _NOTE
    try:
        files = json.loads(note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    written = []
    for file in files:
        path = (root / file["path"]).resolve()
        inside = path.is_relative_to(root.resolve()) and path.suffix in (".ipynb", ".md")
        if inside and path.is_file() and sha256(path) == file["before"]:
            write_whole(path, file["text"])
            written.append(file["path"])
    note.unlink()
    return written
