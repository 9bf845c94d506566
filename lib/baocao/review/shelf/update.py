"""Enters reports on the shelf, one at a time or all anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from baocao.core.errors import Finding, PeriodError, ShelfError
from baocao.core.files import publish, staging
from baocao.core.periods import Period
from baocao.review.shelf import pages
from baocao.review.shelf.entries import Entry, Kept, OnPeriod
from baocao.review.shelf.places import INDEX, SHELF, faults_told, place_of
from baocao.review.shelf.read import NOTEBOOK, Found, is_report, read
from baocao.review.shelf.records import record_at
from baocao.review.shelf.small_lines import later, next_year
from baocao.review.shelf.wanted import forget, held, note, noted
from baocao.review.shelf.words import Line, Words, read_text, version_of, write_text
from baocao.workspace import archive, verifier
from baocao.workspace.archive import Record
from baocao.workspace.archive_head import HEAD, entries, is_sound
from baocao.workspace.verifier import INDEX as INDEX_OF_ISSUED
from baocao.workspace.workspace import Workspace

__all__ = ["enter", "how_many", "is_there", "rebuild"]


def enter(workspace: Workspace, place: str) -> Sequence[Finding]:
    """Enter the report at a place, as it is now; take it out when it is gone.

    What it costs does not depend on how many reports there are: files of the period, of its year,
    of the periods whose small lines it is on, and the first page.  Where there is no shelf yet, all
    reports are entered.

    Returns
    -------
    sequence of Finding
        What stands against it: SHELF-01 nothing could be written, and the report stands
        nevertheless; SHELF-02, SHELF-03 a folder that cannot be shown; SHELF-05 a page of somebody
        else in the way.
    """
    with faults_told(workspace) as findings:
        note(workspace, place)
        with held(workspace):
            if Kept(workspace.outputs / SHELF).is_current():
                findings += _enter_noted(workspace)
            else:
                findings += _rebuild(workspace)[1]
    return findings


def rebuild(
    workspace: Workspace, progress: Callable[[str], None] = lambda _: None
) -> tuple[int, Sequence[Finding]]:
    """Make the shelf anew from what stands under ``outputs``.

    Returns
    -------
    int, sequence of Finding
        How many reports it has, and what :func:`enter` returns.
    """
    count = 0
    with faults_told(workspace) as findings, held(workspace):
        count, found = _rebuild(workspace, progress)
        findings += found
        # What was built meanwhile.
        findings += _enter_noted(workspace)
    return count, findings


def is_there(workspace: Workspace) -> bool:
    """Whether there is a shelf of this version."""
    is_current = Kept(workspace.outputs / SHELF).is_current()
    return is_current and (workspace.outputs / INDEX).is_file()


def how_many(workspace: Workspace) -> int:
    """About how many reports :func:`rebuild` reads."""
    folders = (workspace.outputs.glob("*"), workspace.issued.glob("*/*"))
    return sum((folder / NOTEBOOK).is_file() for some in folders for folder in some)


# ------------------------------------------------------------ one report


def _enter_noted(workspace: Workspace) -> list[Finding]:
    findings: list[Finding] = []
    while wanted := noted(workspace):
        shelf = _Shelf(workspace, workspace.outputs / SHELF)
        # A report before the one that replaces it.
        for place in sorted(wanted.values()):
            findings += shelf.refresh(place)
        shelf.write_pages()
        shelf.write_index()
        forget(wanted)
    return findings


class _Shelf:
    """The files of the shelf in `folder`, which may be on its way to its place."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        self.kept = Kept(folder)
        # Codes of periods whose pages are to be written.
        self.changed: set[str] = set()

    def refresh(self, place: str) -> list[Finding]:
        """Enter the report at a place as it is now."""
        folder = self.workspace.outputs / place
        issued = record_at(folder) if "/" in place else None
        period = self._period(issued.period if issued else folder.name)
        if period is not None:
            self.changed.add(str(period))
        findings: list[Finding] = []
        found = None
        if issued or is_report(folder):
            try:
                found = read(self.workspace, place, issued)
            except ShelfError as error:
                findings += error.findings
        if found is not None:
            findings += found.findings
            self.put(found)
        elif period is not None and (known := self.kept.find(period)):
            self._store(known.without(place), {place: None})
        if issued and issued.replaces and found is not None:
            self.replace(found.entry)
        return findings

    def _period(self, code: str) -> Period | None:
        with suppress(PeriodError):
            return self.workspace.period(code)
        return None

    def replace(self, entry: Entry) -> None:
        """Say on the report that `entry` replaces that it was."""
        record = record_at(self.workspace.outputs / entry.replaces)
        period = self._period(record.period) if record else None
        known = self.kept.find(period) if period else None
        old = known.at(entry.replaces) if known else None
        if known and old and old.replaced_by != entry.place:
            self._store(known.with_entry(replace(old, replaced_by=entry.place)), {})

    def put(self, found: Found) -> None:
        """Put a report on the shelf, beside others on its period."""
        entry = found.entry
        known = self.kept.read(found.period.year, found.period.code)
        others = known.entries if known else ()
        by = [one.place for one in others if one.replaces == entry.place]
        by += [one.replaced_by for one in others if one.place == entry.place]
        entry = replace(entry, replaced_by=next(iter(by), ""))
        period = replace(found.period, entries=others).with_entry(entry)
        self._store(period, {entry.place: found.lines})

    def _store(self, period: OnPeriod, lines: dict[str, tuple[Line, ...] | None]) -> None:
        """Keep the reports on a period, and their lines where these changed."""
        place = self.folder / "text" / f"{period.code}.js"
        texts = read_text(place)
        for report, mine in lines.items():
            texts.pop(report, None)
            if mine:
                texts[report] = mine
        texts = {one.place: texts[one.place] for one in period.entries if one.place in texts}
        if texts:
            write_text(place, texts)
        else:
            place.unlink(missing_ok=True)
        self.kept.write(period)
        self.changed.add(period.code)

    def write_pages(self) -> None:
        """Write every page that tells of a changed period; not the first one."""
        changed = [self.workspace.period(code) for code in sorted(self.changed)]
        near = {str(period): period for period in changed}
        for period in changed:
            near |= {str(one): one for one in _beside(period) if self.kept.find(one)}
        years = self.kept.years()
        for year in sorted({period.year for period in near.values()}):
            own = [str(period) for period in changed if period.year == year]
            words = self._write_words(year, own) if own else years[year].words
            codes = [code for code, period in near.items() if period.year == year]
            about = pages.write_year(self.kept, self.workspace, self.folder, year, codes, words)
            years.pop(year, None)
            if about:
                years[year] = about
        self.kept.write_years(years)
        for code in near:
            pages.write_period(self.kept, self.workspace, self.folder, code)
        self.changed.clear()

    def _write_words(self, year: int, codes: Sequence[str]) -> str:
        words = Words(self.folder / "words" / f"{year}.js")
        for code in codes:
            words.take_out(code)
        found = [one for code in codes if (one := self.kept.read(year, code))]
        # What is put in at the end moves nothing.
        for one in sorted(found, key=lambda one: (one.end, one.code)):
            text = self.folder / "text" / f"{one.code}.js"
            lines = [line for mine in read_text(text).values() for line in mine]
            words.put_in(one, lines, version_of(text))
        return words.write()

    def write_index(self) -> None:
        """Write the first page."""
        _require_ours(self.workspace)
        pages.write_index(self.kept, self.workspace, self.workspace.outputs / INDEX)


