"""What an issued report of the same days printed otherwise, and the rows that changed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from baocao.document.model import QuotedFact, as_json
from baocao.facts.compare import Difference, RowChange, since
from baocao.facts.compare.words import stated
from baocao.locale.vi.text import count, join, period_name
from baocao.notebook.report import Report
from baocao.workspace.archive import INPUTS, Issued

__all__ = ["revision"]

# A note has to stay short; `baocao diff` lists everything.
_CAUSES = 8
_FIGURES = 3
_ROWS = 5
_VERBS = {"added": "thêm", "removed": "bớt", "altered": "sửa"}
_NO_REASON = "đơn vị chưa nêu."


def revision(
    report: Report, base: Issued, facts: Sequence[QuotedFact], replacing: bool
) -> dict[str, Any] | None:
    """The note that a report prints when an issued one of the same days had other figures.

    Parameters
    ----------
    report
        The new report, whose registers may have changed since.
    base
        The issued one.
    facts
        What the new report quotes.
    replacing
        Whether the new report takes the place of the issued one: then it says so, whatever
        the figures.

    Returns
    -------
    dict or None
        ``notes`` (paragraphs, every number in them from a fact) and ``reason`` (what people
        wrote in ``data/remarks/<period>/revision.md``, a narrative's payload); None when there
        is nothing to say.
    """
    compared = since(report.book, base.folder, base.folder / INPUTS, as_json(facts))
    revised = [difference for difference in compared.differences if _is_revised(difference)]
    if not revised and not replacing:
        return None
    found = _of_themselves(revised)
    issuer = report.book.workspace.office(base.record.date).name
    title = f"{base.record.title} của {issuer}"
    told = f"{count(len(found))} số liệu đã được điều chỉnh" if found else "số liệu không thay đổi"
    if followed := len(revised) - len(found):
        told += f", kéo theo {count(followed)} số suy ra từ các số ấy"
    notes = [f"Báo cáo này thay thế {title}; {told}." if replacing else f"So với {title}, {told}."]
    causes = _by_cause(sorted(found, key=lambda d: _rank(report, d)))
    for why, alike in list(causes.items())[:_CAUSES]:
        figures = [_figure(report, difference) for difference in alike[:_FIGURES]]
        if more := len(alike) - len(figures):
            figures.append(f"và {count(more)} số liệu khác")
        notes.append(f"{why}: {'; '.join(figures)}.")
    if others := list(causes.values())[_CAUSES:]:
        notes.append(f"Ngoài ra còn {count(sum(map(len, others)))} số liệu khác đã điều chỉnh.")
    return {"notes": notes, "reason": report.remarks("revision", missing=_NO_REASON).payload}


def _is_revised(difference: Difference) -> bool:
    """Whether a reader would find another figure for the same days.

    An estimate moves as time goes on, and so does what reaches further than it did.
    """
    a, b = difference.a, difference.b
    if a is None or b is None:
        return True
    if "estimated" in (a.status, b.status) or a.window != b.window:
        return False
    return stated(a) != stated(b)


def _of_themselves(revised: Sequence[Difference]) -> list[Difference]:
    """The figures that changed by themselves, not only because they are derived from others."""
    names = {f"{difference.fact.id}@{difference.fact.period}" for difference in revised}
    return [d for d in revised if not names.intersection(d.fact.derived_from)]


def _rank(report: Report, difference: Difference) -> tuple[bool, bool]:
    """The report's own period before others, wholes before parts."""
    fact = difference.fact
    return fact.period != str(report.period), "[" in fact.id


def _by_cause(found: Sequence[Difference]) -> dict[str, list[Difference]]:
    """The figures by the cause of their change, in order."""
    causes: dict[str, list[Difference]] = {}
    for difference in found:
        causes.setdefault(_cause(difference), []).append(difference)
    return causes


def _cause(difference: Difference) -> str:
    told = list(_rows(difference.rows)) or list(difference.notes)
    if not told:
        return "Không do dòng sổ nào thêm, bớt hay sửa"
    text = "; ".join(told)
    return text[0].upper() + text[1:]


def _rows(rows: Sequence[RowChange]) -> Iterator[str]:
    shown = rows[:_ROWS]
    for register in dict.fromkeys(row.title for row in shown):
        parts = []
        for how, verb in _VERBS.items():
            here = [_row(row) for row in shown if (row.title, row.how) == (register, how)]
            if here:
                parts.append(f"{verb} dòng {join(here)}")
        yield f"{', '.join(parts)} ({register})"
    if len(rows) > _ROWS:
        yield f"và {count(len(rows) - _ROWS)} dòng khác"


def _row(row: RowChange) -> str:
    cells = islice((c for c in row.cells if c[1] is not None and c[2] is not None), _ROWS)
    told = "; ".join(
        f"{name}: {was or 'trống'}, nay là {now or 'trống'}" for name, was, now in cells
    )
    return f"{row.key} ({told})" if told else row.key


def _figure(report: Report, difference: Difference) -> str:
    fact = difference.fact
    period = report.book.workspace.period_of(fact.period)
    when = "" if str(period) == str(report.period) else f" ({period_name(period)})"
    return f"{fact.label}{when}: {stated(difference.a)}, nay là {stated(difference.b)}"
