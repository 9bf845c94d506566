"""Which indicator a number in new prose speaks of, by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log

from baocao.core.errors import BaocaoError
from baocao.core.periods import Period
from baocao.facts.trends import change, growth
from baocao.review.verify.agreement import sort_of
from baocao.review.verify.knowledge import Knowledge, Known
from baocao.review.verify.mentions import Mention, days_of
from baocao.review.verify.passages import Passage

__all__ = ["Binder", "Candidate"]

_WORD = re.compile(r"[^\W_]+")
# Everyone writes these short; labels do not.
_SHORT = {
    "HTX": "hợp tác xã", "THT": "tổ hợp tác", "DN": "doanh nghiệp", "HSSV": "học sinh sinh viên",
    "TCCS": "tiêu chuẩn cơ sở",
}  # fmt: skip
_STOP = re.compile(r"[.;()](?!\d)|:\s")
_LEAD = re.compile(r"[.;,()](?!\d)|:\s|\b(?:và|với|cùng|cho)\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-zđ])|\n")
_ROW = 9  # words between two numbers of one row
_REACH = 90  # letters to either side of a number that speak of it first
_NEAR, _BEFORE, _SENTENCE_WEIGHT, _PASSAGE_WEIGHT = 1.0, 0.9, 0.5, 0.25
_UNIT_BONUS = 0.15
_OPEN = re.compile(r"đến nay|đến thời điểm|tới nay|hiện nay", re.IGNORECASE)
_BEGIN = re.compile(r"(?:từ|đầu)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A fact that a number may speak of, and how well the words around it fit, 0 to about 1."""

    known: Known
    fit: float


