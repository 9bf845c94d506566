"""Builds the report from changed templates in another place, and compares it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from nbformat import NotebookNode

from baocao.core.errors import BaocaoError, Finding
from baocao.core.periods import Period
from baocao.core.temporary import temporary_folder
from baocao.document.read import read_model
from baocao.review.adopt.printed_report import blocks_of
from baocao.review.adopt.proposal import Proposal, changed_files
from baocao.review.adopt.tokens import Shape, shape, tokens_of
from baocao.run.build import built_report
from baocao.workspace.workspace import Workspace

__all__ = ["rebuilt_faults"]

Rebuild = Callable[[Workspace, Period], NotebookNode]
# What a build reads lies in these; the rest of the root may be anything.
_LEFT_OUT = frozenset({"outputs", ".git", ".venv", "venv", "node_modules", "__pycache__"})
_SHOWN_WORDS = 14


def rebuilt_faults(
    proposal: Proposal, workspace: Workspace, period: Period, rebuild: Rebuild = built_report
) -> list[Finding]:
    """What keeps a proposal from being written: its report is built from a changed copy.

    Parameters
    ----------
    proposal
        What is to be written.
    workspace, period
        Where the report comes from; its files stay as they are.
    rebuild
        Builds the notebook of a report.

    Returns
    -------
    list of Finding
        ADOPTION-30 the report differs from the edited one elsewhere than in what was refused;
        ADOPTION-31 it cannot be built.
    """
    if not proposal.changes:
        return []
    try:
        with _changed_copy(workspace, period, proposal) as other:
            made = [shape(tokens_of(b)) for b in blocks_of(read_model(rebuild(other, period)))]
    except BaocaoError as error:
        return [
            Finding(
                "ADOPTION-31",
                "Dựng thử báo cáo với lời văn mới không xong, chưa ghi gì.",
                where=first.where,
                found=f"[{first.code}] {first.what}" + (f" {first.found}" if first.found else ""),
                remedy=first.remedy,
            )
            for first in error.findings
        ]
    wanted = list(proposal.expected)
    if made == wanted:
        return []
    return [_difference(wanted, made)]


def _difference(wanted: list[Shape], made: list[Shape]) -> Finding:
    pairs = enumerate(zip_longest(wanted, made), start=1)
    number, (old, new) = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
    return Finding(
        "ADOPTION-30",
        "Báo cáo dựng thử khác bản đã sửa ở chỗ khác, chưa ghi gì.",
        where=f"khối thứ {number} của báo cáo",
        found=f"dựng ra: {_shown(new)}; bản đã sửa: {_shown(old)}",
        remedy="bỏ chỗ sửa ấy khỏi bản Word rồi chạy lại, hoặc sửa thẳng trong ô của sổ tay",
    )


def _shown(paragraph: Shape | None) -> str:
    if paragraph is None:
        return "không có đoạn này"
    words = [text or key.partition("\0")[0] for key, _, text in paragraph]
    return " ".join(words[:_SHOWN_WORDS]) + (" …" if len(words) > _SHOWN_WORDS else "")


@contextmanager
def _changed_copy(workspace: Workspace, period: Period, proposal: Proposal) -> Iterator[Workspace]:
    """The workspace with the changes, in a folder that is thrown away."""
    with temporary_folder() as place:
        root = place.resolve() / workspace.root.name
        root.mkdir()
        for entry in workspace.root.iterdir():
            if entry.name in _LEFT_OUT or entry.resolve() == workspace.outputs:
                continue
            if entry.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
                shutil.copytree(entry, root / entry.name, ignore=ignored, copy_function=_linked)
            elif entry.is_file():
                _linked(entry, root / entry.name)
        for path, text in changed_files(proposal).items():
            copy = root / path.relative_to(workspace.root)
            # It may be the same file under another name: that one is not written to.
            copy.unlink()
            copy.write_text(text, encoding="utf-8")
        outputs = root / "outputs"
        outputs.mkdir()
        standing = workspace.outputs / str(period)
        if standing.is_dir():
            # Sections that are not concerned need not run again.
            shutil.copytree(standing, outputs / str(period), copy_function=_linked)
        issued = workspace.issued
        if issued.is_dir():
            shutil.copytree(issued, outputs / "issued", copy_function=_linked)
        yield Workspace.load(root, outputs)


def _linked(source: str | Path, target: str | Path) -> None:
    """A second name of a file where the disk can give it one, or else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
