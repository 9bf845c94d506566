"""Findings in words: for the terminal, for programs, for the margin of a Word file."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from baocao.review.verify.judge import Judgement, Verdict
from baocao.review.verify.verification import Verification

__all__ = ["VERDICTS", "as_json", "remark", "show"]

VERDICTS: dict[Verdict, str] = {
    "right": "đúng",
    "rounded": "đúng, làm tròn",
    "stale": "số cũ",
    "contradicted": "sai",
    "not data": "không phải số liệu",
    "unmatched": "chưa đối chiếu được",
}
"""What a reader calls each verdict."""


def remark(judgement: Judgement) -> str:
    """One finding in the margin.

    The first word is the verdict; the fact's id is what ``baocao explain`` takes.
    """
    text = f"{VERDICTS[judgement.verdict].capitalize()}"
    if judgement.expected:
        text += f": theo số liệu là {judgement.expected}"
    if judgement.reason:
        text += f"; {judgement.reason}" if judgement.expected else f": {judgement.reason}"
    if judgement.fact:
        text += (
            f" ({judgement.fact}, kỳ {judgement.period})"
            if judgement.period
            else (f" ({judgement.fact})")
        )
    return f"{text}."


def show(verification: Verification, console: Console, *, every: bool = False) -> None:
    """Print the findings as a table, then how many there are and how much was judged."""
    shown = [
        judgement
        for judgement in verification.judgements
        if every or judgement.verdict in ("rounded", "stale", "contradicted", "unmatched")
    ]
    if shown:
        grid = RichTable("Nơi", "Trong văn bản", "Kết luận", "Theo số liệu", "Ghi chú")
        for judgement in shown:
            note = ", ".join(filter(None, (judgement.reason, judgement.fact)))
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
    counts = verification.counts
    listed = [f"{counts[v]} {name}" for v, name in VERDICTS.items() if counts.get(v)]
    share = 100 * verification.judged // verification.found if verification.found else 100
    console.print(
        f"{verification.found} con số, {verification.judged} đã đối chiếu ({share}%). "
        f"Số và lời khẳng định: {'; '.join(listed) or 'không có'}.",
        markup=False,
    )


def as_json(verification: Verification) -> dict[str, Any]:
    """Everything that was found, for programs; names and verdicts are in English."""
    return {
        "file": str(verification.manuscript.path),
        "numbers": verification.found,
        "judged": verification.judged,
        "verdicts": verification.counts,
        "mentions": [
            {
                "place": judgement.place,
                "around": judgement.around,
                "text": judgement.mention.text,
                "sort": judgement.mention.sort,
                "verdict": judgement.verdict,
                "fact": judgement.fact or None,
                "period": judgement.period or None,
                "expected": judgement.expected or None,
                "reason": judgement.reason or None,
            }
            for judgement in verification.judgements
        ],
    }
