"""Texts with numbers that the toolkit answers for, and the refusal of all others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final

from baocao.core.errors import Finding
from baocao.facts.fact import Fact
from baocao.locale.vi.text import nfc
from baocao.locale.vi.typed_numbers import numbers_in

__all__ = ["KnownText", "drawn_letters", "refused", "typed_in", "unknown_number"]

# What of a picture is no drawing: what made it, how it looks, remarks.
_NOT_DRAWN: Final = re.compile(
    r"<(metadata|style|script)\b.*?</\1\s*>|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_DATED: Final = re.compile(r"/\d{4}$")
_WORD_MARKS: Final = re.compile(r"</?tspan\b[^>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<!\[CDATA\[|\]\]>|<[^>]*>")


class KnownText(str):
    """A text whose numbers are known to be true without being facts.

    Only the toolkit makes one, and only of the position of a row, the name of a period or of a
    part, the text of a register's row, the declared label or unit of an indicator, a title that
    was checked against the catalogues, a text of a figure that was held against its facts, and of
    what it puts together from these and from facts.  A number in any other text of a table or a
    figure is refused (NARRATIVE-13).

    What Python makes of one, by slicing or formatting, is a plain text again.
    """

    __slots__ = ()


def typed_in(text: str) -> Iterator[str]:
    """The numbers in a text, as they stand there; none in a :class:`KnownText`."""
    if not isinstance(text, KnownText):
        text = nfc(text)
        yield from (text[start:end] for start, end in numbers_in(text))


def unknown_number(texts: Iterable[str], facts: Iterable[Fact], known: Iterable[str]) -> str:
    """The first number in texts that is neither a fact's nor in a known text; or "".

    Parameters
    ----------
    texts
        To be judged, unless they are known.
    facts
        Facts that may be told, padded or not.
    known
        Known texts that may be told.
    """
    found = [number for text in texts for number in typed_in(text)]
    if not found:
        return ""
    told = [fact.text for fact in facts] + [t for t in known if isinstance(t, KnownText)]
    allowed = {number for text in told for number in typed_in(str(text))}
    allowed |= {number.lstrip("0") for number in allowed}
    # Axes name a period by its year alone.
    allowed |= {number.rpartition("/")[2] for number in allowed if _DATED.search(number)}
    return next((number for number in found if number not in allowed), "")


def drawn_letters(svg: str) -> list[str]:
    """The texts that an SVG picture shows.

    Examples
    --------
    >>> drawn_letters("<svg><style>a{x:1}</style><text>Kỳ <tspan>3</tspan></text></svg>")
    ['Kỳ 3']
    """
    bare = _WORD_MARKS.sub("", _NOT_DRAWN.sub("", svg))
    return [
        text for text in map(str.strip, map(unescape, _TAG.sub("\n", bare).split("\n"))) if text
    ]


def refused(what: str, where: str, found: object) -> Finding:
    """The finding about a number that is no fact."""
    return Finding(
        "NARRATIVE-13",
        what,
        where=where,
        found=str(found),
        remedy="trích chỉ tiêu trong lời văn, hoặc dùng report.table, report.breakdown, "
        "report.listing",
    )
