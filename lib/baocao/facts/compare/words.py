"""The Vietnamese words of a comparison: the same in the terminal and on the HTML page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from baocao.facts.compare.results import WORDS, Comparison, Difference
from baocao.facts.compare.rows import How, RowChange
from baocao.facts.fact import ESTIMATED, Fact, is_signed, with_unit
from baocao.locale.vi.text import join, period_noun

__all__ = ["changed", "name", "row_groups", "stated", "summary", "title"]

_MINUS = "−"
_HOW: dict[How, str] = {"altered": "sửa", "removed": "bớt", "added": "thêm"}


def title(found: Comparison) -> str:
    """The heading of the whole."""
    names = [period_noun(side.period) for side in (found.a, found.b)]
    return f"Hai bản số liệu {names[0]}" if found.of_one_period else f"So sánh {join(names)}"


def summary(found: Comparison) -> str:
    """How many facts differ, in which ways, and how many do not."""
    if not found.differences:
        return f"Không có số liệu nào khác nhau; {found.same} số liệu như nhau."
    ways = Counter(what for difference in found.differences for what in difference.what)
    listed = "; ".join(f"{ways[what]} {word}" for what, word in WORDS.items() if ways[what])
    return f"{len(found.differences)} số liệu khác nhau ({listed}); {found.same} số liệu như nhau."


def name(difference: Difference, of_one_period: bool) -> str:
    """A fact's id, and its period where there are several."""
    fact = difference.fact
    return f"{fact.id}, kỳ {fact.period}" if of_one_period else fact.id


def stated(fact: Fact | None) -> str:
    """A figure with its unit, and with its sign where the text leaves that to a sentence."""
    if fact is None:
        return "không có"
    return _signed(fact, with_unit(fact), plus=is_signed(fact.id))


def changed(difference: Difference) -> str:
    """The change in the fact's unit and in percent; empty where it means nothing."""
    change, growth = difference.change, difference.growth
    if change is None:
        return ""
    parts = [_signed(change, with_unit(change), plus=True)]
    if growth is not None:
        parts.append(_signed(growth, growth.text, plus=True))
    return "; ".join(parts)


def _signed(fact: Fact, text: str, plus: bool) -> str:
    if not fact.value or (fact.value > 0 and not plus):
        return text
    mark = ESTIMATED if text.startswith(ESTIMATED) else ""
    # Some texts have a minus of their own: figures do, comparisons leave it to the sentence.
    bare = text.removeprefix(ESTIMATED).removeprefix("-")
    return f"{mark}{'+' if fact.value > 0 else _MINUS}{bare}"


def row_groups(rows: Sequence[RowChange], most: int | None = None) -> list[tuple[str, list[str]]]:
    """The rows behind a difference by register: a heading, and lines.

    A row of which more is known than its key has a line of its own; the others share one.

    Parameters
    ----------
    rows
        As in :attr:`~baocao.facts.compare.comparison.Difference.rows`.
    most
        How many rows are shown, followed by the number of the others; None: all.
    """
    shown = rows[:most]
    groups: list[tuple[str, list[str]]] = []
    for register in dict.fromkeys(row.title for row in rows):
        counts = Counter(row.how for row in rows if row.title == register)
        told = ", ".join(f"{word} {counts[how]} dòng" for how, word in _HOW.items() if counts[how])
        items: list[str] = []
        for how, word in _HOW.items():
            here = [row for row in shown if (row.title, row.how) == (register, how)]
            items += [f"{word} {_row(row)}" for row in here if row.cells or row.note]
            if plain := [row.key for row in here if not row.cells and not row.note]:
                items.append(f"{word} {'; '.join(plain)}")
        groups.append((f"{register}: {told}", items))
    if len(rows) > len(shown):
        groups[-1][1].append(f"… và {len(rows) - len(shown)} dòng khác")
    return groups


def _row(row: RowChange) -> str:
    note = f" ({row.note})" if row.note else ""
    cells = "; ".join(_cell(*cell) for cell in row.cells)
    return f"{row.key}{note}: {cells}" if cells else f"{row.key}{note}"


def _cell(heading: str, was: str | None, now: str | None) -> str:
    if was is None or now is None:
        return f"{heading}: {was or now}"
    return f"{heading}: {was or 'trống'} → {now or 'trống'}"
