"""Whether words that were changed contradict those that stood there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import cached_property

from baocao.core.periods import Period
from baocao.locale.vi.contrasts import BASE, CONTRASTS, DIRECTION, Contrast, Said
from baocao.review.verify.alignment import Position
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.known_values import named_contrasts
from baocao.review.verify.named_periods import period_named
from baocao.review.verify.named_windows import windows_of
from baocao.review.verify.word_units import Span, Unit, Word

__all__ = ["WordContrasts"]

_BASE_BEFORE = re.compile(
    r"(?:cùng (?:kỳ|thời điểm)(?: của)?|so với(?: cả)?|hơn|kém) (?=(?:quý|tháng|năm|tuần) )"
)
# Letters of the longest of these, and of the first of the time behind it.
_REACH_BEFORE = 25
_PERIOD = re.compile(r"(?:quý|tháng|năm|tuần) [\divx]+(?:\s*(?:/|năm )\s*\d{4})?", re.IGNORECASE)
_ORDINAL = re.compile(r"\bthứ (\d+|nhất|nhì|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\b", re.IGNORECASE)
_ORDINALS = {
    **{"nhất": "1", "nhì": "2", "hai": "2", "ba": "3", "tư": "4", "năm": "5"},
    **{"sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10"},
}
# Between a number and what it is of.
_BESIDE = re.compile(r"(?:(?! và )[^,;:.()\d]){1,30}")
_LIST_END = re.compile(r"[);]|\.(?:\s|$)")


class WordContrasts:
    """Compares what two texts say at the places where their words differ.

    Parameters
    ----------
    facts
        What the workspace knows.
    """

    def __init__(self, facts: KnownFacts) -> None:
        self.facts = facts

    @cached_property
    def _contrasts(self) -> tuple[Contrast, ...]:
        return (*CONTRASTS, *named_contrasts(self.facts.book))

    def reason(
        self,
        ours: tuple[Unit, Span],
        theirs: tuple[Unit, Span],
        figures: Sequence[tuple[Word, Judgement]],
        *,
        is_claim_judged: bool,
    ) -> str:
        """Why the words of a document contradict those of the built report; empty if they do not.

        Parameters
        ----------
        ours, theirs
            The texts, and which of their letters differ.
        figures
            The numbers of the sentence that are right, with what is known of them.
        is_claim_judged
            Whether the direction that the text claims has been compared with the data.
        """
        for contrast in self._contrasts:
            if contrast.name == DIRECTION and is_claim_judged:
                continue
            mine, their = (self._said(contrast, *text) for text in (ours, theirs))
            if contrast.one_side_counts and bool(mine) != bool(their):
                words = (mine or their)[0].phrase
                return f"{contrast.name} đã {'thêm' if mine else 'bỏ'}: “{words}”"
            if contrast.name not in (BASE, DIRECTION) and _is_kept(mine, ours[0], contrast, theirs):
                continue
            if mine and their and not {m.meaning for m in mine} & {t.meaning for t in their}:
                return f"{contrast.name} đã đổi: báo cáo ghi “{their[0].phrase}”"
        order, before = _ordinals(*ours), _ordinals(*theirs)
        if order and before and order != before:
            return f"thứ bậc đã đổi: báo cáo ghi “thứ {before[0]}”"
        return _other_length(ours, theirs, figures) or self._other_time(*ours, figures)

    def other_kinds(
        self, unit: Unit, other: Unit, right: Set[Position]
    ) -> Iterator[tuple[Span, str]]:
        """Words behind a number that is right which exclude those behind it in the built report.

        Where a list has lost an item, its words move up: "42 sản phẩm đạt 5 sao", of 4 sao.  Only
        words of general lists: what a workspace's columns hold may be said of one number together.
        """
        for contrast in CONTRASTS:
            if contrast.name in (BASE, DIRECTION) or contrast.one_side_counts:
                continue
            told: dict[str, list[Said]] = {}
            for word, said in _numbered(other, contrast):
                told.setdefault(_number(other, word), []).append(said)
            for word, said in _numbered(unit, contrast):
                theirs = told.get(_number(unit, word), [])
                is_other = said.meaning not in {one.meaning for one in theirs}
                if theirs and is_other and (word.passage, word.mention) in right:
                    reason = f"{contrast.name} đã đổi: báo cáo ghi “{theirs[0].phrase}”"
                    yield (said.start, said.end), reason

    def _said(self, contrast: Contrast, unit: Unit, span: Span) -> list[Said]:
        said = list(contrast.said(unit.text))
        if contrast.name == BASE:
            named = list(_named_bases(unit.text, self.facts.period))
            # "cùng kỳ" of "cùng kỳ năm 2021" says nothing by itself.
            said = [s for s in said if not any(s.start < n.end and n.start < s.end for n in named)]
            said += named
        return [one for one in said if one.start < span[1] and span[0] < one.end]

    def _other_time(self, unit: Unit, span: Span, figures: Sequence[tuple[Word, Judgement]]) -> str:
        """A period that was written beside a number of another period."""
        for time in unit.words:
            if time.key != "#time" or not (time.start < span[1] and span[0] < time.end):
                continue
            before = unit.text[max(0, time.start - _REACH_BEFORE) : time.start + len("tháng ")]
            if _BASE_BEFORE.search(before.lower()):
                continue
            for figure, judgement in figures:
                passage = unit.passages[figure.passage]
                windows, is_named = windows_of(passage, judgement.mention, self.facts)
                if is_named and judgement.period and judgement.period not in map(str, windows):
                    number = judgement.mention.text
                    return f"thời gian đã đổi: {number} là số của kỳ {judgement.period}"
        return ""


def _named_bases(text: str, period: Period) -> Iterator[Said]:
    """Bases such as "cùng kỳ năm 2022", "so với quý II/2023"."""
    for match in _BASE_BEFORE.finditer(text.lower()):
        named = _PERIOD.match(text, match.end())
        if named is None:
            continue
        at, meaning = period_named(named[0], period), named[0].lower()
        if at is not None and at.days:
            year_before = period.same_period_last_year()
            if at == year_before or (at.kind == "year" and at.year == year_before.year):
                meaning = "last year"
            elif period.kind != "span" and at == period.previous():
                meaning = "previous"
        yield Said(match.start(), named.end(), text[match.start() : named.end()], meaning)


def _is_kept(
    mine: Sequence[Said], unit: Unit, contrast: Contrast, theirs: tuple[Unit, Span]
) -> bool:
    """Whether each of some words stands behind its number in the built report too.

    "01 sản phẩm 5 sao" was left out before "42 sản phẩm 4 sao": the 42 are of 4 sao as they were.
    """
    other, _ = theirs
    known = {(_number(other, word), said.meaning) for word, said in _numbered(other, contrast)}
    kept = {
        said.start
        for word, said in _numbered(unit, contrast)
        if (_number(unit, word), said.meaning) in known
    }
    return bool(mine) and all(said.start in kept for said in mine)


def _numbered(unit: Unit, contrast: Contrast) -> Iterator[tuple[Word, Said]]:
    """Words of a contrast close behind a number that they are of: "42 sản phẩm đạt 4 sao"."""
    figures = [
        word
        for word in unit.words
        if word.mention is not None and unit.passages[word.passage].mentions[word.mention].is_figure
    ]
    for said in contrast.said(unit.text):
        before = [word for word in figures if word.end <= said.start]
        if before and _BESIDE.fullmatch(unit.text, before[-1].end, said.start):
            yield before[-1], said


def _number(unit: Unit, word: Word) -> str:
    return unit.text[word.start : word.end]


def _ordinals(unit: Unit, span: Span) -> list[str]:
    found = [m for m in _ORDINAL.finditer(unit.text) if m.start() < span[1] and span[0] < m.end()]
    return [_ORDINALS.get(match[1].lower(), match[1]) for match in found]


def _other_length(
    ours: tuple[Unit, Span],
    theirs: tuple[Unit, Span],
    figures: Sequence[tuple[Word, Judgement]],
) -> str:
    """Why a list no longer has as many items as the number before it says; else empty."""
    counts = [judgement for word, judgement in figures if word.end <= ours[1][0]]
    mine, their = _listed(*ours), _listed(*theirs)
    if not counts or mine is None or mine == their or counts[-1].mention.value != their:
        return ""
    return f"liệt kê {mine} mục, không phải {counts[-1].mention.text}"


def _listed(unit: Unit, span: Span) -> int | None:
    """How many items the list has that some letters are in; None where they are in none."""
    text = unit.text
    opened = max(text.rfind("(", 0, span[0]), text.rfind(": ", 0, span[0]))
    if opened < 0 or re.search(r"[);.]\s", text[opened : span[0]]):
        return None
    end = _LIST_END.search(text, max(span[0], opened + 1))
    items = text[opened + 1 : end.start() if end else len(text)]
    return len(re.split(r",\s|\svà\s", items))
