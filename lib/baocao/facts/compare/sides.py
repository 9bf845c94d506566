"""Opens what is to be compared: a period of the workspace as it is now, or a built report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from baocao.core.errors import BaocaoError, DiffError, Finding, IndicatorError, PeriodError
from baocao.core.periods import Period, require_same_kind
from baocao.facts.book import FactBook
from baocao.facts.compare.builds import FACTS, Build, facts_of, read_build
from baocao.facts.compare.comparison import compare
from baocao.facts.compare.results import Comparison, Difference, Side
from baocao.facts.compare.rows import Contents, register_of
from baocao.facts.fact import Fact, suffix_of
from baocao.facts.find import find
from baocao.facts.targets import TARGETS
from baocao.locale.vi.text import period_name
from baocao.registers.declare import Register
from baocao.registers.small import Table, shown_columns
from baocao.workspace.workspace import Workspace

__all__ = ["between", "since"]

Named = str | int | Path | Period


def between(book: FactBook, a: Named, b: Named) -> Comparison:
    """Compare two periods, two builds, or a build with the workspace as it is now.

    Parameters
    ----------
    book
        Facts of the workspace.
    a, b
        Before and after: a period code, or the folder of a built report (from the working
        directory, or else from the workspace).  A folder that is named like a period is
        written ``./2023-Q3``.

    Raises
    ------
    DiffError
        DIFF-01 neither a period nor a folder; DIFF-02, DIFF-03 a folder without readable facts.
    PeriodError, TrendError
        PERIOD-03, TREND-02: two that cannot be compared.
    RegisterError, IndicatorError
        The workspace cannot be evaluated.
    """
    opened: list[Period | Build] = []
    faults: list[Finding] = []
    for named in (a, b):
        try:
            opened.append(_open(book, named))
        except DiffError as error:
            faults += error.findings
    if faults:
        raise DiffError(*faults)
    require_same_kind(*(one.period if isinstance(one, Build) else one for one in opened))
    notes: list[str] = []
    if any(isinstance(one, Period) for one in opened):
        opened = [_evaluable(one, notes) if isinstance(one, Build) else one for one in opened]
    sides = [
        _built(book, one, notes)
        if isinstance(one, Build)
        else _current(book, one, opened[1 - position])
        for position, one in enumerate(opened)
    ]
    return compare(sides[0], sides[1], tuple(notes), _personal(book))


def since(
    book: FactBook, folder: Path, kept: Path, quoted: Sequence[Mapping[str, Any]]
) -> Comparison:
    """What a built report printed, against the same facts as the workspace has them now.

    Parameters
    ----------
    book
        Facts of the workspace.
    folder
        The built report.
    kept
        The workspace of then, whose registers tell which rows changed: of those that may not be
        shown the keys alone.  Where today's declarations cannot read it, the rows that the
        report carries do.
    quoted
        Facts of a new report, as in ``facts.json``: of comparisons, which only a report makes,
        those are compared that both quote.

    Raises
    ------
    DiffError, RegisterError, IndicatorError
        As :func:`between`.
    """
    build = read_build(book.workspace, folder, book.workspace.relative(folder))
    plain = _evaluable(build, [])
    made = {(fact.id, fact.period): fact for fact in facts_of(quoted)}
    pairs = [
        (fact, made[fact.id, fact.period])
        for fact in build.facts
        if fact not in plain.facts and (fact.id, fact.period) in made
    ]
    old, new = _built(book, plain, []), _current(book, build.period, plain)
    every = (*book.catalogue.registers, TARGETS)
    try:
        then = _rows(FactBook(Workspace.load(kept), book.catalogue), every)
        old = replace(old, contents=then, whole=True)
        new = replace(new, contents=_rows(book, every))
    except BaocaoError:
        pass  # an older workspace need not fit the declarations of today
    old = replace(old, facts=(*old.facts, *(fact for fact, _ in pairs)))
    new = replace(new, facts=(*new.facts, *(fact for _, fact in pairs)))
    found = compare(old, new, (), _personal(book))
    hidden = {register.title for register in every if not register.public}
    return replace(
        found, differences=tuple(_without_hidden_cells(d, hidden) for d in found.differences)
    )


def _without_hidden_cells(difference: Difference, hidden: set[str]) -> Difference:
    """The difference, without the cells of registers that may not be shown."""
    rows = (replace(r, cells=()) if r.title in hidden else r for r in difference.rows)
    return replace(difference, rows=tuple(rows))


def _personal(book: FactBook) -> frozenset[str]:
    """Registers whose keys hold personal data."""
    return frozenset(
        _place(book, register)
        for register in book.catalogue.registers
        if any(register.column(name).personal for name in register.key)
    )


def _open(book: FactBook, named: Named) -> Period | Build:
    if not isinstance(named, Path):
        try:
            return book.workspace.period(named)
        except PeriodError as error:
            # A code such as 2023-11-14--2020-01-01 is a period, though a wrong one.
            if error.findings[0].code != "PERIOD-01":
                raise
    for folder in (Path(str(named)), book.workspace.root / str(named)):
        if folder.is_dir():
            return read_build(book.workspace, folder, Path(str(named)).as_posix())
    raise DiffError(
        Finding(
            "DIFF-01",
            "Không phải kỳ báo cáo, cũng không phải thư mục báo cáo đã dựng.",
            found=str(named),
            remedy=f"viết kỳ như 2023-Q3, hoặc thư mục có {FACTS} như outputs/2023-Q3",
        )
    )


def _evaluable(build: Build, notes: list[str]) -> Build:
    """The build without the comparisons it quotes, which follow from its other facts."""
    facts = tuple(fact for fact in build.facts if suffix_of(fact.id) in ("", "plan"))
    if left := len(build.facts) - len(facts):
        notes.append(
            f"{left} số suy ra từ các số khác (tăng giảm, tỷ trọng, ước: mã có dấu hai chấm) "
            "không tính lại; muốn so cả các số ấy, hãy so hai bản đã dựng."
        )
    return replace(build, facts=facts)


def _built(book: FactBook, build: Build, notes: list[str]) -> Side:
    if build.rows is None:
        notes.append(f"{build.place} không có report.ipynb: chỉ so được khóa của các dòng sổ.")
    name = f"{period_name(build.period)}, bản đã dựng ở {build.place}"
    return Side(name, build.period, build.facts, _carried(book, build))


def _carried(book: FactBook, build: Build) -> Contents:
    """The rows a build carries, as far as the registers may be shown today."""
    if build.rows is None:
        return {}
    rows = {register_of(place): found for place, found in build.rows.items()}
    return {
        _place(book, register): {
            key: {
                column.heading: cells[column.heading]
                for column in register.all_columns
                if not column.personal and column.heading in cells
            }
            for key, cells in rows.get(_place(book, register), {}).items()
        }
        for register in _public(book)
    }


def _current(book: FactBook, period: Period, other: Period | Build) -> Side:
    facts: Iterable[Fact]
    if isinstance(other, Build):
        facts = _again(book, period, other)
    else:
        measures = [measure for _, measure in book.catalogue]
        facts = (f for m in measures for f in (book.fact(m, period), book.plan(m, period)))
    name = f"{period_name(period)}, theo sổ hiện nay"
    return Side(name, period, tuple(facts), _rows(book, _public(book)), whole=True)


def _again(book: FactBook, period: Period, build: Build) -> Iterator[Fact]:
    """What the workspace says today of each fact that a build holds."""
    alike = str(period) == str(build.period)
    for fact in build.facts:
        own = fact.period == str(build.period)
        if not own and not alike:
            continue
        at = period if own else book.workspace.period_of(fact.period)
        try:
            if suffix_of(fact.id):
                measure = book.catalogue[fact.id.removesuffix(":plan")]
                yield book.plan(measure, at)
            else:
                yield find(book, fact.id, at)
        except IndicatorError as error:
            # An indicator or a part that is no longer there is a difference, not a fault.
            if error.findings[0].code not in ("INDICATOR-05", "INDICATOR-06"):
                raise


def _rows(book: FactBook, registers: Iterable[Register]) -> Contents:
    found = {}
    for register in registers:
        table = book.table(register)
        if not isinstance(table, Table):
            continue  # figures of a large register are compared, its rows are not
        cells = shown_columns(register, table.frame)
        rows = zip(*cells.values(), strict=True)
        found[_place(book, register)] = {
            key: dict(zip(cells, row, strict=True))
            for key, row in zip(table.keys, rows, strict=True)
        }
    return found


def _public(book: FactBook) -> Iterator[Register]:
    return (register for register in book.catalogue.registers if register.public)


def _place(book: FactBook, register: Register) -> str:
    return book.workspace.relative(book.workspace.data / register.folder / register.stem)
