"""What is wrong, or deserves a look, in an office's declarations once its registers are read."""

from __future__ import annotations

from baocao.core.errors import Finding
from baocao.facts.book import FactBook, shared_book
from baocao.facts.targets import TARGETS, targets_of
from baocao.facts.unmet import unmet
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
        INDICATOR-29 a plan of an indicator that there is not; INDICATOR-30 two on one day.
    """
    table = book.table(TARGETS)
    assert isinstance(table, Table), "plans are never large"
    known = [key for key, _ in book.catalogue]
    targets_of(table, known, book.workspace.relative(table.path))


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
