"""What every format says in the same words: captions, recipients, depths of headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

__all__ = [
    "MOTTO",
    "NATION",
    "caption",
    "caption_parts",
    "headings_without_gaps",
    "recipient_lines",
]

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"

_NOUNS = {"figure": "Hình", "table": "Bảng"}


def caption(block: dict[str, Any]) -> str:
    """The line over a table or under a chart; without a number it is the words alone.

    Examples
    --------
    >>> caption({"type": "table", "number": 2, "caption": "Sản phẩm theo hạng"})
    'Bảng 2. Sản phẩm theo hạng'
    """
    if not block["number"]:
        return str(block["caption"])
    noun, number, words = caption_parts(block)
    return f"{noun} {number}. {words}"


def caption_parts(block: dict[str, Any]) -> tuple[str, str, str]:
    """The noun, the number and the words of a caption, for formats that keep the number."""
    return _NOUNS[block["type"]], str(block["number"]), block["caption"]


def headings_without_gaps(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The blocks, each heading with its ``depth`` in the file's outline.

    Readers of screens and PDF/UA want no level left out, and a bare section may begin at its
    second; ``level`` keeps saying how the heading looks.

    Examples
    --------
    >>> headings = [{"type": "heading", "level": level} for level in (2, 3, 1)]
    >>> [block["depth"] for block in headings_without_gaps(headings)]
    [1, 2, 1]
    """
    depth = 0
    for block in blocks:
        if block["type"] == "heading":
            depth = min(block["level"], depth + 1)
            yield {**block, "depth": depth}
        else:
            yield block


def recipient_lines(model: dict[str, Any]) -> list[str]:
    """The lines under "Nơi nhận", with the marks the decree puts at their ends.

    Examples
    --------
    >>> recipient_lines({"recipients": ["UBND tỉnh"], "archive": "Lưu: VT", "signature": None})
    ['- UBND tỉnh;', '- Lưu: VT.']
    """
    if not model["recipients"] and not model["signature"]:
        return []
    lines = [*model["recipients"], *([model["archive"]] if model["archive"] else [])]
    ends = [";"] * (len(lines) - 1) + ["."]
    return [f"- {line.rstrip(';. ')}{end}" for line, end in zip(lines, ends, strict=False)]
