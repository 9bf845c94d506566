"""Whether each mark of a figure stands where its fact belongs: at its period, at its part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product

from baocao.core.errors import Finding
from baocao.core.periods import Period
from baocao.facts.fact import Fact, with_unit
from baocao.locale.vi.text import nfc, period_name, short_date
from baocao.notebook.charts.style import shown_value
from baocao.notebook.drawings import Mark, Place
from baocao.notebook.frames import official
from baocao.notebook.visuals import label

__all__ = ["bound", "misplaced", "parts_in"]

Is = Callable[[float, Fact], bool]
"""Whether a drawn number is the value of a fact."""

_SEPARATORS = re.compile(r"\s*(?:[\n:;()|=]|, )\s*")
# Of one figure so many are told; the others are of the same kind.
_MOST = 5


def parts_in(identity: str) -> tuple[str, ...]:
    """The parts that a fact is of.

    Examples
    --------
    >>> parts_in("ocop.recognised[Đồ uống][4 sao]")
    ('Đồ uống', '4 sao')
    """
    return tuple(re.findall(r"\[([^\[\]]+)\]", identity))


def misplaced(
    marks: Sequence[Mark],
    facts: Sequence[Fact],
    periods: Sequence[Period],
    beside: Mapping[Fact, Sequence[str]],
    is_value: Is,
    where: str,
) -> Iterator[Finding]:
    """Marks whose place is that of another fact, and marks whose fact cannot be known.

    Parameters
    ----------
    marks
        Each of them has the number of one of the facts.
    periods
        Of the facts, in their order.
    beside
        What the tables that are described write beside a fact.
    """
    names = _Names(facts, periods, beside)
    pairs = [names.wrong(mark, is_value) for mark in marks]
    displaced = _told(told for told, is_known in filter(None, pairs) if is_known)
    if displaced:
        yield Finding(
            "NOTEBOOK-24",
            "Hình vẽ số liệu ở chỗ của số liệu khác.",
            where,
            displaced,
            "vẽ mỗi số ở đúng kỳ, đúng phần của nó; vẽ thẳng từ report.history hoặc bảng của báo "
            "cáo thì không lệch",
        )
    unknown = _told(told for told, is_known in filter(None, pairs) if not is_known)
    if unknown:
        examples = ", ".join(f'"{name}"' for name in names.examples)
        yield Finding(
            "NOTEBOOK-25",
            "Không biết số trong hình là của số liệu nào.",
            where,
            unknown,
            f"ghi tên ở trục và chú giải đúng như báo cáo gọi, ví dụ {examples}; hình nhiều dãy "
            "số phải có chú giải",
        )


def bound(
    marks: Sequence[Mark],
    facts: Sequence[Fact],
    periods: Sequence[Period],
    beside: Mapping[Fact, Sequence[str]],
    is_value: Is,
) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    """The element and the fact of each mark of a figure that is not :func:`misplaced`.

    All marks or none: a mark without an answer would be given that of its neighbour.
    """
    names = _Names(facts, periods, beside)
    found = []
    for mark in marks:
        if isinstance(mark.value, str):
            continue
        right = names.right(mark, mark.value, is_value)
        if not mark.element or len(right) != 1:
            return ()
        found.append((mark.element, tuple(right)))
    return tuple(found)


def _told(faults: Iterable[str]) -> str:
    found = [*dict.fromkeys(faults)]
    more = f"; và {len(found) - _MOST} chỗ khác" if len(found) > _MOST else ""
    return "; ".join(found[:_MOST]) + more


class _Names:
    """What the places of facts are called."""

    def __init__(
        self,
        facts: Sequence[Fact],
        periods: Sequence[Period],
        beside: Mapping[Fact, Sequence[str]],
    ) -> None:
        self._facts = {fact for fact in facts if fact.value is not None}
        self._named: dict[Place, set[Fact]] = {}
        self.examples: list[str] = []
        are_several = len({re.sub(r" \(.*\)$", "", fact.label) for fact in self._facts}) > 1
        for fact, at in zip(facts, periods, strict=True):
            if fact.value is None:
                continue
            shown = [fact.label] if are_several else []
            shown += [str(label(at, fact)), *parts_in(fact.id)]
            self.examples += [text for text in shown if text not in self.examples][:2]
            texts = [
                *shown,
                *(str(at), period_name(at), fact.label, str(fact.window.end.year)),
                short_date(fact.window.end),
                *beside.get(fact, ()),
                *(
                    fact.text,
                    shown_value(fact),
                    with_unit(fact),
                    f"{shown_value(fact)} {fact.unit}",
                ),
            ]
            days = [fact.window.start, fact.window.end, at.start, at.end]
            places: list[Place] = [*map(_folded, texts), *(day for day in days if day)]
            for name in places:
                self._named.setdefault(name, set()).add(fact)
        self.examples = self.examples[:3]

    def right(self, mark: Mark, value: float, is_value: Is) -> list[Fact]:
        """The facts of a mark's place that have its value."""
        found, _ = self._at(mark)
        return [fact for fact in found if is_value(value, fact)]

    def wrong(self, mark: Mark, is_value: Is) -> tuple[str, bool] | None:
        """What is wrong with a mark, and whether its place is known; None: nothing."""
        if isinstance(mark.value, str):
            return self._wrong_text(mark)
        found, is_known = self._at(mark)
        if mark.beside is not None:
            return self._wrong_pair(mark, mark.beside, found, is_value)
        told = f"{official(mark.value)}{_place(mark)}"
        if not is_known:
            return told, False
        right = [fact for fact in found if is_value(mark.value, fact)]
        if not right:
            others = ", ".join(sorted({fact.text for fact in found})) or "không có"
            return f"{told}, số liệu của chỗ ấy: {others}", True
        if (mark.at or mark.of) and any(not is_value(mark.value, fact) for fact in found):
            return told, False
        return None

    def _wrong_text(self, mark: Mark) -> tuple[str, bool] | None:
        """A figure that is written alone says what the place is that it stands at."""
        text = _folded(str(mark.value))
        figures = {fact for fact in self._named.get(text, ()) if text in _figures(fact)}
        found, is_known = self._at(mark)
        if not figures or not is_known or not mark.at or figures & found:
            return None
        others = ", ".join(sorted({fact.text for fact in found})) or "không có"
        return f'chữ "{mark.value}"{_place(mark)}, số liệu của chỗ ấy: {others}', True

    def _wrong_pair(
        self, mark: Mark, beside: float, found: set[Fact], is_value: Is
    ) -> tuple[str, bool] | None:
        """Two numbers at one point are of one period and one part."""
        assert not isinstance(mark.value, str)
        up = [fact for fact in found if is_value(mark.value, fact)]
        across = [fact for fact in found if is_value(beside, fact)]
        together = any(
            (one.period, parts_in(one.id)) == (other.period, parts_in(other.id))
            for one, other in product(up, across)
        )
        told = f"điểm ({official(beside)}; {official(mark.value)}){_place(mark)}"
        return None if together else (f"{told}: hai số của hai chỗ khác nhau", True)

    def _at(self, mark: Mark) -> tuple[set[Fact], bool]:
        """The facts of a mark's place, and whether the axis calls it as the report does."""
        found, is_known = set(self._facts), True
        for place in mark.at:
            named = self._of(place)
            is_known = is_known and (named is not None or len(self._facts) == 1)
            found = found if named is None else found & named
        for text in mark.of:
            # A title or an entry of the legend may also say something else.
            if named := self._of(text):
                found = found & named
        return found, is_known

    def _of(self, place: Place) -> set[Fact] | None:
        """The facts that are called so; a text may hold several names: "4 sao (năm 2023)".

        None where no fact has any of them.
        """
        if isinstance(place, date):
            return self._named.get(place)
        whole = self._named.get(_folded(place))
        if whole is not None:
            return whole
        pieces = [self._named.get(_folded(piece)) for piece in _SEPARATORS.split(nfc(place))]
        known = [named for named in pieces if named is not None]
        return set.intersection(*known) if known else None


def _figures(fact: Fact) -> set[str]:
    shown = shown_value(fact)
    texts = (fact.text, shown, with_unit(fact), f"{shown} {fact.unit}", f"{fact.text} {fact.unit}")
    return {*map(_folded, texts)}


def _folded(text: str) -> str:
    return " ".join(nfc(text).split()).lower()


def _place(mark: Mark) -> str:
    names = [official(place) if isinstance(place, date) else place for place in mark.at]
    told = ", ".join(f'"{name}"' for name in (*names, *mark.of) if name)
    return f" ở {told}" if told else " ở chỗ không có tên"
