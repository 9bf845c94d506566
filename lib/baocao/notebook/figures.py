"""Figures that analysts draw with other libraries: every number in them is one of named facts.

The picture is taken as it is drawn. What its marks stand for and what is written in it is read from
the figure itself; a number that none of the named facts has is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from baocao.core.errors import BuildError, Finding
from baocao.core.periods import Period
from baocao.facts.fact import Fact, with_unit
from baocao.facts.measures import Measure
from baocao.locale.vi.text import nfc, period_name, short_date
from baocao.locale.vi.typed_numbers import numbers_in
from baocao.notebook.bound import Binder
from baocao.notebook.charts.style import ReportFigure, describe, shown_value, unit_head
from baocao.notebook.counted import HISTORY_COLUMNS
from baocao.notebook.drawings import Drawing, read_figure
from baocao.notebook.frames import ShownFrame, official
from baocao.notebook.known_text import KnownText
from baocao.notebook.placed import bound, misplaced, parts_in
from baocao.notebook.table import ReportTable, Row
from baocao.notebook.visuals import label
from baocao.prose.quotable import Quotable
from baocao.prose.typed import without_names

__all__ = ["hand_drawn"]

_WAYS = (
    "vẽ đúng số liệu của báo cáo (report.history, report.breakdown, report.fact) và nêu chúng "
    "trong describes=, hình chia theo phần thì nêu report.breakdown(…); đặt tên trục, chú "
    "giải bằng tiếng Việt; xem docs/recipes.md"
)
_SEPARATORS = re.compile(r"\s*(?:[\n:;()|=–]|, |\. | - )\s*")
# Amounts are often drawn in thousands, millions or billions of đồng.
_SCALES = (Decimal(1), Decimal(10**3), Decimal(10**6), Decimal(10**9))


def hand_drawn(
    binder: Binder,
    figure: object,
    title: KnownText,
    describes: Sequence[object],
    alt: str,
    histories: Sequence[Period],
) -> ReportFigure:
    """The figure as one of the report's.

    Parameters
    ----------
    describes
        Facts, indicators (their figures over `histories`, as far as they are drawn), history
        frames and tables of the report.
    alt
        What the picture shows, in words; empty: the toolkit says it from the facts.

    Raises
    ------
    BuildError
        NOTEBOOK-12 a number is drawn or written that none of the facts has; NOTEBOOK-24 a number
        stands where another fact belongs; NOTEBOOK-25 it cannot be known which fact a number is;
        and what :func:`~baocao.notebook.drawings.read_figure` raises.
    """
    name = f'hình "{title}"'
    if not title:
        raise BuildError(_refused("Hình chưa có tên.", name, "", 'viết title="…"'))
    drawing = read_figure(figure)
    # Periods whose figure is missing may be named as well.
    named = _facts(binder, drawing, describes, histories, name)
    periods = [_period(binder, fact) for fact in named]
    known = _Known.of(named, periods)
    facts = [fact for fact in named if fact.value is not None]
    if not facts:
        raise BuildError(_refused("Hình chưa nêu số liệu nào có giá trị.", name, ""))
    if findings := list(_faults(binder, drawing, alt, facts, known, name)):
        raise BuildError(*findings)
    beside = _beside(describes)
    if findings := list(misplaced(drawing.marks, named, periods, beside, _is, name)):
        raise BuildError(*findings)
    units = {fact.unit for fact in facts}
    caption = KnownText(f"{title} ({facts[0].unit})") if len(units) == 1 else title
    pairs = zip(known.names, named, strict=True)
    parts = [(one, fact) for one, fact in pairs if fact.value is not None]
    said = KnownText(alt) if alt else describe("Hình", caption, parts)
    axis = tuple(map(KnownText, (*drawing.texts, *drawing.ticks)))
    marks = bound(drawing.marks, named, periods, beside, _is)
    return ReportFigure(caption, said, drawing.svg, _table(caption, parts), axis, marks)


def _faults(
    binder: Binder,
    drawing: Drawing,
    alt: str,
    facts: Sequence[Fact],
    known: _Known,
    name: str,
) -> Iterator[Finding]:
    """What is drawn, written or said of the figure and is none of the facts; of each kind one."""
    drawn = [n for n in drawing.numbers if not any(_is(n, fact) for fact in facts)]
    pieces: dict[str, tuple[list[str], list[str]]] = {}
    for text in dict.fromkeys((*drawing.texts, alt)):
        pieces[text] = known.pieces(without_names(nfc(text), binder.names))
        # A claim beside a figure is one as well.
        binder.checked(" ".join(pieces[text][1]))
    registers = binder.book.catalogue.registers
    coded = HISTORY_COLUMNS | {c.name for one in registers for c in one.table_columns}
    strange = {
        "Hình vẽ số không phải là số liệu nêu trong describes=.": map(official, drawn),
        "Chữ trong hình có con số không phải là số liệu nêu trong describes=.": [
            piece for text in drawing.texts for piece in pieces[text][0]
        ],
        "Lời tả hình có con số không phải là số liệu nêu trong describes=.": pieces[alt][0],
        "Chữ trong hình là tên cột trong mã, không phải chữ cho người đọc.": [
            text for text in drawing.texts if text in coded
        ],
    }
    for what, found in strange.items():
        if told := tuple(dict.fromkeys(found)):
            yield _refused(what, name, official(told))


def _facts(
    binder: Binder,
    drawing: Drawing,
    describes: Sequence[object],
    histories: Sequence[Period],
    name: str,
) -> list[Fact]:
    found: list[Fact] = []
    for one in describes if isinstance(describes, list | tuple) else [describes]:
        match one:
            case Fact() | Quotable():
                found.append(binder.fact(one, name))
            case ReportTable():
                found += [binder.fact(fact, name) for fact in one.facts]
            case _ if isinstance(one, Measure):
                measure = binder.book.catalogue.required(one)
                known = [binder.book.fact(measure, at) for at in histories]
                drawn = [fact for fact in known if any(_is(n, fact) for n in drawing.numbers)]
                found += drawn or [binder.book.fact(measure, binder.period)]
            case ShownFrame() if one.about.source in dict(binder.book.catalogue):
                found += binder.facts(one, binder.book.catalogue[one.about.source], name)
            case _:
                kind = type(one).__name__
                raise BuildError(_refused("describes= có thứ không phải là số liệu.", name, kind))
    return list(dict.fromkeys(found))


def _beside(describes: object) -> dict[Fact, list[str]]:
    """What the tables among them write beside each of their facts."""
    found: dict[Fact, list[str]] = {}
    for table in describes if isinstance(describes, list | tuple) else [describes]:
        if not isinstance(table, ReportTable):
            continue
        for row in table.rows:
            texts = [cell for cell in row.cells if isinstance(cell, str) and cell]
            for cell, (head, _) in zip(row.cells, table.columns, strict=True):
                if isinstance(cell, Fact):
                    found.setdefault(cell, []).extend((*texts, head))
    return found


def _period(binder: Binder, fact: Fact) -> Period:
    return Period.parse(fact.period, binder.book.workspace.calendar)


def _is(number: float, fact: Fact) -> bool:
    if fact.value is None:
        return False
    scales = _SCALES if fact.unit == "đồng" else _SCALES[:1]
    return any(
        math.isclose(number, float(fact.value / scale), rel_tol=1e-9, abs_tol=1e-9)
        for scale in scales
    )


@dataclass(frozen=True)
class _Known:
    """The texts with numbers that a figure of some facts may have.

    Parameters
    ----------
    names
        What tells each fact from the others: its period, its label, or both.
    phrases
        Names with words, which may stand in a longer text: "quý III/2023", "3 sao".
    wholes
        What stands alone between separators: a figure, a bare year.
    """

    names: tuple[KnownText, ...]
    phrases: tuple[str, ...]
    wholes: frozenset[str]

    @classmethod
    def of(cls, facts: Sequence[Fact], periods: Sequence[Period]) -> _Known:
        times = [label(at, fact) for at, fact in zip(periods, facts, strict=True)]
        labels = [KnownText(fact.label) for fact in facts]
        if len(set(labels)) == 1:
            names = times
        elif len(set(times)) == 1:
            names = labels
        else:
            names = [KnownText(f"{a}, {b}") for a, b in zip(labels, times, strict=True)]
        phrases = [*names, *times, *labels, *map(period_name, periods)]
        phrases += [short_date(fact.window.end) for fact in facts]
        wholes: list[str] = [str(at) for at in periods]
        wholes += [str(fact.window.end.year) for fact in facts]
        for fact in facts:
            phrases += parts_in(fact.id)
            bare = {fact.text, shown_value(fact)}
            wholes += [*bare, with_unit(fact), *(f"{text} {fact.unit}" for text in bare)]
        longest = sorted({text for text in phrases if _has_words(text)}, key=len, reverse=True)
        return cls(tuple(names), tuple(longest), frozenset(map(str.lower, (*wholes, *phrases))))

    def pieces(self, text: str) -> tuple[list[str], list[str]]:
        """The pieces of a text with a number that is none of theirs, and those without numbers."""
        for phrase in self.phrases:
            text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " ", text, flags=re.IGNORECASE)
        pieces = [piece for piece in map(str.strip, _SEPARATORS.split(text)) if piece]
        numbered = [piece for piece in pieces if any(numbers_in(piece))]
        strange = [piece for piece in numbered if piece.lower() not in self.wholes]
        return strange, [piece for piece in pieces if piece not in numbered]


def _has_words(text: str) -> bool:
    """Whether a text is more than a number, so that it means the same wherever it stands."""
    return bool(re.search(r"[^\W\d_]", text)) or "/" in text


def _table(caption: KnownText, parts: Sequence[tuple[KnownText, Fact]]) -> ReportTable:
    facts = [fact for _, fact in parts]
    if len({fact.unit for fact in facts}) == 1:
        rows = tuple(Row((name, fact)) for name, fact in parts)
        return ReportTable(caption, (("Số liệu", "left"), (unit_head(facts), "right")), rows)
    heads: tuple[tuple[str, str], ...] = (("Số liệu", "left"), ("Đơn vị tính", "left"))
    rows = tuple(Row((name, KnownText(fact.unit), fact)) for name, fact in parts)
    return ReportTable(caption, (*heads, ("Giá trị", "right")), rows)  # type: ignore[arg-type]


def _refused(what: str, where: str, found: str, remedy: str = _WAYS) -> Finding:
    return Finding("NOTEBOOK-12", what, where=where, found=found, remedy=remedy)
