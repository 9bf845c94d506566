"""Words around a number that differ from those of the built report.

A number may stand as it was and mean something else: beside another base, another place, a "không".
What stands at its place in the built report is known, so every word that was changed beside it is
found.  One that excludes the earlier one (:mod:`baocao.locale.vi.contrasts`, and what the workspace
tells apart by name) contradicts the report; every other change is listed for a person to look at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from rapidfuzz import fuzz

from baocao.core.periods import Period
from baocao.locale.vi.contrasts import CONTRASTS, NEUTRAL, Contrast, Said
from baocao.review.sequences import unequal_runs
from baocao.review.verify.alignment import Position
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.known_values import named_contrasts
from baocao.review.verify.mentions import Mention
from baocao.review.verify.named_windows import period_named, windows_of
from baocao.review.verify.passages import Passage

__all__ = ["ChangedWords"]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-zđ])|\n|;\s")
# Paragraphs without a number that has a partner are laid beside each other from this likeness on.
_ALIKE = 75
# Words of one change that are told; a reader looks at the text for more.
_MOST_TOLD = 12
_BASE_NAMED = re.compile(
    r"(?:cùng (?:kỳ|thời điểm)(?: của)?|so với(?: cả)?|hơn|kém) (?=(?:quý|tháng|năm|tuần) )"
)
_ORDINAL = re.compile(
    r"\bthứ (\d+|nhất|nhì|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\b(?! (?:tư|sáu|bảy) hằng tuần)"
)
_ORDINALS = {
    **{"nhất": "1", "nhì": "2", "hai": "2", "ba": "3", "tư": "4", "năm": "5"},
    **{"sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10"},
}
_BASE, _TIME, _ORDER = "mốc so sánh", "thời gian", "thứ bậc"


class _Word(NamedTuple):
    """A word of a unit: its letters there, what it is compared by, its passage and mention."""

    start: int
    end: int
    key: str
    passage: int
    mention: int | None


@dataclass(frozen=True, eq=False)
class _Unit:
    """A paragraph, or the cells of a table's row, as one text."""

    passages: Sequence[Passage]
    numbers: tuple[int, ...]

    @cached_property
    def starts(self) -> list[int]:
        """Where each of its passages begins in the text."""
        found, at = [], 0
        for number in self.numbers:
            found.append(at)
            at += len(self.passages[number].text) + 1
        return found

    @cached_property
    def text(self) -> str:
        return "\n".join(self.passages[number].text for number in self.numbers)

    @property
    def is_row(self) -> bool:
        return self.passages[self.numbers[0]].block.cell is not None

    @cached_property
    def words(self) -> list[_Word]:
        found: list[_Word] = []
        for number, offset in zip(self.numbers, self.starts, strict=True):
            passage, at = self.passages[number], 0
            for index, mention in enumerate(passage.mentions):
                if not mention.is_figure and mention.kind != "time":
                    continue
                found += _words(passage.text, at, mention.start, offset, number)
                key = "#" if mention.is_figure else "#time"
                place = (offset + mention.start, offset + mention.end)
                found.append(_Word(*place, key, number, index))
                at = mention.end
            found += _words(passage.text, at, len(passage.text), offset, number)
        return found

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around some letters; of a row all of it."""
        if self.is_row:
            return 0, len(self.text)
        ends = [match.span() for match in _SENTENCE_END.finditer(self.text)]
        first = max((after for _, after in ends if after <= start), default=0)
        last = min((before for before, _ in ends if before >= end), default=len(self.text))
        return first, last

    def is_quoting(self, start: int, end: int) -> bool:
        """Whether the file binds some of the letters to a fact."""
        for number, offset in zip(self.numbers, self.starts, strict=True):
            passage = self.passages[number]
            for quote in passage.quotes:
                first, last = passage.letters(quote)
                if offset + first < end and start < offset + last:
                    return True
        return False


def _words(text: str, start: int, end: int, offset: int, number: int) -> Iterator[_Word]:
    for match in _TOKEN.finditer(text, start, end):
        yield _Word(
            offset + match.start(), offset + match.end(), match[0].lower(), number, None
        )


def _units(passages: Sequence[Passage]) -> list[_Unit]:
    def place(number: int) -> tuple[int, int, int]:
        cell = passages[number].block.cell
        return (*cell[:2], -1) if cell else (0, 0, number)

    return [_Unit(passages, tuple(unit)) for _, unit in groupby(range(len(passages)), place)]


class ChangedWords:
    """Finds the words that were changed around numbers, and judges them.

    Parameters
    ----------
    built
        The passages of the report as built.
    facts
        What the workspace knows.
    """

    def __init__(self, built: Sequence[Passage], facts: KnownFacts) -> None:
        self.facts = facts
        self.built = _units(built)
        self._unit_of = {n: unit for unit in self.built for n in unit.numbers}

    @cached_property
    def _contrasts(self) -> tuple[Contrast, ...]:
        return (*CONTRASTS, *named_contrasts(self.facts.book))

    def judge(
        self,
        edited: Sequence[Passage],
        partners: Mapping[Position, Position],
        found: Mapping[Position, Judgement],
        expected: Callable[[Position], set[str]],
    ) -> Iterator[tuple[int, Judgement]]:
        """The judgements of changed words, each after the number of its passage.

        Parameters
        ----------
        edited
            The document.
        partners
            For mentions of the document those at the same place of the built report.
        found
            The judgements of the document's numbers, days and claims.
        expected
            The ids of the facts that the built report quotes at a place.
        """
        units = _units(edited)
        for unit, other in self._paired(units, partners):
            sure = {
                position
                for number in unit.numbers
                for position in ((number, i) for i in range(len(edited[number].mentions)))
                if (judgement := found.get(position)) is not None
                and judgement.mention.is_figure
                and judgement.verdict in ("right", "rounded")
                and position in partners
                and (not (ids := expected(partners[position])) or judgement.fact in ids)
            }
            yield from self._changes(unit, other, sure, found)

    def _paired(
        self, units: Sequence[_Unit], partners: Mapping[Position, Position]
    ) -> Iterator[tuple[_Unit, _Unit]]:
        """Units that are not equal, each with the one at its place in the built report."""
        same = Counter(unit.text for unit in self.built)
        left: list[_Unit] = []
        taken: set[_Unit] = set()
        for unit in units:
            if same[unit.text] > 0:
                same[unit.text] -= 1
                continue
            votes = Counter(
                self._unit_of[partners[number, index][0]]
                for number in unit.numbers
                for index, mention in enumerate(unit.passages[number].mentions)
                if mention.is_figure and (number, index) in partners
            )
            if votes:
                other = votes.most_common(1)[0][0]
                taken.add(other)
                yield unit, other
            else:
                left.append(unit)
        texts = {unit.text for unit in units}
        free = [unit for unit in self.built if unit not in taken and unit.text not in texts]
        for unit in left:
            likeness = [(fuzz.ratio(unit.text, one.text, score_cutoff=_ALIKE), one) for one in free]
            score, other = max(likeness, key=lambda pair: pair[0], default=(0.0, unit))
            if score:
                free.remove(other)
                yield unit, other

    def _changes(
        self,
        unit: _Unit,
        other: _Unit,
        sure: set[Position],
        found: Mapping[Position, Judgement],
    ) -> Iterator[tuple[int, Judgement]]:
        ours, theirs = unit.words, other.words
        if not ours:
            return
        is_head = unit.passages[unit.numbers[0]].block.kind in ("heading", "caption")
        # Beside no number of the paragraph a word says nothing of the data.
        if not (is_head or sure or other.is_quoting(0, len(other.text))):
            return
        runs = unequal_runs([word.key for word in ours], [word.key for word in theirs])
        # What comes before or after all that the two have in common may be of another paragraph.
        listed: dict[tuple[int, int], list[tuple[int, int, str, str]]] = {}
        for a, b, c, d in runs:
            if _is_neutral(ours[a:b]) and _is_neutral(theirs[c:d]):
                continue
            start, end = _letters(ours, a, b)
            first, last = _letters(theirs, c, d)
            sentence, before = unit.sentence(start, end), other.sentence(first, last)
            figures = [
                word
                for word in ours
                if word.mention is not None
                and (word.passage, word.mention) in sure
                and sentence[0] <= word.start < sentence[1]
            ]
            at = ours[min(a, len(ours) - 1)] if a < b else ours[max(0, a - 1)]
            reason = self._contradiction(unit, other, (start, end), (first, last), figures, found)
            if reason:
                yield at.passage, _judged(unit, at, (start, end), "contradicted", reason)
            elif figures or is_head or other.is_quoting(*before):
                mine, their = unit.text[start:end], other.text[first:last]
                listed.setdefault(sentence, []).append((start, end, mine, their))
        for changes in listed.values():
            start, end = changes[0][0], max(change[1] for change in changes)
            at = next((word for word in ours if word.end > start), ours[-1])
            told = "; ".join(_told(mine, their) for _, _, mine, their in changes[:3])
            yield at.passage, _judged(unit, at, (start, end), "reworded", told)

    def _contradiction(
        self,
        unit: _Unit,
        other: _Unit,
        ours: tuple[int, int],
        theirs: tuple[int, int],
        figures: Sequence[_Word],
        found: Mapping[Position, Judgement],
    ) -> str:
        """Why the changed words contradict the built report; empty where they do not."""
        judged = [
            judgement
            for (number, _), judgement in found.items()
            if number in unit.numbers
            and judgement.mention.kind == "claim"
            and judgement.verdict != "unmatched"
        ]
        for contrast in self._contrasts:
            mine = _overlapping(self._said(contrast, unit.text), *ours)
            their = _overlapping(self._said(contrast, other.text), *theirs)
            if contrast.name.startswith("chiều") and judged:
                continue
            if contrast.one_side_counts and bool(mine) != bool(their):
                words = (mine or their)[0].phrase
                return f"{contrast.name} đã {'thêm' if mine else 'bỏ'}: “{words}”"
            meanings = {said.meaning for said in their}
            if mine and their and not {said.meaning for said in mine} & meanings:
                return f"{contrast.name} đã đổi: báo cáo ghi “{their[0].phrase}”"
        if reason := _other_length(unit, other, ours, theirs, figures):
            return reason
        order, before = _ordinals(unit.text, *ours), _ordinals(other.text, *theirs)
        if order and before and order != before:
            return f"{_ORDER} đã đổi: báo cáo ghi “thứ {before[0]}”"
        return self._other_time(unit, ours, figures, found)

    def _said(self, contrast: Contrast, text: str) -> list[Said]:
        said = list(contrast.said(text))
        if contrast.name == _BASE:
            said += _named_bases(text, self.facts.period)
        return said

    def _other_time(
        self,
        unit: _Unit,
        ours: tuple[int, int],
        figures: Sequence[_Word],
        found: Mapping[Position, Judgement],
    ) -> str:
        """A period that was written beside a number of another period."""
        times = [word for word in unit.words if word.key == "#time" and _meet(word, ours)]
        for time in times:
            if _BASE_NAMED.search(unit.text[max(0, time.start - 25) : time.start + 5].lower()):
                continue
            for figure in figures:
                assert figure.mention is not None
                passage = unit.passages[figure.passage]
                judgement = found[figure.passage, figure.mention]
                windows, is_named = windows_of(passage, judgement.mention, self.facts)
                if is_named and judgement.period and judgement.period not in map(str, windows):
                    return f"{_TIME} đã đổi: {judgement.mention.text} là số của kỳ {judgement.period}"
        return ""


def _named_bases(text: str, period: Period) -> Iterator[Said]:
    """Bases such as "cùng kỳ năm 2022", "so với quý II/2023"."""
    for match in _BASE_NAMED.finditer(text.lower()):
        after = text[match.end() : match.end() + 25]
        named = re.match(r"(?:quý|tháng|năm|tuần) [\divxIVX]+(?:\s*(?:/|năm )\s*\d{4})?", after)
        if named is None:
            continue
        at = period_named(named[0], period)
        meaning = named[0]
        if at is not None and at.days:
            year_before = period.same_period_last_year()
            if at == year_before or (at.kind == "year" and at.year == year_before.year):
                meaning = "last year"
            elif period.kind != "span" and at == period.previous():
                meaning = "previous"
        end = match.end() + named.end()
        yield Said(match.start(), end, text[match.start() : end], meaning)


def _overlapping(said: Sequence[Said], start: int, end: int) -> list[Said]:
    return [one for one in said if one.start < end and start < one.end]


def _ordinals(text: str, start: int, end: int) -> list[str]:
    found = [m for m in _ORDINAL.finditer(text.lower()) if m.start() < end and start < m.end()]
    return [_ORDINALS.get(match[1], match[1]) for match in found]


def _other_length(
    unit: _Unit,
    other: _Unit,
    ours: tuple[int, int],
    theirs: tuple[int, int],
    figures: Sequence[_Word],
) -> str:
    """Why a list no longer has as many items as the number before it says."""
    counts = [word for word in figures if word.end <= ours[0]]
    mine, their = _listed(unit.text, ours[0]), _listed(other.text, theirs[0])
    if not counts or mine is None or their is None or mine == their:
        return ""
    assert counts[-1].mention is not None
    said = unit.passages[counts[-1].passage].mentions[counts[-1].mention].value
    return f"liệt kê {mine} mục, không phải {said}" if said == their else ""


def _listed(text: str, at: int) -> int | None:
    """How many items the list has that a place of a text is in; None where it is in none."""
    opened = max(text.rfind("(", 0, at), text.rfind(": ", 0, at))
    if opened < 0 or re.search(r"[);.]\s", text[opened:at]):
        return None
    end = re.compile(r"[);]|\.(?:\s|$)").search(text, max(at, opened + 1))
    items = text[opened + 1 : end.start() if end else len(text)]
    return len(re.split(r",\s|\svà\s", items))


def _meet(word: _Word, span: tuple[int, int]) -> bool:
    return word.start < span[1] and span[0] < word.end


def _letters(words: Sequence[_Word], first: int, last: int) -> tuple[int, int]:
    """The letters of some words; of none the place where they would stand."""
    if first < last:
        return words[first].start, words[last - 1].end
    at = words[first].start if first < len(words) else words[-1].end if words else 0
    return at, at


def _is_neutral(words: Sequence[_Word]) -> bool:
    """Whether words say nothing of a number by themselves; numbers are judged elsewhere."""
    return all(
        word.key in NEUTRAL or word.key == "#" or not re.match(r"\w", word.key) for word in words
    )


def _told(mine: str, their: str) -> str:
    mine, their = (" ".join(text.split()[:_MOST_TOLD]) for text in (mine, their))
    if mine and their:
        return f"“{mine}” thay cho “{their}”"
    return f"thêm “{mine}”" if mine else f"bỏ “{their}”"


def _judged(
    unit: _Unit, at: _Word, letters: tuple[int, int], verdict: str, reason: str
) -> Judgement:
    passage = unit.passages[at.passage]
    offset = unit.starts[unit.numbers.index(at.passage)]
    start, end = (min(max(0, place - offset), len(passage.text)) for place in letters)
    if start == end:
        start, end = at.start - offset, at.end - offset
    mention = Mention(start, end, "words", passage.text[start:end])
    return Judgement(passage, mention, verdict, reason=reason)
