"""Numbers written in words: "ba mươi mốt", "một trăm linh sáu"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["number_from_words", "spelled_numbers_in"]

_DIGITS: Final = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SIZES: Final = {"mười": 10, "mươi": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000}
_JOINTS: Final = {"linh", "lẻ"}
_WORD: Final = "|".join([*_DIGITS, *_SIZES, *_JOINTS])
_RUN: Final = re.compile(rf"\b(?:{_WORD})(?:\s+(?:{_WORD}))*\b", re.IGNORECASE)


def spelled_numbers_in(text: str) -> Iterator[tuple[int, int, int, bool]]:
    """Numbers written in words.

    Yields
    ------
    tuple of int, int, int, bool
        Where the number starts and ends, its value, and whether it is certainly a number: a
        single word may be another word ("năm" also means year).

    Examples
    --------
    >>> list(spelled_numbers_in("Có ba mươi mốt đối tượng"))
    [(3, 14, 31, True)]
    """
    for match in _RUN.finditer(text):
        start, words = match.start(), match[0].lower().split()
        if number_from_words(words) is None and words[0] == "năm":
            # "trong năm hai doanh nghiệp": "năm" means year here, the number begins after it.
            start = match.start() + re.match(r"\w+\s+", match[0]).end()  # type: ignore[union-attr]
            words = words[1:]
        value = number_from_words(words) if words else None
        # Alone these are other words ("đầu tư"); they are numbers after tens only.
        if value is not None and words not in (["tư"], ["mốt"], ["lăm"], ["nhăm"], ["không"]):
            yield start, match.end(), value, len(words) > 1 or words[0] == "mười"


def number_from_words(words: list[str]) -> int | None:
    """The value of a number written in words; None when the words are not a number.

    Examples
    --------
    >>> number_from_words(["mười", "lăm"]), number_from_words(["một", "trăm", "linh", "sáu"])
    (15, 106)
    >>> number_from_words(["hai", "ba"]) is None, number_from_words(["mươi"]) is None
    (True, True)
    """
    total = group = 0
    digit: int | None = None
    for word in words:
        if word in _JOINTS:
            if digit is not None or not (group or total):
                return None
            continue
        if word in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[word]
            continue
        size = _SIZES[word]
        if word == "mười":
            if digit is not None:
                return None
            group += 10
        elif size == 1000:
            total, group = (total + group + (digit or 0)) * 1000, 0
            if not total:
                return None
        elif digit is None:
            return None
        else:
            group += digit * size
        digit = None
    if words[-1] in _JOINTS:
        return None
    return total + group + (digit or 0)
