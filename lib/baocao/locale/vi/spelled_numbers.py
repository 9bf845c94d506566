"""Numbers written in words: "ba mươi mốt", "một trăm linh sáu", "hai phẩy năm", "ba phần tư"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

__all__ = ["GAP", "SpelledNumber", "number_from_words", "spelled_numbers_in"]

GAP: Final = r"(?:[\s*_~\\\u00ad\u200b-\u200d\u2060\ufeff]|&nbsp;)+"
"""What may stand between two words of a number: blanks, and marks that are not printed."""

_DIGITS: Final = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_TENS: Final = {"mười": 10, "hăm": 20, "băm": 30}
_SIZES: Final = {
    "mươi": 10, "chục": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "vạn": 10_000,
}  # fmt: skip
_JOINTS: Final = {"linh", "lẻ"}
_HALVES: Final = {"rưỡi", "rưởi"}
_POINT, _OVER = "phẩy", "phần"
_WORDS: Final = (*_DIGITS, *_TENS, *_SIZES, *_JOINTS, *_HALVES, _POINT, _OVER)
_RUN: Final = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(_WORDS)})(?:{GAP}(?:{'|'.join(_WORDS)}))*(?![^\W_])", re.IGNORECASE
)
_WORD: Final = re.compile("|".join(_WORDS), re.IGNORECASE)
# Digits that stand after tens only: "hai lăm" is short for "hai mươi lăm".
_AFTER_TENS: Final = {"mốt", "tư", "lăm", "nhăm"}
# Longer than any number that is written in words.
_MOST_WORDS: Final = 24


@dataclass(frozen=True)
class SpelledNumber:
    """A number in words: where it starts and ends in its text, its words and its value.

    A single word may be another word: "năm" also means year, "ba" father.
    """

    start: int
    end: int
    words: tuple[str, ...]
    value: Decimal

    @property
    def is_sure(self) -> bool:
        """Whether it is a number whatever stands around it."""
        return len(self.words) > 1 or self.words == ("mười",)

    @property
    def is_fraction(self) -> bool:
        """Whether it is a part of one, such as "ba phần tư"."""
        return _OVER in self.words


def spelled_numbers_in(text: str) -> Iterator[SpelledNumber]:
    """Numbers written in words, the longest that can be read from each word on.

    Parameters
    ----------
    text
        In NFC.

    Examples
    --------
    >>> [(n.start, n.end, int(n.value)) for n in spelled_numbers_in("Có ba mươi mốt đối tượng")]
    [(3, 14, 31)]
    >>> [" ".join(n.words) for n in spelled_numbers_in("đầu tư hai mươi tỷ trong năm mười lăm xã")]
    ['hai mươi', 'năm', 'mười lăm']
    """
    for run in _RUN.finditer(text):
        places = [match.span() for match in _WORD.finditer(text, *run.span())]
        words = [text[start:end].lower() for start, end in places]
        first = 0
        while first < len(words):
            last, value = _longest(words, first)
            if value is None:
                # "không một doanh nghiệp nào": together they say that there is none.
                none = words[first : first + 2] == ["không", "một"]
                first += 2 if none else 1
                continue
            start, end = places[first][0], places[last - 1][1]
            yield SpelledNumber(start, end, tuple(words[first:last]), value)
            first = last


def _longest(words: Sequence[str], first: int) -> tuple[int, Decimal | None]:
    """Where the longest number that begins at a word ends, and its value; None: there is none."""
    for last in range(min(len(words), first + _MOST_WORDS), first, -1):
        taken = list(words[first:last])
        if taken[0] == "không" and taken[1:2] != [_POINT]:
            continue
        value = number_from_words(taken)
        if value is not None:
            return last, value
    return first, None


def number_from_words(words: Sequence[str]) -> Decimal | None:
    """The value of a number written in words; None when the words are not a number.

    Parameters
    ----------
    words
        In small letters.

    Examples
    --------
    >>> [str(number_from_words(words.split())) for words in ("mười lăm", "một trăm linh sáu")]
    ['15', '106']
    >>> [str(number_from_words(words.split())) for words in ("hai phẩy năm", "ba nghìn rưỡi")]
    ['2.5', '3500']
    >>> number_from_words(["hai", "ba"]) is None, number_from_words(["mươi"]) is None
    (True, True)
    """
    words = list(words)
    if _OVER in words:
        at = words.index(_OVER)
        top = _whole(words[:at])
        bottom = 4 if words[at + 1 :] == ["tư"] else _whole(words[at + 1 :])
        return Decimal(top) / bottom if top and bottom and bottom > 1 else None
    if _POINT in words:
        at = words.index(_POINT)
        whole, decimals = _whole(words[:at]), _decimals(words[at + 1 :])
        return None if whole is None or not decimals else Decimal(f"{whole}.{decimals}")
    if len(words) > 1 and words[-1] in _HALVES:
        most = _whole(words[:-1])
        half = _SIZES.get(words[-2], 0) // 2
        return None if most is None or not half else Decimal(most + half)
    found = _whole(words)
    return None if found is None else Decimal(found)


def _decimals(words: Sequence[str]) -> str:
    """What is said after the decimal comma: digit by digit, or as one number."""
    if all(word in _DIGITS for word in words):
        return "".join(str(_DIGITS[word]) for word in words)
    found = _whole(words)
    return "" if found is None else str(found)


def _whole(words: Sequence[str]) -> int | None:
    total = group = 0
    digit: int | None = None
    before, largest = "", 10**6
    for word in words:
        if word in _JOINTS:
            if digit is not None or not (group or total):
                return None
        elif word in _DIGITS:
            if digit is not None:
                if word not in _AFTER_TENS or group % 100:
                    return None
                group += digit * 10
            elif word in _AFTER_TENS and not (group or total):
                return None
            elif word == "năm" and before in ("mười", "mươi"):
                return None  # it is "lăm" there: "mười năm" are ten years
            digit = _DIGITS[word]
        elif word in _TENS:
            if digit is not None or group % 100:
                return None
            group += _TENS[word]
        elif (size := _SIZES.get(word, 0)) >= 1000:
            group += digit or 0
            if not group or size >= largest:
                return None
            total, group, digit, largest = total + group * size, 0, None, size
        elif not size or digit is None or group % (size * 10):
            return None
        else:
            group, digit = group + digit * size, None
        before = word
    if before in ("", "hăm", "băm", *_JOINTS):
        return None
    return total + group + (digit or 0)
