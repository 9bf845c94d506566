"""Codes and names that only look different: a letter O for a nought, a nought more, a space."""

from __future__ import annotations

import re
import unicodedata

from baocao.locale.vi.look_alikes import folded

__all__ = ["NearEqual"]

# Typed by hand: Icelandic ð for đ, Greek capitals; and letters for figures.
_OTHER_LETTERS = str.maketrans("ðαοκρτχυ", "đaokptxy")
_FIGURES = str.maketrans("oil", "011")
# Letters that stand for figures: beside one, or alone.
_CODE = re.compile(r"[oil]*\d[oil\d]*|(?<![^\W_])[oil]+(?![^\W_])")
_NOUGHTS = re.compile(r"(?<!\d)0+(?=\d)")
_SIGNS = re.compile(r"[\s._/\\-]+")
_LOOSE = re.compile(r"(?<!\d)-|-(?!\d)")


class NearEqual:
    """Finds texts that look like one that came before, and are not the same.

    Examples
    --------
    >>> known = NearEqual()
    >>> [known.other(code) for code in ("DA-2020-07", "DA-2020-08", "DA-2020-007", "DA 2020.08")]
    [None, None, 'DA-2020-07', 'DA-2020-08']
    """

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def other(self, text: str) -> str | None:
        """The earlier text that this one looks like; None without one."""
        firsts = [self._first.setdefault(outline, text) for outline in _outlines(text)]
        return next((first for first in firsts if folded(first) != folded(text)), None)


def _outlines(text: str) -> tuple[str, str]:
    """What is left of a text when look-alikes are one: without spaces; with any sign for a sign."""
    letters = folded(unicodedata.normalize("NFKC", text)).translate(_OTHER_LETTERS)
    plain = _CODE.sub(lambda part: part[0].translate(_FIGURES), letters)
    # Between figures a sign parts them: 1-11 is not 11-1.
    parted = _LOOSE.sub("", _SIGNS.sub("-", plain))
    return _NOUGHTS.sub("", plain.replace(" ", "")), f"-{_NOUGHTS.sub('', parted)}"
