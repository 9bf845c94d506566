"""Aligns an edited document with the built one: which number is at the position of which."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from baocao.review.sequences import equal_pairs, unequal_runs
from baocao.review.verify.passages import Passage, Token

__all__ = ["Certainty", "Position", "aligned"]

Position = tuple[int, int]
"""A mention: the number of its passage, and its own number in the passage, each from 0."""

Certainty = Literal["same", "sure", "loose"]
"""How certain it is that two mentions are at the same position.  ``same``: the whole paragraphs are
equal except for numbers; ``sure``: at least four of the six words around them are; ``loose``:
at least two are."""

# Texts are compared word by word when they share a run of this many words.
_SHARED = 4
# Words compared at once with the whole other text: memory grows with the product of both.
_AT_ONCE = 20_000
# A pair is judged by three words on either side: how many of them must be pairs too.
_REACH = 3
_LOOSE, _SURE = 2, 4


def aligned(
    edited: Sequence[Passage], built: Sequence[Passage]
) -> dict[Position, tuple[Position, Certainty]]:
    """For each mention of the edited document, its partner in the built one.

    First paragraphs and table rows are paired that are equal except for their numbers, in their
    order; then such that were moved; the rest is compared word by word.  Mentions in new text
    have no partner.
    """
    found: dict[Position, tuple[Position, Certainty]] = {}
    ours, theirs = _units(edited), _units(built)
    pairs = dict(
        _matched(
            [_key(edited, unit, exact=True) for unit in ours],
            [_key(built, unit, exact=True) for unit in theirs],
            [_key(edited, unit, exact=False) for unit in ours],
            [_key(built, unit, exact=False) for unit in theirs],
        )
    )
    for exact in (True, False):
        places: dict[str, deque[int]] = {}
        for number in _unpaired(len(theirs), pairs.values()):
            places.setdefault(_key(built, theirs[number], exact=exact), deque()).append(number)
        for number in _unpaired(len(ours), pairs):
            key = _key(edited, ours[number], exact=exact)
            if places.get(key) and len(key.split()) > _SHARED:
                pairs[number] = places[key].popleft()
    rest, left = _unpaired(len(ours), pairs), _unpaired(len(theirs), pairs.values())
    for number, other in pairs.items():
        masked = zip(_mentions(edited, ours[number]), _mentions(built, theirs[other]), strict=True)
        found.update((position, (partner, "same")) for position, partner in masked)
    stream = _stream(built, [theirs[number] for number in left])
    sharing = _shared(edited, [ours[number] for number in rest], stream)
    words = _stream(edited, sharing)
    for start in range(0, len(words), _AT_ONCE):
        found.update(_word_by_word(words[start : start + _AT_ONCE], stream))
    return found


def _units(passages: Sequence[Passage]) -> list[list[int]]:
    """The passages of each table row together, and every other passage by itself."""

    def place(number: int) -> tuple[int, int, int]:
        cell = passages[number].block.cell
        return (*cell[:2], -1) if cell else (0, 0, number)

    return [list(unit) for _, unit in groupby(range(len(passages)), place)]


def _key(passages: Sequence[Passage], unit: list[int], *, exact: bool) -> str:
    return " | ".join(passages[n].exact if exact else passages[n].masked for n in unit)


def _mentions(passages: Sequence[Passage], unit: list[int]) -> Iterator[Position]:
    for number in unit:
        for token in passages[number].tokens:
            if token.mention is not None:
                yield number, token.mention


def _unpaired(length: int, paired: Iterable[int]) -> list[int]:
    used = set(paired)
    return [number for number in range(length) if number not in used]


def _matched(
    ours: list[str], theirs: list[str], our_masks: list[str], their_masks: list[str]
) -> Iterator[tuple[int, int]]:
    """Pairs of equal texts in one order; between them, of texts equal but for their numbers."""
    yield from equal_pairs(ours, theirs)
    for a, b, c, d in unequal_runs(ours, theirs):
        for number, other in equal_pairs(our_masks[a:b], their_masks[c:d]):
            yield a + number, c + other


def _stream(passages: Sequence[Passage], units: list[list[int]]) -> list[tuple[int, Token]]:
    return [(n, token) for unit in units for n in unit for token in passages[n].tokens]


def _shared(
    passages: Sequence[Passage], units: list[list[int]], stream: list[tuple[int, Token]]
) -> list[list[int]]:
    """The units that share a run of words with the other text."""
    known = set(_grams([token.masked for _, token in stream]))
    kept: set[int] = set()
    # One after the other: a text without blanks has a word for each letter.
    last: deque[tuple[int, str]] = deque(maxlen=_SHARED)
    for unit in units:
        for _, token in _stream(passages, [unit]):
            last.append((unit[0], token.masked))
            if len(last) == _SHARED and tuple(word for _, word in last) in known:
                kept.update(first for first, _ in last)
    if 0 < len(last) < _SHARED and tuple(word for _, word in last) in known:
        kept.update(first for first, _ in last)
    return [unit for unit in units if unit[0] in kept]


def _grams(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(max(1, len(words) - _SHARED + 1)):
        yield tuple(words[start : start + _SHARED])


def _word_by_word(
    ours: list[tuple[int, Token]], theirs: list[tuple[int, Token]]
) -> Iterator[tuple[Position, tuple[Position, Certainty]]]:
    pairs = dict(
        _matched(
            [token.exact for _, token in ours],
            [token.exact for _, token in theirs],
            [token.masked for _, token in ours],
            [token.masked for _, token in theirs],
        )
    )
    pairs |= _runs(ours, theirs, pairs)
    for number, other in pairs.items():
        (passage, token), (built, like) = ours[number], theirs[other]
        if token.mention is None or like.mention is None:
            continue
        beside = sum(
            pairs.get(number + step) == other + step for step in range(-_REACH, _REACH + 1) if step
        )
        if beside >= _LOOSE:
            certainty: Certainty = "sure" if beside >= _SURE else "loose"
            yield (passage, token.mention), ((built, like.mention), certainty)


def _runs(
    ours: list[tuple[int, Token]], theirs: list[tuple[int, Token]], pairs: dict[int, int]
) -> dict[int, int]:
    """Pairs of several numbers in a row, such as in a table, by their order.

    Compared one by one, equal numbers next to a changed one could be exchanged.
    """
    found: dict[int, int] = {}
    start = 0
    while start < len(ours):
        end = start
        while end < len(ours) and ours[end][1].mention is not None:
            end += 1
        other = pairs.get(start - 1, -1) + 1
        length = end - start
        if length > 1 and other and pairs.get(end) == other + length:
            run = theirs[other : other + length]
            if all(token.mention is not None for _, token in run):
                found |= {start + step: other + step for step in range(length)}
        start = end + 1
    return found
