"""What a syllable was meant to be: the slips of hands and ears that make a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from baocao.review.proofread.usage import key, usage

__all__ = ["from_telex", "respelt", "sounding_alike"]

# Consonants that sound alike to many: at the beginning of a syllable and at its end.
_INITIALS: Final = (("d", "gi", "r"), ("s", "x"), ("ch", "tr"), ("l", "n"))
_FINALS: Final = (("n", "ng"), ("t", "c"))
_VOWEL = re.compile(r"[^bcdđghklmnpqrstvxfjwz]")

_TELEX_TONES: Final = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}
_TELEX_LETTERS: Final = (
    ("dd", "đ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("uow", "ươ"), ("aw", "ă"), ("ow", "ơ"),
    ("uw", "ư"),
)  # fmt: skip


def sounding_alike(syllable: str) -> Iterator[str]:
    """Syllables with another consonant at one end that sounds like it to many.

    Examples
    --------
    >>> list(sounding_alike("giám")), list(sounding_alike("quảng"))
    (['dám', 'rám'], ['quản'])
    """
    for group in _INITIALS:
        for one in sorted(group, key=len, reverse=True):
            rest = syllable.removeprefix(one)
            if rest != syllable and _VOWEL.match(rest):
                yield from (other + rest for other in group if other != one)
                break
    for group in _FINALS:
        for one in sorted(group, key=len, reverse=True):
            rest = syllable.removesuffix(one)
            if rest != syllable:
                if _VOWEL.search(rest[-1:]):
                    yield from (rest + other for other in group if other != one)
                break


def from_telex(word: str) -> str:
    """The known syllable whose Telex keys were left as letters; empty if there is none.

    Examples
    --------
    >>> from_telex("tuyeen"), from_telex("thưcj"), from_telex("phats"), from_telex("data")
    ('tuyên', 'thực', 'phát', '')
    """
    letters, tone = word.lower(), ""
    if len(letters) > 2 and letters[-1] in _TELEX_TONES:
        letters, tone = letters[:-1], _TELEX_TONES[letters[-1]]
    for typed, meant in _TELEX_LETTERS:
        letters = letters.replace(typed, meant)
    meant_key = key(letters) + tone
    return usage().syllables.get(meant_key, "") if letters + tone != word.lower() else ""


def respelt(word: str) -> str:
    """The known syllable that a word without sense is a slip for; empty if none or several are.

    Examples
    --------
    >>> respelt("ngiệp"), respelt("nghành"), respelt("lượnng"), respelt("abc")
    ('nghiệp', 'ngành', 'lượng', '')
    """
    found = {
        from_telex(word),
        *(
            usage().syllables.get(key(other), "")
            for other in (
                re.sub(r"^ng(?=[iíìỉĩịeéèẻẽẹêếềểễệ])", "ngh", word),
                re.sub(r"^(n?g)h(?![iíìỉĩịeéèẻẽẹêếềểễệ])", r"\1", word),
                re.sub(r"([bcdđghklmnpqrstvx])\1", r"\1", word),
            )
            if other != word
        ),
    } - {""}
    return found.pop() if len(found) == 1 else ""
