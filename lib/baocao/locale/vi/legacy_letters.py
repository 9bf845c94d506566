"""Vietnamese letters as typed before Unicode: TCVN 5712 (fonts .VnTime), and VNI for Windows.

Both put Vietnamese letters in the places of Western ones, so that only the font shows them.
"""

from __future__ import annotations

import re

from baocao.locale.vi.text import nfc

__all__ = ["from_tcvn3", "from_vni"]

# TCVN 5712:1993, VN3: the letters with marks, in the order of their bytes' Western look.
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)

# VNI: a vowel, and after it one Western letter for its marks.
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_ROOF, _BREVE = "\u0302", "\u0306"
_VNI_MARKS = {
    "ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _ROOF, "à": _ROOF + _GRAVE, "á": _ROOF + _ACUTE, "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE, "ä": _ROOF + _DOT,
    "ê": _BREVE, "è": _BREVE + _GRAVE, "é": _BREVE + _ACUTE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile(
    rf"([aeoAEO])([{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}])"
    rf"|([uyiôöUYIÔÖ])([øùûõïØÙÛÕÏ])"
    rf"|([{''.join(_VNI_ALONE)}{''.join(_VNI_ALONE).upper()}])"
)


def from_tcvn3(text: str) -> str:
    """Text in TCVN3, as its bytes look in a Western font, in Unicode.

    Examples
    --------
    >>> from_tcvn3("Céng hßa x· héi chñ nghÜa ViÖt Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    """
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Text in VNI, as its bytes look in a Western font, in Unicode.

    Examples
    --------
    >>> from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam")
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    """
    return nfc(_VNI.sub(_vni_letter, text))


def _vni_letter(match: re.Match[str]) -> str:
    vowel, mark, bare, tone, alone = match.groups()
    if alone:
        return _unmarked(alone)
    return _unmarked(vowel or bare) + _VNI_MARKS[(mark or tone).lower()]


def _unmarked(letter: str) -> str:
    made = _VNI_ALONE.get(letter.lower(), letter.lower())
    return made.upper() if letter.isupper() else made
