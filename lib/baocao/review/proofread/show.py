"""Shows corrections as lines for people and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from baocao.review.proofread.corrections import MOST_OF_ONE_RULE, Correction
from baocao.review.proofread.rule import Severity

__all__ = ["as_json", "as_lines"]

_SEVERITIES: tuple[Severity, ...] = ("lỗi", "nên sửa", "xem lại", "gợi ý")


def as_lines(corrections: Sequence[Correction]) -> Iterator[str]:
    """The corrections place by place, then how many there are."""
    for place, group in groupby(corrections, key=lambda correction: correction.place):
        yield place
        for correction in group:
            yield f"  [{correction.rule.severity}] {correction.what}: {_quoted(correction)}"
            if correction.around != correction.found:
                yield f"    Trong câu: {correction.around}"
            if correction.suggestion:
                yield f"    Đề nghị:   {correction.suggestion}"
            yield f"    Căn cứ:    {correction.rule.source} ({correction.rule.id})"
    if not corrections:
        yield "Không có chỗ nào cần sửa."
        return
    counts = Counter(correction.rule.severity for correction in corrections)
    shown = [s for s in _SEVERITIES if s != "gợi ý" or counts[s]]
    told = ", ".join(f"{counts[severity]} {severity}" for severity in shown)
    yield f"{len(corrections)} chỗ cần xem: {told}."
    if max(Counter(correction.rule.id for correction in corrections).values()) == MOST_OF_ONE_RULE:
        yield f"Mỗi quy tắc chỉ nêu {MOST_OF_ONE_RULE} chỗ đầu: sửa xong thì đọc soát lại."


def as_json(path: Path, corrections: Sequence[Correction]) -> dict[str, Any]:
    """All corrections, each with the block and the letters it is about."""
    return {
        "file": str(path),
        "corrections": [
            {
                "rule": correction.rule.id,
                "severity": correction.rule.severity,
                "source": correction.rule.source,
                "place": correction.place,
                "block": correction.block,
                "start": correction.start,
                "end": correction.end,
                "found": correction.found,
                "around": correction.around,
                "what": correction.what,
                "suggestion": correction.suggestion,
            }
            for correction in corrections
        ],
    }


def _quoted(correction: Correction) -> str:
    """The words that are marked; of many only the first and the last."""
    words = correction.found.split()
    shown = correction.found if len(words) < 13 else f"{' '.join(words[:6])} … {words[-1]}"
    return f"“{shown}”"
