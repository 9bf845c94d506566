"""The pages of the shelf: the first one, one a year, one a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from baocao.core.errors import PeriodError
from baocao.core.files import write_whole
from baocao.core.periods import Period
from baocao.locale.vi.text import period_name, short_date
from baocao.review.shelf.entries import FACTS, FORMATS, UP, Entry, Figure, Kept, OnPeriod, Row, Year
from baocao.review.shelf.records import record_at
from baocao.review.shelf.small_lines import SmallLine, earlier, small_line
from baocao.workspace.workspace import Workspace

__all__ = ["KINDS", "is_ours", "write_assets", "write_index", "write_period", "write_year"]

_FOLDER = Path(__file__).parent
_ASSETS = ("shelf.css", "shelf.js")
_OWN = '<meta name="generator" content="baocao shelf">'
"""The line by which a page is known to be ours."""

KINDS = {
    "year": "Năm",
    "half": "6 tháng",
    "nine_months": "9 tháng",
    "quarter": "Quý",
    "month": "Tháng",
    "week": "Tuần",
    "span": "Khoảng ngày",
}
# Letters of a page in which that line is looked for.
_HEAD = 4000
_NEWEST = 12
# From a page of a year or a period to ``outputs``.
_UP = "../../"
# In a list; the page of a period has all of them.
_LISTED_FIGURES = 3


@dataclass(frozen=True)
class _Shown:
    """A key figure with its small line."""

    figure: Figure
    line: SmallLine


class _Shelved:
    """A period as the pages show it; `up` leads from the page to ``outputs``."""

    def __init__(self, kept: Kept, workspace: Workspace, period: OnPeriod, up: str) -> None:
        self.period = period
        self.main = period.main
        self.others = [one for one in period.entries if one is not self.main]
        self.page = f"{up}shelf/periods/{quote(period.code)}.html"
        self._kept, self._workspace, self._up = kept, workspace, up

    def figures(self, most: int | None = None) -> list[_Shown]:
        """The key figures of the report that stands for the period."""
        before = earlier(self._workspace.period(self.period.code))
        return [
            _Shown(figure, small_line(self._kept, before, self.period, figure.id))
            for figure in self.main.figures[:most]
        ]

    def state(self, entry: Entry) -> str:
        return self.period.state(entry)

    def links(self, entry: Entry) -> Iterator[tuple[str, str, str]]:
        """The documents of a report: name, address, and what a screen reader says."""
        if entry.fault:
            return
        spoken = f"{entry.label}, {self.period.name}"
        for file in entry.files:
            yield FORMATS[file], self.link(entry, file), f"{FORMATS[file]}: {spoken}"
        yield "Số liệu", self.link(entry, FACTS), f"Số liệu: {spoken}"

    def link(self, entry: Entry, file: str) -> str:
        return f"{self._up}{quote(entry.place)}/{file}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"own": _OWN, "kinds": KINDS, "listed_figures": _LISTED_FIGURES}
    environment.filters["day"] = lambda iso: short_date(date.fromisoformat(iso))
    return environment


def _write(place: Path, template: str, **content: Any) -> None:
    write_whole(place, _environment().get_template(template).render(**content))


def is_ours(place: Path) -> bool:
    """Whether there is a page at a place that the shelf has written."""
    try:
        with place.open(encoding="utf-8", errors="replace") as file:
            return _OWN in file.read(_HEAD)
    except FileNotFoundError:
        return False


def write_assets(folder: Path) -> None:
    """Write the style and the script of all pages."""
    for name in _ASSETS:
        write_whole(folder / name, (_FOLDER / name).read_text(encoding="utf-8"))


def write_index(kept: Kept, workspace: Workspace, place: Path) -> None:
    """Write the first page: the newest reports, and every year."""
    years = kept.years()
    office = max(workspace.settings.office, key=lambda one: one.valid_from)
    used = [kind for kind in KINDS if any(kind in about.kinds for about in years.values())]
    _write(
        place,
        "index.html.j2",
        office=office,
        years=years,
        used=used,
        newest=[_placed(row, "") for row in kept.newest(years, _NEWEST)],
        periods=sum(sum(about.kinds.values()) for about in years.values()),
        reports=sum(about.reports for about in years.values()),
        searched=" ".join(f"{year}:{about.words}" for year, about in years.items()),
        up="",
    )


def write_year(
    kept: Kept, workspace: Workspace, folder: Path, year: int, codes: Iterable[str], words: str
) -> Year | None:
    """Write the page of a year, on which the periods `codes` changed.

    Returns
    -------
    Year or None
        What the first page says of it; None, and no page, where it has no report.
    """
    place = folder / "years" / f"{year}.html"
    rows = kept.rows(year)
    name = ""
    for code in codes:
        found = kept.read(year, code)
        rows.pop(code, None)
        if found:
            rows[code] = _row(kept, workspace, found)
            name = found.year_name
    rows = kept.write_rows(year, rows)
    if not rows:
        place.unlink(missing_ok=True)
        return None
    groups = {
        kind: mine
        for kind in KINDS
        if (mine := [_placed(row, _UP) for row in rows.values() if row.kind == kind])
    }
    about = Year(
        name=name or kept.years()[year].name,
        kinds={kind: len(mine) for kind, mine in groups.items()},
        reports=sum(row.reports for row in rows.values()),
        words=words,
    )
    _write(place, "year.html.j2", year=year, about=about, groups=groups, up=_UP)
    return about


def _row(kept: Kept, workspace: Workspace, period: OnPeriod) -> Row:
    days = (date.fromisoformat(period.end) - date.fromisoformat(period.start)).days + 1
    template = _environment().get_template("row.html.j2")
    html = template.render(row=_Shelved(kept, workspace, period, UP))
    return Row(period.kind, period.end, days, len(period.entries), html)


def _placed(row: Row, up: str) -> Markup:
    """The part of a page that a row is; the template that made it has escaped every value."""
    return Markup(row.html.replace(UP, up))


def write_period(kept: Kept, workspace: Workspace, folder: Path, code: str) -> None:
    """Write the page of a period; none where it has no report."""
    place = folder / "periods" / f"{code}.html"
    at = workspace.period(code)
    found = kept.find(at)
    if found is None:
        place.unlink(missing_ok=True)
        return
    up = _UP
    _write(
        place,
        "period.html.j2",
        row=_Shelved(kept, workspace, found, up),
        related=_related(kept, at),
        replaced={
            place: _named(workspace, place, up)
            for one in found.entries
            for place in (one.replaces, one.replaced_by)
            if place
        },
        up=up,
    )


def _related(kept: Kept, at: Period) -> list[tuple[str, str, OnPeriod | None]]:
    """The period before, and the same one of last year: what, its name, its reports."""
    found = []
    for what, other in _before(at).items():
        if not other.days:
            continue  # week 53 of a year that has none
        on_shelf = kept.find(other)
        found.append((what, on_shelf.name if on_shelf else period_name(other), on_shelf))
    return found


def _before(at: Period) -> Mapping[str, Period]:
    try:
        return {"Kỳ trước": at.previous(), "Cùng kỳ năm trước": at.same_period_last_year()}
    except (PeriodError, ValueError, OverflowError):
        return {}


def _named(workspace: Workspace, place: str, up: str) -> tuple[str, str]:
    """What an issued report is called, and the first of its documents; empty where it has none."""
    folder = workspace.outputs / place
    record = record_at(folder)
    first = next((name for name in FORMATS if (folder / name).is_file()), "")
    return record.title if record else place, f"{up}{quote(place)}/{first}" if first else ""
