"""Which indicator a number in a new sentence is about, by the words around and above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain

from baocao.core.periods import Period
from baocao.locale.vi.contrasts import STATES
from baocao.locale.vi.same_words import COUNTERS, OFFICES
from baocao.review.verify.agreement import kind_of
from baocao.review.verify.clauses import clause_of, question_of
from baocao.review.verify.known_facts import KnownFact, KnownFacts
from baocao.review.verify.mentions import Mention
from baocao.review.verify.named_windows import windows_of
from baocao.review.verify.passages import Passage
from baocao.review.verify.vocabulary import Profile, Vocabulary, kind

__all__ = ["Fit", "IndicatorSearch", "Words"]

_LETTER = re.compile(r"[^\W\d_]")
# What a word counts that is not beside the number but in its sentence, or before it.
_IN_LEAD, _IN_SENTENCE = 0.6, 0.3
# What words cost that an indicator has and the text has not, and the other way round.
_LACK, _ALIEN = 0.3, 0.75
# What of it a word costs that is of the indicator's topic.
_OF_TOPIC = 0.4
# How much the topic weighs; what one of the wrong unit, or without a needed word, keeps.
_TOPIC = 0.6
# Strange words beside a number of the unit that was last spoken of.
_MOST_STRANGE = 3
# What the whole keeps where words name a part.
_WHOLE = 0.82
# What a pair of words of a part counts.
_OF_PART = 1.0
_OTHER_UNIT, _TOLD_UNIT, _NOT_NEEDED, _NEEDED_FAR = 0.45, 0.7, 0.55, 0.85
_SAME_UNIT = 1.12
# "61 trạm quan trắc": what is counted is no word of the indicator's.
_STRANGE = 0.4
_OTHER_MODE, _NO_MODE = 0.6, 0.85
# What the last indicator that was spoken of has where the words name none.
_CARRIED = 0.62
# What the same part of another indicator keeps beside that of the last one.
_NOT_LAST = 0.6
# What a part keeps that was spoken of in an earlier sentence, beside the whole.
_OLD_PART = 0.97
_SHARES = (1.0, 0.5, 0.25, 0.15, 0.1)
_HEAD_COUNTS = re.compile(r"\s*số(?: lượng)?\s+(.+)", re.IGNORECASE)
_FLOW = re.compile(
    r"(?<!\w)(?:mới|thêm|phát sinh|trong (?:kỳ|quý|năm|tháng|tuần|\d+ tháng)|riêng|tính riêng|"
    r"(?:quý|kỳ|năm|tháng|tuần) (?:này|nay))(?!\w)",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"(?<!\w)(?:lũy kế|luỹ kế|cộng dồn|đến nay|tới nay|hiện|hiện có|tính đến|đến hết|đến cuối|"
    r"đến ngày|kể từ|từ năm|tổng số|tổng cộng|toàn tỉnh|đang)(?!\w)",
    re.IGNORECASE,
)

# Words before the name of a part that say what it is one of, or join it to what stands before.
_KINDS = ("nhóm", "loại", "hạng", "số", "song")

_OFFICES = frozenset(" ".join(office.split()[:2]) for office in OFFICES.values())


@dataclass(frozen=True)
class Fit:
    """An indicator, or a part of one, that a number may be about.

    Parameters
    ----------
    fit
        How well the words fit, 0 to about 1.
    key
        The id of the indicator.
    part
        The value of a column that its rows are restricted to; empty for all rows.
    is_said
        Whether words of its own name it, and not only the topic or the indicator before it.
    is_named
        Whether two words in a row do, which are hardly chance.
    several
        The values of one column where the words name more than one.
    is_ended
        Whether it is what no longer stands: "hết hiệu lực" beside an indicator of what is "còn
        hiệu lực".
    """

    fit: float
    key: str
    part: str = ""
    is_said: bool = True
    is_named: bool = False
    several: tuple[str, ...] = ()
    is_ended: bool = False

    @property
    def identity(self) -> str:
        """The id of the fact."""
        return f"{self.key}[{self.part}]" if self.part else self.key


@dataclass(frozen=True)
class Words:
    """The words around a number: its own, those before it in its sentence, of its sentence.

    Parameters
    ----------
    own, lead, sentence
        Words and pairs of words.
    topic
        How well what is around and above fits each register.
    unit
        The unit behind the number; empty where no known one is.
    mode
        See :class:`~baocao.review.verify.vocabulary.Profile`; empty where nothing tells.
    own_mode
        The same, of its own words alone.
    counted
        The first words behind the number.
    text
        Its own words in order.
    states
        What its own words say of the :data:`~baocao.locale.vi.contrasts.STATES`.
    """

    own: frozenset[str]
    lead: frozenset[str]
    sentence: frozenset[str]
    topic: dict[str, float]
    unit: str
    mode: str
    counted: tuple[str, ...] = ()
    text: str = ""
    states: frozenset[tuple[str, str]] = frozenset()
    own_mode: str = ""


class IndicatorSearch:
    """Finds indicators by the words that name them; rare words weigh more."""

    def __init__(self, facts: KnownFacts, built: Iterable[Passage] = ()) -> None:
        self.facts = facts
        self.vocabulary = Vocabulary(facts, built)
        self._parts: dict[tuple[str, Period], KnownFact | None] = {}
        self._states_of = lru_cache(256)(_states_in)
        # All indicators of a topic are asked for the same words one after the other.
        self._named = lru_cache(64)(self._named_in)
        self._aliens = lru_cache(64)(self._aliens_in)

    def words(self, passage: Passage, mention: Mention, *, is_wide: bool = False) -> Words:
        """The words around a number; see :func:`~baocao.review.verify.clauses.clause_of`."""
        told = self.vocabulary.words_of
        row = passage.row
        if row is not None and not _LETTER.search(passage.text):
            # In a cell of its own it is what the row, the column and the rows above say.
            topic = self.vocabulary.topic_of(
                zip(_SHARES, (row.label, *row.under, *passage.above), strict=False)
            )
            lead = told(" . ".join(row.under)) if row.under else frozenset()
            mode = _mode(f"{row.label} {row.head}")
            named = _HEAD_COUNTS.match(row.head) or _HEAD_COUNTS.match(row.label)
            office = self._counted(named[1]) if named else ()
            office = office if " ".join(office) in _OFFICES else ()
            return Words(
                own=told(row.label) | _office(office),
                lead=lead,
                sentence=told(row.head),
                topic=topic,
                unit=row.unit if kind(row.unit) == "count" and row.unit in self.facts.units else "",
                mode=mode,
                counted=office,
                text=self.vocabulary.words_of.plain(row.label),
                states=_states_in(row.label),
                own_mode=mode,
            )
        clause = clause_of(passage, mention, is_wide=is_wide)
        asked = question_of(passage, mention)
        said = f"{clause.own} . {asked}" if asked else clause.own
        texts = (clause.sentence, clause.rest[-300:], *passage.above)
        shares = (1.0, 0.5, 0.8, 0.4, 0.2, 0.1, 0.1)
        topic = self.vocabulary.topic_of(zip(shares, texts, strict=False))
        counted = self._counted(clause.after)
        return Words(
            own=told(said) | _office(counted),
            lead=told(f"{clause.lead} . {clause.tail}"),
            sentence=told(clause.sentence),
            topic=topic,
            unit=self._unit_after(passage.text[mention.end : mention.end + 60]),
            mode=_mode(clause.own) or _mode(clause.lead) or _mode(clause.sentence),
            counted=counted,
            text=self.vocabulary.words_of.plain(said),
            states=_states_in(said),
            own_mode=_only_mode(clause.own),
        )

    def _counted(self, after: str) -> tuple[str, ...]:
        """The two words right behind a number, before the next sign, if they name things."""
        told = self.vocabulary.words_of.plain(re.split(r"[,;.:()%\n]", after, maxsplit=1)[0])
        words = told.split()[:2]
        for office in (" ".join(words), *words[:1]):
            if office in OFFICES and office not in self.facts.units:
                first, second = OFFICES[office].split()[:2]
                return first, second
        if not words or words[0] in COUNTERS or not words[0].isalpha():
            return ()
        return tuple(words)

    def _unit_after(self, text: str) -> str:
        """The unit behind a number, or the first words of one; empty where there is none."""
        plain = self.vocabulary.words_of.plain(re.split(r"[,;.:()\n]", text, maxsplit=1)[0])
        for unit in self.facts.units:
            if f"{plain} ".startswith(f"{self.vocabulary.words_of.plain(unit)} "):
                return unit
        first = plain.split(" ", 1)[0]
        firsts = {unit.split(" ", 1)[0] for unit in self.facts.units}
        return first if first in firsts and len(first) > 2 else ""

    def fits(
        self, passage: Passage, mention: Mention, kinds: tuple[str, ...] = ()
    ) -> list[tuple[float, str]]:
        """Fit and id of the indicators with the mention's kind of unit, the best fit first."""
        words = self.words(passage, mention)
        wanted = kinds or (mention.kind,)
        return [(one.fit, one.key) for one in self.candidates(words, wanted) if not one.part]

    def may_count(self, fit: Fit, words: Words) -> bool:
        """Whether what stands behind a number may be what an indicator counts."""
        profile = self.vocabulary.profiles[fit.key]
        if " ".join(words.counted) in _OFFICES:
            return " ".join(words.counted) in profile.words
        if not words.unit or self._has_unit(profile, words.unit):
            return True
        return f"{self.vocabulary.words_of.plain(fit.part)} ".startswith(f"{words.unit} ")

    def counts_other_office(self, fit: Fit, words: Words) -> bool:
        """Whether offices are counted that are none of an indicator's: "63 huyện" of communes."""
        pair, own = " ".join(words.counted), self.vocabulary.profiles[fit.key]
        alike = (one for one in self.vocabulary.profiles.values() if one.topic == own.topic)
        is_counted = any(pair in one.words for one in alike)
        return pair in _OFFICES and pair not in own.words and is_counted

    def parts_in(self, key: str, text: str) -> list[str]:
        """The parts of an indicator that a text in plain words names."""
        profile = self.vocabulary.profiles[key]
        return [part for _, part in self._said_parts(profile, text)]

    def topic_of(self, identity: str) -> str:
        """The register of a fact's indicator."""
        return self.vocabulary.profiles[identity.partition("[")[0]].topic

    def is_name_of(self, fit: Fit, text: str) -> bool:
        """Whether a text names a part, or an indicator, and says nothing else."""
        label, unit = self.facts.indicators[fit.key]
        told = self.vocabulary.words_of.plain
        known = set(told(f"{label} {unit} {fit.part}").split())
        return fit.is_named and set(told(text).split()) <= {*known, *_KINDS}

    def knows(self, fit: Fit, words: Words) -> bool:
        """Whether what stands right behind a number is a thing that an indicator is of."""
        profile = self.vocabulary.profiles[fit.key]
        of_part = self.vocabulary.words_of(fit.part)
        return bool(words.unit) or not words.counted or self._knows(profile, words.counted, of_part)

    def candidates(
        self, words: Words, kinds: tuple[str, ...], carried: str = "", *, is_same: bool = True
    ) -> list[Fit]:
        """The indicators, and the parts of them that the words name, the best fit first.

        Parameters
        ----------
        words
            Those around the number.
        kinds
            The kinds of mention whose unit an indicator may have.
        carried
            The fact that was last spoken of; empty for none.
        is_same
            Whether that was in the same sentence: of a part that was spoken of in another one, all
            of it may be meant now.
        """
        found = self._found(words, kinds)
        if carried:
            found = self._carried(found, words, kinds, carried, is_same=is_same)
            if not words.unit and not words.counted:
                found = self._of_last(found, words, carried.partition("[")[0])
        return sorted(found, key=lambda one: (-round(one.fit, 9), one.identity))

    def _found(self, words: Words, kinds: tuple[str, ...]) -> list[Fit]:
        found: list[Fit] = []
        for key, profile in self.vocabulary.profiles.items():
            if kind_of(profile.unit) not in kinds:
                continue
            parts = self._said_parts(profile, words.text)
            if parts and self._is_excluded(profile, parts, words.own):
                continue
            is_ended = False
            if contrary := self.contrary(key, words.states):
                if contrary != "ended":
                    continue
                is_ended = True
            parts = [
                (column, value)
                for column, value in parts
                if column not in profile.columns
                and not self._is_counted_alone(profile, column, value)
            ]
            columns = Counter(column for column, _ in parts) if parts else {}
            fit, is_said = self._fit(profile, words, [value for _, value in parts])
            if not fit and not parts:
                found.append(Fit(0.0, key, is_said=False))
                continue
            single = [value for column, value in parts if columns[column] == 1]
            # Of several values of one column the number is of all of them, or of each.
            several = tuple(value for column, value in parts if columns[column] > 1)
            found += [Fit(fit, key, part, is_named=True) for part in single]
            # "sản phẩm" alone is the unit of many.
            beyond = words.own & profile.words - self.vocabulary.words_of(profile.unit)
            pairs = any(" " in word for word in beyond)
            share = _WHOLE if single else 1
            whole = Fit(fit * share, key, "", is_said, is_named=pairs, several=several)
            found.append(whole)
            if is_ended:
                found[-len(single) - 1 :] = [
                    replace(one, is_ended=True) for one in found[-len(single) - 1 :]
                ]
        return found

    def _carried(
        self,
        found: list[Fit],
        words: Words,
        kinds: tuple[str, ...],
        carried: str,
        *,
        is_same: bool,
    ) -> list[Fit]:
        """With the fact that was last spoken of, where the words name no other."""
        key, _, part = carried.partition("[")
        profile = self.vocabulary.profiles.get(key)
        if profile is None or any(one.is_said for one in found):
            return found
        if kind_of(profile.unit) not in kinds or not self._has_unit(profile, words.unit):
            # "31 đối tượng … Riêng quý III: 81,5 triệu đồng": what was said of those is said of it.
            again = replace(words, lead=words.lead | profile.words)
            return self._found(again, kinds)
        if words.counted and not self._knows(profile, words.counted, frozenset()):
            return found
        if not self._is_plain(profile, words):
            return found
        keys = (key, *profile.twins)
        share = {k: _CARRIED * self._mode_share(self.vocabulary.profiles[k], words) for k in keys}
        fits = [Fit(fit, k, part.rstrip("]"), is_said=False) for k, fit in share.items()]
        if part and not is_same:
            fits = [replace(one, fit=one.fit * _OLD_PART) for one in fits]
            fits += [Fit(fit, k, is_said=False) for k, fit in share.items()]
        return [*(one for one in found if one.key not in keys), *fits]

    def _of_last(self, found: list[Fit], words: Words, key: str) -> list[Fit]:
        """With parts of the indicator that was last spoken of, where words name only the part.

        "59 dự án … Theo nguồn vốn: trong nước 41" is of projects, not of opinions on them.
        """
        last = self.vocabulary.profiles.get(key)
        if last is None:
            return found
        best: dict[str, float] = {}
        for one in found:
            if one.part and self.vocabulary.profiles[one.key].topic == last.topic:
                of_part = self.vocabulary.words_of(one.part)
                known = self.vocabulary.profiles[one.key].words - last.words - of_part
                if words.own & known:
                    return found
                best[one.part] = max(best.get(one.part, 0.0), one.fit)
        parts = {one.part for one in found if one.key == key and one.part}
        return [
            one
            if one.part not in parts or one.part not in best
            else replace(one, fit=best[one.part] if one.key == key else one.fit * _NOT_LAST)
            for one in found
        ]

    def is_plain(self, fit: Fit, words: Words) -> bool:
        """Whether words name nothing that an indicator, its part or its topic does not know."""
        told = self.vocabulary.words_of.plain(fit.part).split()
        rest = " ".join(word for word in words.text.split() if word not in {*told, *_KINDS})
        profile = self.vocabulary.profiles[fit.key]
        return self._is_plain(profile, replace(words, text=rest, unit=""))

    def _is_plain(self, profile: Profile, words: Words) -> bool:
        """Whether the words say no more than when, and how much more or less.

        "SĐT: 0912" is of nothing that was spoken of before.
        """
        topic = self.vocabulary.topics.get(profile.topic, {})
        strange = {
            word
            for word in words.text.split()
            if word.isalpha() and word not in COUNTERS and word not in topic
            if word not in profile.words and not re.fullmatch("[ivx]+", word)
        }
        return not strange or (bool(words.unit) and len(strange) <= _MOST_STRANGE)

    def _knows(self, profile: Profile, counted: tuple[str, ...], of_parts: frozenset[str]) -> bool:
        """Whether what a number counts is a word of the indicator's, or of its topic."""
        pair = " ".join(counted)
        topic = self.vocabulary.topics.get(profile.topic, {})
        named = profile.words | of_parts
        return pair in named or pair in topic or counted[0] in named

    def _has_unit(self, profile: Profile, unit: str) -> bool:
        return not unit or profile.unit == unit or profile.unit.startswith(f"{unit} ")

    def _is_in_label(self, profile: Profile, unit: str) -> bool:
        told = self.vocabulary.words_of.plain
        label, _ = self.facts.indicators[profile.key]
        return f" {told(unit)} " in f" {told(label)} "

    def _mode_share(self, profile: Profile, words: Words) -> float:
        if not profile.twins:
            return 1.0
        if not words.mode:
            return 1.0 if profile.mode == "stock" else _NO_MODE
        return 1.0 if profile.mode == words.mode else _OTHER_MODE

    def _said_parts(self, profile: Profile, own: str) -> list[tuple[str, str]]:
        """The columns and values that words name, and the indicator's label does not.

        Of two that overlap the longer one.
        """
        if not self._named(profile.topic, own):
            return []
        known = self.vocabulary.parts.get(profile.topic, {})
        label = f" {self.vocabulary.words_of.plain(self.facts.indicators[profile.key][0])} "
        named = {word for word in self._named(profile.topic, own) if f" {word} " not in label}
        longest = {
            word for word in named if not any(word != o and f" {word} " in f" {o} " for o in named)
        }
        return sorted({pair for word in longest for pair in known[word]})

    def _named_in(self, topic: str, own: str) -> tuple[str, ...]:
        """The values of columns of a topic that words name."""
        padded = f" {own} "
        known = self.vocabulary.parts.get(topic, {})
        return tuple(word for word in known if f" {word} " in padded)

    def contrary(self, key: str, said: frozenset[tuple[str, str]]) -> str:
        """What words say of a state whose contrary an indicator's label says; empty if nothing."""
        if not said:
            return ""
        of = self._states_of(self.facts.indicators[key][0])
        for name, meaning in said:
            meanings = {one for other, one in of if other == name}
            if meanings and meaning not in meanings and (name, *meanings) not in said:
                return meaning
        return ""

    def _is_counted_alone(self, profile: Profile, column: str, value: str) -> bool:
        """Whether an indicator of its own counts a part of another."""
        told = self.vocabulary.words_of(value)
        return any(
            other.topic == profile.topic
            and (other.unit, other.mode) == (profile.unit, profile.mode)
            and other.columns.get(column) == told
            and other.columns.keys() - {column} == profile.columns.keys()
            for other in self.vocabulary.profiles.values()
        )

    def _is_excluded(
        self, profile: Profile, parts: Sequence[tuple[str, str]], own: frozenset[str]
    ) -> bool:
        """Whether words name another value of a column that restricts an indicator's rows.

        "nhãn hiệu tập thể" is no geographical indication.
        """
        for column, value in parts:
            if column in profile.columns:
                meant = profile.columns[column] - self.vocabulary.words_of(value)
                if not meant & own:
                    return True
        return False

    @cached_property
    def _all_words(self) -> dict[str, tuple[float, float]]:
        """What all words of each indicator count, and what of it those count that others share."""
        weights, shared = self.vocabulary.weights, self.vocabulary.shared
        return {
            key: (
                sum(weights[w] for w in one.words),
                sum(weights[w] * shared[one.topic].get(w, 0.0) for w in one.words),
            )
            for key, one in self.vocabulary.profiles.items()
        }

    def _aliens_in(self, own: frozenset[str], topic: str) -> float:
        """What words count against an indicator of a topic that has none of them."""
        known, weights = self.vocabulary.topics.get(topic, {}), self.vocabulary.weights
        return sum(weights[w] * (_OF_TOPIC if w in known else 1.0) for w in own & weights.keys())

    def _fit(self, profile: Profile, words: Words, parts: Sequence[str]) -> tuple[float, bool]:
        """How well words fit an indicator, and whether its own words name it."""
        weights: Mapping[str, float] = self.vocabulary.weights
        if words.text and " " not in words.text:
            # "Đang trình: 305,5 triệu đồng": one word says it all.
            weights = {**weights, words.text: self.vocabulary.whole_weight(words.text)}
        own = words.own & profile.words
        lead = (words.lead & profile.words) - own
        sentence = (words.sentence & profile.words) - own - lead
        of_parts = frozenset(chain.from_iterable(self.vocabulary.words_of(part) for part in parts))
        unit_kind = kind(profile.unit)
        if unit_kind == "count" and not (own or lead or sentence or words.own & of_parts):
            return 0.0, False
        unit = self.vocabulary.words_of(words.unit)
        said = sum(weights[w] for w in own)
        named = sum(weights[w] for w in own - unit)
        near = _IN_LEAD * sum(weights[w] for w in lead)
        near += _IN_SENTENCE * sum(weights[w] for w in sentence)
        # What all of a topic share is said by the topic.
        known = self.vocabulary.shared.get(profile.topic, {})
        sure = words.topic.get(profile.topic, 0.0)
        whole, common = self._all_words[profile.key]
        lack = (whole - sure * common) - sum(
            self.vocabulary.weights[w] * (1 - sure * known.get(w, 0.0))
            for w in chain(own, lead, sentence)
        )
        topic_words = self.vocabulary.topics.get(profile.topic, {})
        alien = self._aliens(words.own, profile.topic) - sum(
            self.vocabulary.weights.get(w, 0.0) * (_OF_TOPIC if w in topic_words else 1.0)
            for w in own | (words.own & of_parts)
        )
        if of_parts:
            also = words.own & of_parts - profile.words
            said += _OF_PART * sum(" " in w or "-" in w for w in also)
        if unit_kind != "count":
            said += self.vocabulary.kind_weights[unit_kind]
        heard = said + near
        if not heard:
            return 0.0, False
        fit = heard / (heard + _LACK * lack + _ALIEN * alien)
        fit *= 1 - _TOPIC + _TOPIC * words.topic.get(profile.topic, 1.0)
        if profile.needed and not profile.needed & words.own:
            is_far = profile.needed & (lead | sentence)
            fit *= _NEEDED_FAR if is_far else _NOT_NEEDED
        if words.counted and not self._knows(profile, words.counted, of_parts):
            fit *= _STRANGE
            named = 0.0
        if unit_kind == "count":
            if words.unit:
                if self._has_unit(profile, words.unit):
                    fit *= _SAME_UNIT
                else:
                    is_told = self._is_in_label(profile, words.unit)
                    fit *= _TOLD_UNIT if is_told else _OTHER_UNIT
            elif self.vocabulary.words_of.plain(profile.unit) in words.own:
                fit *= _SAME_UNIT
        return fit * self._mode_share(profile, words), named > 0

    def windows(
        self, passage: Passage, mention: Mention, *, is_change: bool = False
    ) -> tuple[tuple[Period, ...], bool]:
        """See :func:`~baocao.review.verify.named_windows.windows_of`."""
        return windows_of(passage, mention, self.facts, is_change=is_change)


def _states_in(text: str) -> frozenset[tuple[str, str]]:
    """The contrast and the meaning of each state that a text names."""
    return frozenset((one.name, said.meaning) for one in STATES for said in one.said(text))


def _office(counted: tuple[str, ...]) -> frozenset[str]:
    """The words of the offices that are counted: "cấp xã" of "18 xã"."""
    pair = " ".join(counted)
    return frozenset({*counted, pair}) if pair in _OFFICES else frozenset()


def _only_mode(text: str) -> str:
    """The same where all words agree: "trong năm, toàn tỉnh có" says neither."""
    is_both = _FLOW.search(text) and _STOCK.search(text)
    return "" if is_both else _mode(text)


def _mode(text: str) -> str:
    """Whether words say that something happened within days, or stands on a day."""
    flow, stock = list(_FLOW.finditer(text)), list(_STOCK.finditer(text))
    if not flow and not stock:
        return ""
    last = max((*flow, *stock), key=lambda match: match.start())
    return "flow" if last in flow else "stock"
