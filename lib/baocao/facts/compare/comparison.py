"""Compares the facts of two sides, as far as they can be compared; reads no file."""

from __future__ import annotations

from dataclasses import replace

from baocao.core.errors import Finding, TrendError
from baocao.core.periods import require_same_kind
from baocao.facts.compare.results import Comparison, Difference, Side, What
from baocao.facts.compare.rows import RowChange, register_of, row_changes
from baocao.facts.fact import CORRECTED, Fact, is_signed, suffix_of
from baocao.facts.trends import change, growth
from baocao.locale.vi.text import short_date

__all__ = ["compare"]


def compare(
    a: Side, b: Side, notes: tuple[str, ...] = (), personal: frozenset[str] = frozenset()
) -> Comparison:
    """Compare two sides fact by fact.

    Of one period, facts are paired by id and period; what moved between two builds, their
    closing day included, is then what differs.  Of two periods, those of each side's own period
    are paired by id, and both must cover as many days.

    Parameters
    ----------
    a, b
        Before and after.
    notes
        What the reading of the sides left out.
    personal
        Registers whose keys hold personal data.

    Raises
    ------
    PeriodError
        PERIOD-03 two kinds of period.
    TrendError
        TREND-02 windows of unlike length, each pair of windows once.
    """
    require_same_kind(a.period, b.period)
    alike = str(a.period) == str(b.period)
    before, after = _by_key(a, alike), _by_key(b, alike)
    found, refused = [], dict[str, Finding]()
    for key in {**before, **after}:
        one, other = before.get(key), after.get(key)
        try:
            difference = _difference(one, other, alike)
        except TrendError as error:
            refused |= {f.found: f for f in error.findings if f.found not in refused}
            continue
        rows = row_changes(one, other, a.contents, b.contents, (a.whole, b.whole), personal)
        if not difference.what and alike and any(row.how != "altered" for row in rows):
            difference = replace(difference, what=("rows",))
        if target := _target(_reached(a, one), _reached(b, other)):
            difference = replace(difference, what=(*difference.what, target))
        if difference.what:
            more = _notes(difference, rows, (a, b)) if alike else ()
            found.append(replace(difference, rows=rows, notes=more))
    if refused:
        raise TrendError(*refused.values())
    same = len({**before, **after}) - len(found)
    return Comparison(a, b, tuple(found), same, (*notes, *_beyond(a, b, alike)))


def _by_key(side: Side, alike: bool) -> dict[tuple[str, str], Fact]:
    own = str(side.period)
    return {
        (fact.id, fact.period if alike else ""): fact
        for fact in side.facts
        if alike or fact.period == own
    }


def _beyond(a: Side, b: Side, alike: bool) -> tuple[str, ...]:
    count = sum(f.period != str(side.period) for side in (a, b) for f in side.facts)
    if alike or not count:
        return ()
    return (f"{count} số liệu của các kỳ khác mà hai bản có trích thì không so.",)


def _difference(a: Fact | None, b: Fact | None, alike: bool) -> Difference:
    if a is None or b is None:
        return Difference(a, b, ("new",) if a is None else ("gone",))
    if (a.unit, a.stock) != (b.unit, b.stock):
        return Difference(a, b, ("redefined",))
    if a.value is None or b.value is None:
        if a.value is None and b.value is None:
            return Difference(a, b, ())
        return Difference(a, b, ("known",) if a.value is None else ("unknown",))
    # One figure at two builds may be compared even when its closing day has moved.
    moved = change(b, replace(a, window=b.window) if alike else a, pad_counts=False)
    if not moved.value:
        return Difference(a, b, ())
    what: tuple[What, ...] = ("rose",) if moved.value > 0 else ("fell",)
    if a.value * b.value < 0:
        what += ("turned",)
    rate = growth(b, replace(a, window=b.window) if alike else a)
    meant = a.value > 0 and b.value >= 0 and not is_signed(b.id) and rate.value is not None
    return Difference(a, b, what, moved, rate if meant else None)


def _reached(side: Side, fact: Fact | None) -> bool | None:
    """Whether the plan is reached; None where the figure or the plan is unknown."""
    if fact is None or fact.value is None:
        return None
    beside = {f.id: f.value for f in side.facts if f.period == fact.period}
    plan, share = (beside.get(f"{fact.id}:{name}") for name in ("plan", "of_plan"))
    if plan is not None:
        return fact.value >= plan
    return None if share is None else share >= 100


def _target(before: bool | None, after: bool | None) -> What | None:
    if before is None or after is None or before == after:
        return None
    return "reached" if after else "missed"


def _notes(
    difference: Difference, rows: tuple[RowChange, ...], sides: tuple[Side, Side]
) -> tuple[str, ...]:
    """Why a figure differs between two builds, where its rows do not show that."""
    a, b = difference.a, difference.b
    if a is None or b is None:
        return ()
    found = []
    if a.window != b.window:
        found.append(f"tính {_days(a)}, nay {_days(b)}")
    if difference.change is None or suffix_of(b.id):
        return tuple(found)
    # A corrected register has another content although its file is the same.
    hashes = [
        {
            register_of(s.register): (s.sha256, s.filter.partition(CORRECTED)[2])
            for s in fact.provenance
        }
        for fact in (a, b)
    ]
    titles = {register_of(source.register): source.title for source in b.provenance}
    blind = [
        titles[register]
        for register, content in hashes[1].items()
        if hashes[0].get(register) != content
        and any(register not in side.contents for side in sides)
    ]
    if blind:
        found.append(f"sổ đã sửa, chỉ so được khóa của dòng: {'; '.join(blind)}")
    elif not rows:
        found.append("các dòng sổ như nhau: cách tính đã đổi")
    return tuple(found)


def _days(fact: Fact) -> str:
    end = short_date(fact.window.end)
    if fact.window.start is None:
        return f"đến hết {end}"
    return f"từ {short_date(fact.window.start)} đến hết {end}"
