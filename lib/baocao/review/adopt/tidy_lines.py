"""Sets the lines of an edited template as people set them: no long ones, no blank ones twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["tidied"]

_WIDTH = 115
_INDENT = "  "
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
# What is not parted: expressions, tags, what a bracket asks for.
_WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\[[^\[\]|?{}\n]+\?|\S")
# What would begin a list, a heading, a quotation or a variant at the start of a line.
_BEGINS = re.compile(r"[-+*#>|:~=]|\(?(?:\d+|[a-zđ]|[ivxIVX]+)[.)](?:\s|$)|[A-Z][.)](?:\s|$)")
_SENTENCE_END = re.compile(r"[.?!]\]*$")


def tidied(text: str, before: str) -> str:
    """A template in which lines that an edit made, and that are too long, are divided.

    Each sentence of such a line begins a line, and what does not fit goes on indented. Other
    lines are as they were. Blank lines that an edit left side by side become one.

    Examples
    --------
    >>> made = tidied("Một hai. Ba " + "bốn " * 40 + "năm.", "")
    >>> [line[:8] for line in made.splitlines()], max(map(len, made.splitlines())) <= 115
    (['Một hai.', 'Ba bốn b', '  bốn bố'], True)
    """
    known = set(before.split("\n"))
    # Where people write a paragraph on one line, it stays so: in files of remarks.
    width = max(_WIDTH, *map(len, known))
    lines = [
        part
        for line in text.split("\n")
        for part in ([line] if line in known or len(line) <= width else _divided(line))
    ]
    made = "\n".join(lines)
    return made if _BLANK_LINES.search(before) else _BLANK_LINES.sub("\n\n", made)


def _divided(line: str) -> Iterator[str]:
    body = line.lstrip()
    lead = line[: len(line) - len(body)]
    # What goes on under an item of a list belongs to it.
    is_inside = bool(lead) or bool(re.match(r"(?:[-*+]|\d+[.)]) ", body))
    made = ""
    for word in _pieces(body):
        is_new = not is_inside and bool(_SENTENCE_END.search(made)) and word[:1].isupper()
        is_full = len(made) + 1 + len(word) > _WIDTH
        if made.strip() and (is_new or is_full) and not _BEGINS.match(word):
            yield made
            made = word if is_new else f"{lead or _INDENT}{word}"
        else:
            made = f"{made} {word}" if made else f"{lead}{word}"
    yield made


def _pieces(body: str) -> Iterator[str]:
    """The words of a line; blanks within expressions part none."""
    made = ""
    at = 0
    for match in _WHOLE.finditer(body):
        if match.start() > at and made:
            yield made
            made = ""
        made += match[0]
        at = match.end()
    if made:
        yield made
