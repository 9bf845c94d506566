"""The signs that items of a list end with: a report sets the last one, whichever item it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from baocao.review.adopt.tokens import Shape

__all__ = ["ITEM_SIGNS", "with_ends", "with_ends_in_template", "without_end"]

ITEM_SIGNS = frozenset("-*+")
"""The signs that items begin with."""

_ENDS = (";", ".")
# An item, the lines that go on with it, and blank lines between two of them.
_ITEM = re.compile(r"^[-*+][ \t]+\S[^\n]*(?:\n(?:[ \t]*\n)*[ \t]+\S[^\n]*)*", re.MULTILINE)
_STOP = re.compile(r"\.(?=\]*\s*\Z)")
_GOES_ON = re.compile(r";\]*\s*\Z")


def without_end(paragraph: Shape) -> Shape:
    """A paragraph; an item of a list without the sign that it ends with."""
    if _is_item(paragraph) and _key(paragraph[-1][0]) in _ENDS:
        return paragraph[:-1]
    return paragraph


def with_ends(paragraphs: Sequence[Shape]) -> list[Shape]:
    """The paragraphs of one cell, the items of each list with the signs that they are printed with.

    Of a list in which no item ends with ";", the signs stay.

    Examples
    --------
    >>> a, b = ((("-", False, ""), ("a", True, ""), (sign, False, "")) for sign in ".;")
    >>> [made[-1][0] for made in with_ends([a, b])], [made[-1][0] for made in with_ends([a, a])]
    ([';', '.'], ['.', '.'])
    """
    found: list[Shape] = []
    for is_list, group in groupby(paragraphs, key=_is_item):
        items = list(group)
        ends = {_key(item[-1][0]) for item in items}
        if is_list and ";" in ends and ends <= {*_ENDS}:
            signs = [*([";"] * (len(items) - 1)), "."]
            items = [_ended(item, sign) for item, sign in zip(items, signs, strict=True)]
        found += items
    return found


def with_ends_in_template(text: str, before: str) -> str:
    r"""A template in which an item that was the last of its list, and no longer is, ends with ";".

    Examples
    --------
    >>> with_ends_in_template("- c.\n- a;\n- b;", "- a;\n- b;\n- c.")
    '- c;\n- a;\n- b;'
    >>> with_ends_in_template("- c.\n- a.", "- a.\n- c.")
    '- c.\n- a.'
    """
    kept = {item[0] for items in _lists(before) for item in items[:-1]}
    made = text
    for items in reversed(list(_lists(text))):
        if not any(_GOES_ON.search(item[0]) for item in items):
            continue
        for item in reversed(items[:-1]):
            if item[0] not in kept and (stop := _STOP.search(item[0])):
                at = item.start() + stop.start()
                made = f"{made[:at]};{made[at + 1 :]}"
    return made


def _lists(text: str) -> Iterator[list[re.Match[str]]]:
    """The items of each list; only blank lines stand between two of them."""
    items: list[re.Match[str]] = []
    for match in _ITEM.finditer(text):
        if items and text[items[-1].end() : match.start()].strip():
            yield items
            items = []
        items.append(match)
    if items:
        yield items


def _is_item(paragraph: Shape) -> bool:
    return len(paragraph) > 1 and _key(paragraph[0][0]) in ITEM_SIGNS


def _ended(item: Shape, sign: str) -> Shape:
    key, has_space, text = item[-1]
    return (*item[:-1], (f"{sign}{key[1:]}", has_space, text))


def _key(full_key: str) -> str:
    return full_key.partition("\0")[0]
