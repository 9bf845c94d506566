"""What the shelf knows of each report, and the small files that it keeps this in.

A report is known by its place, the folder below ``outputs``.  All reports on one period stand in
one file: so to enter one more, whatever their number, reads and writes those of its own year and of
its neighbours, and no others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from baocao.core.files import write_whole
from baocao.core.periods import Period
from baocao.locale.vi.text import short_date

__all__ = ["FACTS", "FORMAT", "FORMATS", "UP", "Entry", "Figure", "Kept", "OnPeriod", "Row", "Year"]

FORMAT = 1
"""Of what is kept and of the search; a shelf of another one is made anew."""
UP = "\x01/"
"""A letter that no page holds."""
FORMATS = {"report.html": "HTML", "report.pdf": "PDF", "report.docx": "Word"}
"""The documents of a report that readers open, and what they are called."""
FACTS = "facts.json"


@dataclass(frozen=True)
class Figure:
    """A key figure of a report, as the report prints it.

    Attributes
    ----------
    id, label
        Which indicator.
    text
        With its unit.
    note
        What keeps it from being final ("sơ bộ"); else empty.
    """

    id: str
    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """A report on the shelf.

    Attributes
    ----------
    place
        Its folder from ``outputs``: ``2023-Q3``, ``issued/2023/0312-BC-SKHCN``.
    title
        As printed.
    symbol, day, signer
        Of an issued report: ``312/BC-SKHCN``, the day of issue in ISO form, who signed.
    is_draft
        Whether its first page says DỰ THẢO.
    holes
        How many cells of it could not be printed; it is not to be issued then.
    files
        Those of `FORMATS` that are there.
    figures
        Its key figures, in the order of its sections.
    values
        The exact value and the text of every indicator that it quotes for its own period, by id;
        those that do not cover the whole period are left out.
    replaces, replaced_by
        Places of issued reports.
    fault
        Why nothing of it is shown; empty when it is as it was made.
    """

    place: str
    title: str
    symbol: str = ""
    day: str = ""
    signer: str = ""
    is_draft: bool = False
    holes: int = 0
    files: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    replaces: str = ""
    replaced_by: str = ""
    fault: str = ""

    @classmethod
    def of(cls, made: dict[str, Any]) -> Entry:
        """What :meth:`Kept.write` has written."""
        figures = tuple(Figure(**figure) for figure in made.pop("figures"))
        values = {name: (value, text) for name, (value, text) in made.pop("values").items()}
        files = tuple(made.pop("files"))
        return cls(**made, files=files, figures=figures, values=values)

    @property
    def label(self) -> str:
        """What the report is called beside others on the same period."""
        if not self.symbol:
            return "Bản dựng"
        return f"Báo cáo số {self.symbol} ngày {short_date(date.fromisoformat(self.day))}"

    @property
    def is_in_force(self) -> bool:
        """Whether it was issued, is as it was, and no other has replaced it."""
        return bool(self.symbol) and not (self.replaced_by or self.fault)


@dataclass(frozen=True)
class OnPeriod:
    """The reports on one period.

    ``name`` is the period as the reports print it, ``start`` and ``end`` its days in ISO form,
    ``year`` the code of its reporting year.
    """

    code: str
    kind: str
    name: str
    start: str
    end: str
    year: int
    year_name: str
    entries: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, made: dict[str, Any]) -> OnPeriod:
        """What :meth:`Kept.write` has written."""
        entries = tuple(map(Entry.of, made.pop("entries")))
        return cls(**made, entries=entries)

    def with_entry(self, entry: Entry) -> OnPeriod:
        """The same with a report on it, in place of an earlier one at its place."""
        others = self.without(entry.place).entries
        return replace(self, entries=tuple(sorted((*others, entry), key=_order)))

    def without(self, place: str) -> OnPeriod:
        """The same without the report at a place."""
        return replace(self, entries=tuple(one for one in self.entries if one.place != place))

    def at(self, place: str) -> Entry | None:
        """The report at a place; None where there is none."""
        return next((one for one in self.entries if one.place == place), None)

    @property
    def main(self) -> Entry:
        """The report that stands for the period: that in force, else the built one."""
        issued = [one for one in self.entries if one.is_in_force]
        sound = [one for one in self.entries if not one.fault]
        return [*self.entries[:1], *sound[:1], *issued][-1]

    def state(self, entry: Entry) -> str:
        """The state of one of the reports, in words."""
        if entry.fault:
            return "Không còn nguyên vẹn"
        if entry.symbol:
            return "Đã được thay thế" if entry.replaced_by else "Đã ban hành"
        if entry.holes:
            return "Còn chỗ chưa in được"
        if any(one.symbol for one in self.entries):
            return "Lập lại, chưa ban hành"
        return "Dự thảo" if entry.is_draft else "Chưa ban hành"


def _order(entry: Entry) -> tuple[bool, str, str]:
    """Built ones first, then by day of issue."""
    return bool(entry.symbol), entry.day, entry.place


@dataclass(frozen=True)
class Row:
    """A period in the list of its year: when it ends, how many reports it has, how it is shown.

    ``html`` is its part of a page, in which :data:`UP` stands for the way to ``outputs``.
    """

    kind: str
    end: str
    days: int
    reports: int
    html: str


@dataclass(frozen=True)
class Year:
    """How many periods of each kind a year has on the shelf, and the version of its search file."""

    name: str
    kinds: dict[str, int]
    reports: int
    words: str


class Kept:
    """The files in ``shelf/kept/``, each read once; `folder` is ``shelf``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "kept"
        self._known: dict[tuple[int, str], OnPeriod | None] = {}

    def is_current(self) -> bool:
        """Whether there is a shelf that this version writes on."""
        try:
            found = json.loads((self.folder / "about.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return bool(found == {"format": FORMAT})

    def begin(self) -> None:
        """Make the folder of a new shelf."""
        self.folder.mkdir(parents=True)
        write_whole(self.folder / "about.json", json.dumps({"format": FORMAT}))
        self.write_years({})

    def find(self, period: Period) -> OnPeriod | None:
        """The reports on a period; None where there are none."""
        return self.read(period.year, str(period))

    def read(self, year: int, code: str) -> OnPeriod | None:
        """The reports on a period of a year, by its code."""
        if (year, code) not in self._known:
            try:
                text = self._place(year, code).read_text(encoding="utf-8")
            except FileNotFoundError:
                self._known[year, code] = None
            else:
                self._known[year, code] = OnPeriod.of(json.loads(text))
        return self._known[year, code]

    def write(self, period: OnPeriod) -> None:
        """Keep the reports on a period; nothing where there are none."""
        place = self._place(period.year, period.code)
        if period.entries:
            self._known[period.year, period.code] = period
            place.parent.mkdir(exist_ok=True)
            write_whole(place, _json(asdict(period)))
        else:
            self._known[period.year, period.code] = None
            place.unlink(missing_ok=True)

    def rows(self, year: int) -> dict[str, Row]:
        """The list of a year by the periods' codes: the longest of those that end last first."""
        try:
            text = self._rows(year).read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        return {code: Row(*row) for code, row in json.loads(text).items()}

    def write_rows(self, year: int, rows: Mapping[str, Row]) -> dict[str, Row]:
        """Keep the list of a year, put in its order; no file where nothing is on it."""
        ordered = sorted(rows.items(), key=lambda one: (one[1].end, one[1].days, one[0]))[::-1]
        made = dict(ordered)
        if made:
            self._rows(year).parent.mkdir(exist_ok=True)
            write_whole(self._rows(year), _json({c: astuple(row) for c, row in made.items()}))
        else:
            self._rows(year).unlink(missing_ok=True)
        return made

    def every(self) -> Iterator[OnPeriod]:
        """All periods, one at a time."""
        for path in sorted(self.folder.glob("[0-9]*/*.json")):
            if path != self._rows(int(path.parent.name)):
                yield OnPeriod.of(json.loads(path.read_text(encoding="utf-8")))

    def years(self) -> dict[int, Year]:
        """Every year with reports, the latest first."""
        found = json.loads((self.folder / "years.json").read_text(encoding="utf-8"))
        years = {int(year): Year(**about) for year, about in found.items()}
        return dict(sorted(years.items(), reverse=True))

    def write_years(self, years: Mapping[int, Year]) -> None:
        """Keep what is known of the years."""
        found = {str(year): asdict(about) for year, about in sorted(years.items())}
        write_whole(self.folder / "years.json", _json(found))

    def newest(self, years: Iterable[int], most: int) -> list[Row]:
        """The newest periods on the shelf, the latest first."""
        found: list[Row] = []
        for year in years:
            if len(found) < most:
                found += self.rows(year).values()
        return found[:most]

    def _place(self, year: int, code: str) -> Path:
        return self.folder / str(year) / f"{code}.json"

    def _rows(self, year: int) -> Path:
        return self.folder / str(year) / "rows.json"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
