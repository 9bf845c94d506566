"""Which register rows are behind one figure and not behind another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, get_args

from baocao.facts.fact import Fact

__all__ = ["HIDDEN", "HOW", "Contents", "How", "RowChange", "keys_of", "register_of", "row_changes"]

Contents = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Texts by register, key and heading, of registers that may be shown."""

How = Literal["altered", "removed", "added"]
HOW: tuple[How, ...] = get_args(How)
Cell = tuple[str, str | None, str | None]

HIDDEN = "(khóa có dữ liệu cá nhân)"
# How many cells are shown of a row that only one side has.
_CELLS = 5


@dataclass(frozen=True)
class RowChange:
    """A register row that one figure counts and the other does not, or counts otherwise.

    Parameters
    ----------
    title
        The register.
    key
        The row's key; :data:`HIDDEN` where it holds personal data.
    how
        ``added`` counted in B only, ``removed`` in A only, ``altered`` in both with other cells.
    cells
        Heading, text in A, text in B: the cells that differ, or the first cells of a row that
        only one side knows, None standing for the other.
    note
        That a register as a whole lacks the row; empty otherwise.
    """

    title: str
    key: str
    how: How
    cells: tuple[Cell, ...] = ()
    note: str = ""


def register_of(place: str) -> str:
    """A register's file without its ending: a table saved as another kind of file is the same.

    Examples
    --------
    >>> register_of("data/registers/ocop.xlsx")
    'data/registers/ocop'
    """
    return PurePosixPath(place).with_suffix("").as_posix()


def keys_of(fact: Fact | None) -> dict[str, dict[str, None]]:
    """The keys of the rows a fact counts by register, in order."""
    found: dict[str, dict[str, None]] = {}
    for source in () if fact is None else fact.provenance:
        found.setdefault(register_of(source.register), {}).update(dict.fromkeys(source.keys))
    return found


def row_changes(
    a: Fact | None,
    b: Fact | None,
    before: Contents,
    after: Contents,
    whole: tuple[bool, bool] = (False, False),
    personal: frozenset[str] = frozenset(),
) -> tuple[RowChange, ...]:
    """Rows that make two facts differ: removed, added, altered, register by register.

    Parameters
    ----------
    a, b
        The two figures; None where there is none.
    before, after
        What is known of rows on each side.  Where a register is in neither, only keys can be
        compared.
    whole
        Whether each side knows its registers whole, or only the rows that were counted.
    personal
        Registers whose keys hold personal data.
    """
    old, new = keys_of(a), keys_of(b)
    sources = [s for fact in (a, b) if fact is not None for s in fact.provenance]
    titles = {register_of(source.register): source.title for source in sources}
    found = []
    for register, title in titles.items():
        was, now = old.get(register, {}), new.get(register, {})
        known, known_now = before.get(register), after.get(register)
        for key in {**was, **now}:
            one, other = (known or {}).get(key), (known_now or {}).get(key)
            cells = _cells(key, one, other)
            how: How = "altered"
            note = ""
            if key not in now:
                how = "removed"
                if whole[1] and known_now is not None and other is None:
                    note = "không còn trong sổ"
            elif key not in was:
                how = "added"
                if whole[0] and known is not None and one is None:
                    note = "mới vào sổ"
            elif not cells or one is None or other is None:
                continue
            shown = HIDDEN if register in personal else key
            found.append(RowChange(title, shown, how, cells, note))
    return tuple(sorted(found, key=lambda row: HOW.index(row.how)))


def _cells(
    key: str, one: Mapping[str, str] | None, other: Mapping[str, str] | None
) -> tuple[Cell, ...]:
    if other is None:
        return tuple((name, text, None) for name, text in _first(key, one or {}))
    if one is None:
        return tuple((name, None, text) for name, text in _first(key, other))
    # Columns without a text are not carried by a build.
    pairs = ((name, one.get(name, ""), other.get(name, "")) for name in {**one, **other})
    return tuple((name, was, now) for name, was, now in pairs if was != now)


def _first(key: str, cells: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in cells.items() if text and text != key][:_CELLS]
