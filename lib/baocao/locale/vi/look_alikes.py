"""Texts that look the same: how cells are tidied, and when two texts count as one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from baocao.locale.vi.text import nfc

__all__ = [
    "DASHES",
    "OLD_TONES",
    "UNSEEN",
    "bare",
    "folded",
    "tidied",
    "unseen_letters",
    "visible",
]

# Drawn as nothing: soft hyphen, joiners, marks of direction, byte order mark.
_UNSEEN = dict.fromkeys(
    (0x00AD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0x034F, *range(0xFE00, 0xFE10), 0xFEFF)
)
UNSEEN = "[\u00a0\u00ad\u200b-\u200f\u2060-\u2064\ufeff]"
"""A regular expression for letters that are not seen, or look like a space."""

_DASH_CODES = (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D)
_DASHES = dict.fromkeys(_DASH_CODES, "-")
DASHES = "".join(map(chr, _DASH_CODES))
"""Letters that look like a hyphen."""
# The tone mark of "hoà", "thuỷ" is on the second vowel in the old way of writing, on the first in
# the new; with a letter after the vowels both put it on the second.
OLD_TONES = {
    f"{vowels[0]}{old}": f"{new}{vowels[1]}"
    for vowels, olds, news in (
        ("oa", "àáảãạ", "òóỏõọ"),
        ("oe", "èéẻẽẹ", "òóỏõọ"),
        ("uy", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for old, new in zip(olds, news, strict=True)
}
"""Old and new places of a tone mark, where no letter follows and no q stands before."""

_CONTROLS = frozenset(map(chr, range(32))) - {"\n", "\t"} | {"\x7f"}
# Letters that are drawn as nothing although Unicode calls them letters or marks.
_IGNORED = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)}
)
_SCRIPTS = (
    "LATIN", "GREEK", "MICRO", "FEMININE", "MASCULINE", "FULLWIDTH LATIN", "MODIFIER", "OHM",
    "KELVIN", "ANGSTROM", "SCRIPT",
)  # fmt: skip
_OLD_TONE = re.compile(rf"(?<!q)(?:{'|'.join(OLD_TONES)})(?![^\W\d_])")


@lru_cache(maxsize=2**16)
def tidied(text: str) -> str:
    """A text in precomposed letters, without what is not seen, with single spaces.

    Examples
    --------
    >>> tidied("  Hợp\u00a0tác\u200b  xã ")
    'Hợp tác xã'
    """
    return " ".join(nfc(text.translate(_UNSEEN)).split())


@lru_cache(maxsize=2**16)
def folded(text: str) -> str:
    """What two texts have in common that people take for the same.

    Case, spaces, dashes, letters that are drawn as nothing, and where a tone mark stands make no
    difference.

    Examples
    --------
    >>> folded("Hoà  Bình – XÃ") == folded("hòa bình - xã")
    True
    """
    plain = unicodedata.normalize("NFC", tidied(text).translate(_DASHES).casefold())
    plain = _OLD_TONE.sub(lambda match: OLD_TONES[match[0]], plain)
    return re.sub(r" ?- ?", "-", plain)


def bare(text: str) -> str:
    """A text as it is typed on a keyboard without Vietnamese, otherwise as :func:`folded`.

    Examples
    --------
    >>> bare("Tổng hợp Đông Hà")
    'tong hop dong ha'
    """
    marks = unicodedata.normalize("NFD", folded(text).replace("đ", "d"))
    return "".join(mark for mark in marks if not unicodedata.combining(mark))


def unseen_letters(text: str) -> Iterator[int]:
    """Where letters stand that are not seen, look like others, or turn the order of a text.

    Examples
    --------
    >>> list(unseen_letters("h\u200bai"))
    [1]
    """
    for at, letter in enumerate(text):
        if letter.isascii() and letter not in _CONTROLS:
            continue
        category = unicodedata.category(letter)
        is_hidden = category[0] == "C" or category in ("Zl", "Zp") or ord(letter) in _IGNORED
        is_foreign = category[0] == "L" and not unicodedata.name(letter, "").startswith(_SCRIPTS)
        # A figure inside a sign: "㍙" is seen as a number and read as none.
        is_sign = category == "So" and any(map(str.isdigit, unicodedata.normalize("NFKC", letter)))
        if is_hidden or is_foreign or is_sign:
            yield at


def visible(text: str, longest: int = 80) -> str:
    """A text with the letters that are not seen written as their code; long ones are cut.

    Examples
    --------
    >>> visible("OCOP\u200b-01")
    'OCOP⟨U+200B⟩-01'
    """
    shown = text[:longest] + ("…" if len(text) > longest else "")
    return "".join(
        letter
        if unicodedata.category(letter)[0] not in "CZ" or letter == " "
        else f"⟨U+{ord(letter):04X}⟩"
        for letter in shown
    )
