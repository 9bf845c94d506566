"""Finds which paragraph of the built report each edited paragraph was."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from baocao.review.sequences import equal_pairs, unequal_runs

__all__ = ["paired"]

# Below this share of common letters, in percent, it is another paragraph, not an edited one.
_LEAST_ALIKE = 55


def paired(edited: Sequence[str], built: Sequence[str]) -> dict[int, int]:
    """For each edited paragraph the built one it was; new paragraphs have none.

    Paragraphs that are equal except for blanks are paired first.  Between them each one is paired
    with the most similar one, in the same order.

    Examples
    --------
    >>> paired(["Mở đầu.", "Có ba dự án mới.", "Kết thúc."], ["Mở đầu.", "Có ba dự án."])
    {0: 0, 1: 1}
    """
    ours, theirs = (["".join(text.split()) for text in texts] for texts in (edited, built))
    found = dict(equal_pairs(ours, theirs))
    for first, end, first_built, end_built in unequal_runs(ours, theirs):
        for number in range(first, end):
            # The first of the most similar ones; lengths alone rule out most of them.
            likest = process.extractOne(
                edited[number],
                built[first_built:end_built],
                scorer=fuzz.ratio,
                score_cutoff=_LEAST_ALIKE,
            )
            if likest is not None:
                found[number] = first_built + likest[2]
                first_built = found[number] + 1
    return found
