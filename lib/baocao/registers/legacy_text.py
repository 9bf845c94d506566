"""Texts whose letters only the font of their cell can tell: .VnTime writes ``®oµn`` for đoàn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from baocao.locale.vi.legacy_letters import from_tcvn3, from_vni
from baocao.registers.grid import UnsureText, Value

__all__ = ["LETTERS", "PICTURES", "TCVN3", "TCVN3_CAPITALS", "VNI", "LegacyText", "letters_of"]

TCVN3, VNI = "TCVN3 (.VnTime)", "VNI"
TCVN3_CAPITALS = "TCVN3 (.VnTimeH)"
PICTURES = "Wingdings"
LETTERS: dict[str, Callable[[str], str]] = {TCVN3: from_tcvn3, VNI: from_vni}

# Fonts that draw pictures, or Greek letters, in the places of ours.
_OF_PICTURES = ("wingdings", "webdings", "symbol", "marlett", "zapf", "bookshelf symbol")
_OUR_WESTERN = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ")


def letters_of(font: str) -> str:
    """The letters that a font writes by its name; empty for Unicode.

    Examples
    --------
    >>> letters_of(".VnTimeH"), letters_of("VNI-Times"), letters_of("Times New Roman")
    ('TCVN3 (.VnTimeH)', 'VNI', '')
    """
    name = font.strip().lower()
    if name.startswith(_OF_PICTURES):
        return PICTURES
    if name.startswith(".vn"):
        return TCVN3_CAPITALS if name.endswith("h") else TCVN3
    return VNI if name.startswith(("vni-", "vni ")) else ""


@dataclass
class LegacyText:
    """The texts of a workbook, or of a text file, that may be in letters from before Unicode.

    People type Unicode in cells that have such a font.  A text that can be read both ways is read
    as the others are; where there are both, it is read in none.

    Attributes
    ----------
    counts
        How many cells of the present sheet were converted, by the letters they had.
    """

    counts: Counter[str] = field(default_factory=Counter)
    _has_unicode: bool = False
    _has_legacy: bool = False
    _doubtful: list[tuple[dict[int, Value], int, UnsureText, Counter[str], str]] = field(
        default_factory=list
    )

    def begin_sheet(self) -> None:
        """Count anew."""
        self.counts = Counter()

    def take(self, cells: dict[int, Value], column: int, runs: Sequence[tuple[str, str]]) -> None:
        """Put a text into the cells of its row: its runs, each with the letters of its font."""
        written = "".join(text for text, _ in runs)
        read = "".join(self._read(text, letters) for text, letters in runs)
        cells[column] = read
        if read != written:
            letters = next(letters for text, letters in runs if letters)
            self.counts[letters] += 1
            if all(letter.isascii() or letter in _OUR_WESTERN for letter in written):
                text = UnsureText(written, read)
                self._doubtful.append((cells, column, text, self.counts, letters))
            else:
                self._has_legacy = True

    def _read(self, text: str, letters: str) -> str:
        if not letters:
            return text
        # Beyond the Western letters, but for quotation marks and the like.
        if any(0x100 <= ord(letter) < 0x2000 for letter in text):
            self._has_unicode = True
            return text
        converted = LETTERS.get(letters, from_tcvn3)(text)
        # Fonts such as .VnTimeH draw capitals in the places of small letters.
        return converted.upper() if letters == TCVN3_CAPITALS else converted

    def settle(self) -> None:
        """Give the texts that can be read both ways back as they stand, or as unsure."""
        for cells, column, text, counts, letters in self._doubtful if self._has_unicode else ():
            cells[column] = text if self._has_legacy else text.text
            counts[letters] -= 1
        self._doubtful.clear()
