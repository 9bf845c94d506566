"""A number in a sentence that the built report does not have, judged by the words around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from baocao.core.periods import Period
from baocao.review.verify.agreement import is_value
from baocao.review.verify.alignment import Position
from baocao.review.verify.asked_facts import AskedFacts
from baocao.review.verify.clauses import clause_of
from baocao.review.verify.confidence import CLEAR_FIT, POSSIBLE, STRONG_FIT
from baocao.review.verify.contradictions import EACH, Contradictions, Statement
from baocao.review.verify.figures import differing
from baocao.review.verify.indicator_search import Fit, IndicatorSearch, Words
from baocao.review.verify.judgement import Judgement, Verdict
from baocao.review.verify.known_facts import KnownFact, KnownFacts
from baocao.review.verify.measures import MeasureName, asked_of
from baocao.review.verify.mentions import Mention
from baocao.review.verify.named_windows import bases_of, named_bases, scope_in
from baocao.review.verify.nothing_said import nothing_in
from baocao.review.verify.passages import Passage
from baocao.review.verify.restated import says
from baocao.review.verify.self_stated import length_of_list, of_fraction
from baocao.review.verify.stated_values import changed_value, fits_of, value_before
from baocao.review.verify.streaks import streak_of, streak_said

__all__ = ["CONTRARY", "NO_FIGURE", "ProseJudge"]

NO_FIGURE = "số bình quân, dự báo: không phải số liệu của kỳ"
"""Why a mean and a forecast are not compared."""

CONTRARY = "lời quanh số trái với chỉ tiêu có số này"
"""Why the number of an indicator is wrong beside the contrary of what that counts."""

# The least fit for a fact that has the right value.
_LEAST_FIT = 0.2
# How much of the best fit another fact needs before its value is no chance; more for small counts,
# which are the value of many facts.
_SHARE, _SMALL_SHARE = 0.7, 0.8
_SMALL_COUNT = 20
_COMING = re.compile(
    r"(?<!\w)(?:tới|sẽ|sắp|sang năm|cuối năm|dự kiến|quý \w+)(?!\w)", re.IGNORECASE
)
_MOST_FITS = 12
# How many are named where none is clear, and what their words must fit at least.
_MOST_NAMED, _LEAST_NAMED = 3, 0.25
# From so many wrong numbers of a table on its words may have been misread.
_LEAST_MISREAD = 3
_LABEL = re.compile(r":\s*$")
# How many indicators are asked for a number of each of several values.
_MOST_OF_EACH = 3
# An amount with so many digits that has those of a fact is hardly another one.
_SURE_DIGITS = 3
_SIZES = {Decimal(10) ** power for power in (-6, -3, 3, 6)}
# Kinds of units of the indicators that a number of a kind may speak of, by what it says of them.
_COUNTED = ("count", "money")


@dataclass(frozen=True)
class _Spoken:
    """The fact that was last spoken of, and where."""

    identity: str
    sentence: tuple[int, int]
    above: tuple[str, ...]


class ProseJudge:
    """Judges numbers by the indicator that the words around them name."""

    def __init__(
        self, facts: KnownFacts, search: IndicatorSearch, opening: Iterable[str] = ()
    ) -> None:
        self.facts = facts
        self.search = search
        self.asked = AskedFacts(facts)
        self._last: _Spoken | None = None
        self._wrong: list[Judgement] = []
        self.contradictions = Contradictions(search, self.asked, opening)
        self.stated: dict[tuple[int, int], Judgement] = {}
        self.changes: dict[tuple[int, int], KnownFact] = {}
        """The changes that numbers of new sentences are, by block and first letter.

        Changes from several times have one name: which of them a number is, its place tells.
        """

    def judge(self, passage: Passage, mention: Mention) -> Judgement:
        """The verdict on a number; ``unmatched`` where no indicator fits well enough."""
        if mention.value is None:
            return Judgement(passage, mention, "unmatched", reason="số viết sai dạng")
        if passage.row is not None and passage.row.is_numbering:
            return Judgement(passage, mention, "not data", reason="số thứ tự")
        measure = asked_of(passage, mention, clause_of(passage, mention))
        if measure == "whole":
            # "40 trên 165 cơ quan" does not say that it is more.
            mention = replace(mention, hedge="")
        if found := self._of_each(passage, mention, measure):
            return found
        if measure == "none":
            return Judgement(passage, mention, "unmatched", reason=NO_FIGURE)
        words = self.search.words(passage, mention)
        if measure == "streak":
            return self._in_a_row(passage, mention, words)
        if measure == "value" and (found := of_fraction(passage, mention)):
            return found
        if measure in ("change", "growth") and (found := self._changed(passage, mention, measure)):
            return found
        options = self._options(passage, mention, measure, words)
        if found := self._agreeing(passage, mention, options, words):
            return found
        if found := self._part_of_last(passage, mention, measure, words):
            return found
        listed = length_of_list(passage, mention)
        if listed is not None and mention.value == listed:
            return Judgement(passage, mention, "right", reason="đúng số mục liệt kê")
        wide = self.search.words(passage, mention, is_wide=True)
        # "4 sao: 35, 3 sao: 12": what stands before a colon is the name of the number behind it.
        has_label = _LABEL.search(passage.text, 0, mention.start)
        if (
            not has_label
            and wide != words
            and (
                found := self._agreeing(
                    passage, mention, self._options(passage, mention, measure, wide), wide
                )
            )
        ):
            return found
        if wrong := self._of_contrary(passage, mention, measure, words):
            return wrong
        if wrong := self._contradicting(passage, mention, measure, options, words):
            self._wrong.append(wrong)
            return wrong
        if wrong := self._of_other_unit(passage, mention, options):
            return wrong
        if listed is not None:
            reason = f"liệt kê {listed} mục"
            return Judgement(passage, mention, "contradicted", expected=str(listed), reason=reason)
        return Judgement(passage, mention, "unmatched", reason=_nearest(options))

    def denied(self, passage: Passage) -> Iterator[Judgement]:
        """What a text says there is none of, and the data have: "quý này chưa có văn bằng nào"."""
        for mention, named in nothing_in(passage):
            # What was spoken of elsewhere says nothing of it.
            self._last = None
            words = self.search.words(passage, mention)
            fits = self._fits(passage, mention, "value", words)
            if not fits or not self.search.is_plain(fits[0], words):
                continue
            if named and not self.search.is_name_of(fits[0], named):
                continue
            windows = scope_in(passage, mention, self.facts).windows
            options = [(fit, self.asked.of(fit, "value", windows, [])) for fit in fits]
            # "Dự án vốn nước ngoài: 15, quý IV không có": of the part that stands before.
            near = [
                (fit, self.asked.of(fit, "value", windows, []))
                for part in self.contradictions.parts_near(passage, mention, fits[0])
                for fit in [replace(fits[0], part=part)]
            ]
            least = fits[0].fit * POSSIBLE
            possible = [facts for fit, facts in (*near, *options) if fit.fit >= least]
            if near and not fits[0].part:
                options = near[:1]
            if all(facts and facts[0].value for facts in possible) and (
                wrong := self._contradicting(passage, mention, "value", options, words)
            ):
                yield replace(wrong, mention=replace(mention, kind="claim"))

    def misread(self, found: Mapping[Position, Judgement]) -> dict[Position, Judgement]:
        """The numbers called wrong whose words were rather misread, as they are listed instead.

        Where of an indicator in a table more numbers are wrong than right, and at least three, most
        likely something else is counted there, such as communes in each district.
        """
        groups: dict[tuple[int, str], list[Position]] = defaultdict(list)
        for position, one in found.items():
            if one.fact and one.passage.block.cell:
                table, key = one.passage.block.cell[0], re.split(r"[\[:]", one.fact)[0]
                groups[table, key].append(position)
        by_words = {id(one) for one in self._wrong}
        listed: dict[Position, Judgement] = {}
        for (_, key), group in groups.items():
            wrong = [position for position in group if found[position].is_fault]
            if len(wrong) < _LEAST_MISREAD or 2 * len(wrong) <= len(group):
                continue
            for position in wrong:
                one = found[position]
                if id(one) in by_words:
                    label, _ = self.facts.indicators[key]
                    reason = f"chưa rõ chỉ tiêu nào; gần nhất: {label} ({one.expected})"
                    listed[position] = Judgement(
                        one.passage, one.mention, "unmatched", reason=reason
                    )
        return listed

    def _of_each(
        self, passage: Passage, mention: Mention, measure: MeasureName
    ) -> Judgement | None:
        """A number of each of several: "huyện A và huyện B, mỗi nơi 17 xã"."""
        if measure not in ("value", "none") or not EACH.search(passage.text, 0, mention.start):
            return None
        words = self.search.words(passage, mention, is_wide=True)
        for fit, _ in self._options(passage, mention, "value", words)[:_MOST_OF_EACH]:
            if not fit.several:
                continue
            windows, _ = self.search.windows(passage, mention)
            of = [
                self.asked.of(replace(fit, part=part, several=()), "value", windows, [])
                for part in fit.several
            ]
            if not all(of):
                continue
            for facts in of:
                if not any(says(passage, mention, fact) for fact in facts):
                    reason = "không phải số của từng nơi, từng loại nêu ra"
                    other = Judgement.by_fact(passage, mention, "contradicted", facts[0], reason)
                    return other if fit.fit >= STRONG_FIT else None
            return Judgement.by_fact(passage, mention, "right", of[0][0])
        return None

    def _changed(
        self, passage: Passage, mention: Mention, measure: MeasureName
    ) -> Judgement | None:
        """A change from a named time, of the value right before it."""
        value = changed_value(passage, mention, self.stated)
        if value is None:
            return None
        at = self.facts.book.workspace.period_of(value.period)
        bases = named_bases(passage, mention, at, self.facts)
        facts = [
            fact
            for fit in fits_of(value, self.search, self.asked)
            for fact in self.asked.of(fit, measure, [at], bases)
        ]
        for fact in facts:
            if said := says(passage, mention, fact):
                self._keep_change(passage, mention, fact)
                return Judgement.by_fact(passage, mention, said, fact)
        return differing(passage, mention, facts[0], self.facts) if facts else None

    def _part_of_last(
        self, passage: Passage, mention: Mention, measure: MeasureName, words: Words
    ) -> Judgement | None:
        """A part of what the same sentence spoke of: "11 văn bằng, gồm 9 nhãn hiệu tập thể"."""
        last = self._last
        if measure != "value" or last is None or last.sentence != _sentence(passage, mention):
            return None
        key = last.identity.partition("[")[0]
        windows, _ = self.search.windows(passage, mention)
        for part in self.search.parts_in(key, words.text):
            fit = Fit(STRONG_FIT, key, part, is_named=True)
            for fact in self.asked.of(fit, measure, windows, []):
                if said := says(passage, mention, fact):
                    self._keep_change(passage, mention, fact)
                    return Judgement.by_fact(passage, mention, said, fact)
        return None

    def _of_contrary(
        self, passage: Passage, mention: Mention, measure: MeasureName, words: Words
    ) -> Judgement | None:
        """A number of an indicator beside the contrary of what that counts: "đã từ chối 59"."""
        if not words.states or abs(mention.value or Decimal(0)) < _SMALL_COUNT:
            return None
        free = replace(words, states=frozenset())
        for fit, facts in self._options(passage, mention, measure, free)[:_MOST_OF_EACH]:
            said = self.search.contrary(fit.key, words.states)
            if said and fit.fit >= CLEAR_FIT and facts and says(passage, mention, facts[0]):
                return Judgement.by_fact(passage, mention, "contradicted", facts[0], CONTRARY)
        return None

    def _in_a_row(self, passage: Passage, mention: Mention, words: Words) -> Judgement:
        """For how many periods in a row it has gone one way: "tăng 4 quý liền"."""
        said = streak_said(passage, mention)
        fits = self._fits(passage, mention, "value", words)
        if said is None or not fits or fits[0].fit < CLEAR_FIT:
            return Judgement(passage, mention, "unmatched")
        windows, _ = self.search.windows(passage, mention)
        steps = streak_of(self.asked, fits[0].identity, windows[0], said)
        if steps is None or mention.value is None:
            return Judgement(passage, mention, "unmatched")
        verdict: Verdict = "right" if mention.value <= steps else "contradicted"
        reason = "" if verdict == "right" else f"số kỳ liên tiếp đi một chiều: {steps}"
        (label, _), period = self.facts.indicators[fits[0].key], str(windows[0])
        return Judgement(
            *(passage, mention, verdict),
            expected=f"{steps:02}",
            fact=fits[0].identity,
            period=period,
            reason=reason or label,
        )

    def spoken(self, judgement: Judgement) -> None:
        """Remember what a number states that was judged by its place."""
        self.stated[judgement.block_number, judgement.mention.start] = judgement
        identity = judgement.fact.rpartition("]")[0] + "]" * ("]" in judgement.fact)
        identity = identity or judgement.fact.partition(":")[0]
        if identity.partition("[")[0] in self.facts.indicators:
            passage = judgement.passage
            self._last = _Spoken(identity, _sentence(passage, judgement.mention), passage.above)

    def _fits(
        self, passage: Passage, mention: Mention, measure: MeasureName, words: Words
    ) -> list[Fit]:
        kinds: tuple[str, ...] = (mention.kind,)
        if measure in ("growth", "share") or (measure == "change" and mention.kind == "percent"):
            kinds = (*_COUNTED, "percent") if mention.kind == "points" else _COUNTED
        elif measure == "of plan":
            kinds = (*_COUNTED, "percent")
        carried, is_same = "", False
        if self._last is not None and self._last.above == passage.above:
            carried = self._last.identity
            # What stands in another block goes on with it, a new sentence may be of the whole.
            last, own = self._last.sentence, _sentence(passage, mention)
            is_same = last == own or last[0] != own[0]
        return self.search.candidates(words, kinds, carried, is_same=is_same)[:_MOST_FITS]

    def _options(
        self, passage: Passage, mention: Mention, measure: MeasureName, words: Words
    ) -> list[tuple[Fit, list[KnownFact]]]:
        """The indicators with what the number would state of them."""
        fits = self._fits(passage, mention, measure, words)
        is_change = measure in ("change", "growth")
        windows, _ = self.search.windows(passage, mention, is_change=is_change)
        bases: list[Period] = []
        if is_change:
            bases = bases_of(passage, mention, self.facts.book.reached(windows[0]), self.facts)
        found = [(fit, self.asked.of(fit, measure, windows, bases)) for fit in fits]
        # Conditions that exclude one another have no row: no sentence means both.
        return [one for one in found if not one[0].part or any(fact.value for fact in one[1])]

    def _agreeing(
        self,
        passage: Passage,
        mention: Mention,
        options: Sequence[tuple[Fit, list[KnownFact]]],
        words: Words,
    ) -> Judgement | None:
        best = options[0][0].fit if options else 0.0
        topics = self._other_topics(passage, mention, words)
        is_small = mention.kind == "count" and abs(mention.value or Decimal(0)) < _SMALL_COUNT
        least = max(_LEAST_FIT, best * (_SMALL_SHARE if is_small else _SHARE))
        for fit, facts in options:
            if fit.fit < least:
                break
            if self.search.counts_other_office(fit, words):
                continue
            if topics and self.search.topic_of(fit.key) not in topics and not fit.is_said:
                # "8 văn bản thống nhất, 4 văn bản đề nghị bổ sung": by its unit alone it is none.
                continue
            for fact in facts:
                if said := says(passage, mention, fact):
                    self._speak(fit, passage, mention)
                    if year := self._whole_year(passage, mention, facts[0], fact):
                        reason = f"là số của kỳ {fact.period}, không phải của cả năm {year}"
                        return Judgement.by_fact(passage, mention, "unmatched", fact, reason)
                    self._keep_change(passage, mention, fact)
                    return Judgement.by_fact(passage, mention, said, fact)
        return None

    def _contradicting(
        self,
        passage: Passage,
        mention: Mention,
        measure: MeasureName,
        options: Sequence[tuple[Fit, list[KnownFact]]],
        words: Words,
    ) -> Judgement | None:
        options = [one for one in options if not self._is_of_later(one[0], passage)]
        if not options or not options[0][1]:
            # What fits best has no value: nothing is known of the number.
            return None
        best, facts = options[0]
        if mention.kind == "money" and not facts[0].value:
            # That nothing was spent is no likely reading of an amount.
            return None
        if best.several:
            # Of two places named it may be the sum, or that of one of them.
            return None
        before = value_before(passage, mention) if measure in ("change", "growth") else None
        said = Statement(
            *(passage, mention, measure, words, options),
            spoken=self._spoken_in(passage, mention),
            is_of_unknown=before is not None
            and (passage.block_number, before.start) not in self.stated,
        )
        if best.is_said or best.fit >= STRONG_FIT:
            self._speak(best, passage, mention)
        return self.contradictions.of(said)

    def _spoken_in(self, passage: Passage, mention: Mention) -> str:
        """The fact that the sentence of a number spoke of last; empty where it did of none."""
        last = self._last
        return last.identity if last and last.sentence == _sentence(passage, mention) else ""

    def _of_other_unit(
        self,
        passage: Passage,
        mention: Mention,
        options: Sequence[tuple[Fit, list[KnownFact]]],
    ) -> Judgement | None:
        """An amount with the digits of a fact and another unit: "200,5 tỷ" of 200,5 triệu đồng."""
        if mention.kind != "money" or not mention.value or len(_digits(mention)) < _SURE_DIGITS:
            return None
        windows = scope_in(passage, mention, self.facts).possible
        for fit, _ in options[:_MOST_OF_EACH]:
            if fit.fit < CLEAR_FIT:
                break
            for fact in self.asked.of(fit, "value", windows, []):
                if fact.value and abs(mention.value / fact.value) in _SIZES:
                    reason = "đúng chữ số, sai đơn vị tính"
                    return Judgement.by_fact(passage, mention, "contradicted", fact, reason)
        return None

    def _keep_change(self, passage: Passage, mention: Mention, fact: KnownFact) -> None:
        if fact.is_signed:
            self.changes[passage.block_number, mention.start] = fact

    def _other_topics(self, passage: Passage, mention: Mention, words: Words) -> set[str]:
        """The registers that the same sentence spoke of, or whose parts a number's words name."""
        profiles = self.search.vocabulary.profiles
        first = {profile.topic: key for key, profile in reversed(profiles.items())}
        found = {topic for topic, key in first.items() if self.search.parts_in(key, words.text)}
        if not found and (spoken := self._spoken_in(passage, mention)):
            found = {self.search.topic_of(spoken)}
        return found

    def _is_of_later(self, fit: Fit, passage: Passage) -> bool:
        """Whether an indicator counts what is yet to come, of which the text does not speak."""
        is_ahead = self.search.vocabulary.profiles[fit.key].mode == "ahead"
        return is_ahead and not _COMING.search(passage.text)

    def _whole_year(
        self, passage: Passage, mention: Mention, first: KnownFact, said: KnownFact
    ) -> str:
        """The year that a number is said to be of, where it is that of a part of it; else empty.

        "Năm 2022 có 101" is not right because there were 101 on 30/9/2022.
        """
        if first.period == said.period or is_value(mention, first.value or Decimal(0)):
            return ""
        windows, is_named = self.search.windows(passage, mention)
        year = windows[0]
        is_known = year.end <= self.facts.book.complete_until
        if not is_named or year.kind != "year" or not is_known or first.period != str(year):
            return ""
        return str(year.year)

    def _speak(self, fit: Fit, passage: Passage, mention: Mention) -> None:
        self._last = _Spoken(fit.identity, _sentence(passage, mention), passage.above)


def _digits(mention: Mention) -> str:
    return "".join(filter(str.isdigit, mention.text)).strip("0")


def _sentence(passage: Passage, mention: Mention) -> tuple[int, int]:
    return passage.block_number, passage.sentence(mention)[0]


def _nearest(options: Sequence[tuple[Fit, list[KnownFact]]]) -> str:
    """The indicators whose words are nearest, with their values."""
    named = [
        f"{facts[0].label} ({facts[0].told})"
        for fit, facts in options[:_MOST_NAMED]
        if facts and fit.fit >= _LEAST_NAMED
    ]
    return f"gần nhất: {'; '.join(named)}" if named else ""
