"""Question marks where letters with marks were lost, told apart from those of a question."""

from __future__ import annotations

import re

from baocao.locale.vi.look_alikes import folded
from baocao.registers.declare import Column

__all__ = ["ASKED", "LOST", "LOST_AT_END", "are_lost"]

# Within a word, before one, twice around one; whatever stands at the end, these are no questions.
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd|\?\w*\?|[^\W\d_]\? [^\W\d_]*\?|(?<!\S)\?[^\W\d_]")
LOST = r"\pL\?\pL|\x{fffd}|(^|\s)\?\pL"
"""The same for DuckDB, but for what a question may look like."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
# A word that ends with one: a question, or the last letter of the word was lost.
_AT_END = re.compile(r"([^.!?;]*[^\W\d_])\?(?![\w?])")
LOST_AT_END = r"\pL\?([^\pL\d?]|$)"
"""The same for DuckDB."""

_ASKING = (
    r"không|chưa|gì|nào|sao|ai|đâu|mấy|bao nhiêu|bao giờ|bao lâu|hay|à|ạ|hả|nhỉ|nhé|ư|chăng|"
    r"có phải|có nên|có thể|có được|có cần|phải chăng|"
    r"what|why|how|who|which|when|where|is|are|can|does|do"
)
# In notes people ask in short: "đã nộp?".
_ASKING_IN_SHORT = (
    r"có|đã|đủ|còn|xong|rồi|được|đúng|phải|thiếu|nộp|gửi|trả lời|hỏi|xem lại|kiểm tra|bổ sung"
)
_QUESTION = re.compile(rf"(?<!\w)(?:{_ASKING})(?!\w)")
_SHORT_QUESTION = re.compile(rf"(?<!\w)(?:{_ASKING}|{_ASKING_IN_SHORT})(?!\w)")
ASKED = rf"(?i)(^|[^\pL])({_ASKING}|{_ASKING_IN_SHORT})([^\pL]|$)"
"""Words of a question, for DuckDB."""


def are_lost(text: str, column: Column) -> bool:
    """Whether a text has question marks in the places of letters.

    Examples
    --------
    >>> note = Column("note", "Ghi chú", required=False)
    >>> are_lost("Đoàn Hu?", note), are_lost("Đã nộp hồ sơ chưa?", note)
    (True, False)
    """
    text = _ADDRESS.sub("", text)
    if _LOST.search(text):
        return True
    asking = _QUESTION if column.required else _SHORT_QUESTION
    return any(not asking.search(folded(found[1])) for found in _AT_END.finditer(text))
