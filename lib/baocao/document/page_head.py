"""What a page says before the letter: key figures, and what changed since the period before.

Both are computed from the registers as they are when the report is built, as every other number of
it: no earlier report is opened, and the same registers give the same head.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from baocao.document.key_facts import key_facts
from baocao.document.model import Document
from baocao.facts.fact import Fact, as_json
from baocao.locale.vi.text import period_noun
from baocao.notebook.overviews import surprise
from baocao.notebook.report import Report
from baocao.prose.phrases import Phrase, unit_of
from baocao.prose.questions import ask, vs_last_year
from baocao.prose.quotable import Quotable

__all__ = ["page_head"]

_MOST = 3


def page_head(report: Report, document: Document) -> dict[str, Any]:
    """The payload of a :class:`~baocao.document.model.PageHead`.

    Parameters
    ----------
    report
        At its period.
    document
        The report as it is printed: without ``key_figures`` in ``report.toml`` the first
        indicators of its first three sections are the key figures.  What changed is chosen from
        the key figures and the first indicators of all sections, by
        :func:`~baocao.notebook.overviews.surprise`.
    """
    book = report.book
    known = dict(book.catalogue)
    firsts = [fact.id for fact in key_facts(document) if fact.id in known]
    chosen = book.workspace.settings.key_figures or firsts[:_MOST]

    def at_period(identities: Sequence[str]) -> list[Quotable]:
        found = (book.catalogue[identity] for identity in dict.fromkeys(identities))
        return [Quotable(book, measure, report.period) for measure in found]

    facts: list[Fact] = []
    figures = [_told(one, _against_last_year(one), facts) for one in at_period(chosen)]
    changed = _changed(at_period([*chosen, *firsts]))
    changes = [_told(one, _against_previous(one), facts) for one in changed]
    return {
        "figures": figures,
        "before": period_noun(report.period.previous()) if changes else "",
        "changes": changes,
        "facts": [as_json(fact) for fact in facts],
    }


def _against_last_year(asked: Quotable) -> Phrase:
    # What happened in several years has no year before.
    has_one = asked.comparable and (len(asked.years) == 1 or asked.fact.stock)
    if asked.fact.value is None or not has_one:
        return Phrase()
    # Side by side they are read more easily in one order of words.
    return vs_last_year(asked, 0)


def _against_previous(asked: Quotable) -> Phrase:
    said = ask(asked, "vs_previous")
    assert isinstance(said, Phrase), "comparisons are sentences"
    return said


def _changed(asked: Sequence[Quotable]) -> list[Quotable]:
    """Those that changed most against the period before; none where there is no such period."""
    scored = [(surprise(one.fact, one.at(one.period.previous()).fact), one) for one in _like(asked)]
    ranked = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [one for _, one in ranked[:_MOST]]


def _like(asked: Sequence[Quotable]) -> Iterator[Quotable]:
    for one in asked:
        before = one.period.previous()
        # Days of one's own choice have others before them, not a report.
        if one.period.kind == "span" or before.end >= one.period.start or one.is_cut:
            continue
        if not (one.comparable and one.measure.adds_up):
            continue
        if one.fact.value is not None and one.at(before).fact.value is not None:
            yield one


def _told(asked: Quotable, compared: Phrase, facts: list[Fact]) -> dict[str, Any]:
    fact = asked.fact
    is_known = fact.value is not None
    figure = Phrase((fact, unit_of(fact))) if is_known else Phrase((asked.absence,))
    return {
        "label": fact.label,
        "figure": _cells(figure, facts),
        "compared": _cells(compared, facts),
    }


def _cells(phrase: Phrase, facts: list[Fact]) -> list[dict[str, Any]]:
    """The parts of a phrase, a fact with its place in the list, to which new ones are added."""
    cells = []
    for part in phrase.parts:
        if isinstance(part, Fact) and part not in facts:
            facts.append(part)
        place = facts.index(part) if isinstance(part, Fact) else None
        cells.append({"text": str(part), "fact": place})
    return cells
