"""Words around a number that differ from those of the built report.

A number may stand as it was and mean something else: beside another base, another place, a "không".
What stands at its place in the built report is known, so every word that was changed beside it is
found.  One that excludes the earlier one (:mod:`~baocao.review.verify.word_contrasts`) contradicts
the report; every other change is listed for a person to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from baocao.locale.vi.contrasts import NEUTRAL
from baocao.review.sequences import unequal_runs
from baocao.review.verify.alignment import Position
from baocao.review.verify.judgement import Judgement, Verdict
from baocao.review.verify.known_facts import KnownFacts
from baocao.review.verify.mentions import Mention
from baocao.review.verify.passages import Passage
from baocao.review.verify.word_contrasts import WordContrasts
from baocao.review.verify.word_units import Span, Unit, Word, paired, units_of

__all__ = ["ChangedWords"]

# Changes of a sentence, and words of each, that are told; a reader looks at the text for more.
_MOST_CHANGES, _MOST_WORDS = 3, 12
# Fewer words stand in many places; at an end of a paragraph they may be cut off.
_FEWEST_MOVED, _FEWEST_CUT = 5, 2
# From this likeness on two sentences say the same of their numbers, but for what was changed.
# Without a number to hold on to more is asked.
_ALIKE, _VERY_ALIKE = 50, 75

Found = Mapping[Position, Judgement]


class ChangedWords:
    """Finds the words that were changed around numbers, and judges them.

    Parameters
    ----------
    built
        The passages of the report as built.
    facts
        What the workspace knows.
    has_loose_labels
        See :func:`~baocao.review.verify.judge.judge`.
    """

    def __init__(
        self, built: Sequence[Passage], facts: KnownFacts, *, has_loose_labels: bool
    ) -> None:
        self._has_loose_labels = has_loose_labels
        self._built = units_of(built)
        self._built_text = _plain(unit.text for unit in self._built)
        self._edited_text = ""
        self._contrasts = WordContrasts(facts)

    def judge(
        self,
        edited: Sequence[Passage],
        partners: Mapping[Position, Position],
        found: Found,
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
        units = units_of(edited)
        self._edited_text = _plain(unit.text for unit in units)
        for unit, other in paired(units, self._built, partners):
            if unit.is_row != other.is_row:
                # A table that has lost its cells, as in a PDF: its words stand in another order.
                continue
            # A number that was judged by another fact than the one of its place was moved.
            right = {
                position: judgement
                for number in unit.numbers
                for index in range(len(edited[number].mentions))
                if (judgement := found.get(position := (number, index))) is not None
                and judgement.mention.is_figure
                and judgement.verdict in ("right", "rounded")
                and position in partners
                and partners[position][0] in other.numbers
                and judgement.fact in (expected(partners[position]) or {""})
            }
            # Beside no number of the paragraph a word seldom says something of the data.
            is_of_data = bool(right or other.is_title or other.is_quoting((0, len(other.text))))
            yield from self._changes(unit, other, right, found, partners, is_of_data=is_of_data)

    def _is_moved(self, mine: str, their: str, fewest: int) -> bool:
        """Whether words that came, or went, stand elsewhere in the other text.

        A paragraph was cut in two, say, or runs over two pages.
        """
        here, there = _plain([mine]), _plain([their])
        if bool(here) == bool(there) or len((here or there).split()) < fewest:
            return False
        return here in self._built_text if here else there in self._edited_text

    def _changes(
        self,
        unit: Unit,
        other: Unit,
        right: Found,
        found: Found,
        partners: Mapping[Position, Position],
        *,
        is_of_data: bool,
    ) -> Iterator[tuple[int, Judgement]]:
        claims = [
            (offset + judgement.mention.start, offset + judgement.mention.end)
            for number, offset in zip(unit.numbers, unit.starts, strict=True)
            for index in range(len(unit.passages[number].mentions))
            if (judgement := found.get((number, index))) is not None
            and judgement.mention.kind == "claim"
            and judgement.verdict != "unmatched"
        ]
        listed: dict[Span, list[tuple[Span, str]]] = {}
        wrong: list[Span] = []
        keys = ([word.key for word in one.words] for one in (unit, other))
        for first, last, before, after in unequal_runs(*keys) if unit.words else ():
            if _is_neutral(unit.words[first:last]) and _is_neutral(other.words[before:after]):
                continue
            ours, theirs = unit.letters(first, last), other.letters(before, after)
            is_label = before == after and any(
                w.mention is not None for w in unit.words[first:last]
            )
            if is_label and self._has_loose_labels:
                continue
            is_end = before == 0 or after == len(other.words)
            fewest = _FEWEST_CUT if is_end else _FEWEST_MOVED
            if self._is_moved(unit.text[slice(*ours)], other.text[slice(*theirs)], fewest):
                continue
            # The full stop before a new sentence is of the one before it.
            begins = next((w.start for w in unit.words[first:last] if w.key[0].isalnum()), ours[0])
            sentence = unit.sentence((begins, max(begins, ours[1])))
            figures = [
                (word, judgement)
                for word in unit.words
                if sentence[0] <= word.start < sentence[1]
                and word.mention is not None
                and (judgement := right.get((word.passage, word.mention))) is not None
            ]
            if figures:
                # Of the built text only the sentences of the same numbers.
                at = [partners[word.passage, word.mention or 0] for word, _ in figures]
                whole = _hull([other.sentence_of(place) for place in at]) or theirs
                start = min(max(theirs[0], whole[0]), whole[1])
                theirs = start, max(start, min(theirs[1], whole[1]))
            else:
                whole = other.sentence(theirs)
            # A sentence that somebody wrote anew: its numbers are judged by its words.
            likeness = fuzz.ratio(unit.text[slice(*sentence)], other.text[slice(*whole)])
            if likeness < (_ALIKE if figures else _VERY_ALIKE):
                continue
            is_claim_judged = any(start < ours[1] and ours[0] < end for start, end in claims)
            reason = self._contrasts.reason(
                (unit, ours), (other, theirs), figures, is_claim_judged=is_claim_judged
            )
            if not is_of_data:
                # A claim without a number is not compared with the data, but a person reads it.
                if reason:
                    listed.setdefault(sentence, []).append((ours, reason))
                continue
            if reason and not _is_beside_fault(unit, ours, found):
                wrong.append(ours)
                yield _judged(unit, ours, "contradicted", reason)
            elif figures or other.is_title or other.is_quoting(other.sentence(theirs)):
                texts = unit.text[slice(*ours)], other.text[slice(*theirs)]
                if not any(map(_has_word, texts)):
                    continue
                told = _told(*texts)
                listed.setdefault(sentence, []).append((ours, told))
        # Those too that have no number at their place: a list that lost an item moves up.
        sure = {
            (number, index)
            for number in unit.numbers
            for index in range(len(unit.passages[number].mentions))
            if (judgement := found.get((number, index))) is not None
            and judgement.verdict in ("right", "rounded")
        }
        for ours, reason in self._contrasts.other_kinds(unit, other, sure):
            if not any(start < ours[1] and ours[0] < end for start, end in wrong):
                wrong.append(ours)
                yield _judged(unit, ours, "contradicted", reason)
        for changes in listed.values():
            whole = changes[0][0][0], max(span[1] for span, _ in changes)
            told = "; ".join(words for _, words in changes[:_MOST_CHANGES])
            yield _judged(unit, whole, "reworded", told)


def _hull(sentences: Sequence[Span | None]) -> Span | None:
    """From the first letter of some sentences to the last; None where there is none."""
    known = [sentence for sentence in sentences if sentence is not None]
    if not known:
        return None
    return min(start for start, _ in known), max(end for _, end in known)


def _plain(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).lower().split())


def _is_neutral(words: Sequence[Word]) -> bool:
    """Whether words say nothing of a number by themselves; numbers are judged elsewhere."""
    return all(
        word.key in NEUTRAL or word.key == "#" or not (word.key[0] == "#" or word.key[0].isalnum())
        for word in words
    )


def _is_beside_fault(unit: Unit, span: Span, found: Found) -> bool:
    """Whether a fault has been found at the same place: one is enough."""
    for number, offset in zip(unit.numbers, unit.starts, strict=True):
        for index in range(len(unit.passages[number].mentions) + 1):
            judgement = found.get((number, index))
            if judgement is not None and judgement.is_fault:
                start, end = offset + judgement.mention.start, offset + judgement.mention.end
                if start - 2 < span[1] and span[0] < end + 2:
                    return True
    return False


def _has_word(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _told(mine: str, their: str) -> str:
    mine, their = (" ".join(text.split()[:_MOST_WORDS]) for text in (mine, their))
    if mine and their:
        return f"“{mine}” thay cho “{their}”"
    return f"thêm “{mine}”" if mine else f"bỏ “{their}”"


def _judged(unit: Unit, span: Span, verdict: Verdict, reason: str) -> tuple[int, Judgement]:
    """The judgement on some letters, or on the word beside a place where words are gone."""
    words = [word for word in unit.words if word.end > span[0]]
    at = words[0] if words else unit.words[-1]
    passage = unit.passages[at.passage]
    offset = unit.starts[unit.numbers.index(at.passage)]
    start, end = (min(max(0, place - offset), len(passage.text)) for place in span)
    if start >= end:
        start, end = at.start - offset, at.end - offset
    mention = Mention(start, end, "words", passage.text[start:end])
    return at.passage, Judgement(passage, mention, verdict, reason=reason)
