"""Which syllables and pairs of syllables Vietnamese texts use, as counted in public texts.

The four files in ``tables`` are written by ``scripts/count_usage.py``; a line is a syllable
and those that follow it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from baocao.locale.vi.text import toneless
from baocao.review.proofread.wordlists import ALONE, OFFICIAL_WORDS, RARE_PAIRS

__all__ = ["STANDING_ALONE", "Usage", "key", "keys_of", "skeleton", "usage"]

_FOLDER = Path(__file__).parent / "tables"
_PLAIN = str.maketrans("ăâđêôơư", "aadeoou")
_TONED = [
    ("", "aăâeêioôơuưy"),
    ("1", "áắấéếíóốớúứý"),
    ("2", "àằầèềìòồờùừỳ"),
    ("3", "ảẳẩẻểỉỏổởủửỷ"),
    ("4", "ãẵẫẽễĩõỗỡũữỹ"),
    ("5", "ạặậẹệịọộợụựỵ"),
]
_TONES = {letter: tone for tone, letters in _TONED for letter in letters}
# "kỹ" and "kĩ", "quy" and "qui" are one word.
_LAST_Y = re.compile(r"^(h|k|l|m|s|t|v|qu)y$")


@cache
def key(syllable: str) -> str:
    """A syllable however it is spelt: its letters, then the number of its tone.

    Examples
    --------
    >>> key("hoá") == key("hóa"), key("kĩ") == key("kỹ"), key("ma") == key("mà")
    (True, True, False)
    """
    lower = syllable.lower()
    tone = next((_TONES[letter] for letter in lower if _TONES.get(letter)), "")
    return _LAST_Y.sub(r"\1i", toneless(lower)) + tone


@cache
def skeleton(of: str) -> str:
    """The letters of a key without any mark.

    Examples
    --------
    >>> skeleton(key("đường"))
    'duong'
    """
    return of.rstrip("12345").translate(_PLAIN)


@dataclass(frozen=True)
class Usage:
    """What Vietnamese texts use, by keys.

    Parameters
    ----------
    words
        Words of two syllables that official texts often have, as they are spelt, by both
        syllables without marks.
    pairs
        Syllables that often stand beside each other, as one word or as two.
    syllables
        Syllables with a mark that texts have, as they are spelt.
    bound
        Syllables that are nearly always a part of a longer word.
    """

    words: Mapping[tuple[str, str], tuple[str, ...]]
    pairs: frozenset[tuple[str, str]]
    syllables: Mapping[str, str]
    bound: frozenset[str]

    @cached_property
    def _by_letters(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for of, syllable in self.syllables.items():
            found[skeleton(of)] += (syllable,)
        return dict(found)

    def alike(self, syllable: str) -> tuple[str, ...]:
        """The syllables of the table that have the same letters without their marks."""
        return self._by_letters.get(skeleton(key(syllable)), ())

    def is_word(self, first: str, second: str) -> bool:
        """Whether two syllables are a word of official texts."""
        pair = key(first), key(second)
        words = self.words.get((skeleton(pair[0]), skeleton(pair[1])), ())
        return pair in map(keys_of, words)

    def corrected(self, first: str, second: str) -> str:
        """The word that is meant where one of two syllables has wrong marks; empty if none is."""
        pair = key(first), key(second)
        if pair in self.pairs:
            return ""
        for word in self.words.get((skeleton(pair[0]), skeleton(pair[1])), ()):
            right = keys_of(word)
            if (right[0] == pair[0]) != (right[1] == pair[1]):
                return word
        return ""


STANDING_ALONE: Final = frozenset(map(key, ALONE))
"""The keys of syllables that end words of official texts and are words: "phục vụ vụ Hè Thu"."""


def keys_of(word: str) -> tuple[str, str]:
    """The keys of the two syllables of a word."""
    first, second = word.split()
    return key(first), key(second)


@cache
def usage() -> Usage:
    """The tables, read once."""
    words: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    common = (*_pairs("words.txt"), *OFFICIAL_WORDS)
    for word in common:
        first, second = keys_of(word)
        words[skeleton(first), skeleton(second)] += (word,)
    return Usage(
        words=dict(words),
        pairs=frozenset(map(keys_of, (*common, *_pairs("pairs.txt"), *RARE_PAIRS))),
        syllables={key(syllable): syllable for syllable in _lines("syllables.txt")},
        bound=frozenset(map(key, _lines("bound.txt"))),
    )


def _pairs(name: str) -> Iterator[str]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        first, *following = line.split()
        yield from (f"{first} {second}" for second in following)


def _lines(name: str) -> Iterator[str]:
    yield from (_FOLDER / name).read_text(encoding="utf-8").split()
