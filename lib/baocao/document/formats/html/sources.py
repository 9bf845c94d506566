"""Where the numbers of a web page come from: an entry each, and the registers' rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Any

from baocao.locale.vi import text as vi
from baocao.locale.vi.text import short_date

__all__ = ["appendix"]

_FIRMNESS = {"preliminary": "sơ bộ", "estimated": "ước"}
# A longer list of row keys is read in the register itself.
_SHOWN_KEYS = 200


def appendix(model: dict[str, Any], quoted: Set[int]) -> dict[str, Any]:
    """The ``facts`` and ``registers`` that the page lists after the document.

    Parameters
    ----------
    model
        The document model.
    quoted
        Places of the facts that the page quotes: only these have a way back.
    """
    facts = model["facts"]
    registers = {
        register["register"]: _register(number, register)
        for number, register in enumerate(model["registers"], start=1)
    }
    known = {(fact["id"], fact["period"]): index for index, fact in enumerate(facts)}
    return {
        "facts": [
            {
                **_source(fact, known, registers),
                "anchor": _anchor(index),
                "quoted": f"q-{index + 1}" if index in quoted else "",
            }
            for index, fact in enumerate(facts)
        ],
        "registers": list(registers.values()),
    }


def _source(
    fact: dict[str, Any],
    known: Mapping[tuple[str, str], int],
    registers: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    """A fact's entry, its days and counts as officials write them."""
    start, end = fact["window"]["start"], fact["window"]["end"]
    return {
        **fact,
        "line": _line([*fact["earlier"], fact]) if fact["earlier"] else None,
        "firmness": _FIRMNESS.get(fact.get("status", "official"), ""),
        "method": fact.get("method", ""),
        "days": (f"từ ngày {_day(start)} đến" if start else "đến") + f" hết ngày {_day(end)}",
        "derived_from": [
            {"text": text, "target": _anchor(known.get(_key(text)))}
            for text in fact.get("derived_from") or ()
        ],
        "provenance": [
            {
                **source,
                "rows": vi.number(source["rows"]),
                "illustrative": vi.number(source["illustrative"]),
                "keys": source["keys"] if len(source["keys"]) <= _SHOWN_KEYS else [],
                "shown": _shown_rows(source, registers.get(source["register"])),
            }
            for source in fact["provenance"]
        ],
    }


def _shown_rows(source: dict[str, Any], register: dict[str, Any] | None) -> dict[str, str] | None:
    """Where on the page the source's rows stand, None when they may not be shown."""
    if register is None or not source["keys"]:
        return None
    places = sorted(register["places"][key] for key in source["keys"])
    return {"id": register["id"], "rows": _ranges(places)}


def _register(number: int, register: dict[str, Any]) -> dict[str, Any]:
    """A register's rows as a table of the page, and their places by key."""
    return {
        **register,
        "id": f"so-{number}",
        "count": vi.number(len(register["rows"])),
        "places": {key: place for place, key in enumerate(register["keys"])},
        "columns": [{"label": heading, "align": "left"} for heading in register["columns"]],
        "rows": [
            {
                "total": False,
                "cells": [{"text": text, "fact": None, "align": "left"} for text in row],
            }
            for row in register["rows"]
        ],
    }


def _ranges(places: Sequence[int]) -> str:
    """Whole numbers in rising order, runs of them shortened.

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


def _line(values: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """A small line over the values, the last of them marked; None when there is no value now.

    Its foot is zero, so that its height does not mislead.
    """
    if values[-1]["value"] is None:
        return None
    numbers = [float(item["value"]) for item in values]
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


def _anchor(index: int | None) -> str:
    return "" if index is None else f"f-{index + 1}"
