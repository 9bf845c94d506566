"""The part of the page that says where each number comes from, with the registers' rows.

The facts stand under the register that they were counted from, each with its own address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Any

from baocao.document.model import (
    Document,
    EarlierValue,
    QuotedFact,
    RegisterRows,
    Source,
    Status,
)
from baocao.document.tags import address
from baocao.locale.vi import text as vi
from baocao.locale.vi.text import short_date

__all__ = ["addresses", "sources"]

_FIRMNESS: dict[Status, str] = {"official": "", "preliminary": "sơ bộ", "estimated": "ước"}
# A longer list of row keys is read in the register itself.
_SHOWN_KEYS = 200
_NO_REGISTER = "Số liệu không tính từ sổ"


def addresses(document: Document) -> list[str]:
    """For each fact the part of the page's address that leads to its source."""
    own = document.period.code
    return [address(fact.id, "" if fact.period == own else fact.period) for fact in document.facts]


def sources(document: Document, quoted: Set[int]) -> list[dict[str, Any]]:
    """What the page lists after the document, in groups: a register's facts, and its rows.

    Parameters
    ----------
    document
        What the page prints.
    quoted
        Places of the facts that the page quotes: only these have a link back.

    Returns
    -------
    list
        Groups in order of first mention. A fact that was counted from several registers stands
        under the first of them, the rows of each register in its own group.
    """
    registers = {
        register.register: _Shown(f"so-{number}", register)
        for number, register in enumerate(document.registers, start=1)
    }
    targets = addresses(document)
    known = {
        (fact.id, fact.period): target for fact, target in zip(document.facts, targets, strict=True)
    }
    groups: dict[str, dict[str, Any]] = {}
    for index, fact in enumerate(document.facts):
        first = fact.provenance[0] if fact.provenance else None
        register, title = (first.register, first.title) if first else ("", _NO_REGISTER)
        group = groups.setdefault(register, {"title": title, "facts": [], "rows": None})
        group["facts"].append(
            {
                **_entry(fact, known, registers),
                "anchor": targets[index],
                "quoted": f"q-{index + 1}" if index in quoted else "",
            }
        )
    for register, shown in registers.items():
        group = groups.setdefault(register, {"title": shown.entry["title"], "facts": []})
        group["rows"] = shown.entry
    return list(groups.values())


class _Shown:
    """A register whose rows the page shows, and the places of the rows by key."""

    def __init__(self, anchor: str, register: RegisterRows) -> None:
        self.anchor = anchor
        self.places = {key: place for place, key in enumerate(register.keys)}
        self.entry = {
            "id": anchor,
            "register": register.register,
            "title": register.title,
            "count": vi.number(len(register.rows)),
            "columns": [{"label": heading} for heading in register.columns],
            "rows": [
                {
                    "total": False,
                    "cells": [{"text": text, "fact": None, "align": "left"} for text in row],
                }
                for row in register.rows
            ],
        }

    def link(self, source: Source) -> dict[str, str] | None:
        """Where on the page the rows of a source stand; None when it names no rows."""
        if not source.keys:
            return None
        places = sorted(self.places[key] for key in source.keys)
        return {"id": self.anchor, "rows": _ranges(places)}


def _entry(
    fact: QuotedFact, known: Mapping[tuple[str, str], str], registers: Mapping[str, _Shown]
) -> dict[str, Any]:
    """A fact's entry, its days and counts as officials write them."""
    start, end = fact.window.start, fact.window.end
    return {
        **vars(fact),
        "line": _line([*fact.earlier, fact]) if fact.earlier else None,
        "firmness": _FIRMNESS[fact.status],
        "days": (f"từ ngày {_day(start)} đến" if start else "đến") + f" hết ngày {_day(end)}",
        "derived_from": [
            {"text": text, "target": known.get(_key(text), "")} for text in fact.derived_from
        ],
        "provenance": [
            {
                **vars(source),
                "rows": vi.number(source.rows),
                "illustrative": vi.number(source.illustrative),
                "keys": source.keys if len(source.keys) <= _SHOWN_KEYS else [],
                "shown": shown.link(source) if (shown := registers.get(source.register)) else None,
            }
            for source in fact.provenance
        ],
    }


def _ranges(places: Sequence[int]) -> str:
    """Whole numbers in rising order; those that follow each other are joined by a dash.

    Examples
    --------
    >>> _ranges([0, 1, 2, 5])
    '0-2 5'
    """
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return " ".join(f"{first}-{last}" if first != last else f"{first}" for first, last in runs)


def _line(values: Sequence[EarlierValue | QuotedFact]) -> dict[str, Any] | None:
    """A small line over the values, the last of them marked; None when there is no value now.

    The line's scale begins at zero, so that its height does not mislead.
    """
    if values[-1].value is None:
        return None
    numbers = [float(item.value or 0) for item in values]
    top = max(*numbers, 0.0) or 1.0
    step = 96 / (len(numbers) - 1)
    points = [
        (round(2 + place * step, 1), round(22 - 20 * n / top, 1)) for place, n in enumerate(numbers)
    ]
    return {"points": " ".join(f"{x},{y}" for x, y in points), "last": points[-1]}


def _day(iso: str) -> str:
    return short_date(date.fromisoformat(iso))


def _key(reference: str) -> tuple[str, str]:
    """Id and period of ``<id>@<period>``; an id may hold "@" in the name of a part."""
    identity, _, period = reference.rpartition("@")
    return identity, period
