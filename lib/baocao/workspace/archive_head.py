"""The index of issued reports and its head: the last line's hash, kept outside the archive.

``issued.json`` beside ``report.toml`` says how many reports there are, and the hash of the index's
last line: an archive that was put back to an earlier state fits its own index, but not that.  While
a report is entered it names the line that is to come, so that what a kill has left half done can be
told from what somebody else has written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import NamedTuple

from baocao.core.files import write_whole
from baocao.workspace import verifier
from baocao.workspace.verifier import INDEX, Entry
from baocao.workspace.workspace import Workspace

__all__ = ["HEAD", "Head", "entries", "head", "is_sound", "kept_head", "write_head"]

HEAD = "issued.json"
_MOST_BYTES = 10_000


class Head(NamedTuple):
    """What ``issued.json`` says.

    ``reports`` counts them, ``latest`` is the last one's symbol and ``head`` the hash of its line,
    empty when there is none; ``next`` is the hash of a line that is being written, else empty.
    """

    reports: int
    latest: str
    head: str
    next: str = ""

    @classmethod
    def of(cls, lines: Sequence[Entry], next: str = "") -> Head:
        """The head of an index of these lines."""
        if not lines:
            return cls(0, "", "", next)
        return cls(len(lines), str(lines[-1].record["symbol"]), lines[-1].digest, next)


def entries(workspace: Workspace) -> list[Entry]:
    """The lines of the index that can be read, in the order of issue."""
    return verifier.read_index(str(workspace.issued / INDEX))[0]


def head(workspace: Workspace) -> str:
    """The hash of the index's last line, which stands for the whole archive; empty without one."""
    return Head.of(entries(workspace)).head


def kept_head(workspace: Workspace) -> Head | None:
    """What ``issued.json`` says; None where it cannot be read, or says anything else."""
    path = workspace.root / HEAD
    try:
        if not verifier.is_file(str(path)) or path.stat().st_size > _MOST_BYTES:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
        made = Head(**found)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    texts = (made.latest, made.head, made.next)
    is_whole = type(made.reports) is int and all(isinstance(text, str) for text in texts)
    return made if is_whole else None


def write_head(workspace: Workspace, made: Head) -> None:
    """Write ``issued.json`` in one step."""
    found = {name: value for name, value in made._asdict().items() if name != "next" or value}
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    write_whole(workspace.root / HEAD, text)


def is_sound(workspace: Workspace) -> bool:
    """Whether the index is one chain that ends where ``issued.json`` says.

    Only then does a line prove anything.  So it does while a report is entered.
    """
    lines, wrong = verifier.read_index(str(workspace.issued / INDEX))
    known = kept_head(workspace)
    if known is None:
        return not (lines or wrong or os.path.lexists(workspace.root / HEAD))
    ends = [known._replace(next="") == Head.of(lines)]
    if lines and known.next == lines[-1].digest:
        ends.append(known._replace(next="") == Head.of(lines[:-1]))
    return not wrong and any(ends)
