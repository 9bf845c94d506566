"""An edited document laid beside the one that was built: which number stands where which stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import Indel, Opcodes

from baocao.review.verify.passages import Passage, Token

__all__ = ["Place", "Tie", "aligned"]

Place = tuple[int, int]
"""A mention: the number of its passage, and its own in it."""

Tie = Literal["same", "sure", "loose"]
"""How two mentions belong together: their whole paragraphs are the same but for numbers; the words
on both sides are the same; only some are."""

# Words shared in one piece that make two texts worth laying side by side.
_SHARED = 4
# So many words are laid at once beside the whole other text: memory is their product in bits.
_AT_ONCE = 20_000
# Of the three neighbours on either side, so many must stand beside their like.
_SUPPORT, _SURE = 2, 4
_REACH = 3


def aligned(edited: Sequence[Passage], built: Sequence[Passage]) -> dict[Place, tuple[Place, Tie]]:
    """For each mention of the edited text the mention of the built one in whose place it stands.

    Paragraphs and rows of tables that differ in their numbers only are paired first, those that
    were moved next; the rest word by word.  Mentions in new text have no partner.
    """
    found: dict[Place, tuple[Place, Tie]] = {}
    ours, theirs = _units(edited), _units(built)
    pairs = dict(
        _matched(
            [_key(edited, unit, exact=True) for unit in ours],
            [_key(built, unit, exact=True) for unit in theirs],
            [_key(edited, unit, exact=False) for unit in ours],
            [_key(built, unit, exact=False) for unit in theirs],
        )
    )
    rest, left = _others(len(ours), pairs), _others(len(theirs), pairs.values())
    for exact in (True, False):
        places: dict[str, list[int]] = {}
        for number in left:
            places.setdefault(_key(built, theirs[number], exact=exact), []).append(number)
        for number in list(rest):
            key = _key(edited, ours[number], exact=exact)
            if places.get(key) and len(key.split()) > _SHARED:
                pairs[number] = places[key].pop(0)
                rest.remove(number)
                left.remove(pairs[number])
    for number, other in pairs.items():
        masked = zip(_masked(edited, ours[number]), _masked(built, theirs[other]), strict=True)
        found.update((place, (partner, "same")) for place, partner in masked)
    stream = _stream(built, [theirs[number] for number in left])
    worth = _shared(edited, [ours[number] for number in rest], stream)
    words = _stream(edited, worth)
    for start in range(0, len(words), _AT_ONCE):
        found.update(_word_by_word(words[start : start + _AT_ONCE], stream))
    return found


def _units(passages: Sequence[Passage]) -> list[list[int]]:
    """Rows of tables, and every other passage by itself."""

    def place(number: int) -> tuple[int, int, int]:
        cell = passages[number].block.cell
        return (*cell[:2], -1) if cell else (0, 0, number)

    return [list(unit) for _, unit in groupby(range(len(passages)), place)]


def _key(passages: Sequence[Passage], unit: list[int], *, exact: bool) -> str:
    return " | ".join(passages[n].exact if exact else passages[n].masked for n in unit)


def _masked(passages: Sequence[Passage], unit: list[int]) -> Iterator[Place]:
    for number in unit:
        for token in passages[number].tokens:
            if token.mention is not None:
                yield number, token.mention


def _others(length: int, taken: object) -> list[int]:
    used = set(taken)  # type: ignore[call-overload]
    return [number for number in range(length) if number not in used]


def _matched(
    ours: list[str], theirs: list[str], our_masks: list[str], their_masks: list[str]
) -> Iterator[tuple[int, int]]:
    """Pairs in one order: of equals first, then, between those, of equals under their masks."""
    opcodes = Indel.opcodes(ours, theirs)
    for a, b, c, d in _equals(opcodes):
        yield from zip(range(a, b), range(c, d), strict=True)
    for a, b, c, d in _gaps(opcodes):
        for e, f, g, h in _equals(Indel.opcodes(our_masks[a:b], their_masks[c:d])):
            yield from zip(range(a + e, a + f), range(c + g, c + h), strict=True)


def _equals(opcodes: Opcodes) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that are equal on both sides."""
    for step in opcodes:
        if step.tag == "equal":
            yield step.src_start, step.src_end, step.dest_start, step.dest_end


def _gaps(opcodes: Opcodes) -> Iterator[tuple[int, int, int, int]]:
    """The stretches between equals, of both sides."""
    ours = theirs = 0
    ends = (opcodes.src_len, opcodes.src_len, opcodes.dest_len, opcodes.dest_len)
    for a, b, c, d in (*_equals(opcodes), ends):
        if a > ours and c > theirs:
            yield ours, a, theirs, c
        ours, theirs = b, d


def _stream(passages: Sequence[Passage], units: list[list[int]]) -> list[tuple[int, Token]]:
    return [(n, token) for unit in units for n in unit for token in passages[n].tokens]


def _shared(
    passages: Sequence[Passage], units: list[list[int]], stream: list[tuple[int, Token]]
) -> list[list[int]]:
    """Those units that lie in stretches of words which the other text has too."""
    known = {gram for _, gram in _grams([token.masked for _, token in stream])}
    words = [(unit, token) for unit in units for _, token in _stream(passages, [unit])]
    kept: set[int] = set()
    for start, gram in _grams([token.masked for _, token in words]):
        if gram in known:
            kept.update(unit[0] for unit, _ in words[start : start + _SHARED])
    return [unit for unit in units if unit[0] in kept]


def _grams(words: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for start in range(max(1, len(words) - _SHARED + 1)):
        yield start, tuple(words[start : start + _SHARED])


def _word_by_word(
    ours: list[tuple[int, Token]], theirs: list[tuple[int, Token]]
) -> Iterator[tuple[Place, tuple[Place, Tie]]]:
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
        if beside >= _SUPPORT:
            tie: Tie = "sure" if beside >= _SURE else "loose"
            yield (passage, token.mention), ((built, like.mention), tie)


def _runs(
    ours: list[tuple[int, Token]], theirs: list[tuple[int, Token]], pairs: dict[int, int]
) -> dict[int, int]:
    """Numbers in a row, such as those of a table, by their order between the same words.

    Equal numbers beside a changed one could else be taken for each other.
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
