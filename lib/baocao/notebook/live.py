"""What the reports of an open notebook are made from, and what became of it since.

Between two cells an analyst saves a register, a module of programmes or ``report.toml``.  Before
each cell the files are looked at, and what has changed is read again, so that no cell goes on
showing an old figure.  Whoever runs a notebook as a whole, such as papermill, sees one state.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import ReferenceType, ref

from IPython.core.getipython import get_ipython

from baocao.core.errors import BaocaoError
from baocao.core.files import Mark, is_settled, mark
from baocao.core.tracing import recording_paused
from baocao.facts.book import FactBook, shared_book
from baocao.prose.citations import Library
from baocao.registers.declare import Register
from baocao.workspace.programmes import edited_programmes, load_programmes, watched_code
from baocao.workspace.workspace import CONFIGURATION, Workspace

__all__ = ["LiveData", "followed", "is_attended"]

Marks = Mapping[Path, Mark | None]


class LiveData:
    """A workspace as it was read: settings, facts, legal documents and names.

    Where it could not be read again after a change, everything that is asked of it raises that
    error: an old figure would be taken for a new one.

    Parameters
    ----------
    workspace
        The workspace, just read.
    book
        Its facts.
    marks
        Of its files, as they were before they were read; None: they are not watched.
    """

    def __init__(self, workspace: Workspace, book: FactBook, marks: Marks | None = None) -> None:
        self._workspace = workspace
        self._book = book
        self._library: Library | None = None
        self._fault: Exception | None = None
        self._marks = marks
        self._are_settled = False

    @property
    def root(self) -> Path:
        """The folder of the workspace, whatever became of it."""
        return self._workspace.root

    @property
    def workspace(self) -> Workspace:
        """The workspace."""
        self._require()
        return self._workspace

    @property
    def book(self) -> FactBook:
        """Its facts."""
        self._require()
        return self._book

    @property
    def library(self) -> Library:
        """Its legal documents and names."""
        self._require()
        if self._library is None:
            self._library = Library(self._workspace)
        return self._library

    def _require(self) -> None:
        if self._fault is not None:
            raise self._fault.with_traceback(None)

    def look(self) -> str:
        """Read again what has changed since; in Vietnamese what that was, empty for nothing."""
        if self._marks is None or not is_attended(get_ipython()):
            return ""
        now = marks_of(self._workspace)
        if now == self._marks and self._are_settled:
            return ""
        times = [
            found.changed
            for path, found in now.items()
            if found is not None and found != self._marks.get(path)
        ]
        self._marks = now
        self._are_settled = all(found is None or is_settled(found) for found in now.values())
        try:
            with recording_paused():
                changed = list(self._changed())
            workspace = Workspace.load(self._workspace.root, self._workspace.outputs)
            book = shared_book(workspace)
        except Exception as error:
            # Told by whatever is asked next: a message before the cell may be overlooked.
            self._fault = error
            return ""
        self._fault = None
        if book is self._book and not changed:
            return ""
        self._workspace, self._book, self._library = workspace, book, None
        return _notice(changed or ["số liệu"], max(times, default=None))

    def _changed(self) -> Iterator[str]:
        root = self._workspace.root
        if Workspace.load(root, self._workspace.outputs).settings != self._workspace.settings:
            yield f"cấu hình {CONFIGURATION}"
        yield from (f"khai báo {name}" for name in edited_programmes(self._workspace))
        changed = self._book.changed_registers()
        changed += self._library.changed() if self._library is not None else []
        for register in changed:
            kind = "sổ" if register.folder == Register.folder else "danh mục"
            yield f"{kind} {register.stem}"


def _notice(changed: list[str], latest: int | None) -> str:
    names = ", ".join(dict.fromkeys(changed))
    at = "" if latest is None else f" lúc {datetime.fromtimestamp(latest / 1e9):%H:%M}"
    return (
        f"{names[0].upper()}{names[1:]} đã đổi{at}: số liệu được đọc lại; "
        "chạy lại các ô phía trên nếu cần."
    )


def marks_of(workspace: Workspace) -> Marks:
    """The marks of all files that figures and prose come from, except remarks.

    Those are read each time that they are shown.
    """
    paths = [workspace.root / CONFIGURATION, *watched_code(workspace)]
    remarks = str(workspace.data / "remarks")
    for folder, below, names in os.walk(workspace.data):
        below[:] = [name for name in below if name[0] != "." and f"{folder}/{name}" != remarks]
        # Excel keeps its lock beside an open workbook.
        paths += [Path(folder, name) for name in names if not name.startswith((".", "~$"))]
    return {path: mark(path) for path in paths}


# What the reports of this kernel are made from, the last one that was opened at the end.
_followed: list[ReferenceType[LiveData]] = []


def followed(workspace: Workspace, shell: Any) -> LiveData:
    """The data of a workspace, looked at again before each cell that somebody runs in a shell."""
    if not is_attended(shell):
        return LiveData(workspace, shared_book(workspace))
    # Before anything is read: what is written meanwhile counts as a change.
    marks = marks_of(workspace)
    if workspace.opened_as != marks[workspace.root / CONFIGURATION]:
        workspace = Workspace.load(workspace.root, workspace.outputs)
    live = LiveData(workspace, shared_book(workspace), marks)
    _followed.append(ref(live))
    if _look not in shell.events.callbacks["pre_run_cell"]:
        shell.events.register("pre_run_cell", _look)
    return live


def _look(_: object = None) -> None:
    _followed[:] = [one for one in _followed if one() is not None]
    lives = [live for one in _followed if (live := one()) is not None]
    notices: dict[Path, str] = {}
    for live in lives:
        if notice := live.look():
            # Of two reports on one workspace the first has named what the second sees as well.
            notices.setdefault(live.root, notice)
    for notice in dict.fromkeys(notices.values()):
        print(notice)
    if len({live.root for live in lives}) > 1:
        # What a cell imports is of the office that was opened last.
        with suppress(BaocaoError):
            load_programmes(lives[-1].workspace)


def is_attended(shell: Any) -> bool:
    """Whether somebody runs the present cell who could be asked, and no program.

    Papermill, nbconvert and Voilà run a notebook as a whole, and say that nobody answers.
    """
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return shell is not None
    content = kernel.get_parent().get("content", {})
    return bool(content.get("allow_stdin", True))
