"""Columns that are looked up: the district of a commune, on the day that a row speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import folded
from baocao.locale.vi.text import short_date
from baocao.registers.declare import Column, Lookup, Register
from baocao.registers.faults import first_of

__all__ = ["PLACES", "looked_up"]

PLACES = Register(
    "places",
    title="Đơn vị hành chính",
    begins=date(1900, 1, 1),
    key=("name", "valid_from"),
    columns=(
        Column("name", "Tên"),
        Column("above", "Thuộc"),
        Column("valid_from", "Từ ngày", type="date", future=True, required=False),
        Column("valid_to", "Đến ngày", type="date", future=True, required=False),
        Column("source", "Nguồn", required=False),
    ),
    folder="",
    common=(),
)
"""What lies in what: ``data/places.csv``; a day that is empty is no limit."""


@dataclass(frozen=True)
class _Place:
    above: str
    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


def looked_up(
    frame: pd.DataFrame, register: Register, places: pd.DataFrame, closing: date, where: str
) -> Iterator[Finding]:
    """Add the columns that a register looks up to its frame.

    Parameters
    ----------
    frame
        The rows; each lookup becomes a column of it.
    places
        The rows of :data:`PLACES`.
    closing
        The day for rows without one.
    where
        The register's file, as people know it.

    Returns
    -------
    iterator of Finding
        REGISTER-63 a text that lies in nothing on the day of its row; REGISTER-64 one that lies in
        two things on one day.
    """
    known = _known(places)
    for lookup in register.lookups:
        heading = register.column(lookup.of).heading
        unknown: dict[str, None] = {}
        twice: dict[str, None] = {}
        found = []
        for text, day in zip(
            frame[lookup.of], _days(frame, register, lookup, closing), strict=True
        ):
            above = dict.fromkeys(
                place.above for place in known.get(folded(text), ()) if place.holds(day)
            )
            if text and len(above) != 1:
                (twice if above else unknown)[f"{text} ({short_date(day)})"] = None
            found.append(next(iter(above), ""))
        frame[lookup.name] = pd.Series(found, dtype="str", index=frame.index)
        for code, what, items in (
            ("REGISTER-63", "Không biết thuộc đâu vào ngày ấy.", unknown),
            ("REGISTER-64", "Thuộc hai nơi trong cùng một ngày.", twice),
        ):
            if items:
                yield _finding(code, what, f'{where}, cột "{heading}"', list(items))


def _finding(code: str, what: str, where: str, items: Sequence[str]) -> Finding:
    remedy = "sửa data/places.csv (Tên; Thuộc; Từ ngày; Đến ngày), hoặc sửa tên trong sổ"
    return Finding(code, what, where, first_of(items), remedy)


def _known(places: pd.DataFrame) -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = defaultdict(list)
    for row in places.to_dict("records"):
        since, until = (
            None if pd.isna(row[name]) else row[name].date() for name in ("valid_from", "valid_to")
        )
        found[folded(row["name"])].append(_Place(row["above"], since, until))
    return found


def _days(frame: pd.DataFrame, register: Register, lookup: Lookup, closing: date) -> Iterator[date]:
    on = lookup.on or next((c.name for c in register.columns if c.is_event), "")
    days = frame[on] if on else [pd.NaT] * len(frame)
    for day in days:
        yield closing if pd.isna(day) else day.date()
