"""Sums that the text itself states: totals of tables, and counts with their parts in brackets.

This judges numbers in a table or a sentence that someone added, which quote no fact.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from baocao.locale.vi.text import trimmed
from baocao.review.verify.judgement import Judgement

__all__ = ["check_stated_sums"]

_TOTAL = re.compile(r"\s*(?:tổng|cộng)\b", re.IGNORECASE)
_PARTS = re.compile(r"(?:\s+[^\W\d_]+){1,8}\s*[,:(]?\s*\(?\s*(?:bao gồm|gồm)\b", re.IGNORECASE)
# Nobody names more parts of a count in one sentence.
_MOST_PARTS = 50
_CLOSED = re.compile(r"\)|[.;](?:\s|$)")


def check_stated_sums(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The judgements again, unmatched totals judged by their parts.

    A total whose parts add up becomes ``right``, and so do its unmatched parts; a total whose
    parts do not add up becomes ``contradicted``.
    """
    found = list(judgements)
    for total, parts in (*_column_totals(found), *_counts_with_parts(found)):
        values = [found[n].mention.value for n in parts]
        if found[total].verdict != "unmatched" or len(parts) < 2 or None in values:
            continue
        added = sum((value for value in values if value is not None), Decimal(0))
        if added == found[total].mention.value:
            for number in (total, *parts):
                if found[number].verdict == "unmatched":
                    found[number] = replace(
                        found[number], verdict="right", reason="các phần cộng thành tổng"
                    )
        else:
            found[total] = replace(
                found[total],
                verdict="contradicted",
                expected=trimmed(added, 6),
                reason="các phần không cộng thành tổng",
            )
    return tuple(found)


def _column_totals(judgements: Sequence[Judgement]) -> Iterator[tuple[int, list[int]]]:
    """Totals of table columns, each with the numbers between it and the total above it."""
    tables: dict[int, dict[tuple[int, int], int]] = {}
    for number, judgement in enumerate(judgements):
        if (cell := judgement.passage.block.cell) and judgement.mention.is_figure:
            tables.setdefault(cell[0], {}).setdefault(cell[1:], number)
    total_rows: dict[int, set[int]] = {}
    for judgement in judgements:
        head, cell = judgement.passage.row_head, judgement.passage.block.cell
        if cell and head and _TOTAL.match(head):
            total_rows.setdefault(cell[0], set()).add(cell[1])
    for table, totals in total_rows.items():
        cells, rows = tables.get(table, {}), sorted(totals)
        # By column, and by how many rows of totals are above.
        parts: dict[tuple[int, int], list[int]] = {}
        for (row, column), number in sorted(cells.items()):
            if row not in totals:
                parts.setdefault((column, bisect_left(rows, row)), []).append(number)
        for (row, column), total in cells.items():
            if row in totals:
                yield total, parts.get((column, bisect_left(rows, row)), [])


def _counts_with_parts(judgements: Sequence[Judgement]) -> Iterator[tuple[int, list[int]]]:
    """Counts and the parts named after them: "12 hồ sơ (gồm 7 hồ sơ giấy và 5 …)"."""
    # Those of a passage stand together.
    ends = {id(judgement.passage): n for n, judgement in enumerate(judgements, start=1)}
    for total, judgement in enumerate(judgements):
        text, end = judgement.passage.text, judgement.mention.end
        if judgement.mention.kind not in ("count", "money") or not (
            lead := _PARTS.match(text, end)
        ):
            continue
        closed = _CLOSED.search(text, lead.end())
        last = closed.start() if closed else len(text)
        parts = (
            number
            for number in range(total + 1, ends[id(judgement.passage)])
            if judgements[number].mention.kind == judgement.mention.kind
            and lead.end() <= judgements[number].mention.start < last
        )
        found = list(islice(parts, _MOST_PARTS + 1))
        if len(found) <= _MOST_PARTS:
            yield total, found
