"""Whether a number of a new sentence is wrong: no reading that its words leave possible has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from baocao.core.periods import Period
from baocao.review.verify.asked_facts import AskedFacts
from baocao.review.verify.confidence import (
    POSSIBLE,
    is_against_other,
    is_of_name,
    is_of_rest,
    is_sure,
    possible_readings,
)
from baocao.review.verify.figures import differing
from baocao.review.verify.indicator_search import Fit, IndicatorSearch, Words
from baocao.review.verify.judgement import Judgement
from baocao.review.verify.known_facts import KnownFact
from baocao.review.verify.measures import MeasureName
from baocao.review.verify.mentions import Mention
from baocao.review.verify.named_windows import named_bases, scope_in
from baocao.review.verify.other_counts import OtherCounts
from baocao.review.verify.passages import Passage
from baocao.review.verify.restated import says
from baocao.review.verify.time_scopes import Scope
from baocao.review.verify.vocabulary import kind

__all__ = ["EACH", "Contradictions", "Option", "Statement"]

Option = tuple[Fit, Sequence[KnownFact]]
"""An indicator that may be meant, with what the number would state of it."""

# The same where a unit is all that is said of it.
_POSSIBLE_BARE = 0.35
# Letters before a sentence in which a part may be named that it goes on with.
_REACH = 200
_SPAN = re.compile(r"\s*(?:giờ|phút|ngày|tuần|tháng|quý|năm)(?!\w)", re.IGNORECASE)
EACH = re.compile(
    r"(?<!\w)(?:mỗi (?!ngày|tuần|tháng|quý|năm)[^\W\d_]+|đều|cùng)"
    r"(?:\s+(?:có|đạt|được|là|với|cùng))*\s+$",
    re.IGNORECASE,
)
"""Before a number that each of several has."""
_OFFICE = re.compile(r"UBND|Ủy ban nhân dân", re.IGNORECASE)
_OWN_PLACE = re.compile(
    r"(?<!\w)(?:(?:toàn|cả|trên địa bàn) (?:huyện|thị xã|thành phố|phường|xã)(?!\s+(?-i:[A-ZĐ]))|"
    r"(?:huyện|thị xã|thành phố|địa phương) (?:ta|nhà|mình|chúng ta))(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Statement:
    """A number of a new sentence, with what its words may name.

    Parameters
    ----------
    passage, mention
        The number and its text.
    measure
        What it says.
    words
        Those around it.
    options
        The indicators that may be meant, the best fit first; it has a fact.
    spoken
        The id of the fact that the same sentence spoke of before it; empty for none.
    is_of_unknown
        Whether it is the change of a number that nothing is known of.
    """

    passage: Passage
    mention: Mention
    measure: MeasureName
    words: Words
    options: Sequence[Option]
    spoken: str = ""
    is_of_unknown: bool = False


class Contradictions:
    """Finds the numbers that are wrong in every possible reading.

    Parameters
    ----------
    search, asked
        How indicators are named, and their facts.
    opening
        The first texts of the document: they say whose it is.
    """

    def __init__(
        self, search: IndicatorSearch, asked: AskedFacts, opening: Iterable[str] = ()
    ) -> None:
        self._search = search
        self._asked = asked
        self._counts = OtherCounts(search)
        self._opening = " . ".join(opening)

    def of(self, said: Statement) -> Judgement | None:
        """The verdict on a wrong number; None where a person has to see what is meant."""
        passage, mention = said.passage, said.mention
        is_change = said.measure in ("change", "growth")
        scope = scope_in(passage, mention, self._search.facts, is_change=is_change)
        if self._is_unclear(said, scope):
            return None
        readings = chain(
            self._of_others(said, scope), self._of_alike(said, scope), self._uncounted(said, scope)
        )
        if any(says(passage, mention, one) for one in readings):
            return None
        return differing(passage, mention, said.options[0][1][0], self._search.facts)

    def _is_unclear(self, said: Statement, scope: Scope) -> bool:
        """Whether it is not established of what, of when or of whom a number is."""
        passage, mention, words = said.passage, said.mention, said.words
        best = said.options[0][0]
        same = self._same(best)
        second = max(
            (
                fit.fit
                for fit, _ in said.options[1:]
                if fit.key not in same and not self._search.counts_other_office(fit, words)
            ),
            default=0.0,
        )
        return (
            not is_sure(best, second, words, mention)
            or scope.is_unread
            # "trong vòng 3 tháng"; "Một dự án có thể được cho ý kiến nhiều lần"
            or _SPAN.match(passage.text, mention.end) is not None
            or mention.text.lower() == "một"
            # "doanh thu đạt 1,2 tỷ đồng, tăng 15%"
            or said.is_of_unknown
            # A row of another name than what was spoken of.
            or (passage.row is not None and not best.part and bool(words.text) and not best.is_said)
            # "112 xã trong tổng số 125": how many there are in all is counted nowhere.
            or (said.measure == "whole" and not self._asked.of(best, "plan", scope.windows, []))
            # "còn 17 cơ quan chưa xong"; "8 tin, bài trên Đài Phát thanh"
            or is_of_rest(passage, mention)
            or (not best.part and is_of_name(passage, mention))
            # "Hướng Hóa và Hải Lăng cùng 7 xã"; "lớp tập huấn duy nhất có 38 người dự"
            or EACH.search(passage.text, 0, mention.start) is not None
            or not self._search.knows(best, words)
            # "ba lớp có 191 lượt người"; "ít hơn Vĩnh Linh 02 xã"
            or not self._search.may_count(best, words)
            or is_against_other(passage, mention)
        )

    def _same(self, best: Fit) -> set[str]:
        """An indicator, and those of the same words and another mode."""
        return {best.key, *self._search.vocabulary.profiles[best.key].twins}

    def _of_others(self, said: Statement, scope: Scope) -> Iterator[KnownFact]:
        """What other indicators have that the words fit half as well."""
        profiles = self._search.vocabulary.profiles
        best = said.options[0][0]
        for fit, others in said.options[1:]:
            # "03 doanh nghiệp": the unit alone may be that of any indicator of the topic.
            is_bare = not best.is_said and profiles[fit.key].topic == profiles[best.key].topic
            if fit.fit < best.fit * (_POSSIBLE_BARE if is_bare else POSSIBLE):
                continue
            if fit.key == best.key or not self._search.may_count(fit, said.words):
                continue
            yield from others
            if fit.part:
                # "đều là UBND cấp xã; lũy kế 148 cơ quan": of the whole again.
                whole = replace(fit, part="")
                yield from self._asked.of(whole, said.measure, scope.windows, [])

    def _of_alike(self, said: Statement, scope: Scope) -> Iterator[KnownFact]:
        """What the indicator has in other readings of its part, its time, its base, its measure."""
        passage, mention, words = said.passage, said.mention, said.words
        profiles = self._search.vocabulary.profiles
        best = said.options[0][0]
        profile, same = profiles[best.key], self._same(best)
        alike = [fit for fit, _ in said.options if fit.key in same]
        if best.part:
            # "Vốn nước ngoài 7" may be of projects or of opinions on them.
            of_topic = (key for key, one in profiles.items() if one.topic == profile.topic)
            of_part = (replace(best, key=key) for key in of_topic)
            alike += [fit for fit in of_part if self._search.may_count(fit, words)]
        alike += [replace(best, part=""), *(replace(best, key=key) for key in same)]
        if not best.part:
            # "Dòng vốn nước ngoài đã quay lại. Quý I năm ngoái một dự án": it goes on with a part.
            near = (replace(best, part=part) for part in self.parts_near(passage, mention, best))
            alike += [
                fit
                for fit in near
                if any(fact.value for fact in self._asked.of(fit, "value", scope.windows, []))
            ]
        alike += self._of_own_place(passage, best)
        if words.mode != profile.mode:
            alike += self._of_other_days(best)

        def bases_at(passage: Passage, mention: Mention, at: Period) -> list[Period]:
            return named_bases(passage, mention, at, self._search.facts)

        yield from possible_readings(
            passage, mention, dict.fromkeys(alike), said.measure, scope, bases_at, self._asked
        )

    def _uncounted(self, said: Statement, scope: Scope) -> Iterator[KnownFact]:
        """What no indicator counts, or one of another register that the sentence spoke of."""
        if said.measure not in ("value", "whole"):
            return
        best = said.options[0][0]
        own = self._of_own_place(said.passage, best)
        for fit in dict.fromkeys((best, replace(best, part=""), *own)):
            yield from self._counts.of(fit, said.words, scope.windows)
        if said.spoken:
            yield from self._of_topic(said.spoken, best, said.words, scope.windows)

    def parts_near(self, passage: Passage, mention: Mention, fit: Fit) -> list[str]:
        """The parts of an indicator that the sentence of a number, or the one before it, names."""
        start, end = passage.sentence(mention)
        near = self._search.vocabulary.words_of.plain(passage.text[max(0, start - _REACH) : end])
        return self._search.parts_in(fit.key, near)

    def _of_other_days(self, best: Fit) -> Iterator[Fit]:
        """The same things by other days: what came beside what stands, submitted beside approved.

        Where the text does not say which, both are possible: "Văn bằng 51" of all, or of this year.
        """
        catalogue, profiles = self._search.facts.book.catalogue, self._search.vocabulary.profiles
        own, source = profiles[best.key], catalogue[best.key].sources[0]
        only = [values[0] for values in source.values.values() if len(values) == 1]
        parts = dict.fromkeys([best.part, *(only if not best.part else ())])
        for key, measure in catalogue:
            other = measure.sources[0]
            is_alike = profiles[key].topic == own.topic and kind(measure.unit) == kind(own.unit)
            days = (other.date, other.until, other.stock)
            if is_alike and days != (source.date, source.until, source.stock):
                yield from (replace(best, key=key, part=part) for part in parts)

    def _of_topic(
        self, spoken: str, best: Fit, words: Words, windows: Sequence[Period]
    ) -> Iterator[KnownFact]:
        """What is counted of another register than the number's, that was spoken of before it.

        "09 dự án (10 văn bản)" may be of what was written on these.
        """
        profiles = self._search.vocabulary.profiles
        last = profiles[spoken.partition("[")[0]]
        if last.topic == profiles[best.key].topic:
            return
        for key, profile in profiles.items():
            if profile.topic == last.topic and kind(profile.unit) == kind(last.unit):
                for part in ("", *self._search.parts_in(key, words.text)):
                    yield from self._asked.of(Fit(1.0, key, part), "value", windows, [])

    def _of_own_place(self, passage: Passage, best: Fit) -> list[Fit]:
        """The places that the beginning of a document names, where "toàn huyện" may be one."""
        if not _OWN_PLACE.search(" ".join((passage.text, *passage.above))):
            return []
        # "UBND huyện Gio Linh" is an office, too; what is meant is its place.
        opening = self._search.vocabulary.words_of.plain(_OFFICE.sub(" ", self._opening))
        profiles = self._search.vocabulary.profiles
        alike = [key for key, one in profiles.items() if one.topic == profiles[best.key].topic]
        return [
            replace(best, key=key, part=part)
            for key in alike
            for part in self._search.parts_in(key, opening)
        ]
