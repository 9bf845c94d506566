"""What is wrong, or deserves a look, in an office's declarations once its registers are read."""

from __future__ import annotations

from baocao.core.errors import Finding, IndicatorError
from baocao.facts.book import FactBook, shared_book
from baocao.facts.targets import TARGETS, targets_of
from baocao.facts.unmet import is_misspelt, unmet
from baocao.prose.reserved_names import reserved_names
from baocao.registers.small import Table
from baocao.workspace.workspace import Workspace

__all__ = ["declaration_faults", "notes", "plan_faults"]


def plan_faults(book: FactBook) -> None:
    """Look at all plans, whatever period they are for.

    Raises
    ------
    RegisterError
        Faults of the file.
    IndicatorError
        INDICATOR-29 a plan of an indicator, or of a part, that there is not; INDICATOR-30 two on
        one day.
    """
    table = book.table(TARGETS)
    assert isinstance(table, Table), "plans are never large"
    known = [key for key, _ in book.catalogue]
    place = book.workspace.relative(table.path)
    plans = targets_of(table, known, place)
    faults = []
    for key, mine in plans.items():
        whole, bracket, rest = key.partition("[")
        for text in rest.rpartition("]")[0].split("][") if bracket else ():
            if close := _misspelt(book, whole, text):
                faults.append(_no_part(key, text, f"{place}, {mine[0].key}", close))
    if faults:
        raise IndicatorError(*faults)


def _misspelt(book: FactBook, key: str, text: str) -> str:
    """What a text that no row has is nearly the same as; empty where it may be right."""
    texts: set[str] = set()
    for source in book.catalogue[key].sources:
        table = book.table(source.register)
        # Of a large register it is asked for as it is.
        if not isinstance(table, Table):
            return ""
        for name in source.register.public_texts:
            texts |= {*table.frame[name], *source.register.column(name).allowed}
    if text in texts:
        return ""
    return next((one for one in sorted(texts) if is_misspelt(text, one)), "")


def _no_part(key: str, text: str, where: str, close: str) -> Finding:
    return Finding(
        "INDICATOR-29",
        f"Kế hoạch của phần không có: {key}.",
        where=where,
        found=text,
        remedy=f"có phải: {close}?",
    )


def declaration_faults(book: FactBook) -> list[Finding]:
    """Names that prose cannot use, and conditions that are most likely misspelt.

    Raises
    ------
    RegisterError
        Faults of a register that conditions are held against.
    """
    places = book.catalogue.places
    found = list(reserved_names(book.catalogue))
    return found + [one.finding(places.of(one.key)) for one in unmet(book) if one.close]


def notes(workspace: Workspace) -> list[str]:
    """What may be right in the declarations and deserves a look, in Vietnamese.

    Raises
    ------
    RegisterError
        Faults of any register.
    """
    book = shared_book(workspace)
    places = book.catalogue.places
    told = [one.note(places.of(one.key)) for one in unmet(book) if not one.close]
    labels: dict[tuple[str, str], dict[int, str]] = {}
    for key, measure in book.catalogue:
        # One indicator may have two names.
        labels.setdefault((measure.label, measure.unit), {}).setdefault(id(measure), key)
    for (label, _), same in labels.items():
        *others, last = same.values()
        if others:
            told.append(f'{places.of(last)}: cùng tên "{label}" với {", ".join(others)}')
    return told
