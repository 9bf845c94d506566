"""Where two sequences are equal, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import Indel

__all__ = ["Run", "equal_pairs", "equal_runs", "unequal_runs"]

Run = tuple[int, int, int, int]
"""Start and end in the first sequence, start and end in the second; ends are exclusive."""


def equal_runs(first: Sequence[str], second: Sequence[str]) -> list[Run]:
    """The runs that a longest common subsequence has in both sequences, in order.

    Examples
    --------
    >>> equal_runs("abxcd", "abcd")
    [(0, 2, 0, 2), (3, 5, 2, 4)]
    """
    return [
        (step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in Indel.opcodes(first, second)
        if step.tag == "equal"
    ]


def equal_pairs(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The positions of :func:`equal_runs`, one by one.

    Examples
    --------
    >>> list(equal_pairs("axb", "ab"))
    [(0, 0), (2, 1)]
    """
    for a, b, c, d in equal_runs(first, second):
        yield from zip(range(a, b), range(c, d), strict=True)


def unequal_runs(first: Sequence[str], second: Sequence[str]) -> list[Run]:
    """The runs between the equal ones; one of the two sides may be empty.

    Examples
    --------
    >>> unequal_runs("abxcd", "abcdy")
    [(2, 3, 2, 2), (5, 5, 4, 5)]
    """
    end = (len(first), len(first), len(second), len(second))
    bounds = [(0, 0, 0, 0), *equal_runs(first, second), end]
    return [
        (before[1], after[0], before[3], after[2])
        for before, after in pairwise(bounds)
        if before[1] < after[0] or before[3] < after[2]
    ]
