"""What adopting an edited report would change, and writing it."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from pathlib import Path

from baocao.core.errors import Finding
from baocao.core.files import write_whole
from baocao.review.adopt.templates import TemplateSource
from baocao.workspace.workspace import Workspace

__all__ = ["Change", "Proposal", "write"]


@dataclass(frozen=True)
class Change:
    """A template, and its new text."""

    source: TemplateSource
    text: str

    def diff(self, workspace: Workspace) -> str:
        """The change as a unified diff."""
        name = self.source.label(workspace)
        lines = difflib.unified_diff(
            self.source.text.splitlines(), self.text.splitlines(), name, name, "đang có", "đề xuất",
            lineterm="",
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
        How many edits the changes hold.
    """

    changes: tuple[Change, ...]
    refused: tuple[Finding, ...]
    adopted: int


def write(proposal: Proposal) -> list[Path]:
    """Write the changes into notebooks and files of remarks; the files that were written.

    Each file is written whole or not at all.
    """
    by_path: dict[Path, list[Change]] = {}
    for change in proposal.changes:
        by_path.setdefault(change.source.path, []).append(change)
    texts = {path: _changed(path, changes) for path, changes in by_path.items()}
    for path, text in texts.items():
        write_whole(path, text)
    return list(texts)


def _changed(path: Path, changes: list[Change]) -> str:
    """The text of a file with its changes."""
    if changes[0].source.cell is None:
        return changes[0].text
    # Not by nbformat, which would write all other cells in its own way too.
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for change in changes:
        cell = notebook["cells"][change.source.cell]
        magic, _, _ = "".join(cell["source"]).partition("\n")
        source = f"{magic}\n{change.text}"
        has_lines = isinstance(cell["source"], list)
        cell["source"] = source.splitlines(keepends=True) if has_lines else source
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
