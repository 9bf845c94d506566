"""What every format says in the same words: captions and recipients."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["FIGURE", "MOTTO", "NATION", "TABLE", "caption", "recipient_lines"]

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
FIGURE, TABLE = "Hình", "Bảng"


def caption(noun: str, number: int, words: str) -> str:
    """The line over a table or under a chart; without a number (0) it is the words alone.

    Examples
    --------
    >>> caption(TABLE, 2, "Sản phẩm theo hạng")
    'Bảng 2. Sản phẩm theo hạng'
    """
    return f"{noun} {number}. {words}" if number else words


def recipient_lines(recipients: Sequence[str], archive: str) -> list[str]:
    """The lines under "Nơi nhận", with the marks the decree puts at their ends.

    Examples
    --------
    >>> recipient_lines(["UBND tỉnh"], "Lưu: VT")
    ['- UBND tỉnh;', '- Lưu: VT.']
    """
    lines = [*recipients, *([archive] if archive else [])]
    ends = [";"] * (len(lines) - 1) + ["."]
    return [f"- {line.rstrip(';. ')}{end}" for line, end in zip(lines, ends, strict=False)]
