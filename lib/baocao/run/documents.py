"""Writes the documents of a report whose sections have run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat

from baocao.core.errors import BuildError, ExportError, Finding
from baocao.core.periods import Period
from baocao.document.assemble import assemble
from baocao.document.formats import docx, html, pdf
from baocao.document.holes import with_notes
from baocao.document.model import Document, as_json
from baocao.document.read import read_model
from baocao.facts.book import shared_book
from baocao.notebook.report import Report
from baocao.run.check import check_run, receipts
from baocao.run.reuse import SECTIONS
from baocao.run.written import Written
from baocao.workspace.archive import Issued
from baocao.workspace.manifest import write_json
from baocao.workspace.office import Issue
from baocao.workspace.workspace import Workspace

__all__ = ["write_documents"]

_RENDER: dict[str, Callable[[Document], str | bytes]] = {
    "html": html.render,
    "pdf": pdf.render,
    "docx": docx.render,
}


def write_documents(
    workspace: Workspace,
    period: Period,
    target: Path,
    formats: Sequence[str],
    issue: Issue | None = None,
    base: Issued | None = None,
) -> Written:
    """Write the report that the executed notebooks in ``target/sections/`` make.

    Parameters
    ----------
    target
        Where ``report.ipynb``, ``facts.json`` and a file for each format are written.
    formats
        Some of :data:`~baocao.run.plan.FORMATS`.
    issue, base
        Those of :func:`~baocao.document.assemble.assemble`.

    Raises
    ------
    BuildError
        What :func:`~baocao.run.check.check_run` finds; nothing is written then.
    """
    sections = {
        stem: nbformat.read(target / SECTIONS / f"{stem}.ipynb", as_version=4)
        for stem in workspace.sections
    }
    # A report that is issued was checked before it was given its number.
    if issue is None and (findings := check_run(workspace, period, sections)):
        raise BuildError(*findings)
    report = Report(workspace, period, shared_book(workspace))
    whole = assemble(workspace, report, sections, issue, base)
    model = read_model(whole)
    made, holes = _printed(model, formats, partial(_place, workspace))
    (target / "report.ipynb").write_text(model.notebook + "\n", encoding="utf-8")
    facts = {"period": as_json(model.period), "facts": as_json(model.facts)}
    if model.head:
        # What only the page quotes, above the letter.
        facts["head"] = as_json(model.head.facts)
    write_json(target / "facts.json", facts)

    for name, data in made.items():
        (target / f"report.{name}").write_bytes(data)
    sources = [source for fact in model.facts for source in fact.provenance]
    made_up = list(dict.fromkeys(source.title for source in sources if source.illustrative))
    return Written(made_up, [receipt.as_json() for receipt in receipts(workspace)], holes)


def _printed(
    model: Document, formats: Sequence[str], place_of: Callable[[str], str]
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Each format of a document, and the cells in whose place a note stands in all of them."""
    try:
        return _rendered(model, formats), ()
    except ExportError:
        noted, holes = with_notes(model, place_of)
        if not holes:
            raise
    return _rendered(noted, formats), holes


def _rendered(model: Document, formats: Sequence[str]) -> dict[str, bytes]:
    def one(name: str) -> bytes:
        body = _RENDER[name](model)
        return body.encode() if isinstance(body, str) else body

    # While one waits for Typst or pandoc, another goes on.
    with ThreadPoolExecutor(len(_RENDER)) as pool:
        return dict(zip(formats, pool.map(one, formats), strict=True))


def _place(workspace: Workspace, cell: str) -> str:
    """A cell of a report as people find it: in its section's notebook."""
    stem, _, number = cell.rpartition("-")
    return f"{workspace.relative(workspace.notebooks / stem)}.ipynb, ô {number}"
