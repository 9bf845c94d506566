"""Checks one document in a process of its own; see :mod:`baocao.run.worker` for how it talks.

What it makes lies in the folder that it was given: the page's part with all results, and the files
to save.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from markupsafe import Markup

from baocao.core.errors import BaocaoError, Finding
from baocao.core.files import write_whole
from baocao.locale.vi.text import period_name
from baocao.review.desk.results import ANNOTATED, LABELS, RESULTS, SHEETS
from baocao.review.desk.templates import TEMPLATES
from baocao.review.manuscripts import Manuscript, read_manuscript
from baocao.review.proofread import proofread
from baocao.review.verify import Verifier
from baocao.review.verify.annotate import annotate
from baocao.review.verify.other_period import other_period, told_of
from baocao.review.verify.reported_period import guess_period
from baocao.review.verify.sheet import sheet_of
from baocao.review.verify.write_sheet import sheet_body, write_sheet
from baocao.run.worker import Tell, answer
from baocao.workspace.workspace import Workspace

__all__ = ["Asked", "main"]


class Asked(TypedDict, total=False):
    """What is to be done.

    `file` is the document, `folder` where results go; `period` is empty where it is to be guessed;
    with `anyway` it is not asked whether the period is right.
    """

    root: str
    outputs: str
    task: str
    file: str
    folder: str
    period: str
    anyway: bool


def _check(workspace: Workspace, asked: Asked, tell: Tell) -> None:
    file, folder = Path(asked["file"]), Path(asked["folder"])
    try:
        manuscript = read_manuscript(file)
        _check_read(workspace, asked, manuscript, folder, tell)
    except BaocaoError as error:
        # A reader knows the file by its name, not by where we keep it.
        raise BaocaoError(*(_by_name(one, file) for one in error.findings)) from None


def _check_read(
    workspace: Workspace, asked: Asked, manuscript: Manuscript, folder: Path, tell: Tell
) -> None:
    guess = guess_period(manuscript, workspace.calendar)
    if asked["period"]:
        period = workspace.period(asked["period"])
    elif guess.period is not None and guess.is_sure:
        period = guess.period
    else:
        choices = [(str(one), period_name(one)) for one in guess.periods]
        tell(done={"good": False, "ask": "period", "reason": guess.reason, "choices": choices})
        return
    tell(step=f"kỳ báo cáo là {period_name(period)}; đang dựng báo cáo để so")
    from baocao.run.warm import start_server

    start_server(workspace)
    verifier = Verifier(workspace, period, progress=lambda step: tell(step=f"đã dựng {step}"))
    found = verifier.compare(manuscript)
    if not asked["anyway"] and (other := other_period(found)):
        tell(
            done={
                "good": False,
                "ask": "other",
                "reason": told_of(found, other).found,
                "choices": [(str(p), period_name(p)) for p in (other.period, period)],
            }
        )
        return
    tell(step="đang đọc soát")
    corrections = proofread(manuscript, workspace)
    sheet = sheet_of(found, period)
    files = list(SHEETS)
    for name in SHEETS:
        write_sheet(sheet, folder / name)
    if manuscript.path.suffix.lower() == ".docx":
        annotate(manuscript.path, found.judgements, folder / ANNOTATED)
        files.append(ANNOTATED)
    page = TEMPLATES.get_template("results.html.j2").render(
        name=manuscript.path.name,
        period=period_name(period),
        reason=guess.reason,
        conclusion=found.conclusion,
        sheet=Markup(sheet_body(sheet, 3)),
        corrections=corrections,
    )
    write_whole(folder / RESULTS, page.encode())
    tell(done={"good": True, "files": [(name, LABELS[name]) for name in files]})


def _by_name(finding: Finding, file: Path) -> Finding:
    return replace(finding, where=finding.where.replace(f"{file.parent}{os.sep}", ""))


def main() -> None:
    """Do what the first line of standard input asks for."""
    answer({"check": _check})


if __name__ == "__main__":
    main()
