"""From executed sections to the report's notebook, ``report.ipynb``."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4

from baocao.core.periods import Period
from baocao.document import provenance
from baocao.document.model import (
    Letterhead,
    PageHead,
    QuotedFact,
    ReportPeriod,
    Signature,
    as_json,
)
from baocao.document.page_head import page_head
from baocao.document.payloads import checked
from baocao.document.read import read_facts, read_model, title_of
from baocao.document.revisions import revision
from baocao.locale.vi.text import period_name, point_letter, roman, short_date
from baocao.notebook.report import Report
from baocao.workspace.archive import Issued
from baocao.workspace.office import Issue, Office
from baocao.workspace.workspace import Node, Workspace

__all__ = ["assemble"]


def assemble(
    workspace: Workspace,
    report: Report,
    sections: Mapping[str, NotebookNode],
    issue: Issue | None = None,
    base: Issued | None = None,
) -> NotebookNode:
    """Put executed sections under their headings and add what the letterhead needs.

    Parameters
    ----------
    workspace
        Outline, office and texts.
    report
        The report at its period, to render title and opening.
    sections
        Executed notebooks by stem.
    issue
        Number and day; None for a report that is not issued: both stay blank.
    base
        The issued report of the same days, if there is one: what it printed otherwise is said.
    """
    period = report.period
    modules = report.modules
    text = workspace.document(period)
    # A report is signed by the office as it is on that day.
    office = workspace.office(issue.date if issue else period.end)
    where = "report.toml"
    notebook: NotebookNode = v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    notebook.metadata["baocao"] = {
        "title": report.narrate(text.title, modules, f"{where}, title").payload,
        "opening": report.narrate(text.opening, modules, f"{where}, opening").payload,
        "draft": text.draft and issue is None,
        "template": _encoded(workspace.word_template),
        "window": _window(period),
        "provisional": _provisional(workspace, period),
        "preliminary": _preliminary(workspace, period),
        "letterhead": as_json(
            Letterhead(
                parent=office.parent.upper(),
                agency=office.name.upper(),
                number=office.number_line(issue),
                place_date=office.place_date(issue, period.end.year),
            )
        ),
        "addressees": list(text.addressees),
        "recipients": list(text.recipients),
        "archive": text.archive,
        "signature": as_json(Signature(office.signatory.lines, office.signatory.name)),
        "period": as_json(
            ReportPeriod(
                code=str(period),
                name=period_name(period),
                start=period.start.isoformat(),
                end=period.end.isoformat(),
            )
        ),
    }
    parts = enumerate(workspace.settings.parts, start=1)
    head = workspace.settings.overview
    notebook.cells = [
        *(_body(sections[head], head) if head else ()),
        *(cell for n, part in parts for cell in _part(part, f"{roman(n)}.", 1, sections)),
        *_annexes(workspace, period, sections, office, issue),
    ]
    if base is not None:
        said = revision(report, base, read_facts(notebook), replacing=issue is not None)
        notebook.metadata["baocao"]["revision"] = said
    document = read_model(notebook, attach=False)
    on_screen = notebook.metadata["baocao"]["head"] = page_head(report, document)
    of_head = checked(PageHead, on_screen, "metadata.baocao.head").facts
    every = {(fact.id, fact.period): fact for fact in (*document.facts, *of_head)}
    notebook.metadata["baocao"] |= _evidence(report, list(every.values()))
    return notebook


def _evidence(report: Report, facts: Sequence[QuotedFact]) -> dict[str, Any]:
    """Earlier values and rows of registers: every export can show what a number rests on."""
    earlier = [
        provenance.earlier(report.book, fact.id, report.book.workspace.period_of(fact.period))
        for fact in facts
    ]
    return {
        "earlier": {
            f"{fact.id}@{fact.period}": as_json(values)
            for fact, values in zip(facts, earlier, strict=True)
            if values
        },
        "registers": as_json(provenance.registers(report.book, facts)),
    }


def _encoded(template: Path | None) -> str | None:
    """The office's Word template, carried by the report so that every export can fill it."""
    return None if template is None else base64.b64encode(template.read_bytes()).decode()