def _beside(period: Period) -> Iterator[Period]:
    """The periods whose pages tell of one: by a small line, as the one before, as last year's."""
    yield from later(period)
    for others in (_next_ones, _like_ones):
        with suppress(PeriodError, ValueError, OverflowError):
            yield from others(period)


def _next_ones(period: Period) -> Iterator[Period]:
    yield period.following()


def _like_ones(period: Period) -> Iterator[Period]:
    """The periods that may have this one as their same period of last year."""
    if period.kind != "span":
        yield next_year(period)
        return
    start, end = (f"{day.year + 1:04}{str(day)[4:]}" for day in (period.start, period.end))
    # A span that ends with February does so in every year.
    ends = [f"{end[:8]}28", f"{end[:8]}29"] if end[5:7] == "02" else [end]
    for last in ends:
        with suppress(PeriodError):
            yield Period.parse(f"{start}--{last}", period.calendar)


def _require_ours(workspace: Workspace) -> None:
    """Refuse to write over what somebody else has put there.

    Raises
    ------
    ShelfError
        SHELF-05.
    """
    index, folder = workspace.outputs / INDEX, workspace.outputs / SHELF
    strange = []
    if os.path.lexists(index) and not pages.is_ours(index):
        strange.append(index)
    if os.path.lexists(folder) and not (folder / "kept" / "about.json").is_file():
        strange.append(folder)
    if strange:
        raise ShelfError(
            *(
                Finding(
                    "SHELF-05",
                    "Chỗ của trang danh mục đã có thứ khác.",
                    where=workspace.relative(path),
                    remedy="đổi tên hoặc chuyển đi nơi khác, rồi chạy baocao shelf",
                )
                for path in strange
            )
        )


