"""Texts whose letters a program read in another code than they were written in."""

from __future__ import annotations

import re

from baocao.locale.vi.legacy_letters import from_vni

__all__ = ["MAY_BE_DAMAGED", "are_damaged"]

# Signs within words: letters of TCVN3 in cells, under headings that are in Unicode.
_TCVN3 = re.compile(r"[^\W\d_][¸µ¶·¹¨»¾¼½®¬¦][^\W\d_]|(?<!\w)§[^\W\d_]+[¸µ¶·¹¨»¾¼½®¬¦]")
# VNI writes a mark as a letter behind its vowel. These have no other use in names; in French or
# Swedish ones the others do: "goût", "Malmö", "Citroën".
_VNI_SURE = re.compile(r"[aeouyô]ø|[aeoôö]ä|[aeoôö]å", re.IGNORECASE)
_VNI_SIGNS = re.compile(
    r"[aeouyôö][øûïõ]|[aeoôö][åä]|a[ëüâêàáãéèúù]|[oe]â|(?<!\w)ñ(?=\w)", re.IGNORECASE
)
# UTF-8 read as Windows-1252: the first letter of two, three or four, and one that follows.
_MISREAD = "[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
MAY_BE_DAMAGED = (
    f"{_MISREAD}|[¸µ¶·¹¨»¾¼½®¬¦]"
    "|[aeouyôöAEOUYÔÖ][øäåûïõØÄÅÛÏÕ]|[aA][ëüâêàáãéèúùËÜÂÊÀÁÃÉÈÚÙ]|[oOeE][âÂ]|[ñÑ]"
)
"""What every damaged text has in it, as a pattern that a database reads as well."""
_VIETNAMESE = re.compile(r"[a-eghik-vxyđàáâãèéêìíòóôõùúýăĩũơưạ-ỹ\W\d_]*", re.IGNORECASE)


def are_damaged(text: str) -> bool:
    """Whether a text is in other letters than it seems.

    Examples
    --------
    >>> [are_damaged(text) for text in ("CÃ phÃª", "Ñoaøn Laøo", "§oµn Lµo", "Đoàn Lào", "Malmö")]
    [True, True, True, False, False]
    """
    return _is_misread(text) or bool(_TCVN3.search(text)) or _is_vni(text)


def _is_vni(text: str) -> bool:
    if any(0x100 <= ord(letter) < 0x2000 for letter in text):
        # Only Unicode has these.
        return False
    if not _VNI_SURE.search(text) and len(_VNI_SIGNS.findall(text)) < 2:
        return False
    return bool(_VIETNAMESE.fullmatch(from_vni(text)))


def _is_misread(text: str) -> bool:
    """Whether it is UTF-8 that was read as Windows-1252: "CÃ phÃª".

    Spaces were tidied, so that a byte which is a no-break space there is no longer one: each word
    is tried alone.
    """
    for word in text.split():
        if word.isascii():
            continue
        try:
            word.encode("cp1252").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        return True
    return False
