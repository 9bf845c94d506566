"""The variants of a cell as one bracket, so that they can stand in another cell."""

from __future__ import annotations

import re

__all__ = ["has_variants", "head_at", "in_a_bracket"]

_HEAD = re.compile(r"^---[ \t]+(\S[^\n]*?)[ \t]*(?:\n|\Z)", re.MULTILINE)
_OTHERWISE = "còn lại"
# What a bracket cannot hold: several paragraphs, a list, tags of Jinja.
_NOT_ONE_PARAGRAPH = re.compile(r"\n[ \t]*\n|^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]|\{%", re.MULTILINE)


def has_variants(text: str) -> bool:
    """Whether a template has variants: what stands in one is not printed at every period."""
    return _HEAD.search(text) is not None


def head_at(text: str, at: int) -> str:
    r"""The head of the variant in which a letter of a template stands; empty above the first one.

    Examples
    --------
    >>> head_at("--- có a\nCó {{ a }}.", 12), head_at("Trước.\n--- có a\nCó.", 2)
    ('--- có a', '')
    """
    heads = [head for head in _HEAD.finditer(text) if head.start() < at]
    return heads[-1][0].strip() if heads else ""


def in_a_bracket(text: str) -> str | None:
    r"""A template of nothing but variants as one paragraph; None where it cannot be one.

    Examples
    --------
    >>> in_a_bracket("--- có a\nCó {{ a }}.\n\n--- còn lại\nKhông có.")
    '[có a?\nCó {{ a }}.\n  |Không có.]'
    >>> in_a_bracket("Trước.\n--- có a\nCó {{ a }}.") is None
    True
    """
    start, *pieces = _HEAD.split(text.strip())
    bodies = [body.strip() for body in pieces[1::2]]
    if start.strip() or not bodies or any(not b or _NOT_ONE_PARAGRAPH.search(b) for b in bodies):
        return None
    options = [
        body if head.lower() == _OTHERWISE else f"{head}?\n{body}"
        for head, body in zip(pieces[::2], bodies, strict=True)
    ]
    return "[" + "\n  |".join(options) + "]"
