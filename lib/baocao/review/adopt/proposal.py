"""What adopting an edited report would change, and writing it."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from pathlib import Path

from baocao.core.errors import Finding, ManuscriptError
from baocao.core.together import write_together
from baocao.review.adopt.templates import TemplateSource, prose_of
from baocao.review.adopt.tokens import Shape
from baocao.workspace.workspace import Workspace

__all__ = ["Change", "Proposal", "changed_files", "write"]


@dataclass(frozen=True)
class Change:
    """A template, and its new text; a blank text takes the cell out of its notebook."""

    source: TemplateSource
    text: str

    def diff(self, workspace: Workspace) -> str:
        """The change as a unified diff."""
        name = self.source.label(workspace)
        gone = not self.text.strip()
        lines = difflib.unified_diff(
            self.source.text.splitlines(), self.text.splitlines(), name, name, "đang có",
            "xóa cả ô" if gone else "đề xuất", lineterm="",
        )  # fmt: skip
        return "\n".join(lines)


@dataclass(frozen=True)
class Proposal:
    """What can be brought back, and what cannot.

    Parameters
    ----------
    changes
        One for each template that changes.
    refused
        Edits that cannot be brought back, each with the reason.
    adopted
        How many edited paragraphs the changes hold.
    expected
        The paragraphs of the report after the changes, in print order.
    notes
        What whoever writes the changes must know: new paragraphs that are printed at some periods
        only, because they stand in a variant.
    """

    changes: tuple[Change, ...]
    refused: tuple[Finding, ...]
    adopted: int
    expected: tuple[Shape, ...] = field(default=(), compare=False, repr=False)
    notes: tuple[str, ...] = ()


def write(proposal: Proposal, workspace: Workspace) -> list[Path]:
    """Write the changes into notebooks and files of remarks; the files that were written.

    All of them or none: what is left half done by a process that was killed, the next command
    finishes.

    Raises
    ------
    ManuscriptError
        ADOPTION-32 a file is not as it was read; nothing is written.
    """
    texts = changed_files(proposal)
    write_together(workspace.root, texts)
    return list(texts)


def changed_files(proposal: Proposal) -> dict[Path, str]:
    """The text of each file with its changes.

    Raises
    ------
    ManuscriptError
        ADOPTION-32 a file is not as it was read.
    """
    by_path: dict[Path, list[Change]] = {}
    for change in proposal.changes:
        by_path.setdefault(change.source.path, []).append(change)
    return {path: _changed(path, changes) for path, changes in by_path.items()}


def _changed(path: Path, changes: list[Change]) -> str:
    """The text of a file with its changes."""
    text = path.read_text(encoding="utf-8-sig")
    if changes[0].source.cell is None:
        if prose_of(text) != changes[0].source.text:
            raise _edited_meanwhile(path)
        return changes[0].text
    # Not by nbformat, which would write all other cells in its own way too.
    notebook = json.loads(text)
    cells = notebook["cells"]
    # From the last one: the numbers of those before it stay.
    for change in sorted(changes, key=lambda change: change.source.cell or 0, reverse=True):
        number = change.source.cell or 0
        if number >= len(cells):
            raise _edited_meanwhile(path)
        cell = cells[number]
        magic, _, prose = "".join(cell["source"]).partition("\n")
        if prose_of(prose) != change.source.text:
            raise _edited_meanwhile(path)
        if not change.text.strip():
            del cells[number]
            continue
        source = f"{magic}\n{change.text}"
        has_lines = isinstance(cell["source"], list)
        cell["source"] = source.splitlines(keepends=True) if has_lines else source
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _edited_meanwhile(path: Path) -> ManuscriptError:
    return ManuscriptError(
        Finding(
            "ADOPTION-32",
            "Sổ tay vừa bị sửa, chưa ghi gì.",
            where=path.name,
            remedy="lưu và đóng sổ tay trong JupyterLab rồi chạy lại",
        )
    )