def _window(period: Period) -> str:
    calendar, basis = period.calendar, ""
    if calendar.cited and period.kind not in ("week", "span"):
        what = calendar.year_word if calendar.is_in_two_years else "thời gian chốt số liệu"
        basis = f" ({what} theo {calendar.cited})"
    return (
        f"Số liệu tính từ ngày {short_date(period.start)} "
        f"đến hết ngày {short_date(period.end)}{basis}."
    )


def _provisional(workspace: Workspace, period: Period) -> str | None:
    closing = workspace.settings.data.complete_until
    if period.end <= closing:
        return None
    if period.start > closing:
        return f"Chưa có số liệu của kỳ này: các sổ mới chốt đến hết ngày {short_date(closing)}."
    return (
        "Số liệu chưa trọn kỳ: các sổ mới chốt đến hết ngày "
        f"{short_date(closing)}; không so sánh với kỳ trọn vẹn."
    )


def _preliminary(workspace: Workspace, period: Period) -> str | None:
    official = workspace.settings.data.official_until
    if official is None or period.end <= official:
        return None
    return (
        f"Số liệu sau ngày {short_date(official)} là số sơ bộ, còn có thể điều chỉnh; "
        "lời so sánh với số chính thức được ghi rõ."
    )


def _part(
    node: Node, number: str, level: int, sections: Mapping[str, NotebookNode]
) -> Iterator[NotebookNode]:
    yield _heading(node.title, number, level, node.section)
    if node.section:
        yield from _body(sections[node.section], node.section)
    for position, child in enumerate(node.sections, start=1):
        below = f"{position}." if level == 1 else f"{point_letter(position)})"
        if isinstance(child, Node):
            yield from _part(child, below, level + 1, sections)
        else:
            yield _heading(title_of(sections[child]), below, level + 1, child)
            yield from _body(sections[child], child)


def _annexes(
    workspace: Workspace,
    period: Period,
    sections: Mapping[str, NotebookNode],
    office: Office,
    issue: Issue | None,
) -> Iterator[NotebookNode]:
    """The annexes, numbered when there are two or more (NĐ 30/2020, Phụ lục I, Mục III.1)."""
    annexes = workspace.settings.annexes
    number, day = office.number_line(issue).removeprefix("Số: "), office.day(issue, period.end.year)
    for position, annex in enumerate(annexes, start=1):
        title = title_of(sections[annex.section])
        label = f"Phụ lục {roman(position)}" if len(annexes) > 1 else "Phụ lục"
        cell = _heading(f"{label}. {title}", "", 1)
        cell.metadata["baocao"] = {
            "annex": {
                "label": label,
                "title": title.upper(),
                "attached": f"(Kèm theo Báo cáo số {number} {day} của {office.name})",
                "landscape": annex.landscape,
            }
        }
        yield cell
        yield from _body(sections[annex.section], annex.section)


def _heading(text: str, number: str, level: int, section: str | None = None) -> NotebookNode:
    cell: NotebookNode = v4.new_markdown_cell(f"{'#' * level} {number} {text}".replace("  ", " "))
    cell.metadata["baocao"] = {"heading": {"level": level, "number": number, "text": text}}
    if section:
        # What a reference to the section finds.
        cell.metadata["baocao"]["leads"] = section
    # Cell ids are random by default; two builds of the same data must not differ.
    cell["id"] = f"heading-{zlib.crc32(f'{number} {text}'.encode()):08x}"
    return cell


def _body(section: NotebookNode, stem: str) -> Iterator[NotebookNode]:
    """Every cell as it ran, also those for the analyst: the notebook records the whole report."""
    for position, cell in enumerate(section.cells, start=1):
        kept = NotebookNode(cell)
        # Papermill gives the cell of parameters another id at every run.
        kept["id"] = f"{stem}-{position}"
        # Papermill notes times here, by which two builds of the same data would differ.
        kept.metadata = NotebookNode(
            {"baocao": {"section": stem}, "tags": cell.metadata.get("tags", [])}
        )
        yield kept
