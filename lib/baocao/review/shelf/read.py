"""Reads a report for the shelf: from its finished folder, and only if that is as it was made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from baocao.core import pandoc
from baocao.core.errors import BaocaoError, Finding, PeriodError, ShelfError
from baocao.core.periods import Period
from baocao.document.key_facts import is_own, key_facts
from baocao.document.model import (
    Block,
    Document,
    Figure,
    Heading,
    Prose,
    QuotedFact,
    ReportPeriod,
    Table,
)
from baocao.document.read import read_model
from baocao.locale.vi.text import period_name, short_date, year_name
from baocao.prose.sentences import sentences
from baocao.review.shelf import entries
from baocao.review.shelf.entries import FACTS, FORMATS, Entry, OnPeriod
from baocao.review.shelf.words import Line
from baocao.workspace import verifier
from baocao.workspace.archive import Record
from baocao.workspace.manifest import holes_of
from baocao.workspace.workspace import Workspace

__all__ = ["NOTEBOOK", "Found", "is_report", "read"]

NOTEBOOK = "report.ipynb"
_READ = {NOTEBOOK, FACTS, *FORMATS}
_MOST_FIGURES = 6
_NOT_FINAL = {"preliminary": "sơ bộ"}


class Found(NamedTuple):
    """A report: its period with nothing else on it, its lines for the search, what is wrong."""

    period: OnPeriod
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def entry(self) -> Entry:
        """The report itself."""
        return self.period.entries[0]


def is_report(folder: Path) -> bool:
    """Whether a folder below ``outputs`` is meant to be a built report."""
    return (folder / verifier.MANIFEST).is_file() and (folder / NOTEBOOK).is_file()


def read(
    workspace: Workspace, place: str, issued: Record | None, fault: str | None = None
) -> Found:
    """The report at a place.

    Parameters
    ----------
    place
        Its folder from ``workspace.outputs``.
    issued
        What its ``issue.json`` says, of an issued one.
    fault
        What is wrong with it, as far as somebody has looked: it is listed, and nothing of it is
        shown.  None: it is looked for here.

    Raises
    ------
    ShelfError
        SHELF-02 the folder is no report of the period that it is named after.
    """
    folder = workspace.outputs / place
    period = _period(workspace, place, issued.period if issued else folder.name)
    if fault is None:
        fault = _altered(folder, whole=issued is not None)
    entry = _entry(place, period, issued)
    opened = None
    if not fault:
        try:
            opened = _opened(folder)
        except _UNREADABLE as error:
            fault = f"không đọc được {NOTEBOOK} hoặc {FACTS}: {_first(error)}"
    if opened is None:
        entry = replace(entry, fault=fault)
        return Found(_on(period, None, entry), (), (_damaged(workspace, entry),))
    document, facts = opened
    if document.period.code != str(period):
        raise _no_report(workspace, place, f"báo cáo của kỳ {document.period.code}")
    files = tuple(name for name in FORMATS if (folder / name).is_file())
    own = [fact for fact in document.facts if is_own(fact, document.period)]
    texts = {fact.id: _text(facts[fact.id, fact.period]) for fact in own}
    figures = tuple(
        entries.Figure(fact.id, fact.label, texts[fact.id], _note(fact))
        for fact in key_facts(document)[:_MOST_FIGURES]
    )
    values = {
        fact.id: (fact.value, texts[fact.id])
        for fact in own
        if fact.value is not None and not fact.provisional
    }
    entry = replace(
        entry,
        title=document.title,
        is_draft=document.draft,
        holes=len(holes_of(folder)),
        files=files,
        figures=figures,
        values=values,
    )
    return Found(_on(period, document.period, entry), tuple(_lines(document, entry)))


_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, BaocaoError)


def _period(workspace: Workspace, place: str, code: str) -> Period:
    try:
        period = workspace.period(code)
    except PeriodError:
        raise _no_report(workspace, place, code) from None
    if str(period) != code:
        raise _no_report(workspace, place, code)
    return period


def _no_report(workspace: Workspace, place: str, found: str) -> ShelfError:
    return ShelfError(
        Finding(
            "SHELF-02",
            "Thư mục không đưa vào danh mục báo cáo được.",
            where=workspace.relative(workspace.outputs / place),
            found=found,
            remedy="chuyển thư mục đi nơi khác, hoặc trả lại đúng tên kỳ của báo cáo",
        )
    )


def _damaged(workspace: Workspace, entry: Entry) -> Finding:
    return Finding(
        "SHELF-03",
        "Danh mục không nêu số liệu của một báo cáo đã bị sửa sau khi lập.",
        where=workspace.relative(workspace.outputs / entry.place),
        found=entry.fault,
        remedy="lấy lại từ bản sao lưu rồi chạy baocao shelf"
        if entry.symbol
        else "dựng lại báo cáo của kỳ: baocao build --force",
    )


def _altered(folder: Path, *, whole: bool) -> str:
    """What happened to the files of a report since it was made; of a built one those shown here."""
    found = verifier.alterations(str(folder))
    if not whole:
        # People may keep other things beside a report that can be built again.
        known = _READ | {verifier.MANIFEST}
        found = {how: [name for name in names if name in known] for how, names in found.items()}
    return verifier.told(found)


def _opened(folder: Path) -> tuple[Document, Mapping[tuple[str, str], dict[str, Any]]]:
    notebook = nbformat.read(folder / NOTEBOOK, as_version=4)
    listed = json.loads((folder / FACTS).read_text(encoding="utf-8"))["facts"]
    facts = {(fact["id"], fact["period"]): fact for fact in listed}
    document = read_model(notebook, attach=False)
    for fact in document.facts:
        if facts[fact.id, fact.period]["text"] != fact.text:
            raise ValueError(f"{fact.id}@{fact.period} khác nhau ở hai tệp")
    return document, facts


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _entry(place: str, period: Period, issued: Record | None) -> Entry:
    """What is known of a report before its files are opened."""
    if issued is None:
        return Entry(place, f"Báo cáo {period_name(period)}")
    # Names in the archive are those of folders in it, two levels deep.
    archive = place.split("/")[0]
    return Entry(
        place,
        issued.title,
        symbol=issued.symbol,
        day=issued.date.isoformat(),
        signer=issued.signer,
        replaces=f"{archive}/{issued.replaces}" if issued.replaces else "",
    )


def _on(period: Period, printed: ReportPeriod | None, entry: Entry) -> OnPeriod:
    """The period as the report prints it; as it is now where nothing of the report is shown."""
    if printed is None:
        days = (period.start.isoformat(), period.end.isoformat())
        printed = ReportPeriod(str(period), period_name(period), *days)
    return OnPeriod(
        str(period), period.kind, printed.name, printed.start, printed.end, period.year,
        year_name(period), (entry,),
    )  # fmt: skip


# ------------------------------------------------------------ figures


def _text(fact: Mapping[str, Any]) -> str:
    text, unit = str(fact["text"]), str(fact["unit"])
    return text if fact["value"] is None or unit in text else f"{text} {unit}"


def _note(fact: QuotedFact) -> str:
    if fact.provisional:
        return f"mới đến hết ngày {_day(fact.provisional)}"
    return _NOT_FINAL.get(fact.status, "")


def _day(iso: str) -> str:
    return short_date(date.fromisoformat(iso))


# ------------------------------------------------------------ text


def _lines(document: Document, entry: Entry) -> Iterator[Line]:
    """What the search finds: the titles and every sentence, each under its heading."""
    yield Line("", "", document.title)
    if entry.symbol:
        yield Line("", "", f"{entry.label}, {entry.signer} ký")
    for note in document.notes:
        yield from _sentences("", "", note)
    yield from _prose("", "", document.opening)
    yield from _blocks(document.blocks, "", "")
    for annex in document.annexes:
        heading = f"{annex.label}. {annex.title}"
        yield Line(annex.id, heading, heading)
        yield from _blocks(annex.blocks, annex.id, heading)


def _blocks(blocks: Sequence[Block], anchor: str, heading: str) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Heading):
            anchor, heading = block.id, f"{block.number} {block.text}".strip()
            yield Line(anchor, heading, heading)
        elif isinstance(block, Prose):
            yield from _prose(anchor, heading, block.ast)
        elif isinstance(block, Figure | Table) and block.caption:
            yield Line(block.id, heading, block.full_caption)


def _prose(anchor: str, heading: str, blocks: Sequence[pandoc.Block]) -> Iterator[Line]:
    for node in pandoc.walk(blocks):
        if node["t"] in ("Para", "Plain", "Header"):
            yield from _sentences(anchor, heading, pandoc.plain_text([node]))


def _sentences(anchor: str, heading: str, paragraph: str) -> Iterator[Line]:
    for sentence in sentences(" ".join(paragraph.split())):
        yield Line(anchor, heading, sentence)
