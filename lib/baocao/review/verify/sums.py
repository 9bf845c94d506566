"""Sums that the text itself states: totals of tables, and wholes with their parts in brackets.

For numbers that no fact stands behind: a table or a sentence that someone added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from baocao.locale.vi.text import trimmed
from baocao.review.verify.judge import Judgement

__all__ = ["with_sums"]

_TOTAL = re.compile(r"\s*(?:tổng|cộng)\b", re.IGNORECASE)
_PARTS = re.compile(r"(?:\s+[^\W\d_]+){1,8}\s*[,:(]?\s*\(?\s*(?:bao gồm|gồm)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\)|[.;](?:\s|$)")


def with_sums(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The same judgements; wholes that were unmatched are judged by their parts.

    A whole whose parts add up, and its unmatched parts, become ``right``; one whose parts do not,
    ``contradicted``.
    """
    found = list(judgements)
    for whole, parts in (*_tables(found), *_sentences(found)):
        values = [found[n].mention.value for n in parts]
        if found[whole].verdict != "unmatched" or len(parts) < 2 or None in values:
            continue
        total = sum((value for value in values if value is not None), Decimal(0))
        if total == found[whole].mention.value:
            for number in (whole, *parts):
                if found[number].verdict == "unmatched":
                    found[number] = replace(
                        found[number], verdict="right", reason="các phần cộng thành tổng"
                    )
        else:
            found[whole] = replace(
                found[whole],
                verdict="contradicted",
                expected=trimmed(total, 6),
                reason="các phần không cộng thành tổng",
            )
    return tuple(found)


def _tables(judgements: Sequence[Judgement]) -> Iterator[tuple[int, list[int]]]:
    """Totals of columns, each with the numbers above it down from the total before."""
    tables: dict[int, dict[tuple[int, int], int]] = {}
    for number, judgement in enumerate(judgements):
        if (cell := judgement.passage.block.cell) and judgement.mention.is_figure:
            tables.setdefault(cell[0], {}).setdefault(cell[1:], number)
    heads = {
        judgement.passage.block.cell[:2]
        for judgement in judgements
        if judgement.passage.block.cell
        and (judgement.passage.row_head and _TOTAL.match(judgement.passage.row_head))
    }
    for table, cells in tables.items():
        for (row, column), whole in cells.items():
            if (table, row) not in heads:
                continue
            above = max((r for t, r in heads if t == table and r < row), default=0)
            yield (
                whole,
                [n for (r, c), n in sorted(cells.items()) if c == column and above < r < row],
            )


def _sentences(judgements: Sequence[Judgement]) -> Iterator[tuple[int, list[int]]]:
    """Counts that are said to consist of others: "12 hồ sơ (gồm 7 hồ sơ giấy và 5 …)"."""
    for whole, judgement in enumerate(judgements):
        text, end = judgement.passage.text, judgement.mention.end
        if judgement.mention.sort not in ("count", "money") or not (
            lead := _PARTS.match(text, end)
        ):
            continue
        closed = _CLOSED.search(text, lead.end())
        last = closed.start() if closed else len(text)
        yield (
            whole,
            [
                number
                for number, part in enumerate(judgements)
                if part.passage is judgement.passage
                and part.mention.sort == judgement.mention.sort
                and lead.end() <= part.mention.start < last
            ],
        )
