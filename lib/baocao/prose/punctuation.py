"""Mends sentences from which optional parts were left out.

First it is chosen what is said, then the signs around the gaps are set: conditions that set
separators themselves end with "Theo cấp, ." sooner or later.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["GAP", "GAP_AFTER_SENTENCE", "GAP_OF_NEED", "MARKS", "SEPARATOR", "mended"]

MARKS: Final = re.compile("[\U000f0000-\U000ffffd]")
"""The letters that stand for quotations."""
GAP: Final = "\U00100000"
"""Stands where a part was left out."""
GAP_AFTER_SENTENCE: Final = "\U00100001"
"""Stands where a part was left out that ended its sentence."""
GAP_OF_NEED: Final = "\U00100002"
"""Stands where a part was left out that its sentence needs: it is no addition to it."""
SEPARATOR: Final = re.compile(r"\s*(?:[,;]|và\b|hoặc\b)\s*")
"""What an optional part may begin with to be set apart from the one before it."""

_ANY: Final = f"[{GAP}{GAP_AFTER_SENTENCE}{GAP_OF_NEED}]"
_ITEM: Final = r"(?:[-*+]|\d{1,2}[.)])"
_MARK: Final = rf"(?:\w|{MARKS.pattern})"
# Long rows of blanks mean nothing to Markdown, and much time to the patterns below.
_BLANKS: Final = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}(?=\n)")
_SPACE_BEFORE_SIGN: Final = re.compile(r"(?<=\S)[ \t]+(?=[,;](?:\s|$))")
_SIGN_AHEAD: Final = re.compile(rf"[ \t]*\n[ \t]+(?={_ANY}*[,;.:)])")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])[ \t]+")
# At its end a sentence cannot do without: "Trong kỳ, Sở ."
_STUMP: Final = re.compile(rf"{GAP_OF_NEED}[\s,;)”\"{_ANY[1:-1]}]*[.!?…]?\s*\Z")
_PAIR: Final = re.compile(rf"(\*{{1,3}}|_{{1,3}}|[\"“”'‘’]){_ANY}(\1|[”’])")
_RUN: Final = re.compile(rf"{_ANY}(?:[ \t\n]*{_ANY})+")
_EMPTY_LINE: Final = re.compile(
    rf"(?m)^[ \t]*(?:{_ITEM}[ \t]+|#+[ \t]+)?{_ANY}[ \t]*[,;.]?[ \t]*(?:\n|\Z)"
)
_BRACKETS: Final = re.compile(rf"[ \t]*\([ \t]*(?:{_ANY}[ \t]*[,;]?[ \t]*)+\)")
_OPENED: Final = re.compile(rf"\([ \t]*{_ANY}[ \t]*[,;:]?[ \t]*")
_AFTER_COLON: Final = re.compile(rf":[ \t]*{_ANY}[ \t]*,[ \t]*")
_ITEM_START: Final = re.compile(rf"(?m)^([ \t]*{_ITEM}[ \t]+){_ANY}[ \t]*[,;:]?[ \t]*")
_LINE_START: Final = re.compile(rf"(?m)^(?![ \t]){_ANY}(?:[ \t]*[,;:.])?[ \t]*(?P<letter>{_MARK})")
_AFTER_STOP: Final = re.compile(rf"(?<=[.!?…])[ \t\n]*{_ANY}[ \t]*[,;:][ \t]*(?P<letter>{_MARK})")
_DOUBLED_STOP: Final = re.compile(rf"(?<=[.!?…])[ \t]*{_ANY}[ \t\n]*\.")
_LOST_STOP: Final = re.compile(
    rf"(?<=[^\s.!?…:])[ \t]*[,;:]?[ \t]*{GAP_AFTER_SENTENCE}(?=[ \t]*(?:\n|\Z|[A-ZÀ-ỸĐ]))"
)
_BEFORE_SIGN: Final = re.compile(rf"[ \t]*[,;:]?[ \t]*{_ANY}[ \t\n]*(?=[,;:.!?…)])")
_LEFT: Final = re.compile(rf"([ \t]*){_ANY}([ \t]*)")
_IS_ITEM: Final = re.compile(rf"^[ \t]*{_ITEM}[ \t]+\S")


def mended(text: str) -> str:
    """Markdown without its gaps, and with the signs that belong there then.

    A sentence that has lost its end, and quotes nothing else, is left out whole.

    Examples
    --------
    >>> mended(f"Có 4 sản phẩm{GAP}; {GAP}.")
    'Có 4 sản phẩm.'
    >>> mended(f"{GAP}, số dự án tăng.")
    'Số dự án tăng.'
    >>> mended(f"Hết năm. Sở đã {GAP_OF_NEED}.")
    'Hết năm.'
    """
    text = _BLANK_LINES.sub("\n", _BLANKS.sub(" ", text))
    # An indented line goes on with the one before it; its sign belongs to the last word.
    text = _SIGN_AHEAD.sub("", text)
    text = _SPACE_BEFORE_SIGN.sub("", text)
    if re.search(_ANY, text):
        text = _BRACKETS.sub("", _PAIR.sub(GAP, text))
        text = _without_gaps(_without_stumps(text))
    return _with_last_items_ended(text)


def _without_stumps(text: str) -> str:
    """The text without sentences whose end is gone and that quote nothing."""
    lines: list[str] = []
    for line in re.split(r"\n(?![ \t]+\S)", text):
        if GAP_OF_NEED in line and not _IS_ITEM.match(line):
            kept = [
                sentence
                for sentence in _SENTENCE.split(line)
                if not _STUMP.search(sentence) or MARKS.search(sentence)
            ]
            line = " ".join(kept) if kept else GAP
        lines.append(line)
    return "\n".join(lines)


def _without_gaps(text: str) -> str:
    text = _RUN.sub(lambda run: run[0][-1], text)
    text = _EMPTY_LINE.sub("", text)
    text = _AFTER_COLON.sub(": ", text)
    text = _OPENED.sub("(", text)
    text = _LINE_START.sub(lambda start: start["letter"].upper(), text)
    text = _ITEM_START.sub(r"\1", text)
    text = _AFTER_STOP.sub(lambda start: f" {start['letter'].upper()}", text)
    text = _DOUBLED_STOP.sub("", text)
    text = _LOST_STOP.sub(lambda gap: "." if text[gap.end() :][:1] in ("", "\n") else ". ", text)
    text = _BEFORE_SIGN.sub("", text)
    return _LEFT.sub(lambda gap: " " if gap[1] or gap[2] else "", text)


def _with_last_items_ended(text: str) -> str:
    """The last item of a list ends with a full stop, whichever item is the last."""
    lines = text.split("\n")
    last: int | None = None
    for number, line in enumerate([*lines, "."]):
        if _IS_ITEM.match(line) or (last is not None and line[:1].isspace() and line.strip()):
            last = number
        elif line.strip() and last is not None:
            end = lines[last].rstrip()
            if end.endswith(";"):
                lines[last] = f"{end[:-1]}."
            last = None
    return "\n".join(lines)
