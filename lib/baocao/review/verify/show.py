"""Judgements as a table for the terminal, as JSON for programs, as comments for Word."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from baocao.review.verify.judgement import Judgement, Verdict
from baocao.review.verify.verification import Verification

__all__ = ["BY_WORDS", "MOST_SHOWN", "VERDICTS", "as_json", "comment_text", "show"]

VERDICTS: dict[Verdict, str] = {
    "right": "đúng",
    "rounded": "đúng, làm tròn",
    "stale": "số cũ",
    "contradicted": "sai",
    "reworded": "lời quanh số đã đổi",
    "not data": "không phải số liệu",
    "unmatched": "chưa đối chiếu được",
}
"""What a reader calls each verdict."""

BY_WORDS = "suy từ lời quanh số"
"""Said of what is wrong where nothing but its words tells which figure is meant."""

# A table is laid out as a whole, and nobody reads a longer one.
MOST_SHOWN = 1000

# Programs that read the JSON know this kind by its former name.
_JSON_SORTS = {"reference": "apparatus"}


def comment_text(judgement: Judgement) -> str:
    """The comment on one judgement: verdict, expected value, reason.

    The id of the fact and the period in brackets are what ``baocao explain`` takes.
    """
    text = f"{VERDICTS[judgement.verdict].capitalize()}"
    if judgement.expected:
        text += f": theo số liệu là {judgement.expected}"
    if judgement.reason:
        text += f"; {judgement.reason}" if judgement.expected else f": {judgement.reason}"
    if judgement.is_fault and judgement.is_by_words:
        text += f"; {BY_WORDS}, đọc lại câu trước khi sửa"
    if judgement.fact:
        period = f", kỳ {judgement.period}" if judgement.period else ""
        text += f" ({judgement.fact}{period})"
    return f"{text}."


def show(verification: Verification, console: Console, *, every: bool = False) -> None:
    """Print the judgements as a table, then how many numbers were compared.

    Parameters
    ----------
    verification
        What was found.
    console
        Where to print.
    every
        Also list numbers that are right, and those that are not data.
    """
    shown = [
        judgement
        for judgement in verification.judgements
        if every
        or judgement.verdict in ("rounded", "stale", "contradicted", "reworded", "unmatched")
    ]
    if shown:
        grid = RichTable("Nơi", "Trong văn bản", "Kết luận", "Theo số liệu", "Ghi chú")
        for judgement in shown[:MOST_SHOWN]:
            is_read = judgement.is_fault and judgement.is_by_words
            note = ", ".join(filter(None, (judgement.reason, judgement.fact, BY_WORDS * is_read)))
            grid.add_row(
                *map(
                    Text,
                    (
                        judgement.place,
                        judgement.around,
                        VERDICTS[judgement.verdict],
                        judgement.expected,
                        note,
                    ),
                )
            )
        console.print(grid)
    if len(shown) > MOST_SHOWN:
        console.print(f"… và {len(shown) - MOST_SHOWN} chỗ nữa; --json cho đủ.", markup=False)
    counts = verification.counts
    listed = [f"{counts[v]} {name}" for v, name in VERDICTS.items() if counts.get(v)]
    console.print(
        f"{verification.found} con số, {verification.judged} đã đối chiếu. "
        f"Số và lời khẳng định: {'; '.join(listed) or 'không có'}.",
        markup=False,
    )
    for unread in verification.manuscript.unread:
        console.print(f"Không đọc: {unread}.", markup=False)
    console.print(verification.conclusion, markup=False)


def as_json(verification: Verification) -> dict[str, Any]:
    """All judgements for programs; keys and verdicts are in English.

    What is not known is None.
    """
    return {
        "file": str(verification.manuscript.path),
        "numbers": verification.found,
        "judged": verification.judged,
        "verdicts": verification.counts,
        "unread": list(verification.manuscript.unread),
        "mentions": [
            {
                "place": judgement.place,
                "around": judgement.around,
                "text": judgement.mention.text,
                "sort": _JSON_SORTS.get(judgement.mention.kind, judgement.mention.kind),
                "verdict": judgement.verdict,
                "fact": judgement.fact or None,
                "period": judgement.period or None,
                "expected": judgement.expected or None,
                "reason": judgement.reason or None,
                "by_words": judgement.is_by_words,
            }
            for judgement in verification.judgements
        ],
    }