# ------------------------------------------------------------ all anew


def _rebuild(
    workspace: Workspace, progress: Callable[[str], None] = lambda _: None
) -> tuple[int, list[Finding]]:
    """Make the shelf beside its place, then change it for the old one in one step."""
    _require_ours(workspace)
    # Noted later than now: not seen by what follows.
    wanted = noted(workspace)
    findings: list[Finding] = []
    count = 0
    with staging(workspace.outputs, SHELF) as new:
        for name in ("periods", "text", "words", "years"):
            (new / name).mkdir()
        shelf = _Shelf(workspace, new)
        shelf.kept.begin()
        pages.write_assets(new)
        replacing: list[Entry] = []
        for place, issued, fault in _every(workspace):
            progress(place)
            try:
                found = read(workspace, place, issued, fault)
            except ShelfError as error:
                findings += error.findings
                continue
            findings += found.findings
            shelf.put(found)
            count += 1
            if found.entry.replaces:
                replacing.append(found.entry)
        for entry in replacing:
            shelf.replace(entry)
        shelf.write_pages()
        publish(workspace.outputs, SHELF)
    _Shelf(workspace, workspace.outputs / SHELF).write_index()
    forget(wanted)
    return count, findings


def _every(workspace: Workspace) -> Iterator[tuple[str, Record | None, str | None]]:
    """The place of every report, its record if it was issued, and what is wrong with it.

    None where nobody has looked.
    """
    for folder in sorted(workspace.outputs.iterdir()):
        if not folder.name.startswith(".") and not folder.is_symlink() and is_report(folder):
            yield folder.name, None, None
    archived = place_of(workspace, workspace.issued)
    if archived is None:
        return
    is_whole, listed = is_sound(workspace), {entry.name: entry for entry in entries(workspace)}
    for one in archive.issued(workspace):
        # As `archive.fault_of`, which reads the index anew for each report.
        if not is_whole:
            fault = f"{INDEX_OF_ISSUED} không còn nguyên vẹn hoặc không khớp {HEAD}"
        elif one.name not in listed:
            fault = f"{INDEX_OF_ISSUED} không ghi báo cáo này"
        else:
            fault = verifier.fault_of(str(workspace.issued), listed[one.name])
        record = one.record
        if one.name not in listed:
            # What lies there otherwise replaces nothing.
            record = record.model_copy(update={"replaces": None})
        yield f"{archived}/{one.name}", record, fault