class Binder:
    """Weighs indicators by the words that only they have."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    @cached_property
    def _features(self) -> dict[str, dict[str, float]]:
        """Words and pairs of words of each label, the rarer the heavier."""
        labels = {
            key: _features(f"{label} {unit}")
            for key, (label, unit) in self.knowledge.indicators.items()
        }
        weights = {
            feature: log(1 + len(labels) / sum(feature in found for found in labels.values()))
            for found in labels.values()
            for feature in found
        }
        return {key: {f: weights[f] for f in found} for key, found in labels.items()}

    def fits(self, passage: Passage, mention: Mention) -> list[tuple[float, str]]:
        """Indicators of the mention's unit by how well the words around fit, best first."""
        places = self._places(passage, mention)
        following = passage.text[mention.end :].lstrip(" /,").lower()
        found = []
        for key, features in self._features.items():
            unit = self.knowledge.indicators[key][1]
            if sort_of(unit) != mention.sort:
                continue
            total = sum(features.values()) or 1.0
            reached = sum(
                weight * max((share for share, words in places if feature in words), default=0.0)
                for feature, weight in features.items()
            )
            bonus = _UNIT_BONUS if following.startswith(unit.lower()) else 0.0
            found.append((reached / total + bonus, key))
        return sorted(found, key=lambda item: (-item[0], item[1]))

    def candidates(
        self, passage: Passage, mention: Mention, windows: Iterable[Period]
    ) -> list[Candidate]:
        """Facts of the best indicators at the windows the text may mean."""
        at = list(windows)
        found = []
        for fit, key in self.fits(passage, mention)[:12]:
            for window in at:
                try:
                    known = self.knowledge.at(key, window)
                except BaocaoError:
                    continue
                if known.value is not None:
                    found.append(Candidate(known, fit))
        return found

    def changes(
        self, passage: Passage, mention: Mention, windows: Iterable[Period]
    ) -> list[Candidate]:
        """How the best indicators changed from the year and from the period before."""
        plain = Mention(mention.start, mention.end, "count", mention.text, mention.value)
        sorts = [mention] if mention.sort == "money" else [plain]
        if mention.sort == "percent":
            sorts = [plain, Mention(mention.start, mention.end, "money", mention.text)]
        at = list(windows)
        found = []
        best = sorted((fit for sort in sorts for fit in self.fits(passage, sort)), reverse=True)
        for fit, key in best[:8]:
            for window in at:
                found += [Candidate(known, fit) for known in self._changes(key, window)]
        return [c for c in found if sort_of(c.known.unit) == mention.sort]

    def _changes(self, key: str, window: Period) -> Iterator[Known]:
        book = self.knowledge.book
        measure = book.catalogue[key]
        at = book.reached(window)
        for base in dict.fromkeys((at.same_period_last_year(), at.previous())):
            for compare in (change, growth):
                try:
                    known = Known.of(compare(book.fact(measure, at), book.fact(measure, base)))
                except BaocaoError:
                    continue
                if known.value is not None:
                    yield known

    def windows(self, passage: Passage, mention: Mention) -> tuple[tuple[Period, ...], bool]:
        """The windows that the text gives a number, and whether it names them itself.

        The time named last before the number in its sentence counts, else one right after it.
        """
        start, end = _sentence(passage.text, mention)
        times = [m for m in passage.mentions if m.sort == "time" and start <= m.start < end]
        before = [m for m in times if m.end <= mention.start]
        after = [m for m in times if mention.end <= m.start <= mention.end + _REACH // 2]
        named = before[-1:] or after[:1]
        if not named:
            return self._present, False
        return self._named(passage.text, named[0], before), True

    @property
    def _present(self) -> tuple[Period, ...]:
        reached = self.knowledge.book.reached(self.knowledge.period)
        years = reached.years()
        return tuple(dict.fromkeys((self.knowledge.period, years[-1], reached.year_to_date())))

    def _named(self, text: str, time: Mention, before: list[Mention]) -> tuple[Period, ...]:
        knowledge, book = self.knowledge, self.knowledge.book
        calendar = book.workspace.calendar
        days = [day for m in (*before[-2:], time) for day in days_of(m.text)]
        days = list(dict.fromkeys(days))
        if days_of(time.text):
            last = days[-1]
            fitting = [w for w in knowledge.windows if w.end == last]
            if len(days) > 1 and days[-2] <= last:
                fitting.insert(0, Period("span", days[-2], last, calendar))
            fitting.append(Period("span", last.replace(month=1, day=1), last, calendar))
            return tuple(dict.fromkeys(fitting))
        if code := _code(time.text, knowledge.period.end.year):
            named = book.workspace.period(code)
            reached = book.reached(knowledge.period)
            is_open = bool(
                _OPEN.match(text[time.end :].lstrip()) or _BEGIN.search(text[: time.start])
            )
            if is_open and named.start <= reached.end:
                # "từ năm 2022 đến nay": from its first day to the last that the data reach.
                since = Period("span", named.start, reached.end, calendar)
                return tuple(dict.fromkeys((since, since.year_to_date(), knowledge.period)))
            cut = [year for year in reached.years() if year.end.year == named.end.year]
            return tuple(dict.fromkeys((named, *(cut if named.kind == "year" else ()))))
        return self._present

    @staticmethod
    def _head(passage: Passage, mention: Mention, figures: list[Mention]) -> Mention:
        """The first number of the row that a number stands in, else the number itself.

        "năm 2020: 43 dự án; năm 2021: 65 dự án": of 65 is said what is said of 43.
        """
        while (before := _before(mention, figures)) is not None:
            between = passage.text[before.end : mention.start]
            times = [m for m in passage.mentions if m.sort == "time"]
            in_row = any(before.end <= m.start < mention.start for m in times)
            if not in_row or len(between.split()) > _ROW or re.search(r"[.()]", between):
                return mention
            mention = before
        return mention

    def _places(self, passage: Passage, mention: Mention) -> list[tuple[float, set[str]]]:
        text = passage.text
        figures = [m for m in passage.mentions if m.is_figure]
        head = self._head(passage, mention, figures)
        first = getattr(_before(head, figures), "end", 0)
        last = min((m.start for m in figures if m.start >= mention.end), default=len(text))
        after = text[mention.end : min(last, mention.end + _REACH)]
        before = text[max(first, head.start - _REACH) : head.start]
        if stop := _STOP.search(after):
            after = after[: stop.start()]
        # What follows a number is said of it, up to the word that leads to the next one.
        before = (_LEAD if first else _STOP).split(before)[-1]
        before = f"{before} {text[head.end : mention.start]}"
        start, end = _sentence(text, mention)
        return [
            (_NEAR, _features(after)),
            (_BEFORE, _features(before)),
            (_SENTENCE_WEIGHT, _features(text[start:end])),
            (_PASSAGE_WEIGHT, _features(text)),
        ]


def _before(mention: Mention, figures: list[Mention]) -> Mention | None:
    return max((m for m in figures if m.end <= mention.start), key=lambda m: m.end, default=None)


def _features(text: str) -> set[str]:
    for short, long in _SHORT.items():
        text = re.sub(rf"\b{short}\b", long, text)
    words = [word.lower() for word in _WORD.findall(text)]
    return {*words, *(f"{a} {b}" for a, b in pairwise(words))}


def _sentence(text: str, mention: Mention) -> tuple[int, int]:
    start = max((m.end() for m in _SENTENCE.finditer(text) if m.end() <= mention.start), default=0)
    end = min(
        (m.start() for m in _SENTENCE.finditer(text) if m.start() >= mention.end),
        default=len(text),
    )
    return start, end


def _code(text: str, year: int) -> str | None:
    """The code of a window named in words; `year` where it names none."""
    low = " ".join(text.lower().split())
    numbers = re.findall(r"\d{4}", low)
    at = int(numbers[-1]) if numbers else year
    if not 1900 <= at < 2100:
        return None
    if match := re.search(r"quý (iv|i{1,3}|[1-4])", low):
        quarter = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(match[1]) or int(match[1])
        return f"{at}-Q{quarter}"
    if re.search(r"(?:6|sáu) tháng", low):
        return f"{at}-H{2 if 'cuối' in low else 1}"
    if re.search(r"(?:9|chín) tháng", low):
        return f"{at}-9M"
    if match := re.search(r"(?:tháng |\b)(\d{1,2})(?:/| năm )\d{4}|tháng (\d{1,2})$", low):
        month = int(match[1] or match[2])
        return f"{at}-{month:02}" if 1 <= month <= 12 else None
    return str(at) if len(numbers) == 1 else None
