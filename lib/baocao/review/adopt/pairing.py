"""Finds which paragraphs of the built report the edited paragraphs were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baocao.review.adopt.list_ends import without_end
from baocao.review.adopt.tokens import Shape, Token, shape
from baocao.review.manuscripts import Block
from baocao.review.sequences import equal_pairs, unequal_runs

__all__ = ["Unit", "units_of"]

# Of the shorter paragraph, the share of words that two paragraphs must have in common.
_LEAST_COMMON = 0.5


@dataclass(frozen=True)
class Unit:
    """Paragraphs that were edited together: what stood there, and what stands there now.

    Parameters
    ----------
    built
        Numbers of paragraphs of the built report; none where a paragraph is new.
    edited
        Numbers of paragraphs of the edited document; none where paragraphs were deleted.
    after, before
        Of a new paragraph the built paragraph that stands before it and the one behind it.
    """

    built: tuple[int, ...]
    edited: tuple[int, ...]
    after: int | None = None
    before: int | None = None


def units_of(
    built: Sequence[tuple[Block, Sequence[Token]]], edited: Sequence[tuple[Block, Sequence[Token]]]
) -> tuple[dict[int, int], list[Unit]]:
    """Which edited paragraphs are as they were built, by their numbers, and all that is not.

    Paragraphs that are the same are paired first.  Between them, paragraphs that have at least half
    of their words in common belong together: one with one where words were edited, one with
    several where a paragraph was split, several with one where paragraphs were joined.
    """
    ours = [_key(block, tokens) for block, tokens in built]
    theirs = [_key(block, tokens) for block, tokens in edited]
    same = {after: before for before, after in equal_pairs(ours, theirs)}
    # What went from one place to another is no edit of what stood there.
    moved = _words(built) & _words(edited)
    units: list[Unit] = []
    for first, end, start, stop in unequal_runs(ours, theirs):
        units += _together(built, edited, range(first, end), range(start, stop), moved)
    return same, units


def _words(blocks: Sequence[tuple[Block, Sequence[Token]]]) -> frozenset[Shape]:
    return frozenset(without_end(shape(tokens)) for _, tokens in blocks)


def _key(block: Block, tokens: Sequence[Token]) -> str:
    place = "cell" if block.cell else "box" if block.kind in ("header", "box", "footnote") else ""
    return repr((place, shape(tokens)))


def _together(
    built: Sequence[tuple[Block, Sequence[Token]]],
    edited: Sequence[tuple[Block, Sequence[Token]]],
    old: range,
    new: range,
    moved: frozenset[Shape],
) -> list[Unit]:
    """The units of a stretch of the document, by what its paragraphs have in common.

    `moved` are paragraphs that the built and the edited document both have.
    """
    words_before = [(n, token.key) for n in old for token in built[n][1]]
    words_after = [(n, token.key) for n in new for token in edited[n][1]]
    common = Counter(
        (words_before[a][0], words_after[b][0])
        for a, b in equal_pairs([key for _, key in words_before], [key for _, key in words_after])
    )
    group: dict[tuple[str, int], int] = {}
    for number, node in enumerate([*(("old", n) for n in old), *(("new", n) for n in new)]):
        group[node] = number
    for (n, m), count in common.items():
        shorter = min(len(built[n][1]), len(edited[m][1]))
        if bool(built[n][0].cell) == bool(edited[m][0].cell) and count >= shorter * _LEAST_COMMON:
            kept, lost = group["old", n], group["new", m]
            group = {node: kept if g == lost else g for node, g in group.items()}
    if len(old) == len(new) == 1:
        one, other = built[old[0]], edited[new[0]]
        shapes = [without_end(shape(tokens)) for _, tokens in (one, other)]
        is_other = shapes[0] != shapes[1] and not moved.isdisjoint(shapes)
        if one[0].kind == other[0].kind and not is_other:
            group["new", new[0]] = group["old", old[0]]
    units = []
    for number in dict.fromkeys(group.values()):
        mine = tuple(n for kind, n in group if kind == "old" and group[kind, n] == number)
        its = tuple(n for kind, n in group if kind == "new" and group[kind, n] == number)
        if mine:
            units.append(Unit(mine, its))
        else:
            units += [Unit((), (n,), *_neighbours(n, new, old, group)) for n in its]
    return list(_tables_whole(units, built, edited))


def _tables_whole(
    units: Sequence[Unit],
    built: Sequence[tuple[Block, Sequence[Token]]],
    edited: Sequence[tuple[Block, Sequence[Token]]],
) -> Iterator[Unit]:
    """The units; cells of a table that were deleted, or are new, are one: they are told once."""
    together: dict[tuple[bool, int], list[Unit]] = {}
    for unit in units:
        number = (unit.built or unit.edited)[0]
        cell = (built if unit.built else edited)[number][0].cell
        if cell is None or (unit.built and unit.edited):
            yield unit
        else:
            together.setdefault((bool(unit.built), cell[0]), []).append(unit)
    for found in together.values():
        yield Unit(
            tuple(n for unit in found for n in unit.built),
            tuple(n for unit in found for n in unit.edited),
            found[0].after,
            found[-1].before,
        )


def _neighbours(
    number: int, new: range, old: range, group: dict[tuple[str, int], int]
) -> tuple[int | None, int | None]:
    """The built paragraphs around a new one."""
    after: int | None = old.start - 1 if old.start else None
    for earlier in range(new.start, number):
        mine = [n for n in old if group["old", n] == group["new", earlier]]
        after = max(mine, default=after)
    before: int | None = old.stop
    for later in reversed(range(number + 1, new.stop)):
        mine = [n for n in old if group["old", n] == group["new", later]]
        before = min(mine, default=before)
    return after, before
